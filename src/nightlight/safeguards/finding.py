"""Findings: what was expected, by when, what happened, and on which entries it rests."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final, Literal

from nightlight.chronology.moments import Day, Moment, day_of, iso_day, iso_moment
from nightlight.safeguards.clocks import DueAt
from nightlight.safeguards.rules import Safeguard

State = Literal["waiting", "due_soon", "overdue", "met", "met_late", "excused", "unknown"]
STATES: Final[dict[State, str]] = {
    "waiting": "being watched; not yet due",
    "due_soon": "due soon",
    "overdue": "past due and nothing recorded",
    "met": "done in time",
    "met_late": "done, after the time",
    "excused": "not needed, because ...",
    "unknown": "the record cannot tell",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """What a safeguard says of one matter, as of a moment.

    Days are ordinals and moments London minutes (`chronology.moments`). `opened`: when the safeguard began to watch. `due`: the last
    permitted moment. `warned`: the first day on which a person would have been warned. `closed`: when it was answered or
    excused. `asked`: the day on which an unknown was asked about. `because`: the places of the entries on which it rests. `says`, `ask` and
    `last` are the sentence, the question and the last thing on record of the matter, in words.
    """

    safeguard: Safeguard = field(compare=False, repr=False)
    id: str
    subject: str
    member: str | None
    state: State
    about: tuple[str, ...]
    to: tuple[str, ...]
    opened: Day
    due: DueAt | None
    warned: Day | None
    closed: Day | None
    asked: Day | None
    stage: int
    about_date: bool
    recorded_late: bool
    because: tuple[int, ...]
    says: str = field(default="", compare=False)
    ask: str = field(default="", compare=False)
    last: str = field(default="", compare=False)
    not_told: bool = False

    def plain(self) -> dict[str, Any]:
        """The finding as the replay's JSON has it."""
        limit = self.due.limit if self.due else None
        return {
            "id": self.id,
            "safeguard": self.safeguard.id,
            "system": self.safeguard.system,
            "lessons": list(self.safeguard.lessons),
            "state": self.state,
            "severity": self.safeguard.severity,
            "subject": self.subject,
            "member": self.member,
            "about": list(self.about),
            "to": list(self.to),
            "opened": iso_day(self.opened),
            "due": None if self.due is None else _iso_due(self.due),
            "warned": None if self.warned is None else iso_day(self.warned),
            "closed": None if self.closed is None else iso_day(self.closed),
            "asked": None if self.asked is None else iso_day(self.asked),
            "stage": self.stage,
            "about_date": self.about_date,
            "recorded_late": self.recorded_late,
            "limit": None
            if limit is None
            else {
                "name": limit.name,
                "number": limit.amount.number,
                "unit": limit.amount.unit,
                "edition": limit.edition,
            },
            "because": list(self.because),
            "says": self.says,
            "ask": self.ask,
            "last": self.last,
            "not_told": self.not_told,
        }


def _iso_due(due: DueAt) -> str:
    last: Moment = due.last
    whole_day = not due.by_hours or last % 1440 == 1439
    return iso_day(day_of(last)) if whole_day else iso_moment(last)
