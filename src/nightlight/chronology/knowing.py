"""Who knows what, and from when: an agency knows what it recorded, was told of, or acknowledged (`semantics.md` 9-13).

Learned one entry at a time in the order in which they were recorded, so that "the team at that moment" means what it
says.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from nightlight.chronology.agencies import Agency
from nightlight.chronology.entry import Entry
from nightlight.chronology.moments import Day, Moment, add_months, day_of, start_of

if TYPE_CHECKING:
    from nightlight.chronology.record import Chronology

#: How long an agency that recorded something, or was named, stays in the team (`semantics.md` 12).
TEAM_MONTHS: Final = 12

#: Kinds that tell named agencies of a whole thread: kind -> the field that names the agencies.
_TELLS_THREAD: Final = {
    "plan.told": "to",
    "plan.acknowledged": "by_agency",
    "plan.agreed": "by_agency",
    "meeting.recorded": "sent_to",
    "meeting.signed": "by_agency",
    "assessment.shared": "to",
}

#: What somebody who is `told` of a topic is told of: every entry of these kinds so far.
_TOPICS: Final = {
    "plan": ("plan.started", "plan.section", "plan.condition"),
    "plan_change": ("plan.changed", "plan.stepped_down", "plan.ended"),
    "order": ("legal.ordered",),
    "order_change": ("legal.ordered", "legal.ended"),
    "proceedings": ("legal.preproceedings", "legal.issued"),
    "worker_change": ("worker.assigned", "worker.left", "worker.absent", "worker.covered"),
    "incident": ("incident",),
}

#: Fields that name an agency without bringing it in: those from whom something was kept.
_NOT_INVOLVING: Final = frozenset({("information.withheld", "from_")})


def agencies_named(entry: Entry, agencies: Mapping[str, Agency] | None = None) -> tuple[str, ...]:
    """The agencies that an entry brings into the family: the recorder, and those whom its fields name.

    An agency that it came from (`source`) counts; those with which it was merely shared do not.
    """
    found = {entry.agency: None}
    for attribute in entry.body.agency_fields:
        if (entry.kind, attribute) in _NOT_INVOLVING:
            continue
        value = getattr(entry.body, attribute)
        if isinstance(value, str):
            found[value] = None
        elif value:
            found.update(dict.fromkeys(value))
    if entry.source and agencies is not None and entry.source in agencies:
        found[entry.source] = None
    return tuple(found)


def agencies_told(entry: Entry) -> tuple[str, ...]:
    """The agencies with which an entry was shared by name when it was recorded: they are in the family, if not yet at work with it."""
    return tuple(agency for agency, when in (entry.shared or {}).items() if when is not None)


@dataclass(slots=True)
class _Presence:
    touched: Moment
    closed: Moment | None = None


class Knowing:
    """What each agency knows, built up entry by entry; `learn` must be called in order of recording."""

    def __init__(self, agencies: Mapping[str, Agency]) -> None:
        self._agencies = agencies
        self._presence: dict[str, _Presence] = {}
        self._involved: dict[str, str] = {}
        self._since: dict[str, dict[str, Moment]] = {}
        self._threads: dict[str, list[str]] = {}
        self._kinds: dict[str, list[str]] = {}
        self._versions: dict[str, list[str]] = {}

    def since(self, id: str, agency: str) -> Moment | None:
        """From when an agency knows an entry; `None` where it does not."""
        return self._since.get(id, {}).get(agency)

    def who(self, id: str) -> Mapping[str, Moment]:
        """Every agency that knows an entry, and from when."""
        return self._since.get(id, {})

    def team(self, moment: Moment) -> set[str]:
        """The team at a moment no earlier than the last entry learned (`semantics.md` 12)."""
        earliest = start_of(team_since(day_of(moment)))
        involved = set(self._involved.values())
        return {
            agency
            for agency, presence in self._presence.items()
            if (presence.closed is None or presence.closed < presence.touched)
            and (agency in involved or presence.touched >= earliest)
        }

    def learn(self, entry: Entry, record: Chronology) -> None:
        """Takes in one more entry: who is in the team now, who knows this entry, and what it tells others of."""
        at = entry.recorded.first
        root = record.root(entry.id)
        self._join(entry)
        self._since[entry.id] = self._knows(entry, root, at)
        self._versions.setdefault(root, []).append(entry.id)
        thread = record.thread(entry)
        if thread is not None:
            self._threads.setdefault(thread, []).append(entry.id)
        self._kinds.setdefault(entry.kind, []).append(entry.id)
        for agency, ids in self._told(entry, thread, record):
            for id in ids:
                known = self._since.setdefault(id, {})
                if agency not in known or known[agency] > at:
                    known[agency] = at

    def tells(self, entry: Entry, record: Chronology) -> set[str]:
        """The ids of the entries learned so far of which an entry tells some agency."""
        thread = record.root(entry.get("of")) if entry.get("of") else None
        return {id for _, ids in self._told(entry, thread, record) for id in ids}

    def _join(self, entry: Entry) -> None:
        for agency in agencies_named(entry, self._agencies):
            # Whoever writes is at work when it writes; whoever is named was at work when it happened.
            moment = entry.recorded.first if agency == entry.agency else entry.when.first
            presence = self._presence.get(agency)
            if presence is None:
                self._presence[agency] = _Presence(moment)
            elif moment > presence.touched:
                presence.touched = moment
        if entry.kind == "worker.assigned":
            self._involved[entry.id] = entry.get("agency")
        elif entry.kind == "worker.left":
            self._involved.pop(entry.get("of"), None)
        elif entry.kind == "case.closed":
            presence = self._presence[entry.get("by_agency")]
            presence.closed = max(entry.recorded.first, presence.closed or 0)

    def _knows(self, entry: Entry, root: str, at: Moment) -> dict[str, Moment]:
        known = {entry.agency: at}
        if entry.shared is not None:
            for agency, when in entry.shared.items():
                if when is not None:
                    known.setdefault(agency, at)
        elif entry.replaces is not None and root != entry.id:
            for id in self._versions.get(root, ()):
                for agency, since in self._since[id].items():
                    known.setdefault(agency, max(at, since))
        else:
            for agency in self.team(at):
                known.setdefault(agency, at)
        return known

    def _told(self, entry: Entry, thread: str | None, record: Chronology) -> Iterable[tuple[str, list[str]]]:
        kind = entry.kind
        if kind == "information.shared" and entry.get("entries"):
            ids = [id for named in entry.get("entries") for id in self._versions.get(record.root(named), [named])]
            for agency in entry.get("to"):
                yield agency, ids
        elif kind in _TELLS_THREAD and thread is not None:
            value = entry.get(_TELLS_THREAD[kind])
            for agency in (value,) if isinstance(value, str) else value or ():
                yield agency, self._threads.get(thread, [])
        elif kind == "referral.received" and thread is not None:
            yield entry.agency, self._threads.get(thread, [])
        elif kind == "told":
            yield entry.get("to"), [id for each in _TOPICS[entry.get("topic")] for id in self._kinds.get(each, ())]


def team_since(day: Day) -> Day:
    """The earliest day on which a touch still keeps an agency in the team on `day`."""
    return add_months(day, -TEAM_MONTHS)
