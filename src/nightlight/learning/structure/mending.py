"""What a plain mistake of the source was meant to be, beside the source's own words."""

from __future__ import annotations

import re
from typing import Final

from nightlight.learning.structure.lexicon import Headings
from nightlight.learning.structure.words import distance

_WORD: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{4,30}")
#: A slip of the pen is put right only in words so long that it can be nothing else.
_LONG: Final = 9


def mended(norm: str, known: frozenset[str], headings: Headings) -> str | None:
    """The line with the field's own words spelt as they are, or None where nothing is plainly wrong.

    `known` are the words that the document holds elsewhere, more than once: they are the writer's own. A name is
    never put right.
    """

    def right(found: re.Match[str]) -> str:
        word = found.group()
        small = word.casefold()
        if small in headings.field_words or small in known:
            return word
        meant = _misread(small, headings) or _slip(small, headings)
        if meant is None:
            return word
        if word.isupper():
            return meant.upper()
        return meant.capitalize() if word[0].isupper() else meant

    changed = _WORD.sub(right, norm)
    return changed if changed != norm else None


def _misread(word: str, headings: Headings) -> str | None:
    for read, meant in headings.misread:
        at = word.find(read)
        while at >= 0:
            tried = word[:at] + meant + word[at + len(read) :]
            if len(tried) >= 6 and tried in headings.field_words:
                return tried
            at = word.find(read, at + 1)
    return None


def _slip(word: str, headings: Headings) -> str | None:
    if len(word) < _LONG or not word.isalpha():
        return None
    near = [
        each
        for each in headings.field_words
        if each.isalpha()
        and abs(len(each) - len(word)) <= 1
        and each[0] == word[0]
        and each[-2:] == word[-2:]
        and distance(word, each, 1) == 1
    ]
    return near[0] if len(near) == 1 else None
