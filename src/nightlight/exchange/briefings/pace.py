"""How far the reading of a long document has come: told as it goes, so that who waits can give time for what was done."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final

#: So many characters of a text count as one page.
CHARACTERS: Final = 3_000

_told: ContextVar[Callable[[int], None] | None] = ContextVar("told", default=None)


@contextmanager
def telling(told: Callable[[int], None]) -> Iterator[None]:
    """Calls `told` with each number of pages that are done meanwhile."""
    before = _told.set(told)
    try:
        yield
    finally:
        _told.reset(before)


def done(pages: int) -> None:
    """Says that so many pages more are done. Nobody need be listening."""
    told = _told.get()
    if told is not None and pages:
        told(pages)
