"""Where the family stands in law: enquiries, pre-proceedings, decisions to go to court and their dates,
proceedings, orders."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from nightlight.chronology.moments import NEVER, Day, Moment, When, day_of
from nightlight.picture.citing import Cite, Said, cites, happened, is_over, latest, moment_of, said, together, when_of
from nightlight.picture.facts import Fact
from nightlight.picture.identities import Identities, identities

if TYPE_CHECKING:
    from nightlight.picture.fold import Picture
    from nightlight.picture.states import Spell


@dataclass(frozen=True, slots=True)
class Intended:
    """It was decided whether to go to court. `lapsed`: the date by which to go (`issue_by`) passed with nothing issued.

    `latest` is false where a later decision in the same thread, or about the same children, has taken its place.
    """

    decision: str
    children: tuple[str, ...]
    issue_by: When | None
    lapsed: bool
    latest: bool
    when: When
    rests_on: tuple[Cite, ...]


@dataclass(frozen=True, slots=True)
class Court:
    """The way to court in one thread: what step it has reached, and when each step was taken.

    `stage`: pre-proceedings are open, proceedings are open, or all of it has ended. `delays` are the entries that
    put it off. What is `None` is not recorded.
    """

    thread: str
    children: tuple[str, ...]
    stage: Literal["preproceedings", "proceedings", "ended"]
    preproceedings: When | None
    letter: When | None
    issued: When | None
    ended: When | None
    outcome: str | None
    delays: tuple[Said, ...]
    rests_on: tuple[Cite, ...]


@dataclass(frozen=True, slots=True)
class Order:
    """An order and over which time it was in force; `runs_out` is the last day of one that ends by the clock alone.

    `followed_by` are the words of later orders for the same children that are in force beside it, where its own end
    is not recorded.
    """

    order: str
    children: tuple[str, ...]
    thread: str | None
    since: When
    until: When | None
    runs_out: Day | None
    in_force: bool
    conditions: str | None
    followed_by: tuple[str, ...]
    rests_on: tuple[Cite, ...]


@dataclass(frozen=True, slots=True)
class Enquiry:
    """A section 47 enquiry; `outcome` is `None` while it is open."""

    thread: str
    children: tuple[str, ...]
    how: str | None
    since: When
    until: When | None
    outcome: str | None
    rests_on: tuple[Cite, ...]


@dataclass(frozen=True, slots=True)
class CourtFinding:
    """Something that a court found as a fact."""

    about: tuple[str, ...]
    finding: str
    when: When
    rests_on: tuple[Cite, ...]


@dataclass(frozen=True, slots=True)
class ChildInLaw:
    """One child's legal status at a moment: the orders in force, and whether the way to court, or an enquiry, is
    open."""

    child: str
    orders: tuple[str, ...]
    preproceedings: bool
    proceedings: bool
    enquiry: bool
    rests_on: tuple[Cite, ...]


@dataclass(frozen=True, slots=True)
class Legal:
    """Everything in law, those matters that ended among them, the oldest first."""

    children: tuple[ChildInLaw, ...]
    court: tuple[Court, ...]
    intended: tuple[Intended, ...]
    orders: tuple[Order, ...]
    enquiries: tuple[Enquiry, ...]
    findings: tuple[CourtFinding, ...]


def legal(picture: Picture, at: Moment | None = None) -> Legal:
    """The legal status of the family at a moment, by the states `preproceedings`, `proceedings`, `order` and
    `section47`."""
    at = moment_of(picture, at)
    ids = identities(picture)
    court = _court(picture, ids, at)
    orders = _orders(picture, ids, at)
    enquiries = _enquiries(picture, ids, at)
    findings = tuple(
        CourtFinding(ids.all(fact.values["about"]), fact.values["finding"], when_of(fact), cites(fact))
        for fact in happened(picture, "legal.finding", at)
    )
    return Legal(_children(court, orders, enquiries), court, _intended(picture, ids, at), orders, enquiries, findings)


def _begun(picture: Picture, state: str, at: Moment) -> list[Spell]:
    return [spell for spell in picture.spells(state) if spell.start <= at]


def _court(picture: Picture, ids: Identities, at: Moment) -> tuple[Court, ...]:
    before, during = _begun(picture, "preproceedings", at), _begun(picture, "proceedings", at)
    threads = dict.fromkeys(spell.subject for spell in (*before, *during))
    found = []
    for thread in threads:
        facts = [fact for fact in picture.in_thread(thread) if fact.first <= at]
        opened = [spell for spell in before if spell.subject == thread]
        issued = [spell for spell in during if spell.subject == thread]
        stage: Literal["preproceedings", "proceedings", "ended"] = "ended"
        if any(spell.holds(at, at) for spell in issued):
            stage = "proceedings"
        elif any(spell.holds(at, at) for spell in opened):
            stage = "preproceedings"
        last = latest(spell.ended for spell in (*opened, *issued) if spell.ended is not None and is_over(spell, at))
        ended = last if stage == "ended" else None
        letter = next((fact for fact in facts if fact.kind == "legal.letter"), None)
        delays = [fact for fact in facts if fact.kind == "legal.delayed"]
        opener = picture.opener(thread)
        first, issue = (opened[0].fact if opened else None), (issued[0].fact if issued else None)
        found.append(
            Court(
                thread,
                ids.all(opener.values["children"]) if opener else (),
                stage,
                when_of(first) if first else None,
                when_of(letter) if letter else None,
                when_of(issue) if issue else None,
                when_of(ended) if ended else None,
                (ended.values.get("outcome") or ended.values.get("decision")) if ended else None,
                tuple(said(picture, fact, fact.values.get("reason")) for fact in delays),
                cites(first, letter, issue, ended, *delays),
            )
        )
    return tuple(found)


def _intended(picture: Picture, ids: Identities, at: Moment) -> tuple[Intended, ...]:
    lapsed = {fact.root for fact in picture.of("legal.lapsed") if day_of(fact.first) < day_of(at)}
    decided = sorted(happened(picture, "legal.decided", at), key=lambda fact: (fact.first, fact.since, fact.root))
    found = []
    for number, fact in enumerate(decided):
        children = ids.all(fact.values["children"])
        later = any(_same_matter(fact, other, children, ids) for other in decided[number + 1 :])
        found.append(
            Intended(
                fact.values["decision"],
                children,
                fact.values.get("issue_by"),
                fact.root in lapsed,
                not later,
                when_of(fact),
                cites(fact),
            )
        )
    return tuple(found)


def _same_matter(fact: Fact, other: Fact, children: tuple[str, ...], ids: Identities) -> bool:
    if fact.thread is not None and fact.thread == other.thread:
        return True
    return set(children) <= set(ids.all(other.values["children"]))


#: Orders that stand until a court has decided for good.
_UNTIL_DECIDED: Final = frozenset(
    {
        "interim_care",
        "interim_care_placed_with_parent",
        "interim_supervision",
        "emergency_protection",
        "police_protection",
    }
)
#: Orders that say nothing of who has parental responsibility, or of where a child lives.
_BESIDE: Final = frozenset({"non_molestation", "other"})


def _orders(picture: Picture, ids: Identities, at: Moment) -> tuple[Order, ...]:
    begun = _begun(picture, "order", at)
    found = []
    for spell in begun:
        fact = spell.fact
        children = ids.all(fact.values["children"])
        in_force = spell.holds(at, at)
        ended = spell.ended if is_over(spell, at) else None
        by_clock = spell.end != NEVER and spell.ended is None
        followed = [
            other
            for other in begun
            if in_force
            and spell.word in _UNTIL_DECIDED
            and other.word not in _BESIDE
            and other.holds(at, at)
            and other.start > spell.start
            and set(ids.all(other.fact.values["children"])) >= set(children)
        ]
        found.append(
            Order(
                str(spell.word),
                children,
                fact.thread,
                when_of(fact),
                when_of(ended) if ended else When.on(day_of(spell.end) - 1) if by_clock and not in_force else None,
                day_of(spell.end) - 1 if by_clock else None,
                in_force,
                fact.values.get("conditions"),
                tuple(str(other.word) for other in followed),
                cites(fact, ended, *(other.fact for other in followed)),
            )
        )
    return tuple(found)


def _enquiries(picture: Picture, ids: Identities, at: Moment) -> tuple[Enquiry, ...]:
    found = []
    for spell in _begun(picture, "section47", at):
        ended = spell.ended if is_over(spell, at) else None
        values = spell.fact.values
        found.append(
            Enquiry(
                spell.subject,
                ids.all(values["children"]),
                values.get("how"),
                when_of(spell.fact),
                when_of(ended) if ended else None,
                ended.values["outcome"] if ended else None,
                cites(spell.fact, ended),
            )
        )
    return tuple(found)


def _children(
    court: tuple[Court, ...], orders: tuple[Order, ...], enquiries: tuple[Enquiry, ...]
) -> tuple[ChildInLaw, ...]:
    ways = [each for each in court if each.stage != "ended"]
    made = [each for each in orders if each.in_force]
    asked = [each for each in enquiries if each.until is None]
    groups = (*(each.children for each in made), *(each.children for each in ways), *(each.children for each in asked))
    named = dict.fromkeys(child for children in groups for child in children)
    found = []
    for child in named:
        own_orders = [each for each in made if child in each.children]
        own_ways = [each for each in ways if child in each.children]
        own_asked = [each for each in asked if child in each.children]
        found.append(
            ChildInLaw(
                child,
                tuple(each.order for each in own_orders),
                any(each.stage == "preproceedings" for each in own_ways),
                any(each.stage == "proceedings" for each in own_ways),
                bool(own_asked),
                together(
                    *(order.rests_on for order in own_orders),
                    *(way.rests_on for way in own_ways),
                    *(enquiry.rests_on for enquiry in own_asked),
                ),
            )
        )
    return tuple(found)
