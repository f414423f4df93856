"""Scripts: what a template asks of an engine, as named steps that can be run on any caseload.

A template is written with Ibis over tables that are only named. What it works out on the way is written down as a step. The steps of a
rule are the same for every caseload, so that they are worked out once and run as often as one likes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import ibis
import pyarrow as pa
from ibis.expr.types import Table

from nightlight.bulk.columns import SHARED_TABLES, schema_of

#: The engine whose words the steps are written in.
DIALECT: Final = "duckdb"
#: A name as it stands in a query.
_NAME: Final = re.compile(r'"(\w+)"')


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

    def plain(self) -> dict[str, Any]:
        """The script as JSON has it."""
        return {"steps": [[step.name, step.query] for step in self.steps], "reads": list(self.reads)}

    @classmethod
    def of_plain(cls, plain: Mapping[str, Any]) -> Script:
        """The script of what `plain` gave."""
        return cls([Step(name, query) for name, query in plain["steps"]], dict.fromkeys(plain["reads"]))


@dataclass(frozen=True, slots=True)
class _Form:
    """A query over tables called `form_0`, `form_1` ...; its columns, and the lasting tables that it reads."""

    query: str
    schema: ibis.Schema
    reads: dict[str, None]


class Book:
    """Writes scripts; knows the lasting tables and how each is made."""

    def __init__(self) -> None:
        self.lasting: dict[str, Script] = {}
        self.taken: dict[str, Script] = {}
        self._schemas: dict[str, ibis.Schema] = {}
        self._open: list[Script] = []
        self._numbers: dict[str, int] = {}
        self._forms: dict[Any, _Form] = {}

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

    def keep_like(self, name: str, make: Callable[..., Table], tables: Sequence[Table], *words: Any) -> Table:
        """A step that `make` gives for these tables and words, and which is the same for other tables of the same columns.

        Many rules ask the same of other tables; that is worked out once and written down with the other names. `make` may use
        no table but those that it is given and lasting ones.
        """
        form = self._form(make, tables, words)
        made = self._numbered(name)
        self._open[-1].reads |= form.reads
        self._schemas[made] = form.schema
        query = named_otherwise(form.query, {f"form_{number}": each.get_name() for number, each in enumerate(tables)})
        self._open[-1].steps.append(Step(made, query))
        return ibis.table(form.schema, name=made)

    def query_like(self, make: Callable[..., Table], tables: Sequence[Table], *words: Any) -> str:
        """The query that `keep_like` would keep."""
        form = self._form(make, tables, words)
        self._open[-1].reads |= form.reads
        return named_otherwise(form.query, {f"form_{number}": each.get_name() for number, each in enumerate(tables)})

    def _form(self, make: Callable[..., Table], tables: Sequence[Table], words: tuple[Any, ...]) -> _Form:
        key = (make.__qualname__, words, tuple(tuple(each.schema().items()) for each in tables))
        form = self._forms.get(key)
        if form is None:
            script = self.begin()
            made = make(
                *[ibis.table(each.schema(), name=f"form_{number}") for number, each in enumerate(tables)], *words
            )
            self.end()
            if script.steps:
                raise ValueError(f"{make.__qualname__} keeps a table, so that its query is not the same each time")
            form = _Form(query_of(made), made.schema(), dict(script.reads))
            self._forms[key] = form
        return form

    def _numbered(self, name: str) -> str:
        number = self._numbers.get(name, 0) + 1
        self._numbers[name] = number
        return _plain(f"{name}_{number}")

    def keep_as(self, name: str, table: Table) -> Table:
        """A step of the open script whose table has this very name, so that another script can read it."""
        return self._step(self._open[-1], name, table)

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


def renamed(script: Script, names: Mapping[str, str]) -> Script:
    """The same script with tables of other names in the place of some, and its own tables to match."""

    def of(name: str) -> str:
        return names.get(name, name)

    steps = [Step(of(step.name), named_otherwise(step.query, names)) for step in script.steps]
    return Script(steps, {of(name): None for name in script.reads})


def named_otherwise(query: str, names: Mapping[str, str]) -> str:
    """A query with other names in the place of some of its tables'."""
    return _NAME.sub(lambda found: f'"{names.get(found[1], found[1])}"', query)


def narrowed(table: Table, columns: Iterable[str]) -> Table:
    """The same table of the engine, of which only some columns are looked at."""
    schema = table.schema()
    return ibis.table({name: schema[name] for name in columns}, name=table.get_name())


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
