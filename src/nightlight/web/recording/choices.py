"""What a form offers to choose from: the people, agencies, threads and entries that the writer sees, in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from nightlight.chronology.agencies import Agency
from nightlight.chronology.entry import Entry
from nightlight.chronology.fields import NAMES_PEOPLE, FieldSpec, FieldType
from nightlight.chronology.kinds import THREADS
from nightlight.documents.entry_words import label_of as entry_label
from nightlight.picture.people import PersonKnown
from nightlight.picture.states import STATES
from nightlight.web.recording.labels import capital
from nightlight.web.store.queries import SeenFamily

#: So many are offered at once; the rest stand behind "More".
AT_ONCE: Final = 6
#: The last of a list of threads or entries that are offered at all.
_MOST: Final = 40
#: As much of somebody's words as tells one matter from another.
_WORDS: Final = 70

_ROLES: Final = ("unborn", "child", "mother", "father", "partner", "carer", "sibling")


@dataclass(frozen=True)
class Option:
    """Something to choose: its value in the record, what it is called, and a line that tells it from another."""

    value: str
    text: str
    hint: str = ""


def people(seen: SeenFamily, *, children: bool = False, born: bool = False) -> list[Option]:
    """Everybody whom the writer sees, the babies in front; of `children` only those who are some, and where `born` nobody unborn."""
    unborn = {each.child for each in seen.family.children if each.stage == "unborn"} if born else ()
    known = [each for each in seen.family.people if (not children or each.is_child) and each.key not in unborn]
    known.sort(key=_order)
    return [Option(each.key, capital(each.says()), _role(each, seen)) for each in known]


def _order(person: PersonKnown) -> tuple[int, int]:
    role = _ROLES.index(person.role) if person.role in _ROLES else len(_ROLES)
    youngest = -person.born.day if person.born is not None else -(10**7) if person.is_child else 0
    return (0 if person.is_child else role, youngest)


def _role(person: PersonKnown, seen: SeenFamily) -> str:
    line = next((each.says() for each in seen.family.children if each.child == person.key), "")
    words = line or ("" if person.role is None else person.role.replace("_", " "))
    if person.died is not None and not line:
        words = f"{words}, died {person.died.says()}".strip(", ")
    return words if words.lower() != person.says().lower() else ""


def only_child(seen: SeenFamily) -> str | None:
    """The one baby or child of the record, so that nobody has to choose; `None` where there are several."""
    found = [each.key for each in seen.family.people if each.is_child and each.died is None]
    return found[0] if len(found) == 1 else None


def agencies(seen: SeenFamily, partnership: Mapping[str, Agency]) -> tuple[list[Option], list[Option]]:
    """The agencies that the record names, and the others of the partnership, each by name; the writer's own last of its part."""
    here = [Option(key, capital(each.says())) for key, each in seen.agencies.items()]
    there = [Option(key, capital(each.says())) for key, each in partnership.items() if key not in seen.agencies]
    here.sort(key=lambda option: (option.value == seen.viewer.agency, option.text))
    return here, sorted(there, key=lambda option: option.text)


def threads(seen: SeenFamily, spec: FieldSpec, kind: str) -> list[Option]:
    """The threads that a field may name, in words: those that are open and await such an entry in front, the newest first."""
    record = seen.chronology
    answered = {record.thread(entry) for entry in seen.entries if entry.kind == kind}
    ended = {
        spell.fact.root
        for name in ([spec.opens] if spec.opens else THREADS)
        if name in STATES
        for spell in seen.picture.spells(name)
        if spell.ended is not None and spell.ended.first <= seen.as_of
    }
    found = [entry for entry in seen.entries if entry.body.opens and spec.opens in (None, entry.body.opens)]
    found.sort(key=lambda entry: (record.root(entry.id) in ended, record.root(entry.id) in answered, -entry.when.first))
    return [_option(seen, entry, record.root(entry.id)) for entry in found[:_MOST]]


def entries(seen: SeenFamily) -> list[Option]:
    """The entries that the writer sees, the newest first."""
    return [_option(seen, entry, entry.id) for entry in reversed(seen.entries)][:_MOST]


def _option(seen: SeenFamily, entry: Entry, value: str) -> Option:
    names = {key: person.says() for person in seen.family.people for key in person.records}
    people_ = [
        names.get(key, key)
        for spec, filled in entry.body.filled()
        if spec.type in NAMES_PEOPLE
        for key in ((filled,) if isinstance(filled, str) else filled)
    ]
    said = next(
        (str(filled) for spec, filled in entry.body.filled() if spec.type is FieldType.TEXT and spec.name != "sign_in"),
        entry.text,
    )
    days = [filled.says() for spec, filled in entry.body.filled() if spec.type is FieldType.DATE]
    text = capital(entry_label(entry)) + (f", {_listed(people_)}" if people_ else "")
    if said:
        text += f": {said if len(said) <= _WORDS else said[:_WORDS].rsplit(' ', 1)[0] + ' …'}"
    agency = seen.agencies.get(entry.agency)
    parts = [entry.when.says(), *(f"for {day}" for day in days), agency.says() if agency is not None else ""]
    return Option(value, text, ", ".join(part for part in parts if part))


def _listed(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
