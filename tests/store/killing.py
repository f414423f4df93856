"""Kills a process in the middle of writing, again and again, and looks at what is left: `python -m tests.store.killing 200`.

Run by `test_killed.py` in a process of its own, on the database that DATABASE_URL and NIGHTLIGHT_DATA name. The process that is killed says
on a pipe what was acknowledged to it; nothing that it said may be missing, nothing may be half there, and every chain must hold.
"""

from __future__ import annotations

import json
import os
import random
import select
import signal
import sys
import time
from collections.abc import Callable
from functools import partial
from typing import TypeVar

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import DatabaseError, InterfaceError, OperationalError, connections, transaction  # noqa: E402

from nightlight.chronology.chain import verify  # noqa: E402
from nightlight.chronology.reading import Reader  # noqa: E402
from nightlight.safeguards.incremental import Watch  # noqa: E402
from nightlight.web.accounts.models import Account  # noqa: E402
from nightlight.web.config.clock import now  # noqa: E402
from nightlight.web.demonstration import load  # noqa: E402
from nightlight.web.store import actions, kept, scope  # noqa: E402
from nightlight.web.store.models import Audit, Family, Finding  # noqa: E402
from tests.web.conftest import SMALL  # noqa: E402

T = TypeVar("T")

_KINDS = (
    {"kind": "observation", "person": "father", "what": "Calm today."},
    {"kind": "contact.missed", "with": ["father"], "reason": "did_not_attend"},
    {"kind": "injury.seen", "child": "baby", "type": "mark"},
    {"kind": "concern.raised", "about": ["baby"]},
)


def set_up() -> None:
    """The partnership and one small family; the rules are read, so that what is forked has them."""
    call_command("migrate", verbosity=0, interactive=False)
    load.people()
    kept.rules()


def until_it_answers(ask: Callable[[], T], seconds: float = 120) -> T:
    """What is asked of the database, once it answers: it may just be struck, and takes long to come back on a busy machine."""
    ends = time.monotonic() + seconds
    while True:
        try:
            return ask()
        except (OperationalError, InterfaceError):
            if time.monotonic() > ends:
                raise
            connections.close_all()
            time.sleep(0.2)


def begin(key: str) -> None:
    """A new small family: one that grew to thousands of entries would take longer to read than the writer has to live."""
    with transaction.atomic():
        if not Family.objects.filter(key=key).exists():
            load.family(key, "Baby Brook", Reader().record(SMALL, key), now(), teaching=False)


def write_until_killed(out: int, key: str, seed: int) -> None:
    """Writes entry after entry and says the id of each once it is acknowledged."""
    viewer = Account.objects.get(sign_in="social.worker").viewer()
    number = 0
    while True:
        number += 1
        raw = {**_KINDS[number % len(_KINDS)], "when": "2026-10-01", "id": f"k{seed}-{number}"}
        try:
            actions.record(viewer, key, raw, by="Sam Fennel")
        except DatabaseError:
            time.sleep(0.02)  # the database itself is being killed: nothing was acknowledged
            connections.close_all()
            continue
        os.write(out, f"k{seed}-{number}\n".encode())


def once(key: str, seed: int, chance: random.Random) -> list[str]:
    """Forks a writer, kills it, and gives the ids that were acknowledged to it."""
    connections.close_all()
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(read)
        try:
            write_until_killed(write, key, seed)
        finally:
            os._exit(1)
    os.close(write)
    if seed % 2:
        select.select([read], [], [], 30)  # until something was acknowledged, however busy the machine is
    time.sleep(chance.uniform(0.0, 0.4))
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    with os.fdopen(read) as said:
        return said.read().split()


def wrong(key: str, acknowledged: set[str]) -> list[str]:
    """What is not as it must be."""
    kept.forget()
    row = Family.objects.get(key=key)
    with scope.of_family(key):
        rows = list(row.entries.order_by("number"))
    found = [f"{problem.where}: {problem.message}" for problem in verify([each.link() for each in rows], row.head)]
    ids = {each.entry_id for each in rows}
    found += [f"{id} was acknowledged and is not there" for id in sorted(acknowledged - ids)]
    if row.length != len(rows):
        found.append(f"the family says {row.length} entries and has {len(rows)}")
    audited = set(Audit.objects.filter(act="wrote", family=key).values_list("more__entry", flat=True))
    killed = {id for id in ids if id.startswith("k")}
    found += [f"{id} has no line in the audit" for id in sorted(killed - audited)]
    found += [f"{id} is in the audit and not in the record" for id in sorted(x for x in audited - ids if x)]
    watch = Watch(kept.rules().safeguards, kept.record(row), kept.rules().limits.quorum)
    watch.at(max(now(), watch.picture.as_of))
    states = {each.id: each.state for each in watch.findings()}
    stored = dict(Finding.objects.filter(family=row).values_list("finding_id", "state"))
    if states != stored:
        odd = {id for id in states.keys() | stored.keys() if states.get(id) != stored.get(id)}
        found.append(f"findings differ from what the record says: {sorted(odd)[:5]}")
    return found


#: How many times one family's writer is killed before another family takes its place.
_A_FAMILY = 20


def main(times: int) -> None:
    """Kills so many times; prints what came of it as JSON."""
    set_up()
    chance = random.Random(20261121)
    killed, kept_all, problems = 0, 0, list[str]()
    while killed < times and not problems:
        key = f"killed{killed}"
        until_it_answers(partial(begin, key))
        acknowledged: set[str] = set()
        for _ in range(min(_A_FAMILY, times - killed)):
            acknowledged.update(once(key, killed, chance))
            killed += 1
        kept_all += len(acknowledged)
        problems += until_it_answers(partial(wrong, key, acknowledged))
    print(json.dumps({"killed": killed, "acknowledged": kept_all, "problems": problems}))


if __name__ == "__main__":
    main(int(sys.argv[1]))
