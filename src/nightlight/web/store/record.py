"""A family's rows as its record, and an entry as a row: the one place where tables and the pure record meet."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any

from nightlight.chronology.agencies import Agency
from nightlight.chronology.chain import Link, seal
from nightlight.chronology.entry import Entry as EntryOfRecord
from nightlight.chronology.problems import Unreadable
from nightlight.chronology.reading import Reader
from nightlight.chronology.record import Chronology
from nightlight.web.store.models import Entry, Family

#: Stands where words were erased, so that an entry that must have words can still be read.
ERASED = "[erased]"


def raw(link: Link) -> dict[str, Any]:
    """An entry as plain values: what reading reads."""
    if link.words is not None:
        return {**link.facts, **link.words}
    return {**link.facts, **dict.fromkeys(link.digests, ERASED)}


def read(family: Family, links: Iterable[Link], agencies: Mapping[str, Agency]) -> Chronology:
    """The record of a family from its links.

    Raises `Unreadable` where the rows do not hold what was written: `nightlight verify` says more.
    """
    reader = Reader()
    reader.agencies = dict(agencies)
    if family.declared:
        reader.read_people({"people": family.declared})
    raws = [raw(link) for link in links]
    reader._names(raws)
    entries = [reader.entry(each, number) for number, each in enumerate(raws, 1)]
    if reader.problems:
        raise Unreadable(reader.problems)
    return Chronology(
        [entry for entry in entries if entry is not None],
        family=family.key,
        nation=family.nation,
        agencies=reader.agencies,
        people=reader.people,
    )


def rows(
    family: Family,
    entries: Iterable[EntryOfRecord],
    head: str,
    length: int,
    whys: Mapping[str, str] = MappingProxyType({}),
) -> list[Entry]:
    """Entries as rows that follow the head of a family's chain; `whys` are the reasons that stand beside them, by id."""
    entries = list(entries)
    links = seal(entries, (secrets.token_hex(16) for _ in entries), head, length)
    return [
        Entry(
            family=family,
            number=link.number,
            entry_id=entry.id,
            kind=entry.kind,
            agency=entry.agency,
            recorded=entry.recorded.first,
            facts=dict(link.facts),
            digests=dict(link.digests),
            words=None if link.words is None else dict(link.words),
            salt=link.salt,
            why=whys.get(entry.id) or None,
            previous=link.previous,
            hash=link.hash,
        )
        for link, entry in zip(links, entries, strict=True)
    ]
