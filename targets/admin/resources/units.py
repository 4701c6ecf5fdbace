"""Reporting units as a file, with their parents and aliases."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from targets import clock
from targets.admin.resources import values
from targets.admin.resources.base import ListedColumn, MasterResource, ResourceColumn
from targets.models import ReportingUnit, UnitAlias
from targets.names import squeeze
from targets.periods import Month

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
