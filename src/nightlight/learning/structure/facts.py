"""What a review says about itself: its title, kind, publisher, dates, child's name, decision, how it was made."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice
from typing import Final

from nightlight.learning.document import Document
from nightlight.learning.reading import Fact, ItemKind
from nightlight.learning.structure.drafts import Draft, Found
from nightlight.learning.structure.lexicon import Headings
from nightlight.learning.structure.markup import flat
from nightlight.learning.structure.order import forum
from nightlight.learning.structure.pieces import Laid
from nightlight.learning.structure.titles import named, review_type
from nightlight.learning.structure.words import phrases, straight, words

_COUNTS: Final = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
    "twenty",
]


def facts(document: Document, laid: Laid, found: Found, drafts: list[Draft], headings: Headings) -> list[Fact]:
    """The facts of a review, in a settled order; a field may come more than once where the review says it so."""
    made: list[Fact] = []
    made += _title(document, found, headings)
    made += _kind(document, found, drafts, headings)
    made += _pseudonym(document, found, headings)
    made += _publisher(document, laid, headings)
    made += _dates(document, found, headings)
    made += _decision(document, drafts, headings)
    made += _agencies(document, found.particulars, headings)
    for name in ("method", "trigger", "plan_status", "legal_status"):
        made += _listed(document, name, headings)
    made += _forum(drafts)
    return made


def _title(document: Document, found: Found, headings: Headings) -> Iterator[Fact]:
    if found.title is None:
        return
    value = flat(document.text[found.title.start : found.title.end])
    value = re.sub(r"\s*\([^()]*pseudonym[^()]*\)", "", value, flags=re.I).rstrip(" :–-")
    yield Fact("title", value, found.title.start, found.title.end)


def _spot(text: str, form: str, start: int = 0, end: int | None = None) -> tuple[int, int] | None:
    """Where a phrase stands in a text, whatever white space is between its words."""
    end = len(text) if end is None else end
    pattern = _spotted(form)
    small = _small(text)
    if len(small) != len(text):  # a letter that is two when it is small
        found = pattern.search(text, start, end)
        return (found.start(), found.end()) if found is not None else None
    first = form.split()[0].lower()
    at = small.find(first, start, end)
    while at >= 0:
        found = pattern.match(text, at, end)
        if found is not None:
            return found.start(), found.end()
        at = small.find(first, at + 1, end)
    return None


@lru_cache(maxsize=2)
def _small(text: str) -> str:
    return text.lower()


@lru_cache(maxsize=1024)
def _spotted(form: str) -> re.Pattern[str]:
    body = r"\s+".join(re.escape(word) for word in form.split())
    return re.compile(rf"(?<!\w){body}s?(?!\w)", re.I)


def _kind(document: Document, found: Found, drafts: list[Draft], headings: Headings) -> Iterator[Fact]:
    text = document.text
    if found.title is not None:
        value = review_type(text[found.title.start : found.title.end], headings)
        for each in headings.facts["review_type"]:
            if each["value"] == value:
                for form in each["words"]:
                    spot = _spot(text, form, found.title.start, found.title.end)
                    if spot is not None:
                        yield Fact("review_type", str(value), *spot)
                        return
                yield Fact("review_type", str(value), found.title.start, found.title.end)
                return
    # What every briefing says of reviews in general names no kind of this one.
    general = max((each.end for each in drafts[:6] if each.kind is ItemKind.boilerplate), default=0)
    spots = [
        (spot, str(each["value"]))
        for start in (general, 0)
        for each in headings.facts["review_type"]
        for form in each["words"]
        if (spot := _spot(text, form, start)) is not None
    ]
    spots = [each for each in spots if each[0][0] >= general] or spots
    if spots:
        # The first that is named; of two that share their end, the longer name.
        first = min(spots, key=lambda each: each[0][0])
        yield Fact("review_type", first[1], *first[0])


def _pseudonym(document: Document, found: Found, headings: Headings) -> Iterator[Fact]:
    text = document.text
    places = [(found.title.start, found.title.end)] if found.title is not None else []
    for start, end in [*places, (0, len(text))]:
        match = named(text[start:end], headings)
        while match is not None and not _is_name(text, start + match.start(), start + match.end(), headings):
            start += match.end()
            match = named(text[start:end], headings)
        if match is not None:
            said = " ".join(match.group().split())
            said = said.title() if said.isupper() and len(said.split()[-1]) > 3 else said
            first, _, last = said.partition(" ")
            yield Fact("pseudonym", f"{first.capitalize()} {last}", start + match.start(), start + match.end())
            return


#: How words end that say of what kind a thing is: with one of them a phrase goes on ("Child Sexual Exploitation").
_OF_A_KIND: Final = re.compile(r"(?:al|ive|ing|ed|ion|ment|ic|ity|ary)\Z")
#: What follows a name and no such word: a mark, a possessive, a small word of a sentence.
_NAME_ENDS: Final = re.compile(
    r"\s*(?:[.,;:!?()\[\]|/\"”’'–—-]|\n\s*\n|\Z)"
    r"|\s+(?:and|or|&|is|was|were|has|had|did|died|lived|who|whose|will|would|could|should|to|in|at|on|by|with|from|for|as|[a-z]{2,}ed)(?!\w)"
)
_NEXT_WORD: Final = re.compile(r"[ \u00a0]+([A-Z][a-z]{2,})")


def _is_name(text: str, start: int, end: int, headings: Headings) -> bool:
    """Whether the words at a place are a name by themselves, and not the beginning of a longer phrase of the field."""
    last = text[start:end].split()[-1]
    if len(last) <= 3 or not last[1:].islower():
        return True
    after = _NEXT_WORD.match(text, end)
    goes_on = after is not None and not headings.ordinary(after.group(1).casefold())
    if not goes_on and _OF_A_KIND.search(last) is None:
        return True
    alike = re.compile(rf"(?<!\w){re.escape(text[start:end])}(?!\w)")
    return any(_NAME_ENDS.match(text, each.end()) for each in islice(alike.finditer(text), 200))


_BEFORE: Final = re.compile(r"(\S{1,40})\s{1,6}$")
_JOINS: Final = frozenset({"and", "of", "the", "upon", "on", "in", "with", "a", "y", "&", "le", "under", "by"})
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


def _publisher(document: Document, laid: Laid, headings: Headings) -> Iterator[Fact]:
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
            value = " ".join(text[start : match.end()].split())
            if not value[0].isupper() or not match.group()[0].isupper() or value.casefold() in seen:
                continue
            if all(headings.ordinary(word) for word in words(value)):
                continue
            seen.add(value.casefold())
            yield Fact("publisher", value, start, match.end())
            if len(seen) >= 2:
                return
    for name in whole:
        spot = _spot(text, name)
        if spot is not None and not seen:
            seen.add(name)
            yield Fact("publisher", " ".join(text[spot[0] : spot[1]].split()), *spot)
    ends = "|".join(each.upper() for each in headings.facts["publisher_acronym"])
    acronym = re.compile(rf"(?<!\w)[A-Z]{{0,6}}(?:{ends})(?!\w)")
    for match in acronym.finditer(text[:60_000]):
        if match.group() not in seen and match.group() not in ("SCP", "LSCB", "LSCP", "CPC", "MASH", "LCSP"):
            seen.add(match.group())
            yield Fact("publisher_hint", match.group(), match.start(), match.end())
            break
    place = re.compile(r"\bother\s+([A-Z][a-z]{3,20}(?:\s[A-Z][a-z]{3,20})?)\s+(?:case\s+)?reviews\b")
    other = place.search(text)
    if other is not None:
        yield Fact("publisher_hint", other.group(1), other.start(1), other.end(1))


def _dates(document: Document, found: Found, headings: Headings) -> Iterator[Fact]:
    text = document.text
    months = headings.facts["months"]
    names = "|".join(sorted(months, key=len, reverse=True))
    date = re.compile(
        rf"(?<!\w)(?:(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?)?(?P<month>{names})\.?,?\s+(?P<year>(?:19|20)\d\d)(?!\d)",
        re.I,
    )
    published = phrases(headings.facts["published"])
    reviewed = phrases(headings.facts["reviewed"])
    seen: set[str] = set()
    imprint = list(found.imprint)
    for number, match in enumerate(date.finditer(text)):
        if number > 200:
            break
        month = months[match.group("month").casefold()]
        value = f"{match.group('year')}-{month:02d}"
        day = match.group("day")
        if day is not None and 1 <= int(day) <= 31:
            value += f"-{int(day):02d}"
        around = straight(text[max(0, match.start() - 90) : match.start()])
        near = around[max(around.rfind("."), around.rfind("\n\n")) + 1 :]
        printed = any(start <= match.start() < end for start, end in imprint)
        label = next((straight(name) for name, start, end in found.particulars if start <= match.start() < end), "")
        if label:
            kind = (
                "published"
                if published is not None and published.search(label)
                else "review_date"
                if "review" in label
                else ""
            )
            if kind and kind not in seen:
                seen.add(kind)
                yield Fact(kind, value, match.start(), match.end())
        elif "published" not in seen and (printed or (published is not None and published.search(near))):
            seen.add("published")
            yield Fact("published", value, match.start(), match.end())
        elif (
            "review_date" not in seen
            and "review" in near
            and reviewed is not None
            and reviewed.search(" ".join(near.split()))
        ):
            seen.add("review_date")
            yield Fact("review_date", value, match.start(), match.end())


def _decision(document: Document, drafts: list[Draft], headings: Headings) -> Iterator[Fact]:
    if headings.decision is None or headings.negative is None:
        return
    for draft in drafts:
        line = straight(draft.corrected or draft.norm)
        match = headings.decision.search(line)
        if match is None or ("review" not in line and "criteria" not in line):
            continue
        kind = (
            "lcspr"
            if review_type(draft.corrected or draft.norm, headings) in (None, "lcspr", "rapid_review")
            else review_type(draft.norm, headings)
        )
        value = f"no_{kind}" if headings.negative.search(line) else f"commission_{kind}"
        yield Fact("decision", value, draft.start, draft.end)
        return


def _agencies(document: Document, particulars: list[tuple[str, int, int]], headings: Headings) -> Iterator[Fact]:
    nouns = "|".join(headings.facts["agencies"])
    counts = "|".join(_COUNTS[2:])
    did = "|".join(form.replace(" ", r"\s+") for form in headings.facts["agencies_did"])
    found = re.compile(
        rf"(?<![\w.])(?P<n>\d{{1,2}}|{counts})\s+(?:different\s+|partner\s+|separate\s+)?(?:{nouns})\s+(?:{did})(?!\w)",
        re.I,
    ).search(document.text)
    for label, start, end in particulars:
        said = words(document.text[start:end])
        if (
            any(word in headings.facts["agencies"] for word in words(label))
            and said
            and (said[0].isdigit() or said[0] in _COUNTS)
        ):
            yield Fact("agency_count", said[0] if said[0].isdigit() else str(_COUNTS.index(said[0])), start, end)
            return
    if found is not None:
        said_count = found.group("n").casefold()
        yield Fact(
            "agency_count",
            said_count if said_count.isdigit() else str(_COUNTS.index(said_count)),
            found.start(),
            found.end(),
        )


def _listed(document: Document, name: str, headings: Headings) -> Iterator[Fact]:
    hits: list[tuple[int, int, str]] = []
    for each in headings.facts[name]:
        for form in each["words"]:
            spot = _spot(document.text, form)
            if spot is not None:
                hits.append((*spot, str(each["value"])))
                break
    if not hits:
        return
    hits.sort()
    if name == "method":
        first, last = hits[0][0], max(end for start, end, _ in hits if start - hits[0][0] < 400)
        yield Fact(name, "+".join(value for start, _, value in hits if start - first < 400), first, last)
        return
    taken: set[str] = set()
    for start, end, value in hits[:1] if name != "plan_status" else hits:
        if value not in taken:
            taken.add(value)
            yield Fact(name, value, start, end)


def _forum(drafts: list[Draft]) -> Iterator[Fact]:
    for draft in drafts:
        if draft.kind is ItemKind.recommendation_governance and (name := forum(draft.norm)):
            yield Fact("recommendation_forum", name, draft.start, draft.end)
            return
