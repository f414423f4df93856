"""Rules and findings in plain words: each rule as one sentence, each finding as one sentence with its dates."""

from __future__ import annotations

import re
import string
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Final

from nightlight.chronology.agencies import AGENCY_TYPES, GROUPS
from nightlight.chronology.fields import NAMES_AGENCIES, NAMES_PEOPLE, FieldType
from nightlight.chronology.moments import MINUTES_A_DAY, Day, When, day_of, says_day
from nightlight.picture.facts import Fact, opener_of, says_kind, specs_of_kind
from nightlight.picture.selecting import Filter, Selector
from nightlight.picture.states import STATES
from nightlight.safeguards.rules import (
    SETS,
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
    InState,
    Limit,
    NoneOf,
    Pattern,
    Response,
    Safeguard,
    Trigger,
)

if TYPE_CHECKING:
    from nightlight.picture import Picture
    from nightlight.safeguards.finding import Finding
    from nightlight.safeguards.outcome import Outcome

#: Names that a sentence of a finding may use, beside the fields of its trigger.
NAMES: Final = {
    "opened": "the day on which the safeguard began to watch, for this member where the rule asks for every one",
    "when": "the day of what set it off",
    "due": "the last permitted day",
    "member": "the member of the set whom this finding is about",
    "child": "the children whom it is about",
    "by": "the agency that recorded the trigger",
    "owing": "the agencies that owe the answer",
    "count": "how many entries a pattern counted",
}


# -- a finding


def says_finding(sentence: Sentence) -> str:
    """The finding as one sentence, and what came of it where something did. It says "not recorded", never "not done"."""
    rule, finding = sentence.outcome.rule, sentence.finding
    gap = sentence.fill(rule.says)
    title, closed = rule.title, finding.closed
    match finding.state:
        case "overdue":
            return gap
        case "met":
            late = " It was written down only later." if finding.recorded_late else ""
            return f"{title}: recorded as done on {_on(closed)}.{late}"
        case "met_late":
            return f"{gap} Recorded as done on {_on(closed)}."
        case "excused":
            if finding.warned is not None:
                return f"{gap} No longer asked about from {_on(closed)}."
            return f"{title}: not needed, from {_on(closed)}."
        case "unknown":
            return f"{title}: the record cannot tell."
        case _:
            due = f"; due by {says_due(finding)}" if finding.due is not None else ""
            return f"{title}: watched since {says_day(finding.opened)}{due}."


def _on(day: Day | None) -> str:
    return says_day(day) if day is not None else "a day that is not recorded"


def says_due(finding: Finding) -> str:
    """The last permitted day or moment of a finding, in words."""
    if finding.due is None:
        return "no date yet"
    last = finding.due.last
    words = says_day(day_of(last))
    minute = last % MINUTES_A_DAY
    if finding.due.by_hours and minute != MINUTES_A_DAY - 1:
        words += f" at {minute // 60:02d}:{minute % 60:02d}"
    return words


def last_recorded(outcome: Outcome, picture: Picture) -> Fact:
    """The last thing that the record holds of a matter: in its thread or, where it has none, what opened or closed it."""
    trigger = outcome.matter.trigger
    facts = [trigger, *outcome.matter.also, *picture.in_thread(trigger.thread)]
    return max(facts, key=lambda fact: fact.key)


def says_last(fact: Fact, picture: Picture) -> str:
    """A fact as a finding says what was recorded last: "a referral is made, about 3 March 2025 (Midwifery)"."""
    about = "about " if fact.loose else ""
    return f"{says_kind(fact.kind)}, {about}{says_day(day_of(fact.first))} ({_agency(fact.agency, picture)})"


def _agency(key: str, picture: Picture) -> str:
    agency = picture.agencies.get(key)
    return agency.says() if agency is not None else key


class Sentence:
    """Fills the sentence of a rule for one finding."""

    def __init__(self, outcome: Outcome, finding: Finding, picture: Picture) -> None:
        self.outcome = outcome
        self.finding = finding
        self.picture = picture

    def fill(self, template: str) -> str:
        """The sentence with its names replaced; a verb after those of whom there may be several agrees with them."""
        template = _AGREES.sub(self._agreeing, template)
        names = [name for _, name, _, _ in string.Formatter().parse(template) if name]
        words = template.format(**{name: self.value(name) for name in names})
        return words[:1].upper() + words[1:]

    def last(self) -> str:
        """The last thing that the record holds of the matter, with its day and who wrote it."""
        return says_last(last_recorded(self.outcome, self.picture), self.picture)

    def value(self, name: str) -> str:
        """What a name stands for, in words; "not recorded" where the record does not say."""
        trigger = self.outcome.matter.trigger
        match name:
            case "opened":
                return self._about(self.finding.opened)
            case "when":
                return self._about(day_of(trigger.first))
            case "due":
                return says_due(self.finding)
            case "member":
                return self._person(self.finding.member)
            case "child":
                return listed(self._person(each) for each in self.finding.about) or "the baby"
            case "by":
                return self._agency(trigger.agency)
            case "owing":
                owing = self.picture.agencies_of(self.outcome.rule.owes)
                return listed(self._agency(each) for each in owing) or "the agency that owes it"
            case "count":
                return str(1 + len(self.outcome.matter.also))
        fact = trigger if trigger.values.get(name) is not None else self.picture.opener(trigger.thread)
        return self._words(fact.values.get(name), _type_of(fact.kind, name)) if fact is not None else "not recorded"

    def _agreeing(self, verb: re.Match[str]) -> str:
        """A name and the verb after it: the verb for several, where the name stands for several."""
        name, singular = verb.groups()
        several = (
            len(self.finding.about) > 1
            if name == "child"
            else len(self.picture.agencies_of(self.outcome.rule.owes)) > 1
        )
        return f"{{{name}}} {_SEVERAL[singular] if several else singular}"

    def _person(self, key: str | None) -> str:
        """A member as it is said within a sentence: "the sister" of one whom the record keeps by that word alone."""
        said = says_member(key, self.picture)
        person = self.picture.people.get(key or "")
        kin = person is not None and not person.name and set(said.split()) <= _OF_THE_FAMILY
        return f"the {said}" if kin else said

    def _about(self, day: Day) -> str:
        words = says_day(day)
        return f"about {words}" if self.finding.about_date else words

    def _words(self, value: Any, type_: FieldType | None) -> str:
        if value is None:
            return "not recorded"
        if isinstance(value, When):
            return value.says()
        if isinstance(value, tuple):
            return listed(self._words(each, type_) for each in value) or "nobody"
        if isinstance(value, bool):
            return "yes" if value else "no"
        if isinstance(value, float):
            return f"{value:g}"
        text = str(value)
        if type_ in NAMES_AGENCIES:
            return self._agency(text)
        if type_ in NAMES_PEOPLE:
            return self._person(text)
        return text.replace("_", " ")

    def _agency(self, key: str) -> str:
        return _agency(key, self.picture)


#: The verbs that a sentence of a rule may put after `{child}` or `{owing}`, each with its form for several.
_SEVERAL: Final[Mapping[str, str]] = {"is": "are", "has": "have", "was": "were", "does": "do"}
_AGREES: Final = re.compile(r"\{(child|owing)\} (" + "|".join(_SEVERAL) + r")\b")

#: Words by which a record keeps somebody without a name, and which need an article within a sentence.
_OF_THE_FAMILY: Final = frozenset({
    "sister", "brother", "sibling", "twin", "half", "step", "stepsister", "stepbrother", "older", "younger", "elder",
    "eldest", "oldest", "youngest", "middle", "big", "little", "first", "second", "third", "fourth", "girl", "boy",
    "daughter", "son", "baby", "child", "toddler", "cousin", "niece", "nephew", "mother", "father", "parent",
    "stepmother", "stepfather", "partner", "new", "former", "husband", "wife", "boyfriend", "girlfriend",
    "grandmother", "grandfather", "grandparent", "great", "maternal", "paternal", "aunt", "uncle", "relative",
    "carer", "foster", "guardian", "lodger", "friend", "neighbour", "landlord",
})  # fmt: skip


def _type_of(kind: str, field: str) -> FieldType | None:
    """The type of a field of a kind, recorded or derived."""
    spec = (specs_of_kind(kind) or {}).get(field)
    return spec.type if spec is not None else None


#: How a person is called by role, where the record gives no name.
_ROLES: Final[Mapping[str, str]] = {
    "mother": "the mother",
    "father": "the father",
    "partner": "the partner",
    "unborn": "the unborn baby",
    "child": "the child",
}


def says_member(member: str | None, picture: Picture) -> str:
    """A member of a set in words: a person's name or role, an agency's name, a word, or what a thread is about."""
    if member is None:
        return "not recorded"
    if member in picture.people:
        person = picture.people[member]
        if person.name:
            return person.name
        role = _ROLES.get(person.role or "")
        if person.role == "unborn" and picture.born_on(member) is not None:
            role = "the baby"
        same = [each for each in picture.people.values() if each.role == person.role]
        return role if role and len(same) == 1 else member.replace("_", " ")
    if member in picture.agencies:
        return picture.agencies[member].says()
    opener = picture.opener(member)
    if opener is not None:
        for field in ("factor", "what"):
            if field in opener.values:
                return str(opener.values[field]).replace("_", " ")
    return member.replace("_", " ")


# -- a rule


def says_rule(rule: Safeguard) -> str:
    """The rule as one plain sentence, made from what it says, so that it is always true of it."""
    sentence: str = _BY_KIND[rule.kind](rule)
    if rule.unless:
        sentence += f"; not where {_any_of(_response(each) for each in rule.unless)}"
    return sentence[0].upper() + sentence[1:] + "."


def _deadline(rule: Deadline) -> str:
    if rule.known:
        others = [_response(each) for each in rule.needs]
        answer = _any_of([f"{_every(rule.every)} knows of it", *others])
    else:
        times = f" {rule.times} times" if rule.times > 1 else ""
        answer = _any_of(_response(each) for each in rule.needs) + times
        if rule.every is not None:
            answer += f", for {_every(rule.every)}"
    return f"when {_trigger(rule.trigger)}{_while(rule.condition)}: {answer}, {says_when(rule.due)}"


def _cadence(rule: Cadence) -> str:
    answer = _any_of(_response(each) for each in rule.needs)
    first = f", the first {says_when(rule.first)}" if rule.first is not None else ""
    return f"while {says_state(rule.state)}: {answer}, each {says_when(rule.due)} of the one before{first}"


def _pattern(rule: Pattern) -> str:
    agencies = f" by {rule.agencies} agencies" if rule.agencies > 1 else ""
    same = f" of the same {rule.same}" if rule.same else ""
    then = ""
    if rule.due is not None:
        then = f": {_any_of(_response(each) for each in rule.needs)}, {says_when(rule.due)}"
    often = f"{rule.count} times" if rule.count > 1 else "for the first time"
    return (
        f"when {often} within {says_amount(rule.window.amount)}{same}{agencies} "
        f"{_trigger(rule.trigger)}{_while(rule.condition)}{then}"
    )


def _before(rule: Before) -> str:
    answer = _any_of(_response(each) for each in rule.needs)
    every = f", for {_every(rule.every)}" if rule.every is not None else ""
    answer = answer or "it is covered"
    return f"when {_trigger(rule.trigger)}{_while(rule.condition)}: by then {answer}{every}"


def _clash(rule: Clash) -> str:
    against = [_response(each) for each in rule.soon_after]
    clauses = []
    if against and rule.window is not None:
        clauses.append(f"within {says_amount(rule.window.amount)} after {_any_of(against)}")
    clauses += [f"while {says_state(state)}" for state in rule.while_open]
    if rule.while_findings:
        clauses.append(f"while findings that are {rule.while_findings} or worse are open")
    return f"it is asked about when {_trigger(rule.trigger)}{_while(rule.condition)} {_any_of(clauses)}"


_BY_KIND: Final[Mapping[str, Any]] = {
    "deadline": _deadline,
    "cadence": _cadence,
    "pattern": _pattern,
    "before": _before,
    "clash": _clash,
}


def _trigger(trigger: Trigger) -> str:
    if trigger.start_of is not None:
        return f"this begins: {says_state(trigger.start_of)}"
    if trigger.end_of is not None:
        return f"this ends: {says_state(trigger.end_of)}"
    return _any_of(says_selector(each) for each in trigger.selectors)


def says_selector(selector: Selector) -> str:
    """What a selector means, as a clause."""
    tests = [_test(selector.kind, each) for each in selector.filters]
    return says_kind(selector.kind) + (f" ({', '.join(tests)})" if tests else "")


def _test(kind: str, test: Filter) -> str:
    name = test.field.replace("_", " ")
    values = says_types(test.values) if test.agency else _any_of(_value(each) for each in test.values)
    match test.test:
        case "absent":
            return f"{name} {'not ' if test.values[0] else ''}recorded"
        case "not" | "lacks":
            return f"{name} other than {values}" if test.test == "not" else f"{name} without {values}"
        case "lt" | "gt":
            return f"{name} {'below' if test.test == 'lt' else 'above'} {values}"
        case _:
            return f"{name}: {values}"


#: How a group of types of agency is said.
_GROUPS_SAID: Final[Mapping[str, str]] = {
    "anyone": "any agency",
    "health": "a health service",
    "midwives": "midwives",
    "minds": "a mental health service",
    "wards": "a hospital ward",
    "schools": "a school or nursery",
}


def says_types(types: Iterable[str], word: str = "or") -> str:
    """Types of agency in words, with the name of a group for those that make one up."""
    left = list(types)
    said = []
    for group in sorted(GROUPS, key=lambda name: -len(GROUPS[name])):
        if set(GROUPS[group]) <= set(left):
            said.append(_GROUPS_SAID[group])
            left = [each for each in left if each not in GROUPS[group]]
    said += [AGENCY_TYPES.get(each, each) for each in left]
    return _any_of(said) if word == "or" else listed(said)


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value).replace("_", " ")


def _response(response: Response) -> str:
    return says_selector(response.selector)


def _every(every: Every | None) -> str:
    if every is None:
        return "everybody"
    if every.set == "words":
        return "each of " + listed(word.replace("_", " ") for word in every.words)
    words = SETS[every.set]
    if every.types:
        words = "every one in the team of " + says_types(every.types, "and")
    return words


def _while(condition: Condition | None) -> str:
    return "" if condition is None else f" while {_condition(condition)}"


def _condition(condition: Condition) -> str:
    match condition:
        case InState():
            return says_state(condition)
        case Counts(what="agencies_involved"):
            return f"more than {condition.more_than} agencies beyond the universal ones are involved"
        case Counts(what="children_named"):
            return (
                "it names several children"
                if condition.more_than == 1
                else f"it names more than {condition.more_than} children"
            )
        case Counts():
            return (
                f"there are more than {condition.more_than} children"
                if condition.more_than > 1
                else "there are several children"
            )
        case AnyOf():
            return _any_of(_condition(each) for each in condition.conditions)
        case NoneOf():
            return "it is not so that " + _any_of(_condition(each) for each in condition.conditions)
        case AllOf():
            return " and ".join(_condition(each) for each in condition.conditions)


def says_state(state: InState) -> str:
    """A state with its words, as a clause."""
    says = STATES[state.state].says
    if not state.words:
        return says
    return f"{says} ({_any_of(word.replace('_', ' ') for word in state.words)})"


def says_when(due: Due) -> str:
    """When something falls due, in words."""
    terms = [_term(each) for each in due.terms]
    words = terms[0] if len(terms) == 1 else "at the earliest of these: " + listed(terms)
    if due.at_least is not None:
        words += f" (but no sooner than {says_amount(due.at_least.amount)} after)"
    for tighter in due.tighter:
        words += f"; within {says_amount(tighter.limit.amount)} while {_condition(tighter.condition)}"
    return words


def _term(term: object) -> str:
    match term:
        case Limit():
            return says_limit(term)
        case ByField(days=True):
            return f"within the number of days that it says ({term.field.replace('_', ' ')})"
        case ByField():
            return f"by the date that it says ({term.field.replace('_', ' ')})"
        case ByNext():
            return f"by the next time that {_any_of(says_selector(each) for each in term.selectors)}"
    raise TypeError(f"{term!r} is no term of a limit")


def says_limit(limit: Limit) -> str:
    """A limit in words: `within 1 working day`, `by 28 weeks of pregnancy`, `on the same day`."""
    number, unit = limit.amount.number, limit.amount.unit
    match unit:
        case "gestation":
            return f"by {number} weeks of pregnancy"
        case "before_due":
            return f"{number} days before the baby is due"
        case "after_birth":
            return f"within {number} days after the birth"
        case _ if number == 0:
            return "on the same day"
        case _:
            return f"within {says_amount(limit.amount)}"


def says_amount(amount: Amount) -> str:
    """So many of a unit, in words."""
    unit = amount.unit.replace("_", " ").removesuffix("s")
    return f"{amount.number} {unit}{'' if amount.number == 1 else 's'}"


def listed(words: Iterable[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    found = list(words)
    return found[0] if len(found) == 1 else f"{', '.join(found[:-1])} and {found[-1]}" if found else ""


def _any_of(words: Iterable[str]) -> str:
    found = list(dict.fromkeys(words))
    return found[0] if len(found) == 1 else f"{', '.join(found[:-1])} or {found[-1]}" if found else ""


def names_for(trigger: Trigger) -> set[str]:
    """The names that the sentence of a rule with this trigger may use."""
    found = set(NAMES)
    for selector in trigger.selectors:
        found |= set(specs_of_kind(selector.kind) or ())
        opener = opener_of(selector.kind)
        found |= set(specs_of_kind(opener) or ()) if opener else set()
    for state in (trigger.start_of, trigger.end_of):
        if state is not None:
            for opening in STATES[state.state].opens:
                found |= set(specs_of_kind(opening.selector.kind) or ())
    return found
