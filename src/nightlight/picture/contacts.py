"""Who has been seen, by whom, how and when last; who was tried and not seen; who has never been seen.

*Seen* is what a contact in person says (`saw`); of a grown person who was there when somebody was seen it says
*met*, as the safeguards have it. What else shows that somebody was about (care watched on a ward, a meeting, an
examination) is told apart.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from nightlight.chronology.moments import Moment, When
from nightlight.picture.citing import Cite, by_of, cites, happened, in_time, marker, moment_of, when_of
from nightlight.picture.facts import Fact, says_kind
from nightlight.picture.growth import birth_of
from nightlight.picture.households import households
from nightlight.picture.identities import Identities, identities
from nightlight.picture.sets import REGULAR, carers, parents_and_men
from nightlight.picture.ties import ties

if TYPE_CHECKING:
    from nightlight.picture.fold import Picture


@dataclass(frozen=True, slots=True)
class Contact:
    """A contact: which agency, who of it where named, how and where. What is `None` was not recorded."""

    agency: str
    by: str | None
    when: When
    mode: str | None
    purpose: str | None
    place: str | None
    announced: bool | None
    alone: bool | None
    awake: bool | None
    undressed: bool | None
    sleep_space_seen: bool | None
    rests_on: tuple[Cite, ...]


@dataclass(frozen=True, slots=True)
class Tried:
    """Somebody meant to see a person and did not. `reason` is as recorded; `not_seen` where the contact took place
    without seeing them."""

    agency: str
    by: str | None
    when: When
    reason: str
    rests_on: tuple[Cite, ...]


@dataclass(frozen=True, slots=True)
class OnBoard:
    """One person's row. `seen` is when they were last seen in person, `seen_by` the last time for each agency, the
    latest in front.

    `awake`, `undressed`, `alone` and `sleep_space` are the last time that a contact said so of them; a contact that
    leaves it out does not count. `heard` is the last contact by phone, online or letter. `otherwise` is the last
    other entry that shows them, with its kind in words. `tried` are the attempts since they were last seen, the
    oldest first. `unborn`: a baby not yet born cannot be seen.
    """

    person: str
    is_child: bool
    unborn: bool
    dead: bool
    in_childs_life: bool
    seen: Contact | None
    seen_by: tuple[Contact, ...]
    times_seen: int
    awake: Contact | None
    undressed: Contact | None
    alone: Contact | None
    sleep_space: Contact | None
    heard: Contact | None
    otherwise: tuple[str, When, tuple[Cite, ...]] | None
    tried: tuple[Tried, ...]
    rests_on: tuple[Cite, ...]

    @property
    def never_seen(self) -> bool:
        """Whether no contact in person is recorded with somebody who is born, lives, and belongs to a child's life."""
        return self.in_childs_life and self.seen is None and not self.unborn and not self.dead


@dataclass(frozen=True, slots=True)
class Board:
    """The contact board: the children first, then the others, each in the order in which they were first named."""

    rows: tuple[OnBoard, ...]

    @property
    def never_seen(self) -> tuple[str, ...]:
        """Who of the people in the child's life has never been seen in person, as far as the record says."""
        return tuple(row.person for row in self.rows if row.never_seen)

    def row(self, person: str) -> OnBoard | None:
        """One person's row; `None` where the record does not name them."""
        return next((row for row in self.rows if row.person == person), None)


#: Kinds that show a person without being a contact: kind -> the fields that name those who were there, and what
#: must be so.
_SHOWS: Final[dict[str, tuple[str, ...]]] = {
    "birth": ("child",),
    "care.observed": ("person", "child"),
    "injury.examined": ("child",),
    "injury.seen": ("child",),
    "observation": ("person",),
    "enquiry.made": ("person",),
    "contact.emergency": ("who",),
    "meeting.held": ("family_present",),
}


def contacts(picture: Picture, at: Moment | None = None) -> Board:
    """The contact board at a moment.

    In the child's life are the children, their parents, every man in the child's life, carers, whoever a tie says
    has regular contact, and whoever lives in a household with a child.
    """
    at = moment_of(picture, at)
    ids = identities(picture)
    named = [key for key in picture.people if ids.of(key) == key and _named(picture, ids, key, at)]
    near = _in_childs_life(picture, ids, at)
    made, missed = in_time(happened(picture, "contact.made", at)), in_time(happened(picture, "contact.missed", at))
    rows = [_row(picture, ids, key, key in near, made, missed, at) for key in named]
    rows.sort(key=lambda row: not row.is_child)
    return Board(tuple(rows))


def _named(picture: Picture, ids: Identities, key: str, at: Moment) -> bool:
    named = [picture.people[record].named for record in ids.records(key)]
    return any(fact is not None and fact.first <= at for fact in named)


def _in_childs_life(picture: Picture, ids: Identities, at: Moment) -> set[str]:
    now = marker(at)
    children = {ids.of(key) for key in picture.children}
    found = set(children)
    found |= {ids.of(member.key) for member in (*parents_and_men(picture, now), *carers(picture, now))}
    found |= {tie.person for tie in ties(picture, at) if tie.contact_with_child in REGULAR and not tie.ended}
    for household in households(picture, at):
        living = {each.person for each in household.living}
        if living & children:
            found |= living
    return found


def _row(
    picture: Picture, ids: Identities, key: str, near: bool, made: list[Fact], missed: list[Fact], at: Moment
) -> OnBoard:
    records = set(ids.records(key))
    is_child = picture.people[key].is_child
    field = "saw" if is_child else "met"
    seen = [fact for fact in made if records & set(fact.values[field])]
    told = [fact for fact in made if fact.values["mode"] != "in_person" and records & set(fact.values["with"])]
    last = seen[-1] if seen else None
    living = birth_of(picture, ids, key, at) if is_child else None
    unborn = is_child and living is None and any(
        spell.holds(at, at) and spell.fact.root in records for spell in picture.spells("unborn")
    )  # fmt: skip
    tried = _tried(picture, records, field, made, missed, last)
    other = _otherwise(picture, records, at)
    died = next((fact for fact in happened(picture, "death", at) if fact.values["person"] in records), None)

    def last_with(flag: str) -> Contact | None:
        found = [fact for fact in seen if fact.values.get(flag) is True]
        return _contact(picture, found[-1]) if found else None

    return OnBoard(
        key,
        is_child,
        unborn,
        died is not None,
        near,
        _contact(picture, last) if last else None,
        _by_agency(picture, seen),
        len(seen),
        last_with("awake") if is_child else None,
        last_with("undressed") if is_child else None,
        last_with("alone"),
        last_with("sleep_space_seen") if is_child else None,
        _contact(picture, told[-1]) if told else None,
        (says_kind(other.kind), when_of(other), cites(other)) if other else None,
        tried,
        cites(last, died, *(picture.people[record].named for record in sorted(records)), other),
    )


def _by_agency(picture: Picture, seen: list[Fact]) -> tuple[Contact, ...]:
    last: dict[str, Fact] = {}
    for fact in reversed(seen):
        last.setdefault(fact.agency, fact)
    return tuple(_contact(picture, fact) for fact in last.values())


def _contact(picture: Picture, fact: Fact) -> Contact:
    values = fact.values
    return Contact(
        fact.agency,
        by_of(picture, fact),
        when_of(fact),
        values.get("mode"),
        values.get("purpose"),
        values.get("place"),
        values.get("announced"),
        values.get("alone"),
        values.get("awake"),
        values.get("undressed"),
        values.get("sleep_space_seen"),
        cites(fact),
    )


def _tried(
    picture: Picture, records: set[str], field: str, made: list[Fact], missed: list[Fact], last: Fact | None
) -> tuple[Tried, ...]:
    """Contacts missed, and contacts in person in which they were not seen, since they were last seen."""
    found = [(fact, fact.values["reason"]) for fact in missed if records & set(fact.values["with"])]
    found += [
        (fact, "not_seen")
        for fact in made
        if fact.values["mode"] == "in_person"
        and records & set(fact.values["with"])
        and not records & set(fact.values[field])
    ]
    since = [(fact, reason) for fact, reason in found if last is None or fact.first > last.first]
    since.sort(key=lambda each: each[0].key)
    return tuple(Tried(fact.agency, by_of(picture, fact), when_of(fact), reason, cites(fact)) for fact, reason in since)


def _otherwise(picture: Picture, records: set[str], at: Moment) -> Fact | None:
    found = []
    for kind, fields in _SHOWS.items():
        for fact in happened(picture, kind, at):
            there: set[str] = set()
            for name in fields:
                value = fact.values.get(name)
                there |= {value} if isinstance(value, str) else set(value or ())
            if kind == "meeting.held" and fact.values.get("mode") == "online":
                continue
            if records & there and not (kind == "birth" and fact.values.get("live") is False):
                found.append(fact)
    return max(found, key=lambda fact: fact.key, default=None)
