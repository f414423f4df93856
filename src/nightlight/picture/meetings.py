"""Meetings: called, re-dated, cancelled, lapsed, held; who was invited, there, represented and absent; who signed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from nightlight.chronology.moments import Moment, When, day_of
from nightlight.picture.citing import Cite, Said, cites, happened, in_time, moment_of, roots, said, when_of
from nightlight.picture.facts import Fact
from nightlight.picture.identities import Identities, identities

if TYPE_CHECKING:
    from nightlight.picture.fold import Picture

#: How a meeting stands: its date is ahead; it was held; cancelled; its date passed and nothing is recorded of it;
#: or another of its type was held in its place.
MeetingState = Literal["ahead", "held", "cancelled", "lapsed", "replaced"]


@dataclass(frozen=True, slots=True)
class Held:
    """A sitting of a meeting. `represented` are the agencies that were there or sent a written update, `absent`
    those invited that did neither; `uninvited` those that were there beyond the invited and whoever called or recorded it.

    `quorate` is `None` where nothing says how many such a meeting needs. `considered` is `None` where it was left
    out, which means all the children; `left_out` are children of the family whom it did not consider.
    """

    when: When
    mode: str | None
    present: tuple[str, ...]
    updates_from: tuple[str, ...]
    represented: tuple[str, ...]
    absent: tuple[str, ...]
    uninvited: tuple[str, ...]
    family_present: tuple[str, ...] | None
    interpreter: str | None
    considered: tuple[str, ...] | None
    left_out: tuple[str, ...]
    quorate: bool | None
    rests_on: tuple[Cite, ...]


@dataclass(frozen=True, slots=True)
class Decided:
    """What a meeting decided, about whom, and the threads on which it said that this rests."""

    what: str
    about: tuple[str, ...]
    rested_on: tuple[str, ...]
    threshold: str | None
    when: When
    rests_on: tuple[Cite, ...]


@dataclass(frozen=True, slots=True)
class Meeting:
    """One meeting. `type`, `called` and `date` are `None` where the viewer does not hold the entry that called it.

    `earlier_dates` are the days for which it stood before it was corrected. `lapsed` stays true of a meeting that
    was held after its date had passed without it. `sent_to` got its record; `signed` are the agencies that signed
    it (`what` is the agency), `unsigned` those that were there and have not. `actions` are the threads of what it
    agreed. `next_called` is the next meeting of its type that was called after this one had lapsed or been
    cancelled.
    """

    thread: str
    type: str | None
    state: MeetingState
    called: When | None
    date: When | None
    earlier_dates: tuple[When, ...]
    invited: tuple[str, ...]
    mode: str | None
    lapsed: bool
    cancelled: Said | None
    held: tuple[Held, ...]
    sent_to: tuple[str, ...]
    sent: When | None
    signed: tuple[Said, ...]
    unsigned: tuple[str, ...]
    decisions: tuple[Decided, ...]
    actions: tuple[str, ...]
    next_called: str | None
    rests_on: tuple[Cite, ...]


_KINDS: Final = (
    "meeting.called", "meeting.held", "meeting.cancelled", "meeting.recorded", "meeting.signed", "decision.made",
)  # fmt: skip


def meetings(picture: Picture, at: Moment | None = None) -> tuple[Meeting, ...]:
    """Every meeting on record by a moment, by the day on which it was held or for which it is called.

    That one lapsed or was inquorate is what the events `meeting.lapsed` and `meeting.inquorate` say.
    """
    at = moment_of(picture, at)
    ids = identities(picture)
    threads = dict.fromkeys(
        fact.thread for kind in _KINDS for fact in happened(picture, kind, at) if fact.thread is not None
    )
    lapsed = {fact.thread: fact for fact in picture.of("meeting.lapsed") if _has_lapsed(picture, fact, at)}
    inquorate = {fact.root for fact in picture.of("meeting.inquorate")}
    actions: dict[str, list[str]] = {}
    for fact in happened(picture, "action.agreed", at):
        if "in" in fact.values:
            actions.setdefault(picture.chronology.root(fact.values["in"]), []).append(fact.subject)
    called = happened(picture, "meeting.called", at)
    found = [
        _meeting(picture, ids, thread, lapsed.get(thread), inquorate, tuple(actions.get(thread, ())), called, at)
        for thread in threads
    ]
    return tuple(sorted(found, key=lambda meeting: (_day(meeting), meeting.thread)))


def _day(meeting: Meeting) -> Moment:
    when = meeting.held[-1].when if meeting.held else meeting.date or meeting.called
    return when.first if when is not None else 0


def _has_lapsed(picture: Picture, lapsed: Fact, at: Moment) -> bool:
    """Whether the date had passed, or the meeting been cancelled, by a moment."""
    if day_of(lapsed.first) < day_of(at):
        return True
    cancelled = [fact for fact in picture.in_thread(lapsed.thread) if fact.kind == "meeting.cancelled"]
    return any(fact.first <= at and day_of(fact.first) == day_of(lapsed.first) for fact in cancelled)


def _meeting(
    picture: Picture,
    ids: Identities,
    thread: str,
    lapsed: Fact | None,
    inquorate: set[str],
    actions: tuple[str, ...],
    called: list[Fact],
    at: Moment,
) -> Meeting:
    opener = next((fact for fact in called if fact.thread == thread), None)
    facts = {
        kind: [fact for fact in picture.in_thread(thread) if fact.kind == kind and fact.first <= at] for kind in _KINDS
    }
    sittings = facts["meeting.held"]
    cancelled = facts["meeting.cancelled"][-1] if facts["meeting.cancelled"] else None
    recorded, signed = facts["meeting.recorded"], facts["meeting.signed"]
    state: MeetingState = (
        "held" if sittings else "cancelled" if cancelled is not None else "lapsed" if lapsed is not None else "ahead"
    )
    if state == "ahead" and (opener is None or day_of(opener.values["date"].last) < day_of(at)):
        # Where the viewer does not hold the call, what followed (a record, a decision) says that it was held.
        state = "replaced" if opener is not None else "held"
    there = tuple(dict.fromkeys(agency for fact in sittings for agency in fact.values["present"]))
    signers = {fact.values["by_agency"] for fact in signed}
    next_called = None
    if opener is not None and state in ("lapsed", "cancelled"):
        after = [
            fact
            for fact in called
            if fact.thread != thread
            and fact.values["type"] == opener.values["type"]
            and fact.values["date"].last >= opener.values["date"].first
            and fact.first >= opener.first
        ]
        following = min(after, key=lambda fact: (fact.values["date"].first, fact.key), default=None)
        next_called = following.thread if following else None
    return Meeting(
        thread,
        opener.values["type"] if opener else None,
        state,
        when_of(opener) if opener else None,
        opener.values["date"] if opener else None,
        _earlier_dates(picture, opener),
        tuple(opener.values["invited"]) if opener else (),
        opener.values.get("mode") if opener else None,
        lapsed is not None,
        said(picture, cancelled, cancelled.values.get("reason")) if cancelled else None,
        tuple(_held(picture, ids, fact, opener, fact.root in inquorate) for fact in sittings),
        tuple(dict.fromkeys(agency for fact in recorded for agency in fact.values["sent_to"])),
        when_of(recorded[0]) if recorded else None,
        tuple(said(picture, fact, fact.values["by_agency"]) for fact in signed),
        tuple(agency for agency in there if agency not in signers),
        tuple(_decided(picture, ids, fact) for fact in in_time(facts["decision.made"])),
        actions,
        next_called,
        cites(opener, *sittings, cancelled, *recorded, *signed),
    )


def _earlier_dates(picture: Picture, opener: Fact | None) -> tuple[When, ...]:
    """The dates for which a meeting stood in versions of its call that are no longer in force."""
    if opener is None:
        return ()
    record = picture.chronology
    held = record.held_versions(opener.root, record.versions(opener.root), picture.known_to)
    dates = [
        each.entry.get("date") for each in sorted(held, key=lambda each: each.since) if each.until <= picture.as_of
    ]
    return tuple(date for date in dict.fromkeys(dates) if date != opener.values["date"])


def _held(picture: Picture, ids: Identities, fact: Fact, opener: Fact | None, inquorate: bool) -> Held:
    values = fact.values
    invited = tuple(opener.values["invited"]) if opener else ()
    represented = tuple(values["represented"])
    considered = ids.all(values["considered"]) if "considered" in values else None
    children = ids.all(key for key in picture.people if key in picture.children)
    known = opener is not None and str(opener.values["type"]) in picture.quorum
    return Held(
        when_of(fact),
        values.get("mode"),
        tuple(values["present"]),
        tuple(values.get("updates_from", ())),
        represented,
        tuple(agency for agency in invited if agency not in represented),
        tuple(
            agency for agency in values["present"] if opener and agency not in (*invited, opener.agency, fact.agency)
        ),
        ids.all(values["family_present"]) if "family_present" in values else None,
        values.get("interpreter"),
        considered,
        tuple(c for c in children if considered is not None and c not in considered and _named_by(picture, c, fact)),
        (not inquorate) if known else None,
        cites(fact),
    )


def _named_by(picture: Picture, child: str, fact: Fact) -> bool:
    named = picture.people[child].named
    return named is not None and named.first <= fact.last


def _decided(picture: Picture, ids: Identities, fact: Fact) -> Decided:
    values = fact.values
    return Decided(
        values["what"],
        ids.all(values.get("about", ())),
        roots(picture, values.get("cites")),
        values.get("threshold"),
        when_of(fact),
        cites(fact),
    )
