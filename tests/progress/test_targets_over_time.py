"""Each month is judged by the target that is in force in it."""

from datetime import date
from decimal import Decimal

import pytest

from targets.arithmetic import Status
from targets.models import Basis, Covers, Target
from targets.models.closings import ALWAYS
from targets.models.validity import Decision
from targets.periods import Month
from targets.progress import standings
from targets.progress.areas import Area

MARCH, JUNE, JULY, AUGUST = (Month(2007, number) for number in (3, 6, 7, 8))


@pytest.fixture
def of_city(plan, city):
    """`of_city(MARCH, "T01-1")` is the whole city's progress at the end of the month."""

    def build(month: Month, code: str):
        standing = standings.stand(plan, Area(city), month, Basis.APPROVED)
        return standing.progress[plan.indicators.get(code=code).pk]

    return build


@pytest.fixture
def citys_target(city, indicator) -> Target:
    """18,000 newly employed by the end of the year."""
    return Target.objects.get(indicator=indicator("T01-1"), unit=city, covers=Covers.WHOLE)


def test_a_target_lowered_in_july_leaves_march_as_it_was_judged(
    of_city, citys_target, jianshan, only_these_report, file_report, settings
):
    """Case D3: 4,500 to the end of March are a quarter of 18,000, and stay on pace when 9,000 are set in July."""
    only_these_report(jianshan)
    file_report(jianshan, "employment", 3, {"T01-1": 4500}, explanation="一季度集中录用。")
    before = of_city(MARCH, "T01-1")
    settings.TODAY = JULY.last_day
    citys_target.value = Decimal(9000)
    citys_target.save()
    after = of_city(MARCH, "T01-1")
    assert (before.status, before.due) == (after.status, after.due) == (Status.ON_PACE, Decimal(4500))
    july = of_city(JULY, "T01-1")
    assert (july.commitment.target, july.due) == (Decimal(9000), Decimal(5250)), "seven twelfths of 9,000"


def test_the_paper_that_decided_it_stands_with_the_version(citys_target, administrator):
    citys_target.value = Decimal(20000)
    citys_target.save(decision=Decision(JULY, "双劳社发〔2007〕31号", date(2007, 6, 28), "省厅追加任务", administrator))
    first, second = citys_target.versions.order_by("from_month")
    assert (first.begins, first.value) == (ALWAYS, Decimal(18000))
    assert (second.begins, second.value, second.document) == (JULY, Decimal(20000), "双劳社发〔2007〕31号")
    assert (second.decided_on, second.decided_by, second.decided_for) == (date(2007, 6, 28), administrator, None)


def test_a_target_can_be_decided_ahead(of_city, citys_target):
    citys_target.value = Decimal(20000)
    citys_target.save(from_month=AUGUST)
    assert of_city(JULY, "T01-1").commitment.target == Decimal(18000)
    assert of_city(AUGUST, "T01-1").commitment.target == Decimal(20000)


def test_a_target_taken_back_counts_until_then(of_city, citys_target):
    citys_target.in_force = False
    citys_target.save(from_month=JULY)
    assert of_city(JUNE, "T01-1").commitment.target == Decimal(18000)
    assert of_city(JULY, "T01-1").status == Status.NO_TARGET


def test_many_targets_cannot_be_changed_past_their_versions(citys_target):
    with pytest.raises(TypeError, match="one by one"):
        Target.objects.filter(pk=citys_target.pk).update(value=1)
