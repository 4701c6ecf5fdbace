"""Migrant workers wherever they are kept: the green channel's days, the insured, and other chapters' registers."""

from datetime import date

import pytest
from django.template.loader import render_to_string

from migrant_workers.models import GreenChannelCase, MigrantInsurance
from migrant_workers.panels import MigrantsEverywhere
from targets.models import Role
from targets.periods import Month
from targets.registers import keeping
from targets.registers.counting import count
from targets.registers.declaration import MIGRANTS
from targets.registers.registry import registry
from tests.conftest import person
from tests.registers.entries import stored
from tests.registers.panel_pages import page_of

GREEN = registry.get("migrant_workers", "green-channel-cases")
INSURED = registry.get("migrant_workers", "migrant-insurances")
COVERAGE = registry.get("insurance", "coverage-statements")
ARREARS = registry.get("labor_relations", "wage-arrears-cases")


def green(unit, number, received, closed=None):
    return GreenChannelCase(
        unit=unit,
        case_no=str(number),
        firm="建筑公司",
        workers=5,
        claim="wages",
        received_on=received,
        closed_on=closed,
        result="已支付" if closed else "",
    )


@pytest.fixture
def channel(jianshan):
    """Closed after 10, 3 and 0 days; a fourth is open."""
    return GreenChannelCase.objects.bulk_create(
        [
            green(jianshan, 1, date(2007, 2, 20), date(2007, 3, 2)),
            green(jianshan, 2, date(2007, 6, 1), date(2007, 6, 4)),
            green(jianshan, 3, date(2007, 6, 9), date(2007, 6, 9)),
            green(jianshan, 4, date(2007, 6, 20)),
        ]
    )


def of(register, unit, month, key):
    figure = register.figure(key)
    return count({register: [figure]}, [Month(2007, month)]).of(register, unit, Month(2007, month), figure)


def test_days_are_worked_out_from_receipt_and_closing(channel, jianshan, reporter_jianshan):
    assert [case.days for case in GreenChannelCase.objects.order_by("case_no")] == [10, 3, 0, None]
    last = GreenChannelCase.objects.get(case_no="4")
    last.closed_on, last.result = date(2007, 7, 2), "已支付"
    assert keeping.change(GREEN, last, by=reporter_jianshan, version=1).days == 12


def test_the_average_is_days_by_cases_closed(channel, jianshan):
    assert of(GREEN, jianshan, 6, "average_days")[1:] == (3, 2)
    assert of(GREEN, jianshan, 5, "average_days")[1:] == (0, 0)


def lines_of(shown):
    return {(line["register"][:3], line["figure"]): line for line in shown["table"].lines}


def test_the_page_gathers_what_bears_the_mark_in_every_chapter(channel, jianshan, leader, reporter_jianshan):
    model = ARREARS.model
    keeping.add(
        ARREARS,
        model(
            unit=jianshan,
            case_no="1",
            firm="矿业公司",
            industry="mining",
            received_on=date(2007, 3, 1),
            workers=30,
            migrants=12,
            owed=10,
        ),
        by=reporter_jianshan,
    )
    shown = MigrantsEverywhere().context(page_of(leader, month="2007-06"))
    lines = lines_of(shown)
    marked = sum(figure.group == MIGRANTS for one in registry for figure in one.figures)
    assert len(shown["table"].lines) == marked
    elsewhere = lines["R16", str(ARREARS.figure("migrants").label)]
    assert (elsewhere["month"], elsewhere["to_date"], elsewhere["chapter"]) == ("0", "12", "劳动关系")
    average = lines["R25", str(GREEN.figure("average_days").label)]
    assert (average["month"], average["to_date"]) == ("1.5", "4.3")
    assert shown["days"] == "4.3"
    assert all(str(line["measure"]) for line in shown["table"].lines if not line["month"].endswith("%"))
    assert lines["R24", str(INSURED.figure("migrants").label)]["to_date"] == "—"
    assert elsewhere["url"] in render_to_string(MigrantsEverywhere.template, shown)


def test_insured_migrants_are_a_stock_that_months_never_add_up(leader, jianshan):
    for month, migrants in ((4, 30), (5, 32), (6, 31)):
        said = {"scheme": "work_injury", "opening": 40, "closing": 40, "migrants": migrants}
        stored(COVERAGE, jianshan, employer_no="1", month=date(2007, month, 1), **said)
    lines = lines_of(MigrantsEverywhere().context(page_of(leader, month="2007-06")))
    line = lines["R10", str(COVERAGE.figure("migrants_work_injury").label)]
    assert (line["month"], line["to_date"]) == ("31", "31")


def test_registers_of_other_chapters_are_linked_only_for_their_readers(channel, city):
    reviewer = person("reviewer-migrants", Role.REVIEWER, city, ["migrant_workers"])
    lines = lines_of(MigrantsEverywhere().context(page_of(reviewer, month="2007-06")))
    assert {register: bool(line["url"]) for (register, _label), line in lines.items()}["R16"] is False
    assert {register: bool(line["url"]) for (register, _label), line in lines.items()}["R25"] is True


def insured(unit, firm, since, migrants, work_injury, medical, until=None):
    return MigrantInsurance(
        unit=unit,
        firm=firm,
        sector="mining",
        migrants=migrants,
        work_injury=work_injury,
        medical=medical,
        insured_since=since,
        insured_until=until,
    )


def test_the_insured_are_a_stock(jianshan):
    MigrantInsurance.objects.bulk_create(
        [
            insured(jianshan, "煤矿", date(2006, 5, 1), 300, 280, 200),
            insured(jianshan, "工地", date(2007, 2, 1), 80, 80, 40, until=date(2007, 6, 30)),
        ]
    )
    assert [of(INSURED, jianshan, month, "work_injury").value for month in (1, 2, 5, 6)] == [280, 360, 360, 280]
    assert of(INSURED, jianshan, 5, "medical").value == 240


@pytest.mark.parametrize(
    ("work_injury", "medical", "wrong"), [(80, 80, []), (81, 0, ["work_injury"]), (0, 81, ["medical"])]
)
def test_no_more_are_insured_than_there_are(jianshan, work_injury, medical, wrong):
    entry = insured(jianshan, "工地", date(2007, 2, 1), 80, work_injury, medical)
    assert [field for kept, field, _words in entry.requirements() if not kept] == wrong
