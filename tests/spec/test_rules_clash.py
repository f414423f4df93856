"""Clashes: two things that do not go together.

A plan is stepped down a few days after harm; a case is closed while an enquiry is open. Neither is wrong by itself:
the safeguard asks what is known that the record does not show. A clash is overdue at once; what somebody does about
it on the same day meets it, and on a later day meets it late. It is never due soon, and it waits only where somebody
has put it off.
"""

from __future__ import annotations

import pytest

from tests.spec.notation import NOTHING, Engine, expect, record, rule

SOON_AFTER_HARM = rule("""
    kind = "clash"
    each = "plan.stepped_down"
    soon_after = ["incident"]
    within = "14 days"
    match = "family"
    needs = ["challenge.raised"]
    unless = ["supervision.held"]
    escalate = [{ after = { days = 1 }, to = "supervisor" }]
""")

WHILE_AN_ENQUIRY_IS_OPEN = rule("""
    kind = "clash"
    each = "case.closed"
    while_open = ["section47"]
    match = "family"
    needs = ["challenge.raised"]
""")

STEPPED_DOWN = """
        2025-02-03 | social_care | plan.started      | id: plan, type: child_protection, children: baby
        2025-03-03 | social_care | incident          | id: i1, place: home, type: violence, people: mother
        2025-03-10 | social_care | plan.stepped_down | of: plan, to: child_in_need, basis: observed
"""


# -- the states; it is never due soon


def test_it_is_overdue_at_once(engine: Engine) -> None:
    """51. A *clash* is overdue from the moment of A, and rests on both entries."""
    expect(engine, SOON_AFTER_HARM, record(STEPPED_DOWN), "2025-03-09", NOTHING)
    expect(
        engine,
        SOON_AFTER_HARM,
        record(STEPPED_DOWN),
        "2025-03-10",
        "overdue; opened 2025-03-10; warned 2025-03-10; because 2 and 3",
    )


def test_it_is_met_on_the_same_day(engine: Engine) -> None:
    """33, 51. What is written on one day is written together: what somebody did about it on the same day meets it,
    and nobody is warned."""
    family = record(STEPPED_DOWN + "2025-03-10 | social_care | challenge.raised | id: c1, what: is it safe")
    expect(engine, SOON_AFTER_HARM, family, "2025-03-20", "met; closed 2025-03-10; never warned; stage 0")


def test_it_is_met_late_on_a_later_day(engine: Engine) -> None:
    """51. What is overdue from the moment of A is answered late on any later day; the warning stays."""
    family = record(STEPPED_DOWN + "2025-03-12 | social_care | challenge.raised | id: c1, what: is it safe")
    expect(engine, SOON_AFTER_HARM, family, "2025-03-20", "met late; closed 2025-03-12; warned 2025-03-10; stage 1")


def test_it_is_excused(engine: Engine) -> None:
    """23. `unless` later: excused, closed that day, warned kept."""
    family = record(STEPPED_DOWN + "2025-03-11 | social_care | supervision.held | supervisor: a manager")
    expect(engine, SOON_AFTER_HARM, family, "2025-03-20", "excused; closed 2025-03-11; warned 2025-03-10")


def test_it_is_excused_on_the_day_without_a_warning(engine: Engine) -> None:
    """23, 33. What is written on one day is written together: an excuse of the same day takes the warning away."""
    family = record(STEPPED_DOWN + "2025-03-10 | social_care | supervision.held | supervisor: a manager")
    expect(engine, SOON_AFTER_HARM, family, "2025-03-20", "excused; closed 2025-03-10; never warned")


def test_it_waits_only_where_somebody_has_put_it_off(engine: Engine) -> None:
    """52. A finding that somebody has put off waits to the end of that day, and is overdue after it."""
    family = record(
        STEPPED_DOWN
        + "2025-03-10 | social_care | finding.explained | finding: rule:plan, reason: we meet soon, until: 2025-03-17"
    )
    expect(engine, SOON_AFTER_HARM, family, "2025-03-17", "waiting; never warned")
    expect(engine, SOON_AFTER_HARM, family, "2025-03-18", "overdue; warned 2025-03-18")


def test_it_is_unknown_where_nobody_who_owes_it_is_in_the_family(engine: Engine) -> None:
    """25. Where no agency that owes the answer is in the family, the record cannot tell: asked about once, never
    warned."""
    family = record(STEPPED_DOWN.replace("| social_care |", "| early_help |"))
    expect(engine, SOON_AFTER_HARM, family, "2025-03-20", "unknown; asked 2025-03-10; never warned")


# -- soon after


@pytest.mark.parametrize(
    ("harm", "line"),
    [
        ("2025-03-10", "overdue"),
        ("2025-02-24", "overdue"),
        ("2025-02-23", NOTHING),
        ("2025-03-11", NOTHING),
    ],
    ids=["the same day", "on the last day of the window", "a day before it", "afterwards"],
)
def test_soon_after_means_within_the_window_before(engine: Engine, harm: str, line: str) -> None:
    """50. *Soon after*: B happened no later than A and at most the window before it."""
    family = record(STEPPED_DOWN.replace("2025-03-03", harm))
    expect(engine, SOON_AFTER_HARM, family, "2025-03-20", line)


@pytest.mark.parametrize(("harm", "line"), [("2025-03-10 10:00", "overdue"), ("2025-03-10 10:01", NOTHING)])
def test_soon_after_to_the_minute(engine: Engine, harm: str, line: str) -> None:
    """50. *Soon after*: B happened no later than A; a minute later is later."""
    family = record(STEPPED_DOWN.replace("2025-03-03", harm).replace("2025-03-10 |", "2025-03-10 10:00 |"))
    expect(engine, SOON_AFTER_HARM, family, "2025-03-20", line)


def test_it_is_warned_of_when_both_are_on_record(engine: Engine) -> None:
    """51. A *clash* is warned of on the day on which everything is on record."""
    family = record(STEPPED_DOWN.replace("people: mother", "people: mother, recorded: 2025-03-14"))
    expect(engine, SOON_AFTER_HARM, family, "2025-03-13", NOTHING)
    expect(engine, SOON_AFTER_HARM, family, "2025-03-14", "overdue; opened 2025-03-10; warned 2025-03-14")


def test_an_answer_that_was_written_down_before_both_were_on_record_warns_nobody(engine: Engine) -> None:
    """51, 5. Where the answer is already on record when everything else is, no view ever showed it overdue."""
    family = record(
        STEPPED_DOWN.replace("people: mother", "people: mother, recorded: 2025-03-14")
        + "2025-03-12 | social_care | challenge.raised | id: c1, what: is it safe"
    )
    expect(engine, SOON_AFTER_HARM, family, "2025-03-20", "met late; closed 2025-03-12; never warned")


# -- while something is open


@pytest.mark.parametrize(
    ("concluded", "line"),
    [("2025-03-09", NOTHING), ("2025-03-11", "overdue; because 1 and 3")],
    ids=["ended before", "ended afterwards"],
)
def test_while_open_means_that_it_had_not_ended(engine: Engine, concluded: str, line: str) -> None:
    """50. *While open*: the state began before A and had not ended."""
    family = record(f"""
        2025-03-03  | social_care | section47.started   | id: enquiry, children: baby
        {concluded} | social_care | section47.concluded | of: enquiry, outcome: help
        2025-03-10  | social_care | case.closed         | by_agency: social_care, reason: no further need
    """)
    expect(engine, WHILE_AN_ENQUIRY_IS_OPEN, family, "2025-03-20", line)


def test_a_state_that_begins_afterwards_is_no_clash(engine: Engine) -> None:
    """50. *While open*: the state began before A."""
    family = record("""
        2025-03-10 | social_care | case.closed       | by_agency: social_care, reason: no further need
        2025-03-11 | social_care | section47.started | id: enquiry, children: baby
    """)
    expect(engine, WHILE_AN_ENQUIRY_IS_OPEN, family, "2025-03-20", NOTHING)


def test_what_it_opens_or_closes_itself_is_no_clash(engine: Engine) -> None:
    """50. What A itself opens or closes is no clash with it."""
    stepped = rule("""
        kind = "clash"
        each = "plan.stepped_down"
        while_open = ["plan"]
        match = "family"
    """)
    family = record(STEPPED_DOWN)
    expect(engine, stepped, family, "2025-03-20", NOTHING)
    beside = record(STEPPED_DOWN + "2025-03-01 | social_care | plan.started | id: other, type: safety, children: baby")
    expect(engine, stepped, beside, "2025-03-20", "overdue; because 3 and 4")


# -- while findings are open


UNANSWERED = rule("""
    id = "urgent"
    severity = "urgent"
    kind = "deadline"
    each = "incident"
    needs = ["home.seen"]
    match = "family"
    limit = "3 days"
""")

CLOSED_WITH_OPEN_FINDINGS = rule("""
    id = "closing"
    kind = "clash"
    each = "case.closed"
    while_findings = "urgent"
    match = "family"
    needs = ["challenge.raised"]
""")


@pytest.mark.parametrize(
    ("closed", "line"),
    [("2025-03-06", NOTHING), ("2025-03-07", "overdue; warned 2025-03-07; because 1 and 2")],
    ids=["before anybody was warned", "on the day of the warning"],
)
def test_while_findings_are_open_they_clash_with_a_closing(engine: Engine, closed: str, line: str) -> None:
    """26, 50. *While findings are open* is read in the view at `as_of`: warned of by A's day and not closed by then."""
    family = record(f"""
        2025-03-03 | social_care | incident    | id: i1, place: home, type: violence, people: mother
        {closed}   | social_care | case.closed | by_agency: social_care, reason: no further need
    """)
    lines = [f"id closing:#2; {line}"] if line != NOTHING else []
    expect(
        engine,
        [UNANSWERED, CLOSED_WITH_OPEN_FINDINGS],
        family,
        "2025-03-20",
        *lines,
        "id urgent:i1; overdue; warned 2025-03-07",
    )


def test_findings_that_were_answered_by_then_do_not_clash(engine: Engine) -> None:
    """50. *While findings are open*: not closed by A's day."""
    family = record("""
        2025-03-03 | social_care | incident    | id: i1, place: home, type: violence, people: mother
        2025-03-08 | social_care | home.seen   | condition: good
        2025-03-10 | social_care | case.closed | by_agency: social_care, reason: no further need
    """)
    expect(engine, [UNANSWERED, CLOSED_WITH_OPEN_FINDINGS], family, "2025-03-20", "id urgent:i1; met late")


def test_findings_of_less_weight_do_not_clash(engine: Engine) -> None:
    """50. *While findings are open*: those of at least the severity that the rule names."""
    lesser = rule("""
        id = "lesser"
        severity = "warning"
        kind = "deadline"
        each = "incident"
        needs = ["home.seen"]
        match = "family"
        limit = "3 days"
    """)
    family = record("""
        2025-03-03 | social_care | incident    | id: i1, place: home, type: violence, people: mother
        2025-03-10 | social_care | case.closed | by_agency: social_care, reason: no further need
    """)
    expect(engine, [lesser, CLOSED_WITH_OPEN_FINDINGS], family, "2025-03-20", "id lesser:i1; overdue")


def test_a_clash_does_not_use_findings_of_rules_that_use_findings(engine: Engine) -> None:
    """26. A *clash* may use the state of other findings only if those rules do not use findings."""
    first = rule("""
        id = "first"
        severity = "urgent"
        kind = "clash"
        each = "case.closed"
        while_findings = "urgent"
        match = "family"
    """)
    second = rule("""
        id = "second"
        severity = "urgent"
        kind = "clash"
        each = "worker.left"
        while_findings = "urgent"
        match = "family"
    """)
    family = record("""
        2025-03-01 | social_care | worker.assigned | id: w1, worker: a worker, role: social_worker
        2025-03-03 | social_care | incident        | id: i1, place: home, type: violence, people: mother
        2025-03-10 | social_care | case.closed     | by_agency: social_care, reason: no further need
        2025-03-12 | social_care | home.seen       | condition: good
        2025-03-14 | social_care | worker.left     | of: w1
    """)
    expect(engine, [UNANSWERED, first, second], family, "2025-03-20", "id first:#3; overdue", "id urgent:i1; met late")
