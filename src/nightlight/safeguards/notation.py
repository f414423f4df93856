"""The notation of safeguards: one TOML file each, read to a rule; every mistake is listed, with the nearest right word.

The text is passed in; nothing here opens a file. See `docs/guides/write-a-safeguard.md`.
"""

from __future__ import annotations

import string
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any, Final

from nightlight.chronology.agencies import AGENCY_TYPES, GROUPS, types_of
from nightlight.chronology.fields import NAMES_AGENCIES, FieldSpec, FieldType
from nightlight.chronology.kinds import KINDS
from nightlight.chronology.moments import BadDate, When
from nightlight.chronology.problems import Problem, Unreadable, did_you_mean, nearest, shown
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
    WHOLE_FAMILY,
    AllOf,
    Amount,
    AnyOf,
    ByField,
    ByNext,
    Condition,
    Counts,
    Due,
    Every,
    Example,
    InState,
    Limit,
    Match,
    NoneOf,
    Pair,
    Response,
    Safeguard,
    Severity,
    Step,
    Term,
    Tighter,
    Trigger,
)
from nightlight.safeguards.systems import SYSTEMS
from nightlight.safeguards.toml_text import Places, read_toml
from nightlight.safeguards.wording import names_for

_COMMON: Final = {
    "id", "kind", "title", "system", "lessons", "owes", "severity", "each", "while", "needs", "match", "unless",
    "recorded", "while_recording", "warn_before", "escalate", "says", "ask", "why", "sources", "after_death",
    "fires_in", "notes", "example",
}  # fmt: skip
_OWN: Final = {
    "deadline": {"limit", "at_least", "tighter", "every", "times", "lookback"},
    "cadence": {"limit", "first", "tighter"},
    "pattern": {"count", "within", "agencies", "same", "limit", "tighter", "lookback"},
    "before": {"every", "lookback"},
    "clash": {"soon_after", "within", "while_open", "while_findings"},
}
_RECORD: Final = ("entries", "people", "agencies", "nation")
_EXAMPLE: Final = ("name", *_RECORD, "as_of", "expect", "checks")
#: No amount is larger: so many months from any year of the calendar is still a year.
_LARGEST: Final = 10_000
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
    reader = _Reader(limits, file, Places(text))
    rule = reader.rule(read_toml(text, "the safeguard", file))
    if reader.problems or rule is None:
        raise Unreadable(sorted(reader.problems, key=lambda problem: problem.line or 0))
    return rule


class _Reader:
    def __init__(self, limits: Limits, file: str, places: Places) -> None:
        self.limits = limits
        self.file = file
        self.places = places
        self.problems: list[Problem] = []
        self.where = "the safeguard"
        self.trigger = Trigger()
        #: The right names of keys that are there under a wrong one: they are not said to be missing as well.
        self.misspelt: set[str] = set()

    # -- the whole rule

    def rule(self, raw: Mapping[str, Any]) -> Safeguard | None:
        if isinstance(raw.get("id"), str) and raw["id"]:
            self.where = f"safeguard {raw['id']}"
        kind = raw.get("kind")
        made = {each.kind: each for each in RULE_KINDS}
        known = _COMMON.union(*_OWN.values())
        if isinstance(kind, str) and kind in made:
            known = _COMMON | _OWN[kind]
            article = "an" if kind[0] in "aeiou" else "a"
            self._unknown_keys("", raw, known, f"{article} {kind} has no key")
        else:
            self._unknown_keys("", raw, known, "no kind of rule has a key")
            one_of = did_you_mean(str(kind), made) if kind is not None else f"; it is one of {', '.join(made)}"
            self._problem("kind", f"{shown(kind)} is no kind of rule{one_of}")
        common = self._common(raw)
        self._check_sentence(raw, common["trigger"])
        if not isinstance(kind, str) or kind not in made:
            return None
        own = _OWN_READERS[kind](self, raw, common)
        return None if self.problems else made[kind](**common, **own)

    def _unknown_keys(
        self, key: str, raw: Mapping[str, Any], known: Iterable[str], says: str = "there is no key"
    ) -> None:
        for name in raw:
            if name not in known:
                self._problem(key or name, f"{says} {shown(name)}{did_you_mean(name, known)}", name if key else None)
                right = nearest(name, known)
                if not key and right is not None and right not in raw:
                    self.misspelt.add(right)

    def _common(self, raw: Mapping[str, Any]) -> dict[str, Any]:
        trigger = self._trigger(raw.get("each"))
        self.trigger = trigger
        match = self._match("match", raw.get("match", "family"))
        system = raw.get("system")
        if not isinstance(system, str) or system not in SYSTEMS:
            self._problem("system", f"{shown(system)} is no system{did_you_mean(str(system), SYSTEMS)}")
        return {
            "id": self._text(raw, "id"),
            "title": self._text(raw, "title"),
            "system": str(system),
            "lessons": self._texts(raw, "lessons"),
            "owes": self._agency_types("owes", raw.get("owes", []), needed=True),
            "severity": self._severity("severity", raw.get("severity")),
            "says": self._text(raw, "says"),
            "ask": self._text(raw, "ask"),
            "why": self._text(raw, "why", needed=False),
            "sources": self._texts(raw, "sources"),
            "trigger": trigger,
            "condition": self._condition("while", raw["while"])
            if "while" in raw and raw.get("kind") != "cadence"
            else None,
            "needs": self._responses("needs", raw.get("needs", []), match, trigger),
            "unless": self._responses("unless", raw.get("unless", []), match, trigger),
            "recorded": tuple(self._selectors("recorded", raw.get("recorded", []))),
            "while_recording": self._flag(raw, "while_recording"),
            "warn_before": self._amount("warn_before", raw["warn_before"]) if "warn_before" in raw else None,
            "escalate": tuple(self._step(each) for each in _list(raw.get("escalate", []))),
            "after_death": self._flag(raw, "after_death"),
            "fires_in": self._text(raw, "fires_in", needed=False),
            "notes": self._text(raw, "notes", needed=False),
            "examples": tuple(
                self._example(each, index) for index, each in enumerate(_list(raw.get("example", [])), 1)
            ),
        }

    def _check_sentence(self, raw: Mapping[str, Any], trigger: Trigger) -> None:
        """The names in braces must be ones that a finding can fill."""
        known = names_for(trigger)
        if raw.get("kind") == "cadence" and "while" in raw:
            state = self._condition("while", raw["while"])
            known = names_for(Trigger(start_of=state)) if isinstance(state, InState) else known
        for key in ("says", "ask"):
            words = raw.get(key)
            if not isinstance(words, str):
                continue
            try:
                parts = [part for part in string.Formatter().parse(words) if part[1] is not None]
            except ValueError as wrong:
                self._problem(key, f"its braces are not in pairs: {wrong}")
                continue
            for _, name, form, conversion in parts:
                if name not in known:
                    self._problem(key, f"{{{name}}} stands for nothing here{did_you_mean(str(name), known)}")
                elif form or conversion:
                    self._problem(key, f"write {{{name}}}, with nothing after the name")

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
        state = self._condition("while", raw["while"]) if "while" in raw else None
        if not isinstance(state, InState):
            if "while" not in raw or state is not None:
                message = 'a cadence runs while one state lasts: `while = { plan = "child_protection" }`'
                self._problem("while", message)
            state = InState("plan")
        opener = Trigger(start_of=state)
        return {
            "state": state,
            "due": self._due(raw, opener),
            "first": self._due({"limit": raw["first"]}, opener) if "first" in raw else None,
        }

    def _pattern(self, raw: Mapping[str, Any], common: Mapping[str, Any]) -> dict[str, Any]:
        self._needs_trigger(raw)
        same = str(raw["same"]) if "same" in raw else None
        if same is not None:
            for selector in common["trigger"].selectors:
                self._field("same", selector.kind, same)
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
        states = [self._condition("while_open", each) for each in _list(opened)]
        if any(state is not None and not isinstance(state, InState) for state in states):
            self._problem("while_open", 'list single states: `while_open = ["unborn", { plan = "child_protection" }]`')
        if not (soon or states or findings):
            self._problem("soon_after", "a clash needs `soon_after`, `while_open` or `while_findings`")
        return {
            "soon_after": soon,
            "window": self._limit("within", raw.get("within")) if soon else None,
            "while_open": tuple(state for state in states if isinstance(state, InState)),
            "while_findings": self._severity("while_findings", findings) if findings is not None else None,
        }

    def _needs_trigger(self, raw: Mapping[str, Any]) -> None:
        if raw.get("each") in (None, [], {}):
            self._problem("each", 'say what opens a finding: `each = "referral.received"`')

    # -- triggers and responses

    def _trigger(self, raw: Any) -> Trigger:
        if isinstance(raw, Mapping):
            for key in ("start_of", "end_of"):
                if key in raw:
                    state = self._condition(f"each.{key}", raw[key])
                    if isinstance(state, InState):
                        return Trigger(start_of=state) if key == "start_of" else Trigger(end_of=state)
                    if state is not None:
                        self._problem(f"each.{key}", "name one state")
                    return Trigger()
        return Trigger(tuple(self._selectors("each", raw))) if raw not in (None, {}) else Trigger()

    def _selectors(self, key: str, raw: Any) -> Iterable[Selector]:
        for each in raw if isinstance(raw, list) else [raw]:
            selector = self._selector(key, each)
            if selector is not None:
                yield selector

    def _selector(self, key: str, raw: Any, beside: Iterable[str] = ()) -> Selector | None:
        if isinstance(raw, str):
            raw = {"kind": raw}
        if not isinstance(raw, Mapping) or "kind" not in raw:
            message = f'{shown(raw)} names no kind; write "referral.received" or {{ kind = "...", ... }}'
            self._problem(key, message)
            return None
        kind = str(raw["kind"])
        if specs_of_kind(kind) is None:
            self._problem(key, f"{shown(kind)} is no kind of entry or event{did_you_mean(kind, _KINDS_AND_EVENTS)}")
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
            self._problem(key, f"{kind} has no field {shown(name)}{did_you_mean(name, known, few=12)}")
        return found

    def _filters(self, key: str, spec: FieldSpec, opener: bool, name: str, value: Any) -> list[Filter]:
        agency = spec.type in NAMES_AGENCIES
        if not isinstance(value, Mapping):
            values = self._filter_values(key, spec, value)
            return [Filter(name, "any", values, agency, opener)]
        filters = []
        for test, each in value.items():
            if test not in _TESTS:
                self._problem(key, f"{shown(test)} is no test{did_you_mean(test, _TESTS)}", name)
                continue
            if test in ("absent", "lt", "gt"):
                values = (each,)
                if isinstance(each, bool) is not (test == "absent") or not isinstance(each, int | float):
                    right = "true or false" if test == "absent" else "a number"
                    self._problem(key, f"{test} takes {right}, not {shown(each)}", name)
                    continue
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
                self._problem(key, f"{spec.name} is true or false, not {shown(value)}", spec.name)
            elif known and value not in known:
                message = f"{shown(value)} is none of the words of {spec.name}{did_you_mean(str(value), known)}"
                self._problem(key, message, spec.name)
            elif spec.type is FieldType.TEXT and not isinstance(value, str):
                self._problem(key, f"{spec.name} holds words, not {shown(value)}", spec.name)

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
            if isinstance(each, str) and each in WAYS:
                way = each
            elif isinstance(each, str) and "=" in each:
                left, right = (part.strip() for part in each.split("=", 1))
                pairs.append(Pair(left, right))
            else:
                near = nearest(str(each), WAYS)
                hint = f"did you mean {near!r}?" if near else f'it is one of {", ".join(WAYS)}, or "person=person"'
                self._problem(key, f"{shown(each)} is no way of matching; {hint}")
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
            self._problem(key, f'{shown(raw)} is no condition; write "unborn" or {{ plan = "child_protection" }}')
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
                if not isinstance(more, int) or isinstance(more, bool) or len(raw) > 1 or len(raw[count]) > 1:
                    self._problem(key, f"write {count} = {{ gt = 2 }}")
                    more = 0
                return Counts(count, more)
        states = [name for name in raw if name != "of"]
        if len(states) != 1:
            self._problem(key, "name one state in each condition; several go in `all` or `any`")
            return None
        return self._in_state(key, states[0], raw[states[0]], raw.get("of"))

    def _conditions(self, key: str, raw: Any) -> Iterable[Condition]:
        for each in _list(raw):
            condition = self._condition(key, each)
            if condition is not None:
                yield condition

    def _in_state(self, key: str, name: str, words: Any, of: Any) -> InState | None:
        state = STATES.get(name)
        if state is None:
            self._problem(key, f"{shown(name)} is no state{did_you_mean(name, STATES)}")
            return None
        kinds = _trigger_kinds(self.trigger)
        if (
            of is not None
            and of != WHOLE_FAMILY
            and not (isinstance(of, str) and (not kinds or any(field_of(kind, of) for kind in kinds)))
        ):
            fields = {field for kind in kinds for field in specs_of_kind(kind) or ()}
            message = f"{shown(of)} is no field of what opens the finding{did_you_mean(str(of), fields)}"
            self._problem(key, message, "of")
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
            if not isinstance(word, str) or word not in known:
                self._problem(key, f"{shown(word)} is none of the words of {name}{did_you_mean(str(word), known)}")
        return InState(name, tuple(wanted), of)

    # -- limits

    def _due(self, raw: Mapping[str, Any], trigger: Trigger) -> Due:
        terms = raw.get("limit")
        if isinstance(terms, Mapping) and "earliest_of" in terms:
            terms = terms["earliest_of"]
        found = tuple(self._term(each, trigger) for each in (_list(terms) or [None]))
        at_least = self._limit("at_least", raw["at_least"]) if "at_least" in raw else None
        tighter = []
        for each in _list(raw.get("tighter", [])):
            if not isinstance(each, Mapping) or "while" not in each:
                self._problem("tighter", 'write `{ while = "unborn", limit = "..." }`')
                continue
            condition = self._condition("tighter", each.get("while"))
            limit = self._limit("tighter", each.get("limit"))
            if condition is not None:
                tighter.append(Tighter(condition, limit))
        return Due(tuple(term for term in found if term is not None), at_least, tuple(tighter))

    def _term(self, raw: Any, trigger: Trigger) -> Term | None:
        if isinstance(raw, Mapping) and "next" in raw:
            nexts = raw["next"] if isinstance(raw["next"], list) else [raw["next"]]
            rest = {name: value for name, value in raw.items() if name != "next"}
            return ByNext(
                tuple(
                    self._selectors(
                        "limit", [{"kind": each, **rest} if isinstance(each, str) else each for each in nexts]
                    )
                )
            )
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
        if limit is None and raw is None:
            self._problem(key, f'name a limit of limits.toml: `{key} = "referral-allocation"`')
        elif limit is None:
            self._problem(key, f"{shown(raw)} is no limit of limits.toml{did_you_mean(str(raw), self.limits.by_name)}")
        if limit is None:
            return Limit("?", Amount(0, "days"), "", "", "", "proposed", "low", ())
        return limit

    def _lookback(self, raw: Mapping[str, Any], default: Any) -> Any:
        value = raw.get("lookback", default)
        return value if value in (None, "any") else self._amount("lookback", value)

    def _amount(self, key: str, raw: Any) -> Amount:
        if isinstance(raw, Mapping) and len(raw) == 1:
            (unit, number), *_ = raw.items()
            if unit not in UNITS:
                self._problem(key, f"{shown(unit)} is no unit{did_you_mean(unit, UNITS)}")
                return Amount(0, "days")
            if isinstance(number, int) and not isinstance(number, bool) and 0 <= number <= _LARGEST:
                return Amount(number, unit)
            self._problem(key, f"{shown(number)} is no whole number from 0 to {_LARGEST:,}")
            return Amount(0, "days")
        self._problem(key, f"write an amount as {{ working_days = 2 }}, not {shown(raw)}")
        return Amount(0, "days")

    def _step(self, raw: Any) -> Step:
        if not isinstance(raw, Mapping) or raw.keys() != {"after", "to"} or not isinstance(raw["to"], str):
            self._problem("escalate", 'a step is { after = { working_days = 1 }, to = "team manager" }')
            return Step(Amount(0, "days"), "")
        return Step(self._amount("escalate.after", raw["after"]), raw["to"])

    # -- sets

    def _every(self, raw: Any, trigger: Trigger, needs: Iterable[Response], answers: Any) -> Every | None:
        if raw is None:
            return None
        if isinstance(raw, str):
            raw = {"set": raw}
        name = raw.get("set") if isinstance(raw, Mapping) else raw
        if not isinstance(raw, Mapping) or not isinstance(name, str) or name not in SETS:
            self._problem("every", f"{shown(name)} is no set{did_you_mean(str(name), SETS, few=len(SETS))}")
            return None
        self._unknown_keys("every", raw, ("set", "in", "here", "types", "words"))
        within = self._texts(raw, "in", "every")
        here = self._texts(raw, "here", "every")
        kinds = [response.selector.kind for response in needs]
        for_all = {
            str(each["kind"])
            for each in _list(answers)
            if isinstance(each, Mapping) and each.get(FOR_ALL) is True and "kind" in each
        }
        for name in within:
            if name != ANYBODY and kinds and not any(field_of(kind, name) for kind in kinds):
                self._problem("every", f"none of the responses has a field {shown(name)}", "in")
        for kind in kinds:
            if (
                within
                and kind not in for_all
                and ANYBODY not in within
                and not any(field_of(kind, name) for name in within)
            ):
                known = specs_of_kind(kind) or {}
                fields = ", ".join(sorted(known))
                message = f"where does a member appear in {kind}? It has {fields}; or say {FOR_ALL} = true"
                self._problem("every", message, "in")
        for name in here:
            for kind in _trigger_kinds(trigger):
                self._field("every", kind, name)
        types = self._agency_types("every", raw.get("types", []))
        if types and raw["set"] not in AGENCY_SETS:
            self._problem("every", f"the set {raw['set']} is not one of agencies", "types")
        return Every(raw["set"], within, here, types, self._texts(raw, "words", "every"))

    # -- small parts

    def _example(self, raw: Any, number: int) -> Example:
        where = f"example {number}"
        if not isinstance(raw, Mapping):
            self._problem(where, "an example is a table: `[[example]]`")
            return Example(where, {}, "", {}, ())
        self._unknown_keys(where, raw, _EXAMPLE)
        expect = raw.get("expect")
        if isinstance(expect, str):
            expect = {"state": expect}
        if not isinstance(expect, Mapping) or "as_of" not in raw or "entries" not in raw:
            self._problem(where, "an example has a name, entries, as_of and expect")
            expect = {}
        as_of = raw.get("as_of", "2000")
        try:
            When.read(as_of if isinstance(as_of, str | date) else shown(as_of))
        except BadDate as bad:
            self._problem(where, str(bad), "as_of")
        record = {key: raw[key] for key in _RECORD if key in raw}
        name = str(raw.get("name") or where)
        return Example(name, record, str(raw.get("as_of", "")), dict(expect), self._texts(raw, "checks", where))

    def _text(self, raw: Mapping[str, Any], key: str, *, needed: bool = True) -> str:
        value = raw.get(key, None if needed else "")
        if not isinstance(value, str) or (needed and not value.strip()):
            self._problem(key, f"write {key} in words, in double quotes")
            return ""
        return value

    def _texts(self, raw: Mapping[str, Any], key: str, around: str = "") -> tuple[str, ...]:
        found = _list(raw.get(key, []))
        for each in found:
            if not isinstance(each, str):
                message = f"{shown(each)} is not in words; write each in double quotes"
                self._problem(around or key, message, key if around else None)
        return tuple(each for each in found if isinstance(each, str))

    def _whole(self, raw: Mapping[str, Any], key: str, default: int | None) -> int:
        value = raw.get(key, default)
        if not isinstance(value, int) or isinstance(value, bool) or value < 1:
            self._problem(key, f"it needs a whole number from 1{'' if value is None else f', not {shown(value)}'}")
            return 1
        return value

    def _flag(self, raw: Mapping[str, Any], key: str) -> bool:
        value = raw.get(key, False)
        if not isinstance(value, bool):
            self._problem(key, f"{key} is true or false, not {shown(value)}")
            return False
        return value

    def _severity(self, key: str, value: Any) -> Severity:
        if value not in SEVERITIES:
            self._problem(key, f"{shown(value)} is no severity; it is one of {', '.join(SEVERITIES)}")
            return "info"
        found: Severity = value
        return found

    def _agency_types(self, key: str, raw: Any, *, needed: bool = False) -> tuple[str, ...]:
        found = types_of(str(each) for each in _list(raw))
        for each in found:
            if each not in AGENCY_TYPES:
                self._problem(key, f"{shown(each)} is no type of agency{did_you_mean(each, (*AGENCY_TYPES, *GROUPS))}")
        if needed and not found:
            self._problem(key, "say which types of agency owe the answer")
        return found

    def _problem(self, key: str, message: str, field: str | None = None) -> None:
        name = f"{key}.{field}" if field and key else key or field
        first = key.split(".")[0]
        if first in self.misspelt:
            return  # said with the key that stands in its place
        line = self.places.line(key, field or "") if key.startswith("example ") else self.places.line("", first)
        found = Problem(self.where, message, name or None, line or self.places.line(first, ""), self.file)
        # A condition or a way of matching is read for each of its uses, and is wrong but once.
        if found not in self.problems:
            self.problems.append(found)


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
