"""The plans of two years side by side: each page leads to the other year, and neither year's figures leak."""

import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from targets.models import Indicator, MonthlyReport, ReportingUnit, WorkPlan
from tests.conftest import file, for_a_module, settle
from tests.plans import load_plan_of_2008

FEBRUARY = date(2008, 2, 10)


@pytest.fixture(scope="module")
def filed(django_db_setup, django_db_blocker, tmp_path_factory):
    """Plans of 2007 and 2008, with approved reports of March, December and January."""
    with for_a_module(django_db_blocker):
        jianshan, before = ReportingUnit.objects.get(code="230502"), WorkPlan.objects.get(year=2007)
        following = load_plan_of_2008(tmp_path_factory.mktemp("plans"))
        file(before, jianshan, "employment", 3, {"T01-1": 7703})
        file(before, jianshan, "employment", 12, {"T01-1": 7707})
        file(following, jianshan, "employment", "2008-01", {"T01-1": 8801})
        settle()
        yield


@pytest.fixture
def two_years(filed, db, settings) -> None:
    settings.TODAY = FEBRUARY


def switch_of(response) -> dict[str, str]:
    """The years of the page's switch with their addresses; the one shown has none."""
    found = re.search(
        r'<nav class="segmented" aria-label="Plan year">(.*?)</nav>', response.content.decode(), re.DOTALL
    )
    links = re.findall(r'<a href="([^"]*)"( aria-current="page")?>(.*?)</a>', found[1] if found else "")
    return {label: "" if current else url.replace("&amp;", "&") for url, current, label in links}


PAGES = ["", "chapters/employment/", "units/230502/", "matrix/", "indicators/T01-1/", "reporting/", "targets/"]


@pytest.mark.walk
@pytest.mark.parametrize("page", PAGES)
def test_every_page_of_a_plan_switches_between_the_years(fetch, administrator, two_years, page):
    first, second = f"/plans/2007/{page}", f"/plans/2008/{page}"
    assert switch_of(fetch(administrator, first)) == {"2007": "", "2008": second}
    assert switch_of(fetch(administrator, second)) == {"2007": first, "2008": ""}


def test_unit_basis_and_month_are_kept(fetch, administrator, two_years):
    asked = {"month": "2008-01", "unit": "230502", "basis": "submitted", "covers": "whole"}
    address = switch_of(fetch(administrator, "/plans/2008/chapters/employment/", **asked))["2007"]
    assert address == "/plans/2007/chapters/employment/?month=2007-01&basis=submitted&unit=230502&covers=whole"
    assert fetch(administrator, address).status_code == 200


def test_a_month_that_the_other_year_has_not_reached_is_left_out(fetch, leader, two_years):
    address = switch_of(fetch(leader, "/plans/2007/matrix/", month="2007-11", unit="230502"))["2008"]
    assert address == "/plans/2008/matrix/?unit=230502"


def test_what_the_other_plan_does_not_have_leads_to_its_dashboard(fetch, leader, two_years):
    assert switch_of(fetch(leader, "/plans/2007/chapters/infrastructure/"))["2008"] == "/plans/2008/"
    code = Indicator.objects.filter(plan__year=2007, task__chapter__app="infrastructure").first().code
    assert switch_of(fetch(leader, f"/plans/2007/indicators/{code}/"))["2008"] == "/plans/2008/"


def test_a_grid_of_targets_leads_to_the_other_years_list(fetch, administrator, two_years):
    page = fetch(administrator, "/plans/2007/targets/T01-1/", unit="230500")
    assert switch_of(page)["2008"] == "/plans/2008/targets/?unit=230500"


@pytest.mark.parametrize(
    ("address", "marked", "how"),
    [
        ("/plans/2008/", "/plans/2008/", "page"),
        ("/plans/2007/", "/plans/2008/", "true"),
        ("/plans/2007/units/230502/", "/plans/2008/", "true"),
        ("/plans/2007/matrix/", "/plans/2008/matrix/", "true"),
    ],
)
def test_the_navigation_marks_the_item_of_a_page_of_the_closed_year(as_user, leader, two_years, address, marked, how):
    items = as_user(leader).get(address).context["nav"]
    assert {item.url: item.current for item in items if item.current} == {marked: how}


@pytest.mark.parametrize("page", PAGES[:-2])
def test_figures_of_one_year_never_stand_in_the_other(fetch, leader, two_years, page):
    before, now = (fetch(leader, f"/plans/{year}/{page}").content.decode() for year in (2007, 2008))
    assert not re.search("8,801|21,000", before)
    assert not re.search("7,707|7,703|15,410|18,000", now)
    assert re.search("15,410|18,000|7,707", before)
    assert re.search("8,801|21,000", now)


@pytest.mark.parametrize("page", PAGES[:-1])
def test_files_of_one_year_hold_nothing_of_the_other(fetch, leader, two_years, page):
    before, now = (fetch(leader, f"/plans/{year}/{page}", "csv").content.decode() for year in (2007, 2008))
    assert not re.search("8801|21000|2008-01", before)
    assert not re.search("7707|7703|15410|18000|2007-", now)


def test_the_api_answers_for_one_year(fetch, leader, two_years):
    before = fetch(leader, "/api/plans/2007/progress", month="2007-12").content.decode()
    now = fetch(leader, "/api/plans/2008/progress", month="2008-01").content.decode()
    assert "15410" in before
    assert "8801" not in before
    assert "8801" in now
    assert "15410" not in now


def test_the_report_of_january_says_nothing_of_december(fetch, reporter_jianshan, two_years):
    now = fetch(reporter_jianshan, "/reports/230502/employment/2008-01/").content.decode()
    assert "8,801" in now
    assert not re.search("7,707|7,703|15,410", now)


def test_my_month_and_who_has_reported_keep_the_years_apart(fetch, reporter_jianshan, leader, two_years):
    overview = fetch(reporter_jianshan, "/reports/").context["overview"]
    assert {row.report.chapter.plan.year for row in overview.rows} == {2008}
    before = fetch(leader, "/plans/2007/reporting/", month="2007-12").content.decode()
    assert "/2007-12/" in before
    assert "/2008-01/" not in before


def test_a_reporter_whose_chapters_are_not_in_the_new_plan_sees_the_last_month_that_has_them(
    as_user, two_years, reporter_jianshan
):
    reporter_jianshan.memberships.update(chapters=["infrastructure"])
    assert as_user(reporter_jianshan).get("/reports/").context["overview"].month_text.startswith("2007")


@pytest.mark.one_database("how many statements a page takes is decided before a database is asked")
@pytest.mark.parametrize("page", ["", "matrix/", "units/230502/"])
def test_a_second_year_costs_no_query_more(as_user, leader, two_years, page):
    client = as_user(leader)

    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            assert client.get(f"/plans/2007/{page}").status_code == 200
        return len(found)

    two = queries()
    MonthlyReport.objects.filter(chapter__plan__year=2008).delete()
    WorkPlan.objects.filter(year=2008).delete()
    assert queries() == two
