"""Worries about a child, and requests that an agency act."""

from __future__ import annotations

from nightlight.chronology import fields as field
from nightlight.chronology.kinds.kind import Kind, kind


@kind("concern.raised", opens="concern")
class ConcernRaised(Kind):
    """Somebody is worried about a child or an unborn baby."""

    about: tuple[str, ...] = field.people()
    owner: str | None = field.text(optional=True, help="Who holds it.")


@kind("concern.passed", says="the concern is passed on")
class ConcernPassed(Kind):
    """A concern is handed to somebody else to act on; it moves only when they accept it."""

    of: str = field.thread("concern")
    to: str = field.text()
    accepted: bool | None = field.flag(optional=True, help="Whoever it was passed to took it on.")


@kind("concern.not_referred", says="a decision not to refer is recorded")
class ConcernNotReferred(Kind):
    """Somebody who held a concern decided not to refer it, and says why."""

    of: str = field.thread("concern")
    reason: str = field.text()


@kind("concern.weighed", says="the concern is weighed")
class ConcernWeighed(Kind):
    """A concern was considered, and something was decided about it."""

    of: str = field.thread("concern")
    in_: str | None = field.thread(optional=True)
    decision: str = field.text()


@kind("concern.answered", says="whoever raised the concern is told the outcome")
class ConcernAnswered(Kind):
    """Whoever raised a concern was told what came of it."""

    of: str = field.thread("concern")
    told: str = field.text()


@kind("referral.made", opens="referral")
class ReferralMade(Kind):
    """One agency asks another to act for a child or an adult."""

    to: str = field.agency()
    for_: str | None = field.one_of("assessment", "protection", "early_help", "adult_safeguarding", optional=True)
    concern: str | None = field.thread("concern", optional=True, help="The concern that this referral acts on.")


@kind("referral.received")
class ReferralReceived(Kind):
    """The agency that was asked has the referral."""

    of: str = field.thread("referral")


@kind("referral.decided")
class ReferralDecided(Kind):
    """The agency that was asked decided what kind of response the referral needs."""

    of: str = field.thread("referral")
    outcome: str = field.one_of("strategy", "assessment", "early_help", "no_further_action", "signpost")


@kind("referral.allocated")
class ReferralAllocated(Kind):
    """A named worker has the referral."""

    of: str = field.thread("referral")
    to: str = field.text()


@kind("referral.answered", says="the referrer is told the outcome")
class ReferralAnswered(Kind):
    """Whoever made the referral was told what came of it."""

    of: str = field.thread("referral")


@kind("referral.withdrawn")
class ReferralWithdrawn(Kind):
    """The referral was taken back."""

    of: str = field.thread("referral")
    reason: str | None = field.text(optional=True)
