"""Where everything of an ecomap goes: the household in the middle, all others in one ring around it.

The ring is an ellipse that grows until no two things on it touch and every line to the middle is clear of all of them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from math import atan2, cos, pi, sin
from typing import Final, Literal

from nightlight.drawing.genogram_shapes import BOLD, Figure, Point
from nightlight.drawing.lettering import broken, width_of

Around = Literal["agency", "service", "person"]
#: How a line to the middle is drawn; the key says what each means.
Bond = Literal[
    "recent", "before", "none", "untied", "asked", "working", "refused", "ended",
    "close", "ordinary", "distant", "conflict", "cut_off", "violent", "controlling",
]  # fmt: skip
Box = tuple[float, float, float, float]

NAME: Final = 13.0
SIZE: Final = 12.0
LINE: Final = 15.0
FIGURE: Final = 11.0
_WIDE: Final = 132.0
_PAD: Final = 8.0
#: Between two things in the ring.
_APART: Final = 12.0
_MEMBER: Final = 104.0
_COLUMNS: Final = 4
MARGIN: Final = 18.0
#: The ring is so much wider than it is high: a sheet on its side, with words that are wider than high.
_OVAL: Final = 1.25
#: More than so many stand on two rings, the inner one so far out as the outer.
_MANY: Final = 10
_INNER: Final = (0.55, 0.6, 0.65, 0.7, 0.75)


@dataclass(frozen=True, slots=True)
class Node:
    """Something around the household: a name, lines of words, how it is bound to the middle. A bond that has a
    direction goes `outward` or towards the household."""

    key: str
    sort: Around
    name: str
    says: tuple[str, ...]
    bond: Bond
    outward: bool = False
    figure: Figure | None = None


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody in the middle."""

    key: str
    name: str
    says: tuple[str, ...]
    figure: Figure
    index: bool = False
    dead: bool = False


@dataclass(frozen=True, slots=True)
class Text:
    """A line of words around its middle."""

    x: float
    y: float
    words: str
    size: float
    bold: bool

    @property
    def width(self) -> float:
        """How wide it is."""
        return round(width_of(self.words, self.size) * (BOLD if self.bold else 1.0), 2)


@dataclass(frozen=True, slots=True)
class PlacedMember:
    """Somebody in the middle, at a place."""

    member: Member
    x: float
    y: float
    texts: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class PlacedNode:
    """Something around, with its box, its words, and its line from the middle's edge to its own."""

    node: Node
    box: Box
    texts: tuple[Text, ...]
    line: tuple[Point, Point]


@dataclass(frozen=True, slots=True)
class EcomapLayout:
    """An ecomap laid out."""

    width: float
    height: float
    home: str
    middle: Box
    title: tuple[Text, ...]
    members: tuple[PlacedMember, ...]
    nodes: tuple[PlacedNode, ...]


def lay_out(home: str, members: Sequence[Member], nodes: Sequence[Node]) -> EcomapLayout:
    """Where everything goes; `home` is what stands over the middle."""
    middle, title, placed = _middle(home, members)
    sizes = [_size(node) for node in nodes]
    half_w, half_h = (middle[2] - middle[0]) / 2, (middle[3] - middle[1]) / 2
    boxes, lines = _smallest(middle, sizes, half_w + _WIDE / 2 + 56, half_h + 86)
    every = [middle, *boxes]
    left, top = min(box[0] for box in every) - MARGIN, min(box[1] for box in every) - MARGIN

    def at(x: float, y: float) -> Point:
        return (round(x - left, 1), round(y - top, 1))

    def moved(box: Box) -> Box:
        return (*at(box[0], box[1]), *at(box[2], box[3]))

    def shifted(texts: Sequence[Text]) -> tuple[Text, ...]:
        return tuple(Text(*at(each.x, each.y), each.words, each.size, each.bold) for each in texts)

    width = max(box[2] for box in every) - left + MARGIN
    height = max(box[3] for box in every) - top + MARGIN
    return EcomapLayout(
        round(width, 1),
        round(height, 1),
        home,
        moved(middle),
        shifted(title),
        tuple(PlacedMember(each.member, *at(each.x, each.y), shifted(each.texts)) for each in placed),
        tuple(
            PlacedNode(node, moved(box), shifted(_texts(node, box)), (at(*line[0]), at(*line[1])))
            for node, box, line in zip(nodes, boxes, lines, strict=True)
        ),
    )


def _smallest(
    middle: Box, sizes: Sequence[tuple[float, float]], across: float, down: float
) -> tuple[list[Box], list[tuple[Point, Point]]]:
    """The smallest ring on which all is clear; where there are many, every second one stands further in."""
    boxes: list[Box] = []
    lines: list[tuple[Point, Point]] = []
    for number in range(400):
        for inner in _INNER if len(sizes) > _MANY else (1.0,):
            boxes = _ring(sizes, across + 10.0 * number, down + 10.0 * number / _OVAL, inner)
            lines = [_line(middle, box) for box in boxes]
            if _clear(middle, boxes, lines):
                return boxes, lines
    return boxes, lines


def _middle(home: str, members: Sequence[Member]) -> tuple[Box, list[Text], list[PlacedMember]]:
    """The household around the origin: its name, then its people in rows."""
    columns = min(max(len(members), 1), _COLUMNS)
    rows = [members[start : start + columns] for start in range(0, len(members), columns)]
    head = broken(home, NAME, max(columns * _MEMBER, 150.0) / BOLD, 2)
    labels = {member.key: _label(member.name, member.says, _MEMBER - 8) for member in members}
    tall = [2 * FIGURE + 12 + LINE * max(len(labels[each.key]) for each in row) + 10 for row in rows]
    height = LINE * len(head) + 16 + sum(tall)
    width = max([columns * _MEMBER, *(width_of(line, NAME) * BOLD + 24 for line in head)])
    y = -height / 2 + 8 + LINE * 0.8
    title = [Text(0.0, y + LINE * number, line, NAME, True) for number, line in enumerate(head)]
    y = -height / 2 + 12 + LINE * len(head)
    placed = []
    for row, high in zip(rows, tall, strict=True):
        for place, member in enumerate(row):
            x = (place - (len(row) - 1) / 2) * _MEMBER
            base = y + 2 * FIGURE + 18
            texts = tuple(
                Text(x, base + LINE * number, words, size, bold)
                for number, (words, size, bold) in enumerate(labels[member.key])
            )
            placed.append(PlacedMember(member, x, y + FIGURE + 4, texts))
        y += high
    return (-width / 2, -height / 2, width / 2, height / 2), title, placed


def _label(name: str, says: Sequence[str], room: float) -> list[tuple[str, float, bool]]:
    found = [(line, NAME, True) for line in broken(name, NAME, room / BOLD, 3)]
    for words in says:
        for part in _before_the_date(words, room):
            found += [(line, SIZE, False) for line in broken(part, SIZE, room, 3)]
    return found


def _before_the_date(words: str, room: float) -> list[str]:
    """Words that end in a date and are too long for a line, with the date on one of its own."""
    dated = re.fullmatch(r"(.+) (\d{1,2} \w+ \d{4})", words)
    if dated is None or width_of(words, SIZE) <= room:
        return [words]
    return [dated[1], dated[2]]


def _size(node: Node) -> tuple[float, float]:
    lines = _label(node.name, node.says, _WIDE - 2 * _PAD)
    wide = max(width_of(words, size) * (BOLD if bold else 1.0) for words, size, bold in lines)
    figure = 2 * FIGURE + 4 if node.figure is not None else 0.0
    return (max(wide + 2 * _PAD, 64.0), LINE * len(lines) + 2 * _PAD + figure)


def _texts(node: Node, box: Box) -> list[Text]:
    lines = _label(node.name, node.says, _WIDE - 2 * _PAD)
    top = box[1] + _PAD + (2 * FIGURE + 4 if node.figure is not None else 0.0)
    middle = (box[0] + box[2]) / 2
    return [Text(middle, top + LINE * (number + 0.8), *line) for number, line in enumerate(lines)]


def _ring(sizes: Sequence[tuple[float, float]], across: float, down: float, inner: float) -> list[Box]:
    """Boxes around an ellipse, clockwise from the top, so that each has as much of the way round as it needs; every
    second one on a smaller ellipse, `inner` as far out."""
    steps = 720
    points = [(across * sin(2 * pi * n / steps), -down * cos(2 * pi * n / steps)) for n in range(steps)]
    # The way round, measured in boxes: what is wide takes more of it at the top, what is high more at the side.
    mean_w = sum(size[0] for size in sizes) / max(len(sizes), 1) + _APART
    mean_h = sum(size[1] for size in sizes) / max(len(sizes), 1) + _APART
    way = [0.0]
    for one, two in zip(points, [*points[1:], points[0]], strict=True):
        way.append(way[-1] + max(abs(one[0] - two[0]) / mean_w, abs(one[1] - two[1]) / mean_h))
    found = []
    step = 0
    for number, (wide, high) in enumerate(sizes):
        wanted = way[-1] * number / len(sizes)
        while way[step + 1] < wanted:
            step += 1
        x, y = points[step % steps]
        if number % 2 and number < len(sizes) - len(sizes) % 2:
            x, y = x * inner, y * inner
        found.append((x - wide / 2, y - high / 2, x + wide / 2, y + high / 2))
    return found


def _line(middle: Box, box: Box) -> tuple[Point, Point]:
    """From the edge of the middle to the edge of a box, along the line between their middles."""
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    start = _edge((middle[2] - middle[0]) / 2, (middle[3] - middle[1]) / 2, x, y)
    end = _edge((box[2] - box[0]) / 2, (box[3] - box[1]) / 2, -x, -y)
    return start, (x + end[0], y + end[1])


def _edge(half_w: float, half_h: float, x: float, y: float) -> Point:
    """Where a line from the middle of a box towards a point leaves it."""
    if not x and not y:
        return (0.0, 0.0)
    angle = atan2(y, x)
    dx, dy = cos(angle), sin(angle)
    reach = min(half_w / abs(dx) if abs(dx) > 1e-9 else 1e9, half_h / abs(dy) if abs(dy) > 1e-9 else 1e9)
    return (dx * reach, dy * reach)


def _clear(middle: Box, boxes: Sequence[Box], lines: Sequence[tuple[Point, Point]]) -> bool:
    for number, box in enumerate(boxes):
        if _touch(box, middle, 34.0):
            return False
        for other in boxes[number + 1 :]:
            if _touch(box, other, _APART):
                return False
        for place, line in enumerate(lines):
            if place != number and through(line, box, 3.0):
                return False
    return True


def _touch(one: Box, two: Box, apart: float) -> bool:
    return one[0] - apart < two[2] and two[0] - apart < one[2] and one[1] - apart < two[3] and two[1] - apart < one[3]


def through(line: tuple[Point, Point], box: Box, apart: float = 0.0) -> bool:
    """Whether a line goes through a box, or nearer to it than so much."""
    (ax, ay), (bx, by) = line
    low, high = 0.0, 1.0
    for start, change, least, most in ((ax, bx - ax, box[0], box[2]), (ay, by - ay, box[1], box[3])):
        least, most = least - apart, most + apart
        if abs(change) < 1e-9:
            if not least < start < most:
                return False
            continue
        one, two = sorted(((least - start) / change, (most - start) / change))
        low, high = max(low, one), min(high, two)
    return low < high
