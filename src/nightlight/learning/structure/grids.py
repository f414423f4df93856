"""Tables that stand in a plain text: rows of cells set apart by bars or by tabs."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from nightlight.learning.structure.lines import Line, rule

_BETWEEN_BARS: Final = re.compile(r"[^|]+")
_BETWEEN_TABS: Final = re.compile(r"[^\t]+")
_BETWEEN_GAPS: Final = re.compile(r"\S+(?: {1,2}\S+)*")

Cells = list[tuple[int, int]]


def _trimmed(text: str, cells: Cells) -> Cells:
    made: Cells = []
    for start, end in cells:
        words = text[start:end]
        if words.strip():
            begin = start + len(words) - len(words.lstrip())
            made.append((begin, begin + len(words.strip())))
        else:
            made.append((start, start))
    return made


def _bars(text: str, line: Line) -> Cells | None:
    row = text[line.at : line.end]
    if not row.startswith("|") or row.count("|") < 3 or rule(row):
        return None
    return _trimmed(text, [(line.at + found.start(), line.at + found.end()) for found in _BETWEEN_BARS.finditer(row)])


def _strokes(text: str, line: Line) -> Cells | None:
    """Cells with a bar between them and none about them ("Action | Lead | By when"); two of them may be a name and its place."""
    row = text[line.at : line.end]
    if " | " not in row or row.startswith("|") or line.mark.bullet:
        return None
    cells = _trimmed(text, [(line.at + found.start(), line.at + found.end()) for found in _BETWEEN_BARS.finditer(row)])
    return cells if 3 <= len(cells) <= 8 else None


def _tabs(text: str, line: Line) -> Cells | None:
    row = text[line.at : line.end]
    if "\t" not in row or line.mark.bullet:
        return None
    cells = _trimmed(text, [(line.at + found.start(), line.at + found.end()) for found in _BETWEEN_TABS.finditer(row)])
    if len(cells) == 2 and (line.mark.label is not None or cells[0][1] - cells[0][0] <= 3):
        return None  # a number and its entry
    return cells if 2 <= len(cells) <= 8 else None


def _gaps(text: str, line: Line) -> Cells | None:
    """Cells set apart by three spaces or more; two of them may be anything."""
    row = text[line.at : line.end]
    if "   " not in row or "\t" in row or line.mark.bullet:
        return None
    cells = [(line.at + found.start(), line.at + found.end()) for found in _BETWEEN_GAPS.finditer(row)]
    return cells if 3 <= len(cells) <= 8 else None


def rows(text: str, found: Sequence[Line]) -> dict[int, tuple[int, int, Cells]]:
    """For each line that is a row: the number of its table, of its row, and where its cells stand.

    Bars about the cells make a row; bars between them, tabs and wide gaps do where the line before or after has as many.
    """
    made: dict[int, tuple[int, int, Cells]] = {}
    table, row, last = -1, 0, -2
    width = 0
    cut = [_bars(text, line) or _strokes(text, line) or _tabs(text, line) or _gaps(text, line) for line in found]
    for at, line in enumerate(found):
        cells = cut[at]
        if cells is None:
            if last == at - 1 and rule(text[line.at : line.end]):
                last = at
            continue
        barred = text[line.at] == "|"
        near = [cut[place] for place in (at - 1, at + 1) if 0 <= place < len(found)]
        if not barred and not any(other is not None and len(other) == len(cells) for other in near):
            continue
        if last != at - 1 or (not barred and len(cells) != width) or line.blanks > 1:
            table, row = table + 1, 0
        else:
            row += 1
        last, width = at, len(cells)
        made[at] = (table, row, cells)
    return made
