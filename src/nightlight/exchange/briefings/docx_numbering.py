"""Lists of a Word file. A number is nowhere in its text: it is counted, as Word counts it, while the text is read."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

from nightlight.exchange.briefings.docx_styles import VAL, W, said
from nightlight.exchange.briefings.numerals import letters, ordinal, roman
from nightlight.exchange.briefings.package import whole

_LEVELS: Final = 9
_LARGEST: Final = 1_000_000
_PLACE: Final = re.compile(r"%([1-9])")
_SHAPES: Final[dict[str, Callable[[int], str]]] = {
    "lowerLetter": letters,
    "upperLetter": lambda number: letters(number).upper(),
    "lowerRoman": roman,
    "upperRoman": lambda number: roman(number).upper(),
    "ordinal": ordinal,
    "decimalZero": lambda number: f"{number:02}",
}


@dataclass(slots=True)
class _Level:
    shape: str = "decimal"
    text: str = ""
    start: int = 1
    restart: int | None = None
    figures: bool = False
    style: str | None = None


@dataclass(slots=True)
class _List:
    kind: str
    overridden: dict[int, _Level] = field(default_factory=dict)
    starts: dict[int, int] = field(default_factory=dict)


class Numbering:
    """The lists of a file, and how far each has counted."""

    def __init__(self, root: Any) -> None:
        self._kinds: dict[str, dict[int, _Level]] = {}
        self._links: dict[str, str] = {}
        self._lists: dict[str, _List] = {}
        self._counts: dict[str, list[int | None]] = {}
        self._begun: set[tuple[str, int]] = set()
        if root is None:
            return
        styled: dict[str, str] = {}
        for each in root.iterfind(f"{W}abstractNum"):
            id_ = each.get(f"{W}abstractNumId") or ""
            self._kinds[id_] = _levels(each)
            if (link := said(each, "styleLink")) is not None:
                styled[link] = id_
            if (link := said(each, "numStyleLink")) is not None:
                self._links[id_] = link
        # A kind that only names a style of lists takes its levels from the kind that defines that style.
        for id_, link in self._links.items():
            if link in styled and not self._kinds[id_]:
                self._kinds[id_] = self._kinds[styled[link]]
        for each in root.iterfind(f"{W}num"):
            self._lists[each.get(f"{W}numId") or ""] = _list(each)

    def level_of(self, number: str, style: str | None) -> int:
        """The level of a list that a style stands for, where the paragraph does not say its level."""
        found = self._lists.get(number)
        if found is not None and style is not None:
            for level, each in self._kinds.get(found.kind, {}).items():
                if each.style == style:
                    return level
        return 0

    def label(self, number: str, level: int) -> str | None:
        """Counts one entry and gives its mark: "•", "4.", "2.1"; None where the list shows none or is not defined."""
        found = self._lists.get(number)
        kind = self._kinds.get(found.kind) if found is not None else None
        if found is None or kind is None:
            return None
        counts = self._counts.setdefault(found.kind, [None] * _LEVELS)
        here = self._level(found, kind, level)
        self._count(found, kind, counts, number, level)
        if here.shape == "bullet":
            return "•"
        if here.shape == "none" and not _PLACE.search(here.text):
            return here.text.strip() or None

        def shown(place: re.Match[str]) -> str:
            which = int(place[1]) - 1
            at = self._level(found, kind, which)
            value = counts[which] if counts[which] is not None else at.start
            shape = "decimal" if here.figures else at.shape
            return "" if shape == "none" else _SHAPES.get(shape, str)(value or 0)

        return _PLACE.sub(shown, here.text).strip() or None

    def _level(self, found: _List, kind: dict[int, _Level], level: int) -> _Level:
        return found.overridden.get(level) or kind.get(level) or _Level(text=f"%{level + 1}.")

    def _count(self, found: _List, kind: dict[int, _Level], counts: list[int | None], number: str, level: int) -> None:
        if level in found.starts and (number, level) not in self._begun:
            counts[level] = found.starts[level]
        elif counts[level] is None:
            counts[level] = self._level(found, kind, level).start
        else:
            counts[level] = (counts[level] or 0) + 1
        self._begun.add((number, level))
        for deeper in range(level + 1, _LEVELS):
            restart = self._level(found, kind, deeper).restart
            if restart is None or level < restart:
                counts[deeper] = None


def _levels(element: Any) -> dict[int, _Level]:
    found = {}
    for each in element.iterfind(f"{W}lvl"):
        level = whole(each.get(f"{W}ilvl"), 0, _LEVELS - 1)
        if level is not None:
            found[level] = _read_level(each)
    return found


def _read_level(element: Any) -> _Level:
    legal = element.find(f"{W}isLgl")
    text = said(element, "lvlText")
    return _Level(
        shape=said(element, "numFmt") or "decimal",
        text=text or "",
        start=_or(whole(said(element, "start"), 0, _LARGEST), 1),
        restart=whole(said(element, "lvlRestart"), 0, _LEVELS),
        figures=legal is not None and legal.get(VAL, "1") not in ("0", "false"),
        style=said(element, "pStyle"),
    )


def _list(element: Any) -> _List:
    found = _List(said(element, "abstractNumId") or "")
    for each in element.iterfind(f"{W}lvlOverride"):
        level = whole(each.get(f"{W}ilvl"), 0, _LEVELS - 1)
        if level is None:
            continue
        start = whole(said(each, "startOverride"), 0, _LARGEST)
        inner = each.find(f"{W}lvl")
        if inner is not None:
            found.overridden[level] = _read_level(inner)
        if start is not None:
            found.starts[level] = start
    return found


def _or(value: int | None, otherwise: int) -> int:
    return otherwise if value is None else value
