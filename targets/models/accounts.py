"""Accounts: their names at every time, how they end, and how their work is handed over.

The account itself is Django's. Its history keeps each name that it had.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from datetime import datetime
from functools import cached_property
from typing import NamedTuple

from django.conf import settings
from django.contrib.auth.models import AbstractUser, User
from django.db import models
from django.db.models import OuterRef, Subquery, Value
from django.db.models.functions import Coalesce, Concat
from django.utils.translation import gettext_lazy as _
from simple_history import register
from simple_history.utils import get_history_manager_for_model

from targets import person_names
from targets.models.history import AccountHistory
from targets.models.reports import MonthlyReport


class RecordedAt(models.Model):
    """When a row was written by the server's clock, which is not the portal's where a demonstration has its own day."""

    recorded_at = models.DateTimeField(_("written at"), auto_now_add=True)

    class Meta:
        abstract = True


register(
    User,
    app="targets",
    records_class=AccountHistory,
    bases=[RecordedAt],
    excluded_fields=["password", "last_login", "date_joined"],
)


# ---- Names ------------------------------------------------------------------------------------------------


def name_of(user: AbstractUser | None) -> str:
    """The name that the user has now, or else the sign-in name; empty for None."""
    return "" if user is None else _written(user.last_name, user.first_name, user.username)


def sort_key(user: AbstractUser) -> tuple:
    """The key by which lists of persons are sorted: by pinyin, and persons of one name by sign-in name."""
    family, given = user.last_name, user.first_name
    if not family and not given:
        given = user.username
    return person_names.sort_key(family, given), user.username


def _written(family: str, given: str, username: str) -> str:
    return person_names.full_name(family, given) or username


class DatedName(NamedTuple):
    """A name that an account had from a moment on, by the portal's clock and by the server's."""

    since: datetime
    recorded_at: datetime
    name: str


class NamesOfTheTime:
    """The names that persons had when they did something (当时的姓名).

    A later change of the name, or the end of the account, changes nothing of what was done before. The names are read
    with the first of them, in one query: those of all accounts that were ever changed, of which there are few.
    """

    @cached_property
    def _dated(self) -> dict[int, list[DatedName]]:
        history = get_history_manager_for_model(User)
        changed = history.filter(history_type="~").values("id")
        rows = history.filter(id__in=changed).order_by("history_id")
        dated = defaultdict(list)
        for pk, since, recorded, *names in rows.values_list(
            "id", "history_date", "recorded_at", "last_name", "first_name", "username"
        ):
            dated[pk].append(DatedName(since, recorded, _written(*names)))
        return dated

    def of(self, user: AbstractUser | None, moment: datetime | None) -> str:
        """The user's name at a moment of the portal's clock; empty for None."""
        return self._latest(user, moment, lambda dated: dated.since)

    def logged(self, user: AbstractUser | None, moment: datetime) -> str:
        """The user's name at a moment of the server's clock, by which Django writes its log."""
        return self._latest(user, moment, lambda dated: dated.recorded_at)

    def _latest(
        self, user: AbstractUser | None, moment: datetime | None, time_of: Callable[[DatedName], datetime]
    ) -> str:
        """The last name that held at the moment; before the account's first one, that one."""
        dated = [] if user is None else self._dated.get(user.pk, [])
        if moment is None or not dated:
            return name_of(user)
        begun = [one for one in dated if time_of(one) <= moment]
        return (begun or dated[:1])[-1].name


def name_at(person: str, moment: str) -> Coalesce:
    """The name that a row's person had at the row's moment, for a query that must not cost a second one.

    `person` and `moment` are names of fields. It is NULL where there is no person; `read_name` makes a text of it.
    """
    names = get_history_manager_for_model(User).filter(id=OuterRef(person))
    stored = Concat("last_name", Value("\n"), "first_name", Value("\n"), "username")
    by_then = names.filter(history_date__lte=OuterRef(moment)).order_by("-history_id")
    first = names.order_by("history_id")
    return Coalesce(Subquery(by_then.values(text=stored)[:1]), Subquery(first.values(text=stored)[:1]))


def read_name(stored: str | None) -> str:
    """The name as it is written, of what `name_at` found."""
    return _written(*stored.split("\n")) if stored else ""


# ---- Ending and handing over ------------------------------------------------------------------------------


class AccountEnding(models.Model):
    """The end of an account (账号停用): when, by whom and why; `undone_at` and `undone_by` where it was undone."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="endings", verbose_name=_("account")
    )
    ended_at = models.DateTimeField(_("ended at"))
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("ended by")
    )
    reason = models.CharField(_("reason"), max_length=200)
    undone_at = models.DateTimeField(_("undone at"), null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("undone by")
    )

    class Meta:
        verbose_name = _("end of an account")
        verbose_name_plural = _("ends of accounts")
        ordering = ("-ended_at", "-pk")
        constraints = [
            models.UniqueConstraint(
                fields=("user",), condition=models.Q(undone_at__isnull=True), name="account_ended_once"
            )
        ]

    def __str__(self):
        return name_of(self.user)


class Handover(models.Model):
    """What one person handed over to another (工作移交): when, by which administrator and why.

    `roles`, `imports` and `cases` name what went over as it was called then.
    """

    predecessor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="handed_over", verbose_name=_("handed over by")
    )
    successor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="taken_over", verbose_name=_("taken over by")
    )
    at = models.DateTimeField(_("when"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("administrator")
    )
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    roles = models.JSONField(_("roles"), default=list)
    reports = models.ManyToManyField(MonthlyReport, related_name="handovers", verbose_name=_("open monthly reports"))
    imports = models.JSONField(_("imports not stored yet"), default=list)
    cases = models.JSONField(_("open cases"), default=list)

    class Meta:
        verbose_name = _("handing over of work")
        verbose_name_plural = _("handing over of work")
        ordering = ("-at", "-pk")

    def __str__(self):
        return f"{name_of(self.predecessor)} → {name_of(self.successor)}"
