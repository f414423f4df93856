"""A made-up family: what a case file would state of it, so that it is read as every record is and can be written down."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from nightlight.chronology.moments import Moment
from nightlight.chronology.problems import Unreadable
from nightlight.chronology.reading import Reader
from nightlight.chronology.record import Chronology


@dataclass(frozen=True, slots=True)
class MadeUpFamily:
    """A family that nobody knows: its agencies, people and entries as a case file has them, and the moment at which it is looked at."""

    name: str
    agencies: Mapping[str, Mapping[str, Any]]
    people: Mapping[str, Mapping[str, Any]]
    entries: Sequence[Mapping[str, Any]]
    nation: str = "england"
    as_of: Moment = 0

    def case(self) -> dict[str, Any]:
        """The family as a case file states it."""
        return {
            "case": self.name,
            "title": "A made-up family",
            "source": "made up",
            "dates": "placed",
            "nation": self.nation,
            "agencies": {key: dict(value) for key, value in self.agencies.items()},
            "people": {key: dict(value) for key, value in self.people.items()},
            "entries": [dict(entry) for entry in self.entries],
        }

    def record(self) -> Chronology:
        """The family's record, read as a case file is.

        Raises `Unreadable` with every mistake, as for a family whose entries were taken away in part.
        """
        reader = Reader()
        record = reader.record(self.case(), self.name)
        if reader.problems:
            raise Unreadable(reader.problems)
        return record

    def without(self, place: int, many: int = 1) -> MadeUpFamily:
        """The family without so many entries from a place on (counted from 0)."""
        return replace(self, entries=[*self.entries[:place], *self.entries[place + many :]])

    def smallest(self, still: Callable[[MadeUpFamily], bool]) -> MadeUpFamily:
        """The family with as few entries, fields, people and agencies as will do: whatever can go, goes.

        `still` says whether what is looked for is still there; a family that cannot be read is not asked about.
        """
        found = self._fewer_entries(still)
        for place, entry in enumerate(found.entries):
            for name in [name for name in entry if name not in ("kind", "when", "agency", "id", "of")]:
                less = {key: value for key, value in found.entries[place].items() if key != name}
                tried = replace(found, entries=[*found.entries[:place], less, *found.entries[place + 1 :]])
                if _is_still(tried, still):
                    found = tried
        for key in list(found.people):
            tried = replace(found, people={name: value for name, value in found.people.items() if name != key})
            found = tried if _is_still(tried, still) else found
        for key in list(found.agencies):
            tried = replace(found, agencies={name: value for name, value in found.agencies.items() if name != key})
            found = tried if _is_still(tried, still) else found
        return found._fewer_entries(still)

    def _fewer_entries(self, still: Callable[[MadeUpFamily], bool]) -> MadeUpFamily:
        found = self
        many = max(len(found.entries) // 2, 1)
        while many:
            place, less = 0, False
            while place < len(found.entries):
                tried = found.without(place, many)
                if tried.entries and _is_still(tried, still):
                    found, less = tried, True
                else:
                    place += many
            many = many if less and many == 1 else many // 2
        return found


def _is_still(family: MadeUpFamily, still: Callable[[MadeUpFamily], bool]) -> bool:
    try:
        family.record()
    except Unreadable:
        return False
    return still(family)
