"""What differs between the kinds of import: how files are read, compared with what is stored, and stored."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass

from targets.imports.findings import Findings
from targets.models import ImportBatch


@dataclass(frozen=True, slots=True)
class ImportProgress:
    """How far an import has come."""

    text: str
    done: int
    total: int


class Examination(ABC):
    """One reading of an import's files with the rights of one user.

    Files are read once; `findings` may be called before and after `lock`: it gives what storing would do then.
    """

    @abstractmethod
    def read(self) -> Iterator[ImportProgress]:
        """Read the files, yielding the progress."""

    @abstractmethod
    def lock(self) -> None:
        """Lock exactly what storing is going to change, until the transaction ends."""

    @abstractmethod
    def findings(self) -> Findings:
        """What the files hold, compared with what is stored now."""

    @abstractmethod
    def store(self, batch: ImportBatch, findings: Findings) -> Iterator[ImportProgress]:
        """Store what was found, yielding the progress, and keep on the import what is needed later."""

    def examined(self) -> Findings:
        """What storing would do. Stores nothing."""
        for _progress in self.read():
            pass
        return self.findings()
