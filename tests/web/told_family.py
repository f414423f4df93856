"""The small family of the tests, of which social care was told what came before it: so that it sees what it owes."""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from datetime import date
from typing import Any, Final

from nightlight.chronology.moments import Moment, day_of
from nightlight.chronology.reading import Reader
from nightlight.web.config.clock import now
from nightlight.web.demonstration import load
from nightlight.web.demonstration.families import moved
from nightlight.web.store.models import Family
from tests.web.conftest import SMALL

#: A finding that social care owes, past due with no step of escalation but the first passed, and what it rests on.
OWED: Final = "prebirth-started:ref"
#: The day of its story that is today: the mother is six months pregnant.
_TODAY: Final = date(2026, 11, 21)


def told_family(key: str = "small", at: Moment | None = None, more: Sequence[dict[str, Any]] = ()) -> Family:
    """The family, live under a key, as it stands at a moment; without one, moved so that today is a day in its story.

    `more` are entries that come after its own.
    """
    raw = deepcopy(SMALL)
    if at is None:
        raw = moved(raw, date.fromordinal(day_of(now())) - _TODAY)
    for entry in raw["entries"]:
        if entry["id"] in ("pregnancy", "worry"):
            entry["shared"] = {"social_care": True, "midwifery": True}
    raw["entries"] += more
    reader = Reader()
    chronology = reader.record(raw, key)
    assert not reader.problems, [problem.says() for problem in reader.problems]
    return load.family(key, "Baby Brook", chronology, now() if at is None else at, teaching=False)
