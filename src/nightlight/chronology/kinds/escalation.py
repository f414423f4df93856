"""Disagreement between agencies, and challenge."""

from __future__ import annotations

from nightlight.chronology import fields as field
from nightlight.chronology.kinds.kind import Kind, kind


@kind("escalation.raised", opens="escalation")
class EscalationRaised(Kind):
    """An agency challenges what another does or does not do."""

    about: str | None = field.thread(optional=True)
    to: str = field.text()
    agency_challenged: str = field.agency()
    stage: float | None = field.number(optional=True, help="Stage of the escalation, from 1.")


@kind("escalation.moved", says="the escalation goes up a stage")
class EscalationMoved(Kind):
    """An escalation goes up a stage."""

    of: str = field.thread("escalation")
    stage: float = field.number(help="Stage of the escalation, from 1.")


@kind("escalation.answered", says="the escalation is answered")
class EscalationAnswered(Kind):
    """The agency that was challenged answers."""

    of: str = field.thread("escalation")
    answer: str = field.text()


@kind("escalation.explained", says="the outcome of the escalation is explained")
class EscalationExplained(Kind):
    """Whoever raised an escalation was told what came of it."""

    of: str = field.thread("escalation")
    to: str = field.text()
    outcome: str = field.text()


@kind("challenge.raised", opens="challenge")
class ChallengeRaised(Kind):
    """A colleague questions something on the record."""

    about: str | None = field.thread(optional=True)
    what: str = field.text()


@kind("challenge.answered", says="the challenge is answered")
class ChallengeAnswered(Kind):
    """A challenge is answered."""

    of: str = field.thread("challenge")
    answer: str = field.text()
