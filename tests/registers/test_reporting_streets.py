"""A street that reports by itself is counted once: in its own report, and no more from its district's register."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils import translation

from employment.models import PublicServicePost
from targets.models import Basis, CountedEntry, Covers, Figure, RegisterCount, ReportingUnit, Source, State
from targets.models.closings import ALWAYS
from targets.periods import Month
from targets.progress.areas import Area
from targets.progress.standings import stand
from targets.registers.counting import count, entries_behind
from targets.registers.counting_units import CountingUnits
from targets.registers.registry import registry
from targets.reports import verbs
from tests.conftest import reporter_of
from tests.registers.entries import stored

POSTS = registry.named("employment.publicservicepost")
CREATED = POSTS.figure("T03-1")
MAY, JUNE, JULY = Month(2007, 5), Month(2007, 6), Month(2007, 7)


@pytest.fixture
def street(jianshan) -> ReportingUnit:
    """A street of Jianshan that reports by itself."""
    return ReportingUnit.objects.create(
        code="230502001", name="二马路街道", short_name="二马路", kind="street", parent=jianshan
    )


def posts(unit, number: int, day=date(2007, 6, 8), **more) -> PublicServicePost:
    return stored(POSTS, unit, posts=number, created_on=day, **more)


def counted(unit, month=JUNE):
    found = count({POSTS: [CREATED]}, [month]).of(POSTS, unit, month, CREATED)
    return found and found.value


def below(parent, code: str, kind: str, **more) -> ReportingUnit:
    return ReportingUnit.objects.create(
        code=code, name=code, short_name=code, kind=kind, parent=parent, **{"submits_reports": False} | more
    )


def test_a_district_and_its_street_take_over_their_counts_and_the_city_has_fifty(
    as_user, plan, city, jianshan, street, indicator
):
    posts(jianshan, 30)
    posts(street, 20)
    for unit, right in ((jianshan, 30), (street, 20)):
        client = as_user(reporter_of(unit))
        address = reverse("targets:report_save", args=[unit.code, "employment", JUNE])
        client.post(address, {"version": "1", "base": "{}", "take": "T03-1", "f-T03-1-value": ""})
        figure = Figure.objects.get(report__unit=unit, indicator__code="T03-1")
        assert (figure.value, figure.source) == (right, Source.REGISTER)
        with translation.override("zh-hans"):
            verbs.submit(figure.report, by=reporter_of(unit))
    standing = stand(plan, Area(city, Covers.WHOLE), JUNE, Basis.SUBMITTED)
    assert standing.progress[indicator("T03-1").pk].to_date == 50


def test_what_is_frozen_and_the_rows_behind_are_those_that_were_counted(jianshan, street, file_report):
    mine, others = posts(jianshan, 30), posts(street, 20)
    for unit, entry in ((jianshan, mine), (street, others)):
        report = file_report(unit, "employment", 6, {"T03-1": entry.posts}, state=State.SUBMITTED)
        frozen = RegisterCount.objects.get(submission__report=report, indicator__code="T03-1")
        assert frozen.value == entry.posts
        assert set(CountedEntry.objects.filter(count=frozen).values_list("entry", flat=True)) == {entry.pk}
        assert list(entries_behind(POSTS, CREATED, unit, JUNE)) == [entry]


def test_the_pages_say_whose_entries_are_left_out(fetch, jianshan, street, reporter_jianshan):
    posts(jianshan, 30)
    posts(street, 20)
    address = reverse("targets:report", args=[jianshan.code, "employment", JUNE])
    sentence = "Counted in reports of their own, and not from here: the entries of 二马路街道."
    assert sentence in fetch(reporter_jianshan, address).text
    rows = fetch(reporter_jianshan, f"{address}entries/T03-1/").text
    assert sentence in rows
    street_rows = fetch(
        reporter_of(street), reverse("targets:figure_entries", args=[street.code, "employment", JUNE, "T03-1"])
    )
    assert "Counted in reports of their own" not in street_rows.text


def test_registers_agree_with_the_reports_of_both(fetch, jianshan, street, file_report, auditor):
    posts(jianshan, 30)
    posts(street, 20)
    file_report(jianshan, "employment", 6, {"T03-1": 30})
    file_report(street, "employment", 6, {"T03-1": 20})
    view = fetch(auditor, "/plans/2007/reconciliation/", month="2007-06").context["view"]
    units = {unit.code: unit for unit in view.units}
    for unit in (jianshan, street):
        assert [gap.indicator.code for gap in view.gaps(units[unit.code], JUNE)] == []


def test_a_community_counts_for_the_nearest_unit_above_that_reports(jianshan, street):
    community = below(street, "230502001001", "community")
    silent = below(jianshan, "230502002", "street")
    under_silent = below(silent, "230502002001", "community", submits_reports=True)
    elsewhere = below(silent, "230502002002", "community")
    for unit, number in (
        (jianshan, 1),
        (street, 10),
        (community, 100),
        (silent, 1000),
        (under_silent, 5),
        (elsewhere, 7),
    ):
        posts(unit, number)
    assert counted(jianshan) == 1 + 1000 + 7
    assert counted(street) == 110
    assert counted(under_silent) == 5
    counting_units = CountingUnits([JUNE])
    assert counting_units.left_out(jianshan, JUNE) == ["二马路街道", "230502002001"]
    assert counting_units.left_out(street, JUNE) == []


def test_a_street_that_reports_from_june_on_is_its_districts_in_may(jianshan, street):
    street.submits_reports = False
    street.save(from_month=ALWAYS)
    street.submits_reports = True
    street.save(from_month=JUNE)
    for unit, number in ((jianshan, 30), (street, 20)):
        posts(unit, number)
        posts(unit, number, date(2007, 5, 8), post_no="二")
    found = count({POSTS: [CREATED]}, [MAY, JUNE])
    values = {
        (unit.code, month.month): (counted := found.of(POSTS, unit, month, CREATED)) and counted.value
        for unit in (jianshan, street)
        for month in (MAY, JUNE)
    }
    assert values == {("230502", 5): 50, ("230502", 6): 30, ("230502001", 5): None, ("230502001", 6): 20}
    assert found.total(POSTS, CREATED, JUNE).value == 50


def test_a_street_that_moved_counts_for_the_district_to_which_it_belonged(jianshan, lingdong, settings):
    settings.TODAY = date(2007, 8, 4)
    street = below(jianshan, "230502001", "street")
    posts(street, 20)
    posts(street, 3, date(2007, 7, 8), post_no="二")
    street.parent = lingdong
    street.save(from_month=JULY)
    assert (counted(jianshan), counted(lingdong)) == (20, None)
    assert (counted(jianshan, JULY), counted(lingdong, JULY)) == (None, 3)
    assert [entry.posts for entry in entries_behind(POSTS, CREATED, jianshan, JUNE)] == [20]
    assert [entry.posts for entry in entries_behind(POSTS, CREATED, lingdong, JULY)] == [3]
