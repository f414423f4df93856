"""Who lives where, and lived where; where a child is placed; how the home was when it was last seen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from nightlight.chronology.moments import Moment, When
from nightlight.picture.citing import Cite, Said, cites, happened, in_thread, in_time, latest, moment_of, said, when_of
from nightlight.picture.facts import Fact, same_words
from nightlight.picture.identities import Identities, identities

if TYPE_CHECKING:
    from nightlight.picture.fold import Picture


@dataclass(frozen=True, slots=True)
class Living:
    """One stretch of a person's living in a household. `since` is `None` where only the leaving is recorded,
    `until` where no leaving is.

    `unsure`: the person has joined another household or been placed since, and nobody wrote that they left this one.
    """

    person: str
    since: When | None
    until: When | None
    unsure: bool
    rests_on: tuple[Cite, ...]


@dataclass(frozen=True, slots=True)
class Household:
    """A household: who lives there at the moment, who lived there before, and notices that its home is at risk."""

    name: str
    address: str | None
    living: tuple[Living, ...]
    before: tuple[Living, ...]
    notices: tuple[Said, ...]
    rests_on: tuple[Cite, ...]


@dataclass(frozen=True, slots=True)
class Placement:
    """Where a child lives apart from the parents, or with one of them under arrangements; `under` is what it rests
    on in law."""

    thread: str
    child: str
    with_whom: str
    under: str | None
    since: When
    until: When | None
    rests_on: tuple[Cite, ...]


@dataclass(frozen=True, slots=True)
class Home:
    """How the home was when somebody last saw it."""

    condition: str
    sleeping_place_seen: bool | None
    agency: str
    when: When
    rests_on: tuple[Cite, ...]


@dataclass(slots=True)
class _Stretch:
    person: str
    house: str
    joined: list[Fact]
    ended: Fact | None = None


def households(picture: Picture, at: Moment | None = None) -> tuple[Household, ...]:
    """Every household that the record names by a moment, in the order in which it came in; an empty one stays.

    One that is written with other capitals or punctuation is the same. Leaving ends what was open before it; of
    one day the leaving comes first (`semantics.md` 8), unless nothing was open that it could end. A death ends it.
    """
    at = moment_of(picture, at)
    ids = identities(picture)
    moves = [*happened(picture, "household.joined", at), *happened(picture, "household.left", at)]
    notices = happened(picture, "housing.notice", at)
    names: dict[str, str] = {}
    for fact in in_time((*moves, *notices)):
        names.setdefault(same_words(fact.values["household"]), fact.values["household"])
    stretches = _stretches(picture, ids, moves, at)
    placed = {placement.child: placement for placement in placements(picture, at) if placement.until is None}
    found = []
    for house, name in names.items():
        lived = [_living(each, stretches, placed) for each in stretches if each.house == house]
        here = [fact for fact in notices if same_words(fact.values["household"]) == house]
        addressed = latest(
            fact for fact in moves if same_words(fact.values["household"]) == house and "address" in fact.values
        )
        own = [fact for fact in moves if same_words(fact.values["household"]) == house]
        found.append(
            Household(
                name,
                addressed.values["address"] if addressed else None,
                tuple(each for each in lived if each.until is None),
                tuple(each for each in lived if each.until is not None),
                tuple(said(picture, fact, fact.values["notice"]) for fact in here),
                cites(*own, *here),
            )
        )
    return tuple(found)


def _stretches(picture: Picture, ids: Identities, moves: list[Fact], at: Moment) -> list[_Stretch]:
    deaths = happened(picture, "death", at)
    order = sorted(
        (*moves, *deaths), key=lambda fact: (fact.first, fact.kind == "household.joined", fact.since, fact.root)
    )
    found: list[_Stretch] = []
    for fact in order:
        person = ids.of(fact.values["person"])
        if fact.kind == "death":
            for each in found:
                if each.person == person and each.ended is None:
                    each.ended = fact
            continue
        house = same_words(fact.values["household"])
        still = [each for each in found if (each.person, each.house) == (person, house) and each.ended is None]
        if fact.kind == "household.joined":
            past = [each for each in found if (each.person, each.house) == (person, house) and not each.joined]
            if still:
                still[0].joined.append(fact)
            elif past and past[-1].ended is not None and past[-1].ended.last >= fact.first:
                # Written as left on the day on which they joined, with no living there before: they did not stay.
                past[-1].joined.append(fact)
            else:
                found.append(_Stretch(person, house, [fact]))
        elif still:
            for each in still:
                each.ended = fact
        else:
            found.append(_Stretch(person, house, [], fact))
    return found


def _living(stretch: _Stretch, every: list[_Stretch], placed: dict[str, Placement]) -> Living:
    since = when_of(stretch.joined[0]) if stretch.joined else None
    unsure = False
    if stretch.ended is None and stretch.joined:
        # The last time that somebody wrote that they live here: what is said of another home before that settles
        # nothing.
        last = max(fact.first for fact in stretch.joined)
        elsewhere = [
            fact
            for each in every
            if each.person == stretch.person and each.house != stretch.house
            for fact in each.joined
        ]
        away = placed.get(stretch.person)
        unsure = any(fact.first > last for fact in elsewhere) or (away is not None and away.since.first > last)
    until = when_of(stretch.ended) if stretch.ended else None
    return Living(stretch.person, since, until, unsure, cites(*stretch.joined, stretch.ended))


def placements(picture: Picture, at: Moment | None = None) -> tuple[Placement, ...]:
    """Every placement that had begun by a moment, those that ended among them."""
    at = moment_of(picture, at)
    ids = identities(picture)
    found = []
    for started in happened(picture, "placement.started", at):
        ended = next(
            (f for f in in_thread(picture, started.thread, "placement.ended", at) if f.first >= started.first), None
        )
        found.append(
            Placement(
                started.subject,
                ids.of(started.values["child"]),
                started.values["with"],
                started.values.get("under"),
                when_of(started),
                when_of(ended) if ended else None,
                cites(started, ended),
            )
        )
    return tuple(found)


def home(picture: Picture, at: Moment | None = None) -> Home | None:
    """How the home was when it was last seen; `None` where nobody recorded seeing it."""
    last = latest(happened(picture, "home.seen", moment_of(picture, at)))
    if last is None:
        return None
    return Home(
        last.values["condition"], last.values.get("sleeping_place_seen"), last.agency, when_of(last), cites(last)
    )
