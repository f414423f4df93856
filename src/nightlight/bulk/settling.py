"""How matters settle, as relations: answered, excused, not to be told, or open; and the day on which each was warned of.

The same as `nightlight.safeguards.outcomes` says of one family. The day of the warning follows in closed form from when the parts
of a finding came on record, as long as nothing that it rests on, but for what opens and what answers it, came on record late or
was corrected; a view stands for such a stretch of time (`starts` to `ends`), and a family with late or corrected entries has
several views.
"""

from __future__ import annotations

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
from nightlight.chronology.moments import NEVER
from nightlight.picture.events import OF_THE_FAMILY
from nightlight.safeguards.rules import AGENCY_SETS, Cadence, Every, Safeguard

#: Columns of an outcome.
OUTCOME = (
    "snapshot", "family", "id", "base", "subject", "member", "first", "t_first", "kind", "root", "agency", "loose", "kids",
    "t_last", "settled", "closed", "warns_from", "tested", "asks_from", "paused_until", "recorded_late", "due_last",
    "due_early", "by_hours", "limit_name", "owing", "to_mask", "not_told", "warned", "clock", "since", "rank", "nation", "key",
)  # fmt: skip

_NO = ibis.null("int64")


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
    rows = lens.keep("due", _with_id(lens, rule, _with_due(asked, due, at_once)))
    rows = lens.keep("excused", _with_excuse(lens, dates, rule, rows, by_pregnancy))
    rows = lens.keep("answered", _with_answers(lens, rows, found, times, known))
    rows = _with_owed(lens, rule, rows)
    rows = _settled(rows, at_once)
    rows = lens.keep("settled", _with_warned(lens, rows, at_once))
    return lens.keep("outcomes", _with_to(lens, rule, rows).select(*OUTCOME))


def for_members(lens: Lens, dates: Dates, every: Every | None, asked: Table, kept: str) -> Table:
    """Matters split by member: `member`, `mbit`, `before_members` (their last moment before that), and `key` anew."""
    asked = asked.mutate(before_members=asked["last"])
    if every is None:
        return asked.mutate(member=ibis.null("string"), mbit=ibis.literal(0, "int64"))
    found = members(lens, dates, every.set, asked, every.words).rename(m_key="key")
    rows = asked.join(found, asked.key == found.m_key).drop("m_key", "key")
    if every.set in AGENCY_SETS:
        rows = rows.filter(rows.mbit != rows.agency)
        if every.types:
            types = lens.types(every.types)
            rows = rows.join(types, rows.snapshot == types.types_view).drop("types_view")
            rows = rows.filter((rows.types_mask & rows.mbit) != 0).drop("types_mask")
    rows = rows.mutate(first=ibis.greatest(rows["first"], rows.member_since))
    rows = rows.mutate(last=ibis.greatest(rows["last"], rows["first"]))
    return lens.keep(kept, rows.mutate(key=ibis.row_number()))


# -- parts


def _with_due(asked: Table, due: Table | None, at_once: bool) -> Table:
    if due is None:
        rows = asked.mutate(
            due_last=asked["last"] if at_once else _NO,
            due_early=asked["first"] if at_once else _NO,
            by_hours=ibis.literal(at_once),
            limit_name=ibis.null("string"),
        )
        return rows.mutate(has_due=ibis.literal(False))
    due = due.rename(d_key="key")
    rows = asked.left_join(due, asked.key == due.d_key).drop("d_key")
    return rows.mutate(has_due=rows.due_last.notnull(), by_hours=rows.by_hours.fill_null(False))


def _with_answers(lens: Lens, rows: Table, found: Table | None, times: int, known: bool) -> Table:
    """The answer that counts (`answer`, `answer_since`), whether one may (`possible`), and from when a view knows of one.

    `block_sure` is the moment from which the record holds a sure answer, `block_any` one that may be; what came after the
    clock alone had ended the matter blocks nothing.
    """
    nothing = ibis.null("string")
    if found is None:
        rows = rows.mutate(
            answer=_NO, answer_since=_NO, answer_root=nothing, possible=ibis.literal(False), block_sure=_NO, block_any=_NO
        )
    else:
        sure = found.filter(found.sure)
        sure = sure.mutate(nth=ibis.row_number().over(group_by="key", order_by=[sure.b_first, sure.b_root]))
        sure = sure.filter(sure.nth == times - 1)
        sure = sure.select(s_key=sure.key, answer=sure.b_first, answer_since=sure.b_since, answer_root=sure.b_root)
        counted = found.group_by(n_key="key").agg(so_many=found.count())
        rows = rows.left_join(sure, rows.key == sure.s_key).drop("s_key")
        rows = rows.left_join(counted, rows.key == counted.n_key).drop("n_key")
        rows = rows.mutate(possible=(rows.so_many >= times).fill_null(False)).drop("so_many")
        ends = rows.select(c_key=rows.key, c_ends=rows.clock_excuse.fill_null(NEVER))
        in_time = found.join(ends, found.key == ends.c_key).drop("c_key")
        in_time = in_time.filter(in_time.b_first <= in_time.c_ends)
        for name, blocking in (("block_any", in_time), ("block_sure", in_time.filter(in_time.sure))):
            nth = blocking.mutate(nth=ibis.row_number().over(group_by="key", order_by=[blocking.b_since, blocking.b_root]))
            nth = nth.filter(nth.nth == times - 1)
            nth = nth.select(e_key=nth.key, **{name: nth.b_since})
            rows = rows.left_join(nth, rows.key == nth.e_key).drop("e_key")
    if not known:
        return rows
    told = lens.shared("knows")
    told = told.select(t_view=told.snapshot, t_root=told.root, t_bit=told.bit, t_since=told.since)
    rows = rows.left_join(
        told, (rows.snapshot == told.t_view) & (rows.root == told.t_root) & (rows.mbit == told.t_bit)
    ).drop("t_view", "t_root", "t_bit")
    rows = rows.mutate(knows=_knows_from(rows))
    told_at = ibis.greatest(rows.knows, rows.t_first)
    by_knowing = rows.knows.notnull() & (
        rows.answer.isnull()
        | (told_at < rows.answer)
        | ((told_at == rows.answer) & (rows.root < rows.answer_root))
    )
    blocks = rows.knows.notnull() & (told_at <= rows.clock_excuse.fill_null(NEVER))
    return rows.mutate(
        answer=ibis.ifelse(by_knowing, told_at, rows.answer),
        answer_since=ibis.ifelse(by_knowing, rows.knows, rows.answer_since),
        possible=rows.possible | rows.knows.notnull(),
        **{
            name: ibis.ifelse(blocks & (rows[name].isnull() | (rows.knows < rows[name])), rows.knows, rows[name])
            for name in ("block_sure", "block_any")
        },
    ).drop("knows", "t_since")


def _knows_from(rows: Table) -> Any:
    """From when the member of a row knows of its trigger, by the view's clock; null where it does not."""
    of_family = rows.kind.isin(sorted(OF_THE_FAMILY))
    by_entry = ibis.ifelse((rows.known & rows.mbit) != 0, rows["rank"], rows.t_since)
    # Of what follows from who is in the family, an agency knows once it is in the family itself.
    by_family = ibis.greatest(rows.member_since, rows.since) if "member_since" in rows.columns else _NO
    knows = ibis.ifelse(of_family, by_family, by_entry)
    return ibis.ifelse(knows <= rows.clock, knows, _NO)


def _with_id(lens: Lens, rule: Safeguard, rows: Table) -> Table:
    """The subject and the id, which rest on the entry that was recorded first of the rule's kinds in the thread."""
    subject = ibis.coalesce(rows.thread, rows.root)
    kinds = {selector.kind for selector in rule.trigger.selectors}
    if kinds and not isinstance(rule, Cadence):
        parts = []
        for kind in sorted(kinds):
            facts = lens.of(kind)
            parts.append(
                facts.select(
                    o_view=facts.snapshot, o_thread=facts.thread, o_rank=facts["rank"], o_place=facts.place, o_root=facts.root
                )
            )
        others = ibis.union(*parts) if len(parts) > 1 else parts[0]
        others = others.filter(others.o_thread.notnull())
        earliest = first_of(others, ["o_view", "o_thread"], [others.o_rank, others.o_place, others.o_root])
        rows = rows.left_join(earliest, (rows.snapshot == earliest.o_view) & (rows.thread == earliest.o_thread))
        before = (
            (rows.o_rank < rows["rank"])
            | ((rows.o_rank == rows["rank"]) & (rows.o_place < rows.place))
            | ((rows.o_rank == rows["rank"]) & (rows.o_place == rows.place) & (rows.o_root < rows.root))
        ).fill_null(False)
        rows = rows.mutate(subject=ibis.ifelse(before, rows.root, ibis.coalesce(rows.thread, rows.root)))
        rows = rows.drop("o_view", "o_thread", "o_rank", "o_place", "o_root")
    else:
        rows = rows.mutate(subject=subject)
    start = ibis.literal(f"{rule.id}:") + rows.subject
    name = rows.name if "name" in rows.columns else rows.member
    return rows.mutate(id=ibis.ifelse(name.isnull(), start, start + ":" + name.fill_null("")))


def _with_excuse(lens: Lens, dates: Dates, rule: Safeguard, rows: Table, by_pregnancy: bool) -> Table:
    """What excuses: `excuse` (a moment), whether by the clock alone, and from when a view knows of an excuse that somebody wrote."""
    limit = rows.due_last.fill_null(NEVER)
    rows = rows.mutate(in_time=limit)
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
        ended = ended.select(p_view=ended.snapshot, p_child=ended.p_child, p_first=ended["first"], p_last=ended["last"], p_since=ended.since)
        pairs = rows.join(
            ended,
            (rows.snapshot == ended.p_view) & (ended.p_last >= rows["first"])
            & ((rows.kids == 0) | ((rows.kids & ended.p_child) != 0)),
        )  # fmt: skip
        excused(pairs, pairs.p_first, pairs.p_since, 1)
    over = _state_ended(lens, dates, rule, rows, by_pregnancy)
    if over is not None:
        excused(over, over.ended, _NO, 2)
    explained = lens.of("finding.explained")
    explained = explained.select(
        e_view=explained.snapshot, e_finding=explained.s_finding, e_first=explained["first"], e_since=explained.since,
        e_until=explained.d_until_last,
    )  # fmt: skip
    settled = explained.filter(explained.e_until.isnull())
    pairs = rows.join(settled, (rows.snapshot == settled.e_view) & (rows.id == settled.e_finding))
    excused(pairs, pairs.e_first, pairs.e_since, 3)
    if not rule.after_death:
        until = _watched_until(lens, dates, rows)
        excused(until, until.stops, _NO, 4)
    every = ibis.union(*parts) if len(parts) > 1 else parts[0]
    first = first_of(every, ["key"], [every.x_at, every.x_order]).select(
        f_key="key", excuse="x_at", excuse_by_clock="x_clock"
    )
    by_clock = every.filter(every.x_clock)
    by_clock = first_of(by_clock, ["key"], [by_clock.x_at, by_clock.x_order]).select(
        g_key="key", clock_excuse="x_at", clock_order="x_order"
    )
    written = every.filter(~every.x_clock)
    written = written.left_join(by_clock, written.key == by_clock.g_key)
    # What was written after the clock alone had ended the matter excuses nothing more.
    written = written.filter(
        written.clock_excuse.isnull()
        | (written.x_at < written.clock_excuse)
        | ((written.x_at == written.clock_excuse) & (written.x_order < written.clock_order))
    )
    known = written.group_by(k_key="key").agg(excuse_known=written.x_since.min())
    rows = rows.left_join(first, rows.key == first.f_key).drop("f_key")
    rows = rows.left_join(by_clock, rows.key == by_clock.g_key).drop("g_key", "clock_order")
    rows = rows.left_join(known, rows.key == known.k_key).drop("k_key")
    put_off = explained.filter(explained.e_until.notnull())
    put_off = put_off.group_by(["e_view", "e_finding"]).agg(
        paused=(put_off.e_until * MINUTES + (MINUTES - 1)).max()
    )
    return rows.left_join(put_off, (rows.snapshot == put_off.e_view) & (rows.id == put_off.e_finding)).drop("e_view", "e_finding")


def _state_ended(lens: Lens, dates: Dates, rule: Safeguard, rows: Table, by_pregnancy: bool) -> Table | None:
    """Rows whose condition no longer holds at the due moment, with when it ended."""
    due = rows.filter(rows.due_last.notnull())
    if isinstance(rule, Cadence):
        over = due.filter(due.spell_end <= due.in_time)
        return over.select(key=over.key, ended=over.spell_end)
    if rule.condition is None:
        return None
    found = over_time(lens, dates, rule.condition, due)
    limits = due.select(l_key=due.key, l_first=due["first"], at=due.in_time)
    found = found.join(limits, found.key == limits.l_key).drop("l_key")
    if by_pregnancy:
        births = found.filter(found.to_birth & (found.l_first < found.end) & (found.end <= found["at"]))
        births = births.group_by(b_key="key").agg(birth=births.end.min())
        limits = limits.left_join(births, limits.l_key == births.b_key).drop("b_key")
        limits = limits.mutate(at=ibis.ifelse(limits.birth.notnull(), ibis.least(limits["at"], limits.birth - 1), limits["at"]))
        limits = limits.drop("birth")
        found = found.drop("at", "l_first").join(limits, found.key == limits.l_key).drop("l_key")
    holds = found.filter((found.start <= found["at"]) & (found["at"] < found.end))
    ended = found.filter((found.l_first < found.end) & (found.end <= found["at"]))
    held = holds.select(h_key=holds.key).distinct()
    ended = ended.anti_join(held, ended.key == held.h_key)
    return ended.group_by("key").agg(ended=ended.end.max())


def _watched_until(lens: Lens, dates: Dates, rows: Table) -> Table:
    """When watching ends for what each row is about, where that is past: `key`, `stops`."""
    windows = watched(lens, dates)
    windows = windows.select(
        w_view=windows.snapshot, w_bit=windows.bit, w_start=windows.watch_start, w_end=windows.watch_end
    )
    pairs = rows.join(windows, rows.snapshot == windows.w_view)
    named = pairs.filter(
        ((pairs.kids & pairs.w_bit) != 0) & (pairs.w_start <= pairs["last"]) & (pairs.w_end > pairs["first"])
    )
    own = named.group_by(o_key="key").agg(own=named.w_end.max())
    every = pairs.group_by(a_key="key").agg(every=pairs.w_end.max())
    rows = rows.left_join(own, rows.key == own.o_key).left_join(every, rows.key == every.a_key)
    rows = rows.mutate(stops=ibis.coalesce(rows.own, rows.every))
    return rows.filter(rows.stops <= rows.clock).select("key", "stops")


def _with_owed(lens: Lens, rule: Safeguard, rows: Table) -> Table:
    """From when the absence of an answer counts (`owed_since`): an agency that owes it is in the family, and the record keeps such entries."""
    agencies = lens.agencies
    owing = agencies.filter(agencies.type.isin(sorted(rule.owes)))
    owing = owing.group_by(g_view="snapshot").agg(owing=owing.bit.bit_or(), owes_since=owing.since.min())
    rows = rows.left_join(owing, rows.snapshot == owing.g_view).drop("g_view")
    rows = rows.mutate(owing=rows.owing.fill_null(0), owed_since=rows.owes_since).drop("owes_since")
    if rule.recorded:
        parts = [lens.certain(selector) for selector in rule.recorded]
        kept = [part.select(k_view=part.snapshot, k_since=part.since) for part in parts]
        gate = ibis.union(*kept) if len(kept) > 1 else kept[0]
        gate = gate.group_by("k_view").agg(kept_since=gate.k_since.min())
        rows = rows.left_join(gate, rows.snapshot == gate.k_view).drop("k_view")
        rows = rows.mutate(owed_since=_later(rows.owed_since, rows.kept_since)).drop("kept_since")
    if rule.while_recording:
        touches = lens.shared("touches")
        agencies = lens.shared("all_agencies")
        types = agencies.filter(agencies.type.isin(sorted(rule.owes)))
        types = types.select(y_view=types.snapshot, y_bit=types.bit)
        writing = touches.filter(touches.records)
        writing = writing.join(types, (writing.snapshot == types.y_view) & (writing.bit == types.y_bit))
        writing = writing.select(r_view=writing.snapshot, r_at=writing.happened, r_since=writing.since)
        pairs = rows.select("key", "snapshot", opened_day=rows["first"] // MINUTES)
        pairs = pairs.join(
            writing, (pairs.snapshot == writing.r_view) & (writing.r_at > pairs.opened_day * MINUTES + (MINUTES - 1))
        )
        goes_on = pairs.group_by(n_key="key").agg(goes_on=pairs.r_since.min())
        rows = rows.left_join(goes_on, rows.key == goes_on.n_key).drop("n_key")
        rows = rows.mutate(owed_since=_later(rows.owed_since, rows.goes_on)).drop("goes_on")
    return rows


def _later(one: Any, other: Any) -> Any:
    return ibis.ifelse(one.isnull() | other.isnull(), _NO, ibis.greatest(one, other))


def _settled(rows: Table, at_once: bool) -> Table:
    """The state apart from the clock, and from when the view shows it overdue or asks about it."""
    no_date = ibis.literal(at_once) & ~rows.has_due
    last = rows["last"] if at_once else rows.in_time
    answered = rows.answer.notnull() & (rows.excuse.isnull() | (rows.answer <= rows.excuse))
    in_time = (rows.answer <= ibis.ifelse(rows.has_due, rows.in_time, last)) & ~no_date
    settled = ibis.cases(
        (answered & in_time.fill_null(False), "met"),
        (answered, "met_late"),
        (rows.excuse.notnull(), "excused"),
        (rows.possible, "unknown"),
        else_=ibis.null("string"),
    )
    closed = ibis.ifelse(answered, rows.answer, rows.excuse)
    rows = rows.mutate(
        settled=settled,
        closed=closed,
        recorded_late=((settled == "met") & (rows.answer_since > ibis.greatest(rows.in_time, rows.since))).fill_null(False),
    )
    by_clock = (rows.settled == "excused").fill_null(False) & rows.excuse_by_clock.fill_null(False)
    looked_at = (rows.settled.isnull() | by_clock) & (rows.has_due | ibis.literal(at_once))
    tested, warns = _run_out(rows, at_once)
    put_off = (rows.paused >= warns).fill_null(False) & rows.settled.isnull()
    tested = ibis.ifelse(put_off, rows.paused, tested)
    warns = ibis.ifelse(put_off, rows.paused + 1, warns)
    too_late = by_clock & (warns >= rows.closed).fill_null(False)
    owed = rows.owed_since.notnull()
    shows = looked_at & ~too_late
    return rows.mutate(
        tested=ibis.ifelse(shows, tested, _NO),
        warns_from=ibis.ifelse(shows & owed, warns, _NO),
        asks_from=ibis.ifelse(shows & ~owed & rows.settled.isnull(), warns, _NO),
        paused_until=ibis.ifelse(rows.settled.isnull(), rows.paused, _NO),
        by_clock=by_clock,
    )


def _run_out(rows: Table, at_once: bool) -> tuple[Any, Any]:
    """The last moment at which an answer would have been in time, and the first at which the matter is overdue."""
    if at_once:
        return rows.t_first - 1, rows.t_first
    return rows.due_last, ibis.ifelse(rows.by_hours, rows.due_last, rows.due_last + 1)


def _with_warned(lens: Lens, rows: Table, at_once: bool) -> Table:
    """The day of the warning in closed form, within the stretch for which the view stands.

    The matter is looked at when its time runs out, if all that it rests on was on record by then; else at the end of the day on
    which that came on record.
    """
    views = lens.views.select(w_view="snapshot", starts="starts", ends="ends")
    rows = rows.join(views, rows.snapshot == views.w_view).drop("w_view")
    rows = _with_superseded(rows)
    tested, warns = _run_out(rows, at_once)
    put_off = (rows.paused >= warns).fill_null(False)
    tested = ibis.ifelse(put_off, rows.paused, tested)
    warns = ibis.ifelse(put_off, rows.paused + 1, warns)
    ready = ibis.greatest(rows.since, rows.owed_since, rows.starts)
    if "point_since" in rows.columns:
        ready = ibis.greatest(ready, rows.point_since.fill_null(0))
    end_of_day = ready // MINUTES * MINUTES + (MINUTES - 1)
    in_time = ready <= tested
    looked_at = ibis.ifelse(in_time, tested, end_of_day)
    over = (rows.clock_excuse <= looked_at).fill_null(False)
    blocked = ibis.least(
        ibis.ifelse(over, rows.block_sure, rows.block_any).fill_null(NEVER), rows.excuse_known.fill_null(NEVER)
    )
    open_ = (blocked > looked_at) & (looked_at < rows.ends) & (looked_at < rows.superseded)
    ends_first = (rows.clock_excuse <= warns).fill_null(False)
    possible = rows.owed_since.notnull() & (rows.has_due | ibis.literal(at_once))
    day = ibis.ifelse(in_time, warns // MINUTES, ready // MINUTES)
    warned = ibis.ifelse((possible & open_ & ~ends_first).fill_null(False), day, _NO)
    return rows.mutate(warned=ibis.ifelse(warned <= rows.clock // MINUTES, warned, _NO)).drop("starts", "ends", "superseded")


def _with_superseded(rows: Table) -> Table:
    """From when another matter of the same name, opened later, is on record: it then takes this one's place."""
    order = [rows["first"], rows.kind, rows.root, rows.key]
    later = ibis.window(group_by=["snapshot", "id"], order_by=order, preceding=None, following=None)
    numbered = rows.mutate(
        place_no=ibis.row_number().over(group_by=["snapshot", "id"], order_by=order), so_many=rows.key.count().over(later)
    )
    alone = numbered.filter(numbered.so_many == 1).mutate(superseded=ibis.literal(NEVER, "int64"))
    several = numbered.filter(numbered.so_many > 1)
    others = several.select(l_view="snapshot", l_id="id", l_place="place_no", l_since="since")
    pairs = several.select("key", "snapshot", "id", "place_no")
    pairs = pairs.join(
        others, (pairs.snapshot == others.l_view) & (pairs.id == others.l_id) & (others.l_place > pairs.place_no)
    )
    soonest = pairs.group_by(z_key="key").agg(superseded=pairs.l_since.min())
    several = several.left_join(soonest, several.key == soonest.z_key).drop("z_key")
    several = several.mutate(superseded=several.superseded.fill_null(NEVER))
    return alone.union(several).drop("place_no", "so_many")


def _with_to(lens: Lens, rule: Safeguard, rows: Table) -> Table:
    """To whom a finding goes, as a number with a bit for each agency."""
    told = lens.shared("knows")
    views = lens.views.select(c_view="snapshot", c_clock="clock")
    told = told.join(views, told.snapshot == views.c_view)
    told = told.filter(told.since <= told.c_clock)
    told = told.group_by(["snapshot", "root"]).agg(told_mask=told.bit.bit_or()).rename(z_view="snapshot", z_root="root")
    rows = rows.left_join(told, (rows.snapshot == told.z_view) & (rows.root == told.z_root)).drop("z_view", "z_root")
    agencies = lens.agencies
    present = agencies.group_by(q_view="snapshot").agg(present=agencies.bit.bit_or())
    rows = rows.left_join(present, rows.snapshot == present.q_view).drop("q_view")
    of_family = rows.kind.isin(sorted(OF_THE_FAMILY))
    know = ibis.ifelse(of_family, rows.present.fill_null(0), rows.known | rows.told_mask.fill_null(0))
    every = getattr(rule, "every", None)
    owing = rows.mbit if every is not None and every.set in AGENCY_SETS else rows.owing
    told_owing = owing & know
    has_told = told_owing != 0
    not_by_entry = (owing == 0) | of_family
    to = ibis.cases(
        (has_told, told_owing),
        (~not_by_entry, rows.agency),
        (owing != 0, owing),
        else_=rows.agency,
    )
    not_told = ~has_told & ~not_by_entry & ((rows.agency & owing) == 0)
    return rows.mutate(to_mask=to, not_told=not_told)


def stages(dates: Dates, rule: Safeguard, found: Table) -> Table:
    """Findings with `stage`: the steps of escalation passed by `clock`, or by the closing."""
    until = ibis.ifelse(found.closed.notnull(), ibis.least(found.clock, found.closed), found.clock)
    none = (
        found.due_last.isnull()
        | found.settled.isin(["met", "unknown"]).fill_null(False)
        | found.asks_from.notnull()
        | (until <= found.due_last).fill_null(True)
    )
    found = found.mutate(stage=ibis.literal(0, "int64"), no_stage=none, stage_until=until)
    for step in rule.escalate:
        if step.after.unit == "hours":
            found = dates.hours_after(found, found.due_last, step.after.number, "step_at")
        else:
            found = add(dates, found, found.due_last // MINUTES, step.after, "step_day")
            found = found.mutate(step_at=found.step_day * MINUTES).drop("step_day")
        found = found.mutate(
            stage=found.stage + (found.step_at <= found.stage_until).fill_null(False).cast("int64")
        ).drop("step_at")
    return found.mutate(stage=ibis.ifelse(found.no_stage, 0, found.stage)).drop("no_stage", "stage_until")


def states(dates: Dates, rule: Safeguard, found: Table) -> Table:
    """Findings with `state` at `clock`."""
    if rule.warn_before is not None:
        found = moment_before(dates, found, found.due_early, rule.warn_before, "soon_at")
    else:
        found = found.mutate(soon_at=_NO)
    state = ibis.cases(
        (found.settled.notnull(), found.settled),
        ((found.asks_from <= found.clock).fill_null(False), "unknown"),
        ((found.warns_from <= found.clock).fill_null(False), "overdue"),
        ((found.soon_at <= found.clock).fill_null(False) & found.paused_until.isnull(), "due_soon"),
        else_="waiting",
    )
    return found.mutate(state=state).drop("soon_at")


