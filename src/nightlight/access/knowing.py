"""Three degrees of knowing, kept apart: could see, was told, acknowledged (`docs/semantics.md` 9, 77).

To have been able to look is not to have been told, and to have been told is not to have taken it in.
"""

from __future__ import annotations

from collections.abc import Iterator
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


def degrees(chronology: Chronology, entry_id: str, as_of: Moment) -> tuple[Degree, ...]:
    """For each agency of a record, how it stands to an entry (in whichever version) at a moment, in the order of their keys.

    Of what a viewer may see, ask `Sight.chronology()`. Raises `KeyError` where there is no such entry.
    """
    entry = chronology.entry(entry_id)
    root = chronology.root(entry.id)
    labels = Labels(chronology, as_of)
    versions = [each for each in chronology.versions(root) if each.recorded.first <= as_of]
    could: dict[str, Moment] = {}
    told: dict[str, Moment] = {}
    took_in: dict[str, Moment] = {}
    for version in versions:
        for agency, since in chronology.knowing.who(version.id).items():
            if since <= as_of and labels.lets_see(version, agency):
                _first(could, agency, since)
        for agency in {*agencies_told(version), *agencies_named(version)} - {version.agency}:
            if labels.lets_see(version, agency):
                _first(told, agency, version.recorded.first)
    thread = chronology.thread(entry)
    for each in chronology.entries:
        since = each.recorded.first
        if since > as_of or not any(version.recorded.first <= since for version in versions):
            continue
        for agency in _tells(each, root, thread, chronology):
            _first(told, agency, since)
        if thread is not None and each.id != entry.id and chronology.thread(each) == thread:
            field = ACKNOWLEDGES.get(each.kind)
            agency_ = each.get(field) if field is not None else None
            if agency_ is not None and agency_ != entry.agency:
                _first(took_in, agency_, since)
    keys = sorted({*chronology.agencies, *could, *told, *took_in})
    return tuple(Degree(key, could.get(key), told.get(key), took_in.get(key)) for key in keys)


def _tells(entry: Entry, root: str, thread: str | None, chronology: Chronology) -> Iterator[str]:
    """The agencies that an entry tells of the entry of that root, or of its thread."""
    if entry.kind == "information.shared" and root in {chronology.root(each) for each in entry.get("entries") or ()}:
        yield from entry.get("to")
    elif entry.kind in TELLS and thread is not None and chronology.thread(entry) == thread:
        value = entry.get(TELLS[entry.kind])
        yield from (value,) if isinstance(value, str) else value or ()
    elif entry.kind == "told" and root in {
        chronology.root(each) for each in chronology.knowing.tells(entry, chronology)
    }:
        yield entry.get("to")


def _first(found: dict[str, Moment], agency: str, since: Moment) -> None:
    found[agency] = min(since, found.get(agency, since))
