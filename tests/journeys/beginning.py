"""A record of its own for a journey, so that no journey finds what another wrote."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from tests.journeys.person import Person

#: The second name of the made-up mother in each way of a journey.
_SECOND: Final = {"wide": "Larch", "phone": "Poplar", "keyboard": "Cypress"}


def mother_of(worker: Person, first: str) -> str:
    """What the mother of a record is called."""
    return f"{first} {_SECOND[worker.way]}"


def begins_a_record(worker: Person, first: str, role: str = "midwife") -> str:
    """Begins the record of a pregnancy with the worker as its worker; the mother's name. The worker is at the family's page."""
    mother = mother_of(worker, first)
    worker.goes_to("My families").presses("Begin a record").fills("Mother’s name", mother)
    worker.fills("When is the baby due?", says(in_days(63)))
    worker.fills("What brings this family here?", "She asked for help early, and has none at home.")
    worker.selects("What are you to this family?", role).presses("Begin the record")
    assert "/new" not in worker.page.url, worker.page.locator("main").inner_text()
    return mother


def in_days(days: int) -> date:
    """The day that comes in so many days; that was, where they are less than none."""
    return datetime.now(ZoneInfo("Europe/London")).date() + timedelta(days=days)


def says(day: date) -> str:
    """A day as people write it."""
    return f"{day.day} {day:%B} {day.year}"
