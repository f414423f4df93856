"""What a review says about itself: its title, kind, publisher, dates, child's name, decision, how it was made."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import Final

from nightlight.learning.document import Document
from nightlight.learning.reading import Fact, ItemKind
from nightlight.learning.structure.drafts import Draft, Found
from nightlight.learning.structure.imprints import only_imprint, printed_dates
from nightlight.learning.structure.lexicon import Headings
from nightlight.learning.structure.markup import flat
from nightlight.learning.structure.order import forum
from nightlight.learning.structure.pieces import Laid
from nightlight.learning.structure.pseudonyms import alone, declared, told_of
from nightlight.learning.structure.publishers import publisher
from nightlight.learning.structure.sentences import sentences
from nightlight.learning.structure.spots import spot
from nightlight.learning.structure.titles import better_title, named, review_type
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
    made += _title(document, laid, found, headings)
    made += _kind(document, found, drafts, headings)
    title = next((each for each in made if each.field == "title"), None)
    of_many = any(each.value in ("thematic_review", "audit") for each in made)
    made += _pseudonym(document, laid, found, title, headings, of_many=of_many)
    made += publisher(document, laid, headings)
    made += _dates(document, laid, found, headings)
    made += _decision(document, drafts, headings)
    made += _agencies(document, found.particulars, headings)
    for name in ("method", "trigger", "plan_status", "legal_status"):
        made += _listed(document, name, headings)
    made += _forum(drafts)
    return made


def _title(document: Document, laid: Laid, found: Found, headings: Headings) -> Iterator[Fact]:
    if found.title is None:
        return
    known = frozenset(each.start for each in found.sections if each.known and not each.silent)
    names = frozenset(name for name, _, _ in declared(document.text, headings))
    better = better_title(laid, found.title.start, known, names, headings)
    start, end = (better.start, better.end) if better is not None else (found.title.start, found.title.end)
    if better is None and only_imprint(document.text[start:end], headings):
        return
    value = flat(document.text[start:end])
    value = re.sub(r"\s*\([^()]*pseudonym[^()]*\)", "", value, flags=re.I).rstrip(" :–-")
    yield Fact("title", value, start, end)


#: What makes the name of a kind of review the name of those who oversee reviews ("Case Review Group").
_OVERSEERS: Final = re.compile(
    r"\s+(?:(?:sub|working|steering)[ -]?)?(?:group|subgroup|committee|panel|board|team|page|protocol)s?\b", re.I
)


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


def _pseudonym(
    document: Document, laid: Laid, found: Found, title: Fact | None, headings: Headings, *, of_many: bool
) -> Iterator[Fact]:
    """The name of the child: first as the title bears it, then as it is declared, then as head and text use it."""
    text = document.text
    heads = [(found.title.start, found.title.end)] if found.title is not None else []
    if title is not None and (title.start, title.end) not in heads:
        heads.append((title.start, title.end))
    for start, end in heads:
        if (fact := _child_called(text, start, end, headings)) is not None:
            yield fact
            return
    heads += (
        [(piece.start, piece.end) for piece in laid.pieces[:4] if piece.wordy <= 14 and _heads(piece.flat)]
        if not of_many
        else []
    )
    names = declared(text, headings) or told_of(text, heads, headings)
    if not names and (fact := _child_called(text, 0, len(text), headings)) is not None:
        yield fact
        return
    if not names and not of_many:
        names = alone(text, headings)
    for name, start, end in names:
        yield Fact("pseudonym", name, start, end)


#: So many places are looked at for the name of a child; a text where none of them is one has none.
_TRIES: Final = 200


def _child_called(text: str, start: int, end: int, headings: Headings) -> Fact | None:
    """What a child or a family is called after such a word ("Baby Elm", "Child K"), between two places."""
    for _ in range(_TRIES):
        match = named(text[start:end], headings)
        if match is None:
            return None
        first, last = start + match.start(), start + match.end()
        if _is_name(text, first, last, headings) and _of_this_child(text, first, last):
            break
        start = last
    else:
        return None
    said = " ".join(match.group().split())
    said = said.title() if said.isupper() and len(said.split()[-1]) > 3 else said
    before, _, name = said.partition(" ")
    return Fact("pseudonym", f"{before.capitalize()} {name}", first, last)


def _heads(line: str) -> bool:
    return not line.endswith((".", "!", ":", ","))


_POSSESSIVE: Final = re.compile(r"(?:\b(?:her|his|their|its)|[’']s)\s+(?:\w+\s+)?$", re.I)


def _of_this_child(text: str, start: int, end: int) -> bool:
    """Whether a name is that of the review's child, and not of its brother, nor the first word of a next line."""
    said = text[start:end]
    if said[:1].islower() and said.endswith(" I"):  # "a baby I love"
        return False
    kin = re.match(r"(?:sibling|twin|family)\b", said)
    if kin is not None and _POSSESSIVE.search(text, max(0, start - 24), start):
        return False
    if "\n" in said and said[:1].islower():  # "… by the baby" ends one entry and "Each …" begins the next
        return re.search(rf"(?<=[a-z,] ){re.escape(said.split()[-1])}(?!\w)", text) is not None
    return True


#: How words end that say of what kind a thing is: with one of them a phrase goes on ("Child Sexual Exploitation").
_OF_A_KIND: Final = re.compile(r"(?:al|ive|ing|ed|ion|ment|ic|ity|ary)\Z")
#: What follows a name and no such word: a mark, a possessive, a small word of a sentence.
_NAME_ENDS: Final = re.compile(
    r"\s*(?:[.,;:!?()\[\]|/\"”’'–—-]|\n\s*\n|\Z)"
    r"|\s+(?:and|or|&|is|was|were|has|had|did|died|lived|who|whose|will|would|could|should|to|in|at|on|by"
    r"|with|from|for|as|[a-z]{2,}ed)(?!\w)"
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


def _dates(document: Document, laid: Laid, found: Found, headings: Headings) -> Iterator[Fact]:
    """The dates that a sentence or a label tells, and those of the lines at the head and foot for what none tells."""
    told = list(_told_dates(document, found, headings))
    yield from told
    seen = {each.field for each in told}
    for dated in printed_dates(document.text, laid.pieces, headings):
        if dated.field not in seen:
            seen.add(dated.field)
            yield Fact(dated.field, dated.value, dated.start, dated.end)


#: A day on which a text is to be looked at again is not the day of its review.
_AGAIN: Final = re.compile(
    r"\b(?:review date|next review|date of next review|due for review|to be reviewed|review due)\W*(?:on|in|by)?\W*$"
)


def _told_dates(document: Document, found: Found, headings: Headings) -> Iterator[Fact]:
    text = document.text
    months = headings.facts["months"]
    names = "|".join(sorted(months, key=len, reverse=True))
    date = re.compile(
        rf"(?<!\w)(?:(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?)?(?P<month>{names})\.?,?\s+(?P<year>(?:19"
        rf"|20)\d\d)(?!\d)",
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
        if _AGAIN.search(near):
            continue
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


_DECIDES: Final = re.compile(
    r"\bdeci(?:sion|ded)\b|\bagreed\b|\bconcluded\b|\bcriteria\b|\brecommend|\bno further review|\bpenderfyn", re.I
)
#: A review as such, and not the review of a plan. "CPR" is no sign of one: it is what is done to a baby who does not breathe.
_REVIEW: Final = r"(?:review(?! (?:conference|meeting|period|group|panel|of the plan))|l?cspr|scr)\b"
_DECIDED: Final = re.compile(
    rf"\b(?:decided|agreed|concluded|judged|of the view) that\b.{{0,120}}?\b{_REVIEW}"
    rf"|\bdecision (?:was|is|of the \w+ was) (?:that|not|to)\b.{{0,120}}?\b{_REVIEW}"
    rf"|^(?:outcome|decision)(?: \w+){{0,4}}\s*[:–—-]\s*(?:\w+ ){{0,10}}?{_REVIEW}"
)
#: Of what review a decision speaks that the field's own phrases do not tell.
_WHICH: Final = re.compile(rf"\bfurther {_REVIEW}|\bl?cspr\b|\bscr\b|\bcriteria\b")
_DECIDED_NOT: Final = re.compile(
    r"\b(?:review|l?cspr|scr|criteria|one|it)\b[^.;,]{0,60}?\bnot (?:be |been )?(?:needed|necessary|required|warranted"
    r"|justified|proportionate|met|commission\w*|held|undertaken|carried out|take place|proceed)\b"
    r"|\b(?:review|l?cspr|scr|one|it)\b[^.;,]{0,40}?\b(?:would|could) (?:not (?:add|bring|be)|add little|add nothing|bring little)\b"
    r"|\bno (?:need|benefit) (?:for|in|to|of)\b|\blittle (?:need|benefit|more|to be)\b|\bunlikely to (?:add|bring|yield)\b"
    rf"|(?:[:–—-]|\bthat|\bfor)\s*(?:there (?:should|would|will) be )?no\b.{{0,40}}?\b{_REVIEW}|\bdecided against\b"
)
_DECIDED_SO: Final = re.compile(
    r"\b(?:be|should|would|will|must|to) (?:be )?(?:commission\w*|held|hold|undertak\w+|take place|proceed|follow"
    r"|carr\w+ out|conduct\w*|completed)\b|\b(?:was|were|is) (?:needed|necessary|required|met|warranted|justified"
    r"|commissioned)\b|\bmeets? the criteria\b|\bmet the criteria\b|[:–—-]\s*(?:to )?(?:commission|hold|undertake|proceed)"
)


def _decision(document: Document, drafts: list[Draft], headings: Headings) -> Iterator[Fact]:
    """Whether a further review is to be held; nothing where no sentence says plainly that, or that none is."""
    if headings.decision is None or headings.negative is None:
        return
    for draft in drafts:
        whole = draft.corrected or draft.norm
        if _DECIDES.search(whole) is None:
            continue
        for first, last in sentences(whole, 0, len(whole), headings):
            line = straight(whole[first:last])
            phrased = headings.decision.search(line) is not None and ("review" in line or "criteria" in line)
            told = _DECIDED.search(line)
            if told is not None and _WHICH.search(line) is None:
                kind = review_type(line[told.start() :], headings)
                told = told if kind not in (None, "rapid_review", "case_review") else None
            against = headings.negative.search(line) is not None or _DECIDED_NOT.search(line) is not None
            if (phrased or told is not None) and (against or _DECIDED_SO.search(line) is not None):
                value = f"{'no' if against else 'commission'}_{_decided_on(whole[first:last], headings)}"
                yield Fact("decision", value, draft.start, draft.end)
                return


def _decided_on(line: str, headings: Headings) -> str:
    kind = review_type(line, headings)
    return "lcspr" if kind in (None, "rapid_review", "case_review") else kind


_COUNTED_BY: Final = (
    r"(?:(?:information|reports?|chronolog(?:y|ies)|accounts?|records|returns|evidence|contributions|submissions|summaries)"
    r"\s+(?:\w+\s+){0,2}?(?:by|from|of)|(?:heard|representatives?|people|staff|managers|practitioners|colleagues)\s+from"
    r"|review\s+(?:was\s+)?(?:carried\s+out|done|undertaken|held)\s+(?:by|with))"
)
#: So much of a text says how the review was done; further on agencies are counted that did or did not do something.
_HOW_IT_WAS_DONE: Final = 3000
_AT_THE_TABLE: Final = r"(?:round|around|at|sat round|sat around|were at|were around)\s+the\s+table"
_LIST_OF: Final = frozenset(
    {
        "agencies", "services", "organisations", "taking", "took", "part", "involved", "contributing", "that",
        "who", "which", "contributed", "partner", "in", "the", "review", "represented", "attending", "attended",
        "participating", "with", "present"
    }
)  # fmt: skip


def _agencies(document: Document, particulars: list[tuple[str, int, int]], headings: Headings) -> Iterator[Fact]:
    """How many agencies the review heard, as it says it, or as many as it names after "Agencies involved:"."""
    text = document.text
    for label, start, end in particulars:
        said = words(text[start:end])
        if not any(word in headings.facts["agencies"] for word in words(label)) or not said:
            continue
        if said[0].isdigit() or said[0] in _COUNTS:
            yield Fact("agency_count", said[0] if said[0].isdigit() else str(_COUNTS.index(said[0])), start, end)
            return
    nouns = "|".join(headings.facts["agencies"])
    number = rf"(?<![\w.])(?P<n>\d{{1,2}}|{'|'.join(_COUNTS[2:])})"
    did = "|".join(form.replace(" ", r"\s+") for form in headings.facts["agencies_did"])
    named_so = rf"{number}\s+(?:different\s+|partner\s+|separate\s+)?(?:{nouns})"
    for pattern in (
        rf"{named_so}\s+(?:{did})(?!\w)",
        rf"\b{_COUNTED_BY}\s+(?:all\s+|the\s+)?{named_so}(?!\w)",
        rf"{named_so}\s+{_AT_THE_TABLE}",
    ):
        early = max(_HOW_IT_WAS_DONE, len(text) // 3) if did not in pattern else len(text)
        for found in re.finditer(pattern, text[:early], re.I):
            said_so = found.group("n").casefold()
            count = int(said_so) if said_so.isdigit() else _COUNTS.index(said_so)
            if count >= 4 or did in pattern:
                yield Fact("agency_count", str(count), found.start(), found.end())
                return
    yield from _listed_agencies(text, particulars, headings)


def _listed_agencies(text: str, particulars: list[tuple[str, int, int]], headings: Headings) -> Iterator[Fact]:
    """As many agencies as are named after a label that says that these are they; none where a name may be two."""
    lines = [
        (line.group("label"), *line.span("named"))
        for line in re.finditer(r"^[ \t]*(?P<label>[^\n:]{6,60}):[ \t]*(?P<named>\S[^\n]{10,600})$", text, re.M)
    ]
    for label, start, end in [*particulars, *lines]:
        said = set(words(label))
        if not said <= _LIST_OF or not said & {"agencies", "services", "organisations"} or len(said) < 2:
            continue
        named_ones = [each.strip(" .") for each in re.split(r"[,;]", text[start:end])]
        joined = re.split(r"\s+and\s+", named_ones[-1])
        named_ones[-1:] = joined
        if (
            len(named_ones) >= 3
            and len(joined) <= 2
            and all(each[:1].isupper() and len(each.split()) <= 7 for each in named_ones[:-1])
            and named_ones[-1]
            and not any(re.search(r"\sand\s|\(|\d", each) for each in named_ones)
        ):
            yield Fact("agency_count", str(len(named_ones)), start, end)
            return


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
