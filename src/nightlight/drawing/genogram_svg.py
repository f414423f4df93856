"""A genogram laid out, written down as SVG.

It looks right by itself, in black on any ground: lines and words take the colour of the text around them
(`currentColor`), and only the lines around households have colours of their own, each with its pattern and its name. Looks
are presentation attributes, which a page's content policy allows and its style sheet overrides by class.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from html import escape
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
    "cared_for": "cared for by, in place of parents",
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
        f'<svg xmlns="http://www.w3.org/2000/svg" class="genogram" id="{_quoted(name)}" '
        f'role="{"img" if href is None else "group"}" aria-labelledby="{_quoted(name)}-title {_quoted(name)}-desc" '
        f'viewBox="0 0 {_n(width)} {_n(height)}" width="{_n(width)}" height="{_n(height)}" '
        f'font-family="Arial, Helvetica, sans-serif" color="#0b0c0c" fill="none" stroke-linejoin="round">',
        f'<title id="{_quoted(name)}-title">{_text(title)}</title><desc id="{_quoted(name)}-desc">{_text(desc)}</desc>',
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
            target = f'<rect x="{_n(symbol.x - HALF)}" y="{_n(symbol.y - HALF)}" width="{_n(2 * HALF)}" height="{_n(2 * HALF)}" fill="transparent"/>'  # noqa: E501
            inside = f'<a href="{_quoted(href(key))}" aria-label="{_quoted(says)}">{target}{inside}</a>'
        yield f'<g class="person" data-person="{_quoted(key)}">{inside}</g>'
    for left in words.values():
        yield "".join(_words(each) for each in left)


def _words(words: Words) -> str:
    weight = ' font-weight="bold"' if words.role in ("name", "home", "heading") else ""
    slant = ' font-style="italic"' if words.role in ("open", "home") else ""
    return (
        f'<text class="{words.role}" x="{_n(words.x)}" y="{_n(words.y)}" font-size="{_n(words.size)}" '
        f'text-anchor="middle" textLength="{_n(words.width)}" lengthAdjust="spacingAndGlyphs" '
        f'fill="currentColor"{weight}{slant}>{_text(words.text)}</text>'
    )


# -- symbols


def _symbol(symbol: Symbol) -> str:
    person = symbol.person
    dashes = "" if person.named else ' stroke-dasharray="4 3"'
    parts = [_figure(symbol.figure, symbol.x, symbol.y, HALF, dashes)]
    if symbol.index:
        parts.append(_figure(symbol.figure, symbol.x, symbol.y + (2 if symbol.figure == "triangle" else 0), HALF - 5))
    if person.stage in ("dead", "stillborn", "loss", "termination"):
        parts.append(_cross(symbol.figure, symbol.x, symbol.y))
    return "".join(parts)


def _figure(figure: Figure, x: float, y: float, half: float, more: str = "") -> str:
    look = f'class="symbol {figure}" stroke="currentColor" stroke-width="2"{more}'
    match figure:
        case "square":
            return f'<rect {look} x="{_n(x - half)}" y="{_n(y - half)}" width="{_n(2 * half)}" height="{_n(2 * half)}"/>'
        case "circle":
            return f'<circle {look} cx="{_n(x)}" cy="{_n(y)}" r="{_n(half)}"/>'
        case "diamond":
            return f'<polygon {look} points="{_points(((x, y - half), (x + half, y), (x, y + half), (x - half, y)))}"/>'
        case "triangle":
            return f'<polygon {look} points="{_points(((x, y - half), (x + half, y + half), (x - half, y + half)))}"/>'


def _cross(figure: Figure, x: float, y: float) -> str:
    reach = {"square": HALF, "circle": HALF * 0.7, "diamond": HALF * 0.5, "triangle": HALF * 0.62}[figure]
    y += HALF * 0.3 if figure == "triangle" else 0
    d = (
        f"M{_n(x - reach)} {_n(y - reach)}L{_n(x + reach)} {_n(y + reach)}"
        f"M{_n(x + reach)} {_n(y - reach)}L{_n(x - reach)} {_n(y + reach)}"
    )
    return f'<path class="cross" d="{d}" stroke="currentColor" stroke-width="1.5"/>'


# -- lines


def _stroke(stroke: Stroke) -> str:
    """A line; it carries what it belongs to (`data-net`) and what it is (`data-style`)."""
    start = f'<g class="line {stroke.style}" data-net="{_quoted(stroke.net)}" data-style="{stroke.style}">'
    return start + _line(stroke.style, stroke.points, stroke.hops, stroke.arrow) + "</g>"


def _line(style: Style, points: Sequence[Point], hops: Sequence[Point] = (), arrow: bool = False) -> str:
    width = 2.0 if style in ("together", "apart", "divorced", "parents", "unsure") else 1.5
    if style == "close":
        return _path(_d(_beside(points, 2)), 1.2) + _path(_d(_beside(points, -2)), 1.2)
    if style == "conflict":
        return _path(_d(_zigzag(points)), 1.2)
    if style == "violent":
        return _path(_d(_zigzag(points, 8)), 1.2) + _head(points)
    if style == "controlling":
        return _path(_d(points), 1.2) + _heads(points)
    if style == "cut_off":
        return _path(_d(points), 1.2) + _bars(points)
    dashes = _DASHES.get(style, "")
    if style in TIES | KINSHIPS:
        width = 1.6
    return _path(_hopping(points, hops), width, dashes)


def _path(d: str, width: float, dashes: str = "") -> str:
    more = f' stroke-dasharray="{dashes}"' if dashes else ""
    return f'<path d="{d}" stroke="currentColor" stroke-width="{_n(width)}"{more}/>'


def _d(points: Sequence[Point]) -> str:
    return "M" + "L".join(f"{_n(x)} {_n(y)}" for x, y in points)


_HOP: Final = 5.0


def _hopping(points: Sequence[Point], hops: Sequence[Point]) -> str:
    """The way along the points, with a half circle over each line that it jumps."""
    found = f"M{_n(points[0][0])} {_n(points[0][1])}"
    for a, b in zip(points, points[1:], strict=False):
        way = 1 if b[0] > a[0] else -1
        own = [hop for hop in hops if hop[1] == a[1] == b[1] and min(a[0], b[0]) < hop[0] < max(a[0], b[0])]
        for x, y in sorted(own, key=lambda hop: hop[0] * way):
            found += f"L{_n(x - way * _HOP)} {_n(y)}A{_n(_HOP)} {_n(_HOP)} 0 0 {1 if way > 0 else 0} {_n(x + way * _HOP)} {_n(y)}"
        found += f"L{_n(b[0])} {_n(b[1])}"
    return found


def _beside(points: Sequence[Point], by: float) -> list[Point]:
    """The same way, so far to the side."""
    pieces = list(zip(points, points[1:], strict=False))
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


def _zigzag(points: Sequence[Point], plain: float = 4.0, step: float = 5.0, high: float = 3.5) -> list[Point]:
    """The same way in zigzags; its last stretch is plain."""
    found = [points[0]]
    turn = 1
    pieces = [piece for piece in zip(points, points[1:], strict=False) if piece[0] != piece[1]]
    for number, ((ax, ay), (bx, by)) in enumerate(pieces):
        length = ((bx - ax) ** 2 + (by - ay) ** 2) ** 0.5
        ux, uy = (bx - ax) / length, (by - ay) / length
        end = length - (plain if number == len(pieces) - 1 else 3.0)
        at = 3.0
        while at < end:
            found.append((ax + ux * at - uy * high * turn, ay + uy * at + ux * high * turn))
            turn = -turn
            at += step
        if end > 0:
            found.append((ax + ux * end, ay + uy * end))
        found.append((bx, by))
    return found


def _head(points: Sequence[Point], size: float = 7.0) -> str:
    (ax, ay), (bx, by) = points[-2], points[-1]
    length = ((bx - ax) ** 2 + (by - ay) ** 2) ** 0.5 or 1.0
    ux, uy = (bx - ax) / length, (by - ay) / length
    corners = (
        (bx, by),
        (bx - ux * size - uy * size * 0.5, by - uy * size + ux * size * 0.5),
        (bx - ux * size + uy * size * 0.5, by - uy * size - ux * size * 0.5),
    )
    return f'<polygon points="{_points(corners)}" fill="currentColor"/>'


def _heads(points: Sequence[Point]) -> str:
    """Arrow heads all along."""
    found = ""
    for (ax, ay), (bx, by) in zip(points, points[1:], strict=False):
        length = ((bx - ax) ** 2 + (by - ay) ** 2) ** 0.5
        if length < 8:
            continue
        count = max(int(length / 26), 1)
        for number in range(1, count + 1):
            share = number / count
            found += _head(((ax, ay), (ax + (bx - ax) * share, ay + (by - ay) * share)), 6.0)
    return found


def _bars(points: Sequence[Point]) -> str:
    """Two bars across, in the middle of the longest stretch."""
    pieces = list(zip(points, points[1:], strict=False))
    (ax, ay), (bx, by) = max(pieces, key=lambda piece: abs(piece[0][0] - piece[1][0]) + abs(piece[0][1] - piece[1][1]))
    length = ((bx - ax) ** 2 + (by - ay) ** 2) ** 0.5 or 1.0
    ux, uy = (bx - ax) / length, (by - ay) / length
    found = ""
    for shift in (-2.5, 2.5):
        x, y = (ax + bx) / 2 + ux * shift, (ay + by) / 2 + uy * shift
        found += _path(f"M{_n(x - uy * 6)} {_n(y + ux * 6)}L{_n(x + uy * 6)} {_n(y - ux * 6)}", 1.5)
    return found


def _mark(mark: Mark) -> str:
    found = ""
    for number in range(mark.count):
        x = mark.x + (number - (mark.count - 1) / 2) * 6
        found += _path(f"M{_n(x - 4)} {_n(mark.y + 8)}L{_n(x + 4)} {_n(mark.y - 8)}", 2)
    return f'<g class="mark">{found}</g>'


def _outline(outline: Outline) -> str:
    colour, dashes = _HOMES[outline.number % len(_HOMES)]
    d = "".join(_round(ring) for ring in outline.rings)
    return (
        f'<path class="home home-{outline.number % len(_HOMES)}" d="{d}" stroke="{colour}" stroke-width="2" '
        f'stroke-dasharray="{dashes}" stroke-linecap="round"><title>{_text(outline.name)}</title></path>'
    )


def _round(ring: Sequence[Point], radius: float = 9.0) -> str:
    """A ring with round corners."""
    found = ""
    for before, at, after in zip([ring[-1], *ring[:-1]], ring, [*ring[1:], ring[0]], strict=True):
        one, two = _towards(at, before, radius), _towards(at, after, radius)
        found += f"{'L' if found else 'M'}{_n(one[0])} {_n(one[1])}Q{_n(at[0])} {_n(at[1])} {_n(two[0])} {_n(two[1])}"
    return found + "Z"


def _towards(at: Point, to: Point, by: float) -> Point:
    length = abs(to[0] - at[0]) + abs(to[1] - at[1]) or 1.0
    by = min(by, length / 2)
    return (at[0] + (to[0] - at[0]) / length * by, at[1] + (to[1] - at[1]) / length * by)


# -- the key


def _key(layout: Layout) -> tuple[str, float, float]:
    """Only what is used, in lines as wide as the drawing; with the whole height and width."""
    items = list(_items(layout))
    width = max(layout.width, NARROWEST)
    columns = max(1, min(int((width - 24) / _KEY_WIDTH), len(items)))
    wide = (width - 24) / columns
    found = [
        f'<text class="heading" x="12" y="{_n(layout.height + 14)}" font-size="13" font-weight="bold" '
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
            found.append(f'<g transform="translate({_n(x)} {_n(y + tall / 2)})">{glyph}</g>')
            for number, line in enumerate(lines):
                base = y + tall / 2 + 4 + (number - (len(lines) - 1) / 2) * 15
                found.append(
                    f'<text class="key" x="{_n(x + _KEY_GLYPH)}" y="{_n(base)}" font-size="{_n(_KEY_SIZE)}" '
                    f'textLength="{_n(width_of(line, _KEY_SIZE))}" lengthAdjust="spacingAndGlyphs" '
                    f'fill="currentColor">{_text(line)}</text>'
                )
            y += tall
        lowest = max(lowest, y)
    if not items:
        return "", layout.height, width
    top = f'<path class="rule" d="M12 {_n(layout.height - 6)}L{_n(width - 12)} {_n(layout.height - 6)}" stroke="currentColor" stroke-width="0.5"/>'  # noqa: E501
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
            yield _figure(figure, 20, 0, 9), words
    if any(symbol.index for symbol in layout.symbols):
        yield _figure("circle", 20, 0, 9) + _figure("circle", 20, 0, 5.5), "double outline: whom this drawing is about"
    if any(not person.named for person in people):
        yield _figure("circle", 20, 0, 9, ' stroke-dasharray="4 3"'), "dashed outline: name not known"
    if any(person.stage in ("dead", "stillborn") for person in people):
        cross = '<path d="M14 -6L26 6M26 -6L14 6" stroke="currentColor" stroke-width="1.5"/>'
        yield _figure("circle", 20, 0, 9) + cross, "cross: has died"
    if any(person.stage in ("loss", "termination") for person in people):
        cross = '<path d="M15 -2L25 8M25 -2L15 8" stroke="currentColor" stroke-width="1.5"/>'
        yield _figure("triangle", 20, 0, 9) + cross, "a pregnancy that ended without a birth"
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
        yield _path("M20 -9L10 9M20 -9L30 9", 1.5), "from one stalk: one pregnancy"
    if any(stroke.hops for stroke in layout.strokes):
        yield (
            _path(_hopping(((0, 0), (40, 0)), ((20, 0),)), 1.5) + _path("M20 -10L20 10", 1.5),
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


# -- text


def _points(points: Sequence[Point]) -> str:
    return " ".join(f"{_n(x)},{_n(y)}" for x, y in points)


def _text(text: str) -> str:
    return escape(_printable(text), quote=False)


def _quoted(text: str) -> str:
    return escape(_printable(text), quote=True)


def _printable(text: str) -> str:
    """Without control characters, which neither SVG nor HTML may hold."""
    return "".join(c for c in text if c >= " " and not "\x7f" <= c <= "\x9f" and not "\ud800" <= c <= "\udfff")


def _n(number: float) -> str:
    return f"{number:.2f}".rstrip("0").rstrip(".")
