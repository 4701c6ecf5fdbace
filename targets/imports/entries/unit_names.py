"""The names by which files call units, and which of these units a user keeps."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from modeltranslation.utils import build_localized_fieldname

from targets import access
from targets.models import ReportingUnit, UnitAlias
from targets.names import squeeze
from targets.registers.declaration import Register

NAME_COLUMNS = [
    build_localized_fieldname(name, language)
    for name in ("name", "short_name")
    for language, _label in settings.LANGUAGES
]


@dataclass(frozen=True, slots=True)
class UnitNames:
    """Units by code, name, short name and alias; a name of several units is none's, unless the user keeps only one."""

    kept: dict[str, ReportingUnit]
    others: frozenset[str]

    @classmethod
    def of(cls, user, register: Register) -> UnitNames:
        """Three queries, however many rows a file has."""
        keys = {unit.pk for unit in access.kept_units(user, register)}
        units = {unit.pk: unit for unit in ReportingUnit.objects.all()}
        kept: dict[str, set[int]] = {}
        others: set[str] = set()
        for key, name in _names(units):
            if key in keys:
                kept.setdefault(name, set()).add(key)
            else:
                others.add(name)
        clear = {name: units[next(iter(found))] for name, found in kept.items() if len(found) == 1}
        return cls(clear, frozenset(others))

    def find(self, text: object) -> ReportingUnit | None:
        return self.kept.get(_plain(text))

    def is_others(self, text: object) -> bool:
        """Is it a unit, but not one that the user keeps?"""
        return _plain(text) in self.others


def _plain(text: object) -> str:
    if isinstance(text, float) and text.is_integer():
        text = int(text)
    return squeeze(str(text))


def _names(units: dict[int, ReportingUnit]) -> list[tuple[int, str]]:
    """In all languages: a template may be filled in by one reader and brought back by another."""
    own = [
        (unit.pk, squeeze(name))
        for unit in units.values()
        for name in {unit.code, *(getattr(unit, column) for column in NAME_COLUMNS)}
        if name
    ]
    return [*own, *UnitAlias.objects.values_list("unit_id", "name")]
