"""Tables are found by what their headings, keys and titles say, wherever they stand."""

import pytest

from targets.spreadsheets.layout import Role
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
    assert (table.unit, str(table.span.month), table.problems) == (JIANSHAN, "2007-03", [])
    figures = {key: number for key, number in said(*rows).items() if key[4] == MONTH}
    assert figures == {
        (JIANSHAN, "T01-1", "value", 3, MONTH): 150,
        (JIANSHAN, "T01-3", "value", 3, MONTH): 15,
        (JIANSHAN, "T04-2", "numerator", 3, MONTH): 45,
        (JIANSHAN, "T04-2", "denominator", 3, MONTH): 50,
    }
    assert {slot.role for slot in table.slots} == {Role.TARGET, Role.LAST_MONTH, Role.MONTH}


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


def test_an_unknown_upper_level_is_not_passed_over():
    rows = (["单位", "农民工", "男", "社会保险"], ["", "失业参保", "失业参保", "失业参保"], ["尖山区", 1, 2, 3])
    assert said(*rows, merged=["A1:A2"]) == value(JIANSHAN, "T09-1", 3, None)
    assert [problem.value for problem in tables(*rows, merged=["A1:A2"])[0].problems] == ["农民工", "男"]


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
    assert (table.unit, table.span.cumulative, str(table.measures[0]), table.problems) == (JIANSHAN, True, "万人", [])
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
    assert "尖山区" in table.problems[0].reason


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
    assert "2007-03" in table.span_problem


# ---- trap 11, 17, 18, 19 -----------------------------------------------------------------------------------


def test_an_unknown_unit_is_refused_with_the_nearest():
    rows = (["单位", "新增就业"], ["尖山区", 3], ["东山区", 4], ["友谊农场", 5])
    assert said(*rows) == value(JIANSHAN, "T01-1", 3, None)
    (table,) = tables(*rows)
    assert [(problem.row, problem.value) for problem in table.problems] == [(2, "东山区"), (3, "友谊农场")]
    assert table.problems[0].choices[0] == (JIANSHAN, "尖山区")


def test_a_unit_twice_gives_slots_for_both():
    (table,) = tables(["单位", "新增就业"], ["尖山区", 3], ["尖山", 4])
    assert [(slot.row, slot.unit) for slot in table.slots] == [(1, JIANSHAN), (2, JIANSHAN)]


def test_the_bare_shared_name_is_asked_about_once():
    rows = (["指标", "尖山区", "岭东区"], ["劳动预备制培训", 3, 4], ["新增就业", 1, 2])
    (table,) = tables(*rows)
    assert [(problem.value, problem.choices) for problem in table.problems] == [
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
    assert [(problem.row, problem.column, problem.value) for problem in table.problems] == [(0, 2, "就业数")]


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
    (problem,) = tables(*rows)[0].problems
    assert problem.choices == (("T04-2", "培训合格率"),)


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
    assert tables(*rows)[0].problems[0].choices == ()


def test_a_column_without_a_heading_beside_others_is_refused():
    rows = (["", "指标", "本月", ""], [1.1, "新增就业", 5, 6])
    assert said(*rows) == value(None, "T01-1", 5, None, MONTH)
    assert len(reasons(*rows)) == 2


def test_running_numbers_without_a_heading_are_no_figures():
    rows = (["", "指标", "本月"], [1, "新增就业", 5], [2, "再就业", 6])
    assert reasons(*rows) == []
    assert len(said(*rows)) == 2


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
    assert [problem.value for problem in tables(*rows)[0].problems] == ["就业"]


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


def test_groups_of_rows():
    rows = (["指标", "3月"], ["尖山区", ""], ["新增就业", 1], ["再就业", 2], ["岭东区", ""], ["新增就业", 3])
    assert {key[:2]: number for key, number in said(*rows).items()} == {
        (JIANSHAN, "T01-1"): 1,
        (JIANSHAN, "T01-2"): 2,
        (LINGDONG, "T01-1"): 3,
    }


def test_rows_below_an_unknown_unit_are_not_the_tables_own():
    rows = (["尖山区2007年3月"], ["指标", "本月"], ["新增就业", 1], ["东山区", ""], ["再就业", 2])
    assert said(*rows) == value(JIANSHAN, "T01-1", 1, role=MONTH)
    assert len(reasons(*rows)) == 1


def test_outer_keys_hold_until_the_next_with_and_without_merged_areas():
    rows = (["单位", "指标", "本月"], ["尖山区", "新增就业", 1], ["", "再就业", 2], ["岭东区", "新增就业", 3])
    wanted = {(JIANSHAN, "T01-1"): 1, (JIANSHAN, "T01-2"): 2, (LINGDONG, "T01-1"): 3}
    assert {key[:2]: number for key, number in said(*rows).items()} == wanted
    assert {key[:2]: number for key, number in said(*rows, merged=["A2:A3"]).items()} == wanted


def test_a_sheet_without_known_names_has_no_table():
    assert tables(["姓名", "电话"], ["张三", 4223311]) == []
    assert tables() == []
