"""One cell to one value and back. Whatever cannot be read is refused with what to write instead (ValueError)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override, pgettext
from import_export.widgets import Widget

from targets.formatting import plain_text
from targets.forms.numbers import read_number
from targets.models import WorkPlan

_DATE = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?")
_LIST = re.compile(r"[、,，;；\s]+")
# Excel keeps fifteen digits of a number.
EXACT_DIGITS = 15
WHOLE_AT_MOST = 32_767


def as_text(value) -> str:
    """The cell as text: 230502.0 is "230502", nothing is ""."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime) and not (value.hour or value.minute or value.second):
        return value.date().isoformat()
    text = str(value).strip()
    if "\x00" in text:
        raise ValueError(_("The cell holds characters that cannot be stored."))
    return text


class Cell(Widget):
    """Base of the readers; `hint` says in the instructions what may stand in the column."""

    hint = ""

    def clean(self, value, row=None, **kwargs):
        return as_text(value)

    def render(self, value, obj=None, **kwargs):
        return "" if value is None else str(value)


class Text(Cell):
    """Any text."""


class Whole(Cell):
    """A whole number that is not negative."""

    hint = gettext_lazy("a whole number")

    def clean(self, value, row=None, **kwargs) -> int | None:
        text = unicodedata.normalize("NFKC", as_text(value))
        if not text:
            return None
        if not (text.isascii() and text.isdigit() and int(text) <= WHOLE_AT_MOST):
            raise ValueError(_("Enter a whole number from 0 to %(most)s.") % {"most": WHOLE_AT_MOST})
        return int(text)

    def render(self, value, obj=None, *, force_native_type=False, **kwargs):
        return value if force_native_type else super().render(value)


class Amount(Cell):
    """A number with up to four decimals; blank is none, and zero is zero."""

    hint = gettext_lazy("a number, or blank")

    def clean(self, value, row=None, **kwargs) -> Decimal | None:
        if isinstance(value, bool | date):
            raise ValueError(_("Enter a number."))
        text = f"{Decimal(repr(value)):f}" if isinstance(value, float) else as_text(value)
        try:
            return read_number(text)
        except ValidationError as refused:
            raise ValueError(refused.messages[0]) from refused

    def render(self, value, obj=None, *, force_native_type=False, **kwargs):
        text = plain_text(value) or ""
        exact = len(text.replace(".", "").strip("-")) <= EXACT_DIGITS
        return Decimal(text) if force_native_type and text and exact else text


class Day(Cell):
    """A date: Excel's own, 2007-12-31, 2007/12/31, 2007年12月31日."""

    hint = gettext_lazy("a date such as 2007-12-31")

    def clean(self, value, row=None, **kwargs) -> date | None:
        if isinstance(value, datetime):
            return value.date()
        if isinstance(value, date):
            return value
        text = unicodedata.normalize("NFKC", as_text(value))
        found = _DATE.fullmatch(text)
        try:
            return date(*map(int, found.groups())) if found else self._none(text)
        except ValueError:
            return self._none(text)

    def _none(self, text: str) -> None:
        if text:
            raise ValueError(_("Enter a date such as 2007-12-31."))

    def render(self, value, obj=None, *, force_native_type=False, **kwargs):
        return value if force_native_type or value is None else value.isoformat()


def in_every_language(text) -> Iterator[str]:
    """A lazy string in each language of the portal."""
    for code, _name in settings.LANGUAGES:
        with override(code):
            yield str(text)


class Choice(Cell):
    """One of a field's choices, by its name in either language or by its code."""

    def __init__(self, choices, **kwargs):
        super().__init__(**kwargs)
        self.choices = [(value, label) for value, label in choices if value != ""]

    @property
    def hint(self) -> str:
        return _(", ").join(str(label) for _value, label in self.choices)

    def clean(self, value, row=None, **kwargs) -> str:
        text = as_text(value)
        if not text:
            return ""
        for own, label in self.choices:
            if text.casefold() in {own.casefold(), *(name.casefold() for name in in_every_language(label))}:
                return own
        raise ValueError(_("Enter one of: %(choices)s") % {"choices": self.hint})

    def render(self, value, obj=None, **kwargs):
        return str(dict(self.choices).get(value, value or ""))


class YesNo(Cell):
    hint = gettext_lazy("yes or no")
    SAYS = {"1": True, "true": True, "yes": True, "是": True, "√": True}
    SAYS |= {"0": False, "false": False, "no": False, "否": False}

    def clean(self, value, row=None, **kwargs) -> bool:
        said = self.SAYS.get(as_text(value).casefold())
        if said is None:
            raise ValueError(_("Enter yes or no."))
        return said

    def render(self, value, obj=None, **kwargs):
        return pgettext("ticked", "yes") if value else pgettext("ticked", "no")


class Shares(Cell):
    """A monthly curve: "0、0、50、…、100"."""

    hint = gettext_lazy("twelve percentages from January to December, or blank")

    def clean(self, value, row=None, **kwargs) -> list[int | float]:
        parts = [part for part in _LIST.split(unicodedata.normalize("NFKC", as_text(value))) if part]
        try:
            return [int(part) if part.isdigit() else float(part) for part in parts]
        except ValueError:
            raise ValueError(_("Enter twelve percentages, divided by commas.")) from None

    def render(self, value, obj=None, **kwargs):
        return "、".join(str(share) for share in value or [])


class Reference(Cell):
    """Another row by its code, within the plan of the row's year where it has one."""

    hint = gettext_lazy("a code or number that is known already")

    def __init__(self, model: type[Model], key: str, missing, *, within_plan: bool = False, **kwargs):
        super().__init__(**kwargs)
        self.model, self.key, self.missing, self.within_plan = model, key, missing, within_plan
        self.rows: QuerySet | None = None
        # What was found already; None where the file itself may add or change such rows.
        self.known: dict[tuple[str, str], Model | None] | None = None

    def clean(self, value, row=None, **kwargs):
        text = as_text(value)
        if not text:
            return None
        found = self._found(text, row)
        if found is None:
            raise ValueError(self.missing % {"value": text})
        return found

    def _found(self, text: str, row) -> Model | None:
        if self._cannot_be(text):
            return None
        if self.known is None:
            return self._rows(row).filter(**{self.key: text}).first()
        place = (as_text(row.get("plan")) if self.within_plan else "", text)
        if place not in self.known:
            self.known[place] = self._rows(row).filter(**{self.key: text}).first()
        return self.known[place]

    def _cannot_be(self, text: str) -> bool:
        number = self.model._meta.get_field(self.key).get_internal_type() == "PositiveSmallIntegerField"
        return number and not (text.isascii() and text.isdigit() and int(text) <= WHOLE_AT_MOST)

    def _rows(self, row) -> QuerySet:
        rows = self.model._default_manager.all() if self.rows is None else self.rows
        return rows.filter(plan=plan_of_year(row.get("plan"))) if self.within_plan else rows

    def render(self, value, obj=None, **kwargs):
        return "" if value is None else str(getattr(value, self.key))


def plan_of_year(value) -> WorkPlan | None:
    """The plan of a year as a cell holds it; None where there is none."""
    text = as_text(value)
    is_year = text.isascii() and text.isdigit() and int(text) <= WHOLE_AT_MOST
    return WorkPlan.objects.filter(year=text).first() if is_year else None
