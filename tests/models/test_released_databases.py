"""The database of every released version is brought to the tables of today and answers as it did at its release."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from tools import releases

# Each database is asked in a process of its own; the mark says that PostgreSQL is to be asked too.
pytestmark = pytest.mark.django_db

KEPT = sorted((Path(settings.BASE_DIR) / "tests" / "releases").iterdir())


@contextmanager
def new_database(place: Path, name: str) -> Iterator[str]:
    """The address of an empty database of the kind that the tests run on."""
    if connection.vendor == "sqlite":
        yield f"sqlite:///{place / name}.sqlite3"
    else:
        with releases.new_on_postgres(os.environ["DATABASE_URL"], name) as address:
            yield address


@pytest.fixture(scope="module")
def made_today(tmp_path_factory) -> Iterator[list[str]]:
    """The tables of a new database to which every migration was applied."""
    with new_database(tmp_path_factory.mktemp("today"), "made_today") as address:
        releases.manage(address, "migrate", "--verbosity", "0")
        yield releases.told_by(address, "tables")


@pytest.mark.parametrize("release", KEPT, ids=lambda folder: folder.name)
def test_a_released_database_is_migrated_and_answers_as_before(release, made_today, tmp_path):
    with new_database(tmp_path, "released") as address:
        releases.restore(release, address)
        releases.manage(address, "migrate", "--verbosity", "0")
        assert releases.told_by(address, "tables") == made_today
        now = releases.told_by(address, "answers")
    for question, then in releases.answers_of(release).items():
        assert lacking(then, now[question]) == [], question


def lacking(then, now, where: str = "") -> list[str]:
    """What was answered then and is answered otherwise today. What a later version says besides is no difference."""
    if isinstance(then, dict) and isinstance(now, dict):
        return [line for key in then for line in lacking(then[key], now.get(key, "nothing"), f"{where}.{key}")]
    if isinstance(then, list) and isinstance(now, list) and len(then) == len(now):
        return [
            line for at, pair in enumerate(zip(then, now, strict=True)) for line in lacking(*pair, f"{where}[{at}]")
        ]
    return [] if then == now else [f"{where}: {then} then, {now} now"]
