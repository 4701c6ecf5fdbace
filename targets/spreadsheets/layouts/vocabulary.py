"""The names by which spreadsheets call units and indicators: official and short names, codes and aliases.

A name must fit exactly. Those of a plan are read by `targets.imports.figures.plan_vocabulary`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TypeVar

from targets.names import squeeze
from targets.spreadsheets.layouts.known_words import Dictionary, ReadSpan, cover
from targets.spreadsheets.layouts.meanings import Meaning, MeaningsClash, NumberPart, join
from targets.spreadsheets.layouts.words import FILLERS, GROUPS, HEADINGS, PARTS, ROLES, TOTALS, WHOLE_CITY
from targets.values.measures import bracketed

# ①-⑳, ⑴-⒇, superscripts and the like: footnotes, which NFKC would turn into digits.
_FOOTNOTES = re.compile("[\u2460-\u2487\u00b9\u00b2\u00b3\u2070-\u2079*＊※†‡#＃]")
_NUMBERING = re.compile(r"^(?:[(]?[一二三四五六七八九十]{1,3}[)、.]|[(]\d{1,2}[)]|\d{1,2}(?:[、)]|\.(?!\d)))")
_OF_WHICH = re.compile(r"^(?:其中|其中有|ofwhich)[:、,]*")
_PUNCTUATION = re.compile(r"(?<!\d)[-.~]|[-.~](?!\d)|[\"'“”‘’「」『』《》〈〉【】()\[\]{}<>:;,、。·•|/\\—–―‐_=+!?…]")
_BRACKETED = re.compile(r"[(（][^()（）]*[)）]")
_PREFIXES = re.compile(r"^(?:当月|期末|当期|本月|本期|年末|月末)")
MILESTONES = "milestones"
RATIO = "ratio"
PART_SUFFIXES = {
    "分子": NumberPart.NUMERATOR,
    "分母": NumberPart.DENOMINATOR,
    "新增": NumberPart.NUMERATOR,
    "减员": NumberPart.DENOMINATOR,
}
# Those of a net figure, behind its code.
NET_SUFFIXES = ("新增", "减员")


@dataclass(frozen=True, slots=True)
class UnitName:
    """A reporting unit with all its names; those in `whole` mean all units together, never this one."""

    code: str
    name: str
    names: tuple[str, ...] = ()
    whole: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class IndicatorName:
    """An indicator with all its names. An alias "合格人数/分子" names a part wherever it stands,
    "培训合格率/合格人数/分子" only under the indicator's own name. A net figure has parts, "新就业/新增" and
    "自然减员/减员", and a value that is their difference."""

    code: str
    name: str
    kind: str = "flow"
    names: tuple[str, ...] = ()
    measure: str = ""
    numerator: tuple[str, ...] = ()
    denominator: tuple[str, ...] = ()
    part_of: str = ""
    not_over: str = ""
    is_net: bool = False


Name = TypeVar("Name", UnitName, IndicatorName)


def key(text: str) -> str:
    """The text as names are compared: no white space, full-width forms, punctuation, footnotes or numbering."""
    return read_key(text)[0]


def read_key(text: str) -> tuple[str, bool]:
    """The key of a text, and whether it began with 其中."""
    plain = squeeze(_FOOTNOTES.sub("", text)).casefold()
    plain = _NUMBERING.sub("", plain)
    rest = _OF_WHICH.sub("", plain)
    return _PUNCTUATION.sub("", rest), rest != plain


class Vocabulary:
    """All names of a plan's indicators and of the units, with their meanings."""

    def __init__(
        self, units: Iterable[UnitName] = (), indicators: Iterable[IndicatorName] = (), groups: Iterable[str] = ()
    ):
        self.unit_names = {unit.code: unit for unit in units}
        self.indicator_names = {indicator.code: indicator for indicator in indicators}
        self.names: dict[str, Meaning] = {}
        for unit in self.unit_names.values():
            self._add_unit(unit)
        for indicator in self.indicator_names.values():
            self._add_indicator(indicator)
        for indicator in self.indicator_names.values():
            self._add_derived(indicator)
        for indicator in self.indicator_names.values():
            if indicator.is_net:
                self._add_net_parts(indicator)
        self._groups = {key(text) for text in groups}
        cities = "|".join(re.escape(key(city)) for unit in self.unit_names.values() for city in unit.whole)
        self._province = re.compile(rf"^\w{{2,3}}省(?=(?:{cities or '-'}))")
        self._finish()

    def _finish(self) -> None:
        groups = {text: Meaning(group=True) for text in self._groups}
        self.dictionary = Dictionary(groups | fixed_words() | self.names)

    # ---- making -------------------------------------------------------------------------------------------

    def _add_unit(self, unit: UnitName) -> None:
        for text in unit.whole:
            self.names[key(text)] = Meaning(total=True)
        own = Meaning(units=(unit.code,))
        prefixes = [prefix for city in self.unit_names.values() for prefix in city.whole]
        for text in (unit.name, *unit.names):
            for prefix in ("", *prefixes):
                self.names.setdefault(key(prefix + text), own)
        # In some tables the city's code means the whole city, so that by itself it says nothing.
        self.names[key(unit.code)] = Meaning(group=True) if unit.whole else own

    def _add_indicator(self, indicator: IndicatorName) -> None:
        own = Meaning(indicators=(indicator.code,))
        self.names[key(indicator.code)] = own
        for text in (indicator.name, *indicator.names):
            *path, last = squeeze(text).split("/")
            if path and last in PART_SUFFIXES:
                part = Meaning(indicators=own.indicators, part=PART_SUFFIXES[last], weak=len(path) > 1)
                self._name(path[-1], part)
            else:
                self._name(text, own)
                self._name(_BRACKETED.sub("", text), own)
        if indicator.is_net:
            return
        for labels, kind in (
            (indicator.numerator, NumberPart.NUMERATOR),
            (indicator.denominator, NumberPart.DENOMINATOR),
        ):
            for text in (form for label in labels for form in _label_forms(label)):
                self._name(text, Meaning(indicators=own.indicators, part=kind, weak=True))

    def _add_derived(self, indicator: IndicatorName) -> None:
        """Add the names with 人数 for indicators that count persons, such as 新增就业人数."""
        if indicator.measure in ("人", "人次") and indicator.kind != MILESTONES:
            for text in (indicator.name, *indicator.names):
                derived = key(_BRACKETED.sub("", text))
                meaning = self.names.get(derived)
                if "/" not in text and meaning is not None and meaning.part is None:
                    self.names.setdefault(f"{derived}人数", meaning)

    def _add_net_parts(self, indicator: IndicatorName) -> None:
        """Add the names of what came in and what went out.

        A label of what came in that is a name of the net figure stays that, and may mean either: see `may_be_part`.
        """
        codes = (indicator.code,)
        for suffix in NET_SUFFIXES:
            self.names[key(indicator.code + suffix)] = Meaning(indicators=codes, part=PART_SUFFIXES[suffix])
        for text in (form for label in indicator.numerator for form in _label_forms(label)):
            known = self.names.get(key(text))
            if known is not None and known.indicators == codes and known.part is None:
                self.names[key(text)] = replace(known, may_be_part=True)
            else:
                self._name(text, Meaning(indicators=codes, part=NumberPart.NUMERATOR))
        for text in (form for label in indicator.denominator for form in _label_forms(label)):
            self._name(text, Meaning(indicators=codes, part=NumberPart.DENOMINATOR))

    def _name(self, text: str, meaning: Meaning) -> None:
        """Add a name; one that two indicators share stands for both."""
        text = key(text)
        known = self.names.get(text)
        if not text:
            return
        if known is not None and known.indicators and known.indicators != meaning.indicators:
            codes = dict.fromkeys(known.indicators + meaning.indicators)
            part = known.part if known.part == meaning.part else None
            meaning = Meaning(indicators=tuple(codes), part=part, weak=known.weak or meaning.weak)
        elif known is not None and not known.weak:
            return
        self.names[text] = meaning

    def with_names(
        self,
        units: Mapping[str, str] | None = None,
        indicators: Mapping[str, str] | None = None,
        left_out: Iterable[str] = (),
        groups: Iterable[str] = (),
    ) -> Vocabulary:
        """The vocabulary with the names that somebody has explained, as codes by text.

        Numbers under `left_out` are left out; `groups` only group the headings below them.
        """
        other = object.__new__(Vocabulary)
        other.unit_names, other.indicator_names, other._groups = self.unit_names, self.indicator_names, self._groups
        other.names, other._province = dict(self.names), self._province
        for text, code in (units or {}).items():
            other.names[key(text)] = Meaning(units=(code,))
        for text, code in (indicators or {}).items():
            other.names[key(text)] = _chosen(self.names.get(key(text), Meaning()), code)
        for text in left_out:
            other.names[key(text)] = Meaning(left_out=True)
        for text in groups:
            other.names[key(text)] = Meaning(group=True)
        other._finish()
        return other

    # ---- asking -------------------------------------------------------------------------------------------

    def unit(self, text: str) -> UnitName | None:
        """The unit with this name, code or alias."""
        meaning = self.names.get(self.read_key(text)[0])
        return self.unit_names[meaning.units[0]] if meaning and meaning.units else None

    def indicators(self, text: str, parents: tuple[str, ...] = ()) -> list[IndicatorName]:
        """The indicators of this name: none, one, or several where no parent tells them apart."""
        codes = (self.understand(self.read_key(text)[0]) or Meaning()).indicators
        above = {code for parent in parents for code in self.names.get(key(parent), Meaning()).indicators}
        beneath = tuple(code for code in codes if self.indicator_names[code].part_of in above)
        return [self.indicator_names[code] for code in beneath or codes]

    def read_key(self, text: str) -> tuple[str, bool]:
        """The key of a text without the province before the city, and whether it began with 其中."""
        plain, of_which = read_key(text)
        return self._province.sub("", plain), of_which

    def understand(self, text: str, read_span: ReadSpan | None = None) -> Meaning | None:
        """What a key means: a known word, or several words with a meaning together; None for any other.

        Words of groups (就业), of headings (指标) and of totals (合计) must stand alone: beside a name they may make it
        the name of another number.
        """
        words = cover(text, self.dictionary, read_span)
        if words is None:
            return None
        if len(words) > 1 and any(word.binds for word in words) and any(_stands_alone(word) for word in words):
            return None
        meaning = Meaning()
        try:
            for word in words:
                meaning = join(meaning, word, self.related)
        except MeaningsClash:
            return None
        return meaning

    def related(self, whole: str, code: str) -> bool:
        """Is the second indicator a part or a companion of the first?"""
        inner = self.indicator_names.get(code)
        return inner is not None and whole in (inner.part_of, inner.not_over)

    def is_ratio(self, code: str) -> bool:
        return self.indicator_names[code].kind == RATIO

    def is_net(self, code: str) -> bool:
        return self.indicator_names[code].is_net

    def is_milestones(self, code: str) -> bool:
        return self.indicator_names[code].kind == MILESTONES

    def nearest_units(self, text: str, count: int = 3) -> list[UnitName]:
        """The units with the most similar names, for the sentence of a fault."""
        return _nearest(text, self.unit_names.values(), count)

    def nearest_indicators(self, text: str, count: int = 3) -> list[IndicatorName]:
        """The indicators with the most similar names, for the sentence of a fault; none of milestones."""
        figures = [name for name in self.indicator_names.values() if name.kind != MILESTONES]
        return _nearest(text, figures, count)


def _stands_alone(word: Meaning) -> bool:
    return word.group or word.heading is not None or word.left_out or (word.total and word.alone)


def _chosen(before: Meaning, code: str) -> Meaning:
    """The meaning of a name that somebody has explained; a shared name keeps its indicators and prefers one."""
    code, _, suffix = code.partition("/")
    if code in before.indicators and len(before.indicators) > 1:
        return replace(before, preferred=code)
    return Meaning(indicators=(code,), part=PART_SUFFIXES.get(suffix) or before.part)


def _label_forms(label: str) -> set[str]:
    """The forms of a part's label: with and without its measure, other brackets, and words such as 当月."""
    forms = {label, bracketed(label)[0], _BRACKETED.sub("", label)}
    return forms | {_PREFIXES.sub("", form) for form in forms}


def fixed_words() -> dict[str, Meaning]:
    """The words that all tables use, by key; fillers and groups yield to what is listed before them."""
    words: dict[str, Meaning] = {}
    for role, texts in ROLES.items():
        words.update({text: Meaning(role=role) for text in texts.split()})
    for part, texts in PARTS.items():
        words.update({text: Meaning(part=part) for text in texts.split()})
    for heading, texts in HEADINGS.items():
        words.update({text: Meaning(heading=heading) for text in texts.split()})
    for text in TOTALS.split():
        words[text] = Meaning(total=True, alone=True)
    for text in WHOLE_CITY.split():
        words[text] = Meaning(total=True)
    for text in FILLERS.split():
        words.setdefault(text, Meaning())
    for text in GROUPS.split():
        words.setdefault(text, Meaning(group=True))
    return words


def _nearest(text: str, names: Iterable[Name], count: int) -> list[Name]:
    wanted = _pairs(text)
    ranked = sorted(names, key=lambda name: -max(_likeness(wanted, other) for other in (name.name, *name.names)))
    return ranked[:count]


@lru_cache(maxsize=8192)
def _pairs(text: str) -> frozenset[str]:
    text = key(text)
    return frozenset(text) | {text[index : index + 2] for index in range(len(text) - 1)}


def _likeness(wanted: frozenset[str], name: str) -> float:
    other = _pairs(name)
    return 2 * len(wanted & other) / (len(wanted) + len(other) or 1)
