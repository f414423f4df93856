"""The ecomap of a family: the household in the middle, and around it agencies, services, and other people.

The lines say what the record says: when an agency was last in contact with somebody of the family, how far a service got,
how the tie is between people. No line says how good any of it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from nightlight.chronology.moments import When, day_of, says_day
from nightlight.drawing.ecomap_layout import Bond, EcomapLayout, Member, Node, lay_out
from nightlight.drawing.ecomap_svg import BONDS, written
from nightlight.drawing.genogram_shapes import figure_of
from nightlight.drawing.kin import Kin, KinHome, KinPerson, Kinship
from nightlight.drawing.kin_drawing import Drawing
from nightlight.drawing.kin_family import QUALITIES, are_kin, kin_of, relation_words
from nightlight.picture.citing import Cite, together
from nightlight.picture.contacts import Contact
from nightlight.picture.family import Family
from nightlight.picture.team import Service
from nightlight.picture.ties import Tie

#: An agency that was in contact in so many days is drawn as in contact now.
RECENT_DAYS: Final = 28
_SERVICE: Final[dict[str, Bond]] = {
    "referred": "asked",
    "accepted": "asked",
    "started": "working",
    "refused": "refused",
    "ended": "ended",
}
_CONTACT: Final[dict[str, str]] = {
    "lives_with": "lives with the child",
    "regular": "regular contact with the child",
    "occasional": "occasional contact with the child",
    "none": "no contact with the child",
    "unknown": "contact with the child not known",
}
#: The bond that is drawn where there are several, the first in front.
_FIRST: Final[tuple[Bond, ...]] = (
    "violent",
    "controlling",
    "conflict",
    "cut_off",
    "close",
    "distant",
    "ordinary",
)


@dataclass(frozen=True, slots=True)
class EcomapRow:
    """One thing of the ecomap in words: in the household, or around it; how the line reads; since when and when last
    there was contact (what is empty is not recorded); the entries on which it rests."""

    key: str
    name: str
    what: str
    who: str
    line: str
    since: str
    last: str
    rests_on: tuple[Cite, ...]

    @property
    def entries(self) -> str:
        """The entries that say so: `#3, #12`."""
        return ", ".join(cite.says() for cite in self.rests_on)


@dataclass(frozen=True, slots=True)
class EcomapMeasures:
    """How many are in the middle and around it, and how long the longest line is, in pixels."""

    middle: int
    around: int
    width: float
    height: float
    longest: float


def ecomap(family: Family, *, href: Callable[[str], str] | None = None) -> Drawing[EcomapMeasures, EcomapRow]:
    """The ecomap of a family at its moment. `href` gives a person's link by key; agencies and services have none."""
    kin = kin_of(family)
    home, inside = _inside(kin, family)
    members, around = [], []
    rows: list[EcomapRow] = []
    for person in kin.people:
        if person.key in inside:
            members.append(_member(kin, person, home))
            rows.append(_member_row(person, home))
    for node, row in (*_agencies(family), *_services(family, kin), *_people(family, kin, inside), *_gone(family)):
        around.append(node)
        rows.append(row)
    says = f"Household: {home.name}" if home is not None else "Household not recorded"
    layout = lay_out(says, members, around)
    title = f"Ecomap at {says_day(day_of(family.moment))}"
    svg, height = written(layout, title, _described(layout), "ecomap", href)
    return Drawing(svg, layout.width, height, _measured(layout), tuple(rows))


def _inside(kin: Kin, family: Family) -> tuple[KinHome | None, frozenset[str]]:
    """The household of the child, or of the mother where the child has none on record; the child is always there."""
    about = [person.key for person in kin.people if person.key in kin.index]
    mothers = [
        parent
        for descent in kin.descents
        if descent.child in kin.index and descent.sort == "birth"
        for parent in descent.parents
        if (person := kin.person(parent)) is not None and person.sex == "female"
    ]
    for key in (*about, *mothers):
        home = next((home for home in kin.homes if key in home.people), None)
        if home is not None:
            return home, frozenset((*home.people, *about))
    return None, frozenset((*about, *mothers[:1]))


def _lives(person: KinPerson, home: KinHome | None) -> str:
    """What is to be said of a child who stands in the middle and is not on record as living there."""
    if home is None or person.key in home.people or person.stage != "living":
        return ""
    placed = [note for note in person.notes if note.startswith("placed with")]
    return placed[0] if placed else "household not recorded"


def _member(kin: Kin, person: KinPerson, home: KinHome | None) -> Member:
    return Member(
        person.key,
        person.says,
        tuple(part for part in (person.age, _lives(person, home)) if part),
        figure_of(person),
        person.key in kin.index,
        person.stage in ("dead", "stillborn", "loss", "termination"),
    )


def _member_row(person: KinPerson, home: KinHome | None) -> EcomapRow:
    unsure = home is not None and person.key in home.unsure
    words = "in the household" + (" (not sure)" if unsure else "")
    if home is None or person.key not in home.people:
        words = _lives(person, home) or (
            "with the mother, not yet born" if person.stage == "unborn" else "in the middle"
        )
    who = "; ".join(part for part in (person.who, person.age, *person.notes) if part)
    rests = together(person.rests_on, home.rests_on if home is not None else ())
    return EcomapRow(person.key, person.says, words, who, "", "", "", rests)


# -- agencies


def _agencies(family: Family) -> Iterator[tuple[Node, EcomapRow]]:
    for agency in family.team.agencies:
        last = _last_contact(family, agency.key)
        bond: Bond = "none"
        if last is not None:
            days = day_of(family.moment) - last.when.day
            bond = "recent" if days <= RECENT_DAYS else "before"
        says = [] if last is None else [f"last contact {_day(last.when)}"]
        if last is None:
            says.append("no contact recorded")
        workers = tuple(dict.fromkeys(worker.worker for worker in agency.workers))
        row = EcomapRow(
            f"agency:{agency.key}",
            _capital(agency.says),
            "agency in the team",
            "; ".join(workers) or "no worker recorded",
            BONDS[bond],
            _day(agency.since),
            _day(last.when) if last else "",
            together(agency.rests_on, last.rests_on if last else (), *(worker.rests_on for worker in agency.workers)),
        )
        yield Node(row.key, "agency", row.name, tuple(says), bond), row


def _last_contact(family: Family, agency: str) -> Contact | None:
    """The last time that an agency saw, or spoke with, somebody of the family."""
    found = [each for row in family.contacts.rows for each in row.seen_by if each.agency == agency]
    found += [row.heard for row in family.contacts.rows if row.heard is not None and row.heard.agency == agency]
    return max(found, key=lambda each: (each.when.first, each.rests_on), default=None)


def _gone(family: Family) -> Iterator[tuple[Node, EcomapRow]]:
    for agency in family.team.gone:
        if agency.reason is None:
            continue
        words = f"closed {_day(agency.when)}"
        row = EcomapRow(
            f"agency:{agency.key}",
            _capital(agency.says),
            "agency that has closed",
            agency.reason.replace("_", " "),
            BONDS["ended"],
            "",
            _day(agency.when),
            agency.rests_on,
        )
        yield Node(row.key, "agency", row.name, (words,), "ended"), row


def _services(family: Family, kin: Kin) -> Iterator[tuple[Node, EcomapRow]]:
    for service in family.team.services:
        person = kin.person(service.person)
        bond = _SERVICE[service.state]
        words = f"{service.state} {_day(service.since)}"
        whom = f"for {person.says}" if person is not None else ""
        row = EcomapRow(
            f"service:{service.thread}",
            "Other service" if service.service == "other" else _capital(service.service.replace("_", " ")),
            "service",
            whom,
            f"{service.state}{_why(service)}",
            _day(service.since),
            "",
            service.rests_on,
        )
        yield Node(row.key, "service", row.name, tuple(part for part in (whom, words) if part), bond), row


def _why(service: Service) -> str:
    return f": {service.reason.replace('_', ' ')}" if service.reason else ""


# -- people outside


def _people(family: Family, kin: Kin, inside: frozenset[str]) -> Iterator[tuple[Node, EcomapRow]]:
    for person in kin.people:
        if person.key in inside or person.stage in ("loss", "termination", "stillborn"):
            continue
        ties = [
            tie
            for tie in family.ties
            if (tie.person == person.key and tie.to in inside) or (tie.to == person.key and tie.person in inside)
        ]
        bond, strongest = _bond_of(ties)
        kinships = [link for link in kin.kinships if link.person == person.key and link.to in inside]
        blood = [key for key in sorted(inside) if not ties and are_kin(kin, person.key, key)]
        if bond == "untied" and (kinships or blood):
            bond = "ordinary"
        contact = next((tie.contact_with_child for tie in reversed(ties) if tie.contact_with_child is not None), None)
        says = [part for part in (person.who or "; ".join(person.notes[:1]),) if part]
        if contact is not None:
            says.append(_CONTACT[contact])
        if person.stage == "dead":
            says.append(person.age)
        seen = family.contacts.row(person.key)
        if seen is not None and seen.never_seen:
            says.append("not seen by any agency, as recorded")
        words = (
            "; ".join(dict.fromkeys(_tie_words(kin, tie) for tie in ties)) or "no tie recorded to anybody in the middle"
        )
        home = next((home.name for home in kin.homes if person.key in home.people), "")
        row = EcomapRow(
            person.key,
            person.says,
            "person outside the household" + (f", at {home}" if home else ""),
            "; ".join(part for part in (person.who, person.age, *person.notes) if part),
            words + (f"; {_CONTACT[contact]}" if contact is not None else ""),
            next((tie.since.says() for tie in ties if tie.since is not None), ""),
            _says(seen.seen.when if seen is not None and seen.seen is not None else None),
            together(person.rests_on, *(tie.rests_on for tie in ties)),
        )
        outward = strongest is not None and strongest.to == person.key
        yield Node(person.key, "person", person.says, tuple(says), bond, outward, figure_of(person)), row


def _says(when: When | None) -> str:
    return f"last seen {_day(when)}" if when is not None else ""


def _bond_of(ties: list[Tie]) -> tuple[Bond, Tie | None]:
    """The tie that is drawn: the one that matters most to a child's safety; a line of no kind where there is none."""
    found: list[tuple[int, int, Bond, Tie]] = []
    for place, tie in enumerate(ties):
        quality = QUALITIES.get(tie.quality or "")
        bond: Bond = quality if quality is not None else "ended" if tie.ended else "ordinary"
        rank = _FIRST.index(bond) if bond in _FIRST else len(_FIRST)
        found.append((rank, place, bond, tie))
    if not found:
        return "untied", None
    _, _, bond, tie = min(found, key=lambda each: each[:2])
    return bond, tie


def _tie_words(kin: Kin, tie: Tie) -> str:
    other = kin.person(tie.to)
    quality = f", {tie.quality.replace('_', ' ')}" if tie.quality else ""
    ended = " (ended)" if tie.ended and tie.relation != "former_partner" else ""
    role = " (by role)" if tie.assumed else ""
    person = kin.person(tie.person)
    return (
        f"{person.says if person else tie.person} is {tie.relation.replace('_', ' ')} of "
        f"{other.says if other else tie.to}{ended}{role}{quality}"
    )


def _kinship_words(kin: Kin, link: Kinship) -> str:
    one, two = kin.person(link.person), kin.person(link.to)
    if one is None or two is None:
        return ""
    return f"{one.says} is {relation_words(link.relation, one.sex)} {two.says} (by role)"


# -- words


def _day(when: When) -> str:
    """A date without its time of day: a drawing has little room."""
    return says_day(when.day) if when.precision == "minute" else when.says()


def _listed(kin: Kin, keys: list[str]) -> str:
    return " and ".join(person.says for person in kin.people if person.key in keys)


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _described(layout: EcomapLayout) -> str:
    sorts = [each.node.sort for each in layout.nodes]
    parts = [f"{len(layout.members)} in the middle"]
    for sort, one, many in (
        ("agency", "agency", "agencies"),
        ("service", "service", "services"),
        ("person", "other person", "other people"),
    ):
        count = sorts.count(sort)  # type: ignore[arg-type]
        if count:
            parts.append(f"{count} {one if count == 1 else many}")
    return f"{', '.join(parts)} around. The table says the same in words."


def _measured(layout: EcomapLayout) -> EcomapMeasures:
    longest = max(
        (((b[0] - a[0]) ** 2 + (b[1] - a[1]) ** 2) ** 0.5 for a, b in (each.line for each in layout.nodes)), default=0.0
    )
    return EcomapMeasures(len(layout.members), len(layout.nodes), layout.width, layout.height, round(longest, 1))


__all__ = ["EcomapMeasures", "EcomapRow", "ecomap"]
