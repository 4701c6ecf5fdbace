"""What an old .xls holds besides its values, from the records of its Workbook stream (MS-XLS, BIFF8 and BIFF5).

Its formulas always have a result.
"""

from __future__ import annotations

from collections.abc import Iterator

from targets.spreadsheets.files.compound import Compound
from targets.spreadsheets.files.limits import Meter
from targets.spreadsheets.files.marks import ERRORS, PERCENT_FORMATS, UNKNOWN_ERROR, Marks, is_percent
from targets.spreadsheets.files.packages import damaged, locked

STREAMS = ("Workbook", "Book")
BEGIN, END = 0x809, 0x0A
CODE_PAGE, UTF_16 = 0x42, 1200
PASSWORD, SHEET, FORMAT, STYLE = 0x2F, 0x85, 0x41E, 0xE0
ROW, COLUMN, FORMULA, ERROR_OR_TRUTH, NUMBERS = 0x208, 0x7D, 0x06, 0x205, 0xBD
# A number, a compressed one, a text three ways, a formula, a truth or an error.
FILLED = frozenset({0x203, 0x27E, 0x204, 0xFD, 0xD6, FORMULA, ERROR_OR_TRUTH})
BIFF8 = 0x0600
Record = tuple[int, bytes]


def scan(content: bytes, meter: Meter) -> list[Marks]:
    """The sheets' marks in their order. Raises Unreadable."""
    stream = Compound(content).stream(*STREAMS)
    sheets, percent = _globals(stream)
    meter.sheets(len(sheets))
    return [_sheet(stream, name, start, percent, meter) for name, start in sheets]


def with_true_code_page(content: bytes) -> bytes:
    """The file with the code page that is true: the texts of BIFF8 are UTF-16, whatever its record says.

    Old export programs write 936, 950, 1252 or 10008 there, which calamine would believe. BIFF5 is left as it is.
    """
    file = Compound(content)
    name = file.first(*STREAMS)
    stream = file.stream(name)
    if _short(stream, 0) != BEGIN or _short(stream, 4) < BIFF8:
        return content
    at = 0
    while at + 4 <= len(stream) and _short(stream, at) != END:
        size = _short(stream, at + 2)
        if _short(stream, at) == CODE_PAGE and size >= 2 and _short(stream, at + 4) != UTF_16:
            content = Compound(content).with_bytes(name, at + 4, UTF_16.to_bytes(2, "little"))
        at += 4 + size
    return content


def _records(stream: bytes, at: int) -> Iterator[Record]:
    """The records from a beginning to its end, without those of charts inside."""
    depth = 0
    while at + 4 <= len(stream):
        kind = stream[at] | stream[at + 1] << 8
        size = stream[at + 2] | stream[at + 3] << 8
        depth += (kind == BEGIN) - (kind == END)
        if depth <= 0:
            return
        if depth == 1:
            yield kind, stream[at + 4 : at + 4 + size]
        at += 4 + size
    raise damaged()


def _globals(stream: bytes) -> tuple[list[tuple[str, int]], frozenset[int]]:
    """Each sheet's name and where it begins, and the styles that show percentages."""
    sheets: list[tuple[str, int]] = []
    styles: list[int] = []
    codes: dict[int, str] = {}
    wide = True
    for kind, data in _records(stream, 0):
        if kind == BEGIN:
            wide = _short(data, 0) >= BIFF8
        elif kind == PASSWORD and any(data):
            raise locked()
        elif kind == SHEET:
            sheets.append((_characters(data[7:], wide), int.from_bytes(data[:4], "little")))
        elif kind == FORMAT:
            codes[_short(data, 0)] = _characters(data[4 if wide else 3 :], wide)
        elif kind == STYLE:
            styles.append(_short(data, 2))
    formats = {number for number, code in codes.items() if is_percent(code)} | (PERCENT_FORMATS - set(codes))
    return sheets, frozenset(style for style, number in enumerate(styles) if number in formats)


def _characters(data: bytes, wide: bool) -> str:
    """A format's code or a sheet's name; BIFF5 writes them in the code page of China."""
    if not wide:
        return data.decode("gb18030", "replace")
    return data[1:].decode("utf-16-le" if data[:1] == b"\x01" else "latin-1", "replace")


def _sheet(stream: bytes, name: str, start: int, percent: frozenset[int], meter: Meter) -> Marks:
    marks = Marks(name=name)
    meter.time()
    for kind, data in _records(stream, start):
        if kind in FILLED:
            _cell(marks, kind, data, percent)
        elif kind == NUMBERS:
            _numbers(marks, data, percent)
        elif kind == ROW and _short(data, 12) & 0x20:
            marks.hidden_rows.append(range(_short(data, 0), _short(data, 0) + 1))
        elif kind == COLUMN and _short(data, 8) & 1:
            marks.hidden_columns.append(range(_short(data, 0), _short(data, 2) + 1))
    return marks


def _cell(marks: Marks, kind: int, data: bytes, percent: frozenset[int]) -> None:
    spot = _short(data, 0), _short(data, 2)
    marks.reach(*spot)
    if _short(data, 4) in percent:
        marks.percent.add(spot)
    # A formula's result that is no number ends in two full bytes and begins with its kind, 2 for an error.
    if kind == FORMULA and data[12:14] == b"\xff\xff" and data[6] == 2:
        marks.errors[spot] = ERRORS.get(data[8], UNKNOWN_ERROR)
    elif kind == ERROR_OR_TRUTH and data[7:8] == b"\x01":
        marks.errors[spot] = ERRORS.get(data[6], UNKNOWN_ERROR)


def _numbers(marks: Marks, data: bytes, percent: frozenset[int]) -> None:
    """Several numbers beside each other in one record: row, first column, style and number of each, last column."""
    row, column = _short(data, 0), _short(data, 2)
    for at in range(4, len(data) - 2, 6):
        marks.reach(row, column)
        if _short(data, at) in percent:
            marks.percent.add((row, column))
        column += 1


def _short(data: bytes, at: int) -> int:
    return int.from_bytes(data[at : at + 2], "little")
