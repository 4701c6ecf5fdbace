"""Whatever the layout, the figures read back are those that were written, or there is a fault; never others."""

from hypothesis import given, settings
from hypothesis import strategies as st

from targets.spreadsheets.cells import Sheet
from targets.spreadsheets.layout import NumberRole, find_tables
from targets.spreadsheets.layouts.vocabulary import key
from tests.spreadsheets.layouts import Drawn, layouts
from tests.spreadsheets.names import WORDS

SLOW = settings(max_examples=150)


def read_back(sheet: Sheet) -> tuple[list[tuple], list]:
    found, faults = [], []
    for table in find_tables(sheet, WORDS, year=2007):
        faults += table.faults
        faults += [table.span_fault] if table.span_fault else []
        for slot in table.slots:
            span = slot.span or table.span
            if not slot.total and slot.role in (NumberRole.MONTH, NumberRole.TO_DATE, None):
                where = (
                    slot.unit or table.unit,
                    slot.code,
                    span.month.month if span else None,
                    slot.role.value if slot.role else None,
                )
                found.append((where, slot.value))
    return found, faults


@SLOW
@given(layouts())
def test_exactly_the_written_figures_or_a_fault(drawn: Drawn):
    found, faults = read_back(drawn.sheet)
    others = [(where, value) for where, value in found if drawn.figures.get(where) != value]
    assert others == []
    if not faults:
        assert dict(found) == drawn.figures
    if not drawn.strangers and not names_both_trainings(drawn.sheet):
        assert faults == []


def names_both_trainings(sheet: Sheet) -> bool:
    """The name that two indicators share stands bare; it may be refused."""
    return any(key(str(cell)) == "劳动预备制培训" for row in sheet.rows for cell in row)


CELLS = st.one_of(
    st.none(),
    st.integers(-5, 10**6),
    st.floats(allow_nan=False, allow_infinity=False),
    st.sampled_from(
        ["尖山区", "新增就业", "T01-2", "本月", "累计", "3月", "单位", "指标", "合计", "注：", "单位：万人", "—", "%"]
    ),
    st.text(max_size=6),
    st.dates(),
    st.booleans(),
)


@SLOW
@given(st.lists(st.lists(CELLS, max_size=6), max_size=8))
def test_any_cells_are_read_without_an_error(rows):
    for table in find_tables(Sheet("S", rows), WORDS, year=2007):
        assert all(table.area.top <= slot.row <= table.area.bottom for slot in table.slots)
