"""Who knows: which agency knows which entry, and from when.

An agency knows what it recorded itself, what it was told of, and what it acknowledged. To have been able to look is
not to have been told. The same record can therefore be read as all agencies together hold it, or as one of them
holds it: reviews ask again and again what was known, by whom, and when.
"""

from __future__ import annotations

import pytest

from tests.spec.notation import NOTHING, Engine, expect, knows, record, rule

DECIDED = rule("""
    kind = "deadline"
    each = "referral.received"
    needs = ["referral.decided"]
    match = "thread"
    limit = "2 working days"
""")

INCIDENT_REACHES_TEAM = rule("""
    kind = "deadline"
    each = "incident"
    every = { set = "team" }
    needs = ["known"]
    limit = "1 days"
    owes = ["social_care", "maternity_ward"]
""")

VISITED = rule("""
    kind = "deadline"
    each = "concern.raised"
    needs = ["home.seen"]
    match = "family"
    limit = "5 days"
""")


# -- the degrees of knowing


def test_an_agency_knows_what_it_recorded() -> None:
    """9. A view `known_to` an agency holds what it recorded."""
    family = record("""
        2025-03-03 | midwifery | concern.raised | id: c1, about: baby, shared: {}
    """)
    assert knows(family, "midwifery", "c1") == "2025-03-03"


def test_an_agency_knows_what_it_was_told_of() -> None:
    """9. A view `known_to` an agency holds what it was told of: it is named in `shared`."""
    family = record("""
        2025-03-03 | midwifery | concern.raised | id: c1, about: baby, shared: [social_care]
    """)
    assert knows(family, "social_care", "c1") == "2025-03-03"


def test_an_agency_knows_what_it_acknowledged() -> None:
    """9. A view `known_to` an agency holds what it acknowledged."""
    family = record("""
        2025-03-03 | social_care | plan.started      | id: plan, type: safety, children: baby, shared: {}
        2025-03-10 | social_care | plan.acknowledged | of: plan, by_agency: housing
    """)
    assert knows(family, "housing", "plan") == "2025-03-10"


def test_to_be_in_the_family_is_not_to_have_been_told(engine_of_views: Engine) -> None:
    """9. *Could see* and *was told* are kept apart: an agency of the team that was not told of an entry does not
    hold it."""
    family = record("""
        2025-03-03 | health_visiting | contact.made   | with: mother, mode: in_person
        2025-03-04 | midwifery       | concern.raised | id: c1, about: baby, shared: [social_care]
    """)
    assert knows(family, "health_visiting", "c1") is None
    expect(engine_of_views, VISITED, family, "2025-03-05", "waiting", known_to="social_care")
    expect(engine_of_views, VISITED, family, "2025-03-05", NOTHING, known_to="health_visiting")


def test_a_view_has_its_own_warnings(engine_of_views: Engine) -> None:
    """9. A view `known_to` an agency holds only what it knows: where it was not told of the answer, its view shows
    none."""
    family = record("""
        2025-03-03 | midwifery   | referral.made     | id: r1, to: social_care
        2025-03-03 | social_care | referral.received | of: r1
        2025-03-04 | social_care | referral.decided  | of: r1, outcome: assessment, shared: {}
    """)
    expect(engine_of_views, DECIDED, family, "2025-03-20", "met; never warned", known_to="social_care")
    expect(engine_of_views, DECIDED, family, "2025-03-20", "overdue; warned 2025-03-06", known_to="midwifery")


# -- what a case file says of it


def test_left_out_means_the_team_at_that_moment() -> None:
    """10. In a case file an absent `shared` = the team at that moment: who joins later does not know."""
    family = record("""
        2025-03-03 | midwifery   | contact.made   | with: mother, mode: in_person
        2025-03-04 | social_care | concern.raised | id: c1, about: baby
        2025-03-05 | housing     | housing.notice | household: a flat, notice: arrears
    """)
    assert knows(family, "midwifery", "c1") == "2025-03-04"
    assert knows(family, "housing", "c1") is None


def test_a_list_is_complete() -> None:
    """10. A list or map is complete: agencies that are not named do not know."""
    family = record("""
        2025-03-03 | midwifery   | contact.made   | with: mother, mode: in_person
        2025-03-03 | gp          | contact.made   | with: mother, mode: in_person
        2025-03-04 | social_care | concern.raised | id: c1, about: baby, shared: [gp]
        2025-03-04 | social_care | concern.raised | id: c2, about: baby, shared: {gp: true, midwifery: null}
    """)
    for concern in ("c1", "c2"):
        assert knows(family, "gp", concern) == "2025-03-04"
        assert knows(family, "midwifery", concern) is None


def test_an_empty_one_means_nobody_else() -> None:
    """10. `{}` = nobody else."""
    family = record("""
        2025-03-03 | midwifery   | contact.made   | with: mother, mode: in_person
        2025-03-04 | social_care | concern.raised | id: c1, about: baby, shared: {}
    """)
    assert knows(family, "midwifery", "c1") is None
    assert knows(family, "social_care", "c1") == "2025-03-04"


def test_a_later_date_under_shared_is_a_telling_of_that_date(engine_of_views: Engine) -> None:
    """11, 39. A later date in a case file's `shared` stands for an `information.shared` of that date, at the same
    place in the file."""
    family = record("""
        2025-03-03 | midwifery   | concern.raised | id: c1, about: baby, shared: {social_care: 2025-03-12}
    """)
    assert knows(family, "social_care", "c1") == "2025-03-12"
    (telling,) = (each for each in family.chronology.entries if each.kind == "information.shared")
    assert (telling.when.iso(), telling.place, telling.get("entries")) == ("2025-03-12", 1, ("c1",))
    expect(engine_of_views, VISITED, family, "2025-03-11", NOTHING, known_to="social_care")
    expect(
        engine_of_views,
        VISITED,
        family,
        "2025-03-12",
        "overdue; due 2025-03-08; warned 2025-03-12",
        known_to="social_care",
    )


def test_a_telling_never_changes_what_was_recorded(engine_of_views: Engine) -> None:
    """11. Knowledge that comes later is a new entry; entries never change: what an agency was told in April it did
    not know in March."""
    family = record("""
        2025-03-03 | midwifery | referral.made      | id: r1, to: social_care
        2025-03-03 | midwifery | concern.raised     | id: c1, about: baby, shared: {}
        2025-04-01 | midwifery | information.shared | to: social_care, what: the worry of March, entries: c1
    """)
    expect(engine_of_views, VISITED, family, "2025-03-31", NOTHING, known_to="social_care")
    expect(engine_of_views, VISITED, family, "2025-04-01", "overdue; warned 2025-04-01", known_to="social_care")
    expect(engine_of_views, VISITED, family, "2025-04-01", "overdue; warned 2025-03-09", known_to="midwifery")


# -- the team


@pytest.mark.parametrize(("day", "known"), [("2025-03-03", "2025-03-03"), ("2025-03-04", None)])
def test_an_agency_that_wrote_stays_in_the_team_for_twelve_months(day: str, known: str | None) -> None:
    """12. In the *team* are agencies that recorded about something of this family in the last 12 months and have not
    closed since."""
    family = record(f"""
        2024-03-03 | housing     | housing.notice | household: a flat, notice: arrears
        {day}      | social_care | concern.raised | id: c1, about: baby
    """)
    assert knows(family, "housing", "c1") == known


@pytest.mark.parametrize(
    "line",
    [
        "| referral.made    | id: r1, to: housing",
        "| meeting.called   | id: m1, type: core_group, date: 2025-03-20, invited: [housing]",
        "| check.made       | person: mother, check: housing, source: housing",
    ],
    ids=["named", "invited", "a source"],
)
def test_an_agency_that_is_named_or_invited_is_in_the_team(line: str) -> None:
    """12. In the *team* are agencies that were named by or invited to something of this family in the last 12
    months."""
    family = record(f"""
        2025-03-03 | social_care {line}
        2025-03-04 | social_care | concern.raised | id: c1, about: baby
    """)
    assert knows(family, "housing", "c1") == "2025-03-04"


def test_an_agency_that_was_present_is_in_the_team() -> None:
    """12. In the *team* are agencies that were present at something of this family in the last 12 months."""
    family = record("""
        2025-03-03 | social_care | meeting.called | id: m1, type: core_group, date: 2025-03-04, invited: []
        2025-03-04 | social_care | meeting.held   | of: m1, present: [housing]
        2025-03-05 | social_care | concern.raised | id: c1, about: baby
    """)
    assert knows(family, "housing", "c1") == "2025-03-05"


@pytest.mark.parametrize(("left", "known"), [("2025-03-06", "2025-03-05"), ("2025-03-04", None)])
def test_an_agency_with_an_open_involvement_is_in_the_team(left: str, known: str | None) -> None:
    """12. In the *team* are agencies with an open involvement, however long ago they last wrote."""
    family = record(f"""
        2023-01-09 | substance_use | worker.assigned | id: w1, worker: a worker, role: substance_use_worker
        {left}     | social_care   | worker.left     | of: w1
        2025-03-05 | social_care   | concern.raised  | id: c1, about: baby
    """)
    assert knows(family, "substance_use", "c1") == known


@pytest.mark.parametrize(
    ("line", "known"),
    [
        ("2025-03-02 | gp      | contact.made   | with: mother, mode: phone", None),
        ("2025-03-04 | housing | contact.made   | with: mother, mode: phone", "2025-03-05"),
        ("2025-03-04 | gp      | check.made     | person: mother, check: housing, source: housing", "2025-03-05"),
    ],
    ids=["neither", "it writes again", "it is named again"],
)
def test_a_case_that_is_closed_leaves_the_team(line: str, known: str | None) -> None:
    """12, 40. `case.closed` ends it until the agency is named or writes again."""
    family = record(f"""
        2025-03-01 | housing     | housing.notice | household: a flat, notice: arrears
        2025-03-03 | housing     | case.closed    | by_agency: housing, reason: arrears paid
        {line}
        2025-03-05 | social_care | concern.raised | id: c1, about: baby
    """)
    assert knows(family, "housing", "c1") == known


def test_whoever_writes_is_at_work_when_it_writes() -> None:
    """40. Whoever records is at work when it writes, whoever is named was at work when it happened."""
    family = record("""
        2021-06-01 | housing     | information.received | from: voluntary, recorded: 2025-03-03
        2025-03-04 | social_care | concern.raised       | id: c1, about: baby
    """)
    assert knows(family, "housing", "c1") == "2025-03-04"
    assert knows(family, "voluntary", "c1") is None


def test_to_be_told_is_not_yet_to_be_in_the_team() -> None:
    """40. To be told is not yet to be in the team."""
    family = record("""
        2025-03-03 | social_care | concern.raised | id: c1, about: baby, shared: [housing]
        2025-03-04 | social_care | concern.raised | id: c2, about: baby
    """)
    assert knows(family, "housing", "c1") == "2025-03-03"
    assert knows(family, "housing", "c2") is None


def test_an_agency_from_which_something_is_withheld_is_not_brought_in() -> None:
    """40. An agency from which something is withheld is not brought in by that."""
    family = record("""
        2025-03-03 | social_care | information.withheld | from: [housing], reason: she asked for it
        2025-03-04 | social_care | concern.raised       | id: c1, about: baby
    """)
    assert knows(family, "housing", "c1") is None


def test_the_team_is_that_of_the_trigger(engine: Engine) -> None:
    """12. *Team*: those who were in it when the thing happened are asked about, and not those who had closed or came
    later."""
    family = record("""
        2025-03-01 | housing         | housing.notice | household: a flat, notice: arrears
        2025-03-01 | health_visiting | contact.made   | with: mother, mode: in_person
        2025-03-02 | housing         | case.closed    | by_agency: housing, reason: arrears paid
        2025-03-03 | maternity_ward  | incident       | id: i1, place: ward, type: violence, people: mother, shared: {}
        2025-03-04 | gp              | contact.made   | with: mother, mode: in_person
    """)
    expect(engine, INCIDENT_REACHES_TEAM, family, "2025-03-20", "member health_visiting; overdue; warned 2025-03-05")


# -- how agencies come to know


def test_information_shared_tells_of_the_entries_that_it_names() -> None:
    """39. `information.shared` with `entries` tells of those."""
    family = record("""
        2025-03-03 | midwifery | concern.raised     | id: c1, about: baby, shared: {}
        2025-03-03 | midwifery | concern.raised     | id: c2, about: baby, shared: {}
        2025-03-05 | midwifery | information.shared | to: housing, what: one worry, entries: c1
    """)
    assert (knows(family, "housing", "c1"), knows(family, "housing", "c2")) == ("2025-03-05", None)


@pytest.mark.parametrize(
    ("opening", "telling"),
    [
        ("plan.started | id: t1, type: safety, children: baby", "plan.told         | of: t1, to: housing"),
        ("plan.started | id: t1, type: safety, children: baby", "plan.acknowledged | of: t1, by_agency: housing"),
        (
            "plan.started | id: t1, type: safety, children: baby",
            "plan.agreed       | of: t1, who: a worker, by_agency: housing",
        ),
        (
            "meeting.called | id: t1, type: core_group, date: 2025-03-04, invited: []",
            "meeting.recorded | of: t1, sent_to: [housing]",
        ),
        (
            "meeting.called | id: t1, type: core_group, date: 2025-03-04, invited: []",
            "meeting.signed   | of: t1, by_agency: housing",
        ),
        ("assessment.commissioned | id: t1, type: risk, about: mother", "assessment.shared | of: t1, to: [housing]"),
    ],
    ids=["plan.told", "plan.acknowledged", "plan.agreed", "meeting.recorded", "meeting.signed", "assessment.shared"],
)
def test_some_entries_tell_of_what_their_thread_holds_so_far(opening: str, telling: str) -> None:
    """39. `plan.told`, `plan.acknowledged`, `plan.agreed`, `meeting.recorded`, `meeting.signed` and
    `assessment.shared` tell of what their thread holds so far."""
    later = {
        "plan.started": "plan.changed | of: t1, what: visits",
        "meeting.called": "decision.made | of: t1, what: to meet again",
        "assessment.commissioned": "assessment.reviewed | of: t1",
    }[opening.split(" ")[0]]
    family = record(f"""
        2025-03-03 | social_care | {opening}, shared: {{}}
        2025-03-05 | social_care | {telling}, shared: {{}}
        2025-03-06 | social_care | {later}, id: later, shared: {{}}
    """)
    assert (knows(family, "housing", "t1"), knows(family, "housing", "later")) == ("2025-03-05", None)


def test_who_receives_a_referral_knows_it() -> None:
    """39. `referral.received` tells of what its thread holds so far."""
    family = record("""
        2025-03-03 | midwifery   | referral.made     | id: r1, to: social_care, shared: {}
        2025-03-07 | social_care | referral.received | of: r1
    """)
    assert knows(family, "social_care", "r1") == "2025-03-07"


@pytest.mark.parametrize(
    ("topic", "line"),
    [
        ("plan", "plan.started | id: told, type: safety, children: baby"),
        ("order", "legal.ordered | id: told, children: baby, order: care"),
        ("order_change", "legal.ordered | id: told, children: baby, order: care"),
        ("proceedings", "legal.preproceedings | id: told, children: baby"),
        ("worker_change", "worker.assigned | id: told, worker: a worker, role: social_worker"),
        ("incident", "incident | id: told, place: home, type: violence, people: mother"),
    ],
)
def test_told_tells_of_the_entries_of_its_topic_so_far(topic: str, line: str) -> None:
    """39. `told` tells of the entries of its topic so far."""
    again = line.replace("id: told", "id: later")
    family = record(f"""
        2025-03-03 | social_care | {line}, shared: {{}}
        2025-03-03 | social_care | concern.raised | id: beside, about: baby, shared: {{}}
        2025-03-05 | social_care | told | who: a nurse on the ward, to: maternity_ward, topic: {topic}
        2025-03-06 | social_care | {again}, shared: {{}}
    """)
    assert knows(family, "maternity_ward", "told") == "2025-03-05"
    assert knows(family, "maternity_ward", "beside") is None
    assert knows(family, "maternity_ward", "later") is None


# -- corrections


def test_a_correction_inherits_who_knows() -> None:
    """13. A correction inherits who knows."""
    family = record("""
        2025-03-03 | midwifery   | contact.made   | with: mother, mode: in_person
        2025-03-04 | social_care | concern.raised | id: c1, about: baby, shared: [gp]
        2025-03-06 | social_care | concern.raised | id: c2, about: baby, replaces: c1
    """)
    knowing = family.chronology.knowing
    assert set(knowing.who("c2")) == {"social_care", "gp"}


def test_a_correction_that_an_agency_cannot_see_does_not_replace_for_it(engine_of_views: Engine) -> None:
    """13. In an agency's view only a correction that it can see replaces."""
    family = record("""
        2025-03-03 | midwifery   | referral.made     | id: r1, to: social_care
        2025-03-03 | social_care | referral.received | of: r1, id: received
        2025-03-10 | social_care | referral.received | of: r1, replaces: received, recorded: 2025-03-11, shared: {}
    """)
    expect(engine_of_views, DECIDED, family, "2025-03-12", "waiting; due 2025-03-12", known_to="social_care")
    expect(engine_of_views, DECIDED, family, "2025-03-12", "overdue; due 2025-03-05", known_to="midwifery")
    expect(engine_of_views, DECIDED, family, "2025-03-12", "waiting; due 2025-03-12")


def test_a_finding_keeps_its_name_when_its_trigger_moves(engine: Engine) -> None:
    """13. A finding's identity rests on the root entry, so a moved trigger moves dates and keeps history."""
    family = record("""
        2025-03-03 | social_care | concern.raised | id: c1, about: baby
        2025-03-10 | social_care | concern.raised | id: c2, about: baby, replaces: c1, recorded: 2025-03-12
    """)
    expect(engine, VISITED, family, "2025-03-11", "id rule:c1; overdue; opened 2025-03-03; warned 2025-03-09")
    expect(
        engine,
        VISITED,
        family,
        "2025-03-12",
        "id rule:c1; waiting; opened 2025-03-10; due 2025-03-15; warned 2025-03-09",
    )


def test_an_agency_that_was_named_stays_named(engine: Engine) -> None:
    """41. An agency that an entry has named stays named, though the entry is corrected."""
    family = record("""
        2025-03-03 | midwifery | concern.raised | id: c1, about: baby
        2025-03-03 | midwifery | referral.made  | id: r1, to: social_care
        2025-03-04 | midwifery | referral.made  | id: r2, to: housing, replaces: r1
    """)
    expect(engine, VISITED, family, "2025-03-12", "overdue; warned 2025-03-09")


def test_a_person_who_was_named_stays_named(engine: Engine) -> None:
    """41. A person that an entry has named stays named, though the entry is corrected."""
    each_parent_met = rule("""
        kind = "deadline"
        each = "concern.raised"
        every = { set = "parents", in = ["saw"] }
        needs = ["contact.made"]
        match = "family"
        limit = "5 days"
        owes = ["midwifery"]
    """)
    family = record("""
        2025-03-03 | midwifery | concern.raised | id: c1, about: baby
        2025-03-03 | midwifery | observation    | id: o1, person: father, what: he held the baby
        2025-03-04 | midwifery | observation    | id: o2, person: mother, what: she held the baby, replaces: o1
    """)
    expect(engine, each_parent_met, family, "2025-03-05", "member father; waiting", "member mother; waiting")


# -- imports


def test_an_import_is_recorded_when_it_comes_in(engine: Engine) -> None:
    """14. An import into a live family is `recorded` now, its own date `noted`: nobody was warned of it before it
    came in."""
    family = record("""
        2025-03-03 | midwifery   | referral.made     | id: r1, to: social_care
        2025-03-03 | social_care | referral.received | of: r1, noted: 2025-03-04, recorded: 2025-05-12
    """)
    expect(engine, DECIDED, family, "2025-05-11", NOTHING)
    expect(engine, DECIDED, family, "2025-05-12", "overdue; opened 2025-03-03; warned 2025-05-12")
