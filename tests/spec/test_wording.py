"""Wording: how a rule and a finding are put to a person.

A finding is read at eleven at night by somebody who has a family on their mind. It says what is on record and what
is not, with its dates, and asks a question. It says "not recorded", never "not done"; it speaks of agencies and of
the record, and never of blame.
"""

from __future__ import annotations

import re

import pytest

from nightlight.rules.pack import pack
from nightlight.safeguards.wording import says_rule
from tests.spec.notation import Engine, finding, findings, record, rule

DECIDED = rule("""
    kind = "deadline"
    title = "A referral is decided"
    each = "referral.received"
    needs = ["referral.decided"]
    match = "thread"
    unless = ["referral.withdrawn"]
    limit = "2 working days"
    says = "Referral of {opened} has no decision on record; one was due by {due}."
    ask = "What does {child} need, and who tells {by}?"
""")

REFERRAL = """
        2025-03-03 | midwifery   | referral.made     | id: r1, to: social_care, about: baby
        2025-03-03 | social_care | referral.received | of: r1
"""


# -- a finding in each state


@pytest.mark.parametrize(
    ("line", "as_of", "says"),
    [
        ("", "2025-03-05", "A referral is decided: watched since 3 March 2025; due by 5 March 2025."),
        ("", "2025-03-06", "Referral of 3 March 2025 has no decision on record; one was due by 5 March 2025."),
        (
            "2025-03-04 | social_care | referral.decided | of: r1, outcome: assessment",
            "2025-03-20",
            "A referral is decided: recorded as done on 4 March 2025.",
        ),
        (
            "2025-03-04 | social_care | referral.decided | of: r1, outcome: assessment, recorded: 2025-03-10",
            "2025-03-20",
            "A referral is decided: recorded as done on 4 March 2025. It was written down only later.",
        ),
        (
            "2025-03-07 | social_care | referral.decided | of: r1, outcome: assessment",
            "2025-03-20",
            "Referral of 3 March 2025 has no decision on record; one was due by 5 March 2025. "
            "Recorded as done on 7 March 2025.",
        ),
        (
            "2025-03-04 | midwifery | referral.withdrawn | of: r1",
            "2025-03-20",
            "A referral is decided: not needed, from 4 March 2025.",
        ),
    ],
    ids=["waiting", "overdue", "met", "written down late", "met late", "excused"],
)
def test_a_finding_is_one_sentence_with_its_dates(engine: Engine, line: str, as_of: str, says: str) -> None:
    """30. A finding speaks of the record: what is on it, what is not, and since when."""
    assert finding(engine, DECIDED, record(REFERRAL + line), as_of).says == says


def test_an_unknown_says_that_the_record_cannot_tell(engine: Engine) -> None:
    """25, 30. An unknown says that the record cannot tell."""
    early_help = rule("""
        kind = "deadline"
        title = "A referral is decided"
        each = "referral.received"
        needs = ["referral.decided"]
        match = "thread"
        limit = "2 working days"
        owes = ["early_help"]
    """)
    assert (
        finding(engine, early_help, record(REFERRAL), "2025-03-20").says
        == "A referral is decided: the record cannot tell."
    )


def test_a_date_that_is_about_right_is_said_to_be(engine: Engine) -> None:
    """1. `about` shifts nothing; the finding's words say "about"."""
    family = record(REFERRAL.replace("of: r1", "of: r1, precision: about"))
    assert finding(engine, DECIDED, family, "2025-03-06").says.startswith(
        "Referral of about 3 March 2025 has no decision"
    )


def test_the_day_of_the_trigger_is_not_the_day_on_which_a_member_came_in(engine: Engine) -> None:
    """45. `{when}` is the day of what set a finding off; `{opened}` the day from which this member is asked about."""
    advised = rule("""
        kind = "deadline"
        each = "child.born"
        every = { set = "parents", in = ["to"] }
        owes = ["health_visiting"]
        needs = ["advice.given"]
        match = "family"
        limit = "10 days"
        says = "The baby was born on {when}, and since {opened} no advice given to {member} is on record."
    """)
    family = record("""
        2025-03-03 | midwifery       | birth           | child: baby
        2025-03-04 | midwifery       | contact.made    | with: [mother, baby], mode: in_person
        2025-05-12 | health_visiting | relation.stated | person: father, to: baby, relation: parent
    """)
    said = {each.member: each.says for each in findings(engine, advised, family, "2025-06-20")}
    assert said == {
        "father": "The baby was born on 3 March 2025, and since 12 May 2025 no advice given to the father is on record.",
        "mother": "The baby was born on 3 March 2025, and since 4 March 2025 no advice given to the mother is on record.",
    }


def test_a_day_of_the_trigger_that_is_about_right_is_said_to_be(engine: Engine) -> None:
    """1, 45. Of `{when}` too the words say "about"."""
    decided = rule("""
        kind = "deadline"
        each = "referral.received"
        needs = ["referral.decided"]
        match = "thread"
        limit = "2 working days"
        says = "Referral of {when} has no decision on record."
    """)
    family = record(REFERRAL.replace("of: r1", "of: r1, precision: about"))
    assert (
        finding(engine, decided, family, "2025-03-06").says
        == "Referral of about 3 March 2025 has no decision on record."
    )


def test_what_is_asked_of_every_member_is_dated_by_its_trigger() -> None:
    """45. No safeguard of the pack that asks for every member gives the day on which a member came in for that of the trigger."""
    asked = [each for each in pack().safeguards if getattr(each, "every", None) is not None]
    assert any("{when}" in each.says for each in asked)
    assert [each.id for each in asked if "{opened}" in each.says + each.ask] == []


def test_the_question_names_whom_it_is_about(engine: Engine) -> None:
    """30. The question speaks of agencies, and of people by their role."""
    found = finding(engine, DECIDED, record(REFERRAL), "2025-03-06")
    assert found.ask == "What does the unborn baby need, and who tells children's social care?"


SEEN = rule("""
    kind = "deadline"
    each = "plan.started"
    needs = ["contact.made"]
    match = "family"
    limit = "10 days"
    says = "{child} is not on record as having been seen since {opened}."
    ask = "How {child} was then, and what {child} has and does, who can say?"
""")


@pytest.mark.parametrize(
    ("children", "says", "ask"),
    [
        ("sister", "The sister is not on record", "How the sister was then, and what the sister has and does, who"),
        (
            "[baby, sister]",
            "The baby and the sister are not on record",
            "How the baby and the sister were then, and what the baby and the sister have and does, who",
        ),
        (
            "[baby, ewan, sister]",
            "The baby, ewan and the sister are not on record",
            "How the baby, ewan and the sister were then, and what the baby, ewan and the sister have and does, who",
        ),
    ],
    ids=["one", "two", "three, one by a name of his own"],
)
def test_the_verb_after_the_children_agrees_with_them(engine: Engine, children: str, says: str, ask: str) -> None:
    """30. The verb right after the children is for several where they are; a sister without a name is "the sister"."""
    family = record(f"""
        people: {{sister: {{role: sibling}}, ewan: {{role: sibling}}}}
        2025-03-03 | midwifery   | birth        | child: baby
        2025-03-10 | social_care | plan.started | id: plan, type: child_protection, children: {children}
    """)
    found = finding(engine, SEEN, family, "2025-05-01")
    assert found.says == f"{says} as having been seen since 10 March 2025."
    assert found.ask == f"{ask} can say?"


def test_a_finding_says_what_was_last_recorded(engine: Engine) -> None:
    """30. A finding says what was last recorded of the matter, on which day, and by which agency."""
    family = record(REFERRAL + "2025-03-07 | midwifery | referral.answered | of: r1")
    assert (
        finding(engine, DECIDED, family, "2025-03-10").last
        == "the referrer is told the outcome, 7 March 2025 (midwifery)"
    )


def test_an_hour_is_said_where_hours_are_counted(engine: Engine) -> None:
    """2. A limit in hours from a moment is said with its hour."""
    hours = rule("""
        kind = "deadline"
        each = "referral.received"
        needs = ["referral.decided"]
        match = "thread"
        limit = "24 hours"
    """)
    family = record(REFERRAL.replace("2025-03-03 | social_care", "2025-03-03 16:00 | social_care"))
    assert finding(engine, hours, family, "2025-03-05").says.endswith("it was due by 4 March 2025 at 16:00.")


def test_a_field_that_was_left_out_is_said_to_be_not_recorded(engine: Engine) -> None:
    """25. An absent optional field is unknown, and is said to be not recorded."""
    injury = rule("""
        kind = "deadline"
        each = "injury.seen"
        needs = ["injury.examined"]
        match = "thread"
        limit = "1 days"
        says = "A {type} ({site}) has no examination on record."
    """)
    family = record("2025-03-03 | social_care | injury.seen | id: j1, child: baby, type: bruise")
    assert finding(engine, injury, family, "2025-03-10").says == "A bruise (not recorded) has no examination on record."


# -- a rule as a sentence


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (
            """
            kind = "deadline"
            each = "referral.received"
            needs = ["referral.decided", "referral.allocated"]
            unless = ["referral.withdrawn"]
            match = "thread"
            limit = "1 working days"
            """,
            "When a referral is received: a referral is decided or a referral is allocated, within 1 working day; "
            "not where a referral is withdrawn.",
        ),
        (
            """
            kind = "cadence"
            while = { plan = "child_protection" }
            needs = [{ kind = "meeting.held", type = "core_group" }]
            match = "children"
            first = "10 working days"
            limit = "6 weeks"
            """,
            "While a plan is in force (child protection): a meeting is held (type: core group), "
            "each within 6 weeks of the one before, the first within 10 working days.",
        ),
        (
            """
            kind = "before"
            each = "stay.ended"
            needs = ["home.seen"]
            match = "family"
            """,
            "When a person leaves hospital: by then the home is seen.",
        ),
        (
            """
            kind = "pattern"
            each = "contact.emergency"
            count = 3
            within = "30 days"
            needs = ["meeting.held"]
            match = "family"
            limit = "5 working days"
            """,
            "When 3 times within 30 days the family turns to an emergency service: a meeting is held, "
            "within 5 working days.",
        ),
        (
            """
            kind = "pattern"
            each = { kind = "meeting.held", type = "core_group" }
            count = 1
            within = "52 weeks"
            needs = ["adaptation.made"]
            match = "family"
            """,
            "When for the first time within 52 weeks a meeting is held (type: core group).",
        ),
    ],
    ids=["deadline", "cadence", "before", "pattern", "a pattern of one"],
)
def test_a_rule_is_said_in_one_sentence(text: str, sentence: str) -> None:
    """30. A rule is said in one sentence that is made from what it says, so that it is always true of it."""
    assert says_rule(rule(text)) == sentence


# -- never of blame

#: Words of blame; "nobody's fault" and "without blame" are none.
BLAME = re.compile(
    r"\b(fail(ed|ure|s)?|(?<!nobody's )fault|(?<!without )blame\w*|neglected to|should have|ought to|mistake|"
    r"negligen\w*|careless\w*|ignored?|guilty|bothered)\b",
    re.IGNORECASE,
)
NOT_DONE = re.compile(r"\b(not|never) done\b|\bdid not (do|act|see|visit|ask|tell|share)\b", re.IGNORECASE)


def test_no_safeguard_speaks_of_blame() -> None:
    """30. Rules speak of agencies and of the record, never of blame."""
    said = {each.id: f"{each.title} {each.says} {each.ask} {each.why}" for each in pack().safeguards}
    assert len(said) > 100
    assert {name: found.group() for name, text in said.items() if (found := BLAME.search(text))} == {}


def test_no_safeguard_says_that_a_thing_was_not_done() -> None:
    """30. A finding says "not recorded", never "not done": what is on no record may have happened."""
    said = {each.id: each.says for each in pack().safeguards}
    assert {name: found.group() for name, text in said.items() if (found := NOT_DONE.search(text))} == {}


def test_what_is_absent_is_said_of_the_record(engine: Engine) -> None:
    """30. What the overdue findings of the pack say of a thin family is about its record."""
    family = record("""
        2025-01-06 | midwifery   | pregnancy.known   | mother: mother, child: baby, due: 2025-06-20
        2025-03-03 | midwifery   | referral.made     | id: r1, to: social_care, about: baby
        2025-03-03 | social_care | referral.received | of: r1
        2025-03-10 | social_care | plan.started      | id: plan, type: child_protection, children: baby
    """)
    overdue = [each for each in findings(engine, pack().safeguards, family, "2025-05-01") if each.state == "overdue"]
    assert overdue
    assert [each.says for each in overdue if BLAME.search(each.says) or NOT_DONE.search(each.says)] == []


def test_the_steps_of_escalation_go_to_roles() -> None:
    """24. Steps go to a role (practitioner, supervisor, service manager), never to a person who is named."""
    roles = {step.to for each in pack().safeguards for step in each.escalate}
    assert roles
    assert all(role == role.lower() for role in roles)
