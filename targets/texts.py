"""Translated texts of many rows, in the reader's language, or in the other one where it is missing there.

A translated attribute of django-modeltranslation looks up the language each time it is read, on a board 300 times. The
functions here look it up once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from django.db.models import Model
from modeltranslation.utils import build_localized_fieldname, get_language, resolution_order


def languages() -> tuple[str, ...]:
    """The languages in which a text is looked for, beginning with the reader's."""
    return tuple(resolution_order(get_language()))


def first(texts: Iterable[str]) -> str:
    """The first text that is not empty; empty if there is none."""
    for text in texts:
        if text:
            return text
    return ""


def reader(*fields: str) -> Callable[[Model], list[str]]:
    """A function that returns the texts of these fields of an instance, in the language that is active now."""
    columns = [[build_localized_fieldname(field, language) for language in languages()] for field in fields]

    def read(instance: Model) -> list[str]:
        return [first([getattr(instance, name) for name in names]) for names in columns]

    return read
