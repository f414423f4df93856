"""The lines between two rows of a genogram: each keeps to a level of its own, so that no two can be taken for one.

A *channel* is the room between one row of people and the next. What runs through it is cut into *pieces*: one level
line, with pins that come down to it from the row above and pins that go down from it to the row below. Pieces that lie
over one another have different levels; the order of the levels is the one with the fewest crossings.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

from nightlight.drawing.genogram_shapes import Style

#: Lines that run the same way are so far apart; as near as two may come where there is no more room.
APART: Final = 7.0
_MARGIN: Final = 18.0
_HUGE: Final = 1000


@dataclass(slots=True)
class Pin:
    """Where a line meets its level. `at` says what the other end is: a symbol's side, the lane between a couple, a
    bend in the row, another piece's level; a symbol's top, the stalk of twins, a bend below."""

    x: float
    at: Literal["side", "lane", "bend", "inner", "top", "twins"]
    node: str
    style: Style
    side: int = 0
    offset: float = 0.0
    twins: tuple[str, ...] = ()


@dataclass(slots=True)
class Piece:
    """A level line of one channel and its pins. `under` is a piece of the same net that must lie above it."""

    net: str
    style: Style
    tops: list[Pin] = field(default_factory=list)
    bottoms: list[Pin] = field(default_factory=list)
    under: Piece | None = None
    level: int = 0

    @property
    def lowest(self) -> float:
        """The left end of the level line."""
        return min(pin.x for pin in (*self.tops, *self.bottoms))

    @property
    def highest(self) -> float:
        """The right end of the level line."""
        return max(pin.x for pin in (*self.tops, *self.bottoms))


def free(low: float, high: float, wanted: float, taken: Sequence[float]) -> float:
    """The place between two ends that is nearest to the wanted one and clear of what is taken; where nothing is
    clear, the one that is clearest."""
    if low > high:
        low = high = (low + high) / 2
    wanted = min(max(wanted, low), high)
    near = [each for each in taken if low - APART < each < high + APART]
    if all(abs(each - wanted) >= APART for each in near):
        return wanted
    tried = [wanted, low, high, (low + high) / 2]
    tried += [each + step for each in near for step in (-APART, APART)]
    tried += [(one + two) / 2 for one in near for two in near if one < two]
    tried = [min(max(each, low), high) for each in tried]

    def worth(place: float) -> tuple[float, float, float]:
        clear = min(abs(each - place) for each in near)
        return (-min(clear, APART), abs(place - wanted), place)

    return min(tried, key=worth)


def levels(pieces: list[Piece]) -> int:
    """Gives every piece its level, 0 at the top; returns how many levels there are."""
    if not pieces:
        return 0
    order = _least_crossings(pieces)
    placed: list[Piece] = []
    for piece in order:
        above = [
            each.level
            for each in placed
            if each.lowest - _MARGIN < piece.highest and piece.lowest - _MARGIN < each.highest
        ]
        piece.level = max(above, default=-1) + 1
        placed.append(piece)
    return max(piece.level for piece in pieces) + 1


def _least_crossings(pieces: list[Piece]) -> list[Piece]:
    count = len(pieces)
    cost = [[0] * count for _ in range(count)]
    for i, upper in enumerate(pieces):
        for j, lower in enumerate(pieces):
            if i != j:
                cost[i][j] = _crossings(upper, lower)
    order: list[int] = []
    # From the widest to the narrowest, each where it costs least; then each once more.
    by_width = sorted(range(count), key=lambda i: (pieces[i].lowest - pieces[i].highest, i))
    for number in (*by_width, *by_width):
        if number in order:
            order.remove(number)
        above, below = 0, sum(cost[number][each] for each in order)
        best, least = 0, below
        for place, each in enumerate(order):
            above += cost[each][number]
            below -= cost[number][each]
            if above + below < least:
                best, least = place + 1, above + below
        order.insert(best, number)
    return [pieces[number] for number in order]


def _crossings(upper: Piece, lower: Piece) -> int:
    """How often two pieces cross when one lies above the other."""
    if upper.under is lower:
        return _HUGE * _HUGE
    low, high = upper.lowest, upper.highest
    found = sum(1 for pin in lower.tops if low - 1 < pin.x < high + 1 and pin.at != "inner")
    low, high = lower.lowest, lower.highest
    found += sum(1 for pin in upper.bottoms if low - 1 < pin.x < high + 1)
    # Two lines on one upright would run into each other.
    found += _HUGE * _meeting(upper.bottoms, lower.tops, upper.net == lower.net)
    return found


def _meeting(lowered: Iterable[Pin], raised: Iterable[Pin], own: bool) -> int:
    if own:
        return 0
    return sum(1 for one in lowered for two in raised if two.at != "inner" and abs(one.x - two.x) < APART - 0.5)
