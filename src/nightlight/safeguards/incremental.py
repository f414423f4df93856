"""The incremental engine: one more entry, and what changed because of it.

It keeps the picture of one family and what each rule says of it. A new entry is folded in, the rules that rest on what
it touches are asked again, and what was overdue until then is remembered as warned of. It says when something next changes
though nothing is written, so that a worker can be woken then and not before.

Entries come in the order in which they were recorded, as they do where people write. One that does not (an import, a
record kept elsewhere) makes it begin again from what it holds: findings depend on the set of entries, never on arrival.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from nightlight.chronology.entry import Entry
from nightlight.chronology.knowing import agencies_named
from nightlight.chronology.moments import Day, Moment, day_of, end_of
from nightlight.chronology.record import Chronology, order_of_recording
from nightlight.picture import fold
from nightlight.picture.events import Quorum, next_by_the_clock
from nightlight.picture.facts import fact_of
from nightlight.picture.fold import touched_by
from nightlight.safeguards.finding import Finding
from nightlight.safeguards.outcomes import Outcome, finding_of, outcomes, watched
from nightlight.safeguards.reads import reads, reads_clock
from nightlight.safeguards.reference import Epoch, reads_findings, warned_at_once, warned_in
from nightlight.safeguards.rules import Safeguard


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
        self._rules = [rule for rule in rules if not reads_findings(rule)]
        self._of_findings = [rule for rule in rules if reads_findings(rule)]
        self._quorum = quorum
        self._by_reading = _by_reading(self._rules)
        self._by_clock = [rule for rule in self._rules if reads_clock(rule)]
        entries = sorted(chronology.entries, key=order_of_recording)
        self.chronology = _empty_like(chronology)
        self._begin()
        for entry in entries:
            self._take(entry)
        self._shown = {finding.id: finding for finding in self._findings()}

    def _begin(self) -> None:
        self._picture = fold(self.chronology, 0, None, self._quorum)
        self._said: dict[str, list[Outcome]] = {rule.id: [] for rule in self._rules}
        self._warned: dict[tuple[str, str], Day] = {}
        self._since: Moment | None = None

    # -- what it is asked

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
        self._clock_to(moment)
        return self._change()

    def findings(self) -> list[Finding]:
        """Every finding at the moment that the watch has reached, in the order of the ids."""
        return self._findings()

    # -- taking an entry

    def _start_again(self, entries: Iterable[Entry]) -> None:
        ordered = sorted(entries, key=order_of_recording)
        self.chronology = _empty_like(self.chronology)
        self._begin()
        for entry in ordered:
            self._take(entry)

    def _take(self, entry: Entry) -> None:
        since = entry.recorded.first
        if self._since is not None and since > self._since:
            self._clock_to(since - 1)
            self._latch(since)
        known_before = dict(self.chronology.knowing.who(entry.replaces)) if entry.replaces else {}
        told = self._told_by(entry)
        self.chronology.extend([entry])
        if entry.replaces is not None or known_before:
            self._picture = fold(self.chronology, since, None, self._quorum)
            self._ask(self._rules)
        else:
            (held,) = self.chronology.held_versions(entry.id, [entry])
            fact = fact_of(held)
            touched = touched_by(fact, agencies_named(entry, self.chronology.agencies), since)
            team_before = self._picture.team(fact.last)
            self._picture, changed = self._picture.at(max(since, self._picture.as_of)).plus(fact, touched, bool(entry.body.opens))
            if self._picture.team(fact.last) != team_before:
                changed.add("agencies")
            self._ask(self._touched(changed, fact.agency, told))
        self._since = since

    def _touched(self, changed: set[str], agency: str, told: set[str]) -> list[Safeguard]:
        """The rules to ask again: those that rest on what changed, and those that something said or told may settle."""
        wanted: dict[str, Safeguard] = {}
        for token in changed:
            for rule in self._by_reading.get(token, ()):
                wanted[rule.id] = rule
        type_ = self._picture.agency_type(agency)
        for rule in self._rules:
            if rule.id in wanted:
                continue
            said = self._said[rule.id]
            if rule.while_recording and type_ in rule.owes and any(each.asks_from is not None for each in said):
                wanted[rule.id] = rule
            elif told and any(each.matter.trigger.root in told for each in said):
                wanted[rule.id] = rule
        return list(wanted.values())

    def _told_by(self, entry: Entry) -> set[str]:
        """The roots of the entries that this entry tells other agencies of."""
        return {self.chronology.root(id) for id in self.chronology.knowing.tells(entry, self.chronology)}

    def _ask(self, rules: Iterable[Safeguard]) -> None:
        for rule in rules:
            self._said[rule.id] = outcomes(rule, self._picture)

    # -- the clock

    def _clock_to(self, moment: Moment) -> None:
        """Moves the clock on, asking the rules that time alone can change whenever it does change something."""
        while True:
            upcoming = next_by_the_clock(self._picture, watched(self._picture).values())
            if upcoming is None or upcoming > moment:
                break
            self._picture = self._picture.at(upcoming)
            self._ask(self._by_clock)
            self._ask(rule for rule in self._rules if rule not in self._by_clock and self._is_open(rule))
        self._picture = self._picture.at(moment)

    def _is_open(self, rule: Safeguard) -> bool:
        return any(outcome.settled is None for outcome in self._said[rule.id])

    def _latch(self, until: Moment) -> None:
        """Remembers what the view showed overdue from the last write up to, and not including, a moment."""
        if self._since is None:
            return
        epoch = Epoch(self._since, until)
        for said in self._said.values():
            for outcome in said:
                if outcome.key not in self._warned:
                    day = warned_in(outcome, epoch, until)
                    if day is not None:
                        self._warned[outcome.key] = day

    # -- findings

    def _findings(self) -> list[Finding]:
        as_of = self._picture.as_of
        epoch = Epoch(self._since or 0, end_of(day_of(as_of)) + 10**9)
        found = []
        for said in self._said.values():
            for outcome in said:
                day = self._warned.get(outcome.key)
                if day is None:
                    day = warned_in(outcome, epoch, as_of)
                found.append(finding_of(outcome, as_of, self._picture, day))
        read = tuple(found)  # a clash never reads what another clash of findings says (`semantics.md` 26)
        for rule in self._of_findings:
            for outcome in outcomes(rule, self._picture, read):
                day = warned_at_once(outcome)
                found.append(finding_of(outcome, as_of, self._picture, day if day is not None and day <= day_of(as_of) else None))
        return sorted(found, key=lambda finding: finding.id)

    def _change(self) -> Change:
        now = {finding.id: finding for finding in self._findings()}
        changed = tuple(finding for id, finding in now.items() if self._shown.get(id) != finding)
        gone = tuple(id for id in self._shown if id not in now)
        self._shown = now
        return Change(changed, gone, self._next_change_on())

    def _next_change_on(self) -> Day | None:
        as_of = self._picture.as_of
        moments = [
            moment
            for said in self._said.values()
            for outcome in said
            for moment in outcome.changes(self.chronology.nation)
            if moment > as_of
        ]
        upcoming = next_by_the_clock(self._picture, watched(self._picture).values())
        if upcoming is not None:
            moments.append(upcoming)
        return day_of(min(moments)) if moments else None


def _by_reading(rules: Iterable[Safeguard]) -> dict[str, list[Safeguard]]:
    found: dict[str, list[Safeguard]] = {}
    for rule in rules:
        for token in (*reads(rule), *(f"agency:{type_}" for type_ in rule.owes)):
            found.setdefault(token, []).append(rule)
    return found


def _empty_like(chronology: Chronology) -> Chronology:
    return Chronology(
        family=chronology.family, nation=chronology.nation, agencies=chronology.agencies, people=chronology.people
    )


