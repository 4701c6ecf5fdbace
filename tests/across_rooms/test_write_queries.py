"""How many statements each write takes, the whole request with session, user and roles; transactions are not counted.

A save is short: it locks its report, reads once what it changes and what its checks need, writes, and answers.
"""

import json
from contextlib import contextmanager
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from employment.models import TrainingClass
from targets.models import Figure, MonthlyReport, RegisterCount, State
from targets.registers import keeping, registry
from targets.reports import changes, verbs
from tests.allocation.test_giving_out import grid_of, shares_of
from tests.conftest import enter, person
from tests.imports.steps import Upload, receive_figures, store_figures
from tests.reports.test_report_pages import base_of, url
from tests.spreadsheets.workbooks import units_down, workbook

SCRIPT = {"Accept": "application/json"}
TRANSACTIONS = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE", "ROLLBACK")
CLASSES = registry.named("employment.trainingclass")


@contextmanager
def at_most(number: int):
    """Fails where more statements are sent than allowed, and names them."""
    with CaptureQueriesContext(connection) as found:
        yield
    sent = [query["sql"] for query in found if not query["sql"].startswith(TRANSACTIONS)]
    assert len(sent) <= number, "\n".join([f"{len(sent)} statements, not {number}:", *(sql[:150] for sql in sent)])


@pytest.fixture
def zhang(as_user, reporter_jianshan):
    return as_user(reporter_jianshan)


@pytest.fixture
def reviewer(as_user, reviewer_employment):
    return as_user(reviewer_employment)


def a_class(unit, number: str) -> TrainingClass:
    return TrainingClass(
        unit=unit,
        class_no=number,
        training_type="unemployed",
        provider="中心",
        trade="焊工",
        started_on=date(2007, 5, 8),
        ended_on=date(2007, 6, 7),
        trained=20,
    )


@pytest.fixture
def june(file_report, jianshan, reporter_jianshan) -> MonthlyReport:
    """June's draft of a district that keeps a register, after five months."""
    keeping.add(CLASSES, a_class(jianshan, "1"), by=reporter_jianshan)
    for month in range(1, 6):
        file_report(jianshan, "employment", month, {"T01-1": 100, "T01-2": 80})
    return file_report(jianshan, "employment", 6, {"T01-1": 90, "T04-1": 20}, state=State.DRAFT)


def typed(report: MonthlyReport, **more) -> dict[str, str]:
    return {"version": str(report.version), "base": base_of(report)} | more


def test_a_figure_is_saved_in_fourteen(zhang, june):
    data = typed(june, **{"f-T01-1-value": "120"})
    with at_most(14):
        answer = zhang.post(url("report_save"), data, headers=SCRIPT)
    assert answer.json()["state"] == "saved"


def test_a_first_figure_is_saved_in_fourteen(zhang, june):
    data = typed(june, **{"f-T02-1-value": "12"})
    with at_most(14):
        assert zhang.post(url("report_save"), data, headers=SCRIPT).json()["state"] == "saved"


def test_a_whole_column_is_saved_in_as_many_as_one_figure_and_one_more_for_what_is_new(zhang, june):
    names = [f"f-T01-{number}-value" for number in (1, 2, 3)] + ["f-T02-1-value", "f-T04-1-value"]
    data = typed(june, **dict.fromkeys(names, "20"))
    with at_most(14):
        answer = zhang.post(url("report_save"), data, headers=SCRIPT)
    assert answer.json()["state"] == "saved"
    assert june.figures.filter(value=20).count() == 5


def test_nothing_new_is_seen_in_eight(zhang, june):
    data = typed(june, **{"f-T01-1-value": "90"})
    with at_most(8):
        answer = zhang.post(url("report_save"), data, headers=SCRIPT)
    assert answer.json()["state"] == "unchanged"


def test_a_progress_note_is_saved_in_fourteen(zhang, june):
    data = typed(june, **{"n-1": "按计划推进"})
    with at_most(14):
        answer = zhang.post(url("report_save"), data, headers=SCRIPT)
    assert answer.json()["state"] == "saved"


def whole_page(client) -> dict[str, str]:
    """What a browser sends of the report's page without its script: every input."""
    form = client.get(url()).context["form"]
    shown = {name: form[name].value() for name in form.fields}
    texts = {name: "" if value in (None, False) else str(value) for name, value in shown.items()}
    return {name: text for name, text in texts.items() if text or not name.endswith(("-na", "remove_file", "-file"))}


def test_a_report_is_saved_and_submitted_in_twenty_three(zhang, june):
    data = typed(june) | whole_page(zhang) | {"f-T01-1-value": "95"}
    with at_most(23):
        answer = zhang.post(url("report_submit"), data)
    june.refresh_from_db()
    assert (answer.status_code, june.state) == (302, State.SUBMITTED)
    assert june.figures.get(indicator__code="T01-1").value == 95
    assert RegisterCount.objects.filter(submission__report=june, indicator__code="T04-1").exists()


def test_a_report_is_withdrawn_in_eight(zhang, june, reporter_jianshan):
    verbs.submit(june, by=reporter_jianshan)
    with at_most(8):
        zhang.post(url("report_withdraw"))
    june.refresh_from_db()
    assert june.state == State.DRAFT


def test_a_report_is_approved_in_thirteen(reviewer, june, reporter_jianshan):
    version = verbs.submit(june, by=reporter_jianshan).version
    with at_most(13):
        reviewer.post(url("report_approve"), {"version": str(version)})
    june.refresh_from_db()
    assert june.state == State.APPROVED


@pytest.mark.parametrize("count", [2, 7])
def test_many_reports_are_approved_in_as_many_statements_as_two(reviewer, file_report, units, count):
    waiting = [
        file_report(unit, "employment", 6, {"T02-1": 5}, state=State.SUBMITTED) for unit in list(units.values())[:count]
    ]
    with at_most(10):
        reviewer.post(reverse("targets:review_approve"), {"report": [f"{r.pk}:{r.version}" for r in waiting]})
    assert set(MonthlyReport.objects.values_list("state", flat=True)) == {State.APPROVED}


def test_a_report_is_sent_back_with_notes_in_seventeen(reviewer, june, reporter_jianshan, indicator):
    version = verbs.submit(june, by=reporter_jianshan).version
    notes = {f"note-{indicator(code).pk}": "请核实" for code in ("T01-1", "T01-2")}
    with at_most(17):
        reviewer.post(url("report_send_back"), {"version": str(version), "reason": "请核实"} | notes)
    june.refresh_from_db()
    assert june.state == State.RETURNED
    assert june.figures.filter(review_note="请核实").count() == 2


def test_a_report_is_reopened_in_fifteen(as_user, administrator, june, reporter_jianshan):
    verbs.submit(june, by=reporter_jianshan)
    version = verbs.approve(june, by=person("reviewer")).version
    client = as_user(administrator)
    with at_most(15):
        client.post(url("report_reopen"), {"version": str(version), "reason": "漏报"})
    june.refresh_from_db()
    assert (june.state, june.is_correction) == (State.DRAFT, True)


def test_an_import_takes_four_statements_for_a_thousand_figures(file_report, units, plan, monkeypatch):
    """One for the figures that exist, one for rows, one for history, and one more for history where some are new."""
    monkeypatch.setattr(changes, "CHUNK", 4)
    reports = [file_report(unit, "employment", 6, state=State.DRAFT) for unit in list(units.values())[1:4]]
    keys = list(plan.indicators.filter(code__in=["T01-1", "T01-2", "T02-1", "T03-1"]).values_list("pk", flat=True))
    enter(reports[0], {"T01-1": 1}, by=None)
    entries = [
        changes.FigureEntry(report, key, changes.Cell(value=7), "imported", "") for report in reports for key in keys
    ]
    with at_most(3 * 4 + 1):
        assert list(changes.store_figures(entries, by=None)) == [4, 8, 12]
    assert list(Figure.objects.values_list("value", flat=True)) == [7] * 12


def test_an_import_of_nine_units_takes_as_many_statements_as_one_of_two(plan, units):
    def statements(names, month):
        rows = units_down({name: [5, 6] for name in names}, ["T02-1", "T03-1"], month=month)
        batch = receive_figures([Upload("a.xlsx", workbook(rows))], plan, by=None)
        with CaptureQueriesContext(connection) as found:
            store_figures(batch)
        return len(found)

    districts = [unit.name for unit in units.values() if unit.parent_id]
    statements(districts[:1], "2007年1月")
    assert statements(districts, "2007年2月") <= statements(districts[:2], "2007年3月")


def test_a_register_entry_is_stored_in_fourteen(zhang, jianshan):
    data = {"unit": jianshan.pk, "class_no": "7", "training_type": "start_up", "provider": "甲", "trade": "甲",
            "started_on": "2007-05-08", "trained": "30"}  # fmt: skip
    address = reverse("targets:entry_new", args=["employment", "training-classes"])
    with at_most(14):
        assert zhang.post(address, data).status_code == 302
    assert TrainingClass.objects.get().trained == 30


def test_targets_of_two_units_are_given_out_in_twenty_six(reviewer):
    grid = grid_of("T01-1")
    form = reviewer.get(grid).context["grid"].form
    data = {"base": json.dumps(form.stored)} | form.texts | {"value-230502": "9000", "value-230503": "4000"}
    with at_most(26):
        assert reviewer.post(grid, data).status_code == 302
    assert shares_of("T01-1") == {"230502": 9000, "230503": 4000}
