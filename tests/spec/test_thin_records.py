"""Thin records: what may be said where the record holds little.

Most of what did not happen is written down nowhere, and much of what did happen is not either. A safeguard says that
something is overdue only where the record could show it: what set the clock is on record, and an agency that owes
the answer is in the family. Where that is not so the finding is *unknown*: it is asked about once, as an open
question, and nobody is warned.
"""

from __future__ import annotations

import pytest

from tests.spec.notation import NOTHING, Engine, expect, record, rule

ACTED_ON = rule("""
    kind = "deadline"
    each = "incident"
    needs = ["supervision.held"]
    match = "family"
    limit = "5 days"
    owes = ["social_care", "police"]
""")

INCIDENT = "2025-03-03 | midwifery | incident | id: i1, place: home, type: violence, people: mother"


# -- who owes the answer


@pytest.mark.parametrize(
    ("line_of_record", "line"),
    [
        ("", "unknown; never warned; asked 2025-03-09"),
        (
            "2025-03-01 | social_care | contact.made | with: mother, mode: phone",
            "overdue; warned 2025-03-09; not asked",
        ),
        ("2025-03-01 | gp | referral.made | id: r1, to: social_care", "overdue; warned 2025-03-09"),
        ("2025-03-01 | gp | contact.made | with: mother, mode: phone, source: police", "overdue; warned 2025-03-09"),
        (
            "2025-03-01 | gp | contact.made | with: mother, mode: phone, shared: [social_care]",
            "overdue; warned 2025-03-09",
        ),
        ("2025-03-01 | gp | contact.made | with: mother, mode: phone, shared: {}", "unknown; never warned"),
    ],
    ids=["nobody", "it recorded", "it is named", "it is a source", "it was told", "it was not told"],
)
def test_an_absence_counts_where_an_agency_that_owes_it_is_in_the_family(
    engine: Engine, line_of_record: str, line: str
) -> None:
    """25, 46. In the family are those that recorded, that an entry names, and those with which one was shared by name."""
    expect(engine, ACTED_ON, record(f"{line_of_record}\n{INCIDENT}"), "2025-03-20", line)


def test_once_such_an_agency_comes_in_the_absence_counts(engine: Engine) -> None:
    """25, 5. An absence that nobody in the family owed is overdue once such an agency comes in, and warned of then."""
    family = record(f"""
        {INCIDENT}
        2025-03-12 | social_care | contact.made | with: mother, mode: phone
    """)
    expect(engine, ACTED_ON, family, "2025-03-11", "unknown; asked 2025-03-09; never warned")
    expect(engine, ACTED_ON, family, "2025-03-12", "overdue; warned 2025-03-12; not asked")


def test_an_unknown_is_asked_about_once(engine: Engine) -> None:
    """25. An unknown is asked about once, as an open question, on the day from which it would be overdue, and climbs
    no steps."""
    asked = rule("""
        kind = "deadline"
        each = "incident"
        needs = ["supervision.held"]
        match = "family"
        limit = "5 days"
        escalate = [{ after = { days = 1 }, to = "supervisor" }]
    """)
    expect(engine, asked, record(INCIDENT), "2025-03-08", "waiting; not asked")
    expect(engine, asked, record(INCIDENT), "2025-03-09", "unknown; asked 2025-03-09; stage 0")
    expect(engine, asked, record(INCIDENT), "2025-06-01", "unknown; asked 2025-03-09; stage 0")


def test_without_a_trigger_on_record_there_is_nothing_to_say(engine: Engine) -> None:
    """25. An absence is overdue only where its trigger is on record."""
    family = record("2025-03-01 | social_care | contact.made | with: mother, mode: phone")
    expect(engine, ACTED_ON, family, "2025-03-20", NOTHING)


# -- fields that were left out


def test_a_field_that_was_left_out_does_not_open_a_finding(engine: Engine) -> None:
    """35. A filter on an optional field that was left out has no answer; in a trigger it does not open a finding."""
    at_home = rule("""
        kind = "deadline"
        each = { kind = "contact.missed", purpose = "antenatal" }
        needs = ["contact.made"]
        match = "family"
        limit = "5 days"
        owes = ["midwifery"]
    """)
    family = record("""
        2025-03-03 | midwifery | contact.missed | id: one, with: mother, reason: no_access
        2025-03-04 | midwifery | contact.missed | id: two, with: mother, reason: no_access, purpose: antenatal
    """)
    expect(engine, at_home, family, "2025-03-20", "id rule:two; overdue")


def test_a_field_that_was_left_out_does_not_excuse(engine: Engine) -> None:
    """35. A filter on an optional field that was left out does not excuse."""
    explained = rule("""
        kind = "deadline"
        each = "injury.seen"
        needs = ["section47.started"]
        unless = [{ kind = "injury.examined", opinion = "medical" }]
        match = "family"
        limit = "1 days"
    """)
    left_out = record("""
        2025-03-03 | social_care | injury.seen     | id: j1, child: baby, type: bruise
        2025-03-03 | paediatrics | injury.examined | of: j1, child: baby
    """)
    filled_in = record("""
        2025-03-03 | social_care | injury.seen     | id: j1, child: baby, type: bruise
        2025-03-03 | paediatrics | injury.examined | of: j1, child: baby, opinion: medical
    """)
    expect(engine, explained, left_out, "2025-03-20", "overdue")
    expect(engine, explained, filled_in, "2025-03-20", "excused")


def test_a_field_that_was_left_out_may_be_the_answer(engine: Engine) -> None:
    """35. In a response a field that was left out may be the answer: the finding is then `unknown`, and nobody is
    warned."""
    visited = rule("""
        kind = "deadline"
        each = "incident"
        needs = [{ kind = "contact.made", place = "home" }]
        match = "family"
        limit = "5 days"
    """)
    family = record(f"""
        {INCIDENT}
        2025-03-05 | social_care | contact.made | with: mother, mode: in_person
        2025-03-12 | social_care | contact.made | with: mother, mode: in_person, place: clinic
        2025-03-20 | social_care | contact.made | with: mother, mode: in_person, place: home
    """)
    expect(engine, visited, family, "2025-03-04", "waiting")
    expect(engine, visited, family, "2025-03-19", "unknown; never warned; because 1 and 2")
    expect(engine, visited, family, "2025-03-20", "met late; closed 2025-03-20; never warned")


def test_not_passes_a_field_that_was_left_out(engine: Engine) -> None:
    """35. `not` passes a field that was left out."""
    other = rule("""
        kind = "deadline"
        each = { kind = "contact.missed", purpose = { not = "antenatal" } }
        needs = ["contact.made"]
        match = "family"
        limit = "5 days"
        owes = ["midwifery"]
    """)
    family = record("""
        2025-03-03 | midwifery | contact.missed | id: one, with: mother, reason: no_access
        2025-03-04 | midwifery | contact.missed | id: two, with: mother, reason: no_access, purpose: antenatal
    """)
    expect(engine, other, family, "2025-03-20", "id rule:one; overdue")


@pytest.mark.parametrize(
    ("considered", "lines"),
    [
        ("", ["member baby; met", "member sibling; met"]),
        (", considered: [baby]", ["member baby; met", "member sibling; overdue"]),
    ],
    ids=["left out", "filled in"],
)
def test_considered_left_out_means_all_the_children(engine: Engine, considered: str, lines: list[str]) -> None:
    """35, 22. `considered` left out means all the children."""
    weighed = rule("""
        kind = "deadline"
        each = "plan.started"
        every = { set = "children", in = ["considered"] }
        needs = ["meeting.held"]
        match = "family"
        limit = "10 days"
    """)
    family = record(f"""
        people: {{baby: {{role: unborn, due: 2025-06-20}}}}
        2025-03-03 | social_care | plan.started   | id: plan, type: safety, children: [baby, sibling]
        2025-03-04 | social_care | meeting.called | id: core, type: core_group, date: 2025-03-10, invited: []
        2025-03-10 | social_care | meeting.held   | of: core, present: [social_care]{considered}
    """)
    expect(engine, weighed, family, "2025-03-20", *lines)


@pytest.mark.parametrize(
    ("contact", "line"),
    [
        ("with: father, mode: in_person", "met"),
        ("with: mother, seen: father, mode: in_person", "met"),
        ("with: father, seen: [], mode: in_person", "overdue"),
        ("with: father, seen: mother, mode: in_person", "overdue"),
        ("with: father, mode: phone", "overdue"),
    ],
    ids=["met in person", "seen", "nobody seen", "somebody else seen", "on the telephone"],
)
def test_who_was_seen(engine: Engine, contact: str, line: str) -> None:
    """25. In person with `seen` absent = those met were seen; `seen: []` = nobody."""
    seen = rule("""
        kind = "deadline"
        each = "incident"
        every = { set = "parents", in = ["saw"] }
        needs = ["contact.made"]
        match = "family"
        limit = "5 days"
    """)
    family = record(f"""
        2025-03-03 | social_care | incident     | id: i1, place: home, type: violence, people: father
        2025-03-05 | social_care | contact.made | {contact}
        2025-03-05 | social_care | contact.made | with: mother, mode: in_person
    """)
    found = expect(engine, seen, family, "2025-03-20", f"member father; {line}", "member mother; met")
    assert len(found) == 2


# -- what a record keeps


KEPT = rule("""
    kind = "deadline"
    each = "incident"
    needs = ["supervision.held"]
    recorded = ["supervision.held", "management.decision"]
    match = "family"
    limit = "5 days"
""")


@pytest.mark.parametrize(
    ("line_of_record", "line"),
    [
        (
            "2024-06-03 | social_care | contact.made        | with: mother, mode: phone",
            "unknown; asked 2025-03-09; never warned",
        ),
        ("2024-06-03 | social_care | management.decision | decision: to visit", "overdue; warned 2025-03-09"),
    ],
    ids=["it keeps none", "it keeps one"],
)
def test_an_absence_counts_where_the_record_keeps_such_entries(engine: Engine, line_of_record: str, line: str) -> None:
    """36. `recorded` names entries of which the record must hold one before an absence counts."""
    expect(engine, KEPT, record(f"{line_of_record}\n{INCIDENT}"), "2025-03-20", line)


WHILE_RECORDING = rule("""
    kind = "deadline"
    each = "incident"
    needs = ["supervision.held"]
    while_recording = true
    match = "family"
    limit = "5 days"
""")


@pytest.mark.parametrize(
    ("line_of_record", "line"),
    [
        (
            "2025-03-02 | social_care | contact.made | with: mother, mode: phone",
            "unknown; asked 2025-03-09; never warned",
        ),
        (
            "2025-03-03 | social_care | contact.made | with: mother, mode: phone",
            "unknown; asked 2025-03-09; never warned",
        ),
        ("2025-03-03 15:00 | social_care | contact.made | with: mother, mode: phone", "unknown; never warned"),
        ("2025-03-04 | social_care | contact.made | with: mother, mode: phone", "overdue; warned 2025-03-09"),
        (
            "2025-03-04 | gp          | contact.made | with: mother, mode: phone",
            "unknown; asked 2025-03-09; never warned",
        ),
        (
            "2025-03-02 | social_care | contact.made | with: mother, mode: phone, recorded: 2025-03-06",
            "unknown; asked 2025-03-09; never warned",
        ),
    ],
    ids=[
        "before",
        "on that day",
        "at an hour of that day",
        "after",
        "another agency",
        "recorded after, happened before",
    ],
)
def test_an_absence_counts_where_the_agency_goes_on_recording(engine: Engine, line_of_record: str, line: str) -> None:
    """36. With `while_recording`, an absence counts only where an agency that owes the answer has recorded something
    that happened after the day on which the safeguard began to watch."""
    family = record(f"""
        2025-02-03 | social_care | contact.made | with: mother, mode: phone
        {INCIDENT}
        {line_of_record}
    """)
    expect(engine, WHILE_RECORDING, family, "2025-03-20", line)


def test_once_the_agency_records_again_the_absence_counts(engine: Engine) -> None:
    """36, 5. The finding is `unknown` from the moment at which it would be overdue; once the agency records again it
    is overdue, and warned of then."""
    family = record(f"""
        2025-02-03 | social_care | contact.made | with: mother, mode: phone
        {INCIDENT}
        2025-04-07 | social_care | contact.made | with: mother, mode: phone
    """)
    expect(engine, WHILE_RECORDING, family, "2025-04-06", "unknown; asked 2025-03-09; never warned")
    expect(engine, WHILE_RECORDING, family, "2025-04-07", "overdue; warned 2025-04-07; not asked")
