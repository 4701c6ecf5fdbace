"""The tables of a page as a file: the address of the page with `?export=xlsx` or `?export=csv`."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from targets import clock
from targets.frame.context import portal_state
from targets.frame.phrases import day_text
from targets.tables import Table
from targets.tables.csv_files import write_csv
from targets.tables.texts import file_name
from targets.tables.xlsx_files import CONTENT_TYPE, write_xlsx

PARAMETER = "export"
WRITERS = {
    "xlsx": (CONTENT_TYPE, write_xlsx),
    "csv": ("text/csv; charset=utf-8", write_csv),
}


@dataclass(slots=True)
class Download:
    """The tables of a page, with the parts of the file's name and the lines that stand above every table."""

    name: list[str]
    captions: list[str]
    tables: list[Table] = field(default_factory=list)


def asked(request: HttpRequest) -> str:
    """The kind of file that the address asks for; empty if it asks for the page. Raises Http404 for an unknown kind."""
    if PARAMETER not in request.GET:
        return ""
    kind = request.GET[PARAMETER]
    if kind not in WRITERS:
        raise Http404
    return kind


def send(request: HttpRequest, kind: str, download: Download) -> HttpResponse:
    """The answer with the file; its captions say when it was made, and if its figures are a demonstration."""
    content_type, write = WRITERS[kind]
    marks = [_("exported on %(day)s") % {"day": day_text(clock.today())}]
    if portal_state(request).demonstration:
        marks.insert(0, _("demonstration data, no real figures"))
    common = [line for line in (*download.captions, *marks) if line]
    tables = [table.contents() for table in download.tables]
    for table in tables:
        table.captions = [*common, *table.captions]
    response = HttpResponse(write(tables), content_type=content_type)
    name = f"{file_name(*download.name)}.{kind}"
    response.headers["Content-Disposition"] = content_disposition_header(True, name)
    return response
