"""The five kinds of rule, each a frozen dataclass, and the parts of which they are made.

A rule that does not fit needs a new kind, never an escape hatch. A new kind needs a reference evaluation, a relational
template, a test strategy and a page of specification; a test fails where one is missing.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar, Final, Literal

from nightlight.picture.selecting import Selector

Severity = Literal["info", "warning", "urgent"]
SEVERITIES: Final[tuple[Severity, ...]] = ("info", "warning", "urgent")

Unit = Literal["hours", "days", "working_days", "weeks", "months", "gestation", "before_due", "after_birth"]
UNITS: Final[dict[str, str]] = {
    "hours": "elapsed hours, nights and weekends included",
    "days": "days",
    "working_days": "working days of the nation",
    "weeks": "weeks of seven days",
    "months": "calendar months",
    "gestation": "completed weeks of pregnancy",
    "before_due": "days before the baby is due",
    "after_birth": "days after the birth",
}
#: Units of a clock that is set by the pregnancy: it falls due at the birth at the latest (`semantics.md` 7).
BY_PREGNANCY: Final = frozenset({"gestation", "before_due"})


@dataclass(frozen=True, slots=True)
class Amount:
    """So many of a unit."""

    number: int
    unit: Unit


# -- how one fact belongs to another


@dataclass(frozen=True, slots=True)
class Pair:
    """Two fields that must agree: the trigger's `left` and the response's `right` (equal, or a value in common).

    A field may be the fact's own or its opener's; `thread` and `root` are the fact's thread and root entry themselves.
    """

    left: str
    right: str


Way = Literal["thread", "family", "children", "people"]
WAYS: Final[dict[str, str]] = {
    "thread": "of the same thread",
    "family": "anywhere in the family's record",
    "children": "about the same children (one that names none is about all)",
    "people": "about the same people (one that names nobody is about all)",
}


@dataclass(frozen=True, slots=True)
class Match:
    """How a response belongs to its trigger: in one way, and with every pair of fields in agreement."""

    way: Way = "family"
    pairs: tuple[Pair, ...] = ()


@dataclass(frozen=True, slots=True)
class Response:
    """Facts that answer or excuse: which, how they belong to the trigger, and how far before it they may lie.

    `lookback` is the rule's own where it is `None`; zero days allow nothing before the trigger.
    """

    selector: Selector
    match: Match
    lookback: Amount | Literal["any"] | None = None


# -- conditions


#: In the place of a field of the trigger: whoever of the family it is about.
WHOLE_FAMILY: Final = "family"


@dataclass(frozen=True, slots=True)
class InState:
    """A state holds: of one of these words, where given; of the person in the trigger's field `of`, where given.

    Without `of` it is that of the children whom the trigger names, with `WHOLE_FAMILY` that of any: what is known of a sibling
    matters to the baby.
    """

    state: str
    words: tuple[str, ...] = ()
    of: str | None = None


@dataclass(frozen=True, slots=True)
class Counts:
    """More than so many: agencies involved beyond the universal ones, children of the family, or children whom the trigger names."""

    what: Literal["agencies_involved", "children", "children_named"]
    more_than: int


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one of the conditions holds."""

    conditions: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class AllOf:
    """Every condition holds."""

    conditions: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class NoneOf:
    """None of the conditions holds."""

    conditions: tuple[Condition, ...]


Condition = InState | Counts | AnyOf | AllOf | NoneOf


# -- limits


@dataclass(frozen=True, slots=True)
class Limit:
    """A limit with a name: how many of which unit, and where it comes from (`rules/limits.toml`)."""

    name: str
    amount: Amount
    says: str
    trigger: str
    edition: str
    status: str
    confidence: Literal["high", "medium", "low"]
    source: tuple[str, ...]
    area: str | None = None
    local: tuple[LocalVariant, ...] = field(default=(), hash=False)

    @property
    def set_locally(self) -> bool:
        """Whether the page must say "set this locally"."""
        return self.confidence == "low" and self.area is None


@dataclass(frozen=True, slots=True)
class LocalVariant:
    """What a partnership has written about the same limit."""

    area: str
    value: str
    source: str = ""


@dataclass(frozen=True, slots=True)
class ByField:
    """The date in a field of the trigger; or so many days apart, where the field is a number of days."""

    field: str
    days: bool = False


@dataclass(frozen=True, slots=True)
class ByNext:
    """The next fact of these after the trigger, such as the next meeting."""

    selectors: tuple[Selector, ...]


Term = Limit | ByField | ByNext


@dataclass(frozen=True, slots=True)
class Tighter:
    """A shorter limit where a condition holds at the trigger."""

    condition: Condition
    limit: Limit


@dataclass(frozen=True, slots=True)
class Due:
    """When something falls due: at the earliest of its terms, no sooner than `at_least` after the trigger."""

    terms: tuple[Term, ...]
    at_least: Limit | None = None
    tighter: tuple[Tighter, ...] = ()


# -- sets


SETS: Final[dict[str, str]] = {
    "team": "every agency of the team",
    "children": "every child of the family",
    "babies": "every baby, born or not",
    "siblings": "every other child of the family",
    "named": "every child whom it names",
    "parents": "each parent",
    "men": "the father and every other man in the child's life, and a partner of either sex",
    "parents_and_men": "each parent, and every other man in the child's life",
    "carers": "each parent and regular carer",
    "invited": "every agency that was invited",
    "attended": "every agency that was there",
    "agencies": "every agency of these types in the family",
    "factors": "every open risk factor",
    "concerns": "every open concern",
    "actions": "every open action",
    "words": "each of these",
}
#: Sets whose members are agencies.
AGENCY_SETS: Final = frozenset({"team", "invited", "attended", "agencies"})
#: Sets whose members are people.
PEOPLE_SETS: Final = frozenset(
    {"children", "babies", "siblings", "named", "parents", "men", "parents_and_men", "carers"}
)


@dataclass(frozen=True, slots=True)
class Every:
    """For every member of a set: where the member appears in the response (`within`), or in the trigger (`here`).

    `types` limits a set of agencies to these types, `words` is the list where the set is one of words. The recorder of the trigger
    is not asked for what it recorded itself.
    """

    set: str
    within: tuple[str, ...] = ()
    here: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    words: tuple[str, ...] = ()


# -- rules


@dataclass(frozen=True, slots=True)
class Trigger:
    """What opens a finding: facts of these kinds, or the start or end of a state."""

    selectors: tuple[Selector, ...] = ()
    start_of: InState | None = None
    end_of: InState | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """A step of escalation: so long after the due moment, to a role."""

    after: Amount
    to: str


@dataclass(frozen=True, slots=True)
class Example:
    """A worked example of a safeguard: a small record, a moment, and what the safeguard says of it."""

    name: str
    record: dict[str, object] = field(hash=False)
    as_of: str
    expect: dict[str, object] = field(hash=False)
    checks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Safeguard:
    """What every rule has: who owes the answer, how it is put, where it comes from.

    `recorded` names facts of which the record must hold at least one for an absence to count: where it keeps none of them,
    the answer is unknown and is asked about once (`semantics.md` 25, 36). With `while_recording`, an absence counts only
    where an agency that owes the answer has gone on recording since the safeguard began to watch: a duty that stands, and
    answers no event, is not held against a record that nobody keeps.
    """

    kind: ClassVar[str]

    id: str
    title: str
    system: str
    lessons: tuple[str, ...]
    owes: tuple[str, ...]
    severity: Severity
    says: str
    ask: str
    sources: tuple[str, ...] = ()
    why: str = ""
    trigger: Trigger = Trigger()
    condition: Condition | None = None
    needs: tuple[Response, ...] = ()
    unless: tuple[Response, ...] = ()
    recorded: tuple[Selector, ...] = ()
    while_recording: bool = False
    warn_before: Amount | None = None
    escalate: tuple[Step, ...] = ()
    after_death: bool = False
    fires_in: str = ""
    notes: str = ""
    examples: tuple[Example, ...] = field(default=(), hash=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline(Safeguard):
    """After A, B within a limit, unless C; optionally for every member of a set, so many times, or with B allowed before A.

    With `known`, it is also answered once the member knows of A, by whatever way it was told.
    """

    kind: ClassVar[str] = "deadline"

    due: Due
    every: Every | None = None
    times: int = 1
    lookback: Amount | Literal["any"] | None = None
    known: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Cadence(Safeguard):
    """While a state lasts, B at least every limit; `first` is the limit of the first interval, absent: it starts at the first B."""

    kind: ClassVar[str] = "cadence"

    state: InState
    due: Due
    first: Due | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Pattern(Safeguard):
    """So many of A in a window, from so many agencies; then B within a limit, or, where no limit is set, a warning at once."""

    kind: ClassVar[str] = "pattern"

    count: int
    window: Limit
    agencies: int = 1
    same: str | None = None
    due: Due | None = None
    lookback: Amount | Literal["any"] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Before(Safeguard):
    """At the moment of A, B is on record (or every member of a set is covered)."""

    kind: ClassVar[str] = "before"

    every: Every | None = None
    lookback: Amount | Literal["any"] = "any"


@dataclass(frozen=True, slots=True, kw_only=True)
class Clash(Safeguard):
    """A happens while B is open, or soon after B; or while findings of at least a severity are open."""

    kind: ClassVar[str] = "clash"

    soon_after: tuple[Response, ...] = ()
    window: Limit | None = None
    while_open: tuple[InState, ...] = ()
    while_findings: Severity | None = None


RULE_KINDS: Final[tuple[type[Safeguard], ...]] = (Deadline, Cadence, Pattern, Before, Clash)
