"""Three degrees of knowing, kept apart: could see, was told, acknowledged (`docs/semantics.md` 9, 77).

To have been able to look is not to have been told, and to have been told is not to have taken it in.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from nightlight.access.labels import Labels
from nightlight.chronology.entry import Entry
from nightlight.chronology.knowing import agencies_named, agencies_told
from nightlight.chronology.moments import Moment
from nightlight.chronology.record import Chronology

#: Kinds that tell agencies of what their thread holds so far: kind -> the field that names them.
TELLS: Final = {"plan.told": "to", "meeting.recorded": "sent_to", "assessment.shared": "to"}

#: Kinds by which an agency says that it has taken in what their thread holds so far: kind -> the field that names it.
ACKNOWLEDGES: Final = {
    "plan.acknowledged": "by_agency",
    "plan.agreed": "by_agency",
    "meeting.signed": "by_agency",
    "referral.received": "agency",
    "referral.decided": "agency",
    "referral.allocated": "agency",
    "handover.accepted": "agency",
    "concern.weighed": "agency",
    "escalation.answered": "agency",
    "challenge.answered": "agency",
}


@dataclass(frozen=True)
class Degree:
    """How an agency stands to an entry, each with the moment from which: it could see it, was told of it, acknowledged it."""

    agency: str
    could_see: Moment | None = None
    told: Moment | None = None
    acknowledged: Moment | None = None


class Degrees:
    """How the agencies of a record stand to its entries at a moment, made ready once for as many entries as are asked about.

    Of what a viewer may see, ask `Sight.chronology()`.

    >>> Degrees(Chronology(()), 0).of("e1")
    Traceback (most recent call last):
    ...
    KeyError: 'e1'
    """

    def __init__(self, chronology: Chronology, as_of: Moment) -> None:
        self._chronology = chronology
        self._as_of = as_of
        self._labels = Labels(chronology, as_of)
        self._told_of_root: dict[str, list[tuple[Moment, str]]] = {}
        self._told_of_thread: dict[str, list[tuple[Moment, str]]] = {}
        self._taken_in: dict[str, list[tuple[Moment, str, str]]] = {}
        for entry in chronology.entries:
            if entry.recorded.first <= as_of:
                self._learn(entry)

    def of(self, entry_id: str) -> tuple[Degree, ...]:
        """For each agency of the record, how it stands to an entry (in whichever version), in the order of their keys.

        Raises `KeyError` where there is no such entry.
        """
        chronology, labels = self._chronology, self._labels
        entry = chronology.entry(entry_id)
        root = chronology.root(entry.id)
        versions = [each for each in chronology.versions(root) if each.recorded.first <= self._as_of]
        could: dict[str, Moment] = {}
        told: dict[str, Moment] = {}
        took_in: dict[str, Moment] = {}
        for version in versions:
            for agency, since in chronology.knowing.who(version.id).items():
                if since <= self._as_of and labels.lets_see(version, agency):
                    _first(could, agency, since)
            for agency in {*agencies_told(version), *agencies_named(version)} - {version.agency}:
                if labels.lets_see(version, agency):
                    _first(told, agency, version.recorded.first)
        there = min((version.recorded.first for version in versions), default=None)
        thread = chronology.thread(entry)
        if there is not None:
            tellings = self._told_of_root.get(root, [])
            if thread is not None:
                tellings = tellings + self._told_of_thread.get(thread, [])
                for since, agency, id in self._taken_in.get(thread, []):
                    if since >= there and id != entry.id and agency != entry.agency:
                        _first(took_in, agency, since)
            for since, agency in tellings:
                if since >= there:
                    _first(told, agency, since)
        keys = sorted({*chronology.agencies, *could, *told, *took_in})
        return tuple(Degree(key, could.get(key), told.get(key), took_in.get(key)) for key in keys)

    def _learn(self, entry: Entry) -> None:
        """Whom an entry tells, of which entries or threads; and who says by it that it has taken in what a thread holds."""
        chronology, since = self._chronology, entry.recorded.first
        thread = chronology.thread(entry)
        if entry.kind == "information.shared":
            self._tell_of(entry.get("entries") or (), entry.get("to"), since)
        elif entry.kind == "told":
            self._tell_of(chronology.knowing.tells(entry, chronology), (entry.get("to"),), since)
        elif entry.kind in TELLS and thread is not None:
            value = entry.get(TELLS[entry.kind])
            agencies = (value,) if isinstance(value, str) else value or ()
            self._told_of_thread.setdefault(thread, []).extend((since, agency) for agency in agencies)
        field = ACKNOWLEDGES.get(entry.kind)
        agency = entry.get(field) if field is not None else None
        if thread is not None and agency is not None:
            self._taken_in.setdefault(thread, []).append((since, agency, entry.id))

    def _tell_of(self, ids: Iterable[str], agencies: Iterable[str], since: Moment) -> None:
        for root in {self._chronology.root(id) for id in ids}:
            self._told_of_root.setdefault(root, []).extend((since, agency) for agency in agencies)


def degrees(chronology: Chronology, entry_id: str, as_of: Moment) -> tuple[Degree, ...]:
    """For each agency of a record, how it stands to one entry at a moment; of several entries ask one `Degrees`.

    Raises `KeyError` where there is no such entry.
    """
    return Degrees(chronology, as_of).of(entry_id)


def _first(found: dict[str, Moment], agency: str, since: Moment) -> None:
    found[agency] = min(since, found.get(agency, since))
