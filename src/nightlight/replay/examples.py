"""The worked examples of a safeguard: each is a small record, a moment, and what the safeguard must say of it then.

    [[example]]
    name = "held on the last permitted day"
    as_of = 2025-03-31
    expect = { state = "met", due = "2025-03-17" }
    checks = ["ALEX-22/1"]
    entries = [
      { when = 2025-03-03, agency = "social_care", kind = "plan.started", type = "child_protection", children = ["baby"] },
      { when = 2025-03-17, agency = "social_care", kind = "meeting.held", type = "core_group" },
    ]

`expect` holds any of the fields of a finding as the replay's JSON prints them, `count` (how many findings there are) and
`none = true` (there is no finding at all); `warned = false` says that nobody was warned. Its `member`, `subject` and `id`
choose among several findings. Unless the example says otherwise, its people are `CAST` and its agencies are one of each
type, each named after its type.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from nightlight.chronology.agencies import AGENCY_TYPES
from nightlight.chronology.moments import When
from nightlight.chronology.problems import did_you_mean
from nightlight.picture.events import Quorum
from nightlight.replay.case import Case, read_case
from nightlight.safeguards.finding import Finding
from nightlight.safeguards.reference import findings
from nightlight.safeguards.rules import Example, Safeguard

CAST: Final[dict[str, dict[str, str]]] = {
    "mother": {"role": "mother"},
    "father": {"role": "father"},
    "partner": {"role": "partner"},
    "baby": {"role": "unborn"},
    "sibling": {"role": "child", "born": "2019-05-20"},
    "grandmother": {"role": "relative"},
}

_CHOOSE: Final = ("id", "subject", "member")


def case_of(rule: Safeguard, example: Example) -> Case:
    """The record of an example, as a case.

    Raises `Unreadable` with every mistake in it.
    """
    record = dict(example.record)
    people = record.pop("people", None)
    agencies = record.pop("agencies", None)
    raw = {
        "case": f"{rule.id}-example",
        "dates": "stated",
        "agencies": agencies if agencies is not None else {type_: {"type": type_} for type_ in AGENCY_TYPES},
        "people": {**CAST, **(people if isinstance(people, Mapping) else {})},
        **record,
    }
    return read_case(raw, f"{rule.id}.toml, example {example.name!r}")


def said_in(
    rule: Safeguard, example: Example, rules: Sequence[Safeguard] = (), quorum: Mapping[str, Quorum] | None = None
) -> list[Finding]:
    """What a safeguard says of its example. A safeguard that reads the findings of others is given those, as `rules`.

    Raises `Unreadable` with every mistake in the example's record.
    """
    case = case_of(rule, example)
    together = [*(each for each in rules if each.id != rule.id), rule]
    found = findings(together, case.chronology, When.read(example.as_of).last, None, quorum)
    return [finding for finding in found if finding.safeguard.id == rule.id]


def differences(example: Example, found: Sequence[Finding]) -> list[str]:
    """In which points the findings are not what the example expects, each in words; empty where they are."""
    expect = dict(example.expect)
    if expect.pop("none", False):
        return [] if not found else [f"there should be no finding, and there is {_listed(found)}"]
    wrong = []
    if "count" in expect and (count := expect.pop("count")) != len(found):
        wrong.append(f"there should be {count} findings, and there are {len(found)}: {_listed(found)}")
    if not expect:
        return wrong
    chosen = [each for each in found if all(each.plain()[key] == expect[key] for key in _CHOOSE if key in expect)]
    if len(chosen) != 1:
        return [*wrong, f"{len(chosen)} findings are meant; say which by id, subject or member: {_listed(found)}"]
    plain = chosen[0].plain()
    for key, value in expect.items():
        if key not in plain:
            wrong.append(f"a finding has no {key!r}{did_you_mean(key, plain)}")
        elif (wanted := _as_json(value, plain[key])) != plain[key]:
            wrong.append(f"{key} should be {wanted!r} and is {plain[key]!r}, in {_listed(chosen)}")
    return wrong


def _as_json(value: object, found: object) -> object:
    """A value of TOML as JSON has it; TOML has no null, so `false` stands for it where the finding has no such day."""
    if value is False and not isinstance(found, bool):
        return None
    return value.isoformat() if isinstance(value, date) else value


def _listed(found: Sequence[Finding]) -> str:
    if not found:
        return "none"
    shown: list[dict[str, Any]] = []
    for each in found:
        plain = each.plain()
        keys = ("id", "state", "opened", "due", "warned", "closed", "asked", "to", "says")
        shown.append({key: plain[key] for key in keys})
    return "\n  ".join(["", *map(str, shown)])
