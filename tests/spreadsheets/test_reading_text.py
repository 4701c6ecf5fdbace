"""CSV and tab-separated text, as Excel and WPS write it in China."""

import codecs

import pytest

from targets.spreadsheets.cells import Format
from targets.spreadsheets.files.limits import Limits
from targets.spreadsheets.reading import Unreadable, read

pytestmark = pytest.mark.usefixtures("in_english")

WORDS = "单位,城镇新增就业\n尖山区,1200\n"
ROWS = [["单位", "城镇新增就业"], ["尖山区", "1200"]]


def rows_of(content: bytes):
    book = read("就业.csv", content, Limits())
    assert (book.format, book.sheets[0].name) == (Format.TEXT, "就业")
    return book.sheets[0].rows


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16"])
def test_every_encoding_that_excel_writes(encoding):
    assert rows_of(WORDS.encode(encoding)) == ROWS


def test_utf_16_of_either_order():
    assert rows_of(codecs.BOM_UTF16_BE + WORDS.encode("utf-16-be")) == ROWS
    assert rows_of(codecs.BOM_UTF16_LE + WORDS.encode("utf-16-le")) == ROWS


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_the_separator_is_found(separator):
    assert rows_of(WORDS.replace(",", separator).encode()) == ROWS


def test_thousands_do_not_hide_a_tab():
    assert rows_of(b"a\t1,200\t3\nb\t1,300\t4\n") == [["a", "1,200", "3"], ["b", "1,300", "4"]]


def test_quoted_fields_keep_their_line_breaks_and_spaces():
    assert rows_of('"新增\n就业"," 1,200 "\r\n"他说""好""",2\r\n'.encode()) == [
        ["新增\n就业", " 1,200 "],
        ['他说"好"', "2"],
    ]


def test_figures_stay_the_texts_that_they_are():
    assert rows_of("尖山区,007,１８００,4.6%\n".encode()) == [["尖山区", "007", "１８００", "4.6%"]]


def test_a_text_may_begin_like_a_picture():
    assert rows_of(b"BMI,1\n") == [["BMI", "1"]]


def test_empty_lines_at_the_end_are_dropped():
    assert rows_of(b"a,1\n,\n\n\n") == [["a", "1"]]


@pytest.mark.parametrize("content", [b"a\x00b\x00\x01", bytes(range(128, 256)), b"\xff\xfea"])
def test_bytes_that_are_no_text_are_refused(content):
    with pytest.raises(Unreadable, match="neither a workbook nor a text"):
        read("a.csv", content, Limits())


def test_a_text_has_the_limits_of_a_workbook():
    with pytest.raises(Unreadable, match="3 rows, and at most 2"):
        read("a.csv", b"1\n2\n3\n", Limits(rows=2))
    with pytest.raises(Unreadable, match="column 3, and at most 2"):
        read("a.csv", b"1,2,3\n", Limits(columns=2))


def test_an_overlong_field_is_refused():
    with pytest.raises(Unreadable, match="quotation mark"):
        read("a.csv", b'"' + b"a" * 200_000, Limits())
