"""Handing over (移交工作): what a person has in hand goes over to a successor in one transaction.

Roles go over, and with them the open reports for which they make their holder responsible; so do imports that are not
stored yet, and the open cases of which the person is the officer. What was done before stays under the predecessor's
name. Callers have checked that the user may manage accounts.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import reduce
from operator import or_

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from targets import clock
from targets.access import Action, Grant
from targets.busy import tried_again
from targets.models import Handover, ImportBatch, Membership, MonthlyReport, ReportingUnit, Role, name_of
from targets.models.entries import Deadlined
from targets.models.history_copies import CHANGED, copy_to_history
from targets.models.people import is_demo
from targets.models.reports import OPEN_STATES
from targets.people import ending
from targets.people.ending import AccountError, lock_accounts, not_ended
from targets.people.roles import pass_on
from targets.registers import keeping
from targets.registers.declaration import Register
from targets.registers.locking import lock_units
from targets.registers.registry import registry


class ToOneself(AccountError):
    """Nobody hands over to himself, and no administrator takes over himself what he hands over."""


class SuccessorEnded(AccountError):
    """The successor's account has been ended."""


class NothingToHandOver(AccountError):
    """The account has no role, no open import and no open case; perhaps it was handed over already."""


@dataclass(frozen=True, slots=True)
class OpenCase:
    """An open case of which the person is the officer."""

    register: Register
    entry: Deadlined

    @property
    def title(self) -> str:
        return f"{self.register.code} {self.register.title_of(self.entry)}"


@dataclass(frozen=True, slots=True)
class Work:
    """What a person has in hand."""

    roles: list[Membership] = field(default_factory=list)
    reports: list[MonthlyReport] = field(default_factory=list)
    imports: list[ImportBatch] = field(default_factory=list)
    cases: list[OpenCase] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.roles or self.imports or self.cases)

    @property
    def role_texts(self) -> list[str]:
        return [role_text(role) for role in self.roles]

    @property
    def import_texts(self) -> list[str]:
        return [import_text(batch) for batch in self.imports]


def in_hand(person: User) -> Work:
    """What the person has to hand over, to be shown beforehand."""
    roles = _roles(person)
    reports = MonthlyReport.objects.filter(_entered_with(roles), state__in=OPEN_STATES)
    return Work(
        roles,
        list(reports.select_related("unit", "chapter").order_by("month", "unit__order", "unit__code", "chapter")),
        list(ImportBatch.objects.waiting().filter(by=person).prefetch_related("files").order_by("pk")),
        list(_open_cases(person, roles)),
    )


@tried_again
@transaction.atomic
def hand_over(
    predecessor: User, successor: User, *, by: User, reason: str = "", with_cases: bool = True, ends: bool = False
) -> Handover:
    """Hand the predecessor's work over to the successor, and with `ends` end the predecessor's account.

    A successor without a primary key is stored as a new account. Raises ToOneself, OwnAccount for the work of who asks,
    SuccessorEnded, NothingToHandOver.
    """
    if by.pk == predecessor.pk:
        raise ending.OwnAccount
    if successor.pk in (predecessor.pk, by.pk):
        raise ToOneself
    is_new = successor.pk is None
    locked = lock_accounts(predecessor, *([] if is_new else [successor]))
    predecessor = locked[predecessor.pk]
    work = _locked(predecessor, with_cases=with_cases)
    if not work:
        raise NothingToHandOver
    if is_new:
        successor._history_user = by
        successor.save()
    else:
        successor = locked[successor.pk]
    if not successor.is_active:
        raise SuccessorEnded
    made = Handover.objects.create(
        predecessor=predecessor,
        successor=successor,
        at=clock.now(),
        by=by,
        reason=reason,
        roles=work.role_texts,
        imports=work.import_texts,
        cases=[case.title for case in work.cases],
    )
    made.reports.set(work.reports)
    told = _told(predecessor, successor)
    copy_to_history(MonthlyReport, [report.pk for report in work.reports], kind=CHANGED, by=by, reason=told)
    _hand_imports_over(work.imports, predecessor, successor)
    _hand_cases_over(work.cases, predecessor, successor, by)
    demo = is_demo(predecessor) if is_new else is_demo(successor)
    for role in work.roles:
        _hand_role_over(role, successor, by, demo=demo)
    if ends and predecessor.is_active:
        ending.end(predecessor, by=by, reason=reason)
    return made


# ---- What there is ----------------------------------------------------------------------------------------


def _roles(person: User) -> list[Membership]:
    """The person's roles, and those that ended with the account and nobody has taken over."""
    ended_with_account = Q(ending__isnull=False, ending__undone_at__isnull=True)
    roles = person.memberships.filter(not_ended() | ended_with_account)
    return list(roles.select_related("unit", "user").order_by("pk"))


def _grants(roles: list[Membership], action: Action) -> list[Grant]:
    grants = [Grant(Role(role.role), role.unit, frozenset(role.chapters)) for role in roles]
    return [grant for grant in grants if grant.allows(action)]


def _entered_with(roles: list[Membership]) -> Q:
    """The condition on monthly reports that these roles fill in."""
    conditions = [grant.where("unit", "chapter__app") for grant in _grants(roles, Action.ENTER_FIGURES)]
    return reduce(or_, conditions, Q(pk__in=[]))


def _open_cases(person: User, roles: list[Membership]) -> Iterator[OpenCase]:
    """The open cases that name the person as their officer, at the units whose registers the roles keep."""
    grants = _grants(roles, Action.KEEP_REGISTERS)
    if not grants or not (person.last_name or person.first_name):
        return
    for register in registry:
        own = [grant.where("unit", "") for grant in grants if grant.covers(app=register.app)]
        if register.has_deadline and own:
            cases = register.model.objects.open().filter(reduce(or_, own), officer=name_of(person))
            yield from (OpenCase(register, entry) for entry in cases.select_related("unit").order_by("pk"))


def _locked(person: User, *, with_cases: bool) -> Work:
    """What the person has in hand, kept from other writers until the transaction ends."""
    imports = ImportBatch.objects.select_for_update().waiting().filter(by=person).order_by("pk")
    batches = list(imports.values_list("pk", flat=True))
    roles = _roles(person)
    reports = MonthlyReport.objects.select_for_update(of=("self",)).filter(_entered_with(roles), state__in=OPEN_STATES)
    filed = list(reports.order_by("pk"))
    cases: list[OpenCase] = []
    if with_cases:
        units = {case.entry.unit_id for case in _open_cases(person, roles)}
        locked = lock_units(ReportingUnit.objects.filter(pk__in=units))
        cases = [case for case in _open_cases(person, roles) if case.entry.unit_id in locked]
    return Work(roles, filed, list(ImportBatch.objects.filter(pk__in=batches).prefetch_related("files")), cases)


# ---- How it goes over -------------------------------------------------------------------------------------


def _hand_role_over(role: Membership, successor: User, by: User, *, demo: bool) -> None:
    """End the role and give it to the successor."""
    pass_on(
        role,
        successor,
        role.unit,
        by=by,
        demo=demo,
        ends_because=_("Handed over to %(name)s") % {"name": name_of(successor)},
        begins_because=_("Taken over from %(name)s") % {"name": name_of(role.user)},
    )


def _hand_imports_over(imports: list[ImportBatch], predecessor: User, successor: User) -> None:
    for batch in imports:
        batch.begun_by, batch.by = batch.begun_by or predecessor, successor
        batch.save(update_fields=["begun_by", "by"])


def _hand_cases_over(cases: list[OpenCase], predecessor: User, successor: User, by: User) -> None:
    reason = _told(predecessor, successor)
    longest = Deadlined._meta.get_field("officer").max_length
    for case in cases:
        case.entry.officer = name_of(successor)[:longest]
        keeping.change(case.register, case.entry, by=by, version=case.entry.version, reason=reason)


def _told(predecessor: User, successor: User) -> str:
    words = {"predecessor": name_of(predecessor), "successor": name_of(successor)}
    return _("Handed over from %(predecessor)s to %(successor)s") % words


# ---- As texts ---------------------------------------------------------------------------------------------


def role_text(role: Membership) -> str:
    """The role at its unit, such as "reporter · 尖山区"."""
    unit = role.unit.name_in_reports if role.role == Role.REPORTER else role.unit.name
    return f"{role.get_role_display()} · {unit}"


def import_text(batch: ImportBatch) -> str:
    """The names of the import's files."""
    return _(", ").join(file.name for file in batch.files.all())
