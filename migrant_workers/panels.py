"""What the page of migrant workers shows besides figures: their part of every chapter's registers."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from functools import reduce

from django.utils.translation import gettext_lazy as _

from migrant_workers.registers import GreenChannelCases
from targets.formatting import DASH, number_text, rounded
from targets.models import Indicator
from targets.registers import MIGRANTS, CountedFigure, Register, registry
from targets.registers.panels import (
    Column,
    Counts,
    FigureCount,
    NumberColumn,
    Panel,
    PlanPage,
    Table,
    add_counts,
    count_together,
    counted_units,
    is_kept,
    list_url,
    panel,
    rate_text,
    register_of,
)

APP = "migrant_workers"


class MigrantTable(Table):
    """Figures of migrant workers, each with the chapter and the register that keep it."""

    row_template = "migrant_workers/figure_row.html"

    figure = Column(_("Figure"), heading=True)
    month = NumberColumn()
    to_date = NumberColumn(_("To date"))
    measure = Column(_("Unit of measure"), empty="")
    chapter = Column(_("Chapter"))
    register = Column(_("Register"))


@panel
class MigrantsEverywhere(Panel):
    """Every figure that counts migrant workers, in whichever chapter's register it is kept; found by its mark."""

    app, title = APP, _("Migrant workers in all registers")
    template = "migrant_workers/everywhere.html"

    def context(self, page: PlanPage) -> dict:
        wanted = {one: [f for f in one.figures if f.group == MIGRANTS] for one in registry}
        wanted = {register: figures for register, figures in wanted.items() if figures}
        gathered = Gathered(wanted, page)
        chapters = {chapter.app: chapter.short_title for chapter in page.plan.chapters.all()}
        return {
            "table": MigrantTable(
                (
                    _line(register, figure, gathered) | _whereabouts(page, register, chapters)
                    for register, figure in gathered.pairs()
                ),
                renamed={"month": page.month_text},
            ),
            "days": gathered.average_days(),
        }


class Gathered:
    """The figures counted once for the year so far."""

    def __init__(self, wanted: dict[Register, list[CountedFigure]], page: PlanPage):
        self.wanted, self.month, self.months = wanted, page.month, page.month.year_to()
        answered = Indicator.objects.filter(plan=page.plan, code__in=[f.indicator for _one, f in self.pairs()])
        self.measures = {indicator.code: indicator.unit_of_measure for indicator in answered}
        self.counts: Counts = count_together(wanted, self.months, units=counted_units(page.area, page.units))

    def pairs(self) -> Iterator[tuple[Register, CountedFigure]]:
        return ((register, figure) for register, figures in self.wanted.items() for figure in figures)

    def of_month(self, register: Register, figure: CountedFigure) -> FigureCount | None:
        """The month's own number; None where nobody of the area keeps the register."""
        return self.counts.total(register, figure, self.month) if is_kept(register, self.counts) else None

    def to_date(self, register: Register, figure: CountedFigure) -> FigureCount | None:
        """A flow summed from January on; a stock as it is at the month's end."""
        if figure.is_stock or not is_kept(register, self.counts):
            return self.of_month(register, figure)
        return reduce(add_counts, (self.counts.total(register, figure, month) for month in self.months))

    def average_days(self) -> str:
        """How long a green-channel case took on average this year; empty where none was closed."""
        register = register_of(GreenChannelCases)
        found = self.to_date(register, register.figure("average_days"))
        return number_text(average(found)) if found and found.denominator else ""


def average(counted: FigureCount) -> Decimal | None:
    """A sum by its number of cases, to one decimal; None without cases."""
    if not counted.denominator or counted.numerator is None:
        return None
    return rounded(counted.numerator / counted.denominator, 1)


def text_of(figure: CountedFigure, counted: FigureCount | None) -> str:
    """A number as it is, an average with one decimal, a rate in percent; a dash where nobody keeps the register."""
    if counted is None:
        return DASH
    if not figure.is_ratio:
        return number_text(counted.value)
    if figure.measure:
        return number_text(average(counted))
    return rate_text(counted)


def _line(register: Register, figure: CountedFigure, gathered: Gathered) -> dict:
    return {
        "figure": str(figure.label),
        "measure": figure.measure or gathered.measures.get(figure.indicator, ""),
        "month": text_of(figure, gathered.of_month(register, figure)),
        "to_date": text_of(figure, gathered.to_date(register, figure)),
    }


def _whereabouts(page: PlanPage, register: Register, chapters: dict[str, str]) -> dict:
    """The chapter and the register that keep the figure, linked for who may read them."""
    return {
        "chapter": chapters.get(register.app, ""),
        "chapter_url": page.url("chapter", register.app) if register.app in chapters else "",
        "register": f"{register.code} {register.title}",
        "url": list_url(page, register),
    }
