"""From left to right: the order of each generation of a genogram.

A first order comes from walking down each family, the eldest in front, with partners beside each other. Moves of a
person, of a couple with all who are joined to it, or of brothers and sisters then mend what costs most: couples apart, birth order
broken, twins apart, lines that cross, households in pieces. Everything is decided by the record's own order where two
orders are equally good, so that the same record always gives the same drawing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

from nightlight.drawing.genogram_rows import Generations
from nightlight.drawing.kin import Kin

_COUPLE_APART, _COUPLE_EACH = 9.0, 2.0
_BIRTH, _TWINS, _BETWEEN, _CROSSING = 7.0, 15.0, 3.0, 4.0
_PIECES, _NEAR, _SIDE = 2.5, 0.4, 0.3
#: Nobody is drawn further from somebody near than so many places, as far as the cost goes.
_FAR: Final = 8
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
    right: dict[tuple[str, str], bool] = field(init=False)
    tries: int = 0

    def __post_init__(self) -> None:
        count = self.generations.rows
        self.row = dict(self.generations.row)
        self.born = {person.key: person.order for person in self.kin.people}
        self.pairs, self.sibs, self.links, self.twins, self.homes, self.near = (
            [[] for _ in range(count)] for _ in range(6)
        )
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
                if sex.get(here[0]) == "female" and sex.get(here[1]) == "male":
                    self.right[here[0], here[1]] = True
            self._children(union.children, level, here)
        self._around()
        self.cluster = self._clusters()

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
        close = [(each.person, each.to) for each in (*self.kin.near, *self.generations.kinships)]
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
        for key in self.row:
            if key in found:
                continue
            members = _chain(key, beside)
            for member in members:
                found[member] = members
        return found

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
                cost += _COUPLE_APART + _COUPLE_EACH * between
            elif ((one, two) in self.right) == (place[one] < place[two]):
                cost += _SIDE
        for keys in self.sibs[row]:
            cost += self._sibs_cost(keys, place, names)
        for group in self.twins[row]:
            places = [place[key] for key in group]
            if max(places) - min(places) + 1 > len(group):
                cost += _TWINS
        for home in self.homes[row]:
            places = sorted(place[key] for key in home)
            cost += _PIECES * sum(1 for a, b in zip(places, places[1:], strict=False) if b - a > 1)
        for one, two in self.near[row]:
            cost += _NEAR * min(abs(place[one] - place[two]), _FAR)
        return cost

    def _sibs_cost(self, keys: list[str], place: dict[str, int], names: list[str]) -> float:
        cost = 0.0
        for number, one in enumerate(keys):
            born = self.born[one]
            if born is None:
                continue
            for two in keys[number + 1 :]:
                later = self.born[two]
                if later is not None and born < later and place[one] > place[two]:
                    cost += _BIRTH
        for one, two in zip(keys, keys[1:], strict=False):
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
        ends: list[tuple[float, int, int]] = []
        for number, (parents, children) in enumerate(self.links[row]):
            top = sum(upper[key] for key in parents) / len(parents)
            ends += [(top, lower[child], number) for child in children]
        ends.sort()
        crossings = 0
        for number, (top, bottom, own) in enumerate(ends):
            for other_top, other_bottom, other in ends[number + 1 :]:
                if other_bottom < bottom and other != own and other_top > top:
                    crossings += 1
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
        at = line.index(there)
        # An outer place keeps the couples that are already side by side together.
        line.insert(at if at < len(line) / 2 else at + 1, key) if at in (0, len(line) - 1) else (
            line.append(key) if at >= len(line) / 2 else line.insert(0, key)
        )
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
