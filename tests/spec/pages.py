"""What the pages of the specification hold, read from their text: the lines of meaning and the states that each
speaks of."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

from nightlight.safeguards.finding import STATES

HERE: Final = Path(__file__).parent
SEMANTICS: Final = HERE.parents[1] / "docs" / "semantics.md"

_NUMBERS: Final = re.compile(r"((?:\d+, )*\d+)\. (.+)", re.DOTALL)
_LINE: Final = re.compile(r"^(\d+)\. ", re.MULTILINE)
_SAID: Final = re.compile(rf"(?:^|; )({'|'.join(state.replace('_', ' ') for state in STATES)})(?=;|$)")


class Sentence(NamedTuple):
    """A test of a page: its name, the lines of meaning that its docstring gives, and what it says."""

    page: str
    test: str
    lines: tuple[int, ...]
    says: str


def lines_of_meaning() -> list[int]:
    """The numbers of the lines of `docs/semantics.md`, in their order."""
    return [int(number) for number in _LINE.findall(SEMANTICS.read_text(encoding="utf-8"))]


@cache
def page(name: str) -> ast.Module:
    """A page as it is written.

    Raises `FileNotFoundError` where there is none.
    """
    return ast.parse((HERE / f"test_{name}.py").read_text(encoding="utf-8"))


def pages() -> list[str]:
    """The names of all pages: every file of tests here, but for those about the pages themselves."""
    names = sorted(path.stem.removeprefix("test_") for path in HERE.glob("test_*.py"))
    return [name for name in names if not name.startswith("every_")]


def sentences(name: str) -> Iterator[Sentence]:
    """The tests of a page.

    Raises `ValueError` for a test whose docstring does not begin with the number of the line that it specifies.
    """
    for node in page(name).body:
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            found = _NUMBERS.fullmatch(ast.get_docstring(node) or "")
            if found is None:
                raise ValueError(
                    f"{node.name} of {name} does not say which line of meaning it specifies: `12. A sentence.`"
                )
            yield Sentence(name, node.name, tuple(int(each) for each in found[1].split(", ")), found[2])


def states_said(name: str) -> set[str]:
    """The states of findings that the lines of a page expect."""
    constants = (node.value for node in ast.walk(page(name)) if isinstance(node, ast.Constant))
    said = (
        match for value in constants if isinstance(value, str) and "\n" not in value for match in _SAID.findall(value)
    )
    return {each.replace(" ", "_") for each in said}
