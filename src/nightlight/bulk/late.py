"""Where a family's record was not what it is now: what came on record late, or was corrected, and matters to a rule.

A warning rests on what was on record when a time ran out. Where everything is written down on its day, the record as it is now tells
that too. Where something was written down later or corrected, the family is looked at once more for each stretch between such
moments (`semantics.md` 5). What opens a matter and what answers it may come late without that: from when each was on record
is reckoned with.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import ibis
from ibis.expr.types import BooleanValue, Column, Table

from nightlight.bulk.lens import MINUTES, VIEWS
from nightlight.bulk.plans import Book, base
from nightlight.chronology.gestation import TERM_DAYS
from nightlight.chronology.moments import NEVER
from nightlight.chronology.record import CHILD_ROLES
from nightlight.safeguards.reads import is_by_pregnancy, kinds_read, late_matters, reads_team, reckons_in_hours
from nightlight.safeguards.rules import Safeguard

#: An agency that was in the team is still in it so many days later; a family's record names most agencies again and again.
STILL_IN_TEAM_DAYS = 360
#: What says when a baby is due.
_DUE_DATES = ("pregnancy.known", "pregnancy.due_changed", "person.added")


def closer_views(book: Book, rule: Safeguard, now: Table) -> Table:
    """The views of the families in which something late or corrected matters to a rule, one for each stretch: the columns of `VIEWS`.

    `now` are the views of the moment asked for, one for each family.
    """
    parts = list(_moments(book, rule))
    moments = ibis.union(*parts) if len(parts) > 1 else parts[0]
    clocks = now.select(n_family="family", nation="nation", clock="clock")
    moments = moments.join(clocks, (moments.family == clocks.n_family) & (moments.moment <= clocks.clock))
    moments = book.keep("moments", moments.select("family", "moment", "nation", "clock").distinct())
    first = moments.select("family", "nation", "clock", moment=ibis.literal(0, "int64"))
    starts = first.select("family", "moment", "nation", "clock").union(moments).distinct()
    order = ibis.window(group_by="family", order_by=starts.moment)
    stretches = starts.mutate(ends=starts.moment.lead().over(order).fill_null(NEVER))
    return stretches.select(
        snapshot=ibis.row_number().over(), family=stretches.family, nation=stretches.nation,
        clock=ibis.least(stretches.ends - 1, stretches.clock), starts=stretches.moment, ends=stretches.ends,
    ).select(*VIEWS)  # fmt: skip


def _moments(book: Book, rule: Safeguard) -> Iterator[Table]:
    by_day = not reckons_in_hours(rule)
    way = "days" if by_day else "minutes"
    late = late_matters(rule)
    for kind in sorted(kinds_read(rule)):
        yield book.keep_for_all(f"replaced_{kind}", partial(_replaced, kind))
        if kind in late:
            yield book.keep_for_all(f"late_{kind}_{way}", partial(_written_late, kind, by_day))
    yield book.keep_for_all(f"named_late_{way}", lambda: _named_late(by_day))
    if not rule.after_death:
        yield book.keep_for_all("watching_from", _watching_from)
    if is_by_pregnancy(rule):
        # Another due date moves what falls due by it, whenever that is written down.
        for kind in _DUE_DATES:
            yield book.keep_for_all(f"every_{kind}", partial(_every, kind))
    explained = base("finding.explained")
    put_off = explained.filter(explained.s_finding.startswith(f"{rule.id}:") & explained.d_until.notnull())
    yield put_off.select("family", moment=put_off.since)
    if reads_team(rule):
        yield book.keep_for_all(f"late_in_team_{way}", lambda: _late_in_team(by_day))


def _replaced(kind: str) -> Table:
    """Of what was corrected, the moments at which a version came and went."""
    entries = base(kind)
    replaced = entries.filter(entries.until < NEVER)
    return replaced.select("family", moment=replaced.until).distinct()


def _watching_from() -> Table:
    """When an entry made it known that a child was watched for at something that had happened before (`semantics.md` 53)."""
    people = base("people")
    known = base("pregnancy.known").select("family", child="p_child", due="d_due", since="since")
    declared = people.filter(people.due.notnull()).select("family", child="bit", due="due", since="named_since")
    changed = base("pregnancy.due_changed").select("family", child="p_child", since="since")
    births = base("birth").select("family", "since", child="p_child", born="first")
    told = births
    for dated in (known, declared, changed):
        dated = dated.select(d_family="family", d_child="child")
        told = told.anti_join(dated, (told.family == dated.d_family) & (told.child == dated.d_child))
    added = base("person.added")
    added = added.filter(added.d_born.notnull() | added.d_due.notnull())
    return ibis.union(
        _with_entries_in(_windows(people, known, declared, births)),
        changed.select("family", moment="since"),
        told.select("family", moment="since"),
        added.select("family", moment="since"),
    ).distinct()


def _windows(people: Table, known: Table, declared: Table, births: Table) -> Table:
    """The stretches, `start` to `stop`, of which an entry recorded at `since` first said that a child was watched for then: from
    conception to where the pregnancy was known or the child was named; by a birth before its time, from the earlier conception."""
    children = people.filter(people.role.isin(sorted(CHILD_ROLES)))
    term = ibis.coalesce(children.due, children.born_first // MINUTES)
    children = children.filter(term.notnull() | (children.role == "unborn"))
    named = children.select("family", since="named_since", start=_conceived(term).fill_null(0), stop="named_since")
    dated = known.union(declared).select(d_family="family", d_child="child", due="due")
    early = births.join(dated, (births.family == dated.d_family) & (births.child == dated.d_child))
    return ibis.union(
        known.select("family", "since", start=_conceived(known.due), stop="since"),
        named,
        early.select("family", "since", start=early.born - TERM_DAYS * MINUTES, stop=_conceived(early.due)),
    )


def _conceived(term: Column) -> Column:
    return (term - TERM_DAYS) * MINUTES


def _with_entries_in(windows: Table) -> Table:
    """The families, and `since` as the moment, in whose window something happened."""
    touches = base("touches").select(t_family="family", happened="happened")
    found = windows.join(
        touches,
        (windows.family == touches.t_family) & (touches.happened >= windows.start) & (touches.happened < windows.stop),
    )
    return found.select("family", moment="since")


def _every(kind: str) -> Table:
    return base(kind).select("family", moment="since").distinct()


def _written_late(kind: str, by_day: bool) -> Table:
    entries = base(kind)
    written = entries.filter(_is_late(entries["first"], entries.since, by_day))
    return written.select("family", moment=written.since).distinct()


def _named_late(by_day: bool) -> Table:
    people = base("people")
    named = people.filter(_is_late(people.named_first, people.named_since, by_day).fill_null(False))
    return named.select("family", moment=named.named_since).distinct()


def _is_late(first: Column, since: Column, by_day: bool) -> BooleanValue:
    """Whether something came on record later than it happened; where nothing is reckoned in hours, on a later day."""
    return (since // MINUTES > first // MINUTES) if by_day else (since > first)


def _late_in_team(by_day: bool) -> Table:
    """When an entry written late brings an agency into the team that was not in it anyway."""
    touches = base("touches")
    late = touches.filter(_is_late(touches.moment, touches.since, by_day))
    before = touches.select(b_family="family", b_bit="bit", b_moment="moment", b_since="since", b_until="until")
    known = late.join(
        before,
        (late.family == before.b_family)
        & (late.bit == before.b_bit)
        & (before.b_moment <= late.moment)
        & (before.b_since <= late.moment)
        & (before.b_until == NEVER)
        & (late.since - before.b_moment <= STILL_IN_TEAM_DAYS * MINUTES),
    )
    known = known.select(k_family="family", k_bit="bit", k_moment="moment", k_since="since").distinct()
    closed = base("case.closed").select(c_family="family").distinct()
    known = known.anti_join(closed, known.k_family == closed.c_family)
    new = late.anti_join(
        known,
        (late.family == known.k_family) & (late.bit == known.k_bit) & (late.moment == known.k_moment)
        & (late.since == known.k_since),
    )  # fmt: skip
    corrected = touches.filter(touches.until < NEVER)
    return new.select("family", moment=new.since).union(corrected.select("family", moment=corrected.until))
