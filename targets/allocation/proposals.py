"""Proposals for giving a target out: shares in proportion that add up exactly; nothing is stored here.

Each part is the exact share rounded down to the indicator's decimals; what is left goes, one last
place each, to the parts that lost most by rounding (largest remainder, 最大余额法).
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal
from fractions import Fraction
from typing import TypeVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from targets import clock
from targets.allocation.giving_out import Distribution
from targets.arithmetic import Kind
from targets.models import Basis, Indicator, ReportingUnit, WorkPlan
from targets.periods import Month
from targets.progress import rollup

Weights = dict[int, Decimal]
U = TypeVar("U", bound=Hashable)


class By(models.TextChoices):
    """What a target is split in proportion to."""

    TO_DATE = "to-date", _("figures approved to date")
    LAST_YEAR = "last-year", _("last year's figures")
    WEIGHTS = "weights", _("the weights typed in")
    EQUAL = "equal", _("equal shares")
    SAME = "same", _("the same for all")


class NothingToSplitBy(ValueError):
    """There is no unit, a weight is negative, or all weights are zero."""


class NoTotal(ValueError):
    """There is no target to give out."""


@dataclass(frozen=True, slots=True)
class Typed:
    """What stands in the page's inputs and can weigh, by unit."""

    weights: Mapping[int, Decimal | None]
    baselines: Mapping[int, Decimal | None]


def ways(distribution: Distribution) -> list[By]:
    """The proposals that make sense: rates and levels are never split."""
    return [By.TO_DATE, By.LAST_YEAR, By.WEIGHTS, By.EQUAL] if distribution.adds_up else [By.SAME]


def propose(distribution: Distribution, by: By, typed: Typed) -> dict[int, Decimal]:
    """A value for every unit, whose sum is the target. Raises NoTotal or NothingToSplitBy."""
    if distribution.total is None:
        raise NoTotal
    units = [line.unit.pk for line in distribution.lines]
    if by == By.SAME:
        return dict.fromkeys(units, distribution.total)
    return split(distribution.total, _weights(distribution, by, typed), distribution.indicator.decimals)


def _weights(distribution: Distribution, by: By, typed: Typed) -> Weights:
    if by == By.TO_DATE:
        return figures(distribution, distribution.indicator, last_month(distribution.indicator.plan))
    if by == By.LAST_YEAR:
        return _last_year(distribution, typed)
    given = typed.weights if by == By.WEIGHTS else {}
    idle = Decimal(1) if by == By.EQUAL else Decimal(0)
    return {line.unit.pk: given.get(line.unit.pk) or idle for line in distribution.lines}


def last_month(plan: WorkPlan) -> Month:
    """The last month of the plan whose figures can be there."""
    return min(max(clock.month_to_report(), plan.months[0]), plan.months[-1])


def _last_year(distribution: Distribution, typed: Typed) -> Weights:
    """Where a stock stood at the end of last year; else what last year's plan counted under the same code."""
    if distribution.indicator.kind == Kind.STOCK and any(typed.baselines.values()):
        return {line.unit.pk: typed.baselines.get(line.unit.pk) or Decimal(0) for line in distribution.lines}
    year = distribution.indicator.plan.year - 1
    before = Indicator.objects.select_related("plan").filter(plan__year=year, code=distribution.indicator.code).first()
    if before is None or before.kind != distribution.indicator.kind:
        raise NothingToSplitBy
    return figures(distribution, before, before.plan.months[-1])


def figures(distribution: Distribution, indicator: Indicator, month: Month) -> Weights:
    """What each unit with all below it reached by the month, approved; nothing reported weighs nothing."""
    below = {unit.pk: unit for unit in ReportingUnit.objects.under(distribution.giver).filter(files_reports=True)}
    parts = rollup.parts(indicator.plan, [indicator], below, month, Basis.APPROVED)
    weights = {line.unit.pk: Decimal(0) for line in distribution.lines}
    for (_indicator, unit_id), part in parts.items():
        line = next((line for line in distribution.lines if _contributes(below[unit_id], line.unit)), None)
        if line is not None and part.value is not None:
            weights[line.unit.pk] += part.value
    return weights


def _contributes(unit: ReportingUnit, to: ReportingUnit) -> bool:
    """The city's own part is what its offices report; another unit's holds what lies below it."""
    return unit.pk == to.pk or (not to.is_city and unit.path.startswith(to.path))


# ---- Exact shares ------------------------------------------------------------------------------------------


def split(total: Decimal, weights: Mapping[U, Decimal], decimals: int = 0) -> dict[U, Decimal]:
    """Parts of the total in proportion to the weights, whose sum is the total.

    Parts have at most `decimals` decimals (more where the total itself has more, as nothing may be
    lost). Units that lost equally are served in the order given. Raises NothingToSplitBy.
    """
    whole = sum((Fraction(weight) for weight in weights.values()), Fraction(0))
    if whole <= 0 or any(weight < 0 for weight in weights.values()):
        raise NothingToSplitBy
    step = _step(total, decimals)
    steps = int(abs(total) / step)
    exact = {unit: Fraction(weight) * steps / whole for unit, weight in weights.items()}
    parts = {unit: int(share) for unit, share in exact.items()}
    left = steps - sum(parts.values())
    for unit in sorted(exact, key=lambda unit: parts[unit] - exact[unit])[:left]:
        parts[unit] += 1
    signed = step if total >= 0 else -step
    return {unit: signed * count for unit, count in parts.items()}


def _step(total: Decimal, decimals: int) -> Decimal:
    """The smallest amount given out: the last place of the wanted decimals, or finer where the total is finer."""
    step = Decimal(1).scaleb(-decimals)
    while total != total.quantize(step, ROUND_DOWN):
        step = step.scaleb(-1)
    return step
