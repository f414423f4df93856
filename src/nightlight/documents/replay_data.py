"""What the page of a replay says of a case, worked out and in words; the template only sets it.

Where a case's days are placed (`Case.placed`) no number of days is said: order, or weeks with "about".
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from nightlight.chronology.entry import Entry
from nightlight.chronology.moments import Day, day_of, says_day
from nightlight.chronology.record import Held
from nightlight.documents.entry_words import Detail, agency_name, details_of, label_of, title_of
from nightlight.documents.telling import Knowledge, knowledge_of, matters_to_others, watched_for_telling
from nightlight.picture import Picture, fold
from nightlight.picture.facts import fact_of
from nightlight.replay.case import BeyondRecord, Repair
from nightlight.replay.replay import Expected, Replay, causes
from nightlight.safeguards.finding import Finding
from nightlight.safeguards.rules import Safeguard
from nightlight.safeguards.systems import SYSTEMS
from nightlight.safeguards.wording import says_due

_MET: Final = ("met", "met_late")


@dataclass(frozen=True, slots=True)
class Reference:
    """A link to a place of the page."""

    href: str
    words: str


@dataclass(frozen=True, slots=True)
class EntryRow:
    """A row of the chronology: the table twin of the lanes."""

    anchor: str
    number: int
    entry: Entry
    happened: str
    recorded: str
    agency: str
    title: str
    label: str
    details: tuple[tuple[Detail, tuple[Reference, ...]], ...]
    matters: bool
    corrected: bool
    root: str


@dataclass(frozen=True, slots=True)
class KnownRow:
    """Who knew of an entry, and when: at once, later (with how long after), or not told."""

    row: EntryRow
    at_once: tuple[str, ...]
    later: tuple[tuple[str, str, str], ...]
    not_told: tuple[str, ...]
    came_later: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FindingRow:
    """A finding in words, with the entries on which it rests."""

    anchor: str
    finding: Finding
    title: str
    says: str
    about: str
    system: str
    to: str
    because: tuple[Reference, ...]
    watched: str
    due: str
    warned: str
    closed: str
    outcome: str


@dataclass(frozen=True, slots=True)
class CauseRow:
    """Findings on one cause, warned of once."""

    anchor: str
    title: str
    findings: tuple[FindingRow, ...]
    opened: Day
    warned: Day
    closed: Day | None
    met: bool
    watched_words: str
    due_words: str
    warned_words: str
    outcome: str


@dataclass(frozen=True, slots=True)
class RepairRow:
    """An entry that would have closed a gap, in words."""

    title: str
    when: str
    agency: str
    instead_of: Reference | None


@dataclass(frozen=True, slots=True)
class GapRow:
    """A gap that the source names, what warned of it, and what its repair closes."""

    what: str
    systems: tuple[str, ...]
    before: str
    warned_by: tuple[Reference, ...]
    how_long: str
    repair: tuple[RepairRow, ...]
    gone: tuple[Reference, ...] | None
    caught: bool


@dataclass(frozen=True, slots=True)
class PraiseRow:
    """A system in which the case did well, and the warnings that came there all the same."""

    system: str
    what: str
    warned: tuple[Reference, ...]


@dataclass(slots=True)
class CasePage:
    """Everything that the page says of one replay."""

    id: str
    replay: Replay
    picture: Picture
    viewer: str | None
    praise: tuple[PraiseRow, ...] = ()
    beyond: tuple[BeyondRecord, ...] = ()
    rows: list[EntryRow] = field(default_factory=list)
    knowing: list[KnownRow] = field(default_factory=list)
    causes: list[CauseRow] = field(default_factory=list)
    done: list[FindingRow] = field(default_factory=list)
    excused: list[FindingRow] = field(default_factory=list)
    unknown: list[FindingRow] = field(default_factory=list)
    watching: list[FindingRow] = field(default_factory=list)
    gaps: list[GapRow] = field(default_factory=list)

    @property
    def placed(self) -> bool:
        """Whether the days are ours."""
        return self.replay.case.placed

    @property
    def weeks(self) -> str:
        """Over how many weeks the record runs."""
        return ("about " if self.placed else "") + counted(round(self.replay.weeks), "week")

    @property
    def per_week(self) -> str:
        """Warnings a week."""
        return f"{self.replay.alerts_per_week:.1f}"

    @property
    def as_of(self) -> str:
        """The moment of the replay."""
        return self.replay.as_of.says()

    @property
    def agencies(self) -> int:
        """How many agencies the record names."""
        return len(self.picture.agencies_since())

    @property
    def warned_gaps(self) -> int:
        """How many gaps were warned of in time and, where the repair was tried, for the right cause."""
        return sum(gap.caught for gap in self.gaps)


def counted(number: int, noun: str, several: str | None = None) -> str:
    """`1 week`, `27 weeks`; `several` is the word for more than one, where it is not made with an s."""
    return f"{number} {noun if number == 1 else several or noun + 's'}"


def how_long(days: int, *, placed: bool, then: str) -> str:
    """So many days in words, with `later` or `before`: exact where the days are stated, in weeks where they are ours.

    >>> how_long(19, placed=False, then="later"), how_long(19, placed=True, then="later")
    ('19 days later', 'about 3 weeks later')
    """
    if placed:
        return f"days {then}" if days < 7 else f"about {counted(round(days / 7), 'week')} {then}"
    if days < 28:
        return f"{counted(days, 'day')} {then}"
    return f"{counted(days // 7, 'week')} {then} ({days} days)"


def page_of(replay: Replay, number: int, safeguards: Iterable[Safeguard] | None = None) -> CasePage:
    """What the page says of a replay, the `number`th of its page.

    `safeguards` tell which entries others needed to know; left out, those that found something in this replay do.
    """
    return _Making(replay, number, safeguards).page()


class _Making:
    def __init__(self, replay: Replay, number: int, safeguards: Iterable[Safeguard] | None) -> None:
        self.replay = replay
        self.case = replay.case
        self.as_of = replay.as_of.last
        self.end = day_of(self.as_of)
        self.id = f"c{number}"
        self.picture = fold(self.case.chronology, self.as_of, replay.known_to)
        rules = (
            safeguards
            if safeguards is not None
            else {each.safeguard.id: each.safeguard for each in replay.findings}.values()
        )
        self.watched = watched_for_telling(rules)
        self.held = [held for held in _shown(self.case.chronology.held(replay.known_to)) if held.since <= self.as_of]
        self.anchors: dict[int, str] = {}
        for held in self.held:
            self.anchors.setdefault(held.entry.place, f"{self.id}-e{held.entry.place}")
        self.finding_anchors = {each.id: f"{self.id}-f{index}" for index, each in enumerate(replay.findings, 1)}

    def page(self) -> CasePage:
        known_to = self.replay.known_to
        viewer = agency_name(known_to, self.picture) if known_to is not None else None
        rows = self._rows()
        found = CasePage(self.id, self.replay, self.picture, viewer, tuple(self._praise()), self.case.beyond, rows)
        found.knowing = [self._known(row) for row in rows if row.matters and not row.corrected]
        found.causes = [
            self._cause(index, group) for index, group in enumerate(causes(self.replay.findings, self.end), 1)
        ]
        for finding in self.replay.findings:
            if finding.warned is None:
                self._list_of(finding, found).append(self._finding(finding))
        found.gaps = [self._gap(each) for each in self.replay.expected]
        return found

    @staticmethod
    def _list_of(finding: Finding, page: CasePage) -> list[FindingRow]:
        match finding.state:
            case "met" | "met_late":
                return page.done
            case "excused":
                return page.excused
            case "unknown":
                return page.unknown
            case _:
                return page.watching

    # -- the chronology

    def _rows(self) -> list[EntryRow]:
        ordered = sorted(self.held, key=lambda held: (held.entry.when.first, held.entry.place, held.entry.id))
        taken: set[str] = set()
        rows = []
        for index, held in enumerate(ordered, 1):
            entry = held.entry
            anchor = self.anchors[entry.place] if entry.place else f"{self.id}-n{index}"
            if anchor in taken:
                anchor = f"{anchor}-{index}"
            taken.add(anchor)
            corrected = not held.in_force(self.as_of)
            rows.append(self._row(entry, held, anchor, entry.place or index, corrected))
        return rows

    def _row(self, entry: Entry, held: Held, anchor: str, number: int, corrected: bool) -> EntryRow:
        later = entry.recorded.first > entry.when.last
        after = how_long(entry.recorded.day - entry.when.day, placed=self.case.placed, then="later")
        same_day = entry.recorded.day == entry.when.last_day
        return EntryRow(
            anchor=anchor,
            number=number,
            entry=entry,
            happened=entry.when.says(),
            recorded=(entry.recorded.says() + ("" if same_day else f", {after}")) if later else "",
            agency=agency_name(entry.agency, self.picture),
            title=title_of(entry),
            label=label_of(entry),
            details=tuple((each, self._entries(each.entries)) for each in details_of(entry, self.picture)),
            matters=matters_to_others(entry, fact_of(held), self.watched, self.picture),
            corrected=corrected,
            root=held.root,
        )

    def _entries(self, places: Iterable[int]) -> tuple[Reference, ...]:
        return tuple(
            Reference(f"#{self.anchors[place]}", str(place)) for place in places if self.anchors.get(place) and place
        )

    def _known(self, row: EntryRow) -> KnownRow:
        knowledge: Knowledge = knowledge_of(row.root, self.picture)
        happened = row.entry.when
        at_once: list[str] = []
        later: list[tuple[str, str, str]] = []
        for each in knowledge.known:
            name = agency_name(each.agency, self.picture)
            day = day_of(each.since)
            if day <= happened.last_day:
                at_once.append(name)
            else:
                later.append((name, says_day(day), how_long(day - happened.day, placed=self.case.placed, then="later")))
        names = [
            tuple(agency_name(key, self.picture) for key in keys) for keys in (knowledge.not_told, knowledge.came_later)
        ]
        return KnownRow(row, tuple(at_once), tuple(later), names[0], names[1])

    # -- findings

    def _finding(self, finding: Finding) -> FindingRow:
        return FindingRow(
            anchor=self.finding_anchors[finding.id],
            finding=finding,
            title=finding.safeguard.title,
            says=_says(finding),
            about=finding.subject,
            system=SYSTEMS.get(finding.safeguard.system, finding.safeguard.system),
            to=", ".join(agency_name(key, self.picture) for key in finding.to),
            because=self._entries(finding.because),
            watched=says_day(finding.opened),
            due=says_due(finding) if finding.due is not None else "at once",
            warned=says_day(finding.warned) if finding.warned is not None else "",
            closed=says_day(finding.closed) if finding.closed is not None else "",
            outcome=_outcome(finding.state in _MET, finding.closed, self.replay),
        )

    def _cause(self, index: int, group: Sequence[Finding]) -> CauseRow:
        rows = tuple(self._finding(each) for each in group)
        closed = None if any(each.closed is None for each in group) else max(each.closed or 0 for each in group)
        last = max(group, key=lambda each: (each.closed or 0, each.id))
        met = last.state in _MET
        first = min(group, key=lambda each: (each.opened, each.id))
        opened, warned = first.opened, min(each.warned or self.end for each in group)
        dues = [each for each in group if each.due is not None]
        return CauseRow(
            anchor=f"{self.id}-w{index}",
            title=group[0].safeguard.title,
            findings=rows,
            opened=opened,
            warned=warned,
            closed=closed,
            met=met,
            watched_words=says_day(opened),
            due_words=says_due(min(dues, key=lambda each: each.due.last if each.due else 0)) if dues else "at once",
            warned_words=says_day(warned),
            outcome=_outcome(met, closed, self.replay),
        )

    def _reference(self, finding: Finding) -> Reference:
        return Reference(f"#{self.finding_anchors[finding.id]}", finding.safeguard.title)

    # -- what the source says

    def _praise(self) -> Iterable[PraiseRow]:
        alarms: Mapping[str, tuple[Finding, ...]] = self.replay.false_alarms
        for control in self.case.controls:
            warned = tuple(self._reference(each) for each in alarms.get(control.system, ()))
            yield PraiseRow(SYSTEMS.get(control.system, control.system), control.what, warned)

    def _gap(self, expected: Expected) -> GapRow:
        gap = expected.gap
        by_id = {each.id: each for each in expected.warned_by}
        gone = expected.gone_when_repaired
        days = expected.days_before
        return GapRow(
            what=gap.what,
            systems=tuple(SYSTEMS.get(each, each) for each in gap.systems),
            before=gap.before.says(),
            warned_by=tuple(self._reference(each) for each in expected.warned_by),
            how_long=how_long(days, placed=self.case.placed, then="before") if days is not None else "",
            repair=tuple(self._repair(each) for each in gap.repair),
            gone=None if gone is None else tuple(self._reference(by_id[each]) for each in gone if each in by_id),
            caught=expected.caught,
        )

    def _repair(self, repair: Repair) -> RepairRow:
        entry = repair.entry
        label = label_of(entry)
        instead = self._entries([repair.instead_of]) if repair.instead_of is not None else ()
        words = label[:1].upper() + label[1:]
        return RepairRow(
            words, entry.when.says(), agency_name(entry.agency, self.picture), instead[0] if instead else None
        )


def _shown(held: Iterable[Held]) -> list[Held]:
    """Without the entries that stand for a later date under `shared`: what they tell is shown as who knew and when."""
    return [each for each in held if not _only_tells(each.entry)]


def _only_tells(entry: Entry) -> bool:
    return entry.kind == "information.shared" and entry.inferred and "~" in entry.id and not entry.get("what")


def _says(finding: Finding) -> str:
    """The finding's sentence.

    One that is no longer asked about, because the child died or the matter ended, is never said to be "not needed": it
    says what was watched and, where somebody was warned, what was missing when it was due.
    """
    if finding.state != "excused":
        return finding.says
    if finding.warned is None:
        return f"{finding.safeguard.title}."
    due = f" when it was due, {says_due(finding)}" if finding.due is not None else " then"
    return f"{finding.safeguard.title}: not on record{due}."


def _outcome(met: bool, closed: Day | None, replay: Replay) -> str:
    """What came of a warning, and when."""
    if closed is None:
        return f"Nothing recorded by {replay.as_of.says()}"
    return f"Recorded as done on {says_day(closed)}" if met else f"No longer asked about from {says_day(closed)}"
