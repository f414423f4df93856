"""Reads for lists of families: each family in a list has passed `nightlight.access` like any other page."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q

from nightlight.access.viewer import Viewer
from nightlight.web.config.clock import now as this_minute
from nightlight.web.store import audit
from nightlight.web.store.models import Family
from nightlight.web.store.queries import SeenFamily, Refused, family, sight_of


@dataclass(frozen=True)
class Listed:
    """A family in a list."""

    key: str
    title: str
    teaching: bool


def mine(viewer: Viewer) -> list[Listed]:
    """The families that a viewer's work brings them to, by their relationships, asked anew."""
    moment = this_minute()
    rows = Family.objects.filter(Q(involved__agency=viewer.agency) | Q(teaching=True)).distinct().order_by("title")
    found = [row for row in rows if sight_of(viewer, row, "care", moment).allowed]
    audit.write(viewer, "listed", page="home", families=[row.key for row in found])
    return [Listed(row.key, row.title, row.teaching) for row in found]
