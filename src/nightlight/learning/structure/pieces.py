"""The pieces of a document: its headings, paragraphs and list entries, whole again."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

from nightlight.learning.document import Block, Document, Shape
from nightlight.learning.structure.feet import feet
from nightlight.learning.structure.grids import rows
from nightlight.learning.structure.lexicon import Headings
from nightlight.learning.structure.lines import Line, Mark, Signs, lines, rule, signs
from nightlight.learning.structure.markup import ADDRESS, address, flat, linked
from nightlight.learning.structure.words import words
from nightlight.learning.structure.wraps import Page, ends, goes_on, unfinished

#: So many capital letters are no abbreviation.
_LETTERS: Final = 8
#: A line of a narrow box beside the text is no longer than this.
_NARROW: Final = 28
_BULLET_ALONE: Final = re.compile(r"[·•●▪■◦‣○◆❖➢➤►▶✓✔☑☐□★\uf0a7\uf0b7\uf0d8\uf0fc*o–-]")
_ADDRESS_LAST: Final = re.compile(r"(?:https?://|www\.)\S{3,140}$|\S{1,60}@\S{1,60}\.\S{1,20}$")
_ALL_STRONG: Final = re.compile(r"(\*{2,3}|__)[^*\n]{2,160}\1\s?:?")
#: So many rows of one entry each are a list.
_LIST: Final = 3
_PARAGRAPH_NUMBER: Final = re.compile(r"\d{1,2}\.\d{1,2}")
#: A number with what it counts, in the middle of a sentence ("16 days.").
_COUNTS: Final = re.compile(r"\d{1,4} [a-z]{2}")
_LABELS_OF_ADDRESS: Final = re.compile(
    r"(?:tel|telephone|phone|call|mobile|e-?mail|web|website|fax|twitter)\b\s*[:.]", re.I
)


@dataclass(slots=True)
class Piece:
    """One heading, paragraph, list entry or cell: `start`..`end` are its words, `flat` the same in one line."""

    start: int
    end: int
    at: int
    flat: str
    text: str
    shape: Shape = Shape.paragraph
    bullet: bool = False
    label: str | None = None
    said: str | None = None
    coded: bool = False
    level: int | None = None
    asks: bool = False
    """It is a question of the briefing's own, and heads its answer."""
    blanks: int = 0
    indent: int = 0
    lines: int = 1
    new_page: bool = False
    ruled: bool = False
    bold: bool = False
    size: float | None = None
    page: int | None = None
    table: int | None = None
    row: int | None = None
    column: int | None = None
    box: int | None = None
    target: str | None = None
    holes: list[tuple[int, int]] = field(default_factory=list)
    """What stands inside and is no part of it: the foot of a page."""

    @property
    def marked(self) -> bool:
        """Whether it stands in a list."""
        return self.bullet or self.label is not None

    @property
    def wordy(self) -> int:
        """How many words it has."""
        return self.flat.count(" ") + 1 if self.flat else 0


@dataclass(slots=True)
class Laid:
    """A document in pieces. `marks` are slices that are no words of anybody: bullets, numbers, drawn lines."""

    pieces: list[Piece]
    marks: list[tuple[int, int]]
    plain: bool
    airy: bool = False
    even: bool = False
    """Nothing in its look tells a heading from a paragraph: no sizes, no bold lines, no marked headings."""
    stopped: bool = False
    """Its paragraphs end with a full stop, so that a line without one is likely a heading."""


def lay(document: Document, headings: Headings) -> Laid:
    """A document in pieces, in the order of its text."""
    plain = document.media.startswith("text/plain") or all(
        block.shape is Shape.paragraph
        and not block.bold
        and block.size is None
        and block.level is None
        and block.box is None
        for block in document.blocks
    )
    marks: list[tuple[int, int]] = []
    used = signs(document.text)
    if plain:
        pieces = list(
            _from_lines(document.text, lines(document.text, 0, len(document.text), headings, used), headings, marks)
        )
        pieces = _mnemonics(document.text, _narrow_boxes(document.text, pieces, headings))
    else:
        pieces = [piece for block in document.blocks for piece in _from_block(document, block, headings, used, marks)]
        _unframed(pieces)
        pieces = _numbers_apart(pieces, marks)
        pieces = _across_pages(document.text, pieces)
        pieces = _mnemonics(document.text, pieces)
    long = [
        piece
        for piece in pieces
        if piece.wordy >= 8 and piece.shape is not Shape.heading and not piece.marked and not piece.flat.endswith(":")
    ]
    stopped = len(long) >= 3 and sum(ends(piece.flat) for piece in long) >= 0.65 * len(long)
    looks = any(piece.shape is Shape.heading or (piece.bold and piece.table is None) for piece in pieces)
    return Laid(pieces, marks, plain, plain and _airy(pieces, headings), plain or not looks, stopped)


def _airy(pieces: Sequence[Piece], headings: Headings) -> bool:
    """Whether blank lines stand round the headings and between the paragraphs of a plain text.

    Judged by the lines that are headings by their words; where there are too few, by all that are in no list.
    """
    known = [
        (piece, after)
        for piece, after in pairwise(pieces)
        if not piece.marked
        and piece.wordy <= 9
        and (meaning := headings.meaning(piece.flat.rstrip(" :"))) is not None
        and meaning.score >= 0.8
    ]
    if len(known) >= 3:
        return sum(bool(piece.blanks and after.blanks) for piece, after in known) >= 0.6 * len(known)
    unmarked = [piece for piece in pieces if not piece.marked]
    return bool(unmarked) and sum(bool(piece.blanks) for piece in unmarked) >= 0.6 * len(unmarked)


# --- plain text ------------------------------------------------------------------------------------------------------


def _piece(text: str, first: Line, last: Line, headings: Headings) -> Piece:
    mark = first.mark
    whole = text[first.start : last.end]
    piece = Piece(
        first.start,
        last.end,
        first.at,
        flat(whole),
        whole,
        Shape.bullet if mark.bullet else Shape.paragraph,
        mark.bullet,
        mark.label,
        mark.said,
        mark.coded,
        mark.level,
        mark.asks,
        first.blanks,
        first.indent,
        1,
        first.new_page,
    )
    piece.bold = _ALL_STRONG.fullmatch(whole) is not None
    return piece


def _from_lines(text: str, found: Sequence[Line], headings: Headings, marks: list[tuple[int, int]]) -> Iterator[Piece]:
    page = Page(found)
    current: list[Line] = []
    holes: list[Line] = []
    crossed: list[Line] = []
    small_list = False
    pending: Line | None = None
    grid = rows(text, found)
    running = feet(text, found)
    for at, line in enumerate(found):
        if at in running:
            holes.append(line)
            continue
        if holes:
            over = current and goes_on(line.text) and not line.marked and not ends(current[-1].text) and at not in grid
            if over and not current[-1].text.endswith(":"):
                crossed += holes
                holes = []
                current.append(line)
                continue
            if current:
                yield _finished(text, current, headings, marks, crossed)
                current = []
            for foot in holes:
                yield _foot(text, foot, headings)
            holes = []
        if at in grid:
            if current:
                yield _finished(text, current, headings, marks, crossed)
                current = []
            yield from _cells(text, line, *grid[at], marks)
            continue
        if rule(line.text) and not line.mark.label:
            marks.append((line.at, line.end))
            if current:
                piece = _finished(text, current, headings, marks, crossed)
                piece.ruled = len(line.text) >= 3 and not line.blanks and len(current) == 1 and len(piece.flat) <= 90
                yield piece
                current = []
            if at + 1 < len(found):
                found[at + 1].blanks = max(found[at + 1].blanks, line.blanks)
            continue
        if _BULLET_ALONE.fullmatch(line.text) and not line.marked:
            if current:
                yield _finished(text, current, headings, marks, crossed)
                current = []
            marks.append((line.at, line.end))
            pending = line
            continue
        if pending is not None:
            line.mark.bullet = True
            pending = None
        if current:
            after = found[at + 1] if at + 1 < len(found) else None
            small_list = (small_list or current[-1].text.endswith(":")) and goes_on(line.text) and not line.marked
            if _same(current, line, after, page, small_list, headings):
                current.append(line)
                continue
            yield _finished(text, current, headings, marks, crossed)
        current = [line]
    if current:
        yield _finished(text, current, headings, marks, crossed)
    for foot in holes:
        yield _foot(text, foot, headings)


def _foot(text: str, line: Line, headings: Headings) -> Piece:
    line.start, line.mark = line.at, Mark(0)
    piece = _piece(text, line, line, headings)
    piece.shape = Shape.furniture
    return piece


def _cells(
    text: str, line: Line, table: int, row: int, cells: Sequence[tuple[int, int]], marks: list[tuple[int, int]]
) -> Iterator[Piece]:
    """The cells of a row that stands in a plain text; what sets them apart is a mark."""
    at = line.at
    for column, (start, end) in enumerate(cells):
        if start > at:
            marks.append((at, start))
        at = end
        if end > start:
            words_of = text[start:end]
            piece = Piece(start, end, start, flat(words_of), words_of, Shape.cell, blanks=1)
            piece.table, piece.row, piece.column = table, row, column
            if not column and line.mark.label is not None and start == line.at and line.start < end:
                marks.append((line.at, line.start))
                words_of = text[line.start : end]
                piece.start, piece.text, piece.flat = line.start, words_of, flat(words_of)
                piece.label, piece.said, piece.coded = line.mark.label, line.mark.said, line.mark.coded
            if piece.flat:
                yield piece
            else:
                marks.append((start, end))
    if line.end > at:
        marks.append((at, line.end))


def _finished(
    text: str, current: list[Line], headings: Headings, marks: list[tuple[int, int]], crossed: list[Line] | None = None
) -> Piece:
    """The piece that lines make; `crossed` are running lines that stand among them, and are no part of it."""
    first = current[0]
    if first.start > first.at:
        marks.append((first.at, first.start))
    piece = _piece(text, first, current[-1], headings)
    piece.lines = len(current)
    if crossed:
        piece.holes = [(line.at, line.end) for line in crossed]
        piece.flat = flat(without(text, piece.start, piece.end, piece.holes))
        crossed.clear()
    return piece


def _heading_words(line: Line, headings: Headings) -> bool:
    meaning = headings.meaning(flat(line.text).rstrip(":"))
    return meaning is not None and meaning.score >= 0.85 and meaning.weight >= 0.9


def _begins_with_heading(line: Line, headings: Headings) -> bool:
    """Whether a line begins with a heading and its text ("Learning: …")."""
    said, colon, rest = line.text[:60].partition(":")
    if not colon or not rest[:1].isspace() or said.count(" ") > 5:
        return False
    meaning = headings.meaning(said)
    return meaning is not None and meaning.score >= 0.95


def _shouted(text: str) -> bool:
    """Whether a line of several words is written in capitals."""
    return text.count(" ") > 0 and sum(letter.isupper() for letter in text) >= _LETTERS and text == text.upper()


def _same(
    current: list[Line], line: Line, after: Line | None, page: Page, small_list: bool, headings: Headings
) -> bool:
    """Whether a line goes on with the piece of the lines before it."""
    before, first = current[-1], current[0]
    if line.mark.bullet or line.mark.level is not None or line.mark.answers:
        return False
    if line.mark.label is not None:
        wrapped = page.full(before, line) and not ends(before.text) and not line.blanks and not line.mark.said
        dotted = "." in line.mark.label and "." not in (first.mark.label or "")
        return wrapped and (unfinished(before.text, headings) or dotted)
    if _LABELS_OF_ADDRESS.match(line.text):
        return False
    counts = _COUNTS.match(line.text) is not None
    on = goes_on(line.text) or (counts and unfinished(before.text, headings))
    finished = ends(before.text)
    if not on and _shouted(before.text) and not _shouted(line.text):
        return False  # a heading in capitals, and the first line of its text
    if line.blanks:
        # A paragraph that the foot of a page, or a box beside it, broke in two.
        return (
            on
            and not finished
            and not small_list
            and not before.text.endswith(":")
            and not (
                first.marked
                and line.indent <= first.indent
                and not unfinished(before.text, headings)
                and line.blanks > 1
            )
            and not (len(current) == 1 and _heading_words(before, headings))
        )
    if first.mark.coded and first.start >= first.end:
        return False
    full = page.full(before, line)
    if (
        _heading_words(line, headings)
        and not on
        and (after is None or after.blanks or after.marked or rule(after.text) or not page.full(line, after))
    ):
        return unfinished(before.text, headings) and full
    if not on and len(current) == 1 and not first.marked and _heading_words(first, headings) and not full:
        return False
    if before.text.endswith(":"):
        if small_list and not full:
            return False
        return on or (full and (first.marked or len(current) > 1))
    hanging = line.indent > first.indent and (first.marked or (len(current) > 1 and line.indent == before.indent))
    if hanging and (on or full or not finished):
        return True
    if (
        not on
        and finished
        and (_begins_with_heading(line, headings) or (before.text.endswith("?") and not first.marked))
    ):
        return False
    if ADDRESS.fullmatch(line.text) and not finished and full and not before.text.endswith(":"):
        return True
    if not on and _ADDRESS_LAST.search(before.text[-160:]):
        return False
    if page.least is not None:
        if full:
            if before.last and not first.marked:
                return False
            return on or not small_list
        return on and not finished and not small_list
    if on and not finished and not small_list:
        return not (len(current) == 1 and _heading_words(before, headings))
    return unfinished(before.text, headings) and not finished and before.width >= 40 and not line.text[:1].isdigit()


# --- narrow boxes and mnemonics --------------------------------------------------------------------------------------


def _narrow(piece: Piece) -> bool:
    return (
        not piece.marked
        and piece.table is None
        and not piece.ruled
        and piece.level is None
        and all(len(part) <= _NARROW for part in piece.text.splitlines())
        and not linked(piece.text)
        and address(piece.flat) is None
        and "@" not in piece.flat
        and not _LABELS_OF_ADDRESS.match(piece.flat)
    )


def _narrow_boxes(text: str, pieces: list[Piece], headings: Headings) -> list[Piece]:
    """Joins a statement that a narrow box broke into many short lines, each taken for a paragraph."""
    made: list[Piece] = []
    narrow = [_narrow(piece) for piece in pieces]
    # Whether each piece plainly goes on with the one before it; None where they cannot belong together at all.
    going: list[bool | None] = [None]
    small_list = False
    for number, (before, piece) in enumerate(pairwise(pieces), 1):
        small_list = (small_list or before.flat.endswith(":")) and goes_on(piece.flat) and not piece.marked
        if small_list:
            going.append(None)
            continue
        if (
            not narrow[number - 1]
            or not narrow[number]
            or ends(before.flat)
            or before.flat.endswith(":")
            or piece.blanks > 2
        ):
            going.append(None)
            continue
        goes = goes_on(piece.flat) or unfinished(before.flat, headings)
        meaning = None if goes else headings.meaning(piece.flat)
        going.append(None if meaning is not None and meaning.score >= 0.85 and meaning.weight >= 0.9 else goes)
    at = 0
    while at < len(pieces):
        last = at
        while last + 1 < len(pieces) and last - at < 40 and going[last + 1] is not None:
            last += 1
        while last > at and not _tail_belongs(pieces[last - 1], pieces[last], going[last]):
            last -= 1
        run = pieces[at : last + 1]
        joints = sum(bool(going[place]) for place in range(at + 1, last + 1))
        joints += sum(piece.lines - 1 for piece in run)
        many = sum(piece.lines for piece in run)
        if len(run) >= 2 and many >= 3 and joints >= 1 and 3 * joints >= many - 1:
            made.append(_together(text, run))
            at += len(run)
        else:
            made.append(pieces[at])
            at += 1
    return made


def _tail_belongs(before: Piece, last: Piece, goes: bool | None) -> bool:
    """Whether the last line of a narrow box can end what the box says: no new sentence after a gap of its own."""
    return bool(goes) or (last.wordy <= 4 and (before.wordy <= 5 or before.lines > 1))


def _together(text: str, run: list[Piece]) -> Piece:
    first, last = run[0], run[-1]
    whole = text[first.start : last.end]
    first.end, first.text, first.flat = last.end, whole, flat(whole)
    first.lines = sum(piece.lines for piece in run)
    return first


_STANDS: Final = re.compile(
    r"^\W{0,3}(?:the )?([A-Z](?:\.?[A-Z]){2,9})\.?\b.{0,30}\b(?:stands for|means|is short for)\W{0,3}$"
)


def _mnemonics(text: str, pieces: list[Piece]) -> list[Piece]:
    """Joins "ICON stands for:" with the lines that spell it."""
    made: list[Piece] = []
    at = 0
    while at < len(pieces):
        found = _STANDS.match(pieces[at].flat) if pieces[at].wordy <= 8 else None
        run = [pieces[at]]
        if found is not None:
            letters = found.group(1).replace(".", "").casefold()
            last = 0
            for ahead, piece in enumerate(pieces[at + 1 : at + 3 + len(letters)], 1):
                if piece.wordy > 14 or piece.level is not None:
                    break
                initials = {word[:1] for word in words(piece.flat)}
                if not initials & set(letters):
                    break
                run.append(piece)
                if words(piece.flat)[:1] and words(piece.flat)[0].startswith(letters[-1]):
                    last = ahead
            run = run[: last + 1]
        made.append(_together(text, run) if len(run) > 1 else pieces[at])
        at += len(run)
    return made


# --- documents with blocks -------------------------------------------------------------------------------------------


def _from_block(
    document: Document, block: Block, headings: Headings, used: Signs, marks: list[tuple[int, int]]
) -> Iterator[Piece]:
    found = lines(document.text, block.start, block.end, headings, used)
    groups: list[list[Line]] = []
    flowing = document.media == "application/pdf"
    for line in found:
        if rule(line.text) and not line.mark.label:
            marks.append((line.at, line.end))
            continue
        apart = line.mark.bullet or line.mark.asks or line.mark.answers
        if groups and not apart and not (line.mark.label and not flowing):
            before = groups[-1][-1]
            joined = flowing and not line.mark.label
            if joined or (goes_on(line.text) and not ends(before.text)) or unfinished(before.text, headings):
                groups[-1].append(line)
                continue
        groups.append([line])
    for number, group in enumerate(groups):
        piece = _finished(document.text, group, headings, marks)
        piece.shape, piece.page, piece.size = block.shape, block.page, block.size
        piece.bold = block.bold or piece.bold
        piece.table, piece.row, piece.column, piece.box = block.table, block.row, block.column, block.box
        piece.target = block.target
        piece.indent = block.depth if block.depth is not None else piece.indent
        piece.level = block.level if block.level is not None else piece.level
        piece.blanks = 0 if number else 1
        if block.shape is Shape.bullet:
            piece.bullet = True
        if block.label is not None and piece.label is None and not number:
            digits = re.search(
                r"\d{1,3}(?:\.\d{1,3}){0,3}|(?<![a-z])[a-z](?![a-z])|(?<![ivx])[ivx]{1,4}(?![ivx])", block.label, re.I
            )
            if digits is not None:
                piece.label = digits.group()
        if piece.flat or piece.label is not None:
            yield piece
        else:
            marks.append((piece.at, piece.end))


def _unframed(pieces: Sequence[Piece]) -> None:
    """Makes paragraphs of the cells of a table with one column, which is drawn round text and orders nothing.

    Where each of its rows is one entry, and there are several, it is a list.
    """
    columns: dict[int, int] = {}
    rows: dict[int, Counter[int]] = {}
    for piece in pieces:
        if piece.table is not None:
            columns[piece.table] = max(columns.get(piece.table, 0), piece.column or 0)
            rows.setdefault(piece.table, Counter())[piece.row or 0] += 1
    lists = {table for table, held in rows.items() if len(held) >= _LIST and max(held.values()) == 1}
    for piece in pieces:
        if piece.table is not None and not columns[piece.table] and piece.table not in lists:
            piece.table = piece.row = piece.column = None
            if piece.shape is Shape.cell:
                piece.shape = Shape.paragraph


def _numbers_apart(pieces: Sequence[Piece], marks: list[tuple[int, int]]) -> list[Piece]:
    """Gives paragraphs the numbers that stand before them by themselves ("3.2", "3.3", then two paragraphs)."""
    made: list[Piece] = []
    numbers: list[Piece] = []
    for at, piece in enumerate(pieces):
        if piece.table is None and not piece.marked and _PARAGRAPH_NUMBER.fullmatch(piece.flat) is not None:
            numbers.append(piece)
            continue
        if numbers:
            run = pieces[at : at + len(numbers)]
            if len(run) == len(numbers) and all(each.shape is Shape.paragraph and not each.marked for each in run):
                for number, each in zip(numbers, run, strict=True):
                    each.label = number.flat
                    marks.append((number.at, number.end))
            else:
                made += numbers
            numbers = []
        made.append(piece)
    return made + numbers


def _across_pages(text: str, pieces: list[Piece]) -> list[Piece]:
    """Joins a paragraph that goes on over a page or a column; the foot of the page between them is no part of it."""
    made: list[Piece] = []
    for piece in pieces:
        between: list[Piece] = []
        for each in reversed(made[-6:]):
            if each.shape is not Shape.furniture:
                break
            between.append(each)
        body = made[-1 - len(between)] if len(made) > len(between) else None
        if body is not None and _goes_over(body, piece):
            body.holes += [(each.at, each.end) for each in reversed(between)]
            _together(text, [body, piece])
            body.flat = flat(without(text, body.start, body.end, body.holes))
            del made[len(made) - len(between) :]
            continue
        made.append(piece)
    return made


def _goes_over(body: Piece, piece: Piece) -> bool:
    return (
        body.page is not None
        and piece.page is not None
        and body.shape not in (Shape.heading, Shape.furniture)
        and piece.shape in (Shape.paragraph, body.shape)
        and (piece.page != body.page or (piece.shape is Shape.paragraph and body.shape is Shape.paragraph))
        and piece.table == body.table
        and piece.box == body.box
        and not piece.marked
        and goes_on(piece.flat)
        and not ends(body.flat)
        and not body.flat.endswith(":")
    )


def without(text: str, start: int, end: int, holes: Sequence[tuple[int, int]]) -> str:
    """A slice of a text without what stands inside and is no part of it."""
    parts: list[str] = []
    at = start
    for first, last in holes:
        if start <= first and last <= end:
            parts.append(text[at:first])
            at = last
    parts.append(text[at:end])
    return " ".join(parts) if len(parts) > 1 else parts[0]
