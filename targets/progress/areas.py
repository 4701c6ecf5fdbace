"""The area whose progress is looked at: a unit with everything below it, or its own part, as it was in a month."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from django.db.models import Q

from targets.models import Covers, ReportingUnit
from targets.periods import Month


class Placed(Protocol):
    """A unit, or what one of its reports says of where the unit belonged."""

    @property
    def pk(self) -> int: ...

    @property
    def path(self) -> str: ...

    @property
    def district_path(self) -> str: ...


@dataclass(frozen=True)
class Area:
    """A unit with everything below it (for the city 全市), or its own part alone (市本级).

    The unit is as it was in the month that is asked about.
    """

    unit: ReportingUnit
    covers: Covers = Covers.WHOLE

    def units(self, month: Month) -> list[ReportingUnit]:
        """The units that are asked for reports of the month, and whose figures add up to the area's."""
        return self.among(ReportingUnit.objects.during(month))

    def among(self, units: Iterable[ReportingUnit]) -> list[ReportingUnit]:
        """The same units as `units` gives, chosen from units as they were in the month."""
        return [
            unit
            for unit in units
            if unit.active
            and unit.submits_reports
            and (unit.counts_toward_city or unit.pk == self.unit.pk)
            and self.has(unit)
        ]

    def has(self, placed: Placed) -> bool:
        """Whether a unit in this place belongs to the area, be its figures counted there or not."""
        if self.covers == Covers.OWN:
            return placed.pk == self.unit.pk or placed.district_path == self.unit.path
        return placed.path.startswith(self.unit.path)

    def reports(self, prefix: str = "") -> Q:
        """The condition on the reports whose figures add up to the area's; `prefix` leads to the report.

        Each report says where its unit belonged in its month, so that a unit which moved later, or ended, stays in the
        sums of the months before.
        """
        own = Q(**{f"{prefix}unit": self.unit.pk})
        counted = Q(**{f"{prefix}counts_toward_city": True}) | own
        if self.covers == Covers.OWN:
            return counted & (own | Q(**{f"{prefix}district_path": self.unit.path}))
        # Every report lies below the city: asking each for its place takes as long as all the rest.
        return counted if self.unit.is_city else counted & Q(**{f"{prefix}path__startswith": self.unit.path})

    @property
    def is_city_whole(self) -> bool:
        return self.unit.is_city and self.covers == Covers.WHOLE

    @property
    def label(self) -> str:
        """The unit's name; of the city's own part its short name."""
        return self.unit.short_name if self.unit.is_city and self.covers == Covers.OWN else self.unit.name
