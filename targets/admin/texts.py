"""Values of fields as texts, for the history in the admin."""

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Field, Model
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from targets.formatting import plain_text
from targets.models.personal import PersonalField

NOTHING = "—"


def value_text(row: Model, field: Field) -> str:
    """The value of a field as text: the label of a choice, the name of a related row, a date in the reader's language.

    Personal data are masked.
    """
    if field.is_relation:
        try:
            return str(getattr(row, field.name) or NOTHING)
        except ObjectDoesNotExist:
            return _("deleted (number %(key)s)") % {"key": getattr(row, field.attname)}
    value = getattr(row, field.attname)
    if field.choices:
        return str(dict(field.flatchoices).get(value, value)) or NOTHING
    if value in (None, "", []):
        return NOTHING
    if isinstance(field, PersonalField):
        return field.mask(str(value))
    if isinstance(value, bool):
        return yes_or_no(value)
    return _by_kind(field, value)


def yes_or_no(value: bool) -> str:
    return pgettext("ticked", "yes") if value else pgettext("ticked", "no")


def _by_kind(field: Field, value) -> str:
    kind = field.get_internal_type()
    if kind == "DateField":
        return formats.date_format(value, "DATE_FORMAT")
    if kind == "DateTimeField":
        return formats.date_format(timezone.localtime(value), "DATETIME_FORMAT")
    if kind == "DecimalField":
        return plain_text(value) or NOTHING
    return str(value)
