"""What the report's page draws, row by row: texts and names only, so that templates decide nothing."""

from __future__ import annotations

from dataclasses import dataclass, field

from targets.reports.sheets import Line, MilestoneLine, TaskBlock


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
class RegisterCell:
    """What a register says of a cell; `take` are the numbers by input, empty where there is nothing to take over.

    `was_counted`: what stands in the cell came from the register.
    """

    count: str
    sentence: str
    url: str
    take: dict[str, str]
    was_counted: bool


@dataclass(slots=True)
class Row:
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
    rows: list[Row]
    milestones: list[MilestoneRow]
    note_field: object
    note_notes: list[Note]
