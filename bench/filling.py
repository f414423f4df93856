"""Fills an empty store with made-up families, quickly: rows as the pages would have written them, with chains that hold.

A few hundred families are made from seeds. Those that somebody is to work with (`Filled.worked`) are written entry by entry
through `store.actions`, with their findings. Every other family is one of these told again: its own key, names, workers and
address, a chain sealed anew, and no findings, as those of a family that was taken over from elsewhere and is not yet watched.

Nothing here is a real person: names are put together from syllables, NHS numbers are of the range that is kept for tests.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import accumulate, product
from random import Random
from typing import Any, Final

from django.contrib.auth.hashers import make_password
from django.db import connection, transaction

from nightlight.caseloads.lifelike import lifelike_family
from nightlight.chronology.chain import verify
from nightlight.chronology.entry import Entry as EntryOfRecord
from nightlight.chronology.kinds.people import HouseholdJoined
from nightlight.chronology.kinds.workers import WorkerAssigned
from nightlight.chronology.moments import MINUTES_A_DAY, Moment, day_of
from nightlight.chronology.problems import Unreadable
from nightlight.chronology.reading import Reader
from nightlight.web.accounts.models import Account, Agency, Team
from nightlight.web.config.clock import now as this_minute
from nightlight.web.config.clock import utc_now
from nightlight.web.demonstration.families import as_live, moved
from nightlight.web.demonstration.load import agencies
from nightlight.web.store import actions
from nightlight.web.store.lists import address_words
from nightlight.web.store.models import Entry, Family, Involvement, PersonOfFamily
from nightlight.web.store.record import rows

#: How many families one worker of an agency has, and how many workers a team.
CASELOAD: Final = 20
_TEAM: Final = 8
#: So many families are written at once; their entries are interleaved, as they are where many agencies write on one day.
_AT_ONCE: Final = 50
#: How long ago at most the last entry of a family is, in days.
_QUIET: Final = 20
_FIRST_NAME = (
    "Bri",
    "Fen",
    "Lor",
    "Mos",
    "Tam",
    "Zel",
    "Wyn",
    "Quil",
    "Har",
    "Pim",
    "Osk",
    "Ell",
    "Dru",
    "Sab",
    "Ivo",
    "Nim",
)
_LAST_NAME = ("Thistle", "Bramble", "Marsh", "Heather", "Quarry", "Willow", "Lantern", "Copper", "Furrow", "Gravel", "Juniper",
              "Kestrel", "Nettle", "Osier", "Pebble", "Sorrel", "Tansy", "Umber", "Vetch", "Yarrow")  # fmt: skip
_LAST_END = ("by", "combe", "den", "fold", "garth", "holm", "ley", "mere", "ness", "rigg", "stead", "thwaite", "wick", "worth", "dale",
             "brow", "croft", "shaw", "toft", "beck")  # fmt: skip
_FIRST_END = ("a", "an", "el", "ette", "iko", "in", "io", "is", "o", "on", "ora", "ow", "u", "us", "wen", "y")


@dataclass(frozen=True)
class Filled:
    """What was written, and how long it took. `worked` are the keys of the families that are worked with and have findings."""

    families: int
    entries: int
    people: int
    worked: tuple[str, ...]
    seconds: float
    cpu: float
    #: Entries in a second of the processor, of the families that were told again.
    pace: float


@dataclass(frozen=True)
class _Pattern:
    """A family as it is told again: its entries, who is declared, and its rows of the list tables."""

    entries: tuple[EntryOfRecord, ...]
    declared: dict[str, dict[str, str]]
    people: tuple[PersonOfFamily, ...]
    involved: tuple[Involvement, ...]
    next_change_on: int | None


class Names:
    """Names by chance: a few are common and most are rare, as with real ones."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.first = [f"{a}{b}{c}".capitalize() for a, b, c in product(_FIRST_NAME, ("", "l", "m", "r"), _FIRST_END)]
        self.last = [f"{a}{b}{c}" for a, b, c in product(_LAST_NAME, ("", "er", "ing", "s"), _LAST_END)]
        random.shuffle(self.first)
        random.shuffle(self.last)
        self._first = list(accumulate(1 / (place + 20) for place in range(len(self.first))))
        self._last = list(accumulate(1 / (place + 20) for place in range(len(self.last))))

    def a_first(self) -> str:
        """A first name."""
        return self.random.choices(self.first, cum_weights=self._first)[0]

    def a_last(self) -> str:
        """A surname."""
        return self.random.choices(self.last, cum_weights=self._last)[0]

    def an_address(self) -> str:
        """An address, of a postcode that there is not."""
        number, street = self.random.randrange(1, 200), self.a_last()
        return f"{number} {street} Row, ZZ{self.random.randrange(1, 99)} {self.random.randrange(1, 9)}ZZ"


def nhs_number(number: int) -> str:
    """The made-up NHS number of a number: of the range that is kept for tests, its check digit right; 900,000 of them differ.

    >>> nhs_number(0), nhs_number(1)
    ('9990000018', '9990000026')
    """
    # Of ten numbers that differ in their ninth digit at most one has no check digit.
    tens = f"999{number // 9 % 100_000:05d}"
    found = []
    for ninth in range(10):
        digits = f"{tens}{ninth}"
        check = -sum(int(digit) * weight for digit, weight in zip(digits, range(10, 1, -1), strict=True)) % 11
        if check < 10:
            found.append(f"{digits}{check}")
    return found[number % 9]


def fill(families: int, each: int, people: int, worked: int, patterns: int, seed: int = 1) -> Filled:
    """Writes so many families of `each` entries and `people` people between them to the empty store that Django is set up for.

    Of the first `worked` somebody is to work with them; `patterns` is how many differ in what happens (never fewer than `worked`).
    On PostgreSQL the role must be one that row-level security does not bind.

    Raises `Unreadable` where the chain of a family does not hold once it is written.
    """
    began, cpu = time.perf_counter(), time.process_time()
    random = Random(seed)
    names = Names(random)
    moment = this_minute()
    _quick_to_write()
    a_family = max(people // families, 1)
    made = [_made(number, each, a_family, moment, random) for number in range(min(max(worked, patterns), families))]
    _accounts(families, {entry.agency for of in made for entry in of.entries if isinstance(entry.body, WorkerAssigned)})
    found: list[_Pattern] = []
    keys = []
    with transaction.atomic():
        for number, pattern in enumerate(made):
            key = _key(number)
            declared = _named(pattern.declared, names, number * a_family)
            row = actions.start_family(key, _title(declared), declared=declared)
            entries = tuple(_own(pattern.entries, number, names.an_address()))
            actions.append(row, entries, moment)
            keys.append(key)
            found.append(_pattern(row, pattern))
    with transaction.atomic():
        first = written = sum(len(pattern.entries) for pattern in found)
        copying = time.process_time()
        for begin in range(len(found), families, _AT_ONCE):
            numbers = range(begin, min(begin + _AT_ONCE, families))
            written += _told_again(numbers, found, names, a_family)
        copying = time.process_time() - copying
    for number in {0, families // 2, families - 1}:
        _holds(_key(number))
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    took, used = time.perf_counter() - began, time.process_time() - cpu
    counted = PersonOfFamily.objects.count()
    return Filled(families, written, counted, tuple(keys[:worked]), took, used, (written - first) / copying)


def _quick_to_write() -> None:
    """A store that is being filled may be lost at a power cut; whoever serves it later opens it anew."""
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA synchronous=OFF")
            cursor.execute("PRAGMA cache_size=-400000")


def _key(number: int) -> str:
    """The key of a family, as scattered as those that the pages draw, and the same each time."""
    return f"f{Random(number).getrandbits(48):012x}"


def _made(seed: int, each: int, people: int, moment: Moment, random: Random) -> _Pattern:
    """A family from a seed, moved by whole weeks so that its last entry is of these days, with so many people."""
    told = lifelike_family(Random(seed), f"bench-{seed}", max(each - people, 1))
    whole = told.record()
    last = day_of(max(entry.recorded.last for entry in whole.entries))
    by = timedelta(weeks=(day_of(moment) - 1 - random.randrange(_QUIET) - last) // 7)
    case = told.case()
    _relatives(case, people)
    reader = Reader()
    record = reader.record(moved(case, by), told.name)
    if reader.problems:
        raise Unreadable(reader.problems)
    live = tuple(as_live(record, agencies(told.name, record.agencies, False), moment - MINUTES_A_DAY))
    declared = {
        person.key: {
            name: value
            for name, value in (
                ("role", person.role),
                ("sex", person.sex),
                ("born", person.born and person.born.iso()),
                ("due", person.due and person.due.iso()),
            )
            if value
        }
        for person in record.people.values()
    }
    return _Pattern(live, declared, (), (), None)


def _relatives(case: dict[str, Any], people: int) -> None:
    """Has every person who is declared named by an entry, and more relatives until there are so many people."""
    for number in range(people - len(case["people"])):
        case["people"][f"relative{number}"] = {"role": ("grandparent", "relative")[number % 2]}
    first = case["entries"][0]
    for key in case["people"]:
        known = {"name_known": True, "born_known": False, "address_known": False}
        entry = {"kind": "person.identified", "when": first["when"], "agency": first["agency"], "person": key, **known}
        case["entries"].append(entry)


def _pattern(row: Family, of: _Pattern) -> _Pattern:
    return replace(
        of,
        people=tuple(PersonOfFamily.objects.filter(family=row)),
        involved=tuple(Involvement.objects.filter(family=row)),
        next_change_on=row.next_change_on,
    )


def _told_again(numbers: Sequence[int], patterns: Sequence[_Pattern], names: Names, people: int) -> int:
    """Writes families after patterns; how many entries they have."""
    families: list[Family] = []
    entries: list[Entry] = []
    persons: list[PersonOfFamily] = []
    involved: list[Involvement] = []
    for number in numbers:
        pattern = patterns[number % len(patterns)]
        declared = _named(pattern.declared, names, number * people)
        address = names.an_address()
        row = Family(
            key=_key(number),
            title=_title(declared),
            declared=declared,
            created_at=utc_now(),
            next_change_on=pattern.next_change_on,
        )
        own = rows(row, _own(pattern.entries, number, address), row.head, 0)
        row.length, row.head = own[-1].number, own[-1].hash
        families.append(row)
        entries += own
        persons += (_person(each, row, declared, address) for each in pattern.people)
        involved += (_involvement(each, row, number) for each in pattern.involved)
    entries.sort(key=lambda entry: entry.number)
    Family.objects.bulk_create(families)
    Entry.objects.bulk_create(entries)
    PersonOfFamily.objects.bulk_create(persons)
    Involvement.objects.bulk_create(involved)
    return len(entries)


def _own(entries: Sequence[EntryOfRecord], number: int, address: str) -> Iterator[EntryOfRecord]:
    """The entries of a family, with the workers to whom it is given and where it lives."""
    for place, entry in enumerate(entries, 1):
        if isinstance(entry.body, WorkerAssigned):
            sign_in, team = worker(entry.agency, number), team_of(entry.agency, number)
            yield replace(entry, place=place, body=replace(entry.body, sign_in=sign_in, team=team))
        elif isinstance(entry.body, HouseholdJoined):
            yield replace(entry, place=place, body=replace(entry.body, address=address))
        else:
            yield replace(entry, place=place)


def worker(agency: str, family: int) -> str:
    """The sign-in of an agency's worker to whom a family, by its number, is given."""
    return f"{agency.replace('_', '.')}.{family // CASELOAD}"


def team_of(agency: str, family: int) -> str:
    """The team of that worker."""
    return f"{agency.replace('_', '-')}-{family // (CASELOAD * _TEAM)}"


def _named(declared: dict[str, dict[str, str]], names: Names, number: int) -> dict[str, dict[str, str]]:
    """People with names and NHS numbers of their own; a family most often shares a surname."""
    surname = names.a_last()
    return {
        key: {
            **person,
            "name": f"{names.a_first()} {names.a_last() if key in ('father', 'partner') else surname}",
            "nhs_number": nhs_number(number + place),
        }
        for place, (key, person) in enumerate(declared.items())
    }


def _title(declared: dict[str, dict[str, str]]) -> str:
    return f"Baby {declared['mother']['name'].split()[-1]}"


def _person(of: PersonOfFamily, row: Family, declared: dict[str, dict[str, str]], address: str) -> PersonOfFamily:
    own = declared[of.person]
    return PersonOfFamily(
        family=row,
        person=of.person,
        name=own["name"],
        role=of.role,
        born=of.born,
        due=of.due,
        nhs_number=own["nhs_number"] if of.nhs_number else "",
        address=f" {' '.join(address_words(address))} " if of.address else "",
    )


def _involvement(of: Involvement, row: Family, number: int) -> Involvement:
    given = bool(of.sign_in)
    return Involvement(
        family=row,
        agency=of.agency,
        sign_in=worker(of.agency, number) if given else "",
        team=team_of(of.agency, number) if given else "",
    )


def _accounts(families: int, with_workers: set[str]) -> None:
    """Every worker to whom a family is given, and for each agency of theirs a manager of the first team and a safeguarding lead."""
    nobody = make_password(None)
    for agency in sorted(with_workers):
        teams = sorted({team_of(agency, number) for number in range(0, families, CASELOAD)})
        Team.objects.bulk_create([Team(key=key, agency_id=agency, name=f"Team {key}") for key in teams])
        Account.objects.bulk_create(
            [
                Account(
                    sign_in=worker(agency, number),
                    name=f"Worker {number // CASELOAD}",
                    title=agency.replace("_", " "),
                    agency_id=agency,
                    team_id=team_of(agency, number),
                    roles=["practitioner"],
                    password=nobody,
                )
                for number in range(0, families, CASELOAD)
            ]
        )
        name = agency.replace("_", ".")
        manager = Account.objects.create(
            sign_in=f"{name}.manager",
            name="A manager",
            agency_id=agency,
            team_id=teams[0],
            roles=["practitioner", "supervisor"],
            password=nobody,
        )
        manager.supervises.set([teams[0]])
        Account.objects.create(
            sign_in=f"{name}.lead",
            name="A lead",
            agency_id=agency,
            roles=["practitioner", "safeguarding_lead"],
            password=nobody,
        )
    Agency.objects.filter(call="").update(call="the duty desk, extension 2000")


def _holds(key: str) -> None:
    """Raises `Unreadable` where the chain of a family does not hold."""
    row = Family.objects.get(key=key)
    links: list[Any] = [each.link() for each in Entry.objects.filter(family=row).order_by("number")]
    if problems := verify(links, row.head):
        raise Unreadable(problems)
