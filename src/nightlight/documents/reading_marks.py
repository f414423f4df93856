"""A document in pieces: which stretch of its text is which item, where each fact is said, what is in the tray, what is masked.

The template shows pieces one after another; where one thing begins within another the text is cut, so that nothing has to
be nested.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Final, Literal

from nightlight.learning.document import Block, Shape
from nightlight.learning.masking import HIDDEN, hidden_spans
from nightlight.learning.reading import ItemKind, Reading

#: A line of a plain text that is shorter was ended on purpose, and the next begins a line of its own.
_WRAPPED: Final = 40
#: Kinds that are shown alike; each family has a colour, and the kind stands beside it in words.
FAMILIES: Final[dict[str, tuple[ItemKind, ...]]] = {
    "story": (ItemKind.case_fact,),
    "finding": (ItemKind.finding, ItemKind.area_for_development, ItemKind.complicating_factor),
    "theme": (ItemKind.theme_local, ItemKind.theme_national),
    "strength": (ItemKind.strength,),
    "learning": (ItemKind.learning_point, ItemKind.practice_implication, ItemKind.one_thing),
    "doing": (ItemKind.recommendation, ItemKind.recommendation_governance, ItemKind.action_now),
    "asking": (ItemKind.question,),
    "other": (ItemKind.resource, ItemKind.contact, ItemKind.scope_note, ItemKind.boilerplate),
}
FAMILY_OF: Final = {kind: family for family, kinds in FAMILIES.items() for kind in kinds}


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text that is one thing: in `item` (its number), in the tray (`left`), or neither.

    `opens` says that the item begins here, `opens_left` that the text of the tray does, `facts` which facts begin here.
    """

    text: str
    item: int | None = None
    opens: bool = False
    left: int | None = None
    opens_left: bool = False
    facts: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the document as it is laid out: a page's beginning, a heading, a paragraph, an entry of a list, a table, a box."""

    sort: Literal["page", "heading", "text", "bullet", "note", "furniture", "table", "box"]
    pieces: tuple[Piece, ...] = ()
    label: str | None = None
    page: int | None = None
    rows: tuple[tuple[Cell, ...], ...] = ()
    parts: tuple[Part, ...] = ()


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table; `header` says that it heads its row or column."""

    parts: tuple[Part, ...]
    header: bool


class _Spans:
    """Stretches of a text, each with its number (from 1, as they were given), to be asked which one lies over a piece."""

    def __init__(self, spans: Iterable[tuple[int, int]]) -> None:
        self._all = sorted((start, end, number) for number, (start, end) in enumerate(spans, 1))
        self._starts = [start for start, _, _ in self._all]

    def edges(self) -> Iterator[int]:
        """Where any of them begins or ends."""
        for start, end, _ in self._all:
            yield start
            yield end

    def over(self, start: int, end: int) -> tuple[int, int] | None:
        """Where the one that lies over the whole piece begins, and its number."""
        at = bisect_right(self._starts, start)
        # They do not overlap, but for a slip of whoever read them: one or two before are looked at as well.
        for first, last, number in reversed(self._all[max(0, at - 3) : at]):
            if end <= last:
                return first, number
        return None


@dataclass(slots=True)
class Marks:
    """What stands where in a document, ready to be asked for the pieces of any stretch."""

    reading: Reading
    contacts: bool = False
    _edges: list[int] = field(init=False)
    _items: _Spans = field(init=False)
    _left: _Spans = field(init=False)
    _hidden: _Spans = field(init=False)
    _facts: dict[int, tuple[int, ...]] = field(init=False)
    _headings: set[tuple[int, int]] = field(init=False)

    def __post_init__(self) -> None:
        reading = self.reading
        self._items = _Spans((each.start, each.end) for each in reading.items)
        self._left = _Spans((each.start, each.end) for each in reading.tray)
        self._hidden = _Spans([] if self.contacts else hidden_spans(reading))
        self._facts = {}
        for number, fact in enumerate(reading.facts, 1):
            self._facts[fact.start] = (*self._facts.get(fact.start, ()), number)
        edges = {edge for spans in (self._items, self._left, self._hidden) for edge in spans.edges()}
        self._edges = sorted(edges | set(self._facts))
        self._headings = {(each.start, each.end) for each in reading.sections}

    def pieces(self, start: int, end: int) -> tuple[Piece, ...]:
        """The pieces of a stretch of the text, in order."""
        cuts = [start, *self._edges[bisect_right(self._edges, start) : bisect_left(self._edges, end)], end]
        return tuple(self._piece(one, other) for one, other in pairwise(cuts) if other > one)

    def _piece(self, start: int, end: int) -> Piece:
        item, left, hidden = (spans.over(start, end) for spans in (self._items, self._left, self._hidden))
        text = self.reading.document.text[start:end]
        if hidden is not None:
            text = HIDDEN if hidden[0] == start else ""
        return Piece(
            text,
            item[1] if item else None,
            item is not None and item[0] == start,
            left[1] if left else None,
            left is not None and left[0] == start,
            self._facts.get(start, ()),
        )

    def parts(self) -> tuple[Part, ...]:
        """The document laid out, page by page."""
        found: list[Part] = []
        page: int | None = None
        for group in self._grouped(self.reading.document.blocks):
            first = group[0]
            if first.page is not None and first.page != page:
                page = first.page
                found.append(Part("page", page=page))
            found.append(self._part(group))
        return tuple(found)

    def _part(self, group: Sequence[Block]) -> Part:
        first = group[0]
        if first.box is not None:
            inside = [_outside(each) for each in group]
            return Part("box", parts=tuple(self._part(each) for each in self._grouped(inside)))
        if first.table is not None:
            return Part("table", rows=tuple(self._rows(group)))
        sort: Literal["heading", "text", "bullet", "note", "furniture"] = "text"
        if first.shape is Shape.heading or (first.start, first.end) in self._headings:
            sort = "heading"
        elif first.shape in (Shape.bullet, Shape.note, Shape.furniture):
            sort = first.shape.value  # type: ignore[assignment]
        return Part(sort, self.pieces(first.start, group[-1].end), first.label)

    def _grouped(self, blocks: Sequence[Block]) -> Iterator[list[Block]]:
        """Blocks that are laid out together: a box, a table, the lines of one paragraph of a plain text."""
        group: list[Block] = []
        for each in blocks:
            if group and self._together(group[-1], each):
                group.append(each)
            else:
                if group:
                    yield group
                group = [each]
        if group:
            yield group

    def _together(self, one: Block, other: Block) -> bool:
        document = self.reading.document
        if one.page != other.page:
            return False
        if one.box is not None or other.box is not None:
            return one.box == other.box
        if one.table is not None or other.table is not None:
            return one.table == other.table
        if document.media != "text/plain" or not {one.shape, other.shape} <= {Shape.paragraph, Shape.bullet}:
            return False
        if any((each.start, each.end) in self._headings for each in (one, other)):
            return False
        if self._items.over(one.start, other.end) is not None:
            return True
        wrapped = other.shape is Shape.paragraph and one.end - one.start >= _WRAPPED
        return wrapped and document.text[one.end : other.start].count("\n") < 2

    def _rows(self, group: Sequence[Block]) -> Iterator[tuple[Cell, ...]]:
        rows: dict[int, dict[int, list[Block]]] = {}
        for each in group:
            rows.setdefault(each.row or 0, {}).setdefault(each.column or 0, []).append(each)
        for cells in rows.values():
            yield tuple(
                Cell(
                    tuple(Part("text", self.pieces(each.start, each.end), each.label) for each in blocks),
                    any(each.header for each in blocks),
                )
                for _, blocks in sorted(cells.items())
            )


def _outside(block: Block) -> Block:
    """A block as if it stood in no box: for laying out what is inside one."""
    return replace(block, box=None)
