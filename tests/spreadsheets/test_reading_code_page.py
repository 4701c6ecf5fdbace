"""Old export programs name the code page of their country in a workbook whose texts are UTF-16 all the same."""

import pytest

from targets.spreadsheets.files.compound import Compound
from targets.spreadsheets.files.limits import Limits
from targets.spreadsheets.files.xls_details import with_true_code_page
from targets.spreadsheets.reading import read
from tests.spreadsheets.made_files import bytes_of, converted, table

ROWS = [["单位", "城镇新增就业", "职业介绍"], ["尖山区", 310, 42], ["宝清县", 125.5, "无"], ["Total", 435.5, 42]]
CODE_PAGE, UTF_16 = 0x42, 1200


def place_of_code_page(stream: bytes) -> int:
    at = 0
    while int.from_bytes(stream[at : at + 2], "little") != CODE_PAGE:
        at += 4 + int.from_bytes(stream[at + 2 : at + 4], "little")
    return at + 4


@pytest.fixture(scope="module", params=[ROWS, ROWS * 60], ids=["small", "large"])
def workbook(request, tmp_path_factory):
    """An .xls: a stream of less than 4,096 bytes lies in small sectors, a larger one in sectors of its own."""
    return converted(bytes_of(table(request.param)), "xls", tmp_path_factory.mktemp("xls"))


def naming(code_page: int, workbook: bytes) -> bytes:
    file = Compound(workbook)
    place = place_of_code_page(file.stream("Workbook"))
    return file.with_bytes("Workbook", place, code_page.to_bytes(2, "little"))


@pytest.mark.parametrize("code_page", [936, 950, 1252, 10008])
def test_the_texts_are_read_as_with_the_right_code_page(workbook, code_page):
    named = naming(code_page, workbook)
    assert named != workbook
    (right,) = read("a.xls", workbook, Limits()).sheets
    (sheet,) = read("a.xls", named, Limits()).sheets
    assert (sheet.name, sheet.rows) == (right.name, right.rows)
    assert sheet.rows[:2] == ROWS[:2]
    assert len(named) == len(workbook)


def test_a_file_that_names_the_right_code_page_is_left_as_it_is(workbook):
    assert with_true_code_page(naming(UTF_16, workbook)) == naming(UTF_16, workbook)


def test_the_texts_of_excel_95_are_in_the_code_page_that_it_names(workbook):
    """Its version stands in the first record; only from Excel 97 on are texts UTF-16."""
    older = Compound(workbook).with_bytes("Workbook", 4, (0x0500).to_bytes(2, "little"))
    named = naming(936, older)
    assert with_true_code_page(named) == named
