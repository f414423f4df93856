"""Who is answerable for work with a family: may ask who has looked at it, and review a broken glass."""

from __future__ import annotations

from typing import Final

from nightlight.access.seeing import Sight

_ANSWERABLE: Final = frozenset({"supervises", "manages", "safeguarding_lead", "allocated"})


def answerable(sight: Sight) -> bool:
    """Whether somebody who sees a family so is answerable for work with it."""
    return any(relation.name in _ANSWERABLE for relation in sight.relations)
