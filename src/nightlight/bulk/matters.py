"""Matters as relations: what opened each, from when it runs, and what of the trigger a rule asks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import ibis
from ibis.expr.types import Table

from nightlight.bulk.dates import Dates
from nightlight.bulk.family import agencies_involved, only_watched
from nightlight.bulk.lens import MINUTES, Lens, values_of
from nightlight.bulk.spells import spells
from nightlight.chronology.moments import NEVER
from nightlight.picture.facts import is_standing
from nightlight.picture.selecting import Selector
from nightlight.picture.states import STATES
from nightlight.safeguards.rules import (
    WHOLE_FAMILY,
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

#: Columns of a matter that its trigger has.
_FROM_FACT = (
    "snapshot", "family", "root", "thread", "since", "rank", "place", "agency", "loose", "kids", "everybody", "known",
)  # fmt: skip

#: Columns of a matter that the view has through which it is seen.
OF_VIEWS = ("rule", "nation", "clock", "starts", "ends", "is_now")
#: More rows than any rule has.
KEYS_OF_A_RULE = 1 << 40

_NO = ibis.null("int64")


def asked_of_trigger(rule: Safeguard) -> list[str]:
    """The fields of its trigger that a rule needs: for matching, for conditions of a person, for dates, for members."""
    found: dict[str, None] = {}
    for response in _responses(rule):
        for pair in response.match.pairs:
            found[pair.left] = None
    for condition in _in_states(rule):
        if condition.of is not None and condition.of != WHOLE_FAMILY:
            found[condition.of] = None
    for due in _dues(rule):
        for term in due.terms:
            if isinstance(term, ByField):
                found[term.field] = None
    every = getattr(rule, "every", None)
    if every is not None:
        found.update(dict.fromkeys(name for name in every.here if name != "people"))
    if isinstance(rule, Pattern) and rule.same is not None:
        found[rule.same] = None
    return [name for name in found if name not in ("thread", "root")]


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


def triggers(lens: Lens, dates: Dates, rule: Safeguard) -> Table:
    """The matters of a rule before conditions and members: one row for each trigger, with a `key` and the fields asked.

    `first` and `last` are the moments from which the clock may run; `until` is when a standing fact ends, else null.
    """
    fields = asked_of_trigger(rule)
    parts = [_from_selector(lens, dates, selector, fields) for selector in rule.trigger.selectors]
    if rule.trigger.start_of is not None:
        parts += _from_starts(lens, dates, rule.trigger.start_of, fields)
    if rule.trigger.end_of is not None:
        parts += _from_ends(lens, dates, rule.trigger.end_of, fields)
    return together(lens, parts, "opened")


def together(lens: Lens, parts: list[Table], kept: str) -> Table:
    """The rows of several relations as one table, null where one of them lacks a column, each row with a `key`."""
    columns: dict[str, Any] = {}
    for part in parts:
        for name, type_ in part.schema().items():
            if name not in columns or (columns[name].is_string() and not type_.is_string() and name.startswith("f_")):
                columns[name] = type_
    aligned = [part.select(**{name: _cast(part, name, type_) for name, type_ in columns.items()}) for part in parts]
    whole = ibis.union(*aligned) if len(aligned) > 1 else aligned[0]
    views = lens.its_views.rename(v_view="snapshot")
    whole = whole.join(views, whole.snapshot == views.v_view)
    named = {name: whole[name] for name in (*columns, *OF_VIEWS)}
    return lens.keep(kept, whole.select(**named, key=new_key(whole.rule)))


def new_key(rule: Any) -> Any:
    """A number for each row that no other row has, of this rule or of another that is asked at the same time."""
    return ibis.row_number().over() + rule * KEYS_OF_A_RULE


def _cast(part: Table, name: str, type_: Any) -> Any:
    if name in part.columns and part[name].type().is_string() == type_.is_string():
        return part[name].cast(type_)
    return ibis.null(type_)


def _shaped(facts: Table, kind: str, fields: list[str], first: Any, last: Any, until: Any, **more: Any) -> Table:
    """A trigger's columns from a fact's, and the moments from which the clock may run."""
    own = {name: facts[name] for name in _FROM_FACT}
    return facts.select(
        **own, kind=ibis.literal(kind), first=first, last=last, until=until, t_first=facts["first"], t_last=facts["last"],
        **values_of(facts, kind, fields, "f_"), **more,
    )  # fmt: skip


def _from_selector(lens: Lens, dates: Dates, selector: Selector, fields: list[str]) -> Table:
    facts = lens.certain(selector)
    if is_standing(selector.kind):
        facts = _standing(lens, dates, facts, selector.kind)
        recorded = ibis.greatest(facts["first"], facts.since)
        return _shaped(facts, selector.kind, fields, recorded, recorded, facts.until)
    return _shaped(facts, selector.kind, fields, facts["first"], facts["last"], _NO)


def _standing(lens: Lens, dates: Dates, facts: Table, kind: str) -> Table:
    """Standing facts with the moment at which each ends, as `until`."""
    if kind == "relation.stated":
        return facts.mutate(until=(facts.d_until * MINUTES).fill_null(NEVER))
    ends = _ends_of(lens, dates, kind)
    if ends is None:
        return facts.mutate(until=ibis.literal(NEVER, "int64"))
    facts = facts.left_join(ends, (facts.snapshot == ends.u_view) & (facts.root == ends.u_root))
    return facts.mutate(until=facts.u_end.fill_null(NEVER))


def _ends_of(lens: Lens, dates: Dates, kind: str) -> Table | None:
    match kind:
        case "factor.noted":
            resolved = lens.of("factor.resolved")
            pairs = resolved.select(u_view="snapshot", u_root="thread", at="first")
        case "household.joined":
            joined = lens.of("household.joined").select("snapshot", "root", "first", "p_person", "s_household")
            left = lens.of("household.left").select(
                l_view="snapshot", l_person="p_person", l_household="s_household", l_first="first"
            )
            pairs = joined.join(
                left,
                (joined.snapshot == left.l_view) & (joined.p_person == left.l_person)
                & (joined.s_household == left.l_household) & (left.l_first >= joined["first"]),
            )  # fmt: skip
            pairs = pairs.select(u_view="snapshot", u_root="root", at="l_first")
        case "pregnancy.open" | "child.living":
            state, field = ("unborn", "p_children") if kind == "pregnancy.open" else ("under_one", "p_child")
            facts = lens.of(kind).select("snapshot", "root", children=field)
            held = spells(lens, dates, state).select(s_view="snapshot", s_child="child", s_end="end")
            pairs = facts.join(held, (facts.snapshot == held.s_view) & ((facts.children & held.s_child) != 0))
            return pairs.group_by(u_view="snapshot", u_root="root").agg(u_end=pairs.s_end.max())
        case _:
            return None
    return pairs.group_by(["u_view", "u_root"]).agg(u_end=pairs["at"].min())


def opened_by_states(lens: Lens, dates: Dates, state: InState, fields: list[str]) -> Table:
    """The stretches of a state as matters, each with `spell_start` and `spell_end`."""
    parts = []
    for kind, facts in _opening_facts(lens, dates, state):
        parts.append(
            _shaped(facts, kind, fields, facts.start, facts["last"], _NO, spell_start=facts.start, spell_end=facts.end)
        )
    return together(lens, parts, "held")


def _from_starts(lens: Lens, dates: Dates, state: InState, fields: list[str]) -> Iterator[Table]:
    for kind, facts in _opening_facts(lens, dates, state):
        if is_standing(kind):
            started = ibis.greatest(facts.start, facts.since)
            yield _shaped(facts, kind, fields, started, started, facts.end)
        else:
            yield _shaped(facts, kind, fields, facts.start, facts["last"], _NO)


def _from_ends(lens: Lens, dates: Dates, state: InState, fields: list[str]) -> Iterator[Table]:
    for kind, facts in _opening_facts(lens, dates, state):
        yield _ended(lens, facts.filter(facts.closed_kind.isnull()), kind, fields)
    held = _of_words(spells(lens, dates, state.state), state)
    held = held.select(s_view="snapshot", s_kind="closed_kind", s_root="closed_root", end="end")
    for kind in dict.fromkeys(closing.kind for closing in STATES[state.state].closes):
        facts = lens.of(kind)
        own = held.filter(held.s_kind == kind)
        facts = facts.join(own, (facts.snapshot == own.s_view) & (facts.root == own.s_root))
        yield _ended(lens, facts, kind, fields)


def _ended(lens: Lens, facts: Table, kind: str, fields: list[str]) -> Table:
    views = lens.views.select(e_view="snapshot", e_clock="clock")
    facts = facts.join(views, facts.snapshot == views.e_view)
    facts = facts.filter((facts.end != NEVER) & (facts.end <= facts.e_clock))
    end_of_day = facts.end // MINUTES * MINUTES + (MINUTES - 1)
    return _shaped(facts, kind, fields, facts.end, end_of_day, _NO)


def _opening_facts(lens: Lens, dates: Dates, state: InState) -> Iterator[tuple[str, Table]]:
    held = _of_words(spells(lens, dates, state.state), state)
    held = held.select(
        s_view="snapshot", s_kind="kind", s_root="root", start="start", end="end", closed_kind="closed_kind"
    )
    for kind in dict.fromkeys(opening.selector.kind for opening in STATES[state.state].opens):
        facts = lens.of(kind)
        own = held.filter(held.s_kind == kind)
        yield kind, facts.join(own, (facts.snapshot == own.s_view) & (facts.root == own.s_root))


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
    rows = asked.select(a_key="key", a_first="first", a_last="last").view()
    found = found.view()
    pairs = found.join(rows, (found.key == rows.a_key) & (found.start <= rows.a_last) & (found.end > rows.a_first))
    return pairs.select("key", "start", "end", "to_birth", "base")


def _always(asked: Table) -> Table:
    return asked.select(
        key=asked.key, start=ibis.literal(0, "int64"), end=ibis.literal(NEVER, "int64"), to_birth=ibis.literal(False),
        base=ibis.null("string"),
    )  # fmt: skip


def _in_state(lens: Lens, dates: Dates, condition: InState, asked: Table) -> Table:
    held = _of_words(spells(lens, dates, condition.state), condition)
    held = held.select(
        s_view="snapshot", start="start", end="end", to_birth="to_birth", base="root", s_kids="kids", s_people="people"
    )
    of = [f"f_{condition.of}"] if condition.of is not None and condition.of != WHOLE_FAMILY else []
    asked = asked.select("key", "snapshot", "kids", *of)
    found = asked.join(held, (asked.snapshot == held.s_view) & concerns(condition, asked, held.s_kids, held.s_people))
    to_birth = found.to_birth if condition.state == "unborn" else ibis.literal(False)
    return found.select(key=found.key, start=found.start, end=found.end, to_birth=to_birth, base=found.base)


def concerns(condition: InState, asked: Table, kids: Any, people: Any) -> Any:
    """Whether a stretch of a state, opened by a fact about these children and people, is about what a row is about."""
    if condition.of == WHOLE_FAMILY:
        return ibis.literal(True)
    if condition.of is not None:
        return (asked[f"f_{condition.of}"].cast("int64") & people) != 0
    if STATES[condition.state].by == "family":
        return ibis.literal(True)
    return (kids == 0) | (asked.kids == 0) | ((kids & asked.kids) != 0)


def _counted(lens: Lens, dates: Dates, condition: Counts, asked: Table) -> Table:
    """The rows at which more than so many are counted."""
    match condition.what:
        case "agencies_involved":
            counts = agencies_involved(lens, dates, asked).rename(c_key="key", counted="involved")
            found = asked.left_join(counts, asked.key == counts.c_key).drop("c_key")
        case "children_named":
            people = lens.people
            children = people.filter(people.is_child).select(c_view="snapshot", c_bit="bit")
            hits = asked.join(children, (asked.snapshot == children.c_view) & ((asked.kids & children.c_bit) != 0))
            counts = hits.group_by(c_key="key").agg(counted=hits.count())
            found = asked.left_join(counts, asked.key == counts.c_key).drop("c_key")
        case _:
            people = lens.people
            children = people.filter(people.is_child)
            counts = children.group_by(c_view="snapshot").agg(counted=children.count())
            found = asked.left_join(counts, asked.snapshot == counts.c_view).drop("c_view")
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


def matters(lens: Lens, dates: Dates, rule: Safeguard, opened: Table) -> Table:
    """The triggers at which the condition holds and somebody is watched for, with the basis of standing ones as `base`."""
    of = [name for name in opened.columns if name.startswith("f_") and not name.endswith("_last")]
    asked = opened.select("key", "snapshot", "kids", "first", "last", "until", "clock", *of)
    parts = []
    standing, passing = _sorts(rule)
    if passing:
        parts.append(_at_trigger(lens, dates, rule, asked.filter(asked.until.isnull()) if standing else asked))
    if standing:
        parts.append(_begun(lens, dates, rule, asked.filter(asked.until.notnull()) if passing else asked))
    held = ibis.union(*parts) if len(parts) > 1 else parts[0]
    if not rule.after_death:
        held = only_watched(lens, dates, held)
    held = held.select(h_key="key", m_first="first", m_last="last", base="base")
    whole = opened.join(held, opened.key == held.h_key)
    kept = {name: whole[name] for name in opened.columns if name not in ("first", "last")}
    return lens.keep("matters", whole.select(**kept, first=whole.m_first, last=whole.m_last, base=whole.base))


def _sorts(rule: Safeguard) -> tuple[bool, bool]:
    """Whether what opens a rule may be a standing fact, and whether it may be one that passes."""
    kinds = [selector.kind for selector in rule.trigger.selectors]
    if rule.trigger.start_of is not None:
        kinds += [opening.selector.kind for opening in STATES[rule.trigger.start_of.state].opens]
    standing = any(is_standing(kind) for kind in kinds)
    return standing, rule.trigger.end_of is not None or not all(is_standing(kind) for kind in kinds)


def _at_trigger(lens: Lens, dates: Dates, rule: Safeguard, asked: Table) -> Table:
    found = asked.select("key", "snapshot", "first", "last", base=ibis.literal(""))
    if rule.condition is None:
        return found
    held = holding(over_time(lens, dates, rule.condition, asked), asked)
    return found.semi_join(held.select("key"), "key")


def _begun(lens: Lens, dates: Dates, rule: Safeguard, asked: Table) -> Table:
    """Standing facts from when they are on record and the condition last began without a break."""
    found = over_time(lens, dates, rule.condition, asked)
    rows = asked.select(
        a_key="key", a_view="snapshot", a_first="first", a_last="last", a_until="until", a_clock="clock"
    )
    found = found.join(rows, (found.key == rows.a_key) & (found.start < rows.a_until)).drop("a_key", "to_birth")
    if rule.condition is None:
        begun = found.mutate(begun=found.a_first)
    else:
        others = found.select(o_key="key", o_start="start", o_end="end")
        ones = found.select("key", "start")
        broken = ones.join(
            others, (ones.key == others.o_key) & (others.o_start < ones.start) & (ones.start <= others.o_end)
        )
        joined_on = broken.select(b_key="key", b_start="start").distinct()
        starts = found.select("key", "start", "end", "a_first", "a_clock")
        starts = starts.filter(starts.start <= starts.a_clock)
        starts = starts.anti_join(joined_on, (starts.key == joined_on.b_key) & (starts.start == joined_on.b_start))
        last = starts.group_by(s_key="key").agg(island=starts.start.max())
        begun = found.join(last, found.key == last.s_key).drop("s_key")
        begun = begun.mutate(begun=ibis.greatest(begun.a_first, begun.island)).drop("island")
    held = begun.filter((begun.start <= begun.begun) & (begun.begun < begun.end) & (begun.begun < begun.a_until))
    chosen = held.group_by(["key", "a_view", "a_last"]).agg(begun=held.begun.max(), base_root=held.base.min())
    return chosen.select(
        key=chosen.key, snapshot=chosen.a_view, first=chosen.begun, last=ibis.greatest(chosen.begun, chosen.a_last),
        base=chosen.base_root.fill_null(""),
    )  # fmt: skip
