"""The admin of last year's figures: whoever sees a unit may read them, and sections bring in their chapters'."""

from io import BytesIO

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404
from django.urls import path
from django.utils.translation import gettext_lazy as _

from targets import access
from targets.access import Access, Action
from targets.admin.files import FilesAdmin
from targets.admin.history import HistoryAdmin
from targets.admin.resources.past_figures import PastFigureResource
from targets.admin.texts import NOTHING
from targets.allocation import past_figures
from targets.formatting import plain_text
from targets.frame.context import plans_of
from targets.frame.phrases import month_text
from targets.models import Indicator, PastFigure
from targets.models.plan import KindChoice
from targets.periods import Month
from targets.tables.xlsx_files import CONTENT_TYPE
from targets.values.form_fields import MonthFormField, month_input


class PastFigureForm(forms.ModelForm):
    """A form that takes only figures that the user may bring in."""

    rights: Access

    def clean(self):
        data = super().clean()
        unit, indicator = data.get("unit"), data.get("indicator")
        if unit is None or indicator is None:
            return data
        if not self.rights.may(Action.SET_TARGETS, unit, indicator.task.chapter.app):
            raise ValidationError(_("Last year's figures of this indicator for this unit are not yours to bring in."))
        return data


@admin.register(PastFigure)
class PastFigureAdmin(FilesAdmin, HistoryAdmin):
    form = PastFigureForm
    resource_classes = (PastFigureResource,)
    change_action = Action.SET_TARGETS
    rows_differ = True
    list_display = ("indicator", "unit", "covers", "month_name", "month_figure", "figure_to_date", "footnote", "source")
    list_filter = (
        ("unit", admin.RelatedOnlyFieldListFilter),
        "covers",
        "month",
        ("indicator__plan", admin.RelatedOnlyFieldListFilter),
        ("indicator__task__chapter", admin.RelatedOnlyFieldListFilter),
    )
    list_select_related = ("indicator", "unit")
    search_fields = ("indicator__code", "indicator__name_zh_hans", "indicator__name_en", "unit__name_zh_hans")
    fieldsets = (
        (None, {"fields": ("indicator", ("unit", "covers"), "month", ("value", "to_date"), "footnote", "source")}),
        (
            _("Parts of a ratio"),
            {"fields": (("numerator", "denominator"), ("numerator_to_date", "denominator_to_date"))},
        ),
    )

    def readable(self, rights, rows):
        return rows.filter(pk__in=access.visible_past_figures(rights.user).values("pk"))

    def changeable(self, rights, rows):
        return rows.filter(rights.where(Action.SET_TARGETS, unit="unit", chapter="indicator__task__chapter__app"))

    def get_form(self, request, obj=None, **kwargs):
        form = super().get_form(request, obj, **kwargs)
        form.rights = access.of(request.user)
        return form

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if db_field.name == "month":
            return db_field.formfield(form_class=MonthFormField, widget=month_input())
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        """Offer the user's units and the indicators of the user's chapters; the form checks the combination."""
        rights = access.of(request.user)
        if db_field.name == "unit":
            kwargs["queryset"] = rights.units(Action.SET_TARGETS)
        elif db_field.name == "indicator":
            own = rights.where(Action.SET_TARGETS, chapter="task__chapter__app")
            known = Indicator.objects.all() if access.sees_plans_being_made(rights) else Indicator.objects.published()
            entered = known.exclude(kind=KindChoice.MILESTONES)
            kwargs["queryset"] = entered.filter(own).select_related("task__chapter", "plan")
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def get_urls(self):
        view = self.admin_site.admin_view(self.template_view)
        return [path("template/", view, name="targets_pastfigure_template"), *super().get_urls()]

    def template_view(self, request):
        """A workbook to be filled in and imported: the indicators of an area in a month of last year.

        Without an area it has all the user's areas. What is stored already stands in it.
        """
        rights = access.of(request.user)
        rights.require(Action.SET_TARGETS)
        plan = next((one for one in plans_of(request) if str(one.year) == request.GET.get("plan")), None)
        if plan is None:
            raise Http404
        month = next((one for one in past_figures.months_of(plan) if str(one) == request.GET.get("month")), None)
        areas = past_figures.areas(rights, month) if month else []
        if "place" in request.GET:
            areas = [past_figures.pick_area(areas, request.GET["place"])]
        if month is None or None in areas:
            raise Http404
        figures = [figure for area in areas for figure in past_figures.read(plan, area, month, rights).figures]
        book = PastFigureResource(admin=self, request=request).blank_workbook(figures)
        name = f"{self.opts.model_name}-{month}.xlsx"
        return FileResponse(BytesIO(book), as_attachment=True, filename=name, content_type=CONTENT_TYPE)

    def save_model(self, request, obj, form, change):
        obj.entered_by = request.user
        super().save_model(request, obj, form, change)

    @admin.display(description=_("month"), ordering="month")
    def month_name(self, row) -> str:
        return month_text(Month.of(row.month))

    @admin.display(description=_("figure of the month"), ordering="value")
    def month_figure(self, row) -> str:
        return _figure(row.value, row.numerator, row.denominator)

    @admin.display(description=_("figure to date"), ordering="to_date")
    def figure_to_date(self, row) -> str:
        return _figure(row.to_date, row.numerator_to_date, row.denominator_to_date)


def _figure(value, numerator, denominator) -> str:
    """The value, or both parts of a rate."""
    if numerator is not None or denominator is not None:
        return " / ".join(plain_text(part) or NOTHING for part in (numerator, denominator))
    return plain_text(value) or NOTHING
