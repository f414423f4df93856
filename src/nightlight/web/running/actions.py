"""Writes of the worker: one family woken, in a transaction of its own; sessions that have ended."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module

from django.conf import settings
from django.db import connection, transaction

from nightlight.chronology.moments import Day, Moment, day_of
from nightlight.web.store import kept
from nightlight.web.store.actions import keep
from nightlight.web.store.lists import list_anew
from nightlight.web.store.models import Family
from nightlight.web.store.notices import give_notice


@dataclass(frozen=True)
class Woken:
    """What waking one family changed: how many findings, how many people were told, and when it is next to be woken."""

    changed: int
    told: int
    next_change_on: Day | None


def wake(key: str, moment: Moment) -> Woken | None:
    """Brings one family's findings up to a moment and tells those who are to be told; `None` where another worker has it.

    The family's row is locked meanwhile: on PostgreSQL a row that another worker holds is passed over, on SQLite one writer comes
    after the other and the second finds nothing left to do. Whoever comes second warns nobody again.
    """
    with transaction.atomic():
        skip = connection.features.has_select_for_update_skip_locked
        row = (
            Family.objects.select_for_update(skip_locked=skip)
            .filter(key=key, teaching=False, next_change_on__lte=day_of(moment))
            .first()
        )
        if row is None:
            return None
        watch = kept.take_watch(row)
        if watch.picture.as_of > moment:  # another clock was ahead: what it found is written already
            moment = watch.picture.as_of
        change = watch.at(moment)
        keep(row, watch, change)
        list_anew(row, watch)
        told = give_notice(row, change.changed, watch.chronology, moment)
        transaction.on_commit(lambda: kept.give_watch(row, watch))
    return Woken(len(change.changed), told, change.next_change_on)


def clear_sessions() -> None:
    """Takes away the sessions that have ended: nobody can come back to one, and each holds what its owner recorded last."""
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()
