"""Who may do what, where: the rule itself. Everything that shows or changes something asks `Access`.

A membership gives a role at a unit, on some or all chapters. Several add up, and never multiply: what one allows
at a unit, another allows on a chapter, is allowed by neither for that chapter at that unit. So a unit and a chapter
are asked for together, in one question: `may` of one thing, `where` of rows.

What lies outside one's units and chapters does not exist for one (404); what lies inside but is not one's to do is
forbidden (403).
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
    """What can be done; each is asked with the unit and chapter it is done to, where it has one."""

    VIEW_PROGRESS = "view progress"
    VIEW_SUBMITTED = "view progress with submitted reports"
    VIEW_REPORTS = "view reports"
    ENTER_FIGURES = "enter and submit figures"
    IMPORT_FIGURES = "import figures from files"
    REVIEW = "send back and approve"
    REOPEN = "reopen an approved report"
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
            A.SET_TARGETS,
            A.IMPORT_FIGURES,
            A.VIEW_REGISTERS,
        }
    ),
    Role.LEADER: frozenset({A.VIEW_PROGRESS, A.VIEW_REPORTS, A.VIEW_REGISTERS}),
    Role.ADMINISTRATOR: frozenset(Action) - {A.ENTER_FIGURES, A.REVIEW, A.KEEP_REGISTERS},
    Role.AUDITOR: frozenset({A.VIEW_PROGRESS, A.VIEW_SUBMITTED, A.VIEW_REPORTS, A.VIEW_REGISTERS, A.VIEW_EVERYTHING}),
}

# Which states of a report a role may read. A reviewer reads what was submitted, a leader what stands.
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
    """One membership, worked out: the units and the chapters (empty: all) that a role covers."""

    role: Role
    unit: ReportingUnit
    chapters: frozenset[str]

    def allows(self, action: Action) -> bool:
        return action in MAY[self.role]

    def covers(self, unit: ReportingUnit | None = None, app: str | None = None, *, whole: bool = False) -> bool:
        """Does it cover the chapter at the unit, where `whole` with all below it? What is not named is not asked."""
        of_chapter = app is None or not self.chapters or app in self.chapters
        return of_chapter and (unit is None or self._covers_unit(unit, whole=whole))

    def _covers_unit(self, unit: ReportingUnit, *, whole: bool) -> bool:
        if whole and unit.is_city and not self.covers_city:
            return False
        if self.role != Role.REPORTER:
            return unit.path.startswith(self.unit.path)
        return unit.pk == self.unit.pk or (
            unit.district_path == self.unit.path and unit.path.startswith(self.unit.path)
        )

    @property
    def covers_city(self) -> bool:
        """Does it cover the city with every unit below it? A reporter's of the city level does not."""
        return self.unit.is_city and self.role != Role.REPORTER

    def units(self) -> QuerySet:
        """The units covered; a reporter's are the own one and its streets."""
        units = ReportingUnit.objects
        return units.own_area(self.unit) if self.role == Role.REPORTER else units.under(self.unit)

    def where(self, unit: str, chapter: str) -> Q:
        """The condition on rows whose unit and whose chapter's app these paths lead to; an empty path asks nothing."""
        asked: dict[str, QuerySet | list[str]] = {}
        # Every unit lies below the city: asking each row for its unit takes as long as all the rest.
        if unit and not self.covers_city:
            asked[f"{unit}__in"] = self.units()
        if chapter and self.chapters:
            asked[f"{chapter}__in"] = sorted(self.chapters)
        return Q(**asked) if asked else EVERYTHING


class Access:
    """What one user may do; read once a request."""

    def __init__(self, user):
        self.user = user
        # Read together with the roles; None where there are none.
        self.portal_state: PortalState | None = None

    @cached_property
    def grants(self) -> list[Grant]:
        if not self.user.is_authenticated or not self.user.is_active:
            return []
        roles = list(Membership.objects.in_force(self.user).with_portal_state())
        if roles:
            self.portal_state = PortalState(pk=PortalState.ONLY, demonstration=bool(roles[0].demonstration))
        given = [Grant(Role(m.role), m.unit, frozenset(m.chapters)) for m in roles]
        return given + (self._of_superuser() if self.user.is_superuser else [])

    def _of_superuser(self) -> list[Grant]:
        return [
            Grant(Role.ADMINISTRATOR, root, frozenset()) for root in ReportingUnit.objects.filter(parent__isnull=True)
        ]

    def having(self, action: Action, unit: ReportingUnit | None = None, app: str | None = None) -> list[Grant]:
        """The memberships that allow this, at this unit and on this chapter (where given)."""
        return [grant for grant in self.grants if grant.allows(action) and grant.covers(unit, app)]

    def may(
        self, action: Action, unit: ReportingUnit | None = None, app: str | None = None, *, whole: bool = False
    ) -> bool:
        """May the user do this, at this unit and to this chapter (where given), where `whole` to all below the unit?"""
        return any(grant.allows(action) and grant.covers(unit, app, whole=whole) for grant in self.grants)

    def require(self, action: Action, unit: ReportingUnit | None = None, app: str | None = None) -> None:
        """Raise Http404 outside the user's units and chapters, PermissionDenied inside without the right."""
        if self.may(action, unit, app):
            return
        raise PermissionDenied if any(grant.covers(unit, app) for grant in self.grants) else Http404

    def everywhere(self, action: Action) -> bool:
        """May the user do this in the whole bureau: for the city with all below it, on all chapters?"""
        return any(grant.covers_city and not grant.chapters for grant in self.having(action))

    def where(self, action: Action, *, unit: str = "", chapter: str = "", app: str | None = None) -> Q:
        """The condition on rows to which the user may do this.

        `unit` and `chapter` are the paths from a row to its unit and to its chapter's app; `app` is the chapter of
        all rows where they name none.
        """
        return _any(grant.where(unit, chapter) for grant in self.having(action, app=app))

    def units(self, action: Action, app: str | None = None) -> QuerySet:
        """The units at which the user may do this to the chapter; to any one of the chapters where none is given."""
        return reduce(or_, (grant.units() for grant in self.having(action, app=app)), ReportingUnit.objects.none())

    def reports(self, action: Action = Action.VIEW_REPORTS, prefix: str = "") -> Q:
        """The condition on the reports that the user may read, or do this to; `prefix` leads to the report."""
        return _any(
            grant.where(f"{prefix}unit", f"{prefix}chapter__app") & Q(**{f"{prefix}state__in": READABLE[grant.role]})
            for grant in self.having(action)
        )

    def states_read(self, unit: ReportingUnit, app: str) -> frozenset[str]:
        """The states in which the user may read the unit's reports on the chapter; as `reports`, without a query."""
        return frozenset(
            state for grant in self.having(Action.VIEW_REPORTS, unit, app) for state in READABLE[grant.role]
        )

    def reads(self, unit: ReportingUnit, app: str, state: str) -> bool:
        """May the user read this report while it stands so?"""
        return state in self.states_read(unit, app)

    def sees_whole(self, unit: ReportingUnit) -> bool:
        """May the user see the unit together with all below it? A reporter of the city level may not."""
        return self.may(Action.VIEW_PROGRESS, unit, whole=True)

    def bases(self, unit: ReportingUnit, covers: Covers) -> list[Basis]:
        """The bases on which the user may read the totals of the unit, whole or its own part; the default first."""
        both = self.may(Action.VIEW_SUBMITTED, unit, whole=covers == Covers.WHOLE)
        return list(Basis) if both else [Basis.APPROVED]

    @cached_property
    def home_unit(self) -> ReportingUnit | None:
        """The unit whose progress the user sees first: the widest."""
        units = sorted((grant.unit for grant in self.having(Action.VIEW_PROGRESS)), key=lambda u: len(u.path))
        return units[0] if units else None

    def covers_of(self, unit: ReportingUnit) -> Covers:
        """Whole where the user may see it, otherwise the unit's own part."""
        return Covers.WHOLE if self.sees_whole(unit) else Covers.OWN


def _any(rules: Iterable[Q]) -> Q:
    """What any of the conditions lets through; nothing without one."""
    return reduce(or_, rules, NOTHING)


def of(user) -> Access:
    """The user's access, kept on the user object for the length of a request."""
    if not hasattr(user, "_bureau_access"):
        user._bureau_access = Access(user)
    return user._bureau_access
