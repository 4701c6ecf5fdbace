"""What a kind of import does in its own way: how its files are read, compared with what is stored, and stored."""

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
    """One look at some files for one user.

    Files are read once; `findings` may be asked before and after `lock`, and says what storing would do at that moment.
    """

    @abstractmethod
    def read(self) -> Iterator[ImportProgress]:
        """Read the files, telling how far it is."""

    @abstractmethod
    def lock(self) -> None:
        """Keep everybody else from what storing is going to change, until the transaction ends; nothing besides."""

    @abstractmethod
    def findings(self) -> Findings:
        """What the files say, beside what is stored now."""

    @abstractmethod
    def store(self, batch: ImportBatch, findings: Findings) -> Iterator[ImportProgress]:
        """Store what was found, telling how far it is, and note on the import what is to be remembered of it."""

    def examined(self) -> Findings:
        """What storing would do. Stores nothing."""
        for _progress in self.read():
            pass
        return self.findings()
