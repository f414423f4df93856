"""Every module of the package in one line, from its docstring; packages from the ground up."""

from __future__ import annotations

import ast
import tomllib
from pathlib import Path
from typing import Final

from scripts.docs.markdown import page, table

ROOT: Final = Path(__file__).parents[2]
PACKAGE: Final = ROOT / "src" / "nightlight"


def pages() -> dict[str, str]:
    """`modules.md`."""
    lines = []
    for package in from_the_ground_up():
        told = _docstring(PACKAGE / package / "__init__.py")
        lines += [f"## {package}", "", told, ""]
        files = sorted(path for path in (PACKAGE / package).rglob("*.py") if path.name != "__init__.py")
        rows = [(f"`{path.relative_to(PACKAGE).as_posix()}`", _first_sentence(_docstring(path))) for path in files]
        lines += table(("module", "holds"), rows)
    return {"modules.md": page("Every module", "the docstrings of `src/nightlight/`", lines)}


def from_the_ground_up() -> list[str]:
    """The packages in the order of the layers that `pyproject.toml` holds them to, lowest first.

    Raises `ValueError` for a package that is in none of them.
    """
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
    (layers,) = (each["layers"] for each in contracts if each["type"] == "layers")
    found = [package for layer in reversed(layers) for package in layer.split(" | ")]
    held = {path.parent.name for path in PACKAGE.glob("*/__init__.py")}
    if held != set(found):
        raise ValueError(f"pyproject.toml gives the layers {sorted(found)}, and the packages are {sorted(held)}")
    return found


def _docstring(path: Path) -> str:
    return ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""


def _first_sentence(told: str) -> str:
    first = " ".join(told.partition("\n\n")[0].split())
    return first.partition(". ")[0].rstrip(".")
