"""A busy database: a transaction is tried again as a whole, then refused with a sentence; nothing is half stored."""

import json
import sqlite3

import psycopg2
import pytest
from django.db import OperationalError, connection
from django.urls import reverse

from targets import busy
from targets.busy import ATTEMPTS, Busy, is_busy, tried_again
from targets.imports import life
from targets.imports.figures.examination import FiguresExamination
from targets.imports.streaming import streamed
from targets.models import Figure, MonthlyReport, State
from targets.reports import verbs
from tests.imports.steps import Upload, receive_figures
from tests.reports.test_report_pages import base_of, url
from tests.spreadsheets.workbooks import units_down, workbook

SCRIPT = {"Accept": "application/json"}


def locked() -> OperationalError:
    """The error of SQLite while another connection holds the lock, from two real connections to one file in memory."""
    name = "file:busy?mode=memory&cache=shared"
    with sqlite3.connect(name, uri=True) as first, sqlite3.connect(name, uri=True, timeout=0) as second:
        first.execute("CREATE TABLE IF NOT EXISTS t (n)")
        first.commit()
        first.execute("BEGIN IMMEDIATE")
        try:
            second.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as cause:
            error = OperationalError(str(cause))
            error.__cause__ = cause
            return error
        finally:
            first.rollback()
    raise AssertionError("The second was let in.")


class Deadlock(psycopg2.OperationalError):
    pgcode = "40P01"


def deadlocked() -> OperationalError:
    error = OperationalError("deadlock detected")
    error.__cause__ = Deadlock()
    return error


class Refused(psycopg2.OperationalError):
    pgcode = "53300"


def test_only_errors_caused_by_other_transactions_count_as_busy():
    no_server = OperationalError("too many connections")
    no_server.__cause__ = Refused()
    no_table = OperationalError("no such table")
    assert [is_busy(error) for error in (locked(), deadlocked(), no_server, no_table, ValueError())] == [
        True, True, False, False, False,
    ]  # fmt: skip


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("failures", range(ATTEMPTS))
def test_a_transaction_that_the_database_gave_up_is_tried_again(failures):
    left = [locked() for _time in range(failures)]

    @tried_again
    def verb():
        if left:
            raise left.pop()
        return "done"

    assert verb() == "done"


@pytest.mark.django_db(transaction=True)
def test_after_the_last_attempt_busy_is_raised():
    calls = []

    @tried_again
    def verb():
        calls.append(1)
        raise deadlocked()

    with pytest.raises(Busy):
        verb()
    assert len(calls) == ATTEMPTS


@pytest.mark.django_db
def test_inside_an_outer_transaction_nothing_is_tried_again():
    calls = []

    @tried_again
    def verb():
        calls.append(1)
        raise deadlocked()

    with pytest.raises(OperationalError):
        verb()
    assert len(calls) == 1


@pytest.mark.django_db(transaction=True)
def test_another_error_is_not_tried_again():
    calls = []

    @tried_again
    def verb():
        calls.append(1)
        raise OperationalError("no such table")

    with pytest.raises(OperationalError):
        verb()
    assert len(calls) == 1


# ---- A second connection holds what is to be written ------------------------------------------------------


@pytest.fixture
def report(transactional_db, file_report, jianshan) -> MonthlyReport:
    return file_report(jianshan, "employment", 6, {"T01-1": 100}, state=State.DRAFT)


@pytest.fixture
def other(report):
    """A second connection in a transaction, which locks the report and its unit, or on SQLite the whole database."""
    second = connection.copy()
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '50ms'")
        second.set_autocommit(False)
        with second.cursor() as cursor:
            cursor.execute("SELECT 1 FROM targets_monthlyreport WHERE id = %s FOR UPDATE", [report.pk])
            cursor.execute("SELECT 1 FROM targets_reportingunit WHERE id = %s FOR UPDATE", [report.unit_id])
    else:
        with second.cursor() as cursor:
            cursor.execute("BEGIN IMMEDIATE")
    yield second
    let_go(second)
    second.close()
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("RESET lock_timeout")


def let_go(other) -> None:
    other.connection.rollback()


@pytest.fixture
def zhang(as_user, reporter_jianshan, report):
    return as_user(reporter_jianshan)


@pytest.fixture
def typed(report) -> dict[str, str]:
    return {"version": str(report.version), "base": base_of(report), "f-T01-1-value": "120"}


def stored(report) -> tuple[int, int]:
    return Figure.objects.get(report=report).value, MonthlyReport.objects.get(pk=report.pk).version


def test_the_script_is_told_and_its_next_try_is_stored(zhang, typed, other, report):
    answer = zhang.post(url("report_save"), typed, headers=SCRIPT)
    assert (answer.status_code, answer.json()["state"], answer["Retry-After"]) == (503, "busy", "5")
    assert answer.json()["message"] == str(busy.BUSY)
    assert stored(report) == (100, report.version)
    let_go(other)
    assert zhang.post(url("report_save"), typed, headers=SCRIPT).json()["state"] == "saved"
    assert stored(report) == (120, report.version + 1)


@pytest.mark.parametrize("name", ["report_save", "report_submit"])
def test_the_page_keeps_what_was_typed_and_the_version_it_is_based_on(zhang, typed, other, report, name):
    answer = zhang.post(url(name), typed)
    page = answer.content.decode()
    assert answer.status_code == 503
    assert str(busy.BUSY) in page
    assert 'name="f-T01-1-value" value="120"' in page
    assert answer.context["version"] == typed["version"]
    assert answer.context["base"] == typed["base"]
    assert stored(report) == (100, report.version)
    let_go(other)
    assert zhang.post(url(name), typed).status_code == 302
    assert stored(report)[0] == 120


def test_a_lock_released_between_two_attempts_is_not_noticed(zhang, typed, other, report, monkeypatch):
    def seen(error):
        let_go(other)
        return is_busy(error)

    monkeypatch.setattr(busy, "is_busy", seen)
    assert zhang.post(url("report_save"), typed, headers=SCRIPT).json()["state"] == "saved"
    assert stored(report) == (120, report.version + 1)


def test_an_import_is_examined_and_stored_again_at_the_second_attempt(plan, report):
    rows = units_down({"尖山区": [120]}, ["T01-1"], month="2007年6月")
    batch = receive_figures([Upload("六月.xlsx", workbook(rows))], plan, by=None)
    busy_first = [deadlocked()]

    def examine(found):
        if busy_first:
            raise busy_first.pop()
        return FiguresExamination.of(found, by=None)

    life.store(batch, examine)
    assert stored(report) == (120, report.version + 1)
    batch.refresh_from_db()
    assert batch.is_stored


@pytest.mark.django_db(transaction=True)
def test_a_busy_import_with_progress_sends_the_browser_back_to_its_page(plan):
    batch = receive_figures([Upload("六月.xlsx", workbook(units_down({"尖山区": [120]}, ["T01-1"])))], plan, by=None)

    def examine(_found):
        raise deadlocked()

    answer = streamed(life.storing(batch, examine), "/imports/1/")
    assert [json.loads(line) for line in answer] == [{"refused": True, "location": "/imports/1/"}]
    batch.refresh_from_db()
    assert not batch.is_stored


def test_other_pages_say_how_to_send_it_again(zhang, other, jianshan):
    entry = {"unit": jianshan.pk, "class_no": "7", "training_type": "start_up", "provider": "甲", "trade": "甲",
             "started_on": "2007-05-08", "trained": "30"}  # fmt: skip
    answer = zhang.post(reverse("targets:entry_new", args=["employment", "training-classes"]), entry)
    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    assert "请刷新本页重新提交" in answer.content.decode()


def test_a_verb_called_from_code_raises_busy(other, report):
    with pytest.raises(Busy):
        verbs.submit(report, by=None)
    assert MonthlyReport.objects.get(pk=report.pk).state == State.DRAFT
