"""A chapter's registers as tables of a file: the month's movement, and what is overdue or due soon."""

from __future__ import annotations

from django.utils.translation import gettext as _

from targets.pages.chapter_registers import ChapterRegisters, heads
from targets.pages.exports.values import columns, count
from targets.tables import Value
from targets.tables.contents import Contents as Table


def tables(registers: ChapterRegisters | None) -> list[Table]:
    """Nothing for who may not read them."""
    return [_movement(registers), _due(registers)] if registers else []


def _movement(registers: ChapterRegisters) -> Table:
    rows: list[list[Value]] = [
        [line.title, *map(count, (line.opening, line.came, line.ended, line.standing)), line.total]
        for line in registers.lines
    ]
    return Table(_("Registers"), heads=columns(_("Register"), *heads()), rows=rows)


def _due(registers: ChapterRegisters) -> Table:
    names = columns(
        _("Register"), _("Entry"), _("Unit"), _("Officer in charge"), _("To be settled by"), _("State"), _("Days")
    )
    rows: list[list[Value]] = [
        [line.register, line.title, line.unit, line.officer, line.day, _state(line.is_overdue), line.days_text]
        for line in registers.due
    ]
    return Table(_("Cases overdue and due soon"), [registers.due_text], heads=names, rows=rows, names=2)


def _state(is_overdue: bool) -> str:
    return _("overdue") if is_overdue else _("due soon")
