"""The ecomap: the household in the middle, agencies, services and other people around it."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from random import Random

import pytest

from nightlight.cases import families, reviews
from nightlight.drawing.ecomap import EcomapRow, ecomap
from nightlight.drawing.ecomap_layout import EcomapLayout, Member, Node, lay_out, through
from nightlight.drawing.ecomap_svg import BONDS, written
from nightlight.picture import fold
from nightlight.picture.family import Family, family
from nightlight.replay.case import Case
from tests.unit.picture_records import seen

SVG = "{http://www.w3.org/2000/svg}"
PEOPLE = """
mother: {role: mother, sex: female}
father: {role: father, sex: male}
sam: {role: partner, sex: male}
baby: {role: unborn, due: 2024-06-01}
"""
KNOWN = """
- {kind: pregnancy.known, when: 2023-11-01, agency: midwifery, mother: mother, child: baby, due: 2024-06-01}
- {kind: household.joined, when: 2023-11-01, agency: housing, person: mother, household: Flat 2}
"""


def found(entries: str, as_of: str = "2024-01-10") -> Family:
    return seen(KNOWN + entries, as_of, people=PEOPLE)


def row(of: Family, name: str) -> EcomapRow:
    return next(each for each in ecomap(of).rows if each.name == name)


def bonds(of: Family) -> dict[str, str]:
    root = ET.fromstring(ecomap(of).svg)
    return {g.attrib["data-net"]: g.attrib["data-style"] for g in root.iter(f"{SVG}g") if "data-net" in g.attrib}


Box = tuple[float, float, float, float]


def overlaps(layout: EcomapLayout) -> list[str]:
    """What lies over something else, by the words and lines that are drawn."""
    boxes: list[tuple[str, Box]] = [("middle", layout.middle)]
    boxes += [(each.node.key, each.box) for each in layout.nodes]
    wrong = []
    for number, (one, a) in enumerate(boxes):
        for two, b in boxes[number + 1 :]:
            if a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]:
                wrong.append(f"{one} over {two}")
    for each in layout.nodes:
        for key, box in boxes:
            inside = (box[0] + 0.5, box[1] + 0.5, box[2] - 0.5, box[3] - 0.5)
            if through(each.line, inside):
                wrong.append(f"line of {each.node.key} through {key}")
        wrong += [
            f"{text.words} out of its box" for text in each.texts if not _in(text.x, text.y, text.width, each.box)
        ]
    for member in layout.members:
        for text in member.texts:
            if not _in(text.x, text.y, text.width, layout.middle):
                wrong.append(f"{text.words} out of the middle")
    return wrong


def _in(x: float, y: float, width: float, box: Box) -> bool:
    return box[0] <= x - width / 2 and x + width / 2 <= box[2] and box[1] <= y - 9 and y + 3 <= box[3]


@pytest.mark.parametrize("seed", range(6))
def test_nothing_overlaps_with_fifteen_agencies_and_twenty_people(seed: int) -> None:
    random = Random(seed)
    kinds = list(BONDS)
    words = ("A", "Perinatal mental health team", "The emergency department of the county hospital", "Housing")
    says = ("last contact 28 November 2025", "no contact recorded", "not seen by any agency, as recorded")
    nodes = [
        Node(
            f"a{n}",
            "agency",
            random.choice(words),
            tuple(random.sample(says, random.randint(0, 2))),
            random.choice(kinds),
        )
        for n in range(15)
    ]
    nodes += [
        Node(f"p{n}", "person", random.choice(words), tuple(random.sample(says, random.randint(0, 3))),
             random.choice(kinds), figure="circle")
        for n in range(20)
    ]  # fmt: skip
    members = [
        Member(f"m{n}", f"Member {n}", ("23 weeks and 4 days, due 12 May 2025",), "square") for n in range(1 + seed)
    ]
    layout = lay_out("Household: Flat 2", members, nodes)
    assert overlaps(layout) == []
    svg, height = written(layout, "t", "d", "e")
    assert height > layout.height
    ET.fromstring(svg)


@pytest.mark.parametrize("case", [*reviews(), *families()], ids=lambda case: case.name)
def test_the_cases_are_drawn_with_a_row_for_all_that_is_drawn(case: Case) -> None:
    last = case.harm.when if case.harm else case.chronology.last_recorded()
    assert last is not None
    drawing = ecomap(family(fold(case.chronology, last.last)))
    root = ET.fromstring(drawing.svg)
    shown = {g.attrib["data-person"] for g in root.iter(f"{SVG}g") if "data-person" in g.attrib}
    shown |= {g.attrib["data-around"] for g in root.iter(f"{SVG}g") if "data-around" in g.attrib}
    assert shown == {each.key for each in drawing.rows}
    assert drawing.measures.middle + drawing.measures.around == len(drawing.rows)
    assert all(each.rests_on for each in drawing.rows)


def test_the_baby_is_in_the_middle_with_the_household_of_its_mother() -> None:
    of = found("- {kind: household.joined, when: 2023-12-01, agency: housing, person: sam, household: Flat 2}\n")
    assert row(of, "Mother").what == "in the household"
    assert row(of, "Sam").what == "in the household"
    assert row(of, "Baby").what == "with the mother, not yet born"
    assert "Household: Flat 2" in ecomap(of).svg


def test_where_no_household_is_recorded_that_is_said() -> None:
    of = seen(KNOWN.splitlines()[1], "2024-01-10", people=PEOPLE)
    assert "Household not recorded" in ecomap(of).svg
    assert row(of, "Baby").key == "baby"


def test_a_born_child_with_no_household_on_record_is_in_the_middle_and_that_is_said() -> None:
    of = found("- {kind: birth, when: 2024-01-02, agency: midwifery, child: baby}\n")
    assert row(of, "Baby").what == "household not recorded"


def test_an_agency_in_contact_of_late_has_another_line_than_one_longer_ago_or_never() -> None:
    made = (
        "- {kind: contact.made, when: 2023-11-20, agency: midwifery, with: [mother], mode: in_person}\n"
        "- {kind: contact.made, when: 2024-01-05, agency: social_care, with: [mother], mode: in_person}\n"
    )
    lines = bonds(found(made))
    assert lines["agency:midwifery"] == "before"
    assert lines["agency:social_care"] == "recent"
    assert lines["agency:housing"] == "none"
    assert row(found(made), "Midwifery").last == "20 November 2023"


def test_how_far_a_service_got_is_its_line() -> None:
    referred = "- {kind: service.referred, id: s, when: 2023-11-20, service: housing, person: mother}\n"
    refused = "- {kind: service.refused, of: s, when: 2023-12-20, reason: No room}\n"
    (asked,) = [style for key, style in bonds(found(referred)).items() if key.startswith("service:")]
    (after,) = [style for key, style in bonds(found(referred + refused)).items() if key.startswith("service:")]
    assert (asked, after) == ("asked", "refused")
    service = next(each for each in ecomap(found(referred + refused)).rows if each.what == "service")
    assert (service.who, service.line) == ("for Mother", "refused: No room")


def test_a_tie_that_is_violent_is_drawn_before_one_that_is_ordinary() -> None:
    of = found(
        "- {kind: relation.stated, when: 2023-11-02, person: sam, to: baby, relation: visitor, tie: ordinary}\n"
        "- {kind: relation.stated, when: 2023-11-02, person: sam, to: mother, relation: former_partner, tie: violent}\n"
    )
    assert bonds(of)["sam"] == "violent"
    assert "Sam is former partner of Mother, violent" in row(of, "Sam").line


def test_somebody_with_no_tie_has_a_line_that_says_so() -> None:
    of = found("- {kind: observation, when: 2023-11-02, person: sam, what: Rang}\n")
    assert bonds(of)["sam"] == "untied"
    assert row(of, "Sam").line == "no tie recorded to anybody in the middle"


def test_an_agency_that_closed_is_drawn_as_ended() -> None:
    of = found(
        "- {kind: case.closed, when: 2023-12-20, agency: midwifery, by_agency: midwifery, reason: handed_over}\n"
    )
    assert bonds(of)["agency:midwifery"] == "ended"
    assert row(of, "Midwifery").what == "agency that has closed"


def test_links_are_of_people_and_none_without_being_asked_for() -> None:
    of = found("")
    root = ET.fromstring(ecomap(of, href=lambda key: f"/people/{key}").svg)
    assert {each.attrib["href"] for each in root.iter(f"{SVG}a")} >= {"/people/mother", "/people/baby"}
    assert not list(ET.fromstring(ecomap(of).svg).iter(f"{SVG}a"))


def test_an_empty_record_is_drawn_too() -> None:
    layout = lay_out("Household not recorded", [], [])
    ET.fromstring(written(layout, "t", "d", "e")[0])
