"""Boards show a unit's months after its end, and say what a successor has taken over."""

from datetime import date

import pytest
from django.urls import reverse

from targets.models import Target


@pytest.fixture(autouse=True)
def in_july(settings):
    settings.TODAY = date(2007, 7, 31)


@pytest.fixture
def merged(end, file_report, jianshan, baoqing):
    """In May and June Jianshan has 4,000 insured and 300 newly employed a month, Baoqing 9,000 and 100; then one."""
    for month in (5, 6):
        for unit, insured, employed in ((jianshan, 4000, 300), (baoqing, 9000, 100)):
            file_report(unit, "insurance", month, {"T09-1": insured})
            file_report(unit, "employment", month, {"T01-1": employed})
    end(baoqing, jianshan)


def view(fetch, leader, code, unit=""):
    answer = fetch(leader, reverse("targets:indicator", args=[2007, code]), month="2007-07", unit=unit)
    return answer.context["view"]


def lines(table) -> dict:
    return {line.unit: ([cell.text for cell in line.cells[-3:]], line.to_date.text) for line in table.rows}


@pytest.mark.parametrize(
    ("code", "baoqing_has", "jianshan_has"),
    [("T01-1", ["100", "100", "—"], "800"), ("T09-1", ["9,000", "9,000", "—"], "13,000")],
)
def test_the_months_stay_under_the_name_that_reported_them(fetch, leader, merged, code, baoqing_has, jianshan_has):
    shown = view(fetch, leader, code).months
    told = lines(shown)
    assert told["Baoqing"] == (baoqing_has, "—")
    assert told["Jianshan"][1] == jianshan_has
    assert "taken over from Baoqing" in next(line for line in shown.rows if line.unit == "Jianshan").to_date.note


def test_the_chart_goes_on_where_nothing_was_reported_newly(fetch, leader, merged):
    shown = view(fetch, leader, "T09-1")
    assert [cell.text for cell in shown.months.foot[0].cells[-3:]] == ["13,000", "13,000", "13,000"]


def test_the_successors_own_page_keeps_its_earlier_months(fetch, leader, merged, jianshan):
    shown = view(fetch, leader, "T09-1", jianshan.code)
    assert [cell.text for cell in shown.months.foot[0].cells[-3:]] == ["4,000", "4,000", "13,000"]
    assert "taken over from Baoqing" in shown.row.remarks


def test_the_matrix_has_no_column_for_who_is_no_more(fetch, leader, merged):
    answer = fetch(leader, reverse("targets:matrix", args=[2007]), month="2007-07")
    assert "Baoqing" not in [head.text for head in answer.context["matrix"].table.repeated["cells"]]


def test_the_report_page_says_from_whom_its_total_was_taken_over(as_user, merged, jianshan, reporter_jianshan):
    client = as_user(reporter_jianshan)
    client.cookies["django_language"] = "en"
    for app in ("insurance", "employment"):
        page = client.get(reverse("targets:report", args=[jianshan.code, app, "2007-07"])).content.decode()
        assert page.count("taken over from Baoqing") == 1, app


def test_the_page_of_who_is_no_more_says_who_follows(fetch, leader, end, indicator, jianshan, lingdong, baoqing):
    Target.objects.create(indicator=indicator("T01-1"), unit=baoqing, value=600, deadline=date(2007, 12, 31))
    end(baoqing, (jianshan, 60), (lingdong, 40))
    july, june = (
        fetch(leader, reverse("targets:unit", args=[2007, baoqing.code]), month=month).content.decode()
        for month in ("2007-07", "2007-06")
    )
    followed = "is no more from July 2007 on; followed by Jianshan District 60 %, Lingdong District 40 %"
    assert [followed in page for page in (july, june)] == [True, False]
    assert "no target from July 2007 on (民函〔2007〕12号)" in june
