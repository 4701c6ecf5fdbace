"""The page on which files are taken in, and the user's imports so far."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Prefetch
from django.urls import reverse
from django.utils.translation import gettext as _

from targets import access
from targets.access import Action
from targets.context import current_plan, plans_of
from targets.imports.figures.looking import Upload
from targets.imports.forms import UploadForm
from targets.imports.leftovers import forget_leftovers
from targets.imports.life import receive
from targets.models import ImportBatch, ImportedFile, ReportingUnit, WorkPlan
from targets.pages.report_view import moment_text
from targets.periods import Month
from targets.spreadsheets.findings import Standing

MOST_SHOWN = 50
FILES_NAMED = 3


@dataclass(frozen=True, slots=True)
class Row:
    """An import in the list."""

    batch: ImportBatch
    names: list[str]
    more: int

    @classmethod
    def of(cls, batch: ImportBatch) -> Row:
        names = [file.name for file in batch.files.all()]
        return cls(batch, names[:FILES_NAMED], max(0, len(names) - FILES_NAMED))

    @property
    def url(self) -> str:
        return reverse("targets:import", args=[self.batch.pk])

    @property
    def state(self) -> str:
        return "approved" if self.batch.is_stored else "draft"

    @property
    def state_label(self) -> str:
        return _("stored") if self.batch.is_stored else _("not stored yet")

    @property
    def at(self) -> str:
        return moment_text(self.batch.stored_at or self.batch.created_at)

    @property
    def counts_text(self) -> str:
        return counts_text(self.batch.counts)


def counts_text(counts: dict[str, int]) -> str:
    """What became of the figures: "12 new, 3 changed, 40 the same"."""
    words = {
        Standing.NEW: _("%(count)s new"),
        Standing.CHANGED: _("%(count)s changed"),
        Standing.SAME: _("%(count)s the same"),
    }
    return _(", ").join(text % {"count": counts[key]} for key, text in words.items() if counts.get(key))


def rows(user) -> list[Row]:
    """The user's own imports, the newest first."""
    mine = access.visible_imports(user).filter(by=user)
    files = Prefetch("files", ImportedFile.objects.only("name", "batch_id", "order"))
    return [Row.of(batch) for batch in mine.prefetch_related(files)[:MOST_SHOWN]]


def form(request) -> UploadForm:
    """The empty form, or the one that was sent."""
    sent = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    return UploadForm(plans_of(request), units(request.user), *sent)


def units(user) -> list[ReportingUnit]:
    """The units whose figures the user may import."""
    mine = access.of(user).units(Action.IMPORT_FIGURES)
    return list(mine.filter(active=True, files_reports=True).select_related("parent").order_by("order", "code"))


def take_in(request, sent: UploadForm) -> ImportBatch:
    """Keep the files of a valid form; imports that the user left lying for a week go."""
    forget_leftovers(request.user)
    uploads = [Upload(file.name, file.read()) for file in sent.cleaned_data["files"]]
    unit = next((unit for unit in units(request.user) if unit.code == sent.cleaned_data.get("unit")), None)
    return receive(uploads, _plan(request, sent.chosen_month), by=request.user, unit=unit, month=sent.chosen_month)


def _plan(request, month: Month | None) -> WorkPlan:
    """The plan of the month that was chosen, otherwise the current one."""
    for plan in plans_of(request):
        if month and plan.starts <= month.first_day <= plan.ends:
            return plan
    return current_plan(request)
