"""What a genogram shows of a record, and how it is written down."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from dataclasses import replace

import pytest

from nightlight.cases import families, reviews
from nightlight.drawing.genogram import drawn, genogram
from nightlight.drawing.genogram_layout import lay_out
from nightlight.drawing.genogram_rows import generations
from nightlight.drawing.genogram_shapes import COUPLES
from nightlight.drawing.genogram_table import GenogramRow
from nightlight.drawing.kin import Couple, Descent, Kin, KinHome, KinPerson, Kinship, KinTie
from nightlight.drawing.kin_family import kin_of
from nightlight.picture import fold
from nightlight.picture.family import Family, family
from nightlight.replay.case import Case
from tests.unit.picture_records import seen
from tests.unit.test_drawing_genogram_rules import broken

SVG = "{http://www.w3.org/2000/svg}"
PEOPLE = """
mother: {role: mother, sex: female, born: 2000-02-01}
father: {role: father, sex: male}
sam: {role: partner, sex: male}
granny: {role: grandparent, sex: female}
kim: {role: sibling, sex: female, born: 2019-05-02}
baby: {role: unborn, due: 2024-06-01}
"""
KNOWN = """
- {kind: pregnancy.known, when: 2023-11-01, agency: midwifery, mother: mother, child: baby, due: 2024-06-01}
- {kind: observation, when: 2023-11-01, person: father, what: Came along}
"""


def found(entries: str, as_of: str = "2024-01-10", people: str = PEOPLE) -> Family:
    return seen(KNOWN + entries, as_of, people=people)


def row(of: Family, key: str) -> GenogramRow:
    return next(each for each in genogram(of).rows if each.key == key)


def texts(svg: str) -> list[str]:
    return [each.text or "" for each in ET.fromstring(svg).iter(f"{SVG}text")]


def key_of(svg: str) -> list[str]:
    return [each.text or "" for each in ET.fromstring(svg).iter(f"{SVG}text") if each.attrib["class"] == "key"]


def styles(of: Family, **more: bool) -> set[str]:
    root = ET.fromstring(genogram(of, **more).svg)  # type: ignore[arg-type]
    return {each.attrib["data-style"] for each in root.iter(f"{SVG}g") if "data-style" in each.attrib}


# -- parents and couples


def test_parents_of_whom_nobody_says_that_they_are_a_couple_are_drawn_as_that() -> None:
    of = found("")
    assert styles(of) == {"parents", "birth"}
    assert row(of, "mother").partners == ("Father: parents of a child; whether a couple is not recorded",)
    assert row(of, "baby").parents == ("Mother", "Father (by role; nobody has written it)")


def test_a_couple_is_solid_and_a_former_one_has_a_stroke_across() -> None:
    partner = "- {kind: relation.stated, when: 2023-11-02, person: sam, to: mother, relation: partner}\n"
    former = "- {kind: relation.stated, when: 2023-12-02, person: sam, to: mother, relation: former_partner}\n"
    assert "together" in styles(found(partner))
    assert styles(found(partner + former)) >= {"apart", "parents"}
    assert len(lay_out(kin_of(found(partner + former))).marks) == 1
    assert lay_out(kin_of(found(partner))).marks == ()


def test_a_child_of_whom_one_parent_is_recorded_hangs_from_her_and_an_open_end() -> None:
    people = "mother: {role: mother, sex: female}\nbaby: {role: unborn}\nchild: {role: child}\n"
    of = seen(
        "- {kind: pregnancy.known, when: 2023-11-01, mother: mother, child: baby, due: 2024-06-01}\n"
        "- {kind: observation, when: 2023-11-01, person: child, what: At home}",
        "2024-01-10",
        people=people,
    )
    assert row(of, "baby").parents == ("Mother", "father not recorded")
    svg = genogram(of).svg
    assert "father or fathers" in texts(svg), "nobody has said that the two children have one father"
    assert "open" in styles(of)


def test_a_child_of_whom_no_parent_is_recorded_hangs_from_nobody() -> None:
    people = "eldest: {role: child}\n"
    of = seen("- {kind: observation, when: 2023-11-01, person: eldest, what: At school}", "2024-01-10", people=people)
    drawing = genogram(of)
    assert drawing.rows[0].parents == ()
    assert drawing.measures.length == 0


def test_a_third_parent_is_drawn_as_a_contradiction_and_not_as_a_second_line_of_birth() -> None:
    of = found(
        "- {kind: relation.stated, when: 2023-11-02, person: father, to: baby, relation: parent}\n"
        "- {kind: relation.stated, when: 2023-11-03, person: sam, to: baby, relation: parent}\n"
    )
    assert row(of, "baby").parents == ("Mother", "Father", "Sam (also recorded as a parent)")
    assert "parent" in styles(of)


def test_adoption_is_dashed_and_a_carer_dotted() -> None:
    of = found(
        "- {kind: relation.stated, when: 2023-11-02, person: granny, to: kim, relation: adoptive_parent}\n"
        "- {kind: relation.stated, when: 2023-11-02, person: sam, to: kim, relation: carer}\n"
    )
    assert styles(of) >= {"adopted", "cared_for"}
    assert row(of, "kim").parents == ("Granny (adoptive)", "Sam (carer)")


# -- kin through nobody who is recorded


def test_a_grandmother_of_whom_no_side_is_recorded_is_linked_in_words() -> None:
    of = found("- {kind: relation.stated, when: 2023-11-02, person: granny, to: baby, relation: grandparent}\n")
    assert "grandparent" in styles(of)
    assert row(of, "granny").who == "grandmother of Baby"
    layout = lay_out(kin_of(of))
    rows = {key: number for number, keys in enumerate(layout.rows) for key in keys}
    assert rows["baby"] - rows["granny"] == 2


def test_a_half_sister_with_a_parent_in_common_needs_no_link() -> None:
    link = "- {kind: relation.stated, when: 2023-11-02, person: kim, to: baby, relation: half_sibling}\n"
    mother = "- {kind: relation.stated, when: 2023-11-03, person: mother, to: kim, relation: parent}\n"
    assert "half_sibling" in styles(found(link))
    of = found(link + mother)
    assert "half_sibling" not in styles(of)
    assert row(of, "kim").parents == ("Mother", "father not recorded")


def test_a_role_says_kin_where_no_tie_does_and_the_eldest_stands_left() -> None:
    of = found("- {kind: observation, when: 2023-11-02, person: kim, what: At school}\n")
    assert row(of, "kim").who == "sister of Baby"
    layout = lay_out(kin_of(of))
    kim, baby = layout.symbol("kim"), layout.symbol("baby")
    assert kim is not None
    assert baby is not None
    assert kim.x < baby.x


def test_somebody_of_whom_nothing_is_known_stands_below_the_others_and_that_is_said() -> None:
    people = PEOPLE + "caller: {role: other}\n"
    of = found("- {kind: observation, when: 2023-11-02, person: caller, what: Rang}\n", people=people)
    assert "not recorded" in " ".join(texts(genogram(of).svg))
    layout = lay_out(kin_of(of))
    assert layout.rows[-1] == ("caller",)


# -- who it is


def test_a_name_that_is_not_known_is_a_dashed_outline_and_is_said() -> None:
    of = found(
        "- {kind: person.identified, when: 2023-11-02, person: father, name_known: false, born_known: false,"
        " address_known: false}\n"
    )
    assert "name not known" in texts(genogram(of).svg)
    assert "dashed outline: name not known" in key_of(genogram(of).svg)


def test_weeks_of_pregnancy_and_ages_stand_under_the_name() -> None:
    of = found("")
    assert row(of, "baby").age == "19 weeks and 4 days, due 1 June 2024"
    assert row(of, "mother").age == "23 years old"
    assert "19 weeks and 4 days," in texts(genogram(of).svg)


def test_a_baby_is_a_triangle_until_birth_and_has_a_cross_after_death() -> None:
    born = "- {kind: birth, when: 2024-05-20, child: baby}\n"
    died = "- {kind: death, when: 2024-06-20, person: baby}\n"
    assert 'class="symbol triangle"' in genogram(found("")).svg
    after = genogram(found(born, "2024-06-01")).svg
    assert 'class="symbol triangle"' not in after
    assert 'class="cross"' not in after
    assert 'class="cross"' in genogram(found(born + died, "2024-06-30")).svg


def test_a_pregnancy_that_ended_stays_a_triangle_with_a_cross() -> None:
    of = found("- {kind: pregnancy.ended, when: 2023-12-20, child: baby, outcome: loss}\n")
    svg = genogram(of).svg
    assert 'class="symbol triangle"' in svg
    assert 'class="cross"' in svg
    assert row(of, "baby").age == "pregnancy lost 20 December 2023"


def test_twins_come_from_one_stalk() -> None:
    people = PEOPLE + "twin: {role: unborn, due: 2024-06-01}\n"
    entries = "- {kind: pregnancy.known, when: 2023-11-01, mother: mother, child: twin, due: 2024-06-01}\n"
    svg = genogram(found(entries, people=people)).svg
    assert "from one stalk: one pregnancy" in key_of(svg)
    assert svg.count("symbol triangle") >= 4, "both are whom the drawing is about"


def test_the_drawing_is_about_the_latest_pregnancy_or_whom_one_asks_for() -> None:
    of = found("- {kind: observation, when: 2023-11-02, person: kim, what: At school}\n")
    assert [each.key for each in genogram(of).rows if each.about] == ["baby"]
    assert [each.key for each in genogram(of, index="kim").rows if each.about] == ["kim"]
    with pytest.raises(KeyError):
        genogram(of, index="nobody")


def test_as_of_an_earlier_day_only_what_was_known_then_is_drawn() -> None:
    later = "- {kind: relation.stated, when: 2024-02-02, person: sam, to: mother, relation: partner}\n"
    assert "together" not in styles(found(later, "2024-01-10"))
    assert "together" in styles(found(later, "2024-03-10"))


# -- households and ties


def test_a_household_is_one_line_with_its_name_and_in_the_key() -> None:
    of = found(
        "- {kind: household.joined, when: 2023-11-01, person: mother, household: Flat 2}\n"
        "- {kind: household.joined, when: 2023-11-01, person: father, household: Flat 2}\n"
    )
    drawing = genogram(of)
    assert drawing.measures.homes == 1
    assert "Home: Flat 2" in texts(drawing.svg)
    assert "live together: Flat 2" in key_of(drawing.svg)
    assert row(of, "father").household == "Flat 2"


def test_who_may_live_in_two_households_is_drawn_in_the_surer_one() -> None:
    of = found(
        "- {kind: household.joined, when: 2023-11-01, person: sam, household: Flat 2}\n"
        "- {kind: household.joined, when: 2023-12-01, person: sam, household: Flat 3}\n"
    )
    assert row(of, "sam").household == "Flat 3"
    assert "may still live at Flat 2" in row(of, "sam").who


def test_ties_have_a_pattern_and_words_and_can_be_left_out() -> None:
    of = found(
        "- {kind: relation.stated, when: 2023-11-02, person: sam, to: mother, relation: former_partner, tie: violent}\n"
    )
    assert "violent" in styles(of)
    assert "violent" not in styles(of, ties=False)
    assert "violence or abuse, in the" in " ".join(key_of(genogram(of).svg))
    assert row(of, "mother").ties == ("violence or abuse from Sam",)
    assert row(of, "sam").ties == ("violent or abusive towards Mother",)


def test_the_table_says_on_which_entries_each_row_rests() -> None:
    of = found("- {kind: relation.stated, when: 2023-11-02, person: sam, to: mother, relation: partner}\n")
    assert "#3" in row(of, "sam").entries.split(", ")
    assert "#3" in row(of, "mother").entries.split(", ")
    assert "#3" not in row(of, "baby").entries.split(", ")


# -- how it is written


def test_it_is_one_image_with_a_title_and_a_description() -> None:
    root = ET.fromstring(genogram(found("")).svg)
    assert root.attrib["role"] == "img"
    assert [each.tag.removeprefix(SVG) for each in root[:2]] == ["title", "desc"]
    assert root[0].text == "Genogram at 10 January 2024"
    assert root.attrib["aria-labelledby"].split() == [root[0].attrib["id"], root[1].attrib["id"]]


def test_with_links_each_person_is_one_and_has_words() -> None:
    root = ET.fromstring(genogram(found(""), href=lambda key: f"/people/{key}?a=1&b=2").svg)
    links = {each.attrib["href"]: each.attrib["aria-label"] for each in root.iter(f"{SVG}a")}
    assert links["/people/mother?a=1&b=2"] == "Mother, 23 years old"
    assert root.attrib["role"] == "group", "links inside one image could not be reached"
    assert not list(ET.fromstring(genogram(found("")).svg).iter(f"{SVG}a"))


def test_it_brings_no_style_that_a_content_policy_would_refuse() -> None:
    svg = genogram(found("")).svg
    assert "<style" not in svg
    assert " style=" not in svg
    assert "<script" not in svg


def test_a_name_cannot_break_out_of_the_drawing() -> None:
    people = 'mother: {role: mother, name: "<script>&\'\\"\\u0007 ]]>"}\nbaby: {role: unborn}\n'
    of = seen("- {kind: observation, when: 2023-11-01, person: mother, what: x}", "2024-01-10", people=people)
    root = ET.fromstring(genogram(of, href=lambda key: f'"><script>{key}').svg)
    assert not list(root.iter(f"{SVG}script"))


def test_the_key_has_just_what_is_used() -> None:
    said = " ".join(key_of(genogram(found("")).svg))
    assert "whether a couple is not recorded" in said
    for word in ("divorced", "adopted", "stalk", "conflict", "cross", "live together"):
        assert word not in said


def test_an_empty_record_is_an_empty_drawing() -> None:
    drawing = drawn(Kin(()))
    assert drawing.rows == ()
    ET.fromstring(drawing.svg)


def test_a_long_name_is_shown_whole() -> None:
    name = "Wilhelmina-Alexandrina Featherstonehaugh de la Pole of Somewhere"
    svg = drawn(Kin((KinPerson("w", name, sex="female"),))).svg
    names = [each.text for each in ET.fromstring(svg).iter(f"{SVG}text") if each.attrib["class"] == "name"]
    assert " ".join(word or "" for word in names) == name


# -- every case at hand


@pytest.mark.parametrize("case", [*reviews(), *families()], ids=lambda case: case.name)
def test_the_cases_are_drawn_by_the_hard_rules_at_their_middle_and_end(case: Case) -> None:
    last = case.harm.when if case.harm else case.chronology.last_recorded()
    assert last is not None
    first = min(held.entry.recorded.first for held in case.chronology.held())
    for moment in ((first + last.last) // 2, last.last):
        kin = kin_of(family(fold(case.chronology, moment)))
        assert broken(kin, lay_out(kin), drawn(kin).svg) == []


# -- kin made by hand


def person(key: str, **more: object) -> KinPerson:
    return KinPerson(key, key.capitalize(), **more)  # type: ignore[arg-type]


def test_the_eldest_stands_left_and_a_child_of_no_known_birth_before_one_who_was_expected() -> None:
    people = (
        person("a", sex="female"),
        person("late", order=300.0, expected=True),
        person("unknown"),
        person("early", order=100.0),
    )
    kin = Kin(people, descents=tuple(Descent(key, ("a",)) for key in ("late", "unknown", "early")))
    assert [child for child, _ in generations(kin).unions[0].children] == ["early", "unknown", "late"]
    assert lay_out(kin).rows[1] == ("early", "unknown", "late")


def test_founders_stand_beside_their_childrens_other_parents() -> None:
    people = tuple(person(key) for key in ("gran", "mum", "kid", "inlaw", "dad"))
    kin = Kin(
        people,
        descents=(Descent("mum", ("gran",)), Descent("kid", ("mum", "dad")), Descent("dad", ("inlaw",))),
    )
    rows = generations(kin).row
    assert (rows["gran"], rows["inlaw"]) == (0, 0)
    assert rows["mum"] == rows["dad"] == 1


def test_a_short_line_of_ancestors_hangs_low() -> None:
    keys = ("g1", "g2", "g3", "kid", "dad", "pa")
    kin = Kin(
        tuple(person(key) for key in keys),
        descents=(
            Descent("g2", ("g1",)),
            Descent("g3", ("g2",)),
            Descent("kid", ("g3", "dad")),
            Descent("dad", ("pa",)),
        ),
    )
    assert generations(kin).row["pa"] == 1


def test_nobody_is_their_own_ancestor_however_the_record_says_it() -> None:
    kin = Kin(
        tuple(person(key) for key in "abc"),
        descents=(Descent("a", ("b",)), Descent("b", ("c",)), Descent("c", ("a",)), Descent("b", ("b",))),
    )
    found = generations(kin)
    assert [(each.person, each.to, each.relation) for each in found.kinships] == [("a", "c", "parent")]
    layout = lay_out(kin)
    assert broken(kin, layout, drawn(kin).svg) == []


def test_what_names_people_who_are_not_there_is_passed_over() -> None:
    kin = Kin(
        (person("a"),),
        couples=(Couple("a", "x", "together"), Couple("a", "a", "together")),
        descents=(Descent("a", ("x", "y")), Descent("z", ("a",))),
        kinships=(Kinship("x", "a", "sibling"), Kinship("a", "a", "sibling")),
        ties=(KinTie("a", "x", "close"), KinTie("a", "a", "close")),
        homes=(KinHome("Flat", ("a", "x")),),
    )
    drawing = drawn(kin)
    assert [each.key for each in drawing.rows] == ["a"]
    assert drawing.measures.people == 1


def test_half_siblings_by_three_fathers_each_hang_from_their_own() -> None:
    keys = ("m", "f1", "f2", "f3", "c1", "c2", "c3")
    kin = Kin(
        tuple(person(key, sex="female" if key == "m" else "male") for key in keys),
        descents=tuple(Descent(f"c{n}", ("m", f"f{n}")) for n in (1, 2, 3)),
    )
    layout = lay_out(kin)
    assert broken(kin, layout, drawn(kin).svg) == []
    assert [layout.joins[f"union {n}"] for n in range(3)] == [{"m", f"f{n}", f"c{n}"} for n in (1, 2, 3)]


def test_a_line_of_couple_is_drawn_once_for_each_couple() -> None:
    kin = Kin(
        tuple(person(key) for key in "abc"),
        couples=(Couple("a", "b", "together"), Couple("b", "c", "divorced")),
    )
    layout = lay_out(kin)
    assert sorted(stroke.style for stroke in layout.strokes if stroke.style in COUPLES) == ["divorced", "together"]
    assert [mark.count for mark in layout.marks] == [2]


def test_a_name_changes_no_place() -> None:
    kin = Kin(tuple(person(key) for key in "abc"), descents=(Descent("c", ("a", "b")),))
    renamed = replace(kin, people=tuple(replace(each, says=each.says.upper()) for each in kin.people))
    assert lay_out(kin).rows == lay_out(renamed).rows


def test_children_of_the_same_parents_who_were_born_on_one_day_are_twins() -> None:
    people = PEOPLE + "kit: {role: sibling, sex: male, born: 2019-05-02}\n"
    entries = "".join(
        f"- {{kind: relation.stated, when: 2023-11-02, person: mother, to: {key}, relation: parent}}\n"
        for key in ("kim", "kit")
    )
    kin = kin_of(found(entries, people=people))
    twins = {each.key: each.twins for each in kin.people}
    assert twins["kim"] is not None
    assert twins["kim"] == twins["kit"]
    assert twins["baby"] is None


def test_the_parents_of_the_baby_stand_side_by_side_and_earlier_partners_to_the_left() -> None:
    keys = ("m", "f1", "f2", "f3", "c1", "c2", "baby")
    people = tuple(
        person(key, sex="female" if key == "m" else "male", order={"c1": 1.0, "c2": 500.0, "baby": 900.0}.get(key))
        for key in keys
    )
    kin = Kin(
        people,
        descents=(Descent("c1", ("m", "f1")), Descent("c2", ("m", "f2")), Descent("baby", ("m", "f3"))),
        index=frozenset({"baby"}),
    )
    layout = lay_out(kin)
    assert layout.rows == (("f1", "f2", "m", "f3"), ("c1", "c2", "baby"))


def test_two_women_with_a_child_are_a_couple_like_any_other() -> None:
    kin = Kin(
        (person("a", sex="female"), person("b", sex="female"), person("c")),
        couples=(Couple("a", "b", "together"),),
        descents=(Descent("c", ("a", "b")),),
    )
    drawing = drawn(kin)
    assert drawing.measures.adjacent == 1
    assert drawing.rows[2].parents == ("A", "B")
