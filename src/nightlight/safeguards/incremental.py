"""The incremental engine: one more entry, and what changed because of it.

It keeps the picture of one family and what each rule says of it. A new entry is folded in, the rules that rest on what
it touches are asked again, and what was overdue until then is remembered as warned of. It says when something next changes
though nothing is written, so that a worker can be woken then and not before.

Entries come in the order in which they were recorded, as they do where people write. One that does not (an import, a
record kept elsewhere) makes it begin again from what it holds: findings depend on the set of entries, never on arrival.

Almost all that it holds follows from the record as it stands. What does not is small (`Watch.state`), and with it a watch is
taken up again where it was left, without the entries being gone through one by one.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import Any, Final

from nightlight.chronology.agencies import AGENCY_TYPES
from nightlight.chronology.entry import Entry
from nightlight.chronology.knowing import agencies_named
from nightlight.chronology.moments import Day, Moment, day_of, end_of, start_of
from nightlight.chronology.record import Chronology, order_of_recording
from nightlight.picture import fold
from nightlight.picture.events import DERIVED, LAPSES, TIMED, Quorum, next_by_the_clock
from nightlight.picture.facts import Fact, fact_of
from nightlight.picture.fold import ADULT_YEARS, AGENCIES, Picture, touched_by
from nightlight.picture.selecting import Selector
from nightlight.picture.states import STATES
from nightlight.safeguards import reference
from nightlight.safeguards.finding import Finding
from nightlight.safeguards.matters import watched
from nightlight.safeguards.outcome import Outcome, bare_finding, with_words
from nightlight.safeguards.outcomes import outcomes
from nightlight.safeguards.reads import reads_clock, rests_on
from nightlight.safeguards.reference import Epoch, reads_findings, warned_at_once, warned_in
from nightlight.safeguards.rules import Safeguard

#: Raised when what a state holds comes to mean something else: older ones are then made anew.
_STATE_FORMAT: Final = 1


@dataclass(frozen=True, slots=True)
class Change:
    """What a write, or the passing of time, changed: findings that are new or different, the ids of those that are gone, and the
    day on which something next changes by itself (`None`: never)."""

    changed: tuple[Finding, ...]
    gone: tuple[str, ...]
    next_change_on: Day | None


class Watch:
    """The findings of one family, kept up to date entry by entry."""

    def __init__(
        self, rules: Sequence[Safeguard], chronology: Chronology, quorum: Mapping[str, Quorum] | None = None
    ) -> None:
        self._asked = _asked(tuple(rules))
        self._rules = self._asked.simple
        self._quorum = quorum
        self.chronology = _empty_like(chronology)
        self._begin()
        self._go_through(chronology.entries)
        self._show()

    @classmethod
    def resume(
        cls,
        rules: Sequence[Safeguard],
        chronology: Chronology,
        state: Mapping[str, Any] | None,
        quorum: Mapping[str, Quorum] | None = None,
    ) -> Watch:
        """The watch that gave a `state`, as it was when it gave it: with one fold of the record and one evaluation of each rule.

        `chronology` holds the entries that it had taken. Where there is no state, or one of other rules, limits or entries, or
        one that cannot be read, every entry is gone through again, and the watch stands at the moment of the last.
        """
        watch = cls(rules, _empty_like(chronology), quorum)
        if not watch._take_up(chronology.entries, state):
            watch._start_again(chronology.entries)
        watch._show()
        return watch

    def _begin(self) -> None:
        self._picture = fold(self.chronology, 0, None, self._quorum)
        self._said: dict[str, _Said] = {rule.id: _Said(rule) for rule in self._rules}
        self._clashes: dict[str, tuple[Outcome, Finding]] = {}
        #: The first day on which each outcome was overdue in its own view, of those that were so before the last write.
        self._warned: dict[tuple[str, str], Day] = {}
        self._since: Moment | None = None
        #: The rules to ask before the clock moves on or anybody looks: what is written at one moment is asked about once.
        self._to_ask: dict[str, Safeguard] = {}
        #: When something happens later on the day on which it was written down, whose time of day nobody wrote.
        self._to_come: set[Moment] = set()

    # -- what it is asked

    @property
    def picture(self) -> Picture:
        """The picture at the moment that the watch has reached."""
        return self._picture

    def record(self, entry: Entry) -> Change:
        """Takes one more entry; its `recorded` is the moment of the write."""
        if self._since is not None and order_of_recording(entry) < order_of_recording(self.chronology.entries[-1]):
            self._start_again([*self.chronology.entries, entry])
        else:
            self._take(entry)
        return self._change()

    def at(self, moment: Moment) -> Change:
        """Moves the clock on, with nothing recorded between.

        Raises `ValueError` for a moment before the last: time does not go back; ask the reference engine for the past.
        """
        if moment < self._picture.as_of:
            raise ValueError("the watch cannot go back in time; read the past with the reference engine")
        self._ask_now()
        self._clock_to(moment)
        return self._change()

    def findings(self) -> list[Finding]:
        """Every finding at the moment that the watch has reached, in words, in the order of the ids."""
        self._show()
        shown = [found for said in self._said.values() for found in said.worded(self._picture)]
        shown += [with_words(outcome, found, self._picture) for outcome, found in self._clashes.values()]
        return sorted(shown, key=lambda finding: finding.id)

    # -- being left and taken up again

    def state(self) -> dict[str, Any]:
        """What `resume` needs beside the record, as plain values: the moment that the watch has reached, and what was warned of.

        `rules` stands for the rules and limits in force, `agencies` says what those in the family are, and `entries` stands for the
        entries taken; to others it does not apply.
        """
        return {
            **self._rests_on(),
            "as_of": self._picture.as_of,
            "warned": [[id, basis, day] for (id, basis), day in sorted(self._warned.items())],
        }

    def _take_up(self, entries: Iterable[Entry], state: Mapping[str, Any] | None) -> bool:
        """Takes up a state where it is one of these rules and entries; whether it is."""
        left = _state_read(state)
        ordered = sorted(entries, key=order_of_recording)
        since = ordered[-1].recorded.first if ordered else None
        if left is None or left.as_of < (since or 0):
            return False
        for entry in ordered:
            self.chronology.extend([entry])
        self._picture = fold(self.chronology, left.as_of, None, self._quorum)
        if left.rests_on != self._rests_on():
            return False
        self._warned, self._since = left.warned, since
        self._to_come = {entry.when.first for entry in ordered if entry.when.first > entry.recorded.first}
        self._ask(self._rules)
        return True

    def _rests_on(self) -> dict[str, Any]:
        """Stands for all that findings follow from: the rules and who makes a meeting, what the agencies are, and the entries."""
        told = (_STATE_FORMAT, self._asked.digest, sorted((self._quorum or {}).items()))
        entries = self.chronology.entries
        return {
            "rules": hashlib.sha256(repr(told).encode()).hexdigest(),
            "agencies": {key: self._picture.agency_type(key) for key in self._picture.agencies_of(AGENCY_TYPES)},
            "entries": [self.chronology.nation, len(entries), *(order_of_recording(entries[-1]) if entries else ())],
        }

    # -- taking an entry

    def _start_again(self, entries: Iterable[Entry]) -> None:
        """Goes through entries from the first; what was shown before stays, so that what is different from it can be told."""
        shown = {id: said.found for id, said in self._said.items()}
        clashes = self._clashes
        self.chronology = _empty_like(self.chronology)
        self._begin()
        for id, found in shown.items():
            self._said[id].found = found
        self._clashes = clashes
        self._go_through(entries)

    def _go_through(self, entries: Iterable[Entry]) -> None:
        for entry in sorted(entries, key=order_of_recording):
            self._take(entry)

    def _take(self, entry: Entry) -> None:
        since = entry.recorded.first
        if self._since is not None and since > self._since:
            self._ask_now()
            self._back_to(since - 1)
            self._clock_to(since - 1)
            self._latch(since)
            self._clock_to(since)
        known_before = dict(self.chronology.knowing.who(entry.replaces)) if entry.replaces else {}
        told = self._told_by(entry)
        self.chronology.extend([entry])
        if entry.replaces is not None or known_before:
            self._picture = fold(self.chronology, since, None, self._quorum)
            self._to_ask = {rule.id: rule for rule in self._rules}
        else:
            (held,) = self.chronology.held_versions(entry.id, [entry])
            fact = fact_of(held)
            touched = touched_by(fact, agencies_named(entry, self.chronology.agencies), since)
            before = self._picture.at(since) if self._since is None else self._picture
            self._picture, changed = before.plus(fact, touched, bool(entry.body.opens))
            if any(self._picture.is_joined_by(agency, moment, before) for agency, moment in touched):
                changed.add(AGENCIES)
            self._to_ask |= self._touched(before, changed, fact, told)
        if entry.when.first > since:
            self._to_come.add(entry.when.first)
        self._since = since

    def _touched(self, before: Picture, changed: set[str], fact: Fact, told: set[str]) -> dict[str, Safeguard]:
        """The rules to ask again, by id: those that rest on what changed, and those that something said or told may settle."""
        wanted = self._asked.resting.on(before, self._picture, changed, fact)
        type_ = self._picture.agency_type(fact.agency)
        for rule in self._rules:
            if rule.id in wanted or rule.id in self._to_ask:
                continue
            said = self._said[rule.id].outcomes
            goes_on = (
                rule.while_recording
                and type_ in rule.owes
                and any(each.warns_from is None and each.settled != "met" for each in said)
            )
            if goes_on or (told and any(each.matter.trigger.root in told for each in said)):
                wanted[rule.id] = rule
        return wanted

    def _told_by(self, entry: Entry) -> set[str]:
        """The roots of the entries that this entry tells other agencies of."""
        return {self.chronology.root(id) for id in self.chronology.knowing.tells(entry, self.chronology)}

    def _ask_now(self) -> None:
        rules, self._to_ask = self._to_ask, {}
        self._ask(rules.values())

    def _ask(self, rules: Iterable[Safeguard]) -> None:
        for rule in rules:
            self._said[rule.id].take(outcomes(rule, self._picture), self.chronology.nation)

    # -- the clock

    def _clock_to(self, moment: Moment) -> None:
        """Moves the clock on, asking the rules that time alone can change whenever it does change something."""
        while True:
            upcoming = self._upcoming()
            if upcoming is None or upcoming > moment:
                break
            before, self._picture = self._picture, self._picture.at(upcoming)
            self._ask(self._changed_by_the_clock(before))
        self._picture = self._picture.at(moment)

    def _back_to(self, moment: Moment) -> None:
        """Puts the clock back to a moment after the last write, where it was ahead of whoever writes next."""
        ahead = self._picture.as_of
        if ahead <= moment:
            return
        self._picture = self._picture.at(moment)
        upcoming = self._upcoming()
        if upcoming is not None and upcoming <= ahead:
            self._ask(self._rules)

    def _upcoming(self) -> Moment | None:
        """The next moment at which time alone changes what the picture holds."""
        ahead = [moment for moment in self._to_come if moment > self._picture.as_of]
        upcoming = _next_by_the_clock(self._picture)
        return min([*ahead, *([upcoming] if upcoming is not None else [])], default=None)

    def _changed_by_the_clock(self, before: Picture) -> list[Safeguard]:
        """The rules to ask again where nothing but time went by: those on an event that now took place, or all that time can change."""
        after = self._picture
        if any(before.as_of < moment <= after.as_of for moment in self._to_come):
            return self._rules
        lapsed = [kind for kind in LAPSES if before.of(kind) != after.of(kind)]
        born = before.of("child.living") != after.of("child.living")
        if born or before.children != after.children or watched(before) != watched(after):
            return self._rules  # whom it is about, and whether anybody is watched for, every rule rests on
        if not _stretch_ends(before, after):
            return list(self._asked.resting.on_events(lapsed, before, after).values())
        return [rule for rule in self._rules if rule.id in self._asked.by_clock or self._said[rule.id].is_open]

    def _latch(self, until: Moment) -> None:
        """Remembers what the view showed overdue from the last write up to, and not including, a moment."""
        if self._since is None:
            return
        epoch = Epoch(self._since, until)
        for said in self._said.values():
            for outcome in said.may_warn:
                if outcome.key not in self._warned:
                    day = warned_in(outcome, epoch, until)
                    if day is not None:
                        self._warned[outcome.key] = day

    # -- findings

    def _show(self) -> dict[str, Finding | None]:
        """Brings the findings up to the moment; what is new or different by its id, with `None` for what is gone."""
        self._ask_now()
        as_of = self._picture.as_of
        epoch = Epoch(self._since or 0, end_of(day_of(as_of)) + 10**9)
        different: dict[str, Finding | None] = {}
        for said in self._said.values():
            if said.is_stale(as_of):
                different |= said.show(as_of, self._picture, epoch, self._warned)
        before = {id: found for id, (_, found) in self._clashes.items()}
        self._clashes = {found.id: (outcome, found) for outcome, found in self._clashing()}
        different |= {id: found for id, (_, found) in self._clashes.items() if before.get(id) != found}
        different |= dict.fromkeys(before.keys() - self._clashes.keys())
        return different

    def _clashing(self) -> list[tuple[Outcome, Finding]]:
        """The rules that read findings, asked anew: a clash never reads what another clash of findings says (`semantics.md` 26)."""
        as_of = self._picture.as_of
        read = tuple(found for said in self._said.values() for found in said.found.values())
        clashing = []
        for rule in self._asked.of_findings:
            for outcome in outcomes(rule, self._picture, read):
                day = warned_at_once(outcome)
                day = day if day is not None and day <= day_of(as_of) else None
                clashing.append((outcome, bare_finding(outcome, as_of, self.chronology.nation, day)))
        return clashing

    def _change(self) -> Change:
        different = self._show()
        by_id = {
            outcome.id: outcome for said in self._said.values() for outcome in said.outcomes if outcome.id in different
        }
        by_id |= {id: outcome for id, (outcome, _) in self._clashes.items() if id in different}
        changed = [with_words(by_id[id], found, self._picture) for id, found in different.items() if found is not None]
        gone = sorted(id for id, found in different.items() if found is None)
        return Change(tuple(sorted(changed, key=lambda finding: finding.id)), tuple(gone), self._next_change_on())

    def _next_change_on(self) -> Day | None:
        as_of = self._picture.as_of
        moments = [upcoming for said in self._said.values() if (upcoming := said.next_after(as_of)) is not None]
        upcoming = self._upcoming()
        if upcoming is not None:
            moments.append(upcoming)
        return day_of(min(moments)) if moments else None


class _Asked:
    """Rules, split by what an engine does with them."""

    def __init__(self, rules: Sequence[Safeguard]) -> None:
        self._all = rules
        self.simple = [rule for rule in rules if not reads_findings(rule)]
        self.of_findings = [rule for rule in rules if reads_findings(rule)]
        self.resting = _Resting(self.simple)
        self.by_clock = frozenset(rule.id for rule in self.simple if reads_clock(rule))

    @cached_property
    def digest(self) -> str:
        """Stands for all that the rules say, but for their worked examples."""
        return hashlib.sha256(repr([replace(rule, examples=()) for rule in self._all]).encode()).hexdigest()


@lru_cache(maxsize=4)
def _asked(rules: tuple[Safeguard, ...]) -> _Asked:
    return _Asked(rules)


@dataclass(frozen=True, slots=True)
class _Left:
    """A state as it was read: what it rests on, the moment reached, and what was warned of."""

    rests_on: dict[str, Any]
    as_of: Moment
    warned: dict[tuple[str, str], Day]


def _state_read(state: Mapping[str, Any] | None) -> _Left | None:
    """A state from its plain values; `None` where they are none."""
    if not state:
        return None
    try:
        warned = {(str(id), str(basis)): int(day) for id, basis, day in state["warned"]}
        rests_on = {name: state[name] for name in ("rules", "agencies", "entries")}
        return _Left(rests_on, int(state["as_of"]), warned)
    except (KeyError, TypeError, ValueError):
        return None


class _Said:
    """What one rule says: its outcomes, the findings as last shown, and the moments at which time alone changes one."""

    def __init__(self, rule: Safeguard) -> None:
        self.rule = rule
        self.outcomes: list[Outcome] = []
        self.may_warn: list[Outcome] = []
        self.found: dict[str, Finding] = {}
        self._moments: list[Moment] = []
        self._shown_at: Moment | None = None

    def take(self, said: list[Outcome], nation: str) -> None:
        """Takes what the rule says now."""
        if said == self.outcomes:
            return
        self.outcomes = said
        self.may_warn = [outcome for outcome in said if outcome.warns_from is not None]
        self._moments = sorted({moment for outcome in said for moment in outcome.changes(nation)})
        self._shown_at = None

    @property
    def is_open(self) -> bool:
        """Whether anything that the rule watches is open, or nobody can tell."""
        return any(outcome.settled in (None, "unknown") for outcome in self.outcomes)

    def next_after(self, moment: Moment) -> Moment | None:
        """The next moment at which time alone changes a finding."""
        at = bisect_right(self._moments, moment)
        return self._moments[at] if at < len(self._moments) else None

    def is_stale(self, as_of: Moment) -> bool:
        """Whether what is shown may differ at a moment from what was shown last."""
        if self._shown_at is None:
            return True
        upcoming = self.next_after(min(self._shown_at, as_of))
        return upcoming is not None and upcoming <= max(self._shown_at, as_of)

    def show(
        self, as_of: Moment, picture: Picture, epoch: Epoch, warned: Mapping[tuple[str, str], Day]
    ) -> dict[str, Finding | None]:
        """Shows the findings anew; what is different, by id, with `None` for what is gone."""
        now = {}
        for outcome in self.outcomes:
            day = warned.get(outcome.key)
            if day is None:
                day = warned_in(outcome, epoch, as_of)
            now[outcome.id] = bare_finding(outcome, as_of, picture.nation, day)
        different: dict[str, Finding | None] = {id: found for id, found in now.items() if self.found.get(id) != found}
        different |= dict.fromkeys(self.found.keys() - now.keys())
        self.found, self._shown_at = now, as_of
        return different

    def worded(self, picture: Picture) -> list[Finding]:
        """The findings that are shown, in words."""
        return [with_words(outcome, self.found[outcome.id], picture) for outcome in self.outcomes]


def _next_by_the_clock(picture: Picture) -> Moment | None:
    """The next moment at which time alone changes what the picture holds: an event, the end of a state, a child who grows up."""
    upcoming = next_by_the_clock(picture, watched(picture).values())
    grown = [
        start_of(person.born.last_day + round(ADULT_YEARS * 365.25) + 1)
        for person in picture.people.values()
        if person.is_child and person.born is not None
    ]
    return min((moment for moment in (upcoming, *grown) if moment is not None and moment > picture.as_of), default=None)


def _stretch_ends(before: Picture, after: Picture) -> bool:
    """Whether, as the clock moved on, a child was born by the declared date, a state ran out, or watching began or ended."""
    ends = [spell.end for state in TIMED for spell in after.spells(state)]
    ends += [moment for window in watched(after).values() for moment in window]
    ends += [person.born.first for person in after.people.values() if person.born is not None]
    return any(before.as_of < moment <= after.as_of for moment in ends)


def findings(
    rules: Sequence[Safeguard],
    chronology: Chronology,
    as_of: Moment,
    known_to: str | None = None,
    quorum: Mapping[str, Quorum] | None = None,
) -> list[Finding]:
    """What the rules say of one family at a moment, as the reference says it and sooner, in the order of the ids.

    One agency's view is read with the reference: what was told later changes it without an entry of its own.
    """
    if known_to is not None:
        return reference.findings(rules, chronology, as_of, known_to, quorum)
    recorded = _empty_like(chronology)
    recorded.extend([entry for entry in chronology.entries if entry.recorded.first <= as_of])
    watch = Watch(rules, recorded, quorum)
    watch.at(as_of)
    return watch.findings()


class _Resting:
    """Which rules rest on which part of a picture."""

    def __init__(self, rules: Iterable[Safeguard]) -> None:
        self._all = {rule.id: rule for rule in rules}
        self._entries: dict[str, list[Safeguard]] = {}
        self._selectors: dict[str, list[tuple[Safeguard, tuple[Selector, ...]]]] = {}
        self._events: dict[str, list[Safeguard]] = {}
        self._states: dict[str, list[Safeguard]] = {}
        for rule in self._all.values():
            rests = rests_on(rule)
            for index, names in (
                (self._entries, (*rests.entries, *(f"agency:{type_}" for type_ in rule.owes))),
                (self._events, rests.events),
                (self._states, rests.states),
            ):
                for name in names:
                    index.setdefault(name, []).append(rule)
            for kind, selectors in rests.selectors.items():
                self._selectors.setdefault(kind, []).append((rule, selectors))

    def on(self, before: Picture, after: Picture, changed: set[str], fact: Fact) -> dict[str, Safeguard]:
        """The rules that rest on what one more fact changed, by id."""
        if after.opener(fact.thread) is fact and before.in_thread(fact.thread):
            return dict(self._all)  # what was in the thread before now names the children and the people of its opener
        wanted = [rule for token in changed for rule in self._entries.get(token, ())]
        for rule, selectors in self._selectors.get(fact.kind, ()):
            if any(each.passes(fact, after) is not False for each in selectors):
                wanted.append(rule)
        if fact.kind == "finding.explained":
            explained = self._all.get(fact.values["finding"].split(":")[0])
            wanted += [explained] if explained is not None else []
        moved = [
            kind
            for kind in self._events
            if DERIVED[kind][1] and changed & _sources(kind) and before.of(kind) != after.of(kind)
        ]
        found = {rule.id: rule for rule in wanted} | self.on_events(moved, before, after)
        for state, rules in self._states.items():
            if changed & after.rests_of(state) and before.spells(state) != after.spells(state):
                found |= {rule.id: rule for rule in rules}
        return found

    def on_events(self, events: Iterable[str], before: Picture, after: Picture) -> dict[str, Safeguard]:
        """The rules that rest on events that nobody records, by id; among them those that name a state that one begins or ends."""
        kinds = set(events)
        found = {rule.id: rule for kind in kinds for rule in self._events.get(kind, ())}
        for state, rules in self._states.items():
            if kinds & STATES[state].reads() and before.spells(state) != after.spells(state):
                found |= {rule.id: rule for rule in rules}
        return found


def _sources(kind: str) -> frozenset[str]:
    """The kinds that an event follows from."""
    return frozenset(DERIVED[kind][1])


def _empty_like(chronology: Chronology) -> Chronology:
    return Chronology(
        family=chronology.family, nation=chronology.nation, agencies=chronology.agencies, people=chronology.people
    )
