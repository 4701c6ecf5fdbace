"""Targets as a file; their key is the year of the plan, indicator, unit, what they cover, and deadline."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from targets.admin.resources.by_unit import NAMES_MUST_FIT, ResourceByUnit
from targets.models import Indicator, Target


class TargetResource(ResourceByUnit):
    """Targets as rows of a file."""

    notes = (
        NAMES_MUST_FIT,
        _("You may set targets of your own units and chapters; unchanged rows of others do no harm."),
    )

    class Meta:
        model = Target
        import_id_fields = ("plan", "indicator", "unit", "covers", "deadline")
        fields = (
            "plan",
            "indicator",
            "indicator_name",
            "unit",
            "unit_name",
            "covers",
            "deadline",
            "value",
            "baseline",
            "source",
        )

    def lock(self) -> None:
        """Lock the indicators, for which others give out targets, and by which months are closed."""
        Indicator.objects.lock()
