"""How a matter settles in one view: answered, excused, not to be told, or open; its name, and to whom it goes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from nightlight.chronology.moments import NEVER, Moment, day_of, end_of
from nightlight.picture import Picture
from nightlight.picture.events import OF_THE_FAMILY
from nightlight.picture.facts import Fact
from nightlight.picture.sets import members
from nightlight.picture.states import STATES
from nightlight.safeguards.answering import Answers, comes_after, look_from
from nightlight.safeguards.clocks import DueAt
from nightlight.safeguards.conditions import Stretch, over_time
from nightlight.safeguards.finding import State
from nightlight.safeguards.matching import is_answer
from nightlight.safeguards.matters import Matter, watched_until
from nightlight.safeguards.outcome import Outcome
from nightlight.safeguards.rules import AGENCY_SETS, Cadence, Safeguard


def settle(
    rule: Safeguard,
    matter: Matter,
    picture: Picture,
    due: DueAt | None,
    answers: Answers,
    *,
    at_once: bool = False,
    by_pregnancy: bool = False,
) -> Outcome:
    """The outcome of a matter: answered, excused, not to be told, or open."""
    subject, id = _identity(rule, matter, picture)
    last = due.last if due is not None else (matter.last if at_once else NEVER)
    excuse = _excuse(rule, matter, picture, last, id, by_pregnancy)
    answer = answers.sure
    settled: State | None = None
    closed: Moment | None = None
    closing: tuple[Fact, ...] = ()
    recorded_late = by_the_clock = False
    if answer is not None and (excuse is None or answer.first <= excuse.at):
        # What is wrong at once is looked at when its day ends (`semantics.md` 33, 51).
        in_time = end_of(day_of(matter.last)) if at_once and due is None else last
        settled = "met" if answer.first <= in_time else "met_late"
        closed, closing = answer.first, (answer,)
        recorded_late = settled == "met" and answer.since > max(in_time, matter.trigger.since)
    elif excuse is not None:
        settled, closed, closing, by_the_clock = "excused", excuse.at, excuse.facts, excuse.by_the_clock
    elif answers.possible is not None:
        settled, closing = "unknown", (answers.possible,)
    owed = bool(picture.agencies_of(rule.owes)) and _is_recorded(rule, matter, picture)
    warns = asks = None
    tested: Moment | None = None
    if by_the_clock and answers.possible is not None and closed is not None and answers.possible.first <= closed:
        by_the_clock = False  # until then the record could not tell, so that nobody was warned
    paused = _paused_until(id, picture) if settled is None or by_the_clock else None
    if (settled is None or by_the_clock) and (due is not None or at_once):
        tested, warns = (matter.trigger.first - 1, matter.trigger.first) if at_once else (due.last, due.overdue_from)  # type: ignore[union-attr]
        if paused is not None and paused >= warns:
            tested, warns = paused, paused + 1
        if by_the_clock and closed is not None and tested >= closed:
            tested = warns = None
        elif not owed:
            warns, asks = None, (warns if settled is None else None)
    to, not_told = _to(rule, matter, picture)
    facts = (matter.trigger, *matter.also, *closing, *(fact for each in matter.stretches for fact in each.facts))
    return Outcome(
        rule=rule,
        id=id,
        subject=subject,
        matter=matter,
        due=due if due is not None or not at_once else DueAt(matter.last, matter.first, True),
        settled=settled,
        closed=closed,
        warns_from=warns,
        tested=tested,
        asks_from=asks,
        paused_until=paused if settled is None else None,
        recorded_late=recorded_late,
        to=to,
        not_told=not_told,
        about=_about(matter, picture),
        because=tuple(sorted({place for fact in facts for place in fact.places if place})),
    )


def _identity(rule: Safeguard, matter: Matter, picture: Picture) -> tuple[str, str]:
    """The subject of a finding and its id, which rest on the root entry and never change (`semantics.md` 13, 22, 34)."""
    subject = matter.trigger.subject
    if matter.trigger.thread is not None and not _is_first_of_thread(rule, matter.trigger, picture):
        subject = matter.trigger.root
    name = matter.member or matter.point
    return subject, f"{rule.id}:{subject}" + (f":{name}" if name else "")


def _is_first_of_thread(rule: Safeguard, trigger: Fact, picture: Picture) -> bool:
    if isinstance(rule, Cadence):
        kinds = {opening.selector.kind for opening in STATES[rule.state.state].opens}
    elif rule.trigger.selectors:
        kinds = {selector.kind for selector in rule.trigger.selectors}
    else:
        return True
    return not any(
        fact.thread == trigger.thread and (fact.rank, fact.root) < (trigger.rank, trigger.root)
        for kind in kinds
        for fact in picture.of(kind)
    )


class _Excuse(NamedTuple):
    """When a matter is excused and by what; `by_the_clock` where nobody wrote that it is not needed: its state ended, or watching did."""

    at: Moment
    facts: tuple[Fact, ...] = ()
    by_the_clock: bool = False


def _excuse(
    rule: Safeguard, matter: Matter, picture: Picture, last: Moment, id: str, by_pregnancy: bool
) -> _Excuse | None:
    """What first excuses a matter."""
    found: list[_Excuse] = []
    lookback = getattr(rule, "lookback", None)
    for response in rule.unless:
        start = look_from(response.lookback or lookback, matter, picture.nation)
        for fact, sure in picture.meant_by(response.selector):
            if (
                sure
                and comes_after(fact, start, matter, response)
                and is_answer(response, matter.trigger, fact, picture)
            ):
                found.append(_Excuse(max(fact.first, start), (fact,)))
    if by_pregnancy:
        for fact in picture.of("pregnancy.ended"):
            children = picture.children_of(matter.trigger)
            if fact.last >= matter.first and (not children or fact.values["child"] in children):
                found.append(_Excuse(fact.first, (fact,)))
    ended = _state_ended(rule, matter, picture, last, by_pregnancy)
    if ended is not None:
        found.append(ended)
    for fact in picture.of("finding.explained"):
        if fact.values["finding"] == id and fact.values.get("until") is None:
            found.append(_Excuse(fact.first, (fact,)))
    if not rule.after_death:
        stops = watched_until(picture, matter)
        if stops <= picture.as_of:
            found.append(_Excuse(stops, by_the_clock=True))
    return min(found, key=lambda each: each.at, default=None)


def _state_ended(rule: Safeguard, matter: Matter, picture: Picture, last: Moment, by_pregnancy: bool) -> _Excuse | None:
    """That the state in which a rule applies ended, where it no longer holds at the due moment (`semantics.md` 19).

    A clock set by the pregnancy falls due at the birth, so the birth does not end it.
    """
    if last == NEVER:
        return None
    if isinstance(rule, Cadence):
        return _end_of(matter.stretches[:1], picture)
    if rule.condition is None:
        return None
    found = over_time(rule.condition, picture, matter.first, matter.last, matter.trigger)
    if by_pregnancy:
        births = [each.end for each in found if each.to_birth and matter.first < each.end <= last]
        last = min([last, *(birth - 1 for birth in births)])
    if any(each.start <= last < each.end for each in found):
        return None
    return _end_of([each for each in found if matter.first < each.end <= last], picture)


def _end_of(found: Sequence[Stretch], picture: Picture) -> _Excuse | None:
    """The last end of stretches, with the facts by which they ended then; `None` where that is still to come."""
    at = max((each.end for each in found), default=NEVER)
    if at > picture.as_of:
        return None
    return _Excuse(at, tuple(fact for each in found if each.end == at for fact in each.ended), by_the_clock=True)


def _paused_until(id: str, picture: Picture) -> Moment | None:
    """Until when somebody put a finding off: "not yet, until ..."."""
    said = [fact.values for fact in picture.of("finding.explained") if fact.values["finding"] == id]
    days = [values["until"].last_day for values in said if values.get("until") is not None]
    return end_of(max(days)) if days else None


def _is_recorded(rule: Safeguard, matter: Matter, picture: Picture) -> bool:
    """Whether the record keeps the sort of entry whose absence would count (`semantics.md` 36)."""
    if rule.while_recording and not picture.records_after(rule.owes, end_of(day_of(matter.first))):
        return False
    if not rule.recorded:
        return True
    return any(sure for selector in rule.recorded for _, sure in picture.meant_by(selector))


def _to(rule: Safeguard, matter: Matter, picture: Picture) -> tuple[tuple[str, ...], bool]:
    """To whom a finding is sent: those who owe the answer or, where none of them was told, the one that knows (`semantics.md` 29)."""
    trigger = matter.trigger
    every = getattr(rule, "every", None)
    member = matter.member
    if (
        every is not None
        and every.set in AGENCY_SETS
        and member is not None
        and picture.agency_type(member) in rule.owes
    ):
        owing = [member]
    else:
        owing = picture.agencies_of(rule.owes)
    told = [agency for agency in owing if picture.known_from(trigger, agency) is not None]
    if told:
        return tuple(told), False
    if owing and trigger.kind not in OF_THE_FAMILY:
        return (trigger.agency,), trigger.agency not in owing
    return tuple(owing) or (trigger.agency,), False


def _about(matter: Matter, picture: Picture) -> tuple[str, ...]:
    """The children whom a finding is about: those whom the trigger names, else the babies of the family."""
    named = picture.children_of(matter.trigger)
    if not named:
        named = frozenset(member.key for member in members(picture, "babies", matter.trigger)) or picture.children
    return tuple(sorted(named))
