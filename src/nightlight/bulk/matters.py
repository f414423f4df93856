"""Matters as relations: what opened each, from when it runs, and what of the trigger a rule asks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import ibis
from ibis.expr.types import Table

from nightlight.bulk.columns import column_of
from nightlight.bulk.dates import Dates
from nightlight.bulk.family import agencies_involved, only_watched
from nightlight.bulk.lens import MINUTES, Lens
from nightlight.bulk.spells import spells
from nightlight.chronology.moments import NEVER
from nightlight.picture.facts import is_standing, opener_of, specs_of_kind
from nightlight.picture.states import STATES
from nightlight.safeguards.matching import fields_of
from nightlight.safeguards.rules import (
    AllOf,
    AnyOf,
    ByField,
    Clash,
    Condition,
    Counts,
    Due,
    InState,
    NoneOf,
    Pattern,
    Response,
    Safeguard,
)

#: Columns of a matter that come from its trigger.
TRIGGER = (
    "view", "family", "nation", "clock", "kind", "root", "thread", "first", "last", "t_first", "t_last", "since", "rank",
    "place", "agency", "agency_type", "loose", "kids", "everybody", "known", "until",
)  # fmt: skip


def asked_of_trigger(rule: Safeguard) -> list[str]:
    """The fields of its trigger that a rule needs: for matching, for conditions of a person, for dates, for members."""
    found: dict[str, None] = {}
    for response in _responses(rule):
        for pair in response.match.pairs:
            found[pair.left] = None
    for condition in _in_states(rule):
        if condition.of is not None:
            found[condition.of] = None
    for due in _dues(rule):
        for term in due.terms:
            if isinstance(term, ByField):
                found[term.field] = None
    every = getattr(rule, "every", None)
    if every is not None:
        found.update(dict.fromkeys(every.here))
    if isinstance(rule, Pattern) and rule.same is not None:
        found[rule.same] = None
    return [name for name in found if name not in ("thread", "root", "people")]


def _responses(rule: Safeguard) -> Iterator[Response]:
    yield from rule.needs
    yield from rule.unless
    if isinstance(rule, Clash):
        yield from rule.soon_after


def _dues(rule: Safeguard) -> Iterator[Due]:
    for name in ("due", "first"):
        due = getattr(rule, name, None)
        if isinstance(due, Due):
            yield due


def _in_states(rule: Safeguard) -> Iterator[InState]:
    conditions: list[Condition] = [rule.condition] if rule.condition is not None else []
    conditions += [tighter.condition for due in _dues(rule) for tighter in due.tighter]
    if isinstance(rule, Clash):
        conditions += rule.while_open
    yield from _flat(conditions)


def _flat(conditions: Iterable[Condition]) -> Iterator[InState]:
    for condition in conditions:
        if isinstance(condition, InState):
            yield condition
        elif isinstance(condition, AnyOf | AllOf | NoneOf):
            yield from _flat(condition.conditions)


def with_values(lens: Lens, facts: Table, kind: str, fields: Iterable[str], prefix: str) -> Table:
    """Facts with the values of fields, their own or their opener's, under `prefix` and the field's name; null where there is none.

    A date has two columns, the second with `_last`.
    """
    for name in fields:
        where = fields_of(kind, name)
        if where is None:
            facts = facts.mutate(**{f"{prefix}{name}": ibis.null("string")})
            continue
        asked = (opener_of(kind) or kind) if where else kind
        columns = _columns(asked, name)
        if not where:
            facts = facts.mutate(
                **{f"{prefix}{name}{suffix}": facts[_agency_column(asked, column)] for suffix, column in columns.items()}
            )
            continue
        opener = lens.of(asked)
        opened = opener.select(
            o_view=opener.view,
            o_root=opener.root,
            **{f"{prefix}{name}{suffix}": opener[column] for suffix, column in columns.items()},
        )
        facts = facts.left_join(opened, (facts.view == opened.o_view) & (facts.thread == opened.o_root)).drop("o_view", "o_root")
    return facts


def _agency_column(kind: str, column: str) -> str:
    """The agency that recorded a fact stands in the common columns, unless the kind has a field of that name."""
    own = specs_of_kind(kind) or {}
    declared = "agency" in own and column == "a_agency"
    return "agency" if declared and not _declares_agency(kind) else column


def _declares_agency(kind: str) -> bool:
    from nightlight.bulk.lens import KINDS_FIELDS

    return "agency" in KINDS_FIELDS.get(kind, ())


def _columns(kind: str, name: str) -> dict[str, str]:
    spec = (specs_of_kind(kind) or {})[name]
    column = column_of(spec)
    assert column is not None
    found = {"": column[0]}
    if column[0].startswith("d_"):
        found["_last"] = column[0] + "_last"
    return found


def triggers(lens: Lens, dates: Dates, rule: Safeguard, kept: str) -> Table:
    """The matters of a rule before conditions and members: one row for each trigger, with a `key` and the fields asked.

    `first` and `last` are the moments from which the clock may run; `until` is when a standing fact ends, else null.
    """
    fields = asked_of_trigger(rule)
    parts = [_from_selector(lens, dates, selector, fields) for selector in rule.trigger.selectors]
    if rule.trigger.start_of is not None:
        parts += _from_starts(lens, dates, rule.trigger.start_of, fields)
    if rule.trigger.end_of is not None:
        parts += _from_ends(lens, dates, rule.trigger.end_of, fields)
    return together(lens, parts, kept)


def together(lens: Lens, parts: list[Table], kept: str) -> Table:
    """The rows of several relations as one table, null where one of them lacks a column, each row with a `key`."""
    columns: dict[str, Any] = {}
    for part in parts:
        for name, type_ in part.schema().items():
            if name not in columns or (columns[name].is_string() and not type_.is_string() and name.startswith("f_")):
                columns[name] = type_
    aligned = [part.select(**{name: _cast(part, name, type_) for name, type_ in columns.items()}) for part in parts]
    whole = ibis.union(*aligned) if len(aligned) > 1 else aligned[0]
    return lens.keep(kept, whole.mutate(key=ibis.row_number()))


def _cast(part: Table, name: str, type_: Any) -> Any:
    if name in part.columns and part[name].type().is_string() == type_.is_string():
        return part[name].cast(type_)
    return ibis.null(type_)


def _from_selector(lens: Lens, dates: Dates, selector: Any, fields: list[str]) -> Table:
    facts = lens.certain(selector)
    facts = with_values(lens, facts, selector.kind, fields, "f_")
    facts = _with_view(lens, facts).mutate(kind=ibis.literal(selector.kind), t_first=facts["first"], t_last=facts["last"])
    if is_standing(selector.kind):
        facts = _standing(lens, dates, facts, selector.kind)
        recorded = ibis.greatest(facts["first"], facts.since)
        return _shaped(facts.mutate(first=recorded, last=recorded), fields)
    return _shaped(facts.mutate(until=ibis.null("int64")), fields)


def _with_view(lens: Lens, facts: Table) -> Table:
    views = lens.views
    views = views.select(v_view=views.view, nation=views.nation, clock=views.clock)
    return facts.join(views, facts.view == views.v_view).drop("v_view")


def _shaped(facts: Table, fields: list[str]) -> Table:
    wanted = {f"f_{field}{suffix}" for field in fields for suffix in ("", "_last")}
    return facts.select(*TRIGGER, *(name for name in facts.columns if name in wanted))


def _standing(lens: Lens, dates: Dates, facts: Table, kind: str) -> Table:
    """Standing facts with the moment at which each ends, as `until`."""
    if kind == "relation.stated":
        return facts.mutate(until=(facts.d_until * MINUTES).fill_null(NEVER))
    ends = _ends_of(lens, dates, kind)
    if ends is None:
        return facts.mutate(until=ibis.literal(NEVER, "int64"))
    facts = facts.left_join(ends, (facts.view == ends.u_view) & (facts.root == ends.u_root)).drop("u_view", "u_root")
    return facts.mutate(until=facts.u_end.fill_null(NEVER)).drop("u_end")


def _ends_of(lens: Lens, dates: Dates, kind: str) -> Table | None:
    match kind:
        case "factor.noted":
            resolved = lens.of("factor.resolved")
            pairs = resolved.select(u_view=resolved.view, u_root=resolved.thread, at=resolved["first"])
        case "household.joined":
            joined, left = lens.of("household.joined"), lens.of("household.left")
            left = left.select(
                l_view=left.view, l_person=left.p_person, l_household=left.s_household, l_first=left["first"]
            )
            pairs = joined.join(
                left,
                (joined.view == left.l_view) & (joined.p_person == left.l_person)
                & (joined.s_household == left.l_household) & (left.l_first >= joined["first"]),
            )  # fmt: skip
            pairs = pairs.select(u_view=pairs.view, u_root=pairs.root, at=pairs.l_first)
        case "pregnancy.open" | "child.living":
            state, field = ("unborn", "p_children") if kind == "pregnancy.open" else ("under_one", "p_child")
            facts, held = lens.of(kind), spells(lens, dates, state)
            held = held.select(s_view=held.view, s_child=held.child, s_end=held.end)
            pairs = facts.join(held, (facts.view == held.s_view) & ((facts[field] & held.s_child) != 0))
            found = pairs.group_by(u_view="view", u_root="root").agg(u_end=pairs.s_end.max())
            return found
        case _:
            return None
    return pairs.group_by(["u_view", "u_root"]).agg(u_end=pairs["at"].min())


def _from_starts(lens: Lens, dates: Dates, state: InState, fields: list[str]) -> Iterator[Table]:
    for kind, facts in _opening_facts(lens, dates, state, fields):
        standing = is_standing(kind)
        started = ibis.greatest(facts.start, facts.since) if standing else facts.start
        yield _shaped(
            facts.mutate(
                first=started,
                last=started if standing else facts.t_last,
                until=facts.end if standing else ibis.null("int64"),
            ),
            fields,
        )


def _from_ends(lens: Lens, dates: Dates, state: InState, fields: list[str]) -> Iterator[Table]:
    for _, facts in _opening_facts(lens, dates, state, fields):
        yield _ended(facts.filter(facts.closed_kind.isnull()), fields)
    held = _of_words(spells(lens, dates, state.state), state)
    held = held.select(s_view=held.view, s_kind=held.closed_kind, s_root=held.closed_root, end=held.end)
    for selector in STATES[state.state].closes:
        facts = _prepared(lens, selector.kind, fields)
        facts = facts.join(
            held, (facts.view == held.s_view) & (facts.root == held.s_root) & (held.s_kind == selector.kind)
        ).drop("s_view", "s_root", "s_kind")
        yield _ended(facts, fields)


def _ended(facts: Table, fields: list[str]) -> Table:
    facts = facts.filter((facts.end != NEVER) & (facts.end <= facts.clock))
    end_of_day = facts.end // MINUTES * MINUTES + (MINUTES - 1)
    return _shaped(facts.mutate(first=facts.end, last=end_of_day, until=ibis.null("int64")), fields)


def _opening_facts(lens: Lens, dates: Dates, state: InState, fields: list[str]) -> Iterator[tuple[str, Table]]:
    held = _of_words(spells(lens, dates, state.state), state)
    held = held.select(
        s_view=held.view, s_kind=held.kind, s_root=held.root, start=held.start, end=held.end, closed_kind=held.closed_kind
    )
    for kind in dict.fromkeys(opening.selector.kind for opening in STATES[state.state].opens):
        facts = _prepared(lens, kind, fields)
        facts = facts.join(
            held, (facts.view == held.s_view) & (facts.root == held.s_root) & (held.s_kind == kind)
        ).drop("s_view", "s_root", "s_kind")
        yield kind, facts


def _prepared(lens: Lens, kind: str, fields: list[str]) -> Table:
    facts = with_values(lens, lens.of(kind), kind, fields, "f_")
    return _with_view(lens, facts).mutate(kind=ibis.literal(kind), t_first=facts["first"], t_last=facts["last"])


def _of_words(held: Table, state: InState) -> Table:
    return held.filter(held.word.isin(list(state.words))) if state.words else held


# -- conditions


def over_time(lens: Lens, dates: Dates, condition: Condition | None, asked: Table) -> Table:
    """The stretches over which a condition holds for each row: `key`, `start`, `end`, `to_birth`, `base`."""
    match condition:
        case None:
            return _always(asked)
        case InState():
            return _in_state(lens, dates, condition, asked)
        case Counts():
            return _always(_counted(lens, dates, condition, asked))
        case NoneOf():
            held = [holding(over_time(lens, dates, each, asked), asked) for each in condition.conditions]
            hits = ibis.union(*[each.select("key") for each in held]) if len(held) > 1 else held[0].select("key")
            return _always(asked.anti_join(hits.distinct(), "key"))
        case AnyOf():
            parts = [over_time(lens, dates, each, asked) for each in condition.conditions]
            return ibis.union(*parts) if len(parts) > 1 else parts[0]
        case AllOf():
            found = _always(asked)
            for each in condition.conditions:
                found = _both(found, over_time(lens, dates, each, asked))
            return found


def holding(found: Table, asked: Table) -> Table:
    """The stretches that hold at the trigger: begun by `last`, not ended by `first`."""
    rows = asked.select(a_key=asked.key, a_first=asked["first"], a_last=asked["last"])
    found = found.join(rows, found.key == rows.a_key)
    return found.filter((found.start <= found.a_last) & (found.end > found.a_first)).drop("a_key", "a_first", "a_last")


def _always(asked: Table) -> Table:
    return asked.select(
        key=asked.key, start=ibis.literal(0, "int64"), end=ibis.literal(NEVER, "int64"), to_birth=ibis.literal(False),
        base=ibis.null("string"),
    )  # fmt: skip


def _in_state(lens: Lens, dates: Dates, condition: InState, asked: Table) -> Table:
    held = _of_words(spells(lens, dates, condition.state), condition)
    held = held.select(
        s_view=held.view, start=held.start, end=held.end, to_birth=held.to_birth, base=held.root, s_kids=held.kids,
        s_people=held.people,
    )  # fmt: skip
    if condition.of is not None:
        concerns = (asked[f"f_{condition.of}"].cast("int64") & held.s_people) != 0
    elif STATES[condition.state].by == "family":
        concerns = ibis.literal(True)
    else:
        concerns = (held.s_kids == 0) | (asked.kids == 0) | ((held.s_kids & asked.kids) != 0)
    found = asked.join(held, (asked.view == held.s_view) & concerns)
    to_birth = found.to_birth if condition.state == "unborn" else ibis.literal(False)
    return found.select(key=found.key, start=found.start, end=found.end, to_birth=to_birth, base=found.base)


def _counted(lens: Lens, dates: Dates, condition: Counts, asked: Table) -> Table:
    """The rows at which more than so many are counted."""
    match condition.what:
        case "agencies_involved":
            counts = agencies_involved(lens, dates, asked).rename(c_key="key", counted="involved")
            found = asked.left_join(counts, asked.key == counts.c_key).drop("c_key")
        case "children_named":
            people = lens.people
            children = people.filter(people.is_child).select(c_view="view", c_bit="bit")
            hits = asked.join(children, (asked.view == children.c_view) & ((asked.kids & children.c_bit) != 0))
            counts = hits.group_by(c_key="key").agg(counted=hits.count())
            found = asked.left_join(counts, asked.key == counts.c_key).drop("c_key")
        case _:
            people = lens.people
            children = people.filter(people.is_child)
            counts = children.group_by(c_view="view").agg(counted=children.count())
            found = asked.left_join(counts, asked.view == counts.c_view).drop("c_view")
    return found.filter(found.counted.fill_null(0) > condition.more_than).drop("counted")


def _both(one: Table, other: Table) -> Table:
    other = other.rename(o_key="key", o_start="start", o_end="end", o_birth="to_birth", o_base="base")
    found = one.join(other, one.key == other.o_key)
    start, end = ibis.greatest(found.start, found.o_start), ibis.least(found.end, found.o_end)
    found = found.filter(start < end)
    return found.select(
        key=found.key,
        start=ibis.greatest(found.start, found.o_start),
        end=ibis.least(found.end, found.o_end),
        to_birth=ibis.ifelse(found.end < found.o_end, found.to_birth, found.o_birth),
        base=ibis.coalesce(found.base, found.o_base),
    )


# -- the matters that a rule watches


def matters(lens: Lens, dates: Dates, rule: Safeguard, opened: Table, kept: str) -> Table:
    """The triggers at which the condition holds and somebody is watched for, with the basis of standing ones as `base`."""
    asked = opened.drop("base") if "base" in opened.columns else opened
    moments = asked.filter(asked.until.isnull())
    standing = asked.filter(asked.until.notnull())
    at_trigger = _at_trigger(lens, dates, rule, moments)
    begun = _begun(lens, dates, rule, standing)
    whole = at_trigger.union(begun)
    if not rule.after_death:
        whole = only_watched(lens, dates, whole)
    return lens.keep(kept, whole)


def _at_trigger(lens: Lens, dates: Dates, rule: Safeguard, asked: Table) -> Table:
    no_base = ibis.literal("")
    if rule.condition is None:
        return asked.mutate(base=no_base)
    held = holding(over_time(lens, dates, rule.condition, asked), asked)
    return asked.semi_join(held, "key").mutate(base=no_base)


def _begun(lens: Lens, dates: Dates, rule: Safeguard, asked: Table) -> Table:
    """Standing facts from when they are on record and the condition last began without a break."""
    found = over_time(lens, dates, rule.condition, asked)
    rows = asked.select(
        a_key=asked.key, a_first=asked["first"], a_until=asked.until, a_clock=asked.clock
    )
    found = found.join(rows, found.key == rows.a_key).drop("a_key")
    found = found.filter(found.start < found.a_until)
    others = found.select(o_key=found.key, o_start=found.start, o_end=found.end)
    broken = found.join(
        others, (found.key == others.o_key) & (others.o_start < found.start) & (found.start <= others.o_end)
    )
    joined_on = broken.select(b_key=broken.key, b_start=broken.start).distinct()
    starts = found.filter((found.start <= found.a_clock) & (found.end > found.a_first))
    starts = starts.anti_join(joined_on, (starts.key == joined_on.b_key) & (starts.start == joined_on.b_start))
    last = starts.group_by(s_key="key").agg(island=starts.start.max())
    begun = found.join(last, found.key == last.s_key).drop("s_key")
    begun = begun.mutate(begun=ibis.greatest(begun.a_first, begun.island))
    held = begun.filter((begun.start <= begun.begun) & (begun.begun < begun.end) & (begun.begun < begun.a_until))
    chosen = held.group_by(h_key="key").agg(begun=held.begun.max(), base_root=held.base.min())
    whole = asked.join(chosen, asked.key == chosen.h_key)
    whole = whole.mutate(
        first=whole.begun, last=ibis.greatest(whole.begun, whole["last"]), base=whole.base_root.fill_null("")
    )
    return whole.drop("h_key", "begun", "base_root")
