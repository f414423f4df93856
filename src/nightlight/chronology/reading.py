"""Reading entries, people and agencies from plain values, and listing every mistake in them.

The values come from a case file, a form or another system, already taken out of their notation. The reader never stops at
the first mistake and never raises for bad input: what it could not read is a `Problem` with the place, the field and what to
do.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from nightlight.chronology.agencies import AGENCY_TYPES, Agency
from nightlight.chronology.calendar import NATIONS
from nightlight.chronology.entry import ANONYMOUS, ENVELOPE, PRECISIONS, Entry
from nightlight.chronology.fields import MANY, FieldSpec, FieldType
from nightlight.chronology.kinds import KINDS, THREADS, Kind
from nightlight.chronology.kinds.information import InformationShared
from nightlight.chronology.kinds.people import PersonAdded
from nightlight.chronology.moments import BadDate, When
from nightlight.chronology.problems import Problem, did_you_mean
from nightlight.chronology.record import Chronology, Person

#: The envelope's fields that the reader handles itself, in this order, before those of the kind.
_TIMES: Final = ("when", "recorded", "noted", "until")
_HIGHEST_WEEK: Final = 45
#: Under `shared`: known as soon as it is recorded.
_AT_ONCE: Final = When(0, 0, "day")


class Lines(dict[str, Any]):
    """A mapping that knows on which line of its file it, and each of its keys, stands."""

    def __init__(self, values: Mapping[str, Any], line: int, lines: Mapping[str, int]) -> None:
        super().__init__(values)
        self.line = line
        self.lines = dict(lines)


def line_of(value: object, key: str | None = None) -> int | None:
    """The line on which a mapping, or one of its keys, stands; `None` where that is not known."""
    if not isinstance(value, Lines):
        return None
    return value.lines.get(key, value.line) if key else value.line


@dataclass(frozen=True, slots=True)
class _Place:
    """Where the reader is: words for the message and the mapping that knows the lines."""

    where: str
    mapping: object


class Reader:
    """Reads the parts of one family's record; `problems` holds every mistake found so far."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self.agencies: dict[str, Agency] = {}
        self.people: dict[str, Person] = {}
        self._opened: dict[str, str] = {}
        self._ids: dict[str, int] = {}

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
        if nation not in NATIONS:
            place = _Place("the file", raw)
            self._problem(place, f"{nation!r} is no nation{did_you_mean(str(nation), NATIONS)}", "nation")
            return "england"
        return str(nation)

    def read_agencies(self, raw: Mapping[str, Any]) -> None:
        """The agencies of the record, each with its type."""
        place = _Place("the file", raw)
        found = raw.get("agencies")
        if not isinstance(found, Mapping) or not found:
            self._problem(place, "name the agencies, each with its type: `midwifery: {type: midwifery}`", "agencies")
            return
        for key, value in found.items():
            here = _Place(f"agency {key}", value if isinstance(value, Lines) else found)
            if isinstance(value, str):
                value = {"type": value}
            if not isinstance(value, Mapping):
                self._problem(here, "give its type, as in `{type: midwifery}`", "type")
                continue
            self._unknown_keys(here, value, ("type", "name"))
            type_ = value.get("type", key if key in AGENCY_TYPES else None)
            if type_ not in AGENCY_TYPES:
                missing = "it has no type" if type_ is None else f"{type_!r} is no type of agency"
                self._problem(here, missing + did_you_mean(str(type_ or key), AGENCY_TYPES), "type")
                type_ = "other"
            self.agencies[str(key)] = Agency(str(key), str(type_), str(value.get("name") or ""))

    def read_people(self, raw: Mapping[str, Any]) -> None:
        """The people of the record, with the same fields as `person.added`."""
        place = _Place("the file", raw)
        found = raw.get("people")
        if not isinstance(found, Mapping) or not found:
            self._problem(place, "name the people, each with a role: `mother: {role: mother}`", "people")
            return
        for key, value in found.items():
            here = _Place(f"person {key}", value if isinstance(value, Lines) else found)
            value = {} if value is None else value
            if not isinstance(value, Mapping):
                self._problem(here, "give what is known, as in `{role: mother, sex: female}`")
                continue
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
            self._problem(_Place("the file", around), "list the entries, one a line, each with its kind", "entries")
            return []
        self._names(raw)
        found = [self.entry(each, number) for number, each in enumerate(raw, 1)]
        return [each for entry in found if entry is not None for each in told_later(entry)]

    def beside(self, without: set[int]) -> Reader:
        """A reader for entries beside those already read, as if those at the places `without` were not there.

        It shares this reader's list of problems.
        """
        other = Reader()
        other.problems = self.problems
        other.agencies, other.people = self.agencies, dict(self.people)
        other._ids = {id: number for id, number in self._ids.items() if number not in without}
        other._opened = {id: sort for id, sort in self._opened.items() if id in other._ids}
        return other

    def repair(self, raw: list[Mapping[str, Any]], first: int, where: str) -> list[Entry | None]:
        """Entries beside those already read, numbered from `first`; what is wrong with them is said to be at `where`."""
        self._names(raw, first)
        before = len(self.problems)
        found = [self.entry(each, number) for number, each in enumerate(raw, first)]
        for index in range(before, len(self.problems)):
            problem = self.problems[index]
            self.problems[index] = replace(problem, where=f"{where}, repair {problem.where.split(' ', 1)[-1]}")
        return found

    # -- one entry

    def entry(self, raw: object, number: int) -> Entry | None:
        """One entry, or `None` where it could not be read; `number` is its place in the list."""
        if not isinstance(raw, Mapping):
            self._problem(_Place(f"entry {number}", None), "an entry is a mapping with `kind`, `when` and `agency`")
            return None
        name = raw.get("kind")
        here = _Place(f"entry {number} ({name})" if name else f"entry {number}", raw)
        if name is None:
            self._problem(here, "it has no kind", "kind")
            return None
        kind = KINDS.get(str(name))
        if kind is None:
            self._problem(here, f"{name!r} is no kind of entry{did_you_mean(str(name), KINDS)}", "kind")
            return None
        before = len(self.problems)
        self._unknown_keys(here, raw, [*ENVELOPE, *kind.specs, "kind", "instead_of"])
        times = self._times(here, kind, raw)
        body = {spec.attribute: self._field(here, spec, raw) for spec in kind.specs.values()}
        envelope = {
            spec.attribute: self._field(here, spec, raw)
            for spec in ENVELOPE.values()
            if spec.name not in (*_TIMES, "precision") and spec.name not in kind.specs
        }
        if "agency" in kind.specs:
            envelope["agency"] = body["agency"]
        if kind.opens and envelope["id"] is None:
            self._problem(here, f"it opens a {kind.opens} and must have an id for later entries to name", "id")
        if len(self.problems) > before:
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
            if kind is PersonAdded and each.get("id") is not None:
                read = {"name": str(each.get("name") or "")}
                self.people.setdefault(str(each["id"]), Person(str(each["id"]), **read))
            id = each.get("id")
            if id is None:
                continue
            id = str(id)
            if id in self._ids:
                here = _Place(f"entry {number} ({each.get('kind')})", each)
                self._problem(here, f"the id {id!r} is already that of entry {self._ids[id]}; give it another", "id")
                continue
            self._ids[id] = number
            if kind is not None and kind.opens:
                self._opened[id] = kind.opens

    def _times(self, here: _Place, kind: type[Kind], raw: Mapping[str, Any]) -> dict[str, When | None]:
        precision = raw.get("precision")
        if precision is not None and precision not in PRECISIONS:
            words = did_you_mean(str(precision), PRECISIONS)
            self._problem(here, f"{precision!r} is no precision{words}", "precision")
            precision = None
        found: dict[str, When | None] = {}
        for name in _TIMES:
            if name in kind.specs:
                continue
            value = raw.get(name)
            found[name] = None if value is None else self._when(here, name, value, precision if name == "when" else None)
        when, recorded, until = found["when"], found["recorded"], found.get("until")
        if raw.get("when") is None:
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
            if not spec.optional and not (spec.name in raw and spec.many):
                self._problem(here, f"it needs {_a_type(spec)}", spec.name)
            return () if spec.name in raw and spec.many and not spec.optional else None
        return self._value(here, spec, value)

    # -- values

    def _value(self, here: _Place, spec: FieldSpec, value: object) -> Any:
        if spec.type in MANY:
            values = value if isinstance(value, (list, tuple)) else [value]
            read = [self._one(here, spec, each) for each in values]
            return tuple(dict.fromkeys(each for each in read if each is not None))
        return self._one(here, spec, value)

    def _one(self, here: _Place, spec: FieldSpec, value: object) -> Any:
        return _READ[spec.type](self, here, spec, value)

    def _when(self, here: _Place, name: str, value: object, precision: str | None = None) -> When | None:
        try:
            return When.read(value, precision)
        except BadDate as bad:
            self._problem(here, str(bad), name)
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
            self._problem(here, f"{value!r} is neither true nor false", spec.name)
        return found

    def _number(self, here: _Place, spec: FieldSpec, value: object) -> float | None:
        try:
            return float(str(value))
        except ValueError:
            self._problem(here, f"{value!r} is no number", spec.name)
            return None

    def _weeks(self, here: _Place, spec: FieldSpec, value: object) -> int | None:
        written = str(value).split("+")[0].strip()
        if not written.isdigit() or int(written) > _HIGHEST_WEEK:
            self._problem(here, f"{value!r} is no week of pregnancy; write a number from 0 to {_HIGHEST_WEEK}", spec.name)
            return None
        return int(written)

    def _word(self, here: _Place, spec: FieldSpec, value: object) -> str | None:
        word = ("yes" if value else "no") if isinstance(value, bool) else str(value)
        if word not in spec.words:
            few = "; it is one of " + ", ".join(spec.words) if len(spec.words) <= 8 else ""
            self._problem(here, f"{word!r} is none of its words{did_you_mean(word, spec.words, few=0) or few}", spec.name)
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
        self, here: _Place, spec: FieldSpec, value: object, known: Iterable[str], one: str, declared: str
    ) -> str | None:
        key = str(value) if isinstance(value, (str, int)) else None
        names = list(known)
        if key is None or key not in names:
            shown = key if key is not None else value
            hint = did_you_mean(str(shown), names) or f"; add it under `{declared}`"
            self._problem(here, f"{shown!r} is no {one} of this record{hint}", spec.name)
            return None
        return key

    def _source(self, here: _Place, spec: FieldSpec, value: object) -> str | None:
        # A source may be an agency, a person, `anonymous`, or somebody whom the record does not otherwise name.
        return ANONYMOUS if str(value).lower() == ANONYMOUS else self._text(here, spec, value)

    def _thread(self, here: _Place, spec: FieldSpec, value: object) -> str | None:
        key = str(value)
        sort = self._opened.get(key)
        if sort is None:
            right = [id for id, opens in self._opened.items() if spec.opens in (None, opens)]
            if key in self._ids:
                what = f"entry {self._ids[key]} has the id {key!r} but opens no thread"
            else:
                what = f"there is no thread {key!r}"
            opener = f"; a {spec.opens} is opened by {THREADS[spec.opens]}" if spec.opens else ""
            self._problem(here, what + (did_you_mean(key, right) or opener), spec.name)
            return None
        if spec.opens is not None and sort != spec.opens:
            right = [id for id, opens in self._opened.items() if opens == spec.opens]
            hint = did_you_mean(key, right) or f"; a {spec.opens} is opened by {THREADS[spec.opens]}"
            self._problem(here, f"{key!r} is a {sort}, and this needs a {spec.opens}{hint}", spec.name)
            return None
        return key

    def _entry(self, here: _Place, spec: FieldSpec, value: object) -> str | None:
        key = str(value)
        if key not in self._ids:
            self._problem(here, f"no entry has the id {key!r}{did_you_mean(key, self._ids)}", spec.name)
            return None
        return key

    def _shared(self, here: _Place, spec: FieldSpec, value: object) -> Mapping[str, When | None] | None:
        pairs: Iterable[tuple[object, object]]
        if isinstance(value, Mapping):
            pairs = value.items()
        else:
            pairs = ((each, True) for each in (value if isinstance(value, list) else [value]))
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

    def _unknown_keys(self, here: _Place, raw: Mapping[str, Any], known: Iterable[str]) -> None:
        names = list(known)
        for key in raw:
            if key not in names:
                self._problem(here, f"there is no field {key!r} here{did_you_mean(str(key), names)}", str(key))

    def _problem(self, here: _Place, message: str, field: str | None = None) -> None:
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
