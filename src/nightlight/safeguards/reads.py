"""What a rule rests on, so that an engine knows when to look at it again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from nightlight.picture.events import DERIVED
from nightlight.picture.facts import opener_of
from nightlight.picture.fold import AGENCIES, PEOPLE
from nightlight.picture.selecting import Selector
from nightlight.picture.sets import READS as SET_READS
from nightlight.picture.states import STATES
from nightlight.safeguards.rules import (
    BY_PREGNANCY,
    AllOf,
    AnyOf,
    ByNext,
    Cadence,
    Clash,
    Condition,
    Counts,
    Deadline,
    Due,
    InState,
    Limit,
    NoneOf,
    Pattern,
    Safeguard,
)

#: What every rule rests on: who is in the family, and whether anybody is watched for.
_ALWAYS = frozenset(
    {
        PEOPLE, "person.added", "birth", "death", "pregnancy.known", "pregnancy.ended", "pregnancy.due_changed",
        "finding.explained",
    }
)  # fmt: skip
#: What who is in the team rests on, beside the entries that name an agency.
_TEAM = frozenset({"case.closed", "worker.assigned", "worker.left"})


def reads(rule: Safeguard) -> frozenset[str]:
    """The kinds of entry that a rule rests on, and `people` and `agencies` for who is named."""
    return frozenset(kind for each in (_ALWAYS, _reads(rule)) for kind in each)


def kinds_read(rule: Safeguard) -> frozenset[str]:
    """The kinds of entry alone."""
    return frozenset(each for each in reads(rule) if each not in (PEOPLE, AGENCIES, "touch"))


def reads_clock(rule: Safeguard) -> bool:
    """Whether a rule rests on events or states that begin or end by the clock alone."""
    derived = {each for each in _named(rule) if each in DERIVED and DERIVED[each][2]}
    timed = {state.state for state in _states(rule) if STATES[state.state].months or STATES[state.state].days_by_word}
    return bool(derived or timed)


def _reads(rule: Safeguard) -> Iterator[str]:
    for named in _named(rule):
        yield from with_opener(named)
    for state in _states(rule):
        for kind in STATES[state.state].reads():
            yield from with_opener(kind)
    for condition in _conditions(rule):
        if isinstance(condition, Counts) and condition.what == "agencies_involved":
            yield AGENCIES
            yield from _TEAM
    every = getattr(rule, "every", None)
    if every is not None:
        yield from (AGENCIES if each == "touch" else each for each in SET_READS[every.set])
        if every.set == "team":
            yield from _TEAM


def with_opener(kind: str) -> Iterator[str]:
    """A kind or event, what it follows from, and what opens its thread."""
    if kind in DERIVED:
        yield from DERIVED[kind][1]
        if DERIVED[kind][1] and kind.startswith("child."):
            yield from ("birth", "pregnancy.known")
    else:
        yield kind
    opened_by = opener_of(kind)
    if opened_by is not None:
        yield opened_by


def _named(rule: Safeguard) -> Iterator[str]:
    selectors: list[Selector] = [*rule.trigger.selectors, *rule.recorded]
    selectors += [each.selector for each in (*rule.needs, *rule.unless)]
    if isinstance(rule, Clash):
        selectors += [each.selector for each in rule.soon_after]
    for due in _dues(rule):
        for term in due.terms:
            if isinstance(term, ByNext):
                selectors += term.selectors
            elif isinstance(term, Limit) and term.amount.unit in BY_PREGNANCY | {"after_birth"}:
                yield "child.living"
                yield "child.expected"
    yield from (selector.kind for selector in selectors)


def _dues(rule: Safeguard) -> Iterator[Due]:
    match rule:
        case Deadline():
            yield rule.due
        case Cadence():
            yield rule.due
            if rule.first is not None:
                yield rule.first
        case Pattern():
            if rule.due is not None:
                yield rule.due


def _states(rule: Safeguard) -> Iterator[InState]:
    yield from (each for each in _conditions(rule) if isinstance(each, InState))
    yield from (state for state in (rule.trigger.start_of, rule.trigger.end_of) if state is not None)
    if isinstance(rule, Cadence):
        yield rule.state
    if isinstance(rule, Clash):
        yield from rule.while_open


def _conditions(rule: Safeguard) -> Iterator[Condition]:
    conditions = [rule.condition] if rule.condition is not None else []
    conditions += [tighter.condition for due in _dues(rule) for tighter in due.tighter]
    yield from _flat(conditions)


def _flat(conditions: Iterable[Condition]) -> Iterator[Condition]:
    for condition in conditions:
        yield condition
        if isinstance(condition, AnyOf | AllOf | NoneOf):
            yield from _flat(condition.conditions)
