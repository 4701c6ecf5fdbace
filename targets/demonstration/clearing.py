"""Deleting the demonstration: reports, targets, register entries, imports, accounts, and the history of all of them."""

from __future__ import annotations

from contextlib import suppress

from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import ProtectedError, Q
from simple_history.utils import get_history_manager_for_model

from targets.demonstration import accounts
from targets.demonstration.script import read
from targets.demonstration.shares import REASON
from targets.models import (
    CaseStep,
    ChangeAfterClosing,
    Covers,
    Figure,
    ImportBatch,
    ImportedFile,
    Membership,
    MilestoneProgress,
    MonthClosing,
    MonthlyReport,
    PastFigure,
    PersonalDataView,
    ReportingUnit,
    Target,
    TaskNote,
    UnitEnding,
)
from targets.models.closings import ALWAYS
from targets.models.history import without_trace
from targets.registers import registry

PARTS = (Figure, MilestoneProgress, TaskNote)


def clear() -> set[str]:
    """Delete the demonstration; returns the names of its files, to be deleted after the transaction."""
    reports = list(MonthlyReport.objects.filter(is_demo=True).values_list("pk", flat=True))
    files = _evidence(reports) | _clear_imports()
    with without_trace():
        _clear_registers()
        _clear_closings(reports)
        _clear_reports(reports)
        _clear_targets()
        _clear_past_figures()
        _clear_accounts()
    _clear_communities()
    return files


def _clear_registers() -> None:
    """Delete the entries that were invented or typed by demonstration accounts, with their steps and logged views."""
    for register in reversed(list(registry)):
        keys = list(register.model.objects.filter(is_demo=True).values_list("pk", flat=True))
        gone = set(register.model.history.filter(is_demo=True).values_list("id", flat=True))
        register.model.objects.filter(pk__in=keys).delete()
        register.model.history.filter(id__in=gone | set(keys)).delete()
    people = accounts.everybody()
    CaseStep.objects.filter(is_demo=True).delete()
    PersonalDataView.objects.filter(by__in=people).delete()


def _clear_communities() -> None:
    """Delete the invented units, from the lowest level up, except those to which real data belong by now.

    The end of an invented unit is deleted with it, and stays with a unit that stays.
    """
    for code in reversed(read().communities):
        with suppress(ProtectedError), transaction.atomic():
            ReportingUnit.objects.filter(successions__ending__unit__code=code).update(taken_over=[])
            UnitEnding.objects.filter(unit__code=code).delete()
            ReportingUnit.objects.filter(code=code).delete()


def _evidence(reports: list[int]) -> set[str]:
    """The names of the evidence files that these reports have, or had at any time."""
    rows = MilestoneProgress.history.filter(report_id__in=reports).exclude(evidence_file="")
    return set(rows.values_list("evidence_file", flat=True))


def _clear_imports() -> set[str]:
    """Delete the imports of demonstration accounts; returns the names of their files."""
    batches = ImportBatch.objects.filter(by__in=accounts.everybody())
    files = set(ImportedFile.objects.filter(batch__in=batches).values_list("content", flat=True))
    batches.delete()
    return files


def delete_files(names: set[str]) -> None:
    for name in names:
        default_storage.delete(name)


def _clear_reports(reports: list[int]) -> None:
    """Delete the reports and their history."""
    for part in PARTS:
        part.objects.filter(report__in=reports).delete()
    MonthlyReport.objects.filter(pk__in=reports).delete()
    for part in PARTS:
        part.history.filter(report_id__in=reports).delete()
    MonthlyReport.history.filter(id__in=reports).delete()


def _clear_closings(reports: list[int]) -> None:
    """Delete what was stored of months closed over the demonstration, and what changed in its reports since."""
    ChangeAfterClosing.objects.filter(report__in=reports).delete()
    MonthClosing.objects.filter(is_demo=True).delete()


def _clear_targets() -> None:
    """Delete the targets of units that were invented or first entered by a demonstration account, and the baselines."""
    entered = Target.history.filter(history_type="+", history_user__in=accounts.everybody()).values("id")
    shares = Target.objects.shares().filter(Q(is_demo=True) | Q(pk__in=entered))
    keys = list(shares.values_list("pk", flat=True))
    Target.objects.filter(pk__in=keys).delete()
    Target.history.filter(id__in=keys).delete()
    # A baseline that the bureau has replaced since then stays.
    marks = Target.history.filter(history_change_reason=REASON, covers=Covers.WHOLE, is_demo=False)
    for key, baseline in marks.values_list("id", "baseline"):
        for target in Target.objects.filter(pk=key, baseline=baseline):
            target.baseline, target.skip_history_when_saving = None, True
            target.save(from_month=ALWAYS)
    marks.delete()


def _clear_past_figures() -> None:
    """Delete the figures of last year that were invented or first entered by a demonstration account."""
    entered = PastFigure.history.filter(history_type="+", history_user__in=accounts.everybody()).values("id")
    keys = list(PastFigure.objects.filter(Q(is_demo=True) | Q(pk__in=entered)).values_list("pk", flat=True))
    PastFigure.objects.filter(pk__in=keys).delete()
    PastFigure.history.filter(id__in=keys).delete()


def _clear_accounts() -> None:
    people = accounts.everybody()
    names = list(people.values_list("username", flat=True))
    keys = list(people.values_list("pk", flat=True))
    for trace in (AccessAttempt, AccessFailureLog, AccessLog):
        trace.objects.filter(username__in=names).delete()
    people.model.objects.filter(pk__in=keys).delete()
    get_history_manager_for_model(people.model).filter(id__in=keys).delete()
    Membership.history.filter(user_id__in=keys).delete()
