"""Labour disputes in arbitration, and the institutes that hear them (task 21)."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from targets.registers.fields import (
    CaseEntry,
    EventEntry,
    OnceAmongValid,
    PersonNameField,
    choice,
    closed_with,
    money,
    number,
)

# From three workers with a common cause on a dispute is collective and is spoken for by representatives
# (企业劳动争议处理条例, 1993, art. 5).
COLLECTIVE_FROM = 3


class Cause(models.TextChoices):
    """What the dispute is about."""

    PAY = "pay", _("pay")
    INSURANCE = "insurance", _("social insurance")
    TERMINATION = "termination", _("end of the contract")
    WORK_INJURY = "work_injury", _("work injury")
    COMPENSATION = "compensation", _("severance compensation")
    OTHER = "other", _("other matters")


class Outcome(models.TextChoices):
    """How a case was closed."""

    MEDIATED = "mediated", _("mediation")
    AWARD = "award", _("award")
    WITHDRAWN = "withdrawn", _("withdrawal")
    OTHER = "other", _("other outcome")


class WonBy(models.TextChoices):
    """Whose claim the award upheld."""

    WORKER = "worker", _("the worker")
    EMPLOYER = "employer", _("the employer")
    BOTH = "both", _("each in part")


class ArbitrationCase(CaseEntry):
    """A labour dispute that the arbitration commission accepted (劳动争议仲裁案件)."""

    applicant = PersonNameField(_("applicant"))
    respondent = models.CharField(_("respondent"), max_length=80)
    cause = choice(_("cause of the dispute"), Cause)
    collective = models.BooleanField(_("collective dispute"), default=False)
    persons = number(_("persons concerned"), default=1)
    claim = money(_("claim (yuan)"), default=0)
    outcome = choice(_("way of closing"), Outcome, blank=True)
    won_by = choice(_("won by"), WonBy, blank=True)
    due_on = models.DateField(
        _("statutory time limit"), null=True, blank=True, help_text=_("Empty: worked out by the rule of this register.")
    )

    class Meta:
        verbose_name = _("arbitration case")
        verbose_name_plural = _("arbitration cases")
        ordering = ("-received_on", "-pk")
        indexes = [
            models.Index(fields=["unit", "received_on"]),
            models.Index(fields=["received_on"]),
            models.Index(fields=["closed_on"]),
        ]
        constraints = [
            OnceAmongValid(fields=("unit", "case_no"), name="arbitration_case_no_once"),
            models.CheckConstraint(
                condition=Q(collective=False) | Q(persons__gte=COLLECTIVE_FROM), name="arbitration_collective"
            ),
            closed_with("outcome", name="arbitration_outcome"),
        ]

    def requirements(self):
        """The way of closing is the result: no other words are asked for."""
        closed, together = self.closed_on is not None, bool(self.outcome)
        many = not self.collective or self.persons is None or self.persons >= COLLECTIVE_FROM
        decided = not self.won_by or self.outcome in (Outcome.AWARD, Outcome.OTHER)
        return [
            *super(CaseEntry, self).requirements(),
            (closed == together, "outcome", _("Give the day and the way of closing together.")),
            (many, "persons", _("A collective dispute concerns three workers or more.")),
            (decided, "won_by", _("Only a decided case is won by somebody.")),
        ]


class InstituteStatus(models.TextChoices):
    """How far a district's arbitration institute has come."""

    PREPARING = "preparing", _("being prepared")
    APPROVED = "approved", _("approved by the authority")
    OPENED = "opened", _("opened")
    HEARING = "hearing", _("hears cases")


class ArbitrationInstitute(EventEntry):
    """A district's arbitration institute (仲裁院); it is opened once it has its sign, its staff and its rooms."""

    day_field = "opened_on"

    approval = models.CharField(_("approval document"), max_length=60, blank=True)
    opened_on = models.DateField(_("opened on"), null=True, blank=True)
    posts = number(_("established posts"), default=0)
    premises = models.CharField(_("premises"), max_length=120, blank=True)
    court_room = models.BooleanField(_("court room"), default=False)
    status = choice(_("status of the institute"), InstituteStatus, default=InstituteStatus.PREPARING)

    class Meta:
        verbose_name = _("arbitration institute")
        verbose_name_plural = _("arbitration institutes")
        ordering = ("-opened_on", "-pk")
        indexes = [models.Index(fields=["unit", "opened_on"]), models.Index(fields=["opened_on"])]

    def requirements(self):
        is_open = self.status in (InstituteStatus.OPENED, InstituteStatus.HEARING)
        housed = self.status != InstituteStatus.HEARING or (bool(self.premises.strip()) and bool(self.posts))
        return [
            *super().requirements(),
            (is_open == (self.opened_on is not None), "opened_on", _("An opened institute has its day, no other has.")),
            (housed, "premises", _("An institute that hears cases has posts and rooms.")),
        ]
