"""Teaching cases: the five reviews and made-up families, as case files, with ways of breaking what was done well.

`reviews`, `families` and `breaks` read them from the installed package.
"""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import Any

from nightlight.exchange.case_file import read_case_text
from nightlight.exchange.yaml_text import read_yaml
from nightlight.replay.breaks import Break, broken, read_breaks
from nightlight.replay.case import Case


def reviews() -> list[Case]:
    """The five reviews that this software exists for, encoded from what they say."""
    return [read_case_text(text, name) for name, text in _texts("reviews").items()]


def families() -> list[Case]:
    """Made-up families: three in which everything is done well, and one ordinary pregnancy."""
    return [read_case_text(text, name) for name, text in _texts("families").items()]


def breaks() -> tuple[Break, ...]:
    """Thirty things that go wrong year after year; each fits each of the three families that are well run."""
    name = "breaks.yaml"
    return read_breaks(read_yaml(_text(name), name), name)


def broken_family(family: str, by: Break) -> Case:
    """A family that is well run (`family-brook`), with one thing gone wrong in it.

    Raises `KeyError` where there is no such family, and `Unreadable` where the break does not fit it.
    """
    return broken(_family(family), by, f"{family}.yaml")


@cache
def _family(family: str) -> Any:
    name = f"{family}.yaml"
    return read_yaml(_texts("families")[name], name)


def _text(name: str) -> str:
    return (resources.files("nightlight.cases") / name).read_text(encoding="utf-8")


def _texts(folder: str) -> dict[str, str]:
    root = resources.files("nightlight.cases") / folder
    return {
        each: _text(f"{folder}/{each}")
        for each in sorted(each.name for each in root.iterdir())
        if each.endswith(".yaml")
    }
