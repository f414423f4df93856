"""Numbered entries are read in the order of their numbers, and what hangs on them stays with them."""

from __future__ import annotations

from tests.unit.structure_texts import reading, shaped

_ASK = "What are the practice implications for me?"
_LESSONS = (
    "LESSONS OF A SERIOUS CASE REVIEW: CHILD A\n\nLESSONS LEARNED\n\n"
    f"1. See him.\n\n{_ASK}\n\nRing first.\n\n2. Hear her.\n\n{_ASK}\n\nSit down.\n"
)


def test_each_lesson_has_what_it_means_for_practice() -> None:
    text = _LESSONS

    found = reading(text).items

    assert [(str(each.kind), each.number, each.parent) for each in found] == [
        ("learning_point", "1", None),
        ("practice_implication", None, "i1"),
        ("learning_point", "2", None),
        ("practice_implication", None, "i3"),
    ]


def test_the_foot_of_a_column_that_came_first_is_put_back() -> None:
    text = (
        f"3. Write it down.\n\n{_ASK}\n\nBy hand if need be.\n\nMore of it is available from:\n\nthe office\n\n"
        f"{_LESSONS}"
    )

    found = [each for each in reading(text).items if each.section in ("lessons", "practice_implications")]

    assert [each.norm for each in found[:6]] == [
        "See him.",
        "Ring first.",
        "Hear her.",
        "Sit down.",
        "Write it down.",
        "By hand if need be.",
    ]
    assert [each.displaced for each in found[:6]] == [False, False, False, False, True, True]
    assert found[5].parent == found[4].id


def test_columns_read_across_are_put_in_order() -> None:
    text = "Serious case review: Child A\n\nRecommendations\n\n1. One is done.\n3. Three is done.\n2. Two is done.\n4. Four is done.\n"

    found = reading(text)

    assert [(each.number, each.displaced) for each in found.items] == [
        ("1", False),
        ("2", True),
        ("3", True),
        ("4", False),
    ]
    assert any("out of their order" in note for note in found.notes)


def test_two_lists_under_one_heading_are_left_as_they_stand() -> None:
    text = "Serious case review: Child A\n\nRecommendations\n\n1. One.\n2. Two.\n1. Again one.\n2. Again two.\n"

    found = [each.norm for each in reading(text).items]

    assert found == ["One.", "Two.", "Again one.", "Again two."]


def test_an_entry_that_heads_others_is_their_parent() -> None:
    text = (
        "Rapid review: Baby Elm\n\nFurther reading\n\n- The Elm Trust guidance:\n- Sleep - The Elm Trust\n"
        "- Bath time - The Elm Trust\n- Council form\n"
    )

    found = [(each.role, each.parent) for each in reading(text).items]

    assert found == [("group", None), (None, "i1"), (None, "i1"), (None, None)]


def test_a_table_gives_its_columns_their_kinds_and_its_rows_their_owners() -> None:
    source = shaped(
        """
        # Case review: Baby Elm
        ## What we do now
        | No | Recommendation | Lead | By when |
        | 1 | See each father before the birth. | Midwifery | May 2024 |
        | 2 | Count the visits that were not made. | The Council | June 2024 |
        """
    )

    found = reading(source)

    assert [(str(each.kind), each.number, each.owner) for each in found.items] == [
        ("recommendation", "1", "Midwifery"),
        ("recommendation", "2", "The Council"),
    ]
    assert [each.text for each in found.tray] == ["1", "Midwifery", "May 2024", "2", "The Council", "June 2024"]


def test_a_table_in_a_plain_text_is_a_table() -> None:
    text = (
        "Case review: Baby Elm\n\nAction plan\n\n| Recommendation | Lead |\n|----|----|\n| Ask him. | The Trust |\n\n"
        "Theme\tWhat we learned\tWhat you can do\nFathers\tNobody asked.\tAsk.\n"
    )

    found = reading(text)

    assert [(str(each.kind), each.norm, each.owner, each.parent) for each in found.items] == [
        ("recommendation", "Ask him.", "The Trust", None),
        ("learning_point", "Nobody asked.", None, None),
        ("practice_implication", "Ask.", None, "i2"),
    ]


def test_a_lesson_and_what_to_do_about_it_stand_in_one_row() -> None:
    source = shaped(
        """
        # Case review: Baby Elm
        | Theme | What we learned | What you can do |
        | Fathers | Nobody asked who he was. | Ask, and write it down. |
        """
    )

    found = [(str(each.kind), each.parent) for each in reading(source).items]

    assert found == [("learning_point", None), ("practice_implication", "i1")]


def test_a_table_whose_first_column_names_the_parts_is_read_as_parts() -> None:
    source = shaped(
        """
        # Case review: Baby Elm
        | What happened | Elm was hurt. Elm is well now. |
        | What went well | The nurse rang. |
        | Recommendations | The Trust to ring too. |
        """
    )

    found = [str(each.kind) for each in reading(source).items]

    assert found == ["case_fact", "case_fact", "strength", "recommendation"]


def test_a_finding_with_a_name_of_its_own_numbers_what_stands_under_it() -> None:
    source = shaped(
        """
        # Serious case review: Child A
        ## Findings
        ### Finding 1: Men are not seen
        His name stood in no record. Nobody asked.
        Recommendation: The Trust should ask at booking.
        """
    )

    found = reading(source).items

    assert [(str(each.kind), each.number, each.parent) for each in found] == [
        ("finding", "1", None),
        ("recommendation", "1", "i1"),
    ]


def test_a_box_keeps_its_heading_to_itself() -> None:
    source = shaped(
        """
        # Serious case review: Child A
        ## Recommendations
        1. The Trust should ask at booking.
        [box]
        **Think about**
        Who asks him?
        [/box]
        2. The Council should ask at registration.
        """
    )

    found = [str(each.kind) for each in reading(source).items]

    assert found == ["recommendation", "question", "recommendation"]
