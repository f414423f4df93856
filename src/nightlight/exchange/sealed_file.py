"""Sealed chronologies as text: one JSON object a line, each a link of the hash chain."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, fields
from typing import Any, Final

from nightlight.chronology.chain import Link
from nightlight.chronology.problems import Problem, Unreadable, shown

_FIELDS: Final = tuple(field.name for field in fields(Link))
_NEEDED: Final[dict[str, type]] = {"number": int, "facts": dict, "digests": dict, "previous": str, "hash": str}
_BY_HAND: Final = "was the file changed by hand? Take the copy that was sealed"


def write_sealed(links: Iterable[Link]) -> str:
    """The text of a chain."""
    return "".join(json.dumps(asdict(link), ensure_ascii=False, separators=(",", ":")) + "\n" for link in links)


def read_sealed(text: str, file: str | None = None) -> list[Link]:
    """The chain that a text holds. What a line says beside its link, or twice, is a mistake: nothing vouches for it.

    Raises `Unreadable` with every line that is no link.
    """
    links: list[Link] = []
    problems: list[Problem] = []
    # Words may hold characters that end a line elsewhere, such as U+2028; here only a line feed does.
    for number, line in enumerate(text.rstrip().split("\n"), 1):
        link = _link(line)
        if isinstance(link, str):
            problems.append(Problem("a line", link, line=number, file=file))
        else:
            links.append(link)
    if not text.strip():
        raise Unreadable(
            [Problem("the file", "it holds no entries; name a file that `nightlight seal` wrote", file=file)]
        )
    if problems:
        raise Unreadable(problems)
    return links


def _link(line: str) -> Link | str:
    twice: list[str] = []

    def pairs(found: list[tuple[str, Any]]) -> dict[str, Any]:
        values = dict(found)
        if len(values) < len(found):
            names = [name for name, _ in found]
            twice.append(next(name for name in values if names.count(name) > 1))
        return values

    try:
        raw: Any = json.loads(line, object_pairs_hook=pairs)
        json.dumps(raw, ensure_ascii=False, allow_nan=False).encode()
    except (ValueError, RecursionError):
        return f"it is not JSON; a sealed chronology has one object a line; {_BY_HAND}"
    if not isinstance(raw, dict):
        return "it is not an object; name a file that `nightlight seal` wrote"
    if twice:
        return f"it says {shown(twice[0])} twice; {_BY_HAND}"
    for name in raw:
        if name not in _FIELDS:
            return f"it says {shown(name)}, which no link has; {_BY_HAND}"
    for name in _FIELDS:
        if name not in raw:
            return f"it has no {name}; {_BY_HAND}"
    for name, type_ in _NEEDED.items():
        if not isinstance(raw.get(name), type_) or isinstance(raw[name], bool):
            return f"its {name} is not what it should be; {_BY_HAND}"
    words, salt = raw.get("words"), raw.get("salt")
    if not (words is None or _is_text(words)) or not _is_text(raw["digests"]) or not isinstance(salt, str | None):
        return f"its words, their digests or their salt are not text; {_BY_HAND}"
    return Link(raw["number"], raw["facts"], raw["digests"], words, salt, raw["previous"], raw["hash"])


def _is_text(found: object) -> bool:
    return isinstance(found, dict) and all(isinstance(each, str) for each in found.values())
