"""What would answer a finding: the kinds of entry that its rule asks for, with what the record already says of them filled in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final
from urllib.parse import urlencode

from django.urls import reverse

from nightlight.chronology.entry import Entry
from nightlight.chronology.fields import NAMES_PEOPLE, FieldSpec
from nightlight.chronology.kinds import KINDS, THREADS
from nightlight.chronology.moments import Day, When, day_of, says_day
from nightlight.picture.facts import EVENTS, Fact
from nightlight.picture.fold import Picture
from nightlight.picture.selecting import Selector
from nightlight.safeguards.matching import value_of
from nightlight.safeguards.rules import Response, Safeguard
from nightlight.safeguards.wording import says_selector
from nightlight.web.recording.labels import kind_title
from nightlight.web.store import kept
from nightlight.web.store.queries import FindingSeen, SeenFamily

#: What follows from an entry, and the field of the form that makes it so (`picture.facts.WORKED_OUT`).
_WRITTEN_AS: Final = {"met": "with", "saw": "with", "represented": "present"}
#: Fields that say which children an entry is about.
_CHILDREN: Final = ("child", "children", "about", "considered", "for_children", "people")
#: Said of what must be on record before what answers.
_COMES_FIRST: Final = "This comes first: it is not on record yet"
#: Kinds that anybody who was told may write, where a finding asks that an agency know.
_TELLING: Final = "information.shared"
#: What is said of an answer that must not be a part of something else.
_BY_ITSELF: Final = "where it is no part of a meeting or an assessment"


@dataclass(frozen=True)
class Option:
    """One kind of entry that would answer: what it says in words, and what the form is filled in with.

    `first` where something else must be on record before what answers; `near` where it belongs to what the finding is about.
    """

    kind: str
    text: str
    note: str
    fields: tuple[tuple[str, str], ...]
    first: bool = False
    near: bool = False

    @property
    def value(self) -> str:
        """The option as a form sends it."""
        return urlencode([("kind", self.kind), *self.fields])

    def href(self, seen: SeenFamily, finding: str, on: Day | None = None) -> str:
        """The address of the form, filled in."""
        more = [("when", "other"), ("when-day", says_day(on))] if on is not None else []
        return f"{reverse('record', kwargs={'key': seen.key})}/{self.kind}?{urlencode([*self.fields, *more, ('finding', finding)])}"


def rule_of(found: FindingSeen) -> Safeguard | None:
    """The safeguard of a finding; `None` where the pack no longer has it."""
    try:
        return kept.rules()[found.safeguard]
    except KeyError:
        return None


def entries_of(found: FindingSeen, seen: SeenFamily) -> list[Entry]:
    """The entries on which a finding rests, in the order in which they happened; the viewer sees them all."""
    places = set(found.because)
    found_at = [each.entry for each in seen.chronology.held() if each.entry.place in places]
    told_later = {each.id for each in found_at if each.inferred and "~" in each.id}  # stand for a date under `shared`
    return sorted(
        (each for each in found_at if each.id not in told_later), key=lambda entry: (entry.when.first, entry.place)
    )


def options(found: FindingSeen, seen: SeenFamily) -> list[Option]:
    """What would answer a finding, each kind once, with the most filled in of what follows from the finding.

    What belongs to the very thing that the finding is about comes first, then the order of the rule; what only opens the way comes last.
    """
    rule = rule_of(found)
    if rule is None:
        return []
    trigger = _trigger(found, seen.picture)
    needs = [need for need in rule.needs if need.selector.kind in KINDS]
    offered = [option for need in needs for option in _options(need, rule, trigger, found, seen)]
    if getattr(rule, "known", False) and _TELLING not in {need.selector.kind for need in needs}:
        offered.append(_telling(trigger, found, seen))
    best: dict[str, Option] = {}
    for option in offered:
        other = best.get(option.kind)
        if other is None or (option.first, -len(option.fields)) < (other.first, -len(other.fields)):
            best[option.kind] = option
    return sorted((_alone(each, offered) for each in best.values()), key=lambda each: (each.first, not each.near))


def _alone(option: Option, offered: list[Option]) -> Option:
    """An option that stands for all of its kind: where several would open the way, it is filled in with what they have in common."""
    if not option.first:
        return option
    alike = [each for each in offered if each.kind == option.kind]
    common = tuple(pair for pair in option.fields if all(pair in each.fields for each in alike))
    return option if common == option.fields else replace(option, fields=common, note=_COMES_FIRST)


def answers_in_words(found: FindingSeen) -> list[str]:
    """What would answer a finding, in words: "the core group is held (type: core group)"."""
    rule = rule_of(found)
    if rule is None:
        return []
    words = [
        says_selector(_in_words(need.selector)) + (f" ({_BY_ITSELF})" if _by_itself(need.selector) else "")
        for need in rule.needs
    ]
    if getattr(rule, "known", False):
        words.insert(0, "every agency that this is about is told, and the record says so")
    return [_capital(each) for each in dict.fromkeys(words)]


def _trigger(found: FindingSeen, picture: Picture) -> Fact | None:
    """The fact that opened a finding, as far as the viewer's picture has it."""
    subject, places = str(found.said.get("subject", "")), set(found.because)
    facts = [each for each in picture.facts() if places & set(each.places)]
    own = [each for each in facts if subject in (each.subject, each.root)]
    return min(own or facts, key=lambda fact: fact.key, default=None)


def _options(
    need: Response, rule: Safeguard, trigger: Fact | None, found: FindingSeen, seen: SeenFamily
) -> Iterator[Option]:
    kind = need.selector.kind
    specs = KINDS[kind].specs
    fields = _filled(need, rule, trigger, found, seen)
    option = Option(kind, kind_title(kind), _note(need.selector, _counts(need.selector, fields)), ())
    of = specs.get("of")
    if of is None or "of" in fields or of.opens is None:
        own = trigger is not None and "of" in fields and fields["of"] == trigger.thread
        yield replace(option, fields=_pairs(fields), near=own)
        return
    opener = THREADS[of.opens]
    threads = _threads(opener, need.selector, seen)
    if threads:
        which = _names(threads[0], seen.picture)
        which += " (the form lets you choose another)" if len(threads) > 1 else ""
        note = _note(need.selector, _counts(need.selector, fields, opener=False), which)
        yield replace(option, note=note, fields=_pairs({**fields, "of": threads[0].root}))
    elif not of.optional:
        first = {
            test.field: test.values[0]
            for test in need.selector.filters
            if test.opener and test.test == "any" and not test.agency and len(test.values) == 1
        }
        note = _COMES_FIRST
        if wanted := _counts(need.selector, {}, own=False):
            note += f" ({wanted})"
        yield Option(opener, kind_title(opener), note, _pairs(first), first=True)
    else:
        yield replace(option, fields=_pairs(fields))


def _note(selector: Selector, counts: str, which: str = "") -> str:
    """What a kind is for, to which matter it would belong, and what must be so of an entry for it to count."""
    said = [
        KINDS[selector.kind].help(),
        _capital(which) + "." if which else "",
        f"It counts with {counts}." if counts else "",
        f"It counts {_BY_ITSELF}." if _by_itself(selector) else "",
    ]
    return " ".join(filter(None, said))


def _counts(selector: Selector, fields: Mapping[str, Any], *, opener: bool = True, own: bool = True) -> str:
    """What must be so of an entry for it to count, beyond what is filled in already: "type: hospital or birth"."""
    left = tuple(
        test
        for test in selector.filters
        if test.field not in fields and ((test.opener and opener) or (not test.opener and own))
    )
    words = _in_words(replace(selector, filters=left))
    return says_selector(words).partition(" (")[2].removesuffix(")") if words.filters else ""


def _by_itself(selector: Selector) -> bool:
    """Whether only what is recorded by itself counts: what was said in a meeting, or for an assessment, does not."""
    return any(test.field == "in" and test.test == "absent" and test.values[0] for test in selector.filters)


def _in_words(selector: Selector) -> Selector:
    """A selector without what `_BY_ITSELF` says better than the name of its field would."""
    kept_ = tuple(test for test in selector.filters if test.field != "in")
    return replace(selector, filters=kept_) if _by_itself(selector) else selector


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _filled(
    need: Response, rule: Safeguard, trigger: Fact | None, found: FindingSeen, seen: SeenFamily
) -> dict[str, Any]:
    """The fields of the form that follow from the rule and from what the finding is about."""
    specs = KINDS[need.selector.kind].specs
    fields: dict[str, Any] = {}
    for test in need.selector.filters:
        if test.test == "any" and not test.opener and not test.agency and test.field in specs and len(test.values) == 1:
            fields[test.field] = test.values[0]
    if trigger is not None:
        of = specs.get("of")
        opener = seen.picture.opener(trigger.thread)
        if (
            of is not None
            and opener is not None
            and need.match.way == "thread"
            and THREADS.get(of.opens or "") == opener.kind
        ):
            fields["of"] = trigger.thread
        for pair in need.match.pairs:
            value = value_of(trigger, pair.left, seen.picture)
            if pair.right in specs and value is not None:
                fields.setdefault(pair.right, value)
    member = found.said.get("member")
    every = getattr(rule, "every", None)
    if member is not None and every is not None:
        for name in every.within:
            written = name if name in specs else _WRITTEN_AS.get(name, name)
            if written in specs and written not in fields and _takes(specs[written], str(member), seen.picture):
                fields[written] = member
    for name in _CHILDREN:
        if name in specs and name not in fields and found.about and specs[name].type in NAMES_PEOPLE:
            if specs[name].many:
                fields[name] = found.about
            elif len(found.about) == 1:
                fields[name] = found.about[0]
    if "by_agency" in specs and "by_agency" not in fields and _may_be(seen.viewer.agency_type, need.selector):
        fields["by_agency"] = seen.viewer.agency
    return fields


def _may_be(agency_type: str, selector: Selector) -> bool:
    """Whether an entry that names an agency of this type as the one that acts would count."""
    asked = [test for test in selector.filters if test.field == "by_agency" and test.test == "any"]
    return all(agency_type in test.values for test in asked)


def _takes(spec: FieldSpec, member: str, picture: Picture) -> bool:
    """Whether a field is one in which this member can stand: a person among people, an agency among agencies."""
    if spec.type in NAMES_PEOPLE:
        return member in picture.people
    return member not in picture.people


def _threads(opener: str, selector: Selector, seen: SeenFamily) -> list[Fact]:
    """The threads to which an entry of the selector's kind could belong: of the right sort, without one yet. The latest comes first,
    but what is only to come stands behind what could have happened."""
    picture, today = seen.picture, day_of(seen.now)
    found = []
    for fact in picture.of(opener):
        asked = [test for test in selector.filters if test.opener]
        passes = all(replace(test, opener=False).passes(fact, picture) is not False for test in asked)
        answered = any(each.kind == selector.kind for each in picture.in_thread(fact.thread or fact.root))
        if passes and not answered:
            found.append(fact)
    found.sort(key=lambda fact: fact.key, reverse=True)
    return sorted(found, key=lambda fact: isinstance(day := fact.values.get("date"), When) and day.day > today)


def _names(opener: Fact, picture: Picture) -> str:
    """Which thread an option means: "core group, 3 May 2026"."""
    word = next(
        (str(opener.values[name]) for name in ("type", "what", "service", "factor") if opener.values.get(name)), ""
    )
    date = opener.values.get("date") or opener.values.get("due")
    day = date.says() if isinstance(date, When) else When.on(opener.first // 1440).says()
    return ", ".join(each for each in (word.replace("_", " "), day) if each)


def _telling(trigger: Fact | None, found: FindingSeen, seen: SeenFamily) -> Option:
    fields: dict[str, Any] = {}
    if trigger is not None and trigger.kind not in EVENTS:
        fields["entries"] = (trigger.root,)
    if (member := found.said.get("member")) is not None and str(member) in seen.agencies:
        fields["to"] = (str(member),)
    return Option(_TELLING, kind_title(_TELLING), KINDS[_TELLING].help(), _pairs(fields), near="entries" in fields)


def _pairs(fields: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """Fields as the query of an address: a list as its items, yes and no as words."""
    pairs = []
    for name, value in fields.items():
        for each in value if isinstance(value, (tuple, list)) else (value,):
            pairs.append((name, ("yes" if each else "no") if isinstance(each, bool) else str(each)))
    return tuple(pairs)
