"""How wide words are, and how they are cut and broken to fit.

A drawing that is made without a screen has to know its words' widths. These are the advance widths of Arial, which the
common sans-serif faces share or come near; the SVG says the width of every label (`textLength`), so that a reader with
another face sees the same layout.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from typing import Final

_ELLIPSIS: Final = "…"

#: Advance widths of Arial in thousandths of the size, each with the characters that have it.
_WIDTHS: Final[dict[int, str]] = {
    191: "'",
    222: "ijl‘’",
    260: "|",
    278: " !,./:;I[\\]ft\u00a0",
    333: "()-`r“”·",
    334: "{}",
    355: '"',
    389: "*",
    469: "^",
    500: "Jckxsvyz",
    556: "#$?L_abdeghnopqu0123456789–£",
    584: "+<=>~",
    611: "FTZ",
    667: "&ABEKPSVXY",
    722: "CDHNRUw",
    778: "GOQ",
    833: "Mm",
    889: "%",
    944: "W",
    1000: "—…",
    1015: "@",
}
_WIDTH_OF: Final = {character: width for width, characters in _WIDTHS.items() for character in characters}
_OTHER: Final = 700
_WIDE: Final = 1000


def width_of(words: str, size: float) -> float:
    """The width of words at a size, in the size's unit.

    >>> width_of("met", 10)
    16.67
    """
    return round(sum(_advance(character) for character in words) * size / 1000, 2)


def _advance(character: str) -> int:
    known = _WIDTH_OF.get(character)
    if known is not None:
        return known
    if unicodedata.combining(character):
        return 0
    base = unicodedata.normalize("NFD", character)[0]
    if base in _WIDTH_OF:
        return _WIDTH_OF[base]
    return _WIDE if unicodedata.east_asian_width(character) in "WF" else _OTHER


def cut(words: str, size: float, width: float) -> str:
    """Words on one line of at most that width; what does not fit gives way to an ellipsis.

    >>> cut("Children's social care", 10, 60)
    "Children's s…"
    """
    if width_of(words, size) <= width:
        return words
    room = width - width_of(_ELLIPSIS, size)
    kept = 0
    used = 0.0
    for character in words:
        used += _advance(character) * size / 1000
        if used > room:
            break
        kept += 1
    return words[:kept].rstrip() + _ELLIPSIS


def broken(words: str, size: float, width: float, lines: int) -> list[str]:
    """Words on at most so many lines of at most that width, broken between words; what is longer is cut.

    >>> broken("the drug and alcohol service", 10, 70, 2)
    ['the drug and', 'alcohol service']
    """
    found: list[str] = []
    left = words.split()
    while left and len(found) < lines:
        if len(found) == lines - 1:
            found.append(cut(" ".join(left), size, width))
            break
        taken = max(_fitting(left, size, width), 1)
        found.append(cut(" ".join(left[:taken]), size, width))
        left = left[taken:]
    return found


def _fitting(words: list[str], size: float, width: float) -> int:
    """How many of the words fit on one line."""
    return sum(1 for line in _lines_from(words) if width_of(line, size) <= width)


def _lines_from(words: list[str]) -> Iterator[str]:
    line = ""
    for word in words[:40]:
        line = f"{line} {word}" if line else word
        yield line
