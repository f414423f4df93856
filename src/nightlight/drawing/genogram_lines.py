"""The lines of a genogram, each on a level of its own, and then everything from the top down."""

from __future__ import annotations

import itertools
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from typing import Final

from nightlight.drawing.genogram_channels import Piece, Pin, free, levels
from nightlight.drawing.genogram_laying import BEND, PAD, SLOT, Laying, Link
from nightlight.drawing.genogram_rows import Union
from nightlight.drawing.genogram_shapes import (
    BELOW,
    HALF,
    LINE,
    TIES,
    Mark,
    Point,
    Stroke,
    Style,
    Symbol,
    Words,
    figure_of,
    side,
    top,
)

MARGIN: Final = 22.0
_PITCH: Final = 12.0
_ABOVE, _UNDER, _TWINS = 14.0, 20.0, 20.0
#: A straight line may come so near to another.
_STRAIGHT: Final = 4.5
#: A line of tie between neighbours runs so far above the middle of their symbols.
_TIE_UP: Final = 11.0


class Lines:
    """Everything at its place: `x` is where each node stands."""

    def __init__(self, laying: Laying, x: dict[str, float]) -> None:
        self.laying = laying
        self.x = x
        count = len(laying.rows)
        self.channels: list[list[Piece]] = [[] for _ in range(count + 1)]
        self.lanes: dict[int, float] = {}
        self.kin: dict[tuple[str, int], Piece] = {}

        self._pieces()
        self._pins()
        self._downwards([levels(pieces) for pieces in self.channels])

    # -- what comes out

    def symbols(self) -> tuple[Symbol, ...]:
        """Everybody at their place."""
        lay = self.laying
        return tuple(
            Symbol(lay.people[key], self.x[key], self.middle[lay.row[key]], key in lay.kin.index)
            for row in lay.rows
            for key in row
            if key in lay.people
        )

    def right(self, strokes: Iterable[Stroke]) -> float:
        """The right edge of all."""
        lay = self.laying
        found = max((self.x[node] + lay.reach(node, 1) for row in lay.columns for node in row), default=0.0)
        return max([found, *(point[0] for stroke in strokes for point in stroke.points)])

    def joins(self) -> dict[str, frozenset[str]]:
        """Whom each net joins."""
        found = {
            f"union {number}": frozenset((*union.parents, *(child for child, _ in union.children)))
            for number, union in enumerate(self.laying.found.unions)
        }
        for link in self.laying.links:
            found[link.net] = found.get(link.net, frozenset()) | {link.one, link.two}
        return found

    # -- pieces

    def _pieces(self) -> None:
        lay = self.laying
        for number, union in enumerate(lay.found.unions):
            self._union(number, union)
        for link in lay.links:
            if link.name not in lay.flat:
                self._link(link)

    def _union(self, number: int, union: Union) -> None:
        lay = self.laying
        net, level, here = f"union {number}", lay.level[number], lay.ends[number]
        style: Style = "open" if union.open else (union.state or "birth")
        joining = Piece(net, style)
        for key in union.parents:
            if lay.row[key] < level:
                self._fall(net, style, key, lay.row[key], level + 1, f"{number}:{key}", joining)
        born: Style = "birth"
        sorts = {sort for _, sort in union.children}
        if len(sorts) == 1:
            born = union.children[0][1]
        bar = Piece(net, born)
        if here in lay.direct:
            if union.children:
                bar.tops.append(Pin(0.0, "lane", here[0], born))
        elif len(here) == 1 and not joining.tops:
            bar.tops.append(self._side(here[0], net, born))
        else:
            joining.tops += [self._side(key, net, style) for key in here]
            self.channels[level + 1].append(joining)
            if union.children:
                bar.under = joining
                bar.tops.append(Pin(0.0, "inner", here[0], born))
        if union.children:
            self._children(number, union, bar)

    def _side(self, node: str, net: str, style: Style) -> Pin:
        way = 1 if net in self.laying.beside.get((node, 1), ()) else -1
        if net not in self.laying.beside.get((node, way), ()):
            raise AssertionError(f"no way out of {node} for {net}")
        return Pin(0.0, "side", node, style, way, self.laying.down(node, way, net))

    def _fall(self, net: str, style: Style, node: str, row: int, channel: int, name: str, last: Piece) -> None:
        """A line from a symbol's side down past rows of people into the piece of a lower channel."""
        top_pin = self._side(node, net, style)
        for below in range(row + 1, channel):
            piece = Piece(net, style, [top_pin], [Pin(self.x[f"{name}:{below}"], "bend", f"{name}:{below}", style)])
            self.channels[below].append(piece)
            top_pin = Pin(self.x[f"{name}:{below}"], "bend", f"{name}:{below}", style)
        last.tops.append(top_pin)

    def _children(self, number: int, union: Union, bar: Piece) -> None:
        lay = self.laying
        net, level = f"union {number}", lay.level[number]
        rows: dict[int, list[tuple[str, Style]]] = {}
        for child, sort in union.children:
            rows.setdefault(lay.row[child], []).append((child, sort))
        lowest = max(rows)
        piece = bar
        for row in range(level + 1, lowest + 1):
            piece.bottoms += self._bottoms(net, rows.get(row, []))
            if row < lowest:
                bend = f"{number}:children:{row}"
                piece.bottoms.append(Pin(self.x[bend], "bend", bend, bar.style))
            self.channels[row].append(piece)
            if row < lowest:
                piece = Piece(net, bar.style, [Pin(self.x[bend], "bend", bend, bar.style)])

    def _bottoms(self, net: str, children: list[tuple[str, Style]]) -> list[Pin]:
        lay = self.laying
        found = []
        twins: dict[str, list[str]] = {}
        for child, sort in children:
            twin = lay.people[child].twins
            if sort == "birth" and twin is not None:
                twins.setdefault(twin, []).append(child)
        for child, sort in children:
            twin = lay.people[child].twins
            group = twins.get(twin, []) if twin is not None and sort == "birth" else []
            if len(group) > 1:
                if group[0] == child:
                    middle = sum(self.x[key] for key in group) / len(group)
                    found.append(Pin(middle, "twins", child, sort, twins=tuple(group)))
                continue
            across = 0.0 if sort == "birth" else lay.across(child, net, self.x)
            found.append(Pin(self.x[child] + across, "top", child, sort, offset=across))
        return found

    def _link(self, link: Link) -> None:
        lay = self.laying
        upper, lower = sorted((link.one, link.two), key=lambda key: lay.row[key])
        piece = self.kin.get((link.net, lay.row[lower]))
        if piece is None:
            across = lay.across(lower, link.net, self.x)
            down = Pin(self.x[lower] + across, "top", lower, link.style, offset=across)
            piece = self.kin[link.net, lay.row[lower]] = Piece(link.net, link.style, [], [down])
            self.channels[lay.row[lower]].append(piece)
        if lay.row[upper] == lay.row[lower]:
            other = link.one if lower == link.two else link.two
            met = {each.node for each in piece.bottoms}
            for node in (other, lower):
                if node not in met:
                    across = lay.across(node, link.net, self.x)
                    piece.bottoms.append(Pin(self.x[node] + across, "top", node, link.style, offset=across))
        else:
            self._fall(link.net, link.style, upper, lay.row[upper], lay.row[lower], link.name, piece)

    # -- where each line comes down

    def _loosened(self) -> None:
        """Moves each bend a little, clear of what comes down in the next channel at a place that cannot be moved."""
        lay = self.laying
        step = BEND - 2 + lay.more / 2
        for row in range(len(lay.rows)):
            fixed = [
                (each.x, piece.net)
                for piece in self.channels[row + 1]
                for each in piece.bottoms
                if each.at in ("top", "bend")
            ]
            for node in lay.columns[row]:
                if node in lay.bends:
                    net = lay.net_of(lay.bends[node][0])
                    near = [at for at, of in fixed if of != net]
                    self.x[node] = round(free(self.x[node] - step, self.x[node] + step, self.x[node], near), 2)
        for pieces in self.channels:
            for piece in pieces:
                for each in (*piece.tops, *piece.bottoms):
                    if each.at == "bend":
                        each.x = self.x[each.node]

    def _pins(self) -> None:
        lay = self.laying
        self._loosened()
        for pieces in self.channels:
            taken: list[tuple[float, str]] = []
            for piece in pieces:
                taken += [(each.x, piece.net) for each in piece.bottoms if each.at != "twins"]
                taken += [(each.x, piece.net) for each in piece.tops if each.at == "bend"]

            def clear(
                net: str, low: float, high: float, wanted: float, taken: list[tuple[float, str]] = taken
            ) -> float:
                at = round(free(low, high, wanted, [each for each, of in taken if of != net]), 2)
                taken.append((at, net))
                return at

            for piece in pieces:
                for each in piece.bottoms:
                    if each.at == "twins":
                        low, high = min(self.x[key] for key in each.twins), max(self.x[key] for key in each.twins)
                        each.x = clear(piece.net, low + 4, high - 4, each.x)
            for piece in pieces:
                for each in piece.tops:
                    if each.at == "side":
                        nets = lay.beside[each.node, each.side]
                        out = lay.half[each.node] + PAD + SLOT * (nets.index(piece.net) + 0.5)
                        at = self.x[each.node] + each.side * out
                        each.x = clear(piece.net, at - 2.5, at + 2.5, at)
            for piece in pieces:
                wanted = _middle(piece.bottoms)
                for each in piece.tops:
                    if each.at == "lane":
                        pair = next(pair for pair, number in lay.direct.items() if f"union {number}" == piece.net)
                        low = self.x[pair[0]] + lay.reach(pair[0], 1) + 1
                        high = self.x[pair[1]] - lay.reach(pair[1], -1) - 1
                        bends = [
                            self.x[b] for b in lay.bends if lay.row[b] == lay.row[pair[0]] and low < self.x[b] < high
                        ]
                        taken += [(b, "") for b in bends]
                        near = min((abs(at - wanted) for at, of in taken if of != piece.net), default=_STRAIGHT)
                        if len(piece.bottoms) == 1 and low <= wanted <= high and near >= _STRAIGHT:
                            # Straight down to an only child, close beside what else comes in there.
                            taken.append((wanted, piece.net))
                            each.x = wanted
                        else:
                            each.x = clear(piece.net, low, high, wanted)
                        self.lanes[lay.direct[pair]] = each.x
            for piece in pieces:
                for each in piece.tops:
                    if each.at == "inner" and piece.under is not None:
                        low, high = piece.under.lowest, piece.under.highest
                        each.x = clear(piece.net, min(low + 8, high), max(high - 8, low), _middle(piece.bottoms))

    # -- from the top down

    def _downwards(self, depth: list[int]) -> None:
        lay = self.laying
        self.middle: list[float] = []
        self.row_end: list[float] = []
        self.begins: list[float] = []
        y = MARGIN
        for number, row in enumerate(lay.rows):
            self.begins.append(y)
            height = _PITCH * depth[number] + (_ABOVE + _UNDER if depth[number] else (0.0 if number == 0 else 26.0))
            if any(each.at == "twins" for piece in self.channels[number] for each in piece.bottoms):
                height += _TWINS
            y += height
            if row:
                self.middle.append(y + HALF)
                lines = max(len(lay.labels[key]) for key in row)
                y += 2 * HALF + BELOW + LINE * (lines - 1) + 8
            else:
                self.middle.append(y)
            self.row_end.append(y)
        self.begins.append(y)
        if depth and depth[-1]:
            y += _PITCH * depth[-1] + _ABOVE + _UNDER
        self.bottom = round(y + MARGIN, 1)

    def _level(self, channel: int, piece: Piece) -> float:
        return self.begins[channel] + _ABOVE + _PITCH * (piece.level + 0.5)

    def _edge(self, node: str, way: int, down: float) -> float:
        person = self.laying.people.get(node)
        if person is None:
            return self.x[node]
        return self.x[node] + way * side(figure_of(person), down)

    def _above(self, channel: int, each: Pin, piece: Piece) -> list[Point]:
        """From the row above down to the level."""
        lay = self.laying
        level = self._level(channel, piece)
        row = channel - 1
        match each.at:
            case "side":
                y = self.middle[lay.row[each.node]] + each.offset
                return [(self._edge(each.node, each.side, each.offset), y), (each.x, y), (each.x, level)]
            case "lane":
                return [(each.x, self.middle[row]), (each.x, level)]
            case "inner":
                assert piece.under is not None
                return [(each.x, self._level(channel, piece.under)), (each.x, level)]
            case _:
                return [(each.x, self.row_end[row]), (each.x, level)]

    def _below(self, channel: int, each: Pin, piece: Piece) -> list[Point]:
        """From the level down to the row below."""
        level = self._level(channel, piece)
        if each.at == "bend":
            return [(each.x, level), (each.x, self.row_end[channel])]
        person = self.laying.people[each.node]
        if each.at == "twins":
            return [(each.x, level), (each.x, self.middle[channel] - HALF - _TWINS)]
        return [(each.x, level), (each.x, self.middle[channel] - top(figure_of(person), each.offset))]

    def strokes(self) -> list[Stroke]:
        """Every line."""
        lay = self.laying
        found: list[Stroke] = []
        for (one, two), number in lay.direct.items():
            union = lay.found.unions[number]
            style: Style = "open" if union.open else (union.state or "parents")
            y = self.middle[lay.row[one]]
            points = ((self._edge(one, 1, 0), y), (self._edge(two, -1, 0), y))
            found.append(Stroke(f"union {number}", style, points))
        for link in lay.links:
            if link.name in lay.flat:
                left, right = lay.flat[link.name]
                y = self.middle[lay.row[left]] - _TIE_UP
                ends = ((self._edge(left, 1, -_TIE_UP), y), (self._edge(right, -1, -_TIE_UP), y))
                if left != link.one:
                    ends = (ends[1], ends[0])
                found.append(Stroke(link.net, link.style, ends, arrow=link.arrow))
        runs: dict[str, list[Point]] = {}
        for channel, pieces in enumerate(self.channels):
            for piece in pieces:
                if not piece.net.startswith("tie"):
                    found += self._union_strokes(channel, piece)
                else:
                    run = runs.setdefault(piece.net, [])
                    down = [self._above(channel, each, piece) for each in piece.tops]
                    feet = [self._below(channel, each, piece) for each in piece.bottoms]
                    if not down:
                        down, feet = [feet[0][::-1]], feet[1:]
                    run += [*down[0], *feet[0]]
        for link in lay.links:
            if link.net in runs:
                way = tuple(_straightened(runs[link.net]))
                if self._starts_at(way[0], link.two):
                    way = way[::-1]
                found.append(Stroke(link.net, link.style, way, arrow=link.arrow))
        _hop(found)
        return found

    def _starts_at(self, point: Point, node: str) -> bool:
        return (
            abs(point[0] - self.x[node]) <= HALF + 1 and abs(point[1] - self.middle[self.laying.row[node]]) <= HALF + 1
        )

    def _union_strokes(self, channel: int, piece: Piece) -> list[Stroke]:
        level = self._level(channel, piece)
        found = []
        if piece.highest > piece.lowest:
            found.append(Stroke(piece.net, piece.style, ((piece.lowest, level), (piece.highest, level))))
        for each in piece.tops:
            found.append(Stroke(piece.net, each.style, tuple(self._above(channel, each, piece))))
        for each in piece.bottoms:
            found.append(Stroke(piece.net, each.style, tuple(self._below(channel, each, piece))))
            for twin in each.twins:
                y = self.middle[channel]
                person = self.laying.people[twin]
                end = (self.x[twin], y - top(figure_of(person), 0))
                found.append(Stroke(piece.net, each.style, ((each.x, y - HALF - _TWINS), end)))
        return found

    # -- words, strokes across, households

    def words(self) -> Iterable[Words]:
        """The words under the symbols."""
        lay = self.laying
        for row in lay.rows:
            for key in row:
                y = self.middle[lay.row[key]] + HALF + BELOW
                for number, line in enumerate(lay.labels[key]):
                    yield Words(self.x[key], round(y + LINE * number, 1), line.text, line.size, line.role, key)

    def marks(self) -> Iterable[Mark]:
        """The strokes across the lines of couples who are apart."""
        lay = self.laying
        level = {}
        for channel, pieces in enumerate(self.channels):
            for piece in pieces:
                level[id(piece)] = channel
        for number, union in enumerate(lay.found.unions):
            count = {"apart": 1, "divorced": 2}.get(union.state or "", 0)
            if not count:
                continue
            net = f"union {number}"
            pair = next((pair for pair, of in lay.direct.items() if of == number), None)
            if pair is not None:
                left, right = self._edge(pair[0], 1, 0), self._edge(pair[1], -1, 0)
                y, avoid = self.middle[lay.row[pair[0]]], [self.lanes[number]] if number in self.lanes else []
            else:
                channel, joining = next(
                    (channel, piece)
                    for channel, pieces in enumerate(self.channels)
                    for piece in pieces
                    if piece.net == net and len(piece.tops) > 1
                )
                left, right, y = joining.lowest, joining.highest, self._level(channel, joining)
                avoid = [each.x for piece in self.channels[channel] for each in (*piece.tops, *piece.bottoms)]
            at = _widest_gap(left, right, avoid)
            yield Mark(net, round(at, 1), y, count)

    def box(self, key: str) -> tuple[float, float, float, float]:
        """A person's room, as the line around a household sees it."""
        lay = self.laying
        y = self.middle[lay.row[key]]
        lines = len(lay.labels[key])
        half = max(lay.half[key], HALF) + 4
        return (self.x[key] - half, y - HALF - 7, self.x[key] + half, y + HALF + BELOW + LINE * (lines - 1) + 6)


def _middle(pins: list[Pin]) -> float:
    return (min(each.x for each in pins) + max(each.x for each in pins)) / 2 if pins else 0.0


def _widest_gap(left: float, right: float, avoid: list[float]) -> float:
    inside = sorted({left, right, *(each for each in avoid if left < each < right)})
    one, two = max(itertools.pairwise(inside), key=lambda each: each[1] - each[0], default=(left, right))
    return (one + two) / 2


def _straightened(points: Iterable[Point]) -> list[Point]:
    """Without points that a straight line passes through."""
    found: list[Point] = []
    for point in points:
        if found and found[-1] == point:
            continue
        while len(found) > 1 and (found[-2][0] == found[-1][0] == point[0] or found[-2][1] == found[-1][1] == point[1]):
            found.pop()
        found.append(point)
    return found


#: A line jumps over another where both go on for so far.
_JUMP: Final = 6.0


def _hop(strokes: list[Stroke]) -> None:
    """Where a level line crosses an upright one of another net, it jumps over it."""
    upright = sorted((a, b, s.net) for s in strokes for a, b in s.pieces() if a[0] == b[0])
    places = [a[0] for a, _, _ in upright]
    for stroke in strokes:
        if stroke.style in TIES:
            continue
        for a, b in stroke.pieces():
            if a[1] != b[1]:
                continue
            low, high = min(a[0], b[0]), max(a[0], b[0])
            last = low
            for c, d, net in upright[bisect_left(places, low) : bisect_right(places, high)]:
                x, y = c[0], a[1]
                if net == stroke.net or not low + _JUMP < x < high - _JUMP:
                    continue
                if not min(c[1], d[1]) + 3 < y < max(c[1], d[1]) - 3:
                    continue
                if x - last >= 2 * _JUMP or not stroke.hops:
                    stroke.hops.append((x, y))
                    last = x
