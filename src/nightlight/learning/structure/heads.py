"""Which pieces are headings: by what they say and by how they stand on the page, weighed together."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from nightlight.learning.document import Shape
from nightlight.learning.structure.lexicon import LONGEST_HEADING, Headings, Meaning
from nightlight.learning.structure.lines import numeral
from nightlight.learning.structure.markup import address, linked
from nightlight.learning.structure.owners import owner
from nightlight.learning.structure.pieces import Laid, Piece
from nightlight.learning.structure.words import words
from nightlight.learning.structure.wraps import ends

#: What the words and the look of a line must come to together.
ENOUGH: Final = 2.4
#: From here on the words of a heading are taken to mean what they say.
CLEAR: Final = 0.58
#: A heading on the same line as its text ends within so many letters.
_RUN_IN: Final = re.compile(r"(?P<head>[^:?\n]{2,70}?)(?P<stop>\s?:|\?|\s[–—-])[*_]{0,3}\s+(?=\S)")
_STRONG_RUN_IN: Final = re.compile(r"(\*{2,3}|__)(?P<head>[^*\n]{2,80})\1[ \t]*[:.–-]?\s+(?=\S)")
_STOP_RUN_IN: Final = re.compile(r"(?P<head>[A-Z][^.:?!\n]{2,50})\.\s+(?=[A-Z‘“])")


_NAME: Final = re.compile(r"(?<![\w'’-])[A-Z][a-z]{2,14}(?![\w-])")
#: The title of a review is one of so many pieces, has so many words at most, and its child's name is told so often.
_TOP: Final = 12
_LONGEST_TITLE: Final = 16
#: So sure must a heading be of a meaning that it has only with "the child" for the child's name.
_SURELY: Final = 0.95
_AGAIN: Final = 3
_MOST: Final = 4000
#: A numbered heading that is itself the lesson or the finding may have so many words.
_LONGEST_NUMBERED: Final = 16
#: So many numbered lines in a row, each over text, are no chance; one of these words asks somebody to do something.
_RUN_OF: Final = 3
_ASKS: Final = re.compile(r"\b(?:should|must|will|shall|needs? to)\b", re.I)
#: So many lines of the page itself may stand between a heading and its text.
_FURNITURE: Final = 6


#: What stands over each slide where slides were made plain text.
_SLIDE: Final = re.compile(r"(?:slide|page|card|panel|minute) \d{1,2}\W{0,3}", re.I)


@dataclass(slots=True)
class Head:
    """What is known of a piece as a heading. `run_in` is where, in the document, the text on the same line begins."""

    score: float
    meaning: Meaning | None
    caps: bool
    run_in: int | None = None
    words: str = ""
    alone: bool = False
    """It stands alone above text, in a text that marks its parts by nothing else."""
    explained: bool = False
    """It is a statement, one of several that are numbered, and the text under it explains it."""
    presents: bool = False
    """It has its meaning only with the child's name in it: what happened may yet be told after it."""

    @property
    def clear(self) -> bool:
        """Whether its words say what it heads."""
        return self.meaning is not None and self.meaning.score >= CLEAR

    @property
    def is_heading(self) -> bool:
        """Whether it heads what follows."""
        return self.score >= ENOUGH


def weigh(laid: Laid, headings: Headings) -> list[Head]:
    """For every piece, how much it is a heading."""
    numbered = _numbered(laid.pieces)
    over_text = _over_text(laid, headings)
    loud = sum(_loud(piece, headings) for piece in laid.pieces) >= 2
    named = _named(laid.pieces, headings)
    heads = [_weigh(laid, at, headings, numbered, loud, named) for at in range(len(laid.pieces))]
    for at in over_text:
        heads[at].score = max(heads[at].score, ENOUGH + 0.1)
        heads[at].explained = True
    return heads


def _over_text(laid: Laid, headings: Headings) -> list[int]:
    """In a plain text, lines numbered from 1 on, each with text of its own under it, that ask nobody to do anything.

    Each of them names what was learnt or found and the text under it explains: "1. Illness was known, not understood".
    """
    if not laid.plain:
        return []
    found: list[int] = []
    run: list[int] = []
    for at, piece in enumerate(laid.pieces):
        number = numeral(piece.label) if piece.label and not piece.bullet and not piece.coded else None
        if number is None:
            continue
        if number != len(run) + 1:
            found += run if len(run) >= _RUN_OF else []
            run = []
        after = _next(laid.pieces, at)
        if number == len(run) + 1 and after is not None and _explained(piece, after, headings):
            run.append(at)
        else:
            found += run if len(run) >= _RUN_OF else []
            run = []
    return found + (run if len(run) >= _RUN_OF else [])


def _explained(piece: Piece, after: Piece, headings: Headings) -> bool:
    said = words(piece.flat)
    return (
        0 < len(said) <= _LONGEST_NUMBERED
        and piece.blanks > 0
        and not ends(piece.flat)
        and not piece.flat.endswith((",", ";", ":", "?"))
        and not after.marked
        and after.blanks > 0
        and ends(after.flat)
        and after.wordy > len(said)
        and said[0] not in headings.imperatives
        and _ASKS.search(piece.flat) is None
        and owner(piece.flat, headings) is None
    )


def _named(pieces: Sequence[Piece], headings: Headings) -> re.Pattern[str] | None:
    """What finds the name that a review gives its child: a word of its title that its text has again and again."""
    top = [piece.flat for piece in pieces[:_TOP] if piece.wordy <= _LONGEST_TITLE]
    names = {name for line in top for name in _NAME.findall(line) if not headings.ordinary(name.casefold())}
    if not names:
        return None
    said = Counter(name for piece in pieces[: _TOP * _TOP] for name in _NAME.findall(piece.flat[:_MOST]))
    told = sorted(name for name in names if said[name] > _AGAIN)
    return re.compile(rf"(?<!\w)(?:{'|'.join(told)})(?!\w)") if told else None


def _of_the_child(line: str, meaning: Meaning | None, named: re.Pattern[str], headings: Headings) -> Meaning | None:
    """What a heading with the child's name means: as much as one that says "the child" ("Elm and the family")."""
    if (meaning is not None and meaning.exact) or named.search(line) is None or " " not in line:
        return meaning
    said = headings.meaning(named.sub("the child", line))
    return said if said is not None and said.score >= _SURELY else meaning


def _loud(piece: Piece, headings: Headings) -> bool:
    """Whether a piece is a heading by its words, and in capitals."""
    if piece.wordy > 8 or not capitals(piece.flat):
        return False
    meaning = headings.meaning(piece.flat.rstrip(" :"))
    return meaning is not None and meaning.score >= 0.85


def _numbered(pieces: Sequence[Piece]) -> frozenset[int]:
    """The pieces that number the parts of a document ("1. Background", "2. What happened", …), text between them."""
    found: list[int] = []
    runs: list[list[int]] = []
    open_runs: dict[str, list[int]] = {}
    for at, piece in enumerate(pieces):
        number = _counted(piece.label) if piece.label and not piece.bullet and not piece.coded else None
        after = pieces[at + 1] if at + 1 < len(pieces) else None
        if number is None or not 0 < piece.wordy <= 12 or piece.flat.endswith((".", ";")) or after is None:
            continue
        within, count = number
        if after.label is not None and not after.bullet and _counted(after.label) == (within, count + 1):
            continue
        run = open_runs.get(within)
        if run is not None and _counted(pieces[run[-1]].label or "") == (within, count - 1):
            run.append(at)
        else:
            open_runs[within] = [at]
            runs.append(open_runs[within])
    for run in runs:
        if len(run) >= 2:
            found += run
    return frozenset([*found, *_labelled(pieces)])


def _counted(label: str) -> tuple[str, int] | None:
    """A number in two parts: what it counts within ("3" of "3.2", nothing of "3"), and its last part."""
    within, _, last = label.rpartition(".")
    number = numeral(last)
    return (within, number) if number is not None else None


def _labelled(pieces: Sequence[Piece]) -> list[int]:
    """Labels with a name and text of their own under each ("Finding 2: Men are not seen"), if all of a kind have it."""
    kinds: dict[str, list[tuple[int, bool]]] = {}
    for at, piece in enumerate(pieces):
        if piece.coded and piece.said is not None and piece.flat and not piece.bullet:
            after = pieces[at + 1] if at + 1 < len(pieces) else None
            asks = piece.flat.endswith("?")
            named = piece.wordy <= (20 if asks else 14) and (asks or not ends(piece.flat)) and after is not None
            followed = (
                after is not None and not after.coded and after.table == piece.table and after.wordy > piece.wordy + 2
            )
            kinds.setdefault(piece.said, []).append((at, named and followed))
    return [at for places in kinds.values() if all(headed for _, headed in places) for at, _ in places]


def capitals(text: str) -> bool:
    """Whether a line is written in capitals.

    >>> capitals("LESSONS LEARNED"), capitals("IRO")
    (True, False)
    """
    letters = [letter for letter in text if letter.isalpha()]
    return len(letters) >= 5 and sum(letter.isupper() for letter in letters) >= 0.85 * len(letters)


def _weigh(
    laid: Laid, at: int, headings: Headings, numbered: frozenset[int], loud: bool, named: re.Pattern[str] | None
) -> Head:
    pieces = laid.pieces
    piece = pieces[at]
    before = pieces[at - 1] if at else None
    after = _next(pieces, at)
    caps = capitals(piece.flat)
    if not piece.flat:
        return Head(0.0, None, caps)
    if piece.shape in (Shape.furniture, Shape.note, Shape.link):
        return Head(-9.0, None, caps)
    count = len(words(piece.flat)) if len(piece.flat) <= 400 else 99
    if count > LONGEST_HEADING or len(piece.flat) > 180:
        return _run_in(piece, headings, Head(-9.0, None, caps))
    meaning = headings.meaning(piece.flat.rstrip(" :"))
    own = meaning
    if named is not None:
        meaning = _of_the_child(piece.flat.rstrip(" :"), meaning, named, headings)
    sure = meaning.score if meaning is not None else 0.0
    if meaning is not None and meaning.exact:
        sure = max(sure, 1.0)
    topic = " ".join(words(piece.flat)) in headings.topics
    score = 3.0 * sure if sure >= CLEAR else 1.6 * sure
    if topic:
        score -= 0.9
    score += _look(laid, piece, before, after, count, caps, sure, headings)
    if loud and caps and not piece.bullet and count <= 10:
        score += 1.5 if piece.blanks and not ends(piece.flat) and count > 1 else 0.9
    if (
        before is not None
        and _SLIDE.fullmatch(before.flat)
        and count <= 9
        and not piece.marked
        and not ends(piece.flat.rstrip("?"))
    ):
        score += 3.0  # the first line of a slide is its heading
    if at in numbered:
        score += 5.0 if piece.coded else 3.4
    if piece.asks:
        score += 5.0
    head = Head(score, meaning, caps, None, piece.flat)
    head.presents = meaning is not own
    if piece.shape is Shape.heading:
        return head
    if not head.is_heading or ":" in piece.flat.rstrip(" :")[:70]:
        return _run_in(piece, headings, head)
    return head


def _next(pieces: Sequence[Piece], at: int) -> Piece | None:
    """The piece after one, the page's own lines between them passed over: a heading may stand last on its page."""
    return next((piece for piece in pieces[at + 1 : at + 2 + _FURNITURE] if piece.shape is not Shape.furniture), None)


def _look(
    laid: Laid,
    piece: Piece,
    before: Piece | None,
    after: Piece | None,
    count: int,
    caps: bool,
    sure: float,
    headings: Headings,
) -> float:
    score = 0.0
    flat = piece.flat
    strong = piece.shape is Shape.heading or piece.ruled or piece.bold or caps
    if piece.shape is Shape.heading or (piece.level is not None and piece.level <= 6):
        score += 3.2
    elif piece.ruled:
        score += 2.4
    elif piece.bold:
        score += 1.4 if count <= 14 else 0.3
    if caps and not piece.bullet:
        score += 0.8
    if count <= 7:
        score += 0.4
    elif count > 13:
        score -= 0.5
    if flat.endswith(":"):
        score += 1.1 if not piece.bullet else 0.2
    elif flat.endswith(":-"):
        score += 1.1
    elif flat.endswith((".", ";", ",")) and not flat.endswith(("...", "…")):
        score -= 2.2 if sure < 0.95 or count > 4 else 0.8
    elif flat.endswith("?") and sure < CLEAR and not strong:
        score -= 0.9
    if piece.bullet:
        score -= 2.6
    elif piece.label is not None and piece.shape is not Shape.heading:
        score -= 0.0 if piece.bold else 0.6 if sure >= 0.8 else 1.4
    first = flat.lstrip("‘“\"'([*_")[:1]
    if first.islower():
        score -= 0.9 if sure >= 0.85 else 1.8
    if linked(piece.text) or piece.target is not None or address(flat) is not None or "@" in flat:
        score -= 3.0
    lone = _lone(laid, piece, after, count)
    if lone:
        score += 1.0
    verbs = sum(word in headings.verbs for word in words(flat))
    if verbs and sure < 0.85 and not flat.endswith((":", "?")):
        score -= 0.2 * min(verbs, 2) if strong or lone else 0.9 * min(verbs, 3)
    if laid.airy and before is not None and not piece.blanks and sure < 0.9:
        score -= 0.9
    if piece.blanks and laid.airy:
        score += 0.2
    if after is None:
        score -= 1.2
    else:
        listed = after.marked and not piece.marked
        longer = after.wordy > 1.5 * count + 2
        bare = count <= 9 and not piece.marked and not ends(flat) and not flat.endswith((",", ";"))
        told = after.wordy > count + 2 and (ends(after.flat) or after.flat.endswith(":"))
        if bare and laid.stopped and laid.even and (listed or told):
            score += 1.2 if listed or longer else 0.9
        elif bare and laid.plain and after.bullet and 2 <= count <= 8 and sure < CLEAR:
            score += 1.2  # among entries with marks, a short line without one
        if bare and laid.plain and piece.blanks and not after.blanks and told and after.lines > 1:
            score += 0.5  # it stands by itself above, and close upon what is below
        if bare and piece.blanks and not after.blanks and after.flat.endswith("?") and not flat.endswith("?"):
            score += 1.5  # a line close above questions that asks none
        if bare and laid.even and told and piece.blanks and count >= 3 and words(flat)[0] in headings.asking:
            score += 1.2
        if (
            bare
            and count <= 8
            and not piece.bullet
            and sure < CLEAR
            and headings.only_audience(flat)
            and (listed or longer)
        ):
            score += 1.2
        if bare and after.asks and headings.only_audience(flat):
            score += 2.0  # whom the questions after it are for
        if listed:
            score += 0.8
        elif longer:
            score += 0.4 if laid.plain else 0.2
        elif not after.flat:
            score += 0.2
        elif sure < CLEAR and laid.even and not piece.ruled:
            score -= 0.8
        if not laid.plain and piece.bold and not after.bold and piece.shape in (Shape.paragraph, Shape.box):
            score += 1.0
    if piece.shape is Shape.cell and sure < 0.85:
        score -= 0.8
    return score


def _lone(laid: Laid, piece: Piece, after: Piece | None, count: int) -> bool:
    """Whether a short line without a full stop stands by itself, where everything else ends with one."""
    return (
        laid.plain
        and laid.airy
        and laid.stopped
        and bool(piece.blanks)
        and after is not None
        and bool(after.blanks)
        and not piece.marked
        and piece.lines == 1
        and count <= 8
        and piece.flat[:1].isupper()
        and not piece.flat.endswith((".", ",", ";", "?", "!"))
        and (after.wordy > count or after.marked)
        and (after.marked or after.flat.endswith((".", "?", ":", "!")))
    )


def _run_in(piece: Piece, headings: Headings, head: Head) -> Head:
    """A heading that stands on the line of its text: "Learning: Practitioners should …"."""
    if piece.bold:
        return head
    strong = _STRONG_RUN_IN.match(piece.text)
    found = strong or _STOP_RUN_IN.match(piece.text)
    if found is not None:
        said = found.group("head").strip(" .:*_")
        meaning = headings.meaning(said)
        known = meaning is not None and (meaning.exact or (strong is not None and meaning.score >= CLEAR))
        if (
            known
            and not piece.bullet
            and (strong is not None or (" ".join(words(said)) not in headings.topics and piece.wordy > 6))
        ):
            return Head(ENOUGH, meaning, head.caps, piece.start + found.end(), said)
    if piece.shape is Shape.heading and head.is_heading:
        return head
    found = _RUN_IN.match(piece.text)
    if found is None:
        return head
    said = found.group("head").strip("*_ ")
    if len(words(said)) > 9 or "](" in said or said.lstrip("‘“\"'*_<")[:1].islower():
        return head
    meaning = headings.meaning(said)
    if meaning is None or meaning.weight < 0.8:
        return head
    least = 0.95 if found.group("stop").strip() in "–—-" else 0.9 if piece.marked or found.group("stop") == "?" else 0.8
    if meaning.score < least or (found.group("stop") == "?" and not meaning.exact and meaning.score < 0.95):
        return head
    if " ".join(words(said)) in headings.topics:
        return head
    rest = piece.text[found.end() :]
    short = len(words(rest)) <= 8 and not rest.rstrip().endswith(".")
    if head.is_heading and head.clear and head.meaning is not None and (head.meaning.score > meaning.score or short):
        return head
    if len(words(rest)) < 2 and not linked(rest):
        return head
    return Head(ENOUGH, meaning, head.caps, piece.start + found.end(), said)


def sequence(pieces: Sequence[Piece]) -> list[int]:
    """The numbers of numbered pieces, where they are plain ones."""
    return [number for piece in pieces if piece.label and (number := numeral(piece.label)) is not None]
