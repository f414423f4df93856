"""Moments and days as whole numbers, and dates that are written vaguely."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nightlight.chronology.moments import (
    BadDate,
    When,
    add_hours,
    add_months,
    day_of,
    end_of,
    iso_day,
    iso_moment,
    moment_of,
    says_day,
    start_of,
    unwall,
    wall,
)

LONDON = ZoneInfo("Europe/London")
#: The rule of summer time as it has been since 1996.
UTC_MINUTES = st.integers(date(1996, 1, 1).toordinal() * 1440, date(2037, 12, 31).toordinal() * 1440)


def utc(moment: int) -> datetime:
    return datetime.fromordinal(day_of(moment)).replace(tzinfo=UTC) + timedelta(minutes=moment % 1440)


# -- reading


@pytest.mark.parametrize(
    ("written", "first", "last", "precision", "loose"),
    [
        ("2024", "2024-01-01T00:00", "2024-12-31T23:59", "year", True),
        ("2024-02", "2024-02-01T00:00", "2024-02-29T23:59", "month", True),
        ("2024-12", "2024-12-01T00:00", "2024-12-31T23:59", "month", True),
        ("2024-05-03", "2024-05-03T00:00", "2024-05-03T23:59", "day", False),
        ("2024-5-3", "2024-05-03T00:00", "2024-05-03T23:59", "day", False),
        ("2024-05-03T23:10", "2024-05-03T23:10", "2024-05-03T23:10", "minute", False),
        ("2024-05-03 23:10:59", "2024-05-03T23:10", "2024-05-03T23:10", "minute", False),
        ("2024-07-01T23:30Z", "2024-07-02T00:30", "2024-07-02T00:30", "minute", False),
        ("2024-01-01T23:30Z", "2024-01-01T23:30", "2024-01-01T23:30", "minute", False),
        ("2024-07-01T12:00+02:00", "2024-07-01T11:00", "2024-07-01T11:00", "minute", False),
        ("2024-07-01T12:00-0500", "2024-07-01T18:00", "2024-07-01T18:00", "minute", False),
    ],
)
def test_a_date_is_read_as_far_as_it_is_written(
    written: str, first: str, last: str, precision: str, loose: bool
) -> None:
    read = When.read(written)
    assert (iso_moment(read.first), iso_moment(read.last), read.precision, read.loose) == (
        first,
        last,
        precision,
        loose,
    )


@pytest.mark.parametrize("precision", ["month", "year", "about"])
def test_a_day_that_is_about_right_stays_that_day(precision: str) -> None:
    read = When.read("2024-05-03", precision)
    assert (read.first, read.last) == (When.read("2024-05-03").first, When.read("2024-05-03").last)
    assert read.loose
    assert read.says() == "about 3 May 2024"


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("3 May 2024", "is not a date; write it as 2024-05-03"),
        ("", "is not a date"),
        ("2024-13", "has no month 13"),
        ("2024-00-01", "has no month 0"),
        ("2023-02-29", "does not exist; February 2023 has no day 29"),
        ("2024-04-31", "April 2024 has no day 31"),
        ("2024-05-03T24:00", "write hours from 00 to 23"),
        ("2024-05-03T23:60", "minutes from 00 to 59"),
        ("1899-12-31", "outside 1900 to 2100"),
        ("2101", "outside 1900 to 2100"),
    ],
)
def test_what_is_no_date_is_refused_with_what_to_do(written: str, message: str) -> None:
    with pytest.raises(BadDate, match=message):
        When.read(written)


@pytest.mark.parametrize("written", ["2024", "2024-05", "2024-05-03", "2024-05-03T23:10"])
def test_a_date_is_written_as_it_was_read(written: str) -> None:
    assert When.read(written).iso() == written


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("2024", "2024"),
        ("2024-05", "May 2024"),
        ("2024-05-03", "3 May 2024"),
        ("2024-03-30T23:10", "30 March 2024 at 23:10"),
        ("2024-03-30T00:05", "30 March 2024 at 00:05"),
    ],
)
def test_a_date_in_words(written: str, words: str) -> None:
    assert When.read(written).says() == words


@given(st.dates(date(1900, 1, 1), date(2100, 12, 31)))
def test_every_day_is_read_back(value: date) -> None:
    read = When.read(value)
    assert read == When.on(value) == When.on(value.toordinal())
    assert (read.day, read.last_day) == (value.toordinal(), value.toordinal())
    assert iso_day(read.day) == value.isoformat()
    assert says_day(read.day) == f"{value.day} {value:%B} {value.year}"


# -- London time


@given(UTC_MINUTES)
def test_wall_time_is_that_of_london(moment: int) -> None:
    assert utc(moment).astimezone(LONDON).strftime("%Y-%m-%dT%H:%M") == iso_moment(wall(moment))


@given(UTC_MINUTES)
def test_the_way_back_loses_only_the_hour_that_comes_twice(moment: int) -> None:
    back = unwall(wall(moment))
    assert wall(back) == wall(moment)
    assert back in (moment, moment - 60)


@given(UTC_MINUTES, st.integers(-200, 200))
def test_hours_are_hours_that_went_by(moment: int, hours: int) -> None:
    start = unwall(wall(moment))
    assert add_hours(wall(start), hours) == wall(start + 60 * hours)


@pytest.mark.parametrize(
    ("start", "hours", "end"),
    [
        ("2025-03-29T22:00", 12, "2025-03-30T11:00"),
        ("2025-10-25T22:00", 12, "2025-10-26T09:00"),
        ("2025-10-26T01:30", 1, "2025-10-26T01:30"),
        ("2025-10-26T01:30", 2, "2025-10-26T02:30"),
        ("2025-03-30T00:59", 1, "2025-03-30T02:59"),
        ("2024-12-31T23:30", 1, "2025-01-01T00:30"),
    ],
)
def test_hours_over_a_night_in_which_the_clocks_change(start: str, hours: int, end: str) -> None:
    assert iso_moment(add_hours(When.read(start).first, hours)) == end


def test_a_moment_of_a_clock_is_read_in_london_time() -> None:
    assert iso_moment(moment_of(datetime(2025, 7, 1, 23, 30, tzinfo=UTC))) == "2025-07-02T00:30"
    assert (
        iso_moment(moment_of(datetime(2025, 7, 1, 23, 30, tzinfo=timezone(timedelta(hours=1))))) == "2025-07-01T23:30"
    )


def test_a_clock_that_does_not_say_where_it_stands_is_refused() -> None:
    with pytest.raises(BadDate, match="time zone"):
        moment_of(datetime(2025, 7, 1, 23, 30))  # noqa: DTZ001


# -- days and months


@given(st.integers(1, 3_000_000))
def test_a_day_lasts_from_its_first_minute_to_its_last(day: int) -> None:
    assert day_of(start_of(day)) == day == day_of(end_of(day))
    assert end_of(day) + 1 == start_of(day + 1)


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        ("2024-01-31", 1, "2024-02-29"),
        ("2025-01-31", 1, "2025-02-28"),
        ("2025-01-31", 3, "2025-04-30"),
        ("2024-02-29", 12, "2025-02-28"),
        ("2024-12-15", 1, "2025-01-15"),
        ("2025-03-31", -1, "2025-02-28"),
        ("2025-01-15", -12, "2024-01-15"),
        ("2025-01-15", 0, "2025-01-15"),
    ],
)
def test_so_many_months_later_is_the_same_day_of_the_month(start: str, months: int, end: str) -> None:
    assert iso_day(add_months(date.fromisoformat(start).toordinal(), months)) == end


@given(st.dates(date(1950, 1, 1), date(2080, 12, 31)), st.integers(-300, 300))
def test_months_never_leave_the_month_that_is_meant(start: date, months: int) -> None:
    end = date.fromordinal(add_months(start.toordinal(), months))
    assert (end.year * 12 + end.month) - (start.year * 12 + start.month) == months
    assert end.day == start.day or (end.day < start.day and (end + timedelta(days=1)).day == 1)
