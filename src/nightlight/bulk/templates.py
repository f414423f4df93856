"""One relational template for each kind of rule: the outcomes of a rule in every view of a lens.

Each says the same as its loop in `nightlight.safeguards.outcomes`. Nothing here belongs to one engine.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

import ibis
from ibis.expr.types import Table

from nightlight.bulk.answers import answers, matched
from nightlight.bulk.dates import Dates
from nightlight.bulk.due import due_of, is_by_pregnancy
from nightlight.bulk.events import first_of
from nightlight.bulk.family import only_watched
from nightlight.bulk.lens import MINUTES, Lens
from nightlight.bulk.matters import asked_of_trigger, concerns, holding, matters, opened_by_states, over_time, triggers
from nightlight.bulk.settling import for_members, settle
from nightlight.bulk.spells import spells
from nightlight.chronology.fields import NAMES_AGENCIES
from nightlight.picture.facts import field_of
from nightlight.safeguards.clocks import in_days
from nightlight.safeguards.rules import Before, Cadence, Clash, Deadline, InState, Pattern

_NO = ibis.null("int64")


def deadline(lens: Lens, dates: Dates, rule: Deadline, beside: Table | None = None) -> Table:
    """After A, B within a limit."""
    asked = for_members(lens, dates, rule.every, matters(lens, dates, rule, triggers(lens, dates, rule, "opened"), "matters"), "members")
    due = due_of(lens, dates, rule.due, asked)
    found = answers(lens, dates, rule.needs, rule.every, asked, rule.lookback)
    return settle(
        lens, dates, rule, asked, due, found, by_pregnancy=is_by_pregnancy(rule.due), times=rule.times, known=rule.known
    )


def before(lens: Lens, dates: Dates, rule: Before, beside: Table | None = None) -> Table:
    """At the moment of A, B is on record."""
    asked = for_members(lens, dates, rule.every, matters(lens, dates, rule, triggers(lens, dates, rule, "opened"), "matters"), "members")
    # Who came into the family later could not be covered then.
    asked = asked.filter(asked["first"] <= asked.before_members)
    due = asked.select(
        key=asked.key, due_last=asked["last"], due_early=asked["first"], by_hours=ibis.literal(True),
        limit_name=ibis.null("string"),
    )  # fmt: skip
    found = answers(lens, dates, rule.needs, rule.every, asked, rule.lookback)
    return settle(lens, dates, rule, asked, due, found, at_once=True)


def cadence(lens: Lens, dates: Dates, rule: Cadence, beside: Table | None = None) -> Table:
    """While a state lasts, B at least every limit: one matter for its beginning, one from each B."""
    held = opened_by_states(lens, dates, rule.state, asked_of_trigger(rule))
    points = _points(lens, dates, rule, held)
    opening = held.mutate(name=ibis.null("string"), point_since=_NO)
    from_points = points.filter(points.sure)
    from_points = from_points.select(
        k_key="key", name="b_root", p_first="b_first", p_last="b_last", point_since="b_since", p_kind="b_kind"
    )
    each = held.join(from_points, held.key == from_points.k_key).drop("k_key")
    each = each.mutate(first=each.p_first, last=each.p_last).drop("p_first", "p_last", "p_kind")
    parts = [each.mutate(is_first=ibis.literal(False))]
    if rule.first is not None:
        parts.append(opening.mutate(is_first=ibis.literal(True)).select(*parts[0].columns))
    whole = ibis.union(*parts) if len(parts) > 1 else parts[0]
    whole = whole.rename(of="key").mutate(base=ibis.literal(""), member=ibis.null("string"), mbit=ibis.literal(0, "int64"))
    if not rule.after_death:
        # The beginning is looked at from its first moment, an interval from all that its B spans.
        whole = whole.mutate(keep_last=whole["last"], last=ibis.ifelse(whole.is_first, whole["first"], whole["last"]))
        whole = only_watched(lens, dates, whole)
        whole = whole.mutate(last=whole.keep_last).drop("keep_last")
    asked = lens.keep("intervals", whole.mutate(key=ibis.row_number()))
    due = due_of(lens, dates, rule.due, asked.filter(~asked.is_first))
    if rule.first is not None:
        due = due.union(due_of(lens, dates, rule.first, asked.filter(asked.is_first)))
    later = points.rename(n_of="key")
    pairs = asked.join(later, asked.of == later.n_of)
    follows = ibis.ifelse(
        pairs.is_first,
        pairs.b_last >= pairs["first"],
        (pairs.b_first > pairs["first"]) | ((pairs.b_first == pairs["first"]) & (pairs.b_root > pairs.name)),
    )
    pairs = pairs.filter(follows & (pairs.b_last >= pairs["first"]))
    found = pairs.select("key", "b_kind", "b_root", "b_first", "b_since", "sure")
    return settle(lens, dates, rule, asked, due, found)


def _points(lens: Lens, dates: Dates, rule: Cadence, held: Table) -> Table:
    """Every B while the state lasts, for each stretch: `key`, `b_root`, `b_first`, `b_last`, `b_since`, `sure`."""
    parts = []
    for response in rule.needs:
        pairs = matched(lens, dates, response, held, None, anytime=True)
        pairs = pairs.filter((pairs.spell_start <= pairs.b_last) & (pairs.b_first < pairs.spell_end))
        parts.append(
            pairs.select(
                "key", "b_kind", "b_root", "b_first", "b_last", "b_since", sure=pairs.sure.fill_null(False)
            )
        )
    found = ibis.union(*parts) if len(parts) > 1 else parts[0]
    points = found.group_by(["key", "b_kind", "b_root"]).agg(
        b_first=found.b_first.min(), b_last=found.b_last.max(), b_since=found.b_since.min(), sure=found.sure.max()
    )
    return lens.keep("points", points)


def pattern(lens: Lens, dates: Dates, rule: Pattern, beside: Table | None = None) -> Table:
    """So many of A in a window; then B within a limit."""
    facts = lens.keep("counted", _grouped(lens, rule, triggers(lens, dates, rule, "opened")))
    answered = _answered_before(lens, dates, rule, facts)
    facts = lens.keep("answered", answered)
    ones = facts.select(
        o_view=facts.snapshot, o_name=facts.name, o_first=facts["first"], o_root=facts.root, o_kind=facts.kind, o_agency=facts.agency
    )
    pairs = facts.join(
        ones,
        (facts.snapshot == ones.o_view)
        & facts.name.identical_to(ones.o_name)
        & ((ones.o_first < facts["first"]) | ((ones.o_first == facts["first"]) & (ones.o_root <= facts.root)))
        & (ones.o_first // MINUTES >= facts["first"] // MINUTES - in_days(rule.window))
        & (ones.o_first > facts.answered),
    )
    counts = pairs.group_by(c_key="key").agg(counted=pairs.o_root.nunique(), of_agencies=pairs.o_agency.nunique())
    facts = facts.left_join(counts, facts.key == counts.c_key).drop("c_key")
    held = holding(over_time(lens, dates, rule.condition, facts), facts).select(h_key="key").distinct()
    held = held.mutate(is_held=ibis.literal(True))
    facts = facts.left_join(held, facts.key == held.h_key).drop("h_key")
    complete = (
        (facts.counted.fill_null(0) >= rule.count)
        & (facts.of_agencies.fill_null(0) >= rule.agencies)
        & facts.is_held.fill_null(False)
    )
    facts = facts.mutate(complete=complete)
    order = ibis.window(group_by=["snapshot", "name"], order_by=[facts["first"], facts.root])
    facts = facts.mutate(before=facts.complete.lag().over(order).fill_null(False))
    opened = facts.filter(facts.complete & ~facts.before)
    if not rule.after_death:
        opened = only_watched(lens, dates, opened)
    asked = lens.keep(
        "patterns",
        opened.drop("complete", "before", "counted", "of_agencies", "is_held", "answered", "key").mutate(
            key=ibis.row_number(), base=ibis.literal(""), member=ibis.null("string"), mbit=ibis.literal(0, "int64")
        ),
    )
    found = answers(lens, dates, rule.needs, None, asked, rule.lookback)
    if rule.due is None:
        return settle(lens, dates, rule, asked, None, found, at_once=True)
    return settle(lens, dates, rule, asked, due_of(lens, dates, rule.due, asked), found)


def _grouped(lens: Lens, rule: Pattern, facts: Table) -> Table:
    """What a pattern counts, once for each thing that it must share (`name`), and once for each entry."""
    facts = facts.drop("key")
    if rule.same is None:
        named = facts.mutate(name=ibis.null("string"))
    else:
        value = facts[f"f_{rule.same}"]
        if value.type().is_integer():
            keys = lens.people.select(n_view="snapshot", n_bit="bit", name="person")
            if _is_by_agency(rule):
                keys = lens.shared("all_agencies").select(n_view="snapshot", n_bit="bit", name="agency")
            named = facts.join(keys, (facts.snapshot == keys.n_view) & ((value & keys.n_bit) != 0)).drop("n_view", "n_bit")
        else:
            named = facts.filter(value.notnull()).mutate(name=value.cast("string"))
    once = first_of(named, ["snapshot", "name", "root"], [named.kind])
    return once.mutate(key=ibis.row_number())


def _is_by_agency(rule: Pattern) -> bool:
    found = field_of(rule.trigger.selectors[0].kind, rule.same or "")
    return found is not None and found[0].type in NAMES_AGENCIES


def _answered_before(lens: Lens, dates: Dates, rule: Pattern, facts: Table) -> Table:
    """Facts with the last moment of the last response that was over before each began, as `answered`; -1 where there is none."""
    parts = []
    for response in rule.needs:
        pairs = matched(lens, dates, response, facts, None, anytime=True)
        pairs = pairs.filter(pairs.sure.fill_null(False) & (pairs.b_last < pairs["first"]))
        parts.append(pairs.select("key", "b_last"))
    if not parts:
        return facts.mutate(answered=ibis.literal(-1, "int64"))
    every = ibis.union(*parts) if len(parts) > 1 else parts[0]
    last = every.group_by(l_key="key").agg(answered=every.b_last.max())
    found = facts.left_join(last, facts.key == last.l_key).drop("l_key")
    return found.mutate(answered=found.answered.fill_null(-1))


def clash(lens: Lens, dates: Dates, rule: Clash, beside: Table | None = None) -> Table:
    """A happens while B is open, or soon after B, or while findings are open (`beside`: `f_family`, `from_day`, `to_day`)."""
    asked = for_members(lens, dates, None, matters(lens, dates, rule, triggers(lens, dates, rule, "opened"), "matters"), "members")
    against = [*_soon_after(lens, dates, rule, asked), *(_while_open(lens, dates, state, asked) for state in rule.while_open)]
    if rule.while_findings is not None and beside is not None:
        day = asked["first"] // MINUTES
        hits = asked.join(
            beside, (asked.family == beside.f_family) & (beside.from_day <= day) & (beside.to_day > day)
        )
        against.append(hits.select("key"))
    found = (ibis.union(*against) if len(against) > 1 else against[0]).distinct()
    clashing = lens.keep("clashing", asked.semi_join(found, "key"))
    return settle(
        lens, dates, rule, clashing, None, answers(lens, dates, rule.needs, None, clashing, None), at_once=True
    )


def _soon_after(lens: Lens, dates: Dates, rule: Clash, asked: Table) -> list[Table]:
    parts = []
    if rule.window is not None:
        days = in_days(rule.window)
        for response in rule.soon_after:
            pairs = matched(lens, dates, response, asked, None, anytime=True)
            apart = pairs["first"] // MINUTES - pairs.b_first // MINUTES
            near = (pairs.b_first <= pairs["last"]) & (apart >= 0) & (apart <= days)
            parts.append(pairs.filter(near & pairs.sure.fill_null(False)).select("key"))
    return parts


def _while_open(lens: Lens, dates: Dates, state: InState, asked: Table) -> Table:
    held = spells(lens, dates, state.state)
    if state.words:
        held = held.filter(held.word.isin(list(state.words)))
    held = held.select(
        s_view=held.snapshot, s_kids=held.kids, s_people=held.people, s_start=held.start, s_end=held.end, s_kind=held.kind,
        s_root=held.root, c_kind=held.closed_kind, c_root=held.closed_root,
    )  # fmt: skip
    # What the trigger itself opens or closes is no clash with it.
    own = (held.s_kind == asked.kind) & (held.s_root == asked.root)
    closing = ((held.c_kind == asked.kind) & (held.c_root == asked.root)).fill_null(False)
    found = asked.join(
        held,
        (asked.snapshot == held.s_view)
        & concerns(state, asked, held.s_kids, held.s_people)
        & (held.s_start < asked["last"])
        & (held.s_end >= asked["first"])
        & ~own
        & ~closing,
    )
    return found.select("key")


Template = Callable[[Lens, Dates, Any, Table | None], Table]
#: The template of each kind of rule.
TEMPLATES: Final[Mapping[str, Template]] = {
    "deadline": deadline,
    "cadence": cadence,
    "pattern": pattern,
    "before": before,
    "clash": clash,
}
