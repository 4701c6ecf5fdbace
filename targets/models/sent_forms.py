"""Forms that have been stored, remembered so that a form sent twice is stored once."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class SentForm(models.Model):
    """What a form stored when it was first sent.

    The page that shows a form gives it a token. A second click, the back button and a duplicated tab send the same
    token again; the digest of the fields shows whether their values are the same too. `stored_in` and `key` are the
    model and the primary key of the row that was stored.
    """

    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("user"))
    token = models.UUIDField(_("token of the page"))
    digest = models.CharField(_("digest of the values"), max_length=64)
    stored_in = models.CharField(_("stored in"), max_length=80, blank=True)
    key = models.PositiveBigIntegerField(_("row"), null=True)
    at = models.DateTimeField(_("when"))

    class Meta:
        verbose_name = _("form sent")
        verbose_name_plural = _("forms sent")
        ordering = ("-at", "-pk")
        constraints = [models.UniqueConstraint(fields=("by", "token"), name="form_sent_once")]

    def __str__(self):
        return f"{self.stored_in} {self.key or ''}".strip()

    def row(self, model: type[models.Model]) -> models.Model | None:
        """The row that was stored; None if it is of another model or has been deleted since."""
        if self.stored_in != model._meta.label_lower:
            return None
        return model._default_manager.filter(pk=self.key).first()
