"""Sealed chronologies as text: one JSON object a line, each a link of the hash chain."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any, Final

from nightlight.chronology.chain import Link
from nightlight.chronology.problems import Problem, Unreadable

_NEEDED: Final[dict[str, type]] = {"number": int, "facts": dict, "digests": dict, "previous": str, "hash": str}


def write_sealed(links: Iterable[Link]) -> str:
    """The text of a chain."""
    return "".join(json.dumps(asdict(link), ensure_ascii=False, separators=(",", ":")) + "\n" for link in links)


def read_sealed(text: str, file: str | None = None) -> list[Link]:
    """The chain that a text holds.

    Raises `Unreadable` with every line that is no link.
    """
    links: list[Link] = []
    problems: list[Problem] = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        link = _link(line)
        if isinstance(link, str):
            problems.append(Problem("a line", link, line=number, file=file))
        else:
            links.append(link)
    if not links and not problems:
        problems.append(Problem("the file", "it holds no entries", file=file))
    if problems:
        raise Unreadable(problems)
    return links


def _link(line: str) -> Link | str:
    try:
        raw: Any = json.loads(line)
    except ValueError:
        return "it is not JSON; a sealed chronology has one object a line"
    if not isinstance(raw, dict):
        return "it is not an object"
    for name, type_ in _NEEDED.items():
        if not isinstance(raw.get(name), type_):
            return f"it has no {name}; was the file changed by hand?"
    words, salt = raw.get("words"), raw.get("salt")
    if not (words is None or isinstance(words, dict)) or not (salt is None or isinstance(salt, str)):
        return "its words or its salt are not what they should be; was the file changed by hand?"
    return Link(raw["number"], raw["facts"], raw["digests"], words, salt, raw["previous"], raw["hash"])
