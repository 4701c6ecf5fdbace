"""Petitions (task 22)."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from targets.registers.fields import CaseEntry, OnceAmongValid, PersonNameField, choice, number


class Channel(models.TextChoices):
    """How the petition reached the bureau."""

    VISIT = "visit", _("visit")
    LETTER = "letter", _("letter")
    CALL = "call", _("telephone call")


class PetitionKind(models.TextChoices):
    """Whether the petitioners came as a group (集体访), and whether they bypassed the local office (越级访)."""

    PLAIN = "plain", _("neither")
    GROUP = "group", _("group petition")
    SKIP = "skip", _("petition over the local office")
    GROUP_SKIP = "group_skip", _("group petition over the local office")


IN_GROUPS = (PetitionKind.GROUP, PetitionKind.GROUP_SKIP)
OVER_OFFICES = (PetitionKind.SKIP, PetitionKind.GROUP_SKIP)


class Matter(models.TextChoices):
    """What the petition is about."""

    ARREARS = "arrears", _("unpaid wages")
    INSURANCE = "insurance", _("insurance and benefits")
    RESTRUCTURING = "restructuring", _("settlement after restructuring")
    WORK_INJURY = "work_injury", _("work injury")
    DISPUTE = "dispute", _("labour dispute")
    EMPLOYMENT = "employment", _("work and re-employment")
    OTHER = "other", _("other matters")


class Calm(models.TextChoices):
    """How the petitioners are kept in touch with (稳控状态)."""

    CALM = "calm", _("calm")
    FOLLOWED = "followed", _("being followed")
    KEY = "key", _("key case")


class PetitionCase(CaseEntry):
    """A petition with the leader who answers for it (包案), its deadline and what became of it (信访案件)."""

    case_no = models.CharField(_("petition no."), max_length=40)
    channel = choice(_("visit, letter or call"), Channel)
    received_on = models.DateField(_("day of the petition"))
    petitioner = PersonNameField(_("petitioner"))
    persons = number(_("number of petitioners"), default=1)
    kind = choice(_("group or over the local office"), PetitionKind, default=PetitionKind.PLAIN)
    matter = choice(_("matter"), Matter)
    leader = models.CharField(_("leader in charge"), max_length=40)
    repeat = models.BooleanField(_("repeated petition"), default=False)
    state = choice(_("state of calm"), Calm, default=Calm.FOLLOWED)
    due_on = models.DateField(
        _("to be answered by"), null=True, blank=True, help_text=_("Empty: worked out by the rule of this register.")
    )
    closed_on = models.DateField(_("answered on"), null=True, blank=True)

    class Meta:
        verbose_name = _("petition case")
        verbose_name_plural = _("petition cases")
        ordering = ("-received_on", "-pk")
        indexes = [
            models.Index(fields=["unit", "received_on"]),
            models.Index(fields=["received_on"]),
            models.Index(fields=["closed_on"]),
        ]
        constraints = [OnceAmongValid(fields=("unit", "case_no"), name="petition_no_once")]

    def requirements(self):
        """A group has at least as many persons as the bureau has set (GROUP_PETITION_FROM)."""
        fewest = settings.GROUP_PETITION_FROM if self.kind in IN_GROUPS else 1
        enough = self.persons is None or self.persons >= fewest
        words = _("A group petition has %(count)s persons or more.") % {"count": settings.GROUP_PETITION_FROM}
        if fewest == 1:
            words = _("At least one person petitions.")
        return [*super().requirements(), (enough, "persons", words)]
