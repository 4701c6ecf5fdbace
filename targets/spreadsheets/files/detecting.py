"""Detecting what a file is, by its first bytes and its parts and not by its name, since districts rename files."""

from __future__ import annotations

from django.utils.translation import gettext as _

from targets.spreadsheets.cells import Format
from targets.spreadsheets.files.limits import Meter
from targets.spreadsheets.files.packages import Package, damaged, locked
from targets.spreadsheets.files.refusals import Unreadable

ZIP = b"PK\x03\x04"
COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# Excel 4 and 5 without a container, which calamine and WPS of today do not read either.
ANCIENT = (b"\x09\x00\x04\x00", b"\x09\x02\x06\x00", b"\x09\x04\x06\x00")
WEB = 2000
PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\x00", b"MM\x00*", b"RIFF")
ARCHIVES = (b"Rar!", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b", b"PK\x05\x06")
# Names of streams in a compound file, as they stand in its directory.
STREAMS = {"Workbook": "workbook", "Book": "workbook", "EncryptedPackage": "locked", "WordDocument": "word"}
STREAMS |= {"PowerPoint Document": "slides"}


def detect(content: bytes, meter: Meter) -> tuple[Format, Package | None]:
    """The format, and the parts of a zip. Raises Unreadable for anything that is no workbook and no text."""
    if not content:
        raise Unreadable(_("The file is empty (0 bytes). Send it again."))
    if content.startswith(ZIP):
        package = Package(content, meter)
        return _packed(package), package
    if content.startswith(COMPOUND):
        return _compound(content), None
    _refuse_others(content)
    return Format.TEXT, None


def _packed(package: Package) -> Format:
    """The format of a zip, by the parts that it holds."""
    if "xl/workbook.bin" in package:
        return Format.XLSB
    if any(path.startswith("xl/") for path in package.paths):
        return Format.XLSX
    if "mimetype" in package and "content.xml" in package:
        kind = package.read("mimetype")
        if b"opendocument.spreadsheet" in kind:
            return Format.ODS
        raise _document() if b"opendocument.text" in kind else _unknown()
    if any(path.startswith("word/") for path in package.paths):
        raise _document()
    if any(path.startswith("ppt/") for path in package.paths):
        raise _slides()
    raise _archive()


def _compound(content: bytes) -> Format:
    """The format of an old Office file, by the streams that its directory names in UTF-16."""
    found = {kind for name, kind in STREAMS.items() if (name + "\0").encode("utf-16-le") in content}
    if "locked" in found:
        raise locked()
    if "workbook" in found:
        return Format.XLS
    if "word" in found:
        raise _document()
    if "slides" in found:
        raise _slides()
    raise damaged()


def _refuse_others(content: bytes) -> None:
    """Raise Unreadable for a file of a known kind that is no text."""
    if content.startswith(b"%PDF"):
        raise Unreadable(_("The file is a PDF, which holds no cells. Send the workbook from which it was made."))
    # A text may begin with BM as well, but not with zeros soon after.
    if content.startswith(PICTURES) or (content.startswith(b"BM") and b"\0" in content[:16]):
        raise Unreadable(_("The file is a picture, which holds no cells. Send the workbook itself."))
    if content.startswith(ARCHIVES):
        raise _archive()
    if content.startswith(ANCIENT):
        raise Unreadable(_("The file is a workbook of an Excel before 97. Open it, save it as .xlsx and send that."))
    # Zeros are left out for UTF-16.
    start = content[:WEB].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    if start.startswith(b"<?xml") and b"office:spreadsheet" in start:
        raise Unreadable(
            _("The file is an XML table (Excel 2003). Open it in Excel or WPS, save it as .xlsx, send that.")
        )
    if start.startswith((b"<", b"MIME-Version:")):
        raise Unreadable(
            _("The file is really a web page. Open it in Excel or WPS, choose “Save as”, .xlsx, and send that.")
        )


def _document() -> Unreadable:
    return Unreadable(_("The file is a text document (Word). Copy its table into a workbook, and send that."))


def _slides() -> Unreadable:
    return Unreadable(_("The file is a presentation (PowerPoint). Copy its table into a workbook, and send that."))


def _archive() -> Unreadable:
    return Unreadable(_("The file is a compressed folder (zip, rar or 7z). Unpack it, and send the workbook inside."))


def _unknown() -> Unreadable:
    return Unreadable(_("The file is no workbook. Send it as .xlsx, .xls, .xlsb, .ods or .csv."))
