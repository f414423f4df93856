"""When matters fall due, as a relation: limits reckoned from each trigger by joins with the calendar."""

from __future__ import annotations

from typing import Any

import ibis
from ibis.expr.types import Table

from nightlight.bulk.dates import Dates
from nightlight.bulk.events import first_of
from nightlight.bulk.family import children_dated
from nightlight.bulk.lens import MINUTES, Lens
from nightlight.bulk.matters import holding, over_time
from nightlight.chronology.gestation import TERM_DAYS
from nightlight.safeguards.rules import BY_PREGNANCY, Amount, ByField, ByNext, Due, Limit, Term

#: Columns of a due date: the last permitted moment, the same reckoned from the earliest trigger, whether it runs out by the hour,
#: and the limit's name.
DUE = ("due_last", "due_early", "by_hours", "limit_name")


def due_of(lens: Lens, dates: Dates, due: Due, asked: Table) -> Table:
    """For each row the date on which it falls due: `key` and the columns of `DUE`; no row where nothing sets a date yet."""
    fields = [name for name in asked.columns if name.startswith("f_")]
    whole = asked
    asked = asked.select("key", "snapshot", "root", "kids", "first", "last", "nation", *fields)
    parts = [_term(lens, dates, term, asked, number) for number, term in enumerate(due.terms)]
    for number, tighter in enumerate(due.tighter, len(due.terms)):
        held = holding(over_time(lens, dates, tighter.condition, whole), whole)
        parts.append(_limited(lens, dates, tighter.limit, asked.semi_join(held.select("key"), "key"), number))
    found = ibis.union(*parts) if len(parts) > 1 else parts[0]
    soonest = first_of(found, ["key"], [found.due_last, found.due_early, found.term])
    if due.at_least is not None:
        least = _limited(lens, dates, due.at_least, asked, 0).select(
            l_key="key", l_last="due_last", l_early="due_early", l_hours="by_hours", l_name="limit_name"
        )
        soonest = soonest.left_join(least, soonest.key == least.l_key)
        later = (soonest.l_last > soonest.due_last).fill_null(False)
        soonest = soonest.mutate(
            due_last=ibis.ifelse(later, soonest.l_last, soonest.due_last),
            due_early=ibis.ifelse(later, soonest.l_early, soonest.due_early),
            by_hours=ibis.ifelse(later, soonest.l_hours, soonest.by_hours),
            limit_name=ibis.ifelse(later, soonest.l_name, soonest.limit_name),
        )
    return lens.keep("due", soonest.select("key", *DUE))


def is_by_pregnancy(due: Due) -> bool:
    """Whether a clock is set by the pregnancy."""
    return any(isinstance(term, Limit) and term.amount.unit in BY_PREGNANCY for term in due.terms)


def _end(day: Any) -> Any:
    return day * MINUTES + (MINUTES - 1)


def _row(table: Table, last: Any, early: Any, by_hours: bool, name: str | None, number: int) -> Table:
    found = table.select(
        key=table.key,
        due_last=last,
        due_early=early,
        by_hours=ibis.literal(by_hours),
        limit_name=ibis.literal(name) if name else ibis.null("string"),
        term=ibis.literal(number),
    )
    return found.filter(found.due_last.notnull())


def _term(lens: Lens, dates: Dates, term: Term, asked: Table, number: int) -> Table:
    match term:
        case Limit():
            return _limited(lens, dates, term, asked, number)
        case ByField(days=True):
            days = asked[f"f_{term.field}"].cast("int64")
            return _row(
                asked,
                _end(asked["last"] // MINUTES + days),
                _end(asked["first"] // MINUTES + days),
                False,
                None,
                number,
            )
        case ByField():
            first, last = asked[f"f_{term.field}"].cast("int64"), asked[f"f_{term.field}_last"].cast("int64")
            return _row(asked, _end(last), _end(first), False, None, number)
        case ByNext():
            return _next(lens, term, asked, number)


def _next(lens: Lens, term: ByNext, asked: Table, number: int) -> Table:
    parts = []
    for selector in term.selectors:
        facts = lens.certain(selector)
        parts.append(
            facts.select(n_view=facts.snapshot, n_root=facts.root, n_first=facts["first"], n_last=facts["last"])
        )
    following = ibis.union(*parts) if len(parts) > 1 else parts[0]
    asked = asked.select("key", "snapshot", "root", "last")
    pairs = asked.join(
        following,
        (asked.snapshot == following.n_view) & (following.n_root != asked.root) & (following.n_first > asked["last"]),
    )
    upcoming = first_of(pairs, ["key"], [pairs.n_first, pairs.n_root])
    return _row(upcoming, _end(upcoming.n_last // MINUTES), _end(upcoming.n_first // MINUTES), False, None, number)


def _limited(lens: Lens, dates: Dates, limit: Limit, asked: Table, number: int) -> Table:
    unit = limit.amount.unit
    if unit == "hours":
        return _hours(dates, limit, asked, number)
    if unit in BY_PREGNANCY or unit == "after_birth":
        return _by_pregnancy(lens, limit, asked, number)
    asked = asked.select("key", "first", "last", "nation")
    rows = add(dates, asked, asked["last"] // MINUTES, limit.amount, "due_day")
    rows = add(dates, rows, rows["first"] // MINUTES, limit.amount, "early_day")
    return _row(rows, _end(rows.due_day), _end(rows.early_day), False, limit.name, number)


def add(dates: Dates, table: Table, day: Any, amount: Amount, name: str) -> Table:
    """The last permitted day of so many days, working days, weeks or months after a day."""
    match amount.unit:
        case "days":
            return table.mutate(**{name: day + amount.number})
        case "weeks":
            return table.mutate(**{name: day + 7 * amount.number})
        case "working_days":
            return dates.working_days_after(table, day, amount.number, name)
        case "months":
            return dates.months_after(table, day, amount.number, name)
        case _:
            raise ValueError(f"{amount.unit} cannot be added to a day")


def _hours(dates: Dates, limit: Limit, asked: Table, number: int) -> Table:
    hours = limit.amount.number
    asked = asked.select("key", "first", "last")
    rows = dates.hours_after(asked, asked["first"], hours, "exact")
    rows = dates.hours_after(rows, rows["last"] // MINUTES * MINUTES, hours, "from_last")
    rows = dates.hours_after(rows, rows["first"] // MINUTES * MINUTES, hours, "from_first")
    is_exact = rows["first"] == rows["last"]
    last = ibis.ifelse(is_exact, rows.exact, _end(rows.from_last // MINUTES))
    early = ibis.ifelse(is_exact, rows.exact, _end(rows.from_first // MINUTES))
    return _row(rows, last, early, True, limit.name, number)


def _by_pregnancy(lens: Lens, limit: Limit, asked: Table, number: int) -> Table:
    children = children_dated(lens)
    expected = lens.of("child.expected")
    expected = expected.select(
        x_view=expected.snapshot, x_bit=expected.p_child, is_expected=ibis.literal(True)
    ).distinct()
    children = children.left_join(
        expected, (children.snapshot == expected.x_view) & (children.bit == expected.x_bit)
    ).drop("x_view", "x_bit")
    children = children.select(
        c_view=children.snapshot, c_bit=children.bit, c_due=children.due, c_birth=children.born // MINUTES,
        c_expected=children.is_expected.fill_null(False), c_born_last=children.living_last,
    )  # fmt: skip
    asked = asked.select("key", "snapshot", "kids", "first")
    pairs = asked.join(children, asked.snapshot == children.c_view)
    named = (pairs.kids & pairs.c_bit) != 0
    ahead = pairs.c_expected & (pairs.c_born_last.isnull() | (pairs.c_born_last >= pairs["first"]))
    # Whose pregnancy it is: the children not yet born then whom the trigger names, else all of those; else whom it names.
    pairs = pairs.mutate(choice=ibis.cases((ahead & named, 0), (ahead, 1), (named, 2), (pairs.c_expected, 3), else_=4))
    pairs = pairs.filter(pairs.choice < 4)
    best = pairs.group_by(h_key="key").agg(best=pairs.choice.min())
    pairs = pairs.join(best, pairs.key == best.h_key).drop("h_key")
    pairs = pairs.filter(pairs.choice == pairs.best)
    amount = limit.amount
    if amount.unit == "after_birth":
        day = pairs.c_birth + amount.number
    else:
        by_week = (
            pairs.c_due - TERM_DAYS + 7 * amount.number if amount.unit == "gestation" else pairs.c_due - amount.number
        )
        capped = ibis.ifelse(pairs.c_birth.notnull() & (pairs.c_birth < by_week), pairs.c_birth, by_week)
        day = ibis.ifelse(pairs.c_due.notnull(), capped, pairs.c_birth)
    pairs = pairs.mutate(due_day=day)
    days = pairs.group_by("key").agg(due_day=pairs.due_day.min())
    return _row(days, _end(days.due_day), _end(days.due_day), False, limit.name, number)
