"""The record of one family, and what of it is in force at a moment for a viewer.

Entries are never changed. A correction names the entry that it `replaces`; both stay, and of the versions of one entry (its
*root* is the first) the latest that the viewer can see is in force.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from nightlight.chronology.agencies import Agency
from nightlight.chronology.entry import Entry
from nightlight.chronology.knowing import Knowing
from nightlight.chronology.moments import NEVER, Moment, When

#: Roles of a person in a family, as `person.added` has them.
CHILD_ROLES: Final = frozenset({"child", "unborn", "sibling"})


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of a family as a case file declares them; the record may say more."""

    key: str
    role: str | None = None
    sex: str | None = None
    born: When | None = None
    due: When | None = None
    name: str | None = None
    nhs_number: str | None = None


@dataclass(frozen=True, slots=True)
class Held:
    """An entry as a viewer holds it: from `since` on, until a correction takes its place at `until` (exclusive).

    `rank` is when the viewer first held a version of the entry, and its place: it is the same for every version.
    """

    entry: Entry
    root: str
    thread: str | None
    since: Moment
    until: Moment = NEVER
    rank: tuple[Moment, int] = (0, 0)

    def in_force(self, moment: Moment) -> bool:
        """Whether the viewer holds it at a moment, and not yet its correction."""
        return self.since <= moment < self.until


class Chronology:
    """All entries of one family, in the order in which they arrived, with its people and agencies.

    What it says depends on the set of entries, never on their order of arrival (`semantics.md` 8).
    """

    def __init__(
        self,
        entries: Iterable[Entry] = (),
        *,
        family: str = "family",
        nation: str = "england",
        agencies: Mapping[str, Agency] | None = None,
        people: Mapping[str, Person] | None = None,
    ) -> None:
        self.family = family
        self.nation = nation
        self.agencies: dict[str, Agency] = dict(agencies or {})
        self.people: dict[str, Person] = dict(people or {})
        self.entries: list[Entry] = []
        self._by_id: dict[str, Entry] = {}
        self._root: dict[str, str] = {}
        self._versions: dict[str, list[Entry]] = {}
        self._knowing: Knowing | None = None  # most records that are made for one page are never asked who knows what
        self.extend(entries)

    def extend(self, entries: Iterable[Entry]) -> None:
        """Adds entries that have arrived, in any order."""
        waiting = list(entries)
        for entry in waiting:
            self._by_id[entry.id] = entry
        for entry in waiting:
            self._add(entry)

    def _add(self, entry: Entry) -> None:
        late = bool(self.entries) and order_of_recording(entry) < order_of_recording(self.entries[-1])
        self.entries.append(entry)
        root = self.root(entry.id)
        versions = self._versions.setdefault(root, [])
        versions.append(entry)
        if len(versions) > 1:
            versions.sort(key=order_of_recording)
        if late:
            self._knowing = None  # learned in order of recording, so it is worked out again when next asked for
        elif self._knowing is not None:
            self._knowing.learn(entry, self)

    def entry(self, id: str) -> Entry:
        """The entry of that id.

        Raises `KeyError` where there is none.
        """
        return self._by_id[id]

    def __contains__(self, id: str) -> bool:
        return id in self._by_id

    def root(self, id: str) -> str:
        """The id of the first version of an entry."""
        known = self._root.get(id)
        if known is None:
            seen = {id}
            known = id
            while (entry := self._by_id.get(known)) is not None and entry.replaces and entry.replaces not in seen:
                known = entry.replaces
                seen.add(known)
            if known in self._by_id:
                self._root[id] = known
        return known

    def thread(self, entry: Entry) -> str | None:
        """The thread of an entry: the root of the entry that opened it; `None` where it belongs to none."""
        if entry.body.opens:
            return self.root(entry.id)
        of = entry.get("of")
        return self.root(of) if of else None

    def versions(self, root: str) -> list[Entry]:
        """All versions of an entry in the order in which they were recorded."""
        return self._versions.get(root, [])

    @property
    def knowing(self) -> Knowing:
        """Which agencies know which entry, and from when."""
        if self._knowing is None:
            learned = Knowing(self.agencies)
            for entry in sorted(self.entries, key=order_of_recording):
                learned.learn(entry, self)
            self._knowing = learned  # only once it is whole: a record is read by several threads
        return self._knowing

    def known_from(self, root: str, agency: str) -> Moment | None:
        """From when an agency knows an entry, in whichever version; `None` where it does not."""
        known = [self.knowing.since(entry.id, agency) for entry in self.versions(root)]
        return min((since for since in known if since is not None), default=None)

    def held(self, known_to: str | None = None) -> list[Held]:
        """Every entry with the time over which it is in force: for everybody together, or for one agency.

        An agency's view holds what it recorded, was told of or acknowledged; there, only a correction that it can see
        replaces (`semantics.md` 9, 13).
        """
        found: list[Held] = []
        for root, versions in self._versions.items():
            found.extend(self.held_versions(root, versions, known_to))
        return found

    def held_versions(self, root: str, versions: list[Entry], known_to: str | None = None) -> Iterator[Held]:
        """The versions of one entry, each with the time over which it is in force."""
        known = []
        for entry in versions:
            since = entry.recorded.first if known_to is None else self.knowing.since(entry.id, known_to)
            if since is not None:
                known.append((entry, since))
        rank = (min((since for _, since in known), default=NEVER), versions[0].place)
        until = NEVER
        for entry, since in reversed(known):
            if since < until:
                yield Held(entry, root, self.thread(entry), since, until, rank)
                until = since

    def last_recorded(self) -> When | None:
        """When the last entry was recorded; `None` for an empty record."""
        return max((entry.recorded for entry in self.entries), key=lambda when: when.first, default=None)


def order_of_recording(entry: Entry) -> tuple[Moment, int, str]:
    """The order in which entries came into the record: by recorded moment, then place, then id."""
    return (entry.recorded.first, entry.place, entry.id)


@dataclass(frozen=True, slots=True)
class View:
    """What is in force at a moment for a viewer: `known_to` is an agency, or `None` for everybody together."""

    as_of: Moment
    known_to: str | None
    held: tuple[Held, ...] = field(repr=False)


def view(chronology: Chronology, as_of: Moment, known_to: str | None = None) -> View:
    """The record as it stood at a moment, as known to one agency or to all together (`semantics.md` 9).

    An `as_of` that is a day means its end: pass `When.on(day).last`.
    """
    held = tuple(item for item in chronology.held(known_to) if item.in_force(as_of))
    return View(as_of, known_to, held)
