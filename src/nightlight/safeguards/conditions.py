"""Conditions: whether a state holds at a trigger, and over which stretch."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from nightlight.chronology.moments import NEVER, Moment
from nightlight.picture import Picture
from nightlight.picture.facts import Fact
from nightlight.picture.states import STATES, Spell
from nightlight.safeguards.matching import value_of
from nightlight.safeguards.rules import WHOLE_FAMILY, AllOf, AnyOf, Condition, Counts, InState, NoneOf


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch over which a condition holds, the facts that opened its states, and those by which it ended, where it did not end by the
    clock; `to_birth` where the birth ends it."""

    start: Moment
    end: Moment
    facts: tuple[Fact, ...] = ()
    to_birth: bool = False
    ended: tuple[Fact, ...] = ()


ALWAYS = Stretch(0, NEVER)


def stretches(
    condition: Condition | None, picture: Picture, first: Moment, last: Moment, trigger: Fact | None
) -> list[Stretch]:
    """The stretches over which a condition holds at something that lasted from `first` to `last`; empty where it does not.

    Endings come before what happens at the same moment (`semantics.md` 8).
    """
    return [
        stretch
        for stretch in over_time(condition, picture, first, last, trigger)
        if stretch.start <= last and stretch.end > first
    ]


def over_time(
    condition: Condition | None, picture: Picture, first: Moment, last: Moment, trigger: Fact | None
) -> list[Stretch]:
    """Every stretch over which a condition holds; what is counted is counted at a trigger from `first` to `last`."""
    match condition:
        case None:
            return [ALWAYS]
        case InState():
            return [stretch_of(spell) for spell in spells_of(condition, picture, trigger)]
        case Counts():
            return [ALWAYS] if _count(condition, picture, first, trigger) > condition.more_than else []
        case NoneOf():
            held = [found for each in condition.conditions for found in stretches(each, picture, first, last, trigger)]
            return [] if held else [ALWAYS]
        case AnyOf():
            return [found for each in condition.conditions for found in over_time(each, picture, first, last, trigger)]
        case AllOf():
            together = [ALWAYS]
            for each in condition.conditions:
                others = over_time(each, picture, first, last, trigger)
                together = [both for one in together for other in others if (both := _both(one, other)) is not None]
            return together


def _count(condition: Counts, picture: Picture, first: Moment, trigger: Fact | None) -> int:
    match condition.what:
        case "agencies_involved":
            return picture.agencies_involved(first)
        case "children_named":
            return len(picture.children_of(trigger)) if trigger is not None else 0
        case _:
            return len(picture.children)


def beginning(found: list[Stretch], first: Moment, as_of: Moment) -> tuple[Moment, tuple[Stretch, ...]] | None:
    """When a condition last began to hold without a break, from `first` on and by a moment, and the stretches that held then.

    A stretch that begins where another ends goes on with it. `None` where the condition has not held yet.
    """
    starts = [
        stretch.start
        for stretch in found
        if stretch.start <= as_of and not any(other.start < stretch.start <= other.end for other in found)
    ]
    if not starts:
        return None
    begun = max(first, max(starts))
    held = tuple(stretch for stretch in found if stretch.start <= begun < stretch.end)
    return (begun, held) if held else None


def spells_of(condition: InState, picture: Picture, trigger: Fact | None) -> Iterable[Spell]:
    """The spells of a state that a condition means: of its words, and of the trigger's person or children."""
    for spell in picture.spells(condition.state):
        if condition.words and spell.word not in condition.words:
            continue
        if trigger is None or _concerns(condition, spell, picture, trigger):
            yield spell


def _concerns(condition: InState, spell: Spell, picture: Picture, trigger: Fact) -> bool:
    if condition.of == WHOLE_FAMILY:
        return True
    if condition.of is not None:
        wanted = value_of(trigger, condition.of, picture)
        people = wanted if isinstance(wanted, tuple) else (wanted,)
        return bool(set(people) & set(spell.fact.people))
    if STATES[condition.state].by == "family":
        return True
    theirs, ours = picture.children_of(spell.fact), picture.children_of(trigger)
    return not theirs or not ours or bool(theirs & ours)


def stretch_of(spell: Spell) -> Stretch:
    """The stretch of one spell of a state."""
    to_birth = spell.state == "unborn" and spell.ended is not None and spell.ended.kind == "child.living"
    return Stretch(spell.start, spell.end, (spell.fact,), to_birth, () if spell.ended is None else (spell.ended,))


def _both(one: Stretch, other: Stretch) -> Stretch | None:
    start, end = max(one.start, other.start), min(one.end, other.end)
    if start >= end:
        return None
    earlier = one if one.end < other.end else other
    ended = (*one.ended, *other.ended) if one.end == other.end else earlier.ended
    return Stretch(start, end, (*one.facts, *other.facts), earlier.to_birth, ended)
