"""Every page's tables as files: the page's numbers, the page's readers."""

from datetime import date
from functools import partial
from urllib.parse import unquote

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from employment.models import TrainingClass, ZeroEmploymentHousehold
from targets.models import PortalState, ReportingUnit, WorkPlan
from tests.conftest import file, for_a_module, settle
from tests.tables.exported import lines_of, rows_of, workbook
from tests.test_routes import PAGES, PEOPLE

MOST_QUERIES = 17

# A page whose tables are files as well; a new page must be named here or below.
EXPORTED = {
    "targets:dashboard",
    "targets:chapter",
    "targets:matrix",
    "targets:indicator",
    "targets:timeliness",
    "targets:close_month",
    "targets:unit",
    "targets:targets",
    "targets:target_split",
    "targets:my_month",
    "targets:review",
    "targets:report",
    "targets:figure_history",
    "targets:figure_entries",
    "targets:reconciliation",
    "targets:register",
    "targets:register_duplicates",
}
NOT_EXPORTED = {
    "targets:home": "sends each role on to its page",
    "targets:past_figures": "is a form; the admin's list of the same figures is a file",
    "targets:plan_document": "is a file itself",
    "targets:plan_text": "is the text of the plan's document",
    "targets:plan_changes": "compares the texts of two documents",
    "targets:plan_amend": "is a form",
    "targets:entry": "is one row of its register, which is a file",
    "targets:registers": "only leads to the registers",
    "targets:register_template": "is a file itself",
    "targets:register_import": "takes files in",
    "targets:register_preview": "gives its faults back in the unit's own workbook",
    "targets:register_file": "is a file itself",
    "targets:register_marked": "is a file itself",
    "targets:entry_new": "is a form",
    "targets:entry_edit": "is a form",
    "targets:evidence": "is a file itself",
    "targets:report_template": "is a file itself",
    "targets:imports": "takes files in",
    "targets:import": "gives its faults back in the unit's own workbook",
    "targets:import_file": "is a file itself",
    "targets:import_marked": "is a file itself",
    "infrastructure:identity_numbers": "takes files in",
}
PLACES = [(name, arguments) for name, arguments, _answers in PAGES if name in EXPORTED]
READERS = {"targets:my_month": "reporter_jianshan", "targets:review": "reviewer_employment"}


@pytest.fixture(scope="module")
def filed(django_db_setup, django_db_blocker):
    with for_a_module(django_db_blocker):
        units = {unit.code: unit for unit in ReportingUnit.objects.all()}
        jianshan, report = units["230502"], partial(file, WorkPlan.objects.get(year=2007))
        report(jianshan, "employment", 1, {"T01-1": 150, "T01-4": (43, 1000)})
        report(units["230523"], "employment", 3, {"T01-1": 12345})
        report(jianshan, "employment", 5, {"T01-1": 160}, state="submitted")
        report(jianshan, "employment", 6, {"T01-1": 170}, state="draft")
        _keep(jianshan)
        settle()
        yield


@pytest.fixture
def reports(filed, db):
    """Jianshan's employment reports: January approved, May submitted, June a draft; Baoqing's March approved."""


def _keep(unit):
    """A class that ended in January and one in June; a household that stands there twice."""
    fields = {"unit": unit, "training_type": "unemployed", "provider": "中心", "trade": "焊工", "trained": 40}
    for month in (1, 6):
        day = date(2007, month, 9)
        TrainingClass.objects.create(class_no=f"第{month}期", started_on=day, ended_on=day, **fields)
    family = {"unit": unit, "head": "演示", "identity_number": "230599197001010010", "working_age": 1, "unemployed": 1}
    for number in ("1", "2"):
        ZeroEmploymentHousehold.objects.create(household_no=f"户{number}", recognised_on=date(2007, 6, 1), **family)


def test_every_page_is_exported_or_left_out_on_purpose():
    assert {name for name, *_rest in PAGES} - EXPORTED - set(NOT_EXPORTED) == set()


def _label(place):
    return " ".join(map(str, [place[0], *place[1].values()]))


@pytest.mark.walk
@pytest.mark.parametrize("place", PLACES, ids=_label)
def test_every_page_gives_the_same_table_in_both_kinds(request, fetch, reports, place):
    name, arguments = place
    reader = request.getfixturevalue(READERS.get(name, "administrator"))
    address = reverse(name, kwargs=arguments)
    page, sheets = fetch(reader, address), workbook(fetch(reader, address, "xlsx"))
    assert b"export=xlsx" in page.content
    assert b"export=csv" in page.content
    lines = lines_of(fetch(reader, address, "csv"))
    numbers = sorted(_numbers(cell.value for sheet in sheets for row in sheet.iter_rows() for cell in row))
    assert numbers == sorted(_numbers(_number(text) for line in lines for text in line))
    assert all(cell.data_type != "f" for sheet in sheets for row in sheet.iter_rows() for cell in row)
    assert sum(len(line) > 1 for line in lines) > len(sheets.sheetnames)


def _numbers(values):
    return [round(float(value), 6) for value in values if isinstance(value, int | float)]


def _number(text: str):
    """The number that a cell of a CSV holds; a unit's code is a name."""
    try:
        return None if len(text) == 6 and text.startswith("2305") else float(text)
    except ValueError:
        return None


@pytest.mark.one_database("who may read is asked on both by test_routes, and each file on both by the test above")
@pytest.mark.parametrize("place", PLACES, ids=_label)
def test_a_file_is_given_to_the_readers_of_its_page_alone(request, client, as_user, reports, place):
    address = reverse(place[0], kwargs=place[1])
    for person in PEOPLE:
        browser = client if person == "nobody" else as_user(request.getfixturevalue(person))
        page, file = browser.get(address), browser.get(address, {"export": "csv"})
        assert file.status_code == page.status_code, person
        assert file.has_header("Content-Disposition") == (page.status_code == 200), person


@pytest.mark.one_database("how many statements a page takes is decided before a database is asked")
@pytest.mark.parametrize("place", PLACES, ids=_label)
def test_a_file_costs_no_more_queries_than_a_page(request, as_user, reports, place):
    name, arguments = place
    client = as_user(request.getfixturevalue(READERS.get(name, "administrator")))
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert client.get(reverse(name, kwargs=arguments), {"export": "xlsx"}).status_code == 200
    assert len(queries) <= MOST_QUERIES, [query["sql"][:90] for query in queries]


@pytest.mark.one_database("a word in the address is refused")
@pytest.mark.parametrize("place", PLACES, ids=_label)
def test_an_unknown_kind_of_file_is_not_there(request, fetch, reports, place):
    name, arguments = place
    reader = request.getfixturevalue(READERS.get(name, "administrator"))
    for kind in ("pdf", "", "XLSX"):
        assert fetch(reader, f"{reverse(name, kwargs=arguments)}?export={kind}").status_code == 404


def test_what_a_page_refuses_its_file_refuses(fetch, leader):
    assert fetch(leader, "/plans/2007/", "csv", month="2008-01").status_code == 404
    assert fetch(leader, "/plans/2007/", "csv", show="nonsense").status_code == 404
    assert fetch(leader, "/plans/2007/", "csv", unit="230501").status_code == 404
    assert (
        fetch(leader, "/plans/2007/", "csv", basis="submitted").status_code
        == fetch(leader, "/plans/2007/", basis="submitted").status_code
    )


def test_a_kept_page_and_its_file_are_never_mixed_up(as_user, leader, reports):
    client = as_user(leader)
    page = client.get("/plans/2007/")
    file = client.get("/plans/2007/", {"export": "csv"}, headers={"if-none-match": page["ETag"]})
    assert (file.status_code, file["Content-Type"]) == (200, "text/csv; charset=utf-8")
    assert not file.has_header("ETag")
    assert "no-store" in file["Cache-Control"]
    assert client.get("/plans/2007/")["Content-Type"].startswith("text/html")
    assert client.get("/plans/2007/", {"export": "xlsx"})["Content-Type"].endswith("sheet")


def test_a_file_is_named_for_what_it_holds(fetch, leader, reports):
    names = unquote(fetch(leader, "/plans/2007/", "xlsx", month="2007-03")["Content-Disposition"])
    assert names.startswith("attachment")
    assert "Progress-whole city-2007-03-approved.xlsx" in names


def test_a_file_says_what_it_rests_on_and_that_it_is_a_demonstration(fetch, leader, reports):
    PortalState.set_demonstration(True)
    above = [line[0] for line in lines_of(fetch(leader, "/plans/2007/", "csv"))[:6]]
    assert any("June 2007" in line and "approved reports" in line and "whole city" in line for line in above)
    assert "demonstration data, no real figures" in above


# ---- What they hold ---


def test_a_units_file_holds_its_own_figures_alone(fetch, reporter_jianshan, reports):
    rows = rows_of(workbook(fetch(reporter_jianshan, "/plans/2007/units/230502/", "xlsx")).worksheets[0])
    assert rows["T01-1"]["To date"] == 150
    text = fetch(reporter_jianshan, "/plans/2007/matrix/", "csv").content.decode()
    assert "12345" not in text
    assert "Baoqing" not in text
    assert "宝清" not in text


def test_an_indicators_file_holds_units_by_months_with_a_rates_parts(fetch, leader, reports):
    sheets = workbook(fetch(leader, "/plans/2007/indicators/T01-4/", "xlsx"))
    grid = [list(row) for row in sheets["By month"].iter_rows(values_only=True)]
    jianshan = next(row for row in grid if row[0] == "尖山" or row[0] == "Jianshan")
    assert jianshan[1:4] == [43, 1000, 4.3]
    months = workbook(fetch(leader, "/plans/2007/indicators/T01-1/", "xlsx"))["By month"]
    total = next(row for row in months.iter_rows(values_only=True) if row[0] == "Total")
    assert total[3:22:3] == (150, None, 12345, None, None, None, 12495), "each behind both parts, which nobody gave"


def test_who_has_reported_is_counted_in_numbers(fetch, leader, reports):
    lines = lines_of(fetch(leader, "/plans/2007/reporting/", "csv", month="2007-05"))
    jianshan = next(line for line in lines if line[0] in ("尖山", "Jianshan"))
    # One of six chapters is submitted, the others are missing since 3 June.
    assert jianshan[-6:] == ["1", "6", "1", "5", "0", "0"]


def test_my_months_file_counts_what_is_missing(fetch, reporter_jianshan, reports):
    page = fetch(reporter_jianshan, "/reports/", month="2007-06")
    row = page.context["overview"].rows[0]
    lines = lines_of(fetch(reporter_jianshan, "/reports/", "csv", month="2007-06"))
    shown = next(line for line in lines if line[2:3] == ["2007-07-03"])
    assert shown[4:8] == [str(len(found)) for found in (row.blanks, row.silent, row.errors, row.unexplained)]
    assert len(row.blanks) > 0


def test_the_review_file_holds_all_pages_of_the_list(fetch, reviewer_employment, reports, monkeypatch):
    monkeypatch.setattr("targets.reports.review_queue.ROWS_PER_PAGE", 1)
    lines = lines_of(fetch(reviewer_employment, "/review/", "csv", state="approved", page="2"))
    assert [line[3] for line in lines if len(line) == 11][1:] == ["Approved", "Approved"]
