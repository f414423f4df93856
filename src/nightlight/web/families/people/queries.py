"""Reads of the people of a family for those who place something in its record."""

from __future__ import annotations

from dataclasses import dataclass

from nightlight.access.viewer import Viewer
from nightlight.safeguards.wording import says_member
from nightlight.web.store.queries import family
from nightlight.web.ui.frame import capital


@dataclass(frozen=True)
class PlaceIn:
    """A family in whose record something may be placed: its children, and the others whom it names."""

    key: str
    title: str
    children: tuple[tuple[str, str], ...]
    others: tuple[tuple[str, str], ...]


def family_to_place_in(viewer: Viewer, key: str) -> PlaceIn:
    """A family that the viewer may see, with whom something may be about.

    Raises `Refused`, audited, where they may not see it or there is none.
    """
    seen = family(viewer, key, "concern_to_place")
    children: list[tuple[str, str]] = []
    others: list[tuple[str, str]] = []
    for person in seen.family.people:
        (children if person.is_child else others).append((person.key, capital(says_member(person.key, seen.picture))))
    return PlaceIn(seen.key, seen.title, tuple(children), tuple(others))
