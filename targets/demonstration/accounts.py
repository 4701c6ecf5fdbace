"""The demonstration's accounts, at least one for each role: a reporter for each unit, a reviewer for each chapter."""

from __future__ import annotations

from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import make_password
from simple_history.utils import bulk_create_with_history

from targets import clock
from targets.demonstration.script import Script
from targets.models import Membership, ReportingUnit, Role

# The accounts that are named for their role.
PLAIN = {"admin": Role.ADMINISTRATOR, "auditor": Role.AUDITOR, "leader": Role.LEADER}


def everybody():
    """The users of the demonstration."""
    return get_user_model().objects.filter(memberships__is_demo=True).distinct()


def taken(script: Script) -> list[str]:
    """The user names of the script that exist already."""
    return sorted(get_user_model().objects.filter(username__in=script.people).values_list("username", flat=True))


def make(script: Script, units: dict[str, ReportingUnit], password: str) -> dict[str, object]:
    """Make the accounts with their roles, all with the same password; returns them by user name."""
    user_model, encoded = get_user_model(), make_password(password)
    people = [user_model(username=name, first_name=title, password=encoded) for name, title in script.people.items()]
    written = bulk_create_with_history(
        people, user_model, default_change_reason=script.source, default_date=clock.now()
    )
    made = {user.username: user for user in written}
    root = next(unit for unit in units.values() if unit.is_city)
    roles = [_membership(user, units, root) for user in made.values()]
    bulk_create_with_history(roles, Membership, default_change_reason=script.source, default_date=clock.now())
    return made


def _membership(user, units: dict[str, ReportingUnit], root: ReportingUnit) -> Membership:
    """The role that a user name says: unit-CODE, clerk-CODE, reviewer-APP, or one of PLAIN."""
    first, _dash, rest = user.username.partition("-")
    if first == "unit":
        return Membership(user=user, role=Role.REPORTER, unit=units[rest], is_demo=True)
    if first == "clerk":
        return Membership(user=user, role=Role.CLERK, unit=units[rest], chapters=["employment"], is_demo=True)
    if first == "reviewer":
        return Membership(user=user, role=Role.REVIEWER, unit=root, chapters=[rest], is_demo=True)
    return Membership(user=user, role=PLAIN[first], unit=root, is_demo=True)


def set_password(password: str) -> None:
    everybody().update(password=make_password(password))
