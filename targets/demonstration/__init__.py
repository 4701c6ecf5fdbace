"""The demonstration: invented accounts, targets, reports, register entries and decisions for trying the portal out.

`fixtures/demonstration/` has the tables from which they are invented. `manage.py seed_demo` makes the demonstration and
deletes it as a whole; every page says that it is loaded.
"""

from targets.demonstration import accounts, agreeing, clearing, decisions, entries, past_figures, reports, shares
from targets.demonstration.script import read
from targets.models import Membership, MonthlyReport, PortalState, ReportingUnit, WorkPlan
from targets.models.versions import one_change


class CannotDemonstrate(Exception):
    """Something that the demonstration needs is missing, or something is in its way; the message says what."""


def is_present() -> bool:
    """Whether there are demonstration accounts or reports."""
    return Membership.objects.filter(is_demo=True).exists() or MonthlyReport.objects.filter(is_demo=True).exists()


@one_change()
def load(password: str) -> None:
    """Make accounts, targets of units, reports of half a year, last year's figures, register entries and decisions.

    If the demonstration is present, only the password of its accounts is set. Raises CannotDemonstrate without the plan
    and its units, and where a real account has one of the names or there are real reports on the plan.
    """
    script = read()
    if is_present():
        accounts.set_password(password)
        return
    plan = WorkPlan.objects.published().filter(year=script.year).first()
    units = {unit.code: unit for unit in ReportingUnit.objects.filter(code__in=script.lean).select_related("parent")}
    if plan is None or len(units) != len(script.lean):
        raise CannotDemonstrate(f"The plan of {script.year} or one of its units is missing: run load_plan first.")
    taken = accounts.taken(script)
    if taken:
        raise CannotDemonstrate(f"These accounts exist and are nobody's demonstration: {', '.join(taken)}.")
    if MonthlyReport.objects.filter(chapter__plan=plan).exists():
        raise CannotDemonstrate(f"There are real reports of {plan.year}: no invented ones are put among them.")
    communities = entries.add_communities(script, units)
    people = accounts.make(script, units | communities, password)
    shares.give_out(script, plan, units)
    reports.invent_all(script, plan, units, people)
    past_figures.bring_in(script, plan, units)
    ground = entries.Ground(script, units, communities, people, entries.cells_of(plan.year))
    entries.invent_all(ground)
    agreeing.agree(ground)
    PortalState.set_demonstration(True)
    decisions.take_all(script, plan, people)


def clear() -> None:
    """Delete the whole demonstration and nothing else."""
    with one_change():
        files = clearing.clear()
        PortalState.set_demonstration(False)
    clearing.delete_files(files)
