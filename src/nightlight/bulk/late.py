"""Where a family's record was not what it is now: what came on record late, or was corrected, and matters to a rule.

A warning rests on what was on record when a time ran out. Where everything is written down on its day, the record as it is now tells
that too. Where something was written down later or corrected, the family is looked at once more for each stretch between such
moments (`semantics.md` 5). What opens a matter and what answers it may come late without that: from when each was on record is reckoned with.
"""

from __future__ import annotations

from collections.abc import Iterator

import ibis
from ibis.expr.types import Table

from nightlight.bulk.caseload import Caseload, Views
from nightlight.bulk.lens import MINUTES
from nightlight.chronology.moments import NEVER, Moment
from nightlight.safeguards.reads import kinds_read, late_matters, reads_team, reckons_in_hours
from nightlight.safeguards.rules import Safeguard

#: An agency that was in the team is still in it so many days later; a family's record names most agencies again and again.
STILL_IN_TEAM_DAYS = 360


def closer(caseload: Caseload, rule: Safeguard, as_of: Moment, like: Views) -> Views | None:
    """The views of the families in which something late or corrected matters to a rule: one for each stretch; `None` where there is none."""
    parts = [part for part in _moments(caseload, rule, as_of)]
    moments = ibis.union(*parts) if len(parts) > 1 else parts[0]
    moments = moments.filter(moments.moment <= as_of).distinct()
    moments = caseload.keep("moments", moments)
    if caseload.rows(moments.limit(1)).num_rows == 0:
        return None
    families = moments.select("family").distinct()
    starts = families.mutate(moment=ibis.literal(0, "int64")).union(moments).distinct()
    order = ibis.window(group_by="family", order_by=starts.moment)
    stretches = starts.mutate(ends=starts.moment.lead().over(order).fill_null(NEVER))
    nations = like.views.select(n_family="family", nation="nation")
    stretches = stretches.join(nations, stretches.family == nations.n_family).drop("n_family")
    views = stretches.select(
        snapshot=ibis.row_number(), family=stretches.family, nation=stretches.nation,
        clock=ibis.least(stretches.ends - 1, as_of), starts=stretches.moment, ends=stretches.ends,
    )  # fmt: skip
    return Views(caseload, caseload.keep("views", views), like.quorum)


def _moments(caseload: Caseload, rule: Safeguard, as_of: Moment) -> Iterator[Table]:
    by_day = not reckons_in_hours(rule)
    late = late_matters(rule)
    for kind in sorted(kinds_read(rule)):
        entries = caseload.table(kind)
        # Of what was corrected, the moments at which a version came and went.
        replaced = entries.filter(entries.until < NEVER)
        yield replaced.select("family", moment=replaced.until)
        if kind in late:
            written = entries.filter(_is_late(entries["first"], entries.since, by_day))
            yield written.select("family", moment=written.since)
    people = caseload.table("people")
    named = people.filter(_is_late(people.named_first, people.named_since, by_day).fill_null(False))
    yield named.select("family", moment=named.named_since)
    explained = caseload.table("finding.explained")
    put_off = explained.filter(explained.s_finding.startswith(f"{rule.id}:") & explained.d_until.notnull())
    yield put_off.select("family", moment=put_off.since)
    if reads_team(rule):
        yield _late_in_team(caseload, by_day)


def _is_late(first: ibis.expr.types.Column, since: ibis.expr.types.Column, by_day: bool) -> ibis.expr.types.BooleanValue:
    """Whether something came on record later than it happened; where nothing is reckoned in hours, on a later day."""
    return (since // MINUTES > first // MINUTES) if by_day else (since > first)


def _late_in_team(caseload: Caseload, by_day: bool) -> Table:
    """When an entry written late brings an agency into the team that was not in it anyway."""
    touches = caseload.table("touches")
    late = touches.filter(_is_late(touches.moment, touches.since, by_day))
    before = touches.select(
        b_family="family", b_bit="bit", b_moment="moment", b_since="since", b_until="until"
    )
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
    closed = caseload.table("case.closed").select(c_family="family").distinct()
    known = known.anti_join(closed, known.k_family == closed.c_family)
    new = late.anti_join(
        known,
        (late.family == known.k_family) & (late.bit == known.k_bit) & (late.moment == known.k_moment)
        & (late.since == known.k_since),
    )  # fmt: skip
    corrected = touches.filter(touches.until < NEVER)
    return new.select("family", moment=new.since).union(corrected.select("family", moment=corrected.until))
