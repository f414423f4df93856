"""How matters settle, as relations: answered, excused, not to be told, or open; and the day on which each was warned of.

The same as `nightlight.safeguards.outcomes` says of one family. The day of the warning follows in closed form from when the parts
of a finding came on record, as long as nothing that it rests on, but for what opens and what answers it, came on record late or
was corrected; a view stands for such a stretch of time (`starts` to `ends`), and a family with late or corrected entries has
several views.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import ibis
from ibis.expr.types import Table

from nightlight.bulk.answers import matched, moment_before
from nightlight.bulk.dates import Dates
from nightlight.bulk.due import add
from nightlight.bulk.events import first_of
from nightlight.bulk.family import members, watched
from nightlight.bulk.lens import MINUTES, Lens
from nightlight.bulk.matters import over_time
from nightlight.bulk.plans import narrowed
from nightlight.chronology.moments import NEVER
from nightlight.picture.events import OF_THE_FAMILY
from nightlight.picture.states import STATES
from nightlight.safeguards.rules import AGENCY_SETS, Amount, Cadence, Every, Safeguard, Step

#: Columns of an outcome, beside those that say how it settled.
_OF_MATTERS = (
    "key", "snapshot", "family", "id", "base", "subject", "member", "first", "t_first", "t_last", "kind", "root", "agency",
    "loose", "kids", "since", "rank", "clock", "nation", "due_last", "due_early", "by_hours", "limit_name",
)  # fmt: skip

#: What each part looks at of a matter.
_TO_ANSWER = ("key",)
_TO_KNOW = ("snapshot", "root", "kind", "mbit", "known", "rank", "since", "t_first", "clock")
_TO_SETTLE = ("key", "first", "last", "t_first", "since", "due_last", "by_hours", "has_due", "in_time")
_TO_WARN = (
    "key", "snapshot", "id", "kind", "root", "first", "t_first", "since", "due_last", "by_hours", "has_due", "point_since",
)  # fmt: skip
_TO_SEND = ("key", "snapshot", "kind", "root", "known", "agency", "mbit")
_TO_WATCH = ("key", "snapshot", "kids", "first", "last", "clock")

_NO = ibis.null("int64")
_NOTHING = ibis.null("string")


def settle(
    lens: Lens,
    dates: Dates,
    rule: Safeguard,
    asked: Table,
    due: Table | None,
    found: Table | None,
    *,
    at_once: bool = False,
    by_pregnancy: bool = False,
    times: int = 1,
    known: bool = False,
) -> Table:
    """The outcomes of matters. `due` has the columns of `due_of`; `found` those of `answers`. `asked` has `mbit`, `member`, `name`."""
    rows = lens.keep("dated", _dated(lens, rule, asked, due, at_once))
    excuses = _excuses(lens, dates, rule, rows, by_pregnancy)
    asked_of = narrowed(rows, [name for name in rows.columns if name in _TO_ANSWER or (known and name in _TO_KNOW)])
    answers = [found] if found is not None else []
    answered = lens.keep_like("answered", _answered, [asked_of, excuses, *answers], lens, times, known)
    owed = _owed(lens, rule, rows)
    settled = lens.keep_like("settled", _settled, [narrowed(rows, _TO_SETTLE), excuses, answered, owed], at_once)
    to_warn = narrowed(rows, [name for name in rows.columns if name in _TO_WARN])
    warned = lens.keep_like("warned", _warned, [to_warn, excuses, answered, owed], lens, at_once)
    every = getattr(rule, "every", None)
    to_members = every is not None and every.set in AGENCY_SETS
    sent = lens.keep_like("sent", _sent, [narrowed(rows, _TO_SEND), owed], lens, to_members)
    return lens.keep_like("outcomes", _joined, [narrowed(rows, _OF_MATTERS), settled, warned, sent])


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
        found = found.select("m_key", "member", "mbit", "member_since")
    rows = asked.join(found, asked.key == found.m_key)
    if every.set in AGENCY_SETS:
        rows = rows.filter(rows.mbit != rows.agency)
    first = ibis.greatest(rows["first"], rows.member_since)
    kept = {name: rows[name] for name in asked.columns if name not in ("key", "first", "last")}
    split = rows.select(
        **kept, first=first, last=ibis.greatest(rows["last"], first), before_members=rows["last"], member=rows.member,
        mbit=rows.mbit, member_since=rows.member_since, key=ibis.row_number().over(),
    )  # fmt: skip
    return lens.keep("members", split)


def _joined(*parts: Table) -> Table:
    """Relations of one row for each `key`, side by side."""
    found = parts[0]
    for number, part in enumerate(parts[1:]):
        part = part.rename({f"j{number}_key": "key"})
        found = found.join(part, found.key == part[f"j{number}_key"]).drop(f"j{number}_key")
    return found


# -- parts


def _dated(lens: Lens, rule: Safeguard, asked: Table, due: Table | None, at_once: bool) -> Table:
    """Matters with their due dates, subjects and ids."""
    columns = {name: asked[name] for name in asked.columns}
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


def _excuses(lens: Lens, dates: Dates, rule: Safeguard, rows: Table, by_pregnancy: bool) -> Table:
    """What excuses, for each matter: `excuse` (a moment), whether by the clock alone (`excuse_by_clock`), `clock_excuse`; from when a
    view knows of an excuse that somebody wrote (`excuse_known`); and the end of a putting off (`paused`)."""
    parts: list[Table] = []

    def excused(table: Table, at: Any, since: Any, order: int) -> None:
        parts.append(
            table.select(key=table.key, x_at=at, x_since=since, x_order=ibis.literal(order), x_clock=since.isnull())
        )

    lookback = getattr(rule, "lookback", None)
    for response in rule.unless:
        pairs = matched(lens, dates, response, rows, lookback)
        pairs = pairs.filter(pairs.sure.fill_null(False))
        excused(pairs, ibis.greatest(pairs.b_first, pairs.start), pairs.b_since, 0)
    if by_pregnancy:
        ended = lens.of("pregnancy.ended")
        ended = ended.select(p_view="snapshot", p_child="p_child", p_first="first", p_last="last", p_since="since")
        asked = rows.select("key", "snapshot", "first", "kids")
        pairs = asked.join(
            ended,
            (asked.snapshot == ended.p_view) & (ended.p_last >= asked["first"])
            & ((asked.kids == 0) | ((asked.kids & ended.p_child) != 0)),
        )  # fmt: skip
        excused(pairs, pairs.p_first, pairs.p_since, 1)
    over = _state_ended(lens, dates, rule, rows, by_pregnancy)
    if over is not None:
        excused(over, over.ended, _NO, 2)
    pairs = lens.keep_like("explained", _explained, [narrowed(rows, ("key", "snapshot", "id"))], lens)
    settled = pairs.filter(pairs.e_until.isnull())
    excused(settled, settled.e_first, settled.e_since, 3)
    if not rule.after_death:
        until = lens.keep_like("stops", _watched_until, [narrowed(rows, _TO_WATCH)], lens, dates)
        excused(until, until.stops, _NO, 4)
    every = lens.keep("excusing", ibis.union(*parts) if len(parts) > 1 else parts[0])
    return lens.keep_like("excuses", _first_excuses, [narrowed(rows, ("key",)), every, pairs])


def _explained(names: Table, lens: Lens) -> Table:
    """What people said of each finding by its id: `key`, `e_first`, `e_since`, `e_until`."""
    explained = lens.of("finding.explained")
    explained = explained.select(
        e_view="snapshot", e_finding="s_finding", e_first="first", e_since="since", e_until="d_until_last"
    )
    pairs = names.join(explained, (names.snapshot == explained.e_view) & (names.id == explained.e_finding))
    return pairs.select("key", "e_first", "e_since", "e_until")


def _first_excuses(keys: Table, every: Table, explained: Table) -> Table:
    """Of every excuse of each matter those that count, as `_excuses` has them."""
    first = first_of(every, ["key"], [every.x_at, every.x_order])
    first = first.select(f_key="key", excuse="x_at", excuse_by_clock="x_clock")
    by_clock = every.filter(every.x_clock)
    by_clock = first_of(by_clock, ["key"], [by_clock.x_at, by_clock.x_order])
    by_clock = by_clock.select(g_key="key", clock_excuse="x_at", clock_order="x_order")
    written = every.filter(~every.x_clock)
    written = written.left_join(by_clock, written.key == by_clock.g_key)
    # What was written after the clock alone had ended the matter excuses nothing more.
    written = written.filter(
        written.clock_excuse.isnull()
        | (written.x_at < written.clock_excuse)
        | ((written.x_at == written.clock_excuse) & (written.x_order < written.clock_order))
    )
    known = written.group_by(k_key="key").agg(excuse_known=written.x_since.min())
    put_off = explained.filter(explained.e_until.notnull())
    put_off = put_off.group_by(p_key="key").agg(paused=(put_off.e_until * MINUTES + (MINUTES - 1)).max())
    found = keys.left_join(first, keys.key == first.f_key)
    found = found.left_join(by_clock, found.key == by_clock.g_key)
    found = found.left_join(known, found.key == known.k_key)
    found = found.left_join(put_off, found.key == put_off.p_key)
    return found.select("key", "excuse", "excuse_by_clock", "clock_excuse", "excuse_known", "paused")


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


def _watched_until(asked: Table, lens: Lens, dates: Dates) -> Table:
    """When watching ends for what each row is about, where that is past: `key`, `stops`."""
    windows = watched(lens, dates)
    windows = windows.select(w_view="snapshot", w_bit="bit", w_start="watch_start", w_end="watch_end")
    pairs = asked.join(windows, asked.snapshot == windows.w_view)
    is_own = ((pairs.kids & pairs.w_bit) != 0) & (pairs.w_start <= pairs["last"]) & (pairs.w_end > pairs["first"])
    pairs = pairs.select("key", "clock", "w_end", own_end=ibis.ifelse(is_own, pairs.w_end, _NO))
    ends = pairs.group_by("key", "clock").agg(own=pairs.own_end.max(), every=pairs.w_end.max())
    ends = ends.select("key", "clock", stops=ibis.coalesce(ends.own, ends.every))
    return ends.filter(ends.stops <= ends.clock).select("key", "stops")


def _answered(rows: Table, excuses: Table, *more: Any) -> Table:
    """The answer that counts (`answer`, `answer_since`), whether one may (`possible`), and from when a view knows of one.

    `block_any` is the moment from which the record holds an answer or what may be one; what came after the clock alone had ended the
    matter blocks nothing. `more` are the answers, where any can be, the lens, how many must be, and
    whether to know of it is enough.
    """
    *answers, lens, times, known = more
    found: Table | None = answers[0] if answers else None
    keys = rows.select("key").join(excuses.select(c_key="key", c_ends="clock_excuse"), [("key", "c_key")])
    keys = keys.select("key", c_ends=keys.c_ends.fill_null(NEVER))
    if found is None:
        answered = keys.mutate(
            answer=_NO,
            answer_since=_NO,
            answer_root=_NOTHING,
            possible=ibis.literal(False),
            block_any=_NO,
        )
    else:
        sure = _nth(found.filter(found.sure), "b_first", times)
        sure = sure.select(s_key="key", answer="b_first", answer_since="b_since", answer_root="b_root")
        counted = found.group_by(n_key="key").agg(so_many=found.count())
        ends = keys.select(e_key="key", e_ends="c_ends")
        in_time = found.join(ends, (found.key == ends.e_key) & (found.b_first <= ends.e_ends))
        any_ = _nth(in_time, "b_since", times).select(y_key="key", block_any="b_since")
        answered = keys.left_join(sure, keys.key == sure.s_key)
        answered = answered.left_join(counted, answered.key == counted.n_key)
        answered = answered.left_join(any_, answered.key == any_.y_key)
        answered = answered.select(
            "key", "c_ends", "answer", "answer_since", "answer_root", "block_any",
            possible=(answered.so_many >= times).fill_null(False),
        )  # fmt: skip
    if known:
        answered = _or_known(lens, rows, answered)
    return answered.select("key", "answer", "answer_since", "possible", "block_any")


def _nth(found: Table, order: str, times: int) -> Table:
    """The so-many-th answer of each matter in an order."""
    numbered = found.mutate(nth=ibis.row_number().over(group_by="key", order_by=[found[order], found.b_root]))
    return numbered.filter(numbered.nth == times - 1)


def _or_known(lens: Lens, rows: Table, answered: Table) -> Table:
    """Answers, or that the member knows of the trigger by whatever way (`semantics.md` 20)."""
    told = lens.shared("knows").select(t_view="snapshot", t_root="root", t_bit="bit", t_since="since")
    here = lens.agencies.select(h_view="snapshot", h_bit="bit", here_since="since")
    asked = rows.select("key", "snapshot", "root", "kind", "mbit", "known", "rank", "since", "t_first", "clock")
    asked = asked.left_join(here, (asked.snapshot == here.h_view) & (asked.mbit == here.h_bit)).drop("h_view", "h_bit")
    asked = asked.left_join(
        told, (asked.snapshot == told.t_view) & (asked.root == told.t_root) & (asked.mbit == told.t_bit)
    )
    by_entry = ibis.ifelse((asked.known & asked.mbit) != 0, asked["rank"], asked.t_since)
    # Of what follows from who is in the family, an agency knows once it is in the family itself.
    by_family = ibis.ifelse(asked.here_since.isnull(), _NO, ibis.greatest(asked.here_since, asked.since))
    knows = ibis.ifelse(asked.kind.isin(sorted(OF_THE_FAMILY)), by_family, by_entry)
    asked = asked.select(
        k_key="key", k_root="root", knows=ibis.ifelse((knows <= asked.clock) & (asked.mbit != 0), knows, _NO),
        told_at=ibis.greatest(knows, asked.t_first),
    )  # fmt: skip
    both = answered.join(asked, answered.key == asked.k_key)
    knows_it = both.knows.notnull()
    by_knowing = knows_it & (
        both.answer.isnull()
        | (both.told_at < both.answer)
        | ((both.told_at == both.answer) & (both.k_root < both.answer_root))
    )
    blocks = knows_it & (both.told_at <= both.c_ends)
    return both.select(
        key=both.key,
        answer=ibis.ifelse(by_knowing, both.told_at, both.answer),
        answer_since=ibis.ifelse(by_knowing, both.knows, both.answer_since),
        possible=both.possible | knows_it,
        block_any=ibis.ifelse(
            blocks & (both.block_any.isnull() | (both.knows < both.block_any)), both.knows, both.block_any
        ),
    )


def _owed(lens: Lens, rule: Safeguard, rows: Table) -> Table:
    """Who owes the answer (`owing`), and from when its absence counts (`owed_since`): such an agency is in the family, and the record
    keeps such entries."""
    tables = [narrowed(rows, ("key", "snapshot", "first"))]
    if rule.recorded:
        parts = [lens.certain(selector).select(k_view="snapshot", k_since="since") for selector in rule.recorded]
        gate = ibis.union(*parts) if len(parts) > 1 else parts[0]
        tables.append(lens.keep("gate", gate.group_by("k_view").agg(kept_since=gate.k_since.min())))
    return lens.keep_like("owed", _owed_by, tables, lens, tuple(sorted(rule.owes)), rule.while_recording)


def _owed_by(asked: Table, *more: Any) -> Table:
    """As `_owed`; `more` are the gate, where the rule has one, the lens, the types of agency, and whether they must go on recording."""
    *gates, lens, owes, while_recording = more
    agencies = lens.agencies
    owing = agencies.filter(agencies.type.isin(owes))
    owing = owing.group_by(g_view="snapshot").agg(owing=owing.bit.bit_or(), owes_since=owing.since.min())
    found = asked.left_join(owing, asked.snapshot == owing.g_view)
    found = found.select("key", "snapshot", "first", owing=found.owing.fill_null(0), owed_since=found.owes_since)
    for gate in gates:
        found = found.left_join(gate, found.snapshot == gate.k_view)
        found = found.select("key", "snapshot", "first", "owing", owed_since=_later(found.owed_since, found.kept_since))
    if while_recording:
        touches = lens.shared("touches")
        agencies = lens.shared("all_agencies")
        types = agencies.filter(agencies.type.isin(owes)).select(y_view="snapshot", y_bit="bit")
        writing = touches.filter(touches.records)
        writing = writing.join(types, (writing.snapshot == types.y_view) & (writing.bit == types.y_bit))
        writing = writing.select(r_view="snapshot", r_at="happened", r_since="since")
        pairs = asked.join(
            writing,
            (asked.snapshot == writing.r_view) & (writing.r_at > asked["first"] // MINUTES * MINUTES + (MINUTES - 1)),
        )
        goes_on = pairs.group_by(n_key="key").agg(goes_on=pairs.r_since.min())
        found = found.left_join(goes_on, found.key == goes_on.n_key)
        found = found.select("key", "owing", owed_since=_later(found.owed_since, found.goes_on))
    return found.select("key", "owing", "owed_since")


def _later(one: Any, other: Any) -> Any:
    return ibis.ifelse(one.isnull() | other.isnull(), _NO, ibis.greatest(one, other))


def _settled(rows: Table, excuses: Table, answered: Table, owed: Table, at_once: bool) -> Table:
    """The state apart from the clock, and from when the view shows it overdue or asks about it."""
    asked = rows.select("key", "first", "last", "t_first", "since", "due_last", "by_hours", "has_due", "in_time")
    asked = _joined(asked, excuses, answered, owed)
    # What is wrong at once is looked at when its day ends (`semantics.md` 33, 51).
    end_of_day = asked["last"] // MINUTES * MINUTES + (MINUTES - 1)
    in_time = ibis.ifelse(asked.has_due, asked.in_time, end_of_day if at_once else NEVER)
    is_answered = asked.answer.notnull() & (asked.excuse.isnull() | (asked.answer <= asked.excuse))
    settled = ibis.cases(
        (is_answered & (asked.answer <= in_time).fill_null(False), "met"),
        (is_answered, "met_late"),
        (asked.excuse.notnull(), "excused"),
        (asked.possible, "unknown"),
        else_=_NOTHING,
    )
    tested, warns = _run_out(asked, at_once)
    found = asked.select(
        "key", "excuse_by_clock", "has_due", "paused", "owed_since", "since", "answer_since", in_time=in_time,
        settled=settled, closed=ibis.ifelse(is_answered, asked.answer, asked.excuse), tested=tested, warns=warns,
    )  # fmt: skip
    is_open = found.settled.isnull()
    by_clock = (found.settled == "excused").fill_null(False) & found.excuse_by_clock.fill_null(False)
    put_off = (found.paused >= found.warns).fill_null(False) & is_open
    tested = ibis.ifelse(put_off, found.paused, found.tested)
    warns = ibis.ifelse(put_off, found.paused + 1, found.warns)
    looked_at = (is_open | by_clock) & (found.has_due | ibis.literal(at_once))
    shows = looked_at & ~(by_clock & (tested >= found.closed).fill_null(False))
    owes = found.owed_since.notnull()
    return found.select(
        "key", "settled", "closed",
        recorded_late=((found.settled == "met") & (found.answer_since > ibis.greatest(found.in_time, found.since))).fill_null(False),
        warns_from=ibis.ifelse(shows & owes, warns, _NO),
        asks_from=ibis.ifelse(shows & ~owes & is_open, warns, _NO),
        paused_until=ibis.ifelse(is_open, found.paused, _NO),
    )  # fmt: skip


def _run_out(rows: Table, at_once: bool) -> tuple[Any, Any]:
    """The last moment at which an answer would have been in time, and the first at which the matter is overdue."""
    if at_once:
        return rows.t_first - 1, rows.t_first
    return rows.due_last, ibis.ifelse(rows.by_hours, rows.due_last, rows.due_last + 1)


def _warned(rows: Table, excuses: Table, answered: Table, owed: Table, lens: Lens, at_once: bool) -> Table:
    """The moment of the warning in closed form, within the stretch for which the view stands.

    The matter is looked at when its time runs out, if all that it rests on was on record by then; else at the end of the day on
    which that came on record.
    """
    point = rows.point_since.fill_null(0) if "point_since" in rows.columns else ibis.literal(0, "int64")
    asked = rows.select("key", "snapshot", "t_first", "since", "due_last", "by_hours", "has_due", point_since=point)
    asked = _joined(
        asked,
        excuses.select("key", "clock_excuse", "excuse_known", "paused"),
        answered.select("key", "block_any"),
        owed.select("key", "owed_since"),
        _superseded(rows),
    )
    views = lens.views.select(w_view="snapshot", starts="starts", ends="ends")
    asked = asked.join(views, asked.snapshot == views.w_view)
    tested, warns = _run_out(asked, at_once)
    put_off = (asked.paused >= warns).fill_null(False)
    ready = ibis.greatest(asked.since, asked.owed_since, asked.starts, asked.point_since)
    found = asked.select(
        "key", "clock_excuse", "excuse_known", "block_any", "ends", "superseded",
        tested=ibis.ifelse(put_off, asked.paused, tested), warns=ibis.ifelse(put_off, asked.paused + 1, warns),
        ready=ready, may=asked.owed_since.notnull() & (asked.has_due | ibis.literal(at_once)),
    )  # fmt: skip
    in_time = found.ready <= found.tested
    looked_at = ibis.ifelse(in_time, found.tested, found.ready // MINUTES * MINUTES + (MINUTES - 1))
    found = found.mutate(looked_at=looked_at, warned=ibis.ifelse(in_time, found.warns, found.ready))
    blocked = ibis.least(found.block_any.fill_null(NEVER), found.excuse_known.fill_null(NEVER))
    is_open = (blocked > found.looked_at) & (found.looked_at < found.ends) & (found.looked_at < found.superseded)
    ends_first = (found.clock_excuse <= found.tested).fill_null(False)
    shown = (found.may & is_open & ~ends_first).fill_null(False)
    return found.select("key", warned=ibis.ifelse(shown, found.warned, _NO))


def _superseded(rows: Table) -> Table:
    """From when another matter of the same name, opened later, is on record: it then takes this one's place."""
    asked = rows.select("key", "snapshot", "id", "since", "first", "kind", "root")
    order = [asked["first"], asked.kind, asked.root, asked.key]
    window = ibis.window(group_by=["snapshot", "id"], order_by=order, preceding=None, following=None)
    numbered = asked.mutate(
        place_no=ibis.row_number().over(group_by=["snapshot", "id"], order_by=order),
        so_many=asked.key.count().over(window),
    )
    several = numbered.filter(numbered.so_many > 1).select("key", "snapshot", "id", "place_no", "since")
    others = several.select(l_view="snapshot", l_id="id", l_place="place_no", l_since="since")
    pairs = several.join(
        others, (several.snapshot == others.l_view) & (several.id == others.l_id) & (others.l_place > several.place_no)
    )
    soonest = pairs.group_by(z_key="key").agg(soonest=pairs.l_since.min())
    keys = asked.select("key")
    found = keys.left_join(soonest, keys.key == soonest.z_key)
    return found.select("key", superseded=found.soonest.fill_null(NEVER))


def _sent(rows: Table, owed: Table, lens: Lens, to_members: bool) -> Table:
    """To whom a finding goes, as a number with a bit for each agency (`to_mask`), and whether those who owe it were `not_told`."""
    told = lens.shared("knows")
    told = told.group_by(z_view="snapshot", z_root="root").agg(told_mask=told.bit.bit_or())
    agencies = lens.agencies
    present = agencies.group_by(q_view="snapshot").agg(present=agencies.bit.bit_or())
    asked = _joined(
        rows.select("key", "snapshot", "kind", "root", "known", "agency", "mbit"), owed.select("key", "owing")
    )
    asked = asked.left_join(told, (asked.snapshot == told.z_view) & (asked.root == told.z_root))
    asked = asked.left_join(present, asked.snapshot == present.q_view)
    of_family = asked.kind.isin(sorted(OF_THE_FAMILY))
    know = ibis.ifelse(of_family, asked.present.fill_null(0), asked.known | asked.told_mask.fill_null(0))
    owing = asked.owing
    if to_members:
        owing = ibis.ifelse((asked.mbit & owing) != 0, asked.mbit, owing)
    found = asked.select("key", "agency", of_family=of_family, owing=owing, told=owing & know)
    has_told = found.told != 0
    not_by_entry = (found.owing == 0) | found.of_family
    to = ibis.cases(
        (has_told, found.told), (~not_by_entry, found.agency), (found.owing != 0, found.owing), else_=found.agency
    )
    return found.select("key", to_mask=to, not_told=~has_told & ~not_by_entry & ((found.agency & found.owing) == 0))


def stages(dates: Dates, escalate: Iterable[Step], found: Table) -> Table:
    """Findings with `stage`: the steps of escalation passed by `clock`, or by the closing."""
    until = ibis.ifelse(found.closed.notnull(), ibis.least(found.clock, found.closed), found.clock)
    none = (
        found.due_last.isnull()
        | found.settled.isin(["met", "unknown"]).fill_null(False)
        | found.asks_from.notnull()
        | (until <= found.due_last).fill_null(True)
    )
    found = found.mutate(stage=ibis.literal(0, "int64"), no_stage=none, stage_until=until)
    for step in escalate:
        if step.after.unit == "hours":
            found = dates.hours_after(found, found.due_last, step.after.number, "step_at")
        else:
            found = add(dates, found, found.due_last // MINUTES, step.after, "step_day")
            found = found.mutate(step_at=found.step_day * MINUTES).drop("step_day")
        found = found.mutate(
            stage=found.stage + (found.step_at <= found.stage_until).fill_null(False).cast("int64")
        ).drop("step_at")
    return found.mutate(stage=ibis.ifelse(found.no_stage, 0, found.stage)).drop("no_stage", "stage_until")


def states(dates: Dates, warn_before: Amount | None, found: Table) -> Table:
    """Findings with `state` at `clock`."""
    found = (
        moment_before(dates, found, found.due_early, warn_before, "soon_at")
        if warn_before is not None
        else found.mutate(soon_at=_NO)
    )
    state = ibis.cases(
        (found.settled.notnull(), found.settled),
        ((found.asks_from <= found.clock).fill_null(False), "unknown"),
        ((found.warns_from <= found.clock).fill_null(False), "overdue"),
        ((found.soon_at <= found.clock).fill_null(False) & found.paused_until.isnull(), "due_soon"),
        else_="waiting",
    )
    return found.mutate(state=state).drop("soon_at")
