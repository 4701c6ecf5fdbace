"""Rules of deadlines (办理期限): the bureau's own or the declared one, the day by it, and one that chapters share."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils.translation import gettext_lazy as _

from targets.models import DeadlineRule
from targets.registers.declaration import Deadline, Register

# Inquiries of labour inspection end within 60 working days of the filing of the case (劳动保障监察条例, 2004, art. 17);
# another 30 may be granted. Twelve weeks have 60 working days where no public holiday falls among them, so that the
# day worked out is never later than the law's; the officer sets a later one where holidays or an extension move it.
LABOUR_INSPECTION = Deadline(84, _("60 working days: Regulations on Labour Inspection (2004), article 17"))


def deadline_of(register: Register) -> Deadline | None:
    """The rule in force: the bureau's own where it set one, otherwise the declared one."""
    if register.deadline is None:
        return None
    own = DeadlineRule.objects.filter(register=register.name).first()
    return Deadline(own.days, own.source) if own else register.deadline


def due_by_rule(rule: Deadline | None, begun: date | None) -> date | None:
    """The last day for settling an entry begun on that day; None without a rule or without a beginning."""
    return begun + timedelta(days=rule.days) if rule and begun else None
