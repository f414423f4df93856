"""From what somebody typed into a form to the plain values of an entry, and from an entry back to what would have been typed.

What was typed is kept as the browser sent it: names with lists of texts. What is wrong with it is said for each field, in words for a
person. Nothing here looks at a clock or a table.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from nightlight.chronology.entry import ANONYMOUS, ENVELOPE, Entry
from nightlight.chronology.fields import NAMES_PEOPLE, FieldSpec, FieldType
from nightlight.chronology.kinds import KINDS
from nightlight.chronology.moments import Moment, When, day_of, iso_day, iso_moment
from nightlight.chronology.problems import Problem
from nightlight.chronology.writing import plain
from nightlight.web.recording.dates import CannotRead, Written, read_date, read_time
from nightlight.web.recording.labels import label_of
from nightlight.web.recording.layout import ASKED, may_be_nobody
from nightlight.web.store.actions import NOT_SHOWN, OWED_BY_ANOTHER

#: What was typed, as it was sent.
Typed = Mapping[str, Sequence[str]]

NEW: Final = "somebody-new"
NOBODY: Final = "nobody"
NOT_KNOWN: Final = ""

#: Names that a form sends beside its fields.
OURS: Final = frozenset(
    {"csrfmiddlewaretoken", "step", "kept_for", "shown", "sees", "sees_given", "why_sees", "go", "discard", "next"}
)
#: Kinds whose date is a day to come rather than one that has passed.
_TO_COME: Final = frozenset({"due", "date", "issue_by", "until"})
_ID: Final = re.compile(r"e[0-9a-f]{16}")


@dataclass
class Parsed:
    """What was typed as plain values of an entry; `first` are the people who must be added before it; `errors` by field."""

    raw: dict[str, Any]
    first: list[dict[str, Any]] = field(default_factory=list)
    errors: dict[str, str] = field(default_factory=dict)


def one(typed: Typed, name: str) -> str:
    """The one text that was typed under a name, without space around it."""
    values = typed.get(name) or ()
    return values[-1].strip() if values else ""


def many(typed: Typed, name: str) -> list[str]:
    """Every text under a name that is not empty."""
    return [value.strip() for value in typed.get(name) or () if value.strip()]


def kept(values: Iterable[tuple[str, list[str]]]) -> dict[str, list[str]]:
    """What of a form is worth keeping: everything but the form's own machinery and what is empty."""
    return {
        name: found
        for name, texts in values
        if name not in OURS and (found := [text for text in texts if text.strip()])
    }


def parse(kind: str, typed: Typed, now: Moment) -> Parsed:
    """The plain values of an entry of a kind, and every mistake that can be seen without the record."""
    parsed = Parsed({"kind": kind})
    if _ID.fullmatch(one(typed, "id")):
        parsed.raw["id"] = one(typed, "id")
    for name, spec in KINDS[kind].specs.items():
        _field(parsed, kind, spec, typed, now)
        if name not in parsed.raw and not spec.optional and name not in parsed.errors:
            parsed.errors[name] = needed(label_of(kind, spec))
    _when(parsed, typed, now)
    _envelope(parsed, kind, typed, now)
    return parsed


def needed(label: str) -> str:
    """What is said of a field that was left out and must not be."""
    return f"Answer “{label}”" if label.endswith(("?", "…")) else f"Fill in “{label}”"


# -- fields of the kind


def _field(parsed: Parsed, kind: str, spec: FieldSpec, typed: Typed, now: Moment) -> None:
    name = spec.name
    if spec.many:
        values = many(typed, name)
        if spec.type is FieldType.PEOPLE:
            values = [_new_person(parsed, name, typed) if value == NEW else value for value in values]
        chosen = [value for value in dict.fromkeys(values) if value not in (NOBODY, "")]
        if chosen:
            parsed.raw[name] = chosen
            if NOBODY in values:
                parsed.errors[name] = f"“{label_of(kind, spec)}”: choose nobody, or the people, not both"
        elif NOBODY in values and may_be_nobody(kind, name):
            parsed.raw[name] = []
        return
    value = one(typed, name)
    if not value:
        return
    match spec.type:
        case FieldType.PERSON:
            parsed.raw[name] = _new_person(parsed, name, typed) if value == NEW else value
        case FieldType.FLAG:
            if value in ("yes", "no"):
                parsed.raw[name] = value == "yes"
        case FieldType.DATE:
            written = _date(parsed, name, value, now, past=name not in _TO_COME)
            if written is not None:
                parsed.raw[name] = written.iso
        case FieldType.NUMBER:
            number = value.replace(",", "").rstrip("%g ").strip()
            if re.fullmatch(r"\d+(\.\d+)?", number):
                parsed.raw[name] = number
            else:
                parsed.errors[name] = f"“{label_of(kind, spec)}”: write a number, such as 12"
        case FieldType.WEEKS:
            weeks = re.fullmatch(r"(\d{1,2})\s*(?:\+\s*\d|weeks?)?", value)
            if weeks and int(weeks[1]) <= 45:
                parsed.raw[name] = weeks[1]
            else:
                parsed.errors[name] = "Write the weeks as a number from 0 to 45"
        case _:
            parsed.raw[name] = value


def _new_person(parsed: Parsed, name: str, typed: Typed) -> str:
    """Somebody who is not on record yet: they come into it first."""
    said = one(typed, f"{name}-new-name")
    if not said:
        parsed.errors[name] = "Write the name of somebody else, or what they are called"
        return ""
    for raw in parsed.first:
        if str(raw["name"]).casefold() == said.casefold():
            return str(raw["id"])
    raw = {"kind": "person.added", "id": f"p{secrets.token_hex(6)}", "name": said}
    if role := one(typed, f"{name}-new-role"):
        raw["role"] = role
    parsed.first.append(raw)
    return raw["id"]


def _date(parsed: Parsed, name: str, value: str, now: Moment, *, past: bool = True) -> Written | None:
    try:
        return read_date(value, day_of(now), past=past)
    except CannotRead as wrong:
        parsed.errors[name] = str(wrong)
        return None


# -- the envelope


def _when(parsed: Parsed, typed: Typed, now: Moment) -> None:
    choice = one(typed, "when") or "now"
    if choice == "now":
        parsed.raw["when"] = iso_moment(now)
        return
    if choice == "today":
        _with_time(parsed, "when-time", iso_day(day_of(now)), one(typed, "when-time"), now)
        return
    said = one(typed, "when-day")
    if not said:
        parsed.errors["when-day"] = "Say on which day, for example 27 March 2026, or March 2026"
        return
    written = _date(parsed, "when-day", said, now)
    if written is None:
        return
    if written.about or one(typed, "when-about"):
        parsed.raw["precision"] = "about"
    if len(written.iso) == 10:
        _with_time(parsed, "when-day-time", written.iso, one(typed, "when-day-time"), now)
    else:
        parsed.raw["when"] = written.iso
    if "when" in parsed.raw and When.read(parsed.raw["when"]).first > now:
        parsed.errors["when-day"] = (
            "That is still to come. Record it when it has happened; what is planned is a meeting or an action"
        )


def _with_time(parsed: Parsed, name: str, day: str, time: str, now: Moment) -> None:
    if not time:
        parsed.raw["when"] = day
        return
    try:
        parsed.raw["when"] = f"{day}T{read_time(time)}"
    except CannotRead as wrong:
        parsed.errors[name] = str(wrong)
        return
    if When.read(parsed.raw["when"]).first > now:
        parsed.errors[name] = "That time is still to come"


def _envelope(parsed: Parsed, kind: str, typed: Typed, now: Moment) -> None:
    specs = KINDS[kind].specs
    for name in ("text", *ASKED, "of"):
        if name in specs or name == "source":
            continue
        spec = ENVELOPE[name]
        if spec.type is FieldType.PEOPLE:
            values = [_new_person(parsed, name, typed) if value == NEW else value for value in many(typed, name)]
            if chosen := [value for value in dict.fromkeys(values) if value]:
                parsed.raw[name] = chosen
        elif spec.type is FieldType.FLAG:
            if one(typed, name) == "yes":
                parsed.raw[name] = True
        elif spec.type is FieldType.MOMENT:
            if value := one(typed, name):
                written = _date(parsed, name, value, now)
                if written is not None:
                    parsed.raw[name] = written.iso
        elif value := one(typed, name):
            parsed.raw[name] = value
    if parsed.raw.get("label") == "ordinary":
        del parsed.raw["label"]
    _source(parsed, typed)


def _source(parsed: Parsed, typed: Typed) -> None:
    match one(typed, "source"):
        case "person" | "agency" | "other" as sort:
            value = one(typed, f"source-{sort}")
            if value:
                parsed.raw["source"] = value
            else:
                parsed.errors[f"source-{sort}"] = "Say who told you, or choose that you saw it yourself"
        case "anonymous":
            parsed.raw["source"] = ANONYMOUS


# -- what the record says is wrong


def errors_of(kind: str, problems: Iterable[Problem]) -> dict[str, str]:
    """Mistakes that only the record can see, by field, in words for a person."""
    found: dict[str, str] = {}
    specs = KINDS[kind].specs
    for problem in problems:
        name = problem.field or ""
        spec = specs.get(name) or ENVELOPE.get(name)
        if problem.message == NOT_SHOWN:
            found["source-other" if name == "source" and name not in specs else name] = NOT_SHOWN
        elif name == "recorded":
            found["when"] = (
                "That is still to come. Record it when it has happened; what is planned is a meeting or an action"
            )
        elif name == "replaces":
            found["replaces"] = "Only the agency that recorded this can correct it. You can question it instead"
        elif name == "finding" and problem.message != OWED_BY_ANOTHER:
            found["finding"] = "That finding is not in this record. Go back to the finding and answer it from there"
        elif name == "until":
            found["until"] = "It ends before it begins"
        elif spec is not None and problem.message.startswith("it needs"):
            found[name] = needed(label_of(kind, spec))
        elif spec is None or problem.message == OWED_BY_ANOTHER:
            found[name if name in specs else ""] = f"{problem.message[:1].upper()}{problem.message[1:]}"
        elif spec.type in (FieldType.PERSON, FieldType.PEOPLE, FieldType.AGENCY, FieldType.AGENCIES, FieldType.THREAD,
                           FieldType.THREADS, FieldType.ENTRIES, FieldType.WORD, FieldType.WORDS):  # fmt: skip
            found[name] = f"“{label_of(kind, spec)}”: what was chosen is not in this record. Choose again"
        else:
            found[name] = f"“{label_of(kind, spec)}”: {problem.message}"
    return found


# -- from an entry back


def typed_of(entry: Entry) -> dict[str, list[str]]:
    """What would have been typed to record an entry: for a form that corrects it."""
    found: dict[str, list[str]] = {}
    raw = plain(entry)
    for name, spec in entry.body.specs.items():
        if name in raw:
            found[name] = _texts(raw[name], spec)
    for name in ("text", *ASKED, "of"):
        if name in raw and name not in entry.body.specs and name != "source":
            found[name] = _texts(raw[name], ENVELOPE[name])
    found["when"] = ["other"]
    found["when-day"] = [_written(entry.when)]
    if entry.when.precision == "minute":
        found["when-day-time"] = [entry.when.iso()[11:]]
    if raw.get("precision") == "about":
        found["when-about"] = ["yes"]
    return found


def _texts(value: Any, spec: FieldSpec) -> list[str]:
    if isinstance(value, bool):
        return ["yes" if value else "no"]
    if isinstance(value, list):
        return [str(each) for each in value] or [NOBODY]
    if spec.type in (FieldType.DATE, FieldType.MOMENT):
        return [_written(When.read(str(value)))]
    return [str(value)]


def _written(when: When) -> str:
    """The day of a moment as a person writes it into a form: "27 March 2026", "March 2026"; its time of day and that it is about
    right stand in fields of their own."""
    return When(when.first, when.last, "day" if when.precision == "minute" else when.precision).says()


def source_of(entry: Entry, people: Iterable[str], agencies: Iterable[str]) -> dict[str, list[str]]:
    """What would have been typed for the source of an entry."""
    if entry.source is None:
        return {}
    if entry.source == ANONYMOUS:
        return {"source": ["anonymous"]}
    sort = "person" if entry.source in people else "agency" if entry.source in agencies else "other"
    return {"source": [sort], f"source-{sort}": [entry.source]}


def names_people(kind: str) -> list[str]:
    """The fields of a kind that name people."""
    return [name for name, spec in KINDS[kind].specs.items() if spec.type in NAMES_PEOPLE]
