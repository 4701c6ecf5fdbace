"""The registers of labour relations: what their lists show and what is counted from them.

Rates are counted month by month; over a span the panel divides what the months add up to.
"""

from django.db.models import Count, F, Q, Sum
from django.utils.translation import gettext_lazy as _

from labor_relations import models
from labor_relations.models.arbitration import Outcome
from labor_relations.models.inspection import InspectionLevel
from labor_relations.models.petitions import IN_GROUPS, OVER_OFFICES
from targets.registers import (
    LABOUR_INSPECTION,
    MIGRANTS,
    CountedFigure,
    Deadline,
    Element,
    Register,
    measures,
    register,
)


@register
class WageArrearsCases(Register):
    code, task = "R16", 17
    model = models.WageArrearsCase
    columns = ("case_no", "firm", "unit", "industry", "received_on", "workers", "owed", "paid", "due_on", "closed_on")
    search = ("case_no", "firm")
    filters = ("industry", "paid_from")
    key = ("case_no",)
    deadline = LABOUR_INSPECTION
    heading_words = {"资金来源(企业/保障金)": "paid_from"}
    figures = (
        CountedFigure("received", _("Arrears cases received"), measure=measures.CASES),
        CountedFigure("workers", _("Workers whose wages were owed"), Sum("workers"), measure=measures.PERSONS),
        CountedFigure(
            "migrants",
            _("Migrant workers whose wages were owed"),
            Sum("migrants"),
            measure=measures.PERSONS,
            group=MIGRANTS,
        ),
        CountedFigure("owed", _("Wages owed in cases received"), Sum("owed"), measure=measures.TEN_THOUSAND_YUAN),
        CountedFigure("closed", _("Arrears cases closed"), on="closed_on", measure=measures.CASES),
        CountedFigure(
            "cleared",
            _("Wages cleared in cases closed"),
            Sum("paid"),
            on="closed_on",
            measure=measures.TEN_THOUSAND_YUAN,
        ),
        CountedFigure("pending", _("Arrears cases pending"), standing=True, measure=measures.CASES),
    )


@register
class ContractFilings(Register):
    code, task = "R17", 19
    model = models.ContractFiling
    columns = ("filing_no", "firm", "unit", "ownership", "workers", "should_sign", "signed", "filed_on", "replaced_on")
    search = ("filing_no", "firm")
    filters = ("ownership",)
    key = ("filing_no",)
    figures = (
        CountedFigure(
            "T19-1",
            _("Signing rate of labour contracts"),
            Sum("signed"),
            Sum("workers"),
            standing=True,
            indicator="T19-1",
        ),
        CountedFigure("firms", _("Firms with a filing"), standing=True, where=Q(workers__gt=0), measure=measures.FIRMS),
        CountedFigure("filed", _("Filings made"), measure=measures.CASES),
        CountedFigure(
            "migrants",
            _("Migrant workers with a labour contract"),
            Sum("migrants_signed"),
            standing=True,
            measure=measures.PERSONS,
            group=MIGRANTS,
        ),
    )


STAFFED = Q(staff__gt=0)


def _network(key: str, label, counts, **more) -> CountedFigure:
    """Something of the bodies that are set up and have staff at the month's end."""
    return CountedFigure(
        key, label, counts, standing=True, where=STAFFED, reached="set_up_on", measure=measures.ITEMS, **more
    )


@register
class InspectionBodies(Register):
    code, task = "R18", 20
    model = models.InspectionBody
    columns = ("name", "level", "unit", "approval", "set_up_on", "posts", "staff", "grids", "assistants", "linked")
    search = ("name", "place", "approval")
    filters = ("level", "linked")
    key = ("name",)
    heading_words = {"层级(市/县区/街道/社区)": "level"}
    figures = (
        CountedFigure(
            "T20-1",
            _("Inspection bodies set up, of those to be built"),
            Count("pk", filter=STAFFED),
            Count("pk"),
            standing=True,
            reached="set_up_on",
            indicator="T20-1",
        ),
        _network("grids", _("Grids of inspection"), Sum("grids")),
        CountedFigure(
            "assistants",
            _("Inspection assistants"),
            Sum("assistants"),
            standing=True,
            where=STAFFED,
            reached="set_up_on",
            measure=measures.PERSONS,
        ),
        _network("linked", _("Bodies linked with the province"), Count("pk", filter=Q(linked=True))),
    )
    elements = tuple(
        Element(code, "set_up_on", Q(level__in=levels, abolished_on__isnull=True), STAFFED & Q(linked=True))
        for code, levels in (
            ("T20-2-2", [InspectionLevel.CITY]),
            ("T20-2-3", [InspectionLevel.DISTRICT]),
            ("T20-2-4", [InspectionLevel.STREET, InspectionLevel.COMMUNITY]),
        )
    )


@register
class IntegrityGradings(Register):
    code, task = "R19", 20
    model = models.IntegrityGrading
    columns = ("firm_no", "firm", "unit", "year", "inspected_on", "conclusion", "grade", "published_on")
    search = ("firm_no", "firm")
    filters = ("conclusion", "grade")
    key = ("firm_no", "year")
    heading_words = {"诚信等级(可配置)": "grade"}
    figures = (
        CountedFigure("inspected", _("Firms inspected"), measure=measures.FIRMS),
        CountedFigure("passed", _("Firms that passed"), Count("pk", filter=Q(conclusion="passed")), Count("pk")),
        CountedFigure("graded", _("Firms graded"), Count("pk", filter=~Q(grade="")), Count("pk")),
        CountedFigure("published", _("Grades published"), on="published_on", measure=measures.FIRMS),
    )


@register
class ArbitrationCases(Register):
    code, task = "R21", 21
    model = models.ArbitrationCase
    columns = ("case_no", "applicant", "respondent", "unit", "cause", "received_on", "due_on", "outcome", "closed_on")
    search = ("case_no", "respondent", "applicant")
    filters = ("cause", "outcome", "collective")
    key = ("case_no",)
    heading_words = {"结案方式(调解/裁决/撤诉/其他)": "outcome"}
    # The law counts the 60 days from the forming of the tribunal, which follows the acceptance within days and is
    # not in the register; it allows 30 more in a complicated case, which the officer then sets by hand.
    deadline = Deadline(60, _("Regulations on Labour Disputes in Enterprises (1993), article 32"))
    figures = (
        CountedFigure("accepted", _("Disputes accepted"), measure=measures.CASES),
        CountedFigure("collective", _("Of which collective"), where=Q(collective=True), measure=measures.CASES),
        CountedFigure("closed", _("Disputes closed"), on="closed_on", measure=measures.CASES),
        CountedFigure(
            "mediated",
            _("Closed by mediation"),
            on="closed_on",
            where=Q(outcome=Outcome.MEDIATED),
            measure=measures.CASES,
        ),
        CountedFigure(
            "in_time",
            _("Disputes closed in time"),
            Count("pk", filter=Q(closed_on__lte=F("due_on"))),
            Count("pk"),
            on="closed_on",
        ),
        CountedFigure("pending", _("Disputes pending"), standing=True, measure=measures.CASES),
    )


@register
class ArbitrationInstitutes(Register):
    code, task = "R22", 21
    model = models.ArbitrationInstitute
    columns = ("unit", "approval", "opened_on", "posts", "premises", "court_room", "status")
    search = ("approval", "premises")
    filters = ("status",)
    figures = (CountedFigure("opened", _("Arbitration institutes opened"), measure=measures.ITEMS),)
    # Which district is the first and which the second, the bureau decides.
    elements = (Element("T21-1-1", "opened_on"), Element("T21-1-2", "opened_on"))


@register
class PetitionCases(Register):
    code, task = "R23", 22
    model = models.PetitionCase
    columns = (
        "case_no",
        "petitioner",
        "unit",
        "kind",
        "matter",
        "leader",
        "received_on",
        "due_on",
        "closed_on",
        "state",
    )
    search = ("case_no", "leader", "petitioner")
    filters = ("channel", "kind", "matter", "state", "repeat")
    key = ("case_no",)
    deadline = Deadline(60, _("Regulations on Letters and Visits (2005), article 33"))
    figures = (
        CountedFigure("received", _("Petitions received"), measure=measures.CASES),
        CountedFigure("group", _("Group petitions"), where=Q(kind__in=IN_GROUPS), measure=measures.CASES),
        CountedFigure(
            "skip", _("Petitions over the local office"), where=Q(kind__in=OVER_OFFICES), measure=measures.CASES
        ),
        CountedFigure("repeat", _("Repeated petitions"), where=Q(repeat=True), measure=measures.CASES),
        CountedFigure("closed", _("Petitions answered"), on="closed_on", measure=measures.CASES),
        CountedFigure(
            "in_time",
            _("Petitions answered in time"),
            Count("pk", filter=Q(closed_on__lte=F("due_on"))),
            Count("pk"),
            on="closed_on",
        ),
        CountedFigure("pending", _("Petitions pending"), standing=True, measure=measures.CASES),
    )
