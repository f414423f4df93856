"""The teaching cases hold: nobody is warned where all is done well, and somebody is where one thing is not.

`said_of` is what the safeguards say at a case's last day. It asks the incremental engine, which takes half the time of
the reference and is held to it elsewhere (`tests/agreement`).
"""

from __future__ import annotations

from nightlight.chronology.moments import iso_day
from nightlight.replay.case import Case
from nightlight.rules.pack import pack
from nightlight.safeguards.finding import Finding
from nightlight.safeguards.incremental import Watch

WELL_RUN = ("family-brook", "family-heath", "family-marsh")


def said_of(case: Case) -> list[Finding]:
    """Every finding of a case on the last day on which something was recorded."""
    last = case.chronology.last_recorded()
    assert last is not None, f"{case.name} has no entry"
    watch = Watch(pack().safeguards, case.chronology, pack().limits.quorum)
    watch.at(last.last)
    return watch.findings()


def in_words(finding: Finding) -> str:
    """A finding as a failed test shows it: what it says, since when, and on which entries of the file it rests."""
    warned = "nobody warned" if finding.warned is None else f"warned {iso_day(finding.warned)}"
    places = ", ".join(map(str, finding.because))
    return f"{finding.id} ({finding.state}, {warned}; entries {places}): {finding.says}"
