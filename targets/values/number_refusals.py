"""Why a text is no number, in one sentence that says what to type instead."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

from django.utils.translation import gettext as _

from targets.values.cleaning import CleanText

_ERROR = re.compile(r"[#＃][A-Z/0-9_]+[!?]?|Err:\d{3}", re.IGNORECASE | re.ASCII)
_NUMERAL = "一二三四五六七八九十百千万亿两〇零壹贰叁肆伍陆柒捌玖拾佰仟"


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(text)


# In this order: the first that fits speaks.
_REASONS: tuple[tuple[re.Pattern[str], Callable[[], str]], ...] = (
    (
        _pattern(r"\*+"),
        lambda: _("Stars stand for a withheld number. Type the figure, or leave the cell empty."),
    ),
    (_pattern(r"#+"), lambda: _("The column was too narrow to show the number. Widen it and save the file again.")),
    (
        _pattern(r"(?i:n\.?/?a\.?|null|none)|缺|缺失|待报|未报|待定|不详|未知|暂缺|暂无"),
        lambda: _("“%(text)s” does not say the number. Type it, or leave the cell empty if it is not reported."),
    ),
    (_pattern(r"=.*"), lambda: _("A formula stands here as text. Enter it as a formula, or type the figure.")),
    (
        _pattern(r"[约近超逾上~≈<>≤≥][^\n]*[0-9].*|[0-9.,]+.*(左右|上下|以上|以下|余|多|来|强|弱)[人元个户家件名次]*"),
        lambda: _("“%(text)s” is an approximate number. Type the exact figure."),
    ),
    (
        _pattern(r"[0-9][^()]*(-|~|—|–|至|到)[^()]*[0-9].*"),
        lambda: _("“%(text)s” looks like a range or a date. Type one number."),
    ),
    (
        _pattern(r"\(.*[0-9].*\)"),
        lambda: _("A number in brackets may be a negative one or a remark. Type it plainly, as 5 or -5."),
    ),
    (
        _pattern(r"[+-]?[0-9][0-9,]*,[0-9,]*(\.[0-9]*)?[^0-9]*"),
        lambda: _("The commas of “%(text)s” are not between thousands. Type the number without commas."),
    ),
    (
        _pattern(r"[+-]?[0-9.]+\s[0-9.\s]+.*"),
        lambda: _("Spaces or new lines part the digits of “%(text)s”. Type one number without spaces."),
    ),
    (
        _pattern(r"[+-]?[0-9]*(\.[0-9]*){2,}.*|[+-]?[0-9]+\.|.*[0-9][。·・｡][0-9].*"),
        lambda: _("The point in “%(text)s” is unclear. Type the number with one point, as 1.8."),
    ),
    (
        _pattern(rf"负?[{_NUMERAL}点]+[人元个户家件名次]*|[0-9.]+[百千万亿][{_NUMERAL}0-9]+[人元个户家件名次]*"),
        lambda: _("“%(text)s” is written with Chinese numerals. Type it in digits, as 1800."),
    ),
    (
        _pattern(r"[+-]?[0-9.,]+[^0-9]+"),
        lambda: _("The unit of measure in “%(text)s” is not known. Type the number alone."),
    ),
)


def error_sentence(value: str) -> str:
    """The sentence for a text such as "#REF!", which a broken formula shows; empty for any other."""
    if not _ERROR.fullmatch(value.strip()):
        return ""
    words = {"text": " ".join(value.split())[:40]}
    return _("The formula shows the error %(text)s. Correct the formula in Excel or WPS and save the file.") % words


def refusal(value: str, said: CleanText) -> str:
    """The sentence for a text that is no number; `said` is the text made plain."""
    words = {"text": " ".join(value.split())[:40]}
    if error := error_sentence(value):
        return error
    if said.is_spoilt and not set(value.strip()) <= set("*＊#＃"):
        return _("A footnote mark or small digit stands within “%(text)s”. Type the number alone.") % words
    text = unicodedata.normalize("NFKC", value).strip() if said.is_spoilt else said.text
    for pattern, sentence in _REASONS:
        if pattern.fullmatch(text):
            return sentence() % words
    return _("“%(text)s” is not a number. Type the figure, or leave the cell empty if it is not reported.") % words
