"""The text of a plan's document, paragraph by paragraph, with the commitments that stand in each."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from targets.models import PlanText, WorkPlan
from targets.periods import Month
from targets.planning.commitments import PlanCommitment, commitments
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
class DocumentPage:
    """The text of a plan's document in a month; `elsewhere` are the commitments whose words do not stand in it."""

    paragraphs: list[Paragraph]
    elsewhere: list[PlanCommitment]


def lay_out(plan: WorkPlan, month: Month) -> DocumentPage:
    """The page of the document, with the commitments that are in force in the month; no paragraphs without a text."""
    document = DocumentText(PlanText.objects.filter(plan=plan).values_list("text", flat=True).first() or "")
    begun: dict[int, list[PlanCommitment]] = defaultdict(list)
    marked: set[int] = set()
    elsewhere = []
    for one in commitments(plan, month):
        if place := document.place(one.words):
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
    return DocumentPage(paragraphs, elsewhere)
