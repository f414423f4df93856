"""Enquiries into significant harm (Children Act 1989, section 47)."""

from __future__ import annotations

from nightlight.chronology import fields as field
from nightlight.chronology.kinds.kind import Kind, kind


@kind("section47.started", opens="section47", says="a section 47 enquiry is started")
class Section47Started(Kind):
    """An enquiry into whether a child suffers, or is likely to suffer, significant harm begins."""

    children: tuple[str, ...] = field.people()
    how: str | None = field.one_of("single", "joint", optional=True)


@kind("section47.concluded", says="the section 47 enquiry is concluded")
class Section47Concluded(Kind):
    """The enquiry ends with an outcome."""

    of: str = field.thread("section47")
    outcome: str = field.one_of("conference", "no_conference", "unsubstantiated", "help")
