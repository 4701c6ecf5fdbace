"""Workbooks out: what a unit fills in and sends back."""

from io import BytesIO

from django.http import FileResponse
from django.views.decorators.http import require_GET

from targets.pages import workbook_out


@require_GET
def report_template(request):
    """The unit's workbook for a month or a year."""
    made = workbook_out.make(request.user, request.GET)
    return FileResponse(BytesIO(made.content), as_attachment=True, filename=made.name)
