"""Made-up reviews and well-run families that were encoded by people who had not read the safeguards, and learnt from since.

What they say is how an analyst writes down a review in front of her, in her own choice of kinds. The figures at first sight, which
alone tell what to expect of the next review, are in ADR 18; here, what was caught once is caught still.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from nightlight.exchange.case_file import read_case_file
from nightlight.replay.replay import Replay, replay
from nightlight.rules.pack import pack

HERE = Path(__file__).parent / "analysts"
REVIEWS = sorted(each.stem for each in HERE.glob("*.yaml") if not each.stem.startswith("family-"))
WELL_RUN = sorted(each.stem for each in HERE.glob("family-*.yaml"))

#: What is rightly asked of a well-run family, since its record leaves it out.
FAIR = {"family-plover": {"core-group-recorded", "supervision-regular"}}


@cache
def _replayed(name: str) -> Replay:
    shipped = pack()
    return replay(read_case_file(HERE / f"{name}.yaml"), shipped.safeguards, quorum=shipped.limits.quorum)


@pytest.mark.long
@pytest.mark.parametrize("name", REVIEWS)
def test_every_gap_of_a_review_that_others_encoded_is_warned_of_in_time(name: str) -> None:
    found = _replayed(name).expected
    assert len(found) >= 5
    assert [each.gap.what for each in found if not each.caught] == []


@pytest.mark.long
@pytest.mark.parametrize("name", WELL_RUN)
def test_nobody_is_warned_in_a_well_run_family_that_others_encoded(name: str) -> None:
    found = _replayed(name)
    assert {each.safeguard.id for each in found.findings if each.warned is not None} <= FAIR.get(name, set())


def test_there_are_sixteen_reviews_and_four_well_run_families() -> None:
    assert (len(REVIEWS), len(WELL_RUN)) == (16, 4)
