"""Labour contracts that firms file (task 19)."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from targets.models.comparing import within
from targets.models.entries import StandingEntry, StandingQuerySet
from targets.models.once import OnceAmongValid
from targets.models.quantities import choice, number

# As many firms as one statement names.
FIRMS_AT_ONCE = 500


class Ownership(models.TextChoices):
    """Who owns the firm."""

    STATE = "state", _("state-owned")
    COLLECTIVE = "collective", _("collective")
    PRIVATE = "private", _("private")
    FOREIGN = "foreign", _("with foreign capital")
    OTHER = "other", _("other ownership")


class ContractFilingQuerySet(StandingQuerySet):
    def bulk_create(self, objs, *args, **kwargs):
        filings = list(objs)
        stored = super().bulk_create(filings, *args, **kwargs)
        # A filing that took another's place in the table may have been another firm's before.
        self.settle(filings, whole_units=bool(kwargs.get("update_conflicts")))
        return stored

    def bulk_update(self, objs, fields, *args, **kwargs):
        filings = list(objs)
        changed = super().bulk_update(filings, fields, *args, **kwargs)
        self.settle(filings)
        return changed

    def settle(self, filings: Iterable[ContractFiling], *, whole_units: bool = False) -> None:
        """Work out by which day a later filing replaced each earlier one, of these filings' firms or whole units."""
        owners = {owner for filing in filings for owner in filing.owners()}
        standing = self.model.objects.filter(unit__in={unit for unit, _firm in owners}, cancelled_on__isnull=True)
        next_day = Subquery(_successors().values("filed_on")[:1])
        if whole_units:
            standing.update(replaced_on=next_day)
            return
        names = sorted({firm for _unit, firm in owners})
        for start in range(0, len(names), FIRMS_AT_ONCE):
            standing.filter(firm__in=names[start : start + FIRMS_AT_ONCE]).update(replaced_on=next_day)


def _successors():
    """The same firm's later valid filings, the next one first; of one day's the one entered later."""
    later = Q(filed_on__gt=OuterRef("filed_on")) | Q(filed_on=OuterRef("filed_on"), pk__gt=OuterRef("pk"))
    same = ContractFiling.objects.filter(unit=OuterRef("unit"), firm=OuterRef("firm"), cancelled_on__isnull=True)
    return same.filter(later).order_by("filed_on", "pk")


class ContractFiling(StandingEntry):
    """What a firm filed of its labour contracts (劳动合同签订备案).

    A filing stands until the firm files again, so that each firm counts once, with its latest filing by the month's
    end. `replaced_on` is never typed: it follows from the firm's other valid filings in the same unit, whatever was
    added, changed, cancelled or imported. A firm is known by its name; one that has closed files a last time with no
    workers.
    """

    day_field, end_field = "filed_on", "replaced_on"

    filing_no = models.CharField(_("filing no."), max_length=40)
    firm = models.CharField(_("firm"), max_length=80)
    ownership = choice(_("type of firm"), Ownership)
    workers = number(_("all workers"), help_text=_("0 where the firm has closed: the filing then counts nobody."))
    should_sign = number(_("workers who should sign"))
    signed = number(_("workers who have signed"))
    migrants_signed = number(_("of whom migrant workers who have signed"), default=0)
    filed_on = models.DateField(_("filed on"))
    replaced_on = models.DateField(_("replaced on"), null=True, blank=True, editable=False)

    objects = ContractFilingQuerySet.as_manager()

    class Meta:
        verbose_name = _("labour contract filing")
        verbose_name_plural = _("labour contract filings")
        ordering = ("-filed_on", "-pk")
        indexes = [
            models.Index(fields=["unit", "filed_on"]),
            models.Index(fields=["filed_on"]),
            models.Index(fields=["unit", "firm", "filed_on"]),
            models.Index(fields=["replaced_on"]),
        ]
        constraints = [
            OnceAmongValid(fields=("unit", "filing_no"), name="contract_filing_no_once"),
            models.CheckConstraint(condition=Q(signed__lte=F("should_sign")), name="contract_signed"),
            models.CheckConstraint(condition=Q(should_sign__lte=F("workers")), name="contract_should_sign"),
            models.CheckConstraint(condition=Q(migrants_signed__lte=F("signed")), name="contract_migrants_signed"),
        ]

    @classmethod
    def from_db(cls, db, field_names, values):
        """Remember whose filing it was when it was read."""
        filing = super().from_db(db, field_names, values)
        if {"unit_id", "firm"} <= set(field_names):
            filing._read_as = (filing.unit_id, filing.firm)
        return filing

    def owners(self) -> set[tuple[int, str]]:
        """Unit and firm whose filing it is, and was when it was read."""
        now = (self.unit_id, self.firm)
        return {now, getattr(self, "_read_as", now)}

    def save(self, *args, **kwargs):
        """Keep the firm's filings in step, those of the firm that it was before as well."""
        super().save(*args, **kwargs)
        type(self).objects.settle([self])
        self._read_as = (self.unit_id, self.firm)

    def delete(self, *args, **kwargs):
        answer = super().delete(*args, **kwargs)
        type(self).objects.settle([self])
        return answer

    def requirements(self):
        return [
            (within(self.should_sign, self.workers), "should_sign", _("More should sign than there are workers.")),
            (within(self.signed, self.should_sign), "signed", _("More have signed than should sign.")),
            (within(self.migrants_signed, self.signed), "migrants_signed", _("More migrant workers than signed.")),
        ]
