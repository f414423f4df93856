"""What a review says of itself, each fact where it says it."""

from __future__ import annotations

import pytest

from tests.unit.structure_texts import item, reading, shaped


def _facts(text: str) -> dict[str, str]:
    return {fact.field: fact.value for fact in reversed(reading(text).facts)}


@pytest.mark.parametrize(
    ("title", "kind", "name"),
    [
        ("What we learnt from the Rapid Review about Baby Elm (a pseudonym):", "rapid_review", "Baby Elm"),
        ("LESSONS OF THE BABY A SERIOUS CASE REVIEW", "serious_case_review", "Baby A"),
        ("Local Child Safeguarding Practice Review: Child AC", "lcspr", "Child AC"),
        ("Concise Child Practice Review: Child 4", "child_practice_review", None),
        ("Learning Review - Baby Rowan", "learning_review", "Baby Rowan"),
        ("Significant Case Review: Child Q", "significant_case_review", "Child Q"),
        ("Case Management Review: Family B", "case_management_review", "Family B"),
        ("Thematic review of injuries to babies", "thematic_review", None),
        ("Adolygiad Ymarfer Plant: Babi D", "child_practice_review", "Babi D"),
        ("SERlOUS CASE REVIEW - CHILD K", "serious_case_review", "Child K"),
    ],
)
def test_a_title_says_the_kind_of_review_and_the_name(title: str, kind: str, name: str | None) -> None:
    found = _facts(f"{title}\n\nBackground\n\nThe baby was hurt in May. The family had moved.\n")

    assert found.get("review_type") == kind
    assert found.get("pseudonym") == name
    assert found["title"].startswith(title.split(" (")[0].rstrip(":"))


def test_the_facts_of_a_review_are_settled_and_keep_their_place() -> None:
    text = (
        "Rapid Review 9 Learning Briefing\n\nThe panel decided to commission a child safeguarding practice review\n\n"
        "Background\n\nFifteen agencies provided reports. The review was carried out in September 2022 after a "
        "serious incident notification. The baby was subject to a child in need plan and an Interim Care Order. A reflective "
        "learning meeting was held with a combined chronology and genogram.\n\nRecommendations\n\n- The East and West Elmshire "
        "Safeguarding Children Partnership to act.\n\nRecommendations to be reviewed by the Practice Subgroup\n\nPublished: 3 May 2023\n"
    )

    found = reading(text)

    assert {fact.field: fact.value for fact in found.facts} == {
        "title": "Rapid Review 9 Learning Briefing",
        "review_type": "rapid_review",
        "publisher": "East and West Elmshire Safeguarding Children Partnership",
        "review_date": "2022-09",
        "published": "2023-05-03",
        "decision": "commission_lcspr",
        "agency_count": "15",
        "method": "reflective_meeting+combined_chronology+genogram",
        "trigger": "serious_incident_notification",
        "plan_status": "child_in_need",
        "legal_status": "interim_care_order",
        "recommendation_forum": "Practice Subgroup",
    }
    spoken = {fact.field: text[fact.start : fact.end] for fact in found.facts}
    assert spoken["agency_count"].startswith("Fifteen agencies")
    assert spoken["review_date"] == "September 2022"


def test_a_decision_not_to_go_on_is_told_from_one_to_go_on() -> None:
    text = "Rapid review: Baby Elm\n\nBackground\n\nThe baby was hurt. The panel decided not to commission a further review.\n"

    assert _facts(text)["decision"] == "no_lcspr"


def test_particulars_in_a_table_are_facts() -> None:
    source = shaped(
        """
        # Learning summary: Baby Elm
        | Type of review | Rapid Review |
        | Date of review | June 2024 |
        | Agencies involved | Nine agencies |
        """
    )

    found = {fact.field: fact.value for fact in reading(source).facts}

    assert (found["review_type"], found["review_date"], found["agency_count"]) == ("rapid_review", "2024-06", "9")


def test_a_plain_mistake_has_its_correction_beside_it_and_stays_itself() -> None:
    text = (
        "Rapid review: Baby Elm\n\nLearning points\n\n- Pracitioners from Elmsworth should read the Reviev\n"
        "- Elmsworth nurses should practise with the doll\n"
    )

    wrong, right = item(text, "Prac"), item(text, "Elmsworth")

    assert wrong.text == "Pracitioners from Elmsworth should read the Reviev"
    assert wrong.corrected == "Practitioners from Elmsworth should read the Review"
    assert right.corrected is None


def test_a_text_that_was_cut_short_is_said_to_be() -> None:
    whole = "Rapid review: Baby Elm\n\nFindings\n\n" + "- The baby was not seen by the nurse.\n" * 6
    cut = whole + "- The father was known to the police and"
    unclosed = whole + "- The father was known to the police"

    assert reading(whole).notes == ()
    assert any("middle of a sentence" in note for note in reading(cut).notes)
    assert any("cut short" in note for note in reading(unclosed).notes)


@pytest.mark.parametrize(
    "phrase",
    [
        "Child Sexual Exploitation", "Child Trafficking Guardian", "Family Intervention Project", "Child Dental Neglect",
        "Baby Massage Class", "Child Psychiatric Unit", "Infant Feeding Coordinator",
    ],
)  # fmt: skip
def test_a_longer_phrase_that_begins_with_a_child_is_no_child_s_name(phrase: str) -> None:
    text = (
        f"Learning briefing\n\nKey findings\n\n- The {phrase} was not told of the birth.\n- Nobody rang the {phrase}.\n"
    )

    assert "pseudonym" not in _facts(text)
    assert _facts(f"{text}- Baby Coral was at home.\n")["pseudonym"] == "Baby Coral"


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("Learning briefing: Baby Elm Northmoor Partnership\n\nBaby Elm was at home.", "Baby Elm"),
        ("Learning briefing: Child Opal", "Child Opal"), ("Family Sterling moved twice.", "Family Sterling"),
        ("Rapid review: Child K3\n\nNobody asked.", "Child K3"), ("Baby Olive was born.", "Baby Olive"),
    ],
)  # fmt: skip
def test_a_name_that_stands_by_itself_is_one_whatever_its_ending(words: str, name: str) -> None:
    assert _facts(words)["pseudonym"] == name
