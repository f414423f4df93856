"""What a view says of a family: when children are due and born, who is watched for, who is in the team, the members of sets."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import ibis
from ibis.expr.types import Table

from nightlight.bulk.dates import Dates
from nightlight.bulk.events import first_of
from nightlight.bulk.lens import MINUTES, Lens
from nightlight.bulk.spells import spells
from nightlight.chronology.agencies import UNIVERSAL
from nightlight.chronology.gestation import TERM_DAYS
from nightlight.chronology.knowing import TEAM_MONTHS
from nightlight.chronology.moments import NEVER
from nightlight.picture.sets import MEN_BY_ROLE, MEN_IF_MALE, PARENTS, REGULAR, TIES_OF_MEN
from nightlight.safeguards.matters import WATCHED_MONTHS


def children_dated(lens: Lens) -> Table:
    """Each child in a child's role with `due` (by the latest due date on record) and `born` (a moment), where known.

    `birthday` is the day of the birth or, where no birth is on record, the declared one, also while that is to come.
    """
    return lens.once("children_dated", lambda: _children_dated(lens))


def _children_dated(lens: Lens) -> Table:
    people = lens.people
    people = people.select("snapshot", "person", "bit", "role", "child_role", "due", "born_first")
    for name, kind in (("changed", "pregnancy.due_changed"), ("known", "pregnancy.known")):
        facts = lens.of(kind)
        latest = first_of(
            facts,
            ["snapshot", "p_child"],
            [ibis.desc(facts["first"]), ibis.desc(facts.since), ibis.desc(facts.root)],
        )
        latest = latest.select(l_view=latest.snapshot, l_bit=latest.p_child, **{f"due_{name}": latest.d_due})
        people = people.left_join(latest, (people.snapshot == latest.l_view) & (people.bit == latest.l_bit)).drop(
            "l_view", "l_bit"
        )
    living = lens.of("child.living")
    living = living.select(
        b_view=living.snapshot, b_bit=living.p_child, born=living["first"], living_last=living["last"]
    )
    people = people.left_join(living, (people.snapshot == living.b_view) & (people.bit == living.b_bit)).drop(
        "b_view", "b_bit"
    )
    births = lens.of("birth")
    births = births.select(r_view="snapshot", r_bit="p_child", is_recorded=ibis.literal(True)).distinct()
    people = people.left_join(births, (people.snapshot == births.r_view) & (people.bit == births.r_bit))
    declared = ibis.ifelse(people.is_recorded.fill_null(False), ibis.null("int64"), people.born_first)
    return people.mutate(
        due=ibis.coalesce(people.due_changed, people.due_known, people.due),
        birthday=ibis.coalesce(people.born, declared) // MINUTES,
    ).drop("due_changed", "due_known", "born_first", "r_view", "r_bit", "is_recorded")


def watched(lens: Lens, dates: Dates) -> Table:
    """From when to when each child is watched for: `snapshot`, `bit`, `watch_start`, `watch_end`."""
    return lens.once("watched", lambda: _watched(lens, dates))


def _watched(lens: Lens, dates: Dates) -> Table:
    children = children_dated(lens)
    unborn = (children.role == "unborn").fill_null(False)
    children = children.filter(children.child_role & (children.due.notnull() | children.birthday.notnull() | unborn))
    for name, kind, column in (("died", "death", "p_person"), ("ended", "pregnancy.ended", "p_child")):
        facts = lens.of(kind)
        found = facts.group_by(f_view="snapshot", f_bit=column).agg(**{name: facts["first"].min()})
        children = children.left_join(found, (children.snapshot == found.f_view) & (children.bit == found.f_bit)).drop(
            "f_view", "f_bit"
        )
    children = dates.months_after(children, children.birthday, WATCHED_MONTHS, "grown_day")
    term = ibis.least(children.due.fill_null(NEVER), children.birthday.fill_null(NEVER)).nullif(NEVER)
    end = ibis.least(
        children.died.fill_null(NEVER), children.ended.fill_null(NEVER), (children.grown_day * MINUTES).fill_null(NEVER)
    )
    dated = children.select(
        snapshot=children.snapshot,
        bit=children.bit,
        watch_start=((term - TERM_DAYS) * MINUTES).fill_null(0),
        watch_end=end,
    )
    views = lens.views.select(snapshot=lens.views.snapshot)
    bare = views.anti_join(dated, "snapshot")
    always = bare.select(
        snapshot=bare.snapshot, bit=ibis.literal(0, "int64"), watch_start=ibis.literal(0, "int64"),
        watch_end=ibis.literal(NEVER, "int64"),
    )  # fmt: skip
    return dated.union(always)


def only_watched(lens: Lens, dates: Dates, table: Table) -> Table:
    """Rows (with `snapshot`, `first`, `last`) at which somebody is watched for."""
    windows = watched(lens, dates)
    windows = windows.select(w_view=windows.snapshot, w_start=windows.watch_start, w_end=windows.watch_end)
    return table.semi_join(
        windows,
        (table.snapshot == windows.w_view) & (windows.w_start <= table["last"]) & (windows.w_end > table["first"]),
    )


def team_at(lens: Lens, dates: Dates, table: Table, moment: str) -> Table:
    """Agencies in the team at a moment (a column) of each row: `key`, `bit`."""
    return _team(lens, dates, table.select("key", "snapshot", at=table[moment]))


def _team(lens: Lens, dates: Dates, asked: Table) -> Table:
    touches = lens.shared("touches")
    touches = touches.select(t_view=touches.snapshot, bit=touches.bit, moment=touches.moment)
    pairs = asked.join(touches, (asked.snapshot == touches.t_view) & (touches.moment <= asked.at))
    latest = pairs.group_by(["key", "snapshot", "at", "bit"]).agg(touched=pairs.moment.max())
    closed = lens.of("case.closed")
    closed = closed.select(c_view=closed.snapshot, c_bit=closed.a_by_agency, c_first=closed["first"])
    closings = latest.join(
        closed,
        (latest.snapshot == closed.c_view) & (latest.bit == closed.c_bit) & (closed.c_first <= latest.at)
        & (closed.c_first >= latest.touched),
    )  # fmt: skip
    open_ = latest.anti_join(closings.select("key", "bit").distinct(), ["key", "bit"])
    open_ = dates.months_after(open_, open_.at // MINUTES, -TEAM_MONTHS, "since_day")
    involved = spells(lens, dates, "involved")
    involved = involved.select(
        i_view=involved.snapshot, i_agency=involved.opened_agency, i_start=involved.start, i_end=involved.end
    )
    with_worker = open_.join(
        involved,
        (open_.snapshot == involved.i_view) & (open_.bit == involved.i_agency) & (involved.i_start <= open_.at)
        & (involved.i_end > open_.at),
    )  # fmt: skip
    recent = open_.filter(open_.touched // MINUTES >= open_.since_day).select("key", "bit")
    return recent.union(with_worker.select("key", "bit")).distinct()


def agencies_involved(lens: Lens, dates: Dates, table: Table) -> Table:
    """How many agencies beyond the universal ones are in the team at `first` of each row: `key`, `involved`."""
    team = team_at(lens, dates, table, "first")
    views = table.select(k_key=table.key, k_view=table.snapshot)
    team = team.join(views, team.key == views.k_key).drop("k_key")
    agencies = lens.shared("all_agencies")
    agencies = agencies.select(a_view=agencies.snapshot, a_bit=agencies.bit, a_type=agencies.type)
    team = team.join(agencies, (team.k_view == agencies.a_view) & (team.bit == agencies.a_bit))
    counted = team.filter(~team.a_type.isin(sorted(UNIVERSAL)))
    return counted.group_by("key").agg(involved=counted.count())


def members(lens: Lens, dates: Dates, name: str, table: Table, words: Iterable[str]) -> Table:
    """The members of a set for each row: `key`, `member`, `mbit` (0 where it is no person or agency), `member_since`, and from when it is
    on record that they are (`member_known`, null where that is not another moment than those of the row)."""
    if name in ("invited", "attended"):
        return _of_meeting(lens, name, table)
    if name == "words":
        rows = [table.select(key=table.key, member=ibis.literal(word), mbit=ibis.literal(0, "int64"),
                             member_since=ibis.literal(0, "int64")) for word in words]  # fmt: skip
        found = ibis.union(*rows) if len(rows) > 1 else rows[0]
    elif name in ("factors", "concerns", "actions"):
        state = {"factors": "factor", "concerns": "concern", "actions": "action"}[name]
        found = _open_matters(lens, dates, state, table)
    elif name in ("team", "agencies"):
        found = _agency_members(lens, dates, name, table)
    else:
        found = _people_members(lens, dates, name, table)
    return found.mutate(member_known=ibis.null("int64"))


def _open_matters(lens: Lens, dates: Dates, state: str, table: Table) -> Table:
    held = spells(lens, dates, state)
    held = held.select(s_view=held.snapshot, s_start=held.start, s_end=held.end, member=held.subject)
    found = table.join(
        held, (table.snapshot == held.s_view) & (held.s_start <= table.t_last) & (held.s_end > table.t_first)
    )
    zero = ibis.literal(0, "int64")
    return found.select(key=found.key, member=found.member, mbit=zero, member_since=zero).distinct()


def _agency_members(lens: Lens, dates: Dates, name: str, table: Table) -> Table:
    agencies = lens.shared("all_agencies")
    agencies = agencies.select(a_view=agencies.snapshot, member=agencies.agency, mbit=agencies.bit)
    if name == "agencies":
        named = lens.at_work
        named = named.select(a_view=named.snapshot, member=named.agency, mbit=named.bit, since=named.since)
        found = table.join(named, table.snapshot == named.a_view)
        return found.select(key=found.key, member=found.member, mbit=found.mbit, member_since=found.since)
    team = team_at(lens, dates, table, "t_last").rename(t_key="key", t_bit="bit")
    found = table.join(team, table.key == team.t_key)
    found = found.join(agencies, (found.snapshot == agencies.a_view) & (found.t_bit == agencies.mbit))
    return found.select(key=found.key, member=found.member, mbit=found.mbit, member_since=ibis.literal(0, "int64"))


def _of_meeting(lens: Lens, name: str, table: Table) -> Table:
    kind, column = ("meeting.called", "a_invited") if name == "invited" else ("meeting.held", "a_present")
    facts = lens.of(kind)
    facts = facts.select(m_view=facts.snapshot, m_thread=facts.thread, mask=facts[column], m_since=facts.since)
    agencies = lens.shared("all_agencies")
    agencies = agencies.select(a_view=agencies.snapshot, member=agencies.agency, mbit=agencies.bit)
    found = table.join(facts, (table.snapshot == facts.m_view) & (table.thread == facts.m_thread))
    found = found.join(agencies, (found.snapshot == agencies.a_view) & ((found.mask & agencies.mbit) != 0))
    found = found.group_by("key", "member", "mbit").agg(member_known=found.m_since.min())
    return found.select("key", "member", "mbit", "member_known", member_since=ibis.literal(0, "int64"))


def _people_members(lens: Lens, dates: Dates, name: str, table: Table) -> Table:
    people = lens.people
    people = people.select(
        "snapshot", "person", "bit", "role", "sex", "is_child", "child_role", since=people.named_since
    ).rename(p_view="snapshot")
    found = table.join(people, table.snapshot == people.p_view)
    deaths = lens.of("death")
    deaths = deaths.select(d_view=deaths.snapshot, d_bit=deaths.p_person, d_first=deaths["first"])
    dead = found.join(
        deaths, (found.snapshot == deaths.d_view) & (found.bit == deaths.d_bit) & (deaths.d_first <= found.t_last)
    )
    found = found.anti_join(dead.select("key", "bit").distinct(), ["key", "bit"])
    found = found.filter(_SETS[name](lens, dates, found))
    return found.select(key=found.key, member=found.person, mbit=found.bit, member_since=found.since)


def _babies(lens: Lens, dates: Dates, found: Table) -> Any:
    parts = []
    for state in ("unborn", "under_one"):
        held = spells(lens, dates, state)
        parts.append(held.select(y_view=held.snapshot, y_root=held.root, y_start=held.start, y_end=held.end))
    young = ibis.union(*parts)
    hits = found.join(
        young,
        (found.snapshot == young.y_view) & (found.person == young.y_root) & (young.y_start <= found.t_last)
        & (young.y_end > found.t_first),
    )  # fmt: skip
    hits = hits.select(hit=hits.key.cast("string") + "|" + hits.person).distinct()
    return found.is_child & (found.key.cast("string") + "|" + found.person).isin(hits.hit)


def _siblings(lens: Lens, dates: Dates, found: Table) -> Any:
    baby = _babies(lens, dates, found)
    return found.is_child & ibis.ifelse(found.kids != 0, (found.kids & found.bit) == 0, ~baby)


def _stated(lens: Lens, condition: Any) -> Any:
    facts = lens.of("relation.stated")
    facts = facts.filter(condition(facts))
    return facts.select(hit=facts.snapshot.cast("string") + "|" + facts.p_person.cast("string")).distinct().hit


def _is_stated(lens: Lens, found: Table, condition: Any) -> Any:
    return (found.snapshot.cast("string") + "|" + found.bit.cast("string")).isin(_stated(lens, condition))


def _parents(lens: Lens, dates: Dates, found: Table) -> Any:
    return found.role.isin(sorted(PARENTS)).fill_null(False) | (
        _is_stated(lens, found, _parent_relation) & ~found.child_role
    )


def _parent_relation(facts: Table) -> Any:
    return facts.s_relation.isin(["parent", "adoptive_parent"]) & ((facts.p_to & facts.kids) != 0)


def _men(lens: Lens, dates: Dates, found: Table) -> Any:
    def near(facts: Table) -> Any:
        return facts.s_relation.isin(sorted(TIES_OF_MEN)) | facts.s_contact_with_child.isin(sorted(REGULAR)).fill_null(
            False
        )

    male = (found.sex == "male").fill_null(False)
    role = found.role.fill_null("")
    by_role = role.isin(sorted(MEN_BY_ROLE)) | (male & role.isin(sorted(MEN_IF_MALE)))
    return ~found.child_role & (role != "mother") & (by_role | (male & _is_stated(lens, found, near)))


def _parents_and_men(lens: Lens, dates: Dates, found: Table) -> Any:
    return _parents(lens, dates, found) | _men(lens, dates, found)


def _carers(lens: Lens, dates: Dates, found: Table) -> Any:
    def near(facts: Table) -> Any:
        return (facts.s_relation == "carer") | (facts.s_contact_with_child == "lives_with").fill_null(False)

    role = found.role.fill_null("")
    return ~found.child_role & (role.isin(sorted(PARENTS | {"partner", "carer"})) | _is_stated(lens, found, near))


_SETS: dict[str, Any] = {
    "children": lambda lens, dates, found: found.is_child,
    "babies": _babies,
    "siblings": _siblings,
    "named": lambda lens, dates, found: found.is_child & ((found.kids & found.bit) != 0),
    "parents": _parents,
    "men": _men,
    "parents_and_men": _parents_and_men,
    "carers": _carers,
}
