"""The registers of migrant workers: what their lists show and what is counted from them."""

from django.db.models import Count, Sum
from django.utils.translation import gettext_lazy as _

from migrant_workers import models
from targets.registers import LABOUR_INSPECTION, MIGRANTS, CountedFigure, Register, measures, register


def _of(key: str, label, counts, *, measure: str, **more) -> CountedFigure:
    return CountedFigure(key, label, counts, measure=measure, group=MIGRANTS, **more)


@register
class WageDeposits(Register):
    """The ledger has one day a deposit: what was used and returned counts with the deposit that it came from."""

    code, task = "R20", 20
    model = models.WageDeposit
    columns = ("project", "builder", "unit", "sector", "cost", "rate", "due", "paid", "balance", "paid_on")
    search = ("project", "builder", "developer")
    filters = ("sector", "grade")
    key = ("project", "builder")
    heading_words = {"行业(建筑/餐饮)": "sector"}
    figures = (
        _of("due", _("Deposits due"), Sum("due"), measure=measures.TEN_THOUSAND_YUAN),
        _of("paid", _("Deposits paid"), Sum("paid"), measure=measures.TEN_THOUSAND_YUAN),
        _of("used", _("Deposits used for wages"), Sum("used"), measure=measures.TEN_THOUSAND_YUAN),
        _of("returned", _("Deposits returned"), Sum("returned"), measure=measures.TEN_THOUSAND_YUAN),
        _of("balance", _("Balance of deposits"), Sum("balance"), measure=measures.TEN_THOUSAND_YUAN, standing=True),
    )


@register
class GreenChannelCases(Register):
    code, task = "R25", 24
    model = models.GreenChannelCase
    columns = ("case_no", "firm", "unit", "claim", "workers", "amount", "received_on", "due_on", "closed_on", "days")
    search = ("case_no", "firm")
    filters = ("claim",)
    key = ("case_no",)
    # The channel is quicker than the law asks for; beyond the law's own day a case is late in any event.
    deadline = LABOUR_INSPECTION
    figures = (
        _of("received", _("Green-channel cases received"), Count("pk"), measure=measures.CASES),
        _of("workers", _("Workers in green-channel cases"), Sum("workers"), measure=measures.PERSONS),
        _of("closed", _("Green-channel cases closed"), Count("pk"), measure=measures.CASES, on="closed_on"),
        _of(
            "average_days",
            _("Average days to closing"),
            Sum("days"),
            measure=measures.DAYS,
            out_of=Count("pk"),
            on="closed_on",
        ),
        _of("pending", _("Green-channel cases pending"), Count("pk"), measure=measures.CASES, standing=True),
    )


@register
class MigrantInsurances(Register):
    code, task = "R24", 25
    model = models.MigrantInsurance
    columns = ("firm", "sector", "unit", "project", "migrants", "work_injury", "medical", "insured_since")
    search = ("firm", "project")
    filters = ("sector",)
    key = ("firm", "project", "insured_since")
    heading_words = {"行业(矿山/建筑/其他)": "sector"}
    figures = (
        _of("migrants", _("Migrant workers in the drive"), Sum("migrants"), measure=measures.PERSONS, standing=True),
        _of(
            "work_injury",
            _("Migrant workers insured against work injury"),
            Sum("work_injury"),
            measure=measures.PERSONS,
            standing=True,
        ),
        _of("medical", _("Migrant workers insured medically"), Sum("medical"), measure=measures.PERSONS, standing=True),
    )
