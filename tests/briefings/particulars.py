"""What a reading says beside its spans, held against gold: facts, headings, numbers, parents, owners, audiences.

These figures are shown and not asked for; they say where the reading of a right item is still wrong.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, Final

from tests.briefings.scoring import OVERLAP, Gold, Placer, Span, Unplaced, overlap

#: Names of facts that mean the same.
SAME: Final[Mapping[str, str]] = {
    "publisher_hint": "publisher",
    "published": "review_date",
    "publication_date": "review_date",
}


def _norm(text: object) -> str:
    return "".join(letter for letter in str(text).casefold() if letter.isalnum())


def _agrees(wanted: object, found: object) -> bool:
    """Whether one says the other, whole or in part: "the mental health trust" and "The mental health trust should"."""
    one, other = _norm(wanted), _norm(found)
    return bool(one and other) and (one in other or other in one)


def particulars(gold: Mapping[str, Any], placed: Gold, reading: Any) -> tuple[Counter[str], Counter[str]]:
    """How many of each particular are right, and how many were wanted.

    The particulars of an item are wanted only where the item itself was found, whatever its kind.
    """
    right: Counter[str] = Counter()
    wanted: Counter[str] = Counter()

    def note(name: str, is_right: bool) -> None:
        wanted[name] += 1
        right[name] += is_right

    _facts(gold, reading, note)
    _headings(gold, placed, reading, note)
    found = list(reading.items)
    partner = {at: _partner(each, found) for at, each in enumerate(placed.items)}
    ids = {each.get("id"): at for at, each in enumerate(gold["items"])}
    for at, each in enumerate(gold["items"]):
        match = partner[at]
        if match is None or each.get("open_to_doubt"):
            continue
        if "number" in each:
            note("number", _norm(match.number or "") == _norm(each["number"]))
        if "parent" in each:
            above = each["parent"] if isinstance(each["parent"], int) else ids[each["parent"]]
            parent = partner.get(above)
            note("parent", parent is not None and match.parent == parent.id)
        if owner := each.get("owner") or each.get("owner_text"):
            note("owner", match.owner is not None and _agrees(owner, match.owner))
        if "forum" in each:
            note("forum", match.forum is not None and _agrees(each["forum"], match.forum))
        if "audience" in each:
            note("audience", {_norm(one) for one in each["audience"]} == {_norm(one) for one in match.audience})
        if each.get("displaced"):
            note("displaced", match.displaced)
        if each.get("personal") or each.get("personal_data"):
            note("personal", match.personal)
    return right, wanted


def _partner(want: Span, found: Sequence[Any]) -> Any:
    best = max(found, key=lambda each: overlap(want, Span("", each.start, each.end)), default=None)
    return best if best is not None and overlap(want, Span("", best.start, best.end)) >= OVERLAP else None


def _facts(gold: Mapping[str, Any], reading: Any, note: Any) -> None:
    for fact in gold.get("meta", ()):
        name = SAME.get(fact["field"], fact["field"])
        same = [each for each in reading.facts if SAME.get(each.field, each.field) == name]
        note(f"fact: {name}", any(_agrees(fact["value"], each.value) for each in same))


def _headings(gold: Mapping[str, Any], placed: Gold, reading: Any, note: Any) -> None:
    sections = gold.get("sections", ())
    placer = Placer(reading.document.text)
    for section in sections:
        if "start" in section and placed.headings and not placed.lost:
            span = (section["start"], section["end"])
        else:
            try:
                span = placer.line(section["heading"])
            except Unplaced:
                note("heading", False)
                continue
        match = _partner(Span("", *span), reading.sections)
        note("heading", match is not None)
        if match is not None:
            note("heading's meaning", str(match.canonical) == section["canonical"])


def lines(right: Counter[str], wanted: Counter[str]) -> list[str]:
    """The figures as lines."""
    return [f"    {name:24} {right[name]} of {wanted[name]}" for name in sorted(wanted)]
