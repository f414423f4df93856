"""Measures Nightlight: `python -m bench`, `--quick` for a few minutes' worth, `--large` for the full sizes, which it says the cost of.

A whole caseload is measured against a bare scan of the same columns in the same run, so that the machine and who else uses it
matter less. Each measurement runs in a process of its own, whose peak of memory is then its own. Nothing is asserted: goals stand
beside measures, and `build/bench.json` holds both.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from random import Random
from typing import Any, Final

import duckdb
import pyarrow.parquet as pq

from bench import chronology, drawing, reading, say, search, web
from bench.agreement import like
from nightlight.bulk.caseload import Caseload
from nightlight.bulk.columns import CaseloadWriter
from nightlight.bulk.run import FINDINGS, check
from nightlight.caseloads.lifelike import lifelike_family
from nightlight.cases import reviews
from nightlight.chronology.moments import Moment
from nightlight.chronology.record import order_of_recording
from nightlight.picture import fold
from nightlight.replay.replay import replay
from nightlight.rules.pack import pack
from nightlight.safeguards.incremental import Watch
from nightlight.safeguards.outcomes import outcomes
from nightlight.safeguards.reference import reads_findings
from tests import postgres

BUILD: Final = Path("build")
FAMILIES: Final = 1_000
#: The full sizes of what is served and searched: `--large` alone.
FULL: Final = web.Load(families=25_000, people=150_000, patterns=300)
SOUGHT: Final = search.Sought(people=2_000_000, entries=2_000_000, patterns=200)
#: Bytes that an entry takes on disk, with the tables beside it, and seconds that its caseload takes: for the warning before `--large`.
ROUGH_BYTES: Final = 60
ROUGH_SECONDS_A_MILLION: Final = 200


@dataclass(frozen=True, slots=True)
class Measure:
    """One line of the table: what was measured, how much it was in which unit, and the goal (`None` where there is none)."""

    what: str
    value: float
    unit: str
    goal: str | None = None
    note: str = ""

    def line(self) -> str:
        """The measure as a line of the table."""
        value = f"{self.value:,.0f}" if self.value >= 100 else f"{self.value:.3g}"
        return f"{self.what:58} {value:>12} {self.unit:14} {self.goal or '':22} {self.note}"


# -- a caseload on disk


def distinct(folder: Path, families: int) -> tuple[int, int, Moment]:
    """Writes distinct lifelike families to a folder, unless they are there; returns families, entries, and when the last was written."""
    known = folder / "made.json"
    if not known.is_file() or json.loads(known.read_text())["families"] != families:
        shutil.rmtree(folder, ignore_errors=True)
        last = 0
        with CaseloadWriter(folder) as writer:
            for number in range(families):
                made = lifelike_family(Random(number), f"family-{number}")
                last = max(last, made.as_of)
                writer.add(made.record())
            entries = writer.fact
        known.write_text(json.dumps({"families": families, "entries": entries, "last": last}))
    found = json.loads(known.read_text())
    return found["families"], found["entries"], found["last"]


def multiplied(source: Path, folder: Path, families: int, entries: int, copies: int) -> None:
    """Writes so many copies of a caseload to a folder, each family and each fact with a number of its own."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    with duckdb.connect(config={"preserve_insertion_order": "false", "memory_limit": "3GB"}) as engine:
        for file in sorted(source.glob("*.parquet")):
            names = pq.read_schema(file).names
            shift = {"family": families, "fact": entries}
            columns = ", ".join(
                f'"{name}" + copy * {shift[name]} AS "{name}"' if name in shift else f'"{name}"' for name in names
            )
            engine.execute(
                f"COPY (SELECT {columns} FROM read_parquet('{file}') CROSS JOIN range({copies}) AS copies(copy) ORDER BY family) "
                f"TO '{folder / file.name}' (FORMAT parquet, COMPRESSION zstd)"
            )


def bare_scan(folder: Path) -> float:
    """Seconds to read every value of every column of a caseload and add it up, with nothing else done: the least that can be."""
    began = time.perf_counter()
    with duckdb.connect(config={"memory_limit": "3GB"}) as engine:
        for file in sorted(folder.glob("*.parquet")):
            sums = []
            for column in pq.read_schema(file):
                text = str(column.type)
                sums.append(
                    f'sum(length("{column.name}"))' if text == "string"
                    else f'count_if("{column.name}")' if text == "bool" else f'sum("{column.name}")'
                )  # fmt: skip
            engine.execute(f"SELECT {', '.join(sums)} FROM read_parquet('{file}')").fetchall()
    return time.perf_counter() - began


# -- what is measured, each in a process of its own


def plans(one: str, kept: str, last: Moment) -> dict[str, float]:
    """Works out the plans of the whole pack over one family, and keeps them; then once more, with the plans at hand."""
    shipped, took = pack(), []
    for _ in range(2):
        began = time.perf_counter()
        with Caseload(Path(one)) as caseload:
            check(caseload, shipped.safeguards, last, shipped.limits.quorum, plans_in=Path(kept))
        took.append(time.perf_counter() - began)
    return {"plans": took[0] - took[1], "one": took[1]}


def in_bulk(folder: str, kept: str, last: Moment) -> dict[str, float]:
    """The whole pack over a caseload, with the plans that were kept, beside a bare scan."""
    shipped = pack()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    scan = min(bare_scan(Path(folder)) for _ in range(3))
    began = time.perf_counter()

    def progress(_: object, begun: int, of: int) -> None:
        if begun and begun * 10 // of > (begun - 1) * 10 // of:
            sys.stderr.write(f"  {begun:,} of {of:,} askings, {time.perf_counter() - began:.0f} s\n")

    with Caseload(Path(folder)) as caseload:
        check(caseload, shipped.safeguards, last, shipped.limits.quorum, progress, Path(kept))
        took = time.perf_counter() - began
        counted = caseload.rows(f'SELECT count(*) AS found, count(warned) AS warned FROM "{FINDINGS}"').to_pylist()[0]
    return {
        "scan": scan, "seconds": took, **counted,
        "before_mb": before / 1024, "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }  # fmt: skip


def entry_by_entry(size: int) -> dict[str, float]:
    """A family of so many entries: folded, asked once, and kept up to date as each of its entries is written."""
    shipped = pack()
    simple = [rule for rule in shipped.safeguards if not reads_findings(rule)]
    family = lifelike_family(Random(size), f"family-of-{size}", size)
    record = family.record()
    folds, asked, writes = [], [], []
    for _ in range(7):
        began = time.perf_counter()
        picture = fold(record, family.as_of, None, shipped.limits.quorum)
        folds.append(time.perf_counter() - began)
        began = time.perf_counter()
        for rule in simple:
            outcomes(rule, picture)
        asked.append(time.perf_counter() - began)
    watch = Watch(shipped.safeguards, like(record, ()), shipped.limits.quorum)
    for entry in sorted(record.entries, key=order_of_recording):
        began = time.perf_counter()
        watch.record(entry)
        writes.append(time.perf_counter() - began)
    return {
        "entries": len(record.entries), "fold": statistics.median(folds), "ask": statistics.median(asked),
        "median": statistics.median(writes), "p95": statistics.quantiles(writes, n=20)[18], "most": max(writes),
        "last_50": statistics.median(writes[-50:]), "findings": len(watch.findings()),
    }  # fmt: skip


def of_reviews() -> dict[str, float]:
    """The replay of each review, as `nightlight replay` does it."""
    shipped = pack()
    took = {}
    for case in reviews():
        began = time.perf_counter()
        replay(case, shipped.safeguards, quorum=shipped.limits.quorum)
        took[f"{case.name} ({len(case.chronology.entries)} entries)"] = time.perf_counter() - began
    return took


def of_drawings(families: int, people: int) -> dict[str, Any]:
    """Genograms of so many families of so many people: those that are as families are, and those that are hard to draw."""
    return {
        words: drawing.drawing_measures(families, people, plain)
        for words, plain in (("as families are", True), ("hard to draw", False))
    }


def of_chronologies(sizes: Sequence[int]) -> dict[str, Any]:
    """The lanes and the pages of chronologies of so many entries."""
    return {"lanes": chronology.drawing_times(sizes), "pages": chronology.page_times(sizes)}


def of_pages(load: dict[str, Any]) -> dict[str, Any]:
    """The pages under load, on one database."""
    return web.measure(web.Load(**load))


def of_search(sought: dict[str, Any]) -> dict[str, Any]:
    """Finding a family among many."""
    return search.measure(search.Sought(**sought))


def of_reviews_read(asked: dict[str, Any]) -> dict[str, Any]:
    """Documents read, and a shelf of them searched."""
    return reading.measure(reading.Asked(**asked))


_STEPS: Final[dict[str, Callable[..., dict[str, Any]]]] = {
    "plans": plans, "bulk": in_bulk, "entries": entry_by_entry, "reviews": of_reviews, "drawings": of_drawings,
    "chronologies": of_chronologies, "pages": of_pages, "search": of_search, "reading": of_reviews_read,
}  # fmt: skip


def apart(step: str, *arguments: Any) -> dict[str, Any]:
    """What a step measures, in a process of its own.

    Raises `RuntimeError` with the end of what it said where it fails, as when memory runs out.
    """
    command = [sys.executable, "-m", "bench", "--step", step, json.dumps(arguments)]
    ran = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)
    if ran.returncode:
        raise RuntimeError(f"{step} ended with code {ran.returncode}")
    found: dict[str, Any] = json.loads(ran.stdout.splitlines()[-1])
    return found


# -- the command


def main(arguments: Sequence[str] | None = None) -> int:
    """Measures, prints the table and writes it to `build/bench.json`."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="100,000 entries only")
    parser.add_argument(
        "--large",
        action="store_true",
        help="50 million entries as well, and the full sizes of what is served and searched",
    )
    parser.add_argument("--entries", type=int, nargs="*", default=None, help="these numbers of entries instead")
    parser.add_argument("--no-bulk", action="store_true", help="no whole caseloads")
    parser.add_argument("--no-web", action="store_true", help="neither the pages under load nor the search")
    parser.add_argument("--web-families", type=int, default=None, help="so many families behind the pages", metavar="N")
    parser.add_argument("--web-seconds", type=float, default=20, help="for so long the pages are asked", metavar="N")
    parser.add_argument("--search-people", type=int, default=None, help="so many people to search among", metavar="N")
    parser.add_argument("--step", nargs=2, help=argparse.SUPPRESS)
    asked = parser.parse_args(arguments)
    if asked.step:
        say(json.dumps(_STEPS[asked.step[0]](*json.loads(asked.step[1]))))
        return 0
    sizes = asked.entries or (
        [100_000] if asked.quick else [1_000_000, 10_000_000, *([50_000_000] if asked.large else [])]
    )
    measures: list[Measure] = []

    def note(measure: Measure) -> None:
        measures.append(measure)
        say(measure.line())

    load = os.getloadavg()[0]
    versions = f"Python {platform.python_version()}, DuckDB {duckdb.__version__}"
    say(f"{platform.machine()}, {os.cpu_count()} processors, load {load:.1f}, {versions}")
    say(f"{'measured':58} {'':>12} {'unit':14} {'goal':22}")
    _one_family(note)
    _drawn(note, quick=asked.quick)
    _read(note, quick=asked.quick)
    if not asked.no_web:
        _served(note, asked)
    if not asked.no_bulk:
        _whole_caseloads(sizes, 100 if asked.quick else FAMILIES, note)
    BUILD.mkdir(exist_ok=True)
    written = {"load": load, "processors": os.cpu_count(), "measures": [asdict(each) for each in measures]}
    (BUILD / "bench.json").write_text(json.dumps(written, indent=1) + "\n", encoding="utf-8")
    say(f"written to {BUILD / 'bench.json'}")
    return 0


def _one_family(note: Callable[[Measure], None]) -> None:
    for size in (200, 500):
        found = apart("entries", size)
        of = f"a family of {size} entries"
        note(Measure(f"{of}: folded", found["fold"] * 1000, "ms"))
        note(Measure(f"{of}: the whole pack asked of one picture", found["ask"] * 1000, "ms"))
        note(Measure(f"{of}: one more entry, median", found["median"] * 1000, "ms"))
        note(Measure(f"{of}: one more entry, median of the last 50", found["last_50"] * 1000, "ms"))
        goal = "2 ms" if size == 200 else "5 ms"
        note(Measure(f"{of}: one more entry, 95 of 100 within", found["p95"] * 1000, "ms", goal))
        note(Measure(f"{of}: findings", found["findings"], "findings"))
    for name, took in apart("reviews").items():
        note(Measure(f"replay of {name}", took, "s"))


def _drawn(note: Callable[[Measure], None], *, quick: bool) -> None:
    for words, measures in apart("drawings", 8 if quick else 40, 40).items():
        for what, value, unit, goal in measures:
            note(Measure(f"{what}, {words}", value, unit, goal))
    try:
        pages = apart("chronologies", chronology.SIZES[:1] if quick else chronology.SIZES)
    except RuntimeError as wrong:
        say(f"the pages of a chronology were not measured: {wrong}")
        return
    for measures in pages.values():
        for what, value, unit, goal in measures:
            note(Measure(what, value, unit, goal))


def _read(note: Callable[[Measure], None], *, quick: bool) -> None:
    """Reviews read in each format, and questions to a shelf of 100,000 items (10,000 for a quick run)."""
    try:
        found = apart("reading", asdict(reading.Asked(items=10_000, times=20, seconds=1) if quick else reading.Asked()))
    except RuntimeError as wrong:
        say(f"the reading of reviews was not measured: {wrong}")
        return
    for kind, said in found["documents"].items():
        within = f"95 of 100 within {said['p95']:,.0f} ms"
        note(Measure(f"reviews read from {kind}", said["a second"], "a second", None, within))
    of = f"{found['shelf']['items']:,} items of reviews"
    note(Measure(f"{of}: a review added", found["shelf"]["adding"]["median"], "ms"))
    for what, said in found["shelf"]["questions"].items():
        within = f"95 of 100 within {said['p95']:,.0f} ms"
        note(Measure(f"{of}: {what}", said["median"], "ms", "1,000", within))


def _served(note: Callable[[Measure], None], asked: argparse.Namespace) -> None:
    """The pages on both databases, and the search, of ordinary sizes or of the full ones."""
    families = asked.web_families or (FULL.families if asked.large else 100 if asked.quick else web.Load.families)
    people = asked.search_people or (SOUGHT.people if asked.large else 20_000 if asked.quick else search.Sought.people)
    loads = [
        replace(
            FULL if asked.large else web.Load(),
            database=database,
            families=families,
            people=6 * families,
            seconds=asked.web_seconds,
        )
        for database in web.BYTES
        if database == "sqlite" or postgres.binaries() is not None
    ]
    sought = replace(SOUGHT if asked.large else search.Sought(), people=people)
    if not asked.large:
        full = [replace(FULL, database=load.database).cost() for load in loads]
        say("the full sizes (make bench LARGE=1): " + "; ".join([*full, SOUGHT.cost()]))
    for load in loads:
        say(load.cost())
        try:
            found = apart("pages", asdict(load))
        except RuntimeError as wrong:
            say(f"the pages on {load.database} were not measured: {wrong}")
            continue
        for line in web.says(found):
            say(line)
        of = f"pages on {load.database}, {found['entries']:,} entries"
        wrong_ones = sum(found["wrong"].values())
        note(
            Measure(
                f"{of}: requests a second",
                found["requests"] / found["seconds"],
                "requests",
                None,
                f"{wrong_ones} wrong",
            )
        )
        note(Measure(f"{of}: median", found["all"]["median"], "ms"))
        note(Measure(f"{of}: 95 of 100 within", found["all"]["p95"], "ms"))
        note(Measure(f"{of}: processor a request", 1000 * found["server_cpu"] / found["requests"], "ms"))
    say(sought.cost())
    try:
        found = apart("search", asdict(sought))
    except RuntimeError as wrong:
        say(f"the search was not measured: {wrong}")
        return
    for what, said in found["questions"].items():
        of = f"find by {what} among {found['people']:,} people"
        note(Measure(of, said["median"], "ms", None, f"95 of 100 within {said['p95']:,.0f} ms"))


def _whole_caseloads(sizes: Sequence[int], families: int, note: Callable[[Measure], None]) -> None:
    folder = BUILD / "bench"
    began = time.perf_counter()
    number, entries, last = distinct(folder / f"distinct-{families}", families)
    note(
        Measure(
            f"{number:,} distinct families made and put in columns",
            time.perf_counter() - began,
            "s",
            None,
            f"{entries:,} entries",
        )
    )
    distinct(folder / "distinct-1", 1)
    kept = folder / "plans"
    shutil.rmtree(kept, ignore_errors=True)
    planned = apart("plans", str(folder / "distinct-1"), str(kept), last)
    note(Measure("plans of the whole pack worked out, once and then kept", planned["plans"], "s"))
    note(Measure("the whole pack over one family, plans at hand", planned["one"], "s"))
    for size in sizes:
        copies = max(1, round(size / entries))
        if size >= 50_000_000:
            gigabytes, minutes = size * ROUGH_BYTES / 1e9, size / 1e6 * ROUGH_SECONDS_A_MILLION / 60
            say(
                f"{size:,} entries take about {gigabytes:.0f} GB of disk beside what the engine spills, and about {minutes:.0f} minutes"
            )
        many, large = number * copies, folder / f"times-{copies}"
        say(
            f"{entries * copies:,} entries of {many:,} families: {copies} copies of the {number:,} distinct ones, numbered apart"
        )
        began = time.perf_counter()
        multiplied(folder / f"distinct-{families}", large, number, entries, copies)
        note(Measure(f"{size:,} entries: copied", time.perf_counter() - began, "s"))
        try:
            _caseload(f"{entries * copies:,} entries", entries * copies, many, large, kept, last, note)
        except RuntimeError as wrong:
            say(f"{entries * copies:,} entries: not measured; {wrong}")
        finally:
            shutil.rmtree(large, ignore_errors=True)


def _caseload(
    of: str, entries: int, families: int, folder: Path, kept: Path, last: Moment, note: Callable[[Measure], None]
) -> None:
    disk = sum(file.stat().st_size for file in folder.glob("*.parquet")) / 1e6
    found = apart("bulk", str(folder), str(kept), last)
    seconds = found["seconds"]
    note(Measure(f"{of}: on disk", disk, "MB"))
    note(Measure(f"{of}: bare scan of every column", found["scan"], "s"))
    note(Measure(f"{of}: the whole pack", seconds, "s"))
    note(Measure(f"{of}: the whole pack to the bare scan", seconds / found["scan"], "times", "25 at 10 million"))
    note(Measure(f"{of}: families in a second", families / seconds, "families"))
    note(Measure(f"{of}: entries in a second", entries / seconds, "entries"))
    note(
        Measure(
            f"{of}: peak of memory", found["peak_mb"], "MB", "4,295 MB", f"{found['before_mb']:,.0f} MB before the run"
        )
    )
    note(Measure(f"{of}: findings of a family", found["found"] / families, "findings"))
    note(Measure(f"{of}: of these warned of", found["warned"] / families, "findings"))


if __name__ == "__main__":
    sys.exit(main())
