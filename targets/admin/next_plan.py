"""The admin's pages on which the next plan is made from the last one, and a plan is checked and published."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from targets.models import WorkPlan
from targets.planning import checklist
from targets.planning.copying import CannotCopy, next_plan
from targets.planning.publishing import CannotPublish, publish


class NextPlanForm(forms.Form):
    """Asks whether the targets of the new plan begin with the values of the last one."""

    EMPTY, AS_LAST_YEAR = "empty", "last"
    targets = forms.ChoiceField(
        label=gettext_lazy("Targets of the city"),
        choices=[
            (EMPTY, gettext_lazy("without values, to be entered from the new document")),
            (AS_LAST_YEAR, gettext_lazy("with last year's values, to be changed one by one")),
        ],
        initial=EMPTY,
        widget=forms.RadioSelect,
    )


class NextPlanViews:
    """A mixin for the admin of work plans."""

    def get_urls(self):
        view = self.admin_site.admin_view
        own = [
            path("<int:pk>/next/", view(self.make_next), name="targets_workplan_next"),
            path("<int:pk>/publish/", view(self.publish), name="targets_workplan_publish"),
        ]
        return [*own, *super().get_urls()]

    def make_next(self, request, pk):
        """Ask how, then make the plan of the next year from this one and open it."""
        plan = self._changeable(request, pk)
        form = NextPlanForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            try:
                made = next_plan(plan, with_targets=form.cleaned_data["targets"] == NextPlanForm.AS_LAST_YEAR)
            except CannotCopy as refusal:
                messages.error(request, str(refusal))
                return HttpResponseRedirect(reverse("admin:targets_workplan_changelist"))
            self.log_addition(request, made, _("Made from the plan of %(year)s") % {"year": plan.year})
            text = _("The plan of %(year)s is made and can be edited here. Others see it when it is published.")
            messages.success(request, text % {"year": made.year})
            return HttpResponseRedirect(reverse("admin:targets_workplan_publish", args=[made.pk]))
        title = _("Make the plan of %(year)s from this one") % {"year": plan.year + 1}
        return self._page(request, "admin/targets/next_plan.html", plan, title, form=form)

    def publish(self, request, pk):
        """What is still missing in the plan; the button puts it in force."""
        plan = self._changeable(request, pk)
        if request.method == "POST":
            try:
                plan = publish(plan)
            except CannotPublish as refusal:
                for sentence in refusal.sentences:
                    messages.error(request, sentence)
                return HttpResponseRedirect(request.path)
            self.log_change(request, plan, _("Published"))
            messages.success(request, _("The plan of %(year)s is in force.") % {"year": plan.year})
            return HttpResponseRedirect(reverse("admin:targets_workplan_change", args=[plan.pk]))
        points = checklist.check(plan)
        title = _("Check and publish: %(plan)s") % {"plan": plan}
        return self._page(
            request,
            "admin/targets/publish_plan.html",
            plan,
            title,
            faults=[point for point in points if point.is_fault],
            remarks=[point for point in points if not point.is_fault],
        )

    def _changeable(self, request, pk: int) -> WorkPlan:
        """The plan. Raises Http404 where there is none for the user, PermissionDenied where it is not to be changed."""
        plan = self.find(request, str(pk))
        if plan is None:
            raise Http404
        if not self.has_change_permission(request, plan):
            raise PermissionDenied
        return plan

    def _page(self, request, template: str, plan: WorkPlan, title: str, **shown):
        context = {**self.admin_site.each_context(request), "title": title, "opts": self.opts, "plan": plan, **shown}
        return render(request, template, context)
