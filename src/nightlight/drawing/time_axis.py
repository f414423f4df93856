"""Days along a line: where a day lies, which stretches of empty time are folded, and which dates are written."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Final

from nightlight.chronology.moments import MONTHS, Day, add_months
from nightlight.drawing.lettering import width_of

#: Empty time longer than this is folded. Shorter silences keep their length: a silence is often what a review is about.
FOLD_AFTER_DAYS: Final = 365
#: How many stretches of empty time are folded at most (the longest), and the width of a fold.
_MOST_FOLDS: Final = 4
_FOLD_WIDTH: Final = 34.0
#: The least share of the line that a stretch of time gets.
_LEAST_SHARE: Final = 0.04
#: The least distance between two dates, and how far a date may reach beyond the ends of the line.
_APART: Final = 8.0
_BEYOND: Final = 12.0

_DAYS: Final = (1, 7, 14)
_MONTH_STEPS: Final = (1, 2, 3, 6, 12, 24, 60, 120)


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days that lie on the line without a fold, and where they lie."""

    first: Day
    last: Day
    left: float
    right: float


@dataclass(frozen=True, slots=True)
class Tick:
    """A date on the axis: where its line is, and its words with their left edge."""

    at: float
    words: str
    left: float


class TimeAxis:
    """A line from `left` to `right` on which every one of these days has its place.

    Raises `ValueError` where there is no day.
    """

    def __init__(self, days: Iterable[Day], left: float, right: float) -> None:
        known = sorted(set(days))
        if not known:
            raise ValueError("an axis needs a day")
        self.left = left
        self.right = right
        self.stretches = tuple(_stretches(known, left, right))
        self._starts = [stretch.first for stretch in self.stretches]

    def x(self, day: Day) -> float:
        """Where a day lies; a day before the first or after the last lies at the end of the line."""
        index = max(bisect_right(self._starts, day) - 1, 0)
        here = self.stretches[index]
        if day <= here.last:
            share = max(day - here.first, 0) / (here.last - here.first) if here.last > here.first else 0.5
            return round(here.left + share * (here.right - here.left), 1)
        if index + 1 == len(self.stretches):
            return round(here.right, 1)
        return round((here.right + self.stretches[index + 1].left) / 2, 1)

    def folds(self) -> list[float]:
        """Where empty time is folded: the middle of each fold."""
        return [round((before.right + after.left) / 2, 1) for before, after in pairwise(self.stretches)]

    def ticks(self, size: float) -> list[Tick]:
        """The dates to write at a size of letters: as many as have room, none over another."""
        return _spaced([tick for stretch in self.stretches for tick in self._ticks_in(stretch, size)], size)

    def _ticks_in(self, stretch: Stretch, size: float) -> list[Tick]:
        """The finest dates that have room in a stretch; its first day where no rounder one falls in it."""
        for dates in _grids(stretch):
            ticks = [self._tick(day, words, size) for day, words in dates]
            if ticks and len(_spaced(ticks, size)) == len(ticks):
                return ticks
        return [self._tick(stretch.first, _month(stretch.first), size)]

    def _tick(self, day: Day, words: str, size: float) -> Tick:
        at = self.x(day)
        width = width_of(words, size)
        left = min(max(at - width / 2, self.left - _BEYOND), self.right + _BEYOND - width)
        return Tick(at, words, round(left, 1))


def _stretches(days: list[Day], left: float, right: float) -> Iterator[Stretch]:
    gaps = sorted(
        ((after - before, before, after) for before, after in pairwise(days) if after - before > FOLD_AFTER_DAYS),
        reverse=True,
    )[:_MOST_FOLDS]
    edges = sorted((before, after) for _, before, after in gaps)
    firsts = [days[0], *(after for _, after in edges)]
    lasts = [*(before for before, _ in edges), days[-1]]
    spans = [last - first for first, last in zip(firsts, lasts, strict=True)]
    least = max(sum(spans) * _LEAST_SHARE, 1)
    weights = [max(span, least) for span in spans]
    room = right - left - _FOLD_WIDTH * (len(spans) - 1)
    here = left
    for first, last, weight in zip(firsts, lasts, weights, strict=True):
        width = room * weight / sum(weights)
        yield Stretch(first, last, here, here + width)
        here += width + _FOLD_WIDTH


def _grids(stretch: Stretch) -> Iterator[list[tuple[Day, str]]]:
    """The dates of each grid, the finest first. A fine grid over many years is not worth listing."""
    for step in _DAYS:
        if (stretch.last - stretch.first) / step <= 60:
            yield [(day, _day(day)) for day in _every(stretch, step)]
    for months in _MONTH_STEPS:
        yield [
            (day, _month(day) if months < 12 else str(date.fromordinal(day).year)) for day in _firsts(stretch, months)
        ]


def _every(stretch: Stretch, step: int) -> range:
    """Every so many days, weeks from a Monday."""
    start = stretch.first if step == 1 else stretch.first + (-date.fromordinal(stretch.first).weekday()) % 7
    return range(start, stretch.last + 1, step)


def _firsts(stretch: Stretch, months: int) -> Iterator[Day]:
    """The first of every so many months, counted from January of the year 0."""
    start = date.fromordinal(stretch.first)
    index = start.year * 12 + start.month - 1
    index += (-index) % months
    day = date(index // 12, index % 12 + 1, 1).toordinal()
    while day <= stretch.last:
        if day >= stretch.first:
            yield day
        day = add_months(day, months)


def _spaced(ticks: list[Tick], size: float) -> list[Tick]:
    found: list[Tick] = []
    for tick in ticks:
        if not found or tick.left >= _end(found[-1], size) + _APART:
            found.append(tick)
    return found


def _end(tick: Tick, size: float) -> float:
    return tick.left + width_of(tick.words, size)


def _month(day: Day) -> str:
    value = date.fromordinal(day)
    return f"{MONTHS[value.month - 1][:3]} {value.year}"


def _day(day: Day) -> str:
    return f"{date.fromordinal(day).day} {_month(day)}"


def short_day(day: Day) -> str:
    """A day in few letters, for a drawing: `27 Mar 2026`."""
    return _day(day)
