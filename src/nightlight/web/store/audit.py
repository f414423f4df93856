"""The audit: who read, wrote, decided or was refused what, written before the answer leaves."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from django.db import transaction

from nightlight.access.viewer import Viewer
from nightlight.web.config.clock import utc_now
from nightlight.web.store.models import Audit

Act = Literal[
    "read", "listed", "wrote", "refused", "broke_glass", "reviewed_glass", "shared", "exported", "signed_in", "set"
]


@dataclass
class _HeldBack:
    lines: list[Audit] = field(default_factory=list)
    then: list[Callable[[], None]] = field(default_factory=list)


_held_back: Final[ContextVar[_HeldBack | None]] = ContextVar("held_back", default=None)


@contextmanager
def together() -> Iterator[None]:
    """Holds back the lines that are written within, and writes them when the page has been made: in one transaction with what is to be
    done `with_it`. Where making the page fails, the lines alone are written.

    It must end before the answer leaves.
    """
    held = _HeldBack()
    token = _held_back.set(held)
    try:
        yield
    except BaseException:
        held.then.clear()
        raise
    finally:
        _held_back.reset(token)
        if held.lines or held.then:
            with transaction.atomic():
                Audit.objects.bulk_create(held.lines)
                for each in held.then:
                    each()


def with_it(do: Callable[[], None]) -> None:
    """Does something in the transaction that writes the lines which are held back; at once where none are."""
    held = _held_back.get()
    if held is None:
        do()
    else:
        held.then.append(do)


def write(viewer: Viewer, act: Act, family: str = "", page: str = "", why: str = "", **more: Any) -> None:
    """One line of the audit. `more` holds no words of a record: keys, counts and names of pages only."""
    line = Audit(
        at=utc_now(),
        sign_in=viewer.sign_in,
        agency=viewer.agency,
        act=act,
        family=family,
        page=page,
        why=why,
        more=more,
    )
    held = _held_back.get()
    if held is None:
        line.save(force_insert=True)
    else:
        held.lines.append(line)
