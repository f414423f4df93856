"""What a review says about itself: its title, kind, publisher, dates, child's name, decision, how it was made."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from nightlight.learning.document import Document
from nightlight.learning.reading import Fact, ItemKind
from nightlight.learning.structure.agencies import agency_count
from nightlight.learning.structure.decisions import decision
from nightlight.learning.structure.drafts import Draft, Found
from nightlight.learning.structure.imprints import only_imprint
from nightlight.learning.structure.lexicon import Headings
from nightlight.learning.structure.markup import flat
from nightlight.learning.structure.order import forum
from nightlight.learning.structure.pieces import Laid
from nightlight.learning.structure.pseudonyms import declared, pseudonym
from nightlight.learning.structure.publishers import publisher
from nightlight.learning.structure.spots import spot
from nightlight.learning.structure.titles import better_title, review_type
from nightlight.learning.structure.when import dates

#: What makes the name of a kind of review the name of those who oversee reviews ("Case Review Group").
_OVERSEERS: Final = re.compile(
    r"\s+(?:(?:sub|working|steering)[ -]?)?(?:group|subgroup|committee|panel|board|team|page|protocol)s?\b", re.I
)


def facts(document: Document, laid: Laid, found: Found, drafts: list[Draft], headings: Headings) -> list[Fact]:
    """The facts of a review, in a settled order; a field may come more than once where the review says it so."""
    made: list[Fact] = []
    names = declared(document.text, headings)
    made += _title(document, laid, found, frozenset(name for name, _, _ in names), headings)
    made += _kind(document, found, drafts, headings)
    title = next((each for each in made if each.field == "title"), None)
    of_many = any(each.value in ("thematic_review", "audit") for each in made)
    made += pseudonym(document.text, laid, found, title, names, headings, of_many=of_many)
    made += publisher(document, laid, headings)
    made += dates(document, laid, found, headings)
    made += decision(drafts, headings)
    made += agency_count(document.text, found.particulars, headings)
    for name in ("method", "trigger", "plan_status", "legal_status"):
        made += _listed(document, name, headings)
    made += _forum(drafts)
    return made


def _title(document: Document, laid: Laid, found: Found, names: frozenset[str], headings: Headings) -> Iterator[Fact]:
    if found.title is None:
        return
    known = frozenset(each.start for each in found.sections if each.known and not each.silent)
    better = better_title(laid, found.title.start, known, names, headings)
    start, end = (better.start, better.end) if better is not None else (found.title.start, found.title.end)
    if better is None and only_imprint(document.text[start:end], headings):
        return
    value = flat(document.text[start:end])
    value = re.sub(r"\s*\([^()]*pseudonym[^()]*\)", "", value, flags=re.I).rstrip(" :–-")
    yield Fact("title", value, start, end)


def _kind(document: Document, found: Found, drafts: list[Draft], headings: Headings) -> Iterator[Fact]:
    text = document.text
    kinds = headings.facts["review_type"]
    general = str(kinds[-1]["value"])
    if found.title is not None:
        start, end = found.title.start, found.title.end
        value = review_type(text[start:end], headings)
        # "Practice review" may be any: where the text says which, the text is heard.
        if value is not None and (value != general or (fact := _kind_in(text, 0, headings, but=general)) is None):
            forms = next(each["words"] for each in kinds if each["value"] == value)
            at = next((at for form in forms if (at := spot(text, form, start, end)) is not None), (start, end))
            yield Fact("review_type", value, *at)
            return
        if value is not None and fact is not None:
            yield fact
            return
    # What every briefing says of reviews in general names no kind of this one.
    said = max((each.end for each in drafts[:6] if each.kind is ItemKind.boilerplate), default=0)
    for start in (said, 0):
        for but in (general, ""):
            if (fact := _kind_in(text, start, headings, but=but)) is not None:
                yield fact
                return


def _kind_in(text: str, start: int, headings: Headings, *, but: str) -> Fact | None:
    """The kind of review that a text names first from a place on, but for one kind; of two that begin alike the longer."""
    first: Fact | None = None
    for each in headings.facts["review_type"]:
        if each["value"] == but:
            continue
        for form in each["words"]:
            at = spot(text, form, start)
            while at is not None and _OVERSEERS.match(text, at[1]):
                at = spot(text, form, at[1])
            if at is not None and (first is None or at[0] < first.start):
                first = Fact("review_type", str(each["value"]), *at)
    return first


def _listed(document: Document, name: str, headings: Headings) -> Iterator[Fact]:
    hits: list[tuple[int, int, str]] = []
    for each in headings.facts[name]:
        for form in each["words"]:
            at = spot(document.text, form)
            if at is not None:
                hits.append((*at, str(each["value"])))
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
