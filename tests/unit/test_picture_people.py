"""People, who they are, one person under two records, and how far each child has come."""

from __future__ import annotations

import pytest

from nightlight.picture.growth import Growth
from tests.unit.picture_records import places, seen

TWINS = """
mother: {role: mother, sex: female}
one: {role: unborn, due: 2024-06-01}
two: {role: unborn, due: 2024-06-01}
"""
MEN = """
mother: {role: mother, sex: female}
sam: {role: partner, sex: male, born: 1990-02-03}
samuel: {role: other, name: Samuel Example, born: 1991-02-03}
third: {role: other}
baby: {role: unborn, due: 2024-06-01}
"""


def child(entries: str, as_of: str, key: str = "baby", **more: str) -> Growth:
    return next(each for each in seen(entries, as_of, **more).children if each.child == key)


# -- people


def test_a_person_is_there_from_the_entry_that_names_them() -> None:
    entries = """
    - {kind: pregnancy.known, when: 2023-11-01, mother: mother, child: baby, due: 2024-06-01}
    - {kind: factor.noted, id: f, when: 2023-12-01, person: father, factor: alcohol}
    """
    assert [person.key for person in seen(entries, "2023-11-30").people] == ["baby", "mother"]
    found = seen(entries, "2023-12-01").people
    assert [(person.key, places(person.rests_on)) for person in found] == [
        ("baby", [1]),
        ("mother", [1]),
        ("father", [2]),
    ]


def test_what_was_left_out_is_not_known_and_is_not_no() -> None:
    entries = "- {kind: factor.noted, id: f, when: 2023-12-01, person: father, factor: alcohol}"
    (father,) = seen(entries, "2023-12-31", people="father: {}\nbaby: {role: unborn}").people
    assert (father.name, father.role, father.sex, father.born, father.identified) == (None, None, None, None, None)


def test_the_last_word_on_who_somebody_is_counts_and_what_it_leaves_out_stays() -> None:
    entries = """
    - {kind: person.identified, when: 2023-11-01, person: father, name_known: true, born_known: false,
       address_known: false, parental_responsibility: "no"}
    - {kind: person.identified, when: 2023-12-01, person: father, name_known: true, born_known: true,
       address_known: false}
    """
    (father,) = seen(entries, "2023-12-31").people
    assert father.identified is not None
    assert father.identified.born_known
    assert father.identified.parental_responsibility == "no"
    assert places(father.identified.rests_on) == [1, 2]


def test_a_need_is_shown_once_with_what_was_done_about_it() -> None:
    entries = """
    - {kind: need.noted, when: 2023-11-01, person: mother, need: literacy}
    - {kind: need.noted, when: 2023-12-01, person: mother, need: literacy, adaptation: Read letters aloud}
    - {kind: adaptation.made, when: 2023-12-09, person: mother, need: literacy, what: The plan was read to her}
    - {kind: adaptation.made, when: 2023-12-09, person: father, need: literacy, what: Not hers}
    """
    (need,) = seen(entries, "2023-12-31").people[0].needs
    assert (need.since.iso(), need.adaptation, need.met_by) == (
        "2023-11-01",
        "Read letters aloud",
        ("The plan was read to her",),
    )


# -- one person under two records

SAME = """
- {kind: factor.noted, id: f1, when: 2023-11-01, person: sam, factor: violence}
- {kind: factor.noted, id: f2, when: 2023-11-09, agency: police, person: samuel, factor: violence}
- {kind: contact.made, when: 2023-11-20, agency: midwifery, with: [samuel], mode: in_person}
- {kind: person.same, when: 2023-12-01, person: samuel, as: sam, basis: the same date of birth and address}
"""


def test_before_a_link_two_records_are_two_people() -> None:
    family = seen(SAME, "2023-11-30", people=MEN)
    assert [person.key for person in family.people] == ["sam", "samuel"]
    assert family.contacts.never_seen == ("sam",)


def test_after_a_link_they_are_one_in_every_part() -> None:
    family = seen(SAME, "2023-12-01", people=MEN)
    (sam,) = family.people
    assert (sam.key, sam.records, sam.role, sam.name) == ("sam", ("sam", "samuel"), "partner", "Samuel Example")
    assert places(sam.rests_on) == [1, 4]
    (factor,) = family.factors
    assert [noting.agency for noting in factor.notings] == ["social_care", "police"]
    assert family.contacts.never_seen == ()
    assert family.person("samuel") is sam


def test_what_two_records_of_one_person_differ_on_is_said() -> None:
    (sam,) = seen(SAME, "2023-12-01", people=MEN).people
    assert sam.differs == ("role", "born")
    assert sam.born is not None
    assert sam.born.iso() == "1990-02-03", "the record first named is shown"


def test_a_link_can_be_undone_and_the_past_still_had_it() -> None:
    undone = SAME + "- {kind: person.not_same, when: 2023-12-20, person: sam, as: samuel, basis: Two brothers}\n"
    assert len(seen(undone, "2023-12-20", people=MEN).people) == 2
    assert len(seen(undone, "2023-12-19", people=MEN).people) == 1


def test_a_chain_of_links_never_joins_two_who_are_held_apart() -> None:
    entries = (
        SAME
        + """
- {kind: observation, when: 2023-12-02, person: third, what: At the door}
- {kind: person.not_same, when: 2023-12-03, person: third, as: sam, basis: Seen together}
- {kind: person.same, when: 2023-12-04, person: third, as: samuel, basis: A nickname}
"""
    )
    family = seen(entries, "2023-12-31", people=MEN)
    assert [person.records for person in family.people] == [("sam", "samuel"), ("third",)]
    assert [(link.records, link.joined) for link in family.links] == [
        (("sam", "samuel"), True),
        (("samuel", "third"), False),
    ]


def test_a_record_kept_elsewhere_is_another_name_and_no_person() -> None:
    entries = (
        SAME + "- {kind: person.same, when: 2023-12-05, person: sam, as: police file 77, basis: Told by the police}\n"
    )
    (sam,) = seen(entries, "2023-12-31", people=MEN).people
    assert sam.also_as == ("police file 77",)


# -- pregnancy, birth, age

KNOWN = (
    "- {kind: pregnancy.known, when: 2023-11-01, agency: midwifery, mother: mother, child: baby, "
    "due: 2024-06-01, weeks: 9}\n"
)


def test_weeks_follow_the_due_date_that_counts() -> None:
    entries = (
        KNOWN + "- {kind: pregnancy.due_changed, when: 2023-12-01, agency: midwifery, child: baby, due: 2024-06-15}\n"
    )
    assert child(entries, "2023-11-30").says() == "unborn, 13 weeks and 5 days, due 1 June 2024"
    assert child(entries, "2023-12-01").says() == "unborn, 11 weeks and 6 days, due 15 June 2024"


def test_the_child_who_was_expected_is_the_child_who_is_born() -> None:
    entries = KNOWN + "- {kind: birth, when: 2024-05-04, agency: midwifery, child: baby, weeks: 36, weight_g: 2300}\n"
    before, after = seen(entries, "2024-05-03"), seen(entries, "2024-05-20")
    assert [each.child for each in before.children] == [each.child for each in after.children] == ["baby"]
    (pregnancy,) = after.pregnancies
    assert not pregnancy.open
    assert [(each.child, each.outcome, each.weeks) for each in pregnancy.children] == [("baby", "born", 36)]
    (line,) = after.children
    assert (line.early, line.weight_g, line.mobile) == (True, 2300, False)
    assert line.says() == "2 weeks old, born at 36 weeks"
    assert places(line.rests_on) == [1, 2]


def test_weeks_at_birth_are_reckoned_where_nobody_wrote_them() -> None:
    line = child(KNOWN + "- {kind: birth, when: 2024-04-20, agency: midwifery, child: baby}\n", "2024-05-01")
    assert (line.weeks_at_birth, line.reckoned, line.early) == (34, True, True)


def test_twins_are_one_pregnancy_and_each_has_its_own_end() -> None:
    entries = """
    - {kind: pregnancy.known, when: 2023-11-01, agency: midwifery, mother: mother, child: one, due: 2024-06-01}
    - {kind: pregnancy.known, when: 2023-11-01, agency: midwifery, mother: mother, child: two, due: 2024-06-01}
    - {kind: pregnancy.booked, when: 2023-11-08, agency: midwifery, mother: mother, weeks: 10}
    - {kind: birth, when: 2024-05-04, agency: midwifery, child: one}
    - {kind: birth, when: 2024-05-04, agency: midwifery, child: two, live: false}
    """
    (pregnancy,) = seen(entries, "2024-05-05", people=TWINS).pregnancies
    assert [(each.child, each.outcome) for each in pregnancy.children] == [("one", "born"), ("two", "stillborn")]
    assert (pregnancy.mother, pregnancy.booked_weeks, pregnancy.open) == ("mother", 10, False)
    (before,) = seen(entries, "2024-05-03", people=TWINS).pregnancies
    assert before.open


def test_two_pregnancies_are_two_and_each_has_its_own_booking() -> None:
    people = "mother: {role: mother}\nfirst: {role: unborn}\nsecond: {role: unborn}"
    entries = """
    - {kind: pregnancy.known, when: 2021-11-01, agency: midwifery, mother: mother, child: first, due: 2022-06-01}
    - {kind: pregnancy.booked, when: 2021-11-08, agency: midwifery, mother: mother, weeks: 10}
    - {kind: pregnancy.ended, when: 2022-01-10, agency: midwifery, child: first, outcome: loss}
    - {kind: pregnancy.known, when: 2023-11-01, agency: midwifery, mother: mother, child: second, due: 2024-06-01}
    - {kind: pregnancy.booked, when: 2023-11-15, agency: midwifery, mother: mother, weeks: 11}
    """
    first, second = seen(entries, "2023-12-01", people=people).pregnancies
    assert (first.open, first.children[0].outcome, first.booked_weeks) == (False, "loss", 10)
    assert (second.open, second.children[0].outcome, second.booked_weeks) == (True, "expected", 11)


@pytest.mark.parametrize(
    ("born", "as_of", "words"),
    [
        ("2024-05-04", "2024-05-04", "0 days old"),
        ("2024-05-04", "2024-05-05", "1 day old"),
        ("2024-05-04", "2024-05-18", "2 weeks old"),
        ("2024-01-04", "2024-05-18", "4 months old"),
        ("2019-01-04", "2024-05-18", "5 years old"),
        ("2019", "2024-05-18", "born 2019"),
    ],
)
def test_age_is_said_in_the_unit_that_people_use(born: str, as_of: str, words: str) -> None:
    people = f"mother: {{role: mother}}\nbaby: {{role: child, born: {born}}}"
    assert (
        child("- {kind: observation, when: 2024-05-04, person: baby, what: Smiled}", as_of, people=people).says()
        == words
    )


def test_a_due_date_long_past_with_no_birth_is_said_as_what_it_is() -> None:
    assert child(KNOWN, "2024-07-30").says() == "was due 1 June 2024; no birth on record"


def test_a_child_of_whom_nothing_is_known_has_no_age() -> None:
    people = "mother: {role: mother}\nbaby: {role: unborn}\nother: {role: sibling}"
    line = child(
        "- {kind: observation, when: 2024-05-04, person: other, what: Smiled}", "2024-05-04", "other", people=people
    )
    assert (line.stage, line.says()) == ("unknown", "age not recorded")


def test_a_death_ends_the_line_with_the_age() -> None:
    entries = (
        KNOWN + "- {kind: birth, when: 2024-05-04, child: baby}\n- {kind: death, when: 2024-05-09, person: baby}\n"
    )
    line = child(entries, "2024-06-09")
    assert (line.stage, line.age_days) == ("died", 5)
    assert line.says() == "died 9 May 2024, 5 days old"


def test_a_baby_who_rolls_is_mobile_and_over_one_it_is_not_asked() -> None:
    entries = (
        KNOWN + "- {kind: birth, when: 2024-05-04, child: baby}\n"
        "- {kind: milestone.reached, when: 2024-09-04, child: baby, milestone: rolling}\n"
    )
    assert [child(entries, day).mobile for day in ("2024-05-03", "2024-09-03", "2024-09-04", "2025-05-04")] == [
        None,
        False,
        True,
        None,
    ]
