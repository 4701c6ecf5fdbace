"""Registers (台帐): declared once in a chapter's `registers.py`; list, form, detail, import, export and admin follow.

@register
class TrainingClasses(Register):
    model = TrainingClass
    ...
"""

from targets.registers.declaration import Deadline, Element, Figure, Register
from targets.registers.registry import register, registry

__all__ = ["Deadline", "Element", "Figure", "Register", "register", "registry"]
