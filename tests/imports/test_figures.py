"""From a file to stored figures: all or nothing, with their source, under the rules of reports."""

from decimal import Decimal

import pytest

from targets.imports import life
from targets.imports.findings import Effect
from targets.imports.uploads import uploads_of
from targets.models import Figure, ImportBatch, ImportedFile, IndicatorAlias, MonthlyReport, Source, State
from targets.periods import Month
from targets.reports import verbs
from targets.spreadsheets.remarks import Weight
from tests.conftest import reporter_of, state_nothing
from tests.imports.steps import Upload, examine_received_figures, receive_figures, store_figures, storing_figures
from tests.imports.steps import examine_figures as examine
from tests.spreadsheets.workbooks import units_down, workbook

MARCH = Month(2007, 3)


def upload(rows, name="三月.xlsx") -> Upload:
    return Upload(name, workbook(rows))


def consolidated(figures=None, codes=("T01-1", "T02-1"), **how):
    figures = figures or {"尖山区": [120, 100], "宝清县": [60, 50]}
    return upload(units_down(figures, codes, **how))


def bring_in(plan, *uploads, by=None, submit=False, **choices):
    batch = receive_figures(uploads, plan, by=by)
    return batch, store_figures(batch, by=by, submit=submit, **choices)


def stored(unit, code, month=MARCH):
    figure = Figure.objects.filter(report__unit=unit, indicator__code=code, report__month=month.first_day).first()
    return figure and figure.value


def faults(findings):
    return [(remark.place.cell, remark.text) for remark in findings.faults]


def test_a_consolidated_workbook_lands_in_the_units_drafts(plan, jianshan, baoqing):
    batch, findings = bring_in(plan, consolidated())
    assert findings.counts == {"new": 4, "changed": 0, "same": 0, "refused": 0}
    assert [stored(jianshan, "T01-1"), stored(jianshan, "T02-1")] == [120, 100]
    assert [stored(baoqing, "T01-1"), stored(baoqing, "T02-1")] == [60, 50]
    assert {report.state for report in batch.reports.all()} == {State.DRAFT}


def test_every_figure_says_from_which_file_sheet_and_cell_it_came(plan, jianshan):
    bring_in(plan, consolidated())
    figure = Figure.objects.get(report__unit=jianshan, indicator__code="T02-1")
    assert figure.source == Source.IMPORTED
    assert figure.source_detail == "三月.xlsx · 就业 · C4"
    assert [row.source_detail for row in figure.history.all()] == ["三月.xlsx · 就业 · C4"]


def test_who_imported_stands_in_the_history_of_figure_and_report(plan, jianshan, reviewer_employment):
    bring_in(plan, consolidated(), by=reviewer_employment)
    figure = Figure.objects.get(report__unit=jianshan, indicator__code="T01-1")
    assert figure.history.get().history_user == reviewer_employment
    assert figure.report.history.last().history_user == reviewer_employment
    assert figure.report.version == 2


def test_the_file_is_kept_as_it_came(plan):
    sent = consolidated()
    batch, _ = bring_in(plan, sent)
    kept = ImportedFile.objects.get(batch=batch)
    assert kept.content.read() == sent.content
    assert (kept.name, kept.size) == ("三月.xlsx", len(sent.content))


def test_examining_stores_nothing(plan):
    findings = examine(plan, consolidated())
    assert findings.can_be_stored
    assert not Figure.objects.exists()
    assert not MonthlyReport.objects.exists()
    assert not ImportBatch.objects.exists()


def test_the_same_file_again_is_noticed_and_changes_nothing(plan):
    sent = consolidated()
    bring_in(plan, sent)
    batch, findings = bring_in(plan, sent)
    assert findings.counts == {"new": 0, "changed": 0, "same": 4, "refused": 0}
    assert uploads_of(batch)[0].seen_before == "2007-07-04"
    assert {report.version for report in MonthlyReport.objects.all()} == {2}


def test_a_corrected_file_changes_only_what_differs(plan, jianshan):
    bring_in(plan, consolidated())
    _, findings = bring_in(plan, consolidated({"尖山区": [125, 100], "宝清县": [60, 50]}))
    changed = [p for p in findings.proposals if p.effect is Effect.CHANGED]
    assert [(p.unit, p.code, p.old.value, p.new.value) for p in changed] == [("230502", "T01-1", 120, 125)]
    assert findings.counts["same"] == 3
    figure = Figure.objects.get(report__unit=jianshan, indicator__code="T01-1")
    assert [row.value for row in figure.history.all()] == [125, 120]


def test_one_bad_cell_keeps_the_whole_file_out(plan):
    with pytest.raises(life.NotStorable) as refusal:
        bring_in(plan, consolidated({"尖山区": [120, "#REF!"], "宝清县": [60, 50]}))
    [(cell, text)] = faults(refusal.value.findings)
    assert cell == "C4"
    assert "#REF!" in text
    assert not Figure.objects.exists()
    assert not MonthlyReport.objects.exists()


def test_every_fault_is_named_at_once(plan):
    findings = examine(plan, consolidated({"尖山区": ["18O0", 1.5], "宝清县": [-3, "***"]}))
    # A net figure may be negative: B5 is asked about.
    assert {cell for cell, _ in faults(findings)} == {"B4", "C4", "C5"}


def test_a_district_may_not_bring_in_another_districts_rows(plan, reporter_jianshan, jianshan, baoqing):
    findings = examine(plan, consolidated(), by=reporter_jianshan)
    assert {cell for cell, _ in faults(findings)} == {"B5", "C5"}
    assert {p.unit for p in findings.proposals} == {"230502"}
    bring_in(plan, consolidated(), by=reporter_jianshan, answers={"others": "leave_out"})
    assert stored(jianshan, "T01-1") == 120
    assert stored(baoqing, "T01-1") is None


def test_a_preview_never_shows_another_districts_stored_figures(plan, reporter_jianshan, baoqing, file_report):
    file_report(baoqing, "employment", 3, {"T01-1": 77}, state="draft")
    findings = examine(plan, consolidated(), by=reporter_jianshan)
    assert all(p.old.value != 77 for p in findings.proposals)


def test_a_reviewer_brings_in_only_the_own_chapters_columns(plan, reviewer_employment):
    findings = examine(plan, consolidated(codes=("T01-1", "T10-1")), by=reviewer_employment)
    assert {cell for cell, _ in faults(findings)} == {"C4", "C5"}


def test_an_approved_month_takes_no_import_but_through_reopening(plan, jianshan, file_report, administrator):
    report = file_report(jianshan, "employment", 3, {"T01-1": 110, "T02-1": 100})
    only = consolidated({"尖山区": [120, 100]})
    assert [cell for cell, _ in faults(examine(plan, only))] == ["B4"]
    verbs.reopen(report, by=administrator, reason="漏报十人")
    bring_in(plan, only)
    assert stored(jianshan, "T01-1") == 120
    latest = Figure.objects.get(report=report, indicator__code="T01-1").history.first()
    assert latest.history_change_reason == "漏报十人"


def test_what_is_approved_and_the_same_is_no_fault(plan, jianshan, file_report):
    file_report(jianshan, "employment", 3, {"T01-1": 120, "T02-1": 100})
    assert examine(plan, consolidated({"尖山区": [120, 100]})).can_be_stored


def test_a_month_that_has_not_begun_is_refused(plan):
    assert len(faults(examine(plan, consolidated(month="2007年8月")))) == 4


def test_a_month_other_than_the_chosen_one_is_refused(plan):
    findings = examine(plan, consolidated(), month=Month(2007, 4))
    assert any("2007年3月" in text and "2007年4月" in text for _, text in faults(findings))


def test_a_unit_that_is_not_asked_is_told_so(plan, city):
    findings = examine(plan, consolidated({"市本级": [5, 5]}))
    assert "B4" in {cell for cell, _ in faults(findings)}


def test_numbers_without_month_or_to_date_are_asked_about_once(plan, jianshan):
    rows = [["2007年3月"], ["单位", "T01-1", "T02-1"], ["尖山区", 120, 100]]
    findings = examine(plan, upload(rows))
    [question] = findings.open_questions
    assert [option.value for option in question.options] == ["month", "to_date"]
    assert not findings.can_be_stored
    bring_in(plan, upload(rows), answers={question.key: "month"})
    assert stored(jianshan, "T01-1") == 120


def test_a_stock_needs_no_such_answer(plan, jianshan):
    rows = [["2007年3月"], ["单位", "T10-1"], ["尖山区", 900]]
    bring_in(plan, upload(rows))
    assert stored(jianshan, "T10-1") == 900


def test_dashes_are_asked_about_once_for_the_whole_import(plan, jianshan):
    sent = consolidated({"尖山区": ["—", 100], "宝清县": ["无", 50]})
    [question] = examine(plan, sent).open_questions
    assert question.key == "dash"
    zero = examine(plan, sent, answers={"dash": "zero"})
    assert [p.new.value for p in zero.proposals] == [0, 100, 0, 50]
    blank = examine(plan, sent, answers={"dash": "blank"})
    assert [p.new.value for p in blank.proposals] == [100, 50]


def test_a_blank_cell_never_erases_a_stored_figure(plan, jianshan, file_report):
    file_report(jianshan, "employment", 3, {"T01-1": 110}, state="draft")
    bring_in(plan, consolidated({"尖山区": [None, 100]}))
    assert stored(jianshan, "T01-1") == 110


def test_persons_totals_must_be_exact(plan):
    right = {"尖山区": [120, 100], "宝清县": [60, 50], "合计": [180, 150]}
    assert examine(plan, consolidated(right)).can_be_stored
    wrong = examine(plan, consolidated(right | {"合计": [181, 150]}))
    [(cell, text)] = faults(wrong)
    assert cell == "B6"
    assert "181" in text
    assert "180" in text


def test_sums_since_january_become_months(plan, jianshan, file_report):
    file_report(jianshan, "employment", 1, {"T01-1": 50})
    file_report(jianshan, "employment", 2, {"T01-1": 40})
    rows = [["2007年3月"], ["单位", "城镇新增就业"], ["", "累计"], ["尖山区", 150]]
    bring_in(plan, upload(rows))
    assert stored(jianshan, "T01-1") == 60


def test_numbers_in_ten_thousands_are_stored_as_persons(plan, jianshan):
    rows = [["2007年3月"], ["单位：万人"], ["单位", "城镇新增就业"], ["", "本月"], ["尖山区", 0.012]]
    bring_in(plan, upload(rows))
    assert stored(jianshan, "T01-1") == 120


def test_a_rate_is_worked_out_from_its_parts_and_only_compared(plan, jianshan):
    rows = [
        ["2007年3月"],
        ["单位", "T04-2/分子", "T04-2/分母", "T04-2"],
        ["", "本月", "本月", "本月"],
        ["尖山区", 45, 50, 95],
    ]
    _, findings = bring_in(plan, upload(rows))
    figure = Figure.objects.get(report__unit=jianshan, indicator__code="T04-2")
    assert figure.numbers == (None, 45, 50)
    assert any("95" in remark.text and "90" in remark.text for remark in findings.of(Weight.WARNING))


def test_a_part_larger_than_its_whole_is_told_before_storing(plan):
    findings = examine(plan, consolidated({"尖山区": [50, 60]}, codes=("T01-2", "T01-3")))
    assert [remark.place.cell for remark in findings.of(Weight.WARNING)] == ["C4"]
    assert findings.can_be_stored


def test_ticking_submit_at_once_submits_the_reports(plan, jianshan, reporter_jianshan):
    batch, _ = bring_in(plan, consolidated({"尖山区": [120, 100]}), by=reporter_jianshan, submit=True)
    assert batch.reports.get().state == State.SUBMITTED


def test_figures_for_a_report_that_states_nothing_to_report_are_not_submitted(plan, jianshan, file_report):
    report = file_report(jianshan, "employment", 3, state=State.DRAFT)
    state_nothing(report, by=reporter_of(jianshan))
    with pytest.raises(life.NotStorable) as refusal:
        bring_in(plan, consolidated({"尖山区": [120, 100]}), by=reporter_of(jianshan), submit=True)
    (remark,) = refusal.value.findings.of(Weight.FAULT)
    assert remark.text.startswith("本表已写明“本月无填报内容”")
    assert not Figure.objects.exists()


def test_what_cannot_be_submitted_is_not_stored_either(plan, reporter_jianshan):
    with pytest.raises(life.NotStorable) as refusal:
        bring_in(
            plan,
            consolidated({"尖山区": [50, 60]}, codes=("T01-2", "T01-3")),
            by=reporter_jianshan,
            submit=True,
        )
    assert "C4" in {cell for cell, _ in faults(refusal.value.findings)}
    assert not Figure.objects.exists()


def test_figures_that_changed_since_the_preview_are_not_overwritten(plan, jianshan, file_report):
    sent = consolidated({"尖山区": [120, 100]})
    batch = receive_figures([sent], plan, by=None)
    seen = examine_received_figures(batch)
    file_report(jianshan, "employment", 3, {"T01-1": 115}, state="draft")
    with pytest.raises(life.Overtaken):
        store_figures(batch, digest=seen.digest)
    assert stored(jianshan, "T01-1") == 115


def test_breaking_off_half_way_stores_nothing(plan):
    batch = receive_figures([consolidated()], plan, by=None)
    steps = storing_figures(batch)
    for step in steps:
        if step.total == 4:
            break
    steps.close()
    assert not Figure.objects.exists()
    assert not MonthlyReport.objects.exists()


def test_a_name_that_the_bureau_explains_is_known_from_then_on(plan, jianshan, reviewer_employment):
    rows = [["填报单位：尖山区"], ["2007年3月"], ["指标", "本月"], ["新上岗人数", 120]]
    sent = upload(rows)
    [question] = examine(plan, sent, by=reviewer_employment).open_questions
    bring_in(plan, sent, by=reviewer_employment, answers={question.key: "T01-1"})
    assert stored(jianshan, "T01-1") == 120
    alias = IndicatorAlias.objects.get(name="新上岗人数")
    assert (alias.unit, alias.indicator.code) == (jianshan, "T01-1")
    assert examine(plan, sent, by=reviewer_employment).can_be_stored


def test_what_stands_below_a_whole_is_explained_for_one_import_only(plan, jianshan, reviewer_employment):
    """其中：女 is a part of the row above it, and the next sheet may write it below another row."""
    rows = [["填报单位：尖山区"], ["2007年3月"], ["指标", "本月"], ["城镇新增就业", 120], ["其中：女", 60]]
    sent = upload(rows)
    [question] = examine(plan, sent, by=reviewer_employment).open_questions
    bring_in(plan, sent, by=reviewer_employment, answers={question.key: "T02-1"})
    assert (stored(jianshan, "T01-1"), stored(jianshan, "T02-1")) == (120, 60)
    assert not IndicatorAlias.objects.exclude(unit=None).exists()
    assert examine(plan, sent, by=reviewer_employment).open_questions


def test_a_districts_own_explanation_holds_for_its_one_import(plan, reporter_jianshan):
    sent = upload(units_down({"尖山区": [120]}, ["新上岗人数"]))
    bring_in(plan, sent, by=reporter_jianshan, answers={"name:新上岗人数": "T01-1"})
    assert not IndicatorAlias.objects.filter(name="新上岗人数").exists()


def test_nine_files_of_nine_units_are_one_import(plan, units):
    sent = [
        upload(units_down({unit.name: [number * 10]}, ["T01-1"]), name=f"{unit.name}.xlsx")
        for number, unit in enumerate(units.values())
        if not unit.is_city
    ]
    batch, findings = bring_in(plan, *sent)
    assert findings.counts["new"] == 8
    assert batch.files.count() == 8


def test_the_same_unit_in_two_files_is_refused_at_both(plan):
    sent = [upload(units_down({"尖山区": [120]}, ["T01-1"]), name=name) for name in ("甲.xlsx", "乙.xlsx")]
    findings = examine(plan, *sent)
    assert {remark.place.name for remark in findings.faults} == {"甲.xlsx", "乙.xlsx"}


def test_an_unreadable_file_is_named(plan):
    findings = examine(plan, Upload("三月.xls", b"<html><body>x</body></html>"))
    assert findings.files[0].error
    assert findings.faults[0].place.name == "三月.xls"


def test_a_level_below_one_percent_is_asked_about(plan):
    rows = [["2007年3月"], ["单位", "T08-1"], ["市本级", 0.08]]
    [question] = examine(plan, upload(rows)).open_questions
    share = examine(plan, upload(rows), answers={question.key: "share"})
    assert [p.new.value for p in share.proposals] == [Decimal(8)]


def test_numbers_under_a_name_that_is_left_out_stay_out(plan, jianshan):
    sent = upload(units_down({"尖山区": [120, 7]}, ["T01-1", "某项工作"]))
    [question] = examine(plan, sent).open_questions
    bring_in(plan, sent, answers={question.key: "leave_out"})
    assert [f.indicator.code for f in Figure.objects.select_related("indicator")] == ["T01-1"]


def test_a_group_heading_that_nobody_knows_is_asked_about_and_may_only_gather(plan, jianshan):
    sent = upload([["2007年3月"], ["单位", "人力资源市场", ""], ["", "T02-1本月", "T02-2本月"], ["尖山区", 91, 62]])
    findings = examine(plan, sent)
    (question,) = findings.open_questions
    assert [option.value for option in question.options][-2:] == ["gathers", "leave_out"]
    assert not findings.proposals
    bring_in(plan, sent, answers={question.key: "gathers"})
    assert [stored(jianshan, "T02-1"), stored(jianshan, "T02-2")] == [91, 62]
