"""Patterns: so many of one thing within a window, and then an answer to all of them together.

One visit to an emergency department says little; three in a month say something that nobody may have put together,
since each may have gone to another service. "Three emergency contacts within 30 days are looked at together within
ten working days" is a pattern. One with no limit is a warning at once.
"""

from __future__ import annotations

import pytest

from tests.spec.notation import NOTHING, Engine, expect, record, rule

DISCUSSED = rule("""
    kind = "pattern"
    each = "contact.emergency"
    count = 3
    within = "30 days"
    needs = ["supervision.held"]
    match = "family"
    unless = ["case.closed"]
    limit = "10 working days"
    warn_before = { days = 1 }
    owes = ["social_care", "ambulance"]
""")

AT_ONCE = rule("""
    kind = "pattern"
    each = "contact.emergency"
    count = 2
    within = "30 days"
    needs = ["supervision.held"]
    match = "family"
    owes = ["ambulance"]
""")

OF_ONE_PERSON = rule("""
    kind = "pattern"
    each = "contact.emergency"
    count = 2
    within = "30 days"
    same = "who"
    needs = ["supervision.held"]
    match = "family"
    limit = "10 days"
    owes = ["ambulance"]
""")

THREE = """
        2025-03-03 | ambulance | contact.emergency | id: one, who: mother, service: ambulance
        2025-03-10 | ambulance | contact.emergency | id: two, who: mother, service: ambulance
        2025-03-17 | ambulance | contact.emergency | id: three, who: mother, service: ambulance
"""


# -- the seven states


def test_it_waits_once_it_is_complete(engine: Engine) -> None:
    """48. The finding opens at the A that completes it, and rests on all that were counted."""
    expect(engine, DISCUSSED, record(THREE), "2025-03-16", NOTHING)
    expect(
        engine,
        DISCUSSED,
        record(THREE),
        "2025-03-17",
        "id rule:three; waiting; opened 2025-03-17; due 2025-03-31; because 1 and 2 and 3",
    )


def test_it_is_due_soon_shortly_before(engine: Engine) -> None:
    """4. A day before it is due, where the rule says so, it is due soon; that is no warning."""
    expect(engine, DISCUSSED, record(THREE), "2025-03-29", "waiting")
    expect(engine, DISCUSSED, record(THREE), "2025-03-30", "due soon; never warned")


def test_it_is_overdue_on_the_day_after(engine: Engine) -> None:
    """4. On the day after the last permitted day it is overdue, and a person is warned."""
    expect(engine, DISCUSSED, record(THREE), "2025-03-31", "due soon; never warned")
    expect(engine, DISCUSSED, record(THREE), "2025-04-01", "overdue; warned 2025-04-01")


@pytest.mark.parametrize(
    ("day", "line"),
    [
        ("2025-03-31", "met; never warned; closed 2025-03-31"),
        ("2025-04-01", "met late; warned 2025-04-01; closed 2025-04-01"),
    ],
)
def test_an_answer_after_the_last_of_them_closes_it(engine: Engine, day: str, line: str) -> None:
    """2, 4. Answered on the last permitted day it is met; on the day after, met late."""
    expect(
        engine,
        DISCUSSED,
        record(THREE + f"{day} | ambulance | supervision.held | supervisor: a manager"),
        "2025-05-01",
        line,
    )


def test_it_is_excused_where_it_is_not_needed(engine: Engine) -> None:
    """23. `unless` by the due moment: excused, no warning."""
    family = record(THREE + "2025-03-31 | ambulance | case.closed | by_agency: ambulance, reason: moved away")
    expect(engine, DISCUSSED, family, "2025-05-01", "excused; never warned; closed 2025-03-31")


def test_it_is_unknown_where_nobody_who_owes_it_is_in_the_family(engine: Engine) -> None:
    """25. Where no agency that owes the answer is in the family, the record cannot tell: asked about once, never
    warned."""
    family = record(THREE.replace("| ambulance |", "| gp |"))
    expect(engine, DISCUSSED, family, "2025-04-01", "unknown; never warned; asked 2025-04-01")


# -- what counts


@pytest.mark.parametrize(("first", "line"), [("2025-02-15", "opened 2025-03-17"), ("2025-02-14", NOTHING)])
def test_the_window_is_inclusive_at_both_ends(engine: Engine, first: str, line: str) -> None:
    """48. What counts is what lies within the window up to an A: the thirtieth day before it still does."""
    expect(engine, DISCUSSED, record(THREE.replace("2025-03-03", first)), "2025-03-20", line)


def test_a_fourth_opens_nothing_new(engine: Engine) -> None:
    """48. The finding opens at the A that completes it where the A before it did not."""
    family = record(THREE + "2025-03-20 | ambulance | contact.emergency | id: four, who: mother, service: ambulance")
    expect(engine, DISCUSSED, family, "2025-03-25", "id rule:three; waiting; because 1 and 2 and 3")


def test_what_was_answered_is_not_counted_again(engine: Engine) -> None:
    """48. What counts is what comes after the last response that was over before that A began."""
    family = record(
        THREE
        + """
        2025-03-18 | ambulance | supervision.held  | supervisor: a manager
        2025-03-20 | ambulance | contact.emergency | id: four, who: mother, service: ambulance
        2025-03-22 | ambulance | contact.emergency | id: five, who: mother, service: ambulance
        2025-03-24 | ambulance | contact.emergency | id: six, who: mother, service: ambulance
    """
    )
    expect(engine, DISCUSSED, family, "2025-03-23", "id rule:three; met; closed 2025-03-18")
    expect(
        engine,
        DISCUSSED,
        family,
        "2025-03-24",
        "id rule:six; waiting; opened 2025-03-24; because 5 and 6 and 7",
        "id rule:three; met",
    )


def test_an_answer_of_the_same_day_does_not_end_the_counting(engine: Engine) -> None:
    """48. A response counts as over before an A only where it was over before that A began: one of the same day may
    have come after it."""
    family = record("""
        2025-03-03 | ambulance | contact.emergency | id: one, who: mother, service: ambulance
        2025-03-10 | ambulance | contact.emergency | id: two, who: mother, service: ambulance
        2025-03-10 | ambulance | supervision.held  | supervisor: a manager
    """)
    expect(engine, AT_ONCE, family, "2025-03-20", "id rule:two; met; closed 2025-03-10; never warned")


def test_it_may_ask_for_several_agencies(engine: Engine) -> None:
    """48. `agencies = 2`: what counts must come from so many agencies."""
    two_agencies = rule("""
        kind = "pattern"
        each = "contact.emergency"
        count = 2
        agencies = 2
        within = "30 days"
        needs = ["supervision.held"]
        match = "family"
        limit = "10 days"
        owes = ["ambulance"]
    """)
    family = record("""
        2025-03-03 | ambulance            | contact.emergency | id: one, who: mother, service: ambulance
        2025-03-10 | ambulance            | contact.emergency | id: two, who: mother, service: ambulance
        2025-03-12 | emergency_department | contact.emergency | id: three, who: mother, service: emergency_department
    """)
    expect(engine, two_agencies, family, "2025-03-11", NOTHING)
    expect(engine, two_agencies, family, "2025-03-12", "id rule:three; waiting; opened 2025-03-12")


def test_it_may_ask_for_the_same_person(engine: Engine) -> None:
    """48. It names that A's subject and, where the rule asks for the same person, that person."""
    family = record("""
        2025-03-03 | ambulance | contact.emergency | id: one, who: [mother, baby], service: ambulance
        2025-03-10 | ambulance | contact.emergency | id: two, who: father, service: ambulance
        2025-03-12 | ambulance | contact.emergency | id: three, who: [baby, father], service: ambulance
    """)
    expect(
        engine,
        OF_ONE_PERSON,
        family,
        "2025-03-12",
        "id rule:three:baby; member baby; because 1 and 3",
        "id rule:three:father; member father; because 2 and 3",
    )


@pytest.mark.parametrize(("begun", "line"), [("2025-03-17", "id rule:three; waiting"), ("2025-03-18", NOTHING)])
def test_it_may_be_limited_to_a_state(engine: Engine, begun: str, line: str) -> None:
    """19. `while` is tested at the A that completes the pattern."""
    on_plan = rule("""
        kind = "pattern"
        each = "contact.emergency"
        while = { plan = "safety" }
        count = 3
        within = "30 days"
        needs = ["supervision.held"]
        match = "family"
        limit = "10 days"
    """)
    family = record(THREE + f"{begun} | social_care | plan.started | id: plan, type: safety, children: baby")
    expect(engine, on_plan, family, "2025-03-20", line)


@pytest.mark.parametrize(("day", "line"), [("2025-03-12", "excused; closed 2025-03-12"), ("2025-03-11", "waiting")])
def test_an_excuse_may_come_before_it_where_the_rule_looks_back(engine: Engine, day: str, line: str) -> None:
    """20. `lookback` lets what excuses come so long before the A that completes the pattern."""
    excused = rule("""
        kind = "pattern"
        each = "contact.emergency"
        count = 3
        within = "30 days"
        needs = ["supervision.held"]
        unless = ["home.seen"]
        match = "family"
        lookback = { days = 5 }
        limit = "10 days"
        owes = ["ambulance"]
    """)
    family = record(THREE + f"{day} | ambulance | home.seen | condition: good")
    expect(engine, excused, family, "2025-03-20", line)


# -- at once


def test_with_no_limit_it_is_overdue_at_once(engine: Engine) -> None:
    """51, 4. A pattern with no limit is overdue from the moment of the A that completes it and warned of on that
    day."""
    family = record(THREE)
    expect(engine, AT_ONCE, family, "2025-03-09", NOTHING)
    expect(engine, AT_ONCE, family, "2025-03-10", "id rule:two; overdue; opened 2025-03-10; warned 2025-03-10")


def test_it_is_warned_of_when_everything_is_on_record(engine: Engine) -> None:
    """51. A pattern with no limit is warned of on the day on which everything is on record."""
    family = record("""
        2025-03-03 | ambulance | contact.emergency | id: one, who: mother, service: ambulance, recorded: 2025-03-24
        2025-03-10 | ambulance | contact.emergency | id: two, who: mother, service: ambulance
    """)
    expect(engine, AT_ONCE, family, "2025-03-23", NOTHING)
    expect(engine, AT_ONCE, family, "2025-03-24", "id rule:two; overdue; opened 2025-03-10; warned 2025-03-24")


def test_at_once_an_answer_of_a_later_day_is_late(engine: Engine) -> None:
    """51. What is overdue from the moment at which it is true is answered late on any later day; the warning stays."""
    family = record("""
        2025-03-03 | ambulance | contact.emergency | id: one, who: mother, service: ambulance
        2025-03-10 | ambulance | contact.emergency | id: two, who: mother, service: ambulance
        2025-03-12 | ambulance | supervision.held  | supervisor: a manager
    """)
    expect(engine, AT_ONCE, family, "2025-03-20", "met late; closed 2025-03-12; warned 2025-03-10")


def test_a_pattern_that_a_correction_undoes_is_gone(engine: Engine) -> None:
    """5. A pattern that was never complete, as a correction shows, is no longer said."""
    family = record(
        THREE
        + """
        2025-01-03 | ambulance | contact.emergency | id: right, who: mother, service: ambulance
            | replaces: two, recorded: 2025-03-20
    """
    )
    expect(engine, DISCUSSED, family, "2025-03-19", "id rule:three; waiting")
    expect(engine, DISCUSSED, family, "2025-03-20", NOTHING)
