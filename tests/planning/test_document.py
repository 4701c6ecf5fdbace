"""The text of the plan's document: indicators and deliverables are read where their words stand."""

import re

import pytest
from django.urls import reverse
from django.utils.translation import override

from targets.models import Indicator, Milestone, PlanText, Target
from targets.periods import Month
from targets.planning.checklist import check
from targets.planning.commitments import commitments
from targets.planning.copying import next_plan
from targets.planning.document_page import lay_out
from targets.planning.sentences import DocumentText

JUNE = Month(2007, 6)
PAGE = "/plans/2007/text/?month=2007-06"


def _sentence_at(body: str, code: str) -> str:
    """The marked sentence that holds the anchor of a commitment."""
    return next(text for text in re.findall(r"<mark>(.*?)</mark>", body, re.DOTALL) if f'id="{code}"' in text)


def test_every_commitment_of_2007_stands_in_its_document_in_the_paragraph_of_its_task(plan):
    page = lay_out(plan, JUNE)
    placed = {one.row: number for number, paragraph in enumerate(page.paragraphs) for one in paragraph.commitments}
    assert page.elsewhere == []
    assert len(placed) == Indicator.objects.count() + Milestone.objects.count() == 46 + 94 + 54
    tasks = [number for number, paragraph in enumerate(page.paragraphs) if paragraph.text.startswith("（")]
    assert {tasks.index(number) + 1 for row, number in placed.items() if row.task.number != 1} == set(range(2, 30))
    assert all(tasks[row.task.number - 1] == number for row, number in placed.items())


def test_a_deliverables_row_leads_to_its_marked_sentence(fetch, leader):
    chapter = fetch(leader, "/plans/2007/chapters/insurance/?month=2007-06").content.decode()
    assert f'href="{PAGE}#M07-3"' in chapter
    body = fetch(leader, PAGE).content.decode()
    assert "严格落实征缴计划，进一步提高征缴率" in _sentence_at(body, "M07-3")


def test_an_element_without_words_of_its_own_stands_in_those_of_its_indicator(fetch, leader):
    assert f'href="{PAGE}#T21-1-2"' in fetch(leader, "/plans/2007/indicators/T21-1/?month=2007-06").content.decode()
    assert "2个区要完成建院工作" in _sentence_at(fetch(leader, PAGE).content.decode(), "T21-1-2")


def test_an_indicator_and_its_target_lead_to_their_sentence(as_user, fetch, leader, administrator, indicator):
    address = f'href="{PAGE}#T01-1"'
    assert address in fetch(leader, "/plans/2007/indicators/T01-1/?month=2007-06").content.decode()
    assert address in fetch(administrator, "/plans/2007/targets/T01-1/").content.decode().replace("2007-07", "2007-06")
    city = Target.objects.get(indicator=indicator("T01-1"))
    form = as_user(administrator).get(reverse("admin:targets_target_change", args=[city.pk])).content.decode()
    assert "#T01-1" in form
    assert "2007年全市完成城镇新增就业1.8万人" in form


def test_words_that_are_not_in_the_document_are_listed_below_it_and_in_the_plans_checklist(
    indicator, plan, fetch, leader
):
    Indicator.objects.filter(code="T01-1").update(quote="文件中没有的话")
    Milestone.objects.filter(code="M01-2").update(quote="")
    Milestone.objects.filter(code="M01-4").update(quote="充分发挥就业资金的最大效益")
    body = fetch(leader, PAGE).content.decode()
    for code in ("T01-1", "M01-4", "M01-2"):
        assert f'<li id="{code}">' in body
    assert "#M01-2" not in fetch(leader, "/plans/2007/chapters/employment/").content.decode()
    with override("en"):
        said = {point.sentence: point.rows for point in check(plan)}
    assert said["Indicators and deliverables without words of the plan"] == ("M01-2",)
    elsewhere = said["Indicators and deliverables whose words do not stand in the text of the document"]
    assert elsewhere == ("T01-1", "M01-4")


def test_words_are_found_whatever_their_white_space_and_over_several_sentences():
    document = DocumentText("一、总 则\n\n（一）培训 １.5万人；合格率达到90%。其他工作：“照常进行。”年底总结。")
    assert [one.text for one in document.sentences] == [
        "一、总 则",
        "（一）培训 １.5万人；",
        "合格率达到90%。",
        "其他工作：“照常进行。”",
        "年底总结。",
    ]
    assert document.place("培训1.5万人") == range(1, 2)
    assert document.place("1.5万人； 合格率") == range(1, 3)
    assert not document.place("")
    assert not document.place("总则（一）")


def test_what_is_not_in_force_in_the_month_is_not_among_its_commitments(plan):
    Milestone.objects.filter(code="M01-1").update(until_month="2007-05-01")
    assert "M01-1" in {one.code for one in commitments(plan, Month(2007, 5))}
    assert "M01-1" not in {one.code for one in commitments(plan, JUNE)}


def test_a_copied_plan_keeps_the_words_and_has_no_text_until_its_own_is_entered(plan, fetch, administrator):
    made = next_plan(plan, with_targets=False)
    assert Milestone.objects.get(plan=made, code="M07-3").quote == "严格落实征缴计划，进一步提高征缴率"
    with override("en"):
        assert "The text of the plan's document is not entered" in {point.sentence for point in check(made)}
    assert fetch(administrator, "/plans/2008/text/").status_code == 404


def test_a_month_outside_of_the_plan_has_no_document(fetch, leader):
    for month in ("2008-01", "someday"):
        assert fetch(leader, f"/plans/2007/text/?month={month}").status_code == 404


def test_without_a_text_nothing_leads_to_it(fetch, leader, plan):
    PlanText.objects.filter(plan=plan).delete()
    assert "/plans/2007/text/" not in fetch(leader, "/plans/2007/chapters/employment/").content.decode()


def test_the_dashboard_leads_to_the_text_and_the_admin_to_its_amendment(as_user, fetch, leader, administrator, plan):
    assert 'href="/plans/2007/text/"' in fetch(leader, "/plans/2007/").content.decode()
    form = as_user(administrator).get(reverse("admin:targets_workplan_change", args=[plan.pk])).content.decode()
    assert 'href="/plans/2007/text/amend/"' in form


@pytest.mark.usefixtures("plan")
def test_the_dashboard_leads_to_the_file_once_it_is_attached(fetch, leader, plan):
    assert "/plans/2007/document/" not in fetch(leader, "/plans/2007/").content.decode()
    plan.document = "plans/2007/plan.pdf"
    plan.save()
    assert "/plans/2007/document/" in fetch(leader, "/plans/2007/").content.decode()
