"""Tables are found by what their headings, keys and titles say, wherever they stand."""

from datetime import date

import pytest

from targets.spreadsheets.layout import NumberRole
from tests.spreadsheets.names import WORDS, reasons, said, tables

MONTH, TO_DATE = "month", "to_date"
JIANSHAN, LINGDONG = "230502", "230503"


def value(unit, code, number, month=3, role=None, part="value"):
    return {(unit, code, part, month, role): number}


# ---- the three common forms -------------------------------------------------------------------------------


def test_the_portals_own_form():
    rows = (
        ["双鸭山市劳动和社会保障局2007年3月工作进展月报表（就业再就业）"],
        ["填报单位(盖章)：尖山区", "", "期别：2007年3月", "", "", "计量单位：见表内"],
        ["代码", "指标名称", "计量单位", "年计划", "上月", "累计至上月", "本月"],
        ["T01-1", "城镇新增就业", "人", 3000, 200, 400, 150],
        ["T01-3", "其中：“4050”人员再就业", "人", 300, 20, 40, 15],
        ["T04-2/分子", "培训合格率 — 分子：当月培训合格人数", "人", 90, 40, 80, 45],
        ["T04-2/分母", "培训合格率 — 分母：当月参加考核（结业）人数", "人", None, 44, 88, 50],
        ["单位负责人：                统计负责人：                填表人："],
        ["注：请填浅黄色格，其余各格已锁定。"],
    )
    (table,) = tables(*rows)
    assert (table.unit, str(table.span.month), table.faults) == (JIANSHAN, "2007-03", [])
    figures = {key: number for key, number in said(*rows).items() if key[4] == MONTH}
    assert figures == {
        (JIANSHAN, "T01-1", "value", 3, MONTH): 150,
        (JIANSHAN, "T01-3", "value", 3, MONTH): 15,
        (JIANSHAN, "T04-2", "numerator", 3, MONTH): 45,
        (JIANSHAN, "T04-2", "denominator", 3, MONTH): 50,
    }
    assert {slot.role for slot in table.slots} == {NumberRole.TARGET, NumberRole.LAST_MONTH, NumberRole.MONTH}


def test_the_portals_own_form_of_a_year():
    rows = (
        ["双鸭山市劳动和社会保障局2007年工作进展月报表（就业再就业）"],
        ["填报单位(盖章)：尖山区", "", "期别：2007年", "", "计量单位：见表内"],
        ["代码", "指标名称", "计量单位", "年计划", "当月数", "", ""],
        ["", "", "", "", "1月", "2月", "3月"],
        ["T01-1", "城镇新增就业", "人", 3000, 10, 20, 30],
    )
    found = said(*rows, merged=["A3:A4", "B3:B4", "C3:C4", "D3:D4", "E3:G3"])
    months = {key[3]: number for key, number in found.items() if key[4] == MONTH}
    assert months == {1: 10, 2: 20, 3: 30}


def test_units_down_and_indicators_across_with_a_total():
    rows = (
        ["2007年3月就业情况表"],
        ["", "", "", "", "单位：人"],
        ["单位", "新增就业", "", "再就业", ""],
        ["", "本月", "累计", "本月", "累计"],
        ["合计", 7, 11, 3, 4],
        ["尖山区", 3, 5, 1, 2],
        ["双鸭山市岭东区", 4, 6, 2, 2],
    )
    merged = ["A3:A4", "B3:C3", "D3:E3"]
    assert said(*rows, merged=merged) == {
        **value(JIANSHAN, "T01-1", 3, role=MONTH),
        **value(JIANSHAN, "T01-1", 5, role=TO_DATE),
        **value(JIANSHAN, "T01-2", 1, role=MONTH),
        **value(JIANSHAN, "T01-2", 2, role=TO_DATE),
        **value(LINGDONG, "T01-1", 4, role=MONTH),
        **value(LINGDONG, "T01-1", 6, role=TO_DATE),
        **value(LINGDONG, "T01-2", 2, role=MONTH),
        **value(LINGDONG, "T01-2", 2, role=TO_DATE),
    }
    assert said(*rows, merged=merged, totals=True)[None, "T01-1", "value", 3, TO_DATE] == 11
    assert [str(measure) for measure in tables(*rows, merged=merged)[0].measures] == ["人"]
    # As a text file keeps it: without merged areas.
    assert said(*rows) == said(*rows, merged=merged)


def test_indicators_down_and_units_across():
    rows = (
        ["指标", "尖山区", "岭东", "合计"],
        ["新增就业人数", 1, 2, 3],
        ["失业参保", 4, 5, 9],
    )
    assert said(*rows, name="3月") == {
        **value(JIANSHAN, "T01-1", 1),
        **value(LINGDONG, "T01-1", 2),
        **value(JIANSHAN, "T09-1", 4),
        **value(LINGDONG, "T09-1", 5),
    }


def test_months_across_with_their_sum():
    rows = (["城镇新增就业"], ["单位", "1月", "2月", "3月", "累计"], ["尖山", 1, 2, 3, 6])
    assert said(*rows) == {
        **value(JIANSHAN, "T01-1", 1, 1, MONTH),
        **value(JIANSHAN, "T01-1", 2, 2, MONTH),
        **value(JIANSHAN, "T01-1", 3, 3, MONTH),
    }
    assert said(*rows, totals=True) == value(JIANSHAN, "T01-1", 6, 3, TO_DATE)


def test_months_down():
    rows = (["尖山区新增就业"], ["月份", "本月"], ["1月", 5], [2, 6], [200703, 7])
    assert said(*rows, name="尖山") == {
        **value(JIANSHAN, "T01-1", 5, 1, MONTH),
        **value(JIANSHAN, "T01-1", 6, 2, MONTH),
        **value(JIANSHAN, "T01-1", 7, 3, MONTH),
    }


def test_months_down_as_texts_under_their_heading():
    rows = (["尖山区新增就业"], ["月份", "本月"], ["1", "5"], ["02", "6"], ["三", "7"])
    assert said(*rows, name="尖山") == {
        **value(JIANSHAN, "T01-1", "5", 1, MONTH),
        **value(JIANSHAN, "T01-1", "6", 2, MONTH),
        **value(JIANSHAN, "T01-1", "7", 3, MONTH),
    }


def test_months_down_with_their_sum():
    rows = (["月份", "新增就业"], ["1月", 5], ["2月", 6], ["合计", 11])
    assert said(*rows, totals=True, name="尖山") == value(JIANSHAN, "T01-1", 11, 2, TO_DATE)
    later = (["月份", "新增就业"], ["4月", 5], ["5月", 6], ["合计", 11])
    assert said(*later, totals=True, name="尖山") == {}


def test_the_same_month_of_last_year_makes_no_sum_of_months():
    rows = (["单位", "2006年3月", "2007年3月", "1-3月累计"], ["尖山区", 1, 2, 3])
    (table,) = tables(*rows, name="新增就业")
    assert [(slot.value, slot.total) for slot in table.slots] == [(1, False), (2, False), (3, False)]


def test_a_list_with_unit_indicator_and_month_in_each_row():
    rows = (["单位", "指标", "期别", "数值"], ["尖山区", "T01-1", "2007年3月", 5], ["岭东区", "再就业", "1-3月", 6])
    assert said(*rows) == {
        **value(JIANSHAN, "T01-1", 5, 3, MONTH),
        **value(LINGDONG, "T01-2", 6, 3, TO_DATE),
    }


# ---- trap 5: headings of several rows, padded and broken words ---------------------------------------------


def test_headings_of_four_rows_with_padded_and_broken_words():
    rows = (
        ["地  区", "就业再就业情况", "", "", ""],
        ["", "城 镇\n新 增 就 业", "", "下岗失业人员　　再就业", ""],
        ["", "本  月", "累\n计", "本  月", "累\n计"],
        ["", "（人）", "（人）", "（人）", "（人）"],
        ["甲", 1, 2, 3, 4],
        ["尖  山  区", 30, 50, 10, 20],
    )
    assert said(*rows, merged=["A1:A4", "B1:E1", "B2:C2", "D2:E2"], name="3月") == {
        **value(JIANSHAN, "T01-1", 30, role=MONTH),
        **value(JIANSHAN, "T01-1", 50, role=TO_DATE),
        **value(JIANSHAN, "T01-2", 10, role=MONTH),
        **value(JIANSHAN, "T01-2", 20, role=TO_DATE),
    }


def test_levels_that_make_a_name_only_together():
    rows = (["单位", "失业保险", ""], ["", "参保人数", "基金征缴"], ["尖山区", 1, 2])
    assert {key[1] for key in said(*rows, merged=["A1:A2", "B1:C1"])} == {"T09-1", "T09-2"}


def test_a_name_made_of_two_levels_is_read_from_the_upper_one_to_the_lower():
    rows = (["", "失业保险", ""], ["", "参保人数", "基金征缴"], ["单位", "本月", "本月"], ["尖山区", 1, 2])
    assert said(*rows, merged=["B1:C1"]) == {
        **value(JIANSHAN, "T09-1", 1, None, MONTH),
        **value(JIANSHAN, "T09-2", 2, None, MONTH),
    }
    assert said(["", "失业保险"], ["", "参保人数"], ["尖山区", 5]) == value(JIANSHAN, "T09-1", 5, None)


def test_an_unknown_upper_level_is_not_passed_over():
    rows = (["单位", "农民工", "男", "社会保险"], ["", "失业参保", "失业参保", "失业参保"], ["尖山区", 1, 2, 3])
    assert said(*rows, merged=["A1:A2"]) == value(JIANSHAN, "T09-1", 3, None)
    assert [fault.value for fault in tables(*rows, merged=["A1:A2"])[0].faults] == ["农民工", "男"]


def test_an_unknown_category_beside_a_row_is_not_passed_over():
    rows = (["类别", "指标", "本月"], ["农民工", "失业参保", 1], ["", "新增就业", 2], ["就业", "再就业", 3])
    assert said(*rows) == value(None, "T01-2", 3, None, MONTH)
    assert len(reasons(*rows)) == 2


def test_a_title_that_speaks_of_some_people_only_is_refused():
    assert "农民工" in reasons(["2007年3月农民工参保情况表"], ["单位", "失业参保"], ["尖山区", 1])[0]


# ---- trap 6: totals, of which, indents ---------------------------------------------------------------------


def test_totals_first_last_and_within_are_never_a_unit():
    rows = (
        ["单位", "新增就业"],
        ["双鸭山市", 20],
        ["其中：尖山区", 3],
        ["岭东区", 4],
        ["小计", 7],
        ["市本级", 13],
        ["总计", 20],
    )
    assert set(said(*rows)) == {(unit, "T01-1", "value", None, None) for unit in (JIANSHAN, LINGDONG, "230500")}
    (table,) = tables(*rows)
    assert sorted(slot.value for slot in table.slots if slot.total) == [7, 20, 20]


def test_the_citys_code_beside_its_name_makes_no_unit():
    (table,) = tables(["代码", "单位", "新增就业"], ["230500", "双鸭山市", 20], ["230502", "尖山区", 3])
    assert [(slot.unit, slot.total) for slot in table.slots] == [(None, True), (JIANSHAN, False)]


@pytest.mark.parametrize("name", ["其中：劳动预备制培训", "　　劳动预备制培训", "其中: 劳动预备制培训"])
def test_the_row_beneath_rural_training_is_the_rural_one(name):
    rows = (["指标", "本月"], ["农村劳动力培训", 10], [name, 4], ["新增就业", 5])
    assert {key[1]: number for key, number in said(*rows).items()} == {"T04-5": 10, "T04-6": 4, "T01-1": 5}


def test_a_longer_name_above_does_not_hide_that_the_row_beneath_is_indented():
    rows = (["指标", "本月"], ["农村劳动力培训（人）", 10], ["　劳动预备制培训", 4])
    assert {key[1]: number for key, number in said(*rows).items()} == {"T04-5": 10, "T04-6": 4}


@pytest.mark.parametrize("indent", ["", "　　"])
def test_a_row_as_far_in_as_the_one_above_it_is_not_beneath_it(indent):
    rows = (["指标", "本月"], [f"{indent}农村劳动力培训", 10], [f"{indent}劳动预备制培训", 4])
    assert {key[1] for key in said(*rows)} == {"T04-5"}
    assert len(reasons(*rows)) == 1


def test_a_role_between_a_name_and_the_row_beneath_it_parts_them_not():
    rows = (["指标", "数值"], ["农村劳动力培训", 10], ["　累计", ""], ["　　劳动预备制培训", 4])
    assert said(*rows) == {**value(None, "T04-5", 10, None), **value(None, "T04-6", 4, None, TO_DATE)}


def test_the_column_beneath_rural_training_is_the_rural_one():
    rows = (["单位", "农村劳动力培训", ""], ["", "小计", "劳动预备制培训"], ["尖山区", 9, 4])
    found = said(*rows, merged=["A1:A2", "B1:C1"])
    assert found == value(JIANSHAN, "T04-6", 4, None)


# ---- trap 7: lines above and below -------------------------------------------------------------------------


def test_lines_above_and_below_are_told_from_rows():
    rows = (
        [],
        ["", "表号：劳社统就11号"],
        ["", "双鸭山市2007年1-3月就业情况表"],
        ["", "填报单位：", "尖山区", "", "填报日期：2007年4月3日"],
        ["", "", "计量单位：万人"],
        [],
        ["", "序号", "指标名称", "", "完成情况", "备注"],
        ["", 1, "城镇新增就业", "", 1.8, "据统计，共12家企业"],
        [],
        ["", 2, "再就业", "", 1.5, ""],
        ["", "注：1.本表按月填报。"],
        ["", "　　2.数据截至3月31日。"],
        ["", "单位负责人：张三", "", "", "联系电话：", 4223311],
    )
    (table,) = tables(*rows)
    assert (table.unit, table.span.cumulative, str(table.measures[0]), table.faults) == (JIANSHAN, True, "万人", [])
    assert said(*rows) == {
        **value(JIANSHAN, "T01-1", 1.8, role=TO_DATE),
        **value(JIANSHAN, "T01-2", 1.5, role=TO_DATE),
    }
    assert {row.row for row in table.skipped} == {10, 11, 12}


def test_one_line_that_says_everything():
    rows = (
        ["填报单位(盖章): 尖 山 区        2007年3月        单位：人"],
        ["指标", "本月"],
        ["新增就业", 5],
    )
    (table,) = tables(*rows)
    assert (table.unit, str(table.span.month), [str(one) for one in table.measures]) == (JIANSHAN, "2007-03", ["人"])


def test_a_unit_that_nobody_knows_is_told_and_not_taken_from_elsewhere():
    rows = (["填报单位：东山区"], ["指标", "本月"], ["新增就业", 5])
    (table,) = tables(*rows, name="3月")
    assert table.unit is None
    assert "尖山区" in table.faults[0].reason


@pytest.mark.parametrize(
    "title", ["友谊农场2007年3月就业表", "尖山区八马路街道2007年3月就业表", "上海市宝山区2007年3月就业表"]
)
def test_a_title_of_another_place_names_no_unit(title):
    (table,) = tables([title], ["指标", "本月"], ["新增就业", 5])
    assert table.unit is None


def test_the_title_names_the_unit():
    (table,) = tables(["双鸭山市宝山区2007年3月就业情况表"], ["指标", "本月"], ["新增就业", 5])
    assert table.unit == "230506"


def test_title_and_sheet_name_must_agree_on_the_month():
    (table,) = tables(["2007年3月就业表"], ["指标", "本月"], ["新增就业", 5], name="4月")
    assert table.span is None
    assert "2007-03" in table.span_fault


# ---- trap 11, 17, 18, 19 -----------------------------------------------------------------------------------


def test_an_unknown_unit_is_refused_with_the_nearest():
    rows = (["单位", "新增就业"], ["尖山区", 3], ["东山区", 4], ["友谊农场", 5])
    assert said(*rows) == value(JIANSHAN, "T01-1", 3, None)
    (table,) = tables(*rows)
    assert [(fault.row, fault.value) for fault in table.faults] == [(2, "东山区"), (3, "友谊农场")]
    assert table.faults[0].choices[0] == (JIANSHAN, "尖山区")


def test_a_unit_twice_gives_slots_for_both():
    (table,) = tables(["单位", "新增就业"], ["尖山区", 3], ["尖山", 4])
    assert [(slot.row, slot.unit) for slot in table.slots] == [(1, JIANSHAN), (2, JIANSHAN)]


def test_the_bare_shared_name_is_asked_about_once():
    rows = (["指标", "尖山区", "岭东区"], ["劳动预备制培训", 3, 4], ["新增就业", 1, 2])
    (table,) = tables(*rows)
    assert [(fault.value, fault.choices) for fault in table.faults] == [
        ("劳动预备制培训", (("T04-4", "劳动预备制培训"), ("T04-6", "其中：劳动预备制培训（农村）")))
    ]
    assert {slot.code for slot in table.slots} == {"T01-1"}
    chosen = WORDS.with_names(indicators={"劳动预备制培训": "T04-4"})
    assert {slot.code for slot in tables(*rows, words=chosen)[0].slots} == {"T01-1", "T04-4"}


def test_a_code_tells_the_shared_name_apart():
    rows = (["指标", "本月", "代码"], ["劳动预备制培训", 3, "T04-6"], ["T04-4 劳动预备制培训", 4, ""])
    assert {key[1]: number for key, number in said(*rows).items()} == {"T04-6": 3, "T04-4": 4}


def test_a_code_that_contradicts_the_name_is_refused():
    rows = (["代码", "指标", "本月"], ["T01-2", "城镇新增就业", 3])
    assert said(*rows) == {}
    assert len(reasons(*rows)) == 1


def test_an_unknown_heading_over_numbers_is_refused():
    rows = (["单位", "新增就业", "就业数"], ["尖山区", 3, 4])
    assert said(*rows) == value(JIANSHAN, "T01-1", 3, None)
    (table,) = tables(*rows)
    assert [(fault.row, fault.column, fault.value) for fault in table.faults] == [(0, 2, "就业数")]


def test_names_left_out_by_choice_are_left_out():
    rows = (["单位", "新增就业", "就业数"], ["尖山区", 3, 4], ["东山区", 5, 6])
    words = WORDS.with_names(left_out=["就业数", "东山区"])
    assert said(*rows, words=words) == value(JIANSHAN, "T01-1", 3, None)
    assert reasons(*rows, words=words) == []


def test_numbers_without_a_name_beside_them_are_refused():
    rows = (["单位", "新增就业"], ["尖山区", 3], ["", 4])
    assert said(*rows) == value(JIANSHAN, "T01-1", 3, None)
    assert len(reasons(*rows)) == 1


# ---- trap 12: hidden ---------------------------------------------------------------------------------------


def test_hidden_rows_and_columns_are_marked():
    (table,) = tables(
        ["单位", "新增就业", "再就业"], ["尖山区", 1, 2], ["岭东区", 3, 4], hidden_rows={2}, hidden_columns={1}
    )
    assert {slot.value: slot.hidden for slot in table.slots} == {1: True, 2: False, 3: True, 4: True}


# ---- trap 15: roles ----------------------------------------------------------------------------------------


def test_columns_that_are_not_imported_keep_their_role():
    heads = ["指标", "年计划", "本月", "累计", "去年同期累计", "同比%", "完成年计划%", "排名", "上月"]
    (table,) = tables(heads, ["新增就业", *range(8)])
    assert [slot.role.value for slot in table.slots] == [
        "target", "month", "to_date", "last_year", "growth", "share", "rank", "last_month",
    ]  # fmt: skip


@pytest.mark.parametrize(("title", "role"), [("2007年3月", None), ("2007年1-3月", TO_DATE), ("2007年3月累计", TO_DATE)])
def test_a_bare_column_is_what_the_title_says(title, role):
    assert said([f"{title}就业情况表"], ["单位", "新增就业"], ["尖山区", 5]) == value(JIANSHAN, "T01-1", 5, role=role)


def test_an_unlabelled_column_says_no_role():
    assert said(["指标", ""], ["新增就业", 5], name="3月") == value(None, "T01-1", 5)


def test_one_row_without_headings():
    assert said(["尖山区", "新增就业", 5]) == value(JIANSHAN, "T01-1", 5, None)


# ---- rates -------------------------------------------------------------------------------------------------


def test_the_parts_of_a_rate_in_columns_and_a_typed_rate():
    rows = (["单位", "培训合格率", "", ""], ["", "合格人数", "考核人数", "%"], ["尖山区", 45, 50, 90])
    assert said(*rows, merged=["A1:A2", "B1:D1"]) == {
        **value(JIANSHAN, "T04-2", 45, None, part="numerator"),
        **value(JIANSHAN, "T04-2", 50, None, part="denominator"),
        **value(JIANSHAN, "T04-2", 90, None, part="rate"),
    }


def test_the_parts_of_a_rate_in_two_columns_beside_the_row():
    rows = (["指标", "分子", "分母", "比率"], ["培训合格率", 45, 50, 90])
    assert {key[2]: number for key, number in said(*rows).items()} == {"numerator": 45, "denominator": 50, "rate": 90}


@pytest.mark.parametrize("first", ["其中：合格人数", "　　合格人数", "合格人数", "分子"])
def test_the_parts_of_a_rate_in_rows_below_it(first):
    rows = (["指标", "本月"], ["培训合格率", 90], [first, 45], ["考核人数", 50], ["新增就业", 7])
    if first == "分子":
        rows = (
            ["指标", "", "本月"],
            ["培训合格率", "分子", 45],
            ["", "分母", 50],
            ["", "比率", 90],
            ["新增就业", "", 7],
        )
    assert {key[1:3]: number for key, number in said(*rows).items()} == {
        ("T04-2", "rate"): 90,
        ("T04-2", "numerator"): 45,
        ("T04-2", "denominator"): 50,
        ("T01-1", "value"): 7,
    }


def test_a_label_below_another_indicator_is_refused():
    rows = (["指标", "本月"], ["培训合格率", 90], ["职业介绍", 45], ["合格人数", 50])
    assert {key[1] for key in said(*rows)} == {"T04-2", "T02-1"}
    assert len(reasons(*rows)) == 1


def test_what_stands_below_an_unknown_row_is_not_a_part_of_the_row_before():
    rows = (["指标", "本月"], ["农村劳动力培训", 9], ["某培训", 8], ["其中：劳动预备制培训", 4])
    assert {key[1] for key in said(*rows)} == {"T04-5"}
    assert len(reasons(*rows)) == 2


def test_a_label_that_other_tables_use_needs_its_rate():
    rows = (["单位", "合格人数"], ["尖山区", 45])
    assert said(*rows) == {}
    (fault,) = tables(*rows)[0].faults
    assert fault.choices == (("T04-2", "培训合格率"),)


def test_milestones_are_skipped_with_the_reason():
    (table,) = tables(["指标", "本月"], ["“23512”：二个体系", 1], ["新增就业", 5])
    assert [slot.code for slot in table.slots] == ["T01-1"]
    assert [row.row for row in table.skipped] == [1]


# ---- what is refused for its place ---


def test_a_number_in_a_merged_cell_over_two_rows_is_nobodys():
    rows = (["单位", "新增就业"], ["尖山区", 5], ["岭东区", None])
    assert said(*rows, merged=["B2:B3"]) == {}
    assert len(reasons(*rows, merged=["B2:B3"])) == 1
    assert said(*rows, merged=["B1:C1", "B2:C2"]) == value(JIANSHAN, "T01-1", 5, None)


@pytest.mark.parametrize("period", [2007.1, "二季度", "2007年4-6月"])
def test_a_period_that_is_no_month_says_why(period):
    rows = (["单位", "期别", "新增就业"], ["尖山区", period, 5])
    assert said(*rows) == {}
    assert "月" in reasons(*rows)[0]
    assert tables(*rows)[0].faults[0].choices == ()


def test_a_column_without_a_heading_beside_others_is_refused():
    rows = (["", "指标", "本月", ""], [1.1, "新增就业", 5, 6])
    assert said(*rows) == value(None, "T01-1", 5, None, MONTH)
    assert len(reasons(*rows)) == 2


def test_running_numbers_without_a_heading_are_no_figures():
    rows = (["", "指标", "本月"], [1, "新增就业", 5], [2, "再就业", 6])
    assert reasons(*rows) == []
    assert len(said(*rows)) == 2


def test_a_number_without_a_name_right_below_the_headings_is_refused_too():
    rows = (["单位", "新增就业", "再就业"], ["", 4, "见附件"], ["尖山区", 3, 2])
    assert said(*rows) == {**value(JIANSHAN, "T01-1", 3, None), **value(JIANSHAN, "T01-2", 2, None)}
    assert [fault.value for fault in tables(*rows)[0].faults] == [4]


@pytest.mark.parametrize(("length", "taken"), [(15, []), (16, [1])])
def test_a_long_text_beside_a_name_is_a_comment_and_a_short_one_a_category(length, taken):
    rows = (["类别", "指标", "本月"], ["甲" * length, "失业参保", 1])
    assert list(said(*rows).values()) == taken


def test_a_sum_over_indicators_is_passed_over():
    rows = (["单位", "新增就业", "再就业", "合计"], ["尖山区", 1, 2, 3])
    assert reasons(*rows) == []
    assert len(said(*rows)) == 2


def test_months_below_a_title_that_says_to_date_are_asked_about():
    rows = (["2007年1-3月累计新增就业情况表"], ["单位", "1月", "2月"], ["尖山区", 1, 2])
    assert {key[3:] for key in said(*rows)} == {(1, None), (2, None)}


def test_a_number_without_a_unit_among_units_is_not_the_titles():
    rows = (
        ["市本级2007年3月"],
        ["指标", "尖山区", "", "", ""],
        ["", "本月", "累计", "", "本月"],
        ["新增就业", 1, 2, "", 3],
    )
    found = said(*rows, merged=["A2:A3", "B2:C2"])
    assert {key[0]: number for key, number in found.items() if key[4] == MONTH} == {JIANSHAN: 1}
    assert len(reasons(*rows, merged=["A2:A3", "B2:C2"])) == 1


def test_a_telephone_number_below_the_table_is_no_figure():
    rows = (["尖山区2007年3月"], ["指标", "本月"], ["新增就业", 5], ["电话", 4223311], ["就业", 6])
    assert said(*rows) == value(JIANSHAN, "T01-1", 5, role=MONTH)
    assert [fault.value for fault in tables(*rows)[0].faults] == ["就业"]


def test_a_blank_row_within_the_headings():
    rows = (["单位", "新增就业", ""], [], ["", "本月", "累计"], ["尖山区", 1, 2])
    assert {key[4]: number for key, number in said(*rows, merged=["B1:C1"]).items()} == {MONTH: 1, TO_DATE: 2}


# ---- several tables ----------------------------------------------------------------------------------------


def test_tables_side_by_side():
    rows = (
        ["单位", "新增就业", "", "单位", "新增就业"],
        ["尖山区", 1, "", "集贤县", 3],
        ["岭东区", 2, "", "友谊县", 4],
    )
    assert {key[0]: number for key, number in said(*rows).items()} == {
        "230502": 1, "230503": 2, "230521": 3, "230522": 4,
    }  # fmt: skip


def test_tables_below_one_another_with_titles_of_their_own():
    rows = (
        ["2007年3月"],
        ["尖山区"],
        ["指标", "本月"],
        ["新增就业", 1],
        ["注：略"],
        [],
        ["岭东区"],
        ["指标", "本月"],
        ["新增就业", 2],
        ["东山区"],
        ["指标", "本月"],
        ["新增就业", 3],
    )
    assert said(*rows) == {
        **value(JIANSHAN, "T01-1", 1, role=MONTH),
        **value(LINGDONG, "T01-1", 2, role=MONTH),
        **value(None, "T01-1", 3, role=MONTH),
    }


def test_tables_below_one_another_with_headings_of_two_rows():
    rows = (
        ["单位", "新增就业", ""],
        ["", "本月", "累计"],
        ["尖山区", 1, 2],
        ["单位", "再就业", ""],
        ["", "本月", "累计"],
        ["岭东区", 3, 4],
    )
    assert said(*rows, merged=["B1:C1", "B4:C4"]) == {
        **value(JIANSHAN, "T01-1", 1, None, MONTH),
        **value(JIANSHAN, "T01-1", 2, None, TO_DATE),
        **value(LINGDONG, "T01-2", 3, None, MONTH),
        **value(LINGDONG, "T01-2", 4, None, TO_DATE),
    }


def test_a_table_without_headings_comes_first_where_it_stands_first():
    found = tables(["尖山区", "新增就业", 5], ["单位", "再就业"], ["岭东区", 6])
    assert [slot.value for table in found for slot in table.slots] == [5, 6]


def test_headings_without_a_table_are_not_those_of_the_next():
    rows = (["单位", "新增就业"], ["就业情况", "就业情况"], ["单位", "再就业"], ["尖山区", 5])
    assert said(*rows) == value(JIANSHAN, "T01-2", 5, None)
    assert reasons(*rows) == []


def test_the_last_row_of_a_sheet_is_not_above_its_first():
    rows = (["单位", "新增就业"], ["尖山区", 5], ["以上", "属实"])
    assert said(*rows) == value(JIANSHAN, "T01-1", 5, None)
    assert reasons(*rows) == []


@pytest.mark.parametrize(
    "below", [[], [[]], [["合计", 9, "", "合计", 9]]], ids=["at once", "after a blank row", "after a total"]
)
def test_units_without_figures_are_no_headings_where_units_stand_below_them(below):
    rows = (
        ["单位", "新增就业", "", "单位", "新增就业"],
        ["岭东区", 2, "", "友谊县", 4],
        ["尖山区", "", "", "集贤县", ""],
        *below,
        ["宝山区", 3, "", "饶河县", 5],
        ["四方台区", 4, "", "宝清县", 6],
    )
    assert {key[0]: number for key, number in said(*rows).items()} == {
        "230503": 2, "230506": 3, "230505": 4, "230522": 4, "230524": 5, "230523": 6,
    }  # fmt: skip


def test_a_figure_of_4050_is_no_heading_although_an_indicator_is_called_so():
    rows = (["单位", "新增就业"], ["尖山区", 4050], ["岭东区", 6])
    assert said(*rows) == {**value(JIANSHAN, "T01-1", 4050, None), **value(LINGDONG, "T01-1", 6, None)}


def test_a_name_over_figures_without_names_of_rows_makes_no_table():
    assert tables(["尖山区2007年3月"], ["", "新增就业本月"], ["", 5]) == []


def test_a_remark_that_names_a_unit_beside_an_empty_figure_is_no_heading():
    rows = (["单位", "新增就业本月", "备注"], ["岭东区", 5, ""], ["宝山区", "", "尖山区"], ["四方台区", 6, ""])
    assert said(*rows) == {**value(LINGDONG, "T01-1", 5, None, MONTH), **value("230505", "T01-1", 6, None, MONTH)}


def test_a_whole_and_its_part_beside_each_other_are_no_headings_but_the_name_of_a_group():
    rows = (["项目", "类别", "本月"], ["岭东区", "新增就业", 7], ["再就业", "4050人员", ""], ["尖山区", "", 9])
    assert said(*rows) == {**value(LINGDONG, "T01-1", 7, None, MONTH), **value(JIANSHAN, "T01-3", 9, None, MONTH)}


def test_two_units_side_by_side_are_headings_though_a_word_stands_for_a_figure():
    rows = (["2007年3月"], ["指标", "本月"], ["职业介绍", 9], [], ["", "尖山区", "岭东区"], ["新增就业", "见附件", 5])
    assert said(*rows) == {
        **value(None, "T02-1", 9, role=MONTH),
        **value(JIANSHAN, "T01-1", "见附件"),
        **value(LINGDONG, "T01-1", 5),
    }


@pytest.mark.parametrize(("named", "unit_above_counts"), [(3, True), (4, False)])
def test_units_head_columns_unless_half_the_cells_of_the_next_four_rows_name_units(named, unit_above_counts):
    """Where Lingdong heads the numbers of Baoshan's rows, the two contradict each other, and none is taken."""
    names = ["新增就业", "再就业", "职业介绍", "介绍成功就业", "失业参保"]
    beside = ["宝山区"] * named + ["见附件"] * (5 - named)
    rows = [[name, text, number] for number, (name, text) in enumerate(zip(names, beside, strict=True), 1)]
    found = said(["2007年3月"], ["指标", "本月"], ["职业介绍", 9], [], ["", "尖山区", "岭东区"], *rows)
    assert sorted(found.values()) == ([9] if unit_above_counts else [1, 2, 3, 4])


ABOVE = (["单位", "再就业"], ["岭东区", 6], [])


@pytest.mark.parametrize(("between", "taken"), [([["甲", 1]], [5, 6]), ([[]] * 39, [5, 6]), ([[]] * 40, [6])])
def test_a_name_heads_the_figures_that_stand_at_most_forty_rows_below_it(between, taken):
    rows = (*ABOVE, ["", "尖山区"], *between, ["新增就业", 5])
    assert sorted(said(*rows).values()) == taken


def test_a_figure_below_a_name_without_the_name_of_its_row_is_refused():
    rows = (*ABOVE, ["", "新增就业本月"], ["", 5])
    assert [fault.value for fault in tables(*rows)[0].faults] == [5]


def test_an_unknown_row_with_a_remark_is_no_heading():
    rows = (["单位", "新增就业"], ["尖山区", 5], ["其他", "备注"], ["岭东区", 6])
    assert said(*rows) == {**value(JIANSHAN, "T01-1", 5, None), **value(LINGDONG, "T01-1", 6, None)}


def test_the_word_name_alone_in_a_row_is_no_heading():
    rows = (["单位", "新增就业"], ["尖山区", 5], ["名称"], ["岭东区", 6])
    assert said(*rows) == {**value(JIANSHAN, "T01-1", 5, None), **value(LINGDONG, "T01-1", 6, None)}


def test_a_row_without_its_figure_is_no_heading():
    rows = (["单位", "指标", "本月"], ["尖山区", "新增就业", 1], ["岭东区", "某项工作", ""], ["", "再就业", 3])
    assert said(*rows) == {
        **value(JIANSHAN, "T01-1", 1, None, MONTH),
        **value(LINGDONG, "T01-2", 3, None, MONTH),
    }


def test_two_roles_side_by_side_are_headings_though_a_word_stands_for_a_figure():
    rows = (["尖山区2007年3月"], ["指标", "本月"], ["职业介绍", 9], [], ["", "本月", "累计"], ["新增就业", "见附件", 5])
    assert said(*rows) == {
        **value(JIANSHAN, "T02-1", 9, role=MONTH),
        **value(JIANSHAN, "T01-1", "见附件", role=MONTH),
        **value(JIANSHAN, "T01-1", 5, role=TO_DATE),
    }


def test_groups_of_rows():
    rows = (["指标", "3月"], ["尖山区", ""], ["新增就业", 1], ["再就业", 2], ["岭东区", ""], ["新增就业", 3])
    assert {key[:2]: number for key, number in said(*rows).items()} == {
        (JIANSHAN, "T01-1"): 1,
        (JIANSHAN, "T01-2"): 2,
        (LINGDONG, "T01-1"): 3,
    }


def test_a_group_of_the_same_kind_ends_the_groups_within_the_one_before():
    rows = (["指标", "数值"], ["尖山区", ""], ["本月", ""], ["新增就业", 1], ["岭东区", ""], ["再就业", 2])
    assert said(*rows) == {**value(JIANSHAN, "T01-1", 1, None, MONTH), **value(LINGDONG, "T01-2", 2, None)}


def test_a_group_right_below_headings_that_leave_the_names_without_one():
    rows = (["", "本月"], ["尖山区", ""], ["新增就业", 1], ["再就业", 2])
    assert said(*rows) == {
        **value(JIANSHAN, "T01-1", 1, None, MONTH),
        **value(JIANSHAN, "T01-2", 2, None, MONTH),
    }


def test_an_unknown_word_without_figures_keeps_nothing_from_the_rows_below_it():
    rows = (["指标", "本月"], ["某类工作", ""], ["新增就业", 5])
    assert said(*rows) == value(None, "T01-1", 5, None, MONTH)
    assert reasons(*rows) == []


def test_a_bare_total_in_a_group_is_the_tables_and_one_of_a_role_the_groups():
    rows = (["项目", "3月"], ["尖山区", ""], ["本月", 1], ["合计", 9])
    assert said(*rows, name="新增就业", totals=True) == value(None, "T01-1", 9, role=MONTH)
    rows = (["项目", "类别", "数值"], ["尖山区", "", ""], ["本月", "合计", 9])
    assert said(*rows, name="新增就业", totals=True) == value(JIANSHAN, "T01-1", 9, None, MONTH)


def test_a_measure_alone_names_no_figure_even_in_a_group():
    rows = (["项目", "本月"], ["新增就业", ""], ["人", 5])
    assert said(*rows, name="尖山") == {}
    assert len(reasons(*rows, name="尖山")) == 1


def test_a_known_unit_ends_the_group_of_an_unknown_one():
    rows = (["指标", "3月"], ["东山区", ""], ["再就业", 9], ["岭东区", ""], ["再就业", 3])
    assert said(*rows) == value(LINGDONG, "T01-2", 3, role=MONTH)
    assert len(reasons(*rows)) == 1


def test_rows_below_an_unknown_unit_are_not_the_tables_own():
    rows = (["尖山区2007年3月"], ["指标", "本月"], ["新增就业", 1], ["东山区", ""], ["再就业", 2])
    assert said(*rows) == value(JIANSHAN, "T01-1", 1, role=MONTH)
    assert len(reasons(*rows)) == 1


def test_outer_keys_hold_until_the_next_with_and_without_merged_areas():
    rows = (["单位", "指标", "本月"], ["尖山区", "新增就业", 1], ["", "再就业", 2], ["岭东区", "新增就业", 3])
    wanted = {(JIANSHAN, "T01-1"): 1, (JIANSHAN, "T01-2"): 2, (LINGDONG, "T01-1"): 3}
    assert {key[:2]: number for key, number in said(*rows).items()} == wanted
    assert {key[:2]: number for key, number in said(*rows, merged=["A2:A3"]).items()} == wanted


def test_the_month_beside_the_first_of_several_units_holds_for_the_others():
    rows = (["月份", "单位", "数值"], ["1月", "尖山区", 1], ["", "岭东区", 2])
    assert said(*rows, name="新增就业") == {
        **value(JIANSHAN, "T01-1", 1, 1, MONTH),
        **value(LINGDONG, "T01-1", 2, 1, MONTH),
    }


def test_of_three_names_the_middle_one_holds_beside_a_new_first_one():
    rows = (["单位", "月份", "指标", "数值"], ["尖山区", "1月", "新增就业", 1], ["岭东区", "", "再就业", 2])
    assert said(*rows) == {
        **value(JIANSHAN, "T01-1", 1, 1, MONTH),
        **value(LINGDONG, "T01-2", 2, 1, MONTH),
    }


def test_a_comment_between_a_code_and_its_name_is_passed_over():
    rows = (["代码", "类别", "指标", "本月"], ["T09-1", "甲" * 16, "失业参保", 1])
    assert said(*rows) == value(None, "T09-1", 1, None, MONTH)


def test_an_own_unit_goes_before_the_one_carried_from_an_outer_column():
    rows = (["县区", "单位", "指标", "本月"], ["尖山区", "", "新增就业", 1], ["", "岭东区", "再就业", 2])
    assert said(*rows) == {
        **value(JIANSHAN, "T01-1", 1, None, MONTH),
        **value(LINGDONG, "T01-2", 2, None, MONTH),
    }


@pytest.mark.parametrize(("group", "name"), [("尖山区", "新增就业"), ("新增就业", "尖山区")])
def test_a_total_that_names_its_unit_or_indicator_stands_in_its_group(group, name):
    rows = (["项目", "类别", "3月"], [group, "", ""], [name, "合计", 3])
    assert said(*rows, totals=True) == value(JIANSHAN, "T01-1", 3, role=MONTH)


def test_an_outer_key_in_merged_cells_holds_no_further_than_these():
    rows = (["单位", "指标", "本月"], ["尖山区", "新增就业", 1], ["", "再就业", 2], ["", "职业介绍", 3])
    found = {key[:2]: number for key, number in said(*rows, merged=["A2:A3"]).items()}
    assert found == {(JIANSHAN, "T01-1"): 1, (JIANSHAN, "T01-2"): 2}
    assert len(reasons(*rows, merged=["A2:A3"])) == 1


def test_outer_keys_hold_below_a_title_merged_over_the_whole_table():
    rows = (
        ["2007年3月就业情况表", "", ""],
        ["单位", "指标", "本月"],
        ["尖山区", "新增就业", 1],
        ["", "再就业", 2],
    )
    assert said(*rows, merged=["A1:C1"]) == {
        **value(JIANSHAN, "T01-1", 1, role=MONTH),
        **value(JIANSHAN, "T01-2", 2, role=MONTH),
    }


def test_a_sheet_without_known_names_has_no_table():
    assert tables(["姓名", "电话"], ["张三", 4223311]) == []
    assert tables() == []


# ---- trap 22: a heading row of one word belongs to its column ----------------------------------------------


@pytest.mark.parametrize("word", ["其中：女", "预计", "农村", "年末", "净增"])
@pytest.mark.parametrize("above", [False, True], ids=["below", "above"])
def test_one_unknown_word_above_or_below_a_heading_is_asked_about(word, above):
    heads, lone = ["单位", "新增就业本月", "职业介绍本月"], ["", word, ""]
    rows = (["2007年3月就业情况表"], *([lone, heads] if above else [heads, lone]), ["尖山区", 31, 32])
    assert 31 not in said(*rows).values()
    fault = tables(*rows)[0].faults[0]
    assert (fault.value, fault.column) == (word, 1)


def test_one_word_below_merged_headings_is_asked_about():
    rows = (["单位", "新增就业", "职业介绍"], ["", "其中：女", ""], ["尖山区", 31, 32])
    assert said(*rows, merged=["A1:A2", "C1:C2"]) == value(JIANSHAN, "T02-1", 32, None)
    assert [fault.value for fault in tables(*rows, merged=["A1:A2", "C1:C2"])[0].faults] == ["其中：女"]


def test_one_word_under_the_first_column_when_the_names_have_no_heading():
    rows = (["", "新增就业本月", "职业介绍本月"], ["", "其中：女", ""], ["尖山区", 31, 32])
    assert said(*rows) == value(JIANSHAN, "T02-1", 32, None, MONTH)


@pytest.mark.parametrize("word", ["下达任务", "上年同期", "年计划"])
def test_one_known_word_makes_its_column_one_that_is_not_imported(word):
    rows = (["单位", "新增就业", "职业介绍"], ["", word, "本月"], ["尖山区", 1500, 32])
    assert said(*rows) == value(JIANSHAN, "T02-1", 32, None, MONTH)
    alone = (["单位", "新增就业", "职业介绍本月"], ["", word, ""], ["尖山区", 1500, 32])
    assert said(*alone) == value(JIANSHAN, "T02-1", 32, None, MONTH)


def test_the_number_of_an_attachment_beside_a_month_makes_no_headings_of_them():
    rows = (["附件1", "2007年3月"], ["单位", "新增就业", "再就业"], ["尖山区", 5, 6])
    assert said(*rows) == {**value(JIANSHAN, "T01-1", 5), **value(JIANSHAN, "T01-2", 6)}


def test_a_word_above_one_of_two_columns_is_not_the_other_s():
    rows = (["", "", "上年同期"], ["单位", "新增就业", "新增就业"], ["尖山区", 31, 29])
    assert said(*rows) == value(JIANSHAN, "T01-1", 31, None)


@pytest.mark.parametrize("line", ["2007年3月", "尖山区", "单位：人", "就业情况", "表号：12"])
def test_a_line_in_the_middle_of_a_sheet_speaks_of_the_whole_table(line):
    rows = (["就业月报"], ["", line, ""], ["单位", "新增就业本月", "职业介绍本月"], ["尖山区", 31, 32])
    assert sorted(said(*rows, name="3月").values()) == [31, 32]
    assert reasons(*rows, name="3月") == []


def test_a_word_behind_a_blank_row_is_no_heading_any_more():
    rows = (["单位", "新增就业"], [], ["", "以下为各县区"], ["尖山区", 31])
    assert said(*rows) == value(JIANSHAN, "T01-1", 31, None)


@pytest.mark.parametrize(("length", "taken"), [(12, []), (13, [31, 32])])
def test_a_longer_text_over_one_heading_is_a_title(length, taken):
    rows = (["", "甲" * length, ""], ["单位", "新增就业本月", "职业介绍本月"], ["尖山区", 31, 32])
    assert sorted(said(*rows).values()) == taken


@pytest.mark.parametrize(("length", "taken"), [(30, []), (31, [5])])
def test_a_row_with_a_whole_sentence_is_no_heading(length, taken):
    rows = (["甲" * length, "乙类"], ["单位", "新增就业本月"], ["尖山区", 5])
    assert list(said(*rows).values()) == taken


def test_a_part_over_one_of_two_headings_is_that_one_s():
    rows = (["", "", "分母"], ["单位", "职业介绍", "培训合格率"], ["尖山区", 31, 50])
    assert said(*rows) == {
        **value(JIANSHAN, "T02-1", 31, None),
        **value(JIANSHAN, "T04-2", 50, None, part="denominator"),
    }


def test_words_two_rows_above_the_headings_are_asked_about():
    rows = (["", "甲类", "乙类"], ["", "就业情况", "就业情况"], ["单位", "失业参保", "新增就业"], ["尖山区", 1, 2])
    assert said(*rows) == {}
    assert [fault.value for fault in tables(*rows)[0].faults] == ["甲类", "乙类"]


@pytest.mark.parametrize(("blanks", "taken"), [(1, []), (2, [1, 2])])
def test_words_above_the_headings_belong_to_them_across_one_blank_row(blanks, taken):
    rows = (["", "甲类", "乙类"], *[[]] * blanks, ["单位", "失业参保", "新增就业"], ["尖山区", 1, 2])
    assert sorted(said(*rows).values()) == taken


@pytest.mark.parametrize("between", [[], ["甲", "乙", 1]], ids=["blank", "numbering"])
def test_an_unknown_word_above_a_table_without_headings_is_asked_about(between):
    rows = (["", "", "甲类"], between, ["尖山区", "新增就业", 5])
    assert said(*rows) == {}
    assert [fault.value for fault in tables(*rows)[0].faults] == ["甲类"]


@pytest.mark.parametrize("between", [["某地"], ["", "", "单位：人"]], ids=["a name", "a line"])
def test_what_stands_above_a_name_or_a_line_is_no_heading_of_a_table_without_headings(between):
    rows = (["", "", "甲类"], between, ["尖山区", "新增就业", 5])
    assert said(*rows) == value(JIANSHAN, "T01-1", 5, None)


@pytest.mark.parametrize(("length", "taken"), [(12, []), (13, [5])])
def test_a_longer_text_above_a_table_without_headings_is_a_title(length, taken):
    assert list(said(["", "", "甲" * length], ["尖山区", "新增就业", 5]).values()) == taken


# ---- trap 23: titles say what the numbers are --------------------------------------------------------------


@pytest.mark.parametrize(
    ("title", "word"),
    [
        ("2007年3月就业情况（上年同期）", "上年同期"),
        ("2007年3月去年同期就业情况表", "去年同期"),
        ("2007年3月就业工作任务分解表", "任务分解"),
        ("2007年3月就业指标分解", "指标分解"),
        ("2007年3月就业工作计划表", "计划表"),
        ("2007年3月省下达指标", "下达指标"),
        ("2007年3月就业预计数", "预计"),
        ("2007年3月上旬就业情况表", "上旬"),
        ("2007年3、4月就业情况表", "3、4月"),
        ("2007年3月任务分解表（单位：人）", "任务分解"),
        ("2007年三、四月就业情况表", "三、四月"),
    ],
)
@pytest.mark.parametrize("place", ["title", "sheet"])
def test_a_title_of_other_numbers_is_refused(title, word, place):
    rows = (["单位", "新增就业本月"], ["尖山区", 31])
    found = tables([title], *rows) if place == "title" else tables(["2007年3月"], *rows, name=title)
    fault = found[0].faults[0]
    assert fault.value == title
    assert word in fault.reason.split("”")[1]


@pytest.mark.parametrize(
    "title",
    [
        "2007年3月就业情况与上年同期对比表",
        "2007年3月就业情况（含上年同期）",
        "2007年3月就业情况及去年同期比较",
        "2007年3月目标任务完成情况表",
        "2007年3月省下达任务完成情况",
        "2007年3月任务分解及完成情况",
        "2007年3月主要指标表",
        "一、2007年3月就业情况表",
        "二、3月就业情况表",
    ],
)
def test_a_title_of_this_months_numbers_is_taken(title):
    rows = ([title], ["单位", "新增就业本月", "新增就业上年同期"], ["尖山区", 31, 29])
    assert said(*rows) == value(JIANSHAN, "T01-1", 31, role=MONTH)
    assert reasons(*rows) == []


def test_what_a_title_says_holds_for_the_tables_below_it_until_a_month_is_named():
    rows = (
        ["就业情况（上年同期）"],
        ["尖山区"],
        ["指标", "3月"],
        ["新增就业", 1],
        ["岭东区"],
        ["指标", "3月"],
        ["新增就业", 2],
        ["宝山区2007年4月就业情况"],
        ["指标", "本月"],
        ["新增就业", 3],
    )
    assert [bool(table.faults) for table in tables(*rows)] == [True, True, False]


def test_a_title_of_another_year_over_numbers_without_a_month_is_refused():
    rows = (["2006年就业情况表"], ["单位", "新增就业本月"], ["尖山区", 31])
    assert "2006" in reasons(*rows)[0]
    assert reasons(["2007年就业情况表"], *rows[1:]) == []


@pytest.mark.parametrize("years", [("2006", "2007"), ("2007", "2006"), ("2007", "2007")])
def test_bare_months_belong_to_the_year_of_their_own_tables_title(years):
    rows = []
    for number, year in enumerate(years):
        rows += [[f"尖山区{year}年就业情况"], ["指标", "1月", "2月"], ["新增就业", 2 * number + 1, 2 * number + 2]]
    assert {slot.value: str(slot.span.month) for table in tables(*rows) for slot in table.slots} == {
        1: f"{years[0]}-01",
        2: f"{years[0]}-02",
        3: f"{years[1]}-01",
        4: f"{years[1]}-02",
    }
    assert reasons(*rows) == []


def test_a_table_without_a_year_belongs_to_that_of_the_table_above_and_notes_between_name_none():
    rows = [
        ["尖山区2006年就业情况"],
        ["指标", "1月"],
        ["新增就业", 1],
        ["注：2007年3月制"],
        ["指标", "2月"],
        ["新增就业", 2],
    ]
    assert [str(slot.span.month) for table in tables(*rows) for slot in table.slots] == ["2006-01", "2006-02"]


def test_a_month_of_last_year_above_is_not_that_of_a_table_of_this_year():
    rows = [
        ["尖山区2006年3月情况"],
        ["指标", "本月"],
        ["新增就业", 1],
        ["2007年情况"],
        ["指标", "本月"],
        ["新增就业", 2],
    ]
    first, second = tables(*rows)
    assert (str(first.span.month), second.span) == ("2006-03", None)


# ---- trap 24: the unit of measure in a note -----------------------------------------------------------------


@pytest.mark.parametrize(
    "note",
    [
        "注：金额单位为元",
        "注：1.人数单位为人。2.金额的计量单位为元。",
        "注：本表金额以元为单位，由财务科提供",
        "　　2. 表中金额均以元计",
        "说明：金额单位均为人民币元",
        "金额单位：元",
    ],
)
@pytest.mark.parametrize("above", [False, True], ids=["below", "above"])
def test_a_note_says_what_the_money_is_counted_in(note, above):
    rows = [["2007年3月"], ["单位", "失业保险基金征缴本月"], ["尖山区", 125000]]
    rows.insert(1 if above else 3, [note])
    (table,) = tables(*rows)
    assert "元" in [str(measure) for measure in table.measures]
    assert table.faults == []


@pytest.mark.parametrize(
    "note", ["注：用人单位为企业", "注：填报单位为区", "注：按月填报", "注：以统计局口径为准", "注：统计单位为户"]
)
def test_other_notes_say_nothing_of_a_measure(note):
    (table,) = tables(["2007年3月"], ["单位", "新增就业本月"], ["尖山区", 31], [note])
    assert table.measures == []


def test_a_note_that_contradicts_the_line_above_is_refused():
    rows = (["单位：万元"], ["单位", "失业保险基金征缴本月"], ["尖山区", 125000], ["注：金额单位为元"])
    (fault,) = tables(*rows)[0].faults
    assert (fault.row, fault.value) == (3, "注：金额单位为元")
    agreeing = (*rows[:3], ["注：金额单位为万元"])
    assert reasons(*agreeing) == []


def test_a_note_holds_for_its_own_table_only():
    rows = (
        ["2007年3月"],
        ["单位", "失业保险基金征缴本月"],
        ["尖山区", 125000],
        ["注：金额单位为元"],
        [],
        ["单位", "失业保险基金征缴累计"],
        ["尖山区", 30],
    )
    first, second = tables(*rows)
    assert [str(measure) for measure in first.measures] == ["元"]
    assert second.measures == []


# ---- days of the form are no period -------------------------------------------------------------------------


@pytest.mark.parametrize("label", ["制表日期", "填报日期", "打印时间", "制表日期：", "填报日期:", "导出时间："])
@pytest.mark.parametrize("beside", [True, False], ids=["beside", "within"])
def test_the_day_of_filling_in_is_no_month(label, beside):
    line = [label, date(2007, 4, 1)] if beside else [f"{label.rstrip('：:')}：2007-04-01"]
    (table,) = tables(line, ["单位", "新增就业本月"], ["尖山区", 31])
    assert table.span is None
    assert table.span_fault == ""


def test_only_a_first_of_a_month_by_itself_names_the_month():
    (table,) = tables([date(2007, 3, 1)], ["单位", "新增就业本月"], ["尖山区", 31])
    assert str(table.span.month) == "2007-03"
    (table,) = tables([date(2007, 3, 5)], ["单位", "新增就业本月"], ["尖山区", 31])
    assert table.span is None


def test_a_day_behind_a_label_of_the_period_names_its_month_whatever_its_day():
    (table,) = tables(["期别：", date(2007, 3, 31)], ["单位", "新增就业本月"], ["尖山区", 31])
    assert str(table.span.month) == "2007-03"


@pytest.mark.parametrize("line", [["指标：城镇新增就业（人）"], ["指标名称：", "新增就业"]])
def test_a_line_names_the_indicator_of_the_months_below_it(line):
    rows = (line, ["时间：2007年"], ["地区", "1月", "2月"], ["尖山区", 41, 42])
    assert said(*rows) == {
        **value(JIANSHAN, "T01-1", 41, 1, MONTH),
        **value(JIANSHAN, "T01-1", 42, 2, MONTH),
    }


def test_a_group_heading_that_nobody_knows_may_be_told_to_gather_only():
    rows = (["单位", "人力资源市场", ""], ["", "职业介绍本月", "介绍成功就业本月"], ["尖山区", 31, 32])
    merged = ["A1:A2", "B1:C1"]
    assert said(*rows, merged=merged) == {}
    assert all(fault.may_gather for fault in tables(*rows, merged=merged)[0].faults)
    words = WORDS.with_names(groups=["人力资源市场"])
    assert said(*rows, merged=merged, words=words) == {
        **value(JIANSHAN, "T02-1", 31, None, MONTH),
        **value(JIANSHAN, "T02-2", 32, None, MONTH),
    }
    narrowed = (["单位", "新增就业本月"], ["", "其中：女"], ["尖山区", 31])
    assert not tables(*narrowed)[0].faults[0].may_gather


# ---- trap 28: a district's sheet by its streets --------------------------------------------------------------

STREETS = (["尖山区2007年3月就业月报表"], ["街道", "新增就业本月"], ["甲街道", 40], ["乙镇", "1,037"], ["丙社区", None])


@pytest.mark.parametrize("last", [True, False], ids=["last", "first"])
def test_the_total_of_a_districts_streets_is_its_own_figure(last):
    total = ["合计", 1077]
    rows = (*STREETS, total) if last else (*STREETS[:2], total, *STREETS[2:])
    assert said(*rows) == value(JIANSHAN, "T01-1", 1077, role=MONTH)
    (table,) = tables(*rows)
    assert (table.unit, table.faults) == (JIANSHAN, [])
    assert [row.text for row in table.skipped if row.text.startswith(("甲", "乙"))] == ["甲街道", "乙镇"]


def test_streets_that_do_not_add_up_to_the_total_are_told():
    (fault,) = tables(*STREETS, ["合计", 1078])[0].faults
    assert "1,077" in fault.reason


def test_without_a_district_streets_stay_unknown_units():
    assert said(["2007年3月就业月报表"], *STREETS[1:], ["合计", 1077]) == {}
    assert said(["市本级2007年3月就业月报表"], *STREETS[1:], ["合计", 1077]) == {}


def test_a_foreign_district_among_the_streets_is_still_asked_about():
    rows = (*STREETS, ["东山区", 5], ["合计", 1082])
    assert said(*rows) == {}
    assert "东山区" in [fault.value for fault in tables(*rows)[0].faults]


def test_two_totals_of_streets_are_nobodys_figure():
    assert said(*STREETS, ["小计", 1077], ["合计", 1077]) == {}


def test_a_street_without_figures_needs_no_total():
    rows = (["尖山区2007年3月"], ["指标", "本月"], ["新增就业", 5])
    assert said(*rows) == value(JIANSHAN, "T01-1", 5, role=MONTH)


# ---- rules that nothing held ---------------------------------------------------------------------------------


def test_a_merged_year_above_some_columns_is_theirs_and_not_the_sheets():
    rows = (["", "2006年", "", ""], ["单位", "新增就业", "再就业", "职业介绍"], ["尖山区", 1, 2, 3])
    assert said(*rows, merged=["B1:C1"]) == value(JIANSHAN, "T02-1", 3, None)
    assert reasons(*rows, merged=["B1:C1"]) == []


def test_tables_of_other_months_side_by_side():
    rows = (["月份", "新增就业", "", "月份", "新增就业"], ["1月", 5, "", "7月", 8], ["2月", 6, "", "8月", 9])
    found = {key[3]: number for key, number in said(*rows, name="尖山").items()}
    assert found == {1: 5, 2: 6, 7: 8, 8: 9}


def test_tables_of_other_indicators_side_by_side():
    rows = (
        ["指标", "本月", "", "指标", "本月"],
        ["新增就业", 5, "", "职业介绍", 8],
        ["再就业", 6, "", "介绍成功就业", 9],
    )
    found = {key[1]: number for key, number in said(*rows, name="尖山").items()}
    assert found == {"T01-1": 5, "T01-2": 6, "T02-1": 8, "T02-2": 9}


def test_the_same_names_again_without_others_make_no_second_table():
    rows = (["单位", "新增就业本月", "单位", "再就业本月"], ["尖山区", 5, "尖山区", 6], ["岭东区", 7, "岭东区", 8])
    (table,) = tables(*rows)
    assert {(slot.unit, slot.code): slot.value for slot in table.slots} == {
        (JIANSHAN, "T01-1"): 5,
        (JIANSHAN, "T01-2"): 6,
        (LINGDONG, "T01-1"): 7,
        (LINGDONG, "T01-2"): 8,
    }


def test_months_below_their_quarter_are_months():
    rows = (["单位", "一季度", "", ""], ["", "1月", "2月", "3月"], ["尖山区", 1, 2, 3])
    found = said(*rows, name="新增就业", merged=["A1:A2", "B1:D1"])
    assert {key[3]: number for key, number in found.items()} == {1: 1, 2: 2, 3: 3}


@pytest.mark.parametrize("below", ["2006年2月", "4月"])
def test_a_month_outside_the_span_above_it_contradicts_it(below):
    rows = (["单位", "2007年1-3月", ""], ["", "1月", below], ["尖山区", 1, 2])
    found = said(*rows, name="新增就业", merged=["A1:A2", "B1:C1"])
    assert 2 not in found.values()


def test_lines_of_two_years_leave_bare_months_in_the_plans_year():
    rows = (["2006年工作总结附表"], ["2007年就业情况"], ["单位", "1月", "2月"], ["尖山区", 1, 2])
    spans = {str(slot.span.month) for table in tables(*rows, name="新增就业") for slot in table.slots}
    assert spans == {"2007-01", "2007-02"}


def test_foreign_codes_beside_known_names_say_nothing():
    rows = (["代码", "单位", "新增就业"], ["A01", "尖山区", 5], ["A02", "岭东区", 6])
    assert sorted(said(*rows).values()) == [5, 6]
    assert reasons(*rows) == []


def test_one_foreign_code_among_known_ones_is_refused():
    rows = (["代码", "单位", "新增就业"], ["230502", "尖山区", 5], ["A02", "岭东区", 6])
    assert said(*rows) == value(JIANSHAN, "T01-1", 5, None)
    assert len(reasons(*rows)) == 1


def test_a_row_whose_only_number_counts_the_rows_has_no_figures():
    rows = (["序号", "指标", "本月"], [1, "新增就业", 5], [2, "某项工作", ""])
    (table,) = tables(*rows)
    assert table.faults == []
    assert [(row.row, "某项工作" in row.text) for row in table.skipped] == [(2, True)]


@pytest.mark.parametrize("months", [(1, 2), ("1", "2"), (200701, 200702)])
def test_bare_numbers_behind_the_word_month_head_columns(months):
    rows = (["月份", *months], ["新增就业", 5, 6])
    found = said(*rows, name="尖山")
    assert {key[3]: number for key, number in found.items()} == {1: 5, 2: 6}


@pytest.mark.parametrize(("word", "role", "measure"), [("本月", NumberRole.MONTH, None), ("万人", None, "万人")])
def test_one_known_word_behind_a_blank_row_still_belongs_to_the_headings(word, role, measure):
    (table,) = tables(["单位", "新增就业"], [], ["", word], ["尖山区", 5])
    (slot,) = table.slots
    assert (slot.value, slot.role, slot.measure and str(slot.measure)) == (5, role, measure)


def test_two_unknown_words_behind_a_blank_row_still_belong_to_the_headings():
    rows = (["单位", "新增就业", "再就业"], [], ["", "甲类", "乙类"], ["尖山区", 1, 2])
    assert said(*rows) == {}
    assert {fault.value for fault in tables(*rows)[0].faults} == {"甲类", "乙类"}


def test_a_hidden_row_or_column_is_told_of_each_number_in_it_alone():
    (table,) = tables(["单位", "新增就业本月"], ["尖山区", 1], ["岭东区", 2], hidden_rows={1})
    assert [slot.hidden for slot in table.slots] == [True, False]


def test_a_sum_beside_months_that_miss_one_is_left_out():
    rows = (["单位", "1月", "3月", "合计"], ["尖山区", 1, 3, 4])
    assert said(*rows, totals=True, name="新增就业") == {}
    assert sorted(said(*rows, name="新增就业").values()) == [1, 3]


def test_a_formula_without_a_result_is_a_number_that_is_missing():
    (table,) = tables(["单位", "新增就业本月"], ["尖山区", None], ["岭东区", 2], unstored={(1, 1)})
    assert [(slot.row, slot.value) for slot in table.slots] == [(1, None), (2, 2)]


def test_a_column_that_is_explained_in_the_row_is_a_contradiction_of_units():
    rows = (["指标", "尖山区"], ["新增就业", 5], ["岭东区新增就业", 6])
    assert said(*rows) == value(JIANSHAN, "T01-1", 5, None)
    assert len(reasons(*rows)) == 1


def test_many_faults_of_one_sheet_are_told_up_to_a_limit():
    rows = (["单位", "新增就业本月"], *([f"某地{number}", number] for number in range(1, 400)))
    assert len(tables(["2007年3月"], *rows, ["尖山区", 5])[0].faults) == 300


def test_two_months_and_their_sum():
    rows = (["单位", "年计划", "1月", "2月", "累计"], ["尖山区", 900, 1, 2, 3])
    assert sorted(said(*rows, name="新增就业").values()) == [1, 2]
    assert said(*rows, totals=True, name="新增就业") == value(JIANSHAN, "T01-1", 3, 2, TO_DATE)
    roles = {slot.value: slot.role for slot in tables(*rows, name="新增就业")[0].slots}
    assert roles[900] is NumberRole.TARGET


def test_a_line_that_says_whose_report_it_is_prevails_over_a_title():
    (table,) = tables(["填报单位：尖山区"], ["岭东区等县区2007年3月就业表"], ["指标", "本月"], ["新增就业", 5])
    assert table.unit == JIANSHAN


def test_an_unknown_name_is_asked_about_as_a_unit_or_as_an_indicator_by_its_table():
    (by_unit,) = tables(["单位", "新增就业"], ["东山区", 5])[0].faults
    (by_indicator,) = tables(["指标", "尖山区"], ["某项工作", 5])[0].faults
    assert by_unit.choices[0][0].startswith("2305")
    assert by_indicator.choices[0][0].startswith("T")


def test_names_in_a_column_of_remarks_are_no_keys():
    rows = (["单位", "新增就业本月", "备注"], ["岭东区", 5, "尖山区"], ["尖山区", 6, "岭东区"])
    assert said(*rows) == {
        **value(LINGDONG, "T01-1", 5, None, MONTH),
        **value(JIANSHAN, "T01-1", 6, None, MONTH),
    }
    assert reasons(*rows) == []


def test_an_indicator_with_its_role_in_the_middle_of_a_sheet_speaks_of_the_table():
    rows = (["2007年3月"], ["", "新增就业本月", ""], ["单位", "完成数", "计划"], ["尖山区", 5, 9])
    assert said(*rows) == value(JIANSHAN, "T01-1", 5, role=MONTH)
    assert reasons(*rows) == []


def test_a_blank_column_between_two_of_one_name_only_parts_them():
    rows = (["单位", "新增就业", "", ""], ["", "本月", "", "累计"], ["尖山区", 1, "", 2])
    assert said(*rows) == {
        **value(JIANSHAN, "T01-1", 1, None, MONTH),
        **value(JIANSHAN, "T01-1", 2, None, TO_DATE),
    }


def test_tables_side_by_side_have_each_the_lines_above_it():
    rows = (
        ["新增就业", "", "", "职业介绍", ""],
        ["填报单位：尖山区", "", "", "填报单位：岭东区", ""],
        ["月份", "本月", "", "月份", "本月"],
        ["1月", 5, "", "2月", 8],
    )
    assert {key[0]: number for key, number in said(*rows).items()} == {JIANSHAN: 5, LINGDONG: 8}
