"""Registers (台帐): declared once in a chapter's `registers.py`; list, form, detail, import, export and admin follow.

@register
class TrainingClasses(Register):
    model = TrainingClass
    ...

Chapters see three modules of this room: this one, of which registers are declared; `targets.registers.fields`, of which
their models are built; and `targets.registers.panels`, with which they fill sections of their page.
"""

from targets.registers import measures
from targets.registers.deadlines import LABOUR_INSPECTION, due_by_rule
from targets.registers.declaration import MIGRANTS, CountedFigure, Deadline, Element, Register
from targets.registers.registry import register, registry

__all__ = [
    "LABOUR_INSPECTION",
    "MIGRANTS",
    "CountedFigure",
    "Deadline",
    "Element",
    "Register",
    "due_by_rule",
    "measures",
    "register",
    "registry",
]
