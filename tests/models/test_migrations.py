"""The migrations of an empty database, and the error for a database that cannot be migrated."""

import os
import sqlite3
import subprocess
import sys
from pathlib import Path
from shutil import copy

import pytest
from django.conf import settings


def migrate(path: Path) -> subprocess.CompletedProcess:
    """Run `manage.py migrate` on that SQLite file and return its result."""
    return subprocess.run(
        [sys.executable, "manage.py", "migrate", "--noinput", "--verbosity", "0"],
        cwd=settings.BASE_DIR,
        env={**os.environ, "DATABASE_URL": f"sqlite:///{path}"},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def migrated(tmp_path_factory) -> Path:
    """A database that every migration was applied to, made once for the module."""
    path = tmp_path_factory.mktemp("migrated") / "new.sqlite3"
    assert migrate(path).stderr == ""
    return path


@pytest.fixture
def new_database(migrated, tmp_path) -> Path:
    """A copy of the migrated database, which the test may change."""
    return copy(migrated, tmp_path)


def tables_of(path) -> set[str]:
    with sqlite3.connect(path) as database:
        return {name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}


def test_an_empty_database_gets_its_tables_and_a_second_run_changes_nothing(new_database):
    tables = tables_of(new_database)
    assert {"targets_monthlyreport", "employment_trainingclass", "skills_appraisalbatch"} <= tables
    again = migrate(new_database)
    assert (again.returncode, again.stderr) == (0, "")
    assert tables_of(new_database) == tables


def test_the_databases_own_tools_can_check_and_change_every_table(new_database):
    with sqlite3.connect(new_database) as database:
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        for table in tables_of(new_database) - {"sqlite_sequence"}:
            columns = [row[1] for row in database.execute(f'PRAGMA table_info("{table}")')]
            database.execute(f'EXPLAIN INSERT INTO "{table}" DEFAULT VALUES')
            assignments = ", ".join(f'"{name}" = "{name}"' for name in columns)
            # The names are the database's own.
            database.execute(f'UPDATE "{table}" SET {assignments}')  # noqa: S608


def test_a_database_of_version_0_1_0_is_left_alone_and_the_error_says_what_to_do(tmp_path):
    path = tmp_path / "old.sqlite3"
    with sqlite3.connect(path) as database:
        database.execute("CREATE TABLE django_migrations (id integer, app text, name text, applied text)")
        for app, name in (("targets", "0001_initial"), ("targets", "0002_imports"), ("employment", "0001_registers")):
            database.execute("INSERT INTO django_migrations VALUES (1, ?, ?, '2007-07-04')", (app, name))
    refused = migrate(path)
    assert refused.returncode != 0
    assert "holds the migration employment.0001_registers and 1 more" in refused.stderr
    assert f"move {path} away" in refused.stderr
    assert "Traceback" not in refused.stderr
    assert tables_of(path) == {"django_migrations"}
