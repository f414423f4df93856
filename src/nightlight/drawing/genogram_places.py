"""How far to the right everybody of a genogram stands: as near as may be to their children, parents and partners.

Each row is settled by itself against the rows around it, in turns, by pooling (isotonic regression): the order and the
room that everybody needs always hold, and what is asked is met in the least squares.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

_ROUNDS: Final = 24
#: What draws somebody whom no line draws.
_ALONE: Final = 0.1
#: What a person is pinned to outweighs all else.
_PINNED: Final = 1e7
_LOOSE: Final = 0.01


@dataclass(frozen=True, slots=True)
class Spring:
    """Two sets of nodes whose middles should stand one above the other; `aside` is how far to the right of the upper
    ones' middle the line between them starts, `down` how much the lower ones are drawn where the upper are by 1."""

    upper: tuple[str, ...]
    lower: tuple[str, ...]
    weight: float = 1.0
    aside: float = 0.0
    down: float = 0.4


@dataclass(frozen=True, slots=True)
class Columns:
    """What `settle` needs: the rows in order, the room between neighbours (middle to middle), which neighbours keep
    together, the springs."""

    rows: Sequence[Sequence[str]]
    room: Callable[[str, str], float]
    joined: frozenset[tuple[str, str]]
    springs: Sequence[Spring]


def settle(columns: Columns, start: Mapping[str, float] | None = None) -> dict[str, float]:
    """Where each node stands."""
    x: dict[str, float] = {}
    for row in columns.rows:
        at = 0.0
        for number, node in enumerate(row):
            at += columns.room(row[number - 1], node) if number else 0.0
            x[node] = at
        for node in row:
            x[node] -= at / 2
    if start is not None:
        x.update({node: start[node] for node in x if node in start})
    of: dict[str, list[Spring]] = {}
    for spring in columns.springs:
        for node in (*spring.upper, *spring.lower):
            of.setdefault(node, []).append(spring)
    count = len(columns.rows)
    for turn in range(_ROUNDS):
        for number in range(count) if turn % 2 else reversed(range(count)):
            _settle_row(columns, number, x, of)
    return x


def pin(
    columns: Columns, x: Mapping[str, float], pinned: Mapping[str, float], loose: Collection[str]
) -> dict[str, float]:
    """Everybody where they stood, but those who are pinned where they are put: neighbours make room, and those who are
    `loose` before others."""
    found = dict(x)
    for row in columns.rows:
        wanted = [
            (pinned[node], _PINNED) if node in pinned else (x[node], _LOOSE if node in loose else 1.0) for node in row
        ]
        _place(columns, row, found, wanted, [[number] for number in range(len(row))])
    return found


def _settle_row(columns: Columns, number: int, x: dict[str, float], of: Mapping[str, list[Spring]]) -> None:
    row = columns.rows[number]
    wanted: list[tuple[float, float]] = []
    for place, node in enumerate(row):
        total, weight = 0.0, 0.0
        for spring in of.get(node, ()):
            if node in spring.upper:
                target = x[node] + _middle(spring.lower, x) - _middle(spring.upper, x) - spring.aside
                pull = spring.weight
            else:
                # Each child straight to its parents: brothers and sisters keep close together.
                target = _middle(spring.upper, x) + spring.aside
                pull = spring.weight * spring.down
            total += pull * target
            weight += pull
        if not weight:
            # Nobody pulls: stand as near as may be to the next in the row whom somebody pulls.
            total, weight = _ALONE * _beside(columns, row, place, x, of), _ALONE
        wanted.append((total / weight, weight))
    blocks: list[list[int]] = []
    for place, node in enumerate(row):
        if place and (row[place - 1], node) in columns.joined:
            blocks[-1].append(place)
        else:
            blocks.append([place])
    _place(columns, row, x, wanted, blocks)


def _middle(nodes: tuple[str, ...], x: Mapping[str, float]) -> float:
    return sum(x[node] for node in nodes) / len(nodes)


def _beside(
    columns: Columns, row: Sequence[str], place: int, x: Mapping[str, float], of: Mapping[str, list[Spring]]
) -> float:
    found: list[tuple[int, float]] = []
    for way in (-1, 1):
        at, room = place, 0.0
        while 0 <= at + way < len(row):
            one, two = sorted((at, at + way))
            room += columns.room(row[one], row[two])
            at += way
            if row[at] in of:
                found.append((abs(at - place), x[row[at]] - way * room))
                break
    return min(found, default=(0, x[row[place]]))[1]


def _place(
    columns: Columns,
    row: Sequence[str],
    x: dict[str, float],
    wanted: Sequence[tuple[float, float]],
    blocks: Sequence[Sequence[int]],
) -> None:
    """Puts a row where it wants to be, in order and with room: blocks that would overlap are pooled."""
    offset = [0.0]
    for one, two in itertools.pairwise(row):
        offset.append(offset[-1] + columns.room(one, two))
    pools: list[tuple[float, float, list[int]]] = []
    for block in blocks:
        weight = sum(wanted[place][1] for place in block)
        target = sum((wanted[place][0] - offset[place]) * wanted[place][1] for place in block) / weight
        pool = (target, weight, list(block))
        while pools and pools[-1][0] > pool[0]:
            before = pools.pop()
            both = before[1] + pool[1]
            pool = ((before[0] * before[1] + pool[0] * pool[1]) / both, both, before[2] + pool[2])
        pools.append(pool)
    for target, _, places in pools:
        for place in places:
            x[row[place]] = target + offset[place]
