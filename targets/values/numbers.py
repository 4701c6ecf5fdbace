"""What a cell says as a figure: a number, nothing, or why it is refused.

Nothing is guessed: what was made plain is told in notes, and what a careful reader could take in two ways is refused.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from datetime import date, time, timedelta
from decimal import Decimal
from enum import StrEnum

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from targets.values import Value, cleaning
from targets.values.measures import BOUND, PERCENT, Measure, plain, read_measure
from targets.values.number_refusals import refusal

_EXACT = 10**15
"""Excel keeps 15 digits of a number; of a longer one the last digits are lost."""
_WHOLE_WITHIN = Decimal("0.000001")
_PLACES = Decimal(1).scaleb(-10)
_LONGEST = 60
_PLAIN = re.compile(r"-?(?:0|[1-9][0-9]{0,13})(?:\.[0-9]{1,10})?", re.ASCII)
_NUMBER = re.compile(
    r"(?P<sign>[+-]?)(?P<whole>[0-9]+|[1-9][0-9]{0,2}(?:,[0-9]{3})+|[1-9][0-9]{0,2}(?: [0-9]{3})+|(?=\.[0-9]))"
    r"(?P<decimals>\.[0-9]+)?(?:[eE](?P<power>[+-]?[0-9]{1,2})|(?P<measure>[^0-9eE.,+\- ][^0-9]*))?",
)


class NumberKind(StrEnum):
    """What a cell says as a figure."""

    NUMBER = "number"
    BLANK = "blank"
    NOTHING = "nothing"
    NOT_APPLICABLE = "not_applicable"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class NumberReading:
    """A cell as a figure.

    `number` is as written, counted in `measure` (None where the cell names none): "1.8万" is 1.8 with 万. It may
    have more decimals than the portal keeps. `notes` say what was made plain, `reason` why a cell is refused
    and what to do. NOTHING is a dash or 无: whether that is 0 only people can say. BLANK is not reported.
    """

    kind: NumberKind
    number: Decimal | None = None
    measure: Measure | None = None
    notes: tuple[str, ...] = ()
    reason: str = ""


BLANK = NumberReading(NumberKind.BLANK)
_PERCENT = Measure(Decimal(1), PERCENT)


def read_number(value: Value, *, percent: bool = False, unstored: bool = False) -> NumberReading:
    """Read one cell. Never raises.

    `percent`: the cell has a percentage format, so that a number in it is shown a hundred times as large (a text is
    not). `unstored`: a formula whose result the file does not hold.
    """
    if unstored:
        return _refused(_unstored())
    if isinstance(value, str):
        return _text(value)
    if value is None:
        return BLANK
    if isinstance(value, bool):
        return _refused(_("TRUE or FALSE stands here, not a number. Type the figure."))
    if isinstance(value, int):
        return _whole(value, percent)
    if isinstance(value, float):
        return _float(value, percent)
    return _refused(_calendar(value))


def _refused(reason: str) -> NumberReading:
    return NumberReading(NumberKind.REFUSED, reason=reason)


def _unstored() -> str:
    return _("The file holds a formula here without its result. Open it in Excel or WPS, save it and send it again.")


def _calendar(value: date | time | timedelta) -> str:
    if isinstance(value, date):
        return _("A date stands here, not a number. Set the cell's format to “Number” and type the figure again.")
    return _("A time stands here, not a number. Set the cell's format to “Number” and type the figure again.")


# ---- numeric cells --------------------------------------------------------------------------------------------


def _whole(value: int, percent: bool) -> NumberReading:
    if abs(value) >= _EXACT:
        return _refused(_lost())
    number = Decimal(value) * (100 if percent else 1)
    return _number(number, measure=_PERCENT if percent else None)


def _float(value: float, percent: bool) -> NumberReading:
    if not math.isfinite(value):
        return _refused(_("This is no finite number. Type the figure."))
    if abs(value) >= _EXACT:
        return _refused(_lost())
    stored = Decimal(repr(value)) * (100 if percent else 1)
    number = _without_noise(Decimal(f"{value:.15g}") * (100 if percent else 1))
    notes = () if number == stored else (_noise(stored, number),)
    return _number(number, measure=_PERCENT if percent else None, notes=notes)


def _lost() -> str:
    return _("More than 15 digits: Excel has lost the last ones. Check the figure; a long code must be typed as text.")


def _without_noise(number: Decimal) -> Decimal:
    """The number that a computed cell means: 17999.999999 is 18000, 0.30000000000000004 is 0.3."""
    whole = number.to_integral_value()
    if whole and abs(number - whole) <= _WHOLE_WITHIN:
        return whole
    return number.quantize(_PLACES)


def _noise(stored: Decimal, number: Decimal) -> str:
    words = {"stored": f"{stored:.17g}", "number": f"{plain(number):f}"}
    return _("Stored as %(stored)s by the computer's rounding, read as %(number)s.") % words


def _number(number: Decimal, *, measure: Measure | None = None, notes: tuple[str, ...] = ()) -> NumberReading:
    if abs(number * (measure.scale if measure else 1)) >= BOUND:
        return _refused(_("This number is too large: at most 14 digits before the point. Check the figure."))
    return NumberReading(NumberKind.NUMBER, plain(number), measure, notes)


# ---- text -----------------------------------------------------------------------------------------------------


def _text(value: str) -> NumberReading:
    if _PLAIN.fullmatch(value):
        return _number(Decimal(value))
    said = cleaning.clean(value)
    if said.text in cleaning.WORDS:
        return _word(said)
    match = None if said.is_spoilt or len(said.text) > _LONGEST else _NUMBER.fullmatch(said.text)
    measure = read_measure(match["measure"]) if match and match["measure"] else None
    if match is None or (match["measure"] and measure is None):
        return _refused(refusal(value, said))
    digits = match["whole"].replace(",", "").replace(" ", "")
    written = f"{match['sign']}{digits or 0}{match['decimals'] or ''}E{match['power'] or 0}"
    number = plain(Decimal(written))
    return _number(number, measure=measure, notes=(*said.notes, *_notes(match, number, measure)))


def _word(said: cleaning.CleanText) -> NumberReading:
    word = cleaning.WORDS[said.text]
    if word == "zero":
        return _number(Decimal(0), notes=(*said.notes, _("“%(text)s” read as 0.") % {"text": said.text}))
    return NumberReading(NumberKind(word), notes=said.notes)


def _notes(match: re.Match[str], number: Decimal, measure: Measure | None) -> list[str]:
    whole = match["whole"]
    words = {"text": match[0], "number": f"{number:f}", "measure": measure}
    said = {
        gettext_noop("Thousands commas left out."): "," in whole,
        gettext_noop("Spaces between the digits left out."): " " in whole,
        gettext_noop("Plus sign left out."): match["sign"] == "+",
        gettext_noop("Zeros before the number left out."): len(whole) > 1 and whole.startswith("0"),
        gettext_noop("“%(text)s” read as %(number)s."): match["power"] is not None,
        gettext_noop("“%(text)s” is counted in %(measure)s."): measure is not None and measure.scale != 1,
    }
    return [_(note) % words for note, holds in said.items() if holds]
