"""Figures of exported tables, worked out by hand."""

from datetime import date, datetime

from targets.models import Target
from targets.reports import changes, verbs
from tests.conftest import enter
from tests.tables.exported import lines_of, rows_of, workbook


def test_the_boards_file_holds_the_figures_in_full(fetch, leader, file_report, jianshan, baoqing, only_these_report):
    only_these_report(jianshan, baoqing)
    # 6,000 + 2,940 = 8,940 of 18,000: 49.67 %, shown as 49.7; 9,000 due by June; 60 behind; 9,060 in 6 months: 1,510.
    file_report(jianshan, "employment", 6, {"T01-1": 6000, "T02-1": 30456})
    file_report(baoqing, "employment", 6, {"T01-1": 2940})
    rows = rows_of(workbook(fetch(leader, "/plans/2007/", "xlsx")).worksheets[0])
    row = rows["T01-1"]
    assert (row["Target"], row["To date"], row["Done (%)"], row["Due by now"]) == (18000, 8940, 49.7, 9000)
    assert (row["Ahead (+) or behind (−)"], row["Still needed a month"], row["Months left"]) == (-60, 1510, 6)
    assert (row["Units reported"], row["Units asked"], row["Best month so far"]) == (2, 2, 8940)
    assert (row["State"], row["Deadline"]) == ("behind", datetime(2007, 12, 31))  # noqa: DTZ001
    assert rows["T02-1"]["To date"] == 30456


def test_where_the_page_says_wan_the_file_has_the_figure_in_full(as_user, leader, file_report, jianshan):
    file_report(jianshan, "employment", 6, {"T02-1": 30456})
    client = as_user(leader)
    assert "3.05万" in client.get("/plans/2007/").content.decode()
    text = client.get("/plans/2007/", {"export": "csv"}).content.decode()
    assert ",30456," in text
    assert "3.05" not in text


def test_a_ceiling_is_a_difference_in_the_file_too(fetch, leader, file_report, jianshan, baoqing, only_these_report):
    only_these_report(jianshan, baoqing)
    # (43 + 60) / 3,000 = 3.43 %, 1.17 points on the good side of 4.6 %.
    file_report(jianshan, "employment", 6, {"T01-4": (43, 1000)})
    file_report(baoqing, "employment", 6, {"T01-4": (60, 2000)})
    row = rows_of(workbook(fetch(leader, "/plans/2007/", "xlsx")).worksheets[0])["T01-4"]
    parts = (row["Numerator, or came in"], row["Denominator, or went out"])
    assert (row["To date"], *parts) == (3.43, 103, 3000)
    assert (row["Ahead (+) or behind (−)"], row["Done (%)"], row["Due by now"]) == (1.17, None, None)
    assert row["Sense"] == "at most"


def test_silence_is_empty_and_nought_is_nought(fetch, leader, file_report, jianshan):
    file_report(jianshan, "employment", 6, {"T03-1": 0})
    rows = rows_of(workbook(fetch(leader, "/plans/2007/", "xlsx")).worksheets[0])
    assert (rows["T03-1"]["To date"], rows["T03-1"]["Done (%)"]) == (0, 0)
    assert (rows["T01-1"]["To date"], rows["T01-1"]["Ahead (+) or behind (−)"]) == (None, None)


def test_one_state_alone_is_exported_where_the_page_shows_it_alone(
    fetch, leader, file_report, jianshan, only_these_report
):
    only_these_report(jianshan)
    file_report(jianshan, "employment", 6, {"T01-1": 1})
    lines = lines_of(fetch(leader, "/plans/2007/", "csv", show="far_behind"))
    assert ["only: far behind"] in lines
    assert [line[2] for line in lines if len(line) > 20] == ["Code", "T01-1"]


def test_the_matrix_file_says_what_each_cell_of_the_page_says(fetch, leader, units, file_report):
    for code, unit in units.items():
        figures = {"T02-1": 1000 + int(code[-2:]), "T01-4": (40, 1000), "T03-1": 3}
        file_report(unit, "employment", 6, figures if unit.is_city else figures | {"T01-1": 250})
    page = fetch(leader, "/plans/2007/matrix/")
    sheet = workbook(fetch(leader, "/plans/2007/matrix/", "xlsx")).worksheets[0]
    rows = page.context["matrix"].table.rows
    by_code = {row[1].value: row[4:] for row in sheet.iter_rows() if row[1].value}
    seen = 0
    for row in rows:
        for shown, cell in zip(row.cells, by_code[row.code], strict=True):
            text = shown.text.replace("—", "").partition("/")[0].rstrip("%").replace(",", "").replace("−", "-")
            assert cell.value == (float(text) if text else None), (row.code, shown.text, cell.value)
            seen += bool(text)
    assert seen > 30


def test_the_reports_file_holds_what_the_report_holds(fetch, administrator, file_report, jianshan, indicator):
    Target.objects.create(indicator=indicator("T01-1"), unit=jianshan, value=4860, deadline=date(2007, 12, 31))
    file_report(jianshan, "employment", 5, {"T01-1": 120, "T01-4": (43, 1000)})
    figures = {"T01-1": 366, "T02-2": 0, "T02-3": "n/a", "T01-4": (45, 1000)}
    file_report(jianshan, "employment", 6, figures, explanation="已核实")
    sheet = workbook(fetch(administrator, "/reports/230502/employment/2007-06/", "xlsx")).worksheets[0]
    grid = [list(row) for row in sheet.iter_rows(values_only=True)]
    by_code = {row[1]: row for row in grid}
    # Task, code, name, measure, sense, target; then last year's month and to date, last month, this month, to date, of
    # three each.
    assert by_code["T01-1"][5:12] == [4860, None, None, None, None, None, None], "nothing is known of last year"
    assert by_code["T01-1"][12:21] == [None, None, 120, None, None, 366, None, None, 486]
    assert by_code["T01-1"][21] == 10
    assert by_code["T01-4"][12:18] == [43, 1000, 4.3, 45, 1000, 4.5]
    assert by_code["T02-2"][17] == 0
    assert by_code["T02-3"][17] == "not applicable"
    assert by_code["T02-1"][17] is None


def test_a_reports_texts_never_become_formulas(fetch, administrator, reporter_jianshan, file_report, jianshan):
    report = file_report(jianshan, "employment", 6, {"T01-1": 5}, state="draft", explanation="=1+1")
    task = report.chapter.tasks.get(number=1)
    said = changes.Changes(notes={task.pk: '=HYPERLINK("http://x")'})
    verbs.save(report, said, by=reporter_jianshan, version=report.version)
    address = "/reports/230502/employment/2007-06/"
    cells = [cell for sheet in workbook(fetch(administrator, address, "xlsx")) for row in sheet for cell in row]
    found = {cell.value: cell.data_type for cell in cells if str(cell.value).startswith("=")}
    assert found == {"=1+1": "s", '=HYPERLINK("http://x")': "s"}
    text = fetch(administrator, address, "csv").content.decode()
    assert "'=1+1" in text
    assert ",=1+1" not in text


def test_a_figures_history_keeps_old_and_new_apart(fetch, administrator, reporter_jianshan, file_report, jianshan):
    report = file_report(jianshan, "employment", 6, {"T01-2": 120}, state="draft")
    enter(report, {"T01-2": 125}, by=reporter_jianshan)
    rows = lines_of(fetch(administrator, "/reports/230502/employment/2007-06/history/T01-2/", "csv"))
    changes_lines = [line[2:4] for line in rows if len(line) > 6]
    assert changes_lines == [["before", "now"], ["120", "125"], ["", "120"]]


def test_a_net_figures_history_has_both_parts_of_old_and_new(
    fetch, administrator, reporter_jianshan, file_report, jianshan
):
    report = file_report(jianshan, "employment", 6, {"T01-1": 120}, state="draft")
    enter(report, {"T01-1": (140, 15)}, by=reporter_jianshan)
    rows = lines_of(fetch(administrator, "/reports/230502/employment/2007-06/history/T01-1/", "csv"))
    head, last, first = [line[2:8] for line in rows if len(line) > 6]
    assert head[:3] == ["before · Came in", "before · Went out", "before · Figure"]
    assert (first, last) == (["", "", "", "", "", "120"], ["", "", "120", "140", "15", "125"])


def test_the_targets_file_holds_what_is_given_out(fetch, administrator, jianshan, indicator):
    Target.objects.create(indicator=indicator("T01-1"), unit=jianshan, value=4860, deadline=date(2007, 12, 31))
    row = rows_of(workbook(fetch(administrator, "/plans/2007/targets/", "xlsx")).active)["T01-1"]
    assert (row["Target"], row["Given out"], row["Rest"], row["Units asked"]) == (18000, 4860, 13140, 8)
    rows = rows_of(workbook(fetch(administrator, "/plans/2007/targets/T01-1/", "xlsx")).active, key="Unit")
    assert (rows["Given out"]["Target"], rows["Target"]["Target"], rows["Rest"]["Target"]) == (4860, 18000, 13140)
