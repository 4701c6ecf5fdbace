"""Forms that were stored, so that one sent twice is stored once."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class SentForm(models.Model):
    """What a form stored when it was first sent.

    The page that shows the form makes the token. A second click, the browser's way back and a duplicated tab send
    the same token again; the digest of what was typed tells a repetition from a changed text.
    """

    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("user"))
    token = models.UUIDField(_("token of the page"))
    digest = models.CharField(max_length=64)
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
        """What was stored; None where it is no row of this model, or has been deleted since."""
        if self.stored_in != model._meta.label_lower:
            return None
        return model._default_manager.filter(pk=self.key).first()
