"""What an import finds in its files: proposals to store, remarks on cells, and questions."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Generic, Protocol, TypeVar

from targets.spreadsheets.remarks import Question, Remark, Weight


class Effect(StrEnum):
    """What storing a proposed figure or row would do."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    REFUSED = "refused"


STORED = (Effect.NEW, Effect.CHANGED)


class Proposal(Protocol):
    """A figure, an entry or a row as a file would have it."""

    effect: Effect


P = TypeVar("P", bound=Proposal)


@dataclass(slots=True)
class Findings(Generic[P]):
    """Everything that an examination of the files says; `digest` names exactly this state of it."""

    proposals: list[P] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    digest: str = ""

    def of(self, weight: Weight) -> list[Remark]:
        return [remark for remark in self.remarks if remark.weight is weight]

    @property
    def faults(self) -> list[Remark]:
        return self.of(Weight.FAULT)

    @property
    def open_questions(self) -> list[Question]:
        return [question for question in self.questions if question.is_open]

    @property
    def counts(self) -> dict[str, int]:
        counted = Counter(proposal.effect for proposal in self.proposals)
        return {effect.value: counted[effect] for effect in Effect}

    @property
    def to_store(self) -> list[P]:
        """The proposals that change what is stored."""
        return [proposal for proposal in self.proposals if proposal.effect in STORED]

    @property
    def can_be_stored(self) -> bool:
        """Nothing refused, nothing left open, and something to store or to confirm as the same."""
        return not (self.faults or self.open_questions) and bool(self.proposals)
