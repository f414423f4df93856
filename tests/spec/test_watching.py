"""Watching: for whom, from when to when, by whose calendar, and how often a person would have been warned.

A child is watched for from conception until its fifth birthday, or until it dies or the pregnancy ends. Nothing that
lies outside of that opens a finding, and what is open when watching ends is closed without a warning.
"""

from __future__ import annotations

import pytest

from nightlight.chronology.moments import When, day_of
from nightlight.replay.replay import causes, replay
from tests.spec.notation import NOTHING, Engine, expect, findings, record, rule

DISCUSSED = rule("""
    kind = "deadline"
    each = "incident"
    needs = ["supervision.held"]
    match = "family"
    limit = "5 days"
""")

DECIDED = rule("""
    kind = "deadline"
    each = "referral.received"
    needs = ["referral.decided"]
    match = "thread"
    limit = "1 working days"
""")

INCIDENT = "| social_care | incident | id: i1, place: home, type: violence, people: mother"


# -- for whom, and from when to when


@pytest.mark.parametrize(("day", "line"), [("2025-03-10", "waiting"), ("2025-03-11", NOTHING)])
def test_watching_ends_at_the_fifth_birthday(engine: Engine, day: str, line: str) -> None:
    """27, 53. Watching ends at an age that the partnership sets (default: the fifth birthday)."""
    family = record(f"""
        people: {{baby: {{role: child, born: 2020-03-11}}}}
        2025-02-03 | midwifery | observation | person: baby, what: asleep
        {day} {INCIDENT}
    """)
    expect(engine, DISCUSSED, family, "2025-03-10" if line != NOTHING else "2025-03-20", line)


def test_what_is_open_when_watching_ends_is_excused(engine: Engine) -> None:
    """27. What is open when watching ends is closed then, and nobody is warned of it afterwards."""
    family = record(f"""
        people: {{baby: {{role: child, born: 2020-03-11}}}}
        2025-02-03 | midwifery | observation | person: baby, what: asleep
        2025-03-08 {INCIDENT}
    """)
    expect(engine, DISCUSSED, family, "2025-03-10", "waiting; due 2025-03-13")
    expect(engine, DISCUSSED, family, "2025-03-20", "excused; closed 2025-03-11; never warned")


def test_what_was_overdue_when_watching_ends_keeps_its_warning(engine: Engine) -> None:
    """27, 23. What was overdue before watching ended is closed then, its warning kept."""
    family = record(f"""
        people: {{baby: {{role: child, born: 2020-03-11}}}}
        2025-02-03 | midwifery | observation | person: baby, what: asleep
        2025-03-03 {INCIDENT}
    """)
    expect(engine, DISCUSSED, family, "2025-03-10", "overdue; warned 2025-03-09")
    expect(engine, DISCUSSED, family, "2025-03-20", "excused; closed 2025-03-11; warned 2025-03-09")


def test_what_came_on_record_after_watching_had_ended_warns_nobody(engine: Engine) -> None:
    """5, 27, 33. What is written down after watching had ended was overdue in no view: nobody is warned of it."""
    family = record(f"""
        people: {{baby: {{role: child, born: 2020-03-11}}}}
        2025-02-03 | midwifery | observation | person: baby, what: asleep
        2025-03-03 {INCIDENT}, recorded: 2025-03-14
    """)
    expect(engine, DISCUSSED, family, "2025-03-20", "excused; closed 2025-03-11; never warned")


def test_what_came_on_record_before_watching_ended_keeps_its_warning(engine: Engine) -> None:
    """5, 27, 33. What is written down late, while the child is still watched for, is overdue on that day."""
    family = record(f"""
        people: {{baby: {{role: child, born: 2020-03-11}}}}
        2025-02-03 | midwifery | observation | person: baby, what: asleep
        2025-03-03 {INCIDENT}, recorded: 2025-03-10
    """)
    expect(engine, DISCUSSED, family, "2025-03-20", "excused; closed 2025-03-11; warned 2025-03-10")


@pytest.mark.parametrize(
    ("until", "warned"),
    [("2025-03-09", "warned 2025-03-10"), ("2025-03-10", "warned 2025-03-11"), ("2025-03-20", "never warned")],
)
def test_what_is_put_off_past_the_end_of_watching_warns_nobody(engine: Engine, until: str, warned: str) -> None:
    """27, 52. A finding that somebody has put off waits to the end of that day: where watching has ended by then, nobody is warned."""
    family = record(f"""
        people: {{baby: {{role: child, born: 2020-03-11}}}}
        2025-02-03 | midwifery | observation | person: baby, what: asleep
        2025-03-03 {INCIDENT}
        2025-03-05 | social_care | finding.explained | finding: "rule:i1", reason: agreed with the health visitor, until: {until}
    """)
    expect(engine, DISCUSSED, family, "2025-03-25", f"excused; closed 2025-03-11; {warned}")


def test_what_is_explained_after_watching_has_ended_keeps_its_warning(engine: Engine) -> None:
    """27, 52. An explanation that comes after watching has ended changes nothing: it was excused by then, its warning kept."""
    family = record(f"""
        people: {{baby: {{role: child, born: 2020-03-11}}}}
        2025-02-03 | midwifery | observation | person: baby, what: asleep
        2025-03-03 {INCIDENT}
        2025-03-14 | social_care | finding.explained | finding: "rule:i1", reason: talked about at the visit
    """)
    expect(engine, DISCUSSED, family, "2025-03-25", "excused; closed 2025-03-11; warned 2025-03-09")


@pytest.mark.parametrize(("day", "line"), [("2024-09-13", "waiting"), ("2024-09-12", NOTHING)])
def test_watching_begins_at_conception(engine: Engine, day: str, line: str) -> None:
    """53. A child is watched for from conception (280 days before the due date or the birth)."""
    family = record(f"""
        people: {{baby: {{role: unborn, due: 2025-06-20}}}}
        2024-06-03 | midwifery | observation | person: baby, what: planned
        {day} {INCIDENT}
    """)
    expect(engine, DISCUSSED, family, day, line)


@pytest.mark.parametrize("as_of", ["2025-03-20", "2025-07-20"])
@pytest.mark.parametrize(("day", "line"), [("2024-09-13", "overdue; warned 2024-09-19"), ("2024-09-12", NOTHING)])
def test_a_declared_birth_counts_also_while_it_is_to_come(engine: Engine, as_of: str, day: str, line: str) -> None:
    """53. A declared date of birth counts from when the child is named, also while it is to come: as a due date does."""
    family = record(f"""
        people: {{baby: {{role: child, born: 2025-06-20}}, sibling: {{role: sibling, born: 2012-01-09}}}}
        2024-06-03 | midwifery | observation | person: sibling, what: at school, about: baby
        {day} {INCIDENT}
    """)
    expect(engine, DISCUSSED, family, as_of, line)


def test_a_birth_on_record_counts_before_the_declared_one(engine: Engine) -> None:
    """53, 58. Where a birth is on record, the declared date counts no longer: a child who was not born alive has none."""
    family = record(f"""
        people: {{baby: {{role: child, born: 2025-06-20}}, sibling: {{role: sibling, born: 2012-01-09}}}}
        2025-02-03 | midwifery | observation | person: sibling, what: at school, about: baby
        2025-03-03 | hospital  | birth       | child: baby, live: false
        2025-03-10 {INCIDENT}
    """)
    expect(engine, DISCUSSED, family, "2025-03-20", NOTHING)


def test_a_family_without_a_birth_or_a_due_date_is_always_watched_for(engine: Engine) -> None:
    """53. A family of whose children neither a birth nor a due date is on record is watched for always."""
    family = record(f"2001-03-05 {INCIDENT}")
    expect(engine, DISCUSSED, family, "2001-03-11", "overdue; warned 2001-03-11")


def test_an_unborn_child_without_a_due_date_is_always_watched_for(engine: Engine) -> None:
    """53. An unborn child of whom no due date is on record is watched for always, though a brother or sister is long
    grown."""
    family = record(f"""
        2025-02-03 | midwifery | observation | person: sibling, what: at school, about: baby
        2025-03-03 {INCIDENT}
    """)
    expect(engine, DISCUSSED, family, "2025-03-20", "overdue; warned 2025-03-09")


def test_one_child_who_is_watched_for_is_enough(engine: Engine) -> None:
    """53. What names no child is watched for as long as any child of the family is."""
    family = record(f"""
        people: {{baby: {{role: unborn, due: 2025-06-20}}}}
        2025-02-03 | midwifery | observation | person: sibling, what: at school, about: baby
        2025-03-03 {INCIDENT}
    """)
    expect(engine, DISCUSSED, family, "2025-03-20", "overdue")


def test_watching_ends_with_the_child_s_death(engine: Engine) -> None:
    """27. Watching ends with the child's death."""
    family = record(f"""
        people: {{baby: {{role: child, born: 2025-01-06}}}}
        2025-03-03 {INCIDENT}
        2025-03-05 | hospital    | death    | person: baby
        2025-03-07 | social_care | incident | id: i2, place: home, type: violence, people: mother
    """)
    expect(engine, DISCUSSED, family, "2025-03-20", "id rule:i1; excused; closed 2025-03-05; never warned")


def test_rules_about_death_go_on(engine: Engine) -> None:
    """27. Watching ends with the child's death (but for rules about death)."""
    after = rule("""
        kind = "deadline"
        each = "death"
        needs = ["meeting.held"]
        match = "family"
        limit = "5 days"
        after_death = true
        owes = ["hospital"]
    """)
    before = rule("""
        kind = "deadline"
        each = "death"
        needs = ["meeting.held"]
        match = "family"
        limit = "5 days"
        owes = ["hospital"]
    """)
    family = record("""
        people: {baby: {role: child, born: 2025-01-06}}
        2025-03-05 | hospital | death | person: baby, id: d1
    """)
    expect(engine, after, family, "2025-03-20", "id rule:d1; overdue; warned 2025-03-11")
    assert not [each for each in findings(engine, before, family, "2025-03-20") if each.state == "overdue"]


def test_watching_ends_with_the_pregnancy(engine: Engine) -> None:
    """27. Watching ends with the end of the pregnancy."""
    family = record(f"""
        2025-01-06 | midwifery | pregnancy.known | mother: mother, child: baby, due: 2025-06-20
        2025-03-03 {INCIDENT}
        2025-03-06 | midwifery | pregnancy.ended | child: baby, outcome: loss
    """)
    expect(engine, DISCUSSED, family, "2025-03-20", "excused; closed 2025-03-06; never warned")


def test_a_matter_of_one_child_is_watched_for_as_long_as_that_child_is(engine: Engine) -> None:
    """27. A matter that names a child is watched for as long as that child is, though a brother or sister lives on."""
    family = record("""
        people:
          baby: {role: child, born: 2025-01-06}
          sibling: {role: child, born: 2023-01-06}
        2025-03-03 | social_care | incident | id: i1, place: home, type: violence, people: baby
        2025-03-03 | social_care | incident | id: i2, place: home, type: violence, people: sibling
        2025-03-05 | hospital    | death    | person: baby
    """)
    expect(engine, DISCUSSED, family, "2025-03-20", "id rule:i1; excused; closed 2025-03-05", "id rule:i2; overdue")


def test_a_matter_of_several_children_is_watched_for_as_long_as_the_last_is(engine: Engine) -> None:
    """53. For what names children, watching ends with that of the last of those who were watched for at the time."""
    family = record("""
        people:
          baby: {role: child, born: 2025-01-06}
          sibling: {role: child, born: 2023-01-06}
        2025-03-03 | social_care | incident | id: i1, place: home, type: violence, people: [baby, sibling]
        2025-03-05 | hospital    | death    | person: baby
    """)
    expect(engine, DISCUSSED, family, "2025-03-20", "id rule:i1; overdue; warned 2025-03-09")


def test_an_unborn_child_without_a_due_date_is_watched_for_up_to_the_end(engine: Engine) -> None:
    """53. An unborn child without a due date is watched for up to the end of the pregnancy."""
    family = record(f"""
        2025-02-03 | midwifery | observation | person: baby, what: expected
        2025-03-03 {INCIDENT}
        2025-03-06 | midwifery | pregnancy.ended | child: baby, outcome: loss
    """)
    expect(engine, DISCUSSED, family, "2025-03-20", "excused; closed 2025-03-06; never warned")


def test_a_case_that_is_closed_stops_no_clock_of_the_others(engine: Engine) -> None:
    """27. `case.closed` takes an agency out of the team and stops no clock of the others."""
    family = record(f"""
        2025-03-03 {INCIDENT}
        2025-03-04 | midwifery | case.closed | by_agency: midwifery, reason: discharged
    """)
    expect(engine, DISCUSSED, family, "2025-03-20", "overdue; warned 2025-03-09")


# -- by whose calendar


@pytest.mark.parametrize(
    ("nation", "day", "due"),
    [
        ("england", "2025-04-18", "2025-04-22"),
        ("scotland", "2025-04-18", "2025-04-21"),
        ("wales", "2025-04-18", "2025-04-22"),
        ("northern_ireland", "2025-03-16", "2025-03-18"),
        ("england", "2025-03-16", "2025-03-17"),
    ],
)
def test_the_calendar_is_that_of_the_nation(engine: Engine, nation: str, day: str, due: str) -> None:
    """28. Limits and calendar are those of the area (`nation`): Easter Monday is a working day in Scotland, and St
    Patrick's Day is none in Northern Ireland."""
    family = record(f"""
        nation: {nation}
        {day} | midwifery   | referral.made     | id: r1, to: social_care
        {day} | social_care | referral.received | of: r1
    """)
    expect(engine, DECIDED, family, day, f"waiting; due {due}")


def test_without_a_nation_it_is_england(engine: Engine) -> None:
    """28. The default of `nation` is England."""
    family = record("""
        2025-04-18 | midwifery   | referral.made     | id: r1, to: social_care
        2025-04-18 | social_care | referral.received | of: r1
    """)
    expect(engine, DECIDED, family, "2025-04-18", "waiting; due 2025-04-22")


# -- how many warnings a person would have had


def _causes(engine: Engine, table: str, *rules: str) -> list[list[str]]:
    found = findings(engine, [rule(each) for each in rules], record(table), "2025-04-01")
    return [[each.id for each in group] for group in causes(found, day_of(When.read("2025-04-01").last))]


VISITED = """
    id = "visited"
    kind = "deadline"
    each = "incident"
    needs = ["home.seen"]
    match = "family"
    limit = "5 days"
"""
WEIGHED = VISITED.replace('"visited"', '"weighed"').replace("home.seen", "supervision.held")
ELSEWHERE = WEIGHED.replace('"weighed"', '"elsewhere"') + 'system = "sleep"\n'

TWO_INCIDENTS = """
        2025-03-03 | social_care | incident | id: one, place: home, type: violence, people: baby
        2025-03-05 | social_care | incident | id: two, place: home, type: violence, people: baby
"""


def test_findings_of_one_safeguard_about_one_child_are_one_warning(engine: Engine) -> None:
    """37. Two findings are on one cause where they were open at the same time and are of the same safeguard about
    the same children."""
    assert _causes(engine, TWO_INCIDENTS, VISITED) == [["visited:one", "visited:two"]]


def test_findings_that_were_not_open_at_the_same_time_are_two(engine: Engine) -> None:
    """37. Two findings are on one cause only where they were open at the same time."""
    answered = TWO_INCIDENTS + "2025-03-10 | social_care | home.seen | condition: good"
    both_open = TWO_INCIDENTS + "2025-03-11 | social_care | home.seen | condition: good"
    apart = answered.replace("2025-03-10 |", "2025-03-04 |").replace("2025-03-03", "2025-02-03")
    assert _causes(engine, both_open, VISITED) == [["visited:one", "visited:two"]]
    assert _causes(engine, apart, VISITED) == [["visited:one"], ["visited:two"]]


def test_findings_of_one_system_on_one_subject_are_one_warning(engine: Engine) -> None:
    """37. Two findings are on one cause where they are of the same system on the same subject."""
    one = TWO_INCIDENTS.strip().split("\n")[0]
    assert _causes(engine, one, VISITED, WEIGHED) == [["visited:one", "weighed:one"]]
    assert _causes(engine, one, VISITED, ELSEWHERE) == [["elsewhere:one"], ["visited:one"]]


def test_a_cause_counts_once_in_the_warnings() -> None:
    """37. A cause counts once in `warnings`."""
    read = replay(record(TWO_INCIDENTS), [rule(VISITED), rule(ELSEWHERE)], as_of=When.read("2025-04-01"))
    assert (len([each for each in read.findings if each.warned]), read.warnings) == (4, 2)
