"""Where on a child's body marks and injuries were seen, over time: an outline of the front and of the back, numbered.

A site is words ("left cheek", "back of the head, on the right"); words that name a place are put there, on the child's own left or
right. What names no place, or a place that one has twice without saying on which side, is not guessed at: it stands in the list alone.
The list of numbers says everything that the drawing does.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import escape
from math import cos, hypot, pi, sin
from typing import Final, Literal

View = Literal["front", "back"]

WIDTH: Final = 200
HEIGHT: Final = 300
#: The radius of a number, in the drawing's own units: at the width of a telephone it is still wide enough for a finger.
BADGE: Final = 9.5
_MIDDLE: Final = WIDTH / 2
_APART: Final = 2 * BADGE + 1.5


@dataclass(frozen=True, slots=True)
class Region:
    """A place on the body. `x` and `y` are those of the child's left where it is one of two, and else of the place itself."""

    name: str
    view: View
    x: float
    y: float
    size: float
    paired: bool
    words: tuple[str, ...]


def _front(name: str, x: float, y: float, size: float, *words: str) -> Region:
    return Region(name, "front", x, y, size, x != _MIDDLE, words or (name,))


def _back(name: str, x: float, y: float, size: float, *words: str) -> Region:
    # Seen from behind, the child's left is on the left.
    return Region(name, "back", x, y, size, x != _MIDDLE, words or (name,))


#: Every place, the front from head to foot, then the back. More words win over fewer: "back of hand" over "hand".
REGIONS: Final = (
    _front("top of the head", 100, 14, 9, "top of head", "crown", "fontanelle", "soft spot", "scalp"),
    _front("forehead", 100, 27, 9, "forehead", "brow"),
    _front("temple", 127, 34, 6, "temple", "side of head"),
    _front("eye", 113, 41, 6, "eye", "eyelid", "eye socket", "eyebrow"),
    _front("nose", 100, 48, 5, "nose", "nostril", "bridge of nose"),
    _front("ear", 137, 46, 6, "ear", "earlobe"),
    _front("cheek", 118, 55, 8, "cheek", "cheekbone", "side of face"),
    _front("mouth", 100, 61, 6, "mouth", "lip", "gum", "tongue", "frenulum", "frenum"),
    _front("jaw", 119, 66, 6, "jaw", "jawline"),
    _front("chin", 100, 72, 5, "chin"),
    _front("neck", 100, 83, 7, "neck", "throat"),
    _front("shoulder", 136, 98, 8, "shoulder"),
    _front("collarbone", 116, 95, 6, "collarbone", "collar bone", "clavicle"),
    _front("chest", 100, 112, 15, "chest", "breast", "sternum", "breastbone"),
    _front("ribs", 120, 127, 8, "rib", "side of chest", "flank"),
    _front("armpit", 137, 116, 6, "armpit", "underarm"),
    _front("upper arm", 148, 122, 8, "upper arm", "humerus", "arm"),
    _front("elbow", 158, 144, 7, "elbow", "inside of elbow"),
    _front("forearm", 166, 163, 7, "forearm", "lower arm", "radius", "ulna"),
    _front("wrist", 172, 178, 6, "wrist"),
    _front("hand", 176, 191, 7, "hand", "palm", "finger", "thumb", "fist"),
    _front("tummy", 100, 152, 16, "tummy", "abdomen", "stomach", "belly", "navel", "belly button", "umbilicus"),
    _front("hip", 128, 178, 8, "hip"),
    _front("groin", 113, 190, 6, "groin"),
    _front("genitals", 100, 194, 7, "genital", "penis", "scrotum", "testicle", "vulva", "vagina", "nappy area", "private part"),
    _front("thigh", 126, 214, 10, "thigh", "upper leg", "femur", "leg"),
    _front("knee", 128, 236, 7, "knee"),
    _front("shin", 127, 256, 8, "shin", "lower leg", "tibia", "front of leg"),
    _front("ankle", 127, 274, 6, "ankle"),
    _front("foot", 131, 286, 7, "foot", "feet", "toe", "instep"),
    _back("back of the head", 100, 34, 15, "back of head", "occiput"),
    _back("behind the ear", 66, 50, 6, "behind ear", "back of ear"),
    _back("back of the neck", 100, 82, 7, "back of neck", "nape"),
    _back("back of the shoulder", 66, 98, 8, "back of shoulder"),
    _back("shoulder blade", 80, 110, 8, "shoulder blade", "scapula"),
    _back("upper back", 100, 118, 11, "upper back", "back", "spine", "middle of back"),
    _back("back of the ribs", 76, 134, 8, "back of rib", "back of chest"),
    _back("lower back", 100, 158, 11, "lower back", "small of back", "loin"),
    _back("buttock", 83, 184, 10, "buttock", "bottom", "bum"),
    _back("back of the upper arm", 52, 122, 8, "back of upper arm", "back of arm"),
    _back("back of the elbow", 42, 144, 7, "back of elbow", "point of elbow"),
    _back("back of the forearm", 34, 163, 7, "back of forearm", "back of lower arm"),
    _back("back of the hand", 24, 191, 7, "back of hand", "knuckle"),
    _back("back of the thigh", 74, 214, 10, "back of thigh", "back of leg", "hamstring"),
    _back("back of the knee", 72, 236, 7, "back of knee"),
    _back("calf", 73, 256, 8, "calf", "calves", "back of lower leg"),
    _back("heel", 70, 284, 7, "heel", "sole", "sole of foot"),
)  # fmt: skip

#: Places in words, as a form offers them.
SITES: Final = tuple(
    dict.fromkeys(
        site
        for region in REGIONS
        for site in ((f"left {region.name}", f"right {region.name}") if region.paired else (region.name,))
    )
)

_SIDES: Final = {"left": ("left",), "right": ("right",), "both": ("left", "right"), "l": ("left",), "r": ("right",)}
_JOINED: Final = re.compile(r"[,;/+]|\band\b|&|\balso\b")


@dataclass(frozen=True, slots=True)
class Mark:
    """Something seen on a child's body: its number in the list, its site in words, what a reader of the screen hears, its row."""

    number: int
    site: str | None
    says: str
    href: str


@dataclass(frozen=True, slots=True)
class Place:
    """A region on one side: `side` is the child's left or right, empty where there is only one."""

    region: Region
    side: Literal["left", "right", ""]

    @property
    def x(self) -> float:
        """How far from the left of the drawing."""
        if not self.region.paired or self.side == "left":
            return self.region.x
        return WIDTH - self.region.x

    def says(self) -> str:
        """The place in words: "left cheek"; "back of the left thigh" is said as "left back of the thigh"."""
        return f"{self.side} {self.region.name}".strip()


@dataclass(frozen=True, slots=True)
class Badge:
    """A number on the drawing: where it stands, and the place that it marks."""

    mark: Mark
    place: Place
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class BodyMap:
    """The numbers on the front and on the back, and those marks that could not be put anywhere, each with why not."""

    front: tuple[Badge, ...]
    back: tuple[Badge, ...]
    unplaced: tuple[tuple[Mark, str], ...]


NO_SITE: Final = "where on the body is not recorded"
NO_SIDE: Final = "on which side is not recorded"
NOT_KNOWN: Final = "these words name no place on the drawing"


def bodymap(marks: Iterable[Mark]) -> BodyMap:
    """Puts each mark where its words say; numbers that would cover one another stand beside their place."""
    views: dict[View, list[Badge]] = {"front": [], "back": []}
    unplaced = []
    for mark in marks:
        if mark.site is None or not mark.site.strip():
            unplaced.append((mark, NO_SITE))
            continue
        found = places(mark.site)
        if not found:
            unplaced.append((mark, NO_SIDE if _regions(mark.site) else NOT_KNOWN))
        for place in found:
            placed = views[place.region.view]
            placed.append(_badge(mark, place, placed))
    return BodyMap(tuple(views["front"]), tuple(views["back"]), tuple(unplaced))


def places(site: str) -> tuple[Place, ...]:
    """The places that words name, each once; a place that one has twice needs a side.

    >>> [place.says() for place in places("L cheek and chest")]
    ['left cheek', 'chest']
    """
    found: dict[Place, None] = {}
    sides: tuple[str, ...] = ()
    for part in _parts(site):
        words = _words(part)
        said = tuple(dict.fromkeys(side for word in words for side in _SIDES.get(word, ())))
        sides = said or sides
        for region in _named(words):
            if not region.paired:
                found[Place(region, "")] = None
            for side in sides if region.paired else ():
                found[Place(region, "left" if side == "left" else "right")] = None
    return tuple(found)


def _parts(site: str) -> Iterator[str]:
    """A text in its parts; "left and right cheek" is one."""
    joined = re.sub(
        r"\bleft\s*(?:and|&|/|\+)\s*right\b|\bright\s*(?:and|&|/|\+)\s*left\b|\bboth\s+sides?\b", "both", site.lower()
    )
    pieces = [piece for piece in _JOINED.split(joined) if piece.strip()]
    for number, piece in enumerate(pieces):
        # "cheek, left": a side by itself belongs to what was named before it.
        if number and not _named(_words(piece)) and any(word in _SIDES for word in _words(piece)):
            yield f"{pieces[number - 1]} {piece}"
        elif (
            number + 1 < len(pieces)
            and not _sided(piece)
            and not _named(_words(pieces[number + 1]))
            and _sided(pieces[number + 1])
        ):
            continue
        else:
            yield piece


def _sided(piece: str) -> bool:
    return any(word in _SIDES for word in _words(piece))


def _regions(site: str) -> tuple[Region, ...]:
    return tuple(region for part in _parts(site) for region in _named(_words(part)))


def _words(text: str) -> tuple[str, ...]:
    return tuple(_single(word) for word in re.findall(r"[a-z]+", text.lower()))


def _single(word: str) -> str:
    if word in _ODD:
        return _ODD[word]
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


def _named(words: tuple[str, ...]) -> tuple[Region, ...]:
    """The regions that words name: the one whose name takes in most of them, and any that the rest names."""
    there = set(words)
    found = []
    for region in REGIONS:
        matched = [name for name in map(_words, region.words) if set(name) - _PASSED_OVER_IN_NAME <= there]
        if matched:
            best = max(matched, key=lambda name: len(set(name) - _PASSED_OVER_IN_NAME))
            found.append((set(best) - _PASSED_OVER_IN_NAME, region))
    return tuple(
        region
        for name, region in found
        if not any(
            name < other or (name == other and region is not first) for other, first in found if first is not region
        )
        and not any(name == other and first is not region for other, first in found[: found.index((name, region))])
    )


_PASSED_OVER_IN_NAME: Final = frozenset({"of", "the"})
_ODD: Final = {"feet": "foot", "calves": "calf", "both": "both"}


def _badge(mark: Mark, place: Place, placed: list[Badge]) -> Badge:
    """The nearest free spot for a number: at its place, else on widening rings around it."""
    for x, y in _spots(place.x, place.region.y):
        if all(hypot(x - other.x, y - other.y) >= _APART for other in placed):
            return Badge(mark, place, round(x, 1), round(y, 1))
    return Badge(mark, place, place.x, place.region.y)


def _spots(x: float, y: float) -> Iterator[tuple[float, float]]:
    yield x, y
    for ring in range(1, 16):
        for step in range(8 * ring):
            angle = 2 * pi * step / (8 * ring) - pi / 2
            there = x + cos(angle) * ring * _APART / 2, y + sin(angle) * ring * _APART / 2
            if BADGE <= there[0] <= WIDTH - BADGE and BADGE <= there[1] <= HEIGHT - BADGE:
                yield there


# -- written down as SVG

#: The right half of a baby's outline, from the top of the head to between the legs.
_HALF: Final = (
    (100, 5), (121, 10), (134, 27), (135, 47), (127, 65), (114, 76), (113, 86), (131, 89), (146, 99), (155, 121), (165, 147),
    (175, 172), (184, 190), (180, 200), (170, 197), (162, 178), (151, 156), (142, 134), (136, 124), (134, 150), (139, 178), (143, 206),
    (140, 234), (137, 262), (144, 283), (138, 293), (122, 291), (117, 272), (115, 244), (110, 212), (103, 201), (100, 200),
)  # fmt: skip


def _outline() -> str:
    points = [*_HALF, *((WIDTH - x, y) for x, y in reversed(_HALF[1:-1]))]
    count = len(points)
    path = f"M{points[0][0]} {points[0][1]}"
    for number in range(count):
        before, here, there, after = (points[(number + step) % count] for step in (-1, 0, 1, 2))
        first = (here[0] + (there[0] - before[0]) / 6, here[1] + (there[1] - before[1]) / 6)
        second = (there[0] - (after[0] - here[0]) / 6, there[1] - (after[1] - here[1]) / 6)
        path += f"C{first[0]:.1f} {first[1]:.1f} {second[0]:.1f} {second[1]:.1f} {there[0]} {there[1]}"
    return f"{path}Z"


OUTLINE: Final = _outline()


def written(badges: Iterable[Badge], view: View) -> str:
    """One side of the body as an SVG element, for a page that has the classes' colours."""
    badges = tuple(badges)
    side = "Front" if view == "front" else "Back"
    count = len({badge.mark.number for badge in badges})
    says = f"{side} of the body: {count or 'no'} {'mark' if count == 1 else 'marks'}; the list says the same"
    left, right = ("right", "left") if view == "front" else ("left", "right")
    sides = "".join(
        f'<text class="side" x="{x}" y="14" font-size="10">{word}</text>'
        for x, word in ((14, left), (WIDTH - 14, right))
    )
    parts = (
        f'<path class="outline" d="{OUTLINE}"/>',
        sides,
        *_regions_of(badges),
        *map(_lead, badges),
        *map(_written, badges),
    )
    return (
        f'<svg class="nl-bodymap__figure" viewBox="0 0 {WIDTH} {HEIGHT}" role="group" aria-label="{_attribute(says)}" focusable="false">'
        f"{''.join(parts)}</svg>"
    )


def _attribute(text: str) -> str:
    """A text as an attribute, without control characters, which neither SVG nor HTML may hold."""
    plain = "".join(
        c
        for c in text
        if c >= " " and not "\x7f" <= c <= "\x9f" and not "\ud800" <= c <= "\udfff" and c not in "\ufffe\uffff"
    )
    return escape(plain, quote=True)


def _regions_of(badges: tuple[Badge, ...]) -> Iterator[str]:
    for place in dict.fromkeys(badge.place for badge in badges):
        region = place.region
        yield f'<circle class="region region--marked" cx="{place.x:g}" cy="{region.y:g}" r="{region.size + 3:g}"/>'


def _lead(badge: Badge) -> str:
    """A line from a number to the place beside which it stands; below every number."""
    place = badge.place
    if (badge.x, badge.y) == (place.x, place.region.y):
        return ""
    return f'<line class="lead" x1="{place.x:g}" y1="{place.region.y:g}" x2="{badge.x:g}" y2="{badge.y:g}"/>'


def _written(badge: Badge) -> str:
    says = _attribute(f"{badge.mark.number}, {badge.place.says()}: {badge.mark.says}")
    return (
        f'<a href="{_attribute(badge.mark.href)}" aria-label="{says}"><title>{says}</title>'
        f'<circle class="number" cx="{badge.x:g}" cy="{badge.y:g}" r="{BADGE:g}"/>'
        f'<text class="count" x="{badge.x:g}" y="{badge.y + 0.5:g}" font-size="11">{badge.mark.number}</text></a>'
    )
