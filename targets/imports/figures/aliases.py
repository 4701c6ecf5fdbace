"""Keeping names that the bureau has explained as aliases, so that they are known from then on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from targets.access import Access, Action
from targets.imports.figures.findings import FileFound
from targets.imports.figures.proposals import ImportPlan
from targets.imports.figures.table_reading import NAME
from targets.models import IndicatorAlias, UnitAlias
from targets.names import squeeze
from targets.spreadsheets.layouts.vocabulary import read_key


def keep_aliases(
    answers: Mapping[str, str], files: Iterable[FileFound], plan: ImportPlan, rights: Access | None
) -> None:
    """Keep the answered names: a unit's for everybody, an indicator's for the one unit whose sheets they stood in.

    In a table of many units a name is no single unit's custom and holds for all. Only the bureau's answers are kept,
    and a section's on what it reviews; a district's hold for this import alone. `rights` is None for whoever runs the
    server. A name that begins with 其中 is not kept: it is a part of what stands above it, and the next sheet may have
    it below something else.
    """
    units = {table.unit_code for file in files for sheet in file.sheets for table in sheet.tables}
    keeps_plan = rights is None or rights.everywhere(Action.MANAGE_PLAN)
    city = next(unit for unit in plan.units.values() if unit.is_city)
    custom_of = plan.units.get(units.pop()) if len(units) == 1 else None
    for key, code in answers.items():
        name = squeeze(key.removeprefix(NAME))
        if not key.startswith(NAME) or read_key(name)[1]:
            continue
        if code in plan.units and keeps_plan:
            UnitAlias.objects.get_or_create(name=name, defaults={"unit": plan.units[code]})
        elif code in plan.indicators and (keeps_plan or rights.may(Action.REVIEW, custom_of or city, plan.app(code))):
            IndicatorAlias.objects.get_or_create(name=name, indicator=plan.indicators[code], unit=custom_of)
