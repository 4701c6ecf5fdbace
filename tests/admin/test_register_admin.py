"""Registers in the admin: personal data are masked except in the keeper's form, and keepers see their units."""

from datetime import date

import pytest
from django.contrib.admin.models import LogEntry
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from employment.models import TrainingClass, ZeroEmploymentHousehold
from targets.models import (
    CountedEntry,
    DeadlineRule,
    Membership,
    PersonalDataView,
    RegisterCount,
    ReportingUnit,
    Role,
    UnitKind,
)
from targets.registers.registry import registry
from tests.conftest import person
from tests.registers.entries import NUMBER, stored

HOUSEHOLDS = registry.named("employment.zeroemploymenthousehold")
CLASSES = registry.named("employment.trainingclass")
# How a query would narrow or sort by a field.
TELLTALE = ("LIKE", "ASC", "DESC", "=")


def url(place: str, row=None, model=None) -> str:
    meta = (model or type(row))._meta
    return reverse(f"admin:{meta.app_label}_{meta.model_name}_{place}", args=[row.pk] if row else [])


@pytest.fixture
def household(jianshan):
    return stored(HOUSEHOLDS, jianshan, household_no="户-7", head="张三丰", due_on=date(2007, 8, 1))


@pytest.fixture
def street_clerk(jianshan):
    """A clerk and the community of the clerk, which lies below Jianshan."""
    code = "230502001001"
    community = ReportingUnit.objects.create(
        code=code, name="红旗社区", kind=UnitKind.COMMUNITY, parent=jianshan, submits_reports=False
    )
    return person("clerk", Role.CLERK, community), community


def as_sent(page) -> dict:
    form = page.context["adminform"].form
    sent = {name: form[name].value() for name in form.fields}
    return {name: value for name, value in sent.items() if value is not None and value is not False}


def whole_in(page) -> bool:
    text = page.content.decode()
    return "张三丰" in text or NUMBER in text


def test_lists_forms_and_histories_show_personal_data_masked(as_user, household, leader, administrator, auditor):
    household.head = "张无忌"
    household.save()
    version = household.history.order_by("-history_id").first()
    at = reverse("admin:employment_zeroemploymenthousehold_simple_history", args=[household.pk, version.pk])
    for user in (leader, administrator, auditor):
        client = as_user(user)
        for address in (url("changelist", model=type(household)), url("change", household)):
            page = client.get(address)
            assert "张**" in page.content.decode(), address
            assert not whole_in(page), address
        for address in (url("history", household), at):
            page = client.get(address)
            assert "张**" in page.content.decode(), address
            assert not whole_in(page), address
            assert "张无忌" not in page.content.decode(), address
    assert not PersonalDataView.objects.exists()


def test_the_keepers_history_is_masked_as_well(as_user, household, reporter_jianshan):
    household.head = "张无忌"
    household.save()
    page = as_user(reporter_jianshan).get(url("history", household))
    assert not whole_in(page)
    assert "张无忌" not in page.content.decode()


def test_the_history_shows_labels_and_dashes(as_user, household, reporter_jianshan):
    """A choice has its label, and an empty value is a dash."""
    household.exited_on, household.exit_reason = date(2007, 6, 21), "employed"
    household.save()
    page = as_user(reporter_jianshan).get(url("history", household)).content.decode()
    assert "— → 2007-06-21" in page
    assert "→ employed" not in page
    assert "— → 已有成员就业" in page


def test_the_keepers_form_shows_personal_data_unmasked_and_logs_it(as_user, household, reporter_jianshan):
    page = as_user(reporter_jianshan).get(url("change", household))
    assert whole_in(page)
    view = PersonalDataView.objects.get()
    assert (view.by, view.register, view.entry, view.occasion) == (
        reporter_jianshan,
        HOUSEHOLDS.name,
        household.pk,
        "form",
    )
    assert not whole_in(as_user(reporter_jianshan).get(url("changelist", model=type(household))))


@pytest.mark.parametrize(
    "query",
    ["head__startswith=张", "identity_number__startswith=2305", "unit__members__user__password__startswith=p", "o=2"],
)
def test_an_address_cannot_search_for_parts_of_a_name(as_user, household, leader, query):
    page = as_user(leader).get(f"{url('changelist', model=type(household))}?{query}", follow=True)
    asked = str(page.context["cl"].queryset.query if "cl" in page.context else "")
    assert not any(f'"{name}" {way}' in asked for name in ("head", "identity_number", "password") for way in TELLTALE)


@pytest.mark.walk
@pytest.mark.parametrize("register", list(registry), ids=lambda register: register.code)
def test_every_choice_of_every_filter_can_be_followed(as_user, administrator, no_sidebar, register):
    client, address = as_user(administrator), url("changelist", model=register.model)
    shown = client.get(address).context["cl"]
    offered = [choice["query_string"] for spec in shown.filter_specs for choice in spec.choices(shown)]
    assert "?state=cancelled" in offered
    assert [query for query in offered if client.get(address + query).status_code != 200] == []


def test_keepers_find_persons_by_their_whole_number(as_user, household, leader, reporter_jianshan):
    def found(user, words: str) -> int:
        return as_user(user).get(url("changelist", model=type(household)), {"q": words}).context["cl"].result_count

    assert (found(leader, NUMBER), found(leader, "户-7")) == (0, 1)
    assert (found(reporter_jianshan, NUMBER), found(reporter_jianshan, NUMBER[:10])) == (1, 0)
    assert (found(reporter_jianshan, "张三丰"), found(reporter_jianshan, "张")) == (1, 0)


def test_a_change_in_the_admin_is_stored_like_any_other(as_user, household, reporter_jianshan):
    client = as_user(reporter_jianshan)
    sent = as_sent(client.get(url("change", household))) | {"remarks": "已走访"}
    assert client.post(url("change", household), sent).status_code == 302
    household.refresh_from_db()
    last = household.history.order_by("-history_id").first()
    assert (household.remarks, household.version, last.history_user) == ("已走访", 2, reporter_jianshan)
    logged = LogEntry.objects.get(user=reporter_jianshan)
    assert "张" not in logged.object_repr + logged.change_message
    late = client.post(url("change", household), sent | {"remarks": "x"})
    assert late.status_code == 200
    assert late.context["adminform"].form.non_field_errors()
    household.refresh_from_db()
    assert household.remarks == "已走访"


def test_a_new_entry_gets_its_deadline_and_is_checked(as_user, reporter_jianshan, jianshan, baoqing):
    client, address = as_user(reporter_jianshan), url("add", model=ZeroEmploymentHousehold)
    typed = {
        "household_no": "户-8",
        "head": "李四",
        "identity_number": NUMBER,
        "working_age": "2",
        "unemployed": "2",
        "recognised_on": "2007-06-01",
        "unit": jianshan.pk,
    }
    refused = client.post(address, typed | {"unit": baoqing.pk})
    assert "unit" in refused.context["adminform"].form.errors
    refused = client.post(address, typed | {"identity_number": "230599197001010011"})
    assert "identity_number" in refused.context["adminform"].form.errors
    assert client.post(address, typed).status_code == 302
    made = ZeroEmploymentHousehold.objects.get()
    assert (made.due_on, made.history.get().history_user) == (date(2007, 8, 30), reporter_jianshan)


def test_a_clerk_keeps_the_entries_of_one_community(as_user, street_clerk, household, reporter_jianshan):
    clerk, community = street_clerk
    own = stored(HOUSEHOLDS, community, household_no="户-9")
    client = as_user(clerk)
    assert client.get(url("change", own)).status_code == 200
    assert client.get(url("change", household)).status_code == 302
    assert client.get(url("changelist", model=ZeroEmploymentHousehold)).context["cl"].result_count == 1
    assert as_user(reporter_jianshan).get(url("change", own)).status_code == 200


def test_an_entry_that_a_report_counts_cannot_be_deleted(as_user, reporter_jianshan, jianshan, file_report):
    client = as_user(reporter_jianshan)
    counted, free = (stored(CLASSES, jianshan, class_no=number) for number in ("1", "2"))
    report = file_report(jianshan, "employment", 1, {"T01-1": 1})
    indicator = report.figures.get().indicator
    frozen = RegisterCount.objects.create(submission=report.submissions.get(), indicator=indicator, value=1)
    CountedEntry.objects.create(count=frozen, register=CLASSES.name, entry=counted.pk, version=1)
    assert client.post(url("delete", counted), {"post": "yes"}).status_code == 403
    both = {"action": "delete_selected", "_selected_action": [counted.pk, free.pk], "post": "yes"}
    client.post(url("changelist", model=TrainingClass), both)
    assert TrainingClass.objects.count() == 2
    assert client.post(f"{url('delete', free)}?version=1", {"post": "yes"}).status_code == 302
    assert TrainingClass.objects.get() == counted
    assert TrainingClass.history.filter(history_type="-").get().history_user == reporter_jianshan


def test_an_entry_changed_since_the_question_is_not_deleted(as_user, reporter_jianshan, jianshan):
    entry, client = stored(CLASSES, jianshan), as_user(reporter_jianshan)
    client.cookies["django_language"] = "en"
    asked = client.get(url("delete", entry), follow=True).request
    TrainingClass.objects.update(version=2)
    for address in (f"{asked['PATH_INFO']}?{asked['QUERY_STRING']}", f"{url('delete', entry)}?version=x"):
        answer = client.post(address, {"post": "yes"}, follow=True)
        assert "Somebody else changed this entry" in answer.content.decode()
        assert answer.redirect_chain[-1][0] == url("change", entry)
    assert TrainingClass.objects.exists()
    again = client.get(url("delete", entry))
    assert client.post(again.url, {"post": "yes"}).status_code == 302
    assert not TrainingClass.objects.exists()


def test_a_cancelled_entry_can_only_be_read(as_user, reporter_jianshan, jianshan):
    gone = stored(CLASSES, jianshan, cancelled_on=date(2007, 6, 1), cancel_reason="重复")
    client = as_user(reporter_jianshan)
    assert client.get(url("change", gone)).status_code == 200
    assert client.post(url("change", gone), {"class_no": "x"}).status_code == 403


def test_a_list_needs_as_many_queries_for_many_rows_as_for_few(as_user, reporter_jianshan, jianshan):
    client, address = as_user(reporter_jianshan), url("changelist", model=TrainingClass)

    def asked() -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get(address)
        return len(captured)

    stored(CLASSES, jianshan, class_no="0")
    asked()
    few = asked()
    for number in range(1, 30):
        stored(CLASSES, jianshan, class_no=str(number))
    assert asked() == few <= 15


# ---- Deadlines and roles ----------------------------------------------------------------------------------


def test_a_deadline_set_by_the_bureau_moves_the_due_dates_of_open_entries(as_user, administrator, household):
    by_rule = stored(HOUSEHOLDS, household.unit, household_no="户-8", due_on=date(2007, 8, 6))
    assert (by_rule.recognised_on - date(2007, 5, 8)).days == 0
    client = as_user(administrator)
    typed = {"register": HOUSEHOLDS.name, "days": "30", "source": "市局规定"}
    assert client.post(url("add", model=DeadlineRule), typed).status_code == 302
    by_rule.refresh_from_db()
    household.refresh_from_db()
    assert (by_rule.due_on, household.due_on) == (date(2007, 6, 7), date(2007, 8, 1))
    rule = DeadlineRule.objects.get()
    assert client.post(url("change", rule), typed | {"days": "60"}).status_code == 302
    by_rule.refresh_from_db()
    assert by_rule.due_on == date(2007, 7, 7)
    assert client.post(url("delete", rule), {"post": "yes"}).status_code == 302
    by_rule.refresh_from_db()
    assert by_rule.due_on == date(2007, 8, 6)


def test_a_register_without_a_deadline_cannot_get_one(as_user, administrator, plan):
    typed = {"register": CLASSES.name, "days": "30", "source": "x"}
    assert as_user(administrator).post(url("add", model=DeadlineRule), typed).status_code == 200
    assert not DeadlineRule.objects.exists()


def test_a_clerk_can_be_given_a_community(as_user, administrator, street_clerk):
    _clerk, community = street_clerk
    other = person("clerk-2")
    sent = {"user": other.pk, "role": "clerk", "unit": community.pk, "chapters": ["employment"]}
    assert as_user(administrator).post(url("add", model=Membership), sent).status_code == 302
    assert other.memberships.get().unit == community


def test_a_community_cannot_have_a_reporter(as_user, administrator, street_clerk):
    _clerk, community = street_clerk
    sent = {"user": person("x").pk, "role": "reporter", "unit": community.pk}
    answer = as_user(administrator).post(url("add", model=Membership), sent)
    assert "unit" in answer.context["adminform"].form.errors
