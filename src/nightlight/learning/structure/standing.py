"""Headings that a plain text marks by nothing but standing alone: a short line without a stop, text under it."""

from __future__ import annotations

from itertools import pairwise
from typing import Final

from nightlight.learning.document import Shape
from nightlight.learning.structure.heads import ENOUGH, Head
from nightlight.learning.structure.markup import address, linked
from nightlight.learning.structure.pieces import Laid, Piece
from nightlight.learning.structure.wraps import ends

#: A line that stands alone is this much more a heading, where the text's paragraphs end with a stop.
_ALONE: Final = 1.7
#: A question, or a number before it, makes a line less like a heading by so much; standing alone outweighs that.
_NEARLY: Final = 0.7
_LONGEST: Final = 9
#: So many lines must stand so before that is taken for the writer's way.
_ENOUGH: Final = 3


def standing_alone(laid: Laid, heads: list[Head]) -> None:
    """Adds to the weight of short lines that stand alone above text, where that is how a text marks its parts."""
    if not laid.plain:
        return
    pieces = laid.pieces
    _above_lists(pieces, heads)
    for least, long in (
        (0.5, [piece for piece in pieces if piece.wordy >= 8]),
        (0.7, [piece for piece in pieces if piece.wordy > _LONGEST and not piece.marked]),
    ):
        if not long or sum(ends(piece.flat) for piece in long) < least * len(long):
            _as_the_known(pieces, heads)
            return
    alone = [at for at in _over_text(pieces) if (at == 0 or pieces[at].blanks) and pieces[at + 1].flat]
    if len(alone) < _ENOUGH:
        return
    for at in alone:
        _lift(heads[at])


def _over_text(pieces: list[Piece]) -> list[int]:
    """The places of short lines with text under them; of one question under another neither is a heading."""
    return [
        at
        for at, (piece, after) in enumerate(pairwise(pieces))
        if _alone(piece) and _text(after) and not (piece.flat.endswith("?") and after.flat.endswith("?"))
    ]


def _lift(head: Head) -> None:
    """Makes a line that stands alone a heading, if nothing but its making speaks against it."""
    if not head.alone:
        head.alone = True
        head.score += _ALONE
        if head.score >= ENOUGH - _NEARLY:
            head.score = max(head.score, ENOUGH)


def _as_the_known(pieces: list[Piece], heads: list[Head]) -> None:
    """Short lines with a blank line before and after, where those that are headings by their words stand so."""
    alone = [at for at in _over_text(pieces) if pieces[at].blanks and pieces[at + 1].blanks]
    known = [at for at, head in enumerate(heads) if head.is_heading and head.clear and not pieces[at].marked]
    so = len(set(known) & set(alone))
    if so >= _ENOUGH and 2 * so >= len(known):
        for at in alone:
            _lift(heads[at])


def _above_lists(pieces: list[Piece], heads: list[Head]) -> None:
    """Short lines above lists, where a text is little more than lists."""
    marked = sum(piece.marked for piece in pieces)
    above = [
        at
        for at in range(len(pieces) - 1)
        if _alone(pieces[at]) and (at == 0 or pieces[at].blanks or pieces[at - 1].marked) and pieces[at + 1].marked
    ]
    if len(above) >= _ENOUGH and 2 * marked >= len(pieces):
        for at in above:
            _lift(heads[at])


def _alone(piece: Piece) -> bool:
    return (
        not piece.bullet
        and (piece.label is None or "." in piece.label)
        and not piece.coded
        and 0 < piece.wordy <= _LONGEST
        and piece.lines == 1
        and piece.flat[:1].isupper()
        and (not ends(piece.flat) or piece.flat.endswith("?"))
        and not piece.flat.endswith((",", ";"))
        and piece.shape is Shape.paragraph
        and address(piece.flat) is None
        and "@" not in piece.flat
        and not linked(piece.text)
    )


def _text(piece: Piece) -> bool:
    """Whether a piece is text that a heading may stand over: an entry of a list, or a sentence with its stop."""
    return piece.marked or (piece.wordy >= 4 and ends(piece.flat))
