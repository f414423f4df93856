"""The cells of tables whose first row or first column says what they hold."""

from __future__ import annotations

from typing import Final

from nightlight.learning.reading import ItemKind
from nightlight.learning.structure.drafts import Open
from nightlight.learning.structure.entries import LESSONS
from nightlight.learning.structure.leanings import bids
from nightlight.learning.structure.openings import Openings
from nightlight.learning.structure.pieces import Piece
from nightlight.learning.structure.tables import Table
from nightlight.learning.structure.titles import review_type
from nightlight.learning.structure.words import words

#: A value of so many words tells something.
_TELLING: Final = 4


class Cells(Openings):
    """Reads tables."""

    def _in_table(self, piece: Piece) -> Table | None:
        table = self.tables.get(piece.table) if piece.table is not None else None
        if table is not None and (piece.row or 0) < table.first:
            return None
        return table if table is not None and (table.header is not None or table.form) else None

    def _cell(self, piece: Piece, table: Table) -> None:
        column, row = piece.column or 0, piece.row or 0
        if table.form:
            if column == 0:
                self.found.sections.append(Open("particular", piece.flat, piece.start, piece.end, silent=True))
                self.particular = piece.flat
            else:
                if self._of_the_case(piece):
                    self._add(ItemKind.case_fact, piece.start, piece.end, listed=True, piece=piece)
                else:
                    self.found.left.append((piece.at, piece.end, "a particular of the review"))
                self.found.particulars.append((self.particular, piece.start, piece.end))
            return
        if row == table.header:
            section = table.sections.get(column)
            opened = Open(
                section.canonical if section is not None else "column", piece.flat, piece.start, piece.end, silent=True
            )
            self.found.sections.append(opened)
            return
        key = (piece.table or 0, row)
        role = table.roles.get(column)
        if role == "number":
            self.row_numbers[key] = piece.flat
            self._number_row(key)
            self.found.left.append((piece.at, piece.end, "the number of its row"))
        elif role == "owner":
            self.row_owners[key] = piece.flat
            for draft in self.rows.get(key, ()):
                draft.owner = piece.flat
            self.found.left.append((piece.at, piece.end, "who is to do what stands in its row"))
        elif role is not None:
            self.found.left.append((piece.at, piece.end, "when, or how far, what stands in its row"))
        elif table.sections and column not in table.sections and self._beside(piece):
            if any(word in self.headings.owner_words for word in words(piece.flat)):
                self.row_owners[key] = piece.flat
                for draft in self.rows.get(key, ()):
                    draft.owner = draft.owner or piece.flat
            self.found.left.append((piece.at, piece.end, "it belongs to what stands in its row"))
        elif column == table.naming and piece.wordy <= 16:
            if self.headings.only_audience(piece.flat):
                self.row_audiences[key] = self.headings.audience(piece.flat)
            self.found.sections.append(Open("row", piece.flat, piece.start, piece.end, silent=True))
        else:
            self._table_item(piece, table, key)

    def _of_the_case(self, piece: Piece) -> bool:
        """Whether a value of a form tells of the child and those about it, and not of the review or of its paper.

        A name, a number, a date by itself is a particular whatever stands before it.
        """
        label = words(self.particular)
        review = review_type(self.particular, self.headings) is not None or any(
            word in self.headings.of_the_paper for word in label
        )
        return not review and piece.wordy >= _TELLING and review_type(piece.flat, self.headings) is None

    def _beside(self, piece: Piece) -> bool:
        """Whether a cell under a header without a meaning says too little to be an entry: a name, a date, a word."""
        said = words(piece.flat)
        return (
            piece.column != 0
            and len(said) <= 8
            and not (len(said) > 3 and piece.flat.endswith((".", "?")))
            and not any(
                word in self.headings.past or word in self.headings.present or word in self.headings.verbs
                for word in said
            )
        )

    def _number_row(self, key: tuple[int, int]) -> None:
        for draft in self.rows.get(key, ()):
            draft.number = self.row_numbers[key]

    def _table_item(self, piece: Piece, table: Table, key: tuple[int, int]) -> None:
        column = piece.column or 0
        kind = table.sections.get(column)
        held = self.current
        if kind is not None and held is not None and held.paired and kind.kind is ItemKind.action_now:
            kind = None  # what to do about a lesson, for each role
        if kind is not None:
            opened = self._of(kind, table.titles[column].flat, piece, table.titles[column].start)
            opened.audience = kind.audience or (held.audience if held is not None else ())
            self.current = opened
        elif (held is None or held.kind is None or held.narrative) and "owner" in table.roles.values():
            heading = held.heading if held is not None else ""
            self.current = self._of(self.headings.by_name["recommendations"], heading, piece, piece.start)
        first = len(self.found.drafts)
        self._put(piece.start, piece.end, listed=True, piece=piece)
        self.current = held
        lesson = next((each for each in self.rows.get(key, ()) if each.kind in LESSONS), None)
        untold = kind is None and lesson is not None and table.sections and column not in table.sections
        for draft in self.found.drafts[first:]:
            if untold and draft.kind is ItemKind.learning_point and bids(self._bearings(draft.start, draft.end)):
                draft.kind = ItemKind.practice_implication  # beside a lesson, what to do about it
            draft.row = key
            self.rows.setdefault(key, []).append(draft)
            draft.owner = self.row_owners.get(key, draft.owner)
            draft.number = draft.number or self.row_numbers.get(key)
            draft.audience = self.row_audiences.get(key, draft.audience)
            if draft.kind is ItemKind.practice_implication:
                draft.parent = lesson
