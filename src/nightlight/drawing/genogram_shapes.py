"""What a genogram is made of once it is laid out: symbols, words, lines and outlines, each at its place.

Lengths are in pixels of the drawing, `y` downwards. A test measures these, or the SVG that is written from them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import sqrt
from typing import Final, Literal

from nightlight.drawing.kin import KinPerson
from nightlight.drawing.lettering import broken, width_of

#: Half the width of a symbol.
HALF: Final = 19.0
NAME_SIZE: Final = 13.0
SIZE: Final = 12.0
LINE: Final = 15.0
#: As wide as words under a symbol may be, and a name.
WIDEST: Final = 124.0
WIDEST_NAME: Final = 136.0
_LONG_WORD: Final = 260.0
#: Bold letters are wider than plain ones by so much.
BOLD: Final = 1.07
#: From the lower edge of a symbol to the first line of words.
BELOW: Final = 16.0

Point = tuple[float, float]
Figure = Literal["square", "circle", "diamond", "triangle"]
#: How a line is drawn: what it means is in the key.
Style = Literal[
    "together", "unsure", "apart", "divorced", "parents", "open",
    "birth", "adopted", "cared_for",
    "sibling", "half_sibling", "grandparent", "relative", "parent",
    "close", "distant", "conflict", "cut_off", "violent", "controlling",
]  # fmt: skip
COUPLES: Final = frozenset({"together", "unsure", "apart", "divorced", "parents", "open"})
DESCENTS: Final = frozenset({"birth", "adopted", "cared_for"})
KINSHIPS: Final = frozenset({"sibling", "half_sibling", "grandparent", "relative", "parent"})
TIES: Final = frozenset({"close", "distant", "conflict", "cut_off", "violent", "controlling"})


@dataclass(frozen=True, slots=True)
class Words:
    """One line of words: `x` is its middle, `y` what it stands on; `of` is whose words they are."""

    x: float
    y: float
    text: str
    size: float
    role: Literal["name", "words", "home", "key", "open", "heading"]
    of: str = ""

    @property
    def width(self) -> float:
        """How wide it is."""
        return wide(self.text, self.size, self.role)

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Left, top, right, bottom."""
        half = self.width / 2
        return (self.x - half, self.y - self.size * 0.8, self.x + half, self.y + self.size * 0.25)


def wide(text: str, size: float, role: str) -> float:
    """The width of words in a role."""
    return round(width_of(text, size) * (BOLD if role in ("name", "home", "heading") else 1.0), 2)


@dataclass(frozen=True, slots=True)
class Symbol:
    """A person at a place."""

    person: KinPerson
    x: float
    y: float
    index: bool

    @property
    def figure(self) -> Figure:
        """Square, circle, diamond, or a triangle for a pregnancy."""
        return figure_of(self.person)

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Left, top, right, bottom."""
        return (self.x - HALF, self.y - HALF, self.x + HALF, self.y + HALF)


def figure_of(person: KinPerson) -> Figure:
    """The figure that stands for a person."""
    if person.stage in ("unborn", "loss", "termination"):
        return "triangle"
    return {"male": "square", "female": "circle"}.get(person.sex, "diamond")  # type: ignore[return-value]


def side(figure: Figure, down: float) -> float:
    """How far the figure's edge is from its middle, so far below the middle."""
    down = max(-HALF, min(HALF, down))
    match figure:
        case "square":
            return HALF
        case "circle":
            return sqrt(HALF * HALF - down * down)
        case "diamond":
            return HALF - abs(down)
        case "triangle":
            return (down + HALF) / 2


def top(figure: Figure, across: float) -> float:
    """How far the figure's upper edge is above its middle, so far from the middle to either side."""
    across = min(abs(across), HALF)
    match figure:
        case "square":
            return HALF
        case "circle":
            return sqrt(HALF * HALF - across * across)
        case "diamond":
            return HALF - across
        case "triangle":
            return HALF - 2 * across


@dataclass(slots=True)
class Stroke:
    """A line of straight pieces. `net` is what it belongs to: all strokes of one net mean one thing (a couple and its
    children, a tie), and only they may touch. `hops` are the places at which it jumps over another line."""

    net: str
    style: Style
    points: tuple[Point, ...]
    hops: list[Point] = field(default_factory=list)
    arrow: bool = False

    def pieces(self) -> list[tuple[Point, Point]]:
        """Its straight pieces."""
        return [(a, b) for a, b in zip(self.points, self.points[1:], strict=False) if a != b]


@dataclass(frozen=True, slots=True)
class Mark:
    """A stroke across a couple's line: one for apart, two for divorced."""

    net: str
    x: float
    y: float
    count: int


@dataclass(frozen=True, slots=True)
class Outline:
    """The dotted line around a household; more pieces than one are of one colour, and each has the name."""

    number: int
    name: str
    rings: tuple[tuple[Point, ...], ...]


@dataclass(frozen=True, slots=True)
class Line:
    """A line of words under a symbol."""

    text: str
    size: float
    role: Literal["name", "words", "home", "open"]


def label_of(person: KinPerson, home: str | None, unplaced: bool) -> tuple[Line, ...]:
    """The lines under a person's symbol: name, who they are, age, what else the record says, the household."""
    found = [Line(text, NAME_SIZE, "name") for text in _fit(person.says, NAME_SIZE, 8, WIDEST_NAME / BOLD)]
    said = [] if person.named else ["name not known"]
    if person.who and person.who.lower() != person.says.lower():
        said.append(person.who)
    if person.age:
        said.append(person.age)
    said += person.notes
    if unplaced and not person.notes:
        said.append("place in the family not recorded")
    for words in said:
        for part in _parts(words):
            found += [Line(text, SIZE, "words") for text in _fit(part, SIZE, 4, WIDEST)]
    if home is not None:
        found += [Line(text, SIZE, "home") for text in _fit(f"Home: {home}", SIZE, 4, WIDEST / BOLD)]
    return tuple(found)


def _parts(words: str) -> list[str]:
    """Words that do not go on one line, broken where they have a comma."""
    if width_of(words, SIZE) <= WIDEST:
        return [words]
    parts = words.split(", ")
    return [f"{part}," for part in parts[:-1]] + parts[-1:]


def _fit(words: str, size: float, lines: int, room: float) -> list[str]:
    """Words on as few lines as there is room for, and these of much the same length: a label is read as a block."""
    # A single long word is not cut: it makes its column wider.
    room = max(room, *(min(width_of(word, size), _LONG_WORD) for word in words.split() or [""]))
    found = broken(words, size, room, lines)
    if len(found) > 1:
        for narrower in (60.0, 72.0, 84.0, 96.0, 106.0):
            tried = broken(words, size, min(narrower, room), lines)
            if len(tried) == len(found) and " ".join(tried) == " ".join(found):
                return tried
    return found


def half_of(lines: Sequence[Line]) -> float:
    """Half the width of a label, and of the symbol above it."""
    return max([HALF + 3, *(wide(line.text, line.size, line.role) / 2 for line in lines)])
