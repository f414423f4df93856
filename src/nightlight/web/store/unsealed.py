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

from nightlight.access.redaction import declared
from nightlight.access.seeing import Sight
from nightlight.chronology.moments import Moment, day_of
from nightlight.chronology.record import Chronology
from nightlight.safeguards.finding import Finding as FindingOfRecord
from nightlight.safeguards.incremental import findings as found_at
from nightlight.web.store import kept
from nightlight.web.store.models import Family, Finding

_MOST: Final = 200
#: Of a finding, what no clock changes.
_SAID: Final = ("opened", "due", "closed", "about", "to", "because")
_CLOSED: Final = frozenset({"met", "met_late", "excused"})
_PRESSING: Final = frozenset({"overdue", "due_soon", "unknown"})
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
    without = _without_what_is_restricted(sealed or kept.record(row), sight)
    if without is None or not there:
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
    rules = kept.rules()
    there = found_at(rules.safeguards, record, moment, known_to, rules.limits.quorum)
    without = _without_what_is_restricted(record, sight)
    if without is None:
        return list(there)
    own = {each.id: each for each in found_at(rules.safeguards, without, moment, known_to, rules.limits.quorum)}
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
    if (state in _CLOSED) != (without in _CLOSED):
        return False
    return without not in _PRESSING or state in _PRESSING


def _without_what_is_restricted(record: Chronology, sight: Sight) -> Chronology | None:
    """The record without the entries that a label holds back from somebody though it is not sealed; `None` where there are none."""
    left = [entry for entry in record.entries if sight.of(entry) != "stub"]
    if len(left) == len(record.entries):
        return None
    ids = frozenset(entry.id for entry in left)
    return Chronology(
        left,
        family=record.family,
        nation=record.nation,
        agencies=record.agencies,
        people={key: declared(record, key, ids) for key in record.people},
    )


def _found_in(row: Family, record: Chronology, moment: Moment, until: Moment) -> tuple[FindingOfRecord, ...]:
    """The findings of a record at a moment, remembered for as long as `until` is the same: a moment, or a day where it takes a second
    to find them and few depend on the hour."""
    key = (row.key, row.head, frozenset(entry.id for entry in record.entries), until)
    with _lock:
        found = _found.get(key)
    if found is None:
        rules = kept.rules()
        found = tuple(found_at(rules.safeguards, record, moment, None, rules.limits.quorum))
        with _lock:
            _found[key] = found
            while len(_found) > _MOST:
                _found.popitem(last=False)
    return found


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
