"""The files that are accepted as evidence of a milestone: the kind that the name says must be the content's."""

from __future__ import annotations

import zipfile
from pathlib import PurePath

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

MEGABYTE = 1024 * 1024
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# The first bytes of each kind of file.
BEGINNINGS = {
    ".pdf": b"%PDF-",
    ".jpg": b"\xff\xd8\xff",
    ".jpeg": b"\xff\xd8\xff",
    ".png": b"\x89PNG\r\n\x1a\n",
    **dict.fromkeys((".doc", ".xls", ".wps", ".et"), OLE),
}
# Zip formats, each with a part that only it has.
PARTS = {".docx": "word/document.xml", ".xlsx": "xl/workbook.xml", ".ofd": "OFD.xml"}
ALLOWED = (*BEGINNINGS, *PARTS)
NAMES = "PDF, JPG, PNG, DOC(X), XLS(X), WPS, ET, OFD"
LONGEST_NAME = 120


def check_evidence(upload) -> None:
    """Raise ValidationError with a sentence unless the file may be kept as evidence."""
    suffix = PurePath(upload.name).suffix.lower()
    if suffix not in ALLOWED:
        raise ValidationError(_("Files of this kind are not taken. Choose one of: %(kinds)s.") % {"kinds": NAMES})
    if upload.size > settings.EVIDENCE_MAX_MB * MEGABYTE:
        raise ValidationError(
            _("The file is larger than %(limit)s MB. Choose a smaller one.") % {"limit": settings.EVIDENCE_MAX_MB}
        )
    if not _is_what_it_says(upload, suffix):
        raise ValidationError(
            _("The file's content is not what its name “%(suffix)s” says. Save it again in that format.")
            % {"suffix": suffix}
        )


def _is_what_it_says(upload, suffix: str) -> bool:
    upload.seek(0)
    try:
        if suffix in BEGINNINGS:
            return upload.read(len(BEGINNINGS[suffix])) == BEGINNINGS[suffix]
        return PARTS[suffix] in zipfile.ZipFile(upload).namelist()
    except zipfile.BadZipFile:
        return False
    finally:
        upload.seek(0)


class EvidenceField(forms.FileField):
    """A file kept as evidence of a milestone."""

    widget = forms.FileInput

    def __init__(self, **kwargs):
        super().__init__(required=False, max_length=LONGEST_NAME, **kwargs)
        self.widget.attrs["accept"] = ",".join(ALLOWED)

    def clean(self, value, initial=None):
        upload = super().clean(value, initial)
        if upload:
            check_evidence(upload)
        return upload or None
