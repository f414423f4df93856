"""Conditions: whether a state holds at a trigger, and over which stretch."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from nightlight.chronology.moments import NEVER, Moment
from nightlight.picture import Picture
from nightlight.picture.facts import Fact
from nightlight.picture.states import Spell
from nightlight.safeguards.rules import AllOf, AnyOf, Condition, Counts, InState


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch over which a condition holds, and the facts that opened its states; `to_birth` where the birth ends it."""

    start: Moment
    end: Moment
    facts: tuple[Fact, ...] = ()
    to_birth: bool = False


ALWAYS = Stretch(0, NEVER)


def stretches(
    condition: Condition | None, picture: Picture, first: Moment, last: Moment, trigger: Fact | None
) -> list[Stretch]:
    """The stretches over which a condition holds at something that lasted from `first` to `last`; empty where it does not.

    Endings come before what happens at the same moment (`semantics.md` 8).
    """
    match condition:
        case None:
            return [ALWAYS]
        case InState():
            return [_stretch(spell) for spell in spells_of(condition, picture, trigger) if spell.holds(first, last)]
        case Counts(what="agencies_involved"):
            return [ALWAYS] if picture.agencies_involved(first) > condition.more_than else []
        case Counts():
            return [ALWAYS] if len(picture.children) > condition.more_than else []
        case AnyOf():
            return [found for each in condition.conditions for found in stretches(each, picture, first, last, trigger)]
        case AllOf():
            together = [ALWAYS]
            for each in condition.conditions:
                held = stretches(each, picture, first, last, trigger)
                together = [
                    both
                    for one in together
                    for other in held
                    if (both := _both(one, other)) is not None and both.start <= last and both.end > first
                ]
            return together


def spells_of(condition: InState, picture: Picture, trigger: Fact | None) -> Iterable[Spell]:
    """The spells of a state that a condition means: of its words, and of the trigger's person or children."""
    for spell in picture.spells(condition.state):
        if condition.words and spell.word not in condition.words:
            continue
        if trigger is None or _concerns(condition, spell, picture, trigger):
            yield spell


def _concerns(condition: InState, spell: Spell, picture: Picture, trigger: Fact) -> bool:
    if condition.of is not None:
        wanted = trigger.values.get(condition.of)
        people = wanted if isinstance(wanted, tuple) else (wanted,)
        return bool(set(people) & set(spell.fact.people))
    theirs, ours = picture.children_of(spell.fact), picture.children_of(trigger)
    return not theirs or not ours or bool(theirs & ours)


def _stretch(spell: Spell) -> Stretch:
    to_birth = spell.state == "unborn" and spell.ended is not None and spell.ended.kind == "child.living"
    return Stretch(spell.start, spell.end, (spell.fact,), to_birth)


def _both(one: Stretch, other: Stretch) -> Stretch | None:
    start, end = max(one.start, other.start), min(one.end, other.end)
    if start >= end:
        return None
    earlier = one if one.end < other.end else other
    return Stretch(start, end, (*one.facts, *other.facts), earlier.to_birth)
