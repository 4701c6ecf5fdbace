"""Kept pages with several writers and readers at the same time: never older than what is stored, made by one.

On PostgreSQL alone: SQLite lets one writer at a time begin.
"""

import re
from concurrent.futures import Future, ThreadPoolExecutor

import pytest
from django.db import connection, transaction
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from targets.frame import kept
from targets.models import ReportingUnit, Role
from targets.models.closings import ALWAYS
from targets.models.versions import data_version, fold
from tests.across_rooms.test_concurrency import at_once
from tests.boards.test_kept_pages import a_table
from tests.conftest import person

DASHBOARD = "/plans/2007/"
CODES = ["230502", "230503", "230505"]
HEADING = re.compile(r"<h1>(.*?)</h1>")

pytestmark = pytest.mark.django_db(transaction=True)


class Writer:
    """A transaction of its own, in a thread of its own, that goes a step when it is told to."""

    def __init__(self, code: str):
        self.code = code
        self.thread = ThreadPoolExecutor(1)
        self.open: transaction.Atomic | None = None
        self.written = ""

    def do(self, step: str, words: str) -> None:
        future: Future = self.thread.submit(getattr(self, step), words)
        future.result(20)

    def write(self, words: str) -> None:
        """Rename the unit, in a transaction that stays open."""
        if self.open is None:
            self.open = transaction.atomic()
            self.open.__enter__()
        unit = ReportingUnit.objects.get(code=self.code)
        unit.name_zh_hans = words
        unit.save(from_month=ALWAYS)
        self.written = words

    def commit(self, _words: str) -> None:
        self._end(None)

    def roll_back(self, _words: str) -> None:
        self.written = ""
        self._end(RuntimeError("given up"))

    def hang_up(self, _words: str) -> None:
        connection.close()

    def _end(self, fault: Exception | None) -> None:
        if self.open is not None:
            self.open.__exit__(type(fault) if fault else None, fault, None)
            self.open = None

    def close(self) -> None:
        self.do("roll_back", "")
        self.do("hang_up", "")
        self.thread.shutdown()


@pytest.fixture
def reader(plan, city):
    client = Client()
    client.force_login(person("leader", Role.LEADER, city), backend="django.contrib.auth.backends.ModelBackend")
    return client


def shown(reader: Client, code: str) -> str:
    """The unit's name as its page says it; asked a second time it comes from what is kept."""
    first, second = (reader.get(f"{DASHBOARD}units/{code}/").content.decode() for _time in range(2))
    assert HEADING.search(first)[1] == HEADING.search(second)[1]
    return HEADING.search(second)[1]


STEPS = st.lists(
    st.tuples(st.sampled_from(["write", "write", "commit", "roll_back", "read", "fold"]), st.sampled_from(CODES)),
    min_size=4,
    max_size=16,
)


@given(steps=STEPS)
@settings(max_examples=12)
def test_in_whatever_order_transactions_end_a_page_shows_what_is_stored(reader, steps):
    stored = dict(ReportingUnit.objects.filter(code__in=CODES).values_list("code", "name_zh_hans"))
    writers = {code: Writer(code) for code in CODES}
    try:
        for number, (step, code) in enumerate(steps):
            writer = writers[code]
            if step == "fold":
                fold()
            elif step != "read":
                writer.do(step, f"{code} after step {number}")
            if step == "commit" and writer.written:
                stored[code] = writer.written
            assert shown(reader, code) == stored[code]
        assert {code: shown(reader, code) for code in CODES} == stored
    finally:
        for writer in writers.values():
            writer.close()


def test_who_began_first_and_commits_last_still_makes_a_page_anew(reader):
    early, late = Writer("230502"), Writer("230503")
    try:
        early.do("write", "the early one")
        late.do("write", "the late one")
        late.do("commit", "")
        assert shown(reader, "230503") == "the late one"
        assert shown(reader, "230502") != "the early one"
        early.do("commit", "")
        assert shown(reader, "230502") == "the early one"
    finally:
        early.close()
        late.close()


def test_of_many_who_miss_a_page_one_makes_it(plan, city, monkeypatch):
    made: list[bytes] = []
    parted = kept._parted
    monkeypatch.setattr(kept, "_parted", lambda page: made.append(page) or parted(page))
    readers = []
    for number in range(6):
        client = Client()
        user = person(f"leader-{number}", Role.LEADER, city)
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        readers.append(client)
    # No process has anything of another's in its hands: there is the table alone.
    with a_table():
        monkeypatch.setattr(kept, "near", NothingNear())
        answers = at_once(*[lambda client=client: client.get(DASHBOARD) for client in readers])
    assert [answer.status_code for answer in answers] == [200] * len(readers)
    assert len(made) == 1


class NothingNear:
    """What a process has in its hands when it has just begun."""

    def get(self, _key: str) -> None:
        return None

    def set(self, *_arguments) -> None:
        return None


def test_many_writers_raise_the_version_without_waiting_for_each_other(plan):
    writers = [Writer(code) for code in CODES]
    before = data_version()
    try:
        # Each holds its transaction open while the others write: on one shared row the second would wait for ever.
        for writer in writers:
            writer.do("write", "at the same time")
        for writer in writers:
            writer.do("commit", "")
    finally:
        for writer in writers:
            writer.close()
    assert data_version() > before
    assert set(ReportingUnit.objects.filter(code__in=CODES).values_list("name_zh_hans", flat=True)) == {
        "at the same time"
    }


def test_two_who_fold_at_once_count_nothing_twice(plan):
    for _number in range(6):
        ReportingUnit.objects.filter(code="230502").update(order=1)
    before = data_version()
    at_once(fold, fold, fold)
    assert data_version() == before
