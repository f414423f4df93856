"""Reading entries, people and agencies from plain values, and listing every mistake in them.

The values come from a case file, a form or another system, already taken out of their notation. The reader never stops
at the first mistake and never raises for bad input: what it could not read is a `Problem` with the place, the field and
what to do.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from math import isfinite
from typing import Any, Final

from nightlight.chronology.agencies import AGENCY_TYPES, Agency
from nightlight.chronology.calendar import NATIONS
from nightlight.chronology.entry import ANONYMOUS, ENVELOPE, PRECISIONS, Entry
from nightlight.chronology.fields import MANY, FieldSpec, FieldType
from nightlight.chronology.kinds import KINDS, THREADS, Kind
from nightlight.chronology.kinds.information import InformationShared
from nightlight.chronology.kinds.people import PersonAdded
from nightlight.chronology.moments import BadDate, When
from nightlight.chronology.problems import Problem, did_you_mean, nearest, shown
from nightlight.chronology.record import Chronology, Person

#: The envelope's fields that the reader handles itself, in this order, before those of the kind.
_TIMES: Final = ("when", "recorded", "noted", "until")
_HIGHEST_WEEK: Final = 45
_LONGEST_DATE: Final = 40
#: How near a name must be to pass for a wrong spelling of a list of the file.
_SURELY: Final = 0.8
#: An entry that was given no id is called by its place (`#7`), so no id that is written may begin so.
_BY_PLACE: Final = "#"
#: How many of the other places a message names where one mistake was made again and again.
_PLACES_NAMED: Final = 5
#: Under `shared`: known as soon as it is recorded.
_AT_ONCE: Final = When(0, 0, "day")


class Lines(dict[str, Any]):
    """A mapping that knows on which line of its file it, and each of its keys, stands."""

    def __init__(self, values: Mapping[str, Any], line: int, lines: Mapping[str, int]) -> None:
        super().__init__(values)
        self.line = line
        self.lines = dict(lines)


class Items(list[Any]):
    """A list that knows on which line of its file each of its items stands."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[int] = []


def line_of(value: object, key: str | None = None) -> int | None:
    """The line on which a mapping, or one of its keys, stands; of a list, its first item; `None` where not known."""
    if isinstance(value, Items):
        return next(iter(value.lines), None)
    if not isinstance(value, Lines):
        return None
    return value.lines.get(key, value.line) if key else value.line


@dataclass(frozen=True, slots=True)
class _Place:
    """Where the reader is: words for the message and the mapping that knows the lines."""

    where: str
    mapping: object
    #: The right names of fields that are there under a wrong one: they are not said to be missing as well.
    misspelt: frozenset[str] = frozenset()


class _Said:
    """What was said so far, so that one mistake with many effects is one message."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        #: Names that nothing bears: where in `problems` each was first said, its message, how many places followed.
        self.names: dict[tuple[str, str], tuple[int, str, list[str]]] = {}
        #: Ids of entries whose kind is unknown: what names them is not wrong for that.
        self.unread: set[str] = set()
        #: Sorts of thread of which an opener has no id: one of that sort that nobody opened is most likely its own.
        self.nameless: set[str] = set()
        #: Lists that are missing as a whole: their names are not missed one by one.
        self.no_list: set[str] = set()


class Reader:
    """Reads the parts of one family's record; `problems` holds every mistake found so far."""

    def __init__(self) -> None:
        self._said = _Said()
        self._wrong = 0
        self.agencies: dict[str, Agency] = {}
        self.people: dict[str, Person] = {}
        self._opened: dict[str, str] = {}
        self._ids: dict[str, int] = {}

    @property
    def problems(self) -> list[Problem]:
        """Every mistake found so far, each once."""
        return self._said.problems

    @classmethod
    def following(cls, chronology: Chronology) -> Reader:
        """A reader for entries that follow those of a record: they may name its people, agencies, threads and entries."""
        reader = cls()
        reader.agencies, reader.people = dict(chronology.agencies), dict(chronology.people)
        for entry in chronology.entries:
            reader._ids[entry.id] = entry.place
            if entry.body.opens:
                reader._opened[entry.id] = entry.body.opens
            if isinstance(entry.body, PersonAdded):
                reader.people.setdefault(entry.id, Person(entry.id, name=entry.body.name))
        return reader

    def following_entry(self, raw: Mapping[str, Any], number: int) -> Entry | None:
        """One more entry, at a place of its own; `None` where it could not be read (`problems` says why)."""
        self._names([raw], number)
        return self.entry(raw, number)

    # -- parts of a record

    def record(self, raw: Mapping[str, Any], family: str) -> Chronology:
        """The record of a mapping with `nation`, `agencies`, `people` and `entries`."""
        nation = self.nation(raw)
        self.read_agencies(raw)
        self.read_people(raw)
        entries = self.entries(raw.get("entries"), raw)
        return Chronology(entries, family=family, nation=nation, agencies=self.agencies, people=self.people)

    def nation(self, raw: Mapping[str, Any]) -> str:
        """The nation whose calendar applies; England where none is given."""
        nation = raw.get("nation")
        if nation is None:
            return "england"
        if not isinstance(nation, str) or nation not in NATIONS:
            place = _Place("the file", raw)
            self._problem(place, f"{shown(nation)} is no nation{did_you_mean(str(nation), NATIONS)}", "nation")
            return "england"
        return nation

    def read_agencies(self, raw: Mapping[str, Any]) -> None:
        """The agencies of the record, each with its type."""
        place = _Place("the file", raw)
        found = raw.get("agencies")
        if not isinstance(found, Mapping) or not found:
            self._no_list(
                place, raw, "agencies", "name the agencies, each with its type: `midwifery: {type: midwifery}`"
            )
            return
        for key, value in found.items():
            here = _Place(f"agency {key}", value if isinstance(value, Lines) else found)
            if isinstance(value, str):
                value = {"type": value}
            if not isinstance(value, Mapping):
                self._problem(here, "give its type, as in `{type: midwifery}`", "type")
                value = {"type": "other"}
            here = self._unknown_keys(here, value, ("type", "name"))
            type_ = value.get("type")
            if type_ is None and key in AGENCY_TYPES:
                type_ = key
            if not isinstance(type_, str) or type_ not in AGENCY_TYPES:
                missing = "it has no type" if type_ is None else f"{shown(type_)} is no type of agency"
                if "type" not in here.misspelt:
                    self._problem(here, missing + did_you_mean(str(type_ or key), AGENCY_TYPES), "type")
                type_ = "other"
            self.agencies[str(key)] = Agency(str(key), type_, str(value.get("name") or ""))

    def read_people(self, raw: Mapping[str, Any]) -> None:
        """The people of the record, with the same fields as `person.added`."""
        place = _Place("the file", raw)
        found = raw.get("people")
        if not isinstance(found, Mapping) or not found:
            self._no_list(place, raw, "people", "name the people, each with a role: `mother: {role: mother}`")
            return
        for key, value in found.items():
            here = _Place(f"person {key}", value if isinstance(value, Lines) else found)
            value = {} if value is None else value
            if not isinstance(value, Mapping):
                self._problem(here, "give what is known, as in `{role: mother, sex: female}`")
                value = {}
            self._unknown_keys(here, value, PersonAdded.specs)
            read = {
                name: self._value(here, spec, value[name])
                for name, spec in PersonAdded.specs.items()
                if value.get(name) is not None
            }
            self.people[str(key)] = Person(str(key), **read)

    def entries(self, raw: object, around: Mapping[str, Any]) -> list[Entry]:
        """The entries of a list of mappings, numbered from 1 in the order in which they stand."""
        if not isinstance(raw, list) or not raw:
            self._no_list(
                _Place("the file", around), around, "entries", "list the entries, one a line, each with its kind"
            )
            return []
        self._names(raw)
        lines = raw.lines if isinstance(raw, Items) else [None] * len(raw)
        read = [self.entry(each, number, line) for number, (each, line) in enumerate(zip(raw, lines, strict=True), 1)]
        found = [each for entry in read if entry is not None for each in told_later(entry)]
        self._check_made_ids(found, raw)
        return found

    def _check_made_ids(self, found: Iterable[Entry], raw: Sequence[Any]) -> None:
        """Entries that a later date under `shared` stands for have ids made of others; nobody else may bear those."""
        seen: set[str] = set()
        for entry in found:
            if entry.id in seen and not entry.id.startswith(_BY_PLACE):
                here = _Place(f"entry {entry.place} ({entry.kind})", raw[entry.place - 1])
                message = f"the id {shown(entry.id)} is made from another entry's `shared`; give it another"
                self._problem(here, message, "id")
            seen.add(entry.id)

    def beside(self, without: set[int]) -> Reader:
        """A reader for entries beside those already read, as if those at the places `without` were not there.

        It shares this reader's list of problems.
        """
        other = Reader()
        other._said = self._said
        other.agencies, other.people = self.agencies, dict(self.people)
        other._ids = {name: number for name, number in self._ids.items() if number not in without}
        other._opened = {name: sort for name, sort in self._opened.items() if name in other._ids}
        return other

    def repair(self, raw: list[Mapping[str, Any]], first: int, where: str) -> list[Entry | None]:
        """Entries beside those already read, numbered from `first`; what is wrong with them is at `where`."""
        self._names(raw, first)
        before = len(self.problems)
        found = [self.entry(each, number) for number, each in enumerate(raw, first)]
        for index in range(before, len(self.problems)):
            problem = self.problems[index]
            self.problems[index] = replace(problem, where=f"{where}, repair {problem.where.split(' ', 1)[-1]}")
        return found

    # -- one entry

    def entry(self, raw: object, number: int, line: int | None = None) -> Entry | None:
        """One entry, or `None` where it could not be read; `number` is its place in the list, `line` its line."""
        if not isinstance(raw, Mapping):
            here = _Place(f"entry {number}", Lines({}, line, {}) if line is not None else None)
            self._problem(here, f"{shown(raw)} is no entry; write a mapping with `kind`, `when` and `agency`")
            return None
        name = raw.get("kind")
        kind = KINDS.get(str(name))
        here = _Place(f"entry {number} ({name})" if kind else f"entry {number}", raw)
        if name is None:
            near = next((key for key in raw if key not in ENVELOPE and nearest(str(key), ("kind",))), None)
            hint = f"; is {shown(near)} meant to be `kind`?" if near is not None else ""
            self._problem(here, f"it has no kind{hint}", "kind")
            return None
        if kind is None:
            self._problem(here, f"{shown(name)} is no kind of entry{did_you_mean(str(name), KINDS)}", "kind")
            return None
        before = self._wrong
        here = self._unknown_keys(here, raw, [*ENVELOPE, *kind.specs, "kind", "instead_of"])
        times = self._times(here, kind, raw)
        body = {spec.attribute: self._field(here, spec, raw) for spec in kind.specs.values()}
        envelope = {
            spec.attribute: self._field(here, spec, raw)
            for spec in ENVELOPE.values()
            if spec.name not in (*_TIMES, "precision") and spec.name not in kind.specs
        }
        if "agency" in kind.specs:
            envelope["agency"] = body["agency"]
        if kind.opens and envelope["id"] is None and raw.get("id") is None and "id" not in here.misspelt:
            self._problem(here, f"it opens {_a(kind.opens)} and must have an id for later entries to name", "id")
        if self._wrong > before:
            return None
        envelope["id"] = envelope["id"] or f"#{number}"
        envelope["label"] = envelope["label"] or "ordinary"
        envelope["inferred"] = bool(envelope["inferred"])
        envelope.setdefault("of", None)
        return Entry(body=kind(**body), place=number, **times, **envelope)

    def _names(self, raw: Sequence[Any], first: int = 1) -> None:
        """Learns the ids and threads of all entries first, so that an entry may name a later one."""
        for number, each in enumerate(raw, first):
            if not isinstance(each, Mapping):
                continue
            kind = KINDS.get(str(each.get("kind")))
            if isinstance(each.get("id"), (Mapping, list)):
                continue  # said when the entry is read
            if kind is None and each.get("id") is not None:
                self._said.unread.add(str(each["id"]))
            if kind is not None and kind.opens and each.get("id") is None:
                self._said.nameless.add(kind.opens)
            if kind is PersonAdded and each.get("id") is not None:
                person = str(each["id"])
                self.people.setdefault(person, Person(person, name=str(each.get("name") or "")))
            if each.get("id") is None:
                continue
            name = str(each["id"])
            here = _Place(f"entry {number} ({kind.kind_name})" if kind else f"entry {number}", each)
            if name in self._ids:
                message = f"the id {shown(name)} is already that of entry {self._ids[name]}; give it another"
                self._problem(here, message, "id")
                continue
            if not name.strip() or name.startswith(_BY_PLACE):
                message = (
                    f"{shown(name)} cannot be an id; one has a letter or number and does not begin with {_BY_PLACE}"
                )
                self._problem(here, message, "id")
            self._ids[name] = number
            if kind is not None and kind.opens:
                self._opened[name] = kind.opens

    def _times(self, here: _Place, kind: type[Kind], raw: Mapping[str, Any]) -> dict[str, Any]:
        precision = raw.get("precision")
        if precision is not None and precision not in PRECISIONS:
            words = did_you_mean(str(precision), PRECISIONS)
            self._problem(here, f"{shown(precision)} is no precision{words}", "precision")
            precision = None
        found: dict[str, When | None] = {}
        for name in _TIMES:
            if name in kind.specs:
                continue
            value = raw.get(name)
            said = precision if name == "when" else None
            found[name] = None if value is None else self._when(here, name, value, said)
        when, recorded, until = found["when"], found["recorded"], found.get("until")
        if raw.get("when") is None and "when" not in here.misspelt:
            self._problem(here, "say when it happened", "when")
        if when is not None and recorded is not None and recorded.last < when.first:
            message = (
                f"recorded {recorded.iso()}, before it happened ({when.iso()}); "
                "what is planned is an entry about a meeting called or an action due"
            )
            self._problem(here, message, "recorded")
        if when is not None and until is not None and until.last < when.first:
            self._problem(here, f"it ends {until.iso()}, before it begins ({when.iso()})", "until")
        noted = found.get("noted")
        if when is not None and noted is not None and noted.last < when.first:
            self._problem(here, f"noted {noted.iso()}, before it happened ({when.iso()})", "noted")
        found["recorded"] = recorded or when
        return found

    def _field(self, here: _Place, spec: FieldSpec, raw: Mapping[str, Any]) -> Any:
        value = raw.get(spec.name)
        if value is None:
            if not spec.optional and not (spec.name in raw and spec.many) and spec.name not in here.misspelt:
                self._problem(here, f"it needs {_a_type(spec)}", spec.name)
            return () if spec.name in raw and spec.many and not spec.optional else None
        return self._value(here, spec, value)

    # -- values

    def _value(self, here: _Place, spec: FieldSpec, value: object) -> Any:
        if spec.type in MANY:
            values = value if isinstance(value, (list, tuple)) else [value]
            if None in values:
                self._problem(here, "an item of the list is empty; take it out, or say what it is", spec.name)
            read = [self._one(here, spec, each) for each in values if each is not None]
            return tuple(dict.fromkeys(each for each in read if each is not None))
        return self._one(here, spec, value)

    def _one(self, here: _Place, spec: FieldSpec, value: object) -> Any:
        return _READ[spec.type](self, here, spec, value)

    def _when(self, here: _Place, name: str, value: object, precision: str | None = None) -> When | None:
        if isinstance(value, (Mapping, list)):
            self._problem(here, "write one date, not a list or a mapping", name)
            return None
        if isinstance(value, str) and len(value.strip()) > _LONGEST_DATE:
            value = value.strip()[:_LONGEST_DATE] + "…"
        try:
            return When.read(value, precision)
        except BadDate as bad:
            hint = "; or `true` (at once), or `null` (never)" if name == "shared" else ""
            self._problem(here, f"{bad}{hint}", name)
            return None

    def _date(self, here: _Place, spec: FieldSpec, value: object) -> When | None:
        return self._when(here, spec.name, value)

    def _text(self, here: _Place, spec: FieldSpec, value: object) -> str | None:
        if isinstance(value, (Mapping, list)):
            self._problem(here, "write it as words, not as a list or a mapping", spec.name)
            return None
        return value.isoformat() if isinstance(value, date) else str(value)

    def _flag(self, here: _Place, spec: FieldSpec, value: object) -> bool | None:
        if isinstance(value, bool):
            return value
        found = {"true": True, "yes": True, "false": False, "no": False}.get(str(value).lower())
        if found is None:
            self._problem(here, f"{shown(value)} is neither true nor false; write one of these", spec.name)
        return found

    def _number(self, here: _Place, spec: FieldSpec, value: object) -> float | None:
        try:
            number = float(str(value))
        except ValueError:
            number = float("nan")
        if not isfinite(number):
            self._problem(here, f"{shown(value)} is no number", spec.name)
            return None
        return number

    def _weeks(self, here: _Place, spec: FieldSpec, value: object) -> int | None:
        written = str(value).split("+")[0].strip()
        if not (written.isdecimal() and len(written) < 4 and int(written) <= _HIGHEST_WEEK):
            message = f"{shown(value)} is no week of pregnancy; write a number from 0 to {_HIGHEST_WEEK}"
            self._problem(here, message, spec.name)
            return None
        return int(written)

    def _word(self, here: _Place, spec: FieldSpec, value: object) -> str | None:
        word = ("yes" if value else "no") if isinstance(value, bool) else str(value)
        if word not in spec.words:
            self._problem(here, f"{shown(value)} is none of its words{did_you_mean(word, spec.words)}", spec.name)
            return None
        return word

    def _person(self, here: _Place, spec: FieldSpec, value: object) -> str | None:
        return self._known(here, spec, value, self.people, "person", "people")

    def _agency(self, here: _Place, spec: FieldSpec, value: object) -> str | None:
        if isinstance(value, str) and value not in self.agencies and value in AGENCY_TYPES:
            # The name of a type is clear enough: the one agency of that type, though nobody declared it.
            self.agencies[value] = Agency(value, value)
        return self._known(here, spec, value, self.agencies, "agency", "agencies")

    def _known(
        self, here: _Place, spec: FieldSpec, value: object, known: Mapping[str, object], one: str, declared: str
    ) -> str | None:
        key = str(value) if isinstance(value, (str, int)) else None
        if key is not None and key in known:
            return key
        if declared in self._said.no_list or (key is not None and key in self._said.unread):
            self._wrong += 1
            return None
        hint = did_you_mean(str(value), known) or f"; add it under `{declared}`"
        self._unknown_name(here, one, key, f"{shown(value)} is no {one} of this record{hint}", spec.name)
        return None

    def _source(self, here: _Place, spec: FieldSpec, value: object) -> str | None:
        # A source may be an agency, a person, `anonymous`, or somebody whom the record does not otherwise name.
        return ANONYMOUS if str(value).lower() == ANONYMOUS else self._text(here, spec, value)

    def _thread(self, here: _Place, spec: FieldSpec, value: object) -> str | None:
        key = str(value)
        sort = self._opened.get(key)
        if sort is not None and spec.opens in (None, sort):
            return key
        right = [name for name, opens in self._opened.items() if spec.opens in (None, opens)]
        close = did_you_mean(key, right)
        opener = f"; {_a(spec.opens)} is opened by {THREADS[spec.opens]}" if spec.opens else ""
        if sort is not None:
            message = f"{shown(key)} is {_a(sort)}, and this needs {_a(spec.opens or 'thread')}{close or opener}"
            self._problem(here, message, spec.name)
        elif key in self._said.unread or (not close and self._nameless(spec.opens)):
            self._wrong += 1
        elif key in self._ids:
            what = f"entry {self._ids[key]} has the id {shown(key)} but opens no thread"
            self._unknown_name(here, f"{spec.opens} thread", key, what + (close or opener), spec.name)
        else:
            what = f"there is no thread {shown(value)}"
            self._unknown_name(here, f"{spec.opens} thread", key, what + (close or opener), spec.name)
        return None

    def _nameless(self, opens: str | None) -> bool:
        return opens in self._said.nameless or (opens is None and bool(self._said.nameless))

    def _entry(self, here: _Place, spec: FieldSpec, value: object) -> str | None:
        key = str(value)
        if key not in self._ids:
            message = f"no entry has the id {shown(value)}{did_you_mean(key, self._ids)}"
            self._unknown_name(here, "entry", key, message, spec.name)
            return None
        return key

    def _shared(self, here: _Place, spec: FieldSpec, value: object) -> Mapping[str, When | None] | None:
        listed = value if isinstance(value, list) else [value]
        pairs: Iterable[tuple[object, object]] = (
            value.items() if isinstance(value, Mapping) else ((each, True) for each in listed)
        )
        found: dict[str, When | None] = {}
        for agency, when in pairs:
            key = self._agency(here, spec, agency)
            if key is None:
                continue
            if when is True or when == "true":
                found[key] = _AT_ONCE
            else:
                found[key] = None if when is None else self._when(here, spec.name, when)
        return found

    # -- saying what is wrong

    def _unknown_keys(self, here: _Place, raw: Mapping[str, Any], known: Iterable[str]) -> _Place:
        """Says which keys are not known; the place, knowing which fields are there under a wrong name."""
        names = list(known)
        misspelt = set()
        for key in raw:
            if key not in names:
                self._problem(here, f"there is no field {shown(key)} here{did_you_mean(str(key), names)}", str(key))
                right = nearest(str(key), names)
                if right is not None and raw.get(right) is None:
                    misspelt.add(right)
        return replace(here, misspelt=frozenset(misspelt))

    def _no_list(self, here: _Place, raw: Mapping[str, Any], name: str, message: str) -> None:
        """A list of the file is not there: said once, and not again for each name that it should have held."""
        self._said.no_list.add(name)
        misspelt = name not in raw and any(nearest(str(key), (name,), _SURELY) for key in raw)
        if not misspelt:
            self._problem(here, message, name)

    def _unknown_name(self, here: _Place, sort: str, name: str | None, message: str, field: str) -> None:
        """Says that nothing bears a name; where that was said before, adds the place to what was said."""
        said = self._said.names.get((sort, name)) if name is not None else None
        if said is None:
            if name is not None:
                self._said.names[sort, name] = (len(self.problems), message, [])
            self._problem(here, message, field)
            return
        self._wrong += 1
        index, first, others = said
        line = line_of(here.mapping, field)
        others.append(here.where.split(" (")[0] + (f" (line {line})" if line is not None else ""))
        named = ", ".join(others[:_PLACES_NAMED])
        more = f" and {len(others) - _PLACES_NAMED} more" if len(others) > _PLACES_NAMED else ""
        self.problems[index] = replace(self.problems[index], message=f"{first}; the same in {named}{more}")

    def _problem(self, here: _Place, message: str, field: str | None = None) -> None:
        self._wrong += 1
        self.problems.append(Problem(here.where, message, field, line_of(here.mapping, field)))


def told_later(entry: Entry) -> list[Entry]:
    """An entry and, for each agency that came to know it only later, an entry that tells it (`semantics.md` 11).

    A later date under `shared` reads as `information.shared` of that date; it stands at the same place in the file.
    """
    later = {
        agency: when
        for agency, when in (entry.shared or {}).items()
        if when is not None and when.first > entry.recorded.first
    }
    if not later:
        return [entry]
    kept = {agency: when for agency, when in (entry.shared or {}).items() if agency not in later}
    found = [replace(entry, shared=kept)]
    for agency, when in later.items():
        body = InformationShared(to=(agency,), what="", entries=(entry.id,))
        found.append(
            Entry(
                id=f"{entry.id}~{agency}", body=body, when=when, recorded=when, agency=entry.agency, place=entry.place,
                about=entry.people() or None, shared={agency: _AT_ONCE}, inferred=True,
            )
        )  # fmt: skip
    return found


def _a(noun: str) -> str:
    return f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}"


def _a_type(spec: FieldSpec) -> str:
    words = {
        FieldType.WORD: "one of: " + ", ".join(spec.words),
        FieldType.PEOPLE: "the people (an empty list where there was nobody)",
        FieldType.AGENCIES: "the agencies (an empty list where there was none)",
        FieldType.DATE: "a date",
        FieldType.THREAD: f"the id of the {spec.opens or 'thread'}",
    }
    return words.get(spec.type, f"its {spec.name}")


_READ: Final[dict[FieldType, Callable[[Reader, _Place, FieldSpec, object], Any]]] = {
    FieldType.PERSON: Reader._person,
    FieldType.PEOPLE: Reader._person,
    FieldType.AGENCY: Reader._agency,
    FieldType.AGENCIES: Reader._agency,
    FieldType.THREAD: Reader._thread,
    FieldType.THREADS: Reader._thread,
    FieldType.ENTRIES: Reader._entry,
    FieldType.ENTRY: Reader._entry,
    FieldType.DATE: Reader._date,
    FieldType.WEEKS: Reader._weeks,
    FieldType.TEXT: Reader._text,
    FieldType.FLAG: Reader._flag,
    FieldType.NUMBER: Reader._number,
    FieldType.WORD: Reader._word,
    FieldType.WORDS: Reader._word,
    FieldType.SOURCE: Reader._source,
    FieldType.SHARED: Reader._shared,
}
