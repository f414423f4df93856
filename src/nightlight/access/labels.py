"""How closely each entry is held, and whom its label lets see it.

A label binds more than its own entry. The label that a correction sets governs every version, and what belongs to a thread, tells
of entries or explains a finding is held as closely as what it speaks of: a quotation inherits (`docs/semantics.md` 64).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from nightlight.chronology.entry import LABELS, Entry
from nightlight.chronology.knowing import agencies_named, agencies_told
from nightlight.chronology.moments import Moment
from nightlight.chronology.record import Chronology, order_of_recording

ORDINARY, RESTRICTED, SEALED = LABELS

#: How closely a label holds: a higher number, more closely.
STRICTNESS: Final = {label: number for number, label in enumerate(LABELS)}

_PARTS_OF_A_FINDING: Final = ":"


class Labels:
    """The labels of one record as they bind at a moment.

    What was recorded later counts where it holds an entry more closely, and not where it opens one, so that turning back to an
    earlier day never shows more than that day or this one.
    """

    def __init__(self, chronology: Chronology, as_of: Moment) -> None:
        self._chronology = chronology
        self._as_of = as_of
        self._named: dict[str, set[str]] = {}
        self._binding: dict[str, tuple[Entry, ...]] = {}
        self._any = any(entry.label != ORDINARY for entry in chronology.entries)
        for entry in sorted(chronology.entries, key=order_of_recording):
            self._learn(entry)

    def of(self, entry: Entry) -> str:
        """The label by which an entry is held: the strictest of those that bind it."""
        return max((each.label for each in self.binding(entry)), key=STRICTNESS.__getitem__, default=ORDINARY)

    def named(self, entry: Entry, agency: str) -> bool:
        """Whether an entry was shared with an agency by name, or is its own."""
        return agency in self._named[entry.id]

    def hides(self, entry: Entry, agency: str) -> bool:
        """Whether a seal hides an entry from an agency: for it the entry is not there at all."""
        return any(each.label == SEALED and not self.named(each, agency) for each in self.binding(entry))

    def lets_see(self, entry: Entry, agency: str) -> bool:
        """Whether every label that binds an entry lets an agency see it."""
        return all(self._lets_see(each, agency) for each in self.binding(entry))

    def restricts(self, entry: Entry, agency: str) -> bool:
        """Whether the entry's own label holds it from an agency (not that of what it speaks of)."""
        return entry.label != ORDINARY and not self._lets_see(entry, agency)

    def binding(self, entry: Entry) -> tuple[Entry, ...]:
        """The versions whose labels bind an entry: its own, those in force of it and of what it speaks of; ordinary ones left out."""
        if not self._any:
            return ()
        known = self._binding.get(entry.id)
        if known is None:
            waiting = [entry, *self._governing(entry)]
            reached = {each.id: each for each in waiting}
            while waiting:
                for id in quoted(waiting.pop(), self._chronology):
                    for version in self._chronology.versions(self._chronology.root(id)):
                        if version.id not in reached and (version.id == id or version in self._governing(version)):
                            reached[version.id] = version
                            waiting.append(version)
            known = self._binding[entry.id] = tuple(each for each in reached.values() if each.label != ORDINARY)
        return known

    def _governing(self, entry: Entry) -> list[Entry]:
        """The version of an entry that is in force at the moment, and those that came with or after it."""
        versions = self._chronology.versions(self._chronology.root(entry.id))
        since = max((each.recorded.first for each in versions if each.recorded.first <= self._as_of), default=None)
        return [each for each in versions if since is None or each.recorded.first >= since]

    def _lets_see(self, entry: Entry, agency: str) -> bool:
        return self.named(entry, agency) or (entry.label == RESTRICTED and agency in agencies_named(entry))

    # -- with whom an entry was shared by name

    def _learn(self, entry: Entry) -> None:
        named = {entry.agency, *agencies_told(entry)}
        before = self._named.get(entry.replaces) if entry.replaces else None
        if before is not None and entry.shared is None and entry.replaces is not None:
            # Who knew an entry while it was open is not thereby named for it once it is closed.
            corrected = self._chronology.entry(entry.replaces)
            if STRICTNESS[corrected.label] >= STRICTNESS[entry.label]:
                named |= before
        self._named[entry.id] = named
        if entry.kind == "information.shared" and entry.get("entries") and entry.recorded.first <= self._as_of:
            self._tell(entry)

    def _tell(self, telling: Entry) -> None:
        """Names those who are told of entries, where whoever tells may see them and those told may see the telling."""
        told = [each for each in telling.get("to") if telling.label == ORDINARY or self._lets_see(telling, each)]
        for id in telling.get("entries"):
            for version in self._chronology.versions(self._chronology.root(id)):
                if version.id in self._named and self._lets_see(version, telling.agency):
                    self._named[version.id].update(told)


def quoted(entry: Entry, chronology: Chronology) -> Iterable[str]:
    """The ids of the entries of which an entry speaks so that it is held as closely as they are.

    Its thread, the entries that it tells of, and the entries in the name of a finding that it explains.
    """
    if entry.get("of"):
        yield entry.get("of")
    if entry.kind == "information.shared":
        yield from entry.get("entries") or ()
    yield from named_in_finding(entry, chronology)


def named_in_finding(entry: Entry, chronology: Chronology) -> list[str]:
    """The ids of entries in the name of the finding that an entry explains; none for an entry of another kind."""
    if entry.kind != "finding.explained":
        return []
    return [part for part in entry.get("finding").split(_PARTS_OF_A_FINDING) if part in chronology]
