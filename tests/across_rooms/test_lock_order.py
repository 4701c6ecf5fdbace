"""Every pair of writers, the first paused after each lock that it takes, on PostgreSQL: nobody waits in a ring.

While the first is paused the second goes as far as it can. Did it then hold what the first still needs, PostgreSQL
would break the ring with an error, which fails the test. Collected on PostgreSQL only (see tests/conftest.py).
"""

import re
from concurrent.futures import ThreadPoolExecutor, wait
from datetime import date, timedelta
from itertools import count
from threading import Event

import pytest
from django.db import connection, transaction

from employment.models import TrainingClass
from targets import busy, clock
from targets.closing import verbs as closing
from targets.imports import life
from targets.models import Indicator, MonthClosing, MonthlyReport, ReportingUnit, State, Target
from targets.periods import Month
from targets.registers import keeping, registry
from targets.reports import checks, verbs
from targets.reports.changes import Changes
from tests.conftest import cell, reporter_of
from tests.imports.steps import Upload, receive_figures, store_figures
from tests.spreadsheets.workbooks import units_down, workbook
from tests.waiting import PATIENCE, somebody_waits, until_somebody_waits

pytestmark = pytest.mark.django_db(transaction=True)

CLASSES = registry.named("employment.trainingclass")
POLL = 0.02
WRITERS = ["save", "submit", "approve", "import", "import and submit", "entry"]
STRUCTURE = ["unit", "target", "close"]
NEW = ["new unit", "new target"]
JUNE = Month(2007, 6)


@pytest.fixture(autouse=True)
def on_a_server(transactional_db, monkeypatch):
    """Nothing is tried again, so that a ring would be seen; whether a report is complete is not checked here."""
    assert connection.vendor == "postgresql"
    monkeypatch.setattr(busy, "ATTEMPTS", 1)
    monkeypatch.setattr(checks, "blocking", lambda findings: [])
    monkeypatch.setattr(closing, "_rows", lambda closing: [])


@pytest.fixture(autouse=True)
def closed_until_may(plan):
    """June is the first open month."""
    for month in Month(2007, 5).year_to():
        MonthClosing.objects.create(plan=plan, month=month.first_day, closed_at=clock.now())


@pytest.fixture
def report(file_report, jianshan) -> MonthlyReport:
    return file_report(jianshan, "employment", 6, {"T01-1": 1}, state=State.DRAFT)


@pytest.fixture
def entry(jianshan) -> TrainingClass:
    made = TrainingClass(
        unit=jianshan,
        class_no="1",
        training_type="unemployed",
        provider="中心",
        trade="焊工",
        started_on=date(2007, 5, 8),
        ended_on=date(2007, 6, 7),
        trained=20,
    )
    return keeping.add(CLASSES, made, by=None)


@pytest.fixture
def prepare(plan, report, entry, city, jianshan):
    """`prepare("save")` is what this writer does to the report, its unit or that unit's entries, ready to be done."""
    by, key = reporter_of(jianshan), Indicator.objects.get(code="T01-1").pk
    numbers = count(100)

    def made(writer: str):
        current, mine = MonthlyReport.objects.get(pk=report.pk), TrainingClass.objects.get(pk=entry.pk)
        mine.trained = number = next(numbers)
        rows = units_down({"尖山区": [number], "宝清县": [number]}, ["T02-1"], month="2007年6月")
        batch = receive_figures([Upload("六月.xlsx", workbook(rows))], plan, by=None) if "import" in writer else None
        changes = Changes(figures={key: cell(number)})
        unit = ReportingUnit.objects.get(pk=jianshan.pk)
        unit.name = f"尖山区{number}"
        street = ReportingUnit(code=f"230502{number}", name="街道", short_name="街", kind="street", parent=unit)
        target = Target.objects.get(indicator=key, unit=city)
        target.value = number
        share = Target(indicator_id=key, unit=unit, deadline=date(2007, 12, 1) + timedelta(number), value=number)
        former = MonthClosing.objects.latest(plan, JUNE)
        after = former.number if former else 0
        return {
            "unit": lambda: unit.save(from_month=JUNE),
            "new unit": street.save,
            "target": lambda: target.save(from_month=JUNE),
            "new target": share.save,
            "close": lambda: closing.close(plan, JUNE, by=None, reason="重新定案", after=after),
            "save": lambda: verbs.save(report, changes, by=by, version=current.version),
            "submit": lambda: verbs.submit(report, by=by),
            "approve": lambda: verbs.approve_all([report], by=None),
            "import": lambda: store_figures(batch),
            "import and submit": lambda: store_figures(batch, submit=True),
            "entry": lambda: keeping.change(CLASSES, mine, by=by, version=mine.version),
        }[writer]

    return made


def elsewhere(action):
    """The action in its thread's own connection: its answer, or how it was refused. A deadlock error is neither."""

    def run():
        try:
            return action()
        except (verbs.ReportError, keeping.EntryError, life.NotStorable, closing.ClosingError) as refused:
            return refused
        finally:
            connection.close()

    return run


def pausing(action, place: int, held: Event, go_on: Event):
    """The action, paused after the first statement that locks rows of the table with this place in the order."""
    tables: list[str] = []

    def wrapper(execute, sql, params, many, context):
        answer = execute(sql, params, many, context)
        locks = re.match("INSERT|UPDATE|DELETE", sql) or "FOR UPDATE" in sql or "FOR NO KEY UPDATE" in sql
        table = re.search(r'"((?:targets|employment)_\w+)"', sql)
        if locks and table and table[1] not in tables:
            tables.append(table[1])
            if len(tables) == place:
                held.set()
                assert go_on.wait(PATIENCE)
        return answer

    def run():
        with connection.execute_wrapper(wrapper):
            return action()

    return run


PAIRS = [(first, WRITERS) for first in WRITERS]
PAIRS += [(first, [*WRITERS, *STRUCTURE]) for first in STRUCTURE] + [(first, STRUCTURE) for first in WRITERS]
PAIRS += [("close", NEW)] + [(first, ["close"]) for first in NEW]


@pytest.mark.parametrize(("first", "others"), PAIRS, ids=lambda value: value if isinstance(value, str) else "")
def test_two_writers_never_wait_in_a_ring(report, prepare, first, others):
    paused_after = 0
    for second in others:
        for place in range(1, 12):
            state = State.SUBMITTED if "approve" in (first, second) else State.DRAFT
            MonthlyReport.objects.filter(pk=report.pk).update(state=state)
            held, go_on = Event(), Event()
            actions = prepare(first), prepare(second)
            with ThreadPoolExecutor(2) as pool:
                one = pool.submit(elsewhere(pausing(actions[0], place, held, go_on)))
                while not (held.wait(POLL) or one.done()):
                    pass
                paused_after += held.is_set()
                other = pool.submit(elsewhere(actions[1]))
                while not (other.done() or somebody_waits()):
                    wait([other], POLL)
                go_on.set()
                one.result(PATIENCE)
                other.result(PATIENCE)
            if not held.is_set():
                break
    assert paused_after >= 2 * len(others), "each writer locks rows of two tables at least"


def test_another_units_save_does_not_wait_for_an_import(prepare, baoqing, file_report):
    """The whole transaction of the import is held open, with all that it has stored and raised."""
    other = file_report(baoqing, "insurance", 6, {}, state=State.DRAFT)
    changes = Changes(figures={Indicator.objects.get(code="T09-1").pk: cell(5)})
    importing, by = prepare("import and submit"), reporter_of(baoqing)
    with ThreadPoolExecutor(1) as pool, transaction.atomic():
        importing()
        saved = pool.submit(elsewhere(lambda: verbs.save(other, changes, by=by, version=other.version)))
        assert saved.result(PATIENCE).version == other.version + 1


def test_one_units_submission_keeps_no_other_unit_waiting(file_report, units):
    """There is no row that all writers share."""
    first, second = (file_report(unit, "insurance", 6, {}, state=State.DRAFT) for unit in list(units.values())[1:3])
    with ThreadPoolExecutor(1) as pool, transaction.atomic():
        verbs.submit(first, by=None)
        assert pool.submit(elsewhere(lambda: verbs.submit(second, by=None))).result(PATIENCE).state == State.SUBMITTED


def test_a_decision_waits_for_a_withdrawal_and_is_then_refused(file_report, jianshan):
    report = file_report(jianshan, "insurance", 6, {}, state=State.SUBMITTED)
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            verbs.withdraw(report, by=reporter_of(jianshan))
            answer = pool.submit(elsewhere(lambda: verbs.approve(report, by=None)))
            until_somebody_waits()
        assert isinstance(answer.result(PATIENCE), verbs.ReportNotOpen)
