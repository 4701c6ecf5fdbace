"""A month is closed while others write, on PostgreSQL: they wait, nothing is lost, and who comes too late is told.

Collected on PostgreSQL only (see tests/conftest.py): SQLite lets one writer in at a time.
"""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection

from targets.closing import verbs as closing
from targets.models import Basis, MonthClosing, ReportingUnit, State, Target
from targets.models.closings import ALWAYS
from targets.periods import Month
from targets.progress.areas import Area
from targets.progress.changes_since import figures_since
from targets.progress.judgements import as_judged
from targets.progress.standings import stand
from targets.reports import verbs
from tests.at_once import at_once, while_held
from tests.conftest import enter, reporter_of

pytestmark = pytest.mark.django_db(transaction=True)
JANUARY, FEBRUARY = Month(2007, 1), Month(2007, 2)


@pytest.fixture(autouse=True)
def on_a_server(transactional_db, plan):
    assert connection.vendor == "postgresql"


@pytest.fixture
def close(plan, administrator):
    return lambda **more: closing.close(plan, JANUARY, by=administrator, **more)


@pytest.fixture
def difference(plan, city, indicator):
    """What the city's live answer of January differs by from the judged one, and what the list explains of it."""

    def found(code: str = "T01-1") -> tuple[Decimal, Decimal]:
        chosen, stored = indicator(code), MonthClosing.objects.latest(plan, JANUARY)
        standing = stand(plan, Area(city), JANUARY, Basis.APPROVED)
        live = standing.progress[chosen.pk].to_date or 0
        judged = as_judged(stored, Area(city))[chosen.pk].value or 0
        return live - judged, sum(one.effect.value or 0 for one in figures_since(standing, chosen))

    return found


def test_a_double_click_closes_once(close):
    answers = at_once(close, close)
    assert sorted(type(answer).__name__ for answer in answers) == ["AlreadyClosed", "MonthClosing"]
    assert MonthClosing.objects.count() == 1


def test_an_approval_during_a_closing_is_a_late_report(close, jianshan, file_report, administrator, difference):
    report = file_report(jianshan, "employment", 1, {"T01-1": 120}, state=State.SUBMITTED)
    while_held(close, lambda: verbs.approve(report, by=administrator))
    assert difference() == (120, 120)


def test_a_closing_during_an_approval_judges_what_was_approved(close, jianshan, file_report, administrator, difference):
    report = file_report(jianshan, "employment", 1, {"T01-1": 120}, state=State.SUBMITTED)
    stored = while_held(lambda: verbs.approve(report, by=administrator), close)
    assert not stored.missing_reports.filter(unit=jianshan, chapter__app="employment").exists()
    assert difference() == (0, 0)


def test_a_correction_saved_during_a_closing_is_kept_and_explained(
    close, jianshan, file_report, administrator, difference
):
    report = file_report(jianshan, "employment", 1, {"T01-1": 120})
    report = verbs.reopen(report, by=administrator, reason="重复统计")
    by = reporter_of(jianshan)
    saved = while_held(close, lambda: enter(report, {"T01-1": 90}, by=by, explanation="更正。"))
    assert difference() == (0, 0), "until it is approved, what was approved before counts"
    verbs.approve(verbs.submit(saved, by=by), by=administrator)
    assert difference() == (-30, -30)


def test_a_unit_changed_during_a_closing_changes_in_the_first_open_month(close, jianshan, file_report):
    report = file_report(jianshan, "employment", 1, {"T01-1": 120})
    unit = ReportingUnit.objects.get(pk=jianshan.pk)
    unit.counts_toward_city = False
    while_held(close, lambda: unit.save(from_month=ALWAYS))
    report.refresh_from_db()
    assert report.counts_toward_city
    assert [version.begins for version in unit.versions.order_by("from_month")] == [ALWAYS, FEBRUARY]


def test_a_closing_during_a_change_of_a_unit_judges_the_unit_as_changed(close, city, jianshan, indicator, file_report):
    file_report(jianshan, "employment", 1, {"T01-1": 120})
    unit = ReportingUnit.objects.get(pk=jianshan.pk)
    unit.counts_toward_city = False
    stored = while_held(lambda: unit.save(from_month=ALWAYS), close)
    judged = as_judged(stored, Area(city))[indicator("T01-1").pk]
    assert (judged.value, judged.expected) == (None, 7), "of the eight districts and counties"


def test_a_unit_begun_during_a_closing_is_asked_for_nothing_of_the_month(close, city):
    unit = ReportingUnit(code="230599", name="新区", short_name="新区", kind="district", parent=city)
    while_held(close, unit.save)
    assert [version.begins for version in unit.versions.all()] == [FEBRUARY]


def test_a_target_changed_during_a_closing_holds_from_the_first_open_month(close, city, indicator):
    target = Target.objects.get(indicator=indicator("T01-1"), unit=city)
    target.value = 20000
    while_held(close, lambda: target.save(from_month=JANUARY))
    assert [(one.begins, one.value) for one in target.versions.order_by("from_month")] == [
        (ALWAYS, 18000),
        (FEBRUARY, 20000),
    ]


def test_a_share_given_out_during_a_closing_holds_from_the_first_open_month(close, jianshan, indicator):
    share = Target(indicator=indicator("T01-1"), unit=jianshan, deadline=date(2007, 12, 31), value=3000)
    while_held(close, share.save)
    assert [version.begins for version in share.versions.all()] == [FEBRUARY]


def test_a_closing_during_a_change_of_a_target_judges_by_the_changed_one(close, city, indicator):
    target = Target.objects.get(indicator=indicator("T01-1"), unit=city)
    target.value = 24000
    stored = while_held(lambda: target.save(from_month=JANUARY), close)
    judged = as_judged(stored, Area(city))[indicator("T01-1").pk]
    assert (judged.target_value, judged.due) == (24000, 2000)


def test_a_target_that_is_moved_during_a_closing_stays_where_it_was_judged(
    close, as_user, administrator, jianshan, lingdong, indicator
):
    target = Target.objects.create(indicator=indicator("T01-1"), unit=jianshan, deadline=date(2007, 12, 31), value=900)
    client, address = as_user(administrator), f"/admin/targets/target/{target.pk}/change/"
    form = client.get(address).context["adminform"].form
    sent = {name: value for name in form.fields if (value := form[name].value()) not in (None, False)}
    none = {f"versions-{key}": 0 for key in ("TOTAL_FORMS", "INITIAL_FORMS")}
    answer = while_held(close, lambda: client.post(address, sent | none | {"unit": lingdong.pk}))
    assert list(answer.context["adminform"].form.errors) == ["unit"]
    target.refresh_from_db()
    assert target.unit == jianshan
