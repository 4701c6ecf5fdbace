"""Why a unit cannot be ended in the way that was asked, in sentences that say what to do."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from django.db.models import Q
from django.utils.translation import gettext as _

from targets import clock
from targets.formatting import number_text
from targets.frame.phrases import month_text
from targets.models import MonthlyReport, ReportingUnit, State, UnitEnding
from targets.models.closings import MonthClosing
from targets.models.units import BELOW_DISTRICT
from targets.periods import Month

if TYPE_CHECKING:
    from targets.structure.ending import Ending


class Refusal(NamedTuple):
    """What is wrong, and the field where it was asked: "unit", "from_month", "successors", "shares" or "reason"."""

    field: str
    words: str


def refusals(ending: Ending) -> list[Refusal]:
    """Everything that keeps the unit from being ended; empty where nothing does."""
    unit = ending.unit
    if unit.is_city:
        return [Refusal("unit", _("The city cannot be ended: every other unit lies below it."))]
    before = UnitEnding.objects.filter(unit=unit).first()
    if before is not None:
        words = _("%(unit)s has been ended already, from %(month)s on (%(document)s).")
        told = {"unit": unit.name, "month": month_text(before.since), "document": before.document}
        return [Refusal("unit", words % told)]
    if not unit.active:
        return [Refusal("unit", _("%(unit)s is not in use.") % {"unit": unit.name})]
    found = [*_of_month(ending), *_of_successors(ending), *_of_what_lies_below(ending)]
    if not ending.reason.strip():
        found.append(Refusal("reason", _("Say why the unit ends.")))
    return found


def _of_month(ending: Ending) -> Iterator[Refusal]:
    first, first_open = ending.from_month, MonthClosing.objects.first_open_month()
    if first.first_day > clock.today():
        yield Refusal("from_month", _("This month has not begun. Enter the change when it does."))
        return
    if first < first_open:
        words = _("This month is closed and keeps what held in it. A change can hold from %(month)s on.")
        yield Refusal("from_month", words % {"month": month_text(first_open)})
        return
    began = Month.of(ending.unit.versions.order_by("from_month")[0].from_month)
    if first <= began:
        words = _("%(unit)s begins in %(month)s only: it can end from the month after on.")
        yield Refusal("from_month", words % {"unit": ending.unit.name, "month": month_text(began)})
        return
    if later := [one for one in ending.unit.predecessors if one.since > first]:
        words = _("%(unit)s has taken over from others in %(month)s: it can end from that month on.")
        yield Refusal(
            "from_month", words % {"unit": ending.unit.name, "month": month_text(max(one.since for one in later))}
        )
        return
    counts = Q(state__in=[State.SUBMITTED, State.APPROVED]) | Q(is_correction=True)
    reported = MonthlyReport.objects.filter(counts, unit=ending.unit, month__gte=first.first_day)
    if days := sorted(set(reported.values_list("month", flat=True))):
        words = _("%(unit)s has reported %(months)s. It can end from %(next)s on, or its reports are sent back first.")
        months = [Month.of(day) for day in days]
        told = {"months": _(", ").join(map(month_text, months)), "next": month_text(months[-1].next)}
        yield Refusal("from_month", words % {"unit": ending.unit.name, **told})


def _of_successors(ending: Ending) -> Iterator[Refusal]:
    units = [successor.unit for successor in ending.successors]
    if len({unit.pk for unit in units}) < len(units):
        yield Refusal("successors", _("Each successor is named once."))
    for unit in units:
        if words := _why_not(ending.unit, unit, ending.from_month):
            yield Refusal("successors", words % {"unit": ending.unit.name, "successor": unit.name})
    shares = [successor.share for successor in ending.successors]
    if any(not 0 < share <= 100 for share in shares):
        yield Refusal("shares", _("Every share is more than 0 % and at most 100 %."))
    elif shares and sum(shares) != 100:
        words = _("The shares add up to %(sum)s %%. They must be 100 %% together.")
        yield Refusal("shares", words % {"sum": number_text(sum(shares))})


def _why_not(unit: ReportingUnit, successor: ReportingUnit, month: Month) -> str:
    """Why it cannot be the successor; empty where it can."""
    is_below, there = unit.kind in BELOW_DISTRICT, ReportingUnit.objects.filter(pk=successor.pk).during(month)
    obstacles = (
        (successor.pk == unit.pk, _("%(unit)s cannot be its own successor.")),
        (not successor.active, _("%(successor)s has ended itself. Choose the unit that has taken over from it.")),
        (not there, _("%(successor)s does not exist in that month yet.")),
        (
            successor.path.startswith(unit.path) or unit.path.startswith(successor.path),
            _("%(successor)s lies above or below %(unit)s. A successor stands beside it."),
        ),
        (
            is_below != (successor.kind in BELOW_DISTRICT),
            _("%(successor)s is of another level: a district follows a district, a street or town one of these."),
        ),
        (
            is_below and unit.district_path != successor.district_path,
            _("%(successor)s belongs to another district. Change first to which district %(unit)s belongs."),
        ),
        (
            unit.submits_reports and not successor.submits_reports,
            _("%(successor)s submits no reports, so that it could not go on with what %(unit)s reported."),
        ),
        (
            unit.counts_toward_city != successor.counts_toward_city,
            _("Only one of %(unit)s and %(successor)s counts toward the city's total, which would change by it."),
        ),
    )
    return next((words for holds, words in obstacles if holds), "")


def _of_what_lies_below(ending: Ending) -> Iterator[Refusal]:
    """Units below move to a single successor; otherwise somebody has to say where each of them belongs."""
    if len(ending.successors) == 1:
        return
    below = [unit.name for unit in ending.unit.children.filter(active=True)]
    if below:
        words = _("%(names)s lie below %(unit)s. Say first to which unit each of them belongs.")
        yield Refusal("successors", words % {"names": _(", ").join(below), "unit": ending.unit.name})
