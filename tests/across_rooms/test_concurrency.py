"""Two people at once, on PostgreSQL: nobody overwrites anybody, nothing happens twice, nobody waits for ever.

Collected on PostgreSQL only (see tests/conftest.py): SQLite lets one writer in at a time.
"""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Event

import pytest
from django.db import connection

from targets import clock
from targets.models import Figure, ImportBatch, Indicator, MonthlyReport, State
from targets.models.versions import data_version
from targets.periods import Month
from targets.reports import sheets, verbs
from targets.reports.changes import Changes
from targets.reports.submissions import kept_figures
from tests.at_once import PATIENCE, at_once
from tests.conftest import cell, person, reporter_of
from tests.imports.steps import Upload, examine_received_figures, receive_figures, store_figures, storing_figures
from tests.spreadsheets.workbooks import units_down, workbook

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def impatient(transactional_db):
    """A ring of waiting transactions would be broken by PostgreSQL with an error, which the tests would see."""
    assert connection.vendor == "postgresql"


def kinds(answers: list) -> list[str]:
    return sorted(type(answer).__name__ for answer in answers)


@pytest.fixture
def draft(file_report, jianshan) -> MonthlyReport:
    return file_report(jianshan, "employment", 6, {"T01-1": 1}, state=State.DRAFT)


@pytest.fixture
def waiting(file_report, units) -> list[MonthlyReport]:
    """Six reports of different units, submitted."""
    chosen = list(units.values())[1:7]
    return [file_report(unit, "employment", 6, {"T01-1": 9}, state=State.SUBMITTED) for unit in chosen]


@pytest.mark.parametrize("attempt", range(3))
def test_of_two_savers_on_one_version_one_is_refused_and_nothing_is_mixed(draft, attempt):
    keys = list(Indicator.objects.filter(code__in=["T01-1", "T01-2"]).values_list("pk", flat=True))
    people = [person("first"), person("second")]

    def saver(number):
        changes = Changes(figures={key: cell(100 + number) for key in keys})
        return lambda: verbs.save(draft, changes, by=people[number], version=draft.version)

    assert kinds(at_once(saver(0), saver(1))) == ["MonthlyReport", "StaleVersion"]
    values = set(Figure.objects.filter(report=draft).values_list("value", flat=True))
    assert values in ({100}, {101})
    assert MonthlyReport.objects.get(pk=draft.pk).version == draft.version + 1


def test_two_submitters_submit_once(draft, jianshan):
    by = reporter_of(jianshan)
    answers = at_once(*[lambda: verbs.submit(draft, by=by)] * 4)
    assert kinds(answers) == ["MonthlyReport", "ReportNotOpen", "ReportNotOpen", "ReportNotOpen"]
    assert draft.submissions.count() == 1


def test_a_save_against_a_submit_leaves_what_was_submitted(draft, jianshan):
    by, key = reporter_of(jianshan), Indicator.objects.get(code="T01-1").pk
    save = Changes(figures={key: cell(2)})
    at_once(
        lambda: verbs.save(draft, save, by=by, version=draft.version),
        lambda: verbs.submit(draft, by=by),
    )
    report = MonthlyReport.objects.get(pk=draft.pk)
    assert report.state == State.SUBMITTED
    assert report.submissions.get().figures == kept_figures(sheets.load(report, ()))


@pytest.mark.parametrize("attempt", range(3))
def test_a_withdrawal_during_a_bulk_approval_is_one_or_the_other(waiting, attempt):
    by, reviewer, target = person("x"), person("reviewer"), waiting[3]
    backwards = list(reversed(waiting))
    answers = at_once(
        lambda: verbs.approve_all(waiting, by=reviewer),
        lambda: verbs.approve_all(backwards, by=reviewer),
        lambda: verbs.withdraw(target, by=by),
    )
    state = MonthlyReport.objects.get(pk=target.pk).state
    withdrawn = isinstance(answers[2], MonthlyReport)
    assert state == (State.DRAFT if withdrawn else State.APPROVED)
    assert answers[0] + answers[1] == (5 if withdrawn else 6), "each approved once"
    others = MonthlyReport.objects.exclude(pk=target.pk).values_list("state", flat=True)
    assert set(others) == {State.APPROVED}


def test_sending_back_and_approving_at_once_decides_once(waiting):
    report, reviewer = waiting[0], person("reviewer")
    answers = at_once(
        lambda: verbs.approve(report, by=reviewer),
        lambda: verbs.send_back(report, by=reviewer, reason="请核实"),
    )
    assert kinds(answers) == ["MonthlyReport", "ReportNotOpen"]


def test_a_report_opened_by_two_is_begun_once(jianshan, plan, reporter_jianshan):
    chapter = plan.chapters.get(app="skills")
    answers = at_once(*[lambda: verbs.open_report(jianshan, chapter, Month(2007, 6), by=reporter_jianshan)] * 4)
    assert len({answer.pk for answer in answers}) == 1
    assert MonthlyReport.objects.count() == 1


def test_many_units_submit_at_once_and_every_change_is_counted(file_report, units):
    drafts = [
        file_report(unit, app, 6, {code: 1}, state=State.DRAFT)
        for unit in list(units.values())[1:4]
        for app, code in (("employment", "T01-1"), ("insurance", "T09-1"))
    ]
    before = data_version()
    by = person("x")
    at_once(*[lambda report=report: verbs.submit(report, by=by) for report in drafts])
    assert set(MonthlyReport.objects.values_list("state", flat=True)) == {State.SUBMITTED}
    assert data_version() >= before + len(drafts)


def upload(number: int) -> Upload:
    """March of three units in four indicators, every cell the same number."""
    rows = {unit: [number] * 4 for unit in ("尖山区", "宝清县", "饶河县")}
    return Upload(f"{number}.xlsx", workbook(units_down(rows, ["T01-1", "T02-1", "T03-1", "T10-1"])))


@pytest.mark.parametrize("seen", [True, False])
@pytest.mark.parametrize("attempt", range(3))
def test_two_imports_of_the_same_cells_end_with_one_of_them_whole(plan, seen, attempt):
    batches = [receive_figures([upload(number)], plan, by=None) for number in (100, 200)]
    digests = [examine_received_figures(batch).digest if seen else "" for batch in batches]

    def storer(batch, digest):
        return lambda: store_figures(batch, digest=digest)

    answers = at_once(*[storer(*both) for both in zip(batches, digests, strict=True)])
    assert kinds(answers) == (["FiguresFindings", "Overtaken"] if seen else ["FiguresFindings", "FiguresFindings"])
    assert set(Figure.objects.values_list("value", flat=True)) in ({100}, {200})
    assert Figure.objects.count() == 12
    assert MonthlyReport.history.filter(history_type="+").count() == MonthlyReport.objects.count() == 6


def test_an_import_against_a_save_of_the_same_report_loses_neither(plan, draft, jianshan):
    key, by = Indicator.objects.get(code="T01-2").pk, reporter_of(jianshan)
    rows = units_down({"尖山区": [33]}, ["T02-1"], month="2007年6月")
    batch = receive_figures([Upload("六月.xlsx", workbook(rows))], plan, by=None)
    answers = at_once(
        lambda: store_figures(batch),
        lambda: verbs.save(draft, Changes(figures={key: cell(7)}), by=by, version=draft.version),
    )
    saved = not isinstance(answers[1], verbs.StaleVersion)
    values = dict(draft.figures.values_list("indicator__code", "value"))
    assert values == {"T01-1": 1, "T02-1": 33} | ({"T01-2": 7} if saved else {})


def test_nobody_waits_for_an_import_but_who_writes_into_its_own_reports(plan, draft, jianshan):
    """While a file is half stored another report is saved, and an upload tidies up without waiting for the file."""
    key, by = Indicator.objects.get(code="T01-2").pk, reporter_of(jianshan)
    batch = receive_figures([upload(100)], plan, by=None)
    ImportBatch.objects.update(created_at=clock.now() - timedelta(days=8))
    half, others_done = Event(), Event()

    def stored_with_a_pause():
        try:
            for step in storing_figures(batch):
                if step.total == 12:
                    half.set()
                    others_done.wait(PATIENCE)
        finally:
            half.set()
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        storing = pool.submit(stored_with_a_pause)
        assert half.wait(PATIENCE)
        try:
            with connection.cursor() as cursor:
                cursor.execute("SET lock_timeout = '3s'")
            verbs.save(draft, Changes(figures={key: cell(7)}), by=by, version=draft.version)
            receive_figures([upload(200)], plan, by=None)
            assert not storing.done()
        finally:
            others_done.set()
            with connection.cursor() as cursor:
                cursor.execute("RESET lock_timeout")
        storing.result(PATIENCE)
    batch.refresh_from_db()
    assert batch.is_stored
    assert Figure.objects.filter(value=100).count() == 12
    assert draft.figures.get(indicator=key).value == 7
