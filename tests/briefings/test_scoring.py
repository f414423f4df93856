"""The scoring itself: gold follows its text through every alteration, and the score is the one agreed."""

from __future__ import annotations

import importlib.util
import random
import re
import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.briefings.score import SHARED, real_ones
from tests.briefings.scoring import (
    ALTERATIONS,
    COUNTED,
    Gold,
    Placer,
    Span,
    bullets_stripped,
    place,
    rewrapped,
    score,
    wrong_letter_in_headings,
)

_LETTERS = re.compile(r"[\W_]+")

_WORDS = st.text(alphabet=string.ascii_letters + "é’", min_size=1, max_size=12).filter(lambda word: word != "o")
_LINES = st.builds(
    lambda mark, words: mark + " ".join(words),
    st.sampled_from(["", "- ", "· ", "• ", "  ", "3. ", "pre-birth "]),
    st.lists(_WORDS, min_size=1, max_size=25),
)
_TEXTS = st.builds(
    lambda lines, end: end.join(lines), st.lists(_LINES, max_size=12), st.sampled_from(["\n", "\n\n", "\r\n"])
)


def _letters(text: str) -> str:
    return _LETTERS.sub("", text)


def _some_gold(text: str, seed: int) -> Gold:
    chance = random.Random(seed)
    words = [match.span() for match in re.finditer(r"[^\W\d_]{2,}", text)]
    spans = []
    while words:
        many = chance.randint(1, min(6, len(words)))
        spans.append((words[0][0], words[many - 1][1]))
        words = words[many:]
    return Gold(tuple(Span("finding", *span) for span in spans), tuple(spans[::3]))


@given(text=_TEXTS, columns=st.integers(10, 80), at_hyphens=st.booleans())
@settings(max_examples=60, deadline=None)
def test_a_text_broken_into_lines_keeps_every_letter_of_every_span(text: str, columns: int, at_hyphens: bool) -> None:
    gold = _some_gold(text, columns)

    altered = rewrapped(text, columns, at_hyphens=at_hyphens, indent="  ")

    carried = altered.carry(gold)
    for before, after in zip(gold.items, carried.items, strict=True):
        assert _letters(altered.text[after.start : after.end]) == _letters(text[before.start : before.end])
    assert all(
        len(line) <= columns or len(line.split()) == 1 or line.rstrip() in text.splitlines()
        for line in altered.text.splitlines()
    )


@given(text=_TEXTS, numbers=st.booleans())
@settings(max_examples=60, deadline=None)
def test_a_text_that_lost_its_marks_keeps_every_letter_of_every_span(text: str, numbers: bool) -> None:
    gold = _some_gold(text, len(text))

    altered = bullets_stripped(text, numbers=numbers)

    for before, after in zip(gold.items, altered.carry(gold).items, strict=True):
        was = "\n".join(
            re.sub(r"^\s*(?:[-·•]|3\.)\s", "", line) for line in text[before.start : before.end].splitlines()
        )
        assert _letters(altered.text[after.start : after.end]) in {
            _letters(was),
            _letters(text[before.start : before.end]),
        }


@given(text=_TEXTS, seed=st.integers(0, 1000))
@settings(max_examples=60, deadline=None)
def test_each_heading_gets_one_wrong_letter_and_nothing_else_changes(text: str, seed: int) -> None:
    gold = _some_gold(text, seed)

    altered = wrong_letter_in_headings(text, gold.headings, seed)

    differing = [at for at, (one, other) in enumerate(zip(text, altered.text, strict=True)) if one != other]
    assert len(differing) == len(gold.headings)
    assert all(sum(start <= at < end for at in differing) == 1 for start, end in gold.headings)


def test_a_letter_that_stands_for_a_bullet_is_a_mark_at_the_beginning_of_a_line_only() -> None:
    assert bullets_stripped("o One\no Two o three").text == "One\nTwo o three"


def test_a_mark_in_the_middle_of_a_line_stays() -> None:
    text = "- Early help - and later\n- Next"

    assert bullets_stripped(text).text == "Early help - and later\nNext"


def test_a_quotation_is_found_though_its_line_is_broken_and_its_words_hyphenated() -> None:
    placer = Placer("All of the infor-\nmation was in the\n pre-\nbirth plan.")

    start, end = placer.take("information was in the pre-birth plan.")

    assert placer.text[start:end] == "infor-\nmation was in the\n pre-\nbirth plan."


def test_a_quotation_is_not_found_inside_a_word() -> None:
    assert Placer("The fact is old. Act now.").take("Act") == (17, 20)
    assert Placer("exact").occurrences("act") == []


def test_the_second_of_two_equal_quotations_goes_to_the_second_place() -> None:
    gold = {"items": [{"kind": "finding", "text": "Ask."}, {"kind": "question", "text": "Ask."}]}

    placed = place(gold, "Ask.\nWait.\nAsk.")

    assert [(each.start, each.end) for each in placed.items] == [(0, 4), (11, 15)]


def test_what_is_not_in_the_text_is_lost_and_missed() -> None:
    placed = place({"items": [{"kind": "finding", "text": "Nobody asked."}]}, "Somebody asked.")

    assert placed.lost == ("Nobody asked.",)
    assert score(placed.items, [Span("finding", 0, 15)]).figures()[1] == 0
    assert rewrapped("Somebody asked.", 10).carry(placed).items == placed.items


def test_a_quotation_that_a_page_s_foot_interrupts_is_found_from_its_beginning_to_its_end() -> None:
    text = "The worker who knew the family best was not\nPage 3\nasked to come to the meeting about the plan."

    start, end = Placer(text).take(text.replace("\nPage 3\n", " "))

    assert (start, end) == (0, len(text))


@pytest.mark.parametrize(
    "broken",
    [
        "Fourteen practi-{}tioners came to two learning days, of which one was held on the coast.",
        "Fourteen practitioners came to two learning days, of which one was {}held on the coast.",
    ],
)
def test_a_quotation_is_found_though_the_foot_and_the_head_of_pages_stand_near_one_end_of_it(broken: str) -> None:
    text = broken.format("\n\n      Page 1 of 5\n\fElm Child Protection Committee      Learning Review: Child B\n\n")

    start, end = Placer(text).take(broken.format(""))

    assert (start, end) == (0, len(text))


def test_a_heading_is_found_on_a_line_of_its_own_and_not_in_a_sentence() -> None:
    gold = {"items": [], "sections": [{"canonical": "context", "heading": "Context"}]}

    placed = place(gold, "In the Context of loss.\n2. Context\n")

    assert placed.headings == ((27, 34),)


def test_a_kind_of_the_same_family_counts_and_another_does_not() -> None:
    wanted = [Span("area_for_development", 0, 10), Span("strength", 20, 30)]

    tally = score(wanted, [Span("finding", 1, 10), Span("finding", 20, 30)])

    assert (tally.right.total(), tally.spurious.total(), tally.missed.total()) == (1, 1, 1)


def test_what_is_open_to_doubt_counts_neither_way() -> None:
    wanted = [Span("case_fact", 0, 10, open_to_doubt=True)]

    assert score(wanted, []).figures() == (1.0, 1.0, 1.0, 0)
    assert score(wanted, [Span("finding", 0, 4), Span("question", 5, 10)]).figures() == (1.0, 1.0, 1.0, 0)
    assert score(wanted, [Span("finding", 5, 30)]).spurious.total() == 1


@pytest.mark.parametrize("name", ALTERATIONS)
def test_the_gold_of_the_real_briefings_follows_them_through_every_alteration(name: str) -> None:
    briefings = list(real_ones())
    if not briefings:
        pytest.skip("the real briefings are not at hand")

    for file, text, gold, _ in briefings:
        altered = ALTERATIONS[name][0](text, gold)
        for before, after in zip(gold.items, altered.carry(gold).items, strict=True):
            if "wrong" not in name:
                assert _letters(altered.text[after.start : after.end]) == _letters(text[before.start : before.end]), (
                    file
                )


def test_the_score_is_that_of_the_gold_s_own_script() -> None:
    script = SHARED / "seed-gold" / "score.py"
    if not script.exists():
        pytest.skip("the real briefings are not at hand")
    spec = importlib.util.spec_from_file_location("agreed", script)
    assert spec is not None
    assert spec.loader is not None
    agreed = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(agreed)
    chance = random.Random(4)
    kinds = [*COUNTED, "area_for_development", "theme_local", "contact", "action_now"]

    for _ in range(200):
        spans = [
            [Span(chance.choice(kinds), at * 10, at * 10 + chance.randint(6, 10)) for at in range(chance.randint(0, 8))]
            for _ in range(2)
        ]
        as_files = [[{"kind": each.kind, "start": each.start, "end": each.end} for each in side] for side in spans]
        right, spurious, missed = agreed.score(*as_files)
        tally = score(*spans)
        assert (tally.right, tally.spurious, tally.missed) == (right, spurious, missed)
