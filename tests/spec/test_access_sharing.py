"""Who will see a new entry, whom a setting may call, and the degrees of knowing.

Before an entry is saved, its writer reads in words who will see it. A school, a nursery or a ward may ask whether anyone
is involved and whom to call, and gets exactly that. To have been able to see something is not to have been told of it,
and to have been told is not to have taken it in.
"""

from __future__ import annotations

from typing import Final

import pytest

from nightlight import access
from nightlight.chronology.moments import When
from nightlight.replay.case import Case
from tests.access.looking import TODAY, degree, may_call, will_see
from tests.spec.notation import record

TEAM = """
    2025-05-01 | social_care     | contact.made    | with: mother, mode: phone
    2025-05-02 | midwifery       | contact.made    | with: mother, mode: phone
    2025-05-03 | health_visiting | contact.made    | with: mother, mode: phone
    2025-05-04 | police          | contact.made    | with: mother, mode: phone
    2025-05-05 | substance_use   | contact.made    | with: mother, mode: phone
    2025-05-06 | housing         | contact.made    | with: mother, mode: phone
    2025-05-07 | social_care     | contact.made    | with: mother, mode: phone
    2025-05-08 | midwifery       | meeting.called  | id: m1, type: network, date: 2025-05-09, invited: [social_care]
    2025-05-09 | midwifery       | meeting.held    | of: m1, present: [social_care, housing]
    2025-05-09 | substance_use   | contact.made    | with: mother, mode: phone, shared: [social_care]
    2025-05-09 | police          | contact.made    | with: mother, mode: phone, shared: [social_care]
"""
CALLED_AS = {"social_care": "children's social care", "health_visiting": "health visiting"}


NOBODY: Final = (False, [])
SOMEBODY: Final = (True, [])


def whom(family: Case, on: str = TODAY) -> tuple[bool, list[tuple[str, str | None]]]:
    """Whether anyone is involved, and whom to call, as plain values."""
    found = may_call(family, on)
    return found.involved, [(each.agency, each.role) for each in found.call]


# -- who will see a new entry


@pytest.mark.parametrize(
    ("kind", "sees"),
    [
        ("concern.raised", {"midwifery", "health_visiting", "police", "substance_use"}),
        ("pregnancy.known", {"midwifery", "health_visiting", "substance_use"}),
        ("contact.made", {"midwifery", "health_visiting", "substance_use"}),
        ("section47.started", {"midwifery", "health_visiting", "police"}),
        ("household.joined", {"midwifery", "health_visiting", "police", "substance_use", "housing"}),
        ("worker.assigned", {"midwifery", "health_visiting", "police", "substance_use", "housing"}),
        ("supervision.held", {"midwifery", "health_visiting"}),
    ],
)
def test_the_kind_and_the_type_of_agency_set_who_sees(kind: str, sees: set[str]) -> None:
    """76. Who sees a new entry is set by its kind and the type of each agency in the team; the recorder always does."""
    found = will_see(record(TEAM), kind)
    assert set(found.agencies) == {"social_care", *sees}
    assert {line.agency for line in found.not_} == {
        "midwifery",
        "health_visiting",
        "police",
        "substance_use",
        "housing",
    } - sees


@pytest.mark.parametrize(
    ("kind", "fields", "sees"),
    [
        ("enquiry.made", {"disclosed": True}, {"midwifery", "health_visiting"}),
        ("enquiry.made", {}, {"midwifery", "health_visiting"}),
        ("enquiry.made", {"disclosed": False}, {"midwifery", "health_visiting", "substance_use"}),
        ("factor.noted", {"factor": "domestic_abuse"}, {"midwifery", "health_visiting", "police"}),
        ("factor.noted", {"factor": "smoking"}, {"midwifery", "health_visiting", "police", "substance_use"}),
        ("factor.noted", {}, {"midwifery", "health_visiting", "police"}),
        ("allegation.made", {"type": "physical"}, {"midwifery", "health_visiting", "police"}),
        ("information.withheld", {}, set()),
    ],
)
def test_a_disclosure_goes_to_fewer(kind: str, fields: dict[str, object], sees: set[str]) -> None:
    """76. A disclosure goes to fewer; what may be one and does not say counts as one."""
    assert set(will_see(record(TEAM), kind, fields=fields).agencies) == {"social_care", *sees}


def test_a_setting_sees_what_names_it_and_the_meetings_at_which_it_was() -> None:
    """76. A setting sees what names it, the plans that it was told of and the meetings at which it was."""
    family = record(TEAM)
    assert "housing" not in will_see(family, "decision.made").agencies
    assert "housing" in will_see(family, "decision.made", fields={"of": "m1"}).agencies
    assert "housing" in will_see(family, "decision.made", named=["housing"]).agencies
    assert "police" in will_see(family, "contact.made", named=["police"]).agencies


@pytest.mark.parametrize("label", ["restricted", "sealed"])
def test_what_is_restricted_or_sealed_goes_only_to_those_who_are_named(label: str) -> None:
    """76. Restricted and sealed: the recorder and those who are named, and nobody else."""
    found = will_see(record(TEAM), "household.joined", label, named=["gp", "police"])
    assert found.agencies == ("social_care", "gp", "police")
    assert {line.agency for line in found.not_} == {"midwifery", "health_visiting", "substance_use", "housing"}


def test_it_is_said_in_words() -> None:
    """76. It is said in words before it is saved."""
    family = record(
        "\n".join(line for line in TEAM.splitlines() if not {"police", "substance_use"} & set(line.split()))
    )
    assert will_see(family, "observation").says(CALLED_AS) == (
        "Children's social care, midwifery and health visiting will see this. "
        "Housing will not: a setting sees who is in the family, who works with it, and what names or tells it."
    )
    assert will_see(family, "observation", "sealed").says(CALLED_AS) == (
        "Only children's social care will see this. "
        "Health visiting, housing and midwifery will not: for anybody else it is not there."
    )


def test_those_closest_to_a_baby_are_told_though_the_recorder_has_not_heard_of_them() -> None:
    """76. Those of the core are told by default though the recorder has seen nothing of theirs, but not where that is sealed."""
    family = record(
        TEAM
        + """
        2025-05-10 | gp       | contact.made | with: mother, mode: phone, shared: {}
        2025-05-10 | neonatal | contact.made | with: mother, mode: phone, shared: {}, label: sealed
    """
    )
    assert "gp" in will_see(family, "concern.raised").agencies
    assert "gp" not in will_see(family, "concern.raised", on="2025-05-09").agencies
    assert "neonatal" not in will_see(family, "concern.raised").agencies


def test_nobody_else_is_spoken_of_whom_the_recorder_does_not_know_of() -> None:
    """76. Another agency of which the recorder may not know is not spoken of, nor given the entry."""
    family = record(
        TEAM
        + """
        2025-05-10 | domestic_abuse_service | contact.made  | with: mother, mode: phone, label: sealed
        2025-05-10 | police                 | referral.made | id: r1, to: mental_health, shared: {}
    """
    )
    found = will_see(family, "concern.raised")
    spoken_of = {line.agency for line in (*found.sees, *found.not_)}
    assert not {"domestic_abuse_service", "mental_health"} & spoken_of


def test_an_agency_that_has_closed_the_case_is_not_told_by_default() -> None:
    """76. An agency that is no longer in the team does not see a new entry unless it is named."""
    family = record(TEAM + "2025-05-10 | midwifery | case.closed | by_agency: midwifery, reason: moved")
    assert "midwifery" not in will_see(family, "concern.raised").agencies
    assert "midwifery" in will_see(family, "concern.raised", named=["midwifery"]).agencies


@pytest.mark.parametrize(
    ("kind", "label"), [("no.such", "ordinary"), ("no.such", "restricted"), ("concern.raised", "secret")]
)
def test_an_unknown_kind_or_label_opens_nothing(kind: str, label: str) -> None:
    """76. An unknown kind or label is an error, not an open entry."""
    with pytest.raises((KeyError, ValueError), match=r"no\.such|'secret' is no label"):
        will_see(record(TEAM), kind, label)


# -- the enquiry of a setting


def test_a_setting_is_told_that_somebody_is_involved_and_whom_to_call() -> None:
    """75. *Enquiry*: whether anyone is involved, and the one agency to call with the role of its worker."""
    family = record("""
        2025-05-01 | midwifery   | worker.assigned | id: w1, worker: a midwife, role: midwife
        2025-05-02 | social_care | worker.assigned | id: w2, worker: a worker, role: social_worker
        2025-05-03 | social_care | worker.assigned | id: w3, worker: another, role: other
    """)
    found = may_call(family)
    assert (found.involved, [(each.agency, each.role) for each in found.call]) == (
        True,
        [("social_care", "social_worker")],
    )
    assert (
        found.says(CALLED_AS)
        == "Somebody is involved with this family. Call children's social care, and ask for the social worker."
    )
    assert may_call(family, "2025-05-01").call[0].agency == "midwifery"
    assert whom(family, "2025-04-30") == NOBODY


def test_a_worker_who_has_left_is_not_asked_for() -> None:
    """75. *Enquiry*: a worker who has left is not asked for, and an agency that closed is not called."""
    family = record("""
        2025-05-01 | midwifery   | contact.made    | with: mother, mode: phone
        2025-05-02 | social_care | worker.assigned | id: w2, worker: a worker, role: social_worker
        2025-05-03 | social_care | worker.left     | of: w2
        2025-05-04 | social_care | case.closed     | by_agency: social_care, reason: moved
    """)
    assert whom(family, "2025-05-03") == (True, [("social_care", None)])
    assert whom(family, "2025-05-04") == (True, [("midwifery", None)])


def test_no_service_is_named_whose_name_says_what_is_wrong() -> None:
    """75. *Enquiry*: a service whose name tells of a need is not named; the front door of social care is the one to call."""
    family = record("2025-05-05 | substance_use | contact.made | with: mother, mode: phone")
    assert whom(family) == SOMEBODY
    assert (
        may_call(family).says()
        == "Somebody is involved with this family. Call the front door of children's social care."
    )


@pytest.mark.parametrize("label", ["sealed", "restricted"])
def test_a_sealed_involvement_answers_as_none(label: str) -> None:
    """75. *Enquiry*: what is sealed does not count, and answers as nobody; what is restricted does."""
    family = record(f"""
        2025-05-05 | social_care | worker.assigned | id: w1, worker: a worker, role: social_worker, label: {label}
        2025-05-06 | social_care | contact.made    | with: mother, mode: phone, label: {label}
    """)
    assert may_call(family).involved is (label == "restricted")


# -- the three degrees of knowing


def test_the_three_degrees_of_knowing_are_kept_apart() -> None:
    """9, 77. Could see, was told, acknowledged: each by itself, and from when."""
    family = record("""
        2025-05-01 | social_care | contact.made      | with: mother, mode: phone
        2025-05-01 | gp          | contact.made      | with: mother, mode: phone
        2025-05-01 | midwifery   | contact.made      | with: mother, mode: phone
        2025-05-02 | social_care | plan.started      | id: p1, type: safety, children: baby
        2025-05-05 | social_care | plan.told         | of: p1, to: midwifery
        2025-05-06 | social_care | plan.told         | of: p1, to: police
        2025-05-09 | midwifery   | plan.acknowledged | of: p1, by_agency: midwifery
    """)
    assert degree(family, "p1", "gp") == ("2025-05-02", None, None)
    assert degree(family, "p1", "midwifery") == ("2025-05-02", "2025-05-05", "2025-05-09")
    assert degree(family, "p1", "police") == ("2025-05-06", "2025-05-06", None)
    assert degree(family, "p1", "social_care") == ("2025-05-02", None, None)
    assert degree(family, "p1", "housing") == (None, None, None)
    assert degree(family, "p1", "midwifery", "2025-05-08") == ("2025-05-02", "2025-05-05", None)


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("social_care | information.shared | to: gp, what: a worry, entries: c1", ("2025-05-05", "2025-05-05", None)),
        ("social_care | information.shared | to: gp, what: a worry", (None, None, None)),
        ("gp          | concern.weighed    | of: c1, decision: to wait", (None, None, "2025-05-05")),
        ("social_care | concern.raised     | id: c2, about: baby, replaces: c1, shared: [gp]", ("2025-05-05", "2025-05-05", None)),
    ],
    ids=["shared", "not this entry", "weighed", "its correction"],
)  # fmt: skip
def test_how_an_agency_comes_to_know(line: str, found: tuple[str | None, ...]) -> None:
    """77. Told: named in `shared` or in a field, or by an entry that tells of it or its thread. Acknowledged: by its own hand."""
    family = record(f"""
        2025-05-01 | social_care | concern.raised | id: c1, about: baby, shared: {{}}
        2025-05-05 | {line}
    """)
    assert degree(family, "c1", "gp") == found


def test_nobody_could_see_what_a_label_held_from_them() -> None:
    """77. An agency could see an entry only where its label let it, though it was in the team."""
    family = record("""
        2025-05-01 | gp        | contact.made    | with: mother, mode: phone
        2025-05-02 | midwifery | concern.raised  | id: c1, about: baby, label: restricted
        2025-05-02 | midwifery | concern.raised  | id: c2, about: baby, label: restricted, shared: [gp]
        2025-05-02 | midwifery | referral.made   | id: r1, to: gp, label: sealed
    """)
    assert degree(family, "c1", "gp") == (None, None, None)
    assert degree(family, "r1", "gp") == (None, None, None)
    assert degree(family, "c2", "gp") == ("2025-05-02", "2025-05-02", None)


def test_many_entries_are_asked_of_one_degrees_and_answered_as_each_by_itself() -> None:
    """9, 77. What is made ready once for a page says of each entry what is said of it alone."""
    family = record("""
        2025-05-01 | social_care | concern.raised     | id: c1, about: baby, shared: {}
        2025-05-02 | social_care | plan.started       | id: p1, type: safety, children: baby, shared: {}
        2025-05-03 | social_care | information.shared | to: housing, what: a worry, entries: c1
        2025-05-05 | social_care | plan.told          | id: t1, of: p1, to: midwifery
        2025-05-09 | midwifery   | plan.acknowledged  | id: a1, of: p1, by_agency: midwifery
    """).chronology
    asked = access.Degrees(family, When.read("2025-05-05").last)
    told = {id: {each.agency for each in asked.of(id) if each.told is not None} for id in ("c1", "p1", "t1")}
    assert told == {"c1": {"housing"}, "p1": {"midwifery"}, "t1": {"midwifery"}}
    assert not any(each.acknowledged for each in asked.of("p1"))
    later = access.Degrees(family, When.read("2025-05-09").last)
    assert [each.agency for each in later.of("p1") if each.acknowledged is not None] == ["midwifery"]
