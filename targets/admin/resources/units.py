"""Reporting units as a file, with their parents and aliases."""

from __future__ import annotations

from contextlib import suppress

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from targets import clock
from targets.admin.resources import values
from targets.admin.resources.base import ListedColumn, MasterResource, ResourceColumn
from targets.models import ReportingUnit, UnitAlias
from targets.models.units import usual_duties
from targets.names import squeeze
from targets.periods import Month

ENDED_ON_ITS_PAGE = gettext_lazy("A unit is ended on its own page in the admin, where its successor is asked for.")
ALIAS_LENGTH = UnitAlias._meta.get_field("name").max_length


class AliasesCell(values.ResourceCell):
    """A cell with all aliases of a unit, separated by "、"; they are compared in the form in which they are stored."""

    hint = gettext_lazy("all other names, divided by 、")

    def clean(self, value, row=None, **kwargs) -> tuple[str, ...]:
        text = values.as_text(value)
        for divider in "，,;；\n":
            text = text.replace(divider, "、")
        names = {squeeze(name) for name in text.split("、")} - {""}
        if any(len(name) > ALIAS_LENGTH for name in names):
            raise ValueError(_("An alias has at most %(most)s characters.") % {"most": ALIAS_LENGTH})
        return tuple(sorted(names))

    def render(self, value, obj=None, **kwargs):
        return "、".join(value or ())


def stored_aliases(unit: ReportingUnit) -> tuple[str, ...]:
    """The aliases of a unit as they are stored."""
    return tuple(sorted(alias.name for alias in unit.aliases.all()))


class UnitResource(MasterResource):
    """Units, with their code as key; the unit to which one belongs comes in an earlier row or exists already."""

    parent = ResourceColumn(
        attribute="parent",
        column_name="parent",
        widget=values.Reference(ReportingUnit, "code", gettext_lazy("There is no unit with the code %(value)s.")),
    )
    aliases = ListedColumn("aliases", AliasesCell(), stored_aliases)

    related = ("parent",)
    prefetched = ("aliases",)
    own_labels = {"parent": gettext_lazy("belongs to (code)"), "aliases": UnitAlias._meta.verbose_name_plural}
    notes = (gettext_lazy("The cell of aliases holds all of them: one that is left out is taken away."),)

    class Meta:
        model = ReportingUnit
        import_id_fields = ("code",)
        fields = (
            "code",
            "name_zh_hans",
            "name_en",
            "short_name_zh_hans",
            "short_name_en",
            "kind",
            "parent",
            "order",
            "submits_reports",
            "counts_toward_city",
            "active",
            "aliases",
        )

    def lock(self) -> None:
        """Lock all units, and their reports of the months from which changes can hold."""
        ReportingUnit.objects.all().lock_with_reports(Month.of(clock.today()).first_day)

    def after_init_instance(self, instance, new, row, **kwargs):
        """What the file does not say of a new unit is as usual for its level."""
        super().after_init_instance(instance, new, row, **kwargs)
        if new and "kind" in row:
            with suppress(ValueError):
                for name, usual in usual_duties(self.fields["kind"].clean(row)).items():
                    setattr(instance, name, usual)

    def validate_instance(self, instance, import_validation_errors=None, validate_unique=True):
        """Refuse to end a unit, or to take one into use again: its own page asks for successors."""
        if self.before.pk and self.before.active != instance.active:
            raise ValidationError({"active": [ENDED_ON_ITS_PAGE]})
        super().validate_instance(instance, import_validation_errors, validate_unique)

    def more_errors(self, instance) -> dict:
        """Refuse aliases that other units have."""
        wanted = self.fields["aliases"].wanted(instance) or ()
        taken = UnitAlias.objects.filter(name__in=wanted).exclude(unit=instance.pk).select_related("unit")
        text = _("%(alias)s is an alias of %(unit)s already.")
        return {"aliases": [text % {"alias": alias.name, "unit": alias.unit} for alias in taken]} if taken else {}

    def after_save_instance(self, instance, row, **kwargs):
        wanted = self.fields["aliases"].wanted(instance)
        if wanted is None:
            return
        for alias in instance.aliases.exclude(name__in=wanted):
            alias.delete()
        known = set(instance.aliases.values_list("name", flat=True))
        for name in wanted:
            if name not in known:
                UnitAlias.objects.create(unit=instance, name=name)
