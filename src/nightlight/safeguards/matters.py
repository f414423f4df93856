"""What a rule watches: what opens each matter, from when it runs, for whom, and whether anybody is watched for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from nightlight.chronology.gestation import TERM_DAYS
from nightlight.chronology.moments import NEVER, Day, Moment, add_months, day_of, end_of, start_of
from nightlight.picture import Picture
from nightlight.picture.facts import Fact, is_standing
from nightlight.picture.fold import PersonSeen
from nightlight.picture.sets import members
from nightlight.safeguards.conditions import ALWAYS, Stretch, beginning, over_time, spells_of, stretches
from nightlight.safeguards.rules import AGENCY_SETS, Every, Safeguard

#: Watching ends at this age, in months, unless a partnership sets another (`semantics.md` 27).
WATCHED_MONTHS: Final = 60


@dataclass(frozen=True, slots=True)
class Matter:
    """One thing that a rule watches: what opened it, for which member, from when, and the stretches in which it applies."""

    trigger: Fact
    first: Moment
    last: Moment
    stretches: tuple[Stretch, ...] = (ALWAYS,)
    member: str | None = None
    point: str | None = None
    also: tuple[Fact, ...] = ()
    standing: bool = False

    @property
    def basis(self) -> str:
        """What makes this another matter than an earlier one of the same name: the state that began it, where one did."""
        return (
            min((stretch.facts[0].root for stretch in self.stretches if stretch.facts), default="")
            if self.standing
            else ""
        )


def matters(rule: Safeguard, picture: Picture) -> Iterator[Matter]:
    """Every matter that a rule watches, before it is split by member."""
    for fact, first, last, end in _triggers(rule, picture):
        if end is None:
            held = stretches(rule.condition, picture, first, last, fact)
            if held and is_watched(rule, first, last, picture):
                yield Matter(fact, first, last, tuple(held))
            continue
        # A standing fact: the clock starts when it is on record and the condition has begun (`semantics.md` 6).
        found = [each for each in over_time(rule.condition, picture, first, last, fact) if each.start < end]
        begun = beginning(found, first, picture.as_of)
        if begun is not None and begun[0] < end and is_watched(rule, begun[0], begun[0], picture):
            yield Matter(fact, begun[0], max(begun[0], last), begun[1], standing=True)


def _triggers(rule: Safeguard, picture: Picture) -> Iterator[tuple[Fact, Moment, Moment, Moment | None]]:
    """Facts that open a finding: the fact, the moments between which it lies and, for a standing one, when it ends."""
    trigger = rule.trigger
    for selector in trigger.selectors:
        for fact, sure in picture.meant_by(selector):
            if sure:
                if is_standing(fact.kind):
                    recorded = max(fact.first, fact.since)
                    yield fact, recorded, recorded, _standing_until(fact, picture)
                else:
                    yield fact, fact.first, fact.last, None
    if trigger.start_of is not None:
        for spell in spells_of(trigger.start_of, picture, None):
            if is_standing(spell.fact.kind):
                recorded = max(spell.start, spell.fact.since)
                yield spell.fact, recorded, recorded, spell.end
            else:
                yield spell.fact, spell.start, spell.fact.last, None
    if trigger.end_of is not None:
        for spell in spells_of(trigger.end_of, picture, None):
            if spell.end != NEVER and spell.end <= picture.as_of:
                yield spell.ended or spell.fact, spell.end, max(spell.end, end_of(day_of(spell.end))), None


def _standing_until(fact: Fact, picture: Picture) -> Moment:
    """When a standing fact ends: a factor when it is resolved, a household when it is left, a tie on the date that it states."""
    if fact.kind == "factor.noted":
        ends = [each.first for each in picture.in_thread(fact.thread) if each.kind == "factor.resolved"]
    elif fact.kind in ("pregnancy.open", "child.living"):
        state = "unborn" if fact.kind == "pregnancy.open" else "under_one"
        children = fact.values.get("children") or (fact.values["child"],)
        ends = [max((s.end for s in picture.spells(state) if s.fact.root in children), default=NEVER)]
    elif fact.kind == "household.joined":
        ends = [
            each.first
            for each in picture.of("household.left")
            if each.first >= fact.first
            and all(each.values[name] == fact.values[name] for name in ("person", "household"))
        ]
    else:
        until = fact.values.get("until")
        ends = [until.first] if until is not None else []
    return min(ends, default=NEVER)


def is_watched(rule: Safeguard, first: Moment, last: Moment, picture: Picture) -> bool:
    """Whether anybody is watched for at something that lasted from `first` to `last` (`semantics.md` 27)."""
    return rule.after_death or any(start <= last and end > first for start, end in watched(picture).values())


def watched(picture: Picture) -> Mapping[str, tuple[Moment, Moment]]:
    """From when to when each child of the family is watched for: from conception to its fifth birthday.

    Watching ends before that with the child's death or the end of the pregnancy. An unborn child without a due date is watched for
    always, and so is a family of which no birth or due date is on record.
    """
    reads = frozenset(
        {"death", "pregnancy.ended", "birth", "pregnancy.known", "pregnancy.due_changed", "person.added", "people"}
    )
    return picture.remember("watched", reads, True, lambda: _watched(picture))


def _watched(picture: Picture) -> Mapping[str, tuple[Moment, Moment]]:
    found = {}
    for person in picture.people.values():
        if not person.is_child:
            continue
        born, due = _birthday(picture, person), picture.due_of(person.key)
        if born is None and due is None:
            if person.role == "unborn":
                found[person.key] = (0, _ended_at(picture, person.key))
            continue
        term = min(day for day in (due, born) if day is not None)
        grown = start_of(add_months(born, WATCHED_MONTHS)) if born is not None else NEVER
        found[person.key] = (start_of(term - TERM_DAYS), min(grown, _ended_at(picture, person.key)))
    return found or {"": (0, NEVER)}


def _birthday(picture: Picture, child: PersonSeen) -> Day | None:
    """When a child was born, by the birth on record or, where none is, by the declared date, also while that is to come."""
    born = picture.born_on(child.key)
    if born is not None:
        return day_of(born.first)
    if child.born is None or any(fact.values["child"] == child.key for fact in picture.of("birth")):
        return None
    return child.born.day


def _ended_at(picture: Picture, child: str) -> Moment:
    """When a child died or the pregnancy ended."""
    ends = [fact.first for fact in picture.of("death") if fact.values["person"] == child]
    ends += [fact.first for fact in picture.of("pregnancy.ended") if fact.values["child"] == child]
    return min(ends, default=NEVER)


def watched_until(picture: Picture, matter: Matter) -> Moment:
    """When watching ends for a matter: for the last of the children whom its trigger names and who were watched for then.

    Where it names none, for the last child of the family.
    """
    stretches_of = watched(picture)
    named = {
        child
        for child in picture.children_of(matter.trigger) & stretches_of.keys()
        if stretches_of[child][0] <= matter.last and stretches_of[child][1] > matter.first
    }
    return max(end for child, (_, end) in stretches_of.items() if not named or child in named)


def for_members(every: Every | None, matter: Matter, picture: Picture) -> Iterator[Matter]:
    if every is None:
        yield matter
        return
    for member in members(picture, every.set, matter.trigger, every.words):
        own = member.key == matter.trigger.agency
        if every.set in AGENCY_SETS and (own or (every.types and picture.agency_type(member.key) not in every.types)):
            continue
        first = max(matter.first, member.since)
        yield replace(matter, first=first, last=max(matter.last, first), member=member.key)
