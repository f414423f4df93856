"""Readings made by hand: a review as a list of items, for tests of what comes after reading."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from nightlight.exchange.shelf import Added, Editions, Shelf
from nightlight.learning.document import Block, Document, Shape
from nightlight.learning.reading import Fact, Item, ItemKind, Left, Reading, Section
from nightlight.learning.themes import Suggestion, suggest
from nightlight.taxonomy.themes import lexicon, taxonomy

NOW = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
EDITIONS = Editions("2026-11", "2026-11")

Line = tuple[str, str]


def reading(
    name: str,
    lines: Sequence[Line],
    *,
    publisher: str | None = None,
    dated: str | None = None,
    audience: tuple[str, ...] = (),
    source: str | None = None,
) -> Reading:
    """A review of these lines: each an item of a kind, a "heading", or what is "left" in the tray."""
    text = ""
    blocks: list[Block] = []
    sections: list[Section] = []
    items: list[Item] = []
    tray: list[Left] = []
    facts: list[Fact] = []
    said = [("publisher", publisher), ("published", dated)]
    for field, value in said:
        if value is not None:
            facts.append(Fact(field, value, len(text), len(text) + len(value)))
            blocks.append(Block(len(text), len(text) + len(value)))
            text += value + "\n\n"
    heading = ""
    for kind, words in lines:
        start, end = len(text), len(text) + len(words)
        blocks.append(Block(start, end, Shape.heading if kind == "heading" else Shape.paragraph))
        text += words + "\n\n"
        if kind == "heading":
            heading = words
            sections.append(Section("learning_points", words, start, end, end))
        elif kind == "left":
            tray.append(Left(start, end, words, "no place was found for it"))
        else:
            personal = kind == "contact"
            items.append(
                Item(
                    f"i{len(items) + 1}",
                    ItemKind(kind),
                    start,
                    end,
                    words,
                    " ".join(words.split()),
                    "learning_points",
                    heading,
                    audience,
                    personal=personal,
                )
            )
    digest = source or hashlib.sha256((name + text).encode("utf-8", "replace")).hexdigest()
    document = Document(name, "text/plain", digest, text, tuple(blocks))
    return Reading(document, tuple(facts), tuple(sections), tuple(items), tuple(tray))


def suggested(made: Reading) -> dict[str, tuple[Suggestion, ...]]:
    """What the lexicon suggests for each item."""
    return {each.id: suggest(each.text, lexicon(), each.kind.value) for each in made.items}


def put(shelf: Shelf, made: Reading, **given: str) -> Added:
    """A review put on a shelf with its suggestions."""
    return shelf.add(made, suggested(made), EDITIONS, NOW, taxonomy(), given)


ALDER = reading(
    "alder.txt",
    [
        ("heading", "Learning for practice"),
        ("case_fact", "The baby slept on a sofa beside her father."),
        ("learning_point", "Fathers were not seen before the birth, and nobody assessed them."),
        ("recommendation", "Safer sleep advice should be given to every carer, wherever the baby sleeps."),
        ("left", "Page 1 of 2"),
        ("contact", "Ring Ada Example on 01234 567890 or write to ada@example.org"),
    ],
    publisher="Northmoor Safeguarding Children Partnership",
    dated="2023-04",
    audience=("practitioners",),
)
BIRCH = reading(
    "birch.txt",
    [
        ("heading", "What we learnt"),
        ("finding", "No service had seen the father before the birth of the baby."),
        ("strength", "The health visitor gave safe sleep advice twice."),
        ("recommendation", "The core group must meet every six weeks; ask help@example.org for dates."),
    ],
    publisher="Ynys Môn Safeguarding Board",
    dated="2021",
)
CEDAR = reading(
    "cedar.txt",
    [("learning_point", "A chronology shows what one visit cannot."), ("question", "Who lives in the home?")],
)


def filled(path: Path) -> Shelf:
    """A shelf with three reviews, one of them without publisher and date."""
    shelf = Shelf.open(path)
    for made in (ALDER, BIRCH, CEDAR):
        put(shelf, made)
    return shelf
