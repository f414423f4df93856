"""The scene of the matrix, written once for the tests of a file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction

from nightlight.web.store import kept
from tests.web.matrix.asker import Asker
from tests.web.matrix.scene import Scene, build


@pytest.fixture(scope="module")
def scene(still_clock: None, django_db_setup: None, django_db_blocker: Any) -> Iterator[Scene]:
    """The families of the matrix; each request's own writes are undone."""
    kept.forget()
    with django_db_blocker.unblock(), transaction.atomic():
        point = transaction.savepoint()
        yield build()
        transaction.savepoint_rollback(point)
    kept.forget()


@pytest.fixture(autouse=True)
def _nothing_kept() -> None:
    """What was read of the scene stays: it is the same for every test of a file."""


@pytest.fixture
def asker(scene: Scene, db: None) -> Asker:
    """Somebody who asks."""
    return Asker(scene)
