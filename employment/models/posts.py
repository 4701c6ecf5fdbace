"""Public-service posts (公益性岗位) and who holds them (task 3)."""

from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _

from employment.models.persons import PersonCategory
from targets.registers.fields import (
    IdentityNumberField,
    OnceAmongValid,
    PersonNameField,
    StandingEntry,
    choice,
    in_order,
    money,
    number,
    within,
)


class PostStatus(models.TextChoices):
    OPEN = "open", _("vacant")
    FILLED = "filled", _("filled")
    CLOSED = "closed", _("ended")


def a_year_later(day: date) -> date:
    """The last day of a contract of one year; for 29 February the 28th."""
    return date(day.year + 1, day.month, min(day.day, 28) if day.month == 2 else day.day)


class PublicServicePost(StandingEntry):
    """Posts of one kind at one host, created together; a subsidised one has a contract of a year or more."""

    day_field, end_field = "created_on", "ended_on"

    post_no = models.CharField(_("post no."), max_length=40)
    post = models.CharField(_("post"), max_length=60)
    host_unit = models.CharField(_("host unit"), max_length=80)
    created_on = models.DateField(_("created on"))
    posts = number(_("posts"))
    filled = number(_("posts filled"), default=0)
    category = choice(_("category of person"), PersonCategory, blank=True)
    subsidy = money(_("subsidy (yuan a month)"), default=0)
    contract_from = models.DateField(_("contract from"), null=True, blank=True)
    contract_to = models.DateField(_("contract to"), null=True, blank=True)
    status = choice(_("status of the post"), PostStatus, default=PostStatus.OPEN)
    ended_on = models.DateField(_("post ended on"), null=True, blank=True)

    class Meta:
        verbose_name = _("public-service post")
        verbose_name_plural = _("public-service posts")
        ordering = ("-created_on", "-pk")
        indexes = [
            models.Index(fields=["unit", "created_on"]),
            models.Index(fields=["created_on"]),
            models.Index(fields=["ended_on"]),
        ]
        constraints = [
            OnceAmongValid(fields=("unit", "post_no"), name="post_no_once"),
            models.CheckConstraint(condition=models.Q(filled__lte=models.F("posts")), name="post_filled"),
        ]

    def __str__(self):
        return f"{self.post_no} {self.post}"

    def requirements(self):
        closed = self.status == PostStatus.CLOSED
        return [
            *super().requirements(),
            (within(self.filled, self.posts), "filled", _("More are filled than there are posts.")),
            (in_order(self.contract_from, self.contract_to), "contract_to", _("This day lies before the beginning.")),
            (self._is_long_enough(), "contract_to", _("A subsidised post needs a contract of a year or more.")),
            (closed == (self.ended_on is not None), "ended_on", _("Give the end and its day together.")),
        ]

    def _is_long_enough(self) -> bool:
        if not self.subsidy or not self.filled:
            return True
        if self.contract_from is None or self.contract_to is None:
            return False
        return (self.contract_to - a_year_later(self.contract_from)).days >= -1


class PostHolder(StandingEntry):
    """Who holds a public-service post, from and to when."""

    day_field, end_field = "holds_from", "holds_until"

    post = models.ForeignKey(
        PublicServicePost, models.PROTECT, related_name="holders", verbose_name=_("public-service post")
    )
    name = PersonNameField(_("name of the person"))
    identity_number = IdentityNumberField(_("identity number"))
    category = choice(_("category of person"), PersonCategory)
    holds_from = models.DateField(_("holds the post from"))
    holds_until = models.DateField(_("holds the post until"), null=True, blank=True)
    subsidy = money(_("subsidy (yuan a month)"), default=0)

    class Meta:
        verbose_name = _("holder of a public-service post")
        verbose_name_plural = _("holders of public-service posts")
        ordering = ("-holds_from", "-pk")
        indexes = [
            models.Index(fields=["unit", "holds_from"]),
            models.Index(fields=["holds_from"]),
            models.Index(fields=["holds_until"]),
        ]
        constraints = [
            OnceAmongValid(fields=("post", "identity_number", "holds_from"), name="post_holder_once"),
        ]
