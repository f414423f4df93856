"""A caseload in columns, opened: the tables of a folder, the calendar, and the lenses through which rules look at it.

This is the one place that knows which engine holds the tables (DuckDB, through Ibis); the templates do not.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Final

import ibis
import pyarrow as pa
from ibis.expr.types import Table

from nightlight.bulk.columns import SHARED_TABLES, file_of, schema_of
from nightlight.bulk.dates import Dates, calendar_tables
from nightlight.bulk.lens import Lens
from nightlight.chronology.moments import NEVER, Moment
from nightlight.chronology.problems import Problem, Unreadable
from nightlight.picture.events import Quorum

#: Memory that the engine may take before it writes to disk.
MEMORY: Final = "3GB"


class Caseload:
    """The tables of a folder that `CaseloadWriter` wrote; use it as a context.

    Raises `Unreadable` where the folder holds no caseload, or a file that is not one of its tables.
    """

    def __init__(self, folder: Path, memory: str = MEMORY) -> None:
        if not (folder / file_of("families")).is_file():
            message = "there is no families.parquet; write the caseload with CaseloadWriter, or name its folder"
            raise Unreadable([Problem(f"folder {folder}", message)])
        self.folder = folder
        self._disk = tempfile.TemporaryDirectory(prefix="nightlight-")
        self._connection = ibis.duckdb.connect(Path(self._disk.name) / "work.duckdb", memory_limit=memory)
        self._connection.raw_sql("SET preserve_insertion_order = false")
        self._made: list[str] = []
        self._number = 0
        self._opened: dict[str, Table] = {}
        for name, table in calendar_tables().items():
            self._connection.create_table(f"calendar_{name}", table)
        self.dates = Dates(lambda name: self._connection.table(f"calendar_{name}"))

    def __enter__(self) -> Caseload:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._connection.disconnect()
        self._disk.cleanup()

    def table(self, name: str) -> Table:
        """A kind's table or one of the shared ones; an empty one where the folder has no file of that name."""
        found = self._opened.get(name)
        if found is None:
            found = self._open(name)
            self._opened[name] = found
        return found

    def _open(self, name: str) -> Table:
        path = self.folder / file_of(name)
        schema = SHARED_TABLES[name] if name in SHARED_TABLES else schema_of(name)
        if not path.is_file():
            return self._connection.create_table(f"base_{name.replace('.', '_')}", schema.empty_table())
        table = self._connection.read_parquet(str(path), table_name=f"base_{name.replace('.', '_')}")
        missing = [field.name for field in schema if field.name not in table.columns]
        if missing:
            raise Unreadable([Problem(f"file {path.name}", f"it has no column {', '.join(missing)}; write it again", file=str(path))])
        return table

    # -- keeping what was worked out

    def keep(self, name: str, table: Table) -> Table:
        """The rows of a relation as a table of their own, so that they are worked out once; dropped at the end of `for_a_while`."""
        found = self.keep_for_all(name, table)
        self._made.append(found.get_name())
        return found

    def keep_for_all(self, name: str, table: Table) -> Table:
        """The rows of a relation as a table of their own, for as long as the caseload is open."""
        self._number += 1
        return self._connection.create_table(f"w{self._number}_{name.replace('.', '_')}", table)

    def append(self, name: str, table: Table) -> None:
        """Adds the rows of a relation to a table of that name."""
        if name in self._connection.list_tables():
            self._connection.insert(name, table.select(*self._connection.table(name).columns))
        else:
            self._connection.create_table(name, table)

    def made(self, name: str) -> Table:
        """A table that `append` made.

        Raises `KeyError` where there is none.
        """
        if name not in self._connection.list_tables():
            raise KeyError(f"there is no table {name!r}")
        return self._connection.table(name)

    @contextmanager
    def for_a_while(self) -> Iterator[None]:
        """What is kept within is dropped at the end."""
        before = len(self._made)
        try:
            yield
        finally:
            for made in self._made[before:]:
                self._connection.drop_table(made, force=True)
            del self._made[before:]

    def write(self, table: Table, path: Path) -> None:
        """Writes the rows of a relation to a parquet file."""
        self._connection.to_parquet(table, path, compression="zstd")

    def rows(self, table: Table) -> pa.Table:
        """The rows of a relation."""
        return self._connection.to_pyarrow(table)


class Views(Lens):
    """The views of a caseload that a table names: `snapshot`, `family`, `nation`, `clock`, and the stretch `starts` to `ends` for which
    each stands.

    A view holds what was on record at its clock. It stands for the moments of its stretch as far as it is what its families' records
    showed then, but for what came on record on its own day in between.
    """

    def __init__(self, caseload: Caseload, views: Table, quorum: Mapping[str, Quorum], *, for_all: bool = False) -> None:
        super().__init__(caseload.keep, caseload.keep_for_all if for_all else caseload.keep, quorum)
        self._caseload = caseload
        self._views = views

    @property
    def views(self) -> Table:
        return self._views

    def raw(self, kind: str) -> Table:
        entries = self._seen(self._caseload.table(kind))
        return entries.filter((entries.since <= entries.v_clock) & (entries.v_clock < entries.until)).drop("v_clock", "until")

    def _seen(self, table: Table) -> Table:
        """A table once for each view of its family, with the view's clock."""
        views = self._views.select(snapshot="snapshot", v_family="family", v_clock="clock")
        return table.join(views, table.family == views.v_family).drop("v_family")

    def shared(self, table: str) -> Table:
        return self.once(f"shared_{table}", lambda: self._shared(table))

    def _shared(self, name: str) -> Table:
        if name == "all_agencies":
            return self._seen(self._caseload.table("agencies")).drop("v_clock")
        seen = self._seen(self._caseload.table(name))
        match name:
            case "people":
                seen = seen.filter(seen.named_since <= seen.v_clock)
            case "agencies" | "knows":
                seen = seen.filter(seen.since <= seen.v_clock)
            case "touches":
                seen = seen.filter((seen.since <= seen.v_clock) & (seen.v_clock < seen.until))
        return seen.drop("v_clock")


def now(caseload: Caseload, as_of: Moment, quorum: Mapping[str, Quorum]) -> Views:
    """One view of each family: its record at a moment, which stands for all the time before it."""
    families = caseload.table("families")
    views = families.select(
        snapshot=families.family, family=families.family, nation=families.nation, clock=ibis.literal(as_of, "int64"),
        starts=ibis.literal(0, "int64"), ends=ibis.literal(NEVER, "int64"),
    )  # fmt: skip
    return Views(caseload, caseload.keep_for_all("views", views), quorum, for_all=True)


