"""Uploaded files: kept unchanged, read again for each examination, and recognised when they are uploaded again."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from targets.models import ImportBatch, ImportedFile
from targets.spreadsheets.cells import Book
from targets.spreadsheets.files.refusals import Unreadable
from targets.spreadsheets.reading import read

# Letters of a kept file's name: a file system allows 255 bytes, and a Chinese letter needs three.
LONGEST_NAME = 60


@dataclass(slots=True)
class Upload:
    """A file as it came. `content` is None where it was lost; `seen_before` is the day of the very same file."""

    name: str
    content: bytes | None
    seen_before: str = ""

    def whole(self) -> bytes:
        """What the file holds. Raises Unreadable."""
        if self.content is None:
            raise Unreadable(_("The file is no longer here. Choose it again."))
        return self.content

    def book(self) -> Book:
        """The file's sheets. Raises Unreadable."""
        return read(self.name, self.whole())


def uploads_of(batch: ImportBatch) -> list[Upload]:
    """The import's files, each with the day on which the same file was imported before."""
    rows = list(batch.files.all())
    days = seen_before({row.sha256 for row in rows}, batch)
    return [Upload(row.name, content_of(row), days.get(row.sha256, "")) for row in rows]


def content_of(row: ImportedFile) -> bytes | None:
    """What a kept file holds; None where the upload was broken off before it was written."""
    try:
        with row.content.open("rb") as file:
            return bytes(file.read())
    except FileNotFoundError:
        return None


def seen_before(digests: Collection[str], batch: ImportBatch) -> dict[str, str]:
    """The days on which the very same files were last imported into the same place, by their digests."""
    stored = ImportBatch.objects.like(batch).filter(stored_at__isnull=False).exclude(pk=batch.pk)
    same = ImportedFile.objects.filter(sha256__in=digests, batch__in=stored.order_by())
    days = same.order_by("batch__stored_at").values_list("sha256", "batch__stored_at")
    return {sha256: f"{timezone.localtime(at):%Y-%m-%d}" for sha256, at in days}
