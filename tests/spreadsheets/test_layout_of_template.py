"""The portal's own workbook, filled in, is read back figure by figure, in both languages."""

import io

import openpyxl
import pytest
from django.utils import translation
from openpyxl.cell import MergedCell

from targets.imports.figures.plan_vocabulary import vocabulary_of
from targets.periods import Month
from targets.spreadsheets.layout import NumberRole, find_tables
from targets.spreadsheets.reading import read
from targets.workbooks import workbook

pytestmark = pytest.mark.one_database("workbooks are written and read; the plan's words are all that is asked")

MARCH = [Month(2007, 3)]
YEAR = [Month(2007, month) for month in range(1, 13)]


def filled_in(content: bytes) -> tuple[bytes, dict[str, list[int]]]:
    """Every input cell gets a number of its own; the numbers by sheet."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    numbers: dict[str, list[int]] = {}
    count = 0
    for sheet in book.worksheets:
        for cell in (cell for row in sheet.iter_rows(min_col=5) for cell in row):
            if not isinstance(cell, MergedCell) and not cell.protection.locked:
                count += 1
                cell.value = count
                numbers.setdefault(sheet.title, []).append(count)
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue(), numbers


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("code", ["230502", "230500"])
@pytest.mark.parametrize("months", [MARCH, YEAR], ids=["a month", "a year"])
def test_every_number_of_the_template_is_found(plan, units, language, code, months):
    with translation.override(language):
        content, numbers = filled_in(workbook.write(units[code], months, plan))
        words = vocabulary_of(plan)
        for sheet in read("report.xlsx", content).sheets:
            (table,) = find_tables(sheet, words, year=2007)
            assert (table.unit, table.faults, table.span_fault) == (code, [], "")
            entered = [slot for slot in table.slots if slot.role is NumberRole.MONTH]
            assert sorted(slot.value for slot in entered) == numbers[sheet.name]
            assert {slot.span.month if slot.span else table.span.month for slot in entered} == set(months)
            assert not any(slot.total or slot.part == "rate" for slot in entered)
