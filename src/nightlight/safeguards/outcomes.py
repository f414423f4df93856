"""What a rule says in one view of a record: plain loops over one family, a function for each kind of rule.

An *outcome* is a finding as one view shows it. What it was warned of, and when, depends on all the views before; that is
the engines' part.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import replace

from nightlight.chronology.moments import Moment, day_of, start_of
from nightlight.picture import Picture
from nightlight.picture.facts import Fact
from nightlight.picture.states import Spell
from nightlight.safeguards.answering import Answers, answers_to, known_to_member
from nightlight.safeguards.clocks import DueAt, due_at, in_days
from nightlight.safeguards.conditions import spells_of, stretch_of, stretches
from nightlight.safeguards.finding import Finding
from nightlight.safeguards.matching import is_answer, value_of
from nightlight.safeguards.matters import Matter, for_members, is_watched, matters
from nightlight.safeguards.outcome import Outcome
from nightlight.safeguards.rules import (
    BY_PREGNANCY,
    SEVERITIES,
    Before,
    Cadence,
    Clash,
    Deadline,
    Due,
    Limit,
    Pattern,
    Response,
    Safeguard,
    Severity,
)
from nightlight.safeguards.settling import settle


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


def _deadline(rule: Deadline, picture: Picture) -> Iterator[Outcome]:
    for matter in matters(rule, picture):
        for each in for_members(rule.every, matter, picture):
            due = due_at(rule.due, each.trigger, each.first, each.last, picture)
            yield settle(
                rule,
                each,
                picture,
                due,
                _deadline_answers(rule, each, picture),
                by_pregnancy=_is_by_pregnancy(rule.due),
            )


def _deadline_answers(rule: Deadline, matter: Matter, picture: Picture) -> Answers:
    answers = answers_to(rule.needs, rule.every, matter, picture, rule.lookback, rule.times)
    if not rule.known:
        return answers
    known = known_to_member(matter, picture)
    facts = [each for each in (known, answers.sure) if each is not None]
    return Answers(min(facts, key=lambda fact: fact.key, default=None), answers.possible)


def _cadence(rule: Cadence, picture: Picture) -> Iterator[Outcome]:
    for spell in spells_of(rule.state, picture, None):
        opening = Matter(spell.fact, spell.start, spell.fact.last, (stretch_of(spell),))
        points = _points(rule, opening, spell, picture)
        if rule.first is not None and is_watched(rule, opening.first, opening.first, picture):
            yield settle(rule, opening, picture, due_at(rule.first, spell.fact, spell.start, spell.fact.last, picture),
                          _next_point(points, opening.first, None))  # fmt: skip
        for fact, certain in points:
            # From a point of which the record cannot tell whether it was one, nothing is reckoned.
            if not certain or not is_watched(rule, fact.first, fact.last, picture):
                continue
            matter = replace(opening, first=fact.first, last=fact.last, point=fact.root, also=(fact,))
            due = due_at(rule.due, spell.fact, fact.first, fact.last, picture)
            yield settle(rule, matter, picture, due, _next_point(points, fact.first, fact))


def _points(rule: Cadence, opening: Matter, spell: Spell, picture: Picture) -> list[tuple[Fact, bool]]:
    """Every B while the state lasts, in order, each with whether it is sure."""
    found: dict[tuple[str, str], tuple[Fact, bool]] = {}
    for response in rule.needs:
        for fact, sure in picture.meant_by(response.selector):
            during = spell.start <= fact.last and fact.first < spell.end
            if during and is_answer(response, opening.trigger, fact, picture):
                key = (fact.kind, fact.root)
                found[key] = (fact, sure or found.get(key, (fact, False))[1])
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
    answers = _by_end(rule, picture)
    for group, facts in sorted(_groups(rule, picture).items(), key=lambda item: item[0] or ""):
        complete_before = False
        for index, fact in enumerate(facts):
            counted = _counted(rule, facts, index, answers, picture)
            enough = len(counted) >= rule.count and len({each.agency for each in counted}) >= rule.agencies
            held = stretches(rule.condition, picture, fact.first, fact.last, fact) if enough else ()
            complete = bool(held)
            if complete and not complete_before and is_watched(rule, fact.first, fact.last, picture):
                matter = Matter(fact, fact.first, fact.last, tuple(held), group, also=tuple(counted[:-1]))
                yield _pattern_outcome(rule, matter, picture)
            complete_before = complete


def _groups(rule: Pattern, picture: Picture) -> dict[str | None, list[Fact]]:
    """The facts that a pattern counts, by what they must share."""
    found: dict[str | None, dict[str, Fact]] = {}
    for selector in sorted(rule.trigger.selectors, key=lambda each: each.kind):
        for fact, sure in picture.meant_by(selector):
            if not sure:
                continue
            keys = value_of(fact, rule.same, picture) if rule.same else (None,)
            if keys is not None:
                for key in keys if isinstance(keys, tuple) else (keys,):
                    found.setdefault(key, {}).setdefault(fact.root, fact)
    return {key: sorted(facts.values(), key=lambda fact: fact.key) for key, facts in found.items()}


def _by_end(rule: Pattern, picture: Picture) -> list[tuple[Response, list[Fact]]]:
    """What may answer a pattern, for each response, in the order in which it was over."""
    found = ((each, (fact for fact, sure in picture.meant_by(each.selector) if sure)) for each in rule.needs)
    return [(response, sorted(facts, key=lambda fact: fact.last)) for response, facts in found]


def _counted(
    rule: Pattern, facts: list[Fact], index: int, answers: list[tuple[Response, list[Fact]]], picture: Picture
) -> list[Fact]:
    """What counts up to a fact: within the window, and not before the last response (which took in what came before it)."""
    fact = facts[index]
    answered = (
        start_of(day_of(fact.first) - in_days(rule.window)) - 1
    )  # what was answered before the window is not in it anyway
    from_ = bisect_right(facts, answered, key=lambda each: each.first)
    if index + 1 - from_ < rule.count:
        return []
    for response, ended in answers:
        before = bisect_left(ended, fact.first, key=lambda each: each.last)
        since = bisect_right(ended, answered, hi=before, key=lambda each: each.last)
        last = next((each for each in reversed(ended[since:before]) if is_answer(response, fact, each, picture)), None)
        answered = answered if last is None else last.last
    return [each for each in facts[from_ : index + 1] if each.first > answered]


def _pattern_outcome(rule: Pattern, matter: Matter, picture: Picture) -> Outcome:
    answers = answers_to(rule.needs, None, matter, picture, rule.lookback, 1)
    if rule.due is None:
        return settle(rule, matter, picture, None, answers, at_once=True)
    return settle(rule, matter, picture, due_at(rule.due, matter.trigger, matter.first, matter.last, picture), answers)


def _before(rule: Before, picture: Picture) -> Iterator[Outcome]:
    for matter in matters(rule, picture):
        for each in for_members(rule.every, matter, picture):
            if each.first > matter.last:
                continue  # who came into the family later could not be covered then
            answers = answers_to(rule.needs, rule.every, each, picture, rule.lookback, 1)
            yield settle(rule, each, picture, DueAt(each.last, each.first, True), answers, at_once=True)


def _clash(rule: Clash, picture: Picture, others: Iterable[Finding]) -> Iterator[Outcome]:
    for matter in matters(rule, picture):
        against = [*_soon_after(rule, matter, picture), *_while_open(rule, matter, picture)]
        beside = _open_findings(rule.while_findings, matter, others)
        if not against and not beside:
            continue
        places = tuple(place for finding in beside for place in finding.because)
        clashing = replace(matter, also=tuple(against))
        answers = answers_to(rule.needs, None, clashing, picture, None, 1)
        outcome = settle(rule, clashing, picture, None, answers, at_once=True)
        yield replace(outcome, because=tuple(sorted({*outcome.because, *places})))


def _soon_after(rule: Clash, matter: Matter, picture: Picture) -> Iterator[Fact]:
    if rule.window is None:
        return
    days = in_days(rule.window)
    for response in rule.soon_after:
        for fact, sure in picture.meant_by(response.selector):
            near = fact.first <= matter.last and 0 <= day_of(matter.first) - day_of(fact.first) <= days
            if sure and near and is_answer(response, matter.trigger, fact, picture):
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


def _is_by_pregnancy(due: Due) -> bool:
    return any(isinstance(term, Limit) and term.amount.unit in BY_PREGNANCY for term in due.terms)
