"""The five reviews: every gap that the source names is warned of in time, and for the right reason."""

from __future__ import annotations

import sys

import pytest

from nightlight.cases import reviews
from nightlight.replay.case import Case
from nightlight.replay.replay import Replay, replay
from nightlight.rules.pack import pack
from tests.cases import in_words

REVIEWS = {case.name: case for case in reviews()}
#: A replay for each gap takes seconds; the shortest review is tried with its repairs every time.
SHORTEST = min(REVIEWS, key=lambda name: len(REVIEWS[name].chronology.entries) * len(REVIEWS[name].expect))


def replayed(case: Case, *, repairs: bool) -> Replay:
    found = replay(case, pack().safeguards, repairs=repairs, quorum=pack().limits.quorum)
    sys.stdout.write(f"{case.name}: {found.warnings} warnings, {found.alerts_per_week:.2f} a week\n")
    return found


def assert_all_caught(found: Replay) -> None:
    assert not [each.gap.what for each in found.expected if not each.caught]
    assert all(each.days_before is not None and each.days_before > 0 for each in found.expected)


def test_there_are_five() -> None:
    """And what some of them did well is on record too, so that a false alarm can show."""
    assert len(REVIEWS) == 5
    assert sum(len(case.controls) for case in REVIEWS.values()) >= 5


@pytest.mark.parametrize("name", REVIEWS)
def test_each_gap_has_a_repair(name: str) -> None:
    """Without one nothing shows that a warning had the right cause."""
    assert REVIEWS[name].expect
    assert not [gap.what for gap in REVIEWS[name].expect if not gap.repair]


@pytest.mark.parametrize("name", REVIEWS)
def test_each_gap_is_warned_of_in_time_and_what_was_done_well_is_not(name: str) -> None:
    found = replayed(REVIEWS[name], repairs=False)
    assert_all_caught(found)
    assert not [in_words(each) for alarms in found.false_alarms.values() for each in alarms]


@pytest.mark.parametrize(
    "name", [SHORTEST, *(pytest.param(name, marks=pytest.mark.long) for name in REVIEWS if name != SHORTEST)]
)
def test_the_warning_goes_once_the_gap_is_repaired(name: str) -> None:
    assert_all_caught(replayed(REVIEWS[name], repairs=True))
