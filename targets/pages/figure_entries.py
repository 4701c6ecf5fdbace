"""The rows behind a figure of a report: as they were frozen at submission, with what became of them since."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from django.core.paginator import Page, Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from targets import access
from targets.access import Action
from targets.models import Indicator, MonthlyReport, RegisterCount
from targets.models.entries import Entry
from targets.pages.phrases import month_text
from targets.pages.register_cells import moved_text
from targets.pages.register_rows import Column, columns_of, url_of
from targets.pages.report_lines import cell_text
from targets.pages.report_view import url_of as report_url
from targets.registers.counting import Counted, count, entries_behind
from targets.registers.registry import registry
from targets.reports.sheets import BLANK, Cell

ROWS_PER_PAGE = 50


@dataclass(frozen=True, slots=True)
class Row:
    """An entry; `mark` says what became of it since, `url` is empty where the reader may not open it."""

    first: str
    url: str
    cells: list[SafeString]
    mark: str
    entry: Entry


class FigureEntries:
    """The page. Raises Http404 for an indicator that no register counts."""

    def __init__(self, report: MonthlyReport, code: str, user, query):
        self.report, self.query = report, query
        self.rights = access.of(user)
        self.rights.require(Action.VIEW_REGISTERS, report.unit, report.chapter.app)
        self.indicator = get_object_or_404(Indicator, task__chapter=report.chapter_id, code=code)
        found = registry.answering(code)
        if found is None:
            raise Http404
        self.register, self.figure = found

    # ---- What is counted ----------------------------------------------------------------------------------

    @cached_property
    def frozen(self) -> RegisterCount | None:
        """The count of the last submission, while the report is not open for work."""
        if self.report.pk is None or self.report.is_open:
            return None
        counts = RegisterCount.objects.filter(submission__report=self.report, indicator=self.indicator)
        return counts.order_by("-submission__number").first()

    @cached_property
    def versions(self) -> dict[int, int]:
        """The frozen entries by their keys, with the version that was counted."""
        return dict(self.frozen.entries.values_list("entry", "version")) if self.frozen else {}

    @cached_property
    def counted_now(self) -> dict[int, int]:
        place = (self.register, self.figure, self.report.unit, self.report.period)
        behind = entries_behind(*place, city_wide=self.indicator.is_city_wide)
        return dict(behind.order_by().values_list("pk", "version"))

    @cached_property
    def keys(self) -> list[int]:
        """What was counted, and what would be counted now."""
        return sorted({*self.versions, *self.counted_now})

    def mark_of(self, key: int) -> str:
        """What became of an entry since the report was handed in; empty for nothing."""
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
    def rows(self) -> list[Row]:
        return self.rows_of(self.page.object_list)

    def rows_of(self, keys) -> list[Row]:
        """The entries of these keys as rows, in the order of their days."""
        model = self.register.model
        related = [name for name in self.register.columns if model._meta.get_field(name).is_relation]
        found = model.objects.filter(pk__in=list(keys)).select_related("unit", *related)
        return [self._row(entry) for entry in found.order_by(model.day_field, "pk")]

    def _row(self, entry: Entry) -> Row:
        first, *others = self.columns
        readable = self.rights.may(Action.VIEW_REGISTERS, entry.unit, self.register.app)
        url = url_of(self.register, "entry", entry.pk) if readable else ""
        return Row(first.text(entry), url, [other.cell(entry) for other in others], self.mark_of(entry.pk), entry)

    @cached_property
    def columns(self) -> list[Column]:
        return columns_of(self.register)

    @cached_property
    def now(self) -> Counted | None:
        counts = count({self.register: [self.figure]}, [self.report.period])
        place = (self.register, self.report.unit, self.report.period, self.figure)
        return counts.of(*place, city_wide=self.indicator.is_city_wide)

    @property
    def facts(self) -> list[tuple[str, str]]:
        """Figure, count at submission, count now."""
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
        return f"{self.report.unit.filing_name} · {month_text(self.report.period)} · {self.register.title}"

    @property
    def crumbs(self) -> list[dict]:
        parts = (self.report.unit.filing_name, self.report.chapter.short_title, month_text(self.report.period))
        return [
            {"label": " · ".join(map(str, parts)), "url": report_url(self.report)},
            {"label": _("Rows behind %(code)s") % {"code": self.indicator.code}},
        ]
