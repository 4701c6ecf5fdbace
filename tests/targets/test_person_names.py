"""Names of persons: Chinese order, and the order of the pinyin."""

import pytest

from targets.person_names import full_name, sort_key


@pytest.mark.parametrize(
    ("family", "given", "written"),
    [
        ("王", "小明", "王小明"),
        ("欧阳", "修", "欧阳修"),
        ("", "尖山区填报员", "尖山区填报员"),
        ("王", "", "王"),
        (" 王 ", " 小明 ", "王小明"),
        ("Smith", "John", "John Smith"),
        ("", "John", "John"),
        ("", "", ""),
    ],
)
def test_a_chinese_name_has_the_family_name_first_and_no_space(family, given, written):
    assert full_name(family, given) == written


def _sorted(*names: tuple[str, str]) -> list[str]:
    return [full_name(*name) for name in sorted(names, key=lambda name: sort_key(*name))]


@pytest.mark.parametrize(
    ("before", "surname", "after"),
    [
        ("沙", "单", "商"),  # Shàn, not Dān
        ("萧", "解", "徐"),  # Xiè, not Jiě
        ("钱", "仇", "裘"),  # Qiú, not Chóu
        ("宁", "区", "潘"),  # Ōu, not Qū
        ("岳", "曾", "张"),  # Zēng, not Céng
        ("余", "查", "张"),  # Zhā, not Chá
        ("潘", "朴", "钱"),  # Piáo, not Pǔ
        ("饶", "任", "阮"),  # Rén, not Rèn
        ("胡", "华", "黄"),  # Huà
        ("高", "盖", "耿"),  # Gě, not Gài
        ("于", "员", "曾"),  # Yùn, not Yuán
        ("岑", "种", "楚"),  # Chóng, not Zhǒng
        ("潘", "繁", "钱"),  # Pó, not Fán
        ("毕", "秘", "曹"),  # Bì, not Mì
        ("余", "翟", "张"),  # Zhái, not Dí
        ("孟", "缪", "穆"),  # Miào, not Móu
        ("钱", "覃", "邱"),  # Qín, not Tán
        ("宋", "眭", "孙"),
        ("于", "尉迟", "袁"),  # Yùchí, not Wèi
        ("米", "万俟", "牟"),  # Mòqí, not Wàn
    ],
)
def test_a_family_name_is_sorted_as_it_is_read_as_one(before, surname, after):
    assert _sorted((after, "一"), (surname, "一"), (before, "一")) == [f"{name}一" for name in (before, surname, after)]


def test_persons_of_one_family_name_stand_together_and_tones_count():
    names = [("王", "芳"), ("汪", "洋"), ("王", "小明"), ("王", "大力")]
    assert _sorted(*names) == ["汪洋", "王大力", "王芳", "王小明"]


def test_only_the_family_name_is_read_as_one():
    """乐 is Yuè as a family name and Lè in a given name."""
    assert _sorted(("李", "明"), ("李", "乐")) == ["李乐", "李明"]
    assert _sorted(("乐", "毅"), ("赵", "云"), ("李", "明")) == ["李明", "乐毅", "赵云"]


def test_a_name_written_into_one_field_is_sorted_by_its_family_name():
    assert _sorted(("", "曾国藩"), ("", "万俟卨"), ("左", "宗棠"), ("李", "鸿章")) == [
        "李鸿章",
        "万俟卨",
        "曾国藩",
        "左宗棠",
    ]


def test_names_in_letters_stand_among_the_others():
    assert _sorted(("赵", "云"), ("Smith", "John"), ("安", "然"), ("", "")) == ["", "安然", "John Smith", "赵云"]
