"""The small tables for lists and search, made anew from a family's picture whenever its record grows."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

from nightlight.chronology.agencies import AGENCY_TYPES
from nightlight.chronology.moments import Day, Moment
from nightlight.picture.fold import Picture
from nightlight.picture.growth import Growth, growth
from nightlight.picture.people import PersonKnown, people
from nightlight.picture.team import team
from nightlight.safeguards.incremental import Watch
from nightlight.web.store.addresses import unseal, withheld
from nightlight.web.store.models import Family, Involvement, PersonOfFamily, ProtectedAddress
from nightlight.web.store.scope import of_family

#: Letters with a stroke or joined, which Unicode does not take apart.
_JOINED: Final = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ß": "ss", "æ": "ae", "œ": "oe", "ı": "i"}
)
#: Written at the start of a word and not heard.
_SILENT_START: Final = (
    ("gh", "g"),
    ("kn", "n"),
    ("gn", "n"),
    ("pn", "n"),
    ("ps", "s"),
    ("wr", "r"),
    ("wh", "w"),
    ("mac", "mc"),
)
#: Letters that sound alike: what is written, and the one letter that stands for it.
_ALIKE: Final = (
    ("tch", "k"), ("sch", "sh"), ("ch", "k"), ("ck", "k"), ("ph", "f"), ("gh", ""), ("dg", "g"), ("qu", "k"), ("x", "ks"),
    ("c", "k"), ("q", "k"), ("z", "s"), ("v", "f"), ("y", "i"), ("j", "g"),
)  # fmt: skip
_NOT_HEARD: Final = frozenset("aeiouhw")
#: How unlike two words may be and still be taken for a slip of the pen, by the letters of the longer one.
_SLIPS: Final = ((8, 2), (4, 1), (0, 0))


def plain_words(name: str) -> list[str]:
    """The words of a name in small letters, without accents, hyphens and apostrophes; letters of every alphabet stay.

    >>> plain_words("Siân O'Brien-Łuk")
    ['sian', 'obrien', 'luk']
    """
    lower = unicodedata.normalize("NFKD", name.casefold().translate(_JOINED)).replace("-", " ")
    return "".join(each for each in lower if each.isalpha() or each.isspace()).split()


def sounds(name: str) -> str:
    """A name as it sounds, each word between spaces: consonants of one sound alike, vowels after the first letter left out.

    >>> sounds("Catherine") == sounds("Kathryn")
    True
    """
    heard = sorted(filter(None, map(_heard, plain_words(name))))
    return f" {' '.join(heard)} " if heard else ""


# A search compares one name with every row that begins alike, and the words of names come again and again: so many are remembered.
@lru_cache(maxsize=50_000)
def _heard(word: str) -> str:
    for written, start in _SILENT_START:
        if word.startswith(written):
            word = start + word[len(written) :]
            break
    for written, letter in _ALIKE:
        word = word.replace(written, letter)
    single = re.sub(r"(.)\1+", r"\1", word)
    return single[:1] + "".join(letter for letter in single[1:] if letter not in _NOT_HEARD)


def starts(name: str) -> list[str]:
    """For each word of a name the letter with which its sound begins: what a row of the table must hold for `nearness` to be asked."""
    return [f" {heard[:1]}" for word in plain_words(name) if (heard := _heard(word))]


def nearness(asked: str, name: str) -> int | None:
    """How near a name is to the one that is asked for: 0 the same letters, 1 the same sound or the beginning of a word, 2 a slip
    of the pen; `None` where any word that is asked for is not in it.

    A short form (Kate for Catherine) is another name.

    >>> nearness("Bryony", "Bryony Brook"), nearness("Briony Brok", "Bryony Brook"), nearness("Kate", "Catherine")
    (0, 1, None)
    """
    words, there = plain_words(asked), plain_words(name)
    if not words or len(words) > len(there):
        return None
    far = 0
    for word in words:
        best = (
            min(ranks)
            if (ranks := [rank for each in there if (rank := _word_nearness(word, each)) is not None])
            else None
        )
        if best is None:
            return None
        far = max(far, best)
    return far


@lru_cache(maxsize=50_000)
def _word_nearness(asked: str, word: str) -> int | None:
    if asked == word:
        return 0
    if _heard(asked) == _heard(word) or (len(asked) >= 3 and word.startswith(asked)):
        return 1
    longer = max(len(asked), len(word))
    allowed = next(slips for letters, slips in _SLIPS if longer >= letters)
    return 2 if asked[:1] == word[:1] and allowed and slips_between(asked, word) <= allowed else None


def slips_between(one: str, other: str) -> int:
    """How many letters must be put in, left out, changed or swapped with the next for one word to become the other.

    >>> slips_between("micheal", "michael")
    1
    """
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        two_before, before, row = before, row, [i]
        for j, there in enumerate(other, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != there))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == there:
                cost = min(cost, two_before[j - 2] + 1)
            row.append(cost)
    return row[-1]


def list_anew(row: Family, watch: Watch) -> None:
    """Writes the list tables of a family from its record as the watch has it."""
    picture = watch.picture
    PersonOfFamily.objects.filter(family=row).delete()
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
            sounds=sounds(person.name or ""),
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
