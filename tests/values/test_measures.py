"""What numbers are counted in: in cells, in headings, in the line above a table."""

from decimal import Decimal

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from targets.values.measures import (
    Measure,
    MeasureMismatch,
    bracketed,
    contradicts,
    convert,
    note_measures,
    read_measure,
    unit_line,
)

PERSONS = Measure(Decimal(1), "人")
TEN_THOUSAND_PERSONS = Measure(Decimal(10_000), "人")
TEN_THOUSAND_YUAN = Measure(Decimal(10_000), "元")
PERCENT = Measure(Decimal(1), "%")


@pytest.mark.parametrize(
    ("text", "scale", "base"),
    [
        ("人", 1, "人"),
        ("名", 1, "人"),
        ("万人", 10_000, "人"),
        ("万 人", 10_000, "人"),
        ("人次", 1, "人次"),
        ("万人次", 10_000, "人次"),
        ("元", 1, "元"),
        ("十万元", 100_000, "元"),
        ("百人", 100, "人"),
        ("百万元", 1_000_000, "元"),
        ("千元", 1000, "元"),
        ("千万元", 10_000_000, "元"),
        ("十户", 10, "户"),
        ("万元", 10_000, "元"),
        ("人民币万元", 10_000, "元"),
        ("亿元", 100_000_000, "元"),
        ("%", 1, "%"),
        ("％", 1, "%"),
        ("百分比", 1, "%"),
        ("‰", Decimal("0.1"), "%"),
        ("个百分点", 1, "个百分点"),
        ("户", 1, "户"),
        ("件", 1, "件"),
        ("万", 10_000, ""),
    ],
)
def test_a_measure_is_a_scale_and_what_is_counted(text, scale, base):
    assert read_measure(text) == Measure(Decimal(scale), base)


@pytest.mark.parametrize("text", ["", " ", "尖山区", "元/人", "人数", "合计", "万万", "人元", "18"])
def test_other_words_are_no_measure(text):
    assert read_measure(text) is None


@pytest.mark.parametrize("text", ["人", "万人", "千元", "%", "‰", "人次", "个百分点", "百万元", "万"])
def test_a_measure_is_shown_as_offices_write_it(text):
    assert str(read_measure(text)) == text


# ---- the line above a table -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "measures"),
    [
        ("单位：万人", ["万人"]),
        ("单位：万人、万元", ["万人", "万元"]),
        ("单位：万人、%", ["万人", "%"]),
        ("单位:人，％", ["人", "%"]),
        ("计量单位:人", ["人"]),
        ("金额单位：万元", ["万元"]),
        ("（单位：万人）", ["万人"]),
        ("单 位 ： 人", ["人"]),
        ("单位：人 户", ["人", "户"]),
        ("单位：人 次", ["人次"]),
        ("单位：人、户 填表人：张三", ["人", "户"]),
        ("单位：人、户、 填表人：张三", ["人", "户"]),
        ("单位：人 次、", ["人次"]),
        ("2007年3月    单位：万 人", ["万人"]),
        ("填报单位：尖山区   计量单位：万 人   表号：劳社统1", ["万人"]),
    ],
)
def test_a_unit_line_names_its_measures(text, measures):
    assert [str(measure) for measure in unit_line(text)] == measures


@pytest.mark.parametrize(
    "text",
    [
        "填报单位：尖山区",
        "单位：尖山区劳动局",
        "单位负责人：张三",
        "单位：人力资源市场",
        "单位：元/人",
        "单位",
        "计量单位：",
        "双鸭山市2007年3月报表",
        "",
    ],
)
def test_lines_that_name_an_office_are_no_unit_lines(text):
    assert unit_line(text) is None


# ---- headings -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("heading", "name", "measure"),
    [
        ("新增就业(万人)", "新增就业", "万人"),
        ("参保人数（人）", "参保人数", "人"),
        ("参保人数\n（人）", "参保人数", "人"),
        ("［万元］金额", "金额", "万元"),
        ("征缴额【万元】", "征缴额", "万元"),
        ("金额/万元", "金额", "万元"),
        ("金额\n万元", "金额", "万元"),
        ("合格率（％）", "合格率", "%"),
        ("合格率%", "合格率", "%"),
        ("就业人数 单位：万人", "就业人数", "万人"),
        ("金额（单位：万元）", "金额", "万元"),
        ("人数（人）（期末）", "人数（期末）", "人"),
    ],
)
def test_a_heading_is_parted_from_its_measure(heading, name, measure):
    found, counted_in = bracketed(heading)
    assert (found, str(counted_in)) == (name, measure)


@pytest.mark.parametrize(
    "heading",
    [
        "县（区）",
        "职业介绍人（次）",
        "高级工（三级）",
        "平均工资（元/人）",
        "人均工资元/人",
        "当期/累计",
        "其中：女",
        "数（人）额（万元）",
        "参保人数",
        "",
    ],
)
def test_other_brackets_and_slashes_belong_to_the_name(heading):
    assert bracketed(heading) == (heading, None)


# ---- converting -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("number", "measure", "into", "result"),
    [
        ("1.8", "万人", "人", "18000"),
        ("1.8", "万", "人", "18000"),
        ("18000", None, "人", "18000"),
        ("12500", "千元", "万元", "1250"),
        ("1250", "万元", "万元", "1250"),
        ("12500000", "元", "万元", "1250"),
        ("0.125", "亿元", "万元", "1250"),
        ("1.8", "万", "万元", "1.8"),
        ("4.6", "%", "%", "4.6"),
        ("46", "‰", "%", "4.6"),
        ("12", "家", "个", "12"),
        ("12", "件", "起", "12"),
        ("1.8", "万人", "", "18000"),
        ("7", "级", "级", "7"),
        ("7", None, "模块", "7"),
    ],
)
def test_numbers_are_told_in_the_unit_of_the_indicator(number, measure, into, result):
    assert convert(Decimal(number), measure and read_measure(measure), into=into) == Decimal(result)


@pytest.mark.parametrize(
    ("measure", "into"),
    [
        ("人", "元"),
        ("元", "人"),
        ("人", "人次"),
        ("户", "人"),
        ("%", "人"),
        ("万", "%"),
        ("人", "%"),
        ("%", ""),
        ("个百分点", "%"),
    ],
)
def test_persons_are_never_money_nor_percentages(measure, into):
    with pytest.raises(MeasureMismatch):
        convert(Decimal(5), read_measure(measure), into=into)


@pytest.mark.parametrize(
    ("text", "measures"),
    [
        ("注：金额单位为元", ["元"]),
        ("本表金额以万元为单位", ["万元"]),
        ("单位一律为万人、万元，不含省直", ["万人", "万元"]),
        ("人数按人，金额按千元计", ["人", "千元"]),
        ("注：单位为万人、，不含省直", ["万人"]),
        ("填报单位：人，单位：户", ["户"]),
        ("用人单位为企业", []),
        ("单位为人和尖山区", []),
        ("以上数字不含次", []),
        ("", []),
    ],
)
def test_a_note_names_its_measures(text, measures):
    assert [str(measure) for measure in note_measures(text)] == measures


@pytest.mark.parametrize(
    ("measure", "into", "sentence"),
    [("人", "元", "Counted in “人”, but the indicator is counted in “元”"), ("%", "", "is counted in “plain numbers”")],
)
def test_a_mismatch_names_both_measures(measure, into, sentence):
    with translation.override("en"), pytest.raises(MeasureMismatch, match=sentence):
        convert(Decimal(5), read_measure(measure), into=into)


def test_measures_of_the_same_thing_contradict_each_other_where_none_agrees():
    assert contradicts(PERSONS, [TEN_THOUSAND_YUAN, TEN_THOUSAND_PERSONS]) == TEN_THOUSAND_PERSONS
    assert contradicts(PERSONS, [TEN_THOUSAND_PERSONS, PERSONS]) is None
    assert contradicts(PERSONS, [TEN_THOUSAND_YUAN, PERCENT]) is None
    bare = Measure(Decimal(10_000), "")
    assert contradicts(Measure(Decimal(1), ""), [bare]) is None
    assert contradicts(PERSONS, [bare]) is None


@pytest.mark.parametrize("sign", [1, -1])
def test_the_largest_number_that_can_be_kept(sign):
    most = Decimal("9999999999.9999") * sign
    assert convert(most, TEN_THOUSAND_PERSONS, into="人") == Decimal("99999999999999") * sign
    with pytest.raises(MeasureMismatch):
        convert(Decimal(10**10) * sign, TEN_THOUSAND_PERSONS, into="人")


def test_what_becomes_too_large_is_refused():
    with pytest.raises(MeasureMismatch):
        convert(Decimal(10**10), TEN_THOUSAND_PERSONS, into="人")


@given(st.decimals(-(10**9), 10**9, places=8))
def test_converting_is_exact(number):
    assert convert(number, TEN_THOUSAND_YUAN, into="元") == number.scaleb(4)
    assert convert(number, PERSONS, into="万人") * 10_000 == number
    assert convert(number, PERCENT, into="%") == number


@given(st.text())
def test_no_text_raises(text):
    read_measure(text)
    unit_line(f"单位：{text}")
    heading, measure = bracketed(text)
    assert measure is not None or heading == text
