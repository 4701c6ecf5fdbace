"""Two administrators end units at the same time, on PostgreSQL: each unit ends once, and nothing is taken over twice.

Collected on PostgreSQL only (see tests/conftest.py): SQLite lets one writer in at a time.
"""

from datetime import date

import pytest
from django.db import connection

from targets.models import ReportingUnit, UnitEnding
from targets.periods import Month
from targets.reports import verbs
from targets.structure.ending import EndingRefused, end_unit
from tests.at_once import at_once, while_held
from tests.conftest import enter, reporter_of
from tests.structure.conftest import ending_of

JUNE = Month(2007, 6)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def on_a_server(transactional_db, plan, settings):
    assert connection.vendor == "postgresql"
    settings.TODAY = date(2007, 7, 20)


def test_a_unit_ends_once(administrator, jianshan, lingdong, baoqing):
    answers = at_once(
        lambda: end_unit(ending_of(baoqing, jianshan), by=administrator),
        lambda: end_unit(ending_of(baoqing, lingdong), by=administrator),
    )
    assert sorted(type(answer) for answer in answers if isinstance(answer, Exception)) == [EndingRefused]
    [succession] = UnitEnding.objects.get().successions.all()
    taken = {unit.code: len(unit.predecessors) for unit in ReportingUnit.objects.all() if unit.taken_over}
    assert taken == {succession.successor.code: 1}


def test_units_that_would_follow_one_another_do_not(administrator, jianshan, baoqing):
    answers = at_once(
        lambda: end_unit(ending_of(baoqing, jianshan), by=administrator),
        lambda: end_unit(ending_of(jianshan, baoqing), by=administrator),
    )
    assert [type(answer) for answer in answers if isinstance(answer, Exception)] == [EndingRefused]
    assert ReportingUnit.objects.filter(code__in=[jianshan.code, baoqing.code], active=True).count() == 1


def test_two_units_that_merge_into_one_are_both_taken_over(administrator, jianshan, lingdong, baoqing):
    answers = at_once(
        lambda: end_unit(ending_of(baoqing, jianshan), by=administrator),
        lambda: end_unit(ending_of(lingdong, jianshan), by=administrator),
    )
    assert not [answer for answer in answers if isinstance(answer, Exception)]
    jianshan.refresh_from_db()
    assert {one.unit for one in jianshan.predecessors} == {baoqing.pk, lingdong.pk}


def test_a_report_that_is_begun_while_its_unit_changes_counts_as_the_unit_does(plan, jianshan):
    unit, by = ReportingUnit.objects.get(pk=jianshan.pk), reporter_of(jianshan)
    unit.counts_toward_city = False

    def report():
        begun = verbs.open_report(jianshan, plan.chapters.get(app="employment"), JUNE, by=by)
        return verbs.submit(enter(begun, {"T01-1": 5}, by=by), by=by)

    submitted = while_held(lambda: unit.save(from_month=JUNE), report)
    submitted.refresh_from_db()
    assert not submitted.counts_toward_city
