"""Rows that come with the portal and that the bureau may edit."""

from django.db import models


class Shipped(models.Model):
    """Remembers the values it was shipped with, so that loading again changes nothing that the bureau edited.

    `natural_key_fields` name the row; the loader is in `targets.site.loading`.
    """

    shipped = models.JSONField(default=dict, editable=False)

    natural_key_fields: tuple[str, ...] = ()

    class Meta:
        abstract = True
