"""The grid in which last year's figures are typed in, row by row as they stand in a printed report of a unit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext

from targets.allocation.past_figures import area_key, months_of
from targets.allocation.past_form import PastFiguresForm, input_name
from targets.frame import phrases
from targets.models import Chapter, Covers, PastFigure
from targets.progress.areas import Area
from targets.tables import Column, DrawnColumn, Table

# What a row has for the month and to date.
PLAIN, NUMERATOR, DENOMINATOR = (
    ("value", "to_date"),
    ("numerator", "numerator_to_date"),
    ("denominator", "denominator_to_date"),
)


@dataclass(frozen=True, slots=True)
class PastInput:
    """One input with all that is said of it; `now` is what is stored where somebody else has changed it as well."""

    name: str
    label: str
    text: str
    errors: list[str]
    now: str = ""
    taken_over: bool = False

    @property
    def has_notes(self) -> bool:
        return bool(self.errors or self.now or self.taken_over)


@dataclass(frozen=True, slots=True)
class PastRow:
    """A line of the grid: an indicator, or a part of a rate; the footnote stands in the indicator's first line."""

    code: str
    name: str
    part: str
    measure: str
    month: PastInput
    to_date: PastInput
    footnote: PastInput | None
    source: str


class PastFigureTable(Table):
    """A chapter's indicators with inputs for the month and to date."""

    row_template = "allocation/past_row.html"
    css = "report-grid"

    name = Column(_lazy("Indicator"), heading=True, empty="")
    measure = Column(_lazy("Unit of measure"), empty="")
    month = DrawnColumn(_lazy("Same month last year"), css="entry-head")
    to_date = DrawnColumn(_lazy("Same months last year"), css="entry-head")
    footnote = DrawnColumn(_lazy("Footnote"), css="entry-head")


@dataclass(frozen=True, slots=True)
class PlaceOption:
    """A choice above the grid; `current` is the one that the page shows."""

    value: str
    label: str
    current: bool


class PastFiguresPage:
    """The page for one area and month, with what was typed; `clashes` and `taken_over` are inputs changed elsewhere."""

    def __init__(
        self,
        form: PastFiguresForm,
        areas: list[Area],
        clashes: list[str] | None = None,
        taken_over: list[str] | None = None,
    ):
        self.form, self.areas = form, areas
        self.clashes, self.taken_over = clashes or [], taken_over or []
        self.listed = form.listed

    @property
    def area_name(self) -> str:
        return area_name(self.listed.area)

    @property
    def month_text(self) -> str:
        return phrases.month_text(self.listed.month)

    @property
    def months(self) -> list[PlaceOption]:
        shown = self.listed.month
        return [PlaceOption(str(one), phrases.month_text(one), one == shown) for one in months_of(self.listed.plan)]

    @property
    def places(self) -> list[PlaceOption]:
        shown = area_key(self.listed.area)
        return [PlaceOption(area_key(one), area_name(one), area_key(one) == shown) for one in self.areas]

    @property
    def tables(self) -> list[PastFigureTable]:
        """A table for each chapter."""
        by_chapter = groupby(self.listed.figures, key=lambda figure: figure.indicator.task.chapter)
        return [self._table(chapter, list(figures)) for chapter, figures in by_chapter]

    def _table(self, chapter: Chapter, figures: list[PastFigure]) -> PastFigureTable:
        rows = [row for figure in figures for row in self._rows(figure)]
        return PastFigureTable(rows, title=chapter.short_title)

    def _rows(self, figure: PastFigure) -> Iterator[PastRow]:
        indicator = figure.indicator
        if not indicator.is_ratio:
            yield self._row(figure, PLAIN, "", is_first=True)
            return
        yield self._row(figure, NUMERATOR, indicator.numerator_label, is_first=True)
        yield self._row(figure, DENOMINATOR, indicator.denominator_label)
        yield self._row(figure, PLAIN, _("rate, where its parts are not known"))

    def _row(self, figure: PastFigure, parts: tuple[str, str], label: str, *, is_first: bool = False) -> PastRow:
        indicator = figure.indicator
        named = f"{indicator.name} {label}".strip()
        month, to_date = (
            self._input(part, figure, f"{named}, {word}")
            for part, word in zip(parts, (_("Same month last year"), _("Same months last year")), strict=True)
        )
        return PastRow(
            code=indicator.code,
            name=indicator.name if is_first else "",
            part=label,
            measure="%" if indicator.is_ratio and parts is PLAIN else _measure(indicator, label),
            month=month,
            to_date=to_date,
            footnote=self._input("footnote", figure, f"{indicator.name}, {_('Footnote')}") if is_first else None,
            source=figure.source if is_first else "",
        )

    def _input(self, part: str, figure: PastFigure, label: str) -> PastInput:
        name = input_name(part, figure.indicator)
        return PastInput(
            name,
            label,
            self.form[name].value() or "",
            self.form.errors.get(name, []) if self.form.is_bound else [],
            (self.form.stored[name] or _("blank")) if name in self.clashes else "",
            name in self.taken_over,
        )

    @property
    def to_correct(self) -> str:
        """How many inputs must be corrected, in a sentence; empty where none."""
        count = len(self.form.errors) if self.form.is_bound else 0
        if not count:
            return ""
        words = ngettext(
            "Nothing is saved yet: correct %(count)s entry.", "Nothing is saved yet: correct %(count)s entries.", count
        )
        return words % {"count": count}

    @property
    def next_area(self) -> Area | None:
        """The area after this one in the list; None after the last."""
        keys = [area_key(one) for one in self.areas]
        following = self.areas[keys.index(area_key(self.listed.area)) + 1 :]
        return following[0] if following else None

    @property
    def next_name(self) -> str:
        return area_name(self.next_area) if self.next_area else ""

    @property
    def template_url(self) -> str:
        """Where the blank workbook of this area and month is; the same place takes it back."""
        return f"{reverse('admin:targets_pastfigure_template')}?{urlencode(self.asked)}"

    @property
    def asked(self) -> dict[str, str]:
        listed = self.listed
        return {"plan": str(listed.plan.year), "place": area_key(listed.area), "month": str(listed.month)}


def _measure(indicator, label: str) -> str:
    """A rate's parts are counted in what their own labels say."""
    return "" if label else indicator.unit_of_measure


def area_name(area: Area) -> str:
    if not area.unit.is_city:
        return area.unit.name
    return area.unit.short_name if area.covers == Covers.OWN else _("%(city)s, whole city") % {"city": area.unit.name}


def address(year: int, area: Area, month: object) -> str:
    asked = urlencode({"place": area_key(area), "month": str(month)})
    return f"{reverse('targets:past_figures', args=[year])}?{asked}"
