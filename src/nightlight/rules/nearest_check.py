"""Which safeguard comes nearest to a lesson, so that one can see whether it is watched already."""

from __future__ import annotations

from collections.abc import Iterable

from nightlight.learning.likeness import Candidate, Collection
from nightlight.rules.lessons import Register
from nightlight.rules.pack import Pack


def safeguards_as_texts(pack: Pack, register: Register, but: Iterable[str] = ()) -> Collection:
    """Every safeguard as a text to be like: its title, what it says and asks, and the checks that it watches.

    Its label is its system: give `Collection.nearest` the systems of the lesson's themes. A key that is found is the
    safeguard's id. `but` leaves out the checks of these lessons, for a measure that must not know them.

    What comes nearest is a place to look, no claim that the lesson is watched; where nothing is near, likely nothing
    watches it.
    """
    left_out = frozenset(but)
    checks = {
        check.id: check.says for lesson in register.lessons if lesson.id not in left_out for check in lesson.checks
    }
    return Collection(
        Candidate(
            each.id,
            ". ".join([each.title, each.says, each.ask or "", *(checks[id] for id in each.lessons if id in checks)]),
            (each.system,),
        )
        for each in pack.safeguards
    )
