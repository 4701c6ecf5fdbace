"""The batch tool: identity numbers of a table brought to 18 characters, and what is doubtful among them.

All numbers have the area code of the demonstration, which was never given out.
"""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import ric

from infrastructure.identity_upgrade import (
    Counts,
    Doubt,
    Place,
    Unclear,
    column_index,
    count,
    find,
    is_heading,
    upgrade,
)
from targets.identity_numbers import CENTENARIANS
from targets.spreadsheets.cells import Book, Format, Sheet

TODAY = date(2007, 7, 4)
# Worked out by hand from GB 11643-1999: weights 7 9 10 5 8 4 2 1 6 3 7 9 10 5 8 4 2, the rest of 11 as 1 0 X 9 8 ….
OLD, NEW = "230599700101001", "230599197001010010"
OTHER_OLD, OTHER_NEW = "230599650315002", "230599196503150027"


def lines_of(*numbers):
    sheet = Sheet("名单", [["姓名", "身份证号"], *(["演示", number] for number in numbers)])
    return upgrade(Place(sheet, 0, 1), today=TODAY)


def doubts_of(*numbers):
    return [line.doubts for line in lines_of(*numbers)]


def test_fifteen_digits_become_eighteen_with_the_check_digit():
    (line,) = lines_of(OLD)
    assert (line.new, line.is_upgraded, line.doubts) == (NEW, True, [])


def test_a_number_of_eighteen_stays_as_it_is():
    (line,) = lines_of(NEW)
    assert (line.new, line.is_upgraded) == (NEW, False)


def test_full_width_digits_and_spaces_are_put_right():
    full_width = "".join(chr(ord(digit) + 0xFEE0) for digit in OLD)
    assert [line.new for line in lines_of(full_width, "230599 650315 002")] == [NEW, OTHER_NEW]


def test_a_small_x_is_put_right():
    (line,) = lines_of("23059919491231007x")
    assert line.new == "23059919491231007X"


def test_fifteen_digits_stored_as_a_figure_are_whole_and_eighteen_are_not():
    whole, damaged = lines_of(float(OLD), float(OTHER_NEW))
    assert whole.new == NEW
    assert (damaged.new, damaged.fault) == ("", Doubt.DAMAGED)


@pytest.mark.parametrize(
    ("number", "doubt"),
    [
        ("23059970010100", Doubt.LENGTH),
        ("2305991970010100100", Doubt.LENGTH),
        ("23059970010100A", Doubt.CHARACTERS),
        ("2305991970O1010010", Doubt.CHARACTERS),
        ("230599197001010011", Doubt.CHECK_DIGIT),
        ("230599700230001", Doubt.DATE),
        ("230599701301001", Doubt.DATE),
        ("230599010229001", Doubt.DATE),
        ("990599700101001", Doubt.AREA),
        ("", Doubt.MISSING),
        (None, Doubt.MISSING),
    ],
)
def test_what_cannot_be_right_is_not_upgraded_and_its_reason_is_said(number, doubt):
    (line,) = lines_of(number)
    assert (line.new, line.doubts) == ("", [doubt])


def test_the_29th_of_february_exists_in_a_leap_year_alone():
    leap, common = lines_of("230599720229001", "230599730229001")
    assert leap.is_upgraded
    assert common.fault is Doubt.DATE


def test_somebody_born_after_today_is_doubtful():
    born_tomorrow = "23059920070705001"
    (line,) = lines_of(born_tomorrow + ric.calc_check_digit(born_tomorrow + "0"))
    assert line.fault is Doubt.DATE


@pytest.mark.parametrize("order", sorted(CENTENARIANS))
def test_order_codes_of_centenarians_are_set_aside_for_checking(order):
    (line,) = lines_of(f"230599060101{order}")
    assert (line.new, line.doubts) == ("", [Doubt.CENTENARIAN])


def test_the_same_number_twice_is_doubtful_on_both_rows_which_name_each_other():
    lines = lines_of(OLD, OTHER_OLD, OLD)
    assert [line.doubts for line in lines] == [[Doubt.DUPLICATE], [], [Doubt.DUPLICATE]]
    assert [line.others for line in lines] == [(4,), (), (2,)]
    assert lines[0].is_upgraded


def test_the_old_and_the_new_form_of_one_number_are_duplicates_after_the_upgrade():
    assert doubts_of(OLD, NEW) == [[Doubt.DUPLICATE_AFTER], [Doubt.DUPLICATE_AFTER]]


def test_a_wrong_number_that_stands_twice_has_both_doubts():
    assert doubts_of("230599700230001", "230599700230001") == [[Doubt.DATE, Doubt.DUPLICATE]] * 2


def test_rows_without_a_number_are_no_duplicates():
    assert doubts_of("", "") == [[Doubt.MISSING], [Doubt.MISSING]]


def test_the_counts_are_those_of_a_statement():
    lines = lines_of(OLD, NEW, OTHER_OLD, "230599060101996", "230599700230001", "230599197001010011", "", "12345")
    assert count(lines) == Counts(
        numbers=7, current=1, old_form=4, upgraded=2, failed_check=3, duplicates=2, to_verify=1
    )


@given(born=st.dates(date(1900, 1, 1), date(1999, 12, 31)), order=st.integers(0, 995))
def test_an_upgraded_number_keeps_the_fifteen_digits_and_is_valid(born, order):
    old = f"230599{born:%y%m%d}{order:03d}"
    (line,) = lines_of(old)
    assert (line.new[:6] + line.new[8:17], len(line.new)) == (old, 18)
    assert line.new[-1] == ric.calc_check_digit(line.new)
    assert ric.get_birth_date(line.new) == born


@given(st.lists(st.one_of(st.sampled_from([OLD, NEW, OTHER_OLD, "230599060101999"]), st.text(max_size=20))))
def test_every_old_number_is_upgraded_or_failed_or_set_aside(numbers):
    lines = lines_of(*numbers)
    counts = count(lines)
    assert len(lines) == len(numbers)
    assert counts.upgraded + counts.to_verify <= counts.old_form <= counts.numbers
    assert counts.numbers == counts.current + counts.upgraded + counts.failed_check + counts.to_verify


# ---- Where the numbers stand ------------------------------------------------------------------------------


def book(*sheets):
    return Book("名单.xlsx", Format.XLSX, [Sheet(f"表{n}", rows) for n, rows in enumerate(sheets, 1)])


@pytest.mark.parametrize(
    "text",
    [
        "身份证号",
        "身份证号码",
        "公民身份号码",
        "居民身份证号码（15位）",
        " 身 份 证 号 ",
        "Identity number",
        "ID No.",
        "id_number",
    ],
)
def test_headings_of_identity_numbers(text):
    assert is_heading(text)


@pytest.mark.parametrize("text", ["身份证号升位清单", "姓名", "证书编号", "身份", "联系电话", OLD])
def test_no_headings_of_identity_numbers(text):
    assert not is_heading(text)


def test_the_column_is_found_below_a_title():
    place = find(book([["身份证号升位清单"], ["序号", "姓名", "公民身份号码"], [1, "演示", OLD]]))
    assert (place.head, place.column, place.heading) == (1, 2, "公民身份号码")


def test_a_table_without_such_a_heading_asks_for_the_column():
    table = book([["编号", "号码"], ["1", OLD]])
    with pytest.raises(Unclear):
        find(table)
    place = find(table, column="B")
    assert [line.new for line in upgrade(place, today=TODAY)] == [NEW]


def test_a_list_without_any_heading_begins_with_its_first_row():
    place = find(book([["演示", OLD], ["演示", OTHER_OLD]]), column="b")
    assert [line.row for line in upgrade(place, today=TODAY)] == [1, 2]


def test_two_such_columns_are_asked_about():
    with pytest.raises(Unclear) as asked:
        find(book([["本人身份证号", "配偶身份证号"], [OLD, OTHER_OLD]]))
    assert [place.column for place in asked.value.places] == [0, 1]


def test_of_several_sheets_one_is_named():
    two = book([["身份证号"], [OLD]], [["身份证号"], [OTHER_OLD]])
    with pytest.raises(Unclear):
        find(two)
    assert find(two, sheet="表2").sheet.name == "表2"


def test_columns_go_by_their_letters():
    assert [column_index(letters) for letters in ("A", "z", "AA")] == [0, 25, 26]
    with pytest.raises(ValueError, match="7"):
        column_index("7")


def test_empty_rows_between_are_left_out_and_rows_keep_their_numbers():
    place = find(book([["身份证号"], [OLD], [None], ["", ""], [OTHER_OLD]]))
    assert [line.row for line in upgrade(place, today=TODAY)] == [2, 5]
