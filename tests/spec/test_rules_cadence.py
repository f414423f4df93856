"""Cadences: while a state lasts, something happens again and again, with no more than so long between.

"While a child protection plan is in force, the core group meets: the first time within ten working days, then at
most six weeks apart" is a cadence. It has one finding for each interval: from the start of the state to the first
meeting, from the first to the second, and so on. A meeting answers the interval before it and opens the next.
"""

from __future__ import annotations

from tests.spec.notation import NOTHING, Engine, expect, record, rule

CORE_GROUPS = rule("""
    kind = "cadence"
    while = { plan = "child_protection" }
    needs = [{ kind = "meeting.held", type = "core_group" }]
    match = "children"
    first = "10 working days"
    limit = "6 weeks"
    warn_before = { working_days = 3 }
""")

NEXT_ONLY = rule("""
    kind = "cadence"
    while = { plan = "child_protection" }
    needs = [{ kind = "meeting.held", type = "core_group" }]
    match = "children"
    limit = "6 weeks"
""")

VISITS = rule("""
    kind = "cadence"
    while = { plan = "child_protection" }
    needs = [{ kind = "contact.made", purpose = "visit" }]
    match = "family"
    first = "10 days"
    limit = "10 days"
""")

PLAN = """
        2025-03-03 | social_care | plan.started   | id: plan, type: child_protection, children: baby
"""
MEETING = """
        2025-03-04 | social_care | meeting.called | id: core, type: core_group, date: 2025-03-17, invited: [midwifery]
"""


# -- the seven states


def test_the_first_interval_waits(engine: Engine) -> None:
    """47. The first interval runs from the start of the state: two weeks on Monday, here."""
    expect(engine, CORE_GROUPS, record(PLAN), "2025-03-11", "id rule:plan; waiting; opened 2025-03-03; due 2025-03-17")


def test_the_first_interval_is_due_soon(engine: Engine) -> None:
    """4. Three working days before it is due, where the rule says so, it is due soon; that is no warning."""
    expect(engine, CORE_GROUPS, record(PLAN), "2025-03-12", "id rule:plan; due soon; never warned")
    expect(engine, CORE_GROUPS, record(PLAN), "2025-03-17", "id rule:plan; due soon; never warned")


def test_the_first_interval_is_overdue_on_the_day_after(engine: Engine) -> None:
    """4. On the day after the last permitted day the interval is overdue, and a person is warned."""
    expect(engine, CORE_GROUPS, record(PLAN), "2025-03-18", "id rule:plan; overdue; warned 2025-03-18")


def test_a_meeting_meets_one_interval_and_opens_the_next(engine: Engine) -> None:
    """23, 34. One finding for each interval; the first has the state's subject, each later one adds the root of the
    entry from which it is reckoned."""
    family = record(
        PLAN + MEETING + "2025-03-17 | social_care | meeting.held | of: core, id: held, present: [midwifery]"
    )
    expect(
        engine,
        CORE_GROUPS,
        family,
        "2025-03-20",
        "id rule:plan; met; closed 2025-03-17; never warned; because 1 and 3",
        "id rule:plan:held; waiting; opened 2025-03-17; due 2025-04-28; subject plan",
    )


def test_a_late_meeting_meets_its_interval_late(engine: Engine) -> None:
    """33, 47. A meeting on the day after is late; the next interval runs from it all the same."""
    family = record(
        PLAN + MEETING + "2025-03-18 | social_care | meeting.held | of: core, id: held, present: [midwifery]"
    )
    expect(
        engine,
        CORE_GROUPS,
        family,
        "2025-03-20",
        "id rule:plan; met late; warned 2025-03-18; closed 2025-03-18",
        "id rule:plan:held; waiting; due 2025-04-29",
    )


def test_the_end_of_the_state_excuses_the_last_interval(engine: Engine) -> None:
    """23. Cadence: one finding for each interval; the end of the state excuses the last."""
    family = record(
        PLAN
        + MEETING
        + """
        2025-03-17 | social_care | meeting.held | of: core, id: held, present: [midwifery]
        2025-04-28 | social_care | plan.ended   | of: plan, reason: the risk has gone
    """
    )
    expect(
        engine, CORE_GROUPS, family, "2025-06-01", "met", "id rule:plan:held; excused; closed 2025-04-28; never warned"
    )


def test_a_state_that_ends_in_the_last_permitted_minute_excuses(engine: Engine) -> None:
    """8, 23. Endings come first: a state that ends in the last permitted minute no longer holds then."""
    family = record(PLAN + "2025-03-17 23:59 | social_care | plan.ended | of: plan, reason: the risk has gone")
    expect(engine, CORE_GROUPS, family, "2025-06-01", "excused; closed 2025-03-17; never warned; because 1 and 2")


def test_it_is_unknown_where_nobody_who_owes_it_is_in_the_family(engine: Engine) -> None:
    """25. Where no agency that owes the answer is in the family, the record cannot tell: asked about once, never
    warned."""
    family = record("""
        2025-03-03 | midwifery | plan.started | id: plan, type: child_protection, children: baby
    """)
    expect(engine, CORE_GROUPS, family, "2025-03-18", "unknown; asked 2025-03-18; never warned")


# -- intervals


def test_each_interval_is_answered_by_the_next_one(engine: Engine) -> None:
    """47. Each interval is answered by the next B: of three meetings, the third does not make up for the second that
    was late."""
    family = record(
        PLAN
        + MEETING
        + """
        2025-03-10 | social_care | meeting.held | of: core, id: one, present: [midwifery]
        2025-04-22 | social_care | meeting.held | of: core, id: two, present: [midwifery]
        2025-04-29 | social_care | meeting.held | of: core, id: three, present: [midwifery]
    """
    )
    expect(
        engine,
        CORE_GROUPS,
        family,
        "2025-05-01",
        "id rule:plan; met; closed 2025-03-10",
        "id rule:plan:one; met late; due 2025-04-21; closed 2025-04-22; warned 2025-04-22",
        "id rule:plan:three; waiting; due 2025-06-10",
        "id rule:plan:two; met; due 2025-06-03; closed 2025-04-29",
    )


def test_without_a_first_limit_it_starts_at_the_first_one(engine: Engine) -> None:
    """18. Without `first` nothing is reckoned from the start of the state; the first interval starts at the first B."""
    family = record(
        PLAN + MEETING + "2025-05-05 | social_care | meeting.held | of: core, id: held, present: [midwifery]"
    )
    expect(engine, NEXT_ONLY, family, "2025-05-04", NOTHING)
    expect(engine, NEXT_ONLY, family, "2025-05-05", "id rule:plan:held; waiting; due 2025-06-16")


def test_what_happened_before_the_state_answers_nothing(engine: Engine) -> None:
    """47. Only what happens while the state lasts is one of them."""
    family = record(
        """
        2025-02-24 | social_care | meeting.called | id: core, type: core_group, date: 2025-03-02, invited: []
        2025-03-02 | social_care | meeting.held   | of: core, present: [social_care]
    """.rstrip()
        + PLAN
    )
    expect(engine, CORE_GROUPS, family, "2025-03-18", "id rule:plan; overdue")


def test_what_happened_after_the_state_answers_nothing(engine: Engine) -> None:
    """47. Only what happens while the state lasts is one of them: a meeting after the plan ended opens no interval."""
    family = record(
        PLAN
        + MEETING
        + """
        2025-03-10 | social_care | plan.ended   | of: plan, reason: the risk has gone
        2025-03-11 | social_care | meeting.held | of: core, present: [social_care]
    """
    )
    expect(engine, CORE_GROUPS, family, "2025-03-20", "id rule:plan; excused; closed 2025-03-10")


def test_a_meeting_about_another_child_answers_nothing(engine: Engine) -> None:
    """22. A core group counts for the plans whose children it considered."""
    family = record("""
        people: {baby: {role: unborn, due: 2025-06-20}}
        2025-03-03 | social_care | plan.started   | id: plan, type: child_protection, children: baby
        2025-03-04 | social_care | meeting.called | id: core, type: core_group, date: 2025-03-17, invited: []
        2025-03-10 | social_care | meeting.held   | of: core, present: [social_care], considered: [sibling]
    """)
    expect(engine, CORE_GROUPS, family, "2025-03-18", "id rule:plan; overdue")


def test_nothing_is_reckoned_from_what_the_record_cannot_tell(engine: Engine) -> None:
    """47. From a B of which the record cannot tell whether it was one, nothing is reckoned; the interval that it may
    have answered is unknown."""
    family = record(
        PLAN
        + """
        2025-03-10 | social_care | contact.made | with: mother, mode: in_person
    """
    )
    expect(engine, VISITS, family, "2025-03-31", "id rule:plan; unknown; never warned")


def test_a_correction_that_says_what_it_was_opens_the_next_interval(engine: Engine) -> None:
    """47, 5. Once the record says that it was one, it answers its interval and opens the next."""
    family = record(
        PLAN
        + """
        2025-03-10 | gp | contact.made | id: c1, with: mother, mode: in_person
        2025-03-10 | gp | contact.made | id: c2, replaces: c1, with: mother, mode: in_person, purpose: visit
            | recorded: 2025-03-24
    """
    )
    expect(engine, VISITS, family, "2025-03-23", "id rule:plan; unknown; never warned")
    expect(
        engine,
        VISITS,
        family,
        "2025-03-24",
        "id rule:plan; met; closed 2025-03-10; never warned",
        "id rule:plan:c1; overdue; due 2025-03-20; warned 2025-03-24",
    )


def test_the_interval_may_be_what_the_state_says(engine: Engine) -> None:
    """18. `{field = "every_days"}`: where the field is a number, at most so many days apart."""
    visited = rule("""
        kind = "cadence"
        while = "condition"
        needs = ["contact.made"]
        match = "family"
        first = { field = "every_days" }
        limit = { field = "every_days" }
    """)
    family = record(
        PLAN
        + """
        2025-03-05 | social_care | plan.condition | of: plan, id: condition, what: somebody calls, every_days: 3
        2025-03-08 | social_care | contact.made   | id: call, with: mother, mode: in_person
    """
    )
    expect(
        engine,
        visited,
        family,
        "2025-03-12",
        "subject plan; met; due 2025-03-08",
        "subject plan; overdue; due 2025-03-11; warned 2025-03-12",
    )


def test_two_plans_are_watched_each_for_itself(engine: Engine) -> None:
    """22, 23. Each state has its own intervals."""
    family = record("""
        people: {baby: {role: unborn, due: 2025-06-20}}
        2025-03-03 | social_care | plan.started   | id: one, type: child_protection, children: baby
        2025-03-10 | social_care | plan.started   | id: two, type: child_protection, children: sibling
        2025-03-10 | social_care | meeting.called | id: core, type: core_group, date: 2025-03-17, invited: []
        2025-03-17 | social_care | meeting.held   | of: core, id: held, present: [social_care], considered: [baby]
    """)
    expect(
        engine,
        CORE_GROUPS,
        family,
        "2025-03-25",
        "id rule:one; met",
        "id rule:one:held; waiting; due 2025-04-28",
        "id rule:two; overdue; due 2025-03-24; warned 2025-03-25",
    )


def test_a_meeting_written_down_late_keeps_the_warning(engine: Engine) -> None:
    """5. Held in time but written down late: the interval is met, its warning is kept, and it is said that it was
    recorded late."""
    family = record(
        PLAN
        + MEETING
        + "2025-03-17 | social_care | meeting.held | of: core, id: held, present: [midwifery], recorded: 2025-03-24"
    )
    expect(
        engine,
        CORE_GROUPS,
        family,
        "2025-03-25",
        "id rule:plan; met; warned 2025-03-18; recorded late",
        "id rule:plan:held; waiting; opened 2025-03-17",
    )


def test_an_interval_may_be_put_off(engine: Engine) -> None:
    """52. An interval that somebody has put off waits to the end of that day, and is overdue after it."""
    family = record(
        PLAN
        + "2025-03-10 | social_care | finding.explained | finding: rule:plan, reason: she is away, until: 2025-03-24"
    )
    expect(engine, CORE_GROUPS, family, "2025-03-24", "id rule:plan; waiting; never warned")
    expect(engine, CORE_GROUPS, family, "2025-03-25", "id rule:plan; overdue; warned 2025-03-25")
