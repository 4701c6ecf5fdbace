"""A chapter's registers on its page: this month's movement, what is due, and the chapter's own panels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.conf import settings
from django.db.models import Q, QuerySet
from django.template.loader import get_template
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext

from targets import access, clock
from targets.access import Action
from targets.frame.plan_pages import PlanPage
from targets.models import Covers
from targets.registers import cases, movement, panels
from targets.registers.cases import DueEntry
from targets.registers.declaration import Register
from targets.registers.links import list_url
from targets.registers.movement import Movement
from targets.registers.registry import registry
from targets.registers.rows import url_of
from targets.registers.spans import is_everybody, units_of
from targets.tables import Column, DayColumn, NumberColumn, Table


@dataclass(frozen=True, slots=True)
class RegisterLine:
    """A register's movement in a month. Events only come in: `opening`, `closed` and `pending` are None for them."""

    register: str
    url: str
    opening: Decimal | None
    received: Decimal
    closed: Decimal | None
    pending: Decimal | None
    total: int


class MovementTable(Table):
    """What came in and ended in a month, and what was in force before and after."""

    title = _lazy("Registers")
    row_template = "boards/register_row.html"

    register = Column(_lazy("Register"), heading=True)
    opening = NumberColumn(_lazy("In force before"))
    received = NumberColumn(_lazy("Came in"))
    closed = NumberColumn(_lazy("Ended"))
    pending = NumberColumn(_lazy("In force"))
    total = NumberColumn(_lazy("Entries in all"))


@dataclass(frozen=True, slots=True)
class DueLine:
    """An entry that is overdue or due soon, named without anything personal."""

    register: str
    entry: str
    url: str
    unit: str
    officer: str
    day: date
    days_text: str
    is_overdue: bool

    @property
    def state(self) -> str:
        return _("overdue") if self.is_overdue else _("due soon")


class DueTable(Table):
    """Entries that are overdue or due soon."""

    title = _lazy("Cases overdue and due soon")
    row_template = "boards/due_row.html"

    register = Column(_lazy("Register"), heading=True, on_page=False)
    entry = Column(_lazy("Entry"), heading=True)
    unit = Column(_lazy("Unit"))
    officer = Column(_lazy("Officer in charge"))
    day = DayColumn(_lazy("To be settled by"))
    state = Column(_lazy("State"))
    days_text = Column(_lazy("Days"), on_page=False)


@dataclass(frozen=True, slots=True)
class DueCount:
    """How many entries of a register are overdue or due soon, each leading to the list of these."""

    title: str
    overdue_text: str
    overdue_url: str
    soon_text: str
    soon_url: str


@dataclass(frozen=True)
class PanelBlock:
    """A panel with the page that it stands on; it is worked out and drawn only where a template asks for `html`."""

    panel: panels.Panel
    page: PlanPage
    template: str

    @property
    def title(self) -> str:
        return str(self.panel.title)

    @property
    def html(self) -> SafeString:
        return get_template(self.template).render(self.panel.context(self.page))


@dataclass(frozen=True, slots=True)
class ChapterRegisters:
    """What a chapter's page shows of its registers; `due_text` counts what is overdue and due soon in all of them."""

    movement: MovementTable
    due: DueTable
    due_counts: list[DueCount]
    due_text: str
    has_deadlines: bool
    panels: list[PanelBlock]

    @property
    def tables(self) -> list[Table]:
        """What the page's file holds of the registers."""
        return [self.movement, self.due]


def _may_read(page: PlanPage, app: str) -> bool:
    whole = page.area.covers == Covers.WHOLE
    return page.rights.may(Action.VIEW_REGISTERS, page.area.unit, app, whole=whole)


def of_chapter(page: PlanPage, app: str) -> ChapterRegisters | None:
    """The chapter's registers for the page's area and month.

    None where the reader may not read them, and where the chapter has neither registers nor panels.
    """
    registers = registry.of_app(app)
    own = panels.of_app(app)
    if not _may_read(page, app) or not (registers or own):
        return None
    scopes, today = _scopes(page, registers), clock.today()
    moved = movement.of_month(scopes, page.month, today)
    overdue, soon = sum(one.overdue for one in moved.values()), sum(one.soon for one in moved.values())
    due_text = " · ".join([_overdue_text(overdue), _soon_text(soon)])
    return ChapterRegisters(
        movement=MovementTable(_line(page, one, moved[one.name]) for one in registers),
        due=DueTable(
            map(_due_line, cases.due(scopes, today, page.units)) if overdue or soon else (), captions=[due_text]
        ),
        due_counts=[line for one in registers if (line := _due_count(page, one, moved[one.name]))],
        due_text=due_text,
        has_deadlines=any(one.has_deadline for one in registers),
        panels=[PanelBlock(panel, page, panel.template) for panel in own],
    )


def of_dashboard(page: PlanPage) -> list[PanelBlock]:
    """The short forms of the chapters' panels that the reader may see."""
    chosen = (panel for panel in panels.of_dashboard() if _may_read(page, panel.app))
    return [PanelBlock(panel, page, panel.dashboard_template) for panel in chosen]


def _scopes(page: PlanPage, registers: Sequence[Register]) -> list[tuple[Register, QuerySet]]:
    """The entries of the area that the reader may see."""
    mine = Q() if is_everybody(page.area, page.units) else Q(unit__in=units_of(page.area, page.units))
    return [(one, access.visible_entries(page.rights.user, one.model).filter(mine)) for one in registers]


def _line(page: PlanPage, register: Register, moved: Movement) -> RegisterLine:
    flow, standing = moved.flow, register.is_standing
    return RegisterLine(
        register=f"{register.code} {register.title}",
        url=list_url(page, register),
        opening=flow.opening if standing else None,
        received=flow.received,
        closed=flow.closed if standing else None,
        pending=flow.pending if standing else None,
        total=moved.total,
    )


def _due_line(due: DueEntry) -> DueLine:
    register, entry = due.register, due.entry
    return DueLine(
        register=register.title,
        entry=register.title_of(entry),
        url=url_of(register, "entry", entry.pk),
        unit=entry.unit.name_in_reports,
        officer=entry.officer,
        day=entry.due_on,
        days_text=due.days_text,
        is_overdue=due.is_overdue,
    )


def _overdue_text(count: int) -> str:
    return ngettext("%(count)s overdue", "%(count)s overdue", count) % {"count": f"{count:,}"}


def _soon_text(count: int) -> str:
    words = {"count": f"{count:,}", "days": settings.DUE_SOON_DAYS}
    return ngettext("%(count)s due within %(days)s days", "%(count)s due within %(days)s days", count) % words


def _due_count(page: PlanPage, register: Register, counts: Movement) -> DueCount | None:
    if not (counts.overdue or counts.soon):
        return None
    return DueCount(
        title=register.title,
        overdue_text=_overdue_text(counts.overdue) if counts.overdue else "",
        overdue_url=list_url(page, register, state="overdue"),
        soon_text=_soon_text(counts.soon) if counts.soon else "",
        soon_url=list_url(page, register, state="due"),
    )
