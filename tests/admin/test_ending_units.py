"""Ending a unit in the admin: its successor is asked for, and what will change is said before it is stored."""

from datetime import date

import pytest
from django.urls import reverse

from targets.models import Membership, Target, UnitEnding

SENT = {
    "from_month": "2007-07",
    "document": "民函〔2007〕12号",
    "decided_on": "2007-06-28",
    "reason": "区划调整",
    "moves_people": "on",
}


@pytest.fixture
def address(baoqing) -> str:
    return reverse("admin:targets_reportingunit_end", args=[baoqing.pk])


@pytest.fixture
def merged(jianshan) -> dict:
    return SENT | {"successor_1": jianshan.pk}


@pytest.fixture
def something_to_lose(file_report, indicator, jianshan, baoqing, reporter_baoqing):
    """900 of 2,000 newly employed by June in Baoqing, a draft of July, and a reporter."""
    file_report(baoqing, "employment", 6, {"T01-1": 900})
    file_report(baoqing, "insurance", 7, {"T09-1": 5}, state="draft")
    for unit, value in ((jianshan, 18000), (baoqing, 2000)):
        Target.objects.create(indicator=indicator("T01-1"), unit=unit, deadline=date(2007, 12, 31), value=value)


def sentences(page) -> str:
    return "\n".join(text for section in page.context["outlook"].sections for text in section.sentences)


def confirm(client, address, sent):
    """Look at what will change, then confirm it."""
    shown = client.post(address, sent | {"look": "1"})
    return client.post(address, sent | {"confirm": "1", "confirmed": shown.context["outlook"].fingerprint})


def test_what_will_change_is_said_before_anything_is_stored(
    as_user, administrator, address, merged, something_to_lose, baoqing, jianshan
):
    page = as_user(administrator).post(address, merged | {"look": "1"})
    assert page.status_code == 200, page.context["form"].errors
    said = sentences(page)
    for text in ("900", "20,000", "18,000", "尖山区", "宝清县", "2007年7月", "reporter-230523", "撤并不能撤销"):
        assert text in said, text
    assert not UnitEnding.objects.exists()
    baoqing.refresh_from_db()
    assert baoqing.active


def test_confirming_stores_what_was_shown_and_both_units_tell_it(
    as_user, administrator, address, merged, something_to_lose, baoqing, jianshan, reporter_baoqing
):
    client = as_user(administrator)
    assert confirm(client, address, merged).status_code == 302
    ending = UnitEnding.objects.get(unit=baoqing)
    assert (ending.entered_by, ending.successions.get().successor) == (administrator, jianshan)
    roles = Membership.objects.filter(user=reporter_baoqing).order_by("pk")
    assert [(role.unit, role.has_ended) for role in roles] == [(baoqing, True), (jianshan, False)]
    for unit in (baoqing, jianshan):
        page = client.get(reverse("admin:targets_reportingunit_change", args=[unit.pk])).content.decode()
        assert "民函〔2007〕12号" in page
        assert ("撤并不能撤销" in page) is (unit == baoqing), "what to do where it was a mistake"
    assert client.get(address).status_code == 302, "it ends once"


def test_a_second_administrator_is_told_and_stores_nothing(
    as_user, administrator, address, merged, something_to_lose, units, lingdong
):
    client = as_user(administrator)
    shown = client.post(address, merged | {"look": "1"}).context["outlook"].fingerprint
    other = client.post(address, merged | {"successor_1": lingdong.pk, "confirm": "1", "confirmed": shown})
    assert (other.status_code, UnitEnding.objects.count()) == (409, 0), "what is confirmed is what was shown"
    assert confirm(client, address, merged).status_code == 302
    again = client.post(address, merged | {"confirm": "1", "confirmed": shown})
    assert (again.status_code, UnitEnding.objects.count()) == (302, 1)


def test_what_has_changed_since_it_was_shown_is_shown_again(
    as_user, administrator, address, merged, something_to_lose, file_report, baoqing
):
    client = as_user(administrator)
    shown = client.post(address, merged | {"look": "1"}).context["outlook"].fingerprint
    file_report(baoqing, "employment", 5, {"T01-1": 7})
    answer = client.post(address, merged | {"confirm": "1", "confirmed": shown})
    assert answer.status_code == 409
    assert "907" in sentences(answer)
    assert not UnitEnding.objects.exists()


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"successor_1": ""}, "successor_1"),
        ({"alone": "on"}, "alone"),
        ({"share_1": "60"}, "share_1"),
        ({"from_month": "2007-08"}, "from_month"),
        ({"reason": ""}, "reason"),
        ({"document": ""}, "document"),
    ],
)
def test_what_is_missing_or_wrong_is_told_at_its_field(as_user, administrator, address, merged, changed, field):
    page = as_user(administrator).post(address, merged | changed | {"look": "1"})
    assert page.status_code == 422
    assert list(page.context["form"].errors) == [field]


def test_a_split_asks_for_shares_of_all(as_user, administrator, address, merged, lingdong):
    client = as_user(administrator)
    page = client.post(address, merged | {"successor_2": lingdong.pk, "share_1": "60", "look": "1"})
    assert list(page.context["form"].errors) == ["share_1"]
    sent = merged | {"successor_2": lingdong.pk, "share_1": "60", "share_2": "40"}
    assert confirm(client, address, sent).status_code == 302
    assert UnitEnding.objects.get().how == "split"


@pytest.mark.parametrize("name", ["reporter_baoqing", "reviewer_employment", "leader", "auditor"])
def test_only_who_may_change_units_ends_one(request, as_user, address, name):
    assert as_user(request.getfixturevalue(name)).get(address).status_code == 403


def test_the_city_is_never_offered_its_end(as_user, administrator, city):
    page = as_user(administrator).get(reverse("admin:targets_reportingunit_change", args=[city.pk]))
    assert reverse("admin:targets_reportingunit_end", args=[city.pk]) not in page.content.decode()
