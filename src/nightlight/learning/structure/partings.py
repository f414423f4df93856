"""What belongs to a message and not to the review: how a letter begins and ends, a newsletter's own lines, blanks."""

from __future__ import annotations

import re
from typing import Final

from nightlight.learning.structure.bearing import asking
from nightlight.learning.structure.judge import has_address
from nightlight.learning.structure.lexicon import Headings
from nightlight.learning.structure.markup import linked
from nightlight.learning.structure.pieces import Piece
from nightlight.learning.structure.words import straight
from nightlight.learning.structure.wraps import ends

_ISSUE: Final = re.compile(r"\b(?:issue|edition|volume|vol|number|bulletin no)\.? ?(?:no\.? ?)?\d{1,3}\b", re.I)
_NUMBERED: Final = re.compile(r"(?:^|[\w|·] )no\.? ?\d{1,3}(?= ?[|·]|$)", re.I)
_SEASON: Final = re.compile(
    r"\b(?:spring|summer|autumn|winter|january|february|march|april|may|june|july|august|september|october|november"
    r"|december) (?:19|20)\d\d\b",
    re.I,
)
_LINE: Final = re.compile(r"_{5,}|\.{12,}")
_BLANK: Final = re.compile(r"[\W_\d]*|(?:\(?\d{1,2}[.)]?|[a-h][.)])\s*[._…\s]*")


def masthead(piece: Piece, headings: Headings) -> bool:
    """Whether a line is the newsletter's own: its number and season, "View this email in your browser"."""
    if piece.wordy > 24 or ends(piece.flat):
        return False
    line = straight(piece.flat)
    if piece.wordy <= 14 and headings.mast.search(line):
        return True
    parts = piece.flat.count("|") + piece.flat.count("·") + piece.flat.count(" - ") + piece.flat.count(" – ")
    issue = _ISSUE.search(piece.flat) is not None
    if _NUMBERED.search(piece.flat) is not None and piece.flat.count("|") + piece.flat.count("·") > 1:
        return True
    return issue and (parts >= 1 or _SEASON.search(piece.flat) is not None or piece.wordy <= 4)


def greets(piece: Piece, headings: Headings) -> bool:
    """Whether a line greets the reader of a message, or takes leave."""
    return piece.wordy <= 7 and not piece.marked and headings.parting.search(straight(piece.flat)) is not None


def takes_leave(piece: Piece, headings: Headings) -> bool:
    """Whether a line ends a letter: after it come the names of those who wrote it."""
    return greets(piece, headings) and headings.closing.search(straight(piece.flat)) is not None


def signs(piece: Piece, headings: Headings) -> bool:
    """Whether a line under the end of a letter is a signature: short, no sentence, nobody's address."""
    return (
        piece.wordy <= 16
        and not piece.marked
        and not ends(piece.flat)
        and not piece.flat.endswith(":")
        and not has_address(piece.flat)
        and not linked(piece.text)
        and piece.target is None
        and asking(piece.flat, headings) is None
    )


def blank(text: str) -> bool:
    """Whether an entry is only a place to write in ("1.", "____")."""
    return _BLANK.fullmatch(text) is not None or (_LINE.search(text) is not None and text.count(" ") <= 12)
