"""Themes are suggested in this process, without a limit on time: so the work may grow with the text and no faster."""

from __future__ import annotations

import sys
from types import FrameType

import pytest

from nightlight.learning.themes import suggest
from nightlight.taxonomy.themes import lexicon


def work(text: str) -> int:
    """How many calls, of our own functions and of built-in ones, suggesting takes."""
    words = lexicon()
    calls = 0

    def count(frame: FrameType, event: str, _: object) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        suggest(text, words, "finding")
    finally:
        sys.setprofile(before)
    return calls


@pytest.mark.long
@pytest.mark.parametrize(
    "piece",
    [
        "The father was not seen before the birth and nobody asked who lived in the home. ", "father ", "not ", "safe sleep ",
        "domestic abuse risk assessment ", "pre-birth-", "father assess ", "father. ", "a", "’", "- ", "was not brought ",
        "mother baby sleep sofa drugs home visit ",
    ],
)  # fmt: skip
def test_twice_the_text_is_twice_the_work(piece: str) -> None:
    suggest(piece, lexicon(), "finding")
    once, twice, fourfold = (work(piece * (number // len(piece))) for number in (20_000, 40_000, 80_000))

    assert twice <= 2.2 * once + 200
    assert fourfold <= 2.2 * twice + 200
