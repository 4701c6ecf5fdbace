"""The look of workbooks: fonts that Windows and WPS have, borders, tints and alignments; and the width of texts."""

from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side

SONG = "宋体"
TITLE = Font(name=SONG, size=18, bold=True)
HEAD = Font(name=SONG, size=11, bold=True)
TEXT = Font(name=SONG, size=11)
SMALL = Font(name=SONG, size=10, color="FF595959")

_THIN = Side(style="thin", color="FF808080")
BOX = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)

INPUT = PatternFill("solid", fgColor="FFFFF7DB")
HEADING = PatternFill("solid", fgColor="FFE7EDF5")
SHUT = PatternFill("solid", fgColor="FFF0F0F0")

UNLOCKED = Protection(locked=False)

CENTRE = Alignment(horizontal="center", vertical="center", wrap_text=True)
LEFT = Alignment(horizontal="left", vertical="center", wrap_text=True)
RIGHT = Alignment(horizontal="right", vertical="center", wrap_text=True)
NUMBER = Alignment(horizontal="right", vertical="center", shrink_to_fit=True)


def indented(level: int) -> Alignment:
    """The alignment of a name that is a part of the one above it, `level` steps to the right."""
    return Alignment(horizontal="left", vertical="center", wrap_text=True, indent=2 * level)


def number_format(decimals: int) -> str:
    """Excel's format of numbers with thousands separators and this many decimals."""
    return "#,##0" + (f".{'0' * decimals}" if decimals else "")


def width_of(text: str) -> int:
    """The width of the text in Latin letters; a Chinese character is two wide."""
    return sum(1 if ord(character) < 0x2E80 and character not in "—“”…" else 2 for character in text)


def lines_of(text: str, width: float) -> int:
    """How many lines the text takes in a column of this width."""
    return max(1, -(-width_of(text) // max(1, int(width) - 1)))
