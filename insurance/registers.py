"""The registers of social insurance: what their lists show and what is counted from them."""

from django.db.models import Count, DecimalField, F, Q, Sum
from django.utils.translation import gettext_lazy as _

from insurance import models
from insurance.models.coverage import Scheme
from targets.registers import MIGRANTS, CountedFigure, Deadline, Register, measures, register

AMOUNT = DecimalField(max_digits=16, decimal_places=2)
# Arrears stay out of both parts of the collection rate (征缴率).
CURRENT = Sum(F("paid") - F("arrears_recovered"), output_field=AMOUNT)


def _insured(key: str, label, scheme: Scheme, indicator: str = "") -> CountedFigure:
    """Insured persons at the month's end: a stock that every employer states for every month."""
    return CountedFigure(
        key, label, Sum("closing"), where=Q(scheme=scheme), indicator=indicator, measure=measures.PERSONS, stock=True
    )


@register
class CoverageStatements(Register):
    code, task = "R10", 7
    model = models.CoverageStatement
    columns = ("employer_no", "employer", "unit", "scheme", "month", "closing", "due", "paid", "arrears_left")
    search = ("employer_no", "employer")
    filters = ("scheme",)
    key = ("employer_no", "scheme", "month")
    figures = (
        _insured("T09-1", _("Insured against unemployment"), Scheme.UNEMPLOYMENT, "T09-1"),
        CountedFigure(
            "T09-2",
            _("Unemployment contributions collected, arrears included"),
            Sum("paid"),
            where=Q(scheme=Scheme.UNEMPLOYMENT),
            indicator="T09-2",
        ),
        _insured("T10-1", _("Medically insured"), Scheme.MEDICAL, "T10-1"),
        CountedFigure(
            "T10-2",
            _("Collection rate of medical contributions"),
            CURRENT,
            Sum("due"),
            where=Q(scheme=Scheme.MEDICAL),
            indicator="T10-2",
        ),
        _insured("T11-1", _("Insured against work injury"), Scheme.WORK_INJURY, "T11-1"),
        _insured("pension", _("Insured for a pension"), Scheme.PENSION),
        _insured("maternity", _("Insured for maternity"), Scheme.MATERNITY),
        CountedFigure(
            "migrants_work_injury",
            _("Migrant workers insured against work injury"),
            Sum("migrants"),
            where=Q(scheme=Scheme.WORK_INJURY),
            measure=measures.PERSONS,
            stock=True,
            group=MIGRANTS,
        ),
        CountedFigure(
            "migrants_medical",
            _("Migrant workers medically insured"),
            Sum("migrants"),
            where=Q(scheme=Scheme.MEDICAL),
            measure=measures.PERSONS,
            stock=True,
            group=MIGRANTS,
        ),
        CountedFigure(
            "arrears_recovered", _("Arrears recovered"), Sum("arrears_recovered"), measure=measures.TEN_THOUSAND_YUAN
        ),
        CountedFigure(
            "arrears_left", _("Arrears left"), Sum("arrears_left"), measure=measures.TEN_THOUSAND_YUAN, stock=True
        ),
    )


@register
class CollectionPlans(Register):
    code, task = "R10-1", 7
    model = models.CollectionPlan
    columns = ("scheme", "year", "unit", "planned", "planned_arrears", "set_on", "source")
    filters = ("scheme",)
    key = ("scheme", "year")


@register
class FundStatements(Register):
    code, task = "R10-2", 12
    model = models.FundStatement
    columns = ("scheme", "month", "unit", "opening", "income", "expenditure", "balance")
    filters = ("scheme",)
    key = ("scheme", "month")
    figures = (
        CountedFigure("income", _("Fund income"), Sum("income"), measure=measures.TEN_THOUSAND_YUAN),
        CountedFigure("expenditure", _("Fund expenditure"), Sum("expenditure"), measure=measures.TEN_THOUSAND_YUAN),
        CountedFigure("balance", _("Fund balance"), Sum("balance"), measure=measures.TEN_THOUSAND_YUAN, stock=True),
    )


@register
class FundCases(Register):
    code, task = "R11", 12
    model = models.FundCase
    columns = ("case_no", "scheme", "unit", "source", "received_on", "amount", "recovered", "due_on", "closed_on")
    search = ("case_no",)
    filters = ("scheme", "source", "nature")
    key = ("case_no",)
    heading_words = {"立案日期": "received_on"}
    # Sixty days are the bureau's own reading; its rule is entered in the admin.
    deadline = Deadline(60, _("the bureau's own rule, to be confirmed"))
    figures = (
        CountedFigure("received", _("Fund cases opened"), measure=measures.CASES),
        CountedFigure("closed", _("Fund cases closed"), on="closed_on", measure=measures.CASES),
        CountedFigure(
            "recovered",
            _("Money recovered in closed cases"),
            Sum("recovered"),
            on="closed_on",
            measure=measures.TEN_THOUSAND_YUAN,
        ),
        CountedFigure("pending", _("Fund cases pending"), standing=True, measure=measures.CASES),
    )


@register
class InsuranceContinuations(Register):
    code, task = "R31", 6
    model = models.InsuranceContinuation
    columns = ("name", "former_firm", "unit", "scheme", "due_on", "continued_on", "months_broken")
    search = ("former_firm", "name")
    filters = ("scheme",)
    figures = (
        CountedFigure("should", _("Insurances to be continued"), Count("pk"), measure=measures.PERSONS),
        CountedFigure("continued", _("Insurances continued"), Count("pk"), on="continued_on", measure=measures.PERSONS),
        CountedFigure("outstanding", _("Insurances not yet continued"), standing=True, measure=measures.PERSONS),
    )
