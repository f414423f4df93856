"""Reads of what is to be woken: keys and days only, no family's content."""

from __future__ import annotations

from nightlight.chronology.moments import Day
from nightlight.web.store.models import Family


def fall_due(today: Day) -> list[tuple[str, str]]:
    """The families whose findings change by themselves today or should have before, the longest waiting first: key and head."""
    waiting = Family.objects.filter(teaching=False, next_change_on__isnull=False, next_change_on__lte=today)
    return list(waiting.order_by("next_change_on", "key").values_list("key", "head"))
