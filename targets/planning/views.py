"""The document of a plan, for those who read the plan, and its amendment, for those who make it."""

from __future__ import annotations

from pathlib import PurePath

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from targets import access, clock
from targets.access import Action
from targets.busy import BUSY, Busy
from targets.frame.phrases import month_text
from targets.frame.years import named_month, plan_of
from targets.models import PlanText, WorkPlan
from targets.periods import Month
from targets.planning import amending, document_page
from targets.planning.amendment_form import AmendmentForm
from targets.planning.comparison_page import ComparedDocuments

OK, CONFLICT, UNPROCESSABLE = 200, 409, 422


@require_GET
def show_text(request, year):
    """The text of the document that holds in a month, with the commitments that stand in it."""
    plan = _plan(request, year)
    month = _month(plan, request.GET.get("month"))
    shown = document_page.lay_out(plan, month)
    if not shown.paragraphs:
        raise Http404
    context = {
        "plan": plan,
        "page": shown,
        "crumbs": _crumbs(plan, _("Text of the document")),
        "may_amend": access.of(request.user).everywhere(Action.MANAGE_PLAN),
    }
    return render(request, "planning/document.html", context)


@require_GET
def show_changes(request, year):
    """What the document that holds in a month changed in the one before it."""
    plan = _plan(request, year)
    month = _month(plan, request.GET.get("month"))
    found = list(PlanText.objects.filter(plan=plan, from_month__lte=month.first_day).order_by("-from_month")[:2])
    if len(found) < 2:
        raise Http404
    accepted, former = found
    with_steps = access.of(request.user).everywhere(Action.MANAGE_PLAN)
    compared = ComparedDocuments(former, accepted.text, accepted.begins, accepted, with_steps=with_steps)
    context = {
        "plan": plan,
        "compared": compared,
        "document": document_page.line_of(accepted, plan),
        "crumbs": _crumbs(plan, _("What the document changed"), month),
    }
    return render(request, "planning/changes.html", context)


@require_http_methods(["GET", "POST"])
def amend_document(request, year):
    """An amended document is compared with the one in force, and accepted; only for those who make the plan."""
    plan = _plan(request, year)
    if not access.of(request.user).everywhere(Action.MANAGE_PLAN):
        raise PermissionDenied
    former = amending.latest(plan)
    if former is None:
        raise Http404
    if request.method == "GET":
        return _amend_page(request, former, AmendmentForm(plan))
    form = AmendmentForm(plan, request.POST, request.FILES)
    if not form.is_valid():
        return _amend_page(request, former, form, status=UNPROCESSABLE)
    return _accept(request, former, form) if "accept" in request.POST else _compare(request, former, form)


def _accept(request: HttpRequest, former: PlanText, form: AmendmentForm):
    """Store what was compared, and lead on to what rests on it; else compare it again, and say why."""
    plan = former.plan
    try:
        accepted = amending.accept(plan, form.amendment, seen=form.cleaned_data["compared"], by=request.user)
    except amending.DocumentChanged:
        words = _("What you have sent is not what was compared: you or somebody else has changed it. Look at it again.")
        return _compare(request, amending.latest(plan) or former, form, words)
    except amending.AmendmentRefused as refused:
        return _compare(request, former, form, str(refused))
    except Busy:
        return _compare(request, former, form, str(BUSY))
    words = _("The document holds from %(month)s on. What rests on changed sentences is changed in the forms below.")
    messages.success(request, words % {"month": month_text(accepted.begins)})
    return redirect(f"{reverse('targets:plan_changes', args=[plan.year])}?month={accepted.begins}")


def _compare(request: HttpRequest, former: PlanText, form: AmendmentForm, notice: str = ""):
    """What the document would change; with a notice of what was not stored, and why."""
    plan, amendment = former.plan, form.amendment
    first = amending.holds_from(plan, amendment)
    refusal = ""
    try:
        amending.check(plan, amendment, former)
    except amending.AmendmentRefused as refused:
        refusal = str(refused)
    form.data = form.data.copy()
    form.data["compared"] = amendment.fingerprint(former)
    later = ""
    if first > amendment.from_month and first in plan.months:
        later = _("%(closed)s is closed and keeps its document. This one holds from %(month)s on.") % {
            "closed": month_text(amendment.from_month),
            "month": month_text(first),
        }
    return _amend_page(
        request,
        former,
        form,
        status=CONFLICT if notice or refusal else OK,
        notice=refusal or notice,
        may_accept=not refusal,
        later=later,
        compared=ComparedDocuments(former, amendment.text, plan.nearest_month(first), None, with_steps=False),
    )


def _amend_page(request: HttpRequest, former: PlanText, form: AmendmentForm, status: int = OK, **shown):
    plan = former.plan
    context = {
        "plan": plan,
        "former": document_page.line_of(former, plan),
        "form": form,
        "crumbs": _crumbs(plan, _("Amended document")),
        **shown,
    }
    return render(request, "planning/amend.html", context, status=status)


def _crumbs(plan: WorkPlan, label: str, month: Month | None = None) -> list[dict[str, str]]:
    """The way to a page of the document; the text itself is above the other pages."""
    crumbs = [{"label": _("Dashboard"), "url": reverse("targets:dashboard", args=[plan.year])}]
    text = _("Text of the document")
    if label != text:
        query = f"?month={month}" if month else ""
        crumbs.append({"label": text, "url": reverse("targets:plan_text", args=[plan.year]) + query})
    return [*crumbs, {"label": label}]


@require_GET
def download_document(request, year):
    """The file as it was attached, as a download that browsers do not open in the page."""
    plan = _plan(request, year)
    if not plan.document or not plan.document.storage.exists(plan.document.name):
        raise Http404
    answer = FileResponse(plan.document.open(), as_attachment=True, filename=PurePath(plan.document.name).name)
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def _plan(request, year: int) -> WorkPlan:
    """The plan of the year, for its makers also while it is being made."""
    rights = access.of(request.user)
    rights.require(Action.VIEW_PROGRESS)
    being_made = WorkPlan.objects.filter(year=year, published_at=None).first()
    return being_made if being_made and access.sees_plans_being_made(rights) else plan_of(request, year)


def _month(plan: WorkPlan, text: str | None) -> Month:
    """The month asked for, or the present one; Http404 for one that lies outside the plan."""
    if not text:
        return plan.nearest_month(Month.of(clock.today()))
    return named_month(plan, text)
