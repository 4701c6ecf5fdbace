"""Files whose rows belong to an indicator of a plan and to a unit."""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from targets import access
from targets.access import Action
from targets.admin.resources import values
from targets.admin.resources.base import MasterResource, NameColumn, ResourceColumn
from targets.admin.resources.plan import NO_INDICATOR, PLAN_LABEL, of_plan
from targets.models import Indicator, ReportingUnit

NAMES_MUST_FIT = _("The names beside the codes may be left out; where they stand they must fit the codes.")


class ResourceByUnit(MasterResource):
    """Rows of indicator and unit; the codes of units that the user may not see are unknown."""

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

    related = ("indicator__plan", "unit")
    own_labels = {
        "plan": PLAN_LABEL,
        "indicator": _("indicator (code)"),
        "indicator_name": _("name of the indicator"),
        "unit": _("unit (code)"),
        "unit_name": _("name of the unit"),
    }

    def __init__(self, admin=None, request=None, **kwargs):
        super().__init__(admin=admin, request=request, **kwargs)
        if request is not None:
            seen = access.of(request.user).units(Action.VIEW_PROGRESS)
            self.fields["unit"].widget.rows = ReportingUnit.objects.filter(Q(pk__in=seen) | Q(parent__isnull=True))
