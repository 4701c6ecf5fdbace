"""Making names comparable that people type in different ways."""

import re
import unicodedata

_WHITE = re.compile(r"\s+")
# Full-width digits, Latin letters and hyphens; Chinese punctuation such as （ and ， is not among them.
_LETTERS = (range(0xFF10, 0xFF1A), range(0xFF21, 0xFF3B), range(0xFF41, 0xFF5B))
_WIDE = {wide: wide - 0xFEE0 for span in _LETTERS for wide in span}
_WIDE[0xFF0D] = ord("-")


def narrow(text: str) -> str:
    """The text with full-width digits, letters and hyphens made half-width: ２００７－５ becomes 2007-5."""
    return text.translate(_WIDE)


def squeeze(text: str) -> str:
    """The name without any white space and with all full-width forms made half-width: "尖 山　区" becomes "尖山区"."""
    return _WHITE.sub("", unicodedata.normalize("NFKC", text))
