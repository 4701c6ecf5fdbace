"""Names as people type them, made comparable."""

import re
import unicodedata

_WHITE = re.compile(r"\s+")
# Full-width digits and Latin letters, and the hyphen between them; Chinese marks such as （ and ， stay as they are.
_LETTERS = (range(0xFF10, 0xFF1A), range(0xFF21, 0xFF3B), range(0xFF41, 0xFF5B))
_WIDE = {wide: wide - 0xFEE0 for span in _LETTERS for wide in span}
_WIDE[0xFF0D] = ord("-")


def narrow(text: str) -> str:
    """The text with digits and letters of the usual width: class ２００７－５ is class 2007-5."""
    return text.translate(_WIDE)


def squeeze(text: str) -> str:
    """The name without white space of any width and without full-width forms: "尖 山　区" is "尖山区"."""
    return _WHITE.sub("", unicodedata.normalize("NFKC", text))
