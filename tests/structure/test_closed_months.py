"""Ending a unit changes nothing that was judged: the live answer of a closed month is the judged one."""

from datetime import date

import pytest

from targets.closing.verbs import close
from targets.models import Basis, Covers, ReportingUnit, Target
from targets.periods import Month
from targets.progress import standings
from targets.progress.areas import Area
from targets.progress.judgements import has_changed
from targets.structure.ending import EndingRefused, end_unit
from tests.structure.conftest import ending_of

JANUARY, FEBRUARY = Month(2007, 1), Month(2007, 2)


def changed_since(closing) -> list[str]:
    """Every row of the closing that is no longer as it was judged."""
    units = ReportingUnit.objects.during(closing.period)
    indicators, known = standings.plan_indicators(closing.plan), {unit.pk: unit for unit in units}
    found = []
    for unit, covers in sorted(set(closing.judged.values_list("unit", "covers"))):
        area = Area(known[unit], Covers(covers))
        now = standings.stand(closing.plan, area, closing.period, Basis.APPROVED, indicators, units)
        rows = closing.judged.filter(unit=unit, covers=covers).select_related("indicator")
        found += [str(row) for row in rows if has_changed(row, now.progress[row.indicator_id])]
    return found


@pytest.mark.parametrize("shares", [(100,), (60, 40), ()], ids=["merged", "split", "abolished"])
def test_the_closed_month_is_as_it_was_judged(
    plan, administrator, indicator, file_report, jianshan, lingdong, baoqing, shares, settings
):
    settings.TODAY = date(2007, 2, 20)
    for unit in (jianshan, lingdong, baoqing):
        file_report(unit, "employment", 1, {"T01-1": 150, "T01-4": (46, 1000)})
        file_report(unit, "insurance", 1, {"T09-1": 901})
        Target.objects.create(indicator=indicator("T01-1"), unit=unit, deadline=date(2007, 12, 31), value=2000)
    closing = close(plan, JANUARY, by=administrator)
    assert closing.judged.count() > 9 * 30
    with pytest.raises(EndingRefused, match="2007年2月"):
        end_unit(ending_of(baoqing, jianshan, from_month=JANUARY), by=administrator)
    named = list(zip((jianshan, lingdong), shares, strict=False))
    end_unit(ending_of(baoqing, *named, from_month=FEBRUARY), by=administrator)
    assert changed_since(closing) == []
