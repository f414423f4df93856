"""When a review was held and when it was published, as a sentence, a label or a line at its head or foot says it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Final

from nightlight.learning.document import Document, Shape
from nightlight.learning.reading import Fact
from nightlight.learning.structure.dates import YEAR, dated, in_words, month_said
from nightlight.learning.structure.drafts import Found
from nightlight.learning.structure.lexicon import Headings
from nightlight.learning.structure.pieces import Laid, Piece
from nightlight.learning.structure.words import Phrases, straight, words

#: So many pieces at the head and at the foot are looked at.
_HEAD: Final = 9
_FOOT: Final = 4
_LONGEST_LINE: Final = 300
#: Words beside which a date is that of something else.
_OF_OTHERS: Final = re.compile(
    r"\b(?:born|died|dies|death|birth|incident|injur\w+|admitted|admission|period|covers|next|due|act|approved|"
    r"ratified|last|updated|meeting of|review date|expir\w+|inquest|deadline|strategy|plan for|embargo\w*"
    r"|convicted|sentenced|training|event|conference|week)\b",
    re.I,
)
_FROM: Final = re.compile(r"\b(?:between|from|since|until|till|by|in)\s*(?:early|mid|late)?\s*$", re.I)
_RANGE_BEFORE: Final = re.compile(r"(?:\d|\b\w{3,9})\s*(?:to|until|and|–|—|-|/)\s*$", re.I)
_RANGE_AFTER: Final = re.compile(r"\s*(?:to|until|and|–|—|-|/)\s*(?P<next>\w+)", re.I)
#: The words of a label that says of what a date is: "Date of rapid review meeting:".
_LABEL: Final = frozenset(
    {
        "date", "of", "the", "review", "rapid", "meeting", "panel", "published", "publication", "issue", "issued",
        "sent", "briefing", "report",
        "completed", "held", "produced", "release", "released", "dated", "learning", "summary", "month",
        "reviewed", "this", "on", "practice", "child",
        "safeguarding", "local", "case", "serious", "dyddiad", "cyhoeddi",
    }
)  # fmt: skip
#: A day on which a text is to be looked at again is not the day of its review.
_AGAIN: Final = re.compile(
    r"\b(?:review date|next review|date of next review|due for review|to be reviewed|review due)\W*(?:on|in|by)?\W*$"
)
#: So many dates of a text are looked at.
_MOST: Final = 201


def dates(document: Document, laid: Laid, found: Found, headings: Headings) -> Iterator[Fact]:
    """The dates that a sentence or a label tells, and those of the lines at the head and foot for what none tells."""
    seen: set[str] = set()
    for fact in _told(document, found, headings):
        seen.add(fact.field)
        yield fact
    for fact in _printed(document.text, laid.pieces, headings):
        if fact.field not in seen:
            seen.add(fact.field)
            yield fact


def _told(document: Document, found: Found, headings: Headings) -> Iterator[Fact]:
    text = document.text
    published, reviewed = Phrases(headings.facts["published"]), Phrases(headings.facts["reviewed"])
    seen: set[str] = set()
    said = (
        (match.start(), match.end(), value)
        for match in in_words(headings).finditer(text)
        if (value := month_said(match, headings)) is not None
    )
    for start, end, value in islice(said, _MOST):
        around = straight(text[max(0, start - 90) : start])
        near = around[max(around.rfind("."), around.rfind("\n\n")) + 1 :]
        if _AGAIN.search(near):
            continue
        label = next((straight(name) for name, first, last in found.particulars if first <= start < last), "")
        printed = any(first <= start < last for first, last in found.imprint)
        if label:
            kind = "published" if published.search(label) else "review_date" if "review" in label else ""
        elif "published" not in seen and (printed or published.search(near)):
            kind = "published"
        else:
            kind = "review_date" if "review" in near and reviewed.search(" ".join(near.split())) else ""
        if kind and kind not in seen:
            seen.add(kind)
            yield Fact(kind, value, start, end)


def _printed(text: str, pieces: Sequence[Piece], headings: Headings) -> Iterator[Fact]:
    """The dates in the lines at the head and foot that are no sentences: of the review, or of what tells of it."""
    shown = [piece for piece in pieces if piece.flat and piece.shape is not Shape.note]
    foot = shown[max(_HEAD, len(shown) - _FOOT) :]
    heads = shown[:_HEAD]
    for at, piece in enumerate([*heads, *foot]):
        if piece.wordy > 24 or piece.bullet or piece.table is not None or "©" in piece.flat:
            continue
        for start, end in _rows(text, piece):
            line = text[start:end]
            if len(line) > _LONGEST_LINE:
                continue
            labelled = list(_labelled(line, start, headings))
            yield from labelled
            if labelled:
                continue
            if at < len(heads) or not _is_sentence(line, headings):
                yield from _of_line(line, start, headings, head=at < len(heads))


def _rows(text: str, piece: Piece) -> Iterator[tuple[int, int]]:
    """The lines of a piece, for a head of several lines may be one piece; a sentence that wraps stays whole."""
    if piece.flat.endswith((".", "?", "!")):
        yield piece.start, piece.end
        return
    for row in re.finditer(r"[^\n]+", text[piece.start : piece.end]):
        yield piece.start + row.start(), piece.start + row.end()


def _is_sentence(line: str, headings: Headings) -> bool:
    """Whether a line is a sentence, or a part of one."""
    said = words(line)
    return (
        len(said) > 18
        or re.search(r"[.?!]$", line.strip()) is not None
        or any(
            (word in headings.verbs or word in headings.past) and word not in headings.facts["months"] for word in said
        )
        or any(word in ("was", "were", "is", "are", "had", "has", "will", "we", "he", "she") for word in said)
    )


def _labelled(line: str, start: int, headings: Headings) -> Iterator[Fact]:
    label, colon, after = line.partition(":")
    said = words(label)
    if not colon or not said or len(said) > 9 or not set(said) <= _LABEL or len(words(after)) > 8:
        return
    of_review = "review" in said or "reviewed" in said
    published = any(
        word in ("published", "publication", "issue", "issued", "sent", "release", "released", "cyhoeddi")
        for word in said
    )
    if said == ["review", "date"] or not (published or "date" in said or "dated" in said or "held" in said):
        return  # "Review date" may be the day on which a policy is looked at again
    found = dated(after, headings)
    if found is not None and not _OF_OTHERS.search(after):
        value, first, last = found
        offset = start + len(label) + 1
        yield Fact("review_date" if of_review and not published else "published", value, offset + first, offset + last)


def _of_line(line: str, start: int, headings: Headings, *, head: bool) -> Iterator[Fact]:
    if ":" in line and words(line.partition(":")[0])[-1:] in (["date"], ["to"], ["from"], ["period"]):
        return
    if _is_sentence(line, headings):
        return
    found = dated(line, headings)
    if found is None and head and (year := YEAR.search(line.rstrip())) is not None:
        found = (year.group("year"), *year.span("year"))
        if re.search(r"\bAct\W*$", line[: year.start("year")]):
            return
    if found is None:
        return
    value, first, last = found
    before, after = line[:first], line[last:]
    if (
        _OF_OTHERS.search(before)
        or _FROM.search(before)
        or _range_goes_on(after, headings)
        or (_RANGE_BEFORE.search(before) and _in_range(before, headings))
    ):
        return
    rest = [word for word in words(before + " " + after) if not word.isdigit()]
    only_kind = rest in (["rapid", "review"], ["rapid", "review", "meeting"])
    yield Fact("review_date" if only_kind else "published", value, start + first, start + last)


def _range_goes_on(after: str, headings: Headings) -> bool:
    """Whether another date follows one: " to May 2022", and not " – version 2"."""
    found = _RANGE_AFTER.match(after)
    if found is None:
        return False
    word = found.group("next").casefold()
    return word[0].isdigit() or word in headings.facts["months"] or word in headings.facts["seasons"]


def _in_range(before: str, headings: Headings) -> bool:
    """Whether a range runs up to a date: "April 2022 to ", and not "Issue 4 – "."""
    if re.search(r"(?:(?:19|20)\d\d|[a-z]{3,9}|\d)\s*(?:to|until|and|/)\s*$|(?:19|20)\d\d\s*[–—-]\s*$", before, re.I):
        return True
    last = words(before)[-1:]
    return bool(last) and last[0] in headings.facts["months"]
