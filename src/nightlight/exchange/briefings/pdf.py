"""PDF: every word of every page once, in the order in which a person reads it.

A PDF says where letters stand and nothing of what they are. Lines, columns, boxes and tables are found by place
(`pdf_lines`, `pdf_order`), headings by the size and weight of their letters, running headers and footers by what is
repeated from page to page.
"""

from __future__ import annotations

import re
from collections import Counter as Tally
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from io import BytesIO
from itertools import pairwise
from typing import Any, Final

from pdfminer.converter import PDFPageAggregator
from pdfminer.pdfdocument import PDFDocument, PDFEncryptionError, PDFPasswordIncorrect
from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager
from pdfminer.pdfpage import PDFPage
from pdfminer.pdfparser import PDFParser
from pdfminer.pdftypes import PDFStream, resolve1

from nightlight.exchange.briefings import pace
from nightlight.exchange.briefings.guard import MEDIA, Format
from nightlight.exchange.briefings.marks import OF_FONTS, PRINTED
from nightlight.exchange.briefings.order import Box
from nightlight.exchange.briefings.pdf_drawn import with_drawn
from nightlight.exchange.briefings.pdf_lines import Line, Sheet, TooMany, sheet_of
from nightlight.exchange.briefings.pdf_marks import STOPS, entries
from nightlight.exchange.briefings.pdf_order import Counter, Placed, in_order
from nightlight.exchange.briefings.refused import Refused, Why, damaged
from nightlight.exchange.briefings.tidy import Piece, assemble, counted
from nightlight.learning.document import Document, Shape

#: Far more pages than any review.
MOST_PAGES: Final = 600
#: How much of a page's height, at the top and at the bottom, may hold running headers and footers.
_EDGE: Final = 0.12
_PAGE_NUMBER: Final = re.compile(r"(?:page\s*)?[-–—|]?\s*\d{1,3}\s*(?:(?:of|/)\s*\d{1,3})?\s*[-–—|]?\Z", re.IGNORECASE)
_NUMBERS: Final = re.compile(r"\d+")
_MARK: Final = re.compile(rf"([{re.escape(''.join(sorted(PRINTED)))}])\s+(?=\S)")
#: Beginnings after which a hyphen at a line's end belongs to the word.
_KEEPS_HYPHEN: Final = frozenset(
    {
        "multi",
        "non",
        "self",
        "well",
        "co",
        "post",
        "pre",
        "long",
        "short",
        "high",
        "trauma",
        "decision",
        "follow",
        "whole",
        "cross",
    }
)
_LARGER: Final = 1.12


@dataclass(slots=True)
class _Block:
    """A block as its lines come: what `Piece` is made of."""

    placed: list[Placed]
    page: int
    shape: Shape = Shape.paragraph
    text: str = ""
    label: str | None = None
    level: int | None = None
    strong: bool = False
    """Of a cell: all of it is bold."""

    @property
    def first(self) -> Placed:
        return self.placed[0]

    @property
    def last(self) -> Placed:
        return self.placed[-1]


def read_pdf(data: bytes, name: str) -> Document:
    """The document that a PDF holds. A page that is only a picture is said to be one in the notes.

    Raises `Refused` where the file is broken, locked with a password, longer than 600 pages, or holds no words at all
    (a scan is said to be one).
    """
    sheets = _sheets(data, name)
    notes = _notes(sheets)
    if not any(line.text for sheet in sheets for line in sheet.lines) and not any(sheet.turned for sheet in sheets):
        raise _without_words(name, sheets)
    return assemble(name, MEDIA[Format.pdf], data, _pieces(sheets), pages=len(sheets), notes=notes)


def _sheets(data: bytes, name: str) -> list[Sheet]:
    try:
        # Some programs put a few bytes before the mark; places within the file count from the mark.
        document = PDFDocument(PDFParser(BytesIO(data[data.find(b"%PDF-") :])))
        manager = PDFResourceManager()
        device = PDFPageAggregator(manager, laparams=None)
        interpreter = _Whole(manager, device)
        sheets: list[Sheet] = []
        most = _pages_said(document)
        for number, page in enumerate(PDFPage.create_pages(document), 1):
            if number > MOST_PAGES:
                raise Refused(
                    name, f"it has more than {MOST_PAGES} pages", "read the part that is the briefing", Why.large
                )
            interpreter.process_page(page)
            layout = device.get_result()
            sheets.append(sheet_of(layout, list(_links(page, layout))))
            pace.done(1)
    except Refused:
        raise
    except PDFPasswordIncorrect:
        raise Refused(
            name, "it is protected with a password", "save it without the password and read that", Why.locked
        ) from None
    except PDFEncryptionError:
        raise Refused(
            name, "it is locked in a way that is not read", "print it to a new PDF and read that", Why.locked
        ) from None
    except TooMany:
        raise Refused(name, "one of its pages holds more letters than any page", "do not open it", Why.large) from None
    except (MemoryError, KeyboardInterrupt):
        raise
    except Exception:
        # A broken file makes pdfminer raise nearly anything: TypeError, KeyError, AssertionError, struct.error …
        raise damaged(name) from None
    if not sheets:
        raise damaged(name, "it has no pages")
    if len(sheets) != most:
        raise damaged(name, f"it says that it has {counted(most, 'page', 'pages')}, and {len(sheets)} can be found")
    with_drawn(sheets)
    return sheets


def _pages_said(document: PDFDocument) -> int:
    """How many pages the file itself says it has."""
    return int(resolve1(resolve1(document.catalog["Pages"])["Count"]))


class _Whole(PDFPageInterpreter):
    """Draws nothing where a part of the page is lost: pdfminer would go on without it, and the page would be half read."""

    def execute(self, streams: Sequence[Any]) -> None:
        for each in streams:
            stream = resolve1(each)
            if not isinstance(stream, PDFStream):
                raise ValueError("a part of the page is missing")
            packed = bool(stream.rawdata) if stream.rawdata is not None else False
            if packed and not stream.get_data():
                raise ValueError("a part of the page cannot be unpacked")
        super().execute(streams)


def _links(page: Any, layout: Any) -> Iterator[tuple[Box, str]]:
    annotations = resolve1(page.annots) or []
    for each in annotations[:2000] if isinstance(annotations, list) else ():
        each = resolve1(each)
        if not isinstance(each, dict) or "Rect" not in each:
            continue
        action = resolve1(each.get("A"))
        address = resolve1(action.get("URI")) if isinstance(action, dict) else None
        corners = resolve1(each["Rect"])
        if isinstance(address, bytes) and isinstance(corners, list) and len(corners) == 4:
            x0, y0, x1, y1 = (float(resolve1(corner)) for corner in corners)
            left, top = float(layout.x0), float(layout.y1)
            box = Box(min(x0, x1) - left, top - max(y0, y1), max(x0, x1) - left, top - min(y0, y1))
            yield box, address.decode("utf-8", "replace").strip()


def _scan(sheet: Sheet) -> bool:
    words = sum(len(line.text) for line in sheet.lines)
    return not words and sheet.picture_area > 0.3 * sheet.width * sheet.height


def _notes(sheets: Sequence[Sheet]) -> list[str]:
    notes = [
        f"page {number} is a picture of text (a scan): nothing could be read in it"
        for number, sheet in enumerate(sheets, 1)
        if _scan(sheet)
    ]
    for number, sheet in enumerate(sheets, 1):
        if not sheet.lines and not sheet.turned and not _scan(sheet):
            notes.append(f"page {number} holds no words")
        if sheet.unknown > max(3, 0.02 * sheet.letters):
            notes.append(
                f"page {number}: {sheet.unknown:,} letters are of a font that does not say what they are (shown as \ufffd)"
            )
    if pictures := sum(sheet.pictures for sheet in sheets if not _scan(sheet)):
        notes.append(f"{counted(pictures, 'picture was', 'pictures were')} not read")
    if any(sheet.turned for sheet in sheets):
        notes.append("words set at a right angle were read after the others of their page")
    return notes


def _without_words(name: str, sheets: Sequence[Sheet]) -> Refused:
    if any(sheet.pictures for sheet in sheets):
        pages = counted(len(sheets), "page is a picture", "pages are pictures")
        return Refused(
            name,
            f"it is a scan: its {pages} of text",
            "ask who published it for the text itself, or have the text recognised first",
            Why.empty,
        )
    return Refused(name, "it holds no words", "ask who published it for the text itself", Why.empty)


def _pieces(sheets: Sequence[Sheet]) -> Iterator[Piece]:
    furniture = _furniture(sheets)
    body = _body_size(sheets)
    counter = Counter()
    known = _whole_words(sheets)
    blocks: list[_Block] = []
    for number, sheet in enumerate(sheets, 1):
        aside = [line for line in sheet.lines if id(line) in furniture]
        rest = [line for line in sheet.lines if id(line) not in furniture]
        middle = sheet.height / 2
        blocks += [_running(line, number) for line in aside if line.middle < middle]
        blocks += _blocks(in_order(sheet, counter, rest), number)
        blocks += [
            _Block([Placed(Line(words, Box(0, 0, 0, 0), body, False), -1, -1)], number, Shape.box, words)
            for words in sheet.turned
        ]
        blocks += [_running(line, number) for line in aside if line.middle >= middle]
    for block in blocks:
        if block.shape is Shape.paragraph:
            _settle(block, body, known)
    levels = _levels(blocks, body)
    plain = {(block.first.table, block.first.row) for block in blocks if block.shape is Shape.cell and not block.strong}
    headed = {(block.first.table, block.first.row) for block in blocks if block.first.row == 0} - plain
    for block in _continued(blocks, known):
        line = block.first.line
        target = line.target if all(each.line.target == line.target for each in block.placed) else None
        piece = Piece(
            block.text, block.shape, block.page, None, line.size, line.bold, block.label, block.first.table, block.first.row,
            block.first.column, block.first.box if block.first.box != -1 else None, target,
        )  # fmt: skip
        if block.shape is Shape.heading:
            piece = replace(piece, level=levels.get(round(line.size), len(levels) + 1))
        elif block.shape is Shape.cell:
            piece = replace(piece, header=block.strong and (block.first.table, block.first.row) in headed)
        elif block.shape is Shape.paragraph and piece.box is not None:
            piece = replace(piece, shape=Shape.box)
        yield piece


def _furniture(sheets: Sequence[Sheet]) -> set[int]:
    """The lines that are repeated at the edge of pages, and page numbers, by their identity."""
    edges: list[tuple[str, Line]] = []
    for sheet in sheets:
        for line in sheet.lines:
            if line.box.bottom < _EDGE * sheet.height or line.box.top > (1 - _EDGE) * sheet.height:
                where = "top" if line.middle < sheet.height / 2 else "bottom"
                edges.append((f"{where} {round(line.box.left / 6)} {_NUMBERS.sub('#', line.text.lower())}", line))
    repeated = Tally(key for key, _ in edges)
    least = 2 if len(sheets) < 4 else 3
    found = {id(line) for key, line in edges if repeated[key] >= least}
    for sheet in sheets:
        for line in sheet.lines:
            outer = line.box.bottom < 0.08 * sheet.height or line.box.top > 0.9 * sheet.height
            if outer and _PAGE_NUMBER.match(line.text) and (len(sheets) > 1 or not line.text.isdigit()):
                found.add(id(line))
    return found


def _running(line: Line, page: int) -> _Block:
    return _Block([Placed(line, -1)], page, Shape.furniture, line.text)


def _body_size(sheets: Sequence[Sheet]) -> float:
    sizes: Tally[float] = Tally()
    for sheet in sheets:
        for line in sheet.lines:
            sizes[round(line.size * 2) / 2] += len(line.text)
    return sizes.most_common(1)[0][0] if sizes else 11.0


def _whole_words(sheets: Sequence[Sheet]) -> frozenset[str]:
    """Words that stand whole within a line somewhere: they say whether a hyphen at a line's end belongs to the word."""
    return frozenset(
        word.strip(".,;:()“”‘’'\"?!").lower()
        for sheet in sheets
        for line in sheet.lines
        for word in line.text.split()[:-1]
    )


def _blocks(placed: Sequence[Placed], page: int) -> list[_Block]:
    blocks: list[_Block] = []
    pitches = _pitches(placed)
    for each in entries(placed, pitches):
        if blocks and _goes_on(blocks[-1], each, pitches):
            blocks[-1].placed.append(each)
        else:
            blocks.append(_Block([each], page))
    return blocks


def _pitches(placed: Sequence[Placed]) -> dict[int, float]:
    """The usual distance between base lines in each run, in sizes of its letters."""
    found: dict[int, list[float]] = {}
    for one, other in pairwise(placed):
        if one.run == other.run and abs(one.line.size - other.line.size) < 0.7:
            pitch = other.line.box.bottom - one.line.box.bottom
            if 0.8 * other.line.size < pitch < 2.2 * other.line.size:
                found.setdefault(one.run, []).append(pitch / other.line.size)
    # The nearer ones are those within a paragraph.
    return {run: sorted(pitches)[len(pitches) // 4] for run, pitches in found.items()}


def _goes_on(block: _Block, other: Placed, pitches: dict[int, float]) -> bool:
    """Whether a line belongs to the paragraph before it."""
    last, line = block.last.line, other.line
    if (block.last.run, block.last.box, block.last.table, block.last.row, block.last.column) != (
        other.run, other.box, other.table, other.row, other.column,
    ):  # fmt: skip
        return False
    pitch = line.box.bottom - last.box.bottom
    if abs(pitch) < 0.5 * line.size and line.box.left > last.box.left:
        return not line.marked
    if line.marked or abs(line.size - last.size) > 0.09 * max(line.size, last.size):
        return False
    usual = pitches.get(other.run, 1.25) * line.size
    if pitch < 0 or pitch > max(1.1 * usual, usual + 0.9) or pitch > 2.0 * line.size:
        return False
    wide = max(block.last.right - min(each.line.indent for each in block.placed), 1.0)
    short = (block.last.right - last.box.right) / wide
    ended = last.text.endswith(STOPS)
    if last.bold != line.bold and (short > 0.2 or ended):
        return False
    first = block.first.line
    if first.marked and line.box.left <= first.box.left + 1.5 and first.indent > first.box.left + 3:
        return not (ended or short > 0.2) and (line.text[:1].islower() or line.text[:1].isdigit())
    if not first.marked and line.box.left > last.box.left + 8 and ended:
        return False
    return not (ended and short > 0.3 and not line.text[:1].islower())


def _settle(block: _Block, body: float, known: frozenset[str]) -> None:
    """Gives a block its words, its mark and its shape."""
    block.text = _joined([each.line.text for each in block.placed], known)
    line = block.first.line
    if line.drawn:
        block.label, block.shape = "•", Shape.bullet
        return
    if line.marked and (mark := _MARK.match(block.text)):
        block.label = mark[1] if mark[1] not in OF_FONTS else "•"
        block.text = block.text[mark.end() :]
        block.shape = Shape.bullet
        return
    whole = all(each.line.bold for each in block.placed)
    if block.first.table is not None:
        block.shape, block.strong = Shape.cell, whole
        return
    large = line.size >= _LARGER * body and len(block.text) <= 200
    strong = whole and len(block.text) <= 120 and len(block.placed) <= 3 and not block.text.endswith((".", ",", ";"))
    if large or strong:
        block.shape = Shape.heading


def _levels(blocks: Sequence[_Block], body: float) -> dict[int, int]:
    """The level of a heading by the size of its letters in whole points: the largest is 1."""
    sizes = sorted({round(block.first.line.size) for block in blocks if block.shape is Shape.heading}, reverse=True)
    return {size: level for level, size in enumerate(sizes[:8], 1)}


def _continued(blocks: Sequence[_Block], known: frozenset[str]) -> Iterator[_Block]:
    """Paragraphs that go on in the next column or on the next page made one; what runs along the edge comes after them."""
    waiting: _Block | None = None
    aside: list[_Block] = []
    for block in blocks:
        if block.shape is Shape.furniture:
            if waiting is None:
                yield block
            else:
                aside.append(block)
            continue
        if waiting is not None and _carries_on(waiting, block):
            waiting.text = _joined([waiting.text, block.text], known)
            waiting.placed = [*waiting.placed, *block.placed]
            continue
        if waiting is not None:
            yield waiting
            yield from aside
            aside.clear()
        waiting = block
    if waiting is not None:
        yield waiting
    yield from aside


def _carries_on(block: _Block, other: _Block) -> bool:
    return (
        block.shape in (Shape.paragraph, Shape.bullet)
        and other.shape is Shape.paragraph
        and block.last.run != other.first.run
        and block.first.table is None
        and other.first.table is None
        and block.first.box is None
        and other.first.box is None
        and abs(block.last.line.size - other.first.line.size) < 0.7
        and not block.text.endswith(STOPS)
        and other.text[:1].islower()
    )


def _joined(lines: Sequence[str], known: frozenset[str]) -> str:
    """Lines made one, words parted at a line's end joined again.

    >>> _joined(["the safe-", "guarding of multi-", "agency plans"], frozenset({"safeguarding"}))
    'the safeguarding of multi-agency plans'
    """
    text = ""
    for line in lines:
        if not text:
            text = line
        elif text.endswith("\xad"):
            text = text[:-1] + line
        elif text.endswith("-") and text[-2:-1].isalpha() and line[:1].isalpha():
            text = text + line if _keeps_hyphen(text, line, known) else text[:-1] + line
        elif text.endswith("/"):
            text += line
        else:
            text = f"{text} {line}"
    return text


def _keeps_hyphen(text: str, line: str, known: frozenset[str]) -> bool:
    before = text.rsplit(" ", 1)[-1][:-1].lstrip("(“‘'\"").lower()
    after = line.split(" ", 1)[0].strip(".,;:()“”‘’'\"?!").lower()
    if f"{before}-{after}" in known:
        return True
    if before + after in known:
        return False
    return "-" in before or before in _KEEPS_HYPHEN or not line[:1].islower()
