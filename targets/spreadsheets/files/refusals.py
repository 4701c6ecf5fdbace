"""The refusal of a file, with a sentence for whoever sent it: what the file is and what to do."""

from __future__ import annotations


class Unreadable(ValueError):
    """The file is no workbook or table that can be read. `reason` is the translated sentence."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
