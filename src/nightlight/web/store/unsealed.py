"""Findings as somebody may know them from whom something is sealed: worked out from the record without it (`docs/semantics.md` 63).

A seal may set a rule off, end a state or answer a question without being one of the entries that a finding rests on. So what is kept for
everybody together would tell of it. Nothing of who may see what is kept here: the findings follow from the record and the agency alone.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
from threading import Lock
from typing import Final

from nightlight.access.seeing import Sight
from nightlight.chronology.moments import Moment
from nightlight.safeguards.finding import Finding as FindingOfRecord
from nightlight.safeguards.incremental import findings as found_at
from nightlight.web.store import kept
from nightlight.web.store.models import Family, Finding

_MOST: Final = 200
_lock = Lock()
_found: OrderedDict[tuple[str, str, frozenset[str], Moment], tuple[FindingOfRecord, ...]] = OrderedDict()


def known_findings(row: Family, sight: Sight, moment: Moment, stored: Iterable[Finding]) -> list[Finding]:
    """The findings of a family as they stand for a viewer: those that are stored, or, where something is sealed from them, those of the
    record without it, in the order of their names."""
    without = sight.without_what_is_sealed
    if without is None:
        return list(stored)
    ids = frozenset(entry.id for entry in without.entries)
    key = (row.key, row.head, ids, moment)
    with _lock:
        found = _found.get(key)
    if found is None:
        rules = kept.rules()
        found = tuple(found_at(rules.safeguards, without, moment, None, rules.limits.quorum))
        with _lock:
            _found[key] = found
            while len(_found) > _MOST:
                _found.popitem(last=False)
    return sorted((row_of(row, each) for each in found), key=lambda each: each.finding_id)


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
