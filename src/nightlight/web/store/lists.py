"""The small tables for lists and search, made anew from a family's picture whenever its record grows."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from nightlight.chronology.moments import Moment
from nightlight.picture.fold import Picture
from nightlight.picture.people import people
from nightlight.picture.team import team
from nightlight.safeguards.incremental import Watch
from nightlight.web.store.models import Family, Involvement, PersonOfFamily

_LETTERS: Final = re.compile(r"[^a-z ]")
#: Letters that sound alike, for a search that forgives spelling: the first of each stands for all.
_ALIKE: Final = (("ph", "f"), ("ck", "k"), ("gh", ""), ("wh", "w"), ("kn", "n"), ("c", "k"), ("q", "k"), ("z", "s"), ("v", "f"), ("y", "i"), ("j", "g"))


def sounds(name: str) -> str:
    """A name as it sounds, word by word, so that Catherine and Kathryn are near: consonants of one sound, vowels after the first left out.

    >>> sounds("Catherine") == sounds("Kathryn")
    True
    """
    plain = unicodedata.normalize("NFKD", name.lower())
    words = _LETTERS.sub("", "".join(each for each in plain if not unicodedata.combining(each)).replace("-", " ")).split()
    return " ".join(sorted(filter(None, map(_word, words))))


def _word(word: str) -> str:
    for written, heard in _ALIKE:
        word = word.replace(written, heard)
    kept = word[:1] + re.sub(r"[aeiouhw]", "", word[1:])
    return re.sub(r"(.)\1+", r"\1", kept)


def list_anew(row: Family, watch: Watch) -> None:
    """Writes the list tables of a family from its record as the watch has it."""
    picture = watch.picture
    PersonOfFamily.objects.filter(family=row).delete()
    PersonOfFamily.objects.bulk_create(_persons(row, picture))
    Involvement.objects.filter(family=row).delete()
    Involvement.objects.bulk_create(_involved(row, picture, picture.as_of))


def _persons(row: Family, picture: Picture) -> list[PersonOfFamily]:
    numbers = _nhs_numbers(picture)
    return [
        PersonOfFamily(
            family=row,
            person=person.key,
            name=person.name or "",
            sounds=sounds(person.name or ""),
            role=person.role or "",
            born=None if person.born is None else person.born.day,
            due=None if person.due is None else person.due.day,
            nhs_number=next((numbers[record] for record in person.records if record in numbers), ""),
        )
        for person in people(picture)
    ]


def _nhs_numbers(picture: Picture) -> dict[str, str]:
    found = {key: person.nhs_number for key, person in picture.chronology.people.items() if person.nhs_number}
    for fact in picture.of("person.added"):
        if fact.values.get("nhs_number"):
            found[fact.root] = str(fact.values["nhs_number"])
    return {key: re.sub(r"\D", "", number)[:10] for key, number in found.items()}


def _involved(row: Family, picture: Picture, at: Moment) -> list[Involvement]:
    found = []
    for agency in team(picture, at).agencies:
        workers = [worker for worker in agency.workers if worker.sign_in]
        for worker in workers:
            found.append(Involvement(family=row, agency=agency.key, sign_in=worker.sign_in or "", team=worker.team or ""))
        if not workers:
            found.append(Involvement(family=row, agency=agency.key))
    return found
