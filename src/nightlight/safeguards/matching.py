"""Whether one fact answers another: the way in which it belongs to the trigger, and the member whom it covers."""

from __future__ import annotations

from functools import cache
from typing import Any

from nightlight.picture import Picture
from nightlight.picture.facts import Fact, field_of
from nightlight.safeguards.rules import Every, Match, Pair, Response


def belongs(match: Match, trigger: Fact, answer: Fact, picture: Picture) -> bool:
    """Whether an answer belongs to a trigger in the way that a rule asks (`semantics.md` 16)."""
    if match.way == "thread" and (trigger.thread is None or answer.thread != trigger.thread):
        return False
    if match.way == "children" and not _overlap(picture.children_of(trigger), picture.children_of(answer)):
        return False
    if match.way == "people" and not _overlap(picture.people_of(trigger), picture.people_of(answer)):
        return False
    return all(_agree(pair, trigger, answer, picture) for pair in match.pairs)


def _overlap(one: frozenset[str], other: frozenset[str]) -> bool:
    return not one or not other or not one.isdisjoint(other)


def _agree(pair: Pair, trigger: Fact, answer: Fact, picture: Picture) -> bool:
    left = value_of(trigger, pair.left, picture)
    right = value_of(answer, pair.right, picture)
    if left is None or right is None:
        return False
    ours = left if isinstance(left, tuple) else (left,)
    theirs = right if isinstance(right, tuple) else (right,)
    return not set(ours).isdisjoint(theirs)


def value_of(fact: Fact, field: str, picture: Picture) -> Any:
    """A value of a fact for comparison: its thread, its root, or a field of its own or of its opener; `None` where absent."""
    if field == "thread":
        return fact.thread
    if field == "root":
        return fact.root
    source = picture.opener(fact.thread) if fields_of(fact.kind, field) else fact
    return source.values.get(field) if source is not None else None


def is_answer(response: Response, trigger: Fact, answer: Fact, picture: Picture) -> bool:
    """Whether a fact that the response means (`Picture.meant_by`) answers this trigger.

    An entry never answers itself, nor an event that follows from it.
    """
    return answer.root != trigger.root and belongs(response.match, trigger, answer, picture)


def covers(every: Every | None, member: str | None, answer: Fact, picture: Picture) -> bool | None:
    """Whether an answer covers a member: it appears in one of the fields named.

    A kind that has none of these fields covers everybody; a field that was left out cannot tell (`None`).
    """
    if every is None or member is None or not every.within:
        return True
    return _names(every.within, member, answer, picture)


def covers_here(every: Every, member: str, trigger: Fact, picture: Picture) -> bool | None:
    """Whether the trigger itself covers a member, as an invitation covers those invited."""
    return _names(every.here, member, trigger, picture) if every.here else False


#: Fields that mean everybody where they were left out (`semantics.md` 22).
LEFT_OUT_MEANS_ALL = frozenset({("meeting.held", "considered")})


def _names(fields: tuple[str, ...], member: str, fact: Fact, picture: Picture) -> bool | None:
    has_one = False
    unknown = False
    for name in fields:
        if name == "people":
            has_one = True
            if member in picture.people_of(fact):
                return True
            continue
        found = fields_of(fact.kind, name)
        if found is None:
            continue
        has_one = True
        value = value_of(fact, name, picture)
        if value is None:
            if (fact.kind, name) in LEFT_OUT_MEANS_ALL:
                return True
            unknown = True
        elif member in value if isinstance(value, tuple) else member == value:
            return True
    if not has_one:
        return True
    return None if unknown else False


@cache
def fields_of(kind: str, name: str) -> bool | None:
    """Whether a field is the opener's (`True`) or the fact's own (`False`); `None` where the kind has no such field."""
    found = field_of(kind, name)
    return None if found is None else found[1]
