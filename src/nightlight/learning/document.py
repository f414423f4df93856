"""A document as one text, with a map of the pages and blocks that it came from."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise


class Shape(StrEnum):
    """What a block of a document is, as its file says it; what it means is for the reading to find out."""

    paragraph = "paragraph"
    """Running text."""
    heading = "heading"
    """A line that the file itself marks as a heading, by its style or by its size; `level` says how high."""
    bullet = "bullet"
    """One entry of a list; `label` is its mark or number where the file keeps that apart from the text."""
    cell = "cell"
    """One cell of a table; `table`, `row` and `column` say where it stands."""
    box = "box"
    """Text set apart: a text box, a sidebar, a shape on a slide."""
    note = "note"
    """A footnote, or a speaker's note under a slide."""
    furniture = "furniture"
    """A running header or footer, a page number."""
    link = "link"
    """A line that is nothing but a link."""


@dataclass(frozen=True)
class Look:
    """How a piece of a document looks and where it stands, as its file says it.

    `page` counts from 1 (a slide is a page) and is None where the file has none. `size` is the size of its letters in
    points, `level` 1 for the highest heading. `label` is the mark of a list entry ("•", "4.") where the file keeps it
    apart from the text. `table`, `row`, `column` count from 0. `box` numbers the box that the block stands in, so that
    the paragraphs of one box stay together. `target` is the address that the whole block links to. `header` says that a
    cell stands in a row or column that the file marks as its table's heading, `depth` how deep a list entry is nested
    (1 is outermost). What stands in a cell or a box keeps its own shape where it has one (a heading, an entry of a list);
    `table` and `box` say where it stands.
    """

    # What is made of it has slots of its own; two bases may not both have some.
    __slots__ = ()

    shape: Shape = Shape.paragraph
    page: int | None = None
    level: int | None = None
    size: float | None = None
    bold: bool = False
    label: str | None = None
    table: int | None = None
    row: int | None = None
    column: int | None = None
    box: int | None = None
    target: str | None = None
    header: bool = False
    depth: int | None = None


@dataclass(frozen=True)
class _Span:
    __slots__ = ()

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Block(Look, _Span):
    """One block: the slice `start`..`end` of the document's text, in code points, and how it looks."""


@dataclass(frozen=True, slots=True)
class Document:
    """A document that was read whole.

    `text` is normalised once, by the reader of its format, and never again: every span of a reading counts in its code
    points. A plain text stays as it came, to the character. `blocks` are in reading order, do not overlap, and between
    them stands white space only. `source` is the SHA-256 of the file's bytes, in hexadecimal. `notes` say in plain
    words what the file held that is no text ("2 pictures were not read", "page 3 is a picture of text").

    Raises `ValueError` where the blocks overlap, are out of order, or leave words out.
    """

    name: str
    media: str
    source: str
    text: str
    blocks: tuple[Block, ...]
    pages: int | None = None
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        edges = [0, *(edge for block in self.blocks for edge in (block.start, block.end)), len(self.text)]
        if any(one > other for one, other in pairwise(edges)):
            raise ValueError(f"{self.name}: its blocks overlap or are out of order")
        for at in range(0, len(edges), 2):
            if self.text[edges[at] : edges[at + 1]].strip():
                raise ValueError(f"{self.name}: words at {edges[at]} stand in no block")

    def words(self, block: Block) -> str:
        """The text of a block."""
        return self.text[block.start : block.end]
