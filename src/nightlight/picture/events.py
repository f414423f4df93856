"""Events that follow from entries though nobody records them: a meeting's date that passed, a child that was born.

Nobody records a failure against themselves, so a rule never waits for `cancelled`, `delayed` or `absent` alone
(`semantics.md` 21). What depends on a date that passes begins on the day after it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from nightlight.chronology.agencies import UNIVERSAL
from nightlight.chronology.moments import Moment, day_of, end_of, start_of
from nightlight.picture.facts import Fact, day_fact

if TYPE_CHECKING:
    from nightlight.picture.fold import Picture

#: Children of one mother whose due dates are at most so many days apart are twins (or more): one pregnancy.
TWIN_DAYS: Final = 60


@dataclass(frozen=True, slots=True)
class Quorum:
    """How many agencies a meeting needs: those that `must` be there or send an update (any one of each group), and so
    many `others` beside the first of them, or as many as were invited where that is fewer."""

    must: tuple[tuple[str, ...], ...]
    others: int


def children_expected(picture: Picture) -> list[Fact]:
    """An unborn child is on record: from the first pregnancy entry about it, or from its first being named as unborn."""
    found = []
    for person in picture.people.values():
        known = [fact for fact in picture.of("pregnancy.known") if fact.values["child"] == person.key]
        if known:
            like = min(known, key=lambda fact: (fact.first, fact.since, fact.root))
            first, since = like.first, like.since
        elif person.role == "unborn" and person.named is not None:
            like = person.named
            first, since = like.first, like.since
        else:
            continue
        born = _birth(picture, person.key)
        if born is not None and born.first <= first:
            continue
        values = {"child": person.key, "agency": like.agency, "label": "ordinary"}
        found.append(_like("child.expected", person.key, like, first, since, values, (person.key, *_mother(like))))
    return sorted(found, key=lambda fact: fact.key)


def _mother(fact: Fact) -> tuple[str, ...]:
    mother = fact.values.get("mother")
    return (mother,) if isinstance(mother, str) else ()


def _like(
    kind: str, root: str, like: Fact, first: Moment, since: Moment, values: Mapping[str, object], people: tuple[str, ...]
) -> Fact:
    return Fact(kind, root, root, first, max(first, like.last), since, like.agency, people, values, like.places, like.loose, like.rank)


def pregnancies(picture: Picture) -> list[Fact]:
    """One event for each pregnancy: the children of one mother whose due dates lie close are one."""
    groups: list[list[Fact]] = []
    for fact in picture.of("child.expected"):
        for group in groups:
            if _same_pregnancy(picture, group[0], fact):
                group.append(fact)
                break
        else:
            groups.append([fact])
    found = []
    for group in groups:
        first = group[0]
        children = tuple(str(fact.values["child"]) for fact in group)
        mother = next((fact.values["mother"] for fact in picture.of("pregnancy.known") if fact.values["child"] in children), None)
        mother = mother or picture.person_of_role("mother")
        booked = [f.values["weeks"] for f in picture.of("pregnancy.known") if f.values["child"] in children and "weeks" in f.values]
        values = {"children": children, "agency": first.agency, "label": "ordinary"}
        if mother is not None:
            values["mother"] = mother
        if booked:
            values["weeks"] = booked[0]
        people = children + ((mother,) if mother else ())
        found.append(_like("pregnancy.open", first.root, first, first.first, first.since, values, people))
    return found


def _same_pregnancy(picture: Picture, one: Fact, other: Fact) -> bool:
    dues = [picture.due_of(str(fact.values["child"])) for fact in (one, other)]
    if dues[0] is None or dues[1] is None:
        return False
    return abs(dues[0] - dues[1]) <= TWIN_DAYS


def births(picture: Picture) -> list[Fact]:
    """A child is born: the birth on record or, where there is none, the date of birth under which it was named."""
    found = []
    for person in picture.people.values():
        fact = _birth(picture, person.key)
        if fact is not None:
            found.append(fact)
    return sorted(found, key=lambda fact: fact.key)


def _birth(picture: Picture, child: str) -> Fact | None:
    recorded = [f for f in picture.of("birth") if f.values["child"] == child and f.values.get("live") is not False]
    values: dict[str, object] = {"child": child, "label": "ordinary"}
    if recorded:
        like = recorded[0]
        values["agency"] = like.agency
        return Fact(
            "child.living", child, child, like.first, like.last, like.since, like.agency, (child,), values, like.places, like.loose,
            like.rank,
        )
    person = picture.people.get(child)
    if person is None or person.born is None or person.named is None or not person.is_child:
        return None
    like, born = person.named, person.born
    if born.first > picture.as_of:
        return None
    values["agency"] = like.agency
    since = max(like.since, born.first)
    return Fact(
        "child.living", child, child, born.first, born.last, since, like.agency, (child,), values, like.places, born.loose,
        like.rank,
    )


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
                values, opener.places + held.places, held.loose, held.rank,
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
            values = {"person": person.key, "agency": person.named.agency, "label": "ordinary"}
            if person.role is not None:
                values["role"] = person.role
            first, since = person.named.first, person.named.since
            found.append(_like("person.known", f"@{person.key}", person.named, first, since, values, (person.key,)))
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
    "pregnancy.open": (pregnancies, ("pregnancy.known", "birth", "pregnancy.due_changed", "person.added", "people"), True),
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

