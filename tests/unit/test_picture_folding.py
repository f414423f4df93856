"""The fold: one more entry is the same as all of them, arrival does not matter, and the past stays as it was."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

from nightlight.chronology.entry import Entry
from nightlight.chronology.kinds import KINDS
from nightlight.chronology.kinds.meeting import MeetingCalled, MeetingHeld
from nightlight.chronology.knowing import agencies_named
from nightlight.chronology.moments import Moment, When, day_of, end_of
from nightlight.chronology.record import Chronology, order_of_recording
from nightlight.picture import Picture, fold
from nightlight.picture.events import DERIVED, Quorum
from nightlight.picture.facts import fact_of
from nightlight.picture.family import Family, family
from nightlight.picture.fold import touched_by
from nightlight.picture.states import STATES
from tests.unit.generated_records import AGENCIES, Step, entries_of, record_of, steps

QUORUM = {"core_group": Quorum((("social_care",),), 2), "strategy": Quorum((("social_care",), ("police",)), 1)}
VIEWERS = (None, "social_care", "police")

quick = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much]
)
long = settings(
    max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much]
)

#: Two steps for each kind: every kind occurs, and what it needs with it.
EVERY_KIND: tuple[Step, ...] = tuple((kind, 97 * number + seed) for seed in (1, 2) for number, kind in enumerate(KINDS))


def everything(picture: Picture) -> dict[str, Any]:
    """All that a picture says: its facts, who is named, every event and state, and every part that a page shows."""
    return {
        "facts": picture.facts(),
        "people": list(picture.people.items()),
        "children": sorted(picture.children),
        "agencies": dict(picture.agencies_since()),
        "team": picture.team(picture.as_of),
        "events": {name: picture.of(name) for name in DERIVED},
        "states": {name: picture.spells(name) for name in STATES},
        "family": family(picture),
    }


def of(record: Chronology, as_of: Moment, known_to: str | None = None) -> Picture:
    return fold(record, as_of, known_to, QUORUM)


def plus(before: Picture, record: Chronology, entry: Entry, as_of: Moment) -> Picture:
    """The picture with one more entry, as the incremental engine takes it; a correction is folded anew, as it does."""
    record.extend([entry])
    if entry.replaces is not None:
        return of(record, as_of)
    (held,) = record.held_versions(entry.id, [entry])
    fact = fact_of(held)
    touched = touched_by(fact, agencies_named(entry, record.agencies), entry.recorded.first)
    after, _ = before.at(max(as_of, before.as_of)).plus(fact, touched, bool(entry.body.opens))
    return after


def check_one_more(entries: list[Entry], which: int) -> None:
    """One of the entries recorded last, whichever, comes last: the same picture as when all are folded together."""
    newest = max(entry.recorded.first for entry in entries)
    together = [entry for entry in entries if entry.recorded.first == newest]
    last = together[which % len(together)]
    assume(not any(entry.replaces == last.id for entry in entries))
    record = record_of([entry for entry in entries if entry is not last])
    before = of(record, newest)
    everything(before)
    after = plus(before, record, last, newest)
    assert everything(after) == everything(of(record_of(entries), newest))


def check_arrival(entries: list[Entry], shuffled: list[Entry]) -> None:
    as_of = max(entry.recorded.last for entry in entries)
    for viewer in VIEWERS:
        assert everything(of(record_of(shuffled), as_of, viewer)) == everything(of(record_of(entries), as_of, viewer))


def check_past(entries: list[Entry], cut: int) -> None:
    """Up to any moment, the picture is that of the entries recorded by then: what comes later, corrections too,
    changes nothing."""
    moment = sorted({entry.recorded.first for entry in entries})[cut % len({entry.recorded.first for entry in entries})]
    for as_of in (moment - 1, moment):
        known = record_of([entry for entry in entries if entry.recorded.first <= as_of])
        for viewer in VIEWERS:
            assert everything(of(record_of(entries), as_of, viewer)) == everything(of(known, as_of, viewer))


@quick
@given(steps(), st.integers(0, 50))
def test_folding_one_more_entry_is_folding_all(made: list[Step], which: int) -> None:
    check_one_more(entries_of(made), which)


@pytest.mark.long
@long
@given(steps(most=80), st.integers(0, 50))
def test_folding_one_more_entry_is_folding_all_at_length(made: list[Step], which: int) -> None:
    check_one_more(entries_of(made), which)


@quick
@given(steps(most=20), st.randoms())
def test_arrival_does_not_matter(made: list[Step], random: Any) -> None:
    entries = entries_of(made)
    check_arrival(entries, random.sample(entries, len(entries)))


@pytest.mark.long
@long
@given(steps(most=60), st.randoms())
def test_arrival_does_not_matter_at_length(made: list[Step], random: Any) -> None:
    entries = entries_of(made)
    check_arrival(entries, random.sample(entries, len(entries)))


@quick
@given(steps(most=20), st.integers(0, 50))
def test_what_is_recorded_later_changes_nothing_of_the_past(made: list[Step], cut: int) -> None:
    check_past(entries_of(made), cut)


@pytest.mark.long
@long
@given(steps(most=60), st.integers(0, 50))
def test_what_is_recorded_later_changes_nothing_of_the_past_at_length(made: list[Step], cut: int) -> None:
    check_past(entries_of(made), cut)


@quick
@given(steps(most=15), st.sampled_from(sorted(KINDS)), st.integers(0, 10_000))
def test_a_correction_never_changes_what_the_picture_showed_before_it(made: list[Step], kind: str, seed: int) -> None:
    entries = entries_of([*made, (kind, seed), (kind, seed + 1), (kind, seed + 2), (kind, seed + 3)])
    corrections = [entry for entry in entries if entry.replaces is not None]
    assume(corrections)
    for correction in corrections[:2]:
        as_of = correction.recorded.first - 1
        without = record_of([entry for entry in entries if entry is not correction and entry.replaces != correction.id])
        for viewer in VIEWERS:
            shown = everything(of(record_of(entries), as_of, viewer))
            assert shown == everything(of(without, as_of, viewer))


@quick
@example(made=[("action.agreed", 0), ("plan.stepped_down", 1047)], cut=0)
@given(steps(most=20), st.integers(0, 13))
def test_an_earlier_moment_in_a_view_is_before_a_later_one(made: list[Step], cut: int) -> None:
    """Seen at an earlier moment, every part holds only what had happened by then, and nothing of it goes missing
    later."""
    entries = entries_of(made)
    picture = of(record_of(entries), max(entry.recorded.last for entry in entries))
    moments = sorted({entry.when.first for entry in entries})
    at = moments[cut % len(moments)]
    earlier, now = family(picture, at), family(picture)
    for name in ("plans", "stays", "actions", "concerns", "questions", "meetings"):
        then = {each.thread for each in getattr(earlier, name)}
        assert then <= {each.thread for each in getattr(now, name)}
    assert all(cited_by(entry, picture).when.first <= at for entry in cited(earlier) if not is_naming(entry, picture))


def cited(shown: Family) -> set[str]:
    """The roots of the entries on which the plans, stays, actions, concerns, meetings and factors of a family rest."""
    parts = (shown.plans, shown.stays, shown.actions, shown.concerns, shown.questions, shown.meetings, shown.factors)
    return {cite.root for part in parts for each in part for cite in each.rests_on}


def cited_by(root: str, picture: Picture) -> Any:
    return next(held.entry for held in picture.chronology.held() if held.root == root and held.in_force(picture.as_of))


def is_naming(root: str, picture: Picture) -> bool:
    return root.startswith("@")


# -- every kind occurs


def test_one_by_one_through_a_record_in_which_every_kind_occurs() -> None:
    entries = entries_of(EVERY_KIND)
    assert {entry.kind for entry in entries} == set(KINDS)
    record = record_of([])
    picture = of(record, 0)
    for number, entry in enumerate(entries, 1):
        picture = plus(picture, record, entry, entry.recorded.first)
        # Asking at every sixth step fills the memory that the next entry must not leave stale.
        if number % 6 == 0 or number == len(entries):
            assert everything(picture) == everything(of(record_of(entries[:number]), picture.as_of))


@pytest.mark.long
@settings(long, max_examples=200)
@given(steps(most=40))
def test_one_by_one_at_length(made: list[Step]) -> None:
    entries = entries_of(made)
    record = record_of([])
    picture = of(record, 0)
    for number, entry in enumerate(entries, 1):
        picture = plus(picture, record, entry, entry.recorded.first)
        assert everything(picture) == everything(of(record_of(entries[:number]), picture.as_of))


def test_the_generated_records_reach_every_part_every_state_and_every_event() -> None:
    empty = {name for name in Family.__slots__ if name not in ("as_of", "moment", "known_to")}
    unreached = set(STATES) | set(DERIVED)
    for seed in range(12):
        kinds = (*KINDS, *KINDS, *["worker.assigned"] * 20)
        entries = entries_of((kind, seed * 1009 + number) for number, kind in enumerate(kinds))
        for as_of in (entries[len(entries) // 2].recorded.first, max(entry.recorded.last for entry in entries)):
            picture = of(record_of(entries), as_of)
            shown = family(picture)
            empty -= {name for name in empty if getattr(shown, name)}
            unreached -= {name for name in unreached if (picture.of(name) if name in DERIVED else picture.spells(name))}
    assert (empty, unreached) == (set(), set())


@pytest.mark.parametrize("viewer", [None, *sorted(AGENCIES)])
def test_every_citation_is_an_entry_that_the_viewer_holds(viewer: str | None) -> None:
    entries = entries_of(EVERY_KIND)
    as_of = end_of(day_of(max(entry.recorded.first for entry in entries)))
    record = record_of(entries)
    held = {(each.entry.place, each.root) for each in record.held(viewer) if each.since <= as_of}
    wrong = [cite for cite in every_cite(family(of(record, as_of, viewer))) if (cite.place, cite.root) not in held]
    assert wrong == []


def every_cite(value: Any) -> list[Any]:
    """Every citation in a part of the picture, however deep."""
    if type(value).__name__ == "Cite":
        return [value]
    if isinstance(value, (tuple, list)):
        return [cite for each in value for cite in every_cite(each)]
    if hasattr(type(value), "__slots__") and hasattr(type(value), "__dataclass_fields__"):
        return [cite for name in type(value).__dataclass_fields__ for cite in every_cite(getattr(value, name))]
    return []


def test_the_entries_come_in_the_order_of_recording() -> None:
    entries = entries_of(EVERY_KIND)
    assert entries == sorted(entries, key=order_of_recording)


# -- what comes in another order than it happened


def test_a_call_that_is_written_down_after_the_meeting_is_not_missed() -> None:
    """Whether a meeting counts as children's social care at work depends on the type in its call."""
    call, held = entries_of_meeting()
    record = record_of([held])
    before = of(record, held.recorded.first)
    assert before.spells("social_care") == []
    record.extend([call])
    (fact,) = (fact_of(each) for each in record.held_versions(call.id, [call]))
    after, _ = before.at(call.recorded.first).plus(fact, touched_by(fact, ["social_care"], call.recorded.first), True)
    assert len(after.spells("social_care")) == 1


def test_a_thread_named_by_a_correction_that_comes_later_is_still_one_thread() -> None:
    call, held = entries_of_meeting()
    moved = replace(call, id="moved", replaces=call.id, place=3)
    named = replace(held, body=MeetingHeld(of="moved", present=()))
    record = record_of([call, named])
    assert record.thread(named) is not None
    record.extend([moved])
    assert record.thread(named) == call.id


def entries_of_meeting() -> tuple[Entry, Entry]:
    """A core group and its call, which was written down a week after it."""
    day = When.read("2024-03-04")
    call = MeetingCalled(type="core_group", date=day, invited=(), mode=None)
    held = MeetingHeld(of="m", present=("social_care",))
    return (
        Entry(id="m", body=call, when=day, recorded=When.read("2024-03-11"), agency="social_care", place=2),
        Entry(id="h", body=held, when=day, recorded=day, agency="social_care", place=1),
    )
