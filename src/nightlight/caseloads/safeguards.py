"""Made-up safeguards of every kind, in the notation of those that are shipped, so that the engines are not tried on these alone.

They mean nothing to a practitioner; they are valid, and of every shape that the notation allows.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from random import Random
from typing import Any, Final

from nightlight.chronology.agencies import AGENCY_TYPES, GROUPS
from nightlight.chronology.fields import NAMES_AGENCIES, NAMES_PEOPLE, NAMES_THREADS, FieldSpec, FieldType
from nightlight.chronology.kinds import KINDS, THREADS
from nightlight.picture.facts import EVENTS, field_of, specs_of_kind
from nightlight.picture.states import STATES
from nightlight.safeguards.limits import Limits
from nightlight.safeguards.notation import read_safeguard
from nightlight.safeguards.rules import AGENCY_SETS, BY_PREGNANCY, PEOPLE_SETS, SETS, SEVERITIES, Safeguard
from nightlight.safeguards.systems import SYSTEMS

Table = dict[str, Any]

#: Sets whose members are threads, and the sort of thread.
_THREAD_SETS: Final = {"factors": "factor", "concerns": "concern", "actions": "action"}
_MEETING_SETS: Final = frozenset({"invited", "attended"})
#: Who may see an entry is for access to say; no safeguard asks it.
_HOW_CLOSELY: Final = "label"
_NEAR: Final = ("midwifery", "social_care", "health_visiting", "police", "gp")


def made_up_safeguard(random: Random, kind: str, limits: Limits) -> Safeguard:
    """A made-up safeguard of a kind (`deadline`, `cadence`, `pattern`, `before` or `clash`), read from its text.

    Raises `Unreadable` where what was made is not valid, which is a mistake in this module.
    """
    return read_safeguard(made_up_text(random, kind, limits), limits, "made-up.toml")


def made_up_text(random: Random, kind: str, limits: Limits) -> str:
    """The text of a made-up safeguard, in TOML."""
    return "".join(f"{key} = {_toml(value)}\n" for key, value in _Rule(random, kind, limits).table().items())


def _toml(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{key} = {_toml(each)}" for key, each in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(_toml(each) for each in value) + "]"
    return json.dumps(value, ensure_ascii=False)


class _Rule:
    def __init__(self, random: Random, kind: str, limits: Limits) -> None:
        self.random = random
        self.kind = kind
        self.limits = limits
        self.topic: list[str] = []
        self.triggers: list[str] = []

    def chance(self, of: float) -> bool:
        return self.random.random() < of

    def table(self) -> Table:
        random = self.random
        rule: Table = {
            "id": f"made-up-{self.kind}-{random.randrange(10**9)}",
            "kind": self.kind,
            "title": "A made-up safeguard",
            "system": random.choice(sorted(SYSTEMS)),
            "lessons": [],
            "owes": self._owes(),
            "severity": random.choice(SEVERITIES),
        }
        if self.kind != "cadence":
            rule["each"] = self._each()
            if self.chance(0.45):
                rule["while"] = self._condition()
        rule |= _OWN[self.kind](self)
        if "needs" not in rule:
            rule["needs"] = [self._response() for _ in range(random.choice((1, 1, 2, 3)))]
        rule["match"] = self._way()
        if self.chance(0.4):
            rule["unless"] = [self._response() for _ in range(random.choice((1, 1, 2)))]
        if self.chance(0.12):
            rule["recorded"] = [self._selector(self._kind()) for _ in range(random.choice((1, 2)))]
        for flag, of in (("while_recording", 0.15), ("after_death", 0.1)):
            if self.chance(of):
                rule[flag] = True
        if self.chance(0.5):
            rule["warn_before"] = self._amount()
        if self.chance(0.5):
            rule["escalate"] = [{"after": self._amount(), "to": "team manager"} for _ in range(random.choice((1, 2)))]
        return rule | {"says": "It was opened on {opened}.", "ask": "What is next?"}

    # -- the parts that every rule has

    def _owes(self) -> list[str]:
        among = [*_NEAR, *GROUPS] if self.chance(0.8) else list(AGENCY_TYPES)
        return self.random.sample(among, self.random.choice((1, 1, 2, 3)))

    def _each(self) -> Any:
        random = self.random
        if self.kind == "deadline" and self.chance(0.12):
            state = self._state(of=False)
            self.triggers = [opening.selector.kind for opening in STATES[_name(state)].opens]
            return {random.choice(("start_of", "end_of")): state}
        chance = random.random()
        if chance < 0.55:
            sort = random.choice(sorted(THREADS))
            self.topic = [THREADS[sort], *_kinds_of(sort)]
            self.triggers = [random.choice(self.topic)]
        elif chance < 0.75:
            self.triggers = [random.choice(sorted(EVENTS))]
            of = EVENTS[self.triggers[0]].of
            self.topic = [THREADS[of], *_kinds_of(of)] if of else []
        else:
            self.triggers = random.sample(sorted(KINDS), random.choice((1, 1, 2)))
        found = [self._selector(kind) for kind in self.triggers]
        return found[0] if len(found) == 1 else found

    def _kind(self) -> str:
        if self.topic and self.chance(0.75):
            return self.random.choice(self.topic)
        if self.chance(0.07):
            return self.random.choice(sorted(EVENTS))
        return self.random.choice(sorted(KINDS))

    def _selector(self, kind: str) -> Any:
        if not self.chance(0.4):
            return kind
        table: Table = {"kind": kind}
        fields = [spec for spec in (specs_of_kind(kind) or {}).values() if spec.name != _HOW_CLOSELY]
        for spec in self.random.sample(fields, min(len(fields), self.random.choice((1, 1, 2)))):
            table |= self._filter(spec)
        return table

    def _filter(self, spec: FieldSpec) -> Table:
        random = self.random
        if self.chance(0.12):
            return {spec.name: {"absent": self.chance(0.5)}}
        if spec.type is FieldType.FLAG:
            value: Any = self.chance(0.5)
            return {spec.name: {"not": [value]} if self.chance(0.3) else value}
        if spec.type in (FieldType.NUMBER, FieldType.WEEKS):
            bounds = (7, 24, 37) if spec.type is FieldType.WEEKS else (7, 14, 90, 2500)
            return {spec.name: {random.choice(("lt", "gt")): random.choice(bounds)}}
        words = list(AGENCY_TYPES) if spec.type in NAMES_AGENCIES else list(spec.words)
        if spec.type in NAMES_AGENCIES and self.chance(0.7):
            words = [*_NEAR, "health", "anyone"]
        if not words:
            return {}
        some = random.sample(words, min(len(words), random.choice((1, 2, 3))))
        if self.chance(0.25):
            return {spec.name: {"lacks" if spec.many and self.chance(0.5) else "not": some}}
        return {spec.name: some if len(some) > 1 or self.chance(0.5) else some[0]}

    def _response(self, kind: str | None = None) -> Any:
        """A response: a kind, perhaps with filters, a way of matching and a look back of its own."""
        kind = kind or self._kind()
        found = self._selector(kind)
        table: Table = {"kind": found} if isinstance(found, str) else found
        pair = self._pair(kind) if self.chance(0.4) else None
        if pair is not None:
            table["match"] = pair if self.chance(0.7) else [self._way(), pair]
        if self.chance(0.15):
            table["lookback"] = self._lookback()
        return found if table == {"kind": found} else table

    def _way(self) -> str:
        return self.random.choice(
            ("thread", "family", "family", "children", "people") if self.topic else ("family", "children", "people")
        )

    def _pair(self, kind: str) -> str | None:
        """Two fields of one type, the trigger's and the response's; `None` where there are none."""
        lefts = self._shared_fields()
        rights = {name: spec for name, spec in (specs_of_kind(kind) or {}).items() if name != _HOW_CLOSELY}
        pairs = [
            f"{left.name}={right.name}"
            for left in lefts
            for right in rights.values()
            if any(left.type in sort and right.type in sort for sort in (NAMES_PEOPLE, NAMES_AGENCIES))
            or (left.words and left.words == right.words)
        ]
        pairs += [
            f"{mine}={right.name}"
            for mine in ("thread", "root")
            for right in rights.values()
            if right.type in NAMES_THREADS
        ]
        return self.random.choice(pairs) if pairs else None

    def _shared_fields(self) -> list[FieldSpec]:
        """The fields that every trigger has."""
        if not self.triggers:
            return []
        names = specs_of_kind(self.triggers[0]) or {}
        shared = [spec for spec in names.values() if all(field_of(kind, spec.name) for kind in self.triggers)]
        return [spec for spec in shared if spec.name != _HOW_CLOSELY]

    # -- conditions

    def _condition(self) -> Any:
        match self.random.randrange(8):
            case 0:
                return [self._state() for _ in range(2)]
            case 1:
                return {"all": [self._state(), self._condition()]}
            case 2:
                return {"not": self._state()}
            case 3:
                what = self.random.choice(("agencies_involved", "children", "children_named"))
                return {what: {"gt": self.random.choice((0, 1, 2))}}
            case _:
                return self._state()

    def _state(self, *, of: bool = True) -> Any:
        name = self.random.choice(sorted(STATES))
        words = _words_of(name)
        people = [spec.name for spec in self._shared_fields() if spec.type in NAMES_PEOPLE]
        table: Table = {name: True}
        if words and self.chance(0.6):
            some = self.random.sample(words, self.random.choice((1, 1, 2)) if len(words) > 1 else 1)
            table[name] = some if len(some) > 1 else some[0]
        if of and people and self.chance(0.25):
            table["of"] = self.random.choice(people)
        return name if table == {name: True} else table

    # -- limits

    def _limit(self, units: Callable[[str], bool]) -> str:
        return self.random.choice(
            sorted(name for name, limit in self.limits.by_name.items() if units(limit.amount.unit))
        )

    def _amount(self) -> Table:
        unit = self.random.choice(("hours", "days", "working_days", "weeks", "months"))
        return {unit: self.random.choice((0, 1, 2, 5, 24) if unit in ("hours", "days", "working_days") else (1, 2))}

    def _lookback(self) -> Any:
        return "any" if self.chance(0.3) else self._amount()

    def _due(self, *, by_pregnancy: bool = True) -> Table:
        random = self.random
        terms: list[Any] = [self._term(by_pregnancy) for _ in range(random.choice((1, 1, 1, 2)))]
        found: Table = {"limit": terms[0] if len(terms) == 1 else {"earliest_of": terms}}
        if self.kind == "deadline" and self.chance(0.25):
            found["at_least"] = self._limit(_is_plain)
        if self.chance(0.2):
            found["tighter"] = [{"while": self._state(), "limit": self._limit(_is_plain)}]
        return found

    def _term(self, by_pregnancy: bool) -> Any:
        random = self.random
        dates = [spec.name for spec in self._shared_fields() if spec.type is FieldType.DATE]
        numbers = [spec.name for spec in self._shared_fields() if spec.type is FieldType.NUMBER]
        if dates and self.chance(0.4):
            return {"field": random.choice(dates)}
        if numbers and self.chance(0.4):
            return {"field": random.choice(numbers)}
        if self.chance(0.1):
            return {"next": self._kind()}
        if by_pregnancy and self.chance(0.25):
            return self._limit(lambda unit: unit in BY_PREGNANCY or unit == "after_birth")
        if self.chance(0.25):
            return self._limit(lambda unit: unit == "hours")
        return self._limit(_is_plain)

    # -- sets

    def _every(self, known: bool) -> tuple[Any, list[Any]]:
        """A set, with responses in which its members appear."""
        random = self.random
        meeting = all(kind.startswith("meeting.") for kind in self.triggers)
        sets = [name for name in SETS if name not in _MEETING_SETS or meeting]
        name = random.choice(sorted(AGENCY_SETS - (set() if meeting else _MEETING_SETS)) if known else sets)
        every: Table = {"set": name}
        if name == "words":
            return self._every_word()
        fits = self._fits(name)
        kinds = [kind for kind in KINDS if any(fits(spec) for spec in KINDS[kind].specs.values())]
        chosen = random.sample(kinds, min(len(kinds), random.choice((1, 1, 2))))
        within = sorted({random.choice([s.name for s in KINDS[kind].specs.values() if fits(s)]) for kind in chosen})
        if name in PEOPLE_SETS and self.chance(0.25):
            within = ["people"]
        if self.chance(0.85):
            every["in"] = within
        if self.chance(0.15):
            here = [spec.name for spec in self._shared_fields() if fits(spec)]
            every |= {"here": [random.choice(here)]} if here else {}
        if name in AGENCY_SETS and (name == "agencies" or self.chance(0.25)):
            every["types"] = self._owes()
        needs = [self._response(kind) for kind in chosen]
        if self.chance(0.15) and "in" in every:
            other = self._kind()
            needs.append({"kind": other, "for_all": True})
        return (name if every == {"set": name} else every), needs

    def _every_word(self) -> tuple[Any, list[Any]]:
        fields = [(kind, spec) for kind in KINDS for spec in KINDS[kind].specs.values() if spec.type is FieldType.WORD]
        kind, spec = self.random.choice(fields)
        words = self.random.sample(spec.words, min(2, len(spec.words)))
        return {"set": "words", "words": words, "in": [spec.name]}, [kind]

    @staticmethod
    def _fits(name: str) -> Callable[[FieldSpec], bool]:
        if name in AGENCY_SETS:
            return lambda spec: spec.type in NAMES_AGENCIES
        if name in PEOPLE_SETS:
            return lambda spec: spec.type in NAMES_PEOPLE
        sort = _THREAD_SETS[name]
        return lambda spec: spec.type in NAMES_THREADS and spec.opens == sort

    # -- what only one kind has

    def deadline(self) -> Table:
        found = self._due()
        if self.chance(0.4):
            known = self.chance(0.25)
            every, needs = self._every(known)
            found |= {"every": every, "needs": ["known", *(needs if self.chance(0.5) else [])] if known else needs}
        if self.chance(0.15):
            found["times"] = 2
        if self.chance(0.3):
            found["lookback"] = self._lookback()
        return found

    def cadence(self) -> Table:
        state = self._state(of=False)
        name = _name(state)
        self.triggers = [opening.selector.kind for opening in STATES[name].opens]
        sorts = [KINDS[kind].opens for kind in self.triggers if kind in KINDS and KINDS[kind].opens]
        self.topic = _kinds_of(sorts[0]) if sorts and sorts[0] else []
        found = {"while": state, **self._due(by_pregnancy=self.chance(0.2))}
        if self.chance(0.5):
            found["first"] = self._limit(_is_plain)
        return found

    def pattern(self) -> Table:
        found: Table = {
            "count": self.random.choice((2, 2, 3)),
            "within": self._limit(lambda unit: unit in ("days", "weeks")),
        }
        if self.chance(0.3):
            found["agencies"] = 2
        same = [spec.name for spec in self._shared_fields() if spec.type in NAMES_PEOPLE or spec.type is FieldType.WORD]
        if same and self.chance(0.5):
            found["same"] = self.random.choice(same)
        if self.chance(0.65):
            found |= self._due()
        if self.chance(0.3):
            found["lookback"] = self._lookback()
        return found

    def before(self) -> Table:
        found: Table = {}
        if self.chance(0.45):
            found["every"], found["needs"] = self._every(False)
        if self.chance(0.5):
            found["lookback"] = self._lookback()
        return found

    def clash(self) -> Table:
        found: Table = {}
        if self.chance(0.6):
            found |= {
                "soon_after": [self._response() for _ in range(self.random.choice((1, 2)))],
                "within": self._limit(lambda unit: unit in ("days", "weeks")),
            }
        if not found or self.chance(0.3):
            found["while_open"] = [self._state() for _ in range(self.random.choice((1, 2)))]
        if self.chance(0.2):
            found["while_findings"] = self.random.choice(SEVERITIES)
        return found


_OWN: Final[dict[str, Callable[[_Rule], Table]]] = {
    "deadline": _Rule.deadline,
    "cadence": _Rule.cadence,
    "pattern": _Rule.pattern,
    "before": _Rule.before,
    "clash": _Rule.clash,
}


def _is_plain(unit: str) -> bool:
    return unit in ("days", "working_days", "weeks", "months")


def _kinds_of(sort: str | None) -> list[str]:
    """The kinds that belong to a sort of thread."""
    return [name for name, kind in KINDS.items() if "of" in kind.specs and kind.specs["of"].opens == sort]


def _name(state: Any) -> str:
    return state if isinstance(state, str) else next(name for name in state if name != "of")


def _words_of(state: str) -> Sequence[str]:
    words: set[str] = set()
    for opening in STATES[state].opens:
        found = field_of(opening.selector.kind, opening.word) if opening.word else None
        words |= set(found[0].words) if found else set()
    return sorted(words)
