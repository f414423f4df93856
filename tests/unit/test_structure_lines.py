"""Marks, numbers and labels are told from words, and a line end that only fits the page from one that is meant."""

from __future__ import annotations

import pytest

from nightlight.learning.structure.lines import lines, numeral, read_mark
from nightlight.learning.structure.markup import bare, flat, only_link, unwrapped
from nightlight.taxonomy import headings
from tests.unit.structure_texts import items


@pytest.mark.parametrize(
    ("line", "label", "said", "words"),
    [
        ("• See the baby", None, None, "See the baby"),
        ("- See the baby", None, None, "See the baby"),
        ("·  See the baby", None, None, "See the baby"),
        ("1. See the baby", "1", None, "See the baby"),
        ("(ii) see the baby", "ii", None, "see the baby"),
        ("b) see the baby", "b", None, "see the baby"),
        ("2.3 See the baby", "2.3", None, "See the baby"),
        ("R1 Trusts to see the baby", "1", "recommendation", "Trusts to see the baby"),
        ("Recommendation 3: See the baby", "3", "recommendation", "See the baby"),
        ("Recommendation 3 The Board should", "3", "recommendation", "The Board should"),
        ("Finding Two – Men are not seen", "Two", "finding", "Men are not seen"),
        ("Learning point 4", "4", "learning_point", ""),
        ("Step 2: Background", "2", "", "Background"),
        ("· [bookmark: _Hlk12]See the baby", None, None, "See the baby"),
        ("## See the baby", None, None, "See the baby"),
        ("#SeeTheBaby campaign", None, None, "#SeeTheBaby campaign"),
        ("Recommendation 3 of the report was met", None, None, "Recommendation 3 of the report was met"),
        ("15 agencies took part", None, None, "15 agencies took part"),
        ("A baby was seen", None, None, "A baby was seen"),
        ("I. was seen", None, None, "I. was seen"),
        ("-5 degrees", None, None, "-5 degrees"),
    ],
)
def test_what_stands_before_the_words_is_no_part_of_them(
    line: str, label: str | None, said: str | None, words: str
) -> None:
    mark = read_mark(line, headings())

    assert (mark.label, mark.said, line[mark.end :]) == (label, said, words)


def test_a_sign_that_a_scanner_made_of_bullets_is_one_where_it_comes_again_and_again() -> None:
    text = "e See the baby\ne Ask the father\ne Tell the midwife\ne-mail us"

    found = [line.text for line in lines(text, 0, len(text), headings())]

    assert found == ["See the baby", "Ask the father", "Tell the midwife", "e-mail us"]


def test_a_numeral_may_be_a_figure_a_letter_a_roman_number_or_a_word() -> None:
    assert [numeral(each) for each in ("12", "ix", "c", "Eleven", "1.2", "²", "")] == [12, 9, 3, 11, None, None, None]


def test_the_remnants_of_markup_go_from_the_line_and_stay_in_the_text() -> None:
    assert bare("[Voice of the <u>Child</u>](#) \\(toolkit\\) &amp; more") == "Voice of the Child (toolkit) & more"
    assert flat("**A  plan**\nfor the\nbaby") == "A plan for the baby"
    assert unwrapped("safe-\nguarding by multi-\nagency teams") == "safeguarding by multi-agency teams"
    assert only_link("[Information sharing](#)")
    assert not only_link("See [information sharing](#) for more")


_SENTENCE = "Practitioners should see every baby awake and undressed and write down what they saw in plain words"
_OTHER = "Managers should read two records each month and talk about them with the worker who wrote them"


@pytest.mark.parametrize("columns", [30, 44, 60, 72])
@pytest.mark.parametrize("mark", ["• ", ""])
def test_entries_broken_to_fit_a_page_are_whole_again(columns: int, mark: str) -> None:
    broken = ["Learning points"]
    for each in (_SENTENCE, _OTHER, _SENTENCE.replace("baby", "child"), _OTHER.replace("two", "three")):
        line = mark.rstrip()
        for word in each.split():
            if len(f"{line} {word}".strip()) > columns:
                broken.append(line)
                line = word
            else:
                line = f"{line} {word}".strip()
        broken.append(line)

    found = items("Learning from the review about Baby Elm\n\n" + "\n".join(broken))

    if mark:
        assert [words for _, words in found][:2] == [_SENTENCE, _OTHER]
    assert {kind for kind, _ in found} == {"learning_point"}
    assert " ".join(words for _, words in found).startswith(f"{_SENTENCE} {_OTHER}")


def test_a_statement_in_a_narrow_box_is_one_item() -> None:
    text = (
        "A\n\ndecision\n\nwas taken to\n\nhold a\n\nlarger\n\nPractice\nReviev\n\n"
        "Rapid Review 3 Learning Briefing\n\nA baby was hurt. The review looked at the help that the family had."
    )

    found = items(text)

    assert found[0][1] == "A decision was taken to hold a larger Practice Reviev"
    assert found[1] == ("case_fact", "A baby was hurt.")


def test_a_word_spelt_out_in_a_box_is_one_item() -> None:
    text = (
        "HALT stands\n\nfor:\n\nHold the baby\n\nAsk for help\n\nLeave the room\n\nTalk to someone\n\n"
        "What went well\n\n- A visit was made."
    )

    found = items(text)

    assert found == [
        ("resource", "HALT stands for: Hold the baby Ask for help Leave the room Talk to someone"),
        ("strength", "A visit was made."),
    ]


def test_small_letters_after_a_colon_are_a_list_that_lost_its_marks() -> None:
    text = "Learning\n\nPractitioners should:\n\nsee the baby awake\nask who lives there\nrecord the father's name\n"

    found = [words for _, words in items(text)]

    assert found == ["see the baby awake", "ask who lives there", "record the father's name"]
