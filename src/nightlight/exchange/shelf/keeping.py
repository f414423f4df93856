"""Putting a review on the shelf, and taking it off: in one transaction, so that it is there whole or not at all."""

from __future__ import annotations

import hashlib
import json
import re
import sqlite3
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from typing import Any, Final, Literal

from nightlight.exchange.shelf.asked import clean, folded
from nightlight.exchange.shelf.themes import lost_decisions, settle_review
from nightlight.learning.document import Block, Document, Shape
from nightlight.learning.masking import is_hidden, masked, shown
from nightlight.learning.reading import Fact, Item, ItemKind, Left, Reading, Section
from nightlight.learning.taxonomy import Taxonomy
from nightlight.learning.themes import Suggestion

#: Facts that say when a review was published, the best first.
DATE: Final = ("published", "review_date")
_DATED: Final = re.compile(r"((?:19|20)\d\d)(?:-\d\d){0,2}\Z")


@dataclass(frozen=True, slots=True)
class Editions:
    """With which edition of the themes and of the lexicon a review was read."""

    taxonomy: str
    lexicon: str


@dataclass(frozen=True, slots=True)
class Added:
    """What became of a review that was put on the shelf.

    `outcome` is "added", "replaced" (an earlier reading of the same file) or "unchanged". `lost` are the items that
    people decided about and that the new reading no longer has: the decisions are kept. `twins` are the names of
    reviews that hold the same words in another file; they count as one.
    """

    source: str
    outcome: Literal["added", "replaced", "unchanged"]
    items: int
    tray: int
    lost: tuple[str, ...] = ()
    twins: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class KeptReview:
    """A review on the shelf: what it is, and how much was read in it.

    `dated` is in ISO form, as long as it is known ("2022", "2022-09"). `given` names what a person said of it.
    """

    source: str
    name: str
    media: str
    pages: int | None
    title: str | None
    publisher: str | None
    dated: str | None
    added_at: datetime
    editions: Editions
    items: int
    tray: int
    given: tuple[str, ...] = ()


def add(
    db: sqlite3.Connection,
    reading: Reading,
    suggestions: Mapping[str, Sequence[Suggestion]],
    editions: Editions,
    at: datetime,
    taxonomy: Taxonomy | None,
    given: Mapping[str, str],
) -> Added:
    """Puts a reading on the shelf, within a transaction of the caller's."""
    document = reading.document
    digest = _digest(reading, suggestions, editions)
    before = db.execute("SELECT id, digest FROM reviews WHERE source = ?", (document.source,)).fetchone()
    for field, value in given.items():
        db.execute("INSERT OR REPLACE INTO given VALUES (?, ?, ?)", (document.source, field, clean(value)))
    if before is not None and before[1] == digest:
        _particulars(db, before[0], document.source, reading.facts)
        outcome: Literal["added", "replaced", "unchanged"] = "unchanged"
    else:
        if before is not None:
            _remove(db, before[0])
        review = _insert(db, reading, editions, at, digest)
        _particulars(db, review, document.source, reading.facts)
        _insert_items(db, review, reading, suggestions)
        settle_review(db, review, taxonomy)
        outcome = "added" if before is None else "replaced"
    words = _same_words(document.text)
    twins = db.execute("SELECT name FROM reviews WHERE words = ? AND source != ? ORDER BY id", (words, document.source))
    return Added(
        document.source,
        outcome,
        len(reading.items),
        len(reading.tray),
        tuple(lost_decisions(db, document.source)),
        tuple(name for (name,) in twins),
    )


def remove(db: sqlite3.Connection, source: str) -> None:
    """Takes a review off the shelf, with the decisions on it."""
    for (review,) in db.execute("SELECT id FROM reviews WHERE source = ?", (source,)).fetchall():
        _remove(db, review)
    db.execute("DELETE FROM decisions WHERE source = ?", (source,))
    db.execute("DELETE FROM given WHERE source = ?", (source,))


def _remove(db: sqlite3.Connection, review: int) -> None:
    db.execute("DELETE FROM fulltext WHERE rowid IN (SELECT id FROM items WHERE review = ?)", (review,))
    db.execute("DELETE FROM reviews WHERE id = ?", (review,))


def _insert(db: sqlite3.Connection, reading: Reading, editions: Editions, at: datetime, digest: str) -> int:
    document = reading.document
    made = db.execute(
        "INSERT INTO reviews (source, name, media, pages, title, words, taxonomy, lexicon, added_at, digest)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            document.source, clean(document.name), document.media, document.pages, _clean(masked(reading.fact("title") or "") or None),
            _same_words(document.text), editions.taxonomy, editions.lexicon, at.isoformat(), digest,
        ),
    )  # fmt: skip
    review = made.lastrowid
    if review is None:
        raise sqlite3.InternalError("a review was written and has no number")
    blocks = json.dumps([_plain_block(each) for each in document.blocks])
    notes = json.dumps({"document": document.notes, "reading": reading.notes})
    # As JSON a broken character survives; the database takes none.
    db.execute("INSERT INTO documents VALUES (?, ?, ?, ?)", (review, json.dumps(document.text), blocks, notes))
    db.executemany(
        "INSERT INTO facts VALUES (?, ?, ?, ?, ?)",
        [(review, each.field, clean(each.value), each.start, each.end) for each in reading.facts],
    )
    db.executemany(
        "INSERT INTO sections VALUES (?, ?, ?, ?, ?, ?, ?)",
        [
            (
                review,
                each.canonical,
                clean(each.heading),
                each.start,
                each.end,
                each.until,
                json.dumps(list(each.audience)),
            )
            for each in reading.sections
        ],
    )
    db.executemany(
        "INSERT INTO tray VALUES (?, ?, ?, ?, ?)",
        [(review, each.start, each.end, clean(each.text), each.reason) for each in reading.tray],
    )
    return review


def _particulars(db: sqlite3.Connection, review: int, source: str, facts: Sequence[Fact]) -> None:
    """Who published it and when: as a person said, else as the review says."""
    said = dict(db.execute("SELECT field, value FROM given WHERE source = ?", (source,)).fetchall())
    held: dict[str, str] = {}
    for each in facts:
        held.setdefault(each.field, clean(each.value))
    publisher = masked(said.get("publisher") or held.get("publisher") or "") or None
    # A hint (a place that is named, letters of an acronym) helps to find a review; it is counted under no name.
    hints = [masked(clean(each.value)) for each in facts if each.field == "publisher_hint"]
    dates = [said.get("date"), *(held.get(name) for name in DATE)]
    dated = next((each for each in dates if each and _DATED.match(each)), None)
    db.execute(
        "UPDATE reviews SET publisher = ?, publisher_folded = ?, dated = ?, year = ? WHERE id = ?",
        (publisher, folded(" | ".join([publisher or "", *hints])), dated, int(dated[:4]) if dated else None, review),
    )


def _insert_items(
    db: sqlite3.Connection, review: int, reading: Reading, suggestions: Mapping[str, Sequence[Suggestion]]
) -> None:
    nth = _nth(reading.items)
    starts = [each.start for each in reading.document.blocks]
    for each in reading.items:
        at = bisect_right(starts, each.start) - 1
        page = reading.document.blocks[at].page if at >= 0 else None
        said = clean(shown(each))
        made = db.execute(
            "INSERT INTO items (review, item, kind, start, \"end\", text, norm, shown, section, heading, number, parent,"
            " owner, forum, corrected, role, displaced, personal, hidden, page, nth)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                review, each.id, each.kind.value, each.start, each.end, clean(each.text), clean(each.norm), said,
                each.section, clean(each.heading),
                _clean(each.number), each.parent, _clean(each.owner), _clean(each.forum), _clean(each.corrected),
                each.role, each.displaced, each.personal, is_hidden(each), page, nth[each.id],
            ),
        )  # fmt: skip
        row = made.lastrowid
        names = enumerate(dict.fromkeys(each.audience))
        db.executemany("INSERT INTO audiences VALUES (?, ?, ?)", [(row, name, place) for place, name in names])
        if is_hidden(each):
            continue
        db.execute(
            "INSERT INTO fulltext (rowid, norm, heading, owner) VALUES (?, ?, ?, ?)",
            (row, said, masked(clean(each.heading)), masked(clean(each.owner or ""))),
        )
        db.executemany(
            "INSERT INTO suggestions VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            [
                (
                    row, place, one.theme, one.shown_first, one.basis.value, one.points, one.likeness,
                    json.dumps([[why.start, why.end, why.phrase, why.strength.value] for why in one.because]),
                )
                for place, one in enumerate(suggestions.get(each.id, ()))
            ],
        )  # fmt: skip


def _nth(items: Iterable[Item]) -> dict[str, int]:
    """Which of several items with the same words each is, by where they stand: decisions find their item by it."""
    found: dict[str, int] = {}
    counted: dict[str, int] = {}
    for each in sorted(items, key=lambda one: one.start):
        found[each.id] = counted[each.text] = counted.get(each.text, -1) + 1
    return found


def _digest(reading: Reading, suggestions: Mapping[str, Sequence[Suggestion]], editions: Editions) -> str:
    told = [
        repr(part)
        for part in (
            reading.facts, reading.sections, reading.items, reading.tray, reading.notes,
            sorted((key, tuple(value)) for key, value in suggestions.items()), editions,
        )
    ]  # fmt: skip
    return hashlib.sha256("\n".join(told).encode("utf-8", "replace")).hexdigest()


def _same_words(text: str) -> str:
    """The same for two files whose words are the same, whatever their marks and spaces."""
    bare = "".join(each for each in folded(text) if each.isalnum())
    return hashlib.sha256(bare.encode("utf-8", "replace")).hexdigest()


def _clean(text: str | None) -> str | None:
    return None if text is None else clean(text)


# -- and back


def _plain_block(block: Block) -> dict[str, Any]:
    usual = {each.name: each.default for each in fields(Block)}
    return {key: value for key, value in asdict(block).items() if value != usual[key] or key in ("start", "end")}


def reviews(db: sqlite3.Connection, source: str | None = None) -> Iterator[KeptReview]:
    """The reviews on the shelf, the latest first; those without a date at the end."""
    rows = db.execute(
        "SELECT source, name, media, pages, title, publisher, dated, added_at, taxonomy, lexicon,"
        " (SELECT count(*) FROM items WHERE review = reviews.id), (SELECT count(*) FROM tray WHERE review = reviews.id),"
        " (SELECT group_concat(field, ' ') FROM given WHERE given.source = reviews.source)"
        " FROM reviews WHERE ? IS NULL OR source = ? ORDER BY dated IS NULL, dated DESC, name, id",
        (source, source),
    )
    for src, name, media, pages, title, publisher, dated, added_at, taxonomy, lexicon, items, tray, given in rows:
        at, editions = datetime.fromisoformat(added_at), Editions(taxonomy, lexicon)
        said = tuple(sorted((given or "").split()))
        yield KeptReview(src, name, media, pages, title, publisher, dated, at, editions, items, tray, said)


def reading(db: sqlite3.Connection, source: str) -> Reading | None:
    """A review as it was read, from the shelf; None where it has no such review."""
    row = db.execute(
        "SELECT id, name, media, pages, text, blocks, notes FROM reviews JOIN documents ON review = id WHERE source = ?",
        (source,),
    ).fetchone()
    if row is None:
        return None
    review, name, media, pages, held, blocks, notes = row
    text, said = json.loads(held), json.loads(notes)
    made = tuple(
        Block(**{**each, "shape": Shape(each.get("shape", Shape.paragraph.value))}) for each in json.loads(blocks)
    )
    document = Document(name, media, source, text, made, pages, tuple(said["document"]))
    return Reading(
        document,
        tuple(
            Fact(*each)
            for each in db.execute(
                'SELECT field, value, start, "end" FROM facts WHERE review = ? ORDER BY rowid', (review,)
            )
        ),
        tuple(
            Section(canonical, heading, start, end, until, tuple(json.loads(audience)))
            for canonical, heading, start, end, until, audience in db.execute(
                'SELECT canonical, heading, start, "end", until, audience FROM sections WHERE review = ? ORDER BY rowid',
                (review,),
            )
        ),
        tuple(_items_back(db, review, text)),
        tuple(
            Left(start, end, text[start:end], reason)
            for start, end, reason in db.execute(
                'SELECT start, "end", reason FROM tray WHERE review = ? ORDER BY rowid', (review,)
            )
        ),
        tuple(said["reading"]),
    )


def _items_back(db: sqlite3.Connection, review: int, text: str) -> Iterator[Item]:
    rows = db.execute(
        'SELECT id, item, kind, start, "end", norm, section, heading, number, parent, owner, forum, corrected, role,'
        " displaced, personal FROM items WHERE review = ? ORDER BY id",
        (review,),
    ).fetchall()
    audiences: dict[int, list[str]] = {}
    for row, name in db.execute(
        "SELECT items.id, audience FROM audiences JOIN items ON items.id = audiences.item WHERE review = ?"
        " ORDER BY items.id, place",
        (review,),
    ):
        audiences.setdefault(row, []).append(name)
    for (
        row,
        id,
        kind,
        start,
        end,
        norm,
        section,
        heading,
        number,
        parent,
        owner,
        forum,
        corrected,
        role,
        *flags,
    ) in rows:
        span = (start, end, text[start:end])
        audience = tuple(audiences.get(row, ()))
        displaced, personal = (bool(each) for each in flags)
        yield Item(
            id, ItemKind(kind), *span, norm, section, heading, audience, number, parent, owner, forum, corrected, role,
            displaced, personal,
        )  # fmt: skip
