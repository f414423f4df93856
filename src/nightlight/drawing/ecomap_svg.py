"""An ecomap laid out, written down as SVG, in the manner of the genogram."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from nightlight.drawing.ecomap_layout import FIGURE, Around, Bond, Box, EcomapLayout, PlacedMember, PlacedNode, Text
from nightlight.drawing.genogram_shapes import Figure, Point
from nightlight.drawing.kin_strokes import (
    arrow_head,
    arrow_heads,
    escaped,
    figure_svg,
    figures,
    offset,
    path_of,
    path_svg,
    quoted,
    shortened,
    two_bars,
    zigzag,
)
from nightlight.drawing.lettering import broken, width_of

#: What each line means, in the order of the key.
BONDS: Final[dict[Bond, str]] = {
    "recent": "agency in contact with the family in the last 4 weeks",
    "before": "agency in contact with the family longer ago",
    "none": "agency in the team; no contact with the family recorded",
    "untied": "person with no tie recorded to anybody in the middle",
    "asked": "referred, or accepted and not yet started",
    "working": "service that has started",
    "refused": "refused",
    "ended": "ended, or the case closed",
    "close": "close",
    "ordinary": "person tied to somebody in the middle",
    "distant": "distant",
    "conflict": "conflict",
    "cut_off": "cut off",
    "violent": "violence or abuse, in the arrow's direction",
    "controlling": "control, in the arrows' direction",
}
_SORTS: Final[dict[Around, str]] = {
    "agency": "agency (rounded box)",
    "service": "service for a person (square box)",
    "person": "person outside the household",
}
_KEY_LINE, _KEY_SIZE, _KEY_WIDTH, _KEY_GLYPH = 24.0, 12.0, 252.0, 50.0


def written(
    layout: EcomapLayout, title: str, desc: str, name: str, href: Callable[[str], str] | None = None
) -> tuple[str, float]:
    """The SVG and its height; `href` gives the link of each person."""
    key, height = _key(layout)
    role = "img" if href is None else "group"
    width = figures(layout.width)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" class="ecomap" id="{quoted(name)}" role="{role}" '
        f'aria-labelledby="{quoted(name)}-title {quoted(name)}-desc" viewBox="0 0 {width} {figures(height)}" '
        f'width="{width}" height="{figures(height)}" font-family="Arial, Helvetica, sans-serif" '
        f'fill="none" stroke-linejoin="round">',
        f'<title id="{quoted(name)}-title">{escaped(title)}</title>',
        f'<desc id="{quoted(name)}-desc">{escaped(desc)}</desc>',
        _home(layout.middle),
        "".join(_text(each, "heading") for each in layout.title),
        *(_bond(each) for each in layout.nodes),
        *(_member(each, href) for each in layout.members),
        *(_node(each, href) for each in layout.nodes),
        key,
        "</svg>",
    ]
    return "".join(parts), height


def _home(box: Box) -> str:
    return (
        f'<rect class="home" x="{figures(box[0])}" y="{figures(box[1])}" width="{figures(box[2] - box[0])}" '
        f'height="{figures(box[3] - box[1])}" rx="16" stroke="#1d70b8" stroke-width="2" stroke-dasharray="2 3" '
        f'stroke-linecap="round"/>'
    )


def _member(each: PlacedMember, href: Callable[[str], str] | None) -> str:
    member = each.member
    inside = _symbol(member.figure, each.x, each.y, member.index, member.dead)
    inside += "".join(_text(text, "name" if text.bold else "words") for text in each.texts)
    return _person(member.key, member.name, inside, (each.x, each.y), href)


def _symbol(figure: Figure, x: float, y: float, index: bool = False, dead: bool = False) -> str:
    found = figure_svg(figure, x, y, FIGURE)
    if index:
        found += figure_svg(figure, x, y + (1.5 if figure == "triangle" else 0), FIGURE - 4)
    if dead:
        by = FIGURE * 0.55
        d = f"M{figures(x - by)} {figures(y - by)}L{figures(x + by)} {figures(y + by)}"
        d += f"M{figures(x + by)} {figures(y - by)}L{figures(x - by)} {figures(y + by)}"
        found += path_svg(d, 1.5)
    return found


def _node(each: PlacedNode, href: Callable[[str], str] | None) -> str:
    node, (left, top, right, bottom) = each.node, each.box
    words = "".join(_text(text, "name" if text.bold else "words") for text in each.texts)
    if node.sort == "person":
        middle = (left + right) / 2
        y = top + 8 + FIGURE
        return _person(node.key, node.name, _symbol(node.figure or "diamond", middle, y) + words, (middle, y), href)
    round_ = 12 if node.sort == "agency" else 0
    box = (
        f'<rect class="{node.sort}" x="{figures(left)}" y="{figures(top)}" width="{figures(right - left)}" '
        f'height="{figures(bottom - top)}" rx="{round_}" stroke="currentColor" stroke-width="1.5"/>'
    )
    return f'<g class="around" data-around="{quoted(node.key)}">{box}{words}</g>'


def _person(key: str, name: str, inside: str, at: Point, href: Callable[[str], str] | None) -> str:
    if href is not None:
        target = (
            f'<rect x="{figures(at[0] - 13)}" y="{figures(at[1] - 13)}" width="26" height="26" fill="transparent"/>'
        )
        inside = f'<a href="{quoted(href(key))}" aria-label="{quoted(name)}">{target}{inside}</a>'
    return f'<g class="person" data-person="{quoted(key)}">{inside}</g>'


def _text(text: Text, role: str) -> str:
    weight = ' font-weight="bold"' if text.bold else ""
    return (
        f'<text class="{role}" x="{figures(text.x)}" y="{figures(text.y)}" font-size="{figures(text.size)}" '
        f'text-anchor="middle" textLength="{figures(text.width)}" lengthAdjust="spacingAndGlyphs" '
        f'fill="currentColor"{weight}>{escaped(text.words)}</text>'
    )


def _bond(each: PlacedNode) -> str:
    start, end = each.line
    points = (end, start) if not each.node.outward else (start, end)
    start_tag = f'<g class="line {each.node.bond}" data-net="{quoted(each.node.key)}" data-style="{each.node.bond}">'
    return start_tag + bond_svg(each.node.bond, points) + "</g>"


def bond_svg(bond: Bond, points: tuple[Point, Point]) -> str:
    """A line to the middle; what has a direction goes from the first point to the second."""
    match bond:
        case "recent":
            return path_svg(path_of(points), 3.5)
        case "before" | "working" | "ordinary":
            return path_svg(path_of(points), 1.5)
        case "none" | "untied":
            return path_svg(path_of(points), 1.2, "1.2 6")
        case "asked":
            return path_svg(path_of(points), 1.5, "7 4")
        case "distant":
            return path_svg(path_of(points), 2.4, "2.4 3")
        case "refused":
            return path_svg(path_of(points), 1.5, "7 4") + _crossed(points)
        case "ended":
            return path_svg(path_of(points), 1.5, "12 3 2 3") + _slash(points)
        case "close":
            short = shortened(points, 3)
            return path_svg(path_of(offset(short, 2)), 1.2) + path_svg(path_of(offset(short, -2)), 1.2)
        case "conflict":
            return path_svg(path_of(zigzag(points)), 1.2)
        case "violent":
            return path_svg(path_of(zigzag(points, 9)), 1.2) + arrow_head(points)
        case "controlling":
            return path_svg(path_of(points), 1.2) + arrow_heads(points)
        case "cut_off":
            return path_svg(path_of(points), 1.2) + two_bars(points)


def _crossed(points: tuple[Point, Point]) -> str:
    (ax, ay), (bx, by) = points
    x, y = (ax + bx) / 2, (ay + by) / 2
    d = f"M{figures(x - 5)} {figures(y - 5)}L{figures(x + 5)} {figures(y + 5)}"
    d += f"M{figures(x + 5)} {figures(y - 5)}L{figures(x - 5)} {figures(y + 5)}"
    return path_svg(d, 2)


def _slash(points: tuple[Point, Point]) -> str:
    (ax, ay), (bx, by) = points
    x, y = (ax + bx) / 2, (ay + by) / 2
    length = ((bx - ax) ** 2 + (by - ay) ** 2) ** 0.5 or 1.0
    ux, uy = (bx - ax) / length * 7, (by - ay) / length * 7
    return path_svg(f"M{figures(x - uy)} {figures(y + ux)}L{figures(x + uy)} {figures(y - ux)}", 2)


# -- the key


def _key(layout: EcomapLayout) -> tuple[str, float]:
    items = list(_items(layout))
    if not items:
        return "", layout.height
    columns = max(1, min(int((layout.width - 24) / _KEY_WIDTH), len(items)))
    wide = (layout.width - 24) / columns
    per = -(-len(items) // columns)
    top = layout.height
    rule = f"M12 {figures(top - 4)}L{figures(layout.width - 12)} {figures(top - 4)}"
    found = [
        f'<path class="rule" d="{rule}" stroke="currentColor" stroke-width="0.5"/>',
        f'<text class="heading" x="12" y="{figures(top + 16)}" font-size="13" font-weight="bold" '
        f'fill="currentColor">Key</text>',
    ]
    lowest = top
    for column in range(columns):
        y = top + 26
        for glyph, words in items[column * per : (column + 1) * per]:
            lines = broken(words, _KEY_SIZE, wide - _KEY_GLYPH - 16, 5)
            tall = max(_KEY_LINE, 15.0 * len(lines) + 8)
            x = 12 + column * wide
            found.append(f'<g transform="translate({figures(x)} {figures(y + tall / 2)})">{glyph}</g>')
            for place, line in enumerate(lines):
                base = y + tall / 2 + 4 + (place - (len(lines) - 1) / 2) * 15
                found.append(
                    f'<text class="key" x="{figures(x + _KEY_GLYPH)}" y="{figures(base)}" font-size="12" '
                    f'textLength="{figures(width_of(line, _KEY_SIZE))}" lengthAdjust="spacingAndGlyphs" '
                    f'fill="currentColor">{escaped(line)}</text>'
                )
            y += tall
        lowest = max(lowest, y)
    return f'<g class="legend">{"".join(found)}</g>', round(lowest + 12, 1)


def _items(layout: EcomapLayout) -> Iterator[tuple[str, str]]:
    look = 'rx="6" stroke="#1d70b8" stroke-width="2" stroke-dasharray="2 3" stroke-linecap="round"'
    yield f'<rect x="4" y="-8" width="32" height="16" {look}/>', "who is in the middle"
    shown = [(each.member.figure, "") for each in layout.members]
    shown += [(each.node.figure, "") for each in layout.nodes if each.node.figure is not None]
    used = {figure for figure, _ in shown}
    says: dict[Figure, str] = {
        "square": "male",
        "circle": "female",
        "diamond": "sex recorded as other, or not recorded",
        "triangle": "pregnancy",
    }
    for figure, words in says.items():
        if figure in used:
            yield figure_svg(figure, 20, 0, 9), words
    if any(each.member.index for each in layout.members):
        yield (
            figure_svg("circle", 20, 0, 9) + figure_svg("circle", 20, 0, 5.5),
            "double outline: whom this drawing is about",
        )
    sorts = {each.node.sort for each in layout.nodes}
    for sort, words in _SORTS.items():
        if sort in sorts and sort != "person":
            round_ = 6 if sort == "agency" else 0
            yield (
                f'<rect x="4" y="-8" width="32" height="16" rx="{round_}" stroke="currentColor" stroke-width="1.5"/>',
                words,
            )
    bonds = {each.node.bond for each in layout.nodes}
    glyphs: dict[str, list[str]] = {}
    for bond, words in BONDS.items():
        if bond in bonds:
            glyphs.setdefault(bond_svg(bond, ((0, 0), (40, 0))), []).append(words)
    for glyph, said in glyphs.items():
        # Of one look are lines to things of different shapes.
        yield glyph, "; or ".join(said)
