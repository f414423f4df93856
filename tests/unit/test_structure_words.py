"""Words of a heading are known with a letter wrong, in the plural, in another order of type."""

from __future__ import annotations

import pytest

from nightlight.learning.structure.lexicon import BadHeadings, Headings
from nightlight.learning.structure.words import Vocabulary, distance, plain, singular, words
from nightlight.taxonomy import headings


def _means(text: str) -> str | None:
    meaning = headings().meaning(text)
    return meaning.section.canonical if meaning is not None and meaning.score >= 0.58 else None


@pytest.mark.parametrize(
    ("heading", "canonical"),
    [
        ("Recommendations", "recommendations"),
        ("RECOMENDATIONS", "recommendations"),
        ("Recomrnendations", "recommendations"),
        ("What's working well", "strengths"),
        ("What’s workimg well", "strengths"),
        ("Areas of Good Practice", "strengths"),
        ("Lessons Leamed", "lessons"),
        ("Kev Findings", "key_findings"),
        ("What did the review find?", "key_findings"),
        ("If you do one thing……", "one_thing"),
        ("Key messages for the safeguarding system", "system_messages"),
        ("So what?", "practice_implications"),
        ("Now what?", "actions_now"),
        ("What happened?", "context"),
        ("Why does this matter?", "key_findings"),
        ("Brief outline of circumstances resulting in the Review", "context"),
        ("Practice and organisational learning", "learning_points"),
        ("Argymhellion", "recommendations"),
        ("Pwyntiau dysgu allweddol", "learning_points"),
        ("Themâu", "themes_local"),
        ("Questions for reflection", "questions"),
        ("L E S S O N S", "lessons"),
        ("Get in touch", "contact"),
    ],
)
def test_a_heading_is_known_by_its_words(heading: str, canonical: str) -> None:
    found = _means(heading)

    assert found == canonical


@pytest.mark.parametrize(
    "line",
    [
        "Recommendations to be followed up by the Riverton Practice Subgroup",
        "Professional curiosity",
        "The midwife and the health visitor met the father",
        "Genograms may help in later court hearings",
        "Safer sleep",
        "",
        "……",
    ],
)
def test_a_line_that_only_holds_such_a_word_means_nothing(line: str) -> None:
    found = _means(line)

    assert found is None


def test_a_heading_says_whom_it_addresses() -> None:
    found = headings().audience("Learning for managers/senior practitioners/IRO")

    assert found == ("managers", "senior_practitioners", "iro")


@pytest.mark.parametrize("words_of", ["For managers", "Health visitors", "If you work in a school:"])
def test_a_heading_may_say_nothing_else(words_of: str) -> None:
    assert headings().only_audience(words_of)
    assert not headings().only_audience("Health visitors missed the appointment")


def test_plain_words_have_no_case_accents_apostrophes_or_marks() -> None:
    assert plain("  Themâu: WHAT’S “new” & better?! ") == "themau whats new and better"
    assert words("\ufb01ndings") == ["findings"]
    assert singular("analysis") == "analysis"


def test_the_distance_counts_a_swap_as_one_and_stops_at_its_limit() -> None:
    assert distance("safegaurding", "safeguarding", 2) == 1
    assert distance("cat", "dog", 1) == 2


def test_short_words_are_never_bent() -> None:
    known = Vocabulary(["to", "if", "aim"])

    assert known.near("tx") == ()
    assert known.near("of") == ()


def test_a_word_list_that_cannot_be_used_says_what_it_lacks() -> None:
    with pytest.raises(BadHeadings, match="not TOML"):
        Headings("[[", "")
    with pytest.raises(BadHeadings, match="abbreviations"):
        Headings('edition = "1"', "")


def test_no_wording_means_two_things() -> None:
    lists = headings()
    seen: dict[str, str] = {}
    for section in lists.sections:
        assert section.canonical not in seen
        seen[section.canonical] = section.canonical

    assert {"recommendations", "questions", "strengths", "one_thing"} <= set(seen)
