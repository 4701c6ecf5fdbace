"""What the pages of every kind of import have in common."""

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
    """One import and the user who looks at it; each kind says who may look, at which addresses, and what is shown."""

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
        """Only who uploaded an import may go on with it. Raises PermissionDenied for others, who may only read it."""
        if not self.mine:
            raise PermissionDenied

    @abstractmethod
    def examination(self, batch: ImportBatch, *, by) -> Examination:
        """The examination of the import with this user's rights."""

    @abstractmethod
    def preview(self, findings: Findings, query) -> dict[str, Any]:
        """What the page shows before anything is stored."""

    @abstractmethod
    def result(self) -> dict[str, Any]:
        """What the page of a stored import shows."""

    @abstractmethod
    def url(self, action: str = "") -> str:
        """The address of the import's page, or of one of its actions: "store", "discard", "answers"."""

    @abstractmethod
    def list_url(self) -> str:
        """The address of the page on which files are uploaded."""

    @abstractmethod
    def file_opened(self) -> None:
        """Record that the file was opened, where it holds what not everybody may read."""

    def examined(self) -> Findings:
        """What storing would do, with the rights of who uploaded the files."""
        return self.examination(self.batch, by=self.batch.by or self.user).examined()
