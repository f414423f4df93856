"""Where everything is done well, and done in time, nobody is warned; where all is ordinary, little is asked."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest

from nightlight.cases import families
from nightlight.chronology.entry import Entry
from nightlight.chronology.record import Chronology, order_of_recording
from nightlight.replay.case import Case
from nightlight.rules.pack import pack
from nightlight.safeguards.incremental import Watch
from tests.cases import WELL_RUN, in_words, said_of

#: Those who see every family.
UNIVERSAL = {"midwifery", "maternity_ward", "health_visiting", "gp"}


@cache
def cases() -> dict[str, Case]:
    return {case.name: case for case in families()}


def without(case: Case, entry: Entry) -> Case:
    record = case.chronology
    left = [each for each in record.entries if each is not entry]
    return replace(
        case, chronology=Chronology(left, family=record.family, agencies=record.agencies, people=record.people)
    )


def test_there_are_three_well_run_families_and_an_ordinary_one() -> None:
    assert {*cases()} == {*WELL_RUN, "ordinary"}


@pytest.mark.parametrize("name", WELL_RUN)
def test_a_well_run_family_has_a_full_record(name: str) -> None:
    """Two hundred entries and more: quiet because of what was done, not because little was written."""
    entries = cases()[name].chronology.entries
    kinds = {entry.kind for entry in entries}
    assert len(entries) >= 200
    assert len(kinds) >= 50
    hard = {"birth", "stay.ended", "worker.left", "meeting.cancelled", "injury.seen", "incident", "contact.missed"}
    assert hard <= kinds
    assert any(entry.replaces for entry in entries), "somebody put a mistake right"
    assert any(entry.recorded.day > entry.when.day for entry in entries), "something was written down later"


@pytest.mark.parametrize("name", WELL_RUN)
def test_nobody_is_warned_where_all_is_done_in_time(name: str) -> None:
    found = said_of(cases()[name])
    assert not [in_words(each) for each in found if each.warned is not None or each.state == "overdue"]
    assert sum(each.state == "met" for each in found) >= 250, "the safeguards looked, and found it done"
    assert len({each.safeguard.id for each in found if each.state == "met"}) >= 90


def test_an_ordinary_pregnancy_is_asked_for_nothing_beyond_universal_care() -> None:
    case = cases()["ordinary"]
    found = said_of(case)
    assert found, "universal care is watched too"
    assert not [in_words(each) for each in found if each.warned is not None or each.asked is not None]
    assert not [in_words(each) for each in found if each.state not in ("met", "excused", "waiting")]
    types = {key: agency.type for key, agency in case.chronology.agencies.items()}
    assert not [in_words(each) for each in found if not {types[agency] for agency in each.to} <= UNIVERSAL]


@pytest.mark.long
def test_one_gap_in_the_record_of_an_ordinary_pregnancy_concerns_nobody_else() -> None:
    """Whichever entry is missing: one question at most, to those who see every family."""
    case = cases()["ordinary"]
    types = {key: agency.type for key, agency in case.chronology.agencies.items()}
    for entry in case.chronology.entries:
        if entry.body.opens == "stay":
            continue  # what ends a stay would be left without the stay
        warned = [each for each in said_of(without(case, entry)) if each.warned is not None]
        assert len(warned) <= 1, [in_words(each) for each in warned]
        assert all({types[agency] for agency in each.to} <= UNIVERSAL for each in warned)


@pytest.mark.long
@pytest.mark.parametrize("name", WELL_RUN)
def test_nobody_was_warned_on_the_way_either(name: str) -> None:
    """Entry by entry, as it was written: a warning that a later entry made go away would be no less of an alarm."""
    record = cases()[name].chronology
    start = Chronology(family=record.family, agencies=record.agencies, people=record.people)
    watch = Watch(pack().safeguards, start, pack().limits.quorum)
    for entry in sorted(record.entries, key=order_of_recording):
        warned = [each for each in watch.record(entry).changed if each.warned is not None]
        assert not [in_words(each) for each in warned], f"when entry {entry.place} was written"
