"""The order in which boxes on a page or a slide are read, from where they stand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import Final, TypeVar

Item = TypeVar("Item")

#: A gap between columns has to be this much wider than one between rows before columns are read first: people read
#: a grid of cards row by row, and two columns with a heading above each column by column.
_ROWS_FIRST: Final = 1.5
#: What may overlap and still count as apart, as a part of the smaller of the two.
_SLACK: Final = 0.08
_MOST_DEEP: Final = 40
_MOST_BOXES: Final = 500


@dataclass(frozen=True, slots=True)
class Box:
    """Where something stands, in any one unit; y grows downwards."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def area(self) -> float:
        """Its size."""
        return max(self.right - self.left, 0.0) * max(self.bottom - self.top, 0.0)

    def holds(self, other: Box) -> bool:
        """Whether another, smaller one stands wholly within it."""
        wide, high = self.right - self.left, self.bottom - self.top
        return (
            self.area > 1.3 * other.area
            and self.left - 0.02 * wide <= other.left
            and other.right <= self.right + 0.02 * wide
            and self.top - 0.02 * high <= other.top
            and other.bottom <= self.bottom + 0.02 * high
        )


def reading_order(boxes: Sequence[Box]) -> list[int]:
    """The numbers of the boxes in the order in which they are read.

    The page is cut where the widest empty strip crosses it, again and again: strips between rows make rows, strips
    between columns columns. A box that holds others is read before them. What stands in the same place keeps its order.

    >>> left, right, title = Box(0, 2, 4, 9), Box(5, 2, 9, 9), Box(0, 0, 9, 1)
    >>> reading_order([right, left, title])
    [2, 1, 0]
    """
    if len(boxes) > _MOST_BOXES:
        return list(range(len(boxes)))
    within: dict[int | None, list[int]] = {None: []}
    for index, box in enumerate(boxes):
        holding = [each for each, other in enumerate(boxes) if each != index and other.holds(box)]
        within.setdefault(min(holding, key=lambda each: boxes[each].area, default=None), []).append(index)
    order: list[int] = []
    # Each holds only what is smaller, so that this ends.
    waiting = _cut(within[None], boxes, 0)[::-1]
    while waiting:
        index = waiting.pop()
        order.append(index)
        waiting.extend(_cut(within.get(index, []), boxes, 0)[::-1])
    return order


def by_place(items: Sequence[Item], boxes: Sequence[Box]) -> list[Item]:
    """Items in the order in which their boxes are read; those that follow one another in the very same box stay together,
    as the members of a group do."""
    units = [[index for index, _ in same] for _, same in groupby(enumerate(boxes), key=lambda each: each[1])]
    return [items[each] for unit in reading_order([boxes[each[0]] for each in units]) for each in units[unit]]


def _cut(which: list[int], boxes: Sequence[Box], deep: int) -> list[int]:
    if len(which) < 2:
        return which
    if deep < _MOST_DEEP:
        row_gap, rows = _widest([(boxes[each].top, boxes[each].bottom, each) for each in which])
        column_gap, columns = _widest([(boxes[each].left, boxes[each].right, each) for each in which])
        if rows and (not columns or column_gap <= _ROWS_FIRST * row_gap):
            return [each for part in rows for each in _cut(part, boxes, deep + 1)]
        if columns:
            return [each for part in columns for each in _cut(part, boxes, deep + 1)]
    return sorted(which, key=lambda each: (boxes[each].top, boxes[each].left, each))


def _widest(spans: list[tuple[float, float, int]]) -> tuple[float, list[list[int]]]:
    """The widest gap that parts all spans in two or more, and the parts at every gap nearly as wide."""
    spans.sort()
    gaps: list[tuple[float, int]] = []
    reach = spans[0][1]
    longest_before = spans[0][1] - spans[0][0]
    for at in range(1, len(spans)):
        start, end, _ = spans[at]
        gap = start - reach
        slack = _SLACK * min(longest_before, max(end - start, 0.0))
        if gap >= -slack and start > spans[0][0]:
            gaps.append((gap, at))
        reach = max(reach, end)
        longest_before = max(longest_before, end - start)
    if not gaps:
        return 0.0, []
    widest = max(gap for gap, _ in gaps)
    cuts = (
        [at for gap, at in gaps if gap >= 0.8 * widest - 1e-9]
        if widest > 0
        else [at for gap, at in gaps if gap == widest]
    )
    edges = [0, *cuts, len(spans)]
    # Within one part the numbers go back into the order in which they came.
    return max(widest, 0.0), [sorted(each[2] for each in spans[one:other]) for one, other in pairwise(edges)]
