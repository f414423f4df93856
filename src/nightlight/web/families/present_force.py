"""What is in force for a family: plans, orders, court, stays, placements, and the meetings that are called."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from nightlight.documents.entry_words import agency_name
from nightlight.picture.family import Family
from nightlight.picture.meetings import Meeting
from nightlight.picture.plans import Plan
from nightlight.picture.stays import Stay
from nightlight.safeguards.wording import listed, says_member
from nightlight.web.store.queries import SeenFamily
from nightlight.web.ui.frame import capital

#: How a plan, an enquiry, a step to court is called, where its word alone would not do.
_CALLED: Final = {"looked_after": "Care plan", "hospital": "Plan for the ward", "birth": "Plan for the birth"}
_ORDERS: Final = {"non_molestation": "non-molestation"}
_STAGE: Final = {"preproceedings": "Pre-proceedings", "proceedings": "Care proceedings"}


@dataclass(frozen=True)
class Fact:
    """A thing in force: what it is, and what the record says of it, line by line."""

    name: str
    value: str
    more: tuple[str, ...] = ()


@dataclass(frozen=True)
class Force:
    """What is in force, and the meetings ahead."""

    facts: tuple[Fact, ...]
    meetings: tuple[Fact, ...]


def in_force(seen: SeenFamily, told: Family) -> Force:
    """What is in force at the moment of the page; what the record says is over is left out."""
    facts = [
        *(_plan(plan, seen, told) for plan in told.plans if plan.in_force and not plan.overtaken),
        *_legal(seen, told),
        *(_stay(stay, seen, told) for stay in told.stays if stay.open),
        *(
            Fact(
                f"{_names([each.child], seen)} lives",
                f"with {each.with_whom}, since {each.since.says()}",
                _under(each.under),
            )
            for each in told.placements
            if each.until is None
        ),
    ]
    meetings = sorted(
        (each for each in told.meetings if _waits(each)), key=lambda each: each.date.first if each.date else 0
    )
    return Force(tuple(facts), tuple(_meeting(each) for each in meetings))


def _names(keys: Iterable[str], seen: SeenFamily) -> str:
    return capital(listed(says_member(key, seen.picture) for key in keys))


def _words(word: str) -> str:
    return word.replace("_", " ")


def plan_name(type_: str) -> str:
    """What a sort of plan is called: "Child protection plan"."""
    return _CALLED.get(type_) or f"{capital(_words(type_))} plan"


def _plan(plan: Plan, seen: SeenFamily, told: Family) -> Fact:
    value = f"since {plan.since.says()}"
    if plan.children:
        value += f", for {listed(says_member(key, seen.picture) for key in plan.children)}"
    more = []
    if plan.category:
        more.append(f"Category: {_words(plan.category)}")
    levels = [each for each in told.supervision if each.plan == plan.thread]
    for each in levels:
        by = f", supplied by {agency_name(each.supplied_by, seen.picture)}" if each.supplied_by else ""
        level = "not agreed" if each.level == "not_agreed" else _words(each.level)
        more.append(f"Supervision of {says_member(each.child, seen.picture)}: {level}{by}")
    if plan.changed:
        last = plan.changed[-1]
        more.append(
            f"Last changed {last.when.says()}: {last.what}" if last.what else f"Last changed {last.when.says()}"
        )
    if plan.reviewed is not None:
        more.append(f"Last reviewed {plan.reviewed.says()}")
    if plan.no_section and plan.type in ("child_in_need", "child_protection"):
        more.append(f"No section recorded for {listed(says_member(key, seen.picture) for key in plan.no_section)}")
    return Fact(plan_name(plan.type), value, tuple(more))


def _legal(seen: SeenFamily, told: Family) -> list[Fact]:
    found = []
    for order in told.legal.orders:
        if order.in_force:
            more = (f"Conditions: {order.conditions}",) if order.conditions else ()
            value = (
                f"since {order.since.says()}, for {listed(says_member(key, seen.picture) for key in order.children)}"
            )
            found.append(Fact(f"Order: {_ORDERS.get(order.order) or _words(order.order)}", value, more))
    for court in told.legal.court:
        if court.stage != "ended":
            since = court.issued if court.stage == "proceedings" else court.preproceedings
            when = f"since {since.says()}" if since is not None else "from when is not recorded"
            found.append(
                Fact(_STAGE[court.stage], when, tuple(f"Put off {each.when.says()}" for each in court.delays[-1:]))
            )
    for enquiry in told.legal.enquiries:
        if enquiry.until is None:
            of = listed(says_member(key, seen.picture) for key in enquiry.children)
            found.append(Fact("Section 47 enquiry", f"open since {enquiry.since.says()}, about {of}"))
    for intended in told.legal.intended:
        if intended.latest and intended.issue_by is not None and intended.decision not in ("do_not_issue",):
            words = f"{_words(intended.decision)}, to be issued by {intended.issue_by.says()}"
            lapsed = ("That day has passed, and nothing is recorded",) if intended.lapsed else ()
            found.append(Fact("Decision on court", words, lapsed))
    return found


def _stay(stay: Stay, seen: SeenFamily, told: Family) -> Fact:
    fit = f"Fit to leave since {stay.fit.says()}" if stay.fit is not None else ""
    named = [plan_name(plan.type).lower() for plan in told.plans if plan.thread in stay.ward_plans]
    plan = f"In force for the ward: {listed(dict.fromkeys(named))}" if named else "No plan for the ward is recorded"
    return Fact(
        f"In hospital: {says_member(stay.person, seen.picture)}",
        f"{stay.ward}, since {stay.since.says()}",
        tuple(each for each in (fit, plan) if each),
    )


def _under(under: str | None) -> tuple[str, ...]:
    return (f"Under: {_words(under)}",) if under else ()


def _waits(meeting: Meeting) -> bool:
    """Whether a meeting is ahead, or its day passed with nothing recorded and none called since."""
    return meeting.state == "ahead" or (meeting.state == "lapsed" and not meeting.held and meeting.next_called is None)


def _meeting(meeting: Meeting) -> Fact:
    name = capital(_words(meeting.type or "meeting"))
    date = meeting.date.says() if meeting.date is not None else "the day is not recorded"
    if meeting.state == "lapsed":
        return Fact(name, f"was to be on {date}; that it was held is not recorded")
    return Fact(name, date)
