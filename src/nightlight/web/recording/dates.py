"""Dates as people write them on a form: "27 March 2026", "27.3.26", "March 2026", "about 3 May", "yesterday", "last Tuesday".

Pure: today is an argument. What cannot be read is said with how to write it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from nightlight.chronology.moments import FIRST_YEAR, LAST_YEAR, MONTHS, Day, add_months, iso_day

_MONTH_NAMES: Final = {name.lower()[:3]: number for number, name in enumerate(MONTHS, 1)}
_DAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_NUMBERS: Final = {
    word: number
    for number, word in enumerate(
        ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
    )
} | {"a": 1, "an": 1}

_ABOUT: Final = re.compile(
    r"^(about|around|approximately|approx\.?|circa|c\.|roughly|some time in|sometime in|early|mid|late|in)\s+"
)
_EXACT: Final = ("in",)
_ISO: Final = re.compile(r"(\d{4})-(\d{1,2})(?:-(\d{1,2}))?")
_NUMERIC: Final = re.compile(r"(\d{1,2})\s*[/. -]\s*(\d{1,2})(?:\s*[/. -]\s*(\d{4}|\d{2}))?")
_WORDS: Final = re.compile(r"(?:(\d{1,2})(?:st|nd|rd|th)?\s+(?:of\s+)?)?([a-z]{3,9})\.?,?(?:\s+(\d{4}|\d{2}))?")
_WORDS_FIRST: Final = re.compile(r"([a-z]{3,9})\.?\s+(\d{1,2})(?:st|nd|rd|th)?(?:,?\s+(\d{4}))?")
_AGO: Final = re.compile(r"(?:(in)\s+)?(\w+)\s+(day|week|month|year)s?(?:\s+(ago|time|from now|before))?")
_TIME: Final = re.compile(r"(\d{1,2})(?:[:.h](\d{2}))?\s*(am|pm|a\.m\.|p\.m\.)?|(\d{2})(\d{2})")

HOW: Final = "Write it as 27 March 2026, or March 2026 where you do not know the day"


class CannotRead(ValueError):
    """What somebody wrote is no date or time; the message says how to write it."""


@dataclass(frozen=True)
class Written:
    """A date as ISO 8601 writes it, as far as it is known, and whether it is about right only."""

    iso: str
    about: bool = False


def read_date(text: str, today: Day, *, past: bool = True) -> Written:
    """The date that somebody wrote. Without a year it is the nearest such day: the last one, or the next where it is not `past`.

    Raises `CannotRead`.

    >>> read_date("27/3/26", date(2026, 11, 21).toordinal()).iso
    '2026-03-27'
    """
    plain = re.sub(r"\s+", " ", text.strip().lower()).replace("–", "-")
    if not plain:
        raise CannotRead(HOW)
    about = False
    if not _AGO.fullmatch(plain) and (found := _ABOUT.match(plain)):
        about = found[1] not in _EXACT
        plain = plain[found.end() :]
    iso = _near(plain, today) or _written(plain, today, past)
    if iso is None:
        raise CannotRead(HOW)
    if not FIRST_YEAR <= int(iso[:4]) <= LAST_YEAR:
        raise CannotRead(f"The year is outside {FIRST_YEAR} to {LAST_YEAR}")
    return Written(iso, about and len(iso) == 10)


def read_time(text: str) -> str:
    """The time of day that somebody wrote, as `23:05`: "23:05", "11.05pm", "2305", "9am".

    Raises `CannotRead`.

    >>> read_time("11.05 pm")
    '23:05'
    """
    plain = text.strip().lower().replace(" ", "")
    if plain in ("noon", "midday", "midnight"):
        return "00:00" if plain == "midnight" else "12:00"
    found = _TIME.fullmatch(plain)
    if found is None:
        raise CannotRead("Write the time as 23:05, or 11:05pm")
    hour, minute = (int(found[4]), int(found[5])) if found[4] else (int(found[1]), int(found[2] or 0))
    half = (found[3] or "")[:1]
    if half and not 1 <= hour <= 12:
        raise CannotRead("Write the time as 23:05, or 11:05pm")
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    if hour > 23 or minute > 59:
        raise CannotRead("Write hours from 00 to 23, and minutes from 00 to 59")
    return f"{hour:02d}:{minute:02d}"


def _near(plain: str, today: Day) -> str | None:
    """A day said from today."""
    named = {"today": 0, "now": 0, "tonight": 0, "this morning": 0, "yesterday": -1, "last night": -1, "tomorrow": 1}
    if plain in named:
        return iso_day(today + named[plain])
    for number, name in enumerate(_DAYS):
        if plain in (name, name[:3], f"last {name}", f"on {name}", f"this {name}"):
            back = (today - 1 - number) % 7  # an ordinal of 1 is a Monday
            return iso_day(today - (back or 7))
        if plain == f"next {name}":
            return iso_day(today + ((number - (today - 1)) % 7 or 7))
    if found := _AGO.fullmatch(plain):
        count = int(found[2]) if found[2].isdigit() else _NUMBERS.get(found[2])
        if count is None or not (found[1] or found[4]):
            return None
        sign = -1 if found[4] in ("ago", "before") else 1
        return _moved(today, sign * count, found[3])
    return None


def _moved(today: Day, count: int, unit: str) -> str | None:
    if abs(count) > 1200:
        return None
    if unit in ("day", "week"):
        return iso_day(today + count * (7 if unit == "week" else 1))
    return iso_day(add_months(today, count * (12 if unit == "year" else 1)))


def _written(plain: str, today: Day, past: bool) -> str | None:
    if re.fullmatch(r"\d{4}", plain):
        return plain
    if found := _ISO.fullmatch(plain):
        return _put(int(found[1]), int(found[2]), int(found[3]) if found[3] else None)
    if found := _NUMERIC.fullmatch(plain):
        day, month = int(found[1]), int(found[2])
        return _put(_year(found[3], today, month, day, past), month, day)
    if found := re.fullmatch(r"(\d{1,2})[/. -](\d{4})", plain):
        return _put(int(found[2]), int(found[1]), None)
    if (found := _WORDS.fullmatch(plain)) and (named := _MONTH_NAMES.get(found[2][:3])):
        if not _is_month(found[2], named):
            return None
        known = int(found[1]) if found[1] else None
        return _put(_year(found[3], today, named, known, past), named, known)
    if (found := _WORDS_FIRST.fullmatch(plain)) and (named := _MONTH_NAMES.get(found[1][:3])):
        return (
            _put(_year(found[3], today, named, int(found[2]), past), named, int(found[2]))
            if _is_month(found[1], named)
            else None
        )
    return None


def _is_month(word: str, number: int) -> bool:
    return MONTHS[number - 1].lower().startswith(word) or word == "sept"


def _year(written: str | None, today: Day, month: int, day: int | None, past: bool) -> int:
    if written is not None:
        return int(written) + (0 if len(written) == 4 else 2000)
    now = date.fromordinal(today)
    here = (month, day or now.day)
    if past and here > (now.month, now.day):
        return now.year - 1
    return now.year if past or here >= (now.month, now.day) else now.year + 1


def _put(year: int, month: int, day: int | None) -> str:
    if not 1 <= month <= 12:
        raise CannotRead(f"There is no month {month}. {HOW}")
    if day is None:
        return f"{year:04d}-{month:02d}"
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        last = (
            (date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)).day
            if FIRST_YEAR <= year <= LAST_YEAR
            else 31
        )
        raise CannotRead(
            f"{MONTHS[month - 1]} {year} has no day {day}; it ends on the {last}th".replace("31th", "31st")
        ) from None
