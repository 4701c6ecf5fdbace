"""Last year's figures of an area and month, typed in from a printed report: what is asked, and storing it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from targets import clock
from targets.access import Access, Action
from targets.busy import tried_again
from targets.models import Covers, Indicator, PastFigure, WorkPlan, is_asked_of
from targets.models.past_figures import NUMBERS
from targets.models.people import is_demo
from targets.models.versions import one_change
from targets.periods import Month
from targets.progress.areas import Area
from targets.progress.last_year import MONTHS_BACK

TEXTS = ("footnote", "source")
TYPED = (*NUMBERS, *TEXTS)
# By the indicator's code: what each field of its figure is to be.
Typed = Mapping[str, Mapping[str, object]]


class PastFiguresChanged(Exception):
    """Somebody else has changed figures since they were shown."""


@dataclass(frozen=True, slots=True)
class PastFigureList:
    """An area's figures of a month of last year, one for each indicator that is asked; unsaved where none is stored."""

    plan: WorkPlan
    area: Area
    month: Month
    figures: list[PastFigure]

    @property
    def stored(self) -> dict[str, tuple[object, ...]]:
        """What is stored, by the indicator's code."""
        return {one.indicator.code: tuple(getattr(one, name) for name in TYPED) for one in self.figures if one.pk}


def months_of(plan: WorkPlan) -> list[Month]:
    """The months of the year before the plan's."""
    return [month.plus(-MONTHS_BACK) for month in plan.months]


def areas(rights: Access, month: Month) -> list[Area]:
    """The areas whose figures the user may bring in, as they were in the month; the whole city before its own part."""
    found = []
    for unit in rights.units(Action.SET_TARGETS).during(month):
        if unit.is_city:
            found += [Area(unit, covers) for covers in Covers if covers == Covers.WHOLE or unit.submits_reports]
        elif unit.submits_reports:
            found.append(Area(unit))
    return found


def read(plan: WorkPlan, area: Area, month: Month, rights: Access) -> PastFigureList:
    """The figures of the indicators that the area was asked for, in the chapters that are the user's."""
    own = rights.where(Action.SET_TARGETS, chapter="task__chapter__app")
    known = Indicator.objects.filter(own, plan=plan).during(month.plus(MONTHS_BACK)).select_related("task__chapter")
    asked = [
        one
        for one in known.order_by("task__chapter__number", "order", "code")
        if one.is_entered and _is_asked(area, one) and rights.may(Action.SET_TARGETS, area.unit, one.task.chapter.app)
    ]
    rows = PastFigure.objects.filter(indicator__in=asked, unit=area.unit.pk, covers=area.covers, month=month.first_day)
    stored = {row.indicator_id: row for row in rows}
    figures = []
    for one in asked:
        figure = stored.get(one.pk) or PastFigure(unit_id=area.unit.pk, covers=area.covers, month=month.first_day)
        figure.indicator = one
        figures.append(figure)
    return PastFigureList(plan, area, month, figures)


def _is_asked(area: Area, indicator: Indicator) -> bool:
    """The whole city has a figure of every indicator; its own part none of those that are for the whole city."""
    if area.is_city_whole:
        return True
    return is_asked_of(area.unit, indicator.reported_by) and not (area.unit.is_city and indicator.is_city_wide)


@tried_again
@one_change()
def store(shown: PastFigureList, typed: Typed, *, rights: Access, by) -> int:
    """Store what was typed and return how many figures changed; one of which nothing is left is deleted.

    Raises PastFiguresChanged, storing nothing, where what is stored now is not what `shown` holds.
    """
    # Only others who bring in figures of these indicators wait, or give out their targets.
    Indicator.objects.filter(pk__in=[one.indicator_id for one in shown.figures]).lock()
    now = read(shown.plan, shown.area, shown.month, rights)
    if now.stored != shown.stored:
        raise PastFiguresChanged
    by_demonstration = is_demo(by)
    changed = [figure for figure in now.figures if _take(figure, typed.get(figure.indicator.code, {}))]
    for figure in changed:
        if figure.is_demo and not by_demonstration:
            # What the bureau brings in itself is no longer part of the demonstration.
            figure.is_demo, figure.source = False, str(typed[figure.indicator.code].get("source", ""))
        elif not figure.pk:
            figure.is_demo = by_demonstration
        figure.entered_by = by
    _write(changed, by)
    return len(changed)


def _take(figure: PastFigure, typed: Mapping[str, object]) -> bool:
    """Put what was typed into the figure; whether anything has changed. A source is given to what changes alone."""
    if all(getattr(figure, name) == typed.get(name, getattr(figure, name)) for name in (*NUMBERS, "footnote")):
        return False
    for name, value in typed.items():
        if name != "source" or value:
            setattr(figure, name, value)
    return True


def _write(figures: Sequence[PastFigure], by) -> None:
    told = {"default_user": by, "default_date": clock.now()}
    new, stored = ([one for one in figures if bool(one.pk) == is_stored] for is_stored in (False, True))
    bulk_create_with_history([one for one in new if holds_anything(one)], PastFigure, **told)
    if left := [one for one in stored if holds_anything(one)]:
        bulk_update_with_history(left, PastFigure, [*TYPED, "entered_by", "is_demo"], **told)
    for figure in stored:
        if not holds_anything(figure):
            figure._history_user, figure._history_date = by, clock.now()
            figure.delete()


def holds_anything(figure: PastFigure) -> bool:
    return bool(figure.footnote) or any(getattr(figure, name) is not None for name in NUMBERS)


def area_key(area: Area) -> str:
    """How an address names the area: the unit's code, for the city's own part with "-own"."""
    return f"{area.unit.code}-own" if area.unit.is_city and area.covers == Covers.OWN else area.unit.code


def pick_area(offered: Iterable[Area], key: str | None) -> Area | None:
    """The area that the address names; without a name the first single unit, as most printed reports are of one."""
    known = {area_key(area): area for area in offered}
    if key is not None:
        return known.get(key)
    return next((area for area in known.values() if not area.unit.is_city), next(iter(known.values()), None))
