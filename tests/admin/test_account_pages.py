"""The pages on which an account is ended, taken into use again, and its work handed over."""

import pytest
from django.contrib.auth.models import User
from django.urls import reverse

from targets import access
from targets.access import Action, tokens
from targets.models import AccountEnding, ApiToken, Handover, Membership, Role, State
from tests.conftest import person

PEOPLE = (
    "nobody",
    "stranger",
    "reporter_jianshan",
    "reporter_city",
    "reviewer_employment",
    "leader",
    "administrator",
    "auditor",
    "clerk",
    "reporter_of_two_districts",
    "section_and_district",
    "clerk_and_leader",
)
# What each of PEOPLE in turn is answered: sent on (302), refused (403), let in (200), told what is missing (422).
READING = "302 302 403 403 403 403 200 403 403 403 403 403"
ENDING = "302 302 403 403 403 403 422 403 403 403 403 403"
REINSTATING = "302 302 403 403 403 403 302 403 403 403 403 403"
GET, POST = "get", "post"
ROUTES = [
    (GET, "auth_user_end", READING),
    (GET, "auth_user_hand_over", READING),
    (POST, "auth_user_end", ENDING),
    (POST, "auth_user_hand_over", ENDING),
    (POST, "auth_user_reinstate", REINSTATING),
]
REASON = {"reason": "退休"}


@pytest.fixture
def wang(jianshan):
    user = User.objects.create(username="wang", last_name="王", first_name="小明")
    Membership.objects.create(user=user, role=Role.REPORTER, unit=jianshan)
    return user


@pytest.fixture
def li(db):
    return User.objects.create(username="li", last_name="李", first_name="芳")


@pytest.fixture
def acted(wang, jianshan, file_report):
    """王小明, who has begun a report."""
    file_report(jianshan, "employment", 5, {"T01-1": 160}, state=State.DRAFT, by=wang)
    return wang


@pytest.fixture
def office(as_user, administrator):
    """The administrator's browser, in English."""
    client = as_user(administrator)
    client.cookies["django_language"] = "en"
    return client


def _page(name: str, account: User) -> str:
    return reverse(f"admin:auth_user_{name}", args=[account.pk])


def _is_active(account: User) -> bool:
    return User.objects.get(pk=account.pk).is_active


@pytest.mark.parametrize(("method", "name", "answers"), ROUTES, ids=[f"{row[0]} {row[1]}" for row in ROUTES])
def test_the_pages_are_for_whoever_manages_accounts(request, client, as_user, wang, no_sidebar, method, name, answers):
    found = {}
    for one in PEOPLE:
        browser = client if one == "nobody" else as_user(request.getfixturevalue(one))
        found[one] = getattr(browser, method)(reverse(f"admin:{name}", args=[wang.pk])).status_code
    assert found == dict(zip(PEOPLE, map(int, answers.split()), strict=True))
    assert _is_active(wang)


def test_a_role_of_administrator_in_one_district_is_not_enough(as_user, jianshan, wang):
    client = as_user(person("district-administrator", Role.ADMINISTRATOR, jianshan))
    assert client.post(_page("end", wang), REASON).status_code == 403
    assert _is_active(wang)


def test_nobody_reinstates_by_following_a_link(office, wang):
    assert office.get(_page("reinstate", wang)).status_code == 405


def test_an_unknown_account_is_not_found(office):
    assert office.get(reverse("admin:auth_user_end", args=[999_999])).status_code == 404


# ---- Deleting ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("method", [GET, POST])
def test_an_account_that_has_acted_is_not_deleted_and_the_page_offers_its_end(office, acted, method):
    response = getattr(office, method)(_page("delete", acted), {"post": "yes"})
    assert response.status_code == 403
    page = response.content.decode()
    assert "so it is ended and never deleted" in page
    assert _page("end", acted) in page
    assert User.objects.filter(pk=acted.pk).exists()


def test_an_account_that_never_acted_is_deleted(office, wang):
    assert office.get(_page("delete", wang)).status_code == 200
    assert office.post(_page("delete", wang), {"post": "yes"}).status_code == 302
    assert not User.objects.filter(pk=wang.pk).exists()


def test_several_accounts_are_deleted_only_if_none_has_acted(office, acted, li):
    chosen = {"action": "delete_selected", "_selected_action": [acted.pk, li.pk]}
    address = reverse("admin:auth_user_changelist")
    page = office.post(address, chosen).content.decode()
    assert "so they are ended and never deleted" in page
    assert _page("end", acted) in page
    assert _page("end", li) not in page
    assert office.post(address, chosen | {"post": "yes"}).status_code == 403
    assert User.objects.filter(pk__in=[acted.pk, li.pk]).count() == 2
    assert office.post(address, chosen | {"post": "yes", "_selected_action": [li.pk]}).status_code == 302
    assert not User.objects.filter(pk=li.pk).exists()


def test_the_accounts_page_offers_no_deletion_of_who_has_acted(office, acted, li):
    assert _page("delete", acted) not in office.get(_page("change", acted)).content.decode()
    assert _page("delete", li) in office.get(_page("change", li)).content.decode()


# ---- Ending -----------------------------------------------------------------------------------------------


def test_the_end_needs_a_reason(office, wang):
    assert office.post(_page("end", wang), {"reason": " "}).status_code == 422
    assert _is_active(wang)


def test_the_page_says_what_is_still_in_hand(office, acted):
    page = office.get(_page("end", acted)).content.decode()
    assert "reporter · Jianshan District" in page
    assert _page("hand_over", acted) in page


def test_the_account_says_when_by_whom_and_why_it_was_ended(office, wang, administrator):
    response = office.post(_page("end", wang), REASON, follow=True)
    page = response.content.decode()
    assert "This account was ended: " in page
    assert "by administrator. Reason: 退休" in page
    assert _page("reinstate", wang) in page
    assert not _is_active(wang)


def test_the_end_sent_twice_is_one(office, wang):
    office.post(_page("end", wang), REASON)
    again = office.post(_page("end", wang), REASON, follow=True)
    assert "This account has been ended already." in again.content.decode()
    assert AccountEnding.objects.count() == 1


def test_an_administrator_does_not_end_the_own_account(office, administrator):
    assert office.post(_page("end", administrator), REASON).status_code == 422
    assert _is_active(administrator)


def test_unticking_the_account_in_its_form_is_its_end(office, wang):
    tokens.create(wang)
    sent = _as_sent(office.get(_page("change", wang)))
    sent.pop("is_active")
    assert office.post(_page("change", wang), sent).status_code == 302
    assert not _is_active(wang)
    assert AccountEnding.objects.get().user == wang
    assert not ApiToken.objects.exists()
    sent = _as_sent(office.get(_page("change", wang))) | {"is_active": "on"}
    assert office.post(_page("change", wang), sent).status_code == 302
    assert _is_active(wang)
    assert Membership.objects.current().filter(user=wang).exists()


def test_a_former_role_is_shown_to_be_read(office, wang):
    office.post(_page("end", wang), REASON)
    response = office.get(_page("change", wang))
    (roles,) = response.context["inline_admin_formsets"]
    assert roles.formset.initial_form_count() == 0
    assert "reporter · Jianshan District until 4 July 2007" in response.content.decode()


def test_an_account_is_taken_into_use_again(office, wang, jianshan):
    office.post(_page("end", wang), REASON)
    assert office.post(_page("reinstate", wang)).status_code == 302
    assert access.of(User.objects.get(pk=wang.pk)).may(Action.ENTER_FIGURES, jianshan)
    again = office.post(_page("reinstate", wang), follow=True)
    assert "This account is in use." in again.content.decode()


# ---- Handing over -----------------------------------------------------------------------------------------


def test_the_page_shows_what_goes_over_and_says_what_went(office, acted, li):
    li.set_unusable_password()
    li.save()
    page = office.get(_page("hand_over", acted)).content.decode()
    assert "reporter · Jianshan District" in page
    response = office.post(_page("hand_over", acted), REASON | {"successor": li.pk}, follow=True)
    page = response.content.decode()
    assert "The work of 王小明 was handed over to 李芳." in page
    assert "reporter · Jianshan District" in page
    assert "The successor cannot sign in yet" in page


def test_a_second_click_finds_nothing_to_hand_over(office, acted, li):
    sent = REASON | {"successor": li.pk}
    office.post(_page("hand_over", acted), sent)
    again = office.post(_page("hand_over", acted), sent)
    assert again.status_code == 422
    assert "There is nothing to hand over" in again.content.decode()
    assert Handover.objects.count() == 1


def test_a_successor_is_begun_on_the_page(office, acted, jianshan):
    sent = REASON | {"username": "zhou", "last_name": "周", "first_name": "敏", "ends": "on"}
    assert office.post(_page("hand_over", acted), sent).status_code == 302
    zhou = User.objects.get(username="zhou")
    assert access.of(zhou).may(Action.ENTER_FIGURES, jianshan)
    assert not _is_active(acted)


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"successor": "li", "username": "zhou"},
        {"successor": "wang"},
        {"successor": "administrator"},
        {"successor": "gone"},
        {"username": "li"},
        {"username": "no name"},
    ],
    ids=str,
)
def test_no_other_successor_is_accepted(office, acted, li, sent):
    User.objects.create(username="gone", is_active=False)
    if "successor" in sent:
        sent = sent | {"successor": User.objects.get(username=sent["successor"]).pk}
    assert office.post(_page("hand_over", acted), REASON | sent).status_code == 422
    assert not Handover.objects.exists()


def test_the_own_work_is_handed_over_by_another_administrator(office, administrator, li):
    response = office.post(_page("hand_over", administrator), REASON | {"successor": li.pk})
    assert response.status_code == 422
    assert "ask another administrator" in response.content.decode()


# ---- Order ------------------------------------------------------------------------------------------------

SURNAMES = ("曾", "单", "王", "欧阳", "解", "仇", "区")
IN_ORDER = ("区一", "欧阳一", "仇一", "单一", "王一", "解一", "曾一")


@pytest.fixture
def persons(db):
    for number, family in enumerate(SURNAMES):
        User.objects.create(username=f"p{number}", last_name=family, first_name="一")


def _positions(page: str) -> list[int]:
    return [page.index(name) for name in IN_ORDER]


def test_the_list_of_accounts_is_sorted_by_name(office, persons):
    page = office.get(reverse("admin:auth_user_changelist")).content.decode()
    assert _positions(page) == sorted(_positions(page))


def test_the_pages_of_a_long_list_go_on_in_the_order(office, persons, monkeypatch):
    from targets.admin.people import AccountAdmin

    monkeypatch.setattr(AccountAdmin, "list_per_page", 3)
    address = reverse("admin:auth_user_changelist")
    shown = [row.last_name for page in (1, 2, 3) for row in office.get(address, {"p": page}).context["cl"].result_list]
    assert [f"{family}一" for family in shown if family] == list(IN_ORDER)


def test_a_person_is_found_by_the_name_as_it_is_written(office, wang, li):
    address = reverse("admin:auth_user_changelist")
    assert list(office.get(address, {"q": "王小明"}).context["cl"].result_list) == [wang]


def test_a_column_still_sorts_the_list(office, persons):
    rows = office.get(reverse("admin:auth_user_changelist"), {"o": "-2"}).context["cl"].result_list
    assert [row.username for row in rows][:3] == ["p6", "p5", "p4"]


def test_the_file_of_accounts_is_sorted_by_name(office, persons):
    sent = {"format": "1", "resource": ""}
    response = office.post(reverse("admin:auth_user_export"), sent)
    table = response.content.decode("utf-8-sig")
    surnames = [line.split(",")[1] for line in table.splitlines()[1:]]
    assert [f"{family}一" for family in surnames if family] == list(IN_ORDER)


@pytest.mark.parametrize("address", ["admin:targets_membership_add", "hand-over"])
def test_choosers_of_accounts_are_sorted_by_name(office, acted, persons, address):
    page = office.get(_page("hand_over", acted) if address == "hand-over" else reverse(address)).content.decode()
    choices = page.split('name="successor"' if address == "hand-over" else 'name="user"')[1].split("</select>")[0]
    assert _positions(choices) == sorted(_positions(choices))


def test_the_list_of_roles_is_sorted_by_name(office, persons, jianshan):
    for user in User.objects.filter(username__startswith="p"):
        Membership.objects.create(user=user, role=Role.LEADER, unit=jianshan)
    page = office.get(reverse("admin:targets_membership_changelist")).content.decode()
    table = page.split('id="result_list"')[1]
    assert _positions(table) == sorted(_positions(table))


def _as_sent(response) -> dict:
    """What a browser would send of the page's form as it stands."""
    context, sent = response.context, {}
    forms = [context["adminform"].form]
    for inline in context["inline_admin_formsets"]:
        forms += [inline.formset.management_form, *inline.formset.initial_forms]
    for form in forms:
        for bound in form:
            value = bound.value()
            if value is True:
                sent[bound.html_name] = "on"
            elif value is not None and value is not False:
                sent[bound.html_name] = value
    return sent
