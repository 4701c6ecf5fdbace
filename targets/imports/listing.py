"""The list of a user's imports, and in words how many of their cells or rows were new, changed or refused."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Prefetch
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from targets.frame.looks import Look, looks_of
from targets.frame.phrases import moment_text
from targets.imports.findings import Effect
from targets.models import ImportBatch, ImportedFile
from targets.models.imports import ImportQuerySet
from targets.tables import ActionColumn, Column, DrawnColumn, Table

EFFECTS = looks_of(
    Effect,
    {
        Effect.NEW: Look(gettext_lazy("new"), icon="submitted", colour="new"),
        Effect.CHANGED: Look(gettext_lazy("changed"), icon="draft", colour="changed"),
        Effect.SAME: Look(gettext_lazy("the same"), icon="met", colour="same"),
        Effect.REFUSED: Look(gettext_lazy("refused"), icon="error", colour="refused"),
    },
)
MOST_SHOWN = 50
FILES_NAMED = 3


@dataclass(frozen=True, slots=True)
class ImportRow:
    """An import in the list; `url` is its page's address."""

    batch: ImportBatch
    url: str

    @property
    def names(self) -> list[str]:
        return [file.name for file in self.batch.files.all()][:FILES_NAMED]

    @property
    def more(self) -> int:
        return max(0, len(self.batch.files.all()) - FILES_NAMED)

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


class ImportTable(Table):
    """The user's imports, to go on with or to look at."""

    title = gettext_lazy("My imports")
    row_template = "imports/figures/import_row.html"

    names = DrawnColumn(gettext_lazy("Files"))
    state_label = Column(gettext_lazy("State"))
    counts_text = Column(gettext_lazy("Figures"))
    at = Column(gettext_lazy("When"))
    actions = ActionColumn(gettext_lazy("Open"))


class EntriesImportTable(Table):
    """The user's imports into a register."""

    title = gettext_lazy("My imports")
    row_template = "imports/entries/import_row.html"

    names = DrawnColumn(gettext_lazy("File"))
    state_label = Column(gettext_lazy("State"))
    counts_text = Column(gettext_lazy("Entries"))
    at = Column(gettext_lazy("When"))


def latest(batches: ImportQuerySet) -> list[ImportBatch]:
    """The newest of these imports with the names of their files, as many as a list shows."""
    files = Prefetch("files", ImportedFile.objects.only("name", "batch_id", "order"))
    return list(batches.prefetch_related(files)[:MOST_SHOWN])


def counts_text(counts: Mapping[str, int]) -> str:
    """What became of the figures: "12 new, 3 changed, 40 the same, 2 refused"."""
    words = {
        Effect.NEW: _("%(count)s new"),
        Effect.CHANGED: _("%(count)s changed"),
        Effect.SAME: _("%(count)s the same"),
        Effect.REFUSED: _("%(count)s refused"),
    }
    return _(", ").join(text % {"count": counts[key]} for key, text in words.items() if counts.get(key))
