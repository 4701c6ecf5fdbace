"""Early warning of unemployment on the page of employment, and in a line on the dashboard (task 5)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, NamedTuple

from django.conf import settings
from django.db.models import CharField, F, QuerySet, Value
from django.db.models.functions import Cast
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from employment import early_warning
from employment.early_warning import ReachedLevel, Sign
from employment.models import LayoffNotice, Level, WarningResponse
from employment.registers import LayoffNotices, WarningResponses
from targets.arithmetic import JUDGED_DECIMALS, Status, rate
from targets.formatting import DASH, points_text
from targets.models import Basis, Figure, ReportingUnit
from targets.periods import Month
from targets.registers.panels import (
    AMOUNT,
    BY_UNIT,
    STATUSES,
    ZERO,
    Column,
    DrawnColumn,
    Look,
    NumberColumn,
    Panel,
    PlanPage,
    Table,
    day_text,
    list_url,
    looks_of,
    panel,
    percent_of,
    register_of,
    rollup,
)

APP = "employment"
RATE = "T01-4"

# Each level's word, drawing and colour, the gravest first.
LOOKS = looks_of(
    Level,
    {
        Level.RED: Look(Level.RED.label, icon="error", colour="breached"),
        Level.ORANGE: Look(Level.ORANGE.label, icon="far_behind", colour="orange"),
        Level.YELLOW: Look(Level.YELLOW.label, icon="explain", colour="behind"),
        Level.BLUE: Look(Level.BLUE.label, icon="hint", colour="ahead"),
    },
)
CALM = Look(gettext_lazy("no warning"), icon="on_pace", colour="on_pace")
UNKNOWN = STATUSES[Status.NOT_REPORTED]
SIGN_WORDS = {
    Sign.RATE: gettext_lazy("unemployment rate"),
    Sign.CHANGE: gettext_lazy("rise in three months"),
    Sign.LAYOFFS: gettext_lazy("layoffs"),
}
# The columns of a fact about a unit, named unlike any field.
FACT = ("fact_path", "fact_kind", "fact_day", "fact_first", "fact_second", "fact_words")
NO_NUMBER, NO_WORDS = Cast(Value(None), AMOUNT), Value("", CharField())


class Parts(NamedTuple):
    """A rate's two parts: registered unemployed, and these with all who work."""

    unemployed: Decimal
    labour_force: Decimal


@dataclass(slots=True)
class District:
    """What is known of a unit's month: the two parts of its rate, now and three months before, layoffs and responses.

    `laid_off` is None where the unit has announced nothing all year, for then it may not keep the register at all.
    """

    name: str
    now: Parts | None = None
    before: Parts | None = None
    laid_off: Decimal | None = None
    responses: list[str] = field(default_factory=list)

    def add(self, kind: str, is_now: bool, numbers: Parts, words: str) -> None:
        """Add a fact: a "response" with its words, "layoffs" with their number, or a "rate" with its two parts."""
        if kind == "response":
            self.responses.append(words)
        elif kind == "layoffs":
            self.laid_off = (self.laid_off or ZERO) + (numbers[0] if is_now else ZERO)
        elif is_now:
            self.now = numbers
        else:
            self.before = numbers

    @property
    def rate(self) -> Decimal | None:
        return rate(*self.now) if self.now else None

    @property
    def signs(self) -> dict[Sign, Decimal | None]:
        """The signs of unemployment. Rates are compared with the decimals with which they are judged."""
        before = rate(*self.before) if self.before else None
        return {
            Sign.RATE: self.rate,
            Sign.CHANGE: early_warning.rise(self.rate, before),
            Sign.LAYOFFS: self.laid_off,
        }

    @property
    def reached(self) -> ReachedLevel | None:
        return early_warning.judge(self.signs, scales())


def scales() -> dict[Sign, early_warning.Scale]:
    """The bureau's thresholds for each sign, from the settings."""
    return {
        Sign.RATE: settings.WARNING_RATE,
        Sign.CHANGE: settings.WARNING_CHANGE,
        Sign.LAYOFFS: settings.WARNING_LAYOFFS,
    }


class WarningTable(Table):
    """Signs and level district by district, and what was done about it."""

    row_template = "employment/warning_row.html"

    name = Column(gettext_lazy("Unit"), heading=True)
    rate = NumberColumn(gettext_lazy("Registered unemployment rate"))
    change = NumberColumn(gettext_lazy("Change in three months"))
    layoffs = NumberColumn(gettext_lazy("Layoffs announced"))
    label = Column(gettext_lazy("Level of warning"))
    responses = DrawnColumn(gettext_lazy("Measures taken in answer"))


@panel
class EarlyWarning(Panel):
    """By district: rate, its change, layoffs announced, the level reached, and what was done about it (task 5)."""

    app, title = APP, gettext_lazy("Early warning of unemployment")
    template, dashboard_template = "employment/early_warning.html", "employment/early_warning_line.html"

    def context(self, page: PlanPage) -> dict:
        units = page.area.among(page.units)
        districts = _districts(page, units)
        lines = [warning_line(one) for one in districts]
        return {
            "table": WarningTable(lines, foot=[_total(districts)] if len(districts) > 1 else []),
            "levels": level_counts(lines),
            "unanswered": sum(line["is_unanswered"] for line in lines),
            "unknown": sum(one.rate is None for one in districts),
            "basis": page.basis.label,
            "url": page.url("chapter", APP),
            "url_layoffs": list_url(page, register_of(LayoffNotices)),
            "url_responses": list_url(page, register_of(WarningResponses)),
        }


def _districts(page: PlanPage, units: Sequence[ReportingUnit]) -> list[District]:
    """What is known of each unit, in one query, because the dashboard shows it too."""
    known = {unit.path: District(unit.name_in_reports) for unit in units}
    found = _rows(tuple(unit.pk for unit in units), tuple(known), page.month, page.basis)
    for path, kind, day, first, second, words in sorted(found, key=lambda row: row[2]):
        if district := known.get(path):
            district.add(kind, Month.of(day) == page.month, Parts(first, second), f"{day_text(day)} {words}")
    return list(known.values())


def _rows(unit_ids: rollup.Ids, paths: tuple[str, ...], month: Month, basis: Basis) -> QuerySet:
    """Facts about the units: path of the unit, kind ("rate", "layoffs", "response"), day, two numbers, and words."""
    year_to = (Month(month.year, 1).first_day, month.last_day)
    entered = {f"{BY_UNIT}__in": paths}
    layoffs = LayoffNotice.objects.valid().filter(announced_on__range=year_to, **entered)
    responses = WarningResponse.objects.valid().filter(month=month.first_day, **entered)
    laid_off = Cast("laid_off", AMOUNT)
    return _rates(unit_ids, month, basis).union(
        _facts(layoffs, "layoffs", BY_UNIT, "announced_on", laid_off, NO_NUMBER, NO_WORDS),
        _facts(responses, "response", BY_UNIT, "taken_on", NO_NUMBER, NO_NUMBER, F("measures")),
        all=True,
    )


def _rates(unit_ids: rollup.Ids, month: Month, basis: Basis) -> QuerySet:
    """The two parts of the registered rate as reported now and three months before, whichever year's plan that is."""
    months = (month.plus(-early_warning.MONTHS_BETWEEN), month)
    figures = Figure.objects.filter(
        indicator__code=RATE, report__unit__in=unit_ids, report__month__in=[one.first_day for one in months]
    )
    given = rollup.counted(figures, basis, "numerator", "denominator").filter(
        counted_numerator__isnull=False, counted_denominator__isnull=False
    )
    parts = (Cast("counted_numerator", AMOUNT), Cast("counted_denominator", AMOUNT))
    return _facts(given, "rate", f"report__{BY_UNIT}", "report__month", *parts, NO_WORDS)


def _facts(rows: QuerySet, kind: str, path: str, day: str, *numbers_and_words: Any) -> QuerySet:
    values = (F(path), Value(kind), F(day), *numbers_and_words)
    return rows.order_by().annotate(**dict(zip(FACT, values, strict=True))).values_list(*FACT)


def warning_line(district: District) -> dict:
    """A district's row: its signs, the level of warning with word and drawing, and the signs that decided it."""
    reached, signs = district.reached, district.signs
    return {
        "name": district.name,
        "rate": percent_of(*district.now) if district.now else DASH,
        "change": points_text(signs[Sign.CHANGE], JUDGED_DECIMALS),
        "layoffs": district.laid_off,
        **_level(reached, is_known=district.rate is not None),
        "reasons": [str(SIGN_WORDS[sign]) for sign in reached.signs] if reached else [],
        "responses": district.responses,
        "is_unanswered": reached is not None and not district.responses,
    }


def _level(reached: ReachedLevel | None, *, is_known: bool) -> dict:
    """The level's word and drawing. Without a rate it is unknown: nobody can say that there is nothing to warn of."""
    if reached:
        return {"level": reached.level, **_shown(LOOKS[Level(reached.level)])}
    return {"level": "", **_shown(CALM if is_known else UNKNOWN)}


def _shown(look: Look) -> dict:
    return {"chip": look.colour, "icon": look.icon, "label": str(look.word)}


def level_counts(lines: Iterable[dict]) -> list[dict]:
    """How many units stand at which level, the gravest first."""
    counted = Counter(line["level"] for line in lines)
    return [{"count": counted[level], **_shown(look)} for level, look in LOOKS.items() if counted[level]]


def _total(districts: Sequence[District]) -> dict:
    """The row of all units together: the rate from the summed parts, its change from units known in both months."""
    both = [one for one in districts if one.now and one.before]
    now = rate(*_sum(one.now for one in both))
    before = rate(*_sum(one.before for one in both))
    known = [one.laid_off for one in districts if one.laid_off is not None]
    reported = {"reported": sum(one.rate is not None for one in districts), "expected": len(districts)}
    return {
        "name": _("Together"),
        "heard": _("%(reported)s of %(expected)s reported") % reported,
        "label": "",
        "responses": [],
        "rate": percent_of(*_sum(one.now for one in districts if one.now)),
        "change": points_text(early_warning.rise(now, before), JUDGED_DECIMALS),
        "layoffs": sum(known, ZERO) if known else None,
    }


def _sum(parts: Iterable[Parts]) -> tuple[Decimal | None, Decimal | None]:
    pairs = list(parts)
    return (sum(a for a, _b in pairs), sum(b for _a, b in pairs)) if pairs else (None, None)
