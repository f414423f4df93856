"""A watch that is taken up again where it was left is the watch that took every entry, whatever comes next."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.agreement import by_reference, caseload, in_full, like
from nightlight.caseloads.lifelike import lifelike_family
from nightlight.chronology.entry import Entry
from nightlight.chronology.moments import MINUTES_A_DAY, Moment
from nightlight.chronology.record import Chronology, order_of_recording
from nightlight.rules.pack import pack
from nightlight.safeguards.incremental import Change, Watch
from nightlight.safeguards.rules import RULE_KINDS, Safeguard
from tests.agreement.strategies import SEEDS, STRATEGIES, family
from tests.agreement.test_engines import FEW

SHIPPED = pack()
QUORUM = SHIPPED.limits.quorum
KINDS = [each.kind for each in RULE_KINDS]

#: By how many minutes the clock is moved on between two entries.
LATER = (0, 1, 59, 600, MINUTES_A_DAY, 3 * MINUTES_A_DAY, 40 * MINUTES_A_DAY, 400 * MINUTES_A_DAY)
#: Of so many seeds every family is looked at, and of so many the families in which something is corrected: few are.
EVERY = 120
CORRECTED = 240
#: What comes next: an entry, or the moment to which the clock is moved.
Step = Entry | Moment


@dataclass
class Seen:
    """How much was looked at, so that nothing is agreed upon by never being reached."""

    cuts: int = 0
    changes: int = 0
    late: int = 0
    corrections: int = 0
    remembered: int = 0
    needed: int = 0
    states: set[str] = field(default_factory=set)


def steps(record: Chronology, random: Random) -> Iterator[Step]:
    """The entries of a record as they may arrive: some late, some after the clock was moved on, some while it is ahead of them."""
    arriving = sorted(record.entries, key=order_of_recording)
    for _ in range(random.choice((0, 0, 1, 2))):
        held_back = random.randrange(len(arriving))
        arriving.insert(random.randrange(held_back, len(arriving)), arriving.pop(held_back))
    for number, entry in enumerate(arriving):
        yield entry
        if random.random() < 0.4:
            following = arriving[number + 1].recorded.first if number + 1 < len(arriving) else None
            moment = entry.recorded.first + random.choice(LATER)
            ahead = random.random() < 0.1
            yield moment if following is None or ahead else max(entry.recorded.first, min(moment, following - 1))
    yield max(entry.recorded.first for entry in arriving) + random.choice(LATER)


def taken(watch: Watch, step: Step) -> Change:
    """What a watch says of a step; the clock never goes back by itself."""
    return watch.record(step) if isinstance(step, Entry) else watch.at(max(step, watch.picture.as_of))


def said(change: Change) -> object:
    """A change with everything that it says, words and all."""
    return in_full(change.changed), change.gone, change.next_change_on


def left(watch: Watch) -> Any:
    """The state of a watch as it comes back from where it was kept."""
    return json.loads(json.dumps(watch.state()))


def resumed(rules: Sequence[Safeguard], watch: Watch, state: Mapping[str, Any] | None) -> Watch:
    """The watch that a state and the entries taken so far give, in whatever order they are read."""
    entries = list(watch.chronology.entries)
    Random(len(entries)).shuffle(entries)
    return Watch.resume(rules, like(watch.chronology, entries), state, QUORUM)


def try_it(rules: Sequence[Safeguard], record: Chronology, seed: int, seen: Seen, *, cuts: int = 4) -> None:
    """Leaves a watch at several points, takes it up again there, and goes on with each beside the one that took everything."""
    random = Random(seed)
    coming = list(steps(record, random))
    at = set(random.sample(range(len(coming)), min(cuts, len(coming))))
    whole = Watch(rules, like(record, ()), QUORUM)
    beside: list[Watch] = []
    for number, step in enumerate(coming):
        if isinstance(step, Entry):
            seen.late += bool(whole.chronology.entries) and order_of_recording(step) < order_of_recording(
                whole.chronology.entries[-1]
            )
            seen.corrections += step.replaces is not None
        expected = said(taken(whole, step))
        seen.changes += bool(whole.findings())
        for other in beside:
            assert said(taken(other, step)) == expected, (seed, number)
        if number in at:
            beside = [*beside[-1:], look(rules, whole, seen)]
    for other in beside:
        assert in_full(other.findings()) == in_full(whole.findings())
    assert in_full(whole.findings()) == in_full(by_reference(rules, record, whole.picture.as_of, QUORUM)), seed


def look(rules: Sequence[Safeguard], whole: Watch, seen: Seen) -> Watch:
    """A watch taken up again at this point, which says what the other says."""
    state = left(whole)
    other = resumed(rules, whole, state)
    expected = in_full(whole.findings())
    assert in_full(other.findings()) == expected
    assert in_full(by_reference(rules, whole.chronology, whole.picture.as_of, QUORUM)) == expected
    assert other.picture.as_of == whole.picture.as_of
    now = whole.picture.as_of
    assert said(other.at(now)) == said(whole.at(now)) == ({}, (), whole.at(now).next_change_on)
    assert left(other) == state
    seen.cuts += 1
    seen.remembered += len(state["warned"])
    seen.states |= {each["state"] for each in expected.values()}
    seen.needed += in_full(resumed(rules, whole, {**state, "warned": []}).findings()) != expected
    return other


# -- the same as if it had taken everything


@pytest.mark.parametrize("seed", range(3))
def test_taken_up_again_the_shipped_safeguards_say_the_same_of_any_family(seed: int) -> None:
    seen = Seen()
    rules = list(SHIPPED.safeguards)
    try_it(rules, caseload(seed, rules, QUORUM, (10, 20))[0].record(), seed, seen, cuts=2)
    assert seen.cuts == 2
    assert seen.changes


def test_taken_up_again_the_shipped_safeguards_say_the_same_of_a_family_as_it_lives() -> None:
    record = lifelike_family(Random(5), "lifelike-5", 60).record()
    seen = Seen()
    try_it(list(SHIPPED.safeguards), like(record, record.entries[:60]), 5, seen, cuts=3)
    assert seen.remembered


@pytest.mark.long
@pytest.mark.parametrize("kind", KINDS)
def test_taken_up_again_any_safeguard_says_the_same(kind: str) -> None:
    seen = Seen()

    @FEW
    @given(st.lists(STRATEGIES[kind], min_size=1, max_size=2, unique_by=lambda rule: rule.id), SEEDS)
    def check(rules: list[Safeguard], seed: int) -> None:
        try_it(rules, family(seed, rules).record(), seed, seen)

    check()
    assert seen.cuts >= 50
    assert seen.late >= 5


@pytest.mark.long
def test_taken_up_again_the_shipped_safeguards_say_the_same_of_many_families() -> None:
    seen = Seen()
    rules = list(SHIPPED.safeguards)
    for seed in range(CORRECTED):
        for made in caseload(seed, rules, QUORUM, (8, 24))[:2]:
            record = made.record()
            if seed < EVERY or any(entry.replaces is not None for entry in record.entries):
                try_it(rules, record, seed, seen)
    for seed in range(12):
        record = lifelike_family(Random(seed), f"lifelike-{seed}").record()
        try_it(rules, like(record, record.entries[:160]), seed, seen)
    assert seen.cuts >= 800
    assert seen.late >= 100
    assert seen.corrections >= 100
    assert seen.remembered >= 1_000
    assert seen.needed >= 50
    assert seen.states >= {"waiting", "due_soon", "overdue", "met", "met_late", "excused", "unknown"}


@pytest.mark.long
def test_taken_up_again_thousands_of_safeguards_say_the_same() -> None:
    from nightlight.caseloads.safeguards import made_up_safeguard

    seen = Seen()
    for seed in range(2_000):
        random = Random(seed)
        rules = [made_up_safeguard(random, kind.kind, SHIPPED.limits) for kind in RULE_KINDS]
        try_it(rules, family(seed, rules).record(), seed, seen)
    assert seen.needed >= 100
