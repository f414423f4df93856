"""One relational template for each kind of rule: the matters of a rule in every view of a lens, and what answers and excuses them.

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
from nightlight.bulk.handing_over import for_members, hand_over
from nightlight.bulk.lens import MINUTES, Lens
from nightlight.bulk.matters import (
    asked_of_trigger,
    concerns,
    holding,
    matters,
    new_key,
    opened_by_states,
    over_time,
    triggers,
)
from nightlight.bulk.spells import spells
from nightlight.chronology.fields import NAMES_AGENCIES
from nightlight.picture.facts import field_of
from nightlight.safeguards.clocks import in_days
from nightlight.safeguards.rules import (
    WHOLE_FAMILY,
    Before,
    Cadence,
    Clash,
    Deadline,
    Every,
    InState,
    Pattern,
    Safeguard,
)

_NO = ibis.null("int64")
_NOTHING = ibis.null("string")


def _matters(lens: Lens, dates: Dates, rule: Safeguard, every: Every | None) -> Table:
    return for_members(lens, dates, every, matters(lens, dates, rule, triggers(lens, dates, rule)))


def deadline(lens: Lens, dates: Dates, rule: Deadline, beside: Table | None = None) -> None:
    """After A, B within a limit."""
    asked = _matters(lens, dates, rule, rule.every)
    due = due_of(lens, dates, rule.due, asked)
    found = answers(lens, dates, rule.needs, rule.every, asked, rule.lookback)
    hand_over(lens, dates, rule, asked, due, found, by_pregnancy=is_by_pregnancy(rule.due))


def before(lens: Lens, dates: Dates, rule: Before, beside: Table | None = None) -> None:
    """At the moment of A, B is on record."""
    asked = _matters(lens, dates, rule, rule.every)
    # Who came into the family later could not be covered then.
    asked = asked.filter(asked["first"] <= asked.before_members)
    due = asked.select(
        key=asked.key, due_last=asked["last"], due_early=asked["first"], by_hours=ibis.literal(True),
        limit_name=ibis.null("string"),
    )  # fmt: skip
    found = answers(lens, dates, rule.needs, rule.every, asked, rule.lookback)
    hand_over(lens, dates, rule, asked, due, found)


def cadence(lens: Lens, dates: Dates, rule: Cadence, beside: Table | None = None) -> None:
    """While a state lasts, B at least every limit: one matter for its beginning, one from each B."""
    held = opened_by_states(lens, dates, rule.state, asked_of_trigger(rule))
    points = _points(lens, dates, rule, held)
    columns = [name for name in held.columns if name not in ("key", "first", "last")]
    sure = points.filter(points.sure).select(
        k_key="key", name="b_root", p_first="b_first", p_last="b_last", point_since="b_since"
    )
    each = held.join(sure, held.key == sure.k_key)
    parts = [
        each.select(
            *columns, of="key", first="p_first", last="p_last", name="name", point_since="point_since",
            is_first=ibis.literal(False),
        )
    ]  # fmt: skip
    if rule.first is not None:
        opening = held.select(
            *columns, of="key", first="first", last="last", name=_NOTHING, point_since=_NO, is_first=ibis.literal(True)
        )
        parts.append(opening)
    whole = ibis.union(*parts) if len(parts) > 1 else parts[0]
    whole = lens.keep("stretches", whole.mutate(key=new_key(whole.rule)))
    if not rule.after_death:
        # The beginning is looked at from its first moment, an interval from all that its B spans.
        spans = whole.select(
            "key", "snapshot", "first", last=ibis.ifelse(whole.is_first, whole["first"], whole["last"])
        )
        whole = whole.semi_join(only_watched(lens, dates, spans).select("key"), "key")
    asked = lens.keep("intervals", whole.mutate(base=ibis.literal(""), member=_NOTHING, mbit=ibis.literal(0, "int64")))
    due = due_of(lens, dates, rule.due, asked.filter(~asked.is_first))
    if rule.first is not None:
        due = due.union(due_of(lens, dates, rule.first, asked.filter(asked.is_first)))
    later = points.rename(n_of="key")
    starts = asked.select("key", "of", "first", "name", "is_first")
    pairs = starts.join(later, starts.of == later.n_of)
    follows = ibis.ifelse(
        pairs.is_first,
        pairs.b_last >= pairs["first"],
        (pairs.b_first > pairs["first"]) | ((pairs.b_first == pairs["first"]) & (pairs.b_root > pairs.name)),
    )
    pairs = pairs.filter(follows & (pairs.b_last >= pairs["first"]))
    found = pairs.select("key", "b_kind", "b_root", "b_first", "b_since", "sure")
    hand_over(lens, dates, rule, asked, due, found)


def _points(lens: Lens, dates: Dates, rule: Cadence, held: Table) -> Table:
    """Every B while the state lasts, for each stretch: `key`, `b_root`, `b_first`, `b_last`, `b_since`, `sure`."""
    parts = []
    for response in rule.needs:
        pairs = matched(lens, dates, response, held, None, anytime=True)
        pairs = pairs.filter((pairs.spell_start <= pairs.b_last) & (pairs.b_first < pairs.spell_end))
        parts.append(
            pairs.select("key", "b_kind", "b_root", "b_first", "b_last", "b_since", sure=pairs.sure.fill_null(False))
        )
    found = ibis.union(*parts) if len(parts) > 1 else parts[0]
    points = found.group_by(["key", "b_kind", "b_root"]).agg(
        b_first=found.b_first.min(), b_last=found.b_last.max(), b_since=found.b_since.min(), sure=found.sure.max()
    )
    return lens.keep("points", points)


def pattern(lens: Lens, dates: Dates, rule: Pattern, beside: Table | None = None) -> None:
    """So many of A in a window; then B within a limit."""
    facts = lens.keep("grouped", _grouped(lens, rule, triggers(lens, dates, rule)))
    ended = lens.keep("ended", _answered_before(lens, dates, rule, facts))
    ones = facts.select(
        o_view="snapshot", o_name="name", o_first="first", o_root="root", o_kind="kind", o_agency="agency"
    )
    asked = facts.select("key", "snapshot", "name", "first", "root").join(ended, [("key", "e_key")])
    pairs = asked.join(
        ones,
        (asked.snapshot == ones.o_view)
        & asked.name.identical_to(ones.o_name)
        & ((ones.o_first < asked["first"]) | ((ones.o_first == asked["first"]) & (ones.o_root <= asked.root)))
        & (ones.o_first // MINUTES >= asked["first"] // MINUTES - in_days(rule.window))
        & (ones.o_first > asked.answered),
    )
    counts = pairs.group_by(c_key="key").agg(counted=pairs.o_root.nunique(), of_agencies=pairs.o_agency.nunique())
    held = holding(over_time(lens, dates, rule.condition, facts), facts).select("key")
    full = counts.filter((counts.counted >= rule.count) & (counts.of_agencies >= rule.agencies))
    full = full.semi_join(held, full.c_key == held.key).select(c_key="c_key", is_full=ibis.literal(True))
    marked = facts.select("key", "snapshot", "name", "first", "root")
    marked = marked.left_join(full, marked.key == full.c_key)
    marked = marked.mutate(complete=marked.is_full.fill_null(False))
    order = ibis.window(group_by=["snapshot", "name"], order_by=[marked["first"], marked.root])
    marked = marked.mutate(before=marked.complete.lag().over(order).fill_null(False))
    opens = lens.keep("complete", marked.filter(marked.complete & ~marked.before).select("key"))
    opened = facts.semi_join(opens, "key")
    if not rule.after_death:
        opened = only_watched(lens, dates, opened)
    asked = lens.keep(
        "patterns", opened.mutate(base=ibis.literal(""), member=opened.name, mbit=ibis.literal(0, "int64"))
    )
    found = answers(lens, dates, rule.needs, None, asked, rule.lookback)
    due = None if rule.due is None else due_of(lens, dates, rule.due, asked)
    hand_over(lens, dates, rule, asked, due, found)


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
            named = facts.join(keys, (facts.snapshot == keys.n_view) & ((value & keys.n_bit) != 0)).drop(
                "n_view", "n_bit"
            )
        else:
            named = facts.filter(value.notnull()).mutate(name=value.cast("string"))
    once = first_of(named, ["snapshot", "name", "root"], [named.kind])
    return once.mutate(key=new_key(once.rule))


def _is_by_agency(rule: Pattern) -> bool:
    found = field_of(rule.trigger.selectors[0].kind, rule.same or "")
    return found is not None and found[0].type in NAMES_AGENCIES


def _answered_before(lens: Lens, dates: Dates, rule: Pattern, facts: Table) -> Table:
    """For each fact (`e_key`) the last moment of the last response that was over before it began, as `answered`; -1: there is none."""
    keys = facts.select(e_key="key")
    parts = []
    for response in rule.needs:
        pairs = matched(lens, dates, response, facts, None, anytime=True)
        parts.append(
            pairs.filter(pairs.sure.fill_null(False) & (pairs.b_last < pairs["first"])).select("key", "b_last")
        )
    if not parts:
        return keys.mutate(answered=ibis.literal(-1, "int64"))
    every = ibis.union(*parts) if len(parts) > 1 else parts[0]
    last = every.group_by(l_key="key").agg(last_answered=every.b_last.max())
    found = keys.left_join(last, keys.e_key == last.l_key)
    return found.select("e_key", answered=found.last_answered.fill_null(-1))


def clash(lens: Lens, dates: Dates, rule: Clash, beside: Table | None = None) -> None:
    """A happens while B is open, or soon after B, or while findings are open (`beside`: `f_family`, `from_day`, `to_day`)."""
    asked = _matters(lens, dates, rule, None)
    against = [
        *_soon_after(lens, dates, rule, asked),
        *(_while_open(lens, dates, state, asked) for state in rule.while_open),
    ]
    if rule.while_findings is not None and beside is not None:
        starts = asked.select("key", "family", day=asked["first"] // MINUTES)
        hits = starts.join(
            beside, (starts.family == beside.f_family) & (beside.from_day <= starts.day) & (beside.to_day > starts.day)
        )
        against.append(hits.select("key"))
    found = (ibis.union(*against) if len(against) > 1 else against[0]).distinct()
    clashing = lens.keep("clashing", asked.semi_join(found, "key"))
    hand_over(lens, dates, rule, clashing, None, answers(lens, dates, rule.needs, None, clashing, None))


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
    fields = [f"f_{state.of}"] if state.of is not None and state.of != WHOLE_FAMILY else []
    asked = asked.select("key", "snapshot", "kids", "kind", "root", "first", "last", *fields)
    # What the trigger itself opens or closes is no clash with it.
    own = (held.s_kind == asked.kind) & (held.s_root == asked.root)
    closing = ((held.c_kind == asked.kind) & (held.c_root == asked.root)).fill_null(False)
    found = asked.join(
        held,
        (asked.snapshot == held.s_view)
        & concerns(state, asked, held.s_kids, held.s_people)
        & (held.s_start < asked["last"])
        & (held.s_end > asked["first"])
        & ~own
        & ~closing,
    )
    return found.select("key")


Template = Callable[[Lens, Dates, Any, Table | None], None]
#: The template of each kind of rule.
TEMPLATES: Final[Mapping[str, Template]] = {
    "deadline": deadline,
    "cadence": cadence,
    "pattern": pattern,
    "before": before,
    "clash": clash,
}
