"""The tables of a shelf, and how its file is opened: a broken one gives one clear sentence and is never written to."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from nightlight.chronology.problems import Problem, Unreadable

#: Says in the file itself that it is a shelf ("NLsh"), and of which edition of these tables.
APPLICATION: Final = 0x4E4C7368
EDITION: Final = 1
#: So long one process waits for another that is writing.
PATIENCE_SECONDS: Final = 60.0

_TABLES: Final = """
CREATE TABLE reviews (
  id INTEGER PRIMARY KEY, source TEXT NOT NULL UNIQUE, name TEXT NOT NULL, media TEXT NOT NULL, pages INTEGER,
  title TEXT, publisher TEXT, publisher_folded TEXT NOT NULL DEFAULT '', dated TEXT, year INTEGER, words TEXT NOT NULL,
  taxonomy TEXT NOT NULL, lexicon TEXT NOT NULL, added_at TEXT NOT NULL, digest TEXT NOT NULL);
CREATE TABLE documents (
  review INTEGER PRIMARY KEY REFERENCES reviews(id) ON DELETE CASCADE,
  text TEXT NOT NULL, blocks TEXT NOT NULL, notes TEXT NOT NULL);
CREATE TABLE facts (
  review INTEGER NOT NULL REFERENCES reviews(id) ON DELETE CASCADE,
  field TEXT NOT NULL, value TEXT NOT NULL, start INTEGER NOT NULL, "end" INTEGER NOT NULL);
CREATE INDEX facts_of ON facts(review);
CREATE TABLE sections (
  review INTEGER NOT NULL REFERENCES reviews(id) ON DELETE CASCADE,
  canonical TEXT NOT NULL, heading TEXT NOT NULL, start INTEGER NOT NULL, "end" INTEGER NOT NULL, until INTEGER NOT NULL,
  audience TEXT NOT NULL);
CREATE INDEX sections_of ON sections(review);
CREATE TABLE items (
  id INTEGER PRIMARY KEY, review INTEGER NOT NULL REFERENCES reviews(id) ON DELETE CASCADE,
  item TEXT NOT NULL, kind TEXT NOT NULL, start INTEGER NOT NULL, "end" INTEGER NOT NULL, text TEXT NOT NULL,
  norm TEXT NOT NULL, shown TEXT NOT NULL, section TEXT NOT NULL, heading TEXT NOT NULL, number TEXT, parent TEXT,
  owner TEXT, forum TEXT, corrected TEXT, role TEXT, displaced INTEGER NOT NULL, personal INTEGER NOT NULL, hidden INTEGER NOT NULL,
  page INTEGER, nth INTEGER NOT NULL, UNIQUE (review, item));
CREATE TABLE audiences (
  item INTEGER NOT NULL REFERENCES items(id) ON DELETE CASCADE, audience TEXT NOT NULL, place INTEGER NOT NULL,
  PRIMARY KEY (audience, item))
  WITHOUT ROWID;
CREATE INDEX audiences_of ON audiences(item);
CREATE TABLE tray (
  review INTEGER NOT NULL REFERENCES reviews(id) ON DELETE CASCADE,
  start INTEGER NOT NULL, "end" INTEGER NOT NULL, text TEXT NOT NULL, reason TEXT NOT NULL);
CREATE INDEX tray_of ON tray(review);
CREATE TABLE suggestions (
  item INTEGER NOT NULL REFERENCES items(id) ON DELETE CASCADE, place INTEGER NOT NULL, theme TEXT NOT NULL,
  shown_first INTEGER NOT NULL, basis TEXT NOT NULL, points INTEGER NOT NULL, likeness REAL, because TEXT NOT NULL,
  PRIMARY KEY (item, place)) WITHOUT ROWID;
CREATE TABLE carried (
  item INTEGER NOT NULL REFERENCES items(id) ON DELETE CASCADE, theme TEXT NOT NULL, PRIMARY KEY (theme, item))
  WITHOUT ROWID;
CREATE INDEX carried_of ON carried(item);
CREATE TABLE decisions (
  id INTEGER PRIMARY KEY, source TEXT NOT NULL, text TEXT NOT NULL, nth INTEGER NOT NULL, theme TEXT NOT NULL,
  verdict TEXT NOT NULL, by TEXT NOT NULL, at TEXT NOT NULL, reason TEXT NOT NULL, edition TEXT NOT NULL);
CREATE INDEX decisions_of ON decisions(source);
CREATE TABLE given (
  source TEXT NOT NULL, field TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (source, field)) WITHOUT ROWID;
CREATE VIRTUAL TABLE fulltext USING fts5(norm, heading, owner, tokenize = 'porter unicode61 remove_diacritics 2');
"""


def usual_shelf() -> Path:
    """Where this user's shelf is: `NIGHTLIGHT_SHELF`, else `nightlight/reviews.shelf` in the folder for a user's data.

    That folder is `$XDG_DATA_HOME`, else `~/.local/share`.
    """
    named = os.environ.get("NIGHTLIGHT_SHELF")
    if named:
        return Path(named)
    start = os.environ.get("XDG_DATA_HOME")
    return (Path(start) if start else Path.home() / ".local" / "share") / "nightlight" / "reviews.shelf"


def wrong(path: Path, message: str) -> Unreadable:
    """One sentence on a shelf that cannot be used."""
    return Unreadable([Problem("the shelf", message, file=str(path))])


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """What SQLite says of a file, in words for a person: raises `Unreadable`."""
    try:
        yield
    except sqlite3.Error as error:
        raise wrong(path, _why(error)) from error


def _why(error: sqlite3.Error) -> str:
    name = str(getattr(error, "sqlite_errorname", "") or "")
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return "another program is writing to it; try again when that is done"
    if name.startswith(("SQLITE_READONLY", "SQLITE_PERM")):
        return "it may not be written; ask for the right to, or name another file with --shelf"
    if name.startswith("SQLITE_CANTOPEN"):
        return "it cannot be opened; name a file in a folder that exists and that you may write to"
    if name.startswith(("SQLITE_FULL", "SQLITE_IOERR")):
        return "the disk is full, or failed; nothing was changed"
    if name.startswith("SQLITE_NOTADB"):
        return "it is no shelf; name another file with --shelf"
    return "it is damaged; put back a copy, or name another file with --shelf and add the reviews again"


def opened(path: Path, *, make: bool) -> sqlite3.Connection:
    """The shelf of that file; where there is none it is made, or, without `make`, it is said that there is none.

    Raises `Unreadable` in one sentence where the file is something else, is damaged, or is of a later edition.
    """
    if not path.exists():
        if not make:
            raise wrong(path, "there is no shelf yet; `nightlight reviews add FILE…` begins one")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise wrong(path, f"its folder cannot be made ({error.strerror})") from None
    elif not path.is_file():
        raise wrong(path, "it is no file; name a file with --shelf")
    with explained(path):
        uri = f"{path.absolute().as_uri()}?mode={'rwc' if make else 'rw'}"
        db = sqlite3.connect(uri, uri=True, timeout=PATIENCE_SECONDS, isolation_level=None)
        try:
            _set_up(db, path, make=make)
        except BaseException:
            db.close()
            raise
    return db


def _set_up(db: sqlite3.Connection, path: Path, *, make: bool) -> None:
    # A file from elsewhere may hold views and triggers of its own; none of them may call anything.
    db.execute("PRAGMA trusted_schema = OFF")
    db.execute("PRAGMA foreign_keys = ON")
    db.execute("PRAGMA synchronous = FULL")
    if make and _is_empty(db):
        with transaction(db):
            if _is_empty(db):  # another process may have begun it meanwhile
                for statement in _TABLES.split(";\n"):
                    if statement.strip():
                        db.execute(statement)
                db.execute(f"PRAGMA application_id = {APPLICATION}")
                db.execute(f"PRAGMA user_version = {EDITION}")
    application = db.execute("PRAGMA application_id").fetchone()[0]
    if application != APPLICATION:
        raise wrong(path, "it is a file of something else, and no shelf; name another with --shelf")
    edition = db.execute("PRAGMA user_version").fetchone()[0]
    if edition != EDITION:
        newer = "; it was made by a newer Nightlight: update this one, or name another file with --shelf"
        older = "; name another file with --shelf, and add the reviews to it again"
        said = f"it is of edition {edition}, and this version of Nightlight knows edition {EDITION}"
        raise wrong(path, said + (newer if edition > EDITION else older))


def _is_empty(db: sqlite3.Connection) -> bool:
    return bool(db.execute("SELECT count(*) = 0 FROM sqlite_schema").fetchone()[0])


@contextmanager
def transaction(db: sqlite3.Connection, *, write: bool = True) -> Iterator[None]:
    """All of what is done in it, or nothing; `write` waits for its turn at once, so that no two wait for each other."""
    db.execute("BEGIN IMMEDIATE" if write else "BEGIN")
    try:
        yield
        db.execute("COMMIT")
    except BaseException:
        if db.in_transaction:
            db.execute("ROLLBACK")
        raise
