"""The chronology in lanes: one for each agency, with what was watched, warned of and done on the same line of days.

`lay_out` says where everything goes; `nightlight.drawing.svg` writes it down. A drawing that is too tall for a sheet
of paper is laid out as several panels, each with its own line of dates. By construction no label lies over another:
every row has a strip for its words and a strip for its marks, and a label that has no room is left to the mark's title
and the table.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, Literal, TypeVar

from nightlight.chronology.moments import Day
from nightlight.drawing.lettering import broken, cut, width_of
from nightlight.drawing.time_axis import TimeAxis

WIDTH: Final = 1200.0
#: As tall as one panel may be: at this width, a sheet of A4 on its side with its caption.
TALLEST: Final = 740.0

_LEFT: Final = 236.0
_RIGHT: Final = WIDTH - 14
#: The room of words beside the line of days; they keep clear of a marked last day.
_ROOM: Final = _RIGHT - 8 - _LEFT
_NAME_WIDTH: Final = 214.0
_NAME_SIZE: Final = 13.0
_NAME_LINE: Final = 16.0
_NAME_LINES: Final = 3
_SIZE: Final = 12.0
_STRIP: Final = 17.0
_MARKS: Final = 28.0
_PAD: Final = 5.0
_AXIS: Final = 24.0
#: The least distance of two marks: each can be hit with a finger (24 by WCAG 2.2, target size) and has room for its
#: number.
APART: Final = 27.0

Shape = Literal["entry", "key", "several", "several-key", "met", "excused", "watching", "warned", "open"]


# -- what is to be drawn


@dataclass(frozen=True, slots=True)
class Mark:
    """One thing on a lane: when, what it is in words, where its row is (`href`), a short label; `key`: it matters."""

    day: Day
    says: str
    href: str
    label: str = ""
    key: bool = False


@dataclass(frozen=True, slots=True)
class Lane:
    """A row of marks, of an agency or of findings that came to the same."""

    name: str
    marks: tuple[Mark, ...]
    shape: Shape = "entry"


@dataclass(frozen=True, slots=True)
class Track:
    """A row for one warning: watched from `opened`, warned on `warned`, closed on `closed` (`None`: open to the end).

    `words` say the same beside the line; `met` tells an answer from a matter that was no longer asked about.
    """

    name: str
    opened: Day
    warned: Day
    closed: Day | None
    met: bool
    words: str
    href: str


@dataclass(frozen=True, slots=True)
class Lanes:
    """What is to be drawn: lanes of agencies, lanes of findings that came to the same (`outcomes`), tracks of warnings.

    `end` is the last day; `marked` is a day to mark, with its words. With a `start` too, only the days from `start` to `end`
    are drawn: marks outside are left out, and a track that began before or goes on after is cut at the edge.
    """

    says: str
    lanes: tuple[Lane, ...]
    outcomes: tuple[Lane, ...] = ()
    tracks: tuple[Track, ...] = ()
    end: Day | None = None
    marked: tuple[Day, str] | None = None
    start: Day | None = None

    def shows(self, day: Day) -> bool:
        """Whether a day is among those that are drawn."""
        return self.start is None or (self.start <= day and (self.end is None or day <= self.end))


# -- where it goes


@dataclass(frozen=True, slots=True)
class Label:
    """Words at a place: `x` is their left edge and `y` the line that they stand on."""

    x: float
    y: float
    words: str
    size: float
    role: str

    @property
    def width(self) -> float:
        """How wide the words are."""
        return width_of(self.words, self.size)


@dataclass(frozen=True, slots=True)
class Line:
    """A straight line; its role says how it is drawn."""

    x1: float
    y1: float
    x2: float
    y2: float
    role: str


@dataclass(frozen=True, slots=True)
class Sign:
    """A sign with its middle at a place; `count` stands in the sign of several entries."""

    x: float
    y: float
    shape: Shape
    count: int = 0


@dataclass(frozen=True, slots=True)
class Link:
    """Parts that lead to a place of the page, with what a screen reader says."""

    href: str
    says: str
    parts: tuple[Label | Line | Sign, ...]
    target: tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Panel:
    """One drawing: its size, what it shows in words, and its parts from the back to the front."""

    width: float
    height: float
    says: str
    parts: tuple[Label | Line | Link, ...]


_Part = TypeVar("_Part", Label, Line, Sign, Label | Line, Label | Line | Sign)


def lay_out(lanes: Lanes) -> list[Panel]:
    """Where everything goes, as one panel or, where that were too tall, several; none where there is no day to draw."""
    days = [day for day in _days(lanes) if lanes.shows(day)]
    if not days:
        return []
    axis = TimeAxis(days, _LEFT, _RIGHT)
    above = [_lane(_within(lane, lanes), axis) for lane in lanes.lanes]
    below = [_lane(_within(lane, lanes), axis) for lane in lanes.outcomes]
    below += [_track(track, axis, max(days), lanes) for track in lanes.tracks if _crosses(track, lanes)]
    head = _head(lanes, axis)
    sheets = _sheets(above, below, TALLEST - head.height - _PAD)
    return [
        _panel(lanes, axis, head, sheet, f" ({number} of {len(sheets)})" if len(sheets) > 1 else "")
        for number, sheet in enumerate(sheets, 1)
    ]


def _days(lanes: Lanes) -> Iterator[Day]:
    for lane in (*lanes.lanes, *lanes.outcomes):
        yield from (mark.day for mark in lane.marks)
    for track in lanes.tracks:
        yield from (day for day in (track.opened, track.warned, track.closed) if day is not None)
    if lanes.start is not None:
        yield lanes.start
    if lanes.end is not None:
        yield lanes.end
    if lanes.marked is not None:
        yield lanes.marked[0]


def _within(lane: Lane, lanes: Lanes) -> Lane:
    """A lane with the marks of the days that are drawn."""
    if lanes.start is None:
        return lane
    return replace(lane, marks=tuple(mark for mark in lane.marks if lanes.shows(mark.day)))


def _crosses(track: Track, lanes: Lanes) -> bool:
    """Whether a track has a day among those that are drawn."""
    if lanes.start is None:
        return True
    ends_in_time = track.closed is None or track.closed >= lanes.start
    return ends_in_time and (lanes.end is None or track.opened <= lanes.end)


@dataclass(slots=True)
class _Row:
    """A row laid out from y = 0 down."""

    height: float
    parts: list[Label | Line | Link] = field(default_factory=list)


def _sheets(above: list[_Row], below: list[_Row], room: float) -> list[list[_Row]]:
    """The rows on one sheet where they fit; else those of agencies and those of findings on sheets of their own."""
    if sum(row.height for row in (*above, *below)) <= room:
        return [[*above, *below]]
    return [sheet for rows in (above, below) for sheet in _filled(rows, room)]


def _filled(rows: Sequence[_Row], room: float) -> Iterator[list[_Row]]:
    """The rows in as few sheets as hold them, filled about evenly."""
    if not rows:
        return
    total = sum(row.height for row in rows)
    limit = min(room, total / -(-total // room) + max(row.height for row in rows))
    sheet: list[_Row] = []
    used = 0.0
    for row in rows:
        if sheet and used + row.height > limit:
            yield sheet
            sheet, used = [], 0.0
        sheet.append(row)
        used += row.height
    yield sheet


def _panel(lanes: Lanes, axis: TimeAxis, head: _Row, rows: Sequence[_Row], which: str) -> Panel:
    bottom = head.height + sum(row.height for row in rows) + _PAD
    top = head.height - _PAD
    parts: list[Label | Line | Link] = [Line(tick.at, top, tick.at, bottom, "grid") for tick in axis.ticks(_SIZE)]
    parts += [Line(x, top, x, bottom, "fold") for fold in axis.folds() for x in (fold - 3, fold + 3)]
    if lanes.marked is not None and lanes.shows(lanes.marked[0]):
        at = axis.x(lanes.marked[0])
        parts.append(Line(at, head.height - _AXIS - 2, at, bottom, "marked"))
    parts.extend(head.parts)
    y = head.height
    for row in rows:
        parts.append(Line(0, y, WIDTH, y, "rule"))
        parts.extend(_moved(each, y) for each in row.parts)
        y += row.height
    parts.append(Line(0, y, WIDTH, y, "rule"))
    return Panel(WIDTH, bottom, lanes.says + which, tuple(parts))


def _head(lanes: Lanes, axis: TimeAxis) -> _Row:
    """The dates, and above them the words of the marked day."""
    row = _Row(_AXIS)
    if lanes.marked is not None and lanes.shows(lanes.marked[0]):
        row.height += _STRIP
        day, says = lanes.marked
        words = cut(says, _SIZE, _ROOM)
        width = width_of(words, _SIZE)
        row.parts.append(Label(round(_clamp(axis.x(day) - width / 2, width), 1), _SIZE, words, _SIZE, "marked"))
    row.parts += [Label(tick.left, row.height - _PAD - 5, tick.words, _SIZE, "date") for tick in axis.ticks(_SIZE)]
    return row


def _clamp(left: float, width: float) -> float:
    return max(min(left, _LEFT + _ROOM - width), _LEFT)


# -- a lane


@dataclass(slots=True)
class _Group:
    """Marks so close together that they are drawn as one."""

    first: float
    last: float
    marks: list[Mark]

    @property
    def middle(self) -> float:
        return (self.first + self.last) / 2


def grouped(marks: Iterable[tuple[float, Mark]]) -> list[_Group]:
    """Marks in groups whose middles are at least `APART` from each other, in their order along the line."""
    groups: list[_Group] = []
    for x, mark in sorted(marks, key=lambda each: each[0]):
        groups.append(_Group(x, x, [mark]))
        while len(groups) > 1 and groups[-1].middle - groups[-2].middle < APART:
            last = groups.pop()
            groups[-1].last = last.last
            groups[-1].marks += last.marks
    return groups


def _lane(lane: Lane, axis: TimeAxis) -> _Row:
    groups = grouped((axis.x(mark.day), mark) for mark in lane.marks)
    labels = list(_labels(groups))
    strip = _STRIP if labels else 0.0
    names = broken(lane.name, _NAME_SIZE, _NAME_WIDTH, _NAME_LINES)
    height = max(strip + _MARKS, len(names) * _NAME_LINE) + 2 * _PAD
    middle = height - _PAD - _MARKS / 2
    row = _Row(height, [*_names(names, height, "name"), Line(_LEFT, middle, _RIGHT, middle, "lane")])
    row.parts += [Label(x, middle - _MARKS / 2 - 4, words, _SIZE, "label") for x, words in labels]
    row.parts += [_group(group, middle, lane.shape) for group in groups]
    return row


def _names(names: Sequence[str], height: float, role: str) -> Iterator[Label]:
    top = (height - len(names) * _NAME_LINE) / 2 + _NAME_SIZE
    for number, words in enumerate(names):
        yield Label(6, round(top + number * _NAME_LINE, 1), words, _NAME_SIZE, role)


def _labels(groups: Sequence[_Group]) -> Iterator[tuple[float, str]]:
    """The labels that have room in the strip of words, from the left: those of marks that matter."""
    free = _LEFT
    for group in groups:
        mark = next((mark for mark in group.marks if mark.key and mark.label), None)
        if mark is None:
            continue
        more = len(group.marks) - 1
        words = f"{mark.label} and {more} more" if more else mark.label
        width = width_of(words, _SIZE)
        left = _clamp(group.middle - 7, width)
        if left >= free and width <= _ROOM:
            yield round(left, 1), words
            free = left + width + 10


_MOST_SAID: Final = 6


def _group(group: _Group, y: float, shape: Shape) -> Link:
    x = round(group.middle, 1)
    said = [mark.says for mark in group.marks[:_MOST_SAID]]
    if len(group.marks) > _MOST_SAID:
        said.append(f"and {len(group.marks) - _MOST_SAID} more")
    says = said[0] if len(group.marks) == 1 else f"{len(group.marks)} together: {'; '.join(said)}"
    key = any(mark.key for mark in group.marks)
    if len(group.marks) > 1:
        sign = Sign(x, y, "several-key" if key else "several", len(group.marks))
    else:
        sign = Sign(x, y, "key" if key and shape == "entry" else shape)
    half = APART / 2
    return Link(group.marks[0].href, says, (sign,), (x - half, y - half, APART, APART))


# -- a track


def _track(track: Track, axis: TimeAxis, end: Day, lanes: Lanes) -> _Row:
    names = broken(track.name, _NAME_SIZE, _NAME_WIDTH, _NAME_LINES)
    height = max(_STRIP + 18, len(names) * _NAME_LINE) + 2 * _PAD
    y = height - _PAD - 9
    opened, warned = axis.x(track.opened), axis.x(track.warned)
    closed = axis.x(track.closed if track.closed is not None else end)
    words = cut(track.words, _SIZE, _ROOM)
    left = round(_clamp(opened, width_of(words, _SIZE)), 1)
    parts: list[Label | Line | Sign] = [
        *_names(names, height, "name"),
        Label(left, round(y - 13, 1), words, _SIZE, "label"),
    ]
    if lanes.shows(track.opened):
        parts.append(Line(opened, y - 6, opened, y + 6, "begun"))
    parts.append(Line(opened, y, max(warned, opened), y, "watched"))
    parts.append(Line(warned, y, max(closed, warned), y, "standing"))
    if lanes.shows(track.warned):
        parts.append(Sign(warned, y, "warned"))
    if track.closed is not None and lanes.shows(track.closed):
        # An answer of the day of the warning would hide it: it stands beside it.
        parts.append(Sign(min(max(closed, warned + 15), _RIGHT + 6), y, "met" if track.met else "excused"))
    elif lanes.shows(track.warned) or track.warned <= end:
        parts.append(Sign(max(closed, warned + 12), y, "open"))
    return _Row(height, [Link(track.href, f"{track.name}: {track.words}", tuple(parts), (0, 1, WIDTH, height - 2))])


def _moved(part: Label | Line | Link, down: float) -> Label | Line | Link:
    if isinstance(part, Link):
        x, y, width, height = part.target
        return replace(
            part, parts=tuple(_lower(each, down) for each in part.parts), target=(x, y + down, width, height)
        )
    return _lower(part, down)


def _lower(part: _Part, down: float) -> _Part:
    if isinstance(part, Line):
        return replace(part, y1=part.y1 + down, y2=part.y2 + down)
    return replace(part, y=round(part.y + down, 1))
