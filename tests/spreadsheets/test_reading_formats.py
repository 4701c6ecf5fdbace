"""One workbook, written by openpyxl and by LibreOffice in each of its formats, is read alike."""

from datetime import date, datetime, time

import pytest

from targets.spreadsheets.cells import CellArea, Format
from targets.spreadsheets.files.limits import Limits
from targets.spreadsheets.reading import read
from tests.spreadsheets import xlsb
from tests.spreadsheets.made_files import bytes_of, converted, sample, table, with_identity

OFFICE = ["xlsx", "xls", "ods"]


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """`files(kind)` is the sample as LibreOffice saves it, made once."""
    made = {}

    def file(kind):
        if kind not in made:
            workbook = with_identity(sample(), as_property=True)
            made[kind] = converted(bytes_of(workbook), kind, tmp_path_factory.mktemp(kind))
        return made[kind]

    return file


@pytest.mark.parametrize("kind", OFFICE)
def test_libreoffice_s_files_give_the_same_cells(files, kind):
    book = read("名字不算.txt", files(kind), Limits())
    first, empty, hidden = book.sheets
    assert book.format == Format(kind)
    assert [sheet.name for sheet in book.sheets] == ["就业", "空表", "隐藏"]
    assert first.value(0, 1) == "就业情况"
    assert [first.value(1, column) for column in range(5)] == [None, "尖山区", 1200, " 1,800 ", 17999.999999]
    assert [first.value(2, column) for column in (1, 2, 3)] == [
        date(2007, 3, 1),
        datetime.combine(date(2007, 3, 1), time(10, 30)),
        time(3, 4),
    ]
    assert first.value(3, 2) == 0
    assert (empty.rows, hidden.rows, hidden.hidden, first.hidden) == ([], [[1]], True, False)


@pytest.mark.parametrize("kind", OFFICE)
def test_libreoffice_s_files_give_the_same_marks(files, kind):
    first = read("a", files(kind), Limits()).sheets[0]
    assert first.merged == [CellArea(0, 1, 0, 3)]
    assert (first.hidden_rows, first.hidden_columns) == ({3}, {2, 5})
    # Only B6 is a percentage: C6 shows a per cent sign in quotes, B7 is a text.
    assert first.percent == {(5, 1)}
    assert (first.value(5, 1), first.value(5, 2), first.value(6, 1)) == (0.046, 4.6, "4.6%")
    assert [first.value(5, column) for column in (3, 4, 5)] == ["#DIV/0!", 1201, "#N/A"]
    assert first.unstored == set()


@pytest.mark.parametrize("kind", ["xlsx", "ods"])
def test_the_document_property_outlives_libreoffice(files, kind):
    assert read("a", files(kind), Limits()).identity == "2007/abc/230502"


def test_the_hidden_sheet_outlives_libreoffice_s_xls(tmp_path):
    made = bytes_of(with_identity(table([["尖山区", 1]]), as_property=False))
    book = read("a", converted(made, "xls", tmp_path), Limits())
    assert book.identity == "2007/abc/230502"
    assert [sheet.name for sheet in book.sheets] == ["就业"]


def test_openpyxl_s_file_has_formulas_without_results():
    first = read("a", bytes_of(sample()), Limits()).sheets[0]
    assert first.unstored == {(5, 3), (5, 4)}
    assert (first.value(5, 3), first.value(5, 4), first.value(5, 5)) == (None, None, "#N/A")
    assert (first.percent, first.hidden_rows, first.hidden_columns) == ({(5, 1)}, {3}, {2, 5})
    assert first.merged == [CellArea(0, 1, 0, 3)]


@pytest.mark.parametrize("as_property", [True, False])
def test_the_portal_s_own_mark_is_taken_from_either_place(as_property):
    book = read("a", bytes_of(with_identity(sample(), as_property=as_property)), Limits())
    assert book.identity == "2007/abc/230502"
    assert [sheet.name for sheet in book.sheets] == ["就业", "空表", "隐藏"]


def test_a_binary_workbook_of_excel_is_read():
    book = read("a.xlsb", xlsb.workbook(), Limits())
    sheet = book.sheets[0]
    assert (book.format, sheet.name, book.identity) == (Format.XLSB, "就业", "")
    assert [sheet.value(0, 0), sheet.value(0, 1), sheet.value(1, 1), sheet.value(1, 2)] == [
        "尖山区",
        1200,
        0.046,
        "#REF!",
    ]
    assert (sheet.percent, sheet.hidden_rows, sheet.hidden_columns) == ({(1, 1)}, {1}, {2})
    assert sheet.merged == [CellArea(3, 0, 3, 1)]


def test_a_path_is_read_as_its_content(tmp_path):
    path = tmp_path / "三月.xls"
    path.write_bytes(bytes_of(table([["尖山区", 1200]])))
    book = read(path.name, path, Limits())
    assert (book.name, book.format, book.sheets[0].rows) == ("三月.xls", Format.XLSX, [["尖山区", 1200]])
