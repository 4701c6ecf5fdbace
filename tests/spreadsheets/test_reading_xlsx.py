"""The ways in which programs write the same .xlsx, and what stands on its cells."""

import re

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from targets.spreadsheets.files.limits import Limits, Meter
from targets.spreadsheets.files.marks import is_percent
from targets.spreadsheets.files.xlsx_cells import scan_sheet
from targets.spreadsheets.files.xlsx_walk import WalkedSheet
from targets.spreadsheets.reading import read
from tests.spreadsheets.made_files import bytes_of, repacked, sample, table, with_rows, with_sheet

MAIN = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT = b"http://purl.oclc.org/ooxml/spreadsheetml/main"


def test_names_with_a_prefix_are_the_same_names():
    """As some libraries write them: <x:c r="A1">."""

    def prefixed(xml: bytes) -> bytes:
        return re.sub(rb"<(/?)([a-zA-Z])", rb"<\1x:\2", xml).replace(b"xmlns=", b"xmlns:x=")

    assert read("a", with_sheet(bytes_of(sample()), prefixed), Limits()) == read("a", bytes_of(sample()), Limits())


def test_excel_s_strict_files_are_the_same():
    strict = repacked(bytes_of(sample()), lambda _path, part: part.replace(MAIN, STRICT))
    assert read("a", strict, Limits()) == read("a", bytes_of(sample()), Limits())


def test_cells_without_references_are_counted():
    bare = with_sheet(bytes_of(sample_block()), lambda xml: re.sub(rb'<(c|row) r="[A-Z0-9]+"', rb"<\1", xml))
    assert read("a", bare, Limits()) == read("a", bytes_of(sample_block()), Limits())


def sample_block() -> openpyxl.Workbook:
    """No gap in any row, so that counting gives the same cells."""
    workbook = table([["单位", "比率"], ["尖山区", 0.046], ["岭东区", "=1/0"], ["宝山区", "#REF!"]])
    workbook.active["B2"].number_format = "0%"
    workbook.active.row_dimensions[3].hidden = True
    return workbook


def test_cells_in_a_comment_are_no_cells():
    far = b'<!-- <c r="XFD1048576"><v>1</v></c> --><sheetData>'
    content = with_sheet(bytes_of(table([[1]])), lambda xml: xml.replace(b"<sheetData>", far))
    assert read("a", content, Limits()).sheets[0].rows == [[1]]


@pytest.mark.parametrize("code", ["0%", "0.00%", "0.0%;[Red]-0.0%", "0 %", '"约"0%', "[$-804]0.0%"])
def test_formats_that_show_a_percentage(code):
    workbook = table([[0.046]])
    workbook.active["A1"].number_format = code
    assert read("a", bytes_of(workbook), Limits()).sheets[0].percent == {(0, 0)}


@pytest.mark.parametrize("code", ["General", "0.00", '0.0"%"', r"0.0\%", '0"%不"', "#,##0_%", "yyyy-mm-dd"])
def test_formats_that_show_none(code):
    assert not is_percent(code)


def test_a_text_formula_with_an_empty_result_has_one():
    cells = '<c r="A1" t="str"><f>B1&amp;""</f><v></v></c><c r="B1"><f>1+1</f></c><c r="C1"><v>1</v></c>'
    content = with_rows(f'<row r="1">{cells}</row>')
    assert read("a", content, Limits()).sheets[0].unstored == {(0, 1)}


def test_an_error_beyond_the_last_value_is_kept():
    content = with_rows(b'<row r="1"><c r="A1"><v>1</v></c></row><row r="3"><c r="D3" t="e"><v>#REF!</v></c></row>')
    assert read("a", content, Limits()).sheets[0].value(2, 3) == "#REF!"


def test_an_error_newer_than_calamine_spoils_its_own_cell_only():
    content = with_rows('<row r="1"><c r="A1" t="e"><v>#SPILL!</v></c><c r="B1"><v>1</v></c></row>')
    assert read("a", content, Limits()).sheets[0].rows == [["#SPILL!", 1]]


CELLS = st.sampled_from(
    [
        "<v>1</v>",
        "<f>A1</f><v>2</v>",
        "<f>A1</f><v></v>",
        "<f>A1</f><v/>",
        '<f t="shared" si="0"/>',
        '<f t="shared" ref="A1:A2" si="0">A9</f>',
        "<is><t>字</t></is>",
        "",
    ]
)
KINDS = st.sampled_from(["", ' t="n"', ' t="e"', ' t="str"', ' t="b"'])
STYLES = st.sampled_from(["", ' s="0"', ' s="1"'])
PLACES = st.tuples(st.integers(1, 40), st.sampled_from(["A", "B", "Z", "AA", "DZ"]))


@given(st.dictionaries(PLACES, st.tuples(STYLES, KINDS, CELLS), max_size=12), st.sets(st.integers(1, 40), max_size=3))
def test_the_fast_way_finds_what_the_exact_one_finds(cells, hidden):
    """Two ways through one sheet; the fast one may only think that it reaches further."""
    lines = "".join(
        f'<row r="{row}" spans="1:9" hidden="{int(row in hidden)}">'
        + "".join(
            f'<c r="{letters}{row}"{style}{kind}>{inner}</c>' if inner else f'<c r="{letters}{row}"{style}{kind}/>'
            for (at, letters), (style, kind, inner) in sorted(cells.items())
            if at == row
        )
        + "</row>"
        for row in sorted({row for row, _letters in cells} | hidden)
    )
    xml = f'<worksheet xmlns="{MAIN.decode()}"><cols><col min="2" max="3" hidden="1"/></cols>'
    xml += f'<sheetData>{lines}</sheetData><mergeCells><mergeCell ref="A1:B2"/></mergeCells></worksheet>'
    fast = scan_sheet(xml.encode(), frozenset({"1"}), Meter(Limits()))
    exact = WalkedSheet(frozenset({"1"})).walk(xml.encode())
    assert (fast.rows, fast.columns) >= (exact.rows, exact.columns)
    # Without cells that carry a style and nothing else.
    assert (fast.percent, fast.unstored, fast.hidden_rows) == (exact.percent, exact.unstored, exact.hidden_rows)
    assert (fast.hidden_columns, fast.merged) == (exact.hidden_columns, exact.merged)
    assert fast.errors == exact.errors
