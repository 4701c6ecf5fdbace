"""A table declared once is the page's heads, cells and labels, and the file's."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.template import engines
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _lazy
from hypothesis import given
from hypothesis import strategies as st

from targets.tables import (
    ActionColumn,
    Column,
    DayColumn,
    DrawnColumn,
    FormattedNumber,
    Head,
    MomentColumn,
    NumberColumn,
    Repeated,
    Table,
    TableCell,
)
from targets.tables.csv_files import write_csv


class Shares(Table):
    """Units with their targets and how far each has come."""

    title = "Targets of units"

    unit = Column(_lazy("Unit"), heading=True)
    code = Column("Code", on_page=False)
    target = NumberColumn(_lazy("Target"), file_head="Target (persons)")
    done = NumberColumn("Done", label="Done by now")
    until = DayColumn("Until")
    notes = Column("Notes", in_file=False, empty="")
    actions = ActionColumn("Open")


JIANSHAN = {
    "unit": "尖山区",
    "code": "230502",
    "target": Decimal("4860.0000"),
    "done": Decimal("49.65"),
    "until": date(2007, 12, 31),
    "notes": "",
    "url": "/units/230502/",
}


def texts(heads):
    return [head.text for head in heads]


def test_page_and_file_have_their_own_columns_in_one_order():
    with translation.override("en"):
        table = Shares([JIANSHAN])
        assert texts(table.heads) == ["Unit", "Target", "Done", "Until", "Notes", "Open"]
        assert texts(table.contents().heads) == ["Unit", "Code", "Target (persons)", "Done", "Until"]


def test_a_cell_is_a_text_on_the_page_and_a_value_in_the_file():
    with translation.override("en"):
        [line] = Shares([JIANSHAN]).lines
        assert (line["target"], line["done"], line["until"]) == ("4,860", "49.65", "31 December 2007")
        [row] = Shares([JIANSHAN]).contents().rows
    figures = [FormattedNumber(Decimal(4860)), FormattedNumber(Decimal("49.65"))]
    assert row == ["尖山区", "230502", *figures, date(2007, 12, 31)]


def test_a_card_says_the_column_before_each_cell():
    with translation.override("en"):
        assert Shares().labels["done"] == "Done by now"
        assert Shares().labels["target"] == "Target"


def test_the_words_are_those_of_the_reader_of_this_page():
    with translation.override("zh-hans"):
        assert texts(Shares().heads)[:2] == ["单位", "目标值"]
    with translation.override("en"):
        assert texts(Shares().heads)[:2] == ["Unit", "Target"]


def test_what_is_missing_is_a_dash_on_the_page_and_empty_in_the_file():
    nothing = {"unit": "—", "code": "", "target": None, "done": None, "until": None, "notes": ""}
    [line] = Shares([nothing]).lines
    assert [line[name] for name in ("unit", "target", "done", "until")] == ["—"] * 4
    assert line["notes"] == ""
    assert Shares([nothing]).contents().rows == [[None] * 5]


def test_a_zero_is_a_zero_and_no_dash():
    [line] = Shares([JIANSHAN | {"target": Decimal(0), "done": Decimal(0)}]).lines
    assert (line["target"], line["done"]) == ("0", "0")
    assert Shares([JIANSHAN | {"target": 0}]).contents().rows[0][2] == 0


def test_a_template_finds_whatever_else_the_row_has():
    [line] = Shares([JIANSHAN]).lines
    template = engines["django"].from_string('<a href="{{ row.url }}">{{ row.unit }}</a>{{ row.nothing }}')
    assert template.render({"row": line}) == '<a href="/units/230502/">尖山区</a>'


def test_rows_may_be_objects():
    [line] = Shares([SimpleNamespace(**JIANSHAN)]).lines
    template = engines["django"].from_string("{{ row.url }} {{ row.target }}{{ row.nothing }}")
    assert template.render({"row": line}) == "/units/230502/ 4,860"


def test_an_abridged_number_shows_its_exact_one_and_files_hold_the_number():
    with translation.override("zh-hans"):
        row = JIANSHAN | {"target": TableCell("1.8万", "18,000", FormattedNumber(Decimal(18000)))}
        [line] = Shares([row]).lines
        assert "1.8万" in line["target"]
        assert "18,000" in line["target"]
        assert Shares([row]).contents().rows[0][2] == FormattedNumber(Decimal(18000))


def test_columns_can_be_left_out_of_both():
    table = Shares([JIANSHAN], without=("target", "code"))
    assert texts(table.heads)[1] == "Done"
    assert len(table.contents().rows[0]) == len(table.contents().heads) == 3


def test_rows_of_sums_stand_below():
    table = Shares([JIANSHAN], foot=[JIANSHAN | {"unit": "Together"}])
    assert [row[0] for row in table.contents().rows] == ["尖山区", "Together"]
    assert [line["unit"] for line in table.foot_lines] == ["Together"]


# ---- Columns that repeat ----------------------------------------------------------------------------------


@dataclass
class Mark:
    word: str
    value: str | None


class Months(Table):
    unit = Column("Unit", heading=True)
    marks = Repeated(css="centre")
    total = DrawnColumn("In")


def test_a_repeated_column_has_the_heads_that_the_page_gives_it():
    marks = [Mark("in", "in"), Mark("—", None)]
    table = Months(
        [{"unit": "尖山", "marks": marks, "total": Mark("1 of 1", "1")}], marks=["May", Head("June", url="?month=6")]
    )
    may, june = table.heads[1:3]
    assert (may.text, may.css) == ("May", "centre")
    assert (june.text, june.url) == ("June", "?month=6")
    assert table.width == "4"
    assert table.contents().rows == [["尖山", "in", None, "1"]]
    assert table.lines[0]["marks"] is marks


def test_the_head_component_draws_links_hidden_words_and_the_order():
    heads = [
        Head("Day", order="ascending", url="?sort=-day", is_sorting=True),
        Head("Open", is_hidden=True),
        Head("<b>", css="number"),
    ]
    html = render_to_string("tables/head.html", {"table": SimpleNamespace(heads=heads)})
    assert 'aria-sort="ascending"' in html
    assert 'href="?sort=-day"' in html
    assert '<span class="visually-hidden">Open</span>' in html
    assert '<th scope="col" class="number">&lt;b&gt;</th>' in html


def test_headings_stay_in_sight_in_the_file():
    class Named(Table):
        chapter = Column("Chapter", heading=True)
        unit = Column("Unit", heading=True)
        figure = NumberColumn("Figure")

    assert Named().contents().names == 2
    assert Months(marks=[]).contents().names == 1


def test_a_table_may_be_declared_further():
    class WithNotes(Shares):
        source = Column("Source")

    assert list(WithNotes.declared) == [*Shares.declared, "source"]
    assert "source" not in Shares.declared


def test_a_column_cannot_take_the_name_of_what_every_table_has():
    with pytest.raises(TypeError, match=r"Wrong\.title"):
        type("Wrong", (Table,), {"title": Column("Title")})


def test_moments_are_on_the_bureaus_clock_and_to_the_minute():
    at = timezone.make_aware(datetime(2007, 7, 3, 16, 20, 59))  # noqa: DTZ001 - the bureau's own time is meant
    assert MomentColumn("When").value(at) == datetime(2007, 7, 3, 16, 20)  # noqa: DTZ001 - files know no time zones


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=4))
def test_text_and_file_say_the_same_number(number):
    class Numbers(Table):
        number = NumberColumn("Number")

    table = Numbers([{"number": number}])
    shown = table.lines[0]["number"].replace(",", "").replace("−", "-")
    assert Decimal(shown) == number
    written = write_csv([table.contents()]).decode("utf-8-sig").splitlines()[-1]
    assert Decimal(written) == number


class Marked(Table):
    """A table whose words hold a character that HTML reserves."""

    name = Column("Name", heading=True)
    parts = Column("Men & women")


def test_reserved_characters_of_heads_and_labels_are_escaped_once():
    page = render_to_string("tables/table.html", {"table": Marked([{"name": "A", "parts": "B"}])})
    assert '<th scope="col">Men &amp; women</th>' in page
    assert 'data-label="Men &amp; women"' in page


def test_a_head_that_a_page_repeats_is_the_head_of_the_table():
    table = Marked()
    assert table.drawn_head == render_to_string("tables/head.html", {"table": table})
