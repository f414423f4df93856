"""States over time, as relations: each stretch of a state, for every view of a lens."""

from __future__ import annotations

from typing import Any

import ibis
from ibis.expr.types import Table

from nightlight.bulk.columns import column_of
from nightlight.bulk.dates import Dates
from nightlight.bulk.events import first_of
from nightlight.bulk.lens import MINUTES, Lens
from nightlight.chronology.moments import NEVER
from nightlight.picture.facts import specs_of_kind
from nightlight.picture.states import STATES, Opening, State


def spells(lens: Lens, dates: Dates, name: str) -> Table:
    """Every stretch of a state: `start`, `end`, `word`, the fact that opened it, and `to_birth` where a birth ended it."""
    return lens.once(f"state_{name}", lambda: _spells(lens, dates, STATES[name]))


def _spells(lens: Lens, dates: Dates, state: State) -> Table:
    opened = (
        ibis.union(*[_opened(lens, opening) for opening in state.opens])
        if len(state.opens) > 1
        else _opened(lens, state.opens[0])
    )
    if state.closes:
        closed = [_closed(lens, closing) for closing in state.closes]
        closings = ibis.union(*closed) if len(closed) > 1 else closed[0]
        pairs = opened.join(closings, (opened.snapshot == closings.c_view) & _ends(state, opened, closings))
        found = first_of(pairs, ["snapshot", "kind", "root"], [pairs.c_first, pairs.c_root])
        found = found.select(
            e_view=found.snapshot, e_kind=found.kind, e_root=found.root, ends_at=found.c_first, closed_kind=found.c_kind,
            closed_root=found.c_root, closed_thread=found.c_thread,
        )  # fmt: skip
        ended = opened.left_join(
            found, (opened.snapshot == found.e_view) & (opened.kind == found.e_kind) & (opened.root == found.e_root)
        ).drop("e_view", "e_kind", "e_root")
        ended = ended.mutate(ends_at=ended.ends_at.fill_null(NEVER))
    else:
        nothing = ibis.null("string")
        ended = opened.mutate(
            ends_at=ibis.literal(NEVER, "int64"), closed_kind=nothing, closed_root=nothing, closed_thread=nothing
        )
    ended = ended.mutate(end=ended.ends_at)
    if state.months is not None:
        ended = dates.months_after(ended, ended.start // MINUTES, state.months, "limit_day")
        ended = ended.mutate(end=ibis.least(ended.end, ended.limit_day * MINUTES)).drop("limit_day")
    for word, days in state.days_by_word:
        limit = (ended.start // MINUTES + days) * MINUTES
        ended = ended.mutate(
            end=ibis.ifelse((ended.word == word).fill_null(False), ibis.least(ended.end, limit), ended.end)
        )
    by_fact = (ended.ends_at == ended.end) & (ended.end != NEVER)
    nothing = ibis.null("string")
    return ended.mutate(
        to_birth=by_fact & (ended.closed_kind == "child.living").fill_null(False),
        closed_kind=ibis.ifelse(by_fact, ended.closed_kind, nothing),
        closed_root=ibis.ifelse(by_fact, ended.closed_root, nothing),
        closed_thread=ibis.ifelse(by_fact, ended.closed_thread, nothing),
    ).drop("ends_at")


def _opened(lens: Lens, opening: Opening) -> Table:
    kind = opening.selector.kind
    facts = lens.certain(opening.selector)
    word: Any = ibis.null("string")
    if opening.word is not None:
        word = facts[_column(kind, opening.word)]
    return facts.select(
        snapshot=facts.snapshot, family=facts.family, kind=ibis.literal(kind), root=facts.root, thread=facts.thread,
        subject=ibis.coalesce(facts.thread, facts.root), start=facts["first"], fact_last=facts["last"], since=facts.since,
        rank=facts["rank"], place=facts.place, agency=facts.agency, agency_type=facts.agency_type, loose=facts.loose,
        people=facts.people, kids=facts.kids, everybody=facts.everybody, known=facts.known, word=word,
        child=_who(facts, kind), opened_agency=facts["a_agency"] if "a_agency" in facts.columns else facts.agency,
    )  # fmt: skip


def _closed(lens: Lens, selector: Any) -> Table:
    facts = lens.certain(selector)
    return facts.select(
        c_view=facts.snapshot, c_kind=ibis.literal(selector.kind), c_root=facts.root, c_thread=facts.thread,
        c_first=facts["first"], c_child=_who(facts, selector.kind),
    )  # fmt: skip


def _who(facts: Table, kind: str) -> Any:
    """The child, or else the person, whom a fact is about."""
    specs = specs_of_kind(kind) or {}
    for name in ("child", "person"):
        if name in specs:
            return facts[_column(kind, name)].cast("int64")
    return ibis.null("int64")


def _column(kind: str, field: str) -> str:
    column = column_of((specs_of_kind(kind) or {})[field])
    assert column is not None
    return column[0]


def _ends(state: State, opened: Table, closed: Table) -> Any:
    """Whether one fact closes what another opened."""
    later = (closed.c_first >= opened.start) & ~((closed.c_kind == opened.kind) & (closed.c_root == opened.root))
    match state.by:
        case "thread":
            return later & (opened.thread.isnull() | (closed.c_thread == opened.thread))
        case "family":
            return later & (closed.c_first > opened.start)
        case _:
            return later & (closed.c_child == opened.child)
