"""Where everything of a genogram goes: people in rows, their words, lines that nobody can misread, households.

Words stand in a column below their symbol; every line keeps to the gaps between columns and to the channels between
rows, so no line can go through a symbol or a name. What the lines mean is in `genogram_shapes`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from nightlight.drawing.genogram_homes import outlines
from nightlight.drawing.genogram_laying import Laying
from nightlight.drawing.genogram_lines import MARGIN, Lines
from nightlight.drawing.genogram_order import ordered
from nightlight.drawing.genogram_rows import Union, generations
from nightlight.drawing.genogram_shapes import Mark, Outline, Stroke, Symbol, Words
from nightlight.drawing.kin import Kin

#: Lines nearer than this look like one; where two come so near, all is laid out again with so much more room.
_SAME: Final = 2.0
_MORE: Final = (0.0, 14.0, 50.0)


@dataclass(frozen=True, slots=True)
class Layout:
    """A genogram laid out. `ties` are the ties that are drawn; `rows` the keys of each row from the left, `joins` whom
    each net joins."""

    kin: Kin
    width: float
    height: float
    symbols: tuple[Symbol, ...]
    words: tuple[Words, ...]
    strokes: tuple[Stroke, ...]
    marks: tuple[Mark, ...]
    outlines: tuple[Outline, ...]
    rows: tuple[tuple[str, ...], ...]
    unions: tuple[Union, ...]
    joins: Mapping[str, frozenset[str]]

    def symbol(self, key: str) -> Symbol | None:
        """Where a person stands."""
        return next((each for each in self.symbols if each.person.key == key), None)


def lay_out(kin: Kin, ties: bool = True, pins: Mapping[str, tuple[float, float]] | None = None) -> Layout:
    """Where everything goes.

    `pins` moves people by so many pixels to the right (negative: to the left); past a neighbour they change places.
    Nobody leaves their generation: the second number is taken as 0. Keys that the record does not know are passed
    over.
    """
    found = generations(kin)
    rows = [list(row) for row in ordered(kin, found).rows]
    layout = None
    for more in _MORE:
        laying = Laying(kin, found, rows, ties, more)
        x = laying.settled()
        moved = {key: by[0] for key, by in (pins or {}).items() if key in x and by[0]}
        if moved:
            wanted = {key: x[key] + moved.get(key, 0.0) for row in rows for key in row}
            laying = Laying(kin, found, [sorted(row, key=lambda key: wanted[key]) for row in rows], ties, more)
            x = laying.pinned(x, {key: wanted[key] for key in moved})
        layout = _laid_out(laying, x)
        if not _share(layout.strokes):
            break
    assert layout is not None
    return layout


def _share(strokes: tuple[Stroke, ...]) -> bool:
    """Whether two nets run along each other, or one ends on another: then the lines need more room."""
    for upright in (0, 1):
        level = 1 - upright
        found = sorted(
            (a[upright], min(a[level], b[level]), max(a[level], b[level]), stroke.net)
            for stroke in strokes
            for a, b in stroke.pieces()
            if a[upright] == b[upright]
        )
        for number, (at, low, high, net) in enumerate(found):
            for other_at, other_low, other_high, other in found[number + 1 :]:
                if other_at - at >= _SAME:
                    break
                if other != net and min(high, other_high) > max(low, other_low) - _SAME:
                    return True
    return False


def _laid_out(laying: Laying, x: Mapping[str, float]) -> Layout:
    low = min((x[node] - laying.reach(node, -1) for row in laying.columns for node in row), default=0.0)
    lines = Lines(laying, {node: round(at - low + MARGIN, 1) for node, at in x.items()})
    strokes = tuple(lines.strokes())
    return Layout(
        laying.kin,
        round(lines.right(strokes) + MARGIN, 1),
        lines.bottom,
        lines.symbols(),
        tuple(lines.words()),
        strokes,
        tuple(lines.marks()),
        outlines(laying.kin, laying.pieces_of_homes, laying.row, lines.box),
        tuple(tuple(row) for row in laying.rows),
        laying.found.unions,
        lines.joins(),
    )
