"""A portal full of figures, the same ones at every run: units, plans of several years, reports.

Every unit reports every indicator every month. Some reports are drafts, some are only submitted, some
approved ones are open for correction, and some cells are blank or not applicable: no short cut that
forgets one of these gives the right totals.
"""

import re
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice
from pathlib import Path
from secrets import token_urlsafe
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.db import connection, transaction

from targets import demonstration
from targets.models import (
    Chapter,
    Covers,
    Figure,
    Indicator,
    Membership,
    Milestone,
    MilestoneProgress,
    MilestoneState,
    MonthlyReport,
    ReportingUnit,
    Role,
    State,
    Target,
    WorkPlan,
)
from targets.periods import Month
from targets.site import loading

FIXTURES = Path(settings.BASE_DIR) / "fixtures"
LAST_YEAR = 2007
# The demonstration has a leader of this name as well.
READER = "leader"
BATCH = 5000


@dataclass(frozen=True)
class Scale:
    """How many units report, and for how many years up to 2007.

    `filed`: whether they have filed the reports made here; `demonstration`: whether the portal's own demonstration is
    loaded, with its accounts, reports and registers.
    """

    name: str
    units: int
    years: int
    filed: bool = True
    demonstration: bool = False


SCALES = {
    scale.name: scale
    for scale in (
        Scale("city", 9, 1),
        Scale("province", 130, 5),
        Scale("import", 131, 1, filed=False),
        Scale("registers", 9, 1, filed=False, demonstration=True),
        Scale("writes", 9, 1),
    )
}


def fill(scale: Scale) -> None:
    """Make the tables and everything in them; half a minute for a province."""
    call_command("migrate", verbosity=0)
    with transaction.atomic():
        loading.load_units(FIXTURES / "units.toml")
        _add_units(scale.units)
        units = list(ReportingUnit.objects.all())
        for year in range(LAST_YEAR - scale.years + 1, LAST_YEAR + 1):
            data = YearOfData(_load_plan(year), units)
            if scale.filed:
                data.fill()
        if scale.demonstration:
            demonstration.load(token_urlsafe())
        else:
            _add_reader(units[0])
    count_rows()


def count_rows() -> None:
    """PostgreSQL's planner counts its rows now, and not while something is measured."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


def _add_units(wanted: int) -> None:
    """More districts below the city, as many as are wanting."""
    root = ReportingUnit.objects.get(parent__isnull=True)
    codes = [f"2306{number:02d}" for number in range(wanted - ReportingUnit.objects.count())]
    ReportingUnit.objects.bulk_create(
        ReportingUnit(
            code=code,
            name_zh_hans=code,
            short_name_zh_hans=code,
            parent=root,
            path=f"{root.path}{code}/",
            district_path=f"{root.path}{code}/",
            order=1000,
        )
        for code in codes
    )


def _load_plan(year: int) -> WorkPlan:
    """The plan of 2007 with every date moved to another year, by the portal's own loader."""
    with tempfile.TemporaryDirectory() as folder:
        for path in (FIXTURES / "plans" / str(LAST_YEAR)).glob("*.toml"):
            text = path.read_text(encoding="utf-8")
            (Path(folder) / path.name).write_text(_moved(text, year - LAST_YEAR), encoding="utf-8")
        loading.load_plan(Path(folder))
    plan: WorkPlan = WorkPlan.objects.get(year=year)
    return plan


def _moved(text: str, years: int) -> str:
    dates = re.compile(r"(?<==)(\s*)(\d{4})(?=-\d\d-\d\d\s*$|\s*$)", re.MULTILINE)
    return dates.sub(lambda found: f"{found[1]}{int(found[2]) + years}", text)


def _add_reader(root: ReportingUnit) -> None:
    user = get_user_model().objects.create(username=READER, first_name="Leader")
    Membership.objects.create(user=user, role=Role.LEADER, unit=root)


def batched(rows: Iterator[Any]) -> Iterator[list[Any]]:
    while batch := list(islice(rows, BATCH)):
        yield batch


def _create(model: Any, rows: Iterator[Any]) -> None:
    for batch in batched(rows):
        model.objects.bulk_create(batch)


def standing_of(unit: int, chapter: int, month: Month) -> tuple[State, bool]:
    """A report's state, and whether it is open for correction: three of sixteen are no plain approved ones."""
    place = (unit + 3 * chapter + month.month) % 16
    kinds = {0: (State.DRAFT, False), 1: (State.SUBMITTED, False), 2: (State.RETURNED, True)}
    return kinds.get(place, (State.APPROVED, False))


def numbers_of(indicator: Indicator, unit: int, month: Month) -> dict[str, Any]:
    """A cell: numbers, not applicable (one of 29), or blank (one of 31)."""
    seed = indicator.order * 7919 + unit * 613 + month.month * 97 + month.year * 31
    if seed % 29 == 0:
        return {"not_applicable": True}
    if seed % 31 == 0:
        return {}
    number = Decimal(seed % 997) + Decimal(seed % 4 if indicator.decimals else 0) / 4
    if indicator.is_ratio:
        return {"numerator": number, "denominator": number + seed % 211 + 1}
    return {"value": number}


class YearOfData:
    """The targets and reports of one plan."""

    def __init__(self, plan: WorkPlan, units: list[ReportingUnit]) -> None:
        self.plan, self.units = plan, units
        self.chapters = list(Chapter.objects.filter(plan=plan))
        self.indicators: dict[int, list[Indicator]] = {chapter.pk: [] for chapter in self.chapters}
        for indicator in Indicator.objects.filter(plan=plan).select_related("task"):
            if indicator.is_entered:
                self.indicators[indicator.task.chapter_id].append(indicator)

    def fill(self) -> None:
        reports: list[MonthlyReport] = []
        for batch in batched(self._reports()):
            reports += MonthlyReport.objects.bulk_create(batch)
        _create(Target, self._targets())
        _create(Figure, (figure for report in reports for figure in self._figures(report)))
        _create(MilestoneProgress, self._milestones(reports))

    def _reports(self) -> Iterator[MonthlyReport]:
        for month in self.plan.months:
            for unit in self.units:
                for chapter in self.chapters:
                    state, correcting = standing_of(unit.pk, chapter.number, month)
                    yield MonthlyReport(
                        unit=unit, chapter=chapter, month=month.first_day, state=state, is_correction=correcting
                    )

    def _figures(self, report: MonthlyReport) -> Iterator[Figure]:
        for indicator in self.indicators[report.chapter.pk]:
            numbers = numbers_of(indicator, report.unit.pk, report.period)
            figure = Figure(report=report, indicator=indicator, **numbers)
            if report.is_correction:
                figure.standing_not_applicable = figure.not_applicable
                figure.standing_value, figure.standing_numerator, figure.standing_denominator = figure.numbers
                figure.value = None if figure.value is None else figure.value + 1
            yield figure

    def _targets(self) -> Iterator[Target]:
        """Every unit's share of each target, a stock's with the number it started from."""
        for city in Target.objects.filter(indicator__plan=self.plan).select_related("indicator"):
            for unit in self.units:
                yield Target(
                    indicator=city.indicator,
                    unit=unit,
                    covers=Covers.OWN if unit.is_city else Covers.WHOLE,
                    deadline=city.deadline,
                    value=round(city.value / len(self.units), 4),
                    baseline=Decimal(unit.pk) if city.indicator.kind == "stock" else None,
                )

    def _milestones(self, reports: list[MonthlyReport]) -> Iterator[MilestoneProgress]:
        """What the city says of each deliverable in every report."""
        root = self.units[0]
        known = list(Milestone.objects.filter(plan=self.plan).select_related("task"))
        for report in reports:
            if report.unit.pk == root.pk:
                for milestone in known:
                    if milestone.task.chapter_id == report.chapter.pk:
                        done = milestone.order % 12 < report.month.month
                        state = MilestoneState.DONE if done else MilestoneState.UNDER_WAY
                        yield MilestoneProgress(report=report, milestone=milestone, state=state, standing_state=state)
