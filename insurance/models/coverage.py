"""Who is insured and what is collected, employer by employer and month by month (tasks 7, 9, 10, 11)."""

from decimal import Decimal

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from targets.formatting import number_text
from targets.registers.fields import (
    EntryQuerySet,
    EventEntry,
    MonthField,
    OnceAmongValid,
    YearField,
    choice,
    money,
    number,
    within,
)


class Scheme(models.TextChoices):
    """The five social insurances (五险)."""

    PENSION = "pension", _("pension insurance")
    UNEMPLOYMENT = "unemployment", _("insurance against unemployment")
    MEDICAL = "medical", _("medical insurance")
    WORK_INJURY = "work_injury", _("insurance against work injury")
    MATERNITY = "maternity", _("maternity insurance")


class CoverageQuerySet(EntryQuerySet):
    def breaks(self):
        """Statements that open with another number of insured than the same employer's last one closed with.

        `closed_with` is that number. An employer that was silent for a while goes on from its last statement.
        Statements of different units are never compared.
        """
        before = self.model.objects.valid().filter(
            unit=OuterRef("unit"), employer_no=OuterRef("employer_no"), scheme=OuterRef("scheme")
        )
        last = before.filter(month__lt=OuterRef("month")).order_by("-month")
        return (
            self.valid()
            .filter(Exists(last))
            .annotate(closed_with=models.Subquery(last.values("closing")[:1]))
            .exclude(closed_with=F("opening"))
        )


class CoverageStatement(EventEntry):
    """One employer's insured persons and contributions of one insurance in one month (参保与征缴).

    Persons: opening + joined - left = closing. Money in ten thousand yuan: `due` and `paid` are the month's; of `paid`,
    `arrears_recovered` settles earlier months (清欠); `arrears_left` is what is owed at the month's end.
    """

    day_field = "month"

    employer_no = models.CharField(_("employer no."), max_length=40)
    employer = models.CharField(_("employer’s name"), max_length=80)
    scheme = choice(_("insurance"), Scheme)
    month = MonthField(_("month of the statement"))
    opening = number(_("insured at the beginning"))
    joined = number(_("joined the insurance"), default=0)
    left = number(_("left the insurance"), default=0)
    closing = number(_("insured at the end"))
    migrants = number(_("of whom migrant workers"), default=0)
    due = money(_("due (10,000 yuan)"), default=0)
    paid = money(_("paid (10,000 yuan)"), default=0)
    arrears_recovered = money(_("of which arrears recovered (10,000 yuan)"), default=0)
    arrears_left = money(_("arrears left (10,000 yuan)"), default=0)

    objects = CoverageQuerySet.as_manager()

    class Meta:
        verbose_name = _("statement of coverage and collection")
        verbose_name_plural = _("coverage and collection ledger")
        ordering = ("-month", "employer_no", "scheme", "-pk")
        indexes = [
            models.Index(fields=["unit", "month"]),
            models.Index(fields=["month"]),
            models.Index(fields=["month", "scheme"]),
        ]
        constraints = [
            OnceAmongValid(fields=("unit", "employer_no", "scheme", "month"), name="coverage_once"),
            models.CheckConstraint(
                condition=Q(closing=F("opening") + F("joined") - F("left")), name="coverage_adds_up"
            ),
            models.CheckConstraint(condition=Q(migrants__lte=F("closing")), name="coverage_migrants"),
            models.CheckConstraint(condition=Q(arrears_recovered__lte=F("paid")), name="coverage_arrears"),
        ]

    def requirements(self):
        adds_up = self._sum is None or self.closing is None or self._sum == self.closing
        recovered = within(self.arrears_recovered, self.paid)
        return [
            *super().requirements(),
            (adds_up, "closing", self._sum_words()),
            (within(self.migrants, self.closing), "migrants", _("More migrant workers than insured persons.")),
            (recovered, "arrears_recovered", _("More arrears were recovered than was paid at all.")),
        ]

    @property
    def _sum(self) -> int | None:
        parts = (self.opening, self.joined, self.left)
        return None if None in parts else parts[0] + parts[1] - parts[2]

    def _sum_words(self) -> str:
        """The sentence with both numbers."""
        if self._sum is None or self.closing is None:
            return ""
        words = {"sum": number_text(Decimal(self._sum)), "closing": number_text(Decimal(self.closing))}
        return _("Beginning + joined - left gives %(sum)s, the end says %(closing)s.") % words


class CollectionPlan(EventEntry):
    """What a unit with all below it is to collect of an insurance in a year, as task 7 names no amount (征缴计划).

    Amounts are in ten thousand yuan. `planned` includes arrears, as the plan's own T09-2 does (征缴（含清欠）);
    `planned_arrears` says how much is to come from them.
    """

    day_field = "set_on"

    scheme = choice(_("insurance"), Scheme)
    year = YearField(_("year"))
    planned = money(_("to be collected (10,000 yuan)"))
    planned_arrears = money(_("arrears to be recovered (10,000 yuan)"), default=0)
    set_on = models.DateField(_("set on"))
    source = models.CharField(_("document"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("collection plan")
        verbose_name_plural = _("collection plans")
        ordering = ("-year", "scheme", "-pk")
        indexes = [models.Index(fields=["unit", "set_on"]), models.Index(fields=["set_on"])]
        constraints = [
            OnceAmongValid(fields=("unit", "scheme", "year"), name="collection_plan_once"),
        ]
