"""A PostgreSQL of the tests' own: made in a temporary folder, reached by its socket, gone when they end."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

#: Where Debian keeps the server's own commands, which are not on everybody's path.
_PLACES = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)


def binaries() -> Path | None:
    """The folder of PostgreSQL's commands; `None` where the machine has none."""
    found = shutil.which("pg_ctl")
    return (
        Path(found).resolve().parent if found else next((each for each in _PLACES if (each / "pg_ctl").exists()), None)
    )


@dataclass
class Server:
    """A running server."""

    folder: Path
    commands: Path

    def url(self, user: str = "nightlight") -> str:
        """Its address for DATABASE_URL."""
        return f"postgres://{user}@{quote(str(self.folder), safe='')}/nightlight"

    def run(self, *command: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        """Runs one of PostgreSQL's commands, as a user that it allows."""
        return subprocess.run(
            [str(self.commands / command[0]), *command[1:]],
            check=check,
            capture_output=True,
            text=True,
            user=_user(),
            cwd="/",
        )

    def sql(self, text: str, database: str = "nightlight") -> str:
        """What a statement of the superuser prints."""
        return self.run(
            "psql", "-h", str(self.folder), "-U", "postgres", "-d", database, "-v", "ON_ERROR_STOP=1", "-Atc", text
        ).stdout

    def start(self) -> None:
        """Starts it and waits until it answers."""
        options = f"-k {self.folder} -c listen_addresses='' -c max_connections=60"
        self.run(
            "pg_ctl", "-D", str(self.folder / "data"), "-w", "-l", str(self.folder / "log"), "-o", options, "start"
        )

    def stop(self, how: str = "fast") -> None:
        """Stops it: `fast` in order, `immediate` as a power cut would."""
        self.run("pg_ctl", "-D", str(self.folder / "data"), "-w", "-m", how, "stop", check=False)


@contextmanager
def server() -> Iterator[Server]:
    """A server with an empty database `nightlight`, owned by the role `owner`; `nightlight` is the role of the application."""
    commands = binaries()
    assert commands is not None, "PostgreSQL's commands are not on this machine"
    folder = Path(tempfile.mkdtemp(prefix="nl-pg-"))
    if (user := _user()) is not None:
        shutil.chown(folder, user)
    made = Server(folder, commands)
    try:
        made.run(
            "initdb", "-D", str(folder / "data"), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8"
        )
        made.start()
        made.sql("CREATE ROLE owner LOGIN CREATEDB", "postgres")
        made.sql("CREATE ROLE nightlight LOGIN CREATEDB", "postgres")
        made.sql("CREATE DATABASE nightlight OWNER owner", "postgres")
        yield made
    finally:
        made.stop("immediate")
        shutil.rmtree(folder, ignore_errors=True)


def _user() -> str | None:
    """PostgreSQL refuses to run as root: then it runs as its own user, or as nobody."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            pwd.getpwnam(name)
        except KeyError:
            continue
        return name
    return None
