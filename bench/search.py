"""Measures finding a family: by name, date, NHS number and address among so many people, with so many entries behind them.

The store holds one partnership whose families have their entries (`bench.filling`), and as many families more as make up the number of
people: those of other agencies, of which the list tables alone know. What is measured is `find` itself, from the question to the list of
families that the viewer may see, without the wait that makes hidden and absent take the same time. (Finding words within a long
chronology is measured with its pages, in `bench.chronology`.)

`python -m bench.search --people 200000 --entries 20000`
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any, Final

from bench import say
from bench.web import BYTES, MICROSECONDS, set_up_store, spread

#: Bytes of disk that a person of the list tables takes, and microseconds of one processor to write them.
_PERSON_BYTES: Final = 500
_PERSON_MICROSECONDS: Final = 120
_A_FAMILY: Final = 6
_EACH: Final = 200
_AT_ONCE: Final = 2000


@dataclass(frozen=True)
class Sought:
    """How much is searched, and how often each question is asked."""

    database: str = "sqlite"
    people: int = 200_000
    entries: int = 20_000
    times: int = 20
    patterns: int = 40
    folder: str | None = None

    def cost(self) -> str:
        """What it costs in disk and time, in words."""
        gigabytes = (self.entries * BYTES[self.database] + self.people * _PERSON_BYTES) / 1e9
        seconds = self.entries * MICROSECONDS / 1e6 + self.people * _PERSON_MICROSECONDS / 1e6 + self.patterns
        return (
            f"a search among {self.people:,} people and {self.entries:,} entries on {self.database} takes about"
            f" {gigabytes:.1f} GB of disk and about {seconds / 60:.0f} minutes of a processor"
        )


def measure(sought: Sought) -> dict[str, Any]:
    """Fills a store and searches it; for each sort of question how long it took in milliseconds. For a process of its own."""
    with (
        tempfile.TemporaryDirectory(prefix="nl-bench-", dir=sought.folder) as folder,
        set_up_store(sought.database, Path(folder)) as (_, disk),
    ):
        from bench.filling import Names, fill
        from nightlight.web.families.search import queries
        from nightlight.web.store.models import PersonOfFamily

        families = max(sought.entries // _EACH, 1)
        filled = fill(families, _EACH, families * _A_FAMILY, 1, sought.patterns)
        random = Random(2)
        _others(max(sought.people - filled.people, 0), Names(random))
        bytes_ = disk()
        queries.EVEN_STEP_SECONDS = 0
        found = {what: _timed(ask, sought.times) for what, ask in _questions(random).items()}
        people = PersonOfFamily.objects.count()
    return {
        "database": sought.database, "people": people, "entries": filled.entries, "families": filled.families,
        "megabytes": bytes_ / 1e6, "questions": found,
    }  # fmt: skip


def _others(people: int, names: Any) -> None:
    """Families of other agencies: rows of the list tables, and no entries."""
    from bench.filling import nhs_number
    from nightlight.web.config.clock import utc_now
    from nightlight.web.store.lists import address_words
    from nightlight.web.store.models import Family, Involvement, PersonOfFamily

    today = utc_now().date().toordinal()
    roles = ("mother", "father", "sibling", "grandparent", "relative", "unborn")
    families = -(-people // _A_FAMILY)
    for begin in range(0, families, _AT_ONCE):
        made, persons, involved = [], [], []
        for number in range(begin, min(begin + _AT_ONCE, families)):
            row = Family(key=f"g{number:09x}", title="Elsewhere", created_at=utc_now())
            made.append(row)
            involved.append(Involvement(family=row, agency="elsewhere"))
            address = f" {' '.join(address_words(names.an_address()))} "
            surname = names.a_last()
            for place, role in enumerate(roles[: min(_A_FAMILY, people - number * _A_FAMILY)]):
                name = f"{names.a_first()} {surname}"
                persons.append(
                    PersonOfFamily(
                        family=row,
                        person=role,
                        name=name,
                        role=role,
                        born=None if role == "unborn" else today - 20 * 365 + names.random.randrange(7000),
                        due=today + names.random.randrange(200) if role == "unborn" else None,
                        nhs_number=nhs_number(number * _A_FAMILY + place),
                        address=address,
                    )
                )
        Family.objects.bulk_create(made)
        PersonOfFamily.objects.bulk_create(persons)
        Involvement.objects.bulk_create(involved)


def _questions(random: Random) -> dict[str, Callable[[], int]]:
    """What somebody asks: each draws another person of the partnership each time, and gives how many families were found."""
    from bench.filling import nhs_number
    from nightlight.chronology.moments import day_of
    from nightlight.web.accounts.models import Account
    from nightlight.web.config.clock import now
    from nightlight.web.families.search.asked import Asked
    from nightlight.web.families.search.queries import find
    from nightlight.web.store.models import Involvement, PersonOfFamily

    viewer = Account.objects.get(sign_in="midwifery.lead").viewer()
    ours = Involvement.objects.filter(agency="midwifery").values_list("family_id", flat=True)[:2000]
    rows = list(PersonOfFamily.objects.filter(family__in=list(ours)).exclude(name=""))
    dated = [each for each in rows if each.born is not None]
    lived = [each for each in rows if each.address]

    def asking(asked: Callable[[], Asked]) -> Callable[[], int]:
        return lambda: len(find(viewer, asked()))

    def slipped(name: str) -> str:
        first, last = name.split()
        return f"{first} {last[:-2]}{last[-1]}{last[-2]}"

    def born() -> Asked:
        each = random.choice(dated)
        return Asked(name=each.name.split()[-1], day=each.born)

    return {
        "first name and surname": asking(lambda: Asked(name=random.choice(rows).name)),
        "surname alone": asking(lambda: Asked(name=random.choice(rows).name.split()[-1])),
        "a slip of the pen": asking(lambda: Asked(name=slipped(random.choice(rows).name))),
        "a name that nobody has": asking(lambda: Asked(name="Zaphira Oddlington")),
        "surname and date of birth": asking(born),
        "NHS number": asking(lambda: Asked(nhs=nhs_number(random.randrange(1000)))),
        "street and postcode": asking(lambda: Asked(address=random.choice(lived).address.strip())),
        "due date": asking(lambda: Asked(day=day_of(now()) + random.randrange(60))),
    }


def _timed(ask: Callable[[], int], times: int) -> dict[str, float]:
    took, used, found = [], time.process_time(), 0
    for _ in range(times):
        began = time.perf_counter()
        found += ask()
        took.append(1000 * (time.perf_counter() - began))
    return spread(took) | {"found": found / times, "cpu": 1000 * (time.process_time() - used) / times}


def says(found: dict[str, Any]) -> list[str]:
    """The figures in lines."""
    lines = [
        f"search on {found['database']}: {found['people']:,} people, {found['entries']:,} entries, {found['megabytes']:,.0f} MB"
    ]
    for what, said in found["questions"].items():
        lines.append(
            f"  {what:28} median {said['median']:7.0f} ms  95 of 100 within {said['p95']:7.0f} ms"
            f"  processor {said['cpu']:7.0f} ms  {said['found']:.1f} families found"
        )
    return lines


def main(arguments: Sequence[str] | None = None) -> int:
    """Measures one database and prints the figures."""
    parser = argparse.ArgumentParser(prog="python -m bench.search", description=__doc__)
    shipped = Sought()
    parser.add_argument("--database", choices=list(BYTES), default=shipped.database)
    parser.add_argument("--people", type=int, default=shipped.people, metavar="N")
    parser.add_argument("--entries", type=int, default=shipped.entries, metavar="N")
    parser.add_argument(
        "--times", type=int, default=shipped.times, help="how often each question is asked", metavar="N"
    )
    parser.add_argument(
        "--patterns", type=int, default=shipped.patterns, help="families that differ in what happens", metavar="N"
    )
    parser.add_argument("--folder", default=None, help="where the temporary folder is made", metavar="DIR")
    parser.add_argument("--json", action="store_true", help="the figures as JSON")
    asked = vars(parser.parse_args(arguments))
    as_json = asked.pop("json")
    sought = Sought(**asked)
    say(sought.cost())
    found = measure(sought)
    for line in [json.dumps(found)] if as_json else says(found):
        say(line)
    return 0


if __name__ == "__main__":
    sys.exit(main())
