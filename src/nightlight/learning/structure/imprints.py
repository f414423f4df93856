"""The lines at the head and foot of a review that say who made it and when, and no more: its imprint."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from nightlight.learning.document import Shape
from nightlight.learning.structure.lexicon import Headings
from nightlight.learning.structure.pieces import Piece
from nightlight.learning.structure.words import straight, words

#: So many pieces at the head and at the foot are looked at.
_HEAD: Final = 9
_FOOT: Final = 4
_LONGEST_LINE: Final = 300
_SEASONS: Final = r"spring|summer|autumn|winter"
_ISSUE: Final = re.compile(
    r"\b(?:issue|edition|volume|vol|no|number|version|v)\.?\s?(?:no\.?\s?)?\d{1,3}(?:\.\d+)?\b", re.I
)
_NUMBERS: Final = re.compile(
    r"(?<![\d/.-])(?:(?P<d>\d{1,2})(?P<sign>[/.])(?P<m>\d{1,2})(?P=sign)(?P<y>(?:19|20)\d\d)"
    r"|(?P<y2>20\d\d)-(?P<m2>\d\d)-(?P<d2>\d\d))(?![\d/.-])"
)
_YEAR: Final = re.compile(r"(?:(?:[,|·•–—~(-]|:)\s*|^)(?P<year>20\d\d)\)?$")
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


@dataclass(frozen=True, slots=True)
class Dated:
    """A date and where it stands; `field` is "published" or "review_date"."""

    field: str
    value: str
    start: int
    end: int


def carries_a_date(line: str, headings: Headings) -> bool:
    """Whether a line has the date or the number of an issue in it."""
    return (
        _ISSUE.search(line) is not None
        or _month(headings).search(line) is not None
        or _NUMBERS.search(line) is not None
        or _YEAR.search(line.strip()) is not None
    )


def _month(headings: Headings) -> re.Pattern[str]:
    names = "|".join(sorted(headings.facts["months"], key=len, reverse=True))
    return re.compile(
        rf"(?<!\w)(?:(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?)?(?P<month>{names}"
        rf"|{_SEASONS})\.?,?\s+(?P<year>(?:19|20)\d\d)(?!\d)",
        re.I,
    )


def printed_dates(text: str, pieces: Sequence[Piece], headings: Headings) -> Iterator[Dated]:
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
            if at < len(heads) or not _told(line, headings):
                yield from _of_line(line, start, headings, head=at < len(heads))


def _rows(text: str, piece: Piece) -> Iterator[tuple[int, int]]:
    """The lines of a piece, for a head of several lines may be one piece; a sentence that wraps stays whole."""
    if piece.flat.endswith((".", "?", "!")):
        yield piece.start, piece.end
        return
    for row in re.finditer(r"[^\n]+", text[piece.start : piece.end]):
        yield piece.start + row.start(), piece.start + row.end()


def _told(line: str, headings: Headings) -> bool:
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


def _labelled(line: str, start: int, headings: Headings) -> Iterator[Dated]:
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
    found = _dated(after, headings)
    if found is not None and not _OF_OTHERS.search(after):
        value, first, last = found
        offset = start + len(label) + 1
        yield Dated("review_date" if of_review and not published else "published", value, offset + first, offset + last)


def _of_line(line: str, start: int, headings: Headings, *, head: bool) -> Iterator[Dated]:
    if ":" in line and words(line.partition(":")[0])[-1:] in (["date"], ["to"], ["from"], ["period"]):
        return
    if _told(line, headings):
        return
    found = _dated(line, headings)
    if found is None and head and (year := _YEAR.search(line.rstrip())) is not None:
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
    yield Dated("review_date" if only_kind else "published", value, start + first, start + last)


def _range_goes_on(after: str, headings: Headings) -> bool:
    """Whether another date follows one: " to May 2022", and not " – version 2"."""
    found = _RANGE_AFTER.match(after)
    if found is None:
        return False
    word = found.group("next").casefold()
    return word[0].isdigit() or word in headings.facts["months"] or word in _SEASONS.split("|")


def _in_range(before: str, headings: Headings) -> bool:
    """Whether a range runs up to a date: "April 2022 to ", and not "Issue 4 – "."""
    if re.search(r"(?:(?:19|20)\d\d|[a-z]{3,9}|\d)\s*(?:to|until|and|/)\s*$|(?:19|20)\d\d\s*[–—-]\s*$", before, re.I):
        return True
    last = words(before)[-1:]
    return bool(last) and last[0] in headings.facts["months"]


def _dated(line: str, headings: Headings) -> tuple[str, int, int] | None:
    found = _month(headings).search(line)
    if found is not None:
        month = headings.facts["months"].get(found.group("month").casefold())
        if month is None:  # a season is no month; its year is what is said
            return found.group("year"), found.start(), found.end()
        value = f"{found.group('year')}-{month:02d}"
        day = found.group("day")
        if day is not None and 1 <= int(day) <= 31:
            value += f"-{int(day):02d}"
        return value, found.start(), found.end()
    numbers = _NUMBERS.search(line)
    if numbers is not None:
        year, month, day = (numbers.group(each) or numbers.group(f"{each}2") for each in "ymd")
        if 1 <= int(month) <= 12 and 1 <= int(day) <= 31:
            return f"{year}-{int(month):02d}-{int(day):02d}", numbers.start(), numbers.end()
    return None


def only_imprint(line: str, headings: Headings) -> bool:
    """Whether a line says only who published a review, of what kind it is, and when: "Rapid review, May 2023"."""
    if only_publisher(line, headings):
        return True
    if not carries_a_date(line, headings):
        return False
    rest = line
    for pattern in (_month(headings), _NUMBERS, _ISSUE):
        rest = pattern.sub(" ", rest)
    kinds = {word for each in headings.facts["review_type"] for form in each["words"] for word in words(form)}
    return all(word in kinds - {"learning"} or word.isdigit() for word in words(rest))


def only_publisher(line: str, headings: Headings) -> bool:
    """Whether a line is the name of a publisher and nothing else."""
    small = straight(line).strip(" .|–—-")
    for name in sorted(headings.facts["publisher"], key=len, reverse=True):
        at = small.rfind(name)
        if at < 0:
            continue
        rest = words(small[at + len(name) :])
        before = line[:at]
        proper = all(word[:1].isupper() or word.casefold() in _SMALL for word in re.findall(r"[\w’']+", before))
        return not rest and proper and not any(sign in before for sign in ":?–—|")
    return False


_SMALL: Final = frozenset({"and", "of", "the", "upon", "on", "in", "with", "y", "le", "under", "by", "for"})
