"""Selectors: which facts a state or a rule means, by kind and by what their fields hold.

A test of a field that was left out has no answer: an absent optional field is unknown (`semantics.md` 25). So a test
answers yes, no, or `None` for "the record cannot tell".
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from nightlight.chronology.moments import When
from nightlight.picture.facts import Fact

Test = Literal["any", "not", "absent", "lt", "gt", "lacks"]


class Openers(Protocol):
    """What a selector needs of a picture."""

    def opener(self, thread: str | None) -> Fact | None:
        """The fact that opened a thread."""

    def agency_type(self, agency: str) -> str:
        """The type of an agency."""


@dataclass(frozen=True, slots=True)
class Filter:
    """One test of one field.

    `any`: the value, or one of the values, is among `values`. `not`: none of them is (a field left out passes).
    `lacks`: a list that was filled in holds none of them. `absent`: the field was left out (`True`) or filled in (`False`).
    `lt`, `gt`: a number below or above. `agency` says that the field names agencies, which are compared by type;
    `opener` that it is asked of the entry that opened the thread.
    """

    field: str
    test: Test
    values: tuple[Any, ...]
    agency: bool = False
    opener: bool = False

    def passes(self, fact: Fact, picture: Openers) -> bool | None:
        """Whether a fact passes; `None` where the field was left out and the record cannot tell."""
        source: Fact | None = fact
        if self.opener:
            source = picture.opener(fact.thread)
            if source is None:
                return None
        assert source is not None
        value = source.values.get(self.field)
        if self.test == "absent":
            return (value is None) is self.values[0]
        if value is None:
            return True if self.test == "not" else None
        if self.test in ("lt", "gt"):
            number = value.day if isinstance(value, When) else value
            return bool(number < self.values[0] if self.test == "lt" else number > self.values[0])
        held: Iterable[Any] = value if isinstance(value, tuple) else (value,)
        if self.agency:
            held = [picture.agency_type(agency) for agency in held]
        found = any(each in self.values for each in held)
        return found if self.test == "any" else not found


@dataclass(frozen=True, slots=True)
class Selector:
    """Facts of one kind that pass every filter."""

    kind: str
    filters: tuple[Filter, ...] = ()

    def passes(self, fact: Fact, picture: Openers) -> bool | None:
        """Whether a fact of this kind is meant: yes, no, or `None` where the record cannot tell."""
        sure: bool | None = True
        for each in self.filters:
            passed = each.passes(fact, picture)
            if passed is False:
                return False
            if passed is None:
                sure = None
        return sure


def select(kind: str, **words: Any) -> Selector:
    """A selector for declarations in code: `select("plan.started", type="safety")`, several words in a tuple.

    Fields that are not the kind's own are asked of the entry that opened the thread.
    """
    from nightlight.picture.facts import field_of

    filters = []
    for name, value in words.items():
        found = field_of(kind, name.rstrip("_"))
        if found is None:
            raise KeyError(f"{kind} has no field {name}")
        spec, opener = found
        values = value if isinstance(value, tuple) else (value,)
        filters.append(Filter(spec.name, "any", values, spec.type.value in ("agency", "agencies"), opener))
    return Selector(kind, tuple(filters))


Pick = Callable[[Fact], bool]
Words = Mapping[str, Any]
