"""What the pages of findings say: all of a family's, one of them with why it is asked, and what became of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from django.urls import reverse

from nightlight.access.sharing import audience
from nightlight.chronology.agencies import AGENCY_TYPES
from nightlight.chronology.entry import Entry
from nightlight.chronology.moments import Moment, When, day_of, says_day
from nightlight.documents.entry_words import agency_name, title_of
from nightlight.rules.lessons import SOURCES, register
from nightlight.safeguards.clocks import DueAt, after
from nightlight.safeguards.rules import Cadence, Deadline, Due, Limit, Pattern, Safeguard
from nightlight.safeguards.systems import SYSTEMS
from nightlight.safeguards.wording import listed, says_amount, says_limit, says_rule
from nightlight.web.accounts.queries import calls, names
from nightlight.web.findings.answering import answers_in_words, entries_of, rule_of
from nightlight.web.reading.rows import anchor
from nightlight.web.store import kept
from nightlight.web.store.models import ANSWERED, NEEDS_AN_ANSWER
from nightlight.web.store.queries import FindingSeen, SeenFamily
from nightlight.web.ui.frame import finding_state, says_put_off, standing_and

COMING_UP: Final = ("waiting",)
OPEN: Final = NEEDS_AN_ANSWER + COMING_UP

#: Findings in the order in which they matter: past due in front, urgent before the rest.
_ORDER: Final = {"overdue": 0, "due_soon": 1, "unknown": 2, "waiting": 3, "met_late": 4, "met": 5, "excused": 6}
_SEVERITY: Final = {"urgent": 0, "warning": 1, "info": 2}


def matters(found: FindingSeen) -> tuple[int, int, Moment, str]:
    """The order in which findings are shown."""
    return (_ORDER[found.state], _SEVERITY[found.severity], found.due or 0, found.id)


# -- all findings of a family


@dataclass(frozen=True)
class Asked:
    """What the filter asks for: one system, only what one's own agency owes."""

    system: str = ""
    whose: str = ""

    @property
    def says(self) -> str:
        """What is chosen, in words; empty where everything is shown."""
        chosen = [SYSTEMS[self.system]] if self.system else []
        if self.whose == "ours":
            chosen.append("asked of your agency")
        return ", ".join(chosen)


@dataclass(frozen=True)
class Alike:
    """Findings that fold into one card (`folded`): the first, those like it, and whose they are to answer."""

    first: FindingSeen
    more: tuple[FindingSeen, ...]
    ours: bool
    owing: str


@dataclass(frozen=True)
class Group:
    """The findings of one system of practice."""

    title: str
    alike: tuple[Alike, ...]


@dataclass(frozen=True)
class Part:
    """A part of the page: its groups, the most pressing in front."""

    groups: tuple[Group, ...]
    count: int


@dataclass(frozen=True)
class FindingsPage:
    """The page of all findings."""

    asked: Asked
    systems: tuple[tuple[str, str], ...]
    needs: Part
    coming: Part
    answered: Part
    with_answered: bool
    answered_href: str
    shown: int
    all: int


def findings_page(seen: SeenFamily, system: str, whose: str, with_answered: bool) -> FindingsPage:
    """Every finding that the viewer may see, by what it asks of them; what has been answered only where that is asked for."""
    asked = Asked(system if system in SYSTEMS else "", whose if whose == "ours" else "")
    there = seen.findings
    shown = [each for each in there if _asked_for(each, asked, seen)]
    chosen = {name: value for name, value in (("system", asked.system), ("whose", asked.whose)) if value}
    used = {each.said["system"] for each in there}
    return FindingsPage(
        asked,
        tuple((key, words) for key, words in SYSTEMS.items() if key in used),
        _part(seen, (each for each in shown if each.state in NEEDS_AN_ANSWER)),
        _part(seen, (each for each in shown if each.state in COMING_UP)),
        _part(seen, (each for each in shown if each.state in ANSWERED)),
        with_answered,
        f"{reverse('findings', kwargs={'key': seen.key})}{standing_and(seen, **chosen, answered='yes')}#answered",
        len(shown),
        len(there),
    )


def _asked_for(found: FindingSeen, asked: Asked, seen: SeenFamily) -> bool:
    if asked.system and found.said["system"] != asked.system:
        return False
    return asked.whose != "ours" or seen.viewer.agency in found.to


def _part(seen: SeenFamily, found: Iterable[FindingSeen]) -> Part:
    ordered = in_order(found, seen)
    by_system: dict[str, list[Alike]] = {}
    for alike in folded(ordered, seen):
        by_system.setdefault(alike.first.said["system"], []).append(alike)
    groups = tuple(Group(SYSTEMS.get(system, system), tuple(cards)) for system, cards in by_system.items())
    return Part(groups, len(ordered))


def in_order(found: Iterable[FindingSeen], seen: SeenFamily) -> list[FindingSeen]:
    """Findings in the order in which they matter to the viewer: of those that press alike, what their own agency is to answer first."""
    return sorted(found, key=lambda each: (*matters(each)[:2], not is_ours(each, seen), *matters(each)[2:]))


def folded(found: Iterable[FindingSeen], seen: SeenFamily) -> tuple[Alike, ...]:
    """Findings, the first first, with those alike in one card: of one safeguard, or with one question about the same children.

    What the viewer's agency is to answer never folds under what another is.
    """
    cards: list[list[FindingSeen]] = []
    for each in found:
        card = next((card for card in cards if _are_alike(card[0], each, seen)), None)
        if card is None:
            cards.append([each])
        else:
            card.append(each)
    return tuple(Alike(card[0], tuple(card[1:]), is_ours(card[0], seen), owing(card[0], seen)) for card in cards)


def _are_alike(one: FindingSeen, other: FindingSeen, seen: SeenFamily) -> bool:
    if is_ours(one, seen) != is_ours(other, seen):
        return False
    same_question = bool(one.ask) and one.ask == other.ask and set(one.about) == set(other.about)
    return one.safeguard == other.safeguard or same_question


# -- one finding


@dataclass(frozen=True)
class Basis:
    """An entry on which a finding rests."""

    number: int
    words: str
    when: str
    agency: str
    href: str


@dataclass(frozen=True)
class LessonShown:
    """A lesson from which the question comes, in our own words."""

    id: str
    source: str
    says: str
    check: str


@dataclass(frozen=True)
class StepShown:
    """A step of escalation: to whom, when, and whether it was reached."""

    to: str
    after: str
    state: str
    passed: bool


@dataclass(frozen=True)
class LimitShown:
    """How long the step may take, and who says so."""

    says: str
    runs: str
    edition: str
    status: str
    confidence: str
    set_locally: bool
    area: str
    sources: tuple[tuple[str, str], ...]
    local: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Explained:
    """An answer that somebody gave: not needed, or not yet."""

    words: str
    reason: str
    when: str
    who: str
    href: str


@dataclass(frozen=True)
class FindingPage:
    """One finding, and why it is asked."""

    found: FindingSeen
    state: str
    is_open: bool
    ours: bool
    owing: str
    not_told: bool
    duty: str
    title: str
    system: str
    rule: str
    why: str
    dates: tuple[dict[str, str], ...]
    basis: tuple[Basis, ...]
    answers: tuple[str, ...]
    steps: tuple[StepShown, ...]
    limits: tuple[LimitShown, ...]
    lessons: tuple[LessonShown, ...]
    history: tuple[Explained, ...]
    put_off: str


def finding_page(found: FindingSeen, seen: SeenFamily) -> FindingPage:
    """The page of one finding."""
    rule = rule_of(found)
    return FindingPage(
        found=found,
        state=finding_state(found, seen),
        is_open=found.state in OPEN,
        ours=is_ours(found, seen),
        owing=owing(found, seen),
        not_told=bool(found.said.get("not_told")),
        duty=_duty(rule, owing(found, seen)),
        title="" if rule is None else rule.title,
        system=SYSTEMS.get(found.said["system"], ""),
        rule="" if rule is None else says_rule(rule),
        why="" if rule is None else rule.why,
        dates=_dates(found),
        basis=tuple(_basis(entry, seen) for entry in entries_of(found, seen)),
        answers=tuple(answers_in_words(found)),
        steps=_steps(found, rule, seen),
        limits=() if rule is None else tuple(map(_limit, _limits(found, rule))),
        lessons=() if rule is None else tuple(_lessons(rule)),
        history=_history(found, seen),
        put_off=says_put_off(found, seen),
    )


def _duty(rule: Safeguard | None, owing: str) -> str:
    """Of whom the rule asks it, by types of agency; empty where that says no more than the agencies' names."""
    words = "" if rule is None else listed(AGENCY_TYPES.get(each, each) for each in rule.owes)
    return "" if words.replace("'", "’").casefold() == owing.casefold() else words


def is_ours(found: FindingSeen, seen: SeenFamily) -> bool:
    """Whether the viewer's agency owes the answer, or nobody in particular does."""
    return found.owed_by(seen.viewer.agency)


def owing(found: FindingSeen, seen: SeenFamily) -> str:
    """The agencies that owe the answer, by their names."""
    return listed(agency_name(each, seen.picture) for each in found.to) or "nobody in particular"


def whom_to_call(found: FindingSeen, seen: SeenFamily) -> list[tuple[str, str]]:
    """The agencies that owe the answer, each with whom to ring there."""
    numbers = calls()
    return [(agency_name(each, seen.picture), numbers.get(each, "")) for each in found.to]


def who_will_see(seen: SeenFamily) -> str:
    """Who will see an explanation that the viewer gives, in words."""
    said = audience("finding.explained", "ordinary", seen.chronology, seen.now, seen.viewer.agency)
    return said.says({key: agency.says() for key, agency in seen.agencies.items()})


def _dates(found: FindingSeen) -> tuple[dict[str, str], ...]:
    said = found.said
    rows = [
        ("Watched since", said.get("opened"), "about " if said.get("about_date") else ""),
        ("Due by", said.get("due"), ""),
        ("Somebody was to be warned from", said.get("warned"), ""),
        ("Asked since", said.get("asked"), ""),
        ("Not needed from" if found.state == "excused" else "Answered", said.get("closed"), ""),
    ]
    shown = [{"name": name, "value": before + When.read(value).says()} for name, value, before in rows if value]
    if said.get("recorded_late"):
        shown.append({"name": "Written down", "value": "Only later: done in time, recorded after the date."})
    return tuple(shown)


def _basis(entry: Entry, seen: SeenFamily) -> Basis:
    href = f"{reverse('chronology', kwargs={'key': seen.key})}{standing_and(seen, entry=entry.id)}#{anchor(entry.id)}"
    return Basis(
        seen.sight.number(entry), title_of(entry), entry.when.says(), agency_name(entry.agency, seen.picture), href
    )


def _steps(found: FindingSeen, rule: Safeguard | None, seen: SeenFamily) -> tuple[StepShown, ...]:
    if rule is None or found.due is None:
        return ()
    whole_day = found.due % 1440 == 1439
    due = DueAt(found.due, found.due, not whole_day)
    shown = []
    for number, step in enumerate(rule.escalate, 1):
        moment = after(due, step.after, seen.nation)
        passed = found.stage >= number
        when = says_day(day_of(moment)) if step.after.unit != "hours" else When.at(moment).says()
        not_yet = f"Not reached: from {when}" if found.state in OPEN else "Not reached"
        state = f"Reached on {when}" if passed else not_yet
        shown.append(StepShown(step.to, f"{says_amount(step.after)} after the date", state, passed))
    return tuple(shown)


def _limits(found: FindingSeen, rule: Safeguard) -> list[Limit]:
    """The limit that governs a finding; where its date does not say which, every limit that the rule names."""
    by_name = kept.rules().limits.by_name
    governing = found.said.get("limit")
    if governing and governing["name"] in by_name:
        return [by_name[governing["name"]]]
    dues: list[Due] = []
    limits: list[Limit] = []
    if isinstance(rule, (Deadline, Cadence)):
        dues.append(rule.due)
    if isinstance(rule, Pattern):
        limits.append(rule.window)
        dues += [rule.due] if rule.due is not None else []
    for due in dues:
        limits += [term for term in due.terms if isinstance(term, Limit)]
        limits += [due.at_least] if due.at_least is not None else []
    return list(dict.fromkeys(limits))


def _limit(limit: Limit) -> LimitShown:
    return LimitShown(
        says=says_limit(limit),
        runs=limit.trigger,
        edition=limit.edition,
        status=limit.status.replace("_", " "),
        confidence=limit.confidence,
        set_locally=limit.set_locally,
        area=limit.area or "",
        sources=tuple(_source(each) for each in limit.source),
        local=tuple((each.area, each.value) for each in limit.local),
    )


def _source(written: str) -> tuple[str, str]:
    """A source as its words and its address, where it has one: "Liverpool assessment service: https://..."."""
    words, _, rest = written.partition("https://")
    if not rest or " " in rest.strip():
        return written, ""
    return words.strip().removesuffix(":").removesuffix(
        "("
    ).strip() or f"https://{rest}", f"https://{rest.strip().rstrip(')')}"


def _lessons(rule: Safeguard) -> Iterable[LessonShown]:
    by_id = {lesson.id: lesson for lesson in register().lessons}
    shown: dict[str, list[str]] = {}
    checks = register().checks
    for name in rule.lessons:
        shown.setdefault(name.partition("/")[0], []).extend([checks[name].says] if name in checks else [])
    for id, said in shown.items():
        if id in by_id:
            lesson = by_id[id]
            yield LessonShown(id, SOURCES[lesson.source], lesson.says, listed(said))


def _history(found: FindingSeen, seen: SeenFamily) -> tuple[Explained, ...]:
    entries = [each for each in seen.entries if each.kind == "finding.explained" and each.get("finding") == found.id]
    people = names(seen.viewer, {each.account for each in entries if each.account})
    return tuple(_explained(each, seen, people) for each in reversed(entries))


def _explained(entry: Entry, seen: SeenFamily, people: Mapping[str, str]) -> Explained:
    until = entry.get("until")
    words = "Not needed, because …" if until is None else f"Not yet, until {until.says()}"
    who = people.get(entry.account or "") or entry.by or ""
    agency = agency_name(entry.agency, seen.picture)
    return Explained(
        words, entry.get("reason"), entry.when.says(), ", ".join(filter(None, (who, agency))), _basis(entry, seen).href
    )


def after_answer(found: FindingSeen | None, seen: SeenFamily) -> str:
    """What the finding says once an answer is recorded, in one sentence."""
    if found is None:
        return "Recorded. It is no longer asked."
    return f"Recorded. It now reads: {finding_state(found, seen)}."
