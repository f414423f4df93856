"""Writes of reading: that something was made to leave, in the audit."""

from __future__ import annotations

from nightlight.access.viewer import Viewer
from nightlight.web.store import audit


def made_for_paper(viewer: Viewer, key: str, preset: str, entries: int) -> None:
    """Writes down, before it leaves, that so many entries of a family were set out for paper in a preset."""
    audit.write(viewer, "exported", key, "chronology_print", preset=preset, entries=entries)
