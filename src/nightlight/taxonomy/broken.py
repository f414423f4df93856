"""Which word list is broken, and where: asked only when no review can be read because of it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from nightlight.chronology.problems import Problem
from nightlight.learning.structure.lexicon import Headings

#: Where an entry of a list begins.
_BEGINS: Final = re.compile(r"^\[", re.MULTILINE)
_LINE: Final = re.compile(r"\(at line (\d+),")

_Part = tuple[str, int, int]


def problems(lists: Mapping[str, str], wrong: Exception) -> list[Problem]:
    """What is wrong in the word lists: the texts by the names of their files, that of headings first, then those of cues.

    `wrong` is what was said of them together; no list of problems is empty.
    """
    found = [each for name, text in lists.items() if (each := _no_toml(name, text)) is not None]
    if found:
        return found
    said = str(wrong) or type(wrong).__name__
    first, *others = lists
    # Cues are taken in first: where they are sound, they are so without any headings, and of those the edition is missed.
    blamed = [first] if "'edition'" in _fault({**lists, first: ""}, ()) else others
    part = _part_at_fault(lists, blamed)
    if part is None:
        return [Problem("the word list", said, file=" or ".join(blamed))]
    name, start, _ = part
    line = lists[name].count("\n", 0, start) + 1
    return [Problem("the entry that begins here", said, line=line, file=name)]


def _no_toml(name: str, text: str) -> Problem | None:
    try:
        tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as wrong:
        line = _LINE.search(str(wrong))
        return Problem("the file", f"it is not TOML: {wrong}", line=int(line[1]) if line else None, file=name)
    return None


def _part_at_fault(lists: Mapping[str, str], blamed: Sequence[str]) -> _Part | None:
    """The entry without which the fault is gone, or another one comes to light.

    An entry that is needed is missed where it is left out, and that is another fault if it is met first. So of all entries
    that make a difference the guilty one is met last: with any other left out besides, the other is missed.
    """
    fault = _fault(lists, ())
    guilty: tuple[_Part, str] | None = None
    for name in blamed:
        for part in _parts(name, lists[name]):
            instead = _fault(lists, [part])
            if not instead:
                return part
            if instead == fault or "not TOML" in instead:
                continue
            if guilty is None or _fault(lists, [guilty[0], part]) == guilty[1]:
                guilty = part, instead
    return guilty[0] if guilty is not None else None


def _parts(name: str, text: str) -> Iterator[_Part]:
    starts = [each.start() for each in _BEGINS.finditer(text)]
    yield from ((name, start, end) for start, end in zip(starts, [*starts[1:], len(text)], strict=True))


def _fault(lists: Mapping[str, str], without: Sequence[_Part]) -> str:
    """What is said of the lists without some of their entries; nothing where they can be used."""
    texts = dict(lists)
    for name, start, end in sorted(without, reverse=True):
        texts[name] = texts[name][:start] + texts[name][end:]
    headings, *cues = texts.values()
    try:
        Headings(headings, "\n".join(cues))
    except Exception as wrong:
        return str(wrong) or type(wrong).__name__
    return ""
