"""The plans of several years: the one that is not there yet, and the way from one year's page to another's."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from targets import access, clock
from targets.access import Action
from targets.frame.context import plans_of
from targets.frame.phrases import month_text
from targets.models import ReportingUnit, WorkPlan
from targets.periods import MONTHS_IN_YEAR, Month, NotAMonth


class NoPlanYet(Exception):
    """The page needs the plan of a year that has begun and has no plan yet; `bureau.no_plan` answers with a page.

    `month` is the month asked for, where one was; `unit` the unit whose reports were asked for.
    """

    def __init__(self, year: int, month: Month | None = None, unit: ReportingUnit | None = None):
        super().__init__(year)
        self.year, self.month, self.unit = year, month, unit


def awaited(years: Iterable[int]) -> int | None:
    """The year that should have a plan by now and has none; None if the plans of these years are enough.

    Such a year is that of the month to be reported now, or the current one, until it or the current year has a plan.
    """
    return next(iter(_awaited(years)), None)


def _awaited(years: Iterable[int]) -> list[int]:
    known, this_year = set(years), clock.today().year
    wanted = dict.fromkeys((clock.month_to_report().year, this_year))
    return [year for year in wanted if not known & set(range(year, this_year + 1))]


def plan_of(request: HttpRequest, year: int) -> WorkPlan:
    """The plan of the year. Raises NoPlanYet for a year that awaits its plan, Http404 for any other without one."""
    plans = plans_of(request)
    for plan in plans:
        if plan.year == year:
            return plan
    if year in _awaited(plan.year for plan in plans):
        raise NoPlanYet(year)
    raise Http404


def named_month(plan: WorkPlan, text: str) -> Month:
    """The month of the plan that an address names, such as "2007-03". Raises Http404 for any other text or month."""
    try:
        month = Month.parse(text)
    except NotAMonth as not_a_month:
        raise Http404 from not_a_month
    if month not in plan.months:
        raise Http404
    return month


def without_plan(month: Month, unit: ReportingUnit | None = None) -> Exception:
    """What to raise for a month on which nothing can be reported: NoPlanYet if its year awaits its plan, or Http404."""
    has_begun = month.first_day <= clock.today()
    if has_begun and month.year in _awaited(WorkPlan.objects.published().values_list("year", flat=True)):
        return NoPlanYet(month.year, month, unit)
    return Http404()


# ---- What a user can do without a plan --------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class NextStep:
    """What a user of some role reads where there is no plan yet, and where the user can go on."""

    text: str
    url: str
    label: str


@dataclass(frozen=True, slots=True)
class WithoutPlan:
    """The page that says that there is no plan yet."""

    title: str
    steps: list[NextStep]


def page_without_plan(request: HttpRequest, missing: NoPlanYet) -> WithoutPlan:
    """The page for the user, with the next steps of all roles that the user has."""
    rights = access.of(request.user)
    # The page may have been told of some plans only.
    years = WorkPlan.objects.published().filter(year__lt=missing.year).values_list("year", flat=True)
    last = years.first()
    when = month_text(missing.month) if missing.month else _("the year %(year)s") % {"year": missing.year}
    steps = [
        step(rights, missing, last)
        for action, step in (
            (Action.MANAGE_PLAN, _make_the_plan),
            (Action.ENTER_FIGURES, _report_last_year),
            (Action.REVIEW, _review_last_year),
            (Action.VIEW_PROGRESS, _read_last_year),
            (Action.KEEP_REGISTERS, _keep_registers),
        )
        if rights.may(action)
    ]
    return WithoutPlan(_("No plan for %(month)s yet") % {"month": when}, [step for step in steps if step])


def _make_the_plan(rights: access.Access, missing: NoPlanYet, last: int | None) -> NextStep:
    words = {"year": missing.year, "last": last, "command": f"manage.py load_plan --year {missing.year}"}
    if being_made := WorkPlan.objects.filter(year=missing.year, published_at=None).first():
        text = _("The plan of %(year)s is being made. Its pages appear as soon as it is published.")
        address = reverse("admin:targets_workplan_publish", args=[being_made.pk])
        return NextStep(text % words, address, _("Check and publish"))
    if last is None or not rights.everywhere(Action.MANAGE_PLAN):
        text = _(
            "You can make the plan of %(year)s under “Records”, or have it loaded from its files: %(command)s (see "
            "docs/operations.md). Its pages appear as soon as it is published."
        )
        return NextStep(text % words, reverse("admin:targets_workplan_changelist"), _("Work plans"))
    text = _(
        "You can make the plan of %(year)s from that of %(last)s, or have it loaded from its files: %(command)s (see "
        "docs/operations.md). Its pages appear as soon as it is published."
    )
    address = reverse("admin:targets_workplan_next", args=[WorkPlan.objects.get(year=last).pk])
    return NextStep(text % words, address, _("Make the plan of %(year)s") % words)


def _report_last_year(rights: access.Access, missing: NoPlanYet, last: int | None) -> NextStep:
    if last is None:
        text = _("The plan of %(year)s is not published yet. Your reports appear in “My month” as soon as it is.")
        return NextStep(text % {"year": missing.year}, "", "")
    december = Month(last, MONTHS_IN_YEAR)
    query = {"month": str(december)}
    if missing.unit and rights.may(Action.ENTER_FIGURES, missing.unit):
        query["unit"] = missing.unit.code
    text = _(
        "The plan of %(year)s is not published yet: there is nothing to report on it. The months of %(last)s can "
        "still be read, and their open reports filled in and corrected."
    )
    return NextStep(
        text % {"year": missing.year, "last": last},
        f"{reverse('targets:my_month')}?{urlencode(query)}",
        _("My month: %(month)s") % {"month": month_text(december)},
    )


def _review_last_year(rights: access.Access, missing: NoPlanYet, last: int | None) -> NextStep:
    text = _("Reports that wait for your review are decided on as before; those of %(year)s come with its plan.")
    return NextStep(text % {"year": missing.year}, reverse("targets:review"), _("Review"))


def _read_last_year(rights: access.Access, missing: NoPlanYet, last: int | None) -> NextStep | None:
    if last is None:
        # Whoever makes the plan or reports on it reads of it already.
        if rights.may(Action.MANAGE_PLAN) or rights.may(Action.ENTER_FIGURES):
            return None
        text = _("Dashboard and indicators appear as soon as the administrator has loaded the plan.")
        return NextStep(text, reverse("targets:registers"), _("Registers"))
    return NextStep(
        _("The year %(year)s stays in reach, with all its months.") % {"year": last},
        reverse("targets:dashboard", args=[last]),
        _("Dashboard of %(year)s") % {"year": last},
    )


def _keep_registers(rights: access.Access, missing: NoPlanYet, last: int | None) -> NextStep:
    text = _("Registers need no plan: their entries are kept as before.")
    return NextStep(text, reverse("targets:registers"), _("Registers"))


@dataclass(frozen=True, slots=True)
class AwaitedNotice:
    """The notice on a page that still shows last year: which plan is awaited, and where it is said what can be done."""

    text: str
    url: str


def notice(request: HttpRequest) -> AwaitedNotice | None:
    """The notice that a plan is awaited; None if it is not."""
    year = awaited(plan.year for plan in plans_of(request))
    if year is None or not access.of(request.user).may(Action.VIEW_PROGRESS):
        return None
    text = _("There is no plan of %(year)s yet.") % {"year": year}
    return AwaitedNotice(text, reverse("targets:dashboard", args=[year]))


# ---- From one year to another -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class YearLink:
    """A year of the switch, and the address of its page; `current` is the year shown."""

    label: str
    url: str
    current: bool


def switch(
    plans: Iterable[WorkPlan], shown: int, name: str, *args, query: dict[str, str], where: QuerySet | None = None
) -> list[YearLink]:
    """The same page in each year with a plan, and the year that awaits its plan; empty where there is one year only.

    `query` is carried along as far as it makes sense in the other year. `where` holds the rows of all years, each with
    a `plan`, without which the page does not exist: a plan that has none is entered by its dashboard.
    """
    years = sorted(plan.year for plan in plans)
    with_page = set(where.values_list("plan__year", flat=True)) if where is not None and len(years) > 1 else set(years)
    links = []
    for year in years:
        kept = _in_year(query, year)
        page, names = (name, args) if year in with_page or year == shown else ("dashboard", ())
        address = reverse(f"targets:{page}", args=[year, *names])
        links.append(YearLink(str(year), f"{address}?{urlencode(kept)}" if kept else address, year == shown))
    if missing := awaited(years):
        words = _("%(year)s: no plan yet") % {"year": missing}
        links.append(YearLink(words, reverse("targets:dashboard", args=[missing]), current=False))
    return links if len(links) > 1 else []


def _in_year(query: dict[str, str], year: int) -> dict[str, str]:
    """The parameters with the same month of another year, or without a month that cannot be reported on yet."""
    kept = dict(query)
    try:
        month = Month.parse(kept.pop("month", ""))
    except NotAMonth:
        return kept
    same = Month(year, month.month)
    return kept if same != month and same > clock.month_to_report() else {"month": str(same)} | kept
