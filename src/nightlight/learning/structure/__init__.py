"""The structure of a review: its headings by meaning, its items, its facts, and what found no place.

`read` is the whole of it. Words are in `nightlight.taxonomy`; here is only how they are used: `lines` and `wraps` say
which lines belong together, `feet` which stand on every page, `pieces` makes them whole, `heads` weighs which of them
are headings, `walk` goes through them, `judge` says what an entry is, `order` puts numbered items back, `facts` reads
what the review says of itself.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter

from nightlight.learning.document import Document
from nightlight.learning.reading import Item, Left, Reading, Section
from nightlight.learning.structure.drafts import Draft, Found, Open
from nightlight.learning.structure.facts import facts
from nightlight.learning.structure.lexicon import Headings
from nightlight.learning.structure.mending import mended
from nightlight.learning.structure.order import ordered
from nightlight.learning.structure.pieces import lay
from nightlight.learning.structure.walk import walk
from nightlight.learning.structure.words import words
from nightlight.learning.structure.wraps import ends, unfinished

__all__ = ["Headings", "read", "unaccounted"]


def read(document: Document, headings: Headings) -> Reading:
    """Reads the structure of a review.

    Every item is a slice of the document, items do not overlap, and every character that is no white space lies in an
    item, a heading, a mark or the tray: `unaccounted` says what does not, and is empty for what comes from here. No
    text makes it raise.
    """
    laid = lay(document, headings)
    found = walk(document, laid, headings)
    drafts = ordered(found, headings)
    _mend(document, drafts, headings)
    drafts = _apart(drafts, found)
    sections = _sections(document, found.sections)
    items = _items(document, drafts)
    tray = _tray(document, items, sections, found)
    return Reading(
        document,
        tuple(facts(document, laid, found, drafts, headings)),
        sections,
        items,
        tray,
        (*found.notes, *_notes(document, found, drafts, headings)),
    )


def _mend(document: Document, drafts: list[Draft], headings: Headings) -> None:
    counts = Counter(words(document.text))
    known = frozenset(word for word, count in counts.items() if count > 1)
    for draft in drafts:
        draft.corrected = mended(draft.norm, known, headings)


def _apart(drafts: list[Draft], found: Found) -> list[Draft]:
    """The items without any that overlaps an earlier one: a guard, for what the walk makes does not overlap."""
    kept: list[Draft] = []
    taken: list[tuple[int, int]] = []
    for draft in sorted(drafts, key=lambda each: (each.start, -each.end)):
        if draft.start >= draft.end or (taken and draft.start < taken[-1][1]):
            found.left.append((draft.start, draft.end, "it lies within another item"))
            continue
        taken.append((draft.start, draft.end))
        kept.append(draft)
    inside = {id(each) for each in kept}
    return [each for each in drafts if id(each) in inside]


def _sections(document: Document, opened: list[Open]) -> tuple[Section, ...]:
    ends_at = [each.start for each in opened if not each.silent]
    made: list[Section] = []
    for each in opened:
        later = bisect_right(ends_at, each.start)
        until = (
            ends_at[later]
            if later < len(ends_at) and not each.silent
            else each.end
            if each.silent
            else len(document.text)
        )
        made.append(Section(each.canonical, each.heading, each.start, each.end, max(until, each.end), each.audience))
    return tuple(made)


def _items(document: Document, drafts: list[Draft]) -> tuple[Item, ...]:
    names = {id(draft): f"i{number}" for number, draft in enumerate(drafts, 1)}
    return tuple(
        Item(
            names[id(draft)],
            draft.kind,
            draft.start,
            draft.end,
            document.text[draft.start : draft.end],
            draft.norm,
            draft.under.canonical if draft.under is not None else "",
            draft.under.heading if draft.under is not None else "",
            draft.audience,
            draft.number,
            names.get(id(draft.parent)) if draft.parent is not None else None,
            draft.owner,
            draft.forum,
            draft.corrected,
            draft.role,
            draft.displaced,
            draft.personal,
        )
        for draft in drafts
    )


def _gaps(document: Document, covered: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The slices of a document, without white space around them, that none of the given ones covers."""
    gaps: list[tuple[int, int]] = []
    at = 0
    for start, end in [*sorted(covered), (len(document.text), len(document.text))]:
        if start > at:
            found = re.compile(r"\S").search(document.text, at, start)
            if found is not None:
                last = start
                while document.text[last - 1].isspace():
                    last -= 1
                gaps.append((found.start(), last))
        at = max(at, end)
    return gaps


def _tray(document: Document, items: tuple[Item, ...], sections: tuple[Section, ...], found: Found) -> tuple[Left, ...]:
    placed = [*((each.start, each.end) for each in items), *((each.start, each.end) for each in sections), *found.marks]
    tray: list[Left] = []
    held = _merged(placed)
    firsts = [first for first, _ in held]
    for start, end, why in sorted(found.left):
        near = held[max(0, bisect_right(firsts, start) - 1) : bisect_right(firsts, end)]
        inside = [(max(first, start), min(last, end)) for first, last in near if first < end and start < last]
        for first, last in _gaps_within(document, start, end, inside):
            tray.append(Left(first, last, document.text[first:last], why))
    covered = placed + [(each.start, each.end) for each in tray]
    for start, end in _gaps(document, covered):
        tray.append(Left(start, end, document.text[start:end], "no place was found for it"))
    return tuple(sorted(tray, key=lambda each: each.start))


def _merged(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    made: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if made and start <= made[-1][1]:
            made[-1] = (made[-1][0], max(made[-1][1], end))
        elif start < end:
            made.append((start, end))
    return made


def _gaps_within(document: Document, start: int, end: int, inside: list[tuple[int, int]]) -> list[tuple[int, int]]:
    made: list[tuple[int, int]] = []
    at = start
    for first, last in [*inside, (end, end)]:
        piece = document.text[at:first]
        if piece.strip():
            begin = at + len(piece) - len(piece.lstrip())
            made.append((begin, begin + len(piece.strip())))
        at = max(at, last)
    return made


def unaccounted(reading: Reading) -> list[str]:
    """What is wrong with a reading: text that lies nowhere, items that overlap or are not their slice. Empty when all is well."""
    document = reading.document
    wrong: list[str] = []
    last = 0
    for item in sorted(reading.items, key=lambda each: each.start):
        if item.text != document.text[item.start : item.end]:
            wrong.append(f"{item.id} is not its slice")
        if item.start < last:
            wrong.append(f"{item.id} overlaps the item before it")
        last = max(last, item.end)
    placed = [
        *((each.start, each.end) for each in reading.items),
        *((each.start, each.end) for each in reading.sections),
        *((each.start, each.end) for each in reading.tray),
    ]
    for start, end in _gaps(document, placed):
        # A label and its number stay outside its entry, and so do rules drawn with dots; a sentence may not.
        if sum(letter.isalpha() for letter in document.text[start:end]) > 24:
            wrong.append(f"nothing holds {document.text[start:end]!r}")
    return wrong


def _notes(document: Document, found: Found, drafts: list[Draft], headings: Headings) -> list[str]:
    notes: list[str] = []
    if any(each.displaced for each in drafts):
        notes.append(
            "Numbered entries stood out of their order, as columns read one after the other leave them; they were put back."
        )
    if any(each.forerunner for each in drafts):
        notes.append("Under a heading of findings stands first what happened.")
    if any(each.corrected for each in drafts):
        notes.append("A plain mistake of the text has its correction beside it; the text itself was left.")
    cut = _cut_short(found, drafts, headings)
    if cut is not None:
        notes.append(cut)
    return notes


def _cut_short(found: Found, drafts: list[Draft], headings: Headings) -> str | None:
    last = max(drafts, key=lambda each: each.end, default=None)
    if last is None or ends(last.norm) or last.norm.endswith((")", ":")):
        return None
    if unfinished(last.norm, headings):
        return "It ends in the middle of a sentence: what follows is missing."
    half = last.end / 2
    closed = any(each.closing for each in found.sections) or any(
        each.kind.value in ("action_now", "contact", "resource") and each.start > half for each in drafts
    )
    stops = sum(ends(each.norm) for each in drafts)
    if not closed and stops >= 0.3 * len(drafts) and len(drafts) >= 5 and last.norm.count(" ") >= 5:
        return "It ends without a full stop and without closing parts: it may have been cut short."
    return None
