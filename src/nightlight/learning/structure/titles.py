"""Which line is the title of a review, and of what kind the review is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from nightlight.learning.document import Shape
from nightlight.learning.structure.heads import Head, capitals
from nightlight.learning.structure.imprints import carries_a_date, only_imprint
from nightlight.learning.structure.lexicon import Headings
from nightlight.learning.structure.markup import linked
from nightlight.learning.structure.partings import greets, masthead
from nightlight.learning.structure.pieces import Laid, Piece
from nightlight.learning.structure.publishers import only_publisher
from nightlight.learning.structure.words import distance, singular, straight, words

_LONGEST: Final = 30
#: A title stands among the first pieces, or at the top of a column that came late.
_FIRST: Final = 40


def spoken(said: Sequence[str], wanted: Sequence[str]) -> bool:
    """Whether words stand one after another among others, one letter wrong in each long word allowed."""
    for at in range(len(said) - len(wanted) + 1):
        if all(
            one == other
            or singular(one) == singular(other)
            or (len(other) > 4 and (one[:1] == other[:1] or one[-1:] == other[-1:]) and distance(one, other, 1) <= 1)
            for one, other in zip(said[at : at + len(wanted)], wanted, strict=True)
        ):
            return True
    return False


@lru_cache(maxsize=4096)
def review_type(text: str, headings: Headings) -> str | None:
    """The kind of review that a text names, the most particular; None where it names none."""
    said = words(text)
    for each in headings.facts["review_type"]:
        if any(spoken(said, words(form)) for form in each["words"]):
            return str(each["value"])
    return None


def named(text: str, headings: Headings) -> re.Match[str] | None:
    """The name by which a review calls a child or a family ("Baby Elm", "Child K"), or None."""
    for found in _pseudonym(tuple(headings.facts["pseudonym"])).finditer(text):
        name = found.group().split()[-1]
        letter = len(name) == 1 or (len(name) <= 3 and name.isupper() and not found.group().isupper())
        if letter or not headings.ordinary(name.casefold()):
            return found
    return None


_PATTERNS: dict[tuple[str, ...], re.Pattern[str]] = {}


def _pseudonym(forms: tuple[str, ...]) -> re.Pattern[str]:
    found = _PATTERNS.get(forms)
    if found is None:
        either = "|".join(re.escape(form) for form in forms)
        names = r"(?:[A-Z]{1,3}\d{0,3}|[A-Z][a-z]{2,14})(?![\w’'-]*[a-z]{0,2}\w)"
        found = re.compile(rf"(?<!\w)(?i:{either})(?-i:s?[ \u00a0\n]{names}(?: (?:and|&) [A-Z][a-z]{{2,14}})?)")
        _PATTERNS[forms] = found
    return found


_SUBJECT: Final = re.compile(r"subject: ?(?:(?:re|fw|fwd): ?)*(?P<about>.{4,200})", re.I)


def _subject(pieces: Sequence[Piece]) -> str:
    """What a message says that it is about, in plain words."""
    found = next((hit for piece in pieces[:_FIRST] if (hit := _SUBJECT.match(piece.flat)) is not None), None)
    return " ".join(words(found.group("about"))) if found is not None else ""


def title(laid: Laid, heads: Sequence[Head], headings: Headings) -> int | None:
    """The place of the title among the pieces, or None where there is none to be told by its words and its look."""
    best: tuple[float, int] | None = None
    subject = _subject(laid.pieces)
    biggest = max((piece.size or 0.0 for piece in laid.pieces), default=0.0)
    for at, (piece, head) in enumerate(zip(laid.pieces[:_FIRST], heads, strict=False)):
        if (
            piece.bullet
            or not piece.flat
            or piece.shape in (Shape.furniture, Shape.note, Shape.cell)
            or linked(piece.text)
        ):
            continue
        said = words(piece.flat)
        if not 1 <= len(said) <= _LONGEST or len(piece.flat) > 220:
            continue
        score = 0.0
        names, of_a_kind = named(piece.flat, headings) is not None, review_type(piece.flat, headings) is not None
        if of_a_kind:
            score += 1.6
        line = " ".join(said)
        if subject and len(said) > 1 and line in subject:
            score += 1.4
        score += min(1.2, 0.6 * sum(word in line for word in headings.facts["title"]))
        if names and of_a_kind:
            score += 1.4
        if names or re.search(r"(?i)\b(baby|child)\b", piece.flat):
            score += 0.8
        if piece.shape is Shape.heading:
            score += 1.4 if piece.level in (None, 1) else 0.2
        if piece.level == 1 and piece.shape is not Shape.heading:
            score += 1.0
        if biggest and piece.size == biggest:
            score += 1.0
        if capitals(piece.flat) or piece.ruled:
            score += 0.5
        if piece.bold:
            score += 0.3
        score += max(0.0, 1.0 - 0.12 * at)
        if piece.flat.endswith((".", "?")) and not piece.flat.endswith("..."):
            score -= 2.0
        if piece.label is not None:
            score -= 1.5
        if head.run_in is None and head.clear and head.meaning is not None and head.meaning.score >= 0.85:
            score -= 2.5 if head.meaning.exact or not (names or of_a_kind) else 0.6
        score -= 0.5 * sum(word in headings.verbs for word in said)
        score -= 0.12 * max(0, len(said) - 14)
        plainly = straight(piece.flat)
        score -= 3.0 * sum(
            each.search(plainly) is not None for each in (headings.imprint, headings.decision, headings.running)
        )
        if best is None or score > best[0]:
            best = (score, at)
    return best[1] if best is not None and best[0] >= 2.0 else None


def _running(piece: Piece, headings: Headings) -> bool:
    """Whether a line is the page's or the message's own ("From: …")."""
    return headings.running.search(straight(piece.flat)) is not None


def first_line(pieces: Sequence[Piece], heads: Sequence[Head], headings: Headings) -> int | None:
    """The first line of a review whose title is of no known kind: short, no sentence, text some way under it."""
    for at, (piece, head) in enumerate(zip(pieces[:3], heads, strict=False)):
        if piece.shape in (Shape.furniture, Shape.note) or not piece.flat or _running(piece, headings):
            continue
        said = words(piece.flat)
        plain = (
            not piece.marked
            and piece.table is None
            and (2 <= len(said) <= 14 or (len(said) == 1 and capitals(piece.flat)))
            and not piece.flat.endswith((".", "?", ":", ",", ";"))
            and not linked(piece.text)
            and (not head.clear or (at + 1 < len(pieces) and heads[at + 1].is_heading and not pieces[at + 1].marked))
            and head.run_in is None
            and at + 1 < len(pieces)
            and not pieces[at + 1].marked
            and not greets(piece, headings)
            and not masthead(piece, headings)
            and sum(word in headings.verbs for word in said) < 2
        )
        return at if plain and len(pieces) > 6 else None
    return None


#: So many pieces are looked at for a better title than a line that only says who published it, or when.
_HEAD: Final = 9
#: A name and what it is the name of, with a sign between them.
_PARTED: Final = re.compile(r"\w(?:: | [–—-] )\w")


def better_title(
    laid: Laid, start: int, known: frozenset[int], names: frozenset[str], headings: Headings
) -> Piece | None:
    """The line that names a review, where the one at `start` only says who published it, of what kind it is, and when.

    `known` are the starts of the headings of its sections: none of them is its title, but for one with a name that the
    review has given to a child, of `names`. None where no line near is plainly better.
    """
    pieces = [piece for piece in laid.pieces if piece.flat and piece.shape not in (Shape.furniture, Shape.note)]
    at = next((at for at, piece in enumerate(pieces[:_FIRST]) if piece.start == start), None)
    if at is None:
        return None
    now = pieces[at]
    imprint, dated = only_imprint(now.flat, headings), carries_a_date(now.flat, headings)
    if not imprint and not dated:
        return None
    first = max(0, at - 3)
    best: tuple[float, Piece] | None = None
    for place, piece in enumerate(pieces[first : at + (_HEAD if imprint else 1)], first):
        bears = imprint and any(re.search(rf"(?<!\w){name}(?!\w)", piece.flat) for name in names)
        score = _names_it(piece, headings) if place != at and (bears or piece.start not in known) else 0.0
        if score and (imprint or _no_smaller(piece, now)):
            score += 1.0 if (piece.size or 0.0) > (now.size or 0.0) else 0.0
            score += 0.5 if piece.shape is Shape.heading and now.shape is not Shape.heading else 0.0
            if score >= 1.0 and (best is None or score > best[0]):
                best = (score, piece)
    return best[1] if best is not None else None


def _no_smaller(piece: Piece, other: Piece) -> bool:
    """Whether a line is set no smaller than another."""
    return piece.size is None or other.size is None or piece.size >= other.size


def _names_it(piece: Piece, headings: Headings) -> float:
    """How much a line is like the name of a review; nothing where it can be none."""
    said = words(piece.flat)
    if (
        piece.marked
        or piece.table is not None
        or linked(piece.text)
        or not 1 <= len(said) <= _LONGEST
        or piece.flat.endswith((".", ",", ";", "?", ":"))
        or only_publisher(piece.flat, headings)
        or carries_a_date(piece.flat, headings)
        or greets(piece, headings)
        or _running(piece, headings)
        or headings.imprint.search(straight(piece.flat)) is not None
    ):
        return 0.0
    line = " ".join(said)
    score = 1.0 * any(word in line for word in (*headings.facts["title"], "learnt", "learned"))
    score += 1.0 * (review_type(piece.flat, headings) is not None)
    score += 1.0 * (named(piece.flat, headings) is not None)
    before, sign, after = (
        re.split(r"(:| [–—-](?= ))", piece.flat, maxsplit=1) if _PARTED.search(piece.flat) else ("", "", "")
    )
    if sign and after.strip() and len(said) >= 4 and not all(headings.ordinary(word) for word in words(before)):
        score += 1.0
    return score
