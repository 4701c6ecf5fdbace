"""Whatever is no workbook is refused by name, with what to do."""

import io
import zipfile

import openpyxl
import pytest

from targets.spreadsheets.files.limits import Limits
from targets.spreadsheets.reading import Unreadable, read
from tests.spreadsheets.made_files import bytes_of, repacked, table, with_sheet, zipped

pytestmark = pytest.mark.usefixtures("in_english")

COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


def compound(stream: str) -> bytes:
    return COMPOUND + (stream + "\0").encode("utf-16-le")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"%PDF-1.7\n", "PDF"),
        (b"\x89PNG\r\n\x1a\n", "picture"),
        (b"\xff\xd8\xff\xe0", "picture"),
        (b"GIF89a", "picture"),
        (b"<html><table>", "web page"),
        ("\ufeff\n <!DOCTYPE html>".encode(), "web page"),
        ("\ufeff<html>".encode("utf-16-le"), "web page"),
        (b"MIME-Version: 1.0\nX-Document-Type: Workbook", "web page"),
        (b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">', "XML table"),
        (b"BM\x36\x00\x00\x00", "picture"),
        (b"Rar!\x1a\x07", "compressed folder"),
        (b"7z\xbc\xaf\x27\x1c", "compressed folder"),
        (zipped(a_txt=b"1"), "compressed folder"),
        (zipped(word__document_xml=b"<w/>"), "Word"),
        (zipped(ppt__presentation_xml=b"<p/>"), "PowerPoint"),
        (zipped(mimetype=b"application/vnd.oasis.opendocument.text", content_xml=b"<x/>"), "Word"),
        (zipped(mimetype=b"image/openraster", content_xml=b"<x/>"), "no workbook"),
        (compound("WordDocument"), "Word"),
        (compound("PowerPoint Document"), "PowerPoint"),
        (compound("EncryptedPackage"), "password"),
        (compound("Workbook"), "damaged"),
        (COMPOUND, "damaged"),
        (b"PK\x03\x04", "damaged"),
    ],
)
def test_each_foreign_file_is_named(content, words):
    with pytest.raises(Unreadable, match=words) as refused:
        read("三月报表.xlsx", content, Limits())
    assert refused.value.reason == str(refused.value)


def test_a_workbook_without_a_filled_cell_is_refused():
    with pytest.raises(Unreadable, match="no filled cell"):
        read("a", bytes_of(openpyxl.Workbook()), Limits())
    with pytest.raises(Unreadable, match="no filled cell"):
        read("a", b",,\n", Limits())


def test_an_ods_with_a_password_is_refused():
    mime, locked = b"application/vnd.oasis.opendocument.spreadsheet", b"<manifest:encryption-data/>"
    content = zipped(mimetype=mime, content_xml=b"\x93\x01", **{"META-INF__manifest_xml": locked})
    with pytest.raises(Unreadable, match="password"):
        read("a", content, Limits())


def test_half_a_workbook_is_refused():
    content = bytes_of(table([["尖山区", 1200]]))
    with pytest.raises(Unreadable, match="damaged"):
        read("a", content[: len(content) // 2], Limits())


def test_a_part_whose_check_sum_is_wrong_is_refused():
    content = bytearray(repacked(bytes_of(table([["尖山区", 1200]])), lambda _path, part: part))
    at = content.index(b"xl/worksheets/sheet1.xml") + 60
    content[at] ^= 0xFF
    with pytest.raises(Unreadable, match="damaged"):
        read("a", bytes(content), Limits())


def test_a_zip_with_a_part_twice_is_refused():
    buffer = io.BytesIO(bytes_of(table([["尖山区", 1200]])))
    with zipfile.ZipFile(buffer, "a") as package:
        package.writestr("xl/Worksheets/Sheet1.xml", b"<worksheet/>")
    with pytest.raises(Unreadable, match="damaged"):
        read("a", buffer.getvalue(), Limits())


def test_a_missing_sheet_is_refused():
    content = repacked(bytes_of(table([[1]])), lambda path, part: None if "sheet1" in path else part)
    with pytest.raises(Unreadable, match="damaged"):
        read("a", content, Limits())


LAUGHS = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'


@pytest.mark.parametrize("path", ["xl/workbook.xml", "xl/styles.xml", "xl/worksheets/sheet1.xml"])
def test_xml_with_entities_of_its_own_is_refused(path):
    def laugh(name, part):
        return LAUGHS + part[part.index(b"<", 1 if part.startswith(b"<?") else 0) :] if name == path else part

    with pytest.raises(Unreadable, match="damaged"):
        read("a", repacked(bytes_of(table([["尖山区", 1200]])), laugh), Limits())


def test_broken_xml_is_refused():
    with pytest.raises(Unreadable, match="damaged"):
        read("a", with_sheet(bytes_of(table([[1]])), lambda xml: xml.replace(b"</sheetData>", b"")), Limits())
