"""Families in which anything may happen that a case file can state, made to find where two engines disagree.

Entries come from the kinds themselves, so a kind that is added takes part at once. Given safeguards, a family is made so that they have
something to say: what opens a finding happens, in the states in which it counts, and what answers it comes a day or a minute before,
at, or after the moment that matters, is written down late, corrected, told later, put off or explained.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from random import Random
from typing import Any, Final

from nightlight.caseloads.edges import calendar_edges, moments_of, near, vaguely
from nightlight.caseloads.family import MadeUpFamily
from nightlight.chronology.agencies import AGENCY_TYPES
from nightlight.chronology.calendar import NATIONS
from nightlight.chronology.entry import BASES_OF_KNOWLEDGE, ENVELOPE, LABELS
from nightlight.chronology.fields import NAMES_AGENCIES, NAMES_PEOPLE, NAMES_THREADS, FieldSpec, FieldType
from nightlight.chronology.kinds import KINDS, THREADS
from nightlight.chronology.moments import MINUTES_A_DAY, Day, Moment, When, day_of, end_of, start_of
from nightlight.picture import Picture, fold
from nightlight.picture.events import DERIVED, Quorum
from nightlight.picture.facts import Fact, opener_of
from nightlight.picture.selecting import Filter, Selector
from nightlight.picture.states import STATES
from nightlight.safeguards.matching import value_of
from nightlight.safeguards.outcome import Outcome
from nightlight.safeguards.outcomes import outcomes
from nightlight.safeguards.reads import kinds_read
from nightlight.safeguards.reference import reads_findings
from nightlight.safeguards.rules import (
    AGENCY_SETS,
    PEOPLE_SETS,
    AllOf,
    AnyOf,
    Before,
    Cadence,
    Clash,
    Condition,
    Deadline,
    InState,
    Pattern,
    Response,
    Safeguard,
)

#: What the fields of one selector ask for: field -> value, in the words of a case file; `None` leaves a field out.
Wanted = dict[str, Any]

FIRST: Final = date(2019, 1, 1).toordinal()
LAST: Final = date(2027, 12, 31).toordinal()
#: By how many days an entry follows the one before, and by how many it is written down later.
PACE: Final = (0, 0, 0, 1, 1, 2, 3, 5, 8, 14, 30, 75)
LATER: Final = (1, 1, 2, 3, 5, 10, 30, 120, 400)
#: Words for free text: few, so that two entries say the same; keys of people and households are among them.
TEXTS: Final = (
    "flat 2",
    "Flat 2.",
    "the other place",
    "mother",
    "father",
    "child2",
    "a few words",
    "urine",
    "anonymous",
)
#: How many a family has beside the mother.
OTHERS: Final = ("father", "partner", "carer", "grandparent", "other", "relative", "mother", "sibling")


def wild_family(
    random: Random,
    rules: Sequence[Safeguard] = (),
    size: int = 25,
    name: str = "family",
    quorum: Mapping[str, Quorum] | None = None,
) -> MadeUpFamily:
    """A made-up family of about so many entries, in which some of these safeguards have something to say.

    The same state of `random` gives the same family. It is looked at (`as_of`) at its last entry, some time later, at a
    moment that matters to one of the safeguards, or while it was still being written.

    >>> len(wild_family(Random(7), size=12).entries) >= 12
    True
    """
    maker = _Maker(random, list(rules), quorum)
    watching = [rule for rule in rules if not reads_findings(rule)]
    while len(maker.entries) < size:
        if watching and random.random() < 0.75:
            maker.turn(random.choice(watching))
        else:
            maker.anything()
    return maker.family(name)


class _Maker:
    def __init__(self, random: Random, rules: list[Safeguard], quorum: Mapping[str, Quorum] | None) -> None:
        self.random = random
        self.rules = rules
        self.quorum = quorum
        self.entries: list[dict[str, Any]] = []
        self.opened: dict[str, list[str]] = {}
        #: The corrections of an entry, each with the moment at which it was recorded: from then on it may be named instead.
        self.corrected: dict[str, list[tuple[Moment, str]]] = {}
        self.nation = random.choice(("england", "england", *NATIONS))
        self.day: Day = random.randrange(FIRST, LAST - 900)
        self.agencies = self._some_agencies()
        self.people = self._some_people()
        #: Everybody whom an entry may name: those declared, and those whom an entry adds.
        self.known = list(self.people)
        self.interest = sorted({kind for rule in rules for kind in kinds_read(rule) if kind in KINDS})
        self._read: tuple[int, Picture] | None = None

    def family(self, name: str) -> MadeUpFamily:
        made = MadeUpFamily(name, self.agencies, self.people, self.entries, self.nation)
        return MadeUpFamily(name, self.agencies, self.people, self.entries, self.nation, self._as_of(made))

    # -- who there is

    def _some_agencies(self) -> dict[str, dict[str, Any]]:
        owing = [type_ for rule in self.rules for type_ in rule.owes[:6]]
        often = ["social_care", "midwifery", "health_visiting", "police", "maternity_ward", "gp", "substance_use"]
        types = [self.random.choice(owing + often if self.random.random() < 0.7 else list(AGENCY_TYPES))
                 for _ in range(self.random.randrange(1, 9))]  # fmt: skip
        if self.random.random() < 0.8:
            types.append("social_care")
        found: dict[str, dict[str, Any]] = {}
        for type_ in types:
            key = type_ if type_ not in found else f"{type_}_{len(found)}"
            found[key] = {"type": type_}
        return found

    def _some_people(self) -> dict[str, dict[str, Any]]:
        people: dict[str, dict[str, Any]] = {"mother": {"role": "mother", "sex": "female"}}
        for number in range(1, self.random.choice((2, 2, 2, 3, 3, 4))):
            people[f"child{number}"] = self._some_child(number)
        for number in range(self.random.randrange(4)):
            person: dict[str, Any] = {"role": self.random.choice(OTHERS)}
            if self.random.random() < 0.8:
                person["sex"] = self.random.choice(("male", "male", "female", "other", "unknown"))
            if self.random.random() < 0.2:
                person["born"] = self._iso(When.on(self.day - self.random.randrange(3000, 15000)))
            people[person["role"] if person["role"] not in people else f"p{number}"] = person
        return people

    def _some_child(self, number: int) -> dict[str, Any]:
        if number > 1 and self.random.random() < 0.3:
            return dict(self.people_so_far[-1])  # a twin
        child: dict[str, Any] = {"role": self.random.choice(("unborn", "unborn", "child", "child", "sibling"))}
        when = When.on(self.day + self.random.choice((-400, -200, -30, -1, 0, 1, 20, 60, 130, 200)))
        if child["role"] == "unborn":
            if self.random.random() < 0.75:
                child["due"] = self._iso(when)
        elif self.random.random() < 0.85:
            born = When.on(when.day - self.random.choice((0, 0, 0, 0, 300, 300, 1500, 1826, 1826, 3000, 3000, 5900)))
            child["born"] = self._iso(vaguely(self.random, born.day) if self.random.random() < 0.15 else born)
        if self.random.random() < 0.4:
            child["sex"] = self.random.choice(("female", "male"))
        self.people_so_far.append(child)
        return child

    @property
    def people_so_far(self) -> list[dict[str, Any]]:
        if not hasattr(self, "_people_so_far"):
            self._people_so_far: list[dict[str, Any]] = []
        return self._people_so_far

    # -- dates

    def _iso(self, when: When) -> str:
        return when.iso()

    def _move_on(self) -> Day:
        self.day = min(self.day + self.random.choice(PACE), LAST)
        if self.random.random() < 0.12:
            ahead = [day for day in calendar_edges(self.day, self.nation) if self.day <= day <= self.day + 120]
            self.day = min(self.random.choice(ahead), LAST) if ahead else self.day
        return self.day

    def _some_date(self) -> When:
        """A date about now, as somebody might write it."""
        day = self._move_on()
        match self.random.randrange(12):
            case 0 | 1:
                return When.at(start_of(day) + self.random.choice((0, 1, 540, 600, 1020, 1439)))
            case 2:
                return vaguely(self.random, day)
            case 3 if self.entries:
                return self._date_of(self.random.choice(self.entries))
            case _:
                return When.on(day)

    @staticmethod
    def _date_of(entry: Mapping[str, Any], field: str = "when") -> When:
        return When.read(entry.get(field) or entry["when"], entry.get("precision") if field == "when" else None)

    # -- one entry

    def make(
        self, kind: str, wanted: Mapping[str, Any] | None = None, when: When | None = None, recorded: When | None = None
    ) -> dict[str, Any]:
        """Makes an entry of a kind, with the fields that are wanted and others as they come; what it needs first comes with it."""
        random, made, wanted = self.random, KINDS[kind], dict(wanted or {})
        when = when or self._some_date()
        for spec in ({"of": ENVELOPE["of"]} | made.specs).values():
            if not self._may_hold(spec, wanted.get(spec.name)):
                del wanted[spec.name]
        body: dict[str, Any] = {}
        for spec in made.specs.values():
            if spec.name in wanted:
                if wanted[spec.name] is not None or not spec.optional:
                    body[spec.name] = wanted[spec.name] if wanted[spec.name] is not None else self._value(spec, when)
            elif not spec.optional or random.random() < 0.5:
                body[spec.name] = self._value(spec, when)
        entry: dict[str, Any] = {"kind": kind, "when": self._iso(when)}
        if when.loose and when.precision == "day":
            entry["precision"] = "about"
        entry |= body
        number = len(self.entries) + 1
        if made.opens or random.random() < 0.8:
            entry["id"] = f"e{number}"
        if "agency" not in made.specs:
            entry["agency"] = wanted.get("agency") or random.choice(list(self.agencies))
        self._envelope(entry, made.specs, wanted, when, recorded)
        self.entries.append(entry)
        if made.opens:
            self.opened.setdefault(made.opens, []).append(entry["id"])
        if kind == "person.added" and "id" in entry:
            self.known.append(str(entry["id"]))
        return entry

    def _may_hold(self, spec: FieldSpec, value: Any) -> bool:
        """Whether a field can hold a value, which was wanted for a field of that name in another kind."""
        values = _listed(value)
        if spec.type in NAMES_THREADS and not all(self._is_of(spec, str(each)) for each in values):
            return False
        if spec.type is FieldType.WEEKS and not all(isinstance(each, int) and each <= 45 for each in values):
            return False
        known: Sequence[str] = spec.words
        if spec.type in NAMES_PEOPLE:
            known = self.known
        elif spec.type in NAMES_AGENCIES:
            known = list(self.agencies)
        return (spec.many or not isinstance(value, list)) and (not known or all(each in known for each in values))

    def _envelope(
        self,
        entry: dict[str, Any],
        own: Mapping[str, FieldSpec],
        wanted: Mapping[str, Any],
        when: When,
        recorded: When | None,
    ) -> None:
        random = self.random
        chances = {
            "noted": 0.05, "until": 0.05, "by": 0.2, "source": 0.1, "basis_of_knowledge": 0.2, "about": 0.25, "text": 0.2,
            "voice": 0.05, "significant": 0.1, "label": 0.1, "ref": 0.02, "of": 0.06, "shared": 0.35, "inferred": 0.05,
        }  # fmt: skip
        for name, chance in chances.items():
            if name in own:
                continue
            if name in wanted:
                if wanted[name] is not None:
                    entry[name] = wanted[name]
            elif random.random() < chance:
                value = self._enveloped(name, when)
                if value is not None:
                    entry[name] = value
        recorded = recorded or self._some_recording(when)
        if recorded is not None and recorded.last >= when.first and recorded != when:
            entry["recorded"] = self._iso(recorded)
        since = self._date_of(entry, "recorded").first
        if "of" in entry and random.random() < 0.4:
            entry["of"] = random.choice(
                [entry["of"], *(id for at, id in self.corrected.get(entry["of"], ()) if at <= since)]
            )

    def _enveloped(self, name: str, when: When) -> Any:
        random = self.random
        match name:
            case "noted":
                return self._iso(when)
            case "until":
                return self._iso(When.on(when.last_day + random.choice((0, 1, 20))))
            case "source":
                return random.choice((*self.agencies, *self.people, "anonymous", "a neighbour"))
            case "basis_of_knowledge":
                return random.choice(BASES_OF_KNOWLEDGE)
            case "label":
                return random.choice(LABELS)
            case "about":
                return self._some(self.known, 2)
            case "significant" | "inferred":
                return random.random() < 0.7
            case "of":
                threads = [id for ids in self.opened.values() for id in ids]
                return random.choice(threads) if threads else None
            case "shared":
                return self._some_sharing(when)
        return random.choice(TEXTS)

    def _some_sharing(self, when: When) -> Any:
        agencies = self._some(list(self.agencies), 4)
        if self.random.random() < 0.5:
            return agencies
        later = [self._iso(When.on(when.last_day + days)) for days in (0, 1, 2, 9, 60)]
        return {agency: self.random.choice((True, None, *later)) for agency in agencies}

    def _some_recording(self, when: When) -> When | None:
        """When an entry was written down; `None`: when it happened."""
        random = self.random
        if random.random() < 0.68:
            return None
        if random.random() < 0.25:  # at a minute of the same day, or on a day of which only the day is known
            moment = max(when.first, start_of(when.last_day) + random.randrange(MINUTES_A_DAY))
            return random.choice((When.at(moment), When.on(when.last_day)))
        day = when.last_day + random.choice(LATER)
        return When.on(day) if random.random() < 0.8 else When.at(start_of(day) + random.choice((0, 1, 700, 1439)))

    # -- values

    def _value(self, spec: FieldSpec, when: When) -> Any:
        random = self.random
        match spec.type:
            case FieldType.PERSON:
                return random.choice(self.known)
            case FieldType.PEOPLE:
                return self._some(self.known, 3)
            case FieldType.AGENCY:
                return random.choice(list(self.agencies))
            case FieldType.AGENCIES:
                return self._some(list(self.agencies), len(self.agencies))
            case FieldType.THREAD:
                return self._thread(spec, when)
            case FieldType.THREADS:
                return [self._thread(spec, when) for _ in range(random.randrange(1, 3))]
            case FieldType.ENTRIES:
                return self._some([entry["id"] for entry in self.entries if "id" in entry], 3)
            case FieldType.DATE | FieldType.MOMENT:
                day = when.day + random.choice((-30, -1, 0, 0, 1, 3, 7, 14, 40, 100, 200))
                return self._iso(vaguely(random, day) if random.random() < 0.1 else When.on(day))
            case FieldType.WEEKS:
                return random.choice((4, 11, 23, 24, 25, 36, 37, 40))
            case FieldType.NUMBER:
                return random.choice((0, 1, 2, 7, 14, 28, 90, 2499, 2500))
            case FieldType.FLAG:
                return random.random() < 0.5
            case FieldType.WORD:
                return random.choice(spec.words)
            case FieldType.WORDS:
                return self._some(list(spec.words), 3)
        if spec.name == "finding":
            return self._some_finding()
        return random.choice(TEXTS)

    def _some(self, values: Sequence[str], most: int) -> list[str]:
        if not values:
            return []
        number = min(self.random.choice((0, 1, 1, 1, 2, 2, most)), len(values))
        return self.random.sample(values, number)

    def _thread(self, spec: FieldSpec, when: When) -> str:
        sort = spec.opens or self.random.choice(sorted(self.opened) or sorted(THREADS))
        if not self.opened.get(sort) or self.random.random() < 0.05:
            earlier = When.on(when.day - self.random.choice((0, 0, 1, 5, 20)))
            return str(self.make(THREADS[sort], when=earlier)["id"])
        return self.random.choice(self.opened[sort])

    # -- what a selector asks for

    def wanted(self, selector: Selector) -> tuple[Wanted, Wanted]:
        """What an entry that a selector means needs in its own fields, and in those of its opener."""
        own: Wanted = {}
        openers: Wanted = {}
        for each in selector.filters:
            for kind in (opener_of(selector.kind),) if each.opener else _made_of(selector.kind):
                specs = {**ENVELOPE, **KINDS[kind].specs} if kind else {}
                if each.field in specs:
                    (openers if each.opener else own)[each.field] = self._meeting(each, specs[each.field])
                    break
        return own, openers

    def _meeting(self, filter_: Filter, spec: FieldSpec) -> Any:
        """A value that a filter lets pass."""
        random = self.random
        if filter_.test == "absent":
            return None if filter_.values[0] else self._value(spec, When.on(self.day))
        if filter_.test in ("lt", "gt"):
            by = random.choice((1, 1, 1, 5, 0))
            number = filter_.values[0] + (by if filter_.test == "gt" else -by)
            if spec.type in (FieldType.DATE, FieldType.MOMENT):
                return self._iso(When.on(number))
            return max(int(number), 0)
        if filter_.agency:
            among = [
                key
                for key, agency in self.agencies.items()
                if (agency["type"] in filter_.values) is (filter_.test == "any")
            ]
            if not among and filter_.test == "any":
                type_ = random.choice(filter_.values)
                self.agencies[type_] = {"type": type_}
                among = [type_]
            value: Any = random.choice(among) if among else random.choice(list(self.agencies))
        elif filter_.test == "any":
            value = random.choice(filter_.values)
        elif spec.type is FieldType.FLAG:
            value = not filter_.values[0]
        else:
            value = random.choice([word for word in spec.words if word not in filter_.values] or TEXTS)
        return [value] if spec.many and not isinstance(value, list) else value

    def bring_about(
        self, selector: Selector, when: When | None = None, wanted: Wanted | None = None
    ) -> dict[str, Any] | None:
        """Makes what a selector means, or the entries from which it follows; `None` where it follows from no entry in particular."""
        own, openers = self.wanted(selector) if self.random.random() < 0.88 else ({}, {})
        own |= wanted or {}
        if selector.kind in KINDS:
            if openers and "of" not in own:
                own["of"] = self._opener_with(selector.kind, openers, when)
            return self.make(selector.kind, own, when)
        kinds = _made_of(selector.kind)
        opener = opener_of(selector.kind)
        if opener is not None:
            own |= {"of": self.make(opener, openers, when)["id"]}
        made = None
        for kind in kinds:
            if kind != opener and (len(kinds) == 1 or self.random.random() < 0.4):
                made = self.make(kind, own, when)
                if self.random.random() < 0.5:
                    made = self.again(made, When.on(self.day + self.random.choice((0, 1, 10))))
        return made

    def _opener_with(self, kind: str, openers: Wanted, when: When | None) -> str:
        opener = opener_of(kind)
        assert opener is not None
        have = [
            str(entry["id"])
            for entry in self.entries
            if entry["kind"] == opener and all(entry.get(name) == value for name, value in openers.items())
        ]
        if have and self.random.random() < 0.8:
            return self.random.choice(have)
        before = None if when is None else When.on(when.day - self.random.choice((0, 0, 1, 3, 20)))
        return str(self.make(opener, openers, before)["id"])

    def again(self, entry: Mapping[str, Any], when: When, recorded: When | None = None) -> dict[str, Any]:
        """The same thing once more, on another date, with at most one field changed."""
        specs = KINDS[entry["kind"]].specs
        same = {name: value for name, value in entry.items() if name in specs}
        if specs and self.random.random() < 0.3:
            same.pop(self.random.choice(list(specs)), None)
        return self.make(
            entry["kind"], {"agency": entry["agency"], **same} if self.random.random() < 0.7 else same, when, recorded
        )

    # -- turns

    def anything(self) -> None:
        """Something happens: of a kind that matters to a safeguard, or of any."""
        random = self.random
        chance = random.random()
        if self.entries and chance < 0.14:
            self.correct(random.choice(self.entries))
        elif self.entries and chance < 0.24:
            self.again(random.choice(self.entries), self._some_date())
        elif self.interest and chance < 0.7:
            self.make(random.choice(self.interest))
        else:
            self.make(random.choice(list(KINDS)))

    def turn(self, rule: Safeguard) -> None:
        """Something happens that a safeguard watches for, and then something that bears on what it says."""
        random = self.random
        if random.random() < 0.75:
            self._condition(rule.condition)
            if isinstance(rule, Cadence) and random.random() < 0.8:
                self._state(rule.state)
            for state in (rule.trigger.start_of, rule.trigger.end_of):
                if state is not None:
                    self._state(state)
                    if state is rule.trigger.end_of:
                        self._end(state)
            if isinstance(rule, Clash):
                for state in rule.while_open[:1]:
                    self._state(state)
            if isinstance(rule, Clash) and rule.soon_after:
                self.bring_about(random.choice(rule.soon_after).selector)
            if rule.recorded and random.random() < 0.7:
                self.bring_about(random.choice(rule.recorded))
            if rule.trigger.selectors:
                self._trigger(rule)
        for _ in range(random.choice((0, 1, 1, 1, 2, 3))):
            self._bear_on(rule)

    def _trigger(self, rule: Safeguard) -> None:
        random = self.random
        selector = random.choice(rule.trigger.selectors)
        made = self.bring_about(selector)
        if made is None or not isinstance(rule, Pattern):
            return
        window = rule.window.amount.number * (7 if rule.window.amount.unit == "weeks" else 1)
        first = self._date_of(made)
        for number in range(1, rule.count + random.choice((-1, 0, 0, 0, 1))):
            last = number >= rule.count - 1
            days = window + random.choice((-1, 0, 0, 1)) if last else random.randrange(max(window, 1))
            day = first.day + days
            agency = random.choice(list(self.agencies))
            wanted = {"agency": agency} if rule.agencies > 1 and random.random() < 0.8 else {}
            if rule.same and rule.same in made and random.random() < 0.9:
                wanted[rule.same] = made[rule.same]
            self.bring_about(random.choice(rule.trigger.selectors), When.on(day), wanted)

    def _condition(self, condition: Condition | None) -> None:
        match condition:
            case InState():
                self._state(condition)
            case AnyOf():
                self._condition(self.random.choice(condition.conditions))
            case AllOf():
                for each in condition.conditions:
                    self._condition(each)

    def _state(self, state: InState) -> None:
        opening = self.random.choice(STATES[state.state].opens)
        wanted: Wanted = {}
        if opening.word and state.words:
            wanted[opening.word] = self.random.choice(state.words)
        self.bring_about(opening.selector, None, wanted)

    def _end(self, state: InState, when: When | None = None, fact: Fact | None = None) -> None:
        closes = [each for each in STATES[state.state].closes if each.kind in KINDS]
        if closes:
            wanted = {"of": fact.thread} if fact is not None and fact.thread else {}
            self.bring_about(self.random.choice(closes), when, wanted)

    # -- bearing on a finding

    def _picture(self) -> Picture:
        if self._read is None or self._read[0] != len(self.entries):
            record = MadeUpFamily("family", self.agencies, self.people, self.entries, self.nation).record()
            last = record.last_recorded()
            self._read = (
                len(self.entries),
                fold(record, (last.last if last else 0) + 400 * MINUTES_A_DAY, None, self.quorum),
            )
        return self._read[1]

    def _said(self, rule: Safeguard) -> list[Outcome]:
        return outcomes(rule, self._picture()) if self.entries and not reads_findings(rule) else []

    def _some_finding(self) -> str:
        """The id of a finding that there is, or of one that there is not."""
        for rule in self.random.sample(self.rules, min(6, len(self.rules))):
            said = self._said(rule)
            if said:
                return self.random.choice(said).id
        return f"{self.random.choice(self.rules).id}:e1" if self.rules else "nothing:e1"

    def _bear_on(self, rule: Safeguard) -> None:
        random = self.random
        said = self._said(rule)
        if not said:
            return
        unsettled = [each for each in said if each.settled is None] or said
        outcome = random.choice(unsettled if random.random() < 0.75 else said)
        moments = moments_of(outcome, self.nation)
        when = near(random, random.choice(moments)) if moments else self._some_date()
        if not FIRST <= when.day <= LAST + 900:
            return
        self.day = max(self.day, min(when.day - random.choice((0, 3, 20)), LAST))
        chance = random.random()
        if chance < 0.58 and rule.needs:
            self._respond(rule, random.choice(rule.needs), outcome, when)
        elif chance < 0.7 and rule.unless:
            self._respond(rule, random.choice(rule.unless), outcome, when)
        elif chance < 0.78:
            until = (
                {"until": self._iso(near(random, random.choice(moments)))}
                if moments and random.random() < 0.6
                else {"until": None}
            )
            self.make("finding.explained", {"finding": outcome.id, **until}, when)
        elif chance < 0.84:
            for stretch in outcome.matter.stretches[:1]:
                for state in self._states_of(rule):
                    self._end(state, when, stretch.facts[0] if stretch.facts else None)
        elif chance < 0.9:
            self._tell(outcome, when)
        else:
            opening = self._entry(outcome.matter.trigger.root)
            if opening is not None:
                self.correct(opening, when)

    @staticmethod
    def _states_of(rule: Safeguard) -> list[InState]:
        return states_in(rule.condition) + ([rule.state] if isinstance(rule, Cadence) else [])

    def _respond(self, rule: Safeguard, response: Response, outcome: Outcome, when: When) -> None:
        """What answers or excuses a finding happens: of its thread and people, for its member, mostly."""
        random, trigger, picture = self.random, outcome.matter.trigger, self._picture()
        kind = response.selector.kind
        specs = KINDS[kind].specs if kind in KINDS else {}
        wanted: Wanted = {}
        if response.match.way == "thread" and trigger.thread and random.random() < 0.92:
            wanted["of"] = trigger.thread
        if response.match.way in ("children", "people") and trigger.people and random.random() < 0.6:
            self._name_people(wanted, specs, random.choice(trigger.people))
        for pair in response.match.pairs:
            value = value_of(trigger, pair.left, picture)
            value = random.choice(value) if isinstance(value, tuple) and value else value
            if isinstance(value, str) and random.random() < 0.92:
                spec = specs.get(pair.right)
                if pair.right == "thread":
                    wanted["of"] = value
                elif spec is not None:
                    wanted[pair.right] = [value] if spec.many else value
                elif pair.right in ENVELOPE:
                    wanted[pair.right] = value
        if (
            isinstance(rule, Deadline | Before)
            and rule.every is not None
            and outcome.matter.member
            and random.random() < 0.9
        ):
            for name in rule.every.within:
                self._name_member(wanted, specs, name, outcome.matter.member, rule.every.set)
        if random.random() < 0.5 and rule.owes:
            owing = [key for key, agency in self.agencies.items() if agency["type"] in rule.owes]
            if owing and "agency" not in wanted:
                wanted["agency"] = random.choice(owing)
        self.bring_about(response.selector, when, wanted)

    def _is_of(self, spec: FieldSpec, thread: str) -> bool:
        return any(thread in ids for sort, ids in self.opened.items() if spec.opens in (None, sort))

    def _name_people(self, wanted: Wanted, specs: Mapping[str, FieldSpec], person: str) -> None:
        if person not in self.known:
            return  # an entry without an id made somebody known, whom no entry can name
        fields = [spec for spec in specs.values() if spec.type in NAMES_PEOPLE]
        if fields:
            spec = self.random.choice(fields)
            wanted[spec.name] = [person] if spec.many else person
        else:
            wanted["about"] = [person]

    def _name_member(self, wanted: Wanted, specs: Mapping[str, FieldSpec], name: str, member: str, of: str) -> None:
        spec = specs.get(name)
        if name == "people" and of in PEOPLE_SETS:
            self._name_people(wanted, specs, member)
        elif name == "represented" and member in self.agencies:
            wanted["present"] = [member]
        elif name in ("saw", "met") and member in self.known:
            wanted |= {"with": [member], "mode": "in_person", "seen": self.random.choice((None, [member], []))}
        elif name == "agency" and member in self.agencies:
            wanted["agency"] = member
        elif spec is not None and (
            (spec.type in NAMES_PEOPLE and member in self.known)
            or (spec.type in NAMES_AGENCIES and member in self.agencies)
            or (spec.type in (FieldType.THREAD, FieldType.THREADS) and self._is_of(spec, member))
            or member in spec.words
            or (spec.type is FieldType.TEXT and of not in AGENCY_SETS)
        ):
            wanted[name] = [member] if spec.many else member

    def _tell(self, outcome: Outcome, when: When) -> None:
        """Other agencies are told of what opened a finding."""
        opening = self._entry(outcome.matter.trigger.root)
        if opening is not None and "id" in opening:
            agencies = (
                [outcome.matter.member]
                if outcome.matter.member in self.agencies
                else self._some(list(self.agencies), 3)
            )
            self.make("information.shared", {"entries": [opening["id"]], "to": agencies}, when)

    def _entry(self, root: str) -> dict[str, Any] | None:
        return next((entry for entry in self.entries if entry.get("id") == root), None)

    def correct(self, entry: dict[str, Any], when: When | None = None) -> None:
        """An entry is corrected: its date, a field, both or neither; a correction may itself be corrected."""
        random = self.random
        place = self.entries.index(entry)
        entry.setdefault("id", f"c{place + 1}")
        specs = KINDS[entry["kind"]].specs
        made = {
            name: value for name, value in entry.items() if name not in ("id", "replaces", "recorded", "noted", "until")
        }
        old_when, old_recorded = self._date_of(entry), self._date_of(entry, "recorded")
        now = old_when
        if random.random() < 0.6:
            now = when or When.on(old_when.day + random.choice((-30, -7, -1, 0, 1, 1, 2, 14)))
            made["when"] = self._iso(now)
            made.pop("precision", None)
            if now.loose and now.precision == "day":
                made["precision"] = "about"
        if specs and random.random() < 0.6:
            spec = random.choice(list(specs.values()))
            if spec.optional and random.random() < 0.3:
                made.pop(spec.name, None)
            elif spec.name != "of":
                made[spec.name] = self._value(spec, now)
        if random.random() < 0.5:
            made.pop("shared", None)
        if "agency" not in specs and random.random() < 0.2:
            made["agency"] = random.choice(list(self.agencies))
        since = max(now.first, old_recorded.first)
        later = (
            since
            if random.random() < 0.3
            else end_of(day_of(since)) + 1 + random.choice((0, 1, 3, 30, 200)) * MINUTES_A_DAY
        )
        recorded = When.at(later) if later == since or random.random() < 0.3 else When.on(day_of(later))
        made |= {"id": f"e{len(self.entries) + 1}", "replaces": entry["id"], "recorded": self._iso(recorded)}
        if made.get("shared") and isinstance(made["shared"], dict):
            made["shared"] = [agency for agency, at in made["shared"].items() if at is not None]
        self.entries.append(made)
        self.corrected.setdefault(entry["id"], []).append((recorded.first, made["id"]))

    # -- the moment at which the family is looked at

    def _as_of(self, family: MadeUpFamily) -> Moment:
        random = self.random
        record = family.record()
        last = record.last_recorded()
        assert last is not None
        chance = random.random()
        if chance < 0.4 and self.rules:
            moments = [moment for rule in random.sample(self.rules, min(8, len(self.rules)))
                       for outcome in self._said(rule) for moment in moments_of(outcome, self.nation)]  # fmt: skip
            if moments:
                found = near(random, random.choice(moments)).last
                if FIRST <= day_of(found) <= LAST + 2000:
                    return found
        if chance < 0.55:
            return random.choice(record.entries).recorded.first + random.choice((-1, 0, 0, 1, 1440))
        return end_of(last.last_day + random.choice((0, 0, 0, 1, 3, 12, 40, 100, 300, 900)))


def states_in(condition: Condition | None) -> list[InState]:
    """The states that a condition names, those that must not hold among them."""
    match condition:
        case InState():
            return [condition]
        case None:
            return []
    return [state for each in getattr(condition, "conditions", ()) for state in states_in(each)]


def _made_of(kind: str) -> list[str]:
    """The kind itself, or the kinds of entry from which an event follows."""
    return [kind] if kind in KINDS else [each for each in DERIVED[kind][1] if each in KINDS]


def _listed(value: Any) -> list[Any]:
    return [] if value is None else list(value) if isinstance(value, (list, tuple)) else [value]
