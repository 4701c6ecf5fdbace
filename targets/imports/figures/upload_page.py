"""The page on which files of figures are taken in, and the user's imports so far."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse

from targets import access, clock
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
    plans = plans_of(request)
    return FiguresUploadForm(plans, units(request.user, plans), *sent)


def units(user, plans: Iterable[WorkPlan]) -> list[ReportingUnit]:
    """The units whose figures the user may import; those that ended too, for their months in these plans."""
    mine = access.of(user).units(Action.IMPORT_FIGURES)
    first = min((plan.starts for plan in plans), default=clock.today())
    return list(mine.filter(submits_reports=True).existing_since(first))


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
