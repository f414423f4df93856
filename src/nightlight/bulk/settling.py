"""How matters settle, as relations: answered, excused, not to be told, or open; and the day on which each was warned of.

The same as `nightlight.safeguards.outcomes` says of one family, for the matters of many rules at once. The day of the warning follows
in closed form from when the parts of a finding came on record, as long as nothing that it rests on, but for what opens and what
answers it, came on record late or was corrected; a view stands for such a stretch of time (`starts` to `ends`), and a family with
late or corrected entries has several views.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final

import ibis
import pyarrow as pa
from ibis.expr.types import Table

from nightlight.bulk.dates import Dates
from nightlight.bulk.events import first_of
from nightlight.bulk.family import members, watched
from nightlight.bulk.handing_over import (
    ANSWERS,
    EXCUSES,
    EXPLAINED,
    KEEPING,
    MATTERS,
    WATCHING,
    handed_over,
    is_at_once,
)
from nightlight.bulk.lens import MINUTES, Lens
from nightlight.chronology.moments import NEVER
from nightlight.picture.events import OF_THE_FAMILY
from nightlight.safeguards.reference import reads_findings
from nightlight.safeguards.rules import AGENCY_SETS, Safeguard

#: What the rules that are asked together say of themselves, which types of agency owe their answers, and the moments reckoned from
#: their due dates: a step of escalation, or from when they are due soon (`is_soon`).
RULES: Final = "rules_to_settle"
OWES: Final = "owes_to_settle"
STEPS: Final = "steps_to_settle"
_ASKED: Final[dict[str, dict[str, pa.DataType]]] = {
    RULES: {
        "rule": pa.int64(), "safeguard": pa.string(), "system": pa.string(), "severity": pa.string(), "of_findings": pa.bool_(),
        "at_once": pa.bool_(), "times": pa.int64(), "known_is_enough": pa.bool_(), "to_members": pa.bool_(),
        "after_death": pa.bool_(), "is_gated": pa.bool_(), "while_recording": pa.bool_(),
    },
    OWES: {"rule": pa.int64(), "type": pa.string()},
    STEPS: {"rule": pa.int64(), "is_soon": pa.bool_(), "number": pa.int64(), "unit": pa.string()},
}  # fmt: skip

_NO = ibis.null("int64")
_NOTHING = ibis.null("string")


def said_of_rules(rules: Sequence[Safeguard]) -> dict[str, pa.Table]:
    """The rows of `RULES`, `OWES` and `STEPS` for rules, numbered from 0."""
    rows: dict[str, list[dict[str, Any]]] = {name: [] for name in _ASKED}
    for number, rule in enumerate(rules):
        every = getattr(rule, "every", None)
        rows[RULES].append({
            "rule": number, "safeguard": rule.id, "system": rule.system, "severity": rule.severity,
            "of_findings": reads_findings(rule), "at_once": is_at_once(rule), "times": getattr(rule, "times", 1),
            "known_is_enough": getattr(rule, "known", False), "to_members": every is not None and every.set in AGENCY_SETS,
            "after_death": rule.after_death, "is_gated": bool(rule.recorded), "while_recording": rule.while_recording,
        })  # fmt: skip
        rows[OWES] += [{"rule": number, "type": each} for each in sorted(rule.owes)]
        steps = [(False, step.after.number, step.after.unit) for step in rule.escalate]
        if rule.warn_before is not None:
            steps.append((True, -rule.warn_before.number, rule.warn_before.unit))
        rows[STEPS] += [{"rule": number, "is_soon": soon, "number": n, "unit": unit} for soon, n, unit in steps]
    return {name: pa.Table.from_pylist(rows[name], pa.schema(list(_ASKED[name].items()))) for name in rows}


def _asked(name: str) -> Table:
    return ibis.table(ibis.Schema.from_pyarrow(pa.schema(list(_ASKED[name].items()))), name=name)


def settle(lens: Lens, dates: Dates) -> Table:
    """The findings of the matters that were handed over: the latest of each name in the view of the moment asked for."""
    rules, rows = _asked(RULES), handed_over(MATTERS)
    explained = lens.keep("explained", _explained(rows, lens))
    every = lens.keep("excusing", _every_excuse(lens, dates, rules, rows, explained))
    excuses = lens.keep("excuses", _first_excuses(rows.select("key"), every, explained))
    answered = lens.keep("answered", _answered(lens, rules, rows, excuses))
    owed = lens.keep("owed", _owed(lens, rules, rows))
    parts = lens.keep("parts", _joined(excuses, answered, owed))
    warned = lens.keep("warned", _first_warnings(_warned(lens, rules, rows, parts)))
    latest = lens.keep("latest", _latest(rules, rows))
    settled = _settled(latest, parts)
    sent = lens.keep("sent", _sent(latest, parts, lens))
    found = lens.keep("found", _with_warnings(settled, warned))
    return lens.keep("stated", _joined(_states(dates, found), sent))


def _joined(*parts: Table) -> Table:
    """Relations of one row for each `key`, side by side."""
    found = parts[0]
    for number, part in enumerate(parts[1:]):
        part = part.rename({f"j{number}_key": "key"})
        found = found.join(part, found.key == part[f"j{number}_key"]).drop(f"j{number}_key")
    return found


def _latest(rules: Table, rows: Table) -> Table:
    """Of several matters of one name the one that was opened last (`semantics.md` 34), with what its rule says of itself."""
    rows = rows.filter(rows.is_now)
    latest = first_of(
        rows, ["rule", "family", "id"], [ibis.desc(rows["first"]), ibis.desc(rows.kind), ibis.desc(rows.root), rows.key]
    )
    rules = rules.rename(n_rule="rule")
    return latest.join(rules, latest.rule == rules.n_rule).drop("n_rule")


# -- what excuses


def _every_excuse(lens: Lens, dates: Dates, rules: Table, rows: Table, explained: Table) -> Table:
    """Everything that excuses a matter: `key`, `x_at`, `x_since`, `x_order`, and whether it ends by the clock alone (`x_clock`)."""
    said = explained.filter(explained.e_until.isnull())
    said = said.select(key="key", x_at="e_first", x_since="e_since", x_order=ibis.literal(EXPLAINED, "int64"))
    living = rules.filter(~rules.after_death).select("rule")
    until = _watched_until(rows.semi_join(living, "rule"), lens, dates)
    until = until.select(key="key", x_at="stops", x_since=_NO, x_order=ibis.literal(WATCHING, "int64"))
    every = ibis.union(handed_over(EXCUSES), said, until)
    return every.mutate(x_clock=every.x_since.isnull())


def _explained(names: Table, lens: Lens) -> Table:
    """What people said of each finding by its id: `key`, `e_first`, `e_since`, `e_until`."""
    explained = lens.of("finding.explained")
    explained = explained.select(
        e_view="snapshot", e_finding="s_finding", e_first="first", e_since="since", e_until="d_until_last"
    )
    pairs = names.join(explained, (names.snapshot == explained.e_view) & (names.id == explained.e_finding))
    return pairs.select("key", "e_first", "e_since", "e_until")


def _first_excuses(keys: Table, every: Table, explained: Table) -> Table:
    """Of every excuse of each matter those that count, `excuse` (a moment), whether by the clock alone
    (`excuse_by_clock`), `clock_excuse`; from when a view knows of an excuse that somebody wrote (`excuse_known`); and the end of a
    putting off (`paused`)."""
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


# -- what answers


def _answered(lens: Lens, rules: Table, rows: Table, excuses: Table) -> Table:
    """The answer that counts (`answer`, `answer_since`), whether one may (`possible`), and from when a view knows of one.

    `block_any` is the moment from which the record holds an answer or what may be one; what came after the clock alone had ended the
    matter blocks nothing.
    """
    found = handed_over(ANSWERS)
    ends = excuses.select(c_key="key", c_ends=excuses.clock_excuse.fill_null(NEVER))
    keys = rows.select("key", "rule").join(ends, [("key", "c_key")])
    asked = rules.select(n_rule="rule", times="times")
    keys = keys.join(asked, keys.rule == asked.n_rule).select("key", "times", "c_ends")
    sure = _nth(found.filter(found.sure), keys, "b_first")
    sure = sure.select(s_key="key", answer="b_first", answer_since="b_since", answer_root="b_root")
    counted = found.group_by(n_key="key").agg(so_many=found.count())
    in_time = found.join(keys.select(e_key="key", e_ends="c_ends"), [("key", "e_key")])
    in_time = in_time.filter(in_time.b_first <= in_time.e_ends).select(*found.columns)
    any_ = _nth(in_time, keys, "b_since").select(y_key="key", block_any="b_since")
    answered = keys.left_join(sure, keys.key == sure.s_key)
    answered = answered.left_join(counted, answered.key == counted.n_key)
    answered = answered.left_join(any_, answered.key == any_.y_key)
    answered = answered.select(
        "key", "c_ends", "answer", "answer_since", "answer_root", "block_any",
        possible=(answered.so_many >= answered.times).fill_null(False),
    )  # fmt: skip
    enough = rules.filter(rules.known_is_enough).select("rule")
    return _or_known(lens, rows.semi_join(enough, "rule"), answered)


def _nth(found: Table, keys: Table, order: str) -> Table:
    """The so-many-th answer of each matter in an order, as many as its rule asks for."""
    numbered = found.mutate(nth=ibis.row_number().over(group_by="key", order_by=[found[order], found.b_root]))
    times = keys.select(t_key="key", t_times="times")
    numbered = numbered.join(times, numbered.key == times.t_key)
    return numbered.filter(numbered.nth == numbered.t_times - 1).drop("t_key", "t_times", "nth")


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
    both = answered.left_join(asked, answered.key == asked.k_key)
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


# -- who owes the answer


def _owed(lens: Lens, rules: Table, rows: Table) -> Table:
    """Who owes the answer (`owing`), and from when its absence counts (`owed_since`): such an agency is in the family, and the record
    keeps such entries (`semantics.md` 25, 36)."""
    asked = rules.select(n_rule="rule", is_gated="is_gated", while_recording="while_recording")
    views = rows.select("rule", "snapshot").distinct()
    views = views.join(asked, views.rule == asked.n_rule).drop("n_rule")
    agencies = lens.agencies.select(g_view="snapshot", g_type="type", g_bit="bit", g_since="since")
    types = _asked(OWES).select(t_rule="rule", t_type="type")
    present = views.join(agencies, views.snapshot == agencies.g_view)
    present = present.join(types, (present.rule == types.t_rule) & (present.g_type == types.t_type))
    owing = present.group_by(o_rule="rule", o_view="snapshot").agg(
        owing=present.g_bit.bit_or(), owes_since=present.g_since.min()
    )
    kept = handed_over(KEEPING).rename(k_rule="rule", k_view="snapshot")
    found = views.left_join(owing, (views.rule == owing.o_rule) & (views.snapshot == owing.o_view))
    found = found.left_join(kept, (found.rule == kept.k_rule) & (found.snapshot == kept.k_view))
    since = ibis.ifelse(found.is_gated, _later(found.owes_since, found.kept_since), found.owes_since)
    found = found.select(
        v_rule="rule",
        v_view="snapshot",
        owing=found.owing.fill_null(0),
        of_view=since,
        while_recording="while_recording",
    )
    goes_on = _goes_on(lens, rules, rows)
    owed = rows.select("key", "rule", "snapshot")
    owed = owed.join(found, (owed.rule == found.v_rule) & (owed.snapshot == found.v_view))
    owed = owed.left_join(goes_on, owed.key == goes_on.n_key)
    since = ibis.ifelse(owed.while_recording, _later(owed.of_view, owed.goes_on), owed.of_view)
    return owed.select("key", "owing", owed_since=since)


def _goes_on(lens: Lens, rules: Table, rows: Table) -> Table:
    """From when it is on record that an agency that owes the answer recorded something after the day of the matter: `n_key`, `goes_on`."""
    asked = rows.semi_join(rules.filter(rules.while_recording).select("rule"), "rule")
    asked = asked.select("key", "rule", "snapshot", day_ends=asked["first"] // MINUTES * MINUTES + (MINUTES - 1))
    touches = lens.shared("touches")
    agencies = lens.shared("all_agencies").select(y_view="snapshot", y_bit="bit", y_type="type")
    writing = touches.filter(touches.records)
    writing = writing.join(agencies, (writing.snapshot == agencies.y_view) & (writing.bit == agencies.y_bit))
    writing = writing.select(r_view="snapshot", r_at="happened", r_since="since", r_type="y_type")
    pairs = asked.join(writing, [("snapshot", "r_view")])
    pairs = pairs.filter(pairs.r_at > pairs.day_ends)
    types = _asked(OWES).select(t_rule="rule", t_type="type")
    pairs = pairs.join(types, (pairs.rule == types.t_rule) & (pairs.r_type == types.t_type))
    return pairs.group_by(n_key="key").agg(goes_on=pairs.r_since.min())


def _later(one: Any, other: Any) -> Any:
    return ibis.ifelse(one.isnull() | other.isnull(), _NO, ibis.greatest(one, other))


# -- the state, and the warning


def _settled(latest: Table, parts: Table) -> Table:
    """The state apart from the clock, and from when the view shows it overdue or asks about it, beside the columns of a finding."""
    asked = latest.join(parts.rename(p_key="key"), [("key", "p_key")])
    # What is wrong at once is looked at when its day ends (`semantics.md` 33, 51).
    end_of_day = asked["last"] // MINUTES * MINUTES + (MINUTES - 1)
    in_time = ibis.cases((asked.has_due, asked.due_last), (asked.at_once, end_of_day), else_=NEVER)
    is_answered = asked.answer.notnull() & (asked.excuse.isnull() | (asked.answer <= asked.excuse))
    settled = ibis.cases(
        (is_answered & (asked.answer <= in_time).fill_null(False), "met"),
        (is_answered, "met_late"),
        (asked.excuse.notnull(), "excused"),
        (asked.possible, "unknown"),
        else_=_NOTHING,
    )
    tested, warns = _run_out(asked)
    found = asked.select(
        *_OF_FINDINGS, "excuse_by_clock", "has_due", "paused", "owed_since", "since", "answer_since", "at_once", in_time=in_time,
        settled=settled, closed=ibis.ifelse(is_answered, asked.answer, asked.excuse), tested=tested, warns=warns,
    )  # fmt: skip
    is_open = found.settled.isnull()
    by_clock = (found.settled == "excused").fill_null(False) & found.excuse_by_clock.fill_null(False)
    put_off = (found.paused >= found.warns).fill_null(False) & is_open
    tested = ibis.ifelse(put_off, found.paused, found.tested)
    warns = ibis.ifelse(put_off, found.paused + 1, found.warns)
    looked_at = (is_open | by_clock) & (found.has_due | found.at_once)
    shows = looked_at & ~(by_clock & (tested >= found.closed).fill_null(False))
    owes = found.owed_since.notnull()
    return found.select(
        *_OF_FINDINGS, "settled", "closed",
        recorded_late=((found.settled == "met") & (found.answer_since > ibis.greatest(found.in_time, found.since))).fill_null(False),
        warns_from=ibis.ifelse(shows & owes, warns, _NO),
        asks_from=ibis.ifelse(shows & ~owes & is_open, warns, _NO),
        paused_until=ibis.ifelse(is_open, found.paused, _NO),
    )  # fmt: skip


#: Columns of a matter that its finding needs.
_OF_FINDINGS: Final = (
    "key", "rule", "safeguard", "system", "severity", "of_findings", "snapshot", "family", "id", "base", "subject", "member",
    "first", "t_first", "t_last", "loose", "kids", "rank", "clock", "nation", "due_last", "due_early", "by_hours", "limit_name",
)  # fmt: skip


def _run_out(rows: Table) -> tuple[Any, Any]:
    """The last moment at which an answer would have been in time, and the first at which the matter is overdue."""
    overdue = ibis.ifelse(rows.by_hours, rows.due_last, rows.due_last + 1)
    return ibis.ifelse(rows.at_once, rows.t_first - 1, rows.due_last), ibis.ifelse(rows.at_once, rows.t_first, overdue)


def _warned(lens: Lens, rules: Table, rows: Table, parts: Table) -> Table:
    """The moment of the warning in closed form, within the stretch for which the view stands.

    The matter is looked at when its time runs out, if all that it rests on was on record by then; else at the end of the day on
    which that came on record.
    """
    asked = rules.filter(~rules.of_findings).select(n_rule="rule", at_once="at_once")
    asked = rows.join(asked, rows.rule == asked.n_rule)
    asked = asked.join(parts.rename(p_key="key"), [("key", "p_key")])
    superseded = _superseded(lens, rows)
    asked = asked.left_join(superseded, asked.key == superseded.z_key)
    # What began by the clock alone, as at a declared birth, the view has shown since the last writing before it.
    written = _last_writings(lens, asked.filter(asked.at_once))
    asked = asked.left_join(written, asked.key == written.u_key)
    tested, warns = _run_out(asked)
    put_off = (asked.paused >= warns).fill_null(False)
    ready = ibis.greatest(
        asked.written.fill_null(asked.since), asked.owed_since, asked.starts, asked.point_since.fill_null(0)
    )
    found = asked.select(
        "family", "id", "base", "clock_excuse", "excuse_known", "block_any", "ends", superseded=asked.soonest.fill_null(NEVER),
        tested=ibis.ifelse(put_off, asked.paused, tested), warns=ibis.ifelse(put_off, asked.paused + 1, warns),
        ready=ready, may=asked.owed_since.notnull() & (asked.has_due | asked.at_once),
    )  # fmt: skip
    in_time = found.ready <= found.tested
    looked_at = ibis.ifelse(in_time, found.tested, found.ready // MINUTES * MINUTES + (MINUTES - 1))
    found = found.mutate(looked_at=looked_at, warned=ibis.ifelse(in_time, found.warns, found.ready))
    blocked = ibis.least(found.block_any.fill_null(NEVER), found.excuse_known.fill_null(NEVER))
    is_open = (blocked > found.looked_at) & (found.looked_at < found.ends) & (found.looked_at < found.superseded)
    ends_first = (found.clock_excuse <= found.looked_at).fill_null(False)
    return found.filter((found.may & is_open & ~ends_first).fill_null(False))


def _last_writings(lens: Lens, rows: Table) -> Table:
    """The last writing up to the moment at which each came on record: of what was written that moment itself. `u_key`, `written`."""
    writings = lens.shared("touches").select(w_view="snapshot", w_since="since").distinct()
    found = rows.join(writings, (rows.snapshot == writings.w_view) & (writings.w_since <= rows.since))
    return found.group_by(u_key="key").agg(written=found.w_since.max())


def _superseded(lens: Lens, rows: Table) -> Table:
    """From when another matter of the same name, opened later, takes this one's place: from when it is on record. Of one that began by
    the clock alone, as at a declared birth, from the last writing before it: what the view shows at its end stood in it all the time."""
    several = rows.group_by(v_view="snapshot", v_id="id").agg(so_many=rows.count())
    several = several.filter(several.so_many > 1)
    asked = rows.select("key", "snapshot", "id", "since", "first", "kind", "root")
    asked = asked.semi_join(several, (asked.snapshot == several.v_view) & (asked.id == several.v_id))
    order = [asked["first"], asked.kind, asked.root, asked.key]
    numbered = asked.mutate(place_no=ibis.row_number().over(group_by=["snapshot", "id"], order_by=order))
    ones = numbered.select("key", "snapshot", "id", "place_no")
    others = numbered.select(l_view="snapshot", l_id="id", l_place="place_no", l_since="since")
    pairs = ones.join(
        others, (ones.snapshot == others.l_view) & (ones.id == others.l_id) & (others.l_place > ones.place_no)
    )
    pairs = pairs.select("key", "l_view", "l_since")
    writings = lens.shared("touches").select(w_view="snapshot", w_since="since").distinct()
    pairs = pairs.left_join(writings, (pairs.l_view == writings.w_view) & (writings.w_since <= pairs.l_since))
    pairs = pairs.group_by("key", "l_since").agg(written=pairs.w_since.max())
    return pairs.group_by(z_key="key").agg(soonest=pairs.written.fill_null(pairs.l_since).min())


def _first_warnings(shown: Table) -> Table:
    """The first warning of each finding in any view: `c_family`, `c_id`, `c_base`, `c_warned`."""
    return shown.group_by(c_family="family", c_id="id", c_base="base").agg(c_warned=shown.warned.min())


def _with_warnings(found: Table, warned: Table) -> Table:
    """Findings with the day of their first warning, as far as that has come."""
    columns = found.columns
    found = found.left_join(
        warned, (found.family == warned.c_family) & (found.id == warned.c_id) & (found.base == warned.c_base)
    )
    of_clock = ibis.ifelse(found.c_warned <= found.clock, found.c_warned // MINUTES, _NO)
    return found.select(*columns, warned=ibis.ifelse(found.of_findings, _warned_at_once(found), of_clock))


def _warned_at_once(found: Table) -> Any:
    day = ibis.greatest(found.t_first, found["rank"]) // MINUTES
    shown = ibis.ifelse(found.closed.isnull(), found.warns_from.notnull(), found.closed // MINUTES > day)
    return ibis.ifelse(shown & (day <= found.clock // MINUTES), day, _NO)


def _sent(latest: Table, parts: Table, lens: Lens) -> Table:
    """To whom a finding goes, as a number with a bit for each agency (`to_mask`), and whether those who owe it were `not_told`."""
    told = lens.shared("knows")
    told = told.group_by(z_view="snapshot", z_root="root").agg(told_mask=told.bit.bit_or())
    agencies = lens.agencies
    present = agencies.group_by(q_view="snapshot").agg(present=agencies.bit.bit_or())
    asked = latest.select("key", "snapshot", "kind", "root", "known", "agency", "mbit", "to_members")
    asked = _joined(asked, parts.select("key", "owing"))
    asked = asked.left_join(told, (asked.snapshot == told.z_view) & (asked.root == told.z_root))
    asked = asked.left_join(present, asked.snapshot == present.q_view)
    of_family = asked.kind.isin(sorted(OF_THE_FAMILY))
    know = ibis.ifelse(of_family, asked.present.fill_null(0), asked.known | asked.told_mask.fill_null(0))
    owing = ibis.ifelse(asked.to_members & ((asked.mbit & asked.owing) != 0), asked.mbit, asked.owing)
    found = asked.select("key", "agency", of_family=of_family, owing=owing, told=owing & know)
    has_told = found.told != 0
    not_by_entry = (found.owing == 0) | found.of_family
    to = ibis.cases(
        (has_told, found.told), (~not_by_entry, found.agency), (found.owing != 0, found.owing), else_=found.agency
    )
    return found.select("key", to_mask=to, not_told=~has_told & ~not_by_entry & ((found.agency & found.owing) == 0))


# -- the state at a moment


def _states(dates: Dates, found: Table) -> Table:
    """Findings with `state` at `clock`, and `stage`: the steps of escalation passed by `clock`, or by the closing."""
    until = ibis.ifelse(found.closed.notnull(), ibis.least(found.clock, found.closed), found.clock)
    none = (
        found.due_last.isnull()
        | found.settled.isin(["met", "unknown"]).fill_null(False)
        | found.asks_from.notnull()
        | (until <= found.due_last).fill_null(True)
    )
    steps = _asked(STEPS).rename(s_rule="rule")
    asked = found.select("key", "rule", "nation", "due_last", "due_early", stage_until=ibis.ifelse(none, _NO, until))
    asked = asked.join(steps, asked.rule == steps.s_rule)
    asked = asked.mutate(at=ibis.ifelse(asked.is_soon, asked.due_early, asked.due_last))
    asked = asked.filter(asked["at"].notnull() & (asked.is_soon | asked.stage_until.notnull()))
    asked = _reached(dates, asked)
    counted = asked.group_by(r_key="key").agg(
        stage=(~asked.is_soon & (asked.reached <= asked.stage_until).fill_null(False)).cast("int64").sum(),
        soon_at=ibis.ifelse(asked.is_soon, asked.reached, _NO).min(),
    )
    columns = found.columns
    found = found.left_join(counted, found.key == counted.r_key)
    state = ibis.cases(
        (found.settled.notnull(), found.settled),
        ((found.asks_from <= found.clock).fill_null(False), "unknown"),
        ((found.warns_from <= found.clock).fill_null(False), "overdue"),
        ((found.soon_at <= found.clock).fill_null(False) & found.paused_until.isnull(), "due_soon"),
        else_="waiting",
    )
    return found.select(*columns, stage=found.stage.fill_null(0), state=state)


def _reached(dates: Dates, asked: Table) -> Table:
    """Rows with the moment so much (`number`, `unit`) after or before another (`at`), as `reached`."""
    day = asked["at"] // MINUTES
    plain = asked.unit.isin(["days", "weeks"]) | ((asked.unit == "working_days") & (asked.number == 0))
    apart = ibis.ifelse(asked.unit == "weeks", asked.number * 7, asked.number)
    columns = [*asked.columns, "reached"]
    asked = asked.mutate(is_plain=plain, day=day, apart=apart)
    by_day = asked.filter(asked.is_plain)
    by_day = by_day.mutate(reached=(by_day.day + by_day.apart) * MINUTES)
    by_hour = asked.filter(asked.unit == "hours")
    by_hour = dates.hours_after(by_hour, by_hour["at"], by_hour.number, "reached")
    working = asked.filter((asked.unit == "working_days") & ~asked.is_plain)
    working = dates.working_days_after(working, working.day, working.number, "reached_day")
    working = working.mutate(reached=working.reached_day * MINUTES)
    months = asked.filter(asked.unit == "months")
    months = dates.months_after(months, months.day, months.number, "reached_day")
    months = months.mutate(reached=months.reached_day * MINUTES)
    return ibis.union(*[part.select(*columns) for part in (by_day, by_hour, working, months)])


# -- as findings are written


def finished(lens: Lens, dates: Dates, found: Table, columns: Iterable[str]) -> Table:
    """Findings with names for those whom they are about and go to, under these columns."""
    to = lens.keep("to", _agencies_named(lens, found))
    whom = lens.keep("about_whom", _unmasked(found, lens, dates))
    about = lens.keep("about", _about(whom, lens))
    asked = (found.state == "unknown") & found.asks_from.notnull()
    plain = found.mutate(
        opened=found["first"] // MINUTES, due=found.due_last, closed=found.closed // MINUTES,
        asked=ibis.ifelse(asked, found.asks_from // MINUTES, _NO), about_date=found.loose,
    )  # fmt: skip
    plain = plain.left_join(to, plain.key == to.to_key)
    plain = plain.left_join(about, plain.key == about.about_key)
    return plain.select(*columns)


def _agencies_named(lens: Lens, found: Table) -> Table:
    agencies = lens.shared("all_agencies").select(a_view="snapshot", agency="agency", bit="bit")
    pairs = found.select("key", "snapshot", "to_mask")
    pairs = pairs.join(agencies, (pairs.snapshot == agencies.a_view) & ((pairs.to_mask & agencies.bit) != 0))
    return pairs.group_by(to_key="key").agg(to=pairs.agency.collect(order_by=pairs.agency))


def _unmasked(found: Table, lens: Lens, dates: Dates) -> Table:
    """The children whom each finding is about, as one number: those whom the trigger names, else the babies of the family, else all."""
    unnamed = found.filter(found.kids == 0).mutate(thread=ibis.null("string"))
    babies = members(lens, dates, "babies", unnamed, ())
    masks = babies.group_by(m_key="key").agg(mask=babies.mbit.bit_or())
    every = lens.kids
    rows = found.select("key", "snapshot", "kids")
    rows = rows.left_join(masks, rows.key == masks.m_key)
    rows = rows.left_join(every, rows.snapshot == every.kids_view)
    mask = ibis.ifelse(rows.kids != 0, rows.kids, ibis.coalesce(rows.mask, rows.kids_mask, 0))
    return rows.select("key", "snapshot", about_mask=mask)


def _about(rows: Table, lens: Lens) -> Table:
    people = lens.people.select(p_view="snapshot", person="person", bit="bit")
    pairs = rows.join(people, (rows.snapshot == people.p_view) & ((rows.about_mask & people.bit) != 0))
    return pairs.group_by(about_key="key").agg(about=pairs.person.collect(order_by=pairs.person))
