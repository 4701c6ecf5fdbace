"""Who may do what, where: the one rule (`rule`), and the rows that it lets a user see (`queries`).

Views, admin, imports, API and templates all ask it here.
"""

from targets.access.queries import kept_units, visible_entries, visible_imports, visible_reports, visible_targets
from targets.access.rule import MAY, READABLE, Access, Action, Grant, of

__all__ = (
    "MAY",
    "READABLE",
    "Access",
    "Action",
    "Grant",
    "kept_units",
    "of",
    "visible_entries",
    "visible_imports",
    "visible_reports",
    "visible_targets",
)
