"""Edge cases of an entry's form: days far away, entries to which others refer, entries deleted meanwhile."""

from datetime import date

import pytest
from django.urls import reverse

from employment.models import PostHolder, PublicServicePost, ZeroEmploymentHousehold
from targets.registers import keeping, locking, registry
from tests.registers.entries import NUMBER, stored

HOUSEHOLDS = registry.named("employment.zeroemploymenthousehold")
POSTS = registry.named("employment.publicservicepost")
HOLDERS = registry.named("employment.postholder")
TYPED = {
    "household_no": "1",
    "head": "张三丰",
    "identity_number": NUMBER,
    "working_age": "2",
    "unemployed": "2",
    "recognised_on": "2007-06-03",
}


def url(register, name, *more):
    return reverse(f"targets:{name}", args=[register.app, register.slug, *more])


@pytest.fixture
def client(as_user, reporter_jianshan):
    return as_user(reporter_jianshan)


@pytest.fixture
def post(jianshan):
    return stored(POSTS, jianshan, post_no="1", post="保洁员")


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01", "2207-06-03"])
def test_a_day_that_lies_too_far_away_is_refused(client, jianshan, day):
    answer = client.post(url(HOUSEHOLDS, "entry_new"), TYPED | {"unit": jianshan.pk, "recognised_on": day})
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"recognised_on"}


@pytest.mark.parametrize(
    "name", ["insurance.collectionplan", "labor_relations.integritygrading", "skills.schoolintake"]
)
@pytest.mark.parametrize("year", ["30", "1994", "2101", "20070"])
def test_a_year_that_is_none_is_refused(client, jianshan, name, year):
    register = registry.named(name)
    answer = client.post(url(register, "entry_new"), {"unit": jianshan.pk, "year": year})
    assert "year" in answer.context["form"].errors


def test_an_entry_to_which_others_refer_is_not_deleted_and_the_page_says_so(client, jianshan, post):
    stored(HOLDERS, jianshan, post=post)
    answer = client.post(url(POSTS, "entry_delete", post.pk), {"version": "1"}, follow=True)
    assert answer.redirect_chain[-1][0] == url(POSTS, "entry", post.pk)
    assert [str(one) for one in answer.context["messages"]]
    assert PublicServicePost.objects.filter(pk=post.pk).exists()


def test_an_entry_can_be_changed_although_the_one_it_refers_to_was_cancelled(client, jianshan, post, reporter_jianshan):
    holder = stored(HOLDERS, jianshan, post=post)
    keeping.cancel(POSTS, post.pk, by=reporter_jianshan, version=1, reason="录错")
    form = client.get(url(HOLDERS, "entry_edit", holder.pk)).context["form"]
    sent = {name: form[name].value() for name in form.fields if form[name].value() not in (None, "")}
    answer = client.post(url(HOLDERS, "entry_edit", holder.pk), sent | {"holds_until": "2007-06-30"})
    assert answer.status_code == 302, answer.context["form"].errors
    assert PostHolder.objects.get().holds_until == date(2007, 6, 30)


def test_an_entry_deleted_meanwhile_is_not_found(client, jianshan, monkeypatch):
    entry = stored(HOUSEHOLDS, jianshan, household_no="1")
    for name, sent in (
        ("entry_edit", TYPED | {"unit": jianshan.pk, "version": "1"}),
        ("entry_cancel", {"reason": "错"}),
        ("entry_delete", {}),
        ("entry_step", {"taken_on": "2007-06-30", "words": "电话联系"}),
    ):
        with monkeypatch.context() as meanwhile:
            # Between being found and being locked it goes.
            meanwhile.setattr(
                keeping, "lock_entry", lambda register, key, **options: real(register, key + 1, **options)
            )
            assert client.post(url(HOUSEHOLDS, name, entry.pk), sent).status_code == 404, name
    assert ZeroEmploymentHousehold.objects.get().version == 1


real = locking.lock_entry
