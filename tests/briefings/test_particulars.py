"""The particulars of a reading: what counts as right beside the span."""

from __future__ import annotations

from dataclasses import replace

from nightlight.learning.document import Block, Document
from nightlight.learning.reading import Fact, Item, ItemKind, Reading, Section
from tests.briefings.particulars import particulars
from tests.briefings.scoring import place

_TEXT = "Lessons\n1. Ask who lives there.\nFor me: I write down the names.\nThe Trust to report by May."
_GOLD = {
    "meta": [{"field": "publisher_hint", "value": "The Trust", "text": "The Trust"}],
    "sections": [{"canonical": "lessons", "heading": "Lessons"}],
    "items": [
        {"kind": "learning_point", "text": "Ask who lives there.", "number": 1, "audience": ["gps"]},
        {"kind": "practice_implication", "text": "I write down the names.", "parent": 0},
        {"kind": "recommendation", "text": "The Trust to report by May.", "owner": "The Trust"},
    ],
}


def _item(id: str, kind: ItemKind, words: str) -> Item:
    start = _TEXT.index(words)
    return Item(id, kind, start, start + len(words), words, words)


def _reading() -> Reading:
    document = Document("a.txt", "text/plain", "", _TEXT, (Block(0, len(_TEXT)),))
    lesson = replace(_item("a", ItemKind.learning_point, "Ask who lives there."), number="1", audience=("gps",))
    mine = replace(_item("b", ItemKind.practice_implication, "I write down the names."), parent="a")
    asked = replace(_item("c", ItemKind.recommendation, "The Trust to report by May."), owner="The Trust")
    return Reading(
        document,
        facts=(Fact("publisher", "The Trust", 0, 7),),
        sections=(Section("lessons", "Lessons", 0, 7, len(_TEXT)),),
        items=(lesson, mine, asked),
    )


def test_a_reading_that_says_all_of_it_is_right_in_all() -> None:
    reading = _reading()

    right, wanted = particulars(_GOLD, place(_GOLD, _TEXT), reading)

    assert right == wanted
    assert set(wanted) == {"fact: publisher", "heading", "heading's meaning", "number", "audience", "parent", "owner"}


def test_a_wrong_parent_a_wrong_owner_and_a_wrong_meaning_are_wrong() -> None:
    reading = _reading()
    lesson, mine, asked = reading.items
    reading = replace(
        reading,
        sections=(replace(reading.sections[0], canonical="context"),),
        items=(lesson, replace(mine, parent="c"), replace(asked, owner="The Board")),
    )

    right, wanted = particulars(_GOLD, place(_GOLD, _TEXT), reading)

    assert wanted - right == {"parent": 1, "owner": 1, "heading's meaning": 1}
