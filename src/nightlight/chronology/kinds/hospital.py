"""Stays in hospital."""

from __future__ import annotations

from nightlight.chronology import fields as field
from nightlight.chronology.kinds.kind import Kind, kind


@kind("stay.started", opens="stay", says="a stay in hospital begins")
class StayStarted(Kind):
    """A person is admitted to a ward."""

    person: str = field.person()
    ward: str = field.text()


@kind("stay.fit", says="a person is fit to leave hospital")
class StayFit(Kind):
    """A person is medically fit to leave."""

    of: str = field.thread("stay")


@kind("care.observed", says="care of the child is observed")
class CareObserved(Kind):
    """Staff saw how a person cares for a child."""

    person: str = field.person()
    child: str = field.person()
    what: str = field.text()
    good: bool | None = field.flag(optional=True)
    lasting: str | None = field.text(optional=True, help="For how long.")


@kind("stay.ended", says="a person leaves hospital")
class StayEnded(Kind):
    """A person leaves a ward."""

    of: str = field.thread("stay")
    against_advice: bool | None = field.flag(optional=True)
    to: str | None = field.text(optional=True)
