"""The contact board: who has been seen, by whom, how and when last, who was tried, who never."""

from __future__ import annotations

from nightlight.picture.contacts import OnBoard
from tests.unit.picture_records import places, seen

PEOPLE = """
mother: {role: mother, sex: female}
father: {role: father, sex: male}
sam: {role: relative, sex: male}
granny: {role: grandparent, sex: female}
teacher: {role: other}
baby: {role: unborn, due: 2024-06-01}
"""
BORN = """
- {kind: pregnancy.known, when: 2023-11-01, agency: midwifery, mother: mother, child: baby, due: 2024-06-01}
- {kind: birth, when: 2024-05-20, agency: midwifery, child: baby}
"""


def row(entries: str, as_of: str, person: str) -> OnBoard:
    found = seen(entries, as_of, people=PEOPLE).contacts.row(person)
    assert found is not None
    return found


def never(entries: str, as_of: str) -> tuple[str, ...]:
    return seen(entries, as_of, people=PEOPLE).contacts.never_seen


def visit(when: str, fields: str, agency: str = "health_visiting") -> str:
    return f"- {{kind: contact.made, when: {when}, agency: {agency}, mode: in_person, {fields}}}\n"


def test_last_seen_by_whom_where_and_how() -> None:
    entries = BORN + visit(
        "2024-05-25",
        "with: [mother, baby], purpose: visit, place: home, by: health visitor, awake: true, undressed: true",
    )
    entries += visit("2024-06-03", "with: [mother, baby], place: clinic, awake: true", "gp")
    baby = row(entries, "2024-06-10", "baby")
    assert baby.seen is not None
    assert (baby.seen.agency, baby.seen.place, baby.seen.when.iso(), baby.times_seen) == (
        "gp",
        "clinic",
        "2024-06-03",
        2,
    )
    assert [(each.agency, each.by, each.when.iso()) for each in baby.seen_by] == [
        ("gp", None, "2024-06-03"), ("health_visiting", "health visitor", "2024-05-25"),
    ]  # fmt: skip
    assert baby.awake is not None
    assert baby.undressed is not None
    assert (baby.awake.when.iso(), baby.undressed.when.iso(), baby.alone) == ("2024-06-03", "2024-05-25", None)
    assert places(baby.seen.rests_on) == [4]


def test_what_a_contact_leaves_out_is_not_known_and_what_it_denies_does_not_count() -> None:
    baby = row(BORN + visit("2024-05-25", "with: [baby], awake: false"), "2024-06-10", "baby")
    assert baby.seen is not None
    assert (baby.seen.awake, baby.seen.undressed) == (False, None)
    assert (baby.awake, baby.undressed) == (None, None)


def test_those_met_were_seen_unless_it_says_who_was() -> None:
    entries = BORN + visit("2024-05-25", "with: [mother, baby, father], seen: [mother]")
    assert row(entries, "2024-06-10", "mother").seen is not None
    baby = row(entries, "2024-06-10", "baby")
    assert baby.seen is None
    assert [(each.reason, each.when.iso()) for each in baby.tried] == [("not_seen", "2024-05-25")]
    assert row(entries, "2024-06-10", "father").seen is not None, "a grown person who was there was met"


def test_nobody_was_in() -> None:
    entries = BORN + visit("2024-05-25", "with: [mother, baby], seen: []")
    assert [each.reason for each in row(entries, "2024-06-10", "mother").tried] == ["not_seen"]
    assert "mother" in never(entries, "2024-06-10")


def test_a_call_is_no_sight() -> None:
    entries = "- {kind: contact.made, when: 2024-01-05, agency: midwifery, with: [mother], mode: phone}"
    mother = row(entries, "2024-02-01", "mother")
    assert (mother.seen, mother.heard and mother.heard.mode) == (None, "phone")


def test_tried_since_last_seen_and_no_longer_once_seen_again() -> None:
    entries = visit("2024-01-05", "with: [mother]")
    entries += "- {kind: contact.missed, when: 2024-01-12, agency: midwifery, with: [mother], reason: did_not_attend}\n"
    entries += "- {kind: contact.missed, when: 2024-01-19, agency: midwifery, with: [mother], reason: no_access}\n"
    again = entries + visit("2024-01-25", "with: [mother]")
    assert [each.reason for each in row(entries, "2024-01-20", "mother").tried] == ["did_not_attend", "no_access"]
    assert row(again, "2024-01-25", "mother").tried == ()


def test_a_baby_not_yet_born_cannot_be_seen_and_is_not_asked_for() -> None:
    assert never(BORN, "2024-05-19") == ("mother",)
    assert never(BORN, "2024-05-20") == ("baby", "mother")


def test_a_man_comes_to_belong_to_the_child_s_life_by_a_tie() -> None:
    entries = (
        visit("2024-01-05", "with: [mother]")
        + "- {kind: observation, when: 2024-01-06, person: sam, what: At the door}\n"
    )
    assert never(entries, "2024-01-31") == ()
    entries += (
        "- {kind: relation.stated, when: 2024-02-01, person: sam, to: mother, relation: lodger, "
        "contact_with_child: lives_with}\n"
    )
    assert never(entries, "2024-02-01") == ("sam",)


def test_whoever_lives_with_a_child_or_has_regular_contact_belongs_to_its_life() -> None:
    entries = (
        BORN
        + """
- {kind: household.joined, when: 2024-05-25, agency: housing, person: baby, household: Flat 2}
- {kind: household.joined, when: 2024-05-25, agency: housing, person: granny, household: Flat 2}
- {kind: relation.stated, when: 2024-05-25, person: teacher, to: mother, relation: friend, contact_with_child: regular}
"""
    )
    assert set(never(entries, "2024-06-01")) == {"baby", "mother", "granny", "teacher"}
    gone = entries + "- {kind: household.left, when: 2024-06-02, agency: housing, person: granny, household: Flat 2}\n"
    assert "granny" not in never(gone, "2024-06-02")


def test_what_else_shows_somebody_is_told_apart_from_seeing_them() -> None:
    entries = (
        BORN
        + """
- {kind: care.observed, when: 2024-05-21, agency: maternity_ward, person: father, child: baby, what: Held her}
- {kind: meeting.called, id: m, when: 2024-05-22, type: core_group, date: 2024-05-30, invited: []}
- {kind: meeting.held, of: m, when: 2024-05-30, present: [social_care], family_present: [father]}
"""
    )
    father = row(entries, "2024-06-01", "father")
    assert (father.seen, father.never_seen) == (None, True)
    assert father.otherwise is not None
    assert father.otherwise[1].iso() == "2024-05-30"
    online = entries.replace("family_present: [father]", "family_present: [father], mode: online")
    earlier = row(online, "2024-06-01", "father").otherwise
    assert earlier is not None
    assert earlier[1].iso() == "2024-05-21"


def test_the_dead_are_not_asked_for() -> None:
    assert never(BORN + "- {kind: death, when: 2024-05-22, person: baby}\n", "2024-06-01") == ("mother",)


def test_children_come_first() -> None:
    entries = visit("2024-01-05", "with: [granny]") + BORN
    assert [each.person for each in seen(entries, "2024-06-01", people=PEOPLE).contacts.rows] == [
        "baby",
        "mother",
        "granny",
    ]


def test_one_agency_s_board_has_what_it_knows() -> None:
    entries = visit("2024-01-05", "with: [mother], shared: {}") + visit("2024-01-09", "with: [mother]", "gp")
    board = seen(entries, "2024-02-01", known_to="gp", people=PEOPLE).contacts
    (mother,) = board.rows
    assert [each.agency for each in mother.seen_by] == ["gp"]
