"""Rows that are delivered with the portal in `fixtures/` and that the bureau may edit."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Shipped(models.Model):
    """Remembers the values that the last loading brought, so that the next one leaves alone what the bureau edited.

    `natural_key_fields` are the fields by which a row is recognised. `targets.site.loading` does the loading.
    """

    shipped = models.JSONField(_("values delivered with the portal"), default=dict, editable=False)

    natural_key_fields: tuple[str, ...] = ()

    class Meta:
        abstract = True
