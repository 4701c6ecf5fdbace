"""The registers of employment: what their lists show and what is counted from them."""

from django.db.models import Count, Q, Sum
from django.utils.translation import gettext_lazy as _

from employment import models
from employment.models.households import HouseholdExit
from employment.models.training import RURAL, TrainingType
from targets.registers import MIGRANTS, CountedFigure, Deadline, Register, measures, register


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
        CountedFigure(
            "outstanding", _("Households outstanding"), Count("pk"), standing=True, measure=measures.HOUSEHOLDS
        ),
        CountedFigure("found", _("Households found"), Count("pk"), measure=measures.HOUSEHOLDS),
        CountedFigure(
            "helped",
            _("Households helped into work"),
            Count("pk"),
            on="exited_on",
            where=Q(exit_reason=HouseholdExit.EMPLOYED),
            measure=measures.HOUSEHOLDS,
        ),
    )


@register
class HouseholdStatements(Register):
    code, task = "R01-1", 3
    model = models.HouseholdStatement
    columns = ("month", "unit", "found", "checked_on", "checked_by")
    key = ("month",)
    figures = (
        CountedFigure("stated", _("Communities that checked"), Count("unit", distinct=True), measure=measures.ITEMS),
        CountedFigure("found", _("Households newly found, as stated"), Sum("found"), measure=measures.HOUSEHOLDS),
    )


@register
class FortyFiftyPersons(Register):
    code, task = "R02", 3
    model = models.FortyFiftyPerson
    columns = ("person_no", "name", "sex", "unit", "community", "recognised_on", "reemployed_on", "job_type")
    search = ("person_no", "certificate_no", "identity_number", "name")
    filters = ("sex", "job_type")
    key = ("person_no",)
    heading_words = {"就业方式(单位/灵活/公益/自营)": "job_type"}
    figures = (
        CountedFigure("T01-3", _("4050 persons re-employed"), on="reemployed_on", indicator="T01-3"),
        CountedFigure("recognised", _("4050 persons recognised"), measure=measures.PERSONS),
        CountedFigure("waiting", _("4050 persons without work"), standing=True, measure=measures.PERSONS),
    )


@register
class ReEmployments(Register):
    code, task = "R03", 1
    model = models.ReEmployment
    columns = ("certificate_no", "name", "unit", "category", "job_on", "channel", "employer", "is_4050")
    search = ("certificate_no", "employer", "identity_number", "name")
    filters = ("category", "channel", "is_4050")
    key = ("certificate_no", "job_on")
    figures = (
        CountedFigure("T01-2", _("Certificate holders re-employed"), indicator="T01-2"),
        CountedFigure("of_4050", _("Of these 4050 persons"), where=Q(is_4050=True), measure=measures.PERSONS),
    )


@register
class PublicServicePosts(Register):
    code, task = "R04", 3
    model = models.PublicServicePost
    columns = ("post_no", "post", "host_unit", "unit", "created_on", "posts", "filled", "subsidy", "status")
    search = ("post_no", "post", "host_unit")
    filters = ("status", "category")
    key = ("post_no",)
    figures = (
        CountedFigure("T03-1", _("Public-service posts created"), Sum("posts"), indicator="T03-1"),
        CountedFigure("posts", _("Public-service posts in being"), Sum("posts"), standing=True, measure=measures.ITEMS),
        CountedFigure("filled", _("Public-service posts filled"), Sum("filled"), standing=True, measure=measures.ITEMS),
        CountedFigure("ended", _("Public-service posts ended"), Sum("posts"), on="ended_on", measure=measures.ITEMS),
    )


@register
class PostHolders(Register):
    code, task = "R04-1", 3
    model = models.PostHolder
    columns = ("post", "name", "unit", "category", "holds_from", "holds_until", "subsidy")
    search = ("identity_number", "name")
    filters = ("category",)
    key = ("post", "identity_number", "holds_from")
    figures = (
        CountedFigure("placed", _("Persons placed in public-service posts"), measure=measures.PERSONS),
        CountedFigure("holding", _("Persons holding public-service posts"), standing=True, measure=measures.PERSONS),
        CountedFigure(
            "subsidy", _("Post subsidies of the month"), Sum("subsidy"), standing=True, measure=measures.YUAN
        ),
    )


@register
class MicroLoans(Register):
    code, task = "R05", 1
    model = models.MicroLoan
    columns = ("loan_no", "borrower", "unit", "bank", "amount", "paid_on", "due_on", "repayment")
    search = ("loan_no", "certificate_no", "bank", "borrower")
    filters = ("repayment", "extended")
    key = ("loan_no",)
    figures = (
        CountedFigure("loans", _("Micro-loans granted"), measure=measures.LOANS),
        CountedFigure("amount", _("Amount granted"), Sum("amount"), measure=measures.TEN_THOUSAND_YUAN),
        CountedFigure("jobs", _("Jobs created by micro-loans"), Sum("jobs"), measure=measures.PERSONS),
        CountedFigure("repaid", _("Amount repaid"), Sum("amount"), on="repaid_on", measure=measures.TEN_THOUSAND_YUAN),
        CountedFigure(
            "guaranteed",
            _("Guaranteed sum outstanding"),
            Sum("amount"),
            standing=True,
            measure=measures.TEN_THOUSAND_YUAN,
        ),
    )


@register
class Subsidies(Register):
    code, task = "R06", 1
    model = models.Subsidy
    columns = ("kind", "recipient", "unit", "persons", "months", "amount", "approved_on", "paid_on")
    search = ("recipient", "months")
    filters = ("kind",)
    figures = (
        CountedFigure("approved", _("Subsidies approved"), Sum("amount"), measure=measures.YUAN),
        CountedFigure("paid", _("Subsidies paid"), Sum("amount"), on="paid_on", measure=measures.YUAN),
        CountedFigure("persons", _("Persons subsidised"), Sum("persons"), on="paid_on", measure=measures.PERSON_TIMES),
    )


@register
class PlacementStatements(Register):
    code, task = "R07", 2
    model = models.PlacementStatement
    columns = ("agency", "unit", "month", "vacancies", "seekers", "introductions", "placed")
    search = ("agency",)
    key = ("agency", "month")
    figures = (
        CountedFigure("T02-1", _("Introductions"), Sum("introductions"), indicator="T02-1"),
        CountedFigure("T02-2", _("Persons placed"), Sum("placed"), indicator="T02-2"),
        CountedFigure("vacancies", _("Vacancies registered"), Sum("vacancies"), measure=measures.PERSONS),
    )


@register
class LabourExports(Register):
    code, task = "R08", 2
    model = models.LabourExport
    columns = ("batch_no", "destination", "unit", "left_on", "persons", "sector", "trained", "organised")
    search = ("batch_no", "destination")
    filters = ("sector", "trained", "organised")
    key = ("batch_no",)
    heading_words = {"组织方式": "organised"}
    figures = (
        CountedFigure("T02-3", _("Persons who left for work elsewhere"), Sum("persons"), indicator="T02-3"),
        CountedFigure(
            "trained", _("Of these trained before"), Sum("persons"), where=Q(trained=True), measure=measures.PERSONS
        ),
    )


def _trained(indicator: str, label, *types: TrainingType, group: str = "") -> CountedFigure:
    """Persons trained in classes of these types that ended in the month."""
    chosen = {"on": "ended_on", "where": Q(training_type__in=types)}
    return CountedFigure(indicator, label, Sum("trained"), indicator=indicator, group=group, **chosen)


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
        CountedFigure(
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
        _trained("T04-5", _("Rural workers trained"), *RURAL, group=MIGRANTS),
        _trained("T04-6", _("Labour preparation (rural)"), TrainingType.PREPARATORY_RURAL, group=MIGRANTS),
        _trained("T04-7", _("Trained before labour export"), TrainingType.PRE_EXPORT, group=MIGRANTS),
        _trained("T13-3", _("Enterprise staff trained"), TrainingType.ENTERPRISE),
    )


@register
class LayoffNotices(Register):
    code, task = "E01", 5
    model = models.LayoffNotice
    columns = ("employer", "unit", "announced_on", "workers", "laid_off", "effective_on", "cause")
    search = ("employer", "cause")
    key = ("employer", "announced_on")
    figures = (CountedFigure("laid_off", _("Layoffs announced"), Sum("laid_off"), measure=measures.PERSONS),)


@register
class WarningResponses(Register):
    code, task = "E02", 5
    model = models.WarningResponse
    columns = ("month", "unit", "level", "measures", "taken_on", "responsible")
    search = ("measures", "responsible")
    filters = ("level",)
    figures = (CountedFigure("responses", _("Measures taken after warnings"), measure=measures.MEASURES),)
