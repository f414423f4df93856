"""Where a child lives apart from, or under arrangements with, the parents."""

from __future__ import annotations

from nightlight.chronology import fields as field
from nightlight.chronology.kinds.kind import Kind, kind


@kind("placement.started", opens="placement", says="a placement begins")
class PlacementStarted(Kind):
    """A child begins to live with somebody else, or with a parent under arrangements."""

    child: str = field.person()
    with_: str = field.text()
    under: str | None = field.one_of("section20", "interim_care", "care", "police_protection", "other", optional=True)


@kind("placement.ended", says="a placement ends")
class PlacementEnded(Kind):
    """A placement ends."""

    of: str = field.thread("placement")


@kind("family_network.offered", says="the family network is offered a meeting")
class FamilyNetworkOffered(Kind):
    """The wider family was offered a meeting to make its own plan."""

    who: tuple[str, ...] = field.people()
    what: str = field.one_of("family_group_meeting", "other")
