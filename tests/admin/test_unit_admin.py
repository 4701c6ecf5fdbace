"""Units in the admin: from which month a change holds, by which document, and what held before."""

from datetime import date

import pytest
from django.urls import reverse

from targets.closing.verbs import close
from targets.models import ReportingUnit
from targets.periods import Month


@pytest.fixture
def form(as_user, administrator, jianshan):
    """The administrator's form of a district: its address, and what it sends when nothing is changed."""
    address = reverse("admin:targets_reportingunit_change", args=[jianshan.pk])
    client = as_user(administrator)
    page = client.get(address)
    fields = page.context["adminform"].form
    sent = {name: "" if (value := fields.get_initial_for_field(field, name)) is None else value
            for name, field in fields.fields.items()}  # fmt: skip
    for formset in page.context["inline_admin_formsets"]:
        for part in (formset.formset.management_form, *formset.formset.forms):
            sent |= {part.add_prefix(name): part[name].value() or "" for name in part.fields}
    sent = {name: value for name, value in sent.items() if value is not False}
    return client, address, sent


def save(client, address, sent):
    """Send the form, and once more with what it asks to be confirmed."""
    shown = client.post(address, sent)
    assert shown.status_code == 200, "what will change is said first"
    return client.post(address, sent | {"confirmed": shown.context["adminform"].form.data["confirmed"]})


def test_a_change_holds_from_the_month_that_the_form_names_with_its_document(form, jianshan, administrator):
    client, address, sent = form
    del sent["counts_toward_city"]
    changed = {"from_month": "2007-06", "document": "民函〔2007〕8号", "reason": "划归省直管"}
    answer = save(client, address, sent | changed)
    assert answer.status_code == 302, answer.context and answer.context["adminform"].form.errors
    before, since = jianshan.versions.order_by("from_month")
    assert (before.counts_toward_city, since.counts_toward_city) == (True, False)
    assert since.from_month == date(2007, 6, 1)
    assert (since.document, since.reason, since.decided_by) == ("民函〔2007〕8号", "划归省直管", administrator)
    assert before.decided_by is None
    page = client.get(address).content.decode()
    assert "一直" in page
    assert "2007年6月" in page
    assert "民函〔2007〕8号" in page


def test_a_month_that_has_not_begun_is_refused_at_its_field(form, jianshan):
    client, address, sent = form
    del sent["submits_reports"]
    answer = client.post(address, sent | {"from_month": "2007-08"})
    assert answer.context["adminform"].form.errors["from_month"] == ["该月尚未开始，请到当月再录入。"]
    assert jianshan.versions.count() == 1


def test_a_closed_month_is_refused_and_the_first_open_one_named(form, plan, administrator, jianshan):
    client, address, sent = form
    del sent["counts_toward_city"]
    close(plan, Month(2007, 1), by=administrator)
    answer = client.post(address, sent | {"from_month": "2007-01"})
    said = answer.context["adminform"].form.errors["from_month"]
    assert said == ["该月已定案，保留当时的情况。变更最早可自2007年2月起执行。"]
    assert jianshan.versions.count() == 1


def test_a_new_unit_exists_from_the_month_that_the_form_names(as_user, administrator, city):
    client = as_user(administrator)
    fields = {"code": "230507", "name_zh_hans": "新城区", "short_name_zh_hans": "新城", "kind": "district",
              "order": 9, "parent": city.pk, "submits_reports": "on", "counts_toward_city": "on", "active": "on",
              "from_month": "2007-07"}  # fmt: skip
    management = {f"{name}-{key}": 0 for name in ("aliases", "versions") for key in ("TOTAL_FORMS", "INITIAL_FORMS")}
    answer = client.post(reverse("admin:targets_reportingunit_add"), fields | management)
    assert answer.status_code == 302, answer.context and answer.context["adminform"].form.errors
    there = [bool(ReportingUnit.objects.filter(code="230507").during(Month(2007, month))) for month in (6, 7)]
    assert there == [False, True]


def test_what_will_change_is_said_before_it_is_saved(form, file_report, plan, administrator, jianshan, lingdong):
    client, address, sent = form
    file_report(jianshan, "employment", 6, {"T01-1": 5})
    close(plan, Month(2007, 1), by=administrator)
    wanted = sent | {"name_zh_hans": "新尖山区", "from_month": "2007-06"}
    del wanted["submits_reports"], wanted["counts_toward_city"]
    page = client.post(address, wanted)
    assert page.context["errors"] is None, "a question does not stand under the heading of errors"
    assert "保存这项变更吗？" in page.content.decode()
    said = "\n".join(page.context["asks"])
    for words in (
        "自2007年6月起名称为新尖山区（原为尖山区）",
        "自2007年6月起不再报送月报",
        "2007年6月及以后的1份月报",
        "截至2007年1月",
        "2007年6月以前",
    ):
        assert words in said, (words, said)
    jianshan.refresh_from_db()
    assert (jianshan.name_zh_hans, jianshan.versions.count()) == ("尖山区", 1)
    assert save(client, address, wanted).status_code == 302
    assert jianshan.versions.count() == 2


def test_what_was_confirmed_for_other_values_is_asked_again(form, jianshan):
    client, address, sent = form
    first = client.post(address, sent | {"name_zh_hans": "甲区"}).context["adminform"].form.data["confirmed"]
    answer = client.post(address, sent | {"name_zh_hans": "乙区", "confirmed": first})
    assert (answer.status_code, jianshan.versions.count()) == (200, 1)


def test_what_holds_from_no_month_is_saved_at_once(form, jianshan):
    client, address, sent = form
    assert client.post(address, sent | {"order": 77}).status_code == 302
    jianshan.refresh_from_db()
    assert jianshan.order == 77


def test_a_unit_is_not_ended_by_a_tick(form, jianshan):
    client, address, sent = form
    del sent["active"]
    assert client.post(address, sent).status_code == 302
    jianshan.refresh_from_db()
    assert jianshan.active


@pytest.mark.parametrize(
    ("kind", "said", "duties"),
    [
        ("street", {}, (False, False)),
        ("district", {}, (True, True)),
        ("state_farm", {}, (False, False)),
        ("street", {"submits_reports": "True", "counts_toward_city": "True"}, (True, True)),
        ("county", {"counts_toward_city": "False"}, (True, False)),
    ],
)
def test_a_new_unit_does_what_is_usual_for_its_level_unless_said(as_user, administrator, city, kind, said, duties):
    fields = {"code": "230507", "name_zh_hans": "新", "short_name_zh_hans": "新", "kind": kind, "order": 9,
              "parent": city.pk, "active": "on", "from_month": "2007-07"}  # fmt: skip
    management = {f"{name}-{key}": 0 for name in ("aliases", "versions") for key in ("TOTAL_FORMS", "INITIAL_FORMS")}
    answer = as_user(administrator).post(
        reverse("admin:targets_reportingunit_add"), fields | management | said | {"confirmed": ""}
    )
    assert answer.status_code == 302, answer.context and answer.context["adminform"].form.errors
    new = ReportingUnit.objects.get(code="230507")
    assert (new.submits_reports, new.counts_toward_city) == duties
