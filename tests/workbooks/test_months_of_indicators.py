"""The workbook asks for the months of an indicator, and for no others."""

from datetime import date
from io import BytesIO

import pytest
from openpyxl import load_workbook

from targets.periods import Month
from targets.workbooks import workbook


@pytest.fixture
def changing(indicator):
    """T01-1 ends in August, T01-2 begins in July."""
    ended, added = indicator("T01-1"), indicator("T01-2")
    ended.until_month, added.from_month = date(2007, 8, 1), date(2007, 7, 1)
    ended.save()
    added.save()


def codes(sheet) -> set[str]:
    return {row[0].value for row in sheet.iter_rows()}


def book_of(unit, plan, *months):
    return load_workbook(BytesIO(workbook.write(unit, months, plan))).worksheets[0]


@pytest.mark.parametrize(("month", "ended", "added"), [(6, True, False), (8, True, True), (9, False, True)])
def test_a_months_workbook_has_what_is_in_force(changing, plan, jianshan, month, ended, added):
    found = codes(book_of(jianshan, plan, Month(2007, month)))
    assert ("T01-1" in found, "T01-2" in found) == (ended, added)


def test_a_years_workbook_has_both_and_locks_the_other_months(changing, plan, jianshan):
    sheet = book_of(jianshan, plan, *plan.months)
    rows = {row[0].value: list(row)[-12:] for row in sheet.iter_rows() if row[0].value in ("T01-1", "T01-2")}
    open_months = {code: [not cell.protection.locked for cell in row] for code, row in rows.items()}
    assert open_months == {"T01-1": [True] * 8 + [False] * 4, "T01-2": [False] * 6 + [True] * 6}
    assert any("指标新增之前" in str(cell.value) for row in sheet.iter_rows() for cell in row)
