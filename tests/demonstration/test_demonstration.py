"""The content of the demonstration: it is complete and plausible, and every outcome of a report occurs."""

from collections import Counter
from datetime import date
from decimal import Decimal

import pytest
from django.utils.timezone import localdate

from targets.arithmetic import Status
from targets.models import (
    Basis,
    ChangeAfterClosing,
    Covers,
    Figure,
    HowEnded,
    JudgedIndicator,
    Membership,
    MonthlyReport,
    PortalState,
    ReportingUnit,
    Source,
    State,
    Target,
    UnitEnding,
    is_asked_of,
)
from targets.periods import Month
from targets.progress import standings
from targets.progress.standings import Area
from targets.reports import checks, sheets
from targets.reports.submissions import changed_since_last, kept_figures

JUNE = Month(2007, 6)


pytestmark = [
    pytest.mark.usefixtures("demonstrated"),
    pytest.mark.one_database("the demonstration is stored through verbs and forms, which are tried on both"),
]


@pytest.fixture
def june(plan, city):
    return standings.stand(plan, Area(city), JUNE, Basis.APPROVED)


def test_everything_is_marked_as_demonstration(db):
    assert PortalState.current().demonstration
    assert not MonthlyReport.objects.filter(is_demo=False).exists()
    assert not Figure.objects.exclude(source=Source.DEMONSTRATION).exists()
    assert not Target.objects.shares().exclude(is_demo=True, source="演示数据").exists()
    assert not Membership.objects.filter(is_demo=False).exists()


def test_most_reports_are_approved_and_every_other_outcome_occurs(db):
    states = Counter(MonthlyReport.objects.values_list("state", flat=True))
    assert states[State.APPROVED] > 300
    assert states[State.SUBMITTED] >= 3
    assert states[State.RETURNED] == 1
    assert not MonthlyReport.objects.filter(unit__code="230524", month=date(2007, 6, 1)).exists()
    late = [report for report in MonthlyReport.objects.select_related("unit") if report.is_late]
    assert {report.unit.code for report in late} == {"230503", "230505"}


def test_the_report_sent_back_has_a_reason_and_a_note_at_the_figure(db):
    report = MonthlyReport.objects.get(state=State.RETURNED)
    assert (report.unit.code, report.month) == ("230506", date(2007, 6, 1))
    assert report.reason
    assert report.figures.exclude(review_note="").get().indicator.code == "T02-2"
    assert report.decided_by.username == "reviewer-employment"


def test_every_report_is_complete_and_passes_its_checks(db):
    for report in MonthlyReport.objects.select_related("unit", "chapter").filter(month__gte=date(2007, 3, 1)):
        sheet = sheets.load(report)
        findings = checks.check(sheet)
        assert checks.is_complete(sheet, findings), (str(report), findings)


def test_one_outlier_is_explained(db):
    figure = Figure.objects.exclude(explanation="").exclude(explanation__contains="台帐").get()
    findings = [f for f in checks.check(sheets.load(figure.report)) if f.grade == checks.Grade.EXPLAIN]
    assert [(f.code, f.explained) for f in findings] == [(figure.indicator.code, True)]


def test_the_history_is_as_real_reporting_would_have_left_it(db):
    report = MonthlyReport.objects.get(unit__code="230502", chapter__app="employment", month=date(2007, 3, 1))
    steps = list(report.history.order_by("history_date").values_list("history_type", "state", "history_user__username"))
    assert steps == [
        ("+", State.DRAFT, "unit-230502"),
        ("~", State.SUBMITTED, "unit-230502"),
        ("~", State.APPROVED, "reviewer-employment"),
    ]
    assert report.submissions.get().figures == kept_figures(sheets.load(report, ()))
    assert report.first_submitted_on == localdate(report.submitted_at) <= report.due_on
    assert all(figure.history.count() == 1 for figure in report.figures.all())


def test_the_report_submitted_again_shows_what_changed(db):
    report = MonthlyReport.objects.get(submissions__number=2, state=State.SUBMITTED)
    assert [difference.code for difference in changed_since_last(sheets.load(report, ()))] == ["T09-1"]


def test_nothing_happens_after_the_portals_current_day(settings):
    assert localdate(max(MonthlyReport.history.values_list("history_date", flat=True))) <= settings.TODAY
    assert localdate(max(Figure.history.values_list("history_date", flat=True))) <= settings.TODAY


def test_the_two_deadlines_of_june_wait_for_the_missing_units_and_then_one_is_met_and_one_missed(
    june, plan, city, indicator
):
    july = standings.stand(plan, Area(city), Month(2007, 7), Basis.APPROVED)
    for standing, verdicts in (
        (june, (Status.INCOMPLETE, Status.INCOMPLETE)),
        (july, (Status.MET, Status.BREACHED)),
    ):
        met, missed = standing.progress[indicator("T20-1").pk], standing.progress[indicator("T28-1").pk]
        assert (met.status, missed.status) == verdicts
        assert met.to_date == Decimal("100.00")
        assert Decimal(92) < missed.to_date < Decimal(94)
    assert june.progress[indicator("T20-2").pk].status == Status.MET


def test_employment_is_about_half_way_and_unemployment_below_its_ceiling(june, indicator):
    assert Decimal(51) < june.progress[indicator("T01-1").pk].percent < Decimal(53)
    unemployment = june.progress[indicator("T01-4").pk]
    assert Decimal("4.2") < unemployment.to_date < Decimal("4.4")
    assert unemployment.status == Status.ON_PACE


def test_some_indicators_are_ahead_some_behind_and_some_far_behind(june):
    found = Counter(progress.status for progress in june.progress.values())
    assert min(found[s] for s in (Status.AHEAD, Status.ON_PACE, Status.BEHIND, Status.FAR_BEHIND, Status.MET)) >= 3
    assert not found[Status.NO_TARGET] + found[Status.NOT_REPORTED]


def test_the_units_targets_add_up_to_the_citys(plan, city, units):
    for target in Target.objects.filter(unit=city, covers=Covers.WHOLE).select_related("indicator"):
        entered = target.indicator
        asked = [unit for unit in units.values() if unit.submits_reports and is_asked_of(unit, entered.reported_by)]
        shares = Target.objects.shares().filter(indicator=entered)
        if entered.kind not in ("flow", "stock") or entered.reported_by == "city":
            continue
        assert shares.count() == len(asked), entered
        assert sum(share.value for share in shares) == target.value, entered
        assert all(share.baseline is not None for share in shares) == (entered.kind == "stock")


# ---- Decisions of the bureau ------------------------------------------------------------------------------

MAY = Month(2007, 5)


def test_january_to_may_are_closed_by_the_middle_of_the_next_month(plan):
    closings = plan.closings.order_by("month")
    assert [closing.month.month for closing in closings] == [1, 2, 3, 4, 5]
    for closing in closings:
        closed_on = localdate(closing.closed_at)
        assert (closing.number, closed_on.month) == (1, closing.month.month + 1)
        assert closed_on.day <= 15


def test_a_correction_of_april_stands_beside_what_was_judged(plan, city, units, indicator):
    new_jobs = indicator("T01-1")
    change = ChangeAfterClosing.objects.get(indicator=new_jobs)
    assert (change.report.unit.code, change.month) == ("230521", date(2007, 4, 1))
    assert change.value - change.before_value == -16
    judged = JudgedIndicator.objects.get(
        closing__month=MAY.first_day, indicator=new_jobs, unit=city, covers=Covers.WHOLE
    )
    live = standings.stand(plan, Area(city), MAY, Basis.APPROVED).progress[new_jobs.pk]
    assert live.to_date - judged.value == -16
    assert {row.history_date for row in change.report.history.all() if row.is_correction} <= {change.changed_at}


def test_the_amended_targets_hold_from_june_and_the_citys_sum_stays(units, indicator):
    codes = {unit.pk: code for code, unit in units.items()}
    for month, jianshan, lingdong in ((MAY, 4860, 1620), (JUNE, 5060, 1420)):
        shares = Target.objects.filter(indicator=indicator("T01-1")).during(month)
        values = {codes[share.unit_id]: share.value for share in shares}
        assert (values["230502"], values["230503"]) == (jianshan, lingdong)
        assert values.pop("230500") == sum(values.values()) == 18000


def test_the_merged_street_is_one_of_february_and_none_of_march(db):
    ending = UnitEnding.objects.get()
    assert (ending.unit.code, ending.how) == ("230502991", HowEnded.MERGED)
    assert [one.successor.code for one in ending.successions.all()] == ["230502990"]
    assert "230502991" in {unit.code for unit in ReportingUnit.objects.during(Month(2007, 2))}
    assert "230502991" not in {unit.code for unit in ReportingUnit.objects.during(Month(2007, 3))}
