"""The download of the workbook that a unit fills in and sends back."""

from io import BytesIO

from django.http import FileResponse
from django.views.decorators.http import require_GET

from targets.workbooks import page


@require_GET
def report_template(request):
    """The unit's workbook for a month or a year."""
    made = page.make(request.user, request.GET)
    return FileResponse(BytesIO(made.content), as_attachment=True, filename=made.name)
