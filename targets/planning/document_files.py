"""The text of a document that was sent as a file: plain text, or Word's .docx."""

from __future__ import annotations

from pathlib import PurePath

from django.utils.translation import gettext as _

from targets.spreadsheets.files.limits import Limits, Meter
from targets.spreadsheets.files.packages import Package
from targets.spreadsheets.files.refusals import Unreadable
from targets.spreadsheets.files.text_files import decoded
from targets.spreadsheets.files.xml_parts import walk

ACCEPTED = (".docx", ".txt")
BODY = "word/document.xml"


class NoText(Exception):
    """The file holds no text that can be read; the message says what to do."""


def text_of(upload) -> str:
    """The text of an uploaded file, a paragraph a line. Raises NoText."""
    meter = Meter(Limits.from_settings())
    suffix = PurePath(upload.name).suffix.lower()
    if suffix not in ACCEPTED:
        raise NoText(_("Files of this kind are not read. Send a .docx or .txt, or paste the text."))
    try:
        meter.file(upload.size)
        content = upload.read()
        text = _of_word(Package(content, meter)) if suffix == ".docx" else decoded(content)
    except Unreadable as unreadable:
        raise NoText(_("The file cannot be read. Open it in Word or WPS, and paste its text.")) from unreadable
    if not text or not text.strip():
        raise NoText(_("No text was found in the file. Open it in Word or WPS, and paste its text."))
    return text


def _of_word(package: Package) -> str:
    """The paragraphs of a Word document, without what tracked changes have deleted."""
    if BODY not in package:
        raise Unreadable(BODY)
    paragraphs: list[list[str]] = []
    reading = False

    def start(name: str, _attributes: object) -> None:
        nonlocal reading
        if name == "p":
            paragraphs.append([])
        reading = name == "t"

    def text(characters: str) -> None:
        if reading and paragraphs:
            paragraphs[-1].append(characters)

    def end(_name: str) -> None:
        nonlocal reading
        reading = False

    walk(package.read(BODY), start, end, text)
    return "\n".join("".join(paragraph) for paragraph in paragraphs)
