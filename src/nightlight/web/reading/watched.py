"""What was watched, warned of and answered, on the same line of days as the entries, and as a list."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from nightlight.chronology.moments import Day, day_of, says_day
from nightlight.drawing.lanes import Lane, Mark, Shape, Track
from nightlight.picture.put_off import put_off
from nightlight.safeguards.finding import Finding
from nightlight.web.reading.queries import on_one_cause
from nightlight.web.store.queries import SeenFamily

#: As many warnings as are drawn; the list has them all.
MOST_TRACKS = 30

_DONE = ("met", "met_late")


@dataclass(frozen=True)
class Sentence:
    """What one finding says, and its page."""

    says: str
    finding: str


@dataclass(frozen=True)
class Watched:
    """One matter that was watched, in words: the findings on one cause, or one that warned nobody."""

    anchor: str
    title: str
    sentences: tuple[Sentence, ...]
    opened: Day
    warned: Day | None
    closed: Day | None
    done: bool
    outcome: str

    @property
    def words(self) -> str:
        """The same beside its line."""
        warned = f", warned {says_day(self.warned)}" if self.warned is not None else ""
        return f"Watched from {says_day(self.opened)}{warned}, {self.outcome[:1].lower()}{self.outcome[1:]}"


@dataclass(frozen=True)
class Board:
    """Everything that was watched: what warned somebody, what was answered in time, what is no longer asked, what is not yet due."""

    warned: tuple[Watched, ...] = ()
    done: tuple[Watched, ...] = ()
    excused: tuple[Watched, ...] = ()
    waiting: tuple[Watched, ...] = ()
    open_questions: tuple[Watched, ...] = ()

    @property
    def any(self) -> bool:
        """Whether anything was watched."""
        return bool(self.warned or self.done or self.excused or self.waiting or self.open_questions)

    @property
    def groups(self) -> tuple[tuple[str, str, tuple[Watched, ...]], ...]:
        """Those that warned nobody, in groups: the place on the page, its title, what is in it."""
        return tuple(
            (anchor, title, found)
            for anchor, title, found in (
                ("watched-done", "Recorded as done in time", self.done),
                ("watched-waiting", "Not yet due", self.waiting),
                ("watched-excused", "No longer asked about", self.excused),
                ("watched-unknown", "The record cannot tell", self.open_questions),
            )
            if found
        )


def board(found: Sequence[Finding], seen: SeenFamily) -> Board:
    """What was watched, as far as the viewer may see it."""
    causes = on_one_cause(found, seen)
    causes.sort(key=lambda group: min(each.warned or 0 for each in group))
    rest: dict[str, list[Watched]] = {"done": [], "excused": [], "waiting": [], "unknown": []}
    for number, each in enumerate((each for each in found if each.warned is None), 1):
        rest[_group(each)].append(_watched([each], f"watched-{number}", seen))
    for group in rest.values():
        group.sort(key=lambda each: (each.closed or each.opened, each.title))
    return Board(
        tuple(_watched(group, f"warned-{number}", seen) for number, group in enumerate(causes, 1)),
        tuple(rest["done"]),
        tuple(rest["excused"]),
        tuple(rest["waiting"]),
        tuple(rest["unknown"]),
    )


def _group(finding: Finding) -> str:
    match finding.state:
        case "met" | "met_late":
            return "done"
        case "excused" | "unknown":
            return finding.state
        case _:
            return "waiting"


def _watched(group: Sequence[Finding], anchor: str, seen: SeenFamily) -> Watched:
    closed = None if any(each.closed is None for each in group) else max(each.closed or 0 for each in group)
    last = max(group, key=lambda each: (each.closed or 0, each.id))
    return Watched(
        anchor=anchor,
        title=group[0].safeguard.title,
        sentences=tuple(Sentence(says, id) for says, id in {_says(each): each.id for each in group}.items()),
        opened=min(each.opened for each in group),
        warned=min((each.warned for each in group if each.warned is not None), default=None),
        closed=closed,
        done=last.state in _DONE,
        outcome=_outcome(last, closed, seen),
    )


def _says(finding: Finding) -> str:
    """The sentence; of a matter that ended (a child died, a plan was over) never that it was "not needed"."""
    if finding.state != "excused":
        return finding.says
    return (
        f"{finding.safeguard.title}."
        if finding.warned is None
        else f"{finding.safeguard.title}: not on record when it was due."
    )


def _outcome(last: Finding, closed: Day | None, seen: SeenFamily) -> str:
    if closed is None and last.state == "waiting" and last.warned is not None:
        answer = put_off(last.id, seen.picture)  # it was due, and waits because somebody put it off
        return "Waiting" if answer is None else f"Put off until {answer.until.says()}"
    if closed is None and last.state in ("waiting", "due_soon"):
        return "Not yet due"
    if closed is None and last.state == "unknown":
        return "The record cannot tell"
    if closed is None:
        if seen.as_of < seen.now:
            return f"Nothing recorded by {says_day(day_of(seen.as_of))}"
        return "Nothing recorded by the end of the record" if seen.teaching else "Nothing recorded yet"
    return (
        f"Recorded as done on {says_day(closed)}"
        if last.state in _DONE
        else f"No longer asked about from {says_day(closed)}"
    )


# -- drawn


def outcome_lanes(found: Board, first: Day | None, last: Day | None) -> Iterable[Lane]:
    """The lanes of what warned nobody and ended, or is watched from, between these days."""
    groups: tuple[tuple[str, Shape, tuple[Watched, ...]], ...] = (
        ("Watched, and recorded as done in time", "met", found.done),
        ("Watched, and no longer asked about", "excused", found.excused),
        ("Watched, and not yet due", "watching", found.waiting),
    )
    for name, shape, matters in groups:
        marks = [_mark(each) for each in matters]
        marks = [mark for mark in marks if first is None or (first <= mark.day and (last is None or mark.day <= last))]
        if marks:
            yield Lane(name, tuple(marks), shape)


def _mark(matter: Watched) -> Mark:
    day = matter.closed if matter.closed is not None else matter.opened
    return Mark(day, f"{matter.title}, {says_day(day)}", f"#{matter.anchor}")


def tracks(found: Iterable[Watched], first: Day | None, last: Day | None) -> list[Track]:
    """A line for each matter that warned somebody and has a day between these."""
    return [
        Track(each.title, each.opened, each.warned, each.closed, each.done, each.words + _many(each), f"#{each.anchor}")
        for each in found
        if each.warned is not None
        and (last is None or each.opened <= last)
        and (first is None or each.closed is None or each.closed >= first)
    ]


def _many(matter: Watched) -> str:
    return f" ({len(matter.sentences)} findings on one cause)" if len(matter.sentences) > 1 else ""
