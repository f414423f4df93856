"""How well a reading finds what a person found: gold placed in a document's text, altered with it, and scored.

A gold file quotes; it does not count. `place` finds each quotation in the text of a document, however that text is
broken into lines, so that the same gold serves every format. The score is that of the partnership's own gold of real
briefings: a wanted item is right when the found one overlaps it by at least 0.8 and is of the same family of kinds.
"""

from __future__ import annotations

import random
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

#: Kinds that count as one.
FAMILY: Final[Mapping[str, str]] = {
    "practice_implication": "learning_point",
    "one_thing": "learning_point",
    "complicating_factor": "finding",
    "area_for_development": "finding",
    "theme_local": "theme",
    "theme_national": "theme",
    "action_now": "action",
}
#: The families that are counted, in the order in which they are shown.
COUNTED: Final = (
    "case_fact",
    "finding",
    "theme",
    "strength",
    "learning_point",
    "recommendation",
    "question",
    "resource",
    "action",
)
#: The least share of two spans, taken together, that they must have in common.
OVERLAP: Final = 0.8


def family(kind: str) -> str:
    """The family that a kind counts under; a kind of no family is its own."""
    return FAMILY.get(kind, kind)


@dataclass(frozen=True, slots=True)
class Span:
    """A kind, and the slice `start`..`end` of a text, in code points.

    What is found inside a span that is `open_to_doubt` counts neither way, and it is not missed where nothing is.
    """

    kind: str
    start: int
    end: int
    open_to_doubt: bool = False


@dataclass(slots=True)
class Tally:
    """What was right, found though nobody wanted it, and missed, by family."""

    right: Counter[str] = field(default_factory=Counter)
    spurious: Counter[str] = field(default_factory=Counter)
    missed: Counter[str] = field(default_factory=Counter)

    def add(self, other: Tally) -> None:
        """Takes another tally into this one."""
        self.right += other.right
        self.spurious += other.spurious
        self.missed += other.missed

    def figures(self, kind: str | None = None) -> tuple[float, float, float, int]:
        """Precision, recall, F1 and how many were wanted, of one family or of all."""
        of = Counter.total if kind is None else lambda counts: counts[kind]
        right, spurious, missed = (int(of(each)) for each in (self.right, self.spurious, self.missed))
        precision = right / (right + spurious) if right + spurious else 1.0
        recall = right / (right + missed) if right + missed else 1.0
        both = precision + recall
        return precision, recall, 2 * precision * recall / both if both else 0.0, right + missed


def overlap(one: Span, other: Span) -> float:
    """Intersection over union of two spans, 0 to 1."""
    shared = max(0, min(one.end, other.end) - max(one.start, other.start))
    return shared / (max(one.end, other.end) - min(one.start, other.start)) if shared else 0.0


def _within(one: Span, other: Span) -> bool:
    shared = min(one.end, other.end) - max(one.start, other.start)
    return shared >= OVERLAP * (one.end - one.start)


def score(wanted: Sequence[Span], found: Sequence[Span]) -> Tally:
    """Holds found spans against wanted ones: each wanted one takes the best that is still unused."""
    tally = Tally()
    used: set[int] = set()
    for want in wanted:
        kind = family(want.kind)
        if kind not in COUNTED or want.open_to_doubt:
            continue
        best = max(
            (at for at in range(len(found)) if at not in used), key=lambda at: overlap(want, found[at]), default=None
        )
        if best is not None and overlap(want, found[best]) >= OVERLAP and family(found[best].kind) == kind:
            used.add(best)
            tally.right[kind] += 1
        else:
            tally.missed[kind] += 1
    doubtful = [want for want in wanted if want.open_to_doubt]
    for at, each in enumerate(found):
        if at not in used and family(each.kind) in COUNTED and not any(_within(each, one) for one in doubtful):
            tally.spurious[family(each.kind)] += 1
    return tally


# --- Placing gold in a text ------------------------------------------------------------------------------------------

_QUOTES: Final = str.maketrans({"‘": "'", "’": "'", "‛": "'", "“": '"', "”": '"', "„": '"'})
#: As many letters of a quotation's beginning and end as must be there when something stands between them.
_ENDS: Final = 24
#: Where it is interrupted sooner than that, so many at the one end, and three times as many at the other.
_FEW: Final = 12
#: By how much a quotation that something interrupts (the foot of a page) may be longer than its words.
_INTERRUPTED: Final = 1.6
#: What the foot of one page and the head of the next may come to between them, in letters, whatever the quotation's length.
_FOOT_AND_HEAD: Final = 120


def condensed(text: str) -> tuple[str, list[int]]:
    """A text without white space, hyphens and differences of type, and where each of its letters stood.

    A word that is broken at the end of a line is the same as the word in one piece, and so is one with a soft hyphen.
    """
    letters: list[str] = []
    where: list[int] = []
    for at, letter in enumerate(text):
        if letter.isspace() or unicodedata.category(letter) in {"Pd", "Cf", "Cc"}:
            continue
        for plain in unicodedata.normalize("NFKC", letter).translate(_QUOTES):
            if not plain.isspace():
                letters.append(plain)
                where.append(at)
    return "".join(letters), where


class Unplaced(Exception):
    """A quotation of the gold is not in the text. Says which one."""


class Placer:
    """Finds quotations in one text, each time the next occurrence that no other has taken."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._letters, self._where = condensed(text)
        self._taken: list[tuple[int, int]] = []

    def _whole_words(self, start: int, end: int) -> bool:
        before, after = self.text[start - 1 : start], self.text[end : end + 1]
        return not (before.isalnum() and self.text[start].isalnum()) and not (
            after.isalnum() and self.text[end - 1].isalnum()
        )

    def _at(self, first: int, last: int) -> tuple[int, int]:
        return self._where[first], self._where[last] + 1

    def occurrences(self, quotation: str) -> list[tuple[int, int]]:
        """Every place of a quotation, in the order of the text; whole words only."""
        letters, _ = condensed(quotation)
        found: list[tuple[int, int]] = []
        if not letters:
            return found
        at = self._letters.find(letters)
        while at >= 0:
            span = self._at(at, at + len(letters) - 1)
            if self._whole_words(*span):
                found.append(span)
            at = self._letters.find(letters, at + 1)
        return found or self._interrupted(letters)

    def _interrupted(self, letters: str) -> list[tuple[int, int]]:
        if len(letters) < 2 * _ENDS:
            return []
        longest = max(len(letters) * _INTERRUPTED, len(letters) + _FOOT_AND_HEAD)
        for first, last in ((_ENDS, _ENDS), (_FEW, 3 * _FEW), (3 * _FEW, _FEW)):
            found: list[tuple[int, int]] = []
            at = self._letters.find(letters[:first])
            while at >= 0:
                end = self._letters.find(letters[-last:], at + first)
                if end >= 0 and end + last - at <= longest:
                    found.append(self._at(at, end + last - 1))
                at = self._letters.find(letters[:first], at + 1)
            if found:
                return found
        return []

    def take(self, quotation: str, nth: int | None = None) -> tuple[int, int]:
        """The first place of a quotation that is not taken, or its `nth` of all; raises `Unplaced` where there is none."""
        places = self.occurrences(quotation)
        if nth is not None:
            places = places[nth - 1 : nth]
        else:
            places = [
                span for span in places if not any(span[0] < end and start < span[1] for start, end in self._taken)
            ]
        if not places:
            raise Unplaced(quotation)
        self._taken.append(places[0])
        return places[0]

    def free(self, spans: Iterable[tuple[int, int]]) -> None:
        """Lets places be taken again."""
        gone = set(spans)
        self._taken = [each for each in self._taken if each not in gone]

    def line(self, quotation: str) -> tuple[int, int]:
        """As `take`, but a place that fills its line or lines comes first: for headings."""
        free = [
            span
            for span in self.occurrences(quotation)
            if not any(span[0] < end and start < span[1] for start, end in self._taken)
        ]
        if not free:
            raise Unplaced(quotation)
        alone = [span for span in free if self._alone(*span)]
        self._taken.append((alone or free)[0])
        return self._taken[-1]

    def _alone(self, start: int, end: int) -> bool:
        before = self.text[self.text.rfind("\n", 0, start) + 1 : start]
        stop = self.text.find("\n", end)
        after = self.text[end : stop if stop >= 0 else len(self.text)]
        return not re.search(r"[^\W\d_]", before + after)


@dataclass(frozen=True, slots=True)
class Gold:
    """Gold placed in a text: the spans of the items and of the headings, and the quotations that were not found."""

    items: tuple[Span, ...]
    headings: tuple[tuple[int, int], ...]
    lost: tuple[str, ...] = ()


def place(gold: Mapping[str, Any], text: str) -> Gold:
    """Finds a gold file's quotations in a text. Longer ones first, so that a short one is not found inside them.

    An item that says `nth` is that occurrence of all. An item that is not found is lost, and counts as missed.
    """
    placer = Placer(text)
    spans: dict[int, tuple[int, int]] = {}
    lost: list[str] = []
    items: Sequence[Mapping[str, Any]] = gold["items"]
    for at in sorted(range(len(items)), key=lambda each: ("nth" not in items[each], -len(items[each]["text"]))):
        try:
            spans[at] = placer.take(items[at]["text"], items[at].get("nth"))
        except Unplaced:
            if not items[at].get("open_to_doubt"):
                lost.append(items[at]["text"])
            spans[at] = (-1 - at, -1 - at)  # overlaps with nothing: missed
    # A heading may be an item as well, open to doubt; it is never part of one that counts.
    placer.free(spans[at] for at, item in enumerate(items) if item.get("open_to_doubt"))
    headings: list[tuple[int, int]] = []
    for section in sorted(gold.get("sections", ()), key=lambda each: -len(each["heading"])):
        try:
            headings.append(placer.line(section["heading"]))
        except Unplaced:
            lost.append(section["heading"])
    return Gold(
        tuple(
            Span(item["kind"], *spans[at], open_to_doubt=bool(item.get("open_to_doubt")))
            for at, item in enumerate(items)
        ),
        tuple(sorted(headings)),
        tuple(lost),
    )


def with_offsets(gold: Mapping[str, Any]) -> Gold:
    """Gold whose items and sections say where they stand, as that of the real briefings does."""
    return Gold(
        tuple(Span(item["kind"], item["start"], item["end"]) for item in gold["items"]),
        tuple(sorted((section["start"], section["end"]) for section in gold.get("sections", ()))),
    )


# --- Altering a plain text, and its gold with it ---------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Altered:
    """An altered text, and for each of its code points where it stood in the original; None for one put in."""

    text: str
    origins: tuple[int | None, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where a slice of the original went, without white space at its edges."""
        kept = [
            at
            for at, origin in enumerate(self.origins)
            if origin is not None and start <= origin < end and not self.text[at].isspace()
        ]
        if not kept:
            raise ValueError(f"nothing is left of {start} to {end}")
        return kept[0], kept[-1] + 1

    def carry(self, gold: Gold) -> Gold:
        """The same gold in the altered text; what was lost stays lost."""
        return Gold(
            tuple(
                each if each.start < 0 else Span(each.kind, *self.span(each.start, each.end), each.open_to_doubt)
                for each in gold.items
            ),
            tuple(self.span(*each) for each in gold.headings),
            gold.lost,
        )


def _altered(parts: Iterable[tuple[str, int | None]]) -> Altered:
    letters: list[str] = []
    origins: list[int | None] = []
    for letter, origin in parts:
        letters.append(letter)
        origins.append(origin)
    return Altered("".join(letters), tuple(origins))


def rewrapped(text: str, columns: int, *, at_hyphens: bool = False, indent: str = "") -> Altered:
    """A text broken into lines of at most `columns`, as pasted into an email: each of its lines by itself, at white space.

    `at_hyphens` breaks after the hyphen of a compound too, as typesetters do; `indent` goes before each line that was
    broken off. A word longer than a line stays whole.
    """
    unit = re.compile(r"[^\s-]*[^\s\W]-(?=[^\W\d_])|\S+" if at_hyphens else r"\S+")
    parts: list[tuple[str, int | None]] = []
    for line in re.finditer(r"[^\r\n]*(?:\r\n|\r|\n|$)", text):
        body = line.group().rstrip("\r\n")
        if len(body) <= columns:
            parts += [(letter, line.start() + at) for at, letter in enumerate(line.group())]
            continue
        width, done = 0, 0
        for word in unit.finditer(body):
            if width and width + word.end() - done > columns:
                parts += [("\n", None), *((letter, None) for letter in indent)]
                width, done = len(indent), word.start()
            parts += [(body[at], line.start() + at) for at in range(done, word.end())]
            width += word.end() - done
            done = word.end()
        parts += [(letter, line.start() + len(body) + at) for at, letter in enumerate(line.group()[len(body) :])]
    return _altered(parts)


def wrong_letter_in_headings(text: str, headings: Iterable[tuple[int, int]], seed: int) -> Altered:
    """A text with one letter of each heading put wrong, as a scanner reads it; the same `seed`, the same letters."""
    chance = random.Random(seed)
    letters = list(text)
    for start, end in sorted(headings):
        places = [at for at in range(start, end) if letters[at].isalpha()]
        if not places:
            continue
        at = chance.choice(places)
        old = letters[at]
        wrong = chance.choice([each for each in "abcdefghijklmnopqrstuvwxyz" if each != old.lower()])
        letters[at] = wrong.upper() if old.isupper() else wrong
    return Altered("".join(letters), tuple(range(len(letters))))


_MARK: Final = re.compile("^[ \\t]*[·•●▪■◦‣○*o–—➢✓✔►\uf0b7\uf0a7\uf0fc-][ \\t]+", re.MULTILINE)
_NUMBER: Final = re.compile(r"^[ \t]*(?:\(?\d{1,2}[.)]|\(?[a-z][.)])[ \t]+", re.MULTILINE)


def bullets_stripped(text: str, *, numbers: bool = False) -> Altered:
    """A text whose list entries have lost their marks, as copying from a page loses them; `numbers` takes those too."""
    gone: set[int] = set()
    for pattern in (_MARK, _NUMBER) if numbers else (_MARK,):
        for mark in pattern.finditer(text):
            gone |= set(range(mark.start(), mark.end()))
    return _altered((letter, at) for at, letter in enumerate(text) if at not in gone)


#: The alterations that are asked of the real briefings, with the least F1 of each.
ALTERATIONS: Final[Mapping[str, tuple[Callable[[str, Gold], Altered], float]]] = {
    "as published": (lambda text, gold: _altered((letter, at) for at, letter in enumerate(text)), 0.95),
    "60 columns": (lambda text, gold: rewrapped(text, 60), 0.85),
    "60, at hyphens, indented": (lambda text, gold: rewrapped(text, 60, at_hyphens=True, indent="  "), 0.85),
    "wrong letters": (lambda text, gold: wrong_letter_in_headings(text, gold.headings, 7), 0.90),
    "wrong letters again": (lambda text, gold: wrong_letter_in_headings(text, gold.headings, 23), 0.90),
    "no bullets": (lambda text, gold: bullets_stripped(text), 0.88),
    "no bullets, no numbers": (lambda text, gold: bullets_stripped(text, numbers=True), 0.80),
}
