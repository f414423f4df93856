"""The audit: who read, wrote, decided or was refused what, written before the answer leaves."""

from __future__ import annotations

from typing import Any, Literal

from nightlight.access.viewer import Viewer
from nightlight.web.config.clock import utc_now
from nightlight.web.store.models import Audit

Act = Literal[
    "read", "listed", "wrote", "refused", "broke_glass", "reviewed_glass", "shared", "exported", "signed_in", "set"
]


def write(viewer: Viewer, act: Act, family: str = "", page: str = "", why: str = "", **more: Any) -> None:
    """One line of the audit. `more` holds no words of a record: keys, counts and names of pages only."""
    Audit.objects.create(
        at=utc_now(),
        sign_in=viewer.sign_in,
        agency=viewer.agency,
        act=act,
        family=family,
        page=page,
        why=why,
        more=more,
    )
