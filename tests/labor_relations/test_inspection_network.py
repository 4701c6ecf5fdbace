"""The inspection network: bodies set up of those to be built, by the day."""

from datetime import date

import pytest

from labor_relations.models import InspectionBody
from labor_relations.panels import InspectionNetwork
from targets.periods import Month
from targets.registers.counting import count, entries_behind
from targets.registers.registry import registry
from tests.registers.panel_pages import page_of

BODIES = registry.get("labor_relations", "inspection-bodies")
NEW_YEAR = date(2007, 1, 1)


def body(unit, name, level, set_up_on=None, **more):
    values = {"listed_on": NEW_YEAR, "staff": 3 if set_up_on else 0} | more
    return InspectionBody(unit=unit, name=name, level=level, set_up_on=set_up_on, **values)


@pytest.fixture
def network(jianshan, city):
    """Of five bodies in Jianshan two stood in May, a third on June 30; a fourth is a sign without staff."""
    return InspectionBody.objects.bulk_create(
        [
            body(jianshan, "尖山区大队", "district", date(2006, 3, 1), grids=10, assistants=12, linked=True),
            body(jianshan, "一街中队", "street", date(2007, 5, 31), grids=4, assistants=4),
            body(jianshan, "二街中队", "street", date(2007, 6, 30), grids=5, assistants=5),
            body(jianshan, "三街中队", "street", date(2007, 6, 1), staff=0, grids=9),
            body(jianshan, "四街中队", "street"),
            body(city, "市支队", "city", date(2005, 1, 1), assistants=2, linked=True),
        ]
    )


def coverage(unit, month):
    figure = BODIES.figure("T20-1")
    counted = count({BODIES: [figure]}, [Month(2007, month)]).of(BODIES, unit, Month(2007, month), figure)
    return int(counted.numerator), int(counted.denominator)


def test_a_body_counts_as_built_from_the_day_it_is_set_up(network, jianshan):
    assert [coverage(jianshan, month) for month in (4, 5, 6)] == [(1, 5), (2, 5), (3, 5)]


def test_a_sign_without_staff_counts_as_to_be_built_and_not_as_built(network, jianshan):
    InspectionBody.objects.filter(name="三街中队").update(staff=2)
    assert coverage(jianshan, 6) == (4, 5)


def test_a_body_is_to_be_built_from_the_day_it_was_listed_until_it_is_abolished(network, jianshan):
    InspectionBody.objects.filter(name="四街中队").update(listed_on=date(2007, 3, 1), abolished_on=date(2007, 6, 30))
    assert [coverage(jianshan, month)[1] for month in (2, 3, 5, 6)] == [4, 5, 5, 4]


def test_grids_are_those_of_bodies_that_stand(network, jianshan):
    figure, months = BODIES.figure("grids"), [Month(2007, 5), Month(2007, 6)]
    counts = count({BODIES: [figure]}, months)
    assert [counts.of(BODIES, jianshan, month, figure).value for month in months] == [14, 19]


def test_behind_the_rate_stand_all_bodies_to_be_built(network, jianshan):
    assert entries_behind(BODIES, BODIES.figure("T20-1"), jianshan, Month(2007, 5)).count() == 5
    assert entries_behind(BODIES, BODIES.figure("grids"), jianshan, Month(2007, 5)).count() == 2


def test_the_panel_shows_level_by_level_what_is_missing_after_the_day(network, leader):
    shown = InspectionNetwork().context(page_of(leader, month="2007-06"))
    [total] = shown["table"].foot_lines
    lines = {line["label"]: (line["to_build"], line["built"], line["missing"]) for line in shown["table"].lines}
    assert list(lines.values()) == [("1", "1", "0"), ("1", "1", "0"), ("4", "2", "2"), ("—", "—", "—")]
    assert (total["rate"], total["grids"], total["linked"]) == ("66.67%", "19", "2")
    assert "2007" in shown["deadline"]
    assert "2" in shown["deadline"]


def test_a_body_that_is_not_set_up_cannot_be_linked(jianshan):
    wrong = body(jianshan, "五街中队", "street", linked=True)
    assert [field for kept, field, _words in wrong.requirements() if not kept] == ["linked"]
