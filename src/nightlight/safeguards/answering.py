"""What answers a matter: which facts may, from when they are looked for, and the one that counts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from nightlight.chronology.moments import Moment
from nightlight.picture import Picture
from nightlight.picture.facts import Fact
from nightlight.safeguards.clocks import before
from nightlight.safeguards.matching import covers, covers_here, is_answer
from nightlight.safeguards.matters import Matter
from nightlight.safeguards.rules import Amount, Every, Response


@dataclass(frozen=True, slots=True)
class Answers:
    """The fact that answers, and the first that may (the record cannot tell)."""

    sure: Fact | None
    possible: Fact | None = None


def look_from(lookback: object, matter: Matter, nation: str) -> Moment:
    if lookback is None:
        return matter.first
    if not isinstance(lookback, Amount):
        return 0
    return before(matter.first, lookback, nation) if lookback.number else matter.first


def answers_to(
    needs: Iterable[Response], every: Every | None, matter: Matter, picture: Picture, lookback: object, times: int
) -> Answers:
    """The response that answers a matter: the `times`-th by time, from the trigger or so long before it (`semantics.md` 20)."""
    sure: dict[tuple[str, str], Fact] = {}
    possible: dict[tuple[str, str], Fact] = {}
    if every is not None and every.here and matter.member is not None:
        here = covers_here(every, matter.member, matter.trigger, picture)
        if here is not False:
            (sure if here else possible)[matter.trigger.kind, matter.trigger.root] = matter.trigger
    first = None  # of several that answer surely the first counts, so that none after it need be looked at
    for response in needs:
        start = look_from(response.lookback or lookback, matter, picture.nation)
        for fact, passed in picture.meant_by(response.selector):
            if first is not None and times == 1 and fact.key > first:
                break
            if not comes_after(fact, start, matter, response):
                continue
            if not is_answer(response, matter.trigger, fact, picture):
                continue
            covered = covers(every, matter.member, fact, picture)
            if covered is False:
                continue
            (sure if passed and covered else possible)[fact.kind, fact.root] = fact
            if passed and covered:
                first = fact.key if first is None else min(first, fact.key)
    certain = sorted(sure.values(), key=lambda fact: fact.key)
    maybe = sorted({**possible, **sure}.values(), key=lambda fact: fact.key)
    return Answers(
        certain[times - 1] if len(certain) >= times else None, maybe[times - 1] if len(maybe) >= times else None
    )


def comes_after(fact: Fact, start: Moment, matter: Matter, response: Response) -> bool:
    """Whether a fact may have come after a moment: something that spans its day may; at one same minute only in a thread.

    What opened the trigger's thread came before the trigger, whatever their days say.
    """
    if start == matter.first and fact.root == matter.trigger.thread:
        return False
    if fact.last != start or fact.first != fact.last or start != matter.first:
        return fact.last >= start
    return response.match.way == "thread" or matter.first != matter.last


def known_to_member(matter: Matter, picture: Picture) -> Fact | None:
    """The pseudo-response `known`: the member knows the trigger, told of it by whatever way (`semantics.md` 20)."""
    known = picture.known_from(matter.trigger, matter.member) if matter.member is not None else None
    if known is None:
        return None
    trigger = matter.trigger
    told = max(known, trigger.first)
    return Fact(
        "known",
        trigger.root,
        trigger.thread,
        told,
        told,
        known,
        trigger.agency,
        trigger.people,
        {},
        (),
        trigger.loose,
        trigger.rank,
    )
