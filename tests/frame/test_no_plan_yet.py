"""A year that has begun without its plan leaves nobody at a dead end."""

from datetime import date

import pytest
from django.utils.html import strip_tags

from targets.frame import years
from targets.models import WorkPlan
from targets.planning.copying import next_plan

JANUARY, FEBRUARY = date(2008, 1, 5), date(2008, 2, 10)

# Everybody with a role.
PEOPLE = [
    "reporter_jianshan",
    "reporter_baoqing",
    "reporter_city",
    "reviewer_employment",
    "leader",
    "administrator",
    "auditor",
    "clerk",
    "reporter_of_two_districts",
    "section_and_district",
    "clerk_and_leader",
]
# The pages of a plan that does not exist yet, and the pages that look for the plan of the month.
OF_2008 = [
    "/plans/2008/",
    "/plans/2008/chapters/employment/",
    "/plans/2008/units/230502/",
    "/plans/2008/matrix/",
    "/plans/2008/indicators/T01-1/",
    "/plans/2008/reporting/",
    "/plans/2008/reconciliation/",
    "/plans/2008/targets/",
    "/plans/2008/targets/T01-1/",
]
OF_THE_MONTH = [
    "/",
    "/reports/",
    "/reports/?month=2008-01",
    "/review/",
    "/imports/",
    "/registers/",
    "/reports/template/",
    "/reports/230502/employment/2008-01/",
]


def text_of(response) -> str:
    return " ".join(strip_tags(response.content.decode()).split())


def steps_of(response) -> list[years.NextStep]:
    """The next steps that the page without a plan offers."""
    assert "site/no_plan.html" in [template.name for template in response.templates]
    return response.context["page"].steps


@pytest.mark.walk
@pytest.mark.parametrize("day", [JANUARY, FEBRUARY], ids=str)
@pytest.mark.parametrize("person", PEOPLE)
def test_nobody_stands_before_a_missing_page_while_the_plan_is_awaited(request, as_user, plan, settings, person, day):
    settings.TODAY = day
    client = as_user(request.getfixturevalue(person))
    # A unit that is not the user's does not exist, with a plan or without.
    outside = {"/reports/230502/employment/2008-01/", "/reports/template/"}
    offered = set()
    for address in OF_2008 + OF_THE_MONTH:
        response = client.get(address, follow=True)
        assert response.status_code in ({200, 403, 404} if address in outside else {200, 403}), address
        if "site/no_plan.html" in [template.name for template in response.templates if template.name]:
            steps = steps_of(response)
            assert steps, address
            offered.update(step.url for step in steps)
    answers = {url: client.get(url).status_code for url in offered}
    assert set(answers.values()) <= {200}, answers


@pytest.mark.walk
@pytest.mark.parametrize("person", PEOPLE)
def test_nobody_stands_before_a_missing_page_in_an_empty_portal(request, as_user, plan, settings, person):
    settings.TODAY = FEBRUARY
    user = request.getfixturevalue(person)
    WorkPlan.objects.all().delete()
    client = as_user(user)
    for address in ["/", *OF_2008, "/reports/", "/review/", "/imports/", "/registers/"]:
        response = client.get(address, follow=True)
        assert response.status_code in {200, 403}, address
    home = client.get("/", follow=True)
    if "site/no_plan.html" in [template.name for template in home.templates if template.name]:
        steps = steps_of(home)
        assert steps
        assert {client.get(step.url).status_code for step in steps if step.url} <= {200}


def test_the_administrator_is_led_to_where_a_plan_is_made(fetch, administrator, plan, settings):
    settings.TODAY = FEBRUARY
    first = steps_of(fetch(administrator, "/plans/2008/"))[0]
    assert "manage.py load_plan --year 2008" in first.text
    assert first.url == f"/admin/targets/workplan/{plan.pk}/next/"


def test_where_the_plan_is_being_made_the_administrator_is_led_to_its_check(fetch, administrator, plan, settings):
    settings.TODAY = FEBRUARY
    made = next_plan(plan, with_targets=False)
    first = steps_of(fetch(administrator, "/plans/2008/"))[0]
    assert first.text == "The plan of 2008 is being made. Its pages appear as soon as it is published."
    assert first.url == f"/admin/targets/workplan/{made.pk}/publish/"


def test_a_reporter_is_led_to_december(fetch, reporter_jianshan, plan, settings):
    settings.TODAY = FEBRUARY
    page = fetch(reporter_jianshan, "/reports/")
    assert "No plan for January 2008 yet" in text_of(page)
    step = steps_of(page)[0]
    assert "The plan of 2008 is not published yet" in step.text
    assert step.url == "/reports/?month=2007-12&unit=230502"


def test_december_is_still_reported_on(fetch, reporter_jianshan, plan, settings):
    settings.TODAY = FEBRUARY
    page = fetch(reporter_jianshan, "/reports/", month="2007-12")
    assert "There is no plan of 2008 yet." in text_of(page)
    assert fetch(reporter_jianshan, "/reports/230502/employment/2007-12/").status_code == 200


def test_a_leader_is_led_to_last_years_dashboard(fetch, leader, plan, settings):
    settings.TODAY = FEBRUARY
    assert fetch(leader, "/").url == "/plans/2007/"
    assert "There is no plan of 2008 yet." in text_of(fetch(leader, "/plans/2007/"))
    assert [step.url for step in steps_of(fetch(leader, "/plans/2008/"))] == ["/plans/2007/"]


def test_in_january_december_is_due_and_the_awaited_plan_is_named(fetch, reporter_jianshan, plan, settings):
    settings.TODAY = JANUARY
    page = fetch(reporter_jianshan, "/reports/")
    assert "December 2007" in text_of(page)
    assert "There is no plan of 2008 yet." in text_of(page)


def test_a_user_without_a_role_reads_of_the_role_and_not_of_the_plan(fetch, stranger, plan, settings):
    WorkPlan.objects.all().delete()
    assert "No role yet" in text_of(fetch(stranger, "/"))


def test_what_is_sent_for_a_month_without_plan_is_refused(as_user, reporter_jianshan, plan, settings):
    settings.TODAY = FEBRUARY
    client, address = as_user(reporter_jianshan), "/reports/230502/employment/2008-01/save/"
    assert client.post(address, {"version": 0}).status_code == 409
    answer = client.post(address, {"version": 0}, headers={"accept": "application/json"})
    assert (answer.status_code, answer.json()["state"]) == (409, "no_plan")


@pytest.mark.parametrize(
    "address", ["/plans/2006/", "/plans/2009/", "/reports/?month=2008-03", "/reports/?month=2006-12"]
)
def test_other_years_without_a_plan_are_not_found(as_user, reporter_jianshan, plan, settings, address):
    settings.TODAY = FEBRUARY
    assert as_user(reporter_jianshan).get(address).status_code == 404


@pytest.mark.parametrize(
    ("day", "known", "year"),
    [
        (date(2007, 7, 4), [2007], None),
        (date(2007, 1, 5), [2007], None),
        (date(2007, 7, 4), [], 2007),
        (JANUARY, [2007], 2008),
        (JANUARY, [2008, 2007], None),
        (FEBRUARY, [2009, 2007], 2008),
        (JANUARY, [2006], 2007),
    ],
)
def test_a_year_awaits_its_plan_from_its_first_day(settings, day, known, year):
    settings.TODAY = day
    assert years.awaited(known) == year


def test_a_year_that_awaits_its_plan_stands_in_the_switch(fetch, leader, plan, settings):
    settings.TODAY = FEBRUARY
    links = fetch(leader, "/plans/2007/matrix/").context["toolbar"].years
    assert [(link.label, link.url) for link in links] == [
        ("2007", "/plans/2007/matrix/"),
        ("2008: no plan yet", "/plans/2008/"),
    ]


def test_one_year_alone_has_no_switch(fetch, leader, plan):
    assert fetch(leader, "/plans/2007/").context["toolbar"].years == []
