"""Time: when a thing happened, when it was written down, and how a limit is counted.

Every entry has two times: when it *happened* and when it was *recorded*. A limit runs from what happened; nobody can
be warned of what nobody had written down. Most of the pages below watch one simple duty: a referral that was
received is decided within two working days.
"""

from __future__ import annotations

import pytest

from nightlight.chronology.moments import When
from nightlight.chronology.problems import Unreadable
from nightlight.chronology.record import Chronology
from nightlight.replay.replay import replay
from nightlight.safeguards.incremental import Watch
from tests.spec.notation import (
    NOTHING,
    QUORUM,
    Engine,
    arriving_backwards,
    expect,
    finding,
    findings,
    record,
    rule,
)

DECIDED = rule("""
    kind = "deadline"
    each = "referral.received"
    needs = ["referral.decided"]
    match = "thread"
    limit = "2 working days"
""")

DECIDED_IN_DAYS = rule("""
    kind = "deadline"
    each = "referral.received"
    needs = ["referral.decided"]
    match = "thread"
    limit = "5 days"
    warn_before = { days = 1 }
""")

DECIDED_IN_HOURS = rule("""
    kind = "deadline"
    each = "referral.received"
    needs = ["referral.decided"]
    match = "thread"
    limit = "24 hours"
""")

DECIDED_IN_HALF_A_DAY = rule("""
    kind = "deadline"
    each = "referral.received"
    needs = ["referral.decided"]
    match = "thread"
    limit = "12 hours"
""")

DISCUSSED = rule("""
    kind = "deadline"
    each = "incident"
    needs = ["supervision.held"]
    match = "family"
    limit = "2 days"
""")

ASSESSED_BY_28_WEEKS = rule("""
    kind = "deadline"
    each = "pregnancy.known"
    needs = [{ kind = "assessment.finished", type = "prebirth" }]
    match = "family"
    limit = "28 weeks of pregnancy"
    at_least = "10 working days"
    owes = ["midwifery"]
""")

FACTOR_ANSWERED = rule("""
    kind = "deadline"
    each = { kind = "factor.noted", factor = "substance_use" }
    while = { plan = "child_protection" }
    needs = ["service.referred"]
    match = "family"
    limit = "10 days"
""")


# -- dates as they are written


def test_about_shifts_nothing(engine: Engine) -> None:
    """1. A day that is written is used as written, whatever its precision; `about` shifts nothing, the finding's
    words say "about"."""
    family = record("""
        2025-03-03 | midwifery   | referral.made     | id: r1, to: social_care
        2025-03-03 | social_care | referral.received | of: r1, precision: about
        2025-03-06 | midwifery   | contact.made      | with: mother, mode: phone
    """)
    expect(engine, DECIDED, family, "2025-03-06", "overdue; due 2025-03-05; a date that is about right")
    assert "since about 3 March 2025" in finding(engine, DECIDED, family, "2025-03-06").says


def test_a_month_is_due_soon_from_its_first_day_and_overdue_from_its_last(engine: Engine) -> None:
    """1. Where no day is written, *due soon* reckons from the earliest moment that the words allow and *overdue*
    from the latest."""
    family = record("""
        2025-02-03 | midwifery   | referral.made     | id: r1, to: social_care
        2025-03    | social_care | referral.received | of: r1, recorded: 2025-03-04
    """)
    expect(engine, DECIDED_IN_DAYS, family, "2025-03-04", "waiting; due 2025-04-05")
    expect(engine, DECIDED_IN_DAYS, family, "2025-03-05", "due soon; due 2025-04-05; never warned")
    expect(engine, DECIDED_IN_DAYS, family, "2025-04-05", "due soon; never warned")
    expect(engine, DECIDED_IN_DAYS, family, "2025-04-06", "overdue; warned 2025-04-06; a date that is about right")


def test_a_vague_answer_counts_from_the_earliest_moment(engine: Engine) -> None:
    """32. A response is in time where the earliest moment that its words allow is; it closes on that moment."""
    family = record("""
        2025-02-27 | midwifery   | referral.made     | id: r1, to: social_care
        2025-02-27 | social_care | referral.received | of: r1
        2025-03    | social_care | referral.decided  | of: r1, outcome: assessment, recorded: 2025-03-20
    """)
    expect(
        engine,
        DECIDED,
        family,
        "2025-04-01",
        "met; due 2025-03-03; closed 2025-03-01; warned 2025-03-04; recorded late",
    )


def test_an_answer_of_a_vague_month_that_begins_too_late_is_late(engine: Engine) -> None:
    """32. A response is in time where the earliest moment that its words allow is; a later one is late."""
    family = record("""
        2025-02-26 | midwifery   | referral.made     | id: r1, to: social_care
        2025-02-26 | social_care | referral.received | of: r1
        2025-03    | social_care | referral.decided  | of: r1, outcome: assessment, recorded: 2025-03-20
    """)
    expect(engine, DECIDED, family, "2025-04-01", "met late; due 2025-02-28; closed 2025-03-01; warned 2025-03-01")


# -- London time, days and hours


def test_a_moment_with_an_offset_is_read_as_london_time(engine: Engine) -> None:
    """2. Times are Europe/London: half past eleven at night by UTC in July is half past midnight of the next day."""
    family = record("""
        2025-07-01                | midwifery   | referral.made     | id: r1, to: social_care
        2025-07-01T23:30Z         | social_care | referral.received | of: r1
    """)
    expect(engine, DECIDED_IN_DAYS, family, "2025-07-02", "waiting; opened 2025-07-02; due 2025-07-07")


def test_an_answer_of_the_trigger_s_day_answers_it(engine: Engine) -> None:
    """2, 31. A date-only entry spans its day, so a response of the trigger's day answers it, though the trigger has
    a later hour."""
    family = record("""
        2025-03-03       | midwifery   | referral.made     | id: r1, to: social_care
        2025-03-03 16:00 | social_care | referral.received | of: r1
        2025-03-03       | social_care | referral.decided  | of: r1, outcome: assessment
    """)
    expect(engine, DECIDED, family, "2025-03-20", "met; closed 2025-03-03; never warned")


def test_hours_run_at_night_and_at_the_weekend(engine: Engine) -> None:
    """2. Hour limits are elapsed hours, nights and weekends included: from Friday at four they run out on Saturday
    at four."""
    family = record("""
        2025-03-07       | midwifery   | referral.made     | id: r1, to: social_care
        2025-03-07 16:00 | social_care | referral.received | of: r1
    """)
    expect(engine, DECIDED_IN_HOURS, family, "2025-03-08T15:59", "waiting; due 2025-03-08T16:00; never warned")
    expect(engine, DECIDED_IN_HOURS, family, "2025-03-08T16:00", "overdue; due 2025-03-08T16:00; warned 2025-03-08")


def test_the_last_permitted_minute_is_in_time(engine: Engine) -> None:
    """2, 4. `due` is the last permitted moment: an answer of that minute is in time."""
    family = record("""
        2025-03-07       | midwifery   | referral.made     | id: r1, to: social_care
        2025-03-07 16:00 | social_care | referral.received | of: r1
        2025-03-08 16:00 | social_care | referral.decided  | of: r1, outcome: assessment
    """)
    expect(engine, DECIDED_IN_HOURS, family, "2025-03-20", "met; due 2025-03-08T16:00; never warned")


def test_a_minute_later_is_late(engine: Engine) -> None:
    """2, 4. `due` is the last permitted moment: an answer of the minute after it is late, and the warning stays."""
    family = record("""
        2025-03-07       | midwifery   | referral.made     | id: r1, to: social_care
        2025-03-07 16:00 | social_care | referral.received | of: r1
        2025-03-08 16:01 | social_care | referral.decided  | of: r1, outcome: assessment
    """)
    expect(
        engine,
        DECIDED_IN_HOURS,
        family,
        "2025-03-20",
        "met late; due 2025-03-08T16:00; warned 2025-03-08; closed 2025-03-08",
    )


def test_hours_from_a_day_run_out_when_the_day_does(engine: Engine) -> None:
    """2. From a date-only trigger hour limits run out at the end of the day in which they land."""
    family = record("""
        2025-03-03       | midwifery   | referral.made     | id: r1, to: social_care
        2025-03-03       | social_care | referral.received | of: r1
        2025-03-04 22:30 | social_care | referral.decided  | of: r1, outcome: assessment
    """)
    expect(engine, DECIDED_IN_HOURS, family, "2025-03-20", "met; due 2025-03-04; never warned")
    expect(engine, DECIDED_IN_HALF_A_DAY, family, "2025-03-20", "met late; due 2025-03-03; warned 2025-03-03")


@pytest.mark.parametrize(
    ("day", "line"),
    [
        ("2025-03-03", "met; never warned; closed 2025-03-03"),
        ("2025-03-08", "met; never warned; closed 2025-03-08"),
        ("2025-03-09", "met late; warned 2025-03-09; closed 2025-03-09"),
    ],
)
def test_day_limits_are_inclusive_at_both_ends(engine: Engine, day: str, line: str) -> None:
    """2. Day limits are inclusive at both ends: the trigger's own day and the last permitted day are both in time."""
    family = record(f"""
        2025-03-03 | midwifery   | referral.made     | id: r1, to: social_care
        2025-03-03 | social_care | referral.received | of: r1
        {day}      | social_care | referral.decided  | of: r1, outcome: assessment
    """)
    expect(engine, DECIDED_IN_DAYS, family, "2025-03-20", f"{line}; due 2025-03-08")


def test_working_days_pass_over_weekends_and_bank_holidays(engine: Engine) -> None:
    """2. Working days leave out weekends and bank holidays: two from the Thursday before Easter end on the Wednesday
    after it."""
    family = record("""
        2025-04-17 | midwifery   | referral.made     | id: r1, to: social_care
        2025-04-17 | social_care | referral.received | of: r1
    """)
    expect(engine, DECIDED, family, "2025-04-23", "waiting; due 2025-04-23; never warned")
    expect(engine, DECIDED, family, "2025-04-24", "overdue; due 2025-04-23; warned 2025-04-24")


def test_a_limit_from_a_saturday_counts_from_the_next_working_day(engine: Engine) -> None:
    """2. From a Saturday two working days end on Tuesday."""
    family = record("""
        2025-03-08 | midwifery   | referral.made     | id: r1, to: social_care
        2025-03-08 | social_care | referral.received | of: r1
    """)
    expect(engine, DECIDED, family, "2025-03-20", "overdue; due 2025-03-11; warned 2025-03-12")


# -- summer time


def test_the_night_in_spring_is_an_hour_shorter(engine: Engine) -> None:
    """38. Hours are added in UTC, so that a night in which the clocks go forward has its real hours."""
    family = record("""
        2025-03-29       | midwifery   | referral.made     | id: r1, to: social_care
        2025-03-29 22:00 | social_care | referral.received | of: r1
    """)
    expect(engine, DECIDED_IN_HALF_A_DAY, family, "2025-03-30T10:59", "waiting; due 2025-03-30T11:00")
    expect(engine, DECIDED_IN_HALF_A_DAY, family, "2025-03-30T11:00", "overdue; due 2025-03-30T11:00")


def test_the_night_in_autumn_is_an_hour_longer(engine: Engine) -> None:
    """38. Hours are added in UTC, so that a night in which the clocks go back has its real hours."""
    family = record("""
        2025-10-25       | midwifery   | referral.made     | id: r1, to: social_care
        2025-10-25 22:00 | social_care | referral.received | of: r1
        2025-10-26 09:00 | social_care | referral.decided  | of: r1, outcome: assessment
    """)
    expect(engine, DECIDED_IN_HALF_A_DAY, family, "2025-10-27", "met; due 2025-10-26T09:00")


def test_of_the_hour_that_comes_twice_the_first_is_meant(engine: Engine) -> None:
    """38. Of the hour that comes twice in October the first is meant: twelve hours from half past one end at half
    past twelve."""
    family = record("""
        2025-10-26       | midwifery   | referral.made     | id: r1, to: social_care
        2025-10-26 01:30 | social_care | referral.received | of: r1
    """)
    expect(engine, DECIDED_IN_HALF_A_DAY, family, "2025-10-26T12:29", "waiting; due 2025-10-26T12:30")


# -- recorded


def test_what_has_no_recorded_was_recorded_when_it_happened(engine: Engine) -> None:
    """3. An absent `recorded` equals `when`."""
    family = record("""
        2025-03-03 | midwifery   | referral.made     | id: r1, to: social_care
        2025-03-04 | social_care | referral.received | of: r1
    """)
    expect(engine, DECIDED, family, "2025-03-03", NOTHING)
    expect(engine, DECIDED, family, "2025-03-04", "waiting; opened 2025-03-04")


def test_nothing_is_recorded_before_it_happened() -> None:
    """3. An entry recorded before it happened is an error (a plan for the future is an entry about a meeting called
    or an action due)."""
    with pytest.raises(Unreadable, match=r"recorded 2025-03-02, before it happened \(2025-03-03\)"):
        record("""
            2025-03-03 | midwifery | contact.made | with: mother, mode: phone, recorded: 2025-03-02
        """)


def test_entries_recorded_later_do_not_exist(engine: Engine) -> None:
    """3. Entries recorded later do not exist: until the decision is written down, none is on record."""
    family = record("""
        2025-03-03 | midwifery   | referral.made     | id: r1, to: social_care
        2025-03-03 | social_care | referral.received | of: r1
        2025-03-04 | social_care | referral.decided  | of: r1, outcome: assessment, recorded: 2025-03-20
    """)
    expect(engine, DECIDED, family, "2025-03-19", "overdue; warned 2025-03-06; not closed; because 2")
    expect(engine, DECIDED, family, "2025-03-20", "met; warned 2025-03-06; closed 2025-03-04; because 2 and 3")


def test_a_day_that_is_asked_about_means_its_end(engine: Engine) -> None:
    """3. An `as_of` that is a date means its end."""
    family = record("""
        2025-03-03       | midwifery   | referral.made     | id: r1, to: social_care
        2025-03-03 09:00 | social_care | referral.received | of: r1
        2025-03-03 23:59 | social_care | referral.decided  | of: r1, outcome: assessment
    """)
    expect(engine, DECIDED, family, "2025-03-03T23:58", "waiting")
    expect(engine, DECIDED, family, "2025-03-03", "met")


def test_a_case_is_read_as_of_the_harm_or_of_the_last_recording() -> None:
    """3. The default of `as_of` is the harm's day, else the last `recorded`."""
    table = """
        2025-03-03 | midwifery   | referral.made     | id: r1, to: social_care
        2025-03-04 | social_care | referral.received | of: r1, recorded: 2025-03-10
    """
    without = replay(record(table), [DECIDED])
    harmed = replay(record("harm: {when: 2025-03-21, what: a fall}\n" + table.replace("        ", "")), [DECIDED])
    assert (without.as_of.iso(), harmed.as_of.iso()) == ("2025-03-10", "2025-03-21")


# -- due, warned, closed


def test_the_warning_is_on_the_day_after_the_last_permitted_day(engine: Engine) -> None:
    """4. `due` is the last permitted day. `warned` is the day after."""
    family = record("""
        2025-03-03 | midwifery   | referral.made     | id: r1, to: social_care
        2025-03-03 | social_care | referral.received | of: r1
    """)
    expect(engine, DECIDED, family, "2025-03-05", "waiting; due 2025-03-05; never warned")
    expect(engine, DECIDED, family, "2025-03-06", "overdue; due 2025-03-05; warned 2025-03-06")


def test_nobody_is_warned_before_the_trigger_is_recorded(engine: Engine) -> None:
    """4. `warned` is never before the trigger was recorded; the clock runs from what happened all the same."""
    family = record("""
        2025-03-03 | midwifery   | referral.made     | id: r1, to: social_care
        2025-03-03 | social_care | referral.received | of: r1, recorded: 2025-03-17
    """)
    expect(engine, DECIDED, family, "2025-03-16", NOTHING)
    expect(engine, DECIDED, family, "2025-03-17", "overdue; opened 2025-03-03; due 2025-03-05; warned 2025-03-17")


def test_due_soon_is_no_warning(engine: Engine) -> None:
    """4. `due_soon` is no warning."""
    family = record("""
        2025-03-03 | midwifery   | referral.made     | id: r1, to: social_care
        2025-03-03 | social_care | referral.received | of: r1
        2025-03-08 | social_care | referral.decided  | of: r1, outcome: assessment
    """)
    expect(engine, DECIDED_IN_DAYS, family, "2025-03-06", "waiting; never warned")
    expect(engine, DECIDED_IN_DAYS, family, "2025-03-07", "due soon; never warned")
    expect(engine, DECIDED_IN_DAYS, family, "2025-03-08", "met; never warned")


def test_done_in_time_but_written_down_late(engine: Engine) -> None:
    """5. Done in time but written down late: `met`, `warned` kept, `recorded_late`."""
    family = record("""
        2025-03-03 | midwifery   | referral.made     | id: r1, to: social_care
        2025-03-03 | social_care | referral.received | of: r1
        2025-03-05 | social_care | referral.decided  | of: r1, outcome: assessment, recorded: 2025-03-12
    """)
    expect(
        engine,
        DECIDED,
        family,
        "2025-03-20",
        "met; due 2025-03-05; warned 2025-03-06; closed 2025-03-05; recorded late",
    )


def test_a_correction_moves_the_dates_and_not_what_was_said_before(engine: Engine) -> None:
    """5. `state`, `due`, `closed` come from the view at `as_of`; `warned` is the first day whose own view showed the
    finding overdue."""
    family = record("""
        2025-03-03 | midwifery   | referral.made     | id: r1, to: social_care
        2025-03-03 | social_care | referral.received | of: r1, id: received
        2025-03-10 | social_care | referral.received | of: r1, replaces: received, recorded: 2025-03-11
        2025-03-12 | social_care | referral.decided  | of: r1, outcome: assessment
    """)
    expect(engine, DECIDED, family, "2025-03-10", "overdue; due 2025-03-05; warned 2025-03-06")
    expect(engine, DECIDED, family, "2025-03-11", "waiting; due 2025-03-12; warned 2025-03-06")
    expect(engine, DECIDED, family, "2025-03-20", "met; due 2025-03-12; closed 2025-03-12; warned 2025-03-06")


def test_an_entry_that_was_corrected_in_time_warned_nobody(engine: Engine) -> None:
    """5. Each entry is in force over [recorded, replaced): one that was corrected before its clock ran out showed
    nothing overdue."""
    family = record("""
        2025-03-03 | midwifery   | referral.made     | id: r1, to: social_care
        2025-03-03 | social_care | referral.received | of: r1, id: received
        2025-03-04 | social_care | referral.received | of: r1, replaces: received, recorded: 2025-03-05
        2025-03-06 | social_care | referral.decided  | of: r1, outcome: assessment
    """)
    expect(engine, DECIDED, family, "2025-03-20", "met; due 2025-03-06; never warned")


def test_what_is_recorded_on_the_day_after_does_not_take_the_warning_away(engine: Engine) -> None:
    """33. What was recorded by the last permitted moment counts, what is recorded on the day after does not take the
    warning away."""
    family = record("""
        2025-03-03 | midwifery   | referral.made     | id: r1, to: social_care
        2025-03-03 | social_care | referral.received | of: r1
        2025-03-06 | social_care | referral.decided  | of: r1, outcome: assessment
    """)
    expect(engine, DECIDED, family, "2025-03-06", "met late; due 2025-03-05; warned 2025-03-06; closed 2025-03-06")


def test_what_is_written_on_one_day_is_written_together(engine: Engine) -> None:
    """33. What a recording makes overdue is looked at when that day ends: what is written on one day is written
    together."""
    family = record("""
        2025-03-03 | midwifery   | referral.made     | id: r1, to: social_care
        2025-03-03 | social_care | referral.received | of: r1, recorded: 2025-03-17T09:00
        2025-03-05 | social_care | referral.decided  | of: r1, outcome: assessment, recorded: 2025-03-17T16:00
    """)
    expect(engine, DECIDED, family, "2025-03-17", "met; due 2025-03-05; never warned; closed 2025-03-05")


def test_what_is_written_a_day_later_is_another_matter(engine: Engine) -> None:
    """33. What a recording makes overdue is looked at when that day ends: an answer written on the next day comes
    after the warning."""
    family = record("""
        2025-03-03 | midwifery   | referral.made     | id: r1, to: social_care
        2025-03-03 | social_care | referral.received | of: r1, recorded: 2025-03-17T09:00
        2025-03-05 | social_care | referral.decided  | of: r1, outcome: assessment, recorded: 2025-03-18T09:00
    """)
    expect(engine, DECIDED, family, "2025-03-18", "met; due 2025-03-05; warned 2025-03-17; recorded late")


def test_a_day_of_recording_counts_from_its_first_minute(engine: Engine) -> None:
    """33. A day on which something is recorded, where only the day is known, counts from its first minute."""
    family = record("""
        2025-03-03       | midwifery   | referral.made     | id: r1, to: social_care
        2025-03-03 08:00 | social_care | referral.received | of: r1
        2025-03-03 20:00 | social_care | referral.decided  | of: r1, outcome: assessment, recorded: 2025-03-04
    """)
    expect(
        engine,
        DECIDED_IN_HOURS,
        family,
        "2025-03-04T00:00",
        "met; due 2025-03-04T08:00; recorded in time; never warned",
    )


# -- what starts a clock


def test_a_clock_starts_when_the_thing_happened(engine: Engine) -> None:
    """6. A clock starts at `when`, though it was recorded later."""
    family = record("""
        2025-03-03 | midwifery   | referral.made     | id: r1, to: social_care
        2025-03-03 | social_care | referral.received | of: r1, recorded: 2025-03-05
    """)
    expect(engine, DECIDED, family, "2025-03-05", "waiting; opened 2025-03-03; due 2025-03-05")


def test_the_clock_of_a_factor_starts_when_it_is_on_record(engine: Engine) -> None:
    """6. For a standing fact a clock starts at its `recorded`, where that is later than the start of the state in
    which the rule applies."""
    family = record("""
        2025-02-03 | social_care | plan.started | id: plan, type: child_protection, children: baby
        2024-06-01 | midwifery   | factor.noted | id: drugs, person: mother, factor: substance_use, recorded: 2025-03-10
    """)
    expect(engine, FACTOR_ANSWERED, family, "2025-03-10", "waiting; opened 2025-03-10; due 2025-03-20")


def test_the_clock_of_a_factor_starts_when_the_state_does(engine: Engine) -> None:
    """6. For a standing fact a clock starts at the start of the state in which the rule applies, where that is
    later."""
    family = record("""
        2025-02-03 | midwifery   | factor.noted | id: drugs, person: mother, factor: substance_use
        2025-03-17 | social_care | plan.started | id: plan, type: child_protection, children: baby
    """)
    expect(engine, FACTOR_ANSWERED, family, "2025-03-16", NOTHING)
    expect(engine, FACTOR_ANSWERED, family, "2025-03-17", "waiting; opened 2025-03-17; due 2025-03-27")


# -- clocks that the pregnancy sets


def test_a_week_of_pregnancy_sets_a_clock(engine: Engine) -> None:
    """7. A clock set by gestation falls due on the day on which the week is reached: 28 weeks are 84 days before the
    due date."""
    family = record("""
        2025-01-06 | midwifery | pregnancy.known | mother: mother, child: baby, due: 2025-06-20
    """)
    expect(engine, ASSESSED_BY_28_WEEKS, family, "2025-03-28", "waiting; due 2025-03-28")
    expect(engine, ASSESSED_BY_28_WEEKS, family, "2025-03-29", "overdue; warned 2025-03-29")


def test_a_birth_before_the_week_is_the_due_day(engine: Engine) -> None:
    """7. A clock set by gestation or due date falls due at the earlier of that date and the birth."""
    family = record("""
        2025-01-06 | midwifery | pregnancy.known | mother: mother, child: baby, due: 2025-06-20
        2025-03-10 | midwifery | birth           | child: baby, weeks: 25
    """)
    expect(engine, ASSESSED_BY_28_WEEKS, family, "2025-03-10", "waiting; due 2025-03-10; never warned")
    expect(engine, ASSESSED_BY_28_WEEKS, family, "2025-03-11", "overdue; due 2025-03-10; warned 2025-03-11")


def test_a_birth_after_the_week_changes_nothing(engine: Engine) -> None:
    """7. A clock set by gestation falls due at the earlier of that date and the birth: a birth at term leaves it as
    it was."""
    family = record("""
        2025-01-06 | midwifery | pregnancy.known | mother: mother, child: baby, due: 2025-06-20
        2025-06-22 | midwifery | birth           | child: baby, weeks: 40
    """)
    expect(engine, ASSESSED_BY_28_WEEKS, family, "2025-06-30", "overdue; due 2025-03-28; warned 2025-03-29")


def test_a_due_date_that_moves_moves_the_clock(engine: Engine) -> None:
    """7. A clock set by gestation is re-based on the latest due date known in that view."""
    family = record("""
        2025-01-06 | midwifery | pregnancy.known       | mother: mother, child: baby, due: 2025-06-20
        2025-03-17 | midwifery | pregnancy.due_changed | child: baby, due: 2025-07-04
    """)
    expect(engine, ASSESSED_BY_28_WEEKS, family, "2025-03-16", "waiting; due 2025-03-28")
    expect(engine, ASSESSED_BY_28_WEEKS, family, "2025-03-29", "waiting; due 2025-04-11; never warned")


def test_a_due_date_that_moves_too_late_leaves_the_warning(engine: Engine) -> None:
    """7, 5. A clock that ran out before the due date was changed keeps its warning; its due day is that of the
    latest view."""
    family = record("""
        2025-01-06 | midwifery | pregnancy.known       | mother: mother, child: baby, due: 2025-06-20
        2025-04-02 | midwifery | pregnancy.due_changed | child: baby, due: 2025-07-04
    """)
    expect(engine, ASSESSED_BY_28_WEEKS, family, "2025-04-05", "waiting; due 2025-04-11; warned 2025-03-29")


def test_the_end_of_the_pregnancy_excuses(engine: Engine) -> None:
    """7. `pregnancy.ended` excuses a clock that the pregnancy sets."""
    family = record("""
        2025-01-06 | midwifery | pregnancy.known | mother: mother, child: baby, due: 2025-06-20
        2025-02-10 | midwifery | pregnancy.ended | child: baby, outcome: loss
    """)
    expect(engine, ASSESSED_BY_28_WEEKS, family, "2025-05-01", "excused; closed 2025-02-10; never warned")


def test_a_trigger_that_came_too_late_for_the_week_has_a_limit_of_its_own(engine: Engine) -> None:
    """7. Where the trigger came too late for the week, the limit is the rule's `at_least` after it."""
    family = record("""
        2025-05-06 | midwifery | pregnancy.known | mother: mother, child: baby, due: 2025-06-20
    """)
    expect(engine, ASSESSED_BY_28_WEEKS, family, "2025-05-20", "waiting; due 2025-05-20; never warned")
    expect(engine, ASSESSED_BY_28_WEEKS, family, "2025-05-21", "overdue; warned 2025-05-21")


def test_a_trigger_just_before_the_week_has_it_too(engine: Engine) -> None:
    """7, 42. The due day is never sooner than `at_least` after the trigger: four days before the week there are
    still ten working days."""
    family = record("""
        2025-03-24 | midwifery | pregnancy.known | mother: mother, child: baby, due: 2025-06-20
    """)
    expect(engine, ASSESSED_BY_28_WEEKS, family, "2025-03-24", "waiting; due 2025-04-07")


# -- order


def test_an_answer_of_the_same_minute_came_first(engine: Engine) -> None:
    """8, 31. Of two things at the same written minute the response came first, so it does not answer."""
    family = record("""
        2025-03-03 10:00 | maternity_ward | incident         | id: i1, place: ward, type: violence, people: mother
        2025-03-03 10:00 | social_care    | supervision.held | supervisor: a manager
    """)
    expect(engine, DISCUSSED, family, "2025-03-03", "waiting; not closed")


def test_an_answer_of_the_next_minute_came_after(engine: Engine) -> None:
    """8, 31. A response that came a minute after the trigger answers it."""
    family = record("""
        2025-03-03 10:00 | maternity_ward | incident         | id: i1, place: ward, type: violence, people: mother
        2025-03-03 10:01 | social_care    | supervision.held | supervisor: a manager
    """)
    expect(engine, DISCUSSED, family, "2025-03-03", "met; closed 2025-03-03")


def test_an_answer_of_the_same_minute_that_names_the_thread_answers(engine: Engine) -> None:
    """31. At the same written minute a response answers only where it names the trigger's thread."""
    family = record("""
        2025-03-03       | midwifery   | referral.made     | id: r1, to: social_care
        2025-03-03 10:00 | social_care | referral.received | of: r1
        2025-03-03 10:00 | social_care | referral.decided  | of: r1, outcome: assessment
    """)
    expect(engine, DECIDED, family, "2025-03-03", "met; closed 2025-03-03")


def test_an_entry_never_answers_itself(engine: Engine) -> None:
    """31. An entry never answers itself; the next of its kind may."""
    again = rule("""
        kind = "deadline"
        each = "home.seen"
        needs = ["home.seen"]
        match = "family"
        limit = "30 days"
    """)
    family = record("""
        2025-03-03 | social_care | home.seen | id: first, condition: poor
        2025-03-20 | social_care | home.seen | id: second, condition: good
    """)
    expect(engine, again, family, "2025-03-20", "subject first; met; closed 2025-03-20", "subject second; waiting")


def test_an_event_is_not_answered_by_the_entry_from_which_it_follows(engine: Engine) -> None:
    """31. An entry never answers itself, nor an event that follows from it: a move is not answered by the entry that
    says so."""
    followed = rule("""
        kind = "deadline"
        each = "home.changed"
        needs = ["household.joined"]
        match = "family"
        limit = "5 days"
    """)
    family = record("""
        2025-02-03 | social_care | contact.made     | with: mother, mode: in_person
        2025-03-03 | social_care | household.joined | id: move, person: mother, household: a flat
    """)
    expect(engine, followed, family, "2025-03-20", "id rule:move; overdue; because 2")


def test_what_opened_a_thread_came_before_what_followed_in_it(engine: Engine) -> None:
    """31. What is dated by day may have come in either order, but what opened a thread came before what followed in
    it, and does not answer it."""
    again = rule("""
        kind = "deadline"
        each = "meeting.held"
        needs = ["meeting.called"]
        match = "family"
        limit = "5 days"
    """)
    family = record("""
        2025-03-03 | social_care | meeting.called | id: one, type: core_group, date: 2025-03-03, invited: []
        2025-03-03 | social_care | meeting.held   | of: one, present: [social_care]
    """)
    expect(engine, again, family, "2025-03-20", "id rule:one; overdue")


def test_an_ending_of_the_same_minute_comes_before_the_trigger(engine: Engine) -> None:
    """8. At equal instants endings come before triggers: nothing is opened at the minute at which the plan ended."""
    discussed = rule("""
        kind = "deadline"
        each = "incident"
        while = { plan = "child_protection" }
        needs = ["supervision.held"]
        match = "family"
        limit = "2 days"
    """)
    table = """
        2025-03-03 09:00 | social_care    | plan.started | id: plan, type: child_protection, children: baby
        2025-03-10 10:00 | social_care    | plan.ended   | of: plan, reason: the risk has gone
        2025-03-10 {at}  | maternity_ward | incident     | id: i1, place: ward, type: violence, people: mother
    """
    expect(engine, discussed, record(table.format(at="10:00")), "2025-03-10", NOTHING)
    expect(engine, discussed, record(table.format(at="09:59")), "2025-03-10", "excused; closed 2025-03-10")


def test_findings_depend_on_the_set_of_entries(engine: Engine) -> None:
    """8. Findings depend on the *set* of entries, never on the order in which they arrived."""
    family = record("""
        2025-03-03 | midwifery   | referral.made     | id: r1, to: social_care
        2025-03-03 | social_care | referral.received | of: r1, id: received
        2025-03-04 | social_care | referral.received | of: r1, replaces: received, recorded: 2025-03-05
        2025-03-10 | social_care | referral.decided  | of: r1, outcome: assessment
    """)
    line = "met late; due 2025-03-06; warned 2025-03-07; closed 2025-03-10"
    expect(engine, DECIDED, family, "2025-03-20", line)
    expect(engine, DECIDED, arriving_backwards(family), "2025-03-20", line)
    assert findings(engine, DECIDED, family, "2025-03-20") == findings(
        engine, DECIDED, arriving_backwards(family), "2025-03-20"
    )


def test_an_entry_that_arrives_out_of_turn_makes_no_difference() -> None:
    """8. Findings depend on the *set* of entries: the engine that takes one entry at a time says the same in
    whatever order they come."""
    family = record("""
        2025-03-03 | midwifery   | referral.made     | id: r1, to: social_care
        2025-03-03 | social_care | referral.received | of: r1
        2025-03-05 | social_care | referral.decided  | of: r1, outcome: assessment, recorded: 2025-03-12
    """)
    kept = family.chronology
    said = []
    for order in ([0, 1, 2], [0, 2, 1], [2, 1, 0]):
        watch = Watch([DECIDED], Chronology(agencies=kept.agencies, people=kept.people), QUORUM)
        for place in order:
            watch.record(kept.entries[place])
        watch.at(When.read("2025-03-20").last)
        said.append([(each.state, each.warned, each.closed) for each in watch.findings()])
    assert said[0] == said[1] == said[2]
    assert said[0][0][0] == "met"


# -- names of findings


def test_a_finding_is_named_after_the_thread_of_what_opened_it(engine: Engine) -> None:
    """34. The subject is the trigger's thread for the entry that was recorded first of the rule's trigger kinds in
    that thread; every later one has its own root entry as subject."""
    told = rule("""
        kind = "deadline"
        each = "plan.changed"
        needs = ["plan.acknowledged"]
        match = "thread"
        limit = "2 days"
    """)
    family = record("""
        2025-03-03 | social_care | plan.started | id: plan, type: safety, children: baby
        2025-03-10 | social_care | plan.changed | of: plan, id: earlier, what: visits, recorded: 2025-03-20
        2025-03-12 | social_care | plan.changed | of: plan, id: later, what: contact
    """)
    expect(engine, told, family, "2025-03-19", "id rule:plan; opened 2025-03-12")
    expect(engine, told, family, "2025-03-20", "id rule:earlier; opened 2025-03-10", "id rule:plan; opened 2025-03-12")


def test_of_two_triggers_of_one_name_that_open_at_once(engine: Engine) -> None:
    """34. Of two of one name that were opened at once, the one whose kind and root come later in the alphabet is
    shown."""
    moved = rule("""
        kind = "deadline"
        each = ["household.joined", "home.changed"]
        needs = ["home.seen"]
        match = "family"
        limit = "5 days"
        says = "The home: {household}, since {opened}."
    """)
    family = record("""
        2025-02-03 | social_care | contact.made     | with: mother, mode: in_person
        2025-03-03 | social_care | household.joined | id: move, person: mother, household: a flat
    """)
    found = expect(engine, moved, family, "2025-03-04", "id rule:move; waiting; opened 2025-03-03")
    assert found[0].last.startswith("a person joins a household")


def test_of_two_triggers_of_one_name_the_later_is_shown(engine: Engine) -> None:
    """34. Where two triggers come to the same name, the later opened is shown."""
    asked = rule("""
        kind = "deadline"
        each = ["child.expected", "child.living"]
        needs = [{ kind = "sleep.assessed", match = "child=child" }]
        match = "family"
        limit = "10 days"
    """)
    family = record("""
        2025-03-03 | midwifery | pregnancy.known | mother: mother, child: baby, due: 2025-06-20
        2025-06-18 | midwifery | birth           | child: baby
    """)
    expect(engine, asked, family, "2025-06-17", "id rule:baby; opened 2025-03-03")
    expect(engine, asked, family, "2025-06-18", "id rule:baby; opened 2025-06-18; due 2025-06-28")


def test_what_begins_by_the_clock_takes_the_place_of_the_earlier_from_the_last_writing(engine: Engine) -> None:
    """34. One that begins by the clock alone, as at a declared birth, takes the place of the earlier from the last
    writing before it."""
    asked = rule("""
        kind = "deadline"
        each = ["pregnancy.open", "child.living"]
        needs = ["sleep.assessed"]
        match = "family"
        limit = "10 days"
    """)
    family = record("""
        people: {baby: {role: unborn, born: 2025-06-18}}
        2025-03-03 | midwifery   | pregnancy.known | mother: mother, child: baby, due: 2025-06-20
        2025-03-03 | social_care | contact.made    | with: mother, mode: in_person
    """)
    expect(engine, asked, family, "2025-06-17", "id rule:baby; opened 2025-03-03; overdue; warned 2025-03-14")
    expect(engine, asked, family, "2025-06-18", "id rule:baby; opened 2025-06-18; due 2025-06-28; never warned")


def test_a_member_who_is_named_late_is_owed_nothing_before_that_was_written_down(engine: Engine) -> None:
    """33. A member who was named late is owed nothing before that was written down."""
    signed = rule("""
        kind = "deadline"
        each = "meeting.held"
        every = { set = "attended", in = ["by_agency"] }
        recorded = ["meeting.signed"]
        needs = ["meeting.signed"]
        match = "thread"
        limit = "5 days"
    """)
    family = record("""
        2025-03-03 | social_care | meeting.called | id: m1, type: core_group, date: 2025-03-03, invited: [gp, midwifery]
        2025-03-03 | social_care | meeting.held   | of: m1, present: [midwifery]
        2025-03-04 | midwifery   | meeting.signed | of: m1, by_agency: midwifery
        2025-04-14 | social_care | meeting.held   | of: m1, present: [gp]
    """)
    expect(
        engine,
        signed,
        family,
        "2025-04-14",
        "id rule:#4:gp; waiting; opened 2025-04-14",
        "id rule:#4:midwifery; waiting; opened 2025-04-14",
        "id rule:m1:gp; overdue; opened 2025-03-03; due 2025-03-08; warned 2025-04-14",
        "id rule:m1:midwifery; met; never warned",
    )
