"""The admin of the units: what changes in one holds from a month on, and the months before keep what they had."""

from collections.abc import Sequence

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from targets import clock
from targets.access import Action
from targets.admin.base import ScopedInline
from targets.admin.persons import NamesActors
from targets.admin.plan import PlanAdmin, both
from targets.admin.resources.units import ENDED_ON_ITS_PAGE, UnitResource
from targets.admin.unit_pages import UnitPages
from targets.frame.phrases import month_text
from targets.models import MonthClosing, ReportingUnit, UnitAlias, UnitVersion
from targets.models.closings import ALWAYS
from targets.models.units import usual_duties
from targets.models.validity import Decision
from targets.names import squeeze
from targets.periods import Month
from targets.structure.changes import fingerprint, what_changes
from targets.values.form_fields import DayFormField, MonthFormField, day_input, month_input

DUTIES_HELP = _("Districts and counties report and count; other units do only where it is said here.")
# What holds from a month on, by the fields of the form.
DATED = (*both("name"), *both("short_name"), "kind", "parent", "submits_reports", "counts_toward_city")


class AliasForm(forms.ModelForm):
    def clean_name(self):
        """The name in the form in which it is stored, so that a name that is taken is found."""
        return squeeze(self.cleaned_data["name"])


class AliasInline(ScopedInline):
    model = UnitAlias
    form = AliasForm
    fields = ("name",)
    change_action = Action.MANAGE_PLAN
    bureau_wide = True

    def may_view(self, request) -> bool:
        return self.admin_site.has_permission(request)


class DutyField(forms.TypedChoiceField):
    """Whether a new unit does something: yes, no, or as usual for its level (None)."""

    WORDS = {True: "True", False: "False", "on": "True"}

    def __init__(self, **kwargs):
        choices = [("", _("as usual for the level")), ("True", _("yes")), ("False", _("no"))]
        super().__init__(
            choices=choices, coerce=lambda text: text == "True", empty_value=None, required=False, **kwargs
        )

    def to_python(self, value):
        """The word of a choice; a file gives it as True or False, a box that is ticked as "on"."""
        return super().to_python(self.WORDS.get(value, value))


class ConfirmedField(forms.CharField):
    """The fingerprint of what was shown; it is no change of its own."""

    def has_changed(self, initial, data) -> bool:
        return False


class UnitForm(forms.ModelForm):
    """A unit, from when on it is as the form says, and the document that decided it.

    There is one city, and it stays: every other unit lies below it, and every right hangs on it.
    """

    from_month = MonthFormField(
        label=_("Holds from"),
        required=False,
        widget=month_input(),
        help_text=_("A change above holds from this month on. The months before keep what they had, and their totals."),
    )
    document = forms.CharField(
        label=_("document"),
        max_length=120,
        required=False,
        help_text=_("The letter or notice that decided the change."),
    )
    decided_on = DayFormField(label=_("day of the document"), required=False, widget=day_input())
    reason = forms.CharField(label=_("reason"), max_length=200, required=False)
    confirmed = ConfirmedField(required=False, widget=forms.HiddenInput)
    # What will change, while nobody has confirmed it.
    asks: Sequence[str] = ()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["from_month"].initial = Month.of(clock.today()).first_day
        if self.instance.pk is None:
            for name in usual_duties(self.instance.kind):
                self.fields[name] = DutyField(label=self.fields[name].label, help_text=DUTIES_HELP)
                self.initial.pop(name, None)
        elif self.instance.parent_id is not None:
            self.fields["active"].disabled = True
            self.fields["active"].help_text = ENDED_ON_ITS_PAGE

    def clean_from_month(self):
        """A change is entered in the month from which it holds, or later; without one it is the present month."""
        first = self.cleaned_data["from_month"] or Month.of(clock.today()).first_day
        if first > clock.today():
            raise ValidationError(_("This month has not begun. Enter the change when it does."))
        first_open = MonthClosing.objects.first_open_month()
        if Month.of(first) < first_open:
            words = _("This month is closed and keeps what held in it. A change can hold from %(month)s on.")
            raise ValidationError(words % {"month": month_text(first_open)})
        return first

    def clean(self):
        data = super().clean()
        is_root = self.instance.pk is not None and self.instance.parent_id is None
        if is_root and data.get("parent"):
            raise ValidationError({"parent": _("The city belongs to no other unit.")})
        if is_root and not data.get("active"):
            raise ValidationError({"active": _("The city cannot be put out of use.")})
        others = ReportingUnit.objects.exclude(pk=self.instance.pk)
        if not is_root and "parent" in data and data["parent"] is None and others.exists():
            raise ValidationError({"parent": _("Say to which unit it belongs.")})
        if self.instance.pk is None:
            usual = usual_duties(data.get("kind", ""))
            data |= {name: usual[name] for name in usual if data.get(name) is None}
        elif not self.errors and "confirmed" in self.data:
            # A file's rows come without this field: its preview has said what they change.
            self._ask_first(data)
        return data

    def _ask_first(self, data: dict) -> None:
        """Keep what will change in `asks`, and raise ValidationError until that is what was confirmed."""
        dated = {name: data[name] for name in DATED if name in data}
        sentences = what_changes(self.instance, dated, Month.of(data["from_month"]))
        if sentences and data["confirmed"] != fingerprint(sentences):
            self.asks = sentences
            self.data = self.data.copy()
            self.data["confirmed"] = fingerprint(sentences)
            raise ValidationError(_("Nothing is saved yet: look at what will change, and confirm it."))


class VersionInline(NamesActors, ScopedInline):
    """What held of the unit in earlier months, to read only."""

    actors = {"decided_by": "entered_at"}
    model = UnitVersion
    fk_name = "unit"
    fields = (
        "holds_from",
        "name",
        "kind",
        "parent",
        "submits_reports",
        "counts_toward_city",
        "active",
        "document",
        "decided_on",
        "reason",
        "decided_by",
    )
    readonly_fields = fields
    ordering = ("-from_month",)
    change_action = Action.MANAGE_PLAN
    bureau_wide = True

    def may_view(self, request) -> bool:
        return self.admin_site.has_permission(request)

    @admin.display(description=_("from month"))
    def holds_from(self, version) -> str:
        """The month; of what the portal was loaded with, that it always held."""
        return _("always") if version.from_month == ALWAYS.first_day else month_text(Month.of(version.from_month))

    def has_add_permission(self, request, obj=None) -> bool:
        return False

    def has_change_permission(self, request, obj=None) -> bool:
        return False

    def has_delete_permission(self, request, obj=None) -> bool:
        return False


@admin.register(ReportingUnit)
class ReportingUnitAdmin(UnitPages, PlanAdmin):
    resource_classes = (UnitResource,)
    form = UnitForm
    list_display = ("code", "name", "short_name", "kind", "parent", "submits_reports", "counts_toward_city", "active")
    list_display_links = ("code", "name")
    list_filter = ("kind", "submits_reports", "counts_toward_city", "active")
    list_select_related = ("parent",)
    search_fields = ("code", "name_zh_hans", "name_en", "aliases__name")
    inlines = (AliasInline, VersionInline)
    fieldsets = (
        (None, {"fields": (("code", "order"), both("name"), both("short_name"), ("kind", "parent"))}),
        (_("Reporting"), {"fields": ("submits_reports", "counts_toward_city", "active")}),
        (_("From when on"), {"fields": (("from_month", "document", "decided_on"), "reason", "confirmed")}),
    )

    def save_model(self, request, obj, form, change):
        """Store the unit; what changed holds from the month on, and its version says who decided it."""
        data = form.cleaned_data
        decision = {name: data[name] for name in ("document", "decided_on", "reason")}
        obj.save(decision=Decision(Month.of(data["from_month"]), **decision, by=request.user))
