"""The plan of the next year, made from the last one (以上年工作要点为基础编制).

Chapters, tasks, indicators and deliverables are copied with their texts in both languages, and indicators keep their
codes, by which figures of several years are compared. Deadlines fall a year later. What was dropped during the year is
left out, and what was added belongs to the whole of the next. What runs into a later year keeps its deadline, target
and baseline, and names what it continues: what was reached stays reached. Targets given out to units are not copied.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable
from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _
from modeltranslation.translator import NotRegistered, translator

from targets.models import (
    Chapter,
    Covers,
    Indicator,
    IndicatorAlias,
    Milestone,
    Target,
    Task,
    WorkPlan,
)
from targets.models.plan import BelowChapter
from targets.models.versions import one_change

# The months of what is asked for in the whole of the next year.
WHOLE_YEAR = {"from_month": None, "until_month": None}
# What belongs to the plan that is copied: its rows' own marks, and the words of its document.
NOT_COPIED = {"id", "shipped", "published_at", "document", "is_demo"}


class CannotCopy(Exception):
    """The plan of the next year cannot be made; the message says why."""


@one_change()
def next_plan(last: WorkPlan, *, with_targets: bool) -> WorkPlan:
    """Make the plan of the year after `last`, unpublished; `with_targets` takes over the values of the city's targets.

    Raises CannotCopy where that year has a plan already.
    """
    year = last.year + 1
    if WorkPlan.objects.filter(year=year).exists():
        raise CannotCopy(_("There is a plan of %(year)s already.") % {"year": year})
    plan = _copied(last, year=year, starts=a_year_later(last.starts), ends=a_year_later(last.ends))
    for name in ("title_zh_hans", "title_en"):
        setattr(plan, name, (getattr(plan, name) or "").replace(str(last.year), str(year)))
    plan.save()
    _Copy(last, plan, with_targets=with_targets).make()
    return plan


def a_year_later(day: date) -> date:
    """The same day of the next year; of 29 February the 28th, and the last day of a month stays one."""
    last = monthrange(day.year + 1, day.month)[1]
    is_last = day.day == monthrange(day.year, day.month)[1]
    return date(day.year + 1, day.month, last if is_last else min(day.day, last))


class _Copy:
    """Copies everything below a plan; `chapters`, `tasks` and `indicators` map the keys of the old rows to the new."""

    def __init__(self, last: WorkPlan, plan: WorkPlan, *, with_targets: bool):
        self.last, self.plan, self.with_targets = last, plan, with_targets
        self.chapters: dict[int, Chapter] = {}
        self.tasks: dict[int, Task] = {}
        self.indicators: dict[int, Indicator] = {}

    def make(self) -> None:
        for chapter in Chapter.objects.filter(plan=self.last):
            self.chapters[chapter.pk] = _stored(_copied(chapter, plan=self.plan))
        for task in self._lasting(Task):
            chapter = self.chapters[task.chapter_id]
            self.tasks[task.pk] = _stored(_copied(task, plan=self.plan, chapter=chapter, **WHOLE_YEAR))
        self._copy_indicators()
        self._copy_milestones()
        self._copy_targets()

    def _lasting(self, model: type[BelowChapter]):
        """The rows that were not dropped during the year."""
        return model.objects.filter(plan=self.last).not_ended(self.last.months[-1])

    def _copy_indicators(self) -> None:
        former = list(self._lasting(Indicator))
        later = Q(targets__deadline__gt=self.last.ends, targets__unit__parent=None, targets__covers=Covers.WHOLE)
        running_on = set(
            Indicator.objects.filter(later | Q(elements__deadline__gt=self.last.ends), plan=self.last).values_list(
                "pk", flat=True
            )
        )
        for one in former:
            copy = _copied(
                one,
                plan=self.plan,
                task=self.tasks[one.task_id],
                part_of=None,
                not_over=None,
                continues=(one.continues or one) if one.pk in running_on else None,
                **WHOLE_YEAR,
            )
            self.indicators[one.pk] = _stored(copy)
        for one in former:
            copy = self.indicators[one.pk]
            if one.part_of_id or one.not_over_id:
                copy.part_of = self.indicators.get(one.part_of_id or 0)
                copy.not_over = self.indicators.get(one.not_over_id or 0)
                copy.save()
        aliases = IndicatorAlias.objects.filter(indicator__in=self.indicators)
        IndicatorAlias.objects.bulk_create(
            IndicatorAlias(indicator=self.indicators[one.indicator_id], unit_id=one.unit_id, name=one.name)
            for one in aliases
        )

    def _copy_milestones(self) -> None:
        for one in self._lasting(Milestone):
            indicator = self.indicators.get(one.indicator_id or 0)
            _stored(
                _copied(
                    one,
                    plan=self.plan,
                    task=self.tasks[one.task_id],
                    indicator=indicator,
                    deadline=self._deadline(one.deadline),
                    continues=(one.continues or one) if one.deadline > self.last.ends else None,
                    **WHOLE_YEAR,
                )
            )

    def _copy_targets(self) -> None:
        """The city's targets, as drafts; of several deadlines in the year each falls a year later."""
        of_city = Target.objects.filter(
            indicator__in=self.indicators, unit__parent__isnull=True, covers=Covers.WHOLE, is_demo=False
        )
        for one in of_city.order_by("deadline"):
            runs_on = one.deadline > self.last.ends
            _stored(
                Target(
                    indicator=self.indicators[one.indicator_id],
                    unit_id=one.unit_id,
                    covers=one.covers,
                    deadline=self._deadline(one.deadline),
                    value=one.value if runs_on or self.with_targets else None,
                    baseline=one.baseline if runs_on else None,
                    source=one.source if runs_on else "",
                )
            )

    def _deadline(self, day: date) -> date:
        """A year later; what runs into a later year keeps its deadline."""
        return day if day > self.last.ends else a_year_later(day)


def _copied(row, **changes):
    """A new row of the same model with the same values, except the changes."""
    try:
        # The field of a translated text only repeats that of the reader's language.
        translated: Iterable[str] = translator.get_options_for_model(type(row)).all_fields
    except NotRegistered:
        translated = ()
    left_out = {*NOT_COPIED, *translated, *changes}
    values = {
        field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields if field.name not in left_out
    }
    return type(row)(**values, **changes)


def _stored(row: models.Model):
    row.save()
    return row
