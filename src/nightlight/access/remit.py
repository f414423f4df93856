"""The remit of an agency: what of a record it knows, and what the labels let it see of that.

Everything about an agency is worked out from the record without what is sealed from it, so that a seal leaves no trace: not in who
was in the team, not in who knows what.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from functools import cached_property

from nightlight.access.labels import ORDINARY, SEALED, Labels, named_in_finding
from nightlight.access.redaction import declared, redacted
from nightlight.chronology.entry import Entry
from nightlight.chronology.moments import Moment
from nightlight.chronology.record import Chronology


class Remit:
    """What one agency may see of a record at a moment. `there` is the record without what is sealed from it."""

    def __init__(self, chronology: Chronology, agency: str, as_of: Moment) -> None:
        self.agency = agency
        self.as_of = as_of
        self._labels = Labels(chronology, as_of)
        self.there = unsealed(chronology, self._labels, agency)
        self._redacted: dict[Collection[str], Chronology] = {}

    @cached_property
    def known(self) -> frozenset[str]:
        """The ids of the entries that the agency knows: each version by itself, so that it may know one and not its correction."""
        return frozenset(entry.id for entry in self.there.entries if self._knows(entry))

    @cached_property
    def ids(self) -> frozenset[str]:
        """The ids of the entries that it knows and that every label lets it see."""
        return self._speaking_of(id for id in self.known if self._labels.lets_see(self.there.entry(id), self.agency))

    def chronology(self, ids: frozenset[str] | None = None) -> Chronology:
        """The record of these entries, or of all that the agency may see, with nothing in it that tells of the others."""
        ids = self.ids if ids is None else ids
        if ids not in self._redacted:
            self._redacted[ids] = redacted(self.there, ids, self.agency)
        return self._redacted[ids]

    def unsealed(self) -> frozenset[str]:
        """The ids of the entries of all agencies by this moment that nobody has sealed."""
        return self._speaking_of(each.id for each in self._recorded() if self._labels.of(each) != SEALED)

    def withheld(self, whole: Collection[str]) -> Mapping[str, str]:
        """The entries held back by a label though not sealed, beside those seen whole, each with the agency to call."""
        return {each.id: each.agency for each in self._recorded() if each.id not in whole and self._held_back(each)}

    def _speaking_of(self, ids: Iterable[str]) -> frozenset[str]:
        """These entries but for what explains a finding that is named after an entry which is not among them."""
        kept = frozenset(ids)
        return frozenset(id for id in kept if kept.issuperset(named_in_finding(self.there.entry(id), self.there)))

    def _recorded(self) -> list[Entry]:
        return [each for each in self.there.entries if each.recorded.first <= self.as_of]

    def _held_back(self, entry: Entry) -> bool:
        """By its own label, or, where the agency knows it, by the label of what it speaks of; never where anything is sealed."""
        if self._labels.of(entry) == SEALED or self._kept_from(entry):
            return False
        if self._labels.restricts(entry, self.agency):
            return True
        return entry.id in self.known and self._labels.of(entry) != ORDINARY

    def _knows(self, entry: Entry) -> bool:
        since = self.there.knowing.since(entry.id, self.agency)
        if since is None or since > self.as_of:
            return False
        return not self._kept_from(entry)

    def _kept_from(self, entry: Entry) -> bool:
        """Whether an entry says that something is withheld from this agency, which was not told so by name."""
        withheld = entry.kind == "information.withheld" and self.agency in entry.get("from")
        return withheld and not self._labels.named(entry, self.agency)


def told_by(chronology: Chronology, entry: Entry, agency: str, as_of: Moment) -> frozenset[str]:
    """The ids of the entries that an agency does not see yet and would see once an entry is added: what the entry would tell it of."""
    then = Chronology(
        [*chronology.entries, entry],
        family=chronology.family,
        nation=chronology.nation,
        agencies=chronology.agencies,
        people=chronology.people,
    )
    before, after = Remit(chronology, agency, as_of), Remit(then, agency, as_of)
    return after.ids - before.ids - {entry.id}


def team(chronology: Chronology, as_of: Moment) -> set[str]:
    """The keys of the agencies in the team by what was recorded by a moment (`docs/semantics.md` 12)."""
    if all(each.recorded.first <= as_of for each in chronology.entries):
        return chronology.knowing.team(as_of)
    recorded = (each for each in chronology.entries if each.recorded.first <= as_of)
    return Chronology(recorded, agencies=chronology.agencies).knowing.team(as_of)


def unsealed(chronology: Chronology, labels: Labels, agency: str | None) -> Chronology:
    """The record without what is sealed from an agency; `None`: without whatever is sealed."""
    kept = [
        entry
        for entry in chronology.entries
        if not (labels.of(entry) == SEALED if agency is None else labels.hides(entry, agency))
    ]
    return chronology if len(kept) == len(chronology.entries) else narrowed(chronology, kept)


def narrowed(chronology: Chronology, kept: Collection[Entry]) -> Chronology:
    """The record of these of its entries as they are, which may name what is not there (`redaction.redacted` mends that).

    A person is declared as these entries declare them.
    """
    ids = frozenset(entry.id for entry in kept)
    return Chronology(
        kept,
        family=chronology.family,
        nation=chronology.nation,
        agencies=chronology.agencies,
        people={key: declared(chronology, key, ids) for key in chronology.people},
    )
