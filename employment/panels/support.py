"""Support of re-employment: micro-loans, subsidies and public-service posts (tasks 1 and 3)."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from employment.registers import MicroLoans, PublicServicePosts, Subsidies
from targets.formatting import number_text
from targets.registers import Register
from targets.registers.panels import (
    Column,
    Counts,
    NumberColumn,
    Panel,
    PlanPage,
    Table,
    count_together,
    counted_units,
    figures_of,
    is_kept,
    list_url,
    panel,
    register_of,
)

APP = "employment"

# Figures of each register with the panel's words for them, which say the unit of measure.
SHOWN: dict[type[Register], dict[str, str]] = {
    MicroLoans: {
        "loans": _("Micro-loans granted"),
        "amount": _("Amount granted (10,000 yuan)"),
        "jobs": _("Jobs created by micro-loans"),
        "guaranteed": _("Guaranteed sum outstanding (10,000 yuan)"),
    },
    Subsidies: {
        "approved": _("Subsidies approved (yuan)"),
        "paid": _("Subsidies paid (yuan)"),
        "persons": _("Persons subsidised (person-times)"),
    },
    PublicServicePosts: {
        "T03-1": _("Public-service posts created"),
        "posts": _("Public-service posts in being"),
        "filled": _("Public-service posts filled"),
    },
}


class SupportTable(Table):
    """The figures of each register, a line each."""

    register = Column(_("Register"), heading=True)
    words = Column(_("What is counted"))
    number = NumberColumn(_("How many or how much"))


@panel
class Support(Panel):
    """Loans, subsidies and posts in the page's month, counted in one query."""

    app, title = APP, _("Support of re-employment")
    template = "employment/support.html"

    def context(self, page: PlanPage) -> dict:
        shown = {register_of(declared): words for declared, words in SHOWN.items()}
        wanted = {register: figures_of(register, *words) for register, words in shown.items()}
        counts = count_together(wanted, [page.month], units=counted_units(page.area, page.units))
        return {
            "table": SupportTable(),
            "groups": [_group(page, register, words, counts) for register, words in shown.items()],
            "month": page.month_text,
        }


@dataclass(frozen=True, slots=True)
class Group:
    """A register's lines of words and numbers; empty where no unit of the area keeps it, which is not zero."""

    title: str
    url: str
    lines: list[tuple[str, str]]


def _group(page: PlanPage, register: Register, words: dict[str, str], counts: Counts) -> Group:
    lines = []
    if is_kept(register, counts):
        for key, label in words.items():
            counted = counts.total(register, register.figure(key), page.month)
            lines.append((str(label), number_text(counted.value)))
    return Group(register.title, list_url(page, register), lines)
