"""The work plan: its chapters and tasks, and the indicators and milestones that they commit to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Max, Q
from django.db.models.lookups import Exact
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from targets.arithmetic import HUNDRED, Kind, Pacing, Sense
from targets.models.quantities import DayOfMonth, MonthField
from targets.models.shipped import Shipped
from targets.models.versions import Tracked, TrackedQuerySet, one_change
from targets.periods import MONTHS_IN_YEAR, Month

JUDGED = _("Closed months of the plan were judged by this, so that it cannot change in this plan any more.")


class KindChoice(models.TextChoices):
    """`arithmetic.Kind` as choices of a field."""

    FLOW = Kind.FLOW.value, _("flow: sums over months")
    STOCK = Kind.STOCK.value, _("stock: latest month counts")
    RATIO = Kind.RATIO.value, _("ratio of two summed parts")
    LEVEL = Kind.LEVEL.value, _("level in force")
    MILESTONES = Kind.MILESTONES.value, _("milestones done")


class PartKind(models.TextChoices):
    """How the numerator or denominator of a ratio adds up over months."""

    FLOW = Kind.FLOW.value, _("flow: sums over months")
    STOCK = Kind.STOCK.value, _("stock: latest month counts")


class SenseChoice(models.TextChoices):
    """`arithmetic.Sense` as choices of a field."""

    AT_LEAST = Sense.AT_LEAST.value, _("at least")
    AT_MOST = Sense.AT_MOST.value, _("at most")


class PacingChoice(models.TextChoices):
    """`arithmetic.Pacing` as choices of a field."""

    EVEN = Pacing.EVEN.value, _("straight line")
    CURVE = Pacing.CURVE.value, _("own monthly curve")
    HELD = Pacing.HELD.value, _("held at all times")
    DEADLINE = Pacing.DEADLINE.value, _("only at the deadline")


class ReportedBy(models.TextChoices):
    """Which reporting units report an indicator or a milestone (填报范围)."""

    ALL = "all", _("districts, counties and the city level")
    DISTRICTS = "districts", _("districts and counties")
    CITY = "city", _("city level")


def is_asked_of(unit, reported_by: str) -> bool:
    """Whether the unit is one of those that report an indicator or a milestone; `reported_by` is a `ReportedBy`."""
    return reported_by == ReportedBy.ALL or (reported_by == ReportedBy.CITY) == unit.is_city


def document_path(plan, filename: str) -> str:
    return f"plans/{plan.year}/{filename}"


class WorkPlanQuerySet(TrackedQuerySet):
    def published(self):
        """The plans in force; one that is still being made is seen by those alone who make it."""
        return self.filter(published_at__isnull=False)


class OfPlanQuerySet(TrackedQuerySet):
    def published(self):
        """The rows of plans in force."""
        return self.filter(plan__published_at__isnull=False)


class WorkPlan(Shipped, Tracked):
    """The bureau's work plan for one calendar year (工作要点).

    It is made in the portal from the plan before, or loaded from its files. Until `published_at` it exists for those
    alone who make it; `document` is the paper that was issued.
    """

    year = models.PositiveSmallIntegerField(_("year"), unique=True)
    title = models.CharField(_("title"), max_length=120)
    issued_by = models.CharField(_("issued by"), max_length=120, blank=True)
    starts = models.DateField(_("first day"))
    ends = models.DateField(_("last day"))
    document = models.FileField(_("document"), upload_to=document_path, blank=True, max_length=255)
    published_at = models.DateTimeField(_("published at"), null=True, blank=True, editable=False)

    natural_key_fields = ("year",)
    objects = WorkPlanQuerySet.as_manager()

    class Meta:
        verbose_name = _("work plan")
        verbose_name_plural = _("work plans")
        ordering = ("-year",)

    def __str__(self):
        return self.title

    def clean(self):
        """Check that the days from which closed months were judged stay."""
        super().clean()
        stored = WorkPlan.objects.filter(pk=self.pk, closings__isnull=False).first()
        if stored and (
            changed := [name for name in ("starts", "ends") if getattr(self, name) != getattr(stored, name)]
        ):
            raise ValidationError(dict.fromkeys(changed, JUDGED))

    @property
    def months(self) -> list[Month]:
        return Month.of(self.starts).whole_year()

    @property
    def is_published(self) -> bool:
        return self.published_at is not None

    def nearest_month(self, month: Month) -> Month:
        """The month, if it lies in the plan; otherwise the plan's first or last one."""
        return min(max(month, self.months[0]), self.months[-1])


class Chapter(Shipped, Tracked):
    """A chapter of the plan (板块), with a monthly report of its own; `app` is the Django app that keeps its registers.

    `lead_section` is the bureau's section that answers for it (牵头科室).
    """

    plan = models.ForeignKey(WorkPlan, models.CASCADE, related_name="chapters", verbose_name=_("work plan"))
    number = models.PositiveSmallIntegerField(_("number"))
    app = models.SlugField(_("app"), max_length=40)
    title = models.CharField(_("title"), max_length=120)
    short_title = models.CharField(_("short title"), max_length=30)
    lead_section = models.CharField(_("lead section"), max_length=60, blank=True)

    natural_key_fields = ("plan", "app")
    objects = OfPlanQuerySet.as_manager()

    class Meta:
        verbose_name = _("chapter")
        verbose_name_plural = _("chapters")
        ordering = ("plan", "number")
        constraints = [
            models.UniqueConstraint(fields=("plan", "app"), name="chapter_app_once_in_plan"),
            models.UniqueConstraint(fields=("plan", "number"), name="chapter_number_once_in_plan"),
        ]

    def __str__(self):
        return self.short_title


MONTHS = ("from_month", "until_month")


class InPlanMonthsQuerySet(OfPlanQuerySet):
    def of_commitments(self, first: Iterable[int], *, before: WorkPlan) -> Self:
        """The rows of earlier plans that these commitments had, which are named by their first rows."""
        return self.filter(Q(pk__in=first) | Q(continues__in=first), plan__year__lt=before.year)

    def first_of_commitment(self, text: str, *, before: WorkPlan) -> OverPlans:
        """The first plan's row of the commitment to which a row of an earlier plan belongs, such as "2007/T13-6".

        Raises DoesNotExist.
        """
        year, _slash, code = text.partition("/")
        if not year.isdecimal() or int(year) >= before.year:
            raise self.model.DoesNotExist
        row = self.select_related("continues").get(plan__year=int(year), code=code.strip())
        return row.continues or row

    def during(self, month: Month, last: Month | None = None) -> Self:
        """The rows that are in force in the month, or with a last one in any month of the span."""
        begun = Q(from_month=None) | Q(from_month__lte=(last or month).first_day)
        return self.not_ended(month).filter(begun)

    def not_ended(self, month: Month) -> Self:
        """The rows that are in force in the month, or will be in a later one."""
        return self.filter(Q(until_month=None) | Q(until_month__gte=month.first_day))


def months_constraints(name: str) -> list[models.BaseConstraint]:
    """The months of a row below a chapter are first days, and the last one is not before the first."""
    return [
        models.CheckConstraint(condition=Exact(DayOfMonth("from_month"), 1), name=f"{name}_from_first_day"),
        models.CheckConstraint(condition=Exact(DayOfMonth("until_month"), 1), name=f"{name}_until_first_day"),
        models.CheckConstraint(condition=Q(until_month__gte=F("from_month")), name=f"{name}_months_in_order"),
    ]


class BelowChapter(models.Model):
    """A row below a chapter; it repeats the plan of its parent, so that numbers and codes can be unique in the plan.

    It is in force from its first month to its last one; blank is as long as the plan. Outside of them it is asked of
    nobody and shown nowhere. `months_within` are the fields with the rows in whose months its own lie, `months_around`
    those with the rows that follow its own: a row's two months say all, and nobody has to ask the rows above.

    `judged_fields` are those by which months are judged; once a month of the plan is closed they stay as they are, and
    the row's months change from the first open month on.
    """

    from_month = MonthField(
        _("first month"),
        null=True,
        blank=True,
        help_text=_("For what was added during the year; blank: from the plan's beginning. Nothing is asked before."),
    )
    until_month = MonthField(
        _("last month"),
        null=True,
        blank=True,
        help_text=_("For what was dropped during the year; blank: to the plan's end. Its months stay as reported."),
    )

    plan_parent_name: ClassVar[str] = "task"
    judged_fields: ClassVar[tuple[str, ...]] = ()
    months_within: ClassVar[tuple[str, ...]] = ()
    months_around: ClassVar[tuple[str, ...]] = ()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Store the row; its months are kept within those of the rows around it, and what is below follows it."""
        if self.plan_id is None:
            self.plan_id = self.plan_parent.plan_id
        for above in self._above():
            self.from_month = self.from_month or above.from_month
            self.until_month = self.until_month or above.until_month
        former = self._stored()
        with one_change(savepoint=False):
            super().save(*args, **kwargs)
            if former is not None and _months(former) != _months(self):
                for name in self.months_around:
                    for row in getattr(self, name).all():
                        row.follow(former, self)

    @property
    def plan_parent(self) -> Any:
        """The row of the plan to which it belongs; None where none is chosen yet."""
        name = self.plan_parent_name
        return None if getattr(self, f"{name}_id") is None else getattr(self, name)

    def _stored(self) -> Self | None:
        """The row as it is stored; None for a new one."""
        return type(self)._default_manager.filter(pk=self.pk).first() if self.pk else None

    # ---- Months -------------------------------------------------------------------------------------------

    @property
    def first_month(self) -> Month | None:
        return Month.of(self.from_month) if self.from_month else None

    @property
    def last_month(self) -> Month | None:
        return Month.of(self.until_month) if self.until_month else None

    def is_in_force(self, month: Month) -> bool:
        """Whether it is in force in the month: what `during` asks the database."""
        return is_within(month, self.from_month, self.until_month)

    def follow(self, former: BelowChapter, above: BelowChapter) -> None:
        """Begin and end with the row above where it did so before, and where it would lie outside of it now."""
        before = _months(self)
        first, last = above.from_month, above.until_month
        if self.from_month == former.from_month or (first and self.from_month and self.from_month < first):
            self.from_month = first
        if self.until_month == former.until_month or (last and self.until_month and self.until_month > last):
            self.until_month = last
        if _months(self) != before:
            self.save()

    def _above(self) -> Iterator[BelowChapter]:
        """The rows in whose months its own lie, as far as they are chosen."""
        return (getattr(self, name) for name in self.months_within if getattr(self, f"{name}_id") is not None)

    # ---- Checks -------------------------------------------------------------------------------------------

    def clean(self):
        """Check the months, and that nothing by which closed months were judged is changed."""
        super().clean()
        if self.plan_parent is not None and (faults := self.faults()):
            raise ValidationError(faults)

    def faults(self) -> dict[str, str]:
        """What is wrong with the months, or would change how closed months were judged, a sentence by field."""
        return self._faults_of_months() or self._faults_of_closed_months()

    def _faults_of_months(self) -> dict[str, str]:
        """Months out of order, outside the plan's year, or outside those of a row above, by field."""
        faults = {}
        plan = self.plan_parent.plan
        for name in MONTHS:
            day = getattr(self, name)
            outside = [] if day is None else [row for row in self._above() if not row.is_in_force(Month.of(day))]
            if day is not None and not plan.starts <= day <= plan.ends:
                faults[name] = _("This month lies outside the plan of %(year)s.") % {"year": plan.year}
            elif outside:
                words = _("%(row)s is not in force in this month. Change its months first.")
                faults[name] = words % {"row": outside[0]}
        if self.from_month and self.until_month and self.until_month < self.from_month:
            faults["until_month"] = _("The last month lies before the first one.")
        return faults

    def is_in_closed_months(self) -> bool:
        """Whether any closed month of the plan has it."""
        return any(map(self.is_in_force, self._closed_months()))

    def _closed_months(self) -> list[Month]:
        """The plan's months that are closed, which are those of the year up to the last one."""
        last = self.plan_parent.plan.closings.aggregate(last=Max("month"))["last"]
        return [] if last is None else Month.of(last).year_to()

    def _faults_of_closed_months(self) -> dict[str, str]:
        """What would change how closed months of the plan were judged; empty where nothing does."""
        closed = self._closed_months()
        if not closed:
            return {}
        stored = self._stored()
        faults = self._faults_of_judged_fields(stored)
        former = _months(stored) if stored else None
        if _is_otherwise(closed, former, (self.from_month, former[1] if former else self.until_month)):
            words = _("This month is closed and keeps what held in it. A change can hold from %(month)s on.")
            faults["from_month"] = words % {"month": _month_text(closed[-1].next)}
        elif _is_otherwise(closed, former, _months(self)):
            words = _(
                "The months up to %(month)s are closed and keep what held in them. "
                "It can end with this month or a later one; what ended before stays ended."
            )
            faults["until_month"] = words % {"month": _month_text(closed[-1])}
        return faults

    def _faults_of_judged_fields(self, stored: Self | None) -> dict[str, str]:
        if stored is None:
            return {}
        changed = (name for name in self.judged_fields if getattr(self, name) != getattr(stored, name))
        return {name.removesuffix("_id"): str(JUDGED) for name in changed}


def is_within(month: Month, from_month: date | None, until_month: date | None) -> bool:
    """Whether the month lies between these two; blank is as long as the plan."""
    day = month.first_day
    return (from_month is None or from_month <= day) and (until_month is None or day <= until_month)


Months = tuple[date | None, date | None]


def _months(row: BelowChapter) -> Months:
    return row.from_month, row.until_month


def _is_otherwise(closed: list[Month], former: Months | None, now: Months) -> bool:
    """Whether any of the closed months would have a row that it had not, or lose one that it had."""
    return any((former is not None and is_within(month, *former)) != is_within(month, *now) for month in closed)


def _month_text(month: Month) -> str:
    return date_format(month.first_day, "YEAR_MONTH_FORMAT")


class Task(BelowChapter, Shipped, Tracked):
    """A task of the plan (任务), numbered through all chapters: 1 to 29 in 2007."""

    plan = models.ForeignKey(
        WorkPlan, models.CASCADE, related_name="tasks", verbose_name=_("work plan"), editable=False
    )
    chapter = models.ForeignKey(Chapter, models.CASCADE, related_name="tasks", verbose_name=_("chapter"))
    number = models.PositiveSmallIntegerField(_("number"))
    title = models.CharField(_("title"), max_length=120)
    summary = models.TextField(_("summary"), blank=True)
    lead_section = models.CharField(_("lead section"), max_length=60, blank=True)

    plan_parent_name = "chapter"
    months_around = ("indicators", "milestones")
    natural_key_fields = ("plan", "number")
    objects = InPlanMonthsQuerySet.as_manager()

    class Meta:
        verbose_name = _("task")
        verbose_name_plural = _("tasks")
        ordering = ("plan", "number")
        constraints = [
            models.UniqueConstraint(fields=("plan", "number"), name="task_number_once_in_plan"),
            *months_constraints("task"),
        ]

    def __str__(self):
        return f"{self.number} {self.title}"


class OverPlans(models.Model):
    """A row of a commitment that may run over several plans: `continues` is the first plan's row."""

    continues = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="continued_by",
        verbose_name=_("continues"),
        editable=False,
    )

    class Meta:
        abstract = True


class Indicator(OverPlans, BelowChapter, Shipped, Tracked):
    """A commitment of the plan that is counted (考核指标).

    Values are stored in `unit_of_measure`, persons as 人 and never as 万人; the target of a ratio is a percentage.
    `kind` says how values add up, `sense` whether the target is a floor or a ceiling, and `pacing` how much of it is
    due before the deadline: see `targets.arithmetic`. `part_of` is the indicator in whose figure this one is included
    (其中), `not_over` another one that it cannot exceed. `definition` is what is counted (口径), `quote` the sentence
    of the plan, `as_written` the target in the plan's own words. `parts_decimals` are the decimals of a ratio's
    numerator and denominator, `decimals` those of the value. An indicator that `is_net` is what came in less what went
    out, such as newly employed less natural attrition, and a month of it may be negative; where the labels name both,
    the numerator is what came in and the denominator what went out. `headline` indicators (主要指标) come first on the
    dashboard. Of a commitment over several plans, `continues` is the indicator
    of the first: what was reached since then counts.
    """

    plan = models.ForeignKey(
        WorkPlan, models.CASCADE, related_name="indicators", verbose_name=_("work plan"), editable=False
    )
    task = models.ForeignKey(Task, models.CASCADE, related_name="indicators", verbose_name=_("task"))
    code = models.CharField(_("code"), max_length=12)
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    name = models.CharField(_("official name"), max_length=80)
    kind = models.CharField(_("kind"), max_length=12, choices=KindChoice)
    sense = models.CharField(_("sense"), max_length=2, choices=SenseChoice, default=SenseChoice.AT_LEAST)
    unit_of_measure = models.CharField(_("unit of measure"), max_length=20)
    part_of = models.ForeignKey(
        "self", models.RESTRICT, null=True, blank=True, related_name="parts", verbose_name=_("part of")
    )
    not_over = models.ForeignKey(
        "self",
        models.RESTRICT,
        null=True,
        blank=True,
        related_name="companions",
        verbose_name=_("cannot exceed"),
        help_text=_("A companion that is no part, such as successful placements of all placements."),
    )
    definition = models.TextField(_("definition"), blank=True)
    quote = models.TextField(_("words of the plan"), blank=True)
    as_written = models.CharField(_("target as written"), max_length=60, blank=True)
    numerator_label = models.CharField(
        _("numerator"), max_length=80, blank=True, help_text=_("Of a net figure: what came in.")
    )
    denominator_label = models.CharField(
        _("denominator"), max_length=80, blank=True, help_text=_("Of a net figure: what went out.")
    )
    numerator_kind = models.CharField(_("numerator is a"), max_length=5, choices=PartKind, blank=True)
    denominator_kind = models.CharField(_("denominator is a"), max_length=5, choices=PartKind, blank=True)
    numerator_within = models.BooleanField(_("numerator cannot exceed denominator"), default=True)
    is_net = models.BooleanField(
        _("net figure"),
        default=False,
        help_text=_("What came in less what went out, so that a month can be negative."),
    )
    decimals = models.PositiveSmallIntegerField(_("decimals"), default=0)
    parts_decimals = models.PositiveSmallIntegerField(_("decimals of the parts"), default=0)
    reported_by = models.CharField(_("reported by"), max_length=9, choices=ReportedBy, default=ReportedBy.ALL)
    pacing = models.CharField(_("pace"), max_length=8, choices=PacingChoice, default=PacingChoice.EVEN)
    curve = models.JSONField(
        _("monthly curve"),
        default=list,
        blank=True,
        help_text=_("Twelve cumulative percentages of the target, January to December, such as [0, 0, …, 100]."),
    )
    in_wan = models.BooleanField(_("shown in ten thousands"), default=False)
    headline = models.BooleanField(_("headline"), default=False)

    judged_fields = (
        "continues_id",
        "kind",
        "sense",
        "pacing",
        "curve",
        "reported_by",
        "numerator_kind",
        "denominator_kind",
    )
    months_within = ("task",)
    months_around = ("elements",)
    natural_key_fields = ("plan", "code")
    objects = InPlanMonthsQuerySet.as_manager()

    class Meta:
        verbose_name = _("indicator")
        verbose_name_plural = _("indicators")
        ordering = ("plan", "order", "code")
        constraints = [
            models.UniqueConstraint(fields=("plan", "code"), name="indicator_code_once_in_plan"),
            models.CheckConstraint(
                condition=models.Q(is_net=False) | models.Q(kind=KindChoice.FLOW), name="indicator_net_is_a_flow"
            ),
            *months_constraints("indicator"),
        ]

    def __str__(self):
        return f"{self.code} {self.name}"

    @property
    def is_ratio(self) -> bool:
        return self.kind == Kind.RATIO

    @property
    def has_net_parts(self) -> bool:
        """Whether it is net and both numbers that it is the difference of are asked for."""
        return self.is_net and bool(self.numerator_label and self.denominator_label)

    @property
    def has_parts(self) -> bool:
        """Whether its figure has two parts: those of a ratio, or those of a net figure where both are asked for."""
        return self.is_ratio or self.has_net_parts

    @property
    def is_summed(self) -> bool:
        """Whether what it has reached to date adds up months; of the others the latest month counts."""
        parts = (self.numerator_kind or Kind.FLOW, self.denominator_kind or Kind.FLOW)
        return self.kind == Kind.FLOW or (self.is_ratio and Kind.FLOW in parts)

    @property
    def counts_on(self) -> bool:
        """Whether a later plan that continues it counts on from what it had reached; rates are those of each year."""
        return self.is_entered and not self.is_ratio

    def sums_within(self, whole: Indicator) -> bool:
        """Whether it has no more months to date than the whole, so that a sum of it cannot be more than the whole's.

        A whole that was added in July has nothing of the months before, which its part may have.
        """
        return whole.from_month is None or (self.from_month is not None and whole.from_month <= self.from_month)

    @property
    def is_city_wide(self) -> bool:
        """Whether the city level alone reports it; its figure then covers the whole city."""
        return self.reported_by == ReportedBy.CITY

    @property
    def is_entered(self) -> bool:
        """Whether reports have a figure for it; the value of a milestones indicator is the number of elements done."""
        return self.kind != Kind.MILESTONES

    def clean(self):
        """Check that a monthly curve is complete, that a ratio names the kinds of its parts, and what is net."""
        super().clean()
        if self.pacing == Pacing.CURVE and not _is_curve(self.curve):
            raise ValidationError(
                {"curve": _("Give twelve percentages from January to December that never fall and end at 100.")}
            )
        if self.is_ratio and not (self.numerator_kind and self.denominator_kind):
            raise ValidationError({"numerator_kind": _("Say for both parts whether they are flows or stocks.")})
        if self.is_net and self.kind != Kind.FLOW:
            raise ValidationError({"is_net": _("Only a flow can be a net figure: what came in less what went out.")})
        if self.is_net and bool(self.numerator_label) != bool(self.denominator_label):
            missing = "denominator_label" if self.numerator_label else "numerator_label"
            raise ValidationError(
                {missing: _("Name both numbers of the net figure, or neither: then the net figure alone is asked for.")}
            )


def _is_curve(shares) -> bool:
    try:
        numbers = [Decimal(str(share)) for share in shares]
    except (ArithmeticError, TypeError):
        return False
    return len(numbers) == MONTHS_IN_YEAR and numbers == sorted(numbers) and numbers[-1] == HUNDRED


class Milestone(OverPlans, BelowChapter, Shipped, Tracked):
    """Something to be done by a deadline (工作事项).

    It is a deliverable described in words, or, where `indicator` is set, one of the named elements that a milestones
    indicator counts. `deadline_basis` says where the deadline comes from. `quote` is the sentence of the plan; an
    element without one of its own stands in its indicator's. Of a commitment over several plans, `continues` is the
    first plan's milestone: what was done since then stays done.
    """

    plan = models.ForeignKey(
        WorkPlan, models.CASCADE, related_name="milestones", verbose_name=_("work plan"), editable=False
    )
    task = models.ForeignKey(Task, models.CASCADE, related_name="milestones", verbose_name=_("task"))
    indicator = models.ForeignKey(
        Indicator,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="elements",
        verbose_name=_("counts for indicator"),
    )
    code = models.CharField(_("code"), max_length=12)
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    name = models.CharField(_("deliverable"), max_length=160)
    deadline = models.DateField(_("deadline"))
    deadline_basis = models.CharField(_("source of the deadline"), max_length=120, blank=True)
    quote = models.TextField(_("words of the plan"), blank=True)
    reported_by = models.CharField(_("reported by"), max_length=9, choices=ReportedBy, default=ReportedBy.CITY)

    judged_fields = ("continues_id", "indicator_id", "deadline", "reported_by")
    months_within = ("task", "indicator")
    natural_key_fields = ("plan", "code")
    objects = InPlanMonthsQuerySet.as_manager()

    class Meta:
        verbose_name = _("milestone")
        verbose_name_plural = _("milestones")
        ordering = ("plan", "order", "code")
        constraints = [
            models.UniqueConstraint(fields=("plan", "code"), name="milestone_code_once_in_plan"),
            *months_constraints("milestone"),
        ]

    def __str__(self):
        return f"{self.code} {self.name}"
