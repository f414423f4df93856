"""Plans over time: what is in force for whom, the section for each child, the level of supervision, who was told
and agreed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from nightlight.chronology.moments import Moment, When
from nightlight.picture.citing import (
    Cite,
    Said,
    cites,
    in_thread,
    is_over,
    latest,
    moment_of,
    roots,
    said,
    together,
    when_of,
)
from nightlight.picture.facts import Fact
from nightlight.picture.identities import Identities, identities

if TYPE_CHECKING:
    from nightlight.picture.fold import Picture
    from nightlight.picture.states import Spell


@dataclass(frozen=True, slots=True)
class Section:
    """The part of a plan that is about one child, as last written. `factors` are the threads of the risk factors
    that it answers.

    `same_as` are other children whose section has the same words; `versions` counts how often it was written.
    """

    child: str
    what: str
    when: When
    factors: tuple[str, ...]
    same_as: tuple[str, ...]
    versions: int
    rests_on: tuple[Cite, ...]


@dataclass(frozen=True, slots=True)
class Condition:
    """Something that the plan requires; `every_days` is at most so many days apart."""

    what: str
    people: tuple[str, ...]
    every_days: float | None
    weekends: bool | None
    when: When
    rests_on: tuple[Cite, ...]


@dataclass(frozen=True, slots=True)
class Overtaken:
    """A later plan of the same or a higher sort for children of this one, though this one's end is not recorded."""

    thread: str
    type: str
    since: When
    children: tuple[str, ...]
    rests_on: tuple[Cite, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """One plan at one level: a plan that is stepped down goes on in the same thread as another sort of plan, with the
    sections that were written for it before.

    `until` and `ended_by` (the kind of the entry) say when and how it ended; `None` means in force. `no_section`
    are its children for whom no section is recorded; `changed`, `told`, `acknowledged` and `agreed` give each
    entry, `what` being the words, the agency or the person. `reviewed` is the last review. What is `None` is not
    recorded.
    """

    thread: str
    type: str
    children: tuple[str, ...]
    category: str | None
    since: When
    until: When | None
    ended_by: str | None
    ended_why: str | None
    overtaken_by: tuple[Overtaken, ...]
    sections: tuple[Section, ...]
    no_section: tuple[str, ...]
    conditions: tuple[Condition, ...]
    supervision: str | None
    supplied_by: str | None
    after_birth: bool | None
    contingencies: tuple[str, ...] | None
    birth_place: str | None
    when_to_call: str | None
    obstetric: str | None
    changed: tuple[Said, ...]
    told: tuple[Said, ...]
    acknowledged: tuple[Said, ...]
    agreed: tuple[Said, ...]
    reviewed: When | None
    rests_on: tuple[Cite, ...]

    @property
    def in_force(self) -> bool:
        """Whether the record holds no end of it."""
        return self.until is None

    @property
    def overtaken(self) -> bool:
        """Whether later plans cover every child of this one, though its own end is not recorded."""
        covered = {child for each in self.overtaken_by for child in each.children}
        return self.in_force and bool(self.children) and covered >= set(self.children)


@dataclass(frozen=True, slots=True)
class Supervision:
    """Who watches a child while somebody is with it: the level that the latest plan in force names, and who
    supplies it.

    `before` are the levels of earlier plans still in force that say otherwise. `changed_since` are changes to the
    plan after it, which may have changed it in words.
    """

    child: str
    level: str
    supplied_by: str | None
    plan: str
    since: When
    before: tuple[str, ...]
    changed_since: tuple[Cite, ...]
    rests_on: tuple[Cite, ...]


#: Plans of which a higher one takes the place of a lower one for a child.
_LADDER: Final = ("early_help", "child_in_need", "child_protection", "looked_after")


def plans(picture: Picture, at: Moment | None = None) -> tuple[Plan, ...]:
    """Every plan that had begun by a moment, those that ended among them, the oldest first. In force is what the
    state `plan` says."""
    at = moment_of(picture, at)
    ids = identities(picture)
    begun = [spell for spell in picture.spells("plan") if spell.start <= at]
    return tuple(_plan(picture, ids, spell, begun, at) for spell in begun)


def _plan(picture: Picture, ids: Identities, spell: Spell, begun: list[Spell], at: Moment) -> Plan:
    opener = picture.opener(spell.fact.thread) or spell.fact
    thread = [fact for fact in picture.in_thread(spell.fact.thread) if fact.first <= min(at, spell.end)]
    over = is_over(spell, at)
    ended = spell.ended if over else None
    children = _children(picture, ids, spell)
    sections = _sections(picture, ids, [fact for fact in thread if fact.kind == "plan.section"])
    covered = {section.child for section in sections}
    # What was told, changed or required before a plan was stepped down was of the plan that it was then.
    own = [fact for fact in thread if fact.last >= spell.start]
    reviewed = latest(fact for fact in own if fact.kind == "plan.reviewed")
    values = spell.fact.values

    def each(kind: str, *fields: str) -> tuple[Said, ...]:
        return tuple(
            said(picture, fact, next((fact.values[name] for name in fields if name in fact.values), None))
            for fact in own
            if fact.kind == kind
        )

    return Plan(
        spell.subject,
        str(spell.word),
        children,
        values.get("category"),
        when_of(spell.fact),
        when_of(ended) if ended else None,
        ended.kind if ended else None,
        (ended.values.get("reason") or ended.values.get("basis")) if ended else None,
        () if over else _overtaken(picture, ids, spell, children, begun, at),
        sections,
        tuple(child for child in children if child not in covered),
        tuple(
            Condition(
                fact.values["what"],
                ids.all(fact.values.get("who", ())),
                fact.values.get("every_days"),
                fact.values.get("weekends"),
                when_of(fact),
                cites(fact),
            )
            for fact in own
            if fact.kind == "plan.condition"
        ),
        values.get("supervision"),
        values.get("supplied_by"),
        values.get("after_birth"),
        values.get("contingencies"),
        values.get("birth_place"),
        values.get("when_to_call"),
        values.get("obstetric"),
        each("plan.changed", "what"),
        each("plan.told", "to"),
        each("plan.acknowledged", "by_agency"),
        each("plan.agreed", "who"),
        when_of(reviewed) if reviewed else None,
        # A step down that was dated before its plan rests on itself alone until that began.
        cites(opener if opener is not None and opener.first <= at else None, spell.fact, ended),
    )


def _children(picture: Picture, ids: Identities, spell: Spell) -> tuple[str, ...]:
    opener = picture.opener(spell.fact.thread) or spell.fact
    return ids.all(opener.values.get("children", ()))


def _sections(picture: Picture, ids: Identities, written: list[Fact]) -> tuple[Section, ...]:
    by_child: dict[str, list[Fact]] = {}
    for fact in written:
        by_child.setdefault(ids.of(fact.values["child"]), []).append(fact)
    last = {child: newest for child, facts in by_child.items() if (newest := latest(facts)) is not None}
    return tuple(
        Section(
            child,
            fact.values["what"],
            when_of(fact),
            roots(picture, fact.values.get("for_factors")),
            tuple(
                other
                for other, theirs in last.items()
                if other != child and theirs.values["words"] == fact.values["words"]
            ),
            len(by_child[child]),
            cites(fact),
        )
        for child, fact in last.items()
    )


def _overtaken(
    picture: Picture, ids: Identities, spell: Spell, children: tuple[str, ...], begun: list[Spell], at: Moment
) -> tuple[Overtaken, ...]:
    found = []
    for other in begun:
        same = other.subject == spell.subject
        if (
            same
            or other.start <= spell.start
            or not other.holds(at, at)
            or not _takes_the_place(spell.word, other.word)
        ):
            continue
        shared = tuple(child for child in _children(picture, ids, other) if child in children)
        if shared:
            found.append(Overtaken(other.subject, str(other.word), when_of(other.fact), shared, cites(other.fact)))
    return tuple(found)


def _takes_the_place(lower: str | None, higher: str | None) -> bool:
    if lower in _LADDER and higher in _LADDER:
        return _LADDER.index(higher) >= _LADDER.index(lower)
    return lower == higher


def supervision(picture: Picture, at: Moment | None = None) -> tuple[Supervision, ...]:
    """The level of supervision for each child, by the plans in force at a moment; nothing for a child of whom none
    names a level."""
    at = moment_of(picture, at)
    named = [plan for plan in plans(picture, at) if plan.in_force and plan.supervision is not None]
    found = []
    for child in dict.fromkeys(child for plan in named for child in plan.children):
        own = [plan for plan in named if child in plan.children]
        last = max(own, key=lambda plan: (plan.since.first, plan.thread))
        changed = in_thread(picture, last.thread, "plan.changed", at)
        others = dict.fromkeys(str(plan.supervision) for plan in own if plan.supervision != last.supervision)
        found.append(
            Supervision(
                child,
                str(last.supervision),
                last.supplied_by,
                last.thread,
                last.since,
                tuple(others),
                cites(*(fact for fact in changed if fact.last >= last.since.first)),
                together(*(plan.rests_on for plan in own)),
            )
        )
    return tuple(found)
