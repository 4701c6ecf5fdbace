"""Figures of last year as a file; their key is the year of the plan, indicator, unit, what they cover, and month."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _
from tablib import Dataset

from targets.admin.resources import tables, values
from targets.admin.resources.base import ResourceColumn
from targets.admin.resources.by_unit import NAMES_MUST_FIT, ResourceByUnit
from targets.models import PastFigure
from targets.models.past_figures import NUMBERS


class PastFigureResource(ResourceByUnit):
    """Figures of last year as rows of a file."""

    month = ResourceColumn(attribute="month", column_name="month", widget=values.WrittenMonth())

    notes = (
        _("The plan is this year's; the month is one of the year before, such as 2006-06."),
        _("Rows with neither a number nor a footnote, as in a blank workbook, are left out."),
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

    def before_import(self, dataset, **kwargs):
        """Leave out the rows in which nothing was filled in; they erase nothing either."""
        super().before_import(dataset, **kwargs)
        told = [place for place, name in enumerate(dataset.headers or []) if name in (*NUMBERS, "footnote")]
        for place in reversed(range(len(dataset))):
            if all(dataset[place][column] in (None, "") for column in told):
                del dataset[place]
                del self.lines[place]

    def blank_workbook(self, figures: Iterable[PastFigure]) -> bytes:
        """A workbook with a row for each figure, stored or not, to be filled in and imported."""
        rows = [self.export_resource(figure, force_native_type=True) for figure in figures]
        dataset = Dataset(*rows, headers=self.get_export_headers(), title=str(PastFigure._meta.verbose_name_plural))
        return tables.ExcelWorkbook().export_data(dataset)

    def before_save_instance(self, instance, row, **kwargs):
        instance.entered_by = self.request.user
        super().before_save_instance(instance, row, **kwargs)
