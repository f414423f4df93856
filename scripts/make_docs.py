"""Writes `docs/generated` from the code: `python -m scripts.make_docs`; with `--check` it only says what is out of date."""

from __future__ import annotations

import sys
from difflib import unified_diff
from pathlib import Path
from typing import Final

from scripts.docs import commands, dictionary, handbook, lessons, limits, meaning, modules, themes

TARGET: Final = Path(__file__).parents[1] / "docs" / "generated"
MAKERS: Final = (dictionary, handbook, lessons, limits, meaning, modules, commands, themes)
#: As many lines of difference as are shown for a page that is out of date.
_SHOWN: Final = 6


def made() -> dict[str, str]:
    """Every page that `docs/generated` should hold, by the name of its file."""
    found: dict[str, str] = {}
    for maker in MAKERS:
        for name, text in maker.pages().items():
            if name in found:
                raise ValueError(f"two makers make {name}")
            found[name] = text
    return dict(sorted(found.items()))


def out_of_date(pages: dict[str, str], target: Path = TARGET) -> list[str]:
    """What of a folder differs from what should be there, a few lines for each file; empty where nothing does."""
    said = []
    for name, text in pages.items():
        path = target / name
        held = path.read_text(encoding="utf-8") if path.is_file() else None
        if held is None:
            said.append(f"{name}: it is not there")
        elif held != text:
            lines = list(
                unified_diff(held.splitlines(), text.splitlines(), "as it is", "as it should be", n=0, lineterm="")
            )
            less = sum(line.startswith("-") for line in lines[2:])
            more = sum(line.startswith("+") for line in lines[2:])
            shown = "".join(f"\n    {line[:200]}" for line in lines[2 : 2 + _SHOWN])
            said.append(f"{name}: {less} lines go, {more} come{shown}")
    said += [f"{each}: nothing makes it any more" for each in _others(pages, target)]
    return said


def write(pages: dict[str, str], target: Path = TARGET) -> None:
    """Writes the pages, and takes away what nothing makes any more."""
    for each in _others(pages, target):
        (target / each).unlink()
    for name, text in pages.items():
        path = target / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def _others(pages: dict[str, str], target: Path) -> list[str]:
    held = (path.relative_to(target).as_posix() for path in sorted(target.rglob("*")) if path.is_file())
    return [name for name in held if name not in pages]


def main(arguments: list[str]) -> int:
    """Writes the pages; or, with `--check`, prints what is out of date and returns 1 where anything is."""
    if set(arguments) - {"--check"}:
        print("python -m scripts.make_docs [--check]", file=sys.stderr)  # noqa: T201
        return 2
    pages = made()
    if "--check" not in arguments:
        write(pages)
        print(f"{len(pages)} pages in docs/generated")  # noqa: T201
        return 0
    said = out_of_date(pages)
    if said:
        print(*said, f"{len(said)} pages of docs/generated are out of date; run `make docs`", sep="\n", file=sys.stderr)  # noqa: T201
    return 1 if said else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
