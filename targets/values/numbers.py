"""Reading an input or a cell as a number: the number, a blank, or the reason why it is refused.

This is the one reader for all forms, files and commands. What differs from place to place, such as how many decimals
are kept or whether a unit of measure may follow the number, is said by `NumberRules`. Nothing is guessed: notes say
what was made plain, and what could be read in two ways is refused.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable, Set
from dataclasses import dataclass
from datetime import date, time, timedelta
from decimal import Decimal
from enum import StrEnum

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from targets.formatting import plain_text
from targets.values import Refused, Value, cleaning
from targets.values.cleaning import CleanText
from targets.values.measures import BOUND, PERCENT, Measure, read_measure, without_exponent

DIGITS, WHOLE_DIGITS, DECIMALS = 15, 14, 4
"""What is kept of a number: 14 digits before the point and 4 after it, but no more than the 15 that SQLite keeps."""
_EXACT = 10**15
"""Excel keeps 15 digits of a number; the last digits of a longer one are lost."""
_WHOLE_WITHIN = Decimal("0.000001")
_PLACES = Decimal("1E-10")
_LONGEST = 60
_PLAIN = re.compile(r"-?(?:0|[1-9][0-9]{0,13})(?:\.[0-9]{1,10})?", re.ASCII)
_GROUPED = re.compile(r"-?[1-9][0-9]{0,2}(?:,[0-9]{3}){1,4}(?:\.[0-9]{1,10})?", re.ASCII)
_NUMBER = re.compile(
    r"(?P<sign>[+-]?)(?P<whole>[0-9]+|[1-9][0-9]{0,2}(?:,[0-9]{3})+|[1-9][0-9]{0,2}(?: [0-9]{3})+|(?=\.[0-9]))"
    r"(?P<decimals>\.[0-9]+)?(?:[eE](?P<power>[+-]?[0-9]{1,2})|(?P<measure>[^0-9eE.,+\- ][^0-9]*))?",
)


class Nothing(StrEnum):
    """What a place does with "—", 无 and 不适用, which stand in place of a number."""

    REFUSED = "refused"
    BLANK = "blank"
    TOLD = "told"
    """The reading says which of them it was, and the caller decides."""


@dataclass(frozen=True, slots=True)
class NumberRules:
    """What a place that takes numbers allows.

    `least` and `most` are bounds, None for none. With `decimals` None any number of them is read: the caller converts
    the number and then asks `limit_refusal`. `measures` are the units of measure that may follow the number, None for
    any. With `footnotes`, footnote marks and the apostrophe that makes a text of a cell in Excel are left out. With
    `powers`, 1.8E4 is read as 18000. `nothing` says what words in place of a number mean.
    """

    least: Decimal | None = None
    most: Decimal | None = None
    whole_digits: int = WHOLE_DIGITS
    decimals: int | None = DECIMALS
    measures: Set[Measure] | None = frozenset()
    footnotes: bool = False
    powers: bool = False
    nothing: Nothing = Nothing.REFUSED


TYPED = NumberRules()
"""A number typed into an input: only digits, as many as are kept."""
FIGURES_IN_FILES = NumberRules(decimals=None, measures=None, footnotes=True, powers=True, nothing=Nothing.TOLD)
"""A figure in any spreadsheet, not yet converted into its indicator's unit of measure."""


class NumberKind(StrEnum):
    """What an input or a cell is, read as a number."""

    NUMBER = "number"
    BLANK = "blank"
    NOTHING = "nothing"
    NOT_APPLICABLE = "not_applicable"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class NumberReading:
    """What was read from an input or a cell.

    `number` is the number as written, counted in `measure` (None where none is named): "1.8万" is 1.8 with 万. `notes`
    say what was made plain, `reason` why it was refused and what to do, and `code` that for programs. Of NOTHING, a
    dash or 无, only people can say whether it means zero; BLANK means not reported.
    """

    kind: NumberKind
    number: Decimal | None = None
    measure: Measure | None = None
    notes: tuple[str, ...] = ()
    reason: str = ""
    code: str = ""


BLANK = NumberReading(NumberKind.BLANK)
PERCENTAGE = Measure(Decimal(1), PERCENT)


def number_of(value: Value, rules: NumberRules = TYPED, *, percent: bool = False) -> Decimal | None:
    """The number by itself; None for a blank, and for words in place of a number unless the rules refuse them.

    Raises Refused.
    """
    found = read_number(value, rules, percent=percent)
    if found.kind is NumberKind.REFUSED:
        raise Refused(found.reason, found.code)
    return found.number


def read_number(
    value: Value, rules: NumberRules = TYPED, *, percent: bool = False, unstored: bool = False
) -> NumberReading:
    """Read one input or cell; never raises.

    `percent` says that the cell has a percentage format, which shows a number (but not a text) a hundred times as
    large; `unstored` that it holds a formula without its result.
    """
    if unstored:
        return _refused(unstored_sentence())
    if isinstance(value, str):
        return _text(value, rules)
    if value is None:
        return BLANK
    if isinstance(value, Decimal):
        return _number(value, rules)
    if isinstance(value, bool):
        return _refused(_("TRUE or FALSE stands here, not a number. Type the figure."))
    if isinstance(value, int | float):
        return _numeric(value, percent, rules)
    return _refused(_calendar(value))


def limit_refusal(number: Decimal, rules: NumberRules) -> tuple[str, str] | None:
    """Why a place cannot take the number, as a code and a sentence; None where it can."""
    if number and number.adjusted() >= rules.whole_digits:
        text = _("This number is too large: at most %(digits)s digits before the point. Check the figure.")
        return "too_large", text % {"digits": rules.whole_digits}
    if rules.decimals is not None and number != round(number, rules.decimals):
        text = _("At most %(decimals)s decimals are allowed here.") % {"decimals": rules.decimals}
        return "decimals", text if rules.decimals else _("This must be a whole number.")
    if rules.decimals is not None and len(f"{number:f}".replace(".", "").strip("-0")) > DIGITS:
        text = _("At most %(digits)s digits in all can be kept. Round the number.")
        return "digits", text % {"digits": DIGITS}
    if rules.least is not None and number < rules.least:
        if not rules.least:
            return "negative", _("This cannot be a negative number.")
        return "least", _("At least %(least)s must stand here.") % {"least": plain_text(rules.least)}
    if rules.most is not None and number > rules.most:
        return "most", _("At most %(most)s may stand here.") % {"most": plain_text(rules.most)}
    return None


def unstored_sentence() -> str:
    """The sentence for a formula whose result the file does not hold."""
    return _("The file holds a formula here without its result. Open it in Excel or WPS, save it and send it again.")


def _refused(reason: str, code: str = "unreadable") -> NumberReading:
    return NumberReading(NumberKind.REFUSED, reason=reason, code=code)


def _calendar(value: date | time | timedelta) -> str:
    if isinstance(value, date):
        return _("A date stands here, not a number. Set the cell's format to “Number” and type the figure again.")
    return _("A time stands here, not a number. Set the cell's format to “Number” and type the figure again.")


def _number(
    number: Decimal, rules: NumberRules, *, measure: Measure | None = None, notes: tuple[str, ...] = ()
) -> NumberReading:
    """The number as written, unless its measure or its size is refused."""
    if measure is not None and rules.measures is not None and measure not in rules.measures:
        text = _("Leave “%(measure)s” out: type the number alone, in the unit of measure asked for here.")
        return _refused(text % {"measure": measure}, "measure")
    refused = limit_refusal(number, rules)
    if refused is None and measure is not None and abs(number * measure.scale) >= BOUND:
        refused = limit_refusal(number * measure.scale, FIGURES_IN_FILES)
    if refused is not None:
        code, sentence = refused
        return _refused(sentence, code)
    return NumberReading(NumberKind.NUMBER, without_exponent(number), measure, notes)


# ---- numeric cells --------------------------------------------------------------------------------------------


def _numeric(value: int | float, percent: bool, rules: NumberRules) -> NumberReading:
    if not math.isfinite(value):
        return _refused(_("This is no finite number. Type the figure."))
    if abs(value) >= _EXACT:
        text = _(
            "More than 15 digits: Excel has lost the last ones. Check the figure; a long code must be typed as text."
        )
        return _refused(text, "too_large")
    times = 100 if percent else 1
    measure = PERCENTAGE if percent else None
    if isinstance(value, int):
        return _number(Decimal(value) * times, rules, measure=measure)
    stored = Decimal(repr(value)) * times
    number = _without_noise(Decimal(f"{value:.15g}") * times)
    notes = () if number == stored else (_noise(stored, number),)
    return _number(number, rules, measure=measure, notes=notes)


def _without_noise(number: Decimal) -> Decimal:
    """The number that a computed cell stands for: 17999.999999 is 18000, and 0.30000000000000004 is 0.3."""
    whole = number.to_integral_value()
    if whole and abs(number - whole) <= _WHOLE_WITHIN:
        return whole
    return number.quantize(_PLACES)


def _noise(stored: Decimal, number: Decimal) -> str:
    words = {"stored": f"{stored:.17g}", "number": f"{without_exponent(number):f}"}
    return _("Stored as %(stored)s by the computer's rounding, read as %(number)s.") % words


# ---- text -----------------------------------------------------------------------------------------------------


def _text(value: str, rules: NumberRules) -> NumberReading:
    if _PLAIN.fullmatch(value):
        return _number(Decimal(value), rules)
    if _GROUPED.fullmatch(value):
        return _number(Decimal(value.replace(",", "")), rules, notes=(_("Thousands commas left out."),))
    said = cleaning.clean(value)
    match = None if said.is_spoilt or len(said.text) > _LONGEST else _NUMBER.fullmatch(said.text)
    measure = read_measure(match["measure"]) if match and match["measure"] else None
    is_word = said.text in cleaning.WORDS
    if not is_word and (match is None or (match["measure"] and measure is None)):
        return _refused(_text_refusal(value, said))
    if said.is_marked and not rules.footnotes:
        text = _("A footnote mark or an apostrophe stands at “%(text)s”. Type the number alone.")
        return _refused(text % {"text": _quoted(value)}, "footnote")
    if match is None:
        return _word(said, rules)
    digits = match["whole"].replace(",", "").replace(" ", "")
    written = f"{match['sign']}{digits or 0}{match['decimals'] or ''}E{match['power'] or 0}"
    number = without_exponent(Decimal(written))
    if match["power"] and not rules.powers:
        text = _("“%(text)s” is a short form. Write the number out, such as 18000.") % {"text": match[0]}
        return _refused(text, "power")
    return _number(number, rules, measure=measure, notes=(*said.notes, *_notes(match, number, measure)))


def _word(said: cleaning.CleanText, rules: NumberRules) -> NumberReading:
    word = cleaning.WORDS[said.text]
    if word == "zero":
        notes = (*said.notes, _("“%(text)s” read as 0.") % {"text": said.text})
        return _number(Decimal(0), rules, notes=notes)
    kind = NumberKind(word)
    if kind is NumberKind.BLANK or rules.nothing is Nothing.TOLD:
        return NumberReading(kind, notes=said.notes)
    if rules.nothing is Nothing.BLANK:
        return BLANK
    return _refused(_("Leave the cell blank, or enter 0."), "nothing")


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


# ---- why a text is no number, and what to type instead ----------------------------------------------------------

_ERROR = re.compile(r"[#＃][A-Z/0-9_]+[!?]?|Err:\d{3}", re.IGNORECASE | re.ASCII)
_NUMERAL = "一二三四五六七八九十百千万亿两〇零壹贰叁肆伍陆柒捌玖拾佰仟"


# The first pattern that fits gives the sentence.
_REASONS: tuple[tuple[re.Pattern[str], Callable[[], str]], ...] = (
    (
        re.compile(r"\*+"),
        lambda: _("Stars stand for a withheld number. Type the figure, or leave the cell empty."),
    ),
    (re.compile(r"#+"), lambda: _("The column was too narrow to show the number. Widen it and save the file again.")),
    (
        re.compile(r"(?i:n\.?/?a\.?|null|none)|缺|缺失|待报|未报|待定|不详|未知|暂缺|暂无"),
        lambda: _("“%(text)s” does not say the number. Type it, or leave the cell empty if it is not reported."),
    ),
    (re.compile(r"=.*"), lambda: _("A formula stands here as text. Enter it as a formula, or type the figure.")),
    (
        re.compile(
            r"[约近超逾上~≈<>≤≥][^\n]*[0-9].*|[0-9.,]+.*(左右|上下|以上|以下|余|多|来|强|弱)[人元个户家件名次]*"
        ),
        lambda: _("“%(text)s” is an approximate number. Type the exact figure."),
    ),
    (
        re.compile(r"[0-9][^()]*(-|~|—|–|至|到)[^()]*[0-9].*"),
        lambda: _("“%(text)s” looks like a range or a date. Type one number."),
    ),
    (
        re.compile(r"\(.*[0-9].*\)"),
        lambda: _("A number in brackets may be a negative one or a remark. Type it plainly, as 5 or -5."),
    ),
    (
        re.compile(r"[+-]?[0-9][0-9,]*,[0-9,]*(\.[0-9]*)?[^0-9]*"),
        lambda: _("The commas of “%(text)s” are not between thousands. Type the number without commas."),
    ),
    (
        re.compile(r"[+-]?[0-9.]+\s[0-9.\s]+.*"),
        lambda: _("Spaces or new lines part the digits of “%(text)s”. Type one number without spaces."),
    ),
    (
        re.compile(r"[+-]?[0-9]*(\.[0-9]*){2,}.*|[+-]?[0-9]+\.|.*[0-9][。·・｡][0-9].*"),
        lambda: _("The point in “%(text)s” is unclear. Type the number with one point, as 1.8."),
    ),
    (
        re.compile(rf"负?[{_NUMERAL}点]+[人元个户家件名次]*|[0-9.]+[百千万亿][{_NUMERAL}0-9]+[人元个户家件名次]*"),
        lambda: _("“%(text)s” is written with Chinese numerals. Type it in digits, as 1800."),
    ),
    (
        re.compile(r"[+-]?[0-9.,]+[^0-9]+"),
        lambda: _("The unit of measure in “%(text)s” is not known. Type the number alone."),
    ),
)


def _quoted(value: str) -> str:
    """The text as sentences quote it: on one line, and not the whole of a long one."""
    return " ".join(value.split())[:40]


def error_sentence(value: str) -> str:
    """The sentence for a text such as "#REF!", which a broken formula shows; empty for any other."""
    if not _ERROR.fullmatch(value.strip()):
        return ""
    words = {"text": _quoted(value)}
    return _("The formula shows the error %(text)s. Correct the formula in Excel or WPS and save the file.") % words


def _text_refusal(value: str, cleaned: CleanText) -> str:
    """The sentence for a text that is no number; `cleaned` is the text made plain."""
    words = {"text": _quoted(value)}
    if error := error_sentence(value):
        return error
    if cleaned.is_spoilt and not set(value.strip()) <= set("*＊#＃"):
        return _("A footnote mark or small digit stands within “%(text)s”. Type the number alone.") % words
    text = unicodedata.normalize("NFKC", value).strip() if cleaned.is_spoilt else cleaned.text
    for pattern, sentence in _REASONS:
        if pattern.fullmatch(text):
            return sentence() % words
    return _("“%(text)s” is not a number. Type the figure, or leave the cell empty if it is not reported.") % words
