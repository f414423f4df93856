"""A briefing as plain text: what was written, without the marks of its items."""

from __future__ import annotations

from scripts.briefings.content import Briefing, unmarked


def written(briefing: Briefing) -> bytes:
    """The bytes of a .txt file."""
    return unmarked(briefing.raw).encode("utf-8")
