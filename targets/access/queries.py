"""The rows that a user may read or act on: the access rule as queries."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from targets.access.rule import Access, Action, of
from targets.models import Covers, ImportBatch, MonthlyReport, PastFigure, Target


def visible_reports(user, action: Action = Action.VIEW_REPORTS) -> QuerySet:
    """The monthly reports on which the user may take the action, by default those that the user may read."""
    return MonthlyReport.objects.filter(of(user).reports(action))


def visible_targets(user) -> QuerySet:
    """The targets of the units whose progress the user sees, and the targets of the whole city, which all may read."""
    rights = of(user)
    seen = rights.where(Action.VIEW_PROGRESS, unit="unit")
    targets = Target.objects.filter(seen | Q(unit__parent__isnull=True, covers=Covers.WHOLE))
    return _of_plans(rights, targets)


def visible_past_figures(user) -> QuerySet:
    """The figures of last year of the units whose progress the user sees, and those of the whole city."""
    rights = of(user)
    seen = rights.where(Action.VIEW_PROGRESS, unit="unit")
    figures = PastFigure.objects.filter(seen | Q(unit__parent__isnull=True, covers=Covers.WHOLE))
    return _of_plans(rights, figures)


def sees_plans_being_made(rights: Access) -> bool:
    """Whether the user sees a plan before it is published: its makers do, and whoever reads every record."""
    return rights.everywhere(Action.MANAGE_PLAN) or rights.everywhere(Action.VIEW_EVERYTHING)


def _of_plans(rights: Access, rows: QuerySet) -> QuerySet:
    """Of the rows with an indicator, those of the plans that the user sees."""
    return rows if sees_plans_being_made(rights) else rows.filter(indicator__plan__published_at__isnull=False)


def visible_entries(user, model, action: Action = Action.VIEW_REGISTERS) -> QuerySet:
    """The entries of a register on which the user may take the action, by default those that the user may read."""
    return model.objects.filter(of(user).where(action, unit="unit", app=model._meta.app_label))


def kept_units(user, register) -> QuerySet:
    """The active units whose entries in the register the user may add and change."""
    return of(user).units(Action.KEEP_REGISTERS, register.app).filter(active=True)


def visible_imports(user) -> QuerySet:
    """The imports of figures that the user may open, together with their files.

    These are the user's own imports, and stored imports if the user may read all their reports and the files contain
    nothing beyond what was imported. A user who may read every record of the whole bureau may open all of them.
    """
    rights, imports = of(user), ImportBatch.objects.of_figures()
    if rights.everywhere(Action.VIEW_EVERYTHING):
        return imports
    unread = MonthlyReport.objects.exclude(rights.reports())
    read = imports.filter(counts__left_out=False, reports__in=visible_reports(user)).exclude(reports__in=unread)
    own = Q(by=user) if rights.may(Action.IMPORT_FIGURES) else Q(pk__in=[])
    return imports.filter(own | Q(pk__in=read.values("pk"), stored_at__isnull=False))
