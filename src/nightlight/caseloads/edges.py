"""Moments at which something changes: where two engines that differ by a day or a minute would be seen to differ."""

from __future__ import annotations

from datetime import date
from random import Random
from typing import Final

from nightlight.chronology.calendar import working_days
from nightlight.chronology.moments import (
    MINUTES_A_DAY,
    NEVER,
    Day,
    Moment,
    When,
    add_months,
    day_of,
    end_of,
    london_offset,
    start_of,
    unwall,
)
from nightlight.safeguards.clocks import after
from nightlight.safeguards.outcome import Outcome

#: How far from a moment an entry is placed: to the minute, and by whole days.
MINUTES: Final = (-60, -1, 0, 0, 1, 60)
DAYS: Final = (-1, 0, 0, 0, 1)


def moments_of(outcome: Outcome, nation: str) -> list[Moment]:
    """The moments at which a finding opens, falls due, is warned of, is escalated, or ends."""
    matter, due = outcome.matter, outcome.due
    found = [matter.first, matter.last, outcome.closed, outcome.warns_from, outcome.tested, outcome.asks_from]
    found += [stretch.end for stretch in matter.stretches] + [stretch.start for stretch in matter.stretches]
    if due is not None:
        found += [due.last, due.last, due.early, *(after(due, step.after, nation) for step in outcome.rule.escalate)]
    return [moment for moment in found if moment is not None and MINUTES_A_DAY < moment < NEVER]


def near(random: Random, moment: Moment) -> When:
    """A date at, or just before or after, a moment: to the minute, by the day, or vaguely."""
    day = day_of(moment)
    match random.randrange(10):
        case 0 | 1 | 2:
            return When.at(moment + random.choice(MINUTES))
        case 3:
            return When.at(random.choice((start_of, end_of))(day + random.choice(DAYS)))
        case 4:
            return vaguely(random, day)
        case _:
            return When.on(day + random.choice(DAYS))


def vaguely(random: Random, day: Day) -> When:
    """A date round a day that says less than a day, or says that it is about right."""
    whole = When.on(day).iso()
    return random.choice((When.read(whole[:7]), When.read(whole[:7]), When.read(whole[:4]), When.read(whole, "about")))


def calendar_edges(day: Day, nation: str) -> list[Day]:
    """Days round a day on which a calendar is most easily misread: ends of months, bank holidays, leap days, the clocks' change."""
    first = day - date.fromordinal(day).day + 1
    found = [first, first - 1, add_months(first, 1), add_months(first, 1) - 1]
    table = working_days(nation)
    found += [near for near in range(day, day + 40) if (near - 1) % 7 < 5 and not table.is_working(near)][:2]
    found += [near for near in range(day, day + 200) if _clocks_change(near)][:1]
    year = date.fromordinal(day).year
    return [*found, date(year + (-year) % 4, 2, 28).toordinal() + 1]


def _clocks_change(day: Day) -> bool:
    return london_offset(unwall(start_of(day))) != london_offset(unwall(start_of(day + 1)))
