"""The second line on PostgreSQL: within a transaction one family is named, and the database shows and takes no other's entries.

A query that forgot to say of which family, or that somebody slipped in, finds nothing (`migrations/0005_second_line.py`). SQLite has no
such thing: there `nightlight.access` carries it alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction


@contextmanager
def of_family(key: str) -> Iterator[None]:
    """A transaction in which the entries and protected addresses of one family can be read and written, and of no other.

    Inside another family's scope it is this family's until it ends, and then the other's again.
    """
    with transaction.atomic():
        before = name(key)
        try:
            yield
        finally:
            if not connection.needs_rollback:
                name(before)


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


def name(key: str) -> str:
    """Names the family of this transaction; gives the one that was named before."""
    if connection.vendor != "postgresql":
        return ""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('nightlight.family', true)")
        before = cursor.fetchone()[0] or ""
        cursor.execute("SELECT set_config('nightlight.family', %s, true)", [key])
    return before
