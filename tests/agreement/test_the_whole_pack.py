"""Every shipped safeguard on a thousand generated caseloads, and more, engine against engine (`make long`)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from random import Random

import pytest

from bench.agreement import Tally, caseload, compare, in_words, smallest
from nightlight.caseloads.family import MadeUpFamily
from nightlight.caseloads.lifelike import lifelike_family
from nightlight.caseloads.safeguards import made_up_safeguard
from nightlight.caseloads.wild import wild_family
from nightlight.rules.pack import pack
from nightlight.safeguards.rules import RULE_KINDS, Safeguard

SHIPPED = pack()
QUORUM = SHIPPED.limits.quorum

#: How many caseloads there are, and how many of them in one run of the bulk engine, which is asked of all their families at once:
#: its queries cost the same for one family as for hundreds.
CASELOADS = 1_040
BATCH = 520
#: How many families as they live are looked at by all three engines.
LIFELIKE = 100
#: How often each state must be met at least for each kind of rule, so that no state is agreed upon by never being reached: about a
#: third of how often it is. A clash and a before are wrong at once or not at all: they neither wait nor fall due soon.
LEAST = {
    "before": {"excused": 17, "met": 150, "met_late": 30, "overdue": 100, "unknown": 100},
    "cadence": {
        "due_soon": 12, "excused": 200, "met": 190, "met_late": 50, "overdue": 250, "unknown": 60, "waiting": 160,
    },
    "clash": {"excused": 14, "met": 30, "met_late": 20, "overdue": 120, "unknown": 9},
    "deadline": {
        "due_soon": 38, "excused": 400, "met": 3000, "met_late": 1100, "overdue": 3000, "unknown": 2500,
        "waiting": 1500,
    },
    "pattern": {"excused": 10, "met": 40, "met_late": 20, "overdue": 45, "unknown": 1, "waiting": 14},
}  # fmt: skip


def no_difference(tally: Tally, rules: Sequence[Safeguard]) -> None:
    """Fails with the smallest family for each sort of difference, up to three."""
    sorts = {each.sort: each for each in tally.found}
    if sorts:
        pytest.fail("\n\n".join(in_words(*smallest(each, rules, QUORUM)) for each in list(sorts.values())[:3]))


@pytest.mark.long
def test_three_engines_agree_on_a_thousand_caseloads() -> None:
    """Every shipped safeguard over families in which anything may follow anything, each looked at at a moment of its own."""
    rules = list(SHIPPED.safeguards)
    tally = Tally()
    for first in range(0, CASELOADS, BATCH):
        families = [family for seed in range(first, first + BATCH) for family in caseload(seed, rules, QUORUM, (8, 24))]
        compare(families, rules, QUORUM, tally)
        no_difference(tally, rules)
    met = {kind: {state: tally.states[kind, state] for state in states} for kind, states in LEAST.items()}
    assert all(met[kind][state] >= least for kind, states in LEAST.items() for state, least in states.items()), met


@pytest.mark.long
def test_three_engines_agree_on_families_as_they_live() -> None:
    """Every shipped safeguard over families of 100 to 400 entries, each looked at on some day of its life."""
    rules = list(SHIPPED.safeguards)
    families = [_looked_at_on_some_day(seed) for seed in range(LIFELIKE)]
    tally = Tally()
    compare(families, rules, QUORUM, tally)
    no_difference(tally, rules)
    assert sum(tally.states.values()) >= LIFELIKE * 40


def _looked_at_on_some_day(seed: int) -> MadeUpFamily:
    random = Random(seed)
    family = lifelike_family(random, f"lifelike-{seed}")
    recorded = sorted(entry.recorded.last for entry in family.record().entries)
    return replace(family, as_of=random.choice(recorded[len(recorded) // 3 :]))


@pytest.mark.long
def test_entry_by_entry_thousands_of_safeguards_say_what_the_reference_says() -> None:
    tally = Tally()
    for seed in range(3_000):
        random = Random(seed)
        rules = [made_up_safeguard(random, kind.kind, SHIPPED.limits) for kind in RULE_KINDS]
        compare(
            [wild_family(random, rules, random.randint(6, 20), f"made-up-{seed}", QUORUM)],
            rules,
            QUORUM,
            tally,
            bulk=False,
        )
        no_difference(tally, rules)
    assert all(
        tally.states[kind.kind, state] >= 20 for kind in RULE_KINDS for state in ("overdue", "met_late", "excused")
    )
