"""A lens: the facts of many views at once, as relations with a column `snapshot`.

A view is one family's record as it stood at a moment: the moment asked for and, where something came on record late or was
corrected, moments before it. Everything that is derived (events, states, sets, findings) is written against a lens and does not
know how many views there are of a family.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from functools import reduce
from typing import Any, Final

import ibis
from ibis.expr.types import BooleanValue, Table

from nightlight.bulk.columns import asked_fields, column_of, stored
from nightlight.bulk.plans import Book, base
from nightlight.chronology.fields import NAMES_AGENCIES, NAMES_PEOPLE, FieldSpec, FieldType
from nightlight.chronology.kinds import KINDS
from nightlight.chronology.record import CHILD_ROLES
from nightlight.picture.events import DERIVED, Quorum
from nightlight.picture.facts import opener_of, specs_of_kind
from nightlight.picture.fold import ADULT_YEARS
from nightlight.picture.selecting import Filter, Selector
from nightlight.safeguards.matching import fields_of

MINUTES = 1440
#: So many days make a child of the family grown up.
GROWN_DAYS = round(ADULT_YEARS * 365.25)


#: A view: whose record, and to which moment its clock has run.
VIEWS: Final = {"snapshot": "int64", "family": "int64", "nation": "string", "clock": "int64"}
#: A view as a rule looks through it: the stretch of time for which it stands, and whether it is the one of the moment asked for.
RULE_VIEWS: Final = {
    "rule": "int64", "snapshot": "int64", "nation": "string", "clock": "int64", "starts": "int64", "ends": "int64",
    "is_now": "boolean",
}  # fmt: skip
#: The name of the table of the views through which the rule that is being asked looks.
ITS_VIEWS: Final = "its_views"


class Lens:
    """The views that a table names, as relations.

    A view holds what was on record at its clock. It stands for the moments of its stretch as far as that is what its family's record
    showed then, but for what came on record on its own day in between.
    """

    def __init__(self, book: Book, name: str, quorum: Mapping[str, Quorum]) -> None:
        self._book = book
        self._name = name
        self.quorum = quorum

    @property
    def views(self) -> Table:
        """The views themselves: the columns of `VIEWS`."""
        return ibis.table(VIEWS, name=f"{self._name}_views")

    @property
    def its_views(self) -> Table:
        """The views through which the rule that is being asked looks: the columns of `RULE_VIEWS`."""
        return ibis.table(RULE_VIEWS, name=ITS_VIEWS)

    def keep(self, name: str, table: Table) -> Table:
        """The rows of a relation as a table of their own, so that they are worked out once for a rule."""
        return self._book.keep(name, table)

    def add(self, name: str, table: Table) -> None:
        """Adds the rows of a relation to those that rules before it handed over under this name."""
        self._book.add(name, table)

    def once(self, name: str, make: Callable[[], Table]) -> Table:
        """A relation that is worked out once for this lens."""
        return self._book.keep_for_all(f"{self._name}_{name}", make)

    def raw(self, kind: str) -> Table:
        """The entries of a kind that are in force in each view, with their own columns."""
        entries = self._seen(base(kind))
        return entries.filter((entries.since <= entries.v_clock) & (entries.v_clock < entries.until)).drop(
            "v_clock", "until"
        )

    def _seen(self, table: Table) -> Table:
        """A table once for each view of its family, with the view's clock."""
        views = self.views.select("snapshot", v_family="family", v_clock="clock")
        return table.join(views, table.family == views.v_family).drop("v_family")

    def shared(self, table: str) -> Table:
        """A shared table (`people`, `agencies`, `all_agencies`, `touches`, `knows`, `links`), for each view."""
        return self.once(f"shared_{table}", lambda: self._shared(table))

    def _shared(self, name: str) -> Table:
        if name == "all_agencies":
            return self._seen(base("agencies")).drop("v_clock")
        seen = self._seen(base(name))
        match name:
            case "people":
                seen = seen.filter((seen["from"] <= seen.v_clock) & (seen.v_clock < seen.until)).drop("from", "until")
            case "agencies" | "knows":
                seen = seen.filter(seen.since <= seen.v_clock)
            case "touches" | "openers":
                seen = seen.filter((seen.since <= seen.v_clock) & (seen.v_clock < seen.until))
        return seen.drop("v_clock")

    # -- facts

    def of(self, kind: str) -> Table:
        """The facts of a kind, or the derived events of that name.

        Beside their own columns they have those of the entry that opened their thread, under `o_` and their names, and `o_held`:
        whether the view holds it.
        """
        if kind in DERIVED:
            from nightlight.bulk.events import EVENTS

            return self.once(f"event_{kind}", lambda: self._with_opener(kind, EVENTS[kind](self)))
        return self.once(f"kind_{kind}", lambda: self._with_opener(kind, self._named(kind)))

    def _named(self, kind: str) -> Table:
        """The entries of a kind with the children, and everybody, whom each or its opener names."""
        facts = self.raw(kind)
        opened_by = opener_of(kind)
        if opened_by == kind or (kind in KINDS and KINDS[kind].opens):
            facts = facts.mutate(theirs=ibis.literal(0, "int64"), opener_about=ibis.literal(0, "int64"))
        else:
            # A kind that belongs to no sort of thread may still name one.
            opener = self.raw(opened_by) if opened_by is not None else self.shared("openers")
            opener = opener.select(p_view="snapshot", p_root="root", opened_people="people", opened_about="about")
            facts = facts.left_join(opener, (facts.snapshot == opener.p_view) & (facts.thread == opener.p_root))
            facts = facts.mutate(
                theirs=facts.opened_people.fill_null(0), opener_about=facts.opened_about.fill_null(0)
            ).drop("p_view", "p_root", "opened_people", "opened_about")
        kids = self.kids
        facts = facts.left_join(kids, facts.snapshot == kids.kids_view)
        mask = facts.kids_mask.fill_null(0)
        own = facts.about & mask
        facts = facts.mutate(
            kids=ibis.ifelse(own != 0, own, facts.opener_about & mask), everybody=facts.people | facts.theirs
        )
        return facts.drop("kids_view", "kids_mask", "theirs", "opener_about")

    def _with_opener(self, kind: str, facts: Table) -> Table:
        opened_by = opener_of(kind)
        if opened_by is None:
            return facts
        opener = self.raw(opened_by)
        columns = columns_asked(opened_by)
        opener = opener.select(
            q_view="snapshot",
            q_root="root",
            o_held=ibis.literal(True),
            **{f"o_{name}": opener[name] for name in columns},
        )
        on = (facts.snapshot == opener.q_view) & (facts.thread == opener.q_root)
        return facts.left_join(opener, on).drop("q_view", "q_root")

    @property
    def kids(self) -> Table:
        """For each view, the children of the family as one number."""
        return self.once("kids", self._kids)

    def _kids(self) -> Table:
        people = self.people
        children = people.filter(people.is_child)
        return children.group_by("snapshot").agg(kids_mask=children.bit.bit_or()).rename(kids_view="snapshot")

    @property
    def people(self) -> Table:
        """Everybody whom a view names, with what is declared and what the record adds; `is_child` while not grown up."""
        return self.once("people", self._people)

    def _people(self) -> Table:
        people = self.shared("people")
        added = self.raw("person.added")
        added = added.select(
            a_view=added.snapshot, a_person=added.root, a_role=added.s_role, a_sex=added.s_sex, a_born=added.d_born,
            a_born_last=added.d_born_last, a_born_loose=added.d_born_loose, a_due=added.d_due,
        )  # fmt: skip
        people = people.left_join(added, (people.snapshot == added.a_view) & (people.person == added.a_person))
        views = self.views
        views = views.select(v_view=views.snapshot, clock=views.clock)
        people = people.join(views, people.snapshot == views.v_view)
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
            born_loose=ibis.coalesce(people.a_born_loose, people.born_loose, False),
            due=ibis.coalesce(people.a_due, people.due),
            is_child=is_child,
            child_role=role.isin(sorted(CHILD_ROLES)).fill_null(False),
        ).drop(
            "v_view", "clock", "a_view", "a_person", "a_role", "a_sex", "a_born", "a_born_last", "a_born_loose", "a_due"
        )

    @property
    def agencies(self) -> Table:
        """The agencies that a view names, from when it does."""
        return self.once("agencies", lambda: self.shared("agencies"))

    @property
    def at_work(self) -> Table:
        """The agencies that recorded or that a view names, with `since` from when; not those that were merely told."""
        return self.once("at_work", self._at_work)

    def _at_work(self) -> Table:
        seen = self._seen(base("agencies"))
        named = seen.filter(seen.at_work <= seen.v_clock)
        return named.mutate(since=named.at_work).drop("v_clock")

    def types(self, types: Iterable[str]) -> Table:
        """For each view, the agencies of these types as one number (`types_view`, `types_mask`), named or not."""
        wanted = sorted(set(types))
        agencies = self.shared("all_agencies")
        chosen = agencies.filter(agencies.type.isin(wanted))
        return chosen.group_by(types_view="snapshot").agg(types_mask=chosen.bit.bit_or())

    # -- selectors

    def selected(self, selector: Selector) -> Table:
        """The facts that a selector may mean, with `sure`: true, or null where the record cannot tell."""
        facts = self.of(selector.kind)
        if not selector.filters:
            return facts.mutate(sure=ibis.literal(True))
        tests = []
        for each in selector.filters:
            facts, test = self._tested(facts, selector.kind, each)
            tests.append(test)
        sure = reduce(lambda one, other: one & other, tests)
        facts = facts.mutate(sure=sure)
        return facts.filter(facts.sure.isnull() | facts.sure)

    def certain(self, selector: Selector) -> Table:
        """The facts that a selector surely means."""
        if not selector.filters:
            return self.of(selector.kind)
        facts = self.selected(selector)
        return facts.filter(facts.sure.fill_null(False))

    def _tested(self, facts: Table, kind: str, test: Filter) -> tuple[Table, BooleanValue]:
        if test.opener:
            opened_by = opener_of(kind) or kind
            spec = _spec(opened_by, test.field)
            facts, passed = self._passes(facts, spec, f"o_{column_named(spec)}", test)
            # Where this view does not hold the opener, the record cannot tell.
            return facts, ibis.ifelse(facts.o_held.fill_null(False), passed, ibis.null("boolean"))
        if test.field == "agency":
            return facts, _among(facts.agency_type, test)
        spec = _spec(kind, test.field)
        return self._passes(facts, spec, column_named(spec), test)

    def _passes(self, facts: Table, spec: FieldSpec, column: str, test: Filter) -> tuple[Table, BooleanValue]:
        value = facts[column]
        if test.test == "absent":
            return facts, value.isnull() if test.values[0] else value.notnull()
        if test.test == "lt":
            return facts, value < test.values[0]
        if test.test == "gt":
            return facts, value > test.values[0]
        if spec.type in NAMES_AGENCIES:
            facts, mask = self._with_types(facts, test.values)
            value = facts[column]
            found = (value & facts[mask]) != 0
        elif spec.type in NAMES_PEOPLE:
            facts, mask = self._with_named(facts, test.values)
            found = (facts[column] & facts[mask]) != 0
        elif spec.type is FieldType.WORDS:
            found = (value & sum(1 << spec.words.index(word) for word in test.values)) != 0
        else:
            found = value.isin([stored(spec, each) for each in test.values])
        if test.test == "any":
            return facts, found
        if test.test == "not":
            return facts, value.isnull() | ~found
        return facts, ~found

    def _with_named(self, facts: Table, names: Iterable[str]) -> tuple[Table, str]:
        """Facts with the people of these keys as one number, and the name of its column."""
        name = f"named_{digest_of(names)}"
        people = self.people
        chosen = people.filter(people.person.isin(sorted(set(names))))
        found = chosen.group_by(nv="snapshot").agg(**{name: chosen.bit.bit_or()})
        facts = facts.left_join(found, facts.snapshot == found.nv).drop("nv")
        return facts.mutate(**{name: facts[name].fill_null(0)}), name

    def _with_types(self, facts: Table, types: Iterable[str]) -> tuple[Table, str]:
        """Facts with the agencies of these types as one number, and the name of its column."""
        name = f"types_{digest_of(types)}"
        if name in facts.columns:
            return facts, name
        found = self.types(types).rename({"tv": "types_view", name: "types_mask"})
        facts = facts.left_join(found, facts.snapshot == found.tv).drop("tv")
        return facts.mutate(**{name: facts[name].fill_null(0)}), name


def _among(value: Any, test: Filter) -> BooleanValue:
    match test.test:
        case "absent":
            return ibis.literal(not test.values[0])
        case "any":
            return value.isin(list(test.values))
        case _:
            return ~value.isin(list(test.values))


def digest_of(types: Iterable[str]) -> str:
    """A short name for a set of words."""
    return hashlib.sha256(" ".join(sorted(set(types))).encode()).hexdigest()[:8]


def _spec(kind: str, field: str) -> FieldSpec:
    found = (specs_of_kind(kind) or {}).get(field)
    if found is None:
        raise KeyError(f"{kind} has no field {field}")
    return found


def column_named(spec: FieldSpec) -> str:
    """The name of the column that holds a field."""
    column = column_of(spec)
    if column is None:
        raise KeyError(f"{spec.name} has no column")
    return column[0]


def columns_asked(kind: str) -> list[str]:
    """The columns of a kind that hold its own fields, and the agency that recorded it."""
    found = ["agency"]
    for spec in asked_fields(kind).values():
        column = column_of(spec)
        if column is not None:
            found += [column[0]] + ([column[0] + "_last"] if column[0].startswith("d_") else [])
    return found


def values_of(facts: Table, kind: str, fields: Iterable[str], prefix: str) -> dict[str, Any]:
    """The values of fields of facts, their own or their opener's, under `prefix` and the field's name.

    A date has a second, with `_last`.
    """
    found: dict[str, Any] = {}
    for name in fields:
        where = fields_of(kind, name)
        if where is None:
            found[f"{prefix}{name}"] = ibis.null("string")
            continue
        asked = (opener_of(kind) or kind) if where else kind
        start = "o_" if where else ""
        column = "agency" if name == "agency" else column_named(_spec(asked, name))
        found[f"{prefix}{name}"] = facts[start + column]
        if column.startswith("d_"):
            found[f"{prefix}{name}_last"] = facts[f"{start}{column}_last"]
    return found
