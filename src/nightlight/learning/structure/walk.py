"""The walk through a document: its pieces one after another, each a heading, an item, or left aside with a reason."""

from __future__ import annotations

from nightlight.learning.document import Document
from nightlight.learning.structure.asides import FOLLOWS
from nightlight.learning.structure.cells import Cells
from nightlight.learning.structure.drafts import Found
from nightlight.learning.structure.lexicon import Headings
from nightlight.learning.structure.pieces import Laid, Piece


def walk(document: Document, laid: Laid, headings: Headings) -> Found:
    """All sections and items of a document, in the order of its text."""
    walker = _Walker(document, laid, headings)
    walker.run()
    return walker.found


class _Walker(Cells):
    def run(self) -> None:
        at = 0
        while at < len(self.pieces):
            piece, head = self.pieces[at], self.heads[at]
            self._boxes(piece)
            why = self._aside(at, piece, head)
            if why == FOLLOWS and self._says_what_follows(at, piece):
                pass
            elif why is not None:
                self.found.left.append((piece.at, piece.end, why))
            elif at == self.title:
                self._title(piece)
            elif not piece.flat:
                self._label_alone(piece)
            elif (table := self._in_table(piece)) is not None:
                self._cell(piece, table)
            elif head.run_in is not None:
                self._run_in(at, piece, head)
            elif self._heads(at, piece, head):
                self._heading(at, piece, head)
            else:
                at = self._entry(at, piece)
                continue
            at += 1

    def _boxes(self, piece: Piece) -> None:
        if piece.box == self.box:
            return
        if self.box is not None and self.box_headed and self.box_filled:
            self.current, self.levels = self.before_box[0], list(self.before_box[1])
        self.box = piece.box
        if piece.box is not None:
            self.before_box = (self.current, list(self.levels))
            self.box_headed = self.box_filled = False
