# The portal's commands; `make help` lists them. Works with GNU make 3.81 (macOS).
SHELL := /bin/sh
VENV  := .venv
PY    := $(VENV)/bin/python
PIP   := $(PY) -m pip --disable-pip-version-check --no-input install --quiet --require-hashes
PORT  ?= 8000
BIND  ?= 127.0.0.1
PO    := targets/locale/zh_Hans/LC_MESSAGES/django.po

# Development: debug on, the demonstration's clock at the year's half, and a database of its own. What the environment
# says of a server's database is left alone; DEV_DATABASE_URL names another one for development.
DEV := DEBUG=1 TODAY="$${TODAY-2007-07-04}" DATABASE_URL="$${DEV_DATABASE_URL:-}"
# One process a core; a module's tests stay together, so that what a module sets up is set up once.
AT_ONCE := --numprocesses auto --dist worksteal
# Pytest's own arguments, such as PYTEST_ARGS='-x -k access'.
PYTEST_ARGS ?= $(AT_ONCE)
# Of the rules: words in their paths, none for all; so many mutants of each, 0 for all; which draw.
MODULES ?=
SAMPLE ?= 4
SEED ?= 1

.PHONY: help run setup test test-whole test-matrix coverage check browser-check bench serve messages lint format outdated lock clean data assets
.DEFAULT_GOAL := help

help: ## List the commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' Makefile

run: $(VENV)/base.stamp assets data ## Set up what is missing and serve with demonstration data on http://127.0.0.1:8000 (PORT=)
	@address=$$(BIND="$(BIND)" PORT="$(PORT)" $(PY) -m bureau.serve --address) && \
		$(DEV) $(PY) manage.py runserver "$$address"

setup: $(VENV)/test.stamp assets data ## Everything that run and test need, without serving

serve: $(VENV)/base.stamp assets ## As in production: gunicorn and WhiteNoise (SECRET_KEY, ALLOWED_HOSTS and DATABASE_URL from the environment)
	@BIND="$(BIND)" PORT="$(PORT)" exec $(PY) -m bureau.serve

mutants: $(VENV)/test.stamp assets ## Change rules in small ways and list the changes that no test notices (MODULES= SAMPLE= SEED=)
	@$(PLAIN) $(PY) tools/mutants.py $(MODULES) --sample $(SAMPLE) --seed $(SEED)

bench: $(VENV)/test.stamp assets ## Measure speed as ratios, print a table, write var/bench.json
	@$(PY) tools/bench.py

# ---- environment ----------------------------------------------------------------------------------------------

# A damaged environment, such as after an update of the system's Python, is made anew: without its stamps it counts as
# missing. One that is a link to another folder belongs to somebody else, and nothing in it is changed.
WHOLE := { [ ! -e $(VENV)/made.stamp ] || $(PY) -c 'import pip'; } && { [ ! -e $(VENV)/base.stamp ] || $(PY) -c 'import django, gunicorn'; }
ifneq ($(MAKECMDGOALS),clean)
STATE := $(shell ( $(WHOLE) ) >/dev/null 2>&1 || { [ -L $(VENV) ] && echo linked || { rm -f $(VENV)/*.stamp; echo damaged; }; })
ifeq ($(STATE),linked)
$(error $(VENV) is a link to another folder, whose environment is damaged and is not touched. Remove the link and run make again)
endif
ifeq ($(STATE),damaged)
$(info == $(VENV) is damaged and is made anew)
endif
endif

$(VENV)/made.stamp: tools/make_venv.sh requirements/pip.txt
	@echo "== making $(VENV)"
	@PYTHON="$(PYTHON)" sh tools/make_venv.sh $(VENV)
	@touch $@

$(VENV)/base.stamp: $(VENV)/made.stamp requirements/base.txt
	@echo "== installing what the portal runs on"
	@$(PIP) -r requirements/base.txt
	@touch $@

$(VENV)/test.stamp: $(VENV)/base.stamp requirements/test.txt
	@echo "== installing what the tests need"
	@$(PIP) -r requirements/test.txt
	@touch $@

assets: var/assets.stamp var/messages.stamp

var/assets.stamp: package-lock.json tools/collect_assets.py tools/charts_library.js $(VENV)/made.stamp
	@echo "== fetching Bootstrap and ECharts"
	@{ command -v node && command -v npm; } >/dev/null || $(PIP) -r requirements/node.txt
	@$(PY) tools/collect_assets.py
	@touch $@

var/messages.stamp: $(PO) tools/messages.py $(VENV)/base.stamp
	@mkdir -p var
	@$(PY) tools/messages.py compile
	@touch $@

data: $(VENV)/base.stamp assets
	@$(DEV) $(PY) manage.py migrate --noinput --verbosity 0
	@$(DEV) $(PY) manage.py load_plan
	@$(DEV) $(PY) manage.py seed_demo --if-empty

# ---- checks ---------------------------------------------------------------------------------------------------

# Checks and tests never meet the demonstration's database nor the developer's switches.
PLAIN := DEBUG=1 DATABASE_URL=
TEMPLATES := find templates -name '*.html' -print0

# Compiled modules are kept, even where the environment says otherwise: every process of the tests reads them anew.
test coverage check lint: export PYTHONDONTWRITEBYTECODE :=

# The browser comes first, so that nobody waits ten minutes to learn that it is missing;
# pytest comes last, so that its closing line ends the output.
test: $(VENV)/test.stamp assets browser-check check ## Every check, then the tests on SQLite, on PostgreSQL and in Chromium
	@echo "== pytest on SQLite"
	@DATABASE_URL= EXPECT_DB_VENDOR=sqlite $(PY) -m pytest $(PYTEST_ARGS)
	@echo "== pytest on PostgreSQL"
	@EXPECT_DB_VENDOR=postgresql $(PY) tools/with_postgres.py $(PY) -m pytest $(PYTEST_ARGS)
	@if $(PY) tools/chromium.py 2>/dev/null; then \
		echo "== pytest in Chromium"; \
		DATABASE_URL= EXPECT_DB_VENDOR=sqlite $(PY) -m pytest $(AT_ONCE) tests/browser; \
	fi

test-whole: ## The same, with every step of every walk and every test on PostgreSQL, of which `make test` takes samples
	@$(MAKE) test PYTEST_ARGS="$(PYTEST_ARGS) --whole"

test-matrix: assets ## The tests on SQLite with each supported Python found, and with Django 6 (PYTEST_ARGS=)
	@sh tools/test_matrix.sh $(filter-out $(AT_ONCE),$(PYTEST_ARGS))

coverage: $(VENV)/test.stamp assets ## The tests on SQLite with the share of lines and branches that they run (var/coverage)
	@DATABASE_URL= EXPECT_DB_VENDOR=sqlite $(PY) -m pytest $(AT_ONCE) --cov --cov-report=term:skip-covered --cov-report=html

browser-check: $(VENV)/made.stamp
	@echo "== Chromium"
	@$(PY) tools/chromium.py || { [ "$${CI:-}" != true ] && echo "The other tests go on without it."; }

check: lint ## Everything that needs no test run
	@echo "== import contracts"
	@$(VENV)/bin/lint-imports --no-logo 2>&1 || exit 1
	@echo "== migrations"
	@$(PLAIN) $(PY) manage.py makemigrations --check --dry-run
	@echo "== translations"
	@$(PY) tools/messages.py check

lint: $(VENV)/test.stamp ## Ruff, djade and mypy
	@echo "== ruff"
	@$(VENV)/bin/ruff check --quiet .
	@$(VENV)/bin/ruff format --quiet --check . || { echo "Not formatted: run make format"; exit 1; }
	@echo "== templates"
	@$(TEMPLATES) | xargs -0 $(VENV)/bin/djade --check
	@echo "== types"
	@$(PLAIN) $(VENV)/bin/mypy

format: $(VENV)/test.stamp ## Format Python and templates, and mend what can be mended
	@$(VENV)/bin/ruff check --quiet --fix . || true
	@$(VENV)/bin/ruff format --quiet .
	@$(TEMPLATES) | xargs -0 $(VENV)/bin/djade || true

messages: $(VENV)/base.stamp ## Merge the code's messages into the Chinese catalogue
	@$(PY) tools/messages.py update

outdated: $(VENV)/test.stamp ## List the pinned packages of which a newer release exists
	@$(PY) -m pip --disable-pip-version-check list --outdated
	@{ command -v npm >/dev/null && npm outdated; } || true

lock: ## Lock the newest dependencies that requirements/*.in allow (from PyPI, or the index in UV_DEFAULT_INDEX)
	@sh tools/lock.sh

clean: ## Remove what was built, but not the data in var/
	rm -rf $(VENV) node_modules var/assets var/static var/*.stamp .mypy_cache .ruff_cache .pytest_cache
	find targets -name '*.mo' -delete
