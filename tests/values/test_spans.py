"""The period that a cell or a title names. The sheet's year is 2007 where nothing else is said."""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from targets.periods import Month
from targets.values.spans import AmbiguousSpan, MonthSpan, find_span, find_year, month_number, read_span

MARCH = MonthSpan(Month(2007, 3), cumulative=False)
TO_MARCH = MonthSpan(Month(2007, 3), cumulative=True)


def to(month):
    return MonthSpan(Month(2007, month), cumulative=True)


# ---- one month ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "value",
    [
        "2007年3月",
        "2007年03月",
        "２００７年３月",
        "2007 年 3 月",
        "2 0 0 7 年 3 月",
        "二〇〇七年三月",
        "2007.3",
        "2007.03",
        "2007-3",
        "2007-03",
        "2007/3",
        "200703",
        "07年3月份",
        "三月",
        "3月",
        "3月份",
        "03月",
        "3月①",
        "（3月）",
        "3月当月",
        "报告期：2007年3月",
        "2007年3月底",
        "2007-03-31",
        "2007/3/1",
        "2007年3月31日",
        "20070331",
        "2007-03-31 00:00:00",
        date(2007, 3, 1),
        datetime(2007, 3, 31),  # noqa: DTZ001 - cells know no time zone
        200703,
        200703.0,
        2007.3,
        2007.03,
    ],
)
def test_march_in_all_its_forms(value):
    assert read_span(value, year=2007) == MARCH


@pytest.mark.parametrize(
    ("value", "month"),
    [(2007.01, 1), (2007.2, 2), (2007.9, 9), (2007.11, 11), (2007.12, 12), ("2007.10", 10), ("元月", 1)],
)
def test_other_months(value, month):
    assert read_span(value, year=2007) == MonthSpan(Month(2007, month), cumulative=False)


@pytest.mark.parametrize("value", [2007.1, "2007.1", "２００７．１"])
def test_the_number_2007_1_may_be_january_or_october(value):
    with pytest.raises(AmbiguousSpan, match=r"2007年1月.*2007年10月"):
        read_span(value, year=2007)


def test_a_year_that_is_named_stands_above_the_sheet_s():
    assert read_span("2006年12月", year=2007).month == Month(2006, 12)
    assert read_span("98年5月", year=2007).month == Month(1998, 5)
    assert read_span("去年3月", year=2007).month == Month(2006, 3)


# ---- January up to a month ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "value",
    [
        "1-3月",
        "1—3月",
        "1～3月",
        "１－３月份",
        "1至3月",
        "1月至3月",
        "1月-3月",
        "一至三月",
        "2007年1-3月",
        "2007年（1—3月）",
        "2007.1-3月",
        "2007年1月-2007年3月",
        "截至3月底",
        "截止3月末",
        "截至2007年3月31日",
        "2007年1月1日至3月31日",
        "年初至3月",
        "3月累计",
        "1-3月累计",
        "2007年3月底累计",
        "一季度",
        "第一季度",
        "1季度",
        "前三个月",
    ],
)
def test_march_to_date_in_all_its_forms(value):
    assert read_span(value, year=2007) == TO_MARCH


@pytest.mark.parametrize(
    ("value", "month"),
    [("上半年", 6), ("前两季度", 6), ("前三季度", 9), ("1-3季度", 9), ("全年", 12), ("1—12月", 12), ("1-11月", 11)],
)
def test_longer_spans_since_january(value, month):
    assert read_span(value, year=2007) == to(month)


@pytest.mark.parametrize(
    "value", ["二季度", "第3季度", "四季度", "下半年", "4-6月", "2006年1月-2007年3月", "2007年2月、3月"]
)
def test_a_span_that_does_not_begin_in_january_is_refused(value):
    with pytest.raises(AmbiguousSpan):
        read_span(value, year=2007)


# ---- no period ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "value",
    [
        None,
        "",
        "2007年",
        "2007",
        2007,
        3,
        3.0,
        True,
        39142,
        18000.5,
        2007.13,
        float("nan"),
        float("inf"),
        "13月",
        "0月",
        "1-3",
        "3个月",
        "本月",
        "全年计划",
        "完成全年任务%",
        "尖山区",
        "尖山区3月",
        "12月以前",
        "2007-02-30",
        "三八",
        "230502197001010011",
    ],
)
def test_other_cells_name_no_period(value):
    assert read_span(value, year=2007) is None


def test_a_month_without_any_year_is_none():
    assert read_span("3月", year=None) is None
    assert read_span("2007年3月", year=None) == MARCH


@pytest.mark.parametrize(("value", "month"), [(3, 3), (12.0, 12), ("03", 3), ("３", 3), ("三", 3), ("十二", 12)])
def test_a_bare_number_is_a_month_only_where_the_heading_says_so(value, month):
    assert month_number(value) == month


@pytest.mark.parametrize("value", [0, 13, 3.5, "13", "3月", "", None, True, float("nan"), date(2007, 3, 1)])
def test_other_values_are_no_month_s_number(value):
    assert month_number(value) is None


# ---- titles ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("title", "span"),
    [
        ("双鸭山市2007年3月劳动保障统计月报表", MARCH),
        ("双鸭山市尖山区2007年1—3月份就业情况", TO_MARCH),
        ("2007年一季度就业情况", TO_MARCH),
        ("2007年城镇就业（1-3月）", TO_MARCH),
        ("2007年（3月）", MARCH),
        ("表1 3月", MARCH),
        ("3月改", MARCH),
        ("3月 (2)", MARCH),
        ("尖山区200703.xls", MARCH),
        ("2007-03.xlsx", MARCH),
        ("填报单位：尖山区  2007年3月  填报日期：2007年4月3日", MARCH),
        ("填报日期：2007年4月3日  报告期：2007年3月", MARCH),
        ("制表时间：2007年4月 2007年3月", MARCH),
        # both this month's and the year's numbers stand below: the columns must say which is which
        ("2007年3月（1-3月累计）", MARCH),
    ],
)
def test_the_period_of_a_title(title, span):
    assert find_span(title, year=2007) == span


@pytest.mark.parametrize(
    "title",
    [
        "填报日期：2007年4月3日",
        "填表日期 2007-04-03",
        "填表日期 2007.4",
        "打印时间 2007-04-03 10:20",
        "2007年4月3日填报",
        "2007年劳动保障工作要点",
        "2007年6月底前完成",
        "3月8日",
        "5个月",
        "劳社统〔2007〕12号",
        "Sheet3",
        "占全年%",
        "",
    ],
)
def test_days_of_filling_in_deadlines_and_years_are_no_period(title):
    assert find_span(title, year=2007) is None


@pytest.mark.parametrize("title", ["2007年3月与2006年3月对比", "2007年2月、3月", "二季度报表"])
def test_a_title_of_several_periods_is_refused(title):
    with pytest.raises(AmbiguousSpan):
        find_span(title, year=2007)


@pytest.mark.parametrize(
    ("title", "year"),
    [
        ("2007年劳动保障统计", 2007),
        ("二〇〇七年报表", 2007),
        ("07年3月份", 2007),
        ("200703", 2007),
        ("填报日期：2008年1月3日  2007年12月", 2007),
        ("2006年与2007年对比", None),
        ("劳动保障统计", None),
        ("2007", None),
    ],
)
def test_the_year_of_a_title(title, year):
    assert find_year(title) == year


# ---- in general -----------------------------------------------------------------------------------------------

months = st.builds(Month, st.integers(1990, 2099), st.integers(1, 12))
period_text = st.text(alphabet="0123456789年月日季度上下半全-—.至到截底前一二三十〇（） ①累计填报日期")
cells = period_text | st.text() | st.floats() | st.integers()
FORMS = [
    "{0.year}年{0.month}月",
    "{0.year}-{0.month:02}",
    "{0.year}{0.month:02}",
    " {0.year} 年 {0.month} 月份",
    "{0.year}/{0.month}",
]


@given(months, st.sampled_from(FORMS))
def test_every_month_is_read_back(month, form):
    assert read_span(form.format(month), year=None) == MonthSpan(month, cumulative=False)
    assert find_span(f"双鸭山市{form.format(month)}报表", year=None) == MonthSpan(month, cumulative=False)


@given(months)
def test_every_numeric_month_is_read_back_but_january_and_october(month):
    value = float(f"{month.year}.{month.month}")
    if month.month in (1, 10):
        with pytest.raises(AmbiguousSpan):
            read_span(value, year=None)
    else:
        assert read_span(value, year=None).month == month


@given(cells)
def test_nothing_raises_but_ambiguity(value):
    for found in (_unless_ambiguous(read_span, value), _unless_ambiguous(find_span, str(value))):
        assert found is None or isinstance(found, MonthSpan)
    month_number(value)
    find_year(str(value))


def _unless_ambiguous(read, value):
    try:
        return read(value, year=2007)
    except AmbiguousSpan:
        return None


def test_a_year_named_behind_the_month_counts_where_it_is_the_only_one():
    assert find_span("3月报表（2006年）", year=2007) == MonthSpan(Month(2006, 3), cumulative=False)
    assert find_span("2005年计划与3月报表（2006年）", year=2007) == MonthSpan(Month(2005, 3), cumulative=False)
    assert find_span("3月报表（2006年、2005年）", year=2007) == MonthSpan(Month(2007, 3), cumulative=False)
    assert find_span("3月报表（2006年、2005年）", year=None) is None
