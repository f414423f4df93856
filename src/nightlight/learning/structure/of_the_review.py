"""What tells of the review and not of the child, inside its other parts: who took part, a date in a form, an outcome."""

from __future__ import annotations

from typing import Final

from nightlight.learning.reading import ItemKind
from nightlight.learning.structure.bearing import leaning
from nightlight.learning.structure.leanings import SURE, Leanings
from nightlight.learning.structure.markup import flat
from nightlight.learning.structure.pieces import Piece
from nightlight.learning.structure.sentences import sentences
from nightlight.learning.structure.titles import review_type
from nightlight.learning.structure.words import straight, words
from nightlight.learning.structure.wraps import ends

#: Under these what happened may be told first, where it has no heading of its own.
OVER_A_STORY: Final = frozenset([ItemKind.learning_point, ItemKind.finding, ItemKind.area_for_development])
#: A value of a table of labels and values has so many words at most, a date so many, the kind of a review so many.
_VALUE: Final = 30
_DATE: Final = 4
_KIND: Final = 7
#: How much a paragraph before a lesson is held to tell what was found.
_FOUND: Final = 1.5
#: So many pieces back the label of a value is looked for.
_BACK: Final = 8


class OfTheReview(Leanings):
    """Tells such lines and sentences from what they stand among."""

    def _particular(self, at: int, piece: Piece) -> bool:
        """Notes a short value beside its label in a table; reads it, and says so, where it tells of the review only."""
        if piece.table is None or not piece.column or piece.bullet or piece.wordy > _VALUE or ends(piece.flat):
            return False
        table = self.tables.get(piece.table)
        row = [
            each for each in self.pieces[max(0, at - _BACK) : at] if (each.table, each.row) == (piece.table, piece.row)
        ]
        label = next((each for each in row if not each.column), None)
        if table is None or not table.named or label is None:
            return False
        self.found.particulars.append((label.flat, piece.start, piece.end))
        known = self.current is not None and self.current.canonical != "other"
        of_review = any(word in self.headings.of_the_paper for word in words(label.flat))
        only_kind = review_type(piece.flat, self.headings) is not None and piece.wordy <= _KIND
        if known or not of_review or (piece.wordy > _DATE and not only_kind):
            return False
        self.found.left.append((piece.at, piece.end, "a particular of the review"))
        return True

    def _hoped(self, piece: Piece) -> bool:
        """Whether a line says by its label what is to come of the recommendation before it, or how far it has come."""
        label, colon, _ = piece.flat.partition(": ")
        last = self.found.drafts[-1] if self.found.drafts else None
        return (
            bool(colon)
            and piece.label is None
            and last is not None
            and last.kind is ItemKind.recommendation
            and last.under is self.current
            and self.headings.column(label) == "progress"
        )

    def _before_its_lesson(self, at: int, piece: Piece) -> bool:
        """Whether a paragraph of the learning tells what was found, for an entry labelled as its lesson comes after it.

        "The plan was not shared. … Learning point 2: Share plans with the family."
        """
        current = self.current
        if current is None or current.kind is not ItemKind.learning_point or current.role or piece.table is not None:
            return False
        if piece.marked or piece.holes or self._held(piece.start, piece.end):
            return False
        for ahead in range(at + 1, min(at + _BACK, len(self.pieces))):
            after, head = self.pieces[ahead], self.heads[ahead]
            labelled = head.run_in is not None and head.meaning is not None and head.meaning.score >= SURE
            if after.bullet or (head.is_heading and not labelled) or (head.run_in is not None and not labelled):
                return False
            if after.coded or labelled:
                said = head.meaning.section.kind if labelled and head.meaning is not None else after.said
                lesson = said == ItemKind.learning_point
                kind, _ = leaning(self._bearings(piece.start, piece.end), {ItemKind.finding: _FOUND}, ItemKind.finding)
                return lesson and kind in (ItemKind.finding, ItemKind.case_fact)
        return False

    def _held(self, start: int, end: int) -> int:
        """Where the sentences end with which a paragraph of learning or findings tells how the review was held; else 0."""
        if self.current is None or self.current.kind not in OVER_A_STORY or self.current.role:
            return 0
        until = 0
        for first, last in sentences(self.text, start, end, self.headings):
            line = straight(flat(self.text[first:last]))
            goes_on = until and self.headings.held_on.search(line) is not None
            if self.headings.held.search(line) is None and not goes_on:
                return first if until else 0
            until = last
        return end if until else 0
