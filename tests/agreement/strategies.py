"""Made-up safeguards of every kind and made-up families, for property tests.

A safeguard is made of choices that Hypothesis makes, so that one that fails shrinks to a simple one. A family is made from a seed;
where two engines differ on it, `bench.agreement.smallest` takes from it what can go.
"""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from hypothesis import strategies as st

from nightlight.caseloads.family import MadeUpFamily
from nightlight.caseloads.safeguards import made_up_safeguard
from nightlight.caseloads.wild import wild_family
from nightlight.rules.pack import pack
from nightlight.safeguards.rules import RULE_KINDS, Safeguard


def safeguards(kind: str) -> st.SearchStrategy[Safeguard]:
    """Made-up safeguards of a kind."""
    return st.randoms(use_true_random=False).map(lambda random: made_up_safeguard(random, kind, pack().limits))


#: For each kind of rule, made-up safeguards of it.
STRATEGIES: dict[str, st.SearchStrategy[Safeguard]] = {each.kind: safeguards(each.kind) for each in RULE_KINDS}

#: Seeds, from each of which a family is made.
SEEDS = st.integers(0, 2**32 - 1)


def family(seed: int, rules: Sequence[Safeguard], size: int = 14) -> MadeUpFamily:
    """The made-up family of a seed, in which these safeguards have something to say."""
    return wild_family(Random(seed), rules, size, f"made-up-{seed}", pack().limits.quorum)
