"""Fields with personal data (个人信息): lists, exports, logs and histories show them masked."""

from __future__ import annotations

import re

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from targets import clock, identity_numbers
from targets.identity_numbers import Doubtful, Fault

HIDDEN = "*"


class PersonalField(models.CharField):
    """A text about a person."""

    def mask(self, text: str) -> str:
        """The part of the text that may be shown, here nothing but its length."""
        return HIDDEN * len(text)


class PersonNameField(PersonalField):
    """A person's name (姓名); masked, its first character stays, as a rule the family name."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **({"max_length": 40} | kwargs))

    def mask(self, text: str) -> str:
        return text[:1] + HIDDEN * max(len(text) - 1, 1) if text else ""


class TelephoneField(PersonalField):
    """A telephone number (电话); a masked one keeps the last two digits, of a mobile the first three and last four."""

    default_validators = [RegexValidator(r"^[0-9 ()+-]{5,20}$", gettext_lazy("Give a telephone number in digits."))]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **({"max_length": 20} | kwargs))

    def mask(self, text: str) -> str:
        is_mobile = re.fullmatch(r"(?:00)?(?:86)?1[0-9]{10}", re.sub(r"[^0-9]", "", text))
        ends = (3, 4) if is_mobile else (0, 2)
        return text[: ends[0]] + HIDDEN * max(len(text) - sum(ends), 0) + text[len(text) - ends[1] :]


class IdentityNumberField(PersonalField):
    """An identity number (身份证号), checked when it is entered; 15 digits are extended to 18 (task 28)."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **({"max_length": 18, "db_index": True} | kwargs))

    def mask(self, text: str) -> str:
        """The area code and the last two characters stay; a text too short for a number is hidden altogether."""
        return text[:6] + HIDDEN * (len(text) - 8) + text[-2:] if len(text) > 8 else HIDDEN * len(text)

    def to_python(self, value):
        """The number with 18 characters. Raises ValidationError with what is wrong."""
        text = super().to_python(value)
        if not text:
            return text
        try:
            return identity_numbers.read(text, today=clock.today())
        except Doubtful as doubtful:
            raise ValidationError(fault_text(doubtful.fault), code=doubtful.fault.name.lower()) from doubtful

    def get_prep_value(self, value):
        """The value unchecked: it was checked when it was entered, and a search may look for any text."""
        return models.Field.get_prep_value(self, value)

    def formfield(self, **kwargs):
        """Leave room for the spaces that people type between the parts of a number."""
        return super().formfield(**{"max_length": 30} | kwargs)


def fault_text(fault: Fault) -> str:
    """The message for what is wrong with an identity number."""
    return {
        Fault.LENGTH: _("An identity number has 18 characters (15 in the old form)."),
        Fault.CHARACTERS: _("An identity number consists of digits; only the last may be X."),
        Fault.CHECK_DIGIT: _("The last digit does not fit the others: one of them is mistyped."),
        Fault.DATE: _("The date of birth in this number does not exist, or lies too far away."),
        Fault.AREA: _("The first two digits name no province."),
        Fault.CENTENARIAN: _("This old number may be a centenarian's: check the card and enter all 18 digits."),
    }[fault]


def personal_fields(model: type[models.Model]) -> list[PersonalField]:
    """The model's fields with personal data."""
    return [field for field in model._meta.get_fields() if isinstance(field, PersonalField)]
