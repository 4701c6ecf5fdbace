"""The report's grid, tasks and findings as its page shows them, on the portal and in the admin.

Every text is formatted and every input named, so that templates decide nothing.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from targets.formatting import plain_text
from targets.frame.phrases import day_text
from targets.models import MilestoneState, MonthlyReport
from targets.registers.elements import element_progress
from targets.registers.rows import url_of
from targets.reports import checks
from targets.reports.checks import Finding, Grade
from targets.reports.form import ReportForm, part_label, takes_all
from targets.reports.inputs import figure_name, milestone_name, note_name, stored_entries
from targets.reports.links import report_address
from targets.reports.register_cells import RegisterCell, element_text, register_cell
from targets.reports.saving import InputClash
from targets.reports.sheets import Line, MilestoneLine, TaskBlock, Worksheet
from targets.reports.texts import line_texts, script_data, share_words

# What a milestone's fields are drawn as.
KINDS = {
    "state": "select",
    "done_on": "date",
    "note": "text",
    "link": "url",
    "file": "file",
    "remove_file": "checkbox",
}


@dataclass(slots=True)
class Note:
    """A sentence at an input; `grade` is error, explain, hint or conflict."""

    grade: str
    text: str


@dataclass(slots=True)
class Listed:
    """A finding in the list above the grid, leading to its input."""

    grade: str
    word: str
    anchor: str
    label: str
    text: str


@dataclass(slots=True)
class Input:
    """One number to type."""

    name: str
    label: str
    text: str
    part: str
    invalid: bool = False


@dataclass(slots=True)
class GridRow:
    """An indicator's row of the grid."""

    line: Line
    inputs: list[Input]
    notes: list[Note]
    na_name: str
    na: bool
    explanation_name: str
    explanation: str
    asks_explanation: bool
    grade: str
    history_url: str = ""
    change: object = None
    register: RegisterCell | None = None
    texts: dict[str, str] = field(default_factory=dict)
    data: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Field:
    """A field of a milestone; `kind` is its element: select, checkbox, or an input's type.

    Drawn by the template itself: a chapter has a hundred, and crispy takes milliseconds for each.
    """

    name: str
    kind: str
    label: str
    text: str
    errors: list[str]
    accept: str = ""
    choices: list[tuple[str, str]] = field(default_factory=list)


@dataclass(slots=True)
class MilestoneRow:
    """A milestone's fields, or what was said of it."""

    row: MilestoneLine
    deadline: str
    state: str
    fields: list[Field]
    evidence_fields: list[Field]
    evidence_url: str = ""
    evidence_name: str = ""
    done_on: str = ""
    register: str = ""
    register_url: str = ""
    notes: list[Note] = field(default_factory=list)

    @property
    def evidence_is_wrong(self) -> bool:
        return any(one.errors for one in self.evidence_fields)


@dataclass(slots=True)
class Block:
    """A task: its rows, its milestones, its progress note."""

    block: TaskBlock
    rows: list[GridRow]
    milestones: list[MilestoneRow]
    note_field: object
    note_notes: list[Note]


# ---- Putting them together ---------------------------------------------------------------------------------


def report_form_context(
    report: MonthlyReport,
    form: ReportForm,
    *,
    editable: bool,
    clashes: Iterable[InputClash] = (),
    changes: dict | None = None,
    reads_registers: bool = False,
) -> dict:
    """What `targets/report/_grid.html`, `_tasks.html` and `_findings.html` show of the report."""
    builder = _Builder(report, form, editable, list(clashes), changes or {}, reads_registers)
    return {
        "report": report,
        "form": form,
        "editable": editable,
        "blocks": list(builder.blocks()),
        "listed": builder.listed(),
        "blanks": blanks(form.sheet),
        "silent": [str(task) for task in form.sheet.silent_tasks],
        "version": str(report.version),
        "base": json.dumps(stored_entries(form.sheet), ensure_ascii=False) if editable else "",
        "counted": json.dumps(_counts(form.sheet)) if editable else "",
        "must_decide": bool(builder.clashes),
        "offers_counts": editable and reads_registers and any(takes_all(line, {}) for line in form.sheet.lines),
        "words": share_words(),
        "rate_decimals": str(settings.RATE_DECIMALS),
    }


def blanks(sheet: Worksheet) -> list[tuple[str, str]]:
    """The blank cells: the input's name and the indicator."""
    return [(figure_name(line.indicator, line.fields[0]), str(line.indicator)) for line in sheet.blank_lines]


def is_blank_hint(finding: Finding, line: Line | None) -> bool:
    """A blank is listed once, with the others, and not at every cell."""
    return finding.grade is Grade.HINT and line is not None and line.cell.is_blank


def _counts(sheet: Worksheet) -> dict[str, list[str | None]]:
    """What registers count, by indicator code; a save is held against these and does not count again."""
    return {
        line.indicator.code: [plain_text(number) for number in line.counted.count_now.numbers]
        for line in sheet.lines
        if line.counted and line.counted.count_now
    }


def grade_word(grade: str) -> str:
    return {"error": _("Error"), "explain": _("Please explain"), "hint": _("Hint"), "explained": _("Explained")}[grade]


def listed_findings(sheet: Worksheet, findings: Iterable[Finding]) -> list[Listed]:
    """The checks' findings in order of weight, without the blanks."""
    rows = []
    for finding in findings:
        line = sheet.line(finding.indicator_id)
        if line is None or is_blank_hint(finding, line):
            continue
        word = "explained" if finding.explained else finding.grade.value
        anchor = figure_name(line.indicator, finding.field)
        rows.append(Listed(finding.grade.value, grade_word(word), anchor, str(line.indicator), finding.message))
    return sorted(rows, key=lambda row: list(Grade).index(row.grade))


class _Builder:
    """Puts form, sheet, findings and clashes together row by row."""

    def __init__(self, report, form: ReportForm, editable: bool, clashes, changes: dict, reads_registers: bool):
        self.report, self.form, self.editable, self.changes = report, form, editable, changes
        self.reads_registers = reads_registers
        self.sheet = form.sheet
        self.findings = checks.check(self.sheet)
        self.findings_of: dict[int, list[Finding]] = defaultdict(list)
        for finding in self.findings:
            self.findings_of[finding.indicator_id].append(finding)
        self.clashes: dict[str, InputClash] = {clash.field: clash for clash in clashes}
        # Elements are the city's to state, from what all units keep.
        codes = [row.milestone.code for block in self.sheet.blocks for row in block.milestones]
        self.elements = element_progress(codes, report.period) if reads_registers and report.unit.is_city else {}

    def listed(self) -> list[Listed]:
        unreadable = [
            Listed("error", grade_word("error"), name, str(self.form.fields[name].label), str(errors[0]))
            for name, errors in self.form.errors.items()
            if name in self.form.fields
        ]
        return unreadable + listed_findings(self.sheet, self.findings)

    def blocks(self) -> Iterator[Block]:
        for block in self.sheet.blocks:
            name = note_name(block.task)
            yield Block(
                block,
                [self.row(line) for line in block.lines],
                [self.milestone(row) for row in block.milestones],
                self.form[name],
                self.notes_at([name]),
            )

    def notes_at(self, names: list[str]) -> list[Note]:
        """What is unreadable in these inputs, and what somebody else saved in them."""
        errors = [Note("error", str(text)) for name in names for text in self.form.errors.get(name, ())]
        clashes = [self.clash_note(self.clashes[name]) for name in names if name in self.clashes]
        return errors + clashes

    def clash_note(self, clash: InputClash) -> Note:
        words = {
            "by": clash.by or _("somebody"),
            "at": clash.at,
            "theirs": self.shown(clash.field, clash.theirs),
            "yours": self.shown(clash.field, clash.yours),
        }
        return Note("conflict", _("Saved by %(by)s at %(at)s: %(theirs)s. Yours: %(yours)s.") % words)

    def shown(self, name: str, text: str) -> str:
        """An input's text as a sentence quotes it."""
        if name.endswith("-na"):
            return _("not applicable") if text else _("not ticked")
        if name.endswith("-state"):
            return dict(self.form.fields[name].choices).get(text, text)
        return text or _("blank")

    def row(self, line: Line) -> GridRow:
        indicator = line.indicator
        names = {part: figure_name(indicator, part) for part in (*line.fields, "na", "explanation")}
        notes = self.notes_at(list(names.values()))
        found = [f for f in self.findings_of[indicator.pk] if not is_blank_hint(f, line)]
        notes += [Note(finding.grade.value, finding.message) for finding in found]
        explanation = self.form[names["explanation"]].value() or ""
        return GridRow(
            line=line,
            inputs=[self.input(line, part) for part in line.fields],
            notes=notes,
            na_name=names["na"],
            na=bool(self.form[names["na"]].value()),
            explanation_name=names["explanation"],
            explanation=explanation,
            asks_explanation=bool(explanation) or any(finding.grade is Grade.EXPLAIN for finding in found),
            grade=_worst(notes),
            history_url=report_address(self.report, "figure_history", indicator.code) if line.figure else "",
            change=self.changes.get(indicator.pk),
            register=register_cell(self.report, line, editable=self.editable) if self.reads_registers else None,
            texts=line_texts(line, self.report.period.previous),
            data=script_data(line) if self.editable else {},
        )

    def input(self, line: Line, part: str) -> Input:
        name = figure_name(line.indicator, part)
        label = part_label(line, part)
        return Input(name, label, self.form[name].value() or "", part, name in self.form.errors)

    def milestone(self, row: MilestoneLine) -> MilestoneRow:
        names = [milestone_name(row.milestone, part) for part in ("state", "done_on", "note")]
        evidence = [milestone_name(row.milestone, part) for part in ("file", "link")]
        if row.progress and row.progress.evidence_file:
            evidence.append(milestone_name(row.milestone, "remove_file"))
        said = row.progress if row.progress and row.progress.state else row.known
        shown = MilestoneRow(
            row=row,
            deadline=day_text(row.milestone.deadline),
            state=str(MilestoneState(said.state).label) if said else "",
            fields=[self.field_of(name) for name in names],
            evidence_fields=[self.field_of(name) for name in evidence],
            done_on=day_text(said.done_on) if said else "",
            notes=[note for note in self.notes_at([*names, *evidence]) if note.grade == "conflict"],
        )
        self.add_evidence(shown)
        if found := self.elements.get(row.milestone.code):
            shown.register, shown.register_url = element_text(found), url_of(found.register, "register")
        return shown

    def field_of(self, name: str) -> Field:
        own = self.form.fields[name]
        kind = KINDS[name.rpartition("-")[2]]
        value = "" if kind == "file" else self.form[name].value()
        return Field(
            name,
            kind,
            own.label,
            value.isoformat() if isinstance(value, date) else str(value or ""),
            [str(text) for text in self.form.errors.get(name, ())],
            own.widget.attrs.get("accept", ""),
            list(getattr(own, "choices", ())),
        )

    def add_evidence(self, shown: MilestoneRow) -> None:
        """The file of this report, or else of the report that said so last."""
        for said in (shown.row.progress, shown.row.known):
            if said is not None and said.evidence_file:
                month = self.report.period if said is shown.row.progress else said.report.period
                place = [self.report.unit.code, self.report.chapter.app, month, shown.row.milestone.code]
                shown.evidence_url = reverse("targets:evidence", args=place)
                shown.evidence_name = said.evidence_file.name.rpartition("/")[2]
                return


def _worst(notes: list[Note]) -> str:
    grades = {note.grade for note in notes}
    return next((grade for grade in ("conflict", "error", "explain", "hint") if grade in grades), "")
