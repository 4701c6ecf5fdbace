"""The scale by which firms are graded for their integrity (诚信等级).

In 2007 there was no national one: the bureau says its own in the setting INTEGRITY_GRADES, the best grade first.
Chosen from it, never stored in a migration: a changed scale changes no table, and old entries keep their grades.
"""

from __future__ import annotations

from django.conf import settings


def grades() -> list[tuple[str, str]]:
    """The grades as a field's choices; each is its own name."""
    return [(grade, grade) for grade in settings.INTEGRITY_GRADES]
