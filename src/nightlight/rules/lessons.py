"""The lessons register: what the reviews found, what a safeguard must watch because of it, and where else it lives.

`read_register` reads it from a text that is passed in; `register` is the one that comes with the package.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Final

from nightlight.chronology.entry import ENVELOPE
from nightlight.chronology.kinds import KINDS
from nightlight.chronology.problems import Problem, Unreadable, did_you_mean, shown
from nightlight.safeguards.systems import SYSTEMS
from nightlight.safeguards.toml_text import Places, read_toml

FILE: Final = "lessons.toml"

SOURCES: Final[dict[str, str]] = {
    "ALEX": "Oxfordshire, rapid review: a baby born early to parents who used drugs",
    "FRAC": "Oxfordshire, rapid review: a baby not yet mobile, with fractures on three occasions",
    "RR16": "Bristol, rapid review 16: the death of a young baby in a large family",
    "AC": "North Yorkshire, rapid review: Child AC, born at 24 weeks",
    "BABYA": "Peterborough, serious case review: Baby A, whose referral was not allocated for four and a half months",
}
LESSON_KINDS: Final[dict[str, str]] = {
    "gap": "what went wrong, or was wanting",
    "expect": "what should be done",
    "strength": "what worked and is kept",
    "tool": "what a review names",
    "process": "how a review is run",
}
PLACES: Final[dict[str, str]] = {
    "record": "kept in the record",
    "flow": "done step by step",
    "view": "shown",
    "output": "written out",
}
_LESSON: Final = ("id", "source", "kind", "system", "says", "checks", "places")
_PLACE: Final = (*PLACES, "kinds", "field", "command")


@dataclass(frozen=True, slots=True)
class Check:
    """What a safeguard must watch on every open case: `ALEX-01/2` is the second check of the lesson `ALEX-01`."""

    id: str
    says: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where a lesson lives beside its checks: a record, a flow, a view or an output (`sort`).

    It is kept in entries of these `kinds`, or in a `field` of every entry, or shown by a `command` of `nightlight`;
    where none of these is named it is not there yet.
    """

    sort: str
    says: str
    kinds: tuple[str, ...] = ()
    field: str | None = None
    command: str | None = None

    @property
    def is_there(self) -> bool:
        """Whether the software has this place already."""
        return bool(self.kinds or self.field or self.command)


@dataclass(frozen=True, slots=True)
class Lesson:
    """One lesson of one review, in our own words."""

    id: str
    source: str
    kind: str
    system: str
    says: str
    checks: tuple[Check, ...] = ()
    places: tuple[Place, ...] = ()


@dataclass(frozen=True, slots=True)
class Register:
    """Every lesson in the order of the reviews.

    `unwatched` gives, by check, why no record could show it; `partly` gives, by check, the parts that no safeguard looks
    at though the check is watched, each with its reason.
    """

    lessons: tuple[Lesson, ...]
    unwatched: Mapping[str, str]
    partly: Mapping[str, tuple[tuple[str, str], ...]]

    @property
    def checks(self) -> dict[str, Check]:
        """Every check of every lesson, by its id."""
        return {check.id: check for lesson in self.lessons for check in lesson.checks}

    @property
    def names(self) -> set[str]:
        """What a safeguard may name under `lessons`: every lesson, and every check."""
        return {lesson.id for lesson in self.lessons} | set(self.checks)


@cache
def register() -> Register:
    """The register that comes with the package.

    >>> register().checks["BABYA-05/1"].says
    'each parent seen, how many times, by a set week'
    """
    return read_register((resources.files("nightlight.rules") / FILE).read_text(encoding="utf-8"))


def read_register(text: str, file: str = FILE) -> Register:
    """The register of a TOML text.

    Raises `Unreadable` with every mistake: unknown keys, sources, systems, kinds of entry, checks and fields.
    """
    reader = _Reader(file, Places(text))
    found = reader.register(read_toml(text, "the register", file))
    if reader.problems:
        raise Unreadable(reader.problems)
    return found


class _Reader:
    def __init__(self, file: str, places: Places) -> None:
        self.file = file
        self.places = places
        self.problems: list[Problem] = []

    def register(self, raw: Mapping[str, Any]) -> Register:
        self._keys("the register", raw, ("lesson", "unwatched", "partly"))
        lessons: dict[str, Lesson] = {}
        for number, each in enumerate(self._tables(raw, "lesson"), 1):
            lesson = self._lesson(each, f"lesson {number}")
            if lesson.id in lessons:
                self._problem(f"lesson {number}", f"there are two lessons {lesson.id}", "id")
            lessons[lesson.id] = lesson
        checks = {check.id for lesson in lessons.values() for check in lesson.checks}
        unwatched: dict[str, str] = {}
        for where, check, each in self._of_checks(raw, "unwatched", ("check", "reason"), checks):
            unwatched[check] = self._text(where, each, "reason")
        partly: dict[str, tuple[tuple[str, str], ...]] = {}
        for where, check, each in self._of_checks(raw, "partly", ("check", "part", "reason"), checks):
            part = (self._text(where, each, "part"), self._text(where, each, "reason"))
            partly[check] = (*partly.get(check, ()), part)
        for check in sorted(unwatched.keys() & partly.keys()):
            self._problem("partly", f"{check} is not watched at all, so no part of it is", "check")
        return Register(tuple(lessons.values()), unwatched, partly)

    def _lesson(self, raw: Mapping[str, Any], where: str) -> Lesson:
        self._keys(where, raw, _LESSON)
        name = self._text(where, raw, "id")
        source = self._one_of(where, raw, "source", SOURCES)
        if name and source and name.rpartition("-")[0] != source:
            self._problem(where, f"{name} is none of {source}; write {source}-01", "id")
        checks = raw.get("checks", [])
        if not isinstance(checks, list) or not all(isinstance(each, str) and each.strip() for each in checks):
            self._problem(where, "list the checks, each in double quotes", "checks")
            checks = []
        return Lesson(
            id=name,
            source=source,
            kind=self._one_of(where, raw, "kind", LESSON_KINDS),
            system=self._one_of(where, raw, "system", SYSTEMS),
            says=self._text(where, raw, "says"),
            checks=tuple(Check(f"{name}/{number}", each) for number, each in enumerate(checks, 1)),
            places=tuple(self._place(each, where) for each in self._tables(raw, "places", where)),
        )

    def _place(self, raw: Mapping[str, Any], where: str) -> Place:
        self._keys(where, raw, _PLACE)
        sorts = [each for each in PLACES if each in raw]
        if len(sorts) != 1:
            self._problem(where, f"a place is one of {', '.join(PLACES)}", "places")
            return Place("record", "")
        kinds = raw.get("kinds", [])
        for each in kinds if isinstance(kinds, list) else [kinds]:
            if each not in KINDS:
                self._problem(where, f"{shown(each)} is no kind of entry{did_you_mean(str(each), KINDS)}", "places")
        if "field" in raw:
            self._one_of(where, raw, "field", ENVELOPE)
        return Place(sorts[0], self._text(where, raw, sorts[0]), tuple(kinds), raw.get("field"), raw.get("command"))

    def _of_checks(
        self, raw: Mapping[str, Any], key: str, keys: tuple[str, ...], checks: set[str]
    ) -> Iterable[tuple[str, str, Mapping[str, Any]]]:
        for number, each in enumerate(self._tables(raw, key), 1):
            where = f"{key} {number}"
            self._keys(where, each, keys)
            yield where, self._one_of(where, each, "check", checks), each

    def _tables(self, raw: Mapping[str, Any], key: str, where: str = "the register") -> list[Mapping[str, Any]]:
        found = raw.get(key, [])
        if not isinstance(found, list) or not all(isinstance(each, Mapping) for each in found):
            self._problem(where, f"{key} is a list of tables", key)
            return []
        return found

    def _text(self, where: str, raw: Mapping[str, Any], key: str) -> str:
        value = raw.get(key)
        if not isinstance(value, str) or not value.strip():
            self._problem(where, f"write {key} in words, in double quotes", key)
            return ""
        return value

    def _one_of(self, where: str, raw: Mapping[str, Any], key: str, known: Iterable[str]) -> str:
        value = self._text(where, raw, key)
        words = set(known)
        if value and value not in words:
            self._problem(where, f"{shown(value)} is not known{did_you_mean(value, words)}", key)
        return value

    def _keys(self, where: str, raw: Mapping[str, Any], known: tuple[str, ...]) -> None:
        for key in raw:
            if key not in known:
                self._problem(where, f"there is no key {shown(key)}{did_you_mean(key, known)}", key)

    def _problem(self, where: str, message: str, field: str) -> None:
        line = self.places.line(where, field)
        self.problems.append(Problem(where, message, field, line, self.file))
