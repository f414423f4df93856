"""Where the sentences of a paragraph begin and end."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from nightlight.learning.structure.lexicon import Headings

_STOP: Final = re.compile(r"(?:\.{3,}|[.?!…])(?:[?!]{0,3})([\"'”’»)\]*_]{0,4})(?=\s|$|\[\d{1,3}\]|[A-Z‘“][a-z]+\s)")
_TOKEN: Final = re.compile(r"[^\s(\[“‘\"']{1,40}$")
_OPENERS: Final = "([“‘\"'*_<"


def sentences(text: str, start: int, end: int, headings: Headings) -> Iterator[tuple[int, int]]:
    """The sentences of `text[start:end]`, each without the white space around it.

    A full stop after an abbreviation, an initial or a number that goes on ends none; closing quotes and brackets after
    the stop belong to the sentence. What has no stop at the end is a sentence too.
    """
    first = start
    depth_from = start
    for stop in _STOP.finditer(text, start, end):
        at = stop.end()
        if at >= end:
            break
        if not _ends_here(text, stop, start, end, headings):
            continue
        if _inside(text[depth_from:at]):
            continue
        yield from _trimmed(text, first, at)
        first = depth_from = at
    yield from _trimmed(text, first, end)


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start < end:
        yield start, end


def _inside(text: str) -> bool:
    """Whether a bracket is still open: its sentence goes on. One that never closes is a slip and is not waited for."""
    opened = text.count("(") - text.count(")")
    return opened > 0 and len(text) < 600


def _ends_here(text: str, stop: re.Match[str], start: int, end: int, headings: Headings) -> bool:
    rest = text[stop.end() : min(end, stop.end() + 40)].lstrip()
    following = rest.lstrip(_OPENERS)[:1]
    mark = stop.group()[0]
    if not following:
        return True
    if following.islower():
        return False
    if mark in "?!":
        return True
    before = text[max(start, stop.start() - 42) : stop.start()]
    token = _TOKEN.search(before)
    word = token.group().casefold().rstrip(".") if token is not None else ""
    if stop.group().startswith(("...", "…")):
        return following.isupper()
    if not text[stop.end() : stop.end() + 1].isspace():
        # "care.The": a space was lost. "Ph.D" and "bbc.co" are no ends.
        return (
            len(word) > 3
            and text[stop.end() : stop.end() + 2].istitle() is False
            and word.isalpha()
            and "." not in word
        )
    if word in headings.abbreviations or f"{word}." in headings.abbreviations:
        return word in headings.may_end and following.isupper() and len(word) > 1
    if len(word) == 1 and word.isalpha() and token is not None and token.group().isupper():
        # An initial, "Child A." at the end of a sentence, "a. ": a capital letter ends one where a new one plainly begins.
        return headings.begins.match(rest.lstrip(_OPENERS)) is not None
    if word.isdigit() and len(word) <= 2:
        # "on 3. May", "3. 4": a number that goes on; a year may end a sentence.
        return not (following.isdigit() or rest.split(None, 1)[0].casefold().rstrip(".,") in headings.facts["months"])
    return True
