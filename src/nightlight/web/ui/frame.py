"""What the frame of a page says: the menu, a family's bar, where one stands in time, the state of a finding."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Protocol
from urllib.parse import urlencode

from django.urls import reverse

from nightlight.access.viewer import WITHOUT_FAMILIES, Viewer
from nightlight.chronology.moments import Moment, When, day_of, end_of, says_day
from nightlight.documents.entry_words import agency_name
from nightlight.picture.fold import Picture
from nightlight.picture.growth import growth
from nightlight.picture.put_off import PutOff, put_off
from nightlight.rules.lessons import SOURCES
from nightlight.safeguards.wording import listed, says_member
from nightlight.web.families.concerns.queries import takes_in_concerns
from nightlight.web.store import kept
from nightlight.web.store.models import ANSWERED
from nightlight.web.store.queries import FindingSeen, SeenFamily
from nightlight.web.ui.pages import is_end_of_day, standing


@dataclass(frozen=True)
class Item:
    """One item of a menu."""

    text: str
    path: str

    @property
    def href(self) -> str:
        """Its address."""
        return self.path


#: From this age a child is no infant: the second birthday.
INFANT_DAYS: Final = 730

#: The pages of a family that a worker goes to every day, in the order in which its menu shows them: name of the address, words.
FAMILY_PAGES: Final = (
    ("family", "The family"),
    ("replay", "What went wrong"),
    ("chronology", "Chronology"),
    ("record", "Record something"),
    ("findings", "What needs an answer"),
    ("people", "People"),
)
#: The others, folded away behind "More".
MORE_PAGES: Final = (
    ("genogram", "Family tree"),
    ("ecomap", "Who is around them"),
    ("bodymap", "Injuries on the body"),
    ("knowing", "Who knew what, when"),
    ("who_may", "Who can open this"),
    ("who_looked", "Who has looked"),
)
#: Pages of a live family only, and of a teaching case only.
_LIVE: Final = frozenset({"record", "who_may", "who_looked"})
_TEACHING: Final = frozenset({"replay"})


def menu(viewer: Viewer) -> list[Item]:
    """The main menu of somebody who is signed in."""
    items = [Item("Today", reverse("today")), Item("My families", reverse("home"))]
    if not viewer.roles & WITHOUT_FAMILIES:
        items.append(Item("Find", reverse("find")))
    if takes_in_concerns(viewer):
        items.append(Item("Concerns to place", reverse("concerns")))
    if viewer.roles & {"supervisor", "service_manager", "safeguarding_lead", "auditor"}:
        items.append(Item("Oversight", reverse("oversight")))
    return items


def family_menu(seen: SeenFamily) -> list[Item]:
    """The pages of a family that a worker goes to every day."""
    return _items(seen, FAMILY_PAGES)


def more_menu(seen: SeenFamily) -> list[Item]:
    """The other pages of a family."""
    return _items(seen, MORE_PAGES)


def _items(seen: SeenFamily, pages: tuple[tuple[str, str], ...]) -> list[Item]:
    return [
        Item(text, reverse(name, kwargs={"key": seen.key}))
        for name, text in pages
        if not (name in (_LIVE if seen.teaching else _TEACHING) or (name == "record" and seen.in_the_past))
    ]


def child_lines(seen: SeenFamily) -> list[str]:
    """For each unborn baby or infant: weeks of gestation and due date, or age; older children in one line."""
    young: list[str] = []
    older: list[str] = []
    for child in growth(seen.picture):
        words = child_line(says_member(child.child, seen.picture), child.says(), seen.title)
        (older if (child.age_days or 0) >= INFANT_DAYS else young).append(words)
    more = f"and {len(older)} older child{'ren' * (len(older) > 1)}" if older and young else ""
    lines = (young or older)[:4]
    hidden = len(young or older) - len(lines)
    return lines + ([f"and {hidden} more"] if hidden else []) + ([more] if more else [])


def child_line(name: str, says: str, title: str) -> str:
    """A child in a line under the title of the family, which is not said again where it is the child's own name.

    >>> child_line("Robin Brook", "6 years old", "Baby Brook"), child_line("Baby Brook", "unborn", "Baby Brook")
    ('Robin Brook: 6 years old', 'Unborn')
    """
    return capital(says) if capital(name) == title else f"{capital(name)}: {says}"


def capital(text: str) -> str:
    """A text with its first letter large."""
    return text[:1].upper() + text[1:]


def standing_words(seen: SeenFamily) -> str:
    """Where the viewer stands in time, in words."""
    when = "The record as it stands now"
    if seen.teaching:
        when = "The record as it stood when its story ended"
    if seen.as_of < seen.now:
        at = When.on(day_of(seen.as_of)) if is_end_of_day(seen.as_of) else When.at(seen.as_of)
        when = f"The record as it stood on {at.says()}"
    if seen.known_to is not None:
        when += f", as known to {seen.agencies[seen.known_to].says()}"
    return when


def standing_and(seen: SeenFamily, **more: str) -> str:
    """The rest of an address: where the viewer stands in time, and more."""
    here = standing(seen)
    return f"{here}{'&' if here else '?'}{urlencode(more)}" if more else here


#: The states of a finding as a person reads them.
_STATES = {
    "waiting": "Coming up",
    "due_soon": "Due soon",
    "overdue": "Past due",
    "met": "Recorded as done",
    "met_late": "Recorded as done, late",
    "excused": "Not needed",
    "unknown": "The record cannot tell",
}


class Pictured(Protocol):
    """A family as somebody sees it, with its picture."""

    @property
    def picture(self) -> Picture:
        """The seen entries, folded."""


@dataclass(frozen=True)
class Reason:
    """Why a question is asked, in the rule's words, and the reviews from whose lessons it comes."""

    why: str
    lessons: tuple[str, ...]


def finding_reason(found: FindingSeen) -> Reason:
    """Why a finding is asked; a rule that is no longer in the pack gives no reason."""
    try:
        why = kept.rules()[found.safeguard].why
    except KeyError:
        why = ""
    named = dict.fromkeys(str(each).split("-", 1)[0] for each in found.said.get("lessons", ()))
    return Reason(why, tuple(SOURCES[each] for each in named if each in SOURCES))


def finding_says(found: FindingSeen, seen: Pictured, *, by: bool = False) -> str:
    """What a finding says. Of one that is not yet due it is what is expected, of whom, and, with `by`, by when: "By 23 November 2026:
    a referral is allocated to a social worker"."""
    if found.state not in ("waiting", "due_soon"):
        return found.says
    by = by and not past_its_day(found, seen)
    try:
        words = kept.rules()[found.safeguard].title
    except KeyError:
        return found.says
    member = found.said.get("member")
    several = len(seen.picture.children) > 1
    children = [says_member(each, seen.picture) for each in found.about if each != member] if several else []
    whom = ", for ".join(filter(None, (says_member(member, seen.picture) if member else "", listed(children))))
    words = f"{words} ({whom})" if whom else words
    return f"By {by_due(found.due)}: {lower_first(words)}" if by and found.due is not None else words


def finding_put_off(found: FindingSeen, seen: Pictured) -> PutOff | None:
    """Where a finding waits only because somebody put it off beyond its day: that answer, where the viewer may see it."""
    if not past_its_day(found, seen) and (found.state != "waiting" or found.due is None):
        return None
    answer = put_off(found.id, seen.picture)
    return (
        answer if answer is not None and found.due is not None and end_of(answer.until.last_day) > found.due else None
    )


def says_put_off(found: FindingSeen, seen: Pictured) -> str:
    """By whom a finding was put off, when and why, and its own date; empty where it was not. Its state says until when."""
    answer = finding_put_off(found, seen)
    if answer is None or found.due is None:
        return ""
    who = ", ".join(filter(None, (answer.said.by, agency_name(answer.said.agency, seen.picture))))
    was = "was" if past_its_day(found, seen) else "is"
    why = f"{answer.said.what}".strip()
    why += "" if why.endswith((".", "!", "?", "…")) else "."
    return f"Put off by {who}, on {answer.said.when.says()}, because: {why} It {was} due by {by_due(found.due)}."


def past_its_day(found: FindingSeen, seen: Pictured) -> bool:
    """Whether a finding waits although its own day has passed: somebody put it off."""
    return found.state == "waiting" and found.due is not None and found.due < seen.picture.as_of


def finding_state(found: FindingSeen, seen: SeenFamily, *, by: bool = True) -> str:
    """The state of a finding in words, with its day; without `by`, what is still to come is said without it.

    One that was put off says until when; where the viewer may not see who put it off, that it waits.
    """
    if (answer := finding_put_off(found, seen)) is not None:
        return f"Put off until {answer.until.says()}"
    if past_its_day(found, seen):
        return "Waiting"
    words = _STATES[found.state]
    if found.due is not None and found.state == "overdue":
        words = f"Was due {by_due(found.due)}"
    if found.severity == "urgent" and found.state in ("overdue", "due_soon"):
        words = f"Urgent: {lower_first(words)}"
    if by and found.due is not None and found.state in ("waiting", "due_soon"):
        words += f", by {by_due(found.due)}"
    closed = found.said.get("closed")
    if closed and found.state in ANSWERED:
        words += f", {When.read(closed).says()}"
    return words


def by_due(due: Moment) -> str:
    """The last permitted day in words, or the moment where it is one within a day."""
    return says_day(day_of(due)) if is_end_of_day(due) else When.at(due).says()


def slug(text: str) -> str:
    """A text as the name of a place on a page."""
    return re.sub(r"[^a-zA-Z0-9]+", "-", text).strip("-")


def lower_first(text: str) -> str:
    """A text with its first letter small, but for a word in capitals: "GP practice" stays.

    >>> lower_first("A visit"), lower_first("GP practice")
    ('a visit', 'GP practice')
    """
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]
