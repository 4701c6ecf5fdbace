"""A file of figures is taken for the months in which a unit existed that has ended since, and for no others."""

from datetime import date

import pytest
from django.urls import reverse

from targets.imports.findings import Effect
from tests.imports.steps import Upload, examine_figures
from tests.spreadsheets.workbooks import workbook


@pytest.fixture(autouse=True)
def ended(settings, end, jianshan, lingdong, baoqing):
    settings.TODAY = date(2007, 8, 20)
    end(baoqing, (jianshan, 60), (lingdong, 40))


def proposal(plan, month: str, by):
    rows = [[month], ["单位", "城镇新增就业本月（人）"], ["宝清县", 30]]
    [found] = examine_figures(plan, Upload("报表.xlsx", workbook({"报表": rows})), by=by).proposals
    return found


def test_a_late_month_of_it_is_taken_from_whoever_keeps_its_papers(plan, reporter_jianshan):
    found = proposal(plan, "2007年6月", reporter_jianshan)
    assert (found.unit, found.effect, found.new.value) == ("230523", Effect.NEW, 30)


def test_a_later_month_is_refused_with_who_follows_it(plan, administrator):
    found = proposal(plan, "2007年7月", administrator)
    assert found.effect == Effect.REFUSED
    assert found.reason == (
        "宝清县自2007年7月起撤并，由尖山区60%、岭东区40%承接（民函〔2007〕12号）。请删去该数，或填入承接单位。"
    )


def test_a_sheet_that_names_no_unit_can_be_said_to_be_its(as_user, reporter_jianshan):
    form = as_user(reporter_jianshan).get(reverse("targets:imports")).context["form"]
    assert [code for code, _name in form.fields["unit"].choices] == ["", "230502", "230523"]
