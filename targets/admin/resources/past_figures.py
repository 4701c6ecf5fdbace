"""Figures of last year as a file; their key is the year of the plan, indicator, unit, what they cover, and month."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from targets.admin.resources import values
from targets.admin.resources.base import ResourceColumn
from targets.admin.resources.by_unit import NAMES_MUST_FIT, ResourceByUnit
from targets.models import PastFigure


class PastFigureResource(ResourceByUnit):
    """Figures of last year as rows of a file."""

    month = ResourceColumn(attribute="month", column_name="month", widget=values.WrittenMonth())

    notes = (
        _("The plan is this year's; the month is one of the year before, such as 2006-06."),
        NAMES_MUST_FIT,
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

    def before_save_instance(self, instance, row, **kwargs):
        instance.entered_by = self.request.user
        super().before_save_instance(instance, row, **kwargs)
