"""The page on which files of figures are taken in, and the user's imports so far."""

from __future__ import annotations

from django.urls import reverse

from targets import access
from targets.access import Action
from targets.frame.context import current_plan, plans_of
from targets.frame.sent_forms import TOKEN
from targets.imports.figures import examination
from targets.imports.forms import FiguresUploadForm
from targets.imports.listing import ImportRow, ImportTable, latest
from targets.imports.uploads import Upload
from targets.models import ImportBatch, ReportingUnit, WorkPlan
from targets.periods import Month


def table(user) -> ImportTable:
    """The user's own imports, the newest first."""
    mine = latest(access.visible_imports(user).filter(by=user))
    return ImportTable(ImportRow(batch, reverse("targets:import", args=[batch.pk])) for batch in mine)


def form(request) -> FiguresUploadForm:
    """The empty form, or the one that was sent."""
    sent = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    return FiguresUploadForm(plans_of(request), units(request.user), *sent)


def units(user) -> list[ReportingUnit]:
    """The units whose figures the user may import."""
    mine = access.of(user).units(Action.IMPORT_FIGURES)
    return list(mine.filter(active=True, submits_reports=True).select_related("parent").order_by("order", "code"))


def take_in(request, sent: FiguresUploadForm) -> ImportBatch:
    """Keep the files of a valid form."""
    uploads = [Upload(file.name, file.read()) for file in sent.cleaned_data["files"]]
    plan = _plan(request, sent.chosen_month)
    return examination.receive(
        uploads,
        plan,
        by=request.user,
        unit=sent.chosen_unit,
        month=sent.chosen_month,
        form_token=sent.cleaned_data[TOKEN],
    )


def _plan(request, month: Month | None) -> WorkPlan:
    """The plan of the month that was chosen, otherwise the current one."""
    for plan in plans_of(request):
        if month and plan.starts <= month.first_day <= plan.ends:
            return plan
    return current_plan(request)
