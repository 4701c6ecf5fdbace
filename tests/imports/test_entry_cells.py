"""Cells of register files as people leave them: merged, hidden, in percent, as text, damaged by Excel."""

from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
from openpyxl import Workbook

from employment.models import ZeroEmploymentHousehold
from targets.imports.entries.cells import read_cell
from targets.models.personal import IdentityNumberField
from targets.registers.registry import registry
from targets.spreadsheets.remarks import Weight
from tests.imports.steps import examine_entries, receive_file, store_entries
from tests.registers import entries
from tests.registers.entries import NUMBER

CLASSES = registry.named("employment.trainingclass")
HOUSEHOLDS = registry.named("employment.zeroemploymenthousehold")
POINTS = registry.named("infrastructure.directreportpoint")
DEPOSITS = registry.named("migrant_workers.wagedeposit")
HEADS = ["unit", "household_no", "head", "identity_number", "working_age", "unemployed", "recognised_on"]


def house(number="1", **more):
    values = {"unit": "230502", "household_no": number, "head": "张三丰", "identity_number": NUMBER, "working_age": 2,
              "unemployed": 2, "recognised_on": "2007年3月5日"} | more  # fmt: skip
    return list(values.values())


@pytest.fixture
def examine(reporter_jianshan):
    """`examine(house("1"), house("2"), dress=…)` looks at these rows, below the headings."""

    def action(*rows, dress=lambda sheet: None, name="户.xlsx"):
        book = Workbook()
        for row in (HEADS, *rows):
            book.active.append(row)
        dress(book.active)
        out = BytesIO()
        book.save(out)
        batch = receive_file(HOUSEHOLDS, name, out.getvalue(), by=reporter_jianshan)
        return examine_entries(HOUSEHOLDS, batch, by=reporter_jianshan)

    return action


def cells(found, weight):
    return [one.place.cell for one in found.of(weight)]


def test_what_a_merged_cell_covers_is_refused_and_never_taken_for_blank(examine):
    found = examine(house("1"), house("2", unit=None, unemployed=None), dress=merge)
    assert cells(found, Weight.FAULT) == ["A3", "F3"]


def merge(sheet):
    sheet.merge_cells("A2:A3")
    sheet.merge_cells("F2:F3")


def test_titles_sums_and_notes_may_be_merged(examine):
    rows = (house("1"), ["合计", None, None, None, 2, 2], ["注：本表由社区填写"])
    found = examine(*rows, dress=lambda sheet: (sheet.merge_cells("A3:D3"), sheet.merge_cells("A4:G4")))
    assert found.can_be_stored


def test_hidden_rows_and_columns_are_read_and_that_is_told(examine):
    def hide(sheet):
        sheet.row_dimensions[3].hidden = True
        sheet.column_dimensions["C"].hidden = True

    found = examine(house("1"), house("2", identity_number=""), dress=hide)
    assert (len(found.proposals), cells(found, Weight.WARNING)[:2]) == (2, ["C1", "A3"])


def test_an_apostrophe_that_marks_a_text_is_no_part_of_it(reporter_jianshan):
    rows = [
        HEADS,
        house("'07", unit="'230502", identity_number="'" + NUMBER, working_age="'2", recognised_on="'2007-3-5"),
    ]
    text = "\r\n".join(",".join(map(str, row)) for row in rows)
    for code in ("utf-8", "utf-8-sig", "gb18030"):
        batch = receive_file(HOUSEHOLDS, "户.csv", text.encode(code), by=reporter_jianshan)
        found = examine_entries(HOUSEHOLDS, batch, by=reporter_jianshan)
        assert not found.faults
    entry = store_entries(HOUSEHOLDS, batch, by=reporter_jianshan).proposals[0].entry
    assert ZeroEmploymentHousehold.objects.get() == entry
    assert (entry.household_no, entry.identity_number, entry.recognised_on) == ("07", NUMBER, date(2007, 3, 5))


@pytest.mark.parametrize("number", ["4.2E+17", "2.30599197001010E+017", 2.30599197001010e17])
def test_a_number_that_lost_its_last_digits_is_refused_with_the_reason_and_not_repeated(examine, number):
    found = examine(house(identity_number=number))
    (fault,) = found.faults
    assert "Excel" in fault.text
    assert str(number) not in fault.value


def test_of_a_person_in_many_entries_a_few_are_named(examine, baoqing):
    for number in range(9):
        entries.stored(HOUSEHOLDS, baoqing, household_no=str(number))
    assert cells(examine(house("1")), Weight.WARNING) == ["D2"] * 5


def test_a_short_text_in_place_of_an_identity_number_is_hidden_altogether():
    assert IdentityNumberField().mask("12345678") == "********"
    assert IdentityNumberField().mask(NUMBER) == "230599**********10"


def test_a_day_where_a_number_of_the_case_belongs_is_refused(examine):
    assert cells(examine(house(date(2007, 7, 1))), Weight.FAULT) == ["B2"]


def test_a_day_as_a_bare_number_is_refused_with_what_to_do(examine):
    (fault,) = examine(house(recognised_on=39146)).faults
    assert "2007-06-03" in fault.text
    assert fault.text != examine(house(recognised_on="不详")).faults[0].text


@pytest.mark.parametrize(
    ("register", "name", "value", "percent", "read"),
    [
        (POINTS, "on_time", 0.95, True, 95),
        (POINTS, "on_time", "95%", False, 95),
        (DEPOSITS, "rate", 0.03, True, Decimal(3)),
        (DEPOSITS, "rate", 3, False, Decimal(3)),
    ],
)
def test_a_percentage_is_read_as_it_is_shown(register, name, value, percent, read):
    assert read_cell(register.model._meta.get_field(name), value, percent=percent).value == read


def test_a_percentage_is_no_amount():
    for value, percent in ((0.5, True), ("50%", False)):
        assert read_cell(CLASSES.model._meta.get_field("subsidy"), value, percent=percent).fault


@pytest.mark.parametrize(("value", "word"), [("30*", "注释符号"), ("30①", "注释符号"), ("3E1", "30"), ("0030", "0")])
def test_what_was_made_plain_in_a_number_is_told_at_its_cell(examine, value, word):
    found = examine(house(working_age=30, unemployed=value))
    assert not found.faults
    (note,) = [one for one in found.of(Weight.NOTE) if one.place.cell == "F2"]
    assert word in note.text
    assert found.proposals[0].entry.unemployed == 30
