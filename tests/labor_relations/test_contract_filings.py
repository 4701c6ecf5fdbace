"""Labour contracts as firms file them: the latest filing of each firm counts once."""

from datetime import date
from decimal import Decimal

import pytest

from labor_relations.models import ContractFiling
from labor_relations.registers import ContractFilings
from targets.periods import Month
from targets.registers import keeping
from targets.registers.counting import count
from targets.registers.registry import registry

FILINGS = registry.get("labor_relations", "contract-filings")


def filing(unit, number, firm, day, workers, signed, **more):
    values = {"ownership": "private", "should_sign": workers} | more
    return ContractFiling(
        unit=unit, filing_no=number, firm=firm, filed_on=day, workers=workers, signed=signed, **values
    )


def signing(unit, month):
    """The two parts of the signing rate, as the unit's report should give them."""
    figure = FILINGS.figure("T19-1")
    counted = count({FILINGS: [figure]}, [Month(2007, month)]).of(FILINGS, unit, Month(2007, month), figure)
    return counted and (counted.numerator, counted.denominator)


@pytest.fixture
def two_firms(jianshan, reporter_jianshan):
    """A mine files in January and again in April, a shop in March."""
    rows = [
        filing(jianshan, "1", "矿业公司", date(2007, 1, 10), 1000, 700),
        filing(jianshan, "2", "百货商店", date(2007, 3, 5), 50, 40),
        filing(jianshan, "3", "矿业公司", date(2007, 4, 30), 1100, 990),
    ]
    return [keeping.add(FILINGS, row, by=reporter_jianshan) for row in rows]


def test_each_firm_counts_with_its_latest_filing(two_firms, jianshan):
    assert signing(jianshan, 1) == (700, 1000)
    assert signing(jianshan, 3) == (740, 1050)
    assert signing(jianshan, 4) == (1030, 1150)
    assert signing(jianshan, 6) == (Decimal(1030), Decimal(1150))


def test_a_replaced_filing_says_when(two_firms):
    assert [ContractFiling.objects.get(filing_no=n).replaced_on for n in "123"] == [date(2007, 4, 30), None, None]


def test_a_cancelled_filing_gives_its_place_back(two_firms, jianshan, reporter_jianshan):
    keeping.cancel(FILINGS, two_firms[2].pk, by=reporter_jianshan, version=1, reason="录入错误")
    assert signing(jianshan, 6) == (740, 1050)


def test_a_deleted_filing_gives_its_place_back(two_firms, jianshan, reporter_jianshan):
    keeping.delete(FILINGS, two_firms[2].pk, by=reporter_jianshan, version=1)
    assert signing(jianshan, 6) == (740, 1050)


def test_a_filing_given_to_another_firm_leaves_the_first_in_order(two_firms, jianshan, reporter_jianshan):
    last = ContractFiling.objects.get(filing_no="3")
    last.firm = "百货商店"
    keeping.change(FILINGS, last, by=reporter_jianshan, version=1)
    assert signing(jianshan, 6) == (700 + 990, 1000 + 1100)


def test_many_filings_stored_at_once_replace_one_another_too(jianshan):
    ContractFiling.objects.bulk_create(
        filing(jianshan, str(month), "矿业公司", date(2007, month, 1), 100, 80 + month) for month in (3, 1, 2)
    )
    assert signing(jianshan, 1) == (81, 100)
    assert signing(jianshan, 2) == (82, 100)
    assert signing(jianshan, 6) == (83, 100)


def test_many_filings_changed_at_once_leave_their_former_firms_in_order(two_firms, jianshan):
    last = ContractFiling.objects.get(filing_no="3")
    last.firm = "百货商店"
    ContractFiling.objects.bulk_update([last], ["firm"])
    assert signing(jianshan, 6) == (700 + 990, 1000 + 1100)


def test_filings_stored_over_others_leave_their_former_firms_in_order(two_firms, jianshan):
    corrected = filing(jianshan, "3", "百货商店", date(2007, 4, 30), 60, 50)
    corrected.pk = ContractFiling.objects.get(filing_no="3").pk
    ContractFiling.objects.bulk_create(
        [corrected],
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=["firm", "workers", "should_sign", "signed", "filed_on"],
    )
    assert signing(jianshan, 6) == (700 + 50, 1000 + 60)


def test_of_two_filings_of_one_day_the_one_entered_later_counts(jianshan, reporter_jianshan):
    for number, signed in (("1", 60), ("2", 70)):
        keeping.add(FILINGS, filing(jianshan, number, "矿业公司", date(2007, 2, 1), 100, signed), by=reporter_jianshan)
    assert signing(jianshan, 2) == (70, 100)


def test_the_same_name_in_another_district_is_another_firm(jianshan, baoqing, reporter_jianshan, reporter_baoqing):
    keeping.add(FILINGS, filing(jianshan, "1", "分公司", date(2007, 1, 1), 100, 60), by=reporter_jianshan)
    keeping.add(FILINGS, filing(baoqing, "1", "分公司", date(2007, 2, 1), 80, 80), by=reporter_baoqing)
    assert (signing(jianshan, 3), signing(baoqing, 3)) == ((60, 100), (80, 80))


@pytest.mark.parametrize(
    ("values", "blamed"),
    [
        ({"signed": 101}, {"signed"}),
        ({"should_sign": 130}, {"should_sign"}),
        ({"migrants_signed": 91}, {"migrants_signed"}),
        ({}, set()),
    ],
)
def test_parts_are_within_their_wholes(jianshan, values, blamed):
    row = filing(jianshan, "1", "矿业公司", date(2007, 1, 1), 120, 90, should_sign=100)
    for name, value in values.items():
        setattr(row, name, value)
    assert {field for kept, field, _words in row.requirements() if not kept} == blamed


def test_the_register_is_the_one_that_answers_the_signing_rate():
    register, figure = registry.answering("T19-1")
    assert (type(register), figure.standing) == (ContractFilings, True)
