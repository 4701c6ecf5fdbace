"""The registers of employment: what an entry must say, and what counts, by rows worked out by hand."""

from datetime import date
from decimal import Decimal

import pytest

from employment.demonstration.common import identity_number
from employment.models import (
    FortyFiftyPerson,
    LabourExport,
    LayoffNotice,
    MicroLoan,
    PlacementStatement,
    PublicServicePost,
    Subsidy,
    TrainingClass,
)
from employment.models.persons import age_on
from employment.models.posts import a_year_later
from targets.demonstration.script import chance
from targets.periods import Month
from targets.registers.counting import count
from targets.registers.registry import registry
from tests.registers.entries import stored

JUNE = Month(2007, 6)


def register(name):
    return registry.named(f"employment.{name}")


def broken(entry):
    return [field for kept, field, _words in entry.requirements() if not kept]


def counted(one, unit, key, month=JUNE):
    """A figure's value, or a rate's two parts."""
    figure = one.figure(key)
    found = count({one: [figure]}, [month]).of(one, unit, month, figure)
    return tuple(map(int, found[1:])) if figure.is_ratio else int(found.value)


# ---- "4050" -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sex", "born", "fields"),
    [
        ("female", date(1967, 6, 15), []),
        ("female", date(1967, 6, 16), ["recognised_on"]),
        ("male", date(1957, 6, 15), []),
        ("male", date(1957, 6, 16), ["recognised_on"]),
        ("male", date(1967, 6, 15), ["recognised_on"]),
    ],
)
def test_a_woman_is_forty_and_a_man_fifty_on_the_day_of_recognition(sex, born, fields):
    assert broken(FortyFiftyPerson(sex=sex, born_on=born, recognised_on=date(2007, 6, 15))) == fields


def test_who_is_born_on_a_leap_day_is_a_year_older_on_march_first():
    assert [age_on(date(1968, 2, 29), day) for day in (date(2007, 2, 28), date(2007, 3, 1))] == [38, 39]


def test_the_identity_number_says_birth_and_sex():
    number = identity_number(chance("test"), date(1960, 5, 1), male=False)
    values = {"identity_number": number, "recognised_on": date(2007, 6, 15)}
    assert broken(FortyFiftyPerson(sex="female", born_on=date(1960, 5, 1), **values)) == []
    assert broken(FortyFiftyPerson(sex="female", born_on=date(1950, 5, 1), **values)) == ["born_on"]
    assert broken(FortyFiftyPerson(sex="male", born_on=date(1950, 5, 1), **values)) == ["born_on", "sex"]


def test_who_is_re_employed_says_how():
    born = {"sex": "female", "born_on": date(1960, 5, 1), "recognised_on": date(2007, 6, 15)}
    assert broken(FortyFiftyPerson(**born, reemployed_on=date(2007, 6, 20))) == ["job_type"]
    assert broken(FortyFiftyPerson(**born, job_type="own")) == ["job_type"]
    assert broken(FortyFiftyPerson(**born, reemployed_on=date(2007, 6, 14), job_type="own")) == ["reemployed_on"]


def test_re_employed_in_the_month_and_still_waiting_at_its_end(jianshan):
    persons = register("fortyfiftyperson")
    days = [None, date(2007, 5, 31), date(2007, 6, 1), date(2007, 6, 30), date(2007, 7, 1)]
    for place, day in enumerate(days):
        job = {"reemployed_on": day, "job_type": "own" if day else ""}
        stored(persons, jianshan, person_no=str(place), recognised_on=date(2007, 3, 1), **job)
    cancelled = {"reemployed_on": date(2007, 6, 5), "cancelled_on": date(2007, 6, 6)}
    stored(persons, jianshan, person_no="x", recognised_on=date(2007, 3, 1), **cancelled)
    assert (counted(persons, jianshan, "T01-3"), counted(persons, jianshan, "waiting")) == (2, 2)
    assert counted(persons, jianshan, "recognised", Month(2007, 3)) == 5


def test_re_employment_counts_by_the_day_work_was_found(jianshan):
    one = register("reemployment")
    for place, day in enumerate([date(2007, 5, 31), date(2007, 6, 1), date(2007, 6, 30), date(2007, 7, 1)]):
        stored(one, jianshan, certificate_no=str(place), job_on=day, is_4050=place == 1)
    assert (counted(one, jianshan, "T01-2"), counted(one, jianshan, "of_4050")) == (2, 1)


# ---- Public-service posts ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("begin", "end", "fields"),
    [
        (date(2007, 6, 1), date(2008, 5, 31), []),
        (date(2007, 6, 1), date(2008, 5, 30), ["contract_to"]),
        (date(2008, 2, 29), date(2009, 2, 28), []),
        (None, None, ["contract_to"]),
    ],
)
def test_a_subsidised_post_has_a_contract_of_a_year(begin, end, fields):
    post = PublicServicePost(posts=2, filled=1, subsidy=Decimal(300), contract_from=begin, contract_to=end)
    assert broken(post) == fields


def test_a_post_without_subsidy_may_have_a_shorter_contract():
    contract = {"contract_from": date(2007, 6, 1), "contract_to": date(2007, 8, 31)}
    assert broken(PublicServicePost(posts=2, filled=2, subsidy=Decimal(0), **contract)) == []
    assert a_year_later(date(2008, 2, 29)) == date(2009, 2, 28)


def test_no_more_are_filled_than_there_are_posts_and_an_end_has_its_day():
    assert broken(PublicServicePost(posts=2, filled=3)) == ["filled"]
    assert broken(PublicServicePost(posts=2, filled=0, status="closed")) == ["ended_on"]


def test_posts_created_in_being_filled_and_ended(jianshan):
    posts = register("publicservicepost")
    stored(posts, jianshan, post_no="1", created_on=date(2007, 6, 1), posts=10, filled=8)
    stored(posts, jianshan, post_no="2", created_on=date(2007, 6, 30), posts=5, filled=5)
    stored(posts, jianshan, post_no="3", created_on=date(2007, 7, 1), posts=100, filled=90)
    ended = {"created_on": date(2007, 2, 1), "ended_on": date(2007, 6, 30), "status": "closed"}
    stored(posts, jianshan, post_no="4", posts=7, filled=3, **ended)
    assert [counted(posts, jianshan, key) for key in ("T03-1", "posts", "filled", "ended")] == [15, 15, 13, 7]


# ---- Loans, subsidies, placement, export ------------------------------------------------------------------


def test_a_loan_that_is_repaid_says_when_and_is_due_after_it_was_paid_out():
    paid = {"paid_on": date(2007, 6, 1), "due_on": date(2009, 6, 1)}
    assert broken(MicroLoan(**paid)) == []
    assert broken(MicroLoan(**paid, repayment="repaid")) == ["repaid_on"]
    assert broken(MicroLoan(**paid | {"due_on": date(2007, 5, 31)})) == ["due_on"]


def test_loans_granted_repaid_and_guaranteed(jianshan):
    loans = register("microloan")
    rows = [(date(2007, 6, 1), None, 2), (date(2007, 6, 30), None, 3), (date(2005, 6, 1), date(2007, 6, 30), 4)]
    rows += [(date(2005, 5, 1), None, 5), (date(2007, 7, 1), None, 100)]
    for place, (paid, repaid, amount) in enumerate(rows):
        state = {"repayment": "repaid" if repaid else "running", "repaid_on": repaid}
        values = {"paid_on": paid, "due_on": date(2009, 1, 1), "amount": amount, "jobs": 2}
        stored(loans, jianshan, loan_no=str(place), **values, **state)
    keys = ("loans", "amount", "jobs", "repaid", "guaranteed")
    assert [counted(loans, jianshan, key) for key in keys] == [2, 5, 4, 4, 10]


def test_a_subsidy_counts_as_paid_when_it_is_paid(jianshan):
    one = register("subsidy")
    stored(one, jianshan, approved_on=date(2007, 5, 20), paid_on=date(2007, 6, 1), amount=300, persons=3)
    stored(one, jianshan, approved_on=date(2007, 6, 20), amount=500, persons=5)
    assert [counted(one, jianshan, key) for key in ("approved", "paid", "persons")] == [500, 300, 3]
    assert broken(Subsidy(approved_on=date(2007, 6, 2), paid_on=date(2007, 6, 1))) == ["paid_on"]


def test_agencies_months_add_up(jianshan):
    one = register("placementstatement")
    for agency, month, introductions, placed in (("甲", 6, 30, 10), ("乙", 6, 20, 5), ("甲", 5, 100, 90)):
        values = {"agency": agency, "month": date(2007, month, 1), "introductions": introductions, "placed": placed}
        stored(one, jianshan, **values)
    assert (counted(one, jianshan, "T02-1"), counted(one, jianshan, "T02-2")) == (50, 15)
    assert broken(PlacementStatement(introductions=3, placed=4)) == ["placed"]


def test_labour_export_counts_persons_by_the_day_they_left(jianshan):
    one = register("labourexport")
    days = [(date(2007, 5, 31), 100), (date(2007, 6, 1), 20), (date(2007, 6, 30), 30), (date(2007, 7, 1), 100)]
    for place, (day, persons) in enumerate(days):
        stored(one, jianshan, batch_no=str(place), left_on=day, persons=persons, trained=persons == 20)
    assert (counted(one, jianshan, "T02-3"), counted(one, jianshan, "trained")) == (50, 20)
    assert LabourExport.objects.count() == 4


# ---- Training classes -------------------------------------------------------------------------------------

TYPES = ("unemployed", "start_up", "prep_urban", "prep_rural", "pre_export", "rural_other", "enterprise")


def test_seven_types_feed_their_indicators_in_the_month_a_class_ended(jianshan):
    """Classes of 1, 2, 4 … 64 persons in the order of the types; three rural ones are 8 + 16 + 32."""
    one = register("trainingclass")
    for place, kind in enumerate(TYPES):
        values = {"class_no": str(place), "training_type": kind, "trained": 2**place}
        stored(one, jianshan, started_on=date(2007, 5, 1), ended_on=date(2007, 6, 30), **values)
    running = {"training_type": "unemployed", "trained": 500}
    stored(one, jianshan, class_no="a", started_on=date(2007, 6, 1), **running)
    stored(one, jianshan, class_no="b", started_on=date(2007, 6, 1), ended_on=date(2007, 7, 1), **running)
    codes = ("T04-1", "T04-3", "T04-4", "T04-5", "T04-6", "T04-7", "T13-3")
    assert [counted(one, jianshan, code) for code in codes] == [1, 2, 4, 56, 8, 16, 64]


def test_the_pass_rate_is_passed_of_examined_among_the_unemployed(jianshan):
    one = register("trainingclass")
    for place, (kind, examined, passed) in enumerate(
        [("unemployed", 40, 36), ("unemployed", 10, 5), ("start_up", 9, 9)]
    ):
        values = {"training_type": kind, "trained": 50, "examined": examined, "passed": passed}
        stored(one, jianshan, class_no=str(place), started_on=date(2007, 5, 1), ended_on=date(2007, 6, 2), **values)
    assert counted(one, jianshan, "T04-2") == (41, 50)


def test_a_class_trains_examines_and_passes_in_falling_numbers():
    assert broken(TrainingClass(trained=10, examined=11, passed=12, placed=11)) == ["examined", "passed", "placed"]
    assert broken(TrainingClass(started_on=date(2007, 6, 2), ended_on=date(2007, 6, 1))) == ["ended_on"]


def test_layoffs_are_of_workers_employed_and_take_effect_later():
    notice = {"announced_on": date(2007, 6, 2), "effective_on": date(2007, 6, 1)}
    assert broken(LayoffNotice(workers=10, laid_off=11, **notice)) == ["laid_off", "effective_on"]
