"""The shelf itself: what can be asked of it, each question answered from one state of the file."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from nightlight.chronology.problems import Problem, Unreadable, shown
from nightlight.exchange.shelf import alike, counting, finding, keeping, tables, themes
from nightlight.exchange.shelf.alike import says_the_same
from nightlight.exchange.shelf.keeping import Added, Editions, KeptReview
from nightlight.learning.likeness import Collection, Likeness
from nightlight.learning.reading import Reading
from nightlight.learning.taxonomy import Taxonomy
from nightlight.learning.themes import Decision, Settled, Suggestion, Verdict

#: A check less like a lesson than this, or with which it shares but one word, is not near: nothing watches it yet, as far as
#: words tell. Of the lessons of the register that a safeguard watches 75 of 83 have one this near (62 of them the very one,
#: among three), and so have 40 of the 65 that none watches.
NEAR: Final = 0.18
#: The fewest letters of a source's hash by which a review is named.
_FEWEST: Final = 4


class Shelf:
    """Reviews that were read, in one file.

        with Shelf.open(Path("reviews.shelf")) as shelf:
            shelf.add(reading, suggestions, Editions("2026-11", "2026-11"), now)
            found = shelf.search("core group")

    Every method raises `Unreadable`, in one sentence, where the file cannot be read or written.
    """

    def __init__(self, path: Path, db: sqlite3.Connection) -> None:
        self.path = path
        self._db = db

    @classmethod
    def open(cls, path: Path, *, make: bool = True) -> Self:
        """The shelf of a file, which is made where there is none; with `make=False` it has to be there."""
        return cls(path, tables.opened(path, make=make))

    def close(self) -> None:
        """Closes the file."""
        self._db.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    # -- what changes it

    def add(
        self,
        reading: Reading,
        suggestions: Mapping[str, Sequence[Suggestion]],
        editions: Editions,
        at: datetime,
        taxonomy: Taxonomy | None = None,
        given: Mapping[str, str] | None = None,
    ) -> Added:
        """Puts a review on the shelf, whole or not at all; an earlier reading of the same file gives way to it.

        `suggestions` are those of each item, by its id. `at` is now. `given` is what a person says of the review
        (`publisher`, `date` as "2024-05"); it stands over what the review says, and is kept for later readings. Decisions of
        people stay with the items that have the same words in the same file.
        """
        with self._writing():
            return keeping.add(self._db, reading, suggestions, editions, at, taxonomy, given or {})

    def remove(self, name: str) -> KeptReview:
        """Takes a review off the shelf, with the decisions on it; says what it was."""
        with self._writing():
            review = self._review(name)
            keeping.remove(self._db, review.source)
            return review

    def decide(
        self,
        item: str,
        theme: str,
        verdict: Verdict,
        by: str,
        at: datetime,
        taxonomy: Taxonomy | None = None,
        reason: str = "",
    ) -> tuple[Settled, ...]:
        """Keeps what a person decided about a theme of an item, beside what was suggested; gives the item's themes then."""
        with self._writing():
            row = self._row(item)
            if self._db.execute("SELECT hidden FROM items WHERE id = ?", (row,)).fetchone()[0]:
                raise Unreadable([Problem("the shelf", "it is a contact, and carries no theme", file=str(self.path))])
            edition = taxonomy.edition if taxonomy is not None else ""
            themes.decide(self._db, row, Decision(item, theme, verdict, by, at, reason, edition), taxonomy)
            return themes.themes_of(self._db, row, taxonomy)

    # -- what it holds

    def reviews(self) -> tuple[KeptReview, ...]:
        """The reviews on it, the latest first; those without a date at the end."""
        with self._asking():
            return tuple(keeping.reviews(self._db))

    def reading(self, name: str) -> Reading:
        """A review as it was read."""
        with self._asking():
            found = keeping.reading(self._db, self._review(name).source)
            assert found is not None
            return found

    def items(self, name: str) -> tuple[finding.Hit, ...]:
        """The items of a review, in the order of its reading."""
        with self._asking():
            return finding.hits(self._db, finding.rows_of(self._db, self._review(name).source))

    def item(self, name: str) -> finding.Hit:
        """The item that a name such as "3f9a1c2b7d/i12" means."""
        with self._asking():
            return finding.hits(self._db, [self._row(name)])[0]

    def themes_of(self, item: str, taxonomy: Taxonomy | None = None) -> tuple[Settled, ...]:
        """The themes of an item: what was suggested, with the words that caused it, and what people decided."""
        with self._asking():
            return themes.themes_of(self._db, self._row(item), taxonomy)

    def audiences(self) -> tuple[str, ...]:
        """Whom items of this shelf address, by the names that `Filters` takes."""
        with self._asking():
            return tuple(
                name for (name,) in self._db.execute("SELECT DISTINCT audience FROM audiences ORDER BY audience")
            )

    def themes(self) -> dict[str, counting.Share]:
        """In how many of the reviews each theme is carried, the most frequent first."""
        with self._asking():
            of = finding.count_reviews(self._db, finding.Filters())
            rows = self._db.execute(
                "SELECT theme, count(DISTINCT reviews.words) AS times FROM carried JOIN items ON items.id = carried.item"
                " JOIN reviews ON reviews.id = items.review GROUP BY theme ORDER BY times DESC, theme"
            )
            return {theme: counting.Share(times, of) for theme, times in rows}

    # -- what it answers

    def search(
        self, typed: str = "", filters: finding.Filters | None = None, limit: int = 20, offset: int = 0
    ) -> finding.Found:
        """The items that hold what a person typed, the best first (`asked` says what can be typed)."""
        with self._asking():
            return finding.search(self._db, typed, filters or finding.Filters(), max(0, limit), max(0, offset))

    def similar(
        self,
        what: str,
        filters: finding.Filters | None = None,
        limit: int = 10,
        themes: Sequence[str] = (),
    ) -> tuple[alike.Alike, ...]:
        """Items like a text; or like an item, by its name, in other reviews than its own. `themes` are those of a text."""
        with self._asking():
            text, carried, source = self._meant(what, themes)
            return alike.alike(self._db, text, carried, filters, limit, but_review=source)

    def told_theme(self, names: Iterable[str], filters: finding.Filters | None = None) -> counting.Told:
        """How often reviews have said something under a theme; `names` are its name, and those that it had before."""
        with self._asking():
            return counting.told_theme(self._db, replace(filters or finding.Filters(), themes=tuple(names)))

    def told_words(self, typed: str, filters: finding.Filters | None = None) -> counting.Told:
        """How often reviews have said something with all of these words."""
        with self._asking():
            return counting.told_words(self._db, typed, filters or finding.Filters())

    def told_like(self, what: str, filters: finding.Filters | None = None, themes: Sequence[str] = ()) -> counting.Told:
        """How often reviews have said much the same as a text with these themes, or as an item."""
        with self._asking():
            text, carried, _ = self._meant(what, themes)
            return counting.told_like(self._db, text, carried, filters or finding.Filters())

    def watched(
        self,
        what: str,
        checks: Collection,
        systems: Mapping[str, Sequence[str]],
        limit: int = 3,
        themes: Sequence[str] = (),
    ) -> tuple[Likeness, ...]:
        """The safeguards nearest to an item or a text, and the words that they share; none where no check is near.

        `checks` are the safeguards as texts; `systems` those of each theme. What is near is a place to look, and no claim that
        the lesson is watched.
        """
        with self._asking():
            text, carried, _ = self._meant(what, themes)
        labels = dict.fromkeys(system for theme in carried for system in systems.get(theme, ()))
        return tuple(each for each in checks.nearest(text, labels, 4 * limit, NEAR) if says_the_same(each))[:limit]

    # -- names

    def is_item(self, name: str) -> bool:
        """Whether a name such as "3f9a1c2b7d/i12" means an item of this shelf."""
        with self._asking():
            return self._found_row(name) is not None

    def _meant(self, what: str, themes: Sequence[str]) -> tuple[str, tuple[str, ...], str | None]:
        row = self._found_row(what)
        if row is None:
            return what, tuple(themes), None
        found = finding.hits(self._db, [row])[0]
        return found.words, found.themes, found.source

    def _found_row(self, name: str) -> int | None:
        short, slash, item = name.strip().rpartition("/")
        if not slash or not _is_hash(short):
            return None
        rows = self._db.execute(
            "SELECT items.id FROM items JOIN reviews ON reviews.id = items.review"
            " WHERE substr(reviews.source, 1, ?) = ? AND items.item = ? LIMIT 2",
            (len(short), short, item),
        ).fetchall()
        return rows[0][0] if len(rows) == 1 else None

    def _row(self, name: str) -> int:
        row = self._found_row(name)
        if row is None:
            message = (
                f"there is no item {shown(name)}; `nightlight reviews search` shows their names, such as 3f9a1c2b7d/i12"
            )
            raise Unreadable([Problem("the shelf", message, file=str(self.path))])
        return row

    def _review(self, name: str) -> KeptReview:
        short = name.strip().partition("/")[0].lower()
        all_of_them = list(keeping.reviews(self._db))
        found = [each for each in all_of_them if _is_hash(short) and each.source.startswith(short)]
        found = found or [each for each in all_of_them if each.name == name]
        if len(found) != 1:
            what = "several reviews" if found else "no review"
            message = f"{shown(name)} means {what}; `nightlight reviews list` shows their names"
            raise Unreadable([Problem("the shelf", message, file=str(self.path))])
        return found[0]

    @contextmanager
    def _asking(self) -> Iterator[None]:
        with tables.explained(self.path), tables.transaction(self._db, write=False):
            try:
                yield
            except Unreadable:
                raise
            except (ValueError, KeyError, TypeError) as error:
                # Its values are JSON, dates, and words of our own: anything else was never written by a shelf.
                message = f"it holds what no shelf holds ({type(error).__name__}); it may be damaged"
                raise tables.wrong(self.path, message) from error

    @contextmanager
    def _writing(self) -> Iterator[None]:
        with tables.explained(self.path), tables.transaction(self._db):
            yield


def _is_hash(text: str) -> bool:
    return len(text) >= _FEWEST and all(each in "0123456789abcdef" for each in text)
