"""What the columns of a table hold, by the words over them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from nightlight.learning.structure.heads import CLEAR, Head
from nightlight.learning.structure.lexicon import Headings, SectionKind
from nightlight.learning.structure.pieces import Piece

#: Over a column, the words of a heading are at most so many.
_HEADER_WORDS: Final = 12


@dataclass(slots=True)
class Table:
    """A table of a document: `header` is the row that names its columns, or None.

    `sections` says what a column's cells are; `roles` which columns hold an owner, a date, a number, the progress;
    `naming` is a column whose cells name what their rows are about.
    """

    header: int | None = None
    first: int = 0
    """Its first row below those that only name it."""
    columns: int = 1
    sections: dict[int, SectionKind] = field(default_factory=dict)
    titles: dict[int, Piece] = field(default_factory=dict)
    roles: dict[int, str] = field(default_factory=dict)
    naming: int | None = None
    named: bool = False
    """Its first column names the parts of the review, its second holds them ("What happened | …")."""
    form: bool = False
    """Its first column names particulars of the review, its second holds them ("Date of review | June 2024")."""


def tables(pieces: Sequence[Piece], heads: Sequence[Head], headings: Headings) -> dict[int, Table]:
    """Every table of a document by its number."""
    cells: dict[int, list[int]] = {}
    for at, piece in enumerate(pieces):
        if piece.table is not None and piece.row is not None and piece.column is not None:
            cells.setdefault(piece.table, []).append(at)
    return {
        number: _table([pieces[at] for at in found], [heads[at] for at in found], headings)
        for number, found in cells.items()
    }


def _table(pieces: Sequence[Piece], heads: Sequence[Head], headings: Headings) -> Table:
    table = Table(columns=1 + max(piece.column or 0 for piece in pieces))
    widths = Counter(piece.row or 0 for piece in pieces)
    first = min(widths)
    while table.columns > 1 and widths[first] == 1 and len(widths) > 2:
        del widths[first]  # a row of one cell over the others is the name of the table
        first = min(widths)
    table.first = first
    pieces, heads = _from_row(pieces, heads, first)
    rows = {piece.row for piece in pieces}
    over = [(piece, head) for piece, head in zip(pieces, heads, strict=True) if piece.row == first]
    if table.columns < 2 or len(rows) < 2 or len({piece.column for piece, _ in over}) < 2:
        return table
    first_row = [piece for piece, _ in over]
    header = all(headings.column(piece.flat) is not None or _means(piece, headings) for piece in first_row)
    names = [(piece, head) for piece, head in zip(pieces, heads, strict=True) if piece.column == 0]
    short = table.columns == 2 and all(piece.wordy <= 10 for piece, _ in names)
    if short and sum(_means(piece, headings) for piece, _ in names) >= max(2, 0.5 * len(names)):
        table.named = True
        return table
    if not header and _form(pieces, heads, table) and not _by_role(pieces, first, headings):
        table.form = True
        return table
    if len(over) != len({piece.column for piece, _ in over}) or any(piece.wordy > _HEADER_WORDS for piece, _ in over):
        return table
    sections: dict[int, SectionKind] = {}
    roles: dict[int, str] = {}
    for piece, _ in over:
        column = piece.column or 0
        role = headings.column(piece.flat)
        if role is not None:
            roles[column] = role
            continue
        meaning = headings.meaning(piece.flat.rstrip(" :"))
        if meaning is not None and meaning.score >= CLEAR:
            sections[column] = meaning.section
    below = [piece for piece in pieces if piece.row != first]
    if not sections and len(roles) < 2:
        return table
    counts = Counter(piece.row for piece in below)
    if sections and not roles and len(over) == table.columns and counts and max(counts.values()) > 3 * table.columns:
        return table
    table.header, table.sections, table.roles = first, sections, roles
    table.titles = {piece.column or 0: piece for piece, _ in over}
    if "owner" in roles.values():
        # "What | Who | By when": what is to be done, and not what happened.
        table.sections = {column: section for column, section in sections.items() if not section.narrative}
        sections = table.sections
    free = [column for column in range(table.columns) if column not in roles and column not in sections]
    if (sections and 0 in free) or (
        sections.get(0) is not None and sections[0].canonical.startswith("themes") and len(sections) > 1
    ):
        table.naming = 0
        table.sections.pop(0, None)
    lessons = {"learning_points", "lessons", "key_findings", "system_messages"}
    if any(section.canonical in lessons for section in table.sections.values()):
        beside = headings.by_name.get("practice_implications")
        for column, section in table.sections.items():
            if section.canonical == "actions_now" and beside is not None:
                table.sections[column] = beside
    return table


def _from_row(pieces: Sequence[Piece], heads: Sequence[Head], first: int) -> tuple[list[Piece], list[Head]]:
    kept = [(piece, head) for piece, head in zip(pieces, heads, strict=True) if (piece.row or 0) >= first]
    return [piece for piece, _ in kept], [head for _, head in kept]


def _means(piece: Piece, headings: Headings) -> bool:
    meaning = headings.meaning(piece.flat.rstrip(" :"))
    return meaning is not None and meaning.score >= CLEAR


def _by_role(pieces: Sequence[Piece], first: int, headings: Headings) -> bool:
    """Whether the rows of a table, but for the first, begin with those whom they are for ("Midwives | Ask about …")."""
    begins = [piece for piece in pieces if not piece.column and piece.row != first]
    return bool(begins) and 2 * sum(headings.only_audience(piece.flat) for piece in begins) > len(begins)


def _form(pieces: Sequence[Piece], heads: Sequence[Head], table: Table) -> bool:
    if table.columns != 2:
        return False
    names = [(piece, head) for piece, head in zip(pieces, heads, strict=True) if piece.column == 0]
    values = [piece for piece in pieces if piece.column == 1]
    if (
        len(names) < 2
        or any(piece.wordy > 6 for piece, _ in names)
        or any(piece.wordy > 12 or piece.bullet for piece in values)
    ):
        return False
    plain = sum(head.meaning is None or head.meaning.score < 0.95 for _, head in names)
    return plain >= 0.6 * len(names)
