"""A layout of lanes written down as SVG, for a page that has the classes' colours.

Signs differ in shape, so that they can be told apart without colour: an open circle (an entry), a full diamond (one
that matters), a box with a number (several), a full square (warned), a ring with a tick (done), a ring with a bar (not
needed), an arrow (open).
"""

from __future__ import annotations

from html import escape
from typing import Final

from nightlight.drawing.lanes import Label, Line, Link, Panel, Shape, Sign

#: What each sign means, in the order of the key.
SIGNS: Final[dict[Shape, str]] = {
    "entry": "an entry",
    "key": "an entry that others needed to know",
    "several": "several entries close together, and how many",
    "several-key": "several, among them one that others needed to know",
    "warned": "a person would have been warned",
    "met": "recorded as done",
    "excused": "no longer asked about",
    "watching": "watched, and not yet due",
    "open": "nothing recorded by the end",
}


def written(panel: Panel, anchor: str) -> str:
    """The panel as an SVG element of a page; `anchor` is its id there, unique on that page."""
    parts = "".join(_part(part) for part in panel.parts)
    return (
        f'<svg class="lanes" id="{_attribute(anchor)}" viewBox="0 0 {_n(panel.width)} {_n(panel.height)}" '
        f'role="group" aria-label="{_attribute(panel.says)}" focusable="false">{parts}</svg>'
    )


def written_sign(shape: Shape) -> str:
    """A sign by itself, for a key that says in words what it means."""
    return (
        '<svg class="sign" viewBox="0 0 28 24" width="28" height="24" aria-hidden="true" focusable="false">'
        f"{_sign(Sign(14, 12, shape, 3 if shape.startswith('several') else 0))}</svg>"
    )


def written_line(role: str) -> str:
    """A line by itself, for the key."""
    return (
        '<svg class="sign" viewBox="0 0 28 24" width="28" height="24" aria-hidden="true" focusable="false">'
        f"{_line(Line(1, 12, 27, 12, role))}</svg>"
    )


def _part(part: Label | Line | Sign | Link) -> str:
    match part:
        case Label():
            return _label(part)
        case Line():
            return _line(part)
        case Sign():
            return _sign(part)
        case Link():
            return _link(part)


def _link(link: Link) -> str:
    x, y, width, height = link.target
    inside = "".join(_part(part) for part in link.parts)
    return (
        f'<a href="{_attribute(link.href)}" aria-label="{_attribute(link.says)}"><title>{_words(link.says)}</title>'
        f'<rect class="target" x="{_n(x)}" y="{_n(y)}" width="{_n(width)}" height="{_n(height)}" rx="4"/>{inside}</a>'
    )


def _label(label: Label) -> str:
    # The width is said, so that a reader's own face cannot push one label over another.
    return (
        f'<text class="{label.role}" x="{_n(label.x)}" y="{_n(label.y)}" font-size="{_n(label.size)}" '
        f'textLength="{_n(label.width)}" lengthAdjust="spacingAndGlyphs">{_words(label.words)}</text>'
    )


def _line(line: Line) -> str:
    return f'<line class="{line.role}" x1="{_n(line.x1)}" y1="{_n(line.y1)}" x2="{_n(line.x2)}" y2="{_n(line.y2)}"/>'


_COUNT_SIZE: Final = 12


def _sign(sign: Sign) -> str:
    x, y = sign.x, sign.y
    match sign.shape:
        case "entry":
            return f'<circle class="entry" cx="{_n(x)}" cy="{_n(y)}" r="4.5"/>'
        case "key":
            corners = f"M{_n(x)} {_n(y - 7)}L{_n(x + 7)} {_n(y)}L{_n(x)} {_n(y + 7)}L{_n(x - 7)} {_n(y)}Z"
            return f'<path class="key" d="{corners}"/>'
        case "several" | "several-key":
            return (
                f'<rect class="{sign.shape}" x="{_n(x - 12)}" y="{_n(y - 9)}" width="24" height="18" '
                f'rx="{9 if sign.shape == "several" else 2}"/>{_count(sign)}'
            )
        case "warned":
            return f'<rect class="warned" x="{_n(x - 6)}" y="{_n(y - 6)}" width="12" height="12"/>'
        case "met":
            tick = f"M{_n(x - 3.5)} {_n(y)}L{_n(x - 1)} {_n(y + 3)}L{_n(x + 4)} {_n(y - 3)}"
            return f'<circle class="met" cx="{_n(x)}" cy="{_n(y)}" r="7.5"/><path class="met-tick" d="{tick}"/>'
        case "excused":
            return (
                f'<circle class="excused" cx="{_n(x)}" cy="{_n(y)}" r="7.5"/>'
                f'<line class="excused" x1="{_n(x - 3.5)}" y1="{_n(y)}" x2="{_n(x + 3.5)}" y2="{_n(y)}"/>'
            )
        case "watching":
            return f'<circle class="watching" cx="{_n(x)}" cy="{_n(y)}" r="7"/>'
        case "open":
            return f'<path class="open" d="M{_n(x - 3)} {_n(y - 5)}L{_n(x + 3)} {_n(y)}L{_n(x - 3)} {_n(y + 5)}"/>'


def _count(sign: Sign) -> str:
    words = str(sign.count) if sign.count < 1000 else f"{sign.count // 1000}k"
    label = Label(0, 0, words, _COUNT_SIZE, "count" if sign.shape == "several" else "count-key")
    return _label(Label(round(sign.x - label.width / 2, 2), round(sign.y + 4.3, 2), words, _COUNT_SIZE, label.role))


def _words(text: str) -> str:
    return escape(_printable(text), quote=False)


def _attribute(text: str) -> str:
    return escape(_printable(text), quote=True)


def _printable(text: str) -> str:
    """Without control characters, which neither SVG nor HTML may hold."""
    return "".join(character for character in text if character >= " " and not "\x7f" <= character <= "\x9f")


def _n(number: float) -> str:
    return f"{number:.2f}".rstrip("0").rstrip(".")
