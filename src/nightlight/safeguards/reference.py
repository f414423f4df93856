"""The reference engine: it defines the meaning. Plain loops over one family, nothing clever, nothing kept.

A record changes only when something is recorded, so it is looked at once for each moment at which that happened: what it
showed from then until the next such moment is worked out, not stepped through day by day.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from nightlight.chronology.moments import NEVER, Day, Moment, day_of, end_of
from nightlight.chronology.record import Chronology
from nightlight.picture import fold
from nightlight.picture.events import Quorum
from nightlight.safeguards.finding import Finding
from nightlight.safeguards.outcome import Outcome, finding_of
from nightlight.safeguards.outcomes import outcomes
from nightlight.safeguards.rules import Clash, Safeguard


@dataclass(frozen=True, slots=True)
class Epoch:
    """A stretch of time in which nothing was recorded: from `start` up to, and not including, `end`."""

    start: Moment
    end: Moment


def findings(
    rules: Sequence[Safeguard],
    chronology: Chronology,
    as_of: Moment,
    known_to: str | None = None,
    quorum: Mapping[str, Quorum] | None = None,
) -> list[Finding]:
    """What the rules say of a family at a moment, for one agency's view or for all together; in the order of the ids.

    An `as_of` that is a day means its end: pass `When.on(day).last`.
    """
    simple = [rule for rule in rules if not reads_findings(rule)]
    warned: dict[tuple[str, str], Day] = {}
    for epoch in epochs(chronology, as_of, known_to):
        picture = fold(chronology, min(epoch.end - 1, as_of), known_to, quorum)
        for rule in simple:
            for outcome in outcomes(rule, picture):
                day = warned_in(outcome, epoch, as_of)
                if day is not None:
                    warned[outcome.key] = min(day, warned.get(outcome.key, day))
    picture = fold(chronology, as_of, known_to, quorum)
    found = [
        finding_of(outcome, as_of, picture, warned.get(outcome.key))
        for rule in simple
        for outcome in outcomes(rule, picture)
    ]
    read = tuple(found)  # a clash never reads what another clash of findings says (`semantics.md` 26)
    for rule in rules:
        if reads_findings(rule):
            clashes = outcomes(rule, picture, read)
            found += [finding_of(each, as_of, picture, _by(as_of, warned_at_once(each))) for each in clashes]
    return sorted(found, key=lambda finding: finding.id)


def reads_findings(rule: Safeguard) -> bool:
    """Whether a rule uses the state of other findings; such a rule is read last, in the view at `as_of` (`semantics.md` 26)."""
    return isinstance(rule, Clash) and rule.while_findings is not None


def epochs(chronology: Chronology, as_of: Moment, known_to: str | None) -> Iterator[Epoch]:
    """The stretches between the moments at which the viewer's record changed, up to `as_of`."""
    moments = sorted({held.since for held in chronology.held(known_to) if held.since <= as_of})
    for start, end in pairwise([*moments, NEVER]):
        yield Epoch(start, end)


def warned_in(outcome: Outcome, epoch: Epoch, as_of: Moment) -> Day | None:
    """The day of an epoch on which its view first showed an outcome overdue to a person, by `as_of`, or `None`.

    A clock that runs out is looked at when it does: an answer recorded by then counts, a later one does not. What a recording
    makes overdue is looked at when that day ends, since what is written on one day is written together; of what had ended by then
    nobody is warned (`semantics.md` 33).
    """
    if outcome.warns_from is None or outcome.tested is None or outcome.warns_from > as_of:
        return None
    if epoch.start <= outcome.tested < epoch.end:
        return day_of(outcome.warns_from)
    looked_at = end_of(day_of(epoch.start))
    had_ended = outcome.closed is not None and outcome.closed <= looked_at
    if outcome.tested < epoch.start and epoch.end > looked_at and not had_ended:
        return day_of(epoch.start)
    return None


def warned_at_once(outcome: Outcome) -> Day | None:
    """The day on which something that is wrong at once became true and was recorded; `None` where it is no warning."""
    if outcome.warns_from is None and outcome.closed is None:
        return None
    day = day_of(max(outcome.matter.trigger.first, outcome.matter.trigger.rank[0]))
    return day if outcome.closed is None or day_of(outcome.closed) > day else None


def _by(as_of: Moment, day: Day | None) -> Day | None:
    return day if day is not None and day <= day_of(as_of) else None
