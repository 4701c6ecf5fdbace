"""What counts: only what was approved, or what was submitted as well; a correction waits for its approval."""

from decimal import Decimal

from django.db.models import Q

from targets.models import Basis, MilestoneState, MonthlyReport, State
from targets.periods import Month
from targets.progress import deliverables, rollup
from targets.progress.rollup import UnitPlace
from targets.reports import verbs
from targets.reports.changes import Changes, MilestoneEntry
from tests.conftest import enter, reporter_of
from tests.reports.test_reporting import do


def counted(report: MonthlyReport, basis: Basis, code: str = "T01-1") -> Decimal | None:
    """What counts for the unit to date on the basis."""
    plan = report.chapter.plan
    chosen = list(plan.indicators.filter(code=code))
    filed = Q(report__unit=report.unit)
    parts = rollup.parts(plan, chosen, [report.unit], filed, report.period, basis)
    return parts.get((chosen[0].pk, UnitPlace.of(report.unit)), rollup.Part()).value


def test_on_the_approved_basis_only_approved_reports_count(file_report, jianshan):
    report = file_report(jianshan, "employment", 3, {"T01-1": 100}, state=State.DRAFT)
    seen = []
    for verb in ("submit", "send_back", "submit", "approve"):
        report = do(verb, report)
        seen.append((counted(report, Basis.APPROVED), counted(report, Basis.SUBMITTED)))
    assert seen == [(None, 100), (None, None), (None, 100), (100, 100)]


def test_a_correction_changes_nothing_until_it_is_approved_again(file_report, jianshan):
    report = do("reopen", file_report(jianshan, "employment", 3, {"T01-1": 100}))
    assert report.is_correction
    report = enter(report, {"T01-1": 90}, by=reporter_of(jianshan))
    assert (counted(report, Basis.APPROVED), counted(report, Basis.SUBMITTED)) == (100, 100)
    report = do("submit", report)
    assert (counted(report, Basis.APPROVED), counted(report, Basis.SUBMITTED)) == (100, 90)
    report = do("send_back", report)
    assert (counted(report, Basis.APPROVED), counted(report, Basis.SUBMITTED)) == (100, 100)
    report = do("approve", do("submit", report))
    assert not report.is_correction
    assert (counted(report, Basis.APPROVED), counted(report, Basis.SUBMITTED)) == (90, 90)


def test_a_correction_withdrawn_is_still_a_correction(file_report, jianshan):
    report = do("withdraw", do("submit", do("reopen", file_report(jianshan, "employment", 3, {"T01-1": 100}))))
    assert report.is_correction
    assert report.reason == "请核实"
    assert counted(report, Basis.APPROVED) == 100


def test_a_figure_added_by_a_correction_waits_as_well(file_report, jianshan):
    report = do("reopen", file_report(jianshan, "employment", 3, {"T01-1": 100}))
    report = enter(report, {"T01-2": 50}, by=reporter_of(jianshan))
    assert counted(report, Basis.APPROVED, "T01-2") is None
    assert counted(do("approve", do("submit", report)), Basis.APPROVED, "T01-2") == 50


def test_a_milestone_stands_while_its_report_is_corrected(file_report, jianshan, plan):
    milestone = plan.milestones.get(code="M17-2")
    report = file_report(jianshan, "labor_relations", 3, state=State.DRAFT)
    done = Changes(milestones={milestone.pk: MilestoneEntry(MilestoneState.DONE)})
    report = do("approve", do("submit", verbs.save(report, done, by=reporter_of(jianshan), version=1)))
    report = do("reopen", report)
    back = Changes(milestones={milestone.pk: MilestoneEntry(MilestoneState.UNDER_WAY)})
    report = verbs.save(report, back, by=reporter_of(jianshan), version=report.version)

    def state(basis):
        said = deliverables.said([], plan, [jianshan], Month(2007, 3), basis)
        return said[milestone.pk, jianshan.pk].state

    assert state(Basis.APPROVED) == MilestoneState.DONE
    do("approve", do("submit", report))
    assert state(Basis.APPROVED) == MilestoneState.UNDER_WAY
