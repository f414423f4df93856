"""The real briefings, where they are at hand, are read as a person read them: the project's requirement."""

from __future__ import annotations

import pytest

from nightlight.learning.structure import read, unaccounted
from nightlight.taxonomy import headings
from tests.briefings.score import SHARED, found_in, real_ones
from tests.briefings.scoring import ALTERATIONS, Tally, score
from tests.unit.structure_texts import plain

_BRIEFINGS = [(name, text, gold) for name, text, gold, _ in real_ones()]
pytestmark = pytest.mark.skipif(not _BRIEFINGS, reason=f"the real briefings are not at hand ({SHARED})")


@pytest.mark.parametrize("alteration", list(ALTERATIONS))
def test_the_briefings_are_read_as_a_person_read_them(alteration: str) -> None:
    alter, least = ALTERATIONS[alteration]
    total = Tally()
    for name, text, gold in _BRIEFINGS:
        altered = alter(text, gold)
        carried = altered.carry(gold)

        found = read(plain(altered.text, f"{name}.txt"), headings())

        assert unaccounted(found) == []
        total.add(score(carried.items, found_in(found)))

    assert total.figures()[2] >= least, total


def test_no_recommendation_is_missed() -> None:
    total = Tally()
    for name, text, gold in _BRIEFINGS:
        total.add(score(gold.items, found_in(read(plain(text, f"{name}.txt"), headings()))))

    assert total.missed["recommendation"] == 0
