"""Who has a live relationship to a family: what the record says today, and nothing that is kept.

Relationships are entries: a worker to whom the family is given, whoever covers, a referral that waits, a conference that
was called. They are worked out anew for every request, so what is taken away is gone at the next one.
"""

from __future__ import annotations

import pytest

from nightlight import access
from nightlight.access.viewer import Purpose, Role
from tests.access import looking
from tests.access.looking import ALLOCATED, moment, sees, sight, ties, viewer
from tests.spec.notation import record

# -- workers


def test_the_worker_to_whom_the_family_is_given_is_allocated() -> None:
    """66. *Allocated*: the sign-in of a live `worker.assigned` of the viewer's own agency."""
    family = record("2025-03-01 | midwifery | contact.made | with: mother, mode: phone" + ALLOCATED)
    assert ties(family, viewer()) == ["allocated"]
    assert sight(family, viewer()).relations[0].because == ("w1",)
    assert sight(family, viewer()).relations[0].since == moment("2025-03-03") - 1439
    assert ties(family, viewer("social_care", "another")) == []
    assert ties(family, viewer("midwifery", "worker")) == []


def test_an_assignment_without_a_sign_in_gives_nobody_access() -> None:
    """66. *Allocated*: an assignment that has no sign-in gives nobody access."""
    family = record("2025-03-03 | social_care | worker.assigned | id: w1, worker: worker, role: social_worker")
    assert ties(family, viewer()) == []


def test_nobody_is_allocated_by_an_empty_sign_in() -> None:
    """66. *Allocated*: a sign-in or a team that was left empty is nobody's."""
    family = record(
        "2025-03-03 | social_care | worker.assigned | id: w1, worker: a, role: social_worker, sign_in: '', team: ''"
    )
    assert ties(family, viewer("social_care", "")) == []
    assert ties(family, viewer("social_care", "another", "supervisor", team="", supervises=frozenset({""}))) == []


def test_whoever_covers_sees_until_the_worker_is_back() -> None:
    """66. *Covering*: the last to cover a live assignment, named by their own agency, until the absence is over."""
    family = record(
        ALLOCATED
        + """
        2025-05-01 | social_care | worker.absent  | of: w1, until: 2025-05-31
        2025-05-02 | social_care | worker.covered | id: k1, of: w1, worker: another, sign_in: another
        2025-05-10 | social_care | worker.covered | id: k2, of: w1, worker: a third, sign_in: third
        2025-05-11 | midwifery   | worker.covered | id: k3, of: w1, worker: a fourth, sign_in: fourth
    """
    )
    another, third, fourth = (viewer("social_care", each) for each in ("another", "third", "fourth"))
    assert (ties(family, another, "2025-05-09"), ties(family, another, "2025-05-10")) == (["covering"], [])
    assert (ties(family, third, "2025-05-31"), ties(family, third, "2025-06-01")) == (["covering"], [])
    assert ties(family, fourth, "2025-05-20") == []
    assert ties(family, viewer(), "2025-05-20") == ["allocated"]


def test_the_team_of_the_worker_sees() -> None:
    """67. *Team*: somebody of the viewer's own team of the same agency has the family."""
    family = record("2025-03-01 | midwifery | contact.made | with: mother, mode: phone" + ALLOCATED)
    assert ties(family, viewer("social_care", "another", team="north")) == ["team"]
    assert ties(family, viewer("social_care", "another", team="south")) == []
    assert ties(family, viewer("social_care", "another")) == []
    assert ties(family, viewer("midwifery", "another", team="north")) == []


def test_an_assignment_without_a_team_is_of_no_team() -> None:
    """67. *Team*: an assignment that names no team is of no team, and a viewer without one has none."""
    family = record(
        "2025-03-03 | social_care | worker.assigned | id: w1, worker: a, role: social_worker, sign_in: worker"
    )
    assert ties(family, viewer("social_care", "another")) == []


def test_a_supervisor_sees_what_their_teams_have() -> None:
    """67. *Supervises*: a supervisor of the team that has the family."""
    family = record(ALLOCATED)
    north = frozenset({"north"})
    assert ties(family, viewer("social_care", "another", "supervisor", supervises=north)) == ["supervises"]
    assert ties(family, viewer("social_care", "another", "supervisor", supervises=frozenset({"south"}))) == []
    assert ties(family, viewer("social_care", "another", "practitioner", supervises=north)) == []


def test_a_service_manager_sees_what_their_agency_is_at_work_with() -> None:
    """67. *Manages*: a service manager of an agency that is in the team."""
    family = record(ALLOCATED)
    assert ties(family, viewer("social_care", "another", "service_manager")) == ["manages"]
    assert ties(family, viewer("housing", "another", "service_manager")) == []
    assert ties(family, viewer("social_care", "another", "practitioner")) == []


# -- the duty desk


REFERRED = """
    2025-03-03 | midwifery | referral.made | id: r1, to: social_care
"""


@pytest.mark.parametrize(
    ("line", "seen"),
    [
        ("social_care | referral.received  | of: r1", True),
        ("social_care | referral.decided   | of: r1, outcome: strategy", True),
        ("social_care | referral.decided   | of: r1, outcome: no_further_action", False),
        ("social_care | referral.decided   | of: r1, outcome: signpost", False),
        ("midwifery   | referral.withdrawn | of: r1, shared: {}", False),
        ("social_care | referral.allocated | of: r1, to: a social worker", False),
    ],
)
def test_the_duty_desk_sees_a_referral_until_somebody_has_it(line: str, seen: bool) -> None:
    """68. *Duty*: an open referral to the agency that was allocated to nobody, however old."""
    worker = "2025-03-03 | social_care | worker.assigned | id: w1, worker: a, role: social_worker, sign_in: a"
    family = record(f"""{REFERRED}
        {worker}
        2025-03-04 | {line}
    """)
    assert (ties(family, viewer("social_care", "duty", "duty_desk")) == ["duty"]) is seen


def test_a_referral_to_another_agency_is_not_for_the_duty_desk() -> None:
    """68. *Duty*: a referral to another agency, though it is known, gives the duty desk nothing."""
    family = record("""
        2025-03-03 | housing   | worker.assigned | id: w1, worker: an officer, role: housing, sign_in: officer
        2025-03-04 | midwifery | referral.made   | id: r1, to: social_care, shared: [housing]
    """)
    assert ties(family, viewer("housing", "duty", "duty_desk")) == []


def test_the_duty_desk_sees_what_its_agency_was_told_in_the_last_days() -> None:
    """68. *Duty*: for 5 working days after the agency was named, or told by name."""
    family = record("""
        2025-03-03 | housing   | worker.assigned | id: w1, worker: an officer, role: housing, sign_in: officer
        2025-05-16 | midwifery | concern.raised  | id: c1, about: baby
        2025-05-16 | midwifery | concern.raised  | id: c2, about: baby, shared: [housing]
    """)
    desk = viewer("housing", "duty", "duty_desk")
    assert ties(family, desk, "2025-05-15") == []
    assert ties(family, desk, "2025-05-23") == ["duty"]
    assert ties(family, desk, "2025-05-24") == []
    assert sight(family, desk, "2025-05-23").relations[0].because == ("c2",)


def test_what_is_told_later_counts_from_then() -> None:
    """68. *Duty*: what an agency is told later counts from the telling."""
    family = record("""
        2025-03-01 | gp        | worker.assigned    | id: w1, worker: a doctor, role: gp, sign_in: doctor
        2025-03-03 | midwifery | concern.raised     | id: c1, about: baby, shared: {}
        2025-05-19 | midwifery | information.shared | id: i1, to: gp, what: a worry, entries: c1
    """)
    desk = viewer("gp", "duty", "duty_desk")
    assert [ties(family, desk, day) for day in ("2025-05-18", "2025-05-27", "2025-05-28")] == [[], ["duty"], []]
    assert sight(family, desk, "2025-05-27").relations[0].because == ("i1",)


def test_the_duty_desk_sees_where_its_agency_is_at_work_and_nobody_has_the_family() -> None:
    """68. *Duty*: where the agency is in the team and the family is given to nobody there."""
    lines = "2025-03-03 | midwifery | contact.made | with: mother, mode: phone"
    given = "2025-03-04 | midwifery | worker.assigned | id: w1, worker: a, role: midwife, sign_in: a"
    assert ties(record(lines), viewer("midwifery", "duty", "duty_desk")) == ["duty"]
    assert ties(record(f"{lines}\n{given}"), viewer("midwifery", "duty", "duty_desk")) == []
    assert ties(record(lines), viewer("midwifery", "duty", "practitioner")) == []


# -- leads, chairs, core groups


def test_a_safeguarding_lead_sees_what_their_agency_is_at_work_with() -> None:
    """69. *Safeguarding lead*: of an agency that is in the team."""
    family = record("2025-03-03 | midwifery | contact.made | with: mother, mode: phone")
    assert ties(family, viewer("midwifery", "lead", "safeguarding_lead")) == ["safeguarding_lead"]
    assert ties(family, viewer("gp", "lead", "safeguarding_lead")) == []
    assert ties(family, viewer("midwifery", "lead", "practitioner")) == []


CALLED = """
    2025-05-01 | social_care | meeting.called | id: m1, type: initial_conference, date: 2025-05-12, invited: [midwifery, gp]
"""


def test_a_chair_sees_from_the_calling_until_the_record_is_sent_out() -> None:
    """69. *Chair*: of the agency that called a conference, until the end of the day on which its record is sent out."""
    family = record(f"""{CALLED}
        2025-05-12 | social_care | meeting.held     | of: m1, present: [midwifery]
        2025-05-20 | social_care | meeting.recorded | of: m1, sent_to: [midwifery]
    """)
    chair = viewer("social_care", "chair", "chair")
    found = [ties(family, chair, day) for day in ("2025-04-30", "2025-05-01", "2025-05-20", "2025-05-21")]
    assert found == [[], ["chair"], ["chair"], []]
    assert ties(family, viewer("midwifery", "chair", "chair"), "2025-05-01") == []
    assert ties(family, viewer("social_care", "chair", "practitioner"), "2025-05-01") == []


@pytest.mark.parametrize(
    ("lines", "last"),
    [
        (CALLED, "2025-06-10"),
        (CALLED + "2025-05-14 | social_care | meeting.held | of: m1, present: []", "2025-06-12"),
        (CALLED + "2025-05-08 | midwifery | meeting.cancelled | of: m1, shared: {}", "2025-05-07"),
    ],
    ids=["nothing more", "held late", "cancelled"],
)
def test_a_chair_does_not_see_for_ever(lines: str, last: str) -> None:
    """69. *Chair*: where no record is sent out, for 20 working days after it was held or was to be; not once it is cancelled."""
    family = record(lines)
    chair = viewer("social_care", "chair", "chair")
    assert ties(family, chair, last) == ["chair"]
    after = looking.moment(last) + 1
    assert looking.access.visible(chair, "care", family.chronology, after).allowed is False


def test_a_core_group_is_no_conference_to_chair() -> None:
    """69. *Chair*: of conferences only."""
    family = record(
        "2025-05-29 | social_care | meeting.called | id: m1, type: core_group, date: 2025-06-12, invited: [gp]"
    )
    assert ties(family, viewer("social_care", "chair", "chair")) == []


PLANNED = """
    2025-05-12 | social_care | plan.started   | id: p1, type: child_protection, children: baby, shared: [gp]
    2025-05-13 | social_care | meeting.called | id: m1, type: core_group, date: 2025-05-20, invited: [gp]
    2025-05-20 | gp          | meeting.signed | id: signed, of: m1, by_agency: gp, account: doctor
"""


def test_whoever_acts_for_an_agency_in_the_core_group_sees() -> None:
    """69. *Core group*: whoever wrote for an agency called to it, in the meeting or the plan, while the plan is in force."""
    family = record(PLANNED)
    assert ties(family, viewer("gp", "doctor")) == ["core_group"]
    assert sight(family, viewer("gp", "doctor")).relations[0].because == ("p1", "m1", "signed")
    assert ties(family, viewer("gp", "another")) == []
    assert ties(family, viewer("midwifery", "doctor")) == []


def test_to_have_written_elsewhere_is_no_core_group() -> None:
    """69. *Core group*: what was written outside the meeting and the plan does not count; nor does an agency not called to it."""
    elsewhere = PLANNED.replace(
        "meeting.signed | id: signed, of: m1, by_agency: gp", "contact.made | with: mother, mode: phone"
    )
    not_called = PLANNED.replace("invited: [gp]", "invited: [police]").replace("of: m1", "of: p1")
    not_called = not_called.replace("meeting.signed", "plan.acknowledged")
    assert ties(record(elsewhere), viewer("gp", "doctor")) == []
    assert ties(record(not_called), viewer("gp", "doctor")) == []


def test_a_worker_who_has_the_family_is_in_the_core_group_as_well() -> None:
    """69. *Core group*: so is the worker to whom the family is given, where their agency was called, was there or wrote."""
    family = record("""
        2025-05-12 | social_care | plan.started    | id: p1, type: child_protection, children: baby, shared: [gp]
        2025-05-12 | gp          | worker.assigned | id: w1, worker: a doctor, role: gp, sign_in: doctor
        2025-05-13 | social_care | meeting.called  | id: m1, type: core_group, date: 2025-05-20, invited: [police]
        2025-05-20 | social_care | meeting.held    | of: m1, present: [police], updates_from: [gp]
    """)
    assert ties(family, viewer("gp", "doctor"), "2025-05-19") == ["allocated"]
    assert ties(family, viewer("gp", "doctor"), "2025-05-20") == ["allocated", "core_group"]


def test_a_plan_of_another_type_has_no_core_group() -> None:
    """69. *Core group*: of a child protection plan, and of no other."""
    family = record(PLANNED.replace("child_protection", "child_in_need"))
    assert ties(family, viewer("gp", "doctor")) == []


@pytest.mark.parametrize(
    "line",
    ["plan.ended | of: p1, reason: safe", "plan.stepped_down | of: p1, to: child_in_need, basis: assessed"],
)
def test_the_core_group_ends_with_the_plan(line: str) -> None:
    """69. *Core group*: it ends with the plan, whether or not the agency was told that it ended."""
    family = record(f"{PLANNED}\n2025-05-30 | social_care | {line}, shared: {{}}")
    assert ties(family, viewer("gp", "doctor"), "2025-05-29") == ["core_group"]
    assert ties(family, viewer("gp", "doctor"), "2025-05-30") == []


# -- roles and purposes


def test_a_setting_sees_nothing_unless_the_family_is_given_to_it() -> None:
    """70. A setting has the enquiry and nothing more, unless it is allocated to or covers for its own worker."""
    family = record("""
        2025-05-28 | school | contact.made    | with: mother, mode: phone
        2025-05-28 | school | worker.assigned | id: w1, worker: a teacher, role: school, sign_in: teacher, team: staff
    """)
    roles: tuple[Role, ...] = ("setting", "safeguarding_lead", "service_manager", "duty_desk", "practitioner")
    assert ties(family, viewer("school", "teacher", *roles)) == ["allocated"]
    assert ties(family, viewer("school", "another", *roles, team="staff")) == []
    glass = looking.access.Glass(moment("2025-06-02T10:00"), moment("2025-06-02T12:00"), "she is missing")
    assert ties(family, viewer("school", "another", *roles), "2025-06-02T11:00", "glass", glass=glass) == []


@pytest.mark.parametrize("role", ["policy_officer", "auditor"])
def test_who_checks_the_looking_does_not_look(role: Role) -> None:
    """70. A policy officer and an auditor see no family's entries, whatever else their account may do."""
    family = record(ALLOCATED)
    glass = looking.access.Glass(moment("2025-06-02T10:00"), moment("2025-06-02T12:00"), "she is missing")
    assert ties(family, viewer("social_care", "worker", "practitioner", role)) == []
    assert ties(family, viewer("social_care", "worker", role), "2025-06-02T11:00", "glass", glass=glass) == []


@pytest.mark.parametrize(
    ("purpose", "admitted"),
    [
        ("care", ["allocated", "team", "supervises", "manages", "duty", "safeguarding_lead"]),
        ("supervision", ["supervises", "manages", "safeguarding_lead"]),
        ("duty", ["duty"]),
        ("glass", ["allocated", "team", "supervises", "manages", "duty", "safeguarding_lead"]),
        ("enquiry", []),
        ("audit", []),
    ],
)
def test_a_purpose_admits_its_relationships(purpose: Purpose, admitted: list[str]) -> None:
    """70. The purpose says which relationships count; the enquiry and the audit show no entry."""
    family = record(ALLOCATED + "2025-05-30 | midwifery | referral.made | id: r1, to: social_care")
    roles: tuple[Role, ...] = ("practitioner", "supervisor", "service_manager", "duty_desk", "safeguarding_lead")
    everything = viewer("social_care", "worker", *roles, team="north", supervises=frozenset({"north"}))
    assert list(dict.fromkeys(ties(family, everything, purpose=purpose))) == admitted


def test_a_purpose_that_there_is_not_is_refused() -> None:
    """70. A purpose that there is not is an error, not a way in."""
    with pytest.raises(ValueError, match="'curiosity' is no purpose"):
        sight(record(ALLOCATED), viewer(), purpose="curiosity")  # type: ignore[arg-type]


# -- what ends a relationship


def test_a_worker_who_has_left_sees_nothing() -> None:
    """71. `worker.left` ends it at once, for the worker, whoever covers and the team; what was seen before included."""
    family = record(
        ALLOCATED
        + """
        2025-05-01 | social_care | worker.covered | of: w1, worker: another, sign_in: another
        2025-05-02 | social_care | concern.raised | id: c1, about: baby
        2025-05-05 | midwifery   | worker.left    | of: w1, shared: {}
    """
    )
    colleague = viewer("social_care", "colleague", "supervisor", team="north", supervises=frozenset({"north"}))
    for who in (viewer(), viewer("social_care", "another"), colleague):
        assert sees(family, who, "2025-05-04") == ["w1", "c1"]
        assert sees(family, who, "2025-05-05") == []


@pytest.mark.parametrize(
    ("line", "worker", "lead"),
    [
        ("2025-05-05 | midwifery   | case.closed | by_agency: social_care, reason: moved, shared: {}", False, False),
        ("2025-05-05 | social_care | case.closed | by_agency: midwifery, reason: moved", True, True),
        (
            "2025-03-01 | social_care | case.closed | by_agency: social_care, reason: moved, recorded: 2025-05-05",
            True,
            False,
        ),
        ("2025-03-02 | social_care | case.closed | by_agency: social_care, reason: moved", True, True),
    ],
    ids=["its own", "another's", "before, written down later", "before"],
)
def test_an_agency_that_has_closed_the_case_sees_nothing(line: str, worker: bool, lead: bool) -> None:
    """71. `case.closed` ends what the agency's relationships rest on, whether or not it was told, but for what began after it."""
    family = record(f"{ALLOCATED}\n{line}")
    assert (ties(family, viewer()) == ["allocated"]) is worker
    roles = ("service_manager", "safeguarding_lead")
    assert (ties(family, viewer("social_care", "lead", *roles)) != []) is lead


def test_a_referral_after_the_closing_is_a_new_beginning() -> None:
    """71. What is written down after the closing, on the same day even, is a new beginning."""
    family = record("""
        2025-05-01 | social_care | contact.made    | with: mother, mode: phone
        2025-05-30 | social_care | case.closed     | by_agency: social_care, reason: moved
        2025-05-30 | midwifery   | referral.made   | id: r1, to: social_care, shared: [social_care]
        2025-05-30 | social_care | worker.assigned | id: w1, worker: a, role: social_worker, sign_in: worker
    """)
    before = record("""
        2025-05-30 | midwifery   | referral.made   | id: r1, to: social_care, shared: [social_care]
        2025-05-30 | social_care | worker.assigned | id: w1, worker: a, role: social_worker, sign_in: worker
        2025-05-30 | social_care | case.closed     | by_agency: social_care, reason: moved
    """)
    desk = viewer("social_care", "worker", "duty_desk")
    assert ties(family, desk) == ["allocated", "duty"]
    assert ties(before, desk) == []


def test_a_chair_and_a_core_group_end_with_the_case() -> None:
    """71. `case.closed` ends the chair's and the core group's looking as well."""
    closed = "2025-06-01 | {0} | case.closed | by_agency: {0}, reason: moved"
    called = record(CALLED + closed.format("social_care"))
    planned = record(PLANNED + closed.format("gp"))
    assert ties(called, viewer("social_care", "chair", "chair"), "2025-05-31") == ["chair"]
    assert ties(called, viewer("social_care", "chair", "chair"), "2025-06-01") == []
    assert ties(planned, viewer("gp", "doctor"), "2025-05-31") == ["core_group"]
    assert ties(planned, viewer("gp", "doctor"), "2025-06-01") == []


def test_who_has_left_does_not_come_back_by_what_they_wrote() -> None:
    """71. Whoever left does not come back through the core group by what they wrote before."""
    family = record(f"""
        2025-05-01 | gp | worker.assigned | id: w1, worker: a doctor, role: gp, sign_in: doctor
        {PLANNED}
        2025-05-30 | gp | worker.left     | of: w1
    """)
    assert ties(family, viewer("gp", "doctor"), "2025-05-29") == ["allocated", "core_group"]
    assert ties(family, viewer("gp", "doctor"), "2025-05-30") == []


# -- denials


@pytest.mark.parametrize(
    ("sign_in", "agency", "denied"),
    [
        ("worker", None, True),
        ("WORKER ", None, True),
        ("another", None, False),
        (None, "social_care", True),
        (None, "midwifery", False),
        ("worker", "social_care", True),
        ("worker", "midwifery", False),
    ],
)
def test_an_explicit_denial_beats_everything(sign_in: str | None, agency: str | None, denied: bool) -> None:
    """72. An explicit denial, of a person, an agency or a person of an agency, beats every relationship, and glass."""
    family = record(ALLOCATED)
    denials = [looking.access.Denial(sign_in, agency, "a reason of its own")]
    glass = looking.access.Glass(moment("2025-06-02T10:00"), moment("2025-06-02T12:00"), "she is missing")
    seen = sight(family, viewer(), "2025-06-02T11:00", "glass", glass=glass, denials=denials)
    assert seen.allowed is not denied
    assert "a reason of its own" not in seen.why


def test_a_denial_that_names_nobody_is_an_error() -> None:
    """72. A denial that names neither a person nor an agency is an error."""
    with pytest.raises(ValueError, match="a denial names a sign-in, an agency, or both"):
        looking.access.Denial(None, None, "a slip")


CONFLICT = "2025-04-01 | {agency} | conflict.declared | who: {who}, person: mother, reason: her aunt, {more}"


@pytest.mark.parametrize(
    ("agency", "who", "more", "denied"),
    [
        ("social_care", "worker", "", True),
        ("midwifery", "Worker", "shared: {}", True),
        ("midwifery", "worker", "label: sealed", True),
        ("social_care", "another", "", False),
    ],
    ids=["declared", "by another agency", "sealed", "of another"],
)
def test_a_declared_conflict_is_a_denial(agency: str, who: str, more: str, denied: bool) -> None:
    """72. A declared conflict of interest denies whoever it names, whoever recorded it and however it is held."""
    family = record(ALLOCATED + CONFLICT.format(agency=agency, who=who, more=more))
    glass = looking.access.Glass(moment("2025-06-02T10:00"), moment("2025-06-02T12:00"), "she is missing")
    assert sight(family, viewer(), "2025-06-02T11:00", "glass", glass=glass).allowed is not denied


def test_a_sealed_conflict_is_refused_in_the_words_for_no_relationship() -> None:
    """72. Where the conflict is sealed or another agency's, the refusal has the words for having no relationship."""
    by_another = record(ALLOCATED + CONFLICT.format(agency="midwifery", who="worker", more="shared: {}"))
    own_sealed = record(ALLOCATED + CONFLICT.format(agency="social_care", who="worker", more="label: sealed"))
    words = {sight(family, viewer()).why for family in (by_another, own_sealed)}
    assert words == {sight(own_sealed, viewer("social_care", "stranger")).why}
    sealed = record(ALLOCATED + CONFLICT.format(agency="midwifery", who="worker", more="label: sealed"))
    open_ = record(ALLOCATED + CONFLICT.format(agency="social_care", who="worker", more=""))
    stranger = sight(sealed, viewer("social_care", "stranger"))
    assert sight(sealed, viewer()).why == stranger.why
    assert sight(open_, viewer()).why != stranger.why


def test_a_conflict_declared_later_stands_when_one_turns_back() -> None:
    """72. A conflict that was declared after the moment denies too; one that was corrected away does not."""
    family = record(
        ALLOCATED
        + """
        2025-05-01 | social_care | conflict.declared | id: x1, who: worker, person: mother, reason: her aunt
        2025-05-10 | social_care | conflict.declared | id: x2, who: another, person: mother, reason: a slip, replaces: x1
    """
    )
    assert [sight(family, viewer(), day).allowed for day in ("2025-04-01", "2025-05-09", "2025-05-10")] == [
        False,
        False,
        True,
    ]


# -- break-glass


def opened(start: str, end: str, reason: str = "she is missing") -> access.Glass:
    """Glass from one minute to another."""
    return looking.access.Glass(moment(start), moment(end), reason)


SECRETS = """
    2025-03-04 | midwifery | concern.raised | id: ordinary, about: baby, shared: {}
    2025-03-05 | midwifery | concern.raised | id: restricted, about: baby, label: restricted, shared: {}
    2025-03-06 | midwifery | concern.raised | id: sealed, about: baby, label: sealed, shared: [housing]
"""


def test_break_glass_shows_what_is_ordinary_and_restricted() -> None:
    """73. *Glass* shows the ordinary and restricted entries of all agencies whole, and nothing that is sealed."""
    family = record(SECRETS)
    glass = opened("2025-06-02T10:00", "2025-06-02T12:00")
    officer = viewer("housing", "officer")
    assert sees(family, officer, "2025-06-02T11:00", "glass", glass=glass) == ["ordinary", "restricted"]
    assert ties(family, officer, "2025-06-02T11:00", "glass", glass=glass) == ["glass"]
    assert sight(family, officer, "2025-06-02T11:00", "glass", glass=glass).stubs == ()


def test_break_glass_takes_nothing_from_who_has_a_relationship() -> None:
    """73. *Glass* is beside a relationship: what that shows, a sealed entry that is shared by name, stays."""
    family = record(
        SECRETS + "2025-03-03 | housing | worker.assigned | id: w1, worker: an officer, role: housing, sign_in: officer"
    )
    seen = sees(
        family,
        viewer("housing", "officer"),
        "2025-06-02T11:00",
        "glass",
        glass=opened("2025-06-02T10:00", "2025-06-02T12:00"),
    )
    assert seen == ["ordinary", "restricted", "sealed", "w1"]


@pytest.mark.parametrize(
    ("at", "end", "reason", "seen"),
    [
        ("2025-06-02T09:59", "2025-06-02T12:00", "she is missing", False),
        ("2025-06-02T10:00", "2025-06-02T12:00", "she is missing", True),
        ("2025-06-02T12:00", "2025-06-02T12:00", "she is missing", True),
        ("2025-06-02T12:01", "2025-06-02T12:00", "she is missing", False),
        ("2025-06-02T13:00", "2025-06-03T10:00", "she is missing", True),
        ("2025-06-02T13:01", "2025-06-03T10:00", "she is missing", False),
        ("2025-06-02T11:00", "2025-06-02T12:00", "  ", False),
    ],
)
def test_break_glass_lasts_three_hours_at_most(at: str, end: str, reason: str, seen: bool) -> None:
    """73. *Glass* lasts from `opened` to `until`, three hours at the most, and never without a reason."""
    glass = opened("2025-06-02T10:00", end, reason)
    assert sight(record(SECRETS), viewer("housing", "officer"), at, "glass", glass=glass).allowed is seen


def test_three_hours_are_real_hours() -> None:
    """73. *Glass* has three real hours on the night on which the clocks change."""
    glass = opened("2025-03-30T00:30", "2025-03-30T09:00")
    officer = viewer("housing", "officer")
    found = [
        sight(record(SECRETS), officer, f"2025-03-30T04:{each}", "glass", glass=glass).allowed for each in (30, 31)
    ]
    assert found == [True, False]


def test_glass_is_broken_for_no_other_purpose() -> None:
    """73. *Glass* counts for its own purpose alone."""
    glass = opened("2025-06-02T10:00", "2025-06-02T12:00")
    assert (
        sight(record(SECRETS), viewer("housing", "officer"), "2025-06-02T11:00", "care", glass=glass).allowed is False
    )
