"""A lens: the facts of many views at once, as relations with a column `view`.

A view is one family's record as it stood at a moment. The ordinary lens has one view for each family, the record as of the moment
asked for. A closer lens has many views of a few families, one for each moment at which their record changed. Everything
that is derived (events, states, sets, findings) is written against a lens and does not know which it has.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping
from functools import reduce
from typing import Any

import ibis
from ibis.expr.types import BooleanValue, Table

from nightlight.bulk.columns import column_of
from nightlight.chronology.fields import NAMES_AGENCIES, FieldSpec, FieldType
from nightlight.chronology.kinds import KINDS, THREADS
from nightlight.chronology.record import CHILD_ROLES
from nightlight.picture.events import DERIVED, Quorum
from nightlight.picture.facts import opener_of, specs_of_kind
from nightlight.picture.fold import ADULT_YEARS
from nightlight.picture.selecting import Filter, Selector

#: Columns that every fact has, recorded or derived. `kids` are the children whom it, or its opener, names; `everybody` all people.
FACT = (
    "view", "family", "root", "thread", "first", "last", "since", "rank", "place", "agency", "agency_type", "loose",
    "people", "kids", "everybody", "known",
)  # fmt: skip

MINUTES = 1440
#: So many days make a child of the family grown up.
GROWN_DAYS = round(ADULT_YEARS * 365.25)


class Lens(ABC):
    """The views of one run; `keep` makes a relation into a table, so that it is worked out once."""

    def __init__(self, keep: Callable[[str, Table], Table], quorum: Mapping[str, Quorum]) -> None:
        self.keep = keep
        self.quorum = quorum
        self._kept: dict[str, Table] = {}

    # -- what a lens must give

    @property
    @abstractmethod
    def views(self) -> Table:
        """`view`, `family`, `nation`, and `clock`: the moment to which the view's clock has run."""

    @abstractmethod
    def raw(self, kind: str) -> Table:
        """The entries of a kind that are in force in each view, with their own columns."""

    @abstractmethod
    def shared(self, table: str) -> Table:
        """A shared table (`people`, `agencies`, `touches`, `told`, `links`), for each view."""

    # -- facts

    def once(self, name: str, make: Callable[[], Table]) -> Table:
        """A relation that is worked out once for this lens."""
        found = self._kept.get(name)
        if found is None:
            found = self.keep(name, make())
            self._kept[name] = found
        return found

    def of(self, kind: str) -> Table:
        """The facts of a kind, or the derived events of that name."""
        if kind in DERIVED:
            from nightlight.bulk.events import EVENTS

            return self.once(f"event_{kind}", lambda: EVENTS[kind](self))
        return self.once(f"kind_{kind}", lambda: self._enriched(kind))

    def _enriched(self, kind: str) -> Table:
        facts = self.raw(kind)
        kids = self.kids
        openers = self.openers
        facts = facts.left_join(openers, (facts.view == openers.of_view) & (facts.thread == openers.of_thread))
        facts = facts.left_join(kids, facts.view == kids.kids_view)
        theirs = facts.opened_people.fill_null(0)
        mask = facts.kids_mask.fill_null(0)
        own = facts.people & mask
        return facts.mutate(kids=ibis.ifelse(own != 0, own, theirs & mask), everybody=facts.people | theirs).drop(
            "of_view", "of_thread", "opened_people", "kids_view", "kids_mask"
        )

    @property
    def openers(self) -> Table:
        """For each thread, the people whom the entry that opened it names."""
        return self.once("openers", self._openers)

    def _openers(self) -> Table:
        parts = [self.raw(kind) for kind in THREADS.values()]
        return ibis.union(*[t.select(of_view=t.view, of_thread=t.root, opened_people=t.people) for t in parts])

    @property
    def kids(self) -> Table:
        """For each view, the children of the family as one number."""
        return self.once("kids", self._kids)

    def _kids(self) -> Table:
        people = self.people
        children = people.filter(people.is_child)
        return children.group_by("view").agg(kids_mask=children.bit.bit_or()).rename(kids_view="view")

    @property
    def people(self) -> Table:
        """Everybody whom a view names, with what is declared and what the record adds; `is_child` while not grown up."""
        return self.once("people", self._people)

    def _people(self) -> Table:
        people = self.shared("people")
        added = self.raw("person.added")
        added = added.select(
            a_view=added.view, a_person=added.root, a_role=added.s_role, a_sex=added.s_sex, a_born=added.d_born,
            a_born_last=added.d_born_last, a_due=added.d_due,
        )  # fmt: skip
        people = people.left_join(added, (people.view == added.a_view) & (people.person == added.a_person))
        views = self.views
        people = people.join(views.select(v_view=views.view, clock=views.clock), people.view == ibis._.v_view)
        role = ibis.coalesce(people.a_role, people.role)
        born_first = ibis.coalesce(people.a_born * MINUTES, people.born_first)
        born_last = ibis.coalesce(people.a_born_last * MINUTES + (MINUTES - 1), people.born_last)
        grown = people.clock // MINUTES - GROWN_DAYS
        is_child = role.isin(sorted(CHILD_ROLES)).fill_null(False) & ~(born_last // MINUTES < grown).fill_null(False)
        return people.mutate(
            role=role,
            sex=ibis.coalesce(people.a_sex, people.sex),
            born_first=born_first,
            born_last=born_last,
            born_loose=people.born_loose.fill_null(False),
            due=ibis.coalesce(people.a_due, people.due),
            is_child=is_child,
            child_role=role.isin(sorted(CHILD_ROLES)).fill_null(False),
        ).drop("v_view", "clock", "a_view", "a_person", "a_role", "a_sex", "a_born", "a_born_last", "a_due")

    @property
    def agencies(self) -> Table:
        """The agencies that a view names, from when it does."""
        return self.once("agencies", lambda: self.shared("agencies"))

    def types(self, types: Iterable[str]) -> Table:
        """For each view, the agencies of these types as one number (`types_view`, `types_mask`), named or not."""
        wanted = sorted(set(types))
        agencies = self.shared("all_agencies")
        chosen = agencies.filter(agencies.type.isin(wanted))
        return chosen.group_by(types_view="view").agg(types_mask=chosen.bit.bit_or())

    # -- selectors

    def selected(self, selector: Selector) -> Table:
        """The facts that a selector may mean, with `sure`: true, or null where the record cannot tell."""
        facts = self.of(selector.kind)
        tests: list[BooleanValue] = []
        for index, each in enumerate(selector.filters):
            facts, test = self._tested(facts, selector.kind, each, f"test{index}")
            tests.append(test)
        sure = reduce(lambda one, other: one & other, tests, ibis.literal(True))
        facts = facts.mutate(sure=sure)
        return facts.filter(facts.sure.isnull() | facts.sure)

    def certain(self, selector: Selector) -> Table:
        """The facts that a selector surely means."""
        facts = self.selected(selector)
        return facts.filter(facts.sure.fill_null(False))

    def _tested(self, facts: Table, kind: str, test: Filter, name: str) -> tuple[Table, BooleanValue]:
        if test.opener:
            opened_by = opener_of(kind) or kind
            spec = _spec(opened_by, test.field)
            opener = self.of(opened_by)
            opened = opener.select(
                **{
                    f"{name}_view": opener.view,
                    f"{name}_thread": opener.root,
                    f"{name}_value": opener[_column(spec)],
                    f"{name}_held": ibis.literal(True),
                }
            )
            on = (facts.view == opened[f"{name}_view"]) & (facts.thread == opened[f"{name}_thread"])
            facts = facts.left_join(opened, on).drop(f"{name}_view", f"{name}_thread")
            facts, passed = self._passes(facts, spec, f"{name}_value", test, name)
            # Where this view does not hold the opener, the record cannot tell.
            return facts, ibis.ifelse(facts[f"{name}_held"].fill_null(False), passed, ibis.null("boolean"))
        if test.field == "agency" and "agency" not in KINDS_FIELDS.get(kind, ()):
            return facts, _among(facts.agency_type, test)
        spec = _spec(kind, test.field)
        return self._passes(facts, spec, _column(spec), test, name)

    def _passes(self, facts: Table, spec: FieldSpec, column: str, test: Filter, name: str) -> tuple[Table, BooleanValue]:
        value = facts[column]
        if test.test == "absent":
            return facts, value.isnull() if test.values[0] else value.notnull()
        if test.test == "lt":
            return facts, value < test.values[0]
        if test.test == "gt":
            return facts, value > test.values[0]
        if spec.type in NAMES_AGENCIES:
            types = self.types(test.values)
            types = types.rename({f"{name}_tview": "types_view", f"{name}_tmask": "types_mask"})
            facts = facts.left_join(types, facts.view == types[f"{name}_tview"]).drop(f"{name}_tview")
            value = facts[column]
            found = (value & facts[f"{name}_tmask"].fill_null(0)) != 0
        elif spec.type is FieldType.WORDS:
            found = (value & sum(1 << spec.words.index(word) for word in test.values)) != 0
        else:
            found = value.isin(list(test.values))
        if test.test == "any":
            return facts, found
        if test.test == "not":
            return facts, value.isnull() | ~found
        return facts, ~found


def _among(value: Any, test: Filter) -> BooleanValue:
    match test.test:
        case "absent":
            return ibis.literal(not test.values[0])
        case "any":
            return value.isin(list(test.values))
        case _:
            return ~value.isin(list(test.values))


def _spec(kind: str, field: str) -> FieldSpec:
    found = (specs_of_kind(kind) or {}).get(field)
    if found is None:
        raise KeyError(f"{kind} has no field {field}")
    return found


def _column(spec: FieldSpec) -> str:
    column = column_of(spec)
    if column is None:
        raise KeyError(f"{spec.name} has no column")
    return column[0]


#: The fields that each kind declares itself.
KINDS_FIELDS: dict[str, frozenset[str]] = {name: frozenset(kind.specs) for name, kind in KINDS.items()}
