"""The share of each target goes over to the successors, and the sum of the districts stays what the city's was."""

from datetime import date
from decimal import Decimal

import pytest

from targets.arithmetic import Status
from targets.models import Covers, Target
from targets.models.targets import in_force
from targets.models.validity import Decision
from targets.periods import Month

JUNE, JULY, AUGUST, SEPTEMBER = (Month(2007, number) for number in (6, 7, 8, 9))


@pytest.fixture(autouse=True)
def in_september(settings):
    settings.TODAY = date(2007, 9, 20)


@pytest.fixture
def promise(indicator):
    """`promise(jianshan, "T01-1", 18000)` is a share that has held all year."""

    def store(unit, code, value, baseline=None) -> Target:
        return Target.objects.create(
            indicator=indicator(code),
            unit=unit,
            covers=Covers.WHOLE,
            deadline=date(2007, 12, 31),
            value=Decimal(value),
            baseline=baseline,
        )

    return store


def promised(unit, code, month):
    """The unit's target in the month, or None."""
    targets = Target.objects.filter(unit=unit, indicator__code=code)
    found = [held for versions in targets.over_time() if (held := in_force(versions, month))]
    return found[0].value if found else None


def test_the_worked_example_of_the_decision(stand_in, end, file_report, promise, city, jianshan, baoqing):
    """18,000 + 2,000 are 20,000 from July; the 900 that Baoqing had reached count toward them.

    By June Jianshan is on pace with 9,000 of 9,000 due, Baoqing behind with 900 of 1,000. In July Jianshan has 9,000 +
    900 + 1,600 = 11,500, of which 20,000 × 7 / 12 = 11,666 2/3 were due.
    """
    promise(jianshan, "T01-1", 18000)
    promise(baoqing, "T01-1", 2000)
    file_report(jianshan, "employment", 6, {"T01-1": 9000})
    file_report(baoqing, "employment", 6, {"T01-1": 900})
    june = [stand_in(unit, JUNE, "T01-1") for unit in (jianshan, baoqing, city)]
    end(baoqing, jianshan)
    file_report(jianshan, "employment", 7, {"T01-1": 1600}, explanation="合并后首月。")
    assert [stand_in(unit, JUNE, "T01-1") for unit in (jianshan, baoqing, city)] == june
    assert [one.status for one in june[:2]] == [Status.ON_PACE, Status.BEHIND]
    july = stand_in(jianshan, JULY, "T01-1")
    assert (july.commitment.target, july.to_date, july.percent) == (20000, 11500, Decimal("57.5"))
    assert july.exact_due * 12 == 20000 * 7
    assert [promised(baoqing, "T01-1", month) for month in (JUNE, JULY)] == [2000, None]
    version = Target.objects.get(unit=jianshan).versions.get(from_month=JULY.first_day)
    assert (version.document, version.reason) == ("民函〔2007〕12号", "区划调整")


def test_a_split_gives_whole_shares_that_add_up(end, promise, jianshan, lingdong, baoqing):
    """1,001 split 60 : 40 are 601 and 400; who had no target gets one from July on."""
    promise(jianshan, "T01-1", 500)
    promise(baoqing, "T01-1", 1001)
    end(baoqing, (jianshan, 60), (lingdong, 40))
    assert [promised(jianshan, "T01-1", month) for month in (JUNE, JULY)] == [500, 1101]
    assert [promised(lingdong, "T01-1", month) for month in (JUNE, JULY)] == [None, 400]


def test_where_a_stock_started_goes_over_too(end, promise, jianshan, lingdong, baoqing):
    promise(jianshan, "T09-1", 5000, baseline=4000)
    promise(lingdong, "T09-1", 3000)
    promise(baoqing, "T09-1", 9000, baseline=8000)
    end(baoqing, (jianshan, 50), (lingdong, 50))
    held = {one.unit_id: (one.value, one.baseline) for one in Target.objects.filter(unit__in=[jianshan, lingdong])}
    assert held == {jianshan.pk: (9500, 8000), lingdong.pk: (7500, None)}, "what one does not know, nobody sums"


def test_a_rate_is_not_added_and_only_taken_over_where_there_is_none(end, promise, jianshan, lingdong, baoqing):
    promise(jianshan, "T01-4", "4.5")
    promise(baoqing, "T01-4", "4.6")
    end(baoqing, (jianshan, 50), (lingdong, 50))
    assert [promised(unit, "T01-4", JULY) for unit in (jianshan, lingdong)] == [Decimal("4.5"), Decimal("4.6")]


def test_what_was_decided_ahead_grows_from_its_own_month(end, promise, jianshan, baoqing):
    """19,000 from August become 21,000 then, under the document that decided them; Baoqing's 2,500 from September."""
    own, other = promise(jianshan, "T01-1", 18000), promise(baoqing, "T01-1", 2000)
    for target, value, month in ((own, 19000, AUGUST), (other, 2500, SEPTEMBER)):
        target.value = Decimal(value)
        target.save(decision=Decision(month, document="调整通知"))
    end(baoqing, jianshan)
    months = (JUNE, JULY, AUGUST, SEPTEMBER)
    assert [promised(jianshan, "T01-1", month) for month in months] == [18000, 20000, 21000, 21500]
    assert [promised(baoqing, "T01-1", month) for month in months] == [2000, None, None, None]
    own.refresh_from_db()
    assert (own.value, own.versions.get(from_month=AUGUST.first_day).document) == (21500, "调整通知")


def test_the_districts_targets_add_up_to_the_same_before_and_after(end, promise, units, jianshan, baoqing):
    for number, unit in enumerate(units.values(), start=1):
        if not unit.is_city:
            promise(unit, "T01-1", 1000 * number)
    end(baoqing, (jianshan, "33.33"), (units["230505"], "66.67"))
    totals = [sum(promised(unit, "T01-1", month) or 0 for unit in units.values() if not unit.is_city)
              for month in (JUNE, JULY)]  # fmt: skip
    assert totals[0] == totals[1]


def test_without_a_successor_the_target_ends(end, promise, baoqing):
    promise(baoqing, "T01-1", 2000)
    end(baoqing)
    assert [promised(baoqing, "T01-1", month) for month in (JUNE, JULY)] == [2000, None]


def test_targets_of_a_plan_that_is_over_stay(end, promise, jianshan, baoqing, settings):
    settings.TODAY = date(2008, 2, 20)
    promise(baoqing, "T01-1", 2000)
    end(baoqing, jianshan, from_month=Month(2008, 1))
    assert promised(baoqing, "T01-1", Month(2007, 12)) == 2000
    assert promised(jianshan, "T01-1", Month(2008, 1)) is None
