"""The notation of safeguards: one TOML file each, read to a rule; every mistake is listed with file, key and nearest word.

The text is passed in; nothing here opens a file. See `docs/guides/write-a-safeguard.md`.
"""

from __future__ import annotations

import string
import tomllib
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from nightlight.chronology.agencies import AGENCY_TYPES, GROUPS, types_of
from nightlight.chronology.fields import NAMES_AGENCIES, FieldSpec, FieldType
from nightlight.chronology.kinds import KINDS
from nightlight.chronology.problems import Problem, Unreadable, did_you_mean
from nightlight.picture.facts import EVENTS, field_of, specs_of_kind
from nightlight.picture.selecting import Filter, Selector
from nightlight.picture.states import STATES
from nightlight.safeguards.limits import Limits
from nightlight.safeguards.rules import (
    AGENCY_SETS,
    RULE_KINDS,
    SETS,
    SEVERITIES,
    UNITS,
    WAYS,
    AllOf,
    Amount,
    AnyOf,
    Before,
    ByField,
    ByNext,
    Cadence,
    Clash,
    Condition,
    Counts,
    Deadline,
    Due,
    Every,
    Example,
    InState,
    Limit,
    Match,
    NoneOf,
    Pair,
    Pattern,
    Response,
    Safeguard,
    Severity,
    Step,
    Term,
    Tighter,
    Trigger,
)
from nightlight.safeguards.systems import SYSTEMS
from nightlight.safeguards.wording import names_for

_COMMON: Final = {
    "id", "kind", "title", "system", "lessons", "owes", "severity", "each", "while", "needs", "match", "unless",
    "recorded", "while_recording", "warn_before", "escalate", "says", "ask", "why", "sources", "after_death", "fires_in", "notes", "example",
}  # fmt: skip
_OWN: Final = {
    "deadline": {"limit", "at_least", "tighter", "every", "times", "lookback"},
    "cadence": {"limit", "first", "tighter"},
    "pattern": {"count", "within", "agencies", "same", "limit", "tighter", "lookback"},
    "before": {"every", "lookback"},
    "clash": {"soon_after", "within", "while_open", "while_findings"},
}
_TESTS: Final = ("any", "not", "absent", "lt", "gt", "lacks", "has")
_KINDS_AND_EVENTS: Final = (*KINDS, *EVENTS)
#: Under `every.in`: anybody whom the response names, in whatever field.
ANYBODY: Final = "people"
#: On a response: it answers for every member, whomever it names.
FOR_ALL: Final = "for_all"
#: The pseudo-response: the member knows of the trigger.
KNOWN: Final = "known"
#: Pairs may also speak of the fact itself: its thread, or its root entry.
ITSELF: Final = ("thread", "root")


def read_safeguard(text: str, limits: Limits, file: str = "safeguard") -> Safeguard:
    """The rule that a file states.

    Raises `Unreadable` with every mistake that was found: unknown keys, kinds, fields, words, states, sets, limits.
    """
    reader = _Reader(limits, file)
    rule = reader.rule(text)
    if reader.problems or rule is None:
        raise Unreadable(reader.problems)
    return rule


class _Reader:
    def __init__(self, limits: Limits, file: str) -> None:
        self.limits = limits
        self.file = file
        self.problems: list[Problem] = []
        self.where = "the safeguard"

    # -- the whole rule

    def rule(self, text: str) -> Safeguard | None:
        try:
            raw = tomllib.loads(text)
        except tomllib.TOMLDecodeError as wrong:
            self._problem("", f"it is not TOML: {wrong}")
            return None
        if isinstance(raw.get("id"), str):
            self.where = f"safeguard {raw['id']}"
        kind = raw.get("kind")
        made = {each.kind: each for each in RULE_KINDS}
        if kind not in made:
            self._problem("kind", f"{kind!r} is no kind of rule{did_you_mean(str(kind), made)}")
            return None
        for key in raw:
            if key not in _COMMON | _OWN[kind]:
                self._problem(key, f"a {kind} has no key {key!r}{did_you_mean(key, _COMMON | _OWN[kind])}")
        common = self._common(raw)
        self._check_sentence(raw, common["trigger"])
        own = _OWN_READERS[kind](self, raw, common)
        return None if self.problems else made[kind](**common, **own)

    def _common(self, raw: Mapping[str, Any]) -> dict[str, Any]:
        trigger = self._trigger(raw.get("each"))
        match = self._match("match", raw.get("match", "family"))
        system = raw.get("system")
        if system not in SYSTEMS:
            self._problem("system", f"{system!r} is no system{did_you_mean(str(system), SYSTEMS)}")
        return {
            "id": self._text(raw, "id"),
            "title": self._text(raw, "title"),
            "system": str(system),
            "lessons": self._texts(raw, "lessons"),
            "owes": self._agency_types("owes", raw.get("owes", []), needed=True),
            "severity": self._severity("severity", raw.get("severity")),
            "says": self._text(raw, "says"),
            "ask": self._text(raw, "ask"),
            "why": str(raw.get("why", "")),
            "sources": self._texts(raw, "sources"),
            "trigger": trigger,
            "condition": self._condition("while", raw["while"]) if "while" in raw and raw.get("kind") != "cadence" else None,
            "needs": self._responses("needs", raw.get("needs", []), match, trigger),
            "unless": self._responses("unless", raw.get("unless", []), match, trigger),
            "recorded": tuple(self._selectors("recorded", raw.get("recorded", []))),
            "while_recording": self._flag(raw, "while_recording"),
            "warn_before": self._amount("warn_before", raw["warn_before"]) if "warn_before" in raw else None,
            "escalate": tuple(self._step(each) for each in raw.get("escalate", [])),
            "after_death": self._flag(raw, "after_death"),
            "fires_in": str(raw.get("fires_in", "")),
            "notes": str(raw.get("notes", "")),
            "examples": tuple(self._example(each, index) for index, each in enumerate(raw.get("example", []), 1)),
        }

    def _check_sentence(self, raw: Mapping[str, Any], trigger: Trigger) -> None:
        """The names in braces must be ones that a finding can fill."""
        known = names_for(trigger)
        if raw.get("kind") == "cadence":
            state = self._condition("while", raw.get("while"))
            known = names_for(Trigger(start_of=state)) if isinstance(state, InState) else known
        for key in ("says", "ask"):
            try:
                names = [name for _, name, _, _ in string.Formatter().parse(str(raw.get(key, ""))) if name is not None]
            except ValueError as wrong:
                self._problem(key, f"its braces are not in pairs: {wrong}")
                continue
            for name in names:
                if name not in known:
                    self._problem(key, f"{{{name}}} stands for nothing here{did_you_mean(name, known)}")

    # -- what only one kind of rule has

    def _deadline(self, raw: Mapping[str, Any], common: Mapping[str, Any]) -> dict[str, Any]:
        self._needs_trigger(raw)
        known = KNOWN in _list(raw.get("needs", []))
        return {
            "due": self._due(raw, common["trigger"]),
            "every": self._every(raw.get("every"), common["trigger"], common["needs"], raw.get("needs", [])),
            "times": self._whole(raw, "times", 1),
            "lookback": self._lookback(raw, None),
            "known": known,
        }

    def _cadence(self, raw: Mapping[str, Any], common: Mapping[str, Any]) -> dict[str, Any]:
        state = self._condition("while", raw.get("while"))
        if not isinstance(state, InState):
            self._problem("while", "a cadence runs while one state lasts: `while = { plan = \"child_protection\" }`")
            state = InState("plan")
        opener = Trigger(start_of=state)
        return {
            "state": state,
            "due": self._due(raw, opener),
            "first": self._due({"limit": raw["first"]}, opener) if "first" in raw else None,
        }

    def _pattern(self, raw: Mapping[str, Any], common: Mapping[str, Any]) -> dict[str, Any]:
        self._needs_trigger(raw)
        same = raw.get("same")
        if same is not None:
            for selector in common["trigger"].selectors:
                self._field("same", selector.kind, str(same))
        return {
            "count": self._whole(raw, "count", None),
            "window": self._limit("within", raw.get("within")),
            "agencies": self._whole(raw, "agencies", 1),
            "same": same,
            "due": self._due(raw, common["trigger"]) if "limit" in raw else None,
            "lookback": self._lookback(raw, None),
        }

    def _before(self, raw: Mapping[str, Any], common: Mapping[str, Any]) -> dict[str, Any]:
        self._needs_trigger(raw)
        return {
            "every": self._every(raw.get("every"), common["trigger"], common["needs"], raw.get("needs", [])),
            "lookback": self._lookback(raw, "any"),
        }

    def _clash(self, raw: Mapping[str, Any], common: Mapping[str, Any]) -> dict[str, Any]:
        self._needs_trigger(raw)
        trigger = common["trigger"]
        match = self._match("match", raw.get("match", "family"))
        soon = self._responses("soon_after", raw.get("soon_after", []), match, trigger)
        findings = raw.get("while_findings")
        opened = raw.get("while_open", [])
        states = [self._condition("while_open", each) for each in (opened if isinstance(opened, list) else [opened])]
        if not (soon or states or findings):
            self._problem("soon_after", "a clash needs `soon_after`, `while_open` or `while_findings`")
        return {
            "soon_after": soon,
            "window": self._limit("within", raw.get("within")) if soon else None,
            "while_open": tuple(state for state in states if isinstance(state, InState)),
            "while_findings": self._severity("while_findings", findings) if findings else None,
        }

    def _needs_trigger(self, raw: Mapping[str, Any]) -> None:
        if "each" not in raw:
            self._problem("each", "say what opens a finding: `each = \"referral.received\"`")

    # -- triggers and responses

    def _trigger(self, raw: Any) -> Trigger:
        if isinstance(raw, Mapping):
            for key in ("start_of", "end_of"):
                if key in raw:
                    state = self._condition(f"each.{key}", raw[key])
                    if isinstance(state, InState):
                        return Trigger(start_of=state) if key == "start_of" else Trigger(end_of=state)
                    self._problem(f"each.{key}", "name one state")
                    return Trigger()
        return Trigger(tuple(self._selectors("each", raw))) if raw is not None else Trigger()

    def _selectors(self, key: str, raw: Any) -> Iterable[Selector]:
        for each in raw if isinstance(raw, list) else [raw]:
            selector = self._selector(key, each)
            if selector is not None:
                yield selector

    def _selector(self, key: str, raw: Any, beside: Iterable[str] = ()) -> Selector | None:
        if isinstance(raw, str):
            raw = {"kind": raw}
        if not isinstance(raw, Mapping) or "kind" not in raw:
            self._problem(key, f"{raw!r} names no kind; write \"referral.received\" or {{ kind = \"...\", ... }}")
            return None
        kind = str(raw["kind"])
        if specs_of_kind(kind) is None:
            self._problem(key, f"{kind!r} is no kind of entry or event{did_you_mean(kind, _KINDS_AND_EVENTS)}")
            return None
        filters = []
        for name, value in raw.items():
            if name != "kind" and name not in beside:
                found = self._field(key, kind, name)
                if found is not None:
                    filters += self._filters(key, *found, name, value)
        return Selector(kind, tuple(filters))

    def _field(self, key: str, kind: str, name: str) -> tuple[FieldSpec, bool] | None:
        found = field_of(kind, name)
        if found is None:
            known = specs_of_kind(kind) or {}
            self._problem(key, f"{kind} has no field {name!r}{did_you_mean(name, known, few=12)}")
        return found

    def _filters(self, key: str, spec: FieldSpec, opener: bool, name: str, value: Any) -> list[Filter]:
        agency = spec.type in NAMES_AGENCIES
        if not isinstance(value, Mapping):
            values = self._filter_values(key, spec, value)
            return [Filter(name, "any", values, agency, opener)]
        filters = []
        for test, each in value.items():
            if test not in _TESTS:
                self._problem(key, f"{test!r} is no test{did_you_mean(test, _TESTS)}", name)
                continue
            if test in ("absent", "lt", "gt"):
                values = tuple(_list(each))
            else:
                values = self._filter_values(key, spec, each)
            filters.append(Filter(name, "any" if test == "has" else test, values, agency, opener))
        return filters

    def _filter_values(self, key: str, spec: FieldSpec, raw: Any) -> tuple[Any, ...]:
        values = tuple(_list(raw))
        if spec.type in NAMES_AGENCIES:
            values = types_of(str(each) for each in values)
        self._check_words(key, spec, values)
        return values

    def _check_words(self, key: str, spec: FieldSpec, values: Iterable[Any]) -> None:
        known: Iterable[str] = spec.words
        if spec.type in NAMES_AGENCIES:
            known = AGENCY_TYPES
        for value in values:
            if spec.type is FieldType.FLAG and not isinstance(value, bool):
                self._problem(key, f"{spec.name} is true or false, not {value!r}", spec.name)
            elif known and value not in known:
                self._problem(key, f"{value!r} is none of the words of {spec.name}{did_you_mean(str(value), known)}", spec.name)

    def _responses(self, key: str, raw: Any, match: Match, trigger: Trigger) -> tuple[Response, ...]:
        found = []
        for each in _list(raw):
            if each == KNOWN:
                continue
            selector = self._selector(key, each, beside=("match", "lookback", FOR_ALL))
            if selector is None:
                continue
            own, lookback = match, None
            if isinstance(each, Mapping):
                own = self._match(key, each["match"]) if "match" in each else match
                lookback = self._lookback(each, None)
            found.append(Response(selector, self._checked(key, own, trigger, selector.kind), lookback))
        return tuple(found)

    def _match(self, key: str, raw: Any) -> Match:
        way: str | None = None
        pairs = []
        for each in raw if isinstance(raw, list) else [raw]:
            if each in WAYS:
                way = each
            elif isinstance(each, str) and "=" in each:
                left, right = (part.strip() for part in each.split("=", 1))
                pairs.append(Pair(left, right))
            else:
                self._problem(key, f"{each!r} is no way of matching{did_you_mean(str(each), WAYS)}; or write \"person=person\"")
        return Match(way or "family", tuple(pairs))  # type: ignore[arg-type]

    def _checked(self, key: str, match: Match, trigger: Trigger, kind: str) -> Match:
        """The match, its fields looked up in the trigger's kinds and in the response's."""
        for pair in match.pairs:
            if pair.left not in ITSELF:
                for left_kind in _trigger_kinds(trigger):
                    self._field(key, left_kind, pair.left)
            if pair.right not in ITSELF:
                self._field(key, kind, pair.right)
        return match

    # -- conditions

    def _condition(self, key: str, raw: Any) -> Condition | None:
        if isinstance(raw, str):
            return self._in_state(key, raw, True, None)
        if isinstance(raw, list):
            return AnyOf(tuple(self._conditions(key, raw)))
        if not isinstance(raw, Mapping):
            self._problem(key, f"{raw!r} is no condition; write \"unborn\" or {{ plan = \"child_protection\" }}")
            return None
        if "all" in raw:
            return AllOf(tuple(self._conditions(key, raw["all"])))
        if "any" in raw:
            return AnyOf(tuple(self._conditions(key, raw["any"])))
        if "not" in raw:
            return NoneOf(tuple(self._conditions(key, _list(raw["not"]))))
        for count in ("agencies_involved", "children", "children_named"):
            if count in raw:
                more = raw[count].get("gt") if isinstance(raw[count], Mapping) else None
                if not isinstance(more, int):
                    self._problem(key, f"write {count} = {{ gt = 2 }}")
                    more = 0
                return Counts(count, more)  # type: ignore[arg-type]
        states = [name for name in raw if name != "of"]
        if len(states) != 1:
            self._problem(key, "name one state in each condition; several go in `all` or `any`")
            return None
        return self._in_state(key, states[0], raw[states[0]], raw.get("of"))

    def _conditions(self, key: str, raw: Any) -> Iterable[Condition]:
        for each in raw:
            condition = self._condition(key, each)
            if condition is not None:
                yield condition

    def _in_state(self, key: str, name: str, words: Any, of: str | None) -> InState | None:
        state = STATES.get(name)
        if state is None:
            self._problem(key, f"{name!r} is no state{did_you_mean(name, STATES)}")
            return None
        if words is True:
            return InState(name, (), of)
        wanted = words if isinstance(words, list) else [words]
        known: set[str] = set()
        for opening in state.opens:
            found = field_of(opening.selector.kind, opening.word) if opening.word else None
            if found is not None:
                known |= set(found[0].words)
        for word in wanted:
            if word not in known:
                self._problem(key, f"{word!r} is none of the words of {name}{did_you_mean(str(word), known)}")
        return InState(name, tuple(wanted), of)

    # -- limits

    def _due(self, raw: Mapping[str, Any], trigger: Trigger) -> Due:
        terms = raw.get("limit")
        if isinstance(terms, Mapping) and "earliest_of" in terms:
            terms = terms["earliest_of"]
        found = tuple(self._term(each, trigger) for each in (terms if isinstance(terms, list) else [terms]))
        at_least = self._limit("at_least", raw["at_least"]) if "at_least" in raw else None
        tighter = []
        for each in raw.get("tighter", []):
            condition = self._condition("tighter", each.get("while"))
            limit = self._limit("tighter", each.get("limit"))
            if condition is not None and limit is not None:
                tighter.append(Tighter(condition, limit))
        return Due(tuple(term for term in found if term is not None), at_least, tuple(tighter))

    def _term(self, raw: Any, trigger: Trigger) -> Term | None:
        if isinstance(raw, Mapping) and "next" in raw:
            nexts = raw["next"] if isinstance(raw["next"], list) else [raw["next"]]
            rest = {name: value for name, value in raw.items() if name != "next"}
            return ByNext(tuple(self._selectors("limit", [{"kind": each, **rest} if isinstance(each, str) else each for each in nexts])))
        if isinstance(raw, Mapping) and "field" in raw:
            name = str(raw["field"])
            days = False
            for kind in _trigger_kinds(trigger):
                found = self._field("limit", kind, name)
                if found is not None:
                    days = found[0].type is FieldType.NUMBER
                    if not days and found[0].type not in (FieldType.DATE, FieldType.MOMENT):
                        self._problem("limit", f"{name} of {kind} is neither a date nor a number of days")
            return ByField(name, days)
        return self._limit("limit", raw)

    def _limit(self, key: str, raw: Any) -> Limit:
        limit = self.limits.by_name.get(raw) if isinstance(raw, str) else None
        if limit is None:
            self._problem(key, f"{raw!r} is no limit of limits.toml{did_you_mean(str(raw), self.limits.by_name)}")
            return Limit("?", Amount(0, "days"), "", "", "", "proposed", "low", ())
        return limit

    def _lookback(self, raw: Mapping[str, Any], default: Any) -> Any:
        value = raw.get("lookback", default)
        return value if value in (None, "any") else self._amount("lookback", value)

    def _amount(self, key: str, raw: Any) -> Amount:
        if isinstance(raw, Mapping) and len(raw) == 1:
            (unit, number), *_ = raw.items()
            if unit in UNITS and isinstance(number, int) and number >= 0:
                return Amount(number, unit)
            if unit not in UNITS:
                self._problem(key, f"{unit!r} is no unit{did_you_mean(unit, UNITS)}")
                return Amount(0, "days")
        self._problem(key, f"write an amount as {{ working_days = 2 }}, not {raw!r}")
        return Amount(0, "days")

    def _step(self, raw: Any) -> Step:
        if not isinstance(raw, Mapping) or "after" not in raw or "to" not in raw:
            self._problem("escalate", "a step is { after = { working_days = 1 }, to = \"team manager\" }")
            return Step(Amount(0, "days"), "")
        return Step(self._amount("escalate.after", raw["after"]), str(raw["to"]))

    # -- sets

    def _every(self, raw: Any, trigger: Trigger, needs: Iterable[Response], answers: Any) -> Every | None:
        if raw is None:
            return None
        if isinstance(raw, str):
            raw = {"set": raw}
        if not isinstance(raw, Mapping) or raw.get("set") not in SETS:
            name = raw.get("set") if isinstance(raw, Mapping) else raw
            self._problem("every", f"{name!r} is no set{did_you_mean(str(name), SETS)}")
            return None
        for key in raw:
            if key not in ("set", "in", "here", "types", "words"):
                self._problem("every", f"there is no key {key!r} here", key)
        within = _list(raw.get("in", []))
        here = _list(raw.get("here", []))
        kinds = [response.selector.kind for response in needs]
        for_all = {each["kind"] for each in _list(answers) if isinstance(each, Mapping) and each.get(FOR_ALL) is True and "kind" in each}
        for name in within:
            if name != ANYBODY and kinds and not any(field_of(kind, name) for kind in kinds):
                self._problem("every", f"none of the responses has a field {name!r}", "in")
        for kind in kinds:
            if within and kind not in for_all and ANYBODY not in within and not any(field_of(kind, name) for name in within):
                known = specs_of_kind(kind) or {}
                self._problem("every", f"where does a member appear in {kind}? It has {', '.join(sorted(known))}; or say {FOR_ALL} = true", "in")
        for name in here:
            for kind in _trigger_kinds(trigger):
                self._field("every", kind, name)
        types = self._agency_types("every", raw.get("types", []))
        if types and raw["set"] not in AGENCY_SETS:
            self._problem("every", f"the set {raw['set']} is not one of agencies", "types")
        return Every(raw["set"], tuple(within), tuple(here), types, tuple(_list(raw.get("words", []))))

    # -- small parts

    def _example(self, raw: Mapping[str, Any], number: int) -> Example:
        name = str(raw.get("name") or f"example {number}")
        expect = raw.get("expect")
        if isinstance(expect, str):
            expect = {"state": expect}
        if not isinstance(expect, Mapping) or "as_of" not in raw or "entries" not in raw:
            self._problem(f"example {number}", "an example has a name, entries, as_of and expect")
            expect = {}
        record = {key: raw[key] for key in ("entries", "people", "agencies", "nation") if key in raw}
        return Example(name, record, str(raw.get("as_of", "")), dict(expect), tuple(_list(raw.get("checks", []))))

    def _text(self, raw: Mapping[str, Any], key: str) -> str:
        value = raw.get(key)
        if not isinstance(value, str) or not value.strip():
            self._problem(key, f"it needs {key!r}, in words")
            return ""
        return value

    def _texts(self, raw: Mapping[str, Any], key: str) -> tuple[str, ...]:
        return tuple(str(each) for each in _list(raw.get(key, [])))

    def _whole(self, raw: Mapping[str, Any], key: str, default: int | None) -> int:
        value = raw.get(key, default)
        if not isinstance(value, int) or isinstance(value, bool) or value < 1:
            self._problem(key, f"{value!r} is no whole number from 1")
            return 1
        return value

    def _flag(self, raw: Mapping[str, Any], key: str) -> bool:
        value = raw.get(key, False)
        if not isinstance(value, bool):
            self._problem(key, f"{key} is true or false, not {value!r}")
            return False
        return value

    def _severity(self, key: str, value: Any) -> Severity:
        if value not in SEVERITIES:
            self._problem(key, f"{value!r} is no severity; it is one of {', '.join(SEVERITIES)}")
            return "info"
        found: Severity = value
        return found

    def _agency_types(self, key: str, raw: Any, *, needed: bool = False) -> tuple[str, ...]:
        found = types_of(str(each) for each in _list(raw))
        for each in found:
            if each not in AGENCY_TYPES:
                self._problem(key, f"{each!r} is no type of agency{did_you_mean(each, (*AGENCY_TYPES, *GROUPS))}")
        if needed and not found:
            self._problem(key, "say which types of agency owe the answer")
        return found

    def _problem(self, key: str, message: str, field: str | None = None) -> None:
        name = f"{key}.{field}" if field and key else key or field
        self.problems.append(Problem(self.where, message, name or None, file=self.file))


def _trigger_kinds(trigger: Trigger) -> list[str]:
    kinds = [selector.kind for selector in trigger.selectors]
    for state in (trigger.start_of, trigger.end_of):
        if state is not None and state.state in STATES:
            kinds += [opening.selector.kind for opening in STATES[state.state].opens]
    return kinds


def _list(raw: Any) -> list[Any]:
    return list(raw) if isinstance(raw, list) else [raw]


_OWN_READERS: Final[dict[str, Callable[[_Reader, Mapping[str, Any], Mapping[str, Any]], dict[str, Any]]]] = {
    "deadline": _Reader._deadline,
    "cadence": _Reader._cadence,
    "pattern": _Reader._pattern,
    "before": _Reader._before,
    "clash": _Reader._clash,
}
