"""Texts of many rows in the reader's language; one that is missing there is given in the other.

A translated attribute looks the language up each time that it is read: on a board 300 times.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from django.db.models import Model
from modeltranslation.utils import build_localized_fieldname, get_language, resolution_order


def languages() -> tuple[str, ...]:
    """The languages in which a text is looked for, the reader's first."""
    return tuple(resolution_order(get_language()))


def first(texts: Iterable[str]) -> str:
    """The first text that is not empty."""
    for text in texts:
        if text:
            return text
    return ""


def reader(*fields: str) -> Callable[[Model], list[str]]:
    """A function that gives the fields' texts of an instance, for as long as the language stays what it is now."""
    columns = [[build_localized_fieldname(field, language) for language in languages()] for field in fields]

    def read(instance: Model) -> list[str]:
        return [first([getattr(instance, name) for name in names]) for names in columns]

    return read
