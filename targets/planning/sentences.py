"""The text of a document, cut into paragraphs and sentences, and the place at which words stand in it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from targets.names import squeeze

# A sentence ends after its mark, and after the closing quotation mark or bracket that follows it.
END = re.compile(r"(?<=[。！？；])(?![”’）」』])|(?<=[。！？；][”’）」』])|(?<=[.!?;])(?=\s)")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence; `number` counts through the document, and `key` is its text apart from white space and width."""

    number: int
    text: str
    key: str


class DocumentText:
    """The paragraphs of a text, each a line, with their sentences."""

    def __init__(self, text: str):
        self.paragraphs: list[list[Sentence]] = []
        number = 0
        for line in text.splitlines():
            parts = [part for part in END.split(line.strip()) if part.strip()]
            if parts:
                self.paragraphs.append([Sentence(number + i, part, squeeze(part)) for i, part in enumerate(parts)])
                number += len(parts)

    @cached_property
    def sentences(self) -> list[Sentence]:
        return [sentence for paragraph in self.paragraphs for sentence in paragraph]

    @cached_property
    def _keys(self) -> list[str]:
        return ["".join(sentence.key for sentence in paragraph) for paragraph in self.paragraphs]

    def place(self, words: str) -> range:
        """The numbers of the first sentences in which the words stand; empty where they stand nowhere.

        White space and width do not matter. Words may run over several sentences of one paragraph.
        """
        sought = squeeze(words)
        for paragraph, key in zip(self.paragraphs, self._keys, strict=True):
            start = key.find(sought) if sought else -1
            if start >= 0:
                return _touched(paragraph, start, start + len(sought))
        return range(0)


def _touched(paragraph: list[Sentence], start: int, end: int) -> range:
    """The sentences of the paragraph that hold any of the characters from `start` to before `end`."""
    found, at = [], 0
    for sentence in paragraph:
        if at < end and start < at + len(sentence.key):
            found.append(sentence.number)
        at += len(sentence.key)
    return range(found[0], found[-1] + 1)
