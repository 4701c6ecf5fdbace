"""Tables of what is said of places of a file: its faults, its warnings, and notes on how it was read."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy

from targets.spreadsheets.remarks import Remark, Weight
from targets.tables import Column, Table

# How a remark looks on a page, by its weight.
GRADES = {Weight.FAULT: "error", Weight.WARNING: "explain", Weight.NOTE: "hint"}


@dataclass(frozen=True, slots=True)
class RemarkRow:
    """A remark with its place in words."""

    place: str
    remark: Remark

    @property
    def value(self) -> str:
        return self.remark.value

    @property
    def text(self) -> str:
        return self.remark.text

    @property
    def grade(self) -> str:
        return GRADES[self.remark.weight]


class RemarkTable(Table):
    """What is said of places of the file."""

    row_template = "imports/remark_row.html"

    place = Column(gettext_lazy("Place"), heading=True)
    value = Column(gettext_lazy("In the file"))
    text = Column(gettext_lazy("What is said of it"))


class FaultTable(RemarkTable):
    """What keeps the file from being stored."""

    is_tall = True

    text = Column(gettext_lazy("What is wrong, and what to do"))
