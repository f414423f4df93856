"""Stays in hospital, with the plan for the ward, who watches, and what the ward saw."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from nightlight.chronology.moments import Moment, When
from nightlight.picture.citing import Cite, Said, cites, happened, in_thread, is_over, marker, moment_of, said, when_of
from nightlight.picture.identities import identities
from nightlight.picture.plans import Plan, Supervision, plans, supervision
from nightlight.picture.sets import babies

if TYPE_CHECKING:
    from nightlight.picture.fold import Picture

#: Sorts of plan that say what a ward should do.
WARD_PLANS: Final = ("hospital", "birth", "discharge", "safety")


@dataclass(frozen=True, slots=True)
class Stay:
    """One stay of one person. `fit` is when they were first said to be fit to leave, `until` when they left, and to
    where.

    `ward_plans` are the threads of the plans for the ward, for birth, discharge or safety that are in force for the
    child (of a grown person's stay: for the family's babies); `supervision` is who watches which child, as those or
    other plans in force say; both are of the moment, and empty once the stay is over. `care` and `incidents` are
    what the ward wrote down during it.
    """

    thread: str
    person: str
    ward: str
    since: When
    fit: When | None
    until: When | None
    died: When | None
    to: str | None
    against_advice: bool | None
    ward_plans: tuple[str, ...]
    supervision: tuple[Supervision, ...]
    care: tuple[Said, ...]
    incidents: tuple[Said, ...]
    rests_on: tuple[Cite, ...]

    @property
    def open(self) -> bool:
        """Whether neither a leaving nor the person's death is on record."""
        return self.until is None and self.died is None


def stays(picture: Picture, at: Moment | None = None) -> tuple[Stay, ...]:
    """Every stay that had begun by a moment, those that ended among them, the oldest first, by the state
    `in_hospital`."""
    at = moment_of(picture, at)
    ids = identities(picture)
    in_force = [plan for plan in plans(picture, at) if plan.in_force]
    watched = supervision(picture, at)
    young = ids.all(member.key for member in babies(picture, marker(at)))
    found = []
    for spell in picture.spells("in_hospital"):
        fact = spell.fact
        if fact.first > at:
            continue
        over = is_over(spell, at)
        ended = spell.ended if over else None
        person = ids.of(fact.values["person"])
        known = picture.people.get(person)
        children = {person} if known is not None and known.is_child else set(young)
        died = next((each for each in happened(picture, "death", at) if ids.of(each.values["person"]) == person), None)
        fit = next(iter(in_thread(picture, fact.thread, "stay.fit", at)), None)
        care = [
            each
            for each in happened(picture, "care.observed", at)
            if spell.holds(each.first, each.last) and person in ids.all((each.values["child"], each.values["person"]))
        ]
        incidents = [
            each
            for each in happened(picture, "incident", at)
            if each.values["place"] == "ward"
            and spell.holds(each.first, each.last)
            and (person in ids.all(each.people) or not each.people)
        ]
        found.append(
            Stay(
                fact.subject,
                person,
                fact.values["ward"],
                when_of(fact),
                when_of(fit) if fit else None,
                when_of(ended) if ended else None,
                when_of(died) if died else None,
                ended.values.get("to") if ended else None,
                ended.values.get("against_advice") if ended else None,
                ()
                if over or died is not None
                else tuple(plan.thread for plan in in_force if _for_ward(plan, children)),
                () if over or died is not None else tuple(each for each in watched if each.child in children),
                tuple(said(picture, each, each.values["what"]) for each in care),
                tuple(said(picture, each, each.values["type"]) for each in incidents),
                cites(fact, fit, ended, died),
            )
        )
    return tuple(found)


def _for_ward(plan: Plan, children: set[str]) -> bool:
    return plan.type in WARD_PLANS and bool(children & set(plan.children))
