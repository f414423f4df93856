"""Scripts: what a template asks of an engine, as named steps that can be run on any caseload.

A template is written with Ibis over tables that are only named. What it works out on the way is written down as a step; the steps of
a rule are the same for every caseload, so that they are worked out once and run as often as one likes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

import ibis
import pyarrow as pa
from ibis.expr.types import Table

from nightlight.bulk.columns import SHARED_TABLES, schema_of

#: The engine whose words the steps are written in.
DIALECT: Final = "duckdb"


@dataclass(frozen=True, slots=True)
class Step:
    """A table to make: its name, and the query that makes it."""

    name: str
    query: str


@dataclass(slots=True)
class Script:
    """Steps in their order, and the lasting tables that they read."""

    steps: list[Step] = field(default_factory=list)
    reads: dict[str, None] = field(default_factory=dict)

    @property
    def last(self) -> str:
        """The table that the last step makes."""
        return self.steps[-1].name


class Book:
    """Writes scripts; knows the lasting tables and how each is made."""

    def __init__(self) -> None:
        self.lasting: dict[str, Script] = {}
        self._schemas: dict[str, ibis.Schema] = {}
        self._open: list[Script] = []
        self._names: dict[str, int] = {}

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
        number = self._names.get(name, 0) + 1
        self._names[name] = number
        made = f"{name}_{number}".replace(".", "_")
        return self._step(self._open[-1], made, table)

    def keep_for_all(self, name: str, make: Callable[[], Table]) -> Table:
        """A lasting table, made once for a caseload when a script first reads it."""
        made = name.replace(".", "_")
        if made not in self.lasting:
            script = self.begin()
            table = make()
            self.end()
            self._step(script, made, table)
            self.lasting[made] = script
        if self._open:
            self._open[-1].reads[made] = None
        return ibis.table(self._schemas[made], name=made)

    def _step(self, script: Script, made: str, table: Table) -> Table:
        self._schemas[made] = table.schema()
        script.steps.append(Step(made, str(ibis.to_sql(table, dialect=DIALECT))))
        return ibis.table(self._schemas[made], name=made)


def base_name(name: str) -> str:
    """The name under which a caseload's file stands in the engine."""
    return f"base_{name.replace('.', '_')}"


def base(name: str) -> Table:
    """A kind's table or one of the shared ones, by name."""
    schema = SHARED_TABLES[name] if name in SHARED_TABLES else schema_of(name)
    return ibis.table(_ibis_schema(schema), name=base_name(name))


def _ibis_schema(schema: pa.Schema) -> ibis.Schema:
    return ibis.Schema.from_pyarrow(schema)
