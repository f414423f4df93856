"""Serious incidents and their review."""

from __future__ import annotations

from nightlight.chronology import fields as field
from nightlight.chronology.kinds.kind import Kind, kind


@kind("review.notified", opens="review", says="a serious incident is notified")
class ReviewNotified(Kind):
    """A serious incident was notified."""

    child: str = field.person()
    of_what: str | None = field.one_of("death", "serious_harm", optional=True)


@kind("review.requested", says="an agency's account is asked for")
class ReviewRequested(Kind):
    """An agency is asked for its account for a review."""

    of: str = field.thread("review")
    from_: str = field.agency()


@kind("review.returned", says="an agency's account is returned")
class ReviewReturned(Kind):
    """An agency gave its account for a review."""

    of: str = field.thread("review")
    from_: str = field.agency()


@kind("review.decided", says="it is decided whether to review")
class ReviewDecided(Kind):
    """It was decided whether to hold a review, and why."""

    of: str = field.thread("review")
    decision: str = field.one_of("local_review", "no_local_review", "other")
    reasons: str = field.text()
