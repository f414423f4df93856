"""Made-up reviews and well-run families that were encoded by people who had not read the safeguards, and learnt from since.

What they say is how an analyst writes down a review in front of her, in her own choice of kinds. The figures at first sight, which
alone tell what to expect of the next review, are in ADR 18; here, what was caught once is caught still.
"""

from __future__ import annotations

from datetime import date
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
FAIR = {
    # No supervision of the work is on record.
    "family-sorrel": {"plan-overseen", "work-overseen"},
    "family-tansy": {"work-overseen"},
    # The ward was told of a change of the plan, and its answer is not on record.
    "family-bryony": {"plan-change-acknowledged"},
    # The sister is on the plan too, and no visit to her from 2 May to 18 June is on record; nor that the police signed for a core group.
    "family-campion": {"baby-seen-in-person", "core-group-signed"},
    "family-plover": {"core-group-recorded", "supervision-regular"},
}

#: What does not count as warned of (ADR 18): its warning stands under another heading than the one under which the analyst filed it.
MISSED = {
    "beacon-fell": [
        "Five emergency attendances in six weeks and more after the move, across hospitals, practices and the ambulance "
        "service, were never laid side by side"
    ]
}


@cache
def _replayed(name: str) -> Replay:
    shipped = pack()
    case = read_case_file(HERE / f"{name}.yaml")
    # With its repairs, a warning counts for a gap only where it goes once the gap is put right.
    return replay(case, shipped.safeguards, repairs=True, quorum=shipped.limits.quorum)


@pytest.mark.long
@pytest.mark.parametrize("name", REVIEWS)
def test_every_gap_of_a_review_that_others_encoded_is_warned_of_in_time(name: str) -> None:
    found = _replayed(name).expected
    assert len(found) >= 5
    assert [each.gap.what for each in found if not each.caught] == MISSED.get(name, [])


@pytest.mark.long
def test_what_is_not_counted_as_warned_of_was_warned_of_under_another_heading() -> None:
    found = {each.id: each for each in _replayed("beacon-fell").findings}
    assert found["baby-presented-again:#31:baby"].warned == date(2022, 5, 21).toordinal()


@pytest.mark.long
@pytest.mark.parametrize("name", WELL_RUN)
def test_nobody_is_warned_in_a_well_run_family_that_others_encoded(name: str) -> None:
    found = _replayed(name)
    assert {each.safeguard.id for each in found.findings if each.warned is not None} == FAIR.get(name, set())


def test_there_are_twenty_eight_reviews_and_eight_well_run_families() -> None:
    assert (len(REVIEWS), len(WELL_RUN)) == (28, 8)
