"""Identity numbers (公民身份号码, GB 11643-1999): checked, and 15 digits brought to 18 (身份证号升位, task 28).

The check digit and the date come from python-stdnum. Its check of the place is not used: it refuses everybody who
was born before a county got its present code.
"""

from __future__ import annotations

import unicodedata
from datetime import date
from enum import StrEnum

from stdnum.cn import ric
from stdnum.exceptions import ValidationError as NotValid

OLD_LENGTH, LENGTH = 15, 18
CENTURY = "19"
# Order codes that 15-digit numbers kept for people of a hundred years and more: the century is then a guess.
CENTENARIANS = frozenset({"996", "997", "998", "999"})
# GB/T 2260: the first two digits name the province; 91 is used for numbers given out abroad.
PROVINCES = frozenset(
    [*range(11, 16), *range(21, 24), *range(31, 38), *range(41, 47), *range(50, 55), *range(61, 66), 71, 81, 82, 83, 91]
)


class Fault(StrEnum):
    """What is wrong with a number."""

    LENGTH = "length"
    CHARACTERS = "characters"
    CHECK_DIGIT = "check digit"
    DATE = "date"
    AREA = "area"
    CENTENARIAN = "centenarian"


class Doubtful(ValueError):
    """The number cannot be right, or cannot be upgraded without being looked at; `fault` says why."""

    def __init__(self, fault: Fault):
        super().__init__(fault)
        self.fault = fault


def compact(text: str) -> str:
    """The number without spaces and in plain characters: full-width digits and a small x are put right."""
    return str(ric.compact(unicodedata.normalize("NFKC", text).replace(" ", "")))


def read(text: str, *, today: date) -> str:
    """The 18 characters of a number; 15 digits are upgraded. Raises Doubtful where it cannot be a person's."""
    number = compact(text)
    if len(number) not in (OLD_LENGTH, LENGTH):
        raise Doubtful(Fault.LENGTH)
    body = number if len(number) == OLD_LENGTH else number[:-1]
    if not (body.isascii() and body.isdigit()) or number[-1] not in "0123456789X":
        raise Doubtful(Fault.CHARACTERS)
    whole = upgrade(number) if len(number) == OLD_LENGTH else number
    _check(whole, today)
    return whole


def upgrade(number: str) -> str:
    """The 18 characters of 15 digits: 19 goes before the year, the check digit to the end.

    Raises Doubtful for the order codes of centenarians, whose century nobody can tell from the number.
    """
    if number[-3:] in CENTENARIANS:
        raise Doubtful(Fault.CENTENARIAN)
    longer = number[:6] + CENTURY + number[6:]
    return longer + str(ric.calc_check_digit(longer + "0"))


def _check(number: str, today: date) -> None:
    if number[-1] != ric.calc_check_digit(number):
        raise Doubtful(Fault.CHECK_DIGIT)
    if int(number[:2]) not in PROVINCES:
        raise Doubtful(Fault.AREA)
    try:
        born = birth_date(number)
    except NotValid as wrong:
        raise Doubtful(Fault.DATE) from wrong
    if not date(today.year - 130, 1, 1) <= born <= today:
        raise Doubtful(Fault.DATE)


def birth_date(number: str) -> date:
    """The day of birth in an 18-character number."""
    born: date = ric.get_birth_date(number)
    return born


def is_male(number: str) -> bool:
    """Odd order codes are men's, even ones women's."""
    return int(number[-2]) % 2 == 1
