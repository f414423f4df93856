"""The run over a caseload: every rule, its warnings in every view, and the findings as one table."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import Final, Protocol

import ibis
import pyarrow as pa
from ibis.expr.types import Table

from nightlight.bulk.caseload import Caseload, empty
from nightlight.bulk.dates import Dates
from nightlight.bulk.handing_over import HANDED_OVER
from nightlight.bulk.kept_plans import keep, kept, name_of
from nightlight.bulk.late import ASKED, SOURCES, STRETCHES, moments, sources, stretches
from nightlight.bulk.lens import ITS_VIEWS, RULE_VIEWS, VIEWS, Lens
from nightlight.bulk.plans import Book, Script, base_name
from nightlight.bulk.settling import finished, said_of_rules, settle
from nightlight.bulk.templates import TEMPLATES
from nightlight.chronology.moments import Moment, day_of, end_of
from nightlight.picture.events import Quorum
from nightlight.safeguards.reference import reads_findings
from nightlight.safeguards.rules import SEVERITIES, Clash, Safeguard

#: The table into which findings are written, one row each; days are ordinals and moments London minutes (`chronology.moments`).
FINDINGS: Final = "findings"
COLUMNS: Final = {
    "family": pa.int64(), "safeguard": pa.string(), "system": pa.string(), "severity": pa.string(), "of_findings": pa.bool_(),
    "id": pa.string(), "subject": pa.string(), "member": pa.string(), "state": pa.string(), "opened": pa.int64(),
    "due": pa.int64(), "by_hours": pa.bool_(), "limit_name": pa.string(), "warned": pa.int64(), "closed": pa.int64(),
    "asked": pa.int64(), "stage": pa.int64(), "about_date": pa.bool_(), "recorded_late": pa.bool_(), "not_told": pa.bool_(),
    "to": pa.list_(pa.string()), "about": pa.list_(pa.string()),
}  # fmt: skip

#: The name of the lens, and of the table of the views through which each of the rules looks that are asked together.
NOW: Final = "now"
_VIEWS_OF_RULES: Final = "views_of_rules"
_AS_OF: Final = "moments_asked_for"
_SHARED: Final = "shared"

#: How many rules are asked together, and of families with how many touches at a time (about 1.8 an entry): what the rules hand over
#: has to fit into memory, once for each processor.
RULES_AT_ONCE: Final = 24
ROWS_AT_ONCE: Final = 400_000
#: What a part of so many rows takes without writing to disk, in bytes.
MEMORY_OF_A_PART: Final = 1_000_000_000

#: The moment as of which families are asked about: one for all, or one for each by its number.
AsOf = Moment | Mapping[int, Moment]


class Progress(Protocol):
    """Is told of each safeguard before it is asked: how many askings were begun before it, and how many there are in all.

    Asking a safeguard of one part of the families is one asking.
    """

    def __call__(self, rule: Safeguard, begun: int, of: int, /) -> None: ...


def check(
    caseload: Caseload,
    rules: Sequence[Safeguard],
    as_of: AsOf,
    quorum: Mapping[str, Quorum] | None = None,
    progress: Progress = lambda rule, begun, of: None,
    plans_in: Path | None = None,
) -> None:
    """Writes what the rules say of every family of a caseload at a moment, all agencies together, under the name `FINDINGS`.

    `as_of` is one moment for all, or one for each family by its number. Plans are kept in the folder `plans_in` for the next run,
    where one is given. Many families are asked about in parts, as many parts at a time as there are processors and the caseload's
    memory allows; each part has an engine of its own and its share of the memory.
    """
    plans = _plans(quorum or {}, plans_in)
    parts = _parts(caseload)
    batches = list(_batches(rules))
    asking = _Asking(batches, plans, as_of, progress, of=len(rules) * max(1, len(parts)))
    caseload.forget_lasting(f"{NOW}_")
    if len(parts) <= 1:
        asking.ask(caseload)
        return
    at_once = max(1, min(len(parts), os.cpu_count() or 1, caseload.memory // MEMORY_OF_A_PART))
    with ThreadPoolExecutor(at_once) as pool:
        asked = [pool.submit(asking.of_part, caseload, families, at_once) for families in parts]
        try:
            files = [each.result() for each in as_completed(asked)]
        except BaseException:
            asking.stop()
            raise
    caseload.show(FINDINGS, files)


def findings(caseload: Caseload) -> pa.Table:
    """The findings that `check` wrote, in the order of family and id."""
    return caseload.rows(f'SELECT * FROM "{FINDINGS}" ORDER BY family, id')


def last_recorded(caseload: Caseload) -> Moment:
    """The end of the last day on which anything was recorded in any family; that of the first of all days where nothing was."""
    names = [name for name in ("touches", "people") if caseload.count(name)]
    column = {"touches": "since", "people": "named_since"}
    latest = [
        caseload.rows(f'SELECT max({column[name]}) AS n FROM "{base_name(name)}"').column("n")[0].as_py()
        for name in names
    ]
    return end_of(day_of(max((each for each in latest if each is not None), default=0)))


def _batches(rules: Sequence[Safeguard]) -> Iterator[list[Safeguard]]:
    """Rules that are asked together; those that read the findings of others come last, by themselves."""
    for late in (False, True):
        chosen = [rule for rule in rules if reads_findings(rule) is late]
        for first in range(0, len(chosen), RULES_AT_ONCE):
            yield chosen[first : first + RULES_AT_ONCE]


def _parts(caseload: Caseload) -> list[range]:
    """The families that are asked about together, by their numbers: all, or a part for each processor at a time."""
    families, rows = caseload.count("families"), caseload.count("touches")
    if rows <= ROWS_AT_ONCE:
        return [range(1, families + 1)]
    most = max(1, families * ROWS_AT_ONCE // rows)
    number = -(-families // most)
    size = -(-families // number)
    return [range(first, min(first + size, families + 1)) for first in range(1, families + 1, size)]


class _Stopped(Exception):
    """Another part failed, or whoever asked gave up."""


@dataclass(slots=True)
class _Asking:
    """The rules asked of one part of the families after another, or of several at once."""

    batches: Sequence[Sequence[Safeguard]]
    plans: _Plans
    as_of: AsOf
    progress: Progress
    of: int
    begun: int = 0
    _stopped: bool = False
    _lock: Lock = field(default_factory=Lock)

    def stop(self) -> None:
        """No part goes on to its next rule."""
        self._stopped = True

    def of_part(self, caseload: Caseload, families: range, at_once: int) -> Path:
        """Asks of some families in an engine of its own; the file of what was found."""
        file = caseload.scratch / f"findings-{families.start}.parquet"
        with Caseload(caseload.folder, caseload.memory // at_once, families, threads=1) as part:
            self.ask(part)
            part.write(f'SELECT * FROM "{FINDINGS}"', file)
        return file

    def ask(self, caseload: Caseload) -> None:
        """Asks of every family that a caseload holds, and writes down what is found."""
        caseload.put(FINDINGS, empty(COLUMNS))
        _look(caseload, self.as_of)
        for batch in self.batches:
            for name, said in {**said_of_rules(batch), SOURCES: sources(batch)}.items():
                caseload.put(name, said)
            self._ask(caseload, batch)

    def _ask(self, caseload: Caseload, rules: Sequence[Safeguard]) -> None:
        """Asks some rules together."""
        book = self.plans.book
        shared = self.plans.shared()
        for name, columns in HANDED_OVER.items():
            caseload.put(name, empty(columns))
        caseload.run(shared.views, book)
        for number, rule in enumerate(rules):
            self._begin(rule)
            script = self.plans.of(rule)
            caseload.make(ITS_VIEWS, f'SELECT * FROM "{_VIEWS_OF_RULES}" WHERE rule = {number}')
            caseload.run(script, book)
            caseload.forget(script)
        caseload.run(shared.findings, book)
        for script in (shared.views, shared.findings):
            caseload.forget(script)
        caseload.forget_lasting(f"{NOW}_")

    def _begin(self, rule: Safeguard) -> None:
        with self._lock:
            if self._stopped:
                raise _Stopped
            self.progress(rule, self.begun, self.of)
            self.begun += 1


def _look(caseload: Caseload, as_of: AsOf) -> None:
    """The families that are looked at, with the moment to which the clock of each has run."""
    if isinstance(as_of, Mapping):
        caseload.put(_AS_OF, pa.table({"a_family": list(as_of), "a_clock": list(as_of.values())}))
        clock, join = "a_clock", f'JOIN "{_AS_OF}" ON a_family = family'
    else:
        clock, join = f"CAST({as_of} AS BIGINT)", ""
    caseload.make(ASKED, f"SELECT family, nation, {clock} AS clock FROM base_families {join}")


# -- plans


@dataclass(frozen=True, slots=True)
class _Shared:
    """The scripts that are the same for all rules: the views, and the findings of what the rules have handed over."""

    views: Script
    findings: Script


@dataclass(slots=True)
class _Plans:
    """The plans of the rules for one way of counting who makes a meeting."""

    quorum: Mapping[str, Quorum]
    folder: Path | None
    book: Book = field(default_factory=Book)
    dates: Dates = field(default_factory=Dates)
    made: dict[Safeguard | str, dict[str, Script]] = field(default_factory=dict)
    now: Lens = field(init=False)
    _lock: Lock = field(default_factory=Lock)

    def __post_init__(self) -> None:
        self.now = Lens(self.book, NOW, self.quorum)

    def of(self, rule: Safeguard) -> Script:
        """The script by which a rule hands over what there is to settle, worked out once."""
        with self._lock:
            if rule not in self.made:
                name = name_of(rule, self.quorum) if self.folder is not None else ""
                self.made[rule] = self._kept(name, lambda: {"rule": self._handing_over(rule)})
            return self.made[rule]["rule"]

    def shared(self) -> _Shared:
        """The scripts that are the same for all rules, worked out once."""
        with self._lock:
            if _SHARED not in self.made:
                name = name_of(_SHARED, self.quorum) if self.folder is not None else ""
                self.made[_SHARED] = self._kept(name, self._shared)
            return _Shared(**self.made[_SHARED])

    def _kept(self, name: str, make: Callable[[], dict[str, Script]]) -> dict[str, Script]:
        """Scripts as they are kept in the folder, else as they are made."""
        if self.folder is None:
            return make()
        plain = kept(self.folder, name)
        if plain is None:
            made = make()
            lasting = {made: script.plain() for made, script in self.book.lasting_for(made.values()).items()}
            keep(self.folder, name, {
                "scripts": {each: script.plain() for each, script in made.items()}, "lasting": lasting,
            })  # fmt: skip
            return made
        for each, script in plain["lasting"].items():
            self.book.take(each, Script.of_plain(script))
        return {each: Script.of_plain(script) for each, script in plain["scripts"].items()}

    def _handing_over(self, rule: Safeguard) -> Script:
        script = self.book.begin()
        beside = _open_findings(rule) if isinstance(rule, Clash) and rule.while_findings is not None else None
        TEMPLATES[rule.kind](self.now, self.dates, rule, beside)
        self.book.end()
        return script

    def _shared(self) -> dict[str, Script]:
        book = self.book
        views = book.begin()
        moments(book)
        each = book.keep_as(STRETCHES, stretches())
        seen = each.select("family", "nation", "clock").distinct()
        seen = book.keep_as(f"{NOW}_views", seen.mutate(snapshot=ibis.row_number().over()).select(*VIEWS))
        seen = seen.select("snapshot", s_family="family", s_clock="clock")
        each = each.join(seen, (each.family == seen.s_family) & (each.clock == seen.s_clock))
        book.keep_as(_VIEWS_OF_RULES, each.select(*RULE_VIEWS))
        book.end()
        found = book.begin()
        book.add(FINDINGS, finished(self.now, self.dates, settle(self.now, self.dates), COLUMNS))
        book.end()
        return {"views": views, "findings": found}


_PLANS: Final[list[_Plans]] = []


def _plans(quorum: Mapping[str, Quorum], folder: Path | None = None) -> _Plans:
    for plans in _PLANS:
        if plans.quorum == quorum and plans.folder == folder:
            return plans
    _PLANS.append(_Plans(dict(quorum), folder))
    return _PLANS[-1]


def _open_findings(rule: Clash) -> Table:
    """The findings of at least a rule's severity that were warned of: `f_family`, `from_day`, and up to which day each was open."""
    assert rule.while_findings is not None
    severe = SEVERITIES[SEVERITIES.index(rule.while_findings) :]
    schema = ibis.Schema.from_pyarrow(pa.schema(list(COLUMNS.items())))
    found = ibis.table(schema, name=FINDINGS)
    found = found.filter(found.severity.isin(list(severe)) & found.warned.notnull() & ~found.of_findings)
    return found.select(f_family="family", from_day="warned", to_day=found.closed.fill_null(10**7))
