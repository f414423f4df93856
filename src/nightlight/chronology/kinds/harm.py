"""Injuries, allegations and incidents."""

from __future__ import annotations

from nightlight.chronology import fields as field
from nightlight.chronology.kinds.kind import Kind, kind


@kind("injury.seen", opens="injury", says="an injury is seen")
class InjurySeen(Kind):
    """A mark or injury was seen on a child."""

    child: str = field.person()
    type: str = field.one_of("bruise", "fracture", "burn", "bite", "head", "mark", "bleed", "other")
    site: str | None = field.text(optional=True)
    explanation: str | None = field.text(optional=True)
    explained: str | None = field.one_of("yes", "no", "unclear", optional=True)


@kind("injury.examined", says="the injury is examined")
class InjuryExamined(Kind):
    """A doctor examined a child for injury."""

    of: str | None = field.thread("injury", optional=True)
    child: str = field.person()
    opinion: str | None = field.one_of("non_accidental", "accidental", "medical", "unclear", optional=True)


@kind("allegation.made", opens="allegation")
class AllegationMade(Kind):
    """Somebody says that a child was abused or neglected."""

    child: str = field.person()
    type: str = field.one_of("physical", "sexual", "emotional", "neglect")


@kind("incident", opens="incident", says="an incident happens")
class Incident(Kind):
    """Something dangerous or alarming happened."""

    place: str = field.one_of("home", "ward", "clinic", "public", "other")
    type: str = field.one_of(
        "intoxicated", "co_sleeping", "overlay", "abusive_behaviour", "violence", "domestic_abuse", "left_alone",
        "removal_attempt", "relapse", "collapse", "other",
    )  # fmt: skip
    people: tuple[str, ...] = field.people()


@kind("incident.responded", says="the incident is responded to")
class IncidentResponded(Kind):
    """Something was done about an incident."""

    of: str = field.thread("incident")
    response: str = field.text()
