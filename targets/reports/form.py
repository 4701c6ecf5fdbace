"""The form of a monthly report, built from its worksheet: the same on the report's page and in the admin."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from targets import clock
from targets.arithmetic import net
from targets.formatting import number_text, plain_text
from targets.models import MilestoneState, MonthlyReport, Source
from targets.reports.changes import Changes, MilestoneEntry
from targets.reports.evidence import EvidenceField
from targets.reports.inputs import (
    MILESTONE_PARTS,
    STATEMENT,
    figure_entries,
    figure_name,
    milestone_entries,
    milestone_name,
    note_name,
    one_newline,
    stored_milestone,
)
from targets.reports.sheets import Cell, Line, MilestoneLine, TaskBlock, Worksheet
from targets.values.form_fields import DayFormField, NumberFormField, day_input

LONGEST_TEXT, LONGEST_NOTE = 500, 2000
FIGURE_INPUTS = ("value", "numerator", "denominator", "na", "explanation")
MILESTONE_INPUTS = (*MILESTONE_PARTS, "file", "remove_file")
# What the buttons that take counts of registers send: the name of all, and the value of the one for all figures.
TAKE, ALL = "take", "all"


class ReportForm(forms.Form):
    """All inputs of one report, or of those rows alone that were sent (`only_sent`), which is enough for a save.

    Only rows whose inputs were sent are read, so that a part of the report can be saved. A row with an input that
    cannot be read is left out of `changes`, and the input is named in `errors`; the other rows are saved.

    `pasted` and `taken` hold the codes of the indicators whose numbers were pasted, or taken from a register.
    """

    pasted = forms.CharField(required=False, widget=forms.HiddenInput)
    taken = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, report: MonthlyReport, sheet: Worksheet, data=None, files=None, *, only_sent: bool = False):
        super().__init__(data if data is None else with_counts(sheet, data), files, auto_id="%s")
        self.report, self.sheet, self.only_sent = report, sheet, only_sent
        for block in sheet.blocks:
            for line in block.lines:
                if self._is_wanted(figure_name(line.indicator, line.fields[0])):
                    self.fields |= _figure_fields(line)
            for row in block.milestones:
                if self._is_wanted(milestone_name(row.milestone, "state")):
                    self.fields |= _milestone_fields(row)
            if self._is_wanted(note_name(block.task)):
                self.fields[note_name(block.task)] = forms.CharField(
                    label=_("Progress note"),
                    required=False,
                    max_length=LONGEST_NOTE,
                    initial=block.note.text if block.note else "",
                    widget=forms.Textarea(attrs={"rows": 3}),
                )

        if self._is_wanted(STATEMENT):
            self.fields[STATEMENT] = forms.CharField(
                label=_("Reason why there is nothing to report this month"),
                required=False,
                max_length=LONGEST_TEXT,
                initial=report.nothing_to_report,
                widget=forms.Textarea(attrs={"rows": 2}),
                help_text=_("Only for a report without any figure, milestone's state or progress note."),
            )

    def _is_wanted(self, name: str) -> bool:
        return not self.only_sent or name in self.data

    def clean(self):
        """A cell is a number or "not applicable", not both. A day is given for what is done, and has come.

        A net figure that is typed beside its two parts is their difference.
        """
        for line in self.sent_lines():
            if line.indicator.has_net_parts:
                self._clean_net(line)
            filled = [part for part in line.fields_in_order if self._get(line, part) is not None]
            if self._get(line, "na") and filled:
                self.add_error(
                    figure_name(line.indicator, filled[0]),
                    _("Clear the number, or take the tick from “not applicable”."),
                )
        for row in self._sent_milestones():
            name = milestone_name(row.milestone, "done_on")
            day, state = self.cleaned_data.get(name), self.cleaned_data.get(milestone_name(row.milestone, "state"))
            if not state and row.earlier:
                state = row.earlier.state
            if day and day > clock.today():
                self.add_error(name, _("This day has not come yet."))
            elif day and state != MilestoneState.DONE:
                self.add_error(name, _("Only what is done has a day: choose “done” as well."))
        return self.cleaned_data

    def _clean_net(self, line: Line) -> None:
        first, second, typed = (self._get(line, part) for part in line.fields_in_order)
        worked_out = net(first, second)
        if worked_out is not None and typed is not None and typed != worked_out:
            text = _(
                "%(first)s less %(second)s is %(net)s, but the net figure says %(typed)s. "
                "Correct the two numbers, or clear the net figure: it is worked out."
            )
            numbers = {"first": first, "second": second, "net": worked_out, "typed": typed}
            words = {name: number_text(number) for name, number in numbers.items()}
            self.add_error(figure_name(line.indicator, "value"), text % words)

    # ---- What was sent ------------------------------------------------------------------------------------

    def sent_lines(self) -> Iterator[Line]:
        return (line for line in self.sheet.lines if figure_name(line.indicator, line.fields[0]) in self.data)

    def _sent_milestones(self) -> Iterator[MilestoneLine]:
        return (row for row in self.sheet.milestones if milestone_name(row.milestone, "state") in self.data)

    def _get(self, line: Line, part: str):
        return self.cleaned_data.get(figure_name(line.indicator, part))

    def _readable(self, names) -> bool:
        return not any(name in self.errors for name in names)

    def _cells(self) -> Iterator[tuple[Line, Cell]]:
        for line in self.sent_lines():
            if self._readable(figure_name(line.indicator, part) for part in FIGURE_INPUTS):
                numbers = {part: self._get(line, part) for part in line.fields}
                cell = Cell(
                    **numbers,
                    not_applicable=self._get(line, "na"),
                    explanation=self._get(line, "explanation"),
                )
                yield line, line.worked_out(cell)

    def _entries(self) -> Iterator[tuple[MilestoneLine, MilestoneEntry]]:
        for row in self._sent_milestones():
            names = {part: milestone_name(row.milestone, part) for part in MILESTONE_INPUTS}
            if self._readable(names.values()):
                entered = {part: self.cleaned_data.get(name) for part, name in names.items()}
                yield (
                    row,
                    MilestoneEntry(
                        state=entered["state"],
                        done_on=entered["done_on"],
                        evidence_link=entered["link"],
                        note=entered["note"],
                        evidence_file=entered["file"],
                        remove_file=bool(entered["remove_file"]),
                    ),
                )

    def _notes(self) -> Iterator[tuple[TaskBlock, str]]:
        for block in self.sheet.blocks:
            name = note_name(block.task)
            if name in self.data and self._readable([name]):
                yield block, one_newline(self.cleaned_data[name])

    @property
    def _statement(self) -> str | None:
        """The statement that there is nothing to report; None where it was not sent or cannot be read."""
        sent = STATEMENT in self.data and self._readable([STATEMENT])
        return one_newline(self.cleaned_data[STATEMENT]) if sent else None

    @cached_property
    def changes(self) -> Changes:
        """Everything that could be read, as a save stores it."""
        cells = list(self._cells())
        origins = {line.indicator.pk: self._origin(line, cell) for line, cell in cells}
        return Changes(
            figures={line.indicator.pk: cell for line, cell in cells},
            milestones={row.milestone.pk: entry for row, entry in self._entries()},
            notes={block.task.pk: text for block, text in self._notes()},
            sources={key: source for key, (source, _detail) in origins.items()},
            source_details={key: detail for key, (_source, detail) in origins.items()},
            nothing_to_report=self._statement,
        )

    def _origin(self, line: Line, cell: Cell) -> tuple[str, str]:
        """The source of the cell's numbers, with its detail; it stays as it is where only the explanation changed."""
        if line.figure and (cell.numbers, cell.not_applicable) == (line.cell.numbers, line.cell.not_applicable):
            return line.figure.source, line.figure.source_detail
        pasted, taken = (self.cleaned_data.get(name, "").split() for name in ("pasted", "taken"))
        # The page says that the number was taken from a register; it counts as such only if it is the count.
        count = line.counted.now if line.counted else None
        if line.indicator.code in taken and count is not None and count.numbers == cell.numbers:
            return Source.REGISTER, line.counted.register.code
        return (Source.PASTED if line.indicator.code in pasted else Source.TYPED), ""

    @cached_property
    def entered(self) -> dict[str, str]:
        """The inputs that could be read, as text in the form of `stored_entries`."""
        texts: dict[str, str] = {}
        for line, cell in self._cells():
            texts |= figure_entries(line.indicator, line.fields, cell)
        for row, entry in self._entries():
            texts |= milestone_entries(row.milestone, entry)
        texts |= {note_name(block.task): text for block, text in self._notes()}
        return texts if self._statement is None else texts | {STATEMENT: self._statement}


def _figure_fields(line: Line) -> dict[str, forms.Field]:
    fields: dict[str, forms.Field] = {
        figure_name(line.indicator, part): NumberFormField(
            label=part_label(line, part),
            required=False,
            initial=input_text(line, part),
            error_messages={"nothing": _("Leave the cell blank, enter 0, or tick “not applicable”.")},
        )
        for part in line.fields
    }
    fields[figure_name(line.indicator, "na")] = forms.BooleanField(
        label=_("not applicable"), required=False, initial=line.cell.not_applicable
    )
    fields[figure_name(line.indicator, "explanation")] = forms.CharField(
        label=_("Explanation"), required=False, max_length=LONGEST_TEXT, initial=line.cell.explanation
    )
    return fields


def input_text(line: Line, part: str) -> str:
    """A stored number as its input shows it: with commas between thousands, empty for a blank."""
    number = line.cell.typed(part)
    return "" if number is None else number_text(number)


def part_label(line: Line, part: str) -> str:
    if part == "value":
        name = str(line.indicator)
        return _("%(indicator)s: net figure") % {"indicator": name} if line.indicator.has_net_parts else name
    return getattr(line.indicator, f"{part}_label") or (_("numerator") if part == "numerator" else _("denominator"))


def _milestone_fields(row: MilestoneLine) -> dict[str, forms.Field]:
    stored = stored_milestone(row.progress)
    before = MilestoneState(row.earlier.state).label if row.earlier else _("nothing reported yet")
    choices = [("", _("as before: %(state)s") % {"state": before}), *MilestoneState.choices]
    fields = {
        "state": forms.ChoiceField(label=_("State"), choices=choices, initial=stored.state),
        "done_on": DayFormField(label=_("Done on"), initial=stored.done_on, widget=day_input()),
        "note": forms.CharField(label=_("Note"), max_length=LONGEST_TEXT, initial=stored.note),
        "link": forms.URLField(
            label=_("Evidence: link"), max_length=200, assume_scheme="https", initial=stored.evidence_link
        ),
        "file": EvidenceField(label=_("Evidence: file")),
        "remove_file": forms.BooleanField(label=_("Remove the file")),
    }
    for field in fields.values():
        field.required = False
    return {milestone_name(row.milestone, part): field for part, field in fields.items()}


def takes_all(line: Line, data: Mapping) -> bool:
    """Does the button for all counts fill this row? Only where nobody has typed a number: that one may be meant."""
    if line.offered is None or data.get(figure_name(line.indicator, "na"), line.cell.not_applicable):
        return False
    stored = {part: plain_text(line.cell.typed(part)) or "" for part in line.fields}
    sent = {part: data.get(figure_name(line.indicator, part), stored[part]).strip() for part in line.fields}
    if not any(sent.values()):
        return True
    return line.was_counted and all(sent[part].replace(",", "") == stored[part] for part in line.fields)


def with_counts(sheet: Worksheet, data: Mapping) -> Mapping:
    """What was sent, with the counts of registers filled into the rows for which a button was pressed."""
    wanted = data.get(TAKE)
    if not wanted:
        return data
    if wanted == ALL:
        lines = [line for line in sheet.lines if takes_all(line, data)]
    else:
        lines = [line for line in sheet.lines if line.offered and line.indicator.code == wanted]
    filled = data.copy()
    for line in lines:
        for part in line.fields:
            filled[figure_name(line.indicator, part)] = plain_text(getattr(line.counted.now, part))
        filled.pop(figure_name(line.indicator, "na"), None)
    filled["taken"] = " ".join([data.get("taken", ""), *(line.indicator.code for line in lines)]).strip()
    return filled
