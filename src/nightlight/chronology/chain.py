"""The hash chain of a family's entries, in the order in which they arrived.

Each link holds the hash of the one before, so a changed, moved or missing entry is found. The chain commits to a salted
digest of the personal words, not to the words: words that must go (a court's order, a right to erasure, a sealed
adoption) go with their salt, and the chain still verifies.

What it cannot show by itself: an end that was cut off, and a file that somebody made anew from the first link on. Against
both, keep the head (the hash of the last link) somewhere else and pass it to `verify`.
"""

from __future__ import annotations

import hashlib
import json
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

    `facts` are the entry's values without its personal words; `digests` the salted digests of those words by field; `words`
    and `salt` are `None` once they have been erased.
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
    """Every entry that was changed, moved or is missing; an empty list where the chain holds.

    `head` is the hash of the last link as it was kept elsewhere: with it, a cut-off end is found too.
    """
    problems: list[Problem] = []
    sound = {link.hash: index for index, link in enumerate(links) if _is_sound(link)}
    expected = BEGINNING
    for index, link in enumerate(links):
        where = _where(link)
        if not _is_sound(link):
            problems.append(Problem(where, "it was changed after it was recorded: its hash does not fit what it says"))
        elif link.words is not None and not _words_fit(link):
            problems.append(Problem(where, "its words were changed after it was recorded"))
        if link.previous != expected:
            problems.append(Problem(where, _broken(link, links, sound, index)))
        expected = link.hash
    if head is not None and (not links or links[-1].hash != head):
        at = sound.get(head)
        what = "entries were added after the head that you gave" if at is not None else "its last entries are missing"
        problems.append(Problem("the end of the chain", what))
    return problems


def _broken(link: Link, links: Sequence[Link], sound: Mapping[str, int], index: int) -> str:
    at = sound.get(link.previous)
    first = link.previous == BEGINNING
    if first or (at is not None and at + 1 != index):
        after = "the beginning" if first else _where(links[at or 0])
        return f"it was moved: it was recorded right after {after}"
    missing = link.number - (links[index - 1].number if index else 0) - 1
    if missing == 1:
        return f"number {link.number - 1}, the entry before it, is missing"
    if missing > 1:
        return f"the {missing} entries before it, from number {link.number - missing}, are missing"
    return "the entry that was recorded before it is missing or was changed"


def _where(link: Link) -> str:
    kind, id = link.facts.get("kind"), link.facts.get("id")
    return f"number {link.number} ({kind}{', ' + str(id) if id else ''})"


def _is_sound(link: Link) -> bool:
    return _hash(link.number, link.facts, link.digests, link.previous) == link.hash


def _words_fit(link: Link) -> bool:
    words, salt = link.words or {}, link.salt
    if salt is None or set(words) != set(link.digests):
        return False
    return all(_digest(salt, name, text) == link.digests[name] for name, text in words.items())


def _digest(salt: str, name: str, text: str) -> str:
    return hashlib.sha256(f"{salt}\x00{name}\x00{text}".encode()).hexdigest()


def _hash(number: int, facts: Mapping[str, Any], digests: Mapping[str, str], previous: str) -> str:
    body = {"number": number, "facts": facts, "digests": dict(digests), "previous": previous}
    canonical = json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()
