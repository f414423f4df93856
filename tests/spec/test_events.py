"""Events: what follows from the record though nobody writes it down.

Nobody records a failure against themselves. No entry says "the meeting was not held"; but where the record has the
date for which it was called, and the date has passed with nothing held, that is an event, and a safeguard may open a
finding on it. Births, pregnancies, a change of worker or of home are worked out in the same way.
"""

from __future__ import annotations

import pytest

from nightlight.rules.pack import pack
from tests.spec.notation import NOTHING, Engine, expect, record, rule

REBOOKED = rule("""
    kind = "deadline"
    each = "meeting.lapsed"
    needs = ["management.decision"]
    match = "family"
    limit = "5 days"
""")

INQUORATE = rule("""
    kind = "deadline"
    each = "meeting.inquorate"
    needs = ["management.decision"]
    match = "family"
    limit = "5 days"
""")

ACTION_LAPSED = rule("""
    kind = "deadline"
    each = "action.lapsed"
    needs = ["management.decision"]
    match = "family"
    limit = "5 days"
""")

LEGAL_LAPSED = rule("""
    kind = "deadline"
    each = "legal.lapsed"
    needs = ["management.decision"]
    match = "family"
    limit = "5 days"
""")

CALLED = """
        2025-03-03 | social_care | meeting.called | id: core, type: core_group, date: 2025-03-10, invited: [police, gp]
"""
AGREED = """
        2025-03-03 | social_care | action.agreed | id: a1, what: to call, owner: a GP, owner_agency: gp, due: 2025-03-10
"""


def happens(event: str) -> str:
    """A rule that says on which day an event happened."""
    return f"""
        kind = "deadline"
        each = "{event}"
        needs = ["management.decision"]
        match = "family"
        limit = "5 days"
    """


# -- what nobody records


def test_no_safeguard_waits_for_a_failure_to_be_written_down() -> None:
    """21. Nobody records a failure against themselves, so a rule never waits for `cancelled` or `delayed` alone."""
    failures = {"meeting.cancelled", "legal.delayed"}
    opened_by = {each.id: {selector.kind for selector in each.trigger.selectors} for each in pack().safeguards}
    assert any(kinds & failures for kinds in opened_by.values())
    assert [name for name, kinds in opened_by.items() if kinds and kinds <= failures] == []


# -- meetings


def test_a_meeting_s_date_passes_with_nothing_held(engine: Engine) -> None:
    """21, 56. `meeting.lapsed`: on the date for which it was called, with nothing held; it is on record from the day
    after."""
    expect(engine, REBOOKED, record(CALLED), "2025-03-10", NOTHING)
    expect(
        engine,
        REBOOKED,
        record(CALLED),
        "2025-03-11",
        "id rule:core; waiting; opened 2025-03-10; due 2025-03-15; because 1",
    )
    expect(engine, REBOOKED, record(CALLED), "2025-03-16", "overdue; warned 2025-03-16")


@pytest.mark.parametrize(
    ("held", "line"),
    [
        ("2025-03-07", NOTHING),
        ("2025-03-10 17:00", NOTHING),
        ("2025-03-10", NOTHING),
        ("2025-03-11", "opened 2025-03-10"),
    ],
)
def test_a_meeting_that_was_held_by_its_date_has_not_lapsed(engine: Engine, held: str, line: str) -> None:
    """56. `meeting.lapsed`, where nothing in its thread was held by that date; one that is held a day later had
    lapsed."""
    family = record(CALLED + f"{held} | social_care | meeting.held | of: core, present: [social_care]")
    expect(engine, REBOOKED, family, "2025-03-12", line)


def test_a_meeting_that_was_held_and_written_down_late_had_lapsed_until_then(engine: Engine) -> None:
    """56, 5. What was written down late takes the event away; no earlier view is changed."""
    family = record(
        CALLED + "2025-03-10 | social_care | meeting.held | of: core, present: [social_care], recorded: 2025-03-17"
    )
    expect(engine, REBOOKED, family, "2025-03-16", "overdue; warned 2025-03-16")
    expect(engine, REBOOKED, family, "2025-03-17", NOTHING)


def test_a_cancelled_meeting_lapses_on_the_day_of_the_cancelling(engine: Engine) -> None:
    """56. `meeting.lapsed`: on the day on which it was cancelled before its date; it is on record from the
    cancelling."""
    family = record(CALLED + "2025-03-06 | social_care | meeting.cancelled | of: core, reason: the chair is ill")
    expect(engine, REBOOKED, family, "2025-03-05", NOTHING)
    expect(engine, REBOOKED, family, "2025-03-06", "id rule:core; opened 2025-03-06; because 1 and 2")


def test_a_cancelling_after_the_date_changes_nothing(engine: Engine) -> None:
    """56. `meeting.lapsed`: on the date for which it was called, where it was cancelled only afterwards."""
    family = record(CALLED + "2025-03-12 | social_care | meeting.cancelled | of: core, reason: the chair is ill")
    expect(engine, REBOOKED, family, "2025-03-12", "id rule:core; opened 2025-03-10")


@pytest.mark.parametrize(
    ("type_", "held", "line"),
    [
        ("core_group", "2025-03-08", NOTHING),
        ("core_group", "2025-03-05", "opened 2025-03-06"),
        ("core_group", "2025-03-11", "opened 2025-03-06"),
        ("strategy", "2025-03-08", "opened 2025-03-06"),
    ],
    ids=["between", "before the cancelling", "after the date", "of another type"],
)
def test_another_of_its_type_between_takes_its_place(engine: Engine, type_: str, held: str, line: str) -> None:
    """56. A cancelled meeting has not lapsed where another of its type was held between the cancelling and its date."""
    family = record(
        CALLED
        + f"""
        2025-03-03 | social_care | meeting.called    | id: other, type: {type_}, date: {held}, invited: []
        2025-03-06 | social_care | meeting.cancelled | of: core, reason: the chair is ill
        {held}     | social_care | meeting.held      | of: other, present: [social_care]
    """
    )
    expect(engine, REBOOKED, family, "2025-03-15", line)


@pytest.mark.parametrize(
    ("present", "line"),
    [
        ("present: [social_care, midwifery, gp]", NOTHING),
        ("present: [social_care, midwifery], updates_from: [gp]", NOTHING),
        ("present: [social_care, health_visiting, police]", NOTHING),
        ("present: [midwifery, gp]", "id rule:core; opened 2025-03-10"),
        ("present: [social_care, gp, police]", "id rule:core; opened 2025-03-10"),
        ("present: [social_care, midwifery]", "id rule:core; opened 2025-03-10"),
    ],
    ids=[
        "all",
        "by a written update",
        "any one of a group",
        "none of one group",
        "none of the other",
        "too few others",
    ],
)
def test_a_meeting_without_enough_agencies(engine: Engine, present: str, line: str) -> None:
    """57. `meeting.inquorate`: held without one agency of each group that its type needs, present or by a written
    update, or with fewer others than it needs."""
    expect(
        engine,
        INQUORATE,
        record(CALLED + f"2025-03-10 | social_care | meeting.held | of: core, {present}"),
        "2025-03-10",
        line,
    )


def test_a_meeting_needs_no_more_others_than_were_invited(engine: Engine) -> None:
    """57. `meeting.inquorate`: with fewer others than it needs or than were invited, where that is fewer."""
    family = record("""
        2025-03-03 | midwifery   | meeting.called | id: core, type: core_group, date: 2025-03-10, invited: midwifery
        2025-03-10 | social_care | meeting.held   | of: core, present: [social_care, midwifery]
    """)
    expect(engine, INQUORATE, family, "2025-03-10", NOTHING)


def test_a_type_of_which_nothing_is_asked_is_always_quorate(engine: Engine) -> None:
    """57. A type of meeting of which nothing is asked is never inquorate."""
    family = record("""
        2025-03-03 | social_care | meeting.called | id: m1, type: network, date: 2025-03-10, invited: [gp, police]
        2025-03-10 | social_care | meeting.held   | of: m1, present: []
    """)
    expect(engine, INQUORATE, family, "2025-03-10", NOTHING)


# -- actions and the way to court


@pytest.mark.parametrize(
    ("line_of_record", "line"),
    [
        ("", "id rule:a1; waiting; opened 2025-03-10"),
        ("2025-03-10 | gp | action.done    | of: a1, outcome: called", NOTHING),
        ("2025-03-09 | gp | action.dropped | of: a1, reason: moved", NOTHING),
        ("2025-03-11 | gp | action.done    | of: a1, outcome: called", "id rule:a1; waiting; opened 2025-03-10"),
    ],
    ids=["nothing", "done by its end", "dropped", "done the day after"],
)
def test_an_action_s_date_passes(engine: Engine, line_of_record: str, line: str) -> None:
    """21, 56. `action.lapsed`: on the due date, with nothing done or dropped by its end; on record from the day
    after."""
    expect(engine, ACTION_LAPSED, record(AGREED + line_of_record), "2025-03-10", NOTHING)
    expect(engine, ACTION_LAPSED, record(AGREED + line_of_record), "2025-03-11", line)


@pytest.mark.parametrize(
    ("decision", "line_of_record", "line"),
    [
        ("issue", "", "id rule:legal; opened 2025-03-10"),
        ("issue", "2025-03-10 | social_care | legal.issued | of: legal", NOTHING),
        ("issue", "2025-03-11 | social_care | legal.issued | of: legal", "id rule:legal; opened 2025-03-10"),
        ("do_not_issue", "", NOTHING),
    ],
    ids=["nothing", "issued by its end", "issued the day after", "not to be issued"],
)
def test_the_date_to_go_to_court_passes(engine: Engine, decision: str, line_of_record: str, line: str) -> None:
    """21, 56. `legal.lapsed`: on the date by which to go to court, with nothing issued by its end; on record from
    the day after."""
    family = record(
        f"""
        2025-02-03 | social_care | legal.preproceedings | id: legal, children: baby
        2025-03-03 | social_care | legal.decided | of: legal, children: baby, decision: {decision}, issue_by: 2025-03-10
        {line_of_record}
    """
    )
    expect(engine, LEGAL_LAPSED, family, "2025-03-10", NOTHING)
    expect(engine, LEGAL_LAPSED, family, "2025-03-12", line)


# -- children and pregnancies


def test_an_unborn_child_is_named(engine: Engine) -> None:
    """58. `child.expected`: an unborn child is named, in whatever entry that is."""
    family = record("""
        2025-03-03 | midwifery | contact.made   | with: mother, mode: in_person
        2025-03-10 | midwifery | concern.raised | id: c1, about: baby
    """)
    expect(engine, rule(happens("child.expected")), family, "2025-03-09", NOTHING)
    expect(engine, rule(happens("child.expected")), family, "2025-03-10", "id rule:baby; opened 2025-03-10")


def test_a_child_who_was_born_before_is_not_expected(engine: Engine) -> None:
    """58. `child.expected`: not a child who was born before it was named."""
    family = record("""
        people: {baby: {role: unborn, born: 2025-03-01}}
        2025-03-10 | midwifery | concern.raised | id: c1, about: baby
    """)
    expect(engine, rule(happens("child.expected")), family, "2025-03-10", NOTHING)


def test_a_birth_on_record_counts_before_a_declared_one(engine: Engine) -> None:
    """58. `child.living`: a child was born, by the birth on record or, where none is, by the declared date."""
    declared = record("""
        people: {baby: {role: child, born: 2025-03-01}}
        2025-03-10 | midwifery | concern.raised | id: c1, about: baby
    """)
    on_record = record("""
        people: {baby: {role: child, born: 2025-03-01}}
        2025-03-10 | midwifery | concern.raised | id: c1, about: baby
        2025-03-02 | midwifery | birth          | child: baby, recorded: 2025-03-12
    """)
    visited = rule(happens("child.living"))
    expect(engine, visited, declared, "2025-03-12", "id rule:baby; opened 2025-03-10")
    expect(engine, visited, on_record, "2025-03-12", "id rule:baby; opened 2025-03-12")


@pytest.mark.parametrize(
    ("lines", "line"),
    [
        ("2025-03-03 | midwifery | birth | child: baby", "id rule:baby; opened 2025-03-03"),
        ("2025-03-03 | midwifery | birth | child: baby, live: false", NOTHING),
        ("2025-03-10 | midwifery | concern.raised | id: c1, about: young", NOTHING),
        ("2025-02-27 | midwifery | concern.raised | id: c1, about: young", "id rule:young; opened 2025-03-01"),
    ],
    ids=["on record", "not alive", "born before the record knew it", "born after the record knew it"],
)
def test_a_child_is_born_while_the_record_is_kept(engine: Engine, lines: str, line: str) -> None:
    """58. `child.born`: so born while the record was kept."""
    family = record(f"""
        people: {{young: {{role: child, born: 2025-03-01}}}}
        {lines}
    """)
    expect(engine, rule(happens("child.born")), family, "2025-03-11", line)


@pytest.mark.parametrize(
    ("second", "lines"),
    [
        ("2025-03-04", ["id rule:baby; about baby and twin"]),
        ("2025-03-05", ["id rule:baby; about baby", "id rule:twin; about twin"]),
    ],
    ids=["sixty days apart", "sixty-one days apart"],
)
def test_unborn_children_named_close_together_are_one_pregnancy(engine: Engine, second: str, lines: list[str]) -> None:
    """58. `pregnancy.open`: unborn children first named within 60 days of each other are one pregnancy."""
    family = record(f"""
        people: {{twin: {{role: unborn}}}}
        2025-01-03 | midwifery | pregnancy.known | mother: mother, child: baby, due: 2025-08-01
        {second}   | midwifery | pregnancy.known | mother: mother, child: twin, due: 2025-08-01
    """)
    expect(engine, rule(happens("pregnancy.open")), family, "2025-03-07", *lines)


def test_a_child_each_named_soon_after_the_one_before_is_of_that_pregnancy(engine: Engine) -> None:
    """58. `pregnancy.open`: unborn children each first named within 60 days of the one before are one pregnancy."""
    family = record("""
        people: {second: {role: unborn}, third: {role: unborn}}
        2025-01-03 | midwifery | pregnancy.known | mother: mother, child: baby, due: 2025-08-01
        2025-03-04 | midwifery | pregnancy.known | mother: mother, child: second, due: 2025-08-01
        2025-05-03 | midwifery | pregnancy.known | mother: mother, child: third, due: 2025-08-01
    """)
    expect(
        engine, rule(happens("pregnancy.open")), family, "2025-05-05", "id rule:baby; about baby and second and third"
    )


@pytest.mark.parametrize(("live", "line"), [("", NOTHING), (", live: false", NOTHING)], ids=["alive", "not alive"])
def test_a_birth_and_a_stillbirth_end_the_state_of_being_unborn(engine: Engine, live: str, line: str) -> None:
    """58. A stillbirth ends the state of being unborn, as a birth does."""
    unborn = rule("""
        kind = "deadline"
        each = "incident"
        while = "unborn"
        needs = ["supervision.held"]
        match = "family"
        limit = "5 days"
    """)
    born = f"2025-06-10 | midwifery | birth | child: baby{live}"
    table = """
        2025-03-03 | midwifery   | pregnancy.known | mother: mother, child: baby, due: 2025-06-20
        {birth}
        2025-06-12 | social_care | incident        | id: i1, place: home, type: violence, people: mother
    """
    expect(engine, unborn, record(table.format(birth="")), "2025-06-12", "waiting; opened 2025-06-12")
    expect(engine, unborn, record(table.format(birth=born)), "2025-06-12", line)


# -- workers, homes, people, services


@pytest.mark.parametrize(
    ("second", "line"),
    [
        (
            "social_care | worker.assigned | id: w2, worker: another worker, role: social_worker",
            "id rule:w2; opened 2025-03-03",
        ),
        ("social_care | worker.assigned | id: w2, worker: a worker, role: social_worker", NOTHING),
        ("social_care | worker.assigned | id: w2, worker: another worker, role: conference_chair", NOTHING),
        ("early_help  | worker.assigned | id: w2, worker: another worker, role: social_worker", NOTHING),
    ],
    ids=["another worker", "the same worker", "another role", "another agency"],
)
def test_a_new_worker_takes_over(engine: Engine, second: str, line: str) -> None:
    """59. `worker.changed`: a worker is assigned where another of the same agency and role was assigned before."""
    family = record(f"""
        2025-02-03 | social_care | worker.assigned | id: w1, worker: a worker, role: social_worker
        2025-03-03 | {second}
    """)
    expect(engine, rule(happens("worker.changed")), family, "2025-03-04", line)


@pytest.mark.parametrize(
    ("person", "day", "line"),
    [
        ("mother", "2025-03-10", "id rule:#2; opened 2025-03-10"),
        ("mother", "2025-03-09", NOTHING),
        ("grandmother", "2025-03-10", NOTHING),
    ],
    ids=["a week after she was named", "six days after", "not a parent or child"],
)
def test_a_home_changes(engine: Engine, person: str, day: str, line: str) -> None:
    """59. `home.changed`: a parent or child joins or leaves a household a week or more after they were first named."""
    family = record(f"""
        2025-03-03 | midwifery | contact.made     | with: [mother, grandmother], mode: in_person
        {day}      | midwifery | household.joined | person: {person}, household: a flat
    """)
    expect(engine, rule(happens("home.changed")), family, "2025-03-12", line)


def test_a_home_changes_when_it_is_left(engine: Engine) -> None:
    """59. `home.changed`: a parent or child leaves a household."""
    family = record("""
        2025-03-03 | midwifery | household.joined | person: mother, household: a flat
        2025-03-20 | midwifery | household.left   | person: mother, household: a flat
    """)
    expect(engine, rule(happens("home.changed")), family, "2025-03-21", "id rule:#2; opened 2025-03-20")


def test_a_person_is_named_for_the_first_time(engine: Engine) -> None:
    """59. `person.known`: the first naming; a later one is none."""
    partner = rule("""
        kind = "deadline"
        each = { kind = "person.known", role = "partner" }
        needs = [{ kind = "check.made", match = "person=person" }]
        match = "family"
        limit = "10 days"
    """)
    family = record("""
        2025-03-03 | midwifery | contact.made | with: mother, mode: in_person
        2025-03-10 | midwifery | contact.made | with: [mother, partner], mode: in_person
        2025-03-17 | midwifery | contact.made | with: [mother, partner], mode: in_person
    """)
    expect(engine, partner, family, "2025-03-20", "id rule:@partner; opened 2025-03-10; due 2025-03-20")


@pytest.mark.parametrize(
    ("third", "line"),
    [
        ("housing", "id rule:team; opened 2025-03-05"),
        ("health_visiting", NOTHING),
        ("ambulance", NOTHING),
        ("police", NOTHING),
    ],
    ids=["a service", "a universal one", "an emergency one", "the police"],
)
def test_a_third_service_works_with_the_family(engine: Engine, third: str, line: str) -> None:
    """59. `team.grown`: a third service beyond the universal and emergency ones is in the family."""
    family = record(f"""
        2025-03-03 | social_care   | contact.made | with: mother, mode: in_person
        2025-03-04 | substance_use | contact.made | with: mother, mode: in_person
        2025-03-05 | {third}       | contact.made | with: mother, mode: in_person
    """)
    expect(engine, rule(happens("team.grown")), family, "2025-03-06", line)
