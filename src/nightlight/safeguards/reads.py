"""What a rule rests on, so that an engine knows when to look at it again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from nightlight.picture.events import DERIVED
from nightlight.picture.facts import is_standing, opener_of
from nightlight.picture.fold import AGENCIES, PEOPLE
from nightlight.picture.selecting import Selector
from nightlight.picture.sets import READS as SET_READS
from nightlight.picture.states import STATES
from nightlight.safeguards.limits_used import limits_of
from nightlight.safeguards.rules import (
    BY_PREGNANCY,
    AllOf,
    Amount,
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
#: What ends a standing fact.
_ENDINGS: Final = {
    "factor.noted": ("factor.resolved",),
    "household.joined": ("household.left",),
    "pregnancy.open": ("pregnancy.ended", "birth"),
    "child.living": ("death",),
}
#: What who is in the team rests on, beside the entries that name an agency.
_TEAM = frozenset({"case.closed", "worker.assigned", "worker.left"})


def reads(rule: Safeguard) -> frozenset[str]:
    """The kinds of entry that a rule rests on, and `people` and `agencies` for who is named."""
    return frozenset(kind for each in (_ALWAYS, _reads(rule)) for kind in each)


def kinds_read(rule: Safeguard) -> frozenset[str]:
    """The kinds of entry alone."""
    return frozenset(each for each in reads(rule) if each not in (PEOPLE, AGENCIES, "touch"))


def late_matters(rule: Safeguard) -> frozenset[str]:
    """The kinds of entry that matter to a rule in another part than to open or to answer a matter.

    An entry of such a kind that comes on record late, such as one that begins or ends a state, changes what earlier views would have
    shown; one that only opens or answers a matter says by itself from when it was on record. Of a pattern every kind is such a
    one, since what is counted and what ends the counting decide what opens.
    """
    everything = kinds_read(rule)
    if isinstance(rule, Pattern):
        return everything
    answering = {each.selector.kind for each in (*rule.needs, *rule.unless)} | {each.kind for each in rule.recorded}
    opening = {selector.kind for selector in rule.trigger.selectors if not is_standing(selector.kind)}
    plain = {kind for kind in answering | opening if kind not in DERIVED}
    return (everything - plain) | (frozenset(_beside(rule)) | _ALWAYS) - {PEOPLE, AGENCIES, "finding.explained"}


def _beside(rule: Safeguard) -> Iterator[str]:
    """Kinds on which a rule rests in another part than as trigger or response."""
    selectors = [*rule.trigger.selectors, *rule.recorded]
    selectors += [each.selector for each in (*rule.needs, *rule.unless)]
    for selector in selectors:
        yield from (kind for kind in with_opener(selector.kind) if kind != selector.kind)
    for kind in _named(rule, beside=True):
        yield from with_opener(kind)
    yield from _of_states_and_sets(rule)


def reads_team(rule: Safeguard) -> bool:
    """Whether a rule asks who is in the team."""
    every = getattr(rule, "every", None)
    counted = any(isinstance(each, Counts) and each.what == "agencies_involved" for each in _conditions(rule))
    return counted or (every is not None and every.set == "team")


def is_by_pregnancy(rule: Safeguard) -> bool:
    """Whether any time of a rule is set by the pregnancy: by a week of it, or days before the baby is due."""
    return any(limit.amount.unit in BY_PREGNANCY for limit in limits_of(rule))


def reckons_in_hours(rule: Safeguard) -> bool:
    """Whether any time of a rule is reckoned in hours."""
    amounts = [limit.amount for limit in limits_of(rule)]
    for each in (rule, *rule.needs, *rule.unless):
        lookback = getattr(each, "lookback", None)
        if isinstance(lookback, Amount):
            amounts.append(lookback)
    return any(amount.unit == "hours" for amount in amounts)


def reads_clock(rule: Safeguard) -> bool:
    """Whether a rule rests on events or states that begin or end by the clock alone."""
    derived = {each for each in _named(rule) if each in DERIVED and DERIVED[each][2]}
    timed = {state.state for state in _states(rule) if STATES[state.state].months or STATES[state.state].days_by_word}
    return bool(derived or timed)


@dataclass(frozen=True, slots=True)
class Rests:
    """On what of a picture a rule rests, each part apart, so that an engine asks it only where one of them did change.

    `entries`: kinds of which any entry matters. `selectors`: kinds of which an entry matters that passes one of these.
    `events` and `states`: those that it names, or that its states name. What opens a thread that is on record already matters to
    every rule.
    """

    entries: frozenset[str]
    selectors: Mapping[str, tuple[Selector, ...]]
    events: frozenset[str]
    states: frozenset[str]


def rests_on(rule: Safeguard) -> Rests:
    """The parts of a picture on which a rule rests, beside who is named at all and which agencies are in the family."""
    selectors: dict[str, list[Selector]] = {}
    events = set()
    for selector in _selectors(rule):
        if selector.kind in DERIVED:
            events.add(selector.kind)
        else:
            selectors.setdefault(selector.kind, []).append(selector)
    states = {state.state for state in _states(rule)}
    events |= {kind for kind in _named(rule) if kind in DERIVED}
    for state in states:
        for opening in STATES[state].opens:
            if opening.selector.kind in DERIVED:
                events.add(opening.selector.kind)
    entries = {*_ALWAYS, *_set_reads(rule)} - {"finding.explained"}
    for selector in rule.trigger.selectors:
        entries |= set(_ENDINGS.get(selector.kind, ()))
    return Rests(
        frozenset(entries),
        {kind: tuple(found) for kind, found in selectors.items()},
        frozenset(events),
        frozenset(states),
    )


def _reads(rule: Safeguard) -> Iterator[str]:
    for named in _named(rule):
        yield from with_opener(named)
    yield from _of_states_and_sets(rule)


def _of_states_and_sets(rule: Safeguard) -> Iterator[str]:
    for selector in rule.trigger.selectors:
        yield from _ENDINGS.get(selector.kind, ())
    for state in _states(rule):
        for kind in STATES[state.state].reads():
            yield from with_opener(kind)
    yield from _set_reads(rule)


def _set_reads(rule: Safeguard) -> Iterator[str]:
    """The kinds on which the members of a rule's set, and what it counts, rest."""
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


def _named(rule: Safeguard, *, beside: bool = False) -> Iterator[str]:
    """The kinds and events that a rule names; with `beside`, those that it names in another part than as trigger or response."""
    for due in _dues(rule):
        for term in due.terms:
            if isinstance(term, Limit) and term.amount.unit in BY_PREGNANCY | {"after_birth"}:
                yield "child.living"
                yield "child.expected"
    yield from (selector.kind for selector in _selectors(rule, beside=beside))


def _selectors(rule: Safeguard, *, beside: bool = False) -> Iterator[Selector]:
    """Every selector of a rule; with `beside`, those in another part than as trigger or response."""
    if not beside:
        yield from (*rule.trigger.selectors, *rule.recorded)
        yield from (each.selector for each in (*rule.needs, *rule.unless))
    if isinstance(rule, Clash):
        yield from (each.selector for each in rule.soon_after)
    for due in _dues(rule):
        for term in due.terms:
            if isinstance(term, ByNext):
                yield from term.selectors


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
