"""The batch tool for identity numbers: a file in, the upgraded one or its counts out; nothing is kept."""

from pathlib import PurePath

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods

from infrastructure.forms import IdentityFileForm
from infrastructure.identity_page import UpgradedFile
from targets import access
from targets.access import Action
from targets.tables.texts import file_name
from targets.tables.xlsx_files import CONTENT_TYPE

TEMPLATE, UNPROCESSABLE = "infrastructure/identity_numbers.html", 422


@sensitive_variables()
@require_http_methods(["GET", "POST"])
def identity_numbers(request):
    """The form; with a file the workbook, or its counts on the page where these alone are asked for."""
    access.of(request.user).require(Action.KEEP_REGISTERS, app="infrastructure")
    form = IdentityFileForm(request.POST or None, request.FILES or None)
    if not form.is_valid():
        return render(request, TEMPLATE, {"form": form}, status=UNPROCESSABLE if form.is_bound else 200)
    upgraded = UpgradedFile(form.place, request.user)
    if "count" in request.POST:
        return render(request, TEMPLATE, {"form": IdentityFileForm(), "upgraded": upgraded})
    return _workbook(request, upgraded, form.cleaned_data["file"].name)


def _workbook(request, upgraded, name):
    answer = HttpResponse(upgraded.workbook(), content_type=CONTENT_TYPE)
    name = f"{file_name(PurePath(name).stem, _('identity numbers upgraded'))}.xlsx"
    answer.headers["Content-Disposition"] = content_disposition_header(True, name)
    return answer
