"""What others needed to know: which entries matter to more than the agency that wrote them, and who came to know them.

There is no list of such kinds. An entry matters where the recorder marked it (`significant`), where the vocabulary
files it under risk or harm, or where a safeguard watches until others know of it (a deadline that is answered by
`known`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from nightlight.chronology.entry import Entry
from nightlight.chronology.kinds import KINDS
from nightlight.chronology.moments import Moment
from nightlight.picture import Picture
from nightlight.picture.facts import Fact
from nightlight.picture.selecting import Selector
from nightlight.safeguards.rules import Deadline, Safeguard

#: Groups of the vocabulary whose entries tell of danger, or of what makes a child safer.
_GROUPS: Final = frozenset({"risk", "harm"})


@dataclass(frozen=True, slots=True)
class Known:
    """An agency that came to know an entry, and when."""

    agency: str
    since: Moment


@dataclass(frozen=True, slots=True)
class Knowledge:
    """Who came to know an entry by a moment: each agency with when, those not told, and those who came in only later.

    An agency is in the family from when the record first names it; one that came in after the entry was written was
    not there to be told, which is said apart.
    """

    known: tuple[Known, ...]
    not_told: tuple[str, ...]
    came_later: tuple[str, ...]


def watched_for_telling(safeguards: Iterable[Safeguard]) -> list[Selector]:
    """The entries of which a safeguard watches that others come to know."""
    return [
        selector
        for rule in safeguards
        if isinstance(rule, Deadline) and rule.known
        for selector in rule.trigger.selectors
        if selector.kind in KINDS
    ]


def matters_to_others(entry: Entry, fact: Fact, watched: Iterable[Selector], picture: Picture) -> bool:
    """Whether others needed to know of an entry; a recorder's own mark (`significant`) settles it."""
    if entry.significant is not None:
        return entry.significant
    if entry.body.group in _GROUPS:
        return True
    return any(each.kind == fact.kind and each.passes(fact, picture) is not False for each in watched)


def knowledge_of(root: str, picture: Picture) -> Knowledge:
    """Who came to know an entry by the picture's moment; in one agency's view, that agency only."""
    here = picture.agencies_since()
    asked = [picture.known_to] if picture.known_to is not None else [key for key in picture.agencies if key in here]
    recorded = picture.chronology.entry(root).recorded.first
    known: list[Known] = []
    not_told: list[str] = []
    came_later: list[str] = []
    for agency in asked:
        since = picture.chronology.known_from(root, agency)
        if since is not None and since <= picture.as_of:
            known.append(Known(agency, since))
        elif here.get(agency, recorded) > recorded:
            came_later.append(agency)
        else:
            not_told.append(agency)
    return Knowledge(tuple(sorted(known, key=lambda each: each.since)), tuple(not_told), tuple(came_later))
