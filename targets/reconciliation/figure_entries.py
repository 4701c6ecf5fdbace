"""The register entries behind a figure: those that were frozen at submission, and what became of them since."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

from django.core.paginator import Page, Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from targets import access
from targets.access import Action
from targets.frame.downloads import Download
from targets.frame.phrases import month_text
from targets.models import Indicator, MonthlyReport, RegisterCount
from targets.models.entries import Entry
from targets.registers.counting import FigureCount, count, entries_behind
from targets.registers.counting_units import CountingUnits
from targets.registers.list_page import ROWS_PER_FILE
from targets.registers.registry import registry
from targets.registers.rows import FieldTable, ListedEntry, url_of
from targets.reports.links import report_url
from targets.reports.register_cells import left_out_text, moved_text
from targets.reports.sheets import BLANK, Cell
from targets.reports.texts import cell_text
from targets.tables import Column

ROWS_PER_PAGE = 50


class CountedEntries(FieldTable):
    """The entries behind a figure, and what became of each since the report was submitted."""

    row_template = "reconciliation/counted_row.html"

    mark = Column(_lazy("Since submission"))


class FigureEntries:
    """The page of the entries behind a figure. Raises Http404 for what no register counts in the month."""

    def __init__(self, report: MonthlyReport, code: str, user, query):
        self.report, self.query = report, query
        self.rights = access.of(user)
        self.rights.require(Action.VIEW_REGISTERS, report.unit, report.chapter.app)
        asked = Indicator.objects.filter(task__chapter=report.chapter_id).during(report.period)
        self.indicator = get_object_or_404(asked, code=code)
        found = registry.answering(code)
        if found is None:
            raise Http404
        self.register, self.figure = found

    # ---- What is counted ----------------------------------------------------------------------------------

    @cached_property
    def frozen(self) -> RegisterCount | None:
        """The count of the last submission; None while the report is open."""
        if self.report.pk is None or self.report.is_open:
            return None
        counts = RegisterCount.objects.filter(submission__report=self.report, indicator=self.indicator)
        return counts.order_by("-submission__number").first()

    @cached_property
    def versions(self) -> dict[int, int]:
        """The version of each frozen entry that was counted, by the entry's primary key."""
        return dict(self.frozen.entries.values_list("entry", "version")) if self.frozen else {}

    @cached_property
    def counted_now(self) -> dict[int, int]:
        """The version of each entry that is counted now, by the entry's primary key."""
        place = (self.register, self.figure, self.report.unit, self.report.period)
        behind = entries_behind(*place, city_wide=self.indicator.is_city_wide, counting_units=self.counting_units)
        return dict(behind.order_by().values_list("pk", "version"))

    @cached_property
    def keys(self) -> list[int]:
        """The primary keys of all entries that were counted then or are counted now."""
        return sorted({*self.versions, *self.counted_now})

    def mark_of(self, key: int) -> str:
        """What became of an entry since the report was submitted; empty where nothing did."""
        if self.frozen is None:
            return ""
        if key not in self.versions:
            return _("added since")
        if key not in self.counted_now:
            return _("no longer counted")
        return _("changed since") if self.counted_now[key] != self.versions[key] else ""

    # ---- What the page shows ------------------------------------------------------------------------------

    @cached_property
    def page(self) -> Page:
        return Paginator(self.keys, ROWS_PER_PAGE).get_page(self.query.get("page"))

    @cached_property
    def table(self) -> CountedEntries:
        """The rows of the page."""
        without = () if self.frozen else ("mark",)
        return self._table(self.page.object_list, title=self.register.title, without=without)

    def download(self) -> Download:
        """The entries as a file."""
        table = self._table(self.keys[:ROWS_PER_FILE], title=self.title)
        captions = [self.place, *(f"{label}: {text}" for label, text in self.facts)]
        return Download([self.title], captions, [table])

    def _table(self, keys: Iterable[int], **more) -> CountedEntries:
        """The entries of these keys, in the order of their days."""
        model, register = self.register.model, self.register
        related = [name for name in register.columns if model._meta.get_field(name).is_relation]
        found = model.objects.filter(pk__in=list(keys)).select_related("unit", *related)
        rows = [self._row(entry) for entry in found.order_by(model.day_field, "pk")]
        return CountedEntries(register, register.columns, rows, **more)

    def _row(self, entry: Entry) -> ListedEntry:
        readable = self.rights.may(Action.VIEW_REGISTERS, entry.unit, self.register.app)
        url = url_of(self.register, "entry", entry.pk) if readable else ""
        return ListedEntry(entry, url, self.mark_of(entry.pk))

    @cached_property
    def counting_units(self) -> CountingUnits:
        """Whose entries count for whose report of the month."""
        return CountingUnits([self.report.period])

    @cached_property
    def left_out(self) -> str:
        """The units whose entries stand in reports of their own."""
        if self.indicator.is_city_wide:
            return ""
        return left_out_text(self.counting_units.left_out(self.report.unit, self.report.period))

    @cached_property
    def now(self) -> FigureCount | None:
        counts = count({self.register: [self.figure]}, [self.report.period], counting_units=self.counting_units)
        place = (self.register, self.report.unit, self.report.period, self.figure)
        return counts.of(*place, city_wide=self.indicator.is_city_wide)

    @property
    def facts(self) -> list[tuple[str, str]]:
        """The figure in the report, the count at submission, and the count now, each with its label."""
        figure = self.report.figures.filter(indicator=self.indicator).first() if self.report.pk else None
        cells = [(_("Figure in the report"), Cell.of(figure) if figure else BLANK)]
        if self.frozen:
            cells.append((_("Register at submission"), Cell(*self.frozen.numbers)))
        cells.append((_("Register now"), Cell(*self.now) if self.now else None))
        return [(label, cell_text(self.indicator, cell)) for label, cell in cells]

    @property
    def sentence(self) -> str:
        return moved_text(Cell(*self.frozen.numbers), Cell(*self.now) if self.now else None) if self.frozen else ""

    @property
    def title(self) -> str:
        return f"{self.indicator.code} {self.indicator.name}"

    @property
    def place(self) -> str:
        return f"{self.report.unit.name_in_reports} · {month_text(self.report.period)} · {self.register.title}"

    @property
    def crumbs(self) -> list[dict]:
        parts = (self.report.unit.name_in_reports, self.report.chapter.short_title, month_text(self.report.period))
        return [
            {"label": " · ".join(map(str, parts)), "url": report_url(self.report)},
            {"label": _("Rows behind %(code)s") % {"code": self.indicator.code}},
        ]
