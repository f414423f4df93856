"""Strokes and figures as SVG, for drawings of people: lines in zigzags, doubled, with arrows; symbols; text made safe."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from html import escape

from nightlight.drawing.genogram_shapes import HALF, Figure, Point


def figure_svg(figure: Figure, x: float, y: float, half: float, more: str = "") -> str:
    look = f'class="symbol {figure}" stroke="currentColor" stroke-width="2"{more}'
    match figure:
        case "square":
            side = figures(2 * half)
            return f'<rect {look} x="{figures(x - half)}" y="{figures(y - half)}" width="{side}" height="{side}"/>'
        case "circle":
            return f'<circle {look} cx="{figures(x)}" cy="{figures(y)}" r="{figures(half)}"/>'
        case "diamond":
            return f'<polygon {look} points="{joined(((x, y - half), (x + half, y), (x, y + half), (x - half, y)))}"/>'
        case "triangle":
            return f'<polygon {look} points="{joined(((x, y - half), (x + half, y + half), (x - half, y + half)))}"/>'


def cross_svg(figure: Figure, x: float, y: float) -> str:
    reach = {"square": HALF, "circle": HALF * 0.7, "diamond": HALF * 0.5, "triangle": HALF * 0.62}[figure]
    y += HALF * 0.3 if figure == "triangle" else 0
    d = (
        f"M{figures(x - reach)} {figures(y - reach)}L{figures(x + reach)} {figures(y + reach)}"
        f"M{figures(x + reach)} {figures(y - reach)}L{figures(x - reach)} {figures(y + reach)}"
    )
    return f'<path class="cross" d="{d}" stroke="currentColor" stroke-width="1.5"/>'


def path_svg(d: str, width: float, dashes: str = "") -> str:
    more = f' stroke-dasharray="{dashes}"' if dashes else ""
    return f'<path d="{d}" stroke="currentColor" stroke-width="{figures(width)}"{more}/>'


def path_of(points: Sequence[Point]) -> str:
    return "M" + "L".join(f"{figures(x)} {figures(y)}" for x, y in points)


def offset(points: Sequence[Point], by: float) -> list[Point]:
    """The same way, so far to the side."""
    pieces = list(itertools.pairwise(points))
    normals = []
    for (ax, ay), (bx, by_) in pieces:
        length = ((bx - ax) ** 2 + (by_ - ay) ** 2) ** 0.5 or 1.0
        normals.append(((ay - by_) / length * by, (bx - ax) / length * by))
    found = []
    for number, (x, y) in enumerate(points):
        around = normals[max(number - 1, 0) : number + 1]
        # At a right angle both offsets together; on a straight line, one.
        sides = {(round(dx, 6), round(dy, 6)) for dx, dy in around}
        found.append((x + sum(dx for dx, _ in sides), y + sum(dy for _, dy in sides)))
    return found


def shortened(points: Sequence[Point], by: float) -> list[Point]:
    """The same way without so much of its two ends: a double line stops short of a sloping edge."""
    return [along(points[0], points[1], by), *points[1:-1], along(points[-1], points[-2], by)]


def along(at: Point, to: Point, by: float) -> Point:
    length = ((to[0] - at[0]) ** 2 + (to[1] - at[1]) ** 2) ** 0.5 or 1.0
    by = min(by, length / 2)
    return (at[0] + (to[0] - at[0]) / length * by, at[1] + (to[1] - at[1]) / length * by)


def zigzag(points: Sequence[Point], plain: float = 6.0, step: float = 5.0, high: float = 3.5) -> list[Point]:
    """The same way in zigzags; it is plain where it begins and ends, at the symbols."""
    found = [points[0]]
    turn = 1
    pieces = [piece for piece in itertools.pairwise(points) if piece[0] != piece[1]]
    for number, ((ax, ay), (bx, by)) in enumerate(pieces):
        length = ((bx - ax) ** 2 + (by - ay) ** 2) ** 0.5
        ux, uy = (bx - ax) / length, (by - ay) / length
        end = length - (plain if number == len(pieces) - 1 else 3.0)
        at = 3.0 if number else 6.0
        while at < end:
            found.append((ax + ux * at - uy * high * turn, ay + uy * at + ux * high * turn))
            turn = -turn
            at += step
        if end > 0:
            found.append((ax + ux * end, ay + uy * end))
        found.append((bx, by))
    return found


def arrow_head(points: Sequence[Point], size: float = 7.0) -> str:
    (ax, ay), (bx, by) = points[-2], points[-1]
    length = ((bx - ax) ** 2 + (by - ay) ** 2) ** 0.5 or 1.0
    ux, uy = (bx - ax) / length, (by - ay) / length
    corners = (
        (bx, by),
        (bx - ux * size - uy * size * 0.5, by - uy * size + ux * size * 0.5),
        (bx - ux * size + uy * size * 0.5, by - uy * size - ux * size * 0.5),
    )
    return f'<polygon points="{joined(corners)}" fill="currentColor"/>'


def arrow_heads(points: Sequence[Point]) -> str:
    """Arrow heads all along."""
    found = ""
    for (ax, ay), (bx, by) in itertools.pairwise(points):
        length = ((bx - ax) ** 2 + (by - ay) ** 2) ** 0.5
        if length < 8:
            continue
        count = max(int(length / 26), 1)
        for number in range(1, count + 1):
            share = number / count
            found += arrow_head(((ax, ay), (ax + (bx - ax) * share, ay + (by - ay) * share)), 6.0)
    return found


def two_bars(points: Sequence[Point]) -> str:
    """Two bars across, in the middle of the longest stretch."""
    pieces = list(itertools.pairwise(points))
    (ax, ay), (bx, by) = max(pieces, key=lambda piece: abs(piece[0][0] - piece[1][0]) + abs(piece[0][1] - piece[1][1]))
    length = ((bx - ax) ** 2 + (by - ay) ** 2) ** 0.5 or 1.0
    ux, uy = (bx - ax) / length, (by - ay) / length
    found = ""
    for shift in (-2.5, 2.5):
        x, y = (ax + bx) / 2 + ux * shift, (ay + by) / 2 + uy * shift
        found += path_svg(
            f"M{figures(x - uy * 6)} {figures(y + ux * 6)}L{figures(x + uy * 6)} {figures(y - ux * 6)}", 1.5
        )
    return found


def joined(points: Sequence[Point]) -> str:
    return " ".join(f"{figures(x)},{figures(y)}" for x, y in points)


def escaped(text: str) -> str:
    return escape(_printable(text), quote=False)


def quoted(text: str) -> str:
    return escape(_printable(text), quote=True)


def _printable(text: str) -> str:
    """Without control characters, which neither SVG nor HTML may hold."""
    return "".join(c for c in text if c >= " " and not "\x7f" <= c <= "\x9f" and not "\ud800" <= c <= "\udfff")


def figures(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")
