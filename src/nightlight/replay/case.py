"""A case: one family's record with what a source says of it, as a case file states it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from nightlight.chronology.entry import Entry
from nightlight.chronology.moments import BadDate, When
from nightlight.chronology.problems import Problem, Unreadable, did_you_mean, shown
from nightlight.chronology.reading import Lines, Reader, line_of, told_later
from nightlight.chronology.record import CHILD_ROLES, Chronology
from nightlight.safeguards.systems import SYSTEMS

_KEYS: Final = (
    "case", "title", "source", "dates", "nation", "harm", "agencies", "people", "entries", "expect", "controls", "beyond",
    "preventability", "praise", "notes",
)  # fmt: skip
DATES: Final = ("stated", "placed")


@dataclass(frozen=True, slots=True)
class Harm:
    """What a review was held for."""

    when: When
    what: str
    who: str | None = None


@dataclass(frozen=True, slots=True)
class Repair:
    """An entry that would have closed a gap; `instead_of` is the place of the entry whose place it takes."""

    entry: Entry
    instead_of: int | None = None


@dataclass(frozen=True, slots=True)
class Gap:
    """A gap that the source itself names: in which systems, before when a warning would have helped, and what would have closed it."""

    systems: tuple[str, ...]
    what: str
    before: When
    repair: tuple[Repair, ...] = ()


@dataclass(frozen=True, slots=True)
class Control:
    """A system in which the case did well: a warning there is a false alarm."""

    system: str
    what: str = ""


@dataclass(frozen=True, slots=True)
class BeyondRecord:
    """A gap that the source names and no record could show, and why."""

    what: str
    why: str


@dataclass(frozen=True, slots=True)
class Case:
    """One family's record, and what its source says of it.

    `dates` is `stated`, or `placed` where the source gives order or weeks and the days are ours. `preventability` is the
    review's own view, `praise` what it found well done, in words.
    """

    name: str
    title: str
    source: str
    dates: str
    harm: Harm | None
    chronology: Chronology = field(repr=False)
    expect: tuple[Gap, ...] = ()
    controls: tuple[Control, ...] = ()
    beyond: tuple[BeyondRecord, ...] = ()
    preventability: str = ""
    praise: str = ""
    notes: str = ""

    @property
    def placed(self) -> bool:
        """Whether the days are ours: then no number of days is to be shown large."""
        return self.dates == "placed"

    def repaired(self, gap: Gap) -> Chronology:
        """The record with a gap's repair in it."""
        record = self.chronology
        replaced = {repair.instead_of for repair in gap.repair if repair.instead_of is not None}
        kept = [entry for entry in record.entries if entry.place not in replaced]
        added = [each for repair in gap.repair for each in told_later(repair.entry)]
        return Chronology(
            [*kept, *added], family=record.family, nation=record.nation, agencies=record.agencies, people=record.people
        )


def _with_id(raw: Mapping[str, Any], id: object) -> Mapping[str, Any]:
    if id is None or raw.get("id") is not None:
        return raw
    return Lines({**raw, "id": id}, line_of(raw) or 0, getattr(raw, "lines", {}))


def read_case(raw: object, file: str | None = None) -> Case:
    """The case of a mapping that was read from a case file.

    Raises `Unreadable` with every mistake that was found.
    """
    reader = _CaseReader(file)
    case = reader.case(raw)
    if reader.problems or case is None:
        raise Unreadable(reader.problems)
    return case


class _CaseReader:
    def __init__(self, file: str | None) -> None:
        self.file = file
        self.reader = Reader()
        self.own: list[Problem] = []

    @property
    def problems(self) -> list[Problem]:
        """Every mistake, in the order of the lines."""
        found = [
            Problem(each.where, each.message, each.field, each.line, self.file)
            for each in (*self.own, *self.reader.problems)
        ]
        return sorted(found, key=lambda problem: (problem.line is None, problem.line or 0))

    def case(self, raw: object) -> Case | None:
        if not isinstance(raw, Mapping):
            self._problem("the file", "a case file is a mapping with `case`, `agencies`, `people` and `entries`")
            return None
        for key in raw:
            if key not in _KEYS:
                self._problem(
                    "the file", f"there is no field {shown(key)} here{did_you_mean(str(key), _KEYS)}", str(key), raw
                )
        name = raw.get("case")
        if not name:
            self._problem("the file", "give the case a short name", "case", raw)
        dates = raw.get("dates", "placed")
        if dates not in DATES:
            self._problem("the file", f"{shown(dates)} is neither stated nor placed", "dates", raw)
        chronology = self.reader.record(raw, str(name))
        self._check_people(raw)
        self._check_corrections(chronology, raw)
        return Case(
            name=str(name),
            title=str(raw.get("title") or name),
            source=str(raw.get("source") or ""),
            dates=str(dates),
            harm=self._harm(raw.get("harm"), raw),
            chronology=chronology,
            expect=tuple(self._gaps(raw.get("expect"), raw)),
            controls=tuple(self._controls(raw.get("controls"))),
            beyond=tuple(self._beyond(raw.get("beyond"))),
            preventability=str(raw.get("preventability") or ""),
            praise=str(raw.get("praise") or ""),
            notes=str(raw.get("notes") or ""),
        )

    def _check_people(self, raw: Mapping[str, Any]) -> None:
        roles = {person.role for person in self.reader.people.values()}
        if self.reader.people and not roles & CHILD_ROLES:
            self._problem("the file", "name one unborn or infant child at least: `baby: {role: unborn}`", "people", raw)

    def _check_corrections(self, chronology: Chronology, raw: Mapping[str, Any]) -> None:
        for entry in chronology.entries:
            if entry.replaces is None or entry.replaces not in chronology:
                continue
            replaced = chronology.entry(entry.replaces)
            if replaced.id == entry.id or (replaced.recorded.first, replaced.place) >= (
                entry.recorded.first,
                entry.place,
            ):
                message = (
                    f"a correction is recorded after what it replaces, and {entry.replaces!r} is not recorded before it"
                )
                line = line_of(raw.get("entries", [])[entry.place - 1]) if entry.place else None
                self.own.append(Problem(f"entry {entry.place} ({entry.kind})", message, "replaces", line))

    def _harm(self, raw: object, around: Mapping[str, Any]) -> Harm | None:
        if raw is None:
            return None
        if not isinstance(raw, Mapping):
            self._problem("harm", "say when and what, as in `{when: 2024-05-02, what: ...}`", None, around)
            return None
        for key in raw:
            if key not in ("when", "what", "who"):
                self._problem(
                    "harm",
                    f"there is no field {shown(key)} here{did_you_mean(str(key), ('when', 'what', 'who'))}",
                    key,
                    raw,
                )
        when = self._when("harm", raw, "when")
        who = raw.get("who")
        if who is not None and (not isinstance(who, str) or who not in self.reader.people):
            self._problem(
                "harm",
                f"{shown(who)} is no person of this record{did_you_mean(str(who), self.reader.people)}",
                "who",
                raw,
            )
        return Harm(when, str(raw.get("what") or ""), None if who is None else str(who)) if when else None

    def _when(self, where: str, raw: Mapping[str, Any], key: str) -> When | None:
        if raw.get(key) is None:
            self._problem(where, "give a date", key, raw)
            return None
        try:
            return When.read(raw[key])
        except BadDate as bad:
            self._problem(where, str(bad), key, raw)
            return None

    def _gaps(self, raw: object, around: Mapping[str, Any]) -> Iterable[Gap]:
        for number, each in enumerate(self._list(raw, "expect"), 1):
            where = f"expect {number}"
            if not isinstance(each, Mapping):
                self._problem(where, "a gap has `system`, `what`, `before`", None, around)
                continue
            self._unknown(where, each, ("system", "systems", "what", "before", "repair", "note"))
            systems = each.get("systems", each.get("system"))
            named = [str(name) for name in (systems if isinstance(systems, list) else [systems])]
            for name in named:
                if name not in SYSTEMS:
                    self._problem(where, f"{shown(name)} is no system{did_you_mean(name, SYSTEMS)}", "system", each)
            before = self._when(where, each, "before")
            entries = around.get("entries")
            repair = tuple(self._repairs(where, each, entries if isinstance(entries, list) else []))
            if before is not None:
                yield Gap(tuple(named), str(each.get("what") or ""), before, repair)

    def _repairs(self, where: str, gap: Mapping[str, Any], entries: Sequence[Any]) -> Iterable[Repair]:
        """The entries of a repair, read beside the record: one that takes another's place may bear its id."""
        raw = [each if isinstance(each, Mapping) else {} for each in self._list(gap.get("repair"), f"{where}, repair")]
        places = [self._place(where, each, len(entries)) for each in raw]
        beside = self.reader.beside({place for place in places if place is not None})
        named = [
            _with_id(each, entries[place - 1].get("id"))
            if place is not None and isinstance(entries[place - 1], Mapping)
            else each
            for each, place in zip(raw, places, strict=True)
        ]
        first = len(entries) + 1
        for each, entry, place in zip(named, beside.repair(named, first, where), places, strict=True):
            if entry is not None:
                yield Repair(replace(entry, place=place) if place is not None and each is not None else entry, place)

    def _place(self, where: str, raw: Mapping[str, Any], placed: int) -> int | None:
        instead = raw.get("instead_of")
        if instead is None:
            return None
        written = str(instead)
        if not (written.isdecimal() and len(written) < 7 and 1 <= int(written) <= placed):
            message = f"{shown(instead)} is no place of an entry; they go from 1 to {placed}"
            self._problem(f"{where}, repair", message, "instead_of", raw)
            return None
        return int(written)

    def _controls(self, raw: object) -> Iterable[Control]:
        for number, each in enumerate(self._list(raw, "controls"), 1):
            where = f"control {number}"
            each = {"system": each} if isinstance(each, str) else each
            if not isinstance(each, Mapping):
                self._problem(where, "a control names a system: `{system: sharing}`")
                continue
            self._unknown(where, each, ("system", "what", "note", "why"))
            system = str(each.get("system"))
            if system not in SYSTEMS:
                self._problem(where, f"{shown(system)} is no system{did_you_mean(system, SYSTEMS)}", "system", each)
            yield Control(system, str(each.get("what") or each.get("note") or ""))

    def _beyond(self, raw: object) -> Iterable[BeyondRecord]:
        for number, each in enumerate(self._list(raw, "beyond"), 1):
            if not isinstance(each, Mapping) or not each.get("what"):
                self._problem(f"beyond {number}", "say `what` and `why`")
                continue
            yield BeyondRecord(str(each["what"]), str(each.get("why") or ""))

    def _list(self, raw: object, key: str) -> list[Any]:
        if raw is None:
            return []
        if not isinstance(raw, list):
            self._problem(key, "write it as a list, each item on a line with `-`")
            return []
        return raw

    def _unknown(self, where: str, raw: Mapping[str, Any], known: tuple[str, ...]) -> None:
        for key in raw:
            if key not in known:
                self._problem(
                    where, f"there is no field {shown(key)} here{did_you_mean(str(key), known)}", str(key), raw
                )

    def _problem(self, where: str, message: str, field: str | None = None, at: object = None) -> None:
        self.own.append(Problem(where, message, field, line_of(at, field)))
