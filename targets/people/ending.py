"""Ending an account, and undoing that.

Whoever has left signs in no more, and what was done stays under the name of that time. Callers have checked that the
user may manage accounts.
"""

from __future__ import annotations

from datetime import date

from django.contrib.auth import SESSION_KEY
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from targets import clock
from targets.busy import tried_again
from targets.models import AccountEnding, Membership


class AccountError(Exception):
    """What was asked cannot be done to the account; the subclasses say why."""


class OwnAccount(AccountError):
    """Administrators cannot end their own account, nor hand their own work over."""


class AlreadyEnded(AccountError):
    """The account has been ended already."""


class NotEnded(AccountError):
    """The account is in use."""


def lock_accounts(*accounts: User) -> dict[int, User]:
    """The accounts as they are stored now, locked; rows that refer to them are not kept waiting.

    They are locked before anything else (see `targets.reports.verbs`).
    """
    keys = [account.pk for account in accounts]
    locked = User.objects.select_for_update(no_key=True).filter(pk__in=keys).order_by("pk")
    return {account.pk: account for account in locked}


@tried_again
@transaction.atomic
def end(account: User, *, by: User, reason: str) -> AccountEnding:
    """End the account: its roles end today, its sessions end, its API tokens are revoked, nobody signs in with it.

    Raises OwnAccount for the account of who asks, AlreadyEnded where it is ended.
    """
    if account.pk == by.pk:
        raise OwnAccount
    current = lock_accounts(account)[account.pk]
    if not current.is_active:
        raise AlreadyEnded
    ending = AccountEnding.objects.create(user=current, ended_at=clock.now(), ended_by=by, reason=reason)
    for membership in current.memberships.filter(not_ended()):
        membership.until_day, membership.ending = ends_on(membership), ending
        save(membership, by=by, reason=reason)
    current.api_tokens.all().delete()
    _end_sessions(current)
    _set_active(current, False, by=by, reason=reason)
    return ending


@tried_again
@transaction.atomic
def reinstate(account: User, *, by: User) -> None:
    """Undo the end of the account: it signs in again, with the roles that ended with it and were not handed over.

    Sessions and API tokens are not restored. Raises NotEnded where the account is in use.
    """
    current = lock_accounts(account)[account.pk]
    if current.is_active:
        raise NotEnded
    for ending in current.endings.filter(undone_at__isnull=True):
        for membership in _to_be_restored(ending):
            membership.until_day = membership.ending = None
            save(membership, by=by)
        ending.undone_at, ending.undone_by = clock.now(), by
        ending.save(update_fields=["undone_at", "undone_by"])
    _set_active(current, True, by=by)


def _to_be_restored(ending: AccountEnding) -> QuerySet[Membership]:
    """The roles that ended with the account, without those that it has been given again since."""
    given_again = Membership.objects.filter(
        user=OuterRef("user"), role=OuterRef("role"), unit=OuterRef("unit"), until_day__isnull=True
    )
    return ending.memberships.exclude(Exists(given_again))


def not_ended() -> Q:
    """The condition on memberships that they hold, or will hold later."""
    return Q(until_day__isnull=True) | Q(until_day__gt=clock.today())


def ends_on(membership: Membership) -> date:
    """The day on which a role ends that is taken away today; one that was to begin later never begins."""
    return max(clock.today(), membership.from_day or clock.today())


def save(membership: Membership, *, by: User, reason: str = "") -> None:
    """Save a role; its history says who changed it and why."""
    membership._history_user, membership._change_reason = by, reason
    membership.save()


def _set_active(account: User, active: bool, *, by: User, reason: str = "") -> None:
    account.is_active = active
    account._history_user, account._change_reason = by, reason
    account.save(update_fields=["is_active"])


def _end_sessions(account: User) -> None:
    """Delete the account's sessions; whose one is, only its content says."""
    for session in Session.objects.filter(expire_date__gt=timezone.now()).iterator():
        if session.get_decoded().get(SESSION_KEY) == str(account.pk):
            session.delete()
