"""Who may do what, where: the one rule. Views, admin, imports, API and templates all ask it.

A membership gives a role at a unit, on some or all chapters. What lies outside one's units and chapters
does not exist for one (404); what lies inside but is not one's to do is forbidden (403).
"""

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property, lru_cache

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet, Subquery
from django.http import Http404

from targets.models import (
    Basis,
    Covers,
    ImportBatch,
    Membership,
    MonthlyReport,
    PortalState,
    ReportingUnit,
    Role,
    State,
    Target,
)


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

# Which states of a report a role may read. A reviewer reads what was handed in, a leader what stands.
READABLE = {
    Role.REPORTER: tuple(State),
    Role.CLERK: (),
    Role.REVIEWER: (State.SUBMITTED, State.RETURNED, State.APPROVED),
    Role.LEADER: (State.APPROVED,),
    Role.ADMINISTRATOR: tuple(State),
    Role.AUDITOR: tuple(State),
}


# A unit's key and path, and whether it counts with its streets alone.
GrantedArea = tuple[int, str, bool]
# Building the queries that every page begins with takes as long as running them: they are kept.
KEPT_QUERIES = 512


@dataclass(frozen=True)
class Grant:
    """One membership, worked out: the units and the chapters (empty: all) that a role covers."""

    role: str
    unit: ReportingUnit
    chapters: frozenset[str]

    def allows(self, action: Action) -> bool:
        return action in MAY[self.role]

    def covers_chapter(self, app: str | None) -> bool:
        return app is None or not self.chapters or app in self.chapters

    def covers_unit(self, unit: ReportingUnit) -> bool:
        if self.role != Role.REPORTER:
            return unit.path.startswith(self.unit.path)
        return unit.pk == self.unit.pk or (
            unit.district_path == self.unit.path and unit.path.startswith(self.unit.path)
        )

    @property
    def area(self) -> GrantedArea:
        return self.unit.pk, self.unit.path, self.role == Role.REPORTER

    def units(self) -> QuerySet:
        """The units covered; a reporter's are the own one and its streets."""
        return _units_of(self.area)

    def reports(self, unit: str = "unit", chapter: str = "chapter__app", state: str = "state") -> Q:
        """The condition on reports, reached from another model by other paths."""
        rule = Q(**{f"{unit}__in": self.units(), f"{state}__in": READABLE[self.role]})
        return rule & Q(**{f"{chapter}__in": self.chapters}) if self.chapters else rule


def _units_of(area: GrantedArea) -> QuerySet:
    key, path, streets_alone = area
    unit = ReportingUnit(pk=key, path=path)
    return ReportingUnit.objects.own_area(unit) if streets_alone else ReportingUnit.objects.under(unit)


@lru_cache(maxsize=KEPT_QUERIES)
def _units(areas: tuple[GrantedArea, ...]) -> QuerySet:
    """The units of several areas together."""
    if len(areas) == 1:
        return _units_of(areas[0])
    rule = Q(pk__in=[])
    for area in areas:
        rule |= Q(pk__in=_units_of(area))
    return ReportingUnit.objects.filter(rule)


@lru_cache(maxsize=KEPT_QUERIES)
def _memberships(user_id: int) -> QuerySet:
    """The roles, and with them the portal's state, which every page shows as well."""
    state = PortalState.objects.filter(pk=PortalState.ONLY)
    roles = Membership.objects.filter(user=user_id, unit__active=True).select_related("unit").order_by("pk")
    return roles.annotate(
        data_version=Subquery(state.values("version")), demonstration=Subquery(state.values("demonstration"))
    )


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
        roles = list(_memberships(self.user.pk).all())
        if roles:
            self.portal_state = PortalState(PortalState.ONLY, roles[0].data_version or 0, bool(roles[0].demonstration))
        given = [Grant(m.role, m.unit, frozenset(m.chapters)) for m in roles]
        return given + (self._of_superuser() if self.user.is_superuser else [])

    def _of_superuser(self) -> list[Grant]:
        return [
            Grant(Role.ADMINISTRATOR, root, frozenset()) for root in ReportingUnit.objects.filter(parent__isnull=True)
        ]

    def having(self, action: Action) -> list[Grant]:
        return [grant for grant in self.grants if grant.allows(action)]

    def may(self, action: Action, unit: ReportingUnit | None = None, app: str | None = None) -> bool:
        """May the user do this, at this unit and to this chapter (where given)?"""
        return any(
            grant.covers_chapter(app) and (unit is None or grant.covers_unit(unit)) for grant in self.having(action)
        )

    def require(self, action: Action, unit: ReportingUnit | None = None, app: str | None = None) -> None:
        """Raise Http404 outside the user's units and chapters, PermissionDenied inside without the right."""
        if self.may(action, unit, app):
            return
        inside = any(grant.covers_chapter(app) and (unit is None or grant.covers_unit(unit)) for grant in self.grants)
        raise PermissionDenied if inside else Http404

    def sees_whole(self, unit: ReportingUnit) -> bool:
        """May the user see the unit together with all below it? A reporter of the city level may not."""
        return any(
            grant.covers_unit(unit) and (grant.role != Role.REPORTER or not unit.is_city)
            for grant in self.having(Action.VIEW_PROGRESS)
        )

    def bases(self) -> list[Basis]:
        """The bases on which the user may read totals, the default first."""
        return list(Basis) if self.may(Action.VIEW_SUBMITTED) else [Basis.APPROVED]

    def units(self, action: Action) -> QuerySet:
        """The units at which the user may do this."""
        return _units(tuple(grant.area for grant in self.having(action))).all()

    def chapters(self, action: Action) -> set[str] | None:
        """The apps of the chapters on which the user may do this; None for all."""
        grants = self.having(action)
        if any(not grant.chapters for grant in grants):
            return None
        return {app for grant in grants for app in grant.chapters}

    def reports(self, action: Action = Action.VIEW_REPORTS, prefix: str = "") -> Q:
        """The condition on the reports that the user may read, or do this to; `prefix` leads to the report."""
        rule = Q(pk__in=[])
        for grant in self.having(action):
            rule |= grant.reports(f"{prefix}unit", f"{prefix}chapter__app", f"{prefix}state")
        return rule

    def reads(self, unit: ReportingUnit, app: str, state: str) -> bool:
        """May the user read this report while it stands so? The same as `reports`, without a query."""
        return any(
            state in READABLE[grant.role] and grant.covers_chapter(app) and grant.covers_unit(unit)
            for grant in self.having(Action.VIEW_REPORTS)
        )

    @cached_property
    def home_unit(self) -> ReportingUnit | None:
        """The unit whose progress the user sees first: the widest."""
        units = sorted((grant.unit for grant in self.having(Action.VIEW_PROGRESS)), key=lambda u: len(u.path))
        return units[0] if units else None

    def covers_of(self, unit: ReportingUnit) -> Covers:
        """Whole where the user may see it, otherwise the unit's own part."""
        return Covers.WHOLE if self.sees_whole(unit) else Covers.OWN


def of(user) -> Access:
    """The user's access, kept on the user object for the length of a request."""
    if not hasattr(user, "_bureau_access"):
        user._bureau_access = Access(user)
    return user._bureau_access


def visible_reports(user, action: Action = Action.VIEW_REPORTS) -> QuerySet:
    """The monthly reports that the user may read, or do the action to."""
    return MonthlyReport.objects.filter(of(user).reports(action))


def visible_targets(user) -> QuerySet:
    """The targets of the units that the user sees; the city's own targets are everybody's to read."""
    units = of(user).units(Action.VIEW_PROGRESS)
    return Target.objects.filter(Q(unit__in=units) | Q(unit__parent__isnull=True, covers=Covers.WHOLE))


def visible_entries(user, model, action: Action = Action.VIEW_REGISTERS) -> QuerySet:
    """The entries of a register that the user may read, or do the action to."""
    rule = Q(pk__in=[])
    for grant in of(user).having(action):
        if not grant.covers_chapter(model._meta.app_label):
            continue
        if grant.unit.is_city and grant.role != Role.REPORTER:
            # Every unit lies below the city: asking each entry for its unit takes as long as all the rest.
            return model.objects.all()
        rule |= Q(unit__in=grant.units())
    return model.objects.filter(rule)


def visible_imports(user) -> QuerySet:
    """The imports that the user may open, with their files.

    One's own; stored ones all of whose reports one may read, unless the file holds more than was imported;
    and every one for who reads every record of the whole bureau.
    """
    rights = of(user)
    if any(grant.unit.is_city and not grant.chapters for grant in rights.having(Action.VIEW_EVERYTHING)):
        return ImportBatch.objects.all()
    unread = MonthlyReport.objects.exclude(rights.reports())
    read = ImportBatch.objects.filter(counts__left_out=False, reports__in=visible_reports(user)).exclude(
        reports__in=unread
    )
    own = Q(by=user) if rights.having(Action.IMPORT_FIGURES) else Q(pk__in=[])
    return ImportBatch.objects.filter(own | Q(pk__in=read.values("pk"), stored_at__isnull=False))
