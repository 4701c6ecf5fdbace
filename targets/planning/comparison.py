"""Two texts of a document compared sentence by sentence (条文对照): what was added, removed and changed, and where."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import NamedTuple

from targets.planning.sentences import DocumentText, Sentence

# A number is one word, as is a word in Latin letters; of Chinese each character is.
WORDS = re.compile(r"\d+(?:\.\d+)?|[A-Za-z]+|\s+|.", re.DOTALL)
# A quantity: a number that names no year, month, day or document.
QUANTITY = re.compile(r"\d+(?:\.\d+)?(?![\d.]*[\d年月日号〕\]])")
# Two sentences are one that was changed if this share of their neighbouring characters is the same.
ALIKE = 0.5


class TextRun(NamedTuple):
    """A run of a sentence's text, which is the same in the other one or not."""

    text: str
    differs: bool


@dataclass(frozen=True, slots=True)
class ChangedSentence:
    """A sentence before and after."""

    before: Sentence
    after: Sentence
    before_pieces: list[TextRun]
    after_pieces: list[TextRun]

    def carried(self, words: str) -> str:
        """The words of the former sentence as the new one has them; empty where they are not found literally."""
        start = self.before.text.find(words)
        if not words or start < 0:
            return ""
        old, new = WORDS.findall(self.before.text), WORDS.findall(self.after.text)
        first, last = _boundaries(old, start, start + len(words))
        begins, ends = 0, len(new)
        for tag, i1, i2, j1, j2 in _steps(old, new):
            if i1 <= first < i2:
                begins = j1 + (first - i1 if tag == "equal" else 0)
            if i1 < last <= i2:
                ends = j2 - (i2 - last if tag == "equal" else 0)
        return "".join(new[begins:ends])


@dataclass(slots=True)
class TextComparison:
    """What differs; sentences that only stand elsewhere are counted as `moved`."""

    added: list[Sentence] = field(default_factory=list)
    removed: list[Sentence] = field(default_factory=list)
    changed: list[ChangedSentence] = field(default_factory=list)
    moved: int = 0

    @property
    def differs(self) -> bool:
        return bool(self.added or self.removed or self.changed or self.moved)


def compare(before: DocumentText, after: DocumentText) -> TextComparison:
    """What differs between the two texts, in the order of the sentences."""
    old, new = before.sentences, after.sentences
    matcher = SequenceMatcher(None, [one.key for one in old], [one.key for one in new], autojunk=False)
    gone: list[Sentence] = []
    come: list[Sentence] = []
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag != "equal":
            gone += old[i1:i2]
            come += new[j1:j2]
    moved = _take_moved(gone, come)
    pairs = _pairs(gone, come)
    taken = {one.number for one, _other in pairs}, {other.number for _one, other in pairs}
    return TextComparison(
        added=[one for one in come if one.number not in taken[1]],
        removed=[one for one in gone if one.number not in taken[0]],
        changed=[_change(*pair) for pair in sorted(pairs, key=lambda pair: pair[1].number)],
        moved=moved,
    )


def names_quantity(sentence: Sentence) -> bool:
    """Whether the sentence has a number that could be a target."""
    return QUANTITY.search(sentence.key) is not None


def _take_moved(gone: list[Sentence], come: list[Sentence]) -> int:
    """Take out of both lists what is the same and only stands elsewhere; how many these are."""
    both = Counter(one.key for one in gone) & Counter(one.key for one in come)
    for rows in (gone, come):
        left = Counter(both)
        kept = []
        for one in rows:
            if left[one.key]:
                left[one.key] -= 1
            else:
                kept.append(one)
        rows[:] = kept
    return both.total()


def _pairs(gone: Iterable[Sentence], come: Iterable[Sentence]) -> list[tuple[Sentence, Sentence]]:
    """Each former sentence with the new one that it has become: those first that are most alike."""
    old = {one.number: one for one in gone}
    new = {one.number: one for one in come}
    parts = {number: _neighbours(one.key) for number, one in old.items()}
    where: dict[str, list[int]] = defaultdict(list)
    for number, found in parts.items():
        for part in found:
            where[part].append(number)
    scores = []
    for number, one in new.items():
        own = _neighbours(one.key)
        shared = Counter(other for part in own for other in where.get(part, ()))
        scores += [
            (-2 * count / (len(own) + len(parts[other])), other, number) for other, count in shared.items() if count
        ]
    pairs: dict[int, int] = {}
    used: set[int] = set()
    for score, former, later in sorted(scores):
        if -score >= ALIKE and former not in pairs and later not in used:
            pairs[former] = later
            used.add(later)
    return [(old[former], new[later]) for former, later in pairs.items()]


def _neighbours(key: str) -> set[str]:
    """The pairs of neighbouring characters; of a single character itself."""
    return {key[at : at + 2] for at in range(len(key) - 1)} or {key}


def _change(before: Sentence, after: Sentence) -> ChangedSentence:
    old, new = WORDS.findall(before.text), WORDS.findall(after.text)
    former, later = [], []
    for tag, i1, i2, j1, j2 in _steps(old, new):
        for pieces, words in ((former, old[i1:i2]), (later, new[j1:j2])):
            if words:
                pieces.append(TextRun("".join(words), tag != "equal"))
    return ChangedSentence(before, after, former, later)


def _steps(old: list[str], new: list[str]) -> list[tuple[str, int, int, int, int]]:
    return SequenceMatcher(None, old, new, autojunk=False).get_opcodes()


def _boundaries(words: list[str], start: int, end: int) -> tuple[int, int]:
    """The first word that reaches beyond the character `start`, and the one after the last that begins before `end`."""
    at, first, last = 0, len(words), len(words)
    for number, word in enumerate(words):
        if at + len(word) > start:
            first = min(first, number)
        if at >= end:
            last = min(last, number)
        at += len(word)
    return first, last
