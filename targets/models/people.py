"""Users' roles: who works at which unit, on which chapters; and the tokens of programs."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from targets.models.history import History
from targets.models.units import ReportingUnit
from targets.models.versions import PortalState


class Role(models.TextChoices):
    """The roles of users; `targets.access.MAY` says what each of them may do."""

    REPORTER = "reporter", _("reporter")
    CLERK = "clerk", _("register clerk")
    REVIEWER = "reviewer", _("section reviewer")
    LEADER = "leader", _("leader")
    ADMINISTRATOR = "administrator", _("administrator")
    AUDITOR = "auditor", _("auditor")


class MembershipQuerySet(models.QuerySet):
    def in_force(self, user):
        """The user's memberships in active units, with the units."""
        return self.filter(user=user, unit__active=True).select_related("unit").order_by("pk")

    def with_portal_state(self):
        """Each with `demonstration`, whether demonstration data are loaded: every page needs both, in one query."""
        state = PortalState.objects.filter(pk=PortalState.ONLY)
        return self.annotate(demonstration=models.Subquery(state.values("demonstration")))


class Membership(models.Model):
    """A user's role at a unit, on the chapters whose app names `chapters` lists; an empty list means all chapters.

    A reporter (填报员) covers the unit with its streets and communities; every other role covers the unit and all units
    below it. A register clerk (台帐员) of a street or community keeps its registers and sees nothing else.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="memberships", verbose_name=_("user")
    )
    role = models.CharField(_("role"), max_length=13, choices=Role)
    unit = models.ForeignKey(ReportingUnit, models.PROTECT, related_name="members", verbose_name=_("unit"))
    chapters = models.JSONField(_("chapters"), default=list, blank=True)
    is_demo = models.BooleanField(_("demonstration"), default=False, editable=False)

    objects = MembershipQuerySet.as_manager()
    history = History()

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        ordering = ("user", "role", "unit")
        constraints = [models.UniqueConstraint(fields=("user", "role", "unit"), name="membership_once")]

    def __str__(self):
        return f"{self.user} · {self.get_role_display()} · {self.unit}"


def is_demo(user) -> bool:
    """Whether the account belongs to the demonstration; everything that it stores belongs to it as well."""
    return user is not None and Membership.objects.filter(user=user, is_demo=True).exists()


class ApiToken(models.Model):
    """A token with which a program reads the API with its user's rights. Only a digest of the token is stored."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="api_tokens", verbose_name=_("user")
    )
    digest = models.CharField(_("SHA-256 digest"), max_length=64, unique=True, editable=False)
    note = models.CharField(_("what for"), max_length=100, blank=True)
    created_at = models.DateTimeField(_("made at"), auto_now_add=True)

    class Meta:
        verbose_name = _("API token")
        verbose_name_plural = _("API tokens")
        ordering = ("user", "-created_at")

    def __str__(self):
        return f"{self.user} {self.note}".strip()
