"""Every table of the portal as a workbook and as CSV: the page's numbers, the page's readers, no formulas."""

import csv
import io
from datetime import date, datetime
from decimal import Decimal
from urllib.parse import unquote

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from employment.models import TrainingClass, ZeroEmploymentHousehold
from targets import changes, reporting
from targets.models import PortalState, Target
from targets.spreadsheets.out.table_contents import Column, Figure, Table, columns
from targets.spreadsheets.out.table_csv import write_csv
from targets.spreadsheets.out.table_texts import sheet_names
from targets.spreadsheets.out.table_xlsx import write_xlsx
from tests.conftest import enter
from tests.test_routes import PAGES, PEOPLE

MOST_QUERIES = 15
DANGEROUS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "  =1", "＝1", '=HYPERLINK("http://x","y")']

# A page whose tables are files as well; a new page must be named here or below.
EXPORTED = {
    "targets:dashboard",
    "targets:chapter",
    "targets:matrix",
    "targets:indicator",
    "targets:timeliness",
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


@pytest.fixture
def reports(file_report, jianshan, baoqing):
    """Jianshan's employment reports: January approved, May submitted, June a draft; Baoqing's March approved."""
    file_report(jianshan, "employment", 1, {"T01-1": 150, "T01-4": (43, 1000)})
    file_report(baoqing, "employment", 3, {"T01-1": 12345})
    file_report(jianshan, "employment", 5, {"T01-1": 160}, state="submitted")
    file_report(jianshan, "employment", 6, {"T01-1": 170}, state="draft")
    _keep(jianshan)


def _keep(unit):
    """A class that ended in January and one in June; a household that stands there twice."""
    fields = {"unit": unit, "training_type": "unemployed", "provider": "中心", "trade": "焊工", "trained": 40}
    for month in (1, 6):
        day = date(2007, month, 9)
        TrainingClass.objects.create(class_no=f"第{month}期", started_on=day, ended_on=day, **fields)
    family = {"unit": unit, "head": "演示", "identity_number": "230599197001010010", "working_age": 1, "unemployed": 1}
    for number in ("1", "2"):
        ZeroEmploymentHousehold.objects.create(household_no=f"户{number}", recognised_on=date(2007, 6, 1), **family)


def workbook(response):
    assert response.status_code == 200, response.status_code
    assert response["Content-Type"].endswith("spreadsheetml.sheet")
    return load_workbook(io.BytesIO(response.content))


def lines_of(response) -> list[list[str]]:
    assert response.status_code == 200, response.status_code
    return list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"), newline="")))


def rows_of(sheet, *, key: str = "Code", head: int | None = None) -> dict[str, dict]:
    """A sheet's rows by the value in the column `key`, each as values by column's head."""
    grid = [list(row) for row in sheet.iter_rows(values_only=True)]
    at = next(number for number, row in enumerate(grid) if key in row) if head is None else head
    return {row[grid[at].index(key)]: dict(zip(grid[at], row, strict=True)) for row in grid[at + 1 :]}


@pytest.fixture
def fetch(as_user):
    """`fetch(leader, "/plans/2007/", month="2007-06")` is the page's answer, in English."""

    def get(user, address, export=None, **parameters):
        client = as_user(user)
        client.cookies["django_language"] = "en"
        return client.get(address, parameters | ({"export": export} if export else {}))

    return get


# ---- Files ------------------------------------------------------------------------------------------------


def test_texts_that_look_like_formulas_stay_texts_in_a_workbook():
    table = Table(DANGEROUS[0], DANGEROUS, columns(*DANGEROUS), [DANGEROUS])
    sheet = load_workbook(io.BytesIO(write_xlsx([table]))).active
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s"}
    assert all(cell.quotePrefix for cell in cells)
    assert [cell.value for cell in sheet[sheet.max_row]][:4] == DANGEROUS[:4]


def test_texts_that_look_like_formulas_are_quoted_in_csv():
    table = Table(DANGEROUS[0], DANGEROUS, columns(*DANGEROUS), [DANGEROUS])
    lines = list(csv.reader(io.StringIO(write_csv([table]).decode("utf-8-sig"), newline="")))
    assert all(cell.startswith("'") for line in lines for cell in line)


def test_a_negative_number_is_no_formula():
    table = Table("t", [], columns("a", "b"), [[Decimal("-5"), Figure(Decimal("-0.39"), 2, signed=True)]])
    assert write_csv([table]).decode("utf-8-sig").splitlines()[-1] == "-5,-0.39"
    cells = load_workbook(io.BytesIO(write_xlsx([table]))).active[3]
    assert [(cell.value, cell.data_type) for cell in cells] == [(-5, "n"), (-0.39, "n")]


def test_csv_begins_with_the_mark_of_utf8_and_ends_lines_as_excel_does():
    content = write_csv([Table("双鸭山", [], columns("单位", "数"), [["尖山区", 1250]])])
    assert content.startswith(b"\xef\xbb\xbf")
    assert content[3:].decode() == "双鸭山\r\n单位,数\r\n尖山区,1250\r\n"


def test_numbers_and_days_keep_their_kind_and_look_like_the_pages():
    row = [18000, Decimal("1250.5"), Figure(Decimal("96.50"), 2, percent=True), date(2007, 6, 30), None, "0"]
    row.append(datetime(2007, 7, 3, 16, 20))  # noqa: DTZ001 - files know no time zones
    cells = load_workbook(io.BytesIO(write_xlsx([Table("t", [], columns(*"abcdefg"), [row])]))).active[3]
    assert [cell.value for cell in cells][:3] == [18000, 1250.5, 96.5]
    assert [cell.number_format for cell in cells][:4] == ["#,##0", "#,##0.0", '#,##0.00"%"', "yyyy-mm-dd"]
    assert (cells[3].value, cells[4].value, cells[5].value) == (datetime(2007, 6, 30), None, "0")  # noqa: DTZ001
    line = write_csv([Table("t", [], columns(*"abcdefg"), [row])]).decode("utf-8-sig").splitlines()[-1]
    assert line == "18000,1250.5,96.50,2007-06-30,,0,2007-07-03 16:20"


def test_characters_that_no_workbook_can_hold_are_left_out():
    table = Table("a\x00b", [], columns("c"), [["d\x0be\ud800\uffff"]])
    sheet = load_workbook(io.BytesIO(write_xlsx([table]))).active
    assert (sheet["A1"].value, sheet["A3"].value) == ("ab", "de")
    assert write_csv([table]).decode("utf-8-sig").splitlines() == ["ab", "c", "de"]


def test_sheets_have_names_that_excel_accepts():
    names = sheet_names(["a/b:c*[d]?", "A b c  d", "就业" * 40, "就业" * 40, "", "History", "'x'"])
    assert len({name.lower() for name in names}) == len(names)
    assert all(0 < len(name) <= 31 and not set(name) & set("[]:*?/\\") for name in names)
    assert names[5] != "History"
    assert names[6] == "x"


def test_columns_that_belong_together_stand_under_one_head():
    heads = [Column("Unit"), Column("part", "May"), Column("rate", "May")]
    table = Table("t", [], heads, [["尖山", 1, 2]])
    sheet = load_workbook(io.BytesIO(write_xlsx([table]))).active
    assert {str(area) for area in sheet.merged_cells.ranges} == {"A2:A3", "B2:C2"}
    assert sheet["B2"].value == "May"
    assert sheet.freeze_panes == "B4"
    assert write_csv([table]).decode("utf-8-sig").splitlines()[1] == "Unit,May · part,May · rate"


def test_a_sheet_prints_across_on_a4_as_wide_as_the_paper():
    sheet = load_workbook(io.BytesIO(write_xlsx([Table("t", [], columns("a"), [["x" * 500]])]))).active
    setup = sheet.page_setup
    assert (setup.orientation, int(setup.paperSize), setup.fitToWidth, setup.fitToHeight) == ("landscape", 9, 1, 0)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.column_dimensions["A"].width <= 40


# ---- Every page -------------------------------------------------------------------------------------------


def test_every_page_is_exported_or_left_out_on_purpose():
    assert {name for name, *_rest in PAGES} - EXPORTED - set(NOT_EXPORTED) == set()


def _label(place):
    return " ".join(map(str, [place[0], *place[1].values()]))


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


@pytest.mark.parametrize("place", PLACES, ids=_label)
def test_a_file_is_given_to_the_readers_of_its_page_alone(request, client, as_user, reports, place):
    address = reverse(place[0], kwargs=place[1])
    for person in PEOPLE:
        browser = client if person == "nobody" else as_user(request.getfixturevalue(person))
        page, file = browser.get(address), browser.get(address, {"export": "csv"})
        assert file.status_code == page.status_code, person
        assert file.has_header("Content-Disposition") == (page.status_code == 200), person


@pytest.mark.parametrize("place", PLACES, ids=_label)
def test_a_file_costs_no_more_queries_than_a_page(request, as_user, reports, place):
    name, arguments = place
    client = as_user(request.getfixturevalue(READERS.get(name, "administrator")))
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert client.get(reverse(name, kwargs=arguments), {"export": "xlsx"}).status_code == 200
    assert len(queries) <= MOST_QUERIES, [query["sql"][:90] for query in queries]


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
    PortalState.objects.filter(pk=PortalState.ONLY).update(demonstration=True)
    above = [line[0] for line in lines_of(fetch(leader, "/plans/2007/", "csv"))[:6]]
    assert any("June 2007" in line and "approved reports" in line and "whole city" in line for line in above)
    assert "demonstration data, no real figures" in above


# ---- Figures worked by hand -------------------------------------------------------------------------------


def test_the_boards_file_holds_the_figures_in_full(fetch, leader, file_report, jianshan, baoqing):
    # 6,000 + 2,940 = 8,940 of 18,000: 49.67 %, shown as 49.7; 9,000 due by June; 60 behind; 9,060 in 6 months: 1,510.
    file_report(jianshan, "employment", 6, {"T01-1": 6000, "T02-1": 30456})
    file_report(baoqing, "employment", 6, {"T01-1": 2940})
    rows = rows_of(workbook(fetch(leader, "/plans/2007/", "xlsx")).worksheets[0])
    row = rows["T01-1"]
    assert (row["Target"], row["To date"], row["Done (%)"], row["Due by now"]) == (18000, 8940, 49.7, 9000)
    assert (row["Ahead (+) or behind (−)"], row["Still needed a month"], row["Months left"]) == (-60, 1510, 6)
    assert (row["Units reported"], row["Units asked"], row["Best month so far"]) == (2, 8, 8940)
    assert (row["State"], row["Deadline"]) == ("behind", datetime(2007, 12, 31))  # noqa: DTZ001
    assert rows["T02-1"]["To date"] == 30456


def test_where_the_page_says_wan_the_file_has_the_figure_in_full(as_user, leader, file_report, jianshan):
    file_report(jianshan, "employment", 6, {"T02-1": 30456})
    client = as_user(leader)
    assert "3.05万" in client.get("/plans/2007/").content.decode()
    text = client.get("/plans/2007/", {"export": "csv"}).content.decode()
    assert ",30456," in text
    assert "3.05" not in text


def test_a_ceiling_is_a_difference_in_the_file_too(fetch, leader, file_report, jianshan, baoqing):
    # (43 + 60) / 3,000 = 3.43 %, 1.17 points on the good side of 4.6 %.
    file_report(jianshan, "employment", 6, {"T01-4": (43, 1000)})
    file_report(baoqing, "employment", 6, {"T01-4": (60, 2000)})
    row = rows_of(workbook(fetch(leader, "/plans/2007/", "xlsx")).worksheets[0])["T01-4"]
    assert (row["To date"], row["Numerator"], row["Denominator"]) == (3.43, 103, 3000)
    assert (row["Ahead (+) or behind (−)"], row["Done (%)"], row["Due by now"]) == (1.17, None, None)
    assert row["Sense"] == "at most"


def test_silence_is_empty_and_nought_is_nought(fetch, leader, file_report, jianshan):
    file_report(jianshan, "employment", 6, {"T03-1": 0})
    rows = rows_of(workbook(fetch(leader, "/plans/2007/", "xlsx")).worksheets[0])
    assert (rows["T03-1"]["To date"], rows["T03-1"]["Done (%)"]) == (0, 0)
    assert (rows["T01-1"]["To date"], rows["T01-1"]["Ahead (+) or behind (−)"]) == (None, None)


def test_one_state_alone_is_exported_where_the_page_shows_it_alone(fetch, leader, file_report, jianshan):
    file_report(jianshan, "employment", 6, {"T01-1": 1})
    lines = lines_of(fetch(leader, "/plans/2007/", "csv", show="far_behind"))
    assert ["only: far behind"] in lines
    assert [line[2] for line in lines if len(line) > 20] == ["Code", "T01-1"]


def test_a_units_file_holds_its_own_figures_alone(fetch, reporter_jianshan, reports):
    rows = rows_of(workbook(fetch(reporter_jianshan, "/plans/2007/units/230502/", "xlsx")).worksheets[0])
    assert rows["T01-1"]["To date"] == 150
    text = fetch(reporter_jianshan, "/plans/2007/matrix/", "csv").content.decode()
    assert "12345" not in text
    assert "Baoqing" not in text
    assert "宝清" not in text


def test_the_matrix_file_says_what_each_cell_of_the_page_says(fetch, leader, units, file_report):
    for code, unit in units.items():
        figures = {"T02-1": 1000 + int(code[-2:]), "T01-4": (40, 1000), "T03-1": 3}
        file_report(unit, "employment", 6, figures if unit.is_city else figures | {"T01-1": 250})
    page = fetch(leader, "/plans/2007/matrix/")
    sheet = workbook(fetch(leader, "/plans/2007/matrix/", "xlsx")).worksheets[0]
    rows = [row for group in page.context["matrix"].groups for row in group.rows]
    by_code = {row[1].value: row[4:] for row in sheet.iter_rows() if row[1].value}
    seen = 0
    for row in rows:
        for shown, cell in zip(row.cells, by_code[row.code], strict=True):
            text = shown.text.replace("—", "").partition("/")[0].rstrip("%").replace(",", "").replace("−", "-")
            assert cell.value == (float(text) if text else None), (row.code, shown.text, cell.value)
            seen += bool(text)
    assert seen > 30


def test_an_indicators_file_holds_units_by_months_with_a_rates_parts(fetch, leader, reports):
    sheets = workbook(fetch(leader, "/plans/2007/indicators/T01-4/", "xlsx"))
    grid = [list(row) for row in sheets["By month"].iter_rows(values_only=True)]
    jianshan = next(row for row in grid if row[0] == "尖山" or row[0] == "Jianshan")
    assert jianshan[1:4] == [43, 1000, 4.3]
    months = workbook(fetch(leader, "/plans/2007/indicators/T01-1/", "xlsx"))["By month"]
    total = next(row for row in months.iter_rows(values_only=True) if row[0] == "Total")
    assert total[1:8] == (150, None, 12345, None, None, None, 12495)


def test_who_has_reported_is_counted_in_numbers(fetch, leader, reports):
    lines = lines_of(fetch(leader, "/plans/2007/reporting/", "csv", month="2007-05"))
    jianshan = next(line for line in lines if line[0] in ("尖山", "Jianshan"))
    # One of six chapters is handed in, the others are missing since 3 June.
    assert jianshan[-6:] == ["1", "6", "1", "5", "0", "0"]


def test_the_reports_file_holds_what_the_report_holds(fetch, administrator, file_report, jianshan, indicator):
    Target.objects.create(indicator=indicator("T01-1"), unit=jianshan, value=4860, deadline=date(2007, 12, 31))
    file_report(jianshan, "employment", 5, {"T01-1": 120, "T01-4": (43, 1000)})
    figures = {"T01-1": 366, "T02-2": 0, "T02-3": "n/a", "T01-4": (45, 1000)}
    file_report(jianshan, "employment", 6, figures, explanation="已核实")
    sheet = workbook(fetch(administrator, "/reports/230502/employment/2007-06/", "xlsx")).worksheets[0]
    grid = [list(row) for row in sheet.iter_rows(values_only=True)]
    by_code = {row[1]: row for row in grid}
    # Task, code, name, measure, sense, target; then last year, last month, this month, to date, of three each.
    assert by_code["T01-1"][5:18] == [4860, None, None, None, None, None, 120, None, None, 366, None, None, 486]
    assert by_code["T01-1"][18] == 10
    assert by_code["T01-4"][9:15] == [43, 1000, 4.3, 45, 1000, 4.5]
    assert by_code["T02-2"][14] == 0
    assert by_code["T02-3"][14] == "not applicable"
    assert by_code["T02-1"][14] is None


def test_a_reports_texts_never_become_formulas(fetch, administrator, reporter_jianshan, file_report, jianshan):
    report = file_report(jianshan, "employment", 6, {"T01-1": 5}, state="draft", explanation="=1+1")
    task = report.chapter.tasks.get(number=1)
    said = changes.Changes(notes={task.pk: '=HYPERLINK("http://x")'})
    reporting.save(report, said, by=reporter_jianshan, version=report.version)
    address = "/reports/230502/employment/2007-06/"
    cells = [cell for sheet in workbook(fetch(administrator, address, "xlsx")) for row in sheet for cell in row]
    found = {cell.value: cell.data_type for cell in cells if str(cell.value).startswith("=")}
    assert found == {"=1+1": "s", '=HYPERLINK("http://x")': "s"}
    text = fetch(administrator, address, "csv").content.decode()
    assert "'=1+1" in text
    assert ",=1+1" not in text


def test_a_figures_history_keeps_old_and_new_apart(fetch, administrator, reporter_jianshan, file_report, jianshan):
    report = file_report(jianshan, "employment", 6, {"T01-1": 120}, state="draft")
    enter(report, {"T01-1": 125}, by=reporter_jianshan)
    rows = lines_of(fetch(administrator, "/reports/230502/employment/2007-06/history/T01-1/", "csv"))
    changes_lines = [line[2:4] for line in rows if len(line) > 6]
    assert changes_lines == [["before", "now"], ["120", "125"], ["", "120"]]


def test_the_targets_file_holds_what_is_given_out(fetch, administrator, jianshan, indicator):
    Target.objects.create(indicator=indicator("T01-1"), unit=jianshan, value=4860, deadline=date(2007, 12, 31))
    row = rows_of(workbook(fetch(administrator, "/plans/2007/targets/", "xlsx")).active)["T01-1"]
    assert (row["Target"], row["Given out"], row["Rest"], row["Units asked"]) == (18000, 4860, 13140, 8)
    rows = rows_of(workbook(fetch(administrator, "/plans/2007/targets/T01-1/", "xlsx")).active, key="Unit")
    assert (rows["Given out"]["Target"], rows["Target"]["Target"], rows["Rest"]["Target"]) == (4860, 18000, 13140)


def test_my_months_file_counts_what_is_missing(fetch, reporter_jianshan, reports):
    page = fetch(reporter_jianshan, "/reports/", month="2007-06")
    row = page.context["overview"].rows[0]
    lines = lines_of(fetch(reporter_jianshan, "/reports/", "csv", month="2007-06"))
    shown = next(line for line in lines if line[2:3] == ["2007-07-03"])
    assert shown[4:8] == [str(len(found)) for found in (row.blanks, row.silent, row.errors, row.unexplained)]
    assert len(row.blanks) > 0


def test_the_review_file_holds_all_pages_of_the_list(fetch, reviewer_employment, reports, monkeypatch):
    monkeypatch.setattr("targets.pages.review_queue.ROWS_PER_PAGE", 1)
    lines = lines_of(fetch(reviewer_employment, "/review/", "csv", state="approved", page="2"))
    assert [line[3] for line in lines if len(line) == 11][1:] == ["Approved", "Approved"]
