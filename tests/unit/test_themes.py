"""What is suggested for a text, why, and what a person's decision does to it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nightlight.learning.lexicon import OUTRIGHT, POINTS, Lexicon, Strength, read_lexicon
from nightlight.learning.reading import ItemKind
from nightlight.learning.taxonomy import Taxonomy, Theme
from nightlight.learning.themes import (
    Basis,
    Because,
    Decision,
    Settled,
    Suggestion,
    Verdict,
    beside,
    settled,
    suggest,
)
from nightlight.taxonomy.themes import lexicon

DAY = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)


def themes(*names: str, renamed: dict[str, str] | None = None, by_kind: tuple[str, ...] = ()) -> Taxonomy:
    """A taxonomy of themes with these names; the last of them follows from the kinds."""
    made = {
        name: Theme(name, name, "all", "it", "so", "not", name, ("one",), by_kind=by_kind if name == names[-1] else ())
        for name in names
    }
    return Taxonomy("test", date(2026, 11, 21), (), {"all": "All"}, {}, made, renamed or {})


def words(text: str, taxonomy: Taxonomy | None = None) -> Lexicon:
    """A lexicon of the two themes `men` and `sleep`, or of those given."""
    head = 'edition = "test"\ndate = 2026-11-21\nchanged = []\n'
    return read_lexicon(head + text, taxonomy or themes("men", "sleep"))


TWO = words(
    """
    [theme.men]
    strong = ["father*", "partner NEAR/3 mother"]
    fair = ["boyfriend", "parental responsibility"]
    weak = ["he"]
    except = ["grand-father*", "father christmas"]
    [theme.sleep]
    strong = ["safe* sleep*", "cot shar*"]
    fair = ["cot", "sleep*"]
    """
)


# -- what is suggested


def test_a_strong_phrase_is_enough() -> None:
    (found,) = suggest("Nobody had met the father.", TWO)

    assert (found.theme, found.shown_first, found.points) == ("men", True, 3)


def test_a_fair_phrase_by_itself_is_only_offered_further_down() -> None:
    (found,) = suggest("There was a boyfriend.", TWO)

    assert (found.theme, found.shown_first) == ("men", False)


def test_a_fair_phrase_with_a_weak_one_is_enough() -> None:
    (found,) = suggest("There was a boyfriend; he stayed at weekends.", TWO)

    assert found.shown_first
    assert found.points == POINTS[Strength.fair] + POINTS[Strength.weak] == OUTRIGHT


def test_the_words_that_caused_it_are_slices_of_the_text() -> None:
    text = "The mother’s new PARTNER\nand the baby’s father: he shared a cot."

    found = suggest(text, words('[theme.men]\nstrong = ["partner", "father*"]\nweak = ["he"]'))

    assert [text[each.start : each.end] for each in found[0].because] == ["PARTNER", "father", "he"]


def test_both_sides_of_near_are_named() -> None:
    text = "The partner of the mother was not met."

    (found,) = suggest(text, TWO)

    assert [text[each.start : each.end] for each in found.because] == ["partner", "mother"]
    assert {each.phrase for each in found.because} == {"partner NEAR/3 mother"}


def test_one_word_counts_once_for_a_theme_and_by_its_strongest_phrase() -> None:
    (found,) = suggest("Safe sleep was talked about.", TWO)

    assert found.points == 3


def test_a_phrase_counts_once_however_often_it_is_said() -> None:
    (found,) = suggest("A boyfriend, another boyfriend, a third boyfriend.", TWO)

    assert found.points == 2


def test_what_lies_in_an_excepted_phrase_does_not_count() -> None:
    assert suggest("The grandfather, the grand-father and the grand father came.", TWO) == ()


def test_an_exception_takes_nothing_from_the_same_word_elsewhere() -> None:
    (found,) = suggest("The grandfather came, and the father did not.", TWO)

    assert [each.start for each in found.because] == [30]


def test_the_likeliest_stands_first_and_the_same_text_gives_the_same_answer() -> None:
    text = "The cot; the father, his boyfriend, he had parental responsibility."

    found = suggest(text, TWO)

    assert [each.theme for each in found] == ["men", "sleep"]
    assert suggest(text, TWO) == found


def test_a_kind_that_carries_a_theme_suggests_it_after_what_the_words_say() -> None:
    both = themes("men", "good", by_kind=("strength",))
    lexical = words('[theme.men]\nstrong = ["father*"]\nfair = ["him"]', both)

    found = suggest("The father was asked.", lexical, kind=ItemKind.strength)

    assert [(each.theme, each.basis) for each in found] == [("men", Basis.words), ("good", Basis.kind)]
    assert [each.theme for each in suggest("The father was asked.", lexical, kind=ItemKind.finding)] == ["men"]


def test_the_limit_cuts_what_is_offered_and_never_what_is_outright() -> None:
    five = themes("a", "b", "c")
    lexical = words('[theme.a]\nstrong=["one"]\n[theme.b]\nstrong=["two"]\n[theme.c]\nfair=["three"]', five)

    assert [each.theme for each in suggest("one two three", lexical, limit=1)] == ["a", "b"]
    assert [each.theme for each in suggest("one two three", lexical, limit=3)] == ["a", "b", "c"]


@given(
    st.text(max_size=300)
    | st.lists(st.sampled_from(["father", "he", "cot.", "sleep\n", "-", "safe’s", "mother", "partner"])).map(" ".join)
)
def test_any_text_is_borne_and_every_reason_is_a_slice_of_it(text: str) -> None:
    for lexical in (TWO, lexicon()):
        for each in suggest(text, lexical):
            assert each.because
            assert all(0 <= one.start < one.end <= len(text) for one in each.because)
            assert each.shown_first == (each.points >= OUTRIGHT)


def test_a_very_long_text_costs_no_more_for_each_of_its_words() -> None:
    """Every word of it begins a phrase, a side of NEAR or an exception: pairs of all with all would be nine million."""
    text = "grandfather partner mother father he cot sleep " * 3_000

    found = suggest(text, TWO)

    assert {each.theme for each in found} == {"men", "sleep"}
    assert all(len(each.because) < 10 for each in found)


# -- by meaning


def test_meaning_is_only_ever_offered_further_down_and_is_marked() -> None:
    said = suggest("Nobody had met the father.", TWO)

    found = beside(said, {"men": 0.7, "sleep": 0.6})

    assert [(each.theme, each.basis, each.shown_first, each.likeness) for each in found] == [
        ("men", Basis.words, True, 0.7),
        ("sleep", Basis.meaning, False, 0.6),
    ]


def test_what_is_not_near_enough_in_meaning_is_not_offered() -> None:
    assert beside((), {"men": 0.1, "sleep": 0.2}) == ()


# -- decisions


def decided(theme: str, verdict: Verdict, days: int = 0, item: str = "i1") -> Decision:
    return Decision(item, theme, verdict, "policy officer", DAY + timedelta(days=days), "read twice")


OUT = Suggestion("men", True, Basis.words, 3, (Because(0, 6, "father*", Strength.strong),))
LATER = Suggestion("sleep", False, Basis.words, 2)


def test_without_a_decision_what_is_outright_counts_and_what_is_offered_does_not() -> None:
    assert [(each.theme, each.carries) for each in settled([OUT, LATER], [])] == [("men", True), ("sleep", False)]


def test_a_decision_stands_over_a_suggestion_and_the_suggestion_stays_visible() -> None:
    refused, accepted = decided("men", Verdict.refused), decided("sleep", Verdict.accepted)

    found = settled([OUT, LATER], [refused, accepted])

    assert found == (Settled("men", False, OUT, refused), Settled("sleep", True, LATER, accepted))


def test_a_theme_that_nobody_suggested_can_be_added() -> None:
    added = decided("neglect", Verdict.added)

    assert settled([OUT], [added])[1] == Settled("neglect", True, None, added)


def test_of_two_decisions_the_later_stands() -> None:
    first, second = decided("men", Verdict.refused), decided("men", Verdict.accepted, days=1)

    assert settled([OUT], [second, first])[0].decision == second


def test_a_decision_outlives_the_renaming_of_its_theme() -> None:
    new = themes("fathers", "sleep", renamed={"men": "dads", "dads": "fathers"})
    refused = decided("men", Verdict.refused)

    (found,) = settled([Suggestion("fathers", True)], [refused], new)

    assert (found.theme, found.carries, found.of_old, found.decision) == ("fathers", False, "men", refused)


def test_of_two_themes_that_were_merged_a_yes_to_either_is_a_yes() -> None:
    new = themes("family", renamed={"siblings": "family", "carers": "family"})

    (found,) = settled([], [decided("siblings", Verdict.accepted), decided("carers", Verdict.refused, days=1)], new)

    assert (found.theme, found.carries, found.of_old) == ("family", True, "siblings")


def test_a_decision_made_since_the_merging_stands_over_those_from_before() -> None:
    new = themes("family", renamed={"siblings": "family"})

    (found,) = settled([], [decided("siblings", Verdict.accepted), decided("family", Verdict.refused, days=1)], new)

    assert not found.carries


def test_a_decision_on_a_theme_that_is_gone_keeps_its_name() -> None:
    (found,) = settled([], [decided("weather", Verdict.added)], themes("men"))

    assert (found.theme, found.carries) == ("weather", True)


def test_decisions_of_two_items_are_not_mixed() -> None:
    with pytest.raises(ValueError, match="more than one item"):
        settled([], [decided("men", Verdict.added), decided("men", Verdict.added, item="i2")])
