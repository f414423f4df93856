"""When something falls due: limits reckoned from a trigger, in the calendar of the family's nation."""

from __future__ import annotations

from dataclasses import dataclass

from nightlight.chronology.calendar import working_days
from nightlight.chronology.gestation import day_of_week
from nightlight.chronology.moments import (
    Day,
    Moment,
    add_hours,
    add_months,
    day_of,
    end_of,
    start_of,
)
from nightlight.picture import Picture
from nightlight.picture.facts import Fact
from nightlight.safeguards.conditions import stretches
from nightlight.safeguards.matching import value_of
from nightlight.safeguards.rules import BY_PREGNANCY, Amount, ByField, ByNext, Due, Limit, Term


@dataclass(frozen=True, slots=True, order=True)
class DueAt:
    """The last permitted moment, reckoned from the latest moment that the trigger's words allow; `early` from the earliest.

    `by_hours` where the limit runs out at a moment and not with a day. `limit` is the limit with a name, if one governs.
    """

    last: Moment
    early: Moment
    by_hours: bool
    limit: Limit | None = None

    @property
    def overdue_from(self) -> Moment:
        """The first moment at which it is overdue: hours run out at the moment itself, days with the day."""
        return self.last if self.by_hours else self.last + 1


def due_at(due: Due, trigger: Fact, first: Moment, last: Moment, picture: Picture) -> DueAt | None:
    """When an answer to a trigger falls due, or `None` where nothing sets a date yet.

    `first` and `last` are the earliest and latest moment from which the clock runs.
    """
    terms = [_term(term, trigger, first, last, picture) for term in due.terms]
    terms += [
        _limited(tighter.limit, trigger, first, last, picture)
        for tighter in due.tighter
        if stretches(tighter.condition, picture, first, last, trigger)
    ]
    found = [each for each in terms if each is not None]
    if not found:
        return None
    soonest = min(found, key=lambda each: (each.last, each.early))
    if due.at_least is not None:
        least = _limited(due.at_least, trigger, first, last, picture)
        if least is not None and least.last > soonest.last:
            return least
    return soonest


def _term(term: Term, trigger: Fact, first: Moment, last: Moment, picture: Picture) -> DueAt | None:
    match term:
        case Limit():
            return _limited(term, trigger, first, last, picture)
        case ByField():
            value = value_of(trigger, term.field, picture)
            if value is None:
                return None
            if term.days:
                return DueAt(end_of(day_of(last) + int(value)), end_of(day_of(first) + int(value)), False)
            return DueAt(end_of(value.last_day), end_of(value.day), False)
        case ByNext():
            following = [
                fact
                for selector in term.selectors
                for fact, sure in picture.meant_by(selector)
                if sure and fact.root != trigger.root and fact.first > last
            ]
            if not following:
                return None
            upcoming = min(following, key=lambda fact: fact.key)
            return DueAt(end_of(day_of(upcoming.last)), end_of(day_of(upcoming.first)), False)


def _limited(limit: Limit, trigger: Fact, first: Moment, last: Moment, picture: Picture) -> DueAt | None:
    amount = limit.amount
    if amount.unit == "hours":
        return _hours(limit, first, last)
    if amount.unit in BY_PREGNANCY or amount.unit == "after_birth":
        day = _by_pregnancy(amount, trigger, first, picture)
        return None if day is None else DueAt(end_of(day), end_of(day), False, limit)
    return DueAt(
        end_of(add(amount, day_of(last), picture.nation)),
        end_of(add(amount, day_of(first), picture.nation)),
        False,
        limit,
    )


def _hours(limit: Limit, first: Moment, last: Moment) -> DueAt:
    """Hours from a moment are elapsed hours; from a day they run out at the end of the day in which they land."""
    if first == last:
        moment = add_hours(first, limit.amount.number)
        return DueAt(moment, moment, True, limit)
    landings = [end_of(day_of(add_hours(start_of(day_of(moment)), limit.amount.number))) for moment in (last, first)]
    return DueAt(landings[0], landings[1], True, limit)


def add(amount: Amount, day: Day, nation: str) -> Day:
    """The last permitted day of so many days, working days, weeks or months after a day.

    Raises `ValueError` for a unit that a day alone cannot be reckoned with.
    """
    match amount.unit:
        case "days":
            return day + amount.number
        case "working_days":
            return working_days(nation).add(day, amount.number)
        case "weeks":
            return day + 7 * amount.number
        case "months":
            return add_months(day, amount.number)
        case _:
            raise ValueError(f"{amount.unit} cannot be added to a day")


def _by_pregnancy(amount: Amount, trigger: Fact, first: Moment, picture: Picture) -> Day | None:
    """The day by weeks of pregnancy, before the due date (the birth at the latest), or after the birth."""
    found = []
    for child in _clocked_by(trigger, first, picture):
        born = picture.born_on(child)
        birth = day_of(born.first) if born is not None else None
        if amount.unit == "after_birth":
            day = None if birth is None else birth + amount.number
        else:
            due = picture.due_of(child)
            day = None
            if due is not None:
                day = day_of_week(due, amount.number) if amount.unit == "gestation" else due - amount.number
                day = min(day, birth) if birth is not None else day
            elif birth is not None:
                day = birth
        if day is not None:
            found.append(day)
    return min(found, default=None)


def _clocked_by(trigger: Fact, first: Moment, picture: Picture) -> frozenset[str]:
    """Whose pregnancy sets a clock: the children not yet born then whom the trigger names, else all of those; else whom it names."""
    named = picture.children_of(trigger)
    expected = frozenset(fact.root for fact in picture.of("child.expected"))
    ahead = frozenset(child for child in expected if (born := picture.born_on(child)) is None or born.last >= first)
    return (ahead & named) or ahead or named or expected


def before(moment: Moment, amount: Amount, nation: str) -> Moment:
    """So long before a moment."""
    if amount.unit == "hours":
        return add_hours(moment, -amount.number)
    day = day_of(moment)
    match amount.unit:
        case "working_days":
            day = working_days(nation).add(day, -amount.number) if amount.number else day
        case "months":
            day = add_months(day, -amount.number)
        case _:
            day -= amount.number * (7 if amount.unit == "weeks" else 1)
    return start_of(day)


def after(due: DueAt, amount: Amount, nation: str) -> Moment:
    """The moment at which a step so long after a due moment is reached: for days, the start of that day."""
    if amount.unit == "hours":
        return add_hours(due.last, amount.number)
    return start_of(add(amount, day_of(due.last), nation))


def in_days(limit: Limit) -> int:
    """A limit as a number of days, for windows.

    Raises `ValueError` where its unit is not one of fixed length.
    """
    lengths = {"days": 1, "weeks": 7}
    if limit.amount.unit not in lengths:
        raise ValueError(f"a window is in days or weeks, not {limit.amount.unit}")
    return limit.amount.number * lengths[limit.amount.unit]
