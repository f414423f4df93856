"""How good a layout is, measured on what is drawn: on the segments, never on the order from which they came."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from math import dist
from statistics import median

from nightlight.drawing.genogram_layout import Layout
from nightlight.drawing.genogram_shapes import TIES, Point, Stroke


@dataclass(frozen=True, slots=True)
class Measures:
    """What a drawing is judged by. A share is from 0 to 1 and `None` where there is nothing of the kind.

    `crossings`: places where lines of two nets cross (`of_ties` of them with a line of tie). `length`: all lines that
    are no ties, in pixels. `adjacent`: couples side by side. `under`: unions whose children's middle is within a
    column of the couple's. `birth_order`: neighbouring brothers and sisters with the elder on the left. `twins`: twins
    side by side. `homes`: households in one piece.
    """

    people: int
    width: float
    height: float
    crossings: int
    of_ties: int
    length: float
    adjacent: float | None
    under: float | None
    birth_order: float | None
    twins: float | None
    homes: float | None


#: A couple stands over its children where their middles are no further apart than this.
_COLUMN = 70.0


def measured(layout: Layout) -> Measures:
    """The measures of a layout."""
    found = crossings(layout.strokes)
    symbols = {each.person.key: each for each in layout.symbols}
    places = {key: (number, place) for number, row in enumerate(layout.rows) for place, key in enumerate(row)}
    adjacent, under, ordered, twins = [], [], [], []
    for union in layout.unions:
        if len(union.parents) == 2:
            one, two = (places[key] for key in union.parents)
            adjacent.append(one[0] == two[0] and abs(one[1] - two[1]) == 1)
        children = [symbols[child] for child, _ in union.children]
        if children:
            middle = sum(symbols[key].x for key in union.parents) / len(union.parents)
            xs = [child.x for child in children]
            under.append(abs((min(xs) + max(xs)) / 2 - middle) <= _COLUMN)
        for one_, two_ in itertools.pairwise(children):
            elder, younger = one_.person.order, two_.person.order
            if elder is not None and younger is not None and elder < younger and one_.y == two_.y:
                ordered.append(one_.x < two_.x)
            if one_.person.twins is not None and one_.person.twins == two_.person.twins and one_.y == two_.y:
                place, other = places[one_.person.key][1], places[two_.person.key][1]
                twins.append(abs(place - other) == 1)
    return Measures(
        len(layout.symbols),
        layout.width,
        layout.height,
        len(found),
        sum(1 for one, two, _ in found if one.style in TIES or two.style in TIES),
        round(sum(_length(stroke) for stroke in layout.strokes if stroke.style not in TIES), 1),
        _share(adjacent),
        _share(under),
        _share(ordered),
        _share(twins),
        _share([len(outline.rings) == 1 for outline in layout.outlines]),
    )


def _share(found: list[bool]) -> float | None:
    return round(sum(found) / len(found), 3) if found else None


def _length(stroke: Stroke) -> float:
    return sum(dist(a, b) for a, b in stroke.pieces())


def crossings(strokes: tuple[Stroke, ...]) -> list[tuple[Stroke, Stroke, Point]]:
    """Every place where strokes of two nets cross, with the two."""
    found = []
    pieces = [(piece, stroke) for stroke in strokes for piece in stroke.pieces()]
    for number, (piece, stroke) in enumerate(pieces):
        for other, other_stroke in pieces[number + 1 :]:
            if stroke.net != other_stroke.net:
                at = crossing(piece, other)
                if at is not None:
                    found.append((stroke, other_stroke, at))
    return found


def crossing(one: tuple[Point, Point], two: tuple[Point, Point]) -> Point | None:
    """Where two segments cross; `None` where they do not, or are parallel."""
    (ax, ay), (bx, by) = one
    (cx, cy), (dx, dy) = two
    across = (bx - ax) * (dy - cy) - (by - ay) * (dx - cx)
    if abs(across) < 1e-9:
        return None
    t = ((cx - ax) * (dy - cy) - (cy - ay) * (dx - cx)) / across
    u = ((cx - ax) * (by - ay) - (cy - ay) * (bx - ax)) / across
    if -1e-9 <= t <= 1 + 1e-9 and -1e-9 <= u <= 1 + 1e-9:
        return (ax + t * (bx - ax), ay + t * (by - ay))
    return None


def displacement(before: Layout, after: Layout) -> float:
    """How far the people of both moved, in pixels: the median after the whole is shifted so that it moved least."""
    there = {each.person.key: each for each in after.symbols}
    pairs = [(each, there[each.person.key]) for each in before.symbols if each.person.key in there]
    if not pairs:
        return 0.0
    across = median(two.x - one.x for one, two in pairs)
    down = median(two.y - one.y for one, two in pairs)
    moved = [abs(two.x - one.x - across) + abs(two.y - one.y - down) for one, two in pairs]
    return round(sum(moved) / len(moved), 1)


__all__ = ["Measures", "crossing", "crossings", "displacement", "measured"]
