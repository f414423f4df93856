"""How often have we been told this? Counts of reviews with their denominators and dates, each led back to its items."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from nightlight.exchange.shelf.alike import NEAR_ENOUGH, near_enough, nearest_rows, telling
from nightlight.exchange.shelf.asked import asked
from nightlight.exchange.shelf.finding import Filters, Hit, count_reviews, hits

#: On a large shelf so many items, those that the full text finds nearest, are compared for a count.
_AMONG: Final = 4_000
#: No count is larger: it would not be read item by item, and the shelf would be asked in another way.
_MOST: Final = 20_000


@dataclass(frozen=True, slots=True)
class Share:
    """In `reviews` of the `of` reviews it was said; `items` name where."""

    reviews: int
    of: int
    items: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Told:
    """How often something was said: in all, by year and by publisher (`None` is where the review does not say).

    `first` and `last` are the dates of the earliest and latest review that says it. `items` are all that was counted.
    `editions` counts the reviews by the edition of themes and lexicon that they were read with: figures by theme of
    different editions are not to be compared. `cut` says that only the first words of a long question were looked for,
    `more` that on a large shelf not every item was compared, and more than these may say it.
    """

    all: Share
    by_year: dict[int | None, Share]
    by_publisher: dict[str | None, Share]
    first: str | None
    last: str | None
    items: tuple[Hit, ...]
    editions: dict[str, int]
    cut: bool = False
    more: bool = False


def told_theme(db: sqlite3.Connection, filters: Filters) -> Told:
    """How often items carry one of the themes of the filters."""
    chosen = telling(filters)
    where, values = chosen.of_items()
    rows = db.execute(
        "SELECT items.id FROM items JOIN reviews ON reviews.id = items.review"
        f" WHERE {' AND '.join(['NOT items.hidden', *where])} ORDER BY items.id LIMIT ?",
        (*values, _MOST),
    )
    found = [row for (row,) in rows]
    return replace(_counted(db, found, chosen), more=len(found) == _MOST)


def told_words(db: sqlite3.Connection, typed: str, filters: Filters) -> Told:
    """How often items hold all of the words that were typed."""
    chosen = telling(filters)
    question = asked(typed)
    if not question.terms:
        return _counted(db, [], chosen)
    where, values = chosen.of_items()
    rows = db.execute(
        "SELECT items.id FROM fulltext JOIN items ON items.id = fulltext.rowid JOIN reviews ON reviews.id = items.review"
        f" WHERE {' AND '.join(['fulltext MATCH ?', *where])} ORDER BY items.id LIMIT ?",
        (question.every, *values, _MOST),
    )
    found = [row for (row,) in rows]
    return replace(_counted(db, found, chosen), cut=question.cut, more=len(found) == _MOST)


def told_like(db: sqlite3.Connection, text: str, themes: Sequence[str], filters: Filters) -> Told:
    """How often items say much the same as a text: those that are near enough to it (`alike.near_enough`)."""
    chosen = telling(filters)
    found, more = nearest_rows(db, text, themes, chosen, _MOST, NEAR_ENOUGH, None, _AMONG)
    same = near_enough(text, found)
    return replace(_counted(db, sorted(int(each.key) for each in same), chosen), more=more)


def _counted(db: sqlite3.Connection, rows: list[int], filters: Filters) -> Told:
    where, values = filters.of_reviews()
    condition = f" WHERE {' AND '.join(where)}" if where else ""
    of_year: dict[int | None, set[str]] = {}
    of_publisher: dict[str | None, set[str]] = {}
    words_of: dict[str, str] = {}
    editions: dict[str, int] = {}
    for source, words, year, publisher, taxonomy, lexicon in db.execute(
        f"SELECT source, words, year, publisher, taxonomy, lexicon FROM reviews{condition}", values
    ):
        of_year.setdefault(year, set()).add(words)
        of_publisher.setdefault(publisher, set()).add(words)
        words_of[source] = words
        edition = f"themes {taxonomy}, lexicon {lexicon}"
        editions[edition] = editions.get(edition, 0) + 1
    found = hits(db, rows)
    dates = sorted(each.dated for each in found if each.dated)

    def share(of: int, chosen: Sequence[Hit]) -> Share:
        return Share(len({words_of[each.source] for each in chosen}), of, tuple(each.ref for each in chosen))

    def year_of(hit: Hit) -> int | None:
        return int(hit.dated[:4]) if hit.dated else None

    by_year = {
        year: share(len(of), [each for each in found if year_of(each) == year])
        for year, of in sorted(of_year.items(), key=lambda each: (each[0] is None, each[0] or 0))
    }
    by_publisher = {
        name: share(len(of), [each for each in found if each.publisher == name])
        for name, of in sorted(of_publisher.items(), key=lambda each: (each[0] is None, each[0] or ""))
    }
    return Told(
        share(count_reviews(db, filters), found), by_year, by_publisher, dates[0] if dates else None,
        dates[-1] if dates else None, found, editions,
    )  # fmt: skip
