"""The registers of the groundwork: what their lists show and what is counted from them."""

from django.db.models import Count, F, Q, Sum
from django.utils.translation import gettext_lazy as _

from infrastructure import models
from infrastructure.models.activities import Ethos
from infrastructure.models.go_lives import BROUGHT_LIVE, FULLY_LIVE, GoLiveStatus
from infrastructure.models.reviews import ReviewDecision
from targets.registers import CountedFigure, Deadline, Element, Register, measures, register


@register
class AdministrativeReviews(Register):
    code, task = "R26", 26
    model = models.AdministrativeReview
    columns = ("case_no", "applicant", "authority", "unit", "matter", "received_on", "due_on", "decision", "closed_on")
    search = ("case_no", "authority", "applicant")
    filters = ("matter", "decision", "sued")
    key = ("case_no",)
    heading_words = {"事项(工伤认定/待遇核定/退休审批/处罚)": "matter", "决定(维持/撤销/变更/终止)": "decision"}
    # 30 more days may be granted in a complicated case, which the officer then sets by hand.
    deadline = Deadline(60, _("Administrative Review Law (1999), article 31"))
    figures = (
        CountedFigure("accepted", _("Reviews accepted"), measure=measures.CASES),
        CountedFigure("closed", _("Reviews decided"), on="closed_on", measure=measures.CASES),
        CountedFigure(
            "in_time",
            _("Reviews decided in time"),
            Count("pk", filter=Q(closed_on__lte=F("due_on"))),
            Count("pk"),
            on="closed_on",
        ),
        CountedFigure(
            "upheld",
            _("Decisions upheld"),
            Count("pk", filter=Q(decision=ReviewDecision.UPHELD)),
            Count("pk"),
            on="closed_on",
        ),
        CountedFigure("pending", _("Reviews pending"), standing=True, measure=measures.CASES),
    )


@register
class DirectReportPoints(Register):
    code, task = "R27", 27
    model = models.DirectReportPoint
    columns = ("community", "unit", "reporter", "telephone", "listed_on", "live_on", "reports_made", "on_time")
    search = ("community", "reporter")
    key = ("community",)
    heading_words = {"县区": "unit"}
    figures = (
        CountedFigure(
            "coverage",
            _("Communities that report directly"),
            Count("pk"),
            Count("pk"),
            standing=True,
            reached="live_on",
        ),
        CountedFigure(
            "points", _("Direct-report points live"), standing=True, reached="live_on", measure=measures.ITEMS
        ),
    )


@register
class GoLives(Register):
    """T28-2 and T28-3 count modules in use across the whole city: the city states them, beside what stands here."""

    code, task = "R28", 28
    model = models.GoLive
    columns = ("module", "office", "unit", "planned_on", "live_on", "status", "issue")
    search = ("office", "issue")
    filters = ("module", "status")
    key = ("module", "office")
    heading_words = {"状态(未启动/试运行/上线)": "status"}
    figures = (
        CountedFigure("planned", _("Go-lives planned"), measure=measures.ITEMS),
        CountedFigure("live", _("Go-lives"), on="live_on", where=Q(status=GoLiveStatus.LIVE), measure=measures.ITEMS),
    )
    elements = tuple(
        Element(f"{indicator}-{number}", "live_on", Q(module=module))
        for indicator, modules in (("T28-2", FULLY_LIVE), ("T28-3", BROUGHT_LIVE))
        for number, module in enumerate(modules, start=1)
    )


@register
class UpgradeStatements(Register):
    """The rate rests on each database's latest statement by the month's end."""

    code, task = "R29", 28
    model = models.UpgradeStatement
    columns = ("database", "unit", "as_of", "old_form", "upgraded", "failed_check", "duplicates", "to_verify")
    filters = ("database",)
    key = ("database", "as_of")
    heading_words = {"县区": "unit"}
    figures = (
        CountedFigure(
            "T28-1",
            _("Records upgraded, of all that had 15 digits"),
            Sum("upgraded"),
            Sum("old_form"),
            standing=True,
            indicator="T28-1",
        ),
        CountedFigure("to_verify", _("Records to verify"), Sum("to_verify"), standing=True, measure=measures.RECORDS),
        CountedFigure(
            "failed_check",
            _("Records that failed the check"),
            Sum("failed_check"),
            standing=True,
            measure=measures.RECORDS,
        ),
        CountedFigure("duplicates", _("Duplicate numbers"), Sum("duplicates"), standing=True, measure=measures.RECORDS),
    )


@register
class StaffActivities(Register):
    code, task = "R30", 29
    model = models.StaffActivity
    columns = ("title", "held_on", "unit", "section", "ethos", "persons", "effect")
    search = ("title", "section")
    filters = ("ethos",)
    key = ("title", "held_on")
    figures = (
        CountedFigure("activities", _("Staff-building activities"), measure=measures.OCCASIONS),
        CountedFigure("persons", _("Persons taking part"), Sum("persons"), measure=measures.PERSON_TIMES),
    )
    elements = tuple(
        Element(f"T29-1-{number}", "held_on", Q(ethos=ethos), of_all=False)
        for number, ethos in enumerate(Ethos, start=1)
    )
