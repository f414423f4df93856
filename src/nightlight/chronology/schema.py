"""The JSON Schema of an entry and the data dictionary, both built from the kinds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from nightlight.chronology.entry import ENVELOPE
from nightlight.chronology.fields import MANY, FieldSpec, FieldType
from nightlight.chronology.kinds import GROUPS, KINDS, Kind

_MOMENT: Final = r"^\d{4}(-\d{2}(-\d{2}(T\d{2}:\d{2}(:\d{2})?(Z|[+-]\d{2}:\d{2})?)?)?)?$"

_ONE: Final[dict[FieldType, dict[str, Any]]] = {
    FieldType.FLAG: {"type": "boolean"},
    FieldType.NUMBER: {"type": "number"},
    FieldType.WEEKS: {"type": "integer", "minimum": 0, "maximum": 45},
    # A date may be written with its time, as the reader takes it.
    FieldType.DATE: {"type": "string", "pattern": _MOMENT},
    FieldType.MOMENT: {"type": "string", "pattern": _MOMENT},
    FieldType.SHARED: {
        "type": "object",
        "additionalProperties": {"anyOf": [{"type": "string", "pattern": _MOMENT}, {"const": True}, {"type": "null"}]},
    },
}

_SAYS: Final = {
    FieldType.PERSON: "a person",
    FieldType.PEOPLE: "people",
    FieldType.AGENCY: "an agency",
    FieldType.AGENCIES: "agencies",
    FieldType.ENTRIES: "entries, by id",
    FieldType.DATE: "a date",
    FieldType.WEEKS: "weeks of pregnancy",
    FieldType.TEXT: "words",
    FieldType.FLAG: "yes or no",
    FieldType.NUMBER: "a number",
    FieldType.MOMENT: "a date, or date and time",
    FieldType.ENTRY: "an entry, by id",
    FieldType.SOURCE: "an agency, a person, or `anonymous`",
    FieldType.SHARED: "agencies, each with a date or `null`",
}


def json_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of one entry."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "An entry of a Nightlight chronology",
        "type": "object",
        "required": ["kind"],
        "properties": {"kind": {"enum": list(KINDS)}},
        "oneOf": [_kind_schema(kind) for kind in KINDS.values()],
    }


def _kind_schema(kind: type[Kind]) -> dict[str, Any]:
    fields = {**ENVELOPE, **kind.specs}
    required = [spec.name for spec in fields.values() if not spec.optional]
    if kind.opens:
        required.append("id")
    return {
        "title": kind.kind_name,
        "description": kind.help(),
        "properties": {
            "kind": {"const": kind.kind_name},
            **{spec.name: _field_schema(spec) for spec in fields.values()},
        },
        "required": ["kind", *required],
        "additionalProperties": False,
    }


def _field_schema(spec: FieldSpec) -> dict[str, Any]:
    one = dict(_ONE.get(spec.type, {"type": "string"}))
    if spec.words:
        one = {"enum": list(spec.words)}
    schema: dict[str, Any] = {"type": "array", "items": one} if spec.type in MANY else one
    return schema | {"description": spec.help} if spec.help else schema


def data_dictionary() -> str:
    """The data dictionary as Markdown: the fields of every entry, then each group of kinds."""
    lines = [
        "# Data dictionary",
        "",
        "Every kind of entry that a chronology can hold. Built from `src/nightlight/chronology/kinds/`; not for editing by hand.",
        "",
        "## Every entry",
        "",
        *_table(ENVELOPE.values()),
    ]
    for module in GROUPS:
        group = module.__name__.rsplit(".", 1)[-1]
        lines += ["", f"## {group.replace('_', ' ').capitalize()}", "", (module.__doc__ or "").strip()]
        for kind in KINDS.values():
            if kind.group == group:
                lines += ["", f"### `{kind.kind_name}`", "", *_kind_text(kind)]
    return "\n".join(lines) + "\n"


def _kind_text(kind: type[Kind]) -> Iterator[str]:
    yield kind.help()
    notes = []
    if kind.opens:
        notes.append(f"Opens a thread: {kind.opens}.")
    if kind.standing:
        notes.append(
            "A standing fact: its clock starts when it is recorded, or when the state begins in which a rule applies."
        )
    if notes:
        yield ""
        yield " ".join(notes)
    if kind.specs:
        yield ""
        yield from _table(kind.specs.values())


def _table(specs: Any) -> Iterator[str]:
    yield "| field | holds | needed | |"
    yield "|---|---|---|---|"
    for spec in specs:
        yield f"| `{spec.name}` | {says_type(spec)} | {'' if spec.optional else 'yes'} | {spec.help} |"


def says_type(spec: FieldSpec) -> str:
    """What a field may hold, in words."""
    if spec.type is FieldType.WORD:
        return "one of: " + ", ".join(spec.words)
    if spec.type is FieldType.WORDS:
        return "any of: " + ", ".join(spec.words)
    if spec.type in (FieldType.THREAD, FieldType.THREADS):
        sort = spec.opens or "thread"
        return f"{sort}s, by id" if spec.type is FieldType.THREADS else f"a {sort}, by id"
    return _SAYS[spec.type]
