"""Turning back: the record as it stood on another day, as known to another agency; the days worth turning to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from nightlight.chronology.entry import Entry
from nightlight.chronology.moments import MONTHS, BadDate, Moment, When, day_of, end_of, iso_day, says_day
from nightlight.chronology.record import Chronology
from nightlight.replay.case import Case
from nightlight.web.reading.asked import Asked, Query, page_of
from nightlight.web.store.queries import SeenFamily
from nightlight.web.ui.pages import written

_TIME: Final = re.compile(r"([01]?\d|2[0-3])[:.]([0-5]\d)")
_MOST: Final = 12


@dataclass(frozen=True)
class Turn:
    """A day worth turning to, in words, with its address."""

    words: str
    day: str
    href: str


@dataclass(frozen=True)
class Turning:
    """The form that turns back: what was typed, what is wrong with it, where it leads once it can be read."""

    day: str
    month: str
    year: str
    time: str
    known_to: str
    agencies: tuple[tuple[str, str], ...]
    errors: tuple[dict[str, str], ...]
    leads_to: str
    turns: tuple[Turn, ...]
    back: str
    is_open: bool

    @property
    def error(self) -> str:
        """What is wrong with the day."""
        return next((each["text"] for each in self.errors if each["field"] == "turn-day"), "")

    @property
    def time_error(self) -> str:
        """What is wrong with the time."""
        return next((each["text"] for each in self.errors if each["field"] == "turn-time"), "")


def turning(query: Query, seen: SeenFamily, asked: Asked, case: Case | None) -> Turning:
    """The form as it was sent, or as it stands.

    It is sent with `turn`: then it leads to an address that says the moment and the agency, or comes back with what is wrong.
    """
    sent = bool(query.get("turn"))
    day, month, year, time = (query.get(name, "").strip()[:20] for name in ("day", "month", "year", "time"))
    known_to = query.get("known_to", "")
    errors: list[dict[str, str]] = []
    leads_to = ""
    if sent:
        moment = _moment(day, month, year, time, seen, errors)
        if not errors:
            leads_to = _leads(seen, asked, moment, known_to if known_to in seen.agencies else "")
    elif seen.as_of < seen.now:
        when = When.at(seen.as_of)
        year, month, day = (str(int(part)) for part in iso_day(when.day).split("-"))
        time = "" if seen.as_of == end_of(when.day) else f"{seen.as_of % 1440 // 60:02d}:{seen.as_of % 60:02d}"
    return Turning(
        day,
        month,
        year,
        time,
        known_to if sent else seen.known_to or "",
        tuple(sorted(((key, agency.says()) for key, agency in seen.agencies.items()), key=lambda each: each[1])),
        tuple(errors),
        leads_to,
        tuple(_turns(seen, asked, case)),
        _leads(seen, asked, None, ""),
        bool(errors),
    )


def _moment(
    day: str, month: str, year: str, time: str, seen: SeenFamily, errors: list[dict[str, str]]
) -> Moment | None:
    """The moment that was typed; nothing where none was, which means now."""
    if not (day or month or year):
        if time:
            errors.append({"field": "turn-day", "text": "Enter the day that this time is on"})
        return None
    number = _month(month)
    try:
        if not (day.isdecimal() and year.isdecimal() and number):
            raise BadDate
        when = When.read(f"{int(year):04d}-{number:02d}-{int(day):02d}")
    except BadDate:
        errors.append({"field": "turn-day", "text": "Enter a day that exists, such as 27 3 2026"})
        return None
    if when.first > seen.now:
        errors.append(
            {"field": "turn-day", "text": "Enter today or a day before it: nothing is recorded of days to come"}
        )
        return None
    if not time:
        return when.last
    found = _TIME.fullmatch(time)
    if found is None:
        errors.append(
            {"field": "turn-time", "text": "Enter a time such as 23:10, or leave it empty for the end of the day"}
        )
        return None
    return when.first + int(found[1]) * 60 + int(found[2])


def _month(text: str) -> int:
    if text.isdecimal():
        return int(text) if 1 <= int(text) <= 12 else 0
    return next(
        (number for number, name in enumerate(MONTHS, 1) if len(text) > 2 and name.lower().startswith(text.lower())), 0
    )


def _leads(seen: SeenFamily, asked: Asked, moment: Moment | None, known_to: str) -> str:
    """The address of the chronology at another moment (`None`: now), with what is asked for."""
    pairs = []
    if moment is not None and moment < seen.now:
        pairs.append(("as_of", written(moment)))
    if known_to:
        pairs.append(("known_to", known_to))
    return page_of("chronology", seen, [*pairs, *replace(asked, page=1, entry="").pairs()])


def _turns(seen: SeenFamily, asked: Asked, case: Case | None) -> Iterator[Turn]:
    """The days worth turning to, the latest first: a week ago, a birth, before a plan ended, the day of the harm."""
    found: dict[Moment, str] = {}
    if not seen.teaching:
        found[end_of(day_of(seen.now) - 7)] = "A week ago"
    if case is not None and case.harm is not None:
        found[end_of(case.harm.when.day - 1)] = "The day before what the review was held for"
    record = seen.chronology
    for entry in seen.chronology.entries:
        if entry.when.first <= seen.now and record.versions(record.root(entry.id))[-1] is entry:
            for moment, words in _of(entry, record):
                found.setdefault(moment, words)
    for moment in sorted(found, reverse=True)[:_MOST]:
        if moment < seen.now:
            yield Turn(found[moment], says_day(day_of(moment)), _leads(seen, asked, moment, seen.known_to or ""))


def _of(entry: Entry, record: Chronology) -> Iterator[tuple[Moment, str]]:
    day = entry.when.day
    match entry.kind:
        case "birth":
            yield end_of(day), "At the birth"
        case "plan.started":
            yield end_of(day - 1), f"Before the {_word(entry)} plan began"
        case "plan.ended" | "plan.stepped_down":
            plan = record.thread(entry)
            opener = record.entry(plan) if plan is not None and plan in record else None
            ended = "ended" if entry.kind == "plan.ended" else "was stepped down"
            yield end_of(day - 1), f"Before the {_word(opener)} plan {ended}"
        case "stay.ended":
            yield end_of(day - 1), "Before a stay in hospital ended"
        case _:
            return


def _word(entry: Entry | None) -> str:
    word = None if entry is None or "type" not in entry.body.specs else entry.get("type")
    return str(word).replace("_", " ") if word else ""
