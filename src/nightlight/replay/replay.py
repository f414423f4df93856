"""The replay: a case with its findings, what its source expected, and how often a person would have been warned."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from nightlight.chronology.moments import Day, Moment, When, day_of, iso_day
from nightlight.picture.events import Quorum
from nightlight.replay.case import Case, Gap
from nightlight.safeguards.finding import Finding
from nightlight.safeguards.incremental import findings
from nightlight.safeguards.rules import Safeguard


@dataclass(frozen=True, slots=True)
class Expected:
    """A gap that the source names: which findings warned of it in time, and which of them its repair makes go away."""

    gap: Gap
    warned_by: tuple[Finding, ...]
    days_before: int | None
    gone_when_repaired: tuple[str, ...] | None = None

    @property
    def caught(self) -> bool:
        """Whether the warning had the right cause: with the repair, one of the findings that counted goes away."""
        return bool(self.gone_when_repaired) if self.gone_when_repaired is not None else bool(self.warned_by)


@dataclass(frozen=True, slots=True)
class Replay:
    """What the safeguards say of a case at a moment, for one agency's view or for all together."""

    case: Case
    as_of: When
    known_to: str | None
    findings: tuple[Finding, ...]
    expected: tuple[Expected, ...]
    false_alarms: Mapping[str, tuple[Finding, ...]]
    warnings: int
    weeks: float

    @property
    def alerts_per_week(self) -> float:
        """Warnings a week, those on one cause counted once."""
        return self.warnings / self.weeks if self.weeks else float(self.warnings)

    def plain(self) -> dict[str, Any]:
        """The replay as `nightlight replay --json` prints it."""
        return {
            "case": self.case.name,
            "as_of": self.as_of.iso(),
            "known_to": self.known_to,
            "dates": self.case.dates,
            "findings": [finding.plain() for finding in self.findings],
            "expected": [_plain_expected(each) for each in self.expected],
            "controls": [
                {"system": system, "false_alarms": [finding.id for finding in alarms]}
                for system, alarms in self.false_alarms.items()
            ],
            "warnings": self.warnings,
            "weeks": round(self.weeks, 1),
            "alerts_per_week": round(self.alerts_per_week, 1),
        }


def _plain_expected(expected: Expected) -> dict[str, Any]:
    gap = expected.gap
    found: dict[str, Any] = {
        "system": gap.systems[0],
        **({"systems": list(gap.systems)} if len(gap.systems) > 1 else {}),
        "what": gap.what,
        "before": iso_day(gap.before.day),
        "warned_by": [finding.id for finding in expected.warned_by],
        "days_before": expected.days_before,
    }
    if expected.gone_when_repaired is not None:
        found["gone_when_repaired"] = list(expected.gone_when_repaired)
    return found


def replay(
    case: Case,
    rules: Sequence[Safeguard],
    *,
    as_of: When | None = None,
    known_to: str | None = None,
    repairs: bool = False,
    quorum: Mapping[str, Quorum] | None = None,
) -> Replay:
    """Replays a case: as of the harm's day or, without harm, the last day on which something was recorded.

    With `repairs`, the case is replayed again for each gap with its repair in it (`case-format.md`).
    """
    when = as_of or (case.harm.when if case.harm else _last_day(case)) or When.on(1)
    moment = when.last
    found = findings(rules, case.chronology, moment, known_to, quorum)
    expected = tuple(_expected(case, gap, found, rules, moment, known_to, quorum, repairs) for gap in case.expect)
    alarms = {
        control.system: tuple(
            each for each in found if each.safeguard.system == control.system and each.warned is not None
        )
        for control in case.controls
    }
    warnings = causes(found, day_of(moment))
    return Replay(case, when, known_to, tuple(found), expected, alarms, len(warnings), _weeks(case, moment))


def _last_day(case: Case) -> When | None:
    """The last day on which anything was recorded."""
    last = case.chronology.last_recorded()
    return When.on(day_of(last.last)) if last is not None else None


def _expected(
    case: Case,
    gap: Gap,
    found: Sequence[Finding],
    rules: Sequence[Safeguard],
    as_of: Moment,
    known_to: str | None,
    quorum: Mapping[str, Quorum] | None,
    repairs: bool,
) -> Expected:
    counted = _counted(gap, found)
    first = min((finding.warned for finding in counted if finding.warned is not None), default=None)
    days = gap.before.day - first if first is not None else None
    if not repairs:
        return Expected(gap, counted, days)
    after = findings(rules, case.repaired(gap), as_of, known_to, quorum)
    still = {finding.id for finding in _counted(gap, after)}
    return Expected(gap, counted, days, tuple(finding.id for finding in counted if finding.id not in still))


def _counted(gap: Gap, found: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings that count for a gap: of one of its systems, warned before its date."""
    return tuple(
        finding
        for finding in found
        if finding.safeguard.system in gap.systems and finding.warned is not None and finding.warned < gap.before.day
    )


def causes(found: Iterable[Finding], as_of: Day) -> list[list[Finding]]:
    """The warnings, those on one cause folded into one (`semantics.md` 37).

    Two are on one cause where they were open at the same time and are of the same safeguard about the same children, or of
    the same system on the same subject.
    """
    groups: list[list[Finding]] = []
    for finding in sorted(
        (each for each in found if each.warned is not None), key=lambda each: (each.warned or 0, each.id)
    ):
        for group in groups:
            if any(_one_cause(finding, each, as_of) for each in group):
                group.append(finding)
                break
        else:
            groups.append([finding])
    return groups


def _one_cause(later: Finding, earlier: Finding, as_of: Day) -> bool:
    open_until = earlier.closed if earlier.closed is not None else as_of
    if later.warned is None or later.warned > open_until:
        return False
    same_rule = later.safeguard.id == earlier.safeguard.id and later.about == earlier.about
    same_matter = later.safeguard.system == earlier.safeguard.system and later.subject == earlier.subject
    return same_rule or same_matter


def _weeks(case: Case, as_of: Moment) -> float:
    first = min((entry.recorded.first for entry in case.chronology.entries), default=as_of)
    return max((day_of(as_of) - day_of(first)) / 7, 0.0)
