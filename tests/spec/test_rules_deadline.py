"""Deadlines: after one thing, another within a limit, unless something excuses it.

"A referral that was received is decided within two working days" is a deadline. Each time that the first thing
happens (the *trigger*), the safeguard opens one finding and watches it. The finding is *waiting* until it is *due
soon*, *overdue* when the limit has run out and nothing is on record, *met* or *met late* when the answer (the
*response*) is, *excused* when it is not needed, and *unknown* when the record cannot tell.
"""

from __future__ import annotations

import pytest

from tests.spec.notation import NOTHING, Engine, expect, record, rule

DECIDED = rule("""
    kind = "deadline"
    each = "referral.received"
    needs = ["referral.decided"]
    match = "thread"
    unless = ["referral.withdrawn"]
    limit = "2 working days"
    warn_before = { hours = 4 }
""")

DISCUSSED = rule("""
    kind = "deadline"
    each = "incident"
    needs = ["supervision.held"]
    match = "family"
    limit = "5 days"
""")

ACTED_ON = rule("""
    kind = "deadline"
    each = "incident"
    needs = ["incident.responded"]
    match = "thread"
    limit = "5 days"
    owes = ["maternity_ward"]
""")

ESCALATED = rule("""
    kind = "deadline"
    each = "referral.received"
    needs = ["referral.decided"]
    match = "thread"
    limit = "2 working days"
    escalate = [
        { after = { hours = 4 }, to = "practitioner" },
        { after = { working_days = 1 }, to = "supervisor" },
        { after = { working_days = 5 }, to = "service manager" },
    ]
""")

REFERRAL = """
        2025-03-03 | midwifery   | referral.made      | id: r1, to: social_care
        2025-03-03 | social_care | referral.received  | of: r1
"""


# -- the seven states


def test_it_waits_until_it_is_due(engine: Engine) -> None:
    """4. Until the last permitted day is near, a finding waits."""
    expect(engine, DECIDED, record(REFERRAL), "2025-03-05T19:58", "waiting; due 2025-03-05; never warned; not closed")


def test_it_is_due_soon_shortly_before(engine: Engine) -> None:
    """4. Four hours before the end of the last permitted day it is due soon, where the rule says so; that is no
    warning."""
    expect(engine, DECIDED, record(REFERRAL), "2025-03-05T19:59", "due soon; due 2025-03-05; never warned")


def test_it_is_overdue_on_the_day_after(engine: Engine) -> None:
    """4. On the day after the last permitted day it is overdue, and a person is warned."""
    expect(
        engine, DECIDED, record(REFERRAL), "2025-03-06T00:00", "overdue; due 2025-03-05; warned 2025-03-06; not closed"
    )


def test_it_is_met_on_the_last_permitted_day(engine: Engine) -> None:
    """2. Done on the last permitted day, it is met."""
    family = record(REFERRAL + "2025-03-05 | social_care | referral.decided | of: r1, outcome: assessment")
    expect(engine, DECIDED, family, "2025-03-20", "met; never warned; closed 2025-03-05; recorded in time")


def test_it_is_met_late_on_the_day_after(engine: Engine) -> None:
    """4, 33. Done on the day after, it is met late, and the warning of that day stays."""
    family = record(REFERRAL + "2025-03-06 | social_care | referral.decided | of: r1, outcome: assessment")
    expect(engine, DECIDED, family, "2025-03-20", "met late; warned 2025-03-06; closed 2025-03-06")


def test_it_is_excused_where_it_is_not_needed_in_time(engine: Engine) -> None:
    """23. `unless` by the due moment: excused, no warning."""
    family = record(REFERRAL + "2025-03-05 | midwifery | referral.withdrawn | of: r1")
    expect(engine, DECIDED, family, "2025-03-20", "excused; never warned; closed 2025-03-05")


def test_it_is_excused_later_with_its_warning_kept(engine: Engine) -> None:
    """23. `unless` later: excused, closed that day, warned kept."""
    family = record(REFERRAL + "2025-03-10 | midwifery | referral.withdrawn | of: r1")
    expect(engine, DECIDED, family, "2025-03-09", "overdue; warned 2025-03-06")
    expect(engine, DECIDED, family, "2025-03-10", "excused; warned 2025-03-06; closed 2025-03-10")


def test_it_is_unknown_where_nobody_who_owes_it_is_in_the_family(engine: Engine) -> None:
    """25. An absence is overdue only where an agency that owes the answer is in the family; otherwise it is unknown,
    asked about once, and never warned."""
    family = record("""
        2025-03-03 | midwifery | incident | id: i1, place: home, type: violence, people: mother
    """)
    expect(engine, DISCUSSED, family, "2025-03-08", "waiting; due 2025-03-08")
    expect(engine, DISCUSSED, family, "2025-03-09", "unknown; never warned; asked 2025-03-09")


def test_an_answer_before_the_excuse_counts(engine: Engine) -> None:
    """23. What was answered before it was excused is met."""
    family = record(
        REFERRAL
        + """
        2025-03-04 | social_care | referral.decided   | of: r1, outcome: assessment
        2025-03-05 | midwifery   | referral.withdrawn | of: r1
    """
    )
    expect(engine, DECIDED, family, "2025-03-20", "met; closed 2025-03-04")


def test_an_answer_after_the_excuse_changes_nothing(engine: Engine) -> None:
    """23. What was excused before it was answered stays excused, from the moment of the excuse."""
    family = record(
        REFERRAL
        + """
        2025-03-04 | midwifery   | referral.withdrawn | of: r1
        2025-03-05 | social_care | referral.decided   | of: r1, outcome: assessment
    """
    )
    expect(engine, DECIDED, family, "2025-03-20", "excused; closed 2025-03-04")


# -- which entries are meant


@pytest.mark.parametrize(
    "answer", ["referral.decided | of: r1, outcome: assessment", "referral.allocated | of: r1, to: a worker"]
)
def test_several_answers_under_needs_mean_any_of_them(engine: Engine, answer: str) -> None:
    """15. A list under `needs` means any of them."""
    either = rule("""
        kind = "deadline"
        each = "referral.received"
        needs = ["referral.decided", "referral.allocated"]
        match = "thread"
        limit = "2 working days"
    """)
    expect(
        engine,
        either,
        record(REFERRAL + f"2025-03-04 | social_care | {answer}"),
        "2025-03-20",
        "met; closed 2025-03-04",
    )


@pytest.mark.parametrize("excuse", ["referral.withdrawn | of: r1", "referral.answered | of: r1"])
def test_several_excuses_under_unless_mean_any_of_them(engine: Engine, excuse: str) -> None:
    """15. A list under `unless` means any of them."""
    either = rule("""
        kind = "deadline"
        each = "referral.received"
        needs = ["referral.decided"]
        unless = ["referral.withdrawn", "referral.answered"]
        match = "thread"
        limit = "2 working days"
    """)
    expect(
        engine,
        either,
        record(REFERRAL + f"2025-03-04 | midwifery | {excuse}"),
        "2025-03-20",
        "excused; closed 2025-03-04",
    )


@pytest.mark.parametrize(
    ("trigger", "meant", "not_meant"),
    [
        (
            '{ kind = "incident", type = "violence" }',
            "incident | id: i1, place: home, type: violence, people: mother",
            "incident | id: i1, place: home, type: relapse, people: mother",
        ),
        (
            '{ kind = "incident", type = ["violence", "relapse"] }',
            "incident | id: i1, place: home, type: relapse, people: mother",
            "incident | id: i1, place: home, type: left_alone, people: mother",
        ),
        (
            '{ kind = "incident", type = { not = ["other", "relapse"] } }',
            "incident | id: i1, place: home, type: violence, people: mother",
            "incident | id: i1, place: home, type: relapse, people: mother",
        ),
        (
            '{ kind = "injury.seen", explanation = { absent = true } }',
            "injury.seen | id: i1, child: baby, type: bruise",
            "injury.seen | id: i1, child: baby, type: bruise, explanation: a fall",
        ),
        (
            '{ kind = "injury.seen", explanation = { absent = false } }',
            "injury.seen | id: i1, child: baby, type: bruise, explanation: a fall",
            "injury.seen | id: i1, child: baby, type: bruise",
        ),
        ('{ kind = "birth", weeks = { lt = 37 } }', "birth | child: baby, weeks: 36", "birth | child: baby, weeks: 37"),
        (
            '{ kind = "birth", weight_g = { gt = 4000 } }',
            "birth | child: baby, weight_g: 4001",
            "birth | child: baby, weight_g: 4000",
        ),
        (
            '{ kind = "plan.started", contingencies = { has = "relapse" } }',
            "plan.started | id: p1, type: safety, children: baby, contingencies: [early_birth, relapse]",
            "plan.started | id: p1, type: safety, children: baby, contingencies: [early_birth]",
        ),
        (
            '{ kind = "plan.started", contingencies = { lacks = "relapse" } }',
            "plan.started | id: p1, type: safety, children: baby, contingencies: [early_birth]",
            "plan.started | id: p1, type: safety, children: baby, contingencies: [early_birth, relapse]",
        ),
        (
            '{ kind = "plan.started", type = "safety", supervision = "none" }',
            "plan.started | id: p1, type: safety, children: baby, supervision: none",
            "plan.started | id: p1, type: birth, children: baby, supervision: none",
        ),
    ],
    ids=["value", "any of", "not", "absent", "not absent", "lt", "gt", "has", "lacks", "two filters"],
)
def test_a_filter_says_which_entries_are_meant(engine: Engine, trigger: str, meant: str, not_meant: str) -> None:
    """15. Filters: value, any of, `not`, `absent`, `lt`/`gt`, `has`, `lacks`; an entry must pass each of them."""
    filtered = rule(f"""
        kind = "deadline"
        each = {trigger}
        needs = ["supervision.held"]
        match = "family"
        limit = "5 days"
    """)
    expect(engine, filtered, record(f"2025-03-03 | social_care | {meant}"), "2025-03-04", "waiting; opened 2025-03-03")
    expect(engine, filtered, record(f"2025-03-03 | social_care | {not_meant}"), "2025-03-04", NOTHING)


def test_a_filter_reaches_the_opener_s_fields(engine: Engine) -> None:
    """15. A filter reaches the opener's fields through the thread: `meeting.held` has its meeting's type."""
    recorded = rule("""
        kind = "deadline"
        each = { kind = "meeting.held", type = "core_group" }
        needs = ["meeting.recorded"]
        match = "thread"
        limit = "5 days"
    """)
    family = record("""
        2025-03-03 | social_care | meeting.called | id: core, type: core_group, date: 2025-03-10, invited: []
        2025-03-03 | social_care | meeting.called | id: strategy, type: strategy, date: 2025-03-10, invited: []
        2025-03-10 | social_care | meeting.held   | of: core, present: [social_care]
        2025-03-10 | social_care | meeting.held   | of: strategy, present: [social_care]
    """)
    expect(engine, recorded, family, "2025-03-10", "subject core; waiting")


def test_a_filter_of_agencies_names_types(engine: Engine) -> None:
    """15. Agency filters name types (or groups of types), whatever the agencies of a family are called."""
    seen = rule("""
        kind = "deadline"
        each = { kind = "contact.missed", agency = "midwives" }
        needs = [{ kind = "contact.made", agency = "health_visiting" }]
        match = "family"
        limit = "5 days"
    """)
    family = record("""
        agencies: {team_north: {type: specialist_midwifery}, team_south: {type: health_visiting}}
        2025-03-03 | team_north  | contact.missed | with: mother, reason: no_access
        2025-03-03 | gp          | contact.missed | with: mother, reason: no_access
        2025-03-04 | social_care | contact.made   | with: mother, mode: in_person
        2025-03-05 | team_south  | contact.made   | with: mother, mode: in_person
    """)
    expect(engine, seen, family, "2025-03-20", "met; closed 2025-03-05; because 1 and 4")


# -- how an answer belongs to what it answers


def test_an_answer_of_another_thread_does_not_count_by_thread(engine: Engine) -> None:
    """16. `match` by `thread`: the answer belongs to the same referral."""
    family = record(
        REFERRAL
        + """
        2025-03-03 | midwifery   | referral.made    | id: r2, to: social_care
        2025-03-04 | social_care | referral.decided | of: r2, outcome: assessment
    """
    )
    expect(engine, DECIDED, family, "2025-03-20", "overdue; subject r1")


def test_an_answer_anywhere_in_the_family_counts_by_family(engine: Engine) -> None:
    """16. `match` by `family`: the answer may be anywhere in the family's record."""
    family = record("""
        2025-03-03 | maternity_ward | incident         | id: i1, place: ward, type: violence, people: mother
        2025-03-05 | social_care    | supervision.held | supervisor: a manager
    """)
    expect(engine, DISCUSSED, family, "2025-03-20", "met; closed 2025-03-05")


@pytest.mark.parametrize(
    ("considered", "line"),
    [
        (", considered: [baby]", "met"),
        (", considered: [sibling]", "overdue"),
        ("", "met"),
    ],
    ids=["the same child", "another child", "no child named"],
)
def test_an_answer_about_the_same_children_counts_by_children(engine: Engine, considered: str, line: str) -> None:
    """16, 22. A core group counts for the plans whose children it considered (all, where absent)."""
    reviewed = rule("""
        kind = "deadline"
        each = "plan.started"
        needs = [{ kind = "meeting.held", type = "core_group" }]
        match = "children"
        limit = "10 days"
    """)
    family = record(f"""
        people: {{baby: {{role: unborn, due: 2025-06-20}}}}
        2025-02-03 | social_care | observation    | person: sibling, what: she was at home
        2025-03-03 | social_care | plan.started   | id: plan, type: child_protection, children: baby
        2025-03-04 | social_care | meeting.called | id: core, type: core_group, date: 2025-03-10, invited: []
        2025-03-10 | social_care | meeting.held   | of: core, present: [social_care]{considered}
    """)
    expect(engine, reviewed, family, "2025-03-20", line)


@pytest.mark.parametrize(("person", "line"), [("mother", "met"), ("partner", "overdue")])
def test_fields_may_have_to_be_equal(engine: Engine, person: str, line: str) -> None:
    """16. `match` by equal fields: `person=person` means the same person."""
    same = rule("""
        kind = "deadline"
        each = "self_report"
        needs = ["test.result"]
        match = "person=person"
        limit = "5 days"
    """)
    family = record(f"""
        2025-03-03 | social_care   | self_report | person: mother, claim: abstinent
        2025-03-04 | substance_use | test.result | person: {person}, test: urine, result: negative
    """)
    expect(engine, same, family, "2025-03-20", line)


@pytest.mark.parametrize(("person", "line"), [("baby", "met"), ("mother", "overdue")])
def test_a_field_may_equal_one_of_another_name(engine: Engine, person: str, line: str) -> None:
    """16. `match` by equal fields: `child=person` compares the trigger's child with the answer's person."""
    checked = rule("""
        kind = "deadline"
        each = "birth"
        needs = ["cpis.checked"]
        match = "child=person"
        limit = "5 days"
        owes = ["midwifery"]
    """)
    family = record(f"""
        2025-03-03 | midwifery | birth        | child: baby
        2025-03-04 | midwifery | cpis.checked | person: {person}
    """)
    expect(engine, checked, family, "2025-03-20", line)


@pytest.mark.parametrize(("cites", "line"), [("[c1, c2]", "met"), ("[c2]", "overdue")])
def test_an_answer_may_name_the_thread_in_a_field(engine: Engine, cites: str, line: str) -> None:
    """16. `match` by equal fields: `thread=cites` means that the answer cites the trigger's thread."""
    weighed = rule("""
        kind = "deadline"
        each = { kind = "concern.raised", owner = "a health visitor" }
        needs = ["decision.made"]
        match = "thread=cites"
        limit = "10 days"
    """)
    family = record(f"""
        2025-03-03 | health_visiting | concern.raised | id: c1, about: baby, owner: a health visitor
        2025-03-03 | gp              | concern.raised | id: c2, about: baby
        2025-03-03 | social_care     | meeting.called | id: core, type: core_group, date: 2025-03-10, invited: []
        2025-03-10 | social_care     | decision.made  | of: core, what: to visit, cites: {cites}
    """)
    expect(engine, weighed, family, "2025-03-20", line)


# -- limits


@pytest.mark.parametrize(
    ("limit", "due"),
    [
        ("48 hours", "2025-02-02"),
        ("10 days", "2025-02-10"),
        ("10 working days", "2025-02-14"),
        ("2 weeks", "2025-02-14"),
        ("1 months", "2025-02-28"),
        ("3 months", "2025-04-30"),
        ("0 days", "2025-01-31"),
        ("28 weeks of pregnancy", "2025-03-28"),
        ("14 days before due", "2025-06-06"),
    ],
)
def test_a_limit_has_a_number_and_a_unit(engine: Engine, limit: str, due: str) -> None:
    """18. Units: hours, days, working days, weeks, months, weeks of gestation, days before due."""
    limited = rule(f"""
        kind = "deadline"
        each = "referral.received"
        needs = ["referral.decided"]
        match = "thread"
        limit = "{limit}"
    """)
    family = record("""
        people: {baby: {role: unborn, due: 2025-06-20}}
        2025-01-31 | midwifery   | referral.made     | id: r1, to: social_care, about: baby
        2025-01-31 | social_care | referral.received | of: r1
    """)
    expect(engine, limited, family, "2025-01-31T12:00", f"waiting; due {due}")


def test_a_limit_may_run_from_the_birth(engine: Engine) -> None:
    """18. A limit in days after birth has no date until the birth."""
    visited = rule("""
        kind = "deadline"
        each = "referral.received"
        needs = ["referral.decided"]
        match = "thread"
        limit = "14 days after birth"
    """)
    family = record("""
        2025-06-02 | midwifery   | referral.made     | id: r1, to: social_care, about: baby
        2025-06-02 | social_care | referral.received | of: r1
        2025-06-20 | midwifery   | birth             | child: baby
    """)
    expect(engine, visited, family, "2025-06-19", "waiting; no due date")
    expect(engine, visited, family, "2025-07-04", "waiting; due 2025-07-04")
    expect(engine, visited, family, "2025-07-05", "overdue; warned 2025-07-05")


def test_a_limit_may_be_the_date_in_a_field(engine: Engine) -> None:
    """18. `{field = "due"}`: an action is due on the date that was agreed."""
    done = rule("""
        kind = "deadline"
        each = "action.agreed"
        needs = ["action.done"]
        match = "thread"
        limit = { field = "due" }
    """)
    family = record("""
        2025-03-03 | social_care | action.agreed | id: a1, what: to call, owner: a GP, owner_agency: gp, due: 2025-03-12
    """)
    expect(engine, done, family, "2025-03-12", "waiting; due 2025-03-12")
    expect(engine, done, family, "2025-03-13", "overdue; warned 2025-03-13")


def test_a_limit_may_be_the_next_meeting(engine: Engine) -> None:
    """18. `{next = "meeting.held"}`: the next one counts, and the one after it is too late."""
    reviewed = rule("""
        kind = "deadline"
        each = "incident"
        needs = ["plan.reviewed"]
        match = "family"
        limit = { next = "meeting.held" }
    """)
    family = record("""
        2025-02-03 | social_care | plan.started   | id: plan, type: safety, children: baby
        2025-02-03 | social_care | meeting.called | id: one, type: core_group, date: 2025-03-10, invited: []
        2025-03-03 | social_care | incident       | id: i1, place: home, type: violence, people: mother
        2025-03-10 | social_care | meeting.held   | of: one, present: [social_care]
        2025-03-11 | social_care | meeting.called | id: two, type: core_group, date: 2025-03-24, invited: []
        2025-03-24 | social_care | meeting.held   | of: two, present: [social_care]
        2025-03-24 | social_care | plan.reviewed  | of: plan
    """)
    expect(engine, reviewed, family, "2025-03-09", "waiting; no due date")
    expect(engine, reviewed, family, "2025-03-11", "overdue; due 2025-03-10; warned 2025-03-11")
    expect(engine, reviewed, family, "2025-03-24", "met late; due 2025-03-10; warned 2025-03-11; closed 2025-03-24")


def test_the_earliest_of_several_limits_counts(engine: Engine) -> None:
    """18. `earliest_of`: the first of several limits counts; one that sets no date yet counts for nothing."""
    soonest = rule("""
        kind = "deadline"
        each = "referral.received"
        needs = ["referral.decided"]
        match = "thread"
        limit = { earliest_of = ["45 working days", "3 days after birth"] }
    """)
    family = record("""
        2025-03-03 | midwifery   | referral.made     | id: r1, to: social_care, about: baby
        2025-03-03 | social_care | referral.received | of: r1
        2025-03-20 | midwifery   | birth             | child: baby
    """)
    expect(engine, soonest, family, "2025-03-19", "waiting; due 2025-05-08")
    expect(engine, soonest, family, "2025-03-20", "waiting; due 2025-03-23")


@pytest.mark.parametrize(("plan_type", "due"), [("child_protection", "2025-03-04"), ("child_in_need", "2025-03-13")])
def test_a_limit_may_be_tighter_in_a_state(engine: Engine, plan_type: str, due: str) -> None:
    """18. `tighter`: a shorter limit counts where its condition holds at the trigger."""
    shorter = rule("""
        kind = "deadline"
        each = "incident"
        needs = ["supervision.held"]
        match = "family"
        limit = "10 days"
        tighter = [{ while = { plan = "child_protection" }, limit = "1 days" }]
    """)
    family = record(f"""
        2025-02-03 | social_care | plan.started | id: plan, type: {plan_type}, children: baby
        2025-03-03 | social_care | incident     | id: i1, place: home, type: violence, people: mother
    """)
    expect(engine, shorter, family, "2025-03-03", f"waiting; due {due}")


# -- clocks that the pregnancy sets


UNBORN_REFERRED = rule("""
    kind = "deadline"
    each = "concern.raised"
    while = "unborn"
    needs = ["referral.made"]
    match = "family"
    limit = "20 weeks of pregnancy"
    at_least = "5 days"
    owes = ["midwifery"]
""")


def test_the_birth_does_not_end_the_state_for_such_a_clock(engine: Engine) -> None:
    """42. The birth does not end a state for a clock set by the pregnancy: it is what makes it due."""
    family = record("""
        2025-01-06 | midwifery | pregnancy.known | mother: mother, child: baby, due: 2025-08-01
        2025-02-03 | midwifery | concern.raised  | id: c1, about: baby
        2025-03-01 | midwifery | birth           | child: baby
    """)
    expect(engine, UNBORN_REFERRED, family, "2025-03-01", "waiting; due 2025-03-01; never warned")
    expect(engine, UNBORN_REFERRED, family, "2025-03-02", "overdue; due 2025-03-01; warned 2025-03-02")


def test_the_birth_on_the_day_after_the_trigger_leaves_time(engine: Engine) -> None:
    """42. The due day is the earlier of the week and the birth, but never sooner than `at_least` after the trigger."""
    family = record("""
        2025-01-06 | midwifery | pregnancy.known | mother: mother, child: baby, due: 2025-08-01
        2025-02-28 | midwifery | concern.raised  | id: c1, about: baby
        2025-03-01 | midwifery | birth           | child: baby
    """)
    expect(engine, UNBORN_REFERRED, family, "2025-03-05", "waiting; due 2025-03-05; never warned")


@pytest.mark.parametrize(
    ("lines", "due"),
    [
        ("", "2025-03-21"),
        ("2025-01-06 | midwifery | pregnancy.known | mother: mother, child: baby, due: 2025-08-15", "2025-03-28"),
        (
            """2025-01-06 | midwifery | pregnancy.known       | mother: mother, child: baby, due: 2025-08-15
        2025-01-20 | midwifery | pregnancy.due_changed | child: baby, due: 2025-08-22
        2025-01-27 | midwifery | pregnancy.due_changed | child: baby, due: 2025-08-29
        2025-01-28 | midwifery | pregnancy.known       | mother: mother, child: baby, due: 2025-08-15""",
            "2025-04-11",
        ),
    ],
    ids=["declared", "pregnancy.known", "the latest pregnancy.due_changed"],
)
def test_the_due_date_that_counts(engine: Engine, lines: str, due: str) -> None:
    """42. The due date that counts is that of the latest `pregnancy.due_changed`, else of the latest
    `pregnancy.known`, else the declared one."""
    family = record(f"""
        people: {{baby: {{role: unborn, due: 2025-08-08}}}}
        {lines}
        2025-02-03 | midwifery | concern.raised | id: c1, about: baby
    """)
    expect(engine, UNBORN_REFERRED, family, "2025-02-03", f"waiting; due {due}")


@pytest.mark.parametrize(
    ("about", "due"),
    [("twin", "2025-03-28"), ("[baby, twin]", "2025-03-14"), ("mother", "2025-03-14"), ("sibling", "2025-03-14")],
    ids=["an unborn child", "two of them", "no child", "a child who is born"],
)
def test_whose_pregnancy_sets_the_clock(engine: Engine, about: str, due: str) -> None:
    """42. Whose pregnancy it is: the children not yet born at the trigger whom it names, else all of those; of
    several the earliest day."""
    family = record(f"""
        people: {{twin: {{role: unborn}}, sibling: {{role: child, born: 2022-05-20}}}}
        2025-01-06 | midwifery | pregnancy.known | mother: mother, child: baby, due: 2025-08-01
        2025-01-06 | midwifery | pregnancy.known | mother: mother, child: twin, due: 2025-08-15
        2025-02-03 | midwifery | concern.raised  | id: c1, about: {about}
    """)
    on_record = rule("""
        kind = "deadline"
        each = "concern.raised"
        needs = ["referral.made"]
        match = "family"
        limit = "20 weeks of pregnancy"
        owes = ["midwifery"]
    """)
    expect(engine, on_record, family, "2025-02-03", f"waiting; due {due}")


def test_twins_are_one_pregnancy(engine: Engine) -> None:
    """22. One pregnancy for twins; each child its own findings from birth."""
    pregnancy = rule("""
        id = "pregnancy"
        kind = "deadline"
        each = "pregnancy.open"
        needs = [{ kind = "assessment.commissioned", type = "prebirth" }]
        match = "family"
        limit = "20 weeks of pregnancy"
        owes = ["midwifery"]
    """)
    baby = rule("""
        id = "baby"
        kind = "deadline"
        each = "child.born"
        needs = [{ kind = "sleep.assessed", match = "child=child" }]
        match = "family"
        limit = "5 days"
        owes = ["midwifery"]
    """)
    family = record("""
        people: {twin: {role: unborn}}
        2025-01-06 | midwifery | pregnancy.known | mother: mother, child: baby, due: 2025-08-01
        2025-01-27 | midwifery | pregnancy.known | mother: mother, child: twin, due: 2025-08-01
        2025-07-20 | midwifery | birth           | child: baby
        2025-07-20 | midwifery | birth           | child: twin
        2025-07-22 | midwifery | sleep.assessed  | child: twin, place: own_cot
    """)
    expect(engine, pregnancy, family, "2025-02-03", "id pregnancy:baby; waiting; about baby and twin")
    expect(engine, baby, family, "2025-07-26", "id baby:baby; overdue; about baby", "id baby:twin; met; about twin")


# -- while a state lasts


ASSESSED_ON_PLAN = rule("""
    kind = "deadline"
    each = "incident"
    while = { plan = "child_protection" }
    needs = ["supervision.held"]
    match = "family"
    limit = "5 days"
""")


@pytest.mark.parametrize(
    ("lines", "line"),
    [
        ("2025-03-03 | social_care | concern.raised | id: c1, about: baby", NOTHING),
        ("2025-03-04 | social_care | plan.started   | id: plan, type: child_protection, children: baby", NOTHING),
        ("2025-02-03 | social_care | plan.started   | id: plan, type: safety, children: baby", NOTHING),
        ("2025-02-03 | social_care | plan.started   | id: plan, type: child_protection, children: baby", "overdue"),
    ],
    ids=["no plan", "a plan that began later", "a plan of another type", "the plan"],
)
def test_while_is_tested_at_the_trigger(engine: Engine, lines: str, line: str) -> None:
    """19. `while` is tested at the trigger."""
    family = record(f"""
        {lines}
        2025-03-03 | maternity_ward | incident | id: i1, place: ward, type: violence, people: mother
    """)
    expect(engine, ASSESSED_ON_PLAN, family, "2025-03-20", line)


@pytest.mark.parametrize(
    ("ended", "line"),
    [
        ("2025-03-08", "excused; closed 2025-03-08; never warned; because 1 and 2 and 3"),
        ("2025-03-09", "overdue; warned 2025-03-09; because 1 and 2"),
    ],
)
def test_a_state_that_ends_before_the_due_moment_excuses(engine: Engine, ended: str, line: str) -> None:
    """19, 43, 74. If the state ends before the due moment the finding is excused, from the moment at which it ended, and rests on the entry
    that ended it."""
    family = record(f"""
        2025-02-03 | social_care | plan.started | id: plan, type: child_protection, children: baby
        2025-03-03 | social_care | incident     | id: i1, place: home, type: violence, people: mother
        {ended}    | social_care | plan.ended   | of: plan, reason: the risk has gone
    """)
    expect(engine, ASSESSED_ON_PLAN, family, "2025-03-20", line)


def test_a_state_that_holds_again_at_the_due_moment_does_not_excuse(engine: Engine) -> None:
    """43. The condition must hold at the trigger and at the due moment; a gap between the two excuses nothing."""
    family = record("""
        2025-02-03 | social_care | plan.started | id: one, type: child_protection, children: baby
        2025-03-03 | social_care | incident     | id: i1, place: home, type: violence, people: mother
        2025-03-05 | social_care | plan.ended   | of: one, reason: moved
        2025-03-07 | social_care | plan.started | id: two, type: child_protection, children: baby
    """)
    expect(engine, ASSESSED_ON_PLAN, family, "2025-03-06", "excused; closed 2025-03-05")
    expect(engine, ASSESSED_ON_PLAN, family, "2025-03-20", "overdue; warned 2025-03-09")


@pytest.mark.parametrize(
    ("condition", "none", "one", "both"),
    [
        ('[{ plan = "safety" }, "in_hospital"]', NOTHING, "overdue", "overdue"),
        ('{ any = [{ plan = "safety" }, "in_hospital"] }', NOTHING, "overdue", "overdue"),
        ('{ all = [{ plan = "safety" }, "in_hospital"] }', NOTHING, NOTHING, "overdue"),
        ('{ not = [{ plan = "safety" }, "in_hospital"] }', "overdue", NOTHING, NOTHING),
    ],
    ids=["list", "any", "all", "not"],
)
def test_conditions_go_together(engine: Engine, condition: str, none: str, one: str, both: str) -> None:
    """43. `any`: one of them; `all`: each; `not`: none."""
    together = rule(f"""
        kind = "deadline"
        each = "incident"
        while = {condition}
        needs = ["supervision.held"]
        match = "family"
        limit = "5 days"
    """)
    lines = [
        "",
        "2025-02-03 | social_care | plan.started | id: plan, type: safety, children: baby",
        "2025-02-03 | social_care | stay.started | id: stay, person: baby, ward: a ward",
    ]
    incident = "2025-03-03 | social_care | incident | id: i1, place: home, type: violence, people: mother"
    expect(engine, together, record(incident), "2025-03-20", none)
    expect(engine, together, record(f"{lines[1]}\n{incident}"), "2025-03-20", one)
    expect(engine, together, record(f"{lines[1]}\n{lines[2]}\n{incident}"), "2025-03-20", both)


def test_not_is_tested_at_the_trigger_alone(engine: Engine) -> None:
    """43. `not`: none, tested at the trigger alone; a state that begins afterwards excuses nothing."""
    without = rule("""
        kind = "deadline"
        each = "incident"
        while = { not = { plan = "safety" } }
        needs = ["supervision.held"]
        match = "family"
        limit = "5 days"
    """)
    family = record("""
        2025-03-03 | social_care | incident     | id: i1, place: home, type: violence, people: mother
        2025-03-04 | social_care | plan.started | id: plan, type: safety, children: baby
    """)
    expect(engine, without, family, "2025-03-20", "overdue; warned 2025-03-09")


@pytest.mark.parametrize(
    ("count", "agencies", "line"),
    [
        ("agencies_involved = { gt = 2 }", ["housing", "police"], "overdue"),
        ("agencies_involved = { gt = 2 }", ["housing", "gp"], NOTHING),
        ("agencies_involved = { gt = 2 }", ["housing"], NOTHING),
    ],
    ids=["three", "three, one of them universal", "two"],
)
def test_while_may_count_the_agencies_that_are_involved(
    engine: Engine, count: str, agencies: list[str], line: str
) -> None:
    """19, 43. `while` may count: agencies involved beyond universal ones, at the trigger."""
    counted = rule(f"""
        kind = "deadline"
        each = "incident"
        while = {{ {count} }}
        needs = ["supervision.held"]
        match = "family"
        limit = "5 days"
    """)
    lines = "\n".join(f"2025-02-03 | {agency} | contact.made | with: mother, mode: phone" for agency in agencies)
    incident = "2025-03-03 | social_care | incident | id: i1, place: home, type: violence, people: mother"
    after = "2025-03-04 | probation | contact.made | with: mother, mode: phone"
    expect(engine, counted, record(f"{lines}\n{incident}\n{after}"), "2025-03-20", line)


def test_while_may_count_the_children(engine: Engine) -> None:
    """43. What is counted is counted at the trigger: the children of the family, or those whom the trigger names."""
    family = rule("""
        id = "family"
        kind = "deadline"
        each = "plan.started"
        while = { children = { gt = 1 } }
        needs = ["plan.reviewed"]
        match = "thread"
        limit = "5 days"
    """)
    named = rule("""
        id = "named"
        kind = "deadline"
        each = "plan.started"
        while = { children_named = { gt = 1 } }
        needs = ["plan.reviewed"]
        match = "thread"
        limit = "5 days"
    """)
    case = record("""
        people: {baby: {role: unborn, due: 2025-06-20}}
        2025-03-03 | social_care | observation  | person: sibling, what: she was at home
        2025-03-04 | social_care | plan.started | id: one, type: safety, children: baby
        2025-03-05 | social_care | plan.started | id: two, type: safety, children: [baby, sibling]
    """)
    expect(engine, family, case, "2025-03-05", "subject one; waiting", "subject two; waiting")
    expect(engine, named, case, "2025-03-05", "subject two; waiting")


def test_a_finding_may_open_when_a_state_begins(engine: Engine) -> None:
    """19. `each` may be the start of a state."""
    visited = rule("""
        kind = "deadline"
        each = { start_of = { order = "interim_care" } }
        needs = ["home.seen"]
        match = "family"
        limit = "5 days"
    """)
    family = record("""
        2025-03-03 | social_care | legal.ordered | id: o1, children: baby, order: interim_care
        2025-03-10 | social_care | legal.ordered | id: o2, children: baby, order: supervision
    """)
    expect(engine, visited, family, "2025-03-20", "id rule:o1; overdue; opened 2025-03-03; warned 2025-03-09")


def test_a_finding_may_open_when_a_state_ends(engine: Engine) -> None:
    """19. `each` may be the end of a state."""
    visited = rule("""
        kind = "deadline"
        each = { end_of = "in_hospital" }
        needs = ["home.seen"]
        match = "family"
        limit = "5 days"
    """)
    family = record("""
        2025-03-03 | social_care    | referral.made | id: r1, to: social_care
        2025-03-03 | maternity_ward | stay.started  | id: stay, person: baby, ward: a ward
        2025-03-10 | maternity_ward | stay.ended    | of: stay
    """)
    expect(engine, visited, family, "2025-03-09", NOTHING)
    expect(engine, visited, family, "2025-03-16", "id rule:stay; overdue; opened 2025-03-10; warned 2025-03-16")


# -- so many times, and before the trigger


def test_a_rule_may_ask_for_it_twice(engine: Engine) -> None:
    """20. `times = 2` asks for so many; it closes with the second."""
    twice = rule("""
        kind = "deadline"
        each = "incident"
        needs = ["home.seen"]
        times = 2
        match = "family"
        limit = "5 days"
    """)
    family = record("""
        2025-03-03 | social_care | incident  | id: i1, place: home, type: violence, people: mother
        2025-03-04 | social_care | home.seen | condition: poor
        2025-03-08 | social_care | home.seen | condition: good
    """)
    expect(engine, twice, family, "2025-03-07", "waiting; not closed")
    expect(engine, twice, family, "2025-03-20", "met; closed 2025-03-08")


@pytest.mark.parametrize(
    ("lookback", "day", "line"),
    [
        ("", "2025-03-02", "overdue"),
        ("lookback = { days = 7 }", "2025-02-24", "met"),
        ("lookback = { days = 7 }", "2025-02-23", "overdue"),
        ('lookback = "any"', "2024-01-08", "met"),
    ],
    ids=["none", "within it", "before it", "any"],
)
def test_the_answer_may_come_before_the_trigger(engine: Engine, lookback: str, day: str, line: str) -> None:
    """20. `lookback` lets B come before A, by so long; without it nothing before the trigger counts."""
    before = rule(f"""
        kind = "deadline"
        each = "incident"
        needs = ["home.seen"]
        match = "family"
        limit = "5 days"
        {lookback}
    """)
    family = record(f"""
        {day}      | social_care | home.seen | condition: good
        2025-03-03 | social_care | incident  | id: i1, place: home, type: violence, people: mother
    """)
    expect(engine, before, family, "2025-03-20", line)


def test_known_means_that_every_member_knows_of_it(engine: Engine) -> None:
    """20. The pseudo-response `known` means "A is known to every member by the limit", by whatever way it was told."""
    reaches = rule("""
        kind = "deadline"
        each = "incident"
        every = { set = "team" }
        needs = ["known"]
        limit = "2 days"
        owes = ["maternity_ward"]
    """)
    family = record("""
        2025-03-01 | social_care     | contact.made | with: mother, mode: in_person
        2025-03-01 | gp              | contact.made | with: mother, mode: in_person
        2025-03-01 | health_visiting | contact.made | with: mother, mode: in_person
        2025-03-03 | maternity_ward  | incident     | id: i1, place: ward, type: violence, people: mother
            | shared: {gp: 2025-03-05, social_care: 2025-03-06}
    """)
    expect(
        engine,
        reaches,
        family,
        "2025-03-20",
        "member gp; met; closed 2025-03-05; never warned",
        "member health_visiting; overdue; warned 2025-03-06",
        "member social_care; met late; closed 2025-03-06; warned 2025-03-06",
    )


@pytest.mark.parametrize(
    ("words", "line"),
    [
        ("Sleeps in her own cot, in our room.", "met"),
        ("sleeps in her own cot in our room", "met"),
        ("Sleeps in the sitting room.", "overdue"),
    ],
)
def test_the_words_of_sections_may_be_compared(engine: Engine, words: str, line: str) -> None:
    """20. `same_text` compares sections: by their words, and not by case, spaces or punctuation."""
    alike = rule("""
        kind = "deadline"
        each = { kind = "plan.section", child = { not = "nobody" } }
        needs = ["plan.section"]
        match = ["thread", "words=words"]
        limit = "5 days"
    """)
    family = record(f"""
        people: {{baby: {{role: unborn, due: 2025-06-20}}}}
        2025-03-03 | social_care | plan.started | id: plan, type: safety, children: [baby, sibling]
        2025-03-04 | social_care | plan.section | of: plan, id: one, child: baby
            | what: "Sleeps in her own cot, in our room."
        2025-03-05 | social_care | plan.section | of: plan, id: two, child: sibling, what: "{words}"
    """)
    expect(engine, alike, family, "2025-03-20", f"opened 2025-03-04; {line}", "opened 2025-03-05; overdue")


# -- each trigger its own finding


def test_each_trigger_opens_its_own_finding(engine: Engine) -> None:
    """22. Each trigger opens its own finding; a response closes every matching trigger before it and none after."""
    family = record("""
        2025-03-03 | social_care | incident         | id: one, place: home, type: violence, people: mother
        2025-03-05 | social_care | incident         | id: three, place: home, type: violence, people: mother
        2025-03-06 | social_care | supervision.held | supervisor: a manager
        2025-03-07 | social_care | incident         | id: two, place: home, type: violence, people: mother
    """)
    expect(
        engine,
        DISCUSSED,
        family,
        "2025-03-12",
        "id rule:one; met; closed 2025-03-06",
        "id rule:three; met; closed 2025-03-06",
        "id rule:two; waiting; not closed",
    )


def test_a_plan_has_one_finding_whatever_the_number_of_its_children(engine: Engine) -> None:
    """22. One finding for a plan, not one for each child."""
    agreed = rule("""
        kind = "deadline"
        each = "plan.started"
        needs = ["plan.agreed"]
        match = "thread"
        limit = "5 days"
    """)
    family = record("""
        people: {baby: {role: unborn, due: 2025-06-20}}
        2025-03-03 | social_care | plan.started | id: plan, type: safety, children: [baby, sibling]
    """)
    expect(engine, agreed, family, "2025-03-20", "id rule:plan; overdue; about baby and sibling")


def test_a_finding_rests_on_its_entries(engine: Engine) -> None:
    """22. A finding says on which entries it rests: what opened it and what closed it."""
    family = record(REFERRAL + "2025-03-04 | social_care | referral.decided | of: r1, outcome: assessment")
    expect(engine, DECIDED, family, "2025-03-03", "because 2")
    expect(engine, DECIDED, family, "2025-03-04", "because 2 and 3")


# -- escalation


@pytest.mark.parametrize(
    ("as_of", "stage"),
    [
        ("2025-03-05", 0),
        ("2025-03-06T00:00", 1),
        ("2025-03-06T03:59", 2),
        ("2025-03-11", 2),
        ("2025-03-12T00:00", 3),
    ],
)
def test_stages_are_steps_passed(engine: Engine, as_of: str, stage: int) -> None:
    """24, 55. `stage` = escalation steps passed, counted from `due`: a step is passed when so long after the due
    moment has gone by; for days, at the start of that day."""
    expect(engine, ESCALATED, record(REFERRAL), as_of, f"due 2025-03-05; stage {stage}")


def test_the_stage_stops_when_it_is_closed(engine: Engine) -> None:
    """24. `stage` = escalation steps passed at `as_of` or `closed`: what was done late climbs no further."""
    family = record(REFERRAL + "2025-03-07 | social_care | referral.decided | of: r1, outcome: assessment")
    expect(engine, ESCALATED, family, "2025-06-01", "met late; closed 2025-03-07; stage 2")


def test_what_was_done_in_time_has_no_stage(engine: Engine) -> None:
    """24. What was done in time passed no step, though it was written down late."""
    family = record(
        REFERRAL + "2025-03-05 | social_care | referral.decided | of: r1, outcome: assessment, recorded: 2025-04-01"
    )
    expect(engine, ESCALATED, family, "2025-03-31", "overdue; stage 3")
    expect(engine, ESCALATED, family, "2025-06-01", "met; stage 0")


# -- to whom


def test_it_is_sent_to_the_agencies_that_owe_it(engine: Engine) -> None:
    """29, 54. It is sent `to` the agencies that owe it and are in the family."""
    owed_by_two = rule("""
        kind = "deadline"
        each = "incident"
        needs = ["supervision.held"]
        match = "family"
        limit = "5 days"
        owes = ["social_care", "health_visiting", "police"]
    """)
    family = record("""
        2025-03-01 | social_care     | contact.made | with: mother, mode: in_person
        2025-03-01 | health_visiting | contact.made | with: mother, mode: in_person
        2025-03-03 | maternity_ward  | incident     | id: i1, place: ward, type: violence, people: mother
    """)
    expect(engine, owed_by_two, family, "2025-03-20", "overdue; to health_visiting and social_care; told")


def test_of_those_that_owe_it_only_those_who_know_are_sent_it(engine: Engine) -> None:
    """29. A finding is shown only to those who know every entry that it rests on."""
    owed_by_two = rule("""
        kind = "deadline"
        each = "incident"
        needs = ["supervision.held"]
        match = "family"
        limit = "5 days"
        owes = ["social_care", "health_visiting"]
    """)
    family = record("""
        2025-03-01 | social_care     | contact.made | with: mother, mode: in_person
        2025-03-01 | health_visiting | contact.made | with: mother, mode: in_person
        2025-03-03 | maternity_ward  | incident     | id: i1, place: ward, type: violence, people: mother
            | shared: [social_care]
    """)
    expect(engine, owed_by_two, family, "2025-03-20", "overdue; to social_care; told")


def test_a_finding_is_not_in_the_view_of_an_agency_that_does_not_know_its_trigger(engine_of_views: Engine) -> None:
    """29. A finding is shown only to those who know every entry that it rests on: it is in no view that lacks its
    trigger."""
    family = record("""
        2025-03-01 | social_care     | contact.made | with: mother, mode: in_person
        2025-03-01 | health_visiting | contact.made | with: mother, mode: in_person
        2025-03-03 | maternity_ward  | incident     | id: i1, place: ward, type: violence, people: mother
            | shared: [social_care]
    """)
    expect(engine_of_views, DISCUSSED, family, "2025-03-20", "overdue", known_to="social_care")
    expect(engine_of_views, DISCUSSED, family, "2025-03-20", NOTHING, known_to="health_visiting")


def test_where_the_one_that_owes_was_not_told_it_goes_to_the_one_that_knows(engine: Engine) -> None:
    """29, 54. Where the one that owes does not know, the finding is that *it was not told*, and it goes to the one
    that knows."""
    family = record("""
        2025-03-01 | social_care    | contact.made | with: mother, mode: in_person
        2025-03-03 | maternity_ward | incident     | id: i1, place: ward, type: violence, people: mother, shared: {}
    """)
    expect(engine, DISCUSSED, family, "2025-03-20", "overdue; to maternity_ward; not told")


def test_for_a_set_of_agencies_it_is_sent_to_the_member(engine: Engine) -> None:
    """54. For a set of agencies it is sent to the member."""
    acknowledged = rule("""
        kind = "deadline"
        each = "plan.changed"
        every = { set = "team", in = ["by_agency"] }
        needs = ["plan.acknowledged"]
        match = "thread"
        limit = "2 days"
        owes = ["anyone"]
    """)
    family = record("""
        2025-03-01 | gp              | contact.made      | with: mother, mode: in_person
        2025-03-01 | health_visiting | contact.made      | with: mother, mode: in_person
        2025-03-03 | social_care     | plan.started      | id: plan, type: safety, children: baby
        2025-03-10 | social_care     | plan.changed      | of: plan, what: visits
        2025-03-12 | gp              | plan.acknowledged | of: plan, by_agency: gp
    """)
    expect(
        engine,
        acknowledged,
        family,
        "2025-03-20",
        "id rule:plan:gp; met; to gp",
        "id rule:plan:health_visiting; overdue; to health_visiting",
    )


def test_for_a_set_of_agencies_of_which_the_member_does_not_owe_it(engine: Engine) -> None:
    """54. For a set of agencies it is sent to the member alone where it is one of those that owe it; else to those
    that do."""
    told = rule("""
        kind = "deadline"
        each = "plan.changed"
        every = { set = "team", in = ["to"] }
        needs = ["plan.told"]
        match = "thread"
        limit = "2 days"
        owes = ["social_care"]
    """)
    family = record("""
        2025-03-01 | gp          | contact.made | with: mother, mode: in_person
        2025-03-03 | social_care | plan.started | id: plan, type: safety, children: baby
        2025-03-10 | social_care | plan.changed | of: plan, what: visits
    """)
    expect(engine, told, family, "2025-03-20", "id rule:plan:gp; overdue; to social_care")


# -- explained by a person


def test_a_person_may_explain_a_finding(engine: Engine) -> None:
    """52. `finding.explained` names a finding by its id. Without `until` it excuses from its own moment."""
    family = record(
        REFERRAL + "2025-03-04 | social_care | finding.explained | finding: rule:r1, reason: the family moved"
    )
    expect(engine, DECIDED, family, "2025-03-20", "excused; closed 2025-03-04; never warned")


def test_an_explanation_after_the_warning_leaves_it(engine: Engine) -> None:
    """52. What was warned before stays."""
    family = record(
        REFERRAL + "2025-03-10 | social_care | finding.explained | finding: rule:r1, reason: the family moved"
    )
    expect(engine, DECIDED, family, "2025-03-20", "excused; closed 2025-03-10; warned 2025-03-06")


def test_an_explanation_of_another_finding_explains_nothing(engine: Engine) -> None:
    """52. `finding.explained` names a finding by its id; it explains no other."""
    family = record(
        REFERRAL + "2025-03-04 | social_care | finding.explained | finding: rule:r2, reason: the family moved"
    )
    expect(engine, DECIDED, family, "2025-03-20", "overdue; warned 2025-03-06")


def test_a_finding_may_be_put_off(engine: Engine) -> None:
    """52. With `until` the finding waits to the end of that day, and is overdue after it."""
    family = record(
        REFERRAL
        + "2025-03-04 | social_care | finding.explained | finding: rule:r1, reason: she is away, until: 2025-03-14"
    )
    expect(engine, DECIDED, family, "2025-03-14", "waiting; due 2025-03-05; never warned")
    expect(engine, DECIDED, family, "2025-03-15", "overdue; due 2025-03-05; warned 2025-03-15")


def test_a_finding_put_off_after_its_warning_keeps_it(engine: Engine) -> None:
    """52. With `until` the finding waits to the end of that day; what was warned before stays."""
    family = record(
        REFERRAL
        + "2025-03-10 | social_care | finding.explained | finding: rule:r1, reason: she is away, until: 2025-03-14"
    )
    expect(engine, DECIDED, family, "2025-03-09", "overdue; warned 2025-03-06")
    expect(engine, DECIDED, family, "2025-03-14", "waiting; warned 2025-03-06")
    expect(engine, DECIDED, family, "2025-03-15", "overdue; warned 2025-03-06")


def test_a_finding_put_off_to_before_it_is_due_is_not_put_off(engine: Engine) -> None:
    """52. A finding that is put off to a day before it is due is overdue when it is."""
    family = record(
        REFERRAL
        + "2025-03-03 | social_care | finding.explained | finding: rule:r1, reason: she is away, until: 2025-03-04"
    )
    expect(engine, DECIDED, family, "2025-03-06", "overdue; due 2025-03-05; warned 2025-03-06")
