"""The admin: all models, each under the access rule. Importing the package registers them."""

from targets.admin import (
    closings,
    imports,
    logs,
    past_figures,
    people,
    plan,
    register_records,
    registers,
    reports,
    targets,
    unit_endings,
    units,
)

__all__ = [
    "closings",
    "imports",
    "logs",
    "past_figures",
    "people",
    "plan",
    "register_records",
    "registers",
    "reports",
    "targets",
    "unit_endings",
    "units",
]
