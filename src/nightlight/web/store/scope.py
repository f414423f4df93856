"""The second line on PostgreSQL: within a transaction one family is named, and the database shows and takes no other's entries.

A query that forgot to say of which family, or that somebody slipped in, finds nothing (`migrations/0005_second_line.py`). A list names
the families whose records it reads together, to read alone, and a search says that it is one (`migrations/0011_words_of_names.py`).
SQLite has no such thing: there `nightlight.access` carries it alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Final

from django.db import connection, transaction

_ONE: Final = "nightlight.family"
_SEVERAL: Final = "nightlight.families"
_SEARCH: Final = "nightlight.search"
#: Stands between the keys of several families; no key holds it.
BETWEEN: Final = "\x1f"


@contextmanager
def of_family(key: str) -> Iterator[None]:
    """A transaction in which the entries and protected addresses of one family can be read and written, and of no other.

    Inside another family's scope it is this family's until it ends, and then the other's again.
    """
    with _set(_ONE, key):
        yield


@contextmanager
def reading(key: str) -> Iterator[None]:
    """The same where rows of one family are only read, by one query.

    On SQLite no transaction is begun: one that is (`IMMEDIATE`) waits for whoever writes, and every page would stand in that queue.
    """
    if connection.vendor == "postgresql":
        with of_family(key):
            yield
    else:
        yield


@contextmanager
def reading_several(keys: Iterable[str]) -> Iterator[None]:
    """The same where rows of several families are read by one query; nothing can be written to any of them by it.

    Raises `ValueError` for a key that would name two families.
    """
    named = list(keys)
    if any(BETWEEN in key for key in named):
        raise ValueError("a family's key holds no separator")
    if connection.vendor == "postgresql":
        with _set(_SEVERAL, BETWEEN.join(named)):
            yield
    else:
        yield


@contextmanager
def searching() -> Iterator[None]:
    """A search among the words of everybody's names: it gives which rows to ask about, and every family that is shown is asked for."""
    if connection.vendor == "postgresql":
        with _set(_SEARCH, "yes"):
            yield
    else:
        yield


@contextmanager
def _set(setting: str, value: str) -> Iterator[None]:
    """A transaction in which something is set; what it was before is set again where an outer transaction goes on."""
    inside = connection.in_atomic_block
    with transaction.atomic():
        before = _put(setting, value)
        try:
            yield
        finally:
            if inside and not connection.needs_rollback:
                _put(setting, before)


def _put(setting: str, value: str) -> str:
    if connection.vendor != "postgresql":
        return ""
    with connection.cursor() as cursor:
        # In one statement, the old one first: each statement is a way to the server and back.
        cursor.execute(
            "SELECT before.value, set_config(%s, %s, true) FROM (SELECT current_setting(%s, true) AS value OFFSET 0) before",
            [setting, value, setting],
        )
        return cursor.fetchone()[0] or ""
