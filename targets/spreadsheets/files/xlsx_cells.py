"""One sheet of an .xlsx: how far it reaches, and what its cells hold besides values.

Nearly all programs write cells in one plain way, which regular expressions scan in a third of calamine's own time.
Any other XML is walked through by expat, which is exact and slower. The regular expressions are used only where every
tag among the cells is plain, so that they miss no cell.
"""

from __future__ import annotations

import re
from functools import cache

from targets.spreadsheets.cells import Spot
from targets.spreadsheets.files.limits import Meter
from targets.spreadsheets.files.marks import Marks
from targets.spreadsheets.files.packages import damaged
from targets.spreadsheets.files.xlsx_walk import WalkedSheet, read_frame
from targets.spreadsheets.files.xml_parts import Attributes, walk

OPEN, CLOSE = b"<sheetData>", b"</sheetData>"
# Cells by the column's letters and the row's digits: those of a long table, of a wide one, and all.
LONG, WIDE = rb"[A-D]?[A-Z][1-9][0-9]{0,3}", rb"[A-Z]{1,2}[1-9][0-9]{0,2}"
ANY = rb"[A-Z]{1,3}[1-9][0-9]{0,6}"
REACH = re.compile(rb'<c r="([A-Z]+)([0-9]+)"')
HIDDEN_ROW = re.compile(rb'<row r="([0-9]+)"[^>]* hidden="(?:1|true)"')
FORMULA_MAYBE = re.compile(rb"f[ />]")
FORMULA = rb"(?:<f[^>]*/>|<f[^>]*>[^<]*</f>)"
ERROR = re.compile(rb'<c r="([A-Z]+)([0-9]+)"[^>]* t="e"[^>]*>' + FORMULA + rb"?<v>([^<]+)</v>")
UNSTORED = re.compile(rb'<c r="([A-Z]+)([0-9]+)"((?: [a-z]+="[^"]*")*) ?>' + FORMULA + rb"(?:<v></v>|<v ?/>)?</c>")
TEXT_RESULT = b' t="str"'


def _plain(cell: bytes) -> re.Pattern[bytes]:
    """A pattern that matches all XML of the cells where every tag is plain, without trying any text twice."""
    named = rb'<c r="' + cell + rb'"'
    # The letters of a number's style and type, with which no second cell reference can be written.
    usual = named + rb'[ stbned="0-9]*+><v>[^<]*+</v></c>'
    styled = named + rb'(?: (?:s|t|cm|vm|ph)="[0-9A-Za-z]{1,9}")*+ ?/?>'
    others = rb' [A-Za-z0-9:]{1,40}+="[^"<>]*+"'
    return re.compile(
        rb"(?:(?:" + usual + rb")++|[^<]++|</(?:row|c|v|f|is|t)>|" + styled + rb"|<(?:v|is) ?/?>"
        rb'|<row r="[1-9][0-9]{0,6}"(?:' + others + rb")*+ ?/?>|<[ft](?:" + others + rb")*+ ?/?>)*+"
    )


PLAIN = _plain(ANY)
# Patterns of cells that lie within so many rows and columns, which then need not be counted.
NEAR = ((_plain(LONG), (9999, 130)), (_plain(WIDE), (999, 702)))


def scan_sheet(xml: bytes, percent: frozenset[str], meter: Meter) -> Marks:
    """The sheet's marks. `percent` are the styles that show percentages. Raises Unreadable for broken XML."""
    body = _body(xml)
    reach = None if body is None else _reach(body)
    # A sheet that reaches too far may do so by styled empty cells only: the walk tells them apart.
    if body is None or reach is None or not meter.fits(*reach):
        return WalkedSheet(percent).walk(xml)
    marks = _frame(xml)
    marks.rows, marks.columns = reach
    _scan(body, percent, marks)
    return marks


def _body(xml: bytes) -> bytes | None:
    """What stands between the tags of sheetData; None where these may be part of a comment."""
    first, last = xml.find(OPEN), xml.rfind(CLOSE)
    if first < 0 or last < first or b"<!" in xml[:first] or b"<!" in xml[last:]:
        return None
    return xml[first + len(OPEN) : last]


def _reach(body: bytes) -> tuple[int, int] | None:
    """How many rows and columns the cells stay within, styled empty ones included; None where a tag is not plain."""
    for plain, reach in NEAR:
        if plain.fullmatch(body):
            return reach
    if not PLAIN.fullmatch(body):
        return None
    rows, columns = 0, set()
    for found in REACH.finditer(body):
        columns.add(found[1])
        rows = max(rows, int(found[2]))
    return rows, max(map(_column, columns), default=-1) + 1


def _frame(xml: bytes) -> Marks:
    """Columns and merged areas, from the sheet without its cells. Raises Unreadable where it is not one sheet."""
    marks = Marks()
    bodies = 0

    def start(name: str, attributes: Attributes) -> None:
        nonlocal bodies
        bodies += name == "sheetData"
        read_frame(marks, name, attributes)

    walk(xml[: xml.find(OPEN)] + b"<sheetData/>" + xml[xml.rfind(CLOSE) + len(CLOSE) :], start)
    if bodies != 1:
        raise damaged()
    return marks


def _scan(body: bytes, percent: frozenset[str], marks: Marks) -> None:
    """Search the cells for marks, each kind only where the body holds any."""
    if b' hidden="' in body:
        rows = [int(found) - 1 for found in HIDDEN_ROW.findall(body)]
        marks.hidden_rows = [range(row, row + 1) for row in rows]
    if percent:
        styles = "|".join(sorted(percent)).encode()
        shown = re.compile(rb'<c r="([A-Z]+)([0-9]+)"(?: [a-z]+="[^"]*")*? s="(?:' + styles + rb')"[^>]*(?<!/)>')
        marks.percent = {_spot(*found) for found in shown.findall(body)}
    if b' t="e"' in body:
        marks.errors = {_spot(*found[:2]): found[2].decode() for found in ERROR.findall(body)}
    if FORMULA_MAYBE.search(body):
        marks.unstored = {_spot(*found[:2]) for found in UNSTORED.findall(body) if TEXT_RESULT not in found[2]}


def _spot(letters: bytes, row: bytes) -> Spot:
    return int(row) - 1, _column(letters)


@cache
def _column(letters: bytes) -> int:
    """A column's number from its letters, counted from zero."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1
