"""Headings that a plain text marks on the line of their text by one sign alone: stars, capitals, or a colon.

"*For supervision* Who is …", "WHAT WENT WELL The ward sister …", "What we were proud of: The ward sister …": each sign
is also used for other things, and is taken for the mark of a heading where a text uses it so several times.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from nightlight.learning.document import Shape
from nightlight.learning.structure.heads import CLEAR, ENOUGH, Head
from nightlight.learning.structure.lexicon import Headings, Meaning
from nightlight.learning.structure.pieces import Piece
from nightlight.learning.structure.words import words
from nightlight.learning.structure.wraps import ends

_EMPHASISED: Final = re.compile(
    r"(?P<mark>\*{1,3}|_{1,2})(?P<head>[^\s*_][^*_\n.!]{1,58}[^\s*_.!])(?P=mark)[ \t]*[:.–-]?(?:\s+|$)"
)
_SHOUTED: Final = re.compile(
    r"(?P<head>[A-Z][A-Z0-9'’&,/-]*(?:\s[A-Z0-9'’&,/-]+){0,8}[?!]?)[ \t]*[:.–-]?\s+(?=[‘“\"']?[A-Z]?[a-z’']|[AI] [a-z])"
)
_RUN_TOGETHER: Final = re.compile(r"(?P<head>[A-Z][a-z’']*(?: [a-z’']+){1,7}\??)\s+(?=[‘“\"]?[A-Z])")
_LABELLED: Final = re.compile(r"(?P<head>[A-Z][^:?.!\n]{2,70}?(?:\n[^:?.!\n]{1,40})?):\s+(?=[‘“\"'A-Z])")
#: So many paragraphs must begin so before a sign is taken for the mark of headings.
_ENOUGH: Final = 3
#: Of headings in capitals, and of those before a colon, so many must be known by their words.
_KNOWN: Final = 2
#: Words that run together with the text must stand so more than once.
_TWICE: Final = 2
_LONGEST: Final = 9
#: So many capital letters are no abbreviation.
_LETTERS: Final = 5


@dataclass(slots=True)
class _Hit:
    at: int
    said: str
    ends: int
    meaning: Meaning | None

    @property
    def known(self) -> bool:
        return self.meaning is not None and self.meaning.score >= CLEAR and self.meaning.weight >= 0.8


def emphasised(pieces: Sequence[Piece], heads: list[Head], headings: Headings) -> None:
    """Takes the marked beginnings of paragraphs for headings, where a text has several of them."""
    _starred(pieces, heads, headings)
    for found in (
        _shouted(pieces, heads, headings),
        _labelled(pieces, heads, headings),
        _run_together(pieces, heads, headings),
    ):
        for hit in found:
            if heads[hit.at].run_in is None:
                caps = heads[hit.at].caps
                heads[hit.at] = Head(ENOUGH, hit.meaning, caps, pieces[hit.at].start + hit.ends, hit.said)


def _starred(pieces: Sequence[Piece], heads: list[Head], headings: Headings) -> None:
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


def _may_begin_so(piece: Piece) -> bool:
    return (
        not piece.bullet
        and piece.table is None
        and not piece.coded
        and piece.shape not in (Shape.heading, Shape.furniture, Shape.note, Shape.link)
    )


def _shouted(pieces: Sequence[Piece], heads: Sequence[Head], headings: Headings) -> list[_Hit]:
    """Paragraphs that begin with a heading in capitals; one alone counts where its words are known."""
    found: list[_Hit] = []
    for at, piece in enumerate(pieces):
        hit = _SHOUTED.match(piece.text) if _may_begin_so(piece) and not heads[at].caps else None
        if hit is None:
            continue
        said = " ".join(hit.group("head").split())
        letters = sum(letter.isalpha() for letter in said)
        if letters < _LETTERS or not 1 <= len(words(said)) <= _LONGEST or hit.end() >= len(piece.text):
            continue
        each = _Hit(at, said, hit.end(), headings.meaning(said.rstrip(" :?")))
        if " " in said or (each.known and each.meaning is not None and each.meaning.exact):
            found.append(each)
    known = sum(each.known for each in found)
    loud = sum(head.caps and head.is_heading for head in heads)
    if known and (len(found) >= _ENOUGH or known >= _KNOWN or loud >= _KNOWN):
        return found
    return [each for each in found if each.known]


def _run_together(pieces: Sequence[Piece], heads: Sequence[Head], headings: Headings) -> list[_Hit]:
    """Paragraphs that begin with a heading and no sign, where the look of it was lost ("In practice Ask who …").

    It counts where its words are surely those of a heading, and more than one paragraph begins with them, or several
    begin so with others.
    """
    found: dict[str, list[_Hit]] = {}
    for at, piece in enumerate(pieces):
        hit = _RUN_TOGETHER.match(piece.text) if _may_begin_so(piece) and piece.label is None else None
        if hit is None or heads[at].is_heading or heads[at].run_in is not None or piece.wordy < 8:
            continue
        said = " ".join(hit.group("head").split())
        meaning = headings.meaning(said.rstrip("?"))
        if meaning is not None and meaning.exact:
            found.setdefault(said.casefold(), []).append(_Hit(at, said, hit.end(), meaning))
    several = sum(map(len, found.values())) >= _ENOUGH
    return [hit for hits in found.values() if several or len(hits) >= _TWICE for hit in hits]


def _labelled(pieces: Sequence[Piece], heads: Sequence[Head], headings: Headings) -> list[_Hit]:
    """Paragraphs that begin with a heading and a colon, where that is how a text marks its parts."""
    found: list[_Hit] = []
    for at, piece in enumerate(pieces):
        if not _may_begin_so(piece) or piece.label is not None or piece.wordy < 8 or not ends(piece.flat):
            continue
        hit = _LABELLED.match(piece.text)
        if hit is None:
            continue
        said = " ".join(hit.group("head").split())
        if len(words(said)) <= _LONGEST and not headings.only_audience(said):
            found.append(_Hit(at, said, hit.end(), headings.meaning(said)))
    known = sum(each.known for each in found)
    return found if known >= _KNOWN and 2 * known >= len(found) >= _ENOUGH else []
