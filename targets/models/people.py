"""Users' roles: who works at which unit, on which chapters; and the tokens of programs."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from targets import clock
from targets.models.accounts import AccountEnding, name_of
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
    def current(self):
        """Memberships that have begun and have not ended."""
        begun = models.Q(from_day__isnull=True) | models.Q(from_day__lte=clock.today())
        not_ended = models.Q(until_day__isnull=True) | models.Q(until_day__gt=clock.today())
        return self.filter(begun, not_ended)

    def held_by(self, user_id):
        """Role, unit and chapters of the user's current memberships, as plain rows, also of units that have ended.

        Every request asks for it. The days are compared here, since Django takes nearly twice as long to put them
        into SQL.
        """
        today = clock.today()
        rows = self.filter(user=user_id).order_by().values_list("role", "unit_id", "chapters", "from_day", "until_day")
        return [
            (role, unit, chapters)
            for role, unit, chapters, from_day, until_day in rows
            if (from_day is None or from_day <= today) and (until_day is None or until_day > today)
        ]

    def in_force(self, user):
        """The user's current memberships in active units, with the units."""
        return self.current().filter(user=user, unit__active=True).select_related("unit").order_by("pk")

    def with_portal_state(self):
        """Each with `demonstration`, whether demonstration data are loaded: every page needs both, in one query."""
        state = PortalState.objects.filter(pk=PortalState.ONLY)
        return self.annotate(demonstration=models.Subquery(state.values("demonstration")))


class Membership(models.Model):
    """A user's role at a unit, on the chapters whose app names `chapters` lists; an empty list means all chapters.

    It holds from the day `from_day` on, or has always held, and until the day before `until_day`. An account that ends
    ends its memberships, which `ending` remembers, so that it can be undone.

    A reporter (填报员) covers the unit with its streets and communities; every other role covers the unit and all units
    below it. A register clerk (台帐员) of a street or community keeps its registers and sees nothing else.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="memberships", verbose_name=_("user")
    )
    role = models.CharField(_("role"), max_length=13, choices=Role)
    unit = models.ForeignKey(ReportingUnit, models.PROTECT, related_name="members", verbose_name=_("unit"))
    chapters = models.JSONField(_("chapters"), default=list, blank=True)
    from_day = models.DateField(
        _("from day"), null=True, blank=True, help_text=_("The first day on which it holds. Empty: from the beginning.")
    )
    until_day = models.DateField(
        _("until day"), null=True, blank=True, help_text=_("The day on which it ends. Empty: it has no end.")
    )
    ending = models.ForeignKey(
        AccountEnding,
        models.SET_NULL,
        null=True,
        editable=False,
        related_name="memberships",
        verbose_name=_("end of the account"),
    )
    is_demo = models.BooleanField(_("demonstration"), default=False, editable=False)

    objects = MembershipQuerySet.as_manager()
    history = History()

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        ordering = ("user", "role", "unit")
        constraints = [
            # The same role may be given again after it ended.
            models.UniqueConstraint(
                fields=("user", "role", "unit"), condition=models.Q(until_day__isnull=True), name="membership_once"
            ),
            models.CheckConstraint(
                condition=models.Q(from_day__isnull=True)
                | models.Q(until_day__isnull=True)
                | models.Q(until_day__gte=models.F("from_day")),
                name="membership_ends_after_it_begins",
                violation_error_message=_("This day lies before the beginning."),
            ),
        ]

    def __str__(self):
        return f"{name_of(self.user)} · {self.get_role_display()} · {self.unit}"

    @property
    def has_ended(self) -> bool:
        return self.until_day is not None and self.until_day <= clock.today()


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
        return f"{name_of(self.user)} {self.note}".strip()
