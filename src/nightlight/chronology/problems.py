"""What is wrong with something that was read: where, what, and what to do; never only the first mistake."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from reprlib import Repr
from typing import Final

#: How much of what somebody wrote a message repeats.
_QUOTED: Final = 60
#: Longer than any message that is meant to be read.
_LONGEST: Final = 800
_LONG_WORD: Final = re.compile(rf"\S{{{2 * _QUOTED},}}")
_IN_SHORT: Final = Repr()
_IN_SHORT.maxlevel = 2


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake: the place in plain words (`entry 5 (referral.allocated)`), the field, what is wrong, what to do."""

    where: str
    message: str
    field: str | None = None
    line: int | None = None
    file: str | None = None

    def says(self) -> str:
        """One line: file and line, place, field, message. What cannot be printed in it is written as an escape."""
        at = self.file or ""
        if self.line is not None:
            at += f":{self.line}"
        place = f"{cut(self.where)}, {cut(self.field)}" if self.field else cut(self.where)
        # A word that nobody would write to its end is not read to its end either.
        message = cut(_LONG_WORD.sub(lambda found: cut(found[0], _QUOTED), self.message), _LONGEST)
        return printable(f"{at + ': ' if at else ''}{place}: {message}")


class Unreadable(ValueError):
    """Something could not be read; `problems` lists every mistake that was found, each once."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(dict.fromkeys(problems))
        super().__init__("\n".join(problem.says() for problem in self.problems))


def cut(text: str, longest: int = 2 * _QUOTED) -> str:
    """A text, or its beginning where it is longer than a line of a message can bear."""
    return text if len(text) <= longest else text[:longest] + "…"


def shown(value: object) -> str:
    """A value as a message quotes it; of a long one the beginning, and how long it is.

    >>> shown("midwifry")
    "'midwifry'"
    """
    if isinstance(value, str):
        return repr(value) if len(value) <= _QUOTED else f"{value[:_QUOTED]!r}… ({len(value):,} characters)"
    return "nothing" if value is None else cut(_IN_SHORT.repr(value))


def printable(text: str) -> str:
    """A text on one line of a screen: line ends, control characters and broken characters written as escapes."""
    if text.isprintable():
        return text
    return "".join(each if each.isprintable() else each.encode("unicode_escape").decode("ascii") for each in text)


def nearest(word: str, words: Iterable[str], cutoff: float = 0.6) -> str | None:
    """The right word that looks most like a wrong one, or `None` where none is as near as `cutoff` (1 is the same)."""
    if len(word) > 2 * _QUOTED:
        return None
    known = {each.lower(): each for each in words}
    found = get_close_matches(word.lower(), known, n=1, cutoff=cutoff)
    return known[found[0]] if found else None


def did_you_mean(word: str, words: Iterable[str], *, few: int = 8) -> str:
    """`; did you mean 'x'?`, or, where nothing is near and the words are few, `; it is one of a, b, c`."""
    known = sorted(words)
    close = nearest(word, known)
    if close is not None:
        return f"; did you mean {close!r}?"
    if known and len(known) <= few:
        return f"; it is one of {', '.join(known)}"
    return ""
