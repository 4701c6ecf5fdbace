"""What names an entry once: among the valid ones, for what was cancelled gives its number free."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import DEFAULT_DB_ALIAS, models
from django.utils.translation import gettext as _


class OnceAmongValid(models.UniqueConstraint):
    """These fields together name one valid entry: whoever cancelled a mistyped one types it right under its number."""

    def __init__(self, **options):
        super().__init__(**({"condition": models.Q(cancelled_on__isnull=True)} | options))

    def deconstruct(self):
        """Migrations see Django's own constraint."""
        _path, positional, options = super().deconstruct()
        return "django.db.models.UniqueConstraint", positional, options

    def validate(self, model, instance, exclude=None, using=DEFAULT_DB_ALIAS):
        """Asked of forms too, which hold no day of cancellation: Django would leave the rule out there.

        Raises ValidationError at the field that people take for the entry's name.
        """
        names = set(exclude or ()) - {"cancelled_on"}
        try:
            super().validate(model, instance, names, using)
        except ValidationError as taken:
            own = [name for name in self.fields if name != "unit"]
            labels = _(", ").join(str(model._meta.get_field(name).verbose_name) for name in own)
            text = _("A valid entry with the same %(fields)s stands here already. Change that one, or cancel it first.")
            raise ValidationError({own[0]: ValidationError(text % {"fields": labels}, code="unique")}) from taken
