"""The demonstration: a living picture, in which somebody is warned and most are not, on whatever day it is opened."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from nightlight.chronology.moments import When
from nightlight.chronology.record import Chronology
from nightlight.safeguards.incremental import Watch
from nightlight.web.demonstration.families import PLACED, Placed, as_live, chronology
from nightlight.web.store import kept

DAYS = [date(2026, 11, 21) + timedelta(days=days) for days in (0, 2, 4, 40, 201)]
#: What is past due in each family, on the day on which somebody looks in.
PAST_DUE = {
    "brook": {"parent-seen"},
    "heath": set(),
    "marsh": set(),
    "thicket": {"referral-allocated"},
    "orchard": {"core-group-held"},
    "harbour": {"hospital-plan-agreed", "supervision-agreed"},
    "willow": set(),
}


@pytest.mark.parametrize("today", DAYS[1:2])
@pytest.mark.parametrize(
    "placed",
    [pytest.param(each, id=each.key, marks=[pytest.mark.long] if number else []) for number, each in enumerate(PLACED)],
)
def test_what_is_broken_warns_and_what_is_not_does_not(placed: Placed, today: date) -> None:
    found = _past_due(placed, today)
    assert found >= PAST_DUE[placed.key]
    if not placed.broken:
        assert not found


def _past_due(placed: Placed, today: date) -> set[str]:
    told = chronology(placed, today)
    until = When.on(today).last
    entries = list(as_live(told, {key: key for key in told.agencies}, until))
    pack = kept.rules()
    watch = Watch(pack.safeguards, Chronology(entries, agencies=told.agencies, people=told.people), pack.limits.quorum)
    watch.at(until)
    return {each.safeguard.id for each in watch.findings() if each.state == "overdue"}


@pytest.mark.parametrize("today", DAYS)
@pytest.mark.parametrize("placed", PLACED, ids=lambda placed: placed.key)
def test_a_family_can_be_read_on_any_day_and_nothing_in_it_is_of_tomorrow(placed: Placed, today: date) -> None:
    told = chronology(placed, today)
    until = When.on(today).last
    live = list(as_live(told, {key: key for key in told.agencies}, until))
    assert len(live) > 15
    assert all(entry.recorded.first <= until for entry in live)
    assert len({entry.id for entry in live}) == len(live)


def test_every_person_of_a_made_up_family_has_a_made_up_name() -> None:
    for placed in PLACED:
        assert set(chronology(placed, DAYS[0]).people) <= set(placed.named), placed.key
