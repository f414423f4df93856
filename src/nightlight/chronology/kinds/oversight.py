"""Closing, explaining and considering."""

from __future__ import annotations

from nightlight.chronology import fields as field
from nightlight.chronology.kinds.kind import Kind, kind
from nightlight.chronology.moments import When


@kind("case.closed", says="an agency closes the case")
class CaseClosed(Kind):
    """An agency stops working with the family."""

    by_agency: str = field.agency()
    reason: str = field.text()
    basis: str | None = field.one_of("observed", "assessed", "self_report", "other", optional=True)


@kind("finding.explained")
class FindingExplained(Kind):
    """A person says why a finding does not apply, or not yet."""

    finding: str = field.text()
    reason: str = field.text()
    until: When | None = field.day(optional=True, help="Until this date.")


@kind("criterion.considered")
class CriterionConsidered(Kind):
    """A criterion was considered for a child, and something was decided."""

    child: str = field.person()
    criterion: str = field.text()
    decision: str = field.text()
