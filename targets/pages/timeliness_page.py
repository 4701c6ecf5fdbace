"""The page "who has reported" laid out: texts, marks and addresses of its two tables."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _

from targets.models import Chapter, ReportingUnit
from targets.pages.phrases import month_text, short_month_text
from targets.periods import Month
from targets.timeliness import LOOKS, OUTSIDE, Cell, Mark, Tally, Year


@dataclass(frozen=True, slots=True)
class Shown:
    """A cell as it is drawn: colour and shape, word, lines beneath it, address."""

    look: str
    word: str
    under: tuple[str, ...] = ()
    url: str = ""
    tally: Tally | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """A unit's row, or the row of totals."""

    label: str
    cells: list[Shown]
    total: str
    total_under: tuple[str, ...]
    tally: Tally


@dataclass(frozen=True, slots=True)
class Step:
    """A neighbouring month; without `url` there is none."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Page:
    month_text: str
    summary: str
    dues: list[str]
    previous: Step
    following: Step
    months: list[tuple[str, str, bool]]
    chapters: list[str]
    lines: list[Line]
    totals: Line
    month_heads: list[tuple[str, str, bool]]
    year_lines: list[Line]
    year_totals: Line
    legend: list[tuple[str, str]]


def lay_out(year: Year, month: Month) -> Page:
    """Both tables for a month of the year."""
    tally = year.tally(month)
    return Page(
        month_text=month_text(month),
        summary=_("%(month)s: %(state)s") % {"month": month_text(month), "state": tally_text(tally)},
        dues=list(_due_texts(year, month)),
        previous=_neighbour(year, month.previous),
        following=_neighbour(year, month.next),
        months=[(str(m), month_text(m), m == month) for m in year.plan.months],
        chapters=[chapter.short_title for chapter in year.chapters],
        lines=[_unit_line(year, unit, month) for unit in year.units],
        totals=_chapter_totals(year, month, tally),
        month_heads=[(short_month_text(m), _url(year, m), m == month) for m in year.plan.months],
        year_lines=[_year_line(year, unit) for unit in year.units],
        year_totals=_year_totals(year),
        legend=_legend(),
    )


def tally_text(tally: Tally) -> str:
    """Give "47 of 54 in; 3 late; 4 missing"; what is nought is left out."""
    parts = [_("%(count)s of %(asked)s in") % {"count": tally.handed_in, "asked": tally.asked}]
    return _("; ").join([*parts, *_troubles(tally)])


def _troubles(tally: Tally) -> tuple[str, ...]:
    counts = (
        (_("%(count)s late"), tally.late),
        (_("%(count)s missing"), tally.missing),
        (_("%(count)s sent back"), tally.returned),
        (_("%(count)s still open"), tally.open),
    )
    return tuple(text % {"count": count} for text, count in counts if count)


def _due_texts(year: Year, month: Month):
    for is_city, day in year.dues(month):
        whose = _("City level") if is_city else _("Districts and counties")
        yield _("%(whose)s: due %(day)s") % {"whose": whose, "day": formats.date_format(day, "DATE_FORMAT")}


def _url(year: Year, month: Month) -> str:
    return f"{reverse('targets:timeliness', args=[year.plan.year])}?month={month}"


def _neighbour(year: Year, month: Month) -> Step:
    return Step(month_text(month), _url(year, month) if month in year.plan.months else "")


def _legend() -> list[tuple[str, str]]:
    """Each drawing of what is asked for with its first word; "late" beside them, as it goes with several."""
    words: dict[str, str] = {}
    for mark, look in LOOKS.items():
        if mark not in OUTSIDE:
            words.setdefault(look.icon, str(look.word))
    return [*words.items(), ("late", _("handed in late"))]


def _unit_line(year: Year, unit: ReportingUnit, month: Month) -> Line:
    cells = [_shown(year, unit, chapter, month) for chapter in year.chapters]
    return _line(unit.short_name, cells, Tally.of(year.row(unit, month)))


def _shown(year: Year, unit: ReportingUnit, chapter: Chapter, month: Month) -> Shown:
    if not year.sees(unit, chapter):
        return Shown("no_target", "—")
    cell = year.cell(unit, chapter, month)
    may_open = cell.mark != Mark.NOT_ASKED and year.may_open(unit, chapter, month)
    url = reverse("targets:report", args=[unit.code, chapter.app, month]) if may_open else ""
    look = LOOKS[cell.mark]
    colour = "late" if cell.late and cell.mark == Mark.SUBMITTED else look.colour
    return Shown(colour, str(look.word), _under(cell), url)


def _under(cell: Cell) -> tuple[str, ...]:
    if cell.mark == Mark.MISSING:
        return (_("draft begun"),) if cell.begun else ()
    if cell.late:
        return (_("late"),)
    return (_("on time"),) if cell.mark == Mark.SUBMITTED else ()


def _line(label: str, cells: list[Shown], tally: Tally) -> Line:
    return Line(label, cells, *_total_texts(tally), tally)


def _total_texts(tally: Tally) -> tuple[str, tuple[str, ...]]:
    """Give "5/6" and what is not well."""
    if not tally.asked:
        return "—", ()
    return f"{tally.handed_in}/{tally.asked}", _troubles(tally)


def _share(tally: Tally, url: str = "") -> Shown:
    """A share in as a cell of the overview: the colour of the worst that is in it."""
    text, under = _total_texts(tally)
    if not tally.asked:
        return Shown("not_due", text, tally=tally)
    if tally.missing:
        look = "missing"
    elif tally.returned:
        look = "returned"
    elif tally.open:
        look = "draft"
    else:
        look = "late" if tally.late else "approved"
    return Shown(look, text, under, url, tally)


def _chapter_totals(year: Year, month: Month, tally: Tally) -> Line:
    by_chapter = [
        Tally.of(year.cell(unit, chapter, month) for unit in year.units if year.sees(unit, chapter))
        for chapter in year.chapters
    ]
    return _line(_("Total"), [_share(part) for part in by_chapter], tally)


def _year_line(year: Year, unit: ReportingUnit) -> Line:
    months = {month: year.row(unit, month) for month in year.plan.months}
    cells = [_share(Tally.of(row), _url(year, month)) for month, row in months.items()]
    return _line(unit.short_name, cells, Tally.of(cell for row in months.values() for cell in row))


def _year_totals(year: Year) -> Line:
    tallies = [year.tally(month) for month in year.plan.months]
    whole = Tally.of(cell for month in year.plan.months for unit in year.units for cell in year.row(unit, month))
    return _line(_("Total"), [_share(tally) for tally in tallies], whole)
