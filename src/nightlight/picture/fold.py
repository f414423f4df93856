"""The fold: the facts of one view, indexed, and everything that follows from them, worked out when it is asked for.

Folding one more fact gives the same picture as folding all: `Picture.plus` returns a new picture that shares what the
fact cannot have changed. What depends on the clock is worked out again when the clock moves (`Picture.at`).
"""

from __future__ import annotations

from bisect import bisect_right, insort
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final, TypeVar

from nightlight.chronology.agencies import UNIVERSAL
from nightlight.chronology.knowing import TEAM_MONTHS, agencies_named, team_since
from nightlight.chronology.moments import NEVER, Day, Moment, When, add_months, day_of, start_of
from nightlight.chronology.record import CHILD_ROLES, Chronology, Person
from nightlight.picture.events import DERIVED, OF_THE_FAMILY, Quorum
from nightlight.picture.facts import Fact, fact_of
from nightlight.picture.selecting import Selector
from nightlight.picture.states import STATES, Spell, spells

_T = TypeVar("_T")

#: Stands among the kinds that something reads for "who is named at all".
PEOPLE: Final = "people"

#: Stands for "any entry at all".
EVERYTHING: Final = "*"

#: Stands for "which agencies are in the family".
AGENCIES: Final = "agencies"

#: From this age on a sibling is no longer counted among the children, in years.
ADULT_YEARS: Final = 18


@dataclass(frozen=True, slots=True)
class PersonSeen:
    """A person as the picture has them: what is declared of them, what the record adds, and the fact that first names them."""

    key: str
    role: str | None
    sex: str | None
    name: str | None
    born: When | None
    due: When | None
    named: Fact | None

    @property
    def is_child(self) -> bool:
        """A child of the family, born or not."""
        return self.role in CHILD_ROLES

    @property
    def since(self) -> Moment | None:
        """From when the record names them; `None` where it does not yet."""
        return self.named.since if self.named else None


class Picture:
    """One family at one moment, for one viewer or for all together."""

    def __init__(
        self,
        chronology: Chronology,
        as_of: Moment,
        known_to: str | None = None,
        quorum: Mapping[str, Quorum] | None = None,
    ) -> None:
        self.chronology = chronology
        self.agencies = chronology.agencies
        self.declared = chronology.people
        self.nation = chronology.nation
        self.as_of = as_of
        self.known_to = known_to
        self.quorum = quorum or {}
        self._by_kind: dict[str, list[Fact]] = {}
        self._by_thread: dict[str, list[Fact]] = {}
        #: What selectors mean among the recorded facts, by kind: kept up to date as facts are put in.
        self._meant: dict[str, dict[Selector, list[tuple[Fact, bool]]]] = {}
        self._openers: dict[str, Fact] = {}
        self._named: dict[str, Fact] = {}
        self._agency_since: dict[str, Moment] = {}
        self._told_since: dict[str, Moment] = {}
        self._touches: dict[str, list[Moment]] = {}
        self._closings: dict[str, list[Moment]] = {}
        self._remembered: dict[Any, tuple[frozenset[str], bool, Any]] = {}

    # -- folding

    def put(self, fact: Fact, touched: Iterable[tuple[str, Moment]], opens: bool) -> set[str]:
        """Takes one more fact into this picture; returns the kinds (and `people`) whose readers must look again."""
        changed = {fact.kind, EVERYTHING}
        insort(self._by_kind.setdefault(fact.kind, []), fact, key=lambda each: each.key)
        if fact.thread is not None:
            insort(self._by_thread.setdefault(fact.thread, []), fact, key=lambda each: each.key)
            if opens:
                self._openers[fact.thread] = fact
                if len(self._by_thread[fact.thread]) > 1:
                    self._meant = {}  # what came before the fact that opened its thread is now asked of it too
        for selector, meant in self._meant.get(fact.kind, {}).items():
            passed = selector.passes(fact, self)
            if passed is not False:
                insort(meant, (fact, passed is True), key=lambda each: each[0].key)
        for agency, moment in touched:
            insort(self._touches.setdefault(agency, []), moment)
        if fact.kind == "case.closed":
            insort(self._closings.setdefault(fact.values["by_agency"], []), fact.first)
        return changed | self.name(fact, touched)

    def name(self, fact: Fact, touched: Iterable[tuple[str, Moment]]) -> set[str]:
        """Takes in whom a fact names: once named, a person or an agency stays named, though the entry is corrected later."""
        changed: set[str] = set()
        for person in fact.people:
            named = self._named.get(person)
            if named is None or (fact.since, fact.key) < (named.since, named.key):
                self._named[person] = fact
                changed.add(PEOPLE)
        for agency, _ in touched:
            since = self._agency_since.get(agency)
            if since is None or fact.since < since:
                self._agency_since[agency] = fact.since
                changed |= {AGENCIES, f"agency:{self.agency_type(agency)}"}
        for agency in fact.told:
            if fact.since < self._told_since.get(agency, NEVER):
                self._told_since[agency] = fact.since
                changed |= {AGENCIES, f"agency:{self.agency_type(agency)}"}
        return changed

    def plus(self, fact: Fact, touched: Iterable[tuple[str, Moment]], opens: bool) -> tuple[Picture, set[str]]:
        """A new picture with one more fact, and what changed; this one stays as it is."""
        after = self._copy(self.as_of)
        after._by_kind = dict(self._by_kind)
        after._by_thread = dict(self._by_thread)
        after._meant = dict(self._meant)
        after._openers = dict(self._openers)
        after._named = dict(self._named)
        after._agency_since = dict(self._agency_since)
        after._told_since = dict(self._told_since)
        after._touches = dict(self._touches)
        after._closings = dict(self._closings)
        touched = list(touched)
        for index, key in [(after._by_kind, fact.kind), (after._by_thread, fact.thread)]:
            if key in index:
                index[key] = list(index[key])
        if fact.kind in after._meant:
            after._meant[fact.kind] = {selector: list(meant) for selector, meant in after._meant[fact.kind].items()}
        for agency, _ in touched:
            if agency in after._touches:
                after._touches[agency] = list(after._touches[agency])
        if fact.kind == "case.closed" and fact.values["by_agency"] in after._closings:
            after._closings[fact.values["by_agency"]] = list(after._closings[fact.values["by_agency"]])
        changed = after.put(fact, touched, opens)
        after._remembered = {key: kept for key, kept in self._remembered.items() if not (kept[0] & changed)}
        return after, changed

    def at(self, as_of: Moment) -> Picture:
        """The same facts at a later moment (with nothing recorded between)."""
        if as_of == self.as_of:
            return self
        after = self._copy(as_of)
        for name in (
            "_by_kind",
            "_by_thread",
            "_meant",
            "_openers",
            "_named",
            "_agency_since",
            "_told_since",
            "_touches",
            "_closings",
        ):
            setattr(after, name, getattr(self, name))
        after._remembered = {key: kept for key, kept in self._remembered.items() if not kept[1]}
        return after

    def _copy(self, as_of: Moment) -> Picture:
        return Picture(self.chronology, as_of, self.known_to, self.quorum)

    def remember(self, key: Any, reads: frozenset[str], clock: bool, make: Callable[[], _T]) -> _T:
        """What `make` gives, kept until one of the kinds that it reads changes or, where it reads the clock, that moves."""
        kept = self._remembered.get(key)
        if kept is None:
            kept = (reads, clock, make())
            self._remembered[key] = kept
        found: _T = kept[2]
        return found

    # -- facts

    def of(self, kind: str) -> list[Fact]:
        """The facts of a kind, or the derived events of that name, in their order."""
        derived = DERIVED.get(kind)
        if derived is None:
            return self._by_kind.get(kind, [])
        make, reads, clock = derived
        return self.remember(("event", kind), frozenset(reads), clock, lambda: make(self))

    def meant_by(self, selector: Selector) -> list[tuple[Fact, bool]]:
        """The facts that a selector may mean, in their order, each with whether it surely does (`False`: the record cannot tell)."""
        derived = DERIVED.get(selector.kind)
        if derived is not None:
            return self.remember(selector, frozenset(derived[1]), derived[2], lambda: list(self._meant_by(selector)))
        of_kind = self._meant.setdefault(selector.kind, {})
        found = of_kind.get(selector)
        if found is None:
            found = of_kind[selector] = list(self._meant_by(selector))
        return found

    def _meant_by(self, selector: Selector) -> Iterator[tuple[Fact, bool]]:
        for fact in self.of(selector.kind):
            passed = selector.passes(fact, self)
            if passed is not False:
                yield fact, passed is True

    def in_thread(self, thread: str | None) -> list[Fact]:
        """The facts of one thread, its opener among them, in their order."""
        return self._by_thread.get(thread, []) if thread is not None else []

    def opener(self, thread: str | None) -> Fact | None:
        """The fact that opened a thread; `None` where this viewer does not hold it."""
        return self._openers.get(thread) if thread is not None else None

    def kinds(self) -> list[str]:
        """The kinds of which the record holds at least one entry."""
        return sorted(kind for kind, facts in self._by_kind.items() if facts)

    def facts(self) -> list[Fact]:
        """Every recorded fact, in order; derived events are not among them."""
        return sorted((fact for facts in self._by_kind.values() for fact in facts), key=lambda fact: fact.key)

    # -- people

    @property
    def people(self) -> dict[str, PersonSeen]:
        """Everybody whom the record names so far, by key, in the order in which they were first named."""
        reads = frozenset({PEOPLE, "person.added"})
        return self.remember("people", reads, False, self._people)

    def _people(self) -> dict[str, PersonSeen]:
        added = {fact.root: fact for fact in self.of("person.added")}
        keys = sorted(set(self._named) | set(added), key=lambda key: _named_at(self._named.get(key) or added[key], key))
        return {key: self._person(key, added.get(key)) for key in keys}

    def _person(self, key: str, added: Fact | None) -> PersonSeen:
        declared = self.declared.get(key) or Person(key)
        own = {name: getattr(declared, name) for name in ("role", "sex", "name", "born", "due")}
        named = self._named.get(key)
        if added is not None:
            own.update({name: added.values[name] for name in own if name in added.values})
            if named is None or (added.since, added.key) < (named.since, named.key):
                named = added
        return PersonSeen(key, named=named, **own)

    def person_of_role(self, role: str) -> str | None:
        """The first person of a role, such as the mother; `None` where the record names nobody of it."""
        return next((person.key for person in self.people.values() if person.role == role), None)

    @property
    def children(self) -> frozenset[str]:
        """The children of the family, born or not, siblings among them; not those who are grown up."""
        return self.remember("children", frozenset({PEOPLE, "person.added"}), True, self._children)

    def _children(self) -> frozenset[str]:
        grown = day_of(self.as_of) - round(ADULT_YEARS * 365.25)
        return frozenset(
            person.key
            for person in self.people.values()
            if person.is_child and not (person.born is not None and person.born.last_day < grown)
        )

    def children_of(self, fact: Fact) -> frozenset[str]:
        """The children whom a fact, or the entry that opened its thread, names; empty where it names none."""
        found = self.children.intersection(fact.about)
        opener = self.opener(fact.thread)
        if not found and opener is not None and opener is not fact:
            found = self.children.intersection(opener.about)
        return found

    def people_of(self, fact: Fact) -> frozenset[str]:
        """Everybody whom a fact, or the entry that opened its thread, names."""
        opener = self.opener(fact.thread)
        return frozenset(fact.people) | (frozenset(opener.people) if opener else frozenset())

    def born_on(self, child: str) -> Fact | None:
        """The birth of a child; `None` where none is on record."""
        return next((fact for fact in self.of("child.living") if fact.root == child), None)

    def due_of(self, child: str) -> Day | None:
        """The day on which a child is due, by the latest due date on record; `None` where none is."""
        key = ("due", child)
        reads = frozenset({"pregnancy.known", "pregnancy.due_changed", PEOPLE, "person.added"})
        return self.remember(key, reads, False, lambda: self._due_of(child))

    def _due_of(self, child: str) -> Day | None:
        for kind in ("pregnancy.due_changed", "pregnancy.known"):
            dated = [fact for fact in self.of(kind) if fact.values["child"] == child]
            if dated:
                due: When = max(dated, key=lambda fact: (fact.first, fact.since, fact.root)).values["due"]
                return due.day
        person = self.people.get(child)
        return person.due.day if person is not None and person.due is not None else None

    # -- agencies

    def agency_type(self, agency: str) -> str:
        """The type of an agency; `other` for one that is not declared."""
        found = self.agencies.get(agency)
        return found.type if found is not None else "other"

    def agencies_of(self, types: Iterable[str]) -> list[str]:
        """The agencies of these types that are in the family: they recorded, are named, or were told (`semantics.md` 25)."""
        wanted = frozenset(types)
        return self.remember(("agencies of", wanted), frozenset({AGENCIES}), False, lambda: self._agencies_of(wanted))

    def _agencies_of(self, wanted: frozenset[str]) -> list[str]:
        here = self._agency_since.keys() | self._told_since.keys()
        return sorted(agency for agency in here if self.agency_type(agency) in wanted)

    def known_from(self, fact: Fact, agency: str) -> Moment | None:
        """From when an agency knows of a fact, by this moment; `None` where it does not.

        Of an event that follows from who is in the family, an agency knows once it is in the family itself.
        """
        if fact.kind not in OF_THE_FAMILY:
            known = self.chronology.known_from(fact.root, agency)
        else:
            here = min(self._agency_since.get(agency, NEVER), self._told_since.get(agency, NEVER))
            known = None if here == NEVER else max(here, fact.since)
        return known if known is not None and known <= self.as_of else None

    def agencies_since(self) -> Mapping[str, Moment]:
        """Every agency that recorded or that the record names, and from when; not those that were merely told."""
        return self._agency_since

    def records_after(self, types: Iterable[str], moment: Moment) -> bool:
        """Whether an agency of these types has recorded something that happened after a moment."""
        latest = self.remember("latest", frozenset({EVERYTHING}), False, self._latest_by_type)
        return any(latest.get(type_, 0) > moment for type_ in types)

    def _latest_by_type(self) -> dict[str, Moment]:
        latest: dict[str, Moment] = {}
        for facts in self._by_kind.values():
            for fact in facts:
                type_ = self.agency_type(fact.agency)
                latest[type_] = max(latest.get(type_, 0), fact.first)
        return latest

    def team(self, moment: Moment) -> list[str]:
        """The agencies that are in the team at a moment (`semantics.md` 12), by key."""
        return sorted(agency for agency in self._touches if self._in_team(agency, moment))

    def _in_team(self, agency: str, moment: Moment) -> bool:
        touches = self._touches[agency]
        at = bisect_right(touches, moment)
        if at == 0:
            return False
        closings = self._closings.get(agency, ())
        closed = bisect_right(closings, moment)
        if closed and closings[closed - 1] >= touches[at - 1]:
            return False
        if day_of(touches[at - 1]) >= team_since(day_of(moment)):
            return True
        return any(
            spell.holds(moment, moment) and spell.fact.values["agency"] == agency for spell in self.spells("involved")
        )

    def is_joined_by(self, agency: str, touch: Moment, before: Picture) -> bool:
        """Whether a touch brings an agency into the team at any moment at which it was not, in the picture from `before` it.

        A touch counts for a year and up to the next one: it may close a gap that began long after it. Between the moments at which
        something ends or begins, whether the agency is in the team stays the same.
        """
        touches = before._touches.get(agency, [])
        at = bisect_right(touches, touch)
        earlier, later = touches[max(at - 1, 0) : at], touches[at : at + 1]
        # Months back from a day and months on from it do not meet where one of them is short: the days about the end are asked.
        ends = [add_months(day_of(each), TEAM_MONTHS) + days for each in (touch, *earlier) for days in range(-1, 4)]
        moments = {touch, *(each - 1 for each in later), *(start_of(day) for day in ends)}
        moments |= {each - 1 for each in self._closings.get(agency, ())}
        for picture in (before, self):
            for spell in picture.spells("involved"):
                if spell.fact.values["agency"] == agency:
                    moments |= {spell.start - 1, spell.end}
        last = min([start_of(max(ends)), *later])
        return any(
            self._is_in(agency, moment) and not before._is_in(agency, moment)
            for moment in moments
            if touch <= moment <= last
        )

    def _is_in(self, agency: str, moment: Moment) -> bool:
        return agency in self._touches and self._in_team(agency, moment)

    def agencies_involved(self, moment: Moment) -> int:
        """How many agencies are in the team at a moment beyond the universal ones (`semantics.md` 19)."""
        return sum(self.agency_type(agency) not in UNIVERSAL for agency in self.team(moment))

    # -- states

    def spells(self, state: str) -> list[Spell]:
        """Every stretch of a state, in order.

        Raises `KeyError` where there is no such state.
        """
        declared = STATES[state]
        reads = self.rests_of(state)
        clock = any(kind in DERIVED and DERIVED[kind][2] for kind in reads)
        return self.remember(("state", state), reads, clock, lambda: spells(self, declared))

    @staticmethod
    def rests_of(state: str) -> frozenset[str]:
        """The kinds and events on which a state rests, and what those events follow from."""
        return _rests_of(state)

    def holds(self, state: str, word: str | None = None, moment: Moment | None = None) -> bool:
        """Whether a state (of a word, such as a type of plan) holds at a moment; at the picture's own where none is given."""
        at = self.as_of if moment is None else moment
        return any(spell.holds(at, at) and word in (None, spell.word) for spell in self.spells(state))


@cache
def _rests_of(state: str) -> frozenset[str]:
    reads = STATES[state].reads()
    return reads.union(*(DERIVED[kind][1] for kind in reads if kind in DERIVED))


def _named_at(fact: Fact, key: str) -> tuple[Moment, Moment, str, str]:
    return (fact.since, *fact.key, key)


def touched_by(fact: Fact, agencies: Iterable[str], recorded: Moment) -> list[tuple[str, Moment]]:
    """When a fact brings each agency into the family: the recorder when it wrote, those named when it happened."""
    return [(agency, max(recorded, fact.first) if agency == fact.agency else fact.first) for agency in agencies]


def fold(
    chronology: Chronology,
    as_of: Moment,
    known_to: str | None = None,
    quorum: Mapping[str, Quorum] | None = None,
) -> Picture:
    """The picture of a family at a moment, for one agency or for all together.

    An `as_of` that is a day means its end: pass `When.on(day).last`.
    """
    picture = Picture(chronology, as_of, known_to, quorum)
    for held in chronology.held(known_to):
        if held.since <= as_of:
            fact = fact_of(held)
            touched = touched_by(fact, agencies_named(held.entry, chronology.agencies), held.entry.recorded.first)
            if held.in_force(as_of):
                picture.put(fact, touched, bool(held.entry.body.opens))
            else:
                picture.name(fact, touched)
    return picture
