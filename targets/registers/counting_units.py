"""Whose report counts the entries of a unit: that of a street which reports by itself, or that of its district."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db.models import CharField, F, Q, QuerySet
from django.db.models.expressions import Case, Combinable, When
from django.db.models.functions import Cast

from targets.models import ReportingUnit, UnitSuccession, UnitVersion
from targets.models.units import BELOW_DISTRICT
from targets.periods import Month


class CountingUnits:
    """The unit whose report counts the entries of each unit, in each of the months, as the tree was then.

    Units are named by their codes.

    Entries of a street, town or community count for the nearest unit that reports: itself, the street above it, or at
    last its district. So a street that reports by itself is not counted again by its district. Entries of a unit that
    ended count for whoever keeps its papers.

    Three queries are the most, one where no unit has ended and none below a district has ever reported or moved, and
    none without months.
    """

    def __init__(self, months: Sequence[Month]):
        reports, has_moved = Q(active=True, submits_reports=True), ~Q(district_path=F("unit__district_path"))
        below, followed = Q(kind__in=BELOW_DISTRICT), Q(unit__ended__successions__keeps_papers=True)
        self._versions: dict[Month, dict[int, UnitVersion]] = {month: {} for month in months}
        self._codes: dict[Month, dict[int, str]] = {month: {} for month in months}
        self._today: dict[int, str] = {}
        if months and UnitVersion.objects.filter(below & (reports | has_moved) | followed).exists():
            concerned = UnitVersion.objects.filter(below | followed)
            versions = list(concerned.select_related("unit").order_by("from_month"))
            ends = list(UnitSuccession.objects.filter(keeps_papers=True).select_related("ending__unit", "successor"))
            for month in months:
                self._read(month, versions, [one for one in ends if one.ending.since <= month])

    def _read(self, month: Month, versions: Iterable[UnitVersion], ends: Sequence[UnitSuccession]) -> None:
        held = {version.unit_id: version for version in versions if version.from_month <= month.first_day}
        reporting = {
            version.path
            for version in held.values()
            if version.active and version.submits_reports and version.kind in BELOW_DISTRICT
        }
        self._versions[month] = held
        for key, version in held.items():
            self._today[key] = code_of(version.unit.district_path)
            place, district = _followed(version.path, version.district_path, ends)
            own = [path for path in reporting if place.startswith(path)]
            code = code_of(max(own, key=len, default=district))
            # Whoever counts for today's district needs no mention.
            if code != self._today[key]:
                self._codes[month][key] = code

    @property
    def _exceptions(self) -> set[int]:
        """Units whose entries, in any of the months, do not count for the district to which they belong today."""
        return {key for codes in self._codes.values() for key in codes}

    def grouping(self) -> Combinable:
        """What entries are grouped by in a query, so that `code` can tell whose report counts each group."""
        if not self._exceptions:
            return F("unit__district_path")
        exceptional = When(unit__in=sorted(self._exceptions), then=Cast("unit_id", CharField()))
        return Case(exceptional, default=F("unit__district_path"))

    def code(self, group: str, month: Month) -> str:
        """The unit whose report counts a group of entries in the month."""
        if "/" in group:
            return code_of(group)
        key = int(group)
        return self._codes[month].get(key) or self._today[key]

    def units_of(self, unit: ReportingUnit, month: Month) -> QuerySet:
        """The units whose entries count for the unit's report of the month."""
        codes = self._codes[month]
        mine = ReportingUnit.objects.filter(pk__in=[key for key, code in codes.items() if code == unit.code])
        return ReportingUnit.objects.own_area(unit).exclude(pk__in=codes) | mine

    def left_out(self, unit: ReportingUnit, month: Month) -> list[str]:
        """The names of the units directly below the unit's own part that report by themselves in the month."""
        held = (version for version in self._versions[month].values() if version.kind in BELOW_DISTRICT)
        reporting = {version.path: version for version in held if version.active and version.submits_reports}
        names: dict[str, str] = {}
        for path, version in sorted(reporting.items()):
            above = [other for other in reporting if other != path and path.startswith(other)]
            if code_of(max(above, key=len, default=version.district_path)) == unit.code:
                names[path] = version.name
        return list(names.values())


def _followed(path: str, district_path: str, ends: Sequence[UnitSuccession]) -> tuple[str, str]:
    """The place whose report counts what belonged to a place: that of the keeper of its papers where it has ended."""
    for one in ends:
        if path.startswith(one.ending.unit.path):
            # The keeper may have ended itself; nobody ends twice, so that this comes to an end.
            return _followed(one.successor.path, one.successor.district_path, ends)
    return path, district_path


def code_of(path: str) -> str:
    """The code of the unit at the end of a path."""
    return path.rstrip("/").rsplit("/", 1)[-1]


def units_counted_for(unit: ReportingUnit) -> QuerySet | None:
    """The units whose entries can count for the unit's report of any month; None for the city's: all entries can."""
    if unit.is_city:
        return None
    below = UnitVersion.objects.filter(path__startswith=unit.path, kind__in=BELOW_DISTRICT)
    counted = ReportingUnit.objects.filter(Q(pk=unit.pk) | Q(pk__in=below.values("unit")))
    return counted | ReportingUnit.objects.left_to(unit) if unit.taken_over else counted
