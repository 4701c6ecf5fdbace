"""Invented figures for trying the portal out: made whole, labelled everywhere, and taken back whole.

`fixtures/demonstration/` says what is invented; nothing here runs unless `manage.py seed_demo` is called.
"""

from targets.demonstration import accounts, agreeing, clearing, entries, filing, shares
from targets.demonstration.script import Script, read
from targets.models import Membership, MonthlyReport, PortalState, ReportingUnit, WorkPlan
from targets.models.versions import one_change


class CannotDemonstrate(Exception):
    """Something the demonstration needs is missing, or in its way; the text says what."""


def is_present() -> bool:
    """Are there demonstration accounts or reports?"""
    return Membership.objects.filter(is_demo=True).exists() or MonthlyReport.objects.filter(is_demo=True).exists()


@one_change()
def load(password: str) -> None:
    """Make accounts, targets of units, the half-year's reports and the registers behind them.

    Where the demonstration is loaded already, only the password is set.

    Raises CannotDemonstrate without the plan, and where a name or a month is taken by something real.
    """
    script = read()
    if is_present():
        accounts.set_password(password)
        return
    plan, units = _ground(script)
    taken = accounts.taken(script)
    if taken:
        raise CannotDemonstrate(f"These accounts exist and are nobody's demonstration: {', '.join(taken)}.")
    if MonthlyReport.objects.filter(chapter__plan=plan).exists():
        raise CannotDemonstrate(f"There are real reports of {plan.year}: no invented ones are put among them.")
    communities = entries.add_communities(script, units)
    people = accounts.make(script, units | communities, password)
    shares.give_out(script, plan, units)
    filing.file_all(script, plan, units, people)
    ground = entries.Ground(script, units, communities, people, entries.cells_of(plan.year))
    entries.invent_all(ground)
    agreeing.agree(ground)
    PortalState.set_demonstration(True)


def clear() -> None:
    """Take the demonstration back whole, and nothing else."""
    with one_change():
        files = clearing.clear()
        PortalState.set_demonstration(False)
    clearing.delete_files(files)


def _ground(script: Script) -> tuple[WorkPlan, dict[str, ReportingUnit]]:
    plan = WorkPlan.objects.filter(year=script.year).first()
    units = {unit.code: unit for unit in ReportingUnit.objects.filter(code__in=script.lean).select_related("parent")}
    if plan is None or len(units) != len(script.lean):
        raise CannotDemonstrate(f"The plan of {script.year} or one of its units is missing: run load_plan first.")
    return plan, units
