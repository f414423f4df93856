"""What a search asks for, and what is wrong with it; NHS numbers and dates as people write them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from nightlight.chronology.moments import BadDate, Day, When
from nightlight.web.recording.dates import CannotRead, read_date
from nightlight.web.store.lists import address_words
from nightlight.web.store.names import plain_words

_NHS_DIGITS: Final = 10
_MOST_LETTERS: Final = 200


def nhs_number(written: str) -> str:
    """An NHS number as ten digits.

    Raises `ValueError`, in words, where there are not ten digits or the last does not fit the others.

    >>> nhs_number("943 476 5919")
    '9434765919'
    """
    digits = re.sub(r"[\s-]", "", written)
    if not re.fullmatch(r"\d{10}", digits):
        raise ValueError("An NHS number has 10 digits, such as 943 476 5919")
    check = -sum(int(digit) * weight for digit, weight in zip(digits, range(_NHS_DIGITS, 1, -1), strict=False)) % 11
    if check != int(digits[-1]):
        raise ValueError(
            "This is not an NHS number: a digit is wrong or two are swapped. Check it against the letter or the notes"
        )
    return digits


def day_written(written: str, today: Day) -> Day:
    """A day as people write it: `27 March 2026`, `27/3/2026`.

    Raises `ValueError`, in words, where it is no day, or less than a day.
    """
    try:
        read = read_date(written, today)
        if not read.about and len(read.iso) == len("2026-03-27"):
            return When.read(read.iso).day
    except (CannotRead, BadDate):
        pass
    raise ValueError("Enter a whole date, such as 27 March 2026 or 27/3/2026")


@dataclass(frozen=True)
class Asked:
    """What a search asks for. `day` is a date of birth or a due date."""

    name: str = ""
    day: Day | None = None
    nhs: str = ""
    address: str = ""

    @property
    def anything(self) -> bool:
        """Whether anything is asked for."""
        return bool(self.name or self.day is not None or self.nhs or self.address)

    def fields(self) -> list[str]:
        """By what it asks: for the audit, which keeps no words of a search."""
        filled = {"name": self.name, "day": self.day is not None, "nhs_number": self.nhs, "address": self.address}
        return [name for name, value in filled.items() if value]


@dataclass(frozen=True)
class Mistake:
    """What is wrong with a field, in words."""

    field: str
    text: str


def read(typed: Mapping[str, str], today: Day) -> tuple[Asked, list[Mistake]]:
    """A search as it was typed, and every mistake in it."""
    mistakes = []
    name, day, nhs, address = (
        typed.get(each, "").strip()[:_MOST_LETTERS] for each in ("name", "day", "nhs", "address")
    )
    found_day: Day | None = None
    number = ""
    if name and not plain_words(name):
        mistakes.append(Mistake("name", "Enter a name in letters"))
    if day:
        try:
            found_day = day_written(day, today)
        except ValueError as wrong:
            mistakes.append(Mistake("day", str(wrong)))
    if nhs:
        try:
            number = nhs_number(nhs)
        except ValueError as wrong:
            mistakes.append(Mistake("nhs", str(wrong)))
    if address and max(map(len, address_words(address)), default=0) < 4:
        mistakes.append(Mistake("address", "Enter the name of the street or the whole postcode"))
    asked = Asked(name, found_day, number, address)
    if not mistakes and not (name or day or nhs or address):
        mistakes.append(
            Mistake("name", "Enter a name, a date of birth or due date, an NHS number or words of an address")
        )
    return asked, mistakes
