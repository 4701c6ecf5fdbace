"""The rows that a user may see, or do something to: the rule put as queries."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from targets.access.rule import Action, of
from targets.models import Covers, ImportBatch, MonthlyReport, Target


def visible_reports(user, action: Action = Action.VIEW_REPORTS) -> QuerySet:
    """The monthly reports that the user may read, or do the action to."""
    return MonthlyReport.objects.filter(of(user).reports(action))


def visible_targets(user) -> QuerySet:
    """The targets of the units that the user sees; the city's own targets are everybody's to read."""
    seen = of(user).where(Action.VIEW_PROGRESS, unit="unit")
    return Target.objects.filter(seen | Q(unit__parent__isnull=True, covers=Covers.WHOLE))


def visible_entries(user, model, action: Action = Action.VIEW_REGISTERS) -> QuerySet:
    """The entries of a register that the user may read, or do the action to."""
    return model.objects.filter(of(user).where(action, unit="unit", app=model._meta.app_label))


def kept_units(user, register) -> QuerySet:
    """The active units whose entries of the register the user keeps."""
    return of(user).units(Action.KEEP_REGISTERS, register.app).filter(active=True)


def visible_imports(user) -> QuerySet:
    """The imports of figures that the user may open, with their files.

    One's own; stored ones all of whose reports one may read, unless the file holds more than was imported;
    and every one for who reads every record of the whole bureau.
    """
    rights, imports = of(user), ImportBatch.objects.of_figures()
    if rights.everywhere(Action.VIEW_EVERYTHING):
        return imports
    unread = MonthlyReport.objects.exclude(rights.reports())
    read = imports.filter(counts__left_out=False, reports__in=visible_reports(user)).exclude(reports__in=unread)
    own = Q(by=user) if rights.may(Action.IMPORT_FIGURES) else Q(pk__in=[])
    return imports.filter(own | Q(pk__in=read.values("pk"), stored_at__isnull=False))
