"""The lines of a text: where each begins, its list mark, its number, and how far it is set in."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import Final

from nightlight.learning.structure.lexicon import Headings
from nightlight.learning.structure.markup import LEADING
from nightlight.learning.structure.words import DOZEN

_LINE: Final = re.compile(r"[^\r\n\f\v\x1c-\x1e\x85\u2028\u2029]*")
_END: Final = re.compile(r"\r\n|[\r\n\f\v\x1c-\x1e\x85\u2028\u2029]")
_BULLET: Final = re.compile(
    r"(?:[·•●▪■◦‣○◆◇❖➢➤►▶➔→⇒✓✔☑☐□★⦁∙\uf0a7\uf0b7\uf0d8\uf0fc\uf076\uf02d][ \t\u00a0\u2002\u2003]*"
    r"|[-–—*>+~»›‹][ \t\u00a0\u2002\u2003]+|\?[ \t]+|o[ \t\u00a0]+(?=[A-Z‘“'\"]))"
)
_NUMBER: Final = re.compile(
    r"\(?(?P<n>\d{1,2}(?:\.\d{1,2}){0,3}|[ivx]{1,4}|[a-hA-H])(?:[.)]{1,2}|:)[ \t\u00a0]+(?=\S)"
    r"|(?P<m>\d{1,2}(?:\.\d{1,2}){1,3})[ \t\u00a0]+(?=[A-Z‘“'\"])"
    r"|(?P<d>\d{1,2})[ \t\u00a0]+[-–—][ \t\u00a0]+(?=[A-Z‘“'\"])"
    r"|(?P<t>\d{1,2})\t+(?=\S)"
)
_CODE: Final = re.compile(r"(?P<w>LP|KPE|R|Q|F|L|A)(?P<n>\d{1,2}(?:\.\d{1,2})?)(?:[ \t]*[.:)–—-]+[ \t]*|[ \t]+)(?=\S)")
_SAID: Final = re.compile(
    r"(?P<w>[A-Za-z][A-Za-z ]{0,26}?)(?:[ \t]*(?:no\.? ?|number |#)?(?P<n>\d{1,2}(?:\.\d{1,2}){0,3})"
    rf"|[ \t]+(?P<m>[ivx]{{1,4}}|[a-h]|{'|'.join(DOZEN)}))"
    r"(?![A-Za-z0-9])(?P<s>[ \t]*[.:)–—-]+[ \t]*|[ \t]+(?=(?-i:[^a-z]))|$)",
    re.I,
)
_CODES: Final = {
    "R": "recommendation",
    "Q": "question",
    "F": "finding",
    "L": "learning_point",
    "LP": "learning_point",
    "A": "",
    "KPE": "case_fact",
}
#: Where a question is put and answered, what stands before either: at the beginning of a line.
_ASKED: Final = re.compile(r"(?:Q|Question)(?: ?\d{1,2})?[ \t]*[.:)][ \t]+(?=\S)")
_ANSWERED: Final = re.compile(r"(?:A|Answer)(?: ?\d{1,2})?[ \t]*[.:)][ \t]+(?=\S)")
#: How deep a question stands that heads its answer.
_ASKED_LEVEL: Final = 6
_HASHES: Final = re.compile(r"#{1,6}[ \t]+(?=\S)")
_RULE: Final = re.compile(r"[-=_*~·•.–—\u2500-\u257f+|#\s]{3,}")


@dataclass(slots=True)
class Mark:
    """What stands before the words of an entry: `end` is where they begin."""

    end: int
    bullet: bool = False
    label: str | None = None
    said: str | None = None
    level: int | None = None
    coded: bool = False
    asks: bool = False
    """A question of the briefing's own, that heads its answer ("Q. Who was the baby?")."""
    answers: bool = False


@dataclass(frozen=True, slots=True)
class Signs:
    """What a text marks the entries of its lists with, beside the marks that all texts have."""

    bare: frozenset[str] = frozenset()
    strange: frozenset[str] = frozenset()
    answered: bool = False
    """It puts questions and answers them, each with its letter before it."""


@dataclass(slots=True)
class Line:
    """One line of a text that is not empty. `start`..`end` are its words, without its mark and the space around them."""

    at: int
    start: int
    end: int
    text: str
    width: int
    indent: int
    blanks: int
    new_page: bool = False
    mark: Mark = field(default_factory=lambda: Mark(0))
    last: bool = False
    """An entry ends with it, though it has no room for the next word."""

    @property
    def marked(self) -> bool:
        """Whether a list mark or a number stands before it."""
        return self.mark.bullet or self.mark.label is not None


def numeral(text: str) -> int | None:
    """The value of a label such as "4", "iv", "b", "Two"; None for "1.2" and what is no number.

    >>> numeral("4"), numeral("iv"), numeral("b"), numeral("Two"), numeral("1.2")
    (4, 4, 2, 2, None)
    """
    small = text.casefold()
    if small.isascii() and small.isdigit():
        return int(small)
    if small in DOZEN:
        return DOZEN.index(small) + 1
    if small and set(small) <= set("ivx"):
        worth = {"i": 1, "v": 5, "x": 10}
        values = [worth[letter] for letter in small]
        return sum(-one if at + 1 < len(values) and one < values[at + 1] else one for at, one in enumerate(values))
    if len(small) == 1 and "a" <= small <= "z":
        return ord(small) - ord("a") + 1
    return None


def read_mark(
    text: str,
    headings: Headings,
    strange: frozenset[str] = frozenset(),
    bare: frozenset[str] = frozenset(),
    *,
    answered: bool = False,
) -> Mark:
    """The mark at the beginning of a line of text (a bullet, a number, a label, the remnant of a bookmark)."""
    at = 0
    mark = Mark(0)
    if answered:
        asked, answer = _ASKED.match(text), _ANSWERED.match(text)
        if asked is not None:
            return Mark(asked.end(), level=_ASKED_LEVEL, asks=True)
        if answer is not None:
            return Mark(answer.end(), answers=True)
    hashes = _HASHES.match(text)
    if hashes is not None:
        mark.level = len(hashes.group().rstrip())
        at = hashes.end()
    bullet = _BULLET.match(text, at)
    if bullet is None and strange and text[:1] in strange:
        bullet = _STRANGE.match(text)
    if bullet is not None and bullet.end() < len(text):
        mark.bullet = True
        at = bullet.end()
    remnant = LEADING.match(text, at)
    if remnant is not None and remnant.end() < len(text):
        at = remnant.end()
    number = _NUMBER.match(text, at)
    if number is not None:
        found = next(value for value in number.groups() if value)
        if not (found.isalpha() and found.isupper() and len(found) == 1 and text[number.end() - 2] in ".:"):
            mark.label = found
            at = number.end()
    if mark.label is None and bare:
        counted = _BARE_NUMBER.match(text, at)
        if counted is not None and counted.group(1) in bare:
            mark.label, at = counted.group(1), counted.end()
    if mark.label is None:
        code = _CODE.match(text, at)
        if code is not None:
            mark.label, mark.said, at = code.group("n"), _CODES[code.group("w")], code.end()
            mark.coded = True
        else:
            said = _SAID.match(text, at)
            if said is not None and len(said.group("w").strip()) > 1:
                kind = headings.label_kind(said.group("w"))
                spelt = (said.group("m") or "").casefold() in DOZEN
                number_is_plain = said.group("n") or spelt or said.group("s").strip() or said.end() == len(text)
                if kind is not None and number_is_plain:
                    mark.label, mark.said, at = said.group("n") or said.group("m"), kind, said.end()
                    mark.coded = True
    mark.end = at
    return mark


_STRANGE: Final = re.compile(r"[ \t]*([¢«©®§¤¥†‡¬°¶¡¿=eo0])[ \t]+(?=[A-Z‘“])")


#: So many numbers without a gap count something, in whatever order they stand.
_ANY_ORDER: Final = 3
#: So many questions with their answers are a way of writing, and no chance.
_PAIRS: Final = 2
#: "7 minute briefing" is no entry of a list.
_BARE_NUMBER: Final = re.compile(r"[ \t]*(\d{1,2})[ \t]+(?=[A-Z‘“])(?!(?i:(?:minute|point|step|page|slide|thing)s?\b))")


def _bare_numbers(text: str) -> frozenset[str]:
    """Numbers without a point that count the entries of a list, from 1 upwards, each at the beginning of a line.

    Three or more may stand in any order, as columns read one after the other leave them.
    """
    wanted, counted = 1, 0
    seen: Counter[int] = Counter()
    for line in text.splitlines():
        found = _BARE_NUMBER.match(line)
        if found is None:
            continue
        number = int(found.group(1))
        seen[number] += 1
        if number == wanted:
            wanted, counted = wanted + 1, max(counted, wanted)
        elif number == 1:
            wanted, counted = 2, max(counted, 1)
    upto = next(number for number in range(1, 102) if not seen[number]) - 1
    if upto >= _ANY_ORDER:
        counted = max(counted, upto)
    return frozenset(str(number) for number in range(1, counted + 1)) if counted >= 2 else frozenset()


def _strange_marks(text: str) -> frozenset[str]:
    """Signs that stand for a bullet in this text, as a scanner reads one: at the beginning of three lines or more."""
    seen: dict[str, int] = {}
    for line in text.splitlines():
        found = _STRANGE.match(line)
        if found is not None:
            seen[found.group(1)] = seen.get(found.group(1), 0) + 1
    return frozenset(sign for sign, count in seen.items() if count >= 3)


def signs(text: str) -> Signs:
    """The signs of a whole text."""
    return Signs(_bare_numbers(text), _strange_marks(text), _answered(text))


def _answered(text: str) -> bool:
    """Whether a text puts questions and answers each before it puts the next, twice or more."""
    pairs, open_question = 0, False
    for line in text.splitlines():
        said = line.strip()
        if _ASKED.match(said) is not None:
            open_question = True
        elif open_question and _ANSWERED.match(said) is not None:
            pairs, open_question = pairs + 1, False
    return pairs >= _PAIRS


def rule(text: str) -> bool:
    """Whether a line is only drawn ("-----"), under a heading or between parts."""
    return _RULE.fullmatch(text) is not None


def lines(text: str, start: int, end: int, headings: Headings, used: Signs | None = None) -> list[Line]:
    """The lines of `text[start:end]` that are not empty, in order; `used` are the signs of the whole document."""
    found: list[Line] = []
    used = used if used is not None else signs(text[start:end])
    bare, strange = used.bare, used.strange
    at = start
    blanks = 0
    new_page = False
    while at < end:
        stop = min(_LINE.match(text, at, end).end(), end)  # type: ignore[union-attr]
        raw = text[at:stop]
        body = raw.strip()
        if body:
            first = at + raw.index(body[0])
            indent = len(raw[: first - at].expandtabs(4))
            mark = read_mark(body, headings, strange, bare, answered=used.answered)
            words = body[mark.end :]
            found.append(
                Line(
                    first,
                    first + mark.end,
                    first + len(body),
                    words,
                    len(raw.rstrip()),
                    indent,
                    blanks,
                    new_page,
                    mark,
                )
            )
            blanks, new_page = 0, False
        else:
            blanks += 1
        ending = _END.match(text, stop, end)
        if ending is None:
            break
        if ending.group() == "\f":
            new_page = True
        at = ending.end()
    return found
