"""Holds the three engines to one another on made-up families: `python -m bench.agreement --caseloads 10000`.

A caseload is one to five families, each looked at at a moment of its own. Where two engines say something different of a family, the
family is made as small as it can be while they still do, and printed as a case file with the rule and both findings.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any, Final

import yaml

from bench import say
from nightlight.bulk.caseload import Caseload
from nightlight.bulk.columns import write_caseload
from nightlight.bulk.run import check
from nightlight.bulk.run import findings as findings_in_bulk
from nightlight.caseloads.family import MadeUpFamily
from nightlight.caseloads.wild import wild_family
from nightlight.chronology.entry import Entry
from nightlight.chronology.moments import Moment, iso_moment
from nightlight.chronology.record import Chronology
from nightlight.picture.events import Quorum
from nightlight.rules.pack import pack
from nightlight.safeguards.finding import Finding
from nightlight.safeguards.incremental import Watch
from nightlight.safeguards.reference import findings, reads_findings
from nightlight.safeguards.rules import Safeguard

#: Where the plans of the bulk engine are kept between runs; a plan is made anew where the code or the rule has changed.
PLANS: Final = Path(__file__).parents[1] / "build" / "plans"

#: What an engine says of one finding, field by field, under the finding's id.
Said = dict[str, dict[str, Any]]
#: What an engine in Python says of a record at a moment.
Engine = Callable[[Sequence[Safeguard], Chronology, Moment, Mapping[str, Quorum]], list[Finding]]


# -- the three engines, in the same words


def by_reference(
    rules: Sequence[Safeguard], record: Chronology, as_of: Moment, quorum: Mapping[str, Quorum]
) -> list[Finding]:
    """What the reference engine says, which defines the meaning."""
    return findings(rules, record, as_of, None, quorum)


def by_increments(
    rules: Sequence[Safeguard], record: Chronology, as_of: Moment, quorum: Mapping[str, Quorum]
) -> list[Finding]:
    """What the incremental engine says after it was given, entry by entry, what was recorded by the moment."""
    watch = Watch(rules, like(record, ()), quorum)
    for entry in sorted(recorded_by(record, as_of), key=lambda each: (each.recorded.first, each.place, each.id)):
        watch.record(entry)
    watch.at(as_of)
    return watch.findings()


def like(record: Chronology, entries: Iterable[Entry]) -> Chronology:
    """A record of the same family with other entries."""
    return Chronology(
        entries, family=record.family, nation=record.nation, agencies=record.agencies, people=record.people
    )


def recorded_by(record: Chronology, as_of: Moment) -> list[Entry]:
    """The entries that were on record at a moment, in the order in which they arrived."""
    return [entry for entry in record.entries if entry.recorded.first <= as_of]


def in_bulk(families: Sequence[MadeUpFamily], rules: Sequence[Safeguard], quorum: Mapping[str, Quorum]) -> list[Said]:
    """What the engine for whole caseloads says of each family, each as of its own moment, in one run."""
    with tempfile.TemporaryDirectory(prefix="nightlight-agreement-") as folder:
        write_caseload((family.record() for family in families), Path(folder))
        with Caseload(Path(folder)) as caseload:
            moments = {number: each.as_of for number, each in enumerate(families, 1)}
            check(caseload, rules, moments, quorum, plans_in=PLANS)
            said = said_in_rows(findings_in_bulk(caseload).to_pylist())
    return [said.get(number, {}) for number, _ in enumerate(families, 1)]


def said_in_rows(rows: Iterable[Mapping[str, Any]]) -> dict[int, Said]:
    """The rows of the bulk engine as what it says of each family, by the family's number."""
    said: dict[int, Said] = {}
    for row in rows:
        of_family = said.setdefault(row["family"], {})
        found = _of_row(row)
        if row["id"] in of_family:
            found["state"] = f"twice: {row['state']}"
        of_family[row["id"]] = found
    return said


def _of_row(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "safeguard": row["safeguard"], "subject": row["subject"], "member": row["member"], "state": row["state"],
        "about": tuple(row["about"] or ()), "to": tuple(row["to"] or ()), "opened": row["opened"], "due": row["due"],
        "by_hours": bool(row["by_hours"]), "limit": row["limit_name"], "warned": row["warned"], "closed": row["closed"],
        "asked": row["asked"], "stage": row["stage"], "about_date": row["about_date"],
        "recorded_late": row["recorded_late"], "not_told": row["not_told"],
    }  # fmt: skip


def for_bulk(found: Iterable[Finding]) -> Said:
    """Findings in the words of the bulk engine, which has no sentences and no places of entries."""
    return {
        each.id: {
            "safeguard": each.safeguard.id, "subject": each.subject, "member": each.member, "state": each.state,
            "about": tuple(each.about), "to": tuple(each.to), "opened": each.opened,
            "due": each.due.last if each.due else None, "by_hours": bool(each.due and each.due.by_hours),
            "limit": each.due.limit.name if each.due and each.due.limit else None, "warned": each.warned,
            "closed": each.closed, "asked": each.asked, "stage": each.stage, "about_date": each.about_date,
            "recorded_late": each.recorded_late, "not_told": each.not_told,
        }
        for each in found
    }  # fmt: skip


def in_full(found: Iterable[Finding]) -> Said:
    """Findings with everything that they say, words and all."""
    return {each.id: each.plain() for each in found}


@dataclass(frozen=True, slots=True)
class Difference:
    """Something that two engines do not say alike of one family: the finding, and for each field both answers."""

    engine: str
    family: MadeUpFamily
    safeguard: str
    finding: str
    fields: tuple[tuple[str, Any, Any], ...]

    @property
    def sort(self) -> tuple[str, str, tuple[str, ...]]:
        """What makes it the same mistake as another, as far as can be seen from outside."""
        return (self.engine, self.safeguard, tuple(name for name, _, _ in self.fields))


def differences(engine: str, family: MadeUpFamily, reference: Said, other: Said) -> Iterator[Difference]:
    """What another engine says that the reference engine does not, or the other way round."""
    for id in sorted(reference.keys() | other.keys()):
        one, two = reference.get(id), other.get(id)
        if one == two:
            continue
        if one is None or two is None:
            known = one or two or {}
            fields: tuple[tuple[str, Any, Any], ...] = (("finding", one and one["state"], two and two["state"]),)
            yield Difference(engine, family, known["safeguard"], id, fields)
        else:
            fields = tuple((name, one[name], two[name]) for name in one if one[name] != two[name])
            yield Difference(engine, family, one["safeguard"], id, fields)


# -- caseloads


@dataclass(slots=True)
class Tally:
    """What a run has come to so far."""

    caseloads: int = 0
    families: int = 0
    entries: int = 0
    findings: int = 0
    states: Counter[tuple[str, str]] = field(default_factory=Counter)
    rules: set[str] = field(default_factory=set)
    found: list[Difference] = field(default_factory=list)

    def count(self, said: Iterable[Finding]) -> None:
        """Counts findings by the kind of their rule and their state."""
        for each in said:
            self.findings += 1
            self.states[each.safeguard.kind, each.state] += 1
            self.rules.add(each.safeguard.id)


def caseload(
    seed: int, rules: Sequence[Safeguard], quorum: Mapping[str, Quorum], sizes: tuple[int, int] = (10, 40)
) -> list[MadeUpFamily]:
    """The families of the caseload of a seed: one to five, each made with some of the rules in mind; every rule has its turn."""
    random = Random(seed)
    by_kind = {kind: [rule for rule in rules if rule.kind == kind] for kind in sorted({rule.kind for rule in rules})}
    return [
        wild_family(
            random,
            [
                rules[(seed + number) % len(rules)],
                *(random.choice(by_kind[kind]) for kind in _some_kinds(random, list(by_kind))),
            ],
            random.randint(*sizes),
            f"made-up-{seed}-{number}",
            quorum,
        )
        for number in range(random.choice((1, 1, 1, 2, 2, 3, 5)))
    ]


def _some_kinds(random: Random, kinds: list[str]) -> list[str]:
    return random.choices(kinds, k=random.choice((0, 2, 2, 4)))


def compare(
    families: Sequence[MadeUpFamily],
    rules: Sequence[Safeguard],
    quorum: Mapping[str, Quorum],
    tally: Tally,
    *,
    bulk: bool = True,
    increments: Callable[[int], bool] = lambda _: True,
) -> None:
    """Asks the engines about families, and adds what they say and where they differ to a tally.

    `increments` says of which families (by number) the incremental engine is asked too.
    """
    rows = in_bulk(families, rules, quorum) if bulk else None
    for number, family in enumerate(families):
        record = family.record()
        said = by_reference(rules, record, family.as_of, quorum)
        tally.count(said)
        tally.families += 1
        tally.entries += len(family.entries)
        if increments(number):
            other = by_increments(rules, record, family.as_of, quorum)
            tally.found += differences("incremental", family, in_full(said), in_full(other))
        if rows is not None:
            tally.found += differences("bulk", family, for_bulk(said), rows[number])


def smallest(
    difference: Difference, rules: Sequence[Safeguard], quorum: Mapping[str, Quorum], seconds: float = 60
) -> tuple[MadeUpFamily, list[Difference]]:
    """The smallest family, as far as it is found in so many seconds, in which the same engine still differs on the same rule in the
    same fields, and how it does."""
    rule = next(each for each in rules if each.id == difference.safeguard)
    asked = [each for each in rules if not reads_findings(each)] + [rule] if reads_findings(rule) else [rule]
    until = time.monotonic() + seconds

    def differs(family: MadeUpFamily) -> list[Difference]:
        tally = Tally()
        compare(
            [family], asked, quorum, tally, bulk=difference.engine == "bulk",
            increments=lambda _: difference.engine == "incremental",
        )  # fmt: skip
        return [each for each in tally.found if each.sort == difference.sort]

    if not differs(difference.family):
        return difference.family, [difference]  # it takes the other rules to be seen
    small = difference.family.smallest(lambda family: time.monotonic() < until and bool(differs(family)))
    return small, differs(small)


def in_words(family: MadeUpFamily, found: Sequence[Difference]) -> str:
    """A family as a case file, with what is said of it differently."""
    lines = [f"# looked at as of {iso_moment(family.as_of)}"]
    for each in found:
        lines.append(f"# {each.finding}: by the reference engine, then {each.engine}")
        lines += [f"#   {name}: {one!r}, {two!r}" for name, one, two in each.fields]
    written = yaml.safe_dump(family.case(), sort_keys=False, allow_unicode=True, width=120, default_flow_style=None)
    return "\n".join([*lines, written])


# -- the command


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs any number of caseloads; the code is 1 where two engines differed."""
    parser = argparse.ArgumentParser(prog="python -m bench.agreement", description=__doc__)
    parser.add_argument("--caseloads", type=int, default=1_000, help="how many caseloads to try")
    parser.add_argument("--seed", type=int, default=1, help="the number of the first caseload")
    parser.add_argument("--minutes", type=float, default=None, help="stop after so many minutes")
    parser.add_argument("--batch", type=int, default=100, help="caseloads in one run of the bulk engine")
    parser.add_argument("--rules", nargs="*", default=None, help="only safeguards whose ids begin so")
    parser.add_argument("--no-bulk", action="store_true", help="leave out the bulk engine")
    parser.add_argument("--show", type=int, default=5, help="how many differences to make small and print")
    asked = parser.parse_args(arguments)
    shipped = pack()
    rules = [
        rule
        for rule in shipped.safeguards
        if asked.rules is None or any(rule.id.startswith(each) for each in asked.rules)
    ]
    say(f"{len(rules)} safeguards, caseloads {asked.seed} to {asked.seed + asked.caseloads - 1}")
    tally, began = Tally(), time.monotonic()
    for first in range(asked.seed, asked.seed + asked.caseloads, asked.batch):
        seeds = range(first, min(first + asked.batch, asked.seed + asked.caseloads))
        families = [family for seed in seeds for family in caseload(seed, rules, shipped.limits.quorum)]
        compare(families, rules, shipped.limits.quorum, tally, bulk=not asked.no_bulk)
        tally.caseloads += len(seeds)
        took = time.monotonic() - began
        say(
            f"{took:7.0f} s  {tally.caseloads:6} caseloads  {tally.families:6} families  {tally.entries:7} entries  "
            f"{tally.findings:8} findings  {len(tally.found):4} differences",
        )
        if asked.minutes is not None and took > asked.minutes * 60:
            break
    report(tally, rules)
    shown: set[tuple[str, str, tuple[str, ...]]] = set()
    for each in tally.found:
        if each.sort not in shown and len(shown) < asked.show:
            shown.add(each.sort)
            say()
            say(in_words(*smallest(each, rules, shipped.limits.quorum)))
    return 1 if tally.found else 0


def report(tally: Tally, rules: Sequence[Safeguard]) -> None:
    """Prints how often each state was met for each kind of rule, the rules that said nothing, and the differences by sort."""
    for (kind, state), count in sorted(tally.states.items()):
        say(f"  {kind:9} {state:9} {count:8}")
    silent = [rule.id for rule in rules if rule.id not in tally.rules]
    say(f"  {len(silent)} safeguards said nothing{': ' if silent else ''}{', '.join(silent)}")
    for (engine, safeguard, fields), count in Counter(each.sort for each in tally.found).most_common():
        say(f"  {count:5} times {engine} differs on {safeguard} in {', '.join(fields)}")


if __name__ == "__main__":
    sys.exit(main())
