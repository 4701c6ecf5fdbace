"""What an .xlsb holds besides its values, from the records of its binary parts (MS-XLSB)."""

from __future__ import annotations

from collections.abc import Iterator

from targets.spreadsheets.cells import CellArea
from targets.spreadsheets.files.limits import Meter
from targets.spreadsheets.files.marks import ERRORS, PERCENT_FORMATS, UNKNOWN_ERROR, Marks, is_percent
from targets.spreadsheets.files.packages import Package, damaged
from targets.spreadsheets.files.xlsx_details import part_path, relations

SHEET, FORMAT, STYLE, STYLES_BEGIN, STYLES_END = 156, 44, 47, 617, 618
ROW, COLUMN, MERGED = 0, 60, 176
# From compressed numbers to formulas with an error; 1 is an empty cell with a style.
FILLED = range(2, 12)
ERROR_CELLS = (3, 11)


def scan(package: Package, meter: Meter) -> list[Marks]:
    """The sheets' marks in their order. Raises Unreadable."""
    targets = relations(package, "xl/_rels/workbook.bin.rels")
    percent = _percent_styles(package)
    found = []
    for kind, data in _records(package.read("xl/workbook.bin")):
        if kind == SHEET:
            relation = _text(data, 8)
            path = part_path(targets.get(relation, ""))
            marks = Marks(name=_text(data, 12 + 2 * len(relation)))
            _sheet(marks, package.read(path), percent, meter)
            found.append(marks)
    return found


def _records(part: bytes) -> Iterator[tuple[int, bytes]]:
    """The kind and content of each record; kind and size take as many bytes as they need, seven bits in each."""
    at = 0
    while at < len(part):
        kind = part[at]
        at += 1
        if kind & 0x80 and at < len(part):
            kind = kind & 0x7F | (part[at] & 0x7F) << 7
            at += 1
        size = 0
        for shift in range(0, 28, 7):
            if at >= len(part):
                raise damaged()
            size |= (part[at] & 0x7F) << shift
            at += 1
            if not part[at - 1] & 0x80:
                break
        yield kind, part[at : at + size]
        at += size


def _percent_styles(package: Package) -> frozenset[int]:
    codes: dict[int, str] = {}
    styles: list[int] = []
    inside = False
    records = _records(package.read("xl/styles.bin")) if "xl/styles.bin" in package else iter(())
    for kind, data in records:
        if kind in (STYLES_BEGIN, STYLES_END):
            inside = kind == STYLES_BEGIN
        elif kind == FORMAT:
            codes[int.from_bytes(data[:2], "little")] = _text(data, 2)
        elif kind == STYLE and inside:
            styles.append(int.from_bytes(data[2:4], "little"))
    formats = {number for number, code in codes.items() if is_percent(code)} | (PERCENT_FORMATS - set(codes))
    return frozenset(style for style, number in enumerate(styles) if number in formats)


def _sheet(marks: Marks, part: bytes, percent: frozenset[int], meter: Meter) -> None:
    meter.time()
    row = 0
    for kind, data in _records(part):
        if kind == ROW:
            row = _number(data, 0)
            if data[11:12] and data[11] & 0x10:
                marks.hidden_rows.append(range(row, row + 1))
        elif kind in FILLED:
            _cell(marks, kind, row, data, percent)
        elif kind == COLUMN and data[16:17] and data[16] & 1:
            marks.hidden_columns.append(range(_number(data, 0), _number(data, 4) + 1))
        elif kind == MERGED:
            top, bottom, left, right = (_number(data, at) for at in (0, 4, 8, 12))
            marks.merged.append(CellArea(top, left, bottom, right))


def _cell(marks: Marks, kind: int, row: int, data: bytes, percent: frozenset[int]) -> None:
    spot = row, _number(data, 0)
    marks.reach(*spot)
    if int.from_bytes(data[4:7], "little") in percent:
        marks.percent.add(spot)
    if kind in ERROR_CELLS:
        marks.errors[spot] = ERRORS.get(data[8] if len(data) > 8 else -1, UNKNOWN_ERROR)


def _text(data: bytes, at: int) -> str:
    """A text in UTF-16 after its length."""
    length = _number(data, at)
    return data[at + 4 : at + 4 + 2 * length].decode("utf-16-le", "replace")


def _number(data: bytes, at: int) -> int:
    return int.from_bytes(data[at : at + 4], "little")
