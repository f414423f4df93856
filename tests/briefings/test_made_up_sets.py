"""Made-up briefings that were read at first sight once, and what may not get worse: the figures of that day are in ADR 17."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from nightlight.exchange.briefings import read_document
from nightlight.learning.structure import read, unaccounted
from nightlight.taxonomy import headings

HERE = Path(__file__).parent
SETS = ("open", "held_out", "second", "third", "fourth", "fifth", "sixth", "seventh")
BRIEFINGS = [
    file.with_name(file.name.removesuffix(".gold.json")) for name in SETS for file in sorted((HERE / name).glob("*.gold.json"))
]  # fmt: skip


def _file(briefing: Path) -> Path:
    (found,) = (each for each in briefing.parent.glob(f"{briefing.name}.*") if not each.name.endswith(".gold.json"))
    return found


@pytest.mark.parametrize("briefing", BRIEFINGS, ids=lambda each: f"{each.parent.name}/{each.name}")
def test_a_made_up_briefing_is_read_whole_and_no_item_is_made_up(briefing: Path) -> None:
    file = _file(briefing)
    document = read_document(file.read_bytes(), file.name)

    found = read(document, headings())

    assert unaccounted(found) == []
    assert all(each.text == document.text[each.start : each.end] for each in found.items)
    gold = json.loads(briefing.with_name(f"{briefing.name}.gold.json").read_text(encoding="utf-8"))
    assert len(found.items) >= len(gold["items"]) / 2
