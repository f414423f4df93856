"""What the parts of the picture rest on, so that a page can say "because of #12", and how facts are read up to a
moment.

Every part is worked out from a picture and a moment in it. The picture says what the record held (`as_of`, `known_to`);
the moment says what of that had happened. Left out, it is the picture's own.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from nightlight.chronology.entry import Entry
from nightlight.chronology.moments import MINUTES_A_DAY, Moment, Precision, When
from nightlight.picture.facts import Fact

if TYPE_CHECKING:
    from nightlight.picture.fold import Picture
    from nightlight.picture.states import Spell


@dataclass(frozen=True, slots=True, order=True)
class Cite:
    """An entry on which something rests: its place in the record, from 1, and its root, which a correction leaves
    as it is."""

    place: int
    root: str

    def says(self) -> str:
        """`#12`."""
        return f"#{self.place}"


@dataclass(frozen=True, slots=True)
class Said:
    """Something that the record says, who wrote it down and when it was so; `by` is the person, where one is named."""

    what: str | None
    agency: str
    when: When
    rests_on: tuple[Cite, ...]
    by: str | None = None


def cites(*facts: Fact | None) -> tuple[Cite, ...]:
    """The entries that these facts state, each once, in the order of their places; `None` is passed over."""
    return tuple(sorted({Cite(place, fact.root) for fact in facts if fact is not None for place in fact.places}))


def together(*rests_on: Iterable[Cite]) -> tuple[Cite, ...]:
    """Several lists of entries as one, each entry once, in the order of their places."""
    return tuple(sorted({cite for each in rests_on for cite in each}))


def said(picture: Picture, fact: Fact, what: str | None) -> Said:
    """What a fact says, in the words of one of its fields."""
    return Said(what, fact.agency, when_of(fact), cites(fact), by_of(picture, fact))


def moment_of(picture: Picture, at: Moment | None) -> Moment:
    """The moment that is meant: the picture's own where none is given; the record cannot be seen ahead of itself."""
    return picture.as_of if at is None else min(at, picture.as_of)


def happened(picture: Picture, kind: str, at: Moment) -> list[Fact]:
    """The facts of a kind that had happened by a moment, in their order."""
    return [fact for fact in picture.of(kind) if fact.first <= at]


def in_thread(picture: Picture, thread: str | None, kind: str, at: Moment) -> list[Fact]:
    """The facts of a kind in a thread that had happened by a moment, in their order."""
    return [fact for fact in picture.in_thread(thread) if fact.kind == kind and fact.first <= at]


def latest(facts: Iterable[Fact]) -> Fact | None:
    """The last to happen; of those that happened together the last to be recorded; `None` where there is none."""
    return max(facts, key=_lateness, default=None)


def in_time(facts: Iterable[Fact]) -> list[Fact]:
    """Facts of several kinds in the order in which they happened, and then were recorded."""
    return sorted(facts, key=_lateness)


def _lateness(fact: Fact) -> tuple[Moment, Moment, str, str]:
    return (fact.first, fact.since, fact.root, fact.kind)


def is_over(spell: Spell, at: Moment) -> bool:
    """Whether a stretch of a state had ended by a moment."""
    return spell.end <= at


#: Longer than this a span is a year, in days.
_LONGEST_MONTH: Final = 31


def when_of(fact: Fact) -> When:
    """When a fact happened, as exactly as it was written: to the minute, the day, the month or the year."""
    precision: Precision
    if fact.first == fact.last:
        precision = "minute"
    elif fact.last - fact.first < MINUTES_A_DAY:
        precision = "day"
    elif fact.last - fact.first < MINUTES_A_DAY * _LONGEST_MONTH:
        precision = "month"
    else:
        precision = "year"
    return When(fact.first, fact.last, precision, fact.loose)


def is_past(until: When, at: Moment) -> bool:
    """Whether a date that was written lies behind a moment, by the latest day that its words allow."""
    return until.last < at


def entry_of(picture: Picture, fact: Fact) -> Entry | None:
    """The version of an entry that is in force in this picture; `None` for an event that nobody recorded."""
    record = picture.chronology
    for held in record.held_versions(fact.root, record.versions(fact.root), picture.known_to):
        if held.in_force(picture.as_of):
            return held.entry
    return None


def text_of(picture: Picture, fact: Fact) -> str | None:
    """The account that was written with a fact; `None` where none was."""
    entry = entry_of(picture, fact)
    return entry.text if entry is not None else None


def by_of(picture: Picture, fact: Fact) -> str | None:
    """The person who recorded a fact; `None` where nobody is named."""
    entry = entry_of(picture, fact)
    return entry.by if entry is not None else None


def roots(picture: Picture, named: Iterable[str] | None) -> tuple[str, ...]:
    """The threads that a field names, each by the root of the entry that opened it; empty where it was left out."""
    return tuple(dict.fromkeys(picture.chronology.root(thread) for thread in named or ()))


def marker(at: Moment) -> Fact:
    """A fact that says nothing but "now", for what is asked as of a trigger (the sets of `sets.py`)."""
    return Fact("now", "now", None, at, at, at, "", (), {}, ())
