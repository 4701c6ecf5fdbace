"""What a heading, a row's name or a title says about numbers, and what two of them say together."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TypeVar

from django.utils.translation import gettext_lazy as _

from targets.values.measures import Measure
from targets.values.spans import MonthSpan


class NumberPart(StrEnum):
    """Which number of an indicator it is: its figure, a part of a ratio, or the ratio as somebody typed it."""

    VALUE = "value"
    NUMERATOR = "numerator"
    DENOMINATOR = "denominator"
    RATE = "rate"


class NumberRole(StrEnum):
    """What a column or row tells about an indicator; only the first two are imported."""

    MONTH = "month"
    TO_DATE = "to_date"
    TARGET = "target"
    LAST_MONTH = "last_month"
    LAST_YEAR = "last_year"
    GROWTH = "growth"
    SHARE = "share"
    RANK = "rank"


IMPORTED = (NumberRole.MONTH, NumberRole.TO_DATE)


class HeadingKind(StrEnum):
    """Headings of columns that hold no figures."""

    NAME = "name"
    CODE = "code"
    MEASURE = "measure"
    PERIOD = "period"
    SEQUENCE = "sequence"
    REMARK = "remark"


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a text says, as far as it goes. It has several indicators where they share the name.

    `alone`: a word for a total, which may mean something else within a longer text (新增就业总数).
    `preferred`: the one of several indicators that a user has chosen for the bare name.
    `weak`: a label that many tables use, such as 当期实缴额; it counts only where another text names its indicator.
    `known`: False for a text with no known meaning. `group`: a word that only groups others (就业情况).
    `left_out`: a name whose numbers the user leaves out.
    `may_be_part`: a name of a net figure that is the label of what came in as well; the table tells which it is.
    """

    units: tuple[str, ...] = ()
    indicators: tuple[str, ...] = ()
    part: NumberPart | None = None
    role: NumberRole | None = None
    span: MonthSpan | None = None
    measure: Measure | None = None
    heading: HeadingKind | None = None
    total: bool = False
    alone: bool = False
    weak: bool = False
    group: bool = False
    of_which: bool = False
    left_out: bool = False
    known: bool = True
    preferred: str = ""
    may_be_part: bool = False

    def in_words(self, is_net: Callable[[str], bool]) -> str:
        """The meaning in words, for whoever checks how a column was understood; net figures have words of their own."""
        said = [*self.units, *self.indicators]
        if self.part:
            parts = _PARTS | _NET_PARTS if any(map(is_net, self.indicators)) else _PARTS
            said.append(str(parts[self.part]))
        if self.span:
            said.append(str(self.span.month))
        if self.role:
            said.append(str(ROLE_WORDS[self.role]))
        if self.total:
            said.append(str(_("total")))
        return " · ".join(said)

    @property
    def binds(self) -> bool:
        """Does it say what the numbers are, and not only their unit of measure?"""
        return bool(self.units or self.indicators or self.part or self.role or self.span or self.total)


ROLE_WORDS = {
    NumberRole.MONTH: _("this month"),
    NumberRole.TO_DATE: _("to date"),
    NumberRole.TARGET: _("target, not imported"),
    NumberRole.LAST_MONTH: _("last month, not imported"),
    NumberRole.LAST_YEAR: _("last year, not imported"),
    NumberRole.GROWTH: _("growth, not imported"),
    NumberRole.SHARE: _("share done, not imported"),
    NumberRole.RANK: _("rank, not imported"),
}
_PARTS = {
    NumberPart.VALUE: _("figure"),
    NumberPart.NUMERATOR: _("numerator"),
    NumberPart.DENOMINATOR: _("denominator"),
    NumberPart.RATE: _("rate"),
}
_NET_PARTS = {NumberPart.NUMERATOR: _("came in"), NumberPart.DENOMINATOR: _("went out")}

EMPTY = Meaning()
UNKNOWN = Meaning(known=False)

Related = Callable[[str, str], bool]
"""Is the second indicator a part or companion of the first?"""


Said = TypeVar("Said")


class MeaningsClash(ValueError):
    """Two texts say different things of the same number; `axis` names what they disagree on."""

    def __init__(self, axis: str):
        super().__init__(axis)
        self.axis = axis


def join(outer: Meaning, inner: Meaning, related: Related | None = None) -> Meaning:
    """What both say together; with `related`, an indicator may stand beneath its whole. Raises MeaningsClash."""
    if outer is EMPTY:
        return inner
    indicators = _indicators(outer.indicators, inner.indicators, related)
    role = _role(outer.role, inner.role)
    return Meaning(
        indicators=indicators,
        role=role,
        span=_span(outer.span, inner.span),
        measure=_measure(outer.measure, inner.measure, role),
        units=_same("unit", outer.units, inner.units),
        part=_same("part", outer.part, inner.part),
        heading=inner.heading or outer.heading,
        total=outer.total or inner.total,
        weak=_weak(outer, inner),
        group=outer.group or inner.group,
        of_which=outer.of_which or inner.of_which,
        left_out=outer.left_out or inner.left_out,
        known=outer.known and inner.known,
        preferred=inner.preferred or outer.preferred,
        may_be_part=outer.may_be_part or inner.may_be_part,
    )


def within(outer: Meaning, inner: Meaning) -> Meaning:
    """The inner meaning, with what it leaves open taken from the outer one."""
    return replace(
        inner,
        units=inner.units or outer.units,
        indicators=inner.indicators or outer.indicators,
        role=inner.role or outer.role,
        span=inner.span or outer.span,
        part=inner.part or outer.part,
        measure=inner.measure or outer.measure,
    )


def _same(axis: str, one: Said, other: Said) -> Said:
    if one and other and one != other:
        raise MeaningsClash(axis)
    return one or other


def _weak(outer: Meaning, inner: Meaning) -> bool:
    """Is the joined meaning weak? No longer, where one of two texts with indicators is not."""
    if outer.indicators and inner.indicators:
        return outer.weak and inner.weak
    return outer.weak or inner.weak


def _measure(outer: Measure | None, inner: Measure | None, role: NumberRole | None) -> Measure | None:
    """The measure that both name; of numbers that are not imported, the inner one."""
    if role is None or role in IMPORTED:
        return _same("measure", outer, inner)
    return inner or outer


def _indicators(outer: tuple[str, ...], inner: tuple[str, ...], related: Related | None) -> tuple[str, ...]:
    if not (outer and inner):
        return inner or outer
    if related:
        beneath = tuple(code for code in inner if any(related(whole, code) for whole in outer))
        if beneath:
            return beneath
    both = tuple(code for code in inner if code in outer)
    if not both:
        raise MeaningsClash("indicator")
    return both


def _role(outer: NumberRole | None, inner: NumberRole | None) -> NumberRole | None:
    """The role of both: one that is not imported prevails, since "to date" of last year is last year's."""
    if outer is None or inner is None or outer == inner:
        return inner or outer
    for role in (inner, outer):
        if role not in IMPORTED:
            return role
    raise MeaningsClash("role")


def _span(outer: MonthSpan | None, inner: MonthSpan | None) -> MonthSpan | None:
    """The period of both: March within January to March is March; otherwise the months must be the same."""
    if outer is None or inner is None or outer == inner:
        return inner or outer
    if outer.month == inner.month:
        return outer if outer.cumulative else inner
    if outer.cumulative and outer.month > inner.month and outer.month.year == inner.month.year:
        return inner
    raise MeaningsClash("span")
