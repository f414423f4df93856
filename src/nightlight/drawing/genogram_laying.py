"""Who and what needs room in a row of a genogram: words under symbols, lines that come down beside them, lines that pass.

Every line keeps to the gaps between the columns of words, so no line can go through a symbol or a name.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from nightlight.drawing.genogram_order import open_end
from nightlight.drawing.genogram_places import Columns, Spring, pin, settle
from nightlight.drawing.genogram_rows import Generations
from nightlight.drawing.genogram_shapes import SIZE, TIES, Line, Style, figure_of, half_of, label_of
from nightlight.drawing.kin import Kin, KinPerson

PAD: Final = 7.0
SLOT: Final = 9.0
BEND: Final = 7.0
_GAP, _LANE, _BARE, _HOME_GAP = 10.0, 26.0, 14.0, 12.0
_NEARLY: Final = 24.0
#: So far from the middle of its top a line may come in.
_TOP: Final = {"square": 16.0, "circle": 14.0, "diamond": 12.0, "triangle": 11.0}


@dataclass(frozen=True, slots=True)
class Link:
    """A line between two people that is neither a couple nor a descent. Kin of one person of whom nobody says through
    whom share a net: one line that runs together at that person."""

    name: str
    net: str
    one: str
    two: str
    style: Style
    arrow: bool


@dataclass(slots=True)
class Laying:
    """Rows in their order, and what joins whom. `more` is room beyond what is usual, where lines would come too near."""

    kin: Kin
    found: Generations
    rows: list[list[str]]
    ties: bool
    more: float = 0.0
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
    links: list[Link] = field(init=False)
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
        for number, kinship in enumerate(self.found.kinships):
            one, two = kinship.person, kinship.to
            if one in self.row and two in self.row and one != two:
                name = f"kin {number}"
                own = kinship.relation == "parent" or self.row[one] > self.row[two]
                self.links.append(Link(name, name if own else f"kin of {two}", one, two, kinship.relation, False))
        for number, tie in enumerate(self.kin.ties if self.ties else ()):
            if tie.person in self.row and tie.to in self.row and tie.person != tie.to:
                arrow = tie.quality in ("violent", "controlling")
                self.links.append(Link(f"tie {number}", f"tie {number}", tie.person, tie.to, tie.quality, arrow))
        place = {key: number for row in self.rows for number, key in enumerate(row)}
        taken: set[frozenset[str]] = set()
        for link in self.links:
            pair = frozenset((link.one, link.two))
            beside = self.row[link.one] == self.row[link.two] and abs(place[link.one] - place[link.two]) == 1
            if beside and pair not in taken and link.style in TIES:
                taken.add(pair)
                left, right = sorted((link.one, link.two), key=lambda key: place[key])
                self.flat[link.name] = (left, right)
        while self._unflattened():
            pass

    def _unflattened(self) -> bool:
        """Takes one line of tie from the side of a symbol with sloping edges on which others come in from above."""
        from_above = {
            key
            for link in self.links
            if link.name not in self.flat
            for key in (link.one, link.two)
            if self.row[key] >= max(self.row[link.one], self.row[link.two])
        }
        from_above |= {child for union in self.found.unions for child, sort in union.children if sort != "birth"}
        for name, pair in self.flat.items():
            if any(key in from_above and figure_of(self.people[key]) in ("diamond", "triangle") for key in pair):
                del self.flat[name]
                return True
        return False

    # -- how far to the right

    def settled(self) -> dict[str, float]:
        """Where everybody stands when nobody is pinned."""
        x = settle(self._columns())
        self._bend(x)
        x = settle(self._columns(), x)
        self._ports(x)
        columns = self._columns()
        x = settle(columns, x)
        self._straighten(columns, x)
        return x

    def _straighten(self, columns: Columns, x: dict[str, float]) -> None:
        """An only child that stands nearly under its parents is put right under them, where there is room."""
        place = {node: (row, number) for row in columns.rows for number, node in enumerate(row)}
        order = sorted(range(len(self.found.unions)), key=lambda number: self.level[number])
        for number in order:
            children = [child for child, _ in self.found.unions[number].children]
            if len(children) != 1 or self.row[children[0]] != self.level[number] + 1:
                continue
            here, child = self.ends[number], children[0]
            wanted = sum(x[key] for key in here) / len(here) + self._aside(number)
            row, at = place[child]
            low = x[row[at - 1]] + self._room(row[at - 1], child) if at else wanted
            high = x[row[at + 1]] - self._room(child, row[at + 1]) if at + 1 < len(row) else wanted
            if abs(wanted - x[child]) <= _NEARLY and low <= wanted <= high:
                x[child] = wanted

    def pinned(self, before: Mapping[str, float], pinned: Mapping[str, float]) -> dict[str, float]:
        """Where everybody stands when some are pinned and the others stay where they were."""
        x = {**{key: before[key] for row in self.rows for key in row}, **pinned}
        self._bend(x)
        for node, (_, wanted) in self.bends.items():
            x[node] = wanted
        self._ports(x)
        return pin(self._columns(), x, pinned, self.bends)

    def _columns(self) -> Columns:
        springs = []
        for number, union in enumerate(self.found.unions):
            here = self.ends[number]
            if len(here) == 2 and here not in self.direct:
                # A couple with others between them is drawn together, or its children would draw it ever further apart.
                springs.append(Spring((here[0],), (here[1],), 0.5, down=1.0))
            rows: dict[int, list[str]] = {}
            for child, _ in union.children:
                rows.setdefault(self.row[child], []).append(child)
            for row, children in rows.items():
                if row == self.level[number] + 1:
                    # The eldest and the youngest: the couple stands over the middle of its children.
                    ends = (children[0], children[-1]) if len(children) > 1 else (children[0],)
                    aside = self._aside(number)
                    springs.append(Spring(self.ends[number], tuple(children), 1.0, aside))
                    springs.append(Spring(self.ends[number], ends, 1.0, aside))
                else:
                    springs.append(Spring(self.ends[number], tuple(children), 0.2))
        for link in self.links:
            if link.style not in TIES and self.row[link.one] != self.row[link.two]:
                upper, lower = sorted((link.one, link.two), key=lambda key: self.row[key])
                springs.append(Spring((upper,), (lower,), 0.05, down=0.0))
        chains: dict[str, list[str]] = {}
        for node, (net, _) in self.bends.items():
            chains.setdefault(net, []).append(node)
        for nodes in chains.values():
            for one, two in itertools.pairwise(nodes):
                springs.append(Spring((one,), (two,), 2.0))
        for node, (net, _) in self.bends.items():
            for end in self.ends_of(net):
                springs.append(Spring((node,), (end,), 0.5, down=0.0))
        joined = frozenset(self.direct)
        return Columns(self.columns, self._room, joined, springs)

    def _aside(self, number: int) -> float:
        """How far to the right of a couple's middle the gap between their words is, where their children hang."""
        here = self.ends[number]
        if here in self.direct:
            return (self.reach(here[0], 1) - self.reach(here[1], -1)) / 2
        if len(here) == 1:
            for way in (1, -1):
                nets = self.beside.get((here[0], way), [])
                if f"union {number}" in nets:
                    return way * (self.half[here[0]] + PAD + SLOT * (nets.index(f"union {number}") + 0.5))
        return 0.0

    def ends_of(self, net: str) -> tuple[str, ...]:
        word, _, rest = net.partition(" ")
        if word in ("kin", "tie"):
            return next((link.one, link.two) for link in self.links if link.name == net)
        if rest.endswith("children"):
            return self.ends[int(rest.split()[0])]
        return ()

    def net_of(self, name: str) -> str:
        """The net of what passes a row: `union 3 children` is a part of `union 3`."""
        return next((link.net for link in self.links if link.name == name), " ".join(name.split()[:2]))

    def _room(self, one: str, two: str) -> float:
        """From the middle of one node to the middle of the next."""
        if one in self.bends or two in self.bends:
            return self.reach(one, 1) + self.reach(two, -1) + 4 + self.more
        gap = _GAP + self.more
        union = self.direct.get((one, two))
        if union is not None:
            gap = _LANE + 2 * self.more if self.found.unions[union].children else _BARE
        if self.home_of.get(one) != self.home_of.get(two):
            gap += _HOME_GAP
        return self.reach(one, 1) + self.reach(two, -1) + gap

    def reach(self, node: str, way: int) -> float:
        """How far a node's own room goes to one side: its words, and the lines that come down beside them."""
        if node in self.bends:
            return BEND
        return self.half[node] + PAD + SLOT * len(self.beside.get((node, way), ()))

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
                wanted.append((row, at, link.name, f"{link.name}:{row}"))
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
                below = [x[child] for child, _ in union.children]
                aim = sum(below) / len(below) if below else middle
                way = 1 if aim >= x[here[0]] else -1
                taken = {
                    1: any(pair[0] == here[0] for pair in self.direct),
                    -1: any(pair[1] == here[0] for pair in self.direct),
                }
                leave(here[0], f"union {number}", aim, -way if taken[way] and not taken[-way] else way)
            for child, sort in union.children:
                if sort != "birth":
                    over.setdefault(child, []).append((middle, f"union {number}"))
        for link in self.links:
            if link.name in self.flat:
                continue
            upper, lower = sorted((link.one, link.two), key=lambda key: self.row[key])
            if self.row[upper] == self.row[lower]:
                over.setdefault(upper, []).append((x[lower], link.net))
                over.setdefault(lower, []).append((x[upper], link.net))
            else:
                bend = f"{link.name}:{self.row[upper] + 1}"
                leave(upper, link.net, x.get(bend, x[lower]))
                last = f"{link.name}:{self.row[lower] - 1}"
                over.setdefault(lower, []).append((x.get(last, x[upper]), link.net))
        self.beside, self.over, self._aims = {}, {}, {}
        for (node, way), found in aims.items():
            # From the symbol outwards: lines that turn back first, then the furthest, the nearest last.
            back = sorted((each for each in found if (each[0] - x[node]) * way < 0), key=lambda each: each[0] * way)
            out = sorted((each for each in found if (each[0] - x[node]) * way >= 0), key=lambda each: -each[0] * way)
            self.beside[node, way] = [net for _, net in (*back, *out)]
        for node, ways in over.items():
            each_net: dict[str, list[float]] = {}
            for aim, net in ways:
                each_net.setdefault(net, []).append(aim)
            once = sorted((sum(aims_) / len(aims_), net) for net, aims_ in each_net.items())
            self.over[node] = [net for _, net in once]
            self._aims[node] = [aim for aim, _ in once]

    def _born(self, node: str) -> bool:
        return any((node, "birth") in union.children for union in self.found.unions)

    def across(self, node: str, net: str, x: Mapping[str, float]) -> float:
        """How far from the middle of a symbol's top a line comes in."""
        nets = self.over[node]
        place = nets.index(net)
        most = _TOP[figure_of(self.people[node])]
        if not self._born(node):
            if len(nets) == 1:
                return 0.0
            step = min(7.0, 2 * most / (len(nets) - 1))
            return (place - (len(nets) - 1) / 2) * step
        # On the side from which it comes, unless one side were crowded and the other free.
        most_on_one = max(2, (len(nets) + 1) // 2)
        left = sum(1 for aim in self._aims[node] if aim < x[node])
        left = max(min(left, most_on_one), len(nets) - most_on_one)
        if place < left:
            return -(left - place) * min(7.0, most / left)
        right = len(nets) - left
        return (place - left + 1) * min(7.0, most / right)

    def down(self, node: str, way: int, net: str) -> float:
        """How far below the middle of a symbol's side a line leaves it."""
        nets = self.beside[node, way]
        place = len(nets) - 1 - nets.index(net)
        straight = any(pair[0 if way > 0 else 1] == node for pair in self.direct)
        if not straight and len(nets) == 1:
            return 0.0
        step = min(8.0, 13.0 / len(nets))
        return (place + (1 if straight else 0)) * step


def _open_words(parent: KinPerson, children: int) -> tuple[Line, ...]:
    who = {"female": "father", "male": "mother"}.get(parent.sex, "other parent")
    # Of several children nobody has said that they have the same one.
    first = who if children == 1 else f"{who} or {who}s" if who != "other parent" else "other parents"
    return (Line(first, SIZE, "open"), Line("not recorded", SIZE, "open"))
