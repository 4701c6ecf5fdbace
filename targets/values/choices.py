"""Reading one of several choices, and yes or no, by the words that people use for them."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from targets.names import squeeze
from targets.values import Refused, Value

YES = frozenset(("是", "有", "√", "✓", "✔", "y", "yes", "true", "1"))
NO = frozenset(("否", "无", "×", "✗", "x", "n", "no", "false", "0"))


class ChoiceReader:
    """The choices of a field, each known by its stored value and by its name in every language of the portal."""

    def __init__(self, choices: Iterable[tuple[Any, Any]]):
        self.choices = [(value, label) for value, label in choices if value not in ("", None)]

    @property
    def labels(self) -> list[str]:
        """The names of the choices in the current language."""
        return [str(label) for _value, label in self.choices]

    def read(self, value: Value) -> Any:
        """The choice that the word stands for, as it is stored. Raises Refused."""
        found = self._by_word.get(_word(value))
        if found is None:
            raise Refused(_("Choose one of: %(options)s.") % {"options": _(", ").join(self.labels)})
        return found

    @cached_property
    def _by_word(self) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for language, _title in settings.LANGUAGES:
            with translation.override(language):
                found |= {_word(str(label)): value for value, label in self.choices}
        return found | {_word(value): value for value, _label in self.choices}


def read_yes_no(value: Value) -> bool:
    """Read 是, 有, √, yes, 1 and their opposites. Raises Refused."""
    word = _word(value)
    if word in YES | NO:
        return word in YES
    raise Refused(_("Type yes or no."))


def _word(value: Value) -> str:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return squeeze(str(value)).casefold()
