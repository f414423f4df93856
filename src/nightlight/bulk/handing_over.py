"""What a rule hands over to be settled: its matters with their due dates, what may answer each, and what excuses it.

The rules that are asked together put their rows into the same few tables, in which a `key` belongs to one matter of one rule; what
becomes of the matters (`settling`) is then worked out for all of them at once.
"""

from __future__ import annotations

from typing import Any, Final

import ibis
import pyarrow as pa
from ibis.expr.types import Table

from nightlight.bulk.answers import matched
from nightlight.bulk.dates import Dates
from nightlight.bulk.events import first_of
from nightlight.bulk.family import members
from nightlight.bulk.lens import Lens
from nightlight.bulk.matters import new_key, over_time
from nightlight.chronology.moments import NEVER
from nightlight.picture.states import STATES
from nightlight.safeguards.rules import AGENCY_SETS, Before, Cadence, Clash, Every, Pattern, Safeguard

#: The tables that rules hand over, with their columns: the matters of every view, every fact that answers one or may, everything that
#: excuses one, and from when a view's record keeps such entries as a rule asks for.
MATTERS: Final = "matters_to_settle"
ANSWERS: Final = "answers_to_settle"
EXCUSES: Final = "excuses_to_settle"
KEEPING: Final = "keeping_to_settle"
HANDED_OVER: Final[dict[str, dict[str, pa.DataType]]] = {
    MATTERS: {
        "key": pa.int64(), "rule": pa.int64(), "snapshot": pa.int64(), "family": pa.int64(), "id": pa.string(), "base": pa.string(),
        "subject": pa.string(), "member": pa.string(), "mbit": pa.int64(), "first": pa.int64(), "last": pa.int64(),
        "t_first": pa.int64(), "t_last": pa.int64(), "kind": pa.string(), "root": pa.string(), "agency": pa.int64(),
        "loose": pa.bool_(), "kids": pa.int64(), "since": pa.int64(), "rank": pa.int64(), "known": pa.int64(),
        "nation": pa.string(), "clock": pa.int64(), "starts": pa.int64(), "ends": pa.int64(), "is_now": pa.bool_(),
        "due_last": pa.int64(), "due_early": pa.int64(), "by_hours": pa.bool_(), "limit_name": pa.string(),
        "has_due": pa.bool_(), "point_since": pa.int64(),
    },
    ANSWERS: {
        "key": pa.int64(), "b_kind": pa.string(), "b_root": pa.string(), "b_first": pa.int64(), "b_since": pa.int64(),
        "sure": pa.bool_(),
    },
    EXCUSES: {"key": pa.int64(), "x_at": pa.int64(), "x_since": pa.int64(), "x_order": pa.int64()},
    KEEPING: {"rule": pa.int64(), "snapshot": pa.int64(), "kept_since": pa.int64()},
}  # fmt: skip

#: In which order things of one moment excuse.
RESPONSE, PREGNANCY, STATE, EXPLAINED, WATCHING = range(5)

_NO = ibis.null("int64")
_NOTHING = ibis.null("string")


def handed_over(name: str) -> Table:
    """One of the tables that rules hand over."""
    return ibis.table(ibis.Schema.from_pyarrow(pa.schema(list(HANDED_OVER[name].items()))), name=name)


def is_at_once(rule: Safeguard) -> bool:
    """Whether what a rule finds is wrong at once, with no limit to wait for (`semantics.md` 51)."""
    return isinstance(rule, Before | Clash) or (isinstance(rule, Pattern) and rule.due is None)


def hand_over(
    lens: Lens,
    dates: Dates,
    rule: Safeguard,
    asked: Table,
    due: Table | None,
    found: Table | None,
    *,
    by_pregnancy: bool = False,
) -> None:
    """Hands over matters. `due` has the columns of `due_of`; `found` those of `answers`. `asked` has `mbit`, `member`, `name`."""
    rows = lens.keep("dated", _dated(lens, rule, asked, due))
    point = {} if "point_since" in rows.columns else {"point_since": _NO}
    lens.add(MATTERS, rows.mutate(**point).select(*HANDED_OVER[MATTERS]))
    if found is not None:
        lens.add(ANSWERS, found.select(*HANDED_OVER[ANSWERS]))
    excuses = _excuses(lens, dates, rule, rows, by_pregnancy)
    if excuses:
        lens.add(EXCUSES, ibis.union(*excuses) if len(excuses) > 1 else excuses[0])
    if rule.recorded:
        parts = [lens.certain(selector).select("snapshot", "since") for selector in rule.recorded]
        gate = ibis.union(*parts) if len(parts) > 1 else parts[0]
        kept = gate.group_by("snapshot").agg(kept_since=gate.since.min())
        views = lens.its_views.select("rule", i_view="snapshot")
        kept = kept.join(views, kept.snapshot == views.i_view)
        lens.add(KEEPING, kept.select("rule", "snapshot", "kept_since"))


def for_members(lens: Lens, dates: Dates, every: Every | None, asked: Table) -> Table:
    """Matters split by member: `member`, `mbit`, `before_members` (their last moment before that), and `key` anew."""
    if every is None:
        return asked.mutate(member=_NOTHING, mbit=ibis.literal(0, "int64"), before_members=asked["last"])
    found = members(
        lens, dates, every.set, asked.select("key", "snapshot", "thread", "kids", "t_first", "t_last"), every.words
    )
    found = found.rename(m_key="key")
    if every.set in AGENCY_SETS and every.types:
        types = lens.types(every.types)
        views = asked.select(v_key="key", v_view="snapshot")
        found = found.join(views, found.m_key == views.v_key)
        found = found.join(types, (found.v_view == types.types_view) & ((types.types_mask & found.mbit) != 0))
        found = found.select("m_key", "member", "mbit", "member_since", "member_known")
    rows = asked.join(found, asked.key == found.m_key)
    if every.set in AGENCY_SETS:
        rows = rows.filter(rows.mbit != rows.agency)
    first = ibis.greatest(rows["first"], rows.member_since)
    kept = {name: rows[name] for name in asked.columns if name not in ("key", "first", "last")}
    split = rows.select(
        **kept, first=first, last=ibis.greatest(rows["last"], first), before_members=rows["last"], member=rows.member,
        mbit=rows.mbit, member_since=rows.member_since, point_since=rows.member_known, key=new_key(rows.rule),
    )  # fmt: skip
    return lens.keep("members", split)


# -- parts


def _dated(lens: Lens, rule: Safeguard, asked: Table, due: Table | None) -> Table:
    """Matters with their due dates, subjects and ids."""
    columns = {name: asked[name] for name in asked.columns}
    at_once = is_at_once(rule)
    if due is None:
        rows = asked
        dated = {
            "due_last": asked["last"] if at_once else _NO,
            "due_early": asked["first"] if at_once else _NO,
            "by_hours": ibis.literal(at_once),
            "limit_name": _NOTHING,
            "has_due": ibis.literal(False),
        }
    else:
        due = due.rename(d_key="key")
        rows = asked.left_join(due, asked.key == due.d_key)
        columns = {name: rows[name] for name in asked.columns}
        dated = {
            "due_last": rows.due_last,
            "due_early": rows.due_early,
            "by_hours": rows.by_hours.fill_null(False),
            "limit_name": rows.limit_name,
            "has_due": rows.due_last.notnull(),
        }
    rows = rows.select(**columns, **dated, in_time=dated["due_last"].fill_null(NEVER))
    subject = ibis.coalesce(rows.thread, rows.root)
    kinds = sorted({selector.kind for selector in rule.trigger.selectors})
    if isinstance(rule, Cadence):
        kinds = sorted({opening.selector.kind for opening in STATES[rule.state.state].opens})
    if kinds:
        # The subject is the thread's only for what was recorded first of the rule's kinds in it (`semantics.md` 34).
        parts = [
            lens.of(kind).select(o_view="snapshot", o_thread="thread", o_rank="rank", o_place="place", o_root="root")
            for kind in kinds
        ]
        others = ibis.union(*parts) if len(parts) > 1 else parts[0]
        others = others.filter(others.o_thread.notnull())
        earliest = first_of(others, ["o_view", "o_thread"], [others.o_rank, others.o_place, others.o_root])
        names = rows.columns
        rows = rows.left_join(earliest, (rows.snapshot == earliest.o_view) & (rows.thread == earliest.o_thread))
        before = (
            (rows.o_rank < rows["rank"])
            | ((rows.o_rank == rows["rank"]) & (rows.o_place < rows.place))
            | ((rows.o_rank == rows["rank"]) & (rows.o_place == rows.place) & (rows.o_root < rows.root))
        ).fill_null(False)
        subject = ibis.ifelse(before, rows.root, ibis.coalesce(rows.thread, rows.root))
        rows = rows.select(**{name: rows[name] for name in names}, subject=subject)
    else:
        rows = rows.mutate(subject=subject)
    start = ibis.literal(f"{rule.id}:") + rows.subject
    name = rows.name if "name" in rows.columns else rows.member
    return rows.mutate(id=ibis.ifelse(name.isnull(), start, start + ":" + name.fill_null("")))


def _excuses(lens: Lens, dates: Dates, rule: Safeguard, rows: Table, by_pregnancy: bool) -> list[Table]:
    """What excuses each matter: a moment, from when a view knows of it (null: it ends by the clock alone), and the order."""
    parts: list[Table] = []

    def excused(table: Table, at: Any, since: Any, order: int) -> None:
        parts.append(table.select(key=table.key, x_at=at, x_since=since, x_order=ibis.literal(order, "int64")))

    lookback = getattr(rule, "lookback", None)
    for response in rule.unless:
        pairs = matched(lens, dates, response, rows, lookback)
        pairs = pairs.filter(pairs.sure.fill_null(False))
        excused(pairs, ibis.greatest(pairs.b_first, pairs.start), pairs.b_since, RESPONSE)
    if by_pregnancy:
        ended = lens.of("pregnancy.ended")
        ended = ended.select(p_view="snapshot", p_child="p_child", p_first="first", p_last="last", p_since="since")
        asked = rows.select("key", "snapshot", "first", "kids")
        pairs = asked.join(
            ended,
            (asked.snapshot == ended.p_view) & (ended.p_last >= asked["first"])
            & ((asked.kids == 0) | ((asked.kids & ended.p_child) != 0)),
        )  # fmt: skip
        excused(pairs, pairs.p_first, pairs.p_since, PREGNANCY)
    over = _state_ended(lens, dates, rule, rows, by_pregnancy)
    if over is not None:
        excused(over, over.ended, _NO, STATE)
    return parts


def _state_ended(lens: Lens, dates: Dates, rule: Safeguard, rows: Table, by_pregnancy: bool) -> Table | None:
    """Rows whose condition no longer holds at the due moment, with when it ended."""
    due = rows.filter(rows.due_last.notnull())
    if isinstance(rule, Cadence):
        over = due.filter(due.spell_end <= due.clock)
        return over.select(key=over.key, ended=over.spell_end)
    if rule.condition is None:
        return None
    found = over_time(lens, dates, rule.condition, due).select("key", "start", "end", "to_birth")
    limits = due.select(l_key="key", l_first="first", at="in_time", clock="clock")
    if by_pregnancy:
        births = found.filter(found.to_birth)
        births = births.join(limits, births.key == limits.l_key)
        births = births.filter((births.l_first < births.end) & (births.end <= births["at"]))
        births = births.group_by(b_key="key").agg(birth=births.end.min())
        limits = limits.left_join(births, limits.l_key == births.b_key)
        at = ibis.ifelse(limits.birth.notnull(), ibis.least(limits["at"], limits.birth - 1), limits["at"])
        limits = limits.select("l_key", "l_first", "clock", at=at)
    found = found.join(limits, found.key == limits.l_key)
    found = lens.keep("lasting", found.select("key", "start", "end", "l_first", "at", "clock"))
    held = found.filter((found.start <= found["at"]) & (found["at"] < found.end)).select(h_key="key").distinct()
    ended = found.filter((found.l_first < found.end) & (found.end <= found["at"]))
    ended = ended.anti_join(held, ended.key == held.h_key)
    last = ended.group_by("key", "clock").agg(ended=ended.end.max())
    return last.filter(last.ended <= last.clock).select("key", "ended")
