"""Last year's figures stand with whoever has taken over since, so that like areas are compared. All worked by hand."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from targets.frame import last_year as texts
from targets.models import Basis, PastFigure, ReportingUnit
from targets.periods import Month
from targets.progress.areas import Area
from targets.progress.last_year import LastYear
from targets.progress.standings import stand
from tests.conftest import file
from tests.plans import load_plan_of_2008

JULY = Month(2007, 7)


@pytest.fixture(autouse=True)
def in_july(settings):
    settings.TODAY = date(2007, 7, 31)


@pytest.fixture
def bring_in(indicator):
    """`bring_in(jianshan, "T01-1", value=50, to_date=2000)` brings in July 2006."""

    def store(unit, code, **numbers):
        given = {name: Decimal(number) for name, number in numbers.items()}
        PastFigure.objects.create(indicator=indicator(code), unit=unit, month=date(2006, 7, 1), **given)

    return store


@pytest.fixture
def beside(plan):
    """`beside(jianshan, "T01-1")`: last year's month and to date, both changes, and what is said of them."""

    def read(unit, code, month=JULY, of_plan=plan):
        area = Area(ReportingUnit.objects.get(pk=unit.pk))
        standing = stand(of_plan, area, month, Basis.APPROVED)
        compared = LastYear(standing).of(next(one for one in standing.indicators if one.code == code))
        cells = [texts.past_cell(compared.indicator, number) for number in (compared.month, compared.to_date)]
        cells += [texts.change_cell(one, compared.unit) for one in (compared.change_of_month, compared.change_to_date)]
        return [cell.exact or cell.text for cell in cells], texts.notes(compared)

    return read


def test_a_successor_is_compared_with_itself_and_what_it_took_over(
    beside, bring_in, end, file_report, jianshan, lingdong, baoqing, city, only_these_report
):
    """Until July 2006 Jianshan had 2,000 and Baoqing 500; now Jianshan reports 2,200 + 600 + 60 for both."""
    only_these_report(jianshan, lingdong, baoqing)
    for unit, month, to_date in ((jianshan, 40, 2000), (baoqing, 10, 500), (lingdong, 20, 300)):
        bring_in(unit, "T01-1", value=month, to_date=to_date)
    for unit, reported in ((jianshan, 2200), (baoqing, 600)):
        file_report(unit, "employment", 6, {"T01-1": reported})
    end(baoqing, jianshan)
    file_report(jianshan, "employment", 7, {"T01-1": 60})
    holds = "上年数含已撤并单位的承接部分：宝清"
    assert beside(jianshan, "T01-1") == (["50", "2,500", "+20.0%", "+14.4%"], [holds])
    assert beside(city, "T01-1")[0][:2] == ["70", "2,800"], "the city has each unit's figure once"


def test_a_split_shares_last_years_figure_out_without_losing_anything(
    beside, bring_in, end, jianshan, lingdong, baoqing
):
    """Of 905 newly employed 60 % are 543 and 40 % are 362; of a rate both parts are shared."""
    for unit in (jianshan, lingdong, baoqing):
        bring_in(unit, "T01-1", value=5, to_date=905)
        bring_in(unit, "T01-4", numerator=30, denominator=1000)
    end(baoqing, (jianshan, 60), (lingdong, 40))
    assert [beside(unit, "T01-1")[0][:2] for unit in (jianshan, lingdong)] == [["8", "1,448"], ["7", "1,267"]]
    assert beside(jianshan, "T01-4")[0][0] == "3.00%"


def test_a_rate_without_its_parts_is_footnoted_as_one_of_another_area(beside, bring_in, end, jianshan, baoqing):
    bring_in(jianshan, "T01-4", value="4.5")
    bring_in(baoqing, "T01-4", value="3.5")
    end(baoqing, jianshan)
    assert beside(jianshan, "T01-4") == (["4.50%", "4.50%", "—", "—"], ["与上年相比区域有调整：宝清县"])


def test_without_the_predecessors_figure_nothing_is_compared(
    as_user, beside, bring_in, end, file_report, jianshan, baoqing, reporter_jianshan
):
    bring_in(jianshan, "T01-1", value=40, to_date=2000)
    end(baoqing, jianshan)
    file_report(jianshan, "employment", 7, {"T01-1": 60})
    assert beside(jianshan, "T01-1") == (["40", "2,000", "—", "—"], ["上年缺1个单位的数"])
    page = as_user(reporter_jianshan).get(reverse("targets:report", args=[jianshan.code, "employment", JULY]))
    assert "上年缺1个单位的数" in page.content.decode()


def test_reports_on_last_years_plan_go_along_too(
    beside, end, file_report, plan, tmp_path, settings, jianshan, baoqing, as_user, reporter_jianshan
):
    """In 2007 Jianshan reported 100 + 150 and Baoqing 20 + 30; merged in January 2008 they report 330."""
    for month, own, other in ((1, 100, 20), (2, 150, 30)):
        file_report(jianshan, "employment", month, {"T01-1": own})
        file_report(baoqing, "employment", month, {"T01-1": other})
    settings.TODAY = date(2008, 3, 10)
    of_2008 = load_plan_of_2008(tmp_path)
    end(baoqing, jianshan, from_month=Month(2008, 1))
    february = Month(2008, 2)
    file(of_2008, jianshan, "employment", "2008-02", {"T01-1": 330})
    assert beside(jianshan, "T01-1", february, of_2008)[0] == ["180", "300", "+83.3%", "+10.0%"]
    page = as_user(reporter_jianshan).get(reverse("targets:report", args=[jianshan.code, "employment", february]))
    assert "累计300" in page.content.decode()
