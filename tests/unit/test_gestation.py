"""Weeks of pregnancy, reckoned from the date on which the baby is due."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nightlight.chronology.gestation import TERM_DAYS, Gestation, day_of_week, gestation_on

DUE = date(2025, 6, 20).toordinal()
DAYS = st.integers(date(2000, 1, 1).toordinal(), date(2050, 1, 1).toordinal())


@pytest.mark.parametrize(
    ("day", "weeks", "days"),
    [
        ("2025-06-20", 40, 0),
        ("2025-06-21", 40, 1),
        ("2025-06-19", 39, 6),
        ("2025-03-28", 28, 0),
        ("2025-03-27", 27, 6),
        ("2024-09-13", 0, 0),
    ],
)
def test_weeks_and_days_on_a_day(day: str, weeks: int, days: int) -> None:
    assert gestation_on(DUE, date.fromisoformat(day).toordinal()) == Gestation(weeks, days)


def test_before_conception_the_weeks_are_negative() -> None:
    assert gestation_on(DUE, DUE - TERM_DAYS - 1).weeks < 0


@given(DAYS, st.integers(0, 45))
def test_a_week_is_reached_on_its_day_and_not_before(due: int, weeks: int) -> None:
    reached = day_of_week(due, weeks)
    assert gestation_on(due, reached) == Gestation(weeks, 0)
    assert gestation_on(due, reached - 1) == Gestation(weeks - 1, 6)


@given(DAYS, st.integers(-60, 60), st.integers(0, 45))
def test_a_due_date_that_moves_moves_every_week_with_it(due: int, by: int, weeks: int) -> None:
    assert day_of_week(due + by, weeks) - day_of_week(due, weeks) == by


@pytest.mark.parametrize(
    ("gestation", "words"),
    [
        (Gestation(24, 0), "24 weeks"),
        (Gestation(24, 1), "24 weeks and 1 day"),
        (Gestation(24, 3), "24 weeks and 3 days"),
    ],
)
def test_weeks_in_words(gestation: Gestation, words: str) -> None:
    assert gestation.says() == words
