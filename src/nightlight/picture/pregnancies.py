"""Pregnancies, and what became of each child: the child who was expected is the child who is born."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from nightlight.chronology.moments import Day, Moment, When, end_of
from nightlight.picture.citing import Cite, cites, happened, in_time, is_over, moment_of, when_of
from nightlight.picture.facts import Fact
from nightlight.picture.growth import birth_of, due_of
from nightlight.picture.identities import Identities, identities

if TYPE_CHECKING:
    from nightlight.picture.fold import Picture

Outcome = Literal["expected", "born", "stillborn", "loss", "termination"]


@dataclass(frozen=True, slots=True)
class DueDate:
    """A due date as it was said: the day on which it was said, and by which agency."""

    due: When
    said: When
    agency: str
    rests_on: tuple[Cite, ...]


@dataclass(frozen=True, slots=True)
class Expected:
    """A child of a pregnancy and what became of it; `weeks` are completed weeks at birth, where recorded."""

    child: str
    outcome: Outcome
    when: When | None
    weeks: int | None
    rests_on: tuple[Cite, ...]


@dataclass(frozen=True, slots=True)
class Pregnancy:
    """One pregnancy; twins are one. `due` is the day that counts now; `dues` are all that were said, the oldest first.

    `known` is when an agency first knew and `known_by` which; `booked` is when the booking took place, at
    `booked_weeks`. What is `None` is not recorded.
    """

    mother: str | None
    children: tuple[Expected, ...]
    open: bool
    due: Day | None
    dues: tuple[DueDate, ...]
    known: When | None
    known_by: str | None
    booked: When | None
    booked_weeks: int | None
    rests_on: tuple[Cite, ...]


def pregnancies(picture: Picture, at: Moment | None = None) -> tuple[Pregnancy, ...]:
    """Every pregnancy on record by a moment, the oldest first."""
    at = moment_of(picture, at)
    ids = identities(picture)
    opened = happened(picture, "pregnancy.open", at)
    bookings = in_time(happened(picture, "pregnancy.booked", at))
    found = []
    taken: set[str] = set()
    for number, fact in enumerate(opened):
        children = [child for child in ids.all(fact.values["children"]) if child not in taken]
        taken.update(children)
        if children:
            following = opened[number + 1].first if number + 1 < len(opened) else None
            found.append(_pregnancy(picture, ids, fact, children, bookings, following, at))
    return tuple(found)


def _pregnancy(
    picture: Picture,
    ids: Identities,
    opened: Fact,
    children: list[str],
    bookings: list[Fact],
    following: Moment | None,
    at: Moment,
) -> Pregnancy:
    records = {key for child in children for key in ids.records(child)}
    known = [fact for fact in happened(picture, "pregnancy.known", at) if fact.values["child"] in records]
    changed = [fact for fact in happened(picture, "pregnancy.due_changed", at) if fact.values["child"] in records]
    dues = tuple(
        DueDate(fact.values["due"], when_of(fact), fact.agency, cites(fact)) for fact in in_time((*known, *changed))
    )
    outcomes = tuple(_expected(picture, ids, child, at) for child in children)
    due = min((day for child in children if (day := due_of(picture, ids, child)) is not None), default=None)
    mother = ids.of(known[-1].values["mother"]) if known else picture.person_of_role("mother")
    booked = _booking(bookings, mother, outcomes, opened, due, following, ids)
    first = known[0] if known else None
    named = [seen.named for key in children if (seen := picture.people.get(key)) is not None]
    return Pregnancy(
        mother,
        outcomes,
        any(each.outcome == "expected" for each in outcomes),
        due,
        dues,
        when_of(first) if first else None,
        first.agency if first else None,
        when_of(booked) if booked else None,
        booked.values["weeks"] if booked else None,
        cites(*known, *changed, booked) or cites(*named),
    )


def _booking(
    bookings: list[Fact],
    mother: str | None,
    outcomes: tuple[Expected, ...],
    opened: Fact,
    due: Day | None,
    following: Moment | None,
    ids: Identities,
) -> Fact | None:
    """The first booking of this mother that falls in the pregnancy: before its end, and before the next was on
    record."""
    ends = [each.when.last for each in outcomes if each.when is not None]
    end = max(ends) if len(ends) == len(outcomes) else None
    begun = end_of(due - 281) if due is not None else opened.first
    for fact in bookings:
        early = fact.last < begun and fact.last < opened.first
        late = (end is not None and fact.first > end) or (
            end is None and following is not None and fact.first >= following
        )
        if not early and not late and ids.of(fact.values["mother"]) == mother:
            return fact
    return None


def _expected(picture: Picture, ids: Identities, child: str, at: Moment) -> Expected:
    records = ids.records(child)
    births = [fact for fact in happened(picture, "birth", at) if fact.values["child"] in records]
    weeks = next((fact.values["weeks"] for fact in births if "weeks" in fact.values), None)
    living = birth_of(picture, ids, child, at)
    if living is not None:
        named = picture.people[living.root].named if living.root in picture.people else None
        return Expected(child, "born", when_of(living), weeks, cites(*births) or cites(named))
    if births:
        return Expected(child, "stillborn", when_of(births[0]), weeks, cites(*births))
    ended = [
        spell.ended
        for spell in picture.spells("unborn")
        if spell.ended is not None
        and spell.ended.kind == "pregnancy.ended"
        and spell.fact.root in records
        and is_over(spell, at)
    ]
    if ended:
        return Expected(child, ended[0].values["outcome"], when_of(ended[0]), None, cites(ended[0]))
    return Expected(child, "expected", None, None, ())
