"""The made-up briefings: as their recipe writes them, and every quotation of their gold in the document that is read."""

from __future__ import annotations

import json
from io import BytesIO
from zipfile import ZipFile, is_zipfile

import pytest

from nightlight.learning.reading import ItemKind
from scripts.briefings.content import Briefing, gold_of, heading, unmarked, whole
from scripts.briefings.making import made
from scripts.briefings.open_ones import OPEN as BRIEFINGS
from tests.briefings.score import OPEN, document_of, made_up_ones
from tests.briefings.scoring import place

_FILES = made(BRIEFINGS)


def _contents(data: bytes) -> object:
    """A file's bytes, or those of each member of a zip file: how it was squeezed depends on the machine."""
    if not is_zipfile(BytesIO(data)):
        return data
    with ZipFile(BytesIO(data)) as file:
        return {name: file.read(name) for name in file.namelist()}


@pytest.mark.parametrize("name", sorted(_FILES))
def test_a_file_is_as_its_recipe_writes_it(name: str) -> None:
    assert _contents((OPEN / name).read_bytes()) == _contents(_FILES[name]), "run `python -m scripts.briefings`"


def test_no_file_lies_there_without_a_recipe() -> None:
    assert {path.name for path in OPEN.iterdir()} == set(_FILES)


@pytest.mark.parametrize("name", sorted(name for name in _FILES if name.endswith(".gold.json")))
def test_gold_speaks_of_kinds_and_parents_that_there_are(name: str) -> None:
    gold = json.loads(_FILES[name])

    assert {item["kind"] for item in gold["items"]} <= set(ItemKind)
    assert all(0 <= item.get("parent", 0) < len(gold["items"]) for item in gold["items"])


@pytest.mark.parametrize("name", sorted(name for name in _FILES if not name.endswith(".gold.json")))
def test_every_quotation_of_the_gold_is_in_the_document(name: str) -> None:
    data, gold = next((data, gold) for each, data, gold in made_up_ones(OPEN) if each == name)

    placed = place(gold, document_of(data, name).text)

    assert placed.lost == ()


def test_gold_gives_an_item_the_place_of_its_parent_and_puts_what_is_open_to_doubt_last() -> None:
    briefing = Briefing(
        "two-lessons",
        "txt",
        (),
        (
            heading("lessons", "Lesson 1: Ask", also="learning_point"),
            whole("learning_point", "Ask who lives there.", id="ask"),
            whole("practice_implication", "I write down the names.", under="ask", audience="midwives, gps"),
        ),
    )

    items = gold_of(briefing)["items"]

    assert items[1] == {
        "kind": "practice_implication",
        "text": "I write down the names.",
        "parent": 0,
        "audience": ["midwives", "gps"],
    }
    assert items[2] == {"kind": "learning_point", "text": "Lesson 1: Ask", "open_to_doubt": True}


def test_a_plain_text_says_where_a_mark_was_not_closed() -> None:
    assert unmarked("1. {{finding; number=1|Nobody asked.}}") == "1. Nobody asked."
    with pytest.raises(ValueError, match=r"not closed: '\{\{finding\|Nobody"):
        unmarked("{{finding|Nobody asked.")
