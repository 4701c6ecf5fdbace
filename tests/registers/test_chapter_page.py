"""A chapter's page with its registers: movement, what is due, panels; for whom, for which area, in how many queries."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override

from targets.models import Role
from targets.models.closings import ALWAYS
from targets.registers import chapter_page, panels
from targets.registers.panels import Panel
from targets.registers.registry import registry
from tests.conftest import person
from tests.registers.entries import stored
from tests.registers.panel_pages import page_of

ARBITRATION = registry.named("labor_relations.arbitrationcase")
CLASSES = registry.named("employment.trainingclass")
HOUSEHOLDS = registry.named("employment.zeroemploymenthousehold")
EMPLOYMENT = reverse("targets:chapter", args=[2007, "employment"])


@pytest.fixture
def entries(jianshan, baoqing):
    """Jianshan: two households, one since helped, and a class in June; Baoqing: a household overdue by a day."""
    stored(HOUSEHOLDS, jianshan, household_no="1", recognised_on=date(2007, 4, 12), due_on=date(2007, 7, 11))
    left = {"exited_on": date(2007, 6, 20), "exit_reason": "employed"}
    stored(HOUSEHOLDS, jianshan, household_no="2", recognised_on=date(2007, 6, 1), **left)
    stored(CLASSES, jianshan, started_on=date(2007, 6, 4))
    baoqings = {"recognised_on": date(2007, 4, 4), "due_on": date(2007, 7, 3), "officer": "李主任"}
    stored(HOUSEHOLDS, baoqing, household_no="3", **baoqings)


def _numbers(page, register) -> tuple:
    found = chapter_page.of_chapter(page, register.app)
    line = next(line for line in found.movement.rows if line.register.startswith(register.code))
    return line.opening, line.received, line.closed, line.pending, line.total


def test_what_is_in_force_at_a_months_end_is_opening_plus_new_less_ended(leader, entries):
    page = page_of(leader, month="2007-06")
    assert _numbers(page, HOUSEHOLDS) == (2, 1, 1, 2, 3)
    assert _numbers(page, CLASSES) == (None, 1, None, None, 1)


def test_an_area_has_its_own_entries_alone(leader, reporter_jianshan, entries):
    for page in (page_of(leader, month="2007-06", unit="230502"), page_of(reporter_jianshan, month="2007-06")):
        assert _numbers(page, HOUSEHOLDS) == (1, 1, 1, 1, 2)
        assert [line.unit for line in chapter_page.of_chapter(page, "employment").due.rows] == ["尖山区"]


def test_units_that_do_not_count_toward_the_city_keep_their_entries_to_themselves(leader, baoqing, entries):
    baoqing.counts_toward_city = False
    baoqing.save(from_month=ALWAYS)
    assert _numbers(page_of(leader, month="2007-06"), HOUSEHOLDS) == (1, 1, 1, 1, 2)
    assert _numbers(page_of(leader, month="2007-06", unit=baoqing.code), HOUSEHOLDS) == (1, 0, 0, 1, 1)


def test_what_is_overdue_stands_before_what_is_due_soon(as_user, leader, entries):
    client = as_user(leader)
    client.cookies["django_language"] = "en"
    page = client.get(EMPLOYMENT)
    with override("en"):
        found = page.context["registers"]
        said = [(line["entry"][-1], line["days_text"], line["officer"]) for line in found.due.lines]
        assert said == [("3", "1 day over", "李主任"), ("1", "7 days to go", "—")]
        assert found.due_text == "1 overdue · 1 due within 7 days"
    assert "?state=overdue" in page.content.decode()
    assert "张三丰" not in page.content.decode()


def test_at_most_twenty_are_listed_and_all_are_counted(leader, jianshan):
    for number in range(23):
        stored(HOUSEHOLDS, jianshan, household_no=str(number), due_on=date(2007, 6, 1))
    found = chapter_page.of_chapter(page_of(leader), "employment")
    assert len(found.due.rows) == 20
    assert "23" in found.due_counts[0].overdue_text


def test_registers_are_shown_to_who_may_read_them(leader, city, reviewer_insurance, entries):
    assert chapter_page.of_chapter(page_of(reviewer_insurance), "employment") is None
    assert chapter_page.of_chapter(page_of(person("l2", Role.LEADER, city, ["skills"])), "employment") is None
    assert chapter_page.of_chapter(page_of(leader), "employment") is not None


def test_every_chapters_page_opens_with_and_without_entries(as_user, leader, plan, jianshan):
    client = as_user(leader)
    for _round in range(2):
        for chapter in plan.chapters.all():
            assert client.get(reverse("targets:chapter", args=[2007, chapter.app])).status_code == 200, chapter.app
        for one in registry:
            if not one.model.objects.exists():
                stored(one, jianshan)


def test_the_file_holds_both_tables(as_user, leader, entries):
    client = as_user(leader)
    client.cookies["django_language"] = "en"
    text = client.get(f"{EMPLOYMENT}?month=2007-06&export=csv").content.decode("utf-8-sig")
    assert "In force before,Came in,Ended,In force,Entries in all" in text
    assert "1 day over" in text
    assert "张三丰" not in text


def test_more_entries_take_no_more_queries(as_user, leader, jianshan, entries):
    client = as_user(leader)

    def asked() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(EMPLOYMENT).status_code == 200
        return len(captured)

    before = asked()
    for number in range(10, 20):
        stored(HOUSEHOLDS, jianshan, household_no=str(number), due_on=date(2007, 7, 5))
        stored(CLASSES, jianshan, class_no=str(number), started_on=date(2007, 7, 1))
    assert asked() == before <= 21


def test_a_kept_page_is_renewed_when_an_entry_or_a_setting_changes(as_user, leader, jianshan, entries, settings):
    client = as_user(leader)
    first = client.get(EMPLOYMENT).headers["ETag"]
    assert client.get(EMPLOYMENT).headers["ETag"] == first
    stored(HOUSEHOLDS, jianshan, household_no="9")
    second = client.get(EMPLOYMENT).headers["ETag"]
    settings.DUE_SOON_DAYS = 30
    third = client.get(EMPLOYMENT).headers["ETag"]
    assert len({first, second, third}) == 3


# ---- Panels -----------------------------------------------------------------------------------------------


class Alarm(Panel):
    """A panel for these tests, whose template prints the word that it is given."""

    app, title, template, dashboard_template = "employment", "Alarm", "components/icon.html", "components/icon.html"

    def context(self, page):
        return {"name": "late", "month": page.month}


@pytest.fixture
def alarm(monkeypatch):
    monkeypatch.setattr(panels, "_panels", [*panels._panels, Alarm()])


def test_a_chapters_panel_stands_on_its_page_and_on_the_dashboard(as_user, leader, reviewer_insurance, alarm):
    client = as_user(leader)
    assert "Alarm" in client.get(EMPLOYMENT).content.decode()
    dashboard = reverse("targets:dashboard", args=[2007])
    assert "Alarm" in [block.title for block in client.get(dashboard).context["panels"]]
    assert "Alarm" not in [block.title for block in as_user(reviewer_insurance).get(dashboard).context["panels"]]
