"""The notation of phrases: words, endings left open, one word or another, and two things near each other.

`father* NEAR/5 assess*` reads: a word that begins with "father" and one that begins with "assess", at most five words
between them, in either order, within a sentence.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise, product
from typing import Final
from unicodedata import normalize

#: No phrase is longer; it keeps a slip (a sentence pasted in) from being taken for a phrase.
MOST_WORDS: Final = 10
#: The most words that may stand between the two sides of NEAR.
FURTHEST: Final = 15
#: The fewest letters that may stand before an open ending.
_SHORTEST: Final = 3

# A word goes on after an apostrophe, a soft hyphen, and a hyphen that ends a line.
_WORD: Final = re.compile(r"[^\W_]+(?:(?:['’&\u00ad\u200b]|-[ \t]*\r?\n[ \t]*(?=[a-z]))[^\W_]+)*")
_JOINT: Final = re.compile(r"[\u00ad\u200b]|-\s*")
_ENDS: Final = re.compile(r"[.!?;…](?=\s)|\n\s*\n|\n\s*[•▪◦‣·*–—-]\s")
_NEAR: Final = re.compile(r"\s+NEAR/(\d+)\s+")
_TERM: Final = re.compile(r"[^\W_]+(?:['’&][^\W_]+)*\*?")


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text: where it stands, its small letters, the sentence it belongs to."""

    written: str
    small: str
    start: int
    end: int
    sentence: int


@dataclass(frozen=True, slots=True)
class Found:
    """A phrase that was found: the words (by their number in the text) that make it up, one group for each side of NEAR."""

    phrase: str
    groups: tuple[tuple[int, ...], ...]

    @property
    def words(self) -> frozenset[int]:
        """The numbers of all its words."""
        return frozenset(each for group in self.groups for each in group)


def words_of(text: str) -> tuple[Word, ...]:
    """The words of a text, in order. A hyphen parts words; an apostrophe, or a hyphen at the end of a line, does not.

    >>> [word.small for word in words_of("Pre-birth: the mother’s")]
    ['pre', 'birth', 'the', "mother's"]
    """
    ends = [each.end() for each in _ENDS.finditer(text)]
    found, sentence = [], 0
    for each in _WORD.finditer(text):
        while sentence < len(ends) and ends[sentence] <= each.start():
            sentence += 1
        written = each[0].replace("’", "'")
        if not written.isalnum():
            written = _JOINT.sub("", written)
        if not written.isascii():
            written = normalize("NFKC", written)
        found.append(Word(written, written.lower(), each.start(), each.end(), sentence))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _Term:
    letters: str
    open_ended: bool
    capitals: bool

    def fits(self, word: Word) -> bool:
        have = word.written if self.capitals else word.small
        return have.startswith(self.letters) if self.open_ended else have == self.letters


#: One place of a phrase: any of these terms.
_Place = tuple[_Term, ...]
#: Words that follow one another.
_Run = tuple[_Place, ...]


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase as it is written, and what it asks of the words of a text.

    `sides` holds one side, or the two of NEAR; a side is any of several runs of words ("pre-birth" is two words or one).
    """

    written: str
    sides: tuple[tuple[_Run, ...], ...]
    apart: int = 0


class NotAPhrase(ValueError):
    """A phrase that cannot be read; the message says what to write instead."""


def read_phrase(written: str) -> Phrase:
    """A phrase of the notation.

    Raises `NotAPhrase` with what is wrong in it.

    >>> len(read_phrase("father* NEAR/5 assess*").sides)
    2
    """
    sides = _NEAR.split(written.strip())
    if len(sides) not in (1, 3):
        raise NotAPhrase("it has more than one NEAR; write two phrases")
    if "NEAR" in written.split():
        raise NotAPhrase("NEAR needs a number: NEAR/5 is at most five words between")
    if "NEAR/" in written and len(sides) == 1:
        raise NotAPhrase("NEAR/5 stands between two phrases, with a space on each side")
    apart = int(sides[1]) if len(sides) == 3 else 0
    if apart > FURTHEST:
        raise NotAPhrase(f"NEAR/{apart} is too far; at most NEAR/{FURTHEST}")
    return Phrase(written, tuple(_side(each) for each in sides[::2]), apart)


def _side(written: str) -> tuple[_Run, ...]:
    places: list[tuple[_Run, ...]] = []
    for piece in written.split():
        if "-" not in piece:
            places.append(((_place(piece),),))
            continue
        # A hyphen may be a hyphen, a space or nothing.
        runs: list[_Run] = []
        for choice in piece.split("|"):
            parts = choice.strip("-").split("-")
            runs.append(tuple(_place(part) for part in parts))
            if len(parts) > 1:
                runs.append((_place("".join(parts)),))
        places.append(tuple(runs))
    if not places:
        raise NotAPhrase("it has no words")
    if len(places) > MOST_WORDS:
        raise NotAPhrase(f"it has {len(places)} words; a phrase has at most {MOST_WORDS}")
    return tuple(tuple(place for part in choice for place in part) for choice in product(*places))


def _place(piece: str) -> _Place:
    return tuple(_term(each) for each in piece.split("|"))


def _term(letters: str) -> _Term:
    if not letters:
        raise NotAPhrase("| stands between two words, without spaces: father|dad")
    if not _TERM.fullmatch(letters):
        if "*" in letters:
            raise NotAPhrase(f"{letters!r}: * stands at the end of a word: assess*")
        raise NotAPhrase(f"{letters!r} is no word; write letters, a hyphen, an apostrophe, | or * at the end")
    open_ended, bare = letters.endswith("*"), letters.rstrip("*").replace("’", "'")
    if open_ended and len(bare) < _SHORTEST:
        raise NotAPhrase(f"{letters!r} would find too many words; give at least {_SHORTEST} letters before *")
    # An acronym in capitals is found in capitals only: ICON is a programme, an icon is not.
    capitals = len(bare) > 1 and bare.isupper()
    return _Term(bare if capitals else bare.lower(), open_ended, capitals)


class Finder:
    """Finds many phrases in a text in one pass over its words."""

    __slots__ = ("_near", "_open", "_runs", "_sided", "_whole")

    def __init__(self, phrases: Iterable[Phrase]) -> None:
        self._runs: list[tuple[str, int, _Run]] = []
        self._near: list[Phrase] = []
        self._whole: dict[str, list[int]] = {}
        self._open: dict[str, dict[str, list[int]]] = {}
        for phrase in dict.fromkeys(phrases):
            if len(phrase.sides) == 2:
                self._near.append(phrase)
            for side, runs in enumerate(phrase.sides):
                for run in runs:
                    self._index(phrase.written, side, run)
        self._sided = frozenset(each.written for each in self._near)

    def _index(self, written: str, side: int, run: _Run) -> None:
        self._runs.append((written, side, run))
        number = len(self._runs) - 1
        for term in run[0]:
            letters = term.letters.lower()
            table = self._open.setdefault(letters[:_SHORTEST], {}) if term.open_ended else self._whole
            held = table.setdefault(letters, [])
            if number not in held:
                held.append(number)

    def find(self, words: Sequence[Word]) -> tuple[Found, ...]:
        """Every phrase that is found, each place once, in the order of the text."""
        ones: list[Found] = []
        sided: dict[str, tuple[list[tuple[int, ...]], list[tuple[int, ...]]]] = {}
        for at, word in enumerate(words):
            for number in dict.fromkeys(self._starting(word)):
                written, side, run = self._runs[number]
                if not _runs_on(run, words, at):
                    continue
                group = tuple(range(at, at + len(run)))
                if written in self._sided:
                    sided.setdefault(written, ([], []))[side].append(group)
                else:
                    ones.append(Found(written, (group,)))
        for phrase in self._near if sided else ():
            if phrase.written in sided:
                ones += _pairs(phrase, sided[phrase.written], words)
        return tuple(sorted(dict.fromkeys(ones), key=lambda each: (each.groups, each.phrase)))

    def _starting(self, word: Word) -> Iterable[int]:
        yield from self._whole.get(word.small, ())
        for letters, numbers in self._open.get(word.small[:_SHORTEST], {}).items():
            if word.small.startswith(letters):
                yield from numbers


def _runs_on(run: _Run, words: Sequence[Word], at: int) -> bool:
    if at + len(run) > len(words):
        return False
    for number, place in enumerate(run, at):
        if not any(term.fits(words[number]) for term in place):
            return False
    return words[at].sentence == words[at + len(run) - 1].sentence


def _pairs(
    phrase: Phrase, sides: tuple[list[tuple[int, ...]], list[tuple[int, ...]]], words: Sequence[Word]
) -> Iterable[Found]:
    others = sorted(sides[1])
    for one in sides[0]:
        # Only those that begin near enough are looked at, so that a long text costs no more for each of its words.
        low = bisect_left(others, (one[0] - phrase.apart - MOST_WORDS,))
        for other in islice(others, low, None):
            if other[0] - one[-1] - 1 > phrase.apart:
                break
            first, second = sorted((one, other))
            if first[-1] >= second[0] or second[0] - first[-1] - 1 > phrase.apart:
                continue
            if words[first[0]].sentence == words[second[-1]].sentence:
                yield Found(phrase.written, (first, second))


def spans(found: Found, words: Sequence[Word]) -> tuple[tuple[int, int], ...]:
    """Where a phrase stands in the text: one slice, or two for NEAR (one where its sides touch)."""
    kept: list[tuple[int, ...]] = []
    for group in found.groups:
        if kept and kept[-1][-1] + 1 == group[0]:
            kept[-1] = (*kept[-1], *group)
        else:
            kept.append(group)
    assert all(one[-1] < other[0] for one, other in pairwise(kept))
    return tuple((words[group[0]].start, words[group[-1]].end) for group in kept)


class Stretches:
    """Stretches of words in which a phrase does not count."""

    __slots__ = ("_by_word",)

    def __init__(self, found: Iterable[Found]) -> None:
        self._by_word: dict[int, list[frozenset[int]]] = {}
        for each in found:
            for word in each.words:
                self._by_word.setdefault(word, []).append(each.words)

    def hold(self, found: Found) -> bool:
        """Whether one side of a phrase lies wholly in one of the stretches."""
        return any(stretch.issuperset(group) for group in found.groups for stretch in self._by_word.get(group[0], ()))
