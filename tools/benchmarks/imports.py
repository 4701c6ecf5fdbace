"""A year of a province's figures from one consolidated workbook: how fast it is read, and how fast it is stored.

130 units down, 40 indicators × 12 months across. Compared with what the machine can do at best (Django's
bulk_create of the same figures and their history rows) and with what the stock library does (django-import-export
with foreign keys, the unique key, validation and differences).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from io import BytesIO
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

from django.db import transaction
from django.test import override_settings
from import_export import fields, resources, widgets
from openpyxl import Workbook
from python_calamine import CalamineWorkbook
from simple_history.utils import bulk_create_with_history
from tablib import Dataset

from targets.imports import life
from targets.imports.figures.examination import FiguresExamination, receive
from targets.imports.uploads import Upload
from targets.models import Figure, Indicator, MonthlyReport, ReportingUnit, Task, WorkPlan
from targets.periods import Month
from targets.reports import changes
from targets.spreadsheets.reading import read
from tools.benchmarks.data import LAST_YEAR
from tools.benchmarks.timing import Pair, by_turns, seconds_of

INDICATORS = 40
STOCK_ROWS = 400
NAME = "province.xlsx"
YEARS_END = date(LAST_YEAR + 1, 1, 2)
PLACES = {"value": "", "numerator": "/分子", "denominator": "/分母"}


class Imports:
    """One workbook, and the same figures as model instances."""

    def __init__(self) -> None:
        self.plan = WorkPlan.objects.get(year=LAST_YEAR)
        self.units = list(ReportingUnit.objects.filter(parent__isnull=False))
        self.indicators = self._indicators()
        self.months = [Month(LAST_YEAR, number) for number in range(1, 13)]
        self.content = self._workbook()
        self.uploads = [Upload(NAME, self.content)]
        self.figures = len(self.units) * len(self.indicators) * len(self.months)

    def _indicators(self) -> list[Indicator]:
        """The plan's typed indicators that districts report, with more of the kind until they are forty."""
        rows = Indicator.objects.filter(plan=self.plan).exclude(kind="milestones").exclude(reported_by="city")
        task = Task.objects.filter(plan=self.plan)[0]
        for number in range(INDICATORS - rows.count()):
            Indicator.objects.create(
                task=task,
                plan=self.plan,
                code=f"T90-{number + 1}",
                order=900 + number,
                name_zh_hans=f"补充指标{number + 1}",
                kind="flow",
                unit_of_measure_zh_hans="人",
            )
        return list(rows.select_related("task__chapter", "part_of", "not_over"))

    def _workbook(self) -> bytes:
        book = Workbook(write_only=True)
        sheet = book.create_sheet("汇总")
        columns = [(i, part, month) for month in self.months for i in self.indicators for part in _parts(i)]
        sheet.append([f"双鸭山市{LAST_YEAR}年劳动保障工作指标汇总表"])
        sheet.append(["单位", *(f"{month.month}月" for _i, _part, month in columns)])
        sheet.append(["", *(f"{i.code}{PLACES[part]}" for i, part, _month in columns)])
        sheet.append(["", *("本月" for _column in columns)])
        for unit in self.units:
            sheet.append([unit.code, *(float(_number(unit, *column)) for column in columns)])
        buffer = BytesIO()
        book.save(buffer)
        return buffer.getvalue()

    # ---- reading ------------------------------------------------------------------------------------------

    def read_by_portal(self) -> None:
        read(NAME, self.content)

    def read_by_calamine(self) -> None:
        book = CalamineWorkbook.from_filelike(BytesIO(self.content))
        for name in book.sheet_names:
            book.get_sheet_by_name(name).to_python(skip_empty_area=False)

    def reading(self) -> Pair:
        return by_turns(self.read_by_portal, self.read_by_calamine, rounds=5, turns=3)

    # ---- storing ------------------------------------------------------------------------------------------

    def stored_by_portal(self) -> None:
        """From the file to stored figures: kept, read, understood, checked, compared, stored with history."""
        with thrown_away(), override_settings(TODAY=YEARS_END):
            batch = receive(self.uploads, self.plan, by=None)
            findings = life.store(batch, FiguresExamination.of)
            if findings.counts["new"] != self.figures:
                raise AssertionError(findings.counts)

    def stored_in_bulk(self) -> None:
        """The same figures and their history rows, their reports being there."""
        with thrown_away():
            reports = self._reports()
            figures = list(self._figures(reports))
            begun = perf_counter()
            bulk_create_with_history(figures, Figure, batch_size=changes.CHUNK)
            self.bulk_seconds = perf_counter() - begun

    def storing(self) -> tuple[Pair, float]:
        """Portal against bulk_create, by turns; and the portal's figures a second."""
        found = []
        for _round in range(2):
            self.stored_in_bulk()
            found.append((seconds_of(self.stored_by_portal), self.bulk_seconds))
        ours, theirs = (min(pair[side] for pair in found) for side in range(2))
        return Pair((ours, theirs), ours / theirs), self.figures / ours

    def _reports(self) -> dict[changes.Key, MonthlyReport]:
        chapters = {indicator.task.chapter_id for indicator in self.indicators}
        keys = [(u.pk, c, m.first_day) for u in self.units for c in chapters for m in self.months]
        return changes.begin_reports(keys, by=None)

    def _figures(self, reports: dict[changes.Key, MonthlyReport]) -> Iterator[Figure]:
        for unit in self.units:
            for month in self.months:
                for indicator in self.indicators:
                    report = reports[unit.pk, indicator.task.chapter_id, month.first_day]
                    numbers = {part: _number(unit, indicator, part, month) for part in _parts(indicator)}
                    yield Figure(report=report, indicator=indicator, **numbers)

    # ---- the stock library --------------------------------------------------------------------------------

    def stock_rate(self) -> float:
        """Rows a second by django-import-export as it comes, on the same table with the same checks."""
        with thrown_away():
            figures = list(self._figures(self._reports()))[:STOCK_ROWS]
            rows = Dataset(headers=["unit", "month", "indicator", "value", "numerator", "denominator"])
            for figure in figures:
                report = figure.report
                rows.append([report.unit.code, report.month, figure.indicator.code, *figure.numbers])
            begun = perf_counter()
            result = StockFigures().import_data(rows, dry_run=False, raise_errors=True)
            seconds = perf_counter() - begun
            if result.totals["new"] != STOCK_ROWS:
                raise AssertionError(result.totals)
        return STOCK_ROWS / seconds


class ReportWidget(widgets.ForeignKeyWidget):
    """Finds a row's report by what a workbook says: unit, month, and the chapter of its indicator."""

    def clean(self, value: str, row: Any = None, **kwargs: Any) -> MonthlyReport:
        report: MonthlyReport = MonthlyReport.objects.get(
            unit__code=value, month=row["month"], chapter__tasks__indicators__code=row["indicator"]
        )
        return report


class StockFigures(resources.ModelResource):
    """The figures' table as the library's own documentation would have it."""

    report = fields.Field("report", "unit", ReportWidget(MonthlyReport))
    indicator = fields.Field("indicator", "indicator", widgets.ForeignKeyWidget(Indicator, "code"))

    class Meta:
        model = Figure
        fields = ("report", "indicator", "value", "numerator", "denominator")
        import_id_fields = ("report", "indicator")
        clean_model_instances = True


@contextmanager
def thrown_away() -> Iterator[None]:
    """A transaction whose work is taken back at its end; the files that it keeps go with it."""
    with TemporaryDirectory() as folder, override_settings(MEDIA_ROOT=folder), transaction.atomic():
        yield
        transaction.set_rollback(True)


def _parts(indicator: Indicator) -> tuple[str, ...]:
    return ("numerator", "denominator") if indicator.is_ratio else ("value",)


def _number(unit: ReportingUnit, indicator: Indicator, part: str, month: Month) -> Decimal:
    """Whole and plausible: parts below their wholes, no jumps from month to month."""
    seed = (unit.pk * 613 + indicator.order * 7919 + month.month * 97) % 20
    if part == "denominator":
        return Decimal(1000 + seed)
    if part == "numerator":
        return Decimal(900 + seed)
    return Decimal(10 + seed if indicator.part_of or indicator.not_over else 200 + seed)
