"""Pregnancy, birth and growing."""

from __future__ import annotations

from nightlight.chronology import fields as field
from nightlight.chronology.kinds.kind import Kind, kind
from nightlight.chronology.moments import When


@kind("pregnancy.known")
class PregnancyKnown(Kind):
    """An agency knows of a pregnancy."""

    mother: str = field.person()
    child: str = field.person()
    due: When = field.day()
    weeks: int | None = field.weeks(optional=True)


@kind("pregnancy.booked", says="the booking appointment takes place")
class PregnancyBooked(Kind):
    """The booking appointment took place."""

    mother: str = field.person()
    weeks: int = field.weeks()


@kind("pregnancy.due_changed", says="the due date changes")
class PregnancyDueChanged(Kind):
    """The date on which the baby is due has changed."""

    child: str = field.person()
    due: When = field.day()


@kind("pregnancy.ended", says="the pregnancy ends")
class PregnancyEnded(Kind):
    """The pregnancy ended without a birth."""

    child: str = field.person()
    outcome: str = field.one_of("loss", "termination")


@kind("birth", says="the baby is born")
class Birth(Kind):
    """A baby is born."""

    child: str = field.person()
    weeks: int | None = field.weeks(optional=True)
    weight_g: float | None = field.number(optional=True, help="Weight at birth, in grams.")
    place: str | None = field.one_of("hospital", "birth_centre", "home", "before_arrival", "other", optional=True)
    planned_place: str | None = field.one_of("hospital", "birth_centre", "home", "other", optional=True)
    live: bool | None = field.flag(optional=True, help="Born alive; left out means yes.")


@kind("milestone.reached")
class MilestoneReached(Kind):
    """A child can do something new."""

    child: str = field.person()
    milestone: str = field.one_of("rolling", "crawling", "walking", "talking", "other")
