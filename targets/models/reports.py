"""Monthly reports (月报): what a unit reports on a chapter for a month, and its way from draft to approval."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.lookups import Exact
from django.utils.translation import gettext_lazy as _

from targets.models.history import History
from targets.models.plan import Chapter, Indicator, Milestone, Task
from targets.models.quantities import DayOfMonth, quantity
from targets.models.units import ReportingUnit, UnitQuerySet, UnitVersion
from targets.models.versions import Tracked, TrackedQuerySet
from targets.periods import Month


class State(models.TextChoices):
    """The state of a monthly report.

    A unit fills in a draft (草稿) and submits it (已报); the section approves it (审核通过) or sends it back (已退回)
    to be corrected and submitted again.
    """

    DRAFT = "draft", _("draft")
    SUBMITTED = "submitted", _("submitted")
    RETURNED = "returned", _("sent back")
    APPROVED = "approved", _("approved")


# SQLite reckons with binary fractions: a value is its parts' difference where less than this lies between them.
HALF_OF_THE_LAST_PLACE = Decimal("0.00005")
OPEN_STATES = (State.DRAFT, State.RETURNED)


class Basis(models.TextChoices):
    """The reports on which a total rests; every page names it beside the total."""

    APPROVED = "approved", _("approved reports")
    SUBMITTED = "submitted", _("approved and submitted reports")

    @property
    def states(self) -> tuple[State, ...]:
        return (State.APPROVED,) if self is Basis.APPROVED else (State.APPROVED, State.SUBMITTED)


class MonthlyReportQuerySet(TrackedQuerySet):
    def bulk_create(self, objs: Iterable[MonthlyReport], *args, **kwargs) -> list[MonthlyReport]:
        """Begin the reports, each with the place that its unit had in the month."""
        reports = list(objs)
        held = UnitVersion.objects.filter(unit__in={report.unit_id for report in reports}).order_by("-from_month")
        versions = defaultdict(list)
        for version in held:
            versions[version.unit_id].append(version)
        for report in reports:
            report.stamp(next(one for one in versions[report.unit_id] if one.from_month <= report.month))
        return super().bulk_create(reports, *args, **kwargs)

    def lock_with(self, units: UnitQuerySet) -> None:
        """Until the transaction ends nobody else writes these reports, nor changes the units or submits for them.

        Reports are locked before units, as by every writer. One that was begun in between may be held by somebody who
        waits for its unit, so that nobody waits for it: the database gives this transaction up, to be tried again.
        """
        locked = set(self.select_for_update(of=("self",)).order_by("pk").values_list("pk", flat=True))
        units.lock()
        if begun := set(self.order_by().values_list("pk", flat=True)) - locked:
            rows = self.model.objects.select_for_update(nowait=True, of=("self",)).filter(pk__in=begun)
            list(rows.order_by("pk").values_list("pk"))


class MonthlyReport(Tracked):
    """The monthly report (月报) of a unit on a chapter; `month` is the first day of the month.

    `version` rises with every write, and a write based on an older version is refused. While an approved report is
    reopened for a correction (更正, `is_correction`), the figures approved before still count. `first_submitted_on`
    is the day of the first submission that its unit did not withdraw before it was reviewed, and decides whether the
    report was on time; `decided_at` and `decided_by` belong to the last approval or return.
    `reason` is why the report was last sent back or reopened. `nothing_to_report` is the reason given with the
    statement that there is nothing to report this month (本月无填报内容); blank where nothing of the kind was stated.

    `path`, `district_path` and `counts_toward_city` are those of the unit in the month. They are stamped when the
    report is begun, and when it is first submitted; sums read them, so that a unit which moves or ends later changes no
    earlier month.
    """

    unit = models.ForeignKey(ReportingUnit, models.PROTECT, related_name="reports", verbose_name=_("unit"))
    chapter = models.ForeignKey(Chapter, models.PROTECT, related_name="reports", verbose_name=_("chapter"))
    month = models.DateField(_("month"))
    state = models.CharField(_("state"), max_length=9, choices=State, default=State.DRAFT, db_index=True)
    version = models.PositiveIntegerField(_("version"), default=1)
    is_correction = models.BooleanField(_("open for correction"), default=False)
    first_submitted_on = models.DateField(_("first submitted on"), null=True, blank=True)
    submitted_at = models.DateTimeField(_("submitted at"), null=True, blank=True)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("submitted by"),
    )
    decided_at = models.DateTimeField(_("reviewed at"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("reviewed by"),
    )
    reason = models.TextField(_("reason"), blank=True)
    nothing_to_report = models.CharField(_("nothing to report this month"), max_length=500, blank=True)
    path = models.CharField(_("path in the tree of units"), max_length=120, editable=False)
    district_path = models.CharField(_("path of the district or county"), max_length=120, editable=False)
    counts_toward_city = models.BooleanField(_("counts toward the city's total"), default=True, editable=False)
    is_demo = models.BooleanField(_("demonstration"), default=False, editable=False)

    history = History()
    objects = MonthlyReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("monthly report")
        verbose_name_plural = _("monthly reports")
        ordering = ("-month", "unit", "chapter")
        constraints = [
            models.UniqueConstraint(fields=("unit", "chapter", "month"), name="report_once"),
            models.CheckConstraint(condition=Exact(DayOfMonth("month"), 1), name="report_month_is_first_day"),
        ]

    def __str__(self):
        return f"{self.unit.name_in_reports} · {self.chapter} · {self.period}"

    @property
    def period(self) -> Month:
        return Month.of(self.month)

    @property
    def is_open(self) -> bool:
        """Whether its unit may still change it."""
        return self.state in OPEN_STATES

    @property
    def due_on(self) -> date:
        """The last day on which submitting it is on time."""
        return due_on(self.period, self.unit)

    @property
    def is_late(self) -> bool:
        """Whether it was first submitted after its due day."""
        return self.first_submitted_on is not None and self.first_submitted_on > self.due_on

    def stamp(self, version: UnitVersion) -> None:
        """Say where the unit belonged in the month."""
        for name, value in version.stamp.items():
            setattr(self, name, value)

    def stamp_place(self) -> None:
        """Say where the unit belongs in the month, as far as is known now."""
        held = UnitVersion.objects.filter(unit=self.unit_id, from_month__lte=self.month)
        self.stamp(held.order_by("-from_month")[0])

    def save(self, *args, **kwargs) -> None:
        """Store the report; a new one is stamped with the place that its unit had in the month."""
        if self.month and not self.path:
            self.stamp_place()
        super().save(*args, **kwargs)

    def clean(self):
        super().clean()
        if self.month and self.month.day != 1:
            raise ValidationError({"month": _("Give the first day of the month.")})


def due_on(month: Month, unit: ReportingUnit) -> date:
    """The due day of the unit's reports for a month (报送截止日期), in the month after it.

    It is the 3rd for districts and counties and the 5th for the city, unless the settings name other days.
    """
    day = settings.REPORT_DEADLINE_DAY_CITY if unit.is_city else settings.REPORT_DEADLINE_DAY_DISTRICT
    return month.deadline(day)


class Source(models.TextChoices):
    """How a figure came into its report."""

    TYPED = "typed", _("typed in")
    PASTED = "pasted", _("pasted")
    IMPORTED = "imported", _("imported from a file")
    REGISTER = "register", _("counted from a register")
    DEMONSTRATION = "demo", _("demonstration")


class FigureQuerySet(TrackedQuerySet):
    def filled(self):
        """Figures that are not blank: a number, which may be zero, or "not applicable"."""
        return self.filter(
            models.Q(value__isnull=False) | models.Q(numerator__isnull=False) | models.Q(not_applicable=True)
        )


class Figure(Tracked):
    """The figure of one indicator in a report, in the indicator's unit of measure (填报数).

    A flow is reported for the month alone, a stock as of the month's end. A ratio has `numerator` and `denominator`,
    every other kind a `value`. A net figure may have all three: what came in is its numerator, what went out its
    denominator, and the value is the first less the second. Blank (no number), zero and "not applicable" (不适用) are
    three different things. `explanation` is the reporter's sentence about an unusual figure (情况说明), `review_note`
    the reviewer's remark (审核意见), `source_detail` the file and cell of an imported figure. `also_months` are the
    earlier months, such as "2007-01", that the figure holds besides its own: a sum since January was imported before
    these months were reported. The `standing_` fields keep the approved numbers while the report is reopened for a
    correction.
    """

    report = models.ForeignKey(MonthlyReport, models.CASCADE, related_name="figures", verbose_name=_("report"))
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="figures", verbose_name=_("indicator"))
    value = quantity(_("value"))
    numerator = quantity(_("numerator"))
    denominator = quantity(_("denominator"))
    not_applicable = models.BooleanField(_("not applicable"), default=False)
    explanation = models.CharField(_("explanation"), max_length=500, blank=True)
    review_note = models.CharField(_("reviewer's note"), max_length=500, blank=True)
    source = models.CharField(_("source"), max_length=8, choices=Source, default=Source.TYPED)
    source_detail = models.CharField(_("place in the source"), max_length=255, blank=True)
    also_months = models.JSONField(_("holds these months too"), default=list, blank=True, editable=False)
    standing_value = quantity(_("approved value"))
    standing_numerator = quantity(_("approved numerator"))
    standing_denominator = quantity(_("approved denominator"))
    standing_not_applicable = models.BooleanField(_("approved as not applicable"), default=False, editable=False)

    history = History()
    objects = FigureQuerySet.as_manager()

    class Meta:
        verbose_name = _("figure")
        verbose_name_plural = _("figures")
        ordering = ("report", "indicator")
        constraints = [
            models.UniqueConstraint(fields=("report", "indicator"), name="figure_once"),
            models.CheckConstraint(
                condition=models.Q(not_applicable=False)
                | models.Q(value__isnull=True, numerator__isnull=True, denominator__isnull=True),
                name="figure_not_applicable_has_no_number",
            ),
            models.CheckConstraint(
                condition=models.Q(value__isnull=True)
                | models.Q(numerator__isnull=True)
                | models.Q(denominator__isnull=True)
                | models.Q(
                    value__gt=models.F("numerator") - models.F("denominator") - HALF_OF_THE_LAST_PLACE,
                    value__lt=models.F("numerator") - models.F("denominator") + HALF_OF_THE_LAST_PLACE,
                ),
                name="figure_value_is_first_less_second",
                violation_error_message=_("The value must be the first part less the second."),
            ),
        ]

    def __str__(self):
        return f"{self.indicator} · {self.report}"

    @property
    def is_blank(self) -> bool:
        return not self.not_applicable and self.numbers == (None, None, None)

    @property
    def numbers(self) -> tuple:
        return (self.value, self.numerator, self.denominator)


class MilestoneState(models.TextChoices):
    """How far a milestone is. Left blank in a report, it is as last reported."""

    NOT_STARTED = "not_started", _("not started")
    UNDER_WAY = "under_way", _("under way")
    DONE = "done", _("done")


def evidence_path(progress, filename: str) -> str:
    report = progress.report
    return f"evidence/{report.month:%Y-%m}/{report.unit.code}/{progress.milestone.code}-{filename}"


class MilestoneProgress(Tracked):
    """What a report says about a milestone: its state, when it was done, evidence (佐证材料), a note.

    `standing_state` keeps the approved state while the report is reopened for a correction.
    """

    report = models.ForeignKey(MonthlyReport, models.CASCADE, related_name="milestones", verbose_name=_("report"))
    milestone = models.ForeignKey(Milestone, models.PROTECT, related_name="progress", verbose_name=_("milestone"))
    state = models.CharField(_("state"), max_length=11, choices=MilestoneState, blank=True)
    done_on = models.DateField(_("done on"), null=True, blank=True)
    evidence_file = models.FileField(_("evidence file"), upload_to=evidence_path, blank=True, max_length=255)
    evidence_link = models.URLField(_("evidence link"), blank=True)
    note = models.CharField(_("note"), max_length=500, blank=True)
    standing_state = models.CharField(_("approved state"), max_length=11, blank=True, editable=False)

    history = History()

    class Meta:
        verbose_name = _("progress of a milestone")
        verbose_name_plural = _("progress of milestones")
        ordering = ("report", "milestone")
        constraints = [
            models.UniqueConstraint(fields=("report", "milestone"), name="milestone_progress_once"),
        ]

    def __str__(self):
        return f"{self.milestone} · {self.report}"


class TaskNote(Tracked):
    """What a report says about the progress of a task, in words (进展情况)."""

    report = models.ForeignKey(MonthlyReport, models.CASCADE, related_name="notes", verbose_name=_("report"))
    task = models.ForeignKey(Task, models.PROTECT, related_name="notes", verbose_name=_("task"))
    text = models.TextField(_("progress note"), blank=True, max_length=2000)

    history = History()

    class Meta:
        verbose_name = _("progress note")
        verbose_name_plural = _("progress notes")
        ordering = ("report", "task")
        constraints = [models.UniqueConstraint(fields=("report", "task"), name="task_note_once")]

    def __str__(self):
        return f"{self.task} · {self.report}"


class Submission(models.Model):
    """A report's figures at the moment of one submission, so that the reviewer of the next one sees what changed.

    `number` counts the submissions of the report. `figures` maps the codes of indicators to [value, numerator,
    denominator, not applicable], with the numbers as text.
    """

    report = models.ForeignKey(MonthlyReport, models.CASCADE, related_name="submissions", verbose_name=_("report"))
    number = models.PositiveSmallIntegerField(_("number"))
    submitted_at = models.DateTimeField(_("submitted at"))
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("submitted by")
    )
    figures = models.JSONField(_("figures"), default=dict, editable=False)

    class Meta:
        verbose_name = _("submission")
        verbose_name_plural = _("submissions")
        ordering = ("report", "number")
        constraints = [models.UniqueConstraint(fields=("report", "number"), name="submission_number_once")]

    def __str__(self):
        return f"{self.report} #{self.number}"
