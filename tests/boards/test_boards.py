"""The pages that leaders read: what they say, to whom, and in how many queries. Figures are worked by hand."""

import re
from datetime import date

import pytest
from django.contrib.messages import constants
from django.contrib.messages.storage.cookie import CookieStorage
from django.db import connection
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from targets.boards.board import BoardWriter
from targets.boards.indicator_page import PageWriter, choose
from targets.boards.matrix import matrix_of
from targets.frame import plan_pages
from targets.frame.plan_pages import PlanPage
from targets.models import Basis, Covers, PastFigure, PortalState, ReportingUnit, State, Target, Task
from targets.periods import Month
from targets.progress.standings import Area
from targets.reports import verbs
from tests.conftest import person, set_target

DASHBOARD = "/plans/2007/"
MATRIX = "/plans/2007/matrix/"
MOST_QUERIES = 15
# The chapter's registers, and its panels; the panels' lines on the dashboard.
OF_REGISTERS, OF_LINES = 5, 2


def text_of(response) -> str:
    """The page's words, without tags, on one line."""
    assert response.status_code == 200
    body = re.sub(r"<(script|style).*?</\1>", " ", response.content.decode(), flags=re.S)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body))


@pytest.fixture
def in_english(as_user):
    """`in_english(leader)` is the leader's browser with the interface in English."""

    def sign_in(user):
        client = as_user(user)
        client.cookies["django_language"] = "en"
        return client

    return sign_in


@pytest.fixture
def view_of(plan, units):
    """`view_of(leader, area=…)` is what a page of the leader's is about."""

    def build(user, unit=None, month=6, covers=Covers.WHOLE, basis=Basis.APPROVED, **asked):
        area = Area(unit or units["230500"], covers)
        rights = plan_pages.access.of(user)
        return PlanPage(plan, area, Month(2007, month), basis, list(units.values()), rights, asked)

    return build


@pytest.fixture
def rows_of(plan, view_of):
    """`rows_of(leader)["T01-1"]` is the indicator's row on the leader's board."""

    def build(user, **asked):
        board = BoardWriter(view_of(user, **asked), list(Task.objects.select_related("chapter"))).board()
        return {row.code: row for chapter in board.chapters for task in chapter.tasks for row in task.rows}

    return build


# ---- What a row says --------------------------------------------------------------------------------------


@pytest.mark.usefixtures("plan")
def test_half_way_through_the_year_half_of_the_target_is_due(
    leader, rows_of, file_report, jianshan, baoqing, only_these_report
):
    only_these_report(jianshan, baoqing)
    # 18,000 in the year, so 9,000 by June; 5,000 + 2,940 + 1,000 = 8,940 reported: 60 short.
    file_report(jianshan, "employment", 5, {"T01-1": 5000})
    file_report(jianshan, "employment", 6, {"T01-1": 2940})
    file_report(baoqing, "employment", 6, {"T01-1": 1000})
    row = rows_of(leader)["T01-1"]
    assert row.to_date.text == "8,940"
    assert row.percent.text == "49.7%"
    assert row.due.text == "9,000"
    assert row.is_short
    assert "60" in row.gap.text
    assert row.status == "behind"
    assert row.units == "2/2"


def test_the_pace_still_needed_is_told_beside_the_best_month(
    leader, in_english, file_report, jianshan, only_these_report
):
    only_these_report(jianshan)
    # 1,000 posts; 200 + 300 done by June, 500 to go in 6 months: 83.3, so 84 a month.
    file_report(jianshan, "employment", 5, {"T03-1": 200})
    file_report(jianshan, "employment", 6, {"T03-1": 300})
    page = text_of(in_english(leader).get(DASHBOARD))
    assert "84 a month for 6 months; best so far 300" in page


def test_a_change_of_those_that_reported_says_so_on_every_board_and_in_their_files(
    leader, in_english, file_report, jianshan, baoqing, only_these_report, indicator
):
    """Jianshan's 60 beside its own 50 are 20 % more; the city's 200 of last year stand there and are not compared."""
    only_these_report(jianshan, baoqing)
    for unit, then in ((jianshan, 50), (baoqing, 150)):
        june = {"indicator": indicator("T01-1"), "month": date(2006, 6, 1), "unit": unit}
        PastFigure.objects.create(value=then, to_date=then, **june)
    file_report(jianshan, "employment", 6, {"T01-1": 60})
    browser, said = in_english(leader), "1 of 2 units, like for like: 60, last year 50"
    pages = (DASHBOARD, "/plans/2007/chapters/employment/", "/plans/2007/indicators/T01-1/")
    for address in pages:
        page = text_of(browser.get(address, {"month": "2007-06"}))
        assert "last year 200 change +20.0%" in page, address
        assert said in page, address
        file = browser.get(address, {"month": "2007-06", "export": "csv"}).content.decode()
        assert f"to date {said}" in file, address


def test_a_ceiling_is_points_below_and_never_a_completion(
    leader, rows_of, file_report, jianshan, baoqing, only_these_report
):
    only_these_report(jianshan, baoqing)
    # (43 + 60) / (1000 + 2000) = 3.43 %, 1.17 points below 4.6 %; the mean of 4.3 % and 3 % would be 3.65 %.
    file_report(jianshan, "employment", 6, {"T01-4": (43, 1000)})
    file_report(baoqing, "employment", 6, {"T01-4": (60, 2000)})
    row = rows_of(leader)["T01-4"]
    assert (row.to_date.text, row.fraction) == ("3.43%", "103 / 3,000")
    assert "1.17" in row.gap.text
    assert not row.is_short
    assert (row.percent.text, row.due.text, row.needed.text) == ("—", "—", "—")


def test_a_broken_ceiling_says_so(leader, rows_of, file_report, jianshan, only_these_report):
    only_these_report(jianshan)
    file_report(jianshan, "employment", 6, {"T01-4": (50, 1000)})
    row = rows_of(leader)["T01-4"]
    assert row.status == "breached"
    assert "0.4" in row.gap.text
    assert row.is_short


def test_what_nobody_reported_is_a_grey_dash_and_no_reproach(leader, rows_of):
    row = rows_of(leader)["T01-1"]
    assert (row.status, row.to_date.text, row.gap.text, row.needed.text, row.units) == (
        "not_reported",
        "—",
        "—",
        "—",
        "0/8",
    )
    assert row.bar.filled == ""


def test_a_reported_zero_is_a_zero(leader, rows_of, file_report, jianshan, only_these_report):
    only_these_report(jianshan)
    file_report(jianshan, "employment", 6, {"T03-1": 0})
    row = rows_of(leader)["T03-1"]
    assert (row.to_date.text, row.percent.text, row.status) == ("0", "0.0%", "far_behind")


def test_a_stock_carried_from_an_earlier_month_is_labelled(leader, rows_of, file_report, jianshan, baoqing):
    file_report(jianshan, "insurance", 5, {"T09-1": 40000})
    file_report(baoqing, "insurance", 6, {"T09-1": 9000})
    row = rows_of(leader)["T09-1"]
    assert row.to_date.exact.startswith("49,000") or row.to_date.text == "4.9万"
    assert row.units == "1/9"
    assert "1个单位沿用前月数" in row.remarks
    assert "7个单位从未报数" in row.remarks


def test_an_incomplete_month_says_so_and_counts_who_is_in(
    leader, in_english, rows_of, file_report, jianshan, indicator
):
    """1,200 of Jianshan's share of 2,250: 1,125 were due. The city's 9,000 are compared with nothing."""
    Target.objects.create(indicator=indicator("T01-1"), unit=jianshan, deadline=date(2007, 12, 31), value=2250)
    file_report(jianshan, "employment", 6, {"T01-1": 1200, "T03-1": 77})
    new_jobs, posts = (rows_of(leader)[code] for code in ("T01-1", "T03-1"))
    assert (new_jobs.status, new_jobs.units, new_jobs.gap.value.number) == ("ahead", "1/8", 75)
    assert "同口径" in new_jobs.remarks
    assert "数据不全" in new_jobs.bar.label
    assert (posts.status, posts.status_label, posts.gap.text, posts.needed.text) == ("incomplete", "数据不全", "—", "—")
    assert "like for like 1,200 where 1,125 was due" in text_of(in_english(leader).get(DASHBOARD))


def test_a_completion_is_rounded_once_and_never_up_to_all_of_it(
    leader, rows_of, file_report, city, jianshan, indicator, only_these_report, settings
):
    only_these_report(jianshan)
    set_target(indicator("T01-2"), city, 15000)
    file_report(jianshan, "employment", 6, {"T01-1": 17999, "T01-2": 12937}, explanation="已核对")
    for decimals, almost, done in ((0, "99%", "86%"), (1, "99.9%", "86.2%"), (2, "99.99%", "86.25%")):
        settings.PERCENT_DECIMALS = decimals
        rows = rows_of(leader)
        assert (rows["T01-1"].percent.text, rows["T01-2"].percent.text) == (almost, done)


def test_fewer_decimals_of_a_rate_change_what_is_shown_and_no_verdict(
    leader, rows_of, file_report, jianshan, only_these_report, settings
):
    only_these_report(jianshan)
    settings.RATE_DECIMALS = 0
    file_report(jianshan, "employment", 6, {"T01-4": (464, 10000)})
    row = rows_of(leader)["T01-4"]
    assert (row.to_date.text, row.status) == ("5%", "breached")
    assert "0.04" in row.gap.text


def test_a_ceiling_is_compared_with_its_limit_and_nothing_of_it_is_due(
    leader, in_english, file_report, jianshan, indicator
):
    Target.objects.create(indicator=indicator("T01-4"), unit=jianshan, deadline=date(2007, 12, 31), value="4.6")
    file_report(jianshan, "employment", 6, {"T01-4": (43, 1000)})
    assert "like for like 4.30%; the limit is 4.60%" in text_of(in_english(leader).get(DASHBOARD))


def test_a_part_that_outgrew_its_whole_is_named(leader, rows_of, file_report, jianshan):
    """In January 10 of 100, in February 85 without a whole; then January's whole is corrected to 50: 95 of 50."""
    january = file_report(jianshan, "employment", 1, {"T01-2": 100, "T01-3": 10})
    file_report(jianshan, "employment", 2, {"T01-3": 85}, explanation="已核对")
    assert rows_of(leader, month=2)["T01-3"].remarks == ""
    verbs.reopen(january, by=person("admin"), reason="重复计数")
    file_report(jianshan, "employment", 1, {"T01-2": 50, "T01-3": 10}, explanation="二月另行更正")
    row = rows_of(leader, month=2)["T01-3"]
    assert (row.to_date.text, row.remarks) == ("95", "超过所属总数50")


def test_a_target_of_zero_reads_as_what_it_is(
    leader, rows_of, file_report, city, jianshan, indicator, only_these_report
):
    only_these_report(jianshan)
    set_target(indicator("T03-1"), city, 0)
    file_report(jianshan, "employment", 6, {"T03-1": 5})
    row = rows_of(leader)["T03-1"]
    assert (row.target.text, row.percent.text, row.status) == ("0个", "—", "met")
    assert row.bar.label == "累计5；没有可比的目标"


def test_chinese_shows_wan_with_the_exact_figure_and_the_plans_own_words(leader, rows_of, file_report, jianshan):
    file_report(jianshan, "employment", 6, {"T02-1": 30456})
    row = rows_of(leader)["T02-1"]
    assert (row.to_date.text, row.to_date.exact) == ("3.05万", "30,456")
    assert row.target.text == "6.1万人次"


def test_the_plans_words_give_way_when_the_target_was_changed(leader, rows_of, indicator, city):
    set_target(indicator("T01-1"), city, 20000)
    assert rows_of(leader)["T01-1"].target.text == "2万人"


def test_a_district_without_a_target_has_its_figure_and_no_verdict(leader, rows_of, file_report, jianshan):
    file_report(jianshan, "employment", 6, {"T01-1": 120})
    row = rows_of(leader, unit=jianshan)["T01-1"]
    assert (row.to_date.text, row.status, row.target.text, row.gap.text) == ("120", "no_target", "—", "—")


def test_a_district_with_a_target_is_judged_by_its_own(leader, rows_of, file_report, jianshan, indicator):
    Target.objects.create(indicator=indicator("T01-1"), unit=jianshan, deadline=date(2007, 12, 31), value=240)
    file_report(jianshan, "employment", 6, {"T01-1": 126})
    row = rows_of(leader, unit=jianshan)["T01-1"]
    assert (row.due.text, row.status, row.units) == ("120", "ahead", "1/1")


def test_a_district_is_not_shown_what_only_the_city_reports(leader, rows_of, jianshan):
    assert "T13-1" not in rows_of(leader, unit=jianshan)


# ---- The pages --------------------------------------------------------------------------------------------


def test_the_dashboard_holds_all_29_tasks_in_six_chapters(leader, in_english):
    html = in_english(leader).get(DASHBOARD).content.decode()
    assert html.count('class="group-row"') == 29
    assert len(re.findall(r'<section class="panel" aria-labelledby="chapter-\d"', html)) == 6


def test_every_page_says_what_its_figures_rest_on(leader, in_english, file_report, jianshan):
    file_report(jianshan, "employment", 6, {"T01-1": 120})
    client = in_english(leader)
    said = "to the end of June 2007 · approved reports · whole city · figures of 1 of 9 units"
    for address in (DASHBOARD, MATRIX):
        assert said in text_of(client.get(address))
    # Districts alone report this one.
    assert "figures of 1 of 8 units" in text_of(client.get("/plans/2007/indicators/T01-1/"))


def test_only_what_stands_so_is_shown_when_asked(leader, in_english, file_report, jianshan, only_these_report):
    only_these_report(jianshan)
    file_report(jianshan, "employment", 6, {"T01-1": 1, "T03-1": 900})
    page = text_of(in_english(leader).get(DASHBOARD, {"show": "far_behind"}))
    assert "New urban employment" in page
    assert "Public-service posts" not in page


def test_submitted_reports_count_only_where_asked_for(auditor, in_english, file_report, jianshan):
    file_report(jianshan, "employment", 6, {"T03-1": 77}, state=State.SUBMITTED)
    client = in_english(auditor)
    row = r'indicators/T03-1/[^>]*>[^<]*</a>.*?data-label="To date">(.*?)</td>'
    approved = re.search(row, client.get(DASHBOARD).content.decode(), re.S)[1]
    submitted = re.search(row, client.get(DASHBOARD, {"basis": "submitted"}).content.decode(), re.S)[1]
    assert approved.startswith("—")
    assert submitted.startswith("77")


def test_the_chapter_shows_notes_that_the_reader_may_read(leader, auditor, in_english, file_report, jianshan, plan):
    report = file_report(jianshan, "employment", 6, {"T01-1": 5}, state=State.SUBMITTED)
    report.notes.create(task=plan.tasks.get(number=1), text="Visited 12 firms")
    address = "/plans/2007/chapters/employment/"
    assert "Visited 12 firms" not in text_of(in_english(leader).get(address))
    assert "Visited 12 firms" not in text_of(in_english(auditor).get(address))
    assert "Visited 12 firms" in text_of(in_english(auditor).get(address, {"basis": "submitted"}))


def test_the_unit_page_leads_to_reports_that_the_reader_may_open(leader, as_user, file_report, jianshan):
    file_report(jianshan, "employment", 4, {"T01-1": 5})
    file_report(jianshan, "employment", 5, {"T01-1": 5}, state=State.SUBMITTED)
    html = as_user(leader).get("/plans/2007/units/230502/").content.decode()
    assert reverse("targets:report", args=["230502", "employment", Month(2007, 4)]) in html
    assert reverse("targets:report", args=["230502", "employment", Month(2007, 5)]) not in html


def test_a_matrix_cell_is_the_share_of_what_was_due(leader, view_of, file_report, jianshan, indicator):
    # 240 in the year, 120 due by June, 90 done: 75 %.
    Target.objects.create(indicator=indicator("T01-1"), unit=jianshan, deadline=date(2007, 12, 31), value=240)
    file_report(jianshan, "employment", 6, {"T01-1": 90, "T01-4": (43, 1000)})
    matrix = matrix_of(view_of(leader))
    rows = {row.code: row for row in matrix.table.rows}
    column = [head.text for head in matrix.table.repeated["cells"]].index("尖山")
    assert rows["T01-1"].cells[column].text == "75.0%"
    assert rows["T01-1"].cells[column].status == "far_behind"
    assert rows["T01-1"].cells[column].url == "/reports/230502/employment/2007-06/"
    # The city's column has one unit of nine, which has no target of its own: its rate stands for itself.
    assert (rows["T01-4"].cells[0].text, rows["T01-4"].cells[0].status) == ("4.30%", "incomplete")
    assert rows["T01-1"].cells[column + 1].text == "—"


def test_the_indicators_months_add_up_and_rates_divide_sums(leader, view_of, plan, file_report, jianshan, baoqing):
    # Denominators are stocks: May 40/1000 and 90/1000; June 50/1000 alone. May: 130/2000 = 6.5 %;
    # June to date: (50 + 90) / 2000 = 7 %, with Baoqing as in May.
    file_report(jianshan, "employment", 5, {"T01-4": (40, 1000)})
    file_report(baoqing, "employment", 5, {"T01-4": (90, 1000)})
    file_report(jianshan, "employment", 6, {"T01-4": (50, 1000)})
    shown = PageWriter(view_of(leader), *choose(plan, "T01-4")).written()
    assert shown.chart["month"] == [None, None, None, None, 6.5, 5.0]
    assert shown.chart["toDate"] == [None, None, None, None, 6.5, 7.0]
    [total] = shown.months.foot
    assert total.to_date.text == "7.00%"
    assert total.to_date.under == "140 / 2,000"
    assert [cell.text for cell in total.cells][-2:] == ["6.50%", "5.00%"]


def test_a_units_line_is_that_of_its_whole_area_and_its_streets_stand_below(
    leader, view_of, plan, units, file_report, jianshan, indicator
):
    """60 of the district's own and 50 of its street are 110 of its 100."""
    name = {"name": "二马路街道", "short_name": "二马路"}
    street = ReportingUnit.objects.create(code="230502001", kind="street", parent=jianshan, order=99, **name)
    units[street.code] = street
    Target.objects.create(indicator=indicator("T01-1"), unit=jianshan, deadline=date(2007, 12, 31), value=100)
    file_report(jianshan, "employment", 6, {"T01-1": 60})
    file_report(street, "employment", 6, {"T01-1": 50})
    months = PageWriter(view_of(leader), *choose(plan, "T01-1")).written().months
    lines = {row.unit: row for row in months.rows}
    district, below = lines[jianshan.short_name], lines[street.short_name]
    assert (district.to_date.text, district.cells[-1].text, district.target.text) == ("110", "110", "100人")
    assert (below.to_date.text, below.is_part, below.status) == ("50", True, "no_target")
    [total] = months.foot
    assert (total.to_date.text, total.cells[-1].text) == ("110", "110"), "the street is not counted twice"
    matrix = {row.code: row for row in matrix_of(view_of(leader)).table.rows}
    cells = zip(matrix_of(view_of(leader)).table.repeated["cells"], matrix["T01-1"].cells, strict=True)
    assert {head.text: cell.status for head, cell in cells}[jianshan.short_name] == district.status


def test_the_share_of_what_was_due_is_rounded_once(leader, view_of, file_report, jianshan, indicator):
    # 7,829 of 16,500 are 47.4485 %.
    Target.objects.create(indicator=indicator("T01-1"), unit=jianshan, deadline=date(2007, 6, 30), value=16500)
    file_report(jianshan, "employment", 6, {"T01-1": 7829}, explanation="已核对")
    matrix = matrix_of(view_of(leader))
    column = [head.text for head in matrix.table.repeated["cells"]].index("尖山")
    assert {row.code: row for row in matrix.table.rows}["T01-1"].cells[column].text == "47.4%"


def test_the_planned_line_is_drawn_to_the_end_and_figures_to_the_month(leader, view_of, plan, file_report, jianshan):
    file_report(jianshan, "employment", 3, {"T01-1": 100})
    chart = PageWriter(view_of(leader, month=3), *choose(plan, "T01-1")).written().chart
    assert chart["planned"][2] == 4500
    assert chart["planned"][11] == 18000
    assert len(chart["month"]) == len(chart["toDate"]) == 3


# ---- Who may see what -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "query",
    ["month=2006-12", "month=2008-01", "month=June", "basis=guessed", "unit=999", "covers=half", "show=purple"],
)
def test_what_does_not_exist_is_not_found(leader, as_user, query):
    assert as_user(leader).get(f"{DASHBOARD}?{query}").status_code == 404


@pytest.mark.parametrize(
    "path", ["/plans/2008/", "/plans/2007/chapters/gardening/", "/plans/2007/units/1/", "/plans/2007/indicators/T99-1/"]
)
def test_unknown_plan_chapter_unit_and_indicator_are_not_found(leader, as_user, path):
    assert as_user(leader).get(path).status_code == 404


def test_a_leader_may_not_read_submitted_figures(leader, as_user):
    assert as_user(leader).get(DASHBOARD, {"basis": "submitted"}).status_code == 403


def test_a_district_sees_itself_and_no_neighbour(reporter_jianshan, as_user):
    client = as_user(reporter_jianshan)
    assert "尖山区" in text_of(client.get(DASHBOARD))
    assert client.get(DASHBOARD, {"unit": "230523"}).status_code == 404
    assert client.get("/plans/2007/units/230523/").status_code == 404
    assert client.get(DASHBOARD, {"unit": "230500"}).status_code == 404


def test_the_city_levels_reporter_sees_its_own_part_only(reporter_city, as_user):
    client = as_user(reporter_city)
    assert client.get(DASHBOARD).status_code == 200
    assert client.get(DASHBOARD, {"covers": "whole"}).status_code == 404


def test_a_stranger_finds_nothing(stranger, as_user):
    assert as_user(stranger).get(DASHBOARD).status_code == 404


def test_a_reviewer_of_one_chapter_sees_the_totals_of_all(reviewer_insurance, in_english):
    assert "New urban employment" in text_of(in_english(reviewer_insurance).get(DASHBOARD))


# ---- Speed and copies -------------------------------------------------------------------------------------

PAGES = [
    DASHBOARD,
    MATRIX,
    "/plans/2007/chapters/employment/",
    "/plans/2007/units/230502/",
    "/plans/2007/indicators/T01-4/",
]


def queries_of(client, address) -> int:
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


@pytest.mark.one_database("how many statements a page takes is decided before a database is asked")
@pytest.mark.parametrize("address", PAGES)
def test_a_page_takes_few_queries_and_no_more_with_more_data(leader, as_user, file_report, units, address):
    client = as_user(leader)
    file_report(units["230502"], "employment", 5, {"T01-1": 1, "T01-4": (1, 20)})
    few = queries_of(client, address)
    for number in range(20):
        city = units["230500"]
        unit = ReportingUnit.objects.create(
            code=f"2306{number:02}", name=f"新{number}", short_name=f"新{number}", parent=city
        )
        file_report(unit, "employment", 6, {"T01-1": 10, "T01-4": (1, 20)})
    more = OF_REGISTERS if "chapters" in address else OF_LINES if address == PAGES[0] else 0
    assert queries_of(client, address) == few <= MOST_QUERIES + more


def test_a_page_that_nothing_has_changed_is_not_sent_again(leader, as_user):
    client = as_user(leader)
    first = client.get(DASHBOARD)
    assert first.headers["Cache-Control"] == "private, no-cache"
    with CaptureQueriesContext(connection) as queries:
        second = client.get(DASHBOARD, headers={"If-None-Match": first.headers["ETag"]})
    assert second.status_code == 304
    assert len(queries) <= 4


def test_a_new_figure_makes_a_new_page(leader, as_user, file_report, jianshan):
    client = as_user(leader)
    first = client.get(DASHBOARD)
    file_report(jianshan, "employment", 6, {"T03-1": 77})
    second = client.get(DASHBOARD, headers={"If-None-Match": first.headers["ETag"]})
    assert second.status_code == 200
    assert "77" in text_of(second)


def test_another_day_language_or_role_makes_another_page(leader, as_user, in_english, settings, jianshan):
    tags = {as_user(leader).get(DASHBOARD).headers["ETag"], in_english(leader).get(DASHBOARD).headers["ETag"]}
    client = as_user(leader)
    tags.add(client.get(DASHBOARD).headers["ETag"])
    settings.TODAY = date(2007, 7, 5)
    tags.add(client.get(DASHBOARD).headers["ETag"])
    leader.memberships.all().delete()
    person_of_district = person("leader-2", "leader", jianshan)
    tags.add(as_user(person_of_district).get(DASHBOARD).headers["ETag"])
    # Each browser has a secret of its own in its sign-out form, so none shares a copy.
    assert len(tags) == 5


def test_a_kept_page_is_forgotten_when_demonstration_data_come_or_go(leader, as_user):
    client = as_user(leader)
    real = client.get(DASHBOARD)
    assert "demo-strip" not in real.content.decode()
    PortalState.set_demonstration(True)
    marked = client.get(DASHBOARD, headers={"If-None-Match": real.headers["ETag"]})
    assert marked.status_code == 200
    assert "demo-strip" in marked.content.decode()
    PortalState.set_demonstration(False)
    assert "demo-strip" not in client.get(DASHBOARD).content.decode()


def test_a_kept_page_signs_out_with_a_token_of_its_own(leader):
    client = Client(enforce_csrf_checks=True)
    client.force_login(leader, backend="django.contrib.auth.backends.ModelBackend")
    client.get(DASHBOARD)
    kept = client.get(DASHBOARD).content.decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', kept)[1]
    assert client.post("/accounts/logout/", {"csrfmiddlewaretoken": token}).status_code == 302


def test_a_pending_message_is_shown_once_and_no_copy_of_it_kept(leader, as_user):
    client = as_user(leader)
    tag = client.get(DASHBOARD).headers["ETag"]
    client.cookies["messages"] = message_cookie("Saved for you")
    told = client.get(DASHBOARD, headers={"If-None-Match": tag})
    assert "Saved for you" in text_of(told)
    assert "ETag" not in told.headers
    assert told.headers["Cache-Control"] == "private, no-store"
    assert "Saved for you" not in text_of(client.get(DASHBOARD))


def message_cookie(text: str) -> str:
    """What the messages framework would have left in the browser."""
    request = RequestFactory().get("/")
    storage = CookieStorage(request)
    storage.add(constants.SUCCESS, text)
    response = HttpResponse()
    storage.update(response)
    return response.cookies["messages"].value


def test_each_language_has_its_own_words_around_a_definition(leader, as_user, in_english):
    assert "口径" in text_of(as_user(leader).get(DASHBOARD))
    page = text_of(in_english(leader).get(DASHBOARD))
    assert "口径" not in page
    assert "Definition" in page
