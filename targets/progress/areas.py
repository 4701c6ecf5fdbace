"""The area whose progress is looked at: a unit with everything below it, or its own part alone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q

from targets.models import Covers, ReportingUnit


@dataclass(frozen=True)
class Area:
    """A unit with everything below it (for the city 全市), or its own part alone (市本级)."""

    unit: ReportingUnit
    covers: Covers = Covers.WHOLE

    def units(self) -> list[ReportingUnit]:
        """The units whose figures add up to the area's."""
        if self.covers == Covers.OWN:
            units = ReportingUnit.objects.own_area(self.unit)
        else:
            units = ReportingUnit.objects.under(self.unit)
        counted = Q(counts_toward_city=True) | Q(pk=self.unit.pk)
        return list(units.filter(counted, active=True, files_reports=True))

    def among(self, units: Iterable[ReportingUnit]) -> list[ReportingUnit]:
        """The same units as `units` gives, chosen from units that have been read already."""
        return [
            unit
            for unit in units
            if unit.active
            and unit.files_reports
            and (unit.counts_toward_city or unit.pk == self.unit.pk)
            and self.has(unit)
        ]

    def has(self, unit: ReportingUnit) -> bool:
        """Whether the unit belongs to the area, be its figures counted there or not."""
        if self.covers == Covers.OWN:
            return unit.pk == self.unit.pk or unit.district_path == self.unit.path
        return unit.path.startswith(self.unit.path)

    @property
    def is_city_whole(self) -> bool:
        return self.unit.is_city and self.covers == Covers.WHOLE

    @property
    def label(self) -> str:
        """The unit's name; of the city's own part its short name."""
        return self.unit.short_name if self.unit.is_city and self.covers == Covers.OWN else self.unit.name
