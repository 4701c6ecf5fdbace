"""One look at an upload: read, gathered, settled, compared with what stands. Nothing is stored."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from targets import access
from targets.access import Access
from targets.imports.figures.checking import quality_remarks
from targets.imports.figures.comparing import compare_rates, compare_totals
from targets.imports.figures.gathering import Choices
from targets.imports.figures.looking import Looked, Looking, Upload
from targets.imports.figures.others import leave_out_others
from targets.imports.figures.proposing import Plan, Proposing, Stored
from targets.models import WorkPlan
from targets.periods import Month
from targets.reports import changes
from targets.spreadsheets.findings import Findings, Proposal, Remark, Said


@dataclass(frozen=True, slots=True)
class Step:
    """How far an import has come."""

    text: str
    done: int
    total: int


class Examination:
    """One look at some files for one user. `by` None is whoever runs the server."""

    def __init__(self, uploads: Sequence[Upload], plan: WorkPlan, choices: Choices, *, by=None):
        self.uploads = uploads
        self.plan = Plan.of(plan)
        self.choices = choices
        self.rights: Access | None = access.of(by) if by is not None else None
        self.by = by
        self.proposing = Proposing(self.plan, self.rights)
        self.looked: Looked | None = None
        self.own: list[Said] = []
        self.other_remarks: list[Remark] = []

    def look(self) -> Iterator[Step]:
        """Read the files; a step for each."""
        looking = Looking(self.plan, self.choices, self.plan.words())
        for number, looked in enumerate(looking.look(self.uploads), start=1):
            self.looked = looked
            yield Step(_("Reading %(file)s") % {"file": looked.files[-1].name}, number, len(self.uploads))
        gathering = looking.gathering
        self.own, others = self.proposing.within_reach(gathering.said)
        self.other_remarks = leave_out_others(others, gathering, self.plan)

    def findings(self) -> Findings:
        """What the files say, beside what stands in the reports now. Ask after `look`."""
        gathering = self.looked.gathering
        proposing = Proposing(self.plan, self.rights)
        stored = Stored.of(self.plan, self.own)
        proposals = proposing.propose(self.own, stored)
        remarks = [*self.looked.remarks, *gathering.remarks, *self.other_remarks, *proposing.remarks]
        remarks += compare_totals(gathering.totals, gathering.said, self.plan.indicators)
        remarks += compare_rates(gathering.rates, proposals)
        remarks += quality_remarks(proposals, stored, self.plan)
        return Findings(
            self.looked.files,
            self.looked.questions,
            proposals,
            remarks,
            _digest(proposals),
            self.plan.units,
            self.plan.indicators,
        )

    def report_keys(self) -> dict[changes.Key, tuple[str, str, Month]]:
        """The reports that the files speak of."""
        keys = {}
        for unit, code, month in {(one.unit, one.code, one.month) for one in self.own}:
            chapter = self.plan.indicators[code].task.chapter
            key = (self.plan.units[unit].pk, chapter.pk, month.first_day)
            keys[key] = (unit, chapter.app, month)
        return keys


def _digest(proposals: Iterable[Proposal]) -> str:
    """Names exactly what was shown: the new and the old figures, and the states of their reports."""
    digest = hashlib.sha256()
    for p in proposals:
        cells = (*p.new.numbers, p.new.not_applicable, *p.old.numbers, p.old.not_applicable)
        digest.update(f"{p.unit} {p.code} {p.month} {p.standing} {' '.join(map(str, cells))}\n".encode())
    return digest.hexdigest()[:32]
