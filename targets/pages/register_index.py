"""Which registers there are, chapter by chapter, for who may read them."""

from __future__ import annotations

from dataclasses import dataclass

from django.apps import apps
from django.urls import reverse

from targets import access
from targets.access import Action
from targets.context import current_plan
from targets.pages.register_rows import url_of
from targets.registers.registry import registry


@dataclass(frozen=True, slots=True)
class Line:
    """A register's line; `url_new` is empty for who only reads it."""

    code: str
    title: str
    task: int
    url: str
    url_new: str
    personal: bool


@dataclass(frozen=True, slots=True)
class Chapter:
    title: str
    lines: list[Line]


def context(request) -> dict:
    """The page: the registers, and the way to where they are held against the reports."""
    plan, sees_progress = current_plan(request), access.of(request.user).having(Action.VIEW_PROGRESS)
    url = reverse("targets:reconciliation", args=[plan.year]) if plan and sees_progress else ""
    return {"chapters": chapters(request.user), "reconciliation_url": url}


def chapters(user) -> list[Chapter]:
    """The registers of the user's chapters, in the order of the plan's."""
    rights = access.of(user)
    mine = [one for one in registry if rights.may(Action.VIEW_REGISTERS, app=one.app)]
    names = {app.label: str(app.verbose_name) for app in apps.get_app_configs()}
    order = [label for label in names if any(one.app == label for one in mine)]
    return [Chapter(names[app], [_line(one, rights) for one in mine if one.app == app]) for app in order]


def _line(register, rights: access.Access) -> Line:
    keeps = rights.may(Action.KEEP_REGISTERS, app=register.app)
    return Line(
        register.code,
        register.title,
        register.task,
        url_of(register, "register"),
        url_of(register, "entry_new") if keeps else "",
        register.is_personal,
    )
