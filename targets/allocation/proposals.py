"""Proposals for giving a target out: shares in proportion that add up exactly; nothing is stored here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db import models
from django.utils.translation import gettext_lazy as _

from targets import clock
from targets.allocation.giving_out import Distribution
from targets.allocation.splitting import NothingToSplitBy, split
from targets.arithmetic import Kind
from targets.models import Basis, Indicator, ReportingUnit, WorkPlan
from targets.periods import Month
from targets.progress import rollup

Weights = dict[int, Decimal]


class By(models.TextChoices):
    """What a target is split in proportion to."""

    TO_DATE = "to-date", _("figures approved to date")
    LAST_YEAR = "last-year", _("last year's figures")
    WEIGHTS = "weights", _("the weights typed in")
    EQUAL = "equal", _("equal shares")
    SAME = "same", _("the same for all")


class NoTotal(ValueError):
    """There is no target to give out."""


@dataclass(frozen=True, slots=True)
class Typed:
    """What stands in the page's inputs and can weigh, by unit."""

    weights: Mapping[int, Decimal | None]
    baselines: Mapping[int, Decimal | None]


def ways(of: Distribution) -> list[By]:
    """The proposals that make sense: rates and levels are never split."""
    return [By.TO_DATE, By.LAST_YEAR, By.WEIGHTS, By.EQUAL] if of.adds_up else [By.SAME]


def propose(of: Distribution, by: By, typed: Typed) -> dict[int, Decimal]:
    """A value for every unit, whose sum is the target. Raises NoTotal or NothingToSplitBy."""
    if of.total is None:
        raise NoTotal
    units = [line.unit.pk for line in of.lines]
    if by == By.SAME:
        return dict.fromkeys(units, of.total)
    return split(of.total, _weights(of, by, typed), of.indicator.decimals)


def _weights(of: Distribution, by: By, typed: Typed) -> Weights:
    if by == By.TO_DATE:
        return figures(of, of.indicator, last_month(of.indicator.plan))
    if by == By.LAST_YEAR:
        return _last_year(of, typed)
    given = typed.weights if by == By.WEIGHTS else {}
    idle = Decimal(1) if by == By.EQUAL else Decimal(0)
    return {line.unit.pk: given.get(line.unit.pk) or idle for line in of.lines}


def last_month(plan: WorkPlan) -> Month:
    """The last month of the plan whose figures can be there."""
    return min(max(clock.month_to_report(), plan.months[0]), plan.months[-1])


def _last_year(of: Distribution, typed: Typed) -> Weights:
    """Where a stock stood at the end of last year; else what last year's plan counted under the same code."""
    if of.indicator.kind == Kind.STOCK and any(typed.baselines.values()):
        return {line.unit.pk: typed.baselines.get(line.unit.pk) or Decimal(0) for line in of.lines}
    year = of.indicator.plan.year - 1
    before = Indicator.objects.select_related("plan").filter(plan__year=year, code=of.indicator.code).first()
    if before is None or before.kind != of.indicator.kind:
        raise NothingToSplitBy
    return figures(of, before, before.plan.months[-1])


def figures(of: Distribution, indicator: Indicator, month: Month) -> Weights:
    """What each unit with all below it reached by the month, approved; nothing reported weighs nothing."""
    below = {unit.pk: unit for unit in ReportingUnit.objects.under(of.giver).filter(files_reports=True)}
    parts = rollup.parts(indicator.plan, [indicator], below, month, Basis.APPROVED)
    weights = {line.unit.pk: Decimal(0) for line in of.lines}
    for (_indicator, unit_id), part in parts.items():
        line = next((line for line in of.lines if _contributes(below[unit_id], line.unit)), None)
        if line is not None and part.value is not None:
            weights[line.unit.pk] += part.value
    return weights


def _contributes(unit: ReportingUnit, to: ReportingUnit) -> bool:
    """The city's own part is what its offices report; another unit's holds what lies below it."""
    return unit.pk == to.pk or (not to.is_city and unit.path.startswith(to.path))
