"""The scale on which employers are graded for their integrity (诚信等级).

There was no national scale in 2007, so the bureau gives its own in the setting INTEGRITY_GRADES, the best grade first.
Migrations do not contain it: a new scale changes no table, and old entries keep their grades.
"""

from __future__ import annotations

from django.conf import settings


def grades() -> list[tuple[str, str]]:
    """The grades as choices of a field; each grade is its own label."""
    return [(grade, grade) for grade in settings.INTEGRITY_GRADES]
