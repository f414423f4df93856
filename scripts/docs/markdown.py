"""Parts of Markdown: tables, cells, blocks, anchors."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final

#: What stands under the title of every page.
MADE: Final = "Made by `make docs` from {source}; not for editing by hand."


def page(title: str, source: str, lines: Iterable[str]) -> str:
    """A page with its title and where it comes from, ending in one line end."""
    text = "\n".join([f"# {title}", "", MADE.format(source=source), "", *lines])
    return re.sub(r"\n{3,}", "\n\n", text).rstrip() + "\n"


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """A table; no rows give nothing."""
    made = [f"| {' | '.join(cell(each) for each in row)} |" for row in rows]
    if not made:
        return []
    return [f"| {' | '.join(heads)} |", f"|{'---|' * len(heads)}", *made, ""]


def cell(text: str) -> str:
    """Words as a cell of a table holds them: on one line, and with no bar of their own."""
    return " ".join(text.split()).replace("|", "\\|")


def block(text: str, language: str = "") -> list[str]:
    """Text set as it is written."""
    return [f"```{language}", *text.strip("\n").splitlines(), "```", ""]


def bullets(items: Iterable[str]) -> list[str]:
    """A list, with a blank line after it where it has anything."""
    made = [f"- {' '.join(each.split())}" for each in items]
    return [*made, ""] if made else []


def anchor(heading: str) -> str:
    """How a link names a heading of the same or another page."""
    kept = re.sub(r"[^\w\- ]", "", heading.strip().lower())
    return kept.replace(" ", "-")


def sentence(words: str) -> str:
    """Words with a capital at the beginning."""
    return words[:1].upper() + words[1:]
