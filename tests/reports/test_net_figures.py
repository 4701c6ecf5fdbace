"""A net figure, such as newly employed less natural attrition, may fall in a month; everything else may not."""

import pytest
from django.utils import translation

from targets.models import State
from targets.periods import Month
from targets.reports import checks, sheets, verbs
from targets.reports.checks import Grade
from targets.reports.verbs import NotSubmittable
from tests.conftest import enter
from tests.imports.steps import Upload, examine_received_figures, receive_figures, store_figures
from tests.spreadsheets.workbooks import workbook

NET, GROSS = "T01-1", "T01-2"
WORDS = "新就业 40 人，自然减员 52 人。"


def graded(report, code) -> list[Grade]:
    return [one.grade for one in checks.check(sheets.load(report)) if one.code == code]


def test_a_negative_month_is_asked_about_and_with_its_sentence_submitted(file_report, jianshan, reporter_jianshan):
    report = file_report(jianshan, "employment", 3, {NET: -12}, state=State.DRAFT)
    assert graded(report, NET) == [Grade.EXPLAIN]
    with pytest.raises(NotSubmittable):
        verbs.submit(report, by=reporter_jianshan)
    report = enter(report, {NET: -12}, by=reporter_jianshan, explanation=WORDS)
    assert verbs.submit(report, by=reporter_jianshan).state == State.SUBMITTED


def test_what_is_not_net_is_refused_as_before(file_report, jianshan):
    report = file_report(jianshan, "employment", 3, {GROSS: -12}, state=State.DRAFT)
    assert Grade.ERROR in graded(report, GROSS)


def test_a_negative_month_lowers_the_sum(file_report, jianshan):
    file_report(jianshan, "employment", 1, {NET: 100})
    report = file_report(jianshan, "employment", 2, {NET: -12}, explanation=WORDS)
    line = next(line for line in sheets.load(report).lines if line.indicator.code == NET)
    assert line.total == 88


def imported(plan, by, code_name, rows):
    table = [["2007年3月"], ["单位", code_name], *rows]
    batch = receive_figures([Upload("三月.xlsx", workbook({"3月": table}))], plan, by=by)
    return batch, examine_received_figures(batch, by=by)


def test_an_import_takes_it_with_a_warning(plan, jianshan, reporter_jianshan):
    with translation.override("en"):
        batch, found = imported(plan, reporter_jianshan, "城镇新增就业本月（人）", [["尖山区", -12]])
    assert [one.new.value for one in found.to_store] == [-12], [remark.text for remark in found.remarks]
    assert any("more went out than came in" in remark.text for remark in found.remarks)
    store_figures(batch, by=reporter_jianshan, digest=found.digest)


def test_a_sum_since_january_that_became_less_is_a_negative_month(plan, file_report, jianshan, reporter_jianshan):
    for month in (1, 2):
        file_report(jianshan, "employment", month, {NET: 50}, state=State.DRAFT)
    _batch, found = imported(plan, reporter_jianshan, "城镇新增就业累计（人）", [["尖山区", 95]])
    assert [(one.month, one.new.value) for one in found.to_store] == [(Month(2007, 3), -5)]


def test_another_import_refuses_a_negative_number(plan, jianshan, reporter_jianshan):
    _batch, found = imported(plan, reporter_jianshan, "下岗失业人员再就业本月（人）", [["尖山区", -12]])
    assert not found.to_store
