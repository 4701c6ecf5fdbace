"""The panel of early warning: rates from the reports, layoffs from the register, what was done, what nobody knows."""

from datetime import date
from decimal import Decimal

import pytest
from django.template.loader import render_to_string
from django.utils.translation import override

from employment.models import LayoffNotice, Level, WarningResponse
from employment.panels import EarlyWarning
from targets.models import State
from tests.registers.panel_pages import page_of

JIANSHAN, BAOQING, RAOHE = "Jianshan District", "Baoqing County", "Raohe County"


def announced(unit, day, laid_off, **more):
    values = {"employer": f"{day} {laid_off}", "announced_on": day, "workers": 5000, "laid_off": laid_off}
    return LayoffNotice.objects.create(unit=unit, **values | more)


@pytest.fixture
def months(jianshan, baoqing, file_report):
    """Jianshan rises from 4.00 to 4.55 % and lays off 70 + 30 persons in June; Baoqing falls from 5 to 4 %."""
    file_report(jianshan, "employment", 3, {"T01-4": (400, 10_000)})
    file_report(jianshan, "employment", 6, {"T01-4": (546, 12_000)})
    file_report(baoqing, "employment", 3, {"T01-4": (50, 1_000)})
    file_report(baoqing, "employment", 6, {"T01-4": (40, 1_000)})
    announced(jianshan, date(2007, 6, 1), 70)
    announced(jianshan, date(2007, 6, 30), 30)
    announced(jianshan, date(2007, 5, 31), 500)
    announced(jianshan, date(2007, 7, 1), 500)
    announced(jianshan, date(2007, 6, 15), 500, cancelled_on=date(2007, 6, 20))


def shown(user, month="2007-06", **asked):
    with override("en"):
        context = EarlyWarning().context(page_of(user, month=month, **asked))
    return context, {line["name"]: line for line in context["table"].lines}


def test_a_districts_row_is_worked_out_from_reports_and_register(months, leader):
    line = shown(leader)[1][JIANSHAN]
    assert (line["rate"], line["change"], line["layoffs"]) == ("4.55%", "+0.55 points", "100")
    assert (line["level"], line["reasons"]) == ("yellow", ["rise in three months", "layoffs"])


def test_a_falling_rate_is_calm_and_a_silent_unit_unknown(months, leader):
    _context, lines = shown(leader)
    assert (lines[BAOQING]["level"], lines[BAOQING]["label"]) == ("", "no warning")
    assert (lines[RAOHE]["rate"], lines[RAOHE]["layoffs"], lines[RAOHE]["label"]) == ("—", "—", "not reported")


def test_the_area_divides_summed_parts(months, leader):
    """586 of 13,000 now, 450 of 11,000 in March."""
    total = shown(leader)[0]["table"].foot_lines[0]
    assert (total["rate"], total["change"], total["layoffs"]) == ("4.51%", "+0.42 points", "100")
    assert total["heard"] == "2 of 9 reported"


def test_layoffs_warn_before_the_months_report_is_there(leader, baoqing, community):
    announced(baoqing, date(2007, 5, 2), 49)
    announced(community, date(2007, 5, 3), 50)
    _context, lines = shown(leader, "2007-05")
    assert (lines[BAOQING]["level"], lines[BAOQING]["label"]) == ("", "not reported")
    assert (lines[JIANSHAN]["level"], lines[JIANSHAN]["reasons"]) == ("blue", ["layoffs"])
    assert shown(leader, "2007-06")[1][BAOQING]["layoffs"] == "0"


def test_the_change_looks_back_three_months(leader, jianshan, file_report):
    for month, unemployed in ((2, 300), (3, 400), (5, 410), (6, 420)):
        file_report(jianshan, "employment", month, {"T01-4": (unemployed, 10_000)})
    assert shown(leader, "2007-06")[1][JIANSHAN]["change"] == "+0.20 points"
    assert shown(leader, "2007-05")[1][JIANSHAN]["change"] == "+1.10 points"
    assert shown(leader, "2007-03")[1][JIANSHAN]["change"] == "—"


def test_a_warning_lacks_a_response_until_one_is_recorded(months, leader, jianshan):
    assert shown(leader)[0]["unanswered"] == 1
    given = {"level": Level.YELLOW, "taken_on": date(2007, 6, 28), "responsible": "王某"}
    WarningResponse.objects.create(unit=jianshan, month=date(2007, 5, 1), measures="上月的措施", **given)
    assert shown(leader)[1][JIANSHAN]["is_unanswered"]
    WarningResponse.objects.create(unit=jianshan, month=date(2007, 6, 1), measures="专场招聘会", **given)
    context, lines = shown(leader)
    assert context["unanswered"] == 0
    assert ["专场招聘会" in response for response in lines[JIANSHAN]["responses"]] == [True]


def test_only_reports_of_the_basis_count(reviewer_employment, jianshan, file_report):
    file_report(jianshan, "employment", 6, {"T01-4": (70, 1_000)}, state=State.SUBMITTED)
    assert shown(reviewer_employment)[1][JIANSHAN]["level"] == ""
    assert shown(reviewer_employment, basis="submitted")[1][JIANSHAN]["level"] == "red"


def test_the_rate_that_is_published_decides(leader, jianshan, file_report):
    """4.2953 % is published as 4.30 % and warns."""
    file_report(jianshan, "employment", 6, {"T01-4": (42_953, 1_000_000)})
    assert shown(leader)[1][JIANSHAN]["level"] == "blue"


def test_the_bureaus_thresholds_decide(months, leader, settings):
    settings.WARNING_RATE = settings.WARNING_RATE | {"red": Decimal("4.55")}
    assert shown(leader)[1][JIANSHAN]["level"] == "red"


def test_a_district_sees_itself_alone(months, reporter_jianshan):
    context, lines = shown(reporter_jianshan)
    assert list(lines) == [JIANSHAN]
    assert context["table"].foot == []


def test_it_takes_one_query(months, leader, django_assert_num_queries):
    page = page_of(leader, month="2007-06")
    with django_assert_num_queries(1):
        EarlyWarning().context(page)


@pytest.mark.parametrize("template", [EarlyWarning.template, EarlyWarning.dashboard_template])
def test_the_level_is_said_in_words_beside_its_shape(months, leader, template):
    context, _lines = shown(leader)
    with override("en"):
        page = render_to_string(template, context)
    assert "level III (yellow)" in page
    assert "#explain" in page
    assert "1 warning without a recorded response" in page
