"""The running lines of a plain text: what stood at the head or the foot of each page before it was made plain."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from nightlight.learning.structure.lines import Line

_NUMBERS: Final = re.compile(r"\d{1,4}")
#: What tells a page's number from another that counts upwards: its word, a second number, a gap before it, a bar.
_PAGED: Final = re.compile(r"(?i)\bpage\b|\btudalen\b|\bp\.? ?\d|\d ?(?:of|/) ?\d|\s{3,}\d{1,3}$|^\d{1,3}\s{3,}|\|")
_ALONE: Final = re.compile(r"\W{0,3}\d{1,3}\W{0,3}")
#: A running line has no more letters.
_LONGEST: Final = 160
#: A number by itself is a page's where it is set in so far.
_SET_IN: Final = 12


def feet(text: str, lines: Sequence[Line]) -> frozenset[int]:
    """The places, among the lines, of those that stand on every page.

    A line does that comes again with a number in it that has gone up by one, and so does its neighbour that comes again
    with it.
    """
    same: dict[str, list[int]] = {}
    for at, line in enumerate(lines):
        whole = text[line.at : line.end]
        if len(whole) <= _LONGEST and (_ALONE.fullmatch(whole) or not line.mark.bullet):
            same.setdefault(_NUMBERS.sub("#", " ".join(whole.split())), []).append(at)
    found = {at for places in same.values() if len(places) > 1 and _counts(text, lines, places) for at in places}
    for step in (1, -1):
        found |= _beside(found, same, step)
    return frozenset(found)


def _counts(text: str, lines: Sequence[Line], places: Sequence[int]) -> bool:
    raws = [text[lines[at].at : lines[at].end] for at in places]
    if not all(
        _PAGED.search(raw) or (_ALONE.fullmatch(raw) and lines[at].indent >= _SET_IN)
        for raw, at in zip(raws, places, strict=True)
    ):
        return False
    if min(later - before for before, later in pairwise(places)) < 4:
        return False
    numbers = [[int(number) for number in _NUMBERS.findall(raw)] for raw in raws]
    return any(
        all(later[at] - before[at] in (1, 2) for before, later in pairwise(numbers)) for at in range(len(numbers[0]))
    )


def _beside(found: set[int], same: dict[str, list[int]], step: int) -> set[int]:
    """The lines that come again, each time next to a running one."""
    return {
        at for places in same.values() if len(places) > 1 and all(at + step in found for at in places) for at in places
    }
