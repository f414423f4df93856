"""A document that is not read, and why, in one sentence for a person."""

from __future__ import annotations

from enum import StrEnum

from nightlight.chronology.problems import printable

_LONGEST_NAME = 120


class Why(StrEnum):
    """What kind of reason a refusal has: for counting, and for tests. The sentence is in the refusal itself."""

    missing = "missing"
    """There is no such file, or it may not be opened."""
    empty = "empty"
    """There are no words in it."""
    kind = "kind"
    """It is a file of a kind that is not read."""
    locked = "locked"
    """It is protected with a password."""
    program = "program"
    """It holds a program (macros)."""
    large = "large"
    """It is larger, or unpacks to more, than any briefing."""
    damaged = "damaged"
    """It is broken, or breaks the rules of its own format."""
    time = "time"
    """Reading it took too long."""
    memory = "memory"
    """Reading it took too much memory."""
    fault = "fault"
    """Our own reader failed on it: a defect to be reported."""


class Refused(ValueError):
    """A document that was not read, and of which nothing was kept.

    `name` is the file (and the part within it), `what` is wrong, `do` is what to do about it; as text, all three in one
    plain sentence.

    >>> print(Refused("plan.doc", "it is a Word file of the old kind (.doc)", "save it as .docx and read that", Why.kind))
    plan.doc: it is a Word file of the old kind (.doc); save it as .docx and read that
    """

    def __init__(self, name: str, what: str, do: str, why: Why = Why.damaged) -> None:
        name = printable(name)
        if len(name) > _LONGEST_NAME:
            name = f"{name[: _LONGEST_NAME // 2]}…{name[-_LONGEST_NAME // 2 :]}"
        super().__init__(f"{name}: {what}; {do}")
        self.name = name
        self.what = what
        self.do = do
        self.why = why

    def __reduce__(self) -> tuple[type[Refused], tuple[str, str, str, Why]]:
        return Refused, (self.name, self.what, self.do, self.why)


class BadLists(ValueError):
    """The word lists by which reviews are read cannot be used: no document can be read, and none is at fault."""


def too_much_memory(name: str) -> Refused:
    """The refusal of a file that takes more memory than its reader may."""
    return Refused(name, "reading it takes too much memory", "save it with less in it", Why.memory)


def damaged(name: str, what: str = "it is damaged") -> Refused:
    """The refusal of a broken file."""
    return Refused(name, what, "open it in the program that made it, save it again, and read that", Why.damaged)
