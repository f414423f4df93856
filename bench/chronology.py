"""Measures the page of the chronology: how long its drawing and its parts take for a family of so many entries.

A family is made from a seed and written to a database of its own in a temporary folder, without the findings of its own length
(those of a shorter family stand for them: what is measured is reading, not watching).
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from random import Random
from typing import Any, Final

from nightlight.caseloads.lifelike import lifelike_family
from nightlight.drawing.lanes import Lane, Lanes, Mark, lay_out
from nightlight.drawing.svg import written

Measure = tuple[str, float, str, str | None]

#: The lengths of record that are measured: a long one, and one as long as any that we have heard of.
SIZES: Final = (500, 5000)
_WATCHED: Final = 200
_ADDRESSES: Final = (
    ("page of the chronology", "chronology", "under 500"),
    ("  three months of it", "chronology?zoom=quarter", "under 500"),
    ("  its entries with a word", "chronology?words=kitchen", "under 500"),
    ("  who knew what, when", "knowing", "under 500"),
)


def drawing_times(sizes: Sequence[int] = SIZES, times: int = 5) -> list[Measure]:
    """How long the lanes of so many entries take to lay out and to write down, in milliseconds."""
    found: list[Measure] = []
    for size in sizes:
        random = Random(size)
        lanes = Lanes(
            "A made-up chronology",
            tuple(
                Lane(f"Agency {number}", tuple(_mark(random, each) for each in range(size // 10)))
                for number in range(10)
            ),
        )

        def draw(lanes: Lanes = lanes) -> None:
            for panel in lay_out(lanes):
                written(panel, "lanes")

        found.append((f"lanes of {size:,} entries, drawn", 1000 * _median(draw, times), "ms", "under 100"))
    return found


def _mark(random: Random, number: int) -> Mark:
    return Mark(738_000 + random.randrange(1000), "An entry", f"#{number}", "label", random.random() < 0.2)


def page_times(sizes: Sequence[int] = SIZES, times: int = 3) -> list[Measure]:
    """How long the pages of families of so many entries take once the record is kept, in milliseconds, from request to answer."""
    with tempfile.TemporaryDirectory() as folder:
        client = _browser(folder)
        found: list[Measure] = []
        for size in sizes:
            key = f"made-{size}"
            _family(key, size)
            for what, address, goal in _ADDRESSES:
                path = f"/families/{key}/{address}"

                def ask(path: str = path) -> None:
                    answer = client.get(path)
                    if answer.status_code != 200:
                        raise RuntimeError(f"{path} answered {answer.status_code}")

                ask()
                found.append((f"{what}, {size:,} entries", 1000 * _median(ask, times), "ms", goal))
        return found


def print_chronology(sizes: Sequence[int] = SIZES) -> None:
    """Prints both."""
    for what, value, unit, goal in (*drawing_times(sizes), *page_times(sizes)):
        sys.stdout.write(f"{what:58} {value:>12,.0f} {unit:6} {goal or ''}\n")


def _median(do: Callable[[], None], times: int) -> float:
    taken = []
    for _ in range(times):
        began = time.perf_counter()
        do()
        taken.append(time.perf_counter() - began)
    return statistics.median(taken)


def _browser(folder: str) -> Any:
    """A browser in which a social worker is signed in, over an empty database with the demonstration's people."""
    os.environ |= {
        "NIGHTLIGHT_DEMONSTRATION": "yes",
        "NIGHTLIGHT_DATA": folder,
        "NIGHTLIGHT_LOG_LEVEL": "ERROR",
        "DJANGO_SETTINGS_MODULE": "nightlight.web.config.settings",
    }
    import django

    django.setup()
    from django.core.management import call_command
    from django.test import Client

    from nightlight.web.accounts.models import Account
    from nightlight.web.demonstration import load

    call_command("migrate", verbosity=0)
    load.people()
    client = Client(headers={"host": "localhost"})
    client.force_login(
        Account.objects.get(sign_in="social.worker"), backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    return client


def _family(key: str, size: int) -> None:
    """A live family of so many entries, allocated to the social worker, with the findings of a shorter one."""
    from nightlight.chronology.moments import MINUTES_A_DAY, day_of, iso_day
    from nightlight.chronology.record import Chronology
    from nightlight.rules.pack import pack
    from nightlight.safeguards.incremental import findings
    from nightlight.web.demonstration.families import as_live
    from nightlight.web.demonstration.load import agencies
    from nightlight.web.store import actions
    from nightlight.web.store.models import Entry
    from nightlight.web.store.record import rows

    made = lifelike_family(Random(3), key, size)
    raw = made.case()
    raw["entries"].append(
        {
            "kind": "worker.assigned",
            "id": "bench-worker",
            "when": iso_day(day_of(made.as_of)),
            "agency": "social_care",
            "worker": "A worker",
            "role": "social_worker",
            "sign_in": "social.worker",
            "team": "assessment-team",
        }
    )
    record = _read(raw, key)
    own = agencies(key, record.agencies, False)
    entries = list(as_live(record, own, made.as_of + MINUTES_A_DAY))
    row = actions.start_family(
        key,
        "A made-up family",
        declared={each.key: {"role": each.role} for each in record.people.values() if each.role},
    )
    added = rows(row, [_placed(each, place) for place, each in enumerate(entries, 1)], row.head, 0)
    Entry.objects.bulk_create(added)
    row.length, row.head = added[-1].number, added[-1].hash
    row.save(update_fields=["length", "head"])
    rules = pack()
    short = Chronology(
        [_placed(each, place) for place, each in enumerate(entries[:_WATCHED], 1)],
        agencies=record.agencies,
        people=record.people,
    )
    found = findings(rules.safeguards, short, made.as_of, None, rules.limits.quorum)
    _keep(row, found)


def _keep(row: Any, found: Any) -> None:
    from nightlight.web.store.models import Finding
    from nightlight.web.store.unsealed import row_of

    Finding.objects.bulk_create([row_of(row, each) for each in found])


def _placed(entry: Any, place: int) -> Any:
    from dataclasses import replace

    return replace(entry, place=place)


def _read(raw: dict[str, Any], key: str) -> Any:
    from nightlight.chronology.reading import Reader

    reader = Reader()
    record = reader.record(raw, key)
    if reader.problems:
        raise ValueError([problem.says() for problem in reader.problems])
    return record


if __name__ == "__main__":
    print_chronology([int(each) for each in sys.argv[1:]] or SIZES)
