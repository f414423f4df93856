"""Ties between people, and who lives where."""

from __future__ import annotations

from nightlight.picture.households import Household
from nightlight.picture.ties import Tie
from tests.unit.picture_records import places, seen

PEOPLE = """
mother: {role: mother, sex: female}
father: {role: father, sex: male}
sam: {role: partner, sex: male}
granny: {role: grandparent, sex: female}
baby: {role: unborn, due: 2024-06-01}
"""


def ties(entries: str, as_of: str) -> list[Tie]:
    return [tie for tie in seen(entries, as_of, people=PEOPLE).ties if not tie.assumed]


def house(entries: str, as_of: str, name: str = "Flat 2") -> Household:
    return next(each for each in seen(entries, as_of, people=PEOPLE).households if each.name == name)


def living(entries: str, as_of: str, name: str = "Flat 2") -> list[str]:
    return [each.person for each in house(entries, as_of, name).living]


# -- ties


def test_the_later_word_on_a_couple_takes_the_place_of_the_earlier() -> None:
    entries = """
    - {kind: relation.stated, when: 2023-11-01, person: sam, to: mother, relation: partner, tie: violent,
       contact_with_child: lives_with}
    - {kind: relation.stated, when: 2024-01-05, person: mother, to: sam, relation: former_partner,
       contact_with_child: occasional}
    """
    (before,) = ties(entries, "2024-01-04")
    assert (before.relation, before.ended, before.quality) == ("partner", False, "violent")
    (after,) = ties(entries, "2024-01-05")
    assert (after.relation, after.ended, after.before) == ("former_partner", True, ("partner",))
    assert after.quality == "violent", "what a later entry leaves out is not undone by it"
    assert after.contact_with_child == "occasional"
    assert places(after.rests_on) == [1, 2]


def test_a_tie_ends_on_the_day_after_its_last() -> None:
    entries = (
        "- {kind: relation.stated, when: 2023-11-01, person: sam, to: mother, relation: partner, until: 2024-02-10}"
    )
    assert [ties(entries, day)[0].ended for day in ("2024-02-09", "2024-02-10", "2024-02-11")] == [False, None, True]


def test_a_tie_that_ends_in_a_month_has_surely_ended_when_the_month_is_over() -> None:
    entries = "- {kind: relation.stated, when: 2023-11-01, person: sam, to: mother, relation: partner, until: 2024-02}"
    assert [ties(entries, day)[0].ended for day in ("2024-01-31", "2024-02-10", "2024-03-01")] == [False, None, True]


def test_two_sorts_of_tie_between_the_same_people_stand_beside_each_other() -> None:
    entries = """
    - {kind: relation.stated, when: 2023-11-01, person: sam, to: mother, relation: lodger}
    - {kind: relation.stated, when: 2023-11-02, person: sam, to: mother, relation: friend}
    """
    assert [tie.relation for tie in ties(entries, "2023-12-01")] == ["lodger", "friend"]


def test_a_corrected_tie_is_as_corrected_and_before_that_as_it_was() -> None:
    entries = """
    - {kind: relation.stated, id: t, when: 2023-11-01, person: sam, to: baby, relation: parent}
    - {kind: relation.stated, replaces: t, when: 2023-11-01, recorded: 2023-12-01, person: sam, to: mother,
       relation: lodger}
    """
    assert [(tie.to, tie.relation) for tie in ties(entries, "2023-11-30")] == [("baby", "parent")]
    assert [(tie.to, tie.relation) for tie in ties(entries, "2023-12-01")] == [("mother", "lodger")]


KNOWN = """
- {kind: pregnancy.known, when: 2023-11-01, agency: midwifery, mother: mother, child: baby, due: 2024-06-01}
- {kind: observation, when: 2023-11-01, person: father, what: Came along}
"""


def test_the_father_of_the_record_is_taken_for_the_baby_s_and_that_is_said() -> None:
    family = seen(KNOWN, "2023-12-01", people=PEOPLE)
    assert [(tie.person, tie.to, tie.assumed) for tie in family.ties] == [
        ("mother", "baby", False),
        ("father", "baby", True),
    ]


def test_unless_a_tie_says_otherwise() -> None:
    another = KNOWN + "- {kind: relation.stated, when: 2023-11-20, person: sam, to: baby, relation: parent}\n"
    assert [(tie.person, tie.to) for tie in seen(another, "2023-12-01", people=PEOPLE).ties] == [
        ("sam", "baby"),
        ("mother", "baby"),
    ]
    uncle = KNOWN + "- {kind: relation.stated, when: 2023-11-20, person: father, to: baby, relation: relative}\n"
    assert [(tie.person, tie.relation) for tie in seen(uncle, "2023-12-01", people=PEOPLE).ties] == [
        ("father", "relative"),
        ("mother", "parent"),
    ]


def test_a_grandmother_who_adopts_does_not_unmake_the_parents() -> None:
    entries = (
        KNOWN + "- {kind: relation.stated, when: 2023-11-20, person: granny, to: baby, relation: adoptive_parent}\n"
    )
    assert {tie.person for tie in seen(entries, "2023-12-01", people=PEOPLE).ties} == {"granny", "mother", "father"}


# -- households

MOVES = """
- {kind: household.joined, when: 2023-11-01, agency: housing, person: mother, household: Flat 2,
   address: 2 Example Road}
- {kind: household.joined, when: 2023-12-01, agency: housing, person: sam, household: "flat 2."}
- {kind: household.left, when: 2024-02-01, agency: housing, person: sam, household: Flat 2}
- {kind: household.joined, when: 2024-03-01, agency: housing, person: sam, household: Flat 2}
"""


def test_somebody_joins_leaves_and_comes_back() -> None:
    assert [living(MOVES, day) for day in ("2023-11-30", "2023-12-01", "2024-02-01", "2024-03-01")] == [
        ["mother"], ["mother", "sam"], ["mother"], ["mother", "sam"],
    ]  # fmt: skip
    back = house(MOVES, "2024-03-01")
    assert [
        (each.person, each.since and each.since.iso(), each.until and each.until.iso()) for each in back.before
    ] == [("sam", "2023-12-01", "2024-02-01")]
    assert back.address == "2 Example Road"


def test_the_same_household_written_otherwise_is_the_same() -> None:
    assert len(seen(MOVES, "2024-03-01", people=PEOPLE).households) == 1


def test_who_joins_another_household_may_still_live_in_the_first() -> None:
    entries = (
        MOVES + "- {kind: household.joined, when: 2024-03-09, agency: housing, person: sam, household: His sister's}\n"
    )
    (mother, sam) = house(entries, "2024-03-10").living
    assert (mother.unsure, sam.person, sam.unsure) == (False, "sam", True)
    assert not house(entries, "2024-03-10", "His sister's").living[0].unsure


def test_leaving_a_place_that_nobody_wrote_they_had_joined_is_kept() -> None:
    entries = "- {kind: household.left, when: 2024-02-01, agency: housing, person: sam, household: Flat 2}"
    found = house(entries, "2024-03-01")
    assert (found.living, [(each.person, each.since) for each in found.before]) == ((), [("sam", None)])


def test_leaving_and_joining_again_on_one_day_is_living_there() -> None:
    again = MOVES + "- {kind: household.left, when: 2024-03-01, agency: housing, person: mother, household: Flat 2}\n"
    again += "- {kind: household.joined, when: 2024-03-01, agency: housing, person: mother, household: Flat 2}\n"
    assert living(again, "2024-03-01") == ["sam", "mother"], "of one day the ending comes first"


def test_joining_and_leaving_on_one_day_is_not_living_there() -> None:
    entries = """
    - {kind: household.joined, when: 2024-03-01, agency: housing, person: sam, household: Flat 2}
    - {kind: household.left, when: 2024-03-01, agency: housing, person: sam, household: Flat 2}
    """
    found = house(entries, "2024-03-01")
    assert (found.living, len(found.before)) == ((), 1)


def test_the_dead_live_nowhere() -> None:
    assert living(MOVES + "- {kind: death, when: 2024-03-05, person: sam}\n", "2024-03-06") == ["mother"]


def test_a_placed_child_may_not_live_where_the_record_last_had_it() -> None:
    entries = """
    - {kind: birth, when: 2024-05-20, agency: midwifery, child: baby}
    - {kind: household.joined, when: 2024-05-25, agency: housing, person: baby, household: Flat 2}
    - {kind: placement.started, id: p, when: 2024-06-01, child: baby, with: foster carers, under: interim_care}
    - {kind: placement.ended, of: p, when: 2024-08-01}
    """
    family = seen(entries, "2024-06-02", people=PEOPLE)
    assert family.households[0].living[0].unsure
    assert [(each.with_whom, each.under, each.until) for each in family.placements] == [
        ("foster carers", "interim_care", None)
    ]
    assert not seen(entries, "2024-08-01", people=PEOPLE).households[0].living[0].unsure


def test_the_home_is_as_it_was_last_seen() -> None:
    entries = """
    - {kind: home.seen, when: 2024-01-05, condition: poor, sleeping_place_seen: false}
    - {kind: home.seen, when: 2024-02-05, agency: health_visiting, condition: adequate}
    """
    home = seen(entries, "2024-03-01").home
    assert home is not None
    assert (home.condition, home.sleeping_place_seen, home.agency, places(home.rests_on)) == (
        "adequate",
        None,
        "health_visiting",
        [2],
    )
    assert seen("- {kind: observation, when: 2024-01-01, person: baby, what: x}", "2024-03-01").home is None
