"""The rule pack as it comes with the package, with a partnership's own limits over it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from pathlib import Path

from nightlight.chronology.problems import Problem, Unreadable, did_you_mean
from nightlight.safeguards.limits import Limits
from nightlight.safeguards.notation import read_safeguard
from nightlight.safeguards.rules import Safeguard

DEFAULT_SET = "england"


@dataclass(frozen=True)
class Pack:
    """The safeguards of an area, in the order of their ids, and its limits."""

    safeguards: tuple[Safeguard, ...]
    limits: Limits

    def __getitem__(self, id: str) -> Safeguard:
        """The safeguard of that id.

        Raises `KeyError` with the nearest right id where there is none.
        """
        for safeguard in self.safeguards:
            if safeguard.id == id:
                return safeguard
        raise KeyError(f"there is no safeguard {id!r}{did_you_mean(id, (each.id for each in self.safeguards))}")


@lru_cache(maxsize=4)
def pack(local: Path | None = None) -> Pack:
    """The pack for England, with a partnership's own limits (a TOML file) over the default ones.

    Raises `Unreadable` with every mistake in the rules or limits.
    """
    root = resources.files("nightlight.rules")
    limits = Limits.read((root / "limits.toml").read_text(encoding="utf-8"), "limits.toml")
    if local is not None:
        try:
            limits = limits.over(local.read_text(encoding="utf-8"), str(local))
        except (OSError, UnicodeDecodeError) as wrong:
            raise Unreadable([Problem("the local limits", f"they cannot be read: {wrong}", file=str(local))]) from None
    files = sorted(
        (each for each in (root / DEFAULT_SET).iterdir() if each.name.endswith(".toml")), key=lambda each: each.name
    )
    return Pack(read_pack(((each.read_text(encoding="utf-8"), each.name) for each in files), limits), limits)


def read_pack(texts: Iterable[tuple[str, str]], limits: Limits) -> tuple[Safeguard, ...]:
    """The safeguards of texts, each with the name of its file; the file is named after the safeguard.

    Raises `Unreadable` with the mistakes of all of them.
    """
    problems: list[Problem] = []
    found: dict[str, Safeguard] = {}
    for text, file in texts:
        try:
            rule = read_safeguard(text, limits, file)
        except Unreadable as wrong:
            problems.extend(wrong.problems)
            continue
        if rule.id in found:
            problems.append(
                Problem(f"safeguard {rule.id}", "two files have this id; give one another", "id", file=file)
            )
        if file.removesuffix(".toml") != rule.id:
            problems.append(Problem(f"safeguard {rule.id}", f"name its file {rule.id}.toml", "id", file=file))
        found[rule.id] = rule
    if problems:
        raise Unreadable(problems)
    return tuple(found[id] for id in sorted(found))
