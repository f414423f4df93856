"""Asking for information, giving it, and deciding not to."""

from __future__ import annotations

from nightlight.chronology import fields as field
from nightlight.chronology.kinds.kind import Kind, kind


@kind("information.requested", opens="request", says="information is asked for")
class InformationRequested(Kind):
    """An agency is asked for information about people."""

    from_: str = field.agency()
    about: tuple[str, ...] = field.people()


@kind("information.received", says="information is received")
class InformationReceived(Kind):
    """An agency gave the information."""

    of: str | None = field.thread("request", optional=True)
    from_: str = field.agency()


@kind("information.shared", says="information is shared")
class InformationShared(Kind):
    """Information was given to other agencies."""

    to: tuple[str, ...] = field.agencies()
    what: str = field.text()
    entries: tuple[str, ...] | None = field.entries(optional=True)
    basis: str | None = field.one_of(
        "legal_obligation", "public_task", "vital_interests", "recognised_legitimate_interest", "consent",
        optional=True,
    )  # fmt: skip


@kind("information.withheld", says="information is withheld")
class InformationWithheld(Kind):
    """A decision not to share information, and why."""

    from_: tuple[str, ...] = field.agencies()
    reason: str = field.text()


@kind("told", says="an agency is told")
class Told(Kind):
    """Somebody in an agency was told of something."""

    who: str = field.text()
    to: str = field.agency()
    topic: str = field.one_of(
        "plan",
        "order",
        "proceedings",
        "plan_change",
        "order_change",
        "worker_change",
        "incident",
    )
