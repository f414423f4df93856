"""What the pages of people say: what is recorded of each and what is not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from nightlight.chronology.entry import Entry
from nightlight.documents.entry_words import agency_name, details_of, title_of
from nightlight.picture.family import Family
from nightlight.picture.identities import Link
from nightlight.picture.people import PersonKnown
from nightlight.safeguards.wording import listed, says_member
from nightlight.web.families.present import entry_href
from nightlight.web.families.present_people import SeenRow, board, needs, tie_words, wishes
from nightlight.web.store.lists import nhs_numbers
from nightlight.web.store.queries import SeenFamily
from nightlight.web.ui.frame import capital, lower_first

#: What is not recorded of somebody, where the name of the fact alone would not say it.
_MISSING: Final = {"Born": "date of birth", "Lives": "where they live", "Due": "when the baby is due"}


@dataclass(frozen=True)
class PersonLine:
    """A person in the list of a family's people."""

    key: str
    name: str
    role: str
    recorded: tuple[str, ...]
    not_recorded: tuple[str, ...]


@dataclass(frozen=True)
class LinkShown:
    """Two records that somebody found to be of one person. `undone` where somebody has said otherwise since."""

    person: str
    other: str
    words: str
    basis: str
    joined: bool
    href: str


@dataclass(frozen=True)
class EntryLine:
    """An entry that names a person."""

    words: str
    when: str
    by: str
    details: tuple[str, ...]
    href: str


@dataclass(frozen=True)
class PersonPage:
    """Everything that is recorded of one person."""

    person: PersonKnown
    name: str
    facts: tuple[dict[str, str], ...]
    ties: tuple[str, ...]
    wishes: tuple[str, ...]
    needs: tuple[str, ...]
    factors: tuple[str, ...]
    seen: SeenRow | None
    links: tuple[LinkShown, ...]
    apart: tuple[str, ...]
    elsewhere: tuple[str, ...]
    others: tuple[tuple[str, str], ...]
    entries: tuple[EntryLine, ...]


def people_page(seen: SeenFamily) -> tuple[PersonLine, ...]:
    """Everybody whom the record names, each with what is recorded and what is not."""
    told = seen.family
    return tuple(_line(person, seen, told) for person in told.people)


def _line(person: PersonKnown, seen: SeenFamily, told: Family) -> PersonLine:
    recorded: list[str] = []
    missing: list[str] = []
    name = capital(says_member(person.key, seen.picture))
    for fact in _facts(person, seen, told):
        if not fact["value"]:
            missing.append(_MISSING.get(fact["name"], lower_first(fact["name"])))
        elif fact["value"] != name:
            recorded.append(f"{fact['name']}: {fact['value']}")
    return PersonLine(
        person.key,
        name,
        tie_words(person, seen, told),
        tuple(recorded),
        tuple(missing),
    )


def _facts(person: PersonKnown, seen: SeenFamily, told: Family) -> list[dict[str, str]]:
    who = person.identified
    growth = next((child for child in told.children if child.child == person.key), None)
    number = next((found for record in person.records if (found := nhs_numbers(seen.picture).get(record))), "")
    lives = [
        house.name
        for house in told.households
        if any(each.person == person.key and not each.unsure for each in house.living)
    ]
    placed = [each.with_whom for each in told.placements if each.child == person.key and each.until is None]
    facts = [("Name", person.name or ("known, not written here" if who is not None and who.name_known else ""))]
    if growth is not None and growth.stage == "unborn":
        facts.append(("Due" if growth.due is None else "Not yet born", growth.says().removeprefix("unborn, ")))
    elif growth is not None:
        born = growth.born.says() if growth.born is not None else ""
        facts.append(("Born", f"{born} ({growth.says()})" if born else ""))
    else:
        born = person.born.says() if person.born is not None else ""
        facts.append(("Born", born or ("known, not written here" if who is not None and who.born_known else "")))
    facts.append(("NHS number", f"{number[:3]} {number[3:6]} {number[6:]}".strip()))
    if growth is None or growth.stage != "unborn":
        facts.append(
            (
                "Lives",
                listed(placed or lives) or ("known, not written here" if who is not None and who.address_known else ""),
            )
        )
    if not person.is_child and person.role in ("father", "mother", "partner", "carer", "other"):
        responsible = who.parental_responsibility if who is not None else None
        facts.append(("Parental responsibility", "" if responsible in (None, "unknown") else str(responsible)))
    if person.died is not None:
        facts.append(("Died", person.died.says()))
    return [{"name": name, "value": value} for name, value in facts]


def person_page(seen: SeenFamily, key: str) -> PersonPage | None:
    """One person's page, by any of the keys under which the record knows them; `None` where the viewer sees nobody by it."""
    told = seen.family
    person = told.person(key)
    if person is None:
        return None
    return PersonPage(
        person,
        capital(says_member(person.key, seen.picture)),
        tuple(_facts(person, seen, told)),
        tuple(_ties(person, seen, told)),
        wishes(person, seen, told),
        needs(person),
        tuple(
            f"{capital(each.factor.replace('_', ' '))}, since {each.since.says()}{'' if each.present else ' (no longer)'}"
            for each in told.factors
            if each.person == person.key
        ),
        next((row for row in board(seen, told) if row.key == person.key), None),
        tuple(_link(link, seen) for link in told.links if set(link.records) & set(person.records)),
        tuple(_apart(person, seen, told)),
        person.also_as,
        tuple(
            (each.key, capital(says_member(each.key, seen.picture)))
            for each in told.people
            if each.key != person.key and each.is_child == person.is_child
        ),
        tuple(_entry(entry, seen) for entry in reversed(seen.entries) if set(entry.people()) & set(person.records)),
    )


def _ties(person: PersonKnown, seen: SeenFamily, told: Family) -> list[str]:
    found = []
    for tie in told.ties:
        if person.key not in tie.people:
            continue
        words = f"{capital(says_member(tie.person, seen.picture))}: {tie.relation.replace('_', ' ')} of {says_member(tie.to, seen.picture)}"
        more = [
            "taken from the roles, not stated" if tie.assumed else "",
            f"{tie.quality.replace('_', ' ')}" if tie.quality else "",
            f"contact with the child: {tie.contact_with_child.replace('_', ' ')}" if tie.contact_with_child else "",
            "ended" if tie.ended else "",
        ]
        found.append(f"{words} ({'; '.join(filter(None, more))})" if any(more) else words)
    return found


def _link(link: Link, seen: SeenFamily) -> LinkShown:
    one, two = link.records
    words = f"{capital(says_member(one, seen.picture))} and {says_member(two, seen.picture)}"
    return LinkShown(one, two, words, link.basis, link.joined, entry_href(link.rests_on[0].root, seen))


def _apart(person: PersonKnown, seen: SeenFamily, told: Family) -> list[str]:
    """Whom somebody found never to be the same as this person."""
    found = []
    for fact in seen.picture.of("person.not_same"):
        pair = (str(fact.values["person"]), str(fact.values["as"]))
        if set(pair) & set(person.records):
            other = next((key for key in pair if key not in person.records), pair[1])
            found.append(f"{says_member(other, seen.picture)}: {fact.values['basis']}")
    return found


#: Fields that are for the machine, not for a reader.
_NOT_SHOWN = frozenset({"sign in", "team"})


def _entry(entry: Entry, seen: SeenFamily) -> EntryLine:
    details = tuple(
        f"{capital(each.name)}: {each.words}"
        for each in details_of(entry, seen.picture)
        if each.words and each.name not in _NOT_SHOWN
    )
    text = (entry.text,) if entry.text else ()
    return EntryLine(
        title_of(entry),
        entry.when.says(),
        agency_name(entry.agency, seen.picture),
        (*details, *text),
        entry_href(entry.id, seen),
    )
