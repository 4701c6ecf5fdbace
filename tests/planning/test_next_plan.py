"""The plan of the next year is made in the portal from the last one, checked and published; before, nobody sees it."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse

from targets.models import (
    Chapter,
    Covers,
    Indicator,
    IndicatorAlias,
    Milestone,
    Target,
    Task,
    WorkPlan,
)
from targets.planning.checklist import check, faults
from targets.planning.copying import CannotCopy, a_year_later, next_plan
from targets.planning.publishing import CannotPublish, publish
from targets.site import loading
from tests.plans import load_plan_of_2008

MARCH = date(2008, 3, 2)


@pytest.fixture
def of_2008(plan) -> WorkPlan:
    return next_plan(plan, with_targets=False)


def sentences(points) -> list[str]:
    return [point.sentence for point in points]


# ---- Copying ----------------------------------------------------------------------------------------------


def test_chapters_tasks_indicators_and_deliverables_are_copied_with_their_codes_and_texts(plan, of_2008):
    assert (of_2008.year, of_2008.starts, of_2008.ends) == (2008, date(2008, 1, 1), date(2008, 12, 31))
    assert of_2008.title_zh_hans == "2008年双鸭山市劳动和社会保障工作要点"
    assert not of_2008.is_published
    for model, key in ((Chapter, "app"), (Task, "number"), (Indicator, "code"), (Milestone, "code")):
        old, new = (model.objects.filter(plan=one).values_list(key, flat=True) for one in (plan, of_2008))
        assert sorted(old) == sorted(new)
    texts = ("code", "name_zh_hans", "name_en", "definition_zh_hans", "definition_en", "kind", "decimals", "curve")
    old, new = (Indicator.objects.filter(plan=one).order_by("code").values_list(*texts) for one in (plan, of_2008))
    assert list(old) == list(new)


def test_rows_of_the_copy_belong_together_and_to_no_row_of_the_last_plan(plan, of_2008):
    part = Indicator.objects.get(plan=of_2008, code="T01-3")
    assert (part.part_of.plan, part.part_of.code) == (of_2008, "T01-2")
    assert not Indicator.objects.filter(plan=of_2008).exclude(task__plan=of_2008).exists()
    assert not Milestone.objects.filter(plan=of_2008, indicator__plan=plan).exists()
    assert not Task.objects.filter(plan=of_2008, chapter__plan=plan).exists()


def test_aliases_are_copied(plan, indicator):
    IndicatorAlias.objects.create(indicator=indicator("T01-1"), name="岗位新增")
    made = next_plan(plan, with_targets=False)
    assert IndicatorAlias.objects.filter(indicator__plan=made, name="岗位新增", indicator__code="T01-1").exists()


def test_deadlines_fall_a_year_later_and_those_of_a_later_year_stay(plan, of_2008):
    old, new = (dict(Milestone.objects.filter(plan=one).values_list("code", "deadline")) for one in (plan, of_2008))
    assert {new[code] for code, day in old.items() if day == date(2007, 6, 30)} == {date(2008, 6, 30)}
    assert all(new[code] == day for code, day in old.items() if day.year > 2007)


@pytest.mark.parametrize(
    ("day", "later"),
    [
        (date(2007, 2, 28), date(2008, 2, 29)),
        (date(2008, 2, 29), date(2009, 2, 28)),
        (date(2007, 6, 30), date(2008, 6, 30)),
        (date(2008, 2, 28), date(2009, 2, 28)),
    ],
)
def test_the_last_day_of_a_month_stays_one(day, later):
    assert a_year_later(day) == later


def target(plan, code: str) -> Target:
    return Target.objects.get(indicator__plan=plan, indicator__code=code, covers=Covers.WHOLE)


def test_the_citys_targets_are_drafts_and_commitments_until_2010_keep_everything(plan, city, indicator):
    until_2010 = Target.objects.filter(indicator__plan=plan, deadline__year=2010).first()
    until_2010.baseline = Decimal(700)
    until_2010.save()
    made = next_plan(plan, with_targets=False)
    assert (target(made, "T01-1").value, target(made, "T01-1").deadline) == (None, date(2008, 12, 31))
    kept = target(made, until_2010.indicator.code)
    assert (kept.value, kept.deadline, kept.baseline) == (until_2010.value, until_2010.deadline, 700)


def test_targets_may_begin_with_last_years_values_and_shares_are_never_copied(plan, jianshan, indicator):
    Target.objects.create(indicator=indicator("T01-1"), unit=jianshan, deadline="2007-12-31", value=4860)
    made = next_plan(plan, with_targets=True)
    assert target(made, "T01-1").value == 18000
    assert not Target.objects.filter(indicator__plan=made).shares().exists()


def test_a_year_has_one_plan(plan, of_2008):
    with pytest.raises(CannotCopy):
        next_plan(plan, with_targets=True)


def test_the_last_plan_is_not_touched(plan, jianshan, file_report):
    file_report(jianshan, "employment", 6, {"T01-1": 5})
    models = (Chapter, Task, Indicator, Milestone)
    before = [list(model.objects.filter(plan=plan).order_by("pk").values()) for model in models]
    targets = list(Target.objects.filter(indicator__plan=plan).order_by("pk").values())
    next_plan(plan, with_targets=True)
    assert [list(model.objects.filter(plan=plan).order_by("pk").values()) for model in models] == before
    assert list(Target.objects.filter(indicator__plan=plan).order_by("pk").values()) == targets


# ---- Checking and publishing ------------------------------------------------------------------------------


def test_a_copied_plan_has_no_fault_and_says_what_is_to_be_looked_at(of_2008):
    assert faults(of_2008) == []
    told = {point.sentence: point.rows for point in check(of_2008)}
    assert "未附工作要点正式文件" in told
    assert "T01-1" in told["目标值未填，将不作评判"]
    assert told["完成时限早于工作要点年度的工作事项"] == ("T25-1-1",)
    assert set(told["完成时限在以后年份的目标"]) <= {f"T13-{number}" for number in range(6, 11)}


@pytest.mark.parametrize(
    ("break_it", "sentence"),
    [
        (
            lambda plan: Indicator.objects.filter(plan=plan, code="T01-1").update(definition_zh_hans=""),
            "口径未填的指标",
        ),
        (
            lambda plan: Target.objects.filter(indicator__plan=plan, indicator__code="T01-1").delete(),
            "没有全市目标的指标；目标值另行下达的，也须有完成时限",
        ),
        (
            lambda plan: Target.objects.filter(indicator__plan=plan, indicator__code="T01-1").update(
                deadline=date(2007, 12, 31)
            ),
            "完成时限早于工作要点年度的目标",
        ),
        (lambda plan: WorkPlan.objects.filter(pk=plan.pk).update(ends=date(2008, 11, 30)), "起止日期与年度不符"),
    ],
)
def test_publishing_is_refused_with_sentences_while_faults_stand(of_2008, break_it, sentence):
    break_it(of_2008)
    with pytest.raises(CannotPublish) as refused:
        publish(of_2008)
    assert len(refused.value.sentences) == 1
    assert refused.value.sentences[0].startswith(sentence)
    assert not WorkPlan.objects.get(pk=of_2008.pk).is_published


def test_a_plan_is_published_once(of_2008):
    assert publish(of_2008).is_published
    with pytest.raises(CannotPublish):
        publish(of_2008)


def test_a_plan_from_files_is_published_and_none_is_loaded_over_one_being_made(plan, tmp_path):
    assert plan.is_published
    next_plan(plan, with_targets=False)
    with pytest.raises(loading.BadPlanFile, match="being made"):
        load_plan_of_2008(tmp_path)


# ---- Who sees it ------------------------------------------------------------------------------------------

PAGES = ["/plans/2008/", "/plans/2008/indicators/T01-1/", "/plans/2008/targets/", "/plans/2008/matrix/"]


@pytest.mark.parametrize("address", PAGES)
def test_until_it_is_published_its_year_has_no_plan_yet_for_anybody(as_user, administrator, of_2008, settings, address):
    settings.TODAY = MARCH
    answer = as_user(administrator).get(address)
    assert "site/no_plan.html" in [template.name for template in answer.templates]


def test_a_reporter_reports_on_it_only_once_it_is_published(fetch, reporter_jianshan, of_2008, settings):
    settings.TODAY = MARCH
    report = "/reports/230502/employment/2008-02/"
    assert "site/no_plan.html" in [template.name for template in fetch(reporter_jianshan, report).templates]
    publish(of_2008)
    assert fetch(reporter_jianshan, report).context["report"].chapter.plan == of_2008


def test_the_api_does_not_know_it_before(client, fetch, leader, of_2008):
    years = lambda: [row["year"] for row in fetch(leader, "/api/plans").json()["plans"]]  # noqa: E731
    assert years() == [2007]
    assert fetch(leader, "/api/plans/2008/progress").status_code == 404
    publish(of_2008)
    assert years() == [2008, 2007]


YEAR_OF = {WorkPlan: "year", Target: "indicator__plan__year"}


@pytest.mark.walk
@pytest.mark.parametrize("model", [WorkPlan, Chapter, Task, Indicator, Milestone, Target])
def test_the_admin_shows_it_to_its_makers_and_to_who_reads_every_record(
    as_user, of_2008, reporter_jianshan, reviewer_employment, leader, administrator, auditor, model
):
    address = reverse(f"admin:targets_{model._meta.model_name}_changelist")

    def years(user) -> set[int]:
        rows = as_user(user).get(address).context["cl"].queryset
        return set(rows.values_list(YEAR_OF.get(model, "plan__year"), flat=True))

    for user in (reporter_jianshan, reviewer_employment, leader):
        assert 2008 not in years(user)
    for user in (administrator, auditor):
        assert 2008 in years(user)


# ---- In the admin -----------------------------------------------------------------------------------------


def test_an_administrator_makes_and_publishes_it_in_the_admin(as_user, administrator, plan):
    client = as_user(administrator)
    asked = client.get(reverse("admin:targets_workplan_next", args=[plan.pk]))
    assert asked.status_code == 200
    made = client.post(reverse("admin:targets_workplan_next", args=[plan.pk]), {"targets": "last"}, follow=True)
    of_2008 = WorkPlan.objects.get(year=2008)
    assert made.redirect_chain[-1][0] == reverse("admin:targets_workplan_publish", args=[of_2008.pk])
    assert target(of_2008, "T01-1").value == 18000
    published = client.post(reverse("admin:targets_workplan_publish", args=[of_2008.pk]), follow=True)
    assert "2008年工作要点已发布" in published.content.decode()
    assert WorkPlan.objects.get(year=2008).is_published


@pytest.mark.parametrize("who", ["reporter_jianshan", "reviewer_employment", "leader", "auditor"])
def test_nobody_else_makes_or_publishes_a_plan(request, as_user, plan, who):
    client = as_user(request.getfixturevalue(who))
    for page in ("next", "publish"):
        assert client.post(reverse(f"admin:targets_workplan_{page}", args=[plan.pk])).status_code == 403
    assert WorkPlan.objects.count() == 1


# ---- Its document -----------------------------------------------------------------------------------------


def test_the_document_is_kept_with_the_plan_and_read_by_all_who_read_the_plan(
    as_user, leader, reporter_jianshan, clerk, administrator, plan, of_2008
):
    for one in (plan, of_2008):
        one.document.save("要点.pdf", ContentFile(b"%PDF-1.4 text"))
    for user in (leader, reporter_jianshan):
        answer = as_user(user).get("/plans/2007/document/")
        assert b"".join(answer.streaming_content) == b"%PDF-1.4 text"
        assert answer["Content-Disposition"].startswith("attachment")
        assert as_user(user).get("/plans/2008/document/").status_code == 404
    assert as_user(administrator).get("/plans/2008/document/").status_code == 200
    assert as_user(clerk).get("/plans/2007/document/").status_code == 403


def test_a_document_of_another_kind_is_refused(as_user, administrator, plan):
    fields = ("year", "title_zh_hans", "title_en", "issued_by_zh_hans", "issued_by_en", "starts", "ends")
    sent = {name: getattr(plan, name) or "" for name in fields}
    sent |= {f"texts-{name}_FORMS": 0 for name in ("TOTAL", "INITIAL")}
    file = ContentFile(b"MZ", name="plan.exe")
    address = reverse("admin:targets_workplan_change", args=[plan.pk])
    answer = as_user(administrator).post(address, sent | {"document": file})
    assert answer.status_code == 200
    file = ContentFile(b"%PDF-1.4", name="plan.pdf")
    assert as_user(administrator).post(address, sent | {"document": file}).status_code == 302
    assert WorkPlan.objects.get(pk=plan.pk).document.name.startswith("plans/2007/plan")
