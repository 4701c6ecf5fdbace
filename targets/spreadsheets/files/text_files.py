"""Tables as text: CSV and tab-separated, in the encodings that Excel and WPS write."""

from __future__ import annotations

import codecs
import csv
import io
from itertools import islice

from django.utils.translation import gettext as _

from targets.spreadsheets.cells import Sheet
from targets.spreadsheets.files.limits import Meter
from targets.spreadsheets.files.refusals import Unreadable
from targets.values import Value

MARKS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
# Where two stand in as many lines, the earlier one is meant: a tab never separates thousands.
SEPARATORS = ("\t", ",", ";")
# Lines looked at for the separator.
SAMPLE = 50
ROWS_BETWEEN_CLOCKS = 10_000


def read_text(name: str, content: bytes, meter: Meter) -> Sheet:
    """The one sheet of a text file, every value a text. Raises Unreadable for what is no text."""
    text = decoded(content)
    if text is None:
        raise Unreadable(
            _(
                "The file is neither a workbook nor a text in UTF-8, UTF-16 or GB 18030. "
                "Open it in Excel or WPS, save it as .xlsx and send that."
            )
        )
    rows: list[list[Value]] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text))
    try:
        for number, row in enumerate(reader):
            while row and not row[-1]:
                row.pop()
            rows.append(list(row))
            if number % ROWS_BETWEEN_CLOCKS == 0:
                meter.time()
    except csv.Error as broken:
        raise Unreadable(
            _("The text is no table: a quotation mark is never closed. Save it again as .xlsx.")
        ) from broken
    return Sheet(name=name, rows=rows)


def decoded(content: bytes) -> str | None:
    """The text: in the encoding of its byte order mark, else in UTF-8 if every byte fits, else in GB 18030.

    Chinese Excel writes GB 18030. None for what is no text.
    """
    encodings = [encoding for mark, encoding in MARKS.items() if content.startswith(mark)] or ["utf-8", "gb18030"]
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not _binary(text):
            return text
    return None


def _binary(text: str) -> bool:
    """Does the text hold control characters, which no table has?"""
    return any(ord(character) < 32 and character not in "\t\n\r\f\v\x1a" for character in set(text))


def _separator(text: str) -> str:
    """The separator that stands in most of the first lines."""
    lines = list(islice(io.StringIO(text), SAMPLE))
    counts = {separator: sum(separator in line for line in lines) for separator in SEPARATORS}
    return max(SEPARATORS, key=lambda separator: counts[separator])
