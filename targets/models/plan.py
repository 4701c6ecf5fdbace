"""The work plan: its chapters and tasks, and the indicators and milestones that they commit to."""

from decimal import Decimal
from typing import ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from targets.arithmetic import HUNDRED, Kind, Pacing, Sense
from targets.models.shipped import Shipped
from targets.models.versions import Tracked, TrackedQuerySet
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


class PlanText(Shipped, Tracked):
    """The text of a plan's document, a paragraph a line, so that a commitment can be read where it stands."""

    plan = models.OneToOneField(WorkPlan, models.CASCADE, related_name="text_of_document", verbose_name=_("work plan"))
    text = models.TextField(_("text of the document"), help_text=_("One paragraph a line."))

    natural_key_fields = ("plan",)

    class Meta:
        verbose_name = _("text of the document")
        verbose_name_plural = _("texts of the documents")

    def __str__(self):
        return str(self.plan)


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


class BelowChapter(models.Model):
    """A row below a chapter; it repeats the plan of its parent, so that numbers and codes can be unique in the plan.

    `judged_fields` are those by which months are judged; once a month of the plan is closed they stay as they are.
    """

    judged_fields: ClassVar[tuple[str, ...]] = ()

    class Meta:
        abstract = True

    def save(self, *args, **kwargs):
        if self.plan_id is None:
            self.plan_id = self.plan_parent.plan_id
        super().save(*args, **kwargs)

    def clean(self):
        """Check that nothing by which closed months were judged is changed."""
        super().clean()
        if not self.judged_fields or self.pk is None or not self.plan.closings.exists():
            return
        stored = type(self)._default_manager.values(*self.judged_fields).get(pk=self.pk)
        changed = [name for name in self.judged_fields if getattr(self, name) != stored[name]]
        if changed:
            raise ValidationError({name.removesuffix("_id"): JUDGED for name in changed})


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

    natural_key_fields = ("plan", "number")
    objects = OfPlanQuerySet.as_manager()

    class Meta:
        verbose_name = _("task")
        verbose_name_plural = _("tasks")
        ordering = ("plan", "number")
        constraints = [models.UniqueConstraint(fields=("plan", "number"), name="task_number_once_in_plan")]

    def __str__(self):
        return f"{self.number} {self.title}"

    @property
    def plan_parent(self):
        return self.chapter


class Indicator(BelowChapter, Shipped, Tracked):
    """A commitment of the plan that is counted (考核指标).

    Values are stored in `unit_of_measure`, persons as 人 and never as 万人; the target of a ratio is a percentage.
    `kind` says how values add up, `sense` whether the target is a floor or a ceiling, and `pacing` how much of it is
    due before the deadline: see `targets.arithmetic`. `part_of` is the indicator in whose figure this one is included
    (其中), `not_over` another one that it cannot exceed. `definition` is what is counted (口径), `quote` the sentence
    of the plan, `as_written` the target in the plan's own words. `parts_decimals` are the decimals of a ratio's
    numerator and denominator, `decimals` those of the value. An indicator that `is_net` is what came in less what went
    out, such as newly employed less natural attrition, and a month of it may be negative. `headline`
    indicators (主要指标) come first on the dashboard.
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
    numerator_label = models.CharField(_("numerator"), max_length=80, blank=True)
    denominator_label = models.CharField(_("denominator"), max_length=80, blank=True)
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
        "kind",
        "sense",
        "pacing",
        "curve",
        "reported_by",
        "numerator_kind",
        "denominator_kind",
    )
    natural_key_fields = ("plan", "code")
    objects = OfPlanQuerySet.as_manager()

    class Meta:
        verbose_name = _("indicator")
        verbose_name_plural = _("indicators")
        ordering = ("plan", "order", "code")
        constraints = [models.UniqueConstraint(fields=("plan", "code"), name="indicator_code_once_in_plan")]

    def __str__(self):
        return f"{self.code} {self.name}"

    @property
    def plan_parent(self):
        return self.task

    @property
    def is_ratio(self) -> bool:
        return self.kind == Kind.RATIO

    @property
    def is_city_wide(self) -> bool:
        """Whether the city level alone reports it; its figure then covers the whole city."""
        return self.reported_by == ReportedBy.CITY

    @property
    def is_entered(self) -> bool:
        """Whether reports have a figure for it; the value of a milestones indicator is the number of elements done."""
        return self.kind != Kind.MILESTONES

    def clean(self):
        """Check that a monthly curve is complete, and that a ratio names the kinds of its parts."""
        super().clean()
        if self.pacing == Pacing.CURVE and not _is_curve(self.curve):
            raise ValidationError(
                {"curve": _("Give twelve percentages from January to December that never fall and end at 100.")}
            )
        if self.is_ratio and not (self.numerator_kind and self.denominator_kind):
            raise ValidationError({"numerator_kind": _("Say for both parts whether they are flows or stocks.")})


def _is_curve(shares) -> bool:
    try:
        numbers = [Decimal(str(share)) for share in shares]
    except (ArithmeticError, TypeError):
        return False
    return len(numbers) == MONTHS_IN_YEAR and numbers == sorted(numbers) and numbers[-1] == HUNDRED


class Milestone(BelowChapter, Shipped, Tracked):
    """Something to be done by a deadline (工作事项).

    It is a deliverable described in words, or, where `indicator` is set, one of the named elements that a milestones
    indicator counts. `deadline_basis` says where the deadline comes from.
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
    reported_by = models.CharField(_("reported by"), max_length=9, choices=ReportedBy, default=ReportedBy.CITY)

    judged_fields = ("indicator_id", "deadline", "reported_by")
    natural_key_fields = ("plan", "code")
    objects = OfPlanQuerySet.as_manager()

    class Meta:
        verbose_name = _("milestone")
        verbose_name_plural = _("milestones")
        ordering = ("plan", "order", "code")
        constraints = [models.UniqueConstraint(fields=("plan", "code"), name="milestone_code_once_in_plan")]

    def __str__(self):
        return f"{self.code} {self.name}"

    @property
    def plan_parent(self):
        return self.task
