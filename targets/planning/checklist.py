"""What is still missing in a plan before it is published: what stands against it, and what should be looked at."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils.translation import gettext as _
from modeltranslation.utils import build_localized_fieldname

from targets.models import Chapter, Covers, Indicator, Milestone, Target, Task, WorkPlan
from targets.planning.amending import latest
from targets.planning.commitments import commitments
from targets.planning.sentences import DocumentText

CHINESE = "zh_hans"
LISTED_AT_MOST = 12


@dataclass(frozen=True, slots=True)
class Point:
    """One line of the list: a sentence and the rows that it is about; a fault stands against publishing."""

    sentence: str
    rows: tuple[str, ...] = ()
    is_fault: bool = False

    @property
    def text(self) -> str:
        """The sentence with the first of the rows."""
        if not self.rows:
            return self.sentence
        named = _(", ").join(self.rows[:LISTED_AT_MOST])
        more = len(self.rows) - LISTED_AT_MOST
        if more > 0:
            named = _("%(names)s, and %(count)s more") % {"names": named, "count": more}
        return _("%(sentence)s: %(rows)s") % {"sentence": self.sentence, "rows": named}


def check(plan: WorkPlan) -> list[Point]:
    """Every point of the plan, the faults first."""
    return sorted(_points(plan), key=lambda point: not point.is_fault)


def faults(plan: WorkPlan) -> list[Point]:
    return [point for point in check(plan) if point.is_fault]


def _points(plan: WorkPlan) -> Iterator[Point]:
    chapters = list(Chapter.objects.filter(plan=plan))
    tasks = list(Task.objects.filter(plan=plan).select_related("chapter"))
    indicators = list(Indicator.objects.filter(plan=plan).select_related("task"))
    milestones = list(Milestone.objects.filter(plan=plan).select_related("indicator"))
    yield from _of_the_plan(plan, chapters, tasks, indicators, milestones)
    yield from _of_indicators(indicators)
    yield from _of_targets(plan, indicators)
    yield from _of_deadlines(plan, milestones)
    yield from _of_words(plan)
    yield from _of_last_year(plan, [plan, *chapters, *tasks, *indicators, *milestones])


def _fault(sentence: str, rows: Iterable[object] = ()) -> Point:
    return Point(sentence, tuple(map(str, rows)), is_fault=True)


def _remark(sentence: str, rows: Iterable[object] = ()) -> Point:
    return Point(sentence, tuple(map(str, rows)))


def _of_the_plan(
    plan: WorkPlan,
    chapters: list[Chapter],
    tasks: list[Task],
    indicators: list[Indicator],
    milestones: list[Milestone],
) -> Iterator[Point]:
    if (plan.starts, plan.ends) != (date(plan.year, 1, 1), date(plan.year, 12, 31)):
        yield _fault(_("The plan's first and last day are not those of its year"))
    if not chapters:
        yield _fault(_("The plan has no chapters"))
    with_tasks = {task.chapter_id for task in tasks}
    if empty := [chapter for chapter in chapters if chapter.pk not in with_tasks]:
        yield _fault(_("Chapters without a task"), empty)
    committed = {row.task_id for row in (*indicators, *milestones)}
    if idle := [task for task in tasks if task.pk not in committed]:
        yield _remark(_("Tasks without an indicator or a deliverable"), idle)
    if not plan.document:
        yield _remark(_("The document of the plan is not attached"))


def _of_indicators(indicators: list[Indicator]) -> Iterator[Point]:
    if undefined := [one.code for one in indicators if not getattr(one, f"definition_{CHINESE}")]:
        yield _fault(_("Indicators whose definition is empty"), undefined)
    counted = set(Milestone.objects.filter(indicator__in=indicators).values_list("indicator", flat=True))
    if uncounted := [one.code for one in indicators if not one.is_entered and one.pk not in counted]:
        yield _fault(_("Indicators that count deliverables and have none"), uncounted)
    for one in indicators:
        try:
            one.clean()
        except ValidationError as wrong:
            yield _fault(f"{one.code}: {' '.join(wrong.messages)}")


def _of_targets(plan: WorkPlan, indicators: list[Indicator]) -> Iterator[Point]:
    of_city = Target.objects.filter(indicator__in=indicators, unit__parent__isnull=True, covers=Covers.WHOLE)
    targets = defaultdict(list)
    for target in of_city:
        targets[target.indicator_id].append(target)
    if without := [one.code for one in indicators if one.is_entered and one.pk not in targets]:
        sentence = _("Indicators without a target of the city; one whose value is set elsewhere has a deadline")
        yield _fault(sentence, without)
    codes = {one.pk: one.code for one in indicators}
    every = [target for found in targets.values() for target in found]
    if early := [codes[one.indicator_id] for one in every if one.deadline < plan.starts]:
        yield _fault(_("Targets whose deadline lies before the plan begins"), early)
    if later := [codes[one.indicator_id] for one in every if one.deadline > plan.ends]:
        yield _remark(_("Targets whose deadline lies in a later year"), later)
    if blank := [codes[one.indicator_id] for one in every if one.value is None]:
        yield _remark(_("Targets without a value; they are judged by nothing"), blank)


def _of_deadlines(plan: WorkPlan, milestones: list[Milestone]) -> Iterator[Point]:
    if early := [one.code for one in milestones if one.deadline < plan.starts]:
        yield _remark(_("Deliverables whose deadline lies before the plan begins"), early)
    if later := [one.code for one in milestones if one.deadline > plan.ends]:
        yield _remark(_("Deliverables whose deadline lies in a later year"), later)


def _of_words(plan: WorkPlan) -> Iterator[Point]:
    """Commitments that cannot be read in the plan's document."""
    every = commitments(plan)
    if speechless := [one.code for one in every if not one.words]:
        yield _remark(_("Indicators and deliverables without words of the plan"), speechless)
    stored = latest(plan)
    if stored is None:
        yield _remark(_("The text of the plan's document is not entered"))
        return
    document = DocumentText(stored.text)
    if elsewhere := [one.code for one in every if one.words and not document.place(one.words)]:
        yield _remark(_("Indicators and deliverables whose words do not stand in the text of the document"), elsewhere)


TEXTS: dict[type[Model], tuple[str, ...]] = {
    WorkPlan: ("title",),
    Chapter: ("title",),
    Task: ("title", "summary"),
    Indicator: ("name", "definition"),
    Milestone: ("name", "deadline_basis"),
}


def _of_last_year(plan: WorkPlan, rows: list) -> Iterator[Point]:
    """Texts that still name the year before: they may be meant so, or left over from the plan that was copied."""
    year = str(plan.year - 1)
    named = [row for row in rows if any(year in text for text in _texts_of(row))]
    if named:
        yield _remark(_("Texts that name the year %(year)s") % {"year": year}, map(_short, named))


def _texts_of(row: Model) -> Iterator[str]:
    fields = [build_localized_fieldname(name, CHINESE) for name in TEXTS[type(row)]]
    fields += [name for name in ("quote", "as_written") if hasattr(row, name)]
    return (getattr(row, name) or "" for name in fields)


def _short(row: Model) -> str:
    return getattr(row, "code", None) or str(row)
