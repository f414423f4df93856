"""States of a family over time: what is in force, and from when to when.

A state is declared by the facts that open it and those that close it, so that one declaration serves the fold, the rules
in Python and the relational templates. An opening lasts until the first matching closing after it, or so many months
or days at most.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from nightlight.chronology.moments import NEVER, Moment, add_months, day_of, start_of
from nightlight.picture.facts import Fact, opener_of
from nightlight.picture.selecting import Selector, select

if TYPE_CHECKING:
    from nightlight.picture.fold import Picture

#: What an opening and its closing must share.
By = Literal["thread", "child", "person", "family"]


@dataclass(frozen=True, slots=True)
class Opening:
    """Facts that open a state; `word` is the field that says of which sort (the type of a plan, the factor ...)."""

    selector: Selector
    word: str | None = None


@dataclass(frozen=True, slots=True)
class State:
    """A state: its name in rules, how it is said, what opens and closes it, and how long it lasts at most."""

    name: str
    says: str
    opens: tuple[Opening, ...]
    closes: tuple[Selector, ...] = ()
    by: By = "thread"
    months: int | None = None
    days_by_word: tuple[tuple[str, int], ...] = ()

    def reads(self) -> frozenset[str]:
        """The kinds and events on which the state rests, with those that open a thread of which something is asked."""
        selectors = [*(opening.selector for opening in self.opens), *self.closes]
        openers = {opener_of(each.kind) for each in selectors if any(test.opener for test in each.filters)}
        return frozenset({each.kind for each in selectors} | {kind for kind in openers if kind is not None})


@dataclass(frozen=True, slots=True)
class Spell:
    """One stretch of a state: from `start` up to, and not including, `end`; `ended` is the fact that closed it, where one did."""

    state: str
    word: str | None
    start: Moment
    end: Moment
    fact: Fact
    ended: Fact | None = None

    @property
    def subject(self) -> str:
        """The thread or root entry that opened it."""
        return self.fact.subject

    def holds(self, first: Moment, last: Moment) -> bool:
        """Whether it holds at something that happened between two moments; endings come first (`semantics.md` 8)."""
        return self.start <= last and self.end > first


def _opens(kind: str, word: str | None = None, **filters: object) -> Opening:
    return Opening(select(kind, **filters), word)


_PLAN_OPENS: Final = (
    _opens("plan.started", "type"),
    _opens("plan.stepped_down", "to", to=("child_in_need", "early_help")),
)
_PLAN_CLOSES: Final = (select("plan.ended"), select("plan.stepped_down"))

#: Every state that a rule may be limited to, by name.
STATES: Final[dict[str, State]] = {
    state.name: state
    for state in (
        State(
            "unborn",
            "the baby is not yet born",
            (_opens("child.expected"),),
            (select("child.living"), select("birth", live=False), select("pregnancy.ended")),
            by="child",
        ),
        State(
            "under_one", "the baby is under one year old", (_opens("child.living"),), (select("death"),), "child", 12
        ),
        State(
            "not_mobile",
            "the baby is not yet mobile",
            (_opens("child.living"),),
            (select("milestone.reached", milestone=("rolling", "crawling", "walking")), select("death")),
            "child",
            12,
        ),
        State("in_hospital", "a stay in hospital is open", (_opens("stay.started"),), (select("stay.ended"),)),
        State("plan", "a plan is in force", _PLAN_OPENS, _PLAN_CLOSES),
        State("factor", "a risk factor is present", (_opens("factor.noted", "factor"),), (select("factor.resolved"),)),
        State("need", "a need is known", (_opens("need.noted", "need"),)),
        State(
            "order",
            "an order is in force",
            (_opens("legal.ordered", "order"),),
            (select("legal.ended"),),
            days_by_word=(("police_protection", 3), ("emergency_protection", 15)),
        ),
        State(
            "preproceedings",
            "pre-proceedings are open",
            (_opens("legal.preproceedings"),),
            (select("legal.issued"), select("legal.ended"), select("legal.decided", decision="do_not_issue")),
        ),
        State("proceedings", "proceedings are open", (_opens("legal.issued"),), (select("legal.ended"),)),
        State(
            "section47",
            "a section 47 enquiry is open",
            (_opens("section47.started"),),
            (select("section47.concluded"),),
        ),
        State(
            "assessment",
            "an assessment is under way",
            (_opens("assessment.commissioned", "type"),),
            (select("assessment.finished"),),
        ),
        State("assessed", "an assessment is on record", (_opens("assessment.commissioned", "type"),)),
        State(
            "involved",
            "a worker is involved",
            (_opens("worker.assigned", "role"),),
            (select("worker.left"),),
        ),
        State(
            "service",
            "a service is involved",
            (
                _opens("service.started"),
                _opens("service.accepted"),
            ),
            (select("service.ended"),),
        ),
        State("concern", "a concern is open", (_opens("concern.raised"),), (select("concern.weighed"),)),
        State(
            "action", "an action is open", (_opens("action.agreed"),), (select("action.done"), select("action.dropped"))
        ),
        State(
            "condition",
            "a plan requires something",
            (_opens("plan.condition"),),
            (select("plan.ended"), select("plan.stepped_down")),
        ),
        State(
            "weekend_condition",
            "a plan requires contact at weekends",
            (_opens("plan.condition", weekends=True),),
            (select("plan.ended"), select("plan.stepped_down")),
        ),
        State(
            "safeguarding",
            "a worry about a child of the family is on record",
            (
                _opens("concern.raised"),
                _opens("referral.made"),
                _opens("referral.received"),
                _opens("section47.started"),
                _opens("allegation.made"),
                _opens("plan.started", type=("child_protection", "child_in_need", "safety", "looked_after")),
                _opens(
                    "assessment.commissioned", type=("prebirth", "child_and_family", "parenting", "viability", "risk")
                ),
                _opens("legal.preproceedings"),
                _opens("legal.issued"),
                _opens("legal.ordered"),
                _opens(
                    "meeting.called",
                    type=("strategy", "initial_conference", "core_group", "prebirth", "legal_planning"),
                ),
            ),
            by="family",
        ),
        State(
            "social_care",
            "children's social care is working with the family",
            (
                _opens("referral.allocated", agency="social_care"),
                _opens("section47.started"),
                _opens("plan.started", type=("child_protection", "child_in_need", "looked_after")),
                _opens("assessment.commissioned", type=("prebirth", "child_and_family", "parenting", "viability")),
                _opens("assessment.started", type=("prebirth", "child_and_family", "parenting", "viability")),
                _opens("worker.assigned", role=("social_worker", "lead_child_protection_practitioner")),
                _opens("legal.preproceedings"),
                _opens("legal.issued"),
                _opens("legal.ordered"),
                _opens("meeting.held", type=("strategy", "initial_conference", "core_group", "review_conference")),
            ),
            (select("case.closed", by_agency="social_care"),),
            by="family",
        ),
    )
}


def spells(picture: Picture, state: State) -> list[Spell]:
    """Every stretch of a state that the picture holds, in the order in which they began."""
    closings = [fact for closing in state.closes for fact in picture.of(closing.kind) if closing.passes(fact, picture)]
    found = []
    for opening in state.opens:
        for fact in picture.of(opening.selector.kind):
            if opening.selector.passes(fact, picture):
                word = fact.values.get(opening.word) if opening.word else None
                ended = min(
                    (close for close in closings if _ends(state.by, fact, close)),
                    key=lambda each: each.key,
                    default=None,
                )
                end = _at_most(state, word, fact, ended.first if ended else NEVER)
                found.append(
                    Spell(state.name, word, fact.first, end, fact, ended if ended and ended.first == end else None)
                )
    found.sort(key=lambda spell: (spell.start, spell.fact.root, spell.fact.kind))
    return found


def _at_most(state: State, word: str | None, fact: Fact, end: Moment) -> Moment:
    """A state that lasts so many months or days ends then, at the latest."""
    if state.months is not None:
        end = min(end, start_of(add_months(day_of(fact.first), state.months)))
    for limited, days in state.days_by_word:
        if word == limited:
            end = min(end, start_of(day_of(fact.first) + days))
    return end


def _ends(by: By, opened: Fact, closed: Fact) -> bool:
    """Whether one fact closes what another opened: not before it, and of the same thread, child, person or family."""
    if (closed.kind, closed.root) == (opened.kind, opened.root) or closed.first < opened.first:
        return False
    match by:
        case "thread":
            # A standalone fact (an order made outside proceedings) is closed by any later closing.
            return closed.thread == opened.thread or (opened.thread is None)
        case "family":
            return closed.first > opened.first
        case "child":
            return _child(opened) == _child(closed)
        case _:
            return opened.values.get("person") == closed.values.get("person")


def _child(fact: Fact) -> str | None:
    child = fact.values.get("child") or fact.values.get("person")
    return child if isinstance(child, str) else None


def holding(found: Iterable[Spell], first: Moment, last: Moment) -> list[Spell]:
    """The stretches that hold at something that happened between two moments."""
    return [spell for spell in found if spell.holds(first, last)]
