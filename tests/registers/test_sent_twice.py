"""A form sent a second time, by a click, the way back or another tab: nothing is stored twice, nothing is lost."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils.translation import override

from employment.models import Subsidy, ZeroEmploymentHousehold
from targets import clock
from targets.frame.sent_forms import KEPT_FOR, TOKEN, Sending, SentBefore
from targets.models import CaseStep, ReportingUnit, SentForm
from targets.registers.forms import form_of
from targets.registers.registry import registry
from tests.registers.entries import stored

SUBSIDIES = registry.get("employment", "subsidies")
HOUSEHOLDS = registry.get("employment", "zero-employment-households")
NEW = reverse("targets:entry_new", args=["employment", "subsidies"])
ADD = reverse("admin:employment_subsidy_add")


@pytest.fixture
def zhang(as_user, reporter_jianshan):
    client = as_user(reporter_jianshan)
    client.cookies["django_language"] = "en"
    return client


@pytest.fixture
def subsidy(jianshan) -> dict[str, str]:
    """A subsidy as it is typed."""
    example = stored(SUBSIDIES, jianshan)
    typed = {name: getattr(example, SUBSIDIES.model._meta.get_field(name).attname) for name in SUBSIDIES.fields}
    example.delete()
    return {name: str(value) for name, value in typed.items() if value not in (None, "", False)}


def token_of(page) -> str:
    """As the page sends it."""
    value = page.context["form"][TOKEN].value()
    assert f'name="{TOKEN}" value="{value}"' in page.content.decode()
    return str(value)


def test_every_page_has_a_token_of_its_own(zhang):
    assert token_of(zhang.get(NEW)) != token_of(zhang.get(NEW))


def test_the_second_click_leads_to_the_first_ones_entry_and_says_so(zhang, subsidy):
    sent = subsidy | {TOKEN: token_of(zhang.get(NEW))}
    first = zhang.post(NEW, sent, follow=True)
    second = zhang.post(NEW, sent, follow=True)
    assert first.redirect_chain == second.redirect_chain
    assert "Stored already" in second.content.decode()
    assert Subsidy.objects.count() == 1
    assert Subsidy.objects.get().history.count() == 1


def test_a_second_click_is_no_second_entry_of_the_same_number(zhang, jianshan):
    """The number is taken by this very form, which is no mistake to report."""
    new = reverse("targets:entry_new", args=["employment", "training-classes"])
    sent = {"unit": jianshan.pk, "class_no": "07-1", "training_type": "start_up", "provider": "中心", "trade": "创业",
            "started_on": "2007-06-01", "trained": "30", TOKEN: token_of(zhang.get(new))}  # fmt: skip
    answers = [zhang.post(new, sent) for _click in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert answers[0].url == answers[1].url


def test_a_refused_form_may_be_corrected_and_sent_again(zhang, subsidy):
    wrong = subsidy | {TOKEN: token_of(zhang.get(NEW)), "unit": ""}
    refused = zhang.post(NEW, wrong)
    assert refused.status_code == 422
    assert token_of(refused) == wrong[TOKEN]
    assert zhang.post(NEW, wrong | {"unit": subsidy["unit"]}).status_code == 302
    assert Subsidy.objects.count() == 1


def test_what_was_changed_after_the_way_back_is_asked_about_and_stored_when_saved_again(zhang, subsidy):
    sent = subsidy | {TOKEN: token_of(zhang.get(NEW))}
    zhang.post(NEW, sent)
    asked = zhang.post(NEW, sent | {"remarks": "另一笔"})
    assert asked.status_code == 422
    assert "this form was stored already" in asked.content.decode()
    assert asked.context["form"]["remarks"].value() == "另一笔"
    assert Subsidy.objects.count() == 1
    assert zhang.post(NEW, sent | {"remarks": "另一笔", TOKEN: token_of(asked)}).status_code == 302
    assert sorted(Subsidy.objects.values_list("remarks", flat=True)) == ["", "另一笔"]


def test_after_its_entry_was_deleted_the_form_is_stored_anew_when_saved_again(zhang, subsidy):
    sent = subsidy | {TOKEN: token_of(zhang.get(NEW))}
    zhang.post(NEW, sent)
    Subsidy.objects.get().delete()
    asked = zhang.post(NEW, sent)
    assert asked.status_code == 422
    assert "has been deleted" in asked.content.decode()
    assert zhang.post(NEW, sent | {TOKEN: token_of(asked)}).status_code == 302
    assert Subsidy.objects.count() == 1


def test_a_token_is_its_users_alone(zhang, subsidy, as_user, reporter_baoqing, baoqing):
    sent = subsidy | {TOKEN: token_of(zhang.get(NEW))}
    zhang.post(NEW, sent)
    answer = as_user(reporter_baoqing).post(NEW, sent | {"unit": baoqing.pk})
    assert answer.status_code == 302
    assert list(Subsidy.objects.order_by("pk").values_list("unit__code", flat=True)) == ["230502", "230523"]


def test_a_token_of_another_register_leads_to_nothing(zhang, subsidy, reporter_jianshan, jianshan):
    household = stored(HOUSEHOLDS, jianshan)
    token = uuid4()
    Sending(reporter_jianshan, token, "x").store(lambda: household)
    answer = zhang.post(NEW, subsidy | {TOKEN: str(token)})
    assert answer.status_code == 422
    assert not Subsidy.objects.exists()


def test_the_admin_stores_a_form_once_and_asks_about_a_changed_one(zhang, subsidy):
    form = zhang.get(ADD).context["adminform"].form
    sent = subsidy | {TOKEN: str(form[TOKEN].value()), "_save": "1"}
    answers = [zhang.post(ADD, sent), zhang.post(ADD, sent | {"_addanother": "1"})]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert answers[1].url == reverse("admin:employment_subsidy_change", args=[Subsidy.objects.get().pk])
    asked = zhang.post(ADD, sent | {"remarks": "另一笔"})
    assert "this form was stored already" in asked.content.decode()
    renewed = str(asked.context["adminform"].form[TOKEN].value())
    assert zhang.post(ADD, sent | {"remarks": "另一笔", TOKEN: renewed}).status_code == 302
    assert Subsidy.objects.count() == 2


def test_page_and_admin_know_of_one_another(zhang, subsidy):
    sent = subsidy | {TOKEN: token_of(zhang.get(NEW))}
    assert zhang.post(NEW, sent).status_code == 302
    assert zhang.post(ADD, sent).status_code == 302
    assert Subsidy.objects.count() == 1


def test_a_step_of_a_case_is_written_down_once(zhang, jianshan):
    case = stored(HOUSEHOLDS, jianshan)
    page = zhang.get(reverse("targets:entry", args=["employment", HOUSEHOLDS.slug, case.pk]))
    token = str(page.context["page"].step_form[TOKEN].value())
    assert f'name="{TOKEN}" value="{token}"' in page.content.decode()
    address = reverse("targets:entry_step", args=["employment", HOUSEHOLDS.slug, case.pk])
    sent = {"taken_on": "2007-07-03", "words": "上门走访", TOKEN: token}
    assert [zhang.post(address, sent).status_code for _click in range(2)] == [302, 302]
    assert CaseStep.objects.count() == 1
    asked = zhang.post(address, sent | {"words": "电话回访"})
    assert asked.status_code == 422
    form = asked.context["page"].step_form
    assert form["words"].value() == "电话回访"
    assert zhang.post(address, sent | {"words": "电话回访", TOKEN: str(form[TOKEN].value())}).status_code == 302
    assert sorted(CaseStep.objects.values_list("words", flat=True)) == ["上门走访", "电话回访"]


# ---- What is remembered -----------------------------------------------------------------------------------


def test_the_record_of_a_sent_form_reveals_nothing_of_what_was_typed(zhang, jianshan, reporter_jianshan):
    """A digest made with the portal's secret: another key gives another, and the text itself is stored nowhere."""
    sending = Sending.of({TOKEN: str(uuid4()), "head": "张三丰"}, by=reporter_jianshan)
    sending.store(lambda: stored(HOUSEHOLDS, jianshan))
    row = SentForm.objects.get()
    assert "张三丰" not in repr(row.__dict__)
    assert len(row.digest) == 64
    assert (row.stored_in, row.row(ZeroEmploymentHousehold)) == (HOUSEHOLDS.name, ZeroEmploymentHousehold.objects.get())


def test_what_fails_while_it_is_stored_may_be_sent_again(reporter_jianshan, jianshan):
    sending = Sending.of({TOKEN: str(uuid4())}, by=reporter_jianshan)

    def fail():
        raise RuntimeError("the disk is full")

    with pytest.raises(RuntimeError):
        sending.store(fail)
    sending.refuse_repetition()
    sending.store(lambda: stored(SUBSIDIES, jianshan))
    with pytest.raises(SentBefore):
        sending.refuse_repetition()


def test_a_form_without_a_readable_token_is_stored_as_it_is(zhang, subsidy):
    for token in ("", "x"):
        assert Sending.of(subsidy | {TOKEN: token}, by=None).token is None
        assert zhang.post(NEW, subsidy | {TOKEN: token}).status_code == 302
    assert not SentForm.objects.exists()


def test_what_is_hidden_in_an_entrys_form_has_a_name_in_the_readers_language(units):
    with override("zh-hans"):
        form = form_of(SUBSIDIES, ReportingUnit.objects.all())
        assert {name: str(form[name].label) for name in ("version", TOKEN)} == {"version": "版本号", TOKEN: "页面标识"}


def test_after_a_month_a_sending_is_forgotten(reporter_jianshan, jianshan, settings):
    first = Sending.of({TOKEN: str(uuid4())}, by=reporter_jianshan)
    first.store(lambda: stored(SUBSIDIES, jianshan))
    SentForm.objects.update(at=clock.now() - KEPT_FOR - timedelta(minutes=1))
    Sending.of({TOKEN: str(uuid4())}, by=reporter_jianshan).store(lambda: stored(SUBSIDIES, jianshan))
    first.refuse_repetition()
    assert SentForm.objects.count() == 1
