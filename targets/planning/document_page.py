"""The text of a plan's document, paragraph by paragraph, with the commitments that stand in each."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from django.urls import reverse
from django.utils.translation import gettext as _

from targets.frame.phrases import day_text, moment_text, month_text
from targets.models import NamesOfTheTime, PlanText, WorkPlan
from targets.periods import Month
from targets.planning.commitments import PlanCommitment, commitments, words_then
from targets.planning.sentences import DocumentText


@dataclass(frozen=True, slots=True)
class ShownSentence:
    """A sentence with the commitments whose words begin in it; it `is_marked` where any stand in it."""

    text: str
    is_marked: bool
    commitments: list[PlanCommitment]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of the document; `anchor` is its place on the page."""

    anchor: str
    sentences: list[ShownSentence] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "".join(sentence.text for sentence in self.sentences)

    @property
    def commitments(self) -> list[PlanCommitment]:
        """The commitments that stand in the paragraph."""
        return [one for sentence in self.sentences for one in sentence.commitments]


@dataclass(frozen=True, slots=True)
class DocumentLine:
    """A document of the plan: its name, from when on it holds and by whom it was brought in, and its pages."""

    name: str
    about: str
    url: str
    changes_url: str
    is_shown: bool = False


@dataclass(frozen=True, slots=True)
class DocumentPage:
    """The text of a plan's document in a month; `elsewhere` are the commitments whose words do not stand in it.

    `documents` are all those of the plan, where there are several.
    """

    paragraphs: list[Paragraph]
    elsewhere: list[PlanCommitment]
    documents: list[DocumentLine]


def lay_out(plan: WorkPlan, month: Month) -> DocumentPage:
    """The page of the document, with the commitments that are in force in the month; no paragraphs without a text."""
    stored = list(PlanText.objects.filter(plan=plan).select_related("decided_by").order_by("from_month"))
    held = next((one for one in reversed(stored) if one.begins <= month), PlanText())
    document = DocumentText(held.text)
    begun: dict[int, list[PlanCommitment]] = defaultdict(list)
    marked: set[int] = set()
    elsewhere = []
    for one in commitments(plan, month):
        if place := document.place(words_then(one, held)):
            begun[place[0]].append(one)
            marked.update(place)
        else:
            elsewhere.append(one)
    paragraphs = [
        Paragraph(
            f"p{number}",
            [ShownSentence(one.text, one.number in marked, begun[one.number]) for one in sentences],
        )
        for number, sentences in enumerate(document.paragraphs, start=1)
    ]
    lines = [line_of(one, plan, is_shown=one == held) for one in stored] if len(stored) > 1 else []
    return DocumentPage(paragraphs, elsewhere, lines)


def line_of(document: PlanText, plan: WorkPlan, *, is_shown: bool = False) -> DocumentLine:
    """What is said of a document of the plan wherever it is named."""
    is_first = document.begins < plan.months[0]
    month = plan.months[0] if is_first else document.begins
    said = [_("from the plan's beginning") if is_first else _("from %(first)s") % {"first": month_text(month)}]
    if document.decided_for:
        said.append(_("decided for %(month)s") % {"month": month_text(Month.of(document.decided_for))})
    if document.decided_on:
        said.append(day_text(document.decided_on))
    if document.entered_at:
        by = NamesOfTheTime().of(document.decided_by, document.entered_at)
        said.append(_("accepted by %(name)s, %(moment)s") % {"name": by, "moment": moment_text(document.entered_at)})
    name = document.title or str(plan)
    return DocumentLine(
        name=_("%(title)s (%(number)s)") % {"title": name, "number": document.document} if document.document else name,
        about=" · ".join(said),
        url=f"{reverse('targets:plan_text', args=[plan.year])}?month={month}",
        changes_url="" if is_first else f"{reverse('targets:plan_changes', args=[plan.year])}?month={month}",
        is_shown=is_shown,
    )
