"""What entries are by their own words, where a heading is unknown, general or weak."""

from __future__ import annotations

from inspect import cleandoc

import pytest

from nightlight.learning.reading import ItemKind
from nightlight.learning.structure.bearing import bearing
from nightlight.taxonomy import headings
from tests.unit.structure_texts import reading, shaped


def _kinds(source: str) -> list[tuple[str, str]]:
    return [(str(each.kind), each.norm) for each in reading(shaped(source)).items]


def _only(source: str) -> list[str]:
    return [kind for kind, _ in _kinds(source)]


@pytest.mark.parametrize(
    ("sentence", "kind"),
    [
        ("No agency had asked where the cot was.", ItemKind.finding),
        ("The panel was impressed by the patience of the nursery nurse.", ItemKind.strength),
        ("Ask who will be there at the weekend.", ItemKind.learning_point),
        ("When a visit is cancelled, ring the parent the same day.", ItemKind.learning_point),
        ("Health visitors: write down who opened the door.", ItemKind.learning_point),
        ("It is recommended that each ward keeps a list.", ItemKind.recommendation),
        ("The Trust will buy a second set of scales.", ItemKind.recommendation),
        ("That commissioners pay for the beds.", ItemKind.recommendation),
        ("Please read this note at your next team meeting.", ItemKind.action_now),
        ("Who sees the baby on a Sunday?", ItemKind.question),
        ("Safer sleep toolkit (PDF, 3 pages)", ItemKind.resource),
    ],
)
def test_a_sentence_says_plainly_what_it_is(sentence: str, kind: ItemKind) -> None:
    found = bearing(sentence, headings())

    assert found.plainly(2.5, 0.5) is kind


@pytest.mark.parametrize(
    "sentence",
    [
        "Contact with the ward had been lost.",
        "Work that is shared is done twice.",
        "We met the police to hear their account.",
        "He will not sleep without his sister.",
    ],
)
def test_a_sentence_that_tells_asks_for_nothing(sentence: str) -> None:
    found = bearing(sentence, headings()).scores()

    assert ItemKind.recommendation not in found
    assert found.get(ItemKind.learning_point, 0.0) < 3.0


def test_what_must_be_done_kindly_is_no_praise() -> None:
    found = bearing("A referral must be answered in a timely way.", headings()).scores()

    assert ItemKind.strength not in found


def test_every_ground_gives_the_words_or_the_making_that_it_rests_on() -> None:
    found = bearing("Nobody had asked the grandmother.", headings())

    assert all(ground.because and ground.weight > 0 for ground in found.grounds)
    assert "past tense" in [ground.because for ground in found.grounds]


def test_an_unknown_heading_is_judged_by_what_stands_under_it() -> None:
    source = """
    # Case review: Baby Elm
    ## What happened
    Elm was hurt in the kitchen.
    ## Marmalade
    - Which of your families have no cooker?
    - Who would tell you?
    ## Treacle
    - The Council will lend a cooker to each family with a baby.
    - Housing to check each kitchen by June.
    ## Nutmeg
    - Safer kitchens: a film for parents
    - Home safety checklist (PDF)
    """

    found = _only(source)

    assert found == ["case_fact", *["question"] * 2, *["recommendation"] * 2, *["resource"] * 2]


def test_a_story_in_a_newsletter_gives_its_parts_no_kind() -> None:
    source = """
    # The Signal
    ## Three cots, one lesson
    ### What happened
    Elm was found in a car seat. He was four weeks old.
    ### Findings
    - Nobody had looked in the bedroom.
    ### Recommendations
    - The Trust should buy cots.
    ### Toffee
    - Who has seen the cot?
    """

    found = _only(source)

    assert found == ["case_fact", "case_fact", "finding", "recommendation", "question"]


def test_each_recommendation_of_a_paragraph_stands_by_itself_after_its_reason() -> None:
    source = """
    # Learning review: Baby Elm
    ## What the Committee is asked to do
    The wait for a cot was found in nine of ten families. It is recommended that the Council lends cots. \
The Trust should also keep two on the ward.
    """

    found = _kinds(source)

    assert [kind for kind, _ in found] == ["finding", "recommendation", "recommendation"]
    assert found[1][1] == "It is recommended that the Council lends cots."


def test_an_elaboration_stays_with_its_recommendation_under_a_sure_heading() -> None:
    source = """
    # Case review: Baby Elm
    ## Recommendations
    The Trust should keep two cots on the ward. This would help families who arrive at night.
    """

    assert _only(source) == ["recommendation"]


def test_the_end_of_a_letter_is_no_entry() -> None:
    text = (
        "Dear colleague\n\nLearning from the rapid review about Baby Elm\n\nElm was hurt in a car.\n\n"
        "Questions\n\n- Who drove?\n\nYours sincerely\n\nNamed Nurse\nDesignated Doctor\n"
    )

    found = reading(text)

    assert [each.norm for each in found.items] == ["Elm was hurt in a car.", "Who drove?"]
    assert any("letter" in each.reason for each in found.tray)


def test_a_mark_of_emphasis_alone_makes_headings_where_it_comes_again() -> None:
    text = (
        "Hi all\n\n*The story* Elm was four weeks old when he died. He lived with his aunt.\n\n"
        "*Two bits of toffee* Nobody had asked about the aunt. No agency had seen the flat.\n\n"
        "*To talk about* Who lives with the babies you see? How would you find them out?\n"
    )

    found = [(str(each.kind), each.heading) for each in reading(text).items]

    assert found[0] == ("case_fact", "The story")
    assert ("finding", "Two bits of toffee") in found
    assert found[-2:] == [("question", "To talk about")] * 2


def test_short_lines_above_lists_are_headings_in_a_text_of_lists() -> None:
    source = """
    Learning on a page: Baby Elm

    Baby Elm

    - Elm died at nineteen days old
    - Elm was born in a car

    Holes

    - Nobody rang the midwife
    - The visit was not followed up

    Do

    - Ring the mother yourself
    - Ask to see the cot

    Change

    - Maternity to ring each family on day five
    - The Trust to count the calls
    """

    found = [str(each.kind) for each in reading(cleandoc(source)).items]

    assert found == [*["case_fact"] * 2, *["finding"] * 2, *["learning_point"] * 2, *["recommendation"] * 2]


def test_a_question_of_the_briefing_itself_heads_its_answer() -> None:
    source = """
    Baby Elm explained

    Elm was hurt when he was four weeks old. He is well now. His aunt cares for him.

    How did services help?

    The nursery nurse was commended for her patience, and she kept asking to see the cot.

    What will change?

    The Council will lend cots to all families in hotels.
    """

    found = [str(each.kind) for each in reading(cleandoc(source)).items]

    assert "question" not in found
    assert found[-2:] == ["strength", "recommendation"]


def test_a_cell_that_names_who_acts_is_no_entry() -> None:
    source = """
    # Case review: Baby Elm
    | Recommendation | For | Progress |
    | --- | --- | --- |
    | Cots should be lent to families in hotels. | Housing service | Begun |
    | Calls should be counted. | The Trust | Not begun |
    """

    found = reading(shaped(source)).items

    assert [str(each.kind) for each in found] == ["recommendation", "recommendation"]


def test_the_line_of_an_issue_and_a_place_to_write_in_are_no_entries() -> None:
    text = (
        "View this email in your browser\n\nThe Signal | Issue 7 | Spring 2024\n\nLearning from Baby Elm\n\n"
        "What happened\n\nElm was hurt.\n\nRecommendations\n\nThe Trust should buy cots.\n\n____________\n"
    )

    assert [each.norm for each in reading(text).items] == ["Elm was hurt.", "The Trust should buy cots."]
