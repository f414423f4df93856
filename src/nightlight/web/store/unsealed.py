"""Findings as somebody may know them from whom something is kept: sealed, or restricted to others (`docs/semantics.md` 63, 74).

What is kept from them may set a rule off, end a state, move a date or answer a question without being one of the entries that a
finding rests on. So what is kept for everybody together would tell of it. Nothing of who may see what is kept here: the findings follow
from the record and the agency alone.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Mapping
from threading import Lock
from typing import Any, Final

from nightlight.access.seeing import Sight
from nightlight.chronology.moments import Moment, day_of
from nightlight.chronology.record import Chronology
from nightlight.safeguards.finding import Finding as FindingOfRecord
from nightlight.safeguards.incremental import findings as found_at
from nightlight.web.store import kept
from nightlight.web.store.models import ANSWERED, NEEDS_AN_ANSWER, Family, Finding

_MOST: Final = 200
#: Of a finding, what no clock changes.
_SAID: Final = ("opened", "due", "closed", "about", "to", "because")
_lock = Lock()
_found: OrderedDict[tuple[str, str, frozenset[str], Moment], tuple[FindingOfRecord, ...]] = OrderedDict()


def known_findings(row: Family, sight: Sight, moment: Moment, stored: Iterable[Finding]) -> list[Finding]:
    """The findings of a family as they stand for a viewer: those that are stored, or, where something is sealed from them, those of the
    record without it, in the order of their names; where something is restricted to others, as far as they stand without that too."""
    sealed = sight.without_what_is_sealed
    there = list(stored)
    if sealed is not None:
        found = _found_in(row, sealed, moment, moment)
        there = sorted((row_of(row, each) for each in found), key=lambda each: each.finding_id)
    without = sight.without_what_is_restricted if there else None
    if without is None:
        return there
    own = {each.id: each for each in _found_in(row, without, moment, day_of(moment))}
    known = ((each, own.get(each.finding_id)) for each in there)
    return [
        each if _alike(each.said, of_own.plain()) else row_of(row, of_own)
        for each, of_own in known
        if of_own is not None and stands(each.state, of_own.state)
    ]


def known_then(record: Chronology, sight: Sight, moment: Moment, known_to: str | None) -> list[FindingOfRecord]:
    """The same at an earlier moment, or as one agency could have known it, of a record without what is sealed from the viewer; nothing
    of it is remembered."""
    there = _asked_of(record, moment, known_to)
    without = sight.without_what_is_restricted
    if without is None:
        return there
    own = {each.id: each for each in _asked_of(without, moment, known_to)}
    known = ((each, own.get(each.id)) for each in there)
    return [of_own for each, of_own in known if of_own is not None and stands(each.state, of_own.state)]


def _alike(said: Mapping[str, Any], without: Mapping[str, Any]) -> bool:
    """Whether a finding is the same without what is restricted, whatever the hour: the one that is stored then says how it stands now."""
    return all(said[name] == without[name] for name in _SAID)


def stands(state: str, without: str) -> bool:
    """Whether a finding in a state may be shown as it would stand without what somebody does not see.

    Not where it was answered there, or would be answered without it: nobody is asked what has been answered, nor told that it has
    been. And nobody is pressed who is not pressed by the whole record.
    """
    if (state in ANSWERED) != (without in ANSWERED):
        return False
    return without not in NEEDS_AN_ANSWER or state in NEEDS_AN_ANSWER


def _found_in(row: Family, record: Chronology, moment: Moment, until: Moment) -> tuple[FindingOfRecord, ...]:
    """The findings of a record at a moment, remembered for as long as `until` is the same: a moment, or a day where it takes a second
    to find them and few depend on the hour."""
    key = (row.key, row.head, frozenset(entry.id for entry in record.entries), until)
    with _lock:
        found = _found.get(key)
    if found is None:
        found = tuple(_asked_of(record, moment))
        with _lock:
            _found[key] = found
            while len(_found) > _MOST:
                _found.popitem(last=False)
    return found


def _asked_of(record: Chronology, moment: Moment, known_to: str | None = None) -> list[FindingOfRecord]:
    """What every safeguard finds in a record at a moment."""
    rules = kept.rules()
    return found_at(rules.safeguards, record, moment, known_to, rules.limits.quorum)


def row_of(row: Family, found: FindingOfRecord) -> Finding:
    """A finding as a row of its table."""
    return Finding(
        family=row,
        finding_id=found.id,
        safeguard=found.safeguard.id,
        state=found.state,
        severity=found.safeguard.severity,
        due=None if found.due is None else found.due.last,
        warned=found.warned,
        stage=found.stage,
        said=found.plain(),
    )
