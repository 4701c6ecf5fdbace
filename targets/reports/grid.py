"""A report as its page shows it, on the portal and in the admin: the grid of its figures, its tasks and its findings.

Every text is formatted and every input is named here, so that templates only place them.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from django.conf import settings
from django.forms import BoundField
from django.urls import reverse
from django.utils.translation import gettext as _

from targets.formatting import plain_text
from targets.frame.phrases import day_text, taken_from_text
from targets.models import MilestoneState, MonthlyReport, Task
from targets.registers.elements import element_progress
from targets.registers.rows import url_of
from targets.reports import checks
from targets.reports.checks import Finding, Grade
from targets.reports.form import ReportForm, part_label, takes_all
from targets.reports.inputs import STATEMENT, figure_name, milestone_name, note_name, stored_entries
from targets.reports.links import report_address
from targets.reports.register_cells import RegisterCell, element_text, left_out_text, register_cell
from targets.reports.report_tables import FiguresOfReport
from targets.reports.review import ChangedFigure
from targets.reports.saving import InputClash
from targets.reports.sheets import Line, MilestoneLine, Worksheet
from targets.reports.texts import line_texts, script_data, share_words

# How each field of a milestone is drawn.
FIELD_KINDS = {
    "state": "select",
    "done_on": "date",
    "note": "text",
    "link": "url",
    "file": "file",
    "remove_file": "checkbox",
}
# The grades of messages, the gravest first.
GRADES = ("conflict", "error", "explain", "hint")


@dataclass(slots=True)
class CellMessage:
    """A sentence at an input; `grade` is error, explain, hint or conflict."""

    grade: str
    text: str


@dataclass(slots=True)
class ListedFinding:
    """A finding in the list above the grid; `anchor` is the input to which it leads, empty where there is none."""

    grade: str
    word: str
    anchor: str
    label: str
    text: str


@dataclass(slots=True)
class FigureInput:
    """An input for one number: a figure's value, or a part of a rate or of a net figure."""

    name: str
    label: str
    text: str
    part: str
    invalid: bool = False


@dataclass(slots=True)
class GridRow:
    """An indicator's row of the grid.

    `anchor` is the input that stands for the row, `na` says whether "not applicable" is ticked, `grade` is the gravest
    of the row's messages. `change` is what the reviewer sees of a figure that changed since the last submission; `data`
    is for the page's script.
    """

    line: Line
    anchor: str
    inputs: list[FigureInput]
    messages: list[CellMessage]
    na_name: str
    na: bool
    explanation_name: str
    explanation: str
    asks_explanation: bool
    grade: str
    history_url: str = ""
    change: ChangedFigure | None = None
    register: RegisterCell | None = None
    texts: dict[str, str] = field(default_factory=dict)
    data: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class MilestoneField:
    """A field of a milestone; `kind` is how it is drawn: select, checkbox, or the type of an input.

    Its template draws it without crispy, which takes milliseconds for a field: a chapter has a hundred.
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
    """A milestone on the page: its fields, and what this report or an earlier one says of it."""

    line: MilestoneLine
    deadline: str
    state: str
    fields: list[MilestoneField]
    evidence_fields: list[MilestoneField]
    evidence_url: str = ""
    evidence_name: str = ""
    done_on: str = ""
    register: str = ""
    register_url: str = ""
    taken_from: str = ""
    messages: list[CellMessage] = field(default_factory=list)

    @property
    def has_evidence_errors(self) -> bool:
        return any(one.errors for one in self.evidence_fields)


@dataclass(slots=True)
class GridBlock:
    """A task on the page: its figures, its milestones, its progress note and that of last month."""

    task: Task
    rows: list[GridRow]
    milestones: list[MilestoneRow]
    note: str
    last_note: str
    note_field: BoundField
    note_messages: list[CellMessage]


# ---- The page ----------------------------------------------------------------------------------------------


def report_form_context(
    report: MonthlyReport,
    form: ReportForm,
    *,
    editable: bool,
    clashes: Iterable[InputClash] = (),
    changes: Mapping[int, ChangedFigure] | None = None,
    reads_registers: bool = False,
) -> dict:
    """What `reports/_grid.html`, `_tasks.html` and `_findings.html` show of the report.

    `changes` are the figures that changed since the last submission, by indicator.
    """
    builder = _Builder(report, form, editable, list(clashes), changes or {}, reads_registers)
    return {
        "report": report,
        "form": form,
        "editable": editable,
        "grid": FiguresOfReport(),
        "blocks": list(builder.blocks()),
        "findings": builder.listed_findings(),
        "statement_field": form[STATEMENT],
        "statement_messages": builder.statement_messages(),
        "blanks": blanks(form.sheet),
        "silent": [str(task) for task in form.sheet.silent_tasks],
        "version": str(report.version),
        "base": json.dumps(stored_entries(form.sheet), ensure_ascii=False) if editable else "",
        "counted": json.dumps(_shown_counts(form.sheet)) if editable else "",
        "must_decide": bool(builder.clashes),
        "offers_counts": editable and reads_registers and any(takes_all(line, {}) for line in form.sheet.lines),
        "left_out": left_out_text(form.sheet.left_out) if reads_registers else "",
        "words": share_words(),
        "rate_decimals": str(settings.RATE_DECIMALS),
        "percent_decimals": str(settings.PERCENT_DECIMALS),
    }


def blanks(sheet: Worksheet) -> list[tuple[str, str]]:
    """The blank cells: of each the name of its first input, and its indicator."""
    return [(figure_name(line.indicator, line.fields[0]), str(line.indicator)) for line in sheet.blank_lines]


def is_blank_hint(finding: Finding, line: Line | None) -> bool:
    """Does it only say that the cell is blank? All blank cells are listed together, and not marked one by one."""
    return finding.grade is Grade.HINT and line is not None and line.cell.is_blank


def _shown_counts(sheet: Worksheet) -> dict[str, list[str | None]]:
    """What registers count, by indicator code; a save checks its figures against these and does not count again."""
    return {
        line.indicator.code: [plain_text(number) for number in line.counted.count_now.numbers]
        for line in sheet.lines
        if line.counted and line.counted.count_now
    }


def grade_word(grade: str) -> str:
    return {
        "error": _("Error"),
        "explain": _("Please explain"),
        "wait": _("Too early"),
        "hint": _("Hint"),
        "explained": _("Explained"),
    }[grade]


def listed_findings(sheet: Worksheet, findings: Iterable[Finding]) -> list[ListedFinding]:
    """The findings of the checks, the gravest first, without the hints at blank cells."""
    rows = []
    for finding in findings:
        line = sheet.line(finding.indicator_id) if finding.indicator_id else None
        if is_blank_hint(finding, line):
            continue
        word = "explained" if finding.explained else finding.grade.value
        anchor, label = _place(finding, line)
        rows.append(ListedFinding(finding.grade.value, grade_word(word), anchor, label, finding.message))
    return sorted(rows, key=lambda row: list(Grade).index(row.grade))


def _place(finding: Finding, line: Line | None) -> tuple[str, str]:
    """The input to which a finding leads, with its label; both empty where it is about no input."""
    if line is not None:
        return figure_name(line.indicator, finding.field), str(line.indicator)
    return (STATEMENT, _("Nothing to report this month")) if finding.field else ("", "")


class _Builder:
    """Puts form, sheet, findings and clashes together row by row."""

    def __init__(
        self,
        report: MonthlyReport,
        form: ReportForm,
        editable: bool,
        clashes: Iterable[InputClash],
        changes: Mapping[int, ChangedFigure],
        reads_registers: bool,
    ):
        self.report, self.form, self.editable, self.changes = report, form, editable, changes
        self.reads_registers = reads_registers
        self.sheet = form.sheet
        # Nobody is told of a report that is not begun that it has no content.
        of_report = [finding for finding in checks.check_report(self.sheet) if report.pk or finding.grade is Grade.WAIT]
        self.findings = [*of_report, *checks.check(self.sheet)]
        self.findings_of: dict[int | None, list[Finding]] = defaultdict(list)
        for finding in self.findings:
            self.findings_of[finding.indicator_id].append(finding)
        self.clashes: dict[str, InputClash] = {clash.field: clash for clash in clashes}
        # The city states its named elements, which are counted from what all units keep.
        codes = [row.milestone.code for block in self.sheet.blocks for row in block.milestones]
        self.elements = element_progress(codes, report.period) if reads_registers and report.unit.is_city else {}

    def listed_findings(self) -> list[ListedFinding]:
        """What could not be read, then what the checks found."""
        unreadable = [
            ListedFinding("error", grade_word("error"), name, str(self.form.fields[name].label), str(errors[0]))
            for name, errors in self.form.errors.items()
            if name in self.form.fields
        ]
        return unreadable + listed_findings(self.sheet, self.findings)

    def blocks(self) -> Iterator[GridBlock]:
        for block in self.sheet.blocks:
            name = note_name(block.task)
            yield GridBlock(
                task=block.task,
                rows=[self.row(line) for line in block.lines],
                milestones=[self.milestone(line) for line in block.milestones],
                note=block.note.text if block.note else "",
                last_note=block.last_note,
                note_field=self.form[name],
                note_messages=self.messages_at([name]),
            )

    def statement_messages(self) -> list[CellMessage]:
        """What is wrong at the statement that there is nothing to report."""
        found = [
            CellMessage(finding.grade.value, finding.message) for finding in self.findings_of[None] if finding.field
        ]
        return [message for message in self.messages_at([STATEMENT]) if message.grade == "conflict"] + found

    def messages_at(self, names: list[str]) -> list[CellMessage]:
        """What could not be read in these inputs, and what somebody else saved in them."""
        errors = [CellMessage("error", str(text)) for name in names for text in self.form.errors.get(name, ())]
        clashes = [self.clash_message(self.clashes[name]) for name in names if name in self.clashes]
        return errors + clashes

    def clash_message(self, clash: InputClash) -> CellMessage:
        words = {
            "by": clash.by or _("somebody"),
            "at": clash.at,
            "theirs": self.shown(clash.field, clash.theirs),
            "yours": self.shown(clash.field, clash.yours),
        }
        return CellMessage("conflict", _("Saved by %(by)s at %(at)s: %(theirs)s. Yours: %(yours)s.") % words)

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
        messages = self.messages_at(list(names.values()))
        found = [finding for finding in self.findings_of[indicator.pk] if not is_blank_hint(finding, line)]
        messages += [CellMessage(finding.grade.value, finding.message) for finding in found]
        grades = {message.grade for message in messages}
        explanation = self.form[names["explanation"]].value() or ""
        return GridRow(
            line=line,
            anchor=names[line.fields[0]],
            inputs=[self.input(line, part) for part in line.fields_in_order],
            messages=messages,
            na_name=names["na"],
            na=bool(self.form[names["na"]].value()),
            explanation_name=names["explanation"],
            explanation=explanation,
            asks_explanation=bool(explanation) or any(finding.grade is Grade.EXPLAIN for finding in found),
            grade=next((grade for grade in GRADES if grade in grades), ""),
            history_url=report_address(self.report, "figure_history", indicator.code) if line.figure else "",
            change=self.changes.get(indicator.pk),
            register=register_cell(self.report, line, editable=self.editable) if self.reads_registers else None,
            texts=line_texts(line, self.report.period.previous),
            data=script_data(line) if self.editable else {},
        )

    def input(self, line: Line, part: str) -> FigureInput:
        name = figure_name(line.indicator, part)
        label = part_label(line, part)
        return FigureInput(name, label, self.form[name].value() or "", part, name in self.form.errors)

    def milestone(self, line: MilestoneLine) -> MilestoneRow:
        milestone, latest = line.milestone, line.latest
        names = [milestone_name(milestone, part) for part in ("state", "done_on", "note")]
        evidence = [milestone_name(milestone, part) for part in ("file", "link")]
        if line.progress and line.progress.evidence_file:
            evidence.append(milestone_name(milestone, "remove_file"))
        row = MilestoneRow(
            line=line,
            deadline=day_text(milestone.deadline),
            state=str(MilestoneState(latest.state).label) if latest else "",
            fields=[self.field_of(name) for name in names],
            evidence_fields=[self.field_of(name) for name in evidence],
            done_on=day_text(latest.done_on) if latest else "",
            taken_from=taken_from_text(line.taken_from) if line.taken_from and latest is line.earlier else "",
            # What could not be read stands at the field itself.
            messages=[message for message in self.messages_at([*names, *evidence]) if message.grade == "conflict"],
        )
        self.add_evidence(row)
        if element := self.elements.get(milestone.code):
            row.register, row.register_url = element_text(element), url_of(element.register, "register")
        return row

    def field_of(self, name: str) -> MilestoneField:
        own = self.form.fields[name]
        kind = FIELD_KINDS[name.rpartition("-")[2]]
        value = "" if kind == "file" else self.form[name].value()
        return MilestoneField(
            name,
            kind,
            own.label,
            value.isoformat() if isinstance(value, date) else str(value or ""),
            [str(text) for text in self.form.errors.get(name, ())],
            own.widget.attrs.get("accept", ""),
            list(getattr(own, "choices", ())),
        )

    def add_evidence(self, row: MilestoneRow) -> None:
        """The file of this report, else of the unit's last earlier report on the milestone."""
        line = row.line
        for progress in (line.progress, None if line.taken_from else line.earlier):
            if progress is not None and progress.evidence_file:
                month = self.report.period if progress is line.progress else progress.report.period
                address = [self.report.unit.code, self.report.chapter.app, month, line.milestone.code]
                row.evidence_url = reverse("targets:evidence", args=address)
                row.evidence_name = progress.evidence_file.name.rpartition("/")[2]
                return
