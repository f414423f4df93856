"""How a page of the specification writes a record, a rule and what must be said.

A **record** is a table, a line for each entry: when it happened, the agency that records it, the kind, and the other fields
as a case file writes them; a line that begins with a bar goes on with the entry above it. Lines above the table may name
people (beside the cast of the worked examples), agencies, the harm or the nation.

    people: {baby: {role: unborn, due: 2025-06-20}}
    2025-03-03       | midwifery   | referral.made     | id: r1, to: social_care
    2025-03-03 09:30 | social_care | referral.received | of: r1

A **rule** is written in the notation of the safeguards, and leaves out what does not matter on the page: children's social
care owes the answer, and the words are plain ones (`ORDINARILY`). A limit is written as what it is: "2 working days".

What must be **said** is a line for each finding, in the order of their names, with the points that matter on the page:

    overdue; due 2025-03-05; warned 2025-03-06
    member father; met; never warned

No finding at all is `NOTHING`. A finding more, or a finding fewer, is a mistake.
"""

from __future__ import annotations

import re
import textwrap
import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from nightlight.chronology.agencies import AGENCY_TYPES
from nightlight.chronology.moments import Moment, When, day_of, iso_day
from nightlight.exchange.yaml_text import read_yaml
from nightlight.replay.case import Case, read_case
from nightlight.replay.examples import CAST
from nightlight.safeguards.finding import STATES, Finding
from nightlight.safeguards.limits import Limits
from nightlight.safeguards.notation import read_safeguard
from nightlight.safeguards.rules import UNITS, Safeguard

#: An engine: what rules say of a case at a moment, for one agency's view or (`None`) for all together.
Engine = Callable[[Sequence[Safeguard], Case, Moment, str | None], list[Finding]]

#: What a rule on these pages says where it does not say otherwise.
ORDINARILY: Final = """
id = "rule"
title = "It is answered"
system = "referral"
owes = ["social_care"]
severity = "warning"
says = "Nothing is on record since {opened}; it was due by {due}."
ask = "What does this child need now?"
"""

#: How many agencies a meeting needs on these pages.
MEETINGS_NEED: Final = """
[quorum.core_group]
must = ["social_care", ["midwifery", "health_visiting"]]
others = 2
"""

#: What must be said where there is no finding at all.
NOTHING: Final = "nothing"

_SPOKEN: Final[dict[str, str]] = {
    **{unit: unit.replace("_", " ") for unit in UNITS},
    "gestation": "weeks of pregnancy",
    "before_due": "days before due",
    "after_birth": "days after birth",
}
_LIMIT: Final = re.compile(rf'"((\d+) ({"|".join(sorted(_SPOKEN.values(), key=len, reverse=True))}))"')
_UNIT: Final = {said: unit for unit, said in _SPOKEN.items()}


# -- records


def record(table: str) -> Case:
    """The family of a table.

    Raises `Unreadable` with every mistake, as for a case file.
    """
    head: list[str] = []
    rows: list[str] = []
    for line in textwrap.dedent(table).strip().splitlines():
        if "|" not in line:
            head.append(line)
            continue
        when, *more = (cell.strip() for cell in line.split("|"))
        if when:
            agency, kind, *more = more
            rows.append(f"- {{when: '{when}', agency: {agency}, kind: {kind}}}")
        if more:
            rows[-1] = f"{rows[-1][:-1]}, {', '.join(more)}}}"
    raw: dict[str, Any] = read_yaml("\n".join([*head, "entries:", *rows]))
    people = {**CAST, **raw.pop("people", {})}
    agencies = {**{type_: {"type": type_} for type_ in AGENCY_TYPES}, **raw.pop("agencies", {})}
    return read_case({"case": "family", "dates": "stated", "agencies": agencies, "people": people, **raw})


def arriving_backwards(case: Case) -> Case:
    """The same record, its entries having arrived in the opposite order."""
    kept = case.chronology
    turned = type(kept)(
        reversed(kept.entries), family=kept.family, nation=kept.nation, agencies=kept.agencies, people=kept.people
    )
    return replace(case, chronology=turned)


# -- rules


def rule(text: str) -> Safeguard:
    """The rule of a few lines.

    Raises `Unreadable` with every mistake, as for the file of a safeguard.
    """
    own = textwrap.dedent(text)
    given = tomllib.loads(own)
    filled = "\n".join(line for line in ORDINARILY.splitlines() if line.split(" = ")[0] not in given)
    return read_safeguard(f"{filled}\n{own}", _limits(own), "page")


def _limits(text: str) -> Limits:
    tables = [
        f'["{said}"]\nsays = "{said}"\nnumber = {number}\nunit = "{_UNIT[unit]}"\ntrigger = "it happened"\n'
        'edition = "this page"\nstatus = "proposed"\nconfidence = "high"\n'
        for said, number, unit in sorted(set(_LIMIT.findall(text)))
    ]
    return Limits.read("\n".join([MEETINGS_NEED, *tables]))


#: The same for every engine.
QUORUM: Final = _limits("").quorum


# -- what must be said


def expect(
    engine: Engine,
    rules: Safeguard | Iterable[Safeguard],
    case: Case,
    as_of: str,
    *lines: str,
    known_to: str | None = None,
) -> list[Finding]:
    """The findings at a moment, which must be those of the lines; a day means its end.

    Raises `AssertionError` with what is otherwise, and `ValueError` for a line that cannot be read.
    """
    found = findings(engine, rules, case, as_of, known_to)
    wanted = [read_line(line) for line in lines if line != NOTHING]
    if not lines:
        raise ValueError("say what is expected: a line for each finding, or NOTHING")
    said = "\n  ".join(["", *(line_of(each) for each in found)]) or " nothing"
    assert len(found) == len(wanted), f"{len(wanted)} findings are expected as of {as_of}, and these are said:{said}"
    for finding, each in zip(found, wanted, strict=True):
        plain = finding.plain()
        for key, value in each.items():
            assert plain[key] == value, f"as of {as_of}, {key} should be {value!r} and is {plain[key]!r}, in:{said}"
    return found


def findings(
    engine: Engine, rules: Safeguard | Iterable[Safeguard], case: Case, as_of: str, known_to: str | None = None
) -> list[Finding]:
    """The findings at a moment, in the order of their names."""
    asked = [rules] if isinstance(rules, Safeguard) else list(rules)
    return engine(asked, case, When.read(as_of).last, known_to)


def finding(engine: Engine, rules: Safeguard | Iterable[Safeguard], case: Case, as_of: str) -> Finding:
    """The only finding at a moment.

    Raises `AssertionError` where there is none or more than one.
    """
    found = findings(engine, rules, case, as_of)
    assert len(found) == 1, [line_of(each) for each in found]
    return found[0]


_SAID_OF_STATES: Final = {state.replace("_", " "): state for state in STATES}
_ABSENT: Final = {
    "never warned": ("warned", None),
    "no due date": ("due", None),
    "not closed": ("closed", None),
    "not asked": ("asked", None),
    "recorded late": ("recorded_late", True),
    "recorded in time": ("recorded_late", False),
    "a date that is about right": ("about_date", True),
    "not told": ("not_told", True),
    "told": ("not_told", False),
}


def read_line(line: str) -> dict[str, Any]:
    """The points of a finding that a line states, named as in the replay's JSON.

    Raises `ValueError` for a point that means nothing.

    >>> read_line("met; due 2025-03-05; never warned")
    {'state': 'met', 'due': '2025-03-05', 'warned': None}
    """
    found: dict[str, Any] = {}
    for part in (each.strip() for each in line.split(";")):
        word, _, rest = part.partition(" ")
        if part in _SAID_OF_STATES:
            found["state"] = _SAID_OF_STATES[part]
        elif part in _ABSENT:
            key, value = _ABSENT[part]
            found[key] = value
        elif word in ("opened", "due", "warned", "closed", "asked", "member", "subject", "id") and rest:
            found[word] = rest
        elif word == "stage" and rest.isdigit():
            found["stage"] = int(rest)
        elif word in ("to", "about") and rest:
            found[word] = sorted(rest.split(" and "))
        elif word == "because" and rest:
            found["because"] = [int(each) for each in rest.split(" and ")]
        else:
            raise ValueError(f"{part!r} says nothing of a finding; write it as in 'overdue; due 2025-03-05'")
    return found


def line_of(finding: Finding) -> str:
    """A finding in one line, for a message."""
    plain: Mapping[str, Any] = finding.plain()
    keys = (
        "id",
        "state",
        "opened",
        "due",
        "warned",
        "closed",
        "asked",
        "stage",
        "to",
        "about",
        "because",
        "recorded_late",
    )
    return "; ".join(f"{key} {plain[key]}" for key in keys)


# -- who knows


def knows(case: Case, agency: str, entry: str) -> str | None:
    """The day from which an agency knows an entry, as ISO 8601 writes it; `None` where it does not.

    Raises `KeyError` where there is no such entry.
    """
    chronology = case.chronology
    since = chronology.known_from(chronology.root(chronology.entry(entry).id), agency)
    return None if since is None else iso_day(day_of(since))
