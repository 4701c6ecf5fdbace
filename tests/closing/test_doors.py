"""Through whichever door a closed month is corrected or reported late, the page, its file and the API explain it.

The live answer less the one as judged is the sum of the effects that the API and the indicator's page list.
"""

import csv
from decimal import Decimal

import pytest
from django.urls import reverse

from targets.closing import verbs as closing
from targets.models import MonthlyReport, State, Target
from targets.models.closings import ALWAYS
from targets.periods import Month
from targets.reports import verbs
from tests.conftest import enter, person, reporter_of
from tests.imports.steps import Upload, receive_figures, store_figures
from tests.reports.test_report_pages import base_of
from tests.spreadsheets.workbooks import units_down, workbook

MARCH, APRIL = Month(2007, 3), Month(2007, 4)
API = "/api/plans/2007"
STOCK, FLOW = "T09-1", "T09-2"
EFFECT = "Changes the total by"


@pytest.fixture
def march(file_report, jianshan, lingdong) -> MonthlyReport:
    """Jianshan has 1,000 insured in March, and nothing from Lingdong."""
    return file_report(jianshan, "insurance", 3, {STOCK: 1000, FLOW: 40})


@pytest.fixture
def closed(plan, march, administrator):
    """January to April are closed; Jianshan's March is open for a correction."""
    for month in APRIL.year_to():
        closing.close(plan, month, by=administrator)
    return verbs.reopen(march, by=administrator, reason="重复统计")


@pytest.fixture
def asked(fetch, leader):
    """`asked("progress", unit="230502")` is what the API answers the leader of April."""
    return lambda name, **more: fetch(leader, f"{API}/{name}", **{"month": "2007-04", "unit": "230500"} | more).json()


@pytest.fixture
def explained(asked, fetch, leader):
    """The difference between the live answer of April and the judged one; what API, page and file list of it.

    `explained("T09-1")` is the difference once, where all four say the same.
    """

    def found(code: str) -> Decimal:
        live, judged = (
            next(row for row in asked("progress", as_judged=how)["indicators"] if row["code"] == code)
            for how in ("0", "1")
        )
        difference = Decimal(live["to_date"] or 0) - Decimal(judged["to_date"] or 0)
        listed = [Decimal(row["effect"]["value"]) for row in asked("changes")["changes"] if row["code"] == code]
        page = f"/plans/2007/indicators/{code}/"
        shown = fetch(leader, page, month="2007-04").context["view"].changes
        written = fetch(leader, page, export="csv", month="2007-04").content.decode("utf-8-sig")
        in_file = _column(list(csv.reader(written.splitlines())), EFFECT)[: len(listed)]
        assert difference == sum(listed) == sum(_number(row.effect.text) for row in shown.rows)
        assert sum(map(Decimal, in_file)) == difference
        assert _number(shown.foot[0].effect.text) == difference
        return difference

    return found


def _column(rows: list[list[str]], head: str) -> list[str]:
    """The cells below a head, wherever its table begins in the file."""
    first = next(number for number, row in enumerate(rows) if head in row)
    place = rows[first].index(head)
    return [row[place] for row in rows[first + 1 :] if len(row) > place]


def _number(text: str) -> Decimal:
    return Decimal(text.replace("−", "-").replace(",", ""))


def by_verbs(report, client, plan):
    enter(report, {STOCK: 900, FLOW: 30}, by=reporter_of(report.unit), explanation="更正。")


def by_the_reports_page(report, client, plan):
    names = {"unit": report.unit.code, "app": "insurance", "month": report.period}
    typed = {"version": report.version, "base": base_of(report)}
    for code, number in ((STOCK, 900), (FLOW, 30)):
        typed |= {f"f-{code}-value": number, f"f-{code}-explanation": "更正。"}
    assert client.post(reverse("targets:report_save", kwargs=names), typed).status_code == 302


def by_the_admins_form(report, client, plan):
    typed = {"version": report.version, "base": base_of(report)}
    for code, number in ((STOCK, 900), (FLOW, 30)):
        typed |= {f"f-{code}-value": number, f"f-{code}-explanation": "更正。"}
    address = reverse("admin:targets_monthlyreport_change", args=[report.pk])
    assert client.post(address, typed).status_code == 302


def by_a_spreadsheet(report, client, plan):
    content = workbook(units_down({"尖山区": [900, 30]}, [STOCK, FLOW], month="2007年3月"))
    store_figures(receive_figures([Upload("三月更正.xlsx", content)], plan, by=reporter_of(report.unit)))
    enter(
        MonthlyReport.objects.get(pk=report.pk),
        {STOCK: 900, FLOW: 30},
        by=reporter_of(report.unit),
        explanation="更正。",
    )


DOORS = [by_verbs, by_the_reports_page, by_the_admins_form, by_a_spreadsheet]


@pytest.mark.parametrize("door", DOORS, ids=lambda door: door.__name__)
def test_a_correction_is_explained_whatever_the_door(closed, plan, as_user, door, explained, administrator):
    """1,000 insured become 900 and 40 new ones 30: April, which has no report of its own, carries both."""
    reporter = reporter_of(closed.unit)
    door(closed, as_user(reporter), plan)
    corrected = MonthlyReport.objects.get(pk=closed.pk)
    assert corrected.state == State.DRAFT
    verbs.approve(verbs.submit(corrected, by=reporter), by=administrator)
    assert (explained(STOCK), explained(FLOW)) == (-100, -10)


def test_a_late_report_imported_with_its_submission_is_explained(closed, plan, lingdong, explained, administrator):
    content = workbook(units_down({"岭东区": [500, 7]}, [STOCK, FLOW], month="2007年4月"))
    store_figures(receive_figures([Upload("四月.xlsx", content)], plan, by=reporter_of(lingdong)), submit=True)
    verbs.approve(MonthlyReport.objects.get(unit=lingdong), by=administrator)
    assert (explained(STOCK), explained(FLOW)) == (500, 7)


def test_the_api_says_who_approved_what_when_and_why(closed, asked, jianshan, administrator):
    by_verbs(closed, None, None)
    chief = person("chief")
    verbs.approve(verbs.submit(MonthlyReport.objects.get(pk=closed.pk), by=reporter_of(jianshan)), by=chief)
    answer = asked("changes")
    assert (answer["month"], answer["closing"], answer["unit"], answer["covers"]) == ("2007-04", 1, "230500", "whole")
    stock = next(row for row in answer["changes"] if row["code"] == STOCK)
    assert stock.pop("changed_at") > answer["closed_at"]
    nothing = {"numerator": None, "denominator": None}
    assert stock == {
        "code": STOCK,
        "counts_for": None,
        "unit": "230502",
        "month": "2007-03",
        "kind": "correction",
        "when_closed": {"value": "1000", "not_applicable": False, "state": None} | nothing,
        "now": {"value": "900", "not_applicable": False, "state": None} | nothing,
        "effect": {"value": "-100"} | nothing,
        "approved_by": "chief",
        "reason": "重复统计",
    }


def test_of_an_open_month_the_api_says_that_nothing_has_changed(closed, fetch, leader):
    answer = fetch(leader, f"{API}/changes", month="2007-05", unit="230500")
    assert (answer.status_code, answer.json()["detail"]) == (
        409,
        "2007-05 is not closed, so that nothing has changed since.",
    )


@pytest.mark.parametrize(
    ("address", "most"),
    [(f"{API}/changes", 20), ("/plans/2007/", 45), (f"/plans/2007/indicators/{STOCK}/", 45)],
    ids=["api", "dashboard", "indicator"],
)
def test_more_changes_need_no_more_queries(
    closed, plan, lingdong, file_report, administrator, as_user, leader, django_assert_max_num_queries, address, most
):
    by_verbs(closed, None, plan)
    verbs.approve(verbs.submit(MonthlyReport.objects.get(pk=closed.pk), by=reporter_of(closed.unit)), by=administrator)
    browser, asked = as_user(leader), {"month": "2007-04", "unit": "230500"}
    browser.get(address, asked)
    counted = []
    for month in (1, 2, 3):
        file_report(lingdong, "insurance", month, {STOCK: 100, FLOW: 5}, explanation="补报。")
        with django_assert_max_num_queries(most) as queries:
            assert browser.get(address, asked).status_code == 200
        counted.append(len(queries))
    assert counted == counted[:1] * 3


@pytest.mark.parametrize(
    ("unit", "covers"), [("230500", "whole"), ("230500", "own"), ("230502", "whole"), ("230502", "own")]
)
def test_without_corrections_live_and_judged_are_equal_for_every_area(asked, closed, units, unit, covers, settings):
    """Property (b): whatever is later done to units, targets and limits."""
    units["230503"].active = False
    units["230503"].save(from_month=ALWAYS)
    for target in Target.objects.filter(unit=units["230500"]):
        target.value = Decimal(4)
        target.save(from_month=ALWAYS)
    settings.PACE_BEHIND_FROM = "0.5"
    live, judged = (asked("progress", unit=unit, covers=covers, as_judged=how) for how in ("0", "1"))
    assert live["indicators"] == judged["indicators"]
