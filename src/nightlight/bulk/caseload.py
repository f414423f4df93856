"""A caseload in columns, opened: the tables of a folder and the calendar, and scripts run on them.

This is the one place that knows the engine that holds the tables (DuckDB); the templates do not.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Final

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from nightlight.bulk.columns import SHARED_TABLES, file_of, schema_of
from nightlight.bulk.dates import calendar_name, calendar_tables
from nightlight.bulk.plans import Book, Script, base_name
from nightlight.chronology.kinds import KINDS
from nightlight.chronology.problems import Problem, Unreadable

#: Memory that the engine may take before it writes to disk, in bytes.
MEMORY: Final = 3_000_000_000


class Caseload:
    """The tables of a folder that `CaseloadWriter` wrote; use it as a context.

    Of `families` given by their numbers (`range(1, 2001)`), only those are there. `memory` is in bytes; `threads` is how many of its
    own the engine may use (`None`: as many as there are processors).

    Raises `Unreadable` where the folder holds no caseload, or a file that is not one of its tables.
    """

    def __init__(
        self, folder: Path, memory: int = MEMORY, families: range | None = None, threads: int | None = None
    ) -> None:
        if not (folder / file_of("families")).is_file():
            message = "there is no families.parquet; write the caseload with CaseloadWriter, or name its folder"
            raise Unreadable([Problem(f"folder {folder}", message)])
        self.folder, self.memory = folder, memory
        schemas = {**{kind: schema_of(kind) for kind in KINDS}, **SHARED_TABLES}
        paths = {name: self._checked(name, schema) for name, schema in schemas.items()}
        self._disk = tempfile.TemporaryDirectory(prefix="nightlight-")
        #: A folder for what is there only as long as the caseload is open.
        self.scratch = Path(self._disk.name)
        config: dict[str, str | bool | int | float | list[str]] = {
            "memory_limit": f"{memory}B", "temp_directory": self._disk.name, "preserve_insertion_order": "false",
        }  # fmt: skip
        if threads is not None:
            config["threads"] = threads
        self._engine = duckdb.connect(":memory:", config=config)
        self._made: set[str] = set()
        self._shown: set[str] = set()
        for name, table in calendar_tables().items():
            self.put(calendar_name(name), table)
        for name, schema in schemas.items():
            path = paths[name]
            if path is None:
                self.put(base_name(name), schema.empty_table())
            else:
                columns = ", ".join(f'"{field.name}"' for field in schema)
                of_files = f"SELECT {columns} FROM {_read_parquet([path])}"
                if families is None:
                    self._engine.execute(f"CREATE VIEW {base_name(name)} AS {of_files}")
                else:  # A part is small, and read some dozen times.
                    these = f"family >= {families.start} AND family < {families.stop}"
                    self._engine.execute(f"CREATE TABLE {base_name(name)} AS {of_files} WHERE {these}")

    def __enter__(self) -> Caseload:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._engine.close()
        self._disk.cleanup()

    def _checked(self, name: str, schema: pa.Schema) -> Path | None:
        """The file of a table; `None` where the folder has none of that name, which is an empty table."""
        path = self.folder / file_of(name)
        if not path.is_file():
            return None
        try:
            found = pq.read_schema(path)
        except (OSError, pa.ArrowException) as wrong:
            raise Unreadable([Problem(f"file {path.name}", f"it cannot be read: {wrong}", file=str(path))]) from None
        missing = [field.name for field in schema if field.name not in found.names]
        if missing:
            message = f"it has no column {', '.join(missing)}; write the caseload again"
            raise Unreadable([Problem(f"file {path.name}", message, file=str(path))])
        return path

    # -- running what was written down

    def put(self, name: str, table: pa.Table) -> None:
        """A table of the engine with these rows, in place of what had that name."""
        self._hide(name)
        self._engine.register("rows_to_put", table)
        self._engine.execute(f'CREATE OR REPLACE TABLE "{name}" AS SELECT * FROM rows_to_put')
        self._engine.unregister("rows_to_put")

    def make(self, name: str, query: str) -> None:
        """A table of the engine with the rows that a query yields, in place of what had that name."""
        self._engine.execute(f'CREATE OR REPLACE TABLE "{name}" AS {query}')

    def show(self, name: str, files: Sequence[Path]) -> None:
        """The rows of parquet files under a name, in place of what had it."""
        self._hide(name)
        self._engine.execute(f'DROP TABLE IF EXISTS "{name}"')
        self._engine.execute(f'CREATE VIEW "{name}" AS SELECT * FROM {_read_parquet(files)}')
        self._shown.add(name)

    def _hide(self, name: str) -> None:
        if name in self._shown:
            self._engine.execute(f'DROP VIEW "{name}"')
            self._shown.remove(name)

    def run(self, script: Script, book: Book) -> None:
        """Runs a script: makes the lasting tables that it reads, where they are not there yet, and then its own."""
        self._have(script.reads, book)
        for step in script.steps:
            if step.adds:
                self.add(step.name, step.query, step.adds)
            else:
                self.make(step.name, step.query)

    def _have(self, names: Iterable[str], book: Book) -> None:
        for name in names:
            if name not in self._made:
                self.run(book.made_by(name), book)
                self._made.add(name)

    def forget(self, script: Script) -> None:
        """Drops the tables that a script made."""
        for step in script.steps:
            if not step.adds:
                self._engine.execute(f'DROP TABLE IF EXISTS "{step.name}"')

    def forget_lasting(self, start: str = "") -> None:
        """Drops the lasting tables whose names start so."""
        for name in [each for each in self._made if each.startswith(start)]:
            self._engine.execute(f'DROP TABLE IF EXISTS "{name}"')
            self._made.remove(name)

    def add(self, name: str, query: str, columns: Iterable[str]) -> None:
        """Adds the rows that a query yields to a table of the engine."""
        named = ", ".join(f'"{column}"' for column in columns)
        self._engine.execute(f'INSERT INTO "{name}" ({named}) {query}')

    def rows(self, query: str) -> pa.Table:
        """The rows that a query yields."""
        return self._engine.execute(query).fetch_arrow_table()

    def count(self, name: str) -> int:
        """How many rows a table of the folder has."""
        return int(self.rows(f'SELECT count(*) AS n FROM "{base_name(name)}"').column("n")[0].as_py())

    def write(self, query: str, path: Path) -> None:
        """Writes the rows that a query yields to a parquet file."""
        quoted = str(path).replace("'", "''")
        self._engine.execute(f"COPY ({query}) TO '{quoted}' (FORMAT parquet, COMPRESSION zstd)")


def _read_parquet(files: Iterable[Path]) -> str:
    quoted = ", ".join("'" + str(file).replace("'", "''") + "'" for file in files)
    return f"read_parquet([{quoted}])"


def empty(columns: Mapping[str, pa.DataType]) -> pa.Table:
    """A table with these columns and no rows."""
    return pa.schema(list(columns.items())).empty_table()
