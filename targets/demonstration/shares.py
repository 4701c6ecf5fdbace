"""Invented targets of units, which add up to the plan's targets, and invented baselines."""

from __future__ import annotations

from decimal import Decimal

from simple_history.utils import bulk_create_with_history

from targets import clock
from targets.demonstration.invention import baseline, split
from targets.demonstration.script import Script
from targets.models import Covers, ReportedBy, ReportingUnit, Target, WorkPlan, is_asked_of
from targets.models.closings import ALWAYS

REASON = "demonstration"


def give_out(script: Script, plan: WorkPlan, units: dict[str, ReportingUnit]) -> None:
    """Give each unit that reports an indicator a share of the city's target; a ratio has the same target everywhere.

    Targets that the bureau has given out itself stay as they are.
    """
    city = next(unit for unit in units.values() if unit.is_city)
    planned = list(
        Target.objects.filter(indicator__plan=plan, unit=city, covers=Covers.WHOLE).select_related("indicator")
    )
    known = set(Target.objects.filter(indicator__plan=plan).values_list("indicator", "unit", "covers"))
    shares = [share for target in planned for share in _shares_of(script, target, units)]
    new = [share for share in shares if (share.indicator_id, share.unit_id, share.covers) not in known]
    bulk_create_with_history(new, Target, default_change_reason=REASON, default_date=clock.now())
    _set_baselines(script, planned)


def _shares_of(script: Script, target: Target, units: dict[str, ReportingUnit]) -> list[Target]:
    indicator = target.indicator
    if not indicator.is_entered or indicator.reported_by == ReportedBy.CITY or target.value is None:
        return []
    profile = script.figures[indicator.code]
    asked = {code: unit for code, unit in units.items() if is_asked_of(unit, indicator.reported_by)}
    if indicator.is_ratio:
        values = dict.fromkeys(asked, target.value)
        before = script.baselines.get(indicator.code)
        bases = dict.fromkeys(asked, None if before is None else Decimal(str(before)))
    else:
        values = split(target.value, script.shares[profile["share"]])
        bases = {code: baseline(profile, value) if "from" in profile else None for code, value in values.items()}
    return [
        Target(
            indicator=indicator,
            unit=unit,
            covers=Covers.OWN if unit.is_city else Covers.WHOLE,
            deadline=target.deadline,
            value=values[code],
            baseline=bases[code],
            source=script.source,
            is_demo=True,
        )
        for code, unit in asked.items()
    ]


def _set_baselines(script: Script, planned: list[Target]) -> None:
    """Set the baselines that the pace of the city's ratios needs; `clearing` finds them by REASON in the history."""
    changed = [target for target in planned if target.indicator.code in script.baselines and target.baseline is None]
    for target in changed:
        target.baseline = Decimal(str(script.baselines[target.indicator.code]))
        target._change_reason, target._history_date = REASON, clock.now()
        target.save(from_month=ALWAYS)
