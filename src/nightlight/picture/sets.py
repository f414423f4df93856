"""Sets of people, agencies and open matters: what *for every* ranges over.

A member has the moment from which it counts as one: a man who comes into the family's life later is asked about from then on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from nightlight.chronology.moments import Moment
from nightlight.picture.facts import Fact

if TYPE_CHECKING:
    from nightlight.picture.fold import PersonSeen, Picture


@dataclass(frozen=True, slots=True)
class Member:
    """A member of a set, and from when it is one."""

    key: str
    since: Moment


#: Roles that make somebody a parent, and those that make a man, or a partner of either sex, matter to the child.
PARENTS: Final = frozenset({"mother", "father"})
MEN_BY_ROLE: Final = frozenset({"father", "partner"})
MEN_IF_MALE: Final = frozenset({"carer", "other"})
TIES_OF_MEN: Final = frozenset({"partner", "former_partner", "carer", "lodger", "parent", "adoptive_parent"})
REGULAR: Final = frozenset({"lives_with", "regular"})


def members(picture: Picture, name: str, trigger: Fact | None, words: Iterable[str] = ()) -> list[Member]:
    """The members of a set for a trigger, in the order of their keys; `words` where the set is one of words.

    Raises `KeyError` for an unknown set.
    """
    if name == "words":
        return [Member(word, 0) for word in words]
    return _SETS[name](picture, trigger)


def _person(person: PersonSeen) -> Member:
    return Member(person.key, person.since or 0)


def _living(picture: Picture, moment: Moment) -> list[PersonSeen]:
    dead = {fact.values["person"] for fact in picture.of("death") if fact.first <= moment}
    return sorted((p for p in picture.people.values() if p.key not in dead), key=lambda person: person.key)


def _at(picture: Picture, trigger: Fact | None) -> Moment:
    return trigger.last if trigger is not None else picture.as_of


def children(picture: Picture, trigger: Fact | None) -> list[Member]:
    """Every child of the family, born or not."""
    return [_person(person) for person in _living(picture, _at(picture, trigger)) if person.key in picture.children]


def babies(picture: Picture, trigger: Fact | None) -> list[Member]:
    """Every child who is unborn or under one at the trigger."""
    at = _at(picture, trigger)
    young = {
        spell.fact.root
        for state in ("unborn", "under_one")
        for spell in picture.spells(state)
        if spell.holds(trigger.first if trigger else at, at)
    }
    return [member for member in children(picture, trigger) if member.key in young]


def siblings(picture: Picture, trigger: Fact | None) -> list[Member]:
    """Every child of the family whom the trigger is not about; where it names no child, every child who is no baby."""
    named = picture.children_of(trigger) if trigger is not None else frozenset()
    named = named or frozenset(member.key for member in babies(picture, trigger))
    return [member for member in children(picture, trigger) if member.key not in named]


def named(picture: Picture, trigger: Fact | None) -> list[Member]:
    """Every child whom the trigger, or the entry that opened its thread, names."""
    keys = picture.children_of(trigger) if trigger is not None else frozenset()
    return [member for member in children(picture, trigger) if member.key in keys]


def parents(picture: Picture, trigger: Fact | None) -> list[Member]:
    """The mother and the father, and whoever is stated to be a parent of a child of the family."""
    stated = {
        fact.values["person"]
        for fact in picture.of("relation.stated")
        if fact.values["relation"] in ("parent", "adoptive_parent") and fact.values["to"] in picture.children
    }
    return [
        _person(person)
        for person in _living(picture, _at(picture, trigger))
        if person.role in PARENTS or (person.key in stated and not person.is_child)
    ]


def men(picture: Picture, trigger: Fact | None) -> list[Member]:
    """The father, a partner of either sex, and every other man with a part in the child's life.

    Part in the child's life: he is a carer, or the record names him without a clear role, or states a tie of his to the
    family that brings him near the child.
    """
    near = {
        fact.values["person"]
        for fact in picture.of("relation.stated")
        if fact.values["relation"] in TIES_OF_MEN or fact.values.get("contact_with_child") in REGULAR
    }
    found = []
    for person in _living(picture, _at(picture, trigger)):
        if person.is_child or person.role == "mother":
            continue
        male = person.sex == "male"
        if person.role in MEN_BY_ROLE or (male and (person.role in MEN_IF_MALE or person.key in near)):
            found.append(_person(person))
    return found


def parents_and_men(picture: Picture, trigger: Fact | None) -> list[Member]:
    """Each parent, and every man in the child's life."""
    both = {member.key: member for member in (*parents(picture, trigger), *men(picture, trigger))}
    return [both[key] for key in sorted(both)]


def carers(picture: Picture, trigger: Fact | None) -> list[Member]:
    """Each parent, each partner, and whoever else regularly cares for a child of the family."""
    near = {
        fact.values["person"]
        for fact in picture.of("relation.stated")
        if fact.values["relation"] == "carer" or fact.values.get("contact_with_child") == "lives_with"
    }
    return [
        _person(person)
        for person in _living(picture, _at(picture, trigger))
        if not person.is_child and (person.role in PARENTS | {"partner", "carer"} or person.key in near)
    ]


def team(picture: Picture, trigger: Fact | None) -> list[Member]:
    """The agencies in the team at the trigger."""
    return [Member(agency, 0) for agency in picture.team(_at(picture, trigger))]


def agencies(picture: Picture, trigger: Fact | None) -> list[Member]:
    """Every agency that the family's record names, from when it does."""
    return [Member(agency, since) for agency, since in sorted(picture.agencies_since().items())]


def invited(picture: Picture, trigger: Fact | None) -> list[Member]:
    """The agencies that were invited to the trigger's meeting."""
    return _of_meeting(picture, trigger, "invited")


def attended(picture: Picture, trigger: Fact | None) -> list[Member]:
    """The agencies that were at the trigger's meeting."""
    return _of_meeting(picture, trigger, "present")


def _of_meeting(picture: Picture, trigger: Fact | None, field: str) -> list[Member]:
    if trigger is None:
        return []
    facts = [trigger, *picture.in_thread(trigger.thread)]
    named = {agency for fact in facts for agency in fact.values.get(field, ())}
    return [Member(agency, 0) for agency in sorted(named)]


def _open(state: str) -> Callable[[Picture, Fact | None], list[Member]]:
    def found(picture: Picture, trigger: Fact | None) -> list[Member]:
        first = trigger.first if trigger else picture.as_of
        held = [spell for spell in picture.spells(state) if spell.holds(first, _at(picture, trigger))]
        return [Member(key, 0) for key in sorted({spell.subject for spell in held})]

    return found


_SETS: Final[dict[str, Callable[[Picture, Fact | None], list[Member]]]] = {
    "team": team,
    "agencies": agencies,
    "children": children,
    "babies": babies,
    "siblings": siblings,
    "named": named,
    "parents": parents,
    "men": men,
    "parents_and_men": parents_and_men,
    "carers": carers,
    "invited": invited,
    "attended": attended,
    "factors": _open("factor"),
    "concerns": _open("concern"),
    "actions": _open("action"),
}

#: What each set rests on, so that an engine knows when to look again.
READS: Final[dict[str, frozenset[str]]] = {
    "team": frozenset({"touch", "worker.assigned", "worker.left", "case.closed"}),
    "agencies": frozenset({"touch"}),
    "children": frozenset({"people", "person.added", "death"}),
    "babies": frozenset({"people", "person.added", "death", "birth", "pregnancy.known", "pregnancy.ended"}),
    "siblings": frozenset({"people", "person.added", "death", "birth", "pregnancy.known", "pregnancy.ended"}),
    "named": frozenset({"people", "person.added", "death"}),
    "parents": frozenset({"people", "person.added", "death", "relation.stated"}),
    "men": frozenset({"people", "person.added", "death", "relation.stated"}),
    "parents_and_men": frozenset({"people", "person.added", "death", "relation.stated"}),
    "carers": frozenset({"people", "person.added", "death", "relation.stated"}),
    "invited": frozenset({"meeting.called"}),
    "attended": frozenset({"meeting.held"}),
    "factors": frozenset({"factor.noted", "factor.resolved"}),
    "concerns": frozenset({"concern.raised", "concern.weighed"}),
    "actions": frozenset({"action.agreed", "action.done", "action.dropped"}),
    "words": frozenset(),
}
