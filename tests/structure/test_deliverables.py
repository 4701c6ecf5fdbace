"""What a unit that ended had done stays done with its successors, until they say something themselves."""

from datetime import date

import pytest
from django.urls import reverse

from targets.closing import verbs as closing
from targets.models import Basis, Milestone, MonthlyReport, State
from targets.periods import Month
from targets.progress.areas import Area
from targets.progress.changes_since import deliverables_since
from targets.progress.standings import stand
from targets.reports import verbs
from targets.reports.changes import Changes, MilestoneEntry
from tests.conftest import reporter_of

JUNE, JULY = Month(2007, 6), Month(2007, 7)


@pytest.fixture(autouse=True)
def in_august(settings):
    settings.TODAY = date(2007, 8, 20)


@pytest.fixture
def milestone(plan) -> Milestone:
    return Milestone.objects.filter(plan=plan, task__chapter__app="employment", reported_by="all").order_by("code")[0]


@pytest.fixture
def say(plan, milestone, administrator):
    """`say(baoqing, JUNE, "done")`: the unit's approved report of the month says so."""

    def store(unit, month: Month, state: str) -> MonthlyReport:
        reporter = reporter_of(unit)
        report = verbs.open_report(unit, plan.chapters.get(app="employment"), month, by=reporter)
        if report.state == State.APPROVED:
            report = verbs.reopen(report, by=administrator, reason="误报")
        said = Changes(milestones={milestone.pk: MilestoneEntry(state=state)})
        report = verbs.save(report, said, by=reporter, version=report.version)
        return verbs.approve(verbs.submit(report, by=reporter), by=administrator)

    return store


@pytest.fixture
def stands(plan, milestone):
    """`stands(jianshan, JULY)`: the state that counts with the unit, and the unit that ended and said so."""

    def read(unit, month: Month):
        said = stand(plan, Area(unit), month, Basis.APPROVED).own_said.get(milestone.pk)
        return said and (said.state, said.taken_from)

    return read


def test_what_was_done_stays_done_from_the_month_of_the_end_on(say, stands, end, jianshan, lingdong, baoqing):
    say(baoqing, JUNE, "done")
    end(baoqing, (jianshan, 60), (lingdong, 40))
    assert [stands(jianshan, month) for month in (JUNE, JULY)] == [None, ("done", baoqing.pk)]
    assert (stands(lingdong, JULY), stands(baoqing, JUNE)) == (("done", baoqing.pk), ("done", None))


def test_a_successor_that_speaks_itself_speaks_for_its_whole_area(say, stands, end, jianshan, lingdong, baoqing):
    say(jianshan, Month(2007, 5), "under_way")
    say(baoqing, JUNE, "done")
    end(baoqing, jianshan)
    assert stands(jianshan, JULY) == ("under_way", None)
    say(jianshan, JULY, "done")
    assert stands(jianshan, JULY) == ("done", None)
    end(jianshan, lingdong, from_month=Month(2007, 8))
    assert stands(lingdong, Month(2007, 8)) == ("done", jianshan.pk)


def test_board_report_page_and_api_say_who_reported_it(
    say, end, milestone, as_user, fetch, leader, jianshan, baoqing, reporter_jianshan
):
    say(baoqing, JUNE, "done")
    end(baoqing, jianshan)
    board = fetch(leader, "/plans/2007/chapters/employment/", month="2007-07", unit=jianshan.code).content.decode()
    assert board.count("as reported by Baoqing, from which it was taken over") == 1
    rows = fetch(leader, "/api/plans/2007/milestones", month="2007-07", unit=jianshan.code).json()["milestones"]
    [row] = [row for row in rows if row["code"] == milestone.code]
    assert (row["state"], row["done_in"], row["taken_from"]) == ("done", "2007-06", baoqing.code)
    page = as_user(reporter_jianshan).get(reverse("targets:report", args=[jianshan.code, "employment", JULY]))
    assert page.content.decode().count("由宝清上报，撤并后承接") == 1


def test_a_change_of_it_after_a_closing_explains_the_successors_state(
    say, stands, end, plan, administrator, jianshan, baoqing
):
    """June and July were closed with "done"; then the report of June is corrected to "under way"."""
    say(baoqing, JUNE, "done")
    end(baoqing, jianshan)
    for month in range(1, 8):
        closing.close(plan, Month(2007, month), by=administrator)
    say(baoqing, JUNE, "under_way")
    standing = stand(plan, Area(jianshan), JULY, Basis.APPROVED)
    [change] = deliverables_since(standing)
    assert (change.stood, change.stands, change.report.unit) == ("done", "under_way", baoqing)
