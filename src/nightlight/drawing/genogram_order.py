"""From left to right: the order of each generation of a genogram.

A first order comes from walking down each family, the eldest in front, with partners beside each other. Moves of a
person, of a couple with all who are joined to it, or of brothers and sisters then mend what costs most: couples apart, birth order
broken, twins apart, lines that cross, households in pieces. Everything is decided by the record's own order where two
orders are equally good, so that the same record always gives the same drawing.
"""

from __future__ import annotations

import itertools
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

from nightlight.drawing.genogram_rows import Generations
from nightlight.drawing.kin import Kin, by_age

_COUPLE_APART, _COUPLE_EACH = 9.0, 2.0
_BIRTH, _TWINS, _BETWEEN, _CROSSING = 12.0, 25.0, 3.0, 4.0
_PIECES, _NEAR, _SIDE = 2.5, 0.4, 0.3
#: Half-brothers and half-sisters stand by age too, where nothing else speaks against it.
_HALF: Final = 0.8
#: Nobody is drawn further from somebody near than so many places, as far as the cost goes.
_FAR: Final = 8
#: The parents of whom the drawing is about, and couples who are together, stand side by side before others.
_PARENTS, _NOW = 1.8, 1.2
#: Of so many people whom couples join every order is tried.
_TRIED: Final = 6
#: Passes over the rows, and tries in all: what it may cost at most.
_PASSES: Final = 3
_TRIES: Final = 9000


@dataclass(slots=True)
class Order:
    """The people of each row, and the open ends (`open:` and the union's number) of parents who are not recorded."""

    rows: list[list[str]]


def open_end(union: int) -> str:
    """The key of the open end of a union with one parent recorded."""
    return f"open:{union}"


def ordered(kin: Kin, generations: Generations) -> Order:
    """The order of every row."""
    return _Ordering(kin, generations).order()


@dataclass(slots=True)
class _Ordering:
    kin: Kin
    generations: Generations
    row: dict[str, int] = field(init=False)
    pairs: list[list[tuple[str, str]]] = field(init=False)
    sibs: list[list[list[str]]] = field(init=False)
    links: list[list[tuple[tuple[str, ...], list[str]]]] = field(init=False)
    twins: list[list[list[str]]] = field(init=False)
    homes: list[list[list[str]]] = field(init=False)
    near: list[list[tuple[str, str]]] = field(init=False)
    cluster: dict[str, list[str]] = field(init=False)
    born: dict[str, float | None] = field(init=False)
    halves: list[list[tuple[str, str]]] = field(init=False)
    #: Of each row, two couples of one person, the earlier in front.
    times: list[list[tuple[tuple[str, str], tuple[str, str]]]] = field(init=False)
    right: dict[tuple[str, str], bool] = field(init=False)
    #: How much it matters that a couple stand side by side.
    matters: dict[tuple[str, str], float] = field(default_factory=dict)
    #: For brothers and sisters, each two of whom the record says which is the elder, the elder in front.
    elder: dict[tuple[str, ...], list[tuple[str, str]]] = field(init=False)
    tries: int = 0

    def __post_init__(self) -> None:
        count = self.generations.rows
        self.row = dict(self.generations.row)
        self.born = {person.key: person.order for person in self.kin.people}
        self.pairs = [[] for _ in range(count)]
        self.sibs = [[] for _ in range(count)]
        self.links = [[] for _ in range(count)]
        self.twins = [[] for _ in range(count)]
        self.homes = [[] for _ in range(count)]
        self.near = [[] for _ in range(count)]
        sex = {person.key: person.sex for person in self.kin.people}
        self.right = {}
        for number, union in enumerate(self.generations.unions):
            parents = list(union.parents)
            if union.open:
                end = open_end(number)
                self.row[end] = self.row[parents[0]]
                parents.append(end)
            level = max(self.row[key] for key in parents)
            here = tuple(key for key in parents if self.row[key] == level)
            if len(here) == 2:
                self.pairs[level].append((here[0], here[1]))
                about = any(child in self.kin.index for child, _ in union.children)
                self.matters[here[0], here[1]] = _PARENTS if about else _NOW if union.state == "together" else 1.0
                if sex.get(here[0]) == "female" and sex.get(here[1]) == "male":
                    self.right[here[0], here[1]] = True
            self._children(union.children, level, here)
        self._by_word()
        self._half()
        self._times()
        self._around()
        self.cluster = self._clusters()
        self.elder = {}
        for keys in [keys for sibs in self.sibs for keys in sibs]:
            known = [(born, key) for key in keys if (born := self.born[key]) is not None]
            self.elder[tuple(keys)] = [(a, b) for one, a in known for two, b in known if one < two]

    def _children(self, children: Iterable[tuple[str, str]], level: int, here: tuple[str, ...]) -> None:
        rows: dict[int, list[str]] = {}
        for child, _ in children:
            rows.setdefault(self.row[child], []).append(child)
        for row, keys in rows.items():
            if len(keys) > 1:
                self.sibs[row].append(keys)
            if row == level + 1:
                self.links[row].append((here, keys))
        twins = {person.key: person.twins for person in self.kin.people}
        for row, keys in rows.items():
            groups: dict[str, list[str]] = {}
            for key in keys:
                if twins[key] is not None:
                    groups.setdefault(str(twins[key]), []).append(key)
            self.twins[row] += [group for group in groups.values() if len(group) > 1]

    def _by_word(self) -> None:
        """Brothers and sisters of whom the record names no parent stand among the others by age."""
        places = {person.key: place for place, person in enumerate(self.kin.people)}
        people = {person.key: person for person in self.kin.people}
        groups: dict[str, list[str]] = {}
        for link in self.generations.kinships:
            one, two = link.person, link.to
            if link.relation in ("sibling", "half_sibling") and self.row[one] == self.row[two] and one != two:
                groups.setdefault(two, [two]).append(one)
        for to, keys in groups.items():
            own = next((sibs for sibs in self.sibs[self.row[to]] if to in sibs), [])
            keys = list(dict.fromkeys((*keys, *own)))
            own = sorted(keys, key=lambda key: places[key])
            self.sibs[self.row[to]].append([person.key for person in by_age(people[key] for key in own)])

    def _half(self) -> None:
        """Each two children of one parent by different others, the elder in front."""
        self.halves = [[] for _ in range(self.generations.rows)]
        of: dict[str, list[tuple[int, str]]] = {}
        for number, union in enumerate(self.generations.unions):
            for parent in union.parents:
                of.setdefault(parent, []).extend((number, child) for child, sort in union.children if sort == "birth")
        for children in of.values():
            for union_of, one in children:
                for other_union, two in children:
                    elder, younger = self.born[one], self.born[two]
                    if union_of == other_union or self.row[one] != self.row[two] or one == two:
                        continue
                    if elder is not None and younger is not None and elder < younger:
                        self.halves[self.row[one]].append((one, two))

    def _times(self) -> None:
        """Which of two couples of one person was the earlier: by their eldest child; else one that is over."""
        self.times = [[] for _ in range(self.generations.rows)]
        told: list[tuple[tuple[str, str], float | None, bool | None]] = []
        for number, union in enumerate(self.generations.unions):
            pair = (*union.parents, open_end(number)) if union.open else union.parents
            if len(pair) != 2 or self.row[pair[0]] != self.row[pair[1]]:
                continue
            born = [born for child, _ in union.children if (born := self.born[child]) is not None]
            over = {"apart": True, "divorced": True, "together": False}.get(union.state or "")
            told.append(((pair[0], pair[1]), min(born, default=None), over))
        for pair, first, over in told:
            for other, second, other_over in told:
                if pair == other or not set(pair) & set(other):
                    continue
                earlier = over is True and other_over is False
                if first is not None and second is not None:
                    earlier = first < second
                if earlier:
                    self.times[self.row[pair[0]]].append((pair, other))

    def _around(self) -> None:
        for home in self.kin.homes:
            rows: dict[int, list[str]] = {}
            for key in home.people:
                if key in self.row:
                    rows.setdefault(self.row[key], []).append(key)
            for row, keys in rows.items():
                if len(keys) > 1:
                    self.homes[row].append(keys)
        seen: set[frozenset[str]] = set()
        close = [(each.person, each.to) for each in self.kin.near]
        close += [(link.person, link.to) for link in self.generations.kinships]
        close += [(tie.person, tie.to) for tie in self.kin.ties]
        for one, two in close:
            pair = frozenset((one, two))
            if one in self.row and two in self.row and self.row[one] == self.row[two] and pair not in seen:
                seen.add(pair)
                self.near[self.row[one]].append((one, two))

    def _clusters(self) -> dict[str, list[str]]:
        """Everybody with all to whom couples join them in their row, side by side as well as may be."""
        beside: dict[str, list[str]] = {}
        for pairs in self.pairs:
            for one, two in pairs:
                beside.setdefault(one, []).append(two)
                beside.setdefault(two, []).append(one)
        found: dict[str, list[str]] = {}
        named = {key: number for number, key in enumerate(self.row)}
        for key in self.row:
            if key in found:
                continue
            members = sorted(_chain(key, beside), key=named.__getitem__)
            if 2 < len(members) <= _TRIED:
                members = self._best(members)
            else:
                members = _chain(key, beside)
                first, second = sorted(members, key=named.__getitem__)[:2] if len(members) > 1 else (key, key)
                if members.index(first) > members.index(second):
                    # The two who were named first keep their sides, whoever is named later.
                    members.reverse()
            for member in members:
                found[member] = members
        return found

    def _best(self, members: list[str]) -> list[str]:
        """The best order of a few people whom couples join: couples side by side, the earlier on the left. Of orders
        that are equally good the first counts, by the order in which they were named."""
        row = self.row[members[0]]
        own = set(members)
        pairs = [pair for pair in self.pairs[row] if pair[0] in own]
        times = [pair for pair in self.times[row] if pair[0][0] in own and pair[1][0] in own]
        best, least = members, float("inf")
        for tried in itertools.permutations(members):
            place = {key: number for number, key in enumerate(tried)}
            cost = 0.0
            for one, two in pairs:
                between = abs(place[one] - place[two]) - 1
                if between:
                    cost += self.matters[one, two] * (_COUPLE_APART + _COUPLE_EACH * between)
            for (a, b), (c, d) in times:
                if place[a] + place[b] > place[c] + place[d]:
                    cost += 1.0
            if cost < least:
                best, least = list(tried), cost
        return best

    # -- a first order

    def order(self) -> Order:
        rows = self._first()
        self._mend(rows)
        return Order(rows)

    def _first(self) -> list[list[str]]:
        rows: list[list[str]] = [[] for _ in range(self.generations.rows)]
        done: set[str] = set()
        below: dict[str, list[str]] = {}
        above: dict[str, list[str]] = {}
        for union in self.generations.unions:
            for parent in union.parents:
                below.setdefault(parent, []).extend(child for child, _ in union.children)
            for child, _ in union.children:
                above.setdefault(child, []).extend(union.parents)
        for link in self.generations.kinships:
            one, two = sorted((link.person, link.to), key=lambda key: self.row[key])
            if self.row[one] < self.row[two]:
                below.setdefault(one, []).append(two)
                above.setdefault(two, []).append(one)

        def walk(key: str) -> None:
            ahead = [key]
            while ahead:
                each = ahead.pop()
                if each in done:
                    continue
                members = self.cluster[each]
                done.update(members)
                rows[self.row[each]].extend(members)
                ahead.extend(reversed([child for member in members for child in below.get(member, ())]))

        def top_of(key: str) -> str:
            seen = {key}
            while True:
                higher = [
                    parent
                    for member in self.cluster[key]
                    for parent in above.get(member, ())
                    if parent not in done and parent not in seen
                ]
                if not higher:
                    return key
                key = min(higher, key=lambda parent: self.row[parent])
                seen.add(key)

        about = [key for key in self.row if key in self.kin.index]
        start = [key for key in self.row if not key.startswith("open:")]
        for key in about + start:
            # Families that married in come next to those that are there, the nearest first.
            while key not in done:
                walk(top_of(key))
            for there in [each for row in rows for each in row]:
                while any(parent not in done for parent in above.get(there, ())):
                    parent = next(each for each in above[there] if each not in done)
                    walk(top_of(parent))
        return rows

    # -- what an order costs

    def _row_cost(self, row: int, place: dict[str, int], names: list[str]) -> float:
        cost = 0.0
        for one, two in self.pairs[row]:
            between = abs(place[one] - place[two]) - 1
            if between:
                cost += self.matters[one, two] * (_COUPLE_APART + _COUPLE_EACH * between)
            elif ((one, two) in self.right) == (place[one] < place[two]):
                cost += _SIDE
        for one, two in self.halves[row]:
            if place[one] > place[two]:
                cost += _HALF
        for (a, b), (c, d) in self.times[row]:
            if place[a] + place[b] > place[c] + place[d]:
                cost += _HALF
        for keys in self.sibs[row]:
            cost += self._sibs_cost(keys, place, names)
        for group in self.twins[row]:
            places = [place[key] for key in group]
            if max(places) - min(places) + 1 > len(group):
                cost += _TWINS
        for home in self.homes[row]:
            places = sorted(place[key] for key in home)
            cost += _PIECES * sum(1 for a, b in itertools.pairwise(places) if b - a > 1)
        for one, two in self.near[row]:
            cost += _NEAR * min(abs(place[one] - place[two]), _FAR)
        return cost

    def _sibs_cost(self, keys: list[str], place: dict[str, int], names: list[str]) -> float:
        cost = 0.0
        for one, two in self.elder[tuple(keys)]:
            if place[one] > place[two]:
                cost += _BIRTH
        for one, two in itertools.pairwise(keys):
            if place[one] > place[two]:
                cost += 0.01
        places = [place[key] for key in keys]
        first, last = min(places), max(places)
        if last - first + 1 > len(keys):
            own = set(keys)
            for name in names[first : last + 1]:
                if name not in own and own.isdisjoint(self.cluster[name]):
                    cost += _BETWEEN
        return cost

    def _channel_cost(self, row: int, upper: dict[str, int], lower: dict[str, int]) -> float:
        """Lines that cross on their way down to a row."""
        ends: list[tuple[float, int]] = []
        for parents, children in self.links[row]:
            top = (upper[parents[0]] + upper[parents[1]]) / 2 if len(parents) == 2 else upper[parents[0]]
            ends += [(top, lower[child]) for child in children]
        ends.sort()
        crossings = 0
        seen: list[int] = []
        for number, (_, bottom) in enumerate(ends):
            # Lines that start further left and end further right; those from one place never cross.
            at = bisect_right(seen, bottom)
            crossings += number - at
            seen.insert(at, bottom)
        return _CROSSING * crossings

    def _cost(self, row: int, rows: list[list[str]], places: list[dict[str, int]]) -> float:
        cost = self._row_cost(row, places[row], rows[row])
        if row > 0 and self.links[row]:
            cost += self._channel_cost(row, places[row - 1], places[row])
        if row + 1 < len(rows) and self.links[row + 1]:
            cost += self._channel_cost(row + 1, places[row], places[row + 1])
        return cost

    # -- mending it

    def _mend(self, rows: list[list[str]]) -> None:
        places = [_places(row) for row in rows]
        for _ in range(_PASSES):
            better = False
            for row in (*range(len(rows)), *reversed(range(len(rows) - 1))):
                better |= self._mend_row(row, rows, places)
            if not better:
                return

    def _mend_row(self, row: int, rows: list[list[str]], places: list[dict[str, int]]) -> bool:
        least = self._cost(row, rows, places)
        better = False
        for block in list(self._blocks(row, rows[row])):
            if least < _SIDE or self.tries > _TRIES:
                break
            at = places[row]
            taken = sorted((key for key in block), key=lambda key: at[key])
            members = set(taken)
            rest = [key for key in rows[row] if key not in members]
            best: list[str] | None = None
            shapes = [taken] if len(taken) == 1 else [taken, taken[::-1]]
            for place in range(len(rest) + 1):
                for shape in shapes:
                    self.tries += 1
                    tried = rest[:place] + shape + rest[place:]
                    rows[row], places[row] = tried, _places(tried)
                    cost = self._cost(row, rows, places)
                    if cost < least - 1e-6:
                        least, best = cost, tried
            rows[row] = best if best is not None else [key for key, _ in sorted(at.items(), key=lambda each: each[1])]
            places[row] = _places(rows[row])
            better |= best is not None
        return better

    def _blocks(self, row: int, names: list[str]) -> Iterator[list[str]]:
        """What is moved together: everybody alone, with their couples, and brothers and sisters with theirs."""
        seen: set[frozenset[str]] = set()
        wide = [self.cluster[name] for name in names if len(self.cluster[name]) > 1]
        for keys in (*self.sibs[row], *self.twins[row]):
            wide.append(list(dict.fromkeys(each for key in keys for each in self.cluster[key])))
            wide.append(list(keys))
        for home in self.homes[row]:
            wide.append(list(dict.fromkeys(each for key in home for each in self.cluster[key])))
        for block in (*wide, *([name] for name in names)):
            members = frozenset(block)
            if members not in seen and len(members) < len(names):
                seen.add(members)
                yield block


def _places(row: list[str]) -> dict[str, int]:
    return {key: number for number, key in enumerate(row)}


def _chain(start: str, beside: dict[str, list[str]]) -> list[str]:
    """Couples side by side: along a longest line of them, others next to their first partner who is there."""
    members, ahead = [start], [start]
    while ahead:
        for each in beside.get(ahead.pop(0), ()):
            if each not in members:
                members.append(each)
                ahead.append(each)
    if len(members) <= 2:
        return members
    ends = [key for key in members if len(beside[key]) == 1] or members
    line = _line(ends[0], beside)
    line = _line(line[-1], beside)
    for key in members:
        if key in line:
            continue
        there = next((each for each in beside[key] if each in line), line[-1])
        # Couples that are already side by side stay so: others go to the nearer end of the line.
        if line.index(there) < len(line) / 2:
            line.insert(0, key)
        else:
            line.append(key)
    return line


def _line(start: str, beside: dict[str, list[str]]) -> list[str]:
    """A longest line of couples from somebody, each person once (by breadth: couples seldom form rings)."""
    before: dict[str, str | None] = {start: None}
    ahead = [start]
    last = start
    while ahead:
        last = ahead.pop(0)
        for each in beside.get(last, ()):
            if each not in before:
                before[each] = last
                ahead.append(each)
    found: list[str] = []
    key: str | None = last
    while key is not None:
        found.append(key)
        key = before[key]
    return found[::-1]
