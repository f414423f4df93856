"""The order in which the lines of a page are read: columns, sidebars, boxes and tables, found by where lines stand."""

from __future__ import annotations

import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from nightlight.exchange.briefings.order import Box
from nightlight.exchange.briefings.pdf_lines import Line, Sheet

#: How near two rules have to be to count as one, in points.
_NEAR: Final = 3.0
#: How many lines may cross the gap between two columns, as a part of all: headings and paragraphs over both.
_MOST_CROSSING: Final = 0.4
_LEAST_GAP: Final = 7.0
_MOST_DEEP: Final = 12


@dataclass(frozen=True, slots=True)
class Placed:
    """A line in its order; `run` numbers the column of text that it belongs to, `box` the box, and table, row and column its cell."""

    line: Line
    run: int
    box: int | None = None
    table: int | None = None
    row: int | None = None
    column: int | None = None
    right: float = 0.0
    """Where its column of text ends."""


@dataclass(frozen=True, slots=True)
class _Grid:
    box: Box
    rows: tuple[float, ...]
    columns: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class _Unit:
    """What is put in order as one: a line, or a box or table with all that stands in it."""

    box: Box
    line: Line | None = None
    inside: tuple[Line, ...] = ()
    grid: _Grid | None = None
    boxed: bool = False


class Counter:
    """Numbers that no two runs, boxes or tables of a document share."""

    def __init__(self) -> None:
        self.runs = self.boxes = self.tables = 0


def in_order(sheet: Sheet, counter: Counter, lines: Sequence[Line] | None = None) -> list[Placed]:
    """The lines of a page in the order in which a person reads them."""
    return list(_ordered(list(_units(sheet, sheet.lines if lines is None else lines)), counter))


def _units(sheet: Sheet, lines: Sequence[Line]) -> Iterator[_Unit]:
    left = list(lines)
    for grid in _grids(sheet):
        inside = [line for line in left if _in(line, grid.box)]
        if len(inside) < 2 or len({_cell(line, grid) for line in inside}) < 2:
            continue
        left = [line for line in left if not _in(line, grid.box)]
        yield _Unit(grid.box, inside=tuple(inside), grid=grid)
    # The smallest first: what stands in a box within a box belongs to the inner one.
    for box in sorted(sheet.boxes, key=lambda each: each.area):
        inside = [line for line in left if _in(line, box)]
        if not inside or len(inside) == len(lines) or _band(box, inside, sheet):
            continue
        left = [line for line in left if not _in(line, box)]
        yield _Unit(box, inside=tuple(inside), boxed=True)
    for line in left:
        yield _Unit(line.box, line)


def _in(line: Line, box: Box) -> bool:
    centre = (line.box.left + line.box.right) / 2
    return box.left - 2 <= centre <= box.right + 2 and box.top - 2 <= line.middle <= box.bottom + 2


def _band(box: Box, inside: Sequence[Line], sheet: Sheet) -> bool:
    """A coloured band behind a heading, or the ground of a whole page: no box of its own."""
    if box.area > 0.6 * sheet.width * sheet.height:
        return True
    return len(inside) == 1 and box.bottom - box.top < 3.2 * inside[0].size


def _grids(sheet: Sheet) -> Iterator[_Grid]:
    """Tables with ruled cells: rules across and down that meet, at least two rows or two columns of cells."""
    across, down = _merged(sheet.across), _merged(sheet.down)
    if len(across) < 2 or len(down) < 2 or len(across) * len(down) > 40_000:
        return
    # Rules that meet belong to one table.
    group = list(range(len(across) + len(down)))

    def head(each: int) -> int:
        while group[each] != each:
            group[each] = group[group[each]]
            each = group[each]
        return each

    for i, (left, right, y) in enumerate(across):
        for j, (top, bottom, x) in enumerate(down):
            if left - _NEAR <= x <= right + _NEAR and top - _NEAR <= y <= bottom + _NEAR:
                group[head(i)] = head(len(across) + j)
    members: dict[int, tuple[list[float], list[float]]] = {}
    for i, (_, _, y) in enumerate(across):
        members.setdefault(head(i), ([], []))[0].append(y)
    for j, (_, _, x) in enumerate(down):
        members.setdefault(head(len(across) + j), ([], []))[1].append(x)
    for ys, xs in members.values():
        rows, columns = _settled(ys), _settled(xs)
        # Two columns at least: one column of cells is a row of boxes, read as such.
        if len(rows) >= 3 and len(columns) >= 3:
            yield _Grid(Box(columns[0], rows[0], columns[-1], rows[-1]), tuple(rows), tuple(columns))


def _merged(rules: Sequence[tuple[float, float, float]]) -> list[tuple[float, float, float]]:
    """Pieces of one rule made one: programs draw a rule cell by cell."""
    done: list[tuple[float, float, float]] = []
    for start, end, where in sorted(rules, key=lambda rule: (round(rule[2] / _NEAR), rule[0])):
        if done and abs(done[-1][2] - where) <= _NEAR and start <= done[-1][1] + _NEAR:
            done[-1] = (done[-1][0], max(done[-1][1], end), done[-1][2])
        else:
            done.append((start, end, where))
    return done


def _settled(values: Sequence[float]) -> list[float]:
    done: list[float] = []
    for value in sorted(values):
        if not done or value - done[-1] > 2 * _NEAR:
            done.append(value)
    return done


def _cell(line: Line, grid: _Grid) -> tuple[int, int]:
    row = sum(line.middle > each for each in grid.rows[1:-1])
    column = sum(line.box.left + min(4.0, (line.box.right - line.box.left) / 2) > each for each in grid.columns[1:-1])
    return row, column


def _ordered(units: list[_Unit], counter: Counter, deep: int = 0) -> Iterator[Placed]:
    for part in _parts(units, deep):
        yield from _run(part, counter)


def _run(units: list[_Unit], counter: Counter) -> Iterator[Placed]:
    """One column of text, from the top."""
    counter.runs += 1
    run = counter.runs
    right = max((unit.box.right for unit in units if unit.line is not None), default=0.0)
    for unit in _down(units):
        if unit.line is not None:
            yield Placed(unit.line, run, right=right)
        elif unit.grid is not None:
            yield from _table(unit, counter)
            counter.runs += 1
            run = counter.runs
        else:
            counter.boxes += 1
            number = counter.boxes
            for placed in _ordered([_Unit(line.box, line) for line in unit.inside], counter):
                yield Placed(placed.line, placed.run, number, right=placed.right)
            counter.runs += 1
            run = counter.runs


def _down(units: Sequence[_Unit]) -> Iterator[_Unit]:
    """From the top, and from the left where tops are nearly the same (lines that stand on one base line, boxes in a row)."""
    row: list[_Unit] = []
    for unit in sorted(units, key=lambda each: (each.box.top, each.box.left)):
        if row and unit.box.top - row[0].box.top > (3.0 if unit.line is not None else 8.0):
            yield from sorted(row, key=lambda each: each.box.left)
            row = []
        row.append(unit)
    yield from sorted(row, key=lambda each: each.box.left)


def _table(unit: _Unit, counter: Counter) -> Iterator[Placed]:
    assert unit.grid is not None
    table = counter.tables
    counter.tables += 1
    cells: dict[tuple[int, int], list[Line]] = {}
    for line in unit.inside:
        cells.setdefault(_cell(line, unit.grid), []).append(line)
    for (row, column), lines in sorted(cells.items()):
        counter.runs += 1
        for line in sorted(lines, key=lambda each: (each.box.top, each.box.left)):
            yield Placed(line, counter.runs, None, table, row, column, max(each.box.right for each in lines))


def _parts(units: list[_Unit], deep: int) -> Iterator[list[_Unit]]:
    """Runs of text in their order: what stands over all columns, then column by column, then what stands under them."""
    gap = _gutter(units) if deep < _MOST_DEEP else None
    if gap is None:
        yield units
        return
    low, high = gap
    bands: list[tuple[list[_Unit], list[_Unit]]] = []
    over: list[_Unit] = []
    parts: list[list[_Unit] | tuple[list[_Unit], list[_Unit]]] = []

    def close(other: list[_Unit]) -> None:
        if other:
            parts.append(list(other))
            other.clear()

    def close_band() -> None:
        if bands:
            parts.append(bands.pop())

    for unit in sorted(units, key=lambda each: (each.box.top, each.box.left)):
        if (unit.box.left < low and unit.box.right > high) or _over_both(unit, units, low):
            close_band()
            over.append(unit)
        else:
            close(over)
            if not bands:
                bands.append(([], []))
            bands[0][unit.box.left >= low].append(unit)
    close(over)
    close_band()
    for part in parts:
        if isinstance(part, tuple):
            left, right = part
            if _rows(left, right):
                yield [*left, *right]
                continue
            for side in (left, right):
                if side:
                    yield from _parts(side, deep + 1)
        else:
            yield part


def _enough(units: Sequence[_Unit]) -> bool:
    """Whether it is as much as a column: two lines, or a box."""
    return len(units) >= 2 or any(unit.line is None for unit in units)


def _over_both(unit: _Unit, units: Sequence[_Unit], low: float) -> bool:
    """A short heading over both columns: larger than the text, with nothing beside it and text of the right column below."""
    if unit.line is None or unit.box.left >= low:
        return False
    sizes = [each.line.size for each in units if each.line is not None and each is not unit]
    if sizes and unit.line.size < 1.15 * statistics.median(sizes):
        return False
    rights = [each for each in units if each.box.left >= low]
    below = any(each.box.top >= unit.box.bottom - 1 for each in rights)
    beside = any(each.box.top < unit.box.bottom + 3 and unit.box.top - 3 < each.box.bottom for each in rights)
    return below and not beside


def _gutter(units: list[_Unit]) -> tuple[float, float] | None:
    """The gap between two columns: an upright strip that few cross, with lines beside one another on both sides."""
    if len(units) < 4:
        return None
    best: tuple[float, tuple[float, float]] | None = None
    edges: list[float] = []
    for left in sorted(unit.box.left for unit in units):
        # Beginnings a point apart are one column's.
        if not edges or left > edges[-1] + 1:
            edges.append(left)
    for edge in edges[1:]:
        if edge <= edges[0] + 20:
            continue
        lefts = [unit for unit in units if unit.box.right <= edge + 0.01 and unit.box.left < edge - 0.01]
        rights = [unit for unit in units if unit.box.left >= edge - 0.01]
        crossing = [unit for unit in units if unit.box.left < edge - 0.01 and unit.box.right > edge + 1]
        if len(crossing) > _MOST_CROSSING * len(units) or not lefts or not _enough(rights):
            continue
        # The strip reaches from the rightmost end on its left that stands beside something on its right.
        beside = [
            one for one in lefts
            if any(one.box.top < other.box.bottom and other.box.top < one.box.bottom for other in rights)
        ]  # fmt: skip
        if not _enough(beside):
            continue
        low = max(unit.box.right for unit in beside)
        if edge - low < _LEAST_GAP:
            continue
        worth = min(len(beside), len(rights)) + 0.2 * (edge - low) ** 0.5 - 2.0 * len(crossing)
        if best is None or worth > best[0]:
            best = (worth, (low, edge - 1))
    return best[1] if best else None


def _rows(left: list[_Unit], right: list[_Unit]) -> bool:
    """Whether two columns are a grid of boxes, or the names and values of a list without rules: read row by row."""
    if all(unit.line is None for unit in (*left, *right)):
        return len(left) > 1 and all(any(abs(one.box.top - other.box.top) < 8 for other in right) for one in left)
    if any(unit.line is None for unit in (*left, *right)) or len(left) < 2 or len(right) < 2:
        return False
    starts, others = _starts(left), _starts(right)
    if len(starts) < 2 or abs(len(starts) - len(others)) > 1:
        return False
    beside = sum(any(abs(one - other) <= _NEAR for other in others) for one in starts)
    short = statistics.median(len(unit.line.text) for unit in left if unit.line) <= 28
    return beside >= 0.9 * len(starts) and short and len(left) <= 1.5 * len(starts)


def _starts(units: list[_Unit]) -> list[float]:
    """Where paragraphs of a column begin: after a gap wider than between its lines."""
    tops = sorted((unit.box.top, unit.box.bottom) for unit in units)
    gaps = [other[0] - one[1] for one, other in pairwise(tops)]
    usual = min(gaps, default=0.0)
    return [
        tops[0][0],
        *(other[0] for (one, other), gap in zip(pairwise(tops), gaps, strict=True) if gap > usual + 2.5),
    ]
