"""Components that stand on a page hundreds of times: rendered once from their templates, then remembered."""

from collections.abc import Hashable
from functools import lru_cache

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

# Marks and icons come in a few hundred forms; names, figures and bars in as many as there are indicators and units.
# The ones not used for longest go first, so that a process holds a few megabytes of them at most.
REMEMBERED = 4000


def component(template: str, **words: Hashable) -> SafeString:
    """A component that shows nothing but these words and its own, in the reader's language."""
    return _rendered(template, get_language(), tuple(words.items()))


@lru_cache(maxsize=REMEMBERED)
def _rendered(template: str, _language: str | None, words: tuple[tuple[str, Hashable], ...]) -> SafeString:
    return render_to_string(template, dict(words))
