"""Before: at the moment of one thing, another is already on record.

"When a baby who is on a plan goes home, a discharge planning meeting has been held" is such a rule. It is looked at
at the moment itself: what happened by then counts, what follows closes the finding late. It never waits to become
due; only a finding that somebody has put off waits.
"""

from __future__ import annotations

import pytest

from tests.spec.notation import NOTHING, Engine, expect, record, rule

PLANNED = rule("""
    kind = "before"
    each = "stay.ended"
    needs = [{ kind = "meeting.held", type = "discharge_planning" }]
    match = "family"
    unless = [{ kind = "case.closed", lookback = "any" }]
    owes = ["hospital"]
    escalate = [{ after = { days = 1 }, to = "supervisor" }]
""")

EACH_CHILD = rule("""
    kind = "before"
    each = "plan.agreed"
    every = { set = "children", in = ["child"] }
    needs = ["plan.section"]
    match = "thread"
""")

WEIGHED_LATELY = rule("""
    kind = "before"
    each = "stay.ended"
    needs = ["home.seen"]
    match = "family"
    lookback = { days = 14 }
    owes = ["hospital"]
""")

MEETING = """
        2025-03-03 | hospital | stay.started   | id: stay, person: baby, ward: a ward
        2025-03-04 | hospital | meeting.called | id: m1, type: discharge_planning, date: 2025-03-10, invited: []
"""


# -- the states; it is never due soon


def test_it_is_met_where_it_is_on_record(engine: Engine) -> None:
    """49. On record at the moment of A: it happened before."""
    family = record(
        MEETING
        + """
        2025-03-10 | hospital | meeting.held | of: m1, present: [hospital]
        2025-03-11 | hospital | stay.ended   | of: stay
    """
    )
    expect(
        engine, PLANNED, family, "2025-03-20", "id rule:stay; met; opened 2025-03-11; closed 2025-03-10; never warned"
    )


def test_it_is_overdue_at_once_where_it_is_not(engine: Engine) -> None:
    """51. A *before* is overdue from the moment of A and warned of on the day on which everything is on record."""
    family = record(MEETING + "2025-03-11 | hospital | stay.ended | of: stay")
    expect(engine, PLANNED, family, "2025-03-10", NOTHING)
    expect(engine, PLANNED, family, "2025-03-11", "overdue; opened 2025-03-11; due 2025-03-11; warned 2025-03-11")


def test_it_is_met_late_by_what_follows(engine: Engine) -> None:
    """49. A B after A closes the finding late."""
    family = record(
        MEETING
        + """
        2025-03-11 | hospital | stay.ended   | of: stay
        2025-03-12 | hospital | meeting.held | of: m1, present: [hospital]
    """
    )
    expect(engine, PLANNED, family, "2025-03-20", "met late; closed 2025-03-12; warned 2025-03-11; stage 1")


def test_it_is_excused_where_it_is_not_needed(engine: Engine) -> None:
    """23. `unless` by the moment of A: excused, no warning."""
    family = record(
        MEETING
        + """
        2025-03-05 | social_care | case.closed | by_agency: social_care, reason: moved away
        2025-03-11 | hospital    | stay.ended  | of: stay
    """
    )
    expect(engine, PLANNED, family, "2025-03-20", "excused; never warned")


def test_it_is_excused_later_with_its_warning_kept(engine: Engine) -> None:
    """23. `unless` later: excused, closed that day, warned kept."""
    family = record(
        MEETING
        + """
        2025-03-11 | hospital    | stay.ended  | of: stay
        2025-03-13 | social_care | case.closed | by_agency: social_care, reason: moved away
    """
    )
    expect(engine, PLANNED, family, "2025-03-20", "excused; closed 2025-03-13; warned 2025-03-11")


def test_it_waits_only_where_somebody_has_put_it_off(engine: Engine) -> None:
    """52. A finding that somebody has put off waits to the end of that day, and is overdue after it."""
    family = record(
        MEETING
        + """
        2025-03-11 | hospital | stay.ended        | of: stay
        2025-03-11 | hospital | finding.explained | finding: rule:stay, reason: she is back on Monday, until: 2025-03-17
    """
    )
    expect(engine, PLANNED, family, "2025-03-17", "waiting; never warned")
    expect(engine, PLANNED, family, "2025-03-18", "overdue; warned 2025-03-18")


def test_it_is_unknown_where_nobody_who_owes_it_is_in_the_family(engine: Engine) -> None:
    """25. Where no agency that owes the answer is in the family, the record cannot tell: asked about once, never
    warned."""
    family = record("""
        2025-03-03 | gp | stay.started | id: stay, person: baby, ward: a ward
        2025-03-11 | gp | stay.ended   | of: stay
    """)
    expect(engine, PLANNED, family, "2025-03-20", "unknown; asked 2025-03-11; never warned")


def test_it_is_unknown_where_an_entry_may_be_the_answer(engine: Engine) -> None:
    """35. A filter on an optional field that was left out may be the answer: the finding is then unknown, and nobody
    is warned."""
    in_person = rule("""
        kind = "before"
        each = "stay.ended"
        needs = [{ kind = "meeting.held", mode = "in_person" }]
        match = "family"
        owes = ["hospital"]
    """)
    family = record(
        MEETING
        + """
        2025-03-10 | hospital | meeting.held | of: m1, present: [hospital]
        2025-03-11 | hospital | stay.ended   | of: stay
    """
    )
    expect(engine, in_person, family, "2025-03-20", "unknown; never warned; because 3 and 4")


# -- by the moment of A


@pytest.mark.parametrize(
    ("held", "ended", "line"),
    [
        ("2025-03-11", "2025-03-11", "met; never warned"),
        ("2025-03-11 10:00", "2025-03-11 10:01", "met; never warned"),
        ("2025-03-11 10:00", "2025-03-11 10:00", "met; never warned"),
        ("2025-03-11 10:01", "2025-03-11 10:00", "met late; never warned"),
        ("2025-03-11 23:00", "2025-03-11", "met; never warned"),
        ("2025-03-11", "2025-03-11 10:00", "met; never warned"),
    ],
)
def test_what_happened_by_the_last_moment_of_it_counts(engine: Engine, held: str, ended: str, line: str) -> None:
    """49, 8. It happened by A's last moment; at the same written minute the response came first. A minute later is
    late, though nobody is warned of what the same day answers."""
    family = record(
        MEETING
        + f"""
        {held}  | hospital | meeting.held | of: m1, present: [hospital]
        {ended} | hospital | stay.ended   | of: stay
    """
    )
    expect(engine, PLANNED, family, "2025-03-20", line)


def test_what_happened_before_but_was_written_down_later_keeps_the_warning(engine: Engine) -> None:
    """5, 49. It happened in time but was written down late: met, the warning kept, and it is said that it was
    recorded late."""
    family = record(
        MEETING
        + """
        2025-03-10 | hospital | meeting.held | of: m1, present: [hospital], recorded: 2025-03-14
        2025-03-11 | hospital | stay.ended   | of: stay
    """
    )
    expect(engine, PLANNED, family, "2025-03-13", "overdue; warned 2025-03-11")
    expect(engine, PLANNED, family, "2025-03-14", "met; closed 2025-03-10; warned 2025-03-11; recorded late")


def test_a_moment_that_is_written_down_later_is_warned_of_then(engine: Engine) -> None:
    """51. It is warned of on the day on which everything is on record, and not on the day on which it happened."""
    family = record(MEETING + "2025-03-11 | hospital | stay.ended | of: stay, recorded: 2025-03-19")
    expect(engine, PLANNED, family, "2025-03-18", NOTHING)
    expect(engine, PLANNED, family, "2025-03-19", "overdue; opened 2025-03-11; warned 2025-03-19")


@pytest.mark.parametrize(("seen", "line"), [("2025-02-25", "met"), ("2025-02-24", "overdue; warned 2025-03-11")])
def test_what_lies_too_far_back_does_not_count(engine: Engine, seen: str, line: str) -> None:
    """20. `lookback`: B may lie so long before A and no longer; where the rule says nothing, however long ago."""
    family = record(f"""
        {seen}     | hospital | home.seen    | condition: good
        2025-03-03 | hospital | stay.started | id: stay, person: baby, ward: a ward
        2025-03-11 | hospital | stay.ended   | of: stay
    """)
    expect(engine, WEIGHED_LATELY, family, "2025-03-20", line)


# -- for every member


def test_every_child_is_covered(engine: Engine) -> None:
    """17. `every`: a set and where the member appears; each member has a finding of its own."""
    family = record("""
        people: {baby: {role: unborn, due: 2025-06-20}}
        2025-03-03 | social_care | plan.started | id: plan, type: safety, children: [baby, sibling]
        2025-03-04 | social_care | plan.section | of: plan, child: baby, what: a cot of her own
        2025-03-05 | social_care | plan.agreed  | of: plan, who: the mother
    """)
    expect(
        engine,
        EACH_CHILD,
        family,
        "2025-03-10",
        "id rule:plan:baby; met; never warned",
        "id rule:plan:sibling; overdue; warned 2025-03-05",
    )


def test_a_child_who_is_named_later_is_not_asked_about(engine: Engine) -> None:
    """45. A *before* is not asked about members who were named after the trigger."""
    family = record("""
        people: {baby: {role: unborn, due: 2025-06-20}}
        2025-03-03 | social_care | plan.started | id: plan, type: safety, children: baby
        2025-03-05 | social_care | plan.agreed  | of: plan, who: the mother
        2025-03-06 | social_care | observation  | person: sibling, what: she was at home
    """)
    expect(engine, EACH_CHILD, family, "2025-03-10", "id rule:plan:baby; overdue")


def test_each_of_a_list_of_words_is_covered_by_the_trigger_itself(engine: Engine) -> None:
    """17. A list of words is a set too; `here` names the field of A in which the member appears."""
    ready = rule("""
        kind = "before"
        each = { kind = "plan.started", type = "hospital" }
        every = { set = "words", words = ["early_birth", "relapse"], here = ["contingencies"] }
        needs = [{ kind = "plan.changed", for_all = true }]
        match = "thread"
    """)
    family = record("""
        2025-03-03 | social_care | plan.started | id: plan, type: hospital, children: baby, contingencies: [relapse]
    """)
    expect(engine, ready, family, "2025-03-03", "member early_birth; overdue", "member relapse; met")
