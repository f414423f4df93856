"""How many agencies a review heard."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from nightlight.learning.reading import Fact
from nightlight.learning.structure.lexicon import Headings
from nightlight.learning.structure.words import COUNTS, words

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


def agency_count(text: str, particulars: list[tuple[str, int, int]], headings: Headings) -> Iterator[Fact]:
    """How many agencies the review heard, as it says it, or as many as it names after "Agencies involved:"."""
    for label, start, end in particulars:
        said = words(text[start:end])
        if not any(word in headings.facts["agencies"] for word in words(label)) or not said:
            continue
        if said[0].isdigit() or said[0] in COUNTS:
            yield Fact("agency_count", said[0] if said[0].isdigit() else str(COUNTS.index(said[0])), start, end)
            return
    nouns = "|".join(headings.facts["agencies"])
    number = rf"(?<![\w.])(?P<n>\d{{1,2}}|{'|'.join(COUNTS[2:])})"
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
            count = int(said_so) if said_so.isdigit() else COUNTS.index(said_so)
            if count >= 4 or did in pattern:
                yield Fact("agency_count", str(count), found.start(), found.end())
                return
    yield from _listed(text, particulars, headings)


def _listed(text: str, particulars: list[tuple[str, int, int]], headings: Headings) -> Iterator[Fact]:
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
