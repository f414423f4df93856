"""A test of many alike things fails for each thing that fails, and for nothing to check."""

from __future__ import annotations

import pytest

from tests.each import for_each


def _is_even(number: int) -> None:
    assert number % 2 == 0


def test_it_names_every_one_that_does_not_hold_and_no_other() -> None:
    with pytest.raises(AssertionError) as failed:
        for_each([1, 2, 3], lambda number: f"<{number}>")(_is_even)()
    assert "<1>" in str(failed.value)
    assert "<3>" in str(failed.value)
    assert "<2>" not in str(failed.value)
    for_each([2, 4])(_is_even)()


def test_what_breaks_counts_as_what_does_not_hold() -> None:
    def breaks(number: int) -> None:
        raise KeyError(number)

    with pytest.raises(AssertionError, match="KeyError: 7"):
        for_each([7])(breaks)()


def test_nothing_to_check_is_no_success() -> None:
    with pytest.raises(AssertionError, match="nothing to check"):
        for_each(list[int]())(_is_even)()
