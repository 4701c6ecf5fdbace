"""Writes a small .xlsb record by record (MS-XLSB), as no library does."""

import io
import struct
import zipfile

RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
REF = 0x17


def record(kind: int, data: bytes = b"") -> bytes:
    """Kind and size in seven bits a byte, then the content."""
    size, sizes = len(data), b""
    while size >= 0x80:
        sizes += bytes([size & 0x7F | 0x80])
        size >>= 7
    kinds = bytes([kind]) if kind < 0x80 else bytes([kind & 0x7F | 0x80, kind >> 7])
    return kinds + sizes + bytes([size]) + data


def text(words: str) -> bytes:
    return struct.pack("<I", len(words)) + words.encode("utf-16-le")


def row(number: int, hidden: bool = False) -> bytes:
    return record(0, struct.pack("<IIHBB", number, 0, 300, 0, 0x10 if hidden else 0) + bytes(5))


def cell(kind: int, column: int, value: bytes, style: int = 0) -> bytes:
    return record(kind, struct.pack("<II", column, style) + value)


def number(column: int, value: float, style: int = 0) -> bytes:
    return cell(5, column, struct.pack("<d", value), style)


def relations(*targets: tuple[str, str]) -> str:
    inner = "".join(
        f'<Relationship Id="rId{place}" Type="{OFFICE}/{kind}" Target="{target}"/>'
        for place, (kind, target) in enumerate(targets, 1)
    )
    return f'<Relationships xmlns="{RELATIONS}">{inner}</Relationships>'


def workbook() -> bytes:
    """Sheet 就业: A1 尖山区, B1 1200; B2 0.046 as a percentage, C2 #REF!; row 2 and column C hidden; A4:B4 merged."""
    cells = row(0) + cell(6, 0, text("尖山区")) + number(1, 1200)
    cells += row(1, hidden=True) + number(1, 0.046, style=1) + cell(3, 2, bytes([REF]))
    cells += row(3) + cell(6, 0, text("合并"))
    hidden_column = record(60, struct.pack("<IIIIH", 2, 2, 2000, 0, 1))
    merged = record(177, struct.pack("<I", 1)) + record(176, struct.pack("<IIII", 3, 3, 0, 1)) + record(178)
    dimension = record(148, struct.pack("<IIII", 0, 3, 0, 2))
    columns = record(390) + hidden_column + record(391)
    sheet = record(129) + dimension + columns + record(145) + cells + record(146) + merged + record(130)
    book = record(131) + record(143) + record(156, struct.pack("<II", 0, 1) + text("rId1") + text("就业"))
    style = struct.pack("<HHHHHHHH", 0, 10, 0, 0, 0, 0, 0, 0)
    styles = record(278) + record(617, struct.pack("<I", 2)) + record(47, bytes(16)) + record(47, style)
    parts = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
        "_rels/.rels": relations(("officeDocument", "xl/workbook.bin")),
        "xl/workbook.bin": book + record(144) + record(132),
        "xl/_rels/workbook.bin.rels": relations(("worksheet", "worksheets/sheet1.bin"), ("styles", "styles.bin")),
        "xl/styles.bin": styles + record(618) + record(279),
        "xl/worksheets/sheet1.bin": sheet,
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        for path, content in parts.items():
            package.writestr(path, content)
    return buffer.getvalue()
