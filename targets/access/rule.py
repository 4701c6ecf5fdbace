"""The access rule. Everything that shows or changes something asks an `Access` object.

A membership gives a user a role at a unit, on some or all chapters. Several memberships add up, but they do not
combine: a user who reports on employment for one district and on insurance for another may not report on insurance for
the first. So unit and chapter are always checked together, by `may` for one thing and by `where` for rows.

What lies outside the user's units and chapters does not exist for the user (404). What lies inside, but needs another
role, is forbidden (403).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property, reduce
from operator import or_

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404

from targets.models import Basis, Covers, Membership, PortalState, ReportingUnit, Role, State


class Action(StrEnum):
    """What a user can do; it is checked together with the unit and the chapter concerned, where there are any."""

    VIEW_PROGRESS = "view progress"
    VIEW_SUBMITTED = "view progress with submitted reports"
    VIEW_REPORTS = "view reports"
    ENTER_FIGURES = "enter and submit figures"
    IMPORT_FIGURES = "import figures from files"
    REVIEW = "send back and approve"
    REOPEN = "reopen an approved report"
    CLOSE_MONTHS = "close a month of the plan"
    SET_TARGETS = "give out targets"
    MANAGE_PLAN = "edit plan and units"
    MANAGE_ACCOUNTS = "edit accounts and roles"
    VIEW_REGISTERS = "read registers, persons masked"
    KEEP_REGISTERS = "keep registers"
    VIEW_EVERYTHING = "read every record and its history"


A = Action
MAY: dict[str, frozenset[Action]] = {
    Role.REPORTER: frozenset(
        {
            A.VIEW_PROGRESS,
            A.VIEW_SUBMITTED,
            A.VIEW_REPORTS,
            A.ENTER_FIGURES,
            A.IMPORT_FIGURES,
            A.VIEW_REGISTERS,
            A.KEEP_REGISTERS,
        }
    ),
    Role.CLERK: frozenset({A.VIEW_REGISTERS, A.KEEP_REGISTERS}),
    Role.REVIEWER: frozenset(
        {
            A.VIEW_PROGRESS,
            A.VIEW_SUBMITTED,
            A.VIEW_REPORTS,
            A.REVIEW,
            A.CLOSE_MONTHS,
            A.SET_TARGETS,
            A.IMPORT_FIGURES,
            A.VIEW_REGISTERS,
        }
    ),
    Role.LEADER: frozenset({A.VIEW_PROGRESS, A.VIEW_REPORTS, A.VIEW_REGISTERS}),
    Role.ADMINISTRATOR: frozenset(Action) - {A.ENTER_FIGURES, A.REVIEW, A.KEEP_REGISTERS},
    Role.AUDITOR: frozenset({A.VIEW_PROGRESS, A.VIEW_SUBMITTED, A.VIEW_REPORTS, A.VIEW_REGISTERS, A.VIEW_EVERYTHING}),
}

# The states in which a role may read a report: a reviewer reads what was submitted, a leader what was approved.
READABLE = {
    Role.REPORTER: tuple(State),
    Role.CLERK: (),
    Role.REVIEWER: (State.SUBMITTED, State.RETURNED, State.APPROVED),
    Role.LEADER: (State.APPROVED,),
    Role.ADMINISTRATOR: tuple(State),
    Role.AUDITOR: tuple(State),
}

NOTHING = Q(pk__in=[])
EVERYTHING = ~NOTHING


@dataclass(frozen=True)
class Grant:
    """A membership in the form in which it is checked: a role at a unit, on these chapters (all, if empty)."""

    role: Role
    unit: ReportingUnit
    chapters: frozenset[str]

    def allows(self, action: Action) -> bool:
        return action in MAY[self.role]

    def covers(self, unit: ReportingUnit | None = None, app: str | None = None, *, whole: bool = False) -> bool:
        """Whether the grant extends to the unit and the chapter, where given; with `whole`, to all units below it."""
        covers_chapter = app is None or not self.chapters or app in self.chapters
        return covers_chapter and (unit is None or self._covers_unit(unit, whole=whole))

    def _covers_unit(self, unit: ReportingUnit, *, whole: bool) -> bool:
        if whole and unit.is_city and not self.covers_city:
            return False
        if any(unit.path.startswith(left.path) for left in self.unit.predecessors if left.keeps_papers):
            return True
        if self.role != Role.REPORTER:
            return unit.path.startswith(self.unit.path)
        return unit.pk == self.unit.pk or (
            unit.district_path == self.unit.path and unit.path.startswith(self.unit.path)
        )

    @property
    def covers_city(self) -> bool:
        """Whether the grant extends to the whole city; that of a reporter of the city level does not."""
        return self.unit.is_city and self.role != Role.REPORTER

    def units(self) -> QuerySet:
        """The units to which the grant extends; for a reporter, the unit with its streets and communities.

        What a unit that ended has left extends every role at the unit that keeps its papers.
        """
        units = ReportingUnit.objects
        covered = units.own_area(self.unit) if self.role == Role.REPORTER else units.under(self.unit)
        return covered | units.left_to(self.unit) if self.unit.taken_over else covered

    def where(self, unit: str, chapter: str) -> Q:
        """The condition on rows to which the grant extends.

        `unit` and `chapter` are lookup paths from a row to its unit and to the app of its chapter; an empty path is not
        checked.
        """
        conditions: dict[str, QuerySet | list[str]] = {}
        # Every unit lies below the city, and comparing the unit of each row would double the time of the query.
        if unit and not self.covers_city:
            conditions[f"{unit}__in"] = self.units()
        if chapter and self.chapters:
            conditions[f"{chapter}__in"] = sorted(self.chapters)
        return Q(**conditions) if conditions else EVERYTHING


class Access:
    """What one user may do; the memberships are read once per request."""

    def __init__(self, user):
        self.user = user
        # Read in one query with the memberships; None for a user without any.
        self.portal_state: PortalState | None = None

    @cached_property
    def grants(self) -> list[Grant]:
        """The user's memberships in active units; a superuser is an administrator of the whole city besides."""
        if not self.user.is_authenticated or not self.user.is_active:
            return []
        memberships = list(Membership.objects.in_force(self.user).with_portal_state())
        if memberships:
            self.portal_state = PortalState(pk=PortalState.ONLY, demonstration=bool(memberships[0].demonstration))
        grants = [Grant(Role(m.role), m.unit, frozenset(m.chapters)) for m in memberships]
        if self.user.is_superuser:
            roots = ReportingUnit.objects.filter(parent__isnull=True)
            grants += [Grant(Role.ADMINISTRATOR, root, frozenset()) for root in roots]
        return grants

    def grants_for(self, action: Action, unit: ReportingUnit | None = None, app: str | None = None) -> list[Grant]:
        """The grants that allow the action, at the unit and on the chapter where they are given."""
        return [grant for grant in self.grants if grant.allows(action) and grant.covers(unit, app)]

    def may(
        self, action: Action, unit: ReportingUnit | None = None, app: str | None = None, *, whole: bool = False
    ) -> bool:
        """Whether the user may take the action, at the unit and on the chapter where they are given.

        With `whole`, the unit stands for itself and all units below it.
        """
        return any(grant.allows(action) and grant.covers(unit, app, whole=whole) for grant in self.grants)

    def require(self, action: Action, unit: ReportingUnit | None = None, app: str | None = None) -> None:
        """Raise Http404 outside the user's units and chapters, or PermissionDenied if the action needs another role."""
        if self.may(action, unit, app):
            return
        raise PermissionDenied if any(grant.covers(unit, app) for grant in self.grants) else Http404

    def everywhere(self, action: Action) -> bool:
        """Whether the user may take the action for the whole city and on all chapters."""
        return any(grant.covers_city and not grant.chapters for grant in self.grants_for(action))

    def where(self, action: Action, *, unit: str = "", chapter: str = "", app: str | None = None) -> Q:
        """The condition on rows on which the user may take the action.

        `unit` and `chapter` are lookup paths from a row to its unit and to the app of its chapter. `app` is the chapter
        of all rows where the rows themselves do not name one.
        """
        return _any(grant.where(unit, chapter) for grant in self.grants_for(action, app=app))

    def units(self, action: Action, app: str | None = None) -> QuerySet:
        """The units at which the user may take the action on the chapter, or on any chapter where none is given."""
        return reduce(or_, (grant.units() for grant in self.grants_for(action, app=app)), ReportingUnit.objects.none())

    def reports(self, action: Action = Action.VIEW_REPORTS, prefix: str = "") -> Q:
        """The condition on monthly reports on which the user may take the action and which the user may read.

        `prefix` is the lookup path from a row to its report, such as "report__".
        """
        return _any(
            grant.where(f"{prefix}unit", f"{prefix}chapter__app") & Q(**{f"{prefix}state__in": READABLE[grant.role]})
            for grant in self.grants_for(action)
        )

    def readable_states(self, unit: ReportingUnit, app: str) -> frozenset[str]:
        """The states in which the user may read the unit's reports on the chapter, the same as in `reports`."""
        return frozenset(
            state for grant in self.grants_for(Action.VIEW_REPORTS, unit, app) for state in READABLE[grant.role]
        )

    def reads(self, unit: ReportingUnit, app: str, state: str) -> bool:
        """Whether the user may read a report of the unit on the chapter that is in this state."""
        return state in self.readable_states(unit, app)

    def sees_whole(self, unit: ReportingUnit) -> bool:
        """Whether the user may see the unit with all units below it; a reporter of the city level may not."""
        return self.may(Action.VIEW_PROGRESS, unit, whole=True)

    def bases(self, unit: ReportingUnit, covers: Covers) -> list[Basis]:
        """The bases on which the user may read totals of this part of the unit's area; the first is the default."""
        both = self.may(Action.VIEW_SUBMITTED, unit, whole=covers == Covers.WHOLE)
        return list(Basis) if both else [Basis.APPROVED]

    @cached_property
    def home_unit(self) -> ReportingUnit | None:
        """The unit whose progress the user sees first: the one highest in the tree; None without any."""
        units = sorted((grant.unit for grant in self.grants_for(Action.VIEW_PROGRESS)), key=lambda u: len(u.path))
        return units[0] if units else None

    def widest_covers(self, unit: ReportingUnit) -> Covers:
        """The unit with all below it where the user may see that, otherwise its own part."""
        return Covers.WHOLE if self.sees_whole(unit) else Covers.OWN


def _any(rules: Iterable[Q]) -> Q:
    """The condition that any of these conditions holds; without any, one that never holds."""
    return reduce(or_, rules, NOTHING)


def of(user) -> Access:
    """The user's access, kept on the user object and so for one request."""
    if not hasattr(user, "_bureau_access"):
        user._bureau_access = Access(user)
    return user._bureau_access
