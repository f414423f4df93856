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
from nightlight.chronology.moments import Moment, day_of, iso_day
from nightlight.chronology.record import Chronology
from nightlight.safeguards.finding import Finding as FindingOfRecord
from nightlight.safeguards.incremental import findings as found_at
from nightlight.safeguards.reads import is_by_pregnancy
from nightlight.web.store import kept
from nightlight.web.store.models import ANSWERED, NEEDS_AN_ANSWER, Family, Finding

_MOST: Final = 200
#: Of a finding, what no clock changes; and the days on which a clock gives it something.
_SAID: Final = ("opened", "due", "closed", "about", "to", "because")
_CLOCKED: Final = ("warned", "asked")
#: Stands for every rule that is not named.
_ANY: Final = ""
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
    without = _without(sight, [each.safeguard for each in there if sight.finding(each.said["because"])])
    until = day_of(moment)
    own = {rule: {each.id: each for each in _found_in(row, record, moment, until)} for rule, record in without.items()}
    known = []
    for each in there:
        if (found_without := own.get(each.safeguard, own.get(_ANY))) is None:
            known.append(each)
        elif (of_own := found_without.get(each.finding_id)) is not None and stands(each.state, of_own.state):
            known.append(each if _alike(each.said, of_own.plain(), moment) else row_of(row, of_own))
    return known


def known_then(record: Chronology, sight: Sight, moment: Moment, known_to: str | None) -> list[FindingOfRecord]:
    """The same at an earlier moment, or as one agency could have known it, of a record without what is sealed from the viewer; nothing
    of it is remembered."""
    there = _asked_of(record, moment, known_to)
    without = _without(sight, [each.safeguard.id for each in there if sight.finding(each.because)])
    asked: dict[int, dict[str, FindingOfRecord]] = {}
    own = {}
    for rule, other in without.items():
        if id(other) not in asked:
            asked[id(other)] = {each.id: each for each in _asked_of(other, moment, known_to)}
        own[rule] = asked[id(other)]
    known = []
    for each in there:
        if (found_without := own.get(each.safeguard.id, own.get(_ANY))) is None:
            known.append(each)
        elif (of_own := found_without.get(each.id)) is not None and stands(each.state, of_own.state):
            known.append(of_own)
    return known


def _without(sight: Sight, rules: Iterable[str]) -> dict[str, Chronology]:
    """For each of these rules whose findings are not to be told as the whole record has them, the record from which they are: for a rule
    that reckons from when a baby is due or was born, the one without that where it is hidden; for any (`_ANY`), the one without what is
    restricted. A finding that is not shown anyway is not worked out anew."""
    found = {}
    rules = list(rules)
    if rules and sight.without_what_is_restricted is not None:
        found[_ANY] = sight.without_what_is_restricted
    by_birth = _by_birth().intersection(rules)
    if by_birth and sight.without_unseen_days_of_birth is not None:
        found |= dict.fromkeys(sorted(by_birth), sight.without_unseen_days_of_birth)
    return found


def _by_birth() -> frozenset[str]:
    """The rules whose dates are reckoned from when a baby is due or was born."""
    return frozenset(each.id for each in kept.rules().safeguards if is_by_pregnancy(each))


def _alike(said: Mapping[str, Any], without: Mapping[str, Any], moment: Moment) -> bool:
    """Whether a finding is the same without what is restricted, whatever the hour: the one that is stored then says how it stands now.

    What the clock gave it today it may not have had when the other was worked out; of an earlier day both must have it alike, since
    what is restricted may have put it off.
    """
    today = iso_day(day_of(moment))
    return all(said[name] == without[name] for name in _SAID) and all(
        said[name] in (without[name], today) for name in _CLOCKED
    )


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
