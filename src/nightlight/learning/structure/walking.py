"""What is known on the walk through a document: where it is, what it has found, which section is open."""

from __future__ import annotations

import re
from collections import Counter
from itertools import takewhile
from typing import Final

from nightlight.learning.document import Document
from nightlight.learning.reading import ItemKind
from nightlight.learning.structure.drafts import Draft, Found, Open
from nightlight.learning.structure.emphasis import emphasised
from nightlight.learning.structure.heads import weigh
from nightlight.learning.structure.judge import has_address, kind_of
from nightlight.learning.structure.lexicon import Headings, Meaning
from nightlight.learning.structure.pieces import Laid, Piece
from nightlight.learning.structure.standing import standing_alone
from nightlight.learning.structure.tables import tables
from nightlight.learning.structure.titles import first_line, title
from nightlight.learning.structure.words import straight, words
from nightlight.learning.structure.wraps import ends, goes_on, unfinished

#: How sure a heading must be that only begins a line.
_SURELY: Final = 0.95
#: So many entries under one that says for whom they are are looked at.
_DEEPER: Final = 30
_ASKS: Final = re.compile(r"\b(?:should|must|needs? to|will|shall|is|are|was|were)\b", re.I)


def leads(text: str) -> bool:
    """Whether a line ends with a colon, or a colon and a dash."""
    return text.rstrip("-–— ").endswith((":", " the following"))


class Walking:
    """The state of the walk. The steps are in the classes made from it, one for each thing that a piece may be."""

    def __init__(self, document: Document, laid: Laid, headings: Headings) -> None:
        self.document = document
        self.text = document.text
        self.laid = laid
        self.pieces = laid.pieces
        self.headings = headings
        self.heads = weigh(laid, headings)
        standing_alone(laid, self.heads)
        emphasised(self.pieces, self.heads, headings)
        self.found = Found(marks=list(laid.marks))
        self.tables = tables(self.pieces, self.heads, headings)
        self.title = title(laid, self.heads, headings)
        if self.title is None:
            self.title = first_line(self.pieces, self.heads, headings)
        self.current: Open | None = None
        self.levels: list[Open] = []
        self.beside: dict[int, tuple[ItemKind, float]] = {}
        self.menu = False
        self.listed_from = 0
        self.addressed: tuple[str, ...] = ()
        self.signing = False
        self.told_until: int | None = None
        self.box: int | None = None
        self.before_box: tuple[Open | None, list[Open]] = (None, [])
        self.box_headed = self.box_filled = False
        self.group: Draft | None = None
        self.particular = ""
        self.for_whom: dict[int, str] = {}
        self.rows: dict[tuple[int, int], list[Draft]] = {}
        self.lesson: Draft | None = None
        self.row_numbers: dict[tuple[int, int], str] = {}
        self.row_audiences: dict[tuple[int, int], tuple[str, ...]] = {}
        self.row_owners: dict[tuple[int, int], str] = {}
        seen = Counter(
            re.sub(r"\d+", "#", piece.flat)
            for piece in self.pieces
            if piece.wordy <= 12 and not piece.marked and piece.flat
        )
        self.repeated = {line for line, count in seen.items() if count >= 3}

    def _opens_with(self, line: str) -> Meaning | None:
        """What a line that leads to a list begins with, where that is a heading ("Draft actions (to be agreed):")."""
        if not leads(line) or _ASKS.search(line):
            return None
        said = words(line)[:5]
        for first in (0, 1):
            for size in (4, 3, 2, 1):
                meaning = self.headings.meaning(" ".join(said[first : first + size]))
                if (
                    meaning is not None
                    and meaning.score >= _SURELY
                    and meaning.weight >= _SURELY
                    and not meaning.section.narrative
                    and (self.current is None or self.current.kind is not meaning.section.kind)
                ):
                    return meaning
        return None

    def _addresses(self, at: int, piece: Piece) -> bool:
        """Whether an entry of a list only says for whom the deeper ones under it are, to the end of the list."""
        if not piece.bullet or not leads(piece.flat) or not self.headings.only_audience(piece.flat):
            return False
        under = list(takewhile(lambda each: each.bullet, self.pieces[at + 1 : at + 1 + _DEEPER]))
        return bool(under) and all(each.indent > piece.indent for each in under)

    def _lead(self, at: int, piece: Piece) -> bool:
        """Whether a line only leads to the list after it ("Practitioners should:")."""
        after = self.pieces[at + 1] if at + 1 < len(self.pieces) else None
        if after is None or not after.flat or piece.table is not None:
            return False
        if piece.marked:
            # "3.12 Leaders may wish to ask:" is a paragraph among numbered ones, and no entry of the list after it.
            apart = piece.label is not None and "." in piece.label and not piece.bullet and not piece.coded
            if apart and leads(piece.flat) and after.marked and "." not in (after.label or ""):
                return True
            return self._addresses(at, piece)
        if not leads(piece.flat):
            return after.marked and piece.wordy <= 20 and not ends(piece.flat) and unfinished(piece.flat, self.headings)
        if (
            kind_of(
                piece.flat, piece.text, section="", default=ItemKind.case_fact, listed=False, headings=self.headings
            )
            in (ItemKind.resource, ItemKind.contact)
            and not after.marked
        ):
            return False
        if has_address(after.flat) and self.headings.contact_lead_in.search(straight(piece.flat)):
            return False
        if piece.wordy <= 16 and self._opens_with(piece.flat) is not None:
            return True
        return (
            after.marked
            or (goes_on(after.flat) and piece.wordy <= 20)
            or (self.heads[at].clear and not self.heads[at + 1].clear)
        )
