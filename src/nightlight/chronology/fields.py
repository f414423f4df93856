"""How a kind of entry declares its fields; everything that needs to know a field reads these declarations.

A field has a *type* (what it may hold) and may be optional. Fields whose name is a word of Python end in an underscore
in the class (`for_`, `with_`); everywhere else, in files, forms and rules, the name is the vocabulary's (`for`, `with`).
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from enum import Enum
from typing import Any, Final, TypeVar, dataclass_transform

_SPEC: Final = "nightlight"


class FieldType(Enum):
    """What a field may hold."""

    PERSON = "person"
    PEOPLE = "people"
    AGENCY = "agency"
    AGENCIES = "agencies"
    THREAD = "thread"
    THREADS = "threads"
    ENTRIES = "entries"
    DATE = "date"
    WEEKS = "weeks"
    TEXT = "text"
    FLAG = "flag"
    NUMBER = "number"
    WORD = "word"
    WORDS = "words"
    MOMENT = "moment"
    ENTRY = "entry"
    SOURCE = "source"
    SHARED = "shared"


MANY: Final = frozenset({FieldType.PEOPLE, FieldType.AGENCIES, FieldType.THREADS, FieldType.ENTRIES, FieldType.WORDS})
NAMES_PEOPLE: Final = frozenset({FieldType.PERSON, FieldType.PEOPLE})
NAMES_AGENCIES: Final = frozenset({FieldType.AGENCY, FieldType.AGENCIES})
NAMES_THREADS: Final = frozenset({FieldType.THREAD, FieldType.THREADS})


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """One field: its name as written in files, its type, whether it may be left out, its words, and a line of help."""

    name: str
    attribute: str
    type: FieldType
    optional: bool
    words: tuple[str, ...] = ()
    opens: str | None = None
    help: str = ""
    personal: bool = False

    @property
    def many(self) -> bool:
        """Whether the field holds a list."""
        return self.type in MANY


def _field(type_: FieldType, optional: bool, help_: str, **more: Any) -> Any:
    metadata = {_SPEC: {"type": type_, "optional": optional, "help": help_, **more}}
    if optional:
        return dataclasses.field(default=None, metadata=metadata)
    return dataclasses.field(metadata=metadata)


def person(*, optional: bool = False, help: str = "") -> Any:
    """One person of the family."""
    return _field(FieldType.PERSON, optional, help)


def people(*, optional: bool = False, help: str = "") -> Any:
    """Any number of people; an empty list means nobody, an absent one that it is not known."""
    return _field(FieldType.PEOPLE, optional, help)


def agency(*, optional: bool = False, help: str = "") -> Any:
    """One agency."""
    return _field(FieldType.AGENCY, optional, help)


def agencies(*, optional: bool = False, help: str = "") -> Any:
    """Any number of agencies."""
    return _field(FieldType.AGENCIES, optional, help)


def thread(opens: str | None = None, *, optional: bool = False, help: str = "") -> Any:
    """A thread that an earlier entry opened: a referral, a plan, a meeting ...; `opens` says of which sort."""
    return _field(FieldType.THREAD, optional, help, opens=opens)


def threads(opens: str | None = None, *, optional: bool = False, help: str = "") -> Any:
    """Any number of threads."""
    return _field(FieldType.THREADS, optional, help, opens=opens)


def entries(*, optional: bool = False, help: str = "") -> Any:
    """Any number of entries, by id."""
    return _field(FieldType.ENTRIES, optional, help)


def day(*, optional: bool = False, help: str = "") -> Any:
    """A date, which may be vague."""
    return _field(FieldType.DATE, optional, help)


def weeks(*, optional: bool = False, help: str = "Completed weeks of pregnancy.") -> Any:
    """Completed weeks of pregnancy, 0 to 45."""
    return _field(FieldType.WEEKS, optional, help)


def text(*, optional: bool = False, help: str = "", personal: bool = True) -> Any:
    """Words; `personal` ones may say who somebody is and can be erased without breaking the chain."""
    return _field(FieldType.TEXT, optional, help, personal=personal)


def flag(*, optional: bool = False, help: str = "") -> Any:
    """Yes or no; absent means that it is not known."""
    return _field(FieldType.FLAG, optional, help)


def number(*, optional: bool = False, help: str = "") -> Any:
    """A number; the help says of what unit."""
    return _field(FieldType.NUMBER, optional, help)


def one_of(*words: str, optional: bool = False, help: str = "") -> Any:
    """One of a list of words."""
    return _field(FieldType.WORD, optional, help, words=words)


def many_of(*words: str, optional: bool = False, help: str = "") -> Any:
    """Any number of a list of words."""
    return _field(FieldType.WORDS, optional, help, words=words)


_T = TypeVar("_T")


@dataclass_transform(kw_only_default=True, frozen_default=True)
def declared(cls: type[_T]) -> type[_T]:
    """Makes a frozen dataclass of a class whose fields are declared with the functions above."""
    return dataclass(frozen=True, slots=True, kw_only=True)(cls)


def specs_of(cls: type) -> tuple[FieldSpec, ...]:
    """The fields of a declared class, in the order in which they are written."""
    return tuple(
        FieldSpec(
            name=field.name.rstrip("_"),
            attribute=field.name,
            type=field.metadata[_SPEC]["type"],
            optional=field.metadata[_SPEC]["optional"],
            words=tuple(field.metadata[_SPEC].get("words", ())),
            opens=field.metadata[_SPEC].get("opens"),
            help=field.metadata[_SPEC]["help"],
            personal=field.metadata[_SPEC].get("personal", False),
        )
        for field in dataclasses.fields(cls)
    )
