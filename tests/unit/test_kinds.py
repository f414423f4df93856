"""Every kind of entry can be written and read back, and the JSON Schema says of it what the reader does."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nightlight.cases import families, reviews
from nightlight.chronology.entry import ENVELOPE, Entry
from nightlight.chronology.fields import FieldSpec, FieldType
from nightlight.chronology.kinds import GROUPS, KINDS, THREADS
from nightlight.chronology.reading import Reader, told_later
from nightlight.chronology.record import Chronology
from nightlight.chronology.schema import data_dictionary, json_schema
from nightlight.chronology.writing import personal, plain
from tests.each import for_each

AGENCIES = ("midwifery", "social_care", "police")
PEOPLE = ("mother", "baby", "sam")
SCHEMA = json_schema()
#: Days on which entries happen; the last is before the calendar's end, so that what is recorded later has a day too.
FIRST, LAST = date(1990, 1, 1), date(2060, 12, 31)


def _days(first: date = FIRST) -> st.SearchStrategy[str]:
    days = st.dates(first, LAST)
    return days.map(date.isoformat) | days.map(lambda day: f"{day:%Y-%m}") | days.map(lambda day: f"{day:%Y}")


def _moments(first: date = FIRST) -> st.SearchStrategy[str]:
    minutes = st.tuples(st.dates(first, LAST), st.integers(0, 23), st.integers(0, 59))
    return _days(first) | minutes.map(lambda each: f"{each[0]}T{each[1]:02d}:{each[2]:02d}")


def _opener(sort: str) -> str:
    return f"the-{sort}"


def values(spec: FieldSpec) -> st.SearchStrategy[Any]:
    """What a field may hold, by its type alone."""
    threads = [_opener(sort) for sort in THREADS if spec.opens in (None, sort)]
    words = st.text(st.characters(codec="utf-8"), max_size=20)
    one: dict[FieldType, st.SearchStrategy[Any]] = {
        FieldType.PERSON: st.sampled_from(PEOPLE),
        FieldType.PEOPLE: st.lists(st.sampled_from(PEOPLE), unique=True),
        FieldType.AGENCY: st.sampled_from(AGENCIES),
        FieldType.AGENCIES: st.lists(st.sampled_from(AGENCIES), unique=True),
        FieldType.THREAD: st.sampled_from(threads),
        FieldType.THREADS: st.lists(st.sampled_from(threads), unique=True, max_size=3),
        FieldType.ENTRY: st.sampled_from([_opener(sort) for sort in THREADS]),
        FieldType.ENTRIES: st.lists(st.sampled_from([_opener(sort) for sort in THREADS]), unique=True, max_size=3),
        FieldType.DATE: _days(),
        FieldType.MOMENT: _moments(),
        FieldType.WEEKS: st.integers(0, 45),
        FieldType.TEXT: words,
        FieldType.FLAG: st.booleans(),
        FieldType.NUMBER: st.integers(-1000, 10_000) | st.floats(allow_nan=False, allow_infinity=False),
        FieldType.WORD: st.sampled_from(spec.words or ("",)),
        FieldType.WORDS: st.lists(st.sampled_from(spec.words or ("",)), unique=True),
        FieldType.SOURCE: st.sampled_from(["anonymous", *AGENCIES, *PEOPLE, "a neighbour"]),
        FieldType.SHARED: st.dictionaries(st.sampled_from(AGENCIES), st.none() | st.just(True) | _moments()),
    }
    return one[spec.type]


def _fixed(spec: FieldSpec) -> Any:
    """One value of a field."""
    thread = _opener(spec.opens or next(iter(THREADS)))
    one: dict[FieldType, Any] = {
        FieldType.PERSON: "mother", FieldType.PEOPLE: ["baby"], FieldType.AGENCY: "police", FieldType.AGENCIES: ["police"],
        FieldType.THREAD: thread, FieldType.THREADS: [thread], FieldType.ENTRY: thread, FieldType.ENTRIES: [thread],
        FieldType.DATE: "2024-03", FieldType.MOMENT: "2024-03-02T10:30", FieldType.WEEKS: 30, FieldType.NUMBER: 2.5,
        FieldType.TEXT: "some words", FieldType.FLAG: False, FieldType.WORD: (spec.words or ("",))[-1],
        FieldType.WORDS: [*spec.words], FieldType.SOURCE: "anonymous",
        FieldType.SHARED: {"police": True, "social_care": None, "midwifery": "2025"},
    }  # fmt: skip
    return one[spec.type]


OPENERS = [
    {"kind": kind, "id": _opener(sort), "when": "1990-01-01", "agency": "midwifery"}
    | {spec.name: _fixed(spec) for spec in KINDS[kind].specs.values() if not spec.optional}
    for sort, kind in THREADS.items()
]


def _with_openers() -> Reader:
    reader = Reader()
    agencies = {key: {"type": key} for key in AGENCIES}
    people = {"mother": {"role": "mother"}, "baby": {"role": "unborn"}, "sam": {"role": "partner"}}
    reader.record({"agencies": agencies, "people": people, "entries": OPENERS}, "family")
    assert not reader.problems, [problem.says() for problem in reader.problems]
    return reader


BASE = _with_openers()


def read(raw: list[Mapping[str, Any]]) -> list[Entry]:
    """The entries that plain values state, beside those that open the threads."""
    found = BASE.beside(set()).repair(raw, len(OPENERS) + 1, "here")
    assert not BASE.problems, [problem.says() for problem in BASE.problems]
    return [replace(each, place=0) for entry in found if entry is not None for each in told_later(entry)]


@st.composite
def entries(draw: st.DrawFn, kind: str) -> dict[str, Any]:
    """An entry of a kind, with any of the fields that it and every entry may have, those needed always."""
    when = draw(st.dates(FIRST, LAST - timedelta(days=2000)))
    fields = {**ENVELOPE, **KINDS[kind].specs}
    raw: dict[str, Any] = {"kind": kind, "id": "it"}
    for spec in fields.values():
        if spec.name in ("id", "recorded", "noted") or (spec.name == "until" and spec.type is FieldType.MOMENT):
            continue
        if not spec.optional or draw(st.booleans()):
            raw[spec.name] = draw(values(spec))
    raw["when"] = when.isoformat() + draw(st.sampled_from(["", "T00:00", "T23:59"]))
    for name in ("recorded", "noted", "until"):
        if name in fields and name not in raw and draw(st.booleans()):
            raw[name] = draw(_moments(date(when.year + 1, 1, 1)))
    return raw


def _comes_back(raw: dict[str, Any]) -> None:
    first = read([raw])
    written = [plain(entry) for entry in first]
    assert read([*written]) == first
    for each in written:
        assert not (wrong := refused(SCHEMA, each)), wrong
    entry = next(each for each in first if each.id == "it")
    assert set(personal(entry)) <= {
        spec.name for spec in (*ENVELOPE.values(), *entry.body.specs.values()) if spec.personal
    }
    assert all(value == str(raw[name]) for name, value in personal(entry).items())


@for_each(KINDS)
def test_an_entry_of_each_kind_is_written_and_read_back(kind: str) -> None:
    fields = {**ENVELOPE, **KINDS[kind].specs}
    fixed: dict[str, Any] = {"kind": kind, "id": "it", "when": "2024-03-01", "agency": "midwifery"}
    needed = fixed | {
        spec.name: _fixed(spec) for spec in fields.values() if not spec.optional and spec.name not in fixed
    }
    _comes_back(needed)
    for spec in fields.values():
        if spec.optional and spec.name not in fixed:
            _comes_back({**needed, spec.name: _fixed(spec)})


@given(st.sampled_from(sorted(KINDS)).flatmap(entries))
@settings(max_examples=50, deadline=None, suppress_health_check=list(HealthCheck))
def test_an_entry_with_any_fields_is_written_and_read_back(raw: dict[str, Any]) -> None:
    _comes_back(raw)


@pytest.mark.long
@given(st.sampled_from(sorted(KINDS)).flatmap(entries))
@settings(max_examples=5000, deadline=None, suppress_health_check=list(HealthCheck))
def test_long_entries_with_any_fields_are_written_and_read_back(raw: dict[str, Any]) -> None:
    _comes_back(raw)


@for_each(THREADS)
def test_each_sort_of_thread_has_one_kind_that_opens_it(sort: str) -> None:
    assert [name for name, kind in KINDS.items() if kind.opens == sort] == [THREADS[sort]]


def test_each_field_that_names_a_thread_names_a_sort_that_something_opens() -> None:
    sorts = {spec.opens for kind in KINDS.values() for spec in kind.specs.values() if spec.opens}
    assert sorts <= THREADS.keys()


@for_each(KINDS)
def test_each_kind_has_a_sentence_of_help_a_clause_and_a_group(kind: str) -> None:
    made = KINDS[kind]
    assert re.fullmatch(r"[A-Z][^.]*\.( [A-Z][^.]*\.)?", made.help().replace("\n", " ")), made.help()
    assert made.says == made.says.strip()
    assert made.group in {module.__name__.rsplit(".", 1)[-1] for module in GROUPS}
    assert f"### `{kind}`" in data_dictionary()


# -- the JSON Schema


def refused(schema: dict[str, Any], value: Any) -> str | None:
    """Why a value is not what a schema says, or `None`: the words of JSON Schema that ours uses, and no others."""
    known = {
        "$schema", "title", "description", "type", "required", "properties", "oneOf", "anyOf", "const", "enum", "pattern",
        "additionalProperties", "items", "minimum", "maximum",
    }  # fmt: skip
    assert schema.keys() <= known, schema.keys() - known
    types: dict[str, Any] = {
        "object": dict, "array": list, "string": str, "boolean": bool, "number": (int, float), "integer": int, "null": type(None),
    }  # fmt: skip
    if "type" in schema:
        odd = isinstance(value, bool) and schema["type"] in ("number", "integer")
        if odd or not isinstance(value, types[schema["type"]]):
            return f"{value!r} is no {schema['type']}"
    if "const" in schema and (
        value != schema["const"] or isinstance(value, bool) is not isinstance(schema["const"], bool)
    ):
        return f"{value!r} is not {schema['const']!r}"
    if "enum" in schema and value not in schema["enum"]:
        return f"{value!r} is not among {schema['enum']}"
    if "pattern" in schema and isinstance(value, str) and not re.search(schema["pattern"], value):
        return f"{value!r} does not fit {schema['pattern']}"
    if value is not None and not schema.get("minimum", float("-inf")) <= (
        value if "minimum" in schema else 0
    ) <= schema.get("maximum", float("inf")):
        return f"{value!r} is out of range"
    if "anyOf" in schema and all(refused(each, value) for each in schema["anyOf"]):
        return f"{value!r} is none of these"
    if "oneOf" in schema:
        found = [refused(each, value) for each in schema["oneOf"]]
        if found.count(None) != 1:
            kinds = [
                why for each, why in zip(schema["oneOf"], found, strict=True) if each["title"] == value.get("kind")
            ]
            return f"{found.count(None)} kinds fit: {kinds}"
    if isinstance(value, dict):
        properties = schema.get("properties", {})
        for name in schema.get("required", ()):
            if name not in value:
                return f"it lacks {name}"
        for name, each in value.items():
            rest = schema.get("additionalProperties", True)
            if name in properties:
                why = refused(properties[name], each)
            else:
                why = None if rest is True else f"it has {name}" if rest is False else refused(rest, each)
            if why:
                return f"{name}: {why}"
    if isinstance(value, list) and "items" in schema:
        return next((why for each in value if (why := refused(schema["items"], each))), None)
    return None


@pytest.mark.parametrize("case", [*reviews(), *families()], ids=lambda case: case.name)
def test_the_schema_accepts_every_entry_of_the_cases(case: Any) -> None:
    for entry in case.chronology.entries:
        assert not (why := refused(SCHEMA, plain(entry))), f"{entry.id}: {why}"


@for_each(OPENERS, lambda each: each["kind"])
def test_the_schema_refuses_what_the_reader_refuses(opener: dict[str, Any]) -> None:
    wrong: list[dict[str, Any]] = [
        {**opener, "unknown": "x"},
        {**opener, "when": "1 March"},
        {**opener, "significant": "yes"},
        {**opener, "label": "secret"},
        {**opener, "shared": ["police"], "about": "baby", "recorded": 2024},
        {**opener, "kind": "nothing"},
        *({name: value for name, value in opener.items() if name != left_out} for left_out in opener),
    ]
    for raw in wrong:
        assert refused(SCHEMA, raw), raw
    assert not refused(SCHEMA, opener)


# -- the record as a whole


@pytest.mark.parametrize("case", [reviews()[0], families()[0]], ids=lambda case: case.name)
@given(data=st.data())
@settings(max_examples=5, deadline=None, suppress_health_check=list(HealthCheck))
def test_what_a_record_says_does_not_depend_on_the_order_of_arrival(case: Any, data: st.DataObject) -> None:
    record = case.chronology
    arrived = data.draw(st.permutations(record.entries))
    cut = data.draw(st.integers(0, len(arrived)))
    other = Chronology(
        arrived[:cut], family=record.family, nation=record.nation, agencies=record.agencies, people=record.people
    )
    other.extend(arrived[cut:])
    for known_to in (None, *record.agencies):
        assert _holds(other, known_to) == _holds(record, known_to)


def _holds(record: Chronology, known_to: str | None) -> set[Any]:
    return {
        (held.entry.id, held.root, held.thread, held.since, held.until, held.rank) for held in record.held(known_to)
    }
