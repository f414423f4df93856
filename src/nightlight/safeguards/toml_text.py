"""TOML text as plain values, and on which line each key of it stands; the text is passed in."""

from __future__ import annotations

import re
import tomllib
from typing import Any, Final

from nightlight.chronology.problems import Problem, Unreadable

#: Limits on what is read: the longest file that comes with the package has a hundredth of this.
MAX_CHARACTERS: Final = 2_000_000

_KEY: Final = re.compile(r"\s*(?P<key>[A-Za-z0-9_-]+|\"[^\"]*\"|'[^']*')\s*[.=]")
_HEADER: Final = re.compile(r"\s*\[(?P<many>\[)?\s*(?P<key>[A-Za-z0-9_.-]+)\s*\]")


class Places:
    """The lines on which the keys of a text stand, by table and key; `("", key)` at the top, `(table, "")` a header.

    A table of a list of tables is called by its name and number: `example 2`.
    """

    def __init__(self, text: str) -> None:
        self._lines: dict[tuple[str, str], int] = {}
        table, depth, closing = "", 0, ""
        counted: dict[str, int] = {}
        for number, line in enumerate(text.splitlines(), 1):
            if closing:
                closing = "" if closing in line else closing
                continue
            header, key = _HEADER.match(line), _KEY.match(line)
            if depth == 0 and header is not None:
                table = header["key"]
                if header["many"]:
                    counted[table] = counted.get(table, 0) + 1
                    table = f"{table} {counted[table]}"
                self._lines.setdefault((table, ""), number)
                continue
            if depth == 0 and key is not None:
                self._lines.setdefault((table, key["key"].strip("\"'")), number)
            bare, closing = _without_text(line)
            depth = max(0, depth + sum(bare.count(each) for each in "[{") - sum(bare.count(each) for each in "]}"))

    def line(self, table: str, key: str) -> int | None:
        """The line of a key, else of its table; `None` where neither stands in the text."""
        return self._lines.get((table, key), self._lines.get((table, "")))


def _without_text(line: str) -> tuple[str, str]:
    """A line without the text in quotes and the comment, and the quotes of a text that goes on, where one does."""
    kept, at = "", 0
    while at < len(line) and line[at] != "#":
        quote = next((each for each in ('"""', "'''", '"', "'") if line.startswith(each, at)), None)
        if quote is None:
            kept += line[at]
            at += 1
            continue
        end = at + len(quote)
        while end < len(line) and not line.startswith(quote, end):
            end += 2 if line[end] == "\\" and quote[0] == '"' else 1
        if end >= len(line) and len(quote) == 3:
            return kept, quote
        at = end + len(quote)
    return kept, ""


def read_toml(text: str, where: str, file: str) -> dict[str, Any]:
    """The values of a TOML text.

    Raises `Unreadable`, at `where`, for text that is no TOML, is nested too deep, or is far longer than any such file.
    """
    if len(text) > MAX_CHARACTERS:
        raise Unreadable([Problem(where, f"it is longer than {MAX_CHARACTERS:,} characters", file=file)])
    try:
        return tomllib.loads(text)
    except RecursionError:
        raise Unreadable([Problem(where, "it is nested too deep; write it out", file=file)]) from None
    except ValueError as wrong:
        # Also where a number has thousands of digits, which is no `TOMLDecodeError`.
        at = re.search(r" \(at line (\d+), column \d+\)", str(wrong))
        what = str(wrong).replace(at[0], "") if at else str(wrong)
        line = int(at[1]) if at else (text.count("\n") + 1 if "end of document" in what else None)
        message = f"it is not TOML: {what}; write `name = value`, and words in double quotes"
        raise Unreadable([Problem(where, message, line=line, file=file)]) from None
