"""Names are known exactly: official, short, code or alias, however they are written, and never by resemblance."""

from collections import defaultdict

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from targets.imports.figures.plan_vocabulary import vocabulary_of
from targets.models import Indicator, IndicatorAlias
from targets.spreadsheets.layouts.meanings import NumberPart
from targets.spreadsheets.layouts.vocabulary import Vocabulary, key
from targets.values.measures import read_measure


@pytest.fixture
def words(plan) -> Vocabulary:
    return vocabulary_of(plan)


def codes(words: Vocabulary, text: str, *parents: str) -> list[str]:
    return [found.code for found in words.indicators(text, parents)]


@pytest.mark.parametrize(
    "text",
    [
        "尖山",
        "尖山区",
        "双鸭山市尖山区",
        "黑龙江省双鸭山市尖山区",
        "尖 山　区",
        "尖山区劳动局",
        "230502",
        "２３０５０２",
        "其中：尖山区",
    ],
)
def test_a_district_by_any_of_its_names(words, text):
    found = words.unit(text)
    assert found is not None
    assert found.code == "230502"


@pytest.mark.parametrize(
    "text", ["双鸭山市", "全市", "合计", "总计", "230500", "东山区", "友谊农场", "上海市宝山区", "尖山区八马路街道", ""]
)
def test_totals_and_strangers_are_no_unit(words, text):
    assert words.unit(text) is None


def test_the_city_reports_only_as_its_own_offices(words):
    assert words.unit("市本级").code == "230500"
    assert words.unit("双鸭山市本级").code == "230500"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("城镇新增就业", "T01-1"),
        ("新增就业", "T01-1"),
        ("新增就业人数", "T01-1"),
        ("T01-1", "T01-1"),
        ("Ｔ０１－１ 城镇新增就业", "T01-1"),
        ("1．城镇新增就业", "T01-1"),
        ("（一）城镇新增就业", "T01-1"),
        ("城镇新增就业①", "T01-1"),
        ("New urban employment", "T01-1"),
        ("下岗失业人员再就业", "T01-2"),
        ("其中：“4050”人员再就业", "T01-3"),
        ("其中:'4050'人员再就业", "T01-3"),
        ("4050", "T01-3"),
        ("T13-1", "T13-1"),
        ("农村劳动预备制培训", "T04-6"),
        ("其中：劳动预备制培训（农村）", "T04-6"),
        ("T04-6 劳动预备制培训", "T04-6"),
        ("培训合格率", "T04-2"),
    ],
)
def test_an_indicator_by_any_of_its_names(words, text, code):
    assert codes(words, text) == [code]


@pytest.mark.parametrize(
    "text", ["新增就业率", "城镇就业", "T01-12", "T1-1", "参保", "23512", "农民工失业保险参保人数", "新增就业合计", ""]
)
def test_what_only_resembles_a_name_is_none(words, text):
    assert codes(words, text) == []


def test_the_shared_name_stands_for_both_until_a_parent_tells(words):
    assert codes(words, "劳动预备制培训") == ["T04-4", "T04-6"]
    assert codes(words, "劳动预备制培训", "农村劳动力培训") == ["T04-6"]


def test_only_the_shared_name_is_shared(plan, words):
    shared = defaultdict(set)
    for alias in IndicatorAlias.objects.filter(indicator__plan=plan).select_related("indicator"):
        shared[key(alias.name)].add(alias.indicator.code)
    assert {name: found for name, found in shared.items() if len(found) > 1} == {
        "劳动预备制": {"T04-4", "T04-6"},
        "劳动预备培训": {"T04-4", "T04-6"},
    }
    several = {meaning.indicators for meaning in words.names.values() if len(meaning.indicators) > 1}
    assert {frozenset(found) for found in several} == {frozenset({"T04-4", "T04-6"})}


def test_a_part_of_a_rate_by_its_label(words):
    meaning = words.names[key("登记失业人数")]
    assert (meaning.indicators, meaning.part) == (("T01-4",), NumberPart.NUMERATOR)
    assert words.names[key("当期实缴额")].weak


def test_a_unit_has_names_of_its_own(plan, jianshan, indicator):
    IndicatorAlias.objects.create(unit=jianshan, indicator=indicator("T01-2"), name="新增就业")
    assert codes(vocabulary_of(plan, for_unit=jianshan), "新增就业") == ["T01-2"]
    assert codes(vocabulary_of(plan), "新增就业") == ["T01-1"]


def test_chosen_names_are_known_and_yield_to_a_parent(words):
    chosen = words.with_names(units={"东山区": "230503"}, indicators={"就业数": "T01-1", "劳动预备制培训": "T04-4"})
    assert chosen.unit("东山区").code == "230503"
    assert codes(chosen, "就业数") == ["T01-1"]
    assert codes(chosen, "劳动预备制培训", "农村劳动力培训") == ["T04-6"]
    assert words.unit("东山区") is None


def test_the_nearest_names_come_first(words):
    assert words.nearest_units("尖山县")[0].code == "230502"
    assert words.nearest_indicators("城镇新增就业数")[0].code == "T01-1"
    assert len(words.nearest_indicators("新增")) == 3


def test_four_queries_make_the_vocabulary(plan):
    with CaptureQueriesContext(
        connection,
    ) as queries:
        vocabulary_of(plan)
    assert len(queries) == 4


def test_every_unit_of_measure_of_the_plan_is_known(plan):
    measures = set(Indicator.objects.filter(plan=plan).values_list("unit_of_measure_zh_hans", flat=True))
    assert [text for text in measures if read_measure(text) is None] == []
