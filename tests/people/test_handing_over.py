"""Roles, open reports, open imports and open cases go over to a successor in one step."""

from datetime import date

import pytest
from django.contrib.auth.models import User

from targets import access, clock
from targets.access import Action
from targets.models import Handover, ImportBatch, ImportedFile, ImportKind, Membership, Role, State
from targets.people import ending, handing_over
from targets.registers.registry import registry
from targets.reports import verbs
from targets.reports.review import life
from tests.conftest import enter
from tests.registers.entries import stored


@pytest.fixture
def households():
    return registry.get("employment", "zero-employment-households")


@pytest.fixture
def waiting(plan, wang):
    """An import of figures by 王小明 that is not stored yet."""
    batch = ImportBatch.objects.create(plan=plan, by=wang, created_at=clock.now())
    ImportedFile.objects.create(batch=batch, name="六月.xlsx", size=1)
    return batch


@pytest.fixture
def draft(file_report, jianshan, wang):
    return file_report(jianshan, "employment", 6, {"T01-1": 170}, state=State.DRAFT, by=wang)


@pytest.fixture
def hand_over(wang, li, administrator):
    """`hand_over()` hands 王小明's work over to 李芳."""

    def act(**more) -> Handover:
        return handing_over.hand_over(wang, li, by=administrator, reason="退休", **more)

    return act


def _may(user, unit, app="employment", action=Action.ENTER_FIGURES) -> bool:
    return access.of(User.objects.get(pk=user.pk)).may(action, unit, app)


# ---- What goes over ---------------------------------------------------------------------------------------


def test_roles_go_over_on_the_day(hand_over, wang, li, jianshan, administrator):
    hand_over()
    assert (_may(wang, jianshan), _may(li, jianshan)) == (False, True)
    assert (wang.memberships.get().until_day, li.memberships.get().from_day) == (clock.today(), clock.today())


def test_both_names_are_in_the_history_of_the_roles(hand_over, wang, li, administrator):
    hand_over()
    given, taken = li.memberships.get().history.latest(), wang.memberships.get().history.latest()
    assert ("李芳" in taken.history_change_reason, "王小明" in given.history_change_reason) == (True, True)
    assert {given.history_user, taken.history_user} == {administrator}


def test_a_role_that_the_successor_has_already_takes_in_the_chapters(hand_over, wang, li, jianshan):
    wang.memberships.update(chapters=["employment", "skills"])
    Membership.objects.create(user=li, role=Role.REPORTER, unit=jianshan, chapters=["insurance"])
    hand_over()
    assert li.memberships.get().chapters == ["employment", "insurance", "skills"]


def test_a_role_on_all_chapters_stays_one_on_all(hand_over, wang, li, jianshan):
    Membership.objects.create(user=li, role=Role.REPORTER, unit=jianshan, chapters=["insurance"])
    hand_over()
    assert li.memberships.get().chapters == []


def test_two_roles_in_one_person_go_over_and_do_not_combine(
    reporter_of_two_districts, li, administrator, jianshan, lingdong
):
    handing_over.hand_over(reporter_of_two_districts, li, by=administrator)
    assert [_may(li, unit, app) for unit in (jianshan, lingdong) for app in ("employment", "insurance")] == [
        True,
        False,
        False,
        True,
    ]


def test_a_role_that_ended_before_does_not_go_over(hand_over, wang, li, lingdong):
    Membership.objects.create(user=wang, role=Role.LEADER, unit=lingdong, until_day=date(2007, 3, 1))
    hand_over()
    assert [role.role for role in li.memberships.all()] == [Role.REPORTER]


def test_the_successor_goes_on_with_the_open_reports(hand_over, draft, file_report, jianshan, wang, li, reviewer_zhao):
    returned = file_report(jianshan, "employment", 5, {"T01-1": 160}, state=State.SUBMITTED, by=wang)
    verbs.send_back(returned, by=reviewer_zhao, reason="请核实")
    approved = file_report(jianshan, "employment", 1, {"T01-1": 150}, by=wang)
    handover = hand_over()
    assert set(handover.reports.all()) == {draft, returned}
    assert approved not in handover.reports.all()
    draft.refresh_from_db()
    assert enter(draft, {"T01-1": 171}, by=li).figures.get(indicator__code="T01-1").value == 171


def test_a_report_says_who_handed_it_over_to_whom(hand_over, draft, wang, li):
    hand_over()
    words = [step.words for step in life(draft)]
    assert any("王小明" in text and "李芳" in text for text in words)


def test_a_report_keeps_both_names_when_these_change_later(hand_over, draft, wang, settings):
    hand_over()
    settings.TODAY = date(2007, 8, 1)
    wang.refresh_from_db()
    wang.last_name = "张"
    wang.save()
    assert "王小明" in life(draft)[-1].words


def test_imports_that_wait_go_over_and_stored_ones_stay(hand_over, waiting, plan, wang, li):
    done = ImportBatch.objects.create(plan=plan, by=wang, created_at=clock.now(), stored_at=clock.now())
    handover = hand_over()
    waiting.refresh_from_db()
    done.refresh_from_db()
    assert (waiting.by, waiting.begun_by) == (li, wang)
    assert (done.by, done.begun_by) == (wang, None)
    assert handover.imports == ["六月.xlsx"]
    assert waiting in access.visible_imports(li)


def test_an_import_that_is_handed_over_twice_remembers_who_began_it(hand_over, waiting, wang, li, administrator):
    hand_over()
    third = User.objects.create(username="zhou")
    handing_over.hand_over(li, third, by=administrator)
    waiting.refresh_from_db()
    assert (waiting.by, waiting.begun_by) == (third, wang)


@pytest.mark.parametrize("kind", [ImportKind.ENTRIES, ImportKind.MASTER_DATA])
def test_imports_of_every_kind_go_over(hand_over, wang, li, kind):
    batch = ImportBatch.objects.create(kind=kind, table="employment.trainingclass", by=wang, created_at=clock.now())
    hand_over()
    batch.refresh_from_db()
    assert batch.by == li


def test_open_cases_of_which_the_person_is_the_officer_go_over(hand_over, households, jianshan, administrator):
    open_case = stored(households, jianshan, officer="王小明")
    handover = hand_over()
    open_case.refresh_from_db()
    assert (open_case.officer, open_case.version) == ("李芳", 2)
    change = open_case.history.latest()
    assert change.history_user == administrator
    assert "王小明" in change.history_change_reason
    assert len(handover.cases) == 1


def test_cases_of_others_of_other_units_and_settled_ones_stay(hand_over, households, jianshan, lingdong):
    others = stored(households, jianshan, officer="赵云", household_no="1")
    elsewhere = stored(households, lingdong, officer="王小明")
    left = {"exited_on": date(2007, 7, 2), "exit_reason": "employed"}
    settled = stored(households, jianshan, officer="王小明", household_no="2", **left)
    hand_over()
    for case in (others, elsewhere, settled):
        before = case.officer
        case.refresh_from_db()
        assert case.officer == before


def test_cases_stay_where_that_is_asked(hand_over, households, jianshan):
    case = stored(households, jianshan, officer="王小明")
    hand_over(with_cases=False)
    case.refresh_from_db()
    assert case.officer == "王小明"


def test_what_went_over_is_written_down(hand_over, draft, waiting, wang, li, administrator):
    handover = hand_over()
    assert (handover.predecessor, handover.successor, handover.by, handover.reason) == (wang, li, administrator, "退休")
    assert len(handover.roles) == 1
    assert "尖山区" in handover.roles[0]


# ---- With the end of the account --------------------------------------------------------------------------


def test_the_account_ends_with_it_where_that_is_asked(hand_over, wang, li, jianshan, administrator):
    hand_over(ends=True)
    wang.refresh_from_db()
    assert not wang.is_active
    ending.reinstate(wang, by=administrator)
    assert (_may(wang, jianshan), _may(li, jianshan)) == (False, True)


def test_an_account_ended_before_still_hands_over(hand_over, wang, li, jianshan, administrator):
    ending.end(wang, by=administrator, reason="退休")
    hand_over()
    assert _may(li, jianshan)
    ending.reinstate(wang, by=administrator)
    assert not _may(wang, jianshan)


def test_a_new_account_is_begun_with_it(wang, jianshan, administrator):
    successor = User(username="zhou", last_name="周", first_name="敏")
    successor.set_unusable_password()
    handing_over.hand_over(wang, successor, by=administrator)
    begun = User.objects.get(username="zhou")
    assert _may(begun, jianshan)
    assert not begun.has_usable_password()


# ---- What is refused --------------------------------------------------------------------------------------


def test_twice_there_is_nothing_to_hand_over(hand_over, wang, li):
    hand_over()
    with pytest.raises(handing_over.NothingToHandOver):
        hand_over()
    assert Handover.objects.count() == 1
    assert li.memberships.count() == 1


def test_the_second_begins_no_account(hand_over, wang, administrator):
    hand_over()
    with pytest.raises(handing_over.NothingToHandOver):
        handing_over.hand_over(wang, User(username="zhou"), by=administrator)
    assert not User.objects.filter(username="zhou").exists()


def test_nobody_hands_over_to_himself(wang, administrator):
    for successor in (wang, administrator):
        with pytest.raises(handing_over.ToOneself):
            handing_over.hand_over(wang, successor, by=administrator)
    assert Membership.objects.current().filter(user=wang).exists()


def test_an_administrator_hands_his_own_work_over_to_nobody(administrator, li):
    with pytest.raises(ending.OwnAccount):
        handing_over.hand_over(administrator, li, by=administrator)


def test_nothing_goes_over_to_an_ended_account(hand_over, wang, li, administrator):
    ending.end(li, by=administrator, reason="退休")
    with pytest.raises(handing_over.SuccessorEnded):
        hand_over()
    assert Membership.objects.current().filter(user=wang).exists()


def test_what_fails_halfway_hands_nothing_over(hand_over, waiting, wang, li, monkeypatch):
    def fail(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr(handing_over, "_hand_role_over", fail)
    with pytest.raises(RuntimeError):
        hand_over()
    waiting.refresh_from_db()
    assert waiting.by == wang
    assert not Handover.objects.exists()
