"""Who works with the family, handovers, supervision."""

from __future__ import annotations

from nightlight.chronology import fields as field
from nightlight.chronology.kinds.kind import Kind, kind
from nightlight.chronology.moments import When


@kind("worker.assigned", opens="involvement")
class WorkerAssigned(Kind):
    """A worker takes on this family for an agency."""

    agency: str = field.agency()
    worker: str = field.text()
    role: str = field.one_of(
        "social_worker", "lead_practitioner", "lead_child_protection_practitioner", "conference_chair", "midwife",
        "named_midwife", "specialist_midwife", "health_visitor", "gp", "school", "nursery", "police", "probation",
        "housing", "substance_use_worker", "mental_health_worker", "adult_worker", "domestic_abuse_adviser",
        "childrens_guardian", "legal", "other",
    )  # fmt: skip
    with_: tuple[str, ...] | None = field.people(optional=True)
    sign_in: str | None = field.text(
        optional=True, personal=False, help="The sign-in of the worker, where they have one."
    )
    team: str | None = field.text(optional=True, personal=False, help="The team of the worker, by its key.")


@kind("worker.left", says="a worker leaves")
class WorkerLeft(Kind):
    """A worker no longer works with this family."""

    of: str = field.thread("involvement")
    reason: str | None = field.text(optional=True)


@kind("worker.absent", says="a worker is away")
class WorkerAbsent(Kind):
    """A worker is away."""

    of: str = field.thread("involvement")
    reason: str | None = field.text(optional=True)
    until: When | None = field.day(optional=True, help="Until this date.")


@kind("worker.covered", says="the worker is covered")
class WorkerCovered(Kind):
    """Somebody covers for a worker who is away."""

    of: str = field.thread("involvement")
    worker: str = field.text()
    sign_in: str | None = field.text(
        optional=True, personal=False, help="The sign-in of the worker, where they have one."
    )


@kind("handover.given")
class HandoverGiven(Kind):
    """A worker hands over: risks, actions, what to see first."""

    of: str = field.thread("involvement")
    to: str = field.text()
    risks: str = field.text()
    actions: str = field.text()


@kind("handover.accepted")
class HandoverAccepted(Kind):
    """The new worker has read the handover and takes it on."""

    of: str = field.thread("involvement")
    who: str = field.text()


@kind("supervision.held", says="supervision is held")
class SupervisionHeld(Kind):
    """A worker and a supervisor thought about this family together."""

    supervisor: str = field.text()
    decision: str | None = field.text(optional=True)


@kind("management.decision", says="a manager decides")
class ManagementDecision(Kind):
    """A manager decided something."""

    in_: str | None = field.thread(optional=True)
    decision: str = field.text()
    topic: str | None = field.one_of(
        "allocation",
        "closing",
        "threshold",
        "resources",
        "discharge",
        "legal",
        "other",
        optional=True,
    )


@kind("cpis.checked", says="the national child protection service is checked")
class CpisChecked(Kind):
    """Somebody looked a person up in the national child protection information service."""

    person: str = field.person()
    plan_known: bool | None = field.flag(optional=True, help="The plan was found there.")


@kind("cpis.flagged", says="the plan is put on the national child protection service")
class CpisFlagged(Kind):
    """A plan was put on the national child protection information service."""

    person: str = field.person()
    confirmed: bool | None = field.flag(optional=True, help="Seen to be there.")
