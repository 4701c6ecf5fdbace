"""Units of measure (人, 万人, 千元, %), read from cells, from headings and from the line above a table."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext

from django.utils.translation import gettext as _

from targets.names import squeeze

BOUND = Decimal(10) ** 14
"""Every number stays below this: the portal keeps 18 digits, 4 of them after the point."""

PERCENT = "%"
PERCENT_POINT = "个百分点"
_SCALES = {
    "": Decimal(1),
    "十": Decimal(10),
    "百": Decimal(100),
    "千": Decimal(1000),
    "万": Decimal(10_000),
    "十万": Decimal(100_000),
    "百万": Decimal(1_000_000),
    "千万": Decimal(10_000_000),
    "亿": Decimal(100_000_000),
}
_PEOPLE = ("人", "名", "位")
_THINGS = tuple("个户家件起宗项种级区所处份台套条")
_BASES = {
    **dict.fromkeys(_PEOPLE, "人"),
    **{word: word for word in (*_THINGS, "人次", "次", "年", "元")},
    "圆": "元",
}
_SPECIAL = {
    **{word: (Decimal(1), PERCENT) for word in (PERCENT, "百分比", "百分数", "百分率")},
    **{word: (Decimal("0.1"), PERCENT) for word in ("‰", "千分比")},
    **{word: (Decimal(1), PERCENT_POINT) for word in (PERCENT_POINT, "百分点")},
}
# The counting words of things are interchangeable; 人, 人次 and 元 are not.
_FAMILY = dict.fromkeys(_THINGS, "个") | {"次": "人次"}
# Words that also stand in brackets when they are no unit of measure: 县（区）, 高级工（三级）, 职业介绍人（次）.
_NOT_IN_BRACKETS = frozenset({"区", "级", "年", "十", "百", "次"})
_WORD = re.compile(r"(?:人民币)?(?P<scale>[十百千]?万|[十百千亿]?)(?P<base>.*)", re.DOTALL)
_LABEL = r"(?:计\s*量|金\s*额|数\s*量|货\s*币)?\s*单\s*位\s*[:：]"
# A lookahead, since another label may follow among the words: 填报单位：尖山区  计量单位：人.
_LINE = re.compile(rf"{_LABEL}(?=(?P<words>[^()（）\[\]［］【】〔〕]+))", re.DOTALL)
_IN_NOTE = re.compile(
    r"(?:(?<!填报)(?<!填表)(?<!上报)(?<!报送)(?<!编报)(?<!统计)(?<!用人)(?<!负责)(?<!编制)(?<!所属)单位"
    r"(?:一律|统一)?(?:均|都|皆)?(?:为|是|[:：])|(?:均?以|按))\s*(?P<words>[^，。；,;()（）:：\s为计]+)"
)
_BRACKETS = re.compile(rf"[(（\[［【〔]\s*(?:{_LABEL})?(?P<word>[^()（）\[\]［］【】〔〕]*)[)）\]］】〕]")
_BEHIND = re.compile(
    r"(?:[/／]|\n)\s*(?P<word>[^/／\n]+?)\s*$|(?P<percent>[%％‰])\s*$|" + _LABEL + r"(?P<labelled>.+)$"
)
_BETWEEN = re.compile(r"[、，,；;和及与]+")
_BROKEN_SCALE = re.compile(r"(?<=[十百千万亿])\s+")


class MeasureMismatch(ValueError):
    """The number cannot be converted into the wanted unit of measure; the message says why."""


@dataclass(frozen=True, slots=True)
class Measure:
    """A unit of measure: `scale` times its `base`, which is empty where only a scale is written ("1.8万")."""

    scale: Decimal
    base: str

    def __str__(self) -> str:
        """As offices write it, such as 万人."""
        if self.base == PERCENT and self.scale != 1:
            return "‰"
        return next((word for word, scale in _SCALES.items() if scale == self.scale), "") + self.base


def read_measure(text: str) -> Measure | None:
    """The measure that makes up the whole text, such as "万人", "千元", "%" or "万"; None for any other text."""
    word = squeeze(text)
    if word in _SPECIAL:
        return Measure(*_SPECIAL[word])
    match = _WORD.fullmatch(word)
    if not match or not (match["scale"] or match["base"]):
        return None
    base = _BASES.get(match["base"], "" if not match["base"] else None)
    return None if base is None else Measure(_SCALES[match["scale"]], base)


def unit_line(text: str) -> list[Measure] | None:
    """The measures of a line such as "单位：万人、万元"; None for another line, such as "填报单位：尖山区".

    Other words may follow after white space: "计量单位：人    表号：劳社统1".
    """
    for match in _LINE.finditer(text):
        found = _listed(match["words"])
        if found:
            return found
    return None


def note_measures(text: str) -> list[Measure]:
    """The measures in a note such as "注：金额单位为元" or "本表金额以万元为单位"; none for other notes."""
    found = [
        [_in_brackets(word) for word in _BETWEEN.split(match["words"]) if word] for match in _IN_NOTE.finditer(text)
    ]
    return [measure for words in found if all(words) for measure in words if measure]


def contradicts(one: Measure, others: Sequence[Measure]) -> Measure | None:
    """The first of the others that counts the same thing in another scale; None where one of them agrees."""
    alike = [other for other in others if other.base and other.base == one.base]
    return None if one in alike else next(iter(alike), None)


def _listed(words: str) -> list[Measure]:
    whole = [read_measure(word) for word in _BETWEEN.split(squeeze(words)) if word]
    if whole and all(whole):
        return [measure for measure in whole if measure]
    found = []
    for word in _BROKEN_SCALE.sub("", words.strip()).split():
        listed = [read_measure(part) for part in _BETWEEN.split(word) if part]
        if not all(listed):
            break
        found += [measure for measure in listed if measure]
    return found


def bracketed(text: str) -> tuple[str, Measure | None]:
    """A heading without its measure, and the measure: "参保人数（人）" gives ("参保人数", 人).

    The measure stands in brackets, after a slash or on a line of its own, or is a % at the end. A heading with no
    known measure, or with two different ones, comes back as it is, with None.
    """
    found = [(match, measure) for match in _BRACKETS.finditer(text) if (measure := _in_brackets(match["word"]))]
    if not found:
        return _behind(text)
    if len({measure for _match, measure in found}) > 1:
        return text, None
    for match, _measure in reversed(found):
        text = text[: match.start()] + text[match.end() :]
    return text.strip(), found[0][1]


def _in_brackets(word: str) -> Measure | None:
    return None if squeeze(word) in _NOT_IN_BRACKETS else read_measure(word)


def _behind(text: str) -> tuple[str, Measure | None]:
    match = _BEHIND.search(text)
    if match is None:
        return text, None
    head = text[: match.start()].strip()
    word = match["word"] or match["percent"] or match["labelled"]
    measure = _in_brackets(word)
    # 元/人 is a measure of its own, and none of those known here.
    if measure is None or (match["word"] and (not head or head.endswith(("元", "圆")))):
        return text, None
    return head, measure


def convert(number: Decimal, measure: Measure | None, *, into: str) -> Decimal:
    """Convert a number counted in `measure` to `into`, an indicator's unit of measure such as "人" or "万元".

    Without a measure the number is in `into` already. `into` is empty for the parts of a rate, of which no more is
    known than that they are no percentages: they become single persons, yuan or things. Raises MeasureMismatch where
    the two count different things, or where the result is too large to be kept.
    """
    target = read_measure(into) or Measure(Decimal(1), into)
    if measure is None:
        return number
    if not _agree(measure, target):
        text = _("Counted in “%(stated)s”, but the indicator is counted in “%(wanted)s”. Correct the unit of measure.")
        raise MeasureMismatch(text % {"stated": measure, "wanted": into or _("plain numbers")})
    with localcontext() as exactly:
        exactly.prec = 100
        found = number * measure.scale / target.scale
    if abs(found) >= BOUND:
        raise MeasureMismatch(_("This number is too large. Check the number and its unit of measure."))
    return without_exponent(found)


def _agree(measure: Measure, target: Measure) -> bool:
    if measure.base == target.base:
        return True
    if PERCENT in (measure.base, target.base) or PERCENT_POINT in (measure.base, target.base):
        return False
    known = _FAMILY.get(measure.base, measure.base), _FAMILY.get(target.base, target.base)
    return not all(known) or known[0] == known[1]


def without_exponent(number: Decimal) -> Decimal:
    """The same number without an exponent, without zeros at the end of its decimals, and never −0."""
    with localcontext() as exactly:
        exactly.prec = 100
        if number == number.to_integral_value():
            return Decimal(int(number))
        return number.normalize()
