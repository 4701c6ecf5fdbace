"""The forms of indicators, tasks and milestones: first and last month, and what closed months keep."""

from datetime import date

import pytest

from targets.closing import verbs as closing
from targets.periods import Month


@pytest.fixture
def send(as_user, administrator):
    """`send(row, until_month="2007-08")` posts the row's form with these fields changed; the answer."""

    def post(row, **changes):
        client = as_user(administrator)
        client.cookies["django_language"] = "en"
        address = f"/admin/targets/{row._meta.model_name}/{row.pk}/change/"
        form = client.get(address).context["adminform"].form
        filled = {name: form[name].value() for name in form.fields}
        sent = {name: value for name, value in filled.items() if value is not None and value is not False} | changes
        return client.post(address, sent)

    return post


def test_an_indicator_is_ended_in_its_form(send, indicator):
    assert send(indicator("T01-1"), until_month="2007-08").status_code == 302
    assert indicator("T01-1").until_month == date(2007, 8, 1)


def test_the_form_asks_for_months_in_the_plans_year(send, indicator):
    errors = send(indicator("T01-1"), until_month="2008-02").context["adminform"].form.errors
    assert errors == {"until_month": ["This month lies outside the plan of 2007."]}


def test_the_form_names_the_first_open_month(send, plan, indicator, administrator):
    closing.close(plan, Month(2007, 1), by=administrator)
    errors = send(indicator("T01-1"), from_month="2007-03").context["adminform"].form.errors
    words = "This month is closed and keeps what held in it. A change can hold from February 2007 on."
    assert errors == {"from_month": [words]}


@pytest.mark.parametrize("name", ["tasks", "milestones"])
def test_tasks_and_milestones_have_the_same_months(send, plan, name):
    row = getattr(plan, name).first()
    assert send(row, from_month="2007-07", until_month="2007-08").status_code == 302
    row.refresh_from_db()
    assert (row.first_month, row.last_month) == (Month(2007, 7), Month(2007, 8))
