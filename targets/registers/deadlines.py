"""Rules of deadlines (办理期限): the one in force, the day that follows from it, and what a change of it changes."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from targets import clock
from targets.models import DeadlineRule, ReportingUnit
from targets.models.versions import one_change
from targets.registers.declaration import Deadline, Register
from targets.registers.locking import lock_units

# Inquiries of labour inspection end within 60 working days of the filing of the case (劳动保障监察条例, 2004, art. 17);
# another 30 may be granted. Twelve weeks have 60 working days where no public holiday falls among them, so that the
# day worked out is never later than the law's; the officer sets a later one where holidays or an extension move it.
LABOUR_INSPECTION = Deadline(84, gettext_lazy("60 working days: Regulations on Labour Inspection (2004), article 17"))


def deadline_of(register: Register) -> Deadline | None:
    """The rule in force: the bureau's own where it set one, otherwise the declared one."""
    if register.deadline is None:
        return None
    own = DeadlineRule.objects.filter(register=register.name).first()
    return Deadline(own.days, own.source) if own else register.deadline


def due_by_rule(rule: Deadline | None, begun: date | None) -> date | None:
    """The last day for settling an entry begun on that day; None without a rule or without a beginning."""
    return begun + timedelta(days=rule.days) if rule and begun else None


@one_change()
def set_rule(register: Register, rule: DeadlineRule) -> int:
    """Store the bureau's own deadline for a register; returns how many open entries got another day by it."""
    before = deadline_of(register)
    rule.save()
    return _recompute(register, before)


@one_change()
def drop_rule(register: Register, rule: DeadlineRule) -> int:
    """Go back to the declared deadline; returns how many open entries got another day by it."""
    before = deadline_of(register)
    rule.delete()
    return _recompute(register, before)


def _recompute(register: Register, before: Deadline | None) -> int:
    """Give open entries the day by the rule in force now; returns how many were changed.

    Only entries whose day follows from the rule `before` are changed: a day that was agreed for one entry (经批准延期)
    stays. The history of each entry says why it changed.
    """
    now = deadline_of(register)
    if now == before or not register.has_deadline:
        return 0
    lock_units(ReportingUnit.objects.all())
    changed = 0
    for entry in register.model.objects.open().select_for_update(of=("self",)):
        follows_rule, day = entry.due_on == due_by_rule(before, entry.day), due_by_rule(now, entry.day)
        if not follows_rule or entry.due_on == day:
            continue
        entry.due_on, entry.version = day, entry.version + 1
        entry._history_date, entry._change_reason = clock.now(), _("The deadline of this register was changed.")
        entry.save()
        changed += 1
    return changed
