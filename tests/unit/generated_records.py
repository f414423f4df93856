"""Records made from the kinds themselves, for property tests: whatever a kind declares, an entry of it can be made.

A record is a list of steps, each a kind and a seed, so that a failing one shrinks by leaving steps out. Few people,
few agencies, few days and few words: what matters is that things meet (the same day, the same person, the same
thread).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from random import Random
from typing import Any, Final

from hypothesis import strategies as st

from nightlight.chronology.agencies import Agency
from nightlight.chronology.entry import BASES_OF_KNOWLEDGE, Entry
from nightlight.chronology.fields import FieldSpec, FieldType
from nightlight.chronology.kinds import KINDS, THREADS
from nightlight.chronology.moments import When, start_of
from nightlight.chronology.record import Chronology, Person, order_of_recording

Step = tuple[str, int]

AGENCIES: Final = {
    key: Agency(key, key)
    for key in ("social_care", "midwifery", "police", "gp", "substance_use", "mental_health", "housing")
}
PEOPLE: Final = {
    "mother": Person("mother", "mother", "female"),
    "father": Person("father", "father", "male"),
    "sam": Person("sam", "other", "male"),
    "baby": Person("baby", "unborn", due=When.read("2024-05-20")),
    "twin": Person("twin", "unborn"),
    "brother": Person("brother", "child", born=When.read("2020-02-03")),
    "granny": Person("granny", "grandparent", "female"),
}
#: Words for free text: keys of people (for `person.same`) and households among them.
WORDS: Final = ("sam", "father", "brother", "Flat 2", "flat 2", "the other place", "a few words")
FIRST: Final = When.read("2024-01-01").day
#: Days on which things happen, and by how many days they are recorded later.
DAYS: Final = (0, 1, 2, 3, 5, 8, 13, 40, 90, 150, 151, 200, 400)
LATER: Final = (0, 0, 0, 0, 1, 2, 30)


def steps(kinds: Iterable[str] = tuple(KINDS), most: int = 30) -> st.SearchStrategy[list[Step]]:
    """Lists of steps over these kinds."""
    return st.lists(st.tuples(st.sampled_from(sorted(kinds)), st.integers(0, 10_000)), min_size=2, max_size=most)


def entries_of(made: Iterable[Step]) -> list[Entry]:
    """The entries of steps, in the order in which they were recorded; what a step needs first (a plan to change)
    comes with it."""
    maker = _Maker()
    for kind, seed in made:
        maker.make(kind, Random(seed))
    return sorted(maker.entries, key=order_of_recording)


def record_of(entries: Iterable[Entry]) -> Chronology:
    """The record of entries that arrived in this order."""
    return Chronology(entries, agencies=AGENCIES, people=PEOPLE)


class _Maker:
    def __init__(self) -> None:
        self.entries: list[Entry] = []
        self.opened: dict[str, list[Entry]] = {}
        self.recorded = When.on(FIRST)

    def make(self, kind: str, random: Random) -> Entry:
        cls = KINDS[kind]
        when = self._when(random)
        day = when.day + random.choice(LATER)
        recorded = (
            When.on(day) if random.random() < 0.8 else When.at(max(when.first, start_of(day) + random.randrange(1440)))
        )
        if recorded.first < when.first:
            recorded = When.at(when.first)
        self.recorded = recorded
        body = {spec.attribute: self._field(spec, random) for spec in cls.specs.values()}
        number = len(self.entries) + 1
        entry = Entry(
            id=f"e{number}",
            body=cls(**body),
            when=when,
            recorded=recorded,
            agency=body.get("agency") or random.choice(sorted(AGENCIES)),
            place=number,
            about=tuple(random.sample(sorted(PEOPLE), 2)) if random.random() < 0.2 else None,
            by=random.choice((None, "a worker")),
            text=random.choice((None, "What was seen")),
            basis_of_knowledge=random.choice((None, *BASES_OF_KNOWLEDGE)),
            shared=self._shared(random),
        )
        entry = self._correcting(entry, random)
        self.entries.append(entry)
        if cls.opens:
            self.opened.setdefault(cls.opens, []).append(entry)
        return entry

    def _correcting(self, entry: Entry, random: Random) -> Entry:
        """Now and then the entry corrects an earlier one of its kind, and is then recorded after it."""
        earlier = [each for each in self.entries if each.kind == entry.kind]
        if not earlier or random.random() > 0.3:
            return entry
        old = random.choice(earlier)
        if old.recorded.first > entry.recorded.first:
            entry = replace(entry, recorded=old.recorded)
        return replace(entry, replaces=old.id)

    @staticmethod
    def _when(random: Random) -> When:
        day = FIRST + random.choice(DAYS)
        match random.randrange(10):
            case 0:
                return When.at(start_of(day) + random.choice((0, 600, 1439)))
            case 1:
                return When.read(When.on(day).iso()[:7])
            case 2:
                return When.read(When.on(day).iso(), "about")
            case _:
                return When.on(day)

    @staticmethod
    def _shared(random: Random) -> dict[str, When | None] | None:
        if random.random() < 0.7:
            return None
        return {agency: When(0, 0, "day") for agency in random.sample(sorted(AGENCIES), random.randrange(3))}

    def _field(self, spec: FieldSpec, random: Random) -> Any:
        if spec.optional and random.random() < 0.4:
            return None
        many = {
            FieldType.PEOPLE: sorted(PEOPLE),
            FieldType.AGENCIES: sorted(AGENCIES),
            FieldType.WORDS: list(spec.words),
        }
        match spec.type:
            case FieldType.PEOPLE | FieldType.AGENCIES | FieldType.WORDS:
                return tuple(random.sample(many[spec.type], random.randrange(min(4, len(many[spec.type])))))
            case FieldType.PERSON:
                return random.choice(sorted(PEOPLE))
            case FieldType.AGENCY:
                return random.choice(sorted(AGENCIES))
            case FieldType.THREAD:
                return self._thread(spec, random)
            case FieldType.THREADS:
                return (self._thread(spec, random),)
            case FieldType.ENTRIES:
                return tuple(each.id for each in random.sample(self.entries, min(2, len(self.entries))))
            case FieldType.DATE:
                return self._when(random)
            case FieldType.WEEKS:
                return random.choice((8, 24, 36, 40))
            case FieldType.NUMBER:
                return random.choice((1.0, 7.0, 2500.0))
            case FieldType.FLAG:
                return random.random() < 0.5
            case FieldType.WORD:
                return random.choice(spec.words)
            case FieldType.TEXT:
                return random.choice(WORDS)
        raise AssertionError(f"no value is made yet for a field of type {spec.type}")

    def _thread(self, spec: FieldSpec, random: Random) -> str:
        """A thread of the sort that the field needs, by its opener or by a correction that is on record already;
        where none is open, one is opened."""
        sort = spec.opens or random.choice(sorted(self.opened) or sorted(THREADS))
        if not self.opened.get(sort):
            recorded = self.recorded
            opener = self.make(THREADS[sort], random)
            self.recorded = recorded
            return opener.replaces or opener.id
        known = [each for each in self.opened[sort] if not each.replaces or each.recorded.first < self.recorded.first]
        return random.choice(known).id
