"""An import as its reader meets it: what the pages of every kind have in common."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any, ClassVar

from django.core.exceptions import PermissionDenied
from django.utils.functional import Promise

from targets.imports.examination import Examination
from targets.imports.findings import Findings
from targets.models import ImportBatch

FAULTS_SHOWN = 200


class ImportPages(ABC):
    """One import and who looks at it; each kind says who may, where its pages stand, and what they show."""

    preview_template: ClassVar[str]
    result_template: ClassVar[str]
    overtaken: ClassVar[Promise]
    refused: ClassVar[Promise]

    def __init__(self, batch: ImportBatch, user):
        self.batch, self.user = batch, user
        if batch.by_id == user.pk:
            # The same person, whose rights are read already.
            batch.by = user

    @property
    def mine(self) -> bool:
        return self.batch.by_id == self.user.pk

    def require_mine(self) -> None:
        """Going on with an import is its sender's. Raises PermissionDenied for one that is only the user's to read."""
        if not self.mine:
            raise PermissionDenied

    @abstractmethod
    def examination(self, batch: ImportBatch, *, by) -> Examination:
        """A look at the import with this user's rights."""

    @abstractmethod
    def preview(self, findings: Findings, query) -> dict[str, Any]:
        """What the page shows before anything is stored."""

    @abstractmethod
    def result(self) -> dict[str, Any]:
        """What the page of a stored import shows."""

    @abstractmethod
    def url(self, deed: str = "") -> str:
        """The address of the import's page, or of one of its deeds: "store", "discard", "answers"."""

    @abstractmethod
    def list_url(self) -> str:
        """The page on which files are taken in."""

    @abstractmethod
    def file_opened(self) -> None:
        """Written down where the file holds what not everybody may read."""

    def examined(self) -> Findings:
        """What storing would do, with the rights of who uploaded the files."""
        return self.examination(self.batch, by=self.batch.by or self.user).examined()
