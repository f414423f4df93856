"""What ties a viewer to a family: relationships are entries, and are worked out from them anew for every request.

They are worked out from what the viewer's own agency may see, so that a relationship cannot betray an entry that is hidden from it.
What ends one also counts where the agency was not told of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Final, Literal

from nightlight.access.viewer import Glass, Purpose, Role, Viewer
from nightlight.chronology.calendar import working_days
from nightlight.chronology.entry import Entry
from nightlight.chronology.knowing import agencies_named, agencies_told
from nightlight.chronology.moments import Moment, day_of, end_of
from nightlight.chronology.record import Chronology, order_of_recording

Name = Literal[
    "allocated",
    "covering",
    "team",
    "supervises",
    "manages",
    "duty",
    "safeguarding_lead",
    "chair",
    "core_group",
    "glass",
    "learning",
]

#: For how many working days after an agency was named or told its duty desk may look.
DUTY_DAYS: Final = 5
#: For how many working days after a conference whose record was not sent out its chair may look.
CHAIR_DAYS: Final = 20

CONFERENCES: Final = frozenset({"initial_conference", "review_conference", "transfer_in_conference"})
CORE_GROUPS: Final = CONFERENCES | {"core_group"}
#: Decisions after which nobody need be given a referral.
ANSWERED_WITHOUT_WORKER: Final = frozenset({"no_further_action", "signpost"})

#: Which relationships a purpose admits; a purpose that is not here admits none.
ADMITTED: Final[dict[Purpose, frozenset[Name]]] = {
    "care": frozenset(
        {
            "allocated",
            "covering",
            "team",
            "supervises",
            "manages",
            "duty",
            "safeguarding_lead",
            "chair",
            "core_group",
        }
    ),
    "supervision": frozenset({"supervises", "manages", "safeguarding_lead"}),
    "duty": frozenset({"duty"}),
    "glass": frozenset({"allocated", "covering", "team", "supervises", "manages", "duty", "safeguarding_lead", "chair",
                        "core_group", "glass"}),
}  # fmt: skip

#: What ends a relationship, or what one rests on; it counts whether or not the agency was told of it.
ENDINGS: Final = frozenset(
    {
        "worker.left",
        "case.closed",
        "referral.allocated",
        "referral.withdrawn",
        "referral.decided",
        "meeting.held",
        "meeting.cancelled",
        "meeting.recorded",
        "plan.ended",
        "plan.stepped_down",
    }
)

#: What a setting may have: it asks who is involved (`enquiry`), and sees more only where its own worker is given the family.
OF_A_SETTING: Final[frozenset[Name]] = frozenset({"allocated", "covering"})


@dataclass(frozen=True)
class Relation:
    """A live relationship of a viewer to a family, since when, and the ids of the entries that make it."""

    name: Name
    since: Moment
    because: tuple[str, ...]


def relations(
    viewer: Viewer, purpose: Purpose, seen: Chronology, endings: Chronology, as_of: Moment, glass: Glass | None
) -> tuple[Relation, ...]:
    """The live relationships of a viewer that a purpose admits, in the order of their names' list.

    `seen` is the record as the viewer's agency may see it, `endings` that from which what ends a relationship is read.
    """
    admitted = ADMITTED.get(purpose, frozenset())
    if "setting" in viewer.roles:
        admitted &= OF_A_SETTING
    if not admitted:
        return ()
    ties = _Ties(viewer, seen, endings, as_of)
    found = [relation for name, make in _MAKE.items() if name in admitted for relation in make(ties)]
    if "glass" in admitted and glass is not None and glass.open_at(as_of):
        found.append(Relation("glass", glass.opened, ()))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _Given:
    """A worker's live assignment."""

    entry: Entry
    thread: str


class _Ties:
    def __init__(self, viewer: Viewer, seen: Chronology, endings: Chronology, as_of: Moment) -> None:
        self.viewer = viewer
        self.agency = viewer.agency
        self.chronology = seen
        self.as_of = as_of
        self.endings = endings
        self.in_force = in_force(seen, as_of)
        self.ending = [each for each in in_force(endings, as_of) if each.kind in ENDINGS]
        self.closings = [
            each for each in self.ending if each.kind == "case.closed" and each.get("by_agency") == self.agency
        ]
        self.given = [_Given(each, self.root(each.id)) for each in self.of("worker.assigned")
                      if each.get("agency") == self.agency and self.still_open(each) and not self.ended(each, "worker.left")]  # fmt: skip

    def root(self, id: str) -> str:
        return self.chronology.root(id)

    def of(self, *kinds: str) -> list[Entry]:
        return [each for each in self.in_force if each.kind in kinds]

    def in_thread(self, thread: str, *kinds: str) -> list[Entry]:
        return [each for each in self.of(*kinds) if self.root(each.get("of")) == thread]

    def has(self, role: Role) -> bool:
        return role in self.viewer.roles

    def still_open(self, entry: Entry) -> bool:
        """Whether the agency has not closed the case since an entry: not one that was written down after the closing."""
        return not any(
            order_of_recording(each) > order_of_recording(entry) and each.when.last >= entry.when.first
            for each in self.closings
        )

    def ended(self, entry: Entry, *kinds: str) -> list[Entry]:
        """Entries of these kinds in the thread of an entry, whether or not the agency was told of them."""
        thread = self.endings.root(entry.id)
        return [each for each in self.ending if each.kind in kinds and self.endings.root(each.get("of")) == thread]

    def within(self, days: int, moment: Moment) -> bool:
        """Whether it is no more than so many working days since a moment."""
        try:
            last = working_days(self.chronology.nation).add(day_of(moment), days)
        except (ValueError, IndexError):
            return False
        return self.as_of <= end_of(last)

    def arrival(self) -> Entry | None:
        """What brought the agency into the family; `None` where it is not in the team."""
        if self.agency not in self.chronology.knowing.team(self.as_of):
            return None
        own = [each for each in self.in_force if self.agency in agencies_named(each, self.chronology.agencies)]
        return min((each for each in own if self.still_open(each)), key=order_of_recording, default=None)


def in_force(chronology: Chronology, as_of: Moment) -> list[Entry]:
    """The entries in force at a moment, for everybody together, in the order in which they were recorded."""
    found = [
        entry for entry in chronology.entries if entry.recorded.first <= as_of and _is_last(entry, chronology, as_of)
    ]
    return sorted(found, key=order_of_recording)


def _is_last(entry: Entry, chronology: Chronology, as_of: Moment) -> bool:
    versions = chronology.versions(chronology.root(entry.id))
    return [each for each in versions if each.recorded.first <= as_of][-1] is entry


# -- the relationships, each worked out by itself


def _allocated(ties: _Ties) -> Iterator[Relation]:
    for given in ties.given:
        if given.entry.get("sign_in") == ties.viewer.sign_in:
            yield Relation("allocated", given.entry.recorded.first, (given.entry.id,))


def _covering(ties: _Ties) -> Iterator[Relation]:
    for given in ties.given:
        covers = [each for each in ties.in_thread(given.thread, "worker.covered") if each.agency == ties.agency]
        cover = max(covers, key=lambda each: (each.when.first, order_of_recording(each)), default=None)
        if cover is None or cover.get("sign_in") != ties.viewer.sign_in:
            continue
        away = [each for each in ties.in_thread(given.thread, "worker.absent") if each.when.first <= cover.when.last]
        absence = max(away, key=lambda each: (each.when.first, order_of_recording(each)), default=None)
        until = absence.get("until") if absence is not None else None
        if until is None or ties.as_of <= until.last:
            yield Relation("covering", cover.recorded.first, (given.entry.id, cover.id))


def _team(ties: _Ties) -> Iterator[Relation]:
    yield from _of_teams(ties, "team", frozenset({ties.viewer.team}))


def _supervises(ties: _Ties) -> Iterator[Relation]:
    if ties.has("supervisor") or ties.has("service_manager"):
        yield from _of_teams(ties, "supervises", ties.viewer.supervises)


def _of_teams(ties: _Ties, name: Name, teams: Iterable[str | None]) -> Iterator[Relation]:
    given = [each for each in ties.given if each.entry.get("team") and each.entry.get("team") in teams]
    if given:
        yield Relation(name, given[0].entry.recorded.first, tuple(each.entry.id for each in given))


def _manages(ties: _Ties) -> Iterator[Relation]:
    if ties.has("service_manager"):
        yield from _because_at_work(ties, "manages")


def _safeguarding_lead(ties: _Ties) -> Iterator[Relation]:
    if ties.has("safeguarding_lead"):
        yield from _because_at_work(ties, "safeguarding_lead")


def _because_at_work(ties: _Ties, name: Name) -> Iterator[Relation]:
    arrival = ties.arrival()
    if arrival is not None:
        yield Relation(name, arrival.recorded.first, (arrival.id,))


def _duty(ties: _Ties) -> Iterator[Relation]:
    """The duty desk looks at what was sent to the agency and that nobody there has yet been given."""
    if not ties.has("duty_desk"):
        return
    reasons = {each.id: each.recorded.first for each in ties.of("referral.made") if _waits(ties, each)}
    reasons |= {each.id: since for each, since in _told(ties) if ties.within(DUTY_DAYS, since)}
    arrival = ties.arrival() if not ties.given else None
    if arrival is not None:
        reasons[arrival.id] = arrival.recorded.first
    if reasons:
        yield Relation("duty", min(reasons.values()), tuple(reasons))


def _waits(ties: _Ties, referral: Entry) -> bool:
    """Whether a referral to the agency is open and given to nobody."""
    decided = ties.ended(referral, "referral.decided")
    return (
        referral.get("to") == ties.agency
        and ties.still_open(referral)
        and not ties.ended(referral, "referral.allocated", "referral.withdrawn")
        and not any(each.get("outcome") in ANSWERED_WITHOUT_WORKER for each in decided)
    )


def _told(ties: _Ties) -> Iterator[tuple[Entry, Moment]]:
    """What others wrote that names the agency or was shared with it by name, and when it came to know of that."""
    for entry in ties.in_force:
        known = ties.chronology.knowing.since(entry.id, ties.agency)
        named = ties.agency in agencies_named(entry) or ties.agency in agencies_told(entry)
        if entry.agency != ties.agency and named and known is not None and ties.still_open(entry):
            yield entry, known


def _chair(ties: _Ties) -> Iterator[Relation]:
    """A chair looks from the calling of a conference that their agency called until its record is sent out."""
    if not ties.has("chair"):
        return
    for called in ties.of("meeting.called"):
        if called.get("type") not in CONFERENCES or called.agency != ties.agency or not ties.still_open(called):
            continue
        if ties.ended(called, "meeting.cancelled"):
            continue
        sent = [end_of(day_of(each.recorded.first)) for each in ties.ended(called, "meeting.recorded")]
        held = max((each.when.last for each in ties.ended(called, "meeting.held")), default=called.get("date").last)
        if (sent and ties.as_of <= min(sent)) or (not sent and ties.within(CHAIR_DAYS, held)):
            yield Relation("chair", called.recorded.first, (called.id,))


def _core_group(ties: _Ties) -> Iterator[Relation]:
    """Who acts for an agency that was called to a core group or conference, while the plan is in force.

    That is the worker to whom the family is given, or whoever wrote for the agency in such a meeting or in the plan itself.
    """
    for plan in ties.of("plan.started"):
        if plan.get("type") != "child_protection" or ties.ended(plan, "plan.ended", "plan.stepped_down"):
            continue
        thread = ties.root(plan.id)
        meetings = list(_called_to(ties, plan.when.first))
        acting = _acts(ties, {thread, *(ties.root(each.id) for each in meetings)})
        if meetings and acting is not None:
            yield Relation("core_group", acting.recorded.first, (plan.id, *(each.id for each in meetings), acting.id))


def _called_to(ties: _Ties, since: Moment) -> Iterator[Entry]:
    for called in ties.of("meeting.called"):
        if called.get("type") not in CORE_GROUPS or called.get("date").last < since:
            continue
        thread = ties.root(called.id)
        there = [each for each in ties.in_thread(thread, "meeting.held")
                 if ties.agency in (*each.get("present"), *(each.get("updates_from") or ()))]  # fmt: skip
        if ties.agency in called.get("invited") or there:
            yield called


def _acts(ties: _Ties, threads: set[str]) -> Entry | None:
    """The entry by which the viewer acts for the agency in these threads; `None` where they do not, or have left since."""
    for given in ties.given:
        if given.entry.get("sign_in") == ties.viewer.sign_in:
            return given.entry
    wrote = [
        each
        for each in ties.in_force
        if each.agency == ties.agency
        and each.account == ties.viewer.sign_in
        and ties.root(each.get("of") or "") in threads
        and ties.still_open(each)
        and each.recorded.first > _left_at(ties)
    ]
    return max(wrote, key=order_of_recording, default=None)


def _left_at(ties: _Ties) -> Moment:
    """When the viewer last left an involvement with this family; 0 where they never did."""
    own = [each for each in ties.of("worker.assigned")
           if each.get("sign_in") == ties.viewer.sign_in and each.get("agency") == ties.agency]  # fmt: skip
    return max((left.recorded.first for each in own for left in ties.ended(each, "worker.left")), default=0)


_MAKE: Final[dict[Name, Callable[[_Ties], Iterator[Relation]]]] = {
    "allocated": _allocated,
    "covering": _covering,
    "team": _team,
    "supervises": _supervises,
    "manages": _manages,
    "duty": _duty,
    "safeguarding_lead": _safeguarding_lead,
    "chair": _chair,
    "core_group": _core_group,
}
