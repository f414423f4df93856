"""A caseload in columns: one parquet file for each kind of entry, with the kind's own fields, and a few for who is who.

People and agencies of a family are numbered, and a field that names several is a whole number with a bit for each; so whether two
entries are about the same child is one operation on two numbers. Words that people wrote are not in the columns: of a
text only a digest is kept, so that two can be compared and nobody can be read.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.parquet as pq

from nightlight.chronology.fields import NAMES_AGENCIES, NAMES_PEOPLE, FieldSpec, FieldType
from nightlight.chronology.kinds import KINDS
from nightlight.chronology.knowing import agencies_named, agencies_told
from nightlight.chronology.moments import NEVER, When
from nightlight.chronology.problems import Problem, Unreadable
from nightlight.chronology.record import Chronology, Held
from nightlight.picture.facts import Fact, fact_of, opener_of, specs_of_kind

#: So many people, and so many agencies, fit into one number.
MOST_NUMBERED: Final = 62
#: Texts that the engines read word for word: the name of a finding.
_PLAIN_TEXT: Final = frozenset({"finding"})

COMMON: Final = pa.schema(
    [
        ("family", pa.int64()),
        ("fact", pa.int64()),
        ("root", pa.string()),
        ("thread", pa.string()),
        ("first", pa.int64()),
        ("last", pa.int64()),
        ("since", pa.int64()),
        ("until", pa.int64()),
        ("rank", pa.int64()),
        ("place", pa.int64()),
        ("agency", pa.int64()),
        ("agency_type", pa.string()),
        ("loose", pa.bool_()),
        ("people", pa.int64()),
        ("about", pa.int64()),
        ("known", pa.int64()),
    ]
)
FAMILIES: Final = pa.schema(
    [("family", pa.int64()), ("name", pa.string()), ("nation", pa.string()), ("team", pa.string())]
)
PEOPLE: Final = pa.schema(
    [
        ("family", pa.int64()),
        ("person", pa.string()),
        ("bit", pa.int64()),
        ("role", pa.string()),
        ("sex", pa.string()),
        ("born_first", pa.int64()),
        ("born_last", pa.int64()),
        ("born_loose", pa.bool_()),
        ("due", pa.int64()),
        ("named_root", pa.string()),
        ("named_first", pa.int64()),
        ("named_last", pa.int64()),
        ("named_since", pa.int64()),
        ("named_rank", pa.int64()),
        ("named_place", pa.int64()),
        ("named_agency", pa.int64()),
        ("named_loose", pa.bool_()),
        ("from", pa.int64()),
        ("until", pa.int64()),
    ]
)
AGENCIES: Final = pa.schema(
    [
        ("family", pa.int64()),
        ("agency", pa.string()),
        ("bit", pa.int64()),
        ("type", pa.string()),
        ("since", pa.int64()),
        ("at_work", pa.int64()),
    ]
)
TOUCHES: Final = pa.schema(
    [
        ("family", pa.int64()),
        ("bit", pa.int64()),
        ("moment", pa.int64()),
        ("happened", pa.int64()),
        ("records", pa.bool_()),
        ("since", pa.int64()),
        ("until", pa.int64()),
    ]
)
KNOWS: Final = pa.schema([("family", pa.int64()), ("root", pa.string()), ("bit", pa.int64()), ("since", pa.int64())])
LINKS: Final = pa.schema([("family", pa.int64()), ("fact", pa.int64()), ("field", pa.string()), ("value", pa.string())])
OPENERS: Final = pa.schema(
    [
        ("family", pa.int64()),
        ("root", pa.string()),
        ("people", pa.int64()),
        ("about", pa.int64()),
        ("since", pa.int64()),
        ("until", pa.int64()),
    ]
)
WAITS: Final = pa.schema([("family", pa.int64()), ("kind", pa.string()), ("moment", pa.int64())])
#: `people`: over which time each was named by which entry. `touches`: which entries name which agency. `links`: lists of threads and
#: entries. `openers`: what opened a thread to which an entry belongs whose kind belongs to none. `waits`: when what opened a thread came
#: on record after an entry of that thread.
SHARED_TABLES: Final = {
    "families": FAMILIES, "people": PEOPLE, "agencies": AGENCIES, "touches": TOUCHES, "knows": KNOWS, "links": LINKS,
    "openers": OPENERS, "waits": WAITS,
}  # fmt: skip
#: Fields of the envelope that stand in every kind's columns under their own names.
_IN_COMMON: Final = frozenset({"agency"})


def column_of(spec: FieldSpec) -> tuple[str, pa.DataType] | None:
    """The name and type of the column that holds a field; `None` for lists, which stand in the table of links."""
    if spec.type in NAMES_PEOPLE:
        return f"p_{spec.name}", pa.int64()
    if spec.type in NAMES_AGENCIES:
        return f"a_{spec.name}", pa.int64()
    match spec.type:
        case FieldType.WORDS:
            return f"w_{spec.name}", pa.int64()
        case FieldType.THREADS | FieldType.ENTRIES:
            return f"c_{spec.name}", pa.int64()
        case FieldType.DATE | FieldType.MOMENT:
            return f"d_{spec.name}", pa.int64()
        case FieldType.FLAG:
            return f"b_{spec.name}", pa.bool_()
        case FieldType.NUMBER | FieldType.WEEKS:
            return f"n_{spec.name}", pa.float64()
        case FieldType.SHARED:
            return None
        case _:
            return f"s_{spec.name}", pa.string()


def asked_fields(kind: str) -> dict[str, FieldSpec]:
    """The fields of a kind that a rule may ask, without those that every kind has."""
    specs = specs_of_kind(kind) or {}
    return {name: spec for name, spec in specs.items() if name not in _IN_COMMON or name in KINDS[kind].specs}


def schema_of(kind: str) -> pa.Schema:
    """The columns of a kind's file."""
    fields = list(COMMON)
    for spec in asked_fields(kind).values():
        column = column_of(spec)
        if column is not None:
            fields.append(pa.field(*column))
            if column[0].startswith("d_"):
                fields += [pa.field(column[0] + "_last", pa.int64()), pa.field(column[0] + "_loose", pa.bool_())]
    return pa.schema(fields)


class CaseloadWriter:
    """Writes families to a folder, a batch at a time; use it as a context, so that the files are closed."""

    def __init__(self, folder: Path, batch: int = 50_000) -> None:
        self.folder = folder
        self.batch = batch
        self.family = 0
        self.fact = 0
        self._rows: dict[str, list[dict[str, Any]]] = {}
        self._writers: dict[str, pq.ParquetWriter] = {}
        folder.mkdir(parents=True, exist_ok=True)

    def __enter__(self) -> CaseloadWriter:
        return self

    def __exit__(self, *_: object) -> None:
        for name in (*SHARED_TABLES, *KINDS):
            self._flush(name)
        for writer in self._writers.values():
            writer.close()

    def add(self, chronology: Chronology, team: str = "") -> int:
        """Adds a family; returns its number.

        Raises `Unreadable` where it has more people or agencies than fit.
        """
        self.family += 1
        family = _Family(chronology, self.family)
        self._put(
            "families", {"family": self.family, "name": chronology.family, "nation": chronology.nation, "team": team}
        )
        for name, rows in family.tables(self.fact):
            for row in rows:
                self._put(name, row)
        self.fact += family.size
        return self.family

    def _put(self, name: str, row: dict[str, Any]) -> None:
        rows = self._rows.setdefault(name, [])
        rows.append(row)
        if len(rows) >= self.batch:
            self._flush(name)

    def _flush(self, name: str) -> None:
        schema = SHARED_TABLES.get(name) or schema_of(name)
        rows = self._rows.pop(name, [])
        if name not in self._writers:
            self._writers[name] = pq.ParquetWriter(self.folder / file_of(name), schema, compression="zstd")
        if rows:
            self._writers[name].write_table(pa.Table.from_pylist(rows, schema=schema))


def file_of(name: str) -> str:
    """The name of the file of a kind or of a shared table."""
    return f"{name}.parquet"


def write_caseload(chronologies: Iterable[Chronology], folder: Path) -> int:
    """Writes families to a folder; returns how many there were."""
    with CaseloadWriter(folder) as writer:
        for chronology in chronologies:
            writer.add(chronology)
        return writer.family


class _Family:
    """One family's rows."""

    def __init__(self, chronology: Chronology, number: int) -> None:
        self.chronology = chronology
        self.number = number
        self.held = chronology.held()
        self.size = len(self.held)
        self.facts = [fact_of(held) for held in self.held]
        self._people = self._numbered(
            "people", {*chronology.people, *(p for fact in self.facts for p in fact.people)} | self._added()
        )
        self._agencies = self._numbered("agencies", chronology.agencies)

    def _added(self) -> set[str]:
        return {fact.root for fact in self.facts if fact.kind == "person.added"}

    def _numbered(self, what: str, keys: Iterable[str]) -> dict[str, int]:
        found = sorted(keys)
        if len(found) > MOST_NUMBERED:
            message = f"it has {len(found)} {what}, and a caseload in columns holds {MOST_NUMBERED} of a family"
            raise Unreadable([Problem(f"family {self.chronology.family}", message)])
        return {key: 1 << index for index, key in enumerate(found)}

    def tables(self, first_fact: int) -> Iterator[tuple[str, Iterable[dict[str, Any]]]]:
        yield "people", self._people_rows()
        yield "agencies", self._agency_rows()
        for number, (held, fact) in enumerate(zip(self.held, self.facts, strict=True), first_fact + 1):
            yield fact.kind, [self._fact_row(number, held, fact)]
            yield "links", self._links(number, held)
            yield "touches", self._touches(held, fact)
        yield "knows", self._knows()
        yield "openers", self._openers()
        yield "waits", self._waits()

    def _fact_row(self, number: int, held: Held, fact: Fact) -> dict[str, Any]:
        row = {
            "family": self.number,
            "fact": number,
            "root": fact.root,
            "thread": fact.thread,
            "first": fact.first,
            "last": fact.last,
            "since": held.since,
            "until": held.until,
            "rank": held.rank[0],
            "place": held.rank[1],
            "agency": self._agencies.get(fact.agency, 0),
            "agency_type": self._type(fact.agency),
            "loose": fact.loose,
            "people": self._mask(self._people, fact.people),
            "about": self._mask(self._people, fact.about),
            "known": self._known_at_once(held),
        }
        for name, spec in asked_fields(fact.kind).items():
            column = column_of(spec)
            if column is not None:
                row.update(self._column(column[0], spec, fact.values.get(name)))
        return row

    def _column(self, column: str, spec: FieldSpec, value: Any) -> Mapping[str, Any]:
        if value is None:
            return dict.fromkeys([column, column + "_last", column + "_loose"] if column.startswith("d_") else [column])
        match column[0]:
            case "p":
                return {column: self._mask(self._people, value)}
            case "a":
                return {column: self._mask(self._agencies, value)}
            case "w":
                return {column: sum(1 << spec.words.index(word) for word in value)}
            case "c":
                return {column: len(value)}
            case "d":
                when: When = value
                return {column: when.day, column + "_last": when.last_day, column + "_loose": when.loose}
            case "n":
                return {column: float(value)}
            case "b":
                return {column: bool(value)}
        if _is_digested(spec):
            return {column: digest(str(value))}
        return {column: self.chronology.root(str(value)) if spec.type is FieldType.THREAD else str(value)}

    def _mask(self, numbered: Mapping[str, int], value: Any) -> int:
        keys = (value,) if isinstance(value, str) else value
        return sum(numbered.get(key, 0) for key in dict.fromkeys(keys))

    def _type(self, agency: str) -> str:
        found = self.chronology.agencies.get(agency)
        return found.type if found is not None else "other"

    def _known_at_once(self, held: Held) -> int:
        """The agencies that know the root entry from the moment at which its first version was recorded."""
        return sum(
            bit
            for agency, bit in self._agencies.items()
            if (since := self.chronology.known_from(held.root, agency)) is not None and since <= held.rank[0]
        )

    def _knows(self) -> Iterator[dict[str, Any]]:
        ranks = {held.root: held.rank[0] for held in self.held}
        for root, rank in ranks.items():
            for agency, bit in self._agencies.items():
                since = self.chronology.known_from(root, agency)
                if since is not None and since > rank:
                    yield {"family": self.number, "root": root, "bit": bit, "since": since}

    def _openers(self) -> Iterator[dict[str, Any]]:
        threads = {fact.thread for fact in self.facts if opener_of(fact.kind) is None and fact.thread != fact.root}
        for held, fact in zip(self.held, self.facts, strict=True):
            if held.root in threads and held.entry.body.opens:
                yield {
                    "family": self.number, "root": held.root, "people": self._mask(self._people, fact.people),
                    "about": self._mask(self._people, fact.about), "since": held.since, "until": held.until,
                }  # fmt: skip

    def _waits(self) -> Iterator[dict[str, Any]]:
        opened: dict[str, int] = {}
        for held in self.held:
            opened[held.root] = min(held.since, opened.get(held.root, NEVER))
        for held in self.held:
            if held.thread is not None and opened.get(held.thread, 0) > held.since:
                yield {"family": self.number, "kind": held.entry.kind, "moment": opened[held.thread]}

    def _links(self, number: int, held: Held) -> Iterator[dict[str, Any]]:
        for spec, value in held.entry.body.filled():
            if spec.type in (FieldType.THREADS, FieldType.ENTRIES):
                for each in value:
                    yield {
                        "family": self.number,
                        "fact": number,
                        "field": spec.name,
                        "value": self.chronology.root(each),
                    }

    def _touches(self, held: Held, fact: Fact) -> Iterator[dict[str, Any]]:
        recorded = held.entry.recorded.first
        for agency in agencies_named(held.entry, self.chronology.agencies):
            moment = max(recorded, fact.first) if agency == fact.agency else fact.first
            yield {
                "family": self.number, "bit": self._agencies.get(agency, 0), "moment": moment, "happened": fact.first,
                "records": agency == fact.agency, "since": held.since, "until": held.until,
            }  # fmt: skip

    def _agency_rows(self) -> Iterator[dict[str, Any]]:
        at_work: dict[str, int] = {}
        told: dict[str, int] = {}
        for held in self.held:
            for agency in agencies_named(held.entry, self.chronology.agencies):
                at_work[agency] = min(at_work.get(agency, NEVER), held.since)
            for agency in agencies_told(held.entry):
                told[agency] = min(told.get(agency, NEVER), held.since)
        for agency, bit in self._agencies.items():
            named = at_work.get(agency, NEVER)
            yield {
                "family": self.number, "agency": agency, "bit": bit, "type": self._type(agency),
                "since": min(named, told.get(agency, NEVER)), "at_work": named,
            }  # fmt: skip

    def _people_rows(self) -> Iterator[dict[str, Any]]:
        for key, bit in self._people.items():
            declared = self.chronology.people.get(key)
            born = declared.born if declared else None
            row = {
                "family": self.number, "person": key, "bit": bit, "role": declared.role if declared else None,
                "sex": declared.sex if declared else None, "born_first": born.first if born else None,
                "born_last": born.last if born else None, "born_loose": born.loose if born else None,
                "due": declared.due.day if declared and declared.due else None,
            }  # fmt: skip
            for start, stop, named in self._namings(key):
                yield {
                    **row, "named_root": named.root, "named_first": named.first, "named_last": named.last,
                    "named_since": named.since, "named_rank": named.rank[0], "named_place": named.rank[1],
                    "named_agency": self._agencies.get(named.agency, 0), "named_loose": named.loose, "from": start,
                    "until": stop,
                }  # fmt: skip

    def _namings(self, key: str) -> Iterator[tuple[int, int, Fact]]:
        """Over which time which fact was the one that first named a person: another where the entry that added them was corrected."""
        naming = [fact for fact in self.facts if key in fact.people]
        added = [
            (held.since, held.until, fact)
            for held, fact in zip(self.held, self.facts, strict=True)
            if fact.kind == "person.added" and fact.root == key
        ]
        starts = sorted({fact.since for fact in naming} | {since for since, _, _ in added})
        runs: list[tuple[int, Fact]] = []
        for start in starts:
            known = [fact for fact in naming if fact.since <= start]
            known += [fact for since, until, fact in added if since <= start < until]
            first = min(known, key=lambda fact: (fact.since, fact.key), default=None)
            if first is not None and (not runs or runs[-1][1] is not first):
                runs.append((start, first))
        for (start, fact), (stop, _) in pairwise([*runs, (NEVER, None)]):
            if fact is not None:
                yield start, stop, fact


def _is_digested(spec: FieldSpec) -> bool:
    """Whether only a digest of a field is kept: what people wrote in words of their own."""
    return spec.type in (FieldType.TEXT, FieldType.SOURCE) and spec.name not in _PLAIN_TEXT


def stored(spec: FieldSpec, value: Any) -> Any:
    """A value as it stands in the column of a field, to be compared with."""
    return digest(str(value)) if _is_digested(spec) else value


def digest(text: str) -> str:
    """A text as it stands in the columns: enough to see that two are the same, not to read either."""
    return hashlib.blake2b(text.encode(), digest_size=8).hexdigest()
