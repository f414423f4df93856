"""How good the suggestions are on labelled items: floors, so that no change of a phrase makes them worse unnoticed."""

from __future__ import annotations

import pytest

from nightlight.taxonomy.themes import lexicon
from tests.briefings.themes import LABELLED, REVIEWS, Labelled, Score, by_words, labelled, leaving_out, named, score

pytestmark = pytest.mark.skipif(not LABELLED.is_file(), reason="the labelled items are not beside this checkout")


@pytest.fixture(scope="module")
def items() -> tuple[Labelled, ...]:
    return labelled()


def first(of: Score) -> float:
    return of.first_right / of.first_of


def five(of: Score) -> float:
    return of.five_right / of.five_of


def test_what_is_suggested_outright_is_right(items: tuple[Labelled, ...]) -> None:
    found = score(items, named(items), by_words(lexicon()))

    assert len(items) == 136
    assert found.f1() >= 0.86
    assert found.f1(but="good_practice") >= 0.86
    assert first(found) >= 0.9
    assert five(found) >= 0.95


def test_it_holds_for_a_review_that_nothing_was_learnt_from(items: tuple[Labelled, ...]) -> None:
    found = leaving_out(items, named(items), lambda review: by_words(lexicon().without(review)))

    assert found.f1() >= 0.83
    assert first(found) >= 0.8
    assert five(found) >= 0.92


def test_leaving_a_review_out_leaves_out_what_it_taught(items: tuple[Labelled, ...]) -> None:
    """Were the marks lost, both figures would be one and the same, and the honest one would be gone."""
    whole = score(items, named(items), by_words(lexicon()))
    without = leaving_out(items, named(items), lambda review: by_words(lexicon().without(review)))

    assert without.f1() < whole.f1()
    assert all(len(lexicon().without(review).lists) < len(lexicon().lists) for review in REVIEWS)


def test_the_score_counts_right_spurious_missed_and_unnamed() -> None:
    item = Labelled(
        "x", "AC", "finding", "The father; neglect; a genogram.", frozenset({"fathers_and_men", "chronology"})
    )

    found = score([item], frozenset({"fathers_and_men", "chronology", "neglect"}), by_words(lexicon()))

    assert (dict(found.right), dict(found.spurious), dict(found.missed), dict(found.unknown)) == (
        {"fathers_and_men": 1},
        {"neglect": 1},
        {"chronology": 1},
        {"family_mapping": 1},
    )
    assert found.f1() == pytest.approx(0.5)
    assert found.f1(unknown=True) == pytest.approx(0.4)
