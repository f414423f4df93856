"""Scripts: what a template asks of an engine, as named steps that can be run on any caseload.

A template is written with Ibis over tables that are only named. What it works out on the way is written down as a step. The steps of a
rule are the same for every caseload, so that they are worked out once and run as often as one likes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import ibis
import pyarrow as pa
from ibis.expr.types import Table

from nightlight.bulk.columns import SHARED_TABLES, schema_of

#: The engine whose words the steps are written in.
DIALECT: Final = "duckdb"


@dataclass(frozen=True, slots=True)
class Step:
    """A table to make, or with `adds` one to add rows to: its name, and the query for its rows."""

    name: str
    query: str
    adds: tuple[str, ...] = ()


@dataclass(slots=True)
class Script:
    """Steps in their order, and the lasting tables that they read."""

    steps: list[Step] = field(default_factory=list)
    reads: dict[str, None] = field(default_factory=dict)

    def plain(self) -> dict[str, Any]:
        """The script as JSON has it."""
        return {"steps": [[step.name, step.query, step.adds] for step in self.steps], "reads": list(self.reads)}

    @classmethod
    def of_plain(cls, plain: Mapping[str, Any]) -> Script:
        """The script of what `plain` gave."""
        return cls(
            [Step(name, query, tuple(adds)) for name, query, adds in plain["steps"]], dict.fromkeys(plain["reads"])
        )


class Book:
    """Writes scripts; knows the lasting tables and how each is made."""

    def __init__(self) -> None:
        self.lasting: dict[str, Script] = {}
        self.taken: dict[str, Script] = {}
        self._schemas: dict[str, ibis.Schema] = {}
        self._open: list[Script] = []
        self._numbers: dict[str, int] = {}

    def take(self, name: str, script: Script) -> None:
        """Takes in how a lasting table is made, as it was kept, where this book does not know it."""
        self.taken.setdefault(name, script)

    def made_by(self, name: str) -> Script:
        """How a lasting table is made.

        Raises `KeyError` where no script reads one of that name.
        """
        return self.lasting.get(name) or self.taken[name]

    def begin(self) -> Script:
        """Begins a script; what is kept from now on belongs to it, until `end`."""
        script = Script()
        self._open.append(script)
        return script

    def end(self) -> None:
        """Ends the script that was begun last."""
        self._open.pop()

    def keep(self, name: str, table: Table) -> Table:
        """A step of the open script: the rows of a relation as a table of their own."""
        return self._step(self._open[-1], self._numbered(name), table)

    def _numbered(self, name: str) -> str:
        number = self._numbers.get(name, 0) + 1
        self._numbers[name] = number
        return _plain(f"{name}_{number}")

    def keep_as(self, name: str, table: Table) -> Table:
        """A step of the open script whose table has this very name, so that another script can read it."""
        return self._step(self._open[-1], name, table)

    def add(self, name: str, table: Table) -> None:
        """A step of the open script that adds the rows of a relation to a table that is there."""
        self._open[-1].steps.append(Step(name, query_of(table), tuple(table.columns)))

    def keep_for_all(self, name: str, make: Callable[[], Table]) -> Table:
        """A lasting table, made once for a caseload when a script first reads it."""
        made = _plain(name)
        if made not in self.lasting:
            script = self.begin()
            table = make()
            self.end()
            self._step(script, made, table)
            self.lasting[made] = script
        if self._open:
            self._open[-1].reads[made] = None
        return ibis.table(self._schemas[made], name=made)

    def lasting_for(self, scripts: Iterable[Script]) -> dict[str, Script]:
        """The lasting tables that scripts read, and those that these read, with how each is made."""
        found: dict[str, Script] = {}
        ahead = [name for script in scripts for name in script.reads]
        while ahead:
            name = ahead.pop()
            if name not in found and (name in self.lasting or name in self.taken):
                found[name] = self.made_by(name)
                ahead += found[name].reads
        return found

    def _step(self, script: Script, made: str, table: Table) -> Table:
        self._schemas[made] = table.schema()
        script.steps.append(Step(made, query_of(table)))
        return ibis.table(self._schemas[made], name=made)


def query_of(table: Table) -> str:
    """The query that yields a relation, in the engine's words."""
    return str(ibis.to_sql(table, dialect=DIALECT))


def base_name(name: str) -> str:
    """The name under which a caseload's file stands in the engine."""
    return f"base_{_plain(name)}"


def base(name: str) -> Table:
    """A kind's table or one of the shared ones, by name."""
    schema = SHARED_TABLES[name] if name in SHARED_TABLES else schema_of(name)
    return ibis.table(_ibis_schema(schema), name=base_name(name))


def _plain(name: str) -> str:
    return name.replace(".", "_")


def _ibis_schema(schema: pa.Schema) -> ibis.Schema:
    return ibis.Schema.from_pyarrow(schema)
