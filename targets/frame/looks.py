"""The word, icon and colour of each member of an enum, in the order in which summaries list them.

Every summary, filter and legend goes through one of these tables, so that none of them can leave out a member.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import TypeVar

from django.core.exceptions import ImproperlyConfigured
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from targets.arithmetic import Status
from targets.models import MilestoneState

Member = TypeVar("Member", bound=Enum)


@dataclass(frozen=True, slots=True)
class Look:
    """How a member is shown: its word, its icon in img/icons.svg, and its colour, the end of a class (`chip-met`)."""

    word: str | Promise
    icon: str
    colour: str


def looks_of(members: type[Member], looks: Mapping[Member, Look]) -> dict[Member, Look]:
    """The table of looks, in the order of summaries and legends. Raises ImproperlyConfigured if a member has none."""
    if without := [member.name for member in members if member not in looks]:
        raise ImproperlyConfigured(f"{members.__name__} has members without word, icon and colour: {without}")
    return dict(looks)


def _status(word: str | Promise, name: str) -> Look:
    return Look(word, icon=name, colour=name)


# What needs a leader's attention comes first.
STATUSES = looks_of(
    Status,
    {
        Status.FAR_BEHIND: _status(pgettext_lazy("status", "far behind"), "far_behind"),
        Status.BREACHED: _status(pgettext_lazy("status", "missed"), "breached"),
        Status.BEHIND: _status(pgettext_lazy("status", "behind"), "behind"),
        Status.ON_PACE: _status(pgettext_lazy("status", "on pace"), "on_pace"),
        Status.AHEAD: _status(pgettext_lazy("status", "ahead of pace"), "ahead"),
        Status.MET: _status(pgettext_lazy("status", "target met"), "met"),
        Status.INCOMPLETE: _status(pgettext_lazy("status", "incomplete"), "incomplete"),
        Status.NOT_REPORTED: _status(pgettext_lazy("status", "not reported"), "not_reported"),
        Status.NOT_APPLICABLE: _status(pgettext_lazy("status", "not applicable"), "not_applicable"),
        Status.NOTHING_TO_MEASURE: _status(pgettext_lazy("status", "nothing to measure"), "nothing_to_measure"),
        Status.NOT_DUE: _status(pgettext_lazy("status", "not due yet"), "not_due"),
        Status.NO_TARGET: _status(pgettext_lazy("status", "no target set"), "no_target"),
    },
)

# A milestone has the icon and colour of an indicator that stands as well or as badly.
MILESTONE_STATES = looks_of(
    MilestoneState,
    {
        MilestoneState.DONE: _status(_("done"), "met"),
        MilestoneState.UNDER_WAY: _status(_("under way"), "not_due"),
        MilestoneState.NOT_STARTED: _status(_("not started"), "not_due"),
    },
)
MILESTONE_OVERDUE = _status(_("past its deadline"), "breached")
MILESTONE_UNSAID = _status(_("nothing reported"), "not_reported")
