"""Services for adults and children."""

from __future__ import annotations

from nightlight.chronology import fields as field
from nightlight.chronology.kinds.kind import Kind, kind


@kind("service.referred", opens="service", says="a person is referred to a service")
class ServiceReferred(Kind):
    """A person is referred to a service."""

    service: str = field.one_of(
        "substance_use", "mental_health", "perinatal_mental_health", "child_mental_health", "learning_disability",
        "domestic_abuse", "housing", "adult_safeguarding", "paediatrics", "specialist_midwife", "health_visiting",
        "family_hub", "youth", "other",
    )  # fmt: skip
    person: str = field.person()


@kind("service.accepted", says="the service accepts the person")
class ServiceAccepted(Kind):
    """The service takes the person."""

    of: str = field.thread("service")


@kind("service.refused", says="the service refuses the person")
class ServiceRefused(Kind):
    """The service does not take the person."""

    of: str = field.thread("service")
    reason: str | None = field.text(optional=True)


@kind("service.started", says="the service starts")
class ServiceStarted(Kind):
    """The service has begun to work with the person."""

    of: str = field.thread("service")


@kind("service.advised", says="a service gives its advice")
class ServiceAdvised(Kind):
    """A service advised on what a person's difficulty means for the child."""

    of: str | None = field.thread("service", optional=True)
    service: str = field.text()
    person: str = field.person()
    advice: str = field.text()


@kind("service.ended", says="a service ends")
class ServiceEnded(Kind):
    """The service no longer works with the person."""

    of: str = field.thread("service")
    reason: str = field.one_of("completed", "did_not_attend", "refused", "too_old", "moved", "other")
    onward: str | None = field.text(optional=True, help="What the person goes on to.")


@kind("outreach.attempted", says="outreach is attempted")
class OutreachAttempted(Kind):
    """A service went out to a person who had not come to it."""

    person: str = field.person()
    how: str = field.text()
