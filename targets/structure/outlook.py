"""What the end of a unit will change, said in sentences before it is stored."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from targets.formatting import number_text
from targets.frame.phrases import day_text, exact_text, month_text, net_parts_text, reached
from targets.models import Basis, Indicator, MonthlyReport, ReportingUnit, State, WorkPlan, name_of
from targets.models.reports import OPEN_STATES
from targets.people import roles
from targets.people.handing_over import role_text
from targets.progress import rollup
from targets.progress.rollup import Part
from targets.progress.standings import plan_indicators
from targets.registers.registry import registry
from targets.structure.changes import closed_months_stay, fingerprint
from targets.structure.target_shares import GrownTarget, TargetShares

if TYPE_CHECKING:
    from targets.structure.ending import Ending


NO_WAY_BACK = gettext_lazy(
    "The end cannot be taken back, so look at it once more. Where it was a mistake, set up a new unit with a code of "
    "its own and change the successors' targets by an adjustment. What the unit had reached stays with its successors."
)


class OutlookSection(NamedTuple):
    """What changes of one kind, sentence by sentence."""

    title: str
    sentences: list[str]


class Outlook:
    """What will change, and what will not. `fingerprint` tells whether it is still what somebody has seen."""

    def __init__(self, ending: Ending, shares: TargetShares):
        self.ending, self.shares = ending, shares
        self.unit, self.month, self.keeper = ending.unit, ending.from_month, ending.keeper
        self.words = {
            "unit": ending.unit.name,
            "month": month_text(ending.from_month),
            "keeper": ending.keeper.name if ending.keeper else "",
        }

    @cached_property
    def sections(self) -> list[OutlookSection]:
        """The sections that have anything to say."""
        told = (
            (_("What stays"), self._what_stays()),
            (_("The unit"), self._of_unit()),
            (_("Monthly reports"), self._of_reports()),
            (_("Figures"), self._of_figures()),
            (_("Targets"), self._of_targets()),
            (_("People"), self._of_people()),
            (_("Registers"), self._of_registers()),
        )
        found = (OutlookSection(title, list(sentences)) for title, sentences in told)
        return [section for section in found if section.sentences]

    @property
    def fingerprint(self) -> str:
        chosen = [*(one.unit.code for one in self.ending.successors), self.ending.document, self.ending.reason]
        said = [text for section in self.sections for text in (section.title, *section.sentences)]
        return fingerprint([*chosen, str(self.ending.decided_on), *said])

    # ---- Section by section -------------------------------------------------------------------------------

    def _what_stays(self) -> Iterator[str]:
        yield from closed_months_stay()
        yield _("The months before %(month)s stay with %(unit)s and in every total, chart and file.") % self.words

    def _of_unit(self) -> Iterator[str]:
        yield _("From %(month)s on %(unit)s is no more and owes no report.") % self.words
        yield str(NO_WAY_BACK)
        for one in self.ending.successors:
            yield _("%(successor)s takes over %(share)s %%.") % {
                "successor": one.unit.name,
                "share": number_text(one.share),
            }
        if len(self.ending.successors) > 1:
            yield _("%(keeper)s finishes the open reports and keeps the registers.") % self.words
        for below in self.unit.children.filter(active=True):
            yield _("%(below)s belongs to %(keeper)s from %(month)s on.") % {**self.words, "below": below.name}

    def _of_reports(self) -> Iterator[str]:
        open_reports = MonthlyReport.objects.filter(unit=self.unit, state__in=OPEN_STATES, is_correction=False)
        rows = list(open_reports.select_related("chapter").order_by("month", "chapter__number"))
        for report in rows:
            told = {**self.words, "report": f"{month_text(report.period)} · {report.chapter}"}
            if report.period >= self.month:
                yield _("The draft %(report)s stays to be read and counts nowhere.") % told
            elif self.keeper:
                yield _("%(report)s is open: %(keeper)s finishes it.") % told
            else:
                yield _("%(report)s is open, and nobody is left to finish it.") % told
        corrected = MonthlyReport.objects.filter(unit=self.unit, is_correction=True, month__lt=self.month.first_day)
        waiting = MonthlyReport.objects.filter(unit=self.unit, state=State.SUBMITTED, month__lt=self.month.first_day)
        if count := (corrected | waiting).count():
            words = ngettext(
                "%(count)s report waits for a decision or is open for a correction; it goes on as before.",
                "%(count)s reports wait for a decision or are open for a correction; they go on as before.",
                count,
            )
            yield words % {"count": count}

    def _of_figures(self) -> Iterator[str]:
        """What goes over of each indicator, in the plans that the month lies in."""
        for plan in WorkPlan.objects.published().filter(
            starts__lte=self.month.first_day, ends__gte=self.month.first_day
        ):
            indicators = plan_indicators(plan)
            left = rollup.parts(plan, indicators, [self.unit], Q(report__unit=self.unit.pk), self.month, Basis.APPROVED)
            by_indicator: dict[int, list[Part]] = {}
            for (pk, place), part in left.items():
                if place.pk == self.unit.pk and part.is_given:
                    by_indicator.setdefault(pk, []).append(part)
            for indicator in indicators:
                if parts := by_indicator.get(indicator.pk):
                    yield self._figure_text(indicator, rollup.together(indicator, parts))

    def _figure_text(self, indicator: Indicator, part: Part) -> str:
        told = {"indicator": str(indicator), "number": _number(indicator, part)}
        if not self.ending.successors:
            if rollup.lasts(indicator):
                return _("%(indicator)s: %(number)s end with the unit.") % told
            return _("%(indicator)s: %(number)s stay in the city's total.") % told
        if len(self.ending.successors) == 1:
            return _("%(indicator)s: %(number)s count with %(successor)s.") % {
                **told,
                "successor": self.words["keeper"],
            }
        shares = [rollup.share_of(indicator, part, self.ending.taken_by(one)) for one in self.ending.successors]
        named = zip(self.ending.successors, shares, strict=True)
        told["shares"] = _(", ").join(f"{one.unit.name} {_number(indicator, share)}" for one, share in named)
        return _("%(indicator)s: %(number)s are shared out: %(shares)s.") % told

    def _of_targets(self) -> Iterator[str]:
        """Of each target that ends its value, and what those of the successors become."""
        grown = self.shares.grown()
        for left in self.shares.ending:
            own = [one for one in grown if one.left_by == left.pk]
            told = {
                "indicator": str(left.indicator),
                "day": day_text(left.deadline),
                "unit": self.words["unit"],
                "value": _target(left.indicator, left.value),
                "successors": _("; ").join(_successors_text(one) for one in own if one.changes),
            }
            words = _("%(indicator)s by %(day)s: the target of %(unit)s (%(value)s) ends.")
            if told["successors"]:
                words = _("%(indicator)s by %(day)s: the target of %(unit)s (%(value)s) goes over: %(successors)s.")
            yield words % told

    def _of_people(self) -> Iterator[str]:
        for role in roles.at(self.unit):
            told = {"person": name_of(role.user), "role": role_text(role), **self.words}
            if self.ending.moves_people and self.keeper:
                yield _("%(person)s (%(role)s) has the same role at %(keeper)s from today on.") % told
            else:
                yield _("%(person)s (%(role)s) can do nothing more with this role.") % told

    def _of_registers(self) -> Iterator[str]:
        units = ReportingUnit.objects.filter(path__startswith=self.unit.path)
        counts = {register: register.model.objects.filter(unit__in=units).count() for register in registry}
        filled = {register: count for register, count in counts.items() if count}
        if not filled:
            return
        told = {**self.words, "entries": sum(filled.values()), "registers": len(filled)}
        if self.keeper:
            words = _(
                "%(entries)s entries of %(registers)s registers stay under the name of %(unit)s. %(keeper)s keeps them,"
                " and they count for its reports from %(month)s on."
            )
        else:
            words = _("%(entries)s entries of %(registers)s registers stay under the name of %(unit)s.")
        yield words % told


def _successors_text(one: GrownTarget) -> str:
    told = {"successor": one.successor.name, "before": _target(one.indicator, one.before)}
    told["after"] = _target(one.indicator, one.after)
    return _("%(successor)s %(after)s (before: %(before)s)") % told


def _number(indicator: Indicator, part: Part) -> str:
    """The number in full; of a rate or a net figure its two parts as well."""
    shown = reached(indicator, part)
    text = shown.exact or shown.text
    if indicator.is_ratio and part.numerator is not None and part.denominator is not None:
        return f"{text} ({number_text(part.numerator)}/{number_text(part.denominator)})"
    made_of = net_parts_text(indicator, part.numerator, part.denominator)
    return f"{text} ({made_of})" if made_of else text


def _target(indicator: Indicator, value: Decimal | None) -> str:
    return _("none") if value is None else exact_text(indicator, value)
