"""What the registers of the groundwork count, by rows worked out by hand, and which entries they refuse."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from infrastructure.models import AdministrativeReview, DirectReportPoint, GoLive, StaffActivity, UpgradeStatement
from infrastructure.panels import DirectReports, EthosActivities, ModuleMatrix, Reviews, Upgrades
from targets.periods import Month
from targets.registers import keeping
from targets.registers.counting import count_all
from targets.registers.registry import registry
from tests.registers.panel_pages import page_of

REVIEWS = registry.get("infrastructure", "administrative-reviews")
POINTS = registry.get("infrastructure", "direct-report-points")
GO_LIVES = registry.get("infrastructure", "go-lives")
UPGRADES = registry.get("infrastructure", "upgrade-statements")


def counted(register, key, unit, month):
    """A figure of 2007: its value, or its two parts."""
    period = Month(2007, month)
    found = count_all([register], [period]).of(register, unit, period, register.figure(key))
    return found if found is None else tuple(int(part) for part in found if part is not None)


def broken(entry):
    return [field for kept, field, _words in entry.requirements() if not kept]


# ---- Reviews ----------------------------------------------------------------------------------------------


def review(unit, number, received_on, closed_on=None, decision="upheld", **more):
    return AdministrativeReview(
        unit=unit,
        case_no=number,
        applicant="演示",
        authority="某局",
        matter="work_injury",
        received_on=received_on,
        closed_on=closed_on,
        decision=decision if closed_on else "",
        **more,
    )


@pytest.fixture
def reviews(city, reporter_city):
    """One carried over, three of May and June: decided on the sixtieth day, a day later, and still open."""
    return [
        keeping.add(REVIEWS, review(city, *case), by=reporter_city)
        for case in (
            ("old", date(2006, 12, 1), date(2007, 1, 15), "quashed"),
            ("on the last day", date(2007, 4, 10), date(2007, 6, 9), "upheld"),
            ("a day late", date(2007, 4, 10), date(2007, 6, 10), "changed"),
            ("open", date(2007, 5, 10)),
        )
    ]


def test_the_deadline_is_sixty_days_from_the_acceptance(reviews):
    assert reviews[1].due_on == date(2007, 6, 9)


def test_reviews_by_month(reviews, city):
    assert [counted(REVIEWS, "accepted", city, month) for month in (4, 5, 6)] == [(2,), (1,), (0,)]
    assert counted(REVIEWS, "closed", city, 6) == (2,)
    assert counted(REVIEWS, "in_time", city, 6) == (1, 2)
    assert counted(REVIEWS, "upheld", city, 6) == (1, 2)
    assert [counted(REVIEWS, "pending", city, month) for month in (1, 4, 5, 6)] == [(0,), (2,), (3,), (1,)]


def test_opening_and_accepted_less_decided_are_pending(reviews, leader):
    [line] = Reviews().context(page_of(leader, month="2007-06"))["table"].lines
    numbers = (line["opening"], line["received"], line["closed"], line["pending"])
    assert numbers == ("1", "3", "3", "1")
    # In January one of one was decided in time, in June one of two; upheld was one of the three.
    assert (line["in_time"], line["upheld"]) == ("66.67%", "33.33%")


def test_decision_and_day_go_together(city):
    assert broken(review(city, "1", date(2007, 1, 1), date(2007, 2, 1), "")) == ["decision"]
    assert broken(review(city, "1", date(2007, 1, 1), sued=True)) == ["sued"]


# ---- Direct reports ---------------------------------------------------------------------------------------


def point(unit, name, live_on=None, **more):
    person = {"reporter": "演示", "telephone": "0469-0000000"} if live_on else {}
    return DirectReportPoint(unit=unit, community=name, listed_on=date(2007, 1, 1), live_on=live_on, **person | more)


def test_coverage_is_the_live_points_of_all_communities(jianshan, community, leader):
    DirectReportPoint.objects.bulk_create(
        [
            point(jianshan, "一", date(2007, 5, 31)),
            point(community, "二", date(2007, 6, 30)),
            point(jianshan, "三"),
            point(jianshan, "四", date(2007, 2, 1), closed_on=date(2007, 6, 15)),
        ]
    )
    assert [counted(POINTS, "coverage", jianshan, month) for month in (1, 5, 6)] == [(0, 4), (2, 4), (2, 3)]
    assert counted(POINTS, "points", jianshan, 6) == (2,)
    (line,) = DirectReports().context(page_of(leader, month="2007-06"))["table"].lines
    assert (line["communities"], line["live"], line["rate"]) == ("3", "2", "66.67%")


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"live_on": date(2007, 2, 1), "telephone": ""}, "reporter"),
        ({"reports_made": 2}, "live_on"),
        ({"on_time": 90}, "on_time"),
        ({"live_on": date(2007, 3, 1), "closed_on": date(2007, 2, 1)}, "closed_on"),
    ],
)
def test_points_that_cannot_be(jianshan, values, field):
    assert broken(point(jianshan, "一", **values)) == [field]


# ---- Golden Insurance -------------------------------------------------------------------------------------


def go_live(unit, module="pension", live_on=None, status=None, **more):
    return GoLive(
        unit=unit,
        module=module,
        planned_on=date(2007, 4, 30),
        live_on=live_on,
        status=status or ("live" if live_on else "not_started"),
        **{"office": "一"} | more,
    )


def test_a_module_goes_live_in_the_month_of_its_day(jianshan):
    go_live(jianshan, live_on=date(2007, 5, 2)).save()
    go_live(jianshan, "work_injury", status="trial").save()
    assert counted(GO_LIVES, "planned", jianshan, 4) == (2,)
    assert [counted(GO_LIVES, "live", jianshan, month) for month in (4, 5)] == [(0,), (1,)]


def test_a_trial_has_no_day_of_going_live(jianshan):
    assert broken(go_live(jianshan, live_on=date(2007, 5, 2), status="trial")) == ["live_on"]
    assert broken(go_live(jianshan, status="live")) == ["live_on"]


def test_the_matrix_shows_each_module_at_each_unit_at_the_months_end(jianshan, baoqing, leader):
    GoLive.objects.bulk_create(
        [
            go_live(jianshan, live_on=date(2007, 5, 2)),
            go_live(jianshan, live_on=date(2007, 6, 2), office="二"),
            go_live(baoqing, status="trial"),
        ]
    )

    def pension(month):
        shown = ModuleMatrix().context(page_of(leader, month=month))
        units = [head.text for head in shown["table"].heads[2:]]
        cells = dict(zip(units, shown["table"].lines[0]["cells"], strict=True))
        return cells[jianshan.name_in_reports]["mark"], cells[baoqing.name_in_reports]["mark"]

    assert pension("2007-03") == ("not_due", "not_due")
    assert pension("2007-05") == ("not_due", "behind")
    assert pension("2007-06") == ("met", "behind")


# ---- Identity numbers -------------------------------------------------------------------------------------


def statement(unit, as_of, upgraded, old_form=1000, database="pension", **more):
    return UpgradeStatement(unit=unit, database=database, as_of=as_of, old_form=old_form, upgraded=upgraded, **more)


@pytest.fixture
def statements(jianshan):
    """Two databases: pension stated in April, twice in June, entered in any order; employment in May alone."""
    for made in (
        statement(jianshan, date(2007, 6, 20), 900),
        statement(jianshan, date(2007, 4, 30), 500),
        statement(jianshan, date(2007, 6, 10), 800),
        statement(jianshan, date(2007, 5, 31), 100, 200, "employment", to_verify=5),
    ):
        made.save()


def test_the_latest_statement_of_each_database_counts(statements, jianshan):
    rates = [counted(UPGRADES, "T28-1", jianshan, month) for month in (3, 4, 5, 6, 7)]
    assert rates == [None, (500, 1000), (600, 1200), (1000, 1200), (1000, 1200)]
    assert counted(UPGRADES, "to_verify", jianshan, 6) == (5,)


def test_a_cancelled_statement_gives_way_to_the_one_before(statements, jianshan, reporter_jianshan):
    last = UpgradeStatement.objects.get(upgraded=900)
    keeping.cancel(UPGRADES, last.pk, by=reporter_jianshan, version=1, reason="填错")
    assert counted(UPGRADES, "T28-1", jianshan, 6) == (900, 1200)


def test_a_deleted_or_moved_statement_counts_no_longer(statements, jianshan):
    UpgradeStatement.objects.get(upgraded=900).delete()
    assert counted(UPGRADES, "T28-1", jianshan, 6) == (900, 1200)
    moved = UpgradeStatement.objects.get(upgraded=800)
    moved.database = "medical"
    moved.save()
    assert counted(UPGRADES, "T28-1", jianshan, 6) == (1400, 2200)


def test_the_same_holds_for_statements_that_are_stored_together(jianshan):
    UpgradeStatement.objects.bulk_create(
        [statement(jianshan, date(2007, 6, 30), 70, 100), statement(jianshan, date(2007, 5, 31), 50, 100)]
    )
    assert [counted(UPGRADES, "T28-1", jianshan, month) for month in (5, 6)] == [(50, 100), (70, 100)]
    first = UpgradeStatement.objects.get(upgraded=50)
    first.as_of = date(2007, 7, 1)
    UpgradeStatement.objects.bulk_update([first], ["as_of"])
    assert [counted(UPGRADES, "T28-1", jianshan, month) for month in (5, 6, 7)] == [None, (70, 100), (50, 100)]


@pytest.mark.parametrize(
    ("numbers", "fields"),
    [({"upgraded": 1001}, ["upgraded", "to_verify"]), ({"upgraded": 990, "to_verify": 11}, ["to_verify"])],
)
def test_upgraded_records_are_a_part_of_those_with_fifteen_digits(jianshan, numbers, fields):
    wrong = statement(jianshan, date(2007, 6, 30), **numbers)
    assert broken(wrong) == fields
    with pytest.raises(IntegrityError), transaction.atomic():
        wrong.save()


def test_the_panel_divides_sums_and_leads_those_to_the_tool_who_keep_registers(statements, leader, reporter_jianshan):
    shown = Upgrades().context(page_of(leader, month="2007-06"))
    assert (shown["table"].foot_lines[0]["rate"], shown["table"].foot_lines[0]["to_verify"]) == ("83.33%", "5")
    assert shown["tool_url"] == ""
    assert Upgrades().context(page_of(reporter_jianshan, month="2007-06"))["tool_url"]


# ---- The ten kinds of ethos -------------------------------------------------------------------------------


def test_activities_by_ethos_of_the_year_so_far_and_those_without_any(city, leader):
    StaffActivity.objects.bulk_create(
        [
            StaffActivity(unit=city, title=title, held_on=day, section="办公室", ethos=ethos, persons=persons)
            for title, day, ethos, persons in (
                ("一", date(2007, 1, 1), "study", 20),
                ("二", date(2007, 6, 30), "study", 30),
                ("三", date(2007, 7, 1), "thrift", 10),
                ("四", date(2006, 12, 31), "unity", 10),
            )
        ]
    )
    shown = EthosActivities().context(page_of(leader, month="2007-06"))
    study = shown["table"].lines[0]
    assert len(shown["table"].lines) == 10
    assert (study["month"], study["activities"], study["persons"]) == ("1", "2", "50")
    assert [line["is_missing"] for line in shown["table"].lines] == [False] + [True] * 9
