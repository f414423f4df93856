"""Themes on the shelf: what was suggested, what people decided, and what an item therefore carries."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from datetime import datetime
from typing import Final

from nightlight.exchange.shelf.asked import clean
from nightlight.learning.lexicon import Strength
from nightlight.learning.taxonomy import Taxonomy
from nightlight.learning.themes import Basis, Because, Decision, Settled, Suggestion, Verdict, settled

_OF_ITEM: Final = "SELECT reviews.source, items.text, items.nth FROM items JOIN reviews ON reviews.id = items.review WHERE items.id = ?"


def settle_review(db: sqlite3.Connection, review: int, taxonomy: Taxonomy | None) -> None:
    """Works out anew what every item of a review carries."""
    rows = db.execute("SELECT id FROM items WHERE review = ? AND NOT hidden", (review,)).fetchall()
    _settle(db, [row for (row,) in rows], taxonomy)


def _settle(db: sqlite3.Connection, rows: Iterable[int], taxonomy: Taxonomy | None) -> None:
    for row in rows:
        db.execute("DELETE FROM carried WHERE item = ?", (row,))
        themes = {each.theme for each in themes_of(db, row, taxonomy) if each.carries}
        db.executemany("INSERT INTO carried VALUES (?, ?)", [(row, theme) for theme in sorted(themes)])


def themes_of(db: sqlite3.Connection, row: int, taxonomy: Taxonomy | None) -> tuple[Settled, ...]:
    """The themes of an item: every suggestion with its words, and every decision."""
    suggestions = [
        Suggestion(
            theme,
            bool(first),
            Basis(basis),
            points,
            tuple(Because(start, end, phrase, Strength(strength)) for start, end, phrase, strength in json.loads(why)),
            likeness,
        )
        for theme, first, basis, points, likeness, why in db.execute(
            "SELECT theme, shown_first, basis, points, likeness, because FROM suggestions WHERE item = ? ORDER BY place",
            (row,),
        )
    ]
    return settled(suggestions, decisions_of(db, row), taxonomy)


def decisions_of(db: sqlite3.Connection, row: int) -> list[Decision]:
    """What people decided about an item, in the order in which they did."""
    found = db.execute(_OF_ITEM, (row,)).fetchone()
    if found is None:
        return []
    made = db.execute(
        "SELECT theme, verdict, by, at, reason, edition FROM decisions WHERE source = ? AND text = ? AND nth = ? ORDER BY id",
        found,
    )
    return [
        Decision(str(row), theme, Verdict(verdict), by, datetime.fromisoformat(at), reason, edition)
        for theme, verdict, by, at, reason, edition in made
    ]


def decide(db: sqlite3.Connection, row: int, decision: Decision, taxonomy: Taxonomy | None) -> None:
    """Keeps a decision beside what was suggested; an earlier one on the same theme is kept too, and no longer stands."""
    source, text, nth = db.execute(_OF_ITEM, (row,)).fetchone()
    db.execute(
        "INSERT INTO decisions (source, text, nth, theme, verdict, by, at, reason, edition) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            source, text, nth, decision.theme, decision.verdict.value, clean(decision.by), decision.at.isoformat(),
            clean(decision.reason), decision.edition,
        ),
    )  # fmt: skip
    _settle(db, [row], taxonomy)


def lost_decisions(db: sqlite3.Connection, source: str) -> list[str]:
    """The words of items that people decided about and that the reading on the shelf does not have."""
    rows = db.execute(
        "SELECT DISTINCT text FROM decisions WHERE source = ? AND NOT EXISTS (SELECT 1 FROM items JOIN reviews"
        " ON reviews.id = items.review WHERE reviews.source = decisions.source AND items.text = decisions.text"
        " AND items.nth = decisions.nth) ORDER BY decisions.id",
        (source,),
    )
    return [text for (text,) in rows]
