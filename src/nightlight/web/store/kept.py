"""Records and watches that were worked out before, by the head of the chain.

What is kept here is the record itself and what follows from it alone. Who may see what is never kept: it is asked anew for every
request.
"""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, lru_cache
from importlib import resources
from pathlib import Path
from typing import Any, Final

from nightlight.chronology.agencies import Agency
from nightlight.chronology.record import Chronology
from nightlight.rules.pack import Pack, pack
from nightlight.safeguards.incremental import Watch
from nightlight.web.accounts.queries import agencies
from nightlight.web.config import environment
from nightlight.web.store.models import Entry, Family
from nightlight.web.store.record import read
from nightlight.web.store.scope import reading, reading_several

#: How many families' records, and watches, one process keeps.
_MOST_RECORDS: Final = 200
_MOST_WATCHES: Final = 50
#: The packages whose code decides what a watch remembers.
_DECIDED_BY: Final = ("chronology", "chronology.kinds", "picture", "safeguards")

#: Of this thread's request: whether there is one, and what was read for it.
_asked = threading.local()
_lock = threading.Lock()
_records: OrderedDict[tuple[str, str], Chronology] = OrderedDict()
_watches: OrderedDict[tuple[str, str], Watch] = OrderedDict()


@lru_cache(maxsize=1)
def rules() -> Pack:
    """The safeguards in force, with the partnership's own limits over the default ones (`NIGHTLIGHT_LIMITS`)."""
    local = environment.text("NIGHTLIGHT_LIMITS")
    return pack(Path(local) if local else None)


def record(family: Family) -> Chronology:
    """The record of a family as its row says that it stands. It is shared: nobody may add to it."""
    found = _kept(family)
    if found is None:
        with reading(family.key):
            rows = list(Entry.objects.filter(family=family, number__lte=family.length).order_by("number"))
        found = _keep(family, rows)
    if found.agencies.keys() != (known := partnership()).keys():
        found.agencies.update(known)
    return found


def records(families: Sequence[Family]) -> None:
    """Reads the records of these families by one query, those that are kept aside: `record` then finds them."""
    new = {family.key: family for family in families if _kept(family) is None}
    if not new:
        return
    with reading_several(new):
        rows = list(Entry.objects.filter(family__in=list(new)).order_by("family_id", "number"))
    by_family: dict[str, list[Entry]] = {}
    for row in rows:
        by_family.setdefault(row.family_id, []).append(row)
    for key, family in new.items():
        _keep(family, [row for row in by_family.get(key, ()) if row.number <= family.length])


def _kept(family: Family) -> Chronology | None:
    key = (family.key, family.head)
    with _lock:
        found = _records.get(key)
        if found is not None:
            _records.move_to_end(key)
    return found


def _keep(family: Family, rows: Iterable[Entry]) -> Chronology:
    found = read(family, (each.link() for each in rows), partnership())
    with _lock:
        _records[family.key, family.head] = found
        while len(_records) > _MOST_RECORDS:
            _records.popitem(last=False)
    return found


def partnership() -> dict[str, Agency]:
    """The agencies of the partnership, by key: read once for a request."""
    if not getattr(_asked, "open", False):
        return agencies()
    if _asked.agencies is None:
        _asked.agencies = agencies()
    known: dict[str, Agency] = _asked.agencies
    return known


def request_begins(**_: Any) -> None:
    """From now on what is the same for a whole request is read once."""
    _asked.open, _asked.agencies = True, None


def request_ends(**_: Any) -> None:
    """What was read for a request goes with it."""
    _asked.open, _asked.agencies = False, None


def agencies_changed(**_: Any) -> None:
    """Agencies are read anew, where the request itself changed one."""
    _asked.agencies = None


def take_watch(family: Family) -> Watch:
    """The watch over a family as its row says that it stands; whoever takes it is alone with it, and gives it back or not.

    One that this process kept is as good as new only where no other has moved the clock on since, and no agency has come or changed.
    """
    with _lock:
        found = _watches.pop((family.key, family.head), None)
    state = family.watch_state
    if (
        found is not None
        and found.picture.as_of == state.get("as_of")
        and partnership().items() <= found.picture.agencies.items()
    ):
        return found
    fits = state.get("code") == _code() and state.get("head") == family.head
    return Watch.resume(rules().safeguards, record(family), state if fits else None, rules().limits.quorum)


def state_of(watch: Watch, head: str) -> dict[str, Any]:
    """What is kept of a watch in the row of a family with that head: what it remembers, and by which code."""
    return {"code": _code(), "head": head, **watch.state()}


def made_alike(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether two states are of the same code, rules and limits, and of agencies that are what they were: so that the findings that
    belong to the one are those that the other began with."""
    alike = all(one.get(name) == other.get(name) for name in ("code", "rules"))
    return alike and one["agencies"].items() <= other["agencies"].items()


@cache
def _code() -> str:
    """Stands for the code that decides what a watch remembers: with another, a state is made anew."""
    told = hashlib.sha256()
    for package in _DECIDED_BY:
        for file in sorted(resources.files(f"nightlight.{package}").iterdir(), key=lambda each: each.name):
            if file.name.endswith(".py"):
                told.update(file.read_bytes())
    return told.hexdigest()


def give_watch(family: Family, watch: Watch) -> None:
    """Keeps a watch that has taken every entry up to the family's head."""
    with _lock:
        _watches[family.key, family.head] = watch
        while len(_watches) > _MOST_WATCHES:
            _watches.popitem(last=False)


def forget() -> None:
    """Forgets everything that was kept: for tests, and after erasing words."""
    with _lock:
        _records.clear()
        _watches.clear()
