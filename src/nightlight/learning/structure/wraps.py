"""Which line ends are the paragraph's own and which were only put in to fit a page."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise, zip_longest
from typing import Final

from nightlight.learning.structure.lexicon import Headings
from nightlight.learning.structure.lines import Line
from nightlight.learning.structure.markup import ADDRESS, address, bare
from nightlight.learning.structure.words import words

_STOP: Final = re.compile(r"[.?!…][)\]\"'”’»*_]{0,3}$")
#: A sentence that ends within a line: the line is no title.
_WITHIN: Final = re.compile(r"[.?!] [A-Z]")
#: A line that ends so goes on.
_OPEN: Final = re.compile(r"\b(?:a|an|and|are|at|by|for|from|in|is|of|on|or|see|the|to|via|with)$", re.I)
#: A line shorter than this says nothing about how wide the page is.
_SHORT: Final = 25
#: So many line ends that were surely put in are needed before a page is said to be wrapped at all.
_ENOUGH: Final = 3


def ends(text: str) -> bool:
    """Whether a text ends as a sentence does."""
    return _STOP.search(text[-6:]) is not None


def goes_on(text: str) -> bool:
    """Whether a line begins as the middle of a sentence does: in small letters, and not with an address."""
    first = bare(text).lstrip("([‘“'\"")[:1] if text else ""
    if "@" in text.split(None, 1)[0] if text else False:
        return False
    return (
        first.islower()
        and ADDRESS.match(text) is None
        and not text.startswith(("e-mail", "email", "http", "www", "tel"))
    )


def unfinished(text: str, headings: Headings) -> bool:
    """Whether a line cannot be the whole of a sentence: it ends with a comma, a joining word, a broken word."""
    trimmed = text.rstrip()
    if trimmed.endswith((",", ";", "-", "–", "/", "(", "&")):
        return True
    last = words(trimmed[-24:])
    return bool(last) and not ends(trimmed) and last[-1] in headings.unfinished and not trimmed.endswith(")")


def _reach(before: Line, after: Line) -> int:
    """How wide the first line would have been with the first word of the next."""
    word = after.text.split(None, 1)[0] if after.text else ""
    return before.width + (0 if before.text.endswith("-") else 1) + len(word)


class Page:
    """How wide the lines of a text are, judged by the line ends that are surely put in.

    Those are the ends after which a line goes on in small letters. Where a line could have held the first word of the
    next one, its end is the writer's own.
    """

    def __init__(self, lines: Sequence[Line]) -> None:
        reaches: list[tuple[int, int]] = []
        small_list = False
        for before, after in pairwise(lines):
            # Entries in small letters after "Practitioners should:" are a list that has lost its marks.
            small_list = (small_list or before.text.endswith(":")) and goes_on(after.text) and not after.marked
            if small_list:
                continue
            if after.blanks or after.marked or before.width < _SHORT or not goes_on(after.text):
                continue
            if ends(before.text) or before.text.endswith(":"):
                continue
            reaches.append((before.width, _reach(before, after)))
        self.least: int | None = None
        if len(reaches) >= _ENOUGH:
            reaches.sort()
            width = max(
                {wide for wide, _ in reaches},
                key=lambda each: (sum(wide <= each < reach for wide, reach in reaches), -each),
            )
            explained = sum(wide <= width < reach for wide, reach in reaches)
            longer = sum(line.width > max(width, reaches[-1][0]) for line in lines)
            if longer > 0.05 * len(lines):
                return  # lines run on beyond: nobody fitted this text to a page
            if explained >= 0.85 * len(reaches):
                self.least = width + 1
            else:
                ordered = sorted(reach for _, reach in reaches)
                self.least = ordered[len(ordered) // 12]

        if self.least is not None:
            self._apart(lines)

    def _apart(self, lines: Sequence[Line]) -> None:
        """Marks the lines after which an entry ends though the line was full, in runs of lines that hold several entries.

        A run does where some sentence in it ends in a line that had room for more: the writer began a new line there.
        Sentences seldom end just where a line does, so in such a run one that does ends its entry too.
        """
        run: list[Line] = []
        for line in [*lines, None]:
            if line is not None and run and not line.blanks and not line.marked:
                run.append(line)
                continue
            self._apart_in(run)
            run = [line] if line is not None else []

    def _apart_in(self, run: Sequence[Line]) -> None:
        stops = [
            (before, self.full(before, after))
            for before, after in pairwise(run)
            if ends(before.text) and not goes_on(after.text)
        ]
        if any(not full for _, full in stops):
            for before, _ in stops:
                before.last = True
        listed: list[Line] = []
        for line, after in zip_longest(run, run[1:]):
            stands = not (ends(line.text) or line.text.endswith((",", ";", ":", "-", "–")) or _OPEN.search(line.text))
            stands = (
                stands
                and _WITHIN.search(line.text) is None
                and (after is None or not goes_on(after.text))
                and not goes_on(line.text)
            )
            if stands:
                listed.append(line)
            if not stands or after is None:
                # Lines that each begin with a capital and end without a stop are a list, of titles or of links.
                linked = len(listed) > 1 and any(address(each.text) for each in listed)
                alone = len(listed) >= _ENOUGH and len(listed) >= min(len(run) - 1, _ENOUGH + 1)
                if alone or linked:
                    for each in listed:
                        each.last = True
                listed = []

    def full(self, before: Line, after: Line) -> bool:
        """Whether the first of two lines had no room for the first word of the second."""
        return self.least is not None and _reach(before, after) >= self.least
