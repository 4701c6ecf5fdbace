"""The page of a unit on which it is ended: who follows it is asked for, and what will change is said before."""

from __future__ import annotations

from decimal import Decimal

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from targets import clock
from targets.busy import Busy
from targets.frame.phrases import ending_text, month_text
from targets.models import ReportingUnit, UnitEnding
from targets.models.units import BELOW_DISTRICT
from targets.periods import Month
from targets.structure.ending import (
    HUNDRED,
    Ending,
    EndingRefused,
    OutlookChanged,
    Successor,
    end_unit,
    target_shares,
)
from targets.structure.outlook import NO_WAY_BACK, Outlook
from targets.structure.refusals import refusals
from targets.values.form_fields import DayFormField, MonthFormField, day_input, month_input

UNPROCESSABLE, CONFLICT = 422, 409
MOST_SUCCESSORS = 4
CHANGED = gettext_lazy("Something has changed since this was shown. Look at it again before you confirm.")
BUSY = gettext_lazy("The database is busy at the moment. Nothing was stored; please try again.")


class EndUnitForm(forms.Form):
    """From when on the unit ends, by which document, and who follows it in which share."""

    from_month = MonthFormField(
        label=gettext_lazy("Ends from"),
        widget=month_input(),
        help_text=gettext_lazy("The first month in which the unit is no more."),
    )
    document = forms.CharField(
        label=gettext_lazy("document"), max_length=120, widget=forms.TextInput(attrs={"class": "vTextField"})
    )
    decided_on = DayFormField(label=gettext_lazy("day of the document"), widget=day_input())
    reason = forms.CharField(
        label=gettext_lazy("reason"), max_length=200, widget=forms.TextInput(attrs={"class": "vTextField"})
    )
    alone = forms.BooleanField(label=gettext_lazy("abolished without a successor"), required=False)
    moves_people = forms.BooleanField(
        label=gettext_lazy("the roles at the unit go over to the first successor"), required=False, initial=True
    )

    def __init__(self, unit: ReportingUnit, data=None):
        super().__init__(data)
        self.unit = unit
        self.fields["from_month"].initial = Month.of(clock.today()).first_day
        choices = candidates(unit)
        for number in range(1, MOST_SUCCESSORS + 1):
            self.fields[f"successor_{number}"] = forms.ModelChoiceField(
                choices,
                label=_("successor %(number)s") % {"number": number},
                required=False,
                help_text=_("Finishes the open reports and keeps the registers.") if number == 1 else "",
            )
            self.fields[f"share_{number}"] = forms.DecimalField(
                label=_("share (%)"), max_digits=5, decimal_places=2, required=False
            )
        self.order_fields(
            [
                "from_month",
                "document",
                "decided_on",
                "reason",
                *(f"{name}_{number}" for number in range(1, MOST_SUCCESSORS + 1) for name in ("successor", "share")),
            ]
        )

    def clean(self) -> dict:
        data = super().clean()
        if not self.errors:
            named = self._named
            if not named and not data["alone"]:
                self.add_error("successor_1", _("Choose who follows, or say that nobody does."))
            elif named and data["alone"]:
                self.add_error("alone", _("A successor is named. Either nobody follows, or this one does."))
            elif len(named) > 1 and any(share is None for _unit, share in named):
                self.add_error("share_1", _("Give the share of each successor."))
            else:
                for refusal in refusals(self.ending):
                    self.add_error(FIELDS.get(refusal.field), refusal.words)
        return data

    @property
    def _named(self) -> list[tuple[ReportingUnit, Decimal | None]]:
        data = self.cleaned_data
        pairs = ((data[f"successor_{number}"], data[f"share_{number}"]) for number in range(1, MOST_SUCCESSORS + 1))
        return [(unit, share) for unit, share in pairs if unit is not None]

    @property
    def ending(self) -> Ending:
        """What the form says; a single successor takes over all unless a share is given."""
        data = self.cleaned_data
        return Ending(
            self.unit,
            Month.of(data["from_month"]),
            data["document"],
            data["decided_on"],
            data["reason"],
            tuple(Successor(unit, HUNDRED if share is None else share) for unit, share in self._named),
            data["moves_people"],
        )


# The fields of the form where a refusal is told; None is above all of them.
FIELDS = {"from_month": "from_month", "reason": "reason", "successors": "successor_1", "shares": "share_1"}


def candidates(unit: ReportingUnit):
    """The units that may follow: those of the same level, streets and towns of the same district."""
    units = ReportingUnit.objects.filter(active=True, parent__isnull=False).exclude(pk=unit.pk)
    if unit.kind in BELOW_DISTRICT:
        return units.filter(kind__in=BELOW_DISTRICT, district_path=unit.district_path)
    return units.exclude(kind__in=BELOW_DISTRICT)


class UnitPages:
    """A mixin for the admin of units: the page for whoever may change the unit."""

    change_form_template = "admin/units/change_form.html"

    def get_urls(self):
        view = self.admin_site.admin_view(self.end_page)
        return [path("<int:pk>/end/", view, name="targets_reportingunit_end"), *super().get_urls()]

    def end_page(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Asks how the unit ends, says what will change, and ends it once that is confirmed."""
        unit = get_object_or_404(ReportingUnit, pk=pk)
        if not self.has_change_permission(request, unit):
            raise PermissionDenied
        if unit.is_city or not unit.active:
            messages.error(request, _("This unit cannot be ended."))
            return HttpResponseRedirect(reverse("admin:targets_reportingunit_change", args=[unit.pk]))
        form = EndUnitForm(unit, request.POST or None)
        if not form.is_bound:
            return self._end_page(request, unit, form)
        if not form.is_valid():
            return self._end_page(request, unit, form, status=UNPROCESSABLE)
        if "confirm" not in request.POST:
            return self._end_page(request, unit, form, _outlook(form))
        return self._end(request, unit, form)

    def _end(self, request, unit: ReportingUnit, form: EndUnitForm) -> HttpResponse:
        try:
            stored = end_unit(form.ending, by=request.user, confirmed=request.POST.get("confirmed", ""))
        except EndingRefused as refused:
            for refusal in refused.refusals:
                form.add_error(FIELDS.get(refusal.field), refusal.words)
            return self._end_page(request, unit, form, status=CONFLICT)
        except OutlookChanged:
            return self._end_page(request, unit, form, _outlook(form), CHANGED, CONFLICT)
        except Busy:
            return self._end_page(request, unit, form, _outlook(form), BUSY, CONFLICT)
        text = ending_text(stored)
        self.log_change(request, unit, text)
        messages.success(request, text)
        return HttpResponseRedirect(reverse("admin:targets_reportingunit_change", args=[unit.pk]))

    def _end_page(
        self, request, unit: ReportingUnit, form, outlook: Outlook | None = None, notice: str = "", status: int = 200
    ) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": _("End %(unit)s") % {"unit": unit.name},
            "opts": self.opts,
            "unit": unit,
            "form": form,
            "outlook": outlook,
            "notice": notice,
        }
        return render(request, "admin/units/end.html", context, status=status)

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if obj is not None:
            context["may_end"] = self.has_change_permission(request, obj) and obj.active and not obj.is_city
            if ending := _ending_of(obj):
                context["ending_texts"] = [ending_text(ending), NO_WAY_BACK]
            rows = obj.successions.select_related("ending__unit").order_by("ending__from_month")
            context["taken_over_texts"] = [taken_over_text(one) for one in rows]
        if asks := getattr(context["adminform"].form, "asks", ()):
            context["asks"] = asks
            if len(context["errors"]) == 1:
                # A question is no error, and does not stand under their heading.
                context["errors"] = None
        return super().render_change_form(request, context, add, change, form_url, obj)


def _outlook(form: EndUnitForm) -> Outlook:
    return Outlook(form.ending, target_shares(form.ending))


def _ending_of(unit: ReportingUnit) -> UnitEnding | None:
    return UnitEnding.objects.filter(unit=unit).prefetch_related("successions__successor").first()


def taken_over_text(succession) -> str:
    """From whom a unit has taken over which share, from when on, by which document."""
    return _("Has taken over %(share)s %% of %(unit)s from %(month)s on (%(document)s).") % {
        "share": f"{succession.share.normalize():f}",
        "unit": succession.ending.unit.name,
        "month": month_text(succession.ending.since),
        "document": succession.ending.document,
    }
