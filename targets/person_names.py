"""Names of persons: written in Chinese order, family name first, and sorted by their pinyin (按姓名拼音排序)."""

from __future__ import annotations

import re

_CHINESE = re.compile(r"[\u3400-\u9fff\U00020000-\U000323af]")

# How characters are read as family names, where that is not their usual reading; compound family names as a whole.
_FAMILY_READINGS = {
    "柏": "bai3",
    "薄": "bo2",
    "卜": "bu3",
    "种": "chong2",
    "都": "du1",
    "繁": "po2",
    "费": "fei4",
    "干": "gan1",
    "盖": "ge3",
    "葛": "ge3",
    "句": "gou1",
    "过": "guo1",
    "哈": "ha3",
    "华": "hua4",
    "纪": "ji3",
    "解": "xie4",
    "角": "jue2",
    "阚": "kan4",
    "缪": "miao4",
    "牟": "mu4",
    "那": "na1",
    "能": "nai4",
    "宁": "ning4",
    "乜": "nie4",
    "区": "ou1",
    "朴": "piao2",
    "秘": "bi4",
    "强": "qiang2",
    "覃": "qin2",
    "仇": "qiu2",
    "曲": "qu1",
    "任": "ren2",
    "撒": "sa3",
    "单": "shan4",
    "召": "shao4",
    "折": "she2",
    "盛": "sheng4",
    "眭": "sui1",
    "隗": "wei3",
    "相": "xiang4",
    "肖": "xiao1",
    "颉": "xie2",
    "冼": "xian3",
    "洗": "xian3",
    "郇": "xun2",
    "燕": "yan1",
    "应": "ying1",
    "於": "yu1",
    "员": "yun4",
    "乐": "yue4",
    "查": "zha1",
    "祭": "zhai4",
    "翟": "zhai2",
    "曾": "zeng1",
    "长孙": "zhang3 sun1",
    "乐正": "yue4 zheng4",
    "令狐": "ling2 hu2",
    "鲜于": "xian1 yu2",
    "单于": "chan2 yu2",
    "澹台": "tan2 tai2",
    "尉迟": "yu4 chi2",
    "万俟": "mo4 qi2",
    "子车": "zi3 ju1",
    "宰父": "zai3 fu3",
    "夹谷": "jia2 gu3",
}

SortKey = tuple[tuple[str, str], ...]


def full_name(family: str, given: str) -> str:
    """A Chinese name as 王小明, family name first and without a space; any other as "John Smith"."""
    family, given = family.strip(), given.strip()
    if _CHINESE.search(family + given):
        return f"{family}{given}"
    return f"{given} {family}".strip()


def sort_key(family: str, given: str) -> SortKey:
    """The key by which names are sorted: character by character, by pinyin with its tone, then by the character itself.

    So persons of one family name stand together, even where another name is pronounced alike.
    """
    # Only few pages sort names, and the dictionary takes 60 MB of a worker's memory.
    from pypinyin import Style, lazy_pinyin

    family, given = family.strip(), given.strip()
    if not family:
        family, given = _parted(given)
    usual = lazy_pinyin(family, style=Style.TONE3, errors=list)
    known = _FAMILY_READINGS.get(family, "").split()
    read = (known or usual) + lazy_pinyin(given, style=Style.TONE3, errors=list)
    return tuple((reading.casefold(), character) for reading, character in zip(read, family + given, strict=True))


def _parted(name: str) -> tuple[str, str]:
    """Family and given name of a Chinese name that was written into one field."""
    length = 2 if name[:2] in _FAMILY_READINGS and len(name) > 2 else 1
    return name[:length], name[length:]
