"""What a cell says as the value of a field: read in the field's own way, or refused with what to do."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import translation
from django.utils.translation import gettext as _

from targets.identity_numbers import OLD_LENGTH, compact
from targets.models.personal import IdentityNumberField
from targets.models.quantities import MonthField
from targets.names import narrow, squeeze
from targets.values import Value, numbers
from targets.values.days import NotADay, read_day, read_month
from targets.values.measures import PERCENT, Measure
from targets.values.number_refusals import error_sentence
from targets.values.numbers import NumberKind

NUMBERS = (models.IntegerField, models.DecimalField)
HUNDREDTHS = Measure(Decimal(1), PERCENT)
# A long number as Excel shows it, saved as text.
_SCIENTIFIC = re.compile(r"[0-9](?:[.][0-9]+)?[eE][+][0-9]{2,3}")
# Beyond this Excel has replaced the last digits of a number by zeros.
EXACT = 10**15
DASHES = frozenset("-—–－/／\\") | {"--", "——", "———"}
YES = frozenset(("是", "有", "√", "✓", "✔", "y", "yes", "true", "1"))
NO = frozenset(("否", "无", "×", "✗", "x", "n", "no", "false", "0"))


@dataclass(frozen=True, slots=True)
class Read:
    """A cell as a value; `note` tells what was made plain, `fault` why it is refused."""

    value: Any = None
    note: str = ""
    fault: str = ""


class Refused(ValueError):
    """The cell cannot be the field's value; the text says what to do."""


def read_cell(field: models.Field, value: Value, *, unstored: bool = False, percent: bool = False) -> Read:
    """The cell as the field's value, checked by the field's own rules. Never raises.

    `percent`: the cell shows its number as a percentage, 0.03 as 3%.
    """
    try:
        return _read(field, value, unstored, percent)
    except (Refused, NotADay) as refusal:
        return Read(fault=str(refusal))
    except ValidationError as refusal:
        return Read(fault=" ".join(refusal.messages))


def _read(field: models.Field, value: Value, unstored: bool, percent: bool) -> Read:
    if unstored:
        raise Refused(numbers.read_number(None, unstored=True).reason)
    if isinstance(value, str):
        value = value.strip()
        if sentence := error_sentence(value):
            raise Refused(sentence)
    if _is_blank(field, value):
        return Read(blank_of(field))
    said = _number(field, value, percent) if percent and isinstance(field, NUMBERS) else _reader(field)(field, value)
    if said is None:
        return Read(blank_of(field))
    clean = field.to_python(said)
    field.run_validators(clean)
    return Read(clean, _note(field, said))


def is_required(field: models.Field) -> bool:
    """Must every new entry have the field filled in?"""
    return not (field.null or field.blank or field.has_default())


def _is_blank(field: models.Field, value: Value) -> bool:
    if value is None or value == "":
        return True
    is_text = isinstance(field, models.CharField) and not field.choices
    return not is_text and isinstance(value, str) and value in DASHES


def blank_of(field: models.Field) -> Any:
    """What an empty cell stands for. Raises Refused where the field must be filled."""
    if field.has_default():
        return field.get_default()
    if field.null:
        return None
    if field.blank:
        return ""
    raise Refused(_("This cell must be filled."))


def _note(field: models.Field, said: Any) -> str:
    if isinstance(field, IdentityNumberField) and len(compact(str(said))) == OLD_LENGTH:
        return _("15 digits, stored as 18.")
    return ""


def _reader(field: models.Field) -> Callable[[models.Field, Value], Any]:
    if field.choices:
        return _choice
    for kind, reader in _READERS:
        if isinstance(field, kind):
            return reader
    return _text


def _choice(field: models.Field, value: Value) -> Any:
    options = _options(field)
    found = options.get(_word(value))
    if found is None:
        raise Refused(_("Choose one of: %(options)s.") % {"options": _(", ").join(choice_labels(field))})
    return found


def choice_labels(field: models.Field) -> list[str]:
    """The choices as the reader's language calls them."""
    return [str(label) for value, label in field.flatchoices if value not in ("", None)]


def _options(field: models.Field) -> Mapping[str, Any]:
    return _options_of(type(field), field.model, field.name)


@lru_cache(maxsize=512)
def _options_of(_kind: type, model: type[models.Model], name: str) -> dict[str, Any]:
    """The choices by stored value and by label in every language."""
    field = model._meta.get_field(name)
    found = {}
    for language, _title in settings.LANGUAGES:
        with translation.override(language):
            found |= {_word(label): value for value, label in field.flatchoices}
    return found | {_word(value): value for value, _label in field.flatchoices}


def _word(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return squeeze(str(value)).casefold()


def _boolean(field: models.Field, value: Value) -> bool:
    word = _word(value)
    if word in YES | NO:
        return word in YES
    raise Refused(_("Type yes or no."))


def _number(field: models.Field, value: Value, percent: bool = False) -> Decimal | int | None:
    found = numbers.read_number(value, percent=percent)
    if found.kind is NumberKind.REFUSED:
        raise Refused(found.reason)
    if found.number is None:
        return None
    if found.measure is not None and not (found.measure == HUNDREDTHS and _is_in_percent(field)):
        raise Refused(_("Type the number alone, in the unit of measure that the heading names."))
    if not isinstance(field, models.IntegerField):
        return found.number
    if found.number < 0 or found.number != found.number.to_integral_value():
        raise Refused(_("This must be a whole number that is not negative."))
    return int(found.number)


def _is_in_percent(field: models.Field) -> bool:
    """Does the field's English name say so? The official Chinese one may be plain: 按时率."""
    with translation.override("en"):
        return PERCENT in str(field.verbose_name)


def _text(field: models.Field, value: Value) -> str:
    if isinstance(value, bool):
        raise Refused(_("TRUE or FALSE stands here. Type the text."))
    if isinstance(value, int | float):
        return _digits(value)
    if isinstance(value, date):
        raise Refused(_("A date stands here, not a text. Set the cell's format to “Text” and type it again."))
    if _SCIENTIFIC.fullmatch(value.strip()):
        raise Refused(_lost())
    return " ".join(narrow(unicodedata.normalize("NFC", str(value))).split())


def _lost() -> str:
    return _("Excel has lost the last digits of this long number. Set the cell's format to “Text” and type it again.")


def _digits(value: int | float) -> str:
    """A number that stands for text, such as a case's; a long one has lost its last digits."""
    if abs(value) >= EXACT:
        raise Refused(_lost())
    return str(int(value)) if float(value).is_integer() else f"{value:.15g}"


_READERS: tuple[tuple[type[models.Field], Callable[[models.Field, Value], Any]], ...] = (
    (MonthField, lambda _field, value: read_month(value)),
    (models.DateField, lambda _field, value: read_day(value)),
    (models.BooleanField, _boolean),
    (models.IntegerField, _number),
    (models.DecimalField, _number),
)
