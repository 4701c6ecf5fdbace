"""A net figure, such as newly employed less natural attrition, may fall in a month; everything else may not."""

from decimal import Decimal
from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from targets.models import Figure, Indicator, State
from targets.periods import Month
from targets.progress.rollup import Part, total
from targets.reports import checks, sheets, verbs
from targets.reports.checks import Grade
from targets.reports.texts import cell_text
from targets.reports.verbs import NotSubmittable
from targets.workbooks import workbook as workbooks
from tests.conftest import enter
from tests.imports.steps import Upload, examine_received_figures, receive_figures, store_figures
from tests.spreadsheets.workbooks import saved, workbook

NET, GROSS = "T01-1", "T01-2"
WORDS = "新就业 40 人，自然减员 52 人。"


def graded(report, code) -> list[Grade]:
    return [one.grade for one in checks.check(sheets.load(report)) if one.code == code]


def test_a_negative_month_is_asked_about_and_with_its_sentence_submitted(file_report, jianshan, reporter_jianshan):
    report = file_report(jianshan, "employment", 3, {NET: -12}, state=State.DRAFT)
    assert graded(report, NET) == [Grade.EXPLAIN, Grade.HINT], "the hint asks for both numbers"
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


# ---- Both parts --------------------------------------------------------------------------------------------


def cells_of(report) -> dict:
    return {figure.indicator.code: figure.numbers for figure in report.figures.select_related("indicator")}


def test_the_value_is_worked_out_from_what_came_in_and_what_went_out(file_report, jianshan):
    report = file_report(jianshan, "employment", 3, {NET: (300, 20)}, state=State.DRAFT)
    assert cells_of(report) == {NET: (280, 300, 20)}
    assert graded(report, NET) == []


def test_a_net_figure_alone_counts_and_its_parts_are_asked_for(file_report, jianshan, reporter_jianshan):
    report = file_report(jianshan, "employment", 3, {NET: 280}, state=State.DRAFT)
    assert cells_of(report) == {NET: (280, None, None)}
    (finding,) = [one for one in checks.check(sheets.load(report)) if one.code == NET]
    assert finding.grade == Grade.HINT
    assert "新增就业人数" in finding.message
    assert "自然减员人数" in finding.message
    assert verbs.submit(report, by=reporter_jianshan).state == State.SUBMITTED


def test_one_part_is_not_enough_and_none_may_be_negative(file_report, jianshan):
    report = file_report(jianshan, "employment", 3, {NET: (300, None)}, state=State.DRAFT)
    assert graded(report, NET) == [Grade.ERROR]
    line = next(line for line in sheets.load(report).lines if line.indicator.code == NET)
    assert cell_text(line.indicator, line.cell) == "— (300 − —)", "what is known is shown"
    report = file_report(jianshan, "employment", 3, {NET: (Decimal("40.5"), 20)}, state=State.DRAFT)
    assert graded(report, NET) == [Grade.ERROR], "the part is wrong; what is worked out from it is not told again"
    report = file_report(jianshan, "employment", 3, {NET: (40, -20)}, state=State.DRAFT)
    assert (cells_of(report)[NET], graded(report, NET)) == ((60, 40, -20), [Grade.ERROR])
    report = file_report(jianshan, "employment", 3, {NET: (40, 52)}, state=State.DRAFT)
    assert (cells_of(report)[NET], graded(report, NET)) == ((-12, 40, 52), [Grade.EXPLAIN])


@pytest.mark.parametrize("numbers", [{"value": 281}, {"numerator": 301}, {"denominator": "19.9999"}])
def test_no_database_keeps_a_value_that_is_not_the_difference(file_report, jianshan, numbers):
    report = file_report(jianshan, "employment", 3, {NET: (300, 20)}, state=State.DRAFT)
    with pytest.raises(IntegrityError), transaction.atomic():
        Figure.objects.filter(report=report).update(**numbers)
    report.figures.update(value=Decimal("1234567890.05"), numerator=Decimal("1234567890.1"), denominator="0.05")


def posted(client, report, page=None, **numbers):
    """Send the row of the net figure as the page does, `numbers` by part; `page` is one that was opened before."""
    address = f"/reports/230502/employment/{report.period}/"
    page = page or client.get(address).context
    texts = {f"f-{NET}-{part}": numbers.get(part, "") for part in ("value", "numerator", "denominator")}
    data = {"version": page["version"], "base": page["base"], **texts}
    return client.post(f"{address}save/", data, headers={"Accept": "application/json"})


def test_the_page_works_the_value_out_and_refuses_another_one(file_report, jianshan, as_user, reporter_jianshan):
    report = file_report(jianshan, "employment", 3, {NET: 280}, state=State.DRAFT)
    client = as_user(reporter_jianshan)
    answer = posted(client, report, value="280", numerator="300", denominator="20").json()
    assert (answer["state"], answer["totals"][f"f-{NET}-net"], cells_of(report)[NET]) == (
        "saved",
        "280",
        (280, 300, 20),
    )
    assert answer["base"][f"f-{NET}-value"] == "", "what is worked out is not typed"
    refused = posted(client, report, value="280", numerator="310", denominator="20")
    assert refused.status_code == 422
    assert "290" in refused.json()["errors"][0]["message"]
    assert cells_of(report)[NET] == (280, 300, 20)
    assert posted(client, report, value="275").json()["state"] == "saved"
    assert cells_of(report)[NET] == (275, None, None)


def test_two_people_may_each_change_a_part(file_report, jianshan, as_user, reporter_jianshan):
    report = file_report(jianshan, "employment", 3, {NET: (300, 20)}, state=State.DRAFT)
    client = as_user(reporter_jianshan)
    old = client.get(f"/reports/230502/employment/{report.period}/").context
    posted(client, report, numerator="310", denominator="20")
    merged = posted(client, report, old, numerator="300", denominator="30").json()
    assert (merged["state"], merged["cells"]) == ("conflict", []), "nobody is asked: each has changed another part"
    assert merged["base"][f"f-{NET}-numerator"] == "310"
    posted(client, report, numerator="310", denominator="30")
    assert cells_of(report)[NET] == (280, 310, 30)


def test_a_sheet_with_both_parts_gives_them_and_one_column_gives_the_net_figure(plan, jianshan, reporter_jianshan):
    heads = ["新增就业人数本月（人）", "自然减员人数本月（人）", "城镇新增就业本月（人）"]
    table = [["2007年3月"], ["单位", *heads], ["尖山区", 300, 20, 281]]
    batch = receive_figures([Upload("三月.xlsx", workbook({"3月": table}))], plan, by=reporter_jianshan)
    found = examine_received_figures(batch, by=reporter_jianshan)
    assert [one.new.numbers for one in found.to_store] == [(280, 300, 20)], [one.text for one in found.remarks]
    assert sum("281" in remark.text and "280" in remark.text for remark in found.remarks) == 1
    (columns,) = [table.columns for file in found.files for sheet in file.sheets for table in sheet.tables]
    assert [column.meaning for column in columns[:2]] == ["T01-1 · 增加数 · 本月", "T01-1 · 减少数 · 本月"]
    store_figures(batch, by=reporter_jianshan, digest=found.digest)
    _batch, again = imported(plan, reporter_jianshan, "新增就业人数本月（人）", [["尖山区", 280]])
    assert not again.to_store, "the stored parts give it"
    _batch, other = imported(plan, reporter_jianshan, "新增就业人数本月（人）", [["尖山区", 275]])
    assert [one.new.numbers for one in other.to_store] == [(275, None, None)]


def test_a_part_that_is_not_applicable_beside_a_number_is_asked_about_and_no_number_is_lost(
    plan, jianshan, reporter_jianshan
):
    table = [["2007年3月"], ["单位", "新增就业人数本月（人）", "自然减员人数本月（人）"], ["尖山区", "不适用", 20]]
    batch = receive_figures([Upload("三月.xlsx", workbook({"3月": table}))], plan, by=reporter_jianshan)
    found = examine_received_figures(batch, by=reporter_jianshan)
    assert not found.to_store
    assert any("不适用" in remark.text for remark in found.remarks)


def test_a_sum_of_a_part_is_not_divided_where_only_the_net_figure_is_known(
    plan, file_report, jianshan, reporter_jianshan
):
    file_report(jianshan, "employment", 2, {NET: 90}, state=State.DRAFT)
    table = [["2007年3月"], ["单位", "自然减员累计（人）"], ["尖山区", 30]]
    batch = receive_figures([Upload("三月.xlsx", workbook({"3月": table}))], plan, by=reporter_jianshan)
    found = examine_received_figures(batch, by=reporter_jianshan)
    assert not found.to_store


@given(numbers=st.lists(st.tuples(st.integers(0, 999), st.integers(0, 999), st.booleans()), min_size=1, max_size=5))
def test_a_sum_has_parts_only_where_they_make_up_its_value(numbers):
    """By hand: 300 − 20 and 250 − 30 are 550 − 50; where one month is 5 alone, nothing is known but 505."""
    net = Indicator(kind="flow", is_net=True)
    months = [
        Part(Decimal(a - b), None, None) if alone else Part(Decimal(a - b), Decimal(a), Decimal(b))
        for a, b, alone in numbers
    ]
    tally = total(net, months, 0)
    assert tally.value == sum(a - b for a, b, _alone in numbers)
    if tally.numerator is not None:
        assert tally.numerator - tally.denominator == tally.value
    if not any(alone for *_numbers, alone in numbers):
        assert (tally.numerator, tally.denominator) == tuple(sum(n[i] for n in numbers) for i in (0, 1))


def test_the_portals_workbook_asks_for_both_parts_and_brings_them_back(plan, file_report, jianshan, reporter_jianshan):
    file_report(jianshan, "employment", 1, {NET: (150, 10)})
    file_report(jianshan, "employment", 2, {NET: (170, 12)})
    file_report(jianshan, "employment", 3, {NET: (300, 20)}, state=State.DRAFT)
    book = load_workbook(BytesIO(workbooks.write(jianshan, [Month(2007, 3)], plan)))
    rows = {row[0].value: row for row in book.worksheets[0].iter_rows()}
    told = {code: [cell.value for cell in rows[code][4:7]] for code in ("T01-1/新增", "T01-1/减员", "T01-1")}
    assert told == {"T01-1/新增": [170, 320, 300], "T01-1/减员": [12, 22, 20], "T01-1": [158, 298, 280]}
    assert rows["T01-1/减员"][1].value == "城镇新增就业——自然减员人数"
    rows["T01-1/减员"][6].value = 30
    batch = receive_figures([Upload("三月.xlsx", saved(book))], plan, by=reporter_jianshan)
    found = examine_received_figures(batch, by=reporter_jianshan)
    assert [one.new.numbers for one in found.to_store] == [(270, 300, 30)], [one.text for one in found.remarks]


def test_boards_and_the_api_show_both_parts_where_every_month_has_them(file_report, jianshan, as_user, leader):
    file_report(jianshan, "employment", 1, {NET: (300, 20)})
    file_report(jianshan, "employment", 2, {NET: (250, 30)})
    client, pages = as_user(leader), ("indicators/T01-1", "units/230502")
    for page in pages:
        assert "550 − 50" in client.get(f"/plans/2007/{page}/?month=2007-02").content.decode(), page
    row = client.get("/api/plans/2007/progress?month=2007-02&unit=230502").json()["indicators"][0]
    assert (row["to_date"], row["numerator"], row["denominator"]) == ("500", "550", "50")
    (figure,) = client.get("/api/plans/2007/figures?month=2007-02&unit=230502").json()["figures"]
    assert (figure["value"], figure["numerator"], figure["denominator"]) == ("220", "250", "30")
    file_report(jianshan, "employment", 3, {NET: 5})
    row = client.get("/api/plans/2007/progress?month=2007-03&unit=230502").json()["indicators"][0]
    assert (row["to_date"], row["numerator"], row["denominator"]) == ("505", None, None)
    assert "550 − 50" not in client.get("/plans/2007/units/230502/?month=2007-03").content.decode()


def test_a_net_indicator_is_a_flow_that_names_both_parts_or_none(indicator):
    net = indicator(NET)
    net.denominator_label_zh_hans = net.denominator_label_en = ""
    with pytest.raises(ValidationError):
        net.clean()
    net.numerator_label_zh_hans = net.numerator_label_en = ""
    net.clean()
    net.kind = "stock"
    with pytest.raises(ValidationError):
        net.clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        net.save()
