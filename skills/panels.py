"""What the page of skills shows besides figures: the tree of the “23512” programme up to 2010."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from targets import clock, texts
from targets.formatting import DASH
from targets.models import Indicator, MilestoneProgress, MilestoneState
from targets.registers.panels import Column, Panel, PlanPage, Table, day_text, deliverables, milestone_mark, panel

# Two systems, three bases, five plans, one institution, two mechanisms.
BRANCHES = ("T13-6", "T13-7", "T13-8", "T13-9", "T13-10")


class ElementTable(Table):
    """The elements of a branch with what the city says of each."""

    row_template = "skills/element_row.html"

    name = Column(gettext_lazy("Element"), heading=True)
    label = Column(gettext_lazy("State"))
    done_on = Column(gettext_lazy("Done on"))
    deadline = Column(gettext_lazy("Deadline"))


@panel
class Programme(Panel):
    """The 13 elements of the “23512” programme with the state that the city reports for each.

    They are due at the end of 2010 and none is late before that. Other units are not asked for them.
    """

    app, title = "skills", gettext_lazy("The “23512” programme up to 2010")
    template = "skills/programme.html"

    def context(self, page: PlanPage) -> dict:
        if not page.area.unit.is_city:
            return {"branches": []}
        branches, table = _branches(page), ElementTable()
        elements = [element for branch in branches for element in branch["elements"]]
        return {
            "table": table,
            "branches": [branch | {"lines": table.lines_of(branch["elements"])} for branch in branches],
            "done": sum(element["is_done"] for element in elements),
            "all": len(elements),
            "states": page.area.unit.short_name,
        }


def _branches(page: PlanPage) -> list[dict]:
    """The branches with their elements, in four queries: indicators, elements, states, and the days done."""
    read = texts.reader("name")
    found = {i.code: i for i in Indicator.objects.filter(plan=page.plan, code__in=BRANCHES).during(page.month)}
    elements = [one for one in deliverables.of_plan(page.plan) if one.is_in_force(page.month)]
    said = deliverables.said(elements, page.plan, [page.area.unit], page.month, page.basis)
    states = {milestone: one.state for (milestone, _unit), one in said.items()}
    days = _days_done(page, [e for e in elements if states.get(e.pk) == MilestoneState.DONE])
    return [
        {
            "name": read(found[code])[0],
            "elements": [element_line(e, states, days) for e in elements if e.indicator_id == found[code].pk],
        }
        for code in BRANCHES
        if code in found
    ]


def _days_done(page: PlanPage, done: Collection[deliverables.Deliverable]) -> dict[int, date]:
    """The day on which each milestone was done, by the latest report that names one, on an earlier plan too."""
    first = {one.continues_id: one.pk for one in done if one.continues_id}
    said = MilestoneProgress.objects.filter(
        Q(milestone__in=[one.pk for one in done]) | Q(milestone__in=first) | Q(milestone__continues__in=first),
        report__unit=page.area.unit,
        report__month__lte=page.month.first_day,
        report__state__in=page.basis.states,
        done_on__isnull=False,
    )
    rows = said.order_by("report__month").values_list("milestone", "milestone__continues", "done_on")
    return {first.get(continues or milestone, milestone): day for milestone, continues, day in rows}


def element_line(element: deliverables.Deliverable, states: dict[int, str], days: dict[int, date]) -> dict:
    """An element's name, state and days."""
    state = states.get(element.pk, "")
    mark, label = milestone_mark(state, overdue=element.deadline < clock.today())
    is_done = state == MilestoneState.DONE
    done_on = days.get(element.pk) if is_done else None
    return {
        "name": element.name,
        "mark": mark,
        "label": label,
        "is_done": is_done,
        "done_on": day_text(done_on) if done_on else (_("day not named") if is_done else DASH),
        "deadline": day_text(element.deadline),
    }
