"""Who knows what, and from when: the same set of entries gives the same answer, in whatever order they arrived."""

from __future__ import annotations

from itertools import permutations

import pytest

from nightlight.chronology.knowing import agencies_named, team_since
from nightlight.chronology.moments import When, iso_day
from nightlight.chronology.record import Chronology, order_of_recording, view
from tests.spec.notation import knows, record

FAMILY = """
    2025-03-03 | midwifery   | contact.made       | id: seen, with: mother, mode: in_person
    2025-03-04 | social_care | concern.raised     | id: kept, about: baby, shared: {}
    2025-03-05 | social_care | plan.started       | id: plan, type: safety, children: baby, shared: [gp]
    2025-03-06 | social_care | information.shared | to: housing, what: a worry, entries: kept
    2025-03-07 | social_care | plan.changed       | id: change, of: plan, what: visits
    2025-03-08 | social_care | plan.told          | of: plan, to: police, shared: {}
"""


def test_the_order_of_arrival_makes_no_difference() -> None:
    kept = record(FAMILY).chronology
    wanted = {entry.id: dict(kept.knowing.who(entry.id)) for entry in kept.entries}
    assert any(len(who) > 2 for who in wanted.values())
    for order in list(permutations(kept.entries))[::37]:
        turned = Chronology(order, agencies=kept.agencies, people=kept.people)
        assert {entry.id: dict(turned.knowing.who(entry.id)) for entry in turned.entries} == wanted


def test_an_entry_that_arrives_later_out_of_order_is_learned_in_its_place() -> None:
    kept = record(FAMILY).chronology
    *rest, told = kept.entries
    early = rest.pop(0)
    grown = Chronology([*rest, told], agencies=kept.agencies, people=kept.people)
    assert grown.knowing.since("plan", "midwifery") is None
    assert grown.knowing.since("change", "midwifery") is None
    grown.extend([early])
    assert grown.knowing.since("change", "midwifery") == kept.knowing.since("change", "midwifery") is not None


def test_the_earliest_telling_counts() -> None:
    family = record("""
        2025-03-04 | social_care | concern.raised     | id: c1, about: baby, shared: {}
        2025-03-06 | social_care | information.shared | to: housing, what: a worry, entries: c1
        2025-03-09 | social_care | information.shared | to: housing, what: a worry, entries: c1
    """)
    assert knows(family, "housing", "c1") == "2025-03-06"


def test_a_telling_that_is_written_down_late_counts_from_then() -> None:
    family = record("""
        2025-03-04 | social_care | concern.raised     | id: c1, about: baby, shared: {}
        2025-03-06 | social_care | information.shared | to: housing, what: a worry, entries: c1, recorded: 2025-03-20
    """)
    assert knows(family, "housing", "c1") == "2025-03-20"


def test_a_telling_of_a_corrected_entry_tells_of_all_its_versions() -> None:
    family = record("""
        2025-03-04 | social_care | concern.raised     | id: c1, about: baby, shared: {}
        2025-03-05 | social_care | concern.raised     | id: c2, about: mother, replaces: c1
        2025-03-06 | social_care | information.shared | to: housing, what: a worry, entries: c2
    """)
    assert set(family.chronology.knowing.who("c1")) == {"social_care", "housing"}
    assert set(family.chronology.knowing.who("c2")) == {"social_care", "housing"}


def test_a_correction_is_known_no_sooner_than_it_was_recorded() -> None:
    family = record("""
        2025-03-04 | social_care | concern.raised | id: c1, about: baby, shared: [housing]
        2025-03-10 | social_care | concern.raised | id: c2, about: mother, replaces: c1
    """)
    since = family.chronology.knowing.since("c2", "housing")
    assert since is not None
    assert iso_day(since // 1440) == "2025-03-10"


def test_an_entry_that_is_told_of_after_its_correction_does_not_come_back() -> None:
    """An agency that had the correction first goes on holding it when it is told of what was corrected."""
    family = record("""
        2025-03-04 | social_care | concern.raised     | id: c1, about: baby, shared: {}
        2025-03-06 | social_care | concern.raised     | id: c2, about: mother, replaces: c1, shared: [housing]
        2025-03-10 | social_care | information.shared | to: housing, what: a worry, entries: c1, shared: {}
    """)
    held = view(family.chronology, When.read("2025-03-12").last, "housing").held
    assert [(each.entry.id, iso_day(each.since // 1440)) for each in held] == [("c2", "2025-03-06")]


@pytest.mark.parametrize(
    ("as_of", "known_to", "ids"),
    [
        ("2025-03-03", None, ["seen"]),
        ("2025-03-05", None, ["seen", "kept", "plan"]),
        ("2025-03-05", "gp", ["plan"]),
        ("2025-03-05", "housing", []),
        ("2025-03-06", "housing", ["kept"]),
        ("2025-03-07", "police", []),
        ("2025-03-08", "police", ["plan", "change", "#6"]),
    ],
)
def test_a_view_holds_what_was_known_then(as_of: str, known_to: str | None, ids: list[str]) -> None:
    """What was told of is held from the telling; the telling itself is known to the one that it names where it says
    so."""
    held = view(record(FAMILY).chronology, When.read(as_of).last, known_to).held
    found = [each.entry.id for each in sorted(held, key=lambda each: order_of_recording(each.entry))]
    assert [each for each in found if not each.startswith("#")] == [each for each in ids if not each.startswith("#")]


@pytest.mark.parametrize(
    ("line", "named"),
    [
        ("contact.made | with: mother, mode: phone", ("midwifery",)),
        ("contact.made | with: mother, mode: phone, shared: [gp]", ("midwifery",)),
        ("contact.made | with: mother, mode: phone, source: gp", ("midwifery", "gp")),
        ("contact.made | with: mother, mode: phone, source: a neighbour", ("midwifery",)),
        ("referral.made | id: r1, to: housing", ("midwifery", "housing")),
        (
            "meeting.called | id: m1, type: network, date: 2025-04-01, invited: [gp, housing]",
            ("midwifery", "gp", "housing"),
        ),
        ("information.withheld | from: [housing], reason: she asked for it", ("midwifery",)),
        ("information.requested | id: q1, from: housing, about: mother", ("midwifery", "housing")),
    ],
)
def test_which_agencies_an_entry_brings_in(line: str, named: tuple[str, ...]) -> None:
    kept = record(f"2025-03-03 | midwifery | {line}").chronology
    assert agencies_named(kept.entries[0], kept.agencies) == named


def test_twelve_months_are_reckoned_by_the_calendar() -> None:
    assert iso_day(team_since(When.read("2024-02-29").day)) == "2023-02-28"
    assert iso_day(team_since(When.read("2025-03-03").day)) == "2024-03-03"
