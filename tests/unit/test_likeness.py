"""Lessons like one another: found by what they share, and the shared words are named."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nightlight.learning.likeness import Candidate, Collection, nearest, stem
from nightlight.learning.themes import suggest
from nightlight.rules.lessons import register
from nightlight.rules.nearest_check import safeguards_as_texts
from nightlight.rules.pack import pack
from nightlight.taxonomy.themes import lexicon, taxonomy

LESSONS = (
    Candidate("core", "Core groups should review the plan, and every agency should attend.", ("planning",)),
    Candidate("father", "Fathers should be assessed before the baby is born.", ("men",)),
    Candidate("sleep", "Advice on safer sleep should be repeated to both parents.", ("sleep",)),
    Candidate("record", "Telephone calls should be written down on the same day.", ("records",)),
)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("assessments", "assessing"),
        ("father's", "fathers"),
        ("allocated", "allocation"),
        ("referral", "referrals"),
        ("planning", "planned"),
        ("agencies", "agency"),
        ("sleeping", "sleeps"),
        ("reviewed", "review"),
        ("injuries", "injury"),
        ("bruise", "bruising"),
        ("babies", "baby"),
    ],
)
def test_words_of_one_family_have_one_stem(one: str, other: str) -> None:
    assert stem(one) == stem(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("unborn", "born"), ("parent", "part"), ("carer", "career"), ("core", "corner"), ("illness", "ill")],
)
def test_words_of_two_families_have_two_stems(one: str, other: str) -> None:
    assert stem(one) != stem(other)


def test_the_nearest_is_the_one_that_shares_the_telling_words_and_it_says_which() -> None:
    found = nearest("Agencies must attend core groups.", LESSONS)

    assert found[0].key == "core"
    assert set(found[0].words) == {"core groups", "agencies", "attend"}


def test_a_text_is_wholly_like_itself() -> None:
    (found,) = nearest(LESSONS[1].text, LESSONS, labels=LESSONS[1].labels, limit=1)

    assert found.likeness == pytest.approx(1.0, abs=1e-4)
    assert found.labels == ("men",)


def test_what_shares_nothing_is_not_called_alike() -> None:
    assert nearest("Housing was cold and damp.", LESSONS) == ()
    assert nearest("", LESSONS) == ()
    assert nearest("the and of", LESSONS) == ()


def test_a_word_that_all_have_says_less_than_one_that_few_have() -> None:
    candidates = [Candidate(f"c{n}", f"The baby and thing{n}.") for n in range(9)] + [
        Candidate("rare", "The baby and a genogram.")
    ]

    found = nearest("A genogram of the baby.", candidates, least=0)

    assert found[0].key == "rare"
    assert found[0].words[0] == "genogram"
    assert found[0].likeness > 2 * found[1].likeness


def test_a_shared_theme_lifts_a_likeness_and_none_by_itself_makes_one() -> None:
    by_words = nearest("Assessed early.", LESSONS)[0].likeness
    with_theme = nearest("Assessed early.", LESSONS, labels=("men",))[0]

    assert with_theme.likeness > by_words
    assert with_theme.labels == ("men",)
    assert nearest("Housing.", LESSONS, labels=("men",)) == ()


def test_a_lesson_can_be_left_out_of_its_own_likes() -> None:
    found = Collection(LESSONS).nearest(LESSONS[0].text, but=("core",))

    assert "core" not in {each.key for each in found}


def test_equal_likenesses_stand_in_the_order_given() -> None:
    twins = [Candidate("b", "Fathers were seen."), Candidate("a", "Fathers were seen.")]

    assert [each.key for each in nearest("fathers seen", twins)] == ["b", "a"]


@given(st.lists(st.text(max_size=60), max_size=6), st.text(max_size=60))
def test_any_texts_are_borne_and_a_likeness_is_between_none_and_one(texts: list[str], asked: str) -> None:
    found = nearest(asked, [Candidate(str(n), text) for n, text in enumerate(texts)], least=0)

    assert all(0 <= each.likeness <= 1 for each in found)
    assert [each.likeness for each in found] == sorted((each.likeness for each in found), reverse=True)


def test_a_lesson_finds_the_safeguard_that_watches_it_without_knowing_of_it() -> None:
    """Each lesson of the register against the safeguards, which do not know the lesson's own checks for the asking."""
    known, rules, words, themes = register(), pack(), lexicon(), taxonomy()
    tried = first = five = 0
    for lesson in known.lessons[::5]:
        watching = {
            each.id for each in rules.safeguards if any(check.split("/")[0] == lesson.id for check in each.lessons)
        }
        if not watching:
            continue
        systems = {
            system for each in suggest(lesson.says, words) if each.shown_first for system in themes[each.theme].systems
        }
        found = [each.key for each in safeguards_as_texts(rules, known, but=(lesson.id,)).nearest(lesson.says, systems)]
        tried += 1
        first += bool(found) and found[0] in watching
        five += bool(watching & set(found))

    assert tried >= 12
    assert first / tried >= 0.45
    assert five / tried >= 0.7
