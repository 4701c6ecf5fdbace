"""Identity numbers (公民身份号码, GB 11643-1999): checking them, and extending 15 digits to 18 (身份证号升位, task 28).

python-stdnum works out the check digit and the date of birth. Its check of the place of birth is not used, because it
refuses everybody who was born before a county got its present code.
"""

from __future__ import annotations

import unicodedata
from datetime import date
from enum import StrEnum

from stdnum.cn import ric
from stdnum.exceptions import ValidationError as NotValid

OLD_LENGTH, LENGTH = 15, 18
CENTURY = "19"
# No living person is older than so many years.
OLDEST = 130
# The order codes that 15-digit numbers reserved for people aged a hundred or more, whose century can only be guessed.
CENTENARIANS = frozenset({"996", "997", "998", "999"})
# The codes of provinces in GB/T 2260, with which a number begins; 91 is used for numbers issued abroad.
PROVINCES = frozenset(
    [*range(11, 16), *range(21, 24), *range(31, 38), *range(41, 47), *range(50, 55), *range(61, 66), 71, 81, 82, 83, 91]
)


class Fault(StrEnum):
    """What is wrong with an identity number."""

    LENGTH = "length"
    CHARACTERS = "characters"
    CHECK_DIGIT = "check digit"
    DATE = "date"
    AREA = "area"
    CENTENARIAN = "centenarian"


class Doubtful(ValueError):
    """The number cannot be right, or somebody must look at it before it can be extended; `fault` says why."""

    def __init__(self, fault: Fault):
        super().__init__(fault)
        self.fault = fault


def compact(text: str) -> str:
    """The number without spaces, with full-width characters made half-width and a final x made X."""
    return str(ric.compact(unicodedata.normalize("NFKC", text).replace(" ", "")))


def read(text: str, *, today: date) -> str:
    """The number with 18 characters, extended if it has 15. Raises Doubtful where it cannot be a person's number.

    The date of birth must not lie after `today`, nor more than OLDEST years before it.
    """
    number = compact(text)
    if len(number) not in (OLD_LENGTH, LENGTH):
        raise Doubtful(Fault.LENGTH)
    body = number if len(number) == OLD_LENGTH else number[:-1]
    if not (body.isascii() and body.isdigit()) or number[-1] not in "0123456789X":
        raise Doubtful(Fault.CHARACTERS)
    whole = upgrade(number) if len(number) == OLD_LENGTH else number
    if whole[-1] != ric.calc_check_digit(whole):
        raise Doubtful(Fault.CHECK_DIGIT)
    if int(whole[:2]) not in PROVINCES:
        raise Doubtful(Fault.AREA)
    try:
        born = birth_date(whole)
    except NotValid as wrong:
        raise Doubtful(Fault.DATE) from wrong
    if not date(today.year - OLDEST, 1, 1) <= born <= today:
        raise Doubtful(Fault.DATE)
    return whole


def upgrade(number: str) -> str:
    """The 18 characters for 15 digits: 19 is put before the year of birth and the check digit at the end.

    Raises Doubtful for the order codes of centenarians, since their century cannot be told from the number.
    """
    if number[-3:] in CENTENARIANS:
        raise Doubtful(Fault.CENTENARIAN)
    longer = number[:6] + CENTURY + number[6:]
    return longer + str(ric.calc_check_digit(longer + "0"))


def birth_date(number: str) -> date:
    """The date of birth in a number of 18 characters."""
    born: date = ric.get_birth_date(number)
    return born


def is_male(number: str) -> bool:
    """Whether a number of 18 characters is a man's: its order code is odd."""
    return int(number[-2]) % 2 == 1
