"""The dotted lines around households.

People of a household who stand side by side are inside one line. Where two such pieces stand above each other the line goes
on between the rows, so that most households are one piece; where they cannot be, each piece has the household's name.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from nightlight.drawing.genogram_shapes import Outline, Point
from nightlight.drawing.kin import Kin

Box = tuple[float, float, float, float]
#: Pieces that share less than this are not joined: the way between them were too narrow to see.
_NARROW: Final = 30.0


def outlines(
    kin: Kin, pieces: Mapping[int, Sequence[Sequence[str]]], row: Mapping[str, int], box: Callable[[str], Box]
) -> tuple[Outline, ...]:
    """The line around each household; `pieces` are its people who stand side by side, `box` the room of a person."""
    found = []
    for number, home in enumerate(kin.homes):
        if number not in pieces:
            continue
        boxes = [(row[piece[0]], _around([box(key) for key in piece])) for piece in pieces[number]]
        parts = [each for _, each in boxes]
        for upper_row, upper in boxes:
            for lower_row, lower in boxes:
                left, right = max(upper[0], lower[0]), min(upper[2], lower[2])
                if lower_row == upper_row + 1 and right - left >= _NARROW:
                    parts.append((left, upper[1], right, lower[3]))
        found.append(Outline(number, home.name, tuple(rings(parts))))
    return tuple(found)


def _around(boxes: Sequence[Box]) -> Box:
    return (
        min(each[0] for each in boxes),
        min(each[1] for each in boxes),
        max(each[2] for each in boxes),
        max(each[3] for each in boxes),
    )


def rings(boxes: Sequence[Box]) -> list[tuple[Point, ...]]:
    """The outer edges of boxes taken together, each ring once round.

    >>> rings([(0, 0, 2, 1)])
    [((0, 0), (2, 0), (2, 1), (0, 1))]
    """
    xs = sorted({x for each in boxes for x in (each[0], each[2])})
    ys = sorted({y for each in boxes for y in (each[1], each[3])})

    def inside(i: int, j: int) -> bool:
        if not (0 <= i < len(xs) - 1 and 0 <= j < len(ys) - 1):
            return False
        x, y = (xs[i] + xs[i + 1]) / 2, (ys[j] + ys[j + 1]) / 2
        return any(each[0] < x < each[2] and each[1] < y < each[3] for each in boxes)

    # Every edge with the inside on its right hand, from corner to corner of the grid.
    after: dict[tuple[int, int], list[tuple[int, int]]] = {}
    for i in range(len(xs) - 1):
        for j in range(len(ys) - 1):
            if not inside(i, j):
                continue
            for there, start, end in (
                ((i, j - 1), (i, j), (i + 1, j)),
                ((i + 1, j), (i + 1, j), (i + 1, j + 1)),
                ((i, j + 1), (i + 1, j + 1), (i, j + 1)),
                ((i - 1, j), (i, j + 1), (i, j)),
            ):
                if not inside(*there):
                    after.setdefault(start, []).append(end)
    found = []
    while after:
        start = min(after, key=lambda corner: (corner[1], corner[0]))
        ring = [start]
        at = after[start].pop(0)
        _tidy(after, start)
        while at != start:
            ring.append(at)
            following = after[at].pop(0)
            _tidy(after, at)
            at = following
        found.append(tuple((xs[i], ys[j]) for i, j in _corners(ring)))
    return found


def _tidy(after: dict[tuple[int, int], list[tuple[int, int]]], corner: tuple[int, int]) -> None:
    if not after[corner]:
        del after[corner]


def _corners(ring: list[tuple[int, int]]) -> list[tuple[int, int]]:
    return [
        point
        for before, point, following in zip([ring[-1], *ring[:-1]], ring, [*ring[1:], ring[0]], strict=True)
        if not (before[0] == point[0] == following[0] or before[1] == point[1] == following[1])
    ]
