"""Walking through XML parts with expat. A document type declaration is refused, since bombs hide in it."""

from __future__ import annotations

from collections.abc import Callable
from xml.parsers import expat

from targets.spreadsheets.files.packages import damaged
from targets.spreadsheets.files.refusals import Unreadable

Attributes = dict[str, str]
TRUE = ("1", "true", "on")


def walk(
    xml: bytes,
    start: Callable[[str, Attributes], None],
    end: Callable[[str], None] | None = None,
    text: Callable[[str], None] | None = None,
) -> None:
    """Call back for each element by its local name, whatever its prefix. Raises Unreadable for broken XML.

    Attributes with a prefix are named "namespace local".
    """
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse
    parser.StartElementHandler = lambda name, found: start(name.rpartition(" ")[2], found)
    if end is not None:
        parser.EndElementHandler = lambda name: end(name.rpartition(" ")[2])
    if text is not None:
        parser.CharacterDataHandler = text
    try:
        parser.Parse(xml, True)
    except Unreadable:
        raise
    except (expat.ExpatError, ValueError, LookupError) as broken:
        raise damaged() from broken


def local(attributes: Attributes) -> Attributes:
    """Attributes by local name."""
    return {name.rpartition(" ")[2]: value for name, value in attributes.items()}


def _refuse(*_declaration: object) -> None:
    raise damaged()
