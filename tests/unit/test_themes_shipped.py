"""The themes and phrases that come with the package: whole, of one piece, and free of any review's own words."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from nightlight.learning.lexicon import EXCEPT, Strength
from nightlight.learning.phrases import words_of
from nightlight.learning.reading import ItemKind
from nightlight.learning.themes import suggest
from nightlight.rules.lessons import SOURCES, register
from nightlight.safeguards.systems import SYSTEMS
from nightlight.taxonomy.themes import lexicon, taxonomy

THEMES = taxonomy()
WORDS = lexicon()
SHARED = Path(__file__).parents[3] / "shared"
needs_reviews = pytest.mark.skipif(not SHARED.is_dir(), reason="the five reviews are not beside this checkout")


def test_it_has_what_reviews_of_babies_need_beyond_the_labels() -> None:
    beyond = {
        "vulnerability_of_babies",
        "early_help_and_lead_practitioner",
        "remote_working",
        "embedding_learning",
        "voice_of_the_child",
        "coping_with_crying",
        "concerns_from_family_and_community",
        "parenting_assessment",
        "adult_safeguarding",
    }

    assert beyond <= set(THEMES.themes)


@needs_reviews
def test_it_has_every_theme_of_the_labels() -> None:
    rows = (SHARED / "seed-gold" / "themes.jsonl").read_text(encoding="utf-8").splitlines()

    assert {label for row in rows for label in json.loads(row)["labels"]} <= set(THEMES.themes)


def test_every_theme_is_told_from_its_nearest_by_two_or_three_examples() -> None:
    for each in THEMES.themes.values():
        assert each.nearest != each.name
        assert 2 <= len(each.examples) <= 3, each.name
        assert each.panel, each.name


def test_no_two_themes_share_a_label_a_definition_or_an_example() -> None:
    said = [text for each in THEMES.themes.values() for text in (each.label, each.means, *each.examples)]

    assert len(set(said)) == len(said)


def test_every_system_has_a_theme_and_every_theme_a_system() -> None:
    named = {system for each in THEMES.themes.values() for system in each.systems}

    assert named == set(SYSTEMS)
    assert all(each.systems for each in THEMES.themes.values())


def test_every_theme_of_the_panel_that_is_listed_is_that_of_a_theme() -> None:
    assert {name for each in THEMES.themes.values() for name in each.panel} == set(THEMES.panel)
    assert {each.group for each in THEMES.themes.values()} == set(THEMES.groups)


def test_every_theme_has_strong_phrases_or_follows_from_a_kind() -> None:
    strong = {each.theme for each in WORDS.entries if each.held == Strength.strong}
    by_kind = {each.name for each in THEMES.themes.values() if each.by_kind}

    assert strong | by_kind == set(THEMES.themes)
    assert not strong & by_kind
    assert {kind for each in THEMES.themes.values() for kind in each.by_kind} <= set(ItemKind)


def test_the_reviews_that_phrases_were_learnt_from_are_those_of_the_register() -> None:
    assert {name for each in WORDS.entries for name in each.seen} <= set(SOURCES)


def test_a_theme_is_suggested_by_its_own_name() -> None:
    unsaid = {"good_practice", "physical_abuse"}
    missed = {
        each.name
        for each in THEMES.themes.values()
        if each.name not in unsaid
        and each.name
        not in {one.theme for one in suggest(each.label.replace(":", ""), WORDS, limit=len(THEMES.themes))}
    }

    assert missed == set()


def test_an_exception_is_needed_by_a_phrase_of_its_theme() -> None:
    """An exception that holds no phrase of its theme is a slip of the pen: it could never take anything away."""
    idle = []
    for each in WORDS.entries:
        if each.held != EXCEPT:
            continue
        sample = " ".join(re.split(r"\s+NEAR/\d+\s+", each.phrase.written)).replace("*", "")
        words = " ".join(piece.split("|")[0] for piece in sample.split())
        bare = WORDS.finder.find(words_of(words))
        if not any((each.theme, strength) in WORDS.lists[one.phrase] for one in bare for strength in Strength):
            idle.append(f"{each.theme}: {each.phrase.written}")

    assert idle == []


def test_lessons_of_the_register_get_a_theme_of_their_system_offered() -> None:
    """Our own words on the lessons were not written with the phrases in mind; most are offered a theme of their system."""
    lessons = register().lessons
    offered = sum(
        any(lesson.system in THEMES[each.theme].systems for each in suggest(lesson.says, WORDS)) for lesson in lessons
    )

    assert offered / len(lessons) >= 0.75


@pytest.mark.long
@needs_reviews
def test_no_phrase_and_no_sentence_of_ours_is_one_of_a_review() -> None:
    """Runs of six words in a row that stand in exactly one of the five reviews are that review's own."""
    reviews = [_run_words(path.read_text(encoding="utf-8")) for path in sorted((SHARED / "seeds").glob("*.txt"))]
    assert len(reviews) == 5
    ours = [each.phrase.written for each in WORDS.entries]
    ours += [text for each in THEMES.themes.values() for text in (each.means, each.use, each.not_when, *each.examples)]

    copied = [
        " ".join(run)
        for text in ours
        for run in _runs(_run_words(text), 6)
        if any(run in _all(each) for each in reviews)
    ]
    long_phrases = [
        each.phrase.written
        for each in WORDS.entries
        if each.seen
        and len(each.phrase.written.split()) > 4
        and "NEAR" not in each.phrase.written
        and sum(
            tuple(_run_words(each.phrase.written)) in _all(review, len(_run_words(each.phrase.written)))
            for review in reviews
        )
        == 1
    ]

    assert copied == []
    assert long_phrases == []


def _run_words(text: str) -> list[str]:
    return re.findall(r"[a-z0-9]+", text.lower())


def _runs(words: list[str], length: int) -> list[tuple[str, ...]]:
    return [tuple(words[at : at + length]) for at in range(len(words) - length + 1)]


def _all(words: list[str], length: int = 6) -> set[tuple[str, ...]]:
    return set(_runs(words, length))
