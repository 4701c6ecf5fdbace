"""The vocabulary of a plan: its names in both languages, with the aliases that the bureau keeps."""

from __future__ import annotations

from collections.abc import Iterable

from targets.models import Indicator, IndicatorAlias, ReportingUnit, WorkPlan
from targets.spreadsheets.layouts.vocabulary import PART_SUFFIXES, IndicatorName, UnitName, Vocabulary

LANGUAGES = ("zh_hans", "en")


def vocabulary_of(
    plan: WorkPlan,
    for_unit: ReportingUnit | None = None,
    *,
    indicators: Iterable[Indicator] | None = None,
    units: Iterable[ReportingUnit] | None = None,
) -> Vocabulary:
    """The plan's vocabulary; with a unit, that unit's own aliases go before those of all.

    Four queries; one where the plan's indicators and the active units are at hand.
    """
    names, groups = indicator_names(plan, indicators)
    words = Vocabulary(unit_names(units), names, groups)
    return words.with_names(indicators=own_names(plan, for_unit)) if for_unit else words


def _texts(row, field: str) -> list[str]:
    """The field in each language, without blanks and without repetition."""
    texts = [getattr(row, f"{field}_{language}") or "" for language in LANGUAGES]
    return list(dict.fromkeys(text for text in texts if text.strip()))


def unit_names(units: Iterable[ReportingUnit] | None = None) -> list[UnitName]:
    """All active units. The city's full name means all units together; its short name and aliases its own offices."""
    rows = ReportingUnit.objects.filter(active=True).prefetch_related("aliases") if units is None else units
    return [_unit_name(row) for row in rows]


def _unit_name(unit: ReportingUnit) -> UnitName:
    own, short = _texts(unit, "name"), _texts(unit, "short_name")
    aliases = [alias.name for alias in unit.aliases.all()]
    if unit.is_city:
        whole = own + [name.removesuffix("市") for name in own]
        return UnitName(unit.code, unit.name_in_reports, tuple(short + aliases), tuple(dict.fromkeys(whole)))
    return UnitName(unit.code, unit.name, tuple(own + short + aliases))


def indicator_names(
    plan: WorkPlan, indicators: Iterable[Indicator] | None = None
) -> tuple[list[IndicatorName], list[str]]:
    """The plan's indicators with everybody's aliases, and the titles of its chapters and tasks."""
    known = Indicator.objects.filter(plan=plan).select_related("part_of", "not_over", "task__chapter").order_by("order")
    rows = list(known if indicators is None else indicators)
    aliases: dict[int, list[str]] = {}
    shared = IndicatorAlias.objects.filter(indicator__plan=plan, unit__isnull=True)
    for pk, name in shared.values_list("indicator_id", "name"):
        aliases.setdefault(pk, []).append(name)
    groups = {
        text
        for row in rows
        for owner, field in ((row.task, "title"), (row.task.chapter, "title"), (row.task.chapter, "short_title"))
        for text in _texts(owner, field)
    }
    return [_indicator_name(row, aliases.get(row.pk, [])) for row in rows], sorted(groups)


def _indicator_name(row: Indicator, aliases: list[str]) -> IndicatorName:
    return IndicatorName(
        code=row.code,
        name=row.name,
        kind=row.kind,
        names=tuple(_texts(row, "name") + aliases),
        measure=row.unit_of_measure_zh_hans or "",
        numerator=tuple(_texts(row, "numerator_label")),
        denominator=tuple(_texts(row, "denominator_label")),
        part_of=row.part_of.code if row.part_of else "",
        not_over=row.not_over.code if row.not_over else "",
        is_net=row.has_net_parts,
    )


def own_names(plan: WorkPlan, unit: ReportingUnit) -> dict[str, str]:
    """The unit's own aliases: name to code; 合格人数/分子 is the name of a part, its code T04-2/分子."""
    own = IndicatorAlias.objects.filter(indicator__plan=plan, unit=unit).values_list("name", "indicator__code")
    named = {}
    for text, code in own:
        name, _slash, suffix = text.rpartition("/")
        named[name if suffix in PART_SUFFIXES else text] = f"{code}/{suffix}" if suffix in PART_SUFFIXES else code
    return named
