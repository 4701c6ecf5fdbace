"""Reporting units (填报单位): a tree of the city, districts and counties, streets and towns, communities."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from functools import reduce
from operator import or_

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.lookups import Exact
from django.utils.translation import gettext_lazy as _

from targets.models.predecessors import Predecessor
from targets.models.quantities import DayOfMonth
from targets.models.shipped import Shipped
from targets.models.validity import Dated, DatedQuerySet, Decision, Version
from targets.models.versions import Tracked, one_change
from targets.names import squeeze
from targets.periods import Month


class UnitKind(models.TextChoices):
    """The administrative level or type of a unit; state farms and forestry have labour departments of their own."""

    CITY = "city", _("city")
    DISTRICT = "district", _("district")
    COUNTY = "county", _("county")
    STREET = "street", _("street")
    TOWN = "town", _("town or township")
    COMMUNITY = "community", _("community or village")
    STATE_FARM = "state_farm", _("state farm authority")
    FORESTRY = "forestry", _("forestry authority")
    MUNICIPAL = "municipal", _("body directly under the city")


BELOW_DISTRICT = (UnitKind.STREET, UnitKind.TOWN, UnitKind.COMMUNITY)
# A new unit of another level neither reports nor counts by itself, until somebody says so.
REPORTS_BY_ITSELF = (UnitKind.CITY, UnitKind.DISTRICT, UnitKind.COUNTY)


def usual_duties(kind: str) -> dict[str, bool]:
    """Whether a new unit of the level submits reports and counts toward the city's total."""
    return dict.fromkeys(("submits_reports", "counts_toward_city"), kind in REPORTS_BY_ITSELF)


class UnitQuerySet(DatedQuerySet):
    def during(self, month: Month) -> list[ReportingUnit]:
        """These units as they were in the month: under the name, level and parent they had then, to read only.

        Units that did not exist in the month are left out.
        """
        versions = UnitVersion.objects.in_force(month).filter(unit__in=self.order_by(), active=True)
        return [version.as_unit() for version in versions.select_related("unit").order_by("unit__order", "unit__code")]

    def during_each(self, months: Sequence[Month]) -> dict[Month, list[ReportingUnit]]:
        """These units as they were in each of the months, as `during` gives them, in one query."""
        versions = UnitVersion.objects.filter(unit__in=self.order_by(), from_month__lte=max(months).first_day)
        of_units: dict[int, list[UnitVersion]] = defaultdict(list)
        for version in versions.select_related("unit").order_by("unit__order", "unit__code", "from_month"):
            of_units[version.unit_id].append(version)
        found: dict[Month, list[ReportingUnit]] = {}
        for month in months:
            begun = ([one for one in own if one.begins <= month] for own in of_units.values())
            found[month] = [own[-1].as_unit() for own in begun if own and own[-1].active]
        return found

    def reporting(self):
        """Active units that submit monthly reports and count toward the city's totals."""
        return self.filter(active=True, submits_reports=True, counts_toward_city=True)

    def existing_since(self, day: date):
        """Units that exist, then those that have ended since the day, with who follows them."""
        there = self.filter(models.Q(active=True) | models.Q(ended__from_month__gt=day))
        units = there.select_related("parent", "ended").prefetch_related("ended__successions__successor")
        return units.order_by("-active", "order", "code")

    def under(self, unit):
        """The unit and all units below it."""
        return self.filter(path__startswith=unit.path)

    def own_area(self, unit):
        """The unit with its streets, towns and communities; for the city, without those of its districts."""
        return self.filter(
            models.Q(pk=unit.pk)
            | models.Q(path__startswith=unit.path, kind__in=BELOW_DISTRICT, district_path=unit.district_path)
        )

    def lock_with_reports(self, first: date) -> None:
        """Until the transaction ends nobody else changes these units, or writes their reports from this day on.

        Whoever changes several units in one transaction locks all of them first, so that nobody waits in a ring.
        """
        reports = self.model._meta.get_field("reports").related_model.objects
        reports.filter(unit__in=self.order_by().values("pk"), month__gte=first).lock_with(self)

    def left_to(self, unit):
        """Units that ended and whose papers the unit keeps, with what lay below them until then."""
        kept = [one.path for one in unit.predecessors if one.keeps_papers]
        return self.filter(reduce(or_, (models.Q(path__startswith=path) for path in kept))) if kept else self.none()


class ReportingUnit(Shipped, Dated):
    """A unit of the tree (填报单位).

    The root is the city. With all units below it, it is the whole city (全市); as a unit that submits reports, it is
    the city level (市本级), that is, what the city's own offices handle. `code` is the national code of the
    administrative division. `path` is made of the codes from the root down, such as "230500/230502/"; `district_path`
    is the path of the district, county or city to which a street, town or community belongs, and for any other unit
    its own path.

    The row says what holds now. What held in an earlier month is said by the unit's versions, which `save` keeps.

    `taken_over` repeats from which units that ended it has taken over (see `targets.models.unit_endings`), and through
    them from their own predecessors, so that sums and rights need not look it up.
    """

    code = models.CharField(_("code"), max_length=12, unique=True)
    name = models.CharField(_("name"), max_length=60)
    short_name = models.CharField(_("short name"), max_length=30)
    kind = models.CharField(_("level"), max_length=12, choices=UnitKind, default=UnitKind.DISTRICT)
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("belongs to"),
    )
    path = models.CharField(_("path in the tree of units"), max_length=120, editable=False, db_index=True)
    district_path = models.CharField(_("path of the district or county"), max_length=120, editable=False)
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    submits_reports = models.BooleanField(_("submits monthly reports"), default=True)
    counts_toward_city = models.BooleanField(
        _("counts toward the city's total"),
        default=True,
        help_text=_("State farms and forestry lie inside the city but report to the province."),
    )
    active = models.BooleanField(_("active"), default=True)
    taken_over = models.JSONField(_("has taken over from"), default=list, editable=False)

    dated_fields = frozenset(
        {
            "name_zh_hans",
            "name_en",
            "short_name_zh_hans",
            "short_name_en",
            "kind",
            "parent_id",
            "path",
            "district_path",
            "submits_reports",
            "counts_toward_city",
            "active",
        }
    )

    objects = UnitQuerySet.as_manager()

    natural_key_fields = ("code",)

    class Meta:
        verbose_name = _("reporting unit")
        verbose_name_plural = _("reporting units")
        ordering = ("order", "code")

    def __str__(self):
        return self.name

    @property
    def is_city(self) -> bool:
        return self.parent_id is None

    @property
    def predecessors(self) -> list[Predecessor]:
        """The units that ended and of which this one has taken over a share."""
        return [Predecessor.of_json(stored) for stored in self.taken_over]

    @property
    def name_in_reports(self) -> str:
        """The name of the unit in reports: 市本级 for the city level, otherwise the full name."""
        return self.short_name if self.is_city else self.name

    def clean(self):
        """Check that the unit does not lie below itself."""
        super().clean()
        above = self.parent
        while above is not None and self.pk:
            if above.pk == self.pk:
                raise ValidationError({"parent": _("A unit cannot belong to itself or to a unit below it.")})
            above = above.parent

    def save(self, *args, from_month: Month | None = None, decision: Decision | None = None, **kwargs) -> None:
        """Store the unit, with what holds from the month on; without one, a change holds from the present month.

        Keeps the path in step with the parent, the paths of all units below it, and the place that reports carry.
        Raises TypeError for a unit as it was in an earlier month, which can only be read.
        """
        self.refuse_the_past()
        with one_change(savepoint=False):
            self._keep_others_waiting(from_month, decision)
            self._store(from_month, decision, *args, **kwargs)

    def _keep_others_waiting(self, from_month: Month | None, decision: Decision | None) -> None:
        """Lock what a change of the unit writes: its reports from the month on, itself and all units below it.

        A new unit waits for the one above it, so that it never begins in a month that is being closed.
        """
        units = ReportingUnit.objects
        if self._state.adding:
            units.filter(pk=self.parent_id).lock()
            return
        path = units.filter(pk=self.pk).values_list("path", flat=True).first() or self.path
        first = max(self.from_when(from_month, decision), self.first_open_month())
        units.filter(models.Q(pk=self.pk) | models.Q(path__startswith=path)).lock_with_reports(first.first_day)

    def _store(self, from_month: Month | None, decision: Decision | None, *args, **kwargs) -> None:
        self.path = f"{self.parent.path if self.parent else ''}{self.code}/"
        below_district = self.kind in BELOW_DISTRICT and self.parent is not None
        self.district_path = self.parent.district_path if below_district else self.path
        super().save(*args, **kwargs)
        changed_from = self.keep_versions(from_month, decision)
        if changed_from is not None:
            self._stamp_reports(changed_from)
        for child in self.children.all():
            child.parent = self
            if child.path != f"{self.path}{child.code}/" or child.has_moved_with(self):
                child._store(from_month, decision)

    def has_moved_with(self, parent: ReportingUnit) -> bool:
        """Whether the parent belongs to another district now, and this unit with it."""
        return self.kind in BELOW_DISTRICT and self.district_path != parent.district_path

    def _stamp_reports(self, first: date) -> None:
        """Let the reports of the months from this one on say where the unit belonged in each of them."""
        versions = list(self.versions.filter(from_month__gte=first).order_by("from_month"))
        for version, following in zip(versions, [*versions[1:], None], strict=True):
            reports = self.reports.filter(month__gte=version.from_month)
            if following is not None:
                reports = reports.filter(month__lt=following.from_month)
            reports.update(**version.stamp)


class UnitVersion(Version):
    """What holds of a unit from a month on, until its next version (单位沿革).

    `active` says whether the unit exists.
    """

    owner = "unit"

    unit = models.ForeignKey(ReportingUnit, models.CASCADE, related_name="versions", verbose_name=_("unit"))
    name = models.CharField(_("name"), max_length=60)
    short_name = models.CharField(_("short name"), max_length=30)
    kind = models.CharField(_("level"), max_length=12, choices=UnitKind)
    parent = models.ForeignKey(
        ReportingUnit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("belongs to")
    )
    path = models.CharField(_("path in the tree of units"), max_length=120, editable=False, db_index=True)
    district_path = models.CharField(_("path of the district or county"), max_length=120, editable=False)
    submits_reports = models.BooleanField(_("submits monthly reports"))
    counts_toward_city = models.BooleanField(_("counts toward the city's total"))
    active = models.BooleanField(_("active"))

    class Meta:
        verbose_name = _("version of a unit")
        verbose_name_plural = _("versions of units")
        ordering = ("unit", "from_month")
        constraints = [
            models.UniqueConstraint(fields=("unit", "from_month"), name="unit_version_once_a_month"),
            models.CheckConstraint(condition=Exact(DayOfMonth("from_month"), 1), name="unit_version_from_first_day"),
        ]

    def __str__(self):
        return f"{self.name} · {self.begins}"

    @property
    def stamp(self) -> dict:
        """What a report of the unit carries, so that sums need not look up where it belonged."""
        return {
            "path": self.path,
            "district_path": self.district_path,
            "counts_toward_city": self.counts_toward_city,
        }

    def as_unit(self) -> ReportingUnit:
        """The unit as it was while this version held, to read only."""
        unit = self.unit
        for name in unit.dated_fields:
            setattr(unit, name, getattr(self, name))
        unit.as_of = self.begins
        return unit


class UnitAlias(Tracked):
    """Another name that spreadsheets use for a unit, such as 尖山 or 双鸭山市尖山区.

    It is matched exactly, apart from white space and width.
    """

    unit = models.ForeignKey(ReportingUnit, models.CASCADE, related_name="aliases", verbose_name=_("unit"))
    name = models.CharField(_("alias"), max_length=60, unique=True)

    class Meta:
        verbose_name = _("alias")
        verbose_name_plural = _("aliases")
        ordering = ("name",)

    def __str__(self):
        return self.name

    def save(self, *args, **kwargs):
        self.name = squeeze(self.name)
        super().save(*args, **kwargs)
