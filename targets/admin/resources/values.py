"""Reading a cell of a file as a value, and writing it back.

What cannot be read raises ValueError with a message that says what to write instead.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from import_export.widgets import Widget

from targets.formatting import plain_text
from targets.models import WorkPlan
from targets.values import Refused
from targets.values.choices import ChoiceReader, read_yes_no
from targets.values.days import read_day, read_month
from targets.values.numbers import PERCENTAGE, NumberRules, number_of

_LIST = re.compile(r"[、,，;；\s]+")
# Excel stores fifteen digits of a number.
EXACT_DIGITS = 15
SMALL = NumberRules(least=Decimal(0), most=Decimal(32_767), decimals=0)
SHARE = NumberRules(measures=frozenset({PERCENTAGE}))


def as_text(value) -> str:
    """The cell as text: 230502.0 becomes "230502", an empty cell "". Raises ValueError for a null character."""
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


class ResourceCell(Widget):
    """The base of the kinds of cells; `hint` says on the page what a column may contain."""

    hint = ""

    def clean(self, value, row=None, **kwargs):
        return as_text(value)

    def render(self, value, obj=None, **kwargs):
        return "" if value is None else str(value)


class Text(ResourceCell):
    """A cell with any text."""


class Number(ResourceCell):
    """A cell with a number that its rules allow; blank is no number, and zero is zero."""

    def __init__(self, rules: NumberRules, **kwargs):
        super().__init__(**kwargs)
        self.rules = rules

    @property
    def hint(self) -> str:
        return _("a number, or blank") if self.rules.decimals else _("a whole number")

    def clean(self, value, row=None, **kwargs) -> Decimal | int | None:
        number = number_of(value, self.rules)
        return number if number is None or self.rules.decimals else int(number)

    def render(self, value, obj=None, *, force_native_type=False, **kwargs):
        if not self.rules.decimals:
            return value if force_native_type else super().render(value)
        text = plain_text(value) or ""
        exact = len(text.replace(".", "").strip("-")) <= EXACT_DIGITS
        return Decimal(text) if force_native_type and text and exact else text


class Day(ResourceCell):
    """A cell with a date: one of Excel's own, or a text such as 2007-12-31, 2007/12/31 or 2007年12月31日."""

    hint = gettext_lazy("a date such as 2007-12-31")

    def clean(self, value, row=None, **kwargs) -> date | None:
        return read_day(value) if as_text(value) else None

    def render(self, value, obj=None, *, force_native_type=False, **kwargs):
        return value if force_native_type or value is None else value.isoformat()


class WrittenMonth(ResourceCell):
    """A cell with a month: 2006-06, 2006年6月, or any day of it."""

    hint = gettext_lazy("a month such as 2006-06")

    def clean(self, value, row=None, **kwargs) -> date | None:
        return read_month(value) if as_text(value) else None

    def render(self, value, obj=None, **kwargs):
        return "" if value is None else f"{value:%Y-%m}"


class ChoiceCell(ResourceCell):
    """A cell with one of a field's choices, given by its label in either language or by its stored value."""

    def __init__(self, choices, **kwargs):
        super().__init__(**kwargs)
        self.reader = ChoiceReader(choices)

    @property
    def hint(self) -> str:
        return _(", ").join(self.reader.labels)

    def clean(self, value, row=None, **kwargs) -> str:
        return self.reader.read(value) if as_text(value) else ""

    def render(self, value, obj=None, **kwargs):
        return str(dict(self.reader.choices).get(value, value or ""))


class YesNo(ResourceCell):
    """A cell with yes or no, in any of the usual words and signs."""

    hint = gettext_lazy("yes or no")

    def clean(self, value, row=None, **kwargs) -> bool:
        return read_yes_no(as_text(value))

    def render(self, value, obj=None, **kwargs):
        return pgettext("ticked", "yes") if value else pgettext("ticked", "no")


class Shares(ResourceCell):
    """A cell with a monthly curve, such as "0、0、50、…、100"."""

    hint = gettext_lazy("twelve percentages from January to December, or blank")

    def clean(self, value, row=None, **kwargs) -> list[int | float]:
        parts = [part for part in _LIST.split(unicodedata.normalize("NFKC", as_text(value))) if part]
        try:
            shares = [number_of(part, SHARE) for part in parts]
        except Refused:
            raise ValueError(_("Enter twelve percentages, divided by commas.")) from None
        return [int(share) if share == share.to_integral_value() else float(share) for share in shares]

    def render(self, value, obj=None, **kwargs):
        return "、".join(str(share) for share in value or [])


class Reference(ResourceCell):
    """A cell with another row, given by its code; with `within_plan`, one of the plan whose year the file names."""

    hint = gettext_lazy("a code or number that is known already")

    def __init__(self, model: type[Model], key: str, missing, *, within_plan: bool = False, **kwargs):
        super().__init__(**kwargs)
        self.model, self.key, self.missing, self.within_plan = model, key, missing, within_plan
        self.rows: QuerySet | None = None
        # The rows that were found before; None if the file itself may add or change such rows.
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
        if self.model._meta.get_field(self.key).get_internal_type() == "PositiveSmallIntegerField":
            number = whole_number(text)
            if number is None:
                return None
            text = str(number)
        if self.known is None:
            return self._rows(row).filter(**{self.key: text}).first()
        place = (as_text(row.get("plan")) if self.within_plan else "", text)
        if place not in self.known:
            self.known[place] = self._rows(row).filter(**{self.key: text}).first()
        return self.known[place]

    def _rows(self, row) -> QuerySet:
        rows = self.model._default_manager.all() if self.rows is None else self.rows
        return rows.filter(plan=plan_of_year(row.get("plan"))) if self.within_plan else rows

    def render(self, value, obj=None, **kwargs):
        return "" if value is None else str(getattr(value, self.key))


class FirstPlansRow(ResourceCell):
    """A cell with a row of an earlier plan that the row continues, given by year and code: 2007/T13-6."""

    hint = gettext_lazy("a year and a code of an earlier plan such as 2007/T13-6, or blank")

    def __init__(self, model: type[Model], **kwargs):
        super().__init__(**kwargs)
        self.model = model

    def clean(self, value, row=None, **kwargs):
        text, plan = as_text(value), plan_of_year(row.get("plan"))
        if not text or plan is None:
            return None
        try:
            return self.model._default_manager.first_of_commitment(text, before=plan)
        except self.model.DoesNotExist:
            words = _("No earlier plan has %(value)s. Write the year and the code, such as 2007/T13-6.")
            raise ValueError(words % {"value": text}) from None

    def render(self, value, obj=None, **kwargs):
        return "" if value is None else f"{value.plan.year}/{value.code}"


def plan_of_year(value) -> WorkPlan | None:
    """The plan of the year in a cell; None if there is none."""
    year = whole_number(value)
    return None if year is None else WorkPlan.objects.filter(year=year).first()


def whole_number(value) -> int | None:
    """The whole number in a cell, such as a year or the number of a task; None if it has none."""
    try:
        number = number_of(value, SMALL)
    except Refused:
        return None
    return None if number is None else int(number)
