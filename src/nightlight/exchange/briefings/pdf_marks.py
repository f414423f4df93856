"""Which lines of a PDF begin an entry of a list, and which only begin with what looks like its number.

A sign such as a bullet stands before an entry and nowhere else. A number with a full stop ("111.") or a dash begins a line
wherever the words above happen to break, so it is judged by what stands about it: a list counts on, or stands at a margin
of its own, or follows something that has ended.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Final

from nightlight.exchange.briefings.marks import DASHES
from nightlight.exchange.briefings.pdf_lines import Line
from nightlight.exchange.briefings.pdf_order import Placed

#: With these a sentence ends, or a list is announced.
STOPS: Final = (".", "?", "!", ":", ";", ".”", ".’", '."', ".)", "?”", "!”")
_ROMAN: Final = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}
#: Lists do not count so far; years do.
_MOST: Final = 999
#: Points by which two lines at one margin may differ.
_NEAR: Final = 1.5

_Column = tuple[int, int | None, int | None, int | None, int | None]
_Number = tuple[str, int]


def entries(placed: Sequence[Placed], pitches: Mapping[int, float]) -> list[Placed]:
    """The lines in their order; one that goes on with the words above it is no longer marked, whatever it begins with.

    `pitches` is the usual distance of base lines in each run, in sizes of its letters.
    """
    doubted = [each for each in placed if each.line.marked and not each.line.drawn and _is_doubtful(_mark(each.line))]
    if not doubted:
        return list(placed)
    # A short word at a sentence's end counts as nothing.
    plain = {id(each) for each in doubted if _mark(each.line) not in DASHES and not _numbers(_mark(each.line))}
    doubted = [each for each in doubted if id(each) not in plain]
    rights: dict[tuple[_Column, int], float] = {}
    for each in placed:
        key = (_column(each), round(each.line.size))
        rights[key] = max(rights.get(key, 0.0), each.line.box.right)
    beside = [(one, other) for one, other in pairwise(placed) if _column(one) == _column(other)]
    following = {id(one): other for one, other in beside}
    before = {id(other): one for one, other in beside}
    broken = {
        id(each)
        for each in doubted
        if (above := before.get(id(each))) is not None
        and _breaks_there(above, each, rights[_column(each), round(each.line.size)], pitches)
        and not _left_of(before.get(id(above)), above, each)
        and not _hangs(each, following.get(id(each)))
    }
    sound = [each for each in doubted if id(each) not in broken]
    plain |= {id(each) for each in doubted if id(each) in broken and not _counts_on(each, placed, doubted, sound)}
    return [
        replace(each, line=replace(each.line, marked=False, indent=each.line.box.left)) if id(each) in plain else each
        for each in placed
    ]


def _column(placed: Placed) -> _Column:
    return placed.run, placed.box, placed.table, placed.row, placed.column


def _mark(line: Line) -> str:
    return line.text.split(" ", 1)[0]


def _is_doubtful(mark: str) -> bool:
    return mark in DASHES or mark[-1] in ".)"


def _breaks_there(above: Placed, each: Placed, right: float, pitches: Mapping[int, float]) -> bool:
    """Whether a paragraph may well have been broken before a line: nothing ended above it, and its first word had no room there."""
    last, line = above.line, each.line
    pitch = line.box.bottom - last.box.bottom
    usual = pitches.get(each.run, 1.25) * line.size
    if not 0.5 * line.size < pitch <= max(1.1 * usual, usual + 0.9):
        return False
    if abs(line.size - last.size) > 0.09 * max(line.size, last.size) or line.bold != last.bold:
        return False
    if line.box.left > last.indent + _NEAR or line.box.left < last.box.left - 3 * line.size:
        return False
    return not last.text.endswith(STOPS) and last.box.right + _first_word(line) > right - 0.3 * line.size


def _left_of(first: Placed | None, above: Placed, each: Placed) -> bool:
    """Whether a line begins left of the lines above it, as a list's next entry does: left of one alone a paragraph's second may."""
    left = above.line.box.left
    if each.line.box.left >= left - _NEAR or first is None or _column(first) != _column(each):
        return False
    return min(abs(first.line.box.left - left), abs(first.line.indent - left)) <= _NEAR


def _first_word(line: Line) -> float:
    """How much room the first word of a line takes with the blank before it, in points."""
    mark = _mark(line)
    letters = max(len(line.text) - len(mark) - 1, 1)
    return (len(mark) + 1) * (line.box.right - line.indent) / letters


def _hangs(each: Placed, below: Placed | None) -> bool:
    """Whether the line below begins where the words of this one do, beyond its mark."""
    line = each.line
    return below is not None and line.indent > line.box.left + 3 and abs(below.line.box.left - line.indent) <= _NEAR


def _counts_on(each: Placed, placed: Sequence[Placed], doubted: Sequence[Placed], sound: Sequence[Placed]) -> bool:
    """Whether another line at its margin has the number before it or after it, or the same dash before an entry."""
    mark = _mark(each.line)
    beside = [
        other for other in doubted
        if other is not each and other.run == each.run and abs(other.line.box.left - each.line.box.left) <= _NEAR
    ]  # fmt: skip
    if mark in DASHES:
        surely = {id(other) for other in sound}
        return any(id(other) in surely and _mark(other.line) == mark for other in beside)
    where = {id(other): number for number, other in enumerate(placed)}
    mine = _numbers(mark)
    return any(
        style == kind and number - value == (1 if where[id(other)] > where[id(each)] else -1)
        for other in beside
        for style, number in _numbers(_mark(other.line))
        for kind, value in mine
    )


def _numbers(mark: str) -> list[_Number]:
    """What a mark may count as, with the manner of its writing: "(b)" is the second letter, "i." the first number or the ninth letter.

    >>> _numbers("R12.")
    [('R#.', 12)]
    >>> _numbers("it.")
    []
    """
    bare = mark.strip("(.)")
    opening, closing = mark[: len(mark) - len(mark.lstrip("("))], mark[len(mark.rstrip(".)")) :]
    front = bare.rstrip("0123456789")
    found: list[_Number] = []
    if bare[len(front) :] and bare.isascii() and len(front) <= 2:
        if (number := int(bare[len(front) :])) <= _MOST:
            found.append((f"{opening}{front}#{closing}", number))
        return found
    if len(bare) == 1 and bare.isalpha():
        found.append((f"{opening}{'A' if bare.isupper() else 'a'}{closing}", ord(bare.lower())))
    elif len(bare) == 2 and bare[0].isdigit() and bare[1].isalpha():
        found.append((f"{opening}{bare[0]}a{closing}", ord(bare[1].lower())))
    if bare and (bare.islower() or bare.isupper()) and all(each in _ROMAN for each in bare.lower()):
        values = [_ROMAN[each] for each in bare.lower()]
        total = sum(-one if one < other else one for one, other in zip(values, [*values[1:], 0], strict=True))
        found.append((f"{opening}{'I' if bare.isupper() else 'i'}{closing}", total))
    return found
