"""Persons helped into work: those of hard-to-employ age and holders of re-employment certificates (tasks 1 and 3)."""

from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _

from targets import identity_numbers
from targets.registers.fields import (
    EventEntry,
    IdentityNumberField,
    OnceAmongValid,
    PersonNameField,
    StandingEntry,
    choice,
    in_order,
)

# Women from 40 and men from 50 on, hence “4050”.
WOMEN_FROM, MEN_FROM = 40, 50


class Sex(models.TextChoices):
    FEMALE = "female", _("female")
    MALE = "male", _("male")


class JobType(models.TextChoices):
    EMPLOYER = "employer", _("with an employer")
    FLEXIBLE = "flexible", _("flexible work")
    PUBLIC = "public", _("public-service post")
    OWN = "own", _("own business")


class PersonCategory(models.TextChoices):
    """Who holds a re-employment certificate (再就业优惠证)."""

    STATE_LAID_OFF = "state_laid_off", _("laid off by a state-owned enterprise")
    BANKRUPT = "bankrupt", _("staff of a bankrupt state-owned enterprise")
    COLLECTIVE = "collective", _("laid off by a factory-run collective")
    MINIMUM_LIVING = "minimum", _("on minimum living allowance and a year without work")


def age_on(born: date, day: date) -> int:
    """Full years."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


class FortyFiftyPerson(StandingEntry):
    """A person of hard-to-employ age (“4050”人员): recognised on a day, until re-employed (plan task 3)."""

    day_field, end_field = "recognised_on", "reemployed_on"

    person_no = models.CharField(_("person no."), max_length=40)
    name = PersonNameField(_("name of the person"))
    sex = choice(_("sex"), Sex)
    identity_number = IdentityNumberField(_("identity number"))
    born_on = models.DateField(_("born on"))
    community = models.CharField(_("community"), max_length=80, blank=True)
    certificate_no = models.CharField(_("re-employment preference certificate no."), max_length=40, blank=True)
    unemployed_since = models.DateField(_("unemployed since"))
    recognised_on = models.DateField(_("recognised on"))
    reemployed_on = models.DateField(_("re-employed on"), null=True, blank=True)
    job_type = choice(_("kind of work"), JobType, blank=True)
    employer = models.CharField(_("employing unit"), max_length=80, blank=True)
    loaded_on = models.DateField(_("loaded to the provincial database on"), null=True, blank=True)

    class Meta:
        verbose_name = _("4050 person")
        verbose_name_plural = _("4050 persons")
        ordering = ("-recognised_on", "-pk")
        indexes = [
            models.Index(fields=["unit", "recognised_on"]),
            models.Index(fields=["recognised_on"]),
            models.Index(fields=["reemployed_on"]),
        ]
        constraints = [OnceAmongValid(fields=("unit", "person_no"), name="forty_fifty_no_once")]

    def requirements(self):
        employed = self.reemployed_on is not None
        return [
            *super().requirements(),
            (self._of_age(), "recognised_on", _("On that day a woman must be 40 or older, a man 50 or older.")),
            (self._born_as_said(), "born_on", _("The identity number says another day of birth.")),
            (self._sex_as_said(), "sex", _("The identity number says the other sex.")),
            (
                in_order(self.unemployed_since, self.recognised_on),
                "recognised_on",
                _("Recognised before the person became unemployed."),
            ),
            (employed == bool(self.job_type), "job_type", _("Give the day and the kind of work together.")),
        ]

    def _of_age(self) -> bool:
        if self.born_on is None or self.recognised_on is None or not self.sex:
            return True
        return age_on(self.born_on, self.recognised_on) >= (WOMEN_FROM if self.sex == Sex.FEMALE else MEN_FROM)

    def _born_as_said(self) -> bool:
        return (
            not self._is_known
            or self.born_on is None
            or identity_numbers.birth_date(self.identity_number) == self.born_on
        )

    def _sex_as_said(self) -> bool:
        male = self._is_known and identity_numbers.is_male(self.identity_number)
        return not (self._is_known and self.sex) or male == (self.sex == Sex.MALE)

    @property
    def _is_known(self) -> bool:
        return len(self.identity_number or "") == identity_numbers.LENGTH


class ReEmployment(EventEntry):
    """A holder of a re-employment certificate found work (下岗失业人员再就业, plan task 1)."""

    day_field = "job_on"

    name = PersonNameField(_("name of the person"))
    identity_number = IdentityNumberField(_("identity number"))
    certificate_no = models.CharField(_("preference certificate no."), max_length=40)
    category = choice(_("category of person"), PersonCategory)
    job_on = models.DateField(_("found work on"))
    channel = choice(_("channel"), JobType)
    employer = models.CharField(_("employer"), max_length=80, blank=True)
    is_4050 = models.BooleanField(_("4050 person?"), default=False)
    in_golden_insurance = models.BooleanField(_("in Golden Insurance?"), default=False)

    class Meta:
        verbose_name = _("re-employment")
        verbose_name_plural = _("re-employments")
        ordering = ("-job_on", "-pk")
        indexes = [models.Index(fields=["unit", "job_on"]), models.Index(fields=["job_on"])]
        constraints = [
            OnceAmongValid(fields=("unit", "certificate_no", "job_on"), name="reemployment_once"),
        ]
