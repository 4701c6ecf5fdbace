"""Last year's figures in the admin: brought in by whoever sets targets, read by whoever sees the unit."""

from decimal import Decimal

import pytest
from django.urls import reverse

from targets.models import PastFigure
from targets.periods import Month
from tests.admin.test_admin_import_export import as_csv, changes, confirmed, faults, sent

JUNE = Month(2006, 6).first_day
HEAD = ["工作要点（年度）", "指标（代码）", "单位（代码）", "统计范围", "期别", "当月数", "累计数", "附注"]

pytestmark = pytest.mark.usefixtures("no_sidebar")


def form(indicator, unit, **given) -> dict:
    return {"indicator": indicator.pk, "unit": unit.pk, "covers": "whole", "month": "2006-06", "value": "500"} | given


@pytest.fixture
def add(as_user):
    """`add(reviewer, {...})` sends the form for a new figure."""
    return lambda user, sent: as_user(user).post(reverse("admin:targets_pastfigure_add"), sent)


def test_a_section_brings_in_its_own_chapters_figures_and_the_row_says_who(
    add, reviewer_employment, reviewer_insurance, indicator, jianshan
):
    assert add(reviewer_employment, form(indicator("T01-1"), jianshan, to_date="2,500")).status_code == 302
    row = PastFigure.objects.get()
    assert (row.month, row.value, row.to_date, row.entered_by) == (JUNE, 500, 2500, reviewer_employment)
    assert add(reviewer_insurance, form(indicator("T01-1"), jianshan)).status_code == 200
    assert PastFigure.objects.count() == 1


def test_a_month_of_the_plans_own_year_is_refused_in_a_sentence(add, administrator, indicator, jianshan):
    answer = add(administrator, form(indicator("T01-1"), jianshan, month="2007-06"))
    assert "请填2006年的月份" in answer.content.decode()
    assert not PastFigure.objects.exists()


def test_reporters_read_their_own_units_and_the_citys_figures_and_change_none(
    as_user, indicator, jianshan, baoqing, city, reporter_jianshan
):
    rows = [
        PastFigure.objects.create(indicator=indicator("T01-1"), unit=unit, month=JUNE, value=1)
        for unit in (jianshan, baoqing, city)
    ]
    client = as_user(reporter_jianshan)
    listed = client.get(reverse("admin:targets_pastfigure_changelist")).context["cl"].result_list
    assert {row.unit for row in listed} == {jianshan, city}
    change = reverse("admin:targets_pastfigure_change", args=[rows[0].pk])
    assert client.post(change, form(indicator("T01-1"), jianshan)).status_code == 403


def test_a_file_brings_in_months_as_people_write_them(as_user, reviewer_employment, jianshan):
    client = as_user(reviewer_employment)
    table = [
        HEAD,
        ["2007", "T01-1", "230502", "whole", "2006年5月", "400", "2,000", ""],
        ["2007", "T01-1", "230502", "whole", "2006-06", "500", "2500", "口径调整"],
    ]
    preview = sent(client, PastFigure, as_csv(table))
    assert [effect for effect, _columns in changes(preview).values()] == ["new", "new"]
    confirmed(client, PastFigure, preview)
    assert list(PastFigure.objects.values_list("month", "to_date", "footnote", "entered_by")) == [
        (Month(2006, 5).first_day, Decimal(2000), "", reviewer_employment.pk),
        (JUNE, Decimal(2500), "口径调整", reviewer_employment.pk),
    ]


def test_every_fault_of_a_file_stands_at_its_row_and_nothing_is_stored(as_user, reviewer_employment):
    table = [
        HEAD,
        ["2007", "T01-1", "230502", "whole", "2007-06", "5", "", ""],
        ["2007", "T09-1", "230502", "whole", "2006-06", "5", "", ""],
        ["2007", "T01-1", "230503", "whole", "六月", "5", "", ""],
    ]
    page = sent(as_user(reviewer_employment), PastFigure, as_csv(table))
    assert [line for line, _column, _value in faults(page)] == [2, 3, 4]
    assert not PastFigure.objects.exists()
