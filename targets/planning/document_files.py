"""The text of a document that was sent as a file: plain text, or Word's .docx."""

from __future__ import annotations

from pathlib import PurePath

from django.utils.translation import gettext as _

from targets.spreadsheets.files.limits import MEGABYTE, Limits, Meter
from targets.spreadsheets.files.packages import Package
from targets.spreadsheets.files.refusals import Unreadable
from targets.spreadsheets.files.text_files import decoded
from targets.spreadsheets.files.xml_parts import walk

ACCEPTED = (".docx", ".txt")
BODY = "word/document.xml"
# Elements of Word that begin a line: a paragraph, a line broken within one, and Word's older name of it.
LINES = ("p", "br", "cr")
# What a tracked change has moved stands in the file twice; this is where it stood before.
MOVED_AWAY = "moveFrom"


class NoText(Exception):
    """The file holds no text that can be read; the message says what to do."""


def text_of(upload) -> str:
    """The text of an uploaded file, a paragraph a line. Raises NoText."""
    limits = Limits.from_settings()
    suffix = PurePath(upload.name).suffix.lower()
    if suffix not in ACCEPTED:
        raise NoText(_("Files of this kind are not read. Send a .docx or .txt, or paste the text."))
    if upload.size > limits.file_mb * MEGABYTE:
        raise NoText(_("The file is larger than %(limit)d MB. Paste its text instead.") % {"limit": limits.file_mb})
    try:
        content = upload.read()
        text = _of_word(Package(content, Meter(limits))) if suffix == ".docx" else decoded(content)
    except Unreadable as unreadable:
        raise NoText(_("The file cannot be read. Open it in Word or WPS, and paste its text.")) from unreadable
    if not text or not text.strip():
        raise NoText(_("No text was found in the file. Open it in Word or WPS, and paste its text."))
    return text


def _of_word(package: Package) -> str:
    """The paragraphs of a Word document and its broken lines, without what tracked changes deleted or moved away."""
    if BODY not in package:
        raise Unreadable(BODY)
    lines: list[list[str]] = []
    reading, moved_away = False, 0

    def start(name: str, _attributes: object) -> None:
        nonlocal reading, moved_away
        if name in LINES:
            lines.append([])
        moved_away += name == MOVED_AWAY
        reading = name == "t" and not moved_away

    def text(characters: str) -> None:
        if reading and lines:
            lines[-1].append(characters)

    def end(name: str) -> None:
        nonlocal reading, moved_away
        moved_away -= name == MOVED_AWAY
        reading = False

    walk(package.read(BODY), start, end, text)
    return "\n".join("".join(line) for line in lines)
