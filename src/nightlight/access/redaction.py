"""The record without what a viewer may not see, made so that what is gone has left no trace in what stays.

A page, a drawing, a search or a safeguard that is worked out from such a record cannot show more than it holds.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from itertools import count
from typing import Any, Final

from nightlight.chronology.entry import Entry
from nightlight.chronology.fields import FieldSpec, FieldType
from nightlight.chronology.kinds import Kind
from nightlight.chronology.knowing import agencies_named
from nightlight.chronology.moments import Moment
from nightlight.chronology.record import Chronology, Person, order_of_recording

#: What stands for a thread that a viewer may not see, where an entry that they may see must name one; numbered from 1.
UNSEEN: Final = "unseen-"

_NAMES_ENTRIES: Final = frozenset({FieldType.THREADS, FieldType.ENTRIES})


def redacted(chronology: Chronology, ids: Collection[str], viewed_by: str) -> Chronology:
    """The record of the entries of these ids, as an agency may see it.

    Ids, places and recorded times stay. A field that named an entry which is not among them names the first version of it that is, or
    nothing (where something must be named: `unseen-1`, the same for the same thread). `people` and `agencies` are those whom the
    entries name; what is declared of a person stays only where no entry that declares them was left out.
    """
    kept = [entry for entry in chronology.entries if entry.id in ids]
    agencies = _named_since(chronology, kept, viewed_by)
    mending = _Mending(chronology, kept, agencies)
    return Chronology(
        [mending.mended(entry) for entry in kept],
        family=chronology.family,
        nation=chronology.nation,
        agencies={key: agency for key, agency in chronology.agencies.items() if key in agencies},
        people={
            key: declared(chronology, key, ids) if told else Person(key)
            for key, told in _people(chronology, kept, viewed_by).items()
        },
    )


def named_since(seen: Chronology, viewed_by: str) -> dict[str, Moment]:
    """From which moment an agency may know of each agency in its record: always (0), where somebody else named it; where it did so
    itself alone, from then on. Whoever names an agency at a guess learns nothing of what it did here before.
    """
    return _named_since(seen, seen.entries, viewed_by)


def _named_since(chronology: Chronology, kept: Iterable[Entry], viewed_by: str) -> dict[str, Moment]:
    """The viewer's own agency and those that the entries name, but for those with which they were only shared."""
    found = {viewed_by: 0}
    for entry in kept:
        named = set(agencies_named(entry, chronology.agencies))
        for attribute in entry.body.agency_fields:
            value = getattr(entry.body, attribute)
            named.update((value,) if isinstance(value, str) else value or ())
        since = entry.recorded.first if entry.agency == viewed_by else 0
        for agency in named:
            found[agency] = min(since, found.get(agency, since))
    return found


def _people(chronology: Chronology, kept: Iterable[Entry], viewed_by: str) -> dict[str, bool]:
    """Everybody whom the entries name, in the order in which the record has them, and whether what is declared of them may be told.

    A source that somebody wrote under a sign-in is words: it may be a guess at the key of somebody whom they do not see. To their own
    agency it names nobody, and to others nobody of whom more than the key is told.
    """
    named: set[str | None] = set()
    guessed: set[str | None] = set()
    for entry in kept:
        named.update(entry.people())
        if entry.account is None:
            named.add(entry.source)
        elif entry.agency != viewed_by:
            guessed.add(entry.source)
        if entry.kind == "person.added":
            named.update((entry.id, chronology.root(entry.id)))
        if entry.kind in ("person.same", "person.not_same"):
            named.add(entry.get("as"))
    return {key: key in named for key in chronology.people if key in named | guessed}


def declared(chronology: Chronology, key: str, ids: Collection[str]) -> Person:
    """What may be said of a person: what was declared, or what the entries among these say that added them."""
    added = [each for each in chronology.versions(chronology.root(key)) if each.kind == "person.added"]
    if all(each.id in ids for each in added):
        return chronology.people[key]
    seen = max((each for each in added if each.id in ids), key=order_of_recording, default=None)
    return Person(key) if seen is None else Person(key, **{spec.name: value for spec, value in seen.body.filled()})


class _Mending:
    def __init__(self, chronology: Chronology, kept: list[Entry], agencies: Mapping[str, Moment]) -> None:
        self._chronology = chronology
        self._agencies = agencies
        self._first: dict[str, Entry] = {}
        self._ids = {entry.id for entry in kept}
        self._unseen: dict[str, str] = {}
        self._tokens = (token for number in count(1) if (token := f"{UNSEEN}{number}") not in self._ids)
        for entry in sorted(kept, key=order_of_recording):
            self._first.setdefault(chronology.root(entry.id), entry)

    def mended(self, entry: Entry) -> Entry:
        """The entry, naming nothing that is not there."""
        changed: dict[str, Any] = {}
        if entry.replaces is not None:
            changed["replaces"] = self._replaced(entry)
        if entry.of is not None:
            changed["of"] = self._named(entry.of)
        if entry.shared is not None:
            changed["shared"] = {
                agency: when
                for agency, when in entry.shared.items()
                if agency in self._agencies and self._agencies[agency] <= entry.recorded.first
            }
        changed["body"] = self._body(entry.body)
        changed = {name: value for name, value in changed.items() if value != getattr(entry, name)}
        return replace(entry, **changed) if changed else entry

    def _body(self, body: Kind) -> Kind:
        changed: dict[str, Any] = {}
        for spec, value in body.filled():
            if spec.type is FieldType.THREAD:
                changed[spec.attribute] = self._thread(spec, value)
            elif spec.type in _NAMES_ENTRIES:
                named = (self._named(each) for each in value)
                changed[spec.attribute] = tuple(dict.fromkeys(each for each in named if each is not None))
        changed = {name: value for name, value in changed.items() if value != getattr(body, name)}
        return replace(body, **changed) if changed else body  # type: ignore[type-var]

    def _thread(self, spec: FieldSpec, id: str) -> str | None:
        named = self._named(id)
        if named is not None or spec.optional:
            return named
        root = self._chronology.root(id)
        if root not in self._unseen:
            self._unseen[root] = next(self._tokens)
        return self._unseen[root]

    def _named(self, id: str) -> str | None:
        """The same entry, the first version of it that is there, or nothing."""
        if id in self._ids:
            return id
        first = self._first.get(self._chronology.root(id))
        return first.id if first is not None else None

    def _replaced(self, entry: Entry) -> str | None:
        named = self._named(entry.replaces or "")
        return None if named == entry.id else named


def links(entry: Entry) -> list[str]:
    """Every id of an entry or a thread that an entry names in a field."""
    found = [each for each in (entry.of, entry.replaces) if each is not None]
    for spec, value in entry.body.filled():
        if spec.type is FieldType.THREAD:
            found.append(value)
        elif spec.type in _NAMES_ENTRIES:
            found.extend(value)
    return found
