"""The hash chain of a family's entries, in the order in which they arrived.

Each link holds the hash of the one before, so a changed, moved or missing entry is found. The chain commits to a salted
digest of the personal words, not to the words: words that must go (a court's order, a right to erasure, a sealed
adoption) go with their salt, and the chain still verifies.

What it cannot show by itself: an end that was cut off or added, and a file that somebody made anew from some link on to
the end. Against these, keep the head (the hash of the last link) somewhere else and pass it to `verify`.
"""

from __future__ import annotations

import hashlib
import json
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from nightlight.chronology.entry import Entry
from nightlight.chronology.problems import Problem
from nightlight.chronology.writing import personal, plain

#: What the first link holds in place of the hash of the one before.
BEGINNING: Final = "0" * 64


@dataclass(frozen=True, slots=True)
class Link:
    """One entry in the chain.

    `facts` are the entry's values without its personal words; `digests` the salted digests of those words by field;
    `words` and `salt` are `None` once they have been erased.
    """

    number: int
    facts: Mapping[str, Any]
    digests: Mapping[str, str]
    words: Mapping[str, str] | None
    salt: str | None
    previous: str
    hash: str


def seal(entries: Iterable[Entry], salts: Iterable[str], previous: str = BEGINNING, number: int = 0) -> Iterator[Link]:
    """Links entries to a chain whose last hash is `previous` and whose length is `number`.

    `salts` gives one random text for each entry, at least 128 bits as hexadecimal; the caller draws them, since nothing
    here is random.
    """
    for entry, salt in zip(entries, salts, strict=False):
        number += 1
        words = personal(entry)
        facts = {name: value for name, value in plain(entry).items() if name not in words}
        digests = {name: _digest(salt, name, text) for name, text in words.items()}
        sealed = _hash(number, facts, digests, previous)
        yield Link(number, facts, digests, words, salt, previous, sealed)
        previous = sealed


def erase(link: Link) -> Link:
    """The link without its personal words and their salt; its hash stays right."""
    return Link(link.number, link.facts, link.digests, None, None, link.previous, link.hash)


def verify(links: Sequence[Link], head: str | None = None) -> list[Problem]:
    """Every entry that was changed, moved, added or is missing, each once; an empty list where the chain holds.

    `line` of a problem is the link's place in the sequence, from 1. `head` is the hash of the last link as it was kept
    elsewhere: with it, an end that was cut off, added or made anew is found too.
    """
    return _Check(links, head).problems()


@dataclass(slots=True)
class _Seen:
    """A link as it stands in the file. `made` is the hash of what it says now; `number` is the one that it was sealed
    with, as far as its neighbours vouch for it."""

    link: Link
    place: int
    made: str
    number: int = 0

    @property
    def sound(self) -> bool:
        """Whether its hash fits what it says."""
        return self.made == self.link.hash

    def bears(self, hash_: str) -> bool:
        """Whether the hash is the one it holds or the one that fits it."""
        return hash_ in (self.link.hash, self.made)


class _Check:
    """Compares the order in which links stand with the one that their hashes prove.

    What one act did is said once: an entry that was moved is named, and not also those between which it stood.
    """

    def __init__(self, links: Sequence[Link], head: str | None) -> None:
        self.head = head
        self.found: list[Problem] = []
        self.seen = [
            _Seen(link, place, _hash(link.number, link.facts, link.digests, link.previous))
            for place, link in enumerate(links, 1)
        ]
        self.named: dict[str, _Seen] = {}
        self.followed: dict[str, _Seen] = {}
        for each in self.seen:
            for name in (each.made, each.link.hash):
                if name not in self.named or each.sound:
                    self.named[name] = each
            if each.sound:
                self.followed[each.link.previous] = each

    def problems(self) -> list[Problem]:
        """What is wrong, in the order of the file."""
        for each in self.seen:
            self._itself(each)
            each.number = self._number(each)
        chain = self._in_place(self._without_rivals())
        in_order = _longest_rising([each.number for each in chain])
        for index, each in enumerate(chain):
            if index not in in_order:
                self._say(each, f"it was moved: it was recorded {self._after(each.number - 1, chain)}")
        chain.sort(key=lambda each: each.number)
        self._missing(chain)
        self._made_anew(chain)
        if self.head is not None:
            self._end(chain, self.head)
        return sorted(self.found, key=lambda problem: (problem.line is None, problem.line or 0))

    def _say(self, each: _Seen, message: str) -> None:
        self.found.append(Problem(_where(each.link), message, line=each.place))

    def _itself(self, each: _Seen) -> None:
        """What is wrong with a link by itself."""
        link = each.link
        if not each.sound:
            self._say(
                each, "it was changed after it was recorded: its hash does not fit what it says; take the sealed copy"
            )
        elif link.words is None and link.salt is not None and link.digests:
            self._say(each, "its words are gone and their salt was left; where words are erased their salt goes too")
        elif link.words is not None and (wrong := _wrong_words(link)):
            self._say(each, f"its words ({', '.join(wrong)}) were changed after it was recorded; take the sealed copy")

    def _parent(self, each: _Seen) -> _Seen | None:
        found = self.named.get(each.link.previous)
        return None if found is each else found

    def _child(self, each: _Seen) -> _Seen | None:
        found = self.followed.get(each.link.hash) or self.followed.get(each.made)
        return None if found is each else found

    def _number(self, each: _Seen) -> int:
        """The number with which a link was sealed; 0 where it was changed and no neighbour vouches for one."""
        if each.sound:
            return each.link.number
        if (child := self._child(each)) is not None:
            return child.link.number - 1
        parent = self._parent(each)
        if parent is not None and parent.sound:
            return parent.link.number + 1
        return 1 if each.link.previous == BEGINNING else 0

    def _vouched(self, each: _Seen) -> bool:
        first = each.number == 1 and each.link.previous == BEGINNING
        return first or self._parent(each) is not None or self._child(each) is not None

    def _without_rivals(self) -> list[_Seen]:
        """The links, one of each number: of several, the one that its neighbours vouch for."""
        by_number: dict[int, list[_Seen]] = {}
        for each in self.seen:
            if each.number:
                by_number.setdefault(each.number, []).append(each)
        kept = {each.place for each in self.seen if not each.number}
        for rivals in by_number.values():
            best = max(map(self._claim, rivals))
            equal = [each for each in rivals if self._claim(each) == best]
            right = next((each for each in equal if self._stands_right(each)), equal[0])
            kept.add(right.place)
            for each in rivals:
                if each is right or not each.sound:
                    continue
                if each.link == right.link:
                    self._say(each, f"it stands twice, here and on line {right.place}; take this copy out")
                elif len(equal) > 1 and each in equal:
                    self._say(each, f"it or {_where(right.link)} on line {right.place} was added: both have one number")
                else:
                    self._say(
                        each, f"it was added: {_where(right.link)} on line {right.place} has its place in the chain"
                    )
        return [each for each in self.seen if each.place in kept]

    def _claim(self, each: _Seen) -> tuple[bool, bool, bool, bool]:
        child = self._child(each)
        return (
            each.sound,
            child is not None or each.link.hash == self.head,
            self._parent(each) is not None,
            child is not None,
        )

    def _stands_right(self, each: _Seen) -> bool:
        before = self.seen[each.place - 2] if each.place > 1 else None
        return before.bears(each.link.previous) if before is not None else each.link.previous == BEGINNING

    def _in_place(self, links: list[_Seen]) -> list[_Seen]:
        """Without those that nothing vouches for and that fit nowhere; one that was changed takes a place left free."""
        vouched = [each for each in links if each.number and self._vouched(each)]
        numbers = {each.number for each in vouched}
        kept = []
        for each in links:
            if each.number and self._vouched(each):
                kept.append(each)
                continue
            before = max((one.number for one in vouched if one.place < each.place), default=0)
            after = min((one.number for one in vouched if one.place > each.place), default=None)
            if not each.number:
                each.number = before + 1
            if before < each.number and (after is None or each.number < after) and each.number not in numbers:
                numbers.add(each.number)
                kept.append(each)
            elif each.sound:
                self._say(each, "it was added: nothing in the chain leads to it or follows from it; take it out")
        return kept

    def _missing(self, chain: Sequence[_Seen]) -> None:
        before = 0
        for each in chain:
            gap = each.number - before - 1
            if gap == 1:
                self._say(each, f"number {before + 1}, the entry before it, is missing; take it from the sealed copy")
            elif gap > 1:
                said = f"numbers {before + 1} to {each.number - 1}, the {gap} entries before it"
                self._say(each, f"{said}, are missing; take them from the sealed copy")
            before = each.number

    def _made_anew(self, chain: Sequence[_Seen]) -> None:
        """Links whose hash was made anew after a change: what follows still holds the old one."""
        anew = "was changed and its hash made anew, or another was put in its place; take the sealed copy"
        by_number = {each.number: each for each in chain}
        broken = {number for number in by_number if self._breaks(number, by_number)}
        for number in sorted(broken):
            if number - 1 in broken:
                continue  # said with the one before
            each, before = by_number[number], by_number.get(number - 1)
            if number + 1 in broken or before is None:
                self._say(each, f"it {anew}")
            elif number + 1 in by_number:
                self._say(before, f"it {anew}")
            else:
                self._say(before, f"it, or {_where(each.link)} after it, {anew}")

    def _breaks(self, number: int, by_number: Mapping[int, _Seen]) -> bool:
        """Whether a link does not hold the hash of the one before it, and neither is known to be changed."""
        each, before = by_number[number], by_number.get(number - 1)
        if not each.sound or (before is None and number != 1):
            return False
        if before is None:
            return each.link.previous != BEGINNING
        return before.sound and not before.bears(each.link.previous)

    def _end(self, chain: Sequence[_Seen], head: str) -> None:
        last = chain[-1] if chain else None
        if last is not None and (last.bears(head) or not last.sound):
            return
        at = self.named.get(head)
        after = [each for each in chain if at is not None and each.number > at.number]
        if after:
            message = "it and what follows were added after the head that you gave; is there a newer head?"
            self._say(after[0], message)
            return
        message = (
            "its last entries are missing, or were made anew: the head that you gave is not there; take the sealed copy"
        )
        self.found.append(Problem("the end of the chain", message))

    def _after(self, number: int, chain: Sequence[_Seen]) -> str:
        before = next((each for each in chain if each.number == number), None)
        if number == 0:
            return "at the beginning"
        return f"right after {_where(before.link)}" if before is not None else f"right after number {number}"


def _longest_rising(numbers: Sequence[int]) -> set[int]:
    """The places of a longest rising series among numbers."""
    ends: list[int] = []
    lowest: list[int] = []
    before: list[int] = []
    for place, number in enumerate(numbers):
        at = bisect_left(lowest, number)
        before.append(ends[at - 1] if at else -1)
        ends[at : at + 1] = [place]
        lowest[at : at + 1] = [number]
    found: set[int] = set()
    place = ends[-1] if ends else -1
    while place >= 0:
        found.add(place)
        place = before[place]
    return found


def _where(link: Link) -> str:
    kind, name = link.facts.get("kind"), link.facts.get("id")
    return f"number {link.number} ({kind}{f', {name}' if name else ''})"


def _wrong_words(link: Link) -> list[str]:
    words, salt = link.words or {}, link.salt
    names = sorted({*words, *link.digests})
    if salt is None:
        return names
    return [name for name in names if name not in words or _digest(salt, name, words[name]) != link.digests.get(name)]


def _digest(salt: str, name: str, text: str) -> str:
    return hashlib.sha256(f"{salt}\x00{name}\x00{text}".encode()).hexdigest()


def _hash(number: int, facts: Mapping[str, Any], digests: Mapping[str, str], previous: str) -> str:
    body = {"number": number, "facts": facts, "digests": dict(digests), "previous": previous}
    canonical = json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()
