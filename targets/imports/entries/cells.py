"""Reading a cell as the value of a register's field, or refusing it with a sentence that says what to do."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from targets.identity_numbers import OLD_LENGTH, compact
from targets.models.personal import IdentityNumberField
from targets.models.quantities import MonthField
from targets.names import narrow
from targets.registers.entry_values import entry_rules_in_files
from targets.values import Refused, Value
from targets.values.choices import ChoiceReader, read_yes_no
from targets.values.cleaning import is_dash
from targets.values.days import read_day, read_month
from targets.values.numbers import NumberKind, error_sentence, read_number, unstored_sentence

NUMBERS = (models.IntegerField, models.DecimalField)
# A long number as Excel shows it, saved as text.
_SCIENTIFIC = re.compile(r"[0-9](?:[.][0-9]+)?[eE][+][0-9]{2,3}")
# Beyond this Excel has replaced the last digits of a number by zeros.
EXACT = 10**15


@dataclass(frozen=True, slots=True)
class Read:
    """A cell as a value; `note` says what was simplified, `fault` why it is refused."""

    value: Any = None
    note: str = ""
    fault: str = ""


def read_cell(field: models.Field, value: Value, *, unstored: bool = False, percent: bool = False) -> Read:
    """The cell as the field's value, checked by the field's own rules. Never raises.

    `percent`: the cell shows its number as a percentage, 0.03 as 3%.
    """
    try:
        return _read(field, value, unstored, percent)
    except Refused as refusal:
        return Read(fault=str(refusal))
    except ValidationError as refusal:
        return Read(fault=" ".join(refusal.messages))


def _read(field: models.Field, value: Value, unstored: bool, percent: bool) -> Read:
    if unstored:
        raise Refused(unstored_sentence())
    if isinstance(value, str):
        value = value.strip()
        if sentence := error_sentence(value):
            raise Refused(sentence)
    if _is_blank(field, value):
        return Read(blank_of(field))
    if isinstance(field, NUMBERS) and not field.choices:
        return _number(field, value, percent)
    said = _reader(field)(field, value)
    clean = field.to_python(said)
    field.run_validators(clean)
    return Read(clean, _note(field, said))


def is_required(field: models.Field) -> bool:
    """Must the field be filled in for every new entry?"""
    return not (field.null or field.blank or field.has_default())


def _is_blank(field: models.Field, value: Value) -> bool:
    if value is None or value == "":
        return True
    is_text = isinstance(field, models.CharField) and not field.choices
    return not is_text and is_dash(value)


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
        return lambda field, value: choice_reader(field).read(value)
    for kind, reader in _READERS:
        if isinstance(field, kind):
            return reader
    return _text


def choice_labels(field: models.Field) -> list[str]:
    """The choices as the reader's language calls them."""
    return choice_reader(field).labels


def choice_reader(field: models.Field) -> ChoiceReader:
    """The reader of the field's choices, made once for each field of a model."""
    return _choice_reader(field.model, field.name)


@lru_cache(maxsize=512)
def _choice_reader(model: type[models.Model], name: str) -> ChoiceReader:
    return ChoiceReader(model._meta.get_field(name).flatchoices)


def _number(field: models.Field, value: Value, percent: bool) -> Read:
    found = read_number(value, entry_rules_in_files(field), percent=percent)
    if found.kind is NumberKind.REFUSED:
        raise Refused(found.reason, found.code)
    if found.number is None:
        return Read(blank_of(field))
    clean = field.to_python(found.number)
    field.run_validators(clean)
    return Read(clean, " ".join(found.notes))


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
    (models.BooleanField, lambda _field, value: read_yes_no(value)),
)
