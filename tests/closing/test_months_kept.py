"""A closed month keeps which indicators, tasks and deliverables it had, whoever changes them later."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from targets.closing import verbs as closing
from targets.models import Basis, Indicator, Milestone
from targets.periods import Month
from targets.progress.areas import Area
from targets.progress.judgements import as_judged, has_changed
from targets.progress.standings import stand
from targets.site import loading
from tests.site.test_loading import rewritten

JANUARY, FEBRUARY, MARCH = (Month(2007, number) for number in (1, 2, 3))


@pytest.fixture
def closed(plan, administrator):
    """January and February are closed; March is the first open month."""
    return [closing.close(plan, month, by=administrator) for month in (JANUARY, FEBRUARY)]


def refused(row, **changes) -> list[str]:
    """The fields at which the changed row is refused; empty where it is stored."""
    for name, value in changes.items():
        setattr(row, name, value)
    try:
        row.full_clean()
    except ValidationError as wrong:
        return list(wrong.message_dict)
    row.save()
    return []


def test_it_can_end_with_the_last_closed_month_and_not_before(closed, indicator):
    assert refused(indicator("T01-1"), until_month=JANUARY.first_day) == ["until_month"]
    assert refused(indicator("T01-1"), until_month=FEBRUARY.first_day) == []


def test_what_closed_months_had_cannot_begin_later(closed, indicator):
    assert refused(indicator("T01-1"), from_month=MARCH.first_day) == ["from_month"]


def test_what_ended_before_stays_ended(plan, administrator, indicator):
    assert refused(indicator("T01-1"), until_month=JANUARY.first_day) == []
    for month in (JANUARY, FEBRUARY):
        closing.close(plan, month, by=administrator)
    assert refused(indicator("T01-1"), until_month=None) == ["until_month"]


def new_indicator(plan, **changes) -> Indicator:
    task = plan.tasks.get(number=1)
    return Indicator(task=task, code="T01-9", name="新增指标", kind="flow", unit_of_measure="人", **changes)


def test_a_new_indicator_begins_in_an_open_month(closed, plan):
    assert refused(new_indicator(plan)) == ["from_month"]
    assert refused(new_indicator(plan, from_month=FEBRUARY.first_day)) == ["from_month"]
    assert refused(new_indicator(plan, from_month=MARCH.first_day)) == []


def test_a_task_and_a_deliverable_ask_the_same(closed, plan):
    assert refused(plan.tasks.get(number=1), until_month=JANUARY.first_day) == ["until_month"]
    assert refused(plan.milestones.get(code="M01-1"), from_month=MARCH.first_day) == ["from_month"]


def test_while_no_month_is_closed_they_change_as_they_like(plan, indicator):
    assert refused(indicator("T01-1"), from_month=MARCH.first_day, until_month=MARCH.first_day) == []


def test_the_refusal_names_the_first_open_month(closed, plan, indicator):
    chosen = indicator("T01-1")
    chosen.from_month = MARCH.first_day
    with pytest.raises(ValidationError) as wrong:
        chosen.full_clean()
    assert "2007" in str(wrong.value)
    assert "3" in str(wrong.value)


@pytest.mark.parametrize("app", ["indicator", "milestone", "task"])
def test_what_closed_months_had_is_ended_and_not_deleted(closed, plan, administrator, as_user, app):
    row = {"indicator": plan.indicators, "milestone": plan.milestones, "task": plan.tasks}[app].first()
    answer = as_user(administrator).post(f"/admin/targets/{app}/{row.pk}/delete/", {"post": "yes"})
    assert answer.status_code == 403
    row.refresh_from_db()


def test_whatever_is_ended_or_added_later_the_live_answer_is_the_judged_one(
    closed, plan, city, indicator, jianshan, file_report
):
    assert refused(plan.tasks.get(number=13), until_month=FEBRUARY.first_day) == []
    assert refused(indicator("T01-1"), until_month=FEBRUARY.first_day) == []
    assert refused(new_indicator(plan, from_month=MARCH.first_day)) == []
    assert refused(Milestone.objects.get(plan=plan, code="M01-1"), until_month=MARCH.first_day) == []
    for stored in closed:
        live = stand(plan, Area(city), stored.period, Basis.APPROVED)
        judged = as_judged(stored, Area(city))
        assert {one.pk for one in live.indicators} == set(judged)
        assert not [one for one in live.indicators if has_changed(judged[one.pk], live.progress[one.pk])]
    assert len(stand(plan, Area(city), MARCH, Basis.APPROVED).indicators) < len(live.indicators)


# ---- Loading ----------------------------------------------------------------------------------------------


def test_loading_a_changed_pace_is_refused_and_nothing_is_stored(closed, plan, indicator, tmp_path):
    folder = rewritten(tmp_path, "employment.toml", '"18000"', '"18500"')
    path = folder / "skills.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('pacing            = "deadline"', 'pacing            = "even"', 1), encoding="utf-8")
    path = folder / "employment.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('sense             = ">="', 'sense             = "<="', 1), encoding="utf-8")
    with pytest.raises(loading.BadPlanFile, match=r"T01-1.*sense: "):
        loading.load_plan(folder)
    assert indicator("T01-1").sense == ">="
    assert indicator("T01-1").targets.get(unit__parent=None).value == 18000


def test_loading_again_without_a_change_is_not_refused(closed, plan):
    assert set(loading.load_plan(loading_folder()).counts) == {"unchanged"}


def loading_folder():
    from tests.site.test_loading import PLAN_2007

    return PLAN_2007


def test_a_month_is_read_from_the_file(plan, indicator, tmp_path):
    folder = rewritten(
        tmp_path,
        "employment.toml",
        'as_written        = "1.8万人"',
        'from_month = "2007-07"\nas_written        = "1.8万人"',
    )
    loading.load_plan(folder)
    assert indicator("T01-1").from_month == date(2007, 7, 1)
