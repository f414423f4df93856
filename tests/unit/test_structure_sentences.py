"""A paragraph is cut where its sentences end, and nowhere else."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nightlight.learning.structure.sentences import sentences
from nightlight.taxonomy import headings


def _cut(text: str) -> list[str]:
    return [text[start:end] for start, end in sentences(text, 0, len(text), headings())]


@pytest.mark.parametrize(
    "sentence",
    [
        "Partners were told, e.g. the school and the police.",
        "Dr. Elm saw the baby with Mrs. Oak, i.e. the grandmother.",
        "The baby weighed 3.2 kg at 24.5 weeks.",
        "It was on 3. May that they met (see para. 4).",
        "The nurse (who was new. Nobody had told her) did not know.",
        "Child A.B. was seen by J. Elm on the ward.",
        "He asked “Who lives here?” and wrote down the answer.",
        "They used the Ask... and then tell campaign",
        "Guidance is at www.example.org.uk for all",
        "no stop at the end of the block",
    ],
)
def test_one_sentence_stays_one(sentence: str) -> None:
    assert _cut(sentence) == [sentence]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("The baby was seen.", "The father was not."),
        ("Was the father seen?", "Nobody knew."),
        ("“He was seen.”", "The note said so."),
        ("(He was seen.)", "The note said so."),
        ("They met Baby A.", "The father was away."),
        ("The plan ended on 4 May 2021.", "15 agencies had taken part."),
        ("They used ICON, etc.", "Nobody asked about sleep."),
        ("It was late!", "It was very late …"),
    ],
)
def test_two_sentences_are_two(first: str, second: str) -> None:
    assert _cut(f"{first}  {second}") == [first, second]
    assert _cut(f"{first}\n{second}") == [first, second]


@given(st.text(max_size=300))
def test_no_letter_is_lost_or_doubled(text: str) -> None:
    cut = list(sentences(text, 0, len(text), headings()))

    assert "".join("".join(text[start:end].split()) for start, end in cut) == "".join(text.split())
    assert all(one[1] <= other[0] for one, other in pairwise(cut))
