"""A process that is killed in the middle of an import leaves nothing of it behind."""

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from tests.spreadsheets.workbooks import units_down, workbook

KILLED = 9
# Ends the process as a kill does, with half of the figures written and no chance to clean up.
PROGRAM = f"""
import os, sys
import django
django.setup()
from django.apps import apps
from django.core.management import call_command
from django.test import override_settings
from targets.reports import changes

# Tables are made from the models, as in the other tests.
without = {{one.label: None for one in apps.get_app_configs()}}
override_settings(MEDIA_ROOT=sys.argv[2], MIGRATION_MODULES=without).enable()
call_command("migrate", run_syncdb=True, verbosity=0)
call_command("load_plan", verbosity=0)
changes.CHUNK = 2
save = changes.store_figures

def killed_half_way(entries, *, by):
    for done in save(entries, by=by):
        if done >= 4:
            os._exit({KILLED})
        yield done

changes.store_figures = killed_half_way
call_command("import_figures", sys.argv[1])
"""


@pytest.fixture
def database(tmp_path) -> Path:
    return tmp_path / "killed.sqlite3"


def test_nothing_is_stored(database, tmp_path):
    file = tmp_path / "三月.xlsx"
    file.write_bytes(workbook(units_down({"尖山区": [1, 2, 3], "宝清县": [4, 5, 6]}, ["T01-1", "T02-1", "T03-1"])))
    surroundings = {**os.environ, "DATABASE_URL": f"sqlite:///{database}", "DEBUG": "1", "TODAY": "2007-07-04"}
    ended = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(file), str(tmp_path / "media")],
        cwd=settings.BASE_DIR,
        env={**surroundings, "DJANGO_SETTINGS_MODULE": "bureau.settings"},
        check=False,
    )
    assert ended.returncode == KILLED
    assert counted(database) == {"figure": 0, "historicalfigure": 0, "monthlyreport": 0, "historicalmonthlyreport": 0}


def counted(database: Path) -> dict[str, int]:
    names = ("figure", "historicalfigure", "monthlyreport", "historicalmonthlyreport")
    with sqlite3.connect(database) as connection:
        return {name: connection.execute(f"SELECT COUNT(*) FROM targets_{name}").fetchone()[0] for name in names}  # noqa: S608
