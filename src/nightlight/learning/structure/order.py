"""Numbered items put back in their order, and what a review says once of all its recommendations."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from nightlight.learning.reading import ItemKind
from nightlight.learning.structure.drafts import Draft, Found
from nightlight.learning.structure.lexicon import Headings
from nightlight.learning.structure.lines import numeral

_NAMED: Final = r"[A-Z][\w&’'-]*|of|and|&|for|sub-?group|group|sub-committee|subcommittee|board|committee|executive"
_FORUM: Final = re.compile(
    r"(?:through|by|to|at|via)\s+(?:the\s+)?"
    rf"(?P<forum>(?:[A-Z][\w&’'-]*|of|and|the|&|for)(?:[ \u00a0](?:{_NAMED})){{0,12}})"
)
_GROUP_WORDS: Final = re.compile(
    r"\b(?:group|subgroup|sub-group|board|committee|sub-committee|executive|partnership|panel|forum)s?\b", re.I
)


def ordered(found: Found, headings: Headings) -> list[Draft]:
    """The items in the order in which they are meant to be read."""
    drafts = list(found.drafts)
    drafts = _adopted(drafts)
    drafts = _sorted(drafts)
    _governed(drafts)
    _addressed(drafts, headings)
    return drafts


def _value(draft: Draft) -> int | None:
    return numeral(draft.number) if draft.number else None


def _children(drafts: Sequence[Draft]) -> dict[int, list[Draft]]:
    """The items that belong to each other item, by the identity of that one."""
    found: dict[int, list[Draft]] = {}
    for draft in drafts:
        if draft.parent is not None:
            found.setdefault(id(draft.parent), []).append(draft)
    return found


def _ids(drafts: Sequence[Draft]) -> set[int]:
    return {id(each) for each in drafts}


def _adopted(drafts: list[Draft]) -> list[Draft]:
    """Numbered items before any heading that go on with a list further down: the foot of a column that came first."""
    early: list[Draft] = []
    for draft in drafts:
        if draft.under is not None and not draft.under.paired:
            break
        early.append(draft)
    heads = [(at, draft) for at, draft in enumerate(early) if (_value(draft) or 0) > 1 and draft.under is None]
    if not heads:
        return drafts
    first = _value(heads[0][1]) or 0
    numbered = {(id(draft.under), _value(draft)) for draft in drafts if draft.under is not None}
    holder = next(
        (
            draft
            for draft in drafts[len(early) :]
            if draft.under is not None
            and draft.under.kind is draft.kind
            and _value(draft) == first - 1
            and (id(draft.under), first) not in numbered
        ),
        None,
    )
    if holder is None:
        return drafts
    moved: list[Draft] = []
    for place, head in heads:
        head.kind, head.under, head.displaced, head.audience = holder.kind, holder.under, True, holder.audience
        moved.append(head)
        for each in early[place + 1 :]:
            if each.under is None or not each.under.paired:
                break
            if each.kind is ItemKind.practice_implication:
                each.parent, each.displaced, each.audience = head, True, holder.audience
                moved.append(each)
    gone, first_ones = _ids(moved), _ids(early)
    rest = [draft for draft in drafts if id(draft) not in gone]
    last = max(
        at
        for at, each in enumerate(rest)
        if each.under is holder.under or (each.parent is not None and each.parent.under is holder.under)
    )
    tail = [each for each in rest if id(each) in first_ones]
    after = [each for each in rest[last + 1 :] if id(each) not in first_ones]
    return [*(each for each in rest[: last + 1] if id(each) not in first_ones), *moved, *after, *tail]


def _sorted(drafts: list[Draft]) -> list[Draft]:
    """Within a section, numbered items whose numbers are out of order, as columns read across make them."""
    by_section: dict[int, list[Draft]] = {}
    for draft in drafts:
        if draft.under is not None and draft.parent is None and _value(draft) is not None and draft.row is None:
            by_section.setdefault(id(draft.under), []).append(draft)
    children = _children(drafts)
    places = {id(draft): at for at, draft in enumerate(drafts)}
    moves: list[tuple[int, int, list[Draft]]] = []
    for held in by_section.values():
        numbers = [_value(each) or 0 for each in held]
        if (
            not 3 <= len(held) <= 200
            or numbers == sorted(numbers)
            or sorted(numbers) != list(range(min(numbers), min(numbers) + len(numbers)))
        ):
            continue
        wanted = sorted(held, key=lambda each: _value(each) or 0)
        arranged = [each for head in wanted for each in (head, *children.get(id(head), ()))]
        start = min(places[id(each)] for each in held)
        if {places[id(each)] for each in arranged} != set(range(start, start + len(arranged))):
            continue  # something else stands among them
        for at, each in enumerate(wanted):
            each.displaced = held[at] is not each
        moves.append((start, start + len(arranged), arranged))
    for start, end, arranged in moves:
        drafts[start:end] = arranged
    return drafts


def forum(text: str) -> str | None:
    """Who follows the recommendations up, in the words of the line that says so."""
    for found in _FORUM.finditer(text):
        said = found.group("forum").strip()
        if _GROUP_WORDS.search(said) or (said.isupper() and len(said) > 2):
            return re.sub(r"(?: (?:of|and|the|&|for))+$", "", said)
    return None


def _governed(drafts: Sequence[Draft]) -> None:
    name: str | None = None
    for governing in drafts:
        if governing.kind is ItemKind.recommendation_governance:
            governing.forum = forum(governing.norm)
            name = name or governing.forum
    if name is not None:
        for draft in drafts:
            if draft.kind is ItemKind.recommendation and draft.role != "decision":
                draft.forum = draft.forum or name


def _addressed(drafts: Sequence[Draft], headings: Headings) -> None:
    """What a note says about whom its section is for holds for every item of the section, and for what hangs on it."""
    said: dict[int, tuple[str, ...]] = {}
    for note in drafts:
        if note.kind is ItemKind.scope_note and note.under is not None and id(note.under) not in said:
            said[id(note.under)] = headings.audience(note.norm)
    if not said:
        return
    for draft in drafts:
        holder = draft.parent.under if draft.parent is not None else None
        if not draft.audience and draft.kind is not ItemKind.scope_note:
            draft.audience = said.get(id(draft.under)) or said.get(id(holder)) or ()
