"""The page of all registers that the user may read, chapter by chapter."""

from __future__ import annotations

from dataclasses import dataclass

from django.apps import apps
from django.urls import reverse
from django.utils.translation import gettext_lazy as _lazy

from targets import access
from targets.access import Action
from targets.frame.context import current_plan
from targets.registers.registry import registry
from targets.registers.rows import url_of
from targets.tables import ActionColumn, Column, Table


@dataclass(frozen=True, slots=True)
class RegisterLink:
    """A register's line; `url_new` is empty for users who may only read the register."""

    code: str
    name: str
    task: str
    url: str
    url_new: str
    is_personal: bool


class RegisterIndex(Table):
    """The registers of a chapter."""

    row_template = "registers/index_row.html"
    css = ""

    name = Column(_lazy("Register"), heading=True)
    task = Column(_lazy("Task"), css="number")
    actions = ActionColumn(_lazy("What can be done"))


def context(request) -> dict:
    """What the page shows: the registers, and the link to their comparison with the reports."""
    plan, sees_progress = current_plan(request), access.of(request.user).may(Action.VIEW_PROGRESS)
    url = reverse("targets:reconciliation", args=[plan.year]) if plan and sees_progress else ""
    return {"chapters": chapters(request.user), "reconciliation_url": url}


def chapters(user) -> list[RegisterIndex]:
    """The registers of the user's chapters, in the order of the plan's."""
    rights = access.of(user)
    mine = [one for one in registry if rights.may(Action.VIEW_REGISTERS, app=one.app)]
    names = {app.label: str(app.verbose_name) for app in apps.get_app_configs()}
    order = [label for label in names if any(one.app == label for one in mine)]
    return [RegisterIndex((_link(one, rights) for one in mine if one.app == app), title=names[app]) for app in order]


def _link(register, rights: access.Access) -> RegisterLink:
    keeps = rights.may(Action.KEEP_REGISTERS, app=register.app)
    return RegisterLink(
        register.code,
        register.title,
        str(register.task),
        url_of(register, "register"),
        url_of(register, "entry_new") if keeps else "",
        register.is_personal,
    )
