"""Who may do what, at which unit, on which chapter: the one rule that pages, admin, imports and API ask.

`rule` has the table of roles and the questions about one user; `queries` turns them into the rows that a user may see.
"""

from targets.access.queries import (
    kept_units,
    sees_plans_being_made,
    visible_entries,
    visible_imports,
    visible_past_figures,
    visible_reports,
    visible_targets,
)
from targets.access.rule import MAY, READABLE, Access, Action, Grant, of

__all__ = (
    "MAY",
    "READABLE",
    "Access",
    "Action",
    "Grant",
    "kept_units",
    "of",
    "sees_plans_being_made",
    "visible_entries",
    "visible_imports",
    "visible_past_figures",
    "visible_reports",
    "visible_targets",
)
