"""Rules and findings in plain words: each rule as one sentence, each finding as one sentence with its dates."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nightlight.chronology.moments import day_of, says_day

if TYPE_CHECKING:
    from nightlight.picture import Picture
    from nightlight.safeguards.finding import Finding
    from nightlight.safeguards.outcomes import Outcome


def says_finding(outcome: Outcome, finding: Finding, picture: Picture) -> str:
    return outcome.rule.says
