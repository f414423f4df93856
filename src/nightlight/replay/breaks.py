"""Ways of breaking what was done well: a family in which one thing goes wrong, and what must then be said of it.

A family that is well run and in which nobody is warned shows only that the safeguards can be silent. A break shows that
one of them speaks: it takes such a family, leaves something undone, and names the safeguards that must warn and those
that may.

    - id: no-handover
      what: The social worker leaves without handing over.
      warns: [handover-given, handover-accepted]
      also: []
      edits: {remove: [handover-given, handover-accepted]}
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from nightlight.chronology.moments import BadDate, When, iso_day
from nightlight.chronology.problems import Problem, Unreadable, did_you_mean
from nightlight.chronology.reading import Lines, line_of
from nightlight.replay.case import Case, read_case
from nightlight.safeguards.finding import Finding

_KEYS: Final = ("id", "what", "warns", "also", "edits")
_EDITS: Final = ("remove", "later", "set", "add")
#: What is moved when an entry happens later: what stands beside it in time moves with it.
_MOVED: Final = ("when", "recorded", "noted", "until")
#: What a source says of its own record, by the places of its entries: of a broken record it says nothing.
_OF_THE_SOURCE: Final = ("expect", "controls", "beyond")


@dataclass(frozen=True, slots=True)
class Break:
    """One thing that goes wrong in a family that was well run.

    `warns` names the safeguards that must warn, `also` those that may warn with them because they rest on the same
    cause; no other may. The edits name entries by their ids: `remove` those that are never made, `later` the days
    by which an entry comes later, `set` the fields that are otherwise (`None` takes a field out), `add` entries
    that are made instead. A date in `set` or `add` may be `{after: ID, days: N}`: so many days after another entry
    of the family as it was.
    """

    id: str
    what: str
    warns: tuple[str, ...]
    also: tuple[str, ...] = ()
    remove: tuple[str, ...] = ()
    later: Mapping[str, int] = field(default_factory=dict)
    set: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    add: tuple[Mapping[str, Any], ...] = ()


def read_breaks(raw: object, file: str | None = None) -> tuple[Break, ...]:
    """The breaks of a list that was read from YAML.

    Raises `Unreadable` with every mistake that was found.
    """
    reader = _BreakReader(file)
    found = reader.breaks(raw)
    if reader.problems:
        raise Unreadable(reader.problems)
    return found


def broken(raw: object, by: Break, file: str | None = None) -> Case:
    """The case of a mapping that was read from a case file, with one thing gone wrong in it.

    What the source says of its own record (`expect`, `controls`, `beyond`) is left out. Raises `Unreadable` where
    the break names an entry that the case has not got, where what is left no longer holds together (an entry of a
    thread that is no longer opened), and where the case itself cannot be read.
    """
    if not isinstance(raw, Mapping) or not isinstance(raw.get("entries"), list):
        return read_case(raw, file)
    edited = _Edited(raw["entries"], by, file)
    kept = {key: value for key, value in raw.items() if key not in _OF_THE_SOURCE}
    case = Lines({**kept, "entries": edited.entries()}, line_of(raw) or 0, getattr(raw, "lines", {}))
    if edited.problems:
        raise Unreadable(edited.problems)
    return read_case(case, file)


def missed(by: Break, found: Iterable[Finding]) -> list[str]:
    """The safeguards that should have warned of a break and did not, in the order of the break."""
    warned = {finding.safeguard.id for finding in found if finding.warned is not None}
    return [safeguard for safeguard in by.warns if safeguard not in warned]


def stray(by: Break, found: Iterable[Finding]) -> list[Finding]:
    """The warnings of a broken case that do not come from its break: there should be none."""
    named = {*by.warns, *by.also}
    return [finding for finding in found if finding.warned is not None and finding.safeguard.id not in named]


class _Edited:
    """The entries of a case file with one break in them; `problems` lists the edits that do not fit it."""

    def __init__(self, entries: Sequence[object], by: Break, file: str | None) -> None:
        self.by = by
        self.file = file
        self.problems: list[Problem] = []
        self._before = entries
        self._named = {_name_of(each): each for each in entries if isinstance(each, Mapping) and _name_of(each)}

    def entries(self) -> list[object]:
        """The entries that are left, as they are now, and after them those that are new."""
        for name in (*self.by.remove, *self.by.later, *self.by.set):
            if name not in self._named:
                self._no_such(name)
        left = [self._otherwise(each) for each in self._before if _name_of(each) not in self.by.remove]
        return [*left, *(self._dated(each) for each in self.by.add)]

    def _otherwise(self, entry: object) -> object:
        if not isinstance(entry, Mapping):
            return entry
        name = _name_of(entry)
        days = self.by.later.get(name, 0)
        otherwise = self.by.set.get(name, {})
        values = dict(entry)
        if days:
            values.update((key, self._later(entry[key], days)) for key in _MOVED if entry.get(key) is not None)
        values.update(self._dated(otherwise))
        kept = {key: value for key, value in values.items() if value is not None or key not in otherwise}
        return Lines(kept, line_of(entry) or 0, getattr(entry, "lines", {}))

    def _dated(self, values: Mapping[str, Any]) -> Mapping[str, Any]:
        return {key: self._after(value) if isinstance(value, _After) else value for key, value in values.items()}

    def _after(self, after: _After) -> object:
        anchor = self._named.get(after.id)
        if anchor is None:
            self._no_such(after.id)
            return None
        when = self._read(anchor.get("when"))
        return None if when is None else iso_day(when.last_day + after.days)

    def _later(self, written: object, days: int) -> object:
        when = self._read(written)
        if when is None:
            return written
        if when.precision not in ("day", "minute"):
            self._problem(f"{written!r} is no day, and what has no day cannot come so many days later")
            return written
        time = when.iso()[len("2024-05-03") :]
        return iso_day(when.day + days) + time

    def _read(self, written: object) -> When | None:
        try:
            return When.read(written)
        except BadDate as bad:
            self._problem(str(bad))
            return None

    def _no_such(self, name: str) -> None:
        self._problem(f"this family has no entry with the id {name!r}{did_you_mean(name, self._named)}")

    def _problem(self, message: str) -> None:
        self.problems.append(Problem(f"break {self.by.id}", message, file=self.file))


def _name_of(entry: object) -> str:
    """The id of an entry; nothing where it has none."""
    return str(entry["id"]) if isinstance(entry, Mapping) and entry.get("id") is not None else ""


@dataclass(frozen=True, slots=True)
class _After:
    """A date that is reckoned from another entry's."""

    id: str
    days: int


class _BreakReader:
    def __init__(self, file: str | None) -> None:
        self.file = file
        self.problems: list[Problem] = []

    def breaks(self, raw: object) -> tuple[Break, ...]:
        if not isinstance(raw, list) or not raw:
            self._problem("the file", "list the breaks, each with `id`, `what`, `warns` and `edits`")
            return ()
        found: dict[str, Break] = {}
        for number, each in enumerate(raw, 1):
            where = f"break {number}"
            if not isinstance(each, Mapping):
                self._problem(where, "a break has `id`, `what`, `warns` and `edits`")
                continue
            one = self._break(each, where)
            if one.id in found:
                self._problem(where, f"the id {one.id!r} stands twice; give it another", "id", each)
            found[one.id] = one
        return tuple(found.values())

    def _break(self, raw: Mapping[str, Any], where: str) -> Break:
        name, what = str(raw.get("id") or ""), str(raw.get("what") or "")
        where = f"break {name}" if name else where
        self._unknown(where, raw, _KEYS)
        if not name:
            self._problem(where, "give it a short name", "id", raw)
        if not what:
            self._problem(where, "say in one sentence what goes wrong", "what", raw)
        warns, also = self._words(where, raw, "warns"), self._words(where, raw, "also")
        if not warns:
            self._problem(where, "name a safeguard at least that must warn of it", "warns", raw)
        for twice in sorted({*warns} & {*also}):
            self._problem(where, f"{twice!r} must warn, so it need not be said that it may", "also", raw)
        edits = raw.get("edits")
        if not isinstance(edits, Mapping) or not any(edits.values()):
            self._problem(where, f"say what is otherwise: {', '.join(_EDITS)}", "edits", raw)
            return Break(name, what, warns, also)
        self._unknown(where, edits, _EDITS)
        return Break(
            id=name,
            what=what,
            warns=warns,
            also=also,
            remove=self._words(where, edits, "remove"),
            later=self._later(where, edits),
            set=self._set(where, edits),
            add=self._add(where, edits),
        )

    def _later(self, where: str, edits: Mapping[str, Any]) -> dict[str, int]:
        found = {}
        for name, days in self._mapping(where, edits, "later").items():
            number = self._whole(where, days, "later", edits)
            if number is not None:
                found[name] = number
        return found

    def _set(self, where: str, edits: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
        found = {}
        for name, fields in self._mapping(where, edits, "set").items():
            if not isinstance(fields, Mapping) or not fields:
                self._problem(
                    where, f"say which fields of {name!r} are otherwise, as in `{{present: [police]}}`", "set", edits
                )
                continue
            found[name] = self._fields(where, fields)
        return found

    def _add(self, where: str, edits: Mapping[str, Any]) -> tuple[Mapping[str, Any], ...]:
        raw = edits.get("add") or []
        if not isinstance(raw, list) or not all(isinstance(each, Mapping) for each in raw):
            self._problem(where, "list the new entries, each with its kind", "add", edits)
            return ()
        return tuple(self._fields(where, each) for each in raw)

    def _fields(self, where: str, raw: Mapping[str, Any]) -> Mapping[str, Any]:
        fields = {key: self._value(where, value, key, raw) for key, value in raw.items()}
        return Lines(fields, line_of(raw) or 0, getattr(raw, "lines", {}))

    def _value(self, where: str, value: object, key: str, raw: Mapping[str, Any]) -> object:
        if not isinstance(value, Mapping) or "after" not in value:
            return value
        self._unknown(where, value, ("after", "days"))
        days = self._whole(where, value.get("days", 0), key, raw)
        return None if days is None else _After(str(value["after"]), days)

    def _whole(self, where: str, value: object, key: str, raw: Mapping[str, Any]) -> int | None:
        try:
            return int(str(value))
        except ValueError:
            self._problem(where, f"{value!r} is no whole number of days", key, raw)
            return None

    def _words(self, where: str, raw: Mapping[str, Any], key: str) -> tuple[str, ...]:
        value = raw.get(key) or []
        if not isinstance(value, list) or any(isinstance(each, (list, Mapping)) for each in value):
            self._problem(where, "write it as a list of names", key, raw)
            return ()
        return tuple(str(each) for each in value)

    def _mapping(self, where: str, raw: Mapping[str, Any], key: str) -> Mapping[str, Any]:
        value = raw.get(key) or {}
        if not isinstance(value, Mapping):
            self._problem(where, "write each entry's id before what is otherwise, as in `{cg1-held: ...}`", key, raw)
            return {}
        return value

    def _unknown(self, where: str, raw: Mapping[str, Any], known: Sequence[str]) -> None:
        for key in raw:
            if key not in known:
                self._problem(where, f"there is no field {key!r} here{did_you_mean(str(key), known)}", str(key), raw)

    def _problem(self, where: str, message: str, field: str | None = None, at: object = None) -> None:
        self.problems.append(Problem(where, message, field, line_of(at, field), self.file))
