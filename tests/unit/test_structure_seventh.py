"""What was learnt from a seventh set of briefings: each cause in documents of another make."""

from __future__ import annotations

from inspect import cleandoc

import pytest

from nightlight.learning.document import Block, Document, Shape
from nightlight.learning.reading import Reading
from nightlight.learning.structure import unaccounted
from nightlight.taxonomy import headings
from tests.unit.structure_texts import WORD, plain, reading, shaped


def _read(source: str) -> Reading:
    found = reading(plain(cleandoc(source)))
    assert unaccounted(found) == []
    return found


def _told(source: str) -> list[tuple[str, str]]:
    return [(str(each.kind), each.norm) for each in _read(source).items]


def _blocks(*parts: tuple[str, Shape, bool, int | None, int | None]) -> Document:
    """A document of blocks: words, shape, bold, level, depth in a list."""
    text, blocks = "", list[Block]()
    for words, shape, bold, level, depth in parts:
        text += "\n" if text else ""
        text += words
        start = len(text) - len(words)
        blocks.append(Block(start, len(text), shape, bold=bold, level=level, depth=depth))
    return Document("review.docx", WORD, "0" * 64, text, tuple(blocks))


# --- headings ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("heading", "canonical"),
    [
        ("Strategies for improving practice and systems", "recommendations"),
        ("What made good practice difficult", "complicating_factors"),
        ("What might help?", "practice_implications"),
        ("Keep doing", "strengths"),
        ("Look out for", "learning_points"),
        ("The headlines", "key_findings"),
        ("The headline", "one_thing"),
        ("Other national reviews", "themes_national"),
        ("Our other reviews", "themes_local"),
        ("About learning reviews", "about"),
        ("Why did we hold a review?", "introduction"),
        ("Need to know more?", "resources"),
        ("Who can I talk to?", "contact"),
    ],
)
def test_a_heading_means_what_partnerships_mean_by_it(heading: str, canonical: str) -> None:
    meaning = headings().meaning(heading)

    assert meaning is not None
    assert (meaning.section.canonical, meaning.score >= 0.85) == (canonical, True)


def test_a_heading_that_stands_last_on_its_page_heads_what_is_on_the_next() -> None:
    found = _told(
        """
        Learning review: Child B

        What made it harder

        - Two offices had closed
        - The system had changed in May

        Strategies for improving practice and systems

                                                                   Page 1 of 3
        Elm Child Protection Committee                      Learning Review: Child B

        1. The Health Board should write guidance on sleep for all parents.

        2. Housing should offer a cot to each family that has none.

        Questions to ask

        - Who sleeps in the room?
        - Who has seen it?

                                                                   Page 2 of 3
        Elm Child Protection Committee                      Learning Review: Child B

        - Who rang?
        - Who wrote it down?
        - Who was told?

                                                                   Page 3 of 3
        """
    )

    assert [kind for kind, _ in found] == [
        "complicating_factor",
        "complicating_factor",
        "recommendation",
        "recommendation",
        *["question"] * 5,
    ]


def test_what_a_body_should_do_is_recommended_though_the_heading_above_it_was_not_known() -> None:
    found = _told(
        """
        Learning review: Child B

        What made it harder

        - Two offices had closed
        - Elm Health Board should write guidance on sleep for all parents
        """
    )

    assert [kind for kind, _ in found] == ["complicating_factor", "recommendation"]


def test_numbered_statements_over_text_are_headings_and_the_text_is_the_lesson() -> None:
    found = _read(
        """
        Learning review: Child B

        Key learning

        1. Worry was heard and was not written down

        The aunt rang three times. Each call was taken by another person, who did not look back.

        What would help?
        Count the calls. Ask who rang before.

        2. Being well on the day was taken for being well

        Nobody looked beyond the visit. The plan said nothing of the nights.

        What would help?
        Ask about the nights.

        3. Men were thought of as visitors

        The father was in the house each time and was not spoken to by anybody who came.

        What would help?
        Speak to each adult.
        """
    )

    assert [(str(each.kind), each.norm.split(" ")[0]) for each in found.items] == [
        ("learning_point", "The"),
        ("practice_implication", "Count"),
        ("learning_point", "Nobody"),
        ("practice_implication", "Ask"),
        ("learning_point", "The"),
        ("practice_implication", "Speak"),
    ]


def test_numbered_recommendations_over_text_stay_recommendations() -> None:
    found = _told(
        """
        Learning review: Child B

        Recommendations

        1. The Health Board should write guidance on sleep

        The guidance that there is says nothing of twins and is seven years old.

        2. Housing should offer a cot to each family

        Three families in five had none when the nurse came for the first time.

        3. The Board should ask each agency what it has done

        It has no list of what was promised after the last review of this kind.
        """
    )

    assert sum(kind == "recommendation" and "should" in norm for kind, norm in found) == 3


def test_why_it_matters_is_the_learning_where_the_findings_stand_apart() -> None:
    source = """
    # Rapid review: Baby Elm
    ## Key findings
    - Nobody saw the room.
    ## Why it matters
    A baby's room tells more than a form does. Anyone who visits can ask to see it.
    """

    assert [str(each.kind) for each in reading(shaped(source)).items] == ["finding", "learning_point"]


def test_a_heading_that_ran_together_with_its_text_is_one_where_it_comes_again() -> None:
    found = _read(
        """
        Rapid review: Baby Elm

        Key learning

        1. A baby's room tells more than a form does, and few had seen it.

        What this means for practice Ask to see the room on each visit, and write down what is in it.

        2. Calls were answered one by one, and nobody put them side by side.

        What this means for practice Look back at the calls before each visit, and ask who rang.
        """
    )

    assert [str(each.kind) for each in found.items] == ["learning_point", "practice_implication"] * 2
    assert found.items[1].norm.startswith("Ask to see")


def test_what_the_reader_is_to_do_now_is_for_now_though_the_learning_stands_elsewhere() -> None:
    found = _told(
        """
        Rapid review: Baby Elm

        What did we learn?

        - Ask to see the room where a baby sleeps

        What should I do now?

        - Tell one colleague about Elm
        - Check that you know how to ring the front door
        """
    )

    assert [kind for kind, _ in found] == ["learning_point", "action_now", "action_now"]


# --- what leads, and what is said of the page --------------------------------------------------------------------------


@pytest.mark.parametrize(
    "sentence",
    [
        "The Board has agreed the following.",
        "Three things stood out.",
        "To share the learning, the following actions were agreed for the Board and its partners.",
        "The review has made two findings. Each is followed by what it rests on.",
    ],
)
def test_a_sentence_that_only_leads_is_no_item(sentence: str) -> None:
    found = _told(
        f"Review: Baby Elm\n\nKey findings\n\n{sentence}\n\n- Nobody met the uncle.\n- Calls were not shared."
    )

    assert [norm for _, norm in found] == ["Nobody met the uncle.", "Calls were not shared."]


@pytest.mark.parametrize(
    "sentence", ["The Board has agreed to publish the review in full.", "They followed advice that was out of date."]
)
def test_a_sentence_that_is_like_it_and_says_something_is_kept(sentence: str) -> None:
    found = _told(
        f"Review: Baby Elm\n\nKey findings\n\n{sentence}\n\n- Nobody met the uncle.\n- Calls were not shared."
    )

    assert sentence in [norm for _, norm in found]


def test_a_yes_before_a_list_says_nothing_by_itself_and_one_with_a_reason_does() -> None:
    found = _told(
        """
        Your questions answered: Baby Elm

        Q1. Did anything go well?

        A. Yes, and we want to say so.

        - The nurse came back in the evening to meet the father

        Q2. Was it foreseen?

        A. No, because nobody had all of what was known, and each agency saw only its own part of it.
        """
    )

    assert "Yes, and we want to say so." not in [norm for _, norm in found]
    assert any(norm.startswith("No, because") for _, norm in found)


def test_a_contents_list_in_one_piece_is_none_of_the_review_and_its_parts_begin_after_it() -> None:
    heading, paragraph = Shape.heading, Shape.paragraph
    document = _blocks(
        ("Practice review: Baby Elm", heading, True, 1, None),
        ("Contents", heading, True, 2, None),
        (
            "What happened to Elm and the family What did we find? What have we learned? What happens next? Further reading",
            paragraph,
            False,
            None,
            None,
        ),
        ("1. What happened to Elm and the family", heading, True, 1, None),
        ("Elm was taken to hospital with a broken arm. The family lived with an uncle.", paragraph, False, None, None),
        ("2. What did we find?", heading, True, 1, None),
        ("Nobody met the uncle.", paragraph, False, None, None),
        ("3. What have we learned?", heading, True, 1, None),
        ("Ask who lives in the home.", paragraph, False, None, None),
        ("4. What happens next?", heading, True, 1, None),
        ("Housing will tell health visitors of each move.", paragraph, False, None, None),
        ("5. Further reading", heading, True, 1, None),
        ("Practice guide: bruising", Shape.bullet, False, None, 1),
    )

    found = reading(document)

    assert unaccounted(found) == []
    assert [str(each.kind) for each in found.items] == [
        "case_fact",
        "case_fact",
        "finding",
        "learning_point",
        "recommendation",
        "resource",
    ]


def test_a_motto_above_the_title_is_no_item() -> None:
    paragraph = Shape.paragraph
    document = _blocks(
        ("Ask once. Ask again. Write it down.", paragraph, True, None, None),
        ("Learning from the rapid review about Baby Elm", paragraph, False, None, None),
        ("What happened", paragraph, True, None, None),
        ("Elm was taken to hospital with a broken arm. The family lived with an uncle.", paragraph, False, None, None),
        ("Key learning", paragraph, True, None, None),
        ("Ask who lives in the home.", Shape.bullet, False, None, 1),
    )

    found = reading(document)

    assert unaccounted(found) == []
    assert [str(each.kind) for each in found.items] == ["case_fact", "case_fact", "learning_point"]


def test_what_reviews_are_for_is_one_whole_with_what_is_said_of_them_next() -> None:
    found = _told(
        """
        # Child practice review: Child B

        Child practice reviews are held under the Act of 2014. Their purpose is to help agencies that are trusted to
        learn together. They do not say who was to blame.

        ## What happened

        Child B was eight months old when an aunt found her in the garden.
        """
    )

    assert [kind for kind, _ in found] == ["boilerplate", "case_fact"]


@pytest.mark.parametrize(
    ("sentence", "kind"),
    [("The panel made two recommendations.", "recommendation"), ("The following findings were made.", "finding")],
)
def test_what_a_sentence_in_the_story_says_that_follows_is_what_the_list_after_it_holds(
    sentence: str, kind: str
) -> None:
    found = _told(
        f"""
        Practice review: Child B

        Executive summary

        Child B was found alone at a station. An aunt had rung nine times.

        {sentence}

        - Calls from relatives in one place
        - The school and the days at home
        """
    )

    assert [each for each, _ in found] == ["case_fact", "case_fact", kind, kind]


def test_a_story_that_goes_on_after_such_a_sentence_stays_one() -> None:
    found = _told(
        """
        Practice review: Child B

        Executive summary

        Child B was found alone at a station. An aunt had rung nine times.

        The panel made two recommendations.

        The aunt took Child B home in June. They live by the sea.
        """
    )

    assert [each for each, _ in found] == ["case_fact"] * 4


def test_how_to_use_a_briefing_close_under_its_title_is_no_item() -> None:
    found = _told(
        """
        7 minute briefing: Baby Elm
        Take seven minutes. Use this page in supervision or on your own.

        What happened

        Elm was taken to hospital with a broken arm. The family lived with an uncle.
        """
    )

    assert [each for each, _ in found] == ["case_fact", "case_fact"]


# --- pieces ------------------------------------------------------------------------------------------------------------


def test_a_story_that_the_foot_of_a_page_interrupts_is_cut_into_its_sentences() -> None:
    found = _told(
        """
        Learning review: Child B

        What happened

        Child B was found in the garden. Fourteen practi-

                                                                   Page 1 of 3
        Elm Child Protection Committee                      Learning Review: Child B

        tioners had met the family by then. An aunt had rung three times.

        Key learning

        - Ask who rang before.

                                                                   Page 2 of 3
        Elm Child Protection Committee                      Learning Review: Child B

        - Write it down.
        - Tell the next person.
        - Ask again.

                                                                   Page 3 of 3
        """
    )

    assert [kind for kind, _ in found] == ["case_fact"] * 3 + ["learning_point"] * 4
    assert "Page" not in found[1][1]
    assert found[2][1] == "An aunt had rung three times."


def test_the_brackets_after_a_label_say_whom_it_is_for() -> None:
    found = _read(
        """
        Practice review: Baby Elm

        Recommendations

        Recommendation 1 (For Elm Health Trust) The Trust should show the chart first.

        Recommendation 2 (For the police) Officers should ask who is at home (and write it down).
        """
    )

    assert [(each.number, each.owner, each.norm) for each in found.items] == [
        ("1", "Elm Health Trust", "The Trust should show the chart first."),
        ("2", "the police", "Officers should ask who is at home (and write it down)."),
    ]


def test_the_brackets_at_the_end_of_a_recommendation_say_whom_it_is_for() -> None:
    found = _read(
        """
        Practice review: Baby Elm

        Recommendations

        - Agree one form of words for families who move (Children's Social Care)
        - Commission training on grief (the partnership, by September 2026)
        - Add a question for fathers to each record (see page 4)
        """
    )

    assert [each.owner for each in found.items] == ["Children's Social Care", "the partnership", None]


def test_an_entry_that_says_for_whom_the_deeper_ones_are_is_no_item() -> None:
    heading, bullet = Shape.heading, Shape.bullet
    document = _blocks(
        ("Learning from the review about Baby Elm", heading, False, 1, None),
        ("Key learning", heading, False, 2, None),
        ("Ask who lives in the home", bullet, False, None, 1),
        ("For managers:", bullet, False, None, 1),
        ("Give staff time after a baby has died", bullet, False, None, 2),
        ("Resources", heading, False, 2, None),
        ("Practice guide: bruising", bullet, False, None, 1),
    )

    found = reading(document)

    assert unaccounted(found) == []
    assert [(str(each.kind), each.audience) for each in found.items] == [
        ("learning_point", ()),
        ("learning_point", ("managers",)),
        ("resource", ()),
    ]


@pytest.mark.parametrize(
    "entry",
    ["How do we ask about alcohol here? Try it out loud", "Who has met the father? Talk about what he said."],
)
def test_a_question_with_a_few_words_on_how_to_go_about_it_is_one_question(entry: str) -> None:
    found = _told(f"Review: Baby Elm\n\nYour turn\n\n- {entry}\n- Where will the baby sleep tonight?")

    assert found == [("question", entry), ("question", "Where will the baby sleep tonight?")]
