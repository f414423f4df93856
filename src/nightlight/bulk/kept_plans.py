"""Plans kept between runs: what a rule asks of the engine takes a second to work out and is the same for every caseload.

A plan is kept under a name that is made of everything that it follows from: the rule, who makes a meeting, the code that wrote
it and the versions of the libraries. It holds queries and nothing of any family. A folder that cannot be read or written is
done without.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from importlib import metadata, resources
from pathlib import Path
from typing import Any, Final

from nightlight.picture.events import Quorum
from nightlight.safeguards.rules import Safeguard

#: The packages whose code decides what a plan says.
_WRITTEN_BY: Final = ("bulk", "chronology", "chronology.kinds", "picture", "safeguards")
_LIBRARIES: Final = ("duckdb", "ibis-framework", "sqlglot")


def usual_folder() -> Path:
    """Where the plans of this user are kept: `$XDG_CACHE_HOME/nightlight/plans`, else under `~/.cache`."""
    start = os.environ.get("XDG_CACHE_HOME")
    return (Path(start) if start else Path.home() / ".cache") / "nightlight" / "plans"


def name_of(rule: Safeguard | str, quorum: Mapping[str, Quorum]) -> str:
    """The name under which the plan of a rule, or of what all rules share, is kept; another where anything that it follows from is
    another."""
    if isinstance(rule, str):
        return _named(rule, rule, quorum)
    bare = replace(rule, title="", says="", ask="", why="", sources=(), lessons=(), notes="", fires_in="", examples=())
    return _named(rule.id, repr(bare), quorum)


def _named(start: str, words: str, quorum: Mapping[str, Quorum]) -> str:
    told = f"{words} {sorted(quorum.items())!r} {_written_by()}"
    return f"{start}-{hashlib.sha256(told.encode()).hexdigest()[:24]}.json"


@cache
def _written_by() -> str:
    told = hashlib.sha256()
    for package in _WRITTEN_BY:
        for file in sorted(resources.files(f"nightlight.{package}").iterdir(), key=lambda each: each.name):
            if file.name.endswith(".py"):
                told.update(file.read_bytes())
    for library in _LIBRARIES:
        told.update(metadata.version(library).encode())
    return told.hexdigest()


def kept(folder: Path, name: str) -> Any:
    """What is kept under a name; `None` where nothing is, or nothing that can be read."""
    try:
        return json.loads((folder / name).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None


def keep(folder: Path, name: str, plain: object) -> None:
    """Keeps something under a name, whole or not at all, where the folder can be written."""
    made = folder / f"{name}.{os.getpid()}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        made.write_text(json.dumps(plain), encoding="utf-8")
        made.replace(folder / name)
    except OSError:
        made.unlink(missing_ok=True)
