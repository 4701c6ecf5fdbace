"""Components that a page shows hundreds of times: each is rendered once from its template and then remembered."""

from collections.abc import Hashable
from functools import lru_cache

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

# Without this a dashboard that is made anew takes about half as long again of processor time, a matrix a third more.
# There are a few hundred different marks and icons, and as many definitions, figures and bars as indicators and units.
# Beyond this number those that were not used for longest are forgotten; a process holds a few megabytes at most.
REMEMBERED = 4000


def component(template: str, **words: Hashable) -> SafeString:
    """The component's HTML in the reader's language; its template may show nothing but these `words` and its own."""
    return _rendered(template, get_language(), tuple(words.items()))


@lru_cache(maxsize=REMEMBERED)
def _rendered(template: str, _language: str | None, words: tuple[tuple[str, Hashable], ...]) -> SafeString:
    return render_to_string(template, dict(words))
