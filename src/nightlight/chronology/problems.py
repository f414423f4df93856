"""What is wrong with something that was read: where, what, and what to do; never only the first mistake."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake: the place in plain words (`entry 5 (referral.allocated)`), the field, what is wrong and what to do."""

    where: str
    message: str
    field: str | None = None
    line: int | None = None
    file: str | None = None

    def says(self) -> str:
        """One line: file and line, place, field, message."""
        at = self.file or ""
        if self.line is not None:
            at += f":{self.line}"
        place = f"{self.where}, {self.field}" if self.field else self.where
        return f"{at + ': ' if at else ''}{place}: {self.message}"


class Unreadable(ValueError):
    """Something could not be read; `problems` lists every mistake that was found."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(problem.says() for problem in self.problems))


def nearest(word: str, words: Iterable[str]) -> str | None:
    """The right word that looks most like a wrong one, or `None` where none is near."""
    found = get_close_matches(word.lower(), list(words), n=1, cutoff=0.6)
    return found[0] if found else None


def did_you_mean(word: str, words: Iterable[str], *, few: int = 8) -> str:
    """`; did you mean 'x'?`, or, where nothing is near and the words are few, `; it is one of a, b, c`."""
    known = sorted(words)
    close = nearest(word, known)
    if close is not None:
        return f"; did you mean {close!r}?"
    if known and len(known) <= few:
        return f"; it is one of {', '.join(known)}"
    return ""
