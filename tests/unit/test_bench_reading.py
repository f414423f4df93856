"""The bench of reading: its made-up items can be searched, and every question that it asks finds something."""

from __future__ import annotations

import pytest

from bench.reading import of_shelf


@pytest.mark.long
def test_a_small_bench_of_the_shelf_fills_it_and_every_question_finds_something() -> None:
    found = of_shelf(2_000, 8, None)
    assert found["items"] == 2_000
    assert found["adding"]["count"] == 50
    asked = found["questions"]
    assert all(each["count"] == 8 and each["most"] > 0 for each in asked.values())
    assert {what for what, each in asked.items() if not each["found"]} <= {"words, a kind and years"}
