"""Passing roles on: to another person, or to the unit that follows one that ended."""

from __future__ import annotations

from django.contrib.auth.models import User
from django.utils.translation import gettext as _

from targets import clock
from targets.models import Membership, ReportingUnit
from targets.people import ending


def pass_on(
    role: Membership, user: User, unit: ReportingUnit, *, by: User, demo: bool, ends_because: str, begins_because: str
) -> None:
    """End the role and give it to the user at the unit; chapters are joined where the user has it there already."""
    if role.ending is None:
        role.until_day = ending.ends_on(role)
    role.ending = None
    ending.save(role, by=by, reason=ends_because)
    given = user.memberships.filter(ending.not_ended(), role=role.role, unit=unit).first()
    if given is None:
        given = Membership(user=user, role=role.role, unit=unit, from_day=clock.today(), is_demo=demo)
        given.chapters = role.chapters
    else:
        is_whole = not given.chapters or not role.chapters
        given.chapters = [] if is_whole else sorted({*given.chapters, *role.chapters})
        given.until_day = None
    ending.save(given, by=by, reason=begins_because)


def at(unit: ReportingUnit) -> list[Membership]:
    """The roles at the unit that hold, or will hold later."""
    roles = unit.members.filter(ending.not_ended()).select_related("user", "unit")
    return list(roles.order_by("user__username", "role", "pk"))


def move(unit: ReportingUnit, follower: ReportingUnit, *, by: User) -> None:
    """Let everybody with a role at the unit have it at the one that follows."""
    for role in at(unit):
        pass_on(
            role,
            role.user,
            follower,
            by=by,
            demo=role.is_demo,
            ends_because=_("%(unit)s is followed by %(follower)s") % {"unit": unit.name, "follower": follower.name},
            begins_because=_("Taken over from %(name)s") % {"name": unit.name},
        )
