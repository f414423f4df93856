"""The teaching cases hold: nobody is warned where all is done well, and somebody is where one thing is not.

`said_of` is what the safeguards say at a case's last day; `gone_through` tells also of the warnings that had ended by then.
Both ask the incremental engine, which takes half the time of the reference and is held to it elsewhere (`tests/agreement`).
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

from nightlight.chronology.entry import Entry
from nightlight.chronology.moments import Moment, iso_day
from nightlight.chronology.record import Chronology, order_of_recording
from nightlight.replay.case import Case
from nightlight.rules.pack import pack
from nightlight.safeguards.finding import Finding
from nightlight.safeguards.incremental import Change, Watch
from nightlight.safeguards.rules import Safeguard

WELL_RUN = ("family-brook", "family-heath", "family-marsh")


def said_of(case: Case) -> list[Finding]:
    """Every finding of a case on the last day on which something was recorded."""
    watch = Watch(pack().safeguards, case.chronology, pack().limits.quorum)
    watch.at(last_recording(case))
    return watch.findings()


def last_recording(case: Case) -> Moment:
    """The end of the last day on which something was recorded."""
    last = case.chronology.last_recorded()
    assert last is not None, f"{case.name} has no entry"
    return last.last


def gone_through(rules: Iterable[Safeguard], record: Chronology, as_of: Moment) -> tuple[Watch, list[Finding]]:
    """A watch that took a record entry by entry up to a moment, and each finding that it warned of on the way, as first warned.

    It is asked as each writing ends and once more before the next: a birth or a correction may end what was warned of,
    and the last moment alone would not tell of it.
    """
    start = Chronology(family=record.family, nation=record.nation, agencies=record.agencies, people=record.people)
    watch = Watch(list(rules), start, pack().limits.quorum)
    shown: dict[str, Finding] = {}
    warned: dict[str, Finding] = {}

    def take(change: Change) -> None:
        shown.update({finding.id: finding for finding in change.changed})
        for gone in change.gone:
            shown.pop(gone, None)

    def look(moment: Moment) -> None:
        take(watch.at(moment))
        for finding in shown.values():
            if finding.warned is not None:
                warned.setdefault(finding.id, finding)

    known = [entry for entry in record.entries if entry.recorded.first <= as_of]
    for moment, written in groupby(sorted(known, key=order_of_recording), key=_written):
        if watch.chronology.entries and moment - 1 > watch.picture.as_of:
            look(moment - 1)
        for entry in written:
            take(watch.record(entry))
        look(watch.picture.as_of)
    look(as_of)
    return watch, list(warned.values())


def _written(entry: Entry) -> Moment:
    return entry.recorded.first


def in_words(finding: Finding) -> str:
    """A finding as a failed test shows it: what it says, since when, and on which entries of the file it rests."""
    warned = "nobody warned" if finding.warned is None else f"warned {iso_day(finding.warned)}"
    places = ", ".join(map(str, finding.because))
    return f"{finding.id} ({finding.state}, {warned}; entries {places}): {finding.says}"
