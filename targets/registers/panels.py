"""What only one chapter has on its page: its own panel, declared in the chapter's `panels.py`."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any, ClassVar


class Panel(ABC):
    """A section of the chapter's page, and of the dashboard where it says so.

    `template` is included with what `context` gives; all of it is worked out for the page's area and month.
    """

    app: ClassVar[str]
    title: ClassVar[str]
    template: ClassVar[str]
    # A shorter form for the dashboard, if any.
    dashboard_template: ClassVar[str] = ""
    # Settings on which it rests: a copy of the page is stale when one of them changes.
    rules: ClassVar[tuple[str, ...]] = ()

    @abstractmethod
    def context(self, page: Any) -> dict:
        """What the template shows; `page` is a `targets.frame.plan_pages.PlanPage`."""


_panels: list[Panel] = []


def panel(declared: type[Panel]) -> type[Panel]:
    """Declare a panel."""
    _panels.append(declared())
    return declared


def of_app(app: str) -> list[Panel]:
    return [one for one in _panels if one.app == app]


def rules() -> list[str]:
    """The settings on which any panel rests."""
    return sorted({name for one in _panels for name in one.rules})


def of_dashboard() -> list[Panel]:
    return [one for one in _panels if one.dashboard_template]
