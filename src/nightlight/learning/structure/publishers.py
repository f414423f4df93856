"""Who published a review, by the name that a partnership, a board, a trust or a panel has."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from nightlight.learning.document import Document
from nightlight.learning.reading import Fact
from nightlight.learning.structure.lexicon import Headings
from nightlight.learning.structure.pieces import Laid
from nightlight.learning.structure.spots import spot
from nightlight.learning.structure.words import straight, words

_BEFORE: Final = re.compile(r"(\S{1,40})\s{1,6}$")
#: Small words within the name of a place, those that join two besides, and those before a publisher's name.
_SMALL: Final = frozenset({"and", "of", "the", "upon", "on", "in", "with", "y", "le", "under", "by"})
_JOINS: Final = _SMALL | {"a", "&"}
_BEFORE_NAMES: Final = _SMALL | {"for"}
_NO_NAME: Final = frozenset(
    {"the", "learning", "published", "by", "this", "from", "of", "to", "and", "in", "for", "with"}
)


def _name_begins(text: str, least: int, at: int) -> int:
    """Where the capitalised words before a place begin: "East and West Hillshire" before "Safeguarding Partnership"."""
    begin = at
    for _ in range(8):
        found = _BEFORE.search(text, max(least, begin - 48), begin)
        if found is None:
            break
        word = found.group(1)
        if not (word[0].isupper() or word in _JOINS) or word.endswith((".", ":", ";", "|", "–")):
            break
        begin = found.start(1)
    while begin < at:
        word = text[begin:at].split(None, 1)[0]
        if word.casefold() not in _NO_NAME:
            break
        begin += len(word)
        while begin < at and text[begin].isspace():
            begin += 1
    return begin


_AFTER: Final = re.compile(r"\s+([A-Z][\w’'-]*|a(?= [A-Z]))")


def _goes_on(text: str, at: int, end: int) -> int:
    """Where a Welsh name ends, whose place comes last ("Bwrdd Diogelu Plant Glan Afon")."""
    while (found := _AFTER.match(text, at, end)) is not None and "\n" not in found.group():
        at = found.end()
    return at


#: A name of some body by its last word, or by what it is a panel on.
_BODY: Final = re.compile(
    r"(?:The\s+)?(?:(?:[A-Z][\w’'-]*|and|of|for|the|on|&)[ \u00a0]+){1,9}?"
    r"(?:(?:NHS\s+)?(?:Foundation\s+)?Trust|Integrated\s+Care\s+Board|Health\s+Board|Panel(?:\s+on(?:\s+(?:[A-Z][\w’'-]*|and|of|in)){2,8})?"
    r"|(?:County|City|Borough|District|Metropolitan)\s+Council|Inspectorate|Commission)(?!\w)"
)
_HEAD, _FOOT = 4, 3


def _at_head_or_foot(text: str, laid: Laid, headings: Headings) -> Iterator[tuple[str, int, int]]:
    """The one body that a line at the head or foot names, whole or before a dash: a trust, a panel, "Elmshire SCP"."""
    shown = [
        piece for piece in laid.pieces if piece.flat and not piece.bullet and piece.table is None and piece.wordy <= 20
    ]
    ends = "|".join(
        each.upper() for each in headings.facts["publisher_acronym"] if each not in headings.facts["meeting_acronym"]
    )
    short = re.compile(
        rf"(?:[A-Z][a-z’'-]+(?:[ \u00a0]+(?:and|&|of|upon|the|[A-Z][a-z’'-]+)){{0,5}})[ \u00a0]+(?:{ends})(?!\w)"
    )
    for piece in [*shown[:_HEAD], *shown[max(_HEAD, len(shown) - _FOOT) :]]:
        for pattern in (_BODY, short):
            found = pattern.match(text, piece.start, piece.end)
            if found is None or re.match(r"\s*(?:$|[|–—,·~\n-])", text[found.end() : piece.end]) is None:
                continue
            said = [word for word in words(found.group()) if word not in ("the", "of", "and", "for", "on")]
            if (len(said) >= 2 and not all(headings.ordinary(word) for word in said[:-1])) or found.group().startswith(
                "The "
            ):
                yield " ".join(found.group().split()), found.start(), found.end()
                return


def publisher(document: Document, laid: Laid, headings: Headings) -> Iterator[Fact]:
    """The names of those who published a review, two at most; and what hints at one, for a person to judge by."""
    text = document.text
    whole = [phrase.casefold() for phrase in headings.facts["publisher_whole"]]
    kinds = "|".join(
        re.escape(name).replace(r"\ ", r"\s+").replace("'", "['’]")
        for name in sorted(headings.facts["publisher"], key=len, reverse=True)
    )
    pattern = re.compile(rf"(?<!\w)(?i:{kinds})(?!\w)")
    seen: set[str] = set()
    for piece in laid.pieces[:400]:
        for match in pattern.finditer(text, piece.start, min(piece.end, piece.start + 2000)):
            start = _name_begins(text, piece.start, match.start())
            end = _goes_on(text, match.end(), piece.end) if straight(match.group()).endswith("diogelu") else match.end()
            value = " ".join(text[start:end].split())
            if not value[0].isupper() or not match.group()[0].isupper() or value.casefold() in seen:
                continue
            if all(headings.ordinary(word) for word in words(value)):
                continue
            seen.add(value.casefold())
            yield Fact("publisher", value, start, end)
            if len(seen) >= 2:
                return
    for name in whole:
        at = spot(text, name)
        if at is not None and not seen:
            seen.add(name)
            yield Fact("publisher", " ".join(text[at[0] : at[1]].split()), *at)
    if not seen:
        for value, start, end in _at_head_or_foot(text, laid, headings):
            seen.add(value)
            yield Fact("publisher", value, start, end)
    ends = "|".join(each.upper() for each in headings.facts["publisher_acronym"])
    acronym = re.compile(rf"(?<!\w)[A-Z]{{0,6}}(?:{ends})(?!\w)")
    for match in acronym.finditer(text[:60_000]):
        if match.group() not in seen and match.group().casefold() not in headings.facts["common_acronym"]:
            seen.add(match.group())
            yield Fact("publisher_hint", match.group(), match.start(), match.end())
            break
    place = re.compile(r"\bother\s+([A-Z][a-z]{3,20}(?:\s[A-Z][a-z]{3,20})?)\s+(?:case\s+)?reviews\b")
    other = place.search(text)
    if other is not None:
        yield Fact("publisher_hint", other.group(1), other.start(1), other.end(1))


def only_publisher(line: str, headings: Headings) -> bool:
    """Whether a line is the name of a publisher and nothing else."""
    line = line.strip(" .|–—-")
    small = straight(line)
    for name in sorted(headings.facts["publisher"], key=len, reverse=True):
        if name not in small:
            continue
        # Small letters may be more than the letters that they stand for, so its place is looked for in the line itself.
        found = list(re.finditer(re.escape(name).replace("'", "['’]"), line, re.I))
        if not found:
            continue
        rest = words(line[found[-1].end() :])
        before = line[: found[-1].start()]
        proper = all(word[:1].isupper() or word.casefold() in _BEFORE_NAMES for word in re.findall(r"[\w’']+", before))
        return not rest and proper and not any(sign in before for sign in ":?–—|")
    return False
