"""What an amended document changes, the commitments that rest on each sentence, and the forms to change them in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from targets.frame import phrases
from targets.models import Covers, Indicator, PlanText, Target
from targets.periods import Month
from targets.planning.commitments import PlanCommitment, commitments, words_then
from targets.planning.comparison import ChangedSentence, TextRun, compare, names_quantity
from targets.planning.sentences import DocumentText, Sentence


@dataclass(frozen=True, slots=True)
class FormLink:
    """A form in which something is changed; what the document says of it is filled in there, and nothing is stored."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Affected:
    """A commitment that rests on a sentence; its words may stand in the amended document as before."""

    name: str
    url: str
    words: str
    words_stand: bool
    targets: list[str]
    months: str
    steps: list[FormLink]


@dataclass(frozen=True, slots=True)
class ComparedSentence:
    """A sentence before and after, with what rests on it; without the one it was added, without the other removed."""

    before: list[TextRun] = field(default_factory=list)
    after: list[TextRun] = field(default_factory=list)
    affected: list[Affected] = field(default_factory=list)
    # Set where it names a quantity on which no commitment rests.
    is_candidate: bool = False
    steps: list[FormLink] = field(default_factory=list)


@dataclass(slots=True)
class DocumentForms:
    """The admin's forms, with what the document says filled in; none of them before it is accepted."""

    document: PlanText | None

    @property
    def _decision(self) -> dict[str, str]:
        document = self.document
        return {
            "from_month": str(document.begins),
            "document": document.document or document.title[: PlanText._meta.get_field("document").max_length],
            "decided_on": document.decided_on.isoformat() if document.decided_on else "",
            "reason": document.reason,
        }

    def of(self, one: PlanCommitment, targets: Iterable[Target], carried: str, *, stands: bool) -> list[FormLink]:
        """Where a commitment is changed: its target, its months, and its words where they stand no more."""
        if self.document is None:
            return []
        until = str(self.document.begins.previous)
        change = f"admin:targets_{one.kind}_change"
        steps = [
            FormLink(_("Change the target"), _address("admin:targets_target_change", target.pk, **self._decision))
            for target in targets
        ]
        steps.append(FormLink(_("Let it end"), _address(change, one.row.pk, until_month=until)))
        if not stands:
            steps.append(
                FormLink(_("Mend the words"), _address(change, one.row.pk, **({"quote": carried} if carried else {})))
            )
        return steps

    def of_sentence(self, text: str) -> list[FormLink]:
        """Where a new commitment is entered that rests on the sentence."""
        if self.document is None:
            return []
        new = {"quote": text, "from_month": str(self.document.begins)}
        return [
            FormLink(_("Add an indicator"), _address("admin:targets_indicator_add", **new)),
            FormLink(_("Add a deliverable"), _address("admin:targets_milestone_add", **new)),
        ]


def _address(name: str, *args: int, **values: str) -> str:
    query = urlencode(values)
    return reverse(name, args=args) + (f"?{query}" if query else "")


class ComparedDocuments:
    """Two documents of a plan, the former and the one that follows it from a month on.

    Without an `accepted` document the second is only looked at, and nothing leads to forms; nor where `with_steps` is
    not set, for readers who change nothing.
    """

    def __init__(self, former: PlanText, text: str, month: Month, accepted: PlanText | None, *, with_steps: bool):
        self.former, self.accepted, self.month = former, accepted, month
        self.plan = former.plan
        self.before, self.after = DocumentText(former.text), DocumentText(text)
        self.comparison = compare(self.before, self.after)
        self._steps = DocumentForms(accepted if with_steps else None)
        self._commitments = commitments(self.plan, month.previous, month)

    # ---- What rests on which sentence -------------------------------------------------------------------------

    @cached_property
    def _targets(self) -> dict[int, list[Target]]:
        found: dict[int, list[Target]] = defaultdict(list)
        of_city = Target.objects.filter(
            indicator__plan=self.plan, unit__parent=None, covers=Covers.WHOLE, in_force=True
        ).select_related("indicator")
        for target in of_city.order_by("deadline"):
            found[target.indicator_id].append(target)
        return found

    @cached_property
    def _resting(self) -> dict[int, list[PlanCommitment]]:
        """By sentence of the former document, the commitments whose words stood in it."""
        found: dict[int, list[PlanCommitment]] = defaultdict(list)
        for one in self._commitments:
            for number in self.before.place(words_then(one, self.former)):
                found[number].append(one)
        return found

    def _words_now(self, one: PlanCommitment) -> str:
        return words_then(one, self.accepted) if self.accepted else one.words

    @cached_property
    def _rested_on(self) -> set[int]:
        """The sentences of the second document in which the words of a commitment stand."""
        return {number for one in self._in_force for number in self.after.place(self._words_now(one))}

    @cached_property
    def _in_force(self) -> list[PlanCommitment]:
        return [one for one in self._commitments if one.row.is_in_force(self.month)]

    def _affected(self, one: PlanCommitment, change: ChangedSentence | None = None) -> Affected:
        words = self._words_now(one)
        stands = not words or bool(self.after.place(words))
        targets = self._targets[one.row.pk] if isinstance(one.row, Indicator) else []
        carried = change.carried(words) if change else ""
        return Affected(
            name=one.name,
            url=one.url,
            words=words,
            words_stand=stands,
            targets=[_target_text(target) for target in targets],
            months=phrases.span_text(one.row.first_month, one.row.last_month),
            steps=self._steps.of(one, targets, carried, stands=stands),
        )

    # ---- What the page shows ----------------------------------------------------------------------------------

    @cached_property
    def changed(self) -> list[ComparedSentence]:
        return [
            ComparedSentence(
                change.before_pieces,
                change.after_pieces,
                [self._affected(one, change) for one in self._resting[change.before.number]],
                **self._candidate(change.after, self._resting[change.before.number]),
            )
            for change in self.comparison.changed
        ]

    @cached_property
    def removed(self) -> list[ComparedSentence]:
        return [
            ComparedSentence(
                before=[TextRun(one.text, differs=True)],
                affected=[self._affected(commitment) for commitment in self._resting[one.number]],
            )
            for one in self.comparison.removed
        ]

    @cached_property
    def added(self) -> list[ComparedSentence]:
        return [
            ComparedSentence(after=[TextRun(one.text, differs=True)], **self._candidate(one, []))
            for one in self.comparison.added
        ]

    def _candidate(self, sentence: Sentence, resting: list[PlanCommitment]) -> dict:
        """Whether the sentence names a quantity on which nothing rests, and where a commitment is made of it."""
        is_one = not resting and sentence.number not in self._rested_on and names_quantity(sentence)
        return {"is_candidate": is_one, "steps": self._steps.of_sentence(sentence.text.strip()) if is_one else []}

    @cached_property
    def lost(self) -> list[Affected]:
        """The commitments in force whose words do not stand in the second document."""
        changes = {change.before.number: change for change in self.comparison.changed}
        found = []
        for one in self._in_force:
            words = self._words_now(one)
            if words and not self.after.place(words):
                place = self.before.place(words)
                found.append(self._affected(one, changes.get(place[0]) if place else None))
        return found

    @property
    def summary(self) -> str:
        """How many sentences were changed, removed, added and moved."""
        changed, removed, added = (
            len(found) for found in (self.comparison.changed, self.comparison.removed, self.comparison.added)
        )
        counted = [
            (changed, ngettext("%(count)s sentence changed", "%(count)s sentences changed", changed)),
            (removed, ngettext("%(count)s sentence removed", "%(count)s sentences removed", removed)),
            (added, ngettext("%(count)s sentence added", "%(count)s sentences added", added)),
            (
                self.comparison.moved,
                ngettext("%(count)s sentence moved", "%(count)s sentences moved", self.comparison.moved),
            ),
        ]
        return " · ".join(words % {"count": count} for count, words in counted if count)


def _target_text(target: Target) -> str:
    value = phrases.amount(target.indicator, target.value).text
    return _("target %(value)s by %(day)s") % {"value": value, "day": phrases.day_text(target.deadline)}
