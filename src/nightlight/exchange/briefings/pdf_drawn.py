"""Marks of a list that are drawn and not written: the discs, squares and rings of a page that a browser printed.

A small shape stands a little left of a line's first word, about the middle of its small letters, with nothing between.
One such shape says little: a page holds dots of charts, pieces of icons and ornaments too. So it is believed where it is
repeated at one margin, or where the words below hang under those that it marks. No character is put into the text: the
line is said to be marked, and that is all.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Final

from pdfminer.layout import LTLine

from nightlight.exchange.briefings.marks import PRINTED
from nightlight.exchange.briefings.order import Box

if TYPE_CHECKING:
    from nightlight.exchange.briefings.pdf_lines import Line, Sheet

#: Points: what is larger is no mark and no piece of an icon; what is smaller nobody sees.
_LARGEST: Final = 40.0
_SMALLEST: Final = 0.7
#: A page with more of them is a drawing or a map, one with more lines no page of a briefing: no mark is looked for there.
_MOST_SPOTS: Final = 20_000
_MOST_LINES: Final = 3_000
_MOST_BARS: Final = 1_000
#: How many of the shapes that are alike have to stand before lines.
_MOSTLY: Final = 0.6
#: In sizes of the line's letters: how large a mark is, how large an empty box to tick, how far from its words.
_FILLED: Final = 0.62
_EMPTY: Final = 1.1
_FROM_WORDS: Final = 3.0
#: Points by which two places at one margin may differ.
_NEAR: Final = 1.5
_BAND: Final = 8.0
_WHITE: Final = frozenset({(1.0,), (1.0, 1.0, 1.0), (0.0, 0.0, 0.0, 0.0)})

Colour = tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Spot:
    """A small shape: where it stands, its colour, and whether it is only an outline."""

    box: Box
    colour: Colour
    empty: bool
    mark: bool
    """Whether it has the form of a mark: about as wide as high, and no single stroke."""

    @property
    def middle(self) -> float:
        return (self.box.top + self.box.bottom) / 2

    @property
    def left(self) -> float:
        return self.box.left

    @property
    def wide(self) -> float:
        return self.box.right - self.box.left


@dataclass(frozen=True, slots=True)
class Beside:
    """A shape that stands before a line as a mark would; `at` numbers the line. `joined` says that a rule runs through it,
    `elsewhere` that most of the shapes like it on its page stand before no line."""

    at: int
    line: Line
    spot: Spot
    joined: bool
    elsewhere: bool = False

    @property
    def words(self) -> float:
        """Where the words begin."""
        return self.line.box.left


@dataclass(slots=True)
class Drawn:
    """The small shapes and the upright bars of one page, as they come."""

    spots: list[Spot] = field(default_factory=list)
    bars: list[Box] = field(default_factory=list)

    def add(self, box: Box, each: Any) -> None:
        """Takes a shape of pdfminer's if it is small or a bar. Of more than 20,000 shapes none is kept account of."""
        wide, high = box.right - box.left, box.bottom - box.top
        if not (each.stroke or each.fill) or wide > _LARGEST:
            return
        if wide <= 6 and high >= max(6.0, 2.5 * wide):
            if len(self.bars) < _MOST_BARS:
                self.bars.append(box)
        elif (
            wide >= _SMALLEST and _SMALLEST <= high <= _LARGEST and wide <= 4 * high and len(self.spots) <= _MOST_SPOTS
        ):
            colour = _colour(each.non_stroking_color if each.fill else each.stroking_color)
            even = 0.6 <= wide / high <= 1.6 and not isinstance(each, LTLine)
            self.spots.append(Spot(box, colour, not each.fill or colour in _WHITE, even))


def _colour(given: Any) -> Colour:
    """A colour by its parts: grey, red with green and blue, or the four inks. A pattern has none."""
    parts = given if isinstance(given, tuple | list) else (given,)
    if len(parts) > 4 or not all(isinstance(each, int | float) and 0 <= each <= 1 for each in parts):
        return ()
    return tuple(round(float(each), 2) for each in parts)


def beside(drawn: Drawn, lines: Sequence[Line]) -> tuple[Beside, ...]:
    """The shapes of a page that stand before lines as marks would, each still to be believed (`with_drawn`)."""
    if not drawn.spots or not lines or len(drawn.spots) > _MOST_SPOTS or len(lines) > _MOST_LINES:
        return ()
    bands = _bands(drawn.spots)
    in_order = sorted(lines, key=lambda line: line.middle)
    middles = [line.middle for line in in_order]
    tallest = max(line.box.bottom - line.box.top for line in lines)
    found: list[Beside] = []
    for at, line in enumerate(lines):
        if (line.marked and line.text.split(" ", 1)[0] in PRINTED) or line.size > 2 * _LARGEST:
            continue
        row = list(_before(line, bands))
        spot = max(row, key=lambda each: (each.box.right, each.wide), default=None)
        if spot is None or not _is_mark(spot, line) or not _alone(spot, line, row, bands):
            continue
        start = bisect_left(middles, spot.middle - tallest)
        near = in_order[start : bisect_right(middles, spot.middle + tallest)]
        if any(
            other is not line and other.box.top <= spot.middle <= other.box.bottom
            and other.box.left < line.box.left - 0.5 and other.box.right > spot.left + 0.5
            for other in near
        ):  # fmt: skip
            continue
        through = [bar for bar in drawn.bars if bar.top - 1 <= spot.middle <= bar.bottom + 1]
        if any(spot.box.right <= bar.left and bar.right <= line.box.left + 1 for bar in through):
            continue
        joined = any(
            bar.left < spot.box.right + 1 and spot.left - 1 < bar.right
            and max(spot.box.top - bar.top, bar.bottom - spot.box.bottom) > 0.5 * line.size
            for bar in drawn.bars
            if bar.top - 1 <= spot.box.bottom and spot.box.top <= bar.bottom + 1
        )  # fmt: skip
        found.append(Beside(at, line, spot, joined))
    marks = [each for band in bands.values() for each in band if each.mark]
    spots = [each.spot for each in found]
    # Where most of those at one margin have no words beside them, they are of a chart.
    at_margin = _parts_of(spots, marks, lambda spot: (spot.colour, round(spot.left)))
    in_all = _parts_of(spots, marks, lambda spot: (spot.colour, round(spot.wide)))
    return tuple(
        replace(each, elsewhere=of_all < _MOSTLY)
        for each, of_margin, of_all in zip(found, at_margin, in_all, strict=True)
        if of_margin >= _MOSTLY
    )


def _parts_of(some: Sequence[Spot], every: Sequence[Spot], key: Callable[[Spot], tuple[Colour, int]]) -> list[float]:
    """For each of some shapes, how many of all that are like it are among them: as a part of 1. A step apart is alike."""
    few, many = Counter(map(key, some)), Counter(map(key, every))

    def about(counted: Counter[tuple[Colour, int]], spot: Spot) -> int:
        colour, step = key(spot)
        return sum(counted[colour, step + each] for each in (-1, 0, 1))

    return [about(few, spot) / max(about(many, spot), 1) for spot in some]


def _bands(spots: Sequence[Spot]) -> dict[int, list[Spot]]:
    """Shapes by how far down they are, from the left; of those about one centre (a filling and its border) the outermost."""
    outer: dict[tuple[int, int], Spot] = {}
    for spot in spots:
        centre = round(spot.box.left + spot.box.right), round(spot.box.top + spot.box.bottom)
        if centre not in outer or spot.box.area > outer[centre].box.area:
            outer[centre] = spot
    bands: dict[int, list[Spot]] = {}
    for spot in sorted(outer.values(), key=attrgetter("left")):
        bands.setdefault(int(spot.middle // _BAND), []).append(spot)
    return bands


def _within(bands: dict[int, list[Spot]], top: float, bottom: float, left: float, right: float) -> Iterator[Spot]:
    """Shapes whose middle is between two heights and whose left is between two places."""
    for number in range(int(top // _BAND), int(bottom // _BAND) + 1):
        band = bands.get(number, [])
        for spot in band[bisect_left(band, left, key=attrgetter("left")) :]:
            if spot.left > right:
                break
            if top <= spot.middle <= bottom:
                yield spot


def _middle(line: Line) -> float:
    """About the middle of its small letters: raised and large letters reach further up, and none much further down."""
    return line.box.bottom - 0.5 * line.size


def _before(line: Line, bands: dict[int, list[Spot]]) -> Iterator[Spot]:
    size, middle, words = line.size, _middle(line), line.box.left
    for spot in _within(bands, middle - 0.4 * size, middle + 0.4 * size, words - (_FROM_WORDS + 3) * size, words):
        if spot.box.right <= words + 0.3:
            yield spot


def _is_mark(spot: Spot, line: Line) -> bool:
    """Whether a shape has the form, the size and the place of a mark before a line."""
    size = line.size
    largest = max(spot.wide, spot.box.bottom - spot.box.top)
    gap = line.box.left - spot.box.right
    if not spot.mark or not 0.08 * size <= gap <= _FROM_WORDS * size or largest < 0.12 * size:
        return False
    if largest <= _FILLED * size:
        return abs(spot.middle - _middle(line)) <= 0.3 * size
    return spot.empty and largest <= _EMPTY * size


def _alone(spot: Spot, line: Line, row: Sequence[Spot], bands: dict[int, list[Spot]]) -> bool:
    """Whether it is no piece of an icon, no point of a scale, no square of a pattern."""
    size, box = line.size, spot.box
    if any(other is not spot and box.left - other.box.right < 1.5 * size and not _inside(other, spot) for other in row):
        return False
    around = _within(bands, box.top - _LARGEST, box.bottom + _LARGEST, box.left - _LARGEST - size, line.box.left - 0.5)
    return not any(
        other is not spot
        and not _inside(other, spot)
        and not _alike(other, spot)
        and other.box.left < box.right + 0.3 * size
        # What reaches to the words lies behind them or frames them.
        and box.left - 0.3 * size < other.box.right < line.box.left + 0.3 * size
        and other.box.top < box.bottom + 0.3 * size
        and other.box.bottom > box.top - 0.3 * size
        for other in around
    )


def _inside(other: Spot, spot: Spot) -> bool:
    one, two = other.box, spot.box
    return (
        two.left - 0.5 <= one.left
        and one.right <= two.right + 0.5
        and two.top - 0.5 <= one.top
        and one.bottom <= two.bottom + 0.5
    )


def _alike(other: Spot, spot: Spot) -> bool:
    """The mark of the entry above or below."""
    return abs(other.left - spot.left) <= 1 and abs(other.wide - spot.wide) <= 0.15 * spot.wide


def with_drawn(sheets: Sequence[Sheet]) -> None:
    """Marks the lines of a document that begin with a drawn mark."""
    known: set[tuple[Colour, int, int]] = set()
    pages = [_Page(sheet) for sheet in sheets if sheet.beside]
    for page in pages:
        page.believe()
        known |= {_manner(each) for each in page.believed.values()}
    for page in pages:
        page.believe_alike(known)
        for at, each in page.believed.items():
            page.sheet.lines[at] = replace(
                each.line, marked=True, drawn=True, indent=each.words, box=replace(each.line.box, left=each.spot.left)
            )


def _manner(each: Beside) -> tuple[Colour, int, int]:
    """The colour, size and distance of a mark, in parts of its line's letters."""
    size = each.line.size
    return each.spot.colour, round(each.spot.wide / size / 0.05), round((each.words - each.spot.box.right) / size / 0.1)


class _Page:
    """The lines of a page and which of the shapes before them are believed to be marks."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.lines = sorted(sheet.lines, key=lambda line: line.middle)
        self.middles = [line.middle for line in self.lines]
        self.taken = {each.at for each in sheet.beside}
        letters: Counter[float] = Counter()
        for line in sheet.lines:
            letters[line.size] += len(line.text)
        self.usual = letters.most_common(1)[0][0]
        self.believed: dict[int, Beside] = {}
        self.alone: list[Beside] = []
        """Those that have no other like them at their margin."""

    def believe(self) -> None:
        """Those that are repeated at their margin, and those under which words hang."""
        for group in _groups(self.sheet.beside):
            if any(each.joined for each in group) and not all(self._tells(each) for each in group):
                continue
            if len(group) == 1:
                if self._plain(group[0].line) and not group[0].joined:
                    self.alone += group
                continue
            follow: set[int] = set()
            for one, other in pairwise(group):
                if self._follow(one, other):
                    follow |= {one.at, other.at}
            for each in group:
                if each.at in follow or (self._plain(each.line) and not each.elsewhere):
                    self.believed[each.at] = each
        for each in self.alone:
            if self._hangs(each):
                self.believed[each.at] = each

    def believe_alike(self, known: set[tuple[Colour, int, int]]) -> None:
        """Single ones too, where marks of that manner are known from elsewhere, or where they stand within an entry."""
        words = {each.words for each in self.believed.values()}
        for each in self.alone:
            colour, wide, gap = _manner(each)
            manners = {(colour, wide + one, gap + other) for one in (-1, 0, 1) for other in (-1, 0, 1)}
            like_others = not each.elsewhere and not known.isdisjoint(manners)
            if like_others or self._nested(each, words):
                self.believed[each.at] = each

    def _plain(self, line: Line) -> bool:
        """Whether it is not set apart as a heading is."""
        return not line.bold and line.size <= 1.09 * self.usual

    def _down(self, top: float, bottom: float, left: float, right: float) -> list[Line]:
        """The lines between two heights that reach into a column, from the top."""
        part = self.lines[bisect_right(self.middles, top) : bisect_left(self.middles, bottom)]
        return [line for line in part if line.box.right > left and line.box.left < right]

    def _under(self, each: Beside) -> Line | None:
        """The line below, where it begins under the first word."""
        line = each.line
        below = self._down(line.middle + 0.5 * line.size, line.middle + 1.8 * line.size, each.spot.left, line.box.right)
        if (
            not below
            or abs(below[0].box.left - each.words) > _NEAR
            or any(below[0] is self.sheet.lines[at] for at in self.taken)
        ):
            return None
        return below[0]

    def _follow(self, one: Beside, other: Beside) -> bool:
        """Whether nothing stands between two entries but what belongs to the first."""
        line, last = one.line, other.line
        right = max(line.box.right, last.box.right)
        between = self._down(line.middle + 0.5 * line.size, last.middle - 0.5 * last.size, one.spot.left, right)
        if any(each.box.left < one.words - _NEAR for each in between):
            return False
        if any(low.middle - high.middle > 3 * line.size for high, low in pairwise([line, *between, last])):
            return False
        own = [each for each in (*between, last) if each is last or each.box.left <= one.words + _NEAR]
        if self._plain(line):
            return True
        # A heading with an ornament stands over words of another look.
        full = line.box.right - one.words > 0.8 * (max(each.box.right for each in own) - one.words)
        return all(abs(each.size - line.size) <= 0.09 * line.size and (each.bold == line.bold or full) for each in own)

    def _hangs(self, each: Beside) -> bool:
        """Whether the next line begins under the first word, and text about them further left, where the mark stands."""
        below = self._under(each)
        if below is None or abs(below.size - each.line.size) > 0.09 * each.line.size:
            return False
        far = 6 * each.line.size
        about = self._down(each.line.middle - far, each.line.middle + far, each.spot.left, each.line.box.right)
        return any(line.box.left <= each.spot.box.right and line.box.right > each.words for line in about)

    def _nested(self, each: Beside, words: set[float]) -> bool:
        """Whether the line above is of an entry, and the mark stands under its words or a little right of where they begin."""
        line = each.line
        above = self._down(line.middle - 2.2 * line.size, line.middle - 0.5 * line.size, each.spot.left, line.box.right)
        return bool(above) and any(
            abs(above[-1].box.left - start) <= _NEAR and -0.6 <= (each.spot.left - start) / line.size <= _FROM_WORDS
            for start in words
        )

    def _tells(self, each: Beside) -> bool:
        """Whether more stands beside a point of a timeline than its date: only then is it the beginning of an entry."""
        below = self._under(each)
        label = each.line.bold and (below is None or not below.bold)
        return not label and len(each.line.text.split()) >= 4


def _groups(candidates: Sequence[Beside]) -> Iterator[list[Beside]]:
    """Shapes of one colour and size at one margin, before words at one margin, from the top of the page."""
    keys: tuple[tuple[Callable[[Beside], Any], Callable[[Any, Any], bool]], ...] = (
        (lambda each: (each.spot.colour, each.spot.empty), lambda one, other: bool(one != other)),
        (lambda each: each.spot.left, lambda one, other: bool(other - one > 1)),
        (lambda each: each.words, lambda one, other: bool(other - one > _NEAR)),
        (lambda each: each.spot.wide, lambda one, other: bool(other > 1.2 * one)),
    )
    groups = [list(candidates)]
    for key, apart in keys:
        groups = [part for group in groups for part in _split(group, key, apart)]
    for group in groups:
        yield sorted(group, key=lambda each: each.line.middle)


def _split(
    group: list[Beside], key: Callable[[Beside], Any], apart: Callable[[Any, Any], bool]
) -> Iterator[list[Beside]]:
    part: list[Beside] = []
    for each in sorted(group, key=key):
        if part and apart(key(part[-1]), key(each)):
            yield part
            part = []
        part.append(each)
    if part:
        yield part
