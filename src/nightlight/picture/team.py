"""Who works with the family and since when: agencies, workers, services for its people."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from nightlight.chronology.agencies import UNIVERSAL
from nightlight.chronology.knowing import agencies_named
from nightlight.chronology.moments import Moment, When
from nightlight.picture.citing import (
    Cite,
    cites,
    entry_of,
    happened,
    in_time,
    is_over,
    is_past,
    latest,
    moment_of,
    when_of,
)
from nightlight.picture.facts import Fact
from nightlight.picture.fold import Picture, touched_by
from nightlight.picture.identities import identities

#: Roles of the worker who holds the threads together.
LEAD_ROLES: Final = ("lead_child_protection_practitioner", "lead_practitioner")


@dataclass(frozen=True, slots=True)
class Worker:
    """A worker of the family. `until` is when they left; `away` since when they are away, `covered_by` who stands in.

    `handed_to` is to whom the work was handed over, `handover_accepted` whether that person wrote that they took it on. `sign_in`
    and `team` are the worker's own, where the record has them.
    """

    thread: str
    agency: str
    worker: str
    role: str
    with_people: tuple[str, ...]
    since: When
    until: When | None
    away: When | None
    away_until: When | None
    covered_by: str | None
    handed_to: str | None
    handover_accepted: bool
    rests_on: tuple[Cite, ...]
    sign_in: str | None = None
    team: str | None = None

    @property
    def is_lead(self) -> bool:
        """Whether this is the lead practitioner of the family."""
        return self.role in LEAD_ROLES


@dataclass(frozen=True, slots=True)
class AgencyInTeam:
    """An agency in the team: since when (its return, where it had closed), when it last did or was named in
    something, and its workers.

    `universal`: a service that every family has. No worker means that none is recorded.
    """

    key: str
    type: str
    says: str
    since: When
    last: When
    universal: bool
    workers: tuple[Worker, ...]
    rests_on: tuple[Cite, ...]


@dataclass(frozen=True, slots=True)
class AgencyGone:
    """An agency that was in the team and is no longer: it closed the case (`reason`), or nothing has named it for a
    year (`reason` is `None`)."""

    key: str
    type: str
    says: str
    when: When
    reason: str | None
    basis: str | None
    rests_on: tuple[Cite, ...]


@dataclass(frozen=True, slots=True)
class Service:
    """A service for one person, how far it got and since when; `reason` is why it was refused or ended."""

    thread: str
    service: str
    person: str
    state: Literal["referred", "accepted", "started", "refused", "ended"]
    since: When
    reason: str | None
    onward: str | None
    rests_on: tuple[Cite, ...]


@dataclass(frozen=True, slots=True)
class Team:
    """The team at a moment, those who have gone, and the services; `leads` are the workers in a lead role."""

    agencies: tuple[AgencyInTeam, ...]
    gone: tuple[AgencyGone, ...]
    services: tuple[Service, ...]

    @property
    def leads(self) -> tuple[Worker, ...]:
        """The workers now in a lead role."""
        return tuple(worker for agency in self.agencies for worker in agency.workers if worker.is_lead)


def team(picture: Picture, at: Moment | None = None) -> Team:
    """The team at a moment (`semantics.md` 12), each agency with its workers."""
    at = moment_of(picture, at)
    touches = _touches(picture, at)
    workers = [each for each in involved(picture, at) if each.until is None]
    closings: dict[str, list[Fact]] = {}
    for fact in happened(picture, "case.closed", at):
        closings.setdefault(fact.values["by_agency"], []).append(fact)
    present = picture.team(at)
    here = [
        _in_team(
            picture, agency, touches[agency], closings.get(agency, []), tuple(w for w in workers if w.agency == agency)
        )
        for agency in present
        if touches.get(agency)
    ]
    gone = [
        _gone(picture, agency, touched, closings.get(agency, []))
        for agency, touched in sorted(touches.items())
        if agency not in present
    ]
    here.sort(key=lambda each: (each.since.first, each.key))
    return Team(tuple(here), tuple(gone), services(picture, at))


@dataclass(frozen=True, slots=True)
class _Touch:
    """What brought an agency in, or kept it there: whoever writes is at work when it writes, whoever is named when
    it happened."""

    moment: Moment
    fact: Fact
    when: When


def _touches(picture: Picture, at: Moment) -> dict[str, list[_Touch]]:
    """For each agency what brought it in or kept it there, in order."""
    found: dict[str, list[_Touch]] = {}
    for fact in picture.facts():
        entry = entry_of(picture, fact)
        if entry is None:
            continue
        named = agencies_named(entry, picture.agencies)
        for agency, moment in touched_by(fact, named, entry.recorded.first):
            if moment <= at:
                when = when_of(fact) if moment == fact.first else entry.recorded
                found.setdefault(agency, []).append(_Touch(moment, fact, when))
    for touches in found.values():
        touches.sort(key=lambda each: (each.moment, each.fact.key))
    return found


def _in_team(
    picture: Picture, agency: str, touches: list[_Touch], closed: list[Fact], workers: tuple[Worker, ...]
) -> AgencyInTeam:
    last_closed = max((fact.first for fact in closed), default=None)
    since = [each for each in touches if last_closed is None or each.moment > last_closed] or touches[-1:]
    first, last = since[0], touches[-1]
    returned = [fact for fact in closed if fact.first == last_closed]
    return AgencyInTeam(
        agency,
        picture.agency_type(agency),
        _says(picture, agency),
        first.when,
        last.when,
        picture.agency_type(agency) in UNIVERSAL,
        workers,
        cites(first.fact, last.fact, *returned),
    )


def _gone(picture: Picture, agency: str, touches: list[_Touch], closed: list[Fact]) -> AgencyGone:
    last, closing = touches[-1], latest(closed)
    by_closing = closing is not None and closing.first >= last.moment
    fact = closing if closing is not None and by_closing else last.fact
    return AgencyGone(
        agency,
        picture.agency_type(agency),
        _says(picture, agency),
        when_of(fact) if by_closing else last.when,
        fact.values["reason"] if by_closing else None,
        fact.values.get("basis") if by_closing else None,
        cites(fact),
    )


def _says(picture: Picture, agency: str) -> str:
    known = picture.agencies.get(agency)
    return known.says() if known is not None else agency


def involved(picture: Picture, at: Moment | None = None) -> tuple[Worker, ...]:
    """Every worker who had been assigned by a moment, those who left among them, the first assigned in front."""
    at = moment_of(picture, at)
    ids = identities(picture)
    found = []
    for spell in picture.spells("involved"):
        fact = spell.fact
        if fact.first > at:
            continue
        thread = [each for each in picture.in_thread(fact.thread) if each.first <= at]
        left = spell.ended if spell.ended is not None and is_over(spell, at) else None
        absent = latest(each for each in thread if each.kind == "worker.absent")
        if absent is not None and (
            left is not None or ("until" in absent.values and is_past(absent.values["until"], at))
        ):
            absent = None
        covered = latest(
            each for each in thread if each.kind == "worker.covered" and absent and each.last >= absent.first
        )
        given = latest(each for each in thread if each.kind == "handover.given")
        accepted = latest(
            each for each in thread if each.kind == "handover.accepted" and given and each.last >= given.first
        )
        found.append(
            Worker(
                fact.subject,
                fact.values["agency"],
                fact.values["worker"],
                fact.values["role"],
                ids.all(fact.values.get("with", ())),
                when_of(fact),
                when_of(left) if left else None,
                when_of(absent) if absent else None,
                absent.values.get("until") if absent else None,
                covered.values["worker"] if covered else None,
                given.values["to"] if given else None,
                accepted is not None,
                cites(fact, left, absent, covered, given, accepted),
                fact.values.get("sign_in"),
                fact.values.get("team"),
            )
        )
    return tuple(found)


#: How far a service has got, by the last entry of its thread.
_SERVICE: Final[dict[str, Literal["referred", "accepted", "started", "refused", "ended"]]] = {
    "service.referred": "referred",
    "service.accepted": "accepted",
    "service.started": "started",
    "service.refused": "refused",
    "service.ended": "ended",
}
_STEPS: Final = tuple(_SERVICE)


def services(picture: Picture, at: Moment | None = None) -> tuple[Service, ...]:
    """Every service to which somebody of the family was referred by a moment, and how far it got.

    Of steps of one day the further one counts.
    """
    at = moment_of(picture, at)
    ids = identities(picture)
    found = []
    for referred in happened(picture, "service.referred", at):
        steps = [each for each in picture.in_thread(referred.thread) if each.kind in _SERVICE and each.first <= at]
        last = max(in_time(steps), key=lambda fact: (fact.first, _STEPS.index(fact.kind)))
        found.append(
            Service(
                referred.subject,
                referred.values["service"],
                ids.of(referred.values["person"]),
                _SERVICE[last.kind],
                when_of(last),
                last.values.get("reason"),
                last.values.get("onward"),
                cites(referred, last),
            )
        )
    return tuple(found)
