"""Headings that a plain message marks by stars or underlines alone: "*For supervision* Who is …"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from nightlight.learning.structure.heads import ENOUGH, Head
from nightlight.learning.structure.lexicon import Headings
from nightlight.learning.structure.pieces import Piece

_EMPHASISED: Final = re.compile(
    r"(?P<mark>\*{1,3}|_{1,2})(?P<head>[^\s*_][^*_\n.!]{1,58}[^\s*_.!])(?P=mark)[ \t]*[:.–-]?(?:\s+|$)"
)
#: So many paragraphs must begin so before stars are taken for the marks of headings.
_ENOUGH: Final = 3


def emphasised(pieces: Sequence[Piece], heads: list[Head], headings: Headings) -> None:
    """Takes the emphasised beginnings of paragraphs for headings, where a text has several of them."""
    found = [
        (at, hit)
        for at, piece in enumerate(pieces)
        if not piece.marked and piece.table is None and (hit := _EMPHASISED.match(piece.text)) is not None
    ]
    if len(found) < _ENOUGH:
        return
    for at, hit in found:
        piece, head = pieces[at], heads[at]
        said = hit.group("head").strip()
        if hit.end() >= len(piece.text):
            head.score = max(head.score, ENOUGH + 1.0)
            head.meaning = headings.meaning(said.rstrip(" :"))
            piece.ruled = piece.bold = True
        elif head.run_in is None:
            heads[at] = Head(ENOUGH, headings.meaning(said.rstrip(" :")), head.caps, piece.start + hit.end(), said)
