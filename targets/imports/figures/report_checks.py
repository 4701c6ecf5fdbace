"""The checks of reports, run before anything is stored: what would have to be corrected or explained to submit."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from targets.arithmetic import Kind
from targets.formatting import number_text
from targets.imports.figures.findings import ProposedFigure
from targets.imports.figures.proposals import ImportPlan, StoredFigures
from targets.imports.findings import Effect
from targets.models import Basis, Covers, Indicator, ReportingUnit, Target, TargetInForce
from targets.models.targets import in_force
from targets.periods import MONTHS_IN_YEAR, Month
from targets.progress.rollup import left_to
from targets.progress.standings import pick
from targets.reports import checks
from targets.reports.sheets import BLANK, Cell, Line
from targets.spreadsheets.remarks import Place, Remark, Weight

# A figure so far from its target was perhaps typed in another unit of measure (万人 for 人, 元 for 万元).
FAR = Decimal(100)
# Left out: where these find something the cell is refused already, or nothing depends on it.
LEFT_OUT = (checks.not_negative, checks.whole_where_counted, checks.worth_a_look)
RULES = tuple(rule for rule in checks.RULES if rule not in LEFT_OUT)


@dataclass(slots=True)
class ProposedLine(Line):
    """A report's line as it would stand; `before` is in the order of the calendar."""

    proposed: Cell = BLANK

    @property
    def cell(self) -> Cell:
        return self.proposed

    def earlier(self, name: str) -> list[Decimal]:
        """The numbers of the months before, which are in order already."""
        numbers = (getattr(cell, name) for cell in self.before.values())
        return [number for number in numbers if number is not None]


def report_check_remarks(proposals: Iterable[ProposedFigure], stored: StoredFigures, plan: ImportPlan) -> list[Remark]:
    """What the rules of `targets.reports.checks` say of new and changed figures, at their cells."""
    wanted = [p for p in proposals if p.effect in (Effect.NEW, Effect.CHANGED)]
    cells = _as_they_would_stand(wanted, stored)
    targets = _targets(wanted, plan)
    sheets: dict[tuple[str, Month], list[ProposedFigure]] = defaultdict(list)
    for proposal in wanted:
        sheets[proposal.unit, proposal.month].append(proposal)
    remarks: list[Remark] = []
    for (unit, month), rows in sheets.items():
        lines = _lines(plan.units[unit], month, plan, cells, targets)
        by_id = {line.indicator.pk: line for line in lines.values()}
        for proposal in rows:
            remarks += _of_line(lines[proposal.code], by_id, proposal)
    return remarks


def _as_they_would_stand(
    proposals: Iterable[ProposedFigure], stored: StoredFigures
) -> dict[tuple[str, str], dict[Month, Cell]]:
    """Cells by unit and indicator, their months in the order of the calendar."""
    cells = {key: dict(months) for key, months in stored.cells.items()}
    for proposal in proposals:
        cells.setdefault((proposal.unit, proposal.code), {})[proposal.month] = proposal.new
    return {key: {month: months[month] for month in sorted(months)} for key, months in cells.items()}


def _targets(proposals: Iterable[ProposedFigure], plan: ImportPlan) -> dict[tuple[str, str], list[list[TargetInForce]]]:
    """What held of the targets of each unit's indicators, version after version."""
    units = {plan.units[proposal.unit].pk: proposal.unit for proposal in proposals}
    codes = {indicator.pk: code for code, indicator in plan.indicators.items()}
    found: dict[tuple[str, str], list[list[TargetInForce]]] = defaultdict(list)
    for versions in Target.objects.filter(indicator__plan=plan.plan, unit__in=units).over_time():
        unit = units[versions[0].unit_id]
        if versions[0].covers == (Covers.OWN if plan.units[unit].is_city else Covers.WHOLE):
            found[codes[versions[0].indicator_id], unit].append(versions)
    return found


def _lines(unit: ReportingUnit, month: Month, plan: ImportPlan, cells, targets) -> dict[str, ProposedLine]:
    """The unit's lines of the month, by code."""
    lines = {}
    taken_over = left_to(unit, plan.plan, plan.indicators.values(), month, Basis.SUBMITTED)
    for code, indicator in plan.indicators.items():
        if not indicator.is_in_force(month):
            continue
        known = cells.get((unit.code, code), {})
        # The plan's cells are of one year: comparing months' numbers is enough, and far quicker.
        first = indicator.from_month.month if indicator.from_month else 1
        before = {past: cell for past, cell in known.items() if first <= past.month < month.month}
        lines[code] = ProposedLine(
            indicator,
            before=before,
            target=pick([held for one in targets[code, unit.code] if (held := in_force(one, month))], month),
            proposed=known.get(month, BLANK),
            taken_over=taken_over.get(indicator.pk, []),
        )
    return lines


def _of_line(line: ProposedLine, by_id: dict[int, Line], proposal: ProposedFigure) -> list[Remark]:
    remarks = [
        Remark(Weight.WARNING, proposal.places[0], line.indicator.code, finding.message)
        for rule in RULES
        for finding in rule(line, by_id)
        if finding.blocks
    ]
    return remarks + _far_from_target(line, proposal.places[0])


def _far_from_target(line: ProposedLine, place: Place) -> list[Remark]:
    """A warning on a value below a hundredth of a month's share of the target, or above a hundred times the target."""
    target, value = line.target.value if line.target else None, line.cell.value
    if not target or not value:
        return []
    share = target / _months_of(line.indicator) if line.indicator.kind == Kind.FLOW else target
    if value * FAR >= share and value <= target * FAR:
        return []
    text = _("Far from the target of %(target)s. Perhaps it counts in another unit of measure, such as ten thousands.")
    return [Remark(Weight.WARNING, place, line.indicator.code, text % {"target": number_text(target)})]


def _months_of(indicator: Indicator) -> int:
    """In how many months of the year it is reported."""
    first, last = indicator.first_month, indicator.last_month
    return (last.month if last else MONTHS_IN_YEAR) - (first.month if first else 1) + 1
