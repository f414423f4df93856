"""Where everything of a genogram goes: people in rows, their words, lines that nobody can misread, households.

Words stand in a column below their symbol; every line keeps to the gaps between columns and to the channels between
rows, so no line can go through a symbol or a name. What the lines mean is in `genogram_shapes`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from nightlight.drawing.genogram_channels import Piece, Pin, free, levels
from nightlight.drawing.genogram_homes import outlines
from nightlight.drawing.genogram_order import open_end, ordered
from nightlight.drawing.genogram_places import Columns, Spring, pin, settle
from nightlight.drawing.genogram_rows import Generations, Union, generations
from nightlight.drawing.genogram_shapes import (
    BELOW,
    HALF,
    LINE,
    SIZE,
    TIES,
    Line,
    Mark,
    Outline,
    Point,
    Stroke,
    Style,
    Symbol,
    Words,
    figure_of,
    half_of,
    label_of,
    side,
    top,
)
from nightlight.drawing.kin import Kin, KinPerson

MARGIN: Final = 22.0
_PAD, _SLOT, _GAP = 7.0, 9.0, 10.0
_LANE, _BARE, _HOME_GAP = 26.0, 14.0, 12.0
_BEND: Final = 7.0
_PITCH: Final = 12.0
_ABOVE, _UNDER, _TWINS = 14.0, 20.0, 20.0
#: A line of tie between neighbours runs so far above the middle of their symbols.
_TIE_UP: Final = 10.0
_OPEN: Final = (Line("father", SIZE, "open"), Line("not recorded", SIZE, "open"))


@dataclass(frozen=True, slots=True)
class Layout:
    """A genogram laid out. `ties` are the ties that are drawn; `rows` the keys of each row from the left."""

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
    laying = _Laying(kin, found, rows, ties)
    x = laying.settled()
    moved = {key: by[0] for key, by in (pins or {}).items() if key in x and by[0]}
    if moved:
        wanted = {key: x[key] + moved.get(key, 0.0) for row in rows for key in row}
        rows = [sorted(row, key=lambda key: wanted[key]) for row in rows]
        laying = _Laying(kin, found, rows, ties)
        x = laying.pinned(x, {key: wanted[key] for key in moved})
    return laying.layout(x)


@dataclass(frozen=True, slots=True)
class _Link:
    """A line between two people that is neither a couple nor a descent."""

    net: str
    one: str
    two: str
    style: Style
    arrow: bool


@dataclass(slots=True)
class _Laying:
    kin: Kin
    found: Generations
    rows: list[list[str]]
    ties: bool
    people: dict[str, KinPerson] = field(init=False)
    row: dict[str, int] = field(init=False)
    labels: dict[str, tuple[Line, ...]] = field(init=False)
    half: dict[str, float] = field(init=False)
    home_of: dict[str, int] = field(init=False)
    pieces_of_homes: dict[int, list[list[str]]] = field(init=False)
    direct: dict[tuple[str, str], int] = field(init=False)
    #: For each union, the nodes of its own row from which its children hang.
    ends: list[tuple[str, ...]] = field(init=False)
    level: list[int] = field(init=False)
    links: list[_Link] = field(init=False)
    flat: dict[str, tuple[str, str]] = field(init=False)
    bends: dict[str, tuple[str, float]] = field(init=False)
    beside: dict[tuple[str, int], list[str]] = field(init=False)
    over: dict[str, list[str]] = field(init=False)
    columns: list[list[str]] = field(init=False)
    _aims: dict[str, list[float]] = field(init=False)

    def __post_init__(self) -> None:
        self.people = {person.key: person for person in self.kin.people}
        self.row = {key: number for number, row in enumerate(self.rows) for key in row}
        self._homes()
        self._label()
        self._unions()
        self._links()
        self.bends, self.beside, self.over, self._aims = {}, {}, {}, {}
        self.columns = [list(row) for row in self.rows]

    # -- who lives together, and what stands under each symbol

    def _homes(self) -> None:
        self.home_of = {}
        self.pieces_of_homes = {}
        for number, home in enumerate(self.kin.homes):
            for key in home.people:
                if key in self.people:
                    self.home_of.setdefault(key, number)
        for row in self.rows:
            before: int | None = None
            for key in row:
                number_of = self.home_of.get(key)
                if number_of is not None and number_of == before:
                    self.pieces_of_homes[number_of][-1].append(key)
                elif number_of is not None:
                    self.pieces_of_homes.setdefault(number_of, []).append([key])
                before = number_of

    def _label(self) -> None:
        named = {piece[0]: number for number, pieces in self.pieces_of_homes.items() for piece in pieces}
        strip = self.found.strip
        self.labels = {}
        for key, person in self.people.items():
            home = self.kin.homes[named[key]].name if key in named else None
            unplaced = strip is not None and self.row[key] >= strip
            self.labels[key] = label_of(person, home, unplaced)
        for number, union in enumerate(self.found.unions):
            if union.open:
                self.labels[open_end(number)] = _open_words(self.people[union.parents[0]], len(union.children))
        self.half = {key: half_of(lines) for key, lines in self.labels.items()}

    # -- lines by what they join

    def _unions(self) -> None:
        place = {key: number for row in self.rows for number, key in enumerate(row)}
        self.direct, self.ends, self.level = {}, [], []
        for number, union in enumerate(self.found.unions):
            keys = [*union.parents, *([open_end(number)] if union.open else [])]
            level = max(self.row[key] for key in keys)
            here = tuple(sorted((key for key in keys if self.row[key] == level), key=lambda key: place[key]))
            self.ends.append(here)
            self.level.append(level)
            if len(here) == 2 and place[here[1]] - place[here[0]] == 1:
                self.direct[here[0], here[1]] = number

    def _links(self) -> None:
        self.links, self.flat = [], {}
        for number, link in enumerate(self.found.kinships):
            if link.person in self.row and link.to in self.row and link.person != link.to:
                self.links.append(_Link(f"kin {number}", link.person, link.to, link.relation, False))
        for number, tie in enumerate(self.kin.ties if self.ties else ()):
            if tie.person in self.row and tie.to in self.row and tie.person != tie.to:
                arrow = tie.quality in ("violent", "controlling")
                self.links.append(_Link(f"tie {number}", tie.person, tie.to, tie.quality, arrow))
        place = {key: number for row in self.rows for number, key in enumerate(row)}
        taken: set[frozenset[str]] = set()
        for link in self.links:
            pair = frozenset((link.one, link.two))
            beside = self.row[link.one] == self.row[link.two] and abs(place[link.one] - place[link.two]) == 1
            if beside and pair not in taken and link.style in TIES:
                taken.add(pair)
                left, right = sorted((link.one, link.two), key=lambda key: place[key])
                self.flat[link.net] = (left, right)

    # -- how far to the right

    def settled(self) -> dict[str, float]:
        """Where everybody stands when nobody is pinned."""
        x = settle(self._columns())
        self._bend(x)
        x = settle(self._columns(), x)
        self._ports(x)
        return settle(self._columns(), x)

    def pinned(self, before: Mapping[str, float], pinned: Mapping[str, float]) -> dict[str, float]:
        """Where everybody stands when some are pinned and the others stay where they were."""
        x = {**{key: before[key] for row in self.rows for key in row}, **pinned}
        self._bend(x)
        for node, (_, wanted) in self.bends.items():
            x[node] = wanted
        self._ports(x)
        return pin(self._columns(), x, pinned)

    def _columns(self) -> Columns:
        springs = []
        for number, union in enumerate(self.found.unions):
            rows: dict[int, list[str]] = {}
            for child, _ in union.children:
                rows.setdefault(self.row[child], []).append(child)
            for row, children in rows.items():
                if row == self.level[number] + 1:
                    # The eldest and the youngest: the couple stands over the middle of its children.
                    ends = (children[0], children[-1]) if len(children) > 1 else (children[0],)
                    springs.append(Spring(self.ends[number], tuple(children), 1.0))
                    springs.append(Spring(self.ends[number], ends, 1.0))
                else:
                    springs.append(Spring(self.ends[number], tuple(children), 0.2))
        for link in self.links:
            if link.style not in TIES and self.row[link.one] != self.row[link.two]:
                upper, lower = sorted((link.one, link.two), key=lambda key: self.row[key])
                springs.append(Spring((upper,), (lower,), 0.3))
        chains: dict[str, list[str]] = {}
        for node, (net, _) in self.bends.items():
            chains.setdefault(net, []).append(node)
        for nodes in chains.values():
            for one, two in zip(nodes, nodes[1:], strict=False):
                springs.append(Spring((one,), (two,), 2.0))
        for node, (net, _) in self.bends.items():
            for end in self._ends_of(net):
                springs.append(Spring((node,), (end,), 0.5))
        joined = frozenset(self.direct)
        return Columns(self.columns, self._room, joined, springs)

    def _ends_of(self, net: str) -> tuple[str, ...]:
        word, _, rest = net.partition(" ")
        if word in ("kin", "tie"):
            return next((link.one, link.two) for link in self.links if link.net == net)
        if rest.endswith("children"):
            return self.ends[int(rest.split()[0])]
        return ()

    def _room(self, one: str, two: str) -> float:
        """From the middle of one node to the middle of the next."""
        if one in self.bends or two in self.bends:
            return self._reach(one, 1) + self._reach(two, -1) + 4
        gap = _GAP
        union = self.direct.get((one, two))
        if union is not None:
            gap = _LANE if self.found.unions[union].children else _BARE
        if self.home_of.get(one) != self.home_of.get(two):
            gap += _HOME_GAP
        return self._reach(one, 1) + self._reach(two, -1) + gap

    def _reach(self, node: str, way: int) -> float:
        """How far a node's own room goes to one side: its words, and the lines that come down beside them."""
        if node in self.bends:
            return _BEND
        return self.half[node] + _PAD + _SLOT * len(self.beside.get((node, way), ()))

    # -- bends: where a line passes a row of people

    def _bend(self, x: Mapping[str, float]) -> None:
        wanted: list[tuple[int, float, str, str]] = []
        for number, union in enumerate(self.found.unions):
            level = self.level[number]
            middle = sum(x[key] for key in self.ends[number]) / len(self.ends[number])
            for key in union.parents:
                for row in range(self.row[key] + 1, level + 1):
                    wanted.append((row, (x[key] + middle) / 2, f"union {number} parent", f"{number}:{key}:{row}"))
            lowest = max((self.row[child] for child, _ in union.children), default=0)
            far = [x[child] for child, _ in union.children if self.row[child] > level + 1]
            for row in range(level + 1, lowest):
                at = (middle + sum(far) / len(far)) / 2
                wanted.append((row, at, f"union {number} children", f"{number}:children:{row}"))
        for link in self.links:
            upper, lower = sorted((link.one, link.two), key=lambda key: self.row[key])
            rows = range(self.row[upper] + 1, self.row[lower])
            for step, row in enumerate(rows, 1):
                at = x[upper] + (x[lower] - x[upper]) * step / (len(rows) + 1)
                wanted.append((row, at, link.net, f"{link.net}:{row}"))
        for row, at, net, node in wanted:
            self.bends[node] = (net, at)
            self.row[node] = row
            self._insert(row, at, node, x)

    def _insert(self, row: int, at: float, node: str, x: Mapping[str, float]) -> None:
        """Puts a bend where it is nearest to its line, and rather not between a couple or within a household."""
        nodes = self.columns[row]
        best, least = 0, float("inf")
        where = {each: self.bends[each][1] if each in self.bends else x[each] for each in nodes}
        for place in range(len(nodes) + 1):
            left = nodes[place - 1] if place else None
            right = nodes[place] if place < len(nodes) else None
            if left is None or right is None:
                end = right if left is None else left
                gap = at if end is None else where[end] + (-60 if left is None else 60)
            else:
                gap = (where[left] + where[right]) / 2
            cost = abs(at - gap)
            one = next((each for each in reversed(nodes[:place]) if each not in self.bends), None)
            two = next((each for each in nodes[place:] if each not in self.bends), None)
            if one is not None and two is not None:
                if (one, two) in self.direct:
                    cost += 90
                elif self.home_of.get(one) is not None and self.home_of.get(one) == self.home_of.get(two):
                    cost += 30
            if cost < least:
                best, least = place, cost
        nodes.insert(best, node)

    # -- ports: by which side of a symbol a line leaves, or at which place of its top it comes in

    def _ports(self, x: Mapping[str, float]) -> None:
        aims: dict[tuple[str, int], list[tuple[float, str]]] = {}
        over: dict[str, list[tuple[float, str]]] = {}

        def leave(node: str, net: str, aim: float, rather: int | None = None) -> None:
            way = rather if rather is not None else (1 if aim >= x[node] else -1)
            aims.setdefault((node, way), []).append((aim, net))

        for number, union in enumerate(self.found.unions):
            here, level = self.ends[number], self.level[number]
            middle = sum(x[key] for key in here) / len(here)
            for key in union.parents:
                if self.row[key] < level:
                    leave(key, f"union {number}", x[f"{number}:{key}:{self.row[key] + 1}"])
            if len(here) == 2 and here not in self.direct:
                leave(here[0], f"union {number}", x[here[1]], 1)
                leave(here[1], f"union {number}", x[here[0]], -1)
            elif len(here) == 1:
                lower = [x[child] for child, _ in union.children]
                aim = sum(lower) / len(lower) if lower else middle
                way = 1 if aim >= x[here[0]] else -1
                taken = {1: any(pair[0] == here[0] for pair in self.direct),
                         -1: any(pair[1] == here[0] for pair in self.direct)}  # fmt: skip
                leave(here[0], f"union {number}", aim, -way if taken[way] and not taken[-way] else way)
            for child, sort in union.children:
                if sort != "birth":
                    over.setdefault(child, []).append((middle, f"union {number}"))
        for link in self.links:
            if link.net in self.flat:
                continue
            upper, lower = sorted((link.one, link.two), key=lambda key: self.row[key])
            if self.row[upper] == self.row[lower]:
                over.setdefault(upper, []).append((x[lower], link.net))
                over.setdefault(lower, []).append((x[upper], link.net))
            else:
                bend = f"{link.net}:{self.row[upper] + 1}"
                leave(upper, link.net, x.get(bend, x[lower]))
                last = f"{link.net}:{self.row[lower] - 1}"
                over.setdefault(lower, []).append((x.get(last, x[upper]), link.net))
        self.beside, self.over = {}, {}
        for (node, way), found in aims.items():
            # From the symbol outwards: lines that turn back first, then the furthest, the nearest last.
            back = sorted((each for each in found if (each[0] - x[node]) * way < 0), key=lambda each: each[0] * way)
            out = sorted((each for each in found if (each[0] - x[node]) * way >= 0), key=lambda each: -each[0] * way)
            self.beside[node, way] = [net for _, net in (*back, *out)]
        for node, found in over.items():
            self.over[node] = [net for _, net in sorted(found, key=lambda each: each[0] - x[node])]
        self._aims = {node: [aim for aim, _ in sorted(found)] for node, found in over.items()}


    def _born(self, node: str) -> bool:
        return any((node, "birth") in union.children for union in self.found.unions)

    def _across(self, node: str, net: str, x: Mapping[str, float]) -> float:
        """How far from the middle of a symbol's top a line comes in."""
        nets = self.over[node]
        place = nets.index(net)
        if not self._born(node):
            if len(nets) == 1:
                return 0.0
            step = min(7.0, 28.0 / (len(nets) - 1))
            return (place - (len(nets) - 1) / 2) * step
        left = sum(1 for aim in self._aims[node] if aim < x[node])
        if place < left:
            return -(left - place) * min(7.0, 15.0 / left)
        right = len(nets) - left
        return (place - left + 1) * min(7.0, 15.0 / right)

    def _down(self, node: str, way: int, net: str) -> float:
        """How far below the middle of a symbol's side a line leaves it."""
        nets = self.beside[node, way]
        place = len(nets) - 1 - nets.index(net)
        straight = any(pair[0 if way > 0 else 1] == node for pair in self.direct)
        if not straight and len(nets) == 1:
            return 0.0
        step = min(5.0, 10.0 / len(nets))
        return (place + (1 if straight else 0)) * step

    # -- lines

    def layout(self, x: dict[str, float]) -> Layout:
        """Everything at its place."""
        low = min((x[node] - self._reach(node, -1) for row in self.columns for node in row), default=0.0)
        x = {node: round(at - low + MARGIN, 1) for node, at in x.items()}
        return _Drawing(self, x).layout()


def _open_words(parent: KinPerson, children: int) -> tuple[Line, ...]:
    who = {"female": "father", "male": "mother"}.get(parent.sex, "other parent")
    # Of several children nobody has said that they have the same one.
    first = who if children == 1 else f"{who} or {who}s" if who != "other parent" else "other parents"
    return (Line(first, SIZE, "open"), Line("not recorded", SIZE, "open"))


class _Drawing:
    """The lines, level by level, and then everything from the top down."""

    def __init__(self, laying: _Laying, x: dict[str, float]) -> None:
        self.laying = laying
        self.x = x
        count = len(laying.rows)
        self.channels: list[list[Piece]] = [[] for _ in range(count + 1)]
        self.lanes: dict[int, float] = {}
        self.joints: dict[str, list[Piece]] = {}
        self.inner: list[tuple[Piece, Piece, int]] = []

    def layout(self) -> Layout:
        lay = self.laying
        self._pieces()
        self._pins()
        depth = [levels(pieces) for pieces in self.channels]
        self._downwards(depth)
        strokes = self._strokes()
        symbols = tuple(
            Symbol(lay.people[key], self.x[key], self.middle[lay.row[key]], key in lay.kin.index)
            for row in lay.rows
            for key in row
            if key in lay.people
        )
        words = tuple(self._words())
        marks = tuple(self._marks())
        rings = outlines(lay.kin, lay.pieces_of_homes, lay.row, self._box)
        right = max((self.x[node] + lay._reach(node, 1) for row in lay.columns for node in row), default=0.0)
        for stroke in strokes:
            right = max(right, *(point[0] for point in stroke.points))
        return Layout(
            lay.kin, round(right + MARGIN, 1), self.bottom, symbols, words, tuple(strokes), marks, rings,
            tuple(tuple(row) for row in lay.rows), lay.found.unions,
        )  # fmt: skip

    # -- pieces

    def _pieces(self) -> None:
        lay = self.laying
        for number, union in enumerate(lay.found.unions):
            self._union(number, union)
        for link in lay.links:
            if link.net not in lay.flat:
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
        return Pin(0.0, "side", node, style, way, self.laying._down(node, way, net))

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
            across = 0.0 if sort == "birth" else lay._across(child, net, self.x)
            found.append(Pin(self.x[child] + across, "top", child, sort, offset=across))
        return found

    def _link(self, link: _Link) -> None:
        lay = self.laying
        upper, lower = sorted((link.one, link.two), key=lambda key: lay.row[key])
        across = lay._across(lower, link.net, self.x)
        down = Pin(self.x[lower] + across, "top", lower, link.style, offset=across)
        piece = Piece(link.net, link.style, [], [down])
        if lay.row[upper] == lay.row[lower]:
            across = lay._across(upper, link.net, self.x)
            piece.bottoms.append(Pin(self.x[upper] + across, "top", upper, link.style, offset=across))
        else:
            self._fall(link.net, link.style, upper, lay.row[upper], lay.row[lower], link.net, piece)
        self.channels[lay.row[lower]].append(piece)

    # -- where each line comes down

    def _pins(self) -> None:
        lay = self.laying
        for pieces in self.channels:
            taken: list[tuple[float, str]] = []
            for piece in pieces:
                taken += [(each.x, piece.net) for each in piece.bottoms if each.at != "twins"]
                taken += [(each.x, piece.net) for each in piece.tops if each.at == "bend"]

            def clear(net: str, low: float, high: float, wanted: float, taken: list[tuple[float, str]] = taken) -> float:
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
                        out = lay.half[each.node] + _PAD + _SLOT * (nets.index(piece.net) + 0.5)
                        at = self.x[each.node] + each.side * out
                        each.x = clear(piece.net, at - 2.5, at + 2.5, at)
            for piece in pieces:
                wanted = _middle(piece.bottoms)
                for each in piece.tops:
                    if each.at == "lane":
                        pair = next(pair for pair, number in lay.direct.items() if f"union {number}" == piece.net)
                        low = self.x[pair[0]] + lay._reach(pair[0], 1) + 1
                        high = self.x[pair[1]] - lay._reach(pair[1], -1) - 1
                        bends = [self.x[b] for b in lay.bends if lay.row[b] == lay.row[pair[0]] and low < self.x[b] < high]
                        taken += [(b, "") for b in bends]
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

    def _strokes(self) -> list[Stroke]:
        lay = self.laying
        found: list[Stroke] = []
        for (one, two), number in lay.direct.items():
            union = lay.found.unions[number]
            style: Style = "open" if union.open else (union.state or "parents")
            y = self.middle[lay.row[one]]
            points = ((self._edge(one, 1, 0), y), (self._edge(two, -1, 0), y))
            found.append(Stroke(f"union {number}", style, points))
        for link in lay.links:
            if link.net in lay.flat:
                left, right = lay.flat[link.net]
                y = self.middle[lay.row[left]] - _TIE_UP
                points = ((self._edge(left, 1, -_TIE_UP), y), (self._edge(right, -1, -_TIE_UP), y))
                if left != link.one:
                    points = (points[1], points[0])
                found.append(Stroke(link.net, link.style, points, arrow=link.arrow))
        runs: dict[str, list[Point]] = {}
        for channel, pieces in enumerate(self.channels):
            for piece in pieces:
                if piece.net.startswith("union"):
                    found += self._union_strokes(channel, piece)
                else:
                    run = runs.setdefault(piece.net, [])
                    ends = [self._above(channel, each, piece) for each in piece.tops]
                    feet = [self._below(channel, each, piece) for each in piece.bottoms]
                    if not ends:
                        ends, feet = [feet[0][::-1]], feet[1:]
                    run += [*ends[0], *feet[0]]
        for link in lay.links:
            if link.net in runs:
                points = tuple(_straightened(runs[link.net]))
                if self._starts_at(points[0], link.two):
                    points = points[::-1]
                found.append(Stroke(link.net, link.style, points, arrow=link.arrow))
        _hop(found)
        return found

    def _starts_at(self, point: Point, node: str) -> bool:
        return abs(point[0] - self.x[node]) <= HALF + 1 and abs(point[1] - self.middle[self.laying.row[node]]) <= HALF + 1

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

    def _words(self) -> Iterable[Words]:
        lay = self.laying
        for row in lay.rows:
            for key in row:
                y = self.middle[lay.row[key]] + HALF + BELOW
                for number, line in enumerate(lay.labels[key]):
                    yield Words(self.x[key], round(y + LINE * number, 1), line.text, line.size, line.role, key)

    def _marks(self) -> Iterable[Mark]:
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

    def _box(self, key: str) -> tuple[float, float, float, float]:
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
    one, two = max(zip(inside, inside[1:], strict=False), key=lambda each: each[1] - each[0], default=(left, right))
    return (one + two) / 2


def _straightened(points: Iterable[Point]) -> list[Point]:
    """Without points that a straight line passes through."""
    found: list[Point] = []
    for point in points:
        if found and found[-1] == point:
            continue
        while len(found) > 1 and (
            found[-2][0] == found[-1][0] == point[0] or found[-2][1] == found[-1][1] == point[1]
        ):
            found.pop()
        found.append(point)
    return found


#: A line jumps over another where both go on for so far.
_JUMP: Final = 6.0


def _hop(strokes: list[Stroke]) -> None:
    """Where a level line crosses an upright one of another net, it jumps over it."""
    upright = [(a, b, s.net) for s in strokes for a, b in s.pieces() if a[0] == b[0]]
    for stroke in strokes:
        if stroke.style in TIES:
            continue
        for a, b in stroke.pieces():
            if a[1] != b[1]:
                continue
            low, high = min(a[0], b[0]), max(a[0], b[0])
            last = low
            for c, d, net in sorted(upright):
                x, y = c[0], a[1]
                if net == stroke.net or not low + _JUMP < x < high - _JUMP:
                    continue
                if not min(c[1], d[1]) + 3 < y < max(c[1], d[1]) - 3:
                    continue
                if x - last >= 2 * _JUMP or not stroke.hops:
                    stroke.hops.append((x, y))
                    last = x
