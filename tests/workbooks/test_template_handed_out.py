"""Who gets which workbook from the portal, and what it says of figures that are blank, fixed or not one's to see."""

from io import BytesIO
from urllib.parse import quote

import pytest
from django.core.management import CommandError, call_command
from openpyxl import load_workbook

from targets.models import Covers
from targets.periods import Month
from targets.workbooks import workbook
from tests.conftest import month_of

ADDRESS = "/reports/template/"
JUNE = {"unit": "230502", "month": "2007-06"}
MONTH_COLUMNS = {"target": 3, "last": 4, "before": 5, "month": 6}


def made(unit, plan, *months):
    return load_workbook(BytesIO(workbook.write(unit, [month_of(month) for month in months], plan)))


def handed_out(client, **asked):
    answer = client.get(ADDRESS, JUNE | asked)
    assert answer.status_code == 200
    return load_workbook(BytesIO(b"".join(answer.streaming_content)))


def cells(book, code):
    """The row of the code, on whichever sheet it stands."""
    return next(row for sheet in book.worksheets for row in sheet.iter_rows() if row[0].value == code)


def value(book, code, column):
    return cells(book, code)[MONTH_COLUMNS[column]].value


def shown(book):
    return [sheet.title for sheet in book.worksheets if sheet.sheet_state == "visible"]


def test_a_rate_is_asked_for_in_two_rows_with_the_units_of_its_parts(plan, jianshan, file_report):
    file_report(jianshan, "employment", 1, {"T04-2": (180, 200)})
    file_report(jianshan, "employment", 2, {"T04-2": (90, 100)})
    book = made(jianshan, plan, 3)
    above, below = cells(book, "T04-2/分子"), cells(book, "T04-2/分母")
    assert [cell.value for cell in above[:3]] == ["T04-2/分子", "培训合格率 — 分子：当月培训合格人数", "人"]
    assert [cell.value for cell in below[1:3]] == ["培训合格率 — 分母：当月参加考核（结业）人数", "人"]
    assert [cell.value for cell in above[4:6]] == [90, 270]
    assert [cell.value for cell in below[4:6]] == [100, 300]


def test_a_stock_to_date_is_its_latest_level_and_no_sum(plan, jianshan, file_report):
    file_report(jianshan, "insurance", 1, {"T09-1": 5000})
    file_report(jianshan, "insurance", 2, {"T09-1": 5100})
    assert value(made(jianshan, plan, 3), "T09-1", "before") == 5100


def test_january_has_neither_last_month_nor_a_figure_to_date(plan, jianshan):
    book = made(jianshan, plan, 1)
    assert (value(book, "T01-1", "last"), value(book, "T01-1", "before")) == (None, None)


def test_not_applicable_and_zero_stand_as_they_were_said(plan, jianshan, file_report):
    file_report(jianshan, "employment", 6, {"T01-1": 0, "T02-3": "n/a"}, state="draft")
    book = made(jianshan, plan, 6)
    assert value(book, "T01-1", "month") == 0
    assert value(book, "T02-3", "month") == "不适用"
    assert value(book, "T02-1", "month") is None


def test_a_ceiling_says_so_and_stays_a_number(plan, jianshan, indicator):
    rate = indicator("T01-4")
    rate.targets.create(unit=jianshan, covers=Covers.WHOLE, deadline="2007-12-31", value="4.6")
    target = cells(made(jianshan, plan, 6), "T01-4/分子")[3]
    assert target.value == 4.6
    assert target.number_format == '"控制在"#,##0.0"%""以内"'


def test_money_is_shown_and_checked_with_two_decimals_persons_with_none(plan, jianshan):
    book = made(jianshan, plan, 6)
    money, persons = cells(book, "T09-2")[6], cells(book, "T09-1")[6]
    assert (money.number_format, persons.number_format) == ("#,##0.00", "#,##0")
    rules = {str(rule.sqref): rule.formula1 for rule in money.parent.data_validations.dataValidation}
    place = money.coordinate
    assert rules[place] == f'IF(ISNUMBER({place}),AND({place}>=0,ROUND({place},2)={place}),{place}="不适用")'
    assert f"ROUND({persons.coordinate},0)" in rules[persons.coordinate]


def test_a_submitted_report_is_filled_in_and_locked(plan, jianshan, file_report):
    file_report(jianshan, "employment", 5, {"T01-1": 160}, state="submitted")
    book = made(jianshan, plan, 5)
    assert value(book, "T01-1", "month") == 160
    assert all(cells(book, code)[6].protection.locked for code in ("T01-1", "T02-1", "T04-2/分母"))
    assert not cells(book, "T09-1")[6].protection.locked


def test_a_chapter_on_which_the_unit_is_asked_for_no_number_has_no_sheet(plan, jianshan):
    assert shown(made(jianshan, plan, 6)) == ["就业再就业", "社会保险", "高技能人才", "劳动关系", "基础工作"]


def test_a_name_that_looks_like_a_formula_stays_text(plan, jianshan, indicator):
    renamed = indicator("T01-1")
    renamed.name_zh_hans = '=HYPERLINK("http://example.com")'
    renamed.save()
    name = cells(made(jianshan, plan, 6), "T01-1")[1]
    assert (name.value, name.data_type) == (renamed.name_zh_hans, "s")


def test_it_is_chinese_for_a_reader_of_english_too(as_user, reporter_jianshan, settings):
    client = as_user(reporter_jianshan)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    answer = client.get(ADDRESS, JUNE)
    assert quote("尖山区-2007年6月-月报表.xlsx") in answer["Content-Disposition"]
    assert cells(load_workbook(BytesIO(b"".join(answer.streaming_content))), "T01-1")[1].value == "城镇新增就业"


def test_a_reviewer_gets_the_own_chapter_and_no_drafts(as_user, reviewer_employment, reporter_jianshan, file_report):
    unit = reporter_jianshan.memberships.get().unit
    file_report(unit, "employment", 4, {"T01-1": 140})
    file_report(unit, "employment", 5, {"T01-1": 150}, state="draft")
    file_report(unit, "employment", 6, {"T01-1": 160}, state="draft")
    theirs, own = (handed_out(as_user(user)) for user in (reviewer_employment, reporter_jianshan))
    assert shown(theirs) == ["就业再就业"]
    assert [value(theirs, "T01-1", column) for column in ("last", "before", "month")] == [None, 140, None]
    assert [value(own, "T01-1", column) for column in ("last", "before", "month")] == [150, 290, 160]


@pytest.mark.parametrize("span", ["", "year"])
def test_a_workbook_takes_fifteen_queries_at_most(as_user, reporter_jianshan, django_assert_max_num_queries, span):
    client = as_user(reporter_jianshan)
    with django_assert_max_num_queries(15):
        client.get(ADDRESS, JUNE | {"span": span})


@pytest.mark.parametrize(
    "asked",
    [{"month": "2007-08"}, {"month": "2006-12"}, {"month": "6"}, {"unit": "230523"}, {"unit": "230504"}],
    ids=["to come", "outside the plan", "no month", "another unit", "no unit"],
)
def test_what_one_cannot_report_for_has_no_workbook(as_user, reporter_jianshan, asked):
    assert as_user(reporter_jianshan).get(ADDRESS, JUNE | asked).status_code == 404


def test_the_report_links_to_the_workbook_of_its_month(as_user, reporter_jianshan, auditor, file_report, jianshan):
    file_report(jianshan, "employment", 6, {"T01-1": 160}, state="draft")
    page = "/reports/230502/employment/2007-06/"
    link = f"{ADDRESS}?unit=230502&amp;month=2007-06"
    assert link in as_user(reporter_jianshan).get(page).content.decode()
    assert link not in as_user(auditor).get(page).content.decode()


def test_months_outside_the_plan_are_no_workbook(plan, jianshan):
    with pytest.raises(workbook.NothingAsked):
        workbook.write(jianshan, [Month(2008, 1)], plan)


def test_the_command_says_where_it_cannot_write(plan, tmp_path):
    with pytest.raises(CommandError, match="nowhere"):
        call_command("export_template", str(tmp_path / "nowhere" / "x.xlsx"), unit="230502", month="2007-03")


def test_the_command_writes_the_year_of_twelve_months(plan, tmp_path):
    file = tmp_path / "year.xlsx"
    call_command("export_template", str(file), unit="230502", year=2007)
    heads = [cell.value for cell in load_workbook(file).worksheets[0][4]]
    assert heads[4:] == [f"{month}月" for month in range(1, 13)]
