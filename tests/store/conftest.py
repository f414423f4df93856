"""The same partnership and family as the tests of the pages."""

from __future__ import annotations

import os

import pytest
from django.db import connection

from tests.web.conftest import _nothing_kept, partnership, signed_in, small


@pytest.fixture(autouse=True)
def _looking_at_the_small_family(db: None) -> None:
    """On PostgreSQL a session that names no family sees no entries; these tests look at the tables of one."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('nightlight.family', 'small', false)")


@pytest.fixture
def on_postgresql() -> bool:
    """Whether the tests run on PostgreSQL; they must, where DATABASE_URL says so."""
    assert (connection.vendor == "postgresql") == os.environ.get("DATABASE_URL", "").startswith("postgres")
    return connection.vendor == "postgresql"


__all__ = ["_nothing_kept", "partnership", "signed_in", "small"]
