"""What the frame of a page says: the menu, a family's bar, where one stands in time, the state of a finding."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse

from nightlight.access.viewer import Viewer
from nightlight.chronology.gestation import gestation_on
from nightlight.chronology.moments import Day, When, day_of, says_day
from nightlight.picture.people import PersonKnown
from nightlight.web.store.queries import FindingSeen, SeenFamily
from nightlight.web.ui.pages import standing


@dataclass(frozen=True)
class Item:
    """One item of a menu."""

    text: str
    path: str

    @property
    def href(self) -> str:
        """Its address."""
        return self.path


#: The pages of a family, in the order in which its menu shows them: name of the address, words.
FAMILY_PAGES = (
    ("family", "The family"),
    ("chronology", "Chronology"),
    ("record", "Record something"),
    ("findings", "What needs an answer"),
    ("genogram", "Family tree"),
    ("ecomap", "Who is around them"),
    ("knowing", "Who knew what"),
    ("who_looked", "Who has looked"),
)


def menu(viewer: Viewer) -> list[Item]:
    """The main menu of somebody who is signed in."""
    items = [Item("Today", reverse("today")), Item("My families", reverse("home")), Item("Find", reverse("find"))]
    if viewer.roles & {"supervisor", "service_manager", "safeguarding_lead", "auditor"}:
        items.append(Item("Oversight", reverse("oversight")))
    return items


def family_menu(seen: SeenFamily) -> list[Item]:
    """The pages of a family."""
    return [
        Item(text, reverse(name, kwargs={"key": seen.key}))
        for name, text in FAMILY_PAGES
        if not (name == "record" and (seen.teaching or seen.in_the_past))
    ]


def child_lines(seen: SeenFamily) -> list[str]:
    """For each unborn baby or infant: weeks of gestation and due date, or age."""
    today = day_of(seen.as_of)
    lines = [line for child in seen.family.people if child.is_child and (line := child_line(child, today))]
    return lines[:4] + ([f"and {len(lines) - 4} more"] if len(lines) > 4 else [])


def child_line(child: PersonKnown, today: Day) -> str:
    """One child in a few words: "Baby: 31 weeks, due 27 March 2026" or "Ola: 9 weeks old"."""
    if child.died is not None:
        return f"{child.says()}: died {child.died.says()}"
    if child.born is not None and child.born.day <= today:
        return f"{child.says()}: {age(child.born, today)}"
    if child.due is not None:
        weeks = gestation_on(child.due.day, today).weeks
        return f"{child.says()}: {weeks} weeks, due {child.due.says()}"
    return child.says()


def age(born: When, today: Day) -> str:
    """An age as one says it: days to two weeks, weeks to four months, months to two years, then years."""
    days = today - born.day
    if days < 14:
        return f"{days} day{'' if days == 1 else 's'} old"
    if days < 120:
        return f"{days // 7} weeks old"
    if days < 730:
        return f"{int(days / 30.4375)} months old"
    return f"{int(days / 365.25)} years old"


def standing_words(seen: SeenFamily) -> str:
    """Where the viewer stands in time, in words."""
    when = f"The record as it stood on {When.at(seen.as_of).says()}" if seen.as_of < seen.now else "The record as it stands now"
    if seen.known_to is not None:
        when += f", as known to {seen.agencies[seen.known_to].says()}"
    return when


def standing_and(seen: SeenFamily, **more: str) -> str:
    """The rest of an address: where the viewer stands in time, and more."""
    here = standing(seen)
    return f"{here}{'&' if here else '?'}{urlencode(more)}" if more else here


#: The states of a finding as a person reads them.
_STATES = {
    "waiting": "Watched",
    "due_soon": "Due soon",
    "overdue": "Past due",
    "met": "Recorded as done",
    "met_late": "Recorded as done, late",
    "excused": "Not needed",
    "unknown": "The record cannot tell",
}


def finding_state(found: FindingSeen, seen: SeenFamily) -> str:
    """The state of a finding in words, with its day."""
    words = _STATES[found.state]
    if found.severity == "urgent" and found.state in ("overdue", "due_soon"):
        words = f"Urgent: {words.lower()}"
    if found.due is not None and found.state in ("waiting", "due_soon", "overdue"):
        words += f", by {says_day(day_of(found.due))}"
    closed = found.said.get("closed")
    if closed and found.state in ("met", "met_late", "excused"):
        words += f", {When.read(closed).says()}"
    return words


def slug(text: str) -> str:
    """A text as the name of a place on a page."""
    return re.sub(r"[^a-zA-Z0-9]+", "-", text).strip("-")


def lower_first(text: str) -> str:
    """A text with its first letter small."""
    return text[:1].lower() + text[1:]
