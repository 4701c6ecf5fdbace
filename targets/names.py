"""Names as people type them, made comparable."""

import re
import unicodedata

_WHITE = re.compile(r"\s+")


def squeeze(text: str) -> str:
    """The name without white space of any width and without full-width forms: "尖 山　区" is "尖山区"."""
    return _WHITE.sub("", unicodedata.normalize("NFKC", text))
