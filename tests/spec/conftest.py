"""The engines that every page of the specification is tried on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import pytest

from nightlight.chronology.moments import Moment
from nightlight.chronology.record import Chronology, order_of_recording
from nightlight.replay.case import Case
from nightlight.safeguards import reference
from nightlight.safeguards.finding import Finding
from nightlight.safeguards.incremental import Watch
from nightlight.safeguards.rules import Safeguard
from tests.spec.notation import QUORUM, Engine


def said_by_reference(
    rules: Sequence[Safeguard], case: Case, as_of: Moment, known_to: str | None = None
) -> list[Finding]:
    """The reference engine, which defines the meaning."""
    return reference.findings(rules, case.chronology, as_of, known_to, QUORUM)


def said_by_incremental(
    rules: Sequence[Safeguard], case: Case, as_of: Moment, known_to: str | None = None
) -> list[Finding]:
    """The incremental engine, told of one entry after another as they were recorded, then of the time.

    Raises `ValueError` for the view of one agency, which it does not keep.
    """
    if known_to is not None:
        raise ValueError("the incremental engine keeps the view of all together")
    kept = case.chronology
    empty = Chronology(family=kept.family, nation=kept.nation, agencies=kept.agencies, people=kept.people)
    watch = Watch(rules, empty, QUORUM)
    for entry in sorted(kept.entries, key=order_of_recording):
        if entry.recorded.first <= as_of:
            watch.record(entry)
    watch.at(as_of)
    return watch.findings()


#: Every engine, by name.
ENGINES: Final[dict[str, Engine]] = {"reference": said_by_reference, "incremental": said_by_incremental}
#: Those that can take the view of one agency.
OF_VIEWS: Final = ("reference",)


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest) -> Engine:
    """Each engine in turn."""
    return ENGINES[request.param]


@pytest.fixture(params=OF_VIEWS)
def engine_of_views(request: pytest.FixtureRequest) -> Engine:
    """Each engine that can take the view of one agency."""
    return ENGINES[request.param]
