"""Events that follow from entries though nobody records them: a meeting's date that passed, a child that was born.

Nobody records a failure against themselves, so a rule never waits for `cancelled`, `delayed` or `absent` alone
(`semantics.md` 21). What depends on a date that passes begins on the day after it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from nightlight.chronology.agencies import UNIVERSAL
from nightlight.chronology.moments import NEVER, Moment, day_of, end_of, start_of
from nightlight.picture.facts import Fact, day_fact

if TYPE_CHECKING:
    from nightlight.picture.fold import Picture

#: Unborn children first named at most so many days apart are twins (or more): one pregnancy.
TWIN_DAYS: Final = 60


@dataclass(frozen=True, slots=True)
class Quorum:
    """How many agencies a meeting needs: those that `must` be there or send an update (any one of each group), and so
    many `others` beside the first of them, or as many as were invited where that is fewer."""

    must: tuple[tuple[str, ...], ...]
    others: int


def children_expected(picture: Picture) -> list[Fact]:
    """An unborn child is on record, from the first entry that names it; not a child who was born before that."""
    expected = {fact.values["child"] for fact in picture.of("pregnancy.known")}
    found = []
    for person in picture.people.values():
        named = person.named
        if named is None or not (person.role == "unborn" or person.key in expected):
            continue
        born = _birth(picture, person.key)
        if born is None or born.first > named.first:
            found.append(_like("child.expected", person.key, named, {"child": person.key}, (person.key,)))
    return sorted(found, key=lambda fact: fact.key)


def _like(kind: str, root: str, like: Fact, values: Mapping[str, object], people: tuple[str, ...]) -> Fact:
    """An event that begins with another fact and rests on the same entries."""
    values = {"agency": like.agency, "label": "ordinary", **values}
    return Fact(
        kind,
        root,
        root,
        like.first,
        like.last,
        like.since,
        like.agency,
        people,
        values,
        like.places,
        like.loose,
        like.rank,
    )


def pregnancies(picture: Picture) -> list[Fact]:
    """One event for each pregnancy: children first named within so many days of each other are one (twins)."""
    groups: list[list[Fact]] = []
    for fact in picture.of("child.expected"):
        if groups and day_of(fact.first) - day_of(groups[-1][-1].first) <= TWIN_DAYS:
            groups[-1].append(fact)
        else:
            groups.append([fact])
    mother = picture.person_of_role("mother")
    found = []
    for first, *others in groups:
        children = tuple(str(fact.values["child"]) for fact in (first, *others))
        people = (*children, mother) if mother is not None else children
        found.append(_like("pregnancy.open", first.root, first, {"children": children}, people))
    return found


def births(picture: Picture) -> list[Fact]:
    """A child is born: the birth on record or, where there is none, the date of birth under which it was named."""
    found = []
    for person in picture.people.values():
        fact = _birth(picture, person.key)
        if fact is not None:
            found.append(fact)
    return sorted(found, key=lambda fact: fact.key)


def _birth(picture: Picture, child: str) -> Fact | None:
    """The birth on record; where none is, the date of birth that was given with the child's name."""
    recorded = [fact for fact in picture.of("birth") if fact.values["child"] == child]
    if recorded:
        alive = [fact for fact in recorded if fact.values.get("live") is not False]
        return _like("child.living", child, alive[0], {"child": child}, (child,)) if alive else None
    person = picture.people.get(child)
    if person is None or person.born is None or person.named is None or not person.is_child:
        return None
    named, born = person.named, person.born
    if born.first > picture.as_of:
        return None
    values = {"child": child, "agency": named.agency, "label": "ordinary"}
    since = max(named.since, born.first)
    return Fact(
        "child.living", child, child, born.first, born.last, since, named.agency, (child,), values, named.places, born.loose,
        named.rank,
    )  # fmt: skip


def births_watched(picture: Picture) -> list[Fact]:
    """Births while the record was being kept: those on record as such, or of a child who was named before it was born."""
    recorded = {fact.values["child"] for fact in picture.of("birth")}
    found = []
    for fact in picture.of("child.living"):
        child = str(fact.values["child"])
        named = picture.people[child].named if child in picture.people else None
        if child in recorded or (named is not None and named.first <= fact.last):
            found.append(
                Fact(
                    "child.born", child, child, fact.first, fact.last, fact.since, fact.agency, fact.people, fact.values,
                    fact.places, fact.loose, fact.rank,
                )
            )  # fmt: skip
    return found


def meetings_lapsed(picture: Picture) -> list[Fact]:
    """The date of a meeting passed, or it was cancelled, and nothing of its type was held between."""
    found = []
    for called in picture.of("meeting.called"):
        date = called.values["date"]
        planned = date.last_day
        cancelled = [fact for fact in picture.in_thread(called.thread) if fact.kind == "meeting.cancelled"]
        stopped = cancelled[0] if cancelled and day_of(cancelled[0].first) <= planned else None
        day = day_of(stopped.first) if stopped else planned
        since = max(called.since, stopped.since) if stopped else max(called.since, start_of(planned + 1))
        if since > picture.as_of or _held_by(picture, called, day, planned):
            continue
        places = called.places + (stopped.places if stopped else ())
        found.append(
            day_fact("meeting.lapsed", called.root, called.thread, start_of(day), since, called, {}, places=places)
        )
    return sorted(found, key=lambda fact: fact.key)


def _held_by(picture: Picture, called: Fact, from_day: int, planned: int) -> bool:
    for held in picture.of("meeting.held"):
        if held.first > end_of(planned):
            continue
        if held.thread == called.thread:
            return True
        opener = picture.opener(held.thread)
        if opener is not None and opener.values["type"] == called.values["type"] and day_of(held.last) >= from_day:
            return True
    return False


def meetings_inquorate(picture: Picture) -> list[Fact]:
    """A meeting was held without the agencies that its type needs, those invited considered."""
    found = []
    for held in picture.of("meeting.held"):
        opener = picture.opener(held.thread)
        quorum = picture.quorum.get(str(opener.values["type"])) if opener else None
        if opener is None or quorum is None or _is_quorate(picture, held, opener, quorum):
            continue
        values = {"agency": held.agency, "label": "ordinary"}
        found.append(
            Fact(
                "meeting.inquorate", held.root, held.thread, held.first, held.last, held.since, held.agency, held.people,
                values, opener.places + held.places, held.loose, held.rank, about=held.about,
            )
        )  # fmt: skip
    return found


def _is_quorate(picture: Picture, held: Fact, called: Fact, quorum: Quorum) -> bool:
    present = [(agency, picture.agency_type(agency)) for agency in held.values["represented"]]
    leading = quorum.must[0] if quorum.must else ()
    for group in quorum.must:
        if not any(type_ in group for _, type_ in present):
            return False
    others = sum(type_ not in leading for _, type_ in present)
    invited = sum(picture.agency_type(agency) not in leading for agency in called.values["invited"])
    return others >= min(quorum.others, invited)


def actions_lapsed(picture: Picture) -> list[Fact]:
    """The date of an action passed and nothing was recorded of it."""
    found = []
    for agreed in picture.of("action.agreed"):
        due = agreed.values["due"].last_day
        since = max(agreed.since, start_of(due + 1))
        closed = [f for f in picture.in_thread(agreed.thread) if f.kind in ("action.done", "action.dropped")]
        if since <= picture.as_of and not any(fact.first <= end_of(due) for fact in closed):
            found.append(day_fact("action.lapsed", agreed.root, agreed.thread, start_of(due), since, agreed, {}))
    return sorted(found, key=lambda fact: fact.key)


def legal_lapsed(picture: Picture) -> list[Fact]:
    """The date by which to go to court passed and nothing was issued."""
    found = []
    for decided in picture.of("legal.decided"):
        by = decided.values.get("issue_by")
        if by is None or decided.values["decision"] == "do_not_issue":
            continue
        since = max(decided.since, start_of(by.last_day + 1))
        issued = [f for f in picture.of("legal.issued") if decided.thread in (None, f.thread)]
        if since <= picture.as_of and not any(f.first <= end_of(by.last_day) for f in issued):
            found.append(
                day_fact("legal.lapsed", decided.root, decided.thread, start_of(by.last_day), since, decided, {})
            )
    return sorted(found, key=lambda fact: fact.key)


def workers_changed(picture: Picture) -> list[Fact]:
    """A worker was assigned where another of the same agency and role had been before."""
    found = []
    assigned = picture.of("worker.assigned")
    for index, fact in enumerate(assigned):
        for earlier in assigned[:index]:
            same = all(earlier.values[name] == fact.values[name] for name in ("agency", "role"))
            if same and earlier.values["worker"] != fact.values["worker"]:
                values = {name: fact.values[name] for name in ("agency", "role", "worker", "label")}
                found.append(
                    Fact(
                        "worker.changed", fact.root, fact.thread, fact.first, fact.last, max(fact.since, earlier.since),
                        fact.agency, fact.people, values, fact.places, fact.loose, fact.rank,
                    )
                )  # fmt: skip
                break
    return found


#: Services that do not count towards complexity: universal ones, emergencies, and those that do not work with a family.
NOT_COUNTED: Final = UNIVERSAL | frozenset(
    {
        "ambulance", "emergency_department", "hospital", "paediatrics", "neonatal", "police", "court", "legal", "nspcc",
        "public", "partnership", "family_court_adviser", "other",
    }
)  # fmt: skip
#: Where a person lives, as it is written down within so many days of their first being named, is no change.
DAYS_OF_ARRIVAL: Final = 7
#: So many services and there should be one lead.
SERVICES_FOR_A_LEAD: Final = 3


def people_known(picture: Picture) -> list[Fact]:
    """Each person from the first entry that names them."""
    found = []
    for person in picture.people.values():
        if person.named is not None:
            values = {"person": person.key} | ({"role": person.role} if person.role is not None else {})
            found.append(_like("person.known", f"@{person.key}", person.named, values, (person.key,)))
    return sorted(found, key=lambda fact: fact.key)


def homes_changed(picture: Picture) -> list[Fact]:
    """A parent or child joined or left a household some days after the record first named them."""
    found = []
    for kind in ("household.joined", "household.left"):
        for fact in picture.of(kind):
            person = picture.people.get(str(fact.values["person"]))
            if person is None or person.named is None or not (person.is_child or person.role in ("mother", "father")):
                continue
            if day_of(fact.first) - day_of(person.named.first) < DAYS_OF_ARRIVAL:
                continue
            values = {name: fact.values[name] for name in ("person", "household", "agency", "label")}
            found.append(
                Fact(
                    "home.changed", fact.root, None, fact.first, fact.last, fact.since, fact.agency, fact.people, values,
                    fact.places, fact.loose, fact.rank,
                )
            )  # fmt: skip
    return sorted(found, key=lambda fact: fact.key)


def team_grown(picture: Picture) -> list[Fact]:
    """The moment at which a third service had come to work with the family."""
    entries = sorted(
        (since, agency)
        for agency, since in picture.agencies_since().items()
        if picture.agency_type(agency) not in NOT_COUNTED
    )
    if len(entries) < SERVICES_FOR_A_LEAD:
        return []
    moment, agency = entries[SERVICES_FOR_A_LEAD - 1]
    values = {"agency": agency, "label": "ordinary"}
    return [Fact("team.grown", "team", None, moment, moment, moment, agency, (), values, (), rank=(moment, 0))]


#: How each event is derived, the kinds on which it rests, and whether it depends on the clock.
DERIVED: Final = {
    "child.expected": (children_expected, ("pregnancy.known", "birth", "person.added", "people"), True),
    "pregnancy.open": (
        pregnancies,
        ("pregnancy.known", "birth", "pregnancy.due_changed", "person.added", "people"),
        True,
    ),
    "child.living": (births, ("birth", "person.added", "people"), True),
    "child.born": (births_watched, ("birth", "person.added", "people"), True),
    "person.known": (people_known, ("people", "person.added"), False),
    "home.changed": (homes_changed, ("household.joined", "household.left", "people", "person.added"), False),
    "team.grown": (team_grown, ("agencies",), False),
    "meeting.lapsed": (meetings_lapsed, ("meeting.called", "meeting.held", "meeting.cancelled"), True),
    "meeting.inquorate": (meetings_inquorate, ("meeting.called", "meeting.held"), False),
    "action.lapsed": (actions_lapsed, ("action.agreed", "action.done", "action.dropped"), True),
    "legal.lapsed": (legal_lapsed, ("legal.decided", "legal.issued"), True),
    "worker.changed": (workers_changed, ("worker.assigned",), False),
}


def next_by_the_clock(picture: Picture, watched: Iterable[tuple[Moment, Moment]]) -> Moment | None:
    """The next moment at which an event begins or a state ends by the clock alone; `None` where none is ahead.

    `watched` gives from when to when each child is watched for.
    """
    ahead = [start_of(fact.values["date"].last_day + 1) for fact in picture.of("meeting.called")]
    ahead += [start_of(fact.values["due"].last_day + 1) for fact in picture.of("action.agreed")]
    ahead += [
        start_of(f.values["issue_by"].last_day + 1) for f in picture.of("legal.decided") if "issue_by" in f.values
    ]
    ahead += [person.born.first for person in picture.people.values() if person.born is not None]
    ahead += [spell.end for state in TIMED for spell in picture.spells(state) if spell.end != NEVER]
    ahead += [moment for start, end in watched for moment in (start, end) if moment != NEVER]
    return min((moment for moment in ahead if moment > picture.as_of), default=None)


#: Events that rest on who is in the family and on no one entry: an agency knows of them once it is in the family itself.
OF_THE_FAMILY: Final = frozenset(
    {"pregnancy.open", "child.expected", "child.living", "child.born", "person.known", "team.grown"}
)

#: Events that take place when a day passes with nothing recorded.
LAPSES: Final = ("meeting.lapsed", "action.lapsed", "legal.lapsed")

#: States that end by the clock alone.
TIMED: Final = ("under_one", "not_mobile", "order")
