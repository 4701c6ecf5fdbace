"""Figures of last year as a file; their key is the year of the plan, indicator, unit, what they cover, and month."""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from targets import access
from targets.access import Action
from targets.admin.resources import values
from targets.admin.resources.base import MasterResource, NameColumn, ResourceColumn
from targets.admin.resources.plan import NO_INDICATOR, PLAN_LABEL, of_plan
from targets.models import Indicator, PastFigure, ReportingUnit


class PastFigureResource(MasterResource):
    """Figures of last year; the codes of units that the user may not see are unknown."""

    plan = ResourceColumn(
        attribute="indicator__plan__year", column_name="plan", widget=values.Number(values.SMALL), readonly=True
    )
    indicator = of_plan("indicator", Indicator, "code", NO_INDICATOR)
    indicator_name = NameColumn("indicator__name_zh_hans", "indicator_name")
    unit = ResourceColumn(
        attribute="unit",
        column_name="unit",
        widget=values.Reference(
            ReportingUnit, "code", _("There is no unit with the code %(value)s among those that you see.")
        ),
    )
    unit_name = NameColumn("unit__name_zh_hans", "unit_name")
    month = ResourceColumn(attribute="month", column_name="month", widget=values.WrittenMonth())

    related = ("indicator__plan", "unit")
    own_labels = {
        "plan": PLAN_LABEL,
        "indicator": _("indicator (code)"),
        "indicator_name": _("name of the indicator"),
        "unit": _("unit (code)"),
        "unit_name": _("name of the unit"),
    }
    notes = (
        _("The plan is this year's; the month is one of the year before, such as 2006-06."),
        _("The names beside the codes may be left out; where they stand they must fit the codes."),
        _("You may bring in figures of your own units and chapters; unchanged rows of others do no harm."),
    )

    class Meta:
        model = PastFigure
        import_id_fields = ("plan", "indicator", "unit", "covers", "month")
        fields = (
            "plan",
            "indicator",
            "indicator_name",
            "unit",
            "unit_name",
            "covers",
            "month",
            "value",
            "to_date",
            "numerator",
            "denominator",
            "numerator_to_date",
            "denominator_to_date",
            "footnote",
            "source",
        )

    def __init__(self, admin=None, request=None, **kwargs):
        super().__init__(admin=admin, request=request, **kwargs)
        if request is not None:
            seen = access.of(request.user).units(Action.VIEW_PROGRESS)
            self.fields["unit"].widget.rows = ReportingUnit.objects.filter(Q(pk__in=seen) | Q(parent__isnull=True))

    def before_save_instance(self, instance, row, **kwargs):
        instance.entered_by = self.request.user
        super().before_save_instance(instance, row, **kwargs)
