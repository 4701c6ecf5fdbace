"""Tables as a workbook and as CSV: texts stay texts, numbers and days keep their kind."""

import csv
import io
from datetime import date, datetime
from decimal import Decimal

from openpyxl import load_workbook

from targets.tables import FormattedNumber, Head
from targets.tables.contents import Contents
from targets.tables.csv_files import write_csv
from targets.tables.texts import sheet_names
from targets.tables.xlsx_files import write_xlsx

DANGEROUS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "  =1", "＝1", '=HYPERLINK("http://x","y")']


def heads(*texts):
    return [Head(text) for text in texts]


def test_texts_that_look_like_formulas_stay_texts_in_a_workbook():
    table = Contents(DANGEROUS[0], DANGEROUS, heads(*DANGEROUS), [DANGEROUS])
    sheet = load_workbook(io.BytesIO(write_xlsx([table]))).active
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s"}
    assert all(cell.quotePrefix for cell in cells)
    assert [cell.value for cell in sheet[sheet.max_row]][:4] == DANGEROUS[:4]


def test_texts_that_look_like_formulas_are_quoted_in_csv():
    table = Contents(DANGEROUS[0], DANGEROUS, heads(*DANGEROUS), [DANGEROUS])
    lines = list(csv.reader(io.StringIO(write_csv([table]).decode("utf-8-sig"), newline="")))
    assert all(cell.startswith("'") for line in lines for cell in line)


def test_a_negative_number_is_no_formula():
    table = Contents("t", [], heads("a", "b"), [[Decimal("-5"), FormattedNumber(Decimal("-0.39"), 2, signed=True)]])
    assert write_csv([table]).decode("utf-8-sig").splitlines()[-1] == "-5,-0.39"
    cells = load_workbook(io.BytesIO(write_xlsx([table]))).active[3]
    assert [(cell.value, cell.data_type) for cell in cells] == [(-5, "n"), (-0.39, "n")]


def test_csv_begins_with_the_mark_of_utf8_and_ends_lines_as_excel_does():
    content = write_csv([Contents("双鸭山", [], heads("单位", "数"), [["尖山区", 1250]])])
    assert content.startswith(b"\xef\xbb\xbf")
    assert content[3:].decode() == "双鸭山\r\n单位,数\r\n尖山区,1250\r\n"


def test_numbers_and_days_keep_their_kind_and_look_like_the_pages():
    row = [18000, Decimal("1250.5"), FormattedNumber(Decimal("96.50"), 2, percent=True), date(2007, 6, 30), None, "0"]
    row.append(datetime(2007, 7, 3, 16, 20))  # noqa: DTZ001 - files know no time zones
    cells = load_workbook(io.BytesIO(write_xlsx([Contents("t", [], heads(*"abcdefg"), [row])]))).active[3]
    assert [cell.value for cell in cells][:3] == [18000, 1250.5, 96.5]
    assert [cell.number_format for cell in cells][:4] == ["#,##0", "#,##0.0", '#,##0.00"%"', "yyyy-mm-dd"]
    assert (cells[3].value, cells[4].value, cells[5].value) == (datetime(2007, 6, 30), None, "0")  # noqa: DTZ001
    line = write_csv([Contents("t", [], heads(*"abcdefg"), [row])]).decode("utf-8-sig").splitlines()[-1]
    assert line == "18000,1250.5,96.50,2007-06-30,,0,2007-07-03 16:20"


def test_characters_that_no_workbook_can_hold_are_left_out():
    table = Contents("a\x00b", [], heads("c"), [["d\x0be\ud800\uffff"]])
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
    under = [Head("Unit"), Head("part", group="May"), Head("rate", group="May")]
    table = Contents("t", [], under, [["尖山", 1, 2]])
    sheet = load_workbook(io.BytesIO(write_xlsx([table]))).active
    assert {str(area) for area in sheet.merged_cells.ranges} == {"A2:A3", "B2:C2"}
    assert sheet["B2"].value == "May"
    assert sheet.freeze_panes == "B4"
    assert write_csv([table]).decode("utf-8-sig").splitlines()[1] == "Unit,May · part,May · rate"


def test_a_sheet_prints_across_on_a4_as_wide_as_the_paper():
    sheet = load_workbook(io.BytesIO(write_xlsx([Contents("t", [], heads("a"), [["x" * 500]])]))).active
    setup = sheet.page_setup
    assert (setup.orientation, int(setup.paperSize), setup.fitToWidth, setup.fitToHeight) == ("landscape", 9, 1, 0)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.column_dimensions["A"].width <= 40
