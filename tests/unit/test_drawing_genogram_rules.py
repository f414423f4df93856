"""What must hold of every genogram, measured on the SVG that is drawn: families made by chance, up to 60 people.

The SVG is read back as a picture: figures, boxes of words, straight pieces of lines. Nothing here knows how it was laid
out, but for the names of the nets that the SVG carries.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
import xml.etree.ElementTree as ET
from collections import Counter
from dataclasses import dataclass, field, replace
from random import Random

import pytest

from bench.drawing import edited, made_kin
from nightlight.drawing.genogram_layout import Layout, lay_out
from nightlight.drawing.genogram_measures import displacement, measured
from nightlight.drawing.genogram_rows import generations
from nightlight.drawing.genogram_svg import written
from nightlight.drawing.kin import Kin, KinPerson

Point = tuple[float, float]
Box = tuple[float, float, float, float]
SVG = "{http://www.w3.org/2000/svg}"
#: Two lines nearer than this look like one.
APART = 1.5


@dataclass
class Seen:
    """A drawing as a reader sees it."""

    width: float
    height: float
    figures: list[tuple[str, str, float, float, float]] = field(default_factory=list)
    words: list[tuple[str, Box]] = field(default_factory=list)
    lines: list[tuple[str, str, Point, Point]] = field(default_factory=list)


def seen(svg: str) -> Seen:
    """Reads the SVG back."""
    root = ET.fromstring(svg)
    _, _, width, height = (float(each) for each in root.attrib["viewBox"].split())
    found = Seen(width, height)
    for group in root.iter(f"{SVG}g"):
        if "data-person" in group.attrib:
            found.figures.append((group.attrib["data-person"], *figure(group)))
        if "data-net" in group.attrib:
            for path in group.iter(f"{SVG}path"):
                for one, two in pieces(path.attrib["d"]):
                    found.lines.append((group.attrib["data-net"], group.attrib["data-style"], one, two))
    for text in root.iter(f"{SVG}text"):
        size = float(text.attrib["font-size"])
        long = float(text.attrib["textLength"]) if "textLength" in text.attrib else 30.0
        x, y = float(text.attrib["x"]), float(text.attrib["y"])
        left = x - long / 2 if text.attrib.get("text-anchor") == "middle" else x
        found.words.append((text.text or "", (left, y - size * 0.75, left + long, y + size * 0.22)))
    return found


def figure(group: ET.Element) -> tuple[str, float, float, float]:
    """Kind, middle and half the width of the figure of a person."""
    shape = next(each for each in group.iter() if "symbol" in each.attrib.get("class", ""))
    name = shape.attrib["class"].split()[1]
    if shape.tag == f"{SVG}rect":
        half = float(shape.attrib["width"]) / 2
        return name, float(shape.attrib["x"]) + half, float(shape.attrib["y"]) + half, half
    if shape.tag == f"{SVG}circle":
        return name, float(shape.attrib["cx"]), float(shape.attrib["cy"]), float(shape.attrib["r"])
    points = [tuple(float(n) for n in each.split(",")) for each in shape.attrib["points"].split()]
    xs, ys = [each[0] for each in points], [each[1] for each in points]
    return name, (min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2, (max(xs) - min(xs)) / 2


def pieces(d: str) -> list[tuple[Point, Point]]:
    """The straight pieces of a path; a jump over another line counts as its chord."""
    found: list[tuple[Point, Point]] = []
    at: Point = (0.0, 0.0)
    for letter, rest in re.findall(r"([MLA])([^MLA]*)", d):
        numbers = [float(each) for each in re.findall(r"-?\d+\.?\d*", rest)]
        to = (numbers[-2], numbers[-1])
        if letter != "M" and to != at:
            found.append((at, to))
        at = to
    return found


def inside(kind: str, x: float, y: float, half: float, at: Point, edge: float = 1.2) -> bool:
    """Whether a point is inside a figure, more than an edge deep."""
    dx, dy = at[0] - x, at[1] - y
    half -= edge
    match kind:
        case "circle":
            return dx * dx + dy * dy < half * half
        case "diamond":
            return abs(dx) + abs(dy) < half - edge
        case "triangle":
            return -half < dy < half and abs(dx) < (dy + half) / 2 - edge
        case _:
            return abs(dx) < half and abs(dy) < half


def touches(kind: str, x: float, y: float, half: float, at: Point) -> bool:
    """Whether a point lies on a figure's edge."""
    return inside(kind, x, y, half, at, -2.5) and not inside(kind, x, y, half, at, 2.5)


def along(one: Point, two: Point, step: float = 1.5) -> list[Point]:
    """Points along a piece."""
    length = ((two[0] - one[0]) ** 2 + (two[1] - one[1]) ** 2) ** 0.5
    count = max(int(length / step), 1)
    return [(one[0] + (two[0] - one[0]) * n / count, one[1] + (two[1] - one[1]) * n / count) for n in range(count + 1)]


def cuts(one: Point, two: Point, box: Box) -> bool:
    """Whether a piece goes through a box."""
    left, top, right, bottom = box
    if max(one[0], two[0]) <= left or min(one[0], two[0]) >= right:
        return False
    if max(one[1], two[1]) <= top or min(one[1], two[1]) >= bottom:
        return False
    if one[0] == two[0] or one[1] == two[1]:
        return True
    return any(left < x < right and top < y < bottom for x, y in along(one, two, 0.5))


def broken(kin: Kin, layout: Layout, svg: str) -> list[str]:
    """Every hard rule that a drawing breaks, in words."""
    return [*_everyone_once(kin, svg), *_clear(seen(svg)), *_apart(layout), *_joins(layout), *_within(seen(svg))]


def _everyone_once(kin: Kin, svg: str) -> list[str]:
    drawn = Counter(each[0] for each in seen(svg).figures)
    found = [f"{key} is drawn {count} times" for key, count in drawn.items() if count != 1]
    return found + [f"{each.key} is not drawn" for each in kin.people if each.key not in drawn]


def _clear(drawing: Seen) -> list[str]:
    found = []
    for net, style, one, two in drawing.lines:
        for key, kind, x, y, half in drawing.figures:
            box = (x - half, y - half, x + half, y + half)
            if cuts(one, two, box) and any(inside(kind, x, y, half, at) for at in along(one, two)):
                found.append(f"{style} of {net} goes through {key}")
        for words, box in drawing.words:
            if cuts(one, two, box):
                found.append(f"{style} of {net} goes through {words!r}")
    for number, (words, box) in enumerate(drawing.words):
        for other, other_box in drawing.words[number + 1 :]:
            if _overlap(box, other_box):
                found.append(f"{words!r} lies over {other!r}")
        for key, _, x, y, half in drawing.figures:
            if _overlap(box, (x - half, y - half, x + half, y + half)):
                found.append(f"{words!r} lies over {key}")
    for number, (key, _, x, y, half) in enumerate(drawing.figures):
        for other, _, x2, y2, _ in drawing.figures[number + 1 :]:
            if abs(x - x2) < 2 * half + 4 and abs(y - y2) < 2 * half + 4:
                found.append(f"{key} lies over {other}")
    return found


def _overlap(one: Box, two: Box) -> bool:
    return one[0] < two[2] and two[0] < one[2] and one[1] < two[3] and two[1] < one[3]


def _apart(layout: Layout) -> list[str]:
    """No two nets share a stretch, and none ends on another: what looks joined is joined."""
    found = []
    every = [(stroke.net, piece) for stroke in layout.strokes for piece in stroke.pieces()]
    for number, (net, (a, b)) in enumerate(every):
        for other, (c, d) in every[number + 1 :]:
            if net == other:
                continue
            for upright in (0, 1):
                along_ = 1 - upright
                if a[upright] == b[upright] and c[upright] == d[upright] and abs(a[upright] - c[upright]) < APART:
                    low = max(min(a[along_], b[along_]), min(c[along_], d[along_]))
                    high = min(max(a[along_], b[along_]), max(c[along_], d[along_]))
                    if high - low > 0.5:
                        found.append(f"{net} and {other} share a stretch at {a} {b} {c} {d}")
            for end in (a, b):
                if _on(end, c, d):
                    found.append(f"{net} ends on {other} at {end}")
            for end in (c, d):
                if _on(end, a, b):
                    found.append(f"{other} ends on {net} at {end}")
    return found


def _on(at: Point, one: Point, two: Point) -> bool:
    """Whether a point lies on a level or upright piece."""
    left, right = sorted((one[0], two[0]))
    top, bottom = sorted((one[1], two[1]))
    if left != right and top != bottom:
        return False
    return left - APART < at[0] < right + APART and top - APART < at[1] < bottom + APART


def _joins(layout: Layout) -> list[str]:
    """Every net is one connected line, and it touches exactly those whom it joins."""
    found = []
    nets: dict[str, list[tuple[Point, Point]]] = {}
    for stroke in layout.strokes:
        nets.setdefault(stroke.net, []).extend(stroke.pieces())
    for number, union in enumerate(layout.unions):
        net = f"union {number}"
        members = {*union.parents, *(child for child, _ in union.children)}
        if net not in nets:
            found.append(f"{net} is not drawn")
            continue
        if not _connected(nets[net]):
            found.append(f"{net} is in pieces")
        met = _met(layout, nets[net])
        if met != members:
            found.append(f"{net} joins {sorted(met)}, not {sorted(members)}")
    for net, own in nets.items():
        if not net.startswith("union"):
            if not _connected(own):
                found.append(f"{net} is in pieces")
            if _met(layout, own) != layout.joins[net]:
                found.append(f"{net} joins {sorted(_met(layout, own))}, not {sorted(layout.joins[net])}")
    return found


def _met(layout: Layout, own: list[tuple[Point, Point]]) -> set[str]:
    ends = [point for piece in own for point in piece]
    return {
        each.person.key for each in layout.symbols if any(touches(each.figure, each.x, each.y, 19.0, at) for at in ends)
    }


def _connected(own: list[tuple[Point, Point]]) -> bool:
    """Whether the pieces of a net hang together."""
    rest = list(own[1:])
    ahead = [own[0]]
    while ahead:
        one, two = ahead.pop()
        near = [
            each
            for each in rest
            if any(_beside(at, *each) for at in (one, two)) or any(_beside(at, one, two) for at in each)
        ]
        rest = [each for each in rest if each not in near]
        ahead += near
    return not rest


def _beside(at: Point, one: Point, two: Point) -> bool:
    left, right = sorted((one[0], two[0]))
    top, bottom = sorted((one[1], two[1]))
    if left != right and top != bottom:
        return min(abs(at[0] - one[0]) + abs(at[1] - one[1]), abs(at[0] - two[0]) + abs(at[1] - two[1])) < 0.2
    return left - 0.2 <= at[0] <= right + 0.2 and top - 0.2 <= at[1] <= bottom + 0.2


def _within(drawing: Seen) -> list[str]:
    found = []
    for words, (left, top, right, bottom) in drawing.words:
        if left < 0 or top < 0 or right > drawing.width or bottom > drawing.height:
            found.append(f"{words!r} is outside")
    for net, _, *ends in drawing.lines:
        for x, y in ends:
            if not (0 <= x <= drawing.width and 0 <= y <= drawing.height):
                found.append(f"{net} is outside at {x}, {y}")
    return found


def drawn(kin: Kin, ties: bool = True, pins: dict[str, tuple[float, float]] | None = None) -> tuple[Layout, str]:
    """A layout and its SVG."""
    layout = lay_out(kin, ties, pins)
    return layout, written(layout, "Genogram", "A family", "g")


# -- the rules hold


@pytest.mark.parametrize("seed", range(20))
def test_no_hard_rule_is_broken_in_families_that_are_hard_to_draw(seed: int) -> None:
    kin = made_kin(seed, (12, 25, 40, 60)[seed % 4])
    layout, svg = drawn(kin)
    assert broken(kin, layout, svg) == []


@pytest.mark.parametrize("seed", range(6))
def test_nor_without_ties(seed: int) -> None:
    kin = made_kin(100 + seed, 40)
    layout, svg = drawn(kin, ties=False)
    assert broken(kin, layout, svg) == []
    assert not any(stroke.net.startswith("tie") for stroke in layout.strokes)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(1000, 1600))
def test_nor_in_hundreds_more(seed: int) -> None:
    kin = made_kin(seed, 20 + seed % 41, plain=seed % 3 == 0)
    layout, svg = drawn(kin)
    assert broken(kin, layout, svg) == []


@pytest.mark.parametrize("seed", range(8))
def test_nor_when_people_are_pinned_anywhere(seed: int) -> None:
    random = Random(seed)
    kin = made_kin(200 + seed, 30)
    keys = [person.key for person in kin.people]
    pins = {key: (random.uniform(-600, 600), random.uniform(-300, 300)) for key in random.sample(keys, 4)}
    layout, svg = drawn(kin, pins=pins)
    assert broken(kin, layout, svg) == []
    assert row_of(layout) == row_of(drawn(kin)[0]), "nobody leaves their generation"


def row_of(layout: Layout) -> dict[str, int]:
    return {key: number for number, row in enumerate(layout.rows) for key in row}


def test_the_families_are_what_they_are_said_to_be() -> None:
    found: Counter[str] = Counter()
    for seed in range(60):
        kin = made_kin(seed, 40)
        births: dict[str, set[tuple[str, ...]]] = {}
        for descent in kin.descents:
            for parent in descent.parents:
                if descent.sort == "birth":
                    births.setdefault(parent, set()).add(descent.parents)
            found[descent.sort] += 1
            found["one parent recorded"] += descent.sort == "birth" and len(descent.parents) == 1
        found["half-siblings by three partners"] += any(len(each) >= 3 for each in births.values())
        found["twins"] += any(person.twins for person in kin.people)
        found["two households"] += len(kin.homes) >= 2
        found["three households"] += len(kin.homes) >= 3
        found["four generations"] += generations(kin).rows >= 4
        found["nobody's kin"] += generations(kin).strip is not None
        sex = {person.key: person.sex for person in kin.people}
        found["couple of one sex"] += any(sex[c.one] == sex[c.two] == "female" for c in kin.couples)
        found["no place for a parent"] += any(k.relation == "parent" for k in generations(kin).kinships)
        found["beyond 36 people"] += len(kin.people) > 36
        for person in kin.people:
            found[person.stage] += 1
    wanted = (
        "birth", "adopted", "cared_for", "one parent recorded", "half-siblings by three partners", "twins",
        "two households", "three households", "four generations", "nobody's kin", "couple of one sex",
        "no place for a parent", "beyond 36 people", "dead", "unborn", "loss", "termination", "stillborn",
    )  # fmt: skip
    assert {each: found[each] for each in wanted if found[each] < 6} == {}


# -- and would be seen if they did not


def spoilt(layout: Layout, svg: str, old: str, new: str) -> list[str]:
    assert old in svg
    return _clear(seen(svg.replace(old, new, 1)))


def test_a_line_through_a_symbol_is_seen() -> None:
    kin = made_kin(3, 20, plain=True)
    layout, svg = drawn(kin)
    symbol = layout.symbols[4]
    line = f'<g data-net="x" data-style="birth"><path d="M{symbol.x - 60} {symbol.y}L{symbol.x + 60} {symbol.y}"/></g>'
    assert f"birth of x goes through {symbol.person.key}" in spoilt(layout, svg, "</svg>", line + "</svg>")


def test_a_line_through_a_name_is_seen() -> None:
    kin = made_kin(3, 20, plain=True)
    layout, svg = drawn(kin)
    words = layout.words[0]
    line = f'<g data-net="x" data-style="birth"><path d="M{words.x} {words.y - 30}L{words.x} {words.y + 2}"/></g>'
    assert f"birth of x goes through {words.text!r}" in spoilt(layout, svg, "</svg>", line + "</svg>")


def test_two_unions_that_share_a_stretch_are_seen() -> None:
    layout, _ = drawn(made_kin(3, 20, plain=True))
    first = next(stroke for stroke in layout.strokes if stroke.net == "union 0")
    other = next(stroke for stroke in layout.strokes if stroke.net == "union 1")
    (ax, ay), (bx, by) = first.pieces()[0]
    other.points = ((ax + 1, ay + 1), (bx + 1, by + 1))
    assert any("union 0 and union 1 share a stretch" in each for each in _apart(layout))


def test_a_child_who_hangs_from_the_wrong_union_is_seen() -> None:
    layout, _ = drawn(made_kin(3, 20, plain=True))
    number = next(n for n, union in enumerate(layout.unions) if union.children)
    child = layout.unions[number].children[0][0]
    symbol = layout.symbol(child)
    assert symbol is not None
    for stroke in layout.strokes:
        if stroke.net == f"union {number}" and stroke.points[-1] == (symbol.x, symbol.y - 19):
            stroke.points = (*stroke.points[:-1], (stroke.points[-1][0], stroke.points[-1][1] - 12))
    assert any(each.startswith(f"union {number} joins") for each in _joins(layout))


# -- beyond the hard rules


def test_a_family_of_forty_is_drawn_in_under_a_second() -> None:
    kin = made_kin(13, 40, plain=True)
    began = time.process_time()
    drawn(kin)
    assert len(kin.people) >= 40
    assert time.process_time() - began < 1.0


def test_the_same_record_gives_the_same_drawing_whatever_the_order_of_sets() -> None:
    code = (
        "import hashlib; from bench.drawing import made_kin; from nightlight.drawing.genogram import drawn;"
        "print(hashlib.sha256(''.join(drawn(made_kin(s, 20)).svg for s in range(2)).encode()).hexdigest())"
    )
    digests = set()
    for hash_seed in ("1", "2"):
        run = subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "PYTHONHASHSEED": hash_seed, "PYTHONPATH": os.pathsep.join(sys.path)},
            capture_output=True,
            text=True,
            check=True,
        )
        digests.add(run.stdout)
    assert len(digests) == 1


def test_one_more_child_moves_the_others_by_less_than_a_column() -> None:
    moved = []
    for seed in range(10):
        kin = made_kin(seed, 24, plain=True)
        moved.append(displacement(lay_out(kin), lay_out(edited(kin, Random(seed)))))
    assert sorted(moved)[len(moved) // 2] < 50
    assert sum(moved) / len(moved) < 110


def test_a_lodger_far_away_hardly_moves_the_others() -> None:
    kin = made_kin(2, 25, plain=True)
    lodger = KinPerson("lodger", "Lodger", sex="male")
    more = replace(kin, people=(*kin.people, lodger))
    assert displacement(lay_out(kin), lay_out(more)) < 5


def test_what_is_measured_of_plain_families_stays_good() -> None:
    found = [measured(lay_out(made_kin(seed, 30, plain=True))) for seed in range(8)]

    def mean(values: list[float | None]) -> float:
        known = [value for value in values if value is not None]
        return sum(known) / len(known)

    assert mean([each.adjacent for each in found]) > 0.8
    assert mean([each.birth_order for each in found]) > 0.95
    assert mean([each.twins for each in found]) > 0.85
    assert mean([float(each.crossings - each.of_ties) for each in found]) < 6


def test_someone_pinned_moves_by_so_much_against_the_others() -> None:
    kin = made_kin(1, 12, plain=True)
    before = lay_out(kin)
    last = before.rows[1][-1]
    after = lay_out(kin, pins={last: (150.0, 40.0)})
    first = before.rows[0][0]

    def between(layout: Layout) -> float:
        one, two = layout.symbol(first), layout.symbol(last)
        assert one is not None
        assert two is not None
        return two.x - one.x

    assert between(after) - between(before) == pytest.approx(150, abs=1)


def test_a_pin_past_a_neighbour_changes_their_places() -> None:
    kin = made_kin(1, 12, plain=True)
    row = lay_out(kin).rows[-2]
    moved = next(key for key in row if not key.startswith("open:"))
    after = lay_out(kin, pins={moved: (5000.0, 0.0)})
    assert after.rows[-2][-1] == moved
