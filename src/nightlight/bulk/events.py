"""Events that nobody records, as relations: the same as `nightlight.picture.events`, for every view of a lens."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

import ibis
from ibis.expr.types import Table

from nightlight.bulk.lens import MINUTES, Lens
from nightlight.picture.events import (
    DAYS_OF_ARRIVAL,
    NOT_COUNTED,
    SERVICES_FOR_A_LEAD,
    TWIN_DAYS,
)


def first_of(table: Table, by: list[str], order: list[Any]) -> Table:
    """The first row of each group, in an order."""
    numbered = table.mutate(row_no=ibis.row_number().over(group_by=by, order_by=order))
    return numbered.filter(numbered.row_no == 0).drop("row_no")


def _like(table: Table, root: Any, people: Any, known: Any = None, **fields: Any) -> Table:
    """An event that begins with a fact of `table` (its columns bear their own names) and is about these people.

    `known` are the agencies that know of it at once; nobody where it follows from who is in the family.
    """
    return table.select(
        snapshot=table.snapshot, family=table.family, root=root, thread=root, first=table["first"], last=table["last"], since=table.since,
        rank=table["rank"], place=table.place, agency=table.agency, agency_type=table.agency_type, loose=table.loose,
        people=people, kids=people, everybody=people, known=ibis.literal(0, "int64") if known is None else known, **fields,
    )  # fmt: skip


def _masked(lens: Lens, event: Table) -> Table:
    """An event with its children among those whom it names; no entry opened its thread."""
    kids = lens.kids
    event = event.left_join(kids, event.snapshot == kids.kids_view).drop("kids_view")
    return event.mutate(kids=event.people & event.kids_mask.fill_null(0), everybody=event.people).drop("kids_mask")


def _named(lens: Lens) -> Table:
    """People with the columns of the fact that first names each."""
    people = lens.people
    agencies = lens.shared("all_agencies")
    types = agencies.select(t_view=agencies.snapshot, t_bit=agencies.bit, agency_type=agencies.type)
    people = people.mutate(
        first=people.named_first, last=people.named_last, since=people.named_since, rank=people.named_rank,
        place=people.named_place, agency=people.named_agency, loose=people.named_loose,
    )  # fmt: skip
    people = people.left_join(types, (people.snapshot == types.t_view) & (people.agency == types.t_bit)).drop(
        "t_view", "t_bit"
    )
    return people.mutate(agency_type=people.agency_type.fill_null("other"))


def child_expected(lens: Lens) -> Table:
    named = _named(lens)
    known = lens.of("pregnancy.known")
    known = known.select(k_view=known.snapshot, k_bit=known.p_child, is_known=ibis.literal(True)).distinct()
    living = lens.of("child.living")
    living = living.select(b_view=living.snapshot, b_bit=living.p_child, b_first=living["first"])
    named = named.left_join(known, (named.snapshot == known.k_view) & (named.bit == known.k_bit)).drop(
        "k_view", "k_bit"
    )
    named = named.left_join(living, (named.snapshot == living.b_view) & (named.bit == living.b_bit)).drop(
        "b_view", "b_bit"
    )
    expected = named.filter(
        ((named.role == "unborn").fill_null(False) | named.is_known.fill_null(False))
        & (named.b_first.isnull() | (named.b_first > named["first"]))
    )
    return _masked(lens, _like(expected, expected.person, expected.bit, p_child=expected.bit))


def child_living(lens: Lens) -> Table:
    births = lens.of("birth")
    alive = births.filter(births.b_live.fill_null(True))
    alive = first_of(alive, ["snapshot", "p_child"], [alive["first"], alive.root])
    people = lens.people
    named = people.select(n_view=people.snapshot, n_bit=people.bit, person=people.person)
    alive = alive.join(named, (alive.snapshot == named.n_view) & (alive.p_child == named.n_bit))
    recorded = _like(alive, alive.person, alive.p_child, p_child=alive.p_child)

    any_birth = births.select(r_view=births.snapshot, r_bit=births.p_child, is_recorded=ibis.literal(True)).distinct()
    views = lens.views
    views = views.select(v_view=views.snapshot, clock=views.clock)
    declared = _named(lens)
    declared = declared.join(views, declared.snapshot == views.v_view).drop("v_view")
    declared = declared.left_join(
        any_birth, (declared.snapshot == any_birth.r_view) & (declared.bit == any_birth.r_bit)
    ).drop("r_view", "r_bit")
    declared = declared.filter(
        declared.born_first.notnull()
        & declared.child_role
        & ~declared.is_recorded.fill_null(False)
        & (declared.born_first <= declared.clock)
    )
    declared = declared.mutate(
        first=declared.born_first,
        last=declared.born_last,
        since=ibis.greatest(declared.since, declared.born_first),
        loose=declared.born_loose,
    )
    return _masked(lens, recorded.union(_like(declared, declared.person, declared.bit, p_child=declared.bit)))


def child_born(lens: Lens) -> Table:
    living = lens.of("child.living")
    births = lens.of("birth")
    recorded = births.select(r_view=births.snapshot, r_bit=births.p_child, is_recorded=ibis.literal(True)).distinct()
    people = lens.people
    named = people.select(n_view=people.snapshot, n_bit=people.bit, named_first=people.named_first)
    living = living.left_join(recorded, (living.snapshot == recorded.r_view) & (living.p_child == recorded.r_bit))
    living = living.drop("r_view", "r_bit")
    living = living.left_join(named, (living.snapshot == named.n_view) & (living.p_child == named.n_bit)).drop(
        "n_view", "n_bit"
    )
    watched = living.filter(
        living.is_recorded.fill_null(False) | (living.named_first <= living["last"]).fill_null(False)
    )
    return watched.drop("is_recorded", "named_first")


def pregnancy_open(lens: Lens) -> Table:
    expected = lens.of("child.expected")
    window = ibis.window(group_by="snapshot", order_by=[expected["first"], expected.root])
    before = expected["first"].lag().over(window)
    starts = before.isnull() | (expected["first"] // MINUTES - before // MINUTES > TWIN_DAYS)
    marked = expected.mutate(is_start=starts.cast("int64"))
    running = ibis.window(group_by="snapshot", order_by=[marked["first"], marked.root], preceding=None, following=0)
    grouped = marked.mutate(pregnancy=marked.is_start.sum().over(running))
    together = grouped.group_by(g_view="snapshot", g_pregnancy="pregnancy").agg(children=grouped.p_child.bit_or())
    leaders = grouped.filter(grouped.is_start == 1)
    leaders = leaders.join(
        together, (leaders.snapshot == together.g_view) & (leaders.pregnancy == together.g_pregnancy)
    ).drop("g_view", "g_pregnancy")
    people = lens.people
    mothers = people.filter((people.role == "mother").fill_null(False))
    mothers = first_of(
        mothers, ["snapshot"], [mothers.named_since, mothers.named_first, mothers.named_root, mothers.person]
    )
    mothers = mothers.select(m_view=mothers.snapshot, mother=mothers.bit)
    leaders = leaders.left_join(mothers, leaders.snapshot == mothers.m_view).drop("m_view")
    everybody = leaders.children | leaders.mother.fill_null(0)
    return _masked(lens, _like(leaders, leaders.root, everybody, p_children=leaders.children))


def person_known(lens: Lens) -> Table:
    named = _named(lens)
    return _masked(
        lens, _like(named, ibis.literal("@") + named.person, named.bit, p_person=named.bit, s_role=named.role)
    )


def home_changed(lens: Lens) -> Table:
    parts = []
    people = lens.people
    who = people.select(
        w_view=people.snapshot, w_bit=people.bit, w_first=people.named_first,
        matters=people.child_role | people.role.isin(["mother", "father"]).fill_null(False),
    )  # fmt: skip
    for kind in ("household.joined", "household.left"):
        facts = lens.of(kind)
        facts = facts.join(who, (facts.snapshot == who.w_view) & (facts.p_person == who.w_bit))
        facts = facts.filter(facts.matters & (facts["first"] // MINUTES - facts.w_first // MINUTES >= DAYS_OF_ARRIVAL))
        found = _like(
            facts, facts.root, facts.people, facts.known, p_person=facts.p_person, s_household=facts.s_household
        )
        parts.append(found.mutate(thread=ibis.null("string")))
    return _masked(lens, ibis.union(*parts))


def team_grown(lens: Lens) -> Table:
    agencies = lens.at_work
    counted = agencies.filter(~agencies.type.isin(sorted(NOT_COUNTED)))
    numbered = counted.mutate(
        row_no=ibis.row_number().over(group_by="snapshot", order_by=[counted.since, counted.agency])
    )
    third = numbered.filter(numbered.row_no == SERVICES_FOR_A_LEAD - 1)
    nothing = ibis.literal(0, "int64")
    return third.select(
        snapshot=third.snapshot, family=third.family, root=ibis.literal("team"), thread=ibis.null("string"), first=third.since,
        last=third.since, since=third.since, rank=third.since, place=nothing, agency=third.bit, agency_type=third.type,
        loose=ibis.literal(False), people=nothing, kids=nothing, everybody=nothing, known=nothing,
    )  # fmt: skip


def _on_day(table: Table, day: Any, since: Any) -> Table:
    """An event that takes a whole day and rests on an entry of `table`."""
    return table.select(
        snapshot=table.snapshot, family=table.family, root=table.root, thread=table.thread, first=day * MINUTES,
        last=day * MINUTES + (MINUTES - 1), since=since, rank=table["rank"], place=table.place, agency=table.agency,
        agency_type=table.agency_type, loose=table.loose, people=table.people, kids=table.kids, everybody=table.everybody,
        known=table.known,
    )  # fmt: skip


def _with_clock(lens: Lens, table: Table) -> Table:
    views = lens.views
    views = views.select(v_view=views.snapshot, clock=views.clock)
    return table.join(views, table.snapshot == views.v_view).drop("v_view")


def meeting_lapsed(lens: Lens) -> Table:
    called = _with_clock(lens, lens.of("meeting.called"))
    called = called.mutate(planned=called.d_date_last)
    cancelled = lens.of("meeting.cancelled")
    cancelled = first_of(cancelled, ["snapshot", "thread"], [cancelled["first"], cancelled.root])
    cancelled = cancelled.select(
        x_view=cancelled.snapshot,
        x_thread=cancelled.thread,
        x_day=cancelled["first"] // MINUTES,
        x_since=cancelled.since,
    )
    called = called.left_join(cancelled, (called.snapshot == cancelled.x_view) & (called.thread == cancelled.x_thread))
    called = called.drop("x_view", "x_thread")
    stopped = (called.x_day <= called.planned).fill_null(False)
    called = called.mutate(
        on_day=ibis.ifelse(stopped, called.x_day, called.planned),
        from_then=ibis.ifelse(
            stopped,
            ibis.greatest(called.since, called.x_since),
            ibis.greatest(called.since, (called.planned + 1) * MINUTES),
        ),
    )
    called = called.filter(called.from_then <= called.clock)
    held = lens.of("meeting.held")
    own = lens.of("meeting.called")
    types = own.select(o_view=own.snapshot, o_thread=own.root, h_type=own.s_type)
    held = held.left_join(types, (held.snapshot == types.o_view) & (held.thread == types.o_thread))
    held = held.select(
        h_view=held.snapshot, h_thread=held.thread, h_first=held["first"], h_last=held["last"], h_type=held.h_type
    )
    met = called.join(
        held,
        (called.snapshot == held.h_view)
        & (held.h_first <= called.planned * MINUTES + (MINUTES - 1))
        & (
            (held.h_thread == called.thread)
            | ((held.h_type == called.s_type).fill_null(False) & (held.h_last // MINUTES >= called.on_day))
        ),
    )
    met = met.select(m_view=met.snapshot, m_root=met.root).distinct()
    lapsed = called.anti_join(met, (called.snapshot == met.m_view) & (called.root == met.m_root))
    return _on_day(lapsed, lapsed.on_day, lapsed.from_then)


def meeting_inquorate(lens: Lens) -> Table:
    held = lens.of("meeting.held")
    called = lens.of("meeting.called")
    called = called.select(c_view=called.snapshot, c_root=called.root, c_type=called.s_type, c_invited=called.a_invited)
    held = held.join(called, (held.snapshot == called.c_view) & (held.thread == called.c_root))
    parts = []
    for type_, quorum in lens.quorum.items():
        meetings = held.filter(held.c_type == type_)
        leading = quorum.must[0] if quorum.must else ()
        agencies = lens.shared("all_agencies")
        agencies = agencies.select(
            q_view=agencies.snapshot,
            q_bit=agencies.bit,
            q_leads=agencies.type.isin(list(leading)) if leading else ibis.literal(False),
            **{f"q_group{index}": agencies.type.isin(list(group)) for index, group in enumerate(quorum.must)},
        )
        present = meetings.join(
            agencies,
            (meetings.snapshot == agencies.q_view)
            & (((meetings.a_represented & agencies.q_bit) != 0) | ((meetings.c_invited & agencies.q_bit) != 0)),
        )
        there = (present.a_represented & present.q_bit) != 0
        asked = (present.c_invited & present.q_bit) != 0
        counts = present.group_by(n_view="snapshot", n_root="root").agg(
            others=(there & ~present.q_leads).cast("int64").sum(),
            invited_others=(asked & ~present.q_leads).cast("int64").sum(),
            **{
                f"has{index}": (there & present[f"q_group{index}"]).cast("int64").max()
                for index in range(len(quorum.must))
            },
        )
        checked = meetings.left_join(counts, (meetings.snapshot == counts.n_view) & (meetings.root == counts.n_root))
        quorate = checked.others.fill_null(0) >= ibis.least(
            ibis.literal(quorum.others, "int64"), checked.invited_others.fill_null(0)
        )
        for index in range(len(quorum.must)):
            quorate = quorate & (checked[f"has{index}"].fill_null(0) == 1)
        failed = checked.filter(~quorate)
        parts.append(_as_event(failed))
    if not parts:
        return _as_event(held.filter(ibis.literal(False)))
    return ibis.union(*parts) if len(parts) > 1 else parts[0]


def _as_event(table: Table) -> Table:
    return table.select(
        "snapshot", "family", "root", "thread", "first", "last", "since", "rank", "place", "agency", "agency_type", "loose",
        "people", "kids", "everybody", "known",
    )  # fmt: skip


def _lapsed(lens: Lens, opened: Table, due: Any, closed: Table, *, same: Callable[[Table, Table], Any]) -> Table:
    """Facts whose due day passed before anything closed them. `closed` has `z_view`, `z_first` and what `same` asks."""
    opened = _with_clock(lens, opened.mutate(due_day=due))
    opened = opened.filter(opened.due_day.notnull())
    opened = opened.mutate(from_then=ibis.greatest(opened.since, (opened.due_day + 1) * MINUTES))
    opened = opened.filter(opened.from_then <= opened.clock)
    done = opened.join(
        closed,
        (opened.snapshot == closed.z_view)
        & same(opened, closed)
        & (closed.z_first <= opened.due_day * MINUTES + (MINUTES - 1)),
    )
    done = done.select(m_view=done.snapshot, m_root=done.root).distinct()
    lapsed = opened.anti_join(done, (opened.snapshot == done.m_view) & (opened.root == done.m_root))
    return _on_day(lapsed, lapsed.due_day, lapsed.from_then)


def action_lapsed(lens: Lens) -> Table:
    agreed = lens.of("action.agreed")
    parts = [lens.of(kind) for kind in ("action.done", "action.dropped")]
    closed = ibis.union(*[t.select(z_view=t.snapshot, z_thread=t.thread, z_first=t["first"]) for t in parts])
    return _lapsed(lens, agreed, agreed.d_due_last, closed, same=lambda o, c: o.thread == c.z_thread)


def legal_lapsed(lens: Lens) -> Table:
    decided = lens.of("legal.decided")
    decided = decided.filter(decided.s_decision != "do_not_issue")
    issued = lens.of("legal.issued")
    closed = issued.select(z_view=issued.snapshot, z_thread=issued.thread, z_first=issued["first"])
    return _lapsed(
        lens, decided, decided.d_issue_by_last, closed, same=lambda o, c: o.thread.isnull() | (o.thread == c.z_thread)
    )


def worker_changed(lens: Lens) -> Table:
    assigned = lens.of("worker.assigned")
    earlier = assigned.select(
        e_view=assigned.snapshot, e_agency=assigned.a_agency, e_role=assigned.s_role, e_worker=assigned.s_worker,
        e_first=assigned["first"], e_root=assigned.root, e_since=assigned.since,
    )  # fmt: skip
    pairs = assigned.join(
        earlier,
        (assigned.snapshot == earlier.e_view)
        & (assigned.a_agency == earlier.e_agency)
        & (assigned.s_role == earlier.e_role)
        & (assigned.s_worker != earlier.e_worker)
        & (
            (earlier.e_first < assigned["first"])
            | ((earlier.e_first == assigned["first"]) & (earlier.e_root < assigned.root))
        ),
    )
    pairs = first_of(pairs, ["snapshot", "root"], [pairs.e_first, pairs.e_root])
    changed = pairs.mutate(since=ibis.greatest(pairs.since, pairs.e_since))
    return changed.select(
        "snapshot", "family", "root", "thread", "first", "last", "since", "rank", "place", "agency", "agency_type", "loose",
        "people", "kids", "everybody", "known", "s_role", "s_worker",
    )  # fmt: skip


EVENTS: Final[Mapping[str, Callable[[Lens], Table]]] = {
    "child.expected": child_expected,
    "child.living": child_living,
    "child.born": child_born,
    "pregnancy.open": pregnancy_open,
    "person.known": person_known,
    "home.changed": home_changed,
    "team.grown": team_grown,
    "meeting.lapsed": meeting_lapsed,
    "meeting.inquorate": meeting_inquorate,
    "action.lapsed": action_lapsed,
    "legal.lapsed": legal_lapsed,
    "worker.changed": worker_changed,
}
