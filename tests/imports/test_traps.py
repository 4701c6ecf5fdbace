"""A file for each thing that real district spreadsheets do: taken and shown, asked about, or refused at its cell.

The files go the whole way, by `manage.py import_figures`: what it answers and what stands in the reports.
"""

import json
from datetime import date
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import call_command
from openpyxl import Workbook

from targets.models import Figure
from tests.spreadsheets.made_files import converted
from tests.spreadsheets.workbooks import saved, units_down, workbook

HEAD = [["双鸭山市2007年3月劳动保障工作月报表"]]


@pytest.fixture
def bring_in(plan, tmp_path):
    """`bring_in(content, name)` is the command's exit status and its answer."""

    def run(content: bytes, name: str = "三月.xlsx", **options):
        file, out = tmp_path / name, StringIO()
        file.write_bytes(content)
        try:
            call_command("import_figures", str(file), json=True, stdout=out, **options)
            status = 0
        except SystemExit as ended:
            status = ended.code
        return status, json.loads(out.getvalue())

    return run


def sheet(*rows, head=HEAD) -> bytes:
    return workbook([*head, *rows])


def one(value, code="T01-1", role="本月", **how) -> bytes:
    """A table of one figure: Jianshan's, at B4."""
    return workbook(units_down({"尖山区": [value]}, [code], **how))


def stored(code="T01-1", unit="230502", month=3):
    found = Figure.objects.filter(
        report__unit__code=unit, indicator__code=code, report__month=date(2007, month, 1)
    ).first()
    return found and found.value


def refused(answer) -> list[tuple[str, str]]:
    return [(error["cell"], error["value"]) for error in answer["errors"]]


def test_1_full_width_figures_are_read_and_the_reading_is_listed(bring_in):
    status, answer = bring_in(one("１２０"))
    assert (status, stored()) == (0, 120)
    assert [(note["cell"], note["value"]) for note in answer["normalised"]] == [("B4", "１２０")]


def test_2_a_footnote_mark_is_no_digit(bring_in):
    status, answer = bring_in(one("1200①"))
    assert (status, stored()) == (0, 1200)
    assert "①" in answer["normalised"][0]["reason"]


@pytest.mark.parametrize(
    ("content", "persons"),
    [
        (sheet(["单位：万人"], ["单位", "城镇新增就业"], ["", "本月"], ["尖山区", 0.012]), 120),
        (sheet(["单位", "城镇新增就业（万人）"], ["", "本月"], ["尖山区", 0.012]), 120),
        (one("0.012万"), 120),
        (sheet(["单位：万人、人"], ["单位", "城镇新增就业（人）"], ["", "本月"], ["尖山区", 120]), 120),
    ],
)
def test_3_ten_thousands_above_in_the_heading_and_in_the_cell(bring_in, content, persons):
    assert bring_in(content)[0] == 0
    assert stored() == persons


def test_3_two_sources_that_disagree_are_refused(bring_in):
    status, answer = bring_in(sheet(["单位", "T09-2（万元）"], ["", "本月"], ["尖山区", "12500千元"]))
    assert (status, refused(answer)) == (1, [("B4", "12500千元")])


@pytest.mark.parametrize("head", ["城镇新增就业（人）", "城镇新增就业（千人）"])
def test_3_a_heading_that_contradicts_the_line_above_is_refused(bring_in, head):
    status, answer = bring_in(sheet(["单位：万人"], ["单位", head], ["", "本月"], ["尖山区", 120]))
    assert (status, refused(answer), stored()) == (1, [("B5", "120")], None)
    assert "万人" in answer["errors"][0]["reason"]


def test_4_blank_is_not_reported_a_dash_is_asked_and_stars_are_refused(bring_in):
    assert bring_in(workbook(units_down({"尖山区": [None, 5]}, ["T01-1", "T02-1"])))[0] == 0
    assert stored() is None
    status, answer = bring_in(one("—"))
    assert status == 1
    assert answer["errors"][0]["cell"] == "B4"
    assert bring_in(one("—"), dash="zero")[0] == 0
    assert stored() == 0
    assert refused(bring_in(one("***"))[1]) == [("B4", "***")]


def test_5_merged_headings_of_three_rows_with_padded_words(bring_in):
    book = Workbook()
    page = book.active
    for row in (
        ["双鸭山市2007年3月劳动保障工作月报表"],
        ["单\n位", "就        业", None, None, None],
        [None, "城 镇 新 增 就 业", None, "职　业　介　绍", None],
        [None, "本月", "累计", "本月", "累计"],
        ["尖 山 区", 120, 120, 90, 90],
    ):
        page.append(row)
    for area in ("A1:E1", "A2:A4", "B2:E2", "B3:C3", "D3:E3"):
        page.merge_cells(area)
    assert bring_in(saved(book))[0] == 0
    assert (stored("T01-1"), stored("T02-1")) == (120, 90)


@pytest.mark.parametrize("last", [True, False])
def test_6_totals_first_or_last_are_compared_and_never_a_unit(bring_in, last):
    units = {"尖山区": [120], "宝清县": [60]}
    total = {"双鸭山市" if not last else "合计": [180]}
    rows = units | total if last else total | units
    assert bring_in(workbook(units_down(rows, ["T01-1"])))[0] == 0
    assert Figure.objects.count() == 2
    wrong = {name: [181] if numbers == [180] else numbers for name, numbers in rows.items()}
    status, answer = bring_in(workbook(units_down(wrong, ["T01-1"])))
    assert status == 1
    assert "181" in answer["errors"][0]["reason"]
    assert "180" in answer["errors"][0]["reason"]


def test_7_titles_above_and_notes_below_are_no_figures(bring_in):
    rows = [
        ["表号：劳社统1"],
        ["填报单位：双鸭山市劳动和社会保障局", None, "单位：人"],
        ["单位", "城镇新增就业"],
        ["", "本月"],
        ["尖山区", 120],
        [],
        ["注：1. 数据来源于各县区上报"],
        ["　　　2. 含灵活就业 300 人"],
        ["填表人：张三", None, "填报日期：2007年4月3日"],
    ]
    assert bring_in(sheet(*rows))[0] == 0
    assert (stored(), Figure.objects.count()) == (120, 1)


@pytest.mark.parametrize("value", ["1,200", "1，200", " 1200 ", "'1200", 1199.9999999])
def test_8_numbers_as_text_and_numbers_with_noise(bring_in, value):
    assert bring_in(one(value))[0] == 0
    assert stored() == 1200


def test_8_persons_are_whole(bring_in):
    assert refused(bring_in(one(1200.5))[1])[0][0] == "B4"


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("comma", [",", "\t"])
def test_9_text_files_in_every_encoding(bring_in, encoding, comma):
    lines = [["双鸭山市2007年3月"], ["单位", "城镇新增就业"], ["", "本月"], ["尖山区", "120"]]
    text = "\r\n".join(comma.join(line) for line in lines)
    assert bring_in(text.encode(encoding), "三月.csv")[0] == 0
    assert stored() == 120


@pytest.mark.parametrize("kind", ["xls", "ods"])
def test_10_old_workbooks_by_whatever_name(bring_in, kind, tmp_path):
    assert bring_in(converted(one(120), kind, tmp_path), "三月.xlsx")[0] == 0
    assert stored() == 120


def test_10_a_web_page_named_xls_is_refused_by_name(bring_in):
    status, answer = bring_in(b"<html><table><tr><td>1</td></tr></table></html>", "三月.xls")
    assert status == 1
    assert (answer["errors"][0]["file"], answer["stored"]) == ("三月.xls", 0)
    assert "网页" in answer["errors"][0]["reason"]


@pytest.mark.parametrize("name", ["尖山", "尖山区", "双鸭山市尖山区", "尖 山 区", "尖山区劳动局", "230502", 230502])
def test_11_a_unit_by_each_of_its_names(bring_in, name):
    assert bring_in(workbook(units_down({name: [120]}, ["T01-1"])))[0] == 0
    assert stored() == 120


def test_11_a_farm_never_stands_for_the_county(bring_in):
    status, answer = bring_in(workbook(units_down({"友谊农场": [120]}, ["T01-1"])))
    assert status == 1
    assert "友谊县" in answer["errors"][0]["reason"]
    assert not Figure.objects.exists()


def test_12_hidden_sheets_are_left_out_and_hidden_rows_taken_with_a_warning(bring_in):
    book = Workbook()
    book.active.title = "三月"
    hidden = book.create_sheet("旧表")
    for page, number in ((book["三月"], 120), (hidden, 999)):
        for row in units_down({"尖山区": [number]}, ["T01-1"]):
            page.append(row)
    hidden.sheet_state = "hidden"
    book["三月"].row_dimensions[4].hidden = True
    status, answer = bring_in(saved(book))
    assert (status, stored()) == (0, 120)
    assert {(warning["sheet"], warning["cell"]) for warning in answer["warnings"]} >= {("旧表", ""), ("三月", "B4")}


@pytest.mark.parametrize(("value", "word"), [("#REF!", "#REF!"), ("=1/0", "Excel"), ("=60+60", "Excel")])
def test_13_error_cells_and_formulas_without_a_result_are_refused(bring_in, value, word):
    status, answer = bring_in(one(value))
    assert status == 1
    assert answer["errors"][0]["cell"] == "B4"
    assert word in answer["errors"][0]["reason"]


@pytest.mark.parametrize("text", ["2007年3月", "2007.3", "2007-3", "200703", "07年3月份", "三月"])
def test_14_the_month_in_all_its_forms(bring_in, text):
    assert bring_in(sheet(["单位", "城镇新增就业"], ["", "本月"], ["尖山区", 120], head=[["期别", text]]))[0] == 0
    assert stored() == 120


def test_14_a_number_that_may_be_january_or_october_is_refused(bring_in):
    status, answer = bring_in(sheet(["单位", "城镇新增就业"], ["", "本月"], ["尖山区", 120], head=[["期别", 2007.1]]))
    assert status == 1
    assert "10" in answer["errors"][0]["reason"]


def test_15_to_date_alone_becomes_the_month(bring_in, file_report, jianshan):
    file_report(jianshan, "employment", 1, {"T01-1": 40})
    file_report(jianshan, "employment", 2, {"T01-1": 30})
    assert bring_in(sheet(["单位", "城镇新增就业"], ["", "1-3月累计"], ["尖山区", 190]))[0] == 0
    assert stored() == 120


def test_15_month_and_to_date_that_disagree_show_three_numbers(bring_in, file_report, jianshan):
    file_report(jianshan, "employment", 2, {"T01-1": 70})
    rows = [["单位", "城镇新增就业", "城镇新增就业"], ["", "本月", "累计"], ["尖山区", 120, 200]]
    status, answer = bring_in(sheet(*rows))
    assert status == 1
    assert all(number in answer["errors"][0]["reason"] for number in ("120", "70", "200"))


def test_15_neither_month_nor_to_date_is_asked_unless_the_month_was_named(bring_in):
    content = sheet(["单位", "城镇新增就业"], ["尖山区", 120])
    assert bring_in(content)[0] == 1
    assert bring_in(content, month="2007-03")[0] == 0
    assert stored() == 120


def test_16_percent_formats(bring_in):
    book = Workbook()
    for row in units_down({"市本级": [0.08]}, ["T08-1"]):
        book.active.append(row)
    assert bring_in(saved(book))[0] == 1, "0.08 may be 8 %: asked"
    book.active["B4"].number_format = "0%"
    assert bring_in(saved(book))[0] == 0
    assert stored("T08-1", "230500") == 8


def test_17_the_same_sheet_twice_is_refused_at_both(bring_in):
    rows = list(units_down({"尖山区": [120]}, ["T01-1"]))
    status, answer = bring_in(workbook({"3月": rows, "3月 (2)": rows}))
    assert status == 1
    assert [error["sheet"] for error in answer["errors"]] == ["3月", "3月 (2)"]


def test_17_the_same_unit_twice_names_both_cells(bring_in):
    rows = [["单位", "城镇新增就业"], ["", "本月"], ["尖山区", 120], ["尖山", 130]]
    status, answer = bring_in(sheet(*rows))
    assert (status, refused(answer)) == (1, [("B4", "120"), ("B5", "130")])


def test_18_a_name_of_two_indicators_is_asked_about_and_its_parent_decides(bring_in):
    head = [["填报单位：尖山区"], ["2007年3月"]]
    status, answer = bring_in(sheet(["指标", "本月"], ["劳动预备制培训", 20], head=head))
    assert status == 1
    assert all(code in answer["errors"][0]["reason"] for code in ("T04-4", "T04-6"))
    rows = [["指标", "本月"], ["农村劳动力培训", 50], ["  其中：劳动预备制培训", 20]]
    assert bring_in(sheet(*rows, head=head))[0] == 0
    assert (stored("T04-5"), stored("T04-6"), stored("T04-4")) == (50, 20, None)


def test_19_an_unknown_heading_over_figures_is_never_read_by_its_position(bring_in):
    rows = [["单位", "城镇新增就业", "某项新工作"], ["", "本月", "本月"], ["尖山区", 120, 7]]
    status, answer = bring_in(sheet(*rows))
    assert (status, Figure.objects.count()) == (1, 0)
    assert "某项新工作" in answer["errors"][0]["reason"]


def test_20_numbers_longer_than_excel_keeps_are_refused(bring_in):
    status, answer = bring_in(one(230502197001010011))
    assert status == 1
    assert answer["errors"][0]["cell"] == "B4"


def test_21_text_that_looks_like_a_formula_stays_text(bring_in):
    book = Workbook()
    for row in [*HEAD, ["单位", "T01-1", "备注"], ["", "本月"], ["尖山区", 120]]:
        book.active.append(row)
    book.active["C4"].value, book.active["C4"].data_type = "=cmd|' /C calc'!A0", "s"
    assert bring_in(saved(book))[0] == 0
    assert stored() == 120


def nothing_stored(answered) -> list[str]:
    """The reasons of a refusal, after which no figure was stored."""
    status, answer = answered
    assert (status, Figure.objects.exists()) == (1, False)
    return [error["reason"] for error in answer["errors"]]


def test_22_a_single_word_below_the_headings_keeps_the_table_out(bring_in):
    book = Workbook()
    for row in [*HEAD, ["单位", "T01-1", "T02-1"], [None, "其中：女", None], ["尖山区", 64, 70]]:
        book.active.append(row)
    for area in ("A2:A3", "C2:C3"):
        book.active.merge_cells(area)
    assert "其中：女" in nothing_stored(bring_in(saved(book), month="2007-03"))[0]


def test_22_a_column_of_what_was_assigned_is_no_figure(bring_in):
    rows = [["单位", "城镇新增就业", "职业介绍"], ["", "下达任务", "本月"], ["尖山区", 1500, 70]]
    assert bring_in(sheet(*rows))[0] == 0
    assert (stored("T01-1"), stored("T02-1")) == (None, 70)


@pytest.mark.parametrize(
    "title",
    ["2007年3月就业情况（上年同期）", "2007年3月就业工作任务分解表", "2006年就业情况表", "2007年3月中旬就业情况"],
)
def test_23_a_title_of_other_figures_keeps_them_out(bring_in, title):
    rows = [["单位", "城镇新增就业"], ["", "本月"], ["尖山区", 64]]
    assert nothing_stored(bring_in(sheet(*rows, head=[[title]]), month="2007-03"))


def test_24_money_in_yuan_by_a_note_below(bring_in):
    rows = [["单位", "失业保险基金征缴"], ["", "本月"], ["尖山区", 38400], ["注：金额单位为元"]]
    assert bring_in(sheet(*rows))[0] == 0
    assert stored("T09-2") == Decimal("3.84")


def test_24_a_note_and_a_heading_that_disagree_are_refused(bring_in):
    rows = [["单位", "失业保险基金征缴（万元）"], ["", "本月"], ["尖山区", 38400], ["注：金额单位为元"]]
    assert "元" in nothing_stored(bring_in(sheet(*rows)))[0]


@pytest.mark.parametrize(
    ("rows", "word"),
    [
        ([["单位", "T01-1"], ["", "上年同期"], ["尖山区", 64]], "不导入"),
        ([["单位", "T01-1", "T02-1"], ["", "年计划", "排名"], ["尖山区", 64, 3]], "不导入"),
        ([["单位", "T01-1"], ["", "本月"], ["合计", 64]], "合计"),
        ([["单位", "T01-1"], ["", "本月"], ["尖山区", None]], "空"),
    ],
)
def test_a_file_with_nothing_to_import_says_so_in_one_sentence(bring_in, rows, word):
    (reason,) = nothing_stored(bring_in(sheet(*rows)))
    assert "没有可导入" in reason
    assert word in reason


def test_a_sheet_with_nothing_to_import_beside_one_with_figures_is_no_fault(bring_in):
    plan = [["单位", "T01-1"], ["", "年计划"], ["尖山区", 640]]
    month = list(units_down({"尖山区": [64]}, ["T01-1"]))
    assert bring_in(workbook({"计划": [*HEAD, *plan], "3月": month}))[0] == 0
    assert stored() == 64


def test_28_a_district_s_sheet_by_streets_gives_the_district_s_total(bring_in):
    rows = [["街道", "城镇新增就业本月"], ["丙街道", 51], ["丁街道", 38], ["合计", 89]]
    assert bring_in(sheet(*rows, head=[["岭东区2007年3月就业月报表"]]))[0] == 0
    assert (stored(unit="230503"), Figure.objects.count()) == (89, 1)


def test_28_streets_that_do_not_add_up_keep_the_sheet_out(bring_in):
    rows = [["街道", "城镇新增就业本月"], ["丙街道", 51], ["丁街道", 38], ["合计", 98]]
    assert "89" in nothing_stored(bring_in(sheet(*rows, head=[["岭东区2007年3月就业月报表"]])))[0]


def test_the_period_is_not_the_day_on_which_a_sheet_was_filled_in(bring_in):
    rows = [["制表日期", date(2007, 4, 1)], ["单位", "城镇新增就业"], ["", "本月"], ["尖山区", 64]]
    (reason,) = nothing_stored(bring_in(workbook(rows)))
    assert "月" in reason


def test_an_answer_says_what_was_stored(bring_in):
    status, answer = bring_in(one(120))
    assert status == 0
    assert {name: answer[name] for name in ("stored", "changed", "same", "errors", "normalised")} == {
        "stored": 1,
        "changed": 0,
        "same": 0,
        "errors": [],
        "normalised": [],
    }
    assert bring_in(one(120))[1]["same"] == 1
    assert bring_in(one(125))[1]["changed"] == 1
    assert stored() == Decimal(125)


def test_a_dry_run_stores_nothing(bring_in):
    status, answer = bring_in(one(120), dry_run=True)
    assert (status, answer["stored"], Figure.objects.count()) == (0, 0, 0)
