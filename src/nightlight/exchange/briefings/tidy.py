"""Words as they are shown, and the pieces of a document made into one text.

A word processor, a slide and a web page keep characters that nobody sees. They are settled here, once, so that the same
sentence is the same characters whatever file it came in. Plain text does not come here: it stays as it is.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace
from typing import Final

from nightlight.exchange.briefings.marks import DASHES, TYPED
from nightlight.exchange.briefings.refused import Refused, Why
from nightlight.learning.document import Block, Document, Look, Shape

#: Far more than any review; what is longer is not one.
MOST_CHARACTERS: Final = 5_000_000
MOST_BLOCKS: Final = 200_000

#: Signs of the fonts Symbol and Wingdings, which files keep in the private range: the ones that briefings use.
_SYMBOLS: Final = {
    0xB7: "•", 0xA7: "•", 0x6C: "•", 0x6E: "•", 0x6F: "☐", 0x70: "☐", 0x71: "☐", 0x72: "☐", 0x75: "•", 0x76: "•", 0x77: "•",
    0x9F: "•", 0xA8: "☐", 0xD8: "➢", 0xE0: "→", 0xE8: "→", 0xF0: "→", 0xFC: "✓", 0xFB: "✗", 0xFD: "☒", 0xFE: "☑",
    0x52: "☑", 0x2D: "-", 0x2B: "+", 0xA3: "≤", 0xB3: "≥", 0xB0: "°", 0xB1: "±", 0xAE: "→", 0xAC: "←",
}  # fmt: skip
UNKNOWN_SYMBOL: Final = "\ufffd"

_LINE_ENDS: Final = "\r\v\x85\u2028\u2029"
_UNSEEN: Final = (
    "\xad\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2061\u2062\u2063\u2064\u2066\u2067\u2068\u2069\ufeff"
)
_TABLE: Final[dict[int, str | None]] = (
    dict.fromkeys((*range(0x09), *range(0x0E, 0x20), *range(0x7F, 0x85), *range(0x86, 0xA0), 0xFFFE, 0xFFFF, 0xFFFC))
    | dict.fromkeys(map(ord, _UNSEEN))
    | dict.fromkeys(map(ord, _LINE_ENDS), "\n")
    | dict.fromkeys((0xA0, 0x1680, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000), " ")
    | {0x2010: "-", 0x2011: "-", 0x0C: "\n"}
    | {0xF000 + code: sign for code, sign in _SYMBOLS.items()}
)
_BLANKS: Final = re.compile(" {2,}")
_MANY_LINES: Final = re.compile(r"\n{3,}")
#: A mark of a list that somebody typed: nothing else begins with one of these and a blank.
TYPED_MARK: Final = re.compile(rf"[{TYPED}]\s+\S|[{DASHES}]\s+[^\W\d_]|o\t\S")
#: Where somebody made an entry or a paragraph with line ends alone.
_PARTS: Final = re.compile(rf"\n+(?={TYPED_MARK.pattern})|\n{{2,}}")
_ADDRESS: Final = re.compile(r"(?:https?://|www\.)\S+\Z", re.IGNORECASE)


@dataclass(frozen=True)
class _Words:
    __slots__ = ()

    text: str


@dataclass(frozen=True, slots=True)
class Piece(Look, _Words):
    """One block before its place in the text is known: its words, and how it looks."""


_LOOK: Final = tuple(each.name for each in fields(Look))


def symbol(code: int) -> str:
    """The sign that a font of signs shows for a character; U+FFFD where it is not known."""
    return _SYMBOLS.get(code & 0xFF, UNKNOWN_SYMBOL)


def tidy(text: str) -> str:
    """The characters that a reader of the page sees: no soft hyphens, one kind of blank, one kind of line end.

    >>> tidy("safe\\u00adty\\u00a0plan ")
    'safety plan'
    """
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
    lines = text.replace("\r\n", "\n").translate(_TABLE).split("\n")
    # Line by line: one pattern for blanks at the ends of lines takes quadratic time on a line of nothing but tabs.
    return _MANY_LINES.sub("\n\n", "\n".join(_BLANKS.sub(" ", line.strip()) for line in lines)).strip()


def assemble(
    name: str, media: str, data: bytes, pieces: Iterable[Piece], *, pages: int | None = None, notes: Sequence[str] = ()
) -> Document:
    """The document that pieces make up, in their order; a piece without words is left out.

    Cells of a row are set apart by a tab, entries of a list by a line end, everything else by a blank line.

    Raises `Refused` where there are no words but running lines, or more than any review has.
    """
    parts: list[str] = []
    blocks: list[Block] = []
    at = 0
    before: Piece | None = None
    for piece in (each for whole in pieces for each in _entries(whole)):
        if before is not None:
            between = _between(before, piece)
            parts.append(between)
            at += len(between)
        end = at + len(piece.text)
        blocks.append(Block(at, end, *(getattr(piece, each) for each in _LOOK)))
        parts.append(piece.text)
        at, before = end, piece
        if at > MOST_CHARACTERS or len(blocks) > MOST_BLOCKS:
            raise Refused(name, "it is far longer than any review", "read the part that is the briefing", Why.large)
    if all(each.shape is Shape.furniture for each in blocks):
        seen = f" ({'; '.join(notes)})" if notes else ""
        raise Refused(
            name,
            f"there are no words in it{' but running lines and menus' if blocks else ''}{seen}",
            "if it is a scan or a picture of a text, ask who published it for the text itself",
            Why.empty,
        )
    source = hashlib.sha256(data).hexdigest()
    return Document(name, media, source, "".join(parts), tuple(blocks), pages, tuple(notes))


def counted(number: int, one: str, many: str) -> str:
    """ "1 picture was", "3 pictures were"."""
    return f"1 {one}" if number == 1 else f"{number:,} {many}"


def _entries(piece: Piece) -> Iterable[Piece]:
    """The piece with its words settled; where somebody typed a list, or paragraphs, with line ends, each by itself."""
    text = tidy(piece.text)
    if not text:
        return
    if piece.shape not in (Shape.paragraph, Shape.box, Shape.cell, Shape.bullet):
        yield piece if text == piece.text else replace(piece, text=text)
        return
    for number, each in enumerate(_PARTS.split(text)):
        entry = piece
        if TYPED_MARK.match(each):
            entry = replace(piece, shape=Shape.bullet, label=None if number else piece.label)
        elif number:
            entry = replace(piece, shape=Shape.paragraph if piece.shape is Shape.bullet else piece.shape, label=None)
        yield _linked(entry if each == entry.text else replace(entry, text=each))


def _linked(piece: Piece) -> Piece:
    if piece.target is None and _ADDRESS.match(piece.text):
        piece = replace(piece, target=piece.text)
    if piece.target is not None and piece.shape is Shape.paragraph:
        return replace(piece, shape=Shape.link)
    return piece


def _between(one: Piece, other: Piece) -> str:
    if one.table is not None and one.table == other.table and one.row == other.row:
        return "\t" if one.column != other.column else "\n"
    if one.table is not None and one.table == other.table:
        return "\n"
    if one.shape is other.shape is Shape.bullet:
        return "\n"
    return "\n\n"
