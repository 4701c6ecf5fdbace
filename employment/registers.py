"""The registers of employment: what their lists show and what is counted from them."""

from django.db.models import Count, Q, Sum
from django.utils.translation import gettext_lazy as _

from employment import models
from employment.models.households import HouseholdExit
from employment.models.training import RURAL, TrainingType
from targets.registers import Deadline, Figure, Register, register


@register
class ZeroEmploymentHouseholds(Register):
    code, task = "R01", 3
    model = models.ZeroEmploymentHousehold
    columns = ("household_no", "head", "unit", "community", "recognised_on", "due_on", "exited_on", "officer")
    search = ("household_no", "community", "identity_number", "head")
    filters = ("exit_reason",)
    key = ("household_no",)
    deadline = Deadline(90, _("Newly found households are helped within three months (provincial rules of 2006)"))
    figures = (
        Figure("outstanding", _("Households outstanding"), Count("pk"), standing=True, measure="户"),
        Figure("found", _("Households found"), Count("pk"), measure="户"),
        Figure(
            "helped",
            _("Households helped into work"),
            Count("pk"),
            on="exited_on",
            where=Q(exit_reason=HouseholdExit.EMPLOYED),
            measure="户",
        ),
    )


def _trained(indicator: str, label, *types: TrainingType) -> Figure:
    """Persons trained in classes of these types that ended in the month."""
    return Figure(
        indicator, label, Sum("trained"), on="ended_on", where=Q(training_type__in=types), indicator=indicator
    )


@register
class TrainingClasses(Register):
    code, task = "R09", 4
    model = models.TrainingClass
    columns = ("class_no", "training_type", "provider", "unit", "trade", "started_on", "ended_on", "trained", "passed")
    search = ("class_no", "provider", "trade")
    filters = ("training_type",)
    key = ("class_no",)
    figures = (
        _trained("T04-1", _("Unemployed persons trained"), TrainingType.UNEMPLOYED),
        Figure(
            "T04-2",
            _("Pass rate"),
            Sum("passed"),
            Sum("examined"),
            on="ended_on",
            where=Q(training_type=TrainingType.UNEMPLOYED),
            indicator="T04-2",
        ),
        _trained("T04-3", _("Start-up training"), TrainingType.START_UP),
        _trained("T04-4", _("Labour preparation (urban)"), TrainingType.PREPARATORY_URBAN),
        _trained("T04-5", _("Rural workers trained"), *RURAL),
        _trained("T04-6", _("Labour preparation (rural)"), TrainingType.PREPARATORY_RURAL),
        _trained("T04-7", _("Trained before labour export"), TrainingType.PRE_EXPORT),
    )
