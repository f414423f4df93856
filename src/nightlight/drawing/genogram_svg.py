"""A genogram laid out, written down as SVG.

It looks right by itself, in black on any ground: lines and words take the colour of the text around them
(`currentColor`), and only the lines around households have colours of their own, each with its pattern and its name. Looks
are presentation attributes, which a page's content policy allows and its style sheet overrides by class.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from typing import Final

from nightlight.drawing.genogram_layout import Layout
from nightlight.drawing.genogram_shapes import (
    HALF,
    KINSHIPS,
    TIES,
    Figure,
    Mark,
    Outline,
    Point,
    Stroke,
    Style,
    Symbol,
    Words,
)
from nightlight.drawing.kin_strokes import (
    along,
    arrow_head,
    arrow_heads,
    cross_svg,
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

#: Pattern of dashes, and width, of lines that have no shape of their own.
_DASHES: Final[dict[str, str]] = {
    "unsure": "10 3 2 3",
    "parents": "9 5",
    "open": "4 4",
    "adopted": "7 4",
    "cared_for": "2 4",
    "sibling": "12 3 2 3 2 3",
    "distant": "1.5 4.5",
}
_DASHES.update(dict.fromkeys(KINSHIPS, _DASHES["sibling"]))
#: What each line means, in the order of the key.
STYLES: Final[dict[Style, str]] = {
    "together": "couple",
    "unsure": "couple; when it ends is not sure",
    "apart": "no longer a couple",
    "divorced": "divorced",
    "parents": "parents of a child; whether a couple is not recorded",
    "open": "the other parent is not recorded",
    "birth": "child by birth",
    "adopted": "adopted",
    "cared_for": "carer, and who is cared for",
    "sibling": "recorded as kin; through whom is not recorded",
    "close": "close",
    "distant": "distant",
    "conflict": "conflict",
    "cut_off": "cut off",
    "violent": "violence or abuse, in the arrow's direction",
    "controlling": "control, in the arrows' direction",
}
#: Colours that can be seen on white and on black, each with a pattern of its own.
_HOMES: Final = (
    ("#1d70b8", "2 3"), ("#a2572b", "5 3"), ("#5f7f1e", "1.5 4"), ("#8a4fa8", "7 3 2 3"), ("#0f7c80", "4 2 1.5 2"),
)  # fmt: skip
_KEY_LINE, _KEY_SIZE, _KEY_WIDTH, _KEY_GLYPH = 24.0, 12.0, 232.0, 48.0
#: No narrower than this, so that the key can be read.
NARROWEST: Final = 300.0


def written(layout: Layout, title: str, desc: str, name: str, href: Callable[[str], str] | None = None) -> str:
    """The SVG. `name` is its id on the page; `href` gives each person's link.

    Without links it is one image to a screen reader (`role="img"`); with links a group, so that they can be reached.
    """
    key, height, width = _key(layout)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" class="genogram" id="{quoted(name)}" '
        f'role="{"img" if href is None else "group"}" aria-labelledby="{quoted(name)}-title {quoted(name)}-desc" '
        f'viewBox="0 0 {figures(width)} {figures(height)}" width="{figures(width)}" height="{figures(height)}" '
        f'font-family="Arial, Helvetica, sans-serif" fill="none" stroke-linejoin="round">',
        f'<title id="{quoted(name)}-title">{escaped(title)}</title><desc id="{quoted(name)}-desc">{escaped(desc)}</desc>',
        *(_outline(each) for each in layout.outlines),
        *(_stroke(each) for each in layout.strokes),
        *(_mark(each) for each in layout.marks),
        *_people(layout, href),
        key,
        "</svg>",
    ]
    return "".join(parts)


def size(layout: Layout) -> tuple[float, float]:
    """Width and height of the drawing with its key."""
    _, height, width = _key(layout)
    return width, height


def _people(layout: Layout, href: Callable[[str], str] | None) -> Iterator[str]:
    words: dict[str, list[Words]] = {}
    for each in layout.words:
        words.setdefault(each.of, []).append(each)
    for symbol in layout.symbols:
        key = symbol.person.key
        inside = _symbol(symbol) + "".join(_words(each) for each in words.pop(key, []))
        if href is not None:
            says = ", ".join(part for part in (symbol.person.says, symbol.person.age) if part)
            target = f'<rect x="{figures(symbol.x - HALF)}" y="{figures(symbol.y - HALF)}" width="{figures(2 * HALF)}" height="{figures(2 * HALF)}" fill="transparent"/>'  # noqa: E501
            inside = f'<a href="{quoted(href(key))}" aria-label="{quoted(says)}">{target}{inside}</a>'
        yield f'<g class="person" data-person="{quoted(key)}">{inside}</g>'
    for left in words.values():
        yield "".join(_words(each) for each in left)


def _words(words: Words) -> str:
    weight = ' font-weight="bold"' if words.role in ("name", "home", "heading") else ""
    slant = ' font-style="italic"' if words.role in ("open", "home") else ""
    return (
        f'<text class="{words.role}" x="{figures(words.x)}" y="{figures(words.y)}" font-size="{figures(words.size)}" '
        f'text-anchor="middle" textLength="{figures(words.width)}" lengthAdjust="spacingAndGlyphs" '
        f'fill="currentColor"{weight}{slant}>{escaped(words.text)}</text>'
    )


# -- symbols


def _symbol(symbol: Symbol) -> str:
    person = symbol.person
    dashes = "" if person.named else ' stroke-dasharray="4 3"'
    parts = [figure_svg(symbol.figure, symbol.x, symbol.y, HALF, dashes)]
    if symbol.index:
        parts.append(
            figure_svg(symbol.figure, symbol.x, symbol.y + (2 if symbol.figure == "triangle" else 0), HALF - 5)
        )
    if person.stage in ("dead", "stillborn", "loss", "termination"):
        parts.append(cross_svg(symbol.figure, symbol.x, symbol.y))
    return "".join(parts)


# -- lines


def _stroke(stroke: Stroke) -> str:
    """A line; it carries what it belongs to (`data-net`) and what it is (`data-style`)."""
    start = f'<g class="line {stroke.style}" data-net="{quoted(stroke.net)}" data-style="{stroke.style}">'
    return start + _line(stroke.style, stroke.points, stroke.hops, stroke.arrow) + "</g>"


def _line(style: Style, points: Sequence[Point], hops: Sequence[Point] = (), arrow: bool = False) -> str:
    width = 2.0 if style in ("together", "apart", "divorced", "parents", "unsure") else 1.5
    if style == "close":
        short = shortened(points, 4)
        return path_svg(path_of(offset(short, 2)), 1.2) + path_svg(path_of(offset(short, -2)), 1.2)
    if style == "conflict":
        return path_svg(path_of(zigzag(points)), 1.2)
    if style == "violent":
        return path_svg(path_of(zigzag(points, 9)), 1.2) + arrow_head(points)
    if style == "controlling":
        return path_svg(path_of(points), 1.2) + arrow_heads(points)
    if style == "cut_off":
        return path_svg(path_of(points), 1.2) + two_bars(points)
    dashes = _DASHES.get(style, "")
    if style in TIES | KINSHIPS:
        width = 1.6
    return path_svg(_hopping(points, hops), width, dashes)


_HOP: Final = 5.0


def _hopping(points: Sequence[Point], hops: Sequence[Point]) -> str:
    """The way along the points, with a half circle over each line that it jumps."""
    found = f"M{figures(points[0][0])} {figures(points[0][1])}"
    for a, b in itertools.pairwise(points):
        way = 1 if b[0] > a[0] else -1
        own = [hop for hop in hops if hop[1] == a[1] == b[1] and min(a[0], b[0]) < hop[0] < max(a[0], b[0])]
        for x, y in sorted(own, key=lambda hop: hop[0] * way):
            sweep = 1 if way > 0 else 0
            found += f"L{figures(x - way * _HOP)} {figures(y)}"
            found += f"A{figures(_HOP)} {figures(_HOP)} 0 0 {sweep} {figures(x + way * _HOP)} {figures(y)}"
        found += f"L{figures(b[0])} {figures(b[1])}"
    return found


def _mark(mark: Mark) -> str:
    found = ""
    for number in range(mark.count):
        x = mark.x + (number - (mark.count - 1) / 2) * 6
        found += path_svg(f"M{figures(x - 4)} {figures(mark.y + 8)}L{figures(x + 4)} {figures(mark.y - 8)}", 2)
    return f'<g class="mark">{found}</g>'


def _outline(outline: Outline) -> str:
    colour, dashes = _HOMES[outline.number % len(_HOMES)]
    d = "".join(_round(ring) for ring in outline.rings)
    return (
        f'<path class="home home-{outline.number % len(_HOMES)}" d="{d}" stroke="{colour}" stroke-width="2" '
        f'stroke-dasharray="{dashes}" stroke-linecap="round"><title>{escaped(outline.name)}</title></path>'
    )


def _round(ring: Sequence[Point], radius: float = 9.0) -> str:
    """A ring with round corners."""
    found = ""
    for before, at, after in zip([ring[-1], *ring[:-1]], ring, [*ring[1:], ring[0]], strict=True):
        one, two = along(at, before, radius), along(at, after, radius)
        found += f"{'L' if found else 'M'}{figures(one[0])} {figures(one[1])}"
        found += f"Q{figures(at[0])} {figures(at[1])} {figures(two[0])} {figures(two[1])}"
    return found + "Z"


# -- the key


def _key(layout: Layout) -> tuple[str, float, float]:
    """Only what is used, in lines as wide as the drawing; with the whole height and width."""
    items = list(_items(layout))
    width = max(layout.width, NARROWEST)
    columns = max(1, min(int((width - 24) / _KEY_WIDTH), len(items)))
    wide = (width - 24) / columns
    found = [
        f'<text class="heading" x="12" y="{figures(layout.height + 14)}" font-size="13" font-weight="bold" '
        f'fill="currentColor">Key</text>'
    ]
    per = -(-len(items) // columns)
    lowest = layout.height + 24
    for column in range(columns):
        y = layout.height + 24
        for glyph, words in items[column * per : (column + 1) * per]:
            lines = broken(words, _KEY_SIZE, wide - _KEY_GLYPH - 16, 3)
            tall = max(_KEY_LINE if not glyph.startswith("<g") else 30.0, 15.0 * len(lines) + 8)
            x = 12 + column * wide
            found.append(f'<g transform="translate({figures(x)} {figures(y + tall / 2)})">{glyph}</g>')
            for number, line in enumerate(lines):
                base = y + tall / 2 + 4 + (number - (len(lines) - 1) / 2) * 15
                found.append(
                    f'<text class="key" x="{figures(x + _KEY_GLYPH)}" y="{figures(base)}" font-size="{figures(_KEY_SIZE)}" '
                    f'textLength="{figures(width_of(line, _KEY_SIZE))}" lengthAdjust="spacingAndGlyphs" '
                    f'fill="currentColor">{escaped(line)}</text>'
                )
            y += tall
        lowest = max(lowest, y)
    if not items:
        return "", layout.height, width
    top = f'<path class="rule" d="M12 {figures(layout.height - 6)}L{figures(width - 12)} {figures(layout.height - 6)}" stroke="currentColor" stroke-width="0.5"/>'  # noqa: E501
    return f'<g class="legend">{top}{"".join(found)}</g>', round(lowest + 12, 1), round(width, 1)


def _items(layout: Layout) -> Iterator[tuple[str, str]]:
    """What the key says, each with its glyph around the middle of a strip 40 wide."""
    people = [symbol.person for symbol in layout.symbols]
    figures = {symbol.figure for symbol in layout.symbols}
    says: dict[Figure, str] = {
        "square": "male",
        "circle": "female",
        "diamond": "sex recorded as other, or not recorded",
        "triangle": "pregnancy",
    }
    for figure, words in says.items():
        if figure in figures:
            yield figure_svg(figure, 20, 0, 9), words
    if any(symbol.index for symbol in layout.symbols):
        yield (
            figure_svg("circle", 20, 0, 9) + figure_svg("circle", 20, 0, 5.5),
            "double outline: whom this drawing is about",
        )
    if any(not person.named for person in people):
        yield figure_svg("circle", 20, 0, 9, ' stroke-dasharray="4 3"'), "dashed outline: name not known"
    if any(person.stage in ("dead", "stillborn") for person in people):
        cross = '<path d="M14 -6L26 6M26 -6L14 6" stroke="currentColor" stroke-width="1.5"/>'
        yield figure_svg("circle", 20, 0, 9) + cross, "cross: has died"
    if any(person.stage in ("loss", "termination") for person in people):
        cross = '<path d="M15 -2L25 8M25 -2L15 8" stroke="currentColor" stroke-width="1.5"/>'
        yield figure_svg("triangle", 20, 0, 9) + cross, "a pregnancy that ended without a birth"
    used = {stroke.style for stroke in layout.strokes}
    if used & KINSHIPS:
        used.add("sibling")
    for style, words in STYLES.items():
        if style in used:
            line = _line(style, ((0, 0), (40, 0)), arrow=style == "violent")
            if style in ("apart", "divorced"):
                line += _mark(Mark("", 20, 0, 1 if style == "apart" else 2))
            yield line, words
    if any(symbol.person.twins for symbol in layout.symbols if _are_twins(layout, symbol)):
        yield path_svg("M20 -9L10 9M20 -9L30 9", 1.5), "from one stalk: one pregnancy"
    if any(stroke.hops for stroke in layout.strokes):
        yield (
            path_svg(_hopping(((0, 0), (40, 0)), ((20, 0),)), 1.5) + path_svg("M20 -10L20 10", 1.5),
            "lines that cross without touching",
        )
    for outline in layout.outlines:
        colour, dashes = _HOMES[outline.number % len(_HOMES)]
        box = f'<rect x="4" y="-8" width="32" height="16" rx="6" stroke="{colour}" stroke-width="2" stroke-dasharray="{dashes}" stroke-linecap="round"/>'  # noqa: E501
        pieces = " (in pieces)" if len(outline.rings) > 1 else ""
        yield box, f"live together: {outline.name}{pieces}"


def _are_twins(layout: Layout, symbol: Symbol) -> bool:
    twins = symbol.person.twins
    return any(each.person.twins == twins and each is not symbol for each in layout.symbols)
