"""Lessons like this one: items of other reviews that share its words and themes, each with what is shared."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from nightlight.exchange.shelf.asked import asked
from nightlight.exchange.shelf.finding import Filters, Hit, hits
from nightlight.learning.likeness import Candidate, Collection, Likeness, telling_words
from nightlight.learning.reading import ItemKind

#: Kinds of item that tell a reader something to be learnt; the rest tells the story, praises, or points elsewhere.
TELLING: Final = (
    ItemKind.finding, ItemKind.area_for_development, ItemKind.complicating_factor, ItemKind.theme_local,
    ItemKind.theme_national, ItemKind.learning_point, ItemKind.practice_implication, ItemKind.one_thing,
    ItemKind.recommendation, ItemKind.recommendation_governance, ItemKind.question, ItemKind.action_now,
)  # fmt: skip
#: So many words, themes or systems at least two texts have to share that are said to be about the same.
_SHARED: Final = 2
#: From this likeness on two texts are said to be about the same, where they share a theme or three words, and where they
#: share less: set by what stands above and below it for made-up questions over the made-up reviews.
NEAR_ENOUGH: Final = 0.28
_WITH_LESS: Final = 0.36
_MUCH: Final = 3
#: A question with fewer telling words than this has few that an item could lack, so more is asked of what it finds.
_FEW: Final = 4
_FOR_FEW: Final = 0.06
#: A shelf of so many items is compared whole; of a larger one, what the full text finds nearest.
_WHOLE: Final = 3_000
_NEAREST: Final = 600
#: So many items, taken evenly from all, tell how rare a word is where not all are compared.
_SAMPLE: Final = 1_500


@dataclass(frozen=True, slots=True)
class Alike:
    """An item like another: how like (1 is the same words), and the words and themes that both have, the weightiest first."""

    hit: Hit
    likeness: float
    words: tuple[str, ...]
    themes: tuple[str, ...]


def alike(
    db: sqlite3.Connection,
    text: str,
    themes: Sequence[str] = (),
    filters: Filters | None = None,
    limit: int = 10,
    but_review: str | None = None,
) -> tuple[Alike, ...]:
    """The items most like a text, none of the review whose source is `but_review` (nor of its twins); none where none is near enough."""
    near, _ = nearest_rows(db, text, themes, telling(filters), _NEAREST, NEAR_ENOUGH, but_review)
    found = near_enough(text, near)[: max(0, limit)]
    shown = hits(db, [int(each.key) for each in found])
    return tuple(Alike(hit, each.likeness, each.words, each.labels) for hit, each in zip(shown, found, strict=True))


def says_the_same(likeness: Likeness) -> bool:
    """Whether two texts share more than one word or label: a short text that shares one word says nothing of the other."""
    return _words(likeness) + len(likeness.labels) >= _SHARED


def _words(likeness: Likeness) -> int:
    return sum(len(word.split()) for word in likeness.words)


def near_enough(text: str, found: Sequence[Likeness]) -> tuple[Likeness, ...]:
    """Those that are about the same as the text that was asked about, and do not only share a word with it."""
    more = _FOR_FEW if telling_words(text) < _FEW else 0.0
    return tuple(
        each
        for each in found
        if says_the_same(each)
        and each.likeness >= more + (NEAR_ENOUGH if each.labels or _words(each) >= _MUCH else _WITH_LESS)
    )


def telling(filters: Filters | None) -> Filters:
    """The filters, with the kinds that tell something where none are named."""
    given = filters or Filters()
    return given if given.kinds else replace(given, kinds=TELLING)


def nearest_rows(
    db: sqlite3.Connection,
    text: str,
    themes: Sequence[str],
    filters: Filters,
    limit: int,
    least: float,
    but_review: str | None,
    among: int = _NEAREST,
) -> tuple[tuple[Likeness, ...], bool]:
    """The rows of the items most like a text, and whether there may be more than were looked at.

    On a large shelf only the `among` items that the full text finds nearest are compared.
    """
    where, values = filters.of_items()
    where.append("NOT items.hidden")
    if but_review is not None:
        where.append("reviews.words NOT IN (SELECT words FROM reviews WHERE source = ?)")
        values.append(but_review)
    condition = " AND ".join(where)
    count = db.execute("SELECT count(*) FROM items").fetchone()[0]
    background: list[int] = []
    if count <= _WHOLE:
        tables = "items JOIN reviews ON reviews.id = items.review"
        rows = _rows(db, f"SELECT items.id FROM {tables} WHERE {condition} ORDER BY items.id", values)
    else:
        question = asked(text)
        if not question.terms:
            return (), False
        tables = "fulltext JOIN items ON items.id = fulltext.rowid JOIN reviews ON reviews.id = items.review"
        ranked = f"SELECT items.id FROM {tables} WHERE fulltext MATCH ? AND {condition}"
        ranked += " ORDER BY bm25(fulltext, 1.0, 0.0, 0.0), items.id LIMIT ?"
        rows = _rows(db, ranked, (question.some, *values, among))
        sample = "SELECT id FROM items WHERE id % ? = 0 AND NOT hidden ORDER BY id LIMIT ?"
        background = _rows(db, sample, (max(1, count // _SAMPLE), _SAMPLE))
    wanted = set(rows)
    others = [row for row in background if row not in wanted]
    collection = Collection(_candidates(db, [*rows, *others]))
    found = collection.nearest(text, themes, limit, least, but=[str(row) for row in others])
    # Where one of the last that were looked at is like the text, one that was not may be too.
    last = {str(row) for row in rows[-(among // 20) :]} if count > _WHOLE and len(rows) == among else set()
    return found, any(each.key in last for each in found)


def _rows(db: sqlite3.Connection, query: str, values: Sequence[object]) -> list[int]:
    return [row for (row,) in db.execute(query, values)]


def _candidates(db: sqlite3.Connection, rows: Sequence[int]) -> list[Candidate]:
    marks = ", ".join("?" * len(rows))
    themes: dict[int, list[str]] = {}
    for row, theme in db.execute(f"SELECT item, theme FROM carried WHERE item IN ({marks}) ORDER BY theme", rows):
        themes.setdefault(row, []).append(theme)
    texts = dict(db.execute(f"SELECT id, shown FROM items WHERE id IN ({marks})", rows).fetchall())
    return [Candidate(str(row), texts[row], tuple(themes.get(row, ()))) for row in rows if row in texts]
