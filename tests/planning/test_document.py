"""The text of the plan's document: each indicator is read where its words stand."""

import re

import pytest

from targets.models import Indicator, PlanText
from targets.planning.copying import next_plan
from targets.planning.document_page import paragraphs, place_of


def test_every_indicator_of_2007_stands_in_its_document(plan):
    named = [one.name for paragraph in paragraphs(plan) for one in paragraph.commitments]
    assert len(named) == Indicator.objects.filter(plan=plan).count() == 46


def test_an_indicators_words_lead_to_their_paragraph(fetch, leader, indicator, plan):
    address = place_of(indicator("T01-1"), plan)
    page, anchor = address.split("#")
    body = fetch(leader, page).content.decode()
    paragraph = re.search(rf'<p id="{anchor}">(.*?)</p>', body, re.DOTALL)[1]
    assert indicator("T01-1").quote in paragraph
    assert address in fetch(leader, "/plans/2007/indicators/T01-1/").content.decode()


def test_words_that_are_not_in_the_document_lead_nowhere(indicator, plan):
    chosen = indicator("T01-1")
    for quote in ("", "文件中没有的话"):
        chosen.quote = quote
        assert place_of(chosen, plan) == ""


def test_white_space_does_not_matter(indicator, plan):
    PlanText.objects.filter(plan=plan).update(text="一、总 则\n\n全市完成 城镇新增就业1.8万人。")
    chosen = indicator("T01-1")
    chosen.quote = "全市完成城镇新增就业1.8万人"
    assert place_of(chosen, plan).endswith("#p2")


def test_a_copied_plan_has_no_text_until_its_own_is_entered(plan, fetch, administrator):
    made = next_plan(plan, with_targets=False)
    assert paragraphs(made) == []
    assert fetch(administrator, "/plans/2008/text/").status_code == 404


@pytest.mark.usefixtures("plan")
def test_the_dashboard_leads_to_the_file_once_it_is_attached(fetch, leader, plan):
    assert "/plans/2007/document/" not in fetch(leader, "/plans/2007/").content.decode()
    plan.document = "plans/2007/plan.pdf"
    plan.save()
    assert "/plans/2007/document/" in fetch(leader, "/plans/2007/").content.decode()
