"""States and sets: what is in force, from when to when, and who is meant by "every".

A *state* is a stretch of time: the mother is pregnant, a plan is in force, a stay in hospital is open. A rule may be
limited to it. A *set* is a list of people or agencies that a rule asks about one by one: every child, each parent,
the agencies of the team. What is meant is worked out from the record at the moment of what opened the finding, and
nobody has to keep a list.
"""

from __future__ import annotations

import pytest

from nightlight.chronology.problems import Unreadable
from tests.spec.notation import NOTHING, Engine, expect, findings, record, rule


def in_state(state: str) -> str:
    """A rule that says whether a state held when an incident happened."""
    return f"""
        kind = "deadline"
        each = "incident"
        while = {state}
        needs = ["supervision.held"]
        match = "family"
        limit = "5 days"
    """


def every(set_: str) -> str:
    """A rule that asks about every member of a set after a decision of a manager."""
    return f"""
        kind = "deadline"
        each = "management.decision"
        every = {{ set = "{set_}", in = ["people"] }}
        needs = ["contact.made"]
        match = "family"
        limit = "5 days"
    """


INCIDENT = "2025-03-10 12:00 | social_care | incident | id: i1, place: home, type: violence, people: mother"
DECISION = "2025-03-10 | social_care | management.decision | id: d1, decision: to visit"


# -- states


@pytest.mark.parametrize(
    ("state", "opening", "closing"),
    [
        (
            '{ plan = "safety" }',
            "plan.started | id: t1, type: safety, children: baby",
            "plan.ended | of: t1, reason: over",
        ),
        (
            '{ plan = "child_protection" }',
            "plan.started | id: t1, type: child_protection, children: baby",
            "plan.stepped_down | of: t1, to: universal, basis: observed",
        ),
        (
            '{ factor = "alcohol" }',
            "factor.noted | id: t1, person: mother, factor: alcohol",
            "factor.resolved | of: t1, basis: tested",
        ),
        ('"in_hospital"', "stay.started | id: t1, person: baby, ward: a ward", "stay.ended | of: t1"),
        ('{ order = "care" }', "legal.ordered | id: t1, children: baby, order: care", "legal.ended"),
        ('"preproceedings"', "legal.preproceedings | id: t1, children: baby", "legal.issued | of: t1"),
        ('"section47"', "section47.started | id: t1, children: baby", "section47.concluded | of: t1, outcome: help"),
        (
            '{ assessment = "risk" }',
            "assessment.commissioned | id: t1, type: risk, about: mother",
            "assessment.finished | of: t1",
        ),
        (
            '{ involved = "social_worker" }',
            "worker.assigned | id: t1, worker: a worker, role: social_worker",
            "worker.left | of: t1",
        ),
        ('"concern"', "concern.raised | id: t1, about: baby", "concern.weighed | of: t1, decision: none"),
        (
            '"action"',
            "action.agreed | id: t1, what: to call, owner: a worker, owner_agency: gp, due: 2025-06-01",
            "action.done | of: t1, outcome: called",
        ),
        ('"unborn"', "contact.made | with: mother, mode: phone, about: baby", "birth | child: baby"),
        ('"under_one"', "birth | child: baby", "death | person: baby"),
        ('"not_mobile"', "birth | child: baby", "milestone.reached | child: baby, milestone: crawling"),
    ],
    ids=lambda value: value.strip('"{} ') if value.startswith(('"', "{")) else "",
)
def test_a_state_lasts_from_what_opens_it_to_what_closes_it(
    engine: Engine, state: str, opening: str, closing: str
) -> None:
    """43. A state is a stretch of time that entries open and close; a rule that is limited to it asks whether it
    held at the trigger."""
    limited = rule(in_state(state) + "after_death = true")
    closing = "legal.ended | of: t0" if closing == "legal.ended" else closing
    legal = "2025-01-06 | social_care | legal.preproceedings | id: t0, children: baby\n" if "t0" in closing else ""
    opened = f"{legal}2025-03-10 11:59 | social_care | {opening}\n"
    closed = f"2025-03-10 12:00 | social_care | {closing}\n"
    if legal:
        opened = opened.replace("| id: t1, children", "| id: t1, of: t0, children")
    expect(engine, limited, record(f"{INCIDENT}\n{opened.replace('11:59', '12:01')}"), "2025-03-10", NOTHING)
    expect(engine, limited, record(f"{opened}{INCIDENT}"), "2025-03-10", "waiting")
    expect(engine, limited, record(f"{opened}{closed}{INCIDENT}"), "2025-03-10", NOTHING)


def test_a_step_down_ends_one_plan_and_begins_another(engine: Engine) -> None:
    """43. A plan that is stepped down to another type goes on as a plan of that type."""
    family = record(f"""
        2025-02-03 | social_care | plan.started      | id: plan, type: child_protection, children: baby
        2025-03-03 | social_care | plan.stepped_down | of: plan, to: child_in_need, basis: observed
        {INCIDENT}
    """)
    expect(engine, rule(in_state('{ plan = "child_protection" }')), family, "2025-03-10", NOTHING)
    expect(engine, rule(in_state('{ plan = "child_in_need" }')), family, "2025-03-10", "waiting")


@pytest.mark.parametrize(("agency", "line"), [("social_care", "waiting"), ("early_help", NOTHING)])
def test_social_care_works_with_a_family_from_its_own_allocation(engine: Engine, agency: str, line: str) -> None:
    """43. A referral that another service allocates to a worker of its own does not bring in children's social care."""
    family = record(f"""
        2025-02-03 | midwifery | referral.made      | id: r1, to: {agency}, about: baby, for: early_help
        2025-02-10 | {agency}  | referral.allocated | of: r1, to: a worker
        {INCIDENT}
    """)
    expect(engine, rule(in_state('"social_care"')), family, "2025-03-10", line)


@pytest.mark.parametrize(("born", "line"), [("2024-03-11", "opened 2025-03-10"), ("2024-03-10", NOTHING)])
def test_under_one_ends_with_the_first_birthday(engine: Engine, born: str, line: str) -> None:
    """43. A child is under one until the day of its first birthday."""
    family = record(f"""
        people: {{baby: {{role: child, born: {born}}}}}
        2025-02-03 | midwifery | observation | person: baby, what: asleep
        {INCIDENT}
    """)
    expect(engine, rule(in_state('"under_one"')), family, "2025-03-10", line)


@pytest.mark.parametrize(
    ("order", "made", "line"),
    [
        ("police_protection", "2025-03-08", "opened 2025-03-10"),
        ("police_protection", "2025-03-07", NOTHING),
        ("emergency_protection", "2025-02-24", "opened 2025-03-10"),
        ("emergency_protection", "2025-02-23", NOTHING),
        ("care", "2024-01-08", "opened 2025-03-10"),
    ],
)
def test_some_orders_end_by_themselves(engine: Engine, order: str, made: str, line: str) -> None:
    """43. Police protection lasts three days at most, an emergency protection order fifteen; other orders until they
    are ended."""
    family = record(f"""
        {made} | social_care | legal.ordered | id: o1, children: baby, order: {order}
        {INCIDENT}
    """)
    expect(engine, rule(in_state(f'{{ order = "{order}" }}')), family, "2025-03-10", line)


def test_what_was_ended_before_does_not_end_what_came_later(engine: Engine) -> None:
    """43. A state lasts until the first closing after it: what ended earlier proceedings does not end a later order."""
    family = record(f"""
        2025-01-06 | social_care | legal.preproceedings | id: earlier, children: baby
        2025-02-03 | social_care | legal.ended          | of: earlier
        2025-02-10 | social_care | legal.ordered        | id: o1, children: baby, order: care
        {INCIDENT}
    """)
    expect(engine, rule(in_state('{ order = "care" }')), family, "2025-03-10", "waiting")


@pytest.mark.parametrize(("person", "line"), [("mother", "waiting"), ("partner", NOTHING)])
def test_a_state_may_have_to_be_that_of_the_trigger_s_person(engine: Engine, person: str, line: str) -> None:
    """19. `while` may ask for the state of the person whom the trigger names."""
    own = rule(in_state('{ factor = "alcohol", of = "people" }'))
    family = record(f"""
        2025-02-03 | midwifery | factor.noted | id: f1, person: {person}, factor: alcohol
        {INCIDENT}
    """)
    expect(engine, own, family, "2025-03-10", line)


@pytest.mark.parametrize(("child", "line"), [("baby", "waiting"), ("sibling", NOTHING)])
def test_a_state_of_another_child_is_not_meant(engine: Engine, child: str, line: str) -> None:
    """19. A state of another child than those whom the trigger names is not meant."""
    family = record(f"""
        people: {{baby: {{role: unborn, due: 2025-06-20}}}}
        2025-02-03       | social_care | plan.started | id: plan, type: safety, children: {child}
        2025-03-10 12:00 | social_care | incident     | id: i1, place: home, type: violence, people: baby
    """)
    expect(engine, rule(in_state('{ plan = "safety" }')), family, "2025-03-10", line)


# -- standing facts


FACTOR_ON_PLAN = rule("""
    kind = "deadline"
    each = { kind = "factor.noted", factor = "alcohol" }
    while = { plan = "safety" }
    needs = ["service.referred"]
    match = "family"
    limit = "10 days"
""")


def test_a_standing_fact_opens_when_the_condition_last_began(engine: Engine) -> None:
    """44. A factor opens a finding when it is on record and the condition has begun: at the last moment at which it
    began without a break."""
    family = record("""
        2025-01-06 | midwifery   | factor.noted | id: f1, person: mother, factor: alcohol
        2025-02-03 | social_care | plan.started | id: one, type: safety, children: baby
        2025-02-10 | social_care | plan.ended   | of: one, reason: over
        2025-04-07 | social_care | plan.started | id: two, type: safety, children: baby
    """)
    expect(engine, FACTOR_ON_PLAN, family, "2025-02-05", "id rule:f1; waiting; opened 2025-02-03")
    expect(engine, FACTOR_ON_PLAN, family, "2025-04-07", "id rule:f1; waiting; opened 2025-04-07; due 2025-04-17")


def test_a_state_that_goes_on_without_a_break_began_with_the_first(engine: Engine) -> None:
    """44. Where one plan begins on the day on which another ends, the condition goes on without a break."""
    family = record("""
        2025-01-06 | midwifery   | factor.noted | id: f1, person: mother, factor: alcohol
        2025-02-03 | social_care | plan.started | id: one, type: safety, children: baby
        2025-02-10 | social_care | plan.ended   | of: one, reason: over
        2025-02-10 | social_care | plan.started | id: two, type: safety, children: baby
    """)
    expect(engine, FACTOR_ON_PLAN, family, "2025-02-12", "id rule:f1; waiting; opened 2025-02-03")


def test_a_standing_fact_that_comes_later_in_an_unbroken_stretch_opens_a_finding_too(engine: Engine) -> None:
    """44, 6. What is noted while the condition already goes on without a break opens on the day on which it is on record,
    though the state in which it began has ended by then."""
    family = record("""
        2025-02-03 | social_care | plan.started | id: one, type: safety, children: baby
        2025-02-10 | social_care | plan.ended   | of: one, reason: over
        2025-02-10 | social_care | plan.started | id: two, type: safety, children: baby
        2025-03-03 | midwifery   | factor.noted | id: f1, person: mother, factor: alcohol
    """)
    expect(engine, FACTOR_ON_PLAN, family, "2025-03-04", "id rule:f1; waiting; opened 2025-03-03; due 2025-03-13")


def test_a_danger_noted_after_the_birth_counts_where_the_pregnancy_and_the_first_year_both_do(engine: Engine) -> None:
    """44. The birth ends one state and begins the next, so that a factor noted weeks after it opens a finding."""
    danger = rule("""
        kind = "deadline"
        each = { kind = "factor.noted", factor = "alcohol" }
        while = ["unborn", "under_one"]
        needs = ["service.referred"]
        match = "family"
        limit = "10 days"
    """)
    family = record("""
        people: {baby: {role: unborn, due: 2025-03-03}}
        2025-01-06 | midwifery | pregnancy.known | mother: mother, child: baby, due: 2025-03-03, weeks: 31
        2025-03-01 | midwifery | birth           | child: baby
        2025-04-07 | gp        | factor.noted    | id: f1, person: mother, factor: alcohol
    """)
    expect(engine, danger, family, "2025-04-08", "id rule:f1; waiting; opened 2025-04-07; due 2025-04-17")


def test_a_second_stretch_is_another_finding_of_the_same_name(engine: Engine) -> None:
    """44. A second such stretch is another finding of the same name; the first's warning is not its own."""
    family = record("""
        2025-01-06 | midwifery   | factor.noted | id: f1, person: mother, factor: alcohol
        2025-02-03 | social_care | plan.started | id: one, type: safety, children: baby
        2025-03-03 | social_care | plan.ended   | of: one, reason: over
        2025-04-07 | social_care | plan.started | id: two, type: safety, children: baby
    """)
    expect(engine, FACTOR_ON_PLAN, family, "2025-03-02", "id rule:f1; overdue; warned 2025-02-14")
    expect(engine, FACTOR_ON_PLAN, family, "2025-04-08", "id rule:f1; waiting; opened 2025-04-07; never warned")


def test_a_standing_fact_that_has_ended_before_the_condition_begins_opens_nothing(engine: Engine) -> None:
    """44. A factor that was resolved before the condition began opens no finding."""
    family = record("""
        2025-01-06 | midwifery   | factor.noted    | id: f1, person: mother, factor: alcohol
        2025-01-20 | midwifery   | factor.resolved | of: f1, basis: tested
        2025-02-03 | social_care | plan.started    | id: one, type: safety, children: baby
    """)
    expect(engine, FACTOR_ON_PLAN, family, "2025-02-20", NOTHING)


@pytest.mark.parametrize(
    ("kind", "line"),
    [
        ("need.noted", "need.noted | id: x, person: mother, need: interpreter"),
        ("relation.stated", "relation.stated | id: x, person: partner, to: baby, relation: partner"),
        ("household.joined", "household.joined | id: x, person: mother, household: a flat"),
    ],
)
def test_needs_ties_and_households_are_standing_facts_too(engine: Engine, kind: str, line: str) -> None:
    """44, 6. A need, a tie and a household open a finding when they are on record and the condition has begun."""
    standing = rule(f"""
        kind = "deadline"
        each = "{kind}"
        while = {{ plan = "safety" }}
        needs = ["service.referred"]
        match = "family"
        limit = "10 days"
    """)
    family = record(f"""
        2024-05-06 | midwifery   | {line}, recorded: 2025-01-06
        2025-02-03 | social_care | plan.started | id: one, type: safety, children: baby
    """)
    expect(engine, standing, family, "2025-02-02", NOTHING)
    expect(engine, standing, family, "2025-02-03", "id rule:x; waiting; opened 2025-02-03")


# -- sets of people


FAMILY = f"""
    people:
      mother: {{role: mother, sex: female}}
      father: {{role: father, sex: male}}
      partner: {{role: partner, sex: female}}
      baby: {{role: unborn, due: 2025-06-20}}
      toddler: {{role: child, born: 2024-09-01}}
      sister: {{role: sibling, born: 2015-09-01}}
      grown: {{role: sibling, born: 2001-09-01}}
      lodger: {{role: other, sex: male}}
      uncle: {{role: relative, sex: male}}
      aunt: {{role: relative, sex: female}}
      carer: {{role: carer, sex: female}}
    2025-03-03 | social_care | observation | person: mother, what: at home
        | about: [father, partner, baby, toddler, sister]
    2025-03-03 | social_care | observation | person: grown, what: at home
        | about: [lodger, uncle, aunt, carer]
    {DECISION}
"""


@pytest.mark.parametrize(
    ("set_", "members"),
    [
        ("children", ["baby", "sister", "toddler"]),
        ("babies", ["baby", "toddler"]),
        ("siblings", ["sister"]),
        ("parents", ["father", "mother"]),
        ("men", ["father", "lodger", "partner"]),
        ("parents_and_men", ["father", "lodger", "mother", "partner"]),
        ("carers", ["carer", "father", "mother", "partner"]),
    ],
)
def test_a_set_of_people(engine: Engine, set_: str, members: list[str]) -> None:
    """17. Sets: children, babies, siblings, parents, fathers and other men (and a partner of either sex), carers."""
    expect(engine, rule(every(set_)), record(FAMILY), "2025-03-10", *(f"member {each}; waiting" for each in members))


@pytest.mark.parametrize(
    ("tie", "set_", "member"),
    [
        ("person: uncle, to: baby, relation: relative, contact_with_child: regular", "men", "uncle"),
        ("person: uncle, to: mother, relation: partner", "men", "uncle"),
        ("person: aunt, to: baby, relation: adoptive_parent", "parents", "aunt"),
        ("person: aunt, to: baby, relation: carer", "carers", "aunt"),
        ("person: aunt, to: baby, relation: relative, contact_with_child: lives_with", "carers", "aunt"),
    ],
)
def test_a_tie_brings_somebody_into_a_set(engine: Engine, tie: str, set_: str, member: str) -> None:
    """17. A tie that is on record brings somebody near the child into the set."""
    with_tie = record(FAMILY.replace(DECISION, f"2025-03-04 | social_care | relation.stated | {tie}\n    {DECISION}"))
    assert member not in [each.member for each in findings(engine, rule(every(set_)), record(FAMILY), "2025-03-10")]
    assert member in [each.member for each in findings(engine, rule(every(set_)), with_tie, "2025-03-10")]


def test_the_children_whom_it_names(engine: Engine) -> None:
    """17. Sets: every child whom the trigger names."""
    named = rule("""
        kind = "deadline"
        each = "section47.started"
        every = { set = "named", in = ["saw"] }
        needs = ["contact.made"]
        match = "family"
        limit = "1 working days"
    """)
    family = record(FAMILY + "2025-03-11 | social_care | section47.started | id: s1, children: [sister, toddler]")
    expect(engine, named, family, "2025-03-11", "id rule:s1:sister", "id rule:s1:toddler")


def test_the_dead_are_not_asked_about(engine: Engine) -> None:
    """17. Who has died before the trigger is no member of a set."""
    family = record(FAMILY + "2025-03-09 | social_care | death | person: father")
    expect(engine, rule(every("parents")), family, "2025-03-10", "member mother")


@pytest.mark.parametrize(
    ("set_", "opening", "closing"),
    [
        (
            "factors",
            "factor.noted | id: {id}, person: mother, factor: alcohol",
            "factor.resolved | of: {id}, basis: tested",
        ),
        ("concerns", "concern.raised | id: {id}, about: baby", "concern.weighed | of: {id}, decision: none"),
        (
            "actions",
            "action.agreed | id: {id}, what: to call, owner: a worker, owner_agency: gp, due: 2025-06-01",
            "action.done | of: {id}, outcome: called",
        ),
    ],
)
def test_a_set_of_open_matters(engine: Engine, set_: str, opening: str, closing: str) -> None:
    """17. Sets: open factors, open concerns, open actions, as they are at the trigger."""
    family = record(f"""
        2025-03-03 | social_care | {opening.format(id="kept")}
        2025-03-03 | social_care | {opening.format(id="over")}
        2025-03-04 | social_care | {closing.format(id="over")}
        {DECISION}
        2025-03-11 | social_care | {opening.format(id="later")}
    """)
    asked = rule(f"""
        kind = "deadline"
        each = "management.decision"
        every = {{ set = "{set_}", in = ["cites"] }}
        needs = ["decision.made"]
        match = "family"
        limit = "5 days"
    """)
    expect(engine, asked, family, "2025-03-12", "id rule:d1:kept; waiting")


# -- sets of agencies


def test_those_invited_and_those_who_were_there(engine: Engine) -> None:
    """17. Sets: invited, attended."""
    signed = """
        kind = "deadline"
        each = "meeting.held"
        every = {{ set = "{set_}", in = ["by_agency"] }}
        needs = ["meeting.signed"]
        match = "thread"
        limit = "5 days"
    """
    family = record("""
        2025-03-03 | social_care | meeting.called | id: m1, type: core_group, date: 2025-03-10, invited: [gp, midwifery]
        2025-03-10 | social_care | meeting.held   | of: m1, present: [midwifery, police]
        2025-03-12 | midwifery   | meeting.signed | of: m1, by_agency: midwifery
    """)
    expect(
        engine, rule(signed.format(set_="invited")), family, "2025-03-20", "member gp; overdue", "member midwifery; met"
    )
    expect(
        engine,
        rule(signed.format(set_="attended")),
        family,
        "2025-03-20",
        "member midwifery; met",
        "member police; overdue",
    )


def test_agencies_of_some_types(engine: Engine) -> None:
    """17. Sets of agencies may be limited to types; an agency of the family counts from when the record has it."""
    acknowledged = rule("""
        kind = "deadline"
        each = "plan.started"
        every = { set = "agencies", in = ["by_agency"], types = ["midwives", "gp"] }
        needs = ["plan.acknowledged"]
        match = "thread"
        limit = "5 days"
    """)
    family = record("""
        2025-03-03 | gp          | contact.made | with: mother, mode: phone
        2025-03-03 | police      | contact.made | with: mother, mode: phone
        2025-03-10 | social_care | plan.started | id: plan, type: safety, children: baby
        2025-03-14 | midwifery   | contact.made | with: mother, mode: phone
    """)
    expect(
        engine,
        acknowledged,
        family,
        "2025-03-17",
        "member gp; overdue; opened 2025-03-10; due 2025-03-15",
        "member midwifery; waiting; opened 2025-03-14; due 2025-03-19",
    )


def test_an_agency_is_not_asked_about_what_it_recorded_itself(engine: Engine) -> None:
    """45. An agency is not asked about what it recorded itself."""
    acknowledged = rule("""
        kind = "deadline"
        each = "plan.changed"
        every = { set = "team", in = ["by_agency"] }
        needs = ["plan.acknowledged"]
        match = "thread"
        limit = "2 days"
    """)
    family = record("""
        2025-03-03 | social_care | plan.started | id: plan, type: safety, children: baby
        2025-03-04 | gp          | contact.made | with: mother, mode: phone
        2025-03-10 | social_care | plan.changed | of: plan, what: visits
    """)
    expect(engine, acknowledged, family, "2025-03-20", "member gp; overdue")


# -- members


SEEN = rule("""
    kind = "deadline"
    each = "plan.started"
    every = { set = "parents", in = ["saw"] }
    needs = ["contact.made", { kind = "home.seen", for_all = true }]
    match = "family"
    limit = "5 days"
""")


def test_a_member_who_is_named_later_is_asked_about_from_then(engine: Engine) -> None:
    """45. A member counts from when the record names it; a finding about somebody named after the trigger opens
    then."""
    family = record("""
        2025-03-03 | social_care | plan.started | id: plan, type: safety, children: baby, about: mother
        2025-03-05 | social_care | contact.made | with: mother, mode: in_person
        2025-03-10 | social_care | observation  | person: father, what: he held the baby
    """)
    expect(engine, SEEN, family, "2025-03-09", "member mother; met")
    expect(
        engine,
        SEEN,
        family,
        "2025-03-16",
        "id rule:plan:father; overdue; opened 2025-03-10; due 2025-03-15; warned 2025-03-16",
        "id rule:plan:mother; met; opened 2025-03-03",
    )


def test_a_member_is_covered_where_it_appears(engine: Engine) -> None:
    """17. A member is covered by an answer in whose field it appears, and by no other."""
    family = record("""
        2025-03-03 | social_care | plan.started | id: plan, type: safety, children: baby, about: [mother, father]
        2025-03-05 | social_care | contact.made | with: [mother, father], seen: [father], mode: in_person
        2025-03-06 | social_care | contact.made | with: mother, mode: phone
    """)
    expect(engine, SEEN, family, "2025-03-20", "member father; met", "member mother; overdue")


def test_an_answer_that_names_nobody_covers_everybody(engine: Engine) -> None:
    """45. A response of a kind that has none of the fields of `in` covers every member."""
    family = record("""
        2025-03-03 | social_care | plan.started | id: plan, type: safety, children: baby, about: [mother, father]
        2025-03-05 | social_care | home.seen    | condition: good
    """)
    expect(engine, SEEN, family, "2025-03-20", "member father; met", "member mother; met")


def test_a_rule_says_where_a_member_appears() -> None:
    """45. Where an answer has none of the fields of `in`, a rule says `for_all`; else it is an error in its
    notation."""
    with pytest.raises(Unreadable, match="for_all = true"):
        rule("""
            kind = "deadline"
            each = "plan.started"
            every = { set = "parents", in = ["saw"] }
            needs = ["contact.made", "home.seen"]
            match = "family"
            limit = "5 days"
        """)
