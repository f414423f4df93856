"""What a rule says in one view of a record: plain loops over one family, a function for each kind of rule.

An *outcome* is a finding as one view shows it. What it was warned of, and when, depends on all the views before; that is
the engines' part.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from nightlight.chronology.gestation import TERM_DAYS
from nightlight.chronology.moments import NEVER, Moment, add_months, day_of, end_of, start_of
from nightlight.picture import Picture
from nightlight.picture.events import OF_THE_FAMILY
from nightlight.picture.facts import Fact, is_standing
from nightlight.picture.sets import members
from nightlight.picture.states import STATES, Spell
from nightlight.safeguards.clocks import DueAt, after, before, due_at, in_days
from nightlight.safeguards.conditions import ALWAYS, Stretch, beginning, over_time, spells_of, stretches
from nightlight.safeguards.finding import Finding, State
from nightlight.safeguards.matching import covers, covers_here, is_response, value_of
from nightlight.safeguards.rules import (
    AGENCY_SETS,
    BY_PREGNANCY,
    SEVERITIES,
    Amount,
    Before,
    Cadence,
    Clash,
    Deadline,
    Due,
    Every,
    Limit,
    Pattern,
    Response,
    Safeguard,
    Severity,
)
from nightlight.safeguards.wording import Sentence, says_finding

#: Watching ends at this age, in months, unless a partnership sets another (`semantics.md` 27).
WATCHED_MONTHS: Final = 60

#: So many entries after the safeguard began to watch show that an agency goes on recording (`semantics.md` 36).
GOES_ON: Final = 3


@dataclass(frozen=True, slots=True)
class Matter:
    """One thing that a rule watches: what opened it, for which member, from when, and the stretches in which it applies."""

    trigger: Fact
    first: Moment
    last: Moment
    stretches: tuple[Stretch, ...] = (ALWAYS,)
    member: str | None = None
    point: str | None = None
    also: tuple[Fact, ...] = ()
    standing: bool = False

    @property
    def basis(self) -> str:
        """What makes this another matter than an earlier one of the same name: the state that began it, where one did."""
        return (
            min((stretch.facts[0].root for stretch in self.stretches if stretch.facts), default="")
            if self.standing
            else ""
        )


@dataclass(frozen=True, slots=True)
class Outcome:
    """A finding as one view shows it. `settled` is `None` while it is open; `closed` when it was answered or excused.

    `warns_from` is the first moment at which this view shows it overdue (`None` where it cannot: answered, excused, or
    the record cannot tell), and `tested` the last moment at which an answer would have been in time. What ends by the clock
    alone, such as watching at a child's fifth birthday, may be excused and have been overdue before.
    """

    rule: Safeguard
    id: str
    subject: str
    matter: Matter
    due: DueAt | None
    settled: State | None
    closed: Moment | None
    warns_from: Moment | None
    tested: Moment | None
    asks_from: Moment | None
    paused_until: Moment | None
    recorded_late: bool
    to: tuple[str, ...]
    not_told: bool
    about: tuple[str, ...]
    because: tuple[int, ...]

    @property
    def key(self) -> tuple[str, str]:
        """Which finding it is: a second pregnancy makes another of the same name."""
        return (self.id, self.matter.basis)

    def later_than(self, other: Outcome) -> bool:
        """Whether it was opened later than another of the same name, which it then takes the place of (`semantics.md` 34)."""
        one, two = ((each.matter.first, each.matter.trigger.kind, each.matter.trigger.root) for each in (self, other))
        return one > two

    def state(self, as_of: Moment, nation: str) -> State:
        """The state at a moment within the view."""
        if self.settled is not None:
            return self.settled
        if self.asks_from is not None and as_of >= self.asks_from:
            return "unknown"
        if self.warns_from is not None and as_of >= self.warns_from:
            return "overdue"
        if self.due is not None and self.rule.warn_before is not None:
            soon = before(self.due.early, self.rule.warn_before, nation)
            if as_of >= soon and self.paused_until is None:
                return "due_soon"
        return "waiting"

    def stage(self, as_of: Moment, nation: str) -> int:
        """How many steps of escalation were passed, counted from the due moment (`semantics.md` 24)."""
        if self.due is None or (self.settled in ("met", "unknown")) or self.asks_from is not None:
            return 0
        until = min(as_of, self.closed) if self.closed is not None else as_of
        if until <= self.due.last:
            return 0
        return sum(after(self.due, step.after, nation) <= until for step in self.rule.escalate)

    def changes(self, nation: str) -> Iterator[Moment]:
        """The moments at which it changes though nothing is written: due soon, overdue, each step."""
        if self.settled is not None:
            return
        if self.due is not None and self.rule.warn_before is not None:
            yield before(self.due.early, self.rule.warn_before, nation)
        for moment in (self.warns_from, self.asks_from):
            if moment is not None:
                yield moment
        if self.due is not None:
            for step in self.rule.escalate:
                yield max(after(self.due, step.after, nation), self.due.last + 1)


def outcomes(rule: Safeguard, picture: Picture, others: Iterable[Finding] = ()) -> list[Outcome]:
    """What a rule says in a view, in the order of the ids. `others` are the findings that a clash of findings reads."""
    match rule:
        case Deadline():
            found = _deadline(rule, picture)
        case Cadence():
            found = _cadence(rule, picture)
        case Pattern():
            found = _pattern(rule, picture)
        case Before():
            found = _before(rule, picture)
        case Clash():
            found = _clash(rule, picture, others)
        case _:
            raise TypeError(f"{type(rule).__name__} is no kind of rule")
    unique: dict[str, Outcome] = {}
    for outcome in found:
        kept = unique.get(outcome.id)
        if kept is None or outcome.later_than(kept):
            unique[outcome.id] = outcome
    return sorted(unique.values(), key=lambda outcome: outcome.id)


# -- the five kinds


def _deadline(rule: Deadline, picture: Picture) -> Iterator[Outcome]:
    for matter in _matters(rule, picture):
        for each in _for_members(rule.every, matter, picture):
            due = due_at(rule.due, each.trigger, each.first, each.last, picture)
            yield _settle(
                rule,
                each,
                picture,
                due,
                _deadline_answers(rule, each, picture),
                by_pregnancy=_is_by_pregnancy(rule.due),
            )


def _deadline_answers(rule: Deadline, matter: Matter, picture: Picture) -> Answers:
    answers = _answers(rule.needs, rule.every, matter, picture, rule.lookback, rule.times)
    if not rule.known:
        return answers
    known = _known(matter, picture)
    facts = [each for each in (known, answers.sure) if each is not None]
    return Answers(min(facts, key=lambda fact: fact.key, default=None), answers.possible)


def _cadence(rule: Cadence, picture: Picture) -> Iterator[Outcome]:
    for spell in spells_of(rule.state, picture, None):
        opening = Matter(spell.fact, spell.start, spell.fact.last, (Stretch(spell.start, spell.end, (spell.fact,)),))
        points = _points(rule, opening, spell, picture)
        if rule.first is not None and _is_watched(rule, opening.first, opening.first, picture):
            yield _settle(rule, opening, picture, due_at(rule.first, spell.fact, spell.start, spell.fact.last, picture),
                          _next_point(points, opening.first, None))  # fmt: skip
        for fact, certain in points:
            # From a point of which the record cannot tell whether it was one, nothing is reckoned.
            if not certain or not _is_watched(rule, fact.first, fact.last, picture):
                continue
            matter = replace(opening, first=fact.first, last=fact.last, point=fact.root, also=(fact,))
            due = due_at(rule.due, spell.fact, fact.first, fact.last, picture)
            yield _settle(rule, matter, picture, due, _next_point(points, fact.first, fact))


def _points(rule: Cadence, opening: Matter, spell: Spell, picture: Picture) -> list[tuple[Fact, bool]]:
    """Every B while the state lasts, in order, each with whether it is sure."""
    found: dict[tuple[str, str], tuple[Fact, bool]] = {}
    for response in rule.needs:
        for fact in picture.of(response.selector.kind):
            if spell.start <= fact.last and fact.first < spell.end:
                passed = is_response(response, opening.trigger, fact, picture)
                if passed is not False:
                    key = (fact.kind, fact.root)
                    found[key] = (fact, bool(passed) or found.get(key, (fact, False))[1])
    return sorted(found.values(), key=lambda point: point[0].key)


def _next_point(points: list[tuple[Fact, bool]], start: Moment, point: Fact | None) -> Answers:
    sure = possible = None
    for fact, certain in points:
        if point is not None and fact.key <= point.key:
            continue
        if fact.last >= start:
            if certain and sure is None:
                sure = fact
            elif not certain and possible is None:
                possible = fact
    return Answers(sure, possible)


def _pattern(rule: Pattern, picture: Picture) -> Iterator[Outcome]:
    for group, facts in sorted(_groups(rule, picture).items(), key=lambda item: item[0] or ""):
        complete_before = False
        for index, fact in enumerate(facts):
            counted = _counted(rule, facts[: index + 1], fact, picture)
            held = stretches(rule.condition, picture, fact.first, fact.last, fact)
            complete = (
                len(counted) >= rule.count and len({each.agency for each in counted}) >= rule.agencies and bool(held)
            )
            if complete and not complete_before and _is_watched(rule, fact.first, fact.last, picture):
                matter = Matter(fact, fact.first, fact.last, tuple(held), group, also=tuple(counted[:-1]))
                yield _pattern_outcome(rule, matter, picture)
            complete_before = complete


def _groups(rule: Pattern, picture: Picture) -> dict[str | None, list[Fact]]:
    """The facts that a pattern counts, by what they must share."""
    found: dict[str | None, dict[str, Fact]] = {}
    for selector in sorted(rule.trigger.selectors, key=lambda each: each.kind):
        for fact in picture.of(selector.kind):
            if not selector.passes(fact, picture):
                continue
            keys = value_of(fact, rule.same, picture) if rule.same else (None,)
            if keys is not None:
                for key in keys if isinstance(keys, tuple) else (keys,):
                    found.setdefault(key, {}).setdefault(fact.root, fact)
    return {key: sorted(facts.values(), key=lambda fact: fact.key) for key, facts in found.items()}


def _counted(rule: Pattern, facts: list[Fact], fact: Fact, picture: Picture) -> list[Fact]:
    """What counts up to a fact: within the window, and not before the last response (which took in what came before it)."""
    window = day_of(fact.first) - in_days(rule.window)
    answered = -1
    for response in rule.needs:
        for answer in picture.of(response.selector.kind):
            if answered < answer.last < fact.first and is_response(response, fact, answer, picture):
                answered = answer.last
    return [each for each in facts if day_of(each.first) >= window and each.first > answered]


def _pattern_outcome(rule: Pattern, matter: Matter, picture: Picture) -> Outcome:
    answers = _answers(rule.needs, None, matter, picture, rule.lookback, 1)
    if rule.due is None:
        return _settle(rule, matter, picture, None, answers, at_once=True)
    return _settle(rule, matter, picture, due_at(rule.due, matter.trigger, matter.first, matter.last, picture), answers)


def _before(rule: Before, picture: Picture) -> Iterator[Outcome]:
    for matter in _matters(rule, picture):
        for each in _for_members(rule.every, matter, picture):
            if each.first > matter.last:
                continue  # who came into the family later could not be covered then
            answers = _answers(rule.needs, rule.every, each, picture, rule.lookback, 1)
            yield _settle(rule, each, picture, DueAt(each.last, each.first, True), answers, at_once=True)


def _clash(rule: Clash, picture: Picture, others: Iterable[Finding]) -> Iterator[Outcome]:
    for matter in _matters(rule, picture):
        against = [*_soon_after(rule, matter, picture), *_while_open(rule, matter, picture)]
        beside = _open_findings(rule.while_findings, matter, others)
        if not against and not beside:
            continue
        places = tuple(place for finding in beside for place in finding.because)
        clashing = replace(matter, also=tuple(against))
        answers = _answers(rule.needs, None, clashing, picture, None, 1)
        outcome = _settle(rule, clashing, picture, None, answers, at_once=True)
        yield replace(outcome, because=tuple(sorted({*outcome.because, *places})))


def _soon_after(rule: Clash, matter: Matter, picture: Picture) -> Iterator[Fact]:
    if rule.window is None:
        return
    days = in_days(rule.window)
    for response in rule.soon_after:
        for fact in picture.of(response.selector.kind):
            near = fact.first <= matter.last and 0 <= day_of(matter.first) - day_of(fact.first) <= days
            if near and is_response(response, matter.trigger, fact, picture):
                yield fact


def _while_open(rule: Clash, matter: Matter, picture: Picture) -> Iterator[Fact]:
    for state in rule.while_open:
        for spell in spells_of(state, picture, matter.trigger):
            # What the trigger itself opens or closes is no clash with it.
            if (
                spell.start < matter.last
                and spell.end > matter.first
                and matter.trigger not in (spell.fact, spell.ended)
            ):
                yield spell.fact


def _open_findings(severity: Severity | None, matter: Matter, others: Iterable[Finding]) -> list[Finding]:
    """Findings of at least a severity that were warned of by the trigger's day and not closed by then."""
    if severity is None:
        return []
    least = SEVERITIES.index(severity)
    day = day_of(matter.first)
    return [
        finding
        for finding in others
        if SEVERITIES.index(finding.safeguard.severity) >= least
        and finding.warned is not None
        and finding.warned <= day
        and (finding.closed is None or finding.closed > day)
    ]


# -- what opens a matter


def _matters(rule: Safeguard, picture: Picture) -> Iterator[Matter]:
    """Every matter that a rule watches, before it is split by member."""
    for fact, first, last, end in _triggers(rule, picture):
        if end is None:
            held = stretches(rule.condition, picture, first, last, fact)
            if held and _is_watched(rule, first, last, picture):
                yield Matter(fact, first, last, tuple(held))
            continue
        # A standing fact: the clock starts when it is on record and the condition has begun (`semantics.md` 6).
        found = [each for each in over_time(rule.condition, picture, first, last, fact) if each.start < end]
        begun = beginning(found, first, picture.as_of)
        if begun is not None and begun[0] < end and _is_watched(rule, begun[0], begun[0], picture):
            yield Matter(fact, begun[0], max(begun[0], last), begun[1], standing=True)


def _triggers(rule: Safeguard, picture: Picture) -> Iterator[tuple[Fact, Moment, Moment, Moment | None]]:
    """Facts that open a finding: the fact, the moments between which it lies and, for a standing one, when it ends."""
    trigger = rule.trigger
    for selector in trigger.selectors:
        for fact in picture.of(selector.kind):
            if selector.passes(fact, picture):
                if is_standing(fact.kind):
                    recorded = max(fact.first, fact.since)
                    yield fact, recorded, recorded, _standing_until(fact, picture)
                else:
                    yield fact, fact.first, fact.last, None
    if trigger.start_of is not None:
        for spell in spells_of(trigger.start_of, picture, None):
            if is_standing(spell.fact.kind):
                recorded = max(spell.start, spell.fact.since)
                yield spell.fact, recorded, recorded, spell.end
            else:
                yield spell.fact, spell.start, spell.fact.last, None
    if trigger.end_of is not None:
        for spell in spells_of(trigger.end_of, picture, None):
            if spell.end != NEVER and spell.end <= picture.as_of:
                yield spell.ended or spell.fact, spell.end, max(spell.end, end_of(day_of(spell.end))), None


def _standing_until(fact: Fact, picture: Picture) -> Moment:
    """When a standing fact ends: a factor when it is resolved, a household when it is left, a tie on the date that it states."""
    if fact.kind == "factor.noted":
        ends = [each.first for each in picture.in_thread(fact.thread) if each.kind == "factor.resolved"]
    elif fact.kind in ("pregnancy.open", "child.living"):
        state = "unborn" if fact.kind == "pregnancy.open" else "under_one"
        children = fact.values.get("children") or (fact.values["child"],)
        ends = [max((s.end for s in picture.spells(state) if s.fact.root in children), default=NEVER)]
    elif fact.kind == "household.joined":
        ends = [
            each.first
            for each in picture.of("household.left")
            if each.first >= fact.first
            and all(each.values[name] == fact.values[name] for name in ("person", "household"))
        ]
    else:
        until = fact.values.get("until")
        ends = [until.first] if until is not None else []
    return min(ends, default=NEVER)


def _is_watched(rule: Safeguard, first: Moment, last: Moment, picture: Picture) -> bool:
    """Whether anybody is watched for at something that lasted from `first` to `last` (`semantics.md` 27)."""
    return rule.after_death or any(start <= last and end > first for start, end in watched(picture).values())


def watched(picture: Picture) -> Mapping[str, tuple[Moment, Moment]]:
    """From when to when each child of the family is watched for: from conception to its fifth birthday.

    Watching ends before that with the child's death or the end of the pregnancy. An unborn child without a due date is watched for
    always, and so is a family of which no birth or due date is on record.
    """
    reads = frozenset(
        {"death", "pregnancy.ended", "birth", "pregnancy.known", "pregnancy.due_changed", "person.added", "people"}
    )
    return picture.remember("watched", reads, True, lambda: _watched(picture))


def _watched(picture: Picture) -> Mapping[str, tuple[Moment, Moment]]:
    found = {}
    for person in picture.people.values():
        if not person.is_child:
            continue
        born, due = picture.born_on(person.key), picture.due_of(person.key)
        if born is None and due is None:
            if person.role == "unborn":
                found[person.key] = (0, _ended_at(picture, person.key))
            continue
        term = day_of(born.first) if born is not None else due or 0
        grown = start_of(add_months(day_of(born.first), WATCHED_MONTHS)) if born is not None else NEVER
        found[person.key] = (start_of(term - TERM_DAYS), min(grown, _ended_at(picture, person.key)))
    return found or {"": (0, NEVER)}


def _ended_at(picture: Picture, child: str) -> Moment:
    """When a child died or the pregnancy ended."""
    ends = [fact.first for fact in picture.of("death") if fact.values["person"] == child]
    ends += [fact.first for fact in picture.of("pregnancy.ended") if fact.values["child"] == child]
    return min(ends, default=NEVER)


def watched_until(picture: Picture, matter: Matter) -> Moment:
    """When watching ends for a matter: for the last of the children whom its trigger names and who were watched for then.

    Where it names none, for the last child of the family.
    """
    stretches_of = watched(picture)
    named = {
        child
        for child in picture.children_of(matter.trigger) & stretches_of.keys()
        if stretches_of[child][0] <= matter.last and stretches_of[child][1] > matter.first
    }
    return max(end for child, (_, end) in stretches_of.items() if not named or child in named)


def _for_members(every: Every | None, matter: Matter, picture: Picture) -> Iterator[Matter]:
    if every is None:
        yield matter
        return
    for member in members(picture, every.set, matter.trigger, every.words):
        own = member.key == matter.trigger.agency
        if every.set in AGENCY_SETS and (own or (every.types and picture.agency_type(member.key) not in every.types)):
            continue
        first = max(matter.first, member.since)
        yield replace(matter, first=first, last=max(matter.last, first), member=member.key)


# -- what answers a matter


@dataclass(frozen=True, slots=True)
class Answers:
    """The fact that answers, and the first that may (the record cannot tell)."""

    sure: Fact | None
    possible: Fact | None = None


def _look_from(lookback: object, matter: Matter, nation: str) -> Moment:
    if lookback is None:
        return matter.first
    if not isinstance(lookback, Amount):
        return 0
    return before(matter.first, lookback, nation) if lookback.number else matter.first


def _answers(
    needs: Iterable[Response], every: Every | None, matter: Matter, picture: Picture, lookback: object, times: int
) -> Answers:
    """The response that answers a matter: the `times`-th by time, from the trigger or so long before it (`semantics.md` 20)."""
    sure: dict[tuple[str, str], Fact] = {}
    possible: dict[tuple[str, str], Fact] = {}
    if every is not None and every.here and matter.member is not None:
        here = covers_here(every, matter.member, matter.trigger, picture)
        if here is not False:
            (sure if here else possible)[matter.trigger.kind, matter.trigger.root] = matter.trigger
    first = None  # of several that answer surely the first counts, so that none after it need be looked at
    for response in needs:
        start = _look_from(response.lookback or lookback, matter, picture.nation)
        for fact in picture.of(response.selector.kind):
            if first is not None and times == 1 and fact.key > first:
                break
            if not _comes_after(fact, start, matter, response):
                continue
            passed = is_response(response, matter.trigger, fact, picture)
            if passed is False:
                continue
            covered = covers(every, matter.member, fact, picture)
            if covered is False:
                continue
            (sure if passed and covered else possible)[fact.kind, fact.root] = fact
            if passed and covered:
                first = fact.key if first is None else min(first, fact.key)
    certain = sorted(sure.values(), key=lambda fact: fact.key)
    maybe = sorted({**possible, **sure}.values(), key=lambda fact: fact.key)
    return Answers(
        certain[times - 1] if len(certain) >= times else None, maybe[times - 1] if len(maybe) >= times else None
    )


def _comes_after(fact: Fact, start: Moment, matter: Matter, response: Response) -> bool:
    """Whether a fact may have come after a moment: something that spans its day may; at one same minute only in a thread.

    What opened the trigger's thread came before the trigger, whatever their days say.
    """
    if start == matter.first and fact.root == matter.trigger.thread:
        return False
    if fact.last != start or fact.first != fact.last or start != matter.first:
        return fact.last >= start
    return response.match.way == "thread" or matter.first != matter.last


def _known(matter: Matter, picture: Picture) -> Fact | None:
    """The pseudo-response `known`: the member knows the trigger, told of it by whatever way (`semantics.md` 20)."""
    known = picture.known_from(matter.trigger, matter.member) if matter.member is not None else None
    if known is None:
        return None
    trigger = matter.trigger
    told = max(known, trigger.first)
    return Fact(
        "known",
        trigger.root,
        trigger.thread,
        told,
        told,
        known,
        trigger.agency,
        trigger.people,
        {},
        (),
        trigger.loose,
        trigger.rank,
    )


# -- settling


def _settle(
    rule: Safeguard,
    matter: Matter,
    picture: Picture,
    due: DueAt | None,
    answers: Answers,
    *,
    at_once: bool = False,
    by_pregnancy: bool = False,
) -> Outcome:
    """The outcome of a matter: answered, excused, not to be told, or open."""
    subject, id = _identity(rule, matter, picture)
    last = due.last if due is not None else (matter.last if at_once else NEVER)
    excuse, excused_by = _excuse(rule, matter, picture, last, id, by_pregnancy)
    answer = answers.sure
    settled: State | None = None
    closed: Moment | None = None
    closing: tuple[Fact, ...] = ()
    recorded_late = False
    if answer is not None and (excuse is None or answer.first <= excuse):
        # What is wrong at once is looked at when its day ends (`semantics.md` 33, 51).
        in_time = end_of(day_of(matter.last)) if at_once and due is None else last
        settled = "met" if answer.first <= in_time else "met_late"
        closed, closing = answer.first, (answer,)
        recorded_late = settled == "met" and answer.since > max(in_time, matter.trigger.since)
    elif excuse is not None:
        settled, closed, closing = "excused", excuse, excused_by
    elif answers.possible is not None:
        settled, closing = "unknown", (answers.possible,)
    paused = _paused_until(id, picture) if settled is None else None
    owed = bool(picture.agencies_of(rule.owes)) and _is_recorded(rule, matter, picture)
    warns = asks = None
    tested: Moment | None = None
    by_the_clock = settled == "excused" and not closing
    if by_the_clock and answers.possible is not None and closed is not None and answers.possible.first <= closed:
        by_the_clock = False  # until then the record could not tell, so that nobody was warned
    if (settled is None or by_the_clock) and (due is not None or at_once):
        tested, warns = (matter.trigger.first - 1, matter.trigger.first) if at_once else (due.last, due.overdue_from)  # type: ignore[union-attr]
        if paused is not None and paused >= warns:
            tested, warns = paused, paused + 1
        if by_the_clock and closed is not None and warns >= closed:
            tested = warns = None
        elif not owed:
            warns, asks = None, (warns if settled is None else None)
    to, not_told = _to(rule, matter, picture)
    facts = (matter.trigger, *matter.also, *closing, *(fact for each in matter.stretches for fact in each.facts))
    return Outcome(
        rule=rule,
        id=id,
        subject=subject,
        matter=matter,
        due=due if due is not None or not at_once else DueAt(matter.last, matter.first, True),
        settled=settled,
        closed=closed,
        warns_from=warns,
        tested=tested,
        asks_from=asks,
        paused_until=paused,
        recorded_late=recorded_late,
        to=to,
        not_told=not_told,
        about=_about(matter, picture),
        because=tuple(sorted({place for fact in facts for place in fact.places if place})),
    )


def _identity(rule: Safeguard, matter: Matter, picture: Picture) -> tuple[str, str]:
    """The subject of a finding and its id, which rest on the root entry and never change (`semantics.md` 13, 22, 34)."""
    subject = matter.trigger.subject
    if matter.trigger.thread is not None and not _is_first_of_thread(rule, matter.trigger, picture):
        subject = matter.trigger.root
    name = matter.member or matter.point
    return subject, f"{rule.id}:{subject}" + (f":{name}" if name else "")


def _is_first_of_thread(rule: Safeguard, trigger: Fact, picture: Picture) -> bool:
    if isinstance(rule, Cadence):
        kinds = {opening.selector.kind for opening in STATES[rule.state.state].opens}
    elif rule.trigger.selectors:
        kinds = {selector.kind for selector in rule.trigger.selectors}
    else:
        return True
    return not any(
        fact.thread == trigger.thread and (fact.rank, fact.root) < (trigger.rank, trigger.root)
        for kind in kinds
        for fact in picture.of(kind)
    )


def _excuse(
    rule: Safeguard, matter: Matter, picture: Picture, last: Moment, id: str, by_pregnancy: bool
) -> tuple[Moment | None, tuple[Fact, ...]]:
    """The first moment at which a matter is excused, and what excuses it."""
    found: list[tuple[Moment, tuple[Fact, ...]]] = []
    lookback = getattr(rule, "lookback", None)
    for response in rule.unless:
        start = _look_from(response.lookback or lookback, matter, picture.nation)
        for fact in picture.of(response.selector.kind):
            if _comes_after(fact, start, matter, response) and is_response(response, matter.trigger, fact, picture):
                found.append((max(fact.first, start), (fact,)))
    if by_pregnancy:
        for fact in picture.of("pregnancy.ended"):
            children = picture.children_of(matter.trigger)
            if fact.last >= matter.first and (not children or fact.values["child"] in children):
                found.append((fact.first, (fact,)))
    ended = _state_ended(rule, matter, picture, last, by_pregnancy)
    if ended is not None:
        found.append((ended, ()))
    for fact in picture.of("finding.explained"):
        if fact.values["finding"] == id and fact.values.get("until") is None:
            found.append((fact.first, (fact,)))
    if not rule.after_death:
        stops = watched_until(picture, matter)
        if stops <= picture.as_of:
            found.append((stops, ()))
    return min(found, key=lambda each: each[0], default=(None, ()))


def _state_ended(rule: Safeguard, matter: Matter, picture: Picture, last: Moment, by_pregnancy: bool) -> Moment | None:
    """When the state in which a rule applies ended, where it no longer holds at the due moment (`semantics.md` 19).

    A clock set by the pregnancy falls due at the birth, so the birth does not end it.
    """
    if last == NEVER:
        return None
    if isinstance(rule, Cadence):
        end = matter.stretches[0].end
        return end if end <= picture.as_of else None
    if rule.condition is None:
        return None
    found = over_time(rule.condition, picture, matter.first, matter.last, matter.trigger)
    if by_pregnancy:
        births = [each.end for each in found if each.to_birth and matter.first < each.end <= last]
        last = min([last, *(birth - 1 for birth in births)])
    if any(each.start <= last < each.end for each in found):
        return None
    ended = max((each.end for each in found if matter.first < each.end <= last), default=None)
    return ended if ended is not None and ended <= picture.as_of else None


def _paused_until(id: str, picture: Picture) -> Moment | None:
    """Until when somebody put a finding off: "not yet, until ..."."""
    dates = [fact.values["until"].last for fact in picture.of("finding.explained") if fact.values["finding"] == id]
    return max(dates, default=None)


def _is_recorded(rule: Safeguard, matter: Matter, picture: Picture) -> bool:
    """Whether the record keeps the sort of entry whose absence would count (`semantics.md` 36)."""
    if rule.while_recording and not picture.records_after(rule.owes, end_of(day_of(matter.first))):
        return False
    if not rule.recorded:
        return True
    return any(selector.passes(fact, picture) for selector in rule.recorded for fact in picture.of(selector.kind))


def _to(rule: Safeguard, matter: Matter, picture: Picture) -> tuple[tuple[str, ...], bool]:
    """To whom a finding is sent: those who owe the answer or, where none of them was told, the one that knows (`semantics.md` 29)."""
    trigger = matter.trigger
    every = getattr(rule, "every", None)
    member = matter.member
    if (
        every is not None
        and every.set in AGENCY_SETS
        and member is not None
        and picture.agency_type(member) in rule.owes
    ):
        owing = [member]
    else:
        owing = picture.agencies_of(rule.owes)
    told = [agency for agency in owing if picture.known_from(trigger, agency) is not None]
    if told:
        return tuple(told), False
    if owing and trigger.kind not in OF_THE_FAMILY:
        return (trigger.agency,), trigger.agency not in owing
    return tuple(owing) or (trigger.agency,), False


def _about(matter: Matter, picture: Picture) -> tuple[str, ...]:
    """The children whom a finding is about: those whom the trigger names, else the babies of the family."""
    named = picture.children_of(matter.trigger)
    if not named:
        named = frozenset(member.key for member in members(picture, "babies", matter.trigger)) or picture.children
    return tuple(sorted(named))


def _is_by_pregnancy(due: Due) -> bool:
    return any(isinstance(term, Limit) and term.amount.unit in BY_PREGNANCY for term in due.terms)


def finding_of(outcome: Outcome, as_of: Moment, picture: Picture, warned: int | None) -> Finding:
    """The finding of an outcome at a moment, with the day on which it was first warned of, in words."""
    return with_words(outcome, bare_finding(outcome, as_of, picture.nation, warned), picture)


def bare_finding(outcome: Outcome, as_of: Moment, nation: str, warned: int | None) -> Finding:
    """The finding of an outcome at a moment without its words, which say the same of it and take longer to find."""
    state = outcome.state(as_of, nation)
    return Finding(
        safeguard=outcome.rule,
        id=outcome.id,
        subject=outcome.subject,
        member=outcome.matter.member,
        state=state,
        about=outcome.about,
        to=outcome.to,
        opened=day_of(outcome.matter.first),
        due=outcome.due,
        warned=warned,
        closed=None if outcome.closed is None else day_of(outcome.closed),
        asked=day_of(outcome.asks_from) if outcome.asks_from is not None and state == "unknown" else None,
        stage=outcome.stage(as_of, nation),
        about_date=outcome.matter.trigger.loose,
        recorded_late=outcome.recorded_late,
        because=outcome.because,
        not_told=outcome.not_told,
    )


def with_words(outcome: Outcome, finding: Finding, picture: Picture) -> Finding:
    """A finding with its sentence, its question, and the last thing on record of its matter."""
    sentence = Sentence(outcome, finding, picture)
    return replace(finding, says=says_finding(sentence), ask=sentence.fill(outcome.rule.ask), last=sentence.last())
