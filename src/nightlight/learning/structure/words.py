"""Words as they are compared: without case, accents, apostrophes and plural, and with a letter or two wrong."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import combinations
from typing import Final

_APOSTROPHES: Final = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "`": "'", "´": "'", "＇": "'"})
_WORD: Final = re.compile(r"[a-z0-9]+")
#: A word this long may have one letter wrong, or two.
_ONE, _TWO = 4, 9
#: Longer runs of letters are no words, and would cost much to compare.
_LONGEST = 24
#: How few of a thing are written, each at its number's place.
COUNTS: Final = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen",
    "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty",
)  # fmt: skip
#: Those up to a dozen, with which people also number.
DOZEN: Final = COUNTS[1:13]
#: Of texts no longer than this the words are kept: a line is asked for its words many times.
_KEPT: Final = 600


def straight(text: str) -> str:
    """The text with one form of apostrophe, in small letters."""
    return text.translate(_APOSTROPHES).casefold()


def plain(text: str) -> str:
    """Small letters and figures only, one space between words; "&" is "and", an apostrophe is nothing.

    >>> plain("What’s working well? (R&D)")
    'whats working well r and d'
    """
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text.translate(_APOSTROPHES))
        text = "".join(letter for letter in text if not unicodedata.combining(letter))
    return " ".join(_WORD.findall(text.casefold().replace("'", "").replace("&", " and ")))


def words(text: str) -> list[str]:
    """The plain words of a text. A heading set with s p a c e s between its letters is one word."""
    return list(_words(text)) if len(text) <= _KEPT else _split(text)


def _split(text: str) -> list[str]:
    found = plain(text).split()
    if len(found) >= 4 and all(len(word) == 1 for word in found):
        return ["".join(found)]
    return found


@lru_cache(maxsize=16_384)
def _words(text: str) -> tuple[str, ...]:
    return tuple(_split(text))


def singular(word: str) -> str:
    """A word without the ending of its plural.

    >>> singular("findings"), singular("agencies"), singular("process")
    ('finding', 'agency', 'process')
    """
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


def distance(one: str, other: str, most: int) -> int:
    """Letters put in, left out, changed or swapped with the next to get from one word to the other; `most` + 1 if more."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    last = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        row = [i]
        for j, b in enumerate(other, 1):
            cost = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
        before, last = last, row
    return last[-1]


def _shortened(word: str, by: int) -> Iterator[str]:
    yield word
    if by < 1:
        return
    for at in range(len(word)):
        yield word[:at] + word[at + 1 :]
    if by > 1:
        for first, second in combinations(range(len(word)), 2):
            yield word[:first] + word[first + 1 : second] + word[second + 1 :]


class Vocabulary:
    """Known words, found again when a letter or two of them is wrong.

    `misread` are the letters that a scanner takes for others: what it read, and what was meant. `other` are words of
    the language that are none of the known ones: nobody who writes "dads" has meant another word.
    """

    def __init__(
        self, known: Iterable[str], misread: Iterable[tuple[str, str]] = (), other: Iterable[str] = ()
    ) -> None:
        self._other = frozenset(singular(word) for word in other)
        self._misread = tuple(misread)
        self._known = frozenset(singular(word) for word in known)
        self._near: dict[str, set[str]] = {}
        for word in self._known:
            if len(word) >= _ONE - 1:
                for form in _shortened(word, _wrong(word)):
                    self._near.setdefault(form, set()).add(word)
        self.near = lru_cache(maxsize=20_000)(self._find)

    def _find(self, word: str) -> tuple[tuple[str, float], ...]:
        """The known words that this one may be, each with how sure: 1 where it is the word itself."""
        base = singular(word)
        if base in self._known:
            return ((base, 1.0),)
        if not _ONE - 1 <= len(base) <= _LONGEST or base in self._other:
            return ()
        found: dict[str, float] = {}
        for read, meant in self._misread:
            at = word.find(read)
            while at >= 0:
                meant_word = singular(word[:at] + meant + word[at + len(read) :])
                if meant_word in self._known:
                    found[meant_word] = 0.9
                at = word.find(read, at + 1)
        for form in _shortened(base, _wrong(base)):
            for known in self._near.get(form, ()):
                allowed = min(_wrong(known), _wrong(base)) or 1
                apart = min(distance(base, known, allowed), distance(word, known, allowed))
                if apart <= allowed:
                    found[known] = max(found.get(known, 0.0), 0.9 if apart == 1 and len(known) >= _ONE else 0.7)
        return tuple(sorted(found.items(), key=lambda each: (-each[1], each[0])))


def _wrong(word: str) -> int:
    return 2 if len(word) >= _TWO else 1 if len(word) >= _ONE - 1 else 0


_TOKEN: Final = re.compile(r"\w+")
_FIRST: Final = re.compile(r"\W{0,3}(?=(\w+))")


def _expression(pattern: str) -> str:
    """A phrase of the cue lists as a regular expression over `straight` text; "*" is up to six words."""
    parts: list[str] = []
    body = straight(pattern.lstrip("^"))
    for word in body.split():
        if word == "*":
            parts.append(r"(?:\S{1,40} ){0,6}?")
        elif word.startswith("*"):
            parts.append(r"(?:\S{1,40} ){0,6}?" + re.escape(word[1:]) + " ")
        else:
            parts.append(re.escape(word) + " ")
    joined = "".join(parts).rstrip()
    return joined if body.endswith("*") else joined + r"(?!\w)"


@lru_cache(maxsize=16_384)
def _tokens(line: str) -> tuple[tuple[str, int], ...]:
    return tuple((found.group(), found.start()) for found in _TOKEN.finditer(line))


class Phrases:
    """Phrases that are looked for in `straight` text of one line, found by the words that they begin with.

    A line is looked through once for all of them: what it costs grows with the line and not with their number.
    """

    def __init__(self, patterns: Iterable[str]) -> None:
        anchored: dict[str, list[str]] = {}
        inner: dict[str, list[str]] = {}
        odd: list[str] = []
        for pattern in patterns:
            expression = _expression(pattern)
            first = _TOKEN.match(straight(pattern.lstrip("^")))
            if first is None:
                odd.append((r"^\W{0,3}" if pattern.startswith("^") else r"(?<!\w)") + expression)
            else:
                (anchored if pattern.startswith("^") else inner).setdefault(first.group(), []).append(expression)
        self._anchored = {word: re.compile("|".join(each)) for word, each in anchored.items()}
        self._inner = {word: re.compile("|".join(each)) for word, each in inner.items()}
        self._odd = re.compile("|".join(odd)) if odd else None

    def search(self, line: str) -> re.Match[str] | None:
        """The first of the phrases that a line holds, or None."""
        if self._anchored:
            first = _FIRST.match(line)
            pattern = self._anchored.get(first.group(1)) if first is not None else None
            found = pattern.match(line, first.end()) if pattern is not None and first is not None else None
            if found is not None:
                return found
        inner = self._inner
        if inner:
            for word, at in _tokens(line):
                if word in inner and (found := inner[word].match(line, at)) is not None:
                    return found
        return self._odd.search(line) if self._odd is not None else None
