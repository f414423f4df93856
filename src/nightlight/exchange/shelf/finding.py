"""Finding items: by words, theme, audience, kind, publisher and year."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from nightlight.exchange.shelf.asked import asked, clean, folded
from nightlight.learning.masking import masked
from nightlight.learning.reading import ItemKind

#: How much a word counts in the item itself, in the heading over it, and in who is to do it.
_WEIGHTS: Final = "10.0, 2.0, 1.0"
_ON, _OFF = "\x02", "\x03"
#: So many letters of a source's hash are shown and asked for.
SHORT: Final = 10


@dataclass(frozen=True, slots=True)
class Filters:
    """Which items are wanted; whatever is left empty leaves all in.

    `themes` are names of which an item carries one; `publisher` is a part of the name, accents and capitals apart;
    `since` and `until` are years, both counted in, and leave out a review that has no date.
    """

    themes: tuple[str, ...] = ()
    audience: str | None = None
    kinds: tuple[ItemKind, ...] = ()
    publisher: str | None = None
    since: int | None = None
    until: int | None = None

    def of_reviews(self) -> tuple[list[str], list[Any]]:
        """The conditions on a review, in SQL, and their values."""
        where: list[str] = []
        values: list[Any] = []
        if self.publisher:
            where.append("instr(reviews.publisher_folded, ?)")
            values.append(folded(clean(self.publisher)))
        for sign, year in ((">=", self.since), ("<=", self.until)):
            if year is not None:
                where.append(f"reviews.year {sign} ?")
                values.append(year)
        return where, values

    def of_items(self) -> tuple[list[str], list[Any]]:
        """The conditions on an item and its review, in SQL, and their values."""
        where, values = self.of_reviews()
        if self.themes:
            marks = ", ".join("?" * len(self.themes))
            where.append(f"items.id IN (SELECT item FROM carried WHERE theme IN ({marks}))")
            values += self.themes
        if self.audience:
            where.append("items.id IN (SELECT item FROM audiences WHERE audience = ?)")
            values.append(self.audience)
        if self.kinds:
            where.append(f"items.kind IN ({', '.join('?' * len(self.kinds))})")
            values += [each.value for each in self.kinds]
        return where, values


@dataclass(frozen=True, slots=True)
class Hit:
    """An item that was found, as it may be shown.

    `ref` names it ("3f9a1c2b7d/i12": the beginning of its source's hash, and its name in the reading). `parts` are its
    words in one line, each stretch with whether it was asked for. `text` is the quoted text, with its line ends; a
    contact is masked in both. `start` and `end` count in the document's text.
    """

    ref: str
    source: str
    review: str
    publisher: str | None
    dated: str | None
    kind: ItemKind
    text: str
    parts: tuple[tuple[str, bool], ...]
    start: int
    end: int
    page: int | None
    section: str
    heading: str
    number: str | None
    owner: str | None
    audience: tuple[str, ...]
    themes: tuple[str, ...]

    @property
    def words(self) -> str:
        """Its words in one line."""
        return "".join(words for words, _ in self.parts)


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found: the first `hits`, of `items` in `reviews` of the `of` that the filters leave in.

    `any_word` says that no item holds all of the words, and these hold some. `cut` says that only the first words of a long
    question were looked for.
    """

    hits: tuple[Hit, ...]
    items: int
    reviews: int
    of: int
    any_word: bool = False
    cut: bool = False


def search(db: sqlite3.Connection, typed: str, filters: Filters, limit: int, offset: int = 0) -> Found:
    """The items that hold what was typed, the best first; without words, those that the filters leave, the latest first."""
    of = count_reviews(db, filters)
    question = asked(typed)
    if not question.terms:
        if typed.strip():
            return Found((), 0, 0, of)
        return _without_words(db, filters, limit, offset, of)
    match = question.every
    rows, items, reviews = _matched(db, match, filters, limit, offset)
    any_word = not items and len(question.terms) > 1
    if any_word:
        match = question.some
        rows, items, reviews = _matched(db, match, filters, limit, offset)
    return Found(hits(db, rows, match), items, reviews, of, any_word and bool(items), question.cut)


def count_reviews(db: sqlite3.Connection, filters: Filters) -> int:
    """How many reviews there are from which the filters may take; two files with the same words are one."""
    where, values = filters.of_reviews()
    condition = f" WHERE {' AND '.join(where)}" if where else ""
    return int(db.execute(f"SELECT count(DISTINCT words) FROM reviews{condition}", values).fetchone()[0])


def _matched(
    db: sqlite3.Connection, match: str, filters: Filters, limit: int, offset: int
) -> tuple[list[int], int, int]:
    where, values = filters.of_items()
    tables = "fulltext JOIN items ON items.id = fulltext.rowid JOIN reviews ON reviews.id = items.review"
    condition = " AND ".join(["fulltext MATCH ?", *where])
    if not where:
        ranked = f"SELECT rowid FROM fulltext WHERE fulltext MATCH ? ORDER BY bm25(fulltext, {_WEIGHTS}), rowid LIMIT ? OFFSET ?"
    else:
        ranked = f"SELECT items.id FROM {tables} WHERE {condition} ORDER BY bm25(fulltext, {_WEIGHTS}), items.id LIMIT ? OFFSET ?"
    rows = [row for (row,) in db.execute(ranked, (match, *values, limit, offset))]
    counted = f"SELECT count(*), count(DISTINCT reviews.words) FROM {tables} WHERE {condition}"
    items, reviews = db.execute(counted, (match, *values)).fetchone()
    return rows, items, reviews


def _without_words(db: sqlite3.Connection, filters: Filters, limit: int, offset: int, of: int) -> Found:
    where, values = filters.of_items()
    condition = " AND ".join(["NOT items.hidden", *where])
    tables = "items JOIN reviews ON reviews.id = items.review"
    rows = db.execute(
        f"SELECT items.id FROM {tables} WHERE {condition} ORDER BY reviews.dated IS NULL, reviews.dated DESC, items.id"
        " LIMIT ? OFFSET ?",
        (*values, limit, offset),
    ).fetchall()
    counted = f"SELECT count(*), count(DISTINCT reviews.words) FROM {tables} WHERE {condition}"
    items, reviews = db.execute(counted, values).fetchone()
    return Found(hits(db, [row for (row,) in rows]), items, reviews, of)


def hits(db: sqlite3.Connection, rows: Sequence[int], match: str | None = None) -> tuple[Hit, ...]:
    """The items of these rows, in this order, with what the question found in them marked."""
    marks = ", ".join("?" * len(rows))
    marked: dict[int, str] = {}
    if match is not None and rows:
        marked = dict(
            db.execute(
                f"SELECT rowid, highlight(fulltext, 0, ?, ?) FROM fulltext WHERE fulltext MATCH ? AND rowid IN ({marks})",
                (_ON, _OFF, match, *rows),
            ).fetchall()
        )
    held = {
        row[0]: row[1:]
        for row in db.execute(
            "SELECT items.id, reviews.source, items.item, coalesce(reviews.title, reviews.name), reviews.publisher,"
            ' reviews.dated, items.kind, items.text, items.shown, items.start, items."end", items.page, items.section,'
            " items.heading, items.number, items.owner, items.hidden FROM items JOIN reviews ON reviews.id = items.review"
            f" WHERE items.id IN ({marks})",
            rows,
        )
    }
    audiences = _lists(db, "audiences", "audience", rows)
    themes = _lists(db, "carried", "theme", rows)
    return tuple(
        _hit(row, held[row], marked.get(row), audiences.get(row, ()), themes.get(row, ()))
        for row in rows
        if row in held
    )


def _lists(db: sqlite3.Connection, table: str, column: str, rows: Sequence[int]) -> dict[int, tuple[str, ...]]:
    marks = ", ".join("?" * len(rows))
    found: dict[int, tuple[str, ...]] = {}
    for row, value in db.execute(f"SELECT item, {column} FROM {table} WHERE item IN ({marks}) ORDER BY {column}", rows):
        found[row] = (*found.get(row, ()), value)
    return found


def _hit(row: int, held: Sequence[Any], marked: str | None, audience: tuple[str, ...], themes: tuple[str, ...]) -> Hit:
    (
        source,
        item,
        review,
        publisher,
        dated,
        kind,
        text,
        shown,
        start,
        end,
        page,
        section,
        heading,
        number,
        owner,
        hidden,
    ) = held
    return Hit(
        f"{source[:SHORT]}/{item}", source, masked(review), publisher, dated, ItemKind(kind), shown if hidden else masked(text),
        parts(marked if marked is not None else shown), start, end, page, section, masked(heading), number,
        masked(owner) if owner else None, audience, themes,
    )  # fmt: skip


def parts(marked: str) -> tuple[tuple[str, bool], ...]:
    """A text with marks about the words that were found, in stretches."""
    found: list[tuple[str, bool]] = []
    for number, piece in enumerate(marked.split(_ON)):
        hot, _, cold = piece.partition(_OFF) if number else ("", "", piece)
        found += [each for each in ((hot, True), (cold, False)) if each[0]]
    return tuple(found)


def rows_of(db: sqlite3.Connection, source: str, items: Iterable[str] | None = None) -> list[int]:
    """The rows of a review's items, in the order of the reading."""
    wanted = None if items is None else set(items)
    rows = db.execute(
        "SELECT items.id, items.item FROM items JOIN reviews ON reviews.id = items.review WHERE source = ? ORDER BY items.id",
        (source,),
    )
    return [row for row, item in rows if wanted is None or item in wanted]
