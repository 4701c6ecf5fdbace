"""Reporting units (填报单位): a tree of the city, districts and counties, streets and towns, communities."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from targets.models.shipped import Shipped
from targets.models.versions import Tracked, TrackedQuerySet
from targets.names import squeeze


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


class UnitQuerySet(TrackedQuerySet):
    def reporting(self):
        """Active units that file monthly reports and count toward the city's totals."""
        return self.filter(active=True, files_reports=True, counts_toward_city=True)

    def under(self, unit):
        """The unit and all units below it."""
        return self.filter(path__startswith=unit.path)

    def own_area(self, unit):
        """The unit with its streets, towns and communities; for the city, without those of its districts."""
        return self.filter(
            models.Q(pk=unit.pk)
            | models.Q(path__startswith=unit.path, kind__in=BELOW_DISTRICT, district_path=unit.path)
        )


class ReportingUnit(Shipped, Tracked):
    """A unit of the tree (填报单位).

    The root is the city. With all units below it, it is the whole city (全市); as a unit that files reports, it is the
    city level (市本级), that is, what the city's own offices handle. `code` is the national code of the administrative
    division. `path` is made of the codes from the root down, such as "230500/230502/"; `district_path` is the path of
    the district, county or city to which a street, town or community belongs, and for any other unit its own path.
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
    path = models.CharField(max_length=120, editable=False, db_index=True)
    district_path = models.CharField(max_length=120, editable=False)
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    files_reports = models.BooleanField(_("files monthly reports"), default=True)
    counts_toward_city = models.BooleanField(
        _("counts toward the city's total"),
        default=True,
        help_text=_("State farms and forestry lie inside the city but report to the province."),
    )
    active = models.BooleanField(_("active"), default=True)

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
    def filing_name(self) -> str:
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

    def save(self, *args, **kwargs):
        """Save, with the paths of the unit and of all units below it worked out from the parents."""
        self.path = f"{self.parent.path if self.parent else ''}{self.code}/"
        below_district = self.kind in BELOW_DISTRICT and self.parent is not None
        self.district_path = self.parent.district_path if below_district else self.path
        super().save(*args, **kwargs)
        for child in self.children.all():
            if child.path != f"{self.path}{child.code}/":
                child.parent = self
                child.save()


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
