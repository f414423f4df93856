"""The small family of the tests, of which social care was told what came before it: so that it sees what it owes."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from nightlight.chronology.moments import Moment
from nightlight.chronology.reading import Reader
from nightlight.web.config.clock import now
from nightlight.web.demonstration import load
from nightlight.web.store.models import Family
from tests.web.conftest import SMALL

#: A finding that social care owes, past due with no step of escalation but the first passed, and what it rests on.
OWED = "prebirth-started:ref"


def told_family(key: str = "small", at: Moment | None = None, **more: Any) -> Family:
    """The family, live under a key, as it stands at a moment."""
    raw = deepcopy(SMALL) | more
    for entry in raw["entries"]:
        if entry["id"] in ("pregnancy", "worry"):
            entry["shared"] = {"social_care": True, "midwifery": True}
    reader = Reader()
    chronology = reader.record(raw, key)
    assert not reader.problems, [problem.says() for problem in reader.problems]
    return load.family(key, "Baby Brook", chronology, now() if at is None else at, teaching=False)
