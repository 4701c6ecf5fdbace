"""What one file may hold: each excess has its own sentence, and none fills the memory before it is found."""

import io
import subprocess
import sys
import zipfile

import pytest
from django.conf import settings
from django.test import override_settings

from targets.spreadsheets.files.limits import Limits
from targets.spreadsheets.reading import Unreadable, read
from tests.spreadsheets.made_files import bytes_of, repacked, table, with_rows, with_sheet

pytestmark = pytest.mark.usefixtures("in_english")

MEGABYTE = 1024 * 1024


def refusal(content: bytes, **limits: int) -> str:
    with pytest.raises(Unreadable) as refused:
        read("a", content, Limits(**limits))
    return refused.value.reason


def test_the_limits_are_settings():
    with override_settings(IMPORT_MAX_ROWS=77):
        assert Limits.from_settings().rows == 77


def test_size_of_the_file(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes(b"1" * (MEGABYTE + 1))
    assert "larger than 1 MB" in refusal(path.read_bytes(), file_mb=1)
    assert "larger than 1 MB" in refusal(path, file_mb=1)


def test_size_unpacked():
    content = bytes_of(table([["尖山区", 1200]]))
    bomb = repacked(content, lambda path, part: bytes(2 * MEGABYTE) if path == "docProps/app.xml" else part)
    assert len(bomb) < MEGABYTE
    assert "Unpacked, the file is larger than 1 MB" in refusal(bomb, unpacked_mb=1)


def test_a_zip_that_understates_a_part_is_not_believed():
    """Sizes and check sum in the zip's directory fit the beginning of the part, which goes on behind it."""
    content = repacked(bytes_of(table([["尖山区", 1200]])), lambda _path, part: part)
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        part = package.getinfo("xl/styles.xml")
        whole = package.read(part)
    told = whole[:100]
    # In the directory's entry the compressed size stands between check sum and size.
    at = content.index(part.CRC.to_bytes(4, "little"), content.index(b"PK\x01\x02"))
    sizes = part.compress_size.to_bytes(4, "little") + len(told).to_bytes(4, "little")
    lying = content[:at] + zipfile.crc32(told).to_bytes(4, "little") + sizes + content[at + 12 :]
    with zipfile.ZipFile(io.BytesIO(lying)) as package:
        assert package.read("xl/styles.xml") == told
    assert "damaged" in refusal(lying)


def test_sheets_rows_and_columns():
    workbook = table([[1, 2, 3], [4, 5, 6]], "一月")
    workbook.create_sheet("二月").append([1])
    content = bytes_of(workbook)
    assert "has 2 sheets, and at most 1" in refusal(content, sheets=1)
    assert "“二月” the workbook has 3 rows, and at most 2" in refusal(content, rows=2)
    assert "“一月” is filled up to its column 3, and at most 2" in refusal(content, columns=2)
    assert len(read("a", content, Limits(sheets=2, rows=3, columns=3)).sheets) == 2


def test_time():
    assert "longer than 0 seconds" in refusal(bytes_of(table([[1]])), seconds=0)
    assert "longer than 0 seconds" in refusal(b"1\n", seconds=0)


def test_one_stray_cell_at_the_end_of_the_sheet():
    cells = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="{}1048576"><v>1</v></c></row>'
    assert "column 16384" in refusal(with_rows(cells.format("XFD")))
    assert "1048576 rows" in refusal(with_rows(cells.format("A")))
    assert "nearly all of them empty" in refusal(with_rows(cells.format("SA")), rows=1_100_000)


def test_a_huge_declared_size_with_one_cell_is_no_matter():
    content = with_rows('<row r="1"><c r="A1"><v>1</v></c></row>')
    declared = with_sheet(content, lambda xml: xml.replace(b'ref="A1:A1"', b'ref="A1:XFD1048576"'))
    assert b"XFD1048576" in zipfile.ZipFile(io.BytesIO(declared)).read("xl/worksheets/sheet1.xml")
    assert read("a", declared, Limits()).sheets[0].rows == [[1]]


def test_a_million_empty_rows_with_a_style_are_no_matter():
    rows = "".join(f'<row r="{row}" s="1" customFormat="1"/>' for row in range(2, 1_000_001))
    sheet = read("a", with_rows('<row r="1"><c r="A1"><v>1</v></c></row>' + rows), Limits()).sheets[0]
    assert sheet.rows == [[1]]


def test_empty_cells_with_a_border_do_not_count():
    rows = "".join(f'<row r="{row}"><c r="A{row}" s="1"/><c r="XFD{row}" s="1"/></row>' for row in range(2, 65_536))
    sheet = read("a", with_rows('<row r="1"><c r="A1"><v>1</v></c></row>' + rows), Limits()).sheets[0]
    assert sheet.rows == [[1]]


def ods(body: str) -> bytes:
    """An .ods of one sheet."""
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table")
    )
    spaces += ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
    table_of = f'<table:table table:name="就业">{body}</table:table>'
    inner = f"<office:body><office:spreadsheet>{table_of}</office:spreadsheet></office:body>"
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        package.writestr(
            "META-INF/manifest.xml", '<manifest xmlns="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
        )
        package.writestr("content.xml", f"<office:document-content {spaces}>{inner}</office:document-content>")
    return buffer.getvalue()


CELL = '<table:table-cell office:value-type="float" office:value="1"{}><text:p>1</text:p></table:table-cell>'


def test_an_ods_that_repeats_a_filled_cell_without_end():
    across = CELL.format(' table:number-columns-repeated="16384"')
    assert "column 16384" in refusal(ods(f"<table:table-row>{across}</table:table-row>"))
    down = f'<table:table-row table:number-rows-repeated="999999999">{CELL.format("")}</table:table-row>'
    assert "999999999 rows" in refusal(ods(down))
    assert "damaged" in refusal(ods(down.replace("999999999", "99999999999")))


def test_an_ods_that_repeats_empty_cells_to_the_end_is_read():
    empty = '<table:table-row table:number-rows-repeated="1048575"><table:table-cell table:number-columns-repeated='
    content = ods(f'<table:table-row>{CELL.format("")}</table:table-row>{empty}"16384"/></table:table-row>')
    assert read("a", content, Limits()).sheets[0].rows == [[1]]


MEASURE = """
import resource, sys
from pathlib import Path
from django.conf import settings
settings.configure(USE_I18N=False)
from targets.spreadsheets.files.limits import Limits
from targets.spreadsheets.reading import read
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
sheet = read("a.xlsx", Path(sys.argv[1]), Limits()).sheets[0]
print(len(sheet.rows), len(sheet.rows[0]), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""


def test_a_hundred_thousand_rows_take_less_than_300_megabytes(tmp_path):
    text = '<c r="A{row}" t="inlineStr"><is><t>单位{row}</t></is></c>'
    cells = text + "".join(
        f'<c r="{letter}{{row}}"><v>{{row}}.{place}</v></c>' for place, letter in enumerate("BCDEFGHIJ")
    )
    path = tmp_path / "a.xlsx"
    path.write_bytes(with_rows("".join(f'<row r="{row}">{cells.format(row=row)}</row>' for row in range(1, 100_001))))
    command = [sys.executable, "-c", MEASURE, str(path)]
    told = subprocess.run(command, check=True, capture_output=True, text=True, cwd=settings.BASE_DIR).stdout
    rows, columns, kilobytes = map(int, told.split())
    assert (rows, columns) == (100_000, 10)
    assert kilobytes < 300 * 1024
