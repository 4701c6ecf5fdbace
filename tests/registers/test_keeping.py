"""Adding, changing, cancelling and deleting entries: what each leaves behind, and when it is refused."""

from datetime import date

import pytest
from django.http import Http404

from targets import clock
from targets.models import CaseStep, DeadlineRule
from targets.registers import deadlines, keeping, locking
from targets.registers.registry import registry
from tests.registers.entries import stored

CLASSES = registry.named("employment.trainingclass")
ARBITRATION = registry.named("labor_relations.arbitrationcase")
POSTS = registry.named("employment.publicservicepost")
HOLDERS = registry.named("employment.postholder")
TODAY = date(2007, 7, 4)


@pytest.fixture
def case(jianshan):
    return stored(ARBITRATION, jianshan, case_no="1", received_on=date(2007, 5, 1))


def fresh(entry):
    return type(entry).objects.get(pk=entry.pk)


def last_of(entry):
    return type(entry).history.filter(id=entry.pk).order_by("-history_id").first()


def unsaved(entry):
    """The same entry as a new one of another number."""
    entry.pk, entry._state.adding, entry.case_no = None, True, "2"
    return entry


def test_a_new_entry_gets_the_day_of_the_rule_and_is_its_keepers(case, reporter_jianshan):
    added = keeping.add(ARBITRATION, unsaved(fresh(case)), by=reporter_jianshan)
    assert added.due_on == date(2007, 6, 30), "sixty days by the declaration"
    assert (added.is_demo, added.version) == (False, 1)
    assert (last_of(added).history_user, last_of(added).history_change_reason) == (reporter_jianshan, None)
    assert clock.day_of(last_of(added).history_date) == TODAY, "on the portal's clock"


def test_an_agreed_day_is_not_moved_by_the_rule(case, reporter_jianshan):
    entry = unsaved(fresh(case))
    entry.due_on = date(2007, 9, 1)
    assert keeping.add(ARBITRATION, entry, by=reporter_jianshan).due_on == date(2007, 9, 1)


def test_the_bureaus_own_rule_goes_before_the_declared_one(case, reporter_jianshan):
    deadlines.set_rule(ARBITRATION, DeadlineRule(register=ARBITRATION.name, days=45, source="x"))
    deadlines.set_rule(CLASSES, DeadlineRule(register=CLASSES.name, days=1, source="x"))
    assert deadlines.deadline_of(ARBITRATION).days == 45
    assert deadlines.deadline_of(CLASSES) is None, "a register without deadlines has none"
    assert keeping.add(ARBITRATION, unsaved(fresh(case)), by=reporter_jianshan).due_on == date(2007, 6, 15)
    assert deadlines.due_by_rule(deadlines.deadline_of(ARBITRATION), None) is None
    assert deadlines.due_by_rule(None, TODAY) is None


def test_a_change_of_an_old_version_is_refused_with_what_is_stored(case, reporter_jianshan):
    mine, other = fresh(case), fresh(case)
    assert keeping.change(ARBITRATION, mine, by=reporter_jianshan, version=1).version == 2
    with pytest.raises(keeping.StaleEntry) as stale:
        keeping.change(ARBITRATION, other, by=reporter_jianshan, version=1)
    assert (stale.value.entry.pk, stale.value.entry.version) == (case.pk, 2)
    with pytest.raises(keeping.StaleEntry):
        keeping.cancel(ARBITRATION, case.pk, by=reporter_jianshan, reason="重复", version=1)
    with pytest.raises(keeping.StaleEntry):
        keeping.delete(ARBITRATION, case.pk, by=reporter_jianshan, version=1)
    assert (fresh(case).version, fresh(case).cancelled_on) == (2, None)


def test_an_entry_that_moves_to_another_unit_locks_both(monkeypatch, case, jianshan, baoqing, reporter_jianshan):
    asked, lock = [], locking.lock_units

    def noted(units):
        asked.append({unit.code for unit in units})
        return lock(units)

    monkeypatch.setattr(locking, "lock_units", noted)
    moved = fresh(case)
    moved.unit = baoqing
    assert keeping.change(ARBITRATION, moved, by=reporter_jianshan, version=1).unit == baoqing
    assert asked == [{jianshan.code, baoqing.code}]


def test_a_cancelled_entry_is_neither_changed_nor_cancelled_again(case, reporter_jianshan):
    cancelled = keeping.cancel(ARBITRATION, case.pk, by=reporter_jianshan, reason=" 重复登记 ", version=1)
    assert (cancelled.cancelled_on, cancelled.cancel_reason, cancelled.version) == (TODAY, "重复登记", 2)
    assert last_of(case).history_change_reason == "重复登记"
    with pytest.raises(keeping.AlreadyCancelled):
        keeping.change(ARBITRATION, fresh(case), by=reporter_jianshan, version=2)
    with pytest.raises(keeping.AlreadyCancelled):
        keeping.cancel(ARBITRATION, case.pk, by=reporter_jianshan, reason="再次", version=2)
    with pytest.raises(keeping.AlreadyCancelled):
        keeping.add_step(ARBITRATION, case, by=reporter_jianshan, taken_on=TODAY, words="开庭")
    assert not CaseStep.objects.exists()
    assert (fresh(case).cancel_reason, fresh(case).version) == ("重复登记", 2)


@pytest.mark.parametrize("reason", ["", "  "])
def test_an_entry_is_cancelled_with_a_reason_only(case, reporter_jianshan, reason):
    with pytest.raises(keeping.CancelReasonMissing):
        keeping.cancel(ARBITRATION, case.pk, by=reporter_jianshan, reason=reason, version=1)
    assert fresh(case).cancelled_on is None


def test_deleting_takes_the_cases_own_steps_and_keeps_the_row_in_the_history(case, jianshan, reporter_jianshan):
    other = stored(ARBITRATION, jianshan, case_no="2")
    for one in (case, other):
        step = keeping.add_step(ARBITRATION, one, by=reporter_jianshan, taken_on=date(2007, 6, 1), words="开庭")
        assert (step.register, step.entry, step.by, step.is_demo) == (
            ARBITRATION.name,
            one.pk,
            reporter_jianshan,
            False,
        )
        assert clock.day_of(step.written_at) == TODAY
    keeping.delete(ARBITRATION, case.pk, by=reporter_jianshan, version=1)
    assert list(CaseStep.objects.values_list("entry", flat=True)) == [other.pk]
    gone = last_of(case)
    assert (gone.history_type, gone.history_user, clock.day_of(gone.history_date)) == ("-", reporter_jianshan, TODAY)


def test_an_entry_that_others_refer_to_is_not_deleted(jianshan, reporter_jianshan):
    post = stored(POSTS, jianshan, post_no="1", posts=2)
    stored(HOLDERS, jianshan, post=post)
    with pytest.raises(keeping.EntryNeeded):
        keeping.delete(POSTS, post.pk, by=reporter_jianshan, version=1)
    assert fresh(post) == post


def test_what_has_been_deleted_is_not_found(case, reporter_jianshan):
    entry = fresh(case)
    keeping.delete(ARBITRATION, case.pk, by=reporter_jianshan, version=1)
    steps = {"taken_on": TODAY, "words": "开庭"}
    for act in (
        lambda: keeping.change(ARBITRATION, entry, by=reporter_jianshan, version=1),
        lambda: keeping.cancel(ARBITRATION, entry.pk, by=reporter_jianshan, reason="重复", version=1),
        lambda: keeping.delete(ARBITRATION, entry.pk, by=reporter_jianshan, version=1),
        lambda: keeping.add_step(ARBITRATION, entry, by=reporter_jianshan, **steps),
    ):
        with pytest.raises(Http404):
            act()
    assert not CaseStep.objects.exists()


# ---- A change of the rule ---------------------------------------------------------------------------------


def test_a_new_rule_moves_the_open_entries_that_follow_the_old_one_and_no_others(jianshan, baoqing):
    def dated(unit, number, due_on, **more):
        return stored(ARBITRATION, unit, case_no=number, received_on=date(2007, 5, 1), due_on=due_on, **more)

    by_rule = date(2007, 6, 30)
    moved = [dated(jianshan, "1", by_rule), dated(baoqing, "2", by_rule)]
    ended = {"closed_on": date(2007, 6, 1), "result": "裁决", "outcome": "mediated"}
    cancelled = {"cancelled_on": TODAY, "cancel_reason": "重复"}
    kept = [
        dated(jianshan, "3", date(2007, 7, 1)),
        dated(jianshan, "4", None),
        dated(jianshan, "5", by_rule, **ended),
        dated(jianshan, "6", by_rule, **cancelled),
    ]
    days = [entry.due_on for entry in kept]
    assert deadlines.set_rule(ARBITRATION, DeadlineRule(register=ARBITRATION.name, days=45, source="x")) == 2
    assert [(fresh(one).due_on, fresh(one).version) for one in moved] == [(date(2007, 6, 15), 2)] * 2
    assert [(fresh(one).due_on, fresh(one).version) for one in kept] == [(day, 1) for day in days]
    assert clock.day_of(last_of(moved[0]).history_date) == TODAY
