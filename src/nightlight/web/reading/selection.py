"""Which of the seen entries a page shows: those that pass the filters, in the window of time, a hundred to a page."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Final

from nightlight.chronology.entry import Entry
from nightlight.chronology.kinds import KINDS
from nightlight.chronology.moments import Day, add_months, day_of
from nightlight.documents.entry_words import agency_name, details_of, title_of
from nightlight.web.reading.asked import GROUP, ZOOMS, Asked
from nightlight.web.store.queries import SeenFamily

#: Rows on a page.
ROWS: Final = 100


@dataclass(frozen=True)
class Window:
    """The days from `first` to `last`, and the first days of the windows before and after it where there is something to see."""

    first: Day
    last: Day
    earlier: Day | None
    later: Day | None

    def holds(self, entry: Entry) -> bool:
        """Whether an entry may have happened in it."""
        return entry.when.day <= self.last and entry.when.last_day >= self.first


@dataclass(frozen=True)
class Selection:
    """The entries that are shown, in the order in which they happened, and how many there are in all."""

    entries: tuple[Entry, ...]
    of: int
    window: Window | None
    page: int
    newest: bool

    @property
    def pages(self) -> int:
        """How many pages there are, one at least."""
        return max(-(-len(self.entries) // ROWS), 1)

    @cached_property
    def ordered(self) -> tuple[Entry, ...]:
        """The entries in the order of the table."""
        return self.entries[::-1] if self.newest else self.entries

    @property
    def on_page(self) -> tuple[Entry, ...]:
        """The entries of the page that is shown."""
        return self.ordered[(self.page - 1) * ROWS : self.page * ROWS]

    @cached_property
    def pages_by_id(self) -> dict[str, int]:
        """The page on which each entry is."""
        return {entry.id: index // ROWS + 1 for index, entry in enumerate(self.ordered)}


def select(seen: SeenFamily, asked: Asked) -> Selection:
    """The entries that an address asks for. One that it wants opened is on the page that is shown, if it is shown at all."""
    window = window_of(seen, asked)
    found = seen.entries if window is None else tuple(each for each in seen.entries if window.holds(each))
    found = tuple(passing(found, seen, asked))
    whole = Selection(found, len(seen.entries), window, 1, asked.newest)
    page = whole.pages_by_id.get(_in_force(seen, asked.entry), min(asked.page, whole.pages))
    return Selection(found, len(seen.entries), window, page, asked.newest)


def _in_force(seen: SeenFamily, id: str) -> str:
    """The version of an entry that is shown."""
    if not id:
        return ""
    versions = {each.id for each in seen.chronology.versions(seen.chronology.root(id))}
    return next((each.id for each in seen.entries if each.id in versions), id)


def window_of(seen: SeenFamily, asked: Asked) -> Window | None:
    """The window of time that is asked for; without a beginning, the one that ends with the last month on record."""
    if not asked.zoom or not seen.entries:
        return None
    months, _ = ZOOMS[asked.zoom]
    first = min(entry.when.day for entry in seen.entries)
    last = max(min(entry.when.last_day, day_of(seen.as_of)) for entry in seen.entries)
    begin = _month(asked.since) if asked.since is not None else add_months(_month(last), 1 - months)
    end = add_months(begin, months) - 1
    return Window(
        begin,
        end,
        add_months(begin, -months) if first < begin else None,
        add_months(begin, months) if last > end else None,
    )


def _month(day: Day) -> Day:
    """The first day of a day's month."""
    return date.fromordinal(day).replace(day=1).toordinal()


def passing(entries: Sequence[Entry], seen: SeenFamily, asked: Asked) -> Iterator[Entry]:
    """The entries that pass the filters."""
    kinds = _kinds(asked.kind)
    people = _records(seen, asked.person)
    thread = seen.chronology.root(asked.thread) if asked.thread else None
    words = plain(asked.words).split()
    for entry in entries:
        if asked.agencies and entry.agency not in asked.agencies:
            continue
        if kinds is not None and entry.kind not in kinds:
            continue
        if people and not people.intersection(entry.people()) and entry.source not in people:
            continue
        if thread is not None and thread not in (seen.chronology.thread(entry), seen.chronology.root(entry.id)):
            continue
        if asked.significant and not entry.significant:
            continue
        if words and not _says(entry, seen, words):
            continue
        yield entry


def _kinds(asked: str) -> frozenset[str] | None:
    if not asked:
        return None
    if asked.startswith(GROUP):
        group = asked.removeprefix(GROUP)
        return frozenset(name for name, kind in KINDS.items() if kind.group == group)
    return frozenset({asked})


def _records(seen: SeenFamily, person: str) -> frozenset[str]:
    """Every key under which the record names a person."""
    if not person:
        return frozenset()
    known = seen.family.person(person)
    return frozenset({person}) if known is None else frozenset(known.records)


def _says(entry: Entry, seen: SeenFamily, words: Sequence[str]) -> bool:
    """Whether what a person can read of an entry holds every one of these words."""
    text = plain(" ".join(filter(None, (title_of(entry), entry.text, entry.voice, entry.ref, entry.by))))
    left = [word for word in words if word not in text]
    if not left:
        return True
    said = [detail.words for detail in details_of(entry, seen.picture)] + [agency_name(entry.agency, seen.picture)]
    text = plain(" ".join(said))
    return all(word in text for word in left)


def plain(text: str) -> str:
    """A text as it is searched: small letters without their accents.

    >>> plain("Ștefan's FLAT")
    "stefan's flat"
    """
    letters = unicodedata.normalize("NFKD", text)
    return re.sub(r"\s+", " ", "".join(each for each in letters if not unicodedata.combining(each))).casefold()
