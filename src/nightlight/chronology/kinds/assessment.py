"""Assessments from commission to review."""

from __future__ import annotations

from nightlight.chronology import fields as field
from nightlight.chronology.kinds.kind import Kind, kind
from nightlight.chronology.moments import When


@kind("assessment.commissioned", opens="assessment", says="an assessment is commissioned")
class AssessmentCommissioned(Kind):
    """An assessment is asked for."""

    type: str = field.one_of(
        "prebirth", "child_and_family", "parenting", "viability", "specialist", "risk", "early_help",
        "young_carer", "adult", "capacity", "mental_health", "substance_use", "home",
    )  # fmt: skip
    about: tuple[str, ...] = field.people()
    due: When | None = field.day(optional=True)


@kind("assessment.started")
class AssessmentStarted(Kind):
    """Work on an assessment has begun."""

    of: str = field.thread("assessment")


@kind("assessment.contributed", says="an agency contributes to the assessment")
class AssessmentContributed(Kind):
    """An agency gave its part of an assessment."""

    of: str = field.thread("assessment")
    from_: str = field.agency()


@kind("assessment.finished")
class AssessmentFinished(Kind):
    """An assessment is complete."""

    of: str = field.thread("assessment")
    conclusion: str | None = field.text(optional=True)


@kind("assessment.reviewed")
class AssessmentReviewed(Kind):
    """A finished assessment was looked at again in the light of what is now known."""

    of: str = field.thread("assessment")


@kind("assessment.shared")
class AssessmentShared(Kind):
    """An assessment was given to other agencies."""

    of: str = field.thread("assessment")
    to: tuple[str, ...] = field.agencies()
