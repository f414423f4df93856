"""What stands on a page of a PDF: lines of letters, boxes, cells of tables and pictures, with their places.

A PDF holds letters at places and nothing else: no words, no columns, no order. Lines are made here out of letters that
stand on one base line with no gap a column would leave; everything beyond a line is for `pdf_order`.
"""

from __future__ import annotations

import statistics
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import accumulate, chain
from typing import Any, Final

from pdfminer.layout import LTChar, LTContainer, LTCurve, LTImage, LTLine, LTRect

from nightlight.exchange.briefings.marks import PRINTED
from nightlight.exchange.briefings.order import Box
from nightlight.exchange.briefings.pdf_drawn import Beside, Drawn, beside

#: Between two letters of a line, in letter sizes: beyond the first there is a blank, beyond the second another line.
_BLANK: Final = 0.18
_APART: Final = 1.3
#: How far apart base lines may be, in letter sizes, for letters to stand on one line.
_SAME_LINE: Final = 0.12
#: The height, in points, of the parts of a page in which columns are looked for.
_BAND: Final = 180
_BESIDE: Final = 60
#: In letter sizes: a mark of a list may stand further from its words than two columns from each other.
_MARK_APART: Final = 5.0
_LIGATURES: Final = {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
#: Places on a page as numbers: far more of them in a row than any page is wide, and the steps to a place and those about it.
_ROW: Final = 1_000_000_007
_AROUND: Final = tuple(down * _ROW + right for down in (-1, 0, 1) for right in (-1, 0, 1))
_MOST_LETTERS: Final = 100_000
_MOST_RULES: Final = 3_000


@dataclass(frozen=True, slots=True)
class Line:
    """A line of words: its place (points, y grows downwards), the size of its letters in points, and whether it is bold.

    `marked` says that it begins with a list's mark or number, `drawn` that this mark is a shape and no part of `text`;
    `target` is the address that lies under it.
    """

    text: str
    box: Box
    size: float
    bold: bool
    indent: float = 0.0
    """Where its words begin when it starts with a list's mark; else where it begins."""
    marked: bool = False
    target: str | None = None
    drawn: bool = False

    @property
    def middle(self) -> float:
        """How far down the page its middle is."""
        return (self.box.top + self.box.bottom) / 2


@dataclass(slots=True)
class Sheet:
    """What stands on one page. `turned` are words set at a right angle; `unknown` counts letters without a meaning."""

    width: float
    height: float
    lines: list[Line] = field(default_factory=list)
    boxes: list[Box] = field(default_factory=list)
    across: list[tuple[float, float, float]] = field(default_factory=list)
    """Rules across the page: left, right, how far down."""
    down: list[tuple[float, float, float]] = field(default_factory=list)
    """Rules down the page: top, bottom, how far from the left."""
    turned: list[str] = field(default_factory=list)
    beside: tuple[Beside, ...] = ()
    """Small shapes that stand before lines as marks of a list would."""
    pictures: int = 0
    picture_area: float = 0.0
    unknown: int = 0
    letters: int = 0


# Not frozen: a page has thousands of them, and a frozen one takes three times as long to make.
@dataclass(slots=True)
class _Letter:
    text: str
    left: float
    right: float
    base: float
    top: float
    bottom: float
    size: float
    bold: bool
    blank: bool


class TooMany(Exception):
    """A page that holds more than any page of a briefing."""


def sheet_of(layout: Any, links: Sequence[tuple[Box, str]] = ()) -> Sheet:
    """What stands on a page that pdfminer has laid out without looking for lines itself.

    Raises `TooMany` where it holds more than 100,000 letters.
    """
    sheet = Sheet(float(layout.width), float(layout.height))
    upright: list[_Letter] = []
    turned: list[_Letter] = []
    drawn = Drawn()
    left, top = float(layout.x0), float(layout.y1)
    for each in _leaves(layout):
        if isinstance(each, LTChar):
            sheet.letters += 1
            if sheet.letters > _MOST_LETTERS:
                raise TooMany
            words = each.get_text()
            if words.startswith("(cid:"):
                sheet.unknown += 1
                words = "\ufffd"
            letter = _letter(words, each, left, top)
            if _on(letter, sheet):
                (upright if each.upright else turned).append(letter)
            continue
        box = Box(each.x0 - left, top - each.y1, each.x1 - left, top - each.y0)
        if isinstance(each, LTImage):
            sheet.pictures += 1
            sheet.picture_area += box.area
        elif isinstance(each, LTLine | LTRect | LTCurve):
            _rule(box, each, sheet)
            drawn.add(box, each)
    sheet.lines = [_linked(line, links) for line in _with_marks(list(_lines(_once(upright), sheet)))]
    sheet.beside = beside(drawn, sheet.lines)
    sheet.turned = list(_turned(_once(turned)))
    sheet.boxes = _outermost(sheet.boxes)
    return sheet


def _leaves(container: Any) -> Iterator[Any]:
    waiting: list[Any] = [container]
    while waiting:
        each = waiting.pop()
        if isinstance(each, LTContainer):
            waiting.extend(reversed(list(each)))
        else:
            yield each


def _on(letter: _Letter, sheet: Sheet) -> bool:
    """Whether it stands on the page: what lies beyond its edge nobody sees."""
    return letter.right > 0 and letter.left < sheet.width and letter.bottom > 0 and letter.top < sheet.height


def _letter(words: str, char: LTChar, left: float, top: float) -> _Letter:
    x0, x1 = char.x0 - left, char.x1 - left
    # Of a letter set at a right angle, its breadth on the page is its size.
    size = min(max(char.size if char.upright else x1 - x0, 1.0), 400.0)
    return _Letter(
        words, x0, x1, top - char.matrix[5], top - char.y1, top - char.y0, size, _bold(char.fontname), not words.strip()
    )


@lru_cache(maxsize=1_000)
def _bold(font: str) -> bool:
    return any(each in font.lower() for each in ("bold", "black", "heavy", "semibold", "demi"))


def _once(letters: list[_Letter]) -> list[_Letter]:
    """Without the second of two equal letters in one place: a program makes bold so."""
    seen: dict[str, set[int]] = {}
    kept: list[_Letter] = []
    for each in letters:
        place = _ROW * round(each.base) + round(each.left)
        places = seen.setdefault(each.text, set())
        if not each.blank and not places.isdisjoint([place + step for step in _AROUND]):
            near = any(
                other.text == each.text
                and abs(other.left - each.left) < 0.2 * each.size
                and abs(other.base - each.base) < 0.2 * each.size
                for other in kept[-400:]
            )
            if near:
                continue
        places.add(place)
        kept.append(each)
    return kept


def _rule(box: Box, each: Any, sheet: Sheet) -> None:
    if len(sheet.across) + len(sheet.down) > _MOST_RULES:
        return
    wide, high = box.right - box.left, box.bottom - box.top
    if high <= 2 and wide >= 12:
        sheet.across.append((box.left, box.right, (box.top + box.bottom) / 2))
    elif wide <= 2 and high >= 6:
        sheet.down.append((box.top, box.bottom, (box.left + box.right) / 2))
    elif wide >= 30 and high >= 12 and (isinstance(each, LTRect) or len(getattr(each, "pts", ())) >= 4):
        painted = each.stroke or each.fill
        if painted and box.area < 0.9 * sheet.width * sheet.height:
            sheet.boxes.append(box)
            if isinstance(each, LTRect):
                sheet.across += [(box.left, box.right, box.top), (box.left, box.right, box.bottom)]
                sheet.down += [(box.top, box.bottom, box.left), (box.top, box.bottom, box.right)]


def _outermost(boxes: list[Box]) -> list[Box]:
    """Boxes without those drawn twice (a filling and its border)."""
    kept: list[Box] = []
    for box in sorted(boxes, key=lambda each: -each.area)[:400]:
        if not any(
            abs(box.left - other.left) < 3 and abs(box.right - other.right) < 3 and abs(box.top - other.top) < 3
            and abs(box.bottom - other.bottom) < 3
            for other in kept
        ):  # fmt: skip
            kept.append(box)
    return kept


def _lines(letters: list[_Letter], sheet: Sheet) -> Iterator[Line]:
    """Letters of one base line, cut where a column's gap or a rule stands between them."""
    rows: list[list[_Letter]] = []
    for each in sorted(letters, key=lambda letter: (letter.base, letter.left)):
        for row in reversed(rows[-6:]):
            if abs(row[0].base - each.base) <= _SAME_LINE * min(row[0].size, each.size):
                row.append(each)
                break
        else:
            rows.append([each])
    rows = _raised(rows)
    downs = sorted(sheet.down, key=lambda rule: rule[2])
    for row in rows:
        row.sort(key=lambda letter: letter.left)
    strips = _strips(rows, sheet)
    for row in rows:
        part: list[_Letter] = []
        # Those letters of the part that are no blanks.
        inked: list[_Letter] = []
        for each in row:
            if each.blank:
                if part:
                    part.append(each)
                continue
            if part and _parted(inked, each, downs, strips):
                yield _line(part, inked)
                part, inked = [], []
            part.append(each)
            inked.append(each)
        if part:
            yield _line(part, inked)


def _raised(rows: list[list[_Letter]]) -> list[list[_Letter]]:
    """Small letters set above or below a line (the number of a footnote, the "th" of a date) back in their line."""
    done: list[list[_Letter]] = []
    for row in rows:
        if done and _belongs(done[-1], row):
            done[-1] = [*done[-1], *row]
        else:
            done.append(row)
    return done


def _belongs(one: list[_Letter], other: list[_Letter]) -> bool:
    small, large = (one, other) if len(one) < len(other) else (other, one)
    inked = [each for each in small if not each.blank]
    if not inked or len(inked) > 8:
        return False
    words = [each for each in large if not each.blank]
    if not words:
        return False
    return all(
        any(
            each.size <= 0.8 * word.size and each.top < word.bottom and word.top < each.bottom
            and -0.1 * word.size < each.left - word.right < 0.9 * word.size + sum(mark.right - mark.left for mark in inked)
            for word in words
        )
        and not any(word.left < each.right - 0.5 and each.left < word.right - 0.5 for word in words)
        for each in inked
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Strip:
    """An upright strip that hardly a line of a part of the page crosses: the gap between two columns."""

    left: float
    right: float
    top: float
    bottom: float


def _strips(rows: list[list[_Letter]], sheet: Sheet) -> list[_Strip]:
    """The gaps between columns, looked for in bands of the page: a heading over both columns must not hide them."""
    width = min(int(sheet.width) + 2, 4000)
    strips: list[_Strip] = []
    reaches = [
        (row[0].base, [(max(int(start), 0), min(int(end) + 1, width)) for start, end in _inked(row)]) for row in rows
    ]
    for top in range(0, min(int(sheet.height), 6000), _BAND // 3):
        inside = [reach for base, reach in reaches if top <= base < top + _BAND]
        if len(inside) < 6:
            continue
        # By how much more of the lines each place is covered than the one before it.
        more = [0] * (width + 1)
        for start, end in chain.from_iterable(inside):
            if start < end:
                more[start] += 1
                more[end] -= 1
        covered = list(accumulate(more[:width]))
        strips += [_Strip(left, right, top, top + _BAND) for left, right in _dips(covered)]
    # Each part of a page lies in three bands: what only one of them shows is chance, not a column.
    return [
        each for each in strips if any(other is not each and abs(other.right - each.right) <= 2.5 for other in strips)
    ]


def _inked(row: list[_Letter]) -> Iterator[tuple[float, float]]:
    """Where a row has words; blanks between words count as words, wide ones do not."""
    start = end = None
    for each in row:
        if each.blank:
            continue
        if end is not None and each.left - end <= 0.45 * each.size:
            end = max(end, each.right)
        else:
            if start is not None and end is not None:
                yield start, end
            start, end = each.left, each.right
    if start is not None and end is not None:
        yield start, end


def _dips(covered: list[int]) -> Iterator[tuple[float, float]]:
    """The strips, at least 5 points wide, that a seventh at most of the lines on either side cross."""
    before = list(accumulate(covered, max))
    after = list(accumulate(reversed(covered), max))[::-1]
    start: int | None = None
    for x, each in enumerate(covered):
        beside = min(before[x], after[x])
        if beside >= 6 and each <= beside / 7:
            start = x if start is None else start
        elif start is not None:
            # As many lines just beside it, too: further columns say nothing of a gap between words of this one.
            near = min(max(covered[max(start - _BESIDE, 0) : start]), max(covered[x : x + _BESIDE]))
            if x - start >= 5 and near >= 6:
                yield float(start), float(x)
            start = None


def _parted(
    inked: list[_Letter], other: _Letter, downs: Sequence[tuple[float, float, float]], strips: Sequence[_Strip]
) -> bool:
    """Whether a letter begins another line than those on its left."""
    last = inked[-1]
    gap = other.left - last.right
    size = max(last.size, other.size)
    if gap < 0.3 * size:
        return False
    middle = (other.top + other.bottom) / 2
    if any(
        last.right - 1 <= where <= other.left + 1 and top - 1 <= middle <= bottom + 1 for top, bottom, where in downs
    ):
        return True
    if (len(inked) == 1 and last.text in PRINTED) or _number(inked):
        return gap > _MARK_APART * size
    if gap > _APART * size:
        return True
    # Where lines of the left column end early the strip is wide; a longer one reaches into it.
    return any(
        strip.top <= other.base < strip.bottom
        and min(strip.right, other.left) - max(strip.left, last.right) >= 0.75 * min(strip.right - strip.left, gap)
        and (gap >= 0.75 * (strip.right - strip.left) or (gap > 0.55 * size and abs(other.left - strip.right) <= 2.5))
        for strip in strips
    )


def _number(inked: list[_Letter]) -> bool:
    if len(inked) > 5:
        return False
    words = "".join(each.text for each in inked)
    return (
        len(words) <= 5
        and words[-1] in ".)"
        and words[:-1].strip("(").isalnum()
        and (words.strip("(.)").isdigit() or len(words) <= 3)
    )


def _line(part: list[_Letter], inked: list[_Letter]) -> Line:
    """Letters made words; `inked` are those of them that are no blanks."""
    words: list[str] = []
    last: _Letter | None = None
    indent: float | None = None
    for each in part:
        if each.blank:
            if words and not words[-1].endswith(" "):
                words.append(" ")
            continue
        if last is not None and each.left - last.right > _BLANK * each.size and not words[-1].endswith(" "):
            words.append(" ")
        if indent is None and last is not None and words[-1] == " ":
            indent = each.left
        words.append(each.text)
        last = each
    text = unicodedata.normalize("NFC", "".join(_LIGATURES.get(each, each) for each in words)).strip()
    size = statistics.median(each.size for each in inked)
    bold = sum(each.bold for each in inked) > 0.6 * len(inked)
    box = Box(inked[0].left, min(each.top for each in inked), inked[-1].right, max(each.bottom for each in inked))
    first = text.split(" ", 1)[0]
    marked = " " in text and (first in PRINTED or _number(inked[: len(first)]))
    return Line(text, box, round(size, 1), bold, indent if marked and indent is not None else box.left, marked)


def _with_marks(lines: list[Line]) -> list[Line]:
    """Marks of a list that stand a little higher or lower than the words that they mark, put before them."""
    marks = [line for line in lines if line.text in PRINTED and line.text != "o"]
    taken: dict[int, Line] = {}
    for mark in marks:
        beside = [
            line for line in lines
            if line not in marks and id(line) not in taken
            and line.box.top - 1 < mark.middle < line.box.bottom + 1
            and 0 < line.box.left - mark.box.left <= _MARK_APART * line.size
        ]  # fmt: skip
        if beside:
            taken[id(min(beside, key=lambda line: line.box.left))] = mark
    used = {id(mark) for mark in taken.values()}
    return [
        replace(
            line, text=f"{taken[id(line)].text} {line.text}", indent=line.box.left, marked=True,
            box=replace(line.box, left=taken[id(line)].box.left),
        ) if id(line) in taken else line
        for line in lines if id(line) not in used
    ]  # fmt: skip


def _turned(letters: list[_Letter]) -> Iterator[str]:
    """Words set at a right angle, a column of letters at a time, read upwards as they mostly are."""
    columns: dict[int, list[_Letter]] = {}
    for each in letters:
        columns.setdefault(round(each.left / max(each.size, 1)), []).append(each)
    for _, column in sorted(columns.items()):
        words: list[str] = []
        last: _Letter | None = None
        for each in sorted(column, key=lambda letter: -letter.bottom):
            if last is not None and last.top - each.bottom > _BLANK * each.size:
                words.append(" ")
            words.append(each.text)
            last = each
        if text := " ".join("".join(words).split()):
            yield text


def _linked(line: Line, links: Iterable[tuple[Box, str]]) -> Line:
    """The line with its address, where one address lies under most of it."""
    for box, target in links:
        wide = min(box.right, line.box.right) - max(box.left, line.box.left)
        if wide > 0.7 * (line.box.right - line.indent) and box.top - 2 <= line.middle <= box.bottom + 2:
            return replace(line, target=target)
    return line
