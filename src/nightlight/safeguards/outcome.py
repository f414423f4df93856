"""An outcome: a finding as one view shows it, and the finding that it makes at a moment."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from nightlight.chronology.moments import Moment, day_of
from nightlight.picture import Picture
from nightlight.safeguards.clocks import DueAt, after, before
from nightlight.safeguards.finding import Finding, State
from nightlight.safeguards.matters import Matter
from nightlight.safeguards.rules import Safeguard
from nightlight.safeguards.wording import Sentence, says_finding


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
