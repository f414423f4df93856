"""Why readings of briefings that were not seen before went wrong: each cause in documents of another make."""

from __future__ import annotations

from inspect import cleandoc

import pytest

from nightlight.learning.document import Block, Document, Shape
from nightlight.learning.structure import unaccounted
from nightlight.learning.structure.publishers import only_publisher
from nightlight.taxonomy import headings
from tests.unit.structure_texts import WORD, plain, reading, shaped


def _told(source: str) -> list[tuple[str, str]]:
    found = reading(plain(cleandoc(source)))
    assert unaccounted(found) == []
    return [(str(each.kind), each.norm) for each in found.items]


def _kinds(source: str) -> list[str]:
    return [kind for kind, _ in _told(source)]


def _of(source: str, kind: str) -> list[str]:
    return [norm for each, norm in _told(source) if each == kind]


# --- headings by form and meaning --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("heading", "canonical"),
    [
        ("What the review told us", "key_findings"),
        ("What the panel found out", "key_findings"),
        ("Questions about this newsletter", "contact"),
        ("About this leaflet", "about"),
        ("Barriers and challenges", "complicating_factors"),
        ("Scope and methodology", "method"),
        ("What other reviews have told us", "themes_local"),
    ],
)
def test_a_heading_means_the_same_in_another_tense_and_with_another_word_for_a_briefing(
    heading: str, canonical: str
) -> None:
    meaning = headings().meaning(heading)

    assert meaning is not None
    assert (meaning.section.canonical, meaning.score >= 0.85) == (canonical, True)


@pytest.mark.parametrize("heading", ["Dads as carers", "What the nursery told us about other children"])
def test_a_plain_word_is_no_slip_of_another(heading: str) -> None:
    meaning = headings().meaning(heading)

    assert meaning is None or meaning.score < 0.58


@pytest.mark.parametrize(
    ("heading", "kinds"),
    [
        ("Conclusion and next steps", ["finding", "action_now"]),
        ("Findings, learning and recommendations", ["finding", "learning_point", "recommendation"]),
        ("Learning & reflection", ["learning_point", "question"]),
    ],
)
def test_a_heading_may_name_several_things(heading: str, kinds: list[str]) -> None:
    assert [each.section.kind for each in headings().several(heading)] == kinds


def test_under_a_heading_that_names_several_things_each_entry_is_what_its_own_words_say() -> None:
    found = _kinds(
        """
        Case review: Baby Elm

        Findings and recommendations

        2.1 Nobody asked who looked after Elm at night, and no service had met the uncle.

        2.2 It is recommended that the Elm Trust keeps a list of the adults in each home.
        """
    )

    assert found == ["finding", "recommendation"]


def test_headings_on_the_line_of_their_text_may_be_marked_by_capitals_alone() -> None:
    found = _told(
        """
        Learning from a rapid review: Baby Elm

        ELM'S STORY Elm was six weeks old when she was hurt. She lived with her aunt.

        WHAT WE FOUND Nobody asked who lived in the house.

        WHAT WENT WELL The ward clerk rang the aunt each morning.
        """
    )

    assert [kind for kind, _ in found] == ["case_fact", "case_fact", "finding", "strength"]
    assert found[0][1] == "Elm was six weeks old when she was hurt."


def test_an_abbreviation_at_the_beginning_of_a_sentence_is_no_heading() -> None:
    found = _told(
        """
        WHAT HAPPENED

        NHS England was told of it in May. The family moved in June.

        WHAT WE FOUND

        MARAC Chairs were not asked.
        """
    )

    assert found[0][1].startswith("NHS England")
    assert found[-1][1] == "MARAC Chairs were not asked."


def test_labels_before_a_colon_are_headings_where_a_text_marks_its_parts_so() -> None:
    found = _told(
        """
        Notes of the learning event about Baby Elm

        Background: Elm was born in May and lived with her aunt. She was hurt in June.

        What people were proud of: The ward clerk rang the aunt each morning without being asked.

        Learning: A move is a change in risk and calls for a new plan.
        """
    )

    assert [kind for kind, _ in found] == ["case_fact", "case_fact", "strength", "learning_point"]


def test_the_first_line_of_a_slide_is_its_heading() -> None:
    found = _kinds(
        """
        Slide 1
        What went wrong
        Nobody linked the two calls
        The hostel did not share its log

        Slide 2
        Bright sparks in a dark week
        The night worker stayed with the mother until the ambulance came
        The school rang each day
        """
    )

    assert found == ["area_for_development", "area_for_development", "strength", "strength"]


def test_parts_of_a_known_section_are_weighed_together() -> None:
    source = """
    # Learning from a review: Baby Elm
    ## What can we learn?
    **Not at home**
    Babies do not miss visits; nobody was in. A visit that was missed is made again within two days.
    **Uncles who care**
    Where an uncle does much of the caring, his sleep matters too.
    **Families who move**
    A call between two teams takes five minutes and tells more than the notes.
    """

    found = [str(each.kind) for each in reading(shaped(source)).items]

    assert found == ["learning_point"] * 3


def test_a_line_that_leads_to_a_list_changes_nothing_in_a_part_that_is_known() -> None:
    source = """
    # Serious Case Review: Baby Elm
    ## Good practice
    The review also found practice of a high standard:
    - The neighbour's call was graded as urgent.
    - The ward clerk stayed past the end of her shift.
    """

    found = [str(each.kind) for each in reading(shaped(source)).items]

    assert found == ["strength", "strength"]


def test_a_line_that_leads_to_a_list_opens_a_part_where_it_begins_with_a_heading() -> None:
    found = _kinds(
        """
        Learning event: Baby Elm

        Links with other reviews: The reviewers had read the same in two earlier reviews of babies.

        Questions that we want you to take back:
        Who in your team would be told first
        What would you say to the uncle

        Draft actions (to be agreed in May):
        Elm Council to change its form. The Elm Trust to write to each ward.
        """
    )

    assert found == ["theme_local", "question", "question", "recommendation", "recommendation"]


def test_a_labelled_question_that_a_review_answers_is_a_heading() -> None:
    found = _told(
        """
        3. Key lines of enquiry

        KLOE 1: How well was the uncle understood?

        3.1 The uncle was named in four records and asked about in none. No one had met him.

        KLOE 2: Was early help of use?

        3.2 The plan was closed when the family did not answer the door. Nobody asked why.
        """
    )

    assert [kind for kind, _ in found] == ["finding", "finding"]


def test_numbered_parts_of_a_part_are_what_that_part_is() -> None:
    found = _told(
        """
        Rapid review: Baby Elm

        2 Identified learning

        2.1 Before the birth

        A referral was closed after one call. Nobody asked for the uncle's history.

        2.2 Records from elsewhere

        Two requests went unanswered for five weeks.

        3 Good practice

        3.1 The ward clerk rang the aunt each morning.
        """
    )

    assert [kind for kind, _ in found] == ["learning_point", "learning_point", "strength"]


def test_themes_with_their_lessons_under_them_stay_themes() -> None:
    source = """
    # Practice review: Baby Elm
    ## Key themes and learning
    ### Theme 1: Uncles
    The uncle's name was in one record. Nobody met him.
    **Learning:** A new adult in the home means a new assessment.
    ### Theme 2: Written agreements
    The mother signed an agreement. There was no plan for how she could keep to it.
    **Learning:** Agreements protect nobody unless somebody checks them.
    """

    found = reading(shaped(source)).items

    assert [str(each.kind) for each in found] == ["theme_local", "learning_point"] * 2
    assert [each.parent for each in found if each.parent] == [found[0].id, found[2].id]


def test_what_to_do_that_is_said_under_each_lesson_is_what_it_means_for_practice() -> None:
    found = _told(
        """
        Practice briefing: Baby Elm

        Key learning points

        1. Interpreters
        Why it matters: Nobody can speak freely through a husband who listens.
        What you should do: Book an interpreter for each contact.

        2. Moves
        Why it matters: Risk does not stop at the county boundary.
        What you should do: Ring the team that knew her before you visit.
        """
    )

    assert [kind for kind, _ in found if kind == "practice_implication"] == ["practice_implication"] * 2
    assert "Moves" not in [norm for _, norm in found]


def test_a_paragraph_of_praise_among_lessons_is_praise() -> None:
    found = _kinds(
        """
        What we found

        Nobody asked who looked after Elm at night.

        There was also much to commend. The paramedics wrote the bruises on a body map.
        """
    )

    assert found == ["finding", "strength"]


# --- recommendations wherever they stand -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("heading", "before"),
    [
        ("Analysis", "The weight was kept on four charts and nobody put them together."),
        ("What we found", "No service had met the uncle, and none knew that he was there."),
        ("What happened", "Elm was weighed at three clinics."),
    ],
)
@pytest.mark.parametrize(
    "asked",
    [
        "It is recommended that the Elm Trust keeps one chart.",
        "It is therefore recommended that each ward keeps one chart.",
        "The Panel recommends that ward managers keep one chart.",
    ],
)
def test_what_is_recommended_inside_another_paragraph_is_a_recommendation(
    heading: str, before: str, asked: str
) -> None:
    source = f"""
    Case review: Baby Elm

    {heading}

    {before} {asked} This should be done by June.
    """

    assert _of(source, "recommendation") == [f"{asked} This should be done by June."]
    assert before in [norm for _, norm in _told(source)]


def test_the_owner_of_what_is_recommended_is_the_one_who_is_to_do_it() -> None:
    found = reading(plain("Recommendations\n\nThe Panel recommends that ward managers write to each father.\n"))

    assert [each.owner for each in found.items] == ["ward managers"]


@pytest.mark.parametrize(
    "line",
    [
        "It was recommended to the mother that she should rest.",
        "The Trust should have rung the aunt and did not.",
        "Practitioners who visit should have asked.",
    ],
)
def test_what_was_once_advised_or_should_have_been_is_no_recommendation(line: str) -> None:
    source = f"""
    What we found

    Nobody asked the uncle. {line}
    """

    assert _of(source, "recommendation") == []


def test_who_bids_a_reader_is_no_owner() -> None:
    found = reading(plain("What should I do next?\n\n- Check that your team knows what to do at night.\n"))

    assert [(str(each.kind), each.owner) for each in found.items] == [("action_now", None)]


def test_each_owner_in_a_paragraph_of_actions_has_an_entry() -> None:
    found = _of(
        """
        Agreed actions

        Elm Council to change its form about injuries. Oak Police to share what they know. The Elm Trust to write to
        each ward.
        """,
        "recommendation",
    )

    assert len(found) == 3


def test_each_that_should_do_something_has_an_entry_whatever_it_is_called() -> None:
    found = _told(
        """
        What should change?

        Oakbank should have one form that travels with the baby. Oakbank Homes should train its officers. Both will
        report to the Quality Group in the autumn.
        """
    )

    assert [kind for kind, _ in found] == ["recommendation", "recommendation", "recommendation_governance"]


# --- paragraphs of more than one kind ----------------------------------------------------------------------------------


def test_a_paragraph_that_says_what_reviews_are_for_may_go_on_to_tell_of_this_one() -> None:
    found = _told(
        """
        Learning from a rapid review: Baby Elm

        About this letter

        A rapid review is held when a child has been seriously harmed. We held one in May about Baby Elm. Nine agencies
        gave information to it.

        What we found

        Nobody asked the uncle.
        """
    )

    assert [kind for kind, _ in found] == ["boilerplate", "case_fact", "case_fact", "finding"]


def test_a_sentence_that_only_counts_what_follows_is_no_item() -> None:
    found = _told(
        """
        Recommendations

        The partners have agreed to do three things. The Elm Trust will ring each ward. Oak Council will count visits.
        """
    )

    assert [norm for _, norm in found] == ["The Elm Trust will ring each ward.", "Oak Council will count visits."]


def test_several_links_on_one_line_are_several_resources() -> None:
    found = _of(
        """
        Further information

        Elm safer sleep toolkit: www.elm.example/sleep Training calendar: www.elm.example/train
        """,
        "resource",
    )

    assert len(found) == 2


# --- the make of plain texts -------------------------------------------------------------------------------------------


def test_entries_that_follow_one_another_without_a_gap_are_told_apart_by_their_short_last_lines() -> None:
    found = _of(
        """
        What the review told us
        Crying was talked about as feeding and no one of us had asked about it
        at night.
        The talk about crying was had on the ward with the mother alone there.
        It was ticked as done.
        The bruise was seen by none of us, and so the pathway was not begun.
        The uncle was called helpful in the records on nine or ten occasions.
        """,
        "finding",
    )

    assert len(found) >= 4
    assert any(each.startswith("The uncle") for each in found)


def test_lines_at_the_foot_of_each_page_are_no_items_and_break_no_sentence() -> None:
    found = reading(
        plain(
            cleandoc(
                """
                What we found

                Most parents know the advice. What the aunt did not have was a plan for a late night, a

                Elm Partnership – Baby Elm                                        Page 1 of 2
                www.elm.example

                party or a baby who would not settle.

                What went well

                - The ward clerk rang the aunt each morning.
                - The school kept a place for the brother.

                Elm Partnership – Baby Elm                                        Page 2 of 2
                www.elm.example
                """
            )
        )
    )

    assert [str(each.kind) for each in found.items] == ["finding", "strength", "strength"]
    assert found.items[0].norm.endswith("a plan for a late night, a party or a baby who would not settle.")
    assert unaccounted(found) == []


def test_a_table_that_is_set_with_spaces_is_one() -> None:
    found = reading(
        plain(
            cleandoc(
                """
                Action plan

                Action                                   Who             When
                1. Wards to ring the health visitor      Elm Trust       June 2025
                2. One clinic to weigh each baby         Oak Council     May 2025
                """
            )
        )
    )

    assert [(str(each.kind), each.owner) for each in found.items] == [
        ("recommendation", "Elm Trust"),
        ("recommendation", "Oak Council"),
    ]


def test_the_title_of_a_message_is_the_line_that_its_subject_names() -> None:
    found = reading(
        plain(
            cleandoc(
                """
                From: Elmshire Safeguarding Children Partnership
                Subject: FW: Learning from Baby Elm - please cascade

                Dear all

                The text of it is pasted below. Please forward to anyone who visits families.

                Learning from Baby Elm

                What happened
                Elm was six weeks old when she was hurt.
                """
            )
        )
    )

    assert found.fact("title") == "Learning from Baby Elm"
    assert [str(each.kind) for each in found.items if "forward" in each.norm] == ["action_now"]


# --- questions and answers, stories without a heading, forms, dates, lists -----------------------------------------------


def test_where_questions_are_put_and_answered_each_question_heads_its_answer() -> None:
    told = _told(
        """
        Baby Ash: questions and answers

        Q: Who was Ash?
        A: Ash was a baby of nine weeks when he was hurt. His mother was nineteen.

        FOR GPs
        Q: How can we make it easier for a father to talk to us?
        A: Ask each parent by name how they sleep.
        Write down who was in the room.

        Q: What is going to change?
        A: The Trust will give each father a number to ring.
        """
    )

    assert told == [
        ("case_fact", "Ash was a baby of nine weeks when he was hurt."),
        ("case_fact", "His mother was nineteen."),
        ("learning_point", "Ask each parent by name how they sleep."),
        ("learning_point", "Write down who was in the room."),
        ("recommendation", "The Trust will give each father a number to ring."),
    ]


def test_questions_that_a_heading_addresses_to_somebody_are_answered_to_them() -> None:
    found = reading(
        plain(
            cleandoc(
                """
                Learning from Baby Ash

                Question 1: Who was Ash?
                Answer: Ash was nine weeks old when he was hurt.

                FOR MIDWIVES
                Question 2: What should I do differently?
                Answer: Ask each parent by name how they sleep.
                """
            )
        )
    )

    assert [(each.norm[:4], each.audience) for each in found.items] == [("Ash ", ()), ("Ask ", ("midwives",))]


def test_a_question_and_a_list_of_actions_with_letters_are_no_questions_and_answers() -> None:
    assert _kinds(
        """
        Questions for your team

        Q1. Who is with the baby at night?
        Q2. Who has met the father?

        Recommendations

        A1. The Trust will train its staff.
        A2. The Council will train its staff.
        """
    ) == ["question", "question", "recommendation", "recommendation"]


def test_what_happened_may_be_told_under_a_heading_of_learning_where_nothing_else_tells_it() -> None:
    told = _told(
        """
        Learning from Baby Rowan

        What we have learnt

        Rowan was five weeks old when he was hurt. His father was alone with him. They had moved house the week before.

        Recommendations

        1. The Trust should ask who is at home.
        2. The Council should tell the health visitor of each move.
        """
    )

    assert [kind for kind, _ in told] == ["case_fact"] * 3 + ["recommendation"] * 2


def test_what_was_learnt_stays_learning_where_what_happened_is_told_under_its_own_heading() -> None:
    assert _kinds(
        """
            Learning from Baby Rowan

            What happened

            Rowan was five weeks old when he was hurt. His father was alone with him.

            What we have learnt

            His father was seen twice and was asked nothing. His mother had told the midwife of her fears for the baby.
            """
    ) == ["case_fact", "case_fact", "learning_point"]


def test_a_form_tells_of_the_child_in_its_values_and_of_the_review_in_particulars() -> None:
    found = reading(
        shaped(
            """
            # Baby Fern – learning summary
            | Type of review | Rapid Review |
            | Date of meeting | 3 June 2024 |
            | Nature of harm | Broken arm found at the six week check |
            | Household | Mother, her partner and two older sisters |
            """
        )
    )

    assert unaccounted(found) == []
    assert [(str(each.kind), each.text) for each in found.items] == [
        ("case_fact", "Broken arm found at the six week check"),
        ("case_fact", "Mother, her partner and two older sisters"),
    ]


def test_what_to_do_beside_a_lesson_is_its_implication_though_nothing_names_its_column() -> None:
    found = reading(
        shaped(
            """
            # Learning and actions
            | What we learned | What we hope for from you | Action | Lead |
            | Nobody asked who lived in the home. | Ask who is sleeping here tonight. | The form will be changed | Head of Quality |
            | The move was known to one service. | Ring the new team. | A move will be told on the same day | Named Nurse |
            """
        )
    )

    kinds = [str(each.kind) for each in found.items]
    assert kinds == ["learning_point", "practice_implication", "recommendation"] * 2
    assert [each.parent for each in found.items if each.parent] == [found.items[0].id, found.items[3].id]


def test_entries_that_begin_with_when_it_was_are_each_one_item() -> None:
    assert _of(
        """
        Learning from Baby Alder

        What happened

        Week 2 – the midwife visited. All was well.
        Week 5 – his mother rang the surgery. She was told to wait.
        """,
        "case_fact",
    ) == [
        "Week 2 – the midwife visited. All was well.",
        "Week 5 – his mother rang the surgery. She was told to wait.",
    ]


def test_who_is_to_do_it_and_by_when_belong_to_the_recommendation_though_they_are_sentences() -> None:
    assert _of(
        """
        Recommendations

        1. The Trust will tell the health visitor of each move. By 1 May 2026. Lead: Head of Nursing
        2. The Council will buy a cot for each baby. By 1 June 2026. Lead: Head of Housing
        """,
        "recommendation",
    ) == [
        "The Trust will tell the health visitor of each move. By 1 May 2026. Lead: Head of Nursing",
        "The Council will buy a cot for each baby. By 1 June 2026. Lead: Head of Housing",
    ]


def test_a_line_between_blank_lines_is_a_heading_where_the_headings_that_are_known_stand_so() -> None:
    found = reading(
        plain(
            cleandoc(
                """
                Learning from Baby Hazel

                What happened

                - Hazel was found cold in the morning after a night in a hotel room

                Findings

                - Nobody asked the family where each of the two babies was going to sleep

                Good practice

                - The nurse rang the mother on every day of the first week at home

                For one-to-ones

                Which families of mine have moved in the last month?
                Do I know what their babies sleep on?
                """
            )
        )
    )

    assert "For one-to-ones" in [each.heading for each in found.sections]
    assert [str(each.kind) for each in found.items][-2:] == ["question", "question"]


def test_things_to_turn_to_that_stand_close_together_are_each_one_though_the_last_has_a_telephone() -> None:
    told = _told(
        """
        Resources

        Safer sleep for twins, a leaflet in eight languages
        Coping with crying, a short film for parents
        Cots at short notice: ring the community store on 01000 555 020
        """
    )

    assert [norm for kind, norm in told if kind == "resource"][:2] == [
        "Safer sleep for twins, a leaflet in eight languages",
        "Coping with crying, a short film for parents",
    ]
    assert len(told) == 3


# --- in time -----------------------------------------------------------------------------------------------------------

_REPEATED = [
    ("There are two findings. ", 2000),
    ("Reviews are not about blame. The baby was born. ", 1000),
    ("It is recommended that the Trust looks. It should look. ", 1000),
    ("Toolkit: www.a.example/b ", 1500),
    ("Where the moon went\n\nThe baby was not seen that day.\n\n", 700),
    ("KLOE 1: Was it?\n\n1.1 It was.\n\n", 500),
    ("| Action | Owner | When |\n", 1500),
    ("Page 1 of 9\n\nand then the baby\n\n", 700),
    ("one   two   three\n", 1500),
    ("Slide 1\nWhat next\n", 800),
    ("LOUD WORDS Then a sentence. ", 1500),
    ("a.", 40_000),
    ("[a](", 20_000),
    ("1.2.3.4 Words.\n", 1500),
]


@pytest.mark.long
@pytest.mark.parametrize(("text", "times"), _REPEATED)
@pytest.mark.parametrize("under", ["", "Learning\n\n", "Recommendations\n\n", "About this briefing\n\n"])
def test_what_is_said_again_and_again_is_read_and_accounted_for(text: str, times: int, under: str) -> None:
    found = reading(plain(under + text * times))

    assert unaccounted(found) == []


@pytest.mark.long
@pytest.mark.parametrize(
    "text",
    [
        "word " * 200_000,
        "a" * 1_000_000,
        "The baby slept. " * 60_000,
        "\n".join(f"Word{number}" for number in range(100_000)),
        "\n".join(f"- Ask number {number} who is there." for number in range(50_000)),
        "\n".join(f"{number % 20}.{number % 7}.{number % 5} Ask who is there." for number in range(30_000)),
        "*" * 1_000_000,
        "[" * 1_000_000,
        "www." + "a." * 500_000,
    ],
    ids=["words", "letters", "sentences", "lines", "bullets", "numbers", "stars", "brackets", "dots"],
)
def test_a_text_as_large_as_a_document_may_be_is_read(text: str) -> None:
    assert unaccounted(reading(plain(text))) == []


# --- learnt from a sixth set -------------------------------------------------------------------------------------------


def test_what_a_frame_of_one_cell_holds_is_read_as_if_it_stood_on_the_page() -> None:
    block = [
        ("Adolygiad / Review: Child B", "", 0),
        ("Learning", "bold", 1),
        ("A learning event was held in May. Child B's father chose not to take part.", "", 1),
        ("Asking about sleep", "bold", 1),
        ("Nobody asked where Child B slept. Two visits were made to the wrong flat.", "", 1),
        ("Learning point 1: Practitioners should ask to see where a baby sleeps.", "", 1),
    ]
    text, blocks = "", list[Block]()
    for words, look, framed in block:
        text += "\n" if text else ""
        text += words
        start = len(text) - len(words)
        shape, cell = (Shape.cell, 0) if framed else (Shape.paragraph, None)
        blocks.append(Block(start, len(text), shape, bold=look == "bold", table=cell, row=cell, column=cell))

    found = reading(Document("review.docx", WORD, "0" * 64, text, tuple(blocks)))

    assert unaccounted(found) == []
    assert [(str(each.kind), each.number) for each in found.items] == [
        ("case_fact", None),
        ("case_fact", None),
        ("finding", None),
        ("learning_point", "1"),
    ]
    assert "Asking about sleep" in [each.heading for each in found.sections]


@pytest.mark.parametrize(
    "sentence",
    [
        "The review made four findings, each of which is described below.",
        "The Board has agreed the following priorities, which will be taken forward this year.",
        "The lessons have been grouped for managers and for practitioners.",
        "The following learning was drawn from the workshop and the reports of the agencies.",
    ],
)
def test_a_sentence_that_only_says_what_follows_is_no_item(sentence: str) -> None:
    found = _told(
        f"Review: Baby Elm\n\nKey findings\n\n{sentence}\n\n- Nobody met the uncle.\n- Calls were not shared."
    )

    assert [norm for _, norm in found] == ["Nobody met the uncle.", "Calls were not shared."]


@pytest.mark.parametrize(
    "sentence",
    [
        "The findings have been discussed with the family.",
        "The lessons are set out in full in the report.",
        "Mother had several issues.",
    ],
)
def test_a_sentence_that_says_more_than_what_follows_is_kept(sentence: str) -> None:
    found = _told(
        f"Review: Baby Elm\n\nKey findings\n\n{sentence}\n\n- Nobody met the uncle.\n- Calls were not shared."
    )

    assert sentence in [norm for _, norm in found]


def test_an_action_with_a_number_under_recommendations_is_one_and_its_outcome_is_none() -> None:
    found = _told(
        """
        Child practice review: Child B

        Improving systems and practice

        The review identified the following actions for agencies:

        Action 1: The Health Board should write guidance on sleep.

        Anticipated outcome: Parents will hear the same advice from all.

        Action 2: Housing should offer a cot to each family.

        Anticipated outcome: No baby will sleep on a sofa.
        """
    )

    assert found == [
        ("recommendation", "The Health Board should write guidance on sleep."),
        ("recommendation", "Housing should offer a cot to each family."),
    ]


def test_themes_whose_heading_names_the_learning_hold_it_where_nothing_else_does() -> None:
    source = """
    # Practice review: Baby Elm
    ## Key themes and learning
    ### Theme 1: Uncles
    The uncle's name was in one record. Nobody met him.
    ### Theme 2: Written agreements
    The mother signed an agreement. There was no plan for how she could keep to it.
    """

    found = reading(shaped(source)).items

    assert [(str(each.kind), each.number) for each in found] == [("learning_point", "1"), ("learning_point", "2")]


def test_a_heading_with_the_childs_name_means_what_it_means_of_the_child() -> None:
    found = reading(
        shaped(
            """
            # Practice review: Elm
            ## Elm and the family
            Elm was the third child. Elm had a bruise at five weeks, which was put down to a toy.
            Elm lived with an aunt.
            """
        )
    )

    assert [str(each.canonical) for each in found.sections] == ["title", "context"]
    assert {str(each.kind) for each in found.items} == {"case_fact"}


@pytest.mark.parametrize(
    ("heading", "canonical"),
    [
        ("W hat happened?", "context"),
        ("Recom mendations", "recommendations"),
        ("Key fin dings", "key_findings"),
        ("Monitoring arrangements", "recommendation_governance"),
        ("Factors affecting practice", "complicating_factors"),
    ],
)
def test_a_heading_means_the_same_though_a_word_of_it_was_broken(heading: str, canonical: str) -> None:
    meaning = headings().meaning(heading)

    assert meaning is not None
    assert (meaning.section.canonical, meaning.score >= 0.85) == (canonical, True)


def test_a_heading_of_a_topic_that_has_to_do_with_oversight_holds_no_governance() -> None:
    meaning = headings().meaning("Management oversight")

    assert meaning is None or meaning.section.canonical != "recommendation_governance"


def test_a_table_with_bars_between_its_cells_is_one() -> None:
    found = reading(
        plain(
            cleandoc(
                """
                Rapid review: Baby Elm

                Actions agreed

                Action | Lead | By when
                Midwives to ask about fathers at booking | Head of Midwifery | May 2026
                Housing to tell health visitors of each move | Housing Options | June 2026
                """
            )
        )
    )

    assert [(str(each.kind), each.norm, each.owner) for each in found.items] == [
        ("recommendation", "Midwives to ask about fathers at booking", "Head of Midwifery"),
        ("recommendation", "Housing to tell health visitors of each move", "Housing Options"),
    ]


def test_names_on_one_line_of_resources_that_strokes_set_apart_are_each_one() -> None:
    found = _told("Review: Baby Elm\n\nResources\n\nNeglect strategy 2026 | Safer sleep guide | Threshold document")

    assert [norm for _, norm in found] == ["Neglect strategy 2026", "Safer sleep guide", "Threshold document"]


def test_a_short_value_beside_its_label_is_a_fact_of_the_review() -> None:
    found = reading(
        shaped(
            """
            # Learning summary: Baby Elm
            | Date of rapid review | 3 March 2026 |
            | Agencies involved | Eight: Police, Housing, Midwifery, GP, Probation, School, Ambulance, Health Visiting |
            | What happened | Elm was found to have a broken arm. Nobody knew how it had come about. |
            | What went well | The nurse asked about other children. |
            | What could be better | Calls were not put side by side. |
            | Recommendations | Police to tell health visitors of each call. |
            """
        )
    )

    assert (found.fact("review_date"), found.fact("agency_count")) == ("2026-03-03", "8")
    assert "3 March 2026" not in [each.norm for each in found.items]


def test_an_entry_that_begins_with_whom_it_is_for_is_addressed_to_them() -> None:
    found = reading(
        plain(
            "Review: Baby Elm\n\nWhat this means for practice\n\n- Midwives: ask about the father.\n- Police: tell the ward."
        )
    ).items

    assert [each.audience for each in found] == [("midwives",), ("police",)]


def test_a_childs_name_is_no_slip_of_a_word_for_those_who_are_addressed() -> None:
    assert headings().audience("Summary of Ira's circumstances") == ()
    assert headings().audience("For IROs and midwives") == ("iro", "midwives")


def test_a_name_in_quotation_marks_in_the_title_is_what_the_child_is_called() -> None:
    found = reading(
        plain("Serious case review ‘Tamar’: action plan\n\nBackground\n\nTamar was two. Tamar had moved twice.")
    )

    assert found.fact("pseudonym") == "Tamar"


def test_a_publisher_after_a_stroke_is_one() -> None:
    assert only_publisher("| Elmshire Safeguarding Children Partnership", headings())
    assert not only_publisher("report by Elmshire Safeguarding Children Partnership", headings())


def test_who_took_part_is_told_of_the_review_under_learning_too() -> None:
    found = _told(
        """
        Review: Baby Elm

        What happened

        Elm was hurt at home. Elm lived with an aunt and an uncle.

        Learning

        The panel met on four occasions. The aunt was invited to take part and did not reply.

        Practitioners should ask who lives in the home.
        """
    )

    assert [kind for kind, _ in found] == ["case_fact"] * 4 + ["learning_point"]


def test_the_number_of_a_page_at_the_end_of_a_line_makes_the_line_the_pages_own() -> None:
    found = _told(
        "Review: Baby Elm\n\nFindings\n\n- Nobody met the uncle.\n\nElmshire – Review of Baby Elm          Page 2\n\n- Calls were lost."
    )

    assert [norm for _, norm in found] == ["Nobody met the uncle.", "Calls were lost."]


def test_the_kind_of_the_review_beside_its_label_is_no_item() -> None:
    found = reading(
        shaped(
            """
            # Learning summary: Baby Elm
            | Type of review | Local Child Safeguarding Practice Review |
            | What happened | Elm was found to have a broken arm. |
            | Good practice | The nurse asked about other children. |
            | Areas for improvement | Calls were not put side by side. |
            """
        )
    )

    assert [each.norm for each in found.items] == [
        "Elm was found to have a broken arm.",
        "The nurse asked about other children.",
        "Calls were not put side by side.",
    ]


def test_numbers_that_stand_before_their_paragraphs_are_those_of_the_paragraphs() -> None:
    found = reading(
        shaped(
            """
            # Practice review: Baby Elm
            ## Findings
            3.1
            3.2
            The uncle was in one record and nobody met him, though two services knew of him.
            The ward was not told of the plan, and the baby went home on a Friday.
            """
        )
    )

    assert [(each.number, each.norm.split()[1]) for each in found.items] == [("3.1", "uncle"), ("3.2", "ward")]


def test_a_number_in_words_before_a_recommendation_is_its_number() -> None:
    found = reading(
        plain(
            "Review: Baby Elm\n\nRecommendations\n\nRecommendation One The trust should ask about fathers.\n\n"
            "Recommendation Two The police should tell the ward."
        )
    )

    assert [(each.number, each.norm) for each in found.items] == [
        ("1", "The trust should ask about fathers."),
        ("2", "The police should tell the ward."),
    ]


def test_a_row_that_begins_with_whom_it_is_for_is_addressed_to_them() -> None:
    found = reading(
        shaped(
            """
            # Learning: Baby Elm
            ## What does it mean for you?
            | Your role | Do this |
            | Health visitors | Ask where the baby slept on each night of the week |
            | Police officers | Tell the ward of each call to the home |
            """
        )
    )

    assert [each.audience for each in found.items] == [("health_visitors",), ("police",)]
