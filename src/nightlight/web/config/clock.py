"""The only clock. Everything else is given a moment."""

from __future__ import annotations

from datetime import UTC, datetime

from nightlight.chronology.moments import Moment, moment_of


def utc_now() -> datetime:
    """This instant."""
    return datetime.now(UTC)


def now() -> Moment:
    """This minute, as the record counts: minutes of London time."""
    return moment_of(utc_now())
