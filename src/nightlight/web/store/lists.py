"""The small tables for lists and search, made anew from a family's picture whenever its record grows."""

from __future__ import annotations

import re

from nightlight.chronology.agencies import AGENCY_TYPES
from nightlight.chronology.moments import Day, Moment
from nightlight.picture.fold import Picture
from nightlight.picture.growth import Growth, growth
from nightlight.picture.people import PersonKnown, people
from nightlight.picture.team import team
from nightlight.safeguards.incremental import Watch
from nightlight.web.store.addresses import unseal, withheld
from nightlight.web.store.models import Family, Involvement, PersonOfFamily, ProtectedAddress, WordOfAddress
from nightlight.web.store.scope import of_family


def list_anew(row: Family, watch: Watch) -> None:
    """Writes the list tables of a family from its record as the watch has it."""
    picture = watch.picture
    with of_family(row.key):
        PersonOfFamily.objects.filter(family=row).delete()
        WordOfAddress.objects.filter(family=row).delete()
        PersonOfFamily.objects.bulk_create(_persons(row, picture))
    Involvement.objects.filter(family=row).delete()
    Involvement.objects.bulk_create(_involved(row, picture, picture.as_of))


def _persons(row: Family, picture: Picture) -> list[PersonOfFamily]:
    numbers = nhs_numbers(picture)
    lives = _addresses(row, picture)
    children = {child.child: child for child in growth(picture)}
    return [
        PersonOfFamily(
            family=row,
            person=person.key,
            name=person.name or "",
            role=person.role or "",
            born=_born(person, children.get(person.key)),
            due=children[person.key].due if person.key in children else None,
            address="".join(lives[record] for record in person.records if record in lives),
            nhs_number=next((numbers[record] for record in person.records if record in numbers), ""),
        )
        for person in people(picture)
    ]


def _born(person: PersonKnown, child: Growth | None) -> Day | None:
    """The day of birth: of a child as its birth has it; of a child not yet born none."""
    if child is not None:
        return child.born.day if child.born is not None and child.stage != "unborn" else None
    return None if person.born is None else person.born.day


def _addresses(row: Family, picture: Picture) -> dict[str, str]:
    """The words of where each person lives or lived; those of an address that is protected are kept out of the table.

    Earlier ones too: a move that somebody may not know of must not take away the address that they know.
    """
    with of_family(row.key):
        protected = [unseal(each.cipher) for each in ProtectedAddress.objects.filter(family=row)]
    found: dict[str, str] = {}
    for fact in picture.of("household.joined"):
        address, person = str(fact.values.get("address") or ""), str(fact.values["person"])
        if address and withheld(address, protected) == address:
            found[person] = f"{found.get(person, ' ')}{' '.join(address_words(address))} "
    return found


def address_words(address: str) -> list[str]:
    """The words and figures of an address in small letters; a postcode is one word, however it is spaced.

    >>> address_words("4 Fern Row, ZZ1 1ZZ")
    ['4', 'fern', 'row', 'zz11zz']
    """
    joined = re.sub(r"\b([a-z]{1,2}\d[a-z\d]?)\s+(\d[a-z]{2})\b", r"\1\2", address.casefold())
    return re.findall(r"[^\W_]+", joined)


def nhs_numbers(picture: Picture) -> dict[str, str]:
    """The NHS numbers that a record has, by the record's key of the person; digits alone."""
    found = {key: person.nhs_number for key, person in picture.chronology.people.items() if person.nhs_number}
    for fact in picture.of("person.added"):
        if fact.values.get("nhs_number"):
            found[fact.root] = str(fact.values["nhs_number"])
    return {key: re.sub(r"\D", "", number)[:10] for key, number in found.items()}


def _involved(row: Family, picture: Picture, at: Moment) -> list[Involvement]:
    found = []
    covers = _covers(picture)
    now = team(picture, at)
    for agency in now.agencies:
        at_work = [(worker.sign_in or "", worker.team or "") for worker in agency.workers]
        at_work += [(covers[worker.thread], "") for worker in agency.workers if worker.away and worker.thread in covers]
        for sign_in, of_team in dict.fromkeys(at_work or [("", "")]):
            found.append(Involvement(family=row, agency=agency.key, sign_in=sign_in, team=of_team))
    # Those that were told of something and are not yet at work are asked about too: their duty desk may look.
    gone = {each.agency for each in found} | {each.key for each in now.gone}
    told = [key for key in picture.agencies_of(AGENCY_TYPES) if key not in gone]
    return found + [Involvement(family=row, agency=key) for key in told]


def _covers(picture: Picture) -> dict[str, str]:
    """Who stands in for an absent worker, by the thread of the work."""
    return {
        fact.thread: str(fact.values["sign_in"])
        for fact in picture.of("worker.covered")
        if fact.thread is not None and fact.values.get("sign_in")
    }
